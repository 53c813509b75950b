//! An audit changes nothing in the package: no byte, no name, no time of change.

use crate::contract::copy;
use crate::workspace::{Scratch, evipack, fixture};
use sha2::Digest as _;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type State = BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)>;

fn state(folder: &Path, into: &mut State) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let changed = std::fs::metadata(&path).unwrap().modified().unwrap();
        if path.is_dir() {
            into.insert(path.clone(), (Vec::new(), changed));
            state(&path, into);
        } else {
            let digest = sha2::Sha256::digest(std::fs::read(&path).unwrap()).to_vec();
            into.insert(path, (digest, changed));
        }
    }
}

#[test]
fn an_audit_changes_no_byte_of_the_package() {
    let scratch = Scratch::new("read-only");
    copy(&fixture("demo"), &scratch.0);
    let (mut before, mut after) = (State::new(), State::new());
    state(&scratch.0, &mut before);
    let output = evipack(&["audit", scratch.0.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    state(&scratch.0, &mut after);
    assert!(before.len() > 60);
    assert_eq!(before, after);
}
