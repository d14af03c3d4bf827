//! Numbers and texts as bytes: numbers in groups of seven bits, the lowest first, as most are small; a text after its length.

use crate::reduce::state::StateError;

/// Appends a number.
pub fn write_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a text.
pub fn write_text(text: &[u8], out: &mut Vec<u8>) {
    write_number(text.len() as u64, out);
    out.extend_from_slice(text);
}

/// Bytes that are still to be read.
pub struct ByteReader<'a>(pub &'a [u8]);

impl<'a> ByteReader<'a> {
    /// Reads a number. Bits above the 64th, which are not written, are ignored.
    ///
    /// # Errors
    /// [`StateError::CutOff`] when the bytes end inside it.
    #[inline]
    pub fn number(&mut self) -> Result<u64, StateError> {
        let mut number = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if *byte < 0x80 {
                return Ok(number);
            }
            shift = (shift + 7).min(63);
        }
        Err(StateError::CutOff)
    }

    /// Reads a text of up to 4 GiB.
    ///
    /// # Errors
    /// [`StateError::CutOff`] when the bytes end inside it.
    #[inline]
    pub fn text(&mut self) -> Result<&'a [u8], StateError> {
        let len = u32::try_from(self.number()?).map_err(|_| StateError::CutOff)?;
        let (text, rest) = self.0.split_at_checked(len as usize).ok_or(StateError::CutOff)?;
        self.0 = rest;
        Ok(text)
    }
}
