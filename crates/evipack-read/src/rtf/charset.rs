//! Bytes of text to characters, by the charset of their font.
//!
//! Enters: the numbers that a font table names (`\fcharset`, `\cpg`) and the document's own (`\ansicpg`). Leaves: an
//! encoding, or that the font is one of symbols.

use encoding_rs::Encoding;

/// How the bytes of a font are to be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Charset {
    /// As the document says (`\ansicpg`): fonts of Western writing stand in Chinese documents too.
    Document,
    Known(&'static Encoding),
    Symbols,
}

/// The charset of `\fcharset`.
pub(super) fn of_font(charset: i32) -> Charset {
    Charset::Known(match charset {
        2 => return Charset::Symbols,
        128 => encoding_rs::SHIFT_JIS,
        129 | 130 => encoding_rs::EUC_KR,
        134 => encoding_rs::GBK,
        136 => encoding_rs::BIG5,
        161 => encoding_rs::WINDOWS_1253,
        162 => encoding_rs::WINDOWS_1254,
        163 => encoding_rs::WINDOWS_1258,
        177 => encoding_rs::WINDOWS_1255,
        178 => encoding_rs::WINDOWS_1256,
        186 => encoding_rs::WINDOWS_1257,
        204 => encoding_rs::WINDOWS_1251,
        222 => encoding_rs::WINDOWS_874,
        238 => encoding_rs::WINDOWS_1250,
        _ => return Charset::Document,
    })
}

/// The encoding of a Windows code page; what is not listed is read as Western.
pub(super) fn of_code_page(page: i32) -> &'static Encoding {
    match page {
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        54936 => encoding_rs::GB18030,
        65001 => encoding_rs::UTF_8,
        874 => encoding_rs::WINDOWS_874,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        _ => encoding_rs::WINDOWS_1252,
    }
}
