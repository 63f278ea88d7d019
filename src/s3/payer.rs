//! Who pays for requests: a bucket may have its requesters pay, and then they must say that they do.

use super::answer::Answer;
use super::region_check::existing;
use super::request::Request;
use crate::trace::{About, Code, Gate, Outcome, Reason};
use crate::world::World;

/// The answer to who does not say that they pay where they must: everybody but the bucket's own
/// account, and nobody can without a signature (S3R-16).
///
/// AWS: whether policies are looked at before is not documented; both refusals are a 403.
pub(super) fn refusal(world: &World, request: &Request<'_>) -> Option<Answer> {
    let call = request.call;
    let id = call
        .bucket
        .as_ref()
        .and_then(|named| existing(world, request, named))?;
    let bucket = &world.buckets[id];
    let caller = request.principal.map(|id| &world.principals[id]);
    let is_own = caller.is_some_and(|caller| caller.account == Some(bucket.account));
    if !bucket.requester_pays || is_own || call.pays && caller.is_some() {
        return None;
    }
    Some(Answer {
        reason: Some(Reason::new(Code::S3RequesterPays, About::Bucket(id))),
        ..Answer::of(Outcome::Denied {
            gate: Gate::RequesterPays,
            is_explicit: true,
        })
    })
}
