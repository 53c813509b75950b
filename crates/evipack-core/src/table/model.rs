//! What a valid table is made of.
//!
//! Nothing is computed here: these are the words of a table in types. They are built by [`super::raw`] and only leave
//! the module inside a [`super::Table`] that passed [`super::check`].

use super::{ItemId, Pattern, any_matches};
use crate::points::Points;
use crate::rule_code::RuleCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A category of indicators, for example 制度建设.
#[derive(Debug, Clone)]
pub struct Category {
    /// Its number, from 1.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// What folder names look like that hold it.
    pub patterns: Vec<Pattern>,
    /// The sum of its indicators.
    pub full: Points,
}

/// An indicator or a bonus item.
#[derive(Debug, Clone)]
pub struct Item {
    /// `1.2` or `B3`.
    pub id: ItemId,
    /// The category's number; 0 for a bonus item.
    pub category: u32,
    /// Its place in the category or among the bonus items, from 1.
    pub ordinal: u32,
    /// A few words.
    pub title: String,
    /// What it asks for, in our own words.
    pub summary: String,
    /// Where the source says it.
    pub clause: String,
    /// The most it can give.
    pub full: Points,
    /// How points come about.
    pub form: Scoring,
    /// What folder or file names look like that belong to it.
    pub patterns: Vec<Pattern>,
    /// The kinds of evidence it asks for.
    pub evidence: Vec<EvidenceSpec>,
    /// When its events have to happen.
    pub period: Period,
    /// By when it has to be done; several where its parts have their own, none where the period says it all.
    pub deadline: Vec<Deadline>,
    /// Where something of it has to be published.
    pub publication: Vec<Publication>,
    /// Items whose result it needs.
    pub depends_on: Vec<ItemId>,
    /// Items whose pieces must not be counted here.
    pub excludes: Vec<ItemId>,
    /// Who is responsible.
    pub units: Vec<String>,
    /// Whether it is a bonus item.
    pub bonus: bool,
}

/// How an item's points come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scoring {
    /// All or nothing.
    Fixed {
        /// What it gives.
        points: Points,
    },
    /// All, minus something for each one that is missing.
    PerMissing {
        /// What it gives when none is missing.
        points: Points,
        /// What each missing one costs.
        each: Points,
        /// How many there have to be.
        minimum: u32,
        /// Of what (人员, …).
        of: String,
    },
    /// So much per event.
    PerEvent {
        /// What one event gives.
        points: Points,
        /// In which stretch of time events are counted.
        every: Every,
        /// The most that one stretch gives, where the source caps it.
        most_each: Option<Points>,
        /// The most that all give.
        most: Points,
    },
    /// So much per kind, field or department.
    PerKind {
        /// What one gives.
        points: Points,
        /// Of what (领域, 部门, 类型, …).
        of: String,
        /// The most that all give.
        most: Points,
    },
    /// The best level that is met counts.
    Levels(Vec<Level>),
    /// The sum of parts.
    Parts(Vec<Part>),
}

impl Scoring {
    /// The most it can give.
    pub fn full(&self) -> Points {
        match self {
            Self::Fixed { points } | Self::PerMissing { points, .. } => *points,
            Self::PerEvent { most, .. } | Self::PerKind { most, .. } => *most,
            Self::Levels(levels) => levels.iter().map(|level| level.form.full()).max().unwrap_or_default(),
            Self::Parts(parts) => parts.iter().map(|part| part.form.full()).sum(),
        }
    }
}

/// One of several levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// When it is met.
    pub when: String,
    /// What it gives then.
    pub form: Scoring,
}

/// One of several parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub title: String,
    /// What it gives.
    pub form: Scoring,
}

/// A stretch of time in which events are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// The whole period at once.
    Year,
    /// Half a calendar year.
    Half,
    /// A calendar quarter.
    Quarter,
    /// A calendar month.
    Month,
}

/// When an item's events have to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How often.
    pub every: Every,
    /// Day of the month (or of the last month of the stretch) by which it has to be done, where the source names one.
    pub day: Option<u8>,
    /// Whether something may be filed after its stretch is over.
    pub late_filing: bool,
}

/// By when something has to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Last day.
    pub date: Date,
    /// What, where it is only a part of the item.
    pub what: Option<String>,
}

/// A duty to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Where.
    pub place: PublicationPlace,
    /// What.
    pub what: String,
    /// Whether the item gives nothing without it.
    pub else_nothing: bool,
}

/// Where something has to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicationPlace {
    /// The website of the local people's government.
    GovernmentSite,
    /// The province's 信用交通 website.
    CreditTransportSite,
    /// The city's 信用交通 website or column.
    CityColumn,
}

impl PublicationPlace {
    /// In Chinese.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::GovernmentSite => "当地人民政府网站",
            Self::CreditTransportSite => "省级“信用交通”网站",
            Self::CityColumn => "市级“信用交通”网站或专栏",
        }
    }
}

/// A kind of evidence that an item asks for.
#[derive(Debug, Clone)]
pub struct EvidenceSpec {
    /// A short word, unique within the item.
    pub id: String,
    /// What it is.
    pub title: String,
    /// What names of such files look like.
    pub patterns: Vec<Pattern>,
    /// Whether it is a document issued by the applicant itself, with red header, number and seal.
    pub issued: bool,
    /// Whether the source names it as something to hand in.
    pub required: bool,
    /// Whether it is photos of a meeting, of work or of an activity.
    pub photo: bool,
}

/// A deduction clause.
#[derive(Debug, Clone)]
pub struct Deduction {
    /// `D6`.
    pub id: String,
    /// Its number in the source.
    pub ordinal: u32,
    /// A few words.
    pub title: String,
    /// What it says, in our own words.
    pub summary: String,
    /// How reports name it, for example `扣分项6`.
    pub clause: String,
    /// What it does where it applies for sure.
    pub effect: Effect,
    /// What it costs each time; zero unless the effect is a deduction.
    pub points: Points,
    /// What it is counted by.
    pub per: Per,
    /// Whether no folder can show it and the applicant has to declare it.
    pub declared: bool,
    /// The rules that realise it, in the contract's order.
    pub rules: Vec<RuleCode>,
}

/// What a deduction is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// Once for the whole package.
    Package,
    /// Each indicator concerned.
    Indicator,
    /// Each incident.
    Event,
    /// Each field.
    Field,
}

/// What a finding does to the score. Serialises in lower case, as the report contract says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// The whole package gets nothing.
    Disqualify,
    /// The indicator gets nothing.
    Zero,
    /// Points are taken off.
    Deduct,
    /// A human has to look.
    Review,
    /// Nothing.
    Note,
}

impl Effect {
    /// The word in tables and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disqualify => "disqualify",
            Self::Zero => "zero",
            Self::Deduct => "deduct",
            Self::Review => "review",
            Self::Note => "note",
        }
    }

    /// In Chinese.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Disqualify => "取消资格，总分为零",
            Self::Zero => "所在指标计零",
            Self::Deduct => "扣分",
            Self::Review => "转人工核验",
            Self::Note => "提示",
        }
    }
}

/// What a rule does in this table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleEffect {
    /// The clause behind it, as reports name it, for example `扣分项6`.
    pub clause: String,
    /// What it does.
    pub effect: Effect,
    /// What a `deduct` costs. Zero for the rules that judge an item's own condition (see
    /// [`RuleCode::judges_item_condition`]): there the item's scoring form says it.
    pub points: Points,
    /// Whether it costs once for the whole package, however many files it concerns.
    pub once: bool,
}

/// Which documents count as issued by the applicant, so that red header, number and seal are asked of them.
#[derive(Debug, Clone)]
pub struct IssuedWords {
    /// Titles of regulations, policies, plans and their like.
    pub genres: Vec<Pattern>,
    /// Titles that look like one and are none: minutes, ledgers, drafts, reports about one.
    pub not_issued: Vec<Pattern>,
    /// Bodies above the applicant, whose documents are cited and not issued by it.
    pub upper_issuers: Vec<Pattern>,
    /// How document numbers of such bodies begin.
    pub upper_agency_codes: Vec<Pattern>,
    /// How the applicant and its own working bodies are called, in any county: their field, not their place. A body that is
    /// neither of these nor above is a neighbour, whose papers cost nothing. Empty: every body that is not above counts as
    /// the applicant.
    pub own_issuers: Vec<Pattern>,
    /// Agency codes 机关代字 of the applicant. Empty: every code that is not of a body above counts as its own.
    pub own_agency_codes: Vec<Pattern>,
}

impl IssuedWords {
    /// Whether a title is of an issued genre and of none that only looks like it.
    pub fn names_issued(&self, title: &str) -> bool {
        any_matches(&self.genres, title) && !any_matches(&self.not_issued, title)
    }
}

/// A condition of the source and how it is treated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Which part of the source it belongs to.
    pub of: ClauseOf,
    /// Where the source says it.
    pub reference: String,
    /// What it says, in our own words.
    pub says: String,
    /// How it is treated.
    pub treated: Treated,
    /// The rules that check it or are planned to.
    pub rules: Vec<RuleCode>,
    /// What has to be known beside it: the limits of the treatment, or for a declared clause the question to answer.
    pub note: Option<String>,
}

/// Which part of the source a clause belongs to. The order is the order of the clause document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClauseOf {
    /// The body of the plan.
    Body,
    /// An indicator or bonus item.
    Item(ItemId),
    /// A deduction, by its number.
    Deduction(u32),
    /// The commitment letter.
    Letter,
}

/// How a clause is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treated {
    /// A rule checks it.
    Rule,
    /// It is in the table, and nothing checks it yet.
    Data,
    /// No folder can show it; the applicant declares it.
    Declared,
}

impl Treated {
    /// In Chinese.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Rule => "由规则检查",
            Self::Data => "仅作为数据",
            Self::Declared => "由用户申报",
        }
    }
}
