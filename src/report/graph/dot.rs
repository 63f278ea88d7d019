//! The picture in Graphviz's language, DOT.

use std::fmt::Write as _;

use super::Sketch;
use super::sketch::{End, Line, Node};
use crate::world::Link;

const HEAD: &str = "\
digraph world {
  rankdir=LR;
  compound=true;
  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11];
  edge [fontname=\"Helvetica\", fontsize=10, color=\"#57606a\"];
";

/// The picture as a DOT graph; every VPC is a cluster.
pub fn render(sketch: &Sketch) -> String {
    let mut page = HEAD.to_owned();
    if !sketch.title.is_empty() {
        let _ = writeln!(page, "  label={};\n  labelloc=t;", quoted(&sketch.title));
    }
    for (position, frame) in sketch.frames.iter().enumerate() {
        let label = format!("{}\n{}", frame.title, frame.note);
        let _ = writeln!(page, "  subgraph cluster_{position} {{");
        let _ = writeln!(page, "    label={};", quoted(&label));
        for (node, _) in nodes_of(sketch, Some(position)) {
            page.push_str(&boxes(sketch, node, "    "));
        }
        page.push_str("  }\n");
    }
    for (node, _) in nodes_of(sketch, None) {
        page.push_str(&boxes(sketch, node, "  "));
    }
    for line in &sketch.lines {
        page.push_str(&edge(line));
    }
    page.push_str("}\n");
    page
}

fn nodes_of(sketch: &Sketch, frame: Option<usize>) -> impl Iterator<Item = (usize, &Node)> {
    let nodes = sketch.nodes.iter().enumerate();
    nodes.filter(move |(_, node)| node.frame == frame)
}

/// A box with everything in it; what lines end at has a box of its own beside it.
fn boxes(sketch: &Sketch, position: usize, indent: &str) -> String {
    let node = &sketch.nodes[position];
    let mut lines = vec![node.title.clone()];
    lines.extend(node.notes.iter().cloned());
    let mut apart = String::new();
    for (item, what) in node.items.iter().enumerate() {
        let words = format!("{} {}", what.title, what.note);
        let end = End {
            node: position,
            item: Some(item),
        };
        if sketch.is_joined(end) {
            let (name, home) = (id(end), id(End { item: None, ..end }));
            let _ = writeln!(apart, "{indent}{name} [label={}];", quoted(words.trim()));
            let _ = writeln!(apart, "{indent}{home} -> {name} [dir=none, style=dotted];");
        } else {
            lines.push(words.trim().to_owned());
        }
    }
    let end = End {
        node: position,
        item: None,
    };
    let style = if node.is_planned {
        ", style=\"rounded,dashed\""
    } else {
        ""
    };
    let label = quoted(&lines.join("\n"));
    format!("{indent}{} [label={label}{style}];\n{apart}", id(end))
}

fn edge(line: &Line) -> String {
    let style = match line.link {
        Link::Routed => "",
        Link::Attached => " [dir=none, style=dotted]",
        Link::Local => " [dir=none]",
        Link::Backbone => " [dir=none, style=dashed]",
        Link::Line => " [dir=none, style=bold]",
    };
    format!("  {} -> {}{style};\n", id(line.from), id(line.to))
}

/// The name of a box in the text; ids of scenarios may hold anything, positions do not.
fn id(end: End) -> String {
    match end.item {
        Some(item) => format!("n{}_{item}", end.node),
        None => format!("n{}", end.node),
    }
}

/// `text` as a string of DOT.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_in_a_name_ends_the_string() {
        for (text, wanted) in [
            ("igw-1", r#""igw-1""#),
            ("a\"b", r#""a\"b""#),
            ("a\\", r#""a\\""#),
            ("two\nlines", r#""two\nlines""#),
        ] {
            assert_eq!(quoted(text), wanted);
        }
    }
}
