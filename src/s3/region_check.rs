//! The first question S3 asks: am I the Region to answer this, and is it signed for me?

use super::answer::Answer;
use super::request::Request;
use crate::aws::interface_name::Label;
use crate::aws::region::Region;
use crate::aws::s3_host::Endpoint;
use crate::aws::s3_operation::Operation;
use crate::trace::{About, Code, Gate, Outcome, Reason, S3Error};
use crate::world::bucket::Bucket;
use crate::world::call::{BucketRef, Call};
use crate::world::door::Through;
use crate::world::{Id, World};

/// The bucket a reference names, if it exists now.
pub(super) fn existing(
    world: &World,
    request: &Request<'_>,
    bucket: &BucketRef,
) -> Option<Id<Bucket>> {
    bucket.existing(world, request.region)
}

/// S3's answer when it does not even look at who asks: steps 0 and 1 of table 2.
///
/// AWS: whether a redirect comes before authorisation is not documented; callers without any
/// permission do see it, as they must to find the bucket's Region (S3R-08).
pub(super) fn refusal(world: &World, request: &Request<'_>) -> Option<Answer> {
    if let Some(refusal) = wrong_name(request) {
        return Some(refusal);
    }
    let call = request.call;
    let bucket = call
        .bucket
        .as_ref()
        .and_then(|bucket| existing(world, request, bucket));
    let refusal = match call.operation {
        Operation::CreateBucket => location_refusal(request),
        // AWS: any Region tells where a bucket lives, which is what the operation is for (S3R-03).
        Operation::GetBucketLocation
        | Operation::ListBuckets
        | Operation::CreateAccessPoint
        | Operation::GetAccessPoint
        | Operation::DeleteAccessPoint
        | Operation::PutAccessPointPolicy => None,
        Operation::GetObject
        | Operation::HeadObject
        | Operation::PutObject
        | Operation::PutObjectAcl
        | Operation::PutObjectTagging
        | Operation::DeleteObject
        | Operation::ListObjectsV2
        | Operation::CopyObject
        | Operation::HeadBucket
        | Operation::DeleteBucket
        | Operation::GetBucketPolicy
        | Operation::PutBucketPolicy
        | Operation::DeleteBucketPolicy
        | Operation::PutBucketAcl
        | Operation::PutPublicAccessBlock => bucket.and_then(|id| redirect(world, request, id)),
    };
    refusal
        .or_else(|| cross_region_copy(world, request))
        .or_else(|| signature_refusal(request))
}

/// A name of an endpoint that is for access points, for S3 Control or for nothing (IFE-08).
///
/// AWS: what S3 answers there is not documented; the name is taken for a bad request.
fn wrong_name(request: &Request<'_>) -> Option<Answer> {
    let call = request.call;
    let api = label_for(call);
    let address = &call.address;
    let url = address.url.as_ref().filter(|url| !url.serves(api))?;
    let is_left = request.signing_region != address.region && matches!(url, Endpoint::Interface(_));
    (!is_left).then(|| {
        let reason = Reason::bare(Code::S3WrongNameForApi);
        Answer::error(S3Error::InvalidRequest, reason)
    })
}

/// Which of S3's interfaces a call is for: aliases stand for buckets, ARNs do not (AP-17).
fn label_for(call: &Call) -> Label {
    if call.operation.is_about_access_point() {
        Label::Control
    } else if call.point_by_arn().is_some() {
        Label::AccessPoint
    } else {
        Label::Bucket
    }
}

/// The answer of a Region that does not hold the bucket (S3R-04, S3R-06, S3R-07).
fn redirect(world: &World, request: &Request<'_>, id: Id<Bucket>) -> Option<Answer> {
    let bucket = &world.buckets[id];
    if bucket.region == request.region {
        return None;
    }
    // AWS: the newer Regions neither redirect nor are redirected to (S3 API reference, "Request
    // routing"; aws-cli pull request 9113 shows both directions).
    let ends = [bucket.region, request.region];
    if ends
        .into_iter()
        .any(Region::is_launched_after_redirects_ended)
    {
        let reason = Reason::new(Code::S3IllegalLocation, About::Bucket(id));
        return Some(Answer::error(S3Error::IllegalLocationConstraint, reason));
    }
    let today = request.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let (error, code) = if bucket.is_fresh(today) {
        (S3Error::TemporaryRedirect, Code::S3TemporaryRedirect)
    } else {
        (S3Error::PermanentRedirect, Code::S3PermanentRedirect)
    };
    let answer = Answer::error(error, Reason::new(code, About::Bucket(id)));
    Some(answer.redirected_to(bucket.region))
}

/// Only us-east-1 makes buckets for other Regions, and not for the newer ones (S3R-07).
fn location_refusal(request: &Request<'_>) -> Option<Answer> {
    let wanted = wanted_location(request);
    let is_served = wanted == request.region
        || request.region == Region::US_EAST_1 && !wanted.is_launched_after_redirects_ended();
    (!is_served).then(|| {
        let reason = Reason::new(Code::S3IllegalLocation, About::Region(wanted));
        Answer::error(S3Error::IllegalLocationConstraint, reason)
    })
}

/// The Region a new bucket is asked for: its location constraint, else the client's own Region.
pub(super) fn wanted_location(request: &Request<'_>) -> Region {
    request.call.location.unwrap_or(request.call.address.region)
}

/// VPC endpoints carry no copies between Regions (S3R-14), and neither do access points (AP-23).
fn cross_region_copy(world: &World, request: &Request<'_>) -> Option<Answer> {
    let (source, _) = request.call.source.as_ref()?;
    let id = existing(world, request, source)?;
    if world.buckets[id].region == request.region {
        return None;
    }
    let into = request.call.bucket.as_ref();
    let mut doors = [Some(source), into].into_iter().flatten();
    if request.way.endpoint.is_none() {
        // AWS: copies through access points stay in one Region; with which code others are refused
        // is not documented (AP-23).
        let is_point = |door: &BucketRef| matches!(door.through, Some(Through::Point(_)));
        return doors.any(is_point).then(|| {
            let reason = Reason::new(Code::S3CrossRegionCopyViaAp, About::Bucket(id));
            Answer::error(S3Error::InvalidRequest, reason)
        });
    }
    Some(Answer {
        reason: Some(Reason::new(
            Code::S3CrossRegionViaEndpoint,
            About::Bucket(id),
        )),
        ..Answer::of(Outcome::Denied {
            gate: Gate::EndpointType,
            is_explicit: true,
        })
    })
}

/// A signature for another Region than the one that was asked (S3R-05); its error names the right
/// one, with which SDKs try again.
fn signature_refusal(request: &Request<'_>) -> Option<Answer> {
    request.principal?;
    if request.is_sigv4a() {
        return None;
    }
    (request.signing_region != request.region).then(|| {
        let reason = Reason::new(Code::S3WrongSigningRegion, About::Region(request.region));
        Answer::error(S3Error::AuthorizationHeaderMalformed, reason).redirected_to(request.region)
    })
}
