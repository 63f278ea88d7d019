//! Access points: how they are addressed, what they refuse, and both halves of their
//! authorisation (rules AP, POL-18, POL-19, BPA-10, COND-18, COND-19).

mod s3_scene;

use proptest::prelude::*;
use s3_scene::{A, ALLOW_S3, Ask, B, By, Scene, put};
use vpcsim::s3::{self, Explanation, Pass};
use vpcsim::trace::Code;
use vpcsim::world::Change;

const ALIAS: &str = "ap1-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias";
const ARN: &str = "arn:aws:s3:us-east-1:111122223333:accesspoint/ap1";

/// Fields of `ap1` beside its bucket, as the scenario of [`Scene::points`].
fn ap1(bucket: &str, more: &str) -> String {
    format!(r#""ap1": AccessPoint(account: "{A}", bucket: "{bucket}", alias: "{ALIAS}", {more}),"#)
}

fn policy(text: &str) -> String {
    format!(r###"policy: r##"{{"Statement": [{text}]}}"##,"###)
}

fn get(place: &str) -> String {
    format!(r#"GetObject("s3://{place}/k")"#)
}

fn outcome(scene: &Scene<'_>, who: &str, call: &str) -> String {
    let ask = Ask {
        who,
        ..Ask::default()
    };
    scene.ask(ask, call).answer.outcome.to_string()
}

#[test]
fn names_and_paths() {
    // rule, more fields of the request, call, host, path
    let control = r#"PutAccessPointPolicy(access_point: "ap1", policy: r"{}")"#;
    let (arn, alias) = (get(ARN), get(ALIAS));
    let host = "ap1-111122223333.s3-accesspoint.us-east-1.amazonaws.com";
    let on_alias = format!("{ALIAS}.s3.us-east-1.amazonaws.com");
    #[rustfmt::skip]
    let table = [
        ("AP-12", "", arn.as_str(), host, "/k"),
        ("AP-12", "name: LegacyGlobal", &arn, host, "/k"),
        ("DNS-21", "name: DualStack", &arn, "ap1-111122223333.s3-accesspoint.dualstack.us-east-1.amazonaws.com", "/k"),
        ("AP-18", "", &alias, &on_alias, "/k"),
        ("GWE-23", "", r#"GetAccessPoint("ap1")"#, "111122223333.s3-control.us-east-1.amazonaws.com", "/v20180820/accesspoint/ap1"),
        ("GWE-23", "", control, "111122223333.s3-control.us-east-1.amazonaws.com", "/v20180820/accesspoint/ap1/policy"),
    ];
    for (rule, request, call, host, path) in table {
        let points = ap1("main-1", "");
        let scene = Scene {
            points: &points,
            request,
            ..Scene::default()
        };
        let (_, plan) = scene.built("app", call);
        let call = &plan.loads[0].call;
        let region = s3::signing_region_for(call);
        assert_eq!(s3::host_for(call, region).to_string(), host, "{rule}");
        assert_eq!(s3::target(call, region, 1), path, "{rule}");
    }
}

#[test]
fn both_halves_are_judged_on_their_own_arn() {
    // POL-18, AP-09: which identity statements open a request through the access point.
    let object = format!("{ARN}/object/*");
    #[rustfmt::skip]
    let table = [
        (vec![object.as_str(), "arn:aws:s3:::main-1/*"], "200", "AP-09"),
        (vec![object.as_str()], "403 AccessDenied{bucket,implicit}", "POL-19"),
        (vec!["arn:aws:s3:::main-1/*"], "403 AccessDenied{identity,implicit}", "POL-18"),
        (vec![ARN, "arn:aws:s3:::main-1/*"], "403 AccessDenied{identity,implicit}", "AP-09"),
    ];
    for (resources, expected, rule) in table {
        let listed = resources
            .iter()
            .map(|one| format!("\"{one}\""))
            .collect::<Vec<_>>();
        let app = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": [{}]}}}}"#,
            listed.join(",")
        );
        let points = ap1("main-1", "");
        let scene = Scene {
            app: &app,
            points: &points,
            ..Scene::default()
        };
        assert_eq!(
            outcome(&scene, "app", &get(ARN)),
            expected,
            "{rule} {listed:?}"
        );
    }
}

fn checks(explained: &Explanation) -> Vec<(bool, bool)> {
    let checks = explained.checks.iter();
    checks
        .map(|check| {
            let is_point = matches!(check.pass, Some(Pass::AccessPoint(_)));
            (is_point, check.decision.is_allowed())
        })
        .collect()
}

#[test]
fn explanations_show_both_halves() {
    // POL-18, POL-37: every blocker of both halves is listed, the first failing half is reported.
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "ARN/object/*"}"#;
    let points = ap1("main-1", &policy(&deny.replace("ARN", ARN)));
    let b1 = r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::main-1/*"}}"#;
    let scene = Scene {
        points: &points,
        b1,
        ..Scene::default()
    };
    let explained = scene.ask(Ask::default(), &get(ARN));
    assert_eq!(checks(&explained), [(true, false), (false, false)]);
    assert_eq!(
        explained.answer.outcome.to_string(),
        "403 AccessDenied{ap,explicit}"
    );
    let codes: Vec<Code> = explained.reasons().iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::ApExplicitDeny, Code::BucketExplicitDeny]);
    // AP-43, AP-32: direct requests do not meet the access point's policy.
    let direct = Scene {
        points: &points,
        ..Scene::default()
    };
    assert_eq!(direct.outcome(By::Endpoint, &get("main-1")), "200");
}

#[test]
fn the_origin_comes_before_policies() {
    // AP-03 to AP-05, and the text AWS prints.
    let points = ap1("main-1", "vpc: \"vpc-111bbb22\"");
    let scene = Scene {
        points: &points,
        ..Scene::default()
    };
    assert_eq!(scene.outcome(By::Endpoint, &get(ARN)), "200");
    for place in [ARN, ALIAS] {
        let ask = Ask {
            by: By::Internet,
            ..Ask::default()
        };
        let explained = scene.ask(ask, &get(place));
        assert_eq!(
            explained.answer.outcome.to_string(),
            "403 AccessDenied{origin,explicit}",
            "{place}"
        );
        assert!(explained.checks.is_empty(), "no policy is asked");
        let message = explained.message.unwrap();
        assert!(
            message.ends_with("with an explicit deny in a resource-based policy"),
            "{message}"
        );
    }
}

#[test]
fn public_policies_and_origins() {
    // BPA-05, BPA-10, AP-15: a VPC-origin access point is never public; anywhere else all four
    // places of Block Public Access count.
    let text = format!(
        r#"{{"Statement": {{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
            "Resource": "{ARN}/object/*"}}}}"#
    );
    let public = format!(r###"PutAccessPointPolicy(access_point: "ap1", policy: r##"{text}"##)"###);
    let off = "block_public_access: BlockPublicAccess(block_public_policy: false, restrict_public_buckets: false),";
    for (more, bucket, expected) in [
        ("", "", "403 AccessDenied{bpa,explicit}"),
        (off, "", "403 AccessDenied{bpa,explicit}"),
        (off, s3_scene::OPEN, "200"),
        ("vpc: \"vpc-111bbb22\"", "", "200"),
    ] {
        let points = ap1("main-1", more);
        let scene = Scene {
            points: &points,
            b1_bucket: bucket,
            ..Scene::default()
        };
        assert_eq!(outcome(&scene, "app", &public), expected, "{more} {bucket}");
        assert_eq!(
            outcome(&scene, "anonymous", &get(ARN)),
            "403 AccessDenied{ap,implicit}",
            "AP-15"
        );
    }
}

#[test]
fn cross_account_access_points_by_era() {
    // AP-36: since 2022-11; before, S3 makes none.
    let call =
        r#"CreateAccessPoint("ap2", AccessPoint(account: "111122223333", bucket: "foreign-1"))"#;
    for (as_of, expected) in [
        ("2022-11-01", "403 AccessDenied{ap,implicit}"),
        ("2022-12-01", "200"),
    ] {
        let scene = Scene {
            as_of,
            ..Scene::default()
        };
        assert_eq!(outcome(&scene, "app", call), expected, "{as_of}");
    }
    // Delegation by account (AP-27), with the caller's and the access point's account the same.
    let delegated = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*",
        "Resource": ["arn:aws:s3:::foreign-1", "arn:aws:s3:::foreign-1/*"],
        "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}}}"#;
    let points = ap1("foreign-1", "");
    for (fb, expected) in [
        ("", "403 AccessDenied{bucket,implicit}"),
        (delegated, "200"),
    ] {
        let scene = Scene {
            fb,
            points: &points,
            ..Scene::default()
        };
        assert_eq!(outcome(&scene, "app", &get(ARN)), expected);
        let guest = format!("{B}:guest");
        assert_eq!(
            outcome(&scene, &guest, &get(ARN)),
            "403 AccessDenied{ap,implicit}",
            "the access point's policy must let foreign callers in"
        );
    }
}

#[test]
fn endpoint_policies_can_admit_access_points_of_one_account() {
    // AP-25: through an endpoint only access points (and so buckets) of one account.
    let endpoint = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*",
        "Resource": "*", "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}}}"#;
    let points = ap1("main-1", "");
    let scene = Scene {
        endpoint,
        points: &points,
        ..Scene::default()
    };
    assert_eq!(outcome(&scene, "app", &get(ARN)), "200");
    assert_eq!(
        outcome(&scene, "app", &get("main-1")),
        "403 AccessDenied{vpce,implicit}"
    );
}

#[test]
fn policies_by_prefix_and_by_tag() {
    // AP-14: an access point's policy may be about a prefix, or about tagged objects.
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "ARN/object/*",
        "Condition": {"StringNotEquals": {"s3:ExistingObjectTag/team": "red"}}}"#;
    let points = ap1("main-1", &policy(&deny.replace("ARN", ARN)));
    let scene = Scene {
        points: &points,
        ..Scene::default()
    };
    assert_eq!(
        outcome(&scene, "app", &get(ARN)),
        "403 AccessDenied{ap,explicit}"
    );
    let red = format!(r#"GetObject("s3://{ARN}/red")"#);
    assert_eq!(outcome(&scene, "app", &red), "200");
}

#[test]
fn what_get_access_point_tells_and_who_is_told() {
    // AP-01, AP-07, AP-36.
    let points = ap1("main-1", "vpc: \"vpc-111bbb22\"");
    let scene = Scene {
        points: &points,
        ..Scene::default()
    };
    let told = scene.ask(Ask::default(), r#"GetAccessPoint("ap1")"#);
    assert!(told.access_point.is_some());
    assert_eq!(told.checks.len(), 1);
    let guest = format!("{B}:guest");
    let ask = Ask {
        who: &guest,
        ..Ask::default()
    };
    let told = scene.ask(ask, r#"GetAccessPoint("ap1")"#);
    assert_eq!(
        told.answer.outcome.to_string(),
        "403 AccessDenied{ap,implicit}"
    );
    assert!(told.access_point.is_none());
}

#[test]
fn one_made_again_has_the_same_arn_and_another_alias() {
    // AP-40, AP-20.
    let points = r#""a": AccessPoint(name: "same", bucket: "main-1"),
        "b": AccessPoint(name: "same", bucket: "foreign-1"),
        "c": AccessPoint(name: "same", bucket: "west-1"),"#;
    let call = r#"CreateAccessPoint("again", AccessPoint(name: "same", bucket: "empty"))"#;
    let scene = Scene {
        points,
        ..Scene::default()
    };
    let (mut world, plan) = scene.built("app", call);
    let found = |name: &str| world.access_points.find(name).unwrap();
    let (old, new) = (found("a"), found("again"));
    assert_eq!(world.access_points[old].arn, world.access_points[new].arn);
    assert_ne!(
        world.access_points[old].alias,
        world.access_points[new].alias
    );
    let refused = world.apply(&Change::CreateAccessPoint(new)).unwrap_err();
    assert_eq!(
        (refused.code, refused.rule),
        ("AccessPointAlreadyOwnedByYou", "AP-20")
    );
    world.apply(&Change::DeleteAccessPoint(old)).unwrap();
    let load = &plan.loads[0];
    let principal = world.clients[load.client].principal;
    let made = put(&world, &load.call, Ask::default(), principal);
    assert_eq!(made.answer.outcome.to_string(), "200");
    world.apply(&made.answer.effect.unwrap()).unwrap();
    assert!(world.access_points[new].exists);
}

fn statements() -> impl Strategy<Value = String> {
    let effect = prop_oneof![Just("Allow"), Just("Deny")];
    let action = prop_oneof![Just("s3:GetObject"), Just("s3:ListBucket"), Just("s3:*")];
    let resource = prop_oneof![
        Just("ARN/object/*"),
        Just("ARN/object/k"),
        Just("ARN"),
        Just("ALIAS")
    ];
    let condition = prop_oneof![
        Just(""),
        Just(r#", "Condition": {"StringEquals": {"s3:AccessPointNetworkOrigin": "VPC"}}"#),
        Just(r#", "Condition": {"StringLike": {"s3:DataAccessPointArn": "ALIAS"}}"#),
        Just(r#", "Condition": {"Null": {"aws:SourceVpce": "true"}}"#),
    ];
    (effect, action, resource, condition).prop_map(|(effect, action, resource, condition)| {
        let text = format!(
            r#"{{"Effect": "{effect}", "Action": "{action}", "Resource": "{resource}"{condition}}}"#
        );
        let alias = format!("arn:aws:s3:::{ALIAS}/*");
        text.replace("ARN", ARN).replace("ALIAS", &alias)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Law: the alias and the ARN of one access point give equal decisions (AP-17, AP-18).
    #[test]
    fn alias_and_arn_are_equal(
        statements in prop::collection::vec(statements(), 1..4),
        has_all in any::<bool>(),
        is_vpc_only in any::<bool>(),
        by in prop_oneof![Just(By::Internet), Just(By::Endpoint)],
        who in prop_oneof![Just("app"), Just("anonymous"), Just("444455556666:guest")],
    ) {
        let app = format!(
            r#"{{"Statement": [{}, {{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::main-1/*"}}]}}"#,
            statements.join(",")
        );
        let points = ap1("main-1", if is_vpc_only { "vpc: \"vpc-111bbb22\"" } else { "" });
        let scene = Scene {
            app: if has_all { ALLOW_S3 } else { &app },
            points: &points,
            ..Scene::default()
        };
        let ask = Ask { who, by, ..Ask::default() };
        for (one, other) in [
            (get(ARN), get(ALIAS)),
            (
                format!(r#"ListObjectsV2(bucket: "{ARN}")"#),
                format!(r#"ListObjectsV2(bucket: "{ALIAS}")"#),
            ),
        ] {
            let (one, other) = (scene.ask(ask, &one), scene.ask(ask, &other));
            prop_assert_eq!(one.answer.outcome, other.answer.outcome);
            prop_assert_eq!(one.answer.reason, other.answer.reason);
            prop_assert_eq!(&one.message, &other.message);
            let decided = |it: &Explanation| {
                let checks = it.checks.iter();
                checks.map(|check| check.decision.clone()).collect::<Vec<_>>()
            };
            prop_assert_eq!(decided(&one), decided(&other));
        }
    }
}
