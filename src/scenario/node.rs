//! One value of a scenario's text, and how it falls into parts.
//!
//! All syntax is RON's own: [`ron`] cuts a value into slices of the one text, and where a slice
//! begins in memory tells where it stands in the file. Only the name before a bracket is read here.

use std::fmt;

use ron::Deserializer;
use ron::value::RawValue;
use serde::de::{Deserialize, Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::Span;

/// One value: its text without the comments around it, and where that stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'s> {
    /// The text of the value.
    pub(super) text: &'s str,
    /// Where that text stands.
    pub(super) at: Span,
    /// The name before its brackets, once they have been taken apart.
    called: Option<(&'s str, Span)>,
}

/// What stands between round brackets.
pub(super) enum Parts<'s> {
    /// `(a: 1, b: 2)`: names and values.
    Named(Vec<(Node<'s>, Node<'s>)>),
    /// `(1, 2)`.
    Listed(Vec<Node<'s>>),
}

impl<'s> Node<'s> {
    /// A value whose text stands at `at`, byte for byte.
    pub(super) fn new(text: &'s str, at: Span) -> Self {
        Self {
            text,
            at,
            called: None,
        }
    }

    /// Empty brackets that nobody wrote, standing where `at` is.
    pub(super) fn empty(at: Span) -> Self {
        Self::new("()", at)
    }

    /// The value that `slice`, a part of this text, holds.
    fn part(self, slice: &'s str) -> Self {
        self.exactly(without_comments(slice))
    }

    /// `slice` itself, a part of this text.
    pub(super) fn exactly(self, slice: &'s str) -> Self {
        let offset = (slice.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let start = self.at.start as usize + offset.min(self.text.len());
        Self::new(slice, span(self.at, start, start + slice.len()))
    }

    /// The name it begins with, unless it is a string, a number or in brackets.
    pub(super) fn name(self) -> Option<Self> {
        let name = identifier(self.text)?;
        Some(self.exactly(name))
    }

    /// The round brackets after its name, or all of it when it has no name.
    pub(super) fn brackets(self) -> Option<Self> {
        let Some(name) = self.name() else {
            return self.text.starts_with('(').then_some(self);
        };
        let rest = skip_blank(&self.text[name.text.len()..]);
        rest.starts_with('(').then(|| Self {
            called: Some((name.text, name.at)),
            ..self.exactly(rest)
        })
    }

    /// The brackets, or empty ones where none were written (`Standard` is `Standard()`).
    pub(super) fn brackets_or_empty(self) -> Self {
        self.brackets().unwrap_or_else(|| Self {
            called: self.name().map(|name| (name.text, name.at)),
            ..Self::empty(self.at)
        })
    }

    /// The name that was written before these brackets.
    pub(super) fn called(self) -> Option<&'s str> {
        self.called.map(|(name, _)| name)
    }

    /// Where to point when the value as a whole is meant: its name, or its first character.
    pub(super) fn head(self) -> Span {
        if let Some((_, at)) = self.called {
            return at;
        }
        if let Some(name) = self.name() {
            return name.at;
        }
        let first = self.text.chars().next().map_or(0, char::len_utf8);
        let start = self.at.start as usize;
        span(self.at, start, start + first)
    }

    /// Where to point when its value is wrong: all of it, or its head when it has many lines.
    pub(super) fn place(self) -> Span {
        if self.text.contains('\n') {
            self.head()
        } else {
            self.at
        }
    }

    /// What it is, in words: "a list", "a string", "`Host`".
    pub(super) fn kind(self) -> String {
        if let Some(name) = self.name() {
            return match name.text {
                "true" | "false" => "a boolean".to_owned(),
                other => format!("`{other}`"),
            };
        }
        let kind = match self.text.chars().next() {
            Some('"' | 'r') => "a string",
            Some('[') => "a list",
            Some('{') => "a map",
            Some('(') => "a record",
            Some('\'') => "a character",
            Some('b') => "bytes",
            _ => "a number",
        };
        kind.to_owned()
    }

    /// Whether it is a string, raw or not.
    pub(super) fn is_string(self) -> bool {
        self.text.starts_with('"') || (self.text.starts_with('r') && self.name().is_none())
    }

    /// Whether it is one word, a name or a number, that only lacks quotes to be a string.
    pub(super) fn is_word(self) -> bool {
        let is_plain = |c: char| c.is_alphanumeric() || "_-+.".contains(c);
        !self.text.is_empty() && self.text.chars().all(is_plain)
    }

    /// The parts of `( … )`; `None` when it is not in round brackets.
    pub(super) fn parts(self) -> Option<Parts<'s>> {
        let mut ron = Deserializer::from_str(self.text).ok()?;
        let slices = self
            .text
            .starts_with('(')
            .then(|| ron.deserialize_any(Brackets).ok())??;
        Some(match slices {
            Slices::Named(fields) => Parts::Named(
                fields
                    .into_iter()
                    .map(|(name, value)| (self.exactly(name), self.part(value)))
                    .collect(),
            ),
            Slices::Listed(values) => {
                Parts::Listed(values.into_iter().map(|value| self.part(value)).collect())
            }
        })
    }

    /// The values of `[ … ]`; `None` when it is not a list.
    pub(super) fn list(self) -> Option<Vec<Self>> {
        let mut ron = Deserializer::from_str(self.text).ok()?;
        let values = Vec::<&RawValue>::deserialize(&mut ron).ok()?;
        Some(values.iter().map(|raw| self.part(raw.get_ron())).collect())
    }

    /// The keys and values of `{ … }`; `None` when it is not a map.
    pub(super) fn entries(self) -> Option<Vec<(Self, Self)>> {
        let mut ron = Deserializer::from_str(self.text).ok()?;
        let entries = ron.deserialize_map(Entries).ok()?;
        Some(
            entries
                .into_iter()
                .map(|(key, value)| (self.part(key), self.part(value)))
                .collect(),
        )
    }
}

/// The stretch `start..end` of the text that `like` points into.
pub(super) fn span(like: Span, start: usize, end: usize) -> Span {
    Span {
        source: like.source,
        start: u32::try_from(start).unwrap_or(u32::MAX),
        end: u32::try_from(end).unwrap_or(u32::MAX),
    }
}

/// The identifier `text` begins with; a raw string's `r` is none.
fn identifier(text: &str) -> Option<&str> {
    if ["r\"", "r#", "b\"", "b'", "br"].iter().any(|quote| {
        text.starts_with(quote)
            && text
                .trim_start_matches(['b', 'r', '#'])
                .starts_with(['"', '\''])
    }) {
        return None;
    }
    let first = text.chars().next()?;
    if !first.is_alphabetic() && first != '_' {
        return None;
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    Some(&text[..end.unwrap_or(text.len())])
}

/// `text` from its first character that is neither blank nor in a comment.
fn skip_blank(text: &str) -> &str {
    // RON skips blanks and comments when it begins to read.
    Deserializer::from_str(text).map_or(text, |ron| {
        let rest = ron.remainder();
        &text[text.len() - rest.len()..]
    })
}

/// `slice` without blanks and comments before and after its value.
pub(super) fn without_comments(slice: &str) -> &str {
    let trimmed = slice.trim();
    if !trimmed.contains("//") && !trimmed.contains("/*") {
        return trimmed;
    }
    let from = skip_blank(trimmed);
    let Ok(mut ron) = Deserializer::from_str(from) else {
        return from;
    };
    if IgnoredAny::deserialize(&mut ron).is_err() {
        return from;
    }
    let value = from[..from.len() - ron.remainder().len()].trim_end();
    match identifier(value) {
        // RON looks for a bracket after a name, over any comment.
        Some(name) if !value.ends_with(')') => name,
        _ => value,
    }
}

enum Slices<'s> {
    Named(Vec<(&'s str, &'s str)>),
    Listed(Vec<&'s str>),
}

struct Brackets;

impl<'de> Visitor<'de> for Brackets {
    type Value = Slices<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("round brackets")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some((name, value)) = map.next_entry::<&str, &RawValue>()? {
            fields.push((name, value.get_ron()));
        }
        Ok(Slices::Named(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element::<&RawValue>()? {
            values.push(value.get_ron());
        }
        Ok(Slices::Listed(values))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Slices::Listed(Vec::new()))
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<(&'de str, &'de str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("curly brackets")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            entries.push((key.get_ron(), value.get_ron()));
        }
        Ok(entries)
    }
}
