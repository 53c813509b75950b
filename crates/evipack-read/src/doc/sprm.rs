//! Property lists: single property modifiers, one after another ([MS-DOC] 2.2.5, Prl and Sprm).
//!
//! Enters: the bytes of a list. Leaves: each property's code and operand, until the list ends or makes no sense.

use crate::little_endian::{u8_at, u16_at};

/// 2.6.3: its operand counts itself in two bytes.
const TABLE_DEFINITION: u16 = 0xD608;
/// 2.6.2: with a count of 255 its operand's length follows from the operand.
const TAB_STOPS: u16 = 0xC615;

/// The properties of a list.
pub(super) fn properties(list: &[u8]) -> Properties<'_> {
    Properties { rest: list }
}

/// See [`properties`].
#[derive(Debug, Clone)]
pub(super) struct Properties<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Properties<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let code = u16_at(self.rest, 0)?;
        let operand = self.rest.get(2..)?;
        let (skip, len) = operand_place(code, operand)?;
        let end = skip.checked_add(len)?;
        let value = operand.get(skip..end)?;
        self.rest = operand.get(end..)?;
        Some((code, value))
    }
}

/// Where an operand begins after its code, and how long it is (2.2.5.1, spra).
fn operand_place(code: u16, operand: &[u8]) -> Option<(usize, usize)> {
    Some(match code >> 13 {
        0 | 1 => (0, 1),
        2 | 4 | 5 => (0, 2),
        3 => (0, 4),
        7 => (0, 3),
        _ if code == TABLE_DEFINITION => (2, usize::from(u16_at(operand, 0)?).checked_sub(1)?),
        _ => match u8_at(operand, 0)? {
            255 if code == TAB_STOPS => {
                let deleted = usize::from(u8_at(operand, 1)?) * 4;
                let added = usize::from(u8_at(operand, 2 + deleted)?) * 3;
                (1, 2 + deleted + added)
            }
            len => (1, usize::from(len)),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_have_the_length_their_code_says() {
        let list = [
            0x3C, 0x08, 1, // sprmCFVanish
            0x43, 0x4A, 44, 0, // sprmCHps
            0x70, 0x68, 0xFF, 0, 0, 0, // sprmCCv
            0x08, 0xD6, 4, 0, 7, 8, 9, // sprmTDefTable of 3 bytes
            0x15, 0xC6, 255, 1, 0, 0, 0, 0, 1, 0, 0, 0, // sprmPChgTabs
            0x31, 0x52, 1, // cut off
        ];
        let read: Vec<_> = properties(&list).map(|(code, value)| (code, value.len())).collect();
        assert_eq!(read, [(0x083C, 1), (0x4A43, 2), (0x6870, 4), (0xD608, 3), (0xC615, 9)]);
    }
}
