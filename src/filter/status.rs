//! A range of statuses, as a condition.

use serde::Deserialize;

use super::settings::{SettingsError, ToCondition};

/// The highest status that a log line can have.
const MAX_STATUS: u16 = 999;

/// Settings that mean `status BETWEEN min AND max`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StatusSettings {
    /// The lowest status that is kept. Default 0; 0 to `max`. Example: `min = 400`.
    pub min: u16,
    /// The highest status that is kept. Default 999; `min` to 999. Example: `max = 499`.
    pub max: u16,
}

impl Default for StatusSettings {
    fn default() -> StatusSettings {
        StatusSettings { min: 0, max: MAX_STATUS }
    }
}

impl ToCondition for StatusSettings {
    const KEY: &'static str = "min";

    fn condition(&self) -> Result<String, Vec<SettingsError>> {
        let StatusSettings { min, max } = *self;
        if min > max || max > MAX_STATUS {
            return Err(vec![SettingsError::EmptyRange { min, max }]);
        }
        Ok(format!("status BETWEEN {min} AND {max}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_condition_and_an_empty_one_is_refused() {
        let condition = |min, max| StatusSettings { min, max }.condition().map_err(|errors| errors[0].to_string());
        assert_eq!(condition(400, 499), Ok("status BETWEEN 400 AND 499".to_owned()));
        assert!(condition(500, 499).is_err_and(|error| error.starts_with("min = 500, max = 499: the range is empty")));
        assert!(condition(0, 1000).is_err());
    }
}
