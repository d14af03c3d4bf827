//! Lines that are one JSON object each: which keys of it fill which columns, for built-in formats and a user's own.

mod quick;
mod scan;

use std::sync::LazyLock;

use super::keyed::node::{NodeId, ROOT};
use super::keyed::quick::read;
use super::keyed::settings::{self, KeySettings, MapError};
use super::keyed::{Gathered, KeyMap, Map, Signs, Value, unescaped};
use super::{About, Ahead, Escaping, LineFormat, Memo};
use crate::log::fields::{Fields, Slot};
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;
use scan::{Event, Scanner, Text, Value as JsonValue};

/// A format of JSON lines: which key fills which column.
pub struct JsonFormat {
    about: About,
    map: Map,
    judge: Judge,
}

/// Decides from the signs of a line whether it is one of the format.
pub type Judge = fn(Signs) -> Result<(), Refusal>;

impl JsonFormat {
    /// A built-in format with these keys.
    pub const fn built_in(about: About, keys: fn() -> KeyMap, judge: Judge) -> JsonFormat {
        JsonFormat { about: about.escaping(Escaping::Json), map: Map::BuiltIn(LazyLock::new(keys)), judge }
    }

    /// A format whose keys a user names.
    ///
    /// # Errors
    /// Everything that is wrong with the settings.
    ///
    /// ```
    /// # use logmill::log::Column;
    /// # use logmill::log::format::{JsonFormat, KeySettings, LineFormat};
    /// let settings: KeySettings = toml::from_str(
    ///     "time = 'ts'\n\
    ///      status = 'response.code'\n\
    ///      request_time = { key = 'took', unit = 'us' }",
    /// )?;
    /// let format = JsonFormat::with_map("app", &settings).expect("a time and a status are enough");
    /// let line = br#"{"ts":"2023-10-10T13:55:36Z","response":{"code":200},"took":1200}"#;
    /// let fields = format.read_line(line, 0).expect("a record");
    /// assert_eq!(fields.status, Some(200));
    /// assert_eq!(fields.extra.number(Column::RequestTime), Some(1200));
    /// # Ok::<(), toml::de::Error>(())
    /// ```
    pub fn with_map(name: &str, settings: &KeySettings) -> Result<JsonFormat, Vec<MapError>> {
        let map = settings::compile(settings)?;
        let keys = settings.iter().map(|(column, setting)| format!("{column} = {}", setting.key));
        Ok(JsonFormat {
            about: About::own(name, &keys.collect::<Vec<_>>().join(", ")).escaping(Escaping::Json),
            map: Map::Own(map),
            judge: |_| Ok(()),
        })
    }
}

impl LineFormat for JsonFormat {
    fn about(&self) -> &About {
        &self.about
    }

    fn columns(&self) -> Columns {
        self.map.columns()
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        let mut gathered = Gathered::new();
        gather(&mut gathered, &self.map, line, base)?;
        (self.judge)(gathered.signs)?;
        Ok(gathered.finish(line, base)?)
    }

    fn read_regular(&self, ahead: Ahead<'_>, memo: &mut Memo, fields: &mut Slot<'_>) -> Option<usize> {
        let Ahead { text, start, marks } = ahead;
        let line = text.get(start..).filter(|line| line.starts_with(b"{"))?;
        let mut gathered = Gathered::new();
        let taken = read::<quick::Json>(&mut gathered, &self.map, line, start, marks, &memo.skeletons);
        if taken.is_none() {
            quick::learn(&self.map, line, start, marks, &mut memo.skeletons);
            return None;
        }
        (self.judge)(gathered.signs).ok()?;
        let read = gathered.settle(line, start).ok()?;
        fields.fill(read);
        taken
    }
}

/// Refuses a line for having no key that the server's lines have.
pub fn no_request() -> Refusal {
    Refusal::Malformed(Fault { reason: RejectReason::NoRequest, at: 0 })
}

/// Refuses a line that tells of something else than a request.
pub fn not_access() -> Refusal {
    Refusal::Skipped(SkipReason::NotAccess)
}

/// The most objects and arrays with known keys that lie in each other; more than a path has steps, arrays between them included.
const MAX_OPEN: usize = 32;

/// An object or array on the way through a line.
#[derive(Clone, Copy)]
struct Place {
    node: NodeId,
    /// Elements of it seen so far, if it is an array.
    elements: u32,
}

impl Place {
    /// The node of what comes next in it.
    fn inside(&mut self, map: &KeyMap, line: &[u8], key: Option<Text>) -> Option<NodeId> {
        match key {
            Some(key) if key.is_escaped => map.inside(self.node, &unescaped(&line[key.start..key.end])),
            Some(key) => map.inside(self.node, &line[key.start..key.end]),
            None => {
                self.elements = self.elements.saturating_add(1);
                map.element(self.node, self.elements - 1)
            }
        }
    }
}

/// Walks through a line and hands on the values of the keys that mean something. What lies inside other keys is passed over, checked all
/// the same.
fn gather(gathered: &mut Gathered, map: &KeyMap, line: &[u8], base: usize) -> Result<(), Fault> {
    let mut scanner = Scanner::new(line)?;
    let mut places = [Place { node: ROOT, elements: 0 }; MAX_OPEN];
    let mut innermost = 0;
    while let Some(event) = scanner.next()? {
        let Event::Member(key, value) = event else {
            innermost -= 1;
            continue;
        };
        let node = places[innermost].inside(map, line, key);
        match (value, node) {
            (JsonValue::Object | JsonValue::Array, Some(node)) if innermost + 1 < MAX_OPEN => {
                innermost += 1;
                places[innermost] = Place { node, elements: 0 };
            }
            (JsonValue::Object | JsonValue::Array, _) => scanner.skip()?,
            (JsonValue::Scalar(text), Some(node)) => {
                let value = Value::new(line, base, text.start, text.end, text.is_escaped);
                gathered.add(map.node(node), Some(&value));
            }
            (JsonValue::Nothing(_), Some(node)) => gathered.add(map.node(node), None),
            (_, None) => {}
        }
    }
    if scanner.has_hex() {
        gathered.note(Note::HexEscape);
    }
    Ok(())
}
