//! A document without pages while it is read: lines, pictures, rules and blind spots in reading order.
//!
//! Enters: what the walk through a text document meets, one thing at a time. Leaves: a [`Layout`], and how many pictures
//! could be photos. What counts as a rule, a photo or a drawn seal is decided here once for every such format.

use super::layout::{BlindSpot, Hides, Layout, Line, Part, Picture, RedRule, Source, is_red};
use super::picture_head::{PictureHead, PictureKind};

/// Device RGB.
pub(crate) type Rgb = [u8; 3];

/// Type size where a document says nothing (ECMA-376-1, 17.3.2.38; [MS-DOC] 2.6.1 sprmCHps).
const DEFAULT_SIZE_PT: f64 = 10.0;

/// Smaller pictures are marks and icons; photos set in rows of a table go down to about 30 mm.
const PHOTO_MIN_MM: f64 = 25.0;
/// A photo's pixels along its long and short side at the very least.
const PHOTO_MIN_PIXELS: (u32, u32) = (300, 200);
/// The largest official seals measure 50 mm across (国发〔1999〕25号: 42–50 mm), with some margin around.
const SEAL_MAX_MM: f64 = 60.0;
/// Sides of a picture of a seal differ by no more than this share.
const SEAL_MAX_SKEW: f64 = 0.15;
/// More different reasons help nobody, and an attacker could name objects without end.
const MAX_BLIND_SPOTS: usize = 64;
/// A shorter line is a stroke or a dash, no rule across a header.
const RULE_MIN_MM: f64 = 10.0;

/// A line or bar that rises less than this is horizontal and thin: red separators are drawn up to 4 pt thick.
pub(crate) const THIN_MM: f64 = 2.0;
/// A drawn seal is no smaller; the smallest official seals measure 38 mm, badges and bullets stay below 20.
const DRAWN_SEAL_MIN_MM: f64 = 20.0;
/// Free forms larger than a seal on all sides are ornaments.
const DRAWN_SEAL_MAX_MM: f64 = 70.0;
/// Longer by this share than high: no round seal.
const DRAWN_SEAL_MAX_RATIO: f64 = 1.7;

/// What a run looks like; `None` where this level says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct RunLook {
    pub(crate) ink: Option<Rgb>,
    pub(crate) size_pt: Option<f64>,
    pub(crate) hidden: Option<bool>,
}

impl RunLook {
    /// This look with everything that `stronger` says.
    pub(crate) fn under(self, stronger: Self) -> Self {
        Self {
            ink: stronger.ink.or(self.ink),
            size_pt: stronger.size_pt.or(self.size_pt),
            hidden: stronger.hidden.or(self.hidden),
        }
    }
}

/// For each side, whether a red line is drawn there; `None` where this level says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Borders {
    pub(crate) top: Option<bool>,
    pub(crate) bottom: Option<bool>,
    pub(crate) between: Option<bool>,
    pub(crate) left: Option<bool>,
    pub(crate) right: Option<bool>,
}

impl Borders {
    pub(crate) fn under(self, stronger: Self) -> Self {
        Self {
            top: stronger.top.or(self.top),
            bottom: stronger.bottom.or(self.bottom),
            between: stronger.between.or(self.between),
            left: stronger.left.or(self.left),
            right: stronger.right.or(self.right),
        }
    }

    /// A red line lies across, and it is not the edge of a red frame.
    pub(crate) fn has_red_rule(self) -> bool {
        let across = [self.top, self.bottom, self.between].contains(&Some(true));
        let framed = self.left == Some(true) && self.right == Some(true);
        across && !framed
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub(crate) layout: Layout,
    /// Visible lines of the main text so far.
    pub(crate) body_lines: usize,
    /// Pictures in the text that could be photos.
    pub(crate) photo_pictures: u32,
    /// Width between the page margins of the first section, in millimetres.
    pub(crate) text_width_mm: Option<f64>,
}

impl Flow {
    /// Notes a blind spot once: a document full of formula objects has one reason, not a thousand.
    pub(crate) fn blind(&mut self, why: impl Into<String>, hides: Hides) {
        let spot = BlindSpot { page: None, why: why.into(), hides, pixels_tell: false };
        let spots = &self.layout.blind_spots;
        if spots.len() < MAX_BLIND_SPOTS && !spots.contains(&spot) {
            self.layout.blind_spots.push(spot);
        }
    }
    /// Writes finished lines of a part.
    pub(crate) fn push_lines(&mut self, lines: Vec<Line>, part: Part) {
        for mut line in lines {
            line.part = part;
            if part == Part::Body {
                self.body_lines += 1;
            }
            self.layout.lines.push(line);
        }
    }

    /// Notes a red rule of a width in millimetres, where known.
    pub(crate) fn push_rule(&mut self, width_mm: Option<f64>) {
        if width_mm.is_some_and(|mm| mm < RULE_MIN_MM) {
            return;
        }
        let width = width_mm.zip(self.text_width_mm).map(|(mm, text)| mm / text);
        self.layout.red_rules.push(RedRule { page: None, top: None, width });
    }

    /// Notes a red ring, disc or free form that could be a seal; it is never called one here.
    pub(crate) fn drawn_seal(&mut self) {
        self.blind("文档中有红色圆形或自由图形，可能是绘制的印章", Hides::Seal);
    }

    /// Notes a shown picture whose bytes are not in the file.
    pub(crate) fn missing_picture(&mut self, outside: bool) {
        let why = if outside {
            "文档引用了外部图片，图片不在文件内"
        } else {
            "文档中的图片丢失或损坏"
        };
        self.blind(why, Hides::Anything);
    }

    /// Notes a picture that is shown, and what cannot be known of it. `own_lines`: visible lines that its own paragraph has
    /// before it.
    pub(crate) fn push_picture(
        &mut self,
        head: PictureHead,
        name: Option<String>,
        size_mm: Option<(f64, f64)>,
        part: Part,
        own_lines: usize,
    ) {
        match head.kind {
            PictureKind::Raster => {}
            PictureKind::Metafile => self.blind("文档中有矢量图片（EMF、WMF 或 SVG），内容无法读取", Hides::Anything),
            PictureKind::Unknown => self.blind("文档中有无法识别格式的图片", Hides::Anything),
        }
        self.push_known_picture(head, name, size_mm, part, own_lines);
    }

    /// Notes a picture that hides nothing.
    pub(crate) fn push_known_picture(
        &mut self,
        head: PictureHead,
        name: Option<String>,
        size_mm: Option<(f64, f64)>,
        part: Part,
        own_lines: usize,
    ) {
        let size_mm = size_mm.filter(|(width, height)| *width > 0.0 && *height > 0.0);
        if matches!(part, Part::Body | Part::TextBox) && could_be_photo(head, size_mm) {
            self.photo_pictures = self.photo_pictures.saturating_add(1);
        }
        let own_lines = if part == Part::Body { own_lines } else { 0 };
        self.layout.pictures.push(Picture {
            page: None,
            region: None,
            pixels: head.pixels,
            size_mm,
            part,
            after_lines: self.body_lines + own_lines,
            object: None,
            name,
            looked_at: false,
        });
    }
}

/// Whether a picture is counted among those that could be photos.
pub(crate) fn could_be_photo(head: PictureHead, size_mm: Option<(f64, f64)>) -> bool {
    let large_print = size_mm.is_none_or(|(width, height)| width >= PHOTO_MIN_MM && height >= PHOTO_MIN_MM);
    let seal_like = size_mm.is_some_and(|(width, height)| {
        width.max(height) <= SEAL_MAX_MM && (width - height).abs() <= SEAL_MAX_SKEW * width.max(height)
    });
    let enough_pixels = head.pixels.is_none_or(|(width, height)| {
        width.max(height) >= PHOTO_MIN_PIXELS.0 && width.min(height) >= PHOTO_MIN_PIXELS.1
    });
    head.kind == PictureKind::Raster && large_print && !seal_like && enough_pixels
}

/// A line while its runs come in.
#[derive(Debug, Default)]
pub(crate) struct Writing {
    done: Vec<Line>,
    text: String,
    red: usize,
    inked: usize,
    size_pt: f64,
    centred: bool,
}

impl Writing {
    /// A paragraph about to be written.
    pub(crate) fn paragraph(centred: bool) -> Self {
        Self { centred, ..Self::default() }
    }

    /// Adds text of one look.
    pub(crate) fn push(&mut self, text: &str, look: &RunLook) {
        let glyphs = text.chars().filter(|character| is_glyph(*character)).count();
        if glyphs > 0 {
            self.inked += glyphs;
            if look.ink.is_some_and(is_red) {
                self.red += glyphs;
            }
            self.size_pt = self.size_pt.max(look.size_pt.unwrap_or(DEFAULT_SIZE_PT));
        }
        self.text.extend(text.chars().map(|character| if character.is_whitespace() { ' ' } else { character }));
    }

    /// Ends the line; one without ink leaves nothing.
    pub(crate) fn break_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        if self.inked > 0 {
            self.done.push(Line {
                source: Source::File,
                text: text.trim().to_owned(),
                page: None,
                place: None,
                size_pt: self.size_pt,
                red: self.red * 2 > self.inked,
                part: Part::Body,
                centred: self.centred,
            });
        }
        (self.red, self.inked, self.size_pt) = (0, 0, 0.0);
    }

    /// Lines with ink so far, the unfinished one included.
    pub(crate) fn visible_lines(&self) -> usize {
        self.done.len() + usize::from(self.inked > 0)
    }

    /// Ends the paragraph.
    pub(crate) fn finish(mut self) -> Vec<Line> {
        self.break_line();
        self.done
    }
}

/// Whether a character lays ink.
fn is_glyph(character: char) -> bool {
    !character.is_whitespace() && !character.is_control() && !matches!(character, '\u{200B}'..='\u{200F}' | '\u{FEFF}')
}

/// A line of art text whose size and colour come from its shape.
pub(crate) fn art_line(text: &str, ink: Option<Rgb>, size_pt: f64) -> Vec<Line> {
    let mut writing = Writing::paragraph(true);
    for line in text.lines() {
        writing.push(line, &RunLook { ink, size_pt: Some(size_pt), hidden: None });
        writing.break_line();
    }
    writing.finish()
}

/// Whether a red ring, disc or free form of that size could be a seal; unknown sizes could.
pub(crate) fn could_be_seal(size_mm: Option<(f64, f64)>, free_form: bool) -> bool {
    size_mm.is_none_or(|(width, height)| {
        let (long, short) = (width.max(height), width.min(height));
        let roundish = long <= short * DRAWN_SEAL_MAX_RATIO;
        short >= DRAWN_SEAL_MIN_MM && roundish && (!free_form || long <= DRAWN_SEAL_MAX_MM)
    })
}

/// The Unicode of a character code of a symbol font (Wingdings and its like, addressed through a private area): the usual
/// marks; a replacement for others.
pub(crate) fn symbol(code: u32) -> char {
    const SYMBOL_AREA: std::ops::RangeInclusive<u32> = 0xF000..=0xF0FF;
    match code {
        0xF06F | 0xF0A8 => '□',
        0xF052 | 0xF0FE => '☑',
        0xF0FC => '✓',
        0xF0FB => '✗',
        0xF0AB => '★',
        0xF06C | 0xF09F => '●',
        code if SYMBOL_AREA.contains(&code) => char::REPLACEMENT_CHARACTER,
        code => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}
