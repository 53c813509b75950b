//! A picture file, or one embedded in a document → its kind and its facts.
//!
//! Enters: the bytes of a picture, its path, and a recogniser where there is one. Leaves: a [`Reading`]: a photo with its
//! watermark, a paper with its elements, or a screenshot or drawing of which nothing is asked. Name and metadata say what a
//! picture may be; with a recogniser its pixels join in, and where those leave a doubt, the text of an official paper
//! settles it, also of a page in the form of A4 that looks like a picture of a screen or something drawn.

use super::paper_picture::{self, Paper, Sheets};
use super::{File, ReadError, Reading, contradiction, decode, photo, picture_kind};
use crate::facts::{Basis, DocumentFacts, Fact, Facts, Kind, PhotoFacts, Watermark};
use crate::format::Format;
use crate::rel_path::RelPath;
use crate::see::kind::Look;
use crate::see::{self, Pixels, Recognizer};

/// Reads a picture.
///
/// # Errors
/// [`ReadError::Damaged`] where not even its header can be read.
pub(crate) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    let File { path, format, bytes, recognizer, .. } = *file;
    let facts = photo::read(bytes, format)?;
    let kind = picture_kind::kind_of(&facts, path, format);
    if let Some(why) = unopened(format) {
        let facts = PhotoFacts { watermark: Fact::unknown(why), ..facts };
        return Ok(Reading {
            not_looked_at: Some(why.to_owned()),
            ..photo_reading(kind.kind, false, facts, Vec::new())
        });
    }
    let Some(recognizer) = recognizer else { return Ok(photo_reading(kind.kind, kind.sure, facts, Vec::new())) };
    match decode::decode(bytes, format) {
        Ok(pixels) => {
            let look = see::kind::look(&pixels);
            let kind = kind.with_pixels(look);
            let unseen = decode::unseen(bytes, format);
            let sheets = Sheets { first: &pixels, count: decode::pages(bytes, format), bytes, format };
            let sight = Sight { path, facts, recognizer, sheets, look, unseen, gaps: Vec::new() };
            Ok(sight.of(&pixels, kind.kind, kind.sure))
        }
        Err(error) => {
            let watermark = Fact::unknown(error.to_string());
            Ok(photo_reading(kind.kind, kind.sure, PhotoFacts { watermark, ..facts }, Vec::new()))
        }
    }
}

/// Why a board may not be able to open a picture of this format, and nothing here looks at it.
fn unopened(format: Format) -> Option<&'static str> {
    match format {
        Format::Psd => Some("是 Photoshop 源文件，没有这种软件打不开，请导出为 JPG 或 PDF 再提交"),
        Format::JpegXl => Some("是 JPEG XL 图片，多数电脑打不开，本版本也不能查看，请另存为 JPG 再提交"),
        _ => None,
    }
}

fn photo_reading(kind: Kind, kind_sure: bool, facts: PhotoFacts, gaps: Vec<String>) -> Reading {
    Reading { gaps, ..Reading::of(kind, kind_sure, Facts::Photo(Box::new(facts))) }
}

/// As many lines of text as no scene has: more than a third of the 22 lines of a page (GB/T 9704-2012, 5.2.3).
const FULL_OF_TEXT: usize = 8;

/// A picture that is being looked at.
struct Sight<'a> {
    path: &'a RelPath,
    facts: PhotoFacts,
    recognizer: &'a dyn Recognizer,
    sheets: Sheets<'a>,
    /// What its pixels look like.
    look: Look,
    /// Frames or pages that are not in the pixels, in Chinese.
    unseen: Option<String>,
    gaps: Vec<String>,
}

impl Sight<'_> {
    fn of(mut self, pixels: &Pixels, kind: Kind, sure: bool) -> Reading {
        // A page on which a photo is pasted looks like one of the web or a poster; no screen has the form of A4.
        let is_page = self.facts.pixels.value().copied().is_some_and(picture_kind::is_page);
        let may_be_a_paper = matches!(kind, Kind::Screenshot | Kind::Other) && !sure && is_page;
        if kind == Kind::Scan || may_be_a_paper {
            match paper_picture::read(&self.sheets, &self.facts, self.recognizer) {
                Ok(mut paper) => {
                    let official = is_official(&paper.facts, is_page);
                    let by_looks = sure || official && kind == Kind::Scan;
                    if by_looks || official || kind == Kind::Scan && is_page && self.is_text(&paper) {
                        if !by_looks {
                            paper.facts.pictures = self.pasted_photos();
                        }
                        // A paper's pages are looked at one by one; only another picture's frames are not.
                        self.gaps.extend(if self.sheets.count > 1 { paper.unread } else { self.unseen });
                        let facts = Facts::Document(Box::new(paper.facts));
                        return Reading { gaps: self.gaps, ..Reading::of(Kind::Scan, true, facts) };
                    }
                }
                Err(error) => self.gaps.push(error.to_string()),
            }
        }
        // Nobody asks a sure screenshot or drawing for a watermark, and looking for one is what costs time.
        if matches!(kind, Kind::Photo | Kind::Other) || !sure {
            self.facts.watermark = self.watermark(pixels);
            let with_file = contradiction::with_file(&self.facts, self.path);
            self.facts.contradictions.extend(with_file);
        }
        self.gaps.extend(self.unseen);
        photo_reading(kind, sure, self.facts, self.gaps)
    }

    /// Whether what has the form of A4 and looks like a paper is one by its text: there is as much of it as only a page bears, or
    /// there is a line of it and the pixels leave open only whether it was drawn, or what lies on bare paper.
    fn is_text(&self, paper: &Paper) -> bool {
        paper.lines >= FULL_OF_TEXT || (self.look.no_photo || self.look.framed) && paper.running >= 1
    }

    /// How many photos may be pasted on what is a paper by its text alone, or against its looks: they are not found one by one.
    /// What makes the pixels doubtful may be one; where nothing does, only an item that wants photos asks.
    fn pasted_photos(&self) -> Fact<u32> {
        if self.look.no_photo {
            Fact::unknown("页面上可能贴有照片，没有逐张查看")
        } else {
            Fact::known(1, Basis::Pixels { page: None })
        }
    }

    /// The watermark. What was not found in the first frame may stand in one that nobody looked at.
    fn watermark(&mut self, pixels: &Pixels) -> Fact<Watermark> {
        match see::watermark::sight(pixels, self.recognizer) {
            Ok(sight) => {
                self.facts.contradictions = sight.contradictions;
                match (sight.watermark, &self.unseen) {
                    (Fact::Absent { .. }, Some(unseen)) => Fact::unknown(unseen),
                    (watermark, _) => watermark,
                }
            }
            Err(error) => {
                self.gaps.push(error.to_string());
                Fact::unknown(error.to_string())
            }
        }
    }
}

/// Whether a picture that may be a paper is one: it shows what only official papers have, or the seal of a body with its name, a
/// date in print or the form of a page. A red emblem in a photo has none of these.
fn is_official(paper: &DocumentFacts, is_page: bool) -> bool {
    let header = paper.red_header.value().is_some();
    let signed = paper.issuer.value().is_some() && paper.date.value().is_some();
    let named = is_page || paper.issuer.value().is_some() || paper.date.value().is_some();
    let sealed = named && paper.seal.value().is_some();
    sealed || header || paper.number.value().is_some() || (signed && paper.title.value().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::PixelSize;
    use crate::see::{RecognizerError, Spot, TextLine};

    /// Sees lines of a width, one below the other, in whatever it is shown.
    struct Lines(&'static str, usize, f32);

    impl Recognizer for Lines {
        fn find(&self, picture: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
            // Nothing more at a closer look at the head.
            if picture.height < picture.width {
                return Ok(Vec::new());
            }
            let [left, right] = [0.15, 0.15 + self.2].map(|part| part * picture.width as f32);
            let line = |at: usize| {
                let [top, low] = [0.0, 0.015].map(|part| (0.3 + 0.02 * at as f32 + part) * picture.height as f32);
                Spot { corners: [[left, top], [right, top], [right, low], [left, low]], confidence: 0.99 }
            };
            Ok((0..self.1).map(line).collect())
        }

        fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
            let line =
                |spot: &Spot| TextLine { text: self.0.to_owned(), confidence: 0.99, region: spot.region(picture) };
            Ok(spots.iter().map(line).collect())
        }
    }

    /// What is made of a picture that looks like something.
    fn reading_of((width, height): (u32, u32), look: Look, recognizer: &Lines) -> Reading {
        // Not without any colour: that would be a copy.
        let pixels = Pixels::filled(width, height, [250, 240, 220]);
        let facts = PhotoFacts {
            pixels: Fact::known(PixelSize { width, height }, Basis::Structure),
            ..PhotoFacts::unknown("-")
        };
        let path = RelPath::new("1.1/1.jpg");
        let sheets = Sheets { first: &pixels, count: 1, bytes: &[], format: Format::Jpeg };
        let sight = Sight { path: &path, facts, recognizer, sheets, look, unseen: None, gaps: Vec::new() };
        sight.of(&pixels, look.kind, look.certain)
    }

    /// Its kind, and whether that is sure.
    fn seen(size: (u32, u32), look: Look, recognizer: &Lines) -> (Kind, bool) {
        let reading = reading_of(size, look, recognizer);
        (reading.kind, reading.kind_sure)
    }

    /// Looks like a kind, without any other sign.
    fn like(kind: Kind) -> Look {
        Look { kind, confidence: 0.6, certain: false, no_photo: false, framed: false }
    }

    const A4: (u32, u32) = (1240, 1754);
    const A4_AT_100_DPI: (u32, u32) = (827, 1169);

    #[test]
    fn a_page_that_looks_like_a_screen_or_drawing_is_a_paper_where_its_text_says_so() {
        let number = "青政发〔2026〕3号";
        for sort in [Kind::Screenshot, Kind::Other] {
            let kind = |size, certain, text| seen(size, Look { certain, ..like(sort) }, &Lines(text, 1, 0.4));
            assert_eq!(kind(A4, false, number), (Kind::Scan, true));
            assert_eq!(kind(A4_AT_100_DPI, false, number), (Kind::Scan, true));
            assert_eq!(kind(A4, false, "信用交通 你我同行"), (sort, false));
            assert_eq!(kind(A4, true, number), (sort, true));
            assert_eq!(kind((1080, 2340), false, number), (sort, false), "the form of a telephone");
        }
    }

    #[test]
    fn a_doubtful_page_of_text_in_the_form_of_a4_is_a_paper() {
        let scan = like(Kind::Scan);
        let (drawn, framed) = (Look { no_photo: true, ..scan }, Look { framed: true, ..scan });
        let kind = |size, look, lines, width| seen(size, look, &Lines("信用评价结果", lines, width));
        assert_eq!(kind(A4, scan, FULL_OF_TEXT, 0.4), (Kind::Scan, true), "a table with a picture");
        assert_eq!(kind(A4, scan, FULL_OF_TEXT - 1, 0.4), (Kind::Scan, false));
        for look in [drawn, framed] {
            assert_eq!(kind(A4, look, 1, 0.7), (Kind::Scan, true), "one line of running text, and no photo");
            assert_eq!(kind(A4, look, 1, 0.4), (Kind::Scan, false), "a caption");
            assert_eq!(kind((1240, 1240), look, FULL_OF_TEXT, 0.7), (Kind::Scan, false), "not the form of a page");
        }
        let screen = Look { no_photo: true, ..like(Kind::Screenshot) };
        assert_eq!(kind(A4, screen, FULL_OF_TEXT, 0.7), (Kind::Screenshot, false));
    }

    #[test]
    fn what_is_a_paper_by_its_text_alone_or_against_its_looks_may_bear_photos() {
        let scan = like(Kind::Scan);
        let pictures = |look: Look, text| {
            let reading = reading_of(A4, look, &Lines(text, FULL_OF_TEXT, 0.7));
            reading.facts.document().map(|facts| facts.pictures.clone()).unwrap()
        };
        let (drawn, framed) = (Look { no_photo: true, ..scan }, Look { framed: true, ..scan });
        assert_eq!(pictures(framed, "信用评价结果").value(), Some(&1));
        assert_eq!(pictures(scan, "信用评价结果").value(), Some(&1));
        assert!(pictures(drawn, "信用评价结果").is_unknown());
        assert!(pictures(Look { certain: true, ..scan }, "信用评价结果").is_absent());
        assert!(pictures(scan, "青政发〔2026〕3号").is_absent(), "an official paper");
        assert_eq!(pictures(like(Kind::Other), "青政发〔2026〕3号").value(), Some(&1), "one that looks like a poster");
    }
}
