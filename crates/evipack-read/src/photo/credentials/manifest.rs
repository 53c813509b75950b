//! A store of C2PA manifests → whether its signature holds, and what it says was done to the picture.
//!
//! Enters: the bytes of a picture that carries a store. Leaves: [`Credentials`]: a line for the report where signature and
//! hashes hold, a reason where they do not or cannot be read, and the traces of editing and generating. Nothing leaves the
//! machine and no list of trusted signers is asked: the signer is named, not believed. Persons are never named: of the
//! signer only an organisation is taken over, of the actions neither actors nor descriptions.

use super::{BOX, Credentials, UNVERIFIED};
use crate::boxes::boxes;
use crate::format::Format;
use crate::photo::xmp::is_generated;
use c2pa::assertions::{Action, Actions, SoftwareAgent};
use c2pa::validation_results::validation_codes as codes;
use c2pa::validation_status::ValidationStatus;
use c2pa::{ClaimGeneratorInfo, Context, Manifest, Reader, Settings, ValidationState, jumbf_io};
use evipack_core::facts::{Basis, EditStep, Fact};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// No network, no trust list, no identities of persons. Time stamps count without trust in who gave them, as the signature
/// does: else every picture whose certificate ran out since would be unknown. The unit of the size is MiB.
const SETTINGS: &str = r#"{
    "verify": {"verify_trust": false, "verify_timestamp_trust": false, "ocsp_fetch": false, "remote_manifest_fetch": false},
    "core": {"decode_identity_assertions": false, "allowed_network_hosts": [], "max_decompressed_manifest_size_in_mb": 16}
}"#;
/// Largest store that is parsed: thumbnails of a long history make some MiB, and parsing takes a multiple of it.
const MAX_STORE: usize = 16 << 20;
/// Compressed manifests in a store: each may unfold to the size in [`SETTINGS`], and hardly any is written.
const MAX_COMPRESSED: usize = 4;
const COMPRESSED: &[u8] = b"brob";
/// Manifests that are followed back through the history; a picture has a handful.
const MAX_MANIFESTS: usize = 64;
/// Actions that are taken over, as of an XMP history: a human reads the first few.
const MAX_ACTIONS: usize = 50;
/// Kinds of actions that the line names.
const MAX_SAID: usize = 8;
/// Longest name of a program, an organisation or an action.
const MAX_NAME: usize = 60;
/// Longest line of a report.
const MAX_LINE: usize = 200;

const UNREADABLE: &str = "图片带有内容凭证（C2PA），但凭证损坏或写法特殊，没有验证其签名和内容";
const TOO_LARGE: &str = "图片带有内容凭证（C2PA），但凭证太大，没有验证其签名和内容";
const BROKEN: &str = "内容凭证（C2PA）与图片不符：图片在签名后被改动，或凭证不是它的";
const EXPIRED: &str = "内容凭证（C2PA）的签名证书不在有效期内，又没有时间戳，不能验证";
const PARTIAL: &str = "内容凭证（C2PA）没有涵盖整个文件，不能说明图片没有改动";
const BROKEN_HISTORY: &str = "内容凭证（C2PA）里关于图片来源的记录没有通过验证";

/// What was signed is not what lies there.
const MISMATCHES: [&str; 11] = [
    codes::CLAIM_SIGNATURE_MISMATCH,
    codes::ASSERTION_HASHEDURI_MISMATCH,
    codes::ASSERTION_MISSING,
    codes::ASSERTION_UNDECLARED,
    codes::ASSERTION_DATAHASH_MISMATCH,
    codes::ASSERTION_BMFFHASH_MISMATCH,
    codes::ASSERTION_BOXHASH_MISMATCH,
    codes::ASSERTION_BOXHASH_UNKNOWN_BOX,
    codes::ASSERTION_COLLECTIONHASH_MISMATCH,
    codes::HARD_BINDINGS_MISSING,
    codes::HASHED_URI_MISMATCH,
];
const OUT_OF_TIME: [&str; 2] = [codes::SIGNING_CREDENTIAL_EXPIRED, codes::CLAIM_SIGNATURE_OUTSIDE_VALIDITY];

/// An action that the standard's assertion `c2pa.actions` names, in its first or a later version.
struct Known {
    action: &'static str,
    word: &'static str,
    /// It changes what is seen, or what the file says of itself.
    edits: bool,
}

const fn known(action: &'static str, word: &'static str, edits: bool) -> Known {
    Known { action, word, edits }
}

const KNOWN: [Known; 27] = [
    known("c2pa.created", "拍摄/生成", false),
    known("c2pa.captured", "拍摄", false),
    known("c2pa.opened", "打开", false),
    known("c2pa.published", "发布", false),
    known("c2pa.converted", "转换格式", false),
    known("c2pa.transcoded", "转换格式", false),
    known("c2pa.repackaged", "转换格式", false),
    known("c2pa.saved", "保存", false),
    known("c2pa.copied", "复制", false),
    known("c2pa.orientation", "旋转", false),
    known("c2pa.resized", "缩放", false),
    known("c2pa.resized.proportional", "缩放", false),
    known("c2pa.watermarked", "加数字水印", false),
    known("c2pa.edited", "编辑", true),
    known("c2pa.edited.metadata", "改动拍摄信息", true),
    known("c2pa.cropped", "裁剪", true),
    known("c2pa.color_adjustments", "调色", true),
    known("c2pa.adjustedColor", "调色", true),
    known("c2pa.enhanced", "增强", true),
    known("c2pa.filtered", "滤镜", true),
    known("c2pa.drawing", "涂画", true),
    known("c2pa.addedText", "加文字", true),
    known("c2pa.composited", "合成", true),
    known("c2pa.placed", "合成", true),
    known("c2pa.removed", "去除内容", true),
    known("c2pa.deleted", "去除内容", true),
    known("c2pa.redacted", "删去记录", true),
];

/// Checks the store and reads it. Whatever is in it, the answer is a fact.
pub(super) fn read(bytes: &[u8], format: Format) -> Credentials {
    // The parser is a third party's: a panic of it costs the picture its credentials, not its other facts.
    let attempt = catch_unwind(AssertUnwindSafe(|| checked(bytes, format)));
    attempt.unwrap_or_else(|_| Err(UNREADABLE.to_owned())).unwrap_or_else(Credentials::unknown)
}

/// The reason is Chinese.
fn checked(bytes: &[u8], format: Format) -> Result<Credentials, String> {
    let unreadable = |_| UNREADABLE.to_owned();
    let media = media_type(format).ok_or(UNVERIFIED)?;
    // Of HEIF an update is joined to its manifest while it is loaded, so what is too large is refused before.
    if format == Format::Heif && !boxes(bytes).all(|(_, body)| !body.starts_with(BOX) || is_bounded(body)) {
        return Err(TOO_LARGE.to_owned());
    }
    let store = jumbf_io::load_jumbf_from_memory(media, bytes).map_err(unreadable)?;
    if !is_bounded(&store) {
        return Err(TOO_LARGE.to_owned());
    }
    let settings = Settings::new().with_json(SETTINGS).map_err(unreadable)?;
    let context = Context::new().with_settings(settings).map_err(unreadable)?;
    let reader = Reader::from_context(context)
        .with_manifest_data_and_stream(&store, media, Cursor::new(bytes))
        .map_err(unreadable)?;
    if reader.validation_state() == ValidationState::Invalid {
        return Err(failure(&reader));
    }
    if format != Format::Tiff && has_gaps(&reader) {
        return Err(PARTIAL.to_owned());
    }
    let active = reader.active_manifest().ok_or(UNREADABLE)?;
    told(active, &Lineage::of(&reader))
}

/// Whether the hash leaves out more than the store itself: what lies there may have been changed by anyone. In TIFF that is
/// no sign, the entries that point to the store are always left out too.
fn has_gaps(reader: &Reader) -> bool {
    let noted = reader.validation_results().and_then(|results| results.active_manifest());
    noted.is_some_and(|noted| is_among(noted.informational(), &[codes::ASSERTION_DATAHASH_ADDITIONAL_EXCLUSIONS]))
}

fn media_type(format: Format) -> Option<&'static str> {
    match format {
        Format::Jpeg => Some("image/jpeg"),
        Format::Png => Some("image/png"),
        Format::WebP => Some("image/webp"),
        Format::Tiff => Some("image/tiff"),
        Format::Heif => Some("image/heif"),
        _ => None,
    }
}

/// Whether the memory that parsing takes is bounded.
fn is_bounded(store: &[u8]) -> bool {
    let compressed = || store.windows(COMPRESSED.len()).filter(|window| *window == COMPRESSED).count();
    store.len() <= MAX_STORE && compressed() <= MAX_COMPRESSED
}

fn is_among(statuses: &[ValidationStatus], wanted: &[&str]) -> bool {
    statuses.iter().any(|status| wanted.contains(&status.code()))
}

/// Why the store does not hold.
fn failure(reader: &Reader) -> String {
    let Some(results) = reader.validation_results() else { return UNREADABLE.to_owned() };
    let failures = results.active_manifest().map(|found| found.failure().as_slice()).unwrap_or_default();
    if is_among(failures, &MISMATCHES) {
        return BROKEN.to_owned();
    }
    if is_among(failures, &OUT_OF_TIME) {
        return EXPIRED.to_owned();
    }
    match failures.first() {
        Some(failure) => format!("内容凭证（C2PA）没有通过验证（{}）", short(failure.code())),
        None if results.ingredient_deltas().is_some_and(|deltas| !deltas.is_empty()) => BROKEN_HISTORY.to_owned(),
        None => UNREADABLE.to_owned(),
    }
}

/// The manifests of the picture and of what it was made of.
struct Lineage<'a> {
    /// The picture's own states, the oldest first.
    states: Vec<&'a Manifest>,
    /// What was placed into it: it says nothing of edits, but a generated part makes a generated picture.
    parts: Vec<&'a Manifest>,
}

impl<'a> Lineage<'a> {
    fn of(reader: &'a Reader) -> Self {
        let (mut states, mut parts) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        let mut open: Vec<(&str, bool)> = reader.active_label().map(|label| (label, true)).into_iter().collect();
        while let Some((label, own)) = open.pop() {
            if seen.len() >= MAX_MANIFESTS || !seen.insert(label) {
                continue;
            }
            let Some(manifest) = reader.get_manifest(label) else { continue };
            if own {
                states.push(manifest);
            } else {
                parts.push(manifest);
            }
            for ingredient in manifest.ingredients() {
                open.extend(ingredient.active_manifest().map(|label| (label, own && ingredient.is_parent())));
            }
        }
        states.reverse();
        Self { states, parts }
    }
}

/// The line of the report, and the traces.
fn told(active: &Manifest, lineage: &Lineage<'_>) -> Result<Credentials, String> {
    let mut found = Credentials { provenance: Fact::unknown(UNREADABLE), history: Vec::new(), generated: None };
    let mut words = Vec::new();
    for manifest in &lineage.states {
        for_each_action(manifest, |actions, action| {
            let name = action.action();
            let known = KNOWN.iter().find(|known| known.action == name);
            let word = known.map_or_else(|| label(name), |known| known.word.to_owned());
            if !words.contains(&word) {
                words.push(word);
            }
            if known.is_some_and(|known| known.edits) && found.history.len() < MAX_ACTIONS {
                found.history.push(step(manifest, actions, action));
            }
        })?;
    }
    for manifest in lineage.states.iter().chain(&lineage.parts) {
        for_each_action(manifest, |_, action| {
            // Only the last word: it is one of a few, what stands before it is anybody's.
            let kind = action.source_type().map(ToString::to_string).filter(|kind| is_generated(kind));
            let word = kind.as_deref().and_then(|kind| kind.rsplit('/').next());
            found.generated = found.generated.take().or(word.map(str::to_owned));
        })?;
    }
    let line = line(active, &words, found.generated.as_deref());
    found.provenance = Fact::known(line, Basis::C2pa);
    Ok(found)
}

fn for_each_action(manifest: &Manifest, mut take: impl FnMut(&Actions, &Action)) -> Result<(), String> {
    // The label may carry a version behind it, and there may be several such assertions.
    for assertion in manifest.assertions().iter().filter(|assertion| assertion.label().starts_with(Actions::LABEL)) {
        let actions = assertion.to_assertion::<Actions>().map_err(|_| UNREADABLE)?;
        actions.actions().iter().for_each(|action| take(&actions, action));
    }
    Ok(())
}

/// What matters most stands first: the rest may be cut off.
fn line(active: &Manifest, words: &[String], generated: Option<&str>) -> String {
    let mut parts = vec!["内容凭证（C2PA）完整".to_owned()];
    parts.extend(generated.map(|kind| made_by(kind).to_owned()));
    parts.extend(program(active).map(|program| format!("由 {program} 写入")));
    parts.extend(organisation(active).map(|signer| format!("{signer} 签名（是否可信未核对）")));
    let more = if words.len() > MAX_SAID { "等" } else { "" };
    let said = words.iter().take(MAX_SAID).map(String::as_str).collect::<Vec<_>>().join("、");
    parts.push(if said.is_empty() { "没有写明做过什么".to_owned() } else { format!("操作：{said}{more}") });
    parts.join("，").chars().take(MAX_LINE).collect()
}

/// How a generated picture was made, by its digital source type.
fn made_by(kind: &str) -> &'static str {
    match kind {
        "trainedAlgorithmicMedia" => "由人工智能生成",
        "compositeWithTrainedAlgorithmicMedia" => "由人工智能合成",
        _ => "由算法生成",
    }
}

/// The program that made the claim.
fn program(manifest: &Manifest) -> Option<String> {
    let named = manifest.claim_generator_info.as_ref().and_then(|infos| infos.first()).map(product);
    // A user agent, as of the first version: `Adobe_Photoshop/25.0 (…) other/1.0`.
    let agent = || manifest.claim_generator().and_then(|agent| agent.split_whitespace().next());
    named.or_else(|| agent().map(|agent| short(&agent.replace(['_', '/'], " ")))).filter(|name| !name.is_empty())
}

fn product(info: &ClaimGeneratorInfo) -> String {
    short(&[info.name.as_str(), info.version.as_deref().unwrap_or_default()].join(" "))
}

/// The organisation of the signer's certificate. A person's certificate may repeat the person there.
fn organisation(manifest: &Manifest) -> Option<String> {
    let signer = manifest.signature_info()?;
    let organisation = signer.issuer.as_deref().filter(|name| Some(*name) != signer.common_name.as_deref())?;
    Some(short(organisation)).filter(|name| !name.is_empty())
}

fn step(manifest: &Manifest, actions: &Actions, action: &Action) -> EditStep {
    let software = match (action.software_agent(), action.software_agent_index) {
        (Some(SoftwareAgent::String(name)), _) => Some(short(name)),
        (Some(SoftwareAgent::ClaimGeneratorInfo(info)), _) => Some(product(info)),
        (None, Some(index)) => actions.software_agent(index).map(product),
        (None, None) => None,
    };
    EditStep {
        action: label(action.action()),
        software: software.filter(|name| !name.is_empty()).or_else(|| program(manifest)),
        when: action.when().map(short),
    }
}

/// The name of an action, where it is written as the standard asks: anything else may be prose, with names in it.
fn label(name: &str) -> String {
    let is_label = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-');
    if name.chars().all(is_label) { short(name) } else { "其他".to_owned() }
}

fn short(text: &str) -> String {
    text.trim().chars().filter(|sign| !sign.is_control()).take(MAX_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo;
    use c2pa::{Builder, EphemeralSigner};
    use evipack_core::facts::PhotoFacts;
    use image::{ImageFormat, RgbImage};
    use proptest::prelude::*;

    const CAPTURED: &str = r#"{"action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"}"#;
    const GENERATED: &str = r#"{"action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"}"#;

    fn media(format: Format) -> (&'static str, ImageFormat) {
        match format {
            Format::Png => ("image/png", ImageFormat::Png),
            Format::WebP => ("image/webp", ImageFormat::WebP),
            Format::Tiff => ("image/tiff", ImageFormat::Tiff),
            // Never encoded here.
            Format::Heif => ("image/heic", ImageFormat::Avif),
            _ => ("image/jpeg", ImageFormat::Jpeg),
        }
    }

    fn plain(format: Format) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        let picture = RgbImage::from_fn(32, 32, |x, y| image::Rgb([x as u8 * 8, y as u8 * 8, 128]));
        picture.write_to(&mut file, media(format).1).unwrap();
        file.into_inner()
    }

    /// The picture, signed with a key that nobody else knows.
    fn signed_over(picture: &[u8], format: Format, actions: &[&str]) -> Vec<u8> {
        let definition = format!(
            r#"{{"claim_generator_info": [{{"name": "Office Camera", "version": "2.1"}}],
                "assertions": [{{"label": "c2pa.actions", "data": {{"actions": [{}]}}}}]}}"#,
            actions.join(",")
        );
        let mut builder = Builder::from_context(Context::new()).with_definition(definition).unwrap();
        let signer = EphemeralSigner::new("Zhang San").unwrap();
        let mut file = Cursor::new(Vec::new());
        builder.sign(&signer, media(format).0, &mut Cursor::new(picture), &mut file).unwrap();
        file.into_inner()
    }

    fn signed(format: Format, actions: &[&str]) -> Vec<u8> {
        signed_over(&plain(format), format, actions)
    }

    fn facts(file: &[u8], format: Format) -> PhotoFacts {
        photo::read(file, format).unwrap()
    }

    #[test]
    fn an_intact_picture_tells_who_wrote_and_what_was_done() {
        let cropped =
            r#"{"action": "c2pa.cropped", "when": "2026-04-07T14:32:05Z", "softwareAgent": {"name": "Cutter"}}"#;
        for format in [Format::Jpeg, Format::Png, Format::WebP, Format::Tiff] {
            let found = facts(&signed(format, &[CAPTURED, cropped, r#"{"action": "org.example.张三"}"#]), format);
            let Fact::Known { value: line, basis } = &found.provenance else { panic!("{format:?}: {found:?}") };
            assert!(line.starts_with("内容凭证（C2PA）完整，由 Office Camera 2.1 写入"), "{line}");
            assert!(line.ends_with("操作：拍摄/生成、裁剪、其他") && !line.contains("Zhang"), "{line}");
            let steps = found.edits.history.value().unwrap();
            assert_eq!(*basis, Basis::C2pa);
            assert_eq!((steps.len(), steps[0].action.as_str()), (1, "c2pa.cropped"));
            assert_eq!(steps[0].software.as_deref(), Some("Cutter"));
            assert_eq!(steps[0].when.as_deref(), Some("2026-04-07T14:32:05Z"));
            assert!(found.edits.generated.is_absent());
        }
    }

    #[test]
    fn a_capture_alone_is_no_trace_and_a_generated_picture_is_one() {
        let captured = facts(&signed(Format::Jpeg, &[CAPTURED]), Format::Jpeg);
        assert!(captured.provenance.value().is_some_and(|line| !line.contains("人工智能")), "{captured:?}");
        assert!(captured.edits.history.is_absent() && captured.edits.generated.is_absent());
        let generated = facts(&signed(Format::Jpeg, &[GENERATED]), Format::Jpeg);
        assert!(generated.provenance.value().is_some_and(|line| line.contains("，由人工智能生成，")), "{generated:?}");
        assert!(generated.edits.generated.value().is_some_and(|kind| kind.ends_with("trainedAlgorithmicMedia")));
        assert!(generated.edits.history.is_absent());
    }

    /// The boxes of a HEIF file with nothing to decode in them: what is signed are boxes.
    #[test]
    fn a_heif_file_is_read_too() {
        let boxed = |kind: &[u8; 4], body: &[u8]| [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat();
        let pixels = boxed(b"mdat", &[7; 64]);
        let picture = [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), boxed(b"meta", &[0; 4]), pixels].concat();
        let mut file = signed_over(&picture, Format::Heif, &[CAPTURED]);
        let found = super::super::read(&file, Format::Heif);
        assert!(found.provenance.value().is_some_and(|line| line.ends_with("操作：拍摄/生成")), "{found:?}");
        let last = file.len() - 1;
        file[last] ^= 1;
        assert_eq!(super::super::read(&file, Format::Heif).provenance.why(), Some(BROKEN));
    }

    /// An editor keeps the manifest of what it opened: what that one says still holds.
    #[test]
    fn what_the_picture_was_made_of_is_followed_back() {
        let first = signed(Format::Jpeg, &[GENERATED]);
        let mut builder = Builder::from_context(Context::new())
            .with_definition(r#"{"claim_generator_info": [{"name": "Editor"}]}"#)
            .unwrap();
        builder.set_intent(c2pa::BuilderIntent::Edit);
        builder.add_action(c2pa::assertions::Action::new("c2pa.color_adjustments")).unwrap();
        let mut second = Cursor::new(Vec::new());
        let signer = EphemeralSigner::new("test.local").unwrap();
        builder.sign(&signer, "image/jpeg", &mut Cursor::new(&first), &mut second).unwrap();
        let found = facts(second.get_ref(), Format::Jpeg);
        let line = found.provenance.value().unwrap_or_else(|| panic!("{found:?}"));
        assert!(
            line.contains("由人工智能生成，由 Editor 写入") && line.ends_with("操作：拍摄/生成、打开、调色"),
            "{line}"
        );
        assert_eq!(found.edits.history.value().map(Vec::len), Some(1));
        assert!(found.edits.generated.value().is_some());
    }

    #[test]
    fn a_changed_pixel_breaks_them_and_leaves_no_trace() {
        let mut file = signed(Format::Jpeg, &[CAPTURED, r#"{"action": "c2pa.cropped"}"#]);
        let last = file.len() - 3;
        file[last] ^= 0x10;
        let found = facts(&file, Format::Jpeg);
        assert_eq!(found.provenance.why(), Some(BROKEN));
        assert!(found.edits.history.is_absent());
    }

    #[test]
    fn credentials_of_another_picture_are_not_its_own() {
        /// The length of a PNG file's signature and of its chunk IHDR.
        const BEHIND_HEADER: usize = 33;
        let own = plain(Format::Png);
        let signed = signed_over(&own, Format::Png, &[CAPTURED]);
        let chunk = &signed[BEHIND_HEADER..BEHIND_HEADER + signed.len() - own.len()];
        let mut other = Cursor::new(Vec::new());
        RgbImage::new(16, 16).write_to(&mut other, ImageFormat::Png).unwrap();
        let (head, rest) = other.get_ref().split_at(BEHIND_HEADER);
        assert_eq!(facts(&[head, chunk, rest].concat(), Format::Png).provenance.why(), Some(BROKEN));
    }

    #[test]
    fn what_cannot_be_read_is_unknown() {
        let file = signed(Format::Jpeg, &[CAPTURED]);
        let begin = file.windows(4).position(|window| window == b"jumb").unwrap();
        let mut cut = file[..begin + 200].to_vec();
        assert_eq!(read(&cut, Format::Jpeg).provenance.why(), Some(UNREADABLE));
        // The segment is whole again, the store in it is not.
        let len = (cut.len() - (begin - 14)) as u16;
        cut[begin - 14..begin - 12].copy_from_slice(&len.to_be_bytes());
        cut.extend(&plain(Format::Jpeg)[2..]);
        assert_eq!(super::super::read(&cut, Format::Jpeg).provenance.why(), Some(UNREADABLE));
        assert!(!is_bounded(&vec![0; MAX_STORE + 1]) && !is_bounded(&COMPRESSED.repeat(MAX_COMPRESSED + 1)));
        assert_eq!(read(&file, Format::Jpeg2000).provenance.why(), Some(UNVERIFIED));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_damage_is_survived(damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            static FILE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
            let mut file = FILE.get_or_init(|| signed(Format::Jpeg, &[CAPTURED])).clone();
            for (at, byte) in damage {
                let at = at.index(file.len());
                file[at] = byte;
            }
            read(&file, Format::Jpeg);
        }
    }
}
