//! What can go wrong with an input, in words that say what to do.

use std::borrow::Cow;
use std::fmt::Display;
use std::io;

use super::planned::Change;
#[cfg(feature = "cloud")]
use super::remote::RemoteError;

/// Why an input could not be read, or not to its end. The text names the input.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file could not be opened or asked about.
    #[error("{shown}: cannot be opened: {}", reason(.cause))]
    Open {
        /// The input's name.
        shown: String,
        /// What the operating system said.
        cause: io::Error,
    },
    /// There is no such file, but one with a similar name.
    #[error("{shown}: no such file; there is `{nearest}`")]
    Misspelt {
        /// The path as given.
        shown: String,
        /// The name of a file in the same directory.
        nearest: String,
    },
    /// A symbolic link leads nowhere.
    #[error("{shown}: is a link to `{target}`, which does not exist")]
    DanglingLink {
        /// The link's path.
        shown: String,
        /// What the link says.
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
    /// There are files, but none that shall be read.
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
        /// What the operating system said.
        cause: io::Error,
    },
    /// A list of paths has none.
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
    /// A glob pattern fits no file.
    #[error("{pattern}: no file matches this pattern")]
    NoMatch {
        /// The pattern as given.
        pattern: String,
    },
    /// A glob pattern that means nothing.
    #[error("{pattern}: is not a valid pattern: {} at character {}", .cause.msg, .cause.pos + 1)]
    BadPattern {
        /// The pattern as given.
        pattern: String,
        /// What is wrong with it.
        cause: glob::PatternError,
    },
    /// The operating system gave an error in the middle of the file.
    #[error("{shown}: reading failed after {text_bytes} bytes of text: {}", reason(.cause))]
    Read {
        /// The input's name.
        shown: String,
        /// Bytes of (uncompressed) text that were read before.
        text_bytes: u64,
        /// What the operating system said.
        cause: io::Error,
    },
    /// A regular file is not what it was when the run began to read it.
    #[error("{shown}: {change}")]
    Changed {
        /// The input's name.
        shown: String,
        /// What became of it.
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
    /// Compressed data, or an archive, stops before its end.
    #[error("{shown}: the {codec} data is cut off after {text_bytes} bytes of text; the lines up to there are counted")]
    CutOff {
        /// The input's name.
        shown: String,
        /// The kind of compression or archive.
        codec: &'static str,
        /// Bytes of text before the cut.
        text_bytes: u64,
    },
    /// Compressed data, or an archive, is not what was written.
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
    /// Compressed data asks for so much memory that it is not unpacked here.
    #[error(
        "{shown}: the {codec} data needs more than 128 MiB of memory to be unpacked; use `{command} {} | logmill run -`",
        shell_word(.shown)
    )]
    Demanding {
        /// The input's name.
        shown: String,
        /// The kind of compression.
        codec: &'static str,
        /// A command that unpacks it all the same.
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
    /// A member of an archive was stored without its zeroes.
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

/// Something worth telling about an input that was read to its end.
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
    /// The first lines end with carriage returns alone, so that they are all one line.
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
    /// Lines have NUL bytes before them: the hole that is left where a log was truncated while it was written.
    #[error(
        "{shown}: {bytes} NUL bytes where lines begin are passed over, as in a log that was truncated while it was written"
    )]
    Nuls {
        /// The input's name.
        shown: String,
        /// How many there are in all.
        bytes: u64,
    },
    /// Something else follows the compressed data.
    #[error("{shown}: what follows the {codec} data is not {codec} and is ignored")]
    TrailingGarbage {
        /// The input's name.
        shown: String,
        /// The kind of compression.
        codec: &'static str,
    },
    /// An archive holds something besides files and directories.
    #[error("{shown}: {} passed over, the first of them the {kind} `{first}`", members(*count))]
    SkippedMembers {
        /// The archive's name.
        shown: String,
        /// How many there are.
        count: u64,
        /// What the first of them is.
        kind: &'static str,
        /// The name of the first of them.
        first: String,
    },
}

/// A read that failed, before the input's name is known.
#[derive(Debug)]
pub(super) enum ReadFault {
    /// The operating system said so.
    Io(io::Error),
    /// The file is not what it was.
    Changed(Change),
    /// A server said so, before there was anything to read.
    #[cfg(feature = "cloud")]
    Remote(RemoteError),
    /// Data of this kind ended inside a member.
    CutOff(&'static str),
    /// Data of this kind does not decode, or its checksum differs.
    Damaged(&'static str, String),
    /// Data of this kind needs too much memory; the command that unpacks it all the same.
    Demanding(&'static str, &'static str),
}

impl ReadFault {
    /// The fault as the user shall see it.
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
        "a member that is no regular file is".to_owned()
    } else {
        format!("{count} members that are no regular files are")
    }
}

/// A name as a shell reads it.
pub(super) fn shell_word(name: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./,:@+=%".contains(letter);
    if !name.is_empty() && name.chars().all(is_plain) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("'{}'", name.replace('\'', "'\\''")))
}

/// The operating system's reason as a part of our sentence: no capital, no error number.
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
