//! Columns that stand on each other.

use plotters::prelude::Rectangle;
use plotters::style::{Color, RGBColor};

use super::frame::{Chart, Drawn};

/// One column: from and to where it stands, and how high each colour in it is.
pub(super) type Column = (f64, f64, Vec<f64>);

/// Draws columns that stand on zero, from left to right.
pub(super) fn columns(
    chart: &mut Chart<'_, '_>,
    columns: &[Column],
    colours: &[RGBColor],
) -> Drawn {
    columns_on(chart, 0.0, columns, colours)
}

/// Draws columns that stand on `ground`.
pub(super) fn columns_on(
    chart: &mut Chart<'_, '_>,
    ground: f64,
    columns: &[Column],
    colours: &[RGBColor],
) -> Drawn {
    for (from, to, heights) in columns {
        let mut base = ground;
        for (height, colour) in heights.iter().zip(colours) {
            if *height > 0.0 {
                let corners = [(*from, base), (*to, base + height)];
                let column = Rectangle::new(corners, colour.filled());
                chart.draw_series([column])?;
                base += height;
            }
        }
    }
    Ok(())
}
