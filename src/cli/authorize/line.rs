//! `authorize`: one authorisation case a line in, one verdict a line out.

use serde_json::{Map, Value, json};

use crate::policy::{
    Decision, Effect, Layer, MissedElement, PolicyKind, Query, StatementFinding, TargetKind,
    classify, explain,
};

use super::case::{list, policies, request, stack, target_of};

/// Answers one line: a JSON object in, a JSON object out, without line break.
///
/// A line that cannot be understood gives `{"id": …, "error": …}`.
pub fn authorize_line(line: &str) -> String {
    let case: Value = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => return json!({"error": format!("not JSON: {error}")}).to_string(),
    };
    let id = case.get("id").cloned().unwrap_or(Value::Null);
    let answer = match case.get("kind").and_then(Value::as_str) {
        Some("bpa-public") => publicity(&case),
        Some("authorize") | None => authorize(&case),
        Some(other) => Err(format!("unknown kind `{other}`")),
    };
    match answer {
        Ok(mut answer) => {
            answer.shift_insert(0, "id".to_owned(), id);
            Value::Object(answer).to_string()
        }
        Err(error) => json!({"id": id, "error": error}).to_string(),
    }
}

type Answer = Result<Map<String, Value>, String>;

/// Whether the resource's policy is public.
fn publicity(case: &Value) -> Answer {
    let written = case
        .pointer("/policies/resource")
        .or_else(|| case.get("policy"))
        .filter(|policy| !policy.is_null())
        .ok_or("`policies.resource` is missing")?;
    let kind = match target_of(case) {
        TargetKind::AccessPoint => PolicyKind::AccessPoint,
        TargetKind::MultiRegionAccessPoint => PolicyKind::MultiRegionAccessPoint,
        TargetKind::Bucket | TargetKind::Other => PolicyKind::Bucket,
    };
    let policies = list(Some(written), kind, "resource")?;
    let mut statements = Vec::new();
    for policy in &policies {
        for index in classify(policy.document()).public_statements {
            let sid = policy.document().statements[index].sid.as_ref();
            statements.push(json!({"index": index + 1, "sid": sid.map(|sid| &sid.text)}));
        }
    }
    let decision = if statements.is_empty() {
        "nonPublic"
    } else {
        "public"
    };
    let reasons = statements.iter().map(|one| {
        let name = one["sid"]
            .as_str()
            .map_or_else(|| one["index"].to_string(), str::to_owned);
        format!("statement {name} is open to everyone")
    });
    let mut answer = Map::new();
    answer.insert("decision".to_owned(), decision.into());
    answer.insert("blockedBy".to_owned(), json!([]));
    answer.insert("reasons".to_owned(), reasons.collect());
    answer.insert("publicStatements".to_owned(), statements.into());
    answer.insert("message".to_owned(), "".into());
    Ok(answer)
}

fn authorize(case: &Value) -> Answer {
    let request = request(case)?;
    let policies = policies(case)?;
    let stack = stack(case, &policies);
    let decision = explain(
        &stack,
        &Query {
            principal: &request.principal,
            action: &request.action,
            resource: &request.resource,
            resource_account: request.account.as_deref(),
            context: &request.context,
        },
    );
    Ok(answer(&decision))
}

fn answer(decision: &Decision) -> Map<String, Value> {
    let blocked: Vec<Value> = decision
        .blocked_by
        .iter()
        .map(|gate| plain_name(gate.layer).into())
        .collect();
    let mut answer = Map::new();
    answer.insert("decision".to_owned(), decision.outcome.name().into());
    answer.insert("blockedBy".to_owned(), blocked.into());
    answer.insert("reasons".to_owned(), reasons(decision).into());
    answer.insert("message".to_owned(), decision.message.as_str().into());
    answer
}

/// One name for all policies of resources.
fn plain_name(layer: Layer) -> &'static str {
    if layer.is_resource_policy() {
        Layer::Resource.name()
    } else {
        layer.name()
    }
}

/// What each closed gate rests on, or, when allowed, what grants.
fn reasons(decision: &Decision) -> Vec<String> {
    let mut reasons = Vec::new();
    for gate in &decision.blocked_by {
        let name = plain_name(gate.layer);
        let before = reasons.len();
        for verdict in decision.verdicts(gate.layer) {
            let level = verdict.level.as_deref().unwrap_or_default();
            let denies = verdict.statements.iter();
            let denies = denies.filter(|f| gate.is_explicit && f.statement.effect == Effect::Deny);
            reasons.extend(denies.map(|f| format!("{name}: denied by {}", place(f, level))));
            let near = verdict.near_misses.iter().filter(|f| {
                !gate.is_explicit
                    && f.statement.effect == Effect::Allow
                    && f.missed != Some(MissedElement::Action)
            });
            reasons.extend(near.map(|f| format!("{name}: {}", missed(f, level))));
        }
        if reasons.len() == before {
            let why = if gate.is_explicit {
                "denies"
            } else {
                "does not allow"
            };
            reasons.push(format!("{name} {why} the action"));
        }
    }
    if decision.is_allowed() {
        for verdict in &decision.layers {
            let name = plain_name(verdict.layer);
            let allows = verdict.statements.iter();
            reasons.extend(allows.map(|f| format!("{name}: allowed by {}", place(f, ""))));
        }
    }
    reasons
}

fn place(finding: &StatementFinding, level: &str) -> String {
    let statement = &finding.statement;
    let which = statement
        .sid
        .clone()
        .unwrap_or_else(|| (statement.index + 1).to_string());
    let at = if level.is_empty() {
        String::new()
    } else {
        format!(" at {level}")
    };
    format!("statement {which} of {}{at}", statement.policy)
}

fn missed(finding: &StatementFinding, level: &str) -> String {
    let element = finding.missed.map_or("nothing", MissedElement::name);
    let mut text = format!("{} does not fit: {element}", place(finding, level));
    for condition in finding.conditions.iter().filter(|condition| !condition.met) {
        let found = condition
            .found
            .as_ref()
            .map_or_else(|| "absent".to_owned(), |found| found.join(", "));
        let wanted = condition.wanted.join(", ");
        let (operator, key) = (&condition.operator, &condition.key);
        text.push_str("; ");
        let parts = [operator, key, "wants", &format!("{wanted}, found"), &found];
        text.push_str(&parts.join(" "));
    }
    text
}
