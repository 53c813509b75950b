//! The pages of a TIFF to upright pixels.
//!
//! Enters: a whole TIFF or BigTIFF. Leaves: the pages it has (small copies of a picture are none), and the pixels of one.
//! Every page is decoded as the first of a copy whose header points to it. What scanners write and the `image` crate
//! refuses (fax codes, palettes, JPEG in YCbCr, two or four bits of grey) is decoded here, the rest there.

mod ccitt;

use super::{MAX_MEMORY, ReadError, check_size, with_image};
use evipack_see::Pixels;
use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, RgbImage};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Cursor;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{TiffError, TiffResult};

/// Pages of a TIFF that are counted; more of them are "at least this many".
const MOST_PAGES: usize = 1000;
const NEW_SUBFILE_TYPE: u16 = 254;
const PHOTOMETRIC: u16 = 262;
/// NewSubfileType, bit 0: a reduced copy of another picture in the file.
const REDUCED: u64 = 1;

/// TIFF 6.0, section 8: PhotometricInterpretation.
mod photometric {
    pub(super) const BLACK_IS_ZERO: u16 = 1;
    pub(super) const PALETTE: u16 = 3;
    pub(super) const YCBCR: u16 = 6;
}

/// Byte order, and width of offsets.
#[derive(Clone, Copy)]
struct Form {
    big_endian: bool,
    wide: bool,
}

impl Form {
    fn of(bytes: &[u8]) -> Option<Self> {
        let big_endian = bytes.starts_with(b"MM");
        let version = Self { big_endian, wide: false }.number(bytes, 2, 2)?;
        Some(Self { big_endian, wide: version == 43 })
    }

    /// An unsigned number of so many bytes.
    fn number(self, bytes: &[u8], at: usize, len: usize) -> Option<u64> {
        let raw = bytes.get(at..at.checked_add(len)?)?;
        let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        Some(if self.big_endian { raw.iter().fold(0, add) } else { raw.iter().rev().fold(0, add) })
    }

    fn offset(self, bytes: &[u8], at: usize) -> Option<usize> {
        usize::try_from(self.number(bytes, at, if self.wide { 8 } else { 4 })?).ok()
    }

    /// Where the header keeps the place of the first directory.
    fn header(self) -> usize {
        if self.wide { 8 } else { 4 }
    }

    /// The places of a directory's entries, and of the link to the next directory.
    fn directory(self, bytes: &[u8], at: usize) -> Option<(impl Iterator<Item = usize>, usize)> {
        let (count_len, entry_len) = if self.wide { (8, 20) } else { (2, 12) };
        let count = usize::try_from(self.number(bytes, at, count_len)?).ok()?;
        let start = at.checked_add(count_len)?;
        let end = start.checked_add(count.checked_mul(entry_len)?).filter(|end| *end <= bytes.len())?;
        Some(((start..end).step_by(entry_len), end))
    }

    /// Where an entry keeps a short value.
    fn value_of(self, entry: usize) -> usize {
        entry + if self.wide { 12 } else { 8 }
    }
}

/// The places of the directories of the file's pages, in their order.
fn directories(bytes: &[u8]) -> Vec<usize> {
    let Some(form) = Form::of(bytes) else { return Vec::new() };
    let (mut pages, mut seen) = (Vec::new(), BTreeSet::new());
    let mut next = form.offset(bytes, form.header());
    while let Some(at) = next.filter(|&at| at > 0) {
        // A chain that turns back upon itself is cut.
        if !seen.insert(at) || seen.len() > MOST_PAGES {
            break;
        }
        let Some((mut entries, link)) = form.directory(bytes, at) else { break };
        let reduced = entries.any(|entry| {
            form.number(bytes, entry, 2) == Some(NEW_SUBFILE_TYPE.into())
                && form.number(bytes, form.value_of(entry), 4).is_some_and(|kind| kind & REDUCED != 0)
        });
        if !reduced {
            pages.push(at);
        }
        next = form.offset(bytes, link);
    }
    pages
}

/// How many pages there are.
pub(super) fn pages(bytes: &[u8]) -> usize {
    directories(bytes).len()
}

/// The pixels of a page (by its index), upright.
///
/// # Errors
/// As [`super::decode`].
pub(super) fn page(bytes: &[u8], index: usize) -> Result<Pixels, ReadError> {
    let places = directories(bytes);
    // A file of nothing but reduced pictures shows its first.
    let Some(place) = places.get(index).copied() else { return with_image(bytes, ImageFormat::Tiff) };
    let file = beginning_at(bytes, place);
    let mut decoder = open(&file)?;
    let sheet = Sheet::of(&mut decoder).map_err(refusal)?;
    check_size(sheet.width, sheet.height, 3)?;
    let rgb = match sheet {
        Sheet { compression: 2..=4, bits: 1, samples: 1, .. } => ccitt::decode(&file, &mut decoder, &sheet)?,
        Sheet { photometric: photometric::PALETTE, bits: 1 | 2 | 4 | 8, samples: 1, .. } => {
            palette(&file, place, &mut decoder, &sheet)?
        }
        Sheet { photometric: photometric::YCBCR, bits: 8, samples: 3, compression: 7, .. } => {
            from_ycbcr(&samples(&mut decoder)?)
        }
        Sheet { photometric: 0 | photometric::BLACK_IS_ZERO, bits: bits @ (2 | 4), samples: 1, .. } => {
            let most = u32::from((1u8 << bits) - 1);
            let grey = unpack(&samples(&mut decoder)?, &sheet);
            grey.into_iter().flat_map(|value| [(u32::from(value) * 255 / most) as u8; 3]).collect()
        }
        _ => return with_image(&file, ImageFormat::Tiff),
    };
    upright(&sheet, rgb)
}

/// The file as if its first directory stood here.
fn beginning_at(bytes: &[u8], place: usize) -> Cow<'_, [u8]> {
    let Some(form) = Form::of(bytes) else { return Cow::Borrowed(bytes) };
    if form.offset(bytes, form.header()) == Some(place) {
        return Cow::Borrowed(bytes);
    }
    let mut copy = bytes.to_vec();
    write(&mut copy, form, form.header(), place as u64, if form.wide { 8 } else { 4 });
    Cow::Owned(copy)
}

fn write(bytes: &mut [u8], form: Form, at: usize, value: u64, len: usize) {
    let Some(target) = at.checked_add(len).and_then(|end| bytes.get_mut(at..end)) else { return };
    let raw = value.to_be_bytes();
    target.copy_from_slice(&raw[8 - len..]);
    if !form.big_endian {
        target.reverse();
    }
}

type Source<'a> = Decoder<Cursor<&'a [u8]>>;

fn open(file: &[u8]) -> Result<Source<'_>, ReadError> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MAX_MEMORY as usize;
    limits.intermediate_buffer_size = MAX_MEMORY as usize;
    Ok(Decoder::new(Cursor::new(file)).map_err(refusal)?.with_limits(limits))
}

/// What the directory of a page says of its samples.
#[derive(Debug)]
struct Sheet {
    width: u32,
    height: u32,
    compression: u16,
    photometric: u16,
    bits: u16,
    samples: u16,
    orientation: u8,
}

impl Sheet {
    fn of(decoder: &mut Source<'_>) -> TiffResult<Self> {
        let (width, height) = decoder.dimensions()?;
        let mut tag = |tag, default| decoder.find_tag_unsigned(tag).map(|value: Option<u16>| value.unwrap_or(default));
        let (compression, photometric) = (tag(Tag::Compression, 1)?, tag(Tag::PhotometricInterpretation, 0)?);
        let (samples, orientation) = (tag(Tag::SamplesPerPixel, 1)?, tag(Tag::Orientation, 1)?);
        let bits = decoder.find_tag_unsigned_vec::<u16>(Tag::BitsPerSample)?;
        let bits = bits.and_then(|bits| bits.first().copied()).unwrap_or(1);
        let orientation = u8::try_from(orientation).unwrap_or(1);
        Ok(Self { width, height, compression, photometric, bits, samples, orientation })
    }
}

/// The samples of a picture of 8 bits or less.
fn samples(decoder: &mut Source<'_>) -> Result<Vec<u8>, ReadError> {
    match decoder.read_image().map_err(refusal)? {
        DecodingResult::U8(samples) => Ok(samples),
        _ => Err(unsupported()),
    }
}

/// Samples of less than eight bits, one a byte; rows begin at a byte.
fn unpack(packed: &[u8], sheet: &Sheet) -> Vec<u8> {
    let bits = usize::from(sheet.bits);
    let width = sheet.width as usize;
    let mask = (1u16 << bits) as u8;
    let mask = mask.wrapping_sub(1);
    let row = |row: &[u8]| -> Vec<u8> {
        let sample = |at: usize| {
            let shift = 8 - bits - at * bits % 8;
            row.get(at * bits / 8).map_or(0, |byte| byte >> shift & mask)
        };
        (0..width).map(sample).collect()
    };
    packed.chunks((width * bits).div_ceil(8).max(1)).take(sheet.height as usize).flat_map(row).collect()
}

/// The colours of a palette picture: its samples are read as if they were grey, and looked up.
fn palette(file: &[u8], place: usize, decoder: &mut Source<'_>, sheet: &Sheet) -> Result<Vec<u8>, ReadError> {
    let map = decoder.find_tag_unsigned_vec::<u16>(Tag::ColorMap).map_err(refusal)?.unwrap_or_default();
    let colours = map.len() / 3;
    if colours == 0 {
        return Err(ReadError::Damaged("TIFF 的调色板缺失".to_owned()));
    }
    // Sixteen bits a channel; some programs write eight.
    let shift = if map.iter().all(|value| *value < 256) { 0 } else { 8 };
    let colour = |index: usize| {
        [0, 1, 2].map(|channel| map.get(channel * colours + index).map_or(0, |value| (value >> shift) as u8))
    };
    let table: Vec<[u8; 3]> = (0..colours).map(colour).collect();
    let mut copy = file.to_vec();
    let form = Form::of(file).ok_or_else(unsupported)?;
    if let Some((mut entries, _)) = form.directory(file, place)
        && let Some(entry) = entries.find(|entry| form.number(file, *entry, 2) == Some(PHOTOMETRIC.into()))
    {
        write(&mut copy, form, form.value_of(entry), photometric::BLACK_IS_ZERO.into(), 2);
    }
    let packed = samples(&mut open(&copy)?)?;
    let indices = if sheet.bits == 8 { packed } else { unpack(&packed, sheet) };
    Ok(indices.into_iter().flat_map(|index| table.get(usize::from(index)).copied().unwrap_or([0; 3])).collect())
}

/// Full-range luma and chroma of JPEG (ITU-T T.871) to RGB.
fn from_ycbcr(samples: &[u8]) -> Vec<u8> {
    let pixel = |sample: &[u8; 3]| {
        let [y, cb, cr] = sample.map(f32::from);
        let (cb, cr) = (cb - 128.0, cr - 128.0);
        [y + 1.402 * cr, y - 0.344_14 * cb - 0.714_14 * cr, y + 1.772 * cb].map(|c| c.round().clamp(0.0, 255.0) as u8)
    };
    let (triples, _) = samples.as_chunks::<3>();
    triples.iter().flat_map(pixel).collect()
}

fn upright(sheet: &Sheet, rgb: Vec<u8>) -> Result<Pixels, ReadError> {
    let short = || ReadError::Damaged("图像数据不完整".to_owned());
    let mut picture = DynamicImage::ImageRgb8(RgbImage::from_raw(sheet.width, sheet.height, rgb).ok_or_else(short)?);
    picture.apply_orientation(Orientation::from_exif(sheet.orientation).unwrap_or(Orientation::NoTransforms));
    let rgb = picture.into_rgb8();
    Ok(Pixels { width: rgb.width(), height: rgb.height(), rgb: rgb.into_raw() })
}

fn unsupported() -> ReadError {
    ReadError::Limit("没有这种编码方式的 TIFF 的解码器，请另存为 JPG 或 PDF 再提交".to_owned())
}

fn refusal(error: TiffError) -> ReadError {
    match error {
        TiffError::LimitsExceeded => ReadError::Limit("图像太大".to_owned()),
        TiffError::UnsupportedError(_) => unsupported(),
        other => ReadError::Damaged(format!("图像无法解码（{other}）")),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A page for [`file`]: tags (short or long values) and the data of its one strip.
    pub(crate) struct Page {
        pub(crate) tags: Vec<(u16, Vec<u32>)>,
        pub(crate) data: Vec<u8>,
    }

    /// A page of so many pixels, one sample each of so many bits.
    pub(crate) fn page_of(size: (u32, u32), bits: u32, photometric: u32, compression: u32, data: &[u8]) -> Page {
        let samples = if photometric == 2 { 3 } else { 1 };
        let tags = vec![
            (256, vec![size.0]),
            (257, vec![size.1]),
            (258, vec![bits; samples as usize]),
            (259, vec![compression]),
            (262, vec![photometric]),
            (277, vec![samples]),
            (278, vec![size.1]),
        ];
        Page { tags, data: data.to_vec() }
    }

    /// A little-endian classic TIFF of these pages.
    pub(crate) fn file(pages: &[Page]) -> Vec<u8> {
        let mut file = b"II*\0".to_vec();
        let mut link = file.len();
        file.extend([0; 4]);
        for page in pages {
            let strip = file.len() as u32;
            file.extend(&page.data);
            let mut tags = page.tags.clone();
            tags.extend([(273, vec![strip]), (279, vec![page.data.len() as u32])]);
            tags.sort();
            let mut entries = Vec::new();
            for (tag, values) in tags {
                let kind: u16 = if values.len() == 1 { 4 } else { 3 };
                entries.extend(tag.to_le_bytes());
                entries.extend(kind.to_le_bytes());
                entries.extend((values.len() as u32).to_le_bytes());
                if let [value] = values.as_slice() {
                    entries.extend(value.to_le_bytes());
                } else {
                    entries.extend((file.len() as u32).to_le_bytes());
                    file.extend(values.iter().flat_map(|value| (*value as u16).to_le_bytes()));
                }
            }
            let here = (file.len() as u32).to_le_bytes();
            file[link..link + 4].copy_from_slice(&here);
            file.extend((entries.len() as u16 / 12).to_le_bytes());
            file.extend(entries);
            link = file.len();
            file.extend([0; 4]);
        }
        file
    }

    #[test]
    fn each_page_has_its_own_pixels() {
        let file = file(&[page_of((2, 1), 8, 1, 1, &[0, 255]), page_of((1, 2), 8, 0, 1, &[0, 255])]);
        assert_eq!(pages(&file), 2);
        let (first, second) = (page(&file, 0).unwrap(), page(&file, 1).unwrap());
        assert_eq!((first.width, first.height, first.rgb), (2, 1, vec![0, 0, 0, 255, 255, 255]));
        // White is zero on the second.
        assert_eq!((second.width, second.height, second.rgb), (1, 2, vec![255, 255, 255, 0, 0, 0]));
    }

    #[test]
    fn thumbnails_are_no_pages_and_circles_end() {
        let mut small = page_of((1, 1), 8, 1, 1, &[0]);
        small.tags.push((254, vec![1]));
        let whole = file(&[small, page_of((2, 1), 8, 1, 1, &[7, 9])]);
        assert_eq!(pages(&whole), 1);
        assert_eq!(page(&whole, 0).unwrap().rgb, [7, 7, 7, 9, 9, 9]);
        let mut circle = file(&[page_of((1, 1), 8, 1, 1, &[0]), page_of((1, 1), 8, 1, 1, &[0])]);
        let first = circle[4..8].to_vec();
        let end = circle.len() - 4;
        circle[end..].copy_from_slice(&first);
        assert_eq!(pages(&circle), 2);
    }

    #[test]
    fn palettes_and_few_bits_of_grey() {
        let mut two = page_of((3, 1), 4, 3, 1, &[0x10, 0x20]);
        let mut map = vec![0; 48];
        (map[1], map[16 + 2]) = (0xFFFF, 0x8000);
        two.tags.push((320, map));
        assert_eq!(page(&file(&[two]), 0).unwrap().rgb, [255, 0, 0, 0, 0, 0, 0, 128, 0]);
        let grey = file(&[page_of((3, 1), 2, 1, 1, &[0b0011_1000])]);
        assert_eq!(page(&grey, 0).unwrap().rgb, [0, 0, 0, 255, 255, 255, 170, 170, 170]);
        assert!(matches!(page(&file(&[page_of((1, 1), 8, 3, 1, &[0])]), 0), Err(ReadError::Damaged(_))));
    }

    #[test]
    fn orientation_turns_the_page() {
        let mut turned = page_of((2, 1), 4, 1, 1, &[0x0F]);
        turned.tags.push((274, vec![6]));
        let pixels = page(&file(&[turned]), 0).unwrap();
        assert_eq!((pixels.width, pixels.height), (1, 2));
    }

    #[test]
    fn luma_and_chroma() {
        assert_eq!(from_ycbcr(&[128, 128, 128, 76, 85, 255]), [128, 128, 128, 254, 0, 0]);
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(at in 0usize..400, byte: u8, cut in 0usize..600) {
            let mut two = page_of((3, 1), 4, 3, 1, &[0x10, 0x20]);
            two.tags.push((320, vec![0; 48]));
            let mut file = file(&[two, page_of((8, 8), 1, 0, 4, &[0x26, 0xA0, 0, 0x10, 1])]);
            let at = at.min(file.len() - 1);
            file[at] = byte;
            file.truncate(cut);
            for index in 0..pages(&file) {
                let _ = page(&file, index);
            }
        }
    }
}
