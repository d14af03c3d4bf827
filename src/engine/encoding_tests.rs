//! Encoded partials: they give the same report whoever made them, and are refused otherwise.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::Deserialize;

use super::account::LocatedReject;
use super::evidence::Evidence;
use super::partials::finish;
use super::{Encoded, FileAccount, Partials, inline};
use crate::config::{ConfigInput, Overrides, Plan, Registry, Request, load};
use crate::log::column::ColumnKind;
use crate::log::foreign::Foreign;
use crate::log::{Column, Columns, Numbers, RejectReason, Tally};
use crate::reduce::{ReduceError, Reducer, Table, TableColumn, Value};
use crate::report::{Hint, JsonOptions, json};

/// A user-defined reducer whose state only derives serde's traits: records by hour.
#[derive(Deserialize)]
struct Clock {}

impl Reducer for Clock {
    type State = BTreeMap<u64, u64>;

    fn columns(&self) -> Columns {
        Columns::of(&[Column::Hour])
    }

    fn identity(&self) -> Self::State {
        BTreeMap::new()
    }

    fn fold(&self, state: &mut Self::State, batch: &RecordBatch, selected: &BooleanBuffer) -> Result<(), ReduceError> {
        let hours = Numbers::of(batch, Column::Hour)?;
        for hour in selected.set_indices().filter_map(|row| hours.word(row)) {
            *state.entry(hour).or_default() += 1;
        }
        Ok(())
    }

    fn merge(&self, state: &mut Self::State, other: Self::State) {
        other.into_iter().for_each(|(hour, count)| *state.entry(hour).or_default() += count);
    }

    fn finish(&self, state: Self::State) -> Table {
        Table {
            columns: vec![
                TableColumn::key("hour", ColumnKind::Hour),
                TableColumn::measure("count", ColumnKind::Number),
            ],
            rows: state.iter().map(|(a, b)| vec![Value::Int((*a).into()), Value::Int((*b).into())]).collect(),
            groups: state.len() as u64,
            ..Table::default()
        }
    }

    fn state_bytes(&self, state: &Self::State) -> usize {
        state.len() * 16
    }
}

const JOB: &str = r#"
[[sources]]
path = "unused.log"
format = "combined"
[[filters]]
type = "path"
exclude_extensions = ["png"]
[[reducers]]
name = "pages"
group_by = ["path"]
measures = ["count", "sum(bytes)", "min(time)", "max(bytes)", "avg(bytes)"]
[[reducers]]
name = "status"
group_by = ["status", "method"]
top = 3
[[reducers]]
name = "clock"
type = "clock"
"#;

fn request(job: &str, paths: &[&Path], set: &[(&str, &str)]) -> Request {
    let overrides = Overrides {
        sources: paths.iter().map(|path| path.display().to_string()).collect(),
        set: set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        ..Overrides::default()
    };
    Request::new(ConfigInput::text("job.toml", job)).with_overrides(overrides)
}

fn plan_of(request: &Request) -> Plan {
    let registry = Registry::builtin().reducer::<Clock>("clock").expect("a new name");
    load(request, &registry).unwrap_or_else(|errors| panic!("{errors}"))
}

fn encoded(request: &Request) -> Vec<u8> {
    let plan = plan_of(request);
    inline::partials(&plan).expect("no filter fails").encode(&plan, request).expect("states can be written")
}

fn document(plan: &Plan, partials: Partials) -> String {
    let mut out = Vec::new();
    json::write(&finish(plan, partials).expect("groups in memory"), JsonOptions { pretty: true }, &mut out)
        .expect("writing to memory succeeds");
    String::from_utf8(out).expect("JSON is UTF-8")
}

fn line() -> impl Strategy<Value = String> {
    let good = ("[a-c]{1,2}(\\.png)?", 200_u16..204, 0_u64..5000, 0_u8..24).prop_map(|(path, status, bytes, hour)| {
        format!("h - - [10/Oct/2023:{hour:02}:55:36 +0000] \"GET /{path} HTTP/1.1\" {status} {bytes} \"-\" \"UA\"")
    });
    prop_oneof![8 => good, 1 => "[a-z ]{1,9}", 1 => Just(String::new())]
}

/// Log files in a temporary directory.
fn written(logs: &[Vec<String>]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let directory = tempfile::tempdir().expect("a directory");
    let write = |(number, lines): (usize, &Vec<String>)| {
        let path = directory.path().join(format!("{number:02}.log"));
        std::fs::write(&path, lines.join("\n")).expect("a file");
        path
    };
    let paths = logs.iter().enumerate().map(write).collect();
    (directory, paths)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    #[test]
    fn any_split_of_the_files_and_any_merge_tree_give_the_report_of_one_run(
        logs in vec(vec(line(), 0..30), 1..8),
        owners in vec(0_usize..4, 8),
        merges in vec((any::<Index>(), any::<Index>(), any::<bool>()), 8),
    ) {
        let (_directory, paths) = written(&logs);
        let all: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let whole = request(JOB, &all, &[]);
        let plan = plan_of(&whole);
        let expected = document(&plan, inline::partials(&plan).expect("no filter fails"));

        let of = |part| paths.iter().zip(&owners).filter(move |(_, owner)| **owner == part).map(|(path, _)| path.as_path());
        let parts = (0..4).map(|part| of(part).collect::<Vec<_>>()).filter(|paths| !paths.is_empty());
        let mut parts: Vec<Vec<u8>> = parts.map(|paths| encoded(&request(JOB, &paths, &[]))).collect();
        for (a, b, absorbs) in merges {
            if parts.len() == 1 {
                break;
            }
            let other = parts.swap_remove(a.index(parts.len()));
            let at = b.index(parts.len());
            let mut sum = Partials::decode(&plan, &parts[at]).expect("own bytes");
            match absorbs {
                true => sum.absorb(&plan, Encoded::open(&other).expect("own bytes")).expect("own bytes"),
                false => sum.merge(&plan, Partials::decode(&plan, &other).expect("own bytes")),
            }
            parts[at] = sum.encode(&plan, &whole).expect("states can be written");
        }
        let mut sum = Partials::identity(&plan);
        for part in &parts {
            sum.merge(&plan, Partials::decode(&plan, part).expect("own bytes"));
        }
        prop_assert_eq!(document(&plan, sum), expected);
    }

    #[test]
    fn bytes_with_a_right_checksum_are_read_or_refused(
        changes in vec((any::<Index>(), any::<u8>()), 1..6),
        cut in any::<Index>(),
    ) {
        let (plan, mut bytes) = sample();
        bytes.truncate(32 + cut.index(bytes.len() - 32 + 1));
        for (at, byte) in changes {
            let at = 32 + at.index((bytes.len() - 32).max(1));
            if let Some(old) = bytes.get_mut(at) {
                *old = byte;
            }
        }
        let length = bytes.len() as u64;
        bytes[16..24].copy_from_slice(&length.to_le_bytes());
        let checksum = crc32fast::hash(&bytes[16..]).to_le_bytes();
        bytes[12..16].copy_from_slice(&checksum);
        if let Ok(partials) = Partials::decode(&plan, &bytes) {
            let document = document(&plan, partials);
            prop_assert!(document.starts_with('{'), "{}", document);
        }
    }
}

/// A plan, and partials of it that use every field.
fn sample() -> (Plan, Vec<u8>) {
    let line = |path: &str, status: u16| {
        format!("h - - [10/Oct/2023:13:55:36 +0000] \"GET {path} HTTP/1.1\" {status} 5 \"-\" \"UA\"")
    };
    let lines = vec![line("/a", 200), "garbage".to_owned(), line("/b.png", 304), String::new(), line("/a", 404)];
    let (directory, paths) = written(&[lines]);
    let request = request(JOB, &[&paths[0], &directory.path().join("none.log")], &[]);
    (plan_of(&request), encoded(&request))
}

#[test]
fn every_changed_byte_and_every_cut_is_refused() {
    let (plan, bytes) = sample();
    assert!(Partials::decode(&plan, &bytes).is_ok());
    for at in 0..bytes.len() {
        for change in [0x01, 0x80, 0xFF] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            assert!(Partials::decode(&plan, &changed).is_err(), "byte {at} changed by {change}");
        }
        assert!(Partials::decode(&plan, &bytes[..at]).is_err(), "cut to {at} bytes");
    }
    assert!(Partials::decode(&plan, &[bytes.as_slice(), b"\0"].concat()).is_err(), "a byte more");
}

fn refusal(plan: &Plan, bytes: &[u8]) -> String {
    Partials::decode(plan, bytes).err().map_or_else(|| "accepted".to_owned(), |error| error.to_string())
}

#[test]
fn a_refusal_names_the_problem() {
    let (plan, bytes) = sample();
    assert_eq!(refusal(&plan, b"GET / HTTP/1.1"), "is not a partial result; make one with `logmill partial -o FILE`");
    let changed = |at: usize| {
        let mut changed = bytes.clone();
        changed[at] ^= 2;
        changed
    };
    assert!(refusal(&plan, &changed(8)).starts_with("has layout 11 and this is a logmill of layout 9"));
    assert_eq!(refusal(&plan, &changed(50)), "is damaged (its checksum does not fit); make it again");
    let cut = refusal(&plan, &bytes[..100]);
    assert!(cut.starts_with("is 100 bytes long and should be "), "{cut}");
}

#[test]
fn partials_of_another_plan_are_refused_with_the_key_that_differs() {
    let (_, bytes) = sample();
    let cases = [
        (
            "group_by = [\"path\"]",
            "group_by = [\"host\"]",
            "reducers[0].pages: group_by = [\"path\"], the other has [\"host\"]",
        ),
        ("name = \"pages\"", "name = \"sites\"", "reducers[0].pages: the other has \"sites\" in its place"),
        (
            "exclude_extensions = [\"png\"]",
            "",
            "filters[0].path: exclude_extensions = [\"png\"], the other leaves it out",
        ),
        ("[[filters]]", "[[filters]]\nmin_segments = 2", "filters[0].path: min_segments is left out, the other has 2"),
        (
            "[[filters]]",
            "[[filters]]\ntype = \"path\"\n[[filters]]",
            "filters[0].path: exclude_extensions = [\"png\"], the other leaves it out",
        ),
        (
            "name = \"status\"",
            "name = \"status\"\ninputs = [\"source1\"]",
            "reducers[1].status: inputs = [\"path\"], the other has all sources",
        ),
        (
            "type = \"clock\"\n",
            "type = \"clock\"\n[[reducers]]\ngroup_by = []\n",
            "reducers[3].group: only the other has it",
        ),
    ];
    for (ours, theirs, message) in cases {
        assert!(JOB.contains(ours), "{ours}");
        let other = plan_of(&request(&JOB.replace(ours, theirs), &[], &[]));
        assert_eq!(refusal(&other, &bytes), format!("is of another plan: {message}"));
    }
}

#[test]
fn partials_of_two_zones_do_not_merge() {
    let (plan, bytes) = sample();
    let zoned = |zone: &str| request(JOB, &[], &[("timezone", zone)]);
    for zone in ["Europe/Berlin", "log"] {
        let message = format!("is of another plan: timezone = \"UTC\", the other has \"{zone}\"");
        assert_eq!(refusal(&plan_of(&zoned(zone)), &bytes), message);
    }
    let mut sum = Partials::decode(&plan, &bytes).expect("the same plan");
    let (other, job) = (plan_of(&zoned("+00:00")), zoned("+00:00"));
    let encoded = Partials::identity(&other).encode(&other, &job).expect("partials");
    let refused = sum.absorb(&plan, Encoded::open(&encoded).expect("partials")).expect_err("another zone");
    assert!(refused.to_string().contains("timezone = "), "{refused}");
    let report = finish(&other, Partials::identity(&other)).expect("nothing is on disk");
    assert_eq!(report.zone.name(), "+00:00");
}

#[test]
fn sizes_sources_and_display_do_not_belong_to_the_plans_identity() {
    let (_, bytes) = sample();
    let job = JOB.replace("top = 3", "top = 1\nsort = \"key\"\ninstances = 2") + "[pipeline]\nparsers = 3\n";
    let set = [("pipeline.batch_bytes", "77"), ("report.output", "json"), ("reducers[0].top", "1")];
    let plan = plan_of(&request(&job, &[Path::new("other.log")], &set));
    let report = finish(&plan, Partials::decode(&plan, &bytes).expect("the same question")).expect("groups in memory");
    assert_eq!((report.tables[1].table.rows.len(), report.tables[1].table.groups), (1, 2));
}

#[test]
fn a_setting_from_a_flag_equals_one_from_a_file() {
    let in_file = request(&JOB.replace("[[filters]]", "[[filters]]\nmin_segments = 1"), &[], &[]);
    let by_flag = request(JOB, &[], &[("filters[0].min_segments", "1")]);
    let partials = encoded(&in_file);
    assert!(Partials::decode(&plan_of(&by_flag), &partials).is_ok());
}

#[test]
fn the_job_travels_with_its_partials() {
    let (_, bytes) = sample();
    let plan = plan_of(Encoded::open(&bytes).expect("own bytes").job());
    let sum = Partials::decode(&plan, &bytes).expect("the same plan");
    assert_eq!(finish(&plan, sum).expect("groups in memory").input.tally.lines, 5);
}

/// Fails if the layout changes without its version.
#[test]
fn the_layout_is_that_of_its_version() {
    let job =
        request("[[sources]]\npath = \"a.log\"\n[[filters]]\ntype = \"path\"\n[[reducers]]\ngroup_by = []\n", &[], &[]);
    let plan = plan_of(&job);
    let mut partials = Partials::identity(&plan);
    let reject = LocatedReject { line: 300, column: 2, reason: RejectReason::Panic, text: "garbage".to_owned() };
    partials.files.push(FileAccount {
        source: 0,
        is_failure: false,
        path: "a.log".to_owned(),
        name: "web".to_owned(),
        format: Some("combined".to_owned()),
        detected: Some((1, 2)),
        runner_up: Some(("common".to_owned(), 1)),
        hint: Some(Hint::Nothing { of: 1, kind: Some(Foreign::NginxErrors) }),
        evidence: Evidence::default(),
        tally: Tally { lines: 3, parsed: 2, malformed: 1, bytes: 500, ..Tally::default() },
        rejects: vec![reject],
        error: Some("an error".to_owned()),
        warnings: vec!["a warning".to_owned()],
    });
    let bytes = partials.encode(&plan, &job).expect("states can be written");
    assert_eq!((bytes[8], crc32fast::hash(&bytes[32..])), (9, 4_094_720_768));
}
