//! What the keys of a line mean: a tree of keys, each with the columns that its value fills.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Deref;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use super::node::{NodeId, ROOT};
use super::path::{self, Step};
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::schema::Columns;

/// What a key's value fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The column.
    pub column: Column,
    /// The unit of a duration or a time since 1970 that says none itself; none for milliseconds, and for a time whose size tells.
    pub unit: Option<Unit>,
    /// How many other keys are better sources of the column.
    pub rank: u8,
}

/// What a key or its value says of the line as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Only this server uses the key.
    OwnKey,
    /// The line may tell of something else than a request.
    Event,
    /// The value names what logged: access lines by this name, or one that begins with it and a dot.
    Logger(&'static str),
}

/// Keys that fill a column, the best first.
#[derive(Debug, Clone, Copy)]
pub struct Aliases {
    /// The column.
    pub column: Column,
    /// The unit of a bare number, where there is one.
    pub unit: Option<Unit>,
    /// The keys, as settings write them, with blanks between.
    pub keys: &'static str,
}

impl Aliases {
    /// The keys of a column, best first.
    pub const fn of(column: Column, keys: &'static str) -> Aliases {
        Aliases { column, unit: None, keys }
    }

    /// The keys of a duration in that unit, best first.
    pub const fn timed(column: Column, unit: Unit, keys: &'static str) -> Aliases {
        Aliases { column, unit: Some(unit), keys }
    }
}

/// A key, or an element of one, and what lies inside it.
#[derive(Debug, Default)]
pub struct Node {
    /// The columns that its value fills.
    pub rules: Vec<Rule>,
    /// What it says of the line.
    pub sign: Option<Sign>,
    keys: HashMap<Box<[u8]>, u16, FixedState>,
    elements: Vec<(u32, u16)>,
}

/// The keys of a format. The first node is the line itself.
#[derive(Debug)]
pub struct KeyMap {
    nodes: Vec<Node>,
    columns: Columns,
    /// How many keys each column has so far.
    ranks: [u8; Column::ALL.len()],
}

impl KeyMap {
    /// A map in which no key means anything.
    pub fn new() -> KeyMap {
        KeyMap { nodes: vec![Node::default()], columns: Columns::NONE, ranks: [0; Column::ALL.len()] }
    }

    /// The same map with more keys. Of two keys for a column, the one added first is the better source.
    #[must_use]
    pub fn with(mut self, lists: &[&[Aliases]]) -> KeyMap {
        for aliases in lists.iter().copied().flatten() {
            for key in aliases.keys.split_ascii_whitespace() {
                self.add(&built_in(key), aliases.column, aliases.unit);
            }
        }
        self
    }

    /// The same map, in which keys say something of the line.
    #[must_use]
    pub fn with_sign(mut self, sign: Sign, keys: &[&str]) -> KeyMap {
        for key in keys {
            let node = self.node_of(&built_in(key));
            self.nodes[usize::from(node)].sign = Some(sign);
        }
        self
    }

    /// Adds a key for a column; a worse source than the keys before. The same key again changes nothing.
    pub fn add(&mut self, path: &[Step], column: Column, unit: Option<Unit>) {
        let node = self.node_of(path);
        let rules = &mut self.nodes[usize::from(node)].rules;
        let rank = &mut self.ranks[column as usize];
        if rules.iter().all(|rule| rule.column != column) {
            rules.push(Rule { column, unit, rank: *rank });
            // A rank of its own for each of 254 keys; no format has a third of that for one column.
            *rank = rank.saturating_add(1).min(UNRANKED - 1);
            self.columns = self.columns.union(filled(column));
        }
    }

    /// The same map, in which bare numbers of durations whose keys tell no unit are in that one.
    #[must_use]
    pub fn with_durations_in(mut self, unit: Unit) -> KeyMap {
        for rule in self.nodes.iter_mut().flat_map(|node| &mut node.rules) {
            if rule.column.is_duration() {
                rule.unit.get_or_insert(unit);
            }
        }
        self
    }

    /// The columns that lines may fill.
    pub fn columns(&self) -> Columns {
        self.columns
    }

    /// A node.
    #[inline]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[usize::from(id)]
    }

    /// The node of a key inside another. A key with dots may be written as one, or as keys inside each other, or both.
    #[inline]
    pub fn inside(&self, id: NodeId, key: &[u8]) -> Option<NodeId> {
        self.node(id).keys.get(key).copied().or_else(|| self.inside_by_dots(id, key))
    }

    fn inside_by_dots(&self, id: NodeId, key: &[u8]) -> Option<NodeId> {
        key.contains(&b'.').then_some(())?;
        key.split(|byte| *byte == b'.').try_fold(id, |id, key| self.node(id).keys.get(key).copied())
    }

    /// The node of an array's element; the first one's is that of the array.
    pub fn element(&self, id: NodeId, number: u32) -> Option<NodeId> {
        if number == 0 {
            return Some(id);
        }
        self.node(id).elements.iter().find(|(known, _)| *known == number).map(|(_, node)| *node)
    }

    fn node_of(&mut self, path: &[Step]) -> NodeId {
        path.iter().fold(ROOT, |id, step| {
            let next = self.nodes.len() as NodeId;
            let node = &mut self.nodes[usize::from(id)];
            let found = match step {
                Step::Key(key) => match node.keys.entry(key.as_bytes().into()) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(new) => *new.insert(next),
                },
                Step::Element(number) => match node.elements.iter().find(|(known, _)| known == number) {
                    Some((_, known)) => *known,
                    None => {
                        node.elements.push((*number, next));
                        next
                    }
                },
            };
            if found == next {
                self.nodes.push(Node::default());
            }
            found
        })
    }
}

/// The rank of a column that nothing was read for yet.
pub const UNRANKED: u8 = u8::MAX;

fn built_in(key: &str) -> Vec<Step> {
    path::parse(key).unwrap_or_else(|error| panic!("the key `{key}` of a built-in format: {error}"))
}

/// The columns that a column's key fills: a request line is taken apart, addresses may have ports.
fn filled(column: Column) -> Columns {
    match column {
        Column::Request => Columns::of(&[Column::Request, Column::Method, Column::Target, Column::Protocol]),
        Column::Host | Column::Vhost => Columns::of(&[column, Column::Port]),
        Column::Path | Column::Query => Columns::of(&[column, Column::Target]),
        Column::Protocol => Columns::of(&[column, Column::Scheme]),
        _ => Columns::of(&[column]),
    }
}

/// The map of a format: made when it is first needed, or of settings.
pub enum Map {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> KeyMap {
        let aliases = [Aliases::of(Column::Method, r"http.request.method a\.b list[2].x list")];
        KeyMap::new().with(&[&aliases])
    }

    fn ranks(map: &KeyMap, keys: &[&str]) -> Option<Vec<u8>> {
        let found = keys.iter().try_fold(ROOT, |id, key| map.inside(id, key.as_bytes()))?;
        Some(map.node(found).rules.iter().map(|rule| rule.rank).collect())
    }

    #[test]
    fn a_key_with_dots_is_found_however_it_is_grouped() {
        let map = map();
        for keys in [
            &["http.request.method"][..],
            &["http", "request", "method"],
            &["http.request", "method"],
            &["http", "request.method"],
        ] {
            assert_eq!(ranks(&map, keys), Some(vec![0]), "{keys:?}");
        }
        assert_eq!(ranks(&map, &["http"]), Some(vec![]));
        for keys in [&["http.method"][..], &["method"], &["http."], &["."], &["a", "b"]] {
            assert_eq!(ranks(&map, keys), None, "{keys:?}");
        }
        assert_eq!(ranks(&map, &["a.b"]), Some(vec![1]), "an escaped dot is part of the key");
    }

    #[test]
    fn the_first_element_of_an_array_stands_for_it() {
        let map = map();
        let list = map.inside(ROOT, b"list").unwrap();
        assert_eq!(map.element(list, 0), Some(list));
        assert_eq!(map.element(list, 1), None);
        let element = map.element(list, 2).unwrap();
        assert_eq!(map.inside(element, b"x").map(|node| map.node(node).rules[0].rank), Some(2));
    }

    #[test]
    fn the_columns_of_a_map_are_those_that_its_keys_fill() {
        let aliases = [Aliases::of(Column::Request, "r"), Aliases::of(Column::Host, "h r")];
        let map = KeyMap::new().with(&[&aliases]);
        let wanted = [Column::Host, Column::Request, Column::Method, Column::Target, Column::Protocol, Column::Port];
        assert_eq!(map.columns(), wanted.into_iter().collect());
        assert_eq!(map.node(map.inside(ROOT, b"r").unwrap()).rules.len(), 2, "a key may fill two columns");
    }
}
