use super::{COUNT, line, run};
use crate::world::{Ran, World};

/// Runs a job over 300 records in batches of about three; the filter panics on some.
fn run_with_panics(marked: impl Fn(usize) -> bool) -> Ran {
    let world = World::new();
    world.write(
        "config.toml",
        format!("{COUNT}\n[[filters]]\nname = \"odd\"\ntype = \"panics_on_path\"\npath = \"/x\"\n"),
    );
    let lines: String = (0..300).map(|number| line(if marked(number) { "/x" } else { "/fine" })).collect();
    world.write("a.log", lines);
    world.run(run(&world, &["--to", "json", "-p", "2", "--set", "pipeline.batch_bytes=300"]), b"")
}

#[track_caller]
fn assert_others_are_counted(marked: impl Fn(usize) -> bool) {
    let poisoned = (0..300).filter(|number| marked(*number)).count();
    let ran = run_with_panics(marked);
    ran.assert_code(2);
    let report = ran.report();
    let filter = &report["filters"][0];
    for (key, expected) in [("in", 300), ("kept", 300 - poisoned), ("dropped", poisoned), ("set_aside", poisoned)] {
        assert_eq!(filter[key], expected, "{key}\n{ran}");
    }
    let rows = report["tables"]["paths"]["rows"].to_string();
    let expected = if poisoned == 300 { "[]".to_owned() } else { format!("[[\"/fine\",{}]]", 300 - poisoned) };
    assert_eq!(rows, expected, "{ran}");
    assert!(ran.stderr().contains(&format!("filter `odd` failed on {poisoned} records: they were dropped")), "{ran}");
}

#[test]
fn a_filter_that_panics_loses_only_the_records_it_panics_on() {
    assert_others_are_counted(|number| number == 0);
    assert_others_are_counted(|number| number == 299);
    assert_others_are_counted(|number| number == 151);
    assert_others_are_counted(|number| number % 3 == 0);
    assert_others_are_counted(|_| true);
}

#[test]
fn a_filter_that_does_not_panic_is_not_accused() {
    let ran = run_with_panics(|_| false);
    ran.assert_code(0);
    assert_eq!(ran.report()["filters"][0]["set_aside"], 0, "{ran}");
}

/// Runs a job that must fail: no report, exit code 1, and this message.
#[track_caller]
fn assert_fails(config: &str, words: &[&str]) {
    let world = World::new();
    world.write("config.toml", format!("{COUNT}\n{config}"));
    world.write("a.log", line("/a").repeat(1000));
    let ran = world.run(run(&world, &["-p", "2", "--set", "pipeline.batch_bytes=500"]), b"");
    ran.assert_code(1);
    assert!(ran.stdout.is_empty(), "{ran}");
    for word in words {
        assert!(ran.stderr().contains(word), "`{word}` is missing\n{ran}");
    }
}

#[test]
fn a_filter_that_refuses_ends_the_run_with_its_name_and_reason() {
    let config = "[[filters]]\nname = \"known_hosts\"\ntype = \"refuses\"\n";
    assert_fails(config, &["known_hosts", "the list of addresses cannot be read"]);
}

#[test]
fn a_filter_that_answers_too_much_ends_the_run_with_its_name() {
    let config = "[[filters]]\nname = \"chatty\"\ntype = \"answers_too_much\"\n";
    assert_fails(config, &["chatty", "it must answer for each one"]);
}

#[test]
fn a_reducer_that_panics_ends_the_run_with_its_name() {
    let config = "[[reducers]]\nname = \"sketch\"\ntype = \"faulty\"\nfault = \"panic\"\n";
    assert_fails(config, &["sketch", "a defect of this reducer"]);
}

#[test]
fn a_reducer_that_cannot_go_on_ends_the_run_with_its_name_and_reason() {
    let config = "[[reducers]]\nname = \"sketch\"\ntype = \"faulty\"\nfault = \"error\"\n";
    assert_fails(config, &["sketch", "the disk of the counters is full"]);
}
