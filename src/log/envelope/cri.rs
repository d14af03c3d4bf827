//! Log files of Kubernetes container runtimes.

use super::opened::Opened;
use super::stamp::stamp_length;

/// `time stream F|P line`
/// (<https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md>). `P` marks a part with more to follow.
pub fn open(line: &[u8]) -> Option<Opened> {
    line.first().filter(|byte| byte.is_ascii_digit())?;
    let stamp = stamp_length(line)?;
    let (stream, rest) = match &line[stamp..] {
        [b' ', b's', b't', b'd', b'o', b'u', b't', b' ', rest @ ..] => (0, rest),
        [b' ', b's', b't', b'd', b'e', b'r', b'r', b' ', rest @ ..] => (1, rest),
        _ => return None,
    };
    // More tags may follow, separated by colons.
    let tags = memchr::memchr(b' ', rest).unwrap_or(rest.len());
    let is_part = match rest[..tags].split(|byte| *byte == b':').next()?.trim_ascii_end() {
        b"P" => true,
        b"F" => false,
        _ => return None,
    };
    let start = line.len() - rest.len() + (tags + 1).min(rest.len());
    let end = if is_part && line[start..].ends_with(b"\r") { line.len() - 1 } else { line.len() };
    Some(Opened { is_part, stream, ..Opened::between(start, end) })
}

/// Whether a line may be tagged as a part.
pub fn may_be_part(line: &[u8]) -> bool {
    const HEADER: usize = 64;
    let header = &line[..line.len().min(HEADER)];
    memchr::memmem::find(header, b" P").is_some()
}
