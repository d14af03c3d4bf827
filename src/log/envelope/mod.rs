//! Envelopes: what collectors of logs put around the lines of a server, and how it is taken off. Pure.
//!
//! An envelope is taken off a whole batch before its lines are read, line for line: what comes out has as many lines as what went in, so that
//! the account and the numbers of lines stay those of the file. A collector that cuts long lines into parts is undone too: the parts are
//! joined at the place of the last one, and blank lines stand for the others.

mod container;
mod quoted;
mod syslog;
mod unwrapped;

use std::borrow::Cow;
use std::fmt;

use super::bytes::leading_nuls;

pub use unwrapped::Unwrapped;

/// What stands around each line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Envelope {
    /// The header of syslog, RFC 3164 with or without its priority, or RFC 5424.
    Syslog,
    /// Docker's `json-file`: `{"log":"…\n","stream":"stdout","time":"…"}`.
    Docker,
    /// The container runtime interface of Kubernetes: `time stream F|P line`.
    Cri,
    /// The prefix of `docker compose logs`: `web-1  | `.
    Compose,
    /// Double quotes around the whole line, those inside doubled, behind a backslash, or as they are.
    Quoted,
}

/// A line that was found in its envelope.
#[derive(Debug)]
struct Opened<'l> {
    /// Bytes before what is inside.
    prefix: usize,
    /// What is inside, as it stands there.
    inside: &'l [u8],
    /// Undoes the escapes of what is inside.
    undo: Undo,
    /// Whether the collector wrote the line's end elsewhere: in the next part of the same stream.
    is_part: bool,
    /// Which of the streams of a container it came from: 0 or 1.
    stream: usize,
}

/// Undoes the escapes of a text.
type Undo = fn(&[u8]) -> Cow<'_, [u8]>;

impl<'l> Opened<'l> {
    /// All of a line from a place on.
    fn whole(line: &'l [u8], prefix: usize) -> Opened<'l> {
        Opened { prefix, inside: &line[prefix..], undo: |text| Cow::Borrowed(text), is_part: false, stream: 0 }
    }
}

impl Envelope {
    /// Every envelope, in the order in which they are tried.
    pub const ALL: [Envelope; 5] =
        [Envelope::Syslog, Envelope::Docker, Envelope::Cri, Envelope::Compose, Envelope::Quoted];

    /// The name that configuration and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Envelope::Syslog => "syslog",
            Envelope::Docker => "docker",
            Envelope::Cri => "cri",
            Envelope::Compose => "compose",
            Envelope::Quoted => "quoted",
        }
    }

    /// The envelope of that name.
    pub fn by_name(name: &str) -> Option<Envelope> {
        Envelope::ALL.into_iter().find(|envelope| envelope.name() == name)
    }

    /// Takes the envelope off every line of a text that has it; the others stay as they are.
    pub fn unwrap(self, text: &[u8]) -> Unwrapped {
        unwrapped::unwrap(self, text)
    }

    /// Whether at least half of the lines of a text that are not blank have the envelope.
    pub fn is_around(self, text: &[u8]) -> bool {
        let lines = text.split(|byte| *byte == b'\n').map(|line| &line[leading_nuls(line)..]);
        let lines = lines.filter(|line| !line.trim_ascii().is_empty());
        let (mut all, mut opened) = (0, 0);
        for line in lines {
            all += 1;
            opened += usize::from(self.open(line).is_some());
        }
        opened > 0 && 2 * opened >= all
    }

    /// Whether a line, which is given without its newline, has any envelope.
    pub fn is_around_line(line: &[u8]) -> bool {
        Envelope::ALL.into_iter().any(|envelope| envelope.open(line).is_some())
    }

    /// Whether lines may be cut into parts, so that a text must not end between them.
    pub fn has_parts(self) -> bool {
        matches!(self, Envelope::Docker | Envelope::Cri)
    }

    /// Where the first line begins whose end is not in the text, which is whole lines; its length when there is no such line.
    pub fn first_open_part(self, text: &[u8]) -> usize {
        let mut open = [None; 2];
        let mut start = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let content = line.strip_suffix(b"\n").unwrap_or(line);
            if let Some(opened) = self.open(&content[leading_nuls(content)..]) {
                let first = &mut open[opened.stream];
                *first = if opened.is_part { first.or(Some(start)) } else { None };
            }
            start += line.len();
        }
        open.into_iter().flatten().min().unwrap_or(text.len())
    }

    /// Looks for the envelope around a line, which is given without its newline and NULs before it.
    fn open(self, line: &[u8]) -> Option<Opened<'_>> {
        match self {
            Envelope::Syslog => syslog::open(line),
            Envelope::Docker => container::open_docker(line),
            Envelope::Cri => container::open_cri(line),
            Envelope::Compose => container::open_compose(line),
            Envelope::Quoted => quoted::open(line),
        }
    }
}

impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
