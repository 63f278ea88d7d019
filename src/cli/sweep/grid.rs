//! Every combination of what is swept, numbered once and for all.

use super::values::Swept;

/// Every combination: settings in the order they were given, the first changing slowest, and seeds
/// fastest.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) swept: Vec<Swept>,
    pub(super) seeds: Vec<u64>,
}

/// One combination: the position of each setting's value, and the seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) values: Vec<usize>,
    pub(super) seed: u64,
}

impl Grid {
    /// How many combinations there are; `None` when they cannot be counted.
    pub(super) fn runs(&self) -> Option<u64> {
        let sizes = self.swept.iter().map(|swept| swept.values.len());
        let mut sizes = sizes.chain([self.seeds.len()]);
        sizes.try_fold(1u64, |all, size| all.checked_mul(u64::try_from(size).ok()?))
    }

    /// The combination of a run, counted from 1.
    pub(super) fn cell(&self, run: u64) -> Cell {
        let mut rest = run.saturating_sub(1);
        let mut take = |size: usize| {
            let size = u64::try_from(size.max(1)).unwrap_or(u64::MAX);
            let position = usize::try_from(rest % size).unwrap_or(0);
            rest /= size;
            position
        };
        let seed = self.seeds.get(take(self.seeds.len())).copied();
        let values = self
            .swept
            .iter()
            .rev()
            .map(|swept| take(swept.values.len()));
        let mut values: Vec<usize> = values.collect();
        values.reverse();
        Cell {
            values,
            seed: seed.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Grid, Swept};

    #[test]
    fn seeds_change_fastest_and_the_first_setting_slowest() {
        let swept = |text| Swept::parse(text).unwrap();
        let grid = Grid {
            swept: vec![swept("a=1,2"), swept("b=x,y,z")],
            seeds: vec![7, 8],
        };
        assert_eq!(grid.runs(), Some(12));
        let cells: Vec<_> = (1..=12).map(|run| grid.cell(run)).collect();
        assert_eq!(
            (cells[0].values.as_slice(), cells[0].seed),
            (&[0, 0][..], 7)
        );
        assert_eq!(
            (cells[1].values.as_slice(), cells[1].seed),
            (&[0, 0][..], 8)
        );
        assert_eq!(
            (cells[2].values.as_slice(), cells[2].seed),
            (&[0, 1][..], 7)
        );
        assert_eq!(
            (cells[11].values.as_slice(), cells[11].seed),
            (&[1, 2][..], 8)
        );
    }
}
