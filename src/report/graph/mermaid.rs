//! The picture in Mermaid's language, which many wikis and forges show as it is.

use std::fmt::Write as _;

use super::Sketch;
use super::sketch::{End, Line};
use crate::world::Link;

/// The picture as a Mermaid flowchart; every VPC is a subgraph.
pub fn render(sketch: &Sketch) -> String {
    let mut page = String::new();
    if !sketch.title.is_empty() {
        let title = serde_json::Value::from(sketch.title.as_str());
        let _ = writeln!(page, "---\ntitle: {title}\n---");
    }
    page.push_str("flowchart LR\n");
    for (position, frame) in sketch.frames.iter().enumerate() {
        let label = quoted(&[frame.title.clone(), frame.note.clone()]);
        let _ = writeln!(page, "  subgraph f{position}[{label}]");
        for (node, what) in sketch.nodes.iter().enumerate() {
            if what.frame == Some(position) {
                page.push_str(&boxes(sketch, node, "    "));
            }
        }
        page.push_str("  end\n");
    }
    for (node, what) in sketch.nodes.iter().enumerate() {
        if what.frame.is_none() {
            page.push_str(&boxes(sketch, node, "  "));
        }
    }
    for line in &sketch.lines {
        page.push_str(&edge(line));
    }
    page
}

/// A box with everything in it; what lines end at has a box of its own beside it.
fn boxes(sketch: &Sketch, position: usize, indent: &str) -> String {
    let node = &sketch.nodes[position];
    let mut lines = vec![node.title.clone()];
    lines.extend(node.notes.iter().cloned());
    let mut apart = String::new();
    let home = End {
        node: position,
        item: None,
    };
    for (item, what) in node.items.iter().enumerate() {
        let words = format!("{} {}", what.title, what.note).trim().to_owned();
        let end = End {
            item: Some(item),
            ..home
        };
        if sketch.is_joined(end) {
            let label = quoted(&[words]);
            let _ = writeln!(apart, "{indent}{} -.- {}[{label}]", id(home), id(end));
        } else {
            lines.push(words);
        }
    }
    format!("{indent}{}[{}]\n{apart}", id(home), quoted(&lines))
}

fn edge(line: &Line) -> String {
    let arrow = match line.link {
        Link::Routed => "-->",
        Link::Attached => "-.-",
        Link::Local => "---",
        Link::Backbone | Link::Line => "===",
    };
    format!("  {} {arrow} {}\n", id(line.from), id(line.to))
}

/// The name of a box in the text; ids of scenarios may hold anything, positions do not.
fn id(end: End) -> String {
    match end.item {
        Some(item) => format!("n{}_{item}", end.node),
        None => format!("n{}", end.node),
    }
}

/// Lines of text as one quoted label: what Mermaid would read as its own becomes an entity.
fn quoted(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    format!("\"{}\"", lines.join("<br/>"))
}

fn escaped(text: &str) -> String {
    let mut label = String::new();
    for letter in text.chars() {
        match letter {
            '"' | '<' | '>' | '&' | '#' | ';' | '`' | '\\' | '{' | '}' | '[' | ']' | '(' | ')'
            | '|' | '*' | '_' => {
                let _ = write!(label, "#{};", u32::from(letter));
            }
            '\n' | '\r' => label.push(' '),
            other => label.push(other),
        }
    }
    label
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_in_a_name_is_taken_for_mermaid() {
        for (text, wanted) in [
            ("igw-1", "igw-1"),
            ("a\"]", "a#34;#93;"),
            ("<b> & #1;", "#60;b#62; #38; #35;1#59;"),
            ("end\nend", "end end"),
        ] {
            assert_eq!(escaped(text), wanted);
        }
    }
}
