//! Runs the recipes.
//!
//! Enters: a script's name, a seed, a number. Leaves: a folder with the files and `truth.jsonl`. Where Python, a package or a
//! font is missing, the error names the section of the recipe's README that says what to install.

use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const README: &str = "see \"What it needs\" in fixtures/recipe/README.md";
const PACKAGES: &str = "import PIL, numpy, skimage, sklearn, fpdf";

/// Where the recipes lie and what runs them.
#[derive(Debug)]
pub(crate) struct Kitchen<'a> {
    pub(crate) python: &'a str,
    pub(crate) recipes: &'a Path,
}

/// A recipe that may still be at work.
#[derive(Debug)]
pub(crate) struct Dish {
    folder: PathBuf,
    order: String,
    /// `None`: the files of the same order were there already.
    at_work: Option<Child>,
}

impl Kitchen<'_> {
    /// Whether Python and its packages are there.
    pub(crate) fn check(&self) -> Result<(), String> {
        let output = Command::new(self.python)
            .args(["-c", PACKAGES])
            .output()
            .map_err(|error| format!("{} cannot be started ({error}): {README}", self.python))?;
        if output.status.success() {
            return Ok(());
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}: {README}", complaint.lines().last().unwrap_or("a Python package is missing")))
    }

    /// Starts a recipe, unless its files are there already.
    pub(crate) fn start(&self, script: &str, folder: PathBuf, order: &[String]) -> Result<Dish, String> {
        let words = order.join(" ");
        let done = folder.join("truth.jsonl").exists()
            && std::fs::read_to_string(marker(&folder)).is_ok_and(|made| made == words);
        if done {
            return Ok(Dish { folder, order: words, at_work: None });
        }
        let path = self.recipes.join(script);
        if !path.exists() {
            return Err(format!("there is no recipe {}", path.display()));
        }
        let child = Command::new(self.python)
            .arg(path)
            .arg(&folder)
            .args(order)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("{} cannot be started ({error}): {README}", self.python))?;
        Ok(Dish { folder, order: words, at_work: Some(child) })
    }
}

impl Dish {
    /// Waits for the recipe; the folder and its truth.
    pub(crate) fn wait<T: DeserializeOwned>(mut self) -> Result<(PathBuf, Vec<T>), String> {
        if let Some(child) = &mut self.at_work {
            let status = child.wait().map_err(|error| error.to_string())?;
            if !status.success() {
                return Err(format!("a recipe ended with {status}: {README}"));
            }
            std::fs::write(marker(&self.folder), &self.order).map_err(|error| error.to_string())?;
        }
        let truth = self.folder.join("truth.jsonl");
        let text = std::fs::read_to_string(&truth).map_err(|error| format!("{}: {error}", truth.display()))?;
        let truths = text.lines().map(serde_json::from_str).collect::<Result<Vec<T>, _>>();
        Ok((self.folder, truths.map_err(|error| format!("{}: {error}", truth.display()))?))
    }
}

/// The note, beside the folder, of what was made in it.
fn marker(folder: &Path) -> PathBuf {
    folder.with_extension("order")
}
