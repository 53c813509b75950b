//! VML: the drawings of Word 2003 and of every compatibility copy.
//!
//! Enters: a `w:pict` or `w:object`. Leaves: pictures, text boxes, art text (`v:textpath`), red rules and blind spots into
//! the flow.

use super::colour::{self, Rgb};
use super::measure::{MM_PER_POINT, number, vml_mm};
use super::story::{PictureLink, Story};
use super::xml::{Id, Ns};
use crate::flow::{THIN_MM, art_line, could_be_seal};
use crate::layout::{Hides, is_red};

/// Size of art text whose shape and style say nothing: what Word's gallery begins with.
const ART_SIZE_PT: f64 = 36.0;

/// Millimetres per unit of the enclosing group; `None` outside of groups, where numbers carry units.
type Scale = Option<(f64, f64)>;

impl Story<'_, '_> {
    /// Walks a `w:pict`.
    pub(super) fn vml(&mut self, parent: Id) {
        self.vml_shapes(parent, None);
    }

    /// Walks a `w:object`: something embedded, shown by a picture that need not tell the truth.
    pub(super) fn object(&mut self, id: Id) {
        let tree = self.tree;
        let inner: Vec<Id> = tree.kids(id);
        if let Some(object) = inner.iter().find(|id| tree.is(**id, Ns::Office, "OLEObject")) {
            let program: String = tree.attr(*object, "ProgID").unwrap_or("未知类型").chars().take(60).collect();
            self.flow.blind(format!("文档中有嵌入对象（{program}），内容无法读取"), Hides::Anything);
        } else {
            self.flow.blind("文档中有嵌入对象或控件，内容无法读取", Hides::Anything);
        }
        self.vml_shapes(id, None);
    }

    fn vml_shapes(&mut self, parent: Id, scale: Scale) {
        let tree = self.tree;
        for id in tree.kids(parent) {
            match (tree.ns(id), tree.name(id)) {
                (Ns::Vml, "shapetype") => {}
                (Ns::Vml, _) if is_hidden(tree.attr(id, "style")) => {}
                (Ns::Vml, "group") => {
                    let inner = self.group_scale(id, scale);
                    self.vml_shapes(id, inner);
                }
                (Ns::Vml, name) => self.vml_shape(id, name, scale),
                (Ns::Word, "control") => self.flow.blind("文档中有控件，内容无法读取", Hides::Anything),
                (Ns::Word, "drawing") => self.drawing(id),
                (Ns::Word14, "contentPart") => self.ink(),
                _ => {}
            }
        }
    }

    fn group_scale(&self, group: Id, outer: Scale) -> Scale {
        let (width, height) = self.vml_size_mm(group, outer)?;
        let units = self.tree.attr(group, "coordsize").unwrap_or("1000,1000");
        let (across, down) = units.split_once(',')?;
        let per_unit = |mm: f64, units: &str| number(units).filter(|units| *units > 0.0).map(|units| mm / units);
        Some((per_unit(width, across)?, per_unit(height, down)?))
    }

    fn vml_size_mm(&self, id: Id, scale: Scale) -> Option<(f64, f64)> {
        let style = self.tree.attr(id, "style")?;
        let width = vml_mm(property(style, "width")?, scale.map(|scale| scale.0))?;
        let height = vml_mm(property(style, "height")?, scale.map(|scale| scale.1))?;
        Some((width, height))
    }

    fn vml_shape(&mut self, id: Id, name: &str, scale: Scale) {
        let tree = self.tree;
        let size_mm = self.vml_size_mm(id, scale);
        let (line, fill) = self.vml_paint(id);
        let inner = tree.kids(id);
        let has = |ns, name| inner.iter().find(|id| tree.is(**id, ns, name)).copied();
        let signature_line = has(Ns::Office, "signatureline").is_some();
        if signature_line {
            self.flow.blind("文档中有签名行，是否已签署无法判断", Hides::Seal);
        }
        for picture in inner.iter().filter(|id| tree.ns(**id) == Ns::Vml) {
            match tree.name(*picture) {
                "imagedata" => self.vml_picture(*picture, size_mm, signature_line),
                "fill" if tree.attr_in(*picture, Ns::Relation, "id").is_some() => {
                    self.vml_picture(*picture, size_mm, false);
                }
                "textpath" => self.art_text(*picture, line, fill, size_mm),
                "textbox" => {
                    for content in tree.kids(*picture) {
                        if tree.is(content, Ns::Word, "txbxContent") {
                            self.text_box(content);
                        }
                    }
                }
                _ => {}
            }
        }
        if has(Ns::Vml, "textpath").is_none() && !signature_line {
            self.judge_vml(id, name, (line, fill), size_mm, scale);
        }
    }

    fn vml_picture(&mut self, id: Id, size_mm: Option<(f64, f64)>, signature_line: bool) {
        let tree = self.tree;
        let embedded = ["id", "pict"].iter().find_map(|name| tree.attr_in(id, Ns::Relation, name));
        let embedded = embedded.or_else(|| tree.attr_in(id, Ns::Office, "relid")).filter(|id| !id.is_empty());
        let linked = tree.attr_in(id, Ns::Relation, "href").or_else(|| tree.attr(id, "src")).is_some();
        if embedded.is_some() || linked {
            self.push_picture(PictureLink { embedded, linked, signature_line }, size_mm);
        }
    }

    /// Stroke and fill; VML strokes in black and fills in white unless told otherwise.
    fn vml_paint(&self, id: Id) -> (Option<Rgb>, Option<Rgb>) {
        let tree = self.tree;
        let paint = |switch, attribute, child, default| {
            let child = tree.child(id, Ns::Vml, child);
            let of_child = |name| child.and_then(|child| tree.attr(child, name));
            let off = |value: Option<&str>| matches!(value, Some("f" | "false" | "0"));
            if off(tree.attr(id, switch)) || off(of_child("on")) {
                return None;
            }
            let stated = of_child("color").or_else(|| tree.attr(id, attribute));
            Some(stated.and_then(colour::vml).unwrap_or(default))
        };
        let line = paint("stroked", "strokecolor", "stroke", colour::BLACK);
        (line, paint("filled", "fillcolor", "fill", [255, 255, 255]))
    }

    /// Art text is drawn in its shape's fill, stretched to its shape.
    fn art_text(&mut self, id: Id, line: Option<Rgb>, fill: Option<Rgb>, size_mm: Option<(f64, f64)>) {
        let tree = self.tree;
        if matches!(tree.attr(id, "on"), Some("f" | "false" | "0")) {
            return;
        }
        let Some(text) = tree.attr(id, "string").filter(|text| !text.trim().is_empty()) else { return };
        let stated = tree.attr(id, "style").and_then(|style| property(style, "font-size"));
        let stated = stated.and_then(|size| vml_mm(size, None)).map(|mm| mm / MM_PER_POINT);
        let rows = text.lines().count().max(1) as f64;
        let stretched = size_mm.map(|(_, height)| height / MM_PER_POINT / rows);
        let size_pt = stretched.or(stated).filter(|size| *size > 0.0).unwrap_or(ART_SIZE_PT);
        self.boxes += 1;
        self.push_lines(art_line(text, fill.or(line), size_pt));
        self.boxes -= 1;
    }

    fn judge_vml(
        &mut self,
        id: Id,
        name: &str,
        (line, fill): (Option<Rgb>, Option<Rgb>),
        size_mm: Option<(f64, f64)>,
        scale: Scale,
    ) {
        let red_line = line.is_some_and(is_red);
        if !red_line && !fill.is_some_and(is_red) {
            return;
        }
        let kind = self.tree.attr(id, "type").and_then(|kind| kind.rsplit("_t").next()).unwrap_or_default();
        match (name, kind) {
            // MSOSPT 20 is a line, 32 a straight connector; height 0 or a fraction of a point where horizontal.
            ("line", _) => {
                if let Some((width, rise)) = self.line_mm(id, scale).filter(|_| red_line)
                    && rise <= THIN_MM
                {
                    self.flow.push_rule(Some(width));
                }
            }
            ("oval", _) | ("shape", "3" | "23") if could_be_seal(size_mm, false) => self.flow.drawn_seal(),
            ("rect" | "roundrect" | "shape" | "polyline", _)
                if size_mm.is_some_and(|(width, height)| height <= THIN_MM && width > height) =>
            {
                self.flow.push_rule(size_mm.map(|(width, _)| width));
            }
            ("shape", _) if self.tree.attr(id, "path").is_some() && could_be_seal(size_mm, true) => {
                self.flow.drawn_seal();
            }
            ("arc" | "curve", _) => self.flow.drawn_seal(),
            _ => {}
        }
    }

    /// Run and rise of a `v:line`, from its end points.
    fn line_mm(&self, id: Id, scale: Scale) -> Option<(f64, f64)> {
        let point = |name| {
            let (x, y) = self.tree.attr(id, name).unwrap_or("0,0").split_once(',')?;
            // An omitted coordinate is zero.
            let length = |value: &str, scale| vml_mm(if value.trim().is_empty() { "0" } else { value }, scale);
            Some((length(x, scale.map(|scale| scale.0))?, length(y, scale.map(|scale| scale.1))?))
        };
        let (from, to) = (point("from")?, point("to")?);
        Some(((to.0 - from.0).abs(), (to.1 - from.1).abs()))
    }
}

fn is_hidden(style: Option<&str>) -> bool {
    style.is_some_and(|style| {
        property(style, "visibility") == Some("hidden") || property(style, "display") == Some("none")
    })
}

/// A property of a VML style attribute.
fn property<'a>(style: &'a str, name: &str) -> Option<&'a str> {
    style.split(';').find_map(|declaration| {
        let (key, value) = declaration.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
