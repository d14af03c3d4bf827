use super::{REDUCER, SOURCE, errors_of, load_shipped, load_text};
use crate::config::{ConfigInput, FormatChoice, Overrides, Plan, Registry, Request, load};

/// The zone of days and hours of the first source.
fn shown_in(plan: &Plan) -> Option<String> {
    let zone = match &plan.sources[0].format {
        FormatChoice::Auto => None,
        FormatChoice::Guess(guess) => guess.settings.shown_in.clone(),
        FormatChoice::Fixed(format) => format.shown_in().cloned(),
    };
    zone.map(|zone| zone.name().to_owned())
}

#[test]
fn the_zone_of_a_job_is_that_of_its_sources_and_of_its_report() {
    for (zone, expected) in [
        ("Europe/Berlin", Some("Europe/Berlin")),
        ("-05:30", Some("-05:30")),
        ("log", Some("log")),
        ("UTC", None),
        ("+00:00", None),
    ] {
        let plan = load_text(format!("timezone = \"{zone}\"\n{SOURCE}{REDUCER}")).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((plan.zone.name(), shown_in(&plan).as_deref()), (zone, expected));
        assert_eq!(plan.zone.is_of_lines(), zone == "log");
    }
}

#[test]
fn a_zone_that_is_none_is_refused() {
    assert_eq!(
        errors_of(format!("timezone = \"Berlin\"\n{SOURCE}{REDUCER}")),
        "config.toml:1:12: timezone = \"Berlin\": must be \"UTC\", an offset such as \"+02:00\", a name such as \"Europe/Berlin\", \
         or \"log\" for the clocks of the lines"
    );
    let source = "[[sources]]\npath = \"a.log\"\ntimezone = \"log\"\n";
    assert!(
        errors_of(format!("{source}{REDUCER}"))
            .starts_with("config.toml:3:12: sources[0].timezone = \"log\": must be \"UTC\"")
    );
}

#[test]
fn the_flags_are_of_the_job_and_of_its_sources() {
    let overrides = Overrides {
        source_timezone: Some("+01:00".to_owned()),
        set: vec![("timezone".to_owned(), "Asia/Tokyo".to_owned())],
        ..Overrides::default()
    };
    let text =
        "timezone = \"UTC\"\n[[sources]]\npath = \"a.log\"\nformat = \"combined\"\n[[reducers]]\ngroup_by = []\n";
    let request = Request::new(ConfigInput::text("config.toml", text)).with_overrides(overrides);
    let plan = load(&request, &Registry::builtin()).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!((plan.zone.name(), shown_in(&plan).as_deref()), ("Asia/Tokyo", Some("Asia/Tokyo")));
    let FormatChoice::Fixed(format) = &plan.sources[0].format else { panic!("the format is named") };
    let settings = format.rules().settings.expect("settings");
    assert_eq!(settings.zone.as_ref().map(|zone| zone.name()), Some("+01:00"));
    let wrong = Overrides { set: vec![("timezone".to_owned(), "Tokio".to_owned())], ..Overrides::default() };
    let request = Request::new(ConfigInput::text("config.toml", text)).with_overrides(wrong);
    let errors = load(&request, &Registry::builtin()).err().expect("no zone").to_string();
    assert!(errors.contains("--timezone") && errors.contains("Tokio"), "{errors}");
}

#[test]
fn the_present_is_not_compared_with_clocks_of_lines() {
    let job = |zone: &str| {
        format!(
            "timezone = \"{zone}\"\n{SOURCE}[[filters]]\ntype = \"where\"\nwhere = \"time > now() - INTERVAL '1 hour'\"\n[[reducers]]\ngroup_by = []\n"
        )
    };
    assert!(load_shipped(job("Europe/Berlin")).is_ok());
    let errors = load_shipped(job("log")).err().expect("refused").to_string();
    assert!(errors.contains("now() with timezone = \"log\""), "{errors}");
}
