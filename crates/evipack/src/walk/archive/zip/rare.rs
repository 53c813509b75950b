//! The rarer ways of packing a member: LZMA, xz, zstd.
//!
//! Enters: a member's packed bytes. Leaves: a reader of what they were, which fails where the checksum is not the directory's.
//! Decoded here and not by the ZIP library, which would take as much memory for them as a member asks for.

use super::super::limits::MAX_WINDOW;
use super::super::sink::Miss;
use std::io::{self, Read};
use zip::CompressionMethod;

/// What a member's directory entry says of it.
pub(super) struct Said {
    pub(super) method: CompressionMethod,
    pub(super) size: u64,
    pub(super) crc: u32,
}

/// The member's bytes, of a method that is known here.
pub(super) fn content<'r>(packed: impl Read + 'r, said: &Said) -> Result<Box<dyn Read + 'r>, Miss> {
    match said.method {
        CompressionMethod::LZMA => Ok(checked(lzma(packed, said.size)?, said.crc)),
        CompressionMethod::XZ => {
            let window = u32::try_from(MAX_WINDOW >> 10).unwrap_or(u32::MAX);
            Ok(checked(lzma_rust2::XzReader::new_mem_limit(packed, false, window), said.crc))
        }
        CompressionMethod::ZSTD => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(packed).map_err(|_| Miss::Damaged)?;
            Ok(checked(decoder, said.crc))
        }
        _ => Err(Miss::Method),
    }
}

/// APPNOTE 5.8.8: version, size of the properties, the properties of the LZMA SDK, the stream.
fn lzma<R: Read>(mut packed: R, size: u64) -> Result<impl Read, Miss> {
    const PROPERTIES: u8 = 5;
    let mut header = [0; 9];
    packed.read_exact(&mut header).map_err(|_| Miss::Damaged)?;
    let [_, _, PROPERTIES, 0, coder, window @ ..] = header else { return Err(Miss::Damaged) };
    let window = u32::from_le_bytes(window);
    if u64::from(window) > MAX_WINDOW {
        return Err(Miss::Method);
    }
    lzma_rust2::LzmaReader::new_with_props(packed, size, coder, window, None).map_err(|_| Miss::Damaged)
}

fn checked<'r>(inner: impl Read + 'r, wanted: u32) -> Box<dyn Read + 'r> {
    Box::new(Checked { inner, seen: crc32fast::Hasher::new(), wanted })
}

/// Fails at its end where the bytes were not those that were packed.
struct Checked<R> {
    inner: R,
    seen: crc32fast::Hasher,
    wanted: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.seen.update(buffer.get(..count).unwrap_or_default());
        if count == 0 && !buffer.is_empty() && self.seen.clone().finalize() != self.wanted {
            return Err(io::Error::from(io::ErrorKind::InvalidData));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"text";
    /// CRC-32 of "text".
    const CRC: u32 = 0x3B8B_A7C7;

    fn said(method: CompressionMethod, crc: u32) -> Said {
        Said { method, size: TEXT.len() as u64, crc }
    }

    fn read(packed: &[u8], said: &Said) -> Result<Vec<u8>, Miss> {
        let mut bytes = Vec::new();
        content(packed, said)?.read_to_end(&mut bytes).map_err(|_| Miss::Damaged)?;
        Ok(bytes)
    }

    /// RFC 8878: a frame of one raw block.
    fn zstd() -> Vec<u8> {
        [b"\x28\xB5\x2F\xFD\x20\x04\x21\x00\x00".as_slice(), TEXT].concat()
    }

    #[test]
    fn what_was_packed_is_read_and_checked() {
        assert_eq!(crc32fast::hash(TEXT), CRC);
        assert_eq!(read(&zstd(), &said(CompressionMethod::ZSTD, CRC)).as_deref(), Ok(TEXT));
        assert_eq!(read(&zstd(), &said(CompressionMethod::ZSTD, CRC + 1)), Err(Miss::Damaged));
        assert_eq!(read(b"junk", &said(CompressionMethod::XZ, CRC)), Err(Miss::Damaged));
        assert_eq!(read(&zstd(), &said(CompressionMethod::PPMD, CRC)), Err(Miss::Method));
    }

    #[test]
    fn a_window_beyond_the_limit_is_refused_before_it_is_made() {
        let header = [9, 4, 5, 0, 0x5D, 0xFF, 0xFF, 0xFF, 0xFF, 0];
        assert_eq!(read(&header, &said(CompressionMethod::LZMA, CRC)), Err(Miss::Method));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(packed: Vec<u8>, which in 0usize..3, size in 0u64..1000) {
            let method = [CompressionMethod::LZMA, CompressionMethod::XZ, CompressionMethod::ZSTD][which];
            let _ = read(&packed, &Said { method, size, crc: 0 });
        }
    }
}
