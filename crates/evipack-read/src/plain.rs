//! Plain text and tables of commas → facts.
//!
//! Enters: the bytes of a text file in any encoding of Chinese offices. Leaves: its facts. Plain text has no colour, no
//! picture and no seal, and hides none: what is not in the text is absent. Whether it is a table is said by its name.

use super::charset;
use super::elements::{Origin, document_facts};
use super::flow::RunLook;
use super::layout::{Hides, Part};
use super::transcript::Transcript;
use super::{File, ReadError, Reading};
use evipack_core::facts::Kind;

/// Reads a text file.
///
/// # Errors
/// [`ReadError::Unsupported`] where its encoding is none of those of Chinese offices.
pub(crate) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    let unreadable = || ReadError::Unsupported("文字编码无法识别（不是 UTF-8、UTF-16 或 GB18030）".to_owned());
    let decoded = charset::decode(file.bytes, None).ok_or_else(unreadable)?;
    let mut text = Transcript::default();
    let mut gaps = Vec::new();
    if decoded.lossy {
        gaps.push("文字编码有误，个别文字无法读取".to_owned());
        text.flow.blind("文字编码有误，个别文字无法读取", Hides::Anything);
    }
    // A lone carriage return ends a line of old Macs, a form feed a page.
    for line in decoded.text.split(['\n', '\r', '\u{c}']) {
        text.write(line, RunLook::default());
        text.end_line(Part::Body, false);
        if text.is_full() {
            gaps.push("文字过多，只读取了前面的部分".to_owned());
            break;
        }
    }
    let layout = text.finish().layout;
    let facts = document_facts(&layout, false, 0, Origin::default());
    Ok(Reading::document(Kind::Document, layout, facts, gaps))
}
