//! Condition keys follow from the way, the caller and the request (rules COND), and what the
//! policies of the guides do with them.

mod s3_scene;

use s3_scene::{A, Ask, By, Scene};
use vpcsim::policy::Context;
use vpcsim::s3::{Desk, Request};

const GET: &str = r#"GetObject("s3://main-1/k")"#;

fn keys(scene: Scene<'_>, ask: Ask<'_>, call: &str) -> Context {
    scene.ask(ask, call).context
}

/// Checks `wanted`, where `-` is absent.
fn check(context: &Context, wanted: &[(&str, &str)], case: &str) {
    for (key, value) in wanted {
        assert_eq!(context.first(key).unwrap_or("-"), *value, "{case}: {key}");
    }
}

#[test]
fn the_way_gives_the_network_keys() {
    let arn = format!("arn:aws:ec2:us-east-1:{A}:vpc/vpc-111bbb22");
    let through = [
        ("aws:SourceIp", "-"),               // COND-01
        ("aws:SourceVpc", "vpc-111bbb22"),   // COND-06, POL-17: the bare id
        ("aws:SourceVpce", "vpce-1a2b3c4d"), // COND-06
        ("aws:VpcSourceIp", "10.0.2.10"),    // COND-05
        ("aws:VpceAccount", A),              // COND-07
        ("aws:SourceVpcArn", &arn),          // COND-08
    ];
    check(
        &keys(Scene::default(), Ask::default(), GET),
        &through,
        "endpoint",
    );
    let past = [
        ("aws:SourceIp", "198.51.100.10"), // COND-31
        ("aws:SourceVpc", "-"),
        ("aws:SourceVpce", "-"),
        ("aws:VpcSourceIp", "-"),
        ("aws:VpceAccount", "-"),
        ("aws:SourceVpcArn", "-"),
    ];
    let by = By::Internet;
    check(
        &keys(
            Scene::default(),
            Ask {
                by,
                ..Ask::default()
            },
            GET,
        ),
        &past,
        "internet",
    );
}

#[test]
fn keys_come_with_their_era() {
    // COND-05, COND-07, COND-08, COND-27
    #[rustfmt::skip]
    let table = [
        ("2016-06-01", "-", "-", "-", "-"),
        ("2021-06-01", "10.0.2.10", "-", "-", "-"),
        ("2024-01-01", "10.0.2.10", "-", "-", "vpc-111bbb22"),
        ("2025-10-01", "10.0.2.10", A, "-", "vpc-111bbb22"),
        ("2026-06-01", "10.0.2.10", A, "arn", "vpc-111bbb22"),
    ];
    for (as_of, ip, account, arn, instance) in table {
        let context = keys(
            Scene {
                as_of,
                ..Scene::default()
            },
            Ask::default(),
            GET,
        );
        let wanted = [
            ("aws:SourceVpce", "vpce-1a2b3c4d"),
            ("aws:VpcSourceIp", ip),
            ("aws:VpceAccount", account),
            ("aws:Ec2InstanceSourceVpc", instance),
        ];
        check(&context, &wanted, as_of);
        assert_eq!(
            context.first("aws:SourceVpcArn").is_some(),
            arn == "arn",
            "{as_of}"
        );
    }
}

#[test]
fn the_caller_gives_the_principal_keys() {
    // COND-23, COND-24, COND-27
    let app_role = r#"tags: { "team": "red" }"#;
    let scene = Scene {
        app_role,
        ..Scene::default()
    };
    let role = format!("arn:aws:iam::{A}:role/app");
    let user = format!("arn:aws:iam::{A}:user/ann");
    let root = format!("arn:aws:iam::{A}:root");
    #[rustfmt::skip]
    let table = [
        ("app", role.as_str(), A, "AssumedRole", "red", "10.0.2.10", "AWS4-HMAC-SHA256"),
        ("ann", &user, A, "User", "-", "-", "AWS4-HMAC-SHA256"),
        ("root:111122223333", &root, A, "Account", "-", "-", "AWS4-HMAC-SHA256"),
        ("anonymous", "-", "anonymous", "Anonymous", "-", "-", "-"),
    ];
    for (who, arn, account, kind, team, instance, signature) in table {
        let context = keys(
            scene,
            Ask {
                who,
                ..Ask::default()
            },
            GET,
        );
        let wanted = [
            ("aws:PrincipalArn", arn),
            ("aws:PrincipalAccount", account),
            ("aws:PrincipalType", kind),
            ("aws:PrincipalTag/team", team),
            ("aws:Ec2InstanceSourcePrivateIPv4", instance),
            ("s3:signatureversion", signature),
            ("aws:PrincipalOrgID", "-"),
            ("aws:PrincipalIsAWSService", "false"),
            ("aws:ViaAWSService", "false"),
        ];
        check(&context, &wanted, who);
    }
}

#[test]
fn the_request_gives_the_rest() {
    let http = Scene {
        request: "scheme: Http",
        ..Scene::default()
    };
    let west = Ask {
        region: "us-west-2",
        signed_for: Some("us-west-2"),
        ..Ask::default()
    };
    check(
        &keys(Scene::default(), Ask::default(), GET),
        &[
            ("aws:SecureTransport", "true"),      // COND-26
            ("aws:RequestedRegion", "us-east-1"), // COND-28
            ("aws:ResourceAccount", A),           // COND-16
            ("s3:ResourceAccount", A),            // COND-16
            ("aws:CurrentTime", "2026-06-01T12:00:00Z"),
            ("aws:EpochTime", "1780315200"),
            ("s3:prefix", "-"),                   // COND-21
            ("s3:ExistingObjectTag/team", "-"),   // COND-22
            ("s3:DataAccessPointArn", "-"),       // COND-18
            ("s3:AccessPointNetworkOrigin", "-"), // COND-18
        ],
        "a read",
    );
    check(
        &keys(http, Ask::default(), GET),
        &[("aws:SecureTransport", "false")],
        "S3R-20",
    );
    let of_west = keys(Scene::default(), west, r#"GetObject("s3://west-1/k")"#);
    check(&of_west, &[("aws:RequestedRegion", "us-west-2")], "COND-28");
    let foreign = keys(
        Scene::default(),
        Ask::default(),
        r#"GetObject("s3://foreign-1/k")"#,
    );
    check(&foreign, &[("aws:ResourceAccount", s3_scene::B)], "COND-16");
    let tagged = keys(
        Scene::default(),
        Ask::default(),
        r#"GetObject("s3://main-1/red")"#,
    );
    check(&tagged, &[("s3:ExistingObjectTag/team", "red")], "COND-22");
    let put = keys(
        Scene::default(),
        Ask::default(),
        r#"PutObject(to: "s3://main-1/red")"#,
    );
    check(
        &put,
        &[("s3:ExistingObjectTag/team", "-")],
        "COND-22: a write reads no tags",
    );
    let copy = r#"CopyObject(from: "s3://main-1/k", to: "s3://empty/k")"#;
    check(
        &keys(Scene::default(), Ask::default(), copy),
        &[("s3:x-amz-copy-source", "main-1/k")],
        "copy",
    );
    let create = r#"CreateBucket(bucket: "mine", region: "eu-west-1")"#;
    check(
        &keys(Scene::default(), Ask::default(), create),
        &[("s3:LocationConstraint", "eu-west-1")],
        "create",
    );
}

#[test]
fn listings_send_what_they_are_given() {
    // COND-21: an absent parameter is an absent key, an empty one an empty value.
    #[rustfmt::skip]
    let table = [
        (r#"ListObjectsV2(bucket: "main-1")"#, "-", "-", "-"),
        (r#"ListObjectsV2(bucket: "main-1", prefix: "")"#, "", "-", "-"),
        (r#"ListObjectsV2(bucket: "main-1", prefix: "a/", delimiter: "/", max_keys: 5)"#, "a/", "/", "5"),
        (r#"HeadBucket("main-1")"#, "-", "-", "-"),
    ];
    for (call, prefix, delimiter, most) in table {
        let wanted = [
            ("s3:prefix", prefix),
            ("s3:delimiter", delimiter),
            ("s3:max-keys", most),
        ];
        check(&keys(Scene::default(), Ask::default(), call), &wanted, call);
    }
}

/// A bucket policy that denies what meets `condition` and allows the role otherwise.
fn deny_when(condition: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [
        {{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
          "Resource": ["arn:aws:s3:::main-1", "arn:aws:s3:::main-1/*"],
          "Condition": {{{condition}}}}}]}}"#
    )
}

#[test]
fn conditions_meet_the_keys_of_the_way() {
    // condition of a Deny on the bucket; outcome through the endpoint; outcome past it
    let denied = "403 AccessDenied{bucket,explicit}";
    #[rustfmt::skip]
    let table = [
        ("COND-02, G033", r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#, denied, denied),
        ("COND-02", r#""NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}"#, denied, "200"),
        ("G035", r#""NotIpAddress": {"aws:SourceIp": "10.0.0.0/16"}"#, denied, denied),
        ("COND-03", r#""IpAddress": {"aws:SourceIp": "10.0.0.0/16"}"#, "200", "200"),
        ("COND-03", r#""IpAddress": {"aws:SourceIp": "198.51.100.10"}"#, "200", denied),
        ("POL-12, G037", r#""StringNotEquals": {"aws:sourceVpce": "vpce-1a2b3c4d"}"#, "200", denied),
        ("POL-13", r#""StringNotEquals": {"aws:sourceVpc": "vpc-111bbb22"}"#, "200", denied),
        ("POL-17, G039", r#""StringNotEquals": {"aws:sourceVpc": "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-111bbb22"}"#, denied, denied),
        ("COND-11, G043", r#""StringNotEquals": {"aws:sourceVpce": "vpce-other"}, "Null": {"aws:sourceVpce": "false"}"#, denied, "200"),
        ("COND-13, G045", r#""ForAllValues:StringNotEquals": {"aws:sourceVpce": "vpce-1a2b3c4d"}"#, "200", denied),
        ("COND-05", r#""NotIpAddress": {"aws:VpcSourceIp": "10.0.2.0/24"}"#, "200", denied),
        ("COND-10", r#""StringNotEqualsIfExists": {"aws:sourceVpce": "vpce-1a2b3c4d"}"#, "200", denied),
        ("COND-26", r#""Bool": {"aws:SecureTransport": "false"}"#, "200", "200"),
        ("COND-18", r#""StringNotEquals": {"s3:DataAccessPointAccount": "111122223333"}"#, denied, denied),
        ("COND-28", r#""StringNotEquals": {"aws:RequestedRegion": "us-east-1"}"#, "200", "200"),
        ("COND-23", r#""ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}"#, "200", "200"),
    ];
    for (rule, condition, through, past) in table {
        let policy = deny_when(condition);
        let scene = Scene {
            b1: &policy,
            ..Scene::default()
        };
        assert_eq!(
            scene.outcome(By::Endpoint, GET),
            through,
            "{rule}, endpoint: {condition}"
        );
        assert_eq!(
            scene.outcome(By::Internet, GET),
            past,
            "{rule}, internet: {condition}"
        );
    }
}

#[test]
fn an_allow_by_address_never_grants_through_an_endpoint() {
    // COND-04, in an identity policy: private and public ranges alike.
    for (range, past) in [
        ("10.0.0.0/8", "403 AccessDenied{identity,implicit}"),
        ("198.51.100.10/32", "200"),
    ] {
        let app = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "s3:*",
            "Resource": "*", "Condition": {{"IpAddress": {{"aws:SourceIp": "{range}"}}}}}}}}"#
        );
        let scene = Scene {
            app: &app,
            ..Scene::default()
        };
        assert_eq!(
            scene.outcome(By::Endpoint, GET),
            "403 AccessDenied{identity,implicit}"
        );
        assert_eq!(scene.outcome(By::Internet, GET), past, "{range}");
    }
}

#[test]
fn endpoint_policies_meet_accounts_and_principals() {
    // POL-07, POL-08, G047, G049: the account fence alone, and with an Allow beside it.
    let fence = r#"{"Sid": "Access-to-specific-account-only", "Effect": "Deny", "Principal": "*",
        "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:ResourceAccount": "111122223333"}}}"#;
    let allow = r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#;
    let alone = format!(r#"{{"Statement": [{fence}]}}"#);
    let together = format!(r#"{{"Statement": [{fence}, {allow}]}}"#);
    let open = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"},
        "Action": "s3:*", "Resource": ["arn:aws:s3:::foreign-1", "arn:aws:s3:::foreign-1/*"]}}"#;
    let (foreign, list) = (
        r#"GetObject("s3://foreign-1/k")"#,
        r#"ListObjectsV2(bucket: "foreign-1")"#,
    );
    let implicit = "403 AccessDenied{vpce,implicit}";
    for (endpoint, call, outcome) in [
        (&alone, GET, implicit),
        (&together, GET, "200"),
        (&together, foreign, "403 AccessDenied{vpce,explicit}"),
        (&together, list, "200"),
    ] {
        let scene = Scene {
            endpoint,
            fb: open,
            ..Scene::default()
        };
        assert_eq!(scene.outcome(By::Endpoint, call), outcome, "{call}");
    }
    // POL-29: an account as the principal of a gateway endpoint's policy is its root user only.
    let by_account = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"},
        "Action": "*", "Resource": "*"}}"#;
    let by_arn = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}}}}"#;
    for (endpoint, who, outcome) in [
        (by_account, "app", implicit),
        (by_account, "root:111122223333", "200"),
        (by_arn, "app", "200"),
        (by_arn, "root:111122223333", implicit),
        (by_arn, "anonymous", implicit),
    ] {
        let scene = Scene {
            endpoint,
            ..Scene::default()
        };
        let answer = scene
            .ask(
                Ask {
                    who,
                    ..Ask::default()
                },
                GET,
            )
            .answer;
        assert_eq!(answer.outcome.to_string(), outcome, "{who}: {endpoint}");
    }
}

#[test]
fn one_desk_answers_as_many_desks_do() {
    // Keys of one request must not stay behind for the next one.
    let tagged = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
        "Action": "s3:*", "Resource": ["arn:aws:s3:::main-1", "arn:aws:s3:::main-1/*"],
        "Condition": {"StringEquals": {"s3:ExistingObjectTag/team": "red"}}}, {"Effect": "Deny",
        "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::main-1", "arn:aws:s3:::main-1/*"],
        "Condition": {"StringLike": {"s3:prefix": "secret/*"}}}, {"Effect": "Deny", "Principal": "*",
        "Action": "s3:*", "Resource": "arn:aws:s3:::main-1/*",
        "Condition": {"StringLike": {"s3:x-amz-copy-source": "main-1/*"}}}]}"#;
    let calls = [
        (GET, "200"),
        (
            r#"GetObject("s3://main-1/red")"#,
            "403 AccessDenied{bucket,explicit}",
        ),
        (GET, "200"),
        (
            r#"ListObjectsV2(bucket: "main-1", prefix: "secret/x")"#,
            "403 AccessDenied{bucket,explicit}",
        ),
        (r#"ListObjectsV2(bucket: "main-1")"#, "200"),
        (
            r#"CopyObject(from: "s3://main-1/k", to: "s3://main-1/k2")"#,
            "403 AccessDenied{bucket,explicit}",
        ),
        (r#"PutObject(to: "s3://main-1/k2")"#, "200"),
        (r#"GetObject("s3://nobody-has-this/k")"#, "404 NoSuchBucket"),
        (GET, "200"),
    ];
    let scene = Scene {
        b1: tagged,
        ..Scene::default()
    };
    let mut desk = Desk::default();
    for (call, outcome) in calls.iter().cycle().take(calls.len() * 3) {
        let (world, plan) = scene.built("app", call);
        let load = &plan.loads[0];
        for by in [By::Endpoint, By::Internet] {
            let way = s3_scene::way(&world, by, world.clients[load.client].region);
            let request = Request {
                call: &load.call,
                number: 7,
                principal: world.clients[load.client].principal,
                way: &way,
                region: world.clients[load.client].region,
                signing_region: world.clients[load.client].region,
                is_secure: true,
                now: s3_scene::now(&world),
            };
            let answered = desk.answer(&world, &request).outcome.to_string();
            assert_eq!(answered, *outcome, "{call} {by:?}");
        }
    }
}

#[test]
fn changed_policies_are_judged_at_once() {
    // TCP-17, POL-35: the world's epoch tells a desk that keys and policies may have changed.
    let scene = Scene::default();
    let (mut world, plan) = scene.built("app", GET);
    let load = &plan.loads[0];
    let locked = Scene {
        b1: &deny_when(r#""Bool": {"aws:SecureTransport": "true"}"#),
        ..scene
    };
    let (other, _) = locked.built("app", GET);
    let way = s3_scene::way(&world, By::Endpoint, world.clients[load.client].region);
    let request = Request {
        call: &load.call,
        number: 1,
        principal: world.clients[load.client].principal,
        way: &way,
        region: world.clients[load.client].region,
        signing_region: world.clients[load.client].region,
        is_secure: true,
        now: s3_scene::now(&world),
    };
    let mut desk = Desk::default();
    assert!(desk.answer(&world, &request).outcome.is_served());
    let bucket = world.buckets.find("main-1").unwrap();
    let policy = other.buckets[bucket].policy.clone();
    world
        .apply(&vpcsim::world::Change::SetBucketPolicy(bucket, policy))
        .unwrap();
    assert_eq!(desk.answer(&world, &request).outcome.status(), Some(403));
}
