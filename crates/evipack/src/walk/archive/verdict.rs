//! Whether an archive was seen whole, in a clerk's words.
//!
//! Enters: what ended an archive, and what became of its members. Leaves: its [`Contents`]. An archive of which every member
//! became an entry needs no finding of its own; one that nobody can open without a password costs what any locked file
//! does; everything else is for a human to look at.

use super::limits::{MAX_DEPTH, MAX_WINDOW};
use super::sink::{Miss, Taken};
use super::{Contents, Fault, Volume};
use evipack_core::facts::{Legibility, Problem, Stage};
use evipack_core::format::Format;
use evipack_core::rel_path::RelPath;

/// Members that are told one by one; of more, the number.
const MOST_TOLD: usize = 50;
/// Members that are named in the archive's own reason.
const MOST_NAMED: usize = 3;

/// The contents of an archive.
pub(super) fn of(format: Format, inside: &RelPath, outcome: Result<(), Fault>, taken: &Taken) -> Contents {
    let legibility = legibility(inside, outcome, taken);
    let whole_reason = matches!(legibility, Legibility::Illegible(_));
    let problems = if whole_reason { Vec::new() } else { problems(inside, taken) };
    Contents { format, legibility, problems }
}

/// An archive that nothing came of, for a reason of this program's or machine's.
pub(super) fn unopened(format: Format, why: String) -> Contents {
    Contents { format, legibility: Legibility::NotLookedAt(why), problems: Vec::new() }
}

/// An archive whose unpacking broke off after so many whole members, which are audited like any other.
pub(super) fn broken_off(format: Format, why: &str, members: usize) -> Contents {
    let why = match members {
        0 => why.to_owned(),
        _ => format!("{why}；此前解出的 {members} 个文件照常审查，其余没有看"),
    };
    unopened(format, why)
}

/// One volume of a set. The set is told of once, at the first volume.
pub(super) fn of_volume(volume: &Volume) -> Contents {
    let legibility = if volume.first {
        let count = volume.count;
        Legibility::NotLookedAt(format!("分卷压缩包（这里有 {count} 卷），没有打开；请合并成一个压缩包或直接放文件夹"))
    } else {
        Legibility::Legible
    };
    Contents { format: Format::OtherArchive, legibility, problems: Vec::new() }
}

fn legibility(inside: &RelPath, outcome: Result<(), Fault>, taken: &Taken) -> Legibility {
    let count = taken.entries.len();
    let all_locked = taken.missed.iter().all(|(_, why)| *why == Miss::Locked);
    if count == 0 && all_locked && (outcome == Err(Fault::Locked) || (outcome.is_ok() && !taken.missed.is_empty())) {
        return Legibility::Illegible("压缩包有打开密码".to_owned());
    }
    let seen = if count == 0 { String::new() } else { format!("；已解出的 {count} 个文件照常审查") };
    if let Err(fault) = outcome {
        return ended(fault, &seen);
    }
    if taken.missed.is_empty() && taken.misnamed.is_empty() {
        return if count == 0 {
            Legibility::Doubtful("压缩包里没有文件".to_owned())
        } else {
            Legibility::Legible
        };
    }
    let mut reasons = Vec::new();
    if let Some((_, worst)) = taken.missed.iter().min_by_key(|(_, why)| *why) {
        let names = named(inside, taken.missed.iter().map(|(path, _)| path));
        reasons.push(format!("压缩包里有 {} 个文件没有解出来（{names}：{worst}）", taken.missed.len()));
    }
    if let Some((_, fault)) = taken.misnamed.first() {
        let names = named(inside, taken.misnamed.iter().map(|(path, _)| path));
        reasons.push(format!("压缩包里有 {} 个名称有问题（{names}：{fault}）", taken.misnamed.len()));
    }
    let only_limits = taken.misnamed.is_empty() && taken.missed.iter().all(|(_, why)| is_ours(*why));
    let why = reasons.join("；") + &seen;
    if only_limits { Legibility::NotLookedAt(why) } else { Legibility::Doubtful(why) }
}

/// Whether a member was missed for a limit of this program, and not for anything wrong with it.
fn is_ours(why: Miss) -> bool {
    matches!(why, Miss::TooLarge | Miss::Method | Miss::Unfinished)
}

/// An archive that was not seen to its end.
fn ended(fault: Fault, seen: &str) -> Legibility {
    let not_looked_at = |why: &str| Legibility::NotLookedAt(format!("{why}{seen}"));
    match fault {
        Fault::Locked => Legibility::Doubtful(format!("压缩包里有文件有打开密码{seen}")),
        Fault::Damaged | Fault::Document => Legibility::Doubtful(format!("压缩包损坏或不完整{seen}")),
        Fault::Overlap => Legibility::Doubtful("压缩包里的文件互相重叠，像是恶意构造的，没有解开".to_owned()),
        Fault::Method => not_looked_at("压缩包用的压缩方式少见，本程序解不开"),
        Fault::Window => not_looked_at(&format!("解开这个压缩包需要的内存超过 {} MiB，没有解开", MAX_WINDOW >> 20)),
        Fault::Split => not_looked_at("分卷压缩包缺少其他分卷，没有解开"),
        Fault::Member(why) => not_looked_at(&format!("压缩包里有文件{why}，其后的也就解不出来")),
        Fault::Halted(halt) => not_looked_at(&format!("压缩包没有全部解开：{halt}")),
        Fault::NoRoom => not_looked_at("无法建立临时文件夹，压缩包没有打开"),
        Fault::NoRoomOutside => {
            not_looked_at("临时文件夹在材料文件夹里面，压缩包没有打开；请把环境变量 TMPDIR 设到材料之外的文件夹")
        }
        Fault::TooDeep => not_looked_at(&format!("压缩包套压缩包超过 {MAX_DEPTH} 层，没有打开")),
    }
}

/// What was not taken, and what is odd about the rest.
fn problems(inside: &RelPath, taken: &Taken) -> Vec<Problem> {
    let told = |path: &RelPath, message: String| Problem { path: path.clone(), stage: Stage::Walk, message };
    let missed = taken.missed.iter().map(|(path, why)| told(path, format!("压缩包里的文件{why}")));
    let misnamed = taken.misnamed.iter().map(|(path, fault)| told(path, (*fault).to_owned()));
    let doubles = taken.doubles.iter().map(|path| told(path, "压缩包里有同名文件，这是其中另一个".to_owned()));
    let mut all: Vec<Problem> = missed.chain(misnamed).chain(doubles).collect();
    let more = all.len().saturating_sub(MOST_TOLD);
    if more > 0 {
        all.truncate(MOST_TOLD);
        all.push(told(inside, format!("还有 {more} 个这样的文件没有一一列出")));
    }
    all
}

/// `“a.jpg”、“b.jpg”等`.
fn named<'p>(inside: &RelPath, paths: impl ExactSizeIterator<Item = &'p RelPath>) -> String {
    let more = paths.len() > MOST_NAMED;
    let name = |path: &RelPath| {
        let name = path.as_str().strip_prefix(inside.as_str()).unwrap_or(path.name());
        format!("“{}”", name.trim_start_matches('/'))
    };
    let names: Vec<String> = paths.take(MOST_NAMED).map(name).collect();
    names.join("、") + if more { "等" } else { "" }
}
