//! `logmill -h`: what fits a terminal of 24 rows and 80 columns.

use clap::Command;

/// What precedes the list of commands.
const START: &str = "\
Analyzes access logs: what was requested, by whom, and how it was answered

Usage: logmill [OPTIONS] [PATH]...
       logmill COMMAND ...

Examples:
  logmill access.log
  logmill access.log --where 'status >= 500' --by path
  logmill access.log --by 'route(path)' --measure 'p95(request_time)'
  logmill parse access.log -o access.csv
  logmill detect access.log

Usual options:
  -o, --output FILE  Write to a file: .txt, .json or .csv; - is standard output
      --to FORMAT    Write a table, json or csv, whatever the file's name
  -f, --format NAME  Format of the lines; without it, it is detected
  -c, --config FILE  The job; without it, ./config.toml or a built-in one
  -q, --quiet        Print only errors on standard error

";

/// What follows it.
const END: &str = "\n\nAll options: logmill --help, logmill COMMAND --help\n";

/// Width of the lines.
const WIDTH: usize = 80;

/// The text; the commands are those of `root`.
pub fn text(root: &Command) -> String {
    let mut out = format!("{START}Commands:");
    let mut width = "Commands:".len();
    for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = command.get_name();
        if width + 1 + name.len() > WIDTH {
            out.push_str("\n         ");
            width = "         ".len();
        }
        out.push(' ');
        out.push_str(name);
        width += 1 + name.len();
    }
    out + END
}

#[cfg(test)]
mod tests {
    use crate::cli::arguments;

    #[test]
    fn it_fits_a_terminal() {
        let text = super::text(&arguments::command());
        assert!(text.lines().count() <= 24 && text.lines().all(|line| line.len() <= 80), "{text}");
        assert!(text.contains(" detect") && !text.contains(" worker"), "{text}");
    }

    #[test]
    fn it_names_only_flags_that_there_are() {
        let root = arguments::command();
        let text = super::text(&root);
        let flags = text.lines().filter_map(|line| line.split_once("  --").or_else(|| line.split_once(", --")));
        let flags: Vec<&str> = flags.filter_map(|(_, rest)| rest.split(' ').next()).collect();
        assert_eq!(flags.len(), 5, "{text}");
        for flag in flags {
            assert!(root.get_arguments().any(|argument| argument.get_long() == Some(flag)), "{flag}");
        }
    }
}
