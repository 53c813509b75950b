//! Figures as a report shows them.
//!
//! Enters: lengths and places as they were measured. Leaves: the same, rounded: no machine's last bit decides whether two reports
//! are the same.

use serde::{Serialize, Serializer};

/// x, y, width, height as fractions of the page or picture, from the top left.
pub type Region = [f64; 4];

/// Places in a report, to a ten-thousandth of the page.
pub(super) fn shortened_region<S: Serializer>(region: &Region, serializer: S) -> Result<S::Ok, S::Error> {
    region.map(|part| rounded(part, 1e4, &serializer)).serialize(serializer)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
pub(super) fn to_hundredths<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let number = rounded(*number, 1e2, &serializer);
    serializer.serialize_f64(number)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
pub(super) fn to_millionths<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let number = rounded(*number, 1e6, &serializer);
    serializer.serialize_f64(number)
}

/// A number as a report shows it. What goes from a worker process to the audit (a format that nobody reads) keeps every
/// bit, so that the rules see the same however the file was read.
fn rounded<S: Serializer>(number: f64, parts: f64, serializer: &S) -> f64 {
    if serializer.is_human_readable() { (number * parts).round() / parts } else { number }
}
