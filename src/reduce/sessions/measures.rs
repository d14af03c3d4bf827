//! The measures of sessions that have names.

use super::error::SessionsError;
use super::scope::{BOUNCED, NEW_VISITOR};
use crate::log::spelling::nearest;

/// A measure by its name.
pub struct NamedMeasure {
    /// Its name.
    pub name: &'static str,
    /// What it is of the values of sessions.
    expression: fn() -> String,
    /// Whether it is a part of a whole.
    pub is_share: bool,
    /// Whether it adds up over groups.
    pub adds_up: bool,
}

const fn measure(name: &'static str, expression: fn() -> String) -> NamedMeasure {
    NamedMeasure { name, expression, is_share: false, adds_up: true }
}

/// The measures, in the order of the documentation.
pub const MEASURES: [NamedMeasure; 10] = [
    measure("sessions", || "count()".to_owned()),
    // A visitor can have sessions in several groups.
    NamedMeasure { adds_up: false, ..measure("visitors", || format!("sum({NEW_VISITOR})")) },
    measure("pages", || "sum(pages)".to_owned()),
    measure("hits", || "sum(hits)".to_owned()),
    measure("bytes", || "sum(bytes)".to_owned()),
    measure("duration", || "avg(duration)".to_owned()),
    measure("median_duration", || "median(duration)".to_owned()),
    measure("pages_per_session", || "avg(pages)".to_owned()),
    measure("bounces", || format!("sum({BOUNCED})")),
    NamedMeasure { is_share: true, ..measure("bounce_rate", || format!("avg({BOUNCED})")) },
];

/// The measures of a job that names none.
pub const DEFAULT: [&str; 6] = ["sessions", "visitors", "pages", "hits", "duration", "bounce_rate"];

/// The measure of a name.
pub fn named(text: &str) -> Option<&'static NamedMeasure> {
    MEASURES.iter().find(|measure| measure.name.eq_ignore_ascii_case(text.trim()))
}

/// Measures as expressions over sessions.
///
/// # Errors
/// [`SessionsError::UnknownMeasure`] for the first name that no measure has.
pub fn expressions(texts: &[String]) -> Result<Vec<String>, SessionsError> {
    texts.iter().enumerate().map(|(index, text)| expression(index, text)).collect()
}

fn expression(index: usize, text: &str) -> Result<String, SessionsError> {
    if let Some(measure) = named(text) {
        return Ok(format!("{} AS {}", (measure.expression)(), measure.name));
    }
    let is_name = text.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    // Measures of all kinds of records.
    let is_general = ["count", "share", "rate", ""].iter().any(|own| own.eq_ignore_ascii_case(text.trim()));
    if !is_name || is_general {
        return Ok(text.to_owned());
    }
    let names = MEASURES.map(|measure| measure.name);
    let advice = match nearest(&text.trim().to_lowercase(), names) {
        Some(name) => format!("did you mean '{name}'?"),
        None => format!("there are {}, and measures such as max(pages)", names.join(", ")),
    };
    Err(SessionsError::UnknownMeasure { index, text: text.to_owned(), advice })
}
