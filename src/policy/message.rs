//! The text AWS prints with a denial, for those it prints it to (POL-36).

use super::decision::Gate;
use super::gates::Gates;
use super::layer::Layer;
use super::principal::PrincipalKind;
use super::stack::Stack;
use super::statement::Query;

/// What everyone else sees.
const BARE: &str = "Access Denied";

/// What AWS prints when the gate `named` is closed; empty when none is.
///
/// Only callers of the same account, or of the same organization unless an endpoint policy
/// refused them, are told why; all others read `Access Denied` (S3 user guide, "Troubleshoot
/// access denied (403 Forbidden) errors").
pub(super) fn text(
    stack: &Stack<'_>,
    query: &Query<'_>,
    gates: Gates,
    named: Option<&Gate>,
) -> String {
    let Some(gate) = named else {
        return String::new();
    };
    let kind = query.principal.kind();
    let is_signed = kind != PrincipalKind::Anonymous && kind != PrincipalKind::Service;
    let is_told = is_signed
        && (gates.is_same_account || stack.same_organization && gate.layer != Layer::Endpoint);
    if !is_told {
        return BARE.to_owned();
    }
    let action = query.action.as_str();
    let resource = if query.action.service() == "s3" {
        format!("\"{}\"", query.resource)
    } else {
        query.resource.to_owned()
    };
    let caller = query.principal.arn();
    let why = why(*gate, action);
    format!("User: {caller} is not authorized to perform: {action} on resource: {resource} {why}")
}

fn why(gate: Gate, action: &str) -> String {
    let (article, policy) = match gate.layer {
        Layer::Identity | Layer::Service => ("an", "identity-based policy"),
        Layer::Boundary => ("a", "permissions boundary"),
        Layer::Session => ("a", "session policy"),
        Layer::Scp => ("a", "service control policy"),
        Layer::Rcp => ("a", "resource control policy"),
        Layer::Endpoint => ("a", "VPC endpoint policy"),
        Layer::Bucket
        | Layer::AccessPoint
        | Layer::MultiRegionAccessPoint
        | Layer::Resource
        | Layer::BlockPublicAccess
        | Layer::Acl => ("a", "resource-based policy"),
    };
    if gate.is_explicit {
        return format!("with an explicit deny in {article} {policy}");
    }
    format!("because no {policy} allows the {action} action")
}
