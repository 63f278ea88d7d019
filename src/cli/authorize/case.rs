//! One case for `authorize`: its request, policies and settings, read as leniently as is safe.

use serde_json::Value;

use crate::aws::arn::{Arn, S3Name};
use crate::policy::{
    Action, BlockPublicAccess, Context, Document, Endpoint, EndpointKind, Level, Policy,
    PolicyKind, Principal, Stack, Target, TargetKind, Validation,
};

/// The request of one case, owned.
pub(super) struct Request {
    pub(super) principal: Principal,
    pub(super) action: Action,
    pub(super) resource: String,
    pub(super) account: Option<String>,
    pub(super) context: Context,
}

/// All policies of one case, owned.
#[derive(Default)]
pub(super) struct Policies {
    identity: Vec<Policy>,
    boundary: Vec<Policy>,
    session: Vec<Policy>,
    resource: Vec<Policy>,
    endpoint: Option<Vec<Policy>>,
    scp: Option<Vec<(String, Vec<Policy>)>>,
    rcp: Vec<(String, Vec<Policy>)>,
}

/// The request of a case.
pub(super) fn request(case: &Value) -> Result<Request, String> {
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

/// The policies of a case, compiled.
pub(super) fn policies(case: &Value) -> Result<Policies, String> {
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
pub(super) fn list(
    written: Option<&Value>,
    kind: PolicyKind,
    name: &str,
) -> Result<Vec<Policy>, String> {
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

/// What kind of resource a case is about.
pub(super) fn target_of(case: &Value) -> TargetKind {
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

/// All layers of a case.
pub(super) fn stack<'a>(case: &Value, policies: &'a Policies) -> Stack<'a> {
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
