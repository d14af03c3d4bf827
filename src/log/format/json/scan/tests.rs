use super::*;

/// The members of a line in order, written `key=value`; or where it is wrong.
fn members(line: &str) -> Result<Vec<String>, usize> {
    let text = |text: Token| &line[text.start..text.end];
    let mut found = Vec::new();
    let mut scanner = Scanner::new(line.as_bytes()).map_err(|fault| fault.at)?;
    while let Some(event) = scanner.next().map_err(|fault| fault.at)? {
        found.push(match event {
            Event::Close => "]".to_owned(),
            Event::Member(key, value) => {
                let value = match value {
                    JsonValue::Scalar(value) => text(value),
                    JsonValue::Nothing(_) => "nothing",
                    JsonValue::Object | JsonValue::Array => "[",
                };
                format!("{}={value}", key.map(text).unwrap_or_default())
            }
        });
    }
    Ok(found)
}

#[test]
fn members_come_in_order_and_deeper_ones_between_brackets() {
    let line = r#" {"a": 1, "b":{"c":[true,null, "x" ] ,"d":{}},"e":-0.5e+3 } "#;
    let wanted = ["a=1", "b=[", "c=[", "=true", "=nothing", "=x", "]", "d=[", "]", "]", "e=-0.5e+3"];
    assert_eq!(members(line.trim_start()).unwrap(), wanted);
    assert_eq!(members("{}").unwrap(), [""; 0]);
}

#[test]
fn what_servers_write_and_json_does_not_have_is_read() {
    assert_eq!(members(r#"{"a":-,"b":[-],"c":000}"#).unwrap(), ["a=nothing", "b=[", "=nothing", "]", "c=000"]);
    assert_eq!(members(r#"{"a":,"b": ,"c":}"#).unwrap(), ["a=nothing", "b=nothing", "c=nothing"]);
    assert_eq!(members("{\"a\":\"\\xE3\t\"}").unwrap(), ["a=\\xE3\t"]);
}

#[test]
fn the_first_byte_that_is_not_allowed_is_reported() {
    for (line, at) in [
        ("", 0),
        ("[1]", 0),
        ("{", 1),
        (r#"{"t":[,1]}"#, 6),
        (r#"{"t":1,}"#, 7),
        (r#"{,"t":1}"#, 1),
        (r#"{"t" 1}"#, 5),
        (r#"{"t":1 "u":2}"#, 7),
        (r#"{"t":[1}"#, 7),
        (r#"{"t":1]"#, 6),
        (r#"{"t":1}x"#, 7),
        (r#"{"t":1}{"#, 7),
        (r#"{t:1}"#, 1),
        (r#"{"t":tru}"#, 5),
        (r#"{"t":nul"#, 5),
        (r#"{"t":-x}"#, 6),
        (r#"{"t":1.}"#, 7),
        (r#"{"t":1e}"#, 7),
        (r#"{"t":+1}"#, 5),
        (r#"{"t":.5}"#, 5),
        (r#"{"t":"open"#, 10),
        (r#"{"t":"open\""#, 12),
        (r#"{"t":"\q"}"#, 6),
        (r#"{"t":"\u12g4"}"#, 6),
        (r#"{"t":"\x1"}"#, 6),
        (r#"{"t":"\"#, 6),
        (r#"{"t":1,"#, 7),
    ] {
        assert_eq!(members(line), Err(at), "{line}");
    }
}

#[test]
fn a_quote_or_backslash_is_found_wherever_it_stands() {
    for length in 0..80 {
        let text = "é".repeat(length / 2) + &"!".repeat(length % 2);
        for end in ["\"", "\\"] {
            assert_eq!(special(format!("{text}{end}\"\\a").as_bytes()), length);
        }
        assert_eq!(special(text.as_bytes()), length);
    }
}

#[test]
fn nesting_ends_at_the_limit() {
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert!(members(&nested(128)).is_ok());
    assert_eq!(members(&nested(129)), Err(5 + 127));
    assert_eq!(members(&"{\"a\":".repeat(10_000)), Err(5 * 128));
}

#[test]
fn what_is_skipped_is_checked_too() {
    let mut scanner = Scanner::new(br#"{"a":{"b":[1,{"c":"\""}]},"d":2}"#).unwrap();
    assert!(matches!(scanner.next(), Ok(Some(Event::Member(Some(_), JsonValue::Object)))));
    scanner.skip().unwrap();
    assert!(matches!(scanner.next(), Ok(Some(Event::Member(Some(_), JsonValue::Scalar(_))))));
    assert_eq!(scanner.next(), Ok(None));
    let mut scanner = Scanner::new(br#"{"a":{"b":[1,]}}"#).unwrap();
    scanner.next().unwrap();
    assert_eq!(scanner.skip(), Err(Fault { reason: RejectReason::BadJson, at: 13 }));
}
