//! Answers that all requests of a series get: decided once, and given again until something
//! changes.

use std::sync::Arc;

use super::answer::Answer;
use super::case::Case;
use super::desk::Desk;
use super::layers::Asks;
use super::passes::Pass;
use super::request::Request;
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::policy::Series;
use crate::trace::{Outcome, Way};
use crate::world::bucket::Bucket;
use crate::world::{Id, World};

/// What was found out about the requests of one series that come by one way.
#[derive(Debug, Clone)]
pub(super) struct Known {
    epoch: u32,
    /// The way that came last; every connection to another address of S3 has one of its own.
    way: Arc<Way>,
    signing_region: Region,
    /// The answer to all of them; none when each must be asked for. Series with one answer share
    /// it: with many thousand of them, each look at one's own is a wait for memory.
    steady: Option<Arc<Steady>>,
}

/// An answer that hangs neither on the number of a request nor on its moment.
#[derive(Debug, Clone)]
pub(super) struct Steady {
    answer: Answer,
    bucket: Id<Bucket>,
}

impl Known {
    fn is_of(&self, world: &World, way: &Arc<Way>, signing_region: Region) -> bool {
        self.epoch == world.epoch
            && self.signing_region == signing_region
            && (Arc::ptr_eq(&self.way, way) || is_alike(&self.way, way))
    }
}

/// Whether S3 cannot tell one way from the other: all that its keys and doors know of a way is
/// the same.
fn is_alike(one: &Way, other: &Way) -> bool {
    let ends = |way: &Way| (way.s3_region, way.source_seen, way.places.first().copied());
    let passed = |way: &Way| (way.endpoint, way.endpoint_interface);
    passed(one) == passed(other) && ends(one) == ends(other)
}

impl Desk {
    /// The answer to any request of `series` that comes by `way`, when it was found before to be
    /// the same for all of them; requests of a series differ in number and moment only.
    pub fn remembered(
        &mut self,
        world: &World,
        series: usize,
        way: &Arc<Way>,
        signing_region: Region,
    ) -> Option<&Answer> {
        let known = self.series.get_mut(series)?.as_mut()?;
        if !known.is_of(world, way, signing_region) {
            return None;
        }
        if !Arc::ptr_eq(&known.way, way) {
            known.way = Arc::clone(way);
        }
        let steady = known.steady.as_ref()?;
        let is_untouched = world.buckets[steady.bucket].stored.is_empty();
        is_untouched.then_some(&steady.answer)
    }

    /// What S3 answers to `request`, one of `series`, which came by `way`; remembered when all of
    /// the series get the same.
    pub fn answer_in_series(
        &mut self,
        world: &World,
        series: usize,
        way: &Arc<Way>,
        request: &Request<'_>,
    ) -> Answer {
        let is_known = self
            .series
            .get(series)
            .and_then(Option::as_ref)
            .is_some_and(|known| known.is_of(world, way, request.signing_region));
        let mut case = self.open(world, request, None);
        let answer = case.answer();
        if !is_known {
            let bucket = case.steady_bucket(&answer);
            let steady = bucket.map(|bucket| {
                self.shared(Steady {
                    answer: answer.clone(),
                    bucket,
                })
            });
            if self.series.len() <= series {
                self.series.resize(series + 1, None);
            }
            self.series[series] = Some(Known {
                epoch: world.epoch,
                way: Arc::clone(way),
                signing_region: request.signing_region,
                steady,
            });
        }
        answer
    }
}

impl Steady {
    /// Whether both are one answer; none of them changes anything.
    fn is_as(&self, other: &Self) -> bool {
        let parts = |it: &Self| {
            let Answer {
                outcome,
                reason,
                received,
                redirect_to,
                effect: _,
            } = it.answer;
            (outcome, reason, received, redirect_to, it.bucket)
        };
        parts(self) == parts(other)
    }
}

impl Desk {
    /// The answer of another series, when it is the same.
    fn shared(&mut self, steady: Steady) -> Arc<Steady> {
        match &self.last_steady {
            Some(last) if last.is_as(&steady) => Arc::clone(last),
            _ => {
                let new = Arc::new(steady);
                self.last_steady = Some(Arc::clone(&new));
                new
            }
        }
    }
}

impl Case<'_> {
    /// The bucket that was asked, when every request of the series gets `answer`, whatever its
    /// number and moment.
    ///
    /// INVARIANT: of all that is asked on the way to an answer, only policies, objects and the
    /// direction to a fresh bucket's Region hang on the key or the moment.
    fn steady_bucket(&mut self, answer: &Answer) -> Option<Id<Bucket>> {
        let (world, call) = (self.world, self.request.call);
        let is_plain = matches!(
            call.operation,
            Operation::GetObject | Operation::HeadObject | Operation::PutObject
        );
        let is_decided = matches!(answer.outcome, Outcome::Served(_) | Outcome::Denied { .. })
            && answer.effect.is_none();
        if !is_plain || !is_decided || self.door.is_some() {
            return None;
        }
        let key = call.key.as_ref()?;
        let id = call.bucket.as_ref()?.existing(world, self.request.region)?;
        let keys = Series {
            head: &key.before,
            tail: key.after.as_deref(),
        };
        if !world.buckets[id].is_steady(&keys) {
            return None;
        }
        let head = format!("arn:aws:s3:::{}/{}", world.buckets.name(id), key.before);
        let arns = Series {
            head: &head,
            tail: keys.tail,
        };
        let asks = Asks {
            caller: self.caller(),
            endpoint: self.request.way.endpoint,
            bucket: Some(id),
            object: None,
            owner: self.owner(Some(id), Pass::Bucket),
            through: None,
            pass: Pass::Bucket,
        };
        let stack = self.scratch.stack(world, &asks);
        let is_steady = stack.is_steady(&arns);
        self.scratch.put_back(stack);
        is_steady.then_some(id)
    }
}
