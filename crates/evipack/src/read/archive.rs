//! An archive that the walk opened, as evidence.
//!
//! Enters: the archive's entry and what became of it. Leaves: its evidence, without facts of its own: what lies in it is read
//! file by file.

use super::{Promise, hash, problem, promise, unopened};
use crate::facts::{Evidence, Facts, Kind, Legibility, Problem, Stage};
use crate::open_listed::open_listed;
use crate::walk::{Contents, Entry};

/// The evidence of an archive, and what of it could not be unpacked.
pub(super) fn evidence(entry: &Entry, contents: &Contents) -> (Vec<Evidence>, Vec<Problem>) {
    let (size, sha256) = match open_listed(entry).and_then(|mut file| Ok(hash(&mut file)?)) {
        Ok(hashed) => hashed,
        Err(error) => {
            let why = format!("无法读取：{error}");
            let problem = problem(&entry.path, Stage::Read, why.clone());
            return (vec![unopened(entry, Legibility::NotLookedAt(why))], vec![problem]);
        }
    };
    let legibility = match &contents.legibility {
        Legibility::Legible if promise(&entry.path, contents.format) == Promise::Broken => {
            Legibility::Doubtful(format!("内容实际是{}，与扩展名不符", contents.format.chinese()))
        }
        known => known.clone(),
    };
    let mut problems = contents.problems.clone();
    if let Legibility::Illegible(why) | Legibility::Doubtful(why) | Legibility::NotLookedAt(why) = &contents.legibility
    {
        problems.push(problem(&entry.path, Stage::Walk, why.clone()));
    }
    let evidence = Evidence {
        path: entry.path.clone(),
        size,
        sha256,
        format: contents.format,
        legibility,
        kind: Kind::Archive,
        kind_sure: true,
        facts: Facts::None {},
    };
    (vec![evidence], problems)
}
