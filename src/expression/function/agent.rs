//! Functions of user agents: which program sent a request.

use std::sync::Arc;

use arrow_array::builder::StringViewBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_buffer::BooleanBuffer;

use super::arguments::{Arguments, Checked, Function};
use super::rows::texts;
use crate::agent::shared::{Reading, SharedReadings};
use crate::expression::constant::Constant;
use crate::expression::failures::Failures;
use crate::expression::node::{Call, Node};
use crate::expression::syntax::canonical;
use crate::log::column::ColumnKind;

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "browser",
        form: "browser(user_agent)",
        meaning: "the browser, without its version; null for bots and what is unknown",
        example: ("browser('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')", "Firefox"),
        make: |call| read(call, |reading| reading.browser.as_deref()),
    },
    Function {
        name: "os",
        form: "os(user_agent)",
        meaning: "the operating system, without its version",
        example: ("os('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')", "Linux"),
        make: |call| read(call, |reading| reading.os.as_deref()),
    },
    Function {
        name: "device",
        form: "device(user_agent)",
        meaning: "desktop, mobile, tablet, tv, console, bot or unknown",
        example: ("device('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')", "desktop"),
        make: |call| read(call, |reading| Some(reading.device.name())),
    },
    Function {
        name: "bot",
        form: "bot(user_agent)",
        meaning: "the name of the bot, or of the library of a program; null for people",
        example: ("bot('Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)')", "bingbot"),
        make: |call| read(call, |reading| reading.bot.as_ref().map(|(name, ..)| &**name)),
    },
    Function {
        name: "bot_operator",
        form: "bot_operator(user_agent)",
        meaning: "who operates the bot, if that is known",
        example: (
            "bot_operator('Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)')",
            "Microsoft",
        ),
        make: |call| {
            read(call, |reading| {
                reading.bot.as_ref().map(|(_, operator, _)| &**operator).filter(|operator| !operator.is_empty())
            })
        },
    },
    Function {
        name: "bot_purpose",
        form: "bot_purpose(user_agent)",
        meaning: "what the bot is for: search, AI training, AI search, AI agent, SEO, monitor, scanner, feed, preview, archive, library, other",
        example: ("bot_purpose('Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)')", "search"),
        make: |call| read(call, |reading| reading.bot.as_ref().map(|(.., purpose)| *purpose)),
    },
];

/// Costs relative to a comparison of numbers: of finding a user agent among those that were read, and of a part of its reading.
const FIND: u32 = 40;
const PART: u32 = 15;

/// A text that is read from a user agent.
fn read(call: &Arguments<'_>, part: fn(&Reading) -> Option<&str>) -> Checked {
    call.count(1, 1)?;
    let text = call.text(0)?;
    let shared = call.check.context().readings();
    let number = number_of(&text, &canonical(call.expr(0)), Arc::clone(&shared));
    let apply = move |arrays: &[ArrayRef], among: &BooleanBuffer, _: &mut Failures| {
        let readings = shared.readings();
        let numbers = arrays[0].as_primitive::<UInt32Type>();
        let mut made = StringViewBuilder::with_capacity(numbers.len());
        for row in 0..numbers.len() {
            let known = (numbers.is_valid(row) && among.value(row)).then(|| readings.get(numbers.value(row) as usize)).flatten();
            made.append_option(known.and_then(|reading| part(reading)));
        }
        Arc::new(made.finish()) as ArrayRef
    };
    if matches!(text, Node::Constant(Constant::Null)) {
        return Arguments::null(ColumnKind::Text);
    }
    call.made_once(ColumnKind::Text, PART, vec![number], Arc::new(apply))
}

/// The number of the reading of a user agent, computed once for all functions.
fn number_of(text: &Node, written: &str, shared: Arc<SharedReadings>) -> Node {
    let apply = move |arrays: &[ArrayRef], among: &BooleanBuffer, _: &mut Failures| {
        let texts = texts(&arrays[0]);
        let rows = (0..texts.len()).map(|row| (texts.is_valid(row) && among.value(row)).then(|| texts.value(row)));
        Arc::new(UInt32Array::from(shared.numbers(rows))) as ArrayRef
    };
    Node::Call(Call {
        name: "agent",
        arguments: vec![text.clone()],
        cost: FIND,
        apply: Arc::new(apply),
        bin_micros: None,
        text: Some(format!("agent({written})").into()),
    })
}
