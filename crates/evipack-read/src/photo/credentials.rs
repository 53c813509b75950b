//! Content credentials (C2PA): whether a picture carries any, and what they say where this build can check them.
//!
//! Enters: the bytes of a picture. Leaves: [`Credentials`]. Absent where every place that the standard gives the format was
//! looked at. Where there is a manifest, the feature `c2pa` checks and reads it; without it nobody checks its signature or
//! what it says, and one that is only there says nothing: a forger can copy it. The cameras and messengers of offices write
//! none.

#[cfg(feature = "c2pa")]
mod manifest;

use super::{jpeg, png, tiff, webp};
use crate::boxes::boxes;
use crate::format::Format;
use evipack_core::facts::{Basis, EditFacts, EditStep, Fact};

/// The type of the box that holds a manifest in HEIF and JPEG 2000 (C2PA 2.1, A.5).
const BOX: &[u8] = b"\xD8\xFE\xC3\xD6\x1B\x0E\x48\x3C\x92\x97\x58\x28\x87\x7E\xC4\x81";
/// Why nothing is known of credentials that are only seen.
const UNVERIFIED: &str = "图片带有内容凭证（C2PA），本版本没有验证其签名和内容";

/// What the credentials of a picture tell.
#[derive(Debug)]
pub(super) struct Credentials {
    pub(super) provenance: Fact<String>,
    /// The signed actions that are edits.
    history: Vec<EditStep>,
    /// The digital source type of a picture that a model made or changed.
    generated: Option<String>,
}

impl Credentials {
    fn of(provenance: Fact<String>) -> Self {
        Self { provenance, history: Vec::new(), generated: None }
    }

    fn unknown(why: impl Into<String>) -> Self {
        Self::of(Fact::unknown(why))
    }

    /// The edits of the XMP packet, and of the credentials where the packet has none: both are notes of one editor, so the
    /// steps are not counted twice.
    pub(super) fn added_to(&self, mut edits: EditFacts) -> EditFacts {
        if edits.history.value().is_none() && !self.history.is_empty() {
            edits.history = Fact::known(self.history.clone(), Basis::C2pa);
        }
        if let (None, Some(kind)) = (edits.generated.value(), &self.generated) {
            edits.generated = Fact::known(kind.clone(), Basis::C2pa);
        }
        edits
    }
}

pub(super) fn read(bytes: &[u8], format: Format) -> Credentials {
    let present = match format {
        Format::Jpeg => jpeg::has_credentials(bytes),
        Format::Png => png::has_chunk(bytes, *b"caBX"),
        Format::WebP => webp::has_chunk(bytes, *b"C2PA"),
        Format::Tiff => tiff::has_credentials(bytes),
        Format::Heif | Format::Jpeg2000 => {
            boxes(bytes).any(|(kind, body)| kind == *b"uuid" && body.starts_with(BOX) || kind == *b"jumb")
        }
        // A bitmap has no place for one.
        Format::Bmp => false,
        _ => return Credentials::unknown("这种格式的图片里有没有内容凭证（C2PA），本版本没有查看"),
    };
    if present { verified(bytes, format) } else { Credentials::of(Fact::absent([Basis::Structure])) }
}

#[cfg(feature = "c2pa")]
fn verified(bytes: &[u8], format: Format) -> Credentials {
    manifest::read(bytes, format)
}

#[cfg(not(feature = "c2pa"))]
fn verified(_: &[u8], _: Format) -> Credentials {
    Credentials::unknown(UNVERIFIED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance(bytes: &[u8], format: Format) -> Fact<String> {
        read(bytes, format).provenance
    }

    /// Segment APP11 with the beginning of a JUMBF box of a manifest store.
    fn with_manifest() -> Vec<u8> {
        let store =
            b"JP\0\x01\0\0\0\x01\0\0\0\x40jumb\0\0\0\x26jumdc2pa\0\x11\0\x10\x80\0\0\xAA\0\x38\x9B\x71\x03c2pa\0";
        let segment = [&(store.len() as u16 + 2).to_be_bytes()[..], store].concat();
        [b"\xFF\xD8\xFF\xEB", &segment[..], b"\xFF\xC0\0\x0B\x08\0\x08\0\x08\x01\x01\x11\0\xFF\xDA\0\x02\xFF\xD9"]
            .concat()
    }

    #[test]
    fn a_manifest_is_seen_and_never_believed() {
        let signed = provenance(&with_manifest(), Format::Jpeg);
        assert!(signed.why().is_some_and(|why| why.contains("没有验证")), "{signed:?}");
        let other = with_manifest().iter().map(|byte| if *byte == b'c' { b'x' } else { *byte }).collect::<Vec<_>>();
        assert!(provenance(&other, Format::Jpeg).is_absent());
        let png = |kind: &[u8; 4]| [b"\x89PNG\r\n\x1A\n\0\0\0\0", &kind[..], b"\0\0\0\0"].concat();
        assert!(
            provenance(&png(b"caBX"), Format::Png).is_unknown() && provenance(&png(b"tEXt"), Format::Png).is_absent()
        );
        let webp = |kind: &[u8; 4]| [b"RIFF\x0C\0\0\0WEBP", &kind[..], b"\0\0\0\0"].concat();
        assert!(
            provenance(&webp(b"C2PA"), Format::WebP).is_unknown()
                && provenance(&webp(b"VP8 "), Format::WebP).is_absent()
        );
        let heif = [&b"\0\0\0\x18uuid"[..], BOX].concat();
        assert!(provenance(&heif, Format::Heif).is_unknown() && provenance(&heif[..9], Format::Heif).is_absent());
        assert!(provenance(b"GIF89a", Format::Gif).is_unknown());
    }
}
