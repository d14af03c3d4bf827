use std::path::PathBuf;

use logmill_generate::{Layout, Settings, generate};
use proptest::prelude::*;

use super::plan_tester::{PlanTester, Variant};
use crate::world::{World, gzip};

/// A log as bytes.
pub fn log(lines: u64, seed: u64, layout: Layout, bad_per_million: u32) -> Vec<u8> {
    let mut log = Vec::new();
    let settings = Settings { lines, seed, layout, bad_per_million, hosts: 40, ..Settings::default() };
    generate(&settings, &mut log).expect("writing to memory succeeds");
    log
}

#[test]
fn the_answer_does_not_depend_on_sizes_threads_or_the_engine() {
    let world = World::new();
    let logs: Vec<Vec<u8>> = (1..=5).map(|seed| log(40, seed, Layout::Combined, 60_000)).collect();
    let plain = [world.write("a.log", &logs[0]), world.write("b.log", &logs[1]), world.write("empty.log", "")];
    let packed = [world.write("c.gz", gzip(&[&logs[2], &logs[3]])), world.write("d.log", logs[4].trim_ascii_end())];
    PlanTester::new("combined", &plain, &packed).assert_same_answer(&Variant::all());
}

#[test]
fn json_that_is_not_one_object_a_line_gives_one_answer() {
    let world = World::new();
    let object = |number: u32| {
        let (path, status) = (number % 7, 200 + number % 3);
        let agent = "UA {\\\"[";
        format!(
            "{{\"time\": \"2023-10-10T13:55:36Z\",\n \"method\": \"GET\", \"path\": \"/{path}\", \"status\": {status}, \"user_agent\": \"{agent}\"}}"
        )
    };
    let objects: Vec<String> = (0..90).map(object).collect();
    let array = format!("[\n{},\n oops, {{\"path\"]", objects.join(",\n"));
    let wrapped = format!("{{\"records\":[{}]}}", objects.join(","));
    let plain = [world.write("a.json", array), world.write("b.json", objects.concat())];
    let packed = [world.write("c.gz", gzip(&[wrapped.as_bytes()]))];
    PlanTester::new("json", &plain, &packed).assert_same_answer(&Variant::some());
}

#[test]
fn directives_hold_wherever_a_batch_begins() {
    let world = World::new();
    let line = |number: u32| format!("{:02}:00:00 /p{} {} {number}\n", number % 24, number % 5, 200 + number % 9 * 37);
    let lines = |from: u32| (from..from + 40).map(line).collect::<String>();
    let first = "#Fields: time cs-uri-stem sc-status sc-bytes\n";
    let text = [
        "00:00:00 /lost 200 1\n",
        &format!("#Software: Microsoft IIS\n#Date: 2023-10-10 05:00:00\n{first}{}", lines(0)),
        "#Fields: sc-bytes\ttime cs-uri-stem\n17 13:00:00 /q\nx 13:00:00 /q\n",
        &format!("#Date: 2024-02-29 00:00:00\n# a comment\n{first}{}", lines(40)),
    ]
    .concat();
    let plain = [world.write("a.log", &text), world.write("b.log", text.replace('\n', "\r\n"))];
    PlanTester::new("w3c", &plain, &[world.write("c.gz", gzip(&[text.as_bytes()]))])
        .assert_same_answer(&Variant::some());
}

/// A file of a random log.
#[derive(Debug, Clone)]
struct RandomFile {
    lines: u64,
    seed: u64,
    /// Where a byte is replaced, as a fraction of the file, and its new value.
    damage: Vec<(f64, u8)>,
    /// Whether it is compressed, in two members.
    is_gzip: bool,
    has_last_line_end: bool,
}

impl RandomFile {
    fn bytes(&self, layout: Layout) -> Vec<u8> {
        let mut text = log(self.lines, self.seed, layout, 20_000);
        let length = text.len();
        for (place, byte) in self.damage.iter().filter(|_| length > 0) {
            text[((length - 1) as f64 * place) as usize] = *byte;
        }
        if !self.has_last_line_end {
            text.pop();
        }
        if self.is_gzip {
            let (one, other) = text.split_at(text.len() / 2);
            return gzip(&[one, other]);
        }
        text
    }
}

fn random_file() -> impl Strategy<Value = RandomFile> {
    let byte = prop_oneof![any::<u8>(), prop::sample::select(b"\n\r\"\\ []-\t\0\xff#".to_vec())];
    let damage = prop::collection::vec((0.0..1.0, byte), 0..40);
    (0_u64..60, any::<u64>(), damage, any::<bool>(), any::<bool>()).prop_map(
        |(lines, seed, damage, is_gzip, has_last_line_end)| RandomFile {
            lines,
            seed,
            damage,
            is_gzip,
            has_last_line_end,
        },
    )
}

fn variant() -> impl Strategy<Value = Variant> {
    let batch_bytes = prop_oneof![Just(1), 2_usize..400, 400_usize..40_000, Just(1 << 20)];
    (1_usize..9, batch_bytes, 1_usize..9, 1_usize..4, 1_usize..4).prop_map(
        |(parsers, batch_bytes, buffers, readers, instances)| Variant {
            parsers,
            batch_bytes,
            buffers,
            readers,
            instances,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_log_gives_one_answer(
        layout in prop::sample::select(Layout::ALL.to_vec()),
        format in prop::sample::select(vec!["auto", ""]),
        plain in prop::collection::vec(random_file(), 1..4),
        packed in prop::collection::vec(random_file(), 1..3),
        variants in prop::collection::vec(variant(), 3),
    ) {
        let world = World::new();
        let write = |group: &str, files: &[RandomFile]| -> Vec<PathBuf> {
            let named = files.iter().enumerate();
            named.map(|(number, file)| world.write(&format!("{group}{number}"), file.bytes(layout))).collect()
        };
        let format = if format.is_empty() { layout.name() } else { format };
        let tester = PlanTester::new(format, &write("plain", &plain), &write("packed", &packed));
        tester.assert_same_answer(&variants);
    }
}
