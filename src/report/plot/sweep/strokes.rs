//! Several lines over the values of a swept setting, none of which hides another.

use plotters::style::RGBColor;
use serde_json::Value;

use super::super::curve::{self, Pen};
use super::super::frame::{Chart, Drawn};
use super::super::palette::SERIES;
use super::view::{Curve, View};

/// Up to how many values are dots.
const DOTS_MAX: usize = 64;
/// How wide the lowest line is at most, and the highest.
const WIDTHS: (u32, u32) = (6, 2);

/// One line: what it is, where it goes, how it looks.
pub(super) struct Stroke {
    pub(super) name: String,
    pub(super) curve: Curve,
    pub(super) pen: Pen,
}

/// A line for each combination of the other settings.
pub(super) fn each(view: &View<'_>, figure: impl Fn(&Value) -> Option<f64>) -> Vec<Stroke> {
    let many = u32::try_from(view.lines.len()).unwrap_or(u32::MAX);
    let lines = (1u32..).zip(&view.lines).zip(SERIES);
    let strokes = lines.map(|((number, line), colour)| Stroke {
        name: line.name.clone(),
        curve: view.curve(line, &figure),
        pen: Pen {
            colour,
            width: WIDTHS.1
                + (many - number) * (WIDTHS.0 - WIDTHS.1) / many.max(2).saturating_sub(1),
            dots: true,
        },
    });
    strokes.collect()
}

/// What the colours mean.
pub(super) fn legend(strokes: &[Stroke]) -> Vec<(String, RGBColor)> {
    let names = strokes.iter();
    names
        .map(|stroke| (stroke.name.clone(), stroke.pen.colour))
        .collect()
}

/// The least and the most that is drawn.
pub(super) fn extent(strokes: &[Stroke]) -> (f64, f64) {
    let curves = || strokes.iter().map(|stroke| &stroke.curve);
    let means = curves().flat_map(|curve| &curve.means);
    let means = means.filter_map(|(_, mean)| *mean).map(|mean| (mean, mean));
    let spans = curves().flat_map(|curve| &curve.spans);
    let all = means.chain(spans.map(|(_, least, most)| (*least, *most)));
    all.fold((f64::INFINITY, 0.0), |(least, most), (low, high)| {
        (least.min(low), most.max(high))
    })
}

/// Draws them; `place` says where an amount stands.
pub(super) fn draw(
    chart: &mut Chart<'_, '_>,
    view: &View<'_>,
    strokes: &[Stroke],
    place: &dyn Fn(f64) -> f64,
) -> Drawn {
    let dots = view.places.at.len() <= DOTS_MAX;
    let many = u32::try_from(strokes.len()).unwrap_or(1);
    for (number, Stroke { curve, pen, .. }) in (0u32..).zip(strokes) {
        // Dots of values in a row stand beside each other; lines run where they must.
        let aside = if view.places.are_numbers {
            0.0
        } else {
            view.places.half * (f64::from(2 * number + 1) / f64::from(many) - 1.0)
        };
        let spans = curve.spans.iter();
        let spans = spans.map(|(at, least, most)| (at + aside, place(*least), place(*most)));
        curve::spans(chart, &spans.collect::<Vec<_>>(), pen.colour)?;
        let means = curve
            .means
            .iter()
            .map(|(at, mean)| (at + aside, mean.map(place)));
        let means: Vec<_> = means.collect();
        if view.places.are_numbers {
            curve::line(chart, &means, Pen { dots, ..*pen })?;
        } else {
            curve::dots(chart, &means, pen.colour)?;
        }
    }
    Ok(())
}
