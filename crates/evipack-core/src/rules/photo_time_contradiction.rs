//! `photo-time-contradiction`: what a photo shows of its time disagrees with what else is known of it.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the photos of the whole
//! case, for one verification code on two photos can only be seen there. Leaves: one doubtful defect for each photo, its
//! contradictions joined. Absence of any of the times is neutral, agreement proves nothing; a contradiction is for a human.

mod period;

use super::photos::{may_be_photo, pictures};
use super::{Explanation, Rule};
use crate::case::{Case, Defect, Filed, RELATED_MOST};
use crate::facts::{Contradiction, PhotoFacts};
use crate::format::{Format, promised};
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub(super) struct PhotoTimeContradiction;

/// Days by which a photo may be younger than the quarter or month of its folder: a quarter's meeting is held in the first
/// weeks of the next as often as not.
const AFTER_PERIOD: i64 = 31;
/// Days by which it may be older: what is prepared at the end of one quarter is handed in with the next.
const BEFORE_PERIOD: i64 = 7;
/// Days by which a photo and the day in its file's name may differ: events of several days bear the first or the last.
const NAME_DAYS: i64 = 3;

const EXPLANATION: Explanation = Explanation {
    requirement: "照片应带有真实时间水印（扣分项7），材料必须真实（扣分项1）。",
    why: "水印时间与星期、手机记录的拍摄时间、文件名、所在文件夹的季度互相矛盾，是改过水印或放错材料最常见的迹象。",
    passes: "各处的时间互相一致，或者除水印外没有别的时间。",
    costs: "不直接扣分：矛盾要由人查明原因，只提示人工核对。",
    unknown: "水印的星期与日期不符，水印时间与照片里记录的拍摄时间相差 10 分钟以上，水印时间晚于微信、QQ 保存文件的时间，拍摄日期不在文件夹写明的年、季度、月之内（前 7 天、后 31 天以内不算）或与文件名中的日期相差 3 天以上，同一个防伪码出现在时间不同的两张照片上：都交人工核对。与会议通知、纪要的日期是否一致，本版本不比较。",
    mend: "向拍摄人要原图核对时间；放错季度、起错文件名的改正过来；说不清来历的照片撤下。",
};

impl Rule for PhotoTimeContradiction {
    fn code(&self) -> RuleCode {
        RuleCode::PhotoTimeContradiction
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        let photos: Vec<Photo> =
            pictures(case).filter(|(filed, _)| may_be_photo(&filed.evidence)).map(Photo::of).collect();
        let codes = same_code(&photos);
        for (index, photo) in photos.iter().enumerate() {
            let mut said = photo.within();
            said.extend(photo.against_path());
            let twins = codes.get(&index);
            if twins.is_some() {
                said.push("防伪码与另一张时间不同的照片相同".to_owned());
            }
            if !said.is_empty() {
                found.push(photo.defect(said.join("；"), &photos, twins));
            }
        }
    }
}

struct Photo<'a> {
    filed: &'a Filed,
    facts: &'a PhotoFacts,
}

impl<'a> Photo<'a> {
    fn of((filed, facts): (&'a Filed, &'a PhotoFacts)) -> Self {
        Self { filed, facts }
    }

    /// The time that is printed on it.
    fn printed(&self) -> Option<&'a str> {
        self.facts.watermark.value().map(|watermark| watermark.time.as_str())
    }

    /// What its reader found.
    fn within(&self) -> Vec<String> {
        let printed = self.printed().map_or_else(String::new, |time| format!(" {}", time.replace('T', " ")));
        let taken = self.facts.taken_exif.value().map(|taken| taken.local.strftime("%Y-%m-%d %H:%M").to_string());
        let said = |found: &Contradiction| match found {
            Contradiction::Weekday => Some("水印上的星期与日期不符".to_owned()),
            Contradiction::ExifTime => {
                let taken = taken.as_deref().unwrap_or("");
                Some(format!("水印时间{printed}，照片里记录的拍摄时间是 {taken}"))
            }
            Contradiction::LaterThanFileName => Some(format!("水印时间{printed} 晚于文件名中的保存时间")),
            _ => None,
        };
        self.facts.contradictions.iter().filter_map(said).collect()
    }

    /// What its name and folders say otherwise.
    fn against_path(&self) -> Vec<String> {
        let Some(day) = self.day() else { return Vec::new() };
        let (folder, name) = own_place(&self.filed.evidence.path);
        let mut said = Vec::new();
        let period = period::of_folders(&folder, day.year());
        if let Some(period) = period.filter(|period| !period.allows(day, BEFORE_PERIOD, AFTER_PERIOD)) {
            said.push(format!("拍摄日期 {day}，不在所在文件夹“{}”之内", period.words));
        }
        if let Some(named) = name.and_then(period::of_name).filter(|named| days_between(*named, day) > NAME_DAYS) {
            said.push(format!("拍摄日期 {day}，文件名中的日期是 {named}"));
        }
        said
    }

    /// The day on which it was taken: as printed, else as its metadata say.
    fn day(&self) -> Option<Date> {
        match self.printed() {
            Some(time) => time.get(..10)?.parse().ok(),
            None => self.facts.taken_exif.value().map(|taken| taken.local.date()),
        }
    }

    fn defect(&self, observed: String, photos: &[Self], twins: Option<&Twins>) -> Defect {
        let named = twins.map_or(&[][..], |twins| twins.named.as_slice());
        let related = named.iter().filter_map(|twin| photos.get(*twin)).map(|twin| twin.filed.evidence.path.clone());
        Defect::doubtful(RuleCode::PhotoTimeContradiction, &self.filed.evidence.path)
            .of(self.filed.place.item())
            .at(None, self.facts.watermark.value().map(|watermark| watermark.region))
            .beside(related.collect(), twins.map_or(0, |twins| twins.more))
            .says("照片上的时间与其他记载互相矛盾")
            .seen(observed)
            .wanted("水印、拍摄记录、文件名和所在季度的时间一致")
            .mend(EXPLANATION.mend)
    }
}

/// The folder that a photo lies in, and its name. Of a picture inside a document they are the document's folder and no
/// name: the name is the program's, not the clerk's.
fn own_place(path: &RelPath) -> (RelPath, Option<&str>) {
    let is_archive = |container: &RelPath| {
        let formats = promised(&container.extension()).unwrap_or_default();
        formats.iter().any(|format| matches!(format, Format::Zip | Format::OtherArchive))
    };
    match path.as_str().rsplit_once("!/").map(|(container, _)| RelPath::new(container)) {
        Some(document) if !is_archive(&document) => (document.parent(), None),
        _ => (path.parent(), Some(path.stem())),
    }
}

fn days_between(one: Date, other: Date) -> i64 {
    one.until((jiff::Unit::Day, other)).map_or(0, |span| i64::from(span.get_days()).abs())
}

/// The photos that bear one photo's verification code and another time, by their index.
struct Twins {
    /// The first few.
    named: Vec<usize>,
    /// How many more there are.
    more: usize,
}

/// For each photo (by its index) those that bear the same verification code and another time. A copy of one photo has the
/// same code and the same time, and is no contradiction.
fn same_code(photos: &[Photo<'_>]) -> BTreeMap<usize, Twins> {
    let mut by_code: BTreeMap<&str, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (index, photo) in photos.iter().enumerate() {
        let Some(watermark) = photo.facts.watermark.value() else { continue };
        if let Some(code) = &watermark.code {
            by_code.entry(code).or_default().entry(&watermark.time).or_default().push(index);
        }
    }
    let mut twins = BTreeMap::new();
    for times in by_code.values() {
        for (time, others) in other_times(times) {
            for index in times.get(time).into_iter().flatten() {
                twins.insert(*index, Twins { named: others.named.clone(), more: others.more });
            }
        }
    }
    twins
}

/// For each time of one code the photos of all times that differ from it. Sorted, the times that go on where this one ends lie
/// side by side, and those that end earlier are its beginnings: so nothing is compared pair by pair.
fn other_times<'t>(times: &BTreeMap<&'t str, Vec<usize>>) -> Vec<(&'t str, Twins)> {
    let sorted: Vec<(&str, &Vec<usize>)> = times.iter().map(|(time, photos)| (*time, photos)).collect();
    // The photos before each place in `sorted`.
    let mut before = vec![0];
    for (_, photos) in &sorted {
        before.push(before.last().copied().unwrap_or(0) + photos.len());
    }
    let count = |from: usize, to: usize| before.get(to).copied().unwrap_or(0) - before.get(from).copied().unwrap_or(0);
    let mut found = Vec::new();
    for (at, (time, _)) in sorted.iter().enumerate() {
        let end = at + sorted.get(at..).unwrap_or_default().partition_point(|(other, _)| other.starts_with(time));
        let beginnings = (1..time.len()).filter_map(|length| times.get(time.get(..length)?)).map(Vec::len);
        let all = count(0, sorted.len()) - count(at, end) - beginnings.sum::<usize>();
        if all == 0 {
            continue;
        }
        let apart = sorted.iter().take(at).chain(sorted.iter().skip(end)).filter(|(other, _)| differ(time, other));
        let named: Vec<usize> = apart.flat_map(|(_, photos)| photos.iter().copied()).take(RELATED_MOST).collect();
        let more = all - named.len();
        found.push((*time, Twins { named, more }));
    }
    found
}

/// Whether two times differ in a part that both have.
fn differ(one: &str, other: &str) -> bool {
    let shared = one.len().min(other.len());
    one.get(..shared) != other.get(..shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_differ_only_in_what_both_show() {
        assert!(differ("2026-04-07T14:32", "2026-04-07T14:33"));
        assert!(!differ("2026-04-07T14:32", "2026-04-07T14:32:06"));
        assert!(!differ("2026-04-07", "2026-04-07T14:32"));
    }

    #[test]
    fn photos_of_one_code_are_told_by_their_times() {
        let mut times: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        times.insert("2026-04-07", vec![0]);
        times.insert("2026-04-07T14:32", vec![1, 2]);
        times.insert("2026-04-07T14:32:06", vec![3]);
        times.insert("2026-04-08T09:00", (4..14).collect());
        let told: BTreeMap<&str, (Vec<usize>, usize)> =
            other_times(&times).into_iter().map(|(time, twins)| (time, (twins.named, twins.more))).collect();
        assert_eq!(told["2026-04-07"], (vec![4, 5, 6, 7, 8], 5));
        assert_eq!(told["2026-04-07T14:32"], (vec![4, 5, 6, 7, 8], 5));
        assert_eq!(told["2026-04-08T09:00"], (vec![0, 1, 2, 3], 0));
        assert!(other_times(&BTreeMap::from([("2026-04-07", vec![0]), ("2026-04-07T14:32", vec![1])])).is_empty());
    }

    #[test]
    fn a_picture_in_a_document_lies_where_the_document_lies() {
        let folder = RelPath::new("第二季度");
        assert_eq!(own_place(&RelPath::new("第二季度/总结20260101.docx!/image1.jpg")), (folder.clone(), None));
        assert_eq!(own_place(&RelPath::new("第二季度/a.jpg")), (folder, Some("a")));
        let (inside, name) = (RelPath::new("照片.zip!/第二季度"), Some("a"));
        assert_eq!(own_place(&RelPath::new("照片.zip!/第二季度/a.jpg")), (inside, name));
    }
}
