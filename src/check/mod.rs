//! Which expectations hold: a listener to a run that judges the scenario's `expect`, and the probes
//! that are expected to come out in some way.

mod attempts;
mod breaks;
mod costs;
mod finding;
mod probes;
mod refusals;
mod requests;
mod resolve;
mod transfers;

pub use finding::Finding;
pub use probes::probes;

use attempts::AttemptsCheck;
use breaks::BreaksCheck;
use costs::CostCheck;
use refusals::RefusalCheck;
use requests::RequestsCheck;
use transfers::TransfersCheck;

use crate::cost::{Bill, Ledger};
use crate::diagnostic::Diagnostic;
use crate::scenario::Scenario;
use crate::time::Instant;
use crate::trace::record::{Break, Recorder, RequestRecord, TransferRecord};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// Listens to a run and judges every expectation of its scenario.
#[derive(Debug, Clone)]
pub struct Checker {
    checks: Vec<Check>,
    /// What was used, when an expectation asks for what it costs.
    ledger: Option<Ledger>,
}

#[derive(Debug, Clone)]
enum Check {
    Requests(Box<RequestsCheck>),
    Breaks(BreaksCheck),
    Refusal(RefusalCheck),
    Cost(Box<CostCheck>),
    Attempts(AttemptsCheck),
    Transfers(Box<TransfersCheck>),
}

impl Checker {
    /// A checker of `scenario`'s expectations; every name in them must exist.
    pub fn new(scenario: &Scenario, world: &World, plan: &Plan) -> Result<Self, Vec<Diagnostic>> {
        let checks = resolve::checks(scenario, world, plan)?;
        let is_cost = |check: &Check| matches!(check, Check::Cost(_));
        let ledger = checks.iter().any(is_cost).then(|| Ledger::new(world, plan));
        Ok(Self { checks, ledger })
    }

    /// What became of each expectation, in the order they are written.
    pub fn findings(self) -> Vec<Finding> {
        let bill = self.ledger.as_ref().map(Bill::of).unwrap_or_default();
        self.checks
            .into_iter()
            .map(|check| match check {
                Check::Requests(check) => check.finding(),
                Check::Breaks(check) => check.finding(),
                Check::Refusal(check) => check.finding(),
                Check::Cost(check) => check.finding(&bill),
                Check::Attempts(check) => check.finding(),
                Check::Transfers(check) => check.finding(),
            })
            .collect()
    }
}

impl Recorder for Checker {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        for check in &mut self.checks {
            match check {
                Check::Requests(check) => check.request_ended(world, plan, request),
                Check::Attempts(check) => check.request_ended(request),
                Check::Breaks(_) | Check::Refusal(_) | Check::Cost(_) | Check::Transfers(_) => {}
            }
        }
        if let Some(ledger) = &mut self.ledger {
            ledger.request_ended(world, plan, request);
        }
    }

    fn transfer_ended(&mut self, _world: &World, plan: &Plan, transfer: &TransferRecord) {
        for check in &mut self.checks {
            if let Check::Transfers(check) = check {
                check.transfer_ended(plan, transfer);
            }
        }
    }

    fn connection_opened(&mut self, _at: Instant, _client: Id<Client>) {}

    fn connection_broken(&mut self, broken: &Break) {
        for check in &mut self.checks {
            if let Check::Breaks(check) = check {
                check.connection_broken(broken);
            }
        }
    }

    fn change_asked(&mut self, at: Instant, _change: usize, refused: Option<&Rejection>) {
        for check in &mut self.checks {
            if let Check::Refusal(check) = check {
                check.change_asked(at, refused);
            }
        }
    }

    fn change_applied(&mut self, at: Instant, change: usize, world: &World) {
        if let Some(ledger) = &mut self.ledger {
            ledger.change_applied(at, change, world);
        }
    }

    fn run_ended(&mut self, at: Instant, events: u64, fingerprint: u64) {
        if let Some(ledger) = &mut self.ledger {
            ledger.run_ended(at, events, fingerprint);
        }
    }
}
