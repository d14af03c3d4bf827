//! Messages on a pipe: a magic number, a length, a payload.
//!
//! ```text
//! 0  4  "lmf1"
//! 4  4  length of the payload, lowest byte first
//! 8     payload
//! ```
//!
//! The magic number distinguishes a message from text that some program printed.

use std::io::{self, ErrorKind, Read, Write};

use thiserror::Error;

const MARK: &[u8; 4] = b"lmf1";
const HEADER_BYTES: usize = 8;

/// The longest payload: 1 GiB. Larger messages must be split.
pub const MAX_FRAME_BYTES: usize = 1 << 30;

/// Bytes that are not a message.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FrameError {
    /// The bytes do not begin like a message.
    #[error("it sent {found:?}, which begins no message")]
    NoFrame {
        /// What was found instead of the magic number.
        found: String,
    },
    /// A message is longer than [`MAX_FRAME_BYTES`].
    #[error("it sent a message of {bytes} bytes; {MAX_FRAME_BYTES} is the most")]
    TooLong {
        /// Length of the payload, in bytes.
        bytes: u64,
    },
    /// An answer is longer than the request allows.
    #[error("it sent an answer of more than {most} bytes")]
    LongAnswer {
        /// The limit.
        most: usize,
    },
    /// It answered more than was asked.
    #[error("it sent more than one answer to a request")]
    Unasked,
    /// The bytes end inside a message.
    #[error("its last message is cut off")]
    CutOff,
    /// The pipe cannot be read.
    #[error("its pipe cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// Writes a message whose payload is the concatenation of `parts`.
///
/// # Errors
/// Returns the error of the system, and [`ErrorKind::InvalidInput`] for a payload above [`MAX_FRAME_BYTES`].
pub fn write_frame(pipe: &mut impl Write, parts: &[&[u8]]) -> io::Result<()> {
    let bytes: usize = parts.iter().map(|part| part.len()).sum();
    let length = u32::try_from(bytes).ok().filter(|_| bytes <= MAX_FRAME_BYTES).ok_or_else(|| {
        io::Error::new(ErrorKind::InvalidInput, format!("a message of {bytes} bytes; {MAX_FRAME_BYTES} is the most"))
    })?;
    let mut start = Vec::with_capacity(HEADER_BYTES + parts.first().map_or(0, |part| part.len().min(1024)));
    start.extend_from_slice(MARK);
    start.extend_from_slice(&length.to_le_bytes());
    let mut rest = parts;
    // Short parts are written together with the header in one system call.
    while let Some((part, others)) = rest.split_first().filter(|(part, _)| part.len() <= 1024) {
        start.extend_from_slice(part);
        rest = others;
    }
    pipe.write_all(&start)?;
    rest.iter().try_for_each(|part| pipe.write_all(part))?;
    pipe.flush()
}

/// Reads the payload of the next message into the buffer; returns `false` at the end of the pipe.
///
/// # Errors
/// Returns [`FrameError`] for anything else. The pipe is then out of step and useless.
pub fn read_frame(pipe: &mut impl Read, into: &mut Vec<u8>) -> Result<bool, FrameError> {
    into.clear();
    let mut header = [0; HEADER_BYTES];
    let found = read_up_to(pipe, &mut header)?;
    if found == 0 {
        return Ok(false);
    }
    let mark = &header[..found.min(MARK.len())];
    if !MARK.starts_with(mark) {
        return Err(FrameError::NoFrame { found: String::from_utf8_lossy(&header[..found]).into_owned() });
    }
    if found < HEADER_BYTES {
        return Err(FrameError::CutOff);
    }
    let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
    if u64::from(length) > MAX_FRAME_BYTES as u64 {
        return Err(FrameError::TooLong { bytes: length.into() });
    }
    // Grow as bytes arrive: a false length must not allocate.
    let read = pipe.take(length.into()).read_to_end(into)?;
    if read < length as usize { Err(FrameError::CutOff) } else { Ok(true) }
}

/// Fills the buffer as far as possible; returns the number of bytes.
fn read_up_to(pipe: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match pipe.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(bytes) => filled += bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parts: &[&[u8]]) -> Vec<u8> {
        let mut pipe = Vec::new();
        write_frame(&mut pipe, parts).expect("writing to memory succeeds");
        pipe
    }

    fn read(mut bytes: &[u8]) -> Result<Vec<Vec<u8>>, FrameError> {
        let (mut frames, mut frame) = (Vec::new(), Vec::new());
        while read_frame(&mut bytes, &mut frame)? {
            frames.push(frame.clone());
        }
        Ok(frames)
    }

    #[test]
    fn messages_come_as_they_were_written() {
        let long = vec![7; 5000];
        let pipe = [written(&[b"a", b"bc"]), written(&[]), written(&[b"x", &long, b"y"])].concat();
        let frames = read(&pipe).expect("messages");
        assert_eq!(frames, [b"abc".to_vec(), Vec::new(), [b"x".as_slice(), &long, b"y"].concat()]);
    }

    #[test]
    fn every_cut_is_noticed() {
        let pipe = written(&[b"abc"]);
        for end in 1..pipe.len() {
            assert!(matches!(read(&pipe[..end]), Err(FrameError::CutOff)), "cut at {end}");
        }
    }

    #[test]
    fn text_is_no_message() {
        for text in ["usage: other [OPTIONS]", "l", "lm", "lmf2\0\0\0\0"] {
            let result = read(text.as_bytes());
            match text.len() {
                1 | 2 => assert!(matches!(result, Err(FrameError::CutOff)), "{text}"),
                _ => assert!(matches!(result, Err(FrameError::NoFrame { .. })), "{text}"),
            }
        }
    }

    #[test]
    fn a_length_beyond_the_bound_is_refused_and_one_that_lies_costs_no_memory() {
        let mut pipe = MARK.to_vec();
        pipe.extend_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(read(&pipe), Err(FrameError::TooLong { .. })));
        let mut lie = MARK.to_vec();
        lie.extend_from_slice(&(MAX_FRAME_BYTES as u32).to_le_bytes());
        lie.extend_from_slice(b"short");
        let mut frame = Vec::new();
        assert!(matches!(read_frame(&mut lie.as_slice(), &mut frame), Err(FrameError::CutOff)));
        assert!(frame.capacity() < 1 << 20);
    }
}
