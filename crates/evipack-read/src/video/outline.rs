//! A movie file that is too large to be read whole → everything of it but its frames.
//!
//! Enters: the open file. Leaves: a copy of its small boxes, with the frames' boxes emptied, which reads like a whole file.
//! Why: a minute of a phone's video is 130 MB, and the moment, the place and the length stand in a few kilobytes.

use crate::boxes::{MAX_BOXES, head};
use std::io::{Read, Seek, SeekFrom};

/// Boxes up to this size are copied: the index of a day's recording has some megabytes.
const MAX_BOX: u64 = 32 << 20;
/// All copied boxes together.
const MAX_COPY: usize = 64 << 20;

/// The outline of a movie file; `None` where it is none, or an odd one.
pub fn outline(file: &mut (impl Read + Seek), size: u64) -> Option<Vec<u8>> {
    let (mut at, mut copy) = (0u64, Vec::new());
    for _ in 0..MAX_BOXES {
        if at >= size {
            break;
        }
        let mut beginning = [0; 16];
        file.seek(SeekFrom::Start(at)).ok()?;
        let room = usize::try_from((size - at).min(16)).ok()?;
        file.read_exact(beginning.get_mut(..room)?).ok()?;
        let (kind, _, len) = head(&beginning)?;
        let len = if len == 0 { size - at } else { len };
        let end = at.checked_add(len)?;
        if &kind == b"mdat" && end <= size {
            copy.extend(8u32.to_be_bytes());
            copy.extend(kind);
        } else {
            // A box that ends behind the file stays one that does.
            let there = len.min(size - at);
            if there > MAX_BOX || copy.len() > MAX_COPY {
                copy.extend(beginning.get(..room)?);
                break;
            }
            file.seek(SeekFrom::Start(at)).ok()?;
            (&mut *file).take(there).read_to_end(&mut copy).ok()?;
        }
        at = end;
    }
    super::movie::is_one(&copy).then_some(copy)
}
