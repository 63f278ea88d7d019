//! One policy asked alone: how each of its statements meets a request.

use crate::policy::{
    Action, Context, Decision, Endpoint, EndpointKind, Layer, Level, Policy, PolicyKind, Principal,
    Query, Stack, StatementFinding, Target, TargetKind, explain,
};

/// What a policy is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    /// How an endpoint policy reads principals (POL-29).
    pub(super) endpoint: EndpointKind,
    /// Who asks.
    pub(super) principal: &'a Principal,
    /// The IAM action.
    pub(super) action: &'a str,
    /// The ARN.
    pub(super) resource: &'a str,
    /// The account that owns it.
    pub(super) owner: &'a str,
    /// The keys of the request.
    pub(super) context: &'a Context,
}

impl Question<'_> {
    /// How each statement of `policy` meets the request.
    pub(super) fn put_to(&self, policy: &Policy) -> Vec<StatementFinding> {
        let layer = layer(policy.kind());
        let mut found = Vec::new();
        for verdict in self.decision(policy).layers {
            if verdict.layer == layer {
                found.extend(verdict.statements);
                found.extend(verdict.near_misses);
            }
        }
        found
    }

    fn decision(&self, policy: &Policy) -> Decision {
        let mut stack = Stack::default();
        match layer(policy.kind()) {
            Layer::Boundary => stack.boundary.push(policy),
            Layer::Session => stack.session.push(policy),
            Layer::Endpoint => {
                let (kind, policies) = (self.endpoint, vec![policy]);
                stack.endpoint = Some(Endpoint { kind, policies });
            }
            Layer::Bucket => stack.resource = target(TargetKind::Bucket, policy),
            Layer::AccessPoint => stack.resource = target(TargetKind::AccessPoint, policy),
            Layer::MultiRegionAccessPoint => {
                stack.resource = target(TargetKind::MultiRegionAccessPoint, policy);
            }
            Layer::Scp => stack.scp = Some(vec![alone(policy)]),
            Layer::Rcp => stack.rcp.push(alone(policy)),
            // INVARIANT: `layer` knows no other layers.
            Layer::Identity
            | Layer::Resource
            | Layer::BlockPublicAccess
            | Layer::Acl
            | Layer::Service => stack.identity.push(policy),
        }
        let query = Query {
            principal: self.principal,
            action: &Action::new(self.action),
            resource: self.resource,
            resource_account: Some(self.owner),
            context: self.context,
        };
        explain(&stack, &query)
    }
}

/// A resource of this kind with its policy.
fn target(kind: TargetKind, policy: &Policy) -> Target<'_> {
    Target {
        kind,
        policy: Some(policy),
        ..Target::default()
    }
}

/// A level of an organization with one policy.
fn alone(policy: &Policy) -> Level<'_> {
    Level {
        policies: vec![policy],
        ..Level::default()
    }
}

/// The layer at which a policy of this kind is asked; worlds hold no others yet.
fn layer(kind: PolicyKind) -> Layer {
    match kind {
        PolicyKind::Boundary => Layer::Boundary,
        PolicyKind::Session => Layer::Session,
        PolicyKind::Endpoint => Layer::Endpoint,
        PolicyKind::Bucket => Layer::Bucket,
        PolicyKind::Scp => Layer::Scp,
        PolicyKind::Rcp => Layer::Rcp,
        PolicyKind::AccessPoint => Layer::AccessPoint,
        PolicyKind::MultiRegionAccessPoint => Layer::MultiRegionAccessPoint,
        PolicyKind::Identity | PolicyKind::Resource => Layer::Identity,
    }
}
