//! Which of several calls each request of a mix makes.

use crate::engine::Stream;

/// Calls and their weights; the same request number always makes the same call.
#[derive(Debug, Clone)]
pub struct Mix {
    /// How many requests there are in all.
    pub total: u64,
    /// The weights up to and including each load's, and its position in the plan.
    shares: Vec<(u64, u32)>,
    picks: Stream,
}

impl Mix {
    /// A mix of `total` requests of the loads from position `first` on, with these weights.
    pub fn new(total: u64, weights: &[u32], first: u32, picks: Stream) -> Self {
        let mut sum = 0;
        let shares = weights.iter().zip(first..).map(|(weight, load)| {
            sum += u64::from(*weight);
            (sum, load)
        });
        Self {
            total,
            shares: shares.collect(),
            picks,
        }
    }

    /// The load that request `number` of the mix, from 1, belongs to.
    pub fn load_of(&self, number: u64) -> u32 {
        let all = self.shares.last().map_or(0, |(sum, _)| *sum);
        let luck = self.picks.draw(number).uniform_below(all);
        let place = self.shares.partition_point(|(sum, _)| *sum <= luck);
        self.shares.get(place).map_or(0, |(_, load)| *load)
    }
}

#[cfg(test)]
mod tests {
    use super::Mix;
    use crate::engine::{Chance, Purpose};

    #[test]
    fn calls_come_by_weight() {
        let picks = Chance::new(1).stream("mix", Purpose::RequestPick);
        let mix = Mix::new(10_000, &[7, 0, 3], 4, picks);
        let mut counts = [0u32; 8];
        for number in 1..=mix.total {
            counts[mix.load_of(number) as usize] += 1;
        }
        assert_eq!(counts[5], 0, "a weight of nothing");
        assert!((6_850..7_150).contains(&counts[4]), "{counts:?}");
        assert_eq!(counts[4] + counts[6], 10_000);
    }
}
