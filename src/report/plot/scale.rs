//! An upright axis of latencies: by tens where they differ much.

use super::axis::{self, ceiling};

/// Latencies that differ more than so many times stand on an axis by tens.
const MUCH: f64 = 30.0;

/// An axis of latencies, in microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    is_by_tens: bool,
    pub(super) begin: f64,
    pub(super) end: f64,
    pub(super) labels: usize,
}

impl Scale {
    /// For latencies of which these are the least and the most.
    pub(super) fn of(least: f64, most: f64) -> Self {
        if most <= MUCH * least.max(1.0) {
            return Self {
                is_by_tens: false,
                begin: 0.0,
                end: ceiling(most),
                labels: 6,
            };
        }
        Self {
            is_by_tens: true,
            begin: libm::floor(libm::log10((least * 0.9).max(1.0))),
            end: libm::ceil(libm::log10(most * 1.02)),
            labels: 8,
        }
    }

    /// Where a latency stands.
    pub(super) fn place(&self, us: f64) -> f64 {
        if self.is_by_tens {
            libm::log10(us.max(1.0))
        } else {
            us
        }
    }

    /// What is written at a place.
    pub(super) fn label(&self, place: f64) -> String {
        if !self.is_by_tens {
            return axis::latency(place);
        }
        let is_whole = (place - libm::round(place)).abs() < 1e-6;
        if is_whole {
            axis::latency(libm::pow(10.0, place))
        } else {
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[test]
    fn latencies_that_differ_much_stand_by_tens() {
        let even = Scale::of(80_000.0, 200_000.0);
        assert_eq!(
            (even.begin, even.label(100_000.0).as_str()),
            (0.0, "100 ms")
        );
        let tens = Scale::of(80_000.0, 20_000_000.0);
        assert!(tens.place(1_000_000.0) > tens.begin && tens.place(2e7) < tens.end);
        assert_eq!(tens.label(6.0), "1.00 s");
        assert_eq!(tens.label(5.5), "");
    }
}
