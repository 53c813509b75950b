//! Archives that are bombs, or that want to write where they must not.

use super::File;
use super::packed::{Zip, grown, zlib};

/// Inflated, one bomb would fill a clerk's memory.
const GIBIBYTE: usize = 1024;

pub(super) fn files() -> Vec<File> {
    let bomb = grown(b"", b"\0", GIBIBYTE, b"");
    vec![
        File::new("扁平炸弹.zip", Zip::default().raw("全是零.txt", &bomb, GIBIBYTE << 20).finish()),
        File::new("谎报大小.zip", Zip::default().raw("说是十个字节.txt", &bomb, 10).finish()),
        File::new("层层嵌套.zip", nested()),
        File::new("重叠条目.zip", Zip::default().overlapping(&bomb, GIBIBYTE << 20, 5000).finish()),
        File::new("路径穿越.zip", traversing()),
        File::new("炸弹.tar.gz", [&b"\x1F\x8B\x08\0\0\0\0\0\0\x03"[..], &bomb, &[0; 8]].concat()),
        File::new(
            "双层炸弹.gz",
            [&b"\x1F\x8B\x08\0\0\0\0\0\0\x03"[..], &grown(b"", &zlib(&[3, 0]), 64, b""), &[0; 8]].concat(),
        ),
    ]
}

/// Each level holds the one below ten times: 10⁶ files of 1 MiB.
fn nested() -> Vec<u8> {
    let leaf = grown(b"", b"\0", 1, b"");
    let ten = |name: &str, content: &[u8]| {
        (0..10).fold(Zip::default(), |zip, number| zip.plain(&format!("{number}{name}"), content)).finish()
    };
    let mut level =
        (0..10).fold(Zip::default(), |zip, number| zip.raw(&format!("{number}.txt"), &leaf, 1 << 20)).finish();
    for _ in 0..3 {
        level = ten(".zip", &level);
    }
    level
}

fn traversing() -> Vec<u8> {
    const NAMES: [&str; 9] = [
        "../../../../../../../../tmp/evipack-穿越.txt",
        "/tmp/evipack-穿越.txt",
        "C:\\evipack-穿越.txt",
        "..\\..\\evipack-穿越.txt",
        "a/../../evipack-穿越.txt",
        "\\\\server\\share\\evipack-穿越.txt",
        "CON",
        "换\n行\u{1b}[31m\u{202e}.txt",
        "零\0字节.txt",
    ];
    NAMES.iter().fold(Zip::default(), |zip, name| zip.plain(name, "不该写在这里".as_bytes())).finish()
}
