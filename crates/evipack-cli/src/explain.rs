//! `evipack explain`. Enters: a rule code, or nothing. Leaves: the rule in words, or the list of all codes.

use crate::Failure;
use crate::output::print;
use evipack::{RuleCode, rules};
use std::fmt::Write as _;

pub(crate) fn explain(code: Option<&str>) -> Result<(), Failure> {
    match code {
        None => Ok(print(&list())?),
        Some(code) => Ok(print(&one(code)?)?),
    }
}

fn list() -> String {
    let mut text = String::from("规则代码（* 为本版本已检查的规则）：\n");
    for code in RuleCode::ALL {
        let checked = if rules::by_code(*code).is_some() { '*' } else { ' ' };
        let _ = writeln!(text, " {checked} {:<32}{}", code.as_str(), code.meaning());
    }
    text
}

fn one(code: &str) -> Result<String, String> {
    let code: RuleCode = code.parse().map_err(|_| {
        let all: Vec<&str> = RuleCode::ALL.iter().map(|code| code.as_str()).collect();
        format!("没有规则“{code}”，应为其中之一：{}", all.join("、"))
    })?;
    let Some(rule) = rules::by_code(code) else {
        return Ok(format!("{}：{}\n本版本尚不检查这条规则。\n", code.as_str(), code.meaning()));
    };
    let explanation = rule.explanation();
    Ok(format!(
        "{}：{}\n\n要求　　{}\n为什么　{}\n通过　　{}\n丢分　　{}\n待核对　{}\n怎么办　{}\n",
        code.as_str(),
        code.meaning(),
        explanation.requirement,
        explanation.why,
        explanation.passes,
        explanation.costs,
        explanation.unknown,
        explanation.mend,
    ))
}
