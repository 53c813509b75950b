//! The command line. Enters: what the user typed. Leaves: [`Args`].

use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 在报送之前审查“信用交通县（区）”验收材料：哪个指标会归零、因为哪个文件、依据哪一条、怎么补救。
#[derive(Debug, Parser)]
#[command(name = "evipack", version, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 审查一个材料文件夹（只读，不改动任何文件）
    #[command(after_help = "退出码：0 没有丢分  1 有指标归零、扣分或取消资格  3 只剩人工核对  2 没有进行审查")]
    Audit(AuditArgs),
    /// 查看和检查指标体系
    #[command(subcommand)]
    Table(TableCommand),
    /// 安装和查看文字识别模型（看图要用）
    #[command(subcommand)]
    Models(ModelsCommand),
    /// 查看和清空缓存（上次读出的内容，文件没有变就不用重新读取）
    #[command(subcommand)]
    Cache(CacheCommand),
    /// 读取进程：由 audit 自己启动，不供直接使用
    #[command(hide = true)]
    ReadFiles {
        /// 文字识别模型所在的文件夹
        #[arg(long)]
        models: Option<PathBuf>,
    },
    /// 解释一条规则：要求什么、什么算通过、什么会丢分（不写规则则列出全部）
    Explain {
        /// 规则代码，如 document-without-seal
        rule: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct AuditArgs {
    /// 材料所在的文件夹
    pub(crate) folder: PathBuf,
    /// 指标体系：内置编号，或一个 TOML 文件
    #[arg(long, value_name = "编号|文件", default_value = "changqing-2026")]
    pub(crate) table: String,
    /// 按哪一天判断期限，如 2026-11-23（默认今天）
    #[arg(long, value_name = "日期", value_parser = parse_date)]
    pub(crate) as_of: Option<jiff::civil::Date>,
    /// 报告格式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// 把报告写到文件（不能在材料文件夹里）
    #[arg(long, value_name = "文件")]
    pub(crate) output: Option<PathBuf>,
    /// 信任的证书（PEM 或 DER，可写多次）：给出后，签章人证书不在其内的电子签名、印章列为人工核对
    #[arg(long, value_name = "证书文件")]
    pub(crate) trust: Vec<PathBuf>,
    /// 在本进程里读取文件（默认用单独的进程读取，坏文件不会使审查中断）
    #[arg(long)]
    pub(crate) in_process: bool,
    /// 不联网：没有文字识别模型时不安装，图里的内容列为人工核对
    #[arg(long)]
    pub(crate) offline: bool,
    /// 不用缓存：全部重新读取，也不保存读出的内容
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// 文件名、文件夹名按原样显示（默认遮盖其中的身份证号、手机号、银行卡号、护照号和旁边的姓名）；只能用于终端屏幕
    #[arg(long)]
    pub(crate) show_paths: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// 给人看的中文报告
    Text,
    /// 给程序看的 JSON（schema 1）
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TableCommand {
    /// 列出内置的指标体系
    List,
    /// 显示一个指标体系，或其中一个指标
    Show {
        /// 内置编号，或一个 TOML 文件
        table: String,
        /// 指标编号，如 1.2
        item: Option<String>,
    },
    /// 列出来源文件的每一条款及其处理方式
    Clauses {
        /// 内置编号，或一个 TOML 文件
        #[arg(default_value = "changqing-2026")]
        table: String,
    },
    /// 检查一个指标体系文件，一次列出全部错误
    Check {
        /// TOML 文件
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelsCommand {
    /// 用本机的 pip（或 npm）取得模型，核对校验和后存到用户数据文件夹
    Install {
        /// 不联网，从已有的 .whl 文件或文件夹安装
        #[arg(long, value_name = "文件|文件夹")]
        from: Option<PathBuf>,
    },
    /// 模型在哪里、是哪一套、是否完好
    #[command(after_help = "退出码：0 可用  2 不可用")]
    Status,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum CacheCommand {
    /// 缓存在哪里、有多大
    Status,
    /// 清空缓存（只删除缓存的记录，不碰任何材料）
    Clear,
}

fn parse_date(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| "日期应写成 2026-11-23 的形式".to_owned())
}
