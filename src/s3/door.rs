//! What an access point refuses before any policy is asked: who comes from elsewhere, unsigned,
//! without TLS, or with an operation that is for buckets only.

use super::answer::Answer;
use super::multi_region;
use super::request::Request;
use crate::scenario::client::Addressing;
use crate::trace::{About, Code, Gate, Outcome, Reason, S3Error};
use crate::world::access_point::AccessPoint;
use crate::world::call::{BucketRef, Call};
use crate::world::door::{Door, Through};
use crate::world::{Id, World};

/// Why the SDK does not even send `call`, or `None` when it does.
///
/// AWS: without `use_arn_region` SDKs refuse ARNs of other Regions than their own; with any setting
/// they refuse path style for ARNs (endpoint rules of the SDKs; SDKs and Tools Reference Guide).
pub fn client_refusal(call: &Call) -> Option<Reason> {
    let arn = call.point_by_arn()?;
    if arn.region != call.address.region {
        let about = About::Region(arn.region);
        return Some(Reason::new(Code::ClientArnRegionMismatch, about));
    }
    let is_path = call.address.addressing == Addressing::Path;
    is_path.then(|| Reason::bare(Code::ApNeedsVirtualHost))
}

/// The answer to what access points do not take from anybody, in any way or of any kind.
pub(super) fn refusal(world: &World, request: &Request<'_>) -> Option<Answer> {
    let call = request.call;
    if call.operation.is_about_access_point() {
        let named = call.point.as_ref()?;
        return named.arn.is_none().then(|| {
            let reason = Reason::bare(Code::S3AliasNotAccepted);
            Answer::error(S3Error::InvalidAccessPointAlias, reason)
        });
    }
    let source = call.source.as_ref().map(|(from, _)| from);
    let doors = [call.bucket.as_ref(), source];
    for door in doors.into_iter().flatten() {
        if let Some(refusal) = unknown(world, door) {
            return Some(refusal);
        }
    }
    if let Some(refusal) = multi_region::refusal(world, request) {
        return Some(refusal);
    }
    let point = point_of(world, call.bucket.as_ref())?;
    let reason = |code| Reason::new(code, About::AccessPoint(point));
    if !call.operation.works_through_access_points() {
        let reason = reason(Code::S3MethodNotAllowedViaAp);
        return Some(Answer::error(S3Error::MethodNotAllowed, reason));
    }
    // SIMPLIFIED: that plain HTTP to an access point is redirected to HTTPS is taken to be a 301,
    // which no client follows.
    if !request.is_secure {
        return Some(Answer::error(
            S3Error::MovedToHttps,
            reason(Code::ApNeedsHttps),
        ));
    }
    // SIMPLIFIED: an alias in the path is taken to be a 400; AWS only says that access points are
    // addressed virtual-hosted.
    if call.address.addressing == Addressing::Path {
        let reason = reason(Code::ApNeedsVirtualHost);
        return Some(Answer::error(S3Error::InvalidRequest, reason));
    }
    request.principal.is_none().then(|| Answer {
        reason: Some(reason(Code::ApNeedsSignature)),
        ..Answer::of(Outcome::Denied {
            gate: Gate::AccessPoint,
            is_explicit: false,
        })
    })
}

/// The access point, of one Region or of many, that is asked in the bucket's place, if it exists.
pub(super) fn door_of(world: &World, named: Option<&BucketRef>) -> Option<Door> {
    world.door(named?.through.as_ref()?)
}

/// The access point of one Region that is asked in the bucket's place, if it exists.
fn point_of(world: &World, named: Option<&BucketRef>) -> Option<Id<AccessPoint>> {
    world.access_point(named?.through.as_ref()?.point()?)
}

fn unknown(world: &World, named: &BucketRef) -> Option<Answer> {
    let through = named.through.as_ref()?;
    let is_unknown = world.door(through).is_none();
    is_unknown.then(|| match through {
        Through::Point(_) => no_such_access_point(),
        Through::MultiRegion(_) => multi_region::no_such(),
    })
}

/// The answer about an access point that is not there (AP-38).
pub(super) fn no_such_access_point() -> Answer {
    let reason = Reason::bare(Code::S3NoSuchAccessPoint);
    Answer::error(S3Error::NoSuchAccessPoint, reason)
}

/// The answer of an access point that is for one VPC only to a request that did not come through
/// an endpoint of that VPC, whatever policies say (AP-03 to AP-05).
///
/// Being in the VPC is not enough: a request that leaves by an internet gateway comes from the
/// internet. Being elsewhere does not matter: an endpoint of the VPC may be reached from afar.
pub(super) fn origin_refusal(world: &World, request: &Request<'_>) -> Option<Answer> {
    let call = request.call;
    let source = call.source.as_ref().map(|(from, _)| from);
    let came_from = request.way.endpoint.map(|id| world.vpc_endpoints[id].vpc);
    let doors = [source, call.bucket.as_ref()].into_iter();
    let mut points = doors.filter_map(|door| point_of(world, door));
    let shut = points.find(|point| {
        let wanted = world.access_points[*point].vpc;
        wanted.is_some() && wanted != came_from
    })?;
    Some(Answer {
        reason: Some(Reason::new(
            Code::ApOriginMismatch,
            About::AccessPoint(shut),
        )),
        ..Answer::of(Outcome::Denied {
            gate: Gate::Origin,
            is_explicit: true,
        })
    })
}
