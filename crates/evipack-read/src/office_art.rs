//! Drawings of the binary Office formats ([MS-ODRAW]): pictures, shapes and groups of them.
//!
//! Enters: records of a drawing, wherever a document keeps them. Leaves: [`Shape`]s with their kind, paint, size and what
//! they show, and the bytes of pictures. What a shape means is said by the document that shows it.

use super::flow::Rgb;
use super::picture_head::{self, PictureHead, PictureKind};
use crate::little_endian::{i32_at, u8_at, u16_at, u32_at};
use std::borrow::Cow;

/// 2.2.1, OfficeArtRecordHeader.
const HEADER_LEN: usize = 8;
/// Groups in groups that are followed; drawing programs stop far below.
const MAX_DEPTH: usize = 24;
/// Shapes of one document that are looked at.
const MAX_SHAPES: usize = 100_000;
/// Different pictures of one document that are looked at.
pub(crate) const MAX_PICTURES: usize = 10_000;
/// Enough of a picture for its size, unless a JPEG carries a large preview before its frame header.
const PICTURE_HEAD: usize = 256 << 10;
/// Longest art text that is kept, in bytes.
const MAX_ART_TEXT: usize = 4096;

/// Kinds of records.
const BLIP_STORE_ENTRY: u16 = 0xF007;
const GROUP: u16 = 0xF003;
const SHAPE: u16 = 0xF004;
const GROUP_FRAME: u16 = 0xF009;
const SHAPE_HEAD: u16 = 0xF00A;
const PROPERTIES: [u16; 3] = [0xF00B, 0xF121, 0xF122];
const CHILD_PLACE: u16 = 0xF00F;
pub(crate) const STORE: u16 = 0xF000;
const BLIP_STORE: u16 = 0xF001;
pub(crate) const DRAWING: u16 = 0xF002;
pub(crate) const CLIENT_TEXT: u16 = 0xF00D;
pub(crate) const CLIENT_PLACE: u16 = 0xF010;
pub(crate) const CLIENT_DATA: u16 = 0xF011;

/// A record: its kind, its content, where the content stands in the bytes that were walked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    pub(crate) kind: u16,
    pub(crate) instance: u16,
    pub(crate) content: &'a [u8],
    pub(crate) at: usize,
}

/// The records that follow one another in some bytes; ends where a record promises more than there is.
pub(crate) fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let record = record(bytes, next)?;
        next = record.at + record.content.len();
        Some(record)
    })
}

/// The record at a place.
pub(crate) fn record(bytes: &[u8], at: usize) -> Option<Record<'_>> {
    let first = u16_at(bytes, at)?;
    let len = u32_at(bytes, at.checked_add(4)?)? as usize;
    let start = at + HEADER_LEN;
    Some(Record {
        kind: u16_at(bytes, at + 2)?,
        instance: first >> 4,
        content: bytes.get(start..start.checked_add(len)?)?,
        at: start,
    })
}

/// A picture as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blip<'a> {
    stored: &'a [u8],
    pub(crate) kind: BlipKind,
}

/// How a picture is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlipKind {
    Jpeg,
    Png,
    Tiff,
    /// A bitmap without its file header.
    Dib,
    /// EMF, WMF, PICT.
    Metafile,
}

impl BlipKind {
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::Dib => "bmp",
            Self::Metafile => "wmf",
        }
    }
}

impl<'a> Blip<'a> {
    /// The picture of a blip record (2.2.23), or of a store entry that carries its own (2.2.32).
    pub(crate) fn of(record: &Record<'a>) -> Option<Self> {
        const UID: usize = 16;
        const TAG: usize = 1;
        const METAFILE_HEAD: usize = 34;
        let kind = match record.kind {
            BLIP_STORE_ENTRY => {
                const ENTRY_LEN: usize = 36;
                let name = usize::from(u8_at(record.content, 33)?);
                let inner = self::record(record.content, ENTRY_LEN + name)?;
                return if inner.kind == BLIP_STORE_ENTRY { None } else { Self::of(&inner) };
            }
            0xF01A..=0xF01C => BlipKind::Metafile,
            0xF01D | 0xF02A => BlipKind::Jpeg,
            0xF01E => BlipKind::Png,
            0xF01F => BlipKind::Dib,
            0xF029 => BlipKind::Tiff,
            _ => return None,
        };
        // Odd instances carry a second identifier (2.2.24–2.2.31).
        let ids = if record.instance & 1 == 1 { 2 * UID } else { UID };
        let skip = ids + if kind == BlipKind::Metafile { METAFILE_HEAD } else { TAG };
        Some(Self { stored: record.content.get(skip..)?, kind })
    }

    /// The bytes of the picture as a file of its own.
    pub(crate) fn file(&self) -> Option<Cow<'a, [u8]>> {
        Some(match self.kind {
            BlipKind::Dib => Cow::Owned(with_bitmap_header(self.stored)?),
            _ => Cow::Borrowed(self.stored),
        })
    }

    /// The same for the same bytes of a file, shown once or more.
    pub(crate) fn identity(&self) -> (usize, usize) {
        (self.stored.as_ptr().addr(), self.stored.len())
    }

    /// What its head says.
    pub(crate) fn head(&self) -> PictureHead {
        if self.kind == BlipKind::Metafile {
            return PictureHead { kind: PictureKind::Metafile, pixels: None };
        }
        let start = self.stored.get(..self.stored.len().min(PICTURE_HEAD)).unwrap_or_default();
        let start = Self { stored: start, ..*self };
        start.file().map(|file| picture_head::head(&file)).unwrap_or_default()
    }
}

/// Puts the file header before a bitmap that lacks it.
pub(crate) fn with_bitmap_header(dib: &[u8]) -> Option<Vec<u8>> {
    const FILE_HEADER: usize = 14;
    const BIT_FIELDS: u32 = 3;
    let head = u32_at(dib, 0)? as usize;
    let depth = u16_at(dib, 14)?;
    let used = u32_at(dib, 32)? as usize;
    let colours = if depth <= 8 { if used == 0 { 1 << depth } else { used.min(256) } } else { 0 };
    let masks = if head == 40 && u32_at(dib, 16)? == BIT_FIELDS { 12 } else { 0 };
    let pixels_at = FILE_HEADER + head.min(dib.len()) + masks + 4 * colours;
    let mut file = b"BM".to_vec();
    file.extend(u32::try_from(dib.len() + FILE_HEADER).ok()?.to_le_bytes());
    file.extend([0; 4]);
    file.extend(u32::try_from(pixels_at).ok()?.to_le_bytes());
    file.extend(dib);
    Some(file)
}

/// The pictures that all drawings of a document share, in the order of their numbers; `delayed`: the stream in which
/// pictures stand that the store does not carry itself.
pub(crate) fn stored_pictures<'a>(store: &'a [u8], delayed: &'a [u8]) -> Vec<Option<Blip<'a>>> {
    const PLACE_AT: usize = 28;
    let entries = records(store).find(|record| record.kind == BLIP_STORE).map(|record| record.content);
    let entries = records(entries.unwrap_or_default()).take(MAX_SHAPES);
    let blip = |entry: Record<'a>| {
        Blip::of(&entry).or_else(|| {
            let at = u32_at(entry.content, PLACE_AT).filter(|at| entry.kind == BLIP_STORE_ENTRY && *at != u32::MAX)?;
            Blip::of(&record(delayed, at as usize)?)
        })
    };
    entries.map(blip).collect()
}

/// A shape, and the shapes in it where it is a group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape<'a> {
    pub(crate) id: u32,
    /// 2.4.24, MSOSPT.
    pub(crate) form: u16,
    flags: u32,
    /// Width and height in units of the group that it stands in.
    place: Option<(f64, f64)>,
    /// Units inside the group.
    frame: Option<(f64, f64)>,
    pub(crate) parts: Vec<Shape<'a>>,
    look: Look,
    pub(crate) art_text: Option<String>,
    /// What the document adds to the shape: place, text, data.
    pub(crate) client: Vec<Record<'a>>,
}

/// What the properties say (2.3), as far as it decides what is shown.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    picture: Option<u32>,
    fill_kind: Option<u32>,
    fill_picture: Option<u32>,
    fill: Option<u32>,
    line: Option<u32>,
    fill_switch: Option<u32>,
    line_switch: Option<u32>,
    hidden: bool,
    free: bool,
}

impl Shape<'_> {
    pub(crate) fn is_group(&self) -> bool {
        self.flags & 1 != 0
    }

    /// Deleted shapes are kept, and not shown.
    pub(crate) fn is_shown(&self) -> bool {
        const DELETED: u32 = 1 << 3;
        self.flags & DELETED == 0 && !self.look.hidden
    }

    pub(crate) fn is_object(&self) -> bool {
        const OBJECT: u32 = 1 << 4;
        self.flags & OBJECT != 0
    }

    /// The group that holds all shapes of a drawing.
    pub(crate) fn is_canvas(&self) -> bool {
        const PATRIARCH: u32 = 1 << 2;
        self.flags & PATRIARCH != 0
    }

    pub(crate) fn is_background(&self) -> bool {
        const BACKGROUND: u32 = 1 << 10;
        self.flags & BACKGROUND != 0
    }

    /// Number of the picture that it shows, counted from 1.
    pub(crate) fn picture(&self) -> Option<u32> {
        self.look.picture.filter(|number| *number > 0)
    }

    /// Number of the picture that fills it.
    pub(crate) fn fill_picture(&self) -> Option<u32> {
        // 2.4.11, MSOFILLTYPE: texture and picture.
        let filled = matches!(self.look.fill_kind, Some(2 | 3)) && self.is_filled();
        self.look.fill_picture.filter(|number| filled && *number > 0)
    }

    fn is_filled(&self) -> bool {
        switched(self.look.fill_switch, 4).unwrap_or(true)
    }

    /// Colour of its outline; black unless said otherwise, nothing where there is none.
    pub(crate) fn line(&self) -> Option<Rgb> {
        let drawn = switched(self.look.line_switch, 3).unwrap_or(true);
        drawn.then(|| self.look.line.map_or(Some([0, 0, 0]), colour)).flatten()
    }

    /// Colour of its area; white unless said otherwise.
    pub(crate) fn fill(&self) -> Option<Rgb> {
        let solid = matches!(self.look.fill_kind, None | Some(0 | 4..=7));
        (solid && self.is_filled()).then(|| self.look.fill.map_or(Some([255, 255, 255]), colour)).flatten()
    }

    /// Whether its outline is drawn point by point.
    pub(crate) fn is_free(&self) -> bool {
        self.look.free
    }

    /// Size of one of its parts, where its own size is known.
    pub(crate) fn size_of_part(&self, part: &Shape<'_>, own_mm: Option<(f64, f64)>) -> Option<(f64, f64)> {
        let ((width, height), (across, down), (part_width, part_height)) = (own_mm?, self.frame?, part.place?);
        let scaled = |mm: f64, units: f64, part: f64| if units > 0.0 { mm * part / units } else { part * 0.0 };
        Some((scaled(width, across, part_width), scaled(height, down, part_height)))
    }
}

/// 2.3: switches carry in their upper half whether they say anything.
fn switched(word: Option<u32>, bit: u32) -> Option<bool> {
    let word = word?;
    (word >> (bit + 16) & 1 == 1).then_some(word >> bit & 1 == 1)
}

/// 2.2.2, OfficeArtCOLORREF; colours that the system or a scheme chooses are not known here.
fn colour(word: u32) -> Option<Rgb> {
    const CHOSEN_ELSEWHERE: u8 = 0b1_1001;
    let [r, g, b, flags] = word.to_le_bytes();
    (flags & CHOSEN_ELSEWHERE == 0).then_some([r, g, b])
}

/// The shapes of a drawing or of any container of shapes; `true` beside them where some could not be read.
pub(crate) fn shapes(drawing: &[u8]) -> (Vec<Shape<'_>>, bool) {
    let mut reader = ShapeReader { count: 0, lost: false };
    let shapes = reader.container(drawing, 0);
    (shapes, reader.lost)
}

struct ShapeReader {
    count: usize,
    lost: bool,
}

impl ShapeReader {
    fn container<'a>(&mut self, bytes: &'a [u8], depth: usize) -> Vec<Shape<'a>> {
        let mut found = Vec::new();
        let mut end = 0;
        for record in records(bytes) {
            end = record.at + record.content.len();
            match record.kind {
                _ if depth > MAX_DEPTH || self.count > MAX_SHAPES => self.lost = true,
                SHAPE => {
                    self.count += 1;
                    found.push(shape(record.content));
                }
                GROUP => {
                    // The first shape of a group is the group itself.
                    let mut inner = self.container(record.content, depth + 1).into_iter();
                    if let Some(mut group) = inner.next() {
                        group.parts = inner.collect();
                        found.push(group);
                    }
                }
                _ => {}
            }
        }
        self.lost |= end + HEADER_LEN <= bytes.len();
        found
    }
}

fn shape(bytes: &[u8]) -> Shape<'_> {
    let mut shape = Shape::default();
    for record in records(bytes) {
        match record.kind {
            SHAPE_HEAD => {
                shape.form = record.instance;
                shape.id = u32_at(record.content, 0).unwrap_or(0);
                shape.flags = u32_at(record.content, 4).unwrap_or(0);
            }
            GROUP_FRAME => shape.frame = extent(record.content),
            CHILD_PLACE => shape.place = extent(record.content),
            kind if PROPERTIES.contains(&kind) => put_properties(&mut shape, &record),
            CLIENT_TEXT | CLIENT_PLACE | CLIENT_DATA => shape.client.push(record),
            _ => {}
        }
    }
    shape
}

/// Width and height of a rectangle: left, top, right, bottom.
fn extent(rectangle: &[u8]) -> Option<(f64, f64)> {
    let side = |at| i32_at(rectangle, at).map(f64::from);
    Some(((side(8)? - side(0)?).abs(), (side(12)? - side(4)?).abs()))
}

/// 2.2.9, OfficeArtFOPT: numbers, then in their order the contents that are no numbers.
fn put_properties(shape: &mut Shape<'_>, record: &Record<'_>) {
    const ENTRY: usize = 6;
    const COMPLEX: u16 = 1 << 15;
    let count = usize::from(record.instance);
    let mut content_at = count * ENTRY;
    for index in 0..count {
        let (Some(code), Some(value)) =
            (u16_at(record.content, ENTRY * index), u32_at(record.content, ENTRY * index + 2))
        else {
            return;
        };
        let mut content: &[u8] = &[];
        if code & COMPLEX != 0 {
            let end = content_at.saturating_add(value as usize);
            content = record.content.get(content_at..end).unwrap_or_default();
            content_at = end;
        }
        let look = &mut shape.look;
        match code & 0x3FFF {
            0x0104 => look.picture = Some(value),
            0x0145 => look.free |= value > 0,
            0x0180 => look.fill_kind = Some(value),
            0x0181 => look.fill = Some(value),
            0x0186 => look.fill_picture = Some(value),
            0x01BF => look.fill_switch = Some(value),
            0x01C0 => look.line = Some(value),
            0x01FF => look.line_switch = Some(value),
            0x03BF => look.hidden |= switched(Some(value), 1) == Some(true),
            0x00C0 => shape.art_text = text(content),
            _ => {}
        }
    }
}

fn text(content: &[u8]) -> Option<String> {
    let units = content.get(..content.len().min(MAX_ART_TEXT))?.chunks_exact(2);
    let units = units.map(|pair| u16::from_le_bytes([pair[0], pair[1]])).take_while(|unit| *unit != 0);
    let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some(text.replace('\r', "\n")).filter(|text| !text.trim().is_empty())
}
