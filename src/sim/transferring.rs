//! Uploads and downloads through transfer managers: their requests, one after the other or at once.

use std::sync::Arc;

use super::attempts::Coming;
use super::parts::{Ended, Found, Step, Transfer};
use super::simulation::Simulation;
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::time::Duration;
use crate::trace::record::TransferRecord;
use crate::trace::{Recorder, RequestRecord};
use crate::units::Bytes;
use crate::world::Id;
use crate::world::call::{Call, KeyPattern};
use crate::world::keys::Keys;
use crate::world::plan::{Load, Spacing};
use crate::world::stored::UploadId;
use crate::world::transfer::Course;

impl<R: Recorder> Simulation<'_, R> {
    /// A transfer of this load was wanted: its first request begins.
    pub(super) fn begin_transfer(&mut self, load: u32) {
        let Some(rules) = &self.plan.loads[load as usize].transfer else {
            return;
        };
        let number = self.transferred.entry(load).or_insert(0);
        *number += 1;
        let source = &self.sources[load as usize];
        let who = (source.client, source.signing_region);
        let fresh = Transfer::new((load, *number), who, rules.at_once, self.now);
        let transfer = self.transfers.put(fresh);
        self.go_on(transfer);
    }

    /// A request of a transfer has ended: others may go out, or the transfer ends.
    pub(super) fn hear_of_part(&mut self, id: Id<Transfer>, ended: Ended) {
        let found = self.found(id);
        let it = &mut self.transfers[id];
        if let Some(rules) = &self.plan.loads[it.load as usize].transfer {
            it.hear(&rules.course, ended, found);
        }
        self.go_on(id);
    }

    /// Sends what may go out, and ends the transfer when nothing is under way any more.
    ///
    /// INVARIANT: A request that ends as soon as it begins, because the SDK refuses it, comes back here
    /// before the next one has gone out; a transfer that has ended meanwhile makes no more.
    fn go_on(&mut self, id: Id<Transfer>) {
        let load = &self.plan.loads[self.transfers[id].load as usize];
        let Some(rules) = &load.transfer else {
            return;
        };
        let found = self.found(id);
        while let Some(step) = self.transfers[id].next(&rules.course, found) {
            self.ask_for(id, &rules.course, step);
            if self.transfers[id].has_ended {
                return;
            }
        }
        if let Some(ended) = self.transfers[id].end() {
            self.finish_transfer(id, ended);
        }
    }

    /// Begins the request of one step.
    fn ask_for(&mut self, id: Id<Transfer>, course: &Course, step: Step) {
        let it = &self.transfers[id];
        let (client, region, main) = (it.client, it.region, it.load);
        let load = load_of(course, step, main);
        let written = &self.plan.loads[load as usize];
        let upload = UploadId {
            load: main,
            number: it.number,
        };
        let mut call = call_of(&written.call, step, written.keys.number(it.number));
        call.upload = Some(upload);
        let own = Load {
            id: String::new(),
            client,
            call,
            start: self.now,
            spacing: Spacing::Constant(Duration::ZERO),
            count: 1,
            replay: None,
            signed_by: written.signed_by,
            keys: Keys::Numbered,
            mix: None,
            transfer: None,
            at: written.at,
        };
        let target = self.targets.of(load as usize, &written.call, region);
        let source = &mut self.sources[load as usize];
        source.arrived += 1;
        let coming = Coming {
            load,
            number: source.arrived,
            client,
            signing_region: region,
            target,
            own: Some(Arc::new(own)),
            transfer: Some(id),
        };
        self.start(coming);
    }

    fn finish_transfer(&mut self, id: Id<Transfer>, ended: Ended) {
        let it = &self.transfers[id];
        let record = TransferRecord {
            load: it.load,
            number: it.number,
            client: it.client,
            arrived: it.arrived,
            finished: self.now,
            outcome: ended.outcome,
            reason: ended.reason,
            requests: it.requests,
            at_once: it.most_at_once,
            moved: it.moved,
        };
        self.transfers[id].has_ended = true;
        self.transfers.release(id);
        self.recorder
            .transfer_ended(&self.world, self.plan, &record);
        self.await_user(record.load as usize);
    }

    /// The object of a download as S3 has it now.
    ///
    /// SIMPLIFIED: The size is that of the moment at which the answer that tells it arrives.
    fn found(&self, id: Id<Transfer>) -> Option<Found> {
        let it = &self.transfers[id];
        let load = &self.plan.loads[it.load as usize];
        let call = &load.call;
        let source = call.source.as_ref();
        let bucket = source.map(|(bucket, _)| bucket).or(call.bucket.as_ref())?;
        let bucket = bucket.existing(&self.world, it.region)?;
        let pattern = source.map(|(_, key)| key).or(call.key.as_ref())?;
        let key = pattern.key(load.keys.number(it.number));
        let object = self.world.buckets[bucket].object(&key)?;
        Some((object.size, object.part_size.unwrap_or(object.size)))
    }
}

/// The load a step's request counts for.
fn load_of(course: &Course, step: Step, main: u32) -> u32 {
    match (course, step) {
        (Course::Upload(cut) | Course::Copy { cut, .. }, Step::Create) => cut.create,
        (Course::Upload(cut) | Course::Copy { cut, .. }, Step::Complete) => cut.complete,
        (Course::Upload(cut) | Course::Copy { cut, .. }, Step::Abort) => cut.abort,
        (Course::AskedFirst { ask, .. } | Course::Copy { ask, .. }, Step::Ask) => *ask,
        (
            Course::Whole
            | Course::Upload(_)
            | Course::Copy { .. }
            | Course::AskedFirst { .. }
            | Course::ByRange(_)
            | Course::ByPart,
            Step::Whole
            | Step::Ask
            | Step::Create
            | Step::PartUp(..)
            | Step::PartDown(_)
            | Step::PartCopied(..)
            | Step::Complete
            | Step::Abort,
        ) => main,
    }
}

/// What a step asks, of the object with the key number `key`.
fn call_of(written: &Call, step: Step, key: u64) -> Call {
    let mut call = written.clone();
    let of_number = |pattern: &KeyPattern| KeyPattern {
        before: pattern.key(key),
        after: None,
    };
    call.key = written.key.as_ref().map(of_number);
    let source = written.source.as_ref();
    call.source = source.map(|(bucket, key)| (bucket.clone(), of_number(key)));
    match step {
        Step::PartUp(number, size) => (call.part_number, call.size) = (Some(number), size),
        Step::PartDown(range) => call.range = Some(range),
        Step::PartCopied(number, range) => {
            call.operation = Operation::UploadPartCopy;
            (call.part_number, call.range) = (Some(number), Some(range));
            call.ask_sdk();
        }
        Step::Whole | Step::Ask | Step::Create | Step::Complete | Step::Abort => {}
    }
    call
}

impl Ended {
    /// How a request of a transfer ended, that was signed for this Region in the end.
    pub(super) fn of(record: &RequestRecord, signing_region: Region) -> Self {
        let last = record.attempts.last();
        Self {
            outcome: record.outcome,
            reason: last.and_then(|last| last.reason),
            body: last.map_or(Bytes(0), |last| last.sent.max(last.received)),
            signing_region,
        }
    }
}
