//! The pictures of a document without pages, looked at.
//!
//! Enters: the layout with its pictures, a way to their bytes by name, and a recogniser. Leaves: lines, rules and seals of
//! pictures that are pieces of paper (a scan pasted in, a letterhead, a seal), in the layout; and the photos, for the photo
//! rule. Pictures too small for either stay as they are.

use super::flow::could_be_photo;
use super::picture_head::{PictureHead, PictureKind};
use crate::decode::decode;
use crate::embedded::{Embedded, MOST};
use crate::format;
use crate::layout::{Layout, Part, Picture};
use crate::sight;
use evipack_core::facts::Kind;
use evipack_see::page::look;
use evipack_see::{Pixels, Recognizer, kind};

/// Largest stored picture.
pub(crate) const MAX_PICTURE: u64 = 32 << 20;
/// A picture up to this size in millimetres may be nothing but a seal: it gets a margin of paper, so that its rim does not
/// seem cut.
const SEAL_MM: f64 = 70.0;
/// Longer side in pixels that is looked at, as for pages.
const SIDE: u32 = 2000;

/// Looks at the pictures; gives back the photos. `bytes_of`: a picture's bytes by its name, `None` where there are none or
/// more than [`MAX_PICTURE`].
pub(crate) fn look_at(
    mut bytes_of: impl FnMut(&str) -> Option<Vec<u8>>,
    layout: &mut Layout,
    recognizer: &dyn Recognizer,
    gaps: &mut Vec<String>,
) -> Vec<Embedded> {
    let mut photos: Vec<Embedded> = Vec::new();
    let unseen: Vec<Picture> = layout.unseen_pictures().cloned().collect();
    for at in 0..layout.pictures.len().min(MOST) {
        let picture = layout.pictures[at].clone();
        let Some(name) = picture.name.as_ref().filter(|_| unseen.contains(&picture)) else { continue };
        let Some(bytes) = bytes_of(name) else { continue };
        let format = format::sniff(&bytes[..bytes.len().min(format::HEAD_LEN)], bytes.len() as u64);
        let Ok(pixels) = decode(&bytes, format) else { continue };
        let seen = kind::look(&pixels);
        if seen.kind == Kind::Photo {
            layout.pictures[at].looked_at = seen.certain;
            let name = name.rsplit('/').next().unwrap_or(name).to_owned();
            if is_counted(&picture) && photos.iter().all(|other| other.name != name) {
                photos.push(Embedded { name, bytes });
            }
        } else if seen.kind != Kind::Screenshot {
            match piece_of_paper(pixels, &picture, recognizer) {
                Ok(piece) => sight::add_piece(layout, at, &piece),
                Err(error) => gaps.push(error),
            }
        }
    }
    photos
}

/// Whether the document's count holds the picture: a photo that it does not hold must not be taken off it.
fn is_counted(picture: &Picture) -> bool {
    let head = PictureHead { kind: PictureKind::Raster, pixels: picture.pixels };
    matches!(picture.part, Part::Body | Part::TextBox) && could_be_photo(head, picture.size_mm)
}

/// What a picture shows of a paper.
fn piece_of_paper(
    pixels: Pixels,
    picture: &Picture,
    recognizer: &dyn Recognizer,
) -> Result<evipack_see::page::PageSight, String> {
    let pixels = pixels.fitted(SIDE);
    let (pixels, wider) = match picture.size_mm {
        Some((width, height)) if width.max(height) <= SEAL_MM => {
            let framed = pixels.framed();
            let wider = f64::from(framed.width) / f64::from(pixels.width.max(1));
            (framed, wider)
        }
        _ => (pixels, 1.0),
    };
    let width_mm = picture.size_mm.map(|(width, _)| width * wider);
    look(&pixels, width_mm, recognizer).map_err(|error| error.to_string())
}
