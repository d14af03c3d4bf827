//! Arguments and values that cannot be sent.

use logmill_actors::TaskError;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::pool;

/// A number; 3 cannot be encoded, and 5 cannot be decoded.
#[derive(Debug, PartialEq)]
pub struct Picky(u64);

impl Serialize for Picky {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 == 3 { Err(S::Error::custom("not this one")) } else { serializer.serialize_u64(self.0) }
    }
}

impl<'de> Deserialize<'de> for Picky {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Picky, D::Error> {
        let number = u64::deserialize(deserializer)?;
        if number == 5 { Err(D::Error::custom("not this one")) } else { Ok(Picky(number)) }
    }
}

/// Makes the next number.
pub fn pick(Picky(number): Picky) -> Picky {
    Picky(number + 1)
}

pub fn an_unfit_item_costs_no_other_item_of_its_chunk() {
    let pool = pool(1);
    for chunk_size in [1, 4, 10] {
        let results: Vec<Result<Picky, TaskError>> =
            pool.map("pick", (0..10).map(Picky)).chunk_size(chunk_size).collect();
        assert_eq!(results.len(), 10);
        for (number, result) in (0..).zip(results) {
            // As an argument or as a value, in this process or in the other one.
            let is_unfit = [3, 5].contains(&number) || [3, 5].contains(&(number + 1));
            match result {
                Ok(value) => assert!(!is_unfit && value == Picky(number + 1), "{chunk_size}: {number} is {value:?}"),
                Err(error) => assert!(is_unfit && matches!(error, TaskError::Unfit { .. }), "{chunk_size}: {error}"),
            }
        }
    }
    // 3 was never sent; a value of 5 is encoded, but cannot be decoded.
    let (done, rejected) =
        pool.snapshot().iter().fold((0, 0), |sum, stage| (sum.0 + stage.records_out, sum.1 + stage.rejected));
    assert_eq!((done, rejected), (3 * 7, 3 * 2));
}

pub fn an_unfit_task_says_so() {
    let pool = pool(1);
    for number in 2..6 {
        let result = pool.submit::<Picky, Picky>("pick", Picky(number)).wait();
        assert!(matches!(result, Err(TaskError::Unfit { .. })), "{number} is {result:?}");
    }
    assert_eq!(pool.submit("pick", Picky(6)).wait(), Ok(Picky(7)));
}
