//! The keys of a format, and how one of a line is found among them.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::name::{Comparison, Name};
use super::path::{self, Step};
use super::rule::{Aliases, Rule, Sense, Sign, UNRANKED};
use crate::log::column::Column;
use crate::log::duration::Unit;
use crate::log::format::Meaning;
use crate::log::schema::Columns;

/// A key of a [`KeyMap`], or an object or array on the way to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeId(u16);

impl NodeId {
    /// The line itself.
    pub const ROOT: NodeId = NodeId(0);

    /// The highest index that a node can have.
    pub const MAX_INDEX: usize = (u16::MAX >> 1) as usize;

    /// The index of its node.
    #[inline(always)]
    pub fn index(self) -> usize {
        usize::from(self.0 >> 1)
    }

    /// Whether the key is inside a wrapper: an object whose keys count as those of the line, if the line has none of its own.
    #[inline(always)]
    pub fn is_wrapped(self) -> bool {
        self.0 & 1 == 1
    }

    /// The node of an index, inside the same wrapper.
    pub fn with_index(self, index: u16) -> NodeId {
        NodeId(index << 1 | (self.0 & 1))
    }

    /// The same node inside a wrapper.
    pub fn wrapped(self) -> NodeId {
        NodeId(self.0 | 1)
    }
}

/// A key, or an object on the way to one.
#[derive(Debug, Default)]
pub struct Node {
    /// The columns that its value fills.
    pub rules: Vec<Rule>,
    /// What it means for the line as a whole.
    pub sign: Option<Sign>,
    /// Whether the keys inside count as those of the line.
    pub is_wrapper: bool,
    name: Box<[u8]>,
    has_elements: bool,
}

impl Node {
    /// Whether its value means something, as opposed to what is inside.
    pub fn has_meaning(&self) -> bool {
        !self.rules.is_empty() || self.sign.is_some()
    }
}

/// The keys of a format.
#[derive(Debug)]
pub struct KeyMap {
    comparison: Comparison,
    nodes: Vec<Node>,
    by_name: HashMap<Box<[u8]>, u16, FixedState>,
    /// Nodes of keys that are a sign in one spelling, by the key as written.
    by_spelling: HashMap<Box<[u8]>, u16, FixedState>,
    columns: Columns,
    /// The unit of durations whose keys have none.
    durations: Unit,
    /// The next rank of each column.
    ranks: [u8; Column::ALL.len()],
}

/// Names of units that may end the key of a duration or time. The plural `s` of a time would be too easily one of another word.
const UNITS: [(Unit, &str); 4] = [
    (Unit::Nanoseconds, "ns nsec nanos nanoseconds in_ns in_nanos"),
    (Unit::Microseconds, "us usec micros microsec microseconds in_us in_micros in_microseconds"),
    (Unit::Milliseconds, "ms msec millis millisec milliseconds in_ms in_millis in_milliseconds"),
    (Unit::Seconds, "sec secs seconds in_sec in_seconds"),
];

impl KeyMap {
    /// A map in which no key means anything. Keys are compared byte by byte, as is right for the format of one program; durations whose keys
    /// have no unit are in milliseconds.
    pub fn new() -> KeyMap {
        KeyMap::comparing(Comparison::Exact, Unit::Milliseconds)
    }

    /// The same; keys are compared loosely, as is right for the names of many programs, and durations are in the unit.
    pub fn loose(durations: Unit) -> KeyMap {
        KeyMap::comparing(Comparison::Loose, durations)
    }

    fn comparing(comparison: Comparison, durations: Unit) -> KeyMap {
        KeyMap {
            comparison,
            durations,
            nodes: vec![Node::default()],
            by_name: HashMap::default(),
            by_spelling: HashMap::default(),
            columns: Columns::NONE,
            ranks: [0; Column::ALL.len()],
        }
    }

    /// The same map with more keys. Of two keys for a column, the one added first is the better source.
    #[must_use]
    pub fn with(mut self, lists: &[&[Aliases]]) -> KeyMap {
        lists.iter().copied().flatten().for_each(|aliases| self.add_aliases(aliases));
        self
    }

    /// The same map, in which keys are a sign.
    #[must_use]
    pub fn with_sign(mut self, sign: Sign, keys: &[&str]) -> KeyMap {
        for key in keys.iter().flat_map(|keys| keys.split_ascii_whitespace()) {
            let index = self.node_of(key);
            self.nodes[index].sign = Some(sign);
        }
        self
    }

    /// The same map, in which keys of the line itself are a sign if they are written like this. To be called after all keys were added.
    #[must_use]
    pub fn with_spelling(mut self, sign: Sign, keys: &[&str]) -> KeyMap {
        for key in keys {
            let index = self.node_of(key);
            let known = &self.nodes[index];
            let node =
                Node { rules: known.rules.clone(), sign: Some(sign), name: known.name.clone(), ..Node::default() };
            self.by_spelling.insert(key.as_bytes().into(), self.nodes.len() as u16);
            self.nodes.push(node);
        }
        self
    }

    /// The same map, in which objects are wrappers: their keys count as those of the line.
    #[must_use]
    pub fn with_wrappers(mut self, keys: &str) -> KeyMap {
        for key in keys.split_ascii_whitespace() {
            let index = self.node_of(key);
            self.nodes[index].is_wrapper = true;
        }
        self
    }

    /// Adds a key for a column; a worse source than the keys before. The same key again changes nothing.
    pub fn add(&mut self, path: &[Step], column: Column, unit: Option<Unit>) {
        let index = self.node_of_steps(path);
        let rank = self.next_rank(column);
        self.add_rule(index, self.rule(column, unit, rank, Sense::Certain));
    }

    /// The columns that lines may fill.
    pub fn columns(&self) -> Columns {
        self.columns
    }

    /// A node.
    #[inline]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// Whether a value under a key, if that is known, fills no column.
    pub fn is_unread(&self, key: Option<NodeId>) -> bool {
        key.is_none_or(|id| self.node(id).rules.is_empty())
    }

    /// The node of a key inside another.
    #[inline]
    pub fn inside(&self, id: NodeId, key: &[u8]) -> Option<NodeId> {
        if id == NodeId::ROOT
            && let Some(index) = self.by_spelling.get(key)
        {
            return Some(id.with_index(*index));
        }
        let name = Name::of(&self.node(id).name).key(key, self.comparison)?;
        let found = self.by_name.get(name.as_bytes()).map(|index| id.with_index(*index));
        match found {
            Some(found) if self.node(found).has_meaning() => Some(found),
            _ => self.inside_wrapper(id, key).or(found),
        }
    }

    /// The node of a key that the line's keys would have, had it no wrapper around it: `data.status`, or `status` inside `data`.
    fn inside_wrapper(&self, id: NodeId, key: &[u8]) -> Option<NodeId> {
        if self.node(id).is_wrapper {
            return self.inside(NodeId::ROOT.wrapped(), key);
        }
        let dot = memchr::memchr(b'.', key)?;
        let wrapper = self.inside(id, &key[..dot]).filter(|wrapper| self.node(*wrapper).is_wrapper)?;
        self.inside(wrapper, &key[dot + 1..])
    }

    /// The node of an array's element; the first one's is that of the array.
    pub fn element(&self, id: NodeId, number: u32) -> Option<NodeId> {
        let node = self.node(id);
        if number == 0 {
            return Some(id);
        }
        let name = node.has_elements.then(|| Name::of(&node.name).element(number))??;
        self.by_name.get(name.as_bytes()).map(|index| id.with_index(*index))
    }

    fn add_aliases(&mut self, aliases: &Aliases) {
        let Aliases { column, unit, sense, .. } = *aliases;
        for key in aliases.keys.split_ascii_whitespace() {
            let spelled = aliases.before.iter().map(|before| format!("{before}_{key}"));
            let bare = aliases.is_bare.then(|| key.to_owned());
            let (better, plain) = (self.next_rank(column), self.next_rank(column));
            for (key, rank) in spelled.map(|key| (key, better)).chain(bare.map(|bare| (bare, plain))) {
                let index = self.node_of(&key);
                self.add_rule(index, self.rule(column, unit, rank, sense));
                if column.is_duration() || (column == Column::Time && sense == Sense::Certain) {
                    self.add_units(index, column, better, sense);
                }
            }
        }
    }

    /// Adds the key of a duration or time with the name of a unit after it, unless that key has a meaning of its own.
    fn add_units(&mut self, index: usize, column: Column, rank: u8, sense: Sense) {
        if self.comparison == Comparison::Exact {
            return;
        }
        for (unit, names) in UNITS {
            for name in names.split_ascii_whitespace() {
                let Some(name) = Name::of(&self.nodes[index].name).key(name.as_bytes(), self.comparison) else {
                    continue;
                };
                let index = self.node_of_name(&name);
                if self.nodes[index].rules.is_empty() {
                    self.add_rule(index, self.rule(column, Some(unit), rank, sense));
                }
            }
        }
    }

    fn rule(&self, column: Column, unit: Option<Unit>, rank: u8, sense: Sense) -> Rule {
        Rule { column, meaning: Meaning::under_key(column, unit, self.durations), rank, sense }
    }

    fn add_rule(&mut self, index: usize, rule: Rule) {
        let rules = &mut self.nodes[index].rules;
        if rules.iter().all(|known| known.column != rule.column) {
            rules.push(rule);
            self.columns = self.columns.union(rule.columns());
        }
    }

    /// A rank after all others of a column. No format has as many keys for one column as there are ranks.
    fn next_rank(&mut self, column: Column) -> u8 {
        let rank = self.ranks[column as usize];
        self.ranks[column as usize] = (rank + 2).min(LAST_RANK);
        rank
    }

    /// The node of a key as built-in formats write it, and nodes for what may be an object that holds the others.
    fn node_of(&mut self, key: &str) -> usize {
        if self.comparison == Comparison::Exact {
            let steps = path::parse(key).unwrap_or_else(|error| panic!("the key `{key}`: {error}"));
            return self.node_of_steps(&steps);
        }
        key.split(['_', '.']).filter(|word| !word.is_empty()).fold(0, |index, word| {
            let name = Name::of(&self.nodes[index].name).key(word.as_bytes(), Comparison::Loose);
            name.map_or(index, |name| self.node_of_name(&name))
        })
    }

    fn node_of_steps(&mut self, steps: &[Step]) -> usize {
        steps.iter().fold(0, |index, step| {
            let name = Name::of(&self.nodes[index].name);
            let name = match step {
                Step::Key(key) => name.key(key.as_bytes(), self.comparison),
                Step::Element(number) => {
                    self.nodes[index].has_elements = true;
                    name.element(*number)
                }
            };
            name.map_or(index, |name| self.node_of_name(&name))
        })
    }

    fn node_of_name(&mut self, name: &Name) -> usize {
        if let Some(index) = self.by_name.get(name.as_bytes()) {
            return usize::from(*index);
        }
        let name: Box<[u8]> = name.as_bytes().into();
        let index = self.nodes.len();
        assert!(index <= NodeId::MAX_INDEX, "a format has some thousand keys");
        self.by_name.insert(name.clone(), index as u16);
        self.nodes.push(Node { name, ..Node::default() });
        index
    }
}

/// The last rank that a key can have: below it is a number that is hardly a time.
const LAST_RANK: u8 = UNRANKED - 5;

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
