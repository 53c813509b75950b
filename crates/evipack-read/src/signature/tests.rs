//! Signatures of the fixtures, whose keys belong to nobody, and, on demand, of a folder of real files.

use super::made_certificate;
use crate::format::Format;
use crate::layout::Layout;
use crate::trust::TrustAnchors;
use crate::{File, ofd, pdf};
use evipack_core::facts::{DocumentFacts, Signature, SignatureState};
use proptest::prelude::*;
use std::path::Path;

fn layout(bytes: &[u8]) -> Layout {
    if bytes.starts_with(b"PK") {
        ofd::read(bytes, None).unwrap().layout
    } else {
        pdf::read(bytes, None).unwrap().layout
    }
}

/// The paper of a case.
fn paper(case: &str) -> Vec<u8> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cases");
    let rules = ["document-without-seal", "signature-not-intact"].map(|rule| cases.join(rule).join(case));
    let case = rules.into_iter().find(|folder| folder.exists()).unwrap();
    let folder = case.join("package/一、制度建设/2.创建工作方案");
    let file =
        ["创建工作方案.ofd", "创建工作方案.pdf"].map(|name| folder.join(name)).into_iter().find(|file| file.exists());
    std::fs::read(file.unwrap()).unwrap()
}

fn signatures(case: &str) -> Vec<Signature> {
    layout(&paper(case)).checked().cloned().collect()
}

#[test]
fn a_seal_that_holds_says_its_name_its_days_and_its_sealer() {
    for case in ["pass-electronic-seal", "pass-electronic-seal-of-2014", "pass-sealed-pdf"] {
        let [signature] = signatures(case).try_into().unwrap();
        assert_eq!((signature.state, &signature.why), (SignatureState::Valid, &None), "{case}");
        assert_eq!(signature.seal.as_deref(), Some("青岚县交通运输局电子公章"));
        assert_eq!(signature.signer.as_deref(), Some("青岚县交通运输局"));
        assert_eq!(signature.valid_to, Some(jiff::civil::date(2030, 12, 31)));
        assert_eq!(signature.signed_at.map(|time| time.to_string()).as_deref(), Some("2026-04-07T09:30:00"));
        let seal = super::seals_of(&signature).next().unwrap();
        assert!(seal.page == 1 && (seal.diameter_mm - 42.0).abs() < 0.1, "{seal:?}");
    }
}

/// The facts of a case's paper, where those certificates are vouched for.
fn facts_trusting(case: &str, certificates: &[Vec<u8>]) -> DocumentFacts {
    let mut anchors = TrustAnchors::default();
    for certificate in certificates {
        anchors.add(certificate).unwrap();
    }
    let bytes = paper(case);
    let format = if bytes.starts_with(b"PK") { Format::Ofd } else { Format::Pdf };
    let file = File { format, bytes: &bytes, recognizer: None, anchors: Some(&anchors) };
    let reading = if format == Format::Ofd { ofd::reading(&file) } else { pdf::reading(&file) };
    reading.unwrap().facts.document().unwrap().clone()
}

#[test]
fn a_seal_counts_for_those_who_are_vouched_for_and_is_left_to_a_human_for_others() {
    for case in ["pass-electronic-seal", "pass-sealed-pdf", "pass-sealed-twice"] {
        let known = facts_trusting(case, &[]);
        assert!(known.seal.value().is_some() && known.signatures[0].trusted.is_none(), "{case}: nobody was asked for");
        let own: Vec<Vec<u8>> =
            layout(&paper(case)).checked.iter().flat_map(|answered| answered.chain.answerable().to_vec()).collect();
        let trusted = facts_trusting(case, &own);
        assert_eq!((&trusted.seal, trusted.signatures[0].trusted), (&known.seal, Some(true)), "{case}");
        let sent = rmp_serde::to_vec_named(&trusted).unwrap();
        let back: DocumentFacts = rmp_serde::from_slice(&sent).unwrap();
        assert_eq!(back, trusted, "{case}: a worker tells all that there is");
        let stranger = facts_trusting(case, &[made_certificate()]);
        assert_eq!(stranger.signatures[0].trusted, Some(false), "{case}");
        assert_eq!(stranger.signatures[0].state, SignatureState::Valid, "{case}: it holds all the same");
        assert!(stranger.seal.why().is_some_and(|why| why.contains("信任证书")), "{case}: {:?}", stranger.seal);
    }
    // The maker of a seal answers for it as well as who sealed with it.
    let sealer = layout(&paper("pass-electronic-seal")).checked[0].chain.answerable()[0].clone();
    let half = facts_trusting("pass-electronic-seal", &[sealer]);
    assert_eq!(half.signatures[0].trusted, Some(false));
}

#[test]
fn both_seals_of_a_paper_sealed_twice_hold() {
    let states: Vec<SignatureState> = signatures("pass-sealed-twice").iter().map(|signature| signature.state).collect();
    assert_eq!(states, [SignatureState::Valid; 2]);
}

#[test]
fn what_was_changed_is_invalid_and_what_is_not_understood_unverifiable() {
    let state = |case| signatures(case)[0].state;
    assert_eq!(state("review-edited-after-sealing"), SignatureState::Invalid);
    assert_eq!(state("review-signed-pdf-edited"), SignatureState::Invalid);
    assert_eq!(state("review-signed-pdf-changed-by-update"), SignatureState::Invalid);
    assert_eq!(state("review-seal-digest-unknown"), SignatureState::Unverifiable);
    assert!(signatures("review-seal-expired")[0].out_of_validity);
}

#[test]
fn signed_pdfs_hold_whatever_the_key() {
    for case in ["pass-signed-pdf", "pass-signed-pdf-p256", "pass-signed-pdf-sm2"] {
        let [signature] = signatures(case).try_into().unwrap();
        assert_eq!((signature.state, &signature.why), (SignatureState::Valid, &None), "{case}");
        assert_eq!(signature.signer.as_deref(), Some("青岚县交通运输局"), "{case}");
        assert_eq!(super::seals_of(&signature).count(), 1, "{case}");
    }
}

#[test]
fn a_seal_whose_method_has_an_unknown_name_is_unverifiable() {
    const SM2_WITH_SM3: [u8; 8] = [0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75];
    let (mut value, content) = sealed();
    // Nothing that is signed: the name beside the seal's own signature is the last.
    let at = value.windows(8).rposition(|bytes| bytes == SM2_WITH_SM3).unwrap();
    value[at + 7] ^= 1;
    assert_eq!(super::check(&value, &[&content]).state(), SignatureState::Unverifiable);
}

proptest! {
    #[test]
    fn any_value_is_survived(value in proptest::collection::vec(any::<u8>(), 0..400), content in proptest::collection::vec(any::<u8>(), 0..60)) {
        let pieces = [content.as_slice()];
        for checked in [super::check(&value, &pieces), super::check_of_sha1(&value, &pieces), super::check_plain(&value, &value, &pieces)] {
            prop_assert_ne!(checked.state(), SignatureState::Valid);
        }
    }

    #[test]
    fn one_changed_byte_of_a_seal_is_never_valid(at in 0.0..1.0_f64, bit in 0_u8..8) {
        let (value, content) = sealed();
        prop_assert_eq!(super::check(&value, &[&content]).state(), SignatureState::Valid);
        let mut changed = value.clone();
        let at = (at * changed.len() as f64) as usize;
        changed[at] ^= 1 << bit;
        prop_assert_ne!(super::check(&changed, &[&content]).state(), SignatureState::Valid);
    }
}

/// The value of a sealed OFD, and what it covers.
fn sealed() -> (Vec<u8>, Vec<u8>) {
    let bytes = paper("pass-electronic-seal");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    (part("Doc_0/Signs/Sign_0/SignedValue.dat"), part("Doc_0/Signs/Sign_0/Signature.xml"))
}

/// `EVIPACK_CORPUS=folder cargo test -p evipack-read --lib signature::tests::against_corpus -- --ignored --nocapture`; prints what is
/// seen of every OFD and PDF below the folder.
#[test]
#[ignore = "needs a folder of files in EVIPACK_CORPUS"]
fn against_corpus() {
    let folder = std::path::PathBuf::from(std::env::var_os("EVIPACK_CORPUS").expect("EVIPACK_CORPUS names the folder"));
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().flatten() {
        let Ok(bytes) = std::fs::read(entry.path()) else { continue };
        let name = entry.path().strip_prefix(&folder).unwrap().display().to_string();
        let layout = if bytes.starts_with(b"PK") && entry.path().extension().is_some_and(|extension| extension == "ofd")
        {
            ofd::read(&bytes, None).map(|reading| reading.layout)
        } else if bytes.starts_with(b"%PDF") {
            pdf::read(&bytes, None).map(|reading| reading.layout)
        } else {
            continue;
        };
        match layout {
            Ok(layout) => {
                let text: usize = layout.lines.iter().map(|line| line.text.chars().count()).sum();
                println!(
                    "{name}: pages {:?} lines {} characters {text} pictures {} seals {} unchecked {} blind {:?}",
                    layout.pages,
                    layout.lines.len(),
                    layout.pictures.len(),
                    layout.seals.len(),
                    layout.signatures,
                    layout.blind_spots.iter().map(|spot| spot.why.as_str()).collect::<Vec<_>>(),
                );
                for red in layout.lines.iter().filter(|line| line.red).take(2) {
                    println!("    red {:.0}pt {}", red.size_pt, red.text);
                }
                for signature in layout.checked() {
                    println!("    {}", serde_json::to_string(signature).unwrap());
                }
            }
            Err(error) => println!("{name}: {error}"),
        }
    }
}
