//! What can go wrong with an input, in words that say what to do.

use std::borrow::Cow;
use std::io;

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
    /// The path is a directory.
    #[error("{shown}: is a directory; name its files, for example `{}/*.log`", .shown.trim_end_matches('/'))]
    Directory {
        /// The directory's path.
        shown: String,
    },
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
    /// A gzip file stops before its end.
    #[error("{shown}: the gzip data is cut off after {text_bytes} bytes of text; the lines up to there are counted")]
    GzipCutOff {
        /// The input's name.
        shown: String,
        /// Bytes of text before the cut.
        text_bytes: u64,
    },
    /// A gzip file is not what its compressor wrote.
    #[error(
        "{shown}: the gzip data is damaged after {text_bytes} bytes of text ({detail}); the lines up to there are counted"
    )]
    GzipDamaged {
        /// The input's name.
        shown: String,
        /// Bytes of text before the damage was noticed.
        text_bytes: u64,
        /// What does not fit.
        detail: String,
    },
    /// The input is compressed in a way that is not read directly.
    #[error("{shown}: is {codec} data, which is not read directly; use `{command} | logmill run -`")]
    Compressed {
        /// The input's name.
        shown: String,
        /// The kind of compression.
        codec: &'static str,
        /// A command that writes the text.
        command: String,
    },
    /// The input is text in UTF-16.
    #[error("{shown}: is UTF-16 text; use `iconv -f UTF-16 -t UTF-8 {} | logmill run -`", shell_word(.shown))]
    Utf16 {
        /// The input's name.
        shown: String,
    },
}

/// Something worth telling about an input that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceWarning {
    /// Zero bytes follow the last gzip member, as tapes and block devices leave them.
    #[error("{shown}: zero bytes after the gzip data are ignored")]
    ZeroPadding {
        /// The input's name.
        shown: String,
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
    /// Something that is not gzip follows the last gzip member.
    #[error("{shown}: what follows the gzip data is not gzip and is ignored")]
    TrailingGarbage {
        /// The input's name.
        shown: String,
    },
}

/// A read that failed, before the input's name is known.
#[derive(Debug)]
pub(super) enum ReadFault {
    /// The operating system said so.
    Io(io::Error),
    /// Gzip data ended inside a member.
    CutOff,
    /// Gzip data does not decode, or its checksum differs.
    Damaged(String),
}

impl ReadFault {
    /// The fault as the user shall see it.
    pub(super) fn of(self, shown: &str, text_bytes: u64) -> SourceError {
        let shown = shown.to_owned();
        match self {
            ReadFault::Io(cause) => SourceError::Read { shown, text_bytes, cause },
            ReadFault::CutOff => SourceError::GzipCutOff { shown, text_bytes },
            ReadFault::Damaged(detail) => SourceError::GzipDamaged { shown, text_bytes, detail },
        }
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
pub(crate) fn reason(error: &io::Error) -> String {
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

    #[test]
    fn a_directory_is_answered_with_a_pattern_for_its_files() {
        let error = SourceError::Directory { shown: "logs/".into() };
        assert_eq!(error.to_string(), "logs/: is a directory; name its files, for example `logs/*.log`");
    }
}
