//! No files import each other in a circle, however long: the imports of a file can be read before it.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::{Source, paths, sources, spelt_out};

/// For each module, the names that it only re-exports: `pub use about::About` in `log::format`.
type Exports = BTreeMap<String, BTreeMap<String, String>>;

fn exports(sources: &[Source]) -> Exports {
    let pattern = Regex::new(r"(?m)^\s*pub(?:\([^)]*\))? use ([^;]+);").expect("the pattern is constant");
    let mut exports = Exports::new();
    for source in sources {
        let module = source.module().join("::");
        let code = source.code();
        for found in pattern.captures_iter(&code) {
            for path in spelt_out(&found[1]) {
                let (path, name) = path.split_once(" as ").unwrap_or((&path, path.rsplit("::").next().unwrap_or("")));
                let of = super::absolute(source, path);
                // A name without `crate` or `super` is of a child.
                let of = if of == path { format!("{module}::{path}") } else { of };
                exports.entry(module.clone()).or_default().insert(name.to_owned(), of);
            }
        }
    }
    exports
}

/// The module whose file defines a path.
fn definition<'m>(path: &str, modules: &'m BTreeSet<String>, exports: &Exports) -> Option<&'m String> {
    let mut path = path.to_owned();
    // A name is re-exported a few times at most.
    for _ in 0..8 {
        let parts: Vec<&str> = path.split("::").collect();
        let length = (1..=parts.len()).rev().find(|length| modules.contains(&parts[..*length].join("::")))?;
        let module = parts[..length].join("::");
        let next = parts.get(length).and_then(|name| exports.get(&module)?.get(*name));
        match next {
            Some(next) => {
                path = std::iter::once(next.as_str())
                    .chain(parts[length + 1..].iter().copied())
                    .collect::<Vec<_>>()
                    .join("::")
            }
            None => return modules.get(&module),
        }
    }
    None
}

/// Which files import which, by their modules.
fn imports(sources: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let modules: BTreeSet<String> = sources.iter().map(|source| source.module().join("::")).collect();
    let exports = exports(sources);
    let is_passed_on = Regex::new(r"(?m)^\s*pub(?:\([^)]*\))? use [^;]+;").expect("the pattern is constant");
    let children = Regex::new(r"(?m)^use (\w+(?:::\w+)*(?:::\{[^;]*\})?);").expect("the pattern is constant");
    let mut imports = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        let module = source.module().join("::");
        let own = Source::of(&source.path, &is_passed_on.replace_all(&source.text, ""));
        let mut used = paths(&own);
        // `use child::Name` in the module above it.
        let code = own.code();
        let below = children
            .captures_iter(&code)
            .flat_map(|found| spelt_out(&found[1]))
            .map(|path| format!("{module}::{path}"));
        used.extend(below.filter(|path| {
            definition(path, &modules, &exports).is_some_and(|found| found.starts_with(&format!("{module}::")))
        }));
        let found =
            used.iter().filter_map(|path| definition(path, &modules, &exports)).filter(|found| **found != module);
        imports.insert(module.clone(), found.cloned().collect::<BTreeSet<_>>());
    }
    imports
}

/// The files that reach themselves, each with those on the way that do, too.
fn circles(imports: &BTreeMap<String, BTreeSet<String>>) -> Vec<BTreeSet<String>> {
    let reached = |start: &String| {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&String> = imports.get(start).into_iter().flatten().collect();
        while let Some(next) = open.pop() {
            if reached.insert(next.clone()) {
                open.extend(imports.get(next).into_iter().flatten());
            }
        }
        reached
    };
    let all: BTreeMap<&String, BTreeSet<String>> = imports.keys().map(|start| (start, reached(start))).collect();
    let mut circles: Vec<BTreeSet<String>> = Vec::new();
    for (start, reached) in &all {
        if reached.contains(*start) && !circles.iter().any(|circle| circle.contains(*start)) {
            let both = reached.iter().filter(|other| all.get(other).is_some_and(|back| back.contains(*start)));
            circles.push(both.cloned().collect());
        }
    }
    circles
}

fn described(imports: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let arrows = |circle: &BTreeSet<String>| {
        let within = |from: &String| imports[from].intersection(circle).cloned().collect::<Vec<_>>().join(", ");
        circle.iter().map(|from| format!("  {from} -> {}", within(from))).collect::<Vec<_>>().join("\n")
    };
    circles(imports).iter().map(arrows).collect()
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    for folder in ["src", "actors/src", "crates/generate/src", "crates/remote/src"] {
        let sources = sources(folder);
        let imports = imports(&sources);
        assert!(
            imports.values().map(BTreeSet::len).sum::<usize>() > sources.len(),
            "{folder}: hardly any import was found"
        );
        let found = described(&imports);
        assert!(found.is_empty(), "{folder} has {} circles:\n{}", found.len(), found.join("\n\n"));
    }
}

#[test]
fn a_planted_circle_is_found_through_names_that_are_passed_on() {
    let files = [
        ("src/log/mod.rs", "mod a;\nmod b;\npub use b::B;\n"),
        ("src/log/a.rs", "use super::B;\npub struct A(B);\n"),
        ("src/log/b.rs", "use super::c::C;\npub struct B(C);\n"),
        ("src/log/c.rs", "use crate::log::a::{A, X};\npub struct C(A);\n"),
        ("src/log/d.rs", "use super::{B, c::C};\n"),
    ];
    let sources: Vec<Source> = files.into_iter().map(|(path, text)| Source::of(path, text)).collect();
    let circles = circles(&imports(&sources));
    let expected: BTreeSet<String> = ["log::a", "log::b", "log::c"].map(str::to_owned).into();
    assert_eq!(circles, [expected]);
}
