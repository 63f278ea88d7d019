//! Where the values of a swept setting stand: numbers by their size, all else in a row.

use crate::time::Duration;
use crate::units::{BitsPerSecond, Bytes};

use super::super::frame::Across;
use super::words::{differing, names};

/// The widest label of a number that is shown whole.
const LABEL_MAX: usize = 18;
/// How many characters all labels of values in a row may have together.
const ROW_MAX: usize = 104;
/// More numbers than these are labelled where they are round only.
const LABELS_MAX: usize = 12;

/// The places of values, from left to right for numbers that grow.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Places {
    /// By value.
    pub(super) at: Vec<f64>,
    /// Half of the width that a column may have.
    pub(super) half: f64,
    /// Whether they are numbers, so that something lies between them.
    pub(super) are_numbers: bool,
    labels: Vec<(f64, String)>,
}

impl Places {
    /// Of the values as they were written.
    pub(super) fn of(values: &[String]) -> Self {
        match numbers(values) {
            Some(numbers) => Self::of_numbers(values, &numbers),
            None => Self::in_a_row(values),
        }
    }

    /// The axis below, with the name of the setting.
    pub(super) fn across(&self, name: &str) -> Across {
        let least = self.at.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.at.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let room = (1.4 * self.half).max((most - least) / 40.0);
        Across {
            begin: least - room,
            end: most + room,
            name: name.to_owned(),
            ticks: self.labels.clone(),
        }
    }

    fn in_a_row(values: &[String]) -> Self {
        let at: Vec<f64> = (0u32..).zip(values).map(|(at, _)| f64::from(at)).collect();
        let width = (ROW_MAX / values.len().max(1)).max(LABEL_MAX);
        let labels = at.iter().copied().zip(names(values, width));
        Self {
            half: 0.35,
            are_numbers: false,
            labels: labels.collect(),
            at,
        }
    }

    /// Evenly by their size, or by how many times as large they are, whichever puts them more
    /// evenly.
    fn of_numbers(values: &[String], numbers: &[f64]) -> Self {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let is_by_times = sorted[0] > 0.0 && {
            let times: Vec<f64> = sorted.iter().map(|number| libm::log(*number)).collect();
            unevenness(&times) < unevenness(&sorted) * 0.7
        };
        let place = |number: f64| {
            if is_by_times {
                libm::log(number)
            } else {
                number
            }
        };
        let (least, _) = gaps(
            &sorted
                .iter()
                .map(|number| place(*number))
                .collect::<Vec<_>>(),
        );
        let is_labelled = |number: f64| {
            let step = round_step(sorted[sorted.len() - 1] - sorted[0]);
            let steps = number / step;
            is_by_times || sorted.len() <= LABELS_MAX || (steps - libm::round(steps)).abs() < 1e-6
        };
        let mut labels: Vec<(f64, String)> = numbers
            .iter()
            .zip(names(values, LABEL_MAX))
            .filter(|(number, _)| is_labelled(**number))
            .map(|(number, name)| (place(*number), name))
            .collect();
        labels.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        Self {
            at: numbers.iter().map(|number| place(*number)).collect(),
            half: least * 0.35,
            are_numbers: true,
            labels,
        }
    }
}

/// The least and the largest step between neighbours.
fn gaps(sorted: &[f64]) -> (f64, f64) {
    let steps = sorted.windows(2).map(|pair| pair[1] - pair[0]);
    steps.fold((f64::INFINITY, 0.0), |(least, most), step| {
        (least.min(step), most.max(step))
    })
}

fn unevenness(sorted: &[f64]) -> f64 {
    let (least, most) = gaps(sorted);
    most / least
}

/// Steps of 1, 2 or 5 times a power of ten, of which a few make `whole`.
fn round_step(whole: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(whole)) - 1.0);
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
    let few = |step: &f64| whole / (step * power) <= 10.0;
    steps.into_iter().find(few).unwrap_or(100.0) * power
}

/// What the values are as numbers of one kind; none when they are none, or not different ones.
fn numbers(values: &[String]) -> Option<Vec<f64>> {
    let plain = |text: &str| text.parse::<f64>().ok();
    let time = |text: &str| Some(text.parse::<Duration>().ok()?.as_secs_f64());
    let bytes = |text: &str| Some(float(text.parse::<Bytes>().ok()?.0));
    let rate = |text: &str| Some(float(text.parse::<BitsPerSecond>().ok()?.0));
    let kinds: [&dyn Fn(&str) -> Option<f64>; 4] = [&plain, &time, &bytes, &rate];
    let of_kind = |kind: &&dyn Fn(&str) -> Option<f64>| {
        let values = values.iter().map(|value| kind(value.trim_matches('"')));
        values.collect::<Option<Vec<f64>>>()
    };
    let numbers = kinds.iter().find_map(of_kind).or_else(|| between(values))?;
    let mut sorted = numbers.clone();
    sorted.sort_by(f64::total_cmp);
    let differ = sorted.windows(2).all(|pair| pair[0] < pair[1]);
    (differ && sorted.len() > 1 && sorted.iter().all(|number| number.is_finite()))
        .then_some(numbers)
}

/// The numbers in values that are alike around them: `Poisson("20/s")`, `Poisson("80/s")`.
fn between(values: &[String]) -> Option<Vec<f64>> {
    let parts = differing(values).into_iter();
    parts.map(|part| part.parse().ok()).collect()
}

#[expect(clippy::cast_precision_loss, reason = "only a picture sees it")]
fn float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::Places;

    fn places(values: &[&str]) -> Places {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        Places::of(&values)
    }

    fn is_even(places: &Places) -> bool {
        let steps: Vec<f64> = places.at.windows(2).map(|pair| pair[1] - pair[0]).collect();
        steps
            .iter()
            .all(|step| (step / steps[0] - 1.0).abs() < 1e-9)
    }

    #[test]
    fn numbers_stand_by_their_size() {
        let linear = places(&["1", "2", "3", "5"]);
        assert_eq!(linear.at, [1.0, 2.0, 3.0, 5.0]);
        for doubling in [
            &["1", "2", "4", "8"][..],
            &["100ms", "1s", "10s"],
            &["\"1 MiB\"", "\"32 MiB\"", "\"1 GiB\""],
            &[
                "Poisson(\"5/s\")",
                "Poisson(\"50/s\")",
                "Poisson(\"500/s\")",
            ],
        ] {
            let places = places(doubling);
            assert!(
                is_even(&places) && places.at[0] != 0.0 || doubling[0] == "1",
                "{places:?}"
            );
        }
        assert_eq!(places(&["3s", "1s", "2s"]).at, [3.0, 1.0, 2.0]);
    }

    #[test]
    fn what_is_no_number_stands_in_a_row() {
        for row in [
            &["Off", "Standard()", "Adaptive()"][..],
            &["1", "2", "many"],
            &["5", "5.0", "7"],
            &["Poisson(\"5/s\")", "Constant(\"6/s\")"],
        ] {
            let places = places(row);
            assert!(is_even(&places) && places.at[0] == 0.0, "{places:?}");
            assert_eq!(places.labels.len(), row.len());
        }
    }

    #[test]
    fn of_many_numbers_the_round_ones_are_labelled() {
        let many: Vec<String> = (1..=64).map(|number| number.to_string()).collect();
        let labels: Vec<String> = Places::of(&many)
            .labels
            .into_iter()
            .map(|(_, l)| l)
            .collect();
        assert_eq!(labels, ["10", "20", "30", "40", "50", "60"]);
    }
}
