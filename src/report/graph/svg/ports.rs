//! At which height lines leave and reach boxes.

use std::collections::BTreeMap;

use super::route;
use super::rows::Rows;
use super::size::{self, Rect};
use crate::report::graph::Sketch;
use crate::report::graph::sketch::{End, Line};
use crate::report::graph::standing::Column;
use crate::world::Link;

/// The most room between two lines at one side of a box.
const SPACING_MAX: i32 = 9;

/// How far apart two lines of different kinds must run.
const APART: i32 = 5;

/// A side of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    /// Towards the networks on premises.
    Left,
    /// Towards the internet.
    Right,
}

/// One end of one line: where it is, at which side, and for whose sake. Lines to one busy box run
/// together and share a port there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Port {
    pub(super) end: End,
    pub(super) side: Side,
    pub(super) hub: Hub,
}

/// Where the lines of many meet, and which kind of lines.
pub(super) type Hub = (End, Kind);

/// A kind of lines that are drawn alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// Routes.
    Routed,
    /// Interfaces, and gateways that enter every subnet.
    Attached,
    /// What AWS or a carrier runs.
    Carried,
}

fn kind(link: Link) -> Kind {
    match link {
        Link::Routed => Kind::Routed,
        Link::Attached | Link::Local => Kind::Attached,
        Link::Backbone | Link::Line => Kind::Carried,
    }
}

/// A line, with its ends sorted from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wire {
    pub(super) left: Port,
    pub(super) right: Port,
}

/// Every line of the sketch, sorted out.
pub(super) fn wires(sketch: &Sketch) -> Vec<Wire> {
    let mut degrees: BTreeMap<End, usize> = BTreeMap::new();
    for line in &sketch.lines {
        *degrees.entry(line.from).or_default() += 1;
        *degrees.entry(line.to).or_default() += 1;
    }
    let wires = sketch.lines.iter();
    wires
        .map(|line| {
            let hub = hub_of(sketch, line, &degrees);
            wire(sketch, line, (hub, kind(line.link)))
        })
        .collect()
}

fn column(sketch: &Sketch, end: End) -> Column {
    sketch.nodes[end.node].column
}

/// The end where the lines of many meet: subnets have lines of their own, gateways share theirs.
fn hub_of(sketch: &Sketch, line: &Line, degrees: &BTreeMap<End, usize>) -> End {
    let weight = |end: End| {
        let is_subnet = sketch.nodes[end.node].is_subnet() && end.item.is_none();
        (!is_subnet, degrees.get(&end).copied().unwrap_or(0))
    };
    if weight(line.from) > weight(line.to) {
        line.from
    } else {
        line.to
    }
}

fn wire(sketch: &Sketch, line: &Line, hub: Hub) -> Wire {
    let (a, b) = if column(sketch, line.from) <= column(sketch, line.to) {
        (line.from, line.to)
    } else {
        (line.to, line.from)
    };
    let is_bracket = column(sketch, a) == column(sketch, b);
    let far_side = if is_bracket { Side::Right } else { Side::Left };
    Wire {
        left: Port {
            end: a,
            side: Side::Right,
            hub,
        },
        right: Port {
            end: b,
            side: far_side,
            hub,
        },
    }
}

/// The height of every port.
pub(super) fn heights(sketch: &Sketch, rows: &Rows, wires: &[Wire]) -> BTreeMap<Port, i32> {
    let mut sides: BTreeMap<(End, Side), BTreeMap<Hub, Vec<i32>>> = BTreeMap::new();
    for wire in wires {
        for (port, other) in [(wire.left, wire.right), (wire.right, wire.left)] {
            let side = sides.entry((port.end, port.side)).or_default();
            let towards = rect(sketch, rows, other.end).middle();
            side.entry(port.hub).or_default().push(towards);
        }
    }
    let mut heights = BTreeMap::new();
    for ((end, side), hubs) in sides {
        let mut order: Vec<(i32, Hub)> = hubs
            .into_iter()
            .map(|(hub, towards)| (mean(&towards), hub))
            .collect();
        order.sort_unstable();
        let rect = rect(sketch, rows, end);
        let count = i32::try_from(order.len()).unwrap_or(1);
        let spacing = (rect.height / (count + 1)).clamp(1, SPACING_MAX);
        let mut y = rect.middle() - spacing * (count - 1) / 2;
        for (_, hub) in order {
            heights.insert(Port { end, side, hub }, y);
            y += spacing;
        }
    }
    keep_apart(sketch, rows, &mut heights);
    heights
}

/// Moves the ports where lines meet a little up or down when another line runs into the same gap
/// at the same height: the two would look like one.
fn keep_apart(sketch: &Sketch, rows: &Rows, heights: &mut BTreeMap<Port, i32>) {
    let columns = route::columns(sketch);
    let gap = |port: &Port| {
        let here = columns
            .binary_search(&column(sketch, port.end))
            .unwrap_or(0);
        match port.side {
            Side::Right => here + 1,
            Side::Left => here,
        }
    };
    let hubs: Vec<Port> = heights
        .keys()
        .filter(|port| port.end == port.hub.0)
        .copied()
        .collect();
    for port in hubs {
        let others: Vec<i32> = heights
            .iter()
            .filter(|(other, _)| other.hub != port.hub && gap(other) == gap(&port))
            .map(|(_, y)| *y)
            .collect();
        let rect = rect(sketch, rows, port.end);
        let wanted = heights[&port];
        let free = (0..rect.height / 2)
            .flat_map(|distance| [wanted - distance, wanted + distance])
            .filter(|y| (rect.y + 3..rect.bottom() - 2).contains(y))
            .find(|y| others.iter().all(|other| (other - y).abs() >= APART));
        heights.insert(port, free.unwrap_or(wanted));
    }
}

fn mean(values: &[i32]) -> i32 {
    let count = i32::try_from(values.len()).unwrap_or(1);
    values
        .iter()
        .sum::<i32>()
        .checked_div(count)
        .unwrap_or_default()
}

/// The part of a box that lines end at: its head, or the thing that is meant.
fn rect(sketch: &Sketch, rows: &Rows, end: End) -> Rect {
    let home = rows.nodes[end.node];
    let head = size::head_height(&sketch.nodes[end.node]);
    match end.item {
        Some(item) => size::item_rect(home, head, item, true),
        None => Rect {
            height: head,
            ..home
        },
    }
}
