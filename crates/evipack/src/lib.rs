//! evipack audits a folder of acceptance materials before a county hands it in: which indicators would be zeroed, which
//! file is the reason, under which clause, what was seen and how to mend it.
//!
//! The way of the data, each stage knowing only the one before it:
//!
//! ```text
//! walk  →  place  →  read  →  judge  →  score  →  report
//! folder   entry→    bytes→   facts→    findings→  one frozen
//! →entries indicator facts    defects   verdicts   JSON object
//! ```
//!
//! [`Audit`] is the whole entrance, [`Report`] the whole result. The county is data: a [`Table`]. A fact is known, absent
//! or unknown ([`facts::Fact`]); only what is surely absent costs points.
//!
//! # Glossary
//!
//! | term | 中文 | meaning |
//! |---|---|---|
//! | package | 材料包 | the folder that is handed in |
//! | table | 指标体系 | the indicators of one county and year, as data |
//! | indicator | 指标 | one line of the table with points, `1.1` … `7.3` |
//! | bonus item | 加分项 | `B1` … `B10` |
//! | deduction | 扣分项 | `D1` … `D7` |
//! | issued document | 出台的文件 | 制度、政策、办法、方案 and the like, issued by the applicant: must carry the three elements |
//! | three elements | 三要素 | red header, document number, official seal |
//! | red header | 红头（发文机关标志） | the issuing body's mark in red, GB/T 9704-2012 7.2.4 |
//! | document number | 发文字号 | agency code, year in 〔〕, serial, GB/T 9704-2012 7.2.5 |
//! | official seal | 公章 | GB/T 9704-2012 7.3.5 |
//! | real-time watermark | 真实时间水印 | date and time burned into a photo by a watermark camera app |
//! | running text | 正文 | the lines of a paper that are as wide as its type area, below mark, number and title |
//! | sign-off | 落款 | issuer and date below the text, over which the seal lies, GB/T 9704-2012 7.3.5 |
//! | imprint | 版记 | copies to 抄送 and printed by 印发 at the foot of the last page, GB/T 9704-2012 7.4 |
//! | work | 同一文件 | an issued document with all its versions (draft, sealed scan, printing notice) |
//! | review | 人工核对 | what could not be seen for sure and is left to a human |

#![deny(missing_docs)]

mod audit;
pub mod cache;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
#[allow(
    missing_docs,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a door for the fuzzer: a panic is a finding"
)]
pub mod fuzz;
mod inspect;
mod inspection;
mod observer;
mod open_listed;
mod settings_file;
mod side_by_side;
mod source;
mod table_files;
pub mod walk;
pub mod worker;

pub use audit::{Audit, AuditError};
pub use evipack_core::dossier::{self, Dossier};
pub use evipack_core::{Conclusion, Points, RelPath, Report, RuleCode, Table, TableError};
pub use evipack_core::{facts, format, number, personal, place, report, rules, table};
pub use evipack_read::{TrustAnchors, TrustError};
pub use evipack_see as see;
pub use observer::{Observer, Progress, Stage};
pub use open_listed::OpenError;
pub use settings_file::SettingsUnreadable;
pub use side_by_side::{SideBySideError, THREAD_NAME};
pub use source::{InMemory, OneFile, Source};
pub use table_files::load_table;
