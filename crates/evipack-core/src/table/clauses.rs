//! The clause document of a table.
//!
//! Enters: a valid [`Table`]. Leaves: Markdown in Chinese that lists every condition of the source beside the way it is
//! treated, so that a reader sees what the tool checks, what it only knows, and what it has to be told.

use super::model::{Clause, ClauseOf, Treated};
use super::{Deduction, Effect, Item, Table};
use crate::rule_code::RuleCode;
use std::fmt::Write as _;

/// The whole document.
pub(super) fn document(table: &Table) -> String {
    let mut text = String::new();
    head(&mut text, table);
    let mut of: Option<&ClauseOf> = None;
    let mut part = "";
    for clause in table.clauses() {
        if of != Some(&clause.of) {
            let this_part = part_title(table, &clause.of);
            if part != this_part {
                part = this_part;
                let _ = write!(text, "\n## {part}\n");
            }
            of = Some(&clause.of);
            group(&mut text, table, &clause.of);
        }
        row(&mut text, clause);
    }
    rules(&mut text, table);
    text
}

fn head(text: &mut String, table: &Table) {
    let _ = writeln!(text, "# {}：条款与处理方式\n", table.title());
    let _ =
        writeln!(text, "<!-- 由指标表 {} 生成，勿手改；改表后以 EVIPACK_BLESS=1 运行测试重新生成。 -->\n", table.id());
    let _ = writeln!(text, "来源：{}（{}）；年度：{}。", table.source(), table.issuer(), table.edition());
    let _ = writeln!(text, "满分 {}，加分上限 {}。条款为我们的转述，以原文为准。\n", table.full(), table.bonus_full());
    for treated in [Treated::Rule, Treated::Data, Treated::Declared] {
        let meaning = match treated {
            Treated::Rule => "本版本会检查，后面是规则代码",
            Treated::Data => "写在表里，本版本不检查；后面的规则代码是计划中的规则",
            Treated::Declared => "材料夹里看不出来，须由申报单位自己说明",
        };
        let count = table.clauses().iter().filter(|clause| clause.treated == treated).count();
        let _ = writeln!(text, "- **{}**（{count} 条）：{meaning}。", treated.meaning());
    }
}

/// The heading that groups of clauses stand under.
fn part_title<'t>(table: &'t Table, of: &ClauseOf) -> &'t str {
    match of {
        ClauseOf::Body => "正文",
        ClauseOf::Item(id) if id.is_bonus() => "加分项",
        ClauseOf::Item(id) => {
            table.categories().iter().find(|c| c.number == id.category()).map_or("", |category| &category.title)
        }
        ClauseOf::Deduction(_) => "扣分项",
        ClauseOf::Letter => "信用承诺书",
    }
}

fn group(text: &mut String, table: &Table, of: &ClauseOf) {
    match of {
        ClauseOf::Body | ClauseOf::Letter => {}
        ClauseOf::Item(id) => {
            if let Some(item) = table.item(id) {
                item_head(text, item);
            }
        }
        ClauseOf::Deduction(ordinal) => {
            if let Some(deduction) = table.deductions().iter().find(|d| d.ordinal == *ordinal) {
                deduction_head(text, deduction);
            }
        }
    }
    let _ = writeln!(text, "\n| 出处 | 条款 | 处理 | 规则 | 说明 |\n|---|---|---|---|---|");
}

fn item_head(text: &mut String, item: &Item) {
    let _ = write!(text, "\n### {} {}（{} 分）\n\n{}", item.id, item.title, item.full, item.summary);
    let deadlines: Vec<String> = item
        .deadline
        .iter()
        .map(|deadline| match &deadline.what {
            Some(what) => format!("{what} {}", deadline.date),
            None => deadline.date.to_string(),
        })
        .collect();
    if !deadlines.is_empty() {
        let _ = write!(text, " 时限：{}。", deadlines.join("；"));
    }
    if !item.units.is_empty() {
        let _ = write!(text, " 责任单位：{}。", item.units.join("、"));
    }
    text.push('\n');
}

fn deduction_head(text: &mut String, deduction: &Deduction) {
    let effect = match deduction.effect {
        Effect::Deduct => format!("扣 {} 分", deduction.points),
        other => other.meaning().to_owned(),
    };
    let _ = writeln!(text, "\n### {} {}（{effect}）\n\n{}", deduction.id, deduction.title, deduction.summary);
}

fn row(text: &mut String, clause: &Clause) {
    let rules: Vec<String> = clause.rules.iter().map(|rule| format!("`{rule}`")).collect();
    let _ = writeln!(
        text,
        "| {} | {} | {} | {} | {} |",
        cell(&clause.reference),
        cell(&clause.says),
        clause.treated.meaning(),
        rules.join("<br>"),
        cell(clause.note.as_deref().unwrap_or_default()),
    );
}

fn rules(text: &mut String, table: &Table) {
    let _ = write!(text, "\n## 规则在本表的效果\n\n| 规则 | 含义 | 依据 | 效果 | 本版本 |\n|---|---|---|---|---|\n");
    for rule in RuleCode::ALL {
        let effect = table.effect(*rule);
        let mut does = effect.effect.meaning().to_owned();
        if effect.effect == Effect::Deduct {
            does = match effect.points {
                crate::points::Points::ZERO => "按该指标的计分方式少得分".to_owned(),
                points if effect.once => format!("扣 {points} 分，整包一次"),
                points => format!("扣 {points} 分"),
            };
        }
        let now = if rule.checked_now() { "检查" } else { "仅作为数据" };
        let _ = writeln!(text, "| `{rule}` | {} | {} | {does} | {now} |", rule.meaning(), cell(&effect.clause));
    }
}

/// Text that does not break out of its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
