//! Indented lines as a tree, which a teacher can project: short lines, rule ids at their ends.

use crate::report::columns::wrap;
use crate::report::paint::{Paint, Tone};

/// The widest line, in characters.
const WIDTH: usize = 100;

/// An outline under construction.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Outline {
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    depth: usize,
    text: String,
    tone: Tone,
    /// A rule id or a reason code; may be empty.
    rule: String,
}

impl Outline {
    /// A heading, with an empty line before it.
    pub(in crate::report) fn heading(&mut self, text: impl Into<String>) {
        self.add(0, text, Tone::Heading);
    }

    /// A line at `depth`; headings have depth 0.
    pub(in crate::report) fn add(
        &mut self,
        depth: usize,
        text: impl Into<String>,
        tone: Tone,
    ) -> &mut Self {
        let text = text.into();
        self.lines.push(Line {
            depth,
            text,
            tone,
            rule: String::new(),
        });
        self
    }

    /// The rule that the last line rests on.
    pub(in crate::report) fn rule(&mut self, rule: &str) {
        if let Some(line) = self.lines.last_mut() {
            rule.clone_into(&mut line.rule);
        }
    }

    /// The lines: depth 1 is indented, everything deeper hangs in a tree.
    pub(in crate::report) fn render(&self, paint: Paint) -> String {
        let mut page = String::new();
        for (position, line) in self.lines.iter().enumerate() {
            if line.depth == 0 && position > 0 {
                page.push('\n');
            }
            let stem: String = (1..=line.depth)
                .map(|depth| self.branch(position, depth))
                .collect();
            let below = stem.replace("├ ", "│ ").replace("└ ", "  ");
            let rule = if line.rule.is_empty() {
                String::new()
            } else {
                format!("  [{}]", line.rule)
            };
            let room = WIDTH.saturating_sub(stem.chars().count() + rule.len());
            let texts = wrap(&line.text, room);
            for (row, text) in texts.iter().enumerate() {
                let stem = if row == 0 { &stem } else { &below };
                page.push_str(&paint.text(Tone::Faint, stem));
                page.push_str(&paint.text(line.tone, text));
                if row + 1 == texts.len() {
                    page.push_str(&paint.text(Tone::Faint, &rule));
                }
                page.push('\n');
            }
        }
        page
    }

    /// What stands before the line at `position` in the column of `depth`.
    fn branch(&self, position: usize, depth: usize) -> &'static str {
        let is_own = self.lines[position].depth == depth;
        let after = self.lines[position + 1..].iter();
        let next = after.map(|line| line.depth).find(|below| *below <= depth);
        match (depth, is_own, next == Some(depth)) {
            (1, ..) | (_, false, false) => "  ",
            (_, true, true) => "├ ",
            (_, true, false) => "└ ",
            (_, false, true) => "│ ",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outline;
    use crate::report::paint::{Paint, Tone};

    #[test]
    fn deeper_lines_hang_in_a_tree() {
        let mut outline = Outline::default();
        outline.heading("Way");
        for (depth, text) in [(1, "a"), (2, "b"), (3, "c"), (2, "d"), (1, "e"), (2, "f")] {
            outline.add(depth, text, Tone::Plain);
        }
        outline.rule("RTE-01");
        outline.heading("End");
        let page = outline.render(Paint::new(false));
        let wanted = "Way\n  a\n  ├ b\n  │ └ c\n  └ d\n  e\n  └ f  [RTE-01]\n\nEnd\n";
        assert_eq!(page, wanted);
    }
}
