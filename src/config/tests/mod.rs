//! What is refused and with which message, what is accepted, and that nothing panics.

mod accepted;
mod anonymize;
mod layered;
mod lookups;
mod options;
mod own_columns;
mod refused;
mod refused_graph;
mod robust;
mod zones;

use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;
use serde::Deserialize;

use super::{ConfigErrors, ConfigInput, Plan, Registry, Request, load};
use crate::filter::{Filter, FilterError};
use crate::log::Columns;
use crate::reduce::{ReduceError, Reducer, Table};

/// A filter with keys of many types; it keeps everything.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sieve {
    min_segments: u8,
    exclude_extensions: Vec<String>,
    exclude_segments: Vec<String>,
    first_segment: Option<String>,
    mode: Mode,
    rules: Vec<Rule>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    #[default]
    Keep,
    Drop,
    Sample {
        #[expect(dead_code, reason = "read from the configuration only")]
        every: u32,
    },
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "read from the configuration only")]
struct Rule {
    pattern: Even,
    weight: f64,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "u64")]
#[expect(dead_code, reason = "read from the configuration only")]
struct Even(u64);

impl TryFrom<u64> for Even {
    type Error = &'static str;

    fn try_from(number: u64) -> Result<Even, &'static str> {
        if number.is_multiple_of(2) { Ok(Even(number)) } else { Err("odd numbers are not accepted") }
    }
}

impl Filter for Sieve {
    fn columns(&self) -> Columns {
        Columns::NONE
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        Ok(BooleanArray::from(vec![true; batch.num_rows()]))
    }
}

/// A filter whose keys are checked together.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RangeSettings")]
struct Range;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RangeSettings {
    min: u16,
    max: u16,
    #[serde(default)]
    unit: String,
}

impl TryFrom<RangeSettings> for Range {
    type Error = &'static str;

    fn try_from(settings: RangeSettings) -> Result<Range, &'static str> {
        match settings {
            RangeSettings { unit, .. } if unit == "parsec" => Err("unit: too\n  far"),
            RangeSettings { min, max, .. } if min > max => Err("nothing lies between min and max"),
            _ => Ok(Range),
        }
    }
}

impl Filter for Range {
    fn columns(&self) -> Columns {
        Columns::NONE
    }

    fn keep(&self, batch: &RecordBatch) -> Result<BooleanArray, FilterError> {
        Ok(BooleanArray::from(vec![true; batch.num_rows()]))
    }
}

/// A reducer without state.
#[derive(Debug, Deserialize)]
struct Nothing {
    #[expect(dead_code, reason = "read from the configuration only")]
    group_by: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "read from the configuration only")]
    measures: Vec<String>,
    #[expect(dead_code, reason = "read from the configuration only")]
    top: Option<u64>,
}

impl Reducer for Nothing {
    type State = ();

    fn columns(&self) -> Columns {
        Columns::NONE
    }

    fn identity(&self) {}

    fn fold(&self, (): &mut (), _: &RecordBatch, _: &BooleanBuffer) -> Result<(), ReduceError> {
        Ok(())
    }

    fn merge(&self, (): &mut (), (): ()) {}

    fn finish(&self, (): ()) -> Table {
        Table::default()
    }

    fn state_bytes(&self, (): &()) -> usize {
        0
    }
}

/// Types for tests only, so that messages do not change with the built-in ones.
fn registry() -> Registry {
    let registry = Registry::empty().filter::<Sieve>("sieve").unwrap().filter::<Range>("range").unwrap();
    registry.reducer::<Nothing>("nothing").unwrap()
}

/// A job with those types, to which tests add.
const SOURCE: &str = "[[sources]]\npath = \"a.log\"\n";
const REDUCER: &str = "[[reducers]]\ntype = \"nothing\"\ngroup_by = []\n";

fn load_text(text: impl Into<Vec<u8>>) -> Result<Plan, ConfigErrors> {
    load(&Request::new(ConfigInput::text("config.toml", text)), &registry())
}

fn errors_of(text: impl Into<Vec<u8>>) -> String {
    load_text(text).err().map_or_else(|| "accepted".to_owned(), |errors| errors.to_string())
}

/// A job with the built-in types, like the shipped files.
fn load_shipped(text: impl Into<Vec<u8>>) -> Result<Plan, ConfigErrors> {
    load(&Request::new(ConfigInput::text("config.toml", text)), &Registry::builtin())
}
