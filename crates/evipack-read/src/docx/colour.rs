//! Colours of WordprocessingML, DrawingML and VML as device RGB.
//!
//! Enters: colour elements and attributes, and the theme part. Leaves: `[u8; 3]`, or nothing where no ink is laid. Tints and
//! shades are worked out closely enough to tell red from not red, not to match a proof.

use std::collections::HashMap;

use super::xml::{Id, Ns, Tree};

pub(super) use crate::flow::Rgb;

/// What "auto" prints as on white paper.
pub(super) const BLACK: Rgb = [0, 0, 0];

/// How a shape's line, its area or a text is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// Nothing is said here; a style may say it.
    Unsaid,
    /// Said to be unpainted, transparent, or no single colour.
    NoInk,
    Ink(Rgb),
}

impl Paint {
    /// The ink, asking `style` where nothing was said.
    pub(super) fn ink_or(self, style: impl FnOnce() -> Option<Rgb>) -> Option<Rgb> {
        match self {
            Self::Unsaid => style(),
            Self::NoInk => None,
            Self::Ink(rgb) => Some(rgb),
        }
    }
}

/// DrawingML counts percentages in thousandths.
const WHOLE: f64 = 100_000.0;

/// The colour scheme of a document: names as in the theme part (`dk1`, `accent2`, …).
#[derive(Debug, Default)]
pub(super) struct Theme {
    scheme: HashMap<String, Rgb>,
}

impl Theme {
    /// Takes the colour scheme out of a theme part.
    pub(super) fn read(tree: &Tree) -> Self {
        let mut scheme = HashMap::new();
        if let Some(colours) = tree.all().find(|id| tree.is(*id, Ns::Drawing, "clrScheme")) {
            for slot in tree.children(colours) {
                let rgb = tree.children(slot).find_map(|id| Self::default().drawing_element(tree, id));
                if let Some(rgb) = rgb {
                    scheme.insert(tree.name(slot).to_owned(), rgb);
                }
            }
        }
        Self { scheme }
    }

    /// A scheme colour by the names of WordprocessingML (`accent2`, `text1`, `dark1`) or DrawingML (`tx1`, `dk1`). The
    /// mapping of text and background is the one every document has unless its settings turn it round.
    fn named(&self, name: &str) -> Option<Rgb> {
        let slot = match name {
            "dark1" | "text1" | "tx1" => "dk1",
            "light1" | "background1" | "bg1" => "lt1",
            "dark2" | "text2" | "tx2" => "dk2",
            "light2" | "background2" | "bg2" => "lt2",
            "hyperlink" => "hlink",
            "followedHyperlink" => "folHlink",
            other => other,
        };
        self.scheme.get(slot).copied()
    }

    /// The colour of `w:color` (attribute `val`) or of a border (attribute `color`): the theme colour where the theme has
    /// it, else the plain value; `auto` is black.
    pub(super) fn word(&self, tree: &Tree, id: Id, attribute: &str) -> Option<Rgb> {
        let themed = tree.attr(id, "themeColor").and_then(|name| self.named(name)).map(|rgb| {
            let fraction = |name| {
                tree.attr(id, name).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map(|byte| f64::from(byte) / 255.0)
            };
            let rgb = fraction("themeShade").map_or(rgb, |shade| shaded(rgb, shade));
            fraction("themeTint").map_or(rgb, |tint| tinted(rgb, tint))
        });
        themed.or_else(|| match tree.attr(id, attribute)? {
            "auto" => Some(BLACK),
            value => hex(value.trim_start_matches('#')),
        })
    }

    /// The first paint among an element's children (`a:solidFill`, `a:gradFill`, `w14:solidFill` …).
    pub(super) fn paint(&self, tree: &Tree, parent: Id) -> Paint {
        let painted = |ink: Option<Rgb>| Some(ink.map_or(Paint::NoInk, Paint::Ink));
        let paint = tree.children(parent).find_map(|id| match tree.name(id) {
            "solidFill" => painted(self.drawing_colour(tree, id)),
            "gradFill" => {
                let stop = tree.child_named(id, "gsLst").and_then(|stops| tree.children(stops).next());
                painted(stop.and_then(|stop| self.drawing_colour(tree, stop)))
            }
            // A picture or pattern is no single ink.
            "noFill" | "blipFill" | "pattFill" => Some(Paint::NoInk),
            _ => None,
        });
        paint.unwrap_or(Paint::Unsaid)
    }

    /// The first colour among an element's children.
    pub(super) fn drawing_colour(&self, tree: &Tree, parent: Id) -> Option<Rgb> {
        tree.children(parent).find_map(|id| self.drawing_element(tree, id))
    }

    /// A DrawingML colour element with its transformations. Only fractions of `lumMod`, `lumOff`, `shade`, `tint` and
    /// `alpha` matter for telling red.
    fn drawing_element(&self, tree: &Tree, id: Id) -> Option<Rgb> {
        let value = tree.attr(id, "val");
        let mut rgb = match tree.name(id) {
            "srgbClr" => hex(value?)?,
            "schemeClr" => self.named(value?)?,
            "sysClr" => tree.attr(id, "lastClr").and_then(hex).unwrap_or(BLACK),
            "prstClr" => named(value?)?,
            "scrgbClr" => {
                let part = |name| fraction(tree.attr(id, name)?).map(|linear| byte(linear.max(0.0).powf(1.0 / 2.2)));
                [part("r")?, part("g")?, part("b")?]
            }
            _ => return None,
        };
        for change in tree.children(id) {
            let Some(by) = tree.attr(change, "val").and_then(fraction) else { continue };
            match tree.name(change) {
                // w14 writes transparency, DrawingML opacity; `alpha` of w14 at 100 % is fully transparent.
                "alpha" if tree.ns(change) == Ns::Word14 && by >= 1.0 => return None,
                "alpha" if tree.ns(change) != Ns::Word14 && by <= 0.0 => return None,
                "shade" => rgb = shaded(rgb, by),
                "tint" => rgb = tinted(rgb, by),
                "lumMod" => rgb = lit(rgb, |light| light * by),
                "lumOff" => rgb = lit(rgb, |light| light + by),
                _ => {}
            }
        }
        Some(rgb)
    }
}

/// The colour of a VML attribute: `#f00`, `#ff0000`, `red`, `rgb(255,0,0)`, each perhaps followed by a palette index in
/// brackets; `None` where it says nothing usable.
pub(super) fn vml(value: &str) -> Option<Rgb> {
    let value = value.trim();
    if let Some(parts) = value.strip_prefix("rgb(").and_then(|rest| rest.split_once(')')) {
        let mut bytes = parts.0.split(',').map(|part| part.trim().parse::<u8>().ok());
        return Some([bytes.next()??, bytes.next()??, bytes.next()??]);
    }
    let word = value.split_whitespace().next()?;
    match word.strip_prefix('#') {
        Some(digits) if digits.len() == 3 && digits.is_ascii() => {
            let double = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok().map(|nibble| nibble * 17);
            Some([double(0)?, double(1)?, double(2)?])
        }
        Some(digits) => hex(digits),
        None => named(word).or_else(|| hex(word)),
    }
}

fn hex(digits: &str) -> Option<Rgb> {
    if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = value.to_be_bytes();
    Some([red, green, blue])
}

/// The named colours that matter for red, and the commonest others so that they are known not to be red.
fn named(name: &str) -> Option<Rgb> {
    Some(match name.to_ascii_lowercase().as_str() {
        "red" => [255, 0, 0],
        "darkred" | "dkred" => [139, 0, 0],
        "firebrick" => [178, 34, 34],
        "crimson" => [220, 20, 60],
        "maroon" => [128, 0, 0],
        "orangered" => [255, 69, 0],
        "black" | "windowtext" | "captiontext" => BLACK,
        "white" | "window" => [255, 255, 255],
        "silver" => [192, 192, 192],
        "gray" | "grey" => [128, 128, 128],
        "blue" => [0, 0, 255],
        "navy" => [0, 0, 128],
        "green" => [0, 128, 0],
        "lime" => [0, 255, 0],
        "yellow" => [255, 255, 0],
        "aqua" | "cyan" => [0, 255, 255],
        "fuchsia" | "magenta" => [255, 0, 255],
        "purple" => [128, 0, 128],
        "teal" => [0, 128, 128],
        "olive" => [128, 128, 0],
        "orange" => [255, 165, 0],
        _ => return None,
    })
}

/// `50000` (thousandths of a percent) or `50%` (strict).
fn fraction(value: &str) -> Option<f64> {
    match value.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok().map(|percent| percent / 100.0),
        None => value.parse::<f64>().ok().map(|thousandths| thousandths / WHOLE),
    }
}

fn byte(fraction: f64) -> u8 {
    (fraction.clamp(0.0, 1.0) * 255.0).round() as u8
}

fn shaded(rgb: Rgb, keep: f64) -> Rgb {
    rgb.map(|channel| byte(f64::from(channel) / 255.0 * keep))
}

fn tinted(rgb: Rgb, keep: f64) -> Rgb {
    rgb.map(|channel| byte(1.0 - (1.0 - f64::from(channel) / 255.0) * keep))
}

/// Changes the luminance of the HSL model and keeps hue and saturation.
fn lit(rgb: Rgb, change: impl Fn(f64) -> f64) -> Rgb {
    let channels = rgb.map(|channel| f64::from(channel) / 255.0);
    let (high, low) = (channels.iter().copied().fold(0.0, f64::max), channels.iter().copied().fold(1.0, f64::min));
    let light = f64::midpoint(high, low);
    let reach = |light: f64| light.min(1.0 - light);
    let target = change(light).clamp(0.0, 1.0);
    // Distance from the grey axis scales with how much room the luminance leaves.
    let scale = if reach(light) > 0.0 { reach(target) / reach(light) } else { 0.0 };
    channels.map(|channel| byte(target + (channel - light) * scale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docx::xml::ROOT;
    use crate::layout::is_red;

    #[test]
    fn vml_colours() {
        for red in ["red", "#f00", "#ff0000", "Red [3205]", "#C00000 [2404]", "rgb(255, 0, 0)"] {
            assert!(vml(red).is_some_and(is_red), "{red}");
        }
        for other in ["black", "#000", "rgb(0,0,255)", "windowText"] {
            assert!(vml(other).is_some_and(|rgb| !is_red(rgb)), "{other}");
        }
        for nothing in ["", "fill darken(118)", "#ééé", "rgb(1,2)"] {
            assert_eq!(vml(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn luminance_moves_along_the_hue() {
        assert_eq!(lit([255, 0, 0], |light| light * 0.75), [191, 0, 0]);
        assert_eq!(lit([255, 0, 0], |light| light + 0.4), [255, 204, 204]);
        assert_eq!(lit([0, 0, 0], |light| light + 0.5), [128, 128, 128]);
    }

    #[test]
    fn theme_colours_with_shade() {
        let theme = Tree::read(
            r#"<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme name="x">
            <a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:accent2><a:srgbClr val="FF0000"/></a:accent2>
            </a:clrScheme></a:themeElements></a:theme>"#,
        )
        .unwrap();
        let theme = Theme::read(&theme);
        let colour = |attributes: &str| {
            let text = format!("<w:color xmlns:w=\"urn:wordprocessingml\" {attributes}/>");
            let tree = Tree::read(&text).unwrap();
            theme.word(&tree, ROOT, "val")
        };
        assert_eq!(colour(r#"w:val="00FF00" w:themeColor="accent2""#), Some([255, 0, 0]));
        assert_eq!(colour(r#"w:val="00FF00" w:themeColor="accent2" w:themeShade="BF""#), Some([191, 0, 0]));
        assert_eq!(colour(r#"w:val="00FF00" w:themeColor="accent6""#), Some([0, 255, 0]));
        assert_eq!(colour(r#"w:val="auto""#), Some(BLACK));
        assert_eq!(colour(r#"w:val="nonsense""#), None);
    }
}
