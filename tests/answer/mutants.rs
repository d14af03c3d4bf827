//! Hostile logs: good lines of every format, changed in the ways that break readers.

use std::ops::Range;
use std::path::Path;

use logmill::Registry;
use logmill::config::{ConfigInput, FormatChoice, Request, load};
use logmill::log::format::own;
use logmill::log::{Format, Layer};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

use crate::envelopes::in_layer;
use crate::format_cases;

/// A source of a job, and good lines of it.
pub struct Stock {
    /// The name of its file.
    pub name: String,
    /// The keys of its table besides name and path.
    keys: String,
    /// Directives that the lines need.
    directives: Vec<u8>,
    lines: Vec<Vec<u8>>,
}

impl Stock {
    /// Whether reading time depends on a user's regular expression.
    pub fn is_regex(&self) -> bool {
        OWN.iter()
            .enumerate()
            .any(|(number, (keys, _))| self.name == format!("own{number}") && keys.starts_with("regex"))
    }
}

/// Formats that a job describes, each with a line.
const OWN: [(&str, &str); 9] = [
    (
        r#"apache = '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D'"#,
        r#"203.0.113.9 - frank [10/Oct/2023:13:55:36 +0000] "GET /a?b HTTP/1.1" 200 5 "-" "UA (x)" 1250"#,
    ),
    (r#"apache = '[%{%F %T}t] %h %>s %{ms}T %U%q'"#, "[2023-10-10 13:55:36] 203.0.113.9 200 12 /a?b"),
    (
        r#"nginx = '$remote_addr [$time_iso8601] "$request" $status $bytes_sent "$http_x_forwarded_for" $request_time $upstream_response_time $upstream_addr'"#,
        r#"10.0.0.1 [2023-10-10T13:55:36+02:00] "GET /a HTTP/1.1" 200 5 "198.51.100.7, 10.0.0.1" 0.125 0.004, 0.120 10.0.0.4:80, 10.0.0.5:80"#,
    ),
    (r#"nginx = '$http_a.$msec $status'"#, "x y.1696939200.125 200"),
    (
        r#"nginx = """log_format j escape=json '{"t":"$time_local","u":"$request_uri","s":$status,"a":"$http_user_agent"}';""""#,
        r#"{"t":"10/Oct/2023:13:55:36 +0000","u":"/a?b","s":200,"a":"UA \"x\" \\ \u001b"}"#,
    ),
    (
        r#"goaccess = { log_format = '~h{, } %^ [%d:%t %^] "%m %U %H" %s|%b|%u', date_format = '%d/%b/%Y', time_format = '%T' }"#,
        r#"1.1.1.1, 2.2.2.2 x [10/Oct/2023:13:55:36 +0000] "GET /a HTTP/1.1" 200|5|UA x"#,
    ),
    (r#"goaccess = { log_format = '~h{," } x%s' }"#, r#""1.1.1.1 2.2.2.2" x200"#),
    (
        r#"regex = '^(?P<host>\S+) \[(?P<time>[^\]]+)\] "(?P<request>.*?)" (?P<status>\d{3})(?: (?P<user_agent>.*))?$'"#,
        r#"203.0.113.9 [10/Oct/2023:13:55:36 +0000] "GET /é HTTP/1.1" 200 UA é"#,
    ),
    (
        "nginx = '$remote_addr\t$remote_user\t$time_local\t$request\t$status\t$http_user_agent'",
        "203.0.113.9\tjoe x\t10/Oct/2023:13:55:36 +0000\tGET /a b HTTP/1.1\t200\tUA \"x\"",
    ),
];

/// Sources of every format, in every envelope, with line settings, and with formats of the job.
pub fn stocks() -> Vec<Stock> {
    let stock = |name: String, keys: String, text: &str| {
        let (directives, lines): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with('#'));
        let directives = directives.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect();
        Stock { name, keys, directives, lines: lines.iter().map(|line| line.as_bytes().to_vec()).collect() }
    };
    let named = |format: &str, more: &str| format!("format = \"{format}\"\n{more}");
    let cases = format_cases::lines();
    let built_in = Format::all().flat_map(|format| {
        let name = format.name();
        let lines = cases.get(name).into_iter().flatten().map(String::as_str);
        let text = std::iter::once(format.example()).chain(lines).collect::<Vec<_>>().join("\n");
        let settings = "timezone = \"Europe/Berlin\"\ntrusted_proxies = [\"10.0.0.0/8\", \"127.0.0.1\"]\n";
        [("", ""), ("-settings", settings)].map(|(more, keys)| stock(format!("{name}{more}"), named(name, keys), &text))
    });
    let combined = Format::by_name("combined").expect("a format").example();
    let layers = Layer::all().map(|layer| (layer.about().name, in_layer(layer, combined)));
    let docker = Layer::by_name("docker").expect("a layer");
    let nested = [
        ("prefix", format!("any: {combined}")),
        ("prefix inside docker", in_layer(docker, &format!("any: {combined}"))),
        (
            "cri inside syslog inside docker",
            in_layer(docker, &format!("Feb 16 12:34:56 web x: 2018-02-16T12:34:56Z stdout F {combined}")),
        ),
    ];
    let envelopes = layers.chain(nested).map(|(envelope, line)| {
        let keys = named("combined", &format!("envelope = \"{envelope}\"\n"));
        stock(format!("in-{}", envelope.replace(" inside ", "-")), keys, &line)
    });
    let own = OWN.iter().enumerate().map(|(number, (_, line))| {
        let name = format!("own{number}");
        stock(name.clone(), named(&name, ""), line)
    });
    let family =
        ["combined", "common", "nginx_main", "vhost_combined"].map(|name| Format::by_name(name).expect("a format"));
    let family: Vec<&str> = family.iter().map(Format::example).collect();
    let auto = stock("auto".to_owned(), String::new(), &family.join("\n"));
    built_in.chain(envelopes).chain(own).chain([auto]).collect()
}

/// A job with a source for each stock, whose files are in a directory. Its reducers are added later.
pub fn job(stocks: &[Stock], directory: &Path) -> String {
    let source = |stock: &Stock| {
        let (path, Stock { name, keys, .. }) = (directory.join(&stock.name), stock);
        format!("[[sources]]\nname = \"{name}\"\npath = {path:?}\n{keys}\n")
    };
    let own = OWN.iter().enumerate();
    let own = own.map(|(number, (description, _))| format!("[[formats]]\nname = \"own{number}\"\n{description}\n\n"));
    stocks.iter().map(source).chain(own).collect()
}

/// The formats of the stocks, in order; a detected one is the family of `combined`.
pub fn formats(stocks: &[Stock]) -> Vec<Format> {
    let job = job(stocks, Path::new("")) + "[[reducers]]\ngroup_by = []\n";
    let plan = load(&Request::new(ConfigInput::text("job.toml", job)), &Registry::builtin());
    let plan = plan.unwrap_or_else(|errors| panic!("{errors}"));
    let format = |choice: &FormatChoice| match choice {
        FormatChoice::Fixed(format) => format.clone(),
        _ => Format::by_name("combined").expect("a format").with_family(),
    };
    plan.sources.iter().map(|source| format(&source.format)).collect()
}

/// Fields of descriptions for Apache, nginx and GoAccess.
#[rustfmt::skip]
const FIELDS: [&[&str]; 3] = [
    &[
        "%h", "%l", "%u", "%t", "\"%r\"", "%r", "%>s", "%b", "%D", "%{ms}T", "%U%q", "%m", "%H", "%v:%p",
        "\"%{Referer}i\"", "\"%{User-Agent}i\"", "%{X-Forwarded-For}i", "%{sec}t.%{usec_frac}t", "[%{%F %T}t]",
        "%{x}o", "x",
    ],
    &[
        "$remote_addr", "$remote_user", "[$time_local]", "$time_iso8601", "$msec", "\"$request\"", "$request",
        "$status", "$body_bytes_sent", "\"$http_referer\"", "\"$http_user_agent\"", "$http_x", "\"$http_y\"",
        "$http_x_forwarded_for", "$upstream_response_time", "$upstream_addr", "$upstream_status", "$request_uri",
        "$host:$server_port", "$scheme://$host$uri",
    ],
    &[
        "%h", "%^", "[%d:%t %^]", "%d", "%t", "%x", "\"%r\"", "%r", "%s", "%b", "\"%R\"", "\"%u\"", "%D", "%T", "%L",
        "%v", "~h{, }", "~h{,\" }", "~h{|}", "%~", "%m", "%U", "%q",
    ],
];

/// Bytes with a meaning to some reader, and pieces of them.
#[rustfmt::skip]
const PIECES: [&[u8]; 60] = [
    b"\"", b"\"\"", b"\\\"", b"\\", b"\\\\", b"\\x41", b"\\xff", b"\\x", b"\\u00e9", b"\\ud83d", b"\\n", b"\xff",
    b"\\\xff", b"\xc3", b"\xe2\x80", "\u{2039}ff\u{203a}".as_bytes(), "é".as_bytes(), b"\0", b"\0\0\0\0\0\0\0\0",
    b"\r", b"\r\r", b"\n", b"\r\n", b"\n\n", b"\xef\xbb\xbf", b"#", b"#Fields: date time x\n",
    b"#Date: 2023-10-10\n", b" ", b"  ", b"\t", b",", b", ", b" : ", b":", b";", b"|", b"[", b"]", b"{", b"}", b"[]",
    b"{}", b"\":\"", b"\":", b"-", b"- -", b"+", b"%", b"/", b"?", b"=", b"0", b"99999999999999999999", b"1e400",
    b" HTTP/1.1", b"\" 200 5 \"", b" [10/Oct/2023:13:55:36 +0000] \"", b"\x1b[31m", b"unix:",
];

/// What collectors and tools put before lines.
const PREFIXES: [&str; 12] = [
    "2023-10-10T13:55:36.123456789Z ",
    "2023-10-10T13:55:36.5Z stdout P ",
    "Oct 10 13:55:36 web nginx[7]: ",
    "<134>1 2023-10-10T13:55:36Z web nginx 7 - - ",
    "web-1  | ",
    "\u{1b}[36mweb-1 |\u{1b}[0m ",
    "access.log:17:",
    "[web] ",
    "www.example.org:443 ",
    "203.0.113.7, 10.0.0.1 ",
    "\"",
    " \t",
];

/// A reproducible source of hostile lines.
pub struct Mutants {
    random: TestRng,
}

impl Mutants {
    pub fn new(seed: u64) -> Mutants {
        let seed = [seed.to_le_bytes(), (!seed).to_le_bytes()].concat();
        Mutants { random: TestRng::from_seed(RngAlgorithm::XorShift, &seed) }
    }

    /// A number below `n`, or zero.
    pub fn below(&mut self, n: usize) -> usize {
        self.random.next_u32() as usize % n.max(1)
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn word(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// An unusual format, and the pieces that its lines may have; `None` if it is refused.
    pub fn description(&mut self) -> Option<Format> {
        let dialect = self.below(FIELDS.len());
        let mut text = String::new();
        for _ in 0..1 + self.below(10) {
            text += self.word(FIELDS[dialect]);
            text += self.word(&[" ", " ", " ", "", ".", ", ", " x", "|", "a ", "\"", "] "]);
        }
        let goaccess = own::GoaccessFormat {
            log_format: &text,
            date_format: Some(self.word(&["%d/%b/%Y", "%Y-%m-%d", "%s", "%d %B %y"])),
            time_format: Some(self.word(&["%T", "%H:%M:%S.%f", "%s", "%I:%M:%S %p"])),
            datetime_format: Some(self.word(&["%d/%b/%Y:%T %z", "%F %T", "%s.%f", "%a, %d %b %Y %T %Z"])),
        };
        match dialect {
            0 => own::apache("own", &text),
            1 => own::nginx("own", &text),
            _ => own::goaccess("own", &goaccess),
        }
        .ok()
    }

    /// `lines` lines of fields in any order.
    pub fn fields(&mut self, lines: usize) -> Vec<u8> {
        #[rustfmt::skip]
        const VALUES: [&str; 26] = [
            "203.0.113.9", "-", "a, b", "1.1.1.1, 2.2.2.2", "1.1.1.1|2.2.2.2", "[10/Oct/2023:13:55:36 +0000]",
            "10/Oct/2023:13:55:36 +0000", "2023-10-10T12:00:00.5Z", "2023-10-10 12:00:00", "1696939200.125",
            "Tue, 10 Oct 2023 12:00:00 GMT", "\"GET /a?b HTTP/1.1\"", "GET /a HTTP/1.1", "200", "5", "0.004, 0.120",
            "0.1 : -", "\"-\"", "\"UA \\\"x\\\"\"", "\"UA \"x\"\"", "/a", "http://h:80/x", "e.org:443", "x",
            "01:02:03 PM", "",
        ];
        let mut text = Vec::new();
        for _ in 0..lines {
            for _ in 0..self.below(12) {
                let value = if self.below(6) > 0 { self.word(&VALUES).as_bytes() } else { self.pick::<&[u8]>(&PIECES) };
                text.extend_from_slice(value);
                text.extend_from_slice(self.word(&[" ", " ", " ", "", ".", ", ", " x", "|", "\t"]).as_bytes());
            }
            text.push(b'\n');
        }
        text
    }

    /// `lines` lines of one of the stocks, most of them changed.
    pub fn text(&mut self, stocks: &[Stock], of: usize, lines: usize) -> Vec<u8> {
        let stock = &stocks[of];
        let mut text = if self.below(8) > 0 { stock.directives.clone() } else { Vec::new() };
        for _ in 0..lines {
            let other = self.pick(stocks);
            let lines = if self.below(20) > 0 { &stock.lines } else { &other.lines };
            let mut line = self.pick(lines).clone();
            for _ in 0..self.below(4) {
                self.change(&mut line, &other.lines);
            }
            text.extend_from_slice(&line);
            text.extend_from_slice(if self.below(9) > 0 { b"\n" } else { b"\r\n" });
        }
        if self.below(3) == 0 {
            text.pop();
        }
        text
    }

    /// A text with a piece repeated up to that many bytes: part of a line, or whole lines.
    pub fn pumped(&mut self, mut text: Vec<u8>, bytes: usize) -> Vec<u8> {
        let piece = match self.below(4) {
            0 => self.pick(&PIECES).to_vec(),
            1 => [*self.pick(&PIECES), *self.pick(&PIECES)].concat(),
            2 => text.clone(),
            _ => text[self.stretch(&text)].to_vec(),
        };
        let at = self.below(text.len() + 1);
        let piece = if piece.is_empty() { b" ".to_vec() } else { piece };
        let more = piece.iter().copied().cycle().take(bytes);
        text.splice(at..at, more).for_each(drop);
        text
    }

    /// A stretch of a text, from anywhere up to a byte that may end a field, or up to the next one.
    fn stretch(&mut self, text: &[u8]) -> Range<usize> {
        let end_of_field = |from: usize| {
            let is_end = |byte: &u8| b" \t\"\\[]{}:,|/=\n".contains(byte);
            text[from..].iter().position(is_end).map_or(text.len(), |length| from + length + 1)
        };
        let start = self.below(text.len() + 1);
        let end = end_of_field(start);
        start..if self.below(3) == 0 { end_of_field(end) } else { end }
    }

    fn change(&mut self, line: &mut Vec<u8>, others: &[Vec<u8>]) {
        let at = self.below(line.len() + 1);
        let stretch = self.stretch(line);
        match self.below(13) {
            0 if at + 1 < line.len() => line.swap(at, at + 1),
            1 if at < line.len() => line[at] = self.pick(&PIECES)[0],
            2 if at < line.len() => line[at] ^= 1 << self.below(8),
            3 => line.splice(at..at, self.pick(&PIECES).iter().copied()).for_each(drop),
            4 => line.truncate(at),
            5 => line.drain(stretch).for_each(drop),
            6 => {
                let (copy, times) = (line[stretch.clone()].to_vec(), 1 + self.below(3));
                line.splice(stretch.start..stretch.start, copy.repeat(times)).for_each(drop);
            }
            7 => {
                let moved: Vec<u8> = line.drain(stretch).collect();
                let at = self.below(line.len() + 1);
                line.splice(at..at, moved).for_each(drop);
            }
            8 => line.splice(stretch, self.pick(&PIECES).iter().copied()).for_each(drop),
            9 => line[stretch].fill(0),
            10 => line.extend_from_slice(self.pick::<Vec<u8>>(others)),
            11 => line.splice(0..0, self.pick(&PREFIXES).bytes()).for_each(drop),
            _ => {
                // Past the longest line that the bodies read, now and then.
                let (copy, bytes) = (line[stretch.clone()].to_vec(), self.below(2_500));
                let copy = if copy.is_empty() { vec![b'x'] } else { copy };
                let long = copy.into_iter().cycle().take(bytes);
                line.splice(stretch.start..stretch.start, long).for_each(drop);
            }
        }
    }
}
