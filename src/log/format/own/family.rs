//! Descriptions that are one of the Common Log Format's family: these are read as the built-in formats are.

use std::sync::Arc;

use super::parts::{Joined, Part};
use crate::log::column::Column;
use crate::log::fields::{Fields, Slot};
use crate::log::format::clf::Clf;
use crate::log::format::layout::{Field, Value};
use crate::log::format::{Ahead, Memo};
use crate::log::format::{Escaping, LineFormat, combined, common, vhost_combined, vhost_common};
use crate::log::reject::Refusal;
use crate::log::schema::Columns;

/// The member of the family that a description is, under its name.
pub fn family_member(name: &str, grammar: &str, parts: &Joined) -> Option<Arc<dyn LineFormat>> {
    // The family's own escaping is that of its servers.
    let signature = (parts.escaping == Escaping::Backslash).then(|| signature(&parts.list))??;
    let (client, rest) = signature.split_once("[T] ")?;
    let is_tail = match rest {
        "\"R\" S B" => false,
        "\"R\" S B \"F\" \"U\"" => true,
        _ => return None,
    };
    let is_vhost = match client {
        // Identity, or what nginx writes in its place; GoAccess passes over it and the user together.
        "H I E " | "H - E " | "H X" | "H X " => false,
        "V H I E " | "V H - E " | "V H X" | "V H X " => true,
        _ => return None,
    };
    let (name, grammar) = (name.to_owned(), grammar.to_owned());
    Some(match (is_vhost, is_tail) {
        (false, false) => Arc::new(Member { name, grammar, of: &common::COMMON }),
        (false, true) => Arc::new(Member { name, grammar, of: &combined::COMBINED }),
        (true, false) => Arc::new(Member { name, grammar, of: &vhost_common::VHOST_COMMON }),
        (true, true) => Arc::new(Member { name, grammar, of: &vhost_combined::VHOST_COMBINED }),
    })
}

/// The description with a letter for each field; none when it has a field that the family has not.
fn signature(list: &[Part]) -> Option<String> {
    let mut signature = String::new();
    for part in list {
        signature.push_str(match part {
            Part::Text(text) => text,
            Part::Field(Field::Time(pattern, true), _) if pattern.is_clf() => "T",
            Part::Field(Field::Value(value), _) => match value {
                Value::Skip => "X",
                Value::Request => "R",
                Value::Status => "S",
                Value::Bytes => "B",
                Value::Text(Column::Host) => "H",
                Value::Text(Column::Ident) => "I",
                Value::Text(Column::User) => "E",
                Value::Text(Column::Vhost) => "V",
                Value::Text(Column::Referer) => "F",
                Value::Text(Column::UserAgent) => "U",
                _ => return None,
            },
            Part::Field(Field::Time(..), _) => return None,
        });
    }
    Some(signature.trim().to_owned())
}

/// A built-in format of the family under a name of the user's.
struct Member<const VHOST: bool, const QUOTED: usize> {
    name: String,
    grammar: String,
    of: &'static Clf<VHOST, QUOTED>,
}

impl<const VHOST: bool, const QUOTED: usize> LineFormat for Member<VHOST, QUOTED> {
    fn name(&self) -> &str {
        &self.name
    }

    fn example(&self) -> &str {
        self.of.example
    }

    fn grammar(&self) -> &str {
        &self.grammar
    }

    fn source(&self) -> &str {
        ""
    }

    fn columns(&self) -> Columns {
        self.of.columns()
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        self.of.read_line(line, base)
    }

    #[inline(always)]
    fn read_regular(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        self.of.read_regular(ahead, memo, fields)
    }
}
