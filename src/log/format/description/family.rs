//! Descriptions that are one of the Common Log Format's family: these are read as the built-in formats are.

use std::sync::Arc;

use super::part::Part;
use crate::log::column::Column;
use crate::log::format::clf::Clf;
use crate::log::format::layout::Field;
use crate::log::format::{About, Escaping, Format, Meaning};

/// The member of the family that a description is, under its name.
pub fn family_member(about: &About, list: &[Part]) -> Option<Format> {
    // The family's own escaping is that of its servers.
    let signature = (about.escaping == Escaping::Backslash).then(|| signature(list))??;
    let (client, rest) = signature.split_once("[T] ")?;
    let is_tail = match rest {
        "\"R\" S B" => false,
        "\"R\" S B \"F\" \"U\"" => true,
        _ => return None,
    };
    let is_vhost = match client {
        // Identity, or what nginx writes in its place; GoAccess skips it and the user together.
        "H I E " | "H - E " | "H X" | "H X " => false,
        "V H I E " | "V H - E " | "V H X" | "V H X " => true,
        _ => return None,
    };
    let about = about.clone();
    Some(Format::own(match (is_vhost, is_tail) {
        (false, false) => Arc::new(Clf::<false, 0>::new(about)),
        (false, true) => Arc::new(Clf::<false, 2>::new(about)),
        (true, false) => Arc::new(Clf::<true, 0>::new(about)),
        (true, true) => Arc::new(Clf::<true, 2>::new(about)),
    }))
}

/// The description with a letter for each field; none when it has a field that the family has not.
fn signature(list: &[Part]) -> Option<String> {
    let mut signature = String::new();
    for part in list {
        signature.push_str(match part {
            Part::Text(text) => text,
            Part::Field(Field::Time(pattern, true), _) if pattern.is_clf() => "T",
            Part::Field(Field::Value(value), _) => match value {
                Meaning::Skip => "X",
                Meaning::Request => "R",
                Meaning::Status => "S",
                Meaning::Bytes => "B",
                Meaning::Text(Column::Host) => "H",
                Meaning::Text(Column::Ident) => "I",
                Meaning::Text(Column::User) => "E",
                Meaning::Text(Column::Vhost) => "V",
                Meaning::Text(Column::Referer) => "F",
                Meaning::Text(Column::UserAgent) => "U",
                _ => return None,
            },
            Part::Field(Field::Time(..), _) => return None,
        });
    }
    Some(signature.trim().to_owned())
}
