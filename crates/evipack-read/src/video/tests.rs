use super::*;
use crate::format::Format;
use proptest::prelude::*;

fn bx(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), &kind[..], body].concat()
}

/// 2026-04-07T06:32:05Z, counted from 1904.
const CREATED: u32 = 1_775_543_525 + 2_082_844_800;

/// A phone's MP4: 12.5 seconds of 1920×1080, with or without the texts of QuickTime's keys.
fn mp4(keys: &[(&str, &str)]) -> Vec<u8> {
    let mut mvhd = vec![0; 100];
    mvhd[4..8].copy_from_slice(&CREATED.to_be_bytes());
    mvhd[12..16].copy_from_slice(&1000u32.to_be_bytes());
    mvhd[16..20].copy_from_slice(&12_500u32.to_be_bytes());
    let mut tkhd = vec![0; 84];
    tkhd[76..80].copy_from_slice(&(1920u32 << 16).to_be_bytes());
    tkhd[80..84].copy_from_slice(&(1080u32 << 16).to_be_bytes());
    let hdlr = bx(*b"hdlr", b"\0\0\0\0\0\0\0\0vide\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let trak = bx(*b"trak", &[bx(*b"tkhd", &tkhd), bx(*b"mdia", &hdlr)].concat());
    let mut moov = [bx(*b"mvhd", &mvhd), trak].concat();
    if !keys.is_empty() {
        let names: Vec<u8> = keys.iter().flat_map(|(name, _)| bx(*b"mdta", name.as_bytes())).collect();
        let names = [&[0; 4][..], &(keys.len() as u32).to_be_bytes(), &names].concat();
        let value = |(index, (_, text)): (usize, &(&str, &str))| {
            let data = bx(*b"data", &[&[0, 0, 0, 1, 0, 0, 0, 0][..], text.as_bytes()].concat());
            bx((index as u32 + 1).to_be_bytes(), &data)
        };
        let list: Vec<u8> = keys.iter().enumerate().flat_map(value).collect();
        moov.extend(bx(*b"meta", &[bx(*b"keys", &names), bx(*b"ilst", &list)].concat()));
    }
    [bx(*b"ftyp", b"isom\0\0\0\0"), bx(*b"mdat", &[7; 500]), bx(*b"moov", &moov)].concat()
}

fn facts_of(bytes: &[u8]) -> Result<VideoFacts, ReadError> {
    let file = File { format: Format::Video, bytes, recognizer: None, anchors: None };
    match reading(&file)?.facts {
        Facts::Video(facts) => Ok(*facts),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_movie_header_tells_moment_length_and_size() {
    let facts = facts_of(&mp4(&[])).unwrap();
    assert_eq!(facts.taken.value().unwrap().to_string(), "2026-04-07T06:32:05+00:00");
    assert_eq!(facts.duration_s.value(), Some(&13));
    assert_eq!(facts.pixels.value(), Some(&PixelSize { width: 1920, height: 1080 }));
    assert!(facts.gps.is_absent() && facts.camera.is_absent());
}

#[test]
fn quicktime_s_keys_tell_place_model_and_the_clock_s_offset() {
    let facts = facts_of(&mp4(&[
        ("com.apple.quicktime.make", "Apple"),
        ("com.apple.quicktime.model", "iPhone 15"),
        ("com.apple.quicktime.creationdate", "2026-04-07T14:32:05+0800"),
        ("com.apple.quicktime.location.ISO6709", "+36.5539+116.7512+050.000/"),
    ]))
    .unwrap();
    assert_eq!(facts.taken.value().unwrap().to_string(), "2026-04-07T14:32:05+08:00");
    assert_eq!(facts.camera.value().map(String::as_str), Some("Apple iPhone 15"));
    assert_eq!(facts.gps.value(), Some(&Gps { latitude: 36.5539, longitude: 116.7512 }));
}

#[test]
fn android_s_place_stands_in_the_user_data() {
    let text = b"+36.5539+116.7512/";
    let xyz = bx(*b"\xA9xyz", &[&(text.len() as u16).to_be_bytes()[..], &[0x15, 0xC7], text].concat());
    let moov = bx(*b"moov", &bx(*b"udta", &xyz));
    let facts = facts_of(&[bx(*b"ftyp", b"mp42\0\0\0\0"), moov].concat()).unwrap();
    assert_eq!(facts.gps.value(), Some(&Gps { latitude: 36.5539, longitude: 116.7512 }));
    assert!(facts.taken.is_absent() && facts.duration_s.is_unknown());
}

#[test]
fn without_its_index_a_video_is_damaged_and_a_cut_one_is_said_to_be() {
    let whole = mp4(&[]);
    assert!(!is_cut_off(&whole) && !is_cut_off(&[&whole[..], &[0; 30]].concat()));
    let cut = &whole[..300];
    assert!(is_cut_off(cut) && matches!(facts_of(cut), Err(ReadError::Damaged(_))));
}

#[test]
fn of_a_large_file_all_but_the_frames_is_read() {
    let whole = mp4(&[]);
    let copy = outline(&mut std::io::Cursor::new(&whole), whole.len() as u64).unwrap();
    assert_eq!(copy.len(), whole.len() - 500);
    assert_eq!(facts_of(&copy).unwrap(), facts_of(&whole).unwrap());
    let cut = &whole[..whole.len() - 10];
    assert!(is_cut_off(&outline(&mut std::io::Cursor::new(cut), cut.len() as u64).unwrap()));
}

#[test]
fn avi_wmv_and_matroska_tell_their_length() {
    let mut avi = b"RIFF\0\0\0\0AVI LIST\0\0\0\0hdrlavih\x38\0\0\0".to_vec();
    for word in [40_000u32, 0, 0, 0, 250, 0, 0, 0, 640, 480] {
        avi.extend(word.to_le_bytes());
    }
    let facts = facts_of(&avi).unwrap();
    assert_eq!((facts.duration_s.value(), facts.pixels.value().map(|size| size.width)), (Some(&10), Some(640)));
    assert!(facts.taken.is_unknown());

    let mut wmv = b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C".to_vec();
    wmv.resize(30, 0);
    wmv.extend(b"\xA1\xDC\xAB\x8C\x47\xA9\xCF\x11\x8E\xE4\x00\xC0\x0C\x20\x53\x65");
    wmv.resize(30 + 104, 0);
    wmv[30 + 48..30 + 56].copy_from_slice(&((1_775_543_525u64 + 11_644_473_600) * 10_000_000).to_le_bytes());
    wmv[30 + 64..30 + 72].copy_from_slice(&130_000_000u64.to_le_bytes());
    wmv[30 + 80..30 + 88].copy_from_slice(&3000u64.to_le_bytes());
    let facts = facts_of(&wmv).unwrap();
    assert_eq!(facts.duration_s.value(), Some(&10));
    assert_eq!(facts.taken.value().unwrap().to_string(), "2026-04-07T06:32:05+00:00");

    let duration = [&b"\x44\x89\x84"[..], &2500f32.to_be_bytes()].concat();
    let info = [&b"\x15\x49\xA9\x66"[..], &[0x80 | duration.len() as u8], &duration].concat();
    // The segment of a recording that was never finished has no length.
    let mkv = [&b"\x1A\x45\xDF\xA3\x80\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF"[..], &info].concat();
    assert_eq!(facts_of(&mkv).unwrap().duration_s.value(), Some(&3));
    assert!(facts_of(b"FLV\x01").unwrap().duration_s.is_unknown());
}

proptest! {
    #[test]
    fn any_damage_is_survived(at in 0usize..1200, byte: u8, cut in 0usize..1200) {
        let mut file = mp4(&[("com.apple.quicktime.location.ISO6709", "+36.5+116.7/")]);
        let at = at.min(file.len() - 1);
        file[at] = byte;
        file.truncate(cut);
        let _ = (facts_of(&file), is_cut_off(&file), outline(&mut std::io::Cursor::new(&file), file.len() as u64));
    }

    #[test]
    fn any_bytes_are_survived(which in 0usize..4, rest: Vec<u8>) {
        let heads: [&[u8]; 4] = [
            b"\0\0\0\x08ftyp\0\0\0\x10moov",
            b"RIFF\0\0\0\0AVI avih",
            b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            b"\x1A\x45\xDF\xA3\x80\x18\x53\x80\x67\xFF\x15\x49\xA9\x66\xFF",
        ];
        let _ = facts_of(&[heads[which], &rest].concat());
    }
}
