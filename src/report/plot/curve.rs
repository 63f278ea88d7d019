//! Lines through points.

use plotters::element::Circle;
use plotters::prelude::PathElement;
use plotters::style::{Color, RGBColor, ShapeStyle};

use super::frame::{Chart, Drawn};

/// How a line looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub(super) colour: RGBColor,
    /// How wide it is; of lines that run over each other the lower ones must be wider.
    pub(super) width: u32,
    /// Whether every point is a dot.
    pub(super) dots: bool,
}

/// Draws a line through `points`, which breaks where a point is missing; points that stand alone
/// are dots always.
pub(super) fn line(chart: &mut Chart<'_, '_>, points: &[(f64, Option<f64>)], pen: Pen) -> Drawn {
    let Pen {
        colour,
        width,
        dots,
    } = pen;
    let stroke = ShapeStyle::from(&colour).stroke_width(width);
    let radius = 2 + i32::try_from(width / 2).unwrap_or(1);
    for part in points.split(|(_, y)| y.is_none()) {
        let part: Vec<(f64, f64)> = part.iter().filter_map(|(x, y)| Some((*x, (*y)?))).collect();
        if dots || part.len() == 1 {
            let dot = |point: &(f64, f64)| Circle::new(*point, radius, colour.filled());
            chart.draw_series(part.iter().map(dot))?;
        }
        if part.len() > 1 {
            chart.draw_series([PathElement::new(part, stroke)])?;
        }
    }
    Ok(())
}

/// Draws the points of a line alone, where nothing lies between them.
pub(super) fn dots(
    chart: &mut Chart<'_, '_>,
    points: &[(f64, Option<f64>)],
    colour: RGBColor,
) -> Drawn {
    let known = points.iter().filter_map(|(x, y)| Some((*x, (*y)?)));
    let dot = |point: (f64, f64)| Circle::new(point, 5, colour.filled());
    chart.draw_series(known.map(dot)).map(|_| ())
}

/// Draws a thin upright line from the least to the most at each point.
pub(super) fn spans(
    chart: &mut Chart<'_, '_>,
    spans: &[(f64, f64, f64)],
    colour: RGBColor,
) -> Drawn {
    let stroke = ShapeStyle::from(&colour).stroke_width(1);
    let wide = spans.iter().filter(|(_, least, most)| most > least);
    let span = |(x, least, most): &(f64, f64, f64)| {
        PathElement::new(vec![(*x, *least), (*x, *most)], stroke)
    };
    chart.draw_series(wide.map(span)).map(|_| ())
}
