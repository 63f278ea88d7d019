//! Faults as people and programs read them: underlined in their texts, or as JSON.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity, Source, SourceId, Sources, Span};

/// The version of the shape that [`to_json`] makes.
const JSON_VERSION: u32 = 1;
/// The most faults that are shown one by one.
const SHOWN_MAX: usize = 100;
/// The most characters of a message or of help that are shown.
const WORDS_MAX: usize = 600;
/// The widest line, in characters.
const WIDTH: usize = 120;
/// The most bytes of a text that are laid out for one fault; longer stretches are only named.
const LAID_OUT_MAX: usize = 1 << 16;

/// Shows every fault where it stands, in the order of the texts, and at last how many there are.
///
/// ```
/// use vpcsim::{report::faults::render, scenario::Scenario};
/// let loaded = Scenario::parse("(sed: 1)");
/// let shown = render(&loaded.faults, &loaded.sources, false);
/// assert!(shown.starts_with("error[unknown-field]: `Scenario` has no field `sed`"));
/// assert!(shown.ends_with("\n1 fault in scenario.ron\n"));
/// assert_eq!(render(&[], &loaded.sources, false), "");
/// ```
pub fn render(faults: &[Diagnostic], sources: &Sources, colour: bool) -> String {
    if faults.is_empty() {
        return String::new();
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(WIDTH);
    let mut page = String::new();
    for fault in in_order(faults).into_iter().take(SHOWN_MAX) {
        page.push_str(&renderer.render(&[shown(fault, sources)]));
        page.push_str("\n\n");
    }
    if let Some(more) = faults.len().checked_sub(SHOWN_MAX).filter(|more| *more > 0) {
        let _ = write!(page, "… and {more} more\n\n");
    }
    page.push_str(&total(faults, sources));
    page.push('\n');
    page
}

/// The same for programs: one object with a version and the list of faults.
///
/// Lines and columns count from 1, columns in characters; `end` is one past the last character.
pub fn to_json(faults: &[Diagnostic], sources: &Sources) -> Value {
    let list: Vec<Value> = in_order(faults)
        .into_iter()
        .map(|fault| {
            let mut object = json!({
                "severity": severity_name(fault.severity),
                "code": fault.code,
                "message": fault.message,
                "label": fault.label,
                "help": fault.help,
                "related": fault.related.iter().map(|(span, says)| {
                    let mut place = place_json(*span, sources);
                    place["message"] = json!(says);
                    place
                }).collect::<Vec<_>>(),
            });
            let place = fault.span.map_or_else(
                || json!({ "file": null, "line": null, "column": null, "end": null }),
                |span| place_json(span, sources),
            );
            if let (Value::Object(object), Value::Object(place)) = (&mut object, place) {
                object.extend(place);
            }
            object
        })
        .collect();
    json!({ "version": JSON_VERSION, "faults": list })
}

fn in_order(faults: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = faults.iter().collect();
    ordered.sort_by_key(|fault| fault.span);
    ordered
}

fn shown<'a>(fault: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match fault.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(plain(&fault.message)).id(fault.code));
    if let Some(span) = fault.span {
        let mut places = vec![(AnnotationKind::Primary, span, fault.label.as_str())];
        for (place, says) in &fault.related {
            places.push((AnnotationKind::Context, *place, says));
        }
        while let Some((_, first, _)) = places.first() {
            let source = first.source;
            let (here, elsewhere): (Vec<_>, Vec<_>) = places
                .into_iter()
                .partition(|(_, span, _)| span.source == source);
            group = with_places(group, source, &here, sources);
            places = elsewhere;
        }
    }
    if !fault.help.is_empty() {
        group = group.element(Level::HELP.message(plain(&fault.help)));
    }
    group
}

/// `words` on one line, without control characters, and not endless.
fn plain(words: &str) -> String {
    let mut cut: String = words.replace('\n', " ").chars().take(WORDS_MAX).collect();
    if cut.len() < words.len() {
        cut.push('…');
    }
    normalize_untrusted_str(&cut)
}

/// Adds the lines of one text that `places` mark.
fn with_places<'a>(
    group: Group<'a>,
    source: SourceId,
    places: &[(AnnotationKind, Span, &'a str)],
    sources: &'a Sources,
) -> Group<'a> {
    let text = sources.text(source);
    let window = lines_around(&text.text, places);
    if window.len() > LAID_OUT_MAX {
        return match places {
            [] => group,
            [(_, only, _)] => group.element(unseen(text, *only)),
            many => many.iter().fold(group, |group, one| {
                with_places(group, source, std::slice::from_ref(one), sources)
            }),
        };
    }
    let line = line_of(&text.text, window.start);
    let annotations = places.iter().map(|(kind, span, says)| {
        let range = within(&text.text, span.range());
        let mark = kind.span(range.start - window.start..range.end - window.start);
        mark.label((!says.is_empty()).then_some(*says))
    });
    let annotations: Vec<_> = annotations.collect();
    let snippet = Snippet::source(&text.text[window])
        .path(text.name.as_str())
        .line_start(line)
        .annotations(annotations);
    group.element(snippet)
}

/// A place whose line is too long to be shown.
fn unseen(text: &Source, place: Span) -> Origin<'_> {
    let (line, column) = line_and_character(&text.text, place.range().start);
    Origin::path(&text.name).line(line).char_column(column)
}

/// The whole lines from the first to the last place.
fn lines_around(text: &str, places: &[(AnnotationKind, Span, &str)]) -> Range<usize> {
    let ranges = || places.iter().map(|(_, span, _)| within(text, span.range()));
    let first = ranges().map(|range| range.start).min().unwrap_or(0);
    let last = ranges().map(|range| range.end).max().unwrap_or(0);
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
    start..end
}

/// `range` cut to what `text` has, at borders of characters.
fn within(text: &str, range: Range<usize>) -> Range<usize> {
    let border = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
    };
    let start = border(range.start).unwrap_or(0);
    start..border(range.end).unwrap_or(0).max(start)
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Line and column of a byte, both from 1, the column in characters.
pub(super) fn line_and_character(text: &str, at: usize) -> (usize, usize) {
    let at = within(text, at..at).start;
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    (line_of(text, at), text[start..at].chars().count() + 1)
}

fn place_json(span: Span, sources: &Sources) -> Value {
    let source = sources.text(span.source);
    let (line, column) = line_and_character(&source.text, span.range().start);
    let (end_line, end_column) = line_and_character(&source.text, span.range().end);
    json!({
        "file": source.name,
        "line": line,
        "column": column,
        "end": { "line": end_line, "column": end_column },
    })
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// "3 faults, 1 warning in scenario.ron".
fn total(faults: &[Diagnostic], sources: &Sources) -> String {
    let counts: Vec<String> = [
        (Severity::Error, "fault"),
        (Severity::Warning, "warning"),
        (Severity::Note, "note"),
    ]
    .into_iter()
    .filter_map(|(severity, name)| {
        let count = faults
            .iter()
            .filter(|fault| fault.severity == severity)
            .count();
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {name}{plural}"))
    })
    .collect();
    let place = sources
        .iter()
        .next()
        .map_or_else(String::new, |(_, main)| format!(" in {}", main.name));
    format!("{}{place}", counts.join(", "))
}
