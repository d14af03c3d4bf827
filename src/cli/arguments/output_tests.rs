use super::*;

fn format<F: OutputFormat>(output: &str, to: Option<F>) -> Result<Option<F>, String> {
    let arguments = OutputArguments { output: Some(PathBuf::from(output)), to };
    arguments.format().map_err(|error| error.to_string())
}

#[test]
fn the_name_of_the_file_tells_the_format_and_to_overrules_it() {
    assert_eq!(format("a/report.JSON", None), Ok(Some(ReportFormat::Json)));
    assert_eq!(format("report.txt", None), Ok(Some(ReportFormat::Table)));
    assert_eq!(format("a.ndjson", None), Ok(Some(RecordFormat::Jsonl)));
    assert_eq!(format("a.part", None), Ok(Some(MergeFormat::Part)));
    assert_eq!(format("a.csv", Some(ReportFormat::Json)), Ok(Some(ReportFormat::Json)));
    assert_eq!(format("a.xml", Some(ReportFormat::Csv)), Ok(Some(ReportFormat::Csv)));
    assert_eq!(format("tables/", None), Ok(Some(ReportFormat::Csv)));
}

#[test]
fn a_name_without_a_suffix_and_standard_output_choose_no_format() {
    for output in ["report", ".hidden", "/dev/null", "-", "./json"] {
        assert_eq!(format::<ReportFormat>(output, None), Ok(None), "{output}");
    }
    assert_eq!(format("-", Some(ReportFormat::Csv)), Ok(Some(ReportFormat::Csv)));
}

#[test]
fn a_suffix_that_is_no_format_of_the_subcommand_is_refused() {
    let refusal = "-o a.parquet: a report is not written as .parquet; name a file that ends in .txt, .json or .csv, or choose with --to";
    assert_eq!(format::<ReportFormat>("a.parquet", None), Err(refusal.to_owned()));
    let refusal = "-o a.json: a log is not written as .json; name a file that ends in .jsonl, .csv or .parquet, or choose with --to";
    assert_eq!(format::<RecordFormat>("a.json", None), Err(refusal.to_owned()));
}

#[test]
fn the_name_of_a_format_is_not_taken_for_a_file() {
    let refusal = "-o json: -o names a file; write --to json (or -o ./json for a file of that name)";
    assert_eq!(format::<ReportFormat>("json", None), Err(refusal.to_owned()));
    let refusal = "-o txt: -o names a file; write --to table (or -o ./txt for a file of that name)";
    assert_eq!(format::<ReportFormat>("txt", None), Err(refusal.to_owned()));
    let refusal = "-o yaml: -o names a file; write --to table, json or csv (or -o ./yaml for a file of that name)";
    assert_eq!(format::<ReportFormat>("yaml", None), Err(refusal.to_owned()));
}

#[test]
fn a_subcommand_of_one_format_takes_any_name_but_that_of_another_format() {
    let check =
        |path: &str| check_only(Path::new(path), "a partial result", &["part"]).map_err(|error| error.to_string());
    assert_eq!((check("a.part"), check("parts/Xyz1"), check("a.2026-01-31")), (Ok(()), Ok(()), Ok(())));
    let refusal = "-o a.json: a partial result is not written as .json; name a file that ends in .part";
    assert_eq!(check("a.json"), Err(refusal.to_owned()));
    let refusal = "-o csv: -o names a file; write -o NAME.part (or -o ./csv for a file of that name)";
    assert_eq!(check("csv"), Err(refusal.to_owned()));
}
