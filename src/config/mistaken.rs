//! Recognises a log that is given as a configuration.

use crate::log::detect;

/// Bytes that are examined: those of a few hundred lines.
const SAMPLE_BYTES: usize = 64 * 1024;

/// Whether a text that is not a configuration is a log: a format reads at least nine in ten of its first lines.
pub(super) fn is_log(text: &[u8]) -> bool {
    let start = &text[..text.len().min(SAMPLE_BYTES)];
    let end = start.iter().rposition(|byte| *byte == b'\n').map_or(start.len(), |newline| newline + 1);
    let found = detect(&[&start[..end]]);
    found.matched > 0 && found.matched * 10 >= found.sampled * 9
}

#[cfg(test)]
mod tests {
    use super::is_log;
    use crate::config::DEFAULT_JOB;

    #[test]
    fn a_log_is_recognised_and_no_broken_configuration_is_one() {
        let line = "10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 100 \"-\" \"UA/1.0\"\n";
        assert!(is_log(line.as_bytes()) && is_log(line.repeat(2000).as_bytes()));
        assert!(
            !is_log(DEFAULT_JOB.as_bytes()) && !is_log(b"") && !is_log(b"[[sources]\npath = \"/a\"\nstatus = 200\n")
        );
    }
}
