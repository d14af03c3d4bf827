//! The command line: one file per subcommand. Results go to standard output, everything else to standard error.
//!
//! Exit codes: 0 success; 1 failure (wrong command line or configuration, a failed actor, an output that cannot be written); 2 the run
//! finished but something was left out; 130 the run was interrupted and reported what it had.

mod arguments;
mod check;
mod chosen;
mod columns;
mod completions;
mod detect;
mod explain;
mod formats;
mod functions;
mod generate;
mod habits;
mod hanging;
mod import;
mod inspect;
mod man;
mod merge;
mod output;
mod parquet;
mod parse;
mod partial;
mod parts;
mod preset;
mod progress;
mod refusal;
mod renderer;
mod run;
mod short_help;
mod split_output;
mod terminal;
mod worker;

use std::process::ExitCode;

use anyhow::anyhow;
use clap::FromArgMatches;
use clap::error::ErrorKind;

use crate::config::{ConfigErrors, Registry};
use arguments::{Cli, Command};

/// The default log filter. Refused certificates have messages of our own.
const LOGGED: &str = "warn,rustls_platform_verifier=off";

/// Runs the command line of this process with the filters and reducers of a registry.
pub fn main(registry: &Registry) -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::new().filter_or("LOGMILL_LOG", LOGGED)).init();
    let cli = match parse_words() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let done = match cli.command {
        None => run::run(&cli.run, registry),
        Some(Command::Run(arguments)) => run::run(&arguments, registry),
        Some(Command::Partial(arguments)) => partial::run(&arguments, registry),
        Some(Command::Merge(arguments)) => merge::run(&arguments, registry),
        Some(Command::Check(arguments)) => check::run(&arguments, registry),
        Some(Command::Explain(arguments)) => explain::run(&arguments, registry),
        Some(Command::Parse(arguments)) => parse::run(&arguments),
        Some(Command::Detect(arguments)) => detect::run(&arguments),
        Some(Command::Formats(arguments)) => formats::run(&arguments),
        Some(Command::Columns(arguments)) => columns::run(&arguments),
        Some(Command::Functions(arguments)) => functions::run(&arguments),
        Some(Command::Import(arguments)) => import::run(&arguments, registry),
        Some(Command::Generate(arguments)) => generate::run(&arguments),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
        Some(Command::Preset(arguments)) => preset::run(&arguments),
        Some(Command::Man) => man::run(),
        Some(Command::Worker) => worker::run(registry),
    };
    done.unwrap_or_else(|error| fail(&error))
}

/// Parses the command line of this process; prints the requested help, or what is wrong, and returns the exit code. clap would exit
/// with a code that has another meaning here.
fn parse_words() -> Result<Cli, ExitCode> {
    let root = arguments::command();
    let words: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    if let Some(message) = refusal::mistaken_command(&words, &root) {
        return Err(fail(&anyhow!(message)));
    }
    let parsed = root.clone().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => match refusal::misplaced_command(cli.run.paths(), &root) {
            Some(message) => Err(fail(&anyhow!(message))),
            None => Ok(cli),
        },
        Err(refusal) => Err(refuse(&refusal, &words, &root)),
    }
}

/// Prints the requested help, or what is wrong with the command line.
fn refuse(refusal: &clap::Error, words: &[String], root: &clap::Command) -> ExitCode {
    if let Some(message) = refusal::message(refusal, words, root) {
        return fail(&anyhow!(message));
    }
    let is_of_all = refusal::subcommand(words, root).is_none() && words.first().is_none_or(|word| word != "help");
    // Standard output may be closed.
    if refusal.kind() == ErrorKind::DisplayHelp && is_of_all && !words.iter().any(|word| word == "--help") {
        let _ = terminal::print(&short_help::text(root));
    } else {
        let _ = refusal.print();
    }
    ExitCode::from(u8::from(refusal.use_stderr()))
}

/// Prints what went wrong. A closed output (`| head`) is not a failure.
fn fail(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    match error.downcast_ref::<ConfigErrors>() {
        // Each of them has its own place.
        Some(errors) => errors.to_string().lines().for_each(terminal::eprint),
        None => terminal::eprint(&format!("logmill: {error:#}")),
    }
    ExitCode::from(1)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kinds = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>()).map(std::io::Error::kind);
    kinds.into_iter().any(|kind| kind == std::io::ErrorKind::BrokenPipe)
}
