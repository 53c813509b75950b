//! The programs that change what a picture shows.
//!
//! Enters: what a file says of the program that wrote it (EXIF Software, `xmp:CreatorTool`, a step of `xmpMM:History`).
//! Leaves: whether that is an editor of this list. The names are as the programs write them in public sample sets of
//! exiftool, metadata-extractor and pillow, and for Chinese apps their product names. Nothing but a warning hangs on the
//! list, so it may be incomplete. Programs that also write their name when a picture is only turned or imported (the viewers of
//! Windows and macOS, Picasa) and the firmware of phones and cameras are left out on purpose.

/// Lower case; a Latin name counts only as a word of its own.
const EDITORS: &[&str] = &[
    "photoshop",
    "lightroom",
    "adobe express",
    "adobe firefly",
    "gimp",
    "affinity photo",
    "paint.net",
    "paintshop",
    "paint shop",
    "corel photo-paint",
    "acdsee",
    "photoscape",
    "photofiltre",
    "pixelmator",
    "krita",
    "capture one",
    "luminar",
    "darktable",
    "rawtherapee",
    "snapseed",
    "picsart",
    "vsco",
    "polarr",
    "fotor",
    "pixlr",
    "canva",
    "photodirector",
    "facetune",
    "remini",
    "meitu",
    "美图秀秀",
    "美颜相机",
    "天天p图",
    "光影魔术手",
    "neoimaging",
    "醒图",
    "稿定",
    "midjourney",
    "stable diffusion",
    "comfyui",
    "dall-e",
];

/// Whether a program's name, with version and platform, is that of an editor.
pub(super) fn is_editor(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    EDITORS.iter().any(|editor| {
        name.match_indices(editor).any(|(at, _)| {
            let (before, after) = (name.get(..at).unwrap_or(""), name.get(at + editor.len()..).unwrap_or(""));
            !editor.is_ascii() || !(is_letter(before.chars().next_back()) || is_letter(after.chars().next()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_known_and_cameras_are_none() {
        for editor in [
            "Adobe Photoshop 21.1 (Macintosh)",
            "Adobe Photoshop Lightroom 6.1 (Windows)",
            "GIMP 2.10.8",
            "paint.net 4.2.10",
            "Snapseed 2.0",
            "美图秀秀",
        ] {
            assert!(is_editor(editor), "{editor}");
        }
        for other in [
            "15.5",
            "HDR+ 1.0.199571065z",
            "macOS 14.6.1 (23G93)",
            "Microsoft Windows Photo Viewer 10.0.19041.1",
            "MeituM6",
            "ILCE-7SM3 v1.01",
            "canvas",
            "",
        ] {
            assert!(!is_editor(other), "{other}");
        }
    }
}
