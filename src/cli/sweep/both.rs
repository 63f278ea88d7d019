//! Two listeners to one run: what it came to, and whether it is as expected.

use crate::check::Checker;
use crate::report::summary::Summarist;
use crate::time::Instant;
use crate::trace::record::{Break, TransferRecord};
use crate::trace::{Recorder, RequestRecord};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// Both listeners.
#[derive(Debug)]
pub(super) struct Both {
    pub(super) summarist: Summarist,
    pub(super) checker: Checker,
}

impl Recorder for Both {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        self.summarist.request_ended(world, plan, request);
        self.checker.request_ended(world, plan, request);
    }

    fn transfer_ended(&mut self, world: &World, plan: &Plan, transfer: &TransferRecord) {
        self.summarist.transfer_ended(world, plan, transfer);
        self.checker.transfer_ended(world, plan, transfer);
    }

    fn connection_opened(&mut self, at: Instant, client: Id<Client>) {
        self.summarist.connection_opened(at, client);
        self.checker.connection_opened(at, client);
    }

    fn connection_broken(&mut self, broken: &Break) {
        self.summarist.connection_broken(broken);
        self.checker.connection_broken(broken);
    }

    fn change_asked(&mut self, at: Instant, change: usize, refused: Option<&Rejection>) {
        self.summarist.change_asked(at, change, refused);
        self.checker.change_asked(at, change, refused);
    }

    fn change_applied(&mut self, at: Instant, change: usize, world: &World) {
        self.summarist.change_applied(at, change, world);
        self.checker.change_applied(at, change, world);
    }

    fn run_ended(&mut self, at: Instant, events: u64, fingerprint: u64) {
        self.summarist.run_ended(at, events, fingerprint);
        self.checker.run_ended(at, events, fingerprint);
    }
}
