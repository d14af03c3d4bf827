//! Paths shaped like those of a busy site, the same in every run.

use std::sync::Arc;

use arrow_array::{RecordBatch, StringViewArray};
use arrow_schema::Schema;
use logmill::log::Column;

/// Records of a batch, as in about 1 MiB of log.
const BATCH_RECORDS: usize = 4_400;
/// Different paths; with the static files left out, about 232,000 of them are pages.
const PATHS: u64 = 310_000;

/// Batches of paths, a quarter of them static files.
pub fn batches(records: usize) -> Vec<RecordBatch> {
    let schema = Arc::new(Schema::new(vec![Column::Path.field()]));
    let batch = |first: usize| {
        let rows = first..records.min(first + BATCH_RECORDS);
        let paths = StringViewArray::from_iter_values(rows.map(|row| path(scatter(row as u64))));
        RecordBatch::try_new(schema.clone(), vec![Arc::new(paths)]).expect("one column")
    };
    (0..records).step_by(BATCH_RECORDS).map(batch).collect()
}

fn path(random: u64) -> String {
    let (item, kind) = (random % PATHS, random % PATHS % 16);
    match kind {
        0 | 1 => format!("/item/{item}/presentations/logstash/img/x.png"),
        2 => format!("/item/{item}/style/site.css"),
        3 => ["/favicon.ico", "/robots.txt", "/index.php", "/js/jquery.js"][item as usize / 16 % 4].to_owned(),
        4 | 5 => format!("/item/{item}"),
        _ => format!("/item/{item}/presentations/logstash-puppetconf"),
    }
}

/// The finaliser of splitmix64: hashes a number.
fn scatter(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}
