//! The table of envelope layers, one row each.

use std::fmt;

use super::opened::Opened;
use super::piece::PrefixPiece::{self, *};
use super::{colours, cri, grep, json, piece, quoted, syslog};

/// One layer of an envelope: what one program puts around each line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Layer(&'static LayerInfo);

/// The description of a layer.
#[derive(Debug)]
pub struct LayerInfo {
    /// The name that configuration and reports use.
    pub name: &'static str,
    /// The programs that write it.
    pub writer: &'static str,
    /// An example; `LINE` is the line inside.
    pub example: &'static str,
    open: Open,
}

/// How a layer is recognised.
#[derive(Debug)]
enum Open {
    /// By a function.
    With(fn(&[u8]) -> Option<Opened>),
    /// By a function, and a faster one that checks whether a line may hold a part.
    WithParts(fn(&[u8]) -> Option<Opened>, fn(&[u8]) -> bool),
    /// By a prefix of one of these shapes.
    Prefix(&'static [&'static [PrefixPiece]]),
    /// The same, but lines of formats may also begin so.
    SharedPrefix(&'static [&'static [PrefixPiece]]),
}

impl Layer {
    /// Every layer, in the order of trial.
    pub fn all() -> impl DoubleEndedIterator<Item = Layer> {
        LAYERS.iter().map(Layer)
    }

    /// The layer with that name.
    pub fn by_name(name: &str) -> Option<Layer> {
        Layer::all().find(|layer| layer.about().name == name)
    }

    /// Its description.
    pub fn about(self) -> &'static LayerInfo {
        self.0
    }

    /// Whether it may cut lines into parts.
    pub fn has_parts(self) -> bool {
        matches!(self.0.open, Open::WithParts(..))
    }

    /// Whether a line may hold a part; much cheaper than [`Layer::open`].
    pub fn may_be_part(self, line: &[u8]) -> bool {
        matches!(self.0.open, Open::WithParts(_, may_be_part) if may_be_part(line))
    }

    /// Looks for the layer around a line, given without newline and leading NULs.
    pub fn open(self, line: &[u8]) -> Option<Opened> {
        let prefix = |shapes: &[&[PrefixPiece]]| shapes.iter().find_map(|pieces| piece::length(pieces, line));
        match self.0.open {
            Open::With(open) | Open::WithParts(open, _) => open(line),
            Open::Prefix(shapes) => prefix(shapes).map(|length| Opened::rest(line, length)),
            Open::SharedPrefix(shapes) => {
                prefix(shapes).map(|length| Opened { is_shared: true, ..Opened::rest(line, length) })
            }
        }
    }
}

impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl PartialEq for LayerInfo {
    fn eq(&self, other: &LayerInfo) -> bool {
        self.name == other.name
    }
}

impl Eq for LayerInfo {}

static LAYERS: [LayerInfo; 25] = [
    LayerInfo {
        name: "syslog",
        writer: "syslog daemons (RFC 3164 and 5424, with or without priority and counted length), journalctl in its short formats",
        example: "Feb 16 12:34:56 web-1 nginx[12]: LINE",
        open: Open::With(syslog::open),
    },
    LayerInfo {
        name: "docker",
        writer: "Docker's json-file driver; parts of long lines are joined",
        example: r#"{"log":"LINE\n","stream":"stdout","time":"2018-02-16T12:34:56.123456789Z"}"#,
        open: Open::WithParts(json::open_docker, json::may_be_part),
    },
    LayerInfo {
        name: "json",
        writer: "collectors that write JSON: Filebeat, Logstash, Fluentd, Fluent Bit, Vector, Loki, Splunk, GELF, Google Cloud, journalctl -o json",
        example: r#"{"@timestamp":"2018-02-16T12:34:56.000Z","message":"LINE"}"#,
        open: Open::With(json::open_message),
    },
    LayerInfo {
        name: "cri",
        writer: "container runtimes of Kubernetes; parts of long lines are joined",
        example: "2018-02-16T12:34:56.123456789Z stdout F LINE",
        open: Open::WithParts(cri::open, cri::may_be_part),
    },
    LayerInfo {
        name: "compose",
        writer: "docker compose logs, Overmind and Hivemind",
        example: "web-1  | LINE",
        open: Open::Prefix(&[&[Name(""), Space, Text("|"), SpaceOrEnd]]),
    },
    LayerInfo {
        name: "swarm",
        writer: "docker service logs",
        example: "web.1.uo7f0ysqqvzs@node-1    | LINE",
        open: Open::Prefix(&[&[Name(""), Text("@"), Name(""), Space, Text("|"), SpaceOrEnd]]),
    },
    LayerInfo {
        name: "foreman",
        writer: "Foreman and Honcho",
        example: "12:34:56 web.1   | LINE",
        open: Open::Prefix(&[&[Clock, Space, Name(""), Space, Text("|"), SpaceOrEnd]]),
    },
    LayerInfo {
        name: "pm2",
        writer: "pm2 logs",
        example: "0|app      | LINE",
        open: Open::Prefix(&[&[Digits, Text("|"), Name("@ "), Text("|"), SpaceOrEnd]]),
    },
    LayerInfo {
        name: "supervisor",
        writer: "supervisor-stdout",
        example: "web stdout | LINE",
        open: Open::Prefix(&[&[Name(":"), Text(" "), OneOf(&["stdout", "stderr"]), Space, Text("|"), SpaceOrEnd]]),
    },
    LayerInfo {
        name: "kubectl",
        writer: "kubectl logs --prefix",
        example: "[pod/web-6d4cf56db6-x7k2p/nginx] LINE",
        open: Open::Prefix(&[&[Text("["), Name(""), Text("/"), Name(""), Text("/"), Name(""), Text("] ")]]),
    },
    LayerInfo {
        name: "kail",
        writer: "kail",
        example: "default/web-6d4cf56db6-x7k2p[nginx]: LINE",
        open: Open::Prefix(&[&[Name(""), Text("/"), Name(""), Text("["), Name(""), Text("]: ")]]),
    },
    LayerInfo {
        name: "cf",
        writer: "cf logs",
        example: "   2018-02-16T12:34:56.12+0000 [APP/PROC/WEB/0] OUT LINE",
        open: Open::Prefix(&[&[
            MaybeSpace,
            Stamp,
            Space,
            Text("["),
            Name("/"),
            Text("]"),
            Space,
            OneOf(&["OUT", "ERR"]),
            SpaceOrEnd,
        ]]),
    },
    LayerInfo {
        name: "heroku",
        writer: "heroku logs",
        example: "2018-02-16T12:34:56.123456+00:00 app[web.1]: LINE",
        // Heroku's own lines, such as those of its router, have no other time.
        open: Open::Prefix(&[&[Stamp, Space, Text("app["), Name(""), Text("]: ")]]),
    },
    LayerInfo {
        name: "fly",
        writer: "fly logs",
        example: "2018-02-16T12:34:56Z app[6e82d4ea3d1e48] fra [info]LINE",
        open: Open::Prefix(&[&[
            Stamp,
            Space,
            Name(""),
            Text("["),
            Name(""),
            Text("] "),
            Name(""),
            Text(" ["),
            Name(""),
            Text("]"),
            MaybeSpace,
        ]]),
    },
    LayerInfo {
        name: "gcloud",
        writer: "gcloud app logs tail",
        example: "2018-02-16 12:34:56 default[20180216t123456]  LINE",
        open: Open::Prefix(&[&[Stamp, Space, Name(""), Text("["), Name(""), Text("]"), Space]]),
    },
    LayerInfo {
        name: "logcli",
        writer: "logcli, of Loki",
        example: r#"2018-02-16T12:34:56Z {app="web", pod="web-0"} LINE"#,
        open: Open::Prefix(&[&[Stamp, Space, Braces, Space]]),
    },
    LayerInfo {
        name: "awslogs",
        writer: "aws logs tail, and awslogs",
        example: "/ecs/web ecs/nginx/0a1b2c3d LINE",
        open: Open::SharedPrefix(&[
            &[Needed, Text("/"), Name("/:$[]"), Text(" "), Name("/:$[]"), Text(" "), Line],
            &[Stamp, Text(" "), Name(""), Text("/"), Name("/:$[]"), Text(" "), Line],
            &[Stamp, Text(" i-"), Name(""), Text(" "), Line],
        ]),
    },
    LayerInfo {
        name: "stern",
        writer: "stern, also in several namespaces; awslogs whose groups have no slash",
        example: "web-6d4cf56db6-x7k2p nginx LINE",
        open: Open::Prefix(&[
            &[Pod, Text(" "), Name(""), Text(" "), Line],
            &[Name(""), Text(" "), Pod, Text(" "), Name(""), Text(" "), Line],
            &[Needed, Name(""), Text(" "), Name(""), Text(" "), Line],
            &[Needed, Name(""), Text(" "), Name(""), Text(" "), Name(""), Text(" "), Line],
        ]),
    },
    LayerInfo {
        name: "tag",
        writer: "logger, systemd-cat, and syslog headers of which only the program is left",
        example: "nginx[12]: LINE",
        open: Open::With(syslog::open_tag),
    },
    LayerInfo {
        name: "logentries",
        writer: "senders to Logentries, which begin with a token",
        example: "2bfbea1e-10c3-4419-bdad-7e6435882e1f LINE",
        open: Open::Prefix(&[&[Uuid, Space]]),
    },
    LayerInfo {
        name: "papertrail",
        writer: "archives of Papertrail: ten columns, the last of which is the line",
        example: "793838401\t2018-02-16T12:34:56Z\t2018-02-16T12:34:57Z\t42\tweb-1\t10.0.0.5\tUser\tInfo\tnginx\tLINE",
        open: Open::Prefix(&[&[
            Digits,
            Text("\t"),
            Stamp,
            Text("\t"),
            Stamp,
            Text("\t"),
            Digits,
            Text("\t"),
            Column,
            Column,
            Column,
            Column,
            Column,
        ]]),
    },
    LayerInfo {
        name: "time",
        writer: "docker logs -t, kubectl logs --timestamps, ts, multilog, s6-log, Go's log: a timestamp alone",
        example: "2018-02-16T12:34:56.123456789Z LINE",
        open: Open::SharedPrefix(&[&[MaybeSpace, Stamp, Maybe(&[Text(":")]), Space]]),
    },
    LayerInfo {
        name: "quoted",
        writer: "exports and tests: quotes around the whole line",
        example: "\"LINE\"",
        open: Open::With(quoted::open),
    },
    LayerInfo {
        name: "grep",
        writer: "grep, zgrep, rg and ag: the name of the file, the number of the line, or both",
        example: "access.log:12:LINE",
        open: Open::With(grep::open),
    },
    LayerInfo {
        name: "colours",
        writer: "any of these on a terminal: codes that switch colours on and off",
        example: "\u{1b}[32mLINE\u{1b}[0m",
        open: Open::With(colours::open),
    },
];
