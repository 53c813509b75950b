//! A picture file, or one embedded in a document → its kind and its facts.
//!
//! Enters: the bytes of a picture, its path, and a recogniser where there is one. Leaves: a [`Reading`]: a photo with its
//! watermark, a paper with its elements, or a screenshot or drawing of which nothing is asked. Name and metadata say what a
//! picture may be; with a recogniser its pixels join in, and where those leave a doubt, the text of an official paper
//! settles it, also of a page in the form of A4 that looks like a picture of a screen.

use super::paper_picture::{self, Sheets};
use super::{File, ReadError, Reading, contradiction, decode, photo, picture_kind};
use crate::facts::{DocumentFacts, Fact, Facts, Kind, PhotoFacts, Watermark};
use crate::format::Format;
use crate::rel_path::RelPath;
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
            let kind = kind.with_pixels(see::kind::look(&pixels));
            let unseen = decode::unseen(bytes, format);
            let sheets = Sheets { first: &pixels, count: decode::pages(bytes, format), bytes, format };
            let sight = Sight { path, facts, recognizer, sheets, unseen, gaps: Vec::new() };
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

/// A picture that is being looked at.
struct Sight<'a> {
    path: &'a RelPath,
    facts: PhotoFacts,
    recognizer: &'a dyn Recognizer,
    sheets: Sheets<'a>,
    /// Frames or pages that are not in the pixels, in Chinese.
    unseen: Option<String>,
    gaps: Vec<String>,
}

impl Sight<'_> {
    fn of(mut self, pixels: &Pixels, kind: Kind, sure: bool) -> Reading {
        // A page on which a photo is pasted looks like one of the web; no screen has the form of A4.
        let is_page = self.facts.pixels.value().copied().is_some_and(picture_kind::is_page);
        if kind == Kind::Scan || kind == Kind::Screenshot && !sure && is_page {
            match paper_picture::read(&self.sheets, &self.facts, self.recognizer) {
                Ok((paper, unread)) if sure || is_official(&paper, is_page) => {
                    // A paper's pages are looked at one by one; only another picture's frames are not.
                    self.gaps.extend(if self.sheets.count > 1 { unread } else { self.unseen });
                    let facts = Facts::Document(Box::new(paper));
                    return Reading { gaps: self.gaps, ..Reading::of(Kind::Scan, true, facts) };
                }
                Ok(_) => {}
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
    use crate::facts::{Basis, PixelSize};
    use crate::see::{RecognizerError, Spot, TextLine};

    /// Sees one line in the upper part of whatever it is shown.
    struct OneLine(&'static str);

    impl Recognizer for OneLine {
        fn find(&self, picture: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
            let [left, right] = [0.3, 0.7].map(|part| part * picture.width as f32);
            let [top, low] = [0.3, 0.32].map(|part| part * picture.height as f32);
            Ok(vec![Spot { corners: [[left, top], [right, top], [right, low], [left, low]], confidence: 0.99 }])
        }

        fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
            let line =
                |spot: &Spot| TextLine { text: self.0.to_owned(), confidence: 0.99, region: spot.region(picture) };
            Ok(spots.iter().map(line).collect())
        }
    }

    #[test]
    fn a_page_that_looks_like_a_screen_is_a_paper_where_its_text_says_so() {
        let kind = |(width, height), sure, text| {
            // Not without any colour: that would be a copy.
            let pixels = Pixels::filled(width, height, [250, 240, 220]);
            let facts = PhotoFacts {
                pixels: Fact::known(PixelSize { width, height }, Basis::Structure),
                ..PhotoFacts::unknown("-")
            };
            let path = RelPath::new("1.1/1.jpg");
            let sheets = Sheets { first: &pixels, count: 1, bytes: &[], format: Format::Jpeg };
            let recognizer = &OneLine(text);
            let sight = Sight { path: &path, facts, recognizer, sheets, unseen: None, gaps: Vec::new() };
            let reading = sight.of(&pixels, Kind::Screenshot, sure);
            (reading.kind, reading.kind_sure)
        };
        let number = "青政发〔2026〕3号";
        assert_eq!(kind((1240, 1754), false, number), (Kind::Scan, true));
        assert_eq!(kind((1240, 1754), false, "信用交通 你我同行"), (Kind::Screenshot, false));
        assert_eq!(kind((1240, 1754), true, number), (Kind::Screenshot, true));
        assert_eq!(kind((1080, 2340), false, number), (Kind::Screenshot, false), "the form of a telephone");
    }
}
