//! The pure half of evipack: facts in, a report out. No file system, thread, process, clock, image or model; the same
//! dossier, table and day give the same report on every machine, also in a browser.
//!
//! The way of the data, each stage knowing only the one before it:
//!
//! ```text
//! facts  →  place   →  judge   →  score   →  report
//! seen      names →    facts →    defects →  one frozen
//!           items      defects    verdicts   JSON object
//! ```
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

pub mod case;
pub mod digest;
pub mod dossier;
pub mod facts;
pub mod fold;
pub mod format;
pub mod judge;
pub mod number;
pub mod personal;
pub mod place;
pub mod points;
pub mod rel_path;
pub mod report;
pub mod rule_code;
pub mod rules;
pub mod score;
pub mod seal_words;
pub mod stray;
pub mod surnames;
pub mod table;
pub mod unique_paths;

pub use points::Points;
pub use rel_path::RelPath;
pub use report::{Conclusion, Report};
pub use rule_code::RuleCode;
pub use table::{Table, TableError};
