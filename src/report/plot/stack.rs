//! Columns that stand on each other.

use plotters::prelude::Rectangle;
use plotters::style::{Color, RGBColor};

use super::frame::{Chart, Drawn};

/// Draws columns from left to right: each from and to where, and how high each colour in it is.
pub(super) fn columns(
    chart: &mut Chart<'_, '_>,
    columns: &[(f64, f64, Vec<f64>)],
    colours: &[RGBColor],
) -> Drawn {
    for (from, to, heights) in columns {
        let mut base = 0.0;
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
