//! x
#[test]
fn probe() {
    let Ok(list) = std::env::var("DOCX_LIST") else { return };
    for path in std::fs::read_to_string(list).unwrap().lines() {
        let bytes = std::fs::read(path).unwrap();
        let start = std::time::Instant::now();
        let result = super::read(&bytes);
        println!("=== {path} {:?} {:?}", crate::read::container::kind_of_zip(&bytes), start.elapsed());
        match result {
            Err(error) => println!("ERR {error}"),
            Ok(r) => {
                println!(
                    "{:?} pages {:?} photos {} sig {} gaps {:?}",
                    r.properties, r.layout.pages, r.photo_pictures, r.layout.signatures, r.gaps
                );
                for line in r.layout.lines.iter().take(14) {
                    println!(
                        "  {:?} {} {:.1} red={} c={} {}",
                        line.part,
                        "",
                        line.size_pt,
                        line.red,
                        line.centred,
                        line.text.chars().take(60).collect::<String>()
                    );
                }
                println!(
                    "  lines {} red: {}",
                    r.layout.lines.len(),
                    r.layout
                        .lines
                        .iter()
                        .filter(|l| l.red)
                        .map(|l| l.text.as_str())
                        .collect::<Vec<_>>()
                        .join("|")
                        .chars()
                        .take(300)
                        .collect::<String>()
                );
                println!("  rules {:?}", r.layout.red_rules.iter().map(|r| r.width).collect::<Vec<_>>());
                for p in r.layout.pictures.iter().take(8) {
                    println!("  pic {p:?}");
                }
                for b in &r.layout.blind_spots {
                    println!("  blind {:?} {}", b.hides, b.why);
                }
            }
        }
    }
}
#[test]
fn dump() {
    let Ok(list) = std::env::var("DOCX_LIST") else { return };
    for path in std::fs::read_to_string(list).unwrap().lines() {
        if let Ok(r) = super::read(&std::fs::read(path).unwrap()) {
            let n: usize = r.layout.lines.iter().filter(|l| matches!(l.part, crate::read::layout::Part::Body | crate::read::layout::Part::TextBox)).map(|l| l.text.chars().filter(|c| !c.is_whitespace()).count()).sum();
            println!("COUNT\t{path}\t{n}\t{}", r.layout.pictures.len());
        }
    }
}
