//! Times decisions: one statement against three with conditions, the full stack, and a policy of
//! many patterns; each iteration is one decision.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vpcsim::policy::{
    Action, Context, Document, Endpoint, EndpointKind, KnownKey, Level, Outcome, Policy,
    PolicyKind, Principal, Query, Stack, Target, TargetKind, Validation, decide,
};

const ACCOUNT: &str = "111122223333";

fn policy(kind: PolicyKind, text: &str) -> Policy {
    let (document, faults) = Document::parse(text, kind, Validation::Strict);
    assert!(faults.is_empty(), "{faults:?}");
    Policy::compile("bench", document.expect("a document without faults"))
}

/// Everything a decision borrows.
struct Bench {
    identity: Policy,
    bucket: Policy,
    all: Policy,
    endpoint: Policy,
    guard: Policy,
    rcp: Policy,
    principal: Principal,
    action: Action,
    context: Context,
}

const BUCKET: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "s3:*",
     "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
     "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    {"Effect": "Deny", "Principal": "*", "Action": "s3:*",
     "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
     "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}},
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
     "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::reports/*",
     "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-111bbb22"}}}]}"#;

impl Bench {
    fn new() -> Self {
        let principal = Principal::session(ACCOUNT, "/", "app", "i-1");
        let mut context = Context::of(&principal);
        context.set(KnownKey::SecureTransport, "true");
        context.set(KnownKey::SourceVpc, "vpc-111bbb22");
        context.set(KnownKey::SourceVpce, "vpce-1a2b3c4d");
        context.set(KnownKey::VpcSourceIp, "10.0.2.10");
        context.set(KnownKey::PrincipalOrgId, "o-a1b2c3d4e5");
        Self {
            identity: policy(
                PolicyKind::Identity,
                r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                    "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}}"#,
            ),
            bucket: policy(PolicyKind::Bucket, BUCKET),
            all: policy(
                PolicyKind::Scp,
                r#"{"Version": "2012-10-17",
                    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#,
            ),
            endpoint: policy(
                PolicyKind::Endpoint,
                r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*",
                    "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]}}"#,
            ),
            guard: policy(
                PolicyKind::Scp,
                r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny",
                    "Action": ["s3:DeleteBucket", "s3:PutBucketPolicy"], "Resource": "*"}}"#,
            ),
            rcp: policy(
                PolicyKind::Rcp,
                r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*",
                    "Action": "s3:*", "Resource": "*", "Condition": {
                    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}}"#,
            ),
            action: Action::new("s3:GetObject"),
            principal,
            context,
        }
    }

    fn simple(&self) -> Stack<'_> {
        Stack {
            identity: vec![&self.identity],
            resource: Target {
                kind: TargetKind::Bucket,
                policy: Some(&self.bucket),
                is_vpc_only: false,
            },
            ..Stack::default()
        }
    }

    fn full(&self) -> Stack<'_> {
        let scp = |id| Level {
            id,
            policies: vec![&self.all, &self.guard],
        };
        let rcp = |id| Level {
            id,
            policies: vec![&self.rcp],
        };
        Stack {
            boundary: vec![&self.all],
            scp: Some(vec![scp("r-1"), scp("ou-1"), scp(ACCOUNT)]),
            rcp: vec![rcp("r-1"), rcp("ou-1")],
            endpoint: Some(Endpoint {
                kind: EndpointKind::Gateway,
                policies: vec![&self.endpoint],
            }),
            ..self.simple()
        }
    }

    fn query<'a>(&'a self, resource: &'a str) -> Query<'a> {
        Query {
            principal: &self.principal,
            action: &self.action,
            resource,
            resource_account: Some(ACCOUNT),
            context: &self.context,
        }
    }
}

/// One identity policy of `count` resources with wildcards; the last one fits.
fn globs(count: usize, pattern: impl Fn(usize) -> String) -> Policy {
    let resources: Vec<String> = (1..=count).map(pattern).collect();
    let text = serde_json::json!({"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": resources}});
    policy(PolicyKind::Identity, &text.to_string())
}

fn stacks(c: &mut Criterion) {
    let bench = Bench::new();
    let query = bench.query("arn:aws:s3:::reports/2026/11/part-00017.parquet");
    let mut group = c.benchmark_group("decide");
    group.throughput(Throughput::Elements(1));
    for (name, stack) in [("simple", bench.simple()), ("full stack", bench.full())] {
        assert_eq!(decide(&stack, &query), Outcome::Allowed);
        group.bench_function(name, |b| {
            b.iter(|| decide(black_box(&stack), black_box(&query)));
        });
    }
    group.finish();
}

fn many_globs(c: &mut Criterion) {
    let bench = Bench::new();
    let mut group = c.benchmark_group("globs");
    group.throughput(Throughput::Elements(1));
    for (shape, pattern, resource) in [
        (
            "tenants",
            (|n| format!("arn:aws:s3:::data-lake/tenant-{n}/*/raw/*.csv")) as fn(usize) -> String,
            [
                "arn:aws:s3:::data-lake/tenant-1/2026/raw/a.csv",
                "arn:aws:s3:::data-lake/tenant-65/2026/raw/a.csv",
            ],
        ),
        (
            "same start",
            |n| format!("arn:aws:s3:::data-lake/*/tenant-{n}/*.csv"),
            [
                "arn:aws:s3:::data-lake/2026/tenant-1/a.csv",
                "arn:aws:s3:::data-lake/2026/tenant-65/a.csv",
            ],
        ),
    ] {
        for (count, resource) in [(1, resource[0]), (65, resource[1])] {
            let identity = globs(count, pattern);
            let stack = Stack {
                identity: vec![&identity],
                ..Stack::default()
            };
            let query = bench.query(resource);
            assert_eq!(decide(&stack, &query), Outcome::Allowed);
            group.bench_function(format!("{shape} {count}"), |b| {
                b.iter(|| decide(black_box(&stack), black_box(&query)));
            });
        }
    }
    group.finish();
}

/// A policy of 20 KB of nested `*` against a key of 1 KB: under a millisecond.
fn hostile(c: &mut Criterion) {
    let bench = Bench::new();
    let key = format!("arn:aws:s3:::reports/{}", "a".repeat(1_024));
    let mut group = c.benchmark_group("hostile");
    for (name, unit, units, patterns) in [
        ("few long", "a*", 480, 20),
        ("many short", "a*", 12, 350),
        ("wide pieces", "aa*", 300, 20),
        ("with ?", "?a*", 300, 20),
    ] {
        // The last piece is nowhere in the key, which shows at the very end only.
        let pattern = format!("arn:aws:s3:::reports/*{}c*a", unit.repeat(units));
        let resources = vec![pattern; patterns];
        let text = serde_json::json!({"Version": "2012-10-17", "Statement":
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": resources}});
        let (document, _) =
            Document::parse(&text.to_string(), PolicyKind::Identity, Validation::Lenient);
        let identity = Policy::compile("bench", document.expect("lenient"));
        let stack = Stack {
            identity: vec![&identity],
            ..Stack::default()
        };
        let query = bench.query(&key);
        group.bench_function(name, |b| {
            b.iter(|| decide(black_box(&stack), black_box(&query)));
        });
    }
    group.finish();
}

criterion_group!(benches, stacks, many_globs, hostile);
criterion_main!(benches);
