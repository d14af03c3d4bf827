//! `logmill man`: the manual page, in roff.

use std::process::ExitCode;

use super::arguments;
use super::terminal::print;

/// Prints the page: the command, then each subcommand.
pub fn run() -> anyhow::Result<ExitCode> {
    let mut page = Vec::new();
    let mut command = arguments::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        // Built subcommands know their whole name.
        let man = clap_mangen::Man::new(subcommand.clone());
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    print(&String::from_utf8(page)?)?;
    Ok(ExitCode::SUCCESS)
}
