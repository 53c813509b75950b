//! One compressed stream: gzip, bzip2, xz, zstd. A tar in it is an archive; anything else is a single file.
//!
//! Enters: the file. Leaves: its members in the sink. The stream is counted as it passes, whatever a tar inside says of its
//! members.

use super::limits::{MAX_WINDOW, Passing};
use super::name::Name;
use super::sink::{Miss, Sink};
use super::{Fault, Source, tar};
use std::io::{BufReader, Read};

pub(super) fn begins_gzip(head: &[u8]) -> bool {
    // RFC 1952 2.3: deflate is the only method there is.
    head.starts_with(b"\x1F\x8B\x08")
}

pub(super) fn begins_bzip2(head: &[u8]) -> bool {
    head.starts_with(b"BZh") && matches!(head.get(3), Some(b'1'..=b'9'))
}

pub(super) fn begins_xz(head: &[u8]) -> bool {
    head.starts_with(b"\xFD7zXZ\0")
}

pub(super) fn begins_zstd(head: &[u8]) -> bool {
    head.starts_with(b"\x28\xB5\x2F\xFD")
}

pub(super) fn gzip(source: &Source<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let stream = flate2::bufread::MultiGzDecoder::new(BufReader::new(source.open()?));
    members(source, stream, sink)
}

pub(super) fn bzip2(source: &Source<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let stream = bzip2::bufread::MultiBzDecoder::new(BufReader::new(source.open()?));
    members(source, stream, sink)
}

pub(super) fn xz(source: &Source<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let window = u32::try_from(MAX_WINDOW >> 10).unwrap_or(u32::MAX);
    let stream = lzma_rust2::XzReader::new_mem_limit(BufReader::new(source.open()?), true, window);
    members(source, stream, sink)
}

pub(super) fn zstd(source: &Source<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
    // The decoder itself refuses windows above 100 MiB.
    let file = BufReader::new(source.open()?);
    let stream = ruzstd::decoding::StreamingDecoder::new(file).map_err(|_| Fault::Damaged)?;
    members(source, stream, sink)
}

/// A tar's members, or the one file.
fn members(source: &Source<'_>, stream: impl Read, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let mut stream = Passing::new(stream, sink.meter());
    let mut head = Vec::with_capacity(tar::BLOCK);
    let begun = (&mut stream).take(tar::BLOCK as u64).read_to_end(&mut head);
    if begun.is_ok() && tar::begins(&head) {
        return tar::members(head.as_slice().chain(stream), sink);
    }
    let name = single_name(source.name());
    if begun.is_err() {
        sink.missed(&name, Miss::Damaged)?;
        return Err(Fault::Damaged);
    }
    match sink.copy(&name, &mut head.as_slice().chain(stream))? {
        Ok(()) | Err(Miss::TooLarge) => Ok(()),
        Err(_) => Err(Fault::Damaged),
    }
}

/// What the one file is called: `照片.jpg.gz` holds `照片.jpg`. The name inside the stream is what it was called when it was
/// packed, and nobody sees it.
fn single_name(archive: &str) -> Name {
    let stem = archive.rsplit_once('.').map_or(archive, |(stem, _)| stem);
    Name::from_text(if stem.is_empty() { archive } else { stem })
}
