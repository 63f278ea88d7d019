//! `authorize`: one authorisation case a line in, one verdict a line out.

use crate::aws::arn::{Arn, S3Name};
use crate::policy::{
    Action, BlockPublicAccess, Context, Decision, Document, Effect, Endpoint, EndpointKind, Layer,
    Level, MissedElement, Policy, PolicyKind, Principal, Query, Stack, StatementFinding, Target,
    TargetKind, Validation, classify, explain,
};
use serde_json::{Map, Value, json};

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

/// The request of one case, owned.
struct Request {
    principal: Principal,
    action: Action,
    resource: String,
    account: Option<String>,
    context: Context,
}

/// All policies of one case, owned.
#[derive(Default)]
struct Policies {
    identity: Vec<Policy>,
    boundary: Vec<Policy>,
    session: Vec<Policy>,
    resource: Vec<Policy>,
    endpoint: Option<Vec<Policy>>,
    scp: Option<Vec<(String, Vec<Policy>)>>,
    rcp: Vec<(String, Vec<Policy>)>,
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

fn request(case: &Value) -> Result<Request, String> {
    let written = case.get("request").ok_or("`request` is missing")?;
    let text = |name: &str| {
        written
            .get(name)
            .and_then(Value::as_str)
            .ok_or_else(|| format!("`request.{name}` is missing or no string"))
    };
    let (resource, nested) = match written.get("resource") {
        Some(Value::Object(of)) => (
            of.get("resource").and_then(Value::as_str),
            of.get("accountId"),
        ),
        Some(Value::String(resource)) => (Some(resource.as_str()), None),
        _ => (None, None),
    };
    let resource = resource.ok_or("`request.resource` is missing or no string")?;
    let account = written
        .get("resourceAccount")
        .or(nested)
        .and_then(Value::as_str)
        .map(str::to_owned);
    let action = text("action")?;
    if !action.contains(':') {
        return Err(format!("`{action}` is no action; write `service:Name`"));
    }
    let mut context = context(written.get("context"))?;
    let mut principal = principal(written.get("principal"))?;
    if let Some(arn) = context.first("aws:PrincipalArn") {
        principal = principal.with_role_arn(arn);
    }
    derive(
        &mut context,
        &principal,
        account.as_deref().or_else(|| {
            Arn::parse(resource)
                .map(|arn| arn.account)
                .filter(|account| !account.is_empty())
        }),
    );
    Ok(Request {
        principal,
        action: Action::new(action),
        resource: resource.to_owned(),
        account,
        context,
    })
}

/// Keys that follow from the request when they are not given.
fn derive(context: &mut Context, principal: &Principal, account: Option<&str>) {
    context.describe(principal);
    if let Some(account) = account {
        for key in ["aws:ResourceAccount", "s3:ResourceAccount"] {
            if context.first(key).is_none() {
                context.set_named(key, account);
            }
        }
    }
}

fn principal(written: Option<&Value>) -> Result<Principal, String> {
    match written {
        Some(Value::String(text)) if text.eq_ignore_ascii_case("anonymous") || text == "*" => {
            Ok(Principal::anonymous())
        }
        Some(Value::String(text)) => Principal::parse(text)
            .ok_or_else(|| format!("`{text}` is neither a principal's ARN nor a service")),
        Some(Value::Object(of)) => match of.get("type").and_then(Value::as_str) {
            Some(kind) if kind.eq_ignore_ascii_case("anonymous") => Ok(Principal::anonymous()),
            _ => ["arn", "value", "service", "AWS", "Service"]
                .iter()
                .find_map(|name| of.get(*name)?.as_str())
                .and_then(Principal::parse)
                .ok_or_else(|| "`request.principal` is not understood".to_owned()),
        },
        _ => Err("`request.principal` is missing".to_owned()),
    }
}

fn context(written: Option<&Value>) -> Result<Context, String> {
    let mut context = Context::default();
    let Some(written) = written.filter(|written| !written.is_null()) else {
        return Ok(context);
    };
    let keys = written
        .as_object()
        .ok_or("`request.context` is no object")?;
    for (key, value) in keys {
        let texts: Vec<String> = match value {
            Value::Array(values) => values.iter().map(text_of).collect::<Result<_, _>>()?,
            Value::Null => continue,
            value => vec![text_of(value)?],
        };
        context.set_all_named(key, texts.iter().map(String::as_str));
    }
    Ok(context)
}

fn text_of(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(format!("`{value}` is no context value"))
        }
    }
}

fn policies(case: &Value) -> Result<Policies, String> {
    let none = Value::Null;
    let of = case.get("policies").unwrap_or(&none);
    let get = |name: &str| of.get(name).filter(|value| !value.is_null());
    let endpoint = match get("endpoint") {
        None => None,
        Some(Value::Array(empty)) if empty.is_empty() => None,
        some => Some(list(some, PolicyKind::Endpoint, "endpoint")?),
    };
    let scp = match get("scp") {
        None => None,
        Some(levels) => Some(self::levels(levels, PolicyKind::Scp, "scp")?),
    };
    let rcp = match get("rcp") {
        None => Vec::new(),
        Some(levels) => self::levels(levels, PolicyKind::Rcp, "rcp")?,
    };
    Ok(Policies {
        identity: list(get("identity"), PolicyKind::Identity, "identity")?,
        boundary: list(get("boundary"), PolicyKind::Boundary, "boundary")?,
        session: list(get("session"), PolicyKind::Session, "session")?,
        resource: list(get("resource"), PolicyKind::Resource, "resource")?,
        endpoint,
        scp,
        rcp,
    })
}

/// One level, or several, each `{orgIdentifier, policies}` or a bare policy.
fn levels(
    written: &Value,
    kind: PolicyKind,
    name: &str,
) -> Result<Vec<(String, Vec<Policy>)>, String> {
    let one = std::slice::from_ref(written);
    let all = written.as_array().map_or(one, Vec::as_slice);
    let mut levels = Vec::new();
    for level in all {
        let id = ["orgIdentifier", "id"]
            .iter()
            .find_map(|name| level.get(*name)?.as_str())
            .unwrap_or_default();
        let policies = if level.get("Statement").is_some() || !level.is_object() {
            list(Some(level), kind, name)?
        } else {
            list(level.get("policies"), kind, name)?
        };
        levels.push((id.to_owned(), policies));
    }
    Ok(levels)
}

/// A policy, or a list of them, each bare, as a string, or wrapped as `{name, policy}`.
fn list(written: Option<&Value>, kind: PolicyKind, name: &str) -> Result<Vec<Policy>, String> {
    let all = match written {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(all)) => all.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    let mut policies = Vec::new();
    for (number, one) in all.iter().enumerate() {
        let fallback = if all.len() > 1 {
            format!("{name}-{}", number + 1)
        } else {
            name.to_owned()
        };
        let (label, policy) = match one.get("policy") {
            Some(policy) => (one.get("name").and_then(Value::as_str), policy),
            None => (None, one),
        };
        if policy.is_null() {
            continue;
        }
        let text = match policy {
            Value::String(text) => text.clone(),
            policy => policy.to_string(),
        };
        let label = label.map_or(fallback, str::to_owned);
        let (document, faults) = Document::parse(&text, kind, Validation::Lenient);
        let Some(document) = document else {
            let what = faults
                .first()
                .map_or("unreadable", |fault| fault.message.as_str());
            return Err(format!("policy `{label}`: {what}"));
        };
        policies.push(Policy::compile(label, document));
    }
    Ok(policies)
}

fn target_of(case: &Value) -> TargetKind {
    let resource = case.pointer("/request/resource");
    let text = resource.and_then(|r| r.as_str().or_else(|| r.get("resource")?.as_str()));
    match text.and_then(Arn::parse).and_then(|arn| arn.s3_name()) {
        Some(S3Name::Bucket(_) | S3Name::Object { .. }) => TargetKind::Bucket,
        Some(S3Name::AccessPoint(_) | S3Name::AccessPointObject { .. }) => TargetKind::AccessPoint,
        Some(S3Name::MultiRegionAccessPoint(_) | S3Name::MultiRegionAccessPointObject { .. }) => {
            TargetKind::MultiRegionAccessPoint
        }
        Some(S3Name::Other(_)) | None => TargetKind::Other,
    }
}

fn stack<'a>(case: &Value, policies: &'a Policies) -> Stack<'a> {
    let settings = |name: &str| case.pointer(&format!("/settings/{name}"));
    let is_gateway = settings("endpointType")
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.eq_ignore_ascii_case("gateway"));
    let kind = if is_gateway {
        EndpointKind::Gateway
    } else {
        EndpointKind::Interface
    };
    let level = |(id, policies): &'a (String, Vec<Policy>)| Level {
        id,
        policies: policies.iter().collect(),
    };
    Stack {
        identity: policies.identity.iter().collect(),
        boundary: policies.boundary.iter().collect(),
        session: policies.session.iter().collect(),
        scp: policies
            .scp
            .as_ref()
            .map(|all| all.iter().map(level).collect()),
        rcp: policies.rcp.iter().map(level).collect(),
        endpoint: policies.endpoint.as_ref().map(|all| Endpoint {
            kind,
            policies: all.iter().collect(),
        }),
        resource: Target {
            kind: target_of(case),
            policy: policies.resource.first(),
            is_vpc_only: false,
        },
        acl: None,
        block_public_access: block_public_access(settings("blockPublicAccess")),
        same_organization: settings("sameOrganization").and_then(Value::as_bool) == Some(true),
    }
}

/// A boolean for all four switches, or an object of them.
fn block_public_access(written: Option<&Value>) -> BlockPublicAccess {
    let Some(Value::Object(of)) = written else {
        return match written.and_then(Value::as_bool) {
            Some(true) => BlockPublicAccess::ALL,
            Some(false) | None => BlockPublicAccess::default(),
        };
    };
    let is_on = |name: &str| {
        of.iter()
            .any(|(key, value)| key.eq_ignore_ascii_case(name) && value.as_bool() == Some(true))
    };
    BlockPublicAccess {
        block_public_acls: is_on("BlockPublicAcls"),
        ignore_public_acls: is_on("IgnorePublicAcls"),
        block_public_policy: is_on("BlockPublicPolicy"),
        restrict_public_buckets: is_on("RestrictPublicBuckets"),
    }
}
