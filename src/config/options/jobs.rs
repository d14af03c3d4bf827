//! The keys that every job can have.

use super::entry::Unset::{Said, Value};
use super::entry::{Form, JobOption, MAX_INSTANCES, REQUIRED, one_of, option, seconds, size};
use crate::config::plan::{Executor, Output, OverLimit};

const NAME: Form = Form::Words("letters, digits, _ and -");
const BOOLEAN: Form = Form::Words("true or false");
const PATH: Form = Form::Words("a path");
const NAMES: Form = Form::Words("a list of names");
const GLOBS: Form = Form::Words("a pattern such as \"*.log*\", or a list of them");

pub(super) const OPTIONS: &[JobOption] = &[
    option(
        "timezone",
        "Zone of days, hours and printed times",
        Value(""),
        Form::Words(
            "\"UTC\", an offset such as \"+02:00\", a name such as \"Europe/Berlin\", or \"log\" for the clocks of the lines",
        ),
    )
    .flag("--timezone")
    .see("INPUT.md#zones"),
    option(
        "routes",
        "Templates for route(path); the most specific one wins",
        Value(""),
        Form::Words("such as \"/users/{user}\" and \"/static/*rest\""),
    )
    .see("#routes-and-bots"),
    option("bots", "Table of bots, whose tokens win over the built-in ones", Said("none"), Form::Words("a CSV file"))
        .see("#routes-and-bots"),
    option(
        "geo",
        "Databases for country(host), city(host), asn(host) and as_name(host); the first that has a value gives it",
        Value(""),
        Form::Words("one file in the MaxMind DB format, or several"),
    )
    .flag("--geo")
    .see("#countries-cities-and-networks"),
    option(
        "pipeline.parsers",
        "Instances in the parser pool",
        Value("starts with one and adds more while batches wait, up to one per core"),
        Form::Count,
    )
    .flag("--parsers"),
    option(
        "pipeline.readers",
        "Most reader instances; they share the list of files",
        Value("as many as parsers, at most 4"),
        Form::Count,
    ),
    option("pipeline.batch_bytes", "Text in a batch", Value(""), size(1, 1 << 30, "")),
    option("pipeline.buffers", "Batches in flight", Value(""), Form::Number(1, 1024)),
    option(
        "pipeline.max_line_bytes",
        "Longest line that can be a record; a longer one is malformed",
        Value(""),
        size(1, 1 << 30, ""),
    ),
    option(
        "pipeline.executor",
        "What does the work",
        Value(""),
        Form::Made(|| one_of(Executor::ALL.map(Executor::name))),
    )
    .flag("--executor")
    .see("SCALE.md#worker-processes"),
    option("pipeline.workers", "Worker processes", Value("one per core"), Form::Count).flag("--workers"),
    option(
        "pipeline.worker_timeout",
        "A worker that sends no heartbeat for this long is killed; starting, each batch and the answer must take less",
        Value(""),
        // A busy machine needs far less than a second to start a process or to receive its heartbeat.
        seconds(1, 24 * 60 * 60),
    ),
    option(
        "pipeline.max_retries",
        "How often a part of the input is read again after its worker failed",
        Value(""),
        Form::Number(0, 1000),
    ),
    option(
        "pipeline.worker_memory",
        "Address space that a worker may use",
        Said("no limit"),
        // This program needs 80 to 90 MiB of address space to start; the rest is for the work.
        size(128 << 20, 1 << 40, "; leave it out for no cap"),
    ),
    option(
        "pipeline.split_bytes",
        "Part of a plain file that a worker gets at a time; larger if there would be more than 65,536 parts",
        Value("about four parts per worker, of 8 MiB to 256 MiB"),
        size(1, 1 << 40, " or \"auto\""),
    ),
    option("pipeline.rejects", "File for all malformed lines, as JSON Lines", Said("none"), PATH)
        .flag("--rejects")
        .see("OUTPUT.md#malformed-lines"),
    option(
        "pipeline.max_malformed",
        "Exit with code 2 if more lines are malformed",
        Said("no limit"),
        Form::Words("a number of lines, or a share of parsed and malformed lines such as \"5%\""),
    )
    .flag("--max-malformed"),
    option("sources[].name", "Name, unique among sources and filters", Said("\"source1\" and so on"), NAME),
    option(
        "sources[].path",
        "What to read",
        REQUIRED,
        Form::Words(
            "one or several files, directories, globs, URLs, \"@FILE\" for a list of paths, or \"-\" for standard input",
        ),
    )
    .see("INPUT.md#sources"),
    option(
        "sources[].include",
        "Read only files, and members of archives, whose name matches one of these",
        Value("all"),
        GLOBS,
    )
    .flag("--include"),
    option("sources[].exclude", "Skip files, and members of archives, whose name matches one of these", Value(""), GLOBS)
        .flag("--exclude"),
    option(
        "sources[].format",
        "Format of the lines",
        Value("detected for each file"),
        Form::Words("a name that `logmill formats` lists, one of the job's formats, or \"auto\""),
    )
    .flag("--format")
    .see("INPUT.md#detection"),
    option(
        "sources[].envelope",
        "What log collectors put around each line; it is removed",
        Value("detected if the format is \"auto\" too, else none"),
        Form::Words(
            "such as \"syslog inside docker\" [see: logmill formats --envelopes]; \"prefix\" for any text before a line, \"none\", or \"auto\"",
        ),
    )
    .flag("--envelope")
    .see("INPUT.md#envelopes"),
    option(
        "sources[].timezone",
        "Zone of times in logs that have none",
        Value(""),
        Form::Words("\"UTC\", an offset such as \"+02:00\", or a name such as \"Europe/Berlin\""),
    )
    .flag("--source-timezone")
    .see("INPUT.md#zones"),
    option(
        "sources[].trusted_proxies",
        "Your proxies: the client is the last forwarded address that is not listed here",
        Value("the host as logged, the first of a list"),
        Form::Words("addresses, and networks such as \"10.0.0.0/8\""),
    )
    .see("FORMATS.md#what-a-source-says-about-its-lines"),
    option(
        "sources[].anonymize",
        "Mask the addresses of clients",
        Value(""),
        Form::Words(
            "\"ip/24\" for 24 bits of IPv4 and 48 of IPv6 addresses, \"ip/24,/64\" for other numbers of both, or \"none\"",
        ),
    )
    .flag("--anonymize")
    .see("FORMATS.md#what-a-source-says-about-its-lines"),
    option("formats[].name", "Name, for `format` of a source", REQUIRED, NAME).see("FORMATS.md#your-own-formats"),
    option("formats[].apache", "One of five ways to describe the lines", Said("none"), Form::Words("a LogFormat of Apache")),
    option("formats[].nginx", "Another way", Said("none"), Form::Words("a log_format of nginx")),
    option(
        "formats[].goaccess",
        "Another way",
        Said("none"),
        Form::Words("a log-format of GoAccess, or a table of the four keys below"),
    ),
    option("formats[].goaccess.log_format", "Specifiers, or the name of a predefined format", REQUIRED, Form::Words("a text")),
    option(
        "formats[].goaccess.date_format",
        "Form of the date, %d",
        Said("as predefined"),
        Form::Words("as in strftime(3)"),
    ),
    option(
        "formats[].goaccess.time_format",
        "Form of the time, %t",
        Said("as predefined"),
        Form::Words("as in strftime(3)"),
    ),
    option("formats[].goaccess.datetime_format", "Form of both, %x", Said("none"), Form::Words("as in strftime(3)")),
    option("formats[].regex", "Another way: its named groups are columns", Said("none"), Form::Words("a regular expression")),
    option(
        "formats[].time_format",
        "For `regex`: form of its time",
        Said("as servers write times"),
        Form::Words("as in strftime(3)"),
    ),
    option(
        "formats[].units",
        "For `regex`: units of its durations",
        Said("\"s\""),
        Form::Words("\"s\", \"ms\", \"us\" or \"ns\" for each"),
    ),
    option(
        "formats[].json",
        "Another way: which keys of a JSON object are which columns",
        Said("none"),
        Form::Words("a table of names"),
    ),
    option("filters[].name", "Name, unique among sources and filters", Said("the type"), NAME),
    option("filters[].type", "Type of the filter", REQUIRED, Form::Words("a name")).see("#filters"),
    option(
        "filters[].inputs",
        "Sources and filters that it reads",
        Said("the filter before it; for the first, all sources"),
        NAMES,
    ),
    option("reducers[].name", "Name of the reducer and of its table, unique among reducers", Said("the type"), NAME),
    option("reducers[].type", "Type of the reducer", Value(""), Form::Words("a name")).see("#reducers"),
    option(
        "reducers[].inputs",
        "Sources and filters that it reads",
        Said("the last filter; without filters, all sources"),
        NAMES,
    ),
    option("reducers[].instances", "Instances that share the batches", Value(""), Form::Number(1, MAX_INSTANCES)),
    option(
        "reducers[].memory_limit",
        "Memory for its groups",
        Said("no limit"),
        // More than the empty state of any type takes up.
        size(64 << 10, 1 << 40, "; leave it out for no limit"),
    )
    .see("#memory"),
    option(
        "reducers[].over_limit",
        "What happens if its groups need more: the run fails, or they are written to disk, for which the limit must be at least 16 MiB",
        Value(""),
        Form::Made(|| one_of(OverLimit::ALL.map(OverLimit::name))),
    )
    .see("#memory"),
    option(
        "reducers[].optional",
        "Leaves the table out of the report for people if it has nothing to compare: one group, or only nulls",
        Value(""),
        BOOLEAN,
    ),
    option("report.output", "Form of the report", Value(""), Form::Made(|| one_of(Output::ALL.map(Output::name))))
        .flag("--to")
        .see("OUTPUT.md"),
    option("report.output_file", "File for the report; for csv, a directory with one file per table", Said("standard output"), PATH)
        .flag("-o"),
    option("report.table", "Show only this table", Said("all tables"), Form::Words("the name of a reducer")).flag("--table"),
    option(
        "report.split_by",
        "A report for each value of an expression",
        Said("one report"),
        Form::Words("an expression such as \"vhost\""),
    )
    .flag("--split-by")
    .see("OUTPUT.md#the-report"),
    option("report.actors", "Lists every actor with its traffic, in the table output", Value(""), BOOLEAN).flag("--actors"),
];
