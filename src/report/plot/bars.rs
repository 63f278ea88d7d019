//! Lying bars under the names of what they measure.

use plotters::prelude::Rectangle;
use plotters::style::{Color, RGBColor};

use super::frame::{Area, Drawn, WIDTH, px, style, text};
use super::palette::{FAINT, INK};

/// The height of a name and of a bar with its room.
const NAME: u32 = 20;
const BAR: u32 = 17;
const GAP: u32 = 8;
/// Where bars begin, and how long the longest is.
const LEFT: u32 = 6;
const LONGEST: u32 = WIDTH - 36 - 150;

/// One thing and its bars: how long each is from 0 to 1, its colour, and what stands beside it.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) bars: Vec<(f64, RGBColor, String)>,
}

/// How high these rows are together.
pub(super) fn height(rows: &[Row]) -> u32 {
    rows.iter().map(height_of).sum::<u32>() + GAP
}

fn height_of(row: &Row) -> u32 {
    let bars = u32::try_from(row.bars.len()).unwrap_or(0);
    NAME + bars * BAR + GAP
}

/// Draws rows from above to below.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bar is some pixels long"
)]
pub(super) fn draw(area: &Area<'_>, rows: &[Row]) -> Drawn {
    let mut y = GAP;
    for row in rows {
        text(area, &row.name, (LEFT, y), &style(13, INK))?;
        let mut top = y + NAME;
        for (share, colour, words) in &row.bars {
            let length = (share.clamp(0.0, 1.0) * f64::from(LONGEST)) as u32;
            let corners = [
                (px(LEFT), px(top)),
                (px(LEFT + length.max(1)), px(top + BAR - 5)),
            ];
            area.draw(&Rectangle::new(corners, colour.filled()))?;
            text(area, words, (LEFT + length + 8, top - 1), &style(12, FAINT))?;
            top += BAR;
        }
        y += height_of(row);
    }
    Ok(())
}
