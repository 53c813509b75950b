//! A TOML file as a tree that remembers where everything stood.
//!
//! Enters: the text of one file. Leaves: a [`Node`], or every syntax fault at once. Files that extend one another are
//! merged as trees ([`super::merge`]) before anyone asks what the keys mean, so a node knows its file too.

use super::fault::{At, Faults};
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) at: At,
    pub(super) value: Value,
}

/// What a TOML value is, as far as tables need it.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// A local date; `None` for a date with a time, which no table needs.
    Date(Option<jiff::civil::Date>),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_at: At,
    pub(super) value: Node,
}

impl Node {
    /// The entries, where it is a table.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value under `key`, where it is a table that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The text, where it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, where it is a list.
    pub(super) fn elements(&self) -> &[Node] {
        match &self.value {
            Value::List(nodes) => nodes,
            _ => &[],
        }
    }
}

/// Parses the text of file number `source`; what is wrong goes to `faults`.
pub(super) fn parse(text: &str, source: usize, faults: &mut Faults) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let offset = error.span().map_or(0, |span| span.start);
        faults.add(At { source, offset }, format!("不合 TOML 语法：{}", error.message()));
    }
    Node { at: At { source, offset: 0 }, value: table_value(table.get_ref(), source, faults) }
}

fn table_value(table: &DeTable<'_>, source: usize, faults: &mut Faults) -> Value {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_at: At { source, offset: key.span().start },
            value: node(value, source, faults),
        })
        .collect();
    // The parser sorts by key; faults and defaults read better in the order of the file.
    entries.sort_by_key(|entry| entry.key_at);
    Value::Table(entries)
}

fn node(value: &toml::Spanned<DeValue<'_>>, source: usize, faults: &mut Faults) -> Node {
    let at = At { source, offset: value.span().start };
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).unwrap_or_else(|_| {
                faults.add(at, "整数过大");
                0
            }))
        }
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Datetime(datetime) => Value::Date(match (datetime.date, datetime.time) {
            (Some(date), None) => i16::try_from(date.year)
                .ok()
                .and_then(|year| Some((year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?)))
                .and_then(|(year, month, day)| jiff::civil::Date::new(year, month, day).ok()),
            _ => None,
        }),
        DeValue::Array(list) => Value::List(list.iter().map(|element| node(element, source, faults)).collect()),
        DeValue::Table(table) => table_value(table, source, faults),
    };
    Node { at, value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_syntax_fault_is_reported() {
        let mut faults = Faults::default();
        parse("a = \nb = 1\nc == 2\n", 0, &mut faults);
        let super::super::TableError::Invalid { faults, .. } = faults.into_error(
            &[super::super::fault::Source {
                origin: String::new(),
                text: "a = \nb = 1\nc == 2\n".into(),
                extends: None,
            }],
            0,
        ) else {
            unreachable!()
        };
        let lines: Vec<_> = faults.iter().map(|fault| fault.line).collect();
        assert!(lines.contains(&1) && lines.contains(&3), "{faults:?}");
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in "[a-c=\\[\\]{}\"'.,0-9\n #+-]{0,80}") {
            parse(&text, 0, &mut Faults::default());
        }
    }
}
