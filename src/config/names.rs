//! Names of sources, filters and reducers, written or generated.

use std::collections::{HashMap, HashSet};

use super::error::ConfigErrorKind;
use super::nearest::nearest;
use super::place::Spot;
use super::raw::RawConfig;
use super::tree::{KeyPath, Tree};

/// The error for a name that is not among `known`.
pub(super) fn unknown_name<'a>(
    what: &'static str,
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> ConfigErrorKind {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = nearest(written, known.iter().copied()).map(str::to_owned);
    ConfigErrorKind::UnknownName { what, expected: known.into_iter().map(str::to_owned).collect(), nearest }
}

/// The name of each entry, in file order.
pub(super) struct EntryNames {
    pub sources: Vec<String>,
    pub filters: Vec<String>,
    pub reducers: Vec<String>,
}

/// Checks the written names and generates the others. Sources and filters share one namespace, reducers have another.
pub(super) fn check_names(tree: &mut Tree, raw: &RawConfig) -> EntryNames {
    let sources: Vec<_> = raw.sources.iter().map(|source| source.name.as_deref()).collect();
    let filters: Vec<_> = raw.filters.iter().map(|filter| filter.name.as_deref()).collect();
    let reducers: Vec<_> = raw.reducers.iter().map(|reducer| reducer.name.as_deref()).collect();

    let mut inputs = HashMap::new();
    check_written(tree, "sources", "source", &sources, &mut inputs);
    check_written(tree, "filters", "filter", &filters, &mut inputs);
    let mut tables = HashMap::new();
    check_written(tree, "reducers", "reducer", &reducers, &mut tables);

    let named_filters = filters.iter().flatten().copied();
    let sources = source_names(&sources, named_filters);
    let mut inputs = Made::beside(inputs.into_keys().chain(sources.iter().cloned()));
    let mut tables = Made::beside(tables.into_keys());
    EntryNames {
        sources,
        filters: inputs.complete(&filters, 0, |i| raw.filters[i].kind.clone().unwrap_or_else(|| "filter".to_owned())),
        reducers: tables.complete(&reducers, 0, |i| raw.reducers[i].kind.clone()),
    }
}

/// The names of sources: the written ones, and `source1`, `source2`, .. in order for the others, without those that sources and filters
/// have.
pub(super) fn source_names<'a>(written: &[Option<&str>], filters: impl Iterator<Item = &'a str>) -> Vec<String> {
    let taken = written.iter().flatten().copied().map(str::to_owned);
    Made::beside(taken.chain(filters.map(str::to_owned))).complete(written, 1, |_| "source".to_owned())
}

fn check_written(
    tree: &mut Tree,
    list: &str,
    what: &'static str,
    names: &[Option<&str>],
    owners: &mut HashMap<String, (&'static str, KeyPath)>,
) {
    for (index, name) in names.iter().enumerate() {
        let Some(name) = name else { continue };
        let at = KeyPath::default().key(list).index(index).key("name");
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "_-".contains(c)) {
            tree.report_value(&at, ConfigErrorKind::BadName);
        }
        if let Some((owner, first)) = owners.get(*name) {
            let first = tree.place(first, Spot::Value);
            tree.report_value(&at, ConfigErrorKind::DuplicateName { owner, first });
        } else {
            owners.insert((*name).to_owned(), (what, at));
        }
    }
}

/// Generates unused names.
struct Made {
    taken: HashSet<String>,
    /// The last number for each stem, so that a thousand entries of one type do not take a million attempts.
    last: HashMap<String, usize>,
}

impl Made {
    fn beside(taken: impl Iterator<Item = String>) -> Made {
        Made { taken: taken.collect(), last: HashMap::new() }
    }

    /// The written names; other entries get their stem with the next free number. If `first` is 0, the first one gets none.
    fn complete(&mut self, written: &[Option<&str>], first: usize, stem: impl Fn(usize) -> String) -> Vec<String> {
        let name = |(index, name): (usize, &Option<&str>)| match name {
            Some(name) => (*name).to_owned(),
            None => self.make(&stem(index), first),
        };
        written.iter().enumerate().map(name).collect()
    }

    fn make(&mut self, stem: &str, first: usize) -> String {
        let last = self.last.entry(stem.to_owned()).or_insert(first);
        loop {
            let name = if *last == 0 { stem.to_owned() } else { format!("{stem}{last}") };
            *last = if *last == 0 { 2 } else { *last + 1 };
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}
