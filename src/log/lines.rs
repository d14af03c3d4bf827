//! The functions of a format ([`LineFormat`]), and the loop over a batch that calls them and counts the outcomes.

use std::borrow::Cow;

use super::bytes::{leading_nuls, trim};
use super::column::Column;
use super::columns::RecordColumns;
use super::envelope;
use super::fate::Fate;
use super::fields::{Fields, FieldsMut, Span};
use super::format::about::About;
use super::format::indexed_line::IndexedLine;
use super::format::memo::Memo;
use super::reject::{Fault, Refusal, Reject, RejectReason, SHOWN_LINES, SkipReason, Specimens, shown};
use super::schema::Columns;
use super::source_settings::SourceSettings;
use super::tally::{Note, Notes, Tally};
use super::text::Text;

/// A line format: the pure function from a line to its fields.
pub trait LineFormat: Send + Sync {
    /// Name, documentation and example.
    fn about(&self) -> &About;

    /// The columns that a line may fill, without derived ones.
    fn columns(&self) -> Columns;

    /// Whether directives (lines such as `#Fields:`) change what later lines mean. The reader then passes the directives in force with
    /// each batch, and files of the format cannot be cut into ranges.
    fn has_directives(&self) -> bool {
        false
    }

    /// Reads one line, without line end and leading whitespace. `base` is its offset in the batch. This defines the format.
    ///
    /// # Errors
    /// A [`Refusal`] if the line is malformed or must be skipped.
    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal>;

    /// Reads a line like [`LineFormat::read_line`], into empty fields, which are unspecified after an error. By default it copies the
    /// result of `read_line`; a format with many fields implements this one and calls it from `read_line`.
    ///
    /// # Errors
    /// Like [`LineFormat::read_line`].
    #[inline]
    fn read_into(&self, line: &[u8], base: usize, fields: &mut FieldsMut<'_>) -> Result<(), Refusal> {
        fields.fill(&self.read_line(line, base)?);
        Ok(())
    }

    /// Fast path. Returns the number of index entries consumed, or `None` to fall back to [`LineFormat::read_line`], with which it must
    /// agree. `fields` is dirty on entry and on `None`.
    #[inline]
    fn read_regular(&self, _ahead: IndexedLine<'_>, _memo: &mut Memo, _fields: &mut FieldsMut<'_>) -> Option<usize> {
        None
    }

    /// Whether it refuses the lines of every other format. Lines that it skips may still be of any program.
    fn is_strict(&self) -> bool {
        false
    }

    /// For formats with keys: the keys of a line that it does not know.
    fn unread_keys(&self, _line: &[u8]) -> Vec<String> {
        Vec::new()
    }

    /// Formats that are often mixed with this one in a file, because two servers write it or a configuration changed. Best first. If
    /// [`Format::with_family`](crate::log::Format::with_family) asks for it, lines that this format refuses are read as one of them and
    /// [noted](crate::log::Note::OtherFormat).
    fn family(&self) -> &'static [&'static dyn LineFormat] {
        &[]
    }

    /// Whether the lines that it skips are certainly of the format's server, because only that one writes such lines.
    fn is_of_one_server(&self) -> bool {
        false
    }

    /// Reads all lines of a batch. A provided method, so that the loop is compiled for each format with its functions inlined.
    fn read_all(&self, lines: &mut Lines<'_, '_>) {
        lines.read_with(self);
    }
}

/// What applies to the lines of a source besides their format.
#[derive(Clone, Copy, Default)]
pub struct Rules<'f> {
    /// Formats to try on refused lines.
    pub family: &'static [&'static dyn LineFormat],
    /// Whether to skip an unknown prefix of a refused line.
    pub any_prefix: bool,
    /// Settings of the source.
    pub settings: Option<&'f SourceSettings>,
}

/// The lines of one batch while they are read.
pub struct Lines<'t, 'l> {
    /// The text.
    pub(super) text: &'t Text,
    /// The text's structural index.
    pub(super) marks: &'l [u32],
    /// Longest line that can be a record, without its line end.
    pub(super) max_line_bytes: usize,
    /// Lines not to read because reading them panicked; ascending.
    pub(super) poisoned: &'l [u32],
    /// Whether to use the fast path.
    pub(super) is_quick: bool,
    /// What applies to lines besides the format.
    pub(super) rules: Rules<'l>,
    /// Where records go.
    pub(super) columns: RecordColumns<'t>,
    /// The counts.
    pub(super) tally: Tally,
    /// The first malformed lines.
    pub(super) rejects: Vec<Reject>,
    /// Lines that help to name the format, if this one does not read the text.
    pub(super) specimens: Specimens,
    /// The outcome of each line, if requested.
    pub(super) fates: Option<Vec<Fate>>,
    /// The directives in force before the first line: whole lines that begin with `#`.
    pub(super) header: &'l [u8],
    /// Start of the next line.
    pub(super) at: usize,
    /// The first index entry from there on.
    pub(super) next_mark: usize,
}

impl Lines<'_, '_> {
    /// Reads every line with `format`.
    pub(super) fn read_with<F: LineFormat + ?Sized>(&mut self, format: &F) {
        let rest = self.read_until(format, |_| false);
        debug_assert!(rest.is_none(), "no line stops it");
    }

    /// Reads lines up to and including the first directive accepted by `stop` and returns it trimmed; `None` at the end.
    ///
    /// A format whose lines change after a directive continues with another reader.
    pub(super) fn read_until<F: LineFormat + ?Sized>(
        &mut self,
        format: &F,
        stop: impl Fn(&[u8]) -> bool,
    ) -> Option<&[u8]> {
        let text = self.text.bytes();
        let mut memo = Memo::default();
        let settings = self.rules.settings;
        // The fast path keeps forwarded addresses only if their column is requested, and does not count lines.
        let reads_proxies = settings.is_some_and(SourceSettings::reads_proxies);
        let is_quick = self.is_quick && !reads_proxies && self.poisoned.is_empty();
        while self.at < text.len() {
            let start = self.at;
            let marks = &self.marks[self.next_mark..];
            let mut fields = self.columns.fields_mut();
            if is_quick
                && text[start] != 0
                && let Some(taken) = format.read_regular(IndexedLine { text, start, marks }, &mut memo, &mut fields)
            {
                let end = marks[taken - 1] as usize;
                if let Some(settings) = settings {
                    settings.set_time(&mut fields);
                }
                let record = RecordSummary::of(&fields);
                if !self.is_too_long(start, end) {
                    self.tally.lines += 1;
                    self.keep(format, start, end, record);
                    (self.at, self.next_mark) = (end + 1, self.next_mark + taken);
                    continue;
                }
            }
            let taken = marks.iter().position(|at| text[*at as usize] == b'\n');
            let end = taken.map_or(text.len(), |last| marks[last] as usize);
            self.next_mark += taken.map_or(marks.len(), |last| last + 1);
            self.at = end + 1;
            self.read_line(format, start, end);
            let line = &text[start..end];
            let line = &line[trim(line)];
            if line.starts_with(b"#") && stop(line) {
                return Some(line);
            }
        }
        self.columns.flush();
        None
    }

    #[inline(always)]
    fn record_fate(&mut self, fate: Fate) {
        if let Some(fates) = &mut self.fates {
            fates.push(fate);
        }
    }

    /// Reads one line by the format's definition.
    fn read_line<F: LineFormat + ?Sized>(&mut self, format: &F, start: usize, end: usize) {
        let nuls = leading_nuls(&self.text.bytes()[start..end]);
        self.tally.nul_bytes += nuls as u64;
        // The line is what follows them, however many of them a batch has.
        let start = start + nuls;
        let line = &self.text.bytes()[start..end];
        let number = self.tally.lines as u32;
        self.tally.lines += 1;
        let trimmed = trim(line);
        if self.is_too_long(start, end) {
            return self.reject(number, start, end, Fault { reason: RejectReason::TooLong, at: 0 });
        }
        if self.poisoned.binary_search(&number).is_ok() {
            return self.reject(number, start, end, Fault { reason: RejectReason::Panic, at: 0 });
        }
        match line[trimmed.clone()] {
            [] => return self.skip(SkipReason::Blank),
            [b'#', ..] => {
                if !format.has_directives() {
                    let comment = masked(self.rules, &line[trimmed]);
                    self.specimens.take_comment(number, &comment);
                }
                return self.skip(SkipReason::Comment);
            }
            ref content if is_separator(content) => return self.skip(SkipReason::NotAccess),
            _ => {}
        }
        let indent = trimmed.start;
        let mut fields = self.columns.fields_mut();
        fields.clear();
        match read_with_rules(format, self.rules, &line[trimmed], start + indent, &mut fields) {
            Ok(()) => {
                let record = RecordSummary::of(&fields);
                self.keep(format, start, end, record);
            }
            Err(Refusal::Skipped(reason)) => self.skip(reason),
            Err(Refusal::Malformed(Fault { reason, at })) => {
                self.reject(number, start, end, Fault { reason, at: at + indent });
            }
        }
    }

    /// Whether a line is too long. A repaired line may grow eightfold, and must still fit 31 bits.
    #[inline(always)]
    fn is_too_long(&self, start: usize, end: usize) -> bool {
        const LONGEST_REPAIRED: usize = 128 << 20;
        let length = end - start;
        length > self.max_line_bytes || (length > LONGEST_REPAIRED && self.text.is_repaired(start, end))
    }

    /// Keeps the record in the slot, which was read from the line just counted.
    #[inline(always)]
    fn keep<F: LineFormat + ?Sized>(&mut self, format: &F, start: usize, end: usize, record: RecordSummary) {
        let RecordSummary { mut notes, has_extra, has_target, has_status } = record;
        if self.text.is_repaired(start, end) {
            notes.add(Note::InvalidUtf8);
        }
        self.columns.keep(has_extra);
        self.tally.notes.add(notes);
        self.tally.parsed += 1;
        self.record_fate(Fate::Record(notes));
        if !(has_target && has_status) {
            self.tally.without_path += u64::from(!has_target);
            self.tally.without_status += u64::from(!has_status);
            let line = &self.text.bytes()[start..end];
            self.specimens.take_unread_keys(self.tally.lines as u32 - 1, || format.unread_keys(&line[trim(line)]));
        }
    }

    fn skip(&mut self, reason: SkipReason) {
        self.tally.skipped += 1;
        self.tally.not_access += u64::from(reason == SkipReason::NotAccess);
        self.record_fate(Fate::Skipped(reason));
    }

    fn reject(&mut self, line: u32, start: usize, end: usize, fault: Fault) {
        self.tally.reject(fault.reason);
        let column = fault.at as u32 + 1;
        self.record_fate(Fate::Malformed(fault.reason, column));
        let raw = masked(self.rules, &self.text.bytes()[start..end]);
        self.specimens.take_malformed(line, &raw, fault.reason);
        if self.rejects.len() < SHOWN_LINES {
            let text = shown(&raw, false);
            self.rejects.push(Reject { line, column, reason: fault.reason, text });
        }
    }
}

/// A line as it may be shown.
fn masked<'l>(rules: Rules<'_>, line: &'l [u8]) -> Cow<'l, [u8]> {
    match rules.settings.and_then(|settings| settings.anonymize) {
        Some(mask) => mask.bytes(line),
        None => Cow::Borrowed(line),
    }
}

/// Whether a line is a separator that tools write between log lines: `==> access.log <==` of `tail`, `--` of `grep`, `-- Boot .. --` of
/// `journalctl`.
fn is_separator(line: &[u8]) -> bool {
    let is_between = |start: &[u8], end: &[u8]| line.starts_with(start) && line.ends_with(end) && line.len() > 4;
    line == b"--" || is_between(b"==> ", b" <==") || is_between(b"-- ", b" --")
}

/// What is counted of a record.
struct RecordSummary {
    notes: Notes,
    has_extra: bool,
    has_target: bool,
    has_status: bool,
}

impl RecordSummary {
    #[inline(always)]
    fn of(fields: &FieldsMut<'_>) -> RecordSummary {
        RecordSummary {
            notes: fields.notes,
            has_extra: fields.extra.is_used(),
            has_target: fields.has_target(),
            has_status: fields.status.is_some(),
        }
    }
}

/// Reads a line by the rules of its source. If it is malformed and prefixes are allowed, tries the places where a record may begin. The
/// skipped prefix is noted, and stored in `extra` unless the line has other extra fields.
fn read_with_rules<F: LineFormat + ?Sized>(
    format: &F,
    rules: Rules<'_>,
    line: &[u8],
    base: usize,
    slot: &mut FieldsMut<'_>,
) -> Result<(), Refusal> {
    let read = read_whole_with_rules(format, rules, line, base, slot);
    if !rules.any_prefix || !matches!(read, Err(Refusal::Malformed(_))) {
        return read;
    }
    let mut places = envelope::candidates(line);
    let start = places.find(|at| {
        slot.clear();
        read_whole_with_rules(format, rules, &line[*at..], base + at, slot).is_ok()
    });
    let Some(start) = start else { return read };
    if !slot.notes.has(Note::ExtraFields) {
        slot.extra.set_text(Column::Extra, Span::new(base, base + line[..start].trim_ascii_end().len()));
    }
    slot.notes.add(Note::Prefix);
    Ok(())
}

/// Reads a line by its format's definition and the rules of its source.
fn read_whole_with_rules<F: LineFormat + ?Sized>(
    format: &F,
    rules: Rules<'_>,
    line: &[u8],
    base: usize,
    slot: &mut FieldsMut<'_>,
) -> Result<(), Refusal> {
    let reads_proxies = rules.settings.is_some_and(SourceSettings::reads_proxies);
    if rules.family.is_empty() && !reads_proxies {
        format.read_into(line, base, slot)?;
    } else {
        let mut fields = read_in_family(format, rules.family, line, base)?;
        if let Some(settings) = rules.settings.filter(|_| reads_proxies) {
            settings.set_client(line, base, &mut fields);
        }
        slot.fill(&fields);
    }
    if let Some(settings) = rules.settings {
        settings.set_time(slot);
    }
    Ok(())
}

/// Reads a line by the format or its family. Another format gets the line if this one refuses it, or leaves something over that the other
/// one reads. A line that merely ends early belongs to this format.
fn read_in_family<F: LineFormat + ?Sized>(
    format: &F,
    family: &[&dyn LineFormat],
    line: &[u8],
    base: usize,
) -> Result<Fields, Refusal> {
    let own = format.read_line(line, base);
    if own.as_ref().is_ok_and(|fields| !fields.notes.has(Note::ExtraFields)) {
        return own;
    }
    let read = || family.iter().filter_map(|other| other.read_line(line, base).ok());
    let is_whole = |fields: &Fields| !fields.notes.has(Note::ShortLine) && !fields.notes.has(Note::ExtraFields);
    let whole = read().find(is_whole);
    let other = if own.is_ok() { whole } else { whole.or_else(|| read().next()) };
    match other {
        Some(mut fields) => {
            fields.notes.add(Note::OtherFormat);
            Ok(fields)
        }
        None => own,
    }
}
