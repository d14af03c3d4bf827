//! Values with several notations: "auto" or a number, a size with a unit, one text or a list.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// The word for a choice that logmill makes.
pub const AUTO: &str = "auto";

/// Deserializes a value from a whole number or a text. `expected` says what is valid.
fn number_or_text<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    expected: impl fmt::Display,
    from_number: impl FnOnce(i64) -> Option<T>,
    from_text: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    struct NumberOrText<M, N, T>(M, N, T);
    impl<V, M: fmt::Display, N: FnOnce(i64) -> Option<V>, T: FnOnce(&str) -> Option<V>> Visitor<'_>
        for NumberOrText<M, N, T>
    {
        type Value = V;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<V, E> {
            let NumberOrText(expected, from_number, _) = self;
            from_number(number).ok_or_else(|| unfit(de::Unexpected::Signed(number), expected))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<V, E> {
            let NumberOrText(expected, _, from_text) = self;
            from_text(text).ok_or_else(|| unfit(de::Unexpected::Str(text), expected))
        }
    }
    fn unfit<E: de::Error>(found: de::Unexpected<'_>, expected: impl fmt::Display) -> E {
        E::invalid_value(found, &expected.to_string().as_str())
    }
    deserializer.deserialize_any(NumberOrText(expected, from_number, from_text))
}

/// A number of instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstanceCount {
    /// Chosen for the machine.
    Auto,
    /// This many, not yet checked.
    Number(i64),
}

impl Serialize for InstanceCount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            InstanceCount::Auto => serializer.serialize_str(AUTO),
            InstanceCount::Number(number) => serializer.serialize_i64(*number),
        }
    }
}

impl<'de> Deserialize<'de> for InstanceCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<InstanceCount, D::Error> {
        let auto = |text: &str| (text == AUTO).then_some(InstanceCount::Auto);
        number_or_text(deserializer, "1 to 256 or \"auto\"", |number| Some(InstanceCount::Number(number)), auto)
    }
}

/// A size in bytes, written as a number or as text with a unit.
///
/// ```
/// use logmill::config::written::ByteSize;
///
/// assert_eq!("64KiB".parse(), Ok(ByteSize(65_536)));
/// assert_eq!("1.5 MB".parse(), Ok(ByteSize(1_500_000)));
/// assert!("1 megabyte".parse::<ByteSize>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

/// A text that is not a size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a size such as 65536, \"64KiB\" or \"1MiB\" (units B, KB, MB, GB, KiB, MiB, GiB)")]
pub struct NoByteSize;

impl FromStr for ByteSize {
    type Err = NoByteSize;

    fn from_str(text: &str) -> Result<ByteSize, NoByteSize> {
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let factor: u64 = match unit.trim_start().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "kb" => 1_000,
            "mb" => 1_000_000,
            "gb" => 1_000_000_000,
            "kib" => 1 << 10,
            "mib" => 1 << 20,
            "gib" => 1 << 30,
            _ => return Err(NoByteSize),
        };
        if let Ok(whole) = number.parse::<u64>() {
            return Ok(ByteSize(whole.saturating_mul(factor)));
        }
        let bytes = number.parse::<f64>().map_err(|_| NoByteSize)? * factor as f64;
        Ok(ByteSize(bytes.round() as u64))
    }
}

impl fmt::Display for ByteSize {
    /// Formats the size with the largest binary unit that divides it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units: [(u64, &str); 4] = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
        match units.iter().find(|(factor, _)| self.0 > 0 && self.0.is_multiple_of(*factor)) {
            Some((factor, unit)) => write!(f, "{}{unit}", self.0 / factor),
            None => write!(f, "{}B", self.0),
        }
    }
}

impl Serialize for ByteSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ByteSize, D::Error> {
        let bytes = |number| u64::try_from(number).ok().map(ByteSize);
        number_or_text(deserializer, NoByteSize, bytes, |text| text.parse().ok())
    }
}

/// A size in bytes, or one chosen for the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoSize {
    /// Chosen for the input.
    Auto,
    /// This many bytes, not yet checked.
    Size(ByteSize),
}

impl AutoSize {
    /// The size, if one was written.
    pub fn written(self) -> Option<ByteSize> {
        match self {
            AutoSize::Auto => None,
            AutoSize::Size(size) => Some(size),
        }
    }
}

impl Serialize for AutoSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            AutoSize::Auto => serializer.serialize_str(AUTO),
            AutoSize::Size(size) => size.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AutoSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AutoSize, D::Error> {
        let expected = format!("{NoByteSize}, or \"auto\"");
        let bytes = |number| u64::try_from(number).ok().map(|bytes| AutoSize::Size(ByteSize(bytes)));
        number_or_text(deserializer, expected, bytes, |text| match text {
            AUTO => Some(AutoSize::Auto),
            _ => text.parse().ok().map(AutoSize::Size),
        })
    }
}

/// A span of time, written as a number of seconds or as text with a unit.
///
/// ```
/// use std::time::Duration;
/// use logmill::config::written::TimeSpan;
///
/// assert_eq!("250ms".parse(), Ok(TimeSpan(Duration::from_millis(250))));
/// assert_eq!("2 min".parse(), Ok(TimeSpan(Duration::from_secs(120))));
/// assert!("soon".parse::<TimeSpan>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeSpan(pub Duration);

/// A text that is not a span of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time such as 60, \"90s\" or \"5min\" (units ms, s, min, h)")]
pub struct NoTimeSpan;

impl FromStr for TimeSpan {
    type Err = NoTimeSpan;

    fn from_str(text: &str) -> Result<TimeSpan, NoTimeSpan> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().map_err(|_| NoTimeSpan)?;
        let millis: u64 = match unit.trim_start().to_ascii_lowercase().as_str() {
            "ms" => 1,
            "" | "s" => 1000,
            "min" => 60_000,
            "h" => 3_600_000,
            _ => return Err(NoTimeSpan),
        };
        Ok(TimeSpan(Duration::from_millis(number.saturating_mul(millis))))
    }
}

impl fmt::Display for TimeSpan {
    /// Formats the time in seconds if they are whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.subsec_millis() {
            0 => write!(f, "{}s", self.0.as_secs()),
            _ => write!(f, "{}ms", self.0.as_millis()),
        }
    }
}

impl Serialize for TimeSpan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeSpan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TimeSpan, D::Error> {
        let seconds = |number| u64::try_from(number).ok().map(|seconds| TimeSpan(Duration::from_secs(seconds)));
        number_or_text(deserializer, NoTimeSpan, seconds, |text| text.parse().ok())
    }
}

/// How many malformed lines are too many: a number, or a share of all records and malformed lines.
///
/// ```
/// use logmill::config::written::MaxMalformed;
///
/// let share: MaxMalformed = "2.5%".parse()?;
/// assert!(share.allows(25, 1_000) && !share.allows(26, 1_000));
/// assert!("5 percent".parse::<MaxMalformed>().is_err());
/// # Ok::<(), logmill::config::written::NoMaxMalformed>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaxMalformed {
    /// This many lines.
    Lines(u64),
    /// This many in a million.
    PerMillion(u32),
}

/// A text that is not such a limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a number of lines such as 1000, or a share of them from \"0%\" to \"100%\"")]
pub struct NoMaxMalformed;

/// One percent in millionths.
const PER_PERCENT: f64 = 10_000.0;

impl MaxMalformed {
    /// Whether the number of malformed lines, of all records and malformed lines, is acceptable.
    pub fn allows(self, malformed: u64, of: u64) -> bool {
        match self {
            MaxMalformed::Lines(lines) => malformed <= lines,
            MaxMalformed::PerMillion(share) => u128::from(malformed) * 1_000_000 <= u128::from(of) * u128::from(share),
        }
    }
}

impl FromStr for MaxMalformed {
    type Err = NoMaxMalformed;

    fn from_str(text: &str) -> Result<MaxMalformed, NoMaxMalformed> {
        let Some(share) = text.strip_suffix('%') else {
            return text.parse().map(MaxMalformed::Lines).map_err(|_| NoMaxMalformed);
        };
        let percent: f64 = share.trim_end().parse().map_err(|_| NoMaxMalformed)?;
        if !(0.0..=100.0).contains(&percent) {
            return Err(NoMaxMalformed);
        }
        Ok(MaxMalformed::PerMillion((percent * PER_PERCENT).round() as u32))
    }
}

impl fmt::Display for MaxMalformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MaxMalformed::Lines(lines) => write!(f, "{lines}"),
            MaxMalformed::PerMillion(share) => write!(f, "{}%", f64::from(*share) / PER_PERCENT),
        }
    }
}

impl Serialize for MaxMalformed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            MaxMalformed::Lines(lines) => serializer.serialize_u64(*lines),
            MaxMalformed::PerMillion(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for MaxMalformed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<MaxMalformed, D::Error> {
        let lines = |number| u64::try_from(number).ok().map(MaxMalformed::Lines);
        number_or_text(deserializer, NoMaxMalformed, lines, |text| text.parse().ok())
    }
}

/// One text or a list of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// Written without brackets.
    One(String),
    /// Written as a list.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The texts, in order.
    pub fn as_slice(&self) -> &[String] {
        match self {
            OneOrMany::One(text) => std::slice::from_ref(text),
            OneOrMany::Many(texts) => texts,
        }
    }
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OneOrMany, D::Error> {
        struct TextsVisitor;
        impl<'de> Visitor<'de> for TextsVisitor {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text in quotes or a list of such texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany::One(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<OneOrMany, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = items.next_element()? {
                    texts.push(text);
                }
                Ok(OneOrMany::Many(texts))
            }
        }
        deserializer.deserialize_any(TextsVisitor)
    }
}
