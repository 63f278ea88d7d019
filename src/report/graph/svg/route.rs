//! How lines run between boxes: out to the side, up or down between two columns, and in.
//!
//! Nothing is known of widths here: a bend stands at a box's side or in a numbered track of the gap
//! to the right of a column.

use std::collections::BTreeMap;

use super::ports::{Hub, Port, Wire};
use super::rows::{Rows, TOP};
use crate::report::graph::Sketch;
use crate::report::graph::standing::Column;

/// How near a line may come to a box it passes.
const CLEARANCE: i32 = 7;

/// Where a bend stands from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Across {
    /// At the side of a box.
    At(Port),
    /// In a track of the gap to the right of a column.
    Track(Column, usize),
}

/// A line as a row of bends.
pub(super) type Bends = Vec<(Across, i32)>;

/// All lines, and how many tracks each gap needs.
pub(super) struct Routes {
    pub(super) lines: Vec<Bends>,
    pub(super) tracks: BTreeMap<Column, usize>,
}

/// A stretch up or down: in which gap, for whose sake, from where to where.
#[derive(Debug, Clone, Copy)]
struct Rise {
    gap: Column,
    hub: Hub,
    from: i32,
    to: i32,
}

/// Finds the way of every line.
pub(super) fn find(
    sketch: &Sketch,
    rows: &Rows,
    wires: &[Wire],
    heights: &BTreeMap<Port, i32>,
) -> Routes {
    let mut field = Field {
        sketch,
        rows,
        columns: columns(sketch),
        crossings: Vec::new(),
    };
    let rises: Vec<Vec<Rise>> = wires
        .iter()
        .map(|wire| field.rises(wire, heights))
        .collect();
    let tracks = assign(&rises);
    let mut counts: BTreeMap<Column, usize> = BTreeMap::new();
    for ((gap, _), track) in &tracks {
        let count = counts.entry(*gap).or_default();
        *count = (*count).max(track + 1);
    }
    let lines = wires.iter().zip(&rises).map(|(wire, rises)| {
        let mut bends = vec![(Across::At(wire.left), heights[&wire.left])];
        for rise in rises {
            let track = Across::Track(rise.gap, tracks[&(rise.gap, rise.hub)]);
            bends.extend([(track, rise.from), (track, rise.to)]);
        }
        bends.push((Across::At(wire.right), heights[&wire.right]));
        bends
    });
    Routes {
        lines: lines.collect(),
        tracks: counts,
    }
}

/// The columns that are there.
pub(super) fn columns(sketch: &Sketch) -> Vec<Column> {
    let mut columns: Vec<Column> = sketch.nodes.iter().map(|node| node.column).collect();
    if !sketch.frames.is_empty() {
        columns.push(Column::Subnets);
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// What lines must not run through.
struct Field<'a> {
    sketch: &'a Sketch,
    rows: &'a Rows,
    columns: Vec<Column>,
    /// Heights at which lines cross columns already, and for whose sake.
    crossings: Vec<(i32, Hub)>,
}

impl Field<'_> {
    /// The stretches up and down of one line.
    fn rises(&mut self, wire: &Wire, heights: &BTreeMap<Port, i32>) -> Vec<Rise> {
        let hub = wire.left.hub;
        let (from, to) = (heights[&wire.left], heights[&wire.right]);
        let rise = |gap: Column, from: i32, to: i32| Rise { gap, hub, from, to };
        let first = self.sketch.nodes[wire.left.end.node].column;
        let target = self.sketch.nodes[wire.right.end.node].column;
        let between: Vec<Column> = self
            .columns
            .iter()
            .copied()
            .filter(|column| first < *column && *column < target)
            .collect();
        let Some(last) = between.last().copied() else {
            return vec![rise(first, from, to)];
        };
        let options = if hub.0 == wire.left.end {
            [(first, to), (last, from)]
        } else {
            [(last, from), (first, to)]
        };
        for (gap, crossing) in options {
            if self.is_free(&between, crossing, wire) {
                return vec![rise(gap, from, to)];
            }
        }
        let crossing = self.free_height(&between, to, wire);
        self.crossings.push((crossing, hub));
        vec![rise(first, from, crossing), rise(last, crossing, to)]
    }

    /// Whether a line may cross `columns` at this height.
    fn is_free(&self, columns: &[Column], y: i32, wire: &Wire) -> bool {
        let ends = [wire.left.end.node, wire.right.end.node];
        let is_apart = |top: i32, bottom: i32| y < top - CLEARANCE || bottom + CLEARANCE < y;
        let nodes = self.sketch.nodes.iter().zip(&self.rows.nodes);
        let mut boxes = nodes.filter(|(node, _)| columns.contains(&node.column));
        let crosses_vpcs = columns.iter().any(|column| column.is_in_vpc());
        let mut frames = self.rows.frames.iter().enumerate().filter(|(frame, _)| {
            crosses_vpcs
                && ends
                    .iter()
                    .all(|node| self.sketch.nodes[*node].frame != Some(*frame))
        });
        boxes.all(|(_, rect)| is_apart(rect.y, rect.bottom()))
            && frames.all(|(_, rect)| is_apart(rect.y, rect.bottom()))
    }

    /// The height nearest to `wanted` at which `columns` can be crossed.
    fn free_height(&self, columns: &[Column], wanted: i32, wire: &Wire) -> i32 {
        let rects = self.rows.nodes.iter().chain(&self.rows.frames);
        let bottom = rects.map(|rect| rect.bottom()).max().unwrap_or(TOP);
        let is_own = |y: i32| {
            self.crossings
                .iter()
                .all(|(taken, hub)| *hub == wire.left.hub || (taken - y).abs() >= CLEARANCE)
        };
        let heights = (TOP - CLEARANCE..=bottom + 20 * CLEARANCE)
            .filter(|y| is_own(*y) && self.is_free(columns, *y, wire));
        heights
            .min_by_key(|y| (y - wanted).abs())
            .unwrap_or(bottom + CLEARANCE)
    }
}

/// A track for all stretches in one gap for one hub's sake; hubs whose stretches are at different
/// heights share one.
fn assign(rises: &[Vec<Rise>]) -> BTreeMap<(Column, Hub), usize> {
    let mut spans: BTreeMap<(Column, Hub), (i32, i32)> = BTreeMap::new();
    for rise in rises.iter().flatten() {
        let span = spans
            .entry((rise.gap, rise.hub))
            .or_insert((i32::MAX, i32::MIN));
        span.0 = span.0.min(rise.from).min(rise.to);
        span.1 = span.1.max(rise.from).max(rise.to);
    }
    let mut order: Vec<((Column, Hub), (i32, i32))> = spans.into_iter().collect();
    order.sort_unstable_by_key(|((gap, hub), span)| (*gap, *span, *hub));
    let mut ends: BTreeMap<Column, Vec<i32>> = BTreeMap::new();
    let mut tracks = BTreeMap::new();
    for ((gap, hub), (top, bottom)) in order {
        let ends = ends.entry(gap).or_default();
        let free = ends.iter().position(|end| *end + 3 * CLEARANCE < top);
        let track = free.unwrap_or(ends.len());
        if track == ends.len() {
            ends.push(bottom);
        } else {
            ends[track] = bottom;
        }
        tracks.insert((gap, hub), track);
    }
    tracks
}
