//! Policies as they stand in a scenario: compiled and remembered with their place, or refused as
//! AWS would.

use std::sync::Arc;

use super::Builder;
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::{Document, Policy, PolicyKind, Validation};
use crate::scenario::Said;
use crate::scenario::model::PolicyValidation;
use crate::scenario::policy_text::PolicyText;
use crate::world::change::Rejection;
use crate::world::iam::AttachedPolicy;

impl Builder<'_> {
    /// Compiles a list of policies; those with faults are left out.
    pub(super) fn policies(
        &mut self,
        texts: &[Said<PolicyText>],
        kind: PolicyKind,
    ) -> Vec<AttachedPolicy> {
        let mut list = Vec::new();
        for text in texts {
            let name = free_name(&list, text.name());
            list.extend(self.policy_called(name, text, (kind, None)));
        }
        list
    }

    /// Adds a group's identity policies to those of its member.
    pub(super) fn add_policies(
        &mut self,
        list: &mut Vec<AttachedPolicy>,
        texts: &[Said<PolicyText>],
    ) {
        for text in texts {
            let name = free_name(list, text.name());
            list.extend(self.policy_called(name, text, (PolicyKind::Identity, None)));
        }
    }

    /// A policy that may be absent.
    pub(super) fn maybe(
        &mut self,
        text: Option<&Said<PolicyText>>,
        kind: PolicyKind,
    ) -> Option<AttachedPolicy> {
        text.and_then(|text| self.policy(text, kind))
    }

    /// Compiles a policy that stands in the scenario; whatever AWS would refuse is a fault, or
    /// merely a warning when policies are judged leniently.
    pub(super) fn policy(&mut self, text: &PolicyText, kind: PolicyKind) -> Option<AttachedPolicy> {
        self.policy_called(text.name().to_owned(), text, (kind, None))
    }

    /// As [`Builder::policy`], for the policy of the resource with the ARN `owner`, which it alone
    /// may name (CFG-09).
    pub(super) fn policy_of(
        &mut self,
        text: &PolicyText,
        kind: PolicyKind,
        owner: &str,
    ) -> Option<AttachedPolicy> {
        self.policy_called(text.name().to_owned(), text, (kind, Some(owner)))
    }

    /// A policy that is put while the run goes on, or AWS's refusal of it.
    pub(super) fn put(
        &mut self,
        text: &PolicyText,
        kind: PolicyKind,
        owner: Option<&str>,
    ) -> Result<AttachedPolicy, Rejection> {
        let (policy, faults) = self.compiled(text.name().to_owned(), text, (kind, owner));
        policy.ok_or_else(|| rejection(faults))
    }

    /// A list of policies that is put while the run goes on; one refusal refuses all.
    pub(super) fn put_all(
        &mut self,
        texts: &[Said<PolicyText>],
        kind: PolicyKind,
    ) -> Result<Vec<AttachedPolicy>, Rejection> {
        let mut list = Vec::new();
        for text in texts {
            let name = free_name(&list, text.name());
            let (policy, faults) = self.compiled(name, text, (kind, None));
            list.push(policy.ok_or_else(|| rejection(faults))?);
        }
        Ok(list)
    }

    fn policy_called(
        &mut self,
        name: String,
        text: &PolicyText,
        of: (PolicyKind, Option<&str>),
    ) -> Option<AttachedPolicy> {
        let (policy, faults) = self.compiled(name, text, of);
        let severity = match policy {
            Some(_) => Severity::Warning,
            None => Severity::Error,
        };
        self.faults.extend(
            faults
                .into_iter()
                .map(|fault| Diagnostic { severity, ..fault }),
        );
        policy
    }

    /// Compiles a policy for its kind and owner, unless AWS would refuse it, and tells all that is
    /// wrong with it.
    fn compiled(
        &mut self,
        name: String,
        text: &PolicyText,
        (kind, owner): (PolicyKind, Option<&str>),
    ) -> (Option<AttachedPolicy>, Vec<Diagnostic>) {
        let read = |level| Document::parse_for(text.text(), kind, level, owner);
        let (strict, faults) = read(Validation::Strict);
        let (document, label) = match self.scenario.policy_validation {
            PolicyValidation::Strict => (strict.filter(|_| faults.is_empty()), ""),
            PolicyValidation::Lenient => (read(Validation::Lenient).0, "AWS would refuse this"),
        };
        let faults: Vec<Diagnostic> = faults
            .into_iter()
            .map(|fault| {
                let place = text.place(fault.place);
                let fault = Diagnostic::error(fault.code, fault.message, place).help(fault.help);
                fault.label(label)
            })
            .collect();
        let policy = document.map(|document| Arc::new(Policy::compile(name, document)));
        (policy, faults)
    }
}

/// AWS refuses with the first fault it finds.
fn rejection(faults: Vec<Diagnostic>) -> Rejection {
    let first = faults.into_iter().next();
    let (code, message) = first.map_or(("MalformedPolicy", String::new()), |f| (f.code, f.message));
    Rejection::new(code, "CFG-01", message)
}

/// A name that no policy of `list` bears yet, so that explanations and fixes can tell them apart.
fn free_name(list: &[AttachedPolicy], name: &str) -> String {
    let is_free = |wanted: &str| list.iter().all(|policy| policy.name() != wanted);
    if is_free(name) {
        return name.to_owned();
    }
    let numbered = (2..list.len() + 2).map(|number| format!("{name} {number}"));
    // INVARIANT: one of so many names is free, since the list bears fewer.
    numbered
        .into_iter()
        .find(|wanted| is_free(wanted))
        .unwrap_or_default()
}
