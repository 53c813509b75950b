//! A small writer of Word documents and compound files, for tests only.
//!
//! Enters: stories of paragraphs of runs, with property lists as bytes. Leaves: a compound file that holds what [MS-DOC] demands
//! of one, and nothing more.

/// A run: its text, and its property list.
pub(super) type Run<'t> = (&'t str, Vec<u8>);

/// A paragraph: its runs, its property list; it ends with `end`.
pub(super) struct Paragraph<'t> {
    pub(super) runs: Vec<Run<'t>>,
    pub(super) list: Vec<u8>,
    pub(super) style: u16,
    pub(super) end: &'t str,
}

pub(super) fn paragraph(text: &str, look: Vec<u8>, list: Vec<u8>) -> Paragraph<'_> {
    Paragraph { runs: vec![(text, look)], list, style: 0, end: "\r" }
}

pub(super) fn plain(text: &str) -> Paragraph<'_> {
    paragraph(text, size(16), Vec::new())
}

/// Property lists.
pub(super) fn size(points: u16) -> Vec<u8> {
    [&[0x43, 0x4A], (points * 2).to_le_bytes().as_slice()].concat()
}

pub(super) fn red() -> Vec<u8> {
    vec![0x70, 0x68, 228, 28, 28, 0]
}

pub(super) fn special() -> Vec<u8> {
    vec![0x55, 0x08, 1]
}

pub(super) const CENTRED: [u8; 3] = [0x03, 0x24, 1];
/// A red line below: 18 eighths of a point, single, red of the old palette.
pub(super) const RED_BELOW: [u8; 6] = [0x26, 0x64, 18, 1, 6, 0];

/// A document in the making.
#[derive(Default)]
pub(super) struct Doc<'t> {
    /// Main text, footnotes, headers, comments, endnotes, boxes, boxes in headers.
    pub(super) stories: [Vec<Paragraph<'t>>; 7],
    pub(super) styles: Vec<u8>,
    pub(super) data: Vec<u8>,
    pub(super) delayed: Vec<u8>,
    /// Bytes of the table stream by their index among the places.
    pub(super) places: Vec<(usize, Vec<u8>)>,
    pub(super) section: Vec<u8>,
    pub(super) flags: u16,
    /// Pieces are stored in the opposite order, as after a fast save.
    pub(super) scrambled: bool,
    pub(super) streams: Vec<(&'t str, Vec<u8>)>,
}

/// Where the text begins in the stream.
pub(super) const TEXT_AT: usize = 1024;

impl<'t> Doc<'t> {
    pub(super) fn of(main: Vec<Paragraph<'t>>) -> Self {
        Self { stories: [main, vec![], vec![], vec![], vec![], vec![], vec![]], ..Self::default() }
    }

    /// Characters of a story before a paragraph.
    pub(super) fn length(paragraphs: &[Paragraph<'_>]) -> u32 {
        let units = |text: &str| text.encode_utf16().count() as u32;
        paragraphs.iter().map(|p| p.runs.iter().map(|(text, _)| units(text)).sum::<u32>() + units(p.end)).sum()
    }

    pub(super) fn build(mut self) -> Vec<u8> {
        let mut runs: Vec<(Vec<u16>, Vec<u8>)> = Vec::new();
        let mut paragraphs: Vec<(usize, Vec<u8>)> = Vec::new();
        let lengths: Vec<u32> = self.stories.iter().map(|story| Self::length(story)).collect();
        for paragraph in self.stories.iter().flatten() {
            let before: usize = runs.iter().map(|(text, _)| text.len()).sum();
            for (text, list) in &paragraph.runs {
                runs.push((text.encode_utf16().collect(), list.clone()));
            }
            runs.push((paragraph.end.encode_utf16().collect(), Vec::new()));
            let after: usize = runs.iter().map(|(text, _)| text.len()).sum();
            let _ = before;
            paragraphs.push((after, [paragraph.style.to_le_bytes().to_vec(), paragraph.list.clone()].concat()));
        }
        let units: Vec<u16> = runs.iter().flat_map(|(text, _)| text.clone()).collect();
        let half = if self.scrambled { units.len() / 2 } else { 0 };
        // Scrambled, the second half of the text stands first.
        let place =
            |cp: usize| if cp < half { TEXT_AT + 2 * (units.len() - half + cp) } else { TEXT_AT + 2 * (cp - half) };
        let mut main = vec![0u8; TEXT_AT];
        main.extend(units[half..].iter().chain(&units[..half]).flat_map(|unit| unit.to_le_bytes()));

        let mut at = 0;
        let mut characters: Vec<(usize, usize, Vec<u8>)> = Vec::new();
        for (text, list) in &runs {
            for (from, to) in cut(at, at + text.len(), half) {
                characters.push((place(from), place(to - 1) + 2, list.clone()));
            }
            at += text.len();
        }
        let (mut at, mut blocks) = (0, Vec::new());
        for (end, list) in paragraphs {
            for (from, to) in cut(at, end, half) {
                blocks.push((place(from), place(to - 1) + 2, list.clone()));
            }
            at = end;
        }
        let mut places = std::mem::take(&mut self.places);
        places.push((12, pages(&mut main, characters, false)));
        places.push((13, pages(&mut main, blocks, true)));
        let section_at = main.len();
        main.extend((self.section.len() as u16).to_le_bytes());
        main.extend(&self.section);
        let mut sections: Vec<u8> = [0, units.len() as u32].iter().flat_map(|cp| cp.to_le_bytes()).collect();
        sections.extend([0, 0]);
        sections.extend((section_at as u32).to_le_bytes());
        sections.extend([0; 6]);
        places.push((6, sections));
        places.push((1, std::mem::take(&mut self.styles)));
        places.push((33, pieces(units.len(), half)));
        let delayed_at = main.len();
        main.extend(&self.delayed);
        if let Some((_, drawings)) = places.iter_mut().find(|(index, _)| *index == 50) {
            // Tests write the place of delayed pictures as an offset from their start.
            if let Some(at) = drawings.windows(4).position(|four| four == b"\xAB\xCD\xEF\x01") {
                drawings[at..at + 4].copy_from_slice(&(delayed_at as u32).to_le_bytes());
            }
        }
        let table = self.head(&mut main, &lengths, places);
        let mut streams = vec![("WordDocument", main), ("1Table", table)];
        if !self.data.is_empty() {
            streams.push(("Data", self.data));
        }
        streams.extend(self.streams);
        compound(&streams)
    }

    /// Writes the head into the main stream; gives back the table stream.
    fn head(&self, main: &mut [u8], lengths: &[u32], places: Vec<(usize, Vec<u8>)>) -> Vec<u8> {
        let mut put = |at: usize, bytes: &[u8]| main[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &0xA5ECu16.to_le_bytes());
        put(2, &0x00C1u16.to_le_bytes());
        put(10, &(0x0200 | self.flags).to_le_bytes());
        put(32, &14u16.to_le_bytes());
        put(62, &22u16.to_le_bytes());
        for (index, length) in lengths.iter().enumerate() {
            // The third count belongs to macros and stays empty.
            let slot = [0, 1, 2, 4, 5, 6, 7][index];
            put(64 + 4 * (3 + slot), &length.to_le_bytes());
        }
        put(152, &93u16.to_le_bytes());
        let mut table = vec![0u8; 16];
        for (index, bytes) in places {
            put(154 + 8 * index, &(table.len() as u32).to_le_bytes());
            put(158 + 8 * index, &(bytes.len() as u32).to_le_bytes());
            table.extend(bytes);
        }
        table
    }
}

/// A stretch cut in two where a piece ends.
fn cut(from: usize, to: usize, half: usize) -> Vec<(usize, usize)> {
    match (from, to) {
        _ if from == to => vec![],
        _ if from < half && half < to => vec![(from, half), (half, to)],
        _ => vec![(from, to)],
    }
}

fn pieces(units: usize, half: usize) -> Vec<u8> {
    let cuts = if half > 0 { vec![0, half, units] } else { vec![0, units] };
    let places = if half > 0 { vec![TEXT_AT + 2 * (units - half), TEXT_AT] } else { vec![TEXT_AT] };
    let mut list: Vec<u8> = cuts.iter().flat_map(|cp| (*cp as u32).to_le_bytes()).collect();
    for place in places {
        list.extend([0, 0]);
        list.extend((place as u32).to_le_bytes());
        list.extend([0, 0]);
    }
    [vec![2], (list.len() as u32).to_le_bytes().to_vec(), list].concat()
}

/// Writes formatted pages behind the stream; gives back the list of them.
fn pages(main: &mut Vec<u8>, mut runs: Vec<(usize, usize, Vec<u8>)>, of_paragraphs: bool) -> Vec<u8> {
    const A_PAGE: usize = 8;
    runs.sort_by_key(|run| run.0);
    let width = if of_paragraphs { 13 } else { 1 };
    let (mut starts, mut numbers) = (Vec::new(), Vec::new());
    for group in runs.chunks(A_PAGE) {
        main.resize(main.len().next_multiple_of(512), 0);
        let mut page = vec![0u8; 512];
        let mut free = 510;
        for (index, (from, to, list)) in group.iter().enumerate() {
            page[4 * index..4 * index + 4].copy_from_slice(&(*from as u32).to_le_bytes());
            page[4 * index + 4..4 * index + 8].copy_from_slice(&(*to as u32).to_le_bytes());
            let mut stored = list.clone();
            let head = if of_paragraphs {
                stored.resize(stored.len().next_multiple_of(2), 0);
                vec![0, (stored.len() / 2) as u8]
            } else {
                vec![stored.len() as u8]
            };
            let bytes = [head, stored].concat();
            free = (free - bytes.len()) / 2 * 2;
            page[free..free + bytes.len()].copy_from_slice(&bytes);
            page[4 * (group.len() + 1) + width * index] = (free / 2) as u8;
        }
        page[511] = group.len() as u8;
        starts.push(group[0].0 as u32);
        numbers.push((main.len() / 512) as u32);
        main.extend(page);
    }
    starts.push(runs.last().map_or(0, |run| run.1 as u32));
    starts.iter().chain(&numbers).flat_map(|word| word.to_le_bytes()).collect()
}

/// A compound file with these streams under its root; none is put in the mini stream.
pub(crate) fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    const NOBODY: u32 = 0xFFFF_FFFF;
    const END: u32 = 0xFFFF_FFFE;
    let padded: Vec<(&str, Vec<u8>)> = streams
        .iter()
        .map(|(name, bytes)| {
            let mut bytes = bytes.clone();
            bytes.resize(bytes.len().next_multiple_of(512).max(4096), 0);
            (*name, bytes)
        })
        .collect();
    let sectors: usize = padded.iter().map(|(_, bytes)| bytes.len() / 512).sum();
    let directory = (padded.len() + 1).div_ceil(4);
    let fats = (1..1000).find(|fats| fats * 128 >= fats + directory + sectors).unwrap();
    let mut fat = vec![0xFFFF_FFFD; fats];
    let chain = |fat: &mut Vec<u32>, count: usize| {
        let start = fat.len() as u32;
        fat.extend((1..count as u32).map(|next| start + next));
        fat.push(END);
        start
    };
    let directory_at = chain(&mut fat, directory);
    let entry = |name: &str, kind: u8, right: u32, child: u32, start: u32, size: u32| {
        let mut entry = [0u8; 128];
        for (index, unit) in name.encode_utf16().enumerate() {
            entry[2 * index..2 * index + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[0x40] = (name.encode_utf16().count() * 2 + 2) as u8;
        entry[0x42] = kind;
        for (at, word) in [(0x44, NOBODY), (0x48, right), (0x4C, child), (0x74, start), (0x78, size)] {
            entry[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        entry
    };
    let mut entries = entry("Root Entry", 5, NOBODY, 1, END, 0).to_vec();
    for (index, (name, bytes)) in padded.iter().enumerate() {
        let start = chain(&mut fat, bytes.len() / 512);
        let right = if index + 1 < padded.len() { index as u32 + 2 } else { NOBODY };
        entries.extend(entry(name, 2, right, NOBODY, start, bytes.len() as u32));
    }
    entries.resize(directory * 512, 0);
    fat.resize(fats * 128, NOBODY);
    let mut file = vec![0u8; 512];
    file[..8].copy_from_slice(&crate::format::compound::SIGNATURE);
    file[0x1E] = 9;
    for (at, word) in [(0x2C, fats as u32), (0x30, directory_at), (0x38, 4096), (0x3C, END), (0x44, END)] {
        file[at..at + 4].copy_from_slice(&word.to_le_bytes());
    }
    for index in 0..109 {
        let word = if index < fats { index as u32 } else { NOBODY };
        file[0x4C + 4 * index..0x50 + 4 * index].copy_from_slice(&word.to_le_bytes());
    }
    file.extend(fat.iter().flat_map(|word| word.to_le_bytes()));
    file.extend(entries);
    for (_, bytes) in padded {
        file.extend(bytes);
    }
    file
}

/// A record of a drawing.
pub(crate) fn record(version: u16, instance: u16, kind: u16, content: &[u8]) -> Vec<u8> {
    let first = version | instance << 4;
    [&first.to_le_bytes()[..], &kind.to_le_bytes(), &(content.len() as u32).to_le_bytes(), content].concat()
}

/// A shape with these properties (numbers only).
pub(crate) fn shape(form: u16, id: u32, flags: u32, properties: &[(u16, u32)]) -> Vec<u8> {
    let head = record(2, form, 0xF00A, &[id.to_le_bytes(), flags.to_le_bytes()].concat());
    let list: Vec<u8> =
        properties.iter().flat_map(|(code, value)| [&code.to_le_bytes()[..], &value.to_le_bytes()].concat()).collect();
    let list = record(3, properties.len() as u16, 0xF00B, &list);
    record(15, 0, 0xF004, &[head, list].concat())
}
