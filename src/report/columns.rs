//! Rows of cells set in columns, each as wide as its widest cell.

use super::paint::{Paint, Tone};

/// One cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    text: String,
    tone: Tone,
    is_right: bool,
}

impl Cell {
    /// Text at the left of its column.
    pub(super) fn left(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Text at the right of its column, as figures stand.
    pub(super) fn right(text: impl Into<String>) -> Self {
        Self {
            is_right: true,
            ..Self::left(text)
        }
    }

    /// The same in another tone.
    pub(super) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

/// Sets `rows` in columns with two blanks between them and `indent` before the first.
pub(super) fn set(rows: &[Vec<Cell>], indent: usize, paint: Paint) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.text.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut page = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        let mut blanks = 0;
        for (cell, width) in row.iter().zip(&widths) {
            let missing = width - cell.text.chars().count();
            let (before, after) = if cell.is_right {
                (missing, 0)
            } else {
                (0, missing)
            };
            if cell.text.is_empty() {
                blanks += width + 2;
                continue;
            }
            line.push_str(&" ".repeat(blanks + before));
            line.push_str(&paint.text(cell.tone, &cell.text));
            blanks = after + 2;
        }
        page.push_str(line.trim_end());
        page.push('\n');
    }
    page
}

/// `text`, cut to `width` characters when it is longer.
pub(super) fn fit(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(width.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// `text` in lines of at most `width` characters; longer words stand alone.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut taken = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if taken > 0 && taken + 1 + length > width {
            lines.push(String::new());
            taken = 0;
        }
        if let Some(line) = lines.last_mut() {
            if taken > 0 {
                line.push(' ');
                taken += 1;
            }
            line.push_str(word);
            taken += length;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Cell, fit, set, wrap};
    use crate::report::paint::{Paint, Tone};

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            vec![Cell::left("name"), Cell::right("count"), Cell::left("note")],
            vec![
                Cell::left("a"),
                Cell::right("7").tone(Tone::Good),
                Cell::left(""),
            ],
            vec![Cell::left(""), Cell::right("12"), Cell::left("é!")],
        ];
        let plain = set(&rows, 2, Paint::new(false));
        assert_eq!(
            plain,
            "  name  count  note\n  a         7\n           12  é!\n"
        );
        let painted = set(&rows, 2, Paint::new(true));
        assert!(painted.contains("\u{1b}[32m7\u{1b}[0m"), "{painted:?}");
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abcd", 3), "ab…");
    }

    #[test]
    fn long_sentences_are_wrapped_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 4), ["unbreakable"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
