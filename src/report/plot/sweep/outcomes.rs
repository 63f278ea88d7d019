//! How requests ended over the values of a swept setting, as shares.

use plotters::style::RGBColor;
use serde_json::Value;

use super::super::axis::number;
use super::super::bins::Kind;
use super::super::frame::{Chart, Drawn, Frame, Upright, axes};
use super::super::{Picture, stack};
use super::strokes::{self, each};
use super::view::{Line, View, mean};

/// The picture: columns of all kinds of ends, or for several lines the share that was served.
pub(super) fn picture(view: &View<'_>) -> Picture {
    if let [line] = view.lines.as_slice() {
        return columns(view, line);
    }
    let served = |row: &Value| Some(shares(row)?[Kind::Served as usize]);
    let strokes = each(view, served);
    let what = "share of requests that were served";
    draw(view, what, strokes::legend(&strokes), |chart| {
        strokes::draw(chart, view, &strokes, &|share| share)
    })
}

fn columns(view: &View<'_>, line: &Line<'_>) -> Picture {
    let half = view.places.half;
    let mut columns = Vec::new();
    for (at, rows) in view.places.at.iter().zip(&line.rows) {
        let all: Vec<[f64; 4]> = rows.iter().filter_map(|row| shares(row)).collect();
        let of_kind = |kind: Kind| {
            let shares: Vec<f64> = all.iter().map(|shares| shares[kind as usize]).collect();
            mean(&shares).unwrap_or(0.0)
        };
        columns.push((at - half, at + half, Kind::ALL.map(of_kind).to_vec()));
    }
    let is_seen = |kind: &Kind| {
        let heights = columns
            .iter()
            .map(|(_, _, heights)| heights[*kind as usize]);
        heights.fold(0.0, f64::max) > 0.0
    };
    let seen = Kind::ALL.into_iter().filter(is_seen);
    let legend = seen.map(|kind| (kind.words().to_owned(), Kind::COLOURS[kind as usize]));
    draw(view, "how requests ended", legend.collect(), |chart| {
        stack::columns(chart, &columns, &Kind::COLOURS)
    })
}

fn draw(
    view: &View<'_>,
    what: &str,
    legend: Vec<(String, RGBColor)>,
    plot: impl FnOnce(&mut Chart<'_, '_>) -> Drawn,
) -> Picture {
    let frame = Frame {
        title: format!("{}: {what}", view.scenario),
        legend,
        notes: view.notes.clone(),
    };
    let percent = |value: f64| format!("{} %", number(value));
    let svg = frame.draw(|area| {
        let upright = Upright {
            begin: 0.0,
            end: 100.0,
            name: String::new(),
            label: &percent,
            labels: 6,
        };
        let mut chart = axes(area, &view.places.across(&view.name), &upright)?;
        plot(&mut chart)
    });
    Picture {
        name: view.file("outcomes"),
        svg,
    }
}

/// Which part of a run's requests ended in which kind, in percent.
fn shares(row: &Value) -> Option<[f64; 4]> {
    let mut ended = [0.0; 4];
    for (name, count) in row["outcomes"].as_object()? {
        ended[Kind::of_name(name) as usize] += count.as_f64()?;
    }
    let all: f64 = ended.iter().sum();
    (all > 0.0).then(|| ended.map(|count| count / all * 100.0))
}
