//! Expectations about how many attempts were made.

use super::finding::Finding;
use crate::diagnostic::Span;
use crate::time::Instant;
use crate::trace::record::RequestRecord;
use crate::world::Id;
use crate::world::client::Client;

/// Counts the attempts one expectation is about.
#[derive(Debug, Clone)]
pub(super) struct AttemptsCheck {
    pub(super) span: Span,
    pub(super) client: Option<(String, Id<Client>)>,
    pub(super) after: Option<Instant>,
    pub(super) before: Option<Instant>,
    pub(super) outcome: Option<String>,
    pub(super) at_least: Option<u64>,
    pub(super) at_most: Option<u64>,
    pub(super) seen: u64,
}

impl AttemptsCheck {
    pub(super) fn request_ended(&mut self, request: &RequestRecord) {
        let is_theirs = |(_, client): &(String, Id<Client>)| *client == request.client;
        if !self.client.as_ref().is_none_or(is_theirs) {
            return;
        }
        for attempt in &request.attempts {
            let is_in = self.after.is_none_or(|after| attempt.started >= after)
                && self.before.is_none_or(|before| attempt.started < before);
            let ended_so = |wanted: &String| attempt.outcome.to_string().starts_with(wanted);
            if is_in && self.outcome.as_ref().is_none_or(ended_so) {
                self.seen += 1;
            }
        }
    }

    pub(super) fn finding(self) -> Finding {
        let mut says = match &self.client {
            Some((name, _)) => format!("attempts of `{name}`"),
            None => "all attempts".to_owned(),
        };
        if let Some(after) = self.after {
            says.push_str(&format!(" from {after}"));
        }
        if let Some(before) = self.before {
            says.push_str(&format!(" before {before}"));
        }
        if let Some(outcome) = &self.outcome {
            says.push_str(&format!(" that end with {outcome}"));
        }
        says.push_str(&match (self.at_least, self.at_most) {
            (Some(least), Some(most)) => format!(" are {least} to {most}"),
            (Some(least), None) => format!(" are at least {least}"),
            (None, Some(most)) => format!(" are at most {most}"),
            (None, None) => " are any number".to_owned(),
        });
        let is_met = self.at_least.is_none_or(|least| self.seen >= least)
            && self.at_most.is_none_or(|most| self.seen <= most);
        Finding {
            span: self.span,
            is_met,
            says,
            found: if is_met {
                String::new()
            } else {
                format!("there were {}", self.seen)
            },
        }
    }
}
