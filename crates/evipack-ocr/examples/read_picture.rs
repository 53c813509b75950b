//! What the recogniser sees in pictures, for looking at its mistakes:
//! `cargo run --release -p evipack-ocr --example read_picture -- 960 a.jpg b.png`.
//!
//! Enters: the search side in pixels, and picture files. Leaves: one line of text for each line found, with its place, height
//! and confidence.

use evipack::see::{Pixels, Recognizer as _};
use evipack_ocr::{Ocr, models};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let side: u32 = arguments.next().ok_or("a search side, then picture files")?.parse()?;
    let ocr = Ocr::load(&models::default_folder().ok_or("no folder for models")?)?;
    for file in arguments {
        let decoded = image::open(&file)?.into_rgb8();
        let picture = Pixels { width: decoded.width(), height: decoded.height(), rgb: decoded.into_raw() };
        let start = std::time::Instant::now();
        let spots = ocr.find(&picture, side)?;
        let found = start.elapsed();
        let lines = ocr.read(&picture, &spots)?;
        println!(
            "{file}: {} lines, found in {found:?}, read in {:?}",
            lines.len(),
            start.elapsed().saturating_sub(found)
        );
        for (line, spot) in lines.iter().zip(&spots) {
            let [x, y, w, h] = line.region;
            println!("  {x:.3} {y:.3} {w:.3} {h:.3} {:4.0}px {:.2} {}", spot.height(), line.confidence, line.text);
        }
    }
    Ok(())
}
