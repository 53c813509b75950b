//! Reading one table of a TOML file, key by key, and collecting every fault instead of the first.
//!
//! Enters: a [`Node`] and the keys it may have. Leaves: typed values, each with its place; a missing key, a key nobody
//! knows or a value of the wrong sort becomes a fault. This stands in for serde, which stops at the first error.

use super::fault::{At, Faults, one_of};
use super::node::{Node, Value};
use super::{ItemId, Pattern};
use crate::points::Points;
use std::str::FromStr;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) at: At,
    pub(super) value: T,
}

/// A table of known keys.
pub(super) struct Section<'n> {
    node: &'n Node,
    /// For messages.
    name: String,
}

impl<'n> Section<'n> {
    /// Opens a table; keys not in `keys` become faults.
    pub(super) fn open(node: &'n Node, name: impl Into<String>, keys: &[&str], faults: &mut Faults) -> Self {
        let name = name.into();
        if !matches!(node.value, Value::Table(_)) {
            faults.add(node.at, format!("{name}应为一张表"));
        }
        for entry in node.entries() {
            if !keys.contains(&entry.key.as_str()) {
                faults
                    .add(entry.key_at, format!("{name}里没有“{}”这一项，{}", entry.key, one_of(keys.iter().copied())));
            }
        }
        Self { node, name }
    }

    pub(super) fn at(&self) -> At {
        self.node.at
    }

    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.node.get(key)
    }

    /// Where `key` stands, or the section where it is missing.
    pub(super) fn at_key(&self, key: &str) -> At {
        self.get(key).map_or(self.node.at, |node| node.at)
    }

    fn required(&self, key: &str, faults: &mut Faults) -> Option<&'n Node> {
        let node = self.get(key);
        if node.is_none() && matches!(self.node.value, Value::Table(_)) {
            faults.add(self.node.at, format!("{}缺少必填项“{key}”", self.name));
        }
        node
    }

    /// A text that must be there and say something.
    pub(super) fn text(&self, key: &str, faults: &mut Faults) -> String {
        self.required(key, faults).map_or_else(String::new, |node| text_of(node, key, faults))
    }

    pub(super) fn optional_text(&self, key: &str, faults: &mut Faults) -> Option<String> {
        self.get(key).map(|node| text_of(node, key, faults))
    }

    /// A number of points; `None` where it is missing or wrong, so that no sum is blamed for it as well.
    pub(super) fn points(&self, key: &str, faults: &mut Faults) -> Option<Points> {
        self.required(key, faults).and_then(|node| points_of(node, key, faults))
    }

    pub(super) fn optional_points(&self, key: &str, faults: &mut Faults) -> Option<Points> {
        self.get(key).and_then(|node| points_of(node, key, faults))
    }

    /// A whole number within `range`; 0 where it is missing or wrong.
    pub(super) fn number(&self, key: &str, range: std::ops::RangeInclusive<u32>, faults: &mut Faults) -> u32 {
        let Some(node) = self.required(key, faults) else { return 0 };
        match node.value {
            Value::Integer(number) if u32::try_from(number).is_ok_and(|n| range.contains(&n)) => number as u32,
            _ => {
                faults.add(node.at, format!("“{key}”应为 {} 到 {} 的整数", range.start(), range.end()));
                0
            }
        }
    }

    pub(super) fn flag(&self, key: &str, default: bool, faults: &mut Faults) -> bool {
        match self.get(key).map(|node| (&node.value, node.at)) {
            None => default,
            Some((Value::Boolean(flag), _)) => *flag,
            Some((_, at)) => {
                faults.add(at, format!("“{key}”应为 true 或 false"));
                default
            }
        }
    }

    /// A word out of a list.
    pub(super) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)], faults: &mut Faults) -> Option<T> {
        self.required(key, faults).and_then(|node| word_of(node, key, words, faults))
    }

    pub(super) fn optional_word<T: Copy>(&self, key: &str, words: &[(&str, T)], faults: &mut Faults) -> Option<T> {
        self.get(key).and_then(|node| word_of(node, key, words, faults))
    }

    /// The elements of a list that may be missing.
    pub(super) fn list(&self, key: &str, faults: &mut Faults) -> &'n [Node] {
        let Some(node) = self.get(key) else { return &[] };
        if let Value::List(elements) = &node.value {
            return elements;
        }
        faults.add(node.at, format!("“{key}”应为列表"));
        &[]
    }

    pub(super) fn texts(&self, key: &str, faults: &mut Faults) -> Vec<Placed<String>> {
        self.list(key, faults)
            .iter()
            .map(|node| Placed { at: node.at, value: text_of(node, key, faults) })
            .filter(|text| !text.value.is_empty())
            .collect()
    }

    /// Texts that stand for something, for example item ids or rule codes.
    pub(super) fn parsed<T>(&self, key: &str, faults: &mut Faults) -> Vec<Placed<T>>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let mut parsed = Vec::new();
        for text in self.texts(key, faults) {
            match text.value.parse() {
                Ok(value) => parsed.push(Placed { at: text.at, value }),
                Err(error) => faults.add(text.at, format!("“{key}”：{error}")),
            }
        }
        parsed
    }

    pub(super) fn item_ids(&self, key: &str, faults: &mut Faults) -> Vec<Placed<ItemId>> {
        self.parsed(key, faults)
    }

    /// Patterns: a text, or `{ find = "…", unless = "…" }`.
    pub(super) fn patterns(&self, key: &str, faults: &mut Faults) -> Vec<Placed<Pattern>> {
        let mut patterns = Vec::new();
        for node in self.list(key, faults) {
            let (find, unless) = match &node.value {
                Value::Text(text) => (text.clone(), None),
                Value::Table(_) => {
                    let section = Section::open(node, "模式", &["find", "unless"], faults);
                    (section.text("find", faults), section.optional_text("unless", faults))
                }
                _ => {
                    faults.add(node.at, "模式应为文字，或写作 { find = \"…\", unless = \"…\" }");
                    continue;
                }
            };
            if find.is_empty() {
                continue;
            }
            match Pattern::new(&find, unless.as_deref()) {
                Ok(value) => patterns.push(Placed { at: node.at, value }),
                Err(error) => faults.add(node.at, error.to_string()),
            }
        }
        patterns
    }
}

fn text_of(node: &Node, key: &str, faults: &mut Faults) -> String {
    match node.as_text() {
        Some(text) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => {
            faults.add(node.at, format!("“{key}”应为非空的文字"));
            String::new()
        }
    }
}

fn points_of(node: &Node, key: &str, faults: &mut Faults) -> Option<Points> {
    let number = match node.value {
        Value::Integer(number) => number as f64,
        Value::Float(number) => number,
        _ => f64::NAN,
    };
    let points = Points::from_decimal(number);
    if points.is_none() {
        faults.add(node.at, format!("“{key}”应为分数：不小于 0、至多两位小数"));
    }
    points
}

fn word_of<T: Copy>(node: &Node, key: &str, words: &[(&str, T)], faults: &mut Faults) -> Option<T> {
    let found = node.as_text().and_then(|text| words.iter().find(|(word, _)| *word == text));
    if found.is_none() {
        let list = one_of(words.iter().map(|(word, _)| *word));
        let given = node.as_text().map_or_else(String::new, |text| format!("不能是“{text}”，"));
        faults.add(node.at, format!("“{key}”{given}{list}"));
    }
    found.map(|(_, value)| *value)
}
