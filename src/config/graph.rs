//! The graph of inputs: resolves names, refuses circles, and orders filters after those that they read.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::error::ConfigErrorKind;
use super::names::{EntryNames, unknown_name};
use super::plan::InputRef;
use super::raw::RawConfig;
use super::tree::{KeyPath, Tree};

/// The resolved graph. Filters inside an [`InputRef`] are numbered by `order`.
pub(super) struct InputGraph {
    /// File indices of the filters, each after the filters that it reads, otherwise in file order.
    pub order: Vec<usize>,
    /// What each filter reads, by file index.
    pub filter_inputs: Vec<Vec<InputRef>>,
    /// What each reducer reads.
    pub reducer_inputs: Vec<Vec<InputRef>>,
}

/// Resolves all `inputs`, written or defaulted. `replaced` are names that mean the first source.
pub(super) fn check_graph(tree: &mut Tree, raw: &RawConfig, names: &EntryNames, replaced: &[String]) -> InputGraph {
    let known = Known::new(names, replaced);
    let all_sources: Vec<InputRef> = (0..names.sources.len()).map(InputRef::Source).collect();
    let after = |filter: Option<usize>| filter.map_or(all_sources.clone(), |index| vec![InputRef::Filter(index)]);

    let mut filter_inputs = Vec::new();
    for (index, filter) in raw.filters.iter().enumerate() {
        let at = KeyPath::default().key("filters").index(index).key("inputs");
        let written = filter.inputs.as_ref().map(|inputs| known.resolve(tree, &at, inputs));
        filter_inputs.push(written.unwrap_or_else(|| after(index.checked_sub(1))));
    }
    let mut reducer_inputs = Vec::new();
    for (index, reducer) in raw.reducers.iter().enumerate() {
        let at = KeyPath::default().key("reducers").index(index).key("inputs");
        let written = reducer.inputs.as_ref().map(|inputs| known.resolve(tree, &at, inputs));
        reducer_inputs.push(written.unwrap_or_else(|| after(raw.filters.len().checked_sub(1))));
    }

    let order = order(&filter_inputs);
    check_circles(tree, &filter_inputs, &order, &names.filters);
    let position: HashMap<usize, usize> = order.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    for input in filter_inputs.iter_mut().chain(&mut reducer_inputs).flatten() {
        if let InputRef::Filter(index) = input {
            *index = position.get(index).copied().unwrap_or(*index);
        }
    }
    InputGraph { order, filter_inputs, reducer_inputs }
}

/// The valid names of inputs.
struct Known<'a> {
    by_name: HashMap<&'a str, InputRef>,
    reducers: HashSet<&'a str>,
    names: &'a EntryNames,
}

impl<'a> Known<'a> {
    fn new(names: &'a EntryNames, replaced: &'a [String]) -> Known<'a> {
        let replaced = replaced.iter().map(|name| (name.as_str(), InputRef::Source(0)));
        let sources = names.sources.iter().enumerate().map(|(index, name)| (name.as_str(), InputRef::Source(index)));
        let filters = names.filters.iter().enumerate().map(|(index, name)| (name.as_str(), InputRef::Filter(index)));
        let reducers = names.reducers.iter().map(String::as_str).collect();
        Known { by_name: replaced.chain(sources).chain(filters).collect(), reducers, names }
    }

    fn resolve(&self, tree: &mut Tree, at: &KeyPath, written: &[String]) -> Vec<InputRef> {
        if written.is_empty() {
            let expected = "the name of a source or filter, or more; leave it out for the default".to_owned();
            tree.report_value(at, ConfigErrorKind::Unfit { expected });
        }
        let mut seen = HashSet::new();
        let mut resolved = HashSet::new();
        let mut inputs = Vec::new();
        for (index, name) in written.iter().enumerate() {
            let at = at.index(index);
            if !seen.insert(name) {
                let message = "named twice: its records would be counted twice".to_owned();
                tree.report_value(&at, ConfigErrorKind::Refused { message });
            }
            match self.by_name.get(name.as_str()) {
                // Two replaced sources are one.
                Some(input) => inputs.extend(resolved.insert(*input).then_some(*input)),
                None => tree.report_value(&at, self.unknown(name)),
            }
        }
        inputs
    }

    fn unknown(&self, name: &str) -> ConfigErrorKind {
        if self.reducers.contains(name) {
            let message = "a reducer cannot be read; name a source or a filter".to_owned();
            return ConfigErrorKind::Refused { message };
        }
        let known = self.names.sources.iter().chain(&self.names.filters).map(String::as_str);
        unknown_name("source or filter", name, known)
    }
}

/// Orders filters after those that they read. Filters in a circle, or after one, are left out.
fn order(filter_inputs: &[Vec<InputRef>]) -> Vec<usize> {
    let mut readers = vec![Vec::new(); filter_inputs.len()];
    let mut waits_for = vec![0usize; filter_inputs.len()];
    for (index, inputs) in filter_inputs.iter().enumerate() {
        for input in inputs {
            if let InputRef::Filter(read) = input {
                readers[*read].push(index);
                waits_for[index] += 1;
            }
        }
    }
    let mut ready: BTreeSet<usize> = (0..filter_inputs.len()).filter(|index| waits_for[*index] == 0).collect();
    let mut order = Vec::new();
    while let Some(index) = ready.pop_first() {
        order.push(index);
        for reader in &readers[index] {
            waits_for[*reader] -= 1;
            if waits_for[*reader] == 0 {
                ready.insert(*reader);
            }
        }
    }
    order
}

/// Reports each circle once: from every filter that was left out, follows one input until a filter repeats.
fn check_circles(tree: &mut Tree, filter_inputs: &[Vec<InputRef>], order: &[usize], names: &[String]) {
    let ordered: HashSet<usize> = order.iter().copied().collect();
    let mut visited = ordered.clone();
    for start in 0..filter_inputs.len() {
        let mut way = Vec::new();
        let mut steps: HashMap<usize, usize> = HashMap::new();
        let mut next = Some(start);
        while let Some(index) = next.filter(|index| visited.insert(*index)) {
            steps.insert(index, way.len());
            way.push(index);
            next = filter_inputs[index].iter().find_map(|input| match input {
                InputRef::Filter(read) if !ordered.contains(read) => Some(*read),
                _ => None,
            });
        }
        if let Some(first) = next.and_then(|index| steps.get(&index)) {
            report_circle(tree, &mut way[*first..], names);
        }
    }
}

fn report_circle(tree: &mut Tree, circle: &mut [usize], names: &[String]) {
    let earliest = (0..circle.len()).min_by_key(|step| circle[*step]).unwrap_or(0);
    circle.rotate_left(earliest);
    let path = circle.iter().chain(circle.first()).map(|index| names[*index].clone()).collect();
    let at = KeyPath::default().key("filters").index(circle[0]).key("inputs");
    tree.report(&at, ConfigErrorKind::Circle { path });
}
