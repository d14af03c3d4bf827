//! From settings as written to the plan. Every `check_*` reports all problems it finds and continues.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::config::ValueKind;
use glob::{Pattern, PatternError};

use super::error::ConfigErrorKind;
use super::formats::{OwnFormats, check_formats, words_of_questions};
use super::graph::{InputGraph, check_graph};
use super::identity;
use super::line_settings::check_lines;
use super::lookups::{Lookups, check_lookups, identity_of_geo};
use super::names::{check_names, unknown_name};
use super::options::MAX_INSTANCES;
use super::plan::{
    Executor, FilterPlan, NameChoice, Output, PipelinePlan, Plan, ReducerPlan, RejectsPlan, ReportPlan, SourcePlan,
    WorkersPlan,
};
use super::ranges::{check_count, check_number, check_size, check_time, is_table, report_unfit};
use super::raw::{RawConfig, RawFilter, RawPipeline, RawReport, RawSource};
use super::reducers::{Checked, check_reducers};
use super::registry::{Making, Registry};
use super::request::Request;
use super::sections::FILTER_KEYS;
use super::tree::{KeyPath, Tree};
use super::written::{InstanceCount, OneOrMany};
use crate::expression::{Context, Expression};
use crate::filter::Filter;
use crate::log::zone::Zone;

/// Checks everything. `None` means that problems were reported; if a plan comes with problems, it must not be used.
///
/// `replaced` are names of sources that the paths on the command line replace.
pub(super) fn check_config(
    tree: &mut Tree,
    raw: &RawConfig,
    replaced: &[String],
    registry: &Registry,
    request: &Request,
) -> Option<Plan> {
    let pipeline = check_pipeline(tree, &raw.pipeline);
    let rejects = check_rejects(tree, &raw.pipeline);
    let names = check_names(tree, raw);
    let formats = check_formats(tree, &raw.formats, &words_of_questions(tree));
    let zone = check_zone(tree, &raw.timezone);
    let sources = check_sources(tree, &raw.sources, &names.sources, &formats, &zone);
    // Programs want all rows.
    let rows = if raw.report.output == Output::Table.name() { Context::default().rows } else { 0 };
    let Lookups { routes, own_agents, geo, mut identity } = check_lookups(tree, &raw.lookups, &zone, request);
    let own_columns = Arc::clone(&formats.columns);
    let context = Context { zone, now: request.now, rows, own_columns, routes, own_agents, geo, ..Context::default() };
    let filters = check_filters(tree, &raw.filters, &names.filters, registry, &context);
    let reducers = check_reducers(tree, raw, &names.reducers, registry, &context);
    let report = check_report(tree, &raw.report, &names.reducers, &context);
    // The last expression is checked.
    identity.extend(identity_of_geo(context.geo.as_deref(), request));
    let graph = check_graph(tree, raw, &names, replaced);
    // States of other splits are other states.
    let split_by = &raw.report.split_by;
    Some(Plan {
        pipeline,
        rejects,
        sources,
        formats: formats.formats,
        own_columns: formats.columns,
        filters: order_filters(tree, filters, &raw.filters, &names.filters, &graph)?,
        reducers: (reducers.into_iter().zip(&raw.reducers).zip(names.reducers).zip(graph.reducer_inputs))
            .map(|(((reducer, raw), name), inputs)| {
                let Checked { instances, memory_limit, over_limit, reducer } = reducer?;
                let mut settings = identity::settings(&raw.settings, &tree.places, reducer.finish_keys());
                settings.extend(split_by.iter().map(|by| ("split_by".to_owned(), format!("{by:?}"))));
                let (kind, optional) = (raw.kind.clone(), raw.optional);
                Some(ReducerPlan {
                    name,
                    kind,
                    inputs,
                    instances,
                    memory_limit,
                    over_limit,
                    optional,
                    settings,
                    reducer,
                })
            })
            .collect::<Option<_>>()?,
        report: report?,
        zone: context.zone.clone(),
        context,
        settings: identity,
    })
}

/// The zone of days, hours and printed times.
fn check_zone(tree: &mut Tree, name: &str) -> Zone {
    Zone::of_job(name).unwrap_or_else(|_| {
        report_unfit(tree, &KeyPath::default().key("timezone"));
        Zone::utc()
    })
}

fn order_filters(
    tree: &Tree,
    filters: Vec<Option<Arc<dyn Filter>>>,
    raw: &[RawFilter],
    names: &[String],
    graph: &InputGraph,
) -> Option<Vec<FilterPlan>> {
    let plan = |&index: &usize| {
        let filter = filters[index].clone()?;
        Some(FilterPlan {
            name: names[index].clone(),
            kind: raw[index].kind.clone()?,
            inputs: graph.filter_inputs[index].clone(),
            settings: identity::settings(&raw[index].settings, &tree.places, filter.neutral_keys()),
            filter,
        })
    };
    graph.order.iter().map(plan).collect()
}

fn check_pipeline(tree: &mut Tree, raw: &RawPipeline) -> PipelinePlan {
    let at = KeyPath::default().key("pipeline");
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get).min(MAX_INSTANCES as usize);
    let parsers = check_count(tree, &at.key("parsers"), raw.parsers, cores);
    let memory = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
    PipelinePlan {
        parsers,
        auto_parsers: raw.parsers == InstanceCount::Auto,
        readers: check_count(tree, &at.key("readers"), raw.readers, parsers.min(MAX_AUTO_READERS)),
        batch_bytes: memory(check_size(tree, &at.key("batch_bytes"), raw.batch_bytes)),
        buffers: check_number(tree, &at.key("buffers"), raw.buffers),
        max_line_bytes: memory(check_size(tree, &at.key("max_line_bytes"), raw.max_line_bytes)),
        executor: check_executor(tree, &at.key("executor"), &raw.executor),
        workers: check_workers(tree, &at, raw, cores),
    }
}

fn check_executor(tree: &mut Tree, at: &KeyPath, name: &str) -> Executor {
    Executor::by_name(name).unwrap_or_else(|| {
        tree.report_value(at, unknown_name("executor", name, Executor::ALL.map(Executor::name)));
        Executor::Threads
    })
}

fn check_workers(tree: &mut Tree, at: &KeyPath, raw: &RawPipeline, cores: usize) -> WorkersPlan {
    WorkersPlan {
        memory_bytes: raw.worker_memory.map(|memory| check_size(tree, &at.key("worker_memory"), memory)),
        split_bytes: raw.split_bytes.written().map(|split| check_size(tree, &at.key("split_bytes"), split)),
        count: check_count(tree, &at.key("workers"), raw.workers, cores),
        timeout: check_time(tree, &at.key("worker_timeout"), raw.worker_timeout),
        max_retries: u32::try_from(check_number(tree, &at.key("max_retries"), raw.max_retries)).unwrap_or(0),
    }
}

fn check_rejects(tree: &mut Tree, raw: &RawPipeline) -> RejectsPlan {
    if raw.rejects.as_deref() == Some("") {
        let at = KeyPath::default().key("pipeline").key("rejects");
        let expected = "a path; leave it out for no file".to_owned();
        tree.report_value(&at, ConfigErrorKind::Unfit { expected });
    }
    RejectsPlan { file: raw.rejects.as_ref().map(PathBuf::from), max: raw.max_malformed }
}

/// Several readers only help with compressed files, and few decompressors keep many parsers busy.
const MAX_AUTO_READERS: usize = 4;

fn check_sources(
    tree: &mut Tree,
    raw: &[RawSource],
    names: &[String],
    own: &OwnFormats,
    zone: &Zone,
) -> Vec<SourcePlan> {
    let at = KeyPath::default().key("sources");
    if raw.is_empty() && tree.find(&at).is_none_or(|sources| matches!(sources.kind, ValueKind::Array(_))) {
        let example = "a [[sources]] table with `path = \"access.log\"`, or name files on the command line".to_owned();
        tree.report(&at, ConfigErrorKind::Missing { example });
    }
    let mut reads_stdin = false;
    let mut plans = Vec::new();
    for (index, (source, name)) in raw.iter().zip(names).enumerate() {
        let at = at.index(index);
        plans.push(SourcePlan {
            name: name.clone(),
            paths: check_paths(tree, &at, source, &mut reads_stdin),
            choice: NameChoice {
                include: check_name_patterns(tree, &at.key("include"), &source.include),
                exclude: check_name_patterns(tree, &at.key("exclude"), &source.exclude),
            },
            format: check_lines(tree, &at, source, own, zone),
        });
    }
    plans
}

fn check_paths(tree: &mut Tree, at: &KeyPath, source: &RawSource, reads_stdin: &mut bool) -> Vec<String> {
    let key = at.key("path");
    let Some(path) = &source.path else {
        if is_missing(tree, at, "path") {
            tree.report(&key, ConfigErrorKind::Missing { example: "`path = \"access.log\"`".to_owned() });
        }
        return Vec::new();
    };
    if matches!(tree.find(&key).map(|paths| &paths.kind), Some(ValueKind::Array(paths)) if paths.is_empty()) {
        tree.report_value(&key, ConfigErrorKind::Unfit { expected: "one path or more".to_owned() });
    }
    for (index, pattern) in path.as_slice().iter().enumerate() {
        let at = tree.key_of_item(&key, index);
        check_pattern(tree, &at, pattern, reads_stdin);
    }
    path.as_slice().to_vec()
}

/// Patterns of file names, without the wrong ones.
fn check_name_patterns(tree: &mut Tree, key: &KeyPath, patterns: &OneOrMany) -> Vec<Pattern> {
    let mut checked = Vec::new();
    for (index, pattern) in patterns.as_slice().iter().enumerate() {
        let at = tree.key_of_item(key, index);
        match Pattern::new(pattern) {
            _ if pattern.is_empty() => {
                let expected = "a pattern of file names, such as \"*.log*\"".to_owned();
                tree.report_value(&at, ConfigErrorKind::Unfit { expected });
            }
            Ok(pattern) => checked.push(pattern),
            Err(error) => refuse_pattern(tree, &at, &error),
        }
    }
    checked
}

fn refuse_pattern(tree: &mut Tree, at: &KeyPath, error: &PatternError) {
    let message = format!("not a valid pattern: {} at character {}", error.msg, error.pos + 1);
    tree.report_value(at, ConfigErrorKind::Refused { message });
}

fn check_pattern(tree: &mut Tree, at: &KeyPath, pattern: &str, reads_stdin: &mut bool) {
    if pattern.is_empty() {
        tree.report_value(
            at,
            ConfigErrorKind::Unfit { expected: "a path or a pattern, or \"-\" for standard input".to_owned() },
        );
    }
    if pattern == "@" {
        let expected = "the name of a list after the @, or \"@-\" for a list on standard input".to_owned();
        tree.report_value(at, ConfigErrorKind::Unfit { expected });
    }
    if ["-", "@-"].contains(&pattern) && std::mem::replace(reads_stdin, true) {
        tree.report_value(at, ConfigErrorKind::Refused { message: "standard input can be read only once".to_owned() });
    }
    let Err(error) = Pattern::new(pattern) else { return };
    // The name of an existing file, a list or the URL of one object is not a pattern.
    let is_begin = |scheme: &&str| pattern.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    let is_name = pattern.starts_with('@') || ["http://", "https://"].iter().any(is_begin);
    if !is_name && !Path::new(pattern).exists() {
        refuse_pattern(tree, at, &error);
    }
}

fn check_filters(
    tree: &mut Tree,
    raw: &[RawFilter],
    names: &[String],
    registry: &Registry,
    context: &Context,
) -> Vec<Option<Arc<dyn Filter>>> {
    let mut filters = Vec::new();
    for ((index, filter), name) in raw.iter().enumerate().zip(names) {
        let at = KeyPath::default().key("filters").index(index);
        let key = at.key("type");
        filters.push(match filter.kind.as_deref().map(|kind| (kind, registry.filter_type(kind))) {
            Some((_, Some(make))) => make(Making {
                name,
                tree,
                at: &at,
                settings: filter.settings.clone(),
                beside: FILTER_KEYS,
                starts_programs: registry.starts_programs,
                context,
            }),
            Some((kind, None)) => {
                tree.report_value(&key, unknown_name("filter type", kind, registry.filter_names()));
                None
            }
            None if is_missing(tree, &at, "type") => {
                let names: Vec<&str> = registry.filter_names().collect();
                let example = format!("`type = \"...\"` with one of `{}`", names.join("`, `"));
                tree.report(&key, ConfigErrorKind::Missing { example });
                None
            }
            None => None,
        });
    }
    filters
}

fn check_report(tree: &mut Tree, raw: &RawReport, reducers: &[String], context: &Context) -> Option<ReportPlan> {
    let at = KeyPath::default().key("report");
    let output = Output::by_name(&raw.output);
    if output.is_none() {
        tree.report_value(&at.key("output"), unknown_name("output", &raw.output, Output::ALL.map(Output::name)));
    }
    if raw.output_file.as_deref() == Some("") {
        let expected = "a path; leave it out for standard output".to_owned();
        tree.report_value(&at.key("output_file"), ConfigErrorKind::Unfit { expected });
    }
    if let Some(table) = raw.table.as_ref().filter(|table| !reducers.contains(table)) {
        tree.report_value(&at.key("table"), unknown_name("reducer", table, reducers.iter().map(String::as_str)));
    }
    if let Some(Err(error)) = raw.split_by.as_ref().map(|by| Expression::parse(by, context)) {
        tree.report_value(&at.key("split_by"), ConfigErrorKind::Refused { message: error.to_string() });
    }
    Some(ReportPlan {
        output: output?,
        output_file: raw.output_file.as_ref().map(PathBuf::from),
        table: raw.table.clone(),
        split_by: raw.split_by.clone(),
        actors: raw.actors,
    })
}

/// Whether a table lacks a key. A key with a refused value is present.
fn is_missing(tree: &Tree, at: &KeyPath, key: &str) -> bool {
    is_table(tree, at) && tree.find(&at.key(key)).is_none()
}
