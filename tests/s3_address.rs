//! How requests are addressed (rules S3R-01 to S3R-07, S3R-19, S3R-23, S3R-24), and which AWS
//! services an endpoint policy starves (rules SVC).

mod s3_scene;

use s3_scene::Scene;
use vpcsim::aws::dependent_service::{DEPENDENT_SERVICES, Owner, starved};
use vpcsim::aws::region::Region;
use vpcsim::policy::{
    Action, Context, Document, Endpoint, EndpointKind, Policy, PolicyKind, Principal, Query, Stack,
    Target, TargetKind, Validation, closed_gate,
};
use vpcsim::s3;
use vpcsim::scenario::client::Scheme;
use vpcsim::trace::Code;

const GET: &str = r#"GetObject("s3://main-1/a b/k.csv")"#;

#[test]
fn names_and_paths() {
    // rule, more fields of the request, host, path
    #[rustfmt::skip]
    let table = [
        ("S3R-01", "", "main-1.s3.us-east-1.amazonaws.com", "/a%20b/k.csv"),
        ("S3R-01", "addressing: Path", "s3.us-east-1.amazonaws.com", "/main-1/a%20b/k.csv"),
        ("S3R-02", "region: \"us-west-2\", name: DashRegion", "main-1.s3-us-west-2.amazonaws.com", "/a%20b/k.csv"),
        ("S3R-06", "name: LegacyGlobal", "main-1.s3.amazonaws.com", "/a%20b/k.csv"),
        ("DNS-21", "name: DualStack", "main-1.s3.dualstack.us-east-1.amazonaws.com", "/a%20b/k.csv"),
        ("S3R-05", "name: EndpointUrl(\"https://s3.eu-west-1.amazonaws.com:443/\")", "main-1.s3.eu-west-1.amazonaws.com", "/a%20b/k.csv"),
        ("IFE-18", "name: Fips", "main-1.s3-fips.us-east-1.amazonaws.com", "/a%20b/k.csv"),
        ("DNS-21", "name: FipsDualStack", "main-1.s3-fips.dualstack.us-east-1.amazonaws.com", "/a%20b/k.csv"),
        ("DNS-11", "name: Accelerate", "main-1.s3-accelerate.amazonaws.com", "/a%20b/k.csv"),
        ("DNS-11", "name: AccelerateDualStack", "main-1.s3-accelerate.dualstack.amazonaws.com", "/a%20b/k.csv"),
        ("S3R-23", "region: \"us-west-2\"", "main-1.s3.us-west-2.amazonaws.com", "/a%20b/k.csv"),
    ];
    for (rule, request, host, path) in table {
        let (_, plan) = Scene {
            request,
            ..Scene::default()
        }
        .built("app", GET);
        let call = &plan.loads[0].call;
        let region = s3::signing_region_for(call);
        assert_eq!(
            s3::host_for(call, region).to_string(),
            host,
            "{rule} {request}"
        );
        assert_eq!(s3::target(call, region, 1), path, "{rule} {request}");
    }
}

#[test]
fn operations_on_the_wire() {
    #[rustfmt::skip]
    let table = [
        ("ListBuckets", "GET", "/"),
        (r#"HeadBucket("main-1")"#, "HEAD", "/"),
        (r#"PutObject(to: "s3://main-1/{n}.csv")"#, "PUT", "/7.csv"),
        (r#"DeleteBucketPolicy("main-1")"#, "DELETE", "/?policy"),
        (r#"GetBucketLocation("main-1")"#, "GET", "/?location"),
        (r#"ListObjectsV2(bucket: "main-1", prefix: "a/b", max_keys: 3)"#, "GET", "/?list-type=2&prefix=a%2Fb&max-keys=3"),
    ];
    for (call, method, target) in table {
        let explained = Scene::default().ask(s3_scene::Ask::default(), call);
        assert_eq!(
            (explained.method, explained.target.as_str()),
            (method, target),
            "{call}"
        );
    }
}

#[test]
fn redirected_requests_have_another_name() {
    // S3R-24: the Region's own name, except behind an endpoint URL, which stays.
    for (request, host) in [
        ("", "main-1.s3.us-west-2.amazonaws.com"),
        ("name: LegacyGlobal", "main-1.s3.us-west-2.amazonaws.com"),
        (
            "name: EndpointUrl(\"https://s3.us-east-1.amazonaws.com\")",
            "main-1.s3.us-east-1.amazonaws.com",
        ),
    ] {
        let (_, plan) = Scene {
            request,
            ..Scene::default()
        }
        .built("app", GET);
        let west = Region::parse("us-west-2").unwrap();
        assert_eq!(
            s3::host_for(&plan.loads[0].call, west).to_string(),
            host,
            "{request}"
        );
    }
}

#[test]
fn dotted_buckets_have_no_certificate() {
    // S3R-19
    let buckets = r#""my.logs": Bucket(account: "111122223333", region: "us-east-1"),"#;
    let get = r#"GetObject("s3://my.logs/k")"#;
    for (request, scheme, code) in [
        ("", Scheme::Https, None),
        (
            "addressing: VirtualHosted",
            Scheme::Https,
            Some(Code::TlsNameMismatch),
        ),
        ("addressing: VirtualHosted", Scheme::Http, None),
        ("addressing: Path", Scheme::Https, None),
    ] {
        let (_, plan) = Scene {
            buckets,
            request,
            ..Scene::default()
        }
        .built("app", get);
        let host = s3::host_for(&plan.loads[0].call, Region::US_EAST_1);
        let refusal = s3::tls_refusal(&host, scheme).map(|why| why.code);
        assert_eq!(refusal, code, "{host} {scheme:?}");
    }
}

/// The rules of the services that this endpoint policy starves in us-east-1.
fn starved_by(policy: &str) -> Vec<&'static str> {
    let (document, faults) = Document::parse(policy, PolicyKind::Endpoint, Validation::Strict);
    assert!(faults.is_empty(), "{faults:?}");
    let policy = Policy::compile("endpoint", document.expect("a sound policy"));
    let caller = Principal::root("111122223333");
    let stack = Stack {
        endpoint: Some(Endpoint {
            kind: EndpointKind::Gateway,
            policies: vec![&policy],
        }),
        resource: Target {
            kind: TargetKind::Bucket,
            ..Target::default()
        },
        ..Stack::default()
    };
    let calls = starved(Region::US_EAST_1, "111122223333", |call| {
        let owner = match call.owner {
            Owner::Customer => "111122223333",
            Owner::Aws => "000000000000",
        };
        let mut context = Context::of(&caller);
        context.set_named("aws:ResourceAccount", owner);
        let query = Query {
            principal: &caller,
            action: &Action::new(call.action),
            resource: &call.resource,
            resource_account: None,
            context: &context,
        };
        closed_gate(&stack, &query).is_none()
    });
    let mut rules: Vec<_> = calls.iter().map(|call| call.service.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn restrictive_endpoint_policies_starve_services() {
    let all: Vec<_> = DEPENDENT_SERVICES
        .iter()
        .map(|service| service.rule)
        .collect();
    let allow = |resources: &str| {
        format!(
            r#"{{"Statement": {{"Effect": "Allow", "Principal": "*", "Action": "s3:*",
            "Resource": [{resources}]}}}}"#
        )
    };
    assert_eq!(
        starved_by(&allow(r#""*""#)),
        [""; 0],
        "SVC-12: the default policy"
    );
    assert_eq!(
        starved_by(&allow(r#""arn:aws:s3:::my_secure_bucket/*""#)),
        all,
        "SVC-01 to SVC-11"
    );
    let repositories = r#""arn:aws:s3:::packages.*.amazonaws.com/*", "arn:aws:s3:::repo.*.amazonaws.com/*",
        "arn:aws:s3:::amazonlinux*", "arn:aws:s3:::al2023-repos-*/*""#;
    let left = starved_by(&allow(repositories));
    assert!(
        !left.contains(&"SVC-11") && !left.contains(&"SVC-08"),
        "SVC-11, POL-11: {left:?}"
    );
    let one = r#""arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*""#;
    assert!(!starved_by(&allow(one)).contains(&"SVC-10"), "SVC-10");
    let fence = r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*",
         "Condition": {"StringNotEquals": {"aws:ResourceAccount": "111122223333"}}}]}"#;
    let fenced = starved_by(fence);
    assert!(
        !fenced.contains(&"SVC-01"),
        "the customer's own buckets stay open"
    );
    assert!(
        fenced.contains(&"SVC-09") && fenced.contains(&"SVC-10"),
        "COND-17: {fenced:?}"
    );
}
