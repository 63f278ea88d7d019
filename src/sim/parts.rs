//! One transfer: which of its requests may go out next, and when it is over.

use crate::aws::byte_range::ByteRange;
use crate::aws::region::Region;
use crate::time::Instant;
use crate::trace::{Outcome, Reason, S3Error};
use crate::units::Bytes;
use crate::world::Id;
use crate::world::client::Client;
use crate::world::transfer::{Course, part, parts};

/// An upload or download through a transfer manager, from its arrival to its end.
#[derive(Debug)]
pub(super) struct Transfer {
    /// The load it belongs to, by position in the plan.
    pub(super) load: u32,
    /// Its number within the load, from 1.
    pub(super) number: u64,
    /// Who makes it.
    pub(super) client: Id<Client>,
    /// When it was wanted.
    pub(super) arrived: Instant,
    /// The Region its requests are signed for, which an answer may have corrected (S3R-24).
    pub(super) region: Region,
    /// How many requests it has made.
    pub(super) requests: u64,
    /// The most of them under way at once so far.
    pub(super) most_at_once: u32,
    /// How much of the object has got through in requests that were served.
    pub(super) moved: Bytes,
    /// Whether it was told that it is over.
    pub(super) has_ended: bool,
    at_once: u32,
    stage: Stage,
    /// The size of the object and of its parts, once they are known.
    size: Bytes,
    part_size: Bytes,
    /// How many parts there are, as far as is known, and how many have set out.
    parts: u64,
    begun: u64,
    under_way: u32,
    /// Whether an upload in parts has begun, which must be completed or aborted.
    is_upload: bool,
    ended: Option<Ended>,
    failed: Option<Ended>,
}

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing has been asked yet.
    Fresh,
    /// What must come before everything else is under way.
    Opening,
    /// The source of a copy is large, and an upload in parts must begin.
    Sized,
    /// It begins.
    Creating,
    /// Parts are under way.
    Moving,
    /// S3 puts the parts together.
    Completing,
    /// What came of it is dropped.
    Aborting,
}

/// A request that a transfer makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// All of the object.
    Whole,
    /// The question how large the object is.
    Ask,
    /// `CreateMultipartUpload`.
    Create,
    /// This part of an upload, and its size.
    PartUp(u64, Bytes),
    /// This part of an object.
    PartDown(ByteRange),
    /// This part of an upload, copied from that part of the source.
    PartCopied(u64, ByteRange),
    /// `CompleteMultipartUpload`.
    Complete,
    /// `AbortMultipartUpload`.
    Abort,
}

/// How one request of a transfer ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ended {
    /// The outcome.
    pub(super) outcome: Outcome,
    /// Why it was not served.
    pub(super) reason: Option<Reason>,
    /// The body that got through with the attempt that was served.
    pub(super) body: Bytes,
    /// The Region it was signed for in the end.
    pub(super) signing_region: Region,
}

/// An object as S3 has it: its size, and that of the parts it was uploaded in.
pub(super) type Found = (Bytes, Bytes);

impl Transfer {
    /// A transfer that was wanted `now`, of which nothing has been asked yet.
    pub(super) fn new(
        (load, number): (u32, u64),
        (client, region): (Id<Client>, Region),
        at_once: u32,
        now: Instant,
    ) -> Self {
        Self {
            load,
            number,
            client,
            arrived: now,
            region,
            requests: 0,
            most_at_once: 0,
            moved: Bytes(0),
            has_ended: false,
            at_once,
            stage: Stage::Fresh,
            size: Bytes(0),
            part_size: Bytes(0),
            parts: 0,
            begun: 0,
            under_way: 0,
            is_upload: false,
            ended: None,
            failed: None,
        }
    }

    /// The next request that may go out now; ask until there is none. What is `found` of an object
    /// that is downloaded in its own parts matters before the first.
    ///
    /// SIMPLIFIED: When a part fails for good, parts under way run to their ends before the transfer
    /// gives up; some SDKs cut their bodies short.
    pub(super) fn next(&mut self, course: &Course, found: Option<Found>) -> Option<Step> {
        let step = self.step(course, found)?;
        self.requests += 1;
        self.under_way += 1;
        self.most_at_once = self.most_at_once.max(self.under_way);
        Some(step)
    }

    fn step(&mut self, course: &Course, found: Option<Found>) -> Option<Step> {
        match self.stage {
            Stage::Fresh => {
                self.stage = Stage::Opening;
                Some(self.first(course, found))
            }
            Stage::Moving if self.failed.is_none() && self.begun < self.parts => {
                (self.under_way < self.at_once).then(|| {
                    self.begun += 1;
                    self.part(course, self.begun)
                })
            }
            Stage::Sized => {
                self.stage = Stage::Creating;
                Some(Step::Create)
            }
            Stage::Moving if self.under_way == 0 && self.is_upload => {
                let (stage, step) = match self.failed {
                    None => (Stage::Completing, Step::Complete),
                    Some(_) => (Stage::Aborting, Step::Abort),
                };
                self.stage = stage;
                Some(step)
            }
            // AWS: an upload that cannot be completed is dropped as well.
            Stage::Completing if self.under_way == 0 && self.failed.is_some() => {
                self.stage = Stage::Aborting;
                Some(Step::Abort)
            }
            Stage::Opening
            | Stage::Creating
            | Stage::Moving
            | Stage::Completing
            | Stage::Aborting => None,
        }
    }

    /// The request that must have ended before others may go out.
    fn first(&mut self, course: &Course, found: Option<Found>) -> Step {
        match course {
            Course::Whole => Step::Whole,
            Course::Upload(up) => {
                (self.size, self.part_size) = (up.size, up.part_size);
                Step::Create
            }
            Course::AskedFirst { .. } | Course::Copy { .. } => Step::Ask,
            Course::ByRange(part_size) => {
                (self.part_size, self.begun) = (*part_size, 1);
                let last = part_size.0.saturating_sub(1);
                Step::PartDown(ByteRange::Between(0, last))
            }
            Course::ByPart => {
                (self.size, self.part_size) = found.unwrap_or_default();
                self.begun = 1;
                if self.parts_in_all() == 1 {
                    return Step::Whole;
                }
                self.part(course, 1)
            }
        }
    }

    fn part(&self, course: &Course, number: u64) -> Step {
        let (begins, size) = part(self.size, self.part_size, number);
        let range = ByteRange::Between(begins, (begins + size.0).saturating_sub(1));
        match course {
            Course::Upload(_) => Step::PartUp(number, size),
            Course::Copy { .. } if self.is_upload => Step::PartCopied(number, range),
            Course::Copy { .. } => Step::Whole,
            Course::AskedFirst { .. } if self.parts == 1 => Step::Whole,
            Course::Whole | Course::AskedFirst { .. } | Course::ByRange(_) | Course::ByPart => {
                Step::PartDown(range)
            }
        }
    }

    /// One of its requests has ended; what is `found` of the object matters after the first.
    pub(super) fn hear(&mut self, course: &Course, mut ended: Ended, found: Option<Found>) {
        self.under_way -= 1;
        let is_first = self.stage == Stage::Opening;
        // Where the source of a copy lives says nothing about where it goes.
        if !(is_first && matches!(course, Course::Copy { .. })) {
            self.region = ended.signing_region;
        }
        // AWS: no part of an empty object can be asked for; Go's manager takes that for its end.
        let is_empty = ended.outcome == Outcome::Error(S3Error::InvalidRange);
        if is_first && is_empty && matches!(course, Course::ByRange(_)) {
            (ended.outcome, ended.reason) = (Outcome::Served(200), None);
        }
        if !ended.outcome.is_served() {
            self.failed.get_or_insert(ended);
        } else if self.stage != Stage::Aborting {
            self.moved.0 = self.moved.0.saturating_add(ended.body.0);
            self.ended = Some(ended);
        }
        if self.failed.is_none() {
            match self.stage {
                Stage::Opening => self.open(course, found),
                Stage::Creating => self.begin_parts(),
                Stage::Fresh
                | Stage::Sized
                | Stage::Moving
                | Stage::Completing
                | Stage::Aborting => {}
            }
        }
    }

    /// An upload in parts has begun.
    fn begin_parts(&mut self) {
        self.is_upload = true;
        self.parts = self.parts_in_all();
        self.stage = Stage::Moving;
    }

    /// The first answer has come: so many parts there are.
    fn open(&mut self, course: &Course, found: Option<Found>) {
        let (size, _) = found.unwrap_or_default();
        match course {
            Course::Whole => return,
            Course::Upload(_) => return self.begin_parts(),
            Course::Copy { rules, .. } if size >= rules.threshold => {
                (self.size, self.part_size) = (size, rules.part_size_for(size));
                self.stage = Stage::Sized;
                return;
            }
            Course::Copy { .. } => (self.size, self.part_size) = (size, size),
            Course::ByPart => {}
            Course::ByRange(_) => self.size = size,
            Course::AskedFirst {
                threshold,
                part_size,
                ..
            } => {
                self.size = size;
                let is_cut = size >= *threshold;
                self.part_size = if is_cut { *part_size } else { size };
            }
        }
        self.parts = self.parts_in_all();
        self.stage = Stage::Moving;
    }

    fn parts_in_all(&self) -> u64 {
        parts(self.size, self.part_size)
    }

    /// How it ended, once nothing of it is under way and nothing may follow: as its last request, or
    /// as the first that failed for good.
    pub(super) fn end(&self) -> Option<Ended> {
        if self.under_way > 0 {
            return None;
        }
        self.failed.or(self.ended)
    }
}
