//! Annotations of GitHub Actions: workflow commands, each of which GitHub shows beside a line.

use std::fmt::Write as _;

use super::faults::line_and_character;
use crate::diagnostic::{Diagnostic, Severity, Sources};

/// One workflow command per fault.
///
/// ```
/// use vpcsim::{report::annotation::render, scenario::Scenario};
/// let loaded = Scenario::parse("(sed: 1)");
/// let shown = render(&loaded.faults, &loaded.sources);
/// let start = "::error file=scenario.ron,line=1,col=2,title=unknown-field::`Scenario` has no field";
/// assert!(shown.starts_with(start), "{shown}");
/// ```
pub fn render(faults: &[Diagnostic], sources: &Sources) -> String {
    let mut lines = String::new();
    for fault in faults {
        let level = match fault.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let place = fault.span.map(|span| {
            let source = sources.text(span.source);
            let (line, column) = line_and_character(&source.text, span.range().start);
            (source.name.as_str(), line, column)
        });
        let mut words = fault.message.clone();
        let here = fault
            .related
            .iter()
            .filter(|(span, _)| Some(*span) == fault.span);
        for (_, says) in here {
            // Writing to a String cannot fail.
            let _ = write!(words, "\n{says}");
        }
        if !fault.help.is_empty() {
            let _ = write!(words, "\nhelp: {}", fault.help);
        }
        lines.push_str(&command(level, place, fault.code, &words));
    }
    lines
}

/// `::level file=…,line=…,col=…,title=…::words`.
pub(super) fn command(
    level: &str,
    place: Option<(&str, usize, usize)>,
    title: &str,
    words: &str,
) -> String {
    let place = place.map_or_else(String::new, |(file, line, column)| {
        format!("file={},line={line},col={column},", property(file))
    });
    format!(
        "::{level} {place}title={}::{}\n",
        property(title),
        data(words)
    )
}

/// `text` as a workflow command takes it after its `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// `text` as a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
