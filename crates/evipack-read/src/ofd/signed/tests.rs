//! Sealed containers of the fixtures, changed here: what another reader may show differently is never valid.

use super::*;
use crate::ofd::read;
use crate::ofd::tests::container;
use evipack_core::facts::SignatureState::{self, Invalid, Unverifiable, Valid};
use std::io::Read as _;
use std::path::Path;

const PAGE: &str = "Doc_0/Pages/Page_0/Content.xml";
const LIST: &str = "Doc_0/Signs/Signatures.xml";

type Parts = Vec<(String, Vec<u8>)>;

/// The parts of a fixture.
fn parts(case: &str) -> Parts {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cases/document-without-seal").join(case);
    let file = case.join("package/一、制度建设/2.创建工作方案/创建工作方案.ofd");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let count = archive.len();
    let part = |at: usize| {
        let mut entry = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(part).collect()
}

fn packed(parts: &Parts) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    container(&parts)
}

fn states_of(bytes: &[u8]) -> Vec<SignatureState> {
    read(bytes, None).unwrap().layout.checked().map(|signature| signature.state).collect()
}

fn states(parts: &Parts) -> Vec<SignatureState> {
    states_of(&packed(parts))
}

/// The parts with one more, in front or behind.
fn with(parts: &Parts, name: &str, bytes: &[u8], in_front: bool) -> Parts {
    let mut parts = parts.clone();
    parts.insert(if in_front { 0 } else { parts.len() }, (name.to_owned(), bytes.to_vec()));
    parts
}

/// The parts with words of one of them exchanged.
fn edited(parts: &Parts, name: &str, old: &str, new: &str) -> Parts {
    let mut parts = parts.clone();
    let part = parts.iter_mut().find(|part| part.0 == name).unwrap();
    let text = String::from_utf8(part.1.clone()).unwrap();
    assert!(text.contains(old), "{text}");
    part.1 = text.replace(old, new).into_bytes();
    parts
}

#[test]
fn a_part_with_a_twin_under_another_spelling_is_not_intact() {
    let sealed = parts("pass-electronic-seal");
    assert_eq!(states(&sealed), [Valid]);
    let twins = [
        "DOC_0/Pages/Page_0/Content.xml",
        "./Doc_0/Pages/Page_0/Content.xml",
        "/Doc_0/Pages/Page_0/Content.xml",
        "Doc_0//Pages/Page_0/Content.xml",
        "Doc_0/Pages/x/../Page_0/Content.xml",
        "Doc_0\\Pages\\Page_0\\Content.xml",
        "Doc_0/Pages/Page_0/%43ontent.xml",
        "Doc_0/Pages/Page_0/Content.xml.",
    ];
    for twin in twins {
        for in_front in [false, true] {
            let twin = with(&sealed, twin, b"<a/>", in_front);
            let checked: Vec<_> = read(&packed(&twin), None).map(|ofd| ofd.layout.checked).unwrap_or_default();
            let signatures: Vec<_> = checked.iter().map(|answered| &answered.signature).collect();
            assert!(signatures.iter().all(|signature| signature.state == Invalid), "{twin:?}");
            let why = signatures.first().and_then(|signature| signature.why.clone()).unwrap_or_default();
            assert!(why.contains("重名"), "{why}");
        }
    }
    // Folders are named as often as a writer likes.
    let folders = with(&with(&sealed, "Doc_0/", b"", false), "Doc_0/Pages/", b"", true);
    assert_eq!(states(&folders), [Valid]);
}

#[test]
fn what_the_directory_and_the_parts_tell_differently_is_not_valid() {
    let sealed = parts("pass-electronic-seal");
    // Exact twins: the writer of these tests refuses them, so a name of the same length is exchanged afterwards.
    let odd = "Doc_0/Pages/Page_0/Twinned.xml";
    let twin = packed(&with(&sealed, odd, b"<a/>", true));
    let exchanged = |bytes: &[u8], times: usize| {
        let mut bytes = bytes.to_vec();
        for _ in 0..times {
            let at = bytes.windows(odd.len()).position(|window| window == odd.as_bytes()).unwrap();
            bytes[at..at + PAGE.len()].copy_from_slice(PAGE.as_bytes());
        }
        bytes
    };
    assert_eq!(states_of(&twin), [Valid], "a part that no page uses says nothing");
    assert_eq!(states_of(&exchanged(&twin, 2)), [Invalid], "twice in the directory");
    assert_eq!(states_of(&exchanged(&twin, 1)), [Unverifiable], "another name beside the part than in the directory");
    let before = container(&[(PAGE, b"<a/>")]);
    let end = before.len() - 22 - 46 - PAGE.len();
    let hidden = [&before[..end], &packed(&sealed)].concat();
    assert_eq!(states_of(&hidden), [Unverifiable], "a part in front that the directory leaves out");
}

#[test]
fn a_signature_that_is_missing_or_not_listed_leaves_none_valid() {
    let twice = parts("pass-sealed-twice");
    assert_eq!(states(&twice), [Valid, Valid]);
    for gone in
        ["Doc_0/Signs/Sign_1/Signature.xml", "Doc_0/Signs/Sign_1/SignedValue.dat", "Doc_0/Signs/Sign_0/SignedValue.dat"]
    {
        let rest: Parts = twice.iter().filter(|(name, _)| name != gone).cloned().collect();
        assert_eq!(states(&rest), [Unverifiable; 2], "{gone}");
    }
    let second = r#"<ofd:Signature ID="2" Type="Seal" BaseLoc="Sign_1/Signature.xml"/>"#;
    let unlisted = edited(&twice, LIST, second, "");
    assert_eq!(states(&unlisted), [Invalid], "the second is taken from the list, its parts stay");
    let removed: Parts = unlisted.into_iter().filter(|(name, _)| !name.contains("Sign_1")).collect();
    assert_eq!(states(&removed), [Invalid], "the first one named another list");
    // With the list of that day again it is the container of that day: nothing tells that there was a second signature.
    assert_eq!(states(&edited(&removed, LIST, "<ofd:MaxSignId>2<", "<ofd:MaxSignId>1<")), [Valid]);
    let third = format!(r#"{second}<ofd:Signature ID="3" Type="Seal" BaseLoc="Sign_2/Signature.xml"/>"#);
    assert_eq!(states(&edited(&twice, LIST, second, &third)), [Unverifiable; 3], "a third that never was");
    let renamed = edited(&twice, LIST, "<ofd:MaxSignId>2<", "<ofd:MaxSignId>7<");
    assert_eq!(states(&renamed), [Valid, Unverifiable], "the list was changed after the last signature");
}

#[test]
fn a_document_that_nobody_signed_beside_a_signed_one_is_not_valid() {
    let sealed = parts("pass-electronic-seal");
    let other: Parts = sealed
        .iter()
        .filter(|(name, _)| name.starts_with("Doc_0/") && !name.contains("Signs"))
        .map(|(name, bytes)| (name.replace("Doc_0/", "Doc_1/"), bytes.clone()))
        .collect();
    let body = "<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody>";
    for (old, new) in [("<ofd:DocBody>", format!("{body}<ofd:DocBody>")), ("</ofd:OFD>", format!("{body}</ofd:OFD>"))] {
        let mut two = edited(&sealed, "OFD.xml", old, &new);
        two.append(&mut other.clone());
        assert_eq!(states(&two), [Invalid], "the seal covers the entrance, too");
    }
    // A second list of signatures in the entrance.
    let second =
        "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures><ofd:Signatures>Doc_0/More.xml</ofd:Signatures>";
    let two_lists = edited(&sealed, "OFD.xml", "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>", second);
    assert!(states(&two_lists).iter().all(|state| *state != Valid));
}

#[test]
fn entities_of_their_own_make_parts_doubtful() {
    let sealed = parts("pass-electronic-seal");
    let resources = "Doc_0/PublicRes.xml";
    let head = r#"<!DOCTYPE a [<!ENTITY b "c">]><ofd:Res"#;
    assert_eq!(states(&edited(&sealed, resources, "<ofd:Res", head)), [Invalid], "changed after sealing");
    let ofd = read(&packed(&edited(&sealed, LIST, "<ofd:Signatures", "<!DOCTYPE a><ofd:Signatures")), None).unwrap();
    assert!(ofd.layout.checked().all(|signature| signature.state != Valid));
    assert!(ofd.layout.blind_spots.iter().any(|spot| spot.why.contains("自定义实体")));
}

#[test]
fn times_as_signers_write_them() {
    let time = |text| time_in_words(text).map(|time| time.to_string());
    assert_eq!(time("2020-07-16 16:04:27").as_deref(), Some("2020-07-16T16:04:27"));
    assert_eq!(time("20201004072855.302Z").as_deref(), Some("2020-10-04T07:28:55"));
    assert_eq!(time("2026-04-07").as_deref(), Some("2026-04-07T00:00:00"));
    assert_eq!(time("9999999999999"), None);
    assert_eq!(time(""), None);
}
