//! A document without pages, written down piece by piece, with limits.
//!
//! Enters: runs of text, line ends, pictures, in reading order. Leaves: a [`Flow`] whose text is bounded, whatever the file
//! holds: for formats whose size says nothing of how much text is in them (web pages, workbooks, plain text).

use super::flow::{Flow, RunLook, Writing};
use super::layout::{Hides, Part};

/// Lines of one document: some 1,200 pages.
const MAX_LINES: usize = 30_000;
/// Bytes of text of one document.
const MAX_TEXT: usize = 8 << 20;
/// Bytes of one line: far beyond any paragraph.
const MAX_LINE: usize = 64 << 10;

/// Text that is being written down.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    pub(crate) flow: Flow,
    writing: Writing,
    line_len: usize,
    text_len: usize,
    full: bool,
}

impl Transcript {
    /// Adds text of one look to the line.
    pub(crate) fn write(&mut self, text: &str, look: RunLook) {
        if self.full {
            return;
        }
        self.line_len += text.len();
        if self.line_len > MAX_LINE {
            let rest = (self.line_len - MAX_LINE).min(text.len());
            let end = (0..=text.len() - rest).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            self.writing.push(text.get(..end).unwrap_or_default(), &look);
            self.give_up();
        } else {
            self.writing.push(text, &look);
        }
    }

    /// Ends the line; one without ink leaves nothing.
    pub(crate) fn end_line(&mut self, part: Part, centred: bool) {
        let mut lines = std::mem::take(&mut self.writing).finish();
        self.line_len = 0;
        if self.flow.layout.lines.len() >= MAX_LINES {
            return;
        }
        for line in &mut lines {
            line.centred = centred;
            self.text_len += line.text.len();
        }
        self.flow.push_lines(lines, part);
        if self.flow.layout.lines.len() >= MAX_LINES || self.text_len >= MAX_TEXT {
            self.give_up();
        }
    }

    fn give_up(&mut self) {
        self.full = true;
        self.flow.blind("文字过多，只读取了前面的部分", Hides::Anything);
    }

    /// Whether more than the limits came: nothing is taken any more.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// Whether the line has ink so far.
    pub(crate) fn has_ink(&self) -> bool {
        self.writing.visible_lines() > 0
    }

    /// What was written; an unfinished line ends.
    pub(crate) fn finish(mut self) -> Flow {
        self.end_line(Part::Body, false);
        self.flow
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_red_where_most_of_its_ink_is() {
        let mut transcript = Transcript::default();
        let red = RunLook { ink: Some([255, 0, 0]), size_pt: Some(26.0), hidden: None };
        transcript.write("青岚县交通运输局", red);
        transcript.write(" 文件 ", RunLook::default());
        transcript.end_line(Part::Body, true);
        transcript.end_line(Part::Body, true);
        transcript.write("正文\t一", RunLook::default());
        let lines = transcript.finish().layout.lines;
        assert_eq!(lines.len(), 2, "an empty line leaves nothing");
        assert!(lines[0].red && lines[0].centred && lines[0].size_pt > 25.0);
        assert_eq!((lines[1].text.as_str(), lines[1].red), ("正文 一", false));
    }

    #[test]
    fn text_beyond_the_limits_is_a_blind_spot() {
        let mut many = Transcript::default();
        for _ in 0..=MAX_LINES {
            many.write("字", RunLook::default());
            many.end_line(Part::Body, false);
        }
        let mut long = Transcript::default();
        for _ in 0..MAX_LINE {
            long.write("字字", RunLook::default());
        }
        for (transcript, lines) in [(many, MAX_LINES), (long, 1)] {
            assert!(transcript.is_full());
            let layout = transcript.finish().layout;
            assert_eq!((layout.lines.len(), layout.blind_spots[0].hides), (lines, Hides::Anything));
            assert!(layout.lines.iter().all(|line| line.text.len() <= MAX_LINE));
        }
    }
}
