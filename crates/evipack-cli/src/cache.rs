//! What was read before: where it is kept, how much it is, and how to be rid of it.
//!
//! Enters: what the user asked for. Leaves: the cache for an audit, or a text for stdout.

use crate::args::{AuditArgs, CacheCommand};
use crate::output::complain;
use evipack::cache::{CACHE_VARIABLE, Cache, CacheStatus};

/// The cache for an audit. Whatever goes wrong is one line, and the audit goes on without.
pub(crate) fn for_audit(args: &AuditArgs) -> Option<Cache> {
    let folder = Cache::default_folder().filter(|_| !args.no_cache)?;
    Cache::open(folder).inspect_err(|error| complain(&format!("{error}。本次不用缓存。"))).ok()
}

/// `evipack cache …`.
pub(crate) fn run(command: CacheCommand) -> Result<String, String> {
    let Some(folder) = Cache::default_folder() else {
        return Ok(format!("没有缓存：环境变量 {CACHE_VARIABLE} 关闭了它，或系统没有给出存放缓存的文件夹。\n"));
    };
    let cache = Cache::open(folder).map_err(|error| error.to_string())?;
    let place = cache.folder().display();
    match command {
        CacheCommand::Status => {
            let notice = "里面是从材料中读出的文字和其他内容，只有您本人的账号能读；不再需要时运行 evipack cache clear";
            Ok(format!("{}\n位置：{place}\n{notice}\n", amount(cache.status())))
        }
        CacheCommand::Clear => {
            let cleared = cache.clear().map_err(|error| error.to_string())?;
            Ok(format!("已清空：{}\n位置：{place}\n", amount(cleared)))
        }
    }
}

fn amount(status: CacheStatus) -> String {
    format!("{} 条记录，{:.1} MB", status.records, status.bytes as f64 / 1e6)
}
