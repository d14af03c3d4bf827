use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

/// The fields of a row of `agents_cases.csv`, and of a result. An absent value is empty.
#[derive(Debug, PartialEq, Eq)]
struct Case {
    browser: String,
    os: String,
    device: String,
    bot: String,
}

fn result(agents: &Agents, text: &str) -> Case {
    let agent = agents.read(text);
    Case {
        browser: agent.browser.unwrap_or_default().to_owned(),
        os: agent.os.unwrap_or_default().to_owned(),
        device: agent.device.name().to_owned(),
        bot: agent.bot.map(|bot| bot.name.clone()).unwrap_or_default(),
    }
}

fn bot_name(agents: &Agents, text: &str) -> String {
    result(agents, text).bot
}

#[test]
fn every_agent_of_the_table_is_read_as_the_table_says() {
    let agents = Agents::builtin();
    let mut reader = csv::Reader::from_reader(include_bytes!("agents_cases.csv").as_slice());
    let (mut cases, mut wrong) = (0, Vec::new());
    for row in reader.records() {
        let row = row.expect("the table of cases is CSV");
        let field = |index: usize| row[index].to_owned();
        let expected = Case { browser: field(1), os: field(2), device: field(3), bot: field(4) };
        let found = result(&agents, &row[0]);
        cases += 1;
        if found != expected {
            wrong.push(format!("{}\n  expected {expected:?}\n  found    {found:?}", &row[0]));
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases >= 150, "only {cases} cases");
}

#[test]
fn every_built_in_token_is_found_and_leads_to_its_own_bot_or_a_longer_token() {
    let agents = Agents::builtin();
    let rows = table::read(include_str!("bots.csv")).expect("the table is valid");
    assert!(rows.len() >= 220, "only {} bots", rows.len());
    for row in rows {
        let bot = agents.read(&row.bot.token).bot.expect("a bot");
        assert_eq!(bot.name, row.bot.name, "token '{}'", row.bot.token);
    }
}

#[test]
fn the_built_in_table_cites_a_source_on_every_row() {
    let text = include_str!("bots.csv");
    let rows: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let without: Vec<_> = rows.iter().filter(|row| row.rsplit(',').next().is_none_or(str::is_empty)).collect();
    assert!(without.is_empty(), "{without:?}");
    let purposes: HashSet<_> =
        table::read(text).expect("the table is valid").iter().map(|row| row.bot.purpose).collect();
    assert_eq!(purposes.len(), Purpose::ALL.len(), "every purpose occurs");
}

#[test]
fn a_listed_bot_is_borrowed_with_operator_and_purpose() {
    let agents = Agents::builtin();
    let bot = agents.read("Mozilla/5.0 (compatible; Perplexity-User/1.0)").bot.expect("a bot");
    assert!(matches!(bot, Cow::Borrowed(_)));
    assert_eq!((bot.operator.as_str(), bot.purpose), ("Perplexity", Purpose::AiAgent));
    assert_eq!(bot.token, "Perplexity-User");
}

#[test]
fn own_tokens_win_over_built_in_ones_even_if_they_are_shorter_or_later() {
    let own = "# ours\ntoken,name,operator,purpose\ngoogle,Ours,We,monitor\nmy-probe,Probe,We,ai_agent\n";
    let agents = Agents::with_bots(own).expect("a valid table");
    let bot = agents.read("Googlebot/2.1").bot.expect("a bot");
    assert_eq!((bot.name.as_str(), bot.operator.as_str(), bot.purpose), ("Ours", "We", Purpose::Monitor));
    let bot = agents.read("curl/8.0 bingbot/2.0 my-probe/3").bot.expect("a bot");
    assert_eq!((bot.name.as_str(), bot.purpose), ("Probe", Purpose::AiAgent));
    assert_eq!(bot_name(&agents, "bingbot/2.0"), "Bingbot");
}

#[test]
fn an_own_table_with_an_error_is_refused() {
    let error = Agents::with_bots("token,name,operator,purpose\nx1,X,,spam\n").expect_err("an unknown purpose");
    assert_eq!(error, BotTableError::UnknownPurpose { line: 2, value: "spam".to_owned() });
}

#[test]
fn a_token_matches_at_the_start_of_a_word_only() {
    let agents = Agents::builtin();
    assert_eq!(bot_name(&agents, "curl/8.0"), "curl");
    assert_eq!(bot_name(&agents, "my-curl/8.0"), "curl");
    assert_eq!(bot_name(&agents, "mycurl/8.0"), "");
    assert_eq!(bot_name(&agents, "9curl/8.0"), "");
    assert_eq!(bot_name(&agents, "écurl/8.0"), "");
}

#[test]
fn a_whole_token_matches_nothing_but_itself() {
    let agents = Agents::builtin();
    assert_eq!(bot_name(&agents, "node"), "Node.js");
    assert_eq!(bot_name(&agents, " NODE "), "Node.js");
    assert_eq!(bot_name(&agents, "node of something"), "");
}

#[test]
fn a_library_yields_to_any_other_name() {
    let agents = Agents::builtin();
    assert_eq!(bot_name(&agents, "python-requests/2.31 UptimeRobot"), "UptimeRobot");
    assert_eq!(bot_name(&agents, "python-requests/2.31 somebot/1.0"), "somebot");
    assert_eq!(bot_name(&agents, "python-requests/2.31 (+https://example.com/)"), "Python Requests");
}

#[test]
fn hostile_headers_are_read_without_harm() {
    let agents = Agents::builtin();
    let unknown = Agent::default();
    assert_eq!(agents.read(&"a".repeat(1 << 20)), unknown);
    assert_eq!(agents.read(&"\u{0}\u{1b}[31m\r\n\t\u{7f}".repeat(1000)), unknown);
    assert_eq!(agents.read(&"日本語ブラウザ🤖".repeat(5000)), unknown);
    assert_eq!(agents.read(&"(".repeat(100_000)), unknown);
    let long = format!("{} Firefox/1.0", "Mozilla/5.0 (X11; Linux) ".repeat(4000));
    assert_eq!(agents.read(&long).browser, Some("Firefox"));
}

#[test]
fn repeated_tokens_take_linear_time() {
    let agents = Agents::builtin();
    for text in [
        "http://",
        "+http://bot ",
        "cubot ",
        "Android; xbot ",
        "curl/",
        "compatible bot",
        "@bot",
        "x@",
        "a.b@c.de1 ",
        "iPad; CPU OS ",
    ] {
        let text = text.repeat((1 << 20) / text.len());
        let start = std::time::Instant::now();
        agents.read(&text);
        // A quadratic search of a megabyte takes hours. The limit leaves room for slow machines.
        assert!(start.elapsed().as_secs() < 10, "{} took {:?}", &text[..20], start.elapsed());
    }
}

#[test]
fn the_name_of_an_unlisted_bot_is_short_and_printable() {
    let agents = Agents::builtin();
    let bot = agents.read(&format!("{}bot\u{1b}[31m", "x".repeat(100_000))).bot.expect("a bot");
    assert_eq!((bot.name.len(), bot.token.len()), (64, 64));
    assert_eq!(bot_name(&agents, "e\u{1b}vil\u{7}thing (+http://example.com)"), "evilthing");
}

proptest! {
    #[test]
    fn any_text_is_read_and_a_bot_never_has_a_browser(text in "\\PC{0,200}|[ -~]{0,200}") {
        check(&text)?;
    }

    #[test]
    fn any_mixture_of_known_pieces_is_read(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "Mozilla/5.0 ", "(", ")", "; ", "compatible", "+http://", "https://", "bot", "Android 9", "Chrome/1 ", "é",
            "www.", "@", "/", " Build/X", "iPad; CPU OS ", "99999999999", "CFNetwork/1 ",
            "spider", "\u{0}", "curl/", " [", "foo.de", "mailto:",
        ]), 0..30)) {
        check(&pieces.concat())?;
    }
}

fn check(text: &str) -> Result<(), TestCaseError> {
    static AGENTS: std::sync::LazyLock<Agents> = std::sync::LazyLock::new(Agents::builtin);
    let agent = AGENTS.read(text);
    prop_assert_eq!(agent.bot.is_some(), agent.device == Device::Bot);
    prop_assert!(agent.bot.is_none() || (agent.browser.is_none() && agent.os.is_none()));
    if let Some(bot) = &agent.bot {
        prop_assert!(!bot.name.chars().any(char::is_control));
        prop_assert!(bot.name.chars().count() <= 64);
    }
    prop_assert_eq!(&agent, &AGENTS.read(&format!(" {text} ")));
    Ok(())
}
