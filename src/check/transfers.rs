//! Expectations about transfers as wholes.

use super::finding::Finding;
use crate::diagnostic::Span;
use crate::time::Duration;
use crate::trace::record::TransferRecord;
use crate::units::Bytes;
use crate::world::Id;
use crate::world::client::Client;
use crate::world::plan::Plan;

/// Which transfers one expectation is about, what must hold of each, and what was seen.
#[derive(Debug, Clone, Default)]
pub(super) struct TransfersCheck {
    pub(super) span: Span,
    pub(super) load: Option<(String, u32)>,
    pub(super) client: Option<(String, Id<Client>)>,
    pub(super) outcome: Option<String>,
    pub(super) faster_than: Option<Duration>,
    pub(super) slower_than: Option<Duration>,
    pub(super) requests: Option<u64>,
    pub(super) moved: Option<Bytes>,
    pub(super) at_once: Option<u32>,
    pub(super) count: Option<u64>,
    pub(super) seen: u64,
    pub(super) missed: u64,
    /// The first transfer that failed it, and how.
    pub(super) first_miss: Option<String>,
}

impl TransfersCheck {
    pub(super) fn transfer_ended(&mut self, plan: &Plan, transfer: &TransferRecord) {
        let load = self.load.as_ref();
        let client = self.client.as_ref();
        let is_meant = load.is_none_or(|(_, load)| *load == transfer.load)
            && client.is_none_or(|(_, client)| *client == transfer.client);
        if !is_meant {
            return;
        }
        self.seen += 1;
        if let Some(miss) = self.miss(transfer) {
            self.missed += 1;
            let load = plan.loads.get(transfer.load as usize);
            let name = load.map_or("", |load| &load.id);
            let number = transfer.number;
            let words = || format!("`{name}` number {number} {miss}");
            self.first_miss.get_or_insert_with(words);
        }
    }

    /// What a transfer does not do that it should.
    fn miss(&self, transfer: &TransferRecord) -> Option<String> {
        let outcome = transfer.outcome.to_string();
        let took = transfer.finished.since(transfer.arrived);
        let is_else = |wanted: &String| !outcome.starts_with(wanted.as_str());
        if self.outcome.as_ref().is_some_and(is_else) {
            let why = transfer
                .reason
                .map_or(String::new(), |it| format!(" ({})", it.code));
            return Some(format!("ended with {outcome}{why}"));
        }
        if self.faster_than.is_some_and(|limit| took >= limit)
            || self.slower_than.is_some_and(|limit| took <= limit)
        {
            return Some(format!("took {took}"));
        }
        if self
            .requests
            .is_some_and(|wanted| wanted != transfer.requests)
        {
            return Some(format!("took {} requests", transfer.requests));
        }
        if self.moved.is_some_and(|wanted| wanted != transfer.moved) {
            return Some(format!("moved {}", transfer.moved));
        }
        if self
            .at_once
            .is_some_and(|wanted| wanted != transfer.at_once)
        {
            return Some(format!(
                "had {} requests under way at once",
                transfer.at_once
            ));
        }
        None
    }

    pub(super) fn finding(self) -> Finding {
        let is_counted = self.count.is_none_or(|count| count == self.seen);
        let is_met = (self.seen > 0 || self.count == Some(0)) && self.missed == 0 && is_counted;
        let says = self.words();
        let found = if is_met {
            String::new()
        } else if self.seen == 0 {
            "there was no such transfer".to_owned()
        } else if !is_counted {
            format!("{} transfers were chosen", self.seen)
        } else {
            let first = self.first_miss.unwrap_or_default();
            format!("{} of {} did not; {first}", self.missed, self.seen)
        };
        Finding {
            span: self.span,
            is_met,
            says,
            found,
        }
    }

    fn words(&self) -> String {
        let who = match (&self.load, &self.client) {
            (Some((load, _)), _) => format!("transfers `{load}`"),
            (None, Some((client, _))) => format!("transfers of `{client}`"),
            (None, None) => "all transfers".to_owned(),
        };
        let parts = [
            self.count.map(|count| format!("number {count}")),
            self.outcome
                .as_ref()
                .map(|outcome| format!("end with {outcome}")),
            self.faster_than
                .map(|limit| format!("take less than {limit}")),
            self.slower_than
                .map(|limit| format!("take more than {limit}")),
            self.requests
                .map(|requests| format!("take {requests} requests")),
            self.moved.map(|moved| format!("move {moved}")),
            self.at_once
                .map(|most| format!("have up to {most} under way at once")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("{who} {}", parts.join(", "))
    }
}
