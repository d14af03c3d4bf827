//! What can go wrong with an input, in messages that say what to do.

use std::borrow::Cow;
use std::fmt::Display;
use std::io;

#[cfg(feature = "cloud")]
use logmill_remote::RemoteError;

use super::framing::kind::Framing;
use super::planned::Change;

/// Why an input could not be read, or not to its end. The text names the input.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file cannot be opened, or its metadata cannot be read.
    #[error("{shown}: cannot be opened: {}", reason(.cause))]
    Open {
        /// The input's name.
        shown: String,
        /// The error of the operating system.
        cause: io::Error,
    },
    /// There is no such file, but there is one with a similar name.
    #[error("{shown}: no such file; there is `{nearest}`")]
    Misspelt {
        /// The path as given.
        shown: String,
        /// The name of a file in the same directory.
        nearest: String,
    },
    /// The target of a symbolic link does not exist.
    #[error("{shown}: is a link to `{target}`, which does not exist")]
    DanglingLink {
        /// The link's path.
        shown: String,
        /// The target.
        target: String,
    },
    /// A directory has nothing to read.
    #[error(
        "{shown}: there is no file to read in this directory; hidden files, and those that `include` and `exclude` leave \
         out, do not count"
    )]
    EmptyDirectory {
        /// The directory's path.
        shown: String,
    },
    /// There are files, but none is selected.
    #[error("{shown}: `include` and `exclude` leave no file to read")]
    AllLeftOut {
        /// The paths or the pattern.
        shown: String,
    },
    /// A list of paths could not be read.
    #[error("{shown}: the list of files cannot be read: {}", reason(.cause))]
    List {
        /// The list as given, with its `@`.
        shown: String,
        /// The error of the operating system.
        cause: io::Error,
    },
    /// A list of paths is empty.
    #[error("{shown}: the list names no file")]
    EmptyList {
        /// The list as given, with its `@`.
        shown: String,
    },
    /// Something is wrong with a path of a list.
    #[error("{list}:{line}: {cause}")]
    Listed {
        /// The file that lists it.
        list: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        cause: Box<SourceError>,
    },
    /// A list names a list.
    #[error("{shown}: a list cannot name another list; name both of them as paths")]
    ListInList {
        /// The list that is named.
        shown: String,
    },
    /// A list on standard input names standard input.
    #[error("`-`: standard input is the list itself")]
    ListIsStdin,
    /// A line of a list is not UTF-8.
    #[error("the path is not valid UTF-8; name its directory, or match it with a pattern")]
    ListLineNotText,
    /// A glob pattern matches no file.
    #[error("{pattern}: no file matches this pattern")]
    NoMatch {
        /// The pattern as given.
        pattern: String,
    },
    /// A glob pattern is malformed.
    #[error("{pattern}: is not a valid pattern: {} at character {}", .cause.msg, .cause.pos + 1)]
    BadPattern {
        /// The pattern as given.
        pattern: String,
        /// What is wrong with it.
        cause: glob::PatternError,
    },
    /// The operating system returned an error in the middle of the file.
    #[error("{shown}: reading failed after {text_bytes} bytes of text: {}", reason(.cause))]
    Read {
        /// The input's name.
        shown: String,
        /// Bytes of (decompressed) text before the error.
        text_bytes: u64,
        /// The error of the operating system.
        cause: io::Error,
    },
    /// A regular file has changed since the run began to read it.
    #[error("{shown}: {change}")]
    Changed {
        /// The input's name.
        shown: String,
        /// How it has changed.
        change: Change,
    },
    /// An object of a server, or a list of objects, cannot be read.
    #[cfg(feature = "cloud")]
    #[error("{shown}: {cause}")]
    Remote {
        /// The URL without its secrets.
        shown: String,
        /// Why, and what to do.
        cause: RemoteError,
    },
    /// A URL in a build without the feature `cloud`.
    #[error(
        "{shown}: this logmill was built without URLs; build it with `cargo build --release --features cloud`, or use `{instead}`"
    )]
    NoUrls {
        /// The URL without its secrets.
        shown: String,
        /// A command that brings the text to logmill.
        instead: String,
    },
    /// Compressed data, or an archive, is cut off.
    #[error("{shown}: the {codec} data is cut off after {text_bytes} bytes of text; the lines up to there are counted")]
    CutOff {
        /// The input's name.
        shown: String,
        /// The kind of compression or archive.
        codec: &'static str,
        /// Bytes of text before the cut.
        text_bytes: u64,
    },
    /// Compressed data, or an archive, is damaged.
    #[error(
        "{shown}: the {codec} data is damaged after {text_bytes} bytes of text ({detail}); the lines up to there are counted"
    )]
    Damaged {
        /// The input's name.
        shown: String,
        /// The kind of compression or archive.
        codec: &'static str,
        /// Bytes of text before the damage was noticed.
        text_bytes: u64,
        /// What does not fit.
        detail: String,
    },
    /// Compressed data needs too much memory to be decompressed.
    #[error(
        "{shown}: the {codec} data needs more than 128 MiB of memory to be decompressed; use `{command} {} | logmill run -`",
        shell_word(.shown)
    )]
    Demanding {
        /// The input's name.
        shown: String,
        /// The kind of compression.
        codec: &'static str,
        /// A command that decompresses it anyway.
        command: &'static str,
    },
    /// The input is compressed in a way that is not read directly.
    #[error("{shown}: is {codec} data, which is not read directly; use `{command} | logmill run -`")]
    Compressed {
        /// The input's name.
        shown: String,
        /// The kind of compression.
        codec: String,
        /// A command that writes the text.
        command: String,
    },
    /// A member of an archive is a sparse file.
    #[error("{shown}: is stored as a sparse file, which is not read directly; use `{command} | logmill run -`")]
    Sparse {
        /// The member's name.
        shown: String,
        /// A command that writes its text.
        command: String,
    },
    /// The input is text in UTF-16 or UTF-32.
    #[error("{shown}: is {encoding} text; use `{command} | logmill run -`")]
    WideText {
        /// The input's name.
        shown: String,
        /// Which of the two.
        encoding: &'static str,
        /// A command that writes the text in UTF-8.
        command: String,
    },
}

/// A warning about an input that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceWarning {
    /// Zero bytes follow the compressed data, as tapes and block devices leave them.
    #[error("{shown}: zero bytes after the {codec} data are ignored")]
    ZeroPadding {
        /// The input's name.
        shown: String,
        /// The kind of compression.
        codec: &'static str,
    },
    /// The first lines end with carriage returns alone, so that all are one line.
    #[error(
        "{shown}: has {count} carriage returns and no line feed in its beginning, as on an old Mac; use `tr '\\r' '\\n' < {} | logmill run -`",
        shell_word(.shown)
    )]
    OldLineEnds {
        /// The input's name.
        shown: String,
        /// Carriage returns that were seen.
        count: usize,
    },
    /// Lines have NUL bytes before them: the hole that is left when a log is truncated while it is written.
    #[error(
        "{shown}: {bytes} NUL bytes at the beginning of lines are skipped, as in a log that was truncated while it was written"
    )]
    Nuls {
        /// The input's name.
        shown: String,
        /// Their number in all.
        bytes: u64,
    },
    /// Objects are not one a line, and are read as if they were.
    #[error("{shown}: contains {framing}; each object is read as a line, and line numbers count objects")]
    Framed {
        /// The input's name.
        shown: String,
        /// How they are framed.
        framing: Framing,
    },
    /// A JSON array has no end.
    #[error(
        "{shown}: a JSON array is not closed at the end: the file may be cut off; the objects up to there are counted"
    )]
    Unclosed {
        /// The input's name.
        shown: String,
    },
    /// Something else follows the compressed data.
    #[error("{shown}: what follows the {codec} data is not {codec} and is ignored")]
    TrailingGarbage {
        /// The input's name.
        shown: String,
        /// The kind of compression.
        codec: &'static str,
    },
    /// An archive has members that are neither files nor directories.
    #[error("{shown}: {} skipped, the first of them the {kind} `{first}`", members(*count))]
    SkippedMembers {
        /// The archive's name.
        shown: String,
        /// Their number.
        count: u64,
        /// The kind of the first one.
        kind: &'static str,
        /// The name of the first one.
        first: String,
    },
}

/// An error of a read, without the name of the input.
#[derive(Debug)]
pub(super) enum ReadFault {
    /// An error of the operating system.
    Io(io::Error),
    /// The file has changed.
    Changed(Change),
    /// An error of a server, before the first byte.
    #[cfg(feature = "cloud")]
    Remote(RemoteError),
    /// Data of this kind ended inside a member.
    CutOff(&'static str),
    /// Data of this kind does not decode, or its checksum differs.
    Damaged(&'static str, String),
    /// Data of this kind needs too much memory; the command that decompresses it anyway.
    Demanding(&'static str, &'static str),
}

impl ReadFault {
    /// The error for users.
    pub(super) fn of(self, shown: &str, text_bytes: u64) -> SourceError {
        let shown = shown.to_owned();
        match self {
            ReadFault::Io(cause) => SourceError::Read { shown, text_bytes, cause },
            ReadFault::Changed(change) => SourceError::Changed { shown, change },
            #[cfg(feature = "cloud")]
            ReadFault::Remote(cause) => SourceError::Remote { shown, cause },
            ReadFault::CutOff(codec) => SourceError::CutOff { shown, codec, text_bytes },
            ReadFault::Damaged(codec, detail) => SourceError::Damaged { shown, codec, text_bytes, detail },
            ReadFault::Demanding(codec, command) => SourceError::Demanding { shown, codec, command },
        }
    }
}

fn members(count: u64) -> String {
    if count == 1 {
        "a member that is not a regular file is".to_owned()
    } else {
        format!("{count} members that are not regular files are")
    }
}

/// A name, quoted for a shell if necessary.
pub(super) fn shell_word(name: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./,:@+=%".contains(letter);
    if !name.is_empty() && name.chars().all(is_plain) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("'{}'", name.replace('\'', "'\\''")))
}

/// An error of the operating system as a part of a sentence: no capital, no error number.
pub(crate) fn reason(error: &dyn Display) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_the_operating_system_fits_into_our_sentence() {
        let error = SourceError::Open { shown: "a.log".into(), cause: io::Error::from_raw_os_error(2) };
        assert_eq!(error.to_string(), "a.log: cannot be opened: no such file or directory");
    }

    #[test]
    fn advice_can_be_pasted_into_a_shell() {
        assert_eq!(shell_word("logs/a-1.log"), "logs/a-1.log");
        assert_eq!(shell_word("it's $HOME.log"), r"'it'\''s $HOME.log'");
    }
}
