//! How an element of a web page looks, by its own attributes.
//!
//! Enters: the attributes of an opening tag and the look of what is around it. Leaves: a [`Look`]. Style sheets are not
//! followed: what they could say is noted as unseen by the reader of the page.

use crate::flow::{Rgb, RunLook};
use crate::layout::is_red;

/// Medium type of a page in points: 16 CSS pixels.
const BODY_PT: f64 = 12.0;
/// CSS pixels of an inch.
const PX_PER_INCH: f64 = 96.0;
/// Points of an inch.
const PT_PER_INCH: f64 = 72.0;
/// Millimetres of an inch.
const MM_PER_INCH: f64 = 25.4;

/// How text in an element looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) size_pt: f64,
    /// `None` is black.
    pub(super) colour: Option<Rgb>,
    pub(super) centred: bool,
    pub(super) hidden: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { size_pt: BODY_PT, colour: None, centred: false, hidden: false }
    }
}

impl Look {
    /// The look of the text itself.
    pub(super) fn run(self) -> RunLook {
        RunLook { ink: self.colour, size_pt: Some(self.size_pt), hidden: None }
    }
}

/// What an element draws beside its text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Drawn {
    /// A red border or rule.
    pub(super) red_rule: bool,
    /// A picture behind its content.
    pub(super) background: bool,
    /// Width and height in millimetres, where the style says them.
    pub(super) width_mm: Option<f64>,
    pub(super) height_mm: Option<f64>,
}

/// The look of an element inside one that looks like `around`. `get` gives its attributes by lower-case name.
pub(super) fn look<'a>(name: &str, around: Look, get: impl Fn(&str) -> Option<&'a str>) -> (Look, Drawn) {
    let mut look = around;
    let mut drawn = Drawn::default();
    if let Some(size) = heading(name) {
        look.size_pt = size;
    }
    match get("align").map(str::to_ascii_lowercase).as_deref() {
        // A table's own align places the table, not the text in it.
        Some(align) if name != "table" && name != "img" => look.centred = align == "center" || align == "middle",
        _ => {}
    }
    look.centred |= name == "center";
    look.hidden |= get("hidden").is_some();
    drawn.background |= get("background").is_some();
    if name == "font" {
        look.colour = get("color").and_then(colour).or(look.colour);
        look.size_pt = get("size").and_then(font_size).unwrap_or(look.size_pt);
    }
    if name == "hr" {
        drawn.red_rule |= get("color").and_then(colour).is_some_and(is_red);
    }
    (drawn.width_mm, drawn.height_mm) = (get("width").and_then(pixels_mm), get("height").and_then(pixels_mm));
    for declaration in get("style").unwrap_or_default().split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        declare(&property.trim().to_ascii_lowercase(), value.trim(), around, &mut look, &mut drawn);
    }
    (look, drawn)
}

fn declare(property: &str, value: &str, around: Look, look: &mut Look, drawn: &mut Drawn) {
    let value = value.trim_end_matches("!important").trim().to_ascii_lowercase();
    match property {
        "color" => look.colour = colour(&value).or(look.colour),
        "font-size" => look.size_pt = size_pt(&value, around.size_pt).unwrap_or(look.size_pt),
        "font" => {
            let size = value.split_whitespace().find_map(|word| {
                let size = word.split('/').next().unwrap_or_default();
                size.starts_with(|c: char| c.is_ascii_digit()).then(|| size_pt(size, around.size_pt)).flatten()
            });
            look.size_pt = size.unwrap_or(look.size_pt);
        }
        "text-align" => look.centred = value == "center",
        "display" => look.hidden |= value == "none",
        "visibility" => look.hidden |= value == "hidden" || value == "collapse",
        "mso-hide" => look.hidden |= value == "all",
        "width" => drawn.width_mm = length_pt(&value, around.size_pt).map(pt_mm).or(drawn.width_mm),
        "height" => drawn.height_mm = length_pt(&value, around.size_pt).map(pt_mm).or(drawn.height_mm),
        "background" | "background-image" => drawn.background |= value.contains("url("),
        _ if property.starts_with("border") => drawn.red_rule |= parts(&value).filter_map(colour).any(is_red),
        _ => {}
    }
}

/// The words of a value; `rgb(1, 2, 3)` is one.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    value.split(move |c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c.is_whitespace() && depth <= 0
    })
}

/// Default sizes of headings, HTML Living Standard 15.3.7: 2, 1.5, 1.17, 1, .83 and .67 em.
fn heading(name: &str) -> Option<f64> {
    let em = match name {
        "h1" => 2.0,
        "h2" => 1.5,
        "h3" => 1.17,
        "h4" => 1.0,
        "h5" => 0.83,
        "h6" => 0.67,
        _ => return None,
    };
    Some(em * BODY_PT)
}

/// `<font size>`, HTML Living Standard 15.3.1: the seven sizes from x-small on, `+1` and `-1` from the third.
fn font_size(value: &str) -> Option<f64> {
    const SIZES: [f64; 7] = [7.5, 9.75, 12.0, 13.5, 18.0, 24.0, 36.0];
    let value = value.trim();
    let number: i32 = value.trim_start_matches('+').parse().ok()?;
    let relative = value.starts_with(['+', '-']);
    let step = if relative { 3i32.checked_add(number)? } else { number };
    SIZES.get(usize::try_from(step.clamp(1, 7) - 1).ok()?).copied()
}

/// A type size of CSS in points.
fn size_pt(value: &str, around: f64) -> Option<f64> {
    let px = match value {
        "xx-small" => 9.0,
        "x-small" => 10.0,
        "small" => 13.0,
        "medium" => 16.0,
        "large" => 18.0,
        "x-large" => 24.0,
        "xx-large" => 32.0,
        "xxx-large" => 48.0,
        _ => return length_pt(value, around),
    };
    Some(px * PT_PER_INCH / PX_PER_INCH)
}

/// A length of CSS in points; `around` is what `em` and `%` go by.
fn length_pt(value: &str, around: f64) -> Option<f64> {
    let digits = value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
    let (number, unit) = value.split_at(digits);
    let number: f64 = number.parse().ok()?;
    let factor = match unit.trim() {
        "pt" => 1.0,
        "px" => PT_PER_INCH / PX_PER_INCH,
        "em" => around,
        "rem" => BODY_PT,
        "%" => around / 100.0,
        "cm" => PT_PER_INCH / MM_PER_INCH * 10.0,
        "mm" => PT_PER_INCH / MM_PER_INCH,
        "in" => PT_PER_INCH,
        _ => return None,
    };
    Some(number * factor).filter(|size| size.is_finite())
}

fn pt_mm(pt: f64) -> f64 {
    pt * MM_PER_INCH / PT_PER_INCH
}

/// A width or height attribute: CSS pixels.
fn pixels_mm(value: &str) -> Option<f64> {
    let value = value.trim().trim_end_matches("px");
    value.parse::<f64>().ok().filter(|px| px.is_finite() && *px > 0.0).map(|px| px * MM_PER_INCH / PX_PER_INCH)
}

/// A colour of CSS or of an attribute. Names other than those of reds are told to be no red; that is all anybody asks.
pub(super) fn colour(value: &str) -> Option<Rgb> {
    let value = value.trim().to_ascii_lowercase();
    if let Some(digits) = value.strip_prefix('#').or_else(|| bare_hex(&value)) {
        return hex(digits);
    }
    if let Some(inside) = value.strip_prefix("rgba(").or_else(|| value.strip_prefix("rgb(")) {
        let mut channels = inside.trim_end_matches(')').split([',', ' ', '/']).filter(|part| !part.is_empty());
        let mut channel = || {
            let part = channels.next()?;
            let byte = match part.strip_suffix('%') {
                Some(percent) => percent.parse::<f64>().ok()? * 2.55,
                None => part.parse::<f64>().ok()?,
            };
            Some(byte.clamp(0.0, 255.0) as u8)
        };
        return Some([channel()?, channel()?, channel()?]);
    }
    Some(match value.as_str() {
        "red" => [255, 0, 0],
        "darkred" => [139, 0, 0],
        "crimson" => [220, 20, 60],
        "firebrick" => [178, 34, 34],
        "orangered" => [255, 69, 0],
        "tomato" => [255, 99, 71],
        "inherit" | "initial" | "unset" | "currentcolor" | "" => return None,
        name if name.chars().all(|c| c.is_ascii_alphabetic()) => [0, 0, 0],
        _ => return None,
    })
}

/// Six hexadecimal digits without a sign, as old pages write in attributes.
fn bare_hex(value: &str) -> Option<&str> {
    (value.len() == 6 && value.bytes().all(|b| b.is_ascii_hexdigit())).then_some(value)
}

fn hex(digits: &str) -> Option<Rgb> {
    let nibble = |at: usize| digits.as_bytes().get(at).and_then(|&b| char::from(b).to_digit(16)).map(|d| d as u8);
    match digits.len() {
        3 | 4 => Some([nibble(0)? * 17, nibble(1)? * 17, nibble(2)? * 17]),
        6 | 8 => {
            let byte = |at: usize| Some(nibble(at)? * 16 + nibble(at + 1)?);
            Some([byte(0)?, byte(2)?, byte(4)?])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(name: &str, attributes: &[(&str, &str)]) -> (Look, Drawn) {
        let get = |wanted: &str| attributes.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
        look(name, Look::default(), get)
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "sizes that are written out")]
    fn styles_of_an_element() {
        let (mark, _) = of("p", &[("style", "text-align:center; COLOR: rgb(255, 0, 0);font-size:26.0pt")]);
        assert!(mark.centred && mark.size_pt == 26.0 && mark.colour == Some([255, 0, 0]));
        assert!(of("div", &[("style", "display:none")]).0.hidden);
        let (large, _) = of("font", &[("size", "6"), ("color", "#F00")]);
        assert!(large.size_pt == 24.0 && large.colour == Some([255, 0, 0]));
        assert_eq!(of("span", &[("style", "font-size:200%")]).0.size_pt, 24.0);
        assert_eq!(of("span", &[("style", "font:bold 16px/1.5 宋体")]).0.size_pt, 12.0);
        assert_eq!(of("h1", &[]).0.size_pt, 24.0);
    }

    #[test]
    fn rules_and_backgrounds() {
        assert!(of("hr", &[("color", "red")]).1.red_rule);
        assert!(of("p", &[("style", "border-bottom: 2px solid rgb(255, 0, 0)")]).1.red_rule);
        assert!(!of("p", &[("style", "border-bottom: 2px solid #333")]).1.red_rule);
        assert!(of("td", &[("style", "background:url(head.jpg)")]).1.background);
        assert!(of("img", &[("width", "96")]).1.width_mm.is_some_and(|mm| (mm - 25.4).abs() < 1e-9));
    }

    proptest! {
        #[test]
        fn any_style_is_survived(style in "\\PC{0,80}", value in "\\PC{0,12}") {
            of("font", &[("style", &style), ("color", &value), ("size", &value), ("width", &value)]);
            of("p", &[("style", &format!("color:{value};font-size:{value};border:{value}"))]);
        }
    }
}
