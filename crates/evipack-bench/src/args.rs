//! The command line. Enters: what the engineer typed. Leaves: [`Args`].

use clap::{Parser, Subcommand};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// The first seed of the bench: smaller ones are for tuning.
pub(crate) const FIRST_SEED: u64 = 1_000_000;

/// Measures evipack on generated and labelled files.
#[derive(Debug, Parser)]
#[command(name = "evipack-bench")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Recall, precision, unknowns and cost for every fact, against the must-reach values
    Accuracy(Accuracy),
    /// Files read in a CPU second, for each format, beside the tool that a user would pick
    Speed(Speed),
    /// One audit in this process, with its cost (called by the bench itself)
    #[command(hide = true)]
    Worker {
        folder: PathBuf,
        #[arg(long)]
        output: PathBuf,
        #[arg(long)]
        threads: NonZeroUsize,
        /// Leave the recogniser out
        #[arg(long)]
        plain: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Accuracy {
    /// Generated pictures: photos, screenshots, pages, drawings
    #[arg(long, default_value_t = 600)]
    pub(crate) photos: u32,
    /// Generated pages of official papers
    #[arg(long, default_value_t = 300)]
    pub(crate) pages: u32,
    /// Seed of both recipes; below 1000000 lies what things are tuned on
    #[arg(long, default_value_t = FIRST_SEED)]
    pub(crate) seed: u64,
    /// Folder of labelled real files (with LABELS.tsv), reported apart
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
    /// Folder of real photos to use as backdrops
    #[arg(long, value_name = "DIR")]
    pub(crate) backgrounds: Option<PathBuf>,
    /// Keep the generated files and truths here, and take them again if they are already there
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) making: Making,
    /// Reading threads; costs are told for one
    #[arg(long, default_value_t = NonZeroUsize::MIN)]
    pub(crate) threads: NonZeroUsize,
    /// Tables in Markdown
    #[arg(long)]
    pub(crate) markdown: bool,
    /// Exit with 0 even where a must-reach value is missed
    #[arg(long)]
    pub(crate) no_fail: bool,
}

/// How files are made.
#[derive(Debug, clap::Args)]
pub(crate) struct Making {
    /// Folder of the recipes
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/recipe"))]
    pub(crate) recipes: PathBuf,
    /// Python with the packages that the recipes need, and for the tools to compare with
    #[arg(long, default_value = "python3")]
    pub(crate) python: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Speed {
    /// Generated files of each format
    #[arg(long, default_value_t = 300)]
    pub(crate) files: u32,
    /// Take the files of a folder instead (any depth), by their extensions
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// Keep the generated files here
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) making: Making,
    /// Exit with 0 even where a goal is missed
    #[arg(long)]
    pub(crate) no_fail: bool,
}
