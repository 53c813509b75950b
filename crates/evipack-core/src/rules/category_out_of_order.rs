//! `category-out-of-order`: categories or items doubled, in the wrong order, or missing a number.
//!
//! Requirement, why, what passes, what costs and what stays unknown: see [`EXPLANATION`]. Enters: the numbered folders.
//! Leaves: a defect for each folder whose number contradicts the table or a sibling, a doubtful one for each gap.

use super::{Explanation, Rule};
use crate::case::{Case, Certainty, Defect};
use crate::place::Shelf;
use crate::rel_path::RelPath;
use crate::rule_code::RuleCode;
use std::collections::BTreeMap;

pub(super) struct CategoryOutOfOrder;

const EXPLANATION: Explanation = Explanation {
    requirement: "材料应按指标体系的类别和序号编排（扣分项5）。",
    why: "编号重复、错位的材料视为凌乱错讹，整个材料包扣 3 分（只扣一次）。",
    passes: "类别和指标文件夹的编号与指标体系一致，同级不重复。尚无材料的指标可以没有文件夹。",
    costs: "文件夹的编号与名称对不上（如“三、联动机制”），或同级两个文件夹编号相同而内容不同。",
    unknown: "同级编号中间缺号、同级中有的有编号有的没有：可能是没有材料，也可能是漏放，交人工核对。",
    mend: "按指标体系的编号改正文件夹名称。",
};

impl Rule for CategoryOutOfOrder {
    fn code(&self) -> RuleCode {
        RuleCode::CategoryOutOfOrder
    }

    fn explanation(&self) -> &'static Explanation {
        &EXPLANATION
    }

    fn judge(&self, case: &Case<'_>, found: &mut Vec<Defect>) {
        let mut levels: BTreeMap<(RelPath, Option<u32>), Vec<&Shelf>> = BTreeMap::new();
        for shelf in case.shelves {
            levels.entry((shelf.path.parent(), shelf.category)).or_default().push(shelf);
        }
        for siblings in levels.values() {
            let told = doubled(siblings, found);
            misnumbered(siblings, &told, found);
            unnumbered(siblings, found);
            // Nobody has to claim every bonus item.
            if siblings.iter().all(|shelf| shelf.category != Some(BONUS)) {
                gaps(siblings, found);
            }
        }
    }
}

/// The category number that bonus items stand under.
const BONUS: u32 = 0;

/// The number says one thing and the name another, and the number is nobody else's (`told` is the other case).
fn misnumbered(siblings: &[&Shelf], told: &[&RelPath], found: &mut Vec<Defect>) {
    for shelf in siblings.iter().filter(|shelf| contradicts(shelf) && !told.contains(&&shelf.path)) {
        let (Some(number), Some(named)) = (shelf.number, shelf.named.first()) else { continue };
        found.push(
            defect(Certainty::Certain, &shelf.path)
                .says("文件夹的编号与名称对不上")
                .seen(format!("编号是 {number}，名称是指标体系的第 {named} 项")),
        );
    }
}

fn contradicts(shelf: &Shelf) -> bool {
    shelf.number.is_some_and(|number| !shelf.named.is_empty() && !shelf.named.contains(&number))
}

/// Two folders with one number, of which at least one is named for another thing or both for nothing. Returns the folders
/// told of.
fn doubled<'s>(siblings: &[&'s Shelf], found: &mut Vec<Defect>) -> Vec<&'s RelPath> {
    let mut told = Vec::new();
    let mut by_number: BTreeMap<u32, Vec<&'s Shelf>> = BTreeMap::new();
    for shelf in siblings {
        if let Some(number) = shelf.number {
            by_number.entry(number).or_default().push(shelf);
        }
    }
    for (number, shelves) in by_number.into_iter().filter(|(_, shelves)| shelves.len() > 1) {
        let named_for_it = |shelf: &&&Shelf| shelf.named.contains(&number);
        // An item split over two folders of its own name is in order.
        if shelves.iter().all(|shelf| named_for_it(&shelf)) {
            continue;
        }
        // The folder whose name means another number is the one to mend.
        let wrong = shelves.iter().find(|shelf| contradicts(shelf)).unwrap_or(&shelves[0]);
        let others = shelves.iter().filter(|shelf| shelf.path != wrong.path).map(|shelf| shelf.path.clone()).collect();
        told.extend(shelves.iter().map(|shelf| &shelf.path));
        let certainty = if contradicts(wrong) { Certainty::Certain } else { Certainty::Doubtful };
        let observed = match wrong.named.first().filter(|_| contradicts(wrong)) {
            Some(named) => format!("与另一文件夹的编号同为 {number}；按名称是指标体系的第 {named} 项"),
            None => format!("{} 个文件夹的编号都是 {number}，名称却不同", shelves.len()),
        };
        found.push(defect(certainty, &wrong.path).beside(others, 0).says("同级文件夹编号重复").seen(observed));
    }
    told
}

/// A folder of a category or item without a number among numbered ones.
fn unnumbered(siblings: &[&Shelf], found: &mut Vec<Defect>) {
    if !siblings.iter().any(|shelf| shelf.number.is_some()) {
        return;
    }
    for shelf in siblings.iter().filter(|shelf| shelf.number.is_none()) {
        found.push(
            defect(Certainty::Doubtful, &shelf.path)
                .says("文件夹没有编号")
                .seen("同级的其他类别或指标文件夹有编号，这个没有"),
        );
    }
}

/// A number missing between two others.
fn gaps(siblings: &[&Shelf], found: &mut Vec<Defect>) {
    // A folder without a number fills the place its name stands for; that it has none is another defect.
    let numbers: std::collections::BTreeSet<u32> =
        siblings.iter().flat_map(|shelf| shelf.number.into_iter().chain(shelf.named.iter().copied())).collect();
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return };
    let missing: Vec<String> =
        (*first..*last).filter(|number| !numbers.contains(number)).map(|number| number.to_string()).collect();
    // One defect for the level: of a cascade, the first break.
    if let (false, Some(shelf)) = (missing.is_empty(), siblings.first()) {
        found.push(
            defect(Certainty::Doubtful, &shelf.path.parent())
                .says("同级文件夹编号中间缺号")
                .seen(format!("缺第 {} 项", missing.join("、"))),
        );
    }
}

fn defect(certainty: Certainty, path: &RelPath) -> Defect {
    Defect::new(RuleCode::CategoryOutOfOrder, certainty, path)
        .wanted("编号与指标体系一致，同级不重复、不缺号")
        .mend(EXPLANATION.mend)
}
