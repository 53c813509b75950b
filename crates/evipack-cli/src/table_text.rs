//! `evipack table`. Enters: a table. Leaves: text about it.

use evipack::Table;
use std::fmt::Write as _;

pub(crate) fn list() -> Result<String, String> {
    let mut text = String::new();
    for id in Table::builtin_ids() {
        let table = Table::builtin(id).map_err(|error| error.to_string())?;
        let _ = writeln!(text, "{id:<20}{}", one_line(&table));
    }
    Ok(text)
}

pub(crate) fn one_line(table: &Table) -> String {
    let bonus = table.items().iter().filter(|item| item.bonus).count();
    format!(
        "{}（{}版，{}）：{} 个指标 {} 分，{bonus} 个加分项 {} 分，{} 个扣分项",
        table.title(),
        table.edition(),
        table.source(),
        table.items().len() - bonus,
        table.full(),
        table.bonus_full(),
        table.deductions().len()
    )
}

pub(crate) fn show(table: &Table, item: Option<&str>) -> Result<String, String> {
    match item {
        None => Ok(overview(table)),
        Some(id) => one_item(table, id),
    }
}

fn overview(table: &Table) -> String {
    let mut text = format!("{}\n", one_line(table));
    for category in table.categories() {
        let _ = writeln!(text, "\n{} {}（{} 分）", category.number, category.title, category.full);
        for item in table.items().iter().filter(|item| item.category == category.number && !item.bonus) {
            let _ = writeln!(text, "  {:<6}{}　{} 分", item.id.to_string(), item.title, item.full);
        }
    }
    let _ = writeln!(text, "\n加分项（{} 分）", table.bonus_full());
    for item in table.items().iter().filter(|item| item.bonus) {
        let _ = writeln!(text, "  {:<6}{}　{} 分", item.id.to_string(), item.title, item.full);
    }
    text
}

fn one_item(table: &Table, id: &str) -> Result<String, String> {
    let Some(item) = table.items().iter().find(|item| item.id.to_string() == id) else {
        let ids: Vec<String> = table.items().iter().map(|item| item.id.to_string()).collect();
        return Err(format!("指标体系“{}”里没有“{id}”，应为其中之一：{}", table.id(), ids.join("、")));
    };
    let mut text = format!("{} {}　{} 分（{}）\n{}\n", item.id, item.title, item.full, item.clause, item.summary);
    if !item.units.is_empty() {
        let _ = writeln!(text, "责任单位：{}", item.units.join("、"));
    }
    for evidence in &item.evidence {
        let issued = if evidence.issued { "（须具备红头、文号、公章）" } else { "" };
        let _ = writeln!(text, "材料：{}{issued}", evidence.title);
    }
    Ok(text)
}
