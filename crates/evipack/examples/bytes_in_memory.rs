//! Audits files in memory with a text recogniser of one's own: `cargo run -p evipack --example bytes_in_memory`.

use evipack::see::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use evipack::{Audit, InMemory, Table};

/// A recogniser that sees no text at all. A real one finds the lines of a picture, and reads those that it is asked for.
struct NoText;

impl Recognizer for NoText {
    fn find(&self, _picture: &Pixels, _side: u32) -> Result<Vec<Spot>, RecognizerError> {
        Ok(Vec::new())
    }

    fn read(&self, _picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let blank = |_| TextLine { text: String::new(), confidence: 0.0, region: [0.0; 4] };
        Ok(spots.iter().map(blank).collect())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut package = InMemory::new("材料包");
    package.add("一、制度建设/2.创建工作方案/创建工作方案.txt", "青岚县“信用交通县”创建工作方案".as_bytes());
    package.add("新建文件夹/说明.txt", "说明".as_bytes());
    let report = Audit::new(Table::builtin("changqing-2026")?).recognizer(&NoText).run_source(&package)?;
    for finding in &report.findings {
        println!("{}　{}", finding.path, finding.message);
    }
    Ok(())
}
