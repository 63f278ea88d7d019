//! Where everything stands, in pixels.

use std::collections::BTreeMap;

use super::ports::{self, Port, Side};
use super::route::{self, Across, Routes};
use super::rows::{self, FRAME_PADDING};
use super::size::{self, Rect};
use crate::report::graph::Sketch;
use crate::report::graph::standing::Column;

/// Around the whole picture.
const MARGIN: i32 = 24;
/// Between a column and the first or last track beside it.
const GAP_SIDE: i32 = 26;
/// Between two tracks.
const TRACK: i32 = 9;

/// Where everything stands, in pixels.
pub(super) struct Layout {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) frames: Vec<Rect>,
    pub(super) nodes: Vec<Rect>,
    /// The corners of every line, in the order of the sketch's lines; from left to right.
    pub(super) lines: Vec<Vec<(i32, i32)>>,
    /// Whether a line was drawn from its second end to its first.
    pub(super) is_turned: Vec<bool>,
}

/// Places everything.
pub(super) fn layout(sketch: &Sketch) -> Layout {
    let mut rows = rows::place(sketch);
    let wires = ports::wires(sketch);
    let heights = ports::heights(sketch, &rows, &wires);
    let routes = route::find(sketch, &rows, &wires, &heights);
    let grid = Grid::new(sketch, &rows.nodes, &routes);
    for (node, rect) in sketch.nodes.iter().zip(&mut rows.nodes) {
        let (x, width) = grid.columns[&node.column];
        (rect.x, rect.width) = (x, width);
    }
    let (left, right) = grid.frame();
    for rect in &mut rows.frames {
        (rect.x, rect.width) = (left, right - left);
    }
    let lines: Vec<Vec<(i32, i32)>> = routes
        .lines
        .iter()
        .map(|bends| {
            let points = bends
                .iter()
                .map(|(across, y)| (grid.x(sketch, *across), *y));
            points.collect()
        })
        .collect();
    let rects = rows.nodes.iter().chain(&rows.frames);
    let bottom = rects.map(|rect| rect.bottom()).max().unwrap_or(rows::TOP);
    let lowest = lines.iter().flatten().map(|(_, y)| *y).max().unwrap_or(0);
    let is_turned = wires.iter().zip(&sketch.lines);
    Layout {
        width: grid.width,
        height: bottom.max(lowest) + MARGIN,
        is_turned: is_turned
            .map(|(wire, line)| wire.left.end != line.from)
            .collect(),
        frames: rows.frames,
        nodes: rows.nodes,
        lines,
    }
}

/// Columns with the gaps between them.
struct Grid {
    /// Where each column begins and how wide it is.
    columns: BTreeMap<Column, (i32, i32)>,
    width: i32,
}

impl Grid {
    fn new(sketch: &Sketch, rects: &[Rect], routes: &Routes) -> Self {
        let mut widths: BTreeMap<Column, i32> = route::columns(sketch)
            .into_iter()
            .map(|column| (column, 0))
            .collect();
        for (node, rect) in sketch.nodes.iter().zip(rects) {
            let width = widths.entry(node.column).or_default();
            *width = (*width).max(rect.width);
        }
        let missing = frame_title_width(sketch) - inner_width(&widths, routes);
        if let Some(subnets) = widths.get_mut(&Column::Subnets) {
            *subnets += missing.max(0);
        }
        let mut columns = BTreeMap::new();
        let mut x = MARGIN;
        if widths.keys().next().is_some_and(|first| first.is_in_vpc()) {
            x += FRAME_PADDING;
        }
        let mut right = x;
        for (column, width) in widths {
            columns.insert(column, (x, width));
            right = x + width;
            x = right + gap(column, routes);
        }
        let has_brackets = columns
            .keys()
            .next_back()
            .is_some_and(|last| routes.tracks.contains_key(last));
        let end = if has_brackets { x - GAP_SIDE } else { right };
        let is_framed = columns
            .keys()
            .next_back()
            .is_some_and(|last| last.is_in_vpc());
        let padding = if is_framed { FRAME_PADDING } else { 0 };
        Self {
            columns,
            width: end + padding + MARGIN,
        }
    }

    /// The edges of frames.
    fn frame(&self) -> (i32, i32) {
        let mut inside = self.columns.iter().filter(|(column, _)| column.is_in_vpc());
        let left = inside.clone().next().map_or(0, |(_, (x, _))| *x);
        let right = inside.next_back().map_or(0, |(_, (x, width))| x + width);
        (left - FRAME_PADDING, right + FRAME_PADDING)
    }

    fn x(&self, sketch: &Sketch, across: Across) -> i32 {
        match across {
            Across::At(Port { end, side, .. }) => {
                let (x, width) = self.columns[&sketch.nodes[end.node].column];
                match side {
                    Side::Left => x,
                    Side::Right => x + width,
                }
            }
            Across::Track(column, track) => {
                let (x, width) = self.columns[&column];
                let track = i32::try_from(track).unwrap_or(0);
                x + width + GAP_SIDE + track * TRACK
            }
        }
    }
}

/// How wide the gap to the right of a column is.
fn gap(column: Column, routes: &Routes) -> i32 {
    let tracks = routes.tracks.get(&column).copied().unwrap_or(0);
    let tracks = i32::try_from(tracks.saturating_sub(1)).unwrap_or(0);
    2 * GAP_SIDE + tracks * TRACK
}

/// How wide frames are inside.
fn inner_width(widths: &BTreeMap<Column, i32>, routes: &Routes) -> i32 {
    let inside: Vec<(&Column, &i32)> = widths
        .iter()
        .filter(|(column, _)| column.is_in_vpc())
        .collect();
    let gaps = inside.iter().rev().skip(1);
    let gaps: i32 = gaps.map(|(column, _)| gap(**column, routes)).sum();
    inside.iter().map(|(_, width)| **width).sum::<i32>() + gaps
}

fn frame_title_width(sketch: &Sketch) -> i32 {
    let frames = sketch.frames.iter();
    let widths = frames.map(|frame| {
        let note = size::note_width(&size::shortened(&frame.note));
        size::title_width(&size::shortened(&frame.title)).max(note)
    });
    widths.max().unwrap_or(0)
}
