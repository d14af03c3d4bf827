use std::fs;
use std::sync::LazyLock;

use super::{COUNT, line, run};
use crate::packed::pack::PACKINGS;
use crate::world::{Ran, World};

/// What a run may take beside the program itself: its buffers, but not its input. The inputs here are four times as large.
const BOUND_KIB: u64 = 16 * 1024;
const INPUT_BYTES: usize = 64 << 20;

/// Runs the job over standard input; the second value is its peak memory in KiB, beyond that of a run over one line.
fn run_bounded(world: &World, args: &[&str], stdin: &[u8]) -> (Ran, u64) {
    // Most of that is the program, which is several times as large without optimization.
    static LEAST: LazyLock<u64> = LazyLock::new(|| {
        let world = World::new();
        world.write("config.toml", COUNT);
        let (ran, peak) = run_measured(&world, &["-"], line("/a").as_bytes());
        ran.assert_code(0);
        peak
    });
    let (ran, peak) = run_measured(world, args, stdin);
    (ran, peak.saturating_sub(*LEAST))
}

/// Runs the job over standard input; the second value is its peak memory in KiB.
fn run_measured(world: &World, args: &[&str], stdin: &[u8]) -> (Ran, u64) {
    let mut command = run(world, args);
    let file = world.path("peak");
    command.env("PEAK_MEMORY_FILE", &file);
    let ran = world.run(command, stdin);
    let status = fs::read_to_string(file).unwrap_or_else(|error| panic!("{error}\n{ran}"));
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak is told");
    (ran, peak.trim().trim_end_matches(" kB").parse().expect("a number"))
}

#[test]
fn a_slow_reducer_makes_the_reader_wait_not_the_memory_grow() {
    let world = World::new();
    world
        .write("config.toml", format!("{COUNT}\n[[reducers]]\ntype = \"faulty\"\nname = \"slow\"\nfault = \"slow\"\n"));
    let line = line(&"/a".repeat(400));
    let lines = INPUT_BYTES / line.len();
    let sizes = ["pipeline.batch_bytes=64KiB", "pipeline.max_line_bytes=16KiB"];
    let args = ["-", "--to", "json", "--set", sizes[0], "--set", sizes[1], "-p", "2"];
    let (ran, peak) = run_bounded(&world, &args, line.repeat(lines).as_bytes());
    ran.assert_code(0);
    assert_eq!(ran.report()["input"]["parsed"], lines, "{ran}");
    assert!(peak < BOUND_KIB, "{peak} KiB are too much for {INPUT_BYTES} bytes of input");
}

#[test]
fn an_endless_line_is_skipped_and_the_next_one_read() {
    let world = World::new();
    world.write("config.toml", COUNT);
    let mut input = vec![b'x'; INPUT_BYTES];
    input.push(b'\n');
    input.extend_from_slice(line("/next").as_bytes());
    let (ran, peak) = run_bounded(&world, &["-", "--to", "json"], &input);
    ran.assert_code(0);
    let report = ran.report();
    assert_eq!(report["input"]["reasons"].to_string(), "{\"too_long\":1}", "{ran}");
    assert_eq!(report["input"]["bytes"], input.len(), "{ran}");
    assert_eq!(report["tables"]["paths"]["rows"].to_string(), "[[\"/next\",1]]", "{ran}");
    assert!(peak < BOUND_KIB, "{peak} KiB are too much for a line of {INPUT_BYTES} bytes");
}

#[test]
fn a_decompression_bomb_is_read_in_bounded_memory() {
    let world = World::new();
    world.write("config.toml", COUNT);
    let zeros = vec![0; 16 << 20];
    for packing in PACKINGS {
        let member = (packing.pack)(&zeros);
        assert!(member.len() < zeros.len() / 50, "{}: {} bytes", packing.name, member.len());
        // A gibibyte is enough for one of them: the others share its code, and most are slow without optimization.
        let members = if packing.name == "zstd" { 64 } else { 12 };
        let bytes = members * zeros.len();
        world.write("bomb", [member.repeat(members), (packing.pack)(line("/next").as_bytes())].concat());
        let (ran, peak) = run_bounded(&world, &["bomb", "--to", "json"], b"");
        ran.assert_code(0);
        // All NULs are a hole before one line.
        let report = ran.report();
        assert_eq!((&report["input"]["lines"], &report["input"]["parsed"]), (&1.into(), &1.into()), "{ran}");
        assert_eq!(report["input"]["bytes"], bytes + line("/next").len(), "{ran}");
        let warning = format!("bomb: {bytes} NUL bytes at the beginning of lines");
        assert!(report["sources"][0]["warnings"].to_string().contains(&warning), "{ran}");
        assert!(peak < BOUND_KIB, "{}: {peak} KiB are too much for {bytes} bytes of text", packing.name);
    }
}
