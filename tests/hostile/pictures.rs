//! Pictures of 65,535 by 65,535 pixels, and pictures whose notes grow.

use super::File;
use super::packed::{grown, zlib};
use flate2::Crc;

const SIDE: u16 = u16::MAX;

pub(super) fn files() -> Vec<File> {
    let side = u32::from(SIDE);
    vec![
        File::new("巨图.png", png(side, &zlib(&grown(b"", b"\0", 512, b"")), b"")),
        File::new(
            "文字块炸弹.png",
            png(
                64,
                &zlib(&grown(b"", b"\0", 1, b"")),
                &[b"XML:com.adobe.xmp\0\x01\0\0\0", &zlib(&grown(b"", b" ", 1024, b""))[..]].concat(),
            ),
        ),
        File::new("巨图.jpg", jpeg()),
        File::new(
            "巨图.gif",
            [
                b"GIF89a",
                &SIDE.to_le_bytes()[..],
                &SIDE.to_le_bytes(),
                &[0x80, 0, 0, 0, 0, 0, 255, 255, 255, b',', 0, 0, 0, 0],
                &SIDE.to_le_bytes(),
                &SIDE.to_le_bytes(),
                &[0, 2, 2, 0x4C, 1, 0, b';'],
            ]
            .concat(),
        ),
        File::new("巨图.bmp", bmp(side)),
        File::new("目录成环.tif", tiff(side)),
        File::new("巨图.webp", [b"RIFF\x16\0\0\0WEBPVP8L\x0A\0\0\0\x2F", &[0xFF; 4][..], &[0; 5]].concat()),
    ]
}

/// PNG 1.2: one bit a pixel, and an `iTXt` chunk where there is a note.
fn png(side: u32, data: &[u8], note: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1A\n".to_vec();
    let mut chunk = |kind: &[u8], content: &[u8]| {
        let mut crc = Crc::new();
        crc.update(kind);
        crc.update(content);
        bytes.extend((content.len() as u32).to_be_bytes());
        bytes.extend([kind, content, &crc.sum().to_be_bytes()].concat());
    };
    chunk(b"IHDR", &[&side.to_be_bytes()[..], &side.to_be_bytes(), &[1, 0, 0, 0, 0]].concat());
    if !note.is_empty() {
        chunk(b"iTXt", note);
    }
    chunk(b"IDAT", data);
    chunk(b"IEND", b"");
    bytes
}

/// ITU-T T.81: tables, a frame of full size, a scan of a few bytes.
fn jpeg() -> Vec<u8> {
    let side = SIDE.to_be_bytes();
    let frame = [&[0xFF, 0xC0, 0, 17, 8][..], &side, &side, &[3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]].concat();
    let tables = [&[0xFF, 0xDB, 0, 67, 0][..], &[1; 64]].concat();
    let codes =
        [&[0xFF, 0xC4, 0, 20, 0, 1][..], &[0; 15], &[0], &[0xFF, 0xC4, 0, 20, 0x10, 1], &[0; 15], &[0]].concat();
    let scan = [0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 0, 0, 0, 0, 0xFF, 0xD9];
    [&[0xFF, 0xD8][..], &tables, &frame, &codes, &scan].concat()
}

fn bmp(side: u32) -> Vec<u8> {
    let mut bytes = b"BM".to_vec();
    for number in [60_u32, 0, 54, 40, side, side, 1 | 24 << 16, 0, 0, 0, 0, 0, 0] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend([0; 6]);
    bytes
}

/// TIFF 6.0: a directory whose successor is itself.
fn tiff(side: u32) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0\x04\0".to_vec();
    for (tag, value) in [(256_u16, side), (257, side), (258, 8), (259, 1)] {
        bytes.extend([&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &value.to_le_bytes()].concat());
    }
    bytes.extend(8_u32.to_le_bytes());
    bytes
}
