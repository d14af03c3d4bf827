use std::fs;
use std::io::Read;
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;
use logmill_generate::{Layout, Settings, generate};

#[test]
fn a_format_of_the_same_name_reads_each_layout() {
    for layout in Layout::ALL {
        assert!(logmill::log::Format::by_name(layout.name()).is_some(), "{layout:?}");
    }
}

#[test]
fn the_example_logs_are_what_their_readme_says() {
    let month = |seed, lines, start, days| Settings { lines, seed, start, days, ..Settings::default() };
    let examples = [
        ("access.log", Settings { lines: 3_000, bad_per_million: 1_000, days: 3, ..Settings::default() }),
        (
            "vhosts.log",
            Settings {
                lines: 1_500,
                seed: 2,
                layout: Layout::VhostCombined,
                bad_per_million: 2_000,
                days: 2,
                ..Settings::default()
            },
        ),
        ("book/2024-01.gz", month(11, 2_000, 1_704_067_200, 31)),
        ("book/2024-02.gz", month(12, 800, 1_706_745_600, 29)),
        ("book/2024-03.gz", month(13, 1_200, 1_709_251_200, 31)),
    ];
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/logs");
    for (name, settings) in examples {
        let stored = fs::read(folder.join(name)).expect("the example is there");
        let mut text = Vec::new();
        if name.ends_with(".gz") {
            MultiGzDecoder::new(&stored[..]).read_to_end(&mut text).expect("the example is gzip");
        } else {
            text = stored;
        }
        let mut generated = Vec::new();
        generate(&settings, &mut generated).expect("writing to memory succeeds");
        assert!(text == generated, "{name} is not what its settings give");
    }
}
