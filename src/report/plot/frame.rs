//! What surrounds every picture: its title, the names of its colours, and notes below.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::prelude::{Cartesian2d, PathElement, Rectangle, SVGBackend};
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::palette::{FAINT, GRID, GROUND, INK, with_both_schemes};

/// The width of every picture, in pixels.
pub(super) const WIDTH: u32 = 900;
/// The height of the part with the axes.
const PLOT: u32 = 330;
/// The height of a line of text.
const LINE: u32 = 19;
/// What one character of text takes, about.
const CHARACTER: u32 = 7;
/// The least room between two labels.
const LABELS_APART: i32 = 6;
/// The room at both sides.
const MARGIN: u32 = 18;

/// Where things are drawn.
pub(super) type Area<'s> = DrawingArea<SVGBackend<'s>, Shift>;
/// Whether drawing went well; into a text it always does.
pub(super) type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;
/// Two axes with numbers.
pub(super) type Chart<'a, 's> =
    ChartContext<'a, SVGBackend<'s>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// What surrounds a picture.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub(super) title: String,
    /// What its colours mean.
    pub(super) legend: Vec<(String, RGBColor)>,
    /// Lines below the picture.
    pub(super) notes: Vec<String>,
}

/// The lower axis: where it begins and ends, what it counts, and the places that have a label.
#[derive(Debug, Clone, Default)]
pub(super) struct Across {
    pub(super) begin: f64,
    pub(super) end: f64,
    pub(super) name: String,
    /// From left to right; a label for which there is no room is left out.
    pub(super) ticks: Vec<(f64, String)>,
}

/// The upright axis: where it begins and ends, what it counts, how its values are written.
pub(super) struct Upright<'a> {
    pub(super) begin: f64,
    pub(super) end: f64,
    pub(super) name: String,
    pub(super) label: &'a dyn Fn(f64) -> String,
    /// How many labels there are, about.
    pub(super) labels: usize,
}

impl Frame {
    /// The picture, whose inner part `plot` draws into an area of the usual size.
    pub(super) fn draw(&self, plot: impl FnOnce(&Area<'_>) -> Drawn) -> String {
        self.draw_high(PLOT, plot)
    }

    /// The same with an inner part of another height.
    pub(super) fn draw_high(&self, height: u32, plot: impl FnOnce(&Area<'_>) -> Drawn) -> String {
        let notes = u32::try_from(self.notes.len()).unwrap_or(0);
        let below = if notes == 0 { 10 } else { notes * LINE + 18 };
        let mut svg = String::new();
        {
            let top = 34 + LINE * u32::from(!self.legend.is_empty());
            let size = (WIDTH, top + height + below);
            let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            // INVARIANT: drawing into a text does not fail.
            let _ = self.surround(&root, top + height).and_then(|()| {
                plot(&root.margin(top, below, MARGIN, MARGIN))?;
                root.present()
            });
        }
        with_both_schemes(&svg)
    }

    fn surround(&self, root: &Area<'_>, notes_from: u32) -> Drawn {
        root.fill(&GROUND)?;
        text(root, &self.title, (MARGIN, 12), &style(16, INK))?;
        let mut left = MARGIN;
        for (name, colour) in &self.legend {
            let corner = |x: u32, y: u32| (px(x), px(y));
            let swatch = [corner(left, 38), corner(left + 12, 50)];
            root.draw(&Rectangle::new(swatch, colour.filled()))?;
            text(root, name, (left + 18, 38), &style(12, INK))?;
            left += 18 + width_of(name) + 18;
        }
        for (row, note) in (0u32..).zip(&self.notes) {
            let y = notes_from + 10 + row * LINE;
            text(root, note, (MARGIN, y), &style(12, FAINT))?;
        }
        Ok(())
    }
}

/// How wide a text is, about.
pub(super) fn width_of(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(0) * CHARACTER
}

/// Text of a size and colour.
pub(super) fn style(size: u32, colour: RGBColor) -> TextStyle<'static> {
    TextStyle {
        color: colour.to_backend_color(),
        ..TextStyle::from(("sans-serif", f64::from(size)).into_font())
    }
}

/// Writes text with its upper left corner at a place.
pub(super) fn text(area: &Area<'_>, words: &str, at: (u32, u32), style: &TextStyle<'_>) -> Drawn {
    area.draw_text(words, style, (px(at.0), px(at.1)))
}

/// Pixels as plotters counts them.
pub(super) fn px(pixels: u32) -> i32 {
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// Two axes, with a light line at each label of the upright one.
pub(super) fn axes<'a, 's>(
    area: &'a Area<'s>,
    x: &Across,
    y: &Upright<'_>,
) -> Result<Chart<'a, 's>, DrawingAreaErrorKind<std::io::Error>> {
    let mut chart = ChartBuilder::on(area)
        .margin_right(14)
        .margin_top(16)
        .x_label_area_size(if x.name.is_empty() { 26 } else { 44 })
        .y_label_area_size(86)
        .build_cartesian_2d(x.begin..x.end, y.begin..y.end)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(GROUND.mix(0.0))
        .bold_line_style(GRID)
        .axis_style(FAINT)
        .x_labels(0)
        .y_labels(y.labels)
        .y_label_formatter(&|value| (y.label)(*value))
        .label_style(style(12, FAINT))
        .axis_desc_style(style(12, FAINT))
        .x_desc(x.name.clone())
        .y_desc(y.name.clone())
        .draw()?;
    ticks(&chart, &x.ticks)?;
    Ok(chart)
}

/// Labels below the lower axis, each in the middle of its place.
fn ticks(chart: &Chart<'_, '_>, ticks: &[(f64, String)]) -> Drawn {
    let bottom = chart.y_range().start;
    let area = chart.plotting_area().strip_coord_spec();
    let (left, upper) = area.get_pixel_range();
    let below = upper.end - upper.start;
    let line = ShapeStyle::from(&FAINT).stroke_width(1);
    let mut free_from = i32::MIN;
    for (at, words) in ticks {
        let x = chart.backend_coord(&(*at, bottom)).0 - left.start;
        let half = px(width_of(words)) / 2;
        if x - half < free_from {
            continue;
        }
        free_from = x + half + LABELS_APART;
        area.draw(&PathElement::new(vec![(x, below), (x, below + 5)], line))?;
        area.draw_text(words, &style(12, FAINT), (x - half + 1, below + 9))?;
    }
    Ok(())
}

/// Words beside the upright axis, in the middle of the height `at`.
pub(super) fn beside(chart: &Chart<'_, '_>, at: f64, words: &str) -> Drawn {
    let area = chart.plotting_area().strip_coord_spec();
    let y = chart.backend_coord(&(chart.x_range().start, at)).1;
    let y = y - area.get_pixel_range().1.start;
    let x = -px(width_of(words)) - 12;
    area.draw_text(words, &style(12, FAINT), (x, y - 6))
}

/// An upright line through the whole chart, with words at its upper end if there is room from
/// `free_from` on; gives from where there is room for the next.
pub(super) fn mark(
    chart: &mut Chart<'_, '_>,
    at: f64,
    (words, free_from): (&str, i32),
) -> Result<i32, DrawingAreaErrorKind<std::io::Error>> {
    let (bottom, top) = {
        let range = chart.y_range();
        (range.start, range.end)
    };
    let line = ShapeStyle::from(&FAINT).stroke_width(1);
    let dashes = 30;
    let height = (top - bottom) / f64::from(dashes);
    let dash = |number: i32| {
        let from = bottom + height * f64::from(number);
        PathElement::new(vec![(at, from), (at, from + height * 0.55)], line)
    };
    chart.draw_series((0..dashes).map(dash))?;
    let x = chart.backend_coord(&(at, top)).0;
    let area = chart.plotting_area().strip_coord_spec();
    let begin = x - area.get_pixel_range().0.start - px(width_of(words)) / 2 + 1;
    if begin < free_from {
        return Ok(free_from);
    }
    area.draw_text(words, &style(12, INK), (begin, -15))?;
    Ok(begin + px(width_of(words)) + LABELS_APART)
}
