//! Says what is wrong with a command line: for one mistake, one message with what to write.

use std::path::Path;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::habits::{self, Here};
use crate::log::spelling::nearest;

/// Our message about a command line; `None` if clap's is as good. `words` are the command line without the program.
pub fn message(refusal: &clap::Error, words: &[String], root: &Command) -> Option<String> {
    let invalid = texts(refusal, ContextKind::InvalidArg);
    let first = *invalid.first()?;
    match refusal.kind() {
        ErrorKind::UnknownArgument => Some(Place::of(words, root).unknown(first, words)),
        ErrorKind::InvalidValue => Some(invalid_value(refusal, first)),
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(refusal)?;
            Some(format!("{} {}: {reason}", flag_of(first), value_of(refusal)))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing: Vec<String> = invalid.into_iter().map(plain).collect();
            let name = Place::of(words, root).name;
            Some(format!("`{name}` needs {}; see `{name} --help`", missing.join(" and ")))
        }
        _ => None,
    }
}

/// The message about a first word that is neither a command nor a file, if it resembles a command.
pub fn mistaken_command(words: &[String], root: &Command) -> Option<String> {
    let word = words.first().filter(|word| !word.starts_with('-') && !Path::new(word).exists())?;
    if root.find_subcommand(word).is_some() {
        return None;
    }
    let visible = root.get_subcommands().filter(|command| !command.is_hide_set());
    let names = visible.flat_map(|command| std::iter::once(command.get_name()).chain(command.get_visible_aliases()));
    let meant = nearest(word, names.chain(["help"])).filter(|meant| meant != word)?;
    Some(format!("'{word}' is neither a file nor a command; did you mean `logmill {meant}`?"))
}

/// The message about a command that follows a flag, where only a path can be.
pub fn misplaced_command(paths: &[String], root: &Command) -> Option<String> {
    let is_command = |path: &&String| root.find_subcommand(path).is_some() && !Path::new(path).exists();
    let command = paths.first().filter(is_command)?;
    Some(format!("'{command}' is not a file; if it is the command, write it first: `logmill {command}`"))
}

/// The subcommand that words begin with.
pub fn subcommand<'a>(words: &[String], root: &'a Command) -> Option<&'a Command> {
    words.first().and_then(|word| root.find_subcommand(word))
}

/// The command that refuses its arguments.
struct Place<'a> {
    root: &'a Command,
    command: &'a Command,
    /// How it is called: `logmill run`.
    name: String,
}

impl<'a> Place<'a> {
    fn of(words: &[String], root: &'a Command) -> Place<'a> {
        match subcommand(words, root) {
            Some(command) => Place { root, command, name: format!("logmill {}", command.get_name()) },
            None => Place { root, command: root, name: "logmill".to_owned() },
        }
    }

    /// What is wrong with an argument that clap does not know.
    fn unknown(&self, invalid: &str, words: &[String]) -> String {
        let name = &self.name;
        let Some(flag) = invalid.strip_prefix('-').map(|rest| rest.trim_start_matches('-')) else {
            return format!("'{invalid}' is too much: see `{name} --help`");
        };
        // `-json` is four short flags to clap.
        let long = words.iter().find_map(|word| one_dash(word, flag));
        let advised = long.and_then(|long| Some((format!("-{long}"), self.advice(long)?)));
        let (typed, advice) = advised.unwrap_or_else(|| {
            let help = || Advice::Is(format!("; `{name} --help` lists them"));
            (invalid.to_owned(), self.advice(flag).unwrap_or_else(help))
        });
        match advice {
            Advice::Whole(text) => format!("{typed} {text}"),
            Advice::Is(text) => format!("'{typed}' is not a flag of `{name}`{text}"),
        }
    }

    /// What to write instead of a flag, given without its dashes.
    fn advice(&self, flag: &str) -> Option<Advice> {
        match habits::find(flag) {
            Some(Here::Renamed(new)) => return Some(Advice::Whole(format!("is now {new}"))),
            Some(Here::Instead(text)) => return Some(Advice::Is(format!(": {text}"))),
            Some(Here::Flag(ours, example)) if has(self.command, ours) => {
                return Some(Advice::Is(format!("; write {example}")));
            }
            Some(Here::Flag(ours, example)) => {
                return self.other(ours).map(|other| Advice::Is(format!("; `logmill {other}` has {example}")));
            }
            None => {}
        }
        if let Some(other) = self.other(flag).filter(|_| flag.len() > 1) {
            return Some(Advice::Is(format!("; it is one of `logmill {other}`")));
        }
        let known = self.command.get_arguments().filter(|argument| !argument.is_hide_set());
        let meant = nearest(flag, known.filter_map(clap::Arg::get_long)).filter(|_| flag.len() > 1)?;
        Some(Advice::Is(format!("; did you mean --{meant}?")))
    }

    /// The first subcommand that has a flag.
    fn other(&self, flag: &str) -> Option<&str> {
        self.root.get_subcommands().find(|command| has(command, flag)).map(Command::get_name)
    }
}

/// What follows a flag in a message.
enum Advice {
    /// The rest of the sentence.
    Whole(String),
    /// What follows the statement that it is not a flag.
    Is(String),
}

/// Whether a command has a long flag.
fn has(command: &Command, flag: &str) -> bool {
    command.get_arguments().any(|argument| argument.get_long() == Some(flag))
}

/// The name in a word such as `-json`, of which clap refused the letter `flag`.
fn one_dash<'a>(word: &'a str, flag: &str) -> Option<&'a str> {
    let name = word.strip_prefix('-')?.split('=').next()?;
    let is_name = name.len() > 2 && name.starts_with(char::is_alphabetic) && name.contains(flag) && flag.len() == 1;
    is_name.then_some(name)
}

/// What is wrong with the value of a flag.
fn invalid_value(refusal: &clap::Error, invalid: &str) -> String {
    let flag = flag_of(invalid);
    let known = texts(refusal, ContextKind::ValidValue);
    let advice = match known.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{flag} {} or {last}", others.join(", ")),
        _ => plain(invalid),
    };
    match value_of(refusal) {
        "" => format!("{flag}: the value is missing; write {advice}"),
        value => format!("{flag} {value}: unknown value; write {advice}"),
    }
}

/// The flag in `--set <KEY=VALUE>`.
fn flag_of(invalid: &str) -> &str {
    invalid.split(' ').next().unwrap_or(invalid)
}

/// `--output FILE` for `--output <FILE>`, and `PATH` for `<PATH>...`.
fn plain(argument: &str) -> String {
    argument.trim_end_matches("...").replace(['<', '>'], "")
}

fn value_of(refusal: &clap::Error) -> &str {
    texts(refusal, ContextKind::InvalidValue).first().copied().unwrap_or_default()
}

fn texts(refusal: &clap::Error, kind: ContextKind) -> Vec<&str> {
    match refusal.get(kind) {
        Some(ContextValue::String(text)) => vec![text],
        Some(ContextValue::Strings(texts)) => texts.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[path = "refusal_tests.rs"]
mod tests;
