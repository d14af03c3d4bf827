//! `logmill functions`: lists the functions and measures that expressions are written with.

use std::process::ExitCode;

use anyhow::bail;

use super::arguments::FunctionsArguments;
use super::hanging::{WIDTH, hanging};
use super::terminal::print;
use crate::expression::function::{self, arguments::Function};
use crate::log::spelling::nearest;
use crate::reduce::measure;

/// Width of the forms beside which a meaning begins; longer ones have a line of their own.
const FORM_WIDTH: usize = 28;

/// Lists all functions and measures, or describes one.
pub fn run(arguments: &FunctionsArguments) -> anyhow::Result<ExitCode> {
    print(&match &arguments.name {
        Some(name) => description(name)?,
        None => list(),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Form, meaning and example of everything.
fn list() -> String {
    let of_function = |Function { form, meaning, example, .. }: &Function| {
        let shown = format!("{} is {}", example.0, example.1);
        // An example that is broken over lines could not be copied.
        let shown = Some(shown).filter(|shown| FORM_WIDTH + 4 + shown.chars().count() <= WIDTH);
        entry(form, meaning) + &shown.map_or_else(String::new, |shown| format!("{:1$}{shown}\n", "", FORM_WIDTH + 4))
    };
    let of_measure = |measure: measure::Function| {
        let example = format!("-m {}", quoted(&measure_example(&measure)));
        entry(measure.form, measure.meaning) + &format!("{:1$}{example}\n", "", FORM_WIDTH + 4)
    };
    let functions: String = function::all().map(of_function).collect();
    let measures: String = measure::functions().map(of_measure).collect();
    format!(
        "Functions of a record: in conditions (--where), in keys (--by), in measures\n{functions}\n\
         Measures of the records of a group: in --measure, --having and --sort, any of\n\
         them with FILTER (WHERE ..) after it\n{measures}"
    )
}

/// A form, and what it means beside it or below.
fn entry(form: &str, meaning: &str) -> String {
    if form.chars().count() <= FORM_WIDTH {
        return hanging(&format!("  {form:<FORM_WIDTH$}  "), meaning);
    }
    format!("  {form}\n{}", hanging(&" ".repeat(FORM_WIDTH + 4), meaning))
}

/// All about a function or measure.
fn description(name: &str) -> anyhow::Result<String> {
    let lower = name.trim_end_matches("()").to_lowercase();
    let lines = |label: &str, form: &str, meaning: &str, example: String| {
        let start = |label: &str| format!("{label:<8} ");
        let parts = [hanging(&start(label), form), hanging(&start("meaning"), meaning)];
        format!("{}{}{example}\n", parts.concat(), start("example"))
    };
    if let Some(Function { form, meaning, example: (example, value), .. }) = function::find(&lower) {
        return Ok(lines("function", form, meaning, format!("{example} is {value}")));
    }
    if let Some(measure) = measure::functions().find(|measure| measure.name == lower) {
        let example = format!("logmill access.log --measure {}", quoted(&measure_example(&measure)));
        return Ok(lines("measure", measure.form, measure.meaning, example));
    }
    let names = function::all().map(|function| function.name).chain(measure::functions().map(|measure| measure.name));
    match nearest(&lower, names) {
        Some(meant) => bail!("there is no function '{name}'; did you mean {meant}?"),
        None => bail!("there is no function '{name}'; `logmill functions` lists them"),
    }
}

/// A measure of a column.
fn measure_example(measure: &measure::Function) -> String {
    let column = match measure.name {
        "distinct" | "first" | "last" | "top" => "host",
        "sum" | "share" => "bytes",
        _ => "request_time",
    };
    measure.form.replace("(x", &format!("({column}")).replace(", ..", "")
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Context;
    use crate::reduce::{Group, GroupSettings};

    #[test]
    fn every_function_and_measure_is_listed_in_lines_that_fit() {
        let list = list();
        assert!(list.lines().all(|line| line.chars().count() <= WIDTH), "{list}");
        let forms =
            function::all().map(|function| function.form).chain(measure::functions().map(|measure| measure.form));
        for form in forms {
            assert!(list.contains(&format!("\n  {form}")), "{form} is missing");
        }
    }

    #[test]
    fn every_function_and_measure_is_described() {
        let names =
            function::all().map(|function| function.name).chain(measure::functions().map(|measure| measure.name));
        for name in names {
            let text = description(&name.to_uppercase()).expect("a description");
            assert!(text.contains("meaning  ") && text.contains("example  "), "{text}");
        }
    }

    #[test]
    fn the_example_of_every_measure_is_one() {
        for measure in measure::functions() {
            let example = measure_example(&measure);
            let settings = GroupSettings {
                group_by: Vec::new(),
                measures: Some(vec![example.clone()]),
                ..GroupSettings::default()
            };
            assert!(Group::new(settings, &Context::default()).is_ok(), "{example}");
        }
    }
}
