//! Panics that do not end where they were caught.

use std::panic::resume_unwind;

use logmill_actors::{Panic, TaskError, catch};

use super::*;

/// A panic payload that panics when it is dropped, with a payload that does so too, `n` times.
struct Grenade(u8);

impl Drop for Grenade {
    fn drop(&mut self) {
        if self.0 > 0 {
            resume_unwind(Box::new(Grenade(self.0 - 1)))
        }
    }
}

fn blow_up<T>() -> Result<T, TaskError> {
    Err(TaskError::Panicked(Panic { message: "a panic without a message".into() }))
}

#[test]
fn a_panic_whose_payload_panics_when_it_is_dropped_is_caught() {
    let caught = catch(|| resume_unwind(Box::new(Grenade(3))));
    assert_eq!(caught, Err::<(), _>(Panic { message: "a panic without a message".into() }));
}

#[test]
fn a_panic_whose_payload_panics_when_it_is_dropped_costs_its_item_and_no_thread() {
    let grenades = |n: u64| if n % 10 == 5 { resume_unwind(Box::new(Grenade(2))) } else { n };
    for chunk_size in [1, 7, 100] {
        let pool = pool(2);
        let results: Vec<_> = pool.map(grenades, 0..100).chunk_size(chunk_size).collect();
        let expected: Vec<_> = (0..100).map(|n| if n % 10 == 5 { blow_up() } else { Ok(n) }).collect();
        assert_eq!(results, expected, "chunks of {chunk_size}");
        assert_eq!(pool.submit(grenades, 5).wait(), blow_up());
        assert_all_threads_alive(&pool);
    }
}
