//! The pictures of a sweep: what changes with the swept value.

use std::collections::BTreeMap;

use serde_json::Value;

use super::axis::{self, ceiling};
use super::frame::{Axis, Frame, axes};
use super::palette::{BLUE, GREEN, ORANGE, RED, SERIES, TEAL};
use super::{Picture, curve, stack};
use crate::report::columns::fit;
use crate::report::sweep::Sheet;

/// The most lines of one picture.
const LINES_MAX: usize = 6;
/// The most values that are all named.
const LABELS_MAX: usize = 12;

/// The pictures of a sweep over the values of its first setting, or over its seeds: each further
/// combination has a line of its own, seeds are averaged.
pub fn of_sweep(sheet: &Sheet) -> Vec<Picture> {
    let points = Points::of(sheet);
    if points.values.len() < 2 {
        return Vec::new();
    }
    vec![
        outcomes(sheet, &points),
        latency(sheet, &points),
        cost(sheet, &points),
    ]
}

/// The rows by the value they stand over, and by all that is swept beside it.
struct Points {
    /// What stands below.
    name: String,
    values: Vec<String>,
    /// By what else is set: by value, its rows.
    lines: Vec<(String, Vec<Vec<Value>>)>,
}

impl Points {
    fn of(sheet: &Sheet) -> Self {
        let asked = &sheet.asked;
        let (name, values) = match asked.axes.first() {
            Some(axis) => (axis.path.clone(), axis.values.clone()),
            None => (
                "seed".to_owned(),
                asked.seeds.iter().map(u64::to_string).collect(),
            ),
        };
        let mut lines: BTreeMap<usize, (String, Vec<Vec<Value>>)> = BTreeMap::new();
        for row in sheet.rows.values() {
            let row: Value = serde_json::from_str(row).unwrap_or_default();
            let set = |axis: &crate::report::sweep::Axis| {
                row["settings"][axis.path.as_str()]
                    .as_str()
                    .unwrap_or("")
                    .to_owned()
            };
            let value = match asked.axes.first() {
                Some(axis) => set(axis),
                None => row["seed"].to_string(),
            };
            let Some(position) = values.iter().position(|known| *known == value) else {
                continue;
            };
            let others = asked.axes.iter().skip(1);
            let (mut order, mut words) = (0, Vec::new());
            for axis in others {
                let value = set(axis);
                let place = axis.values.iter().position(|known| *known == value);
                order = order * axis.values.len() + place.unwrap_or(0);
                let short = axis.path.rsplit('.').next().unwrap_or(&axis.path);
                words.push(format!("{short} {value}"));
            }
            let line = lines.entry(order);
            let (_, columns) =
                line.or_insert_with(|| (words.join(", "), vec![Vec::new(); values.len()]));
            columns[position].push(row);
        }
        Self {
            name,
            values,
            lines: lines.into_values().collect(),
        }
    }

    /// The mean of a figure over the rows at each value, and its least and most.
    fn figure(&self, line: usize, figure: impl Fn(&Value) -> Option<f64>) -> Curve {
        let mut curve = Curve::default();
        let columns = self.lines.get(line).map(|(_, columns)| columns.as_slice());
        for (position, rows) in (0u32..).zip(columns.unwrap_or_default()) {
            let at = f64::from(position) + 0.5;
            let found: Vec<f64> = rows.iter().filter_map(&figure).collect();
            let sum: f64 = found.iter().sum();
            let mean = (!found.is_empty()).then(|| sum / count(found.len()));
            curve.means.push((at, mean));
            if !found.is_empty() {
                let least = found.iter().copied().fold(f64::INFINITY, f64::min);
                let most = found.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                curve.spans.push((at, least, most));
            }
        }
        curve
    }

    fn axis<'a>(&self, label: &'a dyn Fn(f64) -> String) -> Axis<'a> {
        Axis {
            end: count(self.values.len()),
            name: self.name.clone(),
            label,
            labels: 2 * self.values.len().min(LABELS_MAX) + 1,
        }
    }

    /// The name of the value in the middle of a place below.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "places are small and positive"
    )]
    fn label(&self, at: f64) -> String {
        let is_middle = (at - libm::floor(at) - 0.5).abs() < 0.01;
        let named = self.values.get(libm::floor(at.max(0.0)) as usize);
        match named.filter(|_| is_middle) {
            Some(value) => fit(value, 14),
            None => String::new(),
        }
    }
}

#[derive(Default)]
struct Curve {
    means: Vec<(f64, Option<f64>)>,
    spans: Vec<(f64, f64, f64)>,
}

fn most(curves: &[(String, Curve, plotters::style::RGBColor)]) -> f64 {
    let spans = curves.iter().flat_map(|(_, curve, _)| &curve.spans);
    spans.map(|(_, _, most)| *most).fold(0.0, f64::max)
}

/// A picture of curves over the swept values.
fn curves(
    (name, title): (&'static str, String),
    points: &Points,
    curves: &[(String, Curve, plotters::style::RGBColor)],
    label: &dyn Fn(f64) -> String,
) -> Picture {
    let left_out = points.lines.len().saturating_sub(LINES_MAX);
    let frame = Frame {
        title,
        legend: curves
            .iter()
            .map(|(name, _, colour)| (name.clone(), *colour))
            .collect(),
        notes: match left_out {
            0 => Vec::new(),
            _ => vec![format!("{left_out} more combinations are in runs.csv")],
        },
    };
    let svg = frame.draw(|area| {
        let value = |at| points.label(at);
        let y = Axis {
            end: ceiling(most(curves)),
            name: String::new(),
            label,
            labels: 6,
        };
        let mut chart = axes(area, (0.0, &points.axis(&value)), (0.0, &y))?;
        for (_, curve, colour) in curves {
            curve::spans(&mut chart, &curve.spans, *colour)?;
            curve::line(&mut chart, &curve.means, *colour, points.values.len() <= 64)?;
        }
        Ok(())
    });
    Picture { name, svg }
}

fn latency(sheet: &Sheet, points: &Points) -> Picture {
    let figure = |line, key: &str| points.figure(line, |row| row[key].as_f64());
    let lines: Vec<_> = if points.lines.len() == 1 {
        [
            ("p50_us", "50", BLUE),
            ("p90_us", "90", TEAL),
            ("p99_us", "99", ORANGE),
        ]
        .into_iter()
        .map(|(key, percent, colour)| (format!("{percent} of 100 at most"), figure(0, key), colour))
        .collect()
    } else {
        each(points, |line| figure(line, "p99_us"))
    };
    let what = if points.lines.len() == 1 {
        "How long served requests took"
    } else {
        "How long 99 of 100 took at most"
    };
    let title = format!("{}: {}", sheet.asked.scenario, what.to_lowercase());
    curves(("latency.svg", title), points, &lines, &axis::latency)
}

fn cost(sheet: &Sheet, points: &Points) -> Picture {
    let dollars = |row: &Value| row["usd"].as_str()?.parse::<f64>().ok();
    let lines = if points.lines.len() == 1 {
        vec![("US dollars".to_owned(), points.figure(0, dollars), ORANGE)]
    } else {
        each(points, |line| points.figure(line, dollars))
    };
    let title = format!("{}: what a run costs", sheet.asked.scenario);
    curves(("cost.svg", title), points, &lines, &axis::dollars)
}

/// A curve for each combination of what is swept beside the first setting.
fn each(
    points: &Points,
    figure: impl Fn(usize) -> Curve,
) -> Vec<(String, Curve, plotters::style::RGBColor)> {
    let lines = points.lines.iter().zip(SERIES).enumerate();
    let curves = lines.map(|(line, ((name, _), colour))| (name.clone(), figure(line), colour));
    curves.collect()
}

fn outcomes(sheet: &Sheet, points: &Points) -> Picture {
    let title = format!(
        "{}: share of requests that were served",
        sheet.asked.scenario
    );
    let served = |row: &Value| {
        let requests = row["requests"]
            .as_f64()
            .filter(|requests| *requests > 0.0)?;
        Some(row["served"].as_f64()? / requests * 100.0)
    };
    let percent = |value: f64| format!("{} %", axis::number(value));
    let is_alone = points.lines.len() == 1;
    let lines = each(points, |line| points.figure(line, served));
    let frame = Frame {
        title,
        legend: if is_alone {
            vec![("served".to_owned(), GREEN), ("not served".to_owned(), RED)]
        } else {
            lines
                .iter()
                .map(|(name, _, colour)| (name.clone(), *colour))
                .collect()
        },
        notes: Vec::new(),
    };
    let svg = frame.draw(|area| {
        let value = |at| points.label(at);
        let y = Axis {
            end: 100.0,
            name: String::new(),
            label: &percent,
            labels: 6,
        };
        let mut chart = axes(area, (0.0, &points.axis(&value)), (0.0, &y))?;
        for (_, curve, colour) in &lines {
            if !is_alone {
                curve::line(&mut chart, &curve.means, *colour, true)?;
                continue;
            }
            let known = curve
                .means
                .iter()
                .filter_map(|(at, mean)| Some((*at, (*mean)?)));
            let columns: Vec<_> = known
                .map(|(at, share)| (at - 0.35, at + 0.35, vec![share, 100.0 - share]))
                .collect();
            stack::columns(&mut chart, &columns, &[GREEN, RED])?;
        }
        Ok(())
    });
    Picture {
        name: "outcomes.svg",
        svg,
    }
}

#[expect(clippy::cast_precision_loss, reason = "only a picture sees it")]
fn count(number: usize) -> f64 {
    number as f64
}
