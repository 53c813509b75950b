//! A file whose reading was stopped.
//!
//! Enters: a file, and why (Chinese). Leaves: evidence that its content was not looked at, and the problem. Only its leading
//! bytes and its digest are taken: whatever made its reader crash lies further in.

use super::{Reading, blind_reading, problem, unopened};
use crate::digest::Sha256Stream;
use crate::facts::{Evidence, Legibility, Problem, Stage};
use crate::format::{self, Format};
use crate::open_listed::{OpenError, open_listed};
use crate::walk::Entry;
use std::io::Read as _;

/// The evidence of a file that could not be read to its end.
pub(crate) fn stopped(entry: &Entry, why: &str) -> (Vec<Evidence>, Vec<Problem>) {
    let legibility = Legibility::NotLookedAt(why.to_owned());
    let evidence = match opening(entry) {
        Ok((format, size, sha256)) => {
            let Reading { kind, kind_sure, facts, .. } = blind_reading(&entry.path, format, why);
            Evidence { path: entry.path.clone(), size, sha256, format, legibility, kind, kind_sure, facts }
        }
        Err(_) => unopened(entry, legibility),
    };
    (vec![evidence], vec![problem(&entry.path, Stage::Read, why.to_owned())])
}

/// What its leading bytes say it is, its size and its SHA-256.
fn opening(entry: &Entry) -> Result<(Format, u64, String), OpenError> {
    let mut file = open_listed(entry)?;
    let mut head = Vec::new();
    (&mut file).take(format::HEAD_LEN as u64).read_to_end(&mut head)?;
    let mut hash = Sha256Stream::default();
    hash.update(&head);
    let mut size = head.len() as u64;
    let mut chunk = vec![0; 1 << 20];
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            read => {
                hash.update(&chunk[..read]);
                size += read as u64;
            }
        }
    }
    Ok((format::sniff(&head, size), size, hash.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RelPath;
    use crate::facts::Kind;

    #[test]
    fn a_stopped_file_keeps_its_name_its_digest_and_its_sort() {
        let os_path = std::env::temp_dir().join(format!("evipack-stopped-{}", std::process::id()));
        std::fs::write(&os_path, b"%PDF-1.7 and so on").unwrap();
        let entry = Entry::loose(RelPath::new("1.2/方案.pdf"), os_path.clone(), 18);
        let (evidence, problems) = stopped(&entry, "读取超过 60 秒，已停止");
        std::fs::remove_file(&os_path).unwrap();
        let [evidence] = evidence.as_slice() else { panic!("{evidence:?}") };
        assert_eq!((evidence.format, evidence.kind, evidence.size), (Format::Pdf, Kind::Document, 18));
        assert_eq!(evidence.sha256, crate::digest::sha256_hex(b"%PDF-1.7 and so on"));
        assert_eq!(evidence.facts.document().unwrap().seal.why(), Some("读取超过 60 秒，已停止"));
        assert_eq!(problems.len(), 1);
        // Gone meanwhile: still evidence, without a digest.
        assert_eq!(stopped(&entry, "读取超过 60 秒，已停止").0[0].sha256, "");
    }
}
