//! From the policy engine's layers to the gates and reasons people read.

use super::answer::Answer;
use super::request::Request;
use crate::policy::{self, Layer};
use crate::trace::{About, Code, Gate, Outcome, Reason, S3Error};
use crate::world::bucket::Bucket;
use crate::world::door::Door;
use crate::world::{AccessRefusal, Id, Place};

/// What is asked for, as reasons may rest on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// The bucket, when it exists.
    pub(super) bucket: Option<Id<Bucket>>,
    /// The access point, when the request goes through one.
    pub(super) door: Option<Door>,
}

/// The outcome of a request that `closed` stops.
pub(super) fn outcome(closed: policy::Gate) -> Outcome {
    Outcome::Denied {
        gate: gate(closed.layer),
        is_explicit: closed.is_explicit,
    }
}

/// The gate a layer is.
fn gate(layer: Layer) -> Gate {
    match layer {
        // AWS itself refuses what `Service` refuses; to the caller it looks like a missing grant.
        Layer::Identity | Layer::Service => Gate::Identity,
        Layer::Boundary => Gate::Boundary,
        Layer::Session => Gate::Session,
        Layer::Scp => Gate::Scp,
        Layer::Rcp => Gate::Rcp,
        Layer::Endpoint => Gate::Vpce,
        Layer::Bucket | Layer::Resource => Gate::Bucket,
        Layer::AccessPoint => Gate::AccessPoint,
        Layer::MultiRegionAccessPoint => Gate::MultiRegionAccessPoint,
        Layer::BlockPublicAccess => Gate::BlockPublicAccess,
        Layer::Acl => Gate::Acl,
    }
}

/// Why `closed` stops the request, and whose policy it is.
pub(super) fn reason(closed: policy::Gate, request: &Request<'_>, asked: Asked) -> Reason {
    let code = match (closed.layer, closed.is_explicit) {
        (Layer::Identity | Layer::Service, true) => Code::IdentityExplicitDeny,
        (Layer::Identity | Layer::Service, false) => Code::IdentityNoAllow,
        (Layer::Boundary, true) => Code::BoundaryExplicitDeny,
        (Layer::Boundary, false) => Code::BoundaryNoAllow,
        (Layer::Session, true) => Code::SessionExplicitDeny,
        (Layer::Session, false) => Code::SessionNoAllow,
        (Layer::Endpoint, true) => Code::EndpointExplicitDeny,
        (Layer::Endpoint, false) => Code::EndpointNoAllow,
        (Layer::Bucket | Layer::Resource, true) => Code::BucketExplicitDeny,
        (Layer::Bucket | Layer::Resource, false) => Code::BucketNoAllow,
        (Layer::Scp, true) => Code::ScpExplicitDeny,
        (Layer::Scp, false) => Code::ScpNoAllow,
        (Layer::Rcp, true) => Code::RcpExplicitDeny,
        (Layer::Rcp, false) => Code::RcpNoAllow,
        (Layer::BlockPublicAccess, _) => Code::BpaRestrictsPublicBucket,
        (Layer::Acl, _) => Code::AclNoGrant,
        (Layer::AccessPoint, true) => Code::ApExplicitDeny,
        (Layer::AccessPoint, false) => Code::ApNoAllow,
        (Layer::MultiRegionAccessPoint, true) => Code::MrapExplicitDeny,
        (Layer::MultiRegionAccessPoint, false) => Code::MrapNoAllow,
    };
    let about = match closed.layer {
        Layer::Endpoint => request
            .way
            .endpoint
            .map(|id| About::Place(Place::VpcEndpoint(id))),
        Layer::AccessPoint | Layer::MultiRegionAccessPoint => asked.door.map(about),
        Layer::Bucket | Layer::Resource | Layer::Rcp | Layer::BlockPublicAccess | Layer::Acl => {
            asked.bucket.map(About::Bucket)
        }
        Layer::Identity | Layer::Boundary | Layer::Session | Layer::Scp | Layer::Service => {
            request.principal.map(About::Principal)
        }
    };
    Reason::new(code, about.unwrap_or(About::Nothing))
}

/// A door as what a reason rests on.
pub(super) fn about(door: Door) -> About {
    match door {
        Door::AccessPoint(point) => About::AccessPoint(point),
        Door::MultiRegion(point) => About::MultiRegion(point),
    }
}

/// The answer to a policy or an ACL that Block Public Access or the bucket's ownership does not
/// let be set.
pub(super) fn refused(refusal: AccessRefusal, about: About) -> Answer {
    let blocked = Outcome::Denied {
        gate: Gate::BlockPublicAccess,
        is_explicit: true,
    };
    let (outcome, code) = match refusal {
        AccessRefusal::PublicPolicy(_) => (blocked, Code::BpaBlocksPublicPolicy),
        AccessRefusal::PublicAcl(_) => (blocked, Code::BpaBlocksPublicAcl),
        AccessRefusal::AclsDisabled => (
            Outcome::Error(S3Error::AccessControlListNotSupported),
            Code::AclNotSupported,
        ),
    };
    Answer {
        reason: Some(Reason::new(code, about)),
        ..Answer::of(outcome)
    }
}
