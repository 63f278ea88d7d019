//! How large boxes are, from the texts in them.
//!
//! The picture is set in a fixed-width face, so that a text's width is known without the font: all
//! common ones are at most 0.61 of their size wide.

use crate::report::columns::fit;
use crate::report::graph::sketch::{Item, Node};

/// The longest text in a box, in characters.
pub(super) const TEXT_MAX: usize = 34;
/// The height of a box's title line.
pub(super) const TITLE_HEIGHT: i32 = 20;
/// The height of a note line.
pub(super) const NOTE_HEIGHT: i32 = 14;
/// The height of a thing in a box.
pub(super) const ITEM_HEIGHT: i32 = 20;
/// Between two things in a box.
pub(super) const ITEM_GAP: i32 = 4;
/// Between a box and what stands in it.
pub(super) const PADDING: i32 = 8;

/// A rectangle, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Rect {
    pub(super) fn bottom(self) -> i32 {
        self.y + self.height
    }

    pub(super) fn middle(self) -> i32 {
        self.y + self.height / 2
    }
}

/// How wide a title is.
pub(super) fn title_width(text: &str) -> i32 {
    cells(text) * 74 / 10 + 1
}

/// How wide a note is.
pub(super) fn note_width(text: &str) -> i32 {
    cells(text) * 62 / 10 + 1
}

/// How many characters wide a text is; those of East Asian scripts and pictures take two.
fn cells(text: &str) -> i32 {
    let cells = text.chars().map(|c| if c < '\u{2e80}' { 1 } else { 2 });
    cells.sum()
}

/// `text`, short enough to be drawn.
pub(super) fn shortened(text: &str) -> String {
    fit(text, TEXT_MAX)
}

/// How wide a thing in a box is: its name and what is known of it, on one line.
fn item_width(item: &Item) -> i32 {
    let note = match item.note.as_str() {
        "" => 0,
        note => note_width(&shortened(note)) + PADDING,
    };
    title_width(&shortened(&item.title)) + note + 2 * PADDING
}

/// How wide a box must be.
pub(super) fn width(node: &Node) -> i32 {
    let title = title_width(&shortened(&node.title));
    let notes = node.notes.iter().map(|note| note_width(&shortened(note)));
    let items = node.items.iter().map(item_width);
    let widest = notes.chain(items).chain([title]).max().unwrap_or(0);
    (widest + 2 * PADDING).max(96)
}

/// How high the part of a box above the things in it is; lines end there.
pub(super) fn head_height(node: &Node) -> i32 {
    let notes = i32::try_from(node.notes.len()).unwrap_or(i32::MAX / NOTE_HEIGHT);
    PADDING + TITLE_HEIGHT + NOTE_HEIGHT * notes + PADDING / 2
}

/// How high a box must be.
pub(super) fn height(node: &Node) -> i32 {
    let items = i32::try_from(node.items.len()).unwrap_or(i32::MAX / ITEM_HEIGHT);
    let below = match items {
        0 => 0,
        items => items * (ITEM_HEIGHT + ITEM_GAP) + PADDING / 2,
    };
    head_height(node) + below
}

/// Where the thing at `position` stands in a box; what lines end at reaches the box's edge.
pub(super) fn item_rect(home: Rect, head: i32, position: usize, is_joined: bool) -> Rect {
    let position = i32::try_from(position).unwrap_or(0);
    let to_the_edge = if is_joined { PADDING } else { 0 };
    Rect {
        x: home.x + PADDING,
        y: home.y + head + position * (ITEM_HEIGHT + ITEM_GAP),
        width: home.width - 2 * PADDING + to_the_edge,
        height: ITEM_HEIGHT,
    }
}
