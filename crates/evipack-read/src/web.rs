//! A saved web page (HTML, or MHT with its pictures) → facts.
//!
//! Enters: the bytes of a page as a browser or WPS saved it. Leaves: its text and title, where and when it was published and
//! saved, and the photos stored in it. A saved page proves that something was published; it is not the issued paper, and
//! nobody asks it for a seal (`rules/issued.rs`). Nothing is fetched: pictures beside the page are files of their own.

mod archive;
mod mime;
mod page;
mod stated;
mod style;

use self::archive::Archive;
use self::page::Seen;
use self::stated::Stated;
use super::charset;
use super::elements::{Origin, document_facts};
use super::embedded::{self, Embedded};
use super::flow::Flow;
use super::layout::Hides;
use super::{File, ReadError, Reading};
use crate::date::find_dates;
use evipack_core::facts::{Basis, DocumentFacts, Fact, Kind, WebPage};

/// Bytes of a page that are looked through for the name of its encoding, HTML Living Standard 13.2.3.2.
const ENCODING_WITHIN: usize = 1024;
/// Lines of a page among which its time of publication stands, menus included.
const PUBLISHED_WITHIN: usize = 400;

/// Reads a web page.
///
/// # Errors
/// [`ReadError::Unsupported`] where its encoding is none of those of Chinese offices, [`ReadError::Damaged`] where an archive
/// holds no page.
pub(crate) fn reading(file: &File<'_>) -> Result<Reading, ReadError> {
    let archive = if archive::is_archive(file.bytes) {
        archive::read(file.bytes).ok_or_else(|| ReadError::Damaged("网页存档里没有网页".to_owned()))?
    } else {
        let stated = stated_encoding(file.bytes);
        let unreadable = || ReadError::Unsupported("网页的文字编码无法识别".to_owned());
        let page = charset::decode(file.bytes, stated.as_deref()).ok_or_else(unreadable)?;
        Archive { html: page.text, lossy: page.lossy, ..Archive::default() }
    };
    let mut seen = page::read(&archive.html);
    let mut gaps = Vec::new();
    if archive.lossy {
        seen.text.flow.blind("文字编码有误，部分文字无法读取", Hides::Anything);
        gaps.push("网页的文字编码有误，部分文字无法读取".to_owned());
    }
    if archive.unread > 0 {
        seen.text.flow.blind("邮件或网页存档带有附件，附件没有查看", Hides::Anything);
        gaps.push(format!("邮件或网页存档带有 {} 个附件，没有查看", archive.unread));
    }
    if seen.text.is_full() {
        gaps.push("网页过大，只读取了前面的部分".to_owned());
    }
    let pictures = pictures(&seen, &archive);
    let counted = embedded::photos_like(&pictures);
    let photos = if file.recognizer.is_some() { embedded::photos_among(pictures) } else { Vec::new() };
    let Seen { text, stated, .. } = seen;
    let flow = text.finish();
    let facts = facts(&flow, counted, stated, &archive);
    Ok(Reading { embedded: photos, ..Reading::document(Kind::Document, flow.layout, facts, gaps) })
}

fn facts(flow: &Flow, pictures: u32, stated: Stated, archive: &Archive) -> DocumentFacts {
    let saved = archive.saved.as_deref().and_then(stated::script_time).or(stated.saved);
    let software = stated.generator.or(archive.saved_by.clone());
    let origin = Origin { basis: Some(Basis::Properties), software, created: saved.clone() };
    let mut facts = document_facts(&flow.layout, false, pictures, origin);
    // Pictures that are not in the file are files of their own, or were not handed in.
    facts.pictures = Fact::known(pictures, Basis::Pictures);
    let whole = stated.title.split_whitespace().collect::<Vec<_>>().join(" ");
    // The article's own title, then what stands over the text, then the window's title with the site's name behind it.
    if let Some(article) = stated.article {
        facts.title = Fact::known(article, Basis::Properties);
    } else if facts.title.is_unknown() && !whole.is_empty() {
        facts.title = Fact::known(whole, Basis::Properties);
    }
    let address = archive.address.as_deref().and_then(stated::web_address).or(stated.address).or(stated.own_address);
    let said = |value: Option<String>| match value {
        Some(value) => Fact::known(value, Basis::Properties),
        None => Fact::absent([Basis::Properties]),
    };
    let published = match stated.published {
        Some(published) => Fact::known(published, Basis::Properties),
        None => printed_time(flow),
    };
    facts.web = Some(Box::new(WebPage { address: said(address), published, saved: said(saved) }));
    facts
}

/// The time of publication as the page prints it: 发布时间：2026-04-07 10:15.
fn printed_time(flow: &Flow) -> Fact<String> {
    const LABELS: [&str; 6] = ["发布时间", "发布日期", "发表时间", "发布于", "公布日期", "发文时间"];
    let mut lines = flow.layout.lines.iter().take(PUBLISHED_WITHIN).peekable();
    while let Some(line) = lines.next() {
        let Some((_, rest)) = LABELS.iter().find_map(|label| line.text.split_once(label)) else { continue };
        // In a table the label and the time are two cells.
        let cell =
            lines.peek().map(|next| next.text.as_str()).filter(|_| rest.trim_matches([':', '：', ' ']).is_empty());
        let text = cell.unwrap_or(rest);
        if let Some(time) = find_dates(text).first().and_then(|found| stated::time(text.get(found.range.start..)?)) {
            return Fact::known(time, Basis::DocumentText);
        }
    }
    Fact::unknown("网页上没有认出发布时间")
}

/// The pictures that the page shows and holds, under names of their own.
fn pictures(seen: &Seen, archive: &Archive) -> Vec<Embedded> {
    let mut names: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for (number, source) in seen.pictures.iter().enumerate() {
        let bytes = match source.strip_prefix("data:") {
            Some(data) => inline(data),
            None => stored(archive, source),
        };
        let Some(bytes) = bytes else { continue };
        let plain = source.split(['?', '#']).next().unwrap_or_default();
        let own = plain.rsplit(['/', '\\']).next().filter(|name| is_file_name(name) && !source.starts_with("data:"));
        let name = match own.filter(|name| names.iter().all(|other| other != name)) {
            Some(name) => name.to_owned(),
            None => format!("image{}", number + 1),
        };
        names.push(name.clone());
        found.push(Embedded { name, bytes });
    }
    found
}

/// A name of a file that a report can show.
fn is_file_name(name: &str) -> bool {
    const LONGEST: usize = 80;
    !name.is_empty()
        && name.len() <= LONGEST
        && !name.starts_with("cid:")
        && !name.contains(|c: char| c.is_control() || c == ':')
}

/// A picture written into the page itself: `image/png;base64,…`.
fn inline(data: &str) -> Option<Vec<u8>> {
    let (kind, body) = data.split_once(',')?;
    let kind = kind.to_ascii_lowercase();
    (kind.starts_with("image/") && kind.ends_with(";base64")).then_some(())?;
    Some(mime::base64(body.as_bytes()))
}

/// A picture of the archive, by its place or its id (RFC 2557, 8).
fn stored(archive: &Archive, source: &str) -> Option<Vec<u8>> {
    let id = source.strip_prefix("cid:");
    let relative = format!("/{}", source.trim_start_matches("./"));
    let exact = archive.pictures.iter().find(|stored| match id {
        Some(id) => stored.id.as_deref() == Some(id),
        None => stored.location.as_deref() == Some(source),
    });
    let ends =
        || archive.pictures.iter().find(|stored| stored.location.as_deref().is_some_and(|l| l.ends_with(&relative)));
    exact.or_else(ends).map(|stored| stored.bytes.clone())
}

/// The encoding that a page names in its head: `charset=gb2312` of a meta element or an XML declaration.
fn stated_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(ENCODING_WITHIN))?).to_ascii_lowercase();
    let after = head.split_once("charset=").or_else(|| head.split_once("encoding=")).map(|(_, after)| after)?;
    let name: String = after
        .trim_start_matches([' ', '"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests;
