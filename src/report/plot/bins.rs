//! A fixed number of stretches of time that grow as a run goes on.

use super::gauge::Gauge;
use crate::time::Instant;
use crate::trace::Outcome;

/// The most bins; with more, each two become one.
const BINS: usize = 128;
/// The width of a bin at the beginning: 2^20 ns, about a millisecond.
const FIRST_WIDTH: u32 = 20;

/// How a request ended, in the few kinds that a picture tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Served,
    Denied,
    Refused,
    Failed,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Served, Self::Denied, Self::Refused, Self::Failed];

    pub(super) fn of(outcome: Outcome) -> Self {
        match (outcome, outcome.status()) {
            (Outcome::Served(_), _) => Self::Served,
            (Outcome::Denied { .. }, _) => Self::Denied,
            (_, Some(_)) => Self::Refused,
            (_, None) => Self::Failed,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Served => "served",
            Self::Denied => "denied (403)",
            Self::Refused => "other answers of S3",
            Self::Failed => "no answer",
        }
    }
}

/// What happened in one stretch of time.
#[derive(Debug, Clone, Default)]
pub(super) struct Bin {
    /// By kind.
    pub(super) ended: [u64; 4],
    pub(super) latency: Gauge,
    pub(super) opened: u64,
    pub(super) closed: u64,
    pub(super) broken: u64,
    /// When connections opened less when they closed, added up, in nanoseconds.
    moments: i128,
}

impl Bin {
    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.ended.iter_mut().zip(other.ended) {
            *mine += theirs;
        }
        self.latency.merge(&other.latency);
        self.opened += other.opened;
        self.closed += other.closed;
        self.broken += other.broken;
        self.moments += other.moments;
    }

    /// A connection opens.
    pub(super) fn open(&mut self, at: Instant) {
        self.opened += 1;
        self.moments += i128::from(at.nanos());
    }

    /// A connection closes, told in whatever order.
    pub(super) fn close(&mut self, at: Instant) {
        self.closed += 1;
        self.moments -= i128::from(at.nanos());
    }
}

/// Bins from the start of a run on, all equally wide.
#[derive(Debug, Clone)]
pub(super) struct Bins {
    bins: Vec<Bin>,
    /// The width is two to this power, in nanoseconds.
    power: u32,
}

impl Default for Bins {
    fn default() -> Self {
        Self {
            bins: Vec::new(),
            power: FIRST_WIDTH,
        }
    }
}

impl Bins {
    /// The bin that `at` lies in.
    pub(super) fn at(&mut self, at: Instant) -> &mut Bin {
        let mut position = at.nanos() >> self.power;
        while position >= BINS as u64 {
            self.fold();
            position = at.nanos() >> self.power;
        }
        let position = usize::try_from(position).unwrap_or(0);
        if self.bins.len() <= position {
            self.bins.resize_with(position + 1, Bin::default);
        }
        &mut self.bins[position]
    }

    /// Makes each two bins one.
    fn fold(&mut self) {
        let mut folded = Vec::with_capacity(BINS);
        let mut bins = std::mem::take(&mut self.bins).into_iter();
        while let Some(mut bin) = bins.next() {
            if let Some(next) = bins.next() {
                bin.merge(&next);
            }
            folded.push(bin);
        }
        self.bins = folded;
        self.power += 1;
    }

    /// The width of each in seconds.
    #[expect(clippy::cast_precision_loss, reason = "only a picture sees it")]
    pub(super) fn width(&self) -> f64 {
        (1u64 << self.power.min(63)) as f64 / 1e9
    }

    pub(super) fn all(&self) -> &[Bin] {
        &self.bins
    }

    /// How many connections are open in each bin on average, in hundredths.
    pub(super) fn open_hundredths(&self) -> Vec<u64> {
        let width = 1i128 << self.power.min(63);
        let mut open = 0i128;
        let averages = (1i128..).zip(&self.bins).map(|(number, bin)| {
            // What opens in a bin is open until its end, less what closes there.
            let net = i128::from(bin.opened) - i128::from(bin.closed);
            let lasted = open * width + net * number * width - bin.moments;
            open += net;
            u64::try_from(lasted * 100 / width).unwrap_or(0)
        });
        averages.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{BINS, Bins};
    use crate::time::Instant;

    #[test]
    fn bins_grow_and_lose_nothing() {
        let mut bins = Bins::default();
        for second in 0..10_000u64 {
            let at = Instant::from_nanos(second * 1_000_000_000);
            bins.at(at).open(at);
        }
        let all = bins.all();
        assert!(all.len() <= BINS && all.len() > BINS / 3, "{}", all.len());
        assert_eq!(all.iter().map(|bin| bin.opened).sum::<u64>(), 10_000);
    }

    /// Connections that never overlap and are open half of the time are half a connection.
    #[test]
    fn short_connections_do_not_pile_up_in_wide_bins() {
        let mut bins = Bins::default();
        for second in 0..10_000u64 {
            for (nanos, is_opening) in [(500_000_000, false), (0, true)] {
                let at = Instant::from_nanos(second * 1_000_000_000 + nanos);
                let bin = bins.at(at);
                if is_opening {
                    bin.open(at);
                } else {
                    bin.close(at);
                }
            }
        }
        let averages = bins.open_hundredths();
        let inner = &averages[..averages.len() - 1];
        assert!(
            inner.iter().all(|open| (49..=51).contains(open)),
            "{inner:?}"
        );
    }
}
