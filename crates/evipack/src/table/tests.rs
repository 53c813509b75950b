//! Tables that hold, and tables that are broken in one way each.

use super::*;

fn builtin() -> Table {
    Table::builtin("changqing-2026").unwrap_or_else(|error| panic!("{error}"))
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
