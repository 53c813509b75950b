//! What sort of picture a file is: photo, screenshot, scan, or something drawn.
//!
//! Enters: the picture's facts, the signs of its path, its format, and what its pixels look like where somebody looked. Leaves: a
//! [`PictureKind`]: the kind, whether it is sure, and on what grounds. The photo rule zeroes an indicator, so "sure" is said
//! only where signs agree; the caller sends every doubt to a human instead of the rule.

mod joined;

#[cfg(test)]
mod tests;

use super::path_signs::{PathSigns, has_any};
use crate::facts::{Kind, PhotoFacts, PixelSize};
use crate::format::Format;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What the pixels of a picture say of its sort.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The likeliest sort.
    /// The kind.
    pub kind: Kind,
    /// How likely, 0 to 1.
    pub confidence: f32,
    /// Whether it is beyond doubt.
    pub certain: bool,
    /// Whether it is beyond doubt that it is no photo of a scene: the likeliest sort has what it cannot be without.
    pub no_photo: bool,
    /// Whether it is most likely a paper, and bare paper runs around all that it shows: a pasted photo, a table full of ink.
    pub framed: bool,
}

/// What a picture probably is.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureKind {
    /// The kind.
    pub kind: Kind,
    /// Whether nothing speaks against it and something speaks for it.
    pub sure: bool,
    /// On what grounds, in Chinese.
    pub basis: Cow<'static, str>,
    /// How likely it is, 0 to 1. Of names and metadata no more can be said than "mostly" and "perhaps".
    pub confidence: f32,
    told: Told,
}

/// What name and metadata say: how far the pixels may decide beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Nothing for any kind or against it: the pixels alone decide.
    Nothing,
    /// The name is one of a paper, and nothing speaks against that: a picture that looks like a paper is one.
    Paper,
    /// A kind, or several that contradict one another.
    Kind,
}

/// How often a kind that names and metadata agree on is right, and one that they only hint at: estimates.
const SURE_CONFIDENCE: f32 = 0.95;
const DOUBT_CONFIDENCE: f32 = 0.6;

/// Words in Make, Model or Software that only scanners and copiers write.
const SCANNER_WORDS: &[&str] = &[
    "scan",
    "scanner",
    "canoscan",
    "scansnap",
    "scanjet",
    "perfection",
    "workcentre",
    "imagerunner",
    "bizhub",
    "ecosys",
    "fi-",
    "docucentre",
    "扫描",
];
/// A4 is 210 × 297 mm (ISO 216).
const A4_ASPECT: f64 = 297.0 / 210.0;
/// A scanner's border and deskewing cost a few pixels.
const ASPECT_TOLERANCE: f64 = 0.015;
/// Shortest side of a page scan: 210 mm at 100 dpi are 827 pixels, a cut edge less; below that writing is not legible.
const PAGE_SIDE: u32 = 800;

/// The signs that a picture bears.
#[expect(clippy::struct_excessive_bools, reason = "each sign is there or not, whatever the others are")]
struct Signs {
    screenshot: bool,
    /// Perhaps of a screen.
    screen: bool,
    scan: bool,
    drawn: bool,
    scene: bool,
    /// Named as a picture, of whatever.
    picture: bool,
    paper: bool,
    /// Its own name says so, not only its folder: a folder of a plan holds photos of the meeting about it, too.
    paper_name: bool,
    camera_name: bool,
    chat_name: bool,
    /// Camera make or model and a capture time.
    camera: bool,
    scanner: bool,
}

/// What a picture is, by its facts, the signs of its path and its format.
pub fn kind_of(facts: &PhotoFacts, path: &PathSigns, format: Format) -> PictureKind {
    let signs = Signs::of(facts, path);
    by_words(&signs, format).unwrap_or_else(|| by_data(&signs, facts, format))
}

/// Where the name or a folder says that it is no photo of a scene.
fn by_words(signs: &Signs, format: Format) -> Option<PictureKind> {
    let told = [signs.screenshot || signs.screen, signs.scan, signs.drawn].into_iter().filter(|&told| told).count();
    if told == 0 {
        return None;
    }
    // A camera's own time under a folder called "scans" is most likely a photo of a page, and only a human can say.
    if signs.camera {
        return Some(doubt(Kind::Photo, "名称像是截图、扫描件或设计图，但 EXIF 有相机型号和拍摄时间"));
    }
    let drawn_format = !matches!(format, Format::Jpeg | Format::Heif);
    let (kind, clear, basis) = match (signs.screenshot, signs.scan, signs.drawn) {
        _ if told > 1 => (Kind::Other, false, "文件名或文件夹名互相矛盾"),
        (true, ..) => (Kind::Screenshot, true, "名称写明是截图"),
        (_, true, _) => (Kind::Scan, true, "名称写明是扫描件"),
        (.., true) => (Kind::Other, drawn_format, "名称像是海报、二维码等设计图"),
        _ => (Kind::Screenshot, false, "名称提到网页或屏幕"),
    };
    if signs.scene || signs.camera_name {
        return Some(doubt(kind, "名称中既有照片的特征，又有截图、扫描件或设计图的字样"));
    }
    Some(if clear { sure(kind, basis) } else { doubt(kind, basis) })
}

/// Where no word speaks against a photo.
fn by_data(signs: &Signs, facts: &PhotoFacts, format: Format) -> PictureKind {
    let page = facts.pixels.value().copied().is_some_and(is_page);
    if signs.scanner {
        return if page && !signs.scene && !signs.camera_name {
            sure(Kind::Scan, "扫描仪生成的 A4 页面")
        } else {
            doubt(Kind::Scan, "扫描仪生成的图片")
        };
    }
    let photo = if signs.camera {
        Some("EXIF 有相机型号和拍摄时间")
    } else if signs.camera_name {
        Some("文件名是相机的命名方式")
    } else if signs.scene {
        Some("名称写明是照片或现场")
    } else {
        None
    };
    let told = if signs.paper_name { Told::Paper } else { Told::Nothing };
    let nameless = |kind, basis| PictureKind { told, ..doubt(kind, basis) };
    match (photo, format) {
        (Some(_), _) if signs.paper => nameless(Kind::Photo, "像是照片，但名称像文件材料，可能是翻拍的文件"),
        (Some(basis), _) => sure(Kind::Photo, basis),
        (None, _) if signs.chat_name => nameless(Kind::Photo, "文件名是微信或 QQ 保存图片的命名方式，多为照片"),
        (None, _) if signs.picture => nameless(Kind::Photo, "名称只写明是图片"),
        (None, Format::Jpeg | Format::Heif) if page => nameless(Kind::Photo, "没有说明是什么图片，尺寸像 A4 页面"),
        (None, Format::Jpeg | Format::Heif) => nameless(Kind::Photo, "没有说明是什么图片，按格式多为照片"),
        (None, Format::Tiff) => nameless(Kind::Scan, "没有说明是什么图片，按格式多为扫描件"),
        _ => nameless(Kind::Other, "没有说明是什么图片"),
    }
}

fn sure(kind: Kind, basis: &'static str) -> PictureKind {
    PictureKind { kind, sure: true, basis: Cow::Borrowed(basis), confidence: SURE_CONFIDENCE, told: Told::Kind }
}

fn doubt(kind: Kind, basis: &'static str) -> PictureKind {
    PictureKind { sure: false, confidence: DOUBT_CONFIDENCE, ..sure(kind, basis) }
}

impl Signs {
    fn of(facts: &PhotoFacts, path: &PathSigns) -> Self {
        let PathSigns { name, folders, nearest, .. } = *path;
        // What the file's own name says goes before what its folders say ("照片/签到页面截图.png").
        let named = name.screenshot || name.page || name.scan || name.drawn || name.scene;
        let anywhere = |in_name: bool, in_folders: bool| in_name || !named && in_folders;
        let paper_name = name.paper && !name.scene;
        let paper_folder = nearest.paper && !nearest.scene && !name.scene;
        let camera = facts.camera.value().map(|camera| camera.to_lowercase());
        let software = facts.software.value().map(|software| software.to_lowercase());
        let scanner = camera.iter().chain(&software).any(|text| has_any(text, SCANNER_WORDS));
        Self {
            screenshot: anywhere(name.screenshot, folders.screenshot) || name.page && !path.exported_page,
            screen: anywhere(name.screen, folders.screen),
            scan: anywhere(name.scan, folders.scan),
            drawn: anywhere(name.drawn, folders.drawn),
            scene: anywhere(name.scene, folders.scene),
            picture: anywhere(name.picture, folders.picture),
            paper: paper_name || paper_folder,
            paper_name,
            camera_name: path.camera_name,
            chat_name: path.chat_name,
            camera: !scanner && camera.is_some() && facts.taken_exif.value().is_some(),
            scanner,
        }
    }
}

/// Whether a picture has the form of an A4 page, upright or lying.
pub fn is_page(size: PixelSize) -> bool {
    let (short, long) = (size.width.min(size.height), size.width.max(size.height));
    short >= PAGE_SIDE && (f64::from(long) / f64::from(short) / A4_ASPECT - 1.0).abs() <= ASPECT_TOLERANCE
}
