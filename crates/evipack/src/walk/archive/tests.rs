//! Archives as virtual folders: what is listed, what is told, and that nothing hostile gets through.

use super::limits::RATIO_FLOOR;
use super::*;
use crate::walk::walk;
use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use encoding_rs::GB18030;
use evipack_core::rel_path::RelPath;
use evipack_core::stray::Stray;
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use std::path::Path;

type Zip = ZipWriter<Cursor<Vec<u8>>>;

fn zip_with(work: impl FnOnce(&mut Zip)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    work(&mut zip);
    zip.finish().unwrap().into_inner()
}

fn packed(zip: &mut Zip, name: &str, bytes: &[u8]) {
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(|zip| members.iter().for_each(|(name, bytes)| packed(zip, name, bytes)))
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = ::tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

/// The listing of a package of these files.
fn listed(files: &[(&str, &[u8])]) -> Listing {
    let home = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(home.path().join(name), bytes).unwrap();
    }
    walk(home.path()).unwrap()
}

fn paths(listing: &Listing) -> Vec<&str> {
    listing.files.iter().map(|entry| entry.path.as_str()).collect()
}

fn at<'l>(listing: &'l Listing, path: &str) -> &'l Entry {
    listing.files.iter().find(|entry| entry.path.as_str() == path).unwrap_or_else(|| panic!("no {path}"))
}

fn legibility<'l>(listing: &'l Listing, path: &str) -> &'l Legibility {
    &at(listing, path).contents.as_ref().unwrap_or_else(|| panic!("{path} was not opened")).legibility
}

fn reason<'l>(listing: &'l Listing, path: &str) -> &'l str {
    match legibility(listing, path) {
        Legibility::Legible => panic!("{path} is legible"),
        Legibility::Illegible(why) | Legibility::Doubtful(why) | Legibility::NotLookedAt(why) => why,
    }
}

#[test]
fn members_are_files_of_the_package() {
    let inner = zip_of(&[("会议照片/1.jpg", b"jpg"), ("2.jpg", b"jpeg")]);
    let outer = zip_of(&[("1.联席会议/活动.zip", &inner), ("1.联席会议/通知.txt", b"text"), ("空文件夹/", b"")]);
    let listing = listed(&[("二、联动机制.zip", &outer), ("目录.txt", b"x")]);
    assert_eq!(
        paths(&listing),
        [
            "二、联动机制.zip",
            "二、联动机制.zip!/1.联席会议/活动.zip",
            "二、联动机制.zip!/1.联席会议/活动.zip!/2.jpg",
            "二、联动机制.zip!/1.联席会议/活动.zip!/会议照片/1.jpg",
            "二、联动机制.zip!/1.联席会议/通知.txt",
            "目录.txt",
        ]
    );
    let folders: Vec<&str> = listing.folders.iter().map(RelPath::as_str).collect();
    assert_eq!(
        folders,
        [
            "二、联动机制.zip!",
            "二、联动机制.zip!/1.联席会议",
            "二、联动机制.zip!/1.联席会议/活动.zip!",
            "二、联动机制.zip!/1.联席会议/活动.zip!/会议照片",
            "二、联动机制.zip!/空文件夹",
        ]
    );
    assert_eq!(*legibility(&listing, "二、联动机制.zip"), Legibility::Legible);
    assert_eq!(*legibility(&listing, "二、联动机制.zip!/1.联席会议/活动.zip"), Legibility::Legible);
    let member = at(&listing, "二、联动机制.zip!/1.联席会议/活动.zip!/2.jpg");
    assert_eq!(std::fs::read(&member.os_path).unwrap(), b"jpeg");
    assert_eq!((member.size, member.packed), (4, true));
    let folder = member.os_path.parent().unwrap().to_owned();
    let copy = listing.clone();
    drop(listing);
    assert!(folder.exists(), "a copy still points into it");
    drop(copy);
    assert!(!folder.exists());
}

/// A ZIP as Windows tools of China write it: GBK names without the sign for UTF-8. `zip_of` names of as many bytes are
/// replaced.
fn with_gbk_name(name: &str, bytes: &[u8]) -> Vec<u8> {
    let raw = GB18030.encode(name).0.into_owned();
    let placeholder = "x".repeat(raw.len());
    let mut zip = zip_of(&[(&placeholder, bytes)]);
    while let Some(found) = zip.windows(raw.len()).position(|window| window == placeholder.as_bytes()) {
        zip[found..found + raw.len()].copy_from_slice(&raw);
    }
    zip
}

#[test]
fn gbk_names_are_read() {
    let listing = listed(&[("a.zip", &with_gbk_name("会议\\一季度（照片）.jpg", b"x"))]);
    assert_eq!(paths(&listing), ["a.zip", "a.zip!/会议/一季度（照片）.jpg"]);
}

#[test]
fn documents_are_no_archives_whatever_they_are_called() {
    let docx = zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    let listing = listed(&[("方案.zip", &docx), ("断了.zip", &docx[..docx.len() - 60]), ("方案.docx", &docx)]);
    assert_eq!(paths(&listing), ["断了.zip", "方案.docx", "方案.zip"]);
    assert!(listing.files.iter().all(|entry| entry.contents.is_none()));
}

#[test]
fn only_three_archives_deep() {
    let deep = |inner: &[u8]| zip_of(&[("x.zip", inner), ("a.txt", b"a")]);
    let listing = listed(&[("x.zip", &deep(&deep(&deep(&deep(b"PK\x03\x04")))))]);
    assert_eq!(*legibility(&listing, "x.zip!/x.zip!/x.zip"), Legibility::Legible);
    let fourth = "x.zip!/x.zip!/x.zip!/x.zip";
    assert!(reason(&listing, fourth).contains("3 层"));
    assert!(matches!(legibility(&listing, fourth), Legibility::NotLookedAt(_)));
    assert!(!paths(&listing).iter().any(|path| path.starts_with("x.zip!/x.zip!/x.zip!/x.zip!")));
}

#[test]
fn a_bomb_is_stopped_and_what_came_before_is_kept() {
    let zeros = vec![0; RATIO_FLOOR as usize + 1];
    let bomb = zip_of(&[("先.txt", b"1"), ("弹.bin", &zeros), ("后.txt", b"2")]);
    assert!(bomb.len() < 200_000);
    let listing = listed(&[("a.zip", &bomb), ("b.zip", &zip_of(&[("好.txt", b"x")]))]);
    assert_eq!(paths(&listing), ["a.zip", "a.zip!/先.txt", "b.zip", "b.zip!/好.txt"]);
    assert!(reason(&listing, "a.zip").contains("200 倍"), "{}", reason(&listing, "a.zip"));
    assert!(matches!(legibility(&listing, "a.zip"), Legibility::NotLookedAt(_)));
    assert_eq!(*legibility(&listing, "b.zip"), Legibility::Legible);
}

#[test]
fn a_bomb_of_archives_is_measured_against_what_was_handed_in() {
    // Each inner archive passes by itself; together they are ten times the floor.
    let half = zip_of(&[("零.bin", &vec![0; RATIO_FLOOR as usize / 2])]);
    let bomb = zip_with(|zip| (0..20).for_each(|n| packed(zip, &format!("{n}.zip"), &half)));
    let listing = listed(&[("a.zip", &bomb)]);
    let unpacked: u64 = listing.files.iter().filter(|entry| entry.packed).map(|entry| entry.size).sum();
    assert!(unpacked < RATIO_FLOOR + bomb.len() as u64 * 201, "{unpacked}");
    let told = (0..20).filter(|n| *legibility(&listing, &format!("a.zip!/{n}.zip")) != Legibility::Legible).count();
    assert!(told > 0);
}

#[test]
fn a_stream_is_counted_as_it_passes() {
    // A link has no bytes to take; the zeros belong to a name.
    let zeros = gz(&vec![0; RATIO_FLOOR as usize * 2]);
    let listing = listed(&[("零.gz", &zeros), ("零.tar.gz", &zeros)]);
    for path in ["零.gz", "零.tar.gz"] {
        assert!(matches!(legibility(&listing, path), Legibility::NotLookedAt(_)), "{path}");
    }
    let mut header = ::tar::Header::new_gnu();
    header.set_entry_type(::tar::EntryType::GNULongName);
    header.set_path("././@LongLink").unwrap();
    header.set_size(1 << 40);
    header.set_cksum();
    let long = [header.as_bytes().as_slice(), &vec![b'a'; RATIO_FLOOR as usize * 2]].concat();
    let listing = listed(&[("长.tgz", &gz(&long))]);
    assert!(matches!(legibility(&listing, "长.tgz"), Legibility::NotLookedAt(_)));
}

#[test]
fn members_that_share_bytes_are_not_inflated() {
    let overlapping = zip_with(|zip| {
        packed(zip, "a.txt", b"some text that is shared");
        for n in 0..5 {
            zip.shallow_copy_file("a.txt", &format!("{n}.txt")).unwrap();
        }
    });
    let listing = listed(&[("a.zip", &overlapping)]);
    assert_eq!(paths(&listing), ["a.zip"]);
    assert!(reason(&listing, "a.zip").contains("重叠"));
}

/// Sets the bit for "encrypted" (APPNOTE 4.4.4) of the members whose headers begin at these places.
fn lock(zip: &mut [u8], which: impl Fn(usize) -> bool) {
    for (magic, flags_at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let headers: Vec<usize> = (0..zip.len() - 4).filter(|at| zip[*at..*at + 4] == *magic).collect();
        for (_, at) in headers.into_iter().enumerate().filter(|(n, _)| which(*n)) {
            zip[at + flags_at] |= 1;
        }
    }
}

#[test]
fn a_locked_archive_is_illegible_and_one_that_is_half_locked_doubtful() {
    let mut all = zip_of(&[("a.txt", b"a"), ("b.txt", b"b")]);
    let mut half = all.clone();
    lock(&mut all, |_| true);
    lock(&mut half, |n| n == 1);
    let listing = listed(&[("全.zip", &all), ("半.zip", &half)]);
    assert_eq!(*legibility(&listing, "全.zip"), Legibility::Illegible("压缩包有打开密码".to_owned()));
    assert!(matches!(legibility(&listing, "半.zip"), Legibility::Doubtful(_)));
    assert!(reason(&listing, "半.zip").contains("“b.txt”：有密码"), "{}", reason(&listing, "半.zip"));
    assert_eq!(paths(&listing), ["全.zip", "半.zip", "半.zip!/a.txt"]);
}

#[test]
fn of_a_damaged_archive_is_kept_what_is_sound() {
    let noise: Vec<u8> = (0..20_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let whole = zip_of(&[("一.bin", &noise), ("二.bin", &noise)]);
    let cut = &whole[..whole.len() * 3 / 4];
    let mut wrong = whole.clone();
    wrong[noise.len() / 2] ^= 1;
    let tar = tar_of(&[("一.bin", &noise), ("二.bin", &noise)]);
    let cut_tar = &tar[..tar.len() * 3 / 4];
    let packed_tar = gz(&tar);
    let cut_gz = &packed_tar[..packed_tar.len() * 3 / 4];
    let listing = listed(&[("断.zip", cut), ("错.zip", &wrong), ("断.tar", cut_tar), ("断.tgz", cut_gz)]);
    for (archive, kept) in [("断.zip", "一.bin"), ("错.zip", "二.bin"), ("断.tar", "一.bin"), ("断.tgz", "一.bin")]
    {
        assert!(matches!(legibility(&listing, archive), Legibility::Doubtful(_)), "{archive}");
        let inside: Vec<&str> =
            paths(&listing).into_iter().filter_map(|path| path.strip_prefix(&format!("{archive}!/"))).collect();
        assert_eq!(inside, [kept], "{archive}");
    }
}

#[test]
fn tar_knows_long_names_links_and_special_files() {
    let long = "长".repeat(60) + ".txt";
    let mut tar = ::tar::Builder::new(tar_of(&[(&long, b"long"), ("二/甲.txt", b"same")]));
    let mut special = |kind, name: &str, target: &str| {
        let mut header = ::tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        tar.append_link(&mut header, name, target).unwrap();
    };
    special(::tar::EntryType::Link, "硬.txt", "二/甲.txt");
    special(::tar::EntryType::Symlink, "软.txt", "/etc/passwd");
    special(::tar::EntryType::Fifo, "管道", "x");
    let bytes = tar.into_inner().unwrap();
    // The builder of the first members closed the archive: two empty blocks.
    let joined: Vec<u8> =
        bytes.chunks(tar::BLOCK).filter(|block| block.iter().any(|byte| *byte != 0)).flatten().copied().collect();
    let listing = listed(&[("a.tar", &joined)]);
    assert_eq!(
        paths(&listing),
        ["a.tar", "a.tar!/二/甲.txt", "a.tar!/硬.txt", "a.tar!/软.txt", &format!("a.tar!/{long}")]
    );
    assert_eq!(std::fs::read(&at(&listing, "a.tar!/硬.txt").os_path).unwrap(), b"same");
    assert_eq!(at(&listing, "a.tar!/软.txt").stray, Some(Stray::Link));
    assert!(reason(&listing, "a.tar").contains("不是普通文件"));
}

#[test]
fn a_single_packed_file_is_a_member() {
    let listing = listed(&[("名单.csv.gz", &gz(b"a,b")), ("套.tgz", &gz(&tar_of(&[("b.txt", b"b")])))]);
    assert_eq!(paths(&listing), ["名单.csv.gz", "名单.csv.gz!/名单.csv", "套.tgz", "套.tgz!/b.txt"]);
    assert_eq!(*legibility(&listing, "名单.csv.gz"), Legibility::Legible);
}

#[test]
fn rare_ways_of_packing_are_told() {
    let mut zip = zip_with(|zip| {
        zip.start_file("a.txt", SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
        zip.write_all(b"text").unwrap();
    });
    // APPNOTE 4.4.5: method 98 is PPMd.
    for (magic, method_at) in [(b"PK\x03\x04", 8), (b"PK\x01\x02", 10)] {
        let header = (0..zip.len() - 4).find(|at| zip[*at..*at + 4] == *magic).unwrap();
        zip[header + method_at] = 98;
    }
    let listing = listed(&[("a.zip", &zip)]);
    assert!(matches!(legibility(&listing, "a.zip"), Legibility::NotLookedAt(_)));
    assert!(reason(&listing, "a.zip").contains("压缩方式少见"));
}

#[test]
fn hostile_names_are_told_and_harmless() {
    let listing = listed(&[("a.zip", &zip_of(&[("../../逃.txt", b"x"), ("\u{1b}[31m.txt", b"x")]))]);
    assert_eq!(paths(&listing), ["a.zip", "a.zip!/\u{1b}[31m.txt", "a.zip!/逃.txt"]);
    assert!(matches!(legibility(&listing, "a.zip"), Legibility::Doubtful(_)));
    assert_eq!(at(&listing, "a.zip").contents.as_ref().unwrap().problems.len(), 2);
}

#[test]
fn volumes_are_told_once() {
    let listing = listed(&[("材料.7z.001", b"7z\xBC\xAF\x27\x1C"), ("材料.7z.002", b"rest"), ("材料.z01", b"x")]);
    assert!(reason(&listing, "材料.7z.001").contains("2 卷"));
    assert_eq!(*legibility(&listing, "材料.7z.002"), Legibility::Legible);
    assert!(matches!(legibility(&listing, "材料.z01"), Legibility::NotLookedAt(_)));
}

#[test]
fn an_empty_archive_is_doubtful() {
    let listing = listed(&[("空.zip", &zip_of(&[])), ("a.txt", b"a")]);
    assert!(reason(&listing, "空.zip").contains("没有文件"));
}

/// Walks one archive of these bytes; what it is called does not matter to the bytes.
fn survive(bytes: &[u8]) {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("a.zip"), bytes).unwrap();
    let Ok(listing) = walk(home.path()) else { return };
    assert!(listing.files.iter().any(|entry| entry.path.as_str() == "a.zip"));
}

/// A sound archive of each kind that the committed cases hold.
fn samples() -> Vec<Vec<u8>> {
    let zip = zip_of(&[("一/a.txt", b"some text, some text"), ("b.zip", &zip_of(&[("c.txt", b"c")]))]);
    let tar = tar_of(&[("a.txt", b"text"), (&"长".repeat(60), b"text")]);
    let mut all = vec![zip, gz(&tar), tar];
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cases/unfiled-material");
    for (case, file) in [("pass-7z", "材料.7z"), ("pass-rar", "材料.rar")] {
        all.push(std::fs::read(cases.join(case).join("package").join(file)).unwrap());
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_behind_a_signature_are_survived(which in 0usize..8, rest: Vec<u8>) {
        let magics: [&[u8]; 8] = [
            b"PK\x03\x04", b"PK\x05\x06", b"7z\xBC\xAF\x27\x1C\0\x04", b"Rar!\x1A\x07\x00", b"Rar!\x1A\x07\x01\x00",
            b"\x1F\x8B\x08", b"BZh9", b"\xFD7zXZ\0",
        ];
        survive(&[magics[which], &rest].concat());
    }

    #[test]
    fn a_sound_archive_with_wrong_bytes_is_survived(
        which in 0usize..5,
        wrong in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
        whole: bool,
    ) {
        let mut bytes = samples().swap_remove(which);
        for (at, byte) in wrong {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        survive(&bytes);
    }
}

#[cfg(unix)]
#[test]
fn the_folder_is_private_and_goes_with_its_last_holder() {
    use std::os::unix::fs::PermissionsExt as _;
    let listing = listed(&[("a.zip", &zip_of(&[("照片.jpg", b"x")]))]);
    let path = listing.unpacked.as_ref().unwrap().path().to_owned();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    let holder = listing.clone();
    drop(listing);
    assert!(path.exists());
    drop(holder);
    assert!(!path.exists());
}

#[test]
fn an_archive_whose_opening_broke_off_keeps_what_it_gave_and_costs_no_other() {
    let home = tempfile::tempdir().unwrap();
    let inner = zip_of(&[("丙.jpg", b"x")]);
    std::fs::write(home.path().join("坏.zip"), zip_of(&[("甲/照片.jpg", b"x"), ("内.zip", &inner)])).unwrap();
    std::fs::write(home.path().join("好.zip"), zip_of(&[("照片.jpg", b"x")])).unwrap();
    std::fs::write(home.path().join("空.zip"), zip_of(&[("照片.jpg", b"x")])).unwrap();
    let mut listing = crate::walk::list(home.path()).unwrap();
    crate::walk::unpack(&mut listing, &|parcel| {
        let died = || Err("解压时程序出错".to_owned());
        match parcel.entry.path.as_str() {
            // As where a worker dies after the last member, and before the first.
            "坏.zip" => parcel.open_here().and_then(|_| died()),
            "空.zip" => died(),
            _ => parcel.open_here(),
        }
    });
    let kept = ["坏.zip!/内.zip", "坏.zip!/内.zip!/丙.jpg", "坏.zip!/甲/照片.jpg"];
    let all = [&["坏.zip"], &kept[..], &["好.zip", "好.zip!/照片.jpg", "空.zip"]].concat();
    assert_eq!(paths(&listing), all);
    assert_eq!(reason(&listing, "坏.zip"), "解压时程序出错；此前解出的 3 个文件照常审查，其余没有看");
    assert_eq!(reason(&listing, "坏.zip!/内.zip"), "解压时程序出错", "nobody knows whether it gave all it holds");
    assert_eq!(reason(&listing, "空.zip"), "解压时程序出错");
    assert_eq!(legibility(&listing, "好.zip"), &Legibility::Legible);
    assert!(listing.folders.contains(&RelPath::new("坏.zip!/甲")));
    let file = listing.files.iter().find(|entry| entry.path.as_str() == "坏.zip!/甲/照片.jpg").unwrap();
    assert_eq!(std::fs::read(&file.os_path).unwrap(), b"x");
}
