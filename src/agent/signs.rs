//! The built-in table of words that reveal a browser, a system or a device.

use super::Device;

/// A word and what it reveals.
pub(super) struct Sign {
    pub token: &'static str,
    pub finding: Finding,
}

/// What a word reveals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    Browser(&'static str),
    System(&'static str),
    Device(Device),
}

/// Returns the rows of `signs.csv`, of which the first one that occurs wins within its kind.
pub(super) fn builtin() -> impl Iterator<Item = Sign> {
    include_str!("signs.csv").lines().filter_map(sign)
}

/// Reads a row. Comments and the header are not rows.
fn sign(line: &'static str) -> Option<Sign> {
    let (kind, rest) = line.split_once(',')?;
    let (token, value) = rest.rsplit_once(',')?;
    let finding = match kind {
        "browser" => Finding::Browser(value),
        "system" => Finding::System(value),
        "device" => Finding::Device(Device::ALL.into_iter().find(|device| device.name() == value)?),
        _ => return None,
    };
    Some(Sign { token, finding })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_comment_the_header_or_a_row() {
        let rows =
            include_str!("signs.csv").lines().filter(|line| !line.starts_with('#') && !line.starts_with("kind,"));
        let wrong: Vec<_> = rows.filter(|line| sign(line).is_none()).collect();
        assert_eq!(wrong, [""; 0]);
        assert!(builtin().count() > 200);
    }

    #[test]
    fn no_token_is_listed_twice_for_one_kind() {
        let mut seen = HashSet::new();
        for Sign { token, finding } in builtin() {
            let kind = std::mem::discriminant(&finding);
            assert!(seen.insert((kind, token.to_ascii_lowercase())), "'{token}' is listed twice");
        }
    }
}
