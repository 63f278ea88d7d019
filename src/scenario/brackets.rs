//! Which bracket was never closed: found apart from RON, only to explain a syntax fault.

/// What is wrong with the brackets of a text, as byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unbalanced {
    /// An opening bracket that nothing closes.
    Open(usize),
    /// A closing bracket at `close` where the one opened at `open` should end.
    Mismatch {
        /// The bracket still open.
        open: usize,
        /// The one that does not close it.
        close: usize,
    },
    /// A closing bracket that closes nothing.
    Extra(usize),
    /// A string that never ends.
    Quote(usize),
}

/// The first fault of the brackets and quotes of `text`.
pub(super) fn unbalanced(text: &str) -> Option<Unbalanced> {
    let bytes = text.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => match string_end(bytes, at) {
                Some(end) => at = end,
                None => return Some(Unbalanced::Quote(at)),
            },
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => at = comment_end(bytes, at),
            b'\'' => at = character_end(bytes, at),
            b'(' | b'[' | b'{' => {
                open.push(at);
                at += 1;
            }
            close @ (b')' | b']' | b'}') => {
                match open.pop() {
                    None => return Some(Unbalanced::Extra(at)),
                    Some(start) if partner(bytes[start]) != close => {
                        return Some(Unbalanced::Mismatch {
                            open: start,
                            close: at,
                        });
                    }
                    Some(_) => {}
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    open.pop().map(Unbalanced::Open)
}

fn partner(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// One past the string whose first quote is at `quote`; raw strings count their `#`.
fn string_end(bytes: &[u8], quote: usize) -> Option<usize> {
    let hashes = bytes[..quote]
        .iter()
        .rev()
        .take_while(|b| **b == b'#')
        .count();
    if bytes[..quote - hashes].last() == Some(&b'r') {
        let end = [&b"\""[..], &b"#".repeat(hashes)].concat();
        let rest = &bytes[quote + 1..];
        let found = rest.windows(end.len()).position(|part| part == end)?;
        return Some(quote + 1 + found + end.len());
    }
    let mut at = quote + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

fn comment_end(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    if rest[1] == b'/' {
        let line = rest.iter().position(|b| *b == b'\n');
        return start + line.unwrap_or(rest.len());
    }
    let mut depth = 1;
    let mut at = start + 2;
    while depth > 0 && at < bytes.len() {
        match &bytes[at..bytes.len().min(at + 2)] {
            b"/*" => {
                depth += 1;
                at += 2;
            }
            b"*/" => {
                depth -= 1;
                at += 2;
            }
            _ => at += 1,
        }
    }
    at
}

/// One past a character such as `'"'`; only past the quote when it is none.
fn character_end(bytes: &[u8], quote: usize) -> usize {
    let escape = usize::from(bytes.get(quote + 1) == Some(&b'\\'));
    if bytes.get(quote + 2 + escape) == Some(&b'\'') {
        quote + 3 + escape
    } else {
        quote + 1
    }
}

#[cfg(test)]
mod tests {
    use super::{Unbalanced, unbalanced};

    #[test]
    fn strings_comments_and_characters_hide_brackets() {
        for text in [
            "",
            "(a: \")\")",
            "[r#\"]\"#, ')', '\\'', 2] // (",
            "{/* ( /* [ */ */}",
            "\"\\\"(\"",
        ] {
            assert_eq!(unbalanced(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_fault_is_found() {
        for (text, fault) in [
            ("((", Unbalanced::Open(1)),
            ("(]", Unbalanced::Mismatch { open: 0, close: 1 }),
            ("a)", Unbalanced::Extra(1)),
            ("(\"a", Unbalanced::Quote(1)),
            ("r#\"a\"", Unbalanced::Quote(2)),
        ] {
            assert_eq!(unbalanced(text), Some(fault), "{text}");
        }
    }
}
