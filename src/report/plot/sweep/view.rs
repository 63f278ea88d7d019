//! One swept setting, and what came of each of its values.

use std::collections::BTreeMap;

use serde_json::Value;

use super::places::Places;
use super::words::names;
use crate::report::sweep::{Axis, Sheet};

/// The widest value in the name of a line that is shown whole.
const NAME_MAX: usize = 30;
/// The most lines of one picture.
const LINES_MAX: usize = 6;

/// The rows of a sweep by the value of one setting, and by what is set beside it.
pub(super) struct View<'a> {
    pub(super) scenario: &'a str,
    /// The path of the setting.
    pub(super) name: String,
    /// What tells its files from those of other settings; empty when it is the only one.
    pub(super) ending: String,
    pub(super) places: Places,
    /// One line for each combination of the other settings, or one for all.
    pub(super) lines: Vec<Line<'a>>,
    /// What a point is, when it is more than one run.
    pub(super) notes: Vec<String>,
}

/// One line of a picture: what is set beside its setting, and by value its rows.
pub(super) struct Line<'a> {
    pub(super) name: String,
    pub(super) rows: Vec<Vec<&'a Value>>,
}

/// The mean of a figure at each place, and its least and most where they differ.
#[derive(Debug, Clone, Default)]
pub(super) struct Curve {
    pub(super) means: Vec<(f64, Option<f64>)>,
    pub(super) spans: Vec<(f64, f64, f64)>,
}

impl<'a> View<'a> {
    /// A view for each setting that has several values, or for the seeds when there is none.
    pub(super) fn all(sheet: &'a Sheet, rows: &'a [Value]) -> Vec<Self> {
        let asked = &sheet.asked;
        let axes: Vec<&Axis> = asked.axes.iter().collect();
        let swept: Vec<&Axis> = axes
            .into_iter()
            .filter(|axis| axis.values.len() > 1)
            .collect();
        if swept.is_empty() && asked.seeds.len() > 1 {
            let seeds = Axis {
                path: "seed".to_owned(),
                values: asked.seeds.iter().map(u64::to_string).collect(),
            };
            return vec![Self::over(sheet, rows, &seeds, &[])];
        }
        let views = swept.iter().enumerate().map(|(position, axis)| {
            let others = swept.iter().filter(|other| other.path != axis.path);
            let others: Vec<&Axis> = others.copied().collect();
            let mut view = Self::over(sheet, rows, axis, &others);
            if !others.is_empty() {
                view.ending = ending(position, axis, &others);
            }
            view
        });
        views.collect()
    }

    fn over(sheet: &'a Sheet, rows: &'a [Value], axis: &Axis, others: &[&Axis]) -> Self {
        let combinations = others
            .iter()
            .try_fold(1usize, |all, other| all.checked_mul(other.values.len()));
        let is_apart = combinations.is_some_and(|lines| lines <= LINES_MAX);
        let apart = if is_apart { others } else { &[] };
        let mut lines: BTreeMap<usize, Line<'a>> = BTreeMap::new();
        for row in rows {
            let Some(column) = axis
                .values
                .iter()
                .position(|value| *value == set(row, axis))
            else {
                continue;
            };
            let (mut order, mut words) = (0, Vec::new());
            for other in apart {
                let value = set(row, other);
                let place = other.values.iter().position(|known| *known == value);
                let place = place.unwrap_or(0);
                order = order * other.values.len() + place;
                let name = names(&other.values, NAME_MAX).into_iter().nth(place);
                words.push(format!("{} {}", short(other), name.unwrap_or_default()));
            }
            let line = lines.entry(order).or_insert_with(|| Line {
                name: words.join(", "),
                rows: vec![Vec::new(); axis.values.len()],
            });
            line.rows[column].push(row);
        }
        let averaged = if is_apart { &[] } else { others };
        Self {
            scenario: &sheet.asked.scenario,
            name: axis.path.clone(),
            ending: String::new(),
            places: Places::of(&axis.values),
            lines: lines.into_values().collect(),
            notes: notes(averaged, sheet.asked.seeds.len(), axis),
        }
    }

    /// The name of a file about `what`.
    pub(super) fn file(&self, what: &str) -> String {
        format!("{what}{}.svg", self.ending)
    }

    /// A figure over the values of a line.
    pub(super) fn curve(&self, line: &Line<'_>, figure: impl Fn(&Value) -> Option<f64>) -> Curve {
        let mut points: Vec<(f64, &Vec<&Value>)> =
            self.places.at.iter().copied().zip(&line.rows).collect();
        points.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let mut curve = Curve::default();
        for (at, rows) in points {
            let found: Vec<f64> = rows.iter().filter_map(|row| figure(row)).collect();
            curve.means.push((at, mean(&found)));
            let least = found.iter().copied().fold(f64::INFINITY, f64::min);
            let most = found.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            if least < most {
                curve.spans.push((at, least, most));
            }
        }
        curve
    }
}

/// The mean of some figures; none of none.
pub(super) fn mean(figures: &[f64]) -> Option<f64> {
    let many = u32::try_from(figures.len()).ok().filter(|many| *many > 0)?;
    Some(figures.iter().sum::<f64>() / f64::from(many))
}

/// The value that a setting had in a run.
fn set(row: &Value, axis: &Axis) -> String {
    match row["settings"][axis.path.as_str()].as_str() {
        Some(value) => value.to_owned(),
        None => row["seed"].to_string(),
    }
}

fn short(axis: &Axis) -> &str {
    axis.path.rsplit('.').next().unwrap_or(&axis.path)
}

/// `-by-connections`; with its number where another setting is called alike.
fn ending(position: usize, axis: &Axis, others: &[&Axis]) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let name: String = short(axis)
        .chars()
        .map(|c| if is_safe(c) { c } else { '-' })
        .collect();
    if others.iter().any(|other| short(other) == short(axis)) {
        format!("-by-{name}-{}", position + 1)
    } else {
        format!("-by-{name}")
    }
}

/// What a point is the mean of.
fn notes(averaged: &[&Axis], seeds: usize, axis: &Axis) -> Vec<String> {
    let mut over = Vec::new();
    if seeds > 1 && axis.path != "seed" {
        over.push(format!("{seeds} seeds"));
    }
    over.extend(
        averaged
            .iter()
            .map(|other| format!("all values of {}", other.path)),
    );
    if over.is_empty() {
        return Vec::new();
    }
    vec![
        format!("Each point is a mean over {}.", over.join(" and ")),
        "Thin upright lines go from the least to the most.".to_owned(),
    ]
}
