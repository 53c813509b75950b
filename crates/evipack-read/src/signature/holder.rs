//! Who holds a certificate: a body, a person, or nobody can tell.
//!
//! Enters: the names of a certificate's subject and of its issuer, as pairs of attribute type (OID) and value (RFC 5280, 4.1.2.4).
//! Leaves: a [`Holder`]: body, person or unknown, its name as a report may show it, and the name of the authority that issued the
//! certificate. Nothing here says that a name is true: everybody can write any name into a certificate of his own.
//!
//! Three answers, on purpose. What looks like neither a body nor a person is unknown: the rules must not ask a clerk about a paper
//! because a certificate has an unusual name, nor let a person's certificate pass for a bureau's. A name is shown whole only where
//! it is surely no person's.

use evipack_core::facts::HolderKind;
use evipack_core::seal_words::without_seal_words;
use evipack_core::surnames::{COMPOUND_SURNAMES, SURNAMES};
use unicode_normalization::UnicodeNormalization as _;

const COMMON_NAME: &str = "2.5.4.3";
const SURNAME: &str = "2.5.4.4";
const ORGANISATION: &str = "2.5.4.10";
const GIVEN_NAME: &str = "2.5.4.42";

/// Who holds a certificate, as the certificate says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Holder {
    pub(crate) kind: HolderKind,
    /// The name as a report may show it: bodies whole, everybody else masked.
    pub(crate) name: Option<String>,
    /// The body that the holder is or belongs to, whole.
    pub(crate) body: Option<String>,
    /// The authority that issued the certificate, as a report may show it.
    pub(crate) issuer: Option<String>,
    /// The holder issued the certificate itself: no authority stands behind the name.
    pub(crate) self_made: bool,
}

impl Holder {
    pub(super) fn of(subject: &[(String, String)], issuer: &[(String, String)]) -> Self {
        let common = value(subject, COMMON_NAME).map(read);
        let organisation = value(subject, ORGANISATION).map(read).unwrap_or_default();
        let has_personal_names = value(subject, SURNAME).is_some() || value(subject, GIVEN_NAME).is_some();
        let kind = match common.as_ref().unwrap_or(&organisation).kind() {
            HolderKind::Unknown if has_personal_names => HolderKind::Person,
            kind => kind,
        };
        let common = common.unwrap_or_default();
        let body = common.body.or(organisation.body);
        let other = common.other.or(organisation.other);
        let self_made = !subject.is_empty() && subject == issuer;
        let name = shown(body.as_deref(), other.as_deref());
        Self { kind, issuer: if self_made { name.clone() } else { authority(issuer) }, name, body, self_made }
    }
}

/// The last value of a type: the most specific one (RFC 4514 writes names from there).
fn value<'a>(names: &'a [(String, String)], kind: &str) -> Option<&'a str> {
    names.iter().rev().find(|(oid, value)| oid == kind && !value.trim().is_empty()).map(|(_, value)| value.trim())
}

/// A body whole, and who else is named, masked.
fn shown(body: Option<&str>, other: Option<&str>) -> Option<String> {
    match (body, other.and_then(masked)) {
        (Some(body), Some(other)) => Some(format!("{body}（{other}）")),
        (Some(body), None) => Some(body.to_owned()),
        (None, other) => other,
    }
}

/// The name of an authority. It is what a county asks for its root certificate, so the name of the authority's own certificate is
/// shown as well where it is clearly no person's.
fn authority(issuer: &[(String, String)]) -> Option<String> {
    let common = value(issuer, COMMON_NAME);
    let technical = common.filter(|common| is_authoritys(common)).map(without_digits);
    let body = value(issuer, ORGANISATION).map(read).and_then(|organisation| organisation.body);
    match (body, technical) {
        (Some(body), Some(technical)) if technical != body => Some(format!("{body}（{technical}）")),
        (Some(body), _) => Some(body),
        (None, Some(technical)) => Some(technical),
        (None, None) => common.map(read).and_then(|reading| shown(reading.body.as_deref(), reading.other.as_deref())),
    }
}

/// Whether a name is that of an authority's certificate: `SDCA SM2`, `CFCA ACS OCA31`. Other names may be a person's.
fn is_authoritys(name: &str) -> bool {
    name.is_ascii() && name.split(|c: char| !c.is_alphanumeric()).any(|word| word.contains("CA") || word == "ROOT")
}

/// What one attribute names.
#[derive(Debug, Default)]
struct Reading {
    body: Option<String>,
    /// What is named beside or instead of a body; not masked yet.
    other: Option<String>,
    other_is_person: bool,
}

impl Reading {
    fn kind(&self) -> HolderKind {
        match (&self.body, &self.other) {
            (_, Some(_)) if self.other_is_person => HolderKind::Person,
            (Some(_), _) => HolderKind::Body,
            _ => HolderKind::Unknown,
        }
    }
}

/// Reads an attribute. Authorities join several things in it: `051@青岚县交通运输局@9137…@1`, `张三_3701…`.
fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    for part in parts(text) {
        match kind(&part) {
            HolderKind::Body if reading.body.is_none() => reading.body = Some(as_printed(&part)),
            HolderKind::Body => {}
            kind => {
                let is_person = kind == HolderKind::Person;
                if reading.other.is_none() || (is_person && !reading.other_is_person) {
                    reading.other = Some(part);
                    reading.other_is_person = is_person;
                }
            }
        }
    }
    // Beside a body, only a person says more: the rest are serial numbers and kinds of certificates.
    if reading.body.is_some() && !reading.other_is_person {
        reading.other = None;
    }
    reading
}

/// The parts of a value that can be names. Hyphen and comma part Chinese names only: `Coca-Cola Co., Ltd.` is one. What stands in brackets is a part
/// of its own where it is a person's name: 云泽通达（集团）有限公司 is one name, 青岚县交通运输局（张三） are two.
fn parts(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect();
    let is_chinese = text.chars().any(is_han);
    let breaks =
        |c: char| matches!(c, '@' | '_' | '|' | '/' | ';') || (is_chinese && matches!(c, '-' | '—' | ',' | '、'));
    let mut found = Vec::new();
    for part in text.split(breaks) {
        let mut whole = part.to_owned();
        while let Some((before, inside, after)) =
            bracketed(&whole).map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
        {
            if kind(&inside) != HolderKind::Person {
                break;
            }
            found.push(inside);
            whole = before + &after;
        }
        found.push(whole.trim().to_owned());
    }
    // Numbers are no names.
    found.retain(|part| part.chars().any(char::is_alphabetic) && !is_code(part));
    found
}

/// The text around the first pair of brackets and between them. Brackets are half-width after normalising.
fn bracketed(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('(')?;
    let (inside, after) = rest.split_once(')')?;
    Some((before, inside, after))
}

/// A credit code, an identity number, a serial number: Latin letters and many digits without a word.
fn is_code(part: &str) -> bool {
    /// Shorter ones may be a name with a number: `OCA31`.
    const DIGITS: usize = 6;
    part.chars().all(|c| c.is_ascii_alphanumeric()) && part.chars().filter(char::is_ascii_digit).count() >= DIGITS
}

/// Body, person or unknown, by one name alone.
fn kind(name: &str) -> HolderKind {
    let (bare, is_bodys_seal) = without_seal_words(name);
    if is_bodys_seal {
        return HolderKind::Body;
    }
    if bare.chars().any(is_han) { chinese_kind(&bare) } else { latin_kind(&bare) }
}

/// Endings of bodies, firms and services that end no person's name.
const BODY_WORDS: [&str; 48] = [
    "政府",
    "公司",
    "集团",
    "中心",
    "大学",
    "学院",
    "学校",
    "中学",
    "小学",
    "医院",
    "银行",
    "协会",
    "学会",
    "商会",
    "工会",
    "联合会",
    "委员会",
    "管委会",
    "居委会",
    "村委会",
    "合作社",
    "信用社",
    "办公室",
    "办事处",
    "工作站",
    "服务站",
    "车站",
    "支队",
    "大队",
    "中队",
    "总队",
    "事务所",
    "研究所",
    "派出所",
    "领导小组",
    "工作组",
    "专班",
    "指挥部",
    "平台",
    "系统",
    "机构",
    "基金会",
    "法院",
    "检察院",
    "党组",
    "总站",
    "分局",
    "党委",
];
/// Endings that names of persons may have as well: 王建社, 李文会, 张部. They tell a body only at the end of a longer name.
const SHORT_BODY_WORDS: [&str; 20] = [
    "局", "厅", "委", "署", "部", "处", "科", "室", "办", "院", "所", "站", "厂", "店", "社", "会", "队", "组", "校",
    "馆",
];
/// What a short name of a public body begins with: 县委, 市局, 省交通厅. 区 is a surname, too.
const PLACE_WORDS: [char; 5] = ['省', '市', '县', '镇', '乡'];
/// Characters of the longest ordinary Chinese name: a surname of two and a given name of two.
const LONGEST_NAME: usize = 4;

fn chinese_kind(name: &str) -> HolderKind {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    // Names of many minorities: 买买提·吐尔逊.
    if name.contains(['·', '•']) {
        return if BODY_WORDS.iter().any(|word| name.ends_with(word)) { HolderKind::Body } else { HolderKind::Person };
    }
    let letters = name.chars().count();
    let before_brackets = name.split('(').next().unwrap_or_default();
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word) || before_brackets.ends_with(word));
    // 财政局: 局 ends no given name. 县委, 省档案馆: a place begins none. 史学会 may be a person.
    let is_body = letters > 2 && name.ends_with('局')
        || letters > LONGEST_NAME && ends(&SHORT_BODY_WORDS)
        || name.starts_with(PLACE_WORDS) && ends(&SHORT_BODY_WORDS)
        || ends(&BODY_WORDS) && !(letters < LONGEST_NAME && is_name(&name));
    if is_body {
        HolderKind::Body
    } else if name.chars().all(is_han) && !ends(&SHORT_BODY_WORDS) && !ends(&BODY_WORDS) && is_name(&name) {
        HolderKind::Person
    } else {
        HolderKind::Unknown
    }
}

/// Whether all characters make a surname and a given name of one or two.
fn is_name(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    let given = |rest: usize| matches!(rest, 1 | 2);
    let compound: String = letters.iter().take(2).collect();
    let with_two = COMPOUND_SURNAMES.contains(&compound.as_str()) && given(letters.len().saturating_sub(2));
    let with_one = letters.first().is_some_and(|first| SURNAMES.contains(*first) || ALSO_SURNAMES.contains(*first))
        && given(letters.len().saturating_sub(1));
    with_two || with_one
}

/// Surnames that begin many ordinary words. In running text they tell nothing; a common name is a name by itself.
const ALSO_SURNAMES: &str = "兰芦向沿阳位植边辜丘晋苑畅来嵺全木谈商宇都稽井原官衣台僧银扬伏保和水云";

/// Words of English names of bodies and firms, as whole words.
const LATIN_BODY_WORDS: [&str; 40] = [
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "company",
    "co",
    "llc",
    "llp",
    "plc",
    "gmbh",
    "ag",
    "bv",
    "pty",
    "bank",
    "group",
    "bureau",
    "department",
    "ministry",
    "government",
    "committee",
    "commission",
    "authority",
    "administration",
    "agency",
    "center",
    "centre",
    "institute",
    "university",
    "college",
    "school",
    "association",
    "foundation",
    "society",
    "ca",
    "certification",
    "trust",
    "consulting",
    "technologies",
];

fn latin_kind(name: &str) -> HolderKind {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    // Two or three plain words may be a person, a product or a firm without its legal form.
    if words.into_iter().any(|word| LATIN_BODY_WORDS.contains(&word.as_str())) {
        HolderKind::Body
    } else {
        HolderKind::Unknown
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

fn masked(name: &str) -> Option<String> {
    name.chars().next().map(|first| format!("{first}**"))
}

/// A body's name, with the brackets of Chinese print. Names often carry an identity or credit number behind.
fn as_printed(name: &str) -> String {
    let name = without_digits(name);
    if name.chars().any(is_han) { name.replace('(', "（").replace(')', "）") } else { name }
}

/// A text without its long numbers.
fn without_digits(name: &str) -> String {
    const MANY: usize = 6;
    let mut shown = String::new();
    let mut run = String::new();
    for character in name.chars().chain(std::iter::once('\0')) {
        if character.is_ascii_digit() {
            run.push(character);
            continue;
        }
        shown.push_str(if run.len() >= MANY { "***" } else { &run });
        run.clear();
        if character != '\0' {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(subject: &[(&str, &str)], issuer: &[(&str, &str)]) -> Holder {
        let owned = |names: &[(&str, &str)]| -> Vec<(String, String)> {
            names.iter().map(|(oid, value)| ((*oid).to_owned(), (*value).to_owned())).collect()
        };
        Holder::of(&owned(subject), &owned(issuer))
    }

    fn named(common: &str) -> (HolderKind, Option<String>) {
        let holder = holder(&[(COMMON_NAME, common)], &[]);
        (holder.kind, holder.name)
    }

    #[test]
    fn bodies_are_told_and_shown_whole() {
        for (written, shown) in [
            ("青岚县交通运输局", "青岚县交通运输局"),
            ("青岚县交通运输局电子公章", "青岚县交通运输局电子公章"),
            ("青岚县交通运输局@91370100000000000X", "青岚县交通运输局"),
            ("051@青岚县交通运输局@11370100MB2000000X@1", "青岚县交通运输局"),
            ("云泽通达（集团）有限公司", "云泽通达（集团）有限公司"),
            ("云泽市电子签章平台", "云泽市电子签章平台"),
            ("财政局", "财政局"),
            ("县委", "县委"),
            ("青岚县工商联合会", "青岚县工商联合会"),
            ("Yunze Signing Services Co., Ltd.", "Yunze Signing Services Co., Ltd."),
            ("Yunze CA", "Yunze CA"),
        ] {
            let (kind, name) = named(written);
            assert_eq!((kind, name.as_deref()), (HolderKind::Body, Some(shown)), "{written}");
        }
    }

    #[test]
    fn persons_are_told_and_masked() {
        for written in ["张青岚", "张三@370123198001011234", "1@张三@3", "张 三", "张三印章", "张三_37012319800101123X"]
        {
            assert_eq!(named(written), (HolderKind::Person, Some("张**".to_owned())), "{written}");
        }
        assert_eq!(named("欧阳青岚"), (HolderKind::Person, Some("欧**".to_owned())));
        assert_eq!(named("买买提·吐尔逊"), (HolderKind::Person, Some("买**".to_owned())));
        let names = [(COMMON_NAME, "Zhang San"), (SURNAME, "Zhang"), (GIVEN_NAME, "San")];
        let foreigner = holder(&names, &[]);
        assert_eq!((foreigner.kind, foreigner.name.as_deref()), (HolderKind::Person, Some("Z**")));
    }

    #[test]
    fn a_person_of_a_body_is_a_person_and_the_body_is_named() {
        let head = holder(&[(ORGANISATION, "青岚县交通运输局"), (COMMON_NAME, "张三")], &[]);
        assert_eq!((head.kind, head.name.as_deref()), (HolderKind::Person, Some("青岚县交通运输局（张**）")));
        assert_eq!(head.body.as_deref(), Some("青岚县交通运输局"));
        for joined in ["青岚县交通运输局（张三）", "青岚县交通运输局-张三", "青岚县交通运输局_张三_370123198001011234"]
        {
            let (kind, name) = named(joined);
            assert_eq!((kind, name.as_deref()), (HolderKind::Person, Some("青岚县交通运输局（张**）")), "{joined}");
        }
    }

    #[test]
    fn what_may_be_both_is_unknown_and_masked() {
        for (written, shown) in [
            ("张部", "张**"),
            ("王建社", "王**"),
            ("李文会", "李**"),
            ("史学会", "史**"),
            ("区建社", "区**"),
            ("天平签", "天**"),
            ("Zhang San", "Z**"),
            ("Test", "T**"),
            ("JAMES CABOT", "J**"),
        ] {
            assert_eq!(named(written), (HolderKind::Unknown, Some(shown.to_owned())), "{written}");
        }
        assert_eq!(holder(&[], &[]), Holder::default());
        assert_eq!(named("370123198001011234"), (HolderKind::Unknown, None));
        let service = holder(&[(ORGANISATION, "青岚县交通运输局"), (COMMON_NAME, "Signer 3")], &[]);
        assert_eq!((service.kind, service.body.as_deref()), (HolderKind::Unknown, Some("青岚县交通运输局")));
    }

    #[test]
    fn the_authority_is_named_unless_it_is_the_holder() {
        let subject = [(COMMON_NAME, "青岚县交通运输局")];
        let issued = |issuer: &[(&str, &str)]| holder(&subject, issuer).issuer;
        let authority = [(ORGANISATION, "云泽市数字证书认证中心"), (COMMON_NAME, "YZCA SM2")];
        assert_eq!(issued(&authority).as_deref(), Some("云泽市数字证书认证中心（YZCA SM2）"));
        assert_eq!(issued(&[(COMMON_NAME, "YZCA SM2")]).as_deref(), Some("YZCA SM2"));
        assert_eq!(issued(&[(COMMON_NAME, "云泽市数字证书认证中心")]).as_deref(), Some("云泽市数字证书认证中心"));
        assert_eq!(issued(&[(COMMON_NAME, "张三")]).as_deref(), Some("张**"));
        assert_eq!(issued(&[(COMMON_NAME, "ZHANG SAN")]).as_deref(), Some("Z**"));
        assert_eq!(issued(&[]), None);
        assert!(!holder(&subject, &authority).self_made);
        let own = holder(&subject, &subject);
        assert!(own.self_made && own.issuer.as_deref() == Some("青岚县交通运输局"));
    }
}
