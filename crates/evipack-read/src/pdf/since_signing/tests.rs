//! Updates of a signed file, object by object. The signatures themselves are said to hold or not; what they are worth is tested
//! elsewhere.

use super::*;
use std::fmt::Write as _;

/// The hole of signatures that were made after the signed revision.
const BEHIND: usize = 1 << 20;
const APPEARANCE: &str = "<</Type/XObject/Subtype/Form/BBox[0 0 80 40]/Length 4>>stream\n0 g \nendstream";

/// A signed file: object 3 is its page, 5 the form, 7 the signed field, 8 an empty text field, 9 the signature, 13 an empty signature
/// field. Object 30 is named by the page and does not exist.
const SIGNED: [(u32, &str); 13] = [
    (1, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/OCProperties<</OCGs[12 0 R]/D<</ON[12 0 R]>>>>>>"),
    (2, "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 0>>"),
    (
        3,
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents[4 0 R 30 0 R]/Resources<</Font<</F 6 0 R>>>>\
         /Annots[7 0 R 8 0 R 11 0 R 13 0 R]>>",
    ),
    (4, "<</Length 9>>stream\n0 0 m 9 w\nendstream"),
    (5, "<</Fields[7 0 R 8 0 R 13 0 R]/SigFlags 3/DR<</Font<</F 6 0 R>>>>>>"),
    (6, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    (7, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/V 9 0 R/Rect[0 0 50 50]/F 132/P 3 0 R>>"),
    (8, "<</Type/Annot/Subtype/Widget/FT/Tx/T(Name)/Rect[60 0 90 20]/F 4/P 3 0 R>>"),
    (9, "<</Type/Sig/Filter/Adobe.PPKLite/Contents<00>/ByteRange[0 1 2 3]>>"),
    (10, "<</Producer(WPS)>>"),
    (11, "<</Type/Annot/Subtype/Link/Rect[1 1 2 2]>>"),
    (12, "<</Type/OCG/Name(A)>>"),
    (13, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Second)/Rect[60 60 90 80]/F 4/P 3 0 R>>"),
];

/// Appends objects, numbers and generations with their bodies; an empty body frees a number.
fn append(mut file: Vec<u8>, objects: &[(u32, u16, &str)]) -> Vec<u8> {
    let previous = xref_start(&file);
    let mut table = String::from("xref\n");
    for (number, generation, body) in objects {
        let offset = file.len();
        if body.is_empty() {
            write!(table, "{number} 1\n0000000000 {generation:05} f \n").unwrap();
        } else {
            file.extend(format!("{number} {generation} obj\n{body}\nendobj\n").bytes());
            write!(table, "{number} 1\n{offset:010} {generation:05} n \n").unwrap();
        }
    }
    let previous = previous.map(|previous| format!("/Prev {previous}")).unwrap_or_default();
    let start = file.len();
    file.extend(
        format!("{table}trailer<</Size 40/Root 1 0 R/Info 10 0 R{previous}>>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    file
}

fn xref_start(file: &[u8]) -> Option<usize> {
    super::super::xref_chain::newest_section(file)
}

fn signed_with(change: impl Fn(&str) -> String) -> Vec<u8> {
    let objects: Vec<(u32, String)> = SIGNED.iter().map(|(number, body)| (*number, change(body))).collect();
    let objects: Vec<(u32, u16, &str)> = objects.iter().map(|(number, body)| (*number, 0, body.as_str())).collect();
    append(b"%PDF-1.7\n".to_vec(), &objects)
}

fn signed() -> Vec<u8> {
    signed_with(str::to_owned)
}

/// The body of an object with a change.
fn body(number: u32, from: &str, to: &str) -> String {
    let body = SIGNED.iter().find(|(other, _)| *other == number).unwrap().1;
    assert!(body.contains(from), "{body}");
    body.replace(from, to)
}

/// Object 20 is a signature that was made later.
fn step_with(before: &[u8], objects: &[(u32, u16, &str)], later: Later) -> Step {
    let after = append(before.to_vec(), objects);
    let read = |bytes: &[u8]| Revision::read(bytes).unwrap();
    compare(&read(before), &read(&after), &Signatures::from([((20, 0), (later, BEHIND)), ((9, 0), (Later::Holds, 5))]))
}

fn step(objects: &[(u32, u16, &str)]) -> Step {
    step_with(&signed(), objects, Later::Holds)
}

/// A new field 21 with signature 20, on the page and in the form.
fn countersigned(field: &str, later: Later) -> Step {
    let (page, form) = (body(3, "13 0 R]", "13 0 R 21 0 R]"), body(5, "13 0 R]", "13 0 R 21 0 R]"));
    let objects =
        [(3, 0, page.as_str()), (5, 0, form.as_str()), (21, 0, field), (20, 0, "<</Type/Sig>>"), (22, 0, APPEARANCE)];
    step_with(&signed(), &objects, later)
}

const NEW_FIELD: &str =
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(Third)/V 20 0 R/Rect[100 100 150 150]/F 132/P 3 0 R/AP<</N 22 0 R>>>>";

#[test]
fn nothing_and_what_never_shows_may_follow() {
    let catalog = body(1, "/Pages", "/DSS<</Certs[20 0 R]>>/Metadata 21 0 R/Extensions<<>>/Pages");
    for objects in [
        vec![(10, 0, "null")],
        vec![(10, 0, "<</Producer(WPS)/ModDate(D:2026)>>")],
        vec![(1, 0, catalog.as_str()), (20, 0, "<</Length 1>>stream\n0\nendstream")],
        vec![(25, 0, "<</Nobody(refers to it)>>")],
        // Rewritten as it was.
        vec![(7, 0, SIGNED[6].1), (6, 0, "<</BaseFont/Helvetica/Subtype/Type1/Type/Font>>")],
    ] {
        let step = step(&objects);
        assert!(step.broken.is_empty() && step.unknown.is_empty(), "{objects:?} {step:?}");
        assert!(!step.signed && step.filled.is_empty());
    }
}

#[test]
fn whatever_the_signed_catalog_leads_to_stays() {
    let page = |from: &str, to: &str| body(3, from, to);
    let contents = page("4 0 R", "20 0 R");
    let annotation = page("13 0 R]", "13 0 R 21 0 R]");
    let turned = page("/Type", "/Rotate 90/Type");
    let action = page("/Type", "/AA<<>>/Type");
    let crossed = page("7 0 R 8 0 R", "8 0 R 7 0 R");
    let gone = page("/Annots[7 0 R 8 0 R", "/Annots[8 0 R");
    let opened = body(1, "/Pages", "/OpenAction<</S/JavaScript>>/Pages");
    let names = body(1, "/Pages", "/Names<<>>/Pages");
    let layer = body(1, "/ON", "/OFF");
    let needed = body(5, "/SigFlags 3", "/SigFlags 3/NeedAppearances true");
    let resources = body(5, "6 0 R", "20 0 R");
    let text_field = body(5, "13 0 R]", "13 0 R 21 0 R]");
    for (changed, says) in [
        (vec![(4, 0, "<</Length 9>>stream\n0 0 m 8 w\nendstream")], "第 1 页的内容被改动"),
        (vec![(30, 0, "<</Length 1>>stream\nq\nendstream")], "第 1 页的内容被补入"),
        (vec![(4, 0, "")], "第 1 页的内容被删去"),
        (vec![(4, 1, "<</Length 9>>stream\n0 0 m 9 w\nendstream")], "第 1 页的内容被删去"),
        (vec![(6, 0, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>")], "第 1 页的字体被改动"),
        (vec![(12, 0, "<</Type/OCG/Name(B)>>")], "图层被改动"),
        (vec![(2, 0, "<</Type/Pages/Kids[3 0 R]/Count 2/Rotate 0>>")], "页面被改动"),
        (vec![(2, 0, "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 90>>")], "页面被改动"),
        (vec![(11, 0, "<</Type/Annot/Subtype/Link/Rect[1 1 9 9]>>")], "第 1 页的批注被改动"),
        (vec![(9, 0, "<</Type/Sig/Contents<00>/ByteRange[0 1 2 4]>>")], "签名被改动"),
        (vec![(7, 0, "<</Subtype/Widget/FT/Sig/V 9 0 R/AP<</N 22 0 R>>>>"), (22, 0, APPEARANCE)], "已签名的签名域"),
        (vec![(3, 0, &contents), (20, 0, "<</Length 1>>stream\nq\nendstream")], "第 1 页的内容被改动"),
        (vec![(3, 0, &annotation), (21, 0, "<</Subtype/FreeText/FT/Sig/V 9 0 R>>")], "第 1 页新增了批注"),
        (vec![(3, 0, &turned)], "第 1 页的大小或方向"),
        (vec![(3, 0, &action)], "第 1 页被改动"),
        (vec![(3, 0, &crossed)], "删去或调换"),
        (vec![(3, 0, &gone)], "删去或调换"),
        (vec![(1, 0, &opened)], "动作"),
        (vec![(1, 0, &names)], "脚本"),
        (vec![(1, 0, &layer)], "图层"),
        (vec![(5, 0, &needed)], "表单的设置"),
        (vec![(5, 0, &resources), (20, 0, SIGNED[5].1)], "表单的字体"),
        (vec![(5, 0, &text_field), (21, 0, "<</FT/Tx/T(New)>>")], "新增了表单域"),
        (vec![(8, 0, "<</Type/Annot/Subtype/Widget/FT/Tx/T(Name)/Rect[0 0 300 300]/F 4/P 3 0 R>>")], "表单域被改动"),
    ] {
        let step = step(&changed);
        assert!(step.broken.iter().any(|why| why.contains(says)), "{changed:?} {step:?}");
    }
}

#[test]
fn what_looks_quiet_is_compared_where_a_page_uses_it_too() {
    // The signer was given a file whose font is its information dictionary, or the metadata its content.
    let shared = signed_with(|body| body.replace("/F 6 0 R", "/F 10 0 R"));
    assert!(!step_with(&shared, &[(10, 0, "<</Producer(Other)>>")], Later::Holds).broken.is_empty());
    let shared = signed_with(|body| body.replace("/AcroForm 5 0 R", "/AcroForm 5 0 R/Metadata 4 0 R"));
    assert!(!step_with(&shared, &[(4, 0, "<</Length 1>>stream\nq\nendstream")], Later::Holds).broken.is_empty());
}

#[test]
fn a_further_signature_must_be_one() {
    let step = countersigned(NEW_FIELD, Later::Holds);
    assert!(step.broken.is_empty() && step.unknown.is_empty() && step.signed && step.added_field, "{step:?}");
    let opened = Opened { page: 1, rectangle: [100.0, 100.0, 150.0, 150.0], shows: Shows::Signature };
    assert_eq!(step.opened, [opened]);
    assert!(!countersigned(NEW_FIELD, Later::Broken).broken.is_empty());
    assert!(!countersigned(NEW_FIELD, Later::Unknown).unknown.is_empty());
    assert!(!countersigned(NEW_FIELD, Later::TimeStamp).broken.is_empty(), "a time stamp that shows");
    let hidden = NEW_FIELD.replace("[100 100 150 150]", "[0 0 0 0]");
    assert!(countersigned(&hidden, Later::TimeStamp).broken.is_empty());
    for value in ["", "/V 9 0 R", "/V null", "/V 39 0 R", "/V<<>>", "/V<</Type/Sig>>", "/V 4 0 R"] {
        let field = NEW_FIELD.replace("/V 20 0 R", value);
        assert!(!countersigned(&field, Later::Holds).broken.is_empty(), "{value}");
    }
    for (from, to) in [
        ("/Widget", "/FreeText/IC[1 1 1]"),
        ("/FT/Sig", "/FT/Tx"),
        ("/FT/Sig", ""),
        ("/P 3 0 R", "/P 3 0 R/AA<<>>"),
        ("/P 3 0 R", "/P 3 0 R/OC 12 0 R"),
        ("/F 132", "/F 36"),
        ("/F 132", "/F 260"),
        ("/N 22 0 R", "/N 22 0 R/R 4 0 R"),
    ] {
        let field = NEW_FIELD.replace(from, to);
        assert!(!countersigned(&field, Later::Holds).broken.is_empty(), "{field}");
    }
}

#[test]
fn an_empty_field_may_be_signed_and_a_signed_one_not_again() {
    let sign = |number: u32| {
        let field = body(number, "/F ", "/AP<</N 22 0 R>>/F ").replace("/V 9 0 R", "").replace("/FT", "/V 20 0 R/FT");
        step(&[(number, 0, &field), (20, 0, "<</Type/Sig>>"), (22, 0, APPEARANCE)])
    };
    let second = sign(13);
    assert!(second.broken.is_empty() && second.signed && !second.added_field, "{second:?}");
    assert_eq!(second.opened[0].shows, Shows::SignatureInPlace);
    assert!(!sign(7).broken.is_empty());
    let shown = body(13, "/F ", "/AP<</N 22 0 R>>/F ");
    assert!(!step(&[(13, 0, &shown), (22, 0, APPEARANCE)]).broken.is_empty(), "painted and not signed");
}

#[test]
fn fields_are_filled_and_not_repainted() {
    let filled = body(8, "/F 4", "/F 4/V(Wang)/AP<</N 22 0 R>>");
    let fill = step(&[(8, 0, &filled), (22, 0, APPEARANCE)]);
    assert!(fill.broken.is_empty(), "{fill:?}");
    assert_eq!(fill.filled, [Filled { name: b"Name".to_vec(), overwritten: false }]);
    assert_eq!(fill.opened[0].shows, Shows::FormField);
    for more in ["/XObject<</S 4 0 R>>", "/Pattern<</S 4 0 R>>"] {
        let appearance = APPEARANCE.replace("/BBox", &format!("/Resources<<{more}>>/BBox"));
        assert!(!step(&[(8, 0, &filled), (22, 0, &appearance)]).broken.is_empty(), "a seal filled in");
    }
    let before = append(signed(), &[(8, 0, &filled), (22, 0, APPEARANCE)]);
    let other = filled.replace("Wang", "Zhang");
    assert!(step_with(&before, &[(8, 0, &other)], Later::Holds).filled[0].overwritten);
    let repainted = filled.replace("22 0 R", "23 0 R");
    let repaint = step_with(&before, &[(8, 0, &repainted), (23, 0, APPEARANCE)], Later::Holds);
    assert!(!repaint.broken.is_empty());
    let painted = step_with(&before, &[(22, 0, "<</Length 1>>stream\nq\nendstream")], Later::Holds);
    assert!(!painted.broken.is_empty());
    assert!(!step(&[(8, 0, &body(8, "60 0 90 20", "0 0 300 300"))]).broken.is_empty());
}

#[test]
fn a_table_that_lies_is_no_revision_or_a_doubt() {
    let file = signed();
    let table = |from: &str, to: &str| {
        let mut text = String::from_utf8(append(file.clone(), &[(10, 0, "<<>>")])).unwrap();
        let at = text.rfind(from).unwrap();
        text.replace_range(at..at + from.len(), to);
        text.into_bytes()
    };
    let listed_twice = table("10 1\n", "10 1\n0000000009 00000 n \n10 1\n");
    assert_eq!(Revision::read(&listed_twice).err(), Some(super::super::revision::NoRevision::Unsound));
    // The table says that object 4 stands where 10 does.
    let misled = table("10 1\n", "04 1\n");
    let (before, after) = (Revision::read(&file).unwrap(), Revision::read(&misled).unwrap());
    assert!(!compare(&before, &after, &Signatures::new()).unknown.is_empty());
    for cut in [1, 3, 8, 40] {
        let cut = Revision::read(&file[..file.len() - 1 - cut]);
        assert!(cut.is_err());
    }
    assert!(Revision::read(&[b"junk", file.as_slice()].concat()).is_err());
}

#[test]
fn a_key_twice_in_an_update_is_ambiguous() {
    let ambiguous = |body: &str| {
        let before = signed();
        let after = append(before.clone(), &[(10, 0, body)]);
        Revision::read(&after).unwrap().is_ambiguous(&after, before.len())
    };
    assert!(!ambiguous("<</Producer(A)>>"));
    assert!(ambiguous("<</Producer(A)/Producer(B)>>"));
    assert!(ambiguous("<</A<</B 1/#42 2>>>>"));
}

#[test]
fn a_new_field_shows_one_signature_in_one_place_without_layers() {
    let widget = "<</Subtype/Widget/Rect[1 1 9 9]/Parent 21 0 R>>";
    let kids = "<</FT/Sig/T(Third)/V 20 0 R/Kids[23 0 R 24 0 R]>>";
    let (page, form) = (body(3, "13 0 R]", "13 0 R 23 0 R 24 0 R]"), body(5, "13 0 R]", "13 0 R 21 0 R]"));
    let many = [
        (3, 0, page.as_str()),
        (5, 0, &form),
        (21, 0, kids),
        (20, 0, "<</Type/Sig>>"),
        (23, 0, widget),
        (24, 0, widget),
    ];
    assert!(!step(&many).broken.is_empty());
    let (page, form) = (body(3, "13 0 R]", "13 0 R 21 0 R 23 0 R]"), body(5, "13 0 R]", "13 0 R 21 0 R 23 0 R]"));
    let twice = [
        (3, 0, page.as_str()),
        (5, 0, &form),
        (21, 0, NEW_FIELD),
        (23, 0, NEW_FIELD),
        (20, 0, "<</Type/Sig>>"),
        (22, 0, APPEARANCE),
    ];
    assert!(!step(&twice).broken.is_empty());
    let (page, form) = (body(3, "13 0 R]", "13 0 R 21 0 R]"), body(5, "13 0 R]", "13 0 R 21 0 R]"));
    for more in ["/OC 12 0 R", "/Resources<</Properties<</L 12 0 R>>>>"] {
        let looks = APPEARANCE.replace("/BBox", &format!("{more}/BBox"));
        let layered = [
            (3, 0, page.as_str()),
            (5, 0, &form),
            (21, 0, NEW_FIELD),
            (20, 0, "<</Type/Sig>>"),
            (22, 0, looks.as_str()),
        ];
        assert!(!step(&layered).broken.is_empty(), "{more}");
    }
}

#[test]
fn a_changed_structure_is_a_doubt() {
    let tagged = body(1, "/Pages", "/StructTreeRoot 31 0 R/Pages");
    let tree = "<</Type/StructTreeRoot/K 32 0 R>>";
    let before = append(signed(), &[(1, 0, &tagged), (31, 0, tree), (32, 0, "<</S/P/Pg 3 0 R/ActualText(1)>>")]);
    assert!(step_with(&before, &[(32, 0, "<</S/P/ActualText(1)/Pg 3 0 R>>")], Later::Holds).unknown.is_empty());
    assert!(!step_with(&before, &[(32, 0, "<</S/P/Pg 3 0 R/ActualText(9)>>")], Later::Holds).unknown.is_empty());
    assert!(!step(&[(1, 0, &tagged), (31, 0, tree)]).unknown.is_empty());
}
