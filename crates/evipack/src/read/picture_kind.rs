//! What sort of picture a file is: photo, screenshot, scan, or something drawn.
//!
//! Enters: the picture's facts, its path and format, and what its pixels look like where somebody looked. Leaves: a
//! [`PictureKind`]: the kind, whether it is sure, and on what grounds. The photo rule zeroes an indicator, so "sure" is said
//! only where signs agree; the caller sends every doubt to a human instead of the rule.

mod joined;

#[cfg(test)]
mod tests;

use crate::facts::{Kind, PhotoFacts, PixelSize};
use crate::format::Format;
use crate::rel_path::RelPath;
use std::borrow::Cow;

/// What a picture probably is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PictureKind {
    pub(crate) kind: Kind,
    /// Whether nothing speaks against it and something speaks for it.
    pub(crate) sure: bool,
    /// On what grounds, in Chinese.
    pub(crate) basis: Cow<'static, str>,
    /// How likely it is, 0 to 1. Of names and metadata no more can be said than "mostly" and "perhaps".
    pub(crate) confidence: f32,
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

/// Words that name a picture of a screen, wherever they stand.
const SCREENSHOT_WORDS: &[&str] = &["截图", "截屏", "screenshot", "screenshots", "screen_shot", "snipaste", "屏幕快照"];
/// Words that name one in a file's own name.
const PAGE_WORDS: &[&str] = &["网页", "页面"];
/// Words of pictures of a screen, and of photos too: an LED screen in the street, a folder about a web site.
const LOOSE_SCREEN_WORDS: &[&str] = &["屏幕", "网站", "网页", "页面"];
/// Words that name a picture of paper.
const SCAN_WORDS: &[&str] = &["扫描", "复印", "影印", "scan", "scans", "scanned", "camscanner"];
/// Words that name something drawn. On a JPEG they may as well name a photo of people handing out posters.
const DRAWN_WORDS: &[&str] = &["海报", "展板设计", "二维码", "logo"];
/// Words that name a picture of a scene.
const SCENE_WORDS: &[&str] = &["照片", "现场", "合影", "活动图片", "会议图片", "相片"];
/// A word for any picture at all: Word exports "图片1.png".
const PICTURE_WORDS: &[&str] = &["图片"];
/// Words that name a document; a phone's picture of one is no photo of a scene.
const PAPER_WORDS: &[&str] = &[
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
const WATERMARK_CAMERA_WORDS: &[&str] = &["今日水印", "水印相机", "马克相机", "马克水印", "元道经纬"];
/// Beginnings of names that cameras give to pictures; each is followed by a number.
const CAMERA_PREFIXES: &[&str] = &["img_", "img", "dsc", "dscn", "dscf", "pxl_", "wx_camera_", "p"];
/// Beginnings of names that chat programs give to whatever they save: mostly photos, but screenshots and scans too.
const CHAT_PREFIXES: &[&str] = &["mmexport", "微信图片", "qq图片"];
/// Digits that must follow: `IMG_0001` is the shortest in use; a `P` wants a whole date.
const CAMERA_DIGITS: usize = 4;
const P_DIGITS: usize = 8;
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

/// `…_页面_1`: a page of a PDF, exported as a picture.
fn is_exported_page(stem: &str) -> bool {
    stem.rsplit_once("页面_").is_some_and(|(_, number)| number.starts_with(|c: char| c.is_ascii_digit()))
}

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

/// What a picture is, by its facts, its path and its format.
pub(crate) fn kind_of(facts: &PhotoFacts, path: &RelPath, format: Format) -> PictureKind {
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
    fn of(facts: &PhotoFacts, path: &RelPath) -> Self {
        let stem = path.stem().to_lowercase();
        let folders: Vec<String> = path.parent().parts().map(str::to_lowercase).collect();
        let in_name = |words: &[&str]| has_any(&stem, words);
        let in_folders = |words: &[&str]| folders.iter().any(|folder| has_any(folder, words));
        // What the file's own name says goes before what its folders say ("照片/签到页面截图.png").
        let named =
            [SCREENSHOT_WORDS, PAGE_WORDS, SCAN_WORDS, DRAWN_WORDS, SCENE_WORDS].iter().any(|words| in_name(words));
        let anywhere = |words: &[&str]| in_name(words) || (!named && in_folders(words));
        let nearest = folders.last().map_or("", String::as_str);
        let paper_name = in_name(PAPER_WORDS) && !in_name(SCENE_WORDS);
        let paper_folder = has_any(nearest, PAPER_WORDS) && !has_any(nearest, SCENE_WORDS) && !in_name(SCENE_WORDS);
        let camera = facts.camera.value().map(|camera| camera.to_lowercase());
        let software = facts.software.value().map(|software| software.to_lowercase());
        let scanner = camera.iter().chain(&software).any(|text| has_any(text, SCANNER_WORDS));
        Self {
            screenshot: anywhere(SCREENSHOT_WORDS) || in_name(PAGE_WORDS) && !is_exported_page(&stem),
            screen: anywhere(LOOSE_SCREEN_WORDS),
            scan: anywhere(SCAN_WORDS),
            drawn: anywhere(DRAWN_WORDS),
            scene: anywhere(SCENE_WORDS),
            picture: anywhere(PICTURE_WORDS),
            paper: paper_name || paper_folder,
            paper_name,
            camera_name: has_any(&stem, WATERMARK_CAMERA_WORDS) || has_number_after(&stem, CAMERA_PREFIXES),
            chat_name: has_number_after(&stem, CHAT_PREFIXES),
            camera: !scanner && camera.is_some() && facts.taken_exif.value().is_some(),
            scanner,
        }
    }
}

/// Whether a text (lower case) holds one of the words. Latin words count only between other signs: "Tuscany" is no scan.
fn has_any(text: &str, words: &[&str]) -> bool {
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

/// Whether a picture has the form of an A4 page, upright or lying.
pub(crate) fn is_page(size: PixelSize) -> bool {
    let (short, long) = (size.width.min(size.height), size.width.max(size.height));
    short >= PAGE_SIDE && (f64::from(long) / f64::from(short) / A4_ASPECT - 1.0).abs() <= ASPECT_TOLERANCE
}
