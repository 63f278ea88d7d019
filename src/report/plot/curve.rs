//! Lines through points.

use plotters::element::Circle;
use plotters::prelude::PathElement;
use plotters::style::{Color, RGBColor, ShapeStyle};

use super::frame::{Chart, Drawn};

/// Draws a line through `points`, which breaks where a point is missing; points that stand alone
/// are dots, and `dots` shows all of them.
pub(super) fn line(
    chart: &mut Chart<'_, '_>,
    points: &[(f64, Option<f64>)],
    colour: RGBColor,
    dots: bool,
) -> Drawn {
    let stroke = ShapeStyle::from(&colour).stroke_width(2);
    for part in points.split(|(_, y)| y.is_none()) {
        let part: Vec<(f64, f64)> = part.iter().filter_map(|(x, y)| Some((*x, (*y)?))).collect();
        if dots || part.len() == 1 {
            let dot = |point: &(f64, f64)| Circle::new(*point, 3, colour.filled());
            chart.draw_series(part.iter().map(dot))?;
        }
        if part.len() > 1 {
            chart.draw_series([PathElement::new(part, stroke)])?;
        }
    }
    Ok(())
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
