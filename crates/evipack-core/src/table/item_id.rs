//! The identifier of an indicator or a bonus item.
//!
//! Enters: `1.2` or `B3` as tables, folders and reports write it. Leaves: [`ItemId`], ordered as the table is read:
//! indicators by category and ordinal (so `1.10` after `1.9`), then the bonus items.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// `1.2` (second indicator of category 1) or `B3` (third bonus item). Numbers run from 1 to 99. Serialises as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(Number);

// Order of the variants is the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Number {
    Indicator { category: u32, ordinal: u32 },
    Bonus { ordinal: u32 },
}

impl ItemId {
    /// The indicator `category.ordinal`.
    pub const fn indicator(category: u32, ordinal: u32) -> Self {
        Self(Number::Indicator { category, ordinal })
    }

    /// The bonus item `B ordinal`.
    pub const fn bonus(ordinal: u32) -> Self {
        Self(Number::Bonus { ordinal })
    }

    /// The category's number, 0 for a bonus item.
    pub const fn category(&self) -> u32 {
        match self.0 {
            Number::Indicator { category, .. } => category,
            Number::Bonus { .. } => 0,
        }
    }

    /// The place within the category or among the bonus items, from 1.
    pub const fn ordinal(&self) -> u32 {
        match self.0 {
            Number::Indicator { ordinal, .. } | Number::Bonus { ordinal } => ordinal,
        }
    }

    /// Whether it is a bonus item.
    pub const fn is_bonus(&self) -> bool {
        matches!(self.0, Number::Bonus { .. })
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Number::Indicator { category, ordinal } => write!(f, "{category}.{ordinal}"),
            Number::Bonus { ordinal } => write!(f, "B{ordinal}"),
        }
    }
}

/// The text is no identifier of an item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是指标编号，应写作 1.2 或 B3")]
pub struct ItemIdError(pub String);

impl FromStr for ItemId {
    type Err = ItemIdError;

    fn from_str(text: &str) -> Result<Self, ItemIdError> {
        let error = || ItemIdError(text.to_owned());
        if let Some(ordinal) = text.strip_prefix('B') {
            return small_number(ordinal).map(Self::bonus).ok_or_else(error);
        }
        let (category, ordinal) = text.split_once('.').ok_or_else(error)?;
        match (small_number(category), small_number(ordinal)) {
            (Some(category), Some(ordinal)) => Ok(Self::indicator(category, ordinal)),
            _ => Err(error()),
        }
    }
}

/// 1 to 99 without sign or leading zero: one identifier has one spelling.
pub(super) fn small_number(text: &str) -> Option<u32> {
    let plain = matches!(text.as_bytes(), [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9']);
    if plain { text.parse().ok() } else { None }
}

impl Serialize for ItemId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ItemId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_one_spelling_and_the_tables_order() {
        let mut ids: Vec<ItemId> = ["B2", "1.10", "2.1", "1.9", "B10"].iter().map(|t| t.parse().unwrap()).collect();
        ids.sort();
        let text: Vec<_> = ids.iter().map(ToString::to_string).collect();
        assert_eq!(text, ["1.9", "1.10", "2.1", "B2", "B10"]);
        for wrong in ["", "1", "1.", ".1", "01.1", "1.0", "1.1.1", "b1", "B", "B0", "B+1", "1.100", "１.1", "D1"] {
            assert!(wrong.parse::<ItemId>().is_err(), "{wrong}");
        }
    }
}
