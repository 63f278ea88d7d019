//! Faults of a text: what is wrong, where it stands, and a way out.

use std::ops::Range;

/// Which of the texts of a scenario: the file itself is 0, then its includes and policy files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u32);

/// A stretch of one text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
}

impl Span {
    /// The bytes of the text that are meant.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be run.
    Error,
    /// It runs, and surely does not do what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// One fault: a short code, one sentence, its place, and help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable name in kebab-case or upper case, such as `unknown-id`.
    pub code: &'static str,
    /// What is wrong: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// Where it stands; `None` for faults of a file as a whole.
    pub span: Option<Span>,
    /// What the underline says; may be empty.
    pub label: String,
    /// Other places that belong to it, each with what it says.
    pub related: Vec<(Span, String)>,
    /// A way out; may be empty.
    pub help: String,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            span: Some(span),
            label: String::new(),
            related: Vec::new(),
            help: String::new(),
        }
    }

    /// A warning at `span`.
    pub fn warning(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message, span)
        }
    }

    /// The same with words under its underline.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The same with another place that belongs to it.
    #[must_use]
    pub fn related(mut self, span: Span, says: impl Into<String>) -> Self {
        self.related.push((span, says.into()));
        self
    }
}

/// One text and the name people know it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path as it was asked for.
    pub name: String,
    /// The text itself.
    pub text: String,
}

/// All texts that spans may point into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Adds a text and tells how to point into it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Source {
            name: name.into(),
            text: text.into(),
        });
        id
    }

    /// The text `id` stands for.
    pub fn text(&self, id: SourceId) -> &Source {
        &self.list[id.0 as usize]
    }

    /// All texts in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0u32..).map(SourceId).zip(&self.list)
    }

    /// Line and column (both from 1) of the first byte of `span`.
    ///
    /// ```
    /// use vpcsim::diagnostic::{Sources, Span};
    /// let mut sources = Sources::default();
    /// let source = sources.add("a.ron", "one\ntwo");
    /// assert_eq!(sources.line_and_column(Span { source, start: 5, end: 6 }), (2, 2));
    /// ```
    pub fn line_and_column(&self, span: Span) -> (usize, usize) {
        let text = &self.text(span.source).text;
        let before = &text.as_bytes()[..(span.start as usize).min(text.len())];
        let line = before.split(|byte| *byte == b'\n').count();
        let column = before
            .iter()
            .rev()
            .take_while(|byte| **byte != b'\n')
            .count()
            + 1;
        (line, column)
    }
}

/// The longest name for which another one is suggested.
const NEAREST_BYTES_MAX: usize = 64;

/// The known name nearest to `wanted`, when it is near enough to be meant.
///
/// ```
/// use vpcsim::diagnostic::nearest;
/// assert_eq!(nearest("subnet-aa", ["subnet-a", "igw-1"].into_iter()), Some("subnet-a"));
/// assert_eq!(nearest("zebra", ["subnet-a", "igw-1"].into_iter()), None);
/// ```
pub fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Long names are no slips of the pen, and the distance costs the product of the lengths.
    known
        .filter(|name| name.len().max(wanted.len()) <= NEAREST_BYTES_MAX)
        .map(|name| (strsim::damerau_levenshtein(wanted, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len().max(wanted.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
