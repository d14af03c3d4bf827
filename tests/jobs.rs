use logmill::config::{ConfigInput, DEFAULT_JOB, Overrides, Plan, Registry, Request, load, preset, written_job};
use logmill::engine::{Identity, inline};
use logmill::expression::split_list;

use crate::world::World;

/// A world with two logs and a job.
fn site() -> World {
    let world = World::new();
    for (seed, name) in [("1", "a.log"), ("2", "b.log")] {
        let arguments = ["generate", "--lines", "120", "--bad", "0", "--seed", seed, "-o", name];
        world.run(world.logmill(arguments), b"").assert_code(0);
    }
    world
}

const JOB: &str = r#"
timezone = "Europe/Berlin"
[pipeline]
buffers = 4
[[sources]]
name = "front"
path = "DIR/a.log"
format = "own"
[[sources]]
name = "back"
path = "DIR/b.log"
format = "combined"
include = "*.log"
[[formats]]
name = "own"
regex = '^(?<host>\S+) \S+ \S+ \[(?<time>[^\]]+)\] "(?<request>(?:[^"\\]|\\.)*)" (?<status>\d+) (?<bytes>\S+)(?: "(?<referer>[^"]*)")?'
[[filters]]
type = "path"
inputs = ["front", "back"]
exclude_extensions = ["png", "css"]
[[filters]]
type = "regex"
column = "path"
pattern = '^/[^"]'
[[reducers]]
name = "paths"
group_by = ["path/1", '''coalesce(user, 'it''s "none"') AS "who 'is'"''']
measures = ["count", "sum(bytes)"]
memory_limit = "64MiB"
[[reducers]]
inputs = ["front"]
group_by = ["status"]
"#;

/// Command lines, each of which is a job.
const LINES: [&str; 34] = [
    "a.log",
    "a.log b.log",
    "-c job.toml",
    "-c job.toml a.log",
    "-c job.toml a.log b.log --format combined",
    "-c job.toml --where status=404 --since 2024-01-01",
    "-c job.toml -n 3 --sort key --having count()>2",
    "-c job.toml --by path --where bytes>1000",
    "-c job.toml --set reducers[0].top=2 --set filters[0].min_segments=1",
    "-c job.toml --set reducers[0].measures=[\"count\",'max(bytes)'] --parsers 2",
    "-c job.toml --table paths --actors --max-malformed 5%",
    "-c job.toml --set timezone=+02:00",
    "-c job.toml --include a.* --exclude *.gz",
    "--preset errors a.log",
    "--preset goaccess a.log",
    "--preset performance a.log",
    "--preset security a.log",
    "--preset bots a.log",
    "--preset sessions a.log",
    "a.log --by path",
    "a.log --by path,status -n 0",
    "a.log --by route(path) -m count,distinct(host),sum(bytes)",
    "a.log --by status_class --pivot method",
    "a.log --over 1h",
    "a.log --over 1d --pivot status",
    "a.log --by host/24 --having count()>2 --sort -count",
    "a.log b.log --by vhost --where path~'^/[a-z]+\\d' --where status<>404",
    "a.log --by regexp_match(path,'\\d+')",
    "a.log --by concat(method,'\"','\\',path)",
    "a.log --by path --diff b.log",
    "a.log --by path --diff 2024-01-02",
    "a.log --by status --since 2024-01-02 --until 2024-01-03",
    "a.log --by hour --since 22:00 --until 06:00 --timezone +01:00",
    "a.log -w status=404",
];

/// The request that `logmill run` makes of a command line.
fn request(world: &World, line: &str) -> Request {
    let mut input = ConfigInput::text("overview", DEFAULT_JOB);
    let mut overrides = Overrides::default();
    let mut words = line.split(' ');
    while let Some(word) = words.next() {
        let mut value = || words.next().expect("a value").to_owned();
        let list = |text: &str| split_list(text).expect("a list").into_iter().map(str::to_owned).collect::<Vec<_>>();
        let question = &mut overrides.question;
        match word {
            "-c" => input = ConfigInput::text(&value(), JOB.replace("DIR", &world.path(".").display().to_string())),
            "--preset" => input = ConfigInput::text("preset", preset(&value()).expect("a preset").text),
            "--where" | "-w" => question.conditions.push(value()),
            "--since" => question.since = Some(value()),
            "--until" => question.until = Some(value()),
            "--by" => question.by.extend(list(&value())),
            "-m" => question.measures.extend(list(&value())),
            "--over" => question.over = Some(value()),
            "--pivot" => question.pivot = Some(value()),
            "--having" => question.having = Some(value()),
            "--sort" => question.sort = Some(value()),
            "-n" => question.top = Some(value()),
            "--diff" => question.diff = Some(value()),
            "--format" => overrides.format = Some(value()),
            "--timezone" => overrides.set.push(("timezone".to_owned(), value())),
            "--source-timezone" => overrides.source_timezone = Some(value()),
            "--include" => overrides.include.push(value()),
            "--exclude" => overrides.exclude.push(value()),
            "--actors" => overrides.set.push(("report.actors".to_owned(), "true".to_owned())),
            "--table" => overrides.set.push(("report.table".to_owned(), value())),
            "--parsers" => overrides.set.push(("pipeline.parsers".to_owned(), value())),
            "--max-malformed" => overrides.set.push(("pipeline.max_malformed".to_owned(), value())),
            "--set" => {
                let setting = value();
                let (key, value) = setting.split_once('=').expect("a key and a value");
                overrides.set.push((key.to_owned(), value.to_owned()));
            }
            path => overrides.sources.push(path.to_owned()),
        }
    }
    let is_log = |path: &String| path.ends_with(".log");
    let paths = overrides.sources.iter_mut().chain(overrides.question.diff.as_mut()).filter(|path| is_log(path));
    paths.for_each(|path| *path = world.path(path).display().to_string());
    // Detection would take most of the time.
    if !line.starts_with("-c") {
        overrides.format.get_or_insert_with(|| "combined".to_owned());
    }
    Request::new(input).with_overrides(overrides)
}

/// What a plan counts.
fn counted(plan: &Plan) -> String {
    let report = inline::run(plan).expect("the logs can be read");
    format!("{:#?}", (report.tables, report.filters, report.input.tally))
}

#[test]
fn the_job_that_a_command_line_is_has_the_same_plan_and_the_same_report() {
    let (world, registry) = (site(), Registry::builtin());
    for line in LINES {
        let request = request(&world, line);
        let plan = load(&request, &registry).unwrap_or_else(|errors| panic!("{line}: {errors}"));
        let job = written_job(&request).unwrap_or_else(|errors| panic!("{line}: {errors}"));
        let saved = Request::new(ConfigInput::text("my.toml", job.as_str()));
        let loaded = load(&saved, &registry).unwrap_or_else(|errors| panic!("{line}: {errors}\n{job}"));
        assert!(Identity::of(&plan) == Identity::of(&loaded), "{line} has another identity\n{job}");
        assert_eq!(
            (plan.pipeline, &plan.rejects, &plan.report),
            (loaded.pipeline, &loaded.rejects, &loaded.report),
            "{line}\n{job}"
        );
        assert_eq!(written_job(&saved).as_ref(), Ok(&job), "{line} is written in another way");
        assert!(counted(&plan) == counted(&loaded), "{line} gives another report\n{job}");
    }
}

#[test]
fn a_printed_job_runs() {
    let world = site();
    let explained = world.run(world.logmill(["--explain", "a.log", "--by", "path", "-w", "path ~ '^/[a-z]'"]), b"");
    explained.assert_code(0);
    world.write("my.toml", &explained.stdout);
    let saved = world.run(world.logmill(["-c", "my.toml", "-q", "--to", "csv"]), b"");
    saved.assert_code(0);
    let asked = world.run(world.logmill(["a.log", "--by", "path", "-w", "path ~ '^/[a-z]'", "-q", "--to", "csv"]), b"");
    assert!(saved.stdout == asked.stdout && saved.stdout.len() > 100, "{saved}");
}

#[test]
fn a_saved_job_does_not_name_what_is_the_default() {
    let world = site();
    let job = world.run(world.logmill(["explain", "--as", "job", "a.log", "--by", "path"]), b"").stdout();
    assert!(job.lines().count() < 12, "{job}");
    assert!(!job.contains("parsers") && !job.contains("instances"), "{job}");
}
