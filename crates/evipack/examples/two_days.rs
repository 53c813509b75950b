//! Reads a folder once, judges it on two days and says how long that took: `cargo run -p evipack --example two_days -- FOLDER`.

use evipack::{Audit, Table};
use jiff::civil::date;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("请给出材料所在的文件夹")?;
    let table = Table::builtin("changqing-2026")?;
    let audit = Audit::new(table.clone());
    let dossier = audit.inspect(&folder)?;
    let settings = audit.settings(&folder)?;
    for day in [date(2026, 6, 30), date(2026, 11, 23)] {
        let started = Instant::now();
        let summary = dossier.judge(&table, &settings, day)?.summary;
        println!("{day}：{} – {} 分（用时 {:.1?}）", summary.worst, summary.best, started.elapsed());
    }
    Ok(())
}
