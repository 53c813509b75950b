//! Which pages of a document are read in pixels.
//!
//! Enters: the number of pages that only pixels can tell of, and a way to learn how much red ink one bears. Leaves: a
//! [`Choice`] for each. Reading a page costs a second or two, and what zeroes an indicator stands on the first page, on the
//! last, or where there is red ink: the others are left, and are then a blind spot.

use evipack_see::{Pixels, ink};

/// Pages of one document that are read in pixels: the first, the last and the reddest between.
pub(crate) const MOST_READ: usize = 5;
/// Pages of one document that are searched for red ink.
const MOST_SEARCHED: usize = 60;
/// Redness (of 255) of a pixel with ink, and the share of a page that a faint seal covers at least.
const RED: u8 = 24;
const RED_SHARE: f64 = 0.0008;

/// What becomes of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    Read,
    /// It bears no red ink, and so neither header nor seal.
    NothingRed,
    Skip,
}

/// All pages where they are few; else the first, the last and the reddest. `red` tells the share of red ink on a page, by
/// its index; `None` where nobody can say.
pub(crate) fn choose(pages: usize, red: impl Fn(usize) -> Option<f64>) -> Vec<Choice> {
    if pages <= MOST_READ {
        return vec![Choice::Read; pages];
    }
    let shares: Vec<Option<f64>> = (0..pages).map(|at| if at < MOST_SEARCHED { red(at) } else { None }).collect();
    let last = pages - 1;
    let mut between: Vec<usize> = (1..last).filter(|at| shares[*at].is_some_and(|share| share >= RED_SHARE)).collect();
    between.sort_by(|a, b| shares[*b].partial_cmp(&shares[*a]).unwrap_or(std::cmp::Ordering::Equal));
    between.truncate(MOST_READ - 2);
    let choice = |at: usize| match shares[at] {
        _ if at == 0 || at == last || between.contains(&at) => Choice::Read,
        Some(share) if share < RED_SHARE => Choice::NothingRed,
        _ => Choice::Skip,
    };
    (0..pages).map(choice).collect()
}

/// The share of a page that bears red ink. A copy without colour bears none, and shows none: it counts as full of it.
pub(crate) fn red_share(page: &Pixels) -> f64 {
    if ink::is_grey(page) {
        return 1.0;
    }
    let red = ink::redness(&ink::balanced(page));
    red.share_over(RED, (0, 0, red.width(), red.height()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_pages_the_first_the_last_and_the_reddest_are_read() {
        let chosen = choose(12, |at| Some(if at == 6 { 0.02 } else { 0.0 }));
        let taken: Vec<usize> = (0..12).filter(|at| chosen[*at] == Choice::Read).collect();
        assert_eq!(taken, [0, 6, 11]);
        assert!(chosen[1] == Choice::NothingRed);
        assert!(choose(5, |_| None).iter().all(|choice| *choice == Choice::Read));
    }

    #[test]
    fn red_pages_beyond_the_limit_are_said_to_be_unread() {
        let chosen = choose(20, |_| Some(0.05));
        assert_eq!(chosen.iter().filter(|choice| **choice == Choice::Read).count(), MOST_READ);
        assert_eq!(chosen.iter().filter(|choice| **choice == Choice::Skip).count(), 15);
    }
}
