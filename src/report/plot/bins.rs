//! A fixed number of stretches of time that grow as a run goes on.

use plotters::style::RGBColor;

use super::gauge::Gauge;
use super::palette::{GREEN, ORANGE, PURPLE, RED};
use crate::time::Instant;
use crate::trace::Outcome;

/// The most bins; with more, some become one.
const BINS: usize = 300;
/// How wide bins may be, in nanoseconds: spans that people count in, each a multiple of the one
/// before.
const WIDTHS: [u64; 24] = [
    1_000_000,
    2_000_000,
    10_000_000,
    20_000_000,
    100_000_000,
    200_000_000,
    SECOND,
    2 * SECOND,
    10 * SECOND,
    30 * SECOND,
    60 * SECOND,
    120 * SECOND,
    600 * SECOND,
    1_800 * SECOND,
    HOUR,
    2 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
    48 * HOUR,
    240 * HOUR,
    720 * HOUR,
    7_200 * HOUR,
    72_000 * HOUR,
];
const SECOND: u64 = 1_000_000_000;
const HOUR: u64 = 3_600 * SECOND;

/// How a request ended, in the few kinds that a picture tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Served,
    Denied,
    Refused,
    Failed,
}

impl Kind {
    /// Their colours, in the same order.
    pub(super) const COLOURS: [RGBColor; 4] = [GREEN, ORANGE, PURPLE, RED];
    pub(super) const ALL: [Self; 4] = [Self::Served, Self::Denied, Self::Refused, Self::Failed];

    pub(super) fn of(outcome: Outcome) -> Self {
        match (outcome, outcome.status()) {
            (Outcome::Served(_), _) => Self::Served,
            (Outcome::Denied { .. }, _) => Self::Denied,
            (_, Some(_)) => Self::Refused,
            (_, None) => Self::Failed,
        }
    }

    /// Of an outcome's name, as a sweep's rows have it.
    pub(super) fn of_name(name: &str) -> Self {
        match name.split(' ').next().unwrap_or_default() {
            status if !status.starts_with(|c: char| c.is_ascii_digit()) => Self::Failed,
            status if status.starts_with('2') => Self::Served,
            "403" => Self::Denied,
            _ => Self::Refused,
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
    /// Attempts at requests that ended.
    pub(super) attempts: u64,
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
        self.attempts += other.attempts;
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
#[derive(Debug, Clone, Default)]
pub(super) struct Bins {
    bins: Vec<Bin>,
    /// The width, as a position in [`WIDTHS`].
    width: usize,
}

impl Bins {
    /// The bin that `at` lies in.
    pub(super) fn at(&mut self, at: Instant) -> &mut Bin {
        let mut position = self.position(at);
        while position >= BINS && self.width + 1 < WIDTHS.len() {
            self.fold();
            position = self.position(at);
        }
        if self.bins.len() <= position {
            self.bins.resize_with(position + 1, Bin::default);
        }
        &mut self.bins[position]
    }

    fn position(&self, at: Instant) -> usize {
        usize::try_from(at.nanos() / self.nanos()).unwrap_or(0)
    }

    /// Makes as many bins one as fit the next width.
    fn fold(&mut self) {
        let before = self.nanos();
        self.width += 1;
        let many = usize::try_from(self.nanos() / before).unwrap_or(1);
        let mut folded: Vec<Bin> = Vec::with_capacity(BINS);
        for (position, bin) in std::mem::take(&mut self.bins).into_iter().enumerate() {
            match folded.last_mut().filter(|_| position % many > 0) {
                Some(first) => first.merge(&bin),
                None => folded.push(bin),
            }
        }
        self.bins = folded;
    }

    /// The width of each in nanoseconds.
    pub(super) fn nanos(&self) -> u64 {
        WIDTHS[self.width]
    }

    /// The width of each in seconds.
    #[expect(clippy::cast_precision_loss, reason = "only a picture sees it")]
    pub(super) fn width(&self) -> f64 {
        self.nanos() as f64 / 1e9
    }

    pub(super) fn all(&self) -> &[Bin] {
        &self.bins
    }

    /// How many connections are open in each bin on average, in hundredths.
    pub(super) fn open_hundredths(&self) -> Vec<u64> {
        let width = i128::from(self.nanos());
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
    use super::{BINS, Bins, Kind, WIDTHS};
    use crate::time::Instant;
    use crate::trace::{Gate, Outcome, S3Error};

    #[test]
    fn bins_grow_and_lose_nothing() {
        let mut bins = Bins::default();
        for second in 0..10_000u64 {
            let at = Instant::from_nanos(second * 1_000_000_000);
            bins.at(at).open(at);
        }
        let all = bins.all();
        assert!(all.len() <= BINS && all.len() > BINS / 6, "{}", all.len());
        assert_eq!(all.iter().map(|bin| bin.opened).sum::<u64>(), 10_000);
    }

    #[test]
    fn a_kind_can_be_told_from_the_outcomes_name() {
        let denied = Outcome::Denied {
            gate: Gate::Vpce,
            is_explicit: true,
        };
        for outcome in [
            Outcome::Served(206),
            denied,
            Outcome::Error(S3Error::SlowDown),
            Outcome::Error(S3Error::PermanentRedirect),
            Outcome::NxDomain,
            Outcome::Reset,
            Outcome::ClientError,
        ] {
            let name = outcome.to_string();
            assert_eq!(Kind::of_name(&name), Kind::of(outcome), "{name}");
        }
    }

    #[test]
    fn each_width_is_a_multiple_of_the_one_before() {
        for pair in WIDTHS.windows(2) {
            assert_eq!(pair[1] % pair[0], 0, "{pair:?}");
        }
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
