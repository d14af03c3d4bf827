//! The browser, system and device of a person, where a single word does not settle it.

use super::Device;

/// First version of the iPad's system that Apple calls iPadOS.
const FIRST_IPAD_OS: u32 = 13;

/// Systems that run on desktops and laptops, unless the header names another device.
const DESKTOP_SYSTEMS: [&str; 17] = [
    "Windows",
    "macOS",
    "Linux",
    "ChromeOS",
    "FreeBSD",
    "OpenBSD",
    "NetBSD",
    "DragonFly BSD",
    "SunOS",
    "AIX",
    "HP-UX",
    "IRIX",
    "Haiku",
    "BeOS",
    "AmigaOS",
    "OS/2",
    "Fuchsia",
];

/// Systems for which Apple or Microsoft published Safari.
const SAFARI_SYSTEMS: [&str; 6] = ["macOS", "iOS", "iPadOS", "Windows", "tvOS", "watchOS"];

/// Returns the system, given the one that a word named.
pub(super) fn system(text: &str, named: Option<&'static str>) -> Option<&'static str> {
    match named {
        Some("iOS") if ipad_version(text).is_some_and(|version| version >= FIRST_IPAD_OS) => Some("iPadOS"),
        // An iPad that asks for desktop pages pretends to be a Mac, but WebKit adds the build of the mobile system.
        Some("macOS") if text.contains(" Mobile/") => Some("iPadOS"),
        // Apps on Apple's network library name the kernel alone. Macs of the Intel years add the processor.
        None if text.contains("CFNetwork/") => {
            let mac = text.contains("x86_64") || text.contains("i386");
            Some(if mac { "macOS" } else { "iOS" })
        }
        _ => named,
    }
}

/// Reads the major version from `iPad; CPU OS 17_0 like Mac OS X`.
fn ipad_version(text: &str) -> Option<u32> {
    let (_, platform) = text.split_once("(iPad;")?;
    let (_, version) = platform.split_once("CPU OS ")?;
    let digits = version.len() - version.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    version[..digits].parse().ok()
}

/// Returns the browser, given the one that a word named.
pub(super) fn browser(text: &str, named: Option<&'static str>, os: Option<&str>) -> Option<&'static str> {
    match (named, os) {
        // Android's old browser and every browser on WebKit carry the word Safari.
        (Some("Safari"), Some("Android")) => Some("Android Browser"),
        (Some("Safari"), Some(os)) if !SAFARI_SYSTEMS.contains(&os) => Some("WebKit"),
        // A page within an app: WebKit, but not the word Safari.
        (None, Some("iOS" | "iPadOS")) if text.contains("AppleWebKit") => Some("Safari WebView"),
        (None, _) if is_netscape(text) => Some("Netscape"),
        _ => named,
    }
}

/// Recognises `Mozilla/4.79 [en] (X11; ...)`. Netscape 1 to 4 put its language in brackets.
fn is_netscape(text: &str) -> bool {
    let version = text.strip_prefix("Mozilla/").and_then(|rest| rest.split_once(" ["));
    version.is_some_and(|(version, _)| version.len() < 8 && version.starts_with(['1', '2', '3', '4']))
}

/// Returns the device, given the one that a word named.
pub(super) fn device(text: &str, named: Option<Device>, os: Option<&str>) -> Device {
    match (named, os) {
        (Some(Device::Mobile), Some("iPadOS")) => Device::Tablet,
        (Some(device), _) => device,
        // Browsers on Android write "Mobile" on phones and omit it on tablets. Apps have no such habit.
        (None, Some("Android")) if text.starts_with("Mozilla/") || text.starts_with("Opera/") => Device::Tablet,
        (None, Some("Android" | "HarmonyOS" | "iOS")) => Device::Mobile,
        (None, Some("iPadOS")) => Device::Tablet,
        (None, Some(os)) if DESKTOP_SYSTEMS.contains(&os) => Device::Desktop,
        _ => Device::Unknown,
    }
}
