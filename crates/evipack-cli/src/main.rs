//! evipack on the command line. Arguments enter, an exit code leaves: 0 nothing lost, 1 something would be zeroed, deducted
//! or disqualified, 3 only reviews are left, 2 no audit took place. Everything that decides lies in the library.

mod args;
mod cache;
mod explain;
mod models;
mod output;
mod report_file;
mod side_by_side;
mod table_text;
mod text;

use args::{Args, AuditArgs, Command, Format, TableCommand};
use clap::Parser as _;
use evipack::cache::Cache;
use evipack::{Audit, Table, TrustAnchors};
use serde::Serialize as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Exit code of the contract for "no audit took place".
const NO_AUDIT: u8 = 2;
/// Exit code where the reader of the output has gone away: what a shell shows of a program that SIGPIPE ended (128 + 13).
const READER_GONE: u8 = 141;

/// Why the program did not do what was asked.
enum Failure {
    /// With a sentence for the user, in Chinese.
    Said(String),
    ReaderGone,
}

impl From<String> for Failure {
    fn from(sentence: String) -> Self {
        Self::Said(sentence)
    }
}

impl From<output::OutputError> for Failure {
    fn from(error: output::OutputError) -> Self {
        match error {
            output::OutputError::ReaderGone => Self::ReaderGone,
            other => Self::Said(other.to_string()),
        }
    }
}

impl From<report_file::ReportFileError> for Failure {
    fn from(error: report_file::ReportFileError) -> Self {
        Self::Said(error.to_string())
    }
}

fn main() -> ExitCode {
    hush_panics();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return not_understood(&error),
    };
    let outcome = match args.command {
        Command::Audit(args) => audit(&args),
        Command::Table(command) => table(command).map(|()| 0),
        Command::Models(command) => models_of(&command),
        Command::Cache(command) => cache_of(command),
        Command::ReadFiles { models } => {
            let recogniser = models::in_worker(models);
            evipack::worker::serve(recogniser.as_ref().map(|ocr| ocr as _))
                .map(|()| 0)
                .map_err(|error| Failure::Said(error.to_string()))
        }
        Command::Explain { rule } => explain::explain(rule.as_deref()).map(|()| 0),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(Failure::Said(message)) => {
            output::complain(&message);
            ExitCode::from(NO_AUDIT)
        }
        Err(Failure::ReaderGone) => ExitCode::from(READER_GONE),
    }
}

/// What the arguments' parser says of them: help, the version, or which one it does not understand. It quotes what was typed.
fn not_understood(error: &clap::Error) -> ExitCode {
    let said = error.render().to_string();
    if evipack::personal::masked(&said) == said {
        error.exit();
    }
    output::complain(&said);
    ExitCode::from(NO_AUDIT)
}

/// Audits a folder and writes the report.
fn audit(args: &AuditArgs) -> Result<u8, Failure> {
    if args.show_paths {
        may_show_paths(args)?;
    }
    let table = load_table(&args.table)?;
    let destination = output::Destination::choose(args.output.as_deref(), &args.folder)?;
    let as_of = args.as_of.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    let recogniser = models::recogniser(args);
    let readers = side_by_side::readers(recogniser.is_some());
    let mut audit = Audit::new(table).as_of(as_of).threads(readers).trust_anchors(anchors(&args.trust)?);
    audit = audit.show_paths(args.show_paths);
    if let Some(recogniser) = &recogniser {
        audit = audit.recognizer(recogniser);
    }
    if !args.in_process {
        audit = audit.workers(models::workers(recogniser.as_ref())?);
    }
    let cache = cache::for_audit(args);
    if let Some(cache) = &cache {
        audit = audit.cache(cache);
    }
    let report = audit.run(&args.folder).map_err(|error| no_audit(&error))?;
    if let Some(trouble) = cache.as_ref().and_then(Cache::trouble) {
        output::complain(trouble);
    }
    match args.format {
        Format::Text => destination.write(&text::render(&report, recogniser.is_some(), destination.colours()))?,
        // In one line: for 8,000 files indentation alone would be a third of 30 MB.
        Format::Json => destination.fill(|out| {
            report.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, text::SafeJson))?;
            out.write_all(b"\n")
        })?,
    }
    Ok(report.conclusion().exit_code())
}

/// Names of persons may be shown to whoever sits at the screen; files and logs are passed on.
fn may_show_paths(args: &AuditArgs) -> Result<(), String> {
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    let to_screen = args.output.is_none() && std::io::stdout().is_terminal();
    if to_screen && !is_ci {
        return Ok(());
    }
    Err("--show-paths 会显示姓名、证件号等个人信息，只能在终端屏幕上用：不能写入文件、管道，也不能用于 CI。请去掉 --show-paths。"
        .to_owned())
}

/// The certificates that the user vouches for.
fn anchors(files: &[PathBuf]) -> Result<TrustAnchors, String> {
    let mut anchors = TrustAnchors::default();
    for file in files {
        let named = |error: &dyn std::fmt::Display| format!("信任的证书“{}”：{error}", file.display());
        let bytes = std::fs::read(file).map_err(|error| named(&error))?;
        anchors.add(&bytes).map_err(|error| named(&error))?;
    }
    Ok(anchors)
}

/// The library's reason, and what the user can do about it.
fn no_audit(error: &evipack::AuditError) -> String {
    use evipack::walk::WalkError;
    let hint = match error {
        evipack::AuditError::Walk(WalkError::NotFound(_)) => "请核对路径；路径里有空格时要加引号。",
        evipack::AuditError::Walk(WalkError::NotAFolder(_)) => "请给出材料所在的文件夹；压缩包请先放进一个文件夹。",
        evipack::AuditError::Walk(WalkError::Unreadable { .. }) => "请检查是否有读取权限。",
        evipack::AuditError::Walk(WalkError::Empty(_)) => "请核对是否选错了文件夹。",
        _ => "",
    };
    if hint.is_empty() { error.to_string() } else { format!("{error}。{hint}") }
}

fn models_of(command: &args::ModelsCommand) -> Result<u8, Failure> {
    let (text, code) = models::run(command)?;
    output::print(&text)?;
    Ok(code)
}

fn cache_of(command: args::CacheCommand) -> Result<u8, Failure> {
    output::print(&cache::run(command)?)?;
    Ok(0)
}

fn table(command: TableCommand) -> Result<(), Failure> {
    let text = match command {
        TableCommand::List => table_text::list()?,
        TableCommand::Show { table, item } => table_text::show(&load_table(&table)?, item.as_deref())?,
        TableCommand::Clauses { table } => load_table(&table)?.clause_document(),
        TableCommand::Check { file } => {
            let table = evipack::load_table(&file).map_err(|error| error.to_string())?;
            format!("“{}”没有问题：{}\n", file.display(), table_text::one_line(&table))
        }
    };
    Ok(output::print(&text)?)
}

/// A built-in table by its id, or one from a file.
fn load_table(name: &str) -> Result<Table, String> {
    let path = std::path::Path::new(name);
    if Table::builtin_ids().contains(&name) {
        Table::builtin(name).map_err(|error| error.to_string())
    } else if path.extension().is_some() || path.components().count() > 1 || path.exists() {
        evipack::load_table(path).map_err(|error| error.to_string())
    } else {
        Table::builtin(name).map_err(|error| format!("{error}；也没有叫“{name}”的文件"))
    }
}

/// A panic of a third-party parser on a reading thread is reported as a problem of its file; its message on the terminal
/// would only frighten. Any other may quote what it choked on.
fn hush_panics() {
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(evipack::THREAD_NAME) {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            output::complain(&format!("程序内部出错：{}（{place}）", info.payload_as_str().unwrap_or_default()));
        }
    }));
}
