//! Terminal colour codes (ECMA-48 sections 8.3.41 and 8.3.117).

use super::opened::Opened;

const ESCAPE: u8 = 0x1b;

/// A line with colour codes. A format may read it as it is, unless it begins with a code or switches colours off.
pub fn open(line: &[u8]) -> Option<Opened> {
    let first = memchr::memchr_iter(ESCAPE, line).find(|at| code_length(&line[*at..]) > 0)?;
    let is_shared =
        first > 0 && memchr::memmem::find(line, b"\x1b[0m").or_else(|| memchr::memmem::find(line, b"\x1b[m")).is_none();
    Some(Opened { undo: Some(leave_out), is_shared, ..Opened::rest(line, 0) })
}

fn leave_out(line: &[u8], plain: &mut Vec<u8>) {
    let mut rest = line;
    while let Some(at) = memchr::memchr(ESCAPE, rest) {
        plain.extend_from_slice(&rest[..at]);
        let length = code_length(&rest[at..]);
        if length == 0 {
            plain.push(ESCAPE);
        }
        rest = &rest[at + length.max(1)..];
    }
    plain.extend_from_slice(rest);
}

/// The length of `ESC[36m` or `ESC[K` at the beginning of a text; 0 if there is none.
fn code_length(text: &[u8]) -> usize {
    let Some(rest) = text.strip_prefix(b"\x1b[") else { return 0 };
    let numbers = rest.iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':')).count();
    if matches!(rest.get(numbers), Some(b'm' | b'K')) { numbers + 3 } else { 0 }
}
