//! Boxes of the ISO base media file format (ISO/IEC 14496-12), which HEIF, JPEG 2000 and MP4 share.
//!
//! Enters: bytes that are a row of boxes. Leaves: kind and body of each, as far as they are whole. Nothing is copied.

/// Boxes walked on one level.
pub(crate) const MAX_BOXES: usize = 65_536;

/// The boxes on one level of `bytes`: kind and body, as far as they are whole.
pub(crate) fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut at = 0usize;
    std::iter::from_fn(move || {
        let (kind, header, len) = head(bytes.get(at..)?)?;
        let len = if len == 0 { bytes.len() - at } else { usize::try_from(len).ok()? };
        let body = bytes.get(at + header..at.checked_add(len)?)?;
        at += len;
        Some((kind, body))
    })
    .take(MAX_BOXES)
}

/// Kind, length of the head, and length of the whole box (0: to the end) that `bytes` begin with.
pub(crate) fn head(bytes: &[u8]) -> Option<([u8; 4], usize, u64)> {
    let kind = bytes.get(4..8)?.try_into().ok()?;
    let short = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    match short {
        1 => Some((kind, 16, u64::from_be_bytes(bytes.get(8..16)?.try_into().ok()?).max(16))),
        0 => Some((kind, 8, 0)),
        len => Some((kind, 8, u64::from(len).max(8))),
    }
}

/// The body of the first box of a kind.
pub(crate) fn find(bytes: &[u8], wanted: [u8; 4]) -> Option<&[u8]> {
    boxes(bytes).find(|(kind, _)| *kind == wanted).map(|(_, body)| body)
}
