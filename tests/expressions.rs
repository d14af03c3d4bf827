//! docs/EXPRESSIONS.md lists the functions that the program has, and its examples are expressions.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use logmill::expression::function::{self, arguments::Function};
use logmill::expression::{Context, Expression};
use logmill::reduce::{Group, GroupSettings, measure};

use crate::snapshot::assert_block;

const DOCUMENT: &str = "docs/EXPRESSIONS.md";

#[test]
fn the_document_lists_the_functions_and_measures_of_the_program() {
    // In sequence: both rewrite the same file.
    assert_block(DOCUMENT, "functions", &functions());
    assert_block(DOCUMENT, "measures", &measures());
}

/// A cell of a table in Markdown.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn functions() -> String {
    let mut list = "\n| Form | Value | Example | is |\n|---|---|---|---|\n".to_owned();
    for Function { form, meaning, example: (example, value), .. } in function::all() {
        let [form, meaning, example, value] = [form, meaning, example, value].map(|text| cell(text));
        writeln!(list, "| `{form}` | {meaning} | `{example}` | `{value}` |").expect("writing to a string cannot fail");
    }
    list + "\n"
}

fn measures() -> String {
    let mut list = "\n| Form | Value |\n|---|---|\n".to_owned();
    for measure::Function { form, meaning, .. } in measure::functions() {
        writeln!(list, "| `{}` | {} |", cell(form), cell(meaning)).expect("writing to a string cannot fail");
    }
    list + "\n"
}

/// The lines of the fenced blocks of a language.
fn lines(language: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    let document = fs::read_to_string(path).expect("the document");
    let fence = format!("```{language}\n");
    let blocks = document.split(&fence).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_example_of_the_document_is_an_expression() {
    let expressions = lines("sql");
    assert!(expressions.len() > 25, "{expressions:?}");
    for text in expressions {
        Expression::parse(&text, &Context::default()).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
    let measures = lines("measures");
    assert!(measures.len() > 3, "{measures:?}");
    for text in measures {
        let settings =
            GroupSettings { group_by: Vec::new(), measures: Some(vec![text.clone()]), ..GroupSettings::default() };
        Group::new(settings, &Context::default()).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
}
