//! `logmill formats`: lists the log formats.

use std::process::ExitCode;

use super::arguments::{FormatsArguments, own_formats};
use super::terminal::print;
use crate::config::FormatChoice;
use crate::log::envelope::LayerInfo;
use crate::log::{Columns, Format, Layer, Parser, RawText, Records};
use crate::report::table::formats::{Sample, format};
use crate::report::text::escape;

/// Lists every format with an example, and a job's formats with their description; or describes one format.
pub fn run(arguments: &FormatsArguments) -> anyhow::Result<ExitCode> {
    if arguments.envelopes {
        let of = |layer: Layer| {
            let LayerInfo { name, writer, example, .. } = layer.about();
            format!("{name}\n    {writer}\n    {}\n", escape(example))
        };
        print(&Layer::all().map(of).collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let own = own_formats(arguments.config.as_ref())?;
    let Some(name) = &arguments.name else {
        let of =
            |(format, shown): (&Format, &str)| format!("{}\n    {}\n", format.name(), shown.replace('\n', "\n    "));
        let described: Vec<String> = own.iter().map(description).collect();
        let built_in: Vec<Format> = Format::all().collect();
        let list = own.iter().zip(described.iter().map(String::as_str));
        let list = list.chain(built_in.iter().map(|format| (format, format.example())));
        print(&list.map(of).collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    };
    let FormatChoice::Fixed(found) = FormatChoice::named(name, &own, None)? else {
        anyhow::bail!("`auto` is not a format: it detects the one that reads the most lines; see `logmill detect FILE`")
    };
    print(&format(&found, example(&found).as_ref()))?;
    Ok(ExitCode::SUCCESS)
}

/// A job's description of a format, on one line.
fn description(format: &Format) -> String {
    format.about().grammar.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// The format's example as a record.
fn example(format: &Format) -> Option<Sample> {
    let text = arrow_buffer::Buffer::from(format.example().as_bytes());
    let mut parser = Parser::new(Columns::all(), usize::MAX);
    let parsed = parser.parse(format, RawText::all(&text), Vec::new());
    let records = Records::new(&parsed.records);
    (!records.is_empty()).then(|| Sample::new(1, &records.get(0), format))
}
