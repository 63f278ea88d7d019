//! A command line cut into words as a shell does it, each with its place.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::node::Node;
use crate::scenario::read::Reader;
use crate::scenario::scalar::text_of;

/// The words of the command line in `node`.
pub(super) fn words(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Said<String>>> {
    let text = text_of(node, "a command line", reader)?;
    let place = |range: Range<usize>| match &text {
        Cow::Borrowed(text) => node.exactly(&text[range]).at,
        Cow::Owned(_) => node.place(),
    };
    match split(&text) {
        Ok(words) => {
            let words = words.into_iter();
            Some(words.map(|(word, at)| Said::new(word, place(at))).collect())
        }
        Err(open) => {
            let fault = Diagnostic::error("bad-command", "this quote is never closed", place(open));
            reader.fault(fault.help("close it, or write `\\` before it"));
            None
        }
    }
}

/// Splits at blanks; quotes keep them, a backslash takes what follows as it is. The error is where
/// a quote stands that is never closed.
fn split(text: &str) -> Result<Vec<(String, Range<usize>)>, Range<usize>> {
    let mut words = Vec::new();
    let mut word: Option<(String, usize)> = None;
    let mut quote: Option<(char, usize)> = None;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        let is_open = quote.map(|(quote, _)| quote);
        match letter {
            blank if blank.is_whitespace() && is_open.is_none() => {
                words.extend(word.take().map(|(word, start)| (word, start..at)));
            }
            '\\' if is_open != Some('\'') => match letters.next() {
                // A line that goes on in the next one.
                Some((_, '\n')) | None => {}
                Some((_, escaped)) => word.get_or_insert((String::new(), at)).0.push(escaped),
            },
            '"' | '\'' if is_open == Some(letter) => quote = None,
            '"' | '\'' if is_open.is_none() => {
                quote = Some((letter, at));
                word.get_or_insert((String::new(), at));
            }
            other => word.get_or_insert((String::new(), at)).0.push(other),
        }
    }
    if let Some((_, at)) = quote {
        return Err(at..at + 1);
    }
    words.extend(word.map(|(word, start)| (word, start..text.len())));
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_as_a_shell_cuts_them() {
        for (text, words) in [
            ("aws s3 ls", vec!["aws", "s3", "ls"]),
            ("  a\t b \n", vec!["a", "b"]),
            ("a 'b c' d\"e f\"g", vec!["a", "b c", "de fg"]),
            (r"a\ b '\' c", vec!["a b", "\\", "c"]),
            ("a \\\n  b", vec!["a", "b"]),
            ("''", vec![""]),
        ] {
            let cut: Vec<String> = split(text)
                .unwrap()
                .into_iter()
                .map(|(word, _)| word)
                .collect();
            assert_eq!(cut, words, "{text}");
        }
        assert_eq!(split("a 'b c"), Err(2..3));
    }
}
