//! Compressed data that is not what it seems: a writer of ZIP containers that can lie, and deflate streams that grow a
//! thousandfold.

use flate2::{Compress, Compression, Crc, FlushCompress};

/// Growth of one repeated piece: everything larger is pieces put behind each other.
const PIECE: usize = 1 << 20;

/// A raw deflate stream: `head`, then the `filling` so often that it grows to so many MiB, then `tail`.
pub(super) fn grown(head: &[u8], filling: &[u8], mebibytes: usize, tail: &[u8]) -> Vec<u8> {
    let piece: Vec<u8> = filling.iter().copied().cycle().take(PIECE / filling.len() * filling.len()).collect();
    let (head, piece, tail) = (deflated(head), deflated(&piece), deflated(tail));
    let mut stream = head;
    for _ in 0..mebibytes {
        stream.extend(&piece);
    }
    stream.extend(tail);
    // RFC 1951: a last block that holds nothing.
    stream.extend([3, 0]);
    stream
}

/// Deflate blocks that end on a byte and look back at nothing before them.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(bytes, &mut out, FlushCompress::Full).unwrap();
    out
}

/// The same as a zlib stream (RFC 1950); the checksum is wrong, which readers of broken PDF pass over.
pub(super) fn zlib(raw: &[u8]) -> Vec<u8> {
    [&[0x78, 0xDA], raw, &[0; 4]].concat()
}

/// A ZIP container in the making.
#[derive(Default)]
pub(super) struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

impl Zip {
    /// An honest entry.
    pub(super) fn plain(mut self, name: &str, content: &[u8]) -> Self {
        let at = self.local(name.as_bytes(), 0, content, checksum(content), content.len());
        self.listed(name.as_bytes(), 0, content.len(), checksum(content), content.len(), at);
        self
    }

    /// An entry whose compressed bytes and claimed size are anything.
    pub(super) fn raw(mut self, name: &str, deflated: &[u8], claimed: usize) -> Self {
        let at = self.local(name.as_bytes(), 8, deflated, 0, claimed);
        self.listed(name.as_bytes(), 8, deflated.len(), 0, claimed, at);
        self
    }

    /// So many entries of the directory that all mean the same bytes.
    pub(super) fn overlapping(mut self, deflated: &[u8], claimed: usize, entries: u16) -> Self {
        let at = self.local(b"0.txt", 8, deflated, 0, claimed);
        for number in 0..entries {
            self.listed(format!("{number}.txt").as_bytes(), 8, deflated.len(), 0, claimed, at);
        }
        self
    }

    /// APPNOTE 4.3.7: local file header and data.
    fn local(&mut self, name: &[u8], method: u16, data: &[u8], crc: u32, size: usize) -> usize {
        let at = self.bytes.len();
        self.bytes.extend(b"PK\x03\x04\x14\x00\x00\x08");
        self.bytes.extend(described(method, crc, data.len(), size, name.len()));
        self.bytes.extend([0; 2]);
        self.bytes.extend(name);
        self.bytes.extend(data);
        at
    }

    /// APPNOTE 4.3.12: central directory header.
    fn listed(&mut self, name: &[u8], method: u16, packed: usize, crc: u32, size: usize, at: usize) {
        self.directory.extend(b"PK\x01\x02\x14\x00\x14\x00\x00\x08");
        self.directory.extend(described(method, crc, packed, size, name.len()));
        self.directory.extend([0; 12]);
        self.directory.extend((at as u32).to_le_bytes());
        self.directory.extend(name);
        self.entries += 1;
    }

    /// APPNOTE 4.3.16: end of central directory.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let at = self.bytes.len() as u32;
        let length = self.directory.len() as u32;
        self.bytes.append(&mut self.directory);
        self.bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
        self.bytes.extend([self.entries.to_le_bytes(), self.entries.to_le_bytes()].concat());
        self.bytes.extend([length.to_le_bytes(), at.to_le_bytes()].concat());
        self.bytes.extend([0; 2]);
        self.bytes
    }
}

/// The fields that both headers share: method, time, date, checksum, sizes, length of the name.
fn described(method: u16, crc: u32, packed: usize, size: usize, name: usize) -> Vec<u8> {
    let mut fields = method.to_le_bytes().to_vec();
    fields.extend([0, 0, 0x21, 0x5A]);
    for number in [crc, packed as u32, size as u32] {
        fields.extend(number.to_le_bytes());
    }
    fields.extend((name as u16).to_le_bytes());
    fields
}

fn checksum(content: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(content);
    crc.sum()
}
