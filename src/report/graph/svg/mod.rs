//! The picture as SVG, laid out here so that nothing else need be installed.
//!
//! Columns from left to right, VPCs one below the other, lines that bend at right angles in the
//! gaps between columns. Colours follow the reader's scheme, light or dark; print is black on
//! white, and kinds of lines differ by their dashes too.

mod size;
mod rows;
mod ports;
mod route;
mod layout;

use std::fmt::Write as _;

use super::Sketch;
use super::sketch::{End, Frame, Line, Node};
use crate::world::Link;
use layout::Layout;
use size::Rect;

const STYLE: &str = include_str!("style.css");
/// How round the corners of lines are.
const ROUNDING: i32 = 5;
/// How much lower the key below the picture reaches.
const KEY_HEIGHT: i32 = 30;

/// The picture as one SVG document.
pub fn render(sketch: &Sketch) -> String {
    let layout = layout::layout(sketch);
    let heading = size::title_width(&sketch.title) * 5 / 4 + 48;
    let (width, height) = (
        layout.width.max(heading).max(470),
        layout.height + KEY_HEIGHT,
    );
    let title = escaped(&sketch.title);
    let mut page = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
    );
    if !sketch.title.is_empty() {
        let _ = writeln!(
            page,
            "<text class=\"heading\" x=\"24\" y=\"34\">{title}</text>"
        );
    }
    for (frame, rect) in sketch.frames.iter().zip(&layout.frames) {
        page.push_str(&draw_frame(frame, *rect));
    }
    // Arrows first: where lines run together, the plain stretch of another covers no head.
    for (position, line) in sketch.lines.iter().enumerate() {
        page.push_str(&draw_line(&layout, position, line));
    }
    for (position, node) in sketch.nodes.iter().enumerate() {
        page.push_str(&draw_node(sketch, &layout, position, node));
    }
    page.push_str(&key(sketch, layout.height));
    page.push_str("</svg>\n");
    page
}

fn draw_frame(frame: &Frame, rect: Rect) -> String {
    let mut drawn = rectangle(rect, "frame", 8);
    let (x, y) = (rect.x + rows::FRAME_PADDING, rect.y + 20);
    drawn.push_str(&text("title", (x, y), &frame.title));
    drawn.push_str(&text("note", (x, y + 15), &frame.note));
    drawn
}

fn draw_node(sketch: &Sketch, layout: &Layout, position: usize, node: &Node) -> String {
    let rect = layout.nodes[position];
    let planned = if node.is_planned { " planned" } else { "" };
    let mut drawn = rectangle(rect, &format!("box {}{planned}", node.style), 4);
    let x = rect.x + size::PADDING;
    let mut y = rect.y + size::PADDING + 11;
    drawn.push_str(&text("title", (x, y), &node.title));
    for note in &node.notes {
        y += size::NOTE_HEIGHT;
        drawn.push_str(&text("note", (x, y), note));
    }
    let head = size::head_height(node);
    for (number, item) in node.items.iter().enumerate() {
        let end = End {
            node: position,
            item: Some(number),
        };
        let rect = size::item_rect(rect, head, number, sketch.is_joined(end));
        drawn.push_str(&rectangle(rect, &format!("box {}", item.style), 3));
        let (x, y) = (rect.x + 6, rect.y + 14);
        drawn.push_str(&text("title", (x, y), &item.title));
        if !item.note.is_empty() {
            let title = size::title_width(&size::shortened(&item.title));
            drawn.push_str(&text("note", (x + title + size::PADDING, y), &item.note));
        }
    }
    drawn
}

fn rectangle(rect: Rect, class: &str, rounding: i32) -> String {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    format!(
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
         rx=\"{rounding}\"/>\n"
    )
}

/// A line of text; one too long for its box is cut, and told in full when pointed at.
fn text(class: &str, (x, y): (i32, i32), words: &str) -> String {
    let short = size::shortened(words);
    let whole = if short == words {
        String::new()
    } else {
        format!("<title>{}</title>", escaped(words))
    };
    let short = escaped(&short);
    format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{whole}{short}</text>\n")
}

fn draw_line(layout: &Layout, position: usize, line: &Line) -> String {
    let mut points = layout.lines[position].clone();
    if layout.is_turned[position] {
        points.reverse();
    }
    let class = class_of(line.link);
    let mut drawn = format!("<path class=\"{class}\" d=\"{}\"/>\n", path(&points));
    if line.link == Link::Routed {
        drawn.push_str(&arrow(&points));
    }
    drawn
}

/// How a kind of line is drawn.
fn class_of(link: Link) -> &'static str {
    match link {
        Link::Routed => "line",
        Link::Attached | Link::Local => "line attached",
        Link::Backbone => "line backbone",
        Link::Line => "line wired",
    }
}

/// The path through these corners, each rounded.
fn path(points: &[(i32, i32)]) -> String {
    let mut corners = points.to_vec();
    corners.dedup();
    let mut path = String::new();
    for (position, (x, y)) in corners.iter().enumerate() {
        let next = corners.get(position + 1);
        let before = position.checked_sub(1).and_then(|one| corners.get(one));
        match (before, next) {
            (None, _) => {
                let _ = write!(path, "M{x} {y}");
            }
            (Some(_), None) => {
                let _ = write!(path, "L{x} {y}");
            }
            (Some(before), Some(next)) => {
                let (from, to) = (nearer((*x, *y), *before), nearer((*x, *y), *next));
                let _ = write!(path, "L{} {}Q{x} {y} {} {}", from.0, from.1, to.0, to.1);
            }
        }
    }
    path
}

/// The point on the way from `corner` to `other` where the rounding begins.
fn nearer(corner: (i32, i32), other: (i32, i32)) -> (i32, i32) {
    let step = |from: i32, to: i32| {
        let distance = to - from;
        distance.signum() * distance.abs().min(2 * ROUNDING) / 2
    };
    (
        corner.0 + step(corner.0, other.0),
        corner.1 + step(corner.1, other.1),
    )
}

/// The head at the end of a line, which comes in from the side.
fn arrow(points: &[(i32, i32)]) -> String {
    let [.., (before, _), (x, y)] = points else {
        return String::new();
    };
    let back = if x > before { x - 7 } else { x + 7 };
    let (above, below) = (y - 4, y + 4);
    format!("<path class=\"arrow\" d=\"M{x} {y}L{back} {above}L{back} {below}Z\"/>\n")
}

/// What the kinds of lines stand for.
fn key(sketch: &Sketch, top: i32) -> String {
    let mut drawn = String::new();
    let y = top + 8;
    let mut x = 24;
    for (class, words) in [
        ("line", "route"),
        ("line attached", "interface"),
        ("line wired", "line to premises"),
        ("line backbone", "AWS network, internet"),
    ] {
        if !sketch.lines.iter().any(|line| class_of(line.link) == class) {
            continue;
        }
        let end = x + 28;
        let _ = writeln!(drawn, "<path class=\"{class}\" d=\"M{x} {y}L{end} {y}\"/>");
        if words == "route" {
            drawn.push_str(&arrow(&[(x, y), (end, y)]));
        }
        drawn.push_str(&text("note", (end + 8, y + 4), words));
        x = end + 8 + size::note_width(words) + 24;
    }
    drawn
}

/// `text` as XML has it; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut xml = String::new();
    for letter in text.chars() {
        match letter {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\t' | '\n' | '\r' => xml.push(' '),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => {}
            other => xml.push(other),
        }
    }
    xml
}
