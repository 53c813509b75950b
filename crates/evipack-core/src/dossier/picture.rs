//! What a picture shows, and what that makes of it.
//!
//! Enters: a [`Picture`] that the reader filled in, and the signs of a path. Leaves: a [`Concluded`] picture: a photo with its
//! watermark, a paper with its elements, or a screenshot or drawing of which nothing is asked. The two dear looks, at a paper and
//! at a watermark, are taken only where a name leads there: [`conclude`] says which one is missing, the reader takes it, and the
//! record keeps it. So reading and naming follow one rule.

use super::path_signs::PathSigns;
use super::picture_kind::{self, Look};
use crate::facts::{Basis, Contradiction, DocumentFacts, Fact, Facts, Kind, PhotoFacts, Watermark};
use crate::format::Format;
use serde::{Deserialize, Serialize};

/// As many lines of text as no scene has: more than a third of the 22 lines of a page (GB/T 9704-2012, 5.2.3).
pub const FULL_OF_TEXT: usize = 8;

/// What the bytes of a picture show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// What its metadata say.
    pub facts: PhotoFacts,
    /// What its pixels show.
    pub pixels: Seen,
}

/// What somebody saw in the pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Seen {
    /// Nobody looked.
    Nothing,
    /// Nobody looked, and a board may not be able to either: Chinese reason.
    Unopened(String),
    /// They could not be decoded: Chinese reason.
    Undecodable(String),
    /// Somebody looked.
    Looked(Box<Sights>),
}

/// What was seen in the pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sights {
    /// The cheap look: what sort of picture it is.
    pub look: Look,
    /// How many pages the file has.
    pub pages: usize,
    /// Frames or pages that are not in these pixels, in Chinese.
    pub unseen: Option<String>,
    /// The dear look at a paper, where one was taken; a Chinese reason where it failed.
    pub paper: Option<Result<Paper, String>>,
    /// The dear look for a watermark, where one was taken; a Chinese reason where it failed.
    pub mark: Option<Result<Mark, String>>,
}

/// A paper that a picture shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// Its elements.
    pub facts: DocumentFacts,
    /// What of it was not read, in Chinese.
    pub unread: Option<String>,
    /// Lines of text on its first page, in type of the size of text.
    pub lines: usize,
    /// Those of them that are as wide as the text of a page.
    pub running: usize,
}

/// What a picture shows as a photo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Its real-time watermark.
    pub watermark: Fact<Watermark>,
    /// What contradicts itself in it.
    pub contradictions: Vec<Contradiction>,
}

/// A dear look that is missing for a conclusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// At the elements of a paper.
    Paper,
    /// For a watermark.
    Mark,
}

/// What a picture is, now that its name is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Concluded {
    /// What sort of thing it is.
    pub kind: Kind,
    /// Whether that is sure.
    pub sure: bool,
    /// What it shows.
    pub facts: Facts,
    /// What could not be looked at, in Chinese.
    pub gaps: Vec<String>,
    /// Why its content was not looked at at all, in Chinese.
    pub not_looked_at: Option<String>,
}

/// What a picture is, by what it shows and by the signs of its path. Name and metadata say what a picture may be; its pixels join
/// in, and where those leave a doubt, the text of an official paper settles it, also of a page in the form of A4 that looks like a
/// picture of a screen or something drawn.
///
/// # Errors
/// The look that is [`Missing`].
pub fn conclude(picture: &Picture, signs: &PathSigns, format: Format) -> Result<Concluded, Missing> {
    let facts = &picture.facts;
    let told = picture_kind::kind_of(facts, signs, format);
    let with_watermark = |why: &str| PhotoFacts { watermark: Fact::unknown(why), ..facts.clone() };
    match &picture.pixels {
        Seen::Nothing => Ok(photo(told.kind, told.sure, facts.clone(), Vec::new())),
        Seen::Undecodable(why) => Ok(photo(told.kind, told.sure, with_watermark(why), Vec::new())),
        Seen::Unopened(why) => {
            let photo = photo(told.kind, false, with_watermark(why), Vec::new());
            Ok(Concluded { not_looked_at: Some(why.clone()), ..photo })
        }
        Seen::Looked(sights) => {
            let joined = told.with_pixels(sights.look);
            sights.conclude(joined.kind, joined.sure, facts)
        }
    }
}

fn photo(kind: Kind, sure: bool, facts: PhotoFacts, gaps: Vec<String>) -> Concluded {
    Concluded { kind, sure, facts: Facts::Photo(Box::new(facts)), gaps, not_looked_at: None }
}

impl Sights {
    fn conclude(&self, kind: Kind, sure: bool, facts: &PhotoFacts) -> Result<Concluded, Missing> {
        let mut gaps = Vec::new();
        // A page on which a photo is pasted looks like one of the web or a poster; no screen has the form of A4.
        let is_page = facts.pixels.value().copied().is_some_and(picture_kind::is_page);
        let may_be_a_paper = matches!(kind, Kind::Screenshot | Kind::Other) && !sure && is_page;
        if kind == Kind::Scan || may_be_a_paper {
            match self.paper.as_ref().ok_or(Missing::Paper)? {
                Ok(paper) => {
                    let official = is_official(&paper.facts, is_page);
                    let by_looks = sure || official && kind == Kind::Scan;
                    if by_looks || official || kind == Kind::Scan && is_page && self.is_text(paper) {
                        let mut facts = paper.facts.clone();
                        if !by_looks {
                            facts.pictures = self.pasted_photos();
                        }
                        // A paper's pages are looked at one by one; only another picture's frames are not.
                        gaps.extend(if self.pages > 1 { paper.unread.clone() } else { self.unseen.clone() });
                        let facts = Facts::Document(Box::new(facts));
                        return Ok(Concluded { kind: Kind::Scan, sure: true, facts, gaps, not_looked_at: None });
                    }
                }
                Err(why) => gaps.push(why.clone()),
            }
        }
        let mut facts = facts.clone();
        // Nobody asks a sure screenshot or drawing for a watermark, and looking for one is what costs time.
        if matches!(kind, Kind::Photo | Kind::Other) || !sure {
            match self.mark.as_ref().ok_or(Missing::Mark)? {
                Ok(mark) => {
                    facts.contradictions.clone_from(&mark.contradictions);
                    // What was not found in the first frame may stand in one that nobody looked at.
                    facts.watermark = match (&mark.watermark, &self.unseen) {
                        (Fact::Absent { .. }, Some(unseen)) => Fact::unknown(unseen),
                        (watermark, _) => watermark.clone(),
                    };
                }
                Err(why) => {
                    gaps.push(why.clone());
                    facts.watermark = Fact::unknown(why);
                }
            }
        }
        gaps.extend(self.unseen.clone());
        Ok(photo(kind, sure, facts, gaps))
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
