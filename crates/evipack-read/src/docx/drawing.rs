//! DrawingML: pictures, shapes, text boxes, lines, and what cannot be looked into.
//!
//! Enters: a `w:drawing`. Leaves: pictures, lines of text boxes, red rules and blind spots into the flow.
//! A red circle may be a drawn seal; it is never called one here.

use super::colour::{Paint, Rgb};
use super::measure::{MM_PER_EMU, MM_PER_POINT, emu_mm, number};
use super::story::{PictureLink, Story};
use super::xml::{Id, Ns};
use crate::flow::{RunLook, THIN_MM, Writing, could_be_seal};
use crate::layout::{Hides, is_red};

/// How the numbers of the present group translate to paper.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Size of the whole drawing in millimetres, while no group was entered.
    extent_mm: Option<(f64, f64)>,
    /// Millimetres per unit of the group's own coordinates.
    scale: (f64, f64),
}

/// A shape's geometry and paint.
struct Shape<'a> {
    size_mm: Option<(f64, f64)>,
    form: &'a str,
    line: Option<Rgb>,
    fill: Option<Rgb>,
}

impl Story<'_, '_> {
    /// Walks a `w:drawing`.
    pub(super) fn drawing(&mut self, drawing: Id) {
        let tree = self.tree;
        for place in tree.kids(drawing) {
            let properties = tree.child(place, Ns::WordDrawing, "docPr");
            if properties.is_some_and(|id| matches!(tree.attr(id, "hidden"), Some("1" | "true"))) {
                continue;
            }
            let extent = tree.child(place, Ns::WordDrawing, "extent");
            let extent_mm = extent.and_then(|id| Some((emu_mm(tree.attr(id, "cx")?)?, emu_mm(tree.attr(id, "cy")?)?)));
            self.graphic(place, Frame { extent_mm, scale: (MM_PER_EMU, MM_PER_EMU) });
        }
    }

    fn graphic(&mut self, parent: Id, frame: Frame) {
        let tree = self.tree;
        for id in tree.kids(parent) {
            match (tree.ns(id), tree.name(id)) {
                (_, "graphicData") => self.graphic_data(id, frame),
                (Ns::Picture | Ns::Drawing, "pic") => self.drawn_picture(id, frame),
                (Ns::WordShape | Ns::Drawing, "wsp" | "sp" | "cxnSp") => self.shape(id, frame),
                (Ns::WordShape | Ns::Drawing, "wgp" | "grpSp" | "lockedCanvas") => {
                    let inner = self.group_frame(id, frame);
                    self.graphic(id, inner);
                }
                (Ns::Chart, _) => self.flow.blind("文档中有图表，内容无法读取", Hides::Anything),
                (Ns::Diagram, _) => self.flow.blind("文档中有 SmartArt 图形，内容无法读取", Hides::Anything),
                (Ns::Word14, "contentPart") => self.ink(),
                (_, "docPr" | "extent" | "effectExtent" | "positionH" | "positionV" | "cNvGraphicFramePr") => {}
                _ => self.graphic(id, frame),
            }
        }
    }

    fn graphic_data(&mut self, id: Id, frame: Frame) {
        let known = ["picture", "wordprocessing", "chart", "diagram", "lockedCanvas"];
        let uri = self.tree.attr(id, "uri").unwrap_or_default();
        let has_content = self.tree.children(id).next().is_some();
        if has_content && !known.iter().any(|part| uri.contains(part)) {
            self.flow.blind("文档中有无法识别的图形对象", Hides::Anything);
        }
        self.graphic(id, frame);
    }

    fn group_frame(&self, group: Id, outer: Frame) -> Frame {
        let tree = self.tree;
        let transform = tree.child_named(group, "grpSpPr").and_then(|id| tree.child(id, Ns::Drawing, "xfrm"));
        let size = |name| {
            let id = tree.child(transform?, Ns::Drawing, name)?;
            Some((number(tree.attr(id, "cx")?)?, number(tree.attr(id, "cy")?)?))
        };
        let outside = outer.extent_mm.or_else(|| {
            let (width, height) = size("ext")?;
            Some((width * outer.scale.0, height * outer.scale.1))
        });
        let scale = outside.zip(size("chExt")).map(|((width, height), (units_x, units_y))| {
            let per_unit = |mm: f64, units: f64, old: f64| if units > 0.0 { mm / units } else { old };
            (per_unit(width, units_x, outer.scale.0), per_unit(height, units_y, outer.scale.1))
        });
        Frame { extent_mm: None, scale: scale.unwrap_or(outer.scale) }
    }

    /// Size of a shape or picture: the drawing's own extent, or inside a group its transform.
    fn size_mm(&self, properties: Option<Id>, frame: Frame) -> Option<(f64, f64)> {
        let tree = self.tree;
        frame.extent_mm.or_else(|| {
            let transform = tree.child(properties?, Ns::Drawing, "xfrm")?;
            let size = tree.child(transform, Ns::Drawing, "ext")?;
            let length = |name, scale: f64| number(tree.attr(size, name)?).map(|units| units * scale);
            Some((length("cx", frame.scale.0)?, length("cy", frame.scale.1)?))
        })
    }

    fn drawn_picture(&mut self, id: Id, frame: Frame) {
        let tree = self.tree;
        let size_mm = self.size_mm(tree.child_named(id, "spPr"), frame);
        if let Some(fill) = tree.child_named(id, "blipFill") {
            self.blip(fill, size_mm);
        }
    }

    /// The picture of a `blipFill`.
    fn blip(&mut self, fill: Id, size_mm: Option<(f64, f64)>) {
        let tree = self.tree;
        let Some(blip) = tree.kids(fill).into_iter().find(|id| tree.is(*id, Ns::Drawing, "blip")) else { return };
        let embedded = tree.attr(blip, "embed").filter(|id| !id.is_empty());
        let linked = tree.attr(blip, "link").is_some();
        if embedded.is_some() || linked {
            self.push_picture(PictureLink { embedded, linked, signature_line: false }, size_mm);
        }
    }

    fn shape(&mut self, id: Id, frame: Frame) {
        let tree = self.tree;
        let properties = tree.child_named(id, "spPr");
        let size_mm = self.size_mm(properties, frame);
        if let Some(fill) = properties.and_then(|properties| tree.child(properties, Ns::Drawing, "blipFill")) {
            self.blip(fill, size_mm);
        }
        let form = properties
            .and_then(|properties| {
                let preset = tree.child(properties, Ns::Drawing, "prstGeom");
                let free = tree.child(properties, Ns::Drawing, "custGeom").map(|_| "free");
                preset.and_then(|preset| tree.attr(preset, "prst")).or(free)
            })
            .unwrap_or_default();
        let (line, fill) = self.shape_paint(id, properties);
        self.judge_shape(&Shape { size_mm, form, line, fill });
        let before = self.flow.layout.lines.len();
        for inner in tree.kids(id) {
            match tree.name(inner) {
                "txbx" | "txSp" => {
                    for content in tree.kids(inner) {
                        match tree.name(content) {
                            "txbxContent" => self.text_box(content),
                            "txBody" => self.drawing_text(content),
                            _ => {}
                        }
                    }
                }
                "txBody" => self.drawing_text(inner),
                _ => {}
            }
        }
        self.warped_text(id, size_mm, before);
    }

    /// Line and fill colour, from the shape itself or else from its style reference.
    fn shape_paint(&self, id: Id, properties: Option<Id>) -> (Option<Rgb>, Option<Rgb>) {
        let (tree, theme) = (self.tree, self.setting.theme);
        let style = tree.child_named(id, "style");
        let referred = |name| {
            let reference = tree.child(style?, Ns::Drawing, name)?;
            // Index 0 refers to no line and no fill.
            if tree.attr(reference, "idx") == Some("0") { None } else { theme.drawing_colour(tree, reference) }
        };
        let own_line = properties
            .and_then(|properties| tree.child(properties, Ns::Drawing, "ln"))
            .map_or(Paint::Unsaid, |line| theme.paint(tree, line));
        let own_fill = properties.map_or(Paint::Unsaid, |properties| theme.paint(tree, properties));
        (own_line.ink_or(|| referred("lnRef")), own_fill.ink_or(|| referred("fillRef")))
    }

    fn judge_shape(&mut self, shape: &Shape<'_>) {
        let red_line = shape.line.is_some_and(is_red);
        let red_fill = shape.fill.is_some_and(is_red);
        if !red_line && !red_fill {
            return;
        }
        let is_line = shape.form == "line" || shape.form.starts_with("straightConnector");
        let thin = shape.size_mm.is_some_and(|(width, height)| height <= THIN_MM && width > height);
        match shape.form {
            _ if is_line && shape.size_mm.is_none() => self.flow.push_rule(None),
            _ if thin && (is_line || red_fill || red_line) => {
                self.flow.push_rule(shape.size_mm.map(|(width, _)| width));
            }
            "ellipse" | "donut" | "free" if could_be_seal(shape.size_mm, shape.form == "free") => {
                self.flow.drawn_seal();
            }
            _ => {}
        }
    }

    /// Text that a warp stretches to its shape is as large as the shape allows; red text along an arc may be a seal's.
    fn warped_text(&mut self, id: Id, size_mm: Option<(f64, f64)>, from: usize) {
        let tree = self.tree;
        let warp = tree
            .child_named(id, "bodyPr")
            .and_then(|body| tree.child(body, Ns::Drawing, "prstTxWarp"))
            .and_then(|warp| tree.attr(warp, "prst"))
            .unwrap_or("textNoShape");
        if warp == "textNoShape" {
            return;
        }
        let lines = self.flow.layout.lines.get_mut(from..).unwrap_or_default();
        let arched = warp.contains("Arch") || warp.contains("Circle") || warp.contains("Button");
        if arched {
            if lines.iter().any(|line| line.red) {
                self.flow.drawn_seal();
            }
        } else if let Some((_, height)) = size_mm {
            let stretched = height / MM_PER_POINT / lines.len().max(1) as f64;
            for line in lines {
                line.size_pt = line.size_pt.max(stretched);
            }
        }
    }

    /// Text of DrawingML itself (`a:p`), as in locked canvases.
    fn drawing_text(&mut self, body: Id) {
        let (tree, theme) = (self.tree, self.setting.theme);
        let outer = std::mem::take(&mut self.writing);
        self.boxes += 1;
        for paragraph in tree.kids(body).into_iter().filter(|id| tree.is(*id, Ns::Drawing, "p")) {
            let properties = tree.child(paragraph, Ns::Drawing, "pPr");
            let centred = properties.and_then(|id| tree.attr(id, "algn")) == Some("ctr");
            self.writing = Writing::paragraph(centred);
            for run in tree.kids(paragraph) {
                let mut look = RunLook::default();
                if let Some(properties) = tree.child(run, Ns::Drawing, "rPr") {
                    look.ink = theme.paint(tree, properties).ink_or(|| None);
                    // Hundredths of a point.
                    look.size_pt = tree.attr(properties, "sz").and_then(number).map(|size| size / 100.0);
                }
                match (tree.name(run), tree.child(run, Ns::Drawing, "t")) {
                    ("r" | "fld", Some(text)) => self.writing.push(tree.text(text), &look),
                    ("br", _) => self.writing.break_line(),
                    _ => {}
                }
            }
            let lines = std::mem::take(&mut self.writing).finish();
            self.push_lines(lines);
        }
        self.boxes -= 1;
        self.writing = outer;
    }
}
