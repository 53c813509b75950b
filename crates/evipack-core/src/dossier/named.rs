//! What a record is under its name.
//!
//! Enters: an [`Exhibit`] and the records. Leaves: its [`Evidence`], that of the photos inside it, and the [`Problem`]s met on the
//! way. Here, and nowhere else, the name of a file says something: what its extension promises, whether a picture is called a
//! photo, a scan or a screenshot, whether a text is a table, when a messenger saved a photo.

use super::path_signs::PathSigns;
use super::picture::{Concluded, Picture, conclude};
use super::{
    Archive, Content, Exhibit, Failure, Inside, Material, Outcome, Record, Shown, contradiction, picture_kind,
};
use crate::facts::{DocumentFacts, Evidence, Fact, Facts, Kind, Legibility, PhotoFacts, Problem, Stage, VideoFacts};
use crate::format::{Format, promised};
use crate::rel_path::RelPath;
use crate::unique_paths::UniquePaths;

/// The evidence of an exhibit, first its own and then that of the photos inside it; what could not be seen.
pub fn evidence(exhibit: &Exhibit, records: &[Record]) -> (Vec<Evidence>, Vec<Problem>) {
    let Exhibit { path, size, stray, .. } = exhibit;
    let unopened = |legibility: Legibility, why: &str| {
        let read = if stray.is_some() { NamedReading::unasked() } else { blind(path, Format::Unknown, why) };
        Evidence { size: *size, ..read.evidence(path, Format::Unknown, 0, String::new(), legibility) }
    };
    match &exhibit.material {
        Material::NotAFile => (vec![unopened(Legibility::Legible, "没有打开")], Vec::new()),
        Material::Unopened(why) => {
            let problems = vec![problem(path, Stage::Read, why.clone())];
            (vec![unopened(Legibility::NotLookedAt(why.clone()), why)], problems)
        }
        Material::Archive(archive) => of_archive(path, archive),
        Material::Record(at) => match records.get(*at) {
            Some(record) => of_record(path, record),
            None => (vec![unopened(Legibility::NotLookedAt("没有读取".to_owned()), "没有读取")], Vec::new()),
        },
    }
}

/// A record under a name.
fn of_record(path: &RelPath, record: &Record) -> (Vec<Evidence>, Vec<Problem>) {
    let Record { size, sha256, format, outcome } = record;
    let promise = Promise::of(path, *format);
    let is_of_no_format = *format == Format::Unknown && promise == Promise::Broken;
    let (legibility, mut read, problems) = match outcome {
        Outcome::NotAsked => (Legibility::Legible, NamedReading::unasked(), Vec::new()),
        Outcome::Empty => {
            let why = "空文件（0 字节）";
            (Legibility::Illegible(why.to_owned()), blind(path, *format, why), Vec::new())
        }
        Outcome::TooLarge { most_mib } => {
            let why = format!("文件大于 {most_mib} MiB，没有读取");
            let problems = vec![problem(path, Stage::Read, why.clone())];
            (Legibility::NotLookedAt(why.clone()), blind(path, *format, &why), problems)
        }
        Outcome::Stopped(why) => {
            let problems = vec![problem(path, Stage::Read, why.clone())];
            (Legibility::NotLookedAt(why.clone()), blind(path, *format, why), problems)
        }
        _ if is_of_no_format => {
            let why = "内容不属于任何已知格式，与扩展名不符";
            (Legibility::Illegible(why.to_owned()), blind(path, *format, why), Vec::new())
        }
        Outcome::Failed(failure, why) => failed(path, *format, *failure, why),
        Outcome::Read(shown) => match &shown.content {
            Content::Zip { opens: false } if promises_office(path) => {
                failed(path, *format, Failure::Damaged, "文件损坏或不完整：打不开，可能没有传完")
            }
            _ => of_shown(path, *format, promise, shown),
        },
    };
    let inside = match outcome {
        Outcome::Read(shown) => photos_inside(path, &shown.inside),
        _ => Vec::new(),
    };
    // The document's own count of pictures that nobody judged is made smaller by those that are judged.
    if let Facts::Document(facts) = &mut read.facts
        && let Fact::Known { value, .. } = &mut facts.pictures
    {
        *value = value.saturating_sub(u32::try_from(inside.len()).unwrap_or(u32::MAX));
    }
    let own = read.evidence(path, *format, *size, sha256.clone(), legibility);
    (std::iter::once(own).chain(inside).collect(), problems)
}

fn failed(path: &RelPath, format: Format, failure: Failure, why: &str) -> (Legibility, NamedReading, Vec<Problem>) {
    let legibility = match failure {
        Failure::Encrypted => Legibility::Illegible(why.to_owned()),
        Failure::Damaged => Legibility::Doubtful(why.to_owned()),
        Failure::Limit => Legibility::NotLookedAt(why.to_owned()),
    };
    (legibility, blind(path, format, why), vec![problem(path, Stage::Read, why.to_owned())])
}

/// What was read, under a name.
fn of_shown(
    path: &RelPath,
    format: Format,
    promise: Promise,
    shown: &Shown,
) -> (Legibility, NamedReading, Vec<Problem>) {
    let mut gaps = shown.gaps.clone();
    let mut not_looked_at = shown.not_looked_at.clone();
    let read = match &shown.content {
        Content::Picture(picture) => {
            let Concluded { kind, sure, facts, gaps: met, not_looked_at: unopened } = of_picture(path, picture, format);
            gaps.extend(met);
            not_looked_at = unopened;
            NamedReading { kind, sure, facts }
        }
        // Archives were opened by the walk; what comes here has no archive's name, or is packed in a way nobody reads.
        Content::Zip { .. } => {
            not_looked_at = Some("本版本还不能读取扩展名不像压缩包的压缩文件".to_owned());
            NamedReading { kind: Kind::Archive, sure: true, facts: Facts::None {} }
        }
        Content::Known { kind, sure, facts } => {
            let kind = if format == Format::Text && is_table(path) { Kind::Spreadsheet } else { *kind };
            NamedReading { kind, sure: *sure, facts: facts.clone() }
        }
    };
    let stage = if not_looked_at.is_some() { Stage::Engine } else { Stage::Read };
    let problems = gaps.iter().chain(&not_looked_at).map(|gap| problem(path, stage, gap.clone())).collect();
    let legibility = if promise == Promise::Broken {
        Legibility::Doubtful(format!("内容实际是{}，与扩展名不符", format.chinese()))
    } else if let Some(why) = &shown.cut_off {
        Legibility::Doubtful(why.clone())
    } else if let Some(why) = not_looked_at {
        Legibility::NotLookedAt(why)
    } else {
        Legibility::Legible
    };
    (legibility, read, problems)
}

/// A picture under a name, with what its name contradicts.
fn of_picture(path: &RelPath, picture: &Picture, format: Format) -> Concluded {
    let mut concluded = conclude(picture, &PathSigns::of(path), format).unwrap_or_else(|_| {
        // The record was made for other names: what this one leads to was not looked at.
        let why = "没有按这个名称查看";
        let facts = PhotoFacts { watermark: Fact::unknown(why), ..picture.facts.clone() };
        let facts = Facts::Photo(Box::new(facts));
        Concluded { kind: Kind::Other, sure: false, facts, gaps: vec![why.to_owned()], not_looked_at: None }
    });
    if let Facts::Photo(facts) = &mut concluded.facts {
        let with_file = contradiction::with_file(facts, path);
        facts.contradictions.extend(with_file);
    }
    concluded
}

/// The evidence of the photos inside a document, under paths like `总结.docx!/image3.jpg`: a photo pasted into a summary falls under
/// the photo rule as any other.
fn photos_inside(document: &RelPath, inside: &[Inside]) -> Vec<Evidence> {
    let mut paths = UniquePaths::default();
    // A document may be made to hold two pictures of one name.
    let mut path = |photo: &Inside| paths.take(&RelPath::new(&format!("{document}!/{}", photo.name)));
    let evidence = |photo: &Inside| {
        let path = path(photo);
        let record = photo.record.as_ref()?;
        let Outcome::Read(shown) = &record.outcome else { return None };
        let Content::Picture(picture) = &shown.content else { return None };
        let Concluded { kind, sure, facts, .. } = of_picture(&path, picture, record.format);
        let read = NamedReading { kind, sure, facts };
        Some(read.evidence(&path, record.format, record.size, record.sha256.clone(), Legibility::Legible))
    };
    inside.iter().map(evidence).collect::<Vec<_>>().into_iter().flatten().collect()
}

/// An archive that the walk opened: no facts of its own, for what lies in it is read file by file.
fn of_archive(path: &RelPath, archive: &Archive) -> (Vec<Evidence>, Vec<Problem>) {
    let Archive { size, sha256, format, legibility, problems } = archive;
    let mut problems = problems.clone();
    if let Legibility::Illegible(why) | Legibility::Doubtful(why) | Legibility::NotLookedAt(why) = legibility {
        problems.push(problem(path, Stage::Walk, why.clone()));
    }
    let legibility = match legibility {
        Legibility::Legible if Promise::of(path, *format) == Promise::Broken => {
            Legibility::Doubtful(format!("内容实际是{}，与扩展名不符", format.chinese()))
        }
        known => known.clone(),
    };
    let read = NamedReading { kind: Kind::Archive, sure: true, facts: Facts::None {} };
    (vec![read.evidence(path, *format, *size, sha256.clone(), legibility)], problems)
}

/// What a file is and shows, under its name.
struct NamedReading {
    kind: Kind,
    sure: bool,
    facts: Facts,
}

impl NamedReading {
    /// No material: nobody asks what is in it.
    fn unasked() -> Self {
        Self { kind: Kind::Other, sure: true, facts: Facts::None {} }
    }

    fn evidence(self, path: &RelPath, format: Format, size: u64, sha256: String, legibility: Legibility) -> Evidence {
        let Self { kind, sure: kind_sure, facts } = self;
        Evidence { path: path.clone(), size, sha256, format, legibility, kind, kind_sure, facts }
    }
}

/// Nothing could be read: unknown facts of the sort that the format, or else the name, promises.
fn blind(path: &RelPath, format: Format, why: &str) -> NamedReading {
    let promised = promised(&path.extension()).and_then(|formats| formats.first().copied());
    let format = if matches!(format, Format::Unknown | Format::Empty | Format::Zip | Format::Ole) {
        promised.unwrap_or(format)
    } else {
        format
    };
    let document = |kind| (kind, Facts::Document(Box::new(DocumentFacts::unknown(why))));
    let (kind, facts) = match format {
        format if format.is_picture() => {
            let facts = PhotoFacts::unknown(why);
            let kind = picture_kind::kind_of(&facts, &PathSigns::of(path), format).kind;
            (kind, Facts::Photo(Box::new(facts)))
        }
        Format::Xlsx | Format::OleExcel | Format::OpenSpreadsheet => document(Kind::Spreadsheet),
        Format::Video => (Kind::Video, Facts::Video(Box::new(VideoFacts::unknown(why)))),
        Format::Zip | Format::OtherArchive => (Kind::Archive, Facts::None {}),
        Format::Audio | Format::Executable | Format::Shortcut | Format::Ole | Format::Unknown | Format::Empty => {
            (Kind::Other, Facts::None {})
        }
        _ => document(Kind::Document),
    };
    NamedReading { kind, sure: false, facts }
}

/// Whether the content keeps what the extension promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    Kept,
    Broken,
}

impl Promise {
    fn of(path: &RelPath, format: Format) -> Self {
        match promised(&path.extension()) {
            Some(formats) if !formats.contains(&format) => Self::Broken,
            _ => Self::Kept,
        }
    }
}

/// Whether the name promises a document in a ZIP container.
fn promises_office(path: &RelPath) -> bool {
    const OFFICE: [Format; 7] = [
        Format::Docx,
        Format::Xlsx,
        Format::Pptx,
        Format::OpenDocument,
        Format::OpenSpreadsheet,
        Format::OpenPresentation,
        Format::Ofd,
    ];
    promised(&path.extension()).is_some_and(|formats| formats.iter().any(|format| OFFICE.contains(format)))
        && path.extension() != "zip"
}

/// Whether a text is a table by its name. Programs write tables of commas under the names of workbooks, too; a workbook is no
/// issued document.
fn is_table(path: &RelPath) -> bool {
    matches!(path.extension().as_str(), "csv" | "tsv" | "xls" | "xlsx" | "et")
}

fn problem(path: &RelPath, stage: Stage, message: String) -> Problem {
    Problem { path: path.clone(), stage, message }
}
