//! A policy as a scenario holds it: AWS's own JSON, inline or in a file beside the scenario.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::managed;
use super::node::{Node, span};
use super::read::{Read, Reader, did_you_mean, quoted};
use super::record::choice;
use super::said::Said;
use super::scalar::text_of;
use crate::diagnostic::{Diagnostic, Span};

choice! {
    /// Where a policy's JSON stands when it is not written in place.
    pub enum Elsewhere {
        /// A file, relative to the scenario: `File("policies/app.json")`.
        File(Said<String>),
        /// A policy AWS itself manages, by name: `Managed("AmazonS3FullAccess")`.
        Managed(Said<String>),
    }
}

/// A policy's JSON and where each byte of it stands: a (raw) string where the policy is
/// expected, `File("policies/app.json")` or `Managed("AmazonS3FullAccess")`.
///
/// ```
/// use vpcsim::scenario::Scenario;
/// let text = r##"(accounts: { "1": (roles: { "r": (policies: [r#"{"Version": 1}"#]) }) })"##;
/// let loaded = Scenario::parse(text);
/// let role = loaded.scenario.accounts.get("1").unwrap().roles.get("r").unwrap();
/// let policy = &role.policies[0];
/// assert_eq!(policy.text(), r#"{"Version": 1}"#);
/// assert_eq!(&text[policy.place(1..10).range()], r#""Version""#);
/// ```
#[derive(Debug, Clone)]
pub struct PolicyText {
    name: Arc<str>,
    text: Arc<str>,
    at: Span,
    /// Whether `at` is the JSON itself, byte for byte.
    is_exact: bool,
}

impl PolicyText {
    /// A policy that stands nowhere, for tests and for policies a program makes up.
    pub fn inline(text: impl Into<Arc<str>>) -> Self {
        Self {
            name: "inline policy".into(),
            text: text.into(),
            at: Span::default(),
            is_exact: false,
        }
    }

    /// A policy written at `at`, where nothing smaller of it can be pointed at.
    pub(super) fn written_at(text: &str, at: Span) -> Self {
        Self {
            at,
            ..Self::inline(text)
        }
    }

    /// The policy in a file, relative to the scenario.
    pub(super) fn in_file(path: &Said<String>, reader: &mut Reader<'_>) -> Option<Self> {
        file(path, reader)
    }

    /// The service control policy that AWS attaches where nobody attached another (SCP-02).
    pub fn full_aws_access() -> Self {
        let name = "FullAWSAccess";
        Self {
            name: name.into(),
            ..Self::inline(managed::policy(name).unwrap_or_default())
        }
    }

    /// Where it stands; the default place when a program made it up.
    pub fn span(&self) -> Span {
        self.at
    }

    /// The JSON.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name people know it by: the file's without its ending, the managed policy's, or
    /// "inline policy".
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the bytes `range` of the JSON stand; all of the policy when they stand nowhere alone
    /// (a string with escapes, a managed policy).
    pub fn place(&self, range: Range<usize>) -> Span {
        if !self.is_exact {
            return self.at;
        }
        let start = self.at.start as usize;
        let end = range.end.min(self.text.len());
        span(self.at, start + range.start.min(end), start + end)
    }
}

/// Two policies are equal when their JSON is.
impl PartialEq for PolicyText {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Read for PolicyText {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if node.is_string() {
            return inline(node, reader);
        }
        if node.name().is_none() {
            let help = "write the JSON in a raw string `r#\"…\"#`, or `File(\"policy.json\")`";
            reader.wrong_type(node, "a policy", help);
            return None;
        }
        match Elsewhere::read(node, reader)? {
            Elsewhere::File(path) => file(&path, reader),
            Elsewhere::Managed(name) => managed(&name, reader),
        }
    }
}

fn inline(node: Node<'_>, reader: &mut Reader<'_>) -> Option<PolicyText> {
    let text = text_of(node, "a policy", reader)?;
    let (at, is_exact) = match text {
        Cow::Borrowed(text) => (node.exactly(text).at, true),
        Cow::Owned(_) => (node.at, false),
    };
    Some(PolicyText {
        at,
        is_exact,
        ..PolicyText::inline(&*text)
    })
}

fn file(path: &Said<String>, reader: &mut Reader<'_>) -> Option<PolicyText> {
    let source = reader.file(path)?;
    let text: Arc<str> = reader.sources.text(source).text.as_str().into();
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let whole = Span {
        source,
        ..Span::default()
    };
    Some(PolicyText {
        name: stem.into(),
        at: span(whole, 0, text.len()),
        text,
        is_exact: true,
    })
}

fn managed(name: &Said<String>, reader: &mut Reader<'_>) -> Option<PolicyText> {
    let Some(json) = managed::policy(name) else {
        let names = managed::names();
        let otherwise = format!("known are {}; paste any other as JSON", quoted(&names));
        let fault = Diagnostic::error(
            "unknown-managed-policy",
            format!("no AWS managed policy `{name}` is known here"),
            name.at,
        )
        .help(did_you_mean(name, &names, &otherwise));
        reader.fault(fault);
        return None;
    };
    Some(PolicyText {
        name: name.as_str().into(),
        text: json.into(),
        at: name.at,
        is_exact: false,
    })
}
