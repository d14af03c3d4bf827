//! Functions of user agents: which program sent a request.

use std::sync::Arc;

use super::arguments::{Arguments, Checked, Function};
use super::memo::Memo;
use crate::agent::{Agent, Agents};
use crate::log::column::ColumnKind;

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "browser",
        form: "browser(user_agent)",
        meaning: "the browser, without its version; null for bots and what is unknown",
        example: ("browser('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')", "Firefox"),
        make: |call| read(call, |agent| agent.browser.map(str::to_owned)),
    },
    Function {
        name: "os",
        form: "os(user_agent)",
        meaning: "the operating system, without its version",
        example: ("os('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')", "Linux"),
        make: |call| read(call, |agent| agent.os.map(str::to_owned)),
    },
    Function {
        name: "device",
        form: "device(user_agent)",
        meaning: "desktop, mobile, tablet, tv, console, bot or unknown",
        example: ("device('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')", "desktop"),
        make: |call| read(call, |agent| Some(agent.device.name().to_owned())),
    },
    Function {
        name: "bot",
        form: "bot(user_agent)",
        meaning: "the name of the bot, or of the library of a program; null for people",
        example: ("bot('Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)')", "bingbot"),
        make: |call| read(call, |agent| agent.bot.as_ref().map(|bot| bot.name.to_string())),
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
            read(call, |agent| {
                agent.bot.as_ref().map(|bot| bot.operator.to_string()).filter(|operator| !operator.is_empty())
            })
        },
    },
    Function {
        name: "bot_purpose",
        form: "bot_purpose(user_agent)",
        meaning: "what the bot is for: search, AI training, AI search, AI agent, SEO, monitor, scanner, feed, preview, archive, library, other",
        example: ("bot_purpose('Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)')", "search"),
        make: |call| read(call, |agent| agent.bot.as_ref().map(|bot| bot.purpose.name().to_owned())),
    },
];

/// Cost relative to a comparison of numbers, as most user agents are known.
const COST: u32 = 40;

/// A text that is read from a user agent.
fn read(call: &Arguments<'_>, part: fn(&Agent<'_>) -> Option<String>) -> Checked {
    call.count(1, 1)?;
    let agents: Arc<Agents> = call.check.context().agents();
    let memo = Memo::default();
    let apply = move |arrays: &[_], among: &_, _: &mut _| memo.map(&arrays[0], among, |text| part(&agents.read(text)));
    call.made(ColumnKind::Text, COST, vec![call.text(0)?], Arc::new(apply))
}
