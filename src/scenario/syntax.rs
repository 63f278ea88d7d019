//! The one syntax check of a whole text, and what people usually meant.

use ron::Deserializer;
use ron::error::Error;
use serde::de::{Deserialize, IgnoredAny};

use super::brackets::{Unbalanced, unbalanced};
use super::node::{Node, span, without_comments};
use crate::diagnostic::{Diagnostic, SourceId, Span};

/// The one value `text` consists of, or its first fault of syntax.
pub(super) fn check(text: &str, source: SourceId) -> Result<Node<'_>, Box<Diagnostic>> {
    let whole = Span {
        source,
        start: 0,
        end: u32::try_from(text.len()).unwrap_or(u32::MAX),
    };
    let mut ron = match Deserializer::from_str(text) {
        Ok(ron) => ron,
        Err(fault) => {
            let at = offset_of(text, fault.span.end.line, fault.span.end.col);
            return Err(Box::new(explain(text, whole, at, &fault.code)));
        }
    };
    let from = text.len() - ron.remainder().len();
    if ron.remainder().is_empty() {
        return Err(Box::new(
            Diagnostic::error("empty", "the file says nothing", span(whole, from, from))
                .help("a scenario begins with `Scenario(`"),
        ));
    }
    let value = IgnoredAny::deserialize(&mut ron);
    let to = text.len() - ron.remainder().len();
    if let Err(fault) = value.and_then(|_| ron.end()) {
        let at = text.len() - ron.remainder().len();
        return Err(Box::new(explain(text, whole, at, &fault)));
    }
    let value = without_comments(&text[from..to]);
    let start = from + (value.as_ptr() as usize).saturating_sub(text[from..].as_ptr() as usize);
    Ok(Node::new(value, span(whole, start, start + value.len())))
}

/// The byte that line and column (both from 1, in characters) mean.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let within = text[start..].char_indices().nth(column.saturating_sub(1));
    within.map_or(text.len(), |(at, _)| start + at)
}

fn explain(text: &str, whole: Span, at: usize, fault: &Error) -> Diagnostic {
    if matches!(fault, Error::ExceededRecursionLimit) {
        return Diagnostic::error(
            "too-deep",
            "brackets are nested too deeply",
            token(text, whole, at),
        )
        .help("a scenario needs about ten levels; RON allows 128");
    }
    if let Some(fault) = bracket_fault(text, whole) {
        return fault;
    }
    let next = text[at..].chars().next();
    let Some((message, label, help)) = mistaken_sign(fault, next).or_else(|| mistaken_word(fault))
    else {
        return other(text, whole, at, fault);
    };
    Diagnostic::error("syntax", message, token(text, whole, at))
        .label(label)
        .help(help)
}

/// Message, label and help where a comma or a colon should stand.
fn mistaken_sign(
    fault: &Error,
    next: Option<char>,
) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match (fault, next) {
        (Error::ExpectedComma, Some(':')) => (
            "values with and without names are mixed",
            "this `:` stands where a comma may",
            "in one pair of brackets either every value has a name, `(a: 1, b: 2)`, or none has; \
             names are written without quotes",
        ),
        (Error::ExpectedComma | Error::ExpectedMapColon, Some('=')) => (
            "`=` stands where `:` is expected",
            "",
            "write `name: value`",
        ),
        (Error::ExpectedComma, Some('(' | '-')) => (
            "a comma is missing",
            "a comma is missing before this, or it is not part of a name",
            "names have letters, digits and `_` only; put ids in quotes",
        ),
        (Error::ExpectedComma, Some(_)) => (
            "a comma is missing",
            "a comma is missing before this",
            "values in brackets are separated by commas",
        ),
        (Error::ExpectedMapColon, Some(_)) => (
            "a `:` is missing",
            "`:` and a value are expected here",
            "in one pair of brackets either every value has a name, `(a: 1, b: 2)`, or none has; \
             in a map every key has a value, `{ \"a\": 1 }`",
        ),
        _ => return None,
    })
}

/// Message, label and help where a name, a quote or a comment is wrong.
fn mistaken_word(fault: &Error) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match fault {
        Error::ExpectedIdentifier | Error::SuggestRawIdentifier(_) => (
            "a field name is expected",
            "not a field name",
            "names have letters, digits and `_` only, and no quotes; ids in quotes belong into a \
             map, `{ \"id\": … }`",
        ),
        Error::ExpectedChar => (
            "a character in single quotes never ends",
            "",
            "strings are written in double quotes",
        ),
        Error::ExpectedStringEnd => ("a string never ends", "", "close it with a double quote"),
        Error::UnclosedBlockComment => ("a comment never ends", "", "close it with `*/`"),
        Error::InvalidEscape(_) => (
            "this `\\` escapes nothing",
            "",
            "write `\\\\` for a backslash, or a raw string `r#\"…\"#`",
        ),
        Error::TrailingCharacters => (
            "something follows the scenario",
            "not part of the scenario",
            "a file holds one `Scenario(…)` and nothing else",
        ),
        Error::Eof => (
            "the text ends too early",
            "",
            "close every bracket and quote",
        ),
        Error::NoSuchExtension(_) => ("RON has no such extension", "", "leave the line out"),
        _ => return None,
    })
}

fn other(text: &str, whole: Span, at: usize, fault: &Error) -> Diagnostic {
    let place = token(text, whole, at);
    let message = match fault {
        Error::UnexpectedChar(found) => format!("`{}` is not expected here", found.escape_debug()),
        other => {
            let said = other.to_string();
            let said = said.trim_end_matches('.');
            let mut letters = said.chars();
            letters.next().map_or_else(String::new, |first| {
                format!("{}{}", first.to_lowercase(), letters.as_str())
            })
        }
    };
    Diagnostic::error("syntax", message, place)
        .help("a scenario is written in RON, https://github.com/ron-rs/ron")
}

/// Brackets and quotes that do not fit say more than where RON stumbled over them.
fn bracket_fault(text: &str, whole: Span) -> Option<Diagnostic> {
    let one = |at: usize| span(whole, at, at + 1);
    let sign = |at: usize| &text[at..=at];
    Some(match unbalanced(text)? {
        Unbalanced::Open(open) => {
            let message = format!("`{}` is never closed", sign(open));
            Diagnostic::error("syntax", message, one(open)).help("write the closing bracket")
        }
        Unbalanced::Mismatch { open, close } => {
            let message = format!("`{}` does not close `{}`", sign(close), sign(open));
            Diagnostic::error("syntax", message, one(close))
                .label("does not fit")
                .related(one(open), "this bracket is still open")
                .help("close brackets in the order in which they were opened")
        }
        Unbalanced::Extra(close) => {
            let message = format!("`{}` closes nothing", sign(close));
            Diagnostic::error("syntax", message, one(close)).help("leave it out")
        }
        Unbalanced::Quote(quote) => Diagnostic::error("syntax", "a string never ends", one(quote))
            .label("it begins here")
            .help("close it with a double quote; a raw string `r#\"…\"#` with as many `#`"),
    })
}

/// The word or the one character at `at`.
fn token(text: &str, whole: Span, at: usize) -> Span {
    let rest = &text[at..];
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    let length = match word.unwrap_or(rest.len()) {
        0 => rest.chars().next().map_or(0, char::len_utf8),
        letters => letters,
    };
    span(whole, at, at + length)
}
