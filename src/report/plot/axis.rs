//! What stands at an axis: round numbers, times, amounts.

use crate::report::figures::count;
use crate::time::Duration;

/// The most labels of a time axis.
const TICKS_MAX: f64 = 10.0;
/// How many seconds may lie between two of them: what clocks and calendars count by.
const STEPS: [f64; 29] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0,
    120.0, 300.0, 600.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 21_600.0, 43_200.0, 86_400.0,
    172_800.0, 432_000.0, 864_000.0,
];

/// The unit in which the moments of a run are told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    unit: &'static str,
    /// How many seconds it has.
    seconds: f64,
}

impl Clock {
    /// For a run, or a part of it, of so many seconds.
    pub(super) fn of(whole: f64) -> Self {
        let (unit, seconds) = match whole {
            whole if whole >= 2.0 * 86_400.0 => ("d", 86_400.0),
            whole if whole >= 2.0 * 3_600.0 => ("h", 3_600.0),
            whole if whole >= 600.0 => ("min", 60.0),
            whole if whole >= 1.0 => ("s", 1.0),
            _ => ("ms", 0.001),
        };
        Self { unit, seconds }
    }

    /// Seconds in this unit.
    pub(super) fn place(self, seconds: f64) -> f64 {
        seconds / self.seconds
    }

    /// The moments of a run of so many seconds that have a label, in this unit.
    pub(super) fn ticks(self, whole: f64) -> Vec<(f64, String)> {
        let few = |step: &f64| whole / step <= TICKS_MAX;
        let step = STEPS.into_iter().find(few);
        let step = step.unwrap_or_else(|| ceiling(whole / TICKS_MAX));
        let moments = (0u32..).map(|number| f64::from(number) * step);
        let moments = moments.take_while(|at| *at <= whole * 1.000_001);
        moments
            .map(|at| (self.place(at), self.label(self.place(at))))
            .collect()
    }

    /// A moment in this unit, with its name.
    pub(super) fn label(self, place: f64) -> String {
        format!("{} {}", number(place), self.unit)
    }
}

/// A latency in microseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a label is a rounded positive number"
)]
pub(super) fn latency(us: f64) -> String {
    Duration::from_micros(us.max(0.0).round() as u64).to_string()
}

/// Dollars.
pub(super) fn dollars(amount: f64) -> String {
    format!("${}", number(amount))
}

/// A number without needless decimals, its thousands set apart.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a label is a rounded positive number"
)]
pub(super) fn number(value: f64) -> String {
    if value >= 1_000.0 {
        return count(value.round() as u64);
    }
    let digits = match value.abs() {
        size if size == 0.0 || size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 0.1 => 2,
        size if size >= 0.001 => 4,
        _ => 8,
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    match text {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// The next round number: 1, 2, 2.5 or 5 times a power of ten, a little above `value`.
pub(super) fn ceiling(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let power = libm::pow(10.0, libm::floor(libm::log10(value)));
    let steps = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let fits = steps.into_iter().find(|step| step * power >= value * 1.02);
    fits.unwrap_or(12.0) * power
}

#[cfg(test)]
mod tests {
    use super::{Clock, ceiling, number};

    #[test]
    fn labels_are_short() {
        for (seconds, whole, text) in [
            (30.0, 60.0, "30 s"),
            (7_200.0, 20_000.0, "2 h"),
            (0.25, 0.5, "250 ms"),
        ] {
            let clock = Clock::of(whole);
            assert_eq!(clock.label(clock.place(seconds)), text);
        }
        for (value, text) in [
            (0.0, "0"),
            (12.5, "12.5"),
            (1_000.0, "1,000"),
            (0.05, "0.05"),
            (-0.0, "0"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn time_is_marked_where_clocks_would() {
        for (whole, last, labels) in [
            (180.0, "180 s", 10),
            (360.0, "360 s", 7),
            (7_400.0, "2 h", 5),
            (0.25, "250 ms", 6),
            (30.0 * 86_400.0, "30 d", 7),
        ] {
            let ticks = Clock::of(whole).ticks(whole);
            assert_eq!(ticks.last().unwrap().1, last);
            assert_eq!(ticks.len(), labels, "{whole}");
        }
    }

    #[test]
    fn ceilings_are_round_and_above() {
        for value in [0.003, 0.99, 1.0, 7.3, 99.9, 12_345.0] {
            let top = ceiling(value);
            assert!(top > value && top <= value * 1.6, "{value}: {top}");
        }
    }
}
