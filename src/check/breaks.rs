//! Expectations about connections that a change breaks.

use super::finding::Finding;
use crate::diagnostic::Span;
use crate::time::Instant;
use crate::trace::Code;
use crate::trace::record::Break;
use crate::world::Id;
use crate::world::client::Client;

/// Counts the breaks one expectation is about.
#[derive(Debug, Clone)]
pub(super) struct BreaksCheck {
    pub(super) span: Span,
    pub(super) client: Option<(String, Id<Client>)>,
    /// When the causing change was applied, and its position in the plan.
    pub(super) change: Option<(Instant, Vec<usize>)>,
    pub(super) wanted: u64,
    pub(super) cause: Option<Code>,
    pub(super) seen: u64,
    pub(super) other_causes: Vec<Code>,
}

impl BreaksCheck {
    pub(super) fn connection_broken(&mut self, broken: &Break) {
        let is_client = self
            .client
            .as_ref()
            .is_none_or(|(_, client)| *client == broken.client);
        let is_change = match &self.change {
            Some((_, changes)) => broken.change.is_some_and(|one| changes.contains(&one)),
            // Without a moment and a cause, breaks by any change are meant, not idle time-outs.
            None => broken.change.is_some() || self.cause.is_some(),
        };
        if !is_client || !is_change {
            return;
        }
        match self.cause {
            Some(cause) if cause != broken.reason.code => {
                if !self.other_causes.contains(&broken.reason.code) {
                    self.other_causes.push(broken.reason.code);
                }
            }
            Some(_) | None => self.seen += 1,
        }
    }

    pub(super) fn finding(self) -> Finding {
        let whose = self
            .client
            .map_or(String::new(), |(name, _)| format!(" of `{name}`"));
        let when = self
            .change
            .map_or(String::new(), |(at, _)| format!(" by the change at {at}"));
        let why = self
            .cause
            .map_or(String::new(), |code| format!(" for {code}"));
        let mut found = format!("{} were broken", self.seen);
        if !self.other_causes.is_empty() {
            let others: Vec<&str> = self.other_causes.iter().map(|code| code.name()).collect();
            found.push_str(&format!(", others for {}", others.join(", ")));
        }
        let is_met = self.seen == self.wanted;
        Finding {
            span: self.span,
            is_met,
            says: format!("{} connections{whose} are broken{when}{why}", self.wanted),
            found: if is_met { String::new() } else { found },
        }
    }
}
