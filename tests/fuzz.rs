//! The bodies of the fuzz targets, with random bytes and with good input that was damaged.

#[path = "../fuzz/bodies.rs"]
pub mod bodies;

use std::sync::LazyLock;

use logmill::Registry;
use logmill::config::{ConfigInput, DEFAULT_JOB, Request, load};
use logmill::engine::{Partials, inline};
use logmill::log::Format;
use proptest::prelude::*;

use crate::packed::pack::{PACKINGS, tar};
use crate::world::World;

/// One change of a text.
#[derive(Debug, Clone)]
enum Damage {
    Cut(prop::sample::Index),
    Replace(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Repeat(prop::sample::Index, usize),
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let place = any::<prop::sample::Index>;
    let byte = || prop_oneof![any::<u8>(), prop::sample::select(b"\"\\ \t[]{}:,#-\r\n\0\xff".to_vec())];
    let damage = prop_oneof![
        place().prop_map(Damage::Cut),
        (place(), byte()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        (place(), prop::collection::vec(byte(), 1..20)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (place(), 1usize..40).prop_map(|(at, length)| Damage::Repeat(at, length)),
    ];
    prop::collection::vec(damage, 0..6)
}

fn damaged(good: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for damage in damages {
        let size = bytes.len() + 1;
        match damage {
            Damage::Cut(at) => bytes.truncate(at.index(size)),
            Damage::Replace(at, byte) => {
                let at = at.index(size);
                bytes.splice(at..(at + 1).min(size - 1), [*byte]).for_each(drop);
            }
            Damage::Insert(at, more) => {
                let at = at.index(size);
                bytes.splice(at..at, more.iter().copied()).for_each(drop);
            }
            Damage::Repeat(at, length) => {
                let at = at.index(size);
                let again = bytes[at..(at + length).min(size - 1)].to_vec();
                bytes.splice(at..at, again.iter().copied().cycle().take(again.len() * 3)).for_each(drop);
            }
        }
    }
    bytes
}

/// A line of every format, some of them twice.
fn examples() -> Vec<u8> {
    Format::all().map(|format| format!("{}\n", format.example())).collect::<String>().into_bytes()
}

/// Records in a JSON array.
fn array() -> Vec<u8> {
    let format = Format::by_name("json").expect("the format exists");
    format!("[{}\n]\n", [format.example(); 20].join(",\n ")).into_bytes()
}

/// A partial result of the job of the fuzz target.
static PARTIAL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let world = World::new();
    let log = world.write("a.log", examples().repeat(3));
    let job = bodies::JOB.replace("a.log", &log.display().to_string());
    let request = Request::new(ConfigInput::text("job.toml", job));
    let plan = load(&request, &Registry::builtin()).expect("a good job");
    let partials: Partials = inline::partials(&plan).expect("a good run");
    partials.encode(&plan, &request).expect("a partial result")
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 16))]

    #[test]
    fn any_bytes_are_lines(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        bodies::lines(&bytes);
    }

    #[test]
    fn damaged_lines_are_lines(at in any::<prop::sample::Index>(), damages in damages()) {
        let formats: Vec<Format> = Format::all().collect();
        let example = at.get(&formats).example().to_owned() + "\n";
        bodies::lines(&damaged(example.repeat(2).as_bytes(), &damages));
    }

    #[test]
    fn damaged_files_are_read_to_their_end_or_an_error(
        damages in damages(),
        packing in prop::option::of(prop::sample::select(PACKINGS)),
        is_archive in any::<bool>(),
        is_array in any::<bool>(),
    ) {
        let text = if is_array { array() } else { examples() };
        let file = packing.map_or(text.clone(), |packing| (packing.pack)(&text));
        let file = if is_archive { tar(&[("a.log", &file), ("b.log", &text)]) } else { file };
        bodies::inputs(&damaged(&file, &damages));
    }

    #[test]
    fn damaged_configurations_are_plans_or_errors(damages in damages()) {
        bodies::configuration(&damaged(DEFAULT_JOB.as_bytes(), &damages));
    }

    #[test]
    fn damaged_partial_results_are_refused_or_the_same(damages in damages()) {
        bodies::partials(&damaged(&PARTIAL, &damages));
    }
}
