//! A MIME archive of a web page (MHT, RFC 2557), or a mail saved as a file.
//!
//! Enters: its bytes. Leaves: an [`Archive`]: the page itself, what the head says, and the pictures stored beside it.

use super::mime::{self, Leaf};
use crate::charset;

/// What the archive holds.
#[derive(Debug, Default)]
pub(super) struct Archive {
    /// The page.
    pub(super) html: String,
    pub(super) lossy: bool,
    /// Where it was saved from.
    pub(super) address: Option<String>,
    /// `Date:` of the head.
    pub(super) saved: Option<String>,
    /// `From:` of the head where it names the program that saved, as browsers write it.
    pub(super) saved_by: Option<String>,
    pub(super) pictures: Vec<Stored>,
    /// Parts that are neither page, style, script nor picture.
    pub(super) unread: usize,
}

/// A picture in the archive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) location: Option<String>,
    pub(super) id: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// Whether the bytes are an archive and no page: a head of lines comes first.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    const HEAD: usize = 4096;
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default().trim_ascii_start().to_ascii_lowercase();
    let has = |words: &[u8]| head.windows(words.len()).any(|window| window == words);
    !head.starts_with(b"<") && has(b"mime-version:") && has(b"content-type:")
}

/// Reads an archive; `None` where no page is in it.
pub(super) fn read(bytes: &[u8]) -> Option<Archive> {
    let (head, leaves) = mime::read(bytes.trim_ascii_start());
    let is = |kind: &'static str| leaves.iter().find(move |leaf| leaf.head.kind() == kind);
    let page = is("text/html").or_else(|| is("text/plain"))?;
    let (html, lossy) = text_of(page)?;
    let location = |leaf: &Leaf<'_>| leaf.head.get("content-location").map(str::to_owned);
    let mut archive = Archive {
        html,
        lossy,
        address: head.get("snapshot-content-location").map(str::to_owned).or_else(|| location(page)),
        saved: head.get("date").map(str::to_owned),
        saved_by: head.get("from").filter(|from| from.starts_with("<Saved by")).map(str::to_owned),
        ..Archive::default()
    };
    for leaf in &leaves {
        let kind = leaf.head.kind();
        if kind.starts_with("image/") {
            let id = leaf.head.get("content-id").map(|id| id.trim_matches(['<', '>']).to_owned());
            archive.pictures.push(Stored { location: location(leaf), id, bytes: leaf.content() });
        } else {
            // Styles, scripts and types belong to the page's dress.
            let dress = ["text/", "font/"].iter().any(|main| kind.starts_with(main))
                || ["javascript", "font", "css"].iter().any(|word| kind.contains(word));
            archive.unread += usize::from(!dress);
        }
    }
    Some(archive)
}

/// The text of the page. The head's statement of its encoding is one opinion; the page may hold another.
fn text_of(page: &Leaf<'_>) -> Option<(String, bool)> {
    let content = page.content();
    let own = super::stated_encoding(&content);
    let decoded = charset::decode(&content, page.head.parameter("charset").or(own.as_deref()))?;
    Some((decoded.text, decoded.lossy))
}
