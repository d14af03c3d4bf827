//! Lines that are one JSON object each: which keys of it fill which columns, for built-in formats and a user's own.

mod quick;
pub(in crate::log) mod scan;

use std::ops::Deref;
use std::sync::LazyLock;

use super::keyed::quick::read_regular;
use super::keyed::settings::{self, KeySettings, MapError};
use super::keyed::{Gathered, Judge, KeyMap, KeyValue, NodeId, Signs};
use super::{About, Escaping, IndexedLine, LineFormat, Memo};
use crate::log::OwnColumns;
use crate::log::escape::{readable, unescape_bytes};
use crate::log::fields::{Fields, FieldsMut};
use crate::log::reject::{Fault, Refusal, RejectReason, SkipReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;
use scan::{Event, JsonValue, Scanner, Token};

/// A format of JSON lines: which key fills which column.
pub struct JsonFormat {
    about: About,
    map: Map,
    judge: Judge,
    is_of_one_server: bool,
}

/// The map of a format: made when it is first needed, or of settings.
enum Map {
    /// Of a built-in format.
    BuiltIn(LazyLock<KeyMap>),
    /// Of one that a user wrote.
    Own(KeyMap),
}

impl Deref for Map {
    type Target = KeyMap;

    fn deref(&self) -> &KeyMap {
        match self {
            Map::BuiltIn(map) => map,
            Map::Own(map) => map,
        }
    }
}

impl JsonFormat {
    /// A built-in format with these keys.
    pub const fn built_in(about: About, keys: fn() -> KeyMap, judge: Judge) -> JsonFormat {
        let map = Map::BuiltIn(LazyLock::new(keys));
        JsonFormat { about: about.escaping(Escaping::Json), map, judge, is_of_one_server: false }
    }

    /// The format of one server, with keys that only this server writes.
    pub const fn of_server(about: About, keys: fn() -> KeyMap, judge: Judge) -> JsonFormat {
        let mut format = JsonFormat::built_in(about, keys, judge);
        format.is_of_one_server = true;
        format
    }

    /// A format whose keys a user names. Names that are no column of every log are columns of the job's own.
    ///
    /// # Errors
    /// Everything that is wrong with the settings.
    ///
    /// ```
    /// # use logmill::log::{Column, OwnColumns};
    /// # use logmill::log::format::{JsonFormat, KeySettings, LineFormat};
    /// let settings: KeySettings = toml::from_str(
    ///     "time = 'ts'\n\
    ///      status = 'response.code'\n\
    ///      request_time = { key = 'took', unit = 'us' }",
    /// )?;
    /// let format = JsonFormat::with_map("app", &settings, &mut OwnColumns::default()).expect("a time and a status are enough");
    /// let line = br#"{"ts":"2023-10-10T13:55:36Z","response":{"code":200},"took":1200}"#;
    /// let fields = format.read_line(line, 0).expect("a record");
    /// assert_eq!(fields.status, Some(200));
    /// assert_eq!(fields.extra.number(Column::RequestTime), Some(1200));
    /// # Ok::<(), toml::de::Error>(())
    /// ```
    pub fn with_map(name: &str, settings: &KeySettings, own: &mut OwnColumns) -> Result<JsonFormat, Vec<MapError>> {
        let map = settings::compile(settings, own)?;
        let keys = settings.iter().map(|(column, setting)| format!("{column} = {}", setting.key));
        Ok(JsonFormat {
            about: About::own(name, &keys.collect::<Vec<_>>().join(", ")).escaping(Escaping::Json),
            map: Map::Own(map),
            judge: |_| Ok(()),
            is_of_one_server: false,
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

    fn is_strict(&self) -> bool {
        self.is_of_one_server
    }

    fn is_of_one_server(&self) -> bool {
        self.is_of_one_server
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        Fields::filled_by(|fields| self.read_into(line, base, fields))
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut FieldsMut<'_>) -> Result<(), Refusal> {
        let mut gathered = Gathered::new(fields);
        let has_hex = walk(&self.map, line, |node, token, is_value| {
            let Some(node) = node else { return };
            let value = KeyValue::new(line, base, token.start, token.end, token.is_escaped);
            gathered.add(&self.map, node, is_value.then_some(&value));
        })?;
        if has_hex {
            gathered.note(Note::HexEscape);
        }
        (self.judge)(gathered.signs)?;
        gathered.settle(&self.map, line, base).map_err(|refusal| match refusal {
            // What else the server writes.
            Refusal::Malformed(Fault { reason: RejectReason::NoRequest, .. })
                if gathered.signs.own_key && !gathered.signs.access_logger =>
            {
                not_access()
            }
            refusal => refusal,
        })
    }

    fn read_regular(&self, ahead: IndexedLine<'_>, memo: &mut Memo, fields: &mut FieldsMut<'_>) -> Option<usize> {
        read_regular::<quick::Json>(&self.map, self.judge, ahead, memo, fields)
    }

    fn unread_keys(&self, line: &[u8]) -> Vec<String> {
        unread_keys(&self.map, line)
    }
}

/// Refuses a line for having no key that the server's lines have.
pub fn no_request() -> Refusal {
    Refusal::Malformed(Fault { reason: RejectReason::NoRequest, at: 0 })
}

/// Refuses a line for being about something else than a request.
pub fn not_access() -> Refusal {
    Refusal::Skipped(SkipReason::NotAccess)
}

/// Takes lines with a key that only the server writes.
pub fn own_key(signs: Signs) -> Result<(), Refusal> {
    if signs.own_key { Ok(()) } else { Err(no_request()) }
}

/// Takes lines of the access log among those with a key that only the server writes.
pub fn own_access_log(signs: Signs) -> Result<(), Refusal> {
    match signs {
        _ if !signs.own_key => Err(no_request()),
        _ if signs.access_logger => Ok(()),
        _ => Err(not_access()),
    }
}

/// The most objects and arrays inside each other in which keys are known; more than a path has steps, arrays between them included.
const MAX_OPEN: usize = 32;

/// An object or array on the way through a line.
#[derive(Clone, Copy)]
struct Level {
    node: NodeId,
    /// Elements of it seen so far, if it is an array.
    elements: u32,
}

impl Level {
    /// The line itself.
    const LINE: Level = Level { node: NodeId::ROOT, elements: 0 };

    /// The node of what comes next in it.
    fn inside(&mut self, map: &impl Deref<Target = KeyMap>, line: &[u8], key: Option<Token>) -> Option<NodeId> {
        match key {
            Some(key) if key.is_escaped => {
                map.inside(self.node, &unescape_bytes(&line[key.start..key.end], Escaping::Json))
            }
            Some(key) => map.inside(self.node, &line[key.start..key.end]),
            None => {
                self.elements = self.elements.saturating_add(1);
                map.element(self.node, self.elements - 1)
            }
        }
    }
}

/// Walks through a line and passes each value to `each`: the node of its key, if that is known, its place, and whether it is a value.
/// Returns whether a text holds a `\xhh`.
fn walk(
    map: &impl Deref<Target = KeyMap>,
    line: &[u8],
    mut each: impl FnMut(Option<NodeId>, Token, bool),
) -> Result<bool, Fault> {
    let mut scanner = Scanner::new(line)?;
    // The objects and arrays that are open; `None` where no key inside means anything.
    let mut levels = [Some(Level::LINE); MAX_OPEN];
    let mut innermost = 0;
    while let Some(event) = scanner.next()? {
        let Event::Member(key, value) = event else {
            innermost -= 1;
            continue;
        };
        let node = levels[innermost].as_mut().and_then(|level| level.inside(map, line, key));
        match value {
            JsonValue::Object | JsonValue::Array if innermost + 1 == MAX_OPEN => scanner.skip()?,
            JsonValue::Object | JsonValue::Array => {
                innermost += 1;
                levels[innermost] = node.map(|node| Level { node, elements: 0 });
            }
            JsonValue::Scalar(token) => each(node, token, true),
            JsonValue::Nothing(token) => each(node, token, false),
        }
    }
    Ok(scanner.has_hex())
}

/// Longest path to a value in bytes, as written in the line, that is looked at to name a key.
const MAX_PATH: usize = 256;

/// The paths to the values of a line that mean nothing to a format; of a line that is not JSON, those before the fault.
fn unread_keys(map: &KeyMap, line: &[u8]) -> Vec<String> {
    let (mut keys, mut levels) = (Vec::new(), vec![(String::new(), Some(NodeId::ROOT))]);
    let Ok(mut scanner) = Scanner::new(line) else { return keys };
    while let Ok(Some(event)) = scanner.next() {
        let Event::Member(key, value) = event else {
            levels.pop();
            continue;
        };
        let (path, outer) = levels.last().expect("the line itself is never closed");
        // A path that is too long to be shown is as good as none.
        let is_short = key.is_none_or(|key| path.len() + key.end - key.start <= MAX_PATH);
        let key = key.map(|key| unescape_bytes(&line[key.start..key.end], Escaping::Json)).filter(|_| is_short);
        let (path, node) = match &key {
            Some(key) => ([path, ".", &*readable(key)].concat(), outer.and_then(|outer| map.inside(outer, key))),
            None => (path.clone(), None),
        };
        match value {
            JsonValue::Object | JsonValue::Array => levels.push((path, node)),
            JsonValue::Scalar(_) | JsonValue::Nothing(_) if key.is_some() && map.is_unread(node) => {
                keys.push(path[1..].to_owned());
            }
            JsonValue::Scalar(_) | JsonValue::Nothing(_) => {}
        }
    }
    keys
}
