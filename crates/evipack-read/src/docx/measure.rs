//! Lengths as the three drawing languages write them, in millimetres.
//!
//! Enters: attribute values. Leaves: millimetres, points or twips; `None` for what is no length. Values beyond any paper are
//! refused, so that nothing downstream has to fear infinities.

/// Longer than any paper or drawing, in millimetres.
const LONGEST_MM: f64 = 10_000.0;

pub(super) const MM_PER_INCH: f64 = 25.4;
pub(super) const MM_PER_POINT: f64 = MM_PER_INCH / 72.0;
const MM_PER_TWIP: f64 = MM_PER_POINT / 20.0;
/// English metric units of DrawingML.
pub(super) const MM_PER_EMU: f64 = 1.0 / 36_000.0;
/// CSS pixels, as VML styles mean them.
const MM_PER_PIXEL: f64 = MM_PER_INCH / 96.0;

/// A WordprocessingML measure: twips where it is bare (transitional), with a unit in strict documents.
pub(super) fn word_mm(value: &str) -> Option<f64> {
    with_unit(value, Some(MM_PER_TWIP))
}

/// A type size in points: half-points where it is bare.
pub(super) fn type_size_pt(value: &str) -> Option<f64> {
    with_unit(value, Some(MM_PER_POINT / 2.0)).map(|mm| mm / MM_PER_POINT)
}

/// An EMU count of DrawingML.
pub(super) fn emu_mm(value: &str) -> Option<f64> {
    with_unit(value, Some(MM_PER_EMU))
}

/// A length of a VML style or point; `bare` is what a unit-less number means there, in millimetres.
pub(super) fn vml_mm(value: &str, bare: Option<f64>) -> Option<f64> {
    with_unit(value, bare.or(Some(MM_PER_PIXEL)))
}

/// A plain finite number.
pub(super) fn number(value: &str) -> Option<f64> {
    value.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

fn with_unit(value: &str, bare: Option<f64>) -> Option<f64> {
    let value = value.trim();
    let digits = value.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let mm_per_unit = match value.get(digits.len()..)? {
        "" => bare?,
        "mm" => 1.0,
        "cm" => 10.0,
        "in" => MM_PER_INCH,
        "pt" => MM_PER_POINT,
        "pc" | "pi" => MM_PER_POINT * 12.0,
        "px" => MM_PER_PIXEL,
        _ => return None,
    };
    number(digits).map(|number| number * mm_per_unit).filter(|mm| mm.abs() <= LONGEST_MM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        let near = |value: Option<f64>, expected: f64| assert!(value.is_some_and(|mm| (mm - expected).abs() < 0.01));
        near(word_mm("1440"), 25.4);
        near(word_mm("21cm"), 210.0);
        near(type_size_pt("44"), 22.0);
        near(type_size_pt("16pt"), 16.0);
        near(emu_mm("360000"), 10.0);
        near(vml_mm("72pt", None), 25.4);
        near(vml_mm("96", None), 25.4);
        near(vml_mm("10", Some(2.0)), 20.0);
        for nonsense in ["", "auto", "1e999", "NaN", "10furlong", "99999999999cm"] {
            assert_eq!(word_mm(nonsense), None, "{nonsense}");
        }
    }
}
