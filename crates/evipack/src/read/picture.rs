//! A picture file, or one embedded in a document → its kind and its facts.
//!
//! Enters: the bytes of a picture, its path, and a recogniser where there is one. Leaves: a [`Reading`]: a photo with its
//! watermark, a paper with its elements, or a screenshot or drawing of which nothing is asked. Name and metadata say what a
//! picture may be; with a recogniser its pixels join in, and where those leave a doubt, the text of an official paper
//! settles it.

use super::{File, ReadError, Reading, contradiction, decode, paper_picture, photo, picture_kind};
use crate::facts::{DocumentFacts, Fact, Facts, Kind, PhotoFacts, Watermark};
use crate::rel_path::RelPath;
use crate::see::{self, Pixels, Recognizer};

/// Reads a picture.
///
/// # Errors
/// [`ReadError::Damaged`] where not even its header can be read.
pub(crate) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    let File { path, format, bytes, recognizer } = *file;
    let facts = photo::read(bytes, format)?;
    let kind = picture_kind::kind_of(&facts, path, format);
    let Some(recognizer) = recognizer else { return Ok(photo_reading(kind.kind, kind.sure, facts, Vec::new())) };
    match decode::decode(bytes, format) {
        Ok(pixels) => {
            let kind = kind.with_pixels(see::kind::look(&pixels));
            let sight = Sight { path, facts, recognizer, unseen: decode::unseen(bytes, format), gaps: Vec::new() };
            Ok(sight.of(&pixels, kind.kind, kind.sure))
        }
        Err(error) => {
            let watermark = Fact::unknown(error.to_string());
            Ok(photo_reading(kind.kind, kind.sure, PhotoFacts { watermark, ..facts }, Vec::new()))
        }
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
    /// Frames or pages that are not in the pixels, in Chinese.
    unseen: Option<String>,
    gaps: Vec<String>,
}

impl Sight<'_> {
    fn of(mut self, pixels: &Pixels, kind: Kind, sure: bool) -> Reading {
        if kind == Kind::Scan {
            match paper_picture::read(pixels, &self.facts, self.recognizer) {
                Ok(paper) if sure || is_official(&paper) => {
                    self.gaps.extend(self.unseen);
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

/// Whether a picture that may be a paper is one: it shows what only official papers have.
fn is_official(paper: &DocumentFacts) -> bool {
    let header = paper.red_header.value().is_some();
    let signed = paper.issuer.value().is_some() && paper.date.value().is_some();
    header || paper.number.value().is_some() || (signed && paper.title.value().is_some())
}
