//! The Wilson score interval.
//!
//! Enters: successes and trials. Leaves: a share with its 95 % interval. Why Wilson: the shares here lie close to 0 or 1,
//! where the usual interval promises more than 100 %.

/// The normal quantile of a two-sided 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// A share with its interval. Nothing was tried where `of` is 0: then all three values are not a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share {
    pub(crate) hits: u64,
    pub(crate) of: u64,
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Share {
    pub(crate) fn new(hits: u64, of: u64) -> Self {
        if of == 0 {
            return Self { hits, of, value: f64::NAN, low: f64::NAN, high: f64::NAN };
        }
        let (n, p) = (of as f64, hits as f64 / of as f64);
        let denominator = 1.0 + Z * Z / n;
        let centre = (p + Z * Z / (2.0 * n)) / denominator;
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / denominator;
        Self { hits, of, value: p, low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
    }

    pub(crate) fn is_measured(self) -> bool {
        self.of > 0
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 5e-5
    }

    #[test]
    fn known_intervals() {
        // Newcombe 1998, table I: method 3 (Wilson score).
        let share = Share::new(81, 263);
        assert!(near(share.low, 0.2553) && near(share.high, 0.3662), "{share:?}");
        let share = Share::new(15, 148);
        assert!(near(share.low, 0.0624) && near(share.high, 0.1605), "{share:?}");
        let share = Share::new(0, 20);
        assert!(near(share.low, 0.0) && near(share.high, 0.1611), "{share:?}");
        let share = Share::new(1, 29);
        assert!(near(share.low, 0.0061) && near(share.high, 0.1718), "{share:?}");
    }

    #[test]
    fn ends_stay_inside() {
        let share = Share::new(29, 29);
        assert!(near(share.high, 1.0) && share.low > 0.88 && share.low < 0.89, "{share:?}");
    }

    #[test]
    fn nothing_tried_is_not_measured() {
        let share = Share::new(0, 0);
        assert!(!share.is_measured() && share.value.is_nan());
    }
}
