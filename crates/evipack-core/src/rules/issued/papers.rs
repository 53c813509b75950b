//! Pages of papers for the tests of the document rules.
//!
//! Enters: a file's name and what its page shows. Leaves: files of item 1.2 as scans whose pixels were read, and what the three
//! element rules say of them.

use crate::case::{Case, Defect, Filed};
use crate::facts::{Basis, DocumentFacts, Evidence, Fact, Facts, Kind, Legibility, Seal, SealKind};
use crate::format::Format;
use crate::number::DocumentNumber;
use crate::place::{Place, PlaceBasis};
use crate::rel_path::RelPath;
use crate::rules;
use crate::table::Table;

pub(crate) const PIXELS: Basis = Basis::Pixels { page: Some(1) };

pub(crate) fn file(name: &str, facts: DocumentFacts) -> Filed {
    let evidence = Evidence {
        path: RelPath::new(&format!("一、制度建设/2.创建工作方案/{name}")),
        size: 1,
        sha256: String::new(),
        format: Format::Jpeg,
        legibility: Legibility::Legible,
        kind: Kind::Scan,
        kind_sure: true,
        facts: Facts::Document(Box::new(facts)),
    };
    let item = "1.2".parse().unwrap();
    Filed { evidence, place: Place::Filed { item, basis: PlaceBasis::Settings }, stray: None }
}

pub(crate) fn page() -> DocumentFacts {
    DocumentFacts {
        red_header: Fact::absent([PIXELS]),
        number: Fact::absent([PIXELS]),
        seal: Fact::absent([PIXELS]),
        pages: Fact::known(1, Basis::Structure),
        ..DocumentFacts::unknown("没有认出")
    }
}

pub(crate) fn first() -> DocumentFacts {
    DocumentFacts {
        red_header: Fact::known("青岚县交通运输局文件".into(), PIXELS),
        number: Fact::known(DocumentNumber::parse("青交发〔2026〕3号").unwrap(), PIXELS),
        title: Fact::known("青岚县信用交通县创建工作方案".into(), PIXELS),
        ..page()
    }
}

pub(crate) fn signed(facts: DocumentFacts) -> DocumentFacts {
    DocumentFacts {
        date: Fact::known(jiff::civil::date(2026, 4, 7), PIXELS),
        issuer: Fact::known("青岚县交通运输局".into(), PIXELS),
        ..facts
    }
}

pub(crate) fn sealed() -> DocumentFacts {
    let region = [0.6, 0.7, 0.2, 0.14];
    let seal = Seal { page: 1, region, diameter_mm: 42.0, kind: SealKind::RoundStar, inscription: None };
    DocumentFacts { seal: Fact::known(vec![seal], PIXELS), ..signed(page()) }
}

pub(crate) fn judged(files: &[Filed]) -> Vec<Defect> {
    judged_by(&["document-without-red-header", "document-without-number", "document-without-seal"], files)
}

/// What the rules of these codes say.
pub(crate) fn judged_by(codes: &[&str], files: &[Filed]) -> Vec<Defect> {
    let table = Table::builtin("changqing-2026").unwrap();
    let case = Case {
        table: &table,
        as_of: jiff::civil::date(2026, 11, 23),
        files,
        shelves: &[],
        unlisted: &[],
        works: std::cell::OnceCell::new(),
    };
    let mut found = Vec::new();
    for rule in rules::ALL.iter().filter(|rule| codes.contains(&rule.code().as_str())) {
        rule.judge(&case, &mut found);
    }
    found
}
