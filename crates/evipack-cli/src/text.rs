//! The report for a clerk. Enters: a [`Report`]. Leaves: Chinese text: first the verdict in one line, then what would be
//! zeroed with clause, file, what was seen and what to do; then reviews, then reductions, then the rest.

mod groups;
mod style;

use evipack::RuleCode;
use evipack::facts::{Problem, Stage};
use evipack::report::{Finding, Outcome, Report, Verdict};
use evipack::table::Effect;
use groups::{Group, group};
use std::fmt::Write as _;
use style::Style;

pub(crate) use style::{SafeJson, escape};

/// More files than this with one and the same remark are counted, not listed: the whole list is in the JSON.
const LISTED: usize = 8;

/// What only pixels show on a photo, a scan or a picture in a document.
const SEEN_IN_PICTURES: [RuleCode; 4] = [
    RuleCode::PhotoWithoutTimeWatermark,
    RuleCode::DocumentWithoutRedHeader,
    RuleCode::DocumentWithoutNumber,
    RuleCode::DocumentWithoutSeal,
];

/// Renders a report of an audit with or without a recogniser, with ANSI colours where asked for.
pub(crate) fn render(report: &Report, looked: bool, colours: bool) -> String {
    let mut page = Page { out: String::new(), style: Style::new(colours), section: 0 };
    page.verdict(report);
    page.without_limits(report);
    if !looked {
        page.not_looked(report);
    }
    page.zeroed(report);
    page.reviews(report);
    page.reductions(report);
    page.no_evidence(report);
    page.notes(report);
    page.problems(&report.problems);
    page.out
}

struct Page {
    out: String,
    style: Style,
    section: usize,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn heading(&mut self, text: &str) {
        const NUMBERS: [&str; 8] = ["一", "二", "三", "四", "五", "六", "七", "八"];
        let number = NUMBERS.get(self.section).copied().unwrap_or("※");
        self.section += 1;
        let heading = self.style.bold(&format!("{number}、{text}"));
        let _ = write!(self.out, "\n{heading}\n");
    }

    /// The first line: is something lost, what, and how many points are left.
    fn verdict(&mut self, report: &Report) {
        let summary = &report.summary;
        let mut said = Vec::new();
        if summary.disqualified {
            said.push("整个材料包会被取消资格，总分归零".to_owned());
        }
        if !summary.zeroed.is_empty() {
            said.push(format!("{} 个指标会归零（{}）", summary.zeroed.len(), join(&summary.zeroed)));
        }
        if summary.deducted > evipack::Points::ZERO {
            said.push(format!("材料包会扣 {} 分", summary.deducted));
        }
        if !summary.reduced.is_empty() {
            said.push(format!("{} 个指标会减分", summary.reduced.len()));
        }
        let lost = !said.is_empty();
        let reviews = report.findings.iter().filter(|f| f.effect == Effect::Review).count();
        if reviews > 0 {
            said.push(format!("{reviews} 处要人工核对"));
        }
        let gaps = !summary.no_evidence.is_empty();
        if gaps {
            said.push(format!("{} 个指标没有材料（按 0 分计）", summary.no_evidence.len()));
        }
        let verdict = match (lost, reviews > 0, gaps) {
            _ if report.leaves_out_everything() => {
                self.style.yellow("结论：没有审查任何指标材料，evipack.toml 把它们全部写成了不审查（ignore）")
            }
            (true, ..) => self.style.red("结论：现在报送会丢分"),
            (false, true, _) => self.style.yellow("结论：没有发现会丢分的，但要人工核对"),
            (false, false, true) => self.style.yellow("结论：已有的材料没有发现问题"),
            (false, false, false) => self.style.green("结论：没有发现问题"),
        };
        let said = if said.is_empty() { String::new() } else { format!("。{}", said.join("，")) };
        self.line(&format!("{verdict}，预计得分 {}{said}。", scores(report)));
        let ignored = match report.package.ignored {
            0 => String::new(),
            count => format!("（其中 {count} 个按 evipack.toml 不审查）"),
        };
        let line = format!(
            "材料：{}，{} 个文件{ignored}，{:.1} MB；指标体系：{}（{}）；判断日期：{}",
            escape(&report.package.root),
            report.package.files,
            report.package.bytes as f64 / 1e6,
            report.table.title,
            report.table.source,
            report.as_of
        );
        let line = self.style.dim(&line);
        self.line(&line);
    }

    /// What concerns the audit as a whole and no file: no worker process could be started.
    fn without_limits(&mut self, report: &Report) {
        let whole = |problem: &&Problem| problem.stage == Stage::Engine && problem.path.as_str().is_empty();
        for problem in report.problems.iter().filter(whole) {
            let line = self.style.yellow(&format!("注意：{}", escape(&problem.message)));
            self.line(&line);
        }
    }

    /// Without a recogniser: what to do about the reviews that it would settle.
    fn not_looked(&mut self, report: &Report) {
        let settled = |finding: &Finding| finding.effect == Effect::Review && SEEN_IN_PICTURES.contains(&finding.rule);
        if report.findings.iter().any(settled) {
            let hint = "图里的内容本次没有看：没有可用的文字识别模型。运行 evipack models install 安装后再审查，要人工核对的会少一些。";
            let hint = self.style.yellow(hint);
            self.line(&hint);
        }
    }

    fn zeroed(&mut self, report: &Report) {
        let items: Vec<&Verdict> = with_outcome(report, Outcome::Zeroed);
        if items.is_empty() {
            return;
        }
        self.heading(&format!("会归零的指标（{} 个）", items.len()));
        for item in items {
            let findings: Vec<&Finding> = own(report, item).filter(|f| f.effect == Effect::Zero).collect();
            let clauses = unique(findings.iter().map(|f| f.clause.as_str()));
            let title = format!("{} {}　{} 分 → 0 分（依据：{clauses}）", item.id, item.title, item.full);
            let title = self.style.red(&title);
            self.line(&format!("  {title}"));
            self.groups(&group(&findings), true);
        }
    }

    fn reviews(&mut self, report: &Report) {
        let reviews: Vec<&Finding> = report.findings.iter().filter(|f| f.effect == Effect::Review).collect();
        if reviews.is_empty() {
            return;
        }
        self.heading(&format!("要人工核对的（{} 处）：程序看不清，不等于有问题", reviews.len()));
        for item in &report.indicators {
            let findings: Vec<&Finding> = own(report, item).filter(|f| f.effect == Effect::Review).collect();
            if findings.is_empty() {
                continue;
            }
            let range = match item.outcome {
                Outcome::Zeroed => "已会归零，改好上面的再核对".to_owned(),
                _ if item.worst == item.best => format!("不影响本项的 {} 分", item.best),
                _ => format!("核对后 {}–{} 分", item.worst, item.best),
            };
            let clauses = unique(findings.iter().filter(|f| f.at_stake.is_some()).map(|f| f.clause.as_str()));
            let clauses = if clauses.is_empty() { clauses } else { format!("（依据：{clauses}）") };
            let title = self.style.yellow(&format!("{} {}　{range}{clauses}", item.id, item.title));
            self.line(&format!("  {title}"));
            self.groups(&group(&findings), false);
        }
        let package: Vec<&Finding> = reviews.into_iter().filter(|f| f.indicator.is_none()).collect();
        if !package.is_empty() {
            let title = self.style.yellow("材料包整体");
            self.line(&format!("  {title}"));
            self.groups(&group(&package), false);
        }
    }

    fn reductions(&mut self, report: &Report) {
        let findings: Vec<&Finding> =
            report.findings.iter().filter(|f| matches!(f.effect, Effect::Deduct | Effect::Disqualify)).collect();
        if findings.is_empty() {
            return;
        }
        let clauses = unique(findings.iter().map(|f| f.clause.as_str()));
        self.heading(&format!(
            "会扣分的（{} 处，合计扣 {} 分，依据：{clauses}；全部改好才不扣）",
            findings.len(),
            report.summary.deducted
        ));
        self.groups(&group(&findings), true);
    }

    fn no_evidence(&mut self, report: &Report) {
        let items = with_outcome(report, Outcome::NoEvidence);
        let items: Vec<&Verdict> = items.into_iter().filter(|item| !item.bonus).collect();
        if items.is_empty() {
            return;
        }
        self.heading(&format!("没有材料的指标（{} 个）", items.len()));
        for item in items {
            self.line(&format!("  {} {}　{} 分", item.id, item.title, item.full));
        }
    }

    fn notes(&mut self, report: &Report) {
        let notes: Vec<&Finding> = report.findings.iter().filter(|f| f.effect == Effect::Note).collect();
        if notes.is_empty() {
            return;
        }
        self.heading(&format!("提示（{} 处，不扣分）", notes.len()));
        self.groups(&group(&notes), false);
    }

    fn problems(&mut self, problems: &[Problem]) {
        if problems.is_empty() {
            return;
        }
        self.heading(&format!("程序没能查看的（{} 处）", problems.len()));
        let mut by_message: std::collections::BTreeMap<&str, Vec<&str>> = std::collections::BTreeMap::new();
        for problem in problems {
            by_message.entry(&problem.message).or_default().push(problem.path.as_str());
        }
        for (message, paths) in by_message {
            self.line(&format!("  {}", escape(message)));
            self.paths(&paths);
        }
    }

    fn groups(&mut self, groups: &[Group<'_>], in_full: bool) {
        for group in groups {
            self.line(&format!("    · {}", escape(&group.messages.join("；"))));
            self.paths(&group.paths);
            self.line(&format!("      看到：{}", escape(group.observed)));
            if !group.related.is_empty() {
                let related: Vec<String> = group.related.iter().take(LISTED).map(|path| escape(path)).collect();
                let more = group.related.len().saturating_sub(LISTED) + group.related_more;
                let more = if more == 0 { String::new() } else { format!("；另有 {more} 个文件") };
                self.line(&format!("      还涉及：{}{more}", related.join("；")));
            }
            if in_full {
                self.line(&format!("      应有：{}", escape(&group.expected.join("；"))));
            }
            self.line(&format!("      办法：{}", escape(&group.hints.join(" "))));
        }
    }

    fn paths(&mut self, paths: &[&str]) {
        for path in paths.iter().take(LISTED) {
            let path = if path.is_empty() { "（材料根目录）".to_owned() } else { escape(path) };
            let path = self.style.cyan(&path);
            self.line(&format!("      {path}"));
        }
        if paths.len() > LISTED {
            self.line(&format!("      …… 共 {} 个，完整清单见 --format json", paths.len()));
        }
    }
}

/// `71–93 分（满分 100）`, and the bonus where there is any.
fn scores(report: &Report) -> String {
    let summary = &report.summary;
    let range = |worst: evipack::Points, best: evipack::Points| {
        if worst == best { best.to_string() } else { format!("{worst}–{best}") }
    };
    let bonus = if summary.bonus_best > evipack::Points::ZERO {
        format!("，加分 {}（上限 {}）", range(summary.bonus_worst, summary.bonus_best), summary.bonus_full)
    } else {
        String::new()
    };
    format!("{} 分（满分 {}{bonus}）", range(summary.worst, summary.best), summary.full)
}

fn with_outcome(report: &Report, outcome: Outcome) -> Vec<&Verdict> {
    report.indicators.iter().filter(|item| item.outcome == outcome).collect()
}

fn own<'r>(report: &'r Report, item: &'r Verdict) -> impl Iterator<Item = &'r Finding> {
    report.findings.iter().filter(|finding| finding.indicator.as_ref() == Some(&item.id))
}

fn join(ids: &[evipack::table::ItemId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

fn unique<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("、")
}
