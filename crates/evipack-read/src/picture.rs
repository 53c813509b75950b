//! A picture file, or one embedded in a document → what it shows.
//!
//! Enters: the bytes of a picture, the signs of the paths under which it lies, and a recogniser where there is one. Leaves: a
//! [`Picture`]: its metadata, a cheap look at its pixels, and those of the two dear looks (at a paper, for a watermark) that one of
//! the paths leads to.

use super::paper_picture::{self, Sheets};
use super::{File, ReadError, decode, likeness, photo};
use crate::format::Format;
use evipack_core::dossier::Needs;
use evipack_core::dossier::likeness::PictureHash;
use evipack_core::dossier::path_signs::PathSigns;
use evipack_core::dossier::picture::{Mark, Missing, Picture, Seen, Sights, conclude};
use evipack_core::facts::PhotoFacts;
use evipack_see::{Pixels, Recognizer, kind, watermark};
use std::collections::BTreeSet;

/// Reads a picture.
///
/// # Errors
/// [`ReadError::Damaged`] where not even its header can be read.
pub(crate) fn read(file: &File<'_>, needs: &Needs) -> Result<(Picture, Option<PictureHash>), ReadError> {
    let File { format, bytes, recognizer, .. } = *file;
    let facts = photo::read(bytes, format)?;
    if let Some(why) = unopened(format) {
        return Ok((Picture { facts, pixels: Seen::Unopened(why.to_owned()) }, None));
    }
    if recognizer.is_none() && !needs.wants.likeness {
        return Ok((Picture { facts, pixels: Seen::Nothing }, None));
    }
    let pixels = match decode::decode(bytes, format) {
        Ok(pixels) => pixels,
        Err(_) if recognizer.is_none() => return Ok((Picture { facts, pixels: Seen::Nothing }, None)),
        Err(error) => return Ok((Picture { facts, pixels: Seen::Undecodable(error.to_string()) }, None)),
    };
    let hash = if needs.wants.likeness { likeness::hash_of(&pixels) } else { None };
    let Some(recognizer) = recognizer else { return Ok((Picture { facts, pixels: Seen::Nothing }, hash)) };
    let look = kind::look(&pixels);
    let (pages, unseen) = (decode::pages(bytes, format), decode::unseen(bytes, format));
    let sights = Sights { look, pages, unseen, paper: None, mark: None };
    let sheets = Sheets { first: &pixels, count: pages, bytes, format };
    Ok((looked(facts, sights, &needs.signs, &sheets, recognizer), hash))
}

/// Why a board may not be able to open a picture of this format, and nothing here looks at it.
fn unopened(format: Format) -> Option<&'static str> {
    match format {
        Format::Psd => Some("是 Photoshop 源文件，没有这种软件打不开，请导出为 JPG 或 PDF 再提交"),
        Format::JpegXl => Some("是 JPEG XL 图片，多数电脑打不开，本版本也不能查看，请另存为 JPG 再提交"),
        _ => None,
    }
}

/// Takes the dear looks that the signs lead to.
fn looked(
    facts: PhotoFacts,
    sights: Sights,
    signs: &BTreeSet<PathSigns>,
    sheets: &Sheets<'_>,
    recognizer: &dyn Recognizer,
) -> Picture {
    let nameless = [PathSigns::default()];
    let signs: &mut dyn Iterator<Item = &PathSigns> =
        if signs.is_empty() { &mut nameless.iter() } else { &mut signs.iter() };
    let mut picture = Picture { facts, pixels: Seen::Looked(Box::new(sights)) };
    for signs in signs {
        while let Err(missing) = conclude(&picture, signs, sheets.format) {
            let Picture { facts, pixels } = &mut picture;
            let Seen::Looked(sights) = pixels else { break };
            match missing {
                Missing::Paper => {
                    let paper = paper_picture::read(sheets, facts, recognizer);
                    sights.paper = Some(paper.map_err(|error| error.to_string()));
                }
                Missing::Mark => sights.mark = Some(mark(sheets.first, recognizer)),
            }
        }
    }
    picture
}

fn mark(pixels: &Pixels, recognizer: &dyn Recognizer) -> Result<Mark, String> {
    let watermark::Sight { watermark, contradictions, .. } =
        watermark::sight(pixels, recognizer).map_err(|error| error.to_string())?;
    Ok(Mark { watermark, contradictions })
}

#[cfg(test)]
mod tests {
    use super::*;
    use evipack_core::RelPath;
    use evipack_core::dossier::picture::{Concluded, FULL_OF_TEXT};
    use evipack_core::facts::{Basis, Fact, Kind, PixelSize};
    use evipack_see::kind::Look;
    use evipack_see::{RecognizerError, Spot, TextLine};

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
    fn reading_of((width, height): (u32, u32), look: Look, recognizer: &Lines) -> Concluded {
        // Not without any colour: that would be a copy.
        let pixels = Pixels::filled(width, height, [250, 240, 220]);
        let facts = PhotoFacts {
            pixels: Fact::known(PixelSize { width, height }, Basis::Structure),
            ..PhotoFacts::unknown("-")
        };
        let signs = PathSigns::of(&RelPath::new("1.1/1.jpg"));
        let sheets = Sheets { first: &pixels, count: 1, bytes: &[], format: Format::Jpeg };
        let sights = Sights { look, pages: 1, unseen: None, paper: None, mark: None };
        let picture = looked(facts, sights, &BTreeSet::from([signs]), &sheets, recognizer);
        conclude(&picture, &signs, Format::Jpeg).unwrap()
    }

    /// Its kind, and whether that is sure.
    fn seen(size: (u32, u32), look: Look, recognizer: &Lines) -> (Kind, bool) {
        let reading = reading_of(size, look, recognizer);
        (reading.kind, reading.sure)
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
