//! Moments of arrivals, written in place or in a file of their own.

use super::Said;
use super::node::Node;
use super::quantity::Span;
use super::read::{Read, Reader};
use super::record::choice;
use crate::diagnostic::Diagnostic;
use crate::time::Duration;

/// Moments counted from some start, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moments(pub Vec<Duration>);

choice! {
    /// Moments that stand elsewhere.
    pub enum Elsewhere {
        /// In a file beside the scenario, one a line: `1.5s`, or bare seconds; `#` begins a comment.
        File(Said<String>),
    }
}

impl Read for Moments {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut moments = if node.name().is_some() {
            let Elsewhere::File(path) = Elsewhere::read(node, reader)?;
            in_file(&path, reader)?
        } else {
            let spans = Vec::<Span>::read(node, reader)?;
            spans.into_iter().map(|span| span.0).collect()
        };
        moments.sort_unstable();
        Some(Self(moments))
    }
}

fn in_file(path: &Said<String>, reader: &mut Reader<'_>) -> Option<Vec<Duration>> {
    let source = reader.file(path)?;
    match moments_in(&reader.sources.text(source).text) {
        Ok(moments) => Some(moments),
        Err(line) => {
            let message = format!("line {line} of `{}` is no moment", path.value);
            let fault = Diagnostic::error("wrong-value", message, path.at);
            reader.fault(fault.help("write one moment a line: `1.5s`, or seconds"));
            None
        }
    }
}

/// The moments of a text, or the number of the first line that is none.
fn moments_in(text: &str) -> Result<Vec<Duration>, usize> {
    let mut moments = Vec::new();
    for (position, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let has_unit = line.ends_with(|c: char| c.is_ascii_alphabetic());
        let moment = if has_unit {
            line.parse()
        } else {
            format!("{line}s").parse()
        };
        moments.push(moment.map_err(|_| position + 1)?);
    }
    Ok(moments)
}

#[cfg(test)]
mod tests {
    use super::moments_in;
    use crate::time::Duration;

    #[test]
    fn a_file_of_moments_is_read_line_by_line() {
        let ms = |ms| Duration::from_millis(ms);
        let text = "# monday\n0\n1.5s\n\n0.25 # late\n2m\n";
        assert_eq!(
            moments_in(text),
            Ok(vec![ms(0), ms(1_500), ms(250), ms(120_000)])
        );
        assert_eq!(moments_in("1s\nsoon\n"), Err(2));
        assert_eq!(moments_in("-1"), Err(1));
    }
}
