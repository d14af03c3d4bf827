//! Choosing a format from samples of a file.

use std::borrow::Cow;
use std::cmp::Reverse;

use arrow_buffer::Buffer;

use super::column::Column;
use super::envelope::{Envelope, Layer, Share, candidates};
use super::fate::Fate;
use super::format::Format;
use super::parser::{Parser, RawText};
use super::reject::SkipReason;
use super::schema::Columns;
use super::tally::{Note, Notes};

/// How well a format reads a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The format.
    pub format: Format,
    /// Lines that it reads.
    pub read: u64,
    /// Lines among them with nothing missing, left over or unread.
    pub perfect: u64,
    /// Lines of the sample, except those that the format skips: empty lines, comments and other messages.
    pub sampled: u64,
    /// Lines of the format's server that are not about a request; skipped.
    pub not_access: u64,
}

impl Score {
    fn inside(self, envelope: Option<Envelope>) -> Score {
        Score { format: self.format.inside(envelope), ..self }
    }

    /// The number of columns that the format may fill.
    fn columns(&self) -> usize {
        self.format.columns().iter().count()
    }

    /// Whether no other format or envelope could do better.
    fn is_complete(&self) -> bool {
        self.sampled > 0 && self.read == self.sampled && self.perfect == self.sampled
    }

    fn has_request_and_status(&self) -> bool {
        let columns = self.format.columns();
        let has_request =
            [Column::Request, Column::Target, Column::Path].into_iter().any(|column| columns.contains(column));
        has_request && columns.contains(Column::Status)
    }

    /// Orders scores. A perfect line counts twice, so that a format beats one that only reads the beginnings of its lines, but a few
    /// perfect lines do not outweigh many lines read. If no format reads a line, one that recognises its server's other logs wins.
    fn rank(&self) -> (u64, u64, u64) {
        (self.read + self.perfect, self.perfect, self.known())
    }

    /// Skipped lines that are certainly of the format's server. A strict template also skips the messages of other programs.
    fn known(&self) -> u64 {
        if self.is_strict() && !self.format.functions().is_of_one_server() { 0 } else { self.not_access }
    }

    /// Whether a strict format is right about nearly all of the `read` lines that a permissive one reads, and so beats it.
    fn is_right_about(&self, read: u64) -> bool {
        let skipped = if self.read > 0 { self.known() } else { 0 };
        self.is_strict() && STRICT_SHARE * (self.perfect + skipped) >= (STRICT_SHARE - 1) * read
    }

    fn is_strict(&self) -> bool {
        self.format.is_built_in() && self.format.functions().is_strict()
    }
}

/// The format that reads a sample best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// The chosen format, which also reads lines of its family.
    pub format: Format,
    /// Lines of the sample that it reads.
    pub matched: u64,
    /// Lines of the sample, except empty lines and comments.
    pub sampled: u64,
    /// Scores of all formats, best first.
    pub scores: Vec<Score>,
}

impl Detection {
    /// The next best format, if it reads any line.
    pub fn runner_up(&self) -> Option<&Score> {
        self.scores.get(1).filter(|score| score.read > 0)
    }
}

/// Longest sample line; longer ones tell nothing about the format.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// A strict format may fail on one line in this many and still beat a permissive one that reads them all.
const STRICT_SHARE: u64 = 5;

/// Tries every format on the samples of one file. Samples are whole lines, in file order. Formats are tried on the lines as they are, then
/// inside each envelope found, then after unknown prefixes, until one reads all lines. Every format is tried on some of the lines, and on
/// all of them if it reads any of those.
///
/// The format that reads the most lines wins; ties go to the one that leaves nothing missing or unread, then to an envelope around
/// most lines, then to the first of [`Format::all`], which is therefore the result for an inconclusive sample.
///
/// ```
/// use logmill::log::detect;
///
/// let line = b"10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5\n";
/// let found = detect(&[line]);
/// assert_eq!((found.format.name(), found.matched, found.sampled), ("common", 1, 1));
/// assert_eq!(found.runner_up().map(|score| score.format.name()), Some("combined"));
/// ```
pub fn detect(samples: &[&[u8]]) -> Detection {
    detect_among(samples, &[], None)
}

/// Like [`detect`], with the user's own formats, and with the envelope if it is known (`Some(None)`: there is none).
///
/// On ties, a user's format beats built-in ones if it has a request and a status, or at least as many columns. Among the user's formats
/// the one with the most columns wins: an expression that matches any line proves little.
pub fn detect_among(samples: &[&[u8]], own: &[Format], envelope: Option<Option<Envelope>>) -> Detection {
    let head = samples.first().copied().unwrap_or_default();
    let envelopes = envelope.map_or_else(|| envelopes_around(head), |known| vec![known]);
    let mut all = Vec::new();
    for around in &envelopes {
        all.extend(scores(samples, *around, own));
        if all.iter().any(Score::is_complete) {
            break;
        }
    }
    let plain = best(all);
    if envelope.is_some() || plain.matched == plain.sampled {
        return plain;
    }
    let after_prefix = envelopes.iter().filter(|around| has_prefix(head, **around)).take(MOST_PREFIXED);
    let after_prefix = after_prefix.map(|around| around.map_or(Envelope::PREFIX, Envelope::with_any_prefix));
    let prefixed: Vec<Score> = after_prefix.flat_map(|around| scores(samples, Some(around), own)).collect();
    if prefixed.is_empty() {
        return plain;
    }
    // A virtual host in front of another format's line is not a prefix: the family reads it.
    let prefixed = best(prefixed);
    if records(&prefixed.format, samples) > records(&plain.format, samples) { prefixed } else { plain }
}

/// Examines how well one format reads the samples, with its family and in its envelope.
pub fn examine(samples: &[&[u8]], format: &Format) -> Detection {
    let samples: Vec<Sample> =
        samples.iter().scan(Vec::new(), |header, text| Some(Sample::new(text, header))).collect();
    let score = score(format.clone(), &samples, &mut Parser::new(Columns::NONE, MAX_LINE_BYTES).with_fates());
    Detection { format: format.clone(), matched: score.read, sampled: score.sampled, scores: vec![score] }
}

/// Envelopes inside which prefixes are tried.
const MOST_PREFIXED: usize = 3;

/// Lines of the samples that a format reads, with its family and in its envelope.
fn records(format: &Format, samples: &[&[u8]]) -> u64 {
    examine(samples, format).matched
}

/// The envelopes around lines of `text`, in order of preference: those around most lines, no envelope, then the others.
fn envelopes_around(text: &[u8]) -> Vec<Option<Envelope>> {
    /// Envelopes tried at most.
    const MOST: usize = 8;
    /// An envelope must be around at least one line in this many.
    const LEAST_SHARE: usize = 16;
    let mut found: Vec<Around> = Vec::new();
    let mut next = 0;
    let mut inside = Cow::Borrowed(text);
    let (mut outside, mut is_most) = (None, true);
    // Breadth first: envelopes of one layer, then of two.
    loop {
        for layer in Layer::all() {
            let share = Share::of(layer, &inside);
            let envelope = outside.map_or_else(|| Envelope::of(&[layer]), |outside: Envelope| outside.around(layer));
            let is_worth_it = share.opened > 0 && LEAST_SHARE * share.opened >= share.lines && found.len() < MOST;
            if let Some(envelope) = envelope.filter(|_| is_worth_it) {
                found.push(Around { envelope, is_most: is_most && share.is_most() });
            }
        }
        let Some(around) = found.get(next) else { break };
        next += 1;
        inside = around.envelope.unwrap(text).text.into();
        (outside, is_most) = (Some(around.envelope), around.is_most);
    }
    let (most, others): (Vec<Around>, Vec<Around>) = found.into_iter().partition(|around| around.is_most);
    let envelope = |around: Around| Some(around.envelope);
    most.into_iter().map(envelope).chain([None]).chain(others.into_iter().map(envelope)).collect()
}

/// An envelope found around lines.
struct Around {
    envelope: Envelope,
    /// Whether it, and every layer outside it, is around at least half of the lines.
    is_most: bool,
}

/// Whether lines of `text`, inside `envelope`, may have a prefix.
fn has_prefix(text: &[u8], envelope: Option<Envelope>) -> bool {
    let inside = envelope.map_or(Cow::Borrowed(text), |around| around.unwrap(text).text.into());
    inside.split(|byte| *byte == b'\n').any(|line| candidates(line).next().is_some())
}

/// Chooses the best of `scores`, which are in order of preference.
fn best(mut scores: Vec<Score>) -> Detection {
    // A stable sort keeps equals in order of preference.
    scores.sort_by_key(|score| Reverse(score.rank()));
    for equals in scores.chunk_by_mut(|one, other| one.rank() == other.rank()) {
        // Built-in formats keep their order whatever columns they have.
        let built_in = equals.iter().find(|score| score.format.is_built_in()).map_or(0, Score::columns);
        equals.sort_by_key(|score| {
            let is_built_in = score.format.is_built_in();
            let columns = if is_built_in { built_in } else { score.columns() };
            Reverse((!is_built_in && score.has_request_and_status(), columns))
        });
    }
    // Only formats in the same envelope are comparable.
    let envelope = scores.first().and_then(|best| best.format.envelope());
    scores.retain(|score| score.format.envelope() == envelope);
    // A permissive format also reads the lines of a strict one.
    let choice = scores.first().filter(|best| best.format.is_built_in() && best.read > 0 && !best.is_strict());
    if let Some(read) = choice.map(|best| best.read)
        && let Some(index) = scores.iter().position(|score| score.is_right_about(read))
    {
        scores[..=index].rotate_right(1);
    }
    let best = scores.first().expect("there is at least one format");
    Detection {
        format: best.format.clone().with_family(),
        matched: best.read,
        sampled: best.sampled,
        scores: scores.clone(),
    }
}

fn scores(samples: &[&[u8]], envelope: Option<Envelope>, own: &[Format]) -> Vec<Score> {
    let unwrapped =
        samples.iter().map(|text| envelope.map_or(Cow::Borrowed(*text), |around| around.unwrap(text).text.into()));
    let samples: Vec<Sample> = unwrapped.scan(Vec::new(), |header, text| Some(Sample::new(&text, header))).collect();
    let mut parser = Parser::new(Columns::NONE, MAX_LINE_BYTES).with_fates();
    let formats = own.iter().cloned().chain(Format::all().filter(|format| !format.about().is_by_name_only));
    // The layers are already removed.
    let prefix = envelope.filter(|around| around.has_any_prefix()).map(|_| Envelope::PREFIX);
    let formats: Vec<Format> = formats.map(|format| format.inside(prefix)).collect();
    let few = few_lines(&samples);
    let firsts: Vec<Score> = formats.into_iter().map(|format| score(format, &few, &mut parser)).collect();
    // A format that reads none of these lines is out, once another reads some of them: most formats are.
    let is_out = |first: &Score| first.read == 0 && first.not_access == 0;
    let is_decided = firsts.iter().any(|first| first.read > 0);
    let are_all = few.iter().zip(&samples).all(|(few, all)| few.text.len() == all.text.len());
    let whole = |first: Score| {
        if are_all || (is_decided && is_out(&first)) { first } else { score(first.format, &samples, &mut parser) }
    };
    firsts.into_iter().map(whole).map(|score| score.inside(envelope)).collect()
}

/// Every n-th line of the samples, and all directives: enough to find the formats that read any line.
fn few_lines(samples: &[Sample]) -> Vec<Sample> {
    const FEW: usize = 48;
    let lines: usize = samples.iter().map(|sample| memchr::memchr_iter(b'\n', &sample.text).count()).sum();
    let step = lines.div_ceil(FEW).max(1);
    let few = |sample: &Sample| {
        let lines = sample.text.split_inclusive(|byte| *byte == b'\n').enumerate();
        let kept = lines.filter(|(number, line)| number % step == 0 || line.starts_with(b"#"));
        let text: Vec<u8> = kept.flat_map(|(_, line)| line).copied().collect();
        Sample { text: Buffer::from_vec(text), header: sample.header.clone() }
    };
    samples.iter().map(few).collect()
}

/// Lines, and the directives before them.
struct Sample {
    text: Buffer,
    header: Vec<u8>,
}

impl Sample {
    /// Takes a sample and adds its directives to `header` for the next one.
    fn new(text: &[u8], header: &mut Vec<u8>) -> Sample {
        let sample = Sample { text: Buffer::from(text), header: header.clone() };
        let directives = text.split_inclusive(|byte| *byte == b'\n').filter(|line| line.starts_with(b"#"));
        // Directives are at the beginning of a log. A truncated last line is ignored.
        directives.filter(|line| line.ends_with(b"\n")).for_each(|line| header.extend_from_slice(line));
        sample
    }
}

fn score(format: Format, samples: &[Sample], parser: &mut Parser) -> Score {
    let (mut read, mut perfect, mut sampled, mut not_access) = (0, 0, 0, 0);
    for sample in samples {
        let raw = RawText { header: &sample.header, ..RawText::all(&sample.text) };
        for fate in parser.parse(&format, raw, Vec::new()).fates {
            match fate {
                Fate::Record(notes) => {
                    (read, sampled) = (read + 1, sampled + 1);
                    perfect += u64::from(is_perfect(notes));
                }
                Fate::Malformed(..) => sampled += 1,
                Fate::Skipped(SkipReason::NotAccess) => not_access += 1,
                Fate::Skipped(_) => {}
            }
        }
    }
    Score { format, read, perfect, sampled, not_access }
}

fn is_perfect(notes: Notes) -> bool {
    ![Note::ShortLine, Note::ExtraFields, Note::UnreadField].into_iter().any(|note| notes.has(note))
}
