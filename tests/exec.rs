#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::faults::{COUNT, line};
use crate::processes::failures::kill_workers;
use crate::processes::{answer, children, is_alive, wait_until};
use crate::world::{Ran, World, signal};

/// A program that keeps every path but `/no`; `special` is what it does with other lines.
fn program(special: &str) -> String {
    format!(
        "while read -r _ n; do\n  n=${{n%\\}}}}; out=\n  while [ \"$n\" -gt 0 ]; do\n    IFS= read -r line; n=$((n-1)); bit=1\n    \
         case $line in *'\"/no\"'*) bit=0;; {special} esac\n    out=$out$bit\n  done\n  echo \"$out\"\ndone\n"
    )
}

/// Writes a job that counts the paths that the program keeps.
fn write_job(world: &World, program: &str, keys: &str) {
    world.write("keep.sh", program);
    let filter =
        "[[filters]]\nname = \"own\"\ntype = \"exec\"\ncommand = [\"sh\", \"keep.sh\"]\ncolumns = [\"path\"]\n";
    world.write("config.toml", format!("{COUNT}\n{filter}{keys}\n"));
}

fn run(world: &World, args: &[&str]) -> Ran {
    world.run(world.logmill([&["run", "--to", "json"], args].concat()), b"")
}

const SMALL: [&str; 2] = ["--set", "pipeline.batch_bytes=1000"];
const PROCESSES: [&str; 6] = ["--executor", "processes", "--workers", "2", "--set", "pipeline.split_bytes=9000"];

#[test]
fn totals_are_exact_however_often_the_program_is_killed() {
    let world = World::new();
    write_job(&world, &program(""), "processes = 2\nretries = 1000");
    world.write("a.log", (0..3000).map(|number| line(["/no", "/a", "/b"][number % 3])).collect::<String>());
    let expected = answer(&run(&world, &SMALL));
    assert_eq!(expected["tables"]["paths"]["rows"].to_string(), r#"[["/a",1000],["/b",1000]]"#);
    let (mut killed, mut runs) = (0, 0);
    while killed < 100 {
        let mut command = world.logmill([&["run", "--to", "json"], &SMALL[..]].concat());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let parent = child.id();
        let killer = thread::spawn(move || kill_workers(parent, 100));
        let ran = world.wait(&command, child);
        killed += killer.join().expect("the killer does not panic");
        runs += 1;
        assert!(runs < 100, "after {runs} runs only {killed} processes were killed");
        ran.assert_code(0);
        assert_eq!(answer(&ran), expected, "after {killed} kills in {runs} runs\n{ran}");
    }
}

#[test]
fn records_on_which_the_program_fails_are_set_aside_and_counted() {
    let world = World::new();
    write_job(&world, &program("*'\"/bad\"'*) echo 'cannot read it' >&2; exit 7;;"), "");
    let path = |number: usize| if number % 100 == 51 { "/bad" } else { ["/no", "/a"][number % 2] };
    world.write("a.log", (0..300).map(|number| line(path(number))).collect::<String>());
    let mut expected: Option<Value> = None;
    for args in [&[][..], &SMALL, &PROCESSES] {
        let ran = run(&world, args);
        ran.assert_code(2);
        let report = answer(&ran);
        let filter = &report["filters"][0];
        assert_eq!(
            (&filter["in"], &filter["kept"], &filter["set_aside"]),
            (&300.into(), &147.into(), &3.into()),
            "{ran}"
        );
        assert!(ran.stderr().contains("filter `own` failed on 3 records: they were dropped"), "{ran}");
        assert!(ran.stderr().contains("filter `own`: cannot read it"), "{ran}");
        assert_eq!(expected.get_or_insert_with(|| report.clone()), &report, "{args:?}");
    }
}

#[test]
fn a_program_that_hangs_longer_than_a_worker_may_be_silent_costs_only_its_record() {
    let world = World::new();
    write_job(&world, &program("*'\"/bad\"'*) sleep 1000;;"), "timeout = \"2s\"\nretries = 0");
    world.write("a.log", ["/a", "/bad", "/b"].map(line).concat());
    let ran = run(&world, &[&PROCESSES[..], &["--set", "pipeline.worker_timeout=1s"]].concat());
    ran.assert_code(2);
    let report = ran.report();
    assert_eq!((&report["input"]["parsed"], &report["filters"][0]["set_aside"]), (&3.into(), &1.into()), "{ran}");
}

#[test]
fn a_program_that_cannot_work_ends_the_run_with_what_it_wrote() {
    let world = World::new();
    write_job(&world, "echo 'no module of that name' >&2; exit 3", "");
    world.write("a.log", line("/a").repeat(10));
    let ran = run(&world, &[]);
    ran.assert_code(1);
    let words = "its program ended with exit code 3 while it started; it wrote: no module of that name";
    assert!(ran.stdout.is_empty() && ran.stderr().contains(words) && ran.stderr().contains("`own`"), "{ran}");
}

#[test]
fn a_program_that_is_not_there_is_reported_with_its_place() {
    let world = World::new();
    write_job(&world, "", "");
    let job = fs::read_to_string(world.path("config.toml")).expect("the job");
    world.write("config.toml", job.replace("\"sh\", ", "\"no-such-shell\", ").replace("[\"path\"]", "[\"pth\"]"));
    let ran = world.run(world.logmill(["check"]), b"");
    ran.assert_code(1);
    let at = job.lines().position(|line| line.starts_with("command")).expect("the key") + 1;
    let errors = [
        format!(
            "config.toml:{at}:12: filters[0].command[0] = \"no-such-shell\": no directory of PATH has such a program"
        ),
        format!(
            "config.toml:{}:12: filters[0].columns[0] = \"pth\": 'pth' is not a column; did you mean 'path'?",
            at + 1
        ),
    ];
    assert!(ran.stderr().contains(&errors[1]), "{ran}");
    world.write("config.toml", job.replace("\"sh\", ", "\"no-such-shell\", "));
    let ran = world.run(world.logmill(["check"]), b"");
    ran.assert_code(1);
    assert!(ran.stderr().contains(&errors[0]), "{ran}");
}

#[test]
fn programs_end_when_the_run_is_killed() {
    let world = World::new();
    write_job(&world, &program(""), "processes = 2");
    let mut command = world.logmill(["run", "--set", "sources[0].path=-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A reader waits for more, and the programs for more blocks.
    let mut input = child.stdin.take().expect("it was asked for");
    let text = line("/a").repeat(20_000);
    std::io::Write::write_all(&mut input, text.as_bytes()).expect("it reads");
    wait_until("two programs", || children(child.id()).len() == 2);
    let programs = children(child.id());
    signal(child.id(), "KILL");
    wait_until("the end of the programs", || !programs.iter().any(|program| is_alive(*program)));
    assert_eq!(world.wait(&command, child).code(), None);
}

/// Whether there is Python, with a module.
fn has_python(module: &str) -> bool {
    let import = format!("import {module}");
    let status = Command::new("python3").args(["-c", &import]).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Runs the example with a filter instead of its own.
fn run_example(world: &World, filter: &str, args: &[&str]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = fs::read_to_string(root.join("examples/keep_large.toml")).expect("the example");
    let (start, rest) = example.split_once("[[filters]]").expect("it has a filter");
    let (own, end) = rest.split_once("\n[[reducers]]").expect("and a reducer after it");
    let filter = if filter.is_empty() { own.to_owned() } else { format!("\nname = \"large\"\n{filter}\n") };
    let job = world.write("job.toml", format!("{start}[[filters]]{filter}\n[[reducers]]{end}"));
    let job = job.display().to_string();
    let mut command = world.logmill([&["run", "--to", "json", "-c", &job], args].concat());
    command.current_dir(root);
    let ran = world.run(command, b"");
    ran.assert_code(0);
    answer(&ran)
}

#[test]
fn the_examples_in_python_keep_what_a_condition_keeps() {
    let world = World::new();
    let expected = run_example(&world, "type = \"where\"\nwhere = \"bytes >= 10000\"", &[]);
    assert!(expected["filters"][0]["kept"].as_u64().is_some_and(|kept| kept > 100), "{expected}");
    let small = ["--set", "pipeline.batch_bytes=5000", "--set", "filters[0].processes=3"];
    if has_python("json") {
        for args in [&[][..], &small, &PROCESSES] {
            assert_eq!(run_example(&world, "", args), expected, "{args:?}");
        }
    }
    if cfg!(feature = "arrow") && has_python("pyarrow") {
        let arrow = "type = \"exec\"\nencoding = \"arrow\"\ncolumns = [\"bytes\"]\n\
                     command = [\"python3\", \"examples/keep_large_arrow.py\"]";
        for args in [&[][..], &small, &PROCESSES] {
            assert_eq!(run_example(&world, arrow, args), expected, "{args:?}");
        }
    }
}

#[test]
fn the_document_shows_the_examples() {
    let read = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the file");
    let document = read("docs/CUSTOM.md");
    for (language, name) in [("python", "examples/keep_large.py"), ("python", "examples/keep_large_arrow.py")] {
        assert!(document.contains(&format!("```{language}\n{}```", read(name))), "{name}");
    }
    let (_, rest) = document.split_once("```toml\n").expect("a part of a job");
    let (part, _) = rest.split_once("```").expect("its end");
    assert!(read("examples/keep_large.toml").contains(part), "{part}");
}

#[test]
fn partial_results_are_merged_where_the_program_is_not() {
    let world = World::new();
    write_job(&world, &program(""), "");
    world.write("a.log", ["/a", "/no", "/b"].map(line).concat());
    let job = fs::read_to_string(world.path("config.toml")).expect("the job").replace("\"sh\"", "\"./sh\"");
    world.write("config.toml", job);
    std::os::unix::fs::symlink("/bin/sh", world.path("sh")).expect("a link");
    world.run(world.logmill(["partial", "-o", "1.part"]), b"").assert_code(0);
    world.run(world.logmill(["partial", "-o", "2.part", "--set", "filters[0].retries=9"]), b"").assert_code(0);
    fs::remove_file(world.path("sh")).expect("it was there");
    world.run(world.logmill(["check"]), b"").assert_code(1);
    let ran = world.run(world.logmill(["merge", "1.part", "2.part", "--to", "json"]), b"");
    ran.assert_code(0);
    assert_eq!(ran.report()["filters"][0]["kept"], 4, "{ran}");
}

/// A job with a program that drops the records whose JSON holds this text, in a zone.
fn own_column_job(world: &World, zone: &str, dropped: &str) -> Ran {
    world.write("keep.sh", program(&format!("*'{dropped}'*) bit=0;;")));
    world.write(
        "config.toml",
        format!(
            "timezone = \"{zone}\"\n\
             [[formats]]\nname = \"own\"\nnginx = '$time_iso8601 $tenant \"$request\" $status'\n\
             [[sources]]\npath = \"a.log\"\nformat = \"own\"\n\
             [[filters]]\ntype = \"exec\"\ncommand = [\"sh\", \"keep.sh\"]\ncolumns = [\"Tenant\", \"time\", \"hour\"]\n\
             [[reducers]]\nname = \"tenants\"\ngroup_by = [\"tenant\"]\n"
        ),
    );
    let line = |tenant: &str, zone: &str| format!("2026-03-11T09:00:32{zone} {tenant} \"GET /a HTTP/1.1\" 200\n");
    world.write("a.log", [line("acme", "+00:00"), line("acme", "+02:00"), line("zeta", "+00:00")].concat());
    run(world, &[])
}

#[test]
fn a_program_receives_own_columns_by_their_names_and_times_in_the_zone_of_the_job() {
    for (zone, dropped) in [
        ("UTC", r#"{"tenant":"acme","time":"2026-03-11T07:00:32Z","hour":7}"#),
        ("+05:30", r#"{"tenant":"acme","time":"2026-03-11T12:30:32+05:30","hour":12}"#),
        ("log", r#"{"tenant":"acme","time":"2026-03-11T09:00:32+02:00","hour":9}"#),
    ] {
        let ran = own_column_job(&World::new(), zone, dropped);
        ran.assert_code(0);
        assert_eq!(
            ran.report()["tables"]["tenants"]["rows"].to_string(),
            r#"[["acme",1],["zeta",1]]"#,
            "{zone}: {ran}"
        );
    }
}

#[test]
fn a_misspelt_own_column_of_a_program_gets_the_nearest_name() {
    let world = World::new();
    own_column_job(&world, "UTC", "none").assert_code(0);
    let job = fs::read_to_string(world.path("config.toml")).expect("the job");
    world.write("config.toml", job.replace("\"Tenant\"", "\"tennant\""));
    let ran = world.run(world.logmill(["check"]), b"");
    ran.assert_code(1);
    let error = "filters[0].columns[0] = \"tennant\": 'tennant' is not a column; did you mean 'tenant'?";
    assert!(ran.stderr().contains(error), "{ran}");
}
