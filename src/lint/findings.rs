//! What was found so far: each trap once, however often it was met.

use crate::diagnostic::{Diagnostic, Span};

use super::rule::Rule;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Diagnostic>,
}

impl Findings {
    /// Adds a finding, unless the same rule has found something at the same place already: later
    /// worlds only repeat it.
    pub(super) fn add(&mut self, finding: Diagnostic) {
        let is_known =
            |known: &Diagnostic| known.code == finding.code && known.span == finding.span;
        if !self.list.iter().any(is_known) {
            self.list.push(finding);
        }
    }

    /// Adds a finding, when there is one.
    pub(super) fn extend(&mut self, finding: Option<Diagnostic>) {
        if let Some(finding) = finding {
            self.add(finding);
        }
    }

    /// Whether `rule` has found something inside `place`.
    pub(super) fn has(&self, rule: Rule, place: Span) -> bool {
        self.list.iter().any(|known| {
            known.code == rule.name()
                && known.span.is_some_and(|span| {
                    span.source == place.source && (place.start..place.end).contains(&span.start)
                })
        })
    }

    /// All of them by place.
    pub(super) fn in_order(mut self) -> Vec<Diagnostic> {
        self.list
            .sort_by_key(|finding| (finding.span, finding.code));
        self.list
    }
}
