use super::*;
use crate::log::fields::Fields;

/// The fields that a text makes, with whether it is a value.
fn stored(meaning: Meaning, text: &str) -> Result<(bool, Fields), RejectReason> {
    let mut fields = Fields::default();
    let is_value = meaning.store(text.as_bytes(), Span::new(0, text.len()), &mut fields.fields_mut())?;
    Ok((is_value, fields))
}

#[test]
fn a_status_has_three_digits_or_lost_its_zeroes() {
    let codes = |texts: &[&str]| texts.iter().map(|text| status(text.as_bytes())).collect::<Vec<_>>();
    assert_eq!(
        codes(&["200", "000", "0", "009", "404 Not Found", "200.0", "2e2", "4.04E2"]),
        [200, 0, 0, 9, 404, 200, 200, 404].map(Some)
    );
    for text in ["1", "20", "20 OK", "1.0", "2000", "ok", "", "20x", "-20", "200.5", "2e3", "1e400", "-2e2", "."] {
        assert_eq!(status(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn a_number_may_be_the_last_of_a_list() {
    for (column, text, wanted) in [
        (Column::UpstreamStatus, "502, 200", Some(200)),
        (Column::UpstreamStatus, "502 : 200", Some(200)),
        (Column::UpstreamStatus, "502, -", Some(502)),
        (Column::UpstreamStatus, "20", None),
        (Column::Substatus, "7", Some(7)),
        (Column::Substatus, "65536", None),
        (Column::RequestBytes, "18446744073709551615", Some(u64::MAX)),
        (Column::RequestBytes, "1.5e3", Some(1_500)),
        (Column::RequestBytes, "12kB", None),
    ] {
        let (is_value, fields) = stored(Meaning::Number(column), text).expect("a number is never refused");
        assert_eq!((is_value, fields.extra.number(column)), (wanted.is_some(), wanted), "{text}");
    }
}

#[test]
fn a_number_is_absent_or_cannot_be_read() {
    let notes = |meaning: Meaning, text| stored(meaning, text).map(|(_, fields)| fields.notes.has(Note::UnreadField));
    let duration = Meaning::Duration(Column::RequestTime, Unit::Seconds);
    for meaning in [Meaning::Number(Column::Port), Meaning::Number(Column::Bytes), duration] {
        for text in ["", "-", "-, -", "- : -", "-1", "-0.25"] {
            assert_eq!(notes(meaning, text), Ok(false), "{meaning:?} {text}");
        }
        for text in ["x", "-x", "12kB"] {
            assert_eq!(notes(meaning, text), Ok(true), "{meaning:?} {text}");
        }
    }
}

#[test]
fn what_cannot_be_read_leaves_an_earlier_value() {
    let fields = Fields::filled_by(|fields| {
        let number = Meaning::Number(Column::Bytes);
        [("7", true), ("x", false)].into_iter().try_for_each(|(text, is_value)| {
            assert_eq!(number.store(text.as_bytes(), Span::new(0, 1), fields)?, is_value);
            Ok::<_, RejectReason>(())
        })
    });
    assert_eq!(fields.map(|fields| fields.bytes), Ok(Some(7)));
}

#[test]
fn the_client_is_the_first_of_a_list() {
    let first = |text: &'static str| first_of_list(text.as_bytes(), Span::new(0, text.len())).of(text.as_bytes());
    assert_eq!(first("192.0.2.1, 10.0.0.1"), Some(&b"192.0.2.1"[..]));
    assert_eq!(first(" 192.0.2.1"), Some(&b"192.0.2.1"[..]));
    assert_eq!(first(", 10.0.0.1"), None);
}

#[test]
fn a_query_may_have_its_question_mark() {
    for (text, wanted) in [("?a=1", Some("a=1")), ("a=1", Some("a=1")), ("?", Some("")), ("", None)] {
        let (is_value, fields) = stored(Meaning::Query, text).expect("any text is one");
        assert_eq!(fields.query.of(text.as_bytes()), wanted.map(str::as_bytes), "{text}");
        assert_eq!(is_value, wanted.is_some(), "{text}");
    }
}
