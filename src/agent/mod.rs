//! Who sent a request, read from its `User-Agent` header.
//!
//! [`Agents`] compiles two tables once: `bots.csv` lists automatic clients that name themselves, `signs.csv` maps
//! words to browsers, systems and devices. [`Agents::read`] then finds all of their tokens in one pass over the header.
//! A header is a claim: anybody may write anything there, so the result describes what the client says about itself.
//!
//! Families carry no version: `Chrome`, not `Chrome 138`. A crawler that imitates a browser is a bot, without browser.
//!
//! ```
//! use logmill::agent::{Agents, Device, Purpose};
//!
//! let agents = Agents::builtin();
//! let agent = agents.read("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0");
//! assert_eq!((agent.browser, agent.os, agent.device), (Some("Firefox"), Some("Windows"), Device::Desktop));
//!
//! let bot = agents.read("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)").bot.expect("a bot");
//! assert_eq!((bot.operator.as_str(), bot.purpose), ("OpenAI", Purpose::AiTraining));
//! ```

mod bot;
mod nameless;
pub mod shared;
mod signs;
mod table;
mod visitor;

use std::borrow::Cow;
use std::cmp::Reverse;

use aho_corasick::{AhoCorasick, MatchKind};

pub use self::bot::{Bot, Purpose};
use self::signs::{Finding, Sign};
pub use self::table::BotTableError;
use self::table::Row;

/// What a `User-Agent` header reveals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent<'t> {
    /// Family of the browser, without a version. `None` for bots.
    pub browser: Option<&'t str>,
    /// Family of the operating system, without a version. `None` for bots.
    pub os: Option<&'t str>,
    /// Kind of device.
    pub device: Device,
    /// The automatic client, borrowed from the table if it is listed there. An unlisted one has the name that the
    /// header gives, no operator and [`Purpose::Other`].
    pub bot: Option<Cow<'t, Bot>>,
}

/// Kind of device that sent a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Device {
    /// Desktop or laptop computer.
    Desktop,
    /// Phone, watch or music player.
    Mobile,
    /// Tablet or electronic book.
    Tablet,
    /// Television or set-top box.
    Tv,
    /// Game console, portable ones included.
    Console,
    /// No device of a person: an automatic client.
    Bot,
    /// The header does not reveal it.
    #[default]
    Unknown,
}

impl Device {
    /// Every kind, in the order of declaration.
    pub const ALL: [Device; 7] =
        [Device::Desktop, Device::Mobile, Device::Tablet, Device::Tv, Device::Console, Device::Bot, Device::Unknown];

    /// Returns the name for reports, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Device::Desktop => "desktop",
            Device::Mobile => "mobile",
            Device::Tablet => "tablet",
            Device::Tv => "tv",
            Device::Console => "console",
            Device::Bot => "bot",
            Device::Unknown => "unknown",
        }
    }
}

/// The tables of bots, browsers, systems and devices, compiled for search.
///
/// Compiling costs as much as reading about a thousand headers: build once, and read each distinct header once.
#[derive(Debug)]
pub struct Agents {
    automaton: AhoCorasick,
    /// Meaning of each pattern of the automaton.
    marks: Vec<Mark>,
    bots: Vec<Bot>,
}

/// A token of the automaton: where it may occur and what it means.
#[derive(Debug)]
struct Mark {
    /// Whether the token begins with a letter or digit, and so must not continue a word.
    word: bool,
    /// Whether the token must be the whole header.
    whole: bool,
    meaning: Meaning,
}

#[derive(Debug)]
enum Meaning {
    Bot { tier: Tier, index: usize },
    Sign { rank: usize, finding: Finding },
}

/// Precedence of a bot's token over other tokens in the same header, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    /// From the user's own table.
    Own,
    /// From the built-in table.
    Named,
    /// A library of the built-in table. It comes last because a bot often names the library it uses as well.
    Library,
}

/// Token found for a bot. The least one wins: the best tier, then the leftmost, then the longest.
type BotFound = (Tier, usize, Reverse<usize>, usize);

/// The best token of each kind in one header.
#[derive(Debug, Default)]
struct Found {
    bot: Option<BotFound>,
    browser: Option<(usize, &'static str)>,
    system: Option<(usize, &'static str)>,
    device: Option<(usize, Device)>,
}

impl Agents {
    /// Compiles the built-in tables.
    pub fn builtin() -> Agents {
        Agents::compile(Vec::new()).expect("the built-in tables are valid, as a test proves")
    }

    /// Compiles the built-in tables and a table of the user's, whose tokens win over the built-in ones.
    ///
    /// The table is CSV with the columns `token`, `name`, `operator` and `purpose`, in any order, and optionally
    /// `source`, which is not read. Lines that begin with `#` are comments. A token that begins with a letter or digit
    /// matches at the start of a word only; it may end within one. A leading `=` means that the token is the whole
    /// header. ASCII case is ignored.
    ///
    /// # Errors
    ///
    /// Returns an error that names the line, the column and what to write there.
    pub fn with_bots(table: &str) -> Result<Agents, BotTableError> {
        Agents::compile(table::read(table)?)
    }

    fn compile(own: Vec<Row>) -> Result<Agents, BotTableError> {
        let builtin = table::read(include_str!("bots.csv"))?;
        let (mut patterns, mut marks, mut bots) = (Vec::new(), Vec::new(), Vec::new());
        let own = own.into_iter().map(|row| (Tier::Own, row));
        for (tier, row) in own.chain(builtin.into_iter().map(|row| (builtin_tier(&row.bot), row))) {
            marks.push(Mark::new(&row.bot.token, row.whole, Meaning::Bot { tier, index: bots.len() }));
            patterns.push(row.bot.token.clone());
            bots.push(row.bot);
        }
        for (rank, Sign { token, finding }) in signs::builtin().enumerate() {
            marks.push(Mark::new(token, false, Meaning::Sign { rank, finding }));
            patterns.push(token.to_owned());
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(patterns)
            .map_err(|error| BotTableError::TooLarge { reason: error.to_string() })?;
        Ok(Agents { automaton, marks, bots })
    }

    /// Reads one `User-Agent` header, as decoded from the log, without quotes.
    ///
    /// An empty header or `-` reveals nothing. Time is linear in the length of the header.
    pub fn read<'t>(&'t self, user_agent: &str) -> Agent<'t> {
        let text = user_agent.trim();
        if text.is_empty() || text == "-" {
            return Agent::default();
        }
        let found = self.find(text);
        if let Some(bot) = self.bot(text, &found) {
            return Agent { browser: None, os: None, device: Device::Bot, bot: Some(bot) };
        }
        let os = visitor::system(text, found.system.map(|(_, name)| name));
        Agent {
            browser: visitor::browser(text, found.browser.map(|(_, name)| name), os),
            os,
            device: visitor::device(text, found.device.map(|(_, device)| device), os),
            bot: None,
        }
    }

    /// Decides who the bot is. A word such as `foobot` outranks the library that it uses, but not a listed name.
    fn bot<'t>(&'t self, text: &str, found: &Found) -> Option<Cow<'t, Bot>> {
        let listed = |(_, _, _, index): BotFound| Cow::Borrowed(&self.bots[index]);
        match found.bot {
            Some(bot) if bot.0 < Tier::Library => Some(listed(bot)),
            library => nameless::by_word(text)
                .map(Cow::Owned)
                .or_else(|| library.map(listed))
                .or_else(|| nameless::by_contact(text).map(Cow::Owned)),
        }
    }

    fn find(&self, text: &str) -> Found {
        let mut found = Found::default();
        for hit in self.automaton.find_overlapping_iter(text) {
            let mark = &self.marks[hit.pattern().as_usize()];
            if !mark.fits(text, hit.start(), hit.end()) {
                continue;
            }
            match mark.meaning {
                Meaning::Bot { tier, index } => {
                    keep_least(&mut found.bot, (tier, hit.start(), Reverse(hit.len()), index));
                }
                Meaning::Sign { rank, finding: Finding::Browser(name) } => keep_least(&mut found.browser, (rank, name)),
                Meaning::Sign { rank, finding: Finding::System(name) } => keep_least(&mut found.system, (rank, name)),
                Meaning::Sign { rank, finding: Finding::Device(kind) } => keep_least(&mut found.device, (rank, kind)),
            }
        }
        found
    }
}

impl Mark {
    fn new(token: &str, whole: bool, meaning: Meaning) -> Mark {
        Mark { word: token.starts_with(|c: char| c.is_ascii_alphanumeric()), whole, meaning }
    }

    fn fits(&self, text: &str, start: usize, end: usize) -> bool {
        if self.whole {
            return start == 0 && end == text.len();
        }
        // A byte above ASCII is part of a letter of some other script.
        let before = text.as_bytes()[..start].last();
        !(self.word && before.is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii()))
    }
}

fn builtin_tier(bot: &Bot) -> Tier {
    if bot.purpose == Purpose::Library { Tier::Library } else { Tier::Named }
}

fn keep_least<T: Ord>(least: &mut Option<T>, candidate: T) {
    if least.as_ref().is_none_or(|current| candidate < *current) {
        *least = Some(candidate);
    }
}

#[cfg(test)]
#[path = "agent_tests.rs"]
mod tests;
