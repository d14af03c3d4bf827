//! The layers of the modules, and files that import each other in a circle.

mod circles;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

/// A module and what it may import besides itself.
struct Rule {
    /// Its name: the folder below src/.
    module: &'static str,
    /// Our other modules, or single items of them, and our other packages.
    may_know: &'static [&'static str],
}

/// The allowed imports, from the pure functions to the command line.
const RULES: [Rule; 15] = [
    Rule { module: "log", may_know: &[] },
    Rule { module: "agent", may_know: &[] },
    Rule { module: "route", may_know: &[] },
    Rule { module: "geo", may_know: &[] },
    Rule { module: "expression", may_know: &["log", "agent", "route", "geo"] },
    Rule { module: "filter", may_know: &["log", "expression"] },
    Rule { module: "reduce", may_know: &["log", "expression"] },
    Rule { module: "message", may_know: &["log"] },
    Rule { module: "report", may_know: &["log", "expression", "reduce", "logmill_actors"] },
    Rule {
        module: "source",
        may_know: &[
            "log",
            "message",
            "config::FormatChoice",
            "config::NameChoice",
            "config::SourcePlan",
            "logmill_remote",
        ],
    },
    Rule { module: "exec", may_know: &["log", "expression", "filter", "report", "config::written", "logmill_actors"] },
    Rule { module: "config", may_know: &["log", "agent", "route", "geo", "expression", "filter", "reduce", "exec"] },
    Rule {
        module: "engine",
        may_know: &["log", "expression", "filter", "reduce", "message", "report", "source", "config", "logmill_actors"],
    },
    Rule { module: "observe", may_know: &["engine", "logmill_actors"] },
    Rule {
        module: "cli",
        may_know: &[
            "log",
            "geo",
            "expression",
            "filter",
            "reduce",
            "message",
            "report",
            "source",
            "config",
            "engine",
            "observe",
            "logmill_actors",
            "logmill_generate",
        ],
    },
];

/// Our other packages: they do not depend on this one, nor on each other.
const PACKAGES: [&str; 3] = ["actors", "crates/generate", "crates/remote"];

/// Modules of pure functions: without files, sockets, threads or clocks, except in their tests.
const PURE: [&str; 8] = ["log", "agent", "route", "expression", "filter", "reduce", "message", "report"];
/// What they do not use; addresses are values.
const IMPURE: [&str; 8] = [
    "std::fs",
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::net::UdpSocket",
    "std::thread",
    "std::time",
    "std::process",
    "std::env",
];

/// The file of a pure module that may start a thread: for its stack, and it waits for it.
const STACK: &str = "src/expression/stack.rs";

/// The files that may use `unsafe`: SIMD, and text whose validity was checked before.
const UNSAFE: [&str; 2] = ["src/log/marks.rs", "src/log/text.rs"];

const MAX_LINES: usize = 500;

/// A source file and its path below the package, with `/`.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn of(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether it is compiled for tests only.
    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.path.contains("/tests/") || name == "tests.rs" || name.ends_with("_tests.rs") || name == "example.rs"
    }

    /// The code of the product: without comments, and without the test module at its end.
    fn code(&self) -> String {
        let text = if self.is_test() { "" } else { self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default() };
        let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
        lines.flat_map(|line| [line, "\n"]).collect()
    }

    /// Its module path: `log::format` for src/log/format/mod.rs.
    fn module(&self) -> Vec<&str> {
        let path = self.path.split_once("src/").map_or(self.path.as_str(), |(_, path)| path);
        let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
        path.split('/').collect()
    }
}

/// Every path of a text that starts at the crate, a parent module or another crate of interest; groups are spelt out.
fn paths(source: &Source) -> BTreeSet<String> {
    let pattern = Regex::new(r"\b(?:crate|super|std|logmill\w*|actix)(?:::\w+)*(?:::\{[^;]*\})?");
    let pattern = pattern.expect("the pattern is constant");
    let code = source.code();
    // The bare name of a crate is a word of a message.
    let found = pattern.find_iter(&code).filter(|found| found.as_str().contains("::"));
    found.flat_map(|found| spelt_out(found.as_str())).map(|path| absolute(source, &path)).collect()
}

/// `a::{b, c::{d}}` as `a::b` and `a::c::d`.
fn spelt_out(path: &str) -> Vec<String> {
    let Some((before, group)) = path.split_once("::{") else { return vec![path.to_owned()] };
    let mut parts = Vec::new();
    let mut depth = 0;
    let mut part = String::new();
    for char in group.chars() {
        depth += match char {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        match (char, depth) {
            (_, ..0) => break,
            (',', 0) => parts.push(std::mem::take(&mut part)),
            _ => part.push(char),
        }
    }
    parts.push(part);
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(|part| spelt_out(&format!("{before}::{part}"))).collect()
}

/// A path from the crate's root, without `crate`: `super::x` in src/log/time.rs is `log::x`.
fn absolute(source: &Source, path: &str) -> String {
    let mut module = source.module();
    let mut rest = path;
    if let Some(inner) = rest.strip_prefix("crate") {
        return inner.trim_start_matches("::").to_owned();
    }
    if !rest.starts_with("super") {
        return rest.to_owned();
    }
    while let Some(inner) = rest.strip_prefix("super") {
        module.pop();
        rest = inner.trim_start_matches("::");
    }
    module.push(rest);
    module.join("::").trim_end_matches("::").to_owned()
}

/// The broken rules, and how many files each rule was used for.
fn broken_rules(sources: &[Source]) -> (Vec<String>, Vec<usize>) {
    let mut broken = Vec::new();
    let mut used = vec![0; RULES.len()];
    for source in sources {
        let module = source.module()[0].to_owned();
        let Some(number) = RULES.iter().position(|rule| rule.module == module) else {
            if !["lib", "main"].contains(&module.as_str()) {
                broken.push(format!("{}: no rule says what `{module}` may know", source.path));
            }
            continue;
        };
        used[number] += 1;
        for path in paths(source) {
            if source.path == STACK && path.starts_with("std::thread") {
                continue;
            }
            if let Some(reason) = offence(&RULES[number], &path) {
                broken.push(format!("{}: `{path}`: {reason}", source.path));
            }
        }
    }
    (broken, used)
}

/// Why a module must not use a path; `None` if it may.
fn offence(rule: &Rule, path: &str) -> Option<String> {
    let is_below = |path: &str, above: &str| path == above || path.starts_with(&format!("{above}::"));
    let first = path.split("::").next().unwrap_or_default();
    if first == "std" {
        let impure = IMPURE.iter().find(|impure| PURE.contains(&rule.module) && is_below(path, impure));
        return impure.map(|impure| format!("`{}` is pure and uses no {impure}", rule.module));
    }
    if first == "actix" {
        return Some("only the package of the actors knows actix".to_owned());
    }
    let is_ours = first.starts_with("logmill") || RULES.iter().any(|known| known.module == first);
    let is_allowed = first == rule.module || rule.may_know.iter().any(|known| is_below(path, known));
    (is_ours && !is_allowed).then(|| format!("`{}` may know only {:?}", rule.module, rule.may_know))
}

/// Files that use `unsafe` where it is not allowed, and files that are too long.
fn broken_limits(sources: &[Source]) -> Vec<String> {
    let is_unsafe = Regex::new(r"\bunsafe\b").expect("the pattern is constant");
    let mut broken = Vec::new();
    for source in sources {
        if is_unsafe.is_match(&source.code()) && !UNSAFE.contains(&source.path.as_str()) {
            broken.push(format!("{}: `unsafe` may be only in {UNSAFE:?}", source.path));
        }
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            broken.push(format!(
                "{}: {lines} lines are more than {MAX_LINES}; split it by its reasons to change",
                source.path
            ));
        }
    }
    broken
}

/// The Rust files below a folder of the package.
fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("entries can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).expect("it is below").display().to_string().replace('\\', "/");
                found.push(Source { path: name, text: fs::read_to_string(&path).expect("sources are text") });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

#[test]
fn no_module_knows_more_than_it_may() {
    let (broken, used) = broken_rules(&sources("src"));
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    for (rule, files) in RULES.iter().zip(used) {
        assert!(files > 0, "the rule for `{}` matched no file: has it moved?", rule.module);
    }
}

#[test]
fn other_packages_know_nothing_of_logmill() {
    for package in PACKAGES {
        let sources = sources(&format!("{package}/src"));
        assert!(sources.len() > 5, "the sources of {package} were not found");
        for source in &sources {
            let mut known = paths(source);
            known.retain(|path| path.starts_with("logmill"));
            assert!(known.is_empty(), "{}: {known:?}", source.path);
        }
    }
}

#[test]
fn unsafe_code_and_long_files_are_where_they_may_be() {
    let packages = PACKAGES.map(|package| format!("{package}/src"));
    let all: Vec<Source> =
        [&["src".to_owned()], &packages[..]].concat().iter().flat_map(|path| sources(path)).collect();
    let broken = broken_limits(&all);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    for allowed in UNSAFE.into_iter().chain([STACK]) {
        assert!(all.iter().any(|source| source.path == allowed), "{allowed} is not there any more");
    }
}

#[test]
fn a_planted_violation_is_found() {
    let planted = [
        ("src/log/new.rs", "use crate::source::BatchReader;\n"),
        ("src/log/format/new.rs", "use super::super::super::engine::Graph;\n"),
        ("src/log/new.rs", "fn now() { std::time::Instant::now(); }\n"),
        ("src/filter/new.rs", "use std::{fmt, fs::File};\n"),
        ("src/filter/mod.rs", "use super::reduce::Table;\n"),
        ("src/reduce/new.rs", "use crate::{\n    log::{Column, Columns},\n    report::{Report},\n};\n"),
        ("src/source/new.rs", "use crate::config::{FormatChoice, Plan};\n"),
        ("src/config/new.rs", "fn f() -> crate::engine::Graph { todo }\n"),
        ("src/report/new.rs", "use actix::Actor;\n"),
        ("src/engine/new.rs", "use logmill_remote::Object;\n"),
        ("src/unheard_of/mod.rs", "\n"),
    ];
    for (path, text) in planted {
        let (broken, _) = broken_rules(&[Source::of(path, text)]);
        assert_eq!(broken.len(), 1, "{path}: {text}: {broken:?}");
    }
    let long = "//\n".repeat(MAX_LINES + 1);
    for (path, text) in [("src/log/lines.rs", "unsafe { go() }\n"), ("src/cli/run.rs", long.as_str())] {
        assert_eq!(broken_limits(&[Source::of(path, text)]).len(), 1, "{path}");
    }
}

#[test]
fn what_is_allowed_is_not_taken_for_a_violation() {
    let fine = [
        (
            "src/log/new.rs",
            "use super::schema::Column; // not crate::engine\n#[cfg(test)]\nmod tests { use crate::engine::Graph; }\n",
        ),
        ("src/log/tests/new.rs", "use std::fs;\n"),
        ("src/filter/mod.rs", "mod path;\nuse crate::log::{Columns, MissingColumn};\npub use path::PathFilter;\n"),
        ("src/source/new.rs", "use std::fs::File;\nuse crate::config::FormatChoice;\nuse super::error::SourceError;\n"),
    ];
    for (path, text) in fine {
        let (broken, _) = broken_rules(&[Source::of(path, text)]);
        assert!(broken.is_empty(), "{broken:?}");
    }
}
