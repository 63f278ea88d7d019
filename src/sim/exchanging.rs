//! From a request on an open connection to its answer, or to the break that comes instead.

use super::connection::{Connection, Stage};
use super::event::Event;
use super::exchange::{Ending, Exchange, Reply};
use super::fate::Fault;
use super::pool::Idle;
use super::request::Request;
use super::simulation::Simulation;
use super::source::Source;
use crate::aws::s3_operation::{Operation, Subject};
use crate::s3;
use crate::time::{Duration, Instant};
use crate::trace::{Code, Outcome, Reason, Recorder};
use crate::units::Bytes;
use crate::world::Id;

/// How long S3 takes for everything that reads and writes no object, and to refuse.
///
/// SIMPLIFIED: AWS publishes no figure; refusals and metadata take ten milliseconds.
const QUICK_ANSWER: Duration = Duration::from_millis(10);

impl<R: Recorder> Simulation<'_, R> {
    /// Sends a request over an open connection, which may turn out to be open no more.
    pub(super) fn send(&mut self, connection: Id<Connection>, request: Id<Request>) {
        let it = &self.connections[connection];
        let fault = it.fault.or_else(|| {
            it.is_forgotten_by_nat(self.now)
                .then(|| Fault::Reset(Reason::bare(Code::NatIdleTimeout)))
        });
        let Some(path) = &it.path else {
            return;
        };
        let way = path.way.clone();
        let call = &self.plan.loads[self.requests[request].load as usize].call;
        let upload = match call.operation {
            Operation::PutObject => call.size,
            _ => Bytes(0),
        };
        todo!()
    }
}
