//! Tables that hold, and tables that are broken in one way each.

use super::*;

/// The disk, as the face of the library reads it.
struct Disk;

impl TableFiles for Disk {
    fn text(&self, path: &Path) -> std::io::Result<String> {
        std::fs::read_to_string(path)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    }
}

fn builtin() -> Table {
    Table::builtin("changqing-2026").unwrap_or_else(|error| panic!("{error}"))
}

/// Eight lines that extend the built-in table; what a test adds begins on line 9.
const HEAD: &str = "extends = \"changqing-2026\"
id = \"test-2026\"
title = \"测试表\"
edition = \"2026\"
source = \"测试\"
issuer = \"测试局\"

# 以下为不同之处
";

/// The faults of a table that adds `rest` to [`HEAD`].
fn faults(rest: &str) -> Vec<TableFault> {
    match Table::from_toml(&format!("{HEAD}{rest}"), "test.toml") {
        Err(TableError::Invalid { origin, faults }) if origin == "test.toml" => faults,
        other => panic!("{other:?}"),
    }
}

/// That `rest` has exactly one fault, at this line and column, with these words in its message.
#[track_caller]
fn assert_fault(rest: &str, line: usize, column: usize, words: &str) {
    let faults = faults(rest);
    let [fault] = faults.as_slice() else { panic!("one fault expected, got {faults:#?}") };
    assert!(fault.message.contains(words), "{fault}");
    assert_eq!((fault.line, fault.column), (line, column), "{fault}");
}

#[test]
fn the_built_in_table_holds() {
    let table = builtin();
    assert_eq!(table.full(), Points::from_hundredths(10_000));
    assert_eq!(table.bonus_full(), Points::from_hundredths(1_600));
    let fulls: Vec<String> = table.categories().iter().map(|category| category.full.to_string()).collect();
    assert_eq!(fulls, ["13", "8", "12", "22", "14", "7", "24"]);
    assert_eq!(table.items().iter().filter(|item| !item.bonus).count(), 24);
    assert_eq!(table.items().iter().filter(|item| item.bonus).count(), 10);
    assert_eq!(table.deductions().len(), 7);
    assert_eq!((table.id(), table.edition()), ("changqing-2026", "2026"));
}

#[test]
fn the_points_are_the_sources() {
    // Read off 附件2 by eye, in its order.
    let expected = "1.1=3 1.2=4 1.3=2 1.4=4 2.1=4 2.2=4 3.1=8 3.2=4 4.1=3 4.2=6 4.3=6 4.4=4 4.5=3 5.1=3 5.2=3 5.3=2 5.4=6 \
                    6.1=2 6.2=1 6.3=2 6.4=2 7.1=10 7.2=10 7.3=4 \
                    B1=2 B2=2 B3=1 B4=2 B5=2 B6=2 B7=2 B8=1 B9=1 B10=1";
    let table = builtin();
    let points: Vec<String> = table.items().iter().map(|item| format!("{}={}", item.id, item.full)).collect();
    assert_eq!(points, expected.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn what_the_source_ties_to_a_precondition_is_tied() {
    let table = builtin();
    let at_government: Vec<String> = table
        .items()
        .iter()
        .filter(|item| item.publication.iter().any(|p| p.place == PublicationPlace::GovernmentSite && p.else_nothing))
        .map(|item| item.id.to_string())
        .collect();
    assert_eq!(at_government, ["1.2", "4.2", "4.3", "7.1"]);
    let issued: Vec<String> = table
        .items()
        .iter()
        .filter(|item| item.evidence.iter().any(|evidence| evidence.issued))
        .map(|item| item.id.to_string())
        .collect();
    assert_eq!(issued, ["1.1", "1.2", "1.3", "4.3", "7.1", "B6"]);
    let no_late: Vec<String> =
        table.items().iter().filter(|item| !item.period.late_filing).map(|item| item.id.to_string()).collect();
    assert_eq!(no_late, ["3.1"]);
}

#[test]
fn the_effects_are_the_contracts() {
    let table = builtin();
    let effects: Vec<String> = RuleCode::ALL
        .iter()
        .map(|rule| {
            let effect = table.effect(*rule);
            format!("{rule} {} {} {}", effect.effect.as_str(), effect.points, effect.once)
        })
        .collect();
    assert_eq!(
        effects,
        [
            "document-without-red-header zero 0 false",
            "document-without-number zero 0 false",
            "document-without-seal zero 0 false",
            "document-number-malformed note 0 false",
            "photo-without-time-watermark zero 0 false",
            "photo-time-contradiction review 0 false",
            "photo-edited review 0 false",
            "duplicate-material review 0 false",
            "personal-data-exposed review 0 false",
            "unfiled-material deduct 3 true",
            "category-out-of-order deduct 3 true",
            "unreadable-file deduct 3 true",
            "stray-file note 0 false",
            "publication-proof-missing zero 0 false",
            "evidence-missing deduct 0 false",
            "period-shortfall deduct 0 false",
            "evidence-late review 0 false",
            "commitment-incomplete review 0 false",
            "cross-item-conflict review 0 false",
            "signature-not-intact review 0 false",
            "signer-mismatch review 0 false",
        ]
    );
    assert_eq!(table.effect(RuleCode::DocumentWithoutSeal).clause, "扣分项6");
    assert_eq!(table.effect(RuleCode::PhotoTimeContradiction).clause, "扣分项1、扣分项7");
    let d5 = &table.deductions()[4];
    assert_eq!(d5.rules.len(), 4, "{:?}", d5.rules);
    let declared: Vec<&str> = table.deductions().iter().filter(|d| d.declared).map(|d| d.id.as_str()).collect();
    assert_eq!(declared, ["D2", "D3", "D4"]);
}

#[test]
fn every_item_shows_what_its_names_look_like() {
    // The check demands one example of each; the built-in table promises more.
    let (text, mut faults) = (BUILTIN[0].1, Faults::default());
    let raw = raw::read(&node::parse(text, 0, &mut faults), &mut faults);
    for item in &raw.items {
        let (examples, counter_examples) = (item.names.examples.len(), item.names.counter_examples.len());
        assert!(examples >= 3 && counter_examples >= 2, "{}: {examples}, {counter_examples}", item.id.value);
    }
}

/// The clause document in the repository is the one the table gives. `EVIPACK_BLESS=1` writes it anew.
#[test]
fn the_clause_document_is_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tables/clauses-changqing-2026.md");
    let document = builtin().clause_document();
    if std::env::var_os("EVIPACK_BLESS").is_some() {
        std::fs::write(&path, &document).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(committed == document, "{} 已过时；以 EVIPACK_BLESS=1 运行本测试重新生成", path.display());
}

#[test]
fn every_item_and_deduction_stands_in_the_clause_document() {
    let table = builtin();
    let document = table.clause_document();
    for id in
        table.items().iter().map(|item| item.id.to_string()).chain(table.deductions().iter().map(|d| d.id.clone()))
    {
        assert!(document.contains(&format!("\n### {id} ")), "{id}");
    }
    assert!(document.contains("\n## 正文\n") && document.contains("\n## 信用承诺书\n"));
    // A rule that is checked now and stands at no clause would be a rule without law.
    for rule in RuleCode::ALL.iter().filter(|rule| rule.checked_now()) {
        assert!(
            table.clauses().iter().any(|clause| clause.treated == Treated::Rule && clause.rules.contains(rule)),
            "{rule}"
        );
    }
}

#[test]
fn a_table_that_only_renames_itself_is_the_same() {
    let table = Table::from_toml(HEAD, "test.toml").unwrap();
    assert_eq!((table.id(), table.title(), table.items().len()), ("test-2026", "测试表", 34));
    assert_eq!(table.clauses(), builtin().clauses());
}

#[test]
fn an_unknown_key_is_named_with_the_known_ones() {
    assert_fault("fulll = 100\n", 9, 1, "没有“fulll”这一项，应为其中之一：id、title、");
    assert_fault("[[item]]\nid = \"1.1\"\nsumary = \"x\"\n", 11, 1, "应为其中之一：id、title、summary、");
    assert_fault("[effect.document-without-stamp]\neffect = \"zero\"\n", 9, 9, "document-without-seal");
    assert_fault(
        "[bonus.names]\npattern = [\"加分\"]\npatterns = [\"加分\"]\nexamples = [\"加分\"]\n",
        10,
        1,
        "patterns",
    );
}

#[test]
fn an_unknown_word_is_named_with_the_known_ones() {
    assert_fault(
        "[effect]\nstray-file = { effect = \"warn\", deductions = [\"D5\"] }\n",
        10,
        25,
        "disqualify、zero、deduct、review、note",
    );
    assert_fault("[[item]]\nid = \"6.2\"\nform = { kind = \"fix\", points = 1 }\n", 11, 17, "fixed、per-missing");
    assert_fault("[[item]]\nid = \"6.2\"\nperiod = { every = \"week\" }\n", 11, 20, "year、half、quarter、month");
}

#[test]
fn sums_have_to_agree() {
    assert_fault("full = 99\n", 9, 8, "总分写作 99，各类别合计 100");
    assert_fault("[bonus]\nfull = 15.5\n", 10, 8, "加分总分写作 15.5，各加分项合计 16");
    assert_fault(
        "[[item]]\nid = \"6.2\"\nform = { kind = \"fixed\", points = 2 }\n",
        1,
        11,
        "指标 6.2 满分写作 1，计分方式合计 2（见所继承的 changqing-2026 第",
    );
    assert_fault("[[item]]\nid = \"6.2\"\nfull = 1.005\n", 11, 8, "至多两位小数");
}

#[test]
fn a_removed_item_leaves_its_category_short() {
    let faults = faults("remove = [\"7.3\"]\n");
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert_eq!((faults[0].line, faults[0].column), (1, 11));
    assert!(faults[0].message.contains("类别 7 满分写作 24，各指标合计 20"), "{}", faults[0]);
    assert_fault("remove = [\"9.9\"]\n", 9, 11, "不存在");
}

#[test]
fn numbering_has_no_gap_and_no_double() {
    let same = "[[category]]\nnumber = 2\n[[category]]\nnumber = 2\ntitle = \"又一类\"\nfull = 0\n\
                names = { patterns = [\"又一类\"], examples = [\"又一类\"] }\n";
    let doubled = faults(same);
    assert!(doubled.iter().any(|f| (f.line, f.message.as_str()) == (12, "类别 2 重复")), "{doubled:#?}");
    let gap = faults("remove = [\"6.1\"]\n[[category]]\nnumber = 6\nfull = 5\n");
    assert!(gap.iter().any(|f| f.message.starts_with("指标编号不连续：应有 6.1，却是 6.2")), "{gap:#?}");
    assert_eq!(gap.iter().filter(|f| f.message.contains("不连续")).count(), 1, "only the first break: {gap:#?}");
}

#[test]
fn a_doubled_id_is_found() {
    let item = "[[item]]\nid = \"6.2\"\ntitle = \"甲\"\n";
    let doubled = faults(&format!("{item}{item}"));
    assert!(doubled.iter().any(|f| f.line == 13 && f.message == "指标 6.2 重复"), "{doubled:#?}");
}

#[test]
fn patterns_and_their_examples_are_run() {
    let names = |names: &str| format!("[[item]]\nid = \"6.2\"\nnames = {{ {names} }}\n");
    assert_fault(&names("patterns = [\"参训\", \"(\"], examples = [\"参训\"]"), 11, 29, "不是合法的正则表达式");
    assert_fault(
        &names("patterns = [\"参训\"], examples = [\"参训\", \"参会\"]"),
        11,
        48,
        "例子“参会”不符合它自己的任何模式",
    );
    assert_fault(
        &names("patterns = [\"参训\"], examples = [\"参训\"], counter_examples = [\"参训证明\"]"),
        11,
        69,
        "反例“参训证明”却符合它的模式",
    );
    assert_fault(&names("patterns = [\"参训\", \"受训\"], examples = [\"参训\"]"), 11, 29, "没有任何例子用到");
    assert_fault(
        &names("patterns = [\"参训\"], examples = [\"参训\", \"参训从业人员培训\"]"),
        11,
        48,
        "也符合 指标 6.3 的模式，归属不明",
    );
    assert_fault(&names("patterns = [\"“参训”\"], examples = [\"参训\"]"), 11, 23, "应写作“参训”");
    assert!(faults(&names("patterns = [], examples = [\"参训\"]"))[0].message.contains("没有 patterns"));
}

#[test]
fn dates_exist_and_lie_in_the_year() {
    let deadline = |deadline: &str| format!("[[item]]\nid = \"6.2\"\ndeadline = [{deadline}]\n");
    assert_fault(&deadline("\"09-31\""), 11, 13, "应为存在的日期");
    assert_fault(&deadline("\"9-30\""), 11, 13, "应为存在的日期");
    assert_fault(&deadline("2027-09-30"), 11, 13, "时限 2027-09-30 不在 2026 年内");
    assert_fault(&deadline("\"02-29\""), 11, 13, "应为存在的日期");
    let broken = faults(&deadline("2026-09-31"));
    assert!(broken.iter().all(|fault| fault.line == 11), "{broken:#?}");
    let period = "[[item]]\nid = \"6.2\"\nperiod = { from = \"09-01\", to = \"03-01\" }\n";
    assert_fault(period, 11, 10, "前后颠倒");
}

#[test]
fn references_lead_somewhere() {
    assert_fault("[[item]]\nid = \"6.2\"\ndepends_on = [\"6.9\"]\n", 11, 15, "指向不存在的 6.9");
    assert_fault("[[item]]\nid = \"6.2\"\nexcludes = [\"6.2\"]\n", 11, 13, "指向自己");
    assert_fault("[[item]]\nid = \"6.2\"\nexcludes = [\"六.二\"]\n", 11, 13, "不是指标编号");
    assert_fault(
        "[effect.stray-file]\neffect = \"note\"\ndeductions = [\"D9\", \"D5\"]\n",
        11,
        15,
        "不存在的扣分项 D9",
    );
}

#[test]
fn costs_need_a_clause_of_the_same_effect() {
    assert_fault("[effect.photo-edited]\neffect = \"zero\"\n", 9, 1, "没有效果相同的扣分项作依据");
    assert_fault("[[deduction]]\nid = \"D6\"\npoints = 2\n", 11, 10, "不应有分数");
    let without = faults("[[deduction]]\nid = \"D5\"\npoints = 0\n");
    assert!(without[0].message.contains("没有写明扣几分"), "{without:#?}");
}

#[test]
fn clauses_name_rules_that_exist_and_are_checked() {
    let clause = |rest: &str| format!("[[clause]]\nof = \"6.2\"\nref = \"甲\"\nsays = \"乙\"\n{rest}");
    assert_fault(
        &clause("treated = \"data\"\nrules = [\"no-such-rule\"]\n"),
        14,
        10,
        "没有名为“no-such-rule”的规则，应为其中之一：document-without-red-header、",
    );
    assert_fault(&clause("treated = \"rule\"\nrules = [\"cross-item-conflict\"]\n"), 14, 10, "本版本尚不检查");
    assert_fault(&clause("treated = \"rule\"\n"), 10, 6, "没有写明规则");
}

#[test]
fn all_faults_come_at_once_in_the_order_of_the_file() {
    let faults = faults(
        "full = 99\ncolour = \"red\"\n[[item]]\nid = \"6.2\"\nfull = \"一\"\nbonus = true\ndeadline = [\"13-01\"]\n\
         [effect.stray-file]\neffect = \"boom\"\n",
    );
    let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    // The category that now misses a point is not reported as well: line 13 is the reason.
    assert_eq!(lines, [9, 10, 13, 14, 15, 17], "{faults:#?}");
}

#[test]
fn an_extending_table_says_who_it_is() {
    let Err(TableError::Invalid { faults, .. }) = Table::from_toml("extends = \"changqing-2026\"\n", "x") else {
        panic!()
    };
    assert!(faults.iter().any(|fault| fault.message.contains("“issuer”")), "{faults:#?}");
}

#[test]
fn an_unknown_table_is_named_with_the_known_ones() {
    let error = Table::builtin("changqing-1999").unwrap_err();
    assert!(matches!(&error, TableError::Unknown { id, .. } if id == "changqing-1999"));
    assert!(error.to_string().contains("changqing-2026"));
    let error = Table::from_toml("extends = \"changqing-1999\"\nid = \"x\"\n", "x").unwrap_err();
    assert!(error.to_string().contains("第 1 行第 11 列") && error.to_string().contains("changqing-2026"), "{error}");
}

#[test]
fn what_is_no_table_is_said_and_not_panicked_about() {
    for text in
        ["", "a", "item = 3\ncategory = [1, 2]\neffect = \"x\"\n", "[[item]]\n[[item]]\n", "extends = 3", "id = 1e400"]
    {
        let Err(TableError::Invalid { faults, .. }) = Table::from_toml(text, "x") else { panic!("{text}") };
        assert!(!faults.is_empty());
    }
}

#[test]
fn another_county_needs_no_rust() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tables/qinglan-2027.toml");
    let table = Table::from_files(&path, &Disk).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((table.id(), table.edition()), ("qinglan-2027", "2027"));
    assert_eq!((table.full().to_string(), table.bonus_full().to_string()), ("100".into(), "15".into()));
    assert!(table.item(&ItemId::indicator(7, 3)).is_none() && table.item(&ItemId::bonus(10)).is_none());
    assert_eq!(table.effect(RuleCode::DocumentWithoutSeal).effect, Effect::Review);
    assert_eq!(table.effect(RuleCode::DocumentWithoutNumber).effect, Effect::Zero);
    assert_eq!(table.effect(RuleCode::UnfiledMaterial).points.to_string(), "2");
    let first = table.item(&ItemId::indicator(1, 1)).unwrap();
    assert!(first.patterns.iter().any(|p| p.matches("第一节 机构人员")));
    assert!(!first.patterns.iter().any(|p| p.matches("工作专班")));
    assert_eq!(first.title, "领导小组与专班", "what is not stated is inherited");
    // Dates without a year move on to the table's own.
    let plan = table.item(&ItemId::indicator(1, 2)).unwrap();
    assert_eq!(plan.deadline[0].date, jiff::civil::date(2027, 4, 30));
    assert!(table.issued().upper_issuers.iter().any(|p| p.matches("云泽市交通运输局")));
    assert!(!table.issued().upper_issuers.iter().any(|p| p.matches("青岚县交通运输局")));
    assert!(!table.clause_document().contains("### 7.3"));
}

mod files {
    use super::*;

    /// A folder of this test alone, gone when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let path = std::env::temp_dir().join(format!("evipack-table-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            for (file, text) in files {
                std::fs::write(path.join(file), text).unwrap();
            }
            Self(path)
        }

        fn load(&self, file: &str) -> Result<Table, TableError> {
            Table::from_files(&self.0.join(file), &Disk)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_table_extends_a_file_beside_it() {
        let upper = HEAD.replace("changqing-2026", "lower.toml");
        let lower = format!("{HEAD}[[deduction]]\nid = \"D5\"\npoints = 1\n");
        let folder = Folder::new("beside", &[("upper.toml", &upper), ("lower.toml", &lower)]);
        let table = folder.load("upper.toml").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(table.effect(RuleCode::UnfiledMaterial).points.to_string(), "1");
    }

    #[test]
    fn a_circle_is_an_error() {
        let a = HEAD.replace("changqing-2026", "b.toml");
        let b = HEAD.replace("changqing-2026", "./a.toml");
        let folder = Folder::new("circle", &[("a.toml", &a), ("b.toml", &b)]);
        let error = folder.load("a.toml").unwrap_err().to_string();
        assert!(error.contains("继承成环") && error.contains("第 1 行第 11 列"), "{error}");
        let own = Folder::new("self", &[("a.toml", &b)]);
        assert!(own.load("a.toml").unwrap_err().to_string().contains("继承成环"));
    }

    #[test]
    fn a_file_that_is_not_there_is_unreadable() {
        let upper = HEAD.replace("changqing-2026", "gone.toml");
        let folder = Folder::new("gone", &[("upper.toml", &upper)]);
        for file in ["upper.toml", "gone.toml"] {
            let Err(TableError::Unreadable { path, .. }) = folder.load(file) else { panic!("{file}") };
            assert!(path.ends_with("gone.toml"));
        }
    }

    #[test]
    fn a_fault_in_the_lower_file_is_told_there() {
        let upper = HEAD.replace("changqing-2026", "lower.toml");
        let folder = Folder::new("lower", &[("upper.toml", &upper), ("lower.toml", "id = \n")]);
        let Err(TableError::Invalid { origin, faults }) = folder.load("upper.toml") else { panic!() };
        assert!(origin.ends_with("lower.toml") && faults[0].line == 1, "{origin} {faults:?}");
    }

    #[test]
    fn a_byte_order_mark_is_no_fault() {
        let folder = Folder::new("bom", &[("a.toml", &format!("\u{feff}{HEAD}"))]);
        assert!(folder.load("a.toml").is_ok());
    }
}

/// Folder names that the table's own examples were not made from, and names of sub-folders that must lead nowhere.
#[test]
fn names_that_clerks_write_lead_to_one_place() {
    let table = builtin();
    let mut owners: Vec<(String, &[Pattern])> =
        vec![("B".into(), table.bonus_patterns()), ("pkg".into(), table.package_documents())];
    owners.extend(table.categories().iter().map(|c| (format!("c{}", c.number), c.patterns.as_slice())));
    owners.extend(table.items().iter().map(|item| (item.id.to_string(), item.patterns.as_slice())));
    let mut wrong = Vec::new();
    for line in include_str!("tests-names.txt").lines().filter(|line| !line.starts_with('#')) {
        let Some((expected, name)) = line.split_once('|') else { panic!("{line}") };
        let matched = owners.iter().filter(|(_, patterns)| patterns.iter().any(|pattern| pattern.matches(name)));
        let got = matched.map(|(label, _)| label.as_str()).collect::<Vec<_>>().join(" ");
        if got != expected {
            wrong.push(format!("{name}: expected {expected:?}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
