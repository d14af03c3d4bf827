//! `logmill formats`: the log formats that can be named.

use std::process::ExitCode;

use super::arguments::FormatsArguments;
use super::terminal::print;
use crate::config::FormatChoice;
use crate::log::{Columns, Format, Parser, RawText, Records};
use crate::report::table::formats::{Sample, format};

/// Lists every format with a line of it, or tells all about one of them.
pub fn run(arguments: &FormatsArguments) -> anyhow::Result<ExitCode> {
    let Some(name) = &arguments.name else {
        let of = |format: Format| format!("{}\n    {}\n", format.name(), format.example().replace('\n', "\n    "));
        print(&Format::all().map(of).collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    };
    let found = match FormatChoice::named(name)? {
        FormatChoice::Fixed(format) => format,
        FormatChoice::Auto | FormatChoice::AutoInside(_) => {
            anyhow::bail!("`auto` is no format of its own: it takes the one that reads most; see `logmill detect FILE`")
        }
    };
    print(&format(&found, example(&found).as_ref()))?;
    Ok(ExitCode::SUCCESS)
}

/// The format's own example as a record.
fn example(format: &Format) -> Option<Sample> {
    let text = arrow_buffer::Buffer::from(format.example().as_bytes());
    let mut parser = Parser::new(Columns::all(), usize::MAX);
    let parsed = parser.parse(format, RawText::all(&text), Vec::new());
    let records = Records::new(&parsed.records);
    (!records.is_empty()).then(|| Sample::new(1, &records.get(0)))
}
