//! A policy ready for use: its statements compiled, and how it weighs on one request.

use super::document::{Document, Effect};
use super::grantee::Grip;
use super::kind::PolicyKind;
use super::public;
use super::statement::{Manner, Query, Statement};
use super::witness::Witness;

/// A compiled policy.
///
/// ```
/// use vpcsim::policy::{Document, Policy, PolicyKind, Validation};
/// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
/// let (document, _) = Document::parse(text, PolicyKind::Identity, Validation::Strict);
/// let policy = Policy::compile("app", document.unwrap());
/// assert_eq!((policy.name(), policy.kind()), ("app", PolicyKind::Identity));
/// ```
#[derive(Debug, Clone)]
pub struct Policy {
    name: Box<str>,
    document: Document,
    statements: Box<[Statement]>,
    is_public: bool,
}

/// What one policy, or several together, say of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Weight {
    /// A Deny applies.
    pub(super) denies: bool,
    /// The firmest Allow that applies.
    pub(super) grip: Grip,
    /// An Allow names the caller's account.
    pub(super) trusts_account: bool,
}

impl Weight {
    /// Whether any Allow applies.
    pub(super) fn allows(self) -> bool {
        self.grip != Grip::None
    }
}

impl Policy {
    /// Its statements, in order.
    pub(super) fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Compiles `document`; `name` is what explanations call it.
    pub fn compile(name: impl Into<String>, document: Document) -> Self {
        let statements = document.statements.iter().enumerate();
        let statements = statements
            .map(|(index, written)| Statement::compile(index, written, document.version))
            .collect();
        Self {
            name: name.into().into(),
            is_public: public::classify(&document).is_public(),
            statements,
            document,
        }
    }

    /// What explanations call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is attached to.
    pub fn kind(&self) -> PolicyKind {
        self.document.kind
    }

    /// The document it was compiled from.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Whether S3 would call it public (BPA-07).
    pub fn is_public(&self) -> bool {
        self.is_public
    }

    /// Adds what this policy says of the request to `weight`.
    pub(super) fn weigh<W: Witness>(
        &self,
        query: &Query<'_>,
        manner: Manner,
        weight: &mut Weight,
        witness: &mut W,
    ) {
        for statement in &self.statements {
            let fit = statement.fit(query, manner, witness);
            witness.statement(self, statement, fit);
            let Ok(grip) = fit else {
                continue;
            };
            match statement.effect {
                Effect::Deny => {
                    weight.denies = true;
                    if !W::RECORDS {
                        return;
                    }
                }
                Effect::Allow => {
                    weight.grip = weight.grip.max(grip);
                    weight.trusts_account |= grip == Grip::Account;
                }
            }
        }
    }
}
