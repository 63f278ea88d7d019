//! The pictures of a sweep: what changes with each swept setting.

mod words;
mod places;
mod view;
mod strokes;
mod outcomes;
mod curves;

use serde_json::Value;

use super::Picture;
use crate::report::sweep::Sheet;
use view::View;

/// The pictures of a sweep: for each swept setting how requests ended, how long they took and what
/// they cost over its values; of a sweep over seeds alone, over the seeds.
///
/// Where several settings are swept, each combination of the others has a line of its own; where
/// these are too many, and for seeds, a point is a mean.
pub fn of_sweep(sheet: &Sheet) -> Vec<Picture> {
    let rows = sheet.rows.values();
    let rows: Vec<Value> = rows
        .filter_map(|row| serde_json::from_str(row).ok())
        .collect();
    let mut pictures = Vec::new();
    for view in View::all(sheet, &rows) {
        pictures.push(outcomes::picture(&view));
        pictures.push(curves::latency(&view));
        pictures.push(curves::cost(&view));
    }
    pictures
}
