//! Entry to indicator.
//!
//! Enters: the names of a package's files and folders ([`Named`]), the table, and the package's own settings. Leaves: for every file its [`Place`]
//! with the basis, and the numbered folders ([`Shelf`]) for the rule on order. Only names are looked at, from the root
//! down: a category, then an item of it; the first item that is sure wins, and deeper numbers are the item's own. Several
//! possible items stay ambiguous and end in a review; no item and no category is unfiled.

pub(crate) mod numbering;
pub mod settings;

use crate::rel_path::{RelPath, archive_name, archive_stem, folder_words};
use crate::table::{Item, ItemId, Table, any_matches};
use numbering::{Numbering, normalise};
use serde::{Deserialize, Serialize};
use settings::{Settings, Target};

/// Where a file belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// To this item.
    Filed {
        /// The item.
        item: ItemId,
        /// What says so.
        basis: PlaceBasis,
    },
    /// To one of several items, or to an item of a known category that nothing names.
    Ambiguous {
        /// The possible items, in table order.
        candidates: Vec<ItemId>,
        /// Why it is not sure, in Chinese.
        why: String,
    },
    /// To the package as a whole (catalogue, self-assessment).
    Package,
    /// Nowhere: the user's settings say it is no material.
    Ignored,
    /// To nothing that its path names.
    Unfiled,
}

impl Place {
    /// The item, where it is sure.
    pub fn item(&self) -> Option<&ItemId> {
        match self {
            Self::Filed { item, .. } => Some(item),
            _ => None,
        }
    }
}

/// What placed a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceBasis {
    /// A line of the package's `evipack.toml`.
    Settings,
    /// A folder's number.
    FolderNumber,
    /// A folder's name.
    FolderName,
    /// The number in the file's name.
    FileNumber,
    /// The file's name.
    FileName,
}

/// A file as far as its place depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// Its path.
    pub path: &'a RelPath,
    /// Whether it is an archive that was opened: it then stands where what lies in it does, as a folder would.
    pub is_archive: bool,
}

/// A folder that stands for a category or an item by its number or its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// The folder.
    pub path: RelPath,
    /// `None`: it stands for a category; otherwise for an item of this category (0: bonus).
    pub category: Option<u32>,
    /// The number written on it.
    pub number: Option<u32>,
    /// The numbers that its name stands for in the table.
    pub named: Vec<u32>,
}

/// The whole package, placed.
#[derive(Debug, Clone, Default)]
pub struct Placement {
    /// Where each file belongs, in the order in which they were named.
    pub places: Vec<Place>,
    /// The numbered or named folders, in the order of the listing.
    pub shelves: Vec<Shelf>,
    /// Lines of the settings that matched no file.
    pub unused_settings: Vec<String>,
}

/// Places every file of a package.
pub fn place<'a>(
    files: impl IntoIterator<Item = Named<'a>>,
    folders: &[RelPath],
    table: &Table,
    settings: &Settings,
) -> Placement {
    let mut used = vec![false; settings.map.len()];
    let places = files
        .into_iter()
        .map(|file| {
            let mapped = settings.target(file.path).map(|(line, target)| {
                used[line] = true;
                match target {
                    Target::Item(item) => Place::Filed { item: *item, basis: PlaceBasis::Settings },
                    Target::Package => Place::Package,
                    Target::Ignore => Place::Ignored,
                }
            });
            mapped.unwrap_or_else(|| by_names(file, table))
        })
        .collect();
    let shelves = folders
        .iter()
        .filter(|folder| settings.target(folder).is_none())
        .filter_map(|folder| shelf(folder, table))
        .collect();
    let unused_settings =
        settings.map.iter().zip(&used).filter(|(_, used)| !**used).map(|((path, _), _)| path.to_string()).collect();
    Placement { places, shelves, unused_settings }
}

/// What the names above and of a file have told so far.
struct Search<'t> {
    table: &'t Table,
    category: Option<u32>,
    item: Option<(ItemId, PlaceBasis)>,
    /// Items that a name or number could mean, where it could mean several.
    candidates: Vec<ItemId>,
    why: &'static str,
    package: bool,
}

const SEVERAL_NAMES: &str = "名称同时符合多个指标";
const NUMBER_AGAINST_NAME: &str = "编号与名称指向不同的指标";
const CATEGORY_ONLY: &str = "只能看出所属类别，看不出具体指标";
const NUMBER_OF_FILE: &str = "只有文件自己的序号，不能确认就是指标号";

fn by_names(Named { path, is_archive }: Named<'_>, table: &Table) -> Place {
    let mut search = Search::from_folders(&path.parent(), table);
    if is_archive {
        // An archive is a folder, and stands where what lies in it does.
        search.look_at(&normalise(archive_stem(path.name()).unwrap_or(path.stem())), false);
        return search.conclude();
    }
    let file = normalise(path.stem());
    let placed_by_folder = search.item.is_some();
    search.look_at(&file, true);
    // 目录, 自评报告: only at the root, or in a category folder where the name means no item.
    let says_package = any_matches(table.package_documents(), &file);
    let nowhere = search.item.is_none() && search.candidates.is_empty();
    if !placed_by_folder && says_package && nowhere {
        return Place::Package;
    }
    search.conclude()
}

impl<'t> Search<'t> {
    /// What the folders of a path tell, from the root down.
    fn from_folders(folder: &RelPath, table: &'t Table) -> Self {
        let mut search =
            Self { table, category: None, item: None, candidates: Vec::new(), why: CATEGORY_ONLY, package: false };
        let mut above = None;
        for part in folder.parts() {
            if !repeats(above, part) {
                search.look_at(&normalise(folder_words(part)), false);
            }
            above = Some(part);
        }
        search
    }

    /// Takes one more name into account, from the root down.
    fn look_at(&mut self, name: &str, is_file: bool) {
        let numbered = numbering::parse(name);
        if self.item.is_some() {
            self.contradiction(&numbered, name);
            return;
        }
        let (by_number, by_name) = if is_file {
            (PlaceBasis::FileNumber, PlaceBasis::FileName)
        } else {
            (PlaceBasis::FolderNumber, PlaceBasis::FolderName)
        };
        let named = self.items_named(name);
        match numbered.numbering {
            Some(Numbering::Full(category, ordinal)) if self.item_at(category, ordinal).is_some() => {
                if self.category.is_some_and(|known| known != category) {
                    // `五、信用宣传/1-2活动照片`: 1.2, or the second picture of 5.1?
                    self.why = NUMBER_AGAINST_NAME;
                    self.candidates = [self.item_at(self.category.unwrap_or_default(), category)]
                        .into_iter()
                        .chain([self.item_at(category, ordinal)])
                        .flatten()
                        .chain(named.iter().copied())
                        .map(|item| item.id)
                        .collect();
                } else {
                    self.numbered_item(category, ordinal, &named, by_number);
                }
            }
            // A volume or cover folder above may have looked like a category; a heading's own words are surer.
            Some(Numbering::Single(number)) if !is_file && self.category_named(&numbered.rest).is_some() => {
                self.candidates.clear();
                self.numbered_category(number, &numbered.rest, &[], is_file, by_name);
            }
            Some(Numbering::Single(number)) if self.category.is_none() => {
                self.numbered_category(number, &numbered.rest, &named, is_file, by_name);
            }
            Some(Numbering::Single(number)) => {
                let category = self.category.unwrap_or_default();
                if is_file && !named.iter().any(|item| item.ordinal == number) {
                    self.numbered_file(category, number, &named);
                } else if self.item_at(category, number).is_some() {
                    self.numbered_item(category, number, &named, by_number);
                } else {
                    self.named_item(&named, by_name);
                }
            }
            Some(Numbering::Bonus(ordinal)) => {
                self.category = Some(0);
                match ordinal.filter(|ordinal| self.item_at(0, *ordinal).is_some()) {
                    Some(ordinal) => self.numbered_item(0, ordinal, &[], by_number),
                    None => self.named_item(&self.items_named(&numbered.rest), by_name),
                }
            }
            Some(Numbering::Deductions) => self.package = true,
            _ => {
                if self.category.is_none() {
                    self.category = self.category_named(name);
                }
                self.named_item(&self.items_named(name), by_name);
            }
        }
    }

    /// `1.2`, or `2.` inside a category: the number decides unless the name plainly means another item.
    fn numbered_item(&mut self, category: u32, ordinal: u32, named: &[&Item], basis: PlaceBasis) {
        let Some(item) = self.item_at(category, ordinal) else { return };
        self.category = Some(category);
        if named.is_empty() || named.iter().any(|other| other.id == item.id) {
            self.item = Some((item.id, basis));
        } else {
            self.why = NUMBER_AGAINST_NAME;
            self.candidates = std::iter::once(item).chain(named.iter().copied()).map(|item| item.id).collect();
        }
    }

    /// A single number at the top: a category, unless the name means another category or an item.
    fn numbered_category(&mut self, number: u32, rest: &str, named: &[&Item], is_file: bool, by_name: PlaceBasis) {
        if let Some(category) = self.category_named(rest) {
            // The heading's words are surer than its number; the rule on order reports the difference.
            self.category = Some(category);
        } else if named.is_empty() && !is_file && self.table.categories().iter().any(|c| c.number == number) {
            self.category = Some(number);
        } else {
            self.named_item(named, by_name);
        }
    }

    /// A file's own number inside a category folder means the item only if its name agrees.
    fn numbered_file(&mut self, category: u32, number: u32, named: &[&Item]) {
        if named.is_empty() {
            if let Some(item) = self.item_at(category, number) {
                self.why = NUMBER_OF_FILE;
                self.candidates = vec![item.id];
            }
        } else {
            self.named_item(named, PlaceBasis::FileName);
        }
    }

    /// Names decide where they mean one item, and narrow the candidates where they mean several.
    fn named_item(&mut self, named: &[&Item], basis: PlaceBasis) {
        let narrowed: Vec<&Item> = named
            .iter()
            .copied()
            .filter(|item| self.candidates.is_empty() || self.candidates.contains(&item.id))
            .collect();
        match narrowed.as_slice() {
            [] => {}
            [item] => self.item = Some((item.id, basis)),
            several => {
                self.why = SEVERAL_NAMES;
                self.candidates = several.iter().map(|item| item.id).collect();
            }
        }
    }

    /// Below a sure item only a full number together with the name of another item casts doubt.
    fn contradiction(&mut self, numbered: &numbering::Numbered, name: &str) {
        let Some(Numbering::Full(category, ordinal)) = numbered.numbering else { return };
        let Some(other) = self.item_at(category, ordinal) else { return };
        let Some((item, _)) = &self.item else { return };
        if other.id != *item && any_matches(&other.patterns, name) {
            self.why = NUMBER_AGAINST_NAME;
            self.candidates = vec![*item, other.id];
            self.item = None;
        }
    }

    fn conclude(mut self) -> Place {
        if let Some((item, basis)) = self.item {
            return Place::Filed { item, basis };
        }
        if self.package {
            return Place::Package;
        }
        if self.candidates.is_empty() {
            let Some(category) = self.category else { return Place::Unfiled };
            self.candidates = items_of(self.table, category).map(|item| item.id).collect();
        }
        self.candidates.sort();
        self.candidates.dedup();
        Place::Ambiguous { candidates: self.candidates, why: self.why.to_owned() }
    }

    fn item_at(&self, category: u32, ordinal: u32) -> Option<&'t Item> {
        items_of(self.table, category).find(|item| item.ordinal == ordinal)
    }

    /// The items that a name means: of the category where one is known, else of the whole table.
    fn items_named(&self, name: &str) -> Vec<&'t Item> {
        items_named(self.table, self.category, name)
    }

    fn category_named(&self, name: &str) -> Option<u32> {
        categories_named(self.table, name).first().copied()
    }
}

fn items_of(table: &Table, category: u32) -> impl Iterator<Item = &Item> + '_ {
    table.items().iter().filter(move |item| item.category == category)
}

fn items_named<'t>(table: &'t Table, category: Option<u32>, name: &str) -> Vec<&'t Item> {
    table
        .items()
        .iter()
        // Bonus items are only meant inside the bonus folder: their subjects repeat those of the indicators.
        .filter(|item| category.map_or(!item.bonus, |category| item.category == category))
        .filter(|item| any_matches(&item.patterns, name))
        .collect()
}

fn categories_named(table: &Table, name: &str) -> Vec<u32> {
    table.categories().iter().filter(|c| any_matches(&c.patterns, name)).map(|c| c.number).collect()
}

/// Whether a folder in an archive is the folder that was packed: `1.zip!/1` is one folder and not an item of category 1.
fn repeats(above: Option<&str>, part: &str) -> bool {
    above.and_then(archive_name).is_some_and(|archive| archive == part)
}

/// The category or item that a folder or archive stands for, if it stands for one.
fn shelf(folder: &RelPath, table: &Table) -> Option<Shelf> {
    if repeats(Some(folder.parent().name()), folder.name()) {
        return None;
    }
    let archive = archive_name(folder.name());
    let name = normalise(folder_words(folder.name()));
    // Of an archive the file is told, which is what a clerk sees.
    let folder = &archive.map_or_else(|| folder.clone(), |_| RelPath::new(folder.as_str().trim_end_matches('!')));
    let numbered = numbering::parse(&name);
    let parent = by_names_folder(&folder.parent(), table);
    let item_shelf = |category: u32, number: Option<u32>| Shelf {
        path: folder.clone(),
        category: Some(category),
        number,
        named: items_named(table, Some(category), &name).iter().map(|item| item.ordinal).collect(),
    };
    match (parent, numbered.numbering) {
        // Inside an item every number is the item's own.
        (Level::Item, _) => None,
        (_, Some(Numbering::Full(category, ordinal))) => Some(item_shelf(category, Some(ordinal)))
            .filter(|_| items_of(table, category).any(|item| item.ordinal == ordinal)),
        (Level::Category(category), Some(Numbering::Single(number))) => Some(item_shelf(category, Some(number))),
        (Level::Category(category), None) => Some(item_shelf(category, None)).filter(|shelf| !shelf.named.is_empty()),
        (Level::Top, Some(Numbering::Single(number))) => {
            let named = categories_named(table, &numbered.rest);
            // `3.年度工作要点` at the top numbers items in a row, not categories.
            let stands = !named.is_empty()
                || (items_named(table, None, &name).is_empty()
                    && table.categories().iter().any(|c| c.number == number));
            stands.then(|| Shelf { path: folder.clone(), category: None, number: Some(number), named })
        }
        (Level::Top, None) => {
            let named = categories_named(table, &name);
            (!named.is_empty()).then(|| Shelf { path: folder.clone(), category: None, number: None, named })
        }
        _ => None,
    }
}

/// What the folders above stand for.
enum Level {
    Top,
    Category(u32),
    Item,
}

fn by_names_folder(folder: &RelPath, table: &Table) -> Level {
    let search = Search::from_folders(folder, table);
    match (search.item, search.category) {
        (None, Some(category)) if search.candidates.is_empty() => Level::Category(category),
        (None, None) => Level::Top,
        // Inside an item, or among several possible ones.
        _ => Level::Item,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table::builtin("changqing-2026").unwrap()
    }

    fn placed(path: &str) -> Place {
        by_names(Named { path: &RelPath::new(path), is_archive: false }, &table())
    }

    #[test]
    fn what_lies_in_an_archive_is_placed_as_in_folders() {
        for path in [
            "一、制度建设/2.创建工作方案/方案.docx",
            "一、制度建设.zip!/2.创建工作方案/方案.docx",
            "一、制度建设.zip!/一、制度建设/2.创建工作方案/方案.docx",
            "材料.rar!/一、制度建设.7z!/2.创建工作方案.tar.gz!/方案.docx",
            "报送材料.zip!/报送材料/一、制度建设/2.创建工作方案/方案.docx",
            "1.zip!/1/2.zip!/2/方案.docx",
            "1.2.zip!/方案.docx",
        ] {
            let item = placed(path).item().map(ToString::to_string);
            assert_eq!(item.as_deref(), Some("1.2"), "{path}");
        }
        assert_eq!(placed("材料.zip!/新建文件夹/a.jpg"), Place::Unfiled);
        assert_eq!(placed("材料.zip!/自评报告.docx"), Place::Package);
    }

    #[test]
    fn an_archive_stands_for_what_its_name_says() {
        let table = table();
        let shelf = |path: &str| shelf(&RelPath::new(path), &table);
        let category = shelf("一、制度建设.zip!").unwrap();
        assert_eq!((category.path.as_str(), category.number), ("一、制度建设.zip", Some(1)));
        assert_eq!(shelf("一、制度建设.zip!/一、制度建设"), None, "the folder that was packed");
        let item = shelf("一、制度建设.zip!/一、制度建设/2.创建工作方案").unwrap();
        assert_eq!((item.category, item.number), (Some(1), Some(2)));
        assert_eq!(shelf("材料.zip!"), None);
    }
}
