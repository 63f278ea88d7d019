//! The statements and requests that the laws of policies are tried on.

use proptest::prelude::*;
use vpcsim::policy::{
    Action, Context, Document, Outcome, Policy, PolicyKind, Principal, Query, Stack, Target,
    TargetKind, Validation, decide, explain,
};

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const ACTIONS: [&str; 3] = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"];
pub(crate) const RESOURCES: [&str; 4] = [
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/home/ann/k",
    "arn:aws:s3:::b",
    "arn:aws:s3:::c/k",
];

/// One statement, before it becomes JSON.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) allow: bool,
    pub(crate) actions: Vec<&'static str>,
    pub(crate) not_action: bool,
    pub(crate) resources: Vec<&'static str>,
    pub(crate) not_resource: bool,
    pub(crate) principals: Vec<&'static str>,
    pub(crate) conditions: Vec<(&'static str, &'static str, Vec<&'static str>)>,
}

pub(crate) const ACTION_PATTERNS: [&str; 6] = [
    "*",
    "s3:*",
    "s3:Get*",
    "S3:putobject",
    "s3:*Object",
    "s3:?istBucket",
];
pub(crate) const RESOURCE_PATTERNS: [&str; 8] = [
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::*",
    "arn:aws:s3:::?/k",
    "arn:*:s3:::b/*",
    "arn:aws:s3:::b/home/${aws:username}/*",
    "arn:aws:s3:::*/*/*k",
];
pub(crate) const PRINCIPALS: [&str; 6] = [
    "*",
    "111122223333",
    "arn:aws:iam::111122223333:user/ann",
    "arn:aws:iam::111122223333:role/app",
    "arn:aws:sts::111122223333:assumed-role/app/i-1",
    "arn:aws:iam::444455556666:root",
];
pub(crate) const OPERATORS: [&str; 12] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringNotEqualsIfExists",
    "StringEqualsIgnoreCase",
    "ForAllValues:StringLike",
    "ForAnyValue:StringLike",
    "ForAllValues:StringNotEquals",
    "ForAnyValue:StringNotEquals",
    "Null",
];
pub(crate) const KEYS: [&str; 4] = ["aws:SourceVpc", "aws:sourceVpce", "aws:TagKeys", "x:Other"];
pub(crate) const VALUES: [&str; 5] = ["vpc-1", "vpc-*", "a", "true", "*"];

pub(crate) fn some(
    of: &'static [&'static str],
    max: usize,
) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(of), 1..=max)
}

pub(crate) fn statement() -> impl Strategy<Value = Said> {
    let condition = (
        prop::sample::select(&OPERATORS[..]),
        prop::sample::select(&KEYS[..]),
        some(&VALUES, 2),
    );
    (
        any::<bool>(),
        some(&ACTION_PATTERNS, 7),
        prop::bool::weighted(0.2),
        some(&RESOURCE_PATTERNS, 8),
        prop::bool::weighted(0.2),
        some(&PRINCIPALS, 2),
        prop::collection::vec(condition, 0..3),
    )
        .prop_map(
            |(allow, actions, not_action, resources, not_resource, principals, conditions)| Said {
                allow,
                actions,
                not_action,
                resources,
                not_resource,
                principals,
                conditions,
            },
        )
}

/// A request, before it becomes a query.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) principal: Principal,
    pub(crate) action: &'static str,
    pub(crate) resource: &'static str,
    pub(crate) context: Vec<(&'static str, Vec<&'static str>)>,
}

pub(crate) fn request() -> impl Strategy<Value = Asked> {
    let principals = vec![
        Principal::anonymous(),
        Principal::user(ACCOUNT, "/", "ann"),
        Principal::session(ACCOUNT, "/", "app", "i-1"),
        Principal::session("444455556666", "/", "app", "i-1"),
    ];
    let key = (
        prop::sample::select(&KEYS[..]),
        prop::collection::vec(prop::sample::select(&VALUES[..]), 0..3),
    );
    (
        prop::sample::select(principals),
        prop::sample::select(&ACTIONS[..]),
        prop::sample::select(&RESOURCES[..]),
        prop::collection::vec(key, 0..4),
    )
        .prop_map(|(principal, action, resource, context)| Asked {
            principal,
            action,
            resource,
            context,
        })
}

pub(crate) fn json(statements: &[Said], with_principal: bool) -> String {
    let statements: Vec<serde_json::Value> = statements
        .iter()
        .map(|said| {
            let mut one = serde_json::json!({
                "Effect": if said.allow { "Allow" } else { "Deny" },
                if said.not_action { "NotAction" } else { "Action" }: said.actions,
                if said.not_resource { "NotResource" } else { "Resource" }: said.resources,
            });
            if with_principal {
                one["Principal"] = serde_json::json!({"AWS": said.principals});
            }
            for (operator, key, values) in &said.conditions {
                one["Condition"][operator][key] = serde_json::json!(values);
            }
            one
        })
        .collect();
    serde_json::json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

pub(crate) fn compile(kind: PolicyKind, text: &str) -> Policy {
    let (document, faults) = Document::parse(text, kind, Validation::Lenient);
    Policy::compile(
        "p",
        document.unwrap_or_else(|| panic!("{faults:?} in {text}")),
    )
}

pub(crate) fn context(asked: &Asked) -> Context {
    let mut context = Context::of(&asked.principal);
    for (key, values) in &asked.context {
        context.set_all_named(key, values.iter().copied());
    }
    context
}

pub(crate) fn outcome(identity: &[Said], bucket: &[Said], asked: &Asked) -> Outcome {
    let identity = compile(PolicyKind::Identity, &json(identity, false));
    let bucket = compile(PolicyKind::Bucket, &json(bucket, true));
    let stack = Stack {
        identity: vec![&identity],
        resource: Target {
            kind: TargetKind::Bucket,
            policy: Some(&bucket),
            is_vpc_only: false,
        },
        ..Stack::default()
    };
    let context = context(asked);
    let query = Query {
        principal: &asked.principal,
        action: &Action::new(asked.action),
        resource: asked.resource,
        resource_account: Some(ACCOUNT),
        context: &context,
    };
    let decided = decide(&stack, &query);
    let explained = explain(&stack, &query);
    assert_eq!(decided, explained.outcome, "deciding and explaining agree");
    assert_eq!(explained.blocked_by.is_empty(), decided == Outcome::Allowed);
    assert_eq!(explained.message.is_empty(), decided == Outcome::Allowed);
    decided
}
