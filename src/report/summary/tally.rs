//! What became of the requests of one source.

use std::collections::BTreeMap;

use super::latency::Latency;
use super::periods::{Paths, Periods, Usage};
use crate::trace::{Attempt, Code, Outcome, RequestRecord};
use crate::units::Bytes;

/// How requests ended, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// How.
    pub outcome: Outcome,
    /// Why, when they were not served and the network or S3 says.
    pub reason: Option<Code>,
}

/// How often a cause occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// How often.
    pub count: u64,
    /// The number of the first request that ended so.
    pub first: u64,
}

impl Occurrence {
    fn add(&mut self, count: u64, first: u64) {
        self.count += count;
        self.first = self.first.min(first);
    }
}

/// What became of requests.
#[derive(Debug, Clone, Default)]
#[repr(C)]
pub struct Tally {
    /// How many ended.
    pub requests: u64,
    /// How many were served.
    pub served: u64,
    /// What was sent of bodies, by all attempts.
    pub sent: Bytes,
    /// What was received of bodies, by all attempts.
    pub received: Bytes,
    /// The cause of the last request, and how often it came since another did: most requests end
    /// like the one before.
    same: Option<(Cause, Occurrence)>,
    pub(super) usage: Usage,
    /// How long the served ones took, from being wanted to the last byte.
    pub latency: Latency,
    /// How often each cause occurred.
    pub causes: BTreeMap<Cause, Occurrence>,
    /// Attempts after the first, followed redirects left out (S3R-24).
    pub retries: u64,
    /// Redirects that were followed (S3R-24).
    pub redirects: u64,
}

impl Tally {
    /// Counts a request.
    pub(super) fn add(&mut self, request: &RequestRecord, periods: &Periods, paths: &mut Paths) {
        self.requests += 1;
        if request.outcome.is_served() {
            self.served += 1;
            self.latency.add(request.finished.since(request.arrived));
        }
        let (cause, number) = (cause(request), request.number);
        match &mut self.same {
            Some((same, occurrence)) if *same == cause => occurrence.add(1, number),
            _ => {
                self.settle_cause();
                let once = Occurrence {
                    count: 1,
                    first: number,
                };
                self.same = Some((cause, once));
            }
        }
        let mut before: Option<&Attempt> = None;
        for attempt in &request.attempts {
            self.sent.0 = self.sent.0.saturating_add(attempt.sent.0);
            self.received.0 = self.received.0.saturating_add(attempt.received.0);
            match before {
                Some(before) if is_redirect(before.outcome) => self.redirects += 1,
                Some(_) => self.retries += 1,
                None => {}
            }
            let period = periods.of(attempt.finished);
            self.usage.add(period, attempt, paths);
            before = Some(attempt);
        }
    }

    fn settle_cause(&mut self) {
        if let Some((cause, more)) = self.same.take() {
            self.count(cause, more);
        }
    }

    fn count(&mut self, cause: Cause, more: Occurrence) {
        let occurrence = self.causes.entry(cause).or_insert(Occurrence {
            count: 0,
            first: more.first,
        });
        occurrence.add(more.count, more.first);
    }

    /// Adds up what is kept aside while requests end; before it nothing is whole.
    pub(super) fn settle(&mut self) {
        self.settle_cause();
        self.latency.settle();
        self.usage.settle();
    }

    /// Adds all of `other`, which is settled and whose numbers count for themselves.
    pub(super) fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.served += other.served;
        for (cause, theirs) in &other.causes {
            self.count(*cause, *theirs);
        }
        self.latency.merge(&other.latency);
        self.sent.0 = self.sent.0.saturating_add(other.sent.0);
        self.received.0 = self.received.0.saturating_add(other.received.0);
        self.retries += other.retries;
        self.redirects += other.redirects;
        self.usage.merge(&other.usage);
    }
}

/// The cause of a request's end: the reason is that of its last attempt.
fn cause(request: &RequestRecord) -> Cause {
    let last = request.attempts.last();
    let reason = last.and_then(|attempt| attempt.reason);
    Cause {
        outcome: request.outcome,
        reason: reason
            .filter(|_| !request.outcome.is_served())
            .map(|reason| reason.code),
    }
}

/// Whether what follows this outcome can only be a followed redirect: a client believes every
/// other answer of these statuses (TCP-17).
fn is_redirect(outcome: Outcome) -> bool {
    outcome
        .status()
        .is_some_and(|status| (300..500).contains(&status))
}
