use super::{REDUCER, SOURCE, registry};
use crate::config::{ConfigInput, FormatChoice, InputRef, Overrides, Plan, Request, load};
use crate::log::Format;

fn request(text: &str, environment: &[(&str, &str)], set: &[(&str, &str)]) -> Request {
    let own = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Request {
        input: ConfigInput::text("config.toml", format!("{SOURCE}{REDUCER}{text}")),
        environment: own(environment),
        overrides: Overrides { set: own(set), ..Overrides::default() },
        ..Request::new(ConfigInput::None)
    }
}

fn plan(request: &Request) -> Plan {
    load(request, &registry()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn errors(request: &Request) -> String {
    load(request, &registry()).err().map_or_else(|| "accepted".to_owned(), |errors| errors.to_string())
}

fn with_paths(text: &str, paths: &[&str]) -> Request {
    let sources = paths.iter().map(|path| (*path).to_owned()).collect();
    Request::new(ConfigInput::text("config.toml", text)).with_overrides(Overrides { sources, ..Overrides::default() })
}

#[test]
fn the_environment_overrides_the_file_and_the_command_line_both() {
    let file = "[pipeline]\nparsers = 2\nbuffers = 3\nbatch_bytes = 4\n";
    let environment = [("LOGMILL__PIPELINE__PARSERS", "5"), ("LOGMILL__PIPELINE__BUFFERS", "6")];
    let plan = plan(&request(file, &environment, &[("pipeline.parsers", "7")]));
    assert_eq!((plan.pipeline.parsers, plan.pipeline.buffers, plan.pipeline.batch_bytes), (7, 6, 4));
    assert_eq!(plan.pipeline.max_line_bytes, 1 << 20, "the default stands below all layers");
}

#[test]
fn variables_set_entries_of_lists_by_number_and_texts_that_look_like_numbers() {
    let environment = [
        ("LOGMILL__REDUCERS__0__NAME", "2024"),
        ("LOGMILL__REPORT__TABLE", "2024"),
        ("LOGMILL__REPORT__ACTORS", "true"),
        ("LOGMILL__SOURCES__0__PATH", "[\"b.log\", \"c.log\"]"),
        ("LOGMILL_LOG", "debug"),
        ("PATH", "/bin"),
    ];
    let plan = plan(&request("", &environment, &[]));
    assert_eq!((plan.reducers[0].name.as_str(), plan.report.table.as_deref()), ("2024", Some("2024")));
    assert!(plan.report.actors);
    assert_eq!(plan.sources[0].paths, ["b.log", "c.log"]);
}

#[test]
fn problems_name_the_variable_or_the_flag() {
    let environment = [
        ("LOGMILL__PIPELINE__PARSERS", "0"),
        ("LOGMILL__PIPELINE__READERS", "al"),
        ("LOGMILL__PIPELIN__READERS", "1"),
        ("LOGMILL__REDUCERS__7__TOP", "1"),
        ("LOGMILL__", "1"),
        ("LOGMILL__SOURCES__99999999999999999999__PATH", "x"),
    ];
    let set = [
        ("pipeline.buffers", "-1"),
        ("report.output_file", ""),
        ("report.output", "yaml"),
        ("reducers[0].top", "many"),
        ("a b", "1"),
    ];
    let expected = r#"environment: LOGMILL__: "": unknown key, expected one of `timezone`, `routes`, `bots`, `geo`, `pipeline`, `sources`, `formats`, `filters`, `reducers`, `report`
environment: LOGMILL__PIPELINE__PARSERS: pipeline.parsers = 0: must be 1 to 256 or "auto"
environment: LOGMILL__PIPELINE__READERS: pipeline.readers = "al": must be 1 to 256 or "auto"
environment: LOGMILL__PIPELIN__READERS: pipelin: unknown key, expected one of `timezone`, `routes`, `bots`, `geo`, `pipeline`, `sources`, `formats`, `filters`, `reducers`, `report`; did you mean `pipeline`?
environment: LOGMILL__REDUCERS__7__TOP: reducers[7].top: there is no such entry in the list; entries count from 0
environment: LOGMILL__SOURCES__99999999999999999999__PATH: sources[99999999999999999999].path: there is no such entry in the list; entries count from 0
--set: "a b": unknown key, expected one of `timezone`, `routes`, `bots`, `geo`, `pipeline`, `sources`, `formats`, `filters`, `reducers`, `report`
--set: pipeline.buffers = -1: must be 1 to 1024
--set: reducers[0].top = "many": must be a whole number, 0 or more
--set: report.output_file = "": must be a path; leave it out for standard output
--to: report.output = "yaml": unknown output, expected one of `table`, `json`, `csv`"#;
    assert_eq!(errors(&request("", &environment, &set)), expected);
}

#[test]
fn a_variable_that_makes_a_table_of_a_value_is_refused_at_its_place() {
    let request = request("[pipeline]\nparsers = 2\n", &[("LOGMILL__PIPELINE__PARSERS__X", "1")], &[]);
    assert_eq!(
        errors(&request),
        "environment: LOGMILL__PIPELINE__PARSERS__X: pipeline.parsers: must be 1 to 256 or \"auto\""
    );
}

#[test]
fn paths_of_the_command_line_take_the_place_name_and_format_of_the_only_source() {
    let file = format!(
        "[[sources]]\nname = \"web\"\npath = \"a.log\"\nformat = \"common\"\n\
         [[filters]]\ntype = \"sieve\"\ninputs = [\"web\"]\n{REDUCER}"
    );
    let plan = plan(&with_paths(&file, &["x.log", "-"]));
    assert_eq!(plan.sources.len(), 1);
    assert_eq!((plan.sources[0].name.as_str(), &plan.sources[0].paths), ("web", &vec!["x.log".into(), "-".into()]));
    assert_eq!(plan.sources[0].format, FormatChoice::Fixed(Format::by_name("common").unwrap()));
}

#[test]
fn the_names_of_several_sources_all_mean_the_paths_of_the_command_line() {
    let file = format!(
        "[[sources]]\npath = \"a.log\"\n[[sources]]\nname = \"api\"\npath = \"b.log\"\n\
         [[filters]]\ntype = \"sieve\"\ninputs = [\"api\", \"source1\"]\n{REDUCER}"
    );
    let plan = plan(&with_paths(&file, &["x.log"]));
    assert_eq!(plan.sources.len(), 1);
    assert_eq!(plan.filters[0].inputs, [InputRef::Source(0)]);
}

#[test]
fn paths_of_the_command_line_need_no_source_in_the_file() {
    let plan = plan(&with_paths(REDUCER, &["x.log"]));
    assert_eq!((plan.sources[0].name.as_str(), &plan.sources[0].format), ("source1", &FormatChoice::Auto));
}

#[test]
fn the_format_of_the_command_line_is_that_of_every_source() {
    let mut request = request("[[sources]]\npath = \"b.log\"\nformat = \"common\"\n", &[], &[]);
    request.overrides.format = Some("nginx".to_owned());
    let plan = plan(&request);
    assert!(plan.sources.iter().all(|source| source.format == FormatChoice::Fixed(Format::by_name("nginx").unwrap())));

    request.overrides.format = Some("ngnix".to_owned());
    assert!(errors(&request).starts_with("--format: sources[0].format = \"ngnix\": unknown format, expected"));
}

#[test]
fn without_a_file_problems_are_reported_for_the_command_line() {
    let request = Request::new(ConfigInput::None);
    assert_eq!(
        errors(&request).lines().next(),
        Some("command line: reducers: missing, add a [[reducers]] table with `group_by = [\"path\"]`")
    );
}
