//! One table on top of another.
//!
//! Enters: the tree of the table that is extended and the tree of the one that extends it and states differences only.
//! Leaves: one tree, as if it had been written in one file; every value still knows where it stands.
//!
//! Fields of the upper table replace those of the lower one. Items, categories and deductions are joined by their id,
//! effects by their rule, sections key by key; any other list is replaced as a whole, because half a list is a trap.

use super::fault::{At, Faults};
use super::node::{Entry, Node, Value};

/// What a table says of itself and never inherits.
const IDENTITY: [&str; 5] = ["id", "title", "edition", "source", "issuer"];

/// Sections whose keys are joined one by one.
const SECTIONS: [&str; 3] = ["bonus", "issued", "package_documents"];

/// Puts `upper` on `lower`; what is wrong with its differences goes to `faults`.
pub(super) fn merge(lower: Node, upper: Node, faults: &mut Faults) -> Node {
    let at = upper.at;
    let removed = removed(&lower, &upper, faults);
    for key in IDENTITY {
        if upper.get(key).is_none() {
            faults.add(at, format!("缺少必填项“{key}”：继承的表也要写明自己的身份"));
        }
    }
    let mut entries: Vec<Entry> = Vec::new();
    if let Value::Table(lower_entries) = lower.value {
        entries = lower_entries;
        entries.retain(|entry| !IDENTITY.contains(&entry.key.as_str()) && entry.key != "extends");
    }
    for entry in &mut entries {
        drop_removed(&entry.key, &mut entry.value, &removed);
    }
    if let Value::Table(upper_entries) = upper.value {
        for entry in upper_entries.into_iter().filter(|entry| entry.key != "remove" && entry.key != "extends") {
            match entries.iter_mut().find(|below| below.key == entry.key) {
                Some(below) => join(below, entry),
                None => entries.push(entry),
            }
        }
    }
    Node { at, value: Value::Table(entries) }
}

fn join(below: &mut Entry, above: Entry) {
    match above.key.as_str() {
        "item" | "category" | "deduction" => {
            let id_key = if above.key == "category" { "number" } else { "id" };
            join_lists(&mut below.value, above.value, id_key);
        }
        "clause" => replace_clauses(&mut below.value, above.value),
        "effect" => join_tables(&mut below.value, above.value, &|below, above| overlay(below, above)),
        section if SECTIONS.contains(&section) => overlay(&mut below.value, above.value),
        _ => *below = above,
    }
}

/// The entries of `above` replace those of `below`.
fn overlay(below: &mut Node, above: Node) {
    join_tables(below, above, &|below, above| *below = above);
}

fn join_tables(below: &mut Node, above: Node, join_value: &dyn Fn(&mut Node, Node)) {
    match (&mut below.value, above.value) {
        (Value::Table(entries), Value::Table(above_entries)) => {
            for entry in above_entries {
                match entries.iter_mut().find(|old| old.key == entry.key) {
                    Some(old) => {
                        old.key_at = entry.key_at;
                        join_value(&mut old.value, entry.value);
                    }
                    None => entries.push(entry),
                }
            }
        }
        (value, above_value) => *value = above_value,
    }
    below.at = above.at;
}

/// Joins lists of tables by the value of `id_key`. An id that stands twice in the upper list is joined once and then
/// appended, so that the check finds the doubling.
fn join_lists(below: &mut Node, above: Node, id_key: &str) {
    let (Value::List(list), Value::List(above_list)) = (&mut below.value, above.value) else {
        return;
    };
    let mut joined: Vec<usize> = Vec::new();
    for node in above_list {
        let id = id_text(&node, id_key);
        let found = list.iter().position(|old| id.is_some() && id_text(old, id_key) == id);
        match found {
            Some(index) if !joined.contains(&index) => {
                joined.push(index);
                overlay(&mut list[index], node);
            }
            _ => {
                list.push(node);
                joined.push(list.len() - 1);
            }
        }
    }
}

/// What the upper table says of an item's clauses replaces all that the lower one said of it.
fn replace_clauses(below: &mut Node, above: Node) {
    let (Value::List(list), Value::List(above_list)) = (&mut below.value, above.value) else {
        return;
    };
    list.retain(|old| !above_list.iter().any(|new| id_text(new, "of") == id_text(old, "of")));
    list.extend(above_list);
}

fn id_text(node: &Node, key: &str) -> Option<String> {
    match &node.get(key)?.value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The ids to take away: those that `remove` names, which have to be there.
fn removed(lower: &Node, upper: &Node, faults: &mut Faults) -> Vec<String> {
    let Some(node) = upper.get("remove") else { return Vec::new() };
    if !matches!(node.value, Value::List(_)) {
        faults.add(node.at, "“remove”应为编号的列表，如 [\"7.3\", \"D4\", \"7\"]");
    }
    let known: Vec<String> = [("item", "id"), ("deduction", "id"), ("category", "number")]
        .iter()
        .filter_map(|(section, key)| lower.get(section).map(|list| (list, key)))
        .flat_map(|(list, key)| list.elements().iter().filter_map(move |element| id_text(element, key)))
        .collect();
    let mut removed = Vec::new();
    for id in node.elements() {
        match id.as_text() {
            Some(text) if known.iter().any(|k| k == text) => removed.push(text.to_owned()),
            _ => faults.add(id.at, "要删除的编号在所继承的表里不存在".to_owned()),
        }
    }
    removed
}

/// Takes removed items, categories (with all their items), deductions and their clauses out of one section.
fn drop_removed(section: &str, value: &mut Node, removed: &[String]) {
    let key = match section {
        "item" | "deduction" => "id",
        "category" => "number",
        "clause" => "of",
        _ => return,
    };
    let Value::List(list) = &mut value.value else { return };
    list.retain(|element| {
        let Some(id) = id_text(element, key) else { return true };
        let category = id.split_once('.').map(|(category, _)| category);
        !removed.iter().any(|gone| *gone == id || Some(gone.as_str()) == category)
    });
}

/// Where the upper table's `extends` stands and what it says.
pub(super) fn extends(tree: &Node, faults: &mut Faults) -> Option<(At, String)> {
    let node = tree.get("extends")?;
    match node.as_text() {
        Some(text) if !text.trim().is_empty() => Some((node.at, text.to_owned())),
        _ => {
            faults.add(node.at, "“extends”应为内置表的编号或另一张表的路径");
            None
        }
    }
}
