//! How messages are separated on the pipes of a worker: frames for programs of ours, plainer forms for all others.

use std::io::{self, BufRead, BufReader, Read, Write};

use super::frame::{FrameError, read_frame, write_frame};

/// How requests are written to a worker, and its answers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// Both are [frames](write_frame); a worker may send several for one request.
    #[default]
    Frames,
    /// A request is written as it is, and answered with one line.
    Lines {
        /// Most bytes of an answer.
        most: usize,
    },
    /// A request is written as it is, and answered with a length (4 bytes, lowest first) and that many bytes.
    Lengths {
        /// Most bytes of an answer, without the length.
        most: usize,
    },
}

impl Framing {
    /// Whether a worker sends nothing but one answer for each request.
    pub(super) fn is_one_answer(self) -> bool {
        self != Framing::Frames
    }

    /// Writes a request.
    pub(super) fn write(self, pipe: &mut impl Write, request: &[u8]) -> io::Result<()> {
        match self {
            Framing::Frames => write_frame(pipe, &[request]),
            Framing::Lines { .. } | Framing::Lengths { .. } => pipe.write_all(request).and_then(|()| pipe.flush()),
        }
    }

    /// Reads the next answer into the buffer; returns `false` at the end of the pipe.
    pub(super) fn read<R: Read>(self, pipe: &mut BufReader<R>, into: &mut Vec<u8>) -> Result<bool, FrameError> {
        into.clear();
        let is_read = match self {
            Framing::Frames => return read_frame(pipe, into),
            Framing::Lines { most } => read_line(pipe, most, into)?,
            Framing::Lengths { most } => read_counted(pipe, most, into)?,
        };
        // Otherwise it would be the answer to the next request.
        if pipe.buffer().is_empty() { Ok(is_read) } else { Err(FrameError::Unasked) }
    }
}

/// Reads a line without its end, which is `\n` or `\r\n`.
fn read_line<R: Read>(pipe: &mut BufReader<R>, most: usize, into: &mut Vec<u8>) -> Result<bool, FrameError> {
    const LINE_END: usize = 2;
    let limit = most.saturating_add(LINE_END);
    pipe.by_ref().take(limit as u64).read_until(b'\n', into)?;
    match into.pop_if(|byte| *byte == b'\n') {
        Some(_) => drop(into.pop_if(|byte| *byte == b'\r')),
        None if into.is_empty() => return Ok(false),
        None if into.len() < limit => return Err(FrameError::CutOff),
        None => return Err(FrameError::LongAnswer { most }),
    }
    if into.len() > most { Err(FrameError::LongAnswer { most }) } else { Ok(true) }
}

fn read_counted<R: Read>(pipe: &mut BufReader<R>, most: usize, into: &mut Vec<u8>) -> Result<bool, FrameError> {
    const LENGTH_BYTES: u64 = 4;
    pipe.by_ref().take(LENGTH_BYTES).read_to_end(into)?;
    if into.is_empty() {
        return Ok(false);
    }
    let length = into.as_slice().try_into().map(u32::from_le_bytes).map_err(|_| FrameError::CutOff)?;
    if length as usize > most {
        return Err(FrameError::LongAnswer { most });
    }
    into.clear();
    let read = pipe.take(length.into()).read_to_end(into)?;
    if read < length as usize { Err(FrameError::CutOff) } else { Ok(true) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: Framing = Framing::Lines { most: 4 };
    const LENGTHS: Framing = Framing::Lengths { most: 4 };

    /// The answers of a pipe, each of which is read before the next one is there.
    fn read(framing: Framing, writes: &[&[u8]]) -> Result<Vec<Vec<u8>>, FrameError> {
        struct Writes<'a>(std::slice::Iter<'a, &'a [u8]>);
        impl Read for Writes<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let next = self.0.next().copied().unwrap_or_default();
                buffer[..next.len()].copy_from_slice(next);
                Ok(next.len())
            }
        }
        let mut pipe = BufReader::new(Writes(writes.iter()));
        let (mut answers, mut answer) = (Vec::new(), Vec::new());
        while framing.read(&mut pipe, &mut answer)? {
            answers.push(answer.clone());
        }
        Ok(answers)
    }

    #[test]
    fn answers_come_without_what_separates_them() {
        let lines = read(LINES, &[b"0101\n", b"\n", b"01", b"10\r\n"]).expect("lines");
        assert_eq!(lines, [b"0101".to_vec(), b"".to_vec(), b"0110".to_vec()]);
        let counted = read(LENGTHS, &[b"\x02\0\0\0ab", b"\0\0\0\0", b"\x01\0", b"\0\0\n"]).expect("answers");
        assert_eq!(counted, [b"ab".to_vec(), b"".to_vec(), b"\n".to_vec()]);
    }

    #[test]
    fn answers_that_are_cut_off_or_too_long_are_refused() {
        for end in 1..4 {
            assert!(matches!(read(LINES, &[&b"010\n"[..end]]), Err(FrameError::CutOff)), "cut at {end}");
        }
        for end in 1..6 {
            assert!(matches!(read(LENGTHS, &[&b"\x02\0\0\0ab"[..end]]), Err(FrameError::CutOff)), "cut at {end}");
        }
        for long in [&b"01010\n"[..], b"010101010101"] {
            assert!(matches!(read(LINES, &[long]), Err(FrameError::LongAnswer { most: 4 })));
        }
        assert!(matches!(read(LENGTHS, &[b"\x05\0\0\0"]), Err(FrameError::LongAnswer { most: 4 })));
        assert!(matches!(read(LENGTHS, &[b"\xff\xff\xff\xff"]), Err(FrameError::LongAnswer { most: 4 })));
    }

    #[test]
    fn a_second_answer_to_one_request_is_refused() {
        assert!(matches!(read(LINES, &[b"01\n01\n"]), Err(FrameError::Unasked)));
        assert!(matches!(read(LENGTHS, &[b"\0\0\0\0\0"]), Err(FrameError::Unasked)));
    }

    #[test]
    fn requests_of_both_forms_are_written_as_they_are() {
        for framing in [LINES, LENGTHS] {
            let mut pipe = Vec::new();
            framing.write(&mut pipe, b"a\nb").expect("writing to memory succeeds");
            assert_eq!(pipe, b"a\nb");
        }
    }
}
