//! tmp
use arrow_buffer::Buffer;
use logmill::log::*;
use std::time::Instant;
fn main() {
    let data = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    let cols: Columns = std::env::args()
        .nth(2)
        .unwrap_or("path".into())
        .split(',')
        .filter(|s| !s.is_empty())
        .map(|c| c.parse().unwrap())
        .collect();
    let mut batches = vec![];
    let mut at = 0;
    while at < data.len() {
        let end = (at + (1 << 20)).min(data.len());
        let end =
            if end == data.len() { end } else { at + data[at..end].iter().rposition(|b| *b == b'\n').unwrap() + 1 };
        batches.push((at, end));
        at = end;
    }
    let mut buf = vec![0u8; 1 << 20];
    let mut views = vec![];
    for _ in 0..5 {
        let t = Instant::now();
        let mut parser = Parser::new(cols, 1 << 20);
        let mut tally = Tally::default();
        let mut copy = 0.0;
        for (a, b) in &batches {
            let t = Instant::now();
            buf[..b - a].copy_from_slice(&data[*a..*b]);
            copy += t.elapsed().as_secs_f64();
            let raw = Buffer::from_vec(std::mem::take(&mut buf));
            let p = parser.parse(Format::by_name("combined").unwrap(), &raw, b - a, std::mem::take(&mut views), &[]);
            tally += p.tally;
            let spare = logmill::message::Spare::from_records(p.records);
            views = spare.views;
            buf = match raw.into_vec() {
                Ok(v) => v,
                Err(r) => {
                    drop(spare.text);
                    r.into_vec().unwrap()
                }
            };
        }
        println!("{:.4} s (copy {:.4})", t.elapsed().as_secs_f64(), copy);
        println!("{tally:?}");
    }
}
