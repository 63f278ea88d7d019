//! How long requests took, as a histogram of whole microseconds.

use hdrhistogram::Histogram;

use crate::time::Duration;

/// Three digits of every latency are kept, so that memory does not grow with requests.
const DIGITS: u8 = 3;

/// Latencies of many requests.
#[derive(Debug, Clone)]
pub struct Latency {
    histogram: Option<Histogram<u64>>,
}

impl Default for Latency {
    fn default() -> Self {
        Self {
            histogram: Histogram::new(DIGITS).ok(),
        }
    }
}

impl Latency {
    /// Adds one latency.
    pub(in crate::report) fn add(&mut self, took: Duration) {
        if let Some(histogram) = &mut self.histogram {
            // INVARIANT: it resizes itself, and what is beyond all range is the longest there is.
            if histogram.record(took.nanos() / 1_000).is_err() {
                histogram.saturating_record(u64::MAX);
            }
        }
    }

    /// Adds all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        if let (Some(mine), Some(theirs)) = (&mut self.histogram, &other.histogram) {
            // INVARIANT: both resize themselves, so that adding cannot fail for want of range.
            let _ = mine.add(theirs);
        }
    }

    /// The latency that `percent` of the requests do not exceed, in microseconds, exact to three
    /// digits; `None` when there were none.
    ///
    /// ```
    /// use vpcsim::report::summary::Latency;
    /// assert_eq!(Latency::default().percentile_us(50.0), None);
    /// ```
    pub fn percentile_us(&self, percent: f64) -> Option<u64> {
        let histogram = self.histogram.as_ref()?;
        (!histogram.is_empty()).then(|| histogram.value_at_quantile(percent / 100.0))
    }

    /// The longest, in microseconds.
    pub fn max_us(&self) -> Option<u64> {
        self.percentile_us(100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Latency;
    use crate::time::Duration;

    #[test]
    fn percentiles_are_exact_to_three_digits() {
        let mut some = Latency::default();
        let mut others = Latency::default();
        for ms in 1..=1_000 {
            let half = if ms % 2 == 0 { &mut some } else { &mut others };
            half.add(Duration::from_millis(ms));
        }
        some.merge(&others);
        for (percent, ms) in [(50.0, 500), (99.0, 990), (100.0, 1_000)] {
            let found = some.percentile_us(percent).unwrap();
            let wanted = ms * 1_000;
            assert!(
                found.abs_diff(wanted) * 1_000 <= wanted,
                "{percent}: {found}"
            );
        }
    }
}
