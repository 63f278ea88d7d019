//! The decision itself: every layer weighed, and which of them stay closed to a request.

use super::acl::{AclWeight, Foreign};
use super::grantee::{Grip, Reading};
use super::layer::{Layer, LayerSet};
use super::policy::{Policy, Weight};
use super::principal::PrincipalKind;
use super::services;
use super::stack::{EndpointKind, Level, Stack, TargetKind};
use super::statement::{Manner, Query};
use super::witness::{Nobody, Witness};
use crate::aws::arn::Arn;

/// Whether a request is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Every gate is open.
    Allowed,
    /// Some layer does not allow it.
    ImplicitlyDenied,
    /// Some layer denies it.
    ExplicitlyDenied,
}

impl Outcome {
    /// Its name, as in the source.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "Allowed",
            Self::ImplicitlyDenied => "ImplicitlyDenied",
            Self::ExplicitlyDenied => "ExplicitlyDenied",
        }
    }
}

/// Decides a request; allocates nothing.
///
/// An explicit deny anywhere is final (POL-01). Endpoint policy, SCPs and RCPs are filters, each
/// of which must let the request pass; identity and resource policies are grants (POL-03): in one
/// account either suffices, across accounts both are needed (POL-20, POL-21).
///
/// ```
/// use vpcsim::policy::*;
/// let policy = |kind, text| {
///     Policy::compile("p", Document::parse(text, kind, Validation::Strict).0.unwrap())
/// };
/// let identity = policy(
///     PolicyKind::Identity,
///     r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#,
/// );
/// let bucket = policy(
///     PolicyKind::Bucket,
///     r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*",
///         "Resource": "arn:aws:s3:::b/*",
///         "Condition": {"StringNotEquals": {"aws:sourceVpce": "vpce-1a2b3c4d"}}}}"#,
/// );
/// let stack = Stack {
///     identity: vec![&identity],
///     resource: Target { kind: TargetKind::Bucket, policy: Some(&bucket), ..Target::default() },
///     ..Stack::default()
/// };
/// let principal = Principal::session("111122223333", "/", "app", "i-1");
/// let mut context = Context::of(&principal);
/// let ask = |context: &Context| decide(&stack, &Query {
///     principal: &principal, action: &Action::new("s3:GetObject"),
///     resource: "arn:aws:s3:::b/k", resource_account: Some("111122223333"), context,
/// });
/// assert_eq!(ask(&context), Outcome::ExplicitlyDenied); // from the internet (POL-12)
/// context.set(KnownKey::SourceVpce, "vpce-1a2b3c4d");
/// assert_eq!(ask(&context), Outcome::Allowed);
/// ```
pub fn decide(stack: &Stack<'_>, query: &Query<'_>) -> Outcome {
    Gates::of(stack, query, &mut Nobody).outcome()
}

/// Which layers are closed to a request.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gates {
    /// Closed by a Deny.
    pub(super) explicit: LayerSet,
    /// Closed for want of an Allow.
    pub(super) implicit: LayerSet,
    pub(super) is_same_account: bool,
}

/// What each layer weighs, before they are put together.
#[derive(Debug, Clone, Copy, Default)]
struct Weights {
    identity: Weight,
    boundary: Option<Weight>,
    session: Option<Weight>,
    resource: Weight,
    acl: AclWeight,
}

impl Gates {
    pub(super) fn of<W: Witness>(stack: &Stack<'_>, query: &Query<'_>, witness: &mut W) -> Self {
        let mut gates = Self {
            is_same_account: is_same_account(query),
            ..Self::default()
        };
        if services::is_always_allowed(query.action) {
            return gates;
        }
        let filtered = gates.filter(stack, query, witness);
        if !filtered && !W::RECORDS {
            return gates;
        }
        let weights = gates.weigh(stack, query, witness);
        if gates.explicit.is_empty() || W::RECORDS {
            gates.grant(stack, query, &weights);
        }
        gates.implicit.add_if(
            Layer::Service,
            services::refuses(query.action, query.resource),
        );
        gates
    }

    pub(super) fn outcome(self) -> Outcome {
        if !self.explicit.is_empty() {
            Outcome::ExplicitlyDenied
        } else if !self.implicit.is_empty() {
            Outcome::ImplicitlyDenied
        } else {
            Outcome::Allowed
        }
    }

    /// The filters: RCP, SCP, endpoint, Block Public Access. False when a Deny was found.
    fn filter<W: Witness>(
        &mut self,
        stack: &Stack<'_>,
        query: &Query<'_>,
        witness: &mut W,
    ) -> bool {
        let principal = query.principal;
        if !principal.is_service_linked() {
            self.levels(Layer::Rcp, &stack.rcp, query, witness);
            // SCPs bind an account's own users, roles and root (SCP-01, SCP-04).
            if let (Some(levels), Some(_)) = (&stack.scp, principal.account()) {
                self.levels(Layer::Scp, levels, query, witness);
            }
        }
        if let Some(endpoint) = &stack.endpoint {
            witness.enters(Layer::Endpoint, None);
            let reading = match endpoint.kind {
                EndpointKind::Gateway => Reading::Gateway,
                EndpointKind::Interface => Reading::Interface,
            };
            let weight = together(&endpoint.policies, query, reading, witness);
            let open = weight.allows() || endpoint.policies.is_empty();
            self.close(Layer::Endpoint, weight.denies, open);
        }
        if is_restricted(stack, query, self.is_same_account) {
            self.explicit.add(Layer::BlockPublicAccess);
        }
        self.explicit.is_empty()
    }

    /// The levels of an organization: each must allow, but RCP levels always contain full access
    /// (SCP-02, RCP-01).
    fn levels<W: Witness>(
        &mut self,
        layer: Layer,
        levels: &[Level<'_>],
        query: &Query<'_>,
        witness: &mut W,
    ) {
        for level in levels {
            witness.enters(layer, Some(level.id));
            let weight = together(&level.policies, query, Reading::Attached, witness);
            let open = layer == Layer::Rcp || weight.allows();
            self.close(layer, weight.denies, open);
            if weight.denies && !W::RECORDS {
                return;
            }
        }
    }

    fn close(&mut self, layer: Layer, denies: bool, open: bool) {
        if denies {
            self.explicit.add(layer);
        } else if !open {
            self.implicit.add(layer);
        }
    }

    /// The grants and their caps: identity, boundary, session, resource, ACL.
    fn weigh<W: Witness>(
        &mut self,
        stack: &Stack<'_>,
        query: &Query<'_>,
        witness: &mut W,
    ) -> Weights {
        let mut weights = Weights::default();
        let has_policies = has_policies(query.principal.kind());
        let of = |policies: &[&Policy], layer, witness: &mut W| {
            if !has_policies || policies.is_empty() {
                return None;
            }
            witness.enters(layer, None);
            Some(together(policies, query, Reading::Attached, witness))
        };
        weights.identity = of(&stack.identity, Layer::Identity, witness).unwrap_or_default();
        weights.boundary = of(&stack.boundary, Layer::Boundary, witness);
        weights.session = of(&stack.session, Layer::Session, witness);
        if let Some(policy) = stack.resource.policy {
            witness.enters(stack.resource.kind.layer(), None);
            let manner = Manner {
                reading: Reading::Resource,
                bounded: weights.boundary.is_some(),
            };
            policy.weigh(query, manner, &mut weights.resource, witness);
        }
        if let Some(acl) = &stack.acl {
            let ignore = stack.block_public_access.ignore_public_acls;
            weights.acl = acl.weigh(query, ignore);
        }
        let denies = |weight: Option<Weight>| weight.is_some_and(|weight| weight.denies);
        self.explicit
            .add_if(Layer::Identity, weights.identity.denies);
        self.explicit
            .add_if(Layer::Boundary, denies(weights.boundary));
        self.explicit
            .add_if(Layer::Session, denies(weights.session));
        let is_repair = self.is_same_account
            && services::overrides_resource_deny(query.principal.kind(), query.action);
        self.explicit.add_if(
            stack.resource.kind.layer(),
            weights.resource.denies && !is_repair,
        );
        weights
    }

    /// Steps 8 to 10 of the order of authorisation: is there a grant, and do the caps let it pass?
    fn grant(&mut self, stack: &Stack<'_>, query: &Query<'_>, weights: &Weights) {
        let kind = query.principal.kind();
        let foreign = weights.acl.foreign;
        // A bucket policy does not speak for objects that another account owns (ACL-05).
        let grip = match foreign {
            Foreign::No => weights.resource.grip.max(weights.acl.grip),
            Foreign::Others | Foreign::Callers => weights.acl.grip,
        };
        let resource_layer = match (foreign, weights.acl.ignored) {
            (Foreign::No, false) => stack.resource.kind.layer(),
            (Foreign::Others | Foreign::Callers, _) | (Foreign::No, true) => Layer::Acl,
        };
        let is_direct = grip > Grip::Account;
        if !has_policies(kind) {
            self.implicit.add_if(resource_layer, !is_direct);
            return;
        }
        let by_identity = weights.identity.allows() || kind == PrincipalKind::Root;
        let open = |weight: Option<Weight>| weight.is_none_or(Weight::allows);
        let (boundary, session) = (open(weights.boundary), open(weights.session));
        let is_owner = match foreign {
            Foreign::No => self.is_same_account,
            Foreign::Callers => true,
            Foreign::Others => false,
        };
        if is_owner {
            if is_direct && is_uncapped(kind, grip) {
                return;
            }
            let has_policy = stack.resource.policy.is_some();
            let needs_trust =
                services::identity_needs_trust(query.action, query.resource, has_policy);
            let is_trusted = !needs_trust || weights.resource.trusts_account;
            if !is_direct {
                self.implicit.add_if(Layer::Identity, !by_identity);
                self.implicit.add_if(resource_layer, !is_trusted);
            }
        } else {
            self.implicit.add_if(Layer::Identity, !by_identity);
            self.implicit.add_if(resource_layer, grip == Grip::None);
        }
        self.implicit.add_if(Layer::Boundary, !boundary);
        self.implicit.add_if(Layer::Session, !session);
    }
}

/// Weighs several policies as one: any may allow, any may deny.
fn together<W: Witness>(
    policies: &[&Policy],
    query: &Query<'_>,
    reading: Reading,
    witness: &mut W,
) -> Weight {
    let manner = Manner {
        reading,
        bounded: false,
    };
    let mut weight = Weight::default();
    for policy in policies {
        policy.weigh(query, manner, &mut weight, witness);
        if weight.denies && !W::RECORDS {
            break;
        }
    }
    weight
}

/// Whether callers of this kind can have policies of their own.
fn has_policies(kind: PrincipalKind) -> bool {
    match kind {
        PrincipalKind::Root
        | PrincipalKind::User
        | PrincipalKind::Role
        | PrincipalKind::Session
        | PrincipalKind::FederatedUser => true,
        PrincipalKind::Anonymous
        | PrincipalKind::Service
        | PrincipalKind::Provider
        | PrincipalKind::CanonicalUser => false,
    }
}

/// Whether a grant in the resource's policy is given to the caller itself, so that implicit denies
/// of boundary and session policy do not limit it (POL-23).
fn is_uncapped(kind: PrincipalKind, grip: Grip) -> bool {
    match grip {
        Grip::Exact => true,
        Grip::Everyone => kind != PrincipalKind::Role,
        Grip::None | Grip::Account | Grip::Behind | Grip::Capped => false,
    }
}

fn is_same_account(query: &Query<'_>) -> bool {
    let Some(caller) = query.principal.account() else {
        return false;
    };
    let of_arn = || Arn::parse(query.resource).map(|arn| arn.account);
    match query.resource_account.or_else(of_arn) {
        // AWS's own policies and functions live in every account.
        None | Some("" | "aws") => true,
        Some(owner) => owner == caller,
    }
}

/// `RestrictPublicBuckets`: a public policy shuts the resource to all but its own account and AWS
/// services, whatever statement would apply (BPA-06, BPA-10).
fn is_restricted(stack: &Stack<'_>, query: &Query<'_>, is_same_account: bool) -> bool {
    let target = &stack.resource;
    let is_s3 = match target.kind {
        TargetKind::Bucket | TargetKind::AccessPoint | TargetKind::MultiRegionAccessPoint => true,
        TargetKind::Other => query.action.service() == "s3",
    };
    stack.block_public_access.restrict_public_buckets
        && is_s3
        && !is_same_account
        && !target.is_vpc_only
        && query.principal.kind() != PrincipalKind::Service
        && target.policy.is_some_and(Policy::is_public)
}
