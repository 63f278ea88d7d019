//! Multi-Region Access Points: what they refuse before any policy is asked, and which bucket they
//! send a request to.

use super::answer::Answer;
use super::request::Request;
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::policy::PrincipalKind;
use crate::time::Duration;
use crate::trace::{About, Code, Gate, Outcome, Reason, S3Error};
use crate::world::multi_region_access_point::{Member, MultiRegionAccessPoint};
use crate::world::{Id, World};

/// How a Multi-Region Access Point chose the bucket of a request (MRAP-20).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routing {
    /// The Multi-Region Access Point.
    pub point: Id<MultiRegionAccessPoint>,
    /// The Region in which the request enters AWS.
    pub entry: Region,
    /// Its buckets and the round trip to each from there, the nearest first.
    pub candidates: Vec<(Member, Duration)>,
    /// The bucket that answers.
    pub chosen: Option<Member>,
}

/// How the bucket of `request` was chosen; none when it does not go through a Multi-Region Access
/// Point.
pub(super) fn routing(world: &World, request: &Request<'_>) -> Option<Routing> {
    let entry = request.way.s3_region.filter(|_| request.way.is_s3_global)?;
    let point = world.multi_region(request.call.multi_region()?)?;
    let what = &world.multi_region_access_points[point];
    let members = what.members.iter();
    let mut candidates: Vec<(Member, Duration)> = members
        .map(|member| (*member, entry.round_trip_to(member.region)))
        .collect();
    candidates.sort_by_key(|(member, distance)| (*distance, member.region));
    Some(Routing {
        point,
        entry,
        candidates,
        chosen: what.member_in(request.region),
    })
}

/// The answer to what Multi-Region Access Points do not take from anybody (MRAP-15, MRAP-27 to
/// MRAP-29).
///
/// AWS: which codes it answers with here is not documented.
pub(super) fn refusal(world: &World, request: &Request<'_>) -> Option<Answer> {
    let call = request.call;
    let source = call
        .source
        .as_ref()
        .and_then(|(from, _)| from.through.as_ref());
    if source.is_some_and(|from| from.multi_region().is_some()) {
        let reason = Reason::bare(Code::S3OperationNotSupportedViaMrap);
        return Some(Answer::error(S3Error::InvalidRequest, reason));
    }
    let point = world.multi_region(call.multi_region()?)?;
    let about = About::MultiRegion(point);
    let error = |error, code| Some(Answer::error(error, Reason::new(code, about)));
    if !takes(world, call.operation) {
        let code = Code::S3OperationNotSupportedViaMrap;
        return error(S3Error::MethodNotAllowed, code);
    }
    if !request.is_secure {
        return error(S3Error::MovedToHttps, Code::MrapNeedsHttps);
    }
    let Some(signer) = request.principal else {
        return Some(Answer {
            reason: Some(Reason::new(Code::MrapNeedsSignature, about)),
            ..Answer::of(Outcome::Denied {
                gate: Gate::MultiRegionAccessPoint,
                is_explicit: false,
            })
        });
    };
    if !call.signing.knows_sigv4a {
        return error(S3Error::InvalidRequest, Code::MrapNeedsSigv4a);
    }
    let is_session = world.principals[signer].identity.kind() == PrincipalKind::Session;
    if is_session && !call.signing.has_global_token {
        return error(S3Error::InvalidToken, Code::MrapTokenNotGlobal);
    }
    None
}

/// The answer about a Multi-Region Access Point that is not there, or not yet (MRAP-26).
pub(super) fn no_such() -> Answer {
    let reason = Reason::bare(Code::S3NoSuchMultiRegionAccessPoint);
    Answer::error(S3Error::NoSuchMultiRegionAccessPoint, reason)
}

/// Whether an operation may be asked of a Multi-Region Access Point: what deals with objects, and
/// listings; copies into it since 2024-11 (MRAP-29).
///
/// AWS: the list is that of "Using Multi-Region Access Points with supported API operations" in
/// the S3 user guide.
fn takes(world: &World, operation: Operation) -> bool {
    match operation {
        Operation::GetObject
        | Operation::HeadObject
        | Operation::PutObject
        | Operation::PutObjectAcl
        | Operation::PutObjectTagging
        | Operation::DeleteObject
        | Operation::ListObjectsV2 => true,
        Operation::CopyObject => world.features.mrap_copies,
        Operation::HeadBucket
        | Operation::CreateBucket
        | Operation::DeleteBucket
        | Operation::GetBucketLocation
        | Operation::GetBucketPolicy
        | Operation::PutBucketPolicy
        | Operation::DeleteBucketPolicy
        | Operation::PutBucketAcl
        | Operation::PutPublicAccessBlock
        | Operation::CreateAccessPoint
        | Operation::GetAccessPoint
        | Operation::DeleteAccessPoint
        | Operation::PutAccessPointPolicy
        | Operation::ListBuckets => false,
    }
}
