/// Tar archives and their members.
mod archives;
/// Each codec: whole, truncated, damaged, and followed by something else.
mod codecs;
/// Makes the data.
pub mod pack;

use std::sync::Arc;

use logmill::config::{FormatChoice, NameChoice};
use logmill::log::Format;
use logmill::message::Spare;
use logmill::source::{BatchReader, FileOutcome, Input, InputFile, ReadLimits};

use crate::world::World;

/// The result for a file or member.
struct Piece {
    text: String,
    outcome: FileOutcome,
}

impl Piece {
    fn shown(&self) -> &str {
        self.outcome.member.as_ref().map_or("site.log", |member| &member.shown)
    }

    fn error(&self) -> String {
        self.outcome.error.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    fn warnings(&self) -> Vec<String> {
        self.outcome.warnings.iter().map(ToString::to_string).collect()
    }
}

/// Reads a file of these bytes, called site.log: the file, and its members in order.
fn read(bytes: &[u8], choice: NameChoice) -> Vec<Piece> {
    let world = World::new();
    let (sender, queue) = crossbeam::channel::unbounded();
    let file = InputFile {
        source: 0,
        file: 0,
        input: Input::Path(world.write("file", bytes)),
        shown: "site.log".to_owned(),
        format: FormatChoice::Fixed(Format::by_name("common").expect("the format is known")),
        choice,
        range: None,
    };
    sender.send(file).expect("the queue is open");
    drop(sender);
    let limits = ReadLimits { batch_bytes: 256, max_line_bytes: 1000 };
    let unused = |_: &[&[u8]]| unreachable!("the format is fixed");
    let mut reader = BatchReader::new(queue, limits, unused, Arc::new(|| false));
    let mut texts = std::collections::BTreeMap::<u32, String>::new();
    while let Ok(batch) = reader.next_batch(Spare::default()) {
        texts.entry(batch.id.member).or_default().push_str(&String::from_utf8_lossy(batch.lines()));
    }
    let piece = |outcome: FileOutcome| {
        let number = outcome.member.as_ref().map_or(0, |member| member.number);
        Piece { text: texts.remove(&number).unwrap_or_default(), outcome }
    };
    reader.finish().into_iter().map(piece).collect()
}

/// Reads a file that is not an archive.
fn read_one(bytes: &[u8]) -> Piece {
    let mut pieces = read(bytes, NameChoice::default());
    assert_eq!(pieces.len(), 1);
    pieces.remove(0)
}

fn some_lines(count: usize) -> String {
    (0..count).map(|number| format!("line {} of some\n", number * number)).collect()
}
