//! MIME messages (RFC 2045, 2046), as far as saved web pages use them.
//!
//! Enters: the bytes of a message. Leaves: its head and its [`Leaf`]s, parts that hold no parts. Only lines are looked at;
//! what is out of order is taken as it comes, depth and number of parts are bounded.

/// Multiparts within multiparts: a page, its alternatives, its pictures, once more for a mail.
const MAX_DEPTH: usize = 4;
/// Parts of one message; a page with more stores its icons one by one.
const MAX_PARTS: usize = 5_000;
/// Bytes of a head.
const MAX_HEAD: usize = 64 << 10;

/// The lines of a head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head(Vec<(String, String)>);

impl Head {
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(MAX_HEAD)).unwrap_or_default());
        let mut lines: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            // A line that begins with a blank goes on with the one before.
            match (line.starts_with([' ', '\t']), lines.last_mut(), line.split_once(':')) {
                (true, Some((_, value)), _) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (false, _, Some((name, value))) => {
                    lines.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
                _ => {}
            }
        }
        Self(lines)
    }

    /// The value of a line by its name in lower case, where it is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, value)| own == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// `type/subtype` in lower case; text where nothing is said (RFC 2045, 5.2).
    pub(super) fn kind(&self) -> String {
        let kind = self.get("content-type").and_then(|value| value.split(';').next());
        kind.map_or_else(|| "text/plain".to_owned(), |kind| kind.trim().to_ascii_lowercase())
    }

    /// A parameter of the type, without its quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let parameters = self.get("content-type")?.split(';').skip(1);
        let found =
            parameters.filter_map(|part| part.split_once('=')).find(|(own, _)| own.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().trim_matches('"')).filter(|value| !value.is_empty())
    }
}

/// A part that holds no parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Leaf<'a> {
    pub(super) head: Head,
    body: &'a [u8],
}

impl Leaf<'_> {
    /// The content as it was before it was coded for its way.
    pub(super) fn content(&self) -> Vec<u8> {
        match self.head.get("content-transfer-encoding").map(str::to_ascii_lowercase).as_deref() {
            Some("base64") => base64(self.body),
            Some("quoted-printable") => quoted_printable(self.body),
            _ => self.body.to_vec(),
        }
    }
}

/// The head of a message and its leaves in their order.
pub(super) fn read(bytes: &[u8]) -> (Head, Vec<Leaf<'_>>) {
    let (head, body) = split(bytes);
    let mut leaves = Vec::new();
    gather(head.clone(), body, 0, &mut leaves);
    (head, leaves)
}

fn gather<'a>(head: Head, body: &'a [u8], depth: usize, leaves: &mut Vec<Leaf<'a>>) {
    let boundary = head.parameter("boundary").filter(|_| head.kind().starts_with("multipart/") && depth < MAX_DEPTH);
    let Some(boundary) = boundary else {
        if leaves.len() < MAX_PARTS {
            leaves.push(Leaf { head, body });
        }
        return;
    };
    for part in parts(body, boundary) {
        let (head, body) = split(part);
        gather(head, body, depth + 1, leaves);
    }
}

/// Head and body: an empty line is between them.
fn split(bytes: &[u8]) -> (Head, &[u8]) {
    let mut at = 0;
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        if line.trim_ascii().is_empty() {
            let head = bytes.get(..at).unwrap_or_default();
            return (Head::read(head), bytes.get(at + line.len()..).unwrap_or_default());
        }
        at += line.len();
    }
    (Head::read(bytes), &[])
}

/// What lies between lines of the boundary.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let (mut found, mut at, mut start) = (Vec::new(), 0, None);
    for line in body.split_inclusive(|&b| b == b'\n') {
        let mark = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()));
        let mark = mark.map(<[u8]>::trim_ascii_end).filter(|rest| rest.is_empty() || rest == b"--");
        if let Some(rest) = mark {
            found.extend(start.and_then(|start: usize| body.get(start..at)));
            start = rest.is_empty().then_some(at + line.len());
            if start.is_none() || found.len() >= MAX_PARTS {
                return found;
            }
        }
        at += line.len();
    }
    // The end is missing: the last part is what there is of it.
    found.extend(start.and_then(|start| body.get(start..)));
    found
}

/// Base64 (RFC 4648, 4); signs outside of its alphabet are skipped, as RFC 2045, 6.8 wants.
pub(super) fn base64(coded: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(coded.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for &sign in coded {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

/// Quoted-printable (RFC 2045, 6.7); what is no code stays as it is.
fn quoted_printable(coded: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(coded.len());
    let mut at = 0;
    let digit = |at: usize| coded.get(at).and_then(|&b| char::from(b).to_digit(16));
    while let Some(&byte) = coded.get(at) {
        let soft = match coded.get(at..at + 3) {
            Some(b"=\r\n") => 3,
            _ if coded.get(at..at + 2) == Some(b"=\n") => 2,
            _ => 0,
        };
        match (digit(at + 1), digit(at + 2)) {
            _ if soft > 0 => at += soft,
            (Some(high), Some(low)) if byte == b'=' => {
                bytes.push((high << 4 | low) as u8);
                at += 3;
            }
            _ => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_of_the_way() {
        assert_eq!(base64(b"TWFu\r\nTWE="), b"ManMa");
        assert_eq!(quoted_printable(b"a=3D=E4=BD=A0=\r\nb=\nc=zz="), "a=你bc=zz=".as_bytes());
    }

    #[test]
    fn parts_within_parts() {
        let message = b"A: 1\r\n 2\r\nContent-Type: multipart/mixed;\r\n boundary=\"x\"\r\n\r\npreamble\r\n--x\r\n\
            Content-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n\r\none\r\n--y--\r\n--x\nContent-Type: image/png\n\ntwo";
        let (head, leaves) = read(message);
        assert_eq!(head.get("a"), Some("1 2"));
        let seen: Vec<(String, Vec<u8>)> = leaves.iter().map(|leaf| (leaf.head.kind(), leaf.content())).collect();
        assert_eq!(seen, [("text/plain".to_owned(), b"one\r\n".to_vec()), ("image/png".to_owned(), b"two".to_vec())]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, text in "(--x(--)?\r?\n|Content-Type: multipart/a; boundary=x\r\n|\r\n|=[0-9A-F]{0,2}|\\PC){0,40}") {
            for bytes in [&bytes[..], text.as_bytes()] {
                let (_, leaves) = read(bytes);
                for leaf in &leaves {
                    leaf.content();
                }
                base64(bytes);
                quoted_printable(bytes);
            }
        }
    }
}
