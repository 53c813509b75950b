//! The accuracy run from the recipe to the verdict.
//!
//! Enters: what the engineer asked for. Leaves: tables on standard output, and whether every must-reach value was reached.

use crate::args::{Accuracy, FIRST_SEED};
use crate::bounds::{self, Costs};
use crate::kinds::{self, True};
use crate::page_truth::PageTruth;
use crate::photo_truth::{Class, PhotoTruth};
use crate::print::{DEFINITIONS, Printer};
use crate::recipe::{Dish, Kitchen};
use crate::scratch::{Scratch, build_package};
use crate::seen::{self, Seen};
use crate::tally::{Case, Tallies};
use crate::worker::{self, Run};
use crate::{corpus, pages, photos};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Facts whose groups are printed.
const GROUPED: &[&str] = &[
    photos::PRESENT,
    photos::TIME,
    pages::SEAL,
    pages::HEADER,
    pages::NUMBER,
    kinds::PHOTO,
    kinds::SCREENSHOT,
    kinds::DOCUMENT,
];

/// Audits that were run, and what they were asked.
struct Bench<'a> {
    asked: &'a Accuracy,
    scratch: Scratch,
    costs: Costs,
    cases: Vec<Case>,
    /// Why the audits ran without a recogniser.
    blind: Option<String>,
}

/// Runs the bench; `false` where a must-reach value is missed.
pub(crate) fn run(asked: &Accuracy) -> Result<bool, String> {
    if asked.seed < FIRST_SEED {
        eprintln!("note: seed {} is one of those that things are tuned on", asked.seed);
    }
    let scratch = Scratch::new(asked.keep.as_deref()).map_err(|error| error.to_string())?;
    let mut bench = Bench { asked, scratch, costs: Costs::default(), cases: Vec::new(), blind: None };
    let (photos, pages) = bench.generate()?;
    if let Some((folder, truths)) = photos {
        bench.photos(&folder, &truths)?;
    }
    if let Some((folder, truths)) = pages {
        bench.pages(&folder, &truths)?;
    }
    let real = bench.corpus()?;
    Ok(bench.print(real.as_ref()) || asked.no_fail)
}

/// A folder of generated files and their truths.
type Generated<T> = Option<(PathBuf, Vec<T>)>;

impl Bench<'_> {
    /// Makes photos and pages at the same time.
    fn generate(&self) -> Result<(Generated<PhotoTruth>, Generated<PageTruth>), String> {
        let asked = self.asked;
        let kitchen = Kitchen { python: &asked.making.python, recipes: &asked.making.recipes };
        if asked.photos + asked.pages > 0 {
            kitchen.check()?;
        }
        let order = |count: u32| ["--seed", &asked.seed.to_string(), "--count", &count.to_string()].map(str::to_owned);
        let mut photo_order = order(asked.photos).to_vec();
        if let Some(folder) = &asked.backgrounds {
            photo_order.extend(["--backgrounds".to_owned(), folder.to_string_lossy().into_owned()]);
        }
        let start = |count: u32, script: &str, name: &str, order: &[String]| {
            (count > 0).then(|| kitchen.start(script, self.scratch.path.join(name), order)).transpose()
        };
        let photos = start(asked.photos, "accuracy_photos.py", "photos", &photo_order)?;
        let pages = start(asked.pages, "accuracy_pages.py", "pages", &order(asked.pages))?;
        Ok((photos.map(Dish::wait).transpose()?, pages.map(Dish::wait).transpose()?))
    }

    /// Audits files under neutral names; returns what was seen, by name, and the CPU seconds a file.
    fn audit(
        &mut self,
        package: &str,
        files: &[(String, PathBuf)],
    ) -> Result<(BTreeMap<String, Seen>, Option<f64>), String> {
        if files.is_empty() {
            return Ok((BTreeMap::new(), None));
        }
        let folder = self.scratch.path.join("packages").join(package);
        build_package(&folder, files).map_err(|error| format!("{}: {error}", folder.display()))?;
        let Run { report, cpu_seconds, load_seconds, peak_bytes, no_recogniser } =
            worker::spawn(&folder, self.asked.threads)?;
        self.costs.peak_bytes = self.costs.peak_bytes.max(peak_bytes);
        self.costs.load_seconds = Some(load_seconds);
        self.blind = self.blind.take().or(no_recogniser);
        Ok((seen::files(&report), Some(cpu_seconds / files.len() as f64)))
    }

    fn photos(&mut self, folder: &Path, truths: &[PhotoTruth]) -> Result<(), String> {
        let is_photo = |truth: &&PhotoTruth| matches!(truth.class, Class::Photo | Class::Tiny);
        let files = |truths: Vec<&PhotoTruth>| -> Vec<(String, PathBuf)> {
            truths.iter().map(|truth| (truth.file.clone(), folder.join(&truth.file))).collect()
        };
        let (mut seen, photo_seconds) = self.audit("a", &files(truths.iter().filter(is_photo).collect()))?;
        let (others, other_seconds) =
            self.audit("b", &files(truths.iter().filter(|truth| !is_photo(truth)).collect()))?;
        seen.extend(others);
        self.costs.photo_seconds = photo_seconds;
        self.costs.other_seconds = other_seconds;
        let unseen = Seen::default();
        for truth in truths {
            let seen = seen.get(&truth.file).unwrap_or(&unseen);
            let style = truth.style.as_ref().unwrap_or(&truth.group);
            let mut cases = photos::cases(truth, seen);
            cases.extend(kinds::cases(&truth.file, kinds::of_photo(truth), style, &seen.kind));
            self.keep(cases, "photos/");
        }
        Ok(())
    }

    fn pages(&mut self, folder: &Path, truths: &[PageTruth]) -> Result<(), String> {
        let files: Vec<_> = truths.iter().map(|truth| (truth.file.clone(), folder.join(&truth.file))).collect();
        let (seen, seconds) = self.audit("c", &files)?;
        self.costs.page_seconds = seconds;
        let unseen = Seen::default();
        for truth in truths {
            let seen = seen.get(&truth.file).unwrap_or(&unseen);
            let mut cases = pages::cases(truth, seen);
            cases.extend(kinds::cases(&truth.file, True::Document, &format!("page {}", truth.how), &seen.kind));
            self.keep(cases, "pages/");
        }
        Ok(())
    }

    /// Takes cases in, their files named as the kept folder names them.
    fn keep(&mut self, cases: Vec<Case>, folder: &str) {
        self.cases.extend(cases.into_iter().map(|case| Case { file: format!("{folder}{}", case.file), ..case }));
    }

    /// The labelled real files, where there are any.
    fn corpus(&mut self) -> Result<Option<Tallies>, String> {
        let Some(corpus) = &self.asked.corpus else { return Ok(None) };
        let rows = corpus::rows(corpus)?;
        let name = |(index, row): (usize, &corpus::Labelled)| (row.neutral_name(index), row.source(corpus));
        let files: Vec<_> = rows.iter().enumerate().map(name).collect();
        let (seen, _) = self.audit("d", &files)?;
        let unseen = Seen::default();
        let cases: Vec<Case> =
            rows.iter().zip(&files).flat_map(|(row, (name, _))| row.cases(seen.get(name).unwrap_or(&unseen))).collect();
        Ok(Some(Tallies::of(&cases)))
    }

    /// Prints everything; whether no must-reach value is missed.
    fn print(&self, real: Option<&Tallies>) -> bool {
        let printer = Printer { is_markdown: self.asked.markdown };
        let tallies = Tallies::of(&self.cases);
        let bounds = bounds::all(&tallies, &self.costs);
        println!("seed {}, {} pictures, {} pages", self.asked.seed, self.asked.photos, self.asked.pages);
        if let Some(why) = &self.blind {
            println!("AUDITED WITHOUT A TEXT RECOGNISER: {why}");
        }
        println!("{DEFINITIONS}");
        printer.heading("Must-reach values");
        printer.bounds(&bounds);
        printer.heading("Facts");
        printer.facts(&tallies);
        printer.heading(&format!("Cost ({} reading thread(s))", self.asked.threads));
        printer.costs(&self.costs);
        for (fact, tally) in tallies.iter().filter(|(fact, _)| GROUPED.contains(fact)) {
            printer.groups(fact, tally);
        }
        for (fact, tally) in tallies.iter() {
            printer.failures(fact, tally);
        }
        if let Some(real) = real {
            printer.heading("Real files");
            printer.facts(real);
            for (fact, tally) in real.iter() {
                printer.failures(fact, tally);
            }
        }
        bounds.iter().all(|bound| bound.holds() != Some(false))
    }
}
