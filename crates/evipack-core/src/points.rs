//! Points, in hundredths of a point: never a float inside.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A number of points, counted in hundredths. Serialises as a JSON number of points (`150` hundredths are `1.5`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Points(u32);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// From hundredths of a point.
    pub const fn from_hundredths(hundredths: u32) -> Self {
        Self(hundredths)
    }

    /// From a decimal number as a table writes it. `None` for a negative number, more than two decimals, or more than
    /// 10,000 points.
    pub fn from_decimal(number: f64) -> Option<Self> {
        let hundredths = number * 100.0;
        let whole = hundredths.round();
        ((0.0..=1_000_000.0).contains(&whole) && (hundredths - whole).abs() < 1e-6).then_some(Self(whole as u32))
    }

    /// In hundredths of a point.
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// The difference, never below zero.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::ops::Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |a, b| a + b)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            r if r % 10 == 0 => write!(f, "{whole}.{}", r / 10),
            r => write!(f, "{whole}.{r:02}"),
        }
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 100.0)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::from_decimal(number).ok_or_else(|| serde::de::Error::custom(format!("{number} is no number of points")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_hundredths_and_print_short() {
        assert_eq!(Points::from_decimal(1.5).unwrap_or_default().to_string(), "1.5");
        assert_eq!(Points::from_hundredths(305).to_string(), "3.05");
        assert_eq!(Points::from_decimal(4.0).unwrap_or_default().to_string(), "4");
        assert_eq!(Points::from_decimal(0.005), None);
        assert_eq!(Points::from_decimal(-1.0), None);
    }
}
