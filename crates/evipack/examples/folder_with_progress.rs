//! Audits a folder and shows how far it is: `cargo run -p evipack --example folder_with_progress -- FOLDER`.

use evipack::{Audit, Observer, Progress, Stage, Table};

struct Bar;

impl Observer for Bar {
    fn progress(&self, progress: Progress) {
        let what = match progress.stage {
            Stage::Hashing => "核对",
            _ => "读取",
        };
        eprint!("\r{what} {} / {} 个文件", progress.files, progress.of_files);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("请给出材料所在的文件夹")?;
    let report = Audit::new(Table::builtin("changqing-2026")?).observer(&Bar).run(folder)?;
    eprintln!();
    for finding in &report.findings {
        println!("{}　{}　{}", finding.path, finding.message, finding.hint);
    }
    Ok(())
}
