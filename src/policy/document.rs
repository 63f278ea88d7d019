//! A policy document as written: its statements and elements, each with its place in the text.

use std::ops::Range;

use super::kind::PolicyKind;

/// How much is asked of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Validation {
    /// All that AWS asks when the policy is put.
    #[default]
    Strict,
    /// Only what is needed to evaluate it.
    Lenient,
}

/// One fault of a document: AWS's error code, what is wrong, where, and a way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code AWS answers with, such as `MalformedPolicy`.
    pub code: &'static str,
    /// What is wrong: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// The bytes of the JSON text that are meant.
    pub place: Range<usize>,
    /// A way out; may be empty.
    pub help: String,
}

/// Version of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// `2008-10-17`, also when none is written; variables are plain text (POL-38, POL-39).
    V2008,
    /// `2012-10-17`.
    V2012,
}

/// Whether a statement allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// `Allow`
    Allow,
    /// `Deny`
    Deny,
}

/// A word of the document and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, JSON escapes resolved.
    pub text: String,
    /// Its bytes in the JSON text.
    pub place: Range<usize>,
}

/// An element that may be turned round: `Action` or `NotAction`, and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element<T> {
    /// Whether it is the `Not…` form.
    pub negated: bool,
    /// What it lists.
    pub listed: Vec<T>,
    /// The bytes of the whole element.
    pub place: Range<usize>,
}

/// The kinds of names a `Principal` element may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrincipalType {
    /// `AWS`, also for a bare `"*"`.
    Aws,
    /// `Service`
    Service,
    /// `Federated`
    Federated,
    /// `CanonicalUser`
    CanonicalUser,
}

/// One principal as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenPrincipal {
    /// Under which name it stands.
    pub kind: PrincipalType,
    /// The principal itself.
    pub word: Word,
}

/// One condition: an operator, a key and the values it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenCondition {
    /// Such as `ForAnyValue:StringLikeIfExists`.
    pub operator: Word,
    /// Such as `aws:SourceVpce`.
    pub key: Word,
    /// Any of them may match.
    pub values: Vec<Word>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenStatement {
    /// Its name, if it has one.
    pub sid: Option<Word>,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`; absent in identity policies.
    pub principal: Option<Element<WrittenPrincipal>>,
    /// `Action` or `NotAction`.
    pub action: Option<Element<Word>>,
    /// `Resource` or `NotResource`; absent in trust policies.
    pub resource: Option<Element<Word>>,
    /// All of them must be met.
    pub conditions: Vec<WrittenCondition>,
    /// The bytes of the whole statement.
    pub place: Range<usize>,
}

/// A policy document: what was written, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is attached to.
    pub kind: PolicyKind,
    /// Version of the policy language.
    pub version: Version,
    /// Its name, if it has one.
    pub id: Option<Word>,
    /// Its statements.
    pub statements: Vec<WrittenStatement>,
}

impl Effect {
    /// As it is written in a document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

impl PrincipalType {
    /// As it is written in a document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Service => "Service",
            Self::Federated => "Federated",
            Self::CanonicalUser => "CanonicalUser",
        }
    }
}
