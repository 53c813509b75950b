//! What a file can be, and what its name says it should be.
//!
//! Enters: an extension. Leaves: the [`Format`]s that it promises; which one a file has is read from its bytes. The two are kept
//! apart because a picture renamed to `.pdf` is exactly what a reviewer cannot open.

use serde::{Deserialize, Serialize};

/// What a file is by its leading bytes, never by its extension alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Format {
    /// Nothing: zero bytes.
    Empty,
    /// JPEG.
    Jpeg,
    /// TIFF.
    Tiff,
    /// PNG.
    Png,
    /// HEIF or HEIC (ISO BMFF with a picture brand), AVIF included.
    Heif,
    /// WebP.
    WebP,
    /// GIF.
    Gif,
    /// BMP.
    Bmp,
    /// JPEG 2000, in a JP2 file or bare.
    Jpeg2000,
    /// JPEG XL.
    JpegXl,
    /// A Photoshop document.
    Psd,
    /// PDF.
    Pdf,
    /// Office Open XML text document.
    Docx,
    /// Office Open XML workbook.
    Xlsx,
    /// Office Open XML presentation.
    Pptx,
    /// OpenDocument text, and any OpenDocument that is neither of the next two.
    OpenDocument,
    /// OpenDocument workbook.
    OpenSpreadsheet,
    /// OpenDocument presentation.
    OpenPresentation,
    /// OFD (GB/T 33190).
    Ofd,
    /// Compound file with a Word document (.doc, .wps).
    OleWord,
    /// Compound file with a workbook (.xls, .et).
    OleExcel,
    /// Compound file with a presentation (.ppt, .dps).
    OlePowerPoint,
    /// Compound file that holds an encrypted Office document.
    OleEncrypted,
    /// Compound file of another kind.
    Ole,
    /// Rich text.
    Rtf,
    /// HTML or MHT.
    Html,
    /// Plain text, CSV included.
    Text,
    /// MP4, MOV and other moving pictures.
    Video,
    /// Sound.
    Audio,
    /// ZIP that is none of the above.
    Zip,
    /// 7z, RAR, tar, gzip, …
    OtherArchive,
    /// A program or script.
    Executable,
    /// A Windows shortcut.
    Shortcut,
    /// None of these.
    Unknown,
}

impl Format {
    /// Whether it is a picture.
    pub const fn is_picture(self) -> bool {
        matches!(
            self,
            Self::Jpeg
                | Self::Tiff
                | Self::Png
                | Self::Heif
                | Self::WebP
                | Self::Gif
                | Self::Bmp
                | Self::Jpeg2000
                | Self::JpegXl
                | Self::Psd
        )
    }

    /// Its name for a clerk.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Empty => "空文件",
            Self::Jpeg => "JPEG 图片",
            Self::Tiff => "TIFF 图片",
            Self::Png => "PNG 图片",
            Self::Heif => "HEIC 图片",
            Self::WebP => "WebP 图片",
            Self::Gif => "GIF 图片",
            Self::Bmp => "BMP 图片",
            Self::Jpeg2000 => "JPEG 2000 图片",
            Self::JpegXl => "JPEG XL 图片",
            Self::Psd => "Photoshop 源文件",
            Self::Pdf => "PDF 文件",
            Self::Docx => "Word 文档（.docx）",
            Self::Xlsx => "Excel 表格（.xlsx）",
            Self::Pptx => "演示文稿（.pptx）",
            Self::OpenDocument => "ODF 文件",
            Self::OpenSpreadsheet => "ODF 表格（.ods）",
            Self::OpenPresentation => "ODF 演示文稿（.odp）",
            Self::Ofd => "OFD 文件",
            Self::OleWord => "旧版 Word/WPS 文档（.doc）",
            Self::OleExcel => "旧版 Excel/ET 表格（.xls）",
            Self::OlePowerPoint => "旧版演示文稿（.ppt）",
            Self::OleEncrypted => "加密的 Office 文件",
            Self::Ole => "复合文档",
            Self::Rtf => "RTF 文档",
            Self::Html => "网页",
            Self::Text => "纯文本",
            Self::Video => "视频",
            Self::Audio => "音频",
            Self::Zip => "ZIP 压缩包",
            Self::OtherArchive => "压缩包",
            Self::Executable => "程序",
            Self::Shortcut => "快捷方式",
            Self::Unknown => "未知格式",
        }
    }
}

/// The formats that content under this extension (lower case, no dot) may have without surprising anyone; `None` for an
/// extension that promises nothing known here, of which the caller must not say "content is not what the name says".
///
/// An encrypted Office file keeps its promise: that it is encrypted is another finding. RTF and HTML under `.doc` are not
/// promised, though Word opens them. A promise of a ZIP-based format is to be compared after the ZIP was looked into.
pub fn promised(extension: &str) -> Option<&'static [Format]> {
    use Format as F;
    Some(match extension {
        "jpg" | "jpeg" | "jpe" | "jfif" => &[F::Jpeg],
        "tif" | "tiff" => &[F::Tiff],
        "png" => &[F::Png],
        "heic" | "heif" | "hif" | "avif" => &[F::Heif],
        "webp" => &[F::WebP],
        "gif" => &[F::Gif],
        "bmp" | "dib" => &[F::Bmp],
        "jp2" | "j2k" | "j2c" | "jpf" | "jpx" | "jpm" => &[F::Jpeg2000],
        "jxl" => &[F::JpegXl],
        "psd" | "psb" => &[F::Psd],
        "pdf" => &[F::Pdf],
        "doc" | "dot" => &[F::OleWord, F::OleEncrypted],
        "docx" | "docm" | "dotx" | "dotm" => &[F::Docx, F::OleEncrypted],
        // WPS writes either container under its own extensions.
        "wps" | "wpt" => &[F::OleWord, F::Docx, F::OleEncrypted],
        "xls" | "xlt" => &[F::OleExcel, F::OleEncrypted],
        "xlsx" | "xlsm" | "xltx" | "xltm" | "xlsb" => &[F::Xlsx, F::OleEncrypted],
        "et" | "ett" => &[F::OleExcel, F::Xlsx, F::OleEncrypted],
        "ppt" | "pps" | "pot" => &[F::OlePowerPoint, F::OleEncrypted],
        "pptx" | "pptm" | "ppsx" | "ppsm" | "potx" | "potm" => &[F::Pptx, F::OleEncrypted],
        "dps" | "dpt" => &[F::OlePowerPoint, F::Pptx, F::OleEncrypted],
        "odt" | "odg" | "ott" => &[F::OpenDocument],
        "ods" | "ots" => &[F::OpenSpreadsheet],
        "odp" | "otp" => &[F::OpenPresentation],
        "ofd" => &[F::Ofd],
        "rtf" => &[F::Rtf],
        "htm" | "html" | "mht" | "mhtml" | "xml" | "eml" => &[F::Html, F::Text],
        // Text about web pages is still text.
        "txt" | "csv" | "tsv" | "md" | "log" | "json" | "ini" => &[F::Text, F::Html],
        "mp4" | "m4v" | "mov" | "3gp" | "3g2" | "avi" | "mkv" | "webm" | "wmv" | "asf" | "flv" | "f4v" | "mpg"
        | "mpeg" | "vob" | "mts" | "m2ts" | "rm" | "rmvb" => &[F::Video],
        // M4A with a general MP4 brand, WMA (ASF) and the like look like moving pictures from outside.
        "m4a" | "wma" | "ogg" => &[F::Audio, F::Video],
        "mp3" | "wav" | "flac" | "aac" | "amr" | "opus" => &[F::Audio],
        "zip" => &[F::Zip, F::Docx, F::Xlsx, F::Pptx, F::OpenDocument, F::OpenSpreadsheet, F::OpenPresentation, F::Ofd],
        "rar" | "7z" | "gz" | "tgz" | "tar" | "bz2" | "tbz" | "tbz2" | "xz" | "txz" | "zst" | "tzst" | "iso"
        | "cab" => &[F::OtherArchive],
        "exe" | "dll" | "scr" | "sys" => &[F::Executable],
        "lnk" => &[F::Shortcut],
        "url" => &[F::Shortcut, F::Text],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_promises_what_its_program_writes() {
        assert_eq!(promised("jpeg"), Some(&[Format::Jpeg][..]));
        assert!(promised("wps").unwrap().contains(&Format::Docx));
        assert!(!promised("doc").unwrap().contains(&Format::Rtf));
        assert!(!promised("doc").unwrap().contains(&Format::Html));
        assert_eq!(promised("dwg"), None);
        assert_eq!(promised(""), None);
    }
}
