//! Edits worth trying at a closed gate, smallest first.

use serde_json::{Value, json};

use super::{Change, Edit};
use crate::policy::decision::{ConditionFinding, Decision, Gate, LayerVerdict, StatementFinding};
use crate::policy::document::Effect;
use crate::policy::layer::Layer;
use crate::policy::operator::{Comparison, Operator};
use crate::policy::policy::Policy;
use crate::policy::principal::PrincipalKind;
use crate::policy::stack::{EndpointKind, Stack};
use crate::policy::statement::{MissedElement, Query};

pub(super) fn edits(
    stack: &Stack<'_>,
    query: &Query<'_>,
    decision: &Decision,
    gate: Gate,
) -> Vec<Edit> {
    if gate.layer == Layer::BlockPublicAccess {
        return without_public_statements(stack);
    }
    let mut all = Vec::new();
    for verdict in decision.verdicts(gate.layer) {
        if gate.is_explicit {
            for finding in &verdict.statements {
                if finding.statement.effect == Effect::Deny {
                    disarm(query, verdict, finding, &mut all);
                }
            }
        } else {
            for finding in &verdict.near_misses {
                complete(query, verdict, finding, &mut all);
            }
            all.extend(grant(stack, query, verdict));
        }
    }
    all.sort_by_key(|edit| size(&edit.change));
    all
}

/// How big a change is; smaller ones are tried first.
fn size(change: &Change) -> u8 {
    match change {
        Change::CorrectValue { .. } => 0,
        Change::AddValue { .. } => 1,
        Change::AddResource { .. } => 2,
        Change::AddCondition { .. } => 3,
        Change::AddStatement { .. } => 4,
        Change::RemoveStatement { .. } => 5,
    }
}

fn edit(verdict: &LayerVerdict, finding: &StatementFinding, change: Change) -> Edit {
    Edit {
        layer: verdict.layer,
        level: verdict.level.clone(),
        policy: Some(finding.statement.policy.clone()),
        change,
    }
}

/// A Deny that applies: its value is wrong, or it should name one more, or spare the caller.
fn disarm(
    query: &Query<'_>,
    verdict: &LayerVerdict,
    finding: &StatementFinding,
    all: &mut Vec<Edit>,
) {
    let statement = finding.statement.index;
    for condition in &finding.conditions {
        let negated = Operator::parse(&condition.operator).is_some_and(|rule| rule.negated);
        if negated {
            values(verdict, finding, condition, all);
        }
    }
    let principal = query.principal;
    let spared = match (principal.kind(), principal.context_arn()) {
        (PrincipalKind::Service, _) => Some(("Bool", "aws:PrincipalIsAWSService", "false")),
        (_, Some(arn)) => Some(("ArnNotEquals", "aws:PrincipalArn", arn)),
        (_, None) => None,
    };
    if let Some((operator, key, value)) = spared {
        let change = Change::AddCondition {
            statement,
            operator: operator.to_owned(),
            key: key.to_owned(),
            value: value.to_owned(),
        };
        all.push(edit(verdict, finding, change));
    }
    all.push(edit(
        verdict,
        finding,
        Change::RemoveStatement { statement },
    ));
}

/// An Allow that all but applies.
fn complete(
    query: &Query<'_>,
    verdict: &LayerVerdict,
    finding: &StatementFinding,
    all: &mut Vec<Edit>,
) {
    if finding.statement.effect == Effect::Deny {
        return;
    }
    let statement = finding.statement.index;
    match finding.missed {
        Some(MissedElement::Condition) => {
            for condition in finding.conditions.iter().filter(|condition| !condition.met) {
                let negated = Operator::parse(&condition.operator).is_some_and(|r| r.negated);
                if !negated {
                    values(verdict, finding, condition, all);
                }
            }
        }
        Some(MissedElement::Resource) => {
            let resource = objects_of_bucket(query.resource);
            for resource in resource.into_iter().chain([query.resource.to_owned()]) {
                let change = Change::AddResource {
                    statement,
                    resource,
                };
                all.push(edit(verdict, finding, change));
            }
        }
        Some(MissedElement::Action | MissedElement::Principal) | None => {}
    }
}

/// `bucket/*` for an object of `bucket`.
fn objects_of_bucket(resource: &str) -> Option<String> {
    let (bucket, _) = resource.strip_prefix("arn:aws:s3:::")?.split_once('/')?;
    Some(format!("arn:aws:s3:::{bucket}/*"))
}

/// The request's own value, in place of one written wrongly or beside the others.
fn values(
    verdict: &LayerVerdict,
    finding: &StatementFinding,
    condition: &ConditionFinding,
    all: &mut Vec<Edit>,
) {
    let Some([found]) = condition.found.as_deref() else {
        return;
    };
    let of_values = Operator::parse(&condition.operator)
        .is_some_and(|rule| !matches!(rule.comparison, Comparison::Null | Comparison::Bool));
    if !of_values {
        return;
    }
    let statement = finding.statement.index;
    let (operator, key) = (condition.operator.clone(), condition.key.clone());
    for from in condition
        .wanted
        .iter()
        .filter(|wanted| is_slip(wanted, found))
    {
        let change = Change::CorrectValue {
            statement,
            operator: operator.clone(),
            key: key.clone(),
            from: from.clone(),
            to: found.clone(),
        };
        all.push(edit(verdict, finding, change));
    }
    let change = Change::AddValue {
        statement,
        operator,
        key,
        value: found.clone(),
    };
    all.push(edit(verdict, finding, change));
}

/// Whether `wanted` is likely `found` written wrongly: as an ARN (POL-17), in other case, or with
/// a slip or two.
fn is_slip(wanted: &str, found: &str) -> bool {
    let as_arn = wanted.starts_with("arn:") && !found.starts_with("arn:");
    let ends_alike = wanted.ends_with(&format!("/{found}"));
    as_arn && ends_alike
        || wanted.eq_ignore_ascii_case(found)
        || wanted.len() > 4 && strsim::damerau_levenshtein(wanted, found) <= 2
}

/// A statement that allows this request and nothing else.
fn grant(stack: &Stack<'_>, query: &Query<'_>, verdict: &LayerVerdict) -> Option<Edit> {
    let layer = verdict.layer;
    let mut statement = json!({
        "Effect": "Allow",
        "Action": query.action.as_str(),
        "Resource": query.resource,
    });
    let policies: Vec<&Policy> = match layer {
        Layer::Identity => stack.identity.clone(),
        Layer::Boundary => stack.boundary.clone(),
        Layer::Session => stack.session.clone(),
        Layer::Scp => {
            let levels = stack.scp.as_deref().unwrap_or_default();
            let level = levels
                .iter()
                .find(|one| Some(one.id) == verdict.level.as_deref())?;
            level.policies.clone()
        }
        Layer::Endpoint => {
            let endpoint = stack.endpoint.as_ref()?;
            statement["Principal"] = principal(query, endpoint.kind == EndpointKind::Gateway);
            if endpoint.kind == EndpointKind::Gateway
                && let Some(arn) = query.principal.context_arn()
            {
                statement["Condition"] = json!({"ArnEquals": {"aws:PrincipalArn": arn}});
            }
            endpoint.policies.clone()
        }
        Layer::Bucket | Layer::AccessPoint | Layer::MultiRegionAccessPoint | Layer::Resource => {
            statement["Principal"] = principal(query, false);
            if query.action.service() == "sts" {
                statement.as_object_mut()?.shift_remove("Resource");
            }
            stack.resource.policy.into_iter().collect()
        }
        Layer::Rcp | Layer::BlockPublicAccess | Layer::Acl | Layer::Service => return None,
    };
    Some(Edit {
        layer,
        level: verdict.level.clone(),
        policy: policies.first().map(|policy| policy.name().to_owned()),
        change: Change::AddStatement {
            json: statement.to_string(),
        },
    })
}

/// The narrowest principal that names the caller.
fn principal(query: &Query<'_>, everyone: bool) -> Value {
    let caller = query.principal;
    if everyone {
        return json!("*");
    }
    match caller.kind() {
        PrincipalKind::Anonymous => json!("*"),
        PrincipalKind::Service => json!({"Service": caller.name()}),
        PrincipalKind::Provider => json!({"Federated": caller.name()}),
        PrincipalKind::CanonicalUser => json!({"CanonicalUser": caller.name()}),
        PrincipalKind::Root
        | PrincipalKind::User
        | PrincipalKind::Role
        | PrincipalKind::Session
        | PrincipalKind::FederatedUser => {
            json!({"AWS": caller.context_arn().unwrap_or(caller.arn())})
        }
    }
}

/// A public policy shuts other accounts out; without its public statements it does not (BPA-06).
fn without_public_statements(stack: &Stack<'_>) -> Vec<Edit> {
    let Some(policy) = stack.resource.policy else {
        return Vec::new();
    };
    let public = crate::policy::public::classify(policy.document()).public_statements;
    // SIMPLIFIED: a policy with several public statements is left to people.
    let [statement] = public.as_slice() else {
        return Vec::new();
    };
    vec![Edit {
        layer: Layer::BlockPublicAccess,
        level: None,
        policy: Some(policy.name().to_owned()),
        change: Change::RemoveStatement {
            statement: *statement,
        },
    }]
}
