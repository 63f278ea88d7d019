//! How long requests took and what a run cost, over the values of a swept setting.

use serde_json::Value;

use super::super::Picture;
use super::super::axis::{self, ceiling};
use super::super::curve::Pen;
use super::super::frame::{Frame, Upright, axes};
use super::super::palette::{ORANGE, QUANTILES};
use super::super::scale::Scale;
use super::strokes::{self, Stroke, each, extent};
use super::view::View;

/// How long served requests took: three quantiles, or for several lines how long all but the
/// slowest took.
pub(super) fn latency(view: &View<'_>) -> Picture {
    let figure = |percent: u64| move |row: &Value| row[format!("p{percent}_us")].as_f64();
    let (what, strokes): (&str, Vec<Stroke>) = match view.lines.as_slice() {
        [line] => {
            let strokes = QUANTILES.map(|(percent, pen)| Stroke {
                name: format!("{percent} of 100 at most"),
                curve: view.curve(line, figure(percent)),
                pen,
            });
            ("how long served requests took", strokes.into())
        }
        _ => ("how long 99 of 100 took at most", each(view, figure(99))),
    };
    let (least, most) = extent(&strokes);
    let scale = Scale::of(least, most);
    let label = |place| scale.label(place);
    let upright = Upright {
        begin: scale.begin,
        end: scale.end,
        name: String::new(),
        label: &label,
        labels: scale.labels,
    };
    let place = |us| scale.place(us);
    draw(view, ("latency", what), &strokes, (&upright, &place))
}

/// What a run costs.
pub(super) fn cost(view: &View<'_>) -> Picture {
    let dollars = |row: &Value| row["usd"].as_str()?.parse::<f64>().ok();
    let strokes: Vec<Stroke> = match view.lines.as_slice() {
        [line] => vec![Stroke {
            name: "US dollars".to_owned(),
            curve: view.curve(line, dollars),
            pen: Pen {
                colour: ORANGE,
                width: 2,
                dots: true,
            },
        }],
        _ => each(view, dollars),
    };
    let upright = Upright {
        begin: 0.0,
        end: ceiling(extent(&strokes).1),
        name: String::new(),
        label: &axis::dollars,
        labels: 6,
    };
    let what = "what a run costs";
    draw(view, ("cost", what), &strokes, (&upright, &|amount| amount))
}

fn draw(
    view: &View<'_>,
    (file, what): (&str, &str),
    strokes: &[Stroke],
    (upright, place): (&Upright<'_>, &dyn Fn(f64) -> f64),
) -> Picture {
    let frame = Frame {
        title: format!("{}: {what}", view.scenario),
        legend: strokes::legend(strokes),
        notes: view.notes.clone(),
    };
    let svg = frame.draw(|area| {
        let mut chart = axes(area, &view.places.across(&view.name), upright)?;
        strokes::draw(&mut chart, view, strokes, place)
    });
    Picture {
        name: view.file(file),
        svg,
    }
}
