//! Traps in policies that AWS accepts: statements that never or always match, and lock-outs.

mod conditions;
mod effects;
mod scopes;

use std::ops::Range;

use super::document::{Document, WrittenStatement};
use super::key::KnownKey;

/// One trap, with its place in the JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// Which trap.
    pub code: LintCode,
    /// What is the matter: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// The bytes that are meant.
    pub place: Range<usize>,
    /// A way out; may be empty.
    pub help: String,
}

/// The traps that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintCode {
    /// An ARN stands where a bare id is compared (POL-17).
    ArnForId,
    /// A resource names an access point's alias, which policies do not know (AP-19).
    AliasInResource,
    /// An ARN pattern has too few fields to match any ARN.
    WrongFieldCount,
    /// An action finds no resource of its kind: `/*` is missing, or the bucket itself (POL-34).
    ResourceOfOtherKind,
    /// A principal that nobody is: a wildcard inside an ARN (trap 5).
    PrincipalOfNobody,
    /// A condition can never be met.
    NeverMet,
    /// A key cannot be present on any path that leads here (COND-06).
    KeyNeverPresent,
    /// `aws:SourceIp` is compared where requests come through a VPC endpoint (COND-01 to COND-04).
    SourceIpBehindEndpoint,
    /// A key with several values is compared without `ForAllValues` or `ForAnyValue`.
    SetOperatorMissing,
    /// `ForAllValues` in an Allow is met by requests without the key (COND-13).
    AllowsWhenMissing,
    /// Variables are plain text in this version of the language (POL-38).
    VariablesNeed2012,
    /// A Deny hits everyone, also whoever would repair the policy (POL-15).
    LockOut,
    /// An Allow can never take effect, since a Deny of the same policy covers it (POL-01).
    Shadowed,
    /// `NotPrincipal` with Deny hits more callers than meant (POL-31).
    NotPrincipalDeny,
    /// A policy that filters holds no Allow, so it lets nothing pass (POL-06, POL-07).
    NothingAllowed,
}

impl LintCode {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ArnForId => "policy-arn-for-id",
            Self::AliasInResource => "policy-alias-in-resource",
            Self::WrongFieldCount => "policy-wrong-field-count",
            Self::ResourceOfOtherKind => "policy-resource-of-other-kind",
            Self::PrincipalOfNobody => "policy-principal-of-nobody",
            Self::NeverMet => "policy-never-met",
            Self::KeyNeverPresent => "policy-key-never-present",
            Self::SourceIpBehindEndpoint => "policy-source-ip-behind-endpoint",
            Self::SetOperatorMissing => "policy-set-operator-missing",
            Self::AllowsWhenMissing => "policy-allows-when-missing",
            Self::VariablesNeed2012 => "policy-variables-need-2012",
            Self::LockOut => "policy-lock-out",
            Self::Shadowed => "policy-shadowed",
            Self::NotPrincipalDeny => "policy-not-principal-deny",
            Self::NothingAllowed => "policy-nothing-allowed",
        }
    }
}

/// Finds the traps of a policy. `absent` are the keys that no request judged by it can carry, such
/// as `aws:SourceIp` when all come through a VPC endpoint.
///
/// ```
/// use vpcsim::policy::{lint, Document, KnownKey, LintCode, PolicyKind, Validation};
/// let text = r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
///     "Resource": "arn:aws:s3:::b/*",
///     "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/16"}}}}"#;
/// let (document, _) = Document::parse(text, PolicyKind::Bucket, Validation::Strict);
/// let lints = lint(&document.unwrap(), &[KnownKey::SourceIp]);
/// assert_eq!(lints[0].code, LintCode::SourceIpBehindEndpoint);
/// assert_eq!(&text[lints[0].place.clone()], "\"aws:SourceIp\"");
/// ```
pub fn lint(document: &Document, absent: &[KnownKey]) -> Vec<Lint> {
    let mut lints = Lints(Vec::new());
    for statement in &document.statements {
        scopes::check(document, statement, &mut lints);
        conditions::check(document, statement, absent, &mut lints);
    }
    effects::check(document, &mut lints);
    let mut lints = lints.0;
    lints.sort_by_key(|lint| (lint.place.start, lint.code));
    lints.dedup();
    lints
}

/// What was found so far.
struct Lints(Vec<Lint>);

impl Lints {
    fn add(&mut self, code: LintCode, place: &Range<usize>, message: String, help: &str) {
        self.0.push(Lint {
            code,
            message,
            place: place.clone(),
            help: help.to_owned(),
        });
    }
}

/// Every word of a statement in which variables could stand.
fn words(statement: &WrittenStatement) -> impl Iterator<Item = &super::document::Word> {
    let resources = statement
        .resource
        .iter()
        .flat_map(|element| &element.listed);
    let values = statement.conditions.iter().flat_map(|one| &one.values);
    resources.chain(values)
}
