//! Conditions of the command line for what runs no job.

use super::error::{ConfigError, ConfigErrorKind, ConfigErrors};
use super::place::Place;
use super::question::{Question, Refusal};
use super::tree::quoted;
use crate::expression::{Context, Expression};

/// The conditions of the records that a question is about, in order: those of `--where`, then those of the time.
///
/// ```
/// use logmill::config::{Question, selection};
/// use logmill::expression::Context;
///
/// let question = Question { conditions: vec!["status >= 500".to_owned()], last: Some("2h".to_owned()), ..Question::default() };
/// assert_eq!(selection(&question, &Context::default()).map(|conditions| conditions.len()), Ok(2));
///
/// let wrong = Question { conditions: vec!["stats >= 500".to_owned()], ..Question::default() };
/// let errors = selection(&wrong, &Context::default()).expect_err("no column");
/// assert!(errors.to_string().contains("did you mean 'status'?"));
/// ```
///
/// # Errors
/// All conditions that are not valid, each with its flag.
pub fn selection(question: &Question, context: &Context) -> Result<Vec<Expression>, ConfigErrors> {
    let error = |flag: &str, value: Option<String>, message: String| {
        let place = Place::CommandLine { flag: flag.to_owned() };
        ConfigError { place, key: String::new(), value, kind: ConfigErrorKind::Refused { message } }
    };
    let conditions = question.conditions().map_err(|refusal| {
        let Refusal { flag, .. } = refusal;
        ConfigErrors::new(vec![error(flag, None, refusal.message())], 0)
    })?;
    let (mut checked, mut errors) = (Vec::new(), Vec::new());
    for (flag, condition) in conditions {
        match Expression::condition(&condition, &context.columns(), context) {
            Ok(expression) => checked.push(expression),
            Err(wrong) => errors.push(error(flag, Some(quoted(&condition)), wrong.to_string())),
        }
    }
    if errors.is_empty() { Ok(checked) } else { Err(ConfigErrors::new(errors, 0)) }
}
