//! What GoAccess is configured with to read a log.

/// The settings of GoAccess that describe a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoaccessFormat<'a> {
    /// `log-format`: specifiers, or the name of a predefined one.
    pub log_format: &'a str,
    /// `date-format`, for `%d`.
    pub date_format: Option<&'a str>,
    /// `time-format`, for `%t`.
    pub time_format: Option<&'a str>,
    /// `datetime-format`, for `%x`.
    pub datetime_format: Option<&'a str>,
}

/// Every specifier; `~h` is followed by braces.
pub const SPECIFIERS: [&str; 25] = [
    "%x", "%t", "%d", "%v", "%e", "%C", "%h", "%r", "%m", "%U", "%q", "%H", "%s", "%b", "%R", "%u", "%K", "%k", "%M",
    "%D", "%T", "%L", "%n", "%^", "%~",
];
