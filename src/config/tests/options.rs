use std::collections::BTreeSet;

use super::{errors_of, load_shipped};
use crate::config::options::{self, Form, JobOption, Unset};
use crate::config::{ConfigErrorKind, DEFAULT_JOB};

/// A complete job with an unknown key in the table of that name, whose other keys follow.
fn with_unknown(table: &str, keys: &str) -> String {
    let key = "zzzzzz = 1";
    match table {
        "" => format!("{key}\n{DEFAULT_JOB}"),
        "pipeline" | "report" => DEFAULT_JOB.replace(&format!("[{table}]\n"), &format!("[{table}]\n{key}\n")),
        "formats[].goaccess" => {
            format!("{DEFAULT_JOB}\n[[formats]]\nname = \"x\"\ngoaccess = {{ {key}, log_format = \"COMBINED\" }}\n")
        }
        _ => format!("{DEFAULT_JOB}\n[[{}]]\n{key}\n{keys}\n", table.trim_end_matches("[]")),
    }
}

/// The keys that the parser offers for an unknown one.
fn accepted(table: &str, keys: &str) -> BTreeSet<String> {
    let Err(errors) = load_shipped(with_unknown(table, keys)) else { panic!("{table} {keys}: accepted") };
    let unknown = errors.iter().find_map(|error| match &error.kind {
        ConfigErrorKind::UnknownKey { expected, .. } if error.key.ends_with("zzzzzz") => Some(expected.clone()),
        _ => None,
    });
    unknown.unwrap_or_else(|| panic!("{table} {keys}: {errors}")).into_iter().collect()
}

/// The last names of the options of a table.
fn listed(options: &[JobOption], table: &str) -> BTreeSet<String> {
    let split = options.iter().map(|option| option.key.rsplit_once('.').unwrap_or(("", option.key)));
    split.filter(|(section, _)| *section == table).map(|(_, name)| name.to_owned()).collect()
}

#[test]
fn the_options_are_the_keys_that_the_parser_accepts() {
    let jobs = options::of_jobs();
    let mut top = listed(jobs, "");
    top.extend(["pipeline", "sources", "formats", "filters", "reducers", "report"].map(str::to_owned));
    assert_eq!(accepted("", ""), top);
    for table in ["pipeline", "report", "sources[]", "formats[]", "formats[].goaccess"] {
        assert_eq!(accepted(table, ""), listed(jobs, table), "{table}");
    }
    for (table, kinds) in [
        ("filters[]", &["where", "path", "exec", "status", "value", "regex"][..]),
        ("reducers[]", &["group", "sessions"]),
    ] {
        for kind in kinds {
            let own = format!("{}[{kind}]", table.trim_end_matches("[]"));
            let expected: BTreeSet<String> =
                listed(jobs, table).union(&listed(options::of_types(), &own)).cloned().collect();
            assert_eq!(accepted(table, &format!("type = \"{kind}\"")), expected, "{own}");
        }
    }
    // Every option is in one of these tables.
    let sections: BTreeSet<&str> = (options::of_jobs().iter().chain(options::of_types()))
        .map(|option| option.key.rsplit_once('.').map_or("", |(section, _)| section))
        .collect();
    assert_eq!(sections.len(), 16, "{sections:?}");
    let registry = crate::config::Registry::builtin();
    assert_eq!((registry.filter_names().count(), registry.reducer_names().count()), (6, 2));
}

#[test]
fn options_have_the_values_of_the_code_or_say_that_there_is_none() {
    for option in options::of_jobs() {
        let said = matches!(option.default, Unset::Said(_));
        assert_eq!(option.value().is_none(), said, "{}: {:?}", option.key, option.value());
    }
    let value = |key| options::find(key).and_then(JobOption::value);
    assert_eq!(value("pipeline.buffers").as_deref(), Some("8"));
    assert_eq!(value("sources[].format").as_deref(), Some("\"auto\""));
    assert_eq!(value("geo").as_deref(), Some("[]"));
}

/// Values at the ends of a range, and just outside of it.
fn ends(form: &Form) -> Option<([String; 2], [String; 2])> {
    let text = |numbers: [i128; 2]| numbers.map(|number| number.to_string());
    Some(match *form {
        Form::Count => (text([1, options::MAX_INSTANCES.into()]), text([0, i128::from(options::MAX_INSTANCES) + 1])),
        Form::Number(least, most) => {
            (text([least.into(), most.into()]), text([i128::from(least) - 1, i128::from(most) + 1]))
        }
        Form::Size(least, most, _) => {
            (text([least.0.into(), most.0.into()]), text([i128::from(least.0) - 1, i128::from(most.0) + 1]))
        }
        Form::Time(least, most) => {
            let (least, most) = (least.0.as_secs(), most.0.as_secs());
            (text([least.into(), most.into()]), text([i128::from(least) - 1, i128::from(most) + 1]))
        }
        Form::Words(_) | Form::Made(_) => return None,
    })
}

#[test]
fn the_ranges_of_options_are_those_that_are_checked() {
    let mut checked = 0;
    for option in options::of_jobs().iter().chain(options::of_types()) {
        let Some((good, bad)) = ends(&option.form) else { continue };
        let (section, name) = option.key.rsplit_once('.').expect("a section");
        let job = |value: &str| match section {
            "pipeline" => DEFAULT_JOB
                .replace(&format!("\n{name} = "), "\n# ")
                .replace("[pipeline]\n", &format!("[pipeline]\n{name} = {value}\n")),
            "filters[exec]" => format!(
                "{DEFAULT_JOB}\n[[filters]]\ntype = \"exec\"\ncommand = [\"sh\"]\ncolumns = [\"path\"]\n{name} = {value}\n"
            ),
            _ => format!("{DEFAULT_JOB}\n[[reducers]]\ngroup_by = []\n{name} = {value}\n"),
        };
        for value in good {
            let errors = load_shipped(job(&value)).err().map_or(String::new(), |errors| errors.to_string());
            // Memory of a program can be limited on Linux only.
            assert!(errors.is_empty() || !cfg!(target_os = "linux"), "{} = {value}: {errors}", option.key);
        }
        for value in bad {
            let errors = load_shipped(job(&value)).err().map_or("accepted".to_owned(), |errors| errors.to_string());
            let has_form = errors.contains(&option.form.words().replace(" or \"auto\"", ""));
            // A size or a number of lines has no sign.
            assert!(errors.contains(&format!(".{name}")), "{} = {value}: {errors}", option.key);
            assert!(has_form || value.starts_with('-'), "{} = {value}: {errors}", option.key);
        }
        checked += 1;
    }
    assert!(checked >= 14, "{checked}");
}

#[test]
fn an_error_and_the_table_have_the_same_words() {
    let errors = errors_of("timezone = \"Mars\"\n[[sources]]\npath = \"a\"\ntimezone = \"Mars\"\nanonymize = \"x\"\n");
    for key in ["timezone", "sources[].timezone", "sources[].anonymize"] {
        let words = options::find(key).expect("an option").form.words();
        assert!(errors.contains(&format!("must be {words}")), "{key}: {errors}");
    }
}
