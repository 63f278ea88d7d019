//! How high up each box stands: VPCs one below the other, everything else beside what it is joined
//! to.

use super::size::{self, Rect};
use crate::report::graph::Sketch;
use crate::report::graph::standing::Column;

/// Where the first frame begins.
pub(super) const TOP: i32 = 64;
/// The height of a frame's own two lines.
pub(super) const FRAME_HEAD: i32 = 50;
/// Between a frame's edge and what stands in it.
pub(super) const FRAME_PADDING: i32 = 16;
/// Between two frames.
const FRAME_GAP: i32 = 28;
/// Between two boxes.
const BOX_GAP: i32 = 14;

/// Frames and boxes with their heights and vertical places; the rest is still zero.
pub(super) struct Rows {
    pub(super) frames: Vec<Rect>,
    pub(super) nodes: Vec<Rect>,
}

/// Places everything up and down.
pub(super) fn place(sketch: &Sketch) -> Rows {
    let nodes = sketch.nodes.iter().map(|node| Rect {
        width: size::width(node),
        height: size::height(node),
        ..Rect::default()
    });
    let mut rows = Rows {
        frames: Vec::new(),
        nodes: nodes.collect(),
    };
    let neighbours = neighbours(sketch);
    let mut top = TOP;
    for frame in 0..sketch.frames.len() {
        let bottom = rows.fill(sketch, frame, top, &neighbours);
        rows.frames.push(Rect {
            y: top,
            height: bottom - top,
            ..Rect::default()
        });
        top = bottom + FRAME_GAP;
    }
    for column in Column::BESIDE_VPCS {
        let free = |position: &usize| {
            let node = &sketch.nodes[*position];
            node.column == column && node.frame.is_none()
        };
        let members: Vec<usize> = (0..sketch.nodes.len()).filter(free).collect();
        rows.settle(&members, &neighbours);
    }
    rows
}

/// The boxes each box is joined to.
fn neighbours(sketch: &Sketch) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new(); sketch.nodes.len()];
    for line in &sketch.lines {
        all[line.from.node].push(line.to.node);
        all[line.to.node].push(line.from.node);
    }
    all
}

impl Rows {
    /// Places what stands in a frame that begins at `top`; returns where it ends.
    fn fill(&mut self, sketch: &Sketch, frame: usize, top: i32, neighbours: &[Vec<usize>]) -> i32 {
        let members = |column: Column| {
            let nodes = sketch.nodes.iter().enumerate();
            let here = nodes
                .filter(move |(_, node)| node.frame == Some(frame) && node.column == column)
                .map(|(position, _)| position);
            here.collect::<Vec<usize>>()
        };
        let head = top + FRAME_HEAD;
        // Gateways to other networks stand below the subnets.
        let mut inner = members(Column::Subnets);
        inner.sort_by_key(|node| !sketch.nodes[*node].is_subnet());
        let inner_end = self.stack(&inner, head);
        let mut far = members(Column::Far);
        far.sort_by_key(|node| self.wanted(*node, neighbours));
        let height = self.height_of(&far);
        let room = (inner_end - head - height).max(0);
        let far_end = self.stack(&far, head + room / 2);
        inner_end.max(far_end) + FRAME_PADDING
    }

    /// Places boxes one below the other from `top` on; returns where the last one ends.
    fn stack(&mut self, members: &[usize], top: i32) -> i32 {
        let mut next = top;
        let mut end = top;
        for node in members {
            self.nodes[*node].y = next;
            end = self.nodes[*node].bottom();
            next = end + BOX_GAP;
        }
        end
    }

    fn height_of(&self, members: &[usize]) -> i32 {
        let heights: i32 = members.iter().map(|node| self.nodes[*node].height).sum();
        let gaps = i32::try_from(members.len().saturating_sub(1)).unwrap_or(0);
        heights + gaps * BOX_GAP
    }

    /// The height at which a box would stand best: in the middle of what it is joined to.
    fn wanted(&self, node: usize, neighbours: &[Vec<usize>]) -> Option<i32> {
        let placed = neighbours[node].iter().map(|other| self.nodes[*other]);
        let placed: Vec<i32> = placed.filter(|rect| rect.y > 0).map(Rect::middle).collect();
        let count = i32::try_from(placed.len()).ok()?;
        placed.iter().sum::<i32>().checked_div(count)
    }

    /// Places boxes of one column near what they are joined to, none over another.
    fn settle(&mut self, members: &[usize], neighbours: &[Vec<usize>]) {
        let bottom = self.frames.last().map_or(TOP, |frame| frame.bottom());
        let mut wanted: Vec<(i32, usize)> = members
            .iter()
            .map(|node| {
                let middle = self.wanted(*node, neighbours);
                (middle.unwrap_or(i32::midpoint(TOP, bottom)), *node)
            })
            .collect();
        wanted.sort_unstable();
        let order: Vec<usize> = wanted.iter().map(|(_, node)| *node).collect();
        let mut next = i32::MIN;
        for (middle, node) in &wanted {
            let rect = &mut self.nodes[*node];
            rect.y = next.max(middle - rect.height / 2);
            next = rect.bottom() + BOX_GAP;
        }
        // Pushed down by those above, the column as a whole moves up again by as much on average.
        let count = i32::try_from(order.len().max(1)).unwrap_or(1);
        let pushed: i32 = wanted
            .iter()
            .map(|(middle, node)| self.nodes[*node].middle() - middle)
            .sum();
        let first = order.first().map_or(TOP, |node| self.nodes[*node].y);
        let shift = (pushed / count).min(first - TOP);
        for node in order {
            self.nodes[node].y -= shift;
        }
    }
}
