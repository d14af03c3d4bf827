//! User agents that were read in a run, by number: each different one is read once, and each different reading is stored once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use foldhash::fast::RandomState;

use super::{Agents, Device};

/// What is known of a user agent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reading {
    /// The browser.
    pub browser: Option<Box<str>>,
    /// The operating system.
    pub os: Option<Box<str>>,
    /// The device.
    pub device: Device,
    /// Name, operator and purpose of the bot.
    pub bot: Option<(Box<str>, Box<str>, &'static str)>,
}

/// Texts that a thread remembers at most: far more than there usually are, and a few megabytes.
const MOST_TEXTS: usize = 50_000;

/// Numbers by text, of one thread at a time.
type Known = HashMap<Box<str>, u32, RandomState>;

/// The readings of a run.
#[derive(Debug)]
pub struct SharedReadings {
    agents: Arc<Agents>,
    /// Maps that no thread uses at the moment.
    idle: Mutex<Vec<Known>>,
    readings: RwLock<Vec<Arc<Reading>>>,
    numbers: Mutex<HashMap<Arc<Reading>, u32, RandomState>>,
}

impl SharedReadings {
    /// No readings yet.
    pub fn new(agents: Arc<Agents>) -> SharedReadings {
        SharedReadings { agents, idle: Mutex::default(), readings: RwLock::default(), numbers: Mutex::default() }
    }

    /// Numbers of the readings of some texts, in their order.
    pub fn numbers<'t>(&self, texts: impl Iterator<Item = Option<&'t str>>) -> Vec<Option<u32>> {
        let mut known = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let numbers = texts
            .map(|text| {
                let text = text?;
                if let Some(number) = known.get(text) {
                    return Some(*number);
                }
                if known.len() >= MOST_TEXTS {
                    known.clear();
                }
                let number = self.number_of(text);
                known.insert(text.into(), number);
                Some(number)
            })
            .collect();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(known);
        numbers
    }

    /// All readings so far: a number from before is an index into them.
    pub fn readings(&self) -> Vec<Arc<Reading>> {
        self.readings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn number_of(&self, text: &str) -> u32 {
        let agent = self.agents.read(text);
        let bot = agent.bot.as_ref().map(|bot| {
            (bot.name.as_str().into(), bot.operator.as_str().into(), bot.purpose.name())
        });
        let reading = Arc::new(Reading {
            browser: agent.browser.map(Into::into),
            os: agent.os.map(Into::into),
            device: agent.device,
            bot,
        });
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = numbers.get(&reading) {
            return *number;
        }
        let mut readings = self.readings.write().unwrap_or_else(PoisonError::into_inner);
        // Four billion different readings do not fit the memory of a machine.
        let number = u32::try_from(readings.len()).unwrap_or(u32::MAX);
        readings.push(Arc::clone(&reading));
        numbers.insert(reading, number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_readings_have_one_number_in_every_thread() {
        let shared = SharedReadings::new(Arc::new(Agents::builtin()));
        let firefox = |version: u32| format!("Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0");
        let texts: Vec<String> = (100..140).map(firefox).chain(["curl/8.0".to_owned()]).collect();
        let all = || shared.numbers(texts.iter().map(|text| Some(text.as_str())).chain([None]));
        let (here, there) = std::thread::scope(|scope| (all(), scope.spawn(all).join().expect("no panic")));
        assert_eq!(here, there);
        assert_eq!((here[0], here[39], here[41]), (here[1], here[0], None));
        let readings = shared.readings();
        assert_eq!(readings.len(), 2);
        assert_eq!(readings[here[0].expect("a number") as usize].browser.as_deref(), Some("Firefox"));
        assert_eq!(readings[here[40].expect("a number") as usize].bot.as_ref().map(|bot| bot.2), Some("library"));
    }
}
