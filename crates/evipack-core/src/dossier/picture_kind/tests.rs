//! Names, folders, EXIF and pixels in agreement and against each other.

use super::*;
use crate::facts::{Basis, CaptureTime, Fact};
use crate::rel_path::RelPath;

fn bare() -> PhotoFacts {
    PhotoFacts::unknown("-")
}

fn from_camera() -> PhotoFacts {
    let local = jiff::civil::date(2026, 4, 7).at(14, 32, 5, 0);
    PhotoFacts {
        taken_exif: Fact::known(CaptureTime { local, offset_minutes: None }, Basis::Exif("DateTimeOriginal".into())),
        camera: Fact::known("HUAWEI P60".to_owned(), Basis::Exif("Make".into())),
        ..bare()
    }
}

fn from_scanner(width: u32, height: u32) -> PhotoFacts {
    PhotoFacts {
        camera: Fact::known("EPSON Perfection V39".to_owned(), Basis::Exif("Make".into())),
        pixels: Fact::known(PixelSize { width, height }, Basis::Structure),
        ..bare()
    }
}

fn kind(facts: &PhotoFacts, path: &str, format: Format) -> (Kind, bool) {
    let told = kind_of(facts, &PathSigns::of(&RelPath::new(path)), format);
    (told.kind, told.sure)
}

#[test]
fn words_say_what_it_is() {
    let cases = [
        ("一、制度建设/公示截图.png", Kind::Screenshot),
        ("Screenshot_20260407_143205.jpg", Kind::Screenshot),
        ("Snipaste_2026-04-07.png", Kind::Screenshot),
        ("发布网页.jpg", Kind::Screenshot),
        ("照片/签到页面截图.png", Kind::Screenshot),
        ("扫描件/方案1.jpg", Kind::Scan),
        ("scan0001.jpg", Kind::Scan),
        ("宣传海报.png", Kind::Other),
        ("信用交通二维码.png", Kind::Other),
        ("会议照片/1.jpg", Kind::Photo),
        ("截图/现场合影.jpg", Kind::Photo),
    ];
    for (path, expected) in cases {
        let format = if path.ends_with("png") { Format::Png } else { Format::Jpeg };
        assert_eq!(kind(&bare(), path, format), (expected, true), "{path}");
    }
}

#[test]
fn words_that_photos_bear_too_leave_a_doubt() {
    for (path, expected) in [
        ("LED屏幕滚动宣传.jpg", Kind::Screenshot),
        ("信用网站宣传活动/1.jpg", Kind::Screenshot),
        ("张贴海报.jpg", Kind::Other),
        ("图片/1.jpg", Kind::Photo),
        ("活动照片/签到表.jpg", Kind::Photo),
    ] {
        assert_eq!(kind(&bare(), path, Format::Jpeg), (expected, false), "{path}");
    }
    assert_eq!(kind(&from_camera(), "2.创建工作方案/IMG_0001.jpg", Format::Jpeg), (Kind::Photo, false));
    assert_eq!(kind(&from_camera(), "2.创建工作方案/启动会现场.jpg", Format::Jpeg), (Kind::Photo, true));
}

#[test]
fn names_that_cameras_and_chat_programs_give() {
    let names =
        ["IMG_20260407_143205", "DSC_0042", "DSC01234", "wx_camera_1716130574783", "P20260407", "今日水印相机_2026"];
    for name in names {
        assert_eq!(kind(&bare(), &format!("{name}.jpg"), Format::Jpeg), (Kind::Photo, true), "{name}");
    }
    let chat = ["mmexport1716130574783", "微信图片_20260319120931_921_3", "QQ图片20191018161901"];
    for name in chat {
        assert_eq!(kind(&bare(), &format!("{name}.png"), Format::Png), (Kind::Photo, false), "{name}");
        assert_eq!(kind(&bare(), &format!("会议照片/{name}.jpg"), Format::Jpeg), (Kind::Photo, true), "{name}");
    }
    for name in ["image", "P1", "imgur", "Tuscany", "材料"] {
        assert_eq!(kind(&bare(), &format!("{name}.jpg"), Format::Jpeg), (Kind::Photo, false), "{name}");
    }
}

#[test]
fn signs_that_disagree_leave_a_doubt() {
    assert_eq!(kind(&from_camera(), "a.jpg", Format::Jpeg), (Kind::Photo, true));
    assert_eq!(kind(&from_camera(), "扫描件/a.jpg", Format::Jpeg), (Kind::Photo, false));
    assert_eq!(kind(&from_camera(), "公示截图.jpg", Format::Jpeg), (Kind::Photo, false));
    assert!(!kind(&bare(), "网页/IMG_20260407.jpg", Format::Jpeg).1);
    assert!(!kind(&bare(), "扫描截图.jpg", Format::Jpeg).1);
    assert!(!kind(&bare(), "现场照片截图.jpg", Format::Jpeg).1);
}

#[test]
fn a_scanner_makes_pages() {
    assert_eq!(kind(&from_scanner(1654, 2339), "1.jpg", Format::Jpeg), (Kind::Scan, true));
    assert_eq!(kind(&from_scanner(1654, 1654), "1.jpg", Format::Jpeg), (Kind::Scan, false));
    assert_eq!(kind(&from_scanner(1654, 2339), "现场/1.jpg", Format::Jpeg), (Kind::Scan, false));
}

#[test]
fn nothing_known_is_never_sure() {
    for (format, expected) in [
        (Format::Jpeg, Kind::Photo),
        (Format::Heif, Kind::Photo),
        (Format::Png, Kind::Other),
        (Format::WebP, Kind::Other),
        (Format::Gif, Kind::Other),
        (Format::Bmp, Kind::Other),
    ] {
        assert_eq!(kind(&bare(), "a/b/1.xyz", format), (expected, false));
    }
}

fn looked(path: &str, facts: &PhotoFacts, kind: Kind, confidence: f32, certain: bool) -> (Kind, bool) {
    let told = kind_of(facts, &PathSigns::of(&RelPath::new(path)), Format::Jpeg).with_pixels(Look {
        kind,
        confidence,
        certain,
        no_photo: certain && kind != Kind::Photo,
        framed: false,
    });
    assert!(!told.basis.is_empty() && (0.0..=1.0).contains(&told.confidence), "{told:?}");
    (told.kind, told.sure)
}

#[test]
fn pixels_decide_where_the_name_says_nothing() {
    for name in ["0001.jpg", "微信图片_20260319120931.jpg", "图片/1.jpg", "2.创建工作方案/1.jpg"] {
        for kind in [Kind::Photo, Kind::Screenshot, Kind::Scan, Kind::Other] {
            assert_eq!(looked(name, &bare(), kind, 0.99, true), (kind, true), "{name}");
            assert_eq!(looked(name, &bare(), kind, 0.8, false), (kind, false), "{name}");
        }
    }
}

#[test]
fn pixels_and_names_that_agree_are_sure() {
    assert_eq!(looked("会议照片/1.jpg", &bare(), Kind::Photo, 0.8, false), (Kind::Photo, true));
    assert_eq!(looked("IMG_20260407.jpg", &from_camera(), Kind::Photo, 0.99, true), (Kind::Photo, true));
    assert_eq!(looked("公示截图.jpg", &bare(), Kind::Screenshot, 0.6, false), (Kind::Screenshot, true));
    // A screenshot of a paper, or of a poster, is none of them a photo.
    assert_eq!(looked("公示截图.jpg", &bare(), Kind::Scan, 0.99, true), (Kind::Screenshot, true));
    assert_eq!(looked("张贴海报.jpg", &bare(), Kind::Other, 0.99, true), (Kind::Other, true));
    assert_eq!(looked("网页宣传/1.jpg", &bare(), Kind::Screenshot, 0.99, true), (Kind::Screenshot, true));
}

#[test]
fn a_picture_with_the_name_and_the_looks_of_a_paper_is_one() {
    for path in ["实施方案.jpg", "签到表.jpg", "活动照片/签到表.jpg"] {
        for facts in [bare(), from_camera()] {
            assert_eq!(looked(path, &facts, Kind::Scan, 0.99, true), (Kind::Scan, true), "{path}");
            assert_eq!(looked(path, &facts, Kind::Scan, 0.7, false), (Kind::Scan, false), "{path}");
            assert!(!looked(path, &facts, Kind::Screenshot, 0.99, true).1, "{path}");
        }
    }
}

#[test]
fn pixels_against_names_leave_a_doubt() {
    // A name must not free a photo of its watermark.
    assert_eq!(looked("公示截图.jpg", &bare(), Kind::Photo, 0.6, false), (Kind::Screenshot, false));
    assert_eq!(looked("扫描件/1.jpg", &bare(), Kind::Photo, 0.99, true), (Kind::Scan, false));
    // And nothing may make a paper a photo that lacks one.
    for kind in [Kind::Screenshot, Kind::Scan, Kind::Other] {
        assert_eq!(looked("会议照片/1.jpg", &bare(), kind, 0.99, true), (Kind::Photo, false));
        assert_eq!(looked("1.jpg", &from_camera(), kind, 0.6, false), (Kind::Photo, false));
    }
    assert_eq!(looked("会议照片/1.jpg", &bare(), Kind::Photo, 0.5, false), (Kind::Photo, false));
    assert!(!looked("签到表.jpg", &bare(), Kind::Photo, 0.99, true).1);
    assert!(!looked("活动照片/签到表.jpg", &bare(), Kind::Photo, 0.99, true).1);
    assert!(!looked("LED屏幕滚动宣传.jpg", &bare(), Kind::Photo, 0.99, true).1);
    assert!(!looked("公示截图.jpg", &from_camera(), Kind::Photo, 0.99, true).1);
}
