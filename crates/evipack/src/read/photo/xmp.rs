//! The capture time that an XMP packet repeats.
//!
//! Enters: the packet. Leaves: its `exif:DateTimeOriginal` or `photoshop:DateCreated`, as written. Editors move the time there when they drop EXIF, so
//! a picture with it must not be called "without a time"; but anyone can type it, so it is no more than a reason to look.

/// Longest time taken over: ISO 8601 with fraction and offset is under 35 characters.
const MAX_TIME: usize = 40;
/// How much of a packet is searched; the ordinary one is 4–16 KiB, edit histories make it larger.
const MAX_PACKET: usize = 1024 * 1024;

/// The two properties that XMP defines for the moment of capture.
const NAMES: [&[u8]; 2] = [b"exif:DateTimeOriginal", b"photoshop:DateCreated"];

/// The capture time, written as an attribute or as an element.
pub(super) fn capture_time(packet: &[u8]) -> Option<&str> {
    let packet = packet.get(..MAX_PACKET.min(packet.len()))?;
    NAMES.iter().find_map(|name| {
        let after = packet.windows(name.len()).position(|window| window == *name)? + name.len();
        value(packet.get(after..)?)
    })
}

fn value(rest: &[u8]) -> Option<&str> {
    let value = rest.strip_prefix(b"=\"").or_else(|| rest.strip_prefix(b"='")).or_else(|| rest.strip_prefix(b">"))?;
    let end = value.iter().take(MAX_TIME).position(|b| matches!(b, b'"' | b'\'' | b'<'))?;
    let text = std::str::from_utf8(&value[..end]).ok()?.trim();
    text.bytes().any(|b| (b'1'..=b'9').contains(&b)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attribute_and_element() {
        assert_eq!(
            capture_time(b"<a exif:DateTimeOriginal=\"2026-04-07T14:32:05+08:00\"/>"),
            Some("2026-04-07T14:32:05+08:00")
        );
        assert_eq!(capture_time(b"<exif:DateTimeOriginal>2026-04-07</exif:DateTimeOriginal>"), Some("2026-04-07"));
        assert_eq!(capture_time(b"<exif:DateTimeOriginal>0000-00-00</exif:DateTimeOriginal>"), None);
        assert_eq!(capture_time(b"<exif:DateTimeOriginal>2026"), None);
        assert_eq!(capture_time(b"<x/>"), None);
        assert_eq!(capture_time(b"<photoshop:DateCreated>2003-08-30</photoshop:DateCreated>"), Some("2003-08-30"));
    }
}
