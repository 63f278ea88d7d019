//! From the policy engine's layers to the gates and reasons people read.

use super::request::Request;
use crate::policy::{self, Layer};
use crate::trace::{About, Code, Gate, Outcome, Reason};
use crate::world::bucket::Bucket;
use crate::world::{Id, Place};

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
///
/// SIMPLIFIED: organizations, access points, ACLs and Block Public Access are in no world yet,
/// so their gates never close and have no reasons of their own.
pub(super) fn reason(
    closed: policy::Gate,
    request: &Request<'_>,
    bucket: Option<Id<Bucket>>,
) -> Option<Reason> {
    let code = match (closed.layer, closed.is_explicit) {
        (Layer::Identity, true) => Code::IdentityExplicitDeny,
        (Layer::Identity, false) => Code::IdentityNoAllow,
        (Layer::Boundary, true) => Code::BoundaryExplicitDeny,
        (Layer::Boundary, false) => Code::BoundaryNoAllow,
        (Layer::Session, true) => Code::SessionExplicitDeny,
        (Layer::Session, false) => Code::SessionNoAllow,
        (Layer::Endpoint, true) => Code::EndpointExplicitDeny,
        (Layer::Endpoint, false) => Code::EndpointNoAllow,
        (Layer::Bucket | Layer::Resource, true) => Code::BucketExplicitDeny,
        (Layer::Bucket | Layer::Resource, false) => Code::BucketNoAllow,
        (
            Layer::Scp
            | Layer::Rcp
            | Layer::AccessPoint
            | Layer::MultiRegionAccessPoint
            | Layer::BlockPublicAccess
            | Layer::Acl
            | Layer::Service,
            _,
        ) => return None,
    };
    let about = match closed.layer {
        Layer::Endpoint => request
            .way
            .endpoint
            .map(|id| About::Place(Place::VpcEndpoint(id))),
        Layer::Bucket | Layer::Resource => bucket.map(About::Bucket),
        Layer::Identity
        | Layer::Boundary
        | Layer::Session
        | Layer::Scp
        | Layer::Rcp
        | Layer::AccessPoint
        | Layer::MultiRegionAccessPoint
        | Layer::BlockPublicAccess
        | Layer::Acl
        | Layer::Service => request.principal.map(About::Principal),
    };
    Some(Reason::new(code, about.unwrap_or(About::Nothing)))
}
