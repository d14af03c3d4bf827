use super::{REDUCER, errors_of, load_text};
use crate::config::{ConfigInput, FormatChoice, Overrides, Registry, Request, load};

fn source(keys: &str) -> String {
    format!("[[sources]]\npath = \"a.log\"\n{keys}{REDUCER}")
}

/// How the addresses of the only source are masked.
fn mask(format: &FormatChoice) -> Option<String> {
    let mask = match format {
        FormatChoice::Auto => None,
        FormatChoice::Guess(guess) => guess.settings.anonymize,
        FormatChoice::Fixed(format) => format.anonymize(),
    };
    mask.map(|mask| mask.to_string())
}

#[test]
fn a_source_masks_addresses_whatever_its_format() {
    for (keys, expected) in [
        ("anonymize = \"ip/24\"\n", Some("ip/24,/48")),
        ("anonymize = \"ip/16,/32\"\nformat = \"w3c\"\n", Some("ip/16,/32")),
        ("anonymize = \"ip/24\"\nformat = \"combined\"\ntimezone = \"Europe/Berlin\"\n", Some("ip/24,/48")),
        ("anonymize = \"none\"\n", None),
        ("", None),
    ] {
        let plan = load_text(source(keys)).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(mask(&plan.sources[0].format).as_deref(), expected, "{keys}");
    }
}

#[test]
fn a_mask_that_is_none_is_refused() {
    assert_eq!(
        errors_of(source("anonymize = \"host\"\n")),
        "config.toml:3:13: sources[0].anonymize = \"host\": must be \"ip/24\" for 24 bits of IPv4 and \
         48 of IPv6 addresses, \"ip/24,/64\" for other numbers of both, or \"none\""
    );
}

#[test]
fn the_flag_masks_the_addresses_of_all_sources() {
    let text = "[[sources]]\npath = \"a.log\"\nanonymize = \"none\"\n[[sources]]\npath = \"b.log\"\n[[reducers]]\ngroup_by = []\n";
    let overrides = Overrides { anonymize: Some("ip/8".to_owned()), ..Overrides::default() };
    let request = Request::new(ConfigInput::text("config.toml", text)).with_overrides(overrides);
    let plan = load(&request, &Registry::builtin()).unwrap_or_else(|errors| panic!("{errors}"));
    for source in &plan.sources {
        assert_eq!(mask(&source.format).as_deref(), Some("ip/8,/48"), "{}", source.name);
    }
}
