//! What a path says of a picture.
//!
//! Enters: the path of a file. Leaves: [`PathSigns`]: which words of which sort stand in its name and in its folders. That is all
//! of a name that ever reaches the reading of bytes, so files with other names and the same signs are read alike.

use crate::rel_path::RelPath;
use serde::{Deserialize, Serialize};

/// Words that name a picture of a screen, wherever they stand.
const SCREENSHOT: &[&str] = &["截图", "截屏", "screenshot", "screenshots", "screen_shot", "snipaste", "屏幕快照"];
/// Words that name one in a file's own name.
const PAGE: &[&str] = &["网页", "页面"];
/// Words of pictures of a screen, and of photos too: an LED screen in the street, a folder about a web site.
const SCREEN: &[&str] = &["屏幕", "网站", "网页", "页面"];
/// Words that name a picture of paper.
const SCAN: &[&str] = &["扫描", "复印", "影印", "scan", "scans", "scanned", "camscanner"];
/// Words that name something drawn. On a JPEG they may as well name a photo of people handing out posters.
const DRAWN: &[&str] = &["海报", "展板设计", "二维码", "logo"];
/// Words that name a picture of a scene.
const SCENE: &[&str] = &["照片", "现场", "合影", "活动图片", "会议图片", "相片"];
/// A word for any picture at all: Word exports "图片1.png".
const PICTURE: &[&str] = &["图片"];
/// Words that name a document; a phone's picture of one is no photo of a scene.
const PAPER: &[&str] = &[
    "签到",
    "通知",
    "方案",
    "文件",
    "红头",
    "纪要",
    "台账",
    "报道",
    "公示",
    "公告",
    "总结",
    "制度",
    "办法",
    "承诺书",
    "证书",
    "报告",
    "函",
    "批复",
    "记录",
    "表格",
    "名单",
];
/// What watermark cameras call their files.
const WATERMARK_CAMERA: &[&str] = &["今日水印", "水印相机", "马克相机", "马克水印", "元道经纬"];
/// Beginnings of names that cameras give to pictures; each is followed by a number.
const CAMERA_PREFIXES: &[&str] = &["img_", "img", "dsc", "dscn", "dscf", "pxl_", "wx_camera_", "p"];
/// Beginnings of names that chat programs give to whatever they save: mostly photos, but screenshots and scans too.
const CHAT_PREFIXES: &[&str] = &["mmexport", "微信图片", "qq图片"];
/// Digits that must follow: `IMG_0001` is the shortest in use; a `P` wants a whole date.
const CAMERA_DIGITS: usize = 4;
const P_DIGITS: usize = 8;

/// Which sorts of words stand in a text.
#[expect(clippy::struct_excessive_bools, reason = "each sort of word is there or not, whatever the others are")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Words {
    pub(super) screenshot: bool,
    pub(super) page: bool,
    /// Perhaps of a screen.
    pub(super) screen: bool,
    pub(super) scan: bool,
    pub(super) drawn: bool,
    pub(super) scene: bool,
    /// Named as a picture, of whatever.
    pub(super) picture: bool,
    pub(super) paper: bool,
}

impl Words {
    /// The words of a text in lower case.
    fn of(text: &str) -> Self {
        Self {
            screenshot: has_any(text, SCREENSHOT),
            page: has_any(text, PAGE),
            screen: has_any(text, SCREEN),
            scan: has_any(text, SCAN),
            drawn: has_any(text, DRAWN),
            scene: has_any(text, SCENE),
            picture: has_any(text, PICTURE),
            paper: has_any(text, PAPER),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            screenshot: self.screenshot || other.screenshot,
            page: self.page || other.page,
            screen: self.screen || other.screen,
            scan: self.scan || other.scan,
            drawn: self.drawn || other.drawn,
            scene: self.scene || other.scene,
            picture: self.picture || other.picture,
            paper: self.paper || other.paper,
        }
    }
}

/// What a path says of a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PathSigns {
    /// In the file's own name.
    pub(super) name: Words,
    /// In any of its folders.
    pub(super) folders: Words,
    /// In the folder it lies in.
    pub(super) nearest: Words,
    /// In the whole name, as a folder of what lies inside the file.
    as_folder: Words,
    /// Named by a watermark camera, or by a camera with a number.
    pub(super) camera_name: bool,
    /// Named by a chat program.
    pub(super) chat_name: bool,
    /// `…_页面_1`: a page of a PDF, exported as a picture.
    pub(super) exported_page: bool,
}

impl PathSigns {
    /// The signs of a path.
    pub fn of(path: &RelPath) -> Self {
        let mut signs = Self::default();
        for part in path.parent().parts() {
            signs = signs.in_folder(Words::of(&part.to_lowercase()));
        }
        signs.named(path.name(), path.stem())
    }

    /// The signs of a picture of this name inside the file.
    #[must_use]
    pub fn inside(&self, name: &str) -> Self {
        let within = RelPath::new(name);
        let mut signs = self.in_folder(self.as_folder);
        for part in within.parent().parts() {
            signs = signs.in_folder(Words::of(&part.to_lowercase()));
        }
        signs.named(within.name(), within.stem())
    }

    fn in_folder(self, folder: Words) -> Self {
        Self { folders: self.folders.or(folder), nearest: folder, ..self }
    }

    fn named(self, name: &str, stem: &str) -> Self {
        let stem = stem.to_lowercase();
        Self {
            name: Words::of(&stem),
            as_folder: Words::of(&format!("{}!", name.to_lowercase())),
            camera_name: has_any(&stem, WATERMARK_CAMERA) || has_number_after(&stem, CAMERA_PREFIXES),
            chat_name: has_number_after(&stem, CHAT_PREFIXES),
            exported_page: is_exported_page(&stem),
            ..self
        }
    }
}

fn is_exported_page(stem: &str) -> bool {
    stem.rsplit_once("页面_").is_some_and(|(_, number)| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a text (lower case) holds one of the words. Latin words count only between other signs: "Tuscany" is no scan.
pub(super) fn has_any(text: &str, words: &[&str]) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    words.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + word.len()..]);
            !word.is_ascii() || !(is_letter(before.chars().next_back()) || is_letter(after.chars().next()))
        })
    })
}

/// Whether the name (lower case) is one of these beginnings and a number.
fn has_number_after(stem: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| {
        let wanted = if *prefix == "p" { P_DIGITS } else { CAMERA_DIGITS };
        let rest = stem.strip_prefix(prefix).unwrap_or_default().trim_start_matches('_');
        rest.bytes().take_while(u8::is_ascii_digit).count() >= wanted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_inside_a_file_stands_in_a_folder_of_its_name() {
        for (document, name) in [
            ("一、制度建设/会议照片.docx", "image1.jpeg"),
            ("扫描件/方案.pdf", "image12.jpg"),
            ("a.ofd", "Doc_0/Res/截图/IMG_0001.png"),
            ("照片.zip!/总结.docx", "image3.jpg"),
        ] {
            let whole = RelPath::new(&format!("{document}!/{name}"));
            assert_eq!(PathSigns::of(&RelPath::new(document)).inside(name), PathSigns::of(&whole), "{document} {name}");
        }
    }
}
