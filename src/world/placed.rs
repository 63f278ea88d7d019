//! A policy and where it stands in the scenario, so that what is found in it can be shown there.

use super::iam::AttachedPolicy;
use crate::diagnostic::{Diagnostic, Span};
use crate::policy::{self, KnownKey, PolicyKind};
use crate::scenario::policy_text::PolicyText;

/// A policy and where it stands in the scenario.
#[derive(Debug, Clone)]
pub struct PlacedPolicy {
    /// It, as the world uses it.
    pub policy: AttachedPolicy,
    /// Its text and place.
    pub text: PolicyText,
}

impl PlacedPolicy {
    /// Where the whole policy stands.
    pub fn span(&self) -> Span {
        self.text.span()
    }

    /// The traps that AWS accepts in it, each a warning with its place.
    ///
    /// Whoever comes through an endpoint has no public address, so endpoint policies never see
    /// `aws:SourceIp` (COND-01); about other policies nothing is taken for granted.
    ///
    /// ```
    /// use vpcsim::{scenario::Scenario, world};
    /// let text = r##"Scenario(accounts: { "111122223333": Account(roles: { "app": Role(policies: [
    ///     r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject",
    ///         "Resource": "arn:aws:s3:::reports"}}"#,
    /// ]) }) })"##;
    /// let built = world::build(&Scenario::parse(text).scenario);
    /// let traps = built.policies[0].traps();
    /// assert_eq!(traps[0].code, "policy-resource-of-other-kind");
    /// assert_eq!(&text[traps[0].span.unwrap().range()], r#""s3:GetObject""#);
    /// ```
    pub fn traps(&self) -> Vec<Diagnostic> {
        let absent: &[KnownKey] = match self.policy.kind() {
            PolicyKind::Endpoint => &[KnownKey::SourceIp],
            PolicyKind::Identity
            | PolicyKind::Boundary
            | PolicyKind::Session
            | PolicyKind::Scp
            | PolicyKind::Rcp
            | PolicyKind::Bucket
            | PolicyKind::AccessPoint
            | PolicyKind::MultiRegionAccessPoint
            | PolicyKind::Resource => &[],
        };
        let lints = policy::lint(self.policy.document(), absent);
        lints
            .into_iter()
            .map(|lint| {
                let place = self.text.place(lint.place);
                Diagnostic::warning(lint.code.name(), lint.message, place).help(lint.help)
            })
            .collect()
    }
}
