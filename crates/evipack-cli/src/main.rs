//! evipack on the command line. Arguments enter, an exit code leaves: 0 nothing lost, 1 something would be zeroed, deducted
//! or disqualified, 3 only reviews are left, 2 no audit took place. Everything that decides lies in the library.

mod args;
mod explain;
mod models;
mod output;
mod side_by_side;
mod table_text;
mod text;

use args::{Args, AuditArgs, Command, Format, TableCommand};
use clap::Parser as _;
use evipack::{Audit, Table, TrustAnchors};
use std::path::PathBuf;
use std::process::ExitCode;

/// Exit code of the contract for "no audit took place".
const NO_AUDIT: u8 = 2;

fn main() -> ExitCode {
    quieten_reading_threads();
    let outcome = match Args::parse().command {
        Command::Audit(args) => audit(&args),
        Command::Table(command) => table(command).map(|()| 0),
        Command::Models(command) => models::run(&command).and_then(|(text, code)| output::print(&text).map(|()| code)),
        Command::ReadFiles { models } => {
            let recogniser = models::in_worker(models);
            evipack::worker::serve(recogniser.as_ref().map(|ocr| ocr as _))
                .map(|()| 0)
                .map_err(|error| error.to_string())
        }
        Command::Explain { rule } => explain::explain(rule.as_deref()).map(|()| 0),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            // A table's faults come one a line; everything else that could move the cursor is made visible.
            let lines: Vec<String> = message.lines().map(text::escape).collect();
            eprintln!("evipack: {}", lines.join("\n"));
            ExitCode::from(NO_AUDIT)
        }
    }
}

/// Audits a folder and writes the report.
fn audit(args: &AuditArgs) -> Result<u8, String> {
    let table = load_table(&args.table)?;
    let destination = output::Destination::choose(args.output.as_deref(), &args.folder)?;
    let as_of = args.as_of.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    let recogniser = models::recogniser(args);
    let readers = side_by_side::readers(recogniser.is_some());
    let mut audit = Audit::new(table).as_of(as_of).threads(readers).trust_anchors(anchors(&args.trust)?);
    if let Some(recogniser) = &recogniser {
        audit = audit.recognizer(recogniser);
    }
    if !args.in_process {
        audit = audit.workers(models::workers(recogniser.as_ref())?);
    }
    let report = audit.run(&args.folder).map_err(|error| no_audit(&error))?;
    let rendered = match args.format {
        Format::Text => text::render(&report, recogniser.is_some(), destination.colours()),
        Format::Json => {
            // In one line: for 8,000 files indentation alone would be a third of 30 MB.
            let json = serde_json::to_string(&report).map_err(|error| error.to_string())?;
            text::escape_json(&json) + "\n"
        }
    };
    destination.write(&rendered)?;
    Ok(report.conclusion().exit_code())
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

fn table(command: TableCommand) -> Result<(), String> {
    let text = match command {
        TableCommand::List => table_text::list()?,
        TableCommand::Show { table, item } => table_text::show(&load_table(&table)?, item.as_deref())?,
        TableCommand::Clauses { table } => load_table(&table)?.clause_document(),
        TableCommand::Check { file } => {
            let table = Table::load(&file).map_err(|error| error.to_string())?;
            format!("“{}”没有问题：{}\n", file.display(), table_text::one_line(&table))
        }
    };
    output::print(&text)
}

/// A built-in table by its id, or one from a file.
fn load_table(name: &str) -> Result<Table, String> {
    let path = std::path::Path::new(name);
    if Table::builtin_ids().contains(&name) {
        Table::builtin(name).map_err(|error| error.to_string())
    } else if path.extension().is_some() || path.components().count() > 1 || path.exists() {
        Table::load(path).map_err(|error| error.to_string())
    } else {
        Table::builtin(name).map_err(|error| format!("{error}；也没有叫“{name}”的文件"))
    }
}

/// A panic of a third-party parser on a reading thread is reported as a problem of its file; its message on the terminal
/// would only frighten.
fn quieten_reading_threads() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(evipack::read::THREAD_NAME) {
            usual(info);
        }
    }));
}
