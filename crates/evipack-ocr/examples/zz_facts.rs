use evipack::{Audit, Table};
use evipack_ocr::{Ocr, models};
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = std::env::args().nth(1).unwrap();
    let ocr = Ocr::load(&models::default_folder().unwrap())?;
    let report = Audit::new(Table::builtin("changqing-2026")?)
        .threads(std::num::NonZeroUsize::MIN)
        .recognizer(&ocr)
        .run(&root)?;
    for f in &report.files {
        println!("{}", serde_json::to_string(f)?);
    }
    for p in &report.problems {
        eprintln!("{p:?}");
    }
    Ok(())
}
