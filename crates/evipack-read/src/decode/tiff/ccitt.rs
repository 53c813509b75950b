//! Fax codes (ITU-T T.4 and T.6) inside a TIFF to pixels.
//!
//! Enters: the file and the directory of one page. Leaves: its RGB samples, black on white. The strips are decoded one by
//! one; their bits may stand in either order. Scanners of offices write Group 4, fax machines Group 3.

use super::{Sheet, Source, refusal, unsupported};
use crate::ReadError;
use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};
use tiff::tags::Tag;

/// T4Options (TIFF 6.0, section 11): bit 0 says that lines are coded in two dimensions, bit 2 that each ends at a byte.
const TWO_DIMENSIONS: u32 = 1;
const BYTE_ALIGNED: u32 = 4;
/// FillOrder: the first pixel is in the lowest bit.
const LOW_BIT_FIRST: u16 = 2;

pub(super) fn decode(file: &[u8], decoder: &mut Source<'_>, sheet: &Sheet) -> Result<Vec<u8>, ReadError> {
    let offsets = decoder.find_tag_unsigned_vec::<u64>(Tag::StripOffsets).map_err(refusal)?;
    let lens = decoder.find_tag_unsigned_vec::<u64>(Tag::StripByteCounts).map_err(refusal)?;
    let (Some(offsets), Some(lens)) = (offsets, lens) else { return Err(unsupported()) };
    let rows = decoder.find_tag_unsigned::<u32>(Tag::RowsPerStrip).map_err(refusal)?.unwrap_or(sheet.height).max(1);
    let options = decoder.find_tag_unsigned::<u32>(Tag::Unknown(292)).map_err(refusal)?.unwrap_or(0);
    let low_first = decoder.find_tag_unsigned::<u16>(Tag::FillOrder).map_err(refusal)? == Some(LOW_BIT_FIRST);
    let mut page = Page { width: sheet.width as usize, rgb: Vec::new(), inverted: sheet.photometric == 1, rows: 0 };
    for (offset, len) in offsets.iter().zip(&lens) {
        let left = sheet.height.saturating_sub(page.rows);
        if left == 0 {
            break;
        }
        let strip = usize::try_from(*offset).ok().zip(usize::try_from(*len).ok());
        let strip = strip.and_then(|(at, len)| file.get(at..at.checked_add(len)?));
        let strip = strip.ok_or_else(cut_off)?;
        let turned: Vec<u8>;
        let strip = if low_first {
            turned = strip.iter().map(|byte| byte.reverse_bits()).collect();
            &turned
        } else {
            strip
        };
        page.read(strip, settings(sheet, options, rows.min(left)))?;
    }
    if page.rows < sheet.height { Err(cut_off()) } else { Ok(page.rgb) }
}

fn cut_off() -> ReadError {
    ReadError::Damaged("图像数据不完整".to_owned())
}

fn settings(sheet: &Sheet, options: u32, rows: u32) -> DecodeSettings {
    let encoding = match sheet.compression {
        4 => EncodingMode::Group4,
        3 if options & TWO_DIMENSIONS != 0 => EncodingMode::Group3_2D,
        _ => EncodingMode::Group3_1D,
    };
    DecodeSettings {
        columns: sheet.width,
        rows,
        end_of_block: true,
        end_of_line: sheet.compression == 3,
        // Compression 2 begins each line at a byte and has no marks between them.
        rows_are_byte_aligned: sheet.compression == 2 || sheet.compression == 3 && options & BYTE_ALIGNED != 0,
        encoding,
        strict: false,
    }
}

/// A page that grows row by row.
struct Page {
    width: usize,
    rgb: Vec<u8>,
    inverted: bool,
    rows: u32,
}

impl Page {
    /// Adds the rows of a strip, and no more than it may have.
    fn read(&mut self, strip: &[u8], settings: DecodeSettings) -> Result<(), ReadError> {
        let mut rows = Rows { page: self, left: settings.rows };
        let decoded = hayro_ccitt::decode(strip, &mut rows, &mut DecoderContext::new(settings));
        // What follows the last row of a strip is nobody's business.
        match (decoded, rows.left) {
            (_, 0) => Ok(()),
            (Ok(_), _) => Err(cut_off()),
            (Err(error), _) => Err(ReadError::Damaged(format!("图像无法解码（{error}）"))),
        }
    }
}

struct Rows<'a> {
    page: &'a mut Page,
    left: u32,
}

impl Decoder for Rows<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        self.page.rows += 1;
        let mut white = !self.page.inverted;
        let mut from = 0;
        for to in changes.iter().map(|change| *change as usize).chain([self.page.width]) {
            let to = to.min(self.page.width);
            let run = to.saturating_sub(from) * 3;
            self.page.rgb.extend(std::iter::repeat_n(if white { 255 } else { 0 }, run));
            white = !white;
            from = from.max(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::page;
    use super::super::tests::{file, page_of};
    use crate::ReadError;

    /// T.6: a row of nothing but white is one vertical mode V0 (`1`); EOFB ends the block.
    const TWO_WHITE_ROWS: [u8; 4] = [0b1100_0000, 0b0000_0100, 0b0000_0000, 0b0100_0000];

    #[test]
    fn group_4_in_either_bit_order_and_either_sense() {
        let white = page(&file(&[page_of((8, 2), 1, 0, 4, &TWO_WHITE_ROWS)]), 0).unwrap();
        assert_eq!(white.rgb, [255; 48]);
        let mut low = page_of((8, 2), 1, 1, 4, &TWO_WHITE_ROWS.map(u8::reverse_bits));
        low.tags.push((266, vec![2]));
        assert_eq!(page(&file(&[low]), 0).unwrap().rgb, [0; 48]);
    }

    #[test]
    fn runs_without_marks_begin_at_bytes() {
        // T.4: white 2 (0111), black 3 (10), white 3 (1000), then the next row at a byte: white 8 (10011).
        let rows = [0b0111_1010, 0b0000_0000, 0b1001_1000];
        let pixels = page(&file(&[page_of((8, 2), 1, 0, 2, &rows)]), 0).unwrap();
        let row: Vec<u8> = pixels.rgb.chunks(3).take(8).map(|pixel| pixel[0]).collect();
        assert_eq!(row, [255, 255, 0, 0, 0, 255, 255, 255]);
        assert!(pixels.rgb[24..].iter().all(|sample| *sample == 255));
    }

    #[test]
    fn a_page_of_too_few_rows_is_refused() {
        let short = file(&[page_of((8, 50), 1, 0, 4, &TWO_WHITE_ROWS)]);
        assert!(matches!(page(&short, 0), Err(ReadError::Damaged(_))));
    }
}
