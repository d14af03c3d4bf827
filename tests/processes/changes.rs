use crate::faults::{COUNT, line, run};
use crate::world::{Ran, World};

/// Runs a job over a log of three parts of ten lines each. The first line changes the log.
fn run_with_changed_log(how: &str) -> Ran {
    let world = World::new();
    let filter = format!("[[filters]]\ntype = \"misbehaves_on_path\"\npath = \"/bad\"\nhow = \"{how}\"\n");
    world.write("config.toml", format!("{COUNT}{filter}"));
    world.write("a.log", line("/bad") + &line("/ok!").repeat(29));
    let split_bytes = format!("pipeline.split_bytes={}", 10 * line("/ok!").len());
    let args = ["--to", "json", "--executor", "processes", "--workers", "1", "--set", &split_bytes];
    world.run(run(&world, &args), b"")
}

/// The message about a part.
fn part(number: usize, what: &str) -> String {
    let bytes = 10 * line("/ok!").len();
    match number {
        2 => format!("a.log: the lines that begin at byte {} or later {what}", 2 * bytes),
        _ => format!("a.log: the lines that begin in bytes {} to {} {what}", number * bytes, (number + 1) * bytes - 1),
    }
}

#[track_caller]
fn assert_reported_parts(ran: &Ran, rows: &str, parts: &[String]) {
    ran.assert_code(2);
    assert_eq!(ran.report()["tables"]["paths"]["rows"].to_string(), rows, "{ran}");
    assert_eq!(ran.report()["sources"][0]["error"], parts.join("; "), "{ran}");
    assert!(ran.stderr().contains(&parts.join("; ")), "{ran}");
}

#[test]
fn after_a_rotation_only_the_old_log_counts_and_missing_parts_are_reported() {
    let ran = run_with_changed_log("rotate");
    let what = "are not counted: another file has taken its place during the run, as log rotation does it: read the old one under \
                its new name";
    assert_reported_parts(&ran, "[[\"/ok!\",9],[\"/bad\",1]]", &[part(1, what), part(2, what)]);
}

#[test]
fn every_part_of_a_truncated_log_that_may_have_lost_lines_is_reported() {
    let ran = run_with_changed_log("truncate");
    let bytes = 30 * line("/ok!").len();
    let what = format!(
        "counted: it became shorter during the run, from {bytes} bytes to {}, as `copytruncate` of logrotate does it: read the copy",
        bytes / 2
    );
    let parts = [
        part(0, &format!("are not all {what}")),
        part(1, &format!("are not {what}")),
        part(2, &format!("are not {what}")),
    ];
    assert_reported_parts(&ran, "[[\"/ok!\",9],[\"/bad\",1]]", &parts);
}

#[test]
fn missing_parts_of_a_removed_log_are_reported() {
    let ran = run_with_changed_log("remove");
    let what = "are not counted: cannot be opened: no such file or directory";
    assert_reported_parts(&ran, "[[\"/ok!\",9],[\"/bad\",1]]", &[part(1, what), part(2, what)]);
}
