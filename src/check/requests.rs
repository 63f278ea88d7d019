//! Expectations about what becomes of requests.

use super::finding::Finding;
use crate::aws::region::Region;
use crate::diagnostic::Span;
use crate::s3;
use crate::time::{Duration, Instant};
use crate::trace::record::{Attempt, RequestRecord};
use crate::trace::{Code, Way};
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// Which requests one expectation is about, what must hold of each, and what was seen.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestsCheck {
    pub(super) span: Span,
    pub(super) chosen: Chosen,
    pub(super) wanted: Wanted,
    pub(super) seen: u64,
    pub(super) good: u64,
    /// The first request that failed it, and how.
    pub(super) first_miss: Option<String>,
}

/// Which requests are meant.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    pub(super) load: Option<(String, u32)>,
    pub(super) client: Option<(String, Id<Client>)>,
    pub(super) after: Option<Instant>,
    pub(super) before: Option<Instant>,
}

/// What must hold of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub(super) outcome: Option<String>,
    pub(super) via: Option<Vec<String>>,
    pub(super) first_via: Option<Vec<String>>,
    pub(super) faster_than: Option<Duration>,
    pub(super) slower_than: Option<Duration>,
    pub(super) region: Option<Region>,
    pub(super) attempts: Option<u32>,
    pub(super) reused: Option<bool>,
    pub(super) reason: Option<Code>,
    pub(super) keys: Vec<(String, String)>,
    pub(super) absent_keys: Vec<String>,
    pub(super) count: Option<u64>,
    pub(super) share_percent: u32,
}

impl RequestsCheck {
    pub(super) fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        if !self.chosen.includes(request) {
            return;
        }
        self.seen += 1;
        match self.wanted.miss(world, plan, request) {
            None => self.good += 1,
            Some(miss) if self.first_miss.is_none() => {
                let name = plan
                    .loads
                    .get(request.load as usize)
                    .map_or("", |load| &load.id);
                let number = request.number;
                self.first_miss = Some(format!("`{name}` number {number}: {miss}"));
            }
            Some(_) => {}
        }
    }

    pub(super) fn finding(self) -> Finding {
        let share = u128::from(self.good) * 100
            >= u128::from(self.seen) * u128::from(self.wanted.share_percent);
        let counted = self.wanted.count.is_none_or(|count| count == self.seen);
        let is_met = (self.seen > 0 || self.wanted.count == Some(0)) && share && counted;
        let says = format!("{} {}", self.chosen.words(), self.wanted.words());
        let found = if is_met {
            String::new()
        } else if self.seen == 0 {
            "there was no such request".to_owned()
        } else if !counted {
            format!("{} requests were chosen", self.seen)
        } else {
            let missed = self.seen - self.good;
            let first = self.first_miss.unwrap_or_default();
            format!("{missed} of {} did not; {first}", self.seen)
        };
        Finding {
            span: self.span,
            is_met,
            says,
            found,
        }
    }
}

impl Chosen {
    fn includes(&self, request: &RequestRecord) -> bool {
        self.load
            .as_ref()
            .is_none_or(|(_, load)| *load == request.load)
            && self
                .client
                .as_ref()
                .is_none_or(|(_, client)| *client == request.client)
            && self.after.is_none_or(|after| request.arrived >= after)
            && self.before.is_none_or(|before| request.arrived < before)
    }

    fn words(&self) -> String {
        let mut words = match (&self.load, &self.client) {
            (Some((load, _)), _) => format!("requests `{load}`"),
            (None, Some((client, _))) => format!("requests of `{client}`"),
            (None, None) => "all requests".to_owned(),
        };
        if let Some(after) = self.after {
            words.push_str(&format!(" from {after}"));
        }
        if let Some(before) = self.before {
            words.push_str(&format!(" before {before}"));
        }
        words
    }
}

impl Wanted {
    /// What a request does not do that it should; `None` when it does everything.
    fn miss(&self, world: &World, plan: &Plan, request: &RequestRecord) -> Option<String> {
        let last = request.attempts.last()?;
        let first = request.attempts.first()?;
        if let Some(outcome) = &self.outcome {
            let is = request.outcome.to_string();
            if !is.starts_with(outcome.as_str()) {
                let why = last
                    .reason
                    .map_or(String::new(), |r| format!(" ({})", r.code));
                return Some(format!("ended with {is}{why}"));
            }
        }
        for (wanted, attempt) in [(&self.via, last), (&self.first_via, first)] {
            if let Some(wanted) = wanted {
                let went = gateways(world, attempt);
                if went != *wanted {
                    return Some(format!("went by [{}]", went.join(", ")));
                }
            }
        }
        let took = request.finished.since(request.arrived);
        if self.faster_than.is_some_and(|limit| took >= limit)
            || self.slower_than.is_some_and(|limit| took <= limit)
        {
            return Some(format!("took {took}"));
        }
        if self.region.is_some() && last.region != self.region {
            let went = last.region.map_or("no Region", Region::name);
            return Some(format!("was sent to {went}"));
        }
        if let Some(attempts) = self.attempts
            && request.attempts.len() != attempts as usize
        {
            return Some(format!("took {} attempts", request.attempts.len()));
        }
        if let Some(reused) = self.reused
            && last.is_reused != reused
        {
            let was = if last.is_reused { "an open" } else { "a new" };
            return Some(format!("went over {was} connection"));
        }
        if let Some(code) = self.reason {
            let codes = request
                .attempts
                .iter()
                .filter_map(|attempt| Some(attempt.reason?.code));
            let codes: Vec<Code> = codes.collect();
            if !codes.contains(&code) {
                let names: Vec<&str> = codes.iter().map(|code| code.name()).collect();
                return Some(format!("gave the reasons [{}]", names.join(", ")));
            }
        }
        self.key_miss(world, plan, request, last)
    }

    fn key_miss(
        &self,
        world: &World,
        plan: &Plan,
        request: &RequestRecord,
        last: &Attempt,
    ) -> Option<String> {
        if self.keys.is_empty() && self.absent_keys.is_empty() {
            return None;
        }
        let Some(way) = &last.way else {
            return Some("reached no address, so S3 saw no keys".to_owned());
        };
        let load = request.asked(plan)?;
        let region = way.s3_region.unwrap_or(load.call.address.region);
        let numbered = (load, request.number);
        let Some(mut asked) = s3::Request::of(world, numbered, way, region, last.started) else {
            return Some("did not reach S3, which saw no keys".to_owned());
        };
        // Routes may have changed since the attempt set out.
        asked.region = last.region.unwrap_or(asked.region);
        let context = s3::context(world, &asked);
        for (key, value) in &self.keys {
            let found = context.first(key);
            if found != Some(value.as_str()) {
                let found = found.map_or("absent".to_owned(), |found| format!("`{found}`"));
                return Some(format!("`{key}` was {found}"));
            }
        }
        for key in &self.absent_keys {
            if let Some(found) = context.first(key) {
                return Some(format!("`{key}` was `{found}`"));
            }
        }
        None
    }

    fn words(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if let Some(count) = self.count {
            parts.push(format!("number {count}"));
        }
        if let Some(outcome) = &self.outcome {
            parts.push(format!("end with {outcome}"));
        }
        if let Some(via) = &self.via {
            parts.push(format!("go by [{}]", via.join(", ")));
        }
        if let Some(via) = &self.first_via {
            parts.push(format!("first go by [{}]", via.join(", ")));
        }
        if let Some(limit) = self.faster_than {
            parts.push(format!("take less than {limit}"));
        }
        if let Some(limit) = self.slower_than {
            parts.push(format!("take more than {limit}"));
        }
        if let Some(region) = self.region {
            parts.push(format!("are sent to {region}"));
        }
        if let Some(attempts) = self.attempts {
            parts.push(format!("take {attempts} attempts"));
        }
        if let Some(reused) = self.reused {
            let which = if reused { "an open" } else { "a new" };
            parts.push(format!("go over {which} connection"));
        }
        if let Some(code) = self.reason {
            parts.push(format!("give the reason {code}"));
        }
        for (key, value) in &self.keys {
            parts.push(format!("carry `{key}` = `{value}`"));
        }
        for key in &self.absent_keys {
            parts.push(format!("carry no `{key}`"));
        }
        let share = match self.share_percent {
            100 => String::new(),
            percent => format!(" (at least {percent} %)"),
        };
        format!("{}{share}", parts.join(", "))
    }
}

/// The gateways and endpoints a way passes, by name, in order.
fn gateways(world: &World, attempt: &Attempt) -> Vec<String> {
    let places = attempt
        .way
        .as_deref()
        .map(Way::gateways)
        .into_iter()
        .flatten();
    places.map(|place| world.place_name(place)).collect()
}
