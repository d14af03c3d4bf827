use proptest::prelude::*;

use super::*;

/// A text in chunks of one size, with a pause before every nth, and then perhaps an error.
struct Chunks<'a> {
    text: &'a [u8],
    chunk: usize,
    pause_every: usize,
    reads: usize,
    fails: bool,
}

impl<'a> Chunks<'a> {
    fn of(text: &'a [u8], chunk: usize) -> Chunks<'a> {
        Chunks { text, chunk, pause_every: usize::MAX, reads: 0, fails: false }
    }
}

impl ByteStream for Chunks<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        assert!(!into.is_empty(), "an empty buffer cannot receive the end");
        self.reads += 1;
        if self.reads.is_multiple_of(self.pause_every) {
            return Ok(ReadOutcome::Pending);
        }
        let bytes = self.chunk.min(into.len()).min(self.text.len());
        if bytes == 0 {
            return if self.fails { Err(ReadFault::CutOff("gzip")) } else { Ok(ReadOutcome::Eof) };
        }
        into[..bytes].copy_from_slice(&self.text[..bytes]);
        self.text = &self.text[bytes..];
        Ok(ReadOutcome::Data(bytes))
    }
}

/// A line of the text: kept, or too long.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Kept(u64, Vec<u8>),
    TooLong(u64, Oversize),
}

/// What the lines of a text are, the simple way.
fn expected(text: &[u8], max_line: usize) -> Vec<Line> {
    let mut offset = 0;
    let line = |line: &[u8]| {
        let at = offset;
        offset += line.len() as u64;
        let content = match line {
            [content @ .., b'\r', b'\n'] | [content @ .., b'\n'] => content,
            // Half of a line end is no content.
            [content @ .., b'\r'] if content.len() == max_line => content,
            content => content,
        };
        if content.len() <= max_line {
            return Line::Kept(at, line.to_vec());
        }
        Line::TooLong(
            at,
            Oversize { start: content[..content.len().min(SHOWN_BYTES)].to_vec(), bytes: line.len() as u64 },
        )
    };
    text.split_inclusive(|byte| *byte == b'\n').map(line).collect()
}

fn read_all<S: ByteStream>(mut reader: LineReader<S>, head: usize) -> (Vec<Line>, LineReader<S>) {
    reader.head(head);
    let mut lines = Vec::new();
    let mut text = Vec::new();
    loop {
        match reader.next_block(text) {
            Ok(block) => {
                let mut offset = block.offset;
                for line in block.text[..block.len].split_inclusive(|byte| *byte == b'\n') {
                    lines.push(Line::Kept(offset, line.to_vec()));
                    offset += line.len() as u64;
                }
                lines.extend(block.oversize.map(|long| Line::TooLong(offset, long)));
                text = block.text;
                text.fill(b'\n');
            }
            Err(_) => return (lines, reader),
        }
    }
}

fn assert_lines(stream: Chunks<'_>, batch_bytes: usize, max_line_bytes: usize, head: usize) {
    let text = stream.text;
    let chunk = stream.chunk;
    let (lines, reader) =
        read_all(LineReader::new(stream, ReadLimits { batch_bytes, max_line_bytes }, Carryover::default()), head);
    let sizes = format!("chunk {chunk}, batch {batch_bytes}, longest line {max_line_bytes}, head {head}");
    let expected = expected(text, max_line_bytes);
    let differs = lines.iter().zip(&expected).position(|(line, expected)| line != expected);
    assert_eq!(differs.map(|at| (&lines[at], &expected[at])), None, "{sizes}");
    assert_eq!(lines.len(), expected.len(), "{sizes}");
    assert!(reader.is_complete(), "{sizes}");
    assert_eq!(reader.into_parts().2, text.len() as u64, "{sizes}");
}

/// Lines of all lengths around the limits, so that every edge of every buffer is met by line ends of both kinds.
fn edgy_text(bytes: usize, limits: &[usize]) -> Vec<u8> {
    let mut text = Vec::new();
    let lengths = (0..4).chain(limits.iter().flat_map(|limit| limit.saturating_sub(3)..limit + 4));
    for (number, length) in lengths.cycle().enumerate() {
        if text.len() >= bytes {
            break;
        }
        text.extend((0..length).map(|byte| b'a' + (byte % 26) as u8));
        text.extend_from_slice(if number % 3 == 0 { b"\r\n" } else { b"\n" });
    }
    text.extend_from_slice(b"no line end");
    text
}

#[test]
fn the_parts_of_a_line_stay_in_one_block() {
    let line = |number: usize, tag: char| format!("2023-10-10T13:55:36.{number:03}Z stdout {tag} some text\n");
    // Every third line is the last part of one.
    let lines: String = (0..90).map(|number| line(number, if number % 3 == 2 { 'F' } else { 'P' })).collect();
    let three = 3 * line(0, 'P').len();
    for (batch_bytes, pause_every) in [(1, usize::MAX), (three + 10, usize::MAX), (three * 5, 3), (three * 100, 2)] {
        let stream = Chunks { pause_every, ..Chunks::of(lines.as_bytes(), 50) };
        let mut reader =
            LineReader::new(stream, ReadLimits { batch_bytes, max_line_bytes: 1000 }, Carryover::default());
        reader.keep_parts_together("cri".parse::<Envelope>().ok());
        let mut seen = 0;
        while let Ok(block) = reader.next_block(Vec::new()) {
            assert_eq!(block.len % three, 0, "batch {batch_bytes}");
            seen += block.len;
        }
        assert_eq!(seen, lines.len(), "batch {batch_bytes}");
    }
}

#[test]
fn parts_that_are_together_longer_than_a_line_may_be_are_separated() {
    let lines = "2023-10-10T13:55:36.1Z stdout P some text\n".repeat(100);
    let limits = ReadLimits { batch_bytes: 100, max_line_bytes: 1000 };
    let mut reader = LineReader::new(Chunks::of(lines.as_bytes(), 50), limits, Carryover::default());
    reader.keep_parts_together("cri".parse::<Envelope>().ok());
    let (mut blocks, mut seen) = (0, 0);
    while let Ok(block) = reader.next_block(Vec::new()) {
        (blocks, seen) = (blocks + 1, seen + block.len);
        assert!(block.len <= 1002, "memory stays bounded");
    }
    assert!(blocks > 1 && seen == lines.len());
}

#[test]
fn the_lines_do_not_depend_on_how_reads_cut_the_text() {
    let text = edgy_text(6000, &[250, 400, 1000]);
    for chunk in 1..=4096 {
        assert_lines(Chunks::of(&text, chunk), 1000, 400, 0);
    }
    let text = edgy_text(300_000, &[1000, 9000, 65_536]);
    for chunk in 65_535..=65_537 {
        for batch in 65_535..=65_537 {
            assert_lines(Chunks::of(&text, chunk), batch, 9000, 65_536);
        }
    }
}

#[test]
fn the_lines_do_not_depend_on_the_batch_size() {
    let text = edgy_text(2000, &[20, 60, 100]);
    for batch in (1..130).chain([1 << 12, 1 << 16]) {
        for longest in [0, 1, 20, 21, 59, usize::MAX] {
            for head in [0, 1000] {
                assert_lines(Chunks::of(&text, 7), batch, longest, head);
            }
        }
    }
}

#[test]
fn a_batch_is_as_full_as_its_size_allows() {
    let text = b"0123\n0123\n0123\n0123\n";
    let limits = ReadLimits { batch_bytes: 12, max_line_bytes: 100 };
    let mut reader = LineReader::new(Chunks::of(text, 5), limits, Carryover::default());
    let mut lengths = Vec::new();
    let mut buffer = Vec::new();
    while let Ok(block) = reader.next_block(std::mem::take(&mut buffer)) {
        lengths.push(block.len);
        assert_eq!(block.text.len(), 12);
        buffer = block.text;
    }
    assert_eq!(lengths, [10, 10]);
}

#[test]
fn a_pause_of_the_writer_gives_the_lines_so_far() {
    let stream = Chunks { pause_every: 2, ..Chunks::of(b"one\ntwo\nthree\n", 10) };
    let limits = ReadLimits { batch_bytes: 1000, max_line_bytes: 100 };
    let mut reader = LineReader::new(stream, limits, Carryover::default());
    let first = reader.next_block(Vec::new()).expect("two lines came before the pause");
    assert_eq!(&first.text[..first.len], b"one\ntwo\n");
    let second = reader.next_block(first.text).expect("a third line came after it");
    assert_eq!(&second.text[..second.len], b"three\n");
}

#[test]
fn an_error_keeps_the_lines_so_far_and_the_half_line() {
    let stream = Chunks { fails: true, ..Chunks::of(b"one\ntw", 4) };
    let limits = ReadLimits { batch_bytes: 1000, max_line_bytes: 100 };
    let (lines, reader) = read_all(LineReader::new(stream, limits, Carryover::default()), 0);
    assert_eq!(lines, [Line::Kept(0, b"one\n".to_vec()), Line::Kept(4, b"tw".to_vec())]);
    assert!(!reader.is_complete());
    assert!(matches!(reader.into_parts().1, Some(ReadFault::CutOff(_))));
}

/// A line that never ends, cancelled after a while.
struct Endless {
    left: usize,
    largest: usize,
}

impl ByteStream for Endless {
    fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
        self.largest = self.largest.max(into.len());
        let bytes = into.len().min(self.left);
        self.left -= bytes;
        into[..bytes].fill(b'x');
        Ok(if bytes == 0 { ReadOutcome::Cancelled } else { ReadOutcome::Data(bytes) })
    }
}

#[test]
fn a_line_without_an_end_takes_no_more_memory_than_the_longest_line() {
    const LENGTH: usize = 50_000_000;
    let limits = ReadLimits { batch_bytes: 1000, max_line_bytes: 10_000 };
    let mut reader = LineReader::new(Endless { left: LENGTH, largest: 0 }, limits, Carryover::default());
    let block = reader.next_block(Vec::new()).expect("the line was noticed");
    let long = block.oversize.expect("the line is too long");
    assert_eq!((block.len, long.bytes), (0, LENGTH as u64));
    assert_eq!(long.start, [b'x'; SHOWN_BYTES]);
    assert!(block.text.capacity() <= 10_002, "{}", block.text.capacity());
    let room = reader.carryover.room(0).len();
    assert!(room <= 2 * SKIP_BYTES, "{room}");
    assert!(!reader.is_complete());
}

#[test]
fn a_cancelled_run_does_not_return_half_a_line() {
    struct Cut(bool);
    impl ByteStream for Cut {
        fn read(&mut self, into: &mut [u8]) -> Result<ReadOutcome, ReadFault> {
            if std::mem::replace(&mut self.0, true) {
                return Ok(ReadOutcome::Cancelled);
            }
            into[..6].copy_from_slice(b"one\ntw");
            Ok(ReadOutcome::Data(6))
        }
    }
    let limits = ReadLimits { batch_bytes: 1000, max_line_bytes: 100 };
    let (lines, reader) = read_all(LineReader::new(Cut(false), limits, Carryover::default()), 0);
    assert_eq!(lines, [Line::Kept(0, b"one\n".to_vec())]);
    assert!(!reader.is_complete());
}

/// The lines of a text without the NULs where they begin, and how many of these there are.
fn without_nuls(lines: Vec<Line>) -> Vec<Line> {
    let strip = |line| match line {
        Line::Kept(at, text) => {
            let nuls = leading_nuls(&text);
            Line::Kept(at + nuls as u64, text[nuls..].to_vec())
        }
        line => line,
    };
    lines.into_iter().map(strip).collect()
}

#[test]
fn a_hole_of_nuls_takes_no_memory_and_costs_no_line() {
    let hole = vec![0; 10_000_000];
    for before in [&b""[..], b"first\n"] {
        let text = [before, &hole, b"second\nthird\n", &hole].concat();
        let limits = ReadLimits { batch_bytes: 1000, max_line_bytes: 100 };
        let (lines, reader) = read_all(LineReader::new(Chunks::of(&text, 60_000), limits, Carryover::default()), 512);
        let (start, end) = ((before.len() + hole.len()) as u64, text.len() as u64);
        let after = [(start, &b"second\n"[..]), (start + 7, b"third\n"), (end, b"")];
        let expected: Vec<_> = after.map(|(at, line)| Line::Kept(at, line.to_vec())).into();
        assert_eq!(without_nuls(lines)[usize::from(!before.is_empty())..], expected);
        let (_, _, bytes, mut carryover) = reader.into_parts();
        assert_eq!(bytes, end);
        assert!(carryover.room(0).len() < 1000 + 4 * SKIP_BYTES, "{}", carryover.room(0).len());
    }
}

proptest! {
    #[test]
    fn nuls_at_the_beginning_of_a_line_do_not_belong_to_it_in_any_sizes(
        text in proptest::collection::vec(prop_oneof![3 => Just(b'x'), 1 => Just(b'\n'), 4 => Just(0)], 0..300),
        chunk in 1usize..40,
        batch in 1usize..80,
        longest in 1usize..40,
        head in 0usize..100,
        pause_every in 2usize..9,
    ) {
        let mut expected = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let content = &line[leading_nuls(line)..];
            at += (line.len() - content.len()) as u64;
            let length = content.strip_suffix(b"\n").unwrap_or(content).len();
            let start = || content[..length.min(SHOWN_BYTES)].to_vec();
            expected.push(match length > longest {
                true => Line::TooLong(at, Oversize { start: start(), bytes: content.len() as u64 }),
                false => Line::Kept(at, content.to_vec()),
            });
            at += content.len() as u64;
        }
        let stream = Chunks { pause_every, ..Chunks::of(&text, chunk) };
        let limits = ReadLimits { batch_bytes: batch, max_line_bytes: longest };
        let (lines, reader) = read_all(LineReader::new(stream, limits, Carryover::default()), head);
        prop_assert_eq!(without_nuls(lines), expected);
        prop_assert!(reader.is_complete());
        prop_assert_eq!(reader.into_parts().2, text.len() as u64);
    }

    #[test]
    fn any_text_in_any_sizes_gives_the_same_lines(
        text in proptest::collection::vec(prop_oneof![4 => Just(b'x'), 1 => Just(b'\n'), 1 => Just(b'\r')], 0..300),
        chunk in 1usize..40,
        batch in 1usize..80,
        longest in 0usize..40,
        head in 0usize..100,
        pause_every in 2usize..9,
    ) {
        assert_lines(Chunks { pause_every, ..Chunks::of(&text, chunk) }, batch, longest, head);
    }
}
