//! The largest surface of a picture.
//!
//! Enters: brightness. Leaves: of the largest surface whose brightness changes slowly, strokes on it or not: its share of the
//! picture, how whole it is, and what is on it. A photographed sheet is one such surface, in whatever light and tint, where
//! paper that must be white is none; a sky or a wall is one too, with other things around and nothing written on it.

use super::{Cell, Grey, SMALL_CELL, share};

/// Grey levels between the brightest pixels of neighbouring cells of one surface: the light on a sheet changes more slowly.
const SLOW: u8 = 8;
/// Grey levels within a cell: from here there are strokes on it, up to here there is nothing on it.
const STROKES: u8 = 30;
const BARE: u8 = 12;

/// Share of the largest surface, of its box that it fills, of its cells with strokes and of its bare cells.
pub(super) fn of(grey: &Grey) -> [f64; 4] {
    let (across, down) = (grey.width / SMALL_CELL, grey.height / SMALL_CELL);
    let cells: Vec<Cell> = (0..down).flat_map(|i| (0..across).map(move |j| grey.cell(i, j))).collect();
    let largest = largest(&cells, across);
    let Some((rows, columns)) = largest.iter().fold(None, |span, &at| Some(widened(span, at / across, at % across)))
    else {
        return [0.0; 4];
    };
    let count = |is_so: fn(Cell) -> bool| largest.iter().filter(|&&at| is_so(cells[at])).count();
    [
        share(largest.len(), cells.len()),
        share(largest.len(), (rows.1 - rows.0 + 1) * (columns.1 - columns.0 + 1)),
        share(count(|cell| cell.span() >= STROKES && cell.is_mostly_light()), largest.len()),
        share(count(|cell| cell.span() <= BARE), largest.len()),
    ]
}

/// First and last row, first and last column.
type Span = ((usize, usize), (usize, usize));

fn widened(span: Option<Span>, row: usize, column: usize) -> Span {
    let (rows, columns) = span.unwrap_or(((row, row), (column, column)));
    ((rows.0.min(row), rows.1.max(row)), (columns.0.min(column), columns.1.max(column)))
}

/// The cells of the largest surface, the first one of equally large ones.
fn largest(cells: &[Cell], across: usize) -> Vec<usize> {
    let mut seen = vec![false; cells.len()];
    let mut best = Vec::new();
    for start in 0..cells.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut surface = vec![start];
        let mut next = 0;
        while let Some(&at) = surface.get(next) {
            next += 1;
            for other in neighbours(at, across, cells.len()) {
                if !seen[other] && cells[at].high.abs_diff(cells[other].high) <= SLOW {
                    seen[other] = true;
                    surface.push(other);
                }
            }
        }
        if surface.len() > best.len() {
            best = surface;
        }
    }
    best
}

/// The cells left, right, above and below.
fn neighbours(at: usize, across: usize, count: usize) -> impl Iterator<Item = usize> {
    let column = at % across;
    let left = (column > 0).then(|| at - 1);
    let right = (column + 1 < across).then_some(at + 1);
    let below = Some(at + across).filter(|&below| below < count);
    [left, right, at.checked_sub(across), below].into_iter().flatten()
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "shares of few cells")]
mod tests {
    use super::*;

    fn grey(rows: &[&[u8]]) -> Grey {
        let across = rows.first().map_or(0, |row| row.len());
        let line =
            |row: &&[u8]| row.iter().flat_map(|&value| [value; SMALL_CELL]).collect::<Vec<u8>>().repeat(SMALL_CELL);
        let luma = rows.iter().flat_map(line).collect();
        Grey { width: across * SMALL_CELL, height: rows.len() * SMALL_CELL, luma }
    }

    #[test]
    fn a_surface_may_change_slowly_and_ends_where_it_jumps() {
        let sheet = grey(&[&[10, 10, 10, 10], &[10, 200, 206, 10], &[10, 196, 201, 10]]);
        assert_eq!(of(&sheet), [8.0 / 12.0, 8.0 / 12.0, 0.0, 1.0], "the frame around the sheet");
        let sheet = grey(&[&[200, 206, 212], &[196, 202, 90]]);
        assert_eq!(of(&sheet)[..2], [5.0 / 6.0, 5.0 / 6.0]);
        assert_eq!(of(&grey(&[])), [0.0; 4]);
    }
}
