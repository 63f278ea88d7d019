//! Who may: every gate of a request, one by one and together (rules POL, CFG).

mod s3_scene;

use s3_scene::{A, ALLOW_S3, Ask, B, By, OPEN, Scene};
use vpcsim::trace::{Code, Outcome};
use vpcsim::world::Change;

const GET: &str = r#"GetObject("s3://main-1/k")"#;

fn allow(action: &str, resource: &str) -> String {
    format!(
        r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}}}}"#
    )
}

fn statement(effect: &str, principal: &str, rest: &str) -> String {
    format!(r#"{{"Effect": "{effect}", "Principal": {principal}, {rest}}}"#)
}

fn policy(statements: &[String]) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
        statements.join(",")
    )
}

/// Denies everything on `main-1` unless `condition` does not hold.
fn deny_b1(condition: &str) -> String {
    let rest = format!(
        r#""Action": "s3:*", "Resource": ["arn:aws:s3:::main-1", "arn:aws:s3:::main-1/*"],
        "Condition": {{{condition}}}"#
    );
    policy(&[statement("Deny", r#""*""#, &rest)])
}

#[test]
fn each_operation_needs_its_action_on_its_arn() {
    // POL-33, POL-34: the action and resource that alone open each operation.
    #[rustfmt::skip]
    let table = [
        ("GetObject(\"s3://main-1/k\")", "s3:GetObject", "arn:aws:s3:::main-1/k", "200"),
        ("HeadObject(\"s3://main-1/k\")", "s3:GetObject", "arn:aws:s3:::main-1/k", "200"),
        ("PutObject(to: \"s3://main-1/in/{n}\")", "s3:PutObject", "arn:aws:s3:::main-1/in/7", "200"),
        ("DeleteObject(\"s3://main-1/k\")", "s3:DeleteObject", "arn:aws:s3:::main-1/k", "204"),
        ("ListObjectsV2(bucket: \"main-1\")", "s3:ListBucket", "arn:aws:s3:::main-1", "200"),
        ("HeadBucket(\"main-1\")", "s3:ListBucket", "arn:aws:s3:::main-1", "200"),
        ("CreateBucket(bucket: \"mine\")", "s3:CreateBucket", "arn:aws:s3:::mine", "200"),
        ("DeleteBucket(\"empty\")", "s3:DeleteBucket", "arn:aws:s3:::empty", "204"),
        ("GetBucketLocation(\"main-1\")", "s3:GetBucketLocation", "arn:aws:s3:::main-1", "200"),
        ("GetBucketPolicy(\"main-1\")", "s3:GetBucketPolicy", "arn:aws:s3:::main-1", "404 NoSuchBucketPolicy"),
        ("DeleteBucketPolicy(\"main-1\")", "s3:DeleteBucketPolicy", "arn:aws:s3:::main-1", "204"),
        ("ListBuckets", "s3:ListAllMyBuckets", "*", "200"),
        ("ListBuckets", "s3:ListAllMyBuckets", "arn:aws:s3:::*", "200"),
    ];
    for (call, action, resource, outcome) in table {
        let only = allow(action, resource);
        let scene = Scene {
            app: &only,
            ..Scene::default()
        };
        assert_eq!(scene.outcome(By::Internet, call), outcome, "{call}");
        // POL-34: the other half, objects for the bucket and the bucket for its objects.
        let half = match resource.split_once('/') {
            Some((bucket, _)) => bucket.to_owned(),
            None if call == "ListBuckets" => "arn:aws:s3:::main-1".to_owned(),
            None => format!("{resource}/*"),
        };
        let other = allow(action, &half);
        let scene = Scene {
            app: &other,
            ..Scene::default()
        };
        let denied = "403 AccessDenied{identity,implicit}";
        assert_eq!(
            scene.outcome(By::Internet, call),
            denied,
            "{call} on its other half"
        );
        let scene = Scene {
            app: &allow("s3:GetObjectAcl", "*"),
            ..Scene::default()
        };
        assert_eq!(
            scene.outcome(By::Internet, call),
            denied,
            "{call} with another action"
        );
    }
}

#[test]
fn every_gate_closes_for_itself() {
    // POL-01 to POL-06, POL-12, POL-14, POL-24, POL-25, POL-37
    let only_b1 = policy(&[statement(
        "Allow",
        r#""*""#,
        r#""Action": "s3:*", "Resource": ["arn:aws:s3:::main-1", "arn:aws:s3:::main-1/*"]"#,
    )]);
    let only_deny = policy(&[statement(
        "Deny",
        r#""*""#,
        r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::foreign-1/*""#,
    )]);
    let deny_get =
        r#"{"Statement": {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}}"#;
    let wrong_endpoint = deny_b1(r#""StringNotEquals": {"aws:sourceVpce": "vpce-99999999"}"#);
    let boundary = r##"permissions_boundary: r#"{"Statement": {"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}}"#"##;
    let session = r##"session_policy: r#"{"Statement": {"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}}"#"##;
    let base = Scene::default();
    #[rustfmt::skip]
    let table = [
        ("POL-04", Scene { app: "", ..base }, "identity,implicit", Code::IdentityNoAllow),
        ("POL-01", Scene { app: deny_get, ..base }, "identity,explicit", Code::IdentityExplicitDeny),
        ("POL-06", Scene { endpoint: &only_deny, ..base }, "vpce,implicit", Code::EndpointNoAllow),
        ("POL-12", Scene { b1: &wrong_endpoint, ..base }, "bucket,explicit", Code::BucketExplicitDeny),
        ("POL-24", Scene { app_role: boundary, ..base }, "boundary,implicit", Code::BoundaryNoAllow),
        ("POL-25", Scene { app_role: session, ..base }, "session,implicit", Code::SessionNoAllow),
    ];
    for (rule, scene, gate, code) in table {
        let answer = scene.ask(Ask::default(), GET).answer;
        assert_eq!(
            answer.outcome.to_string(),
            format!("403 AccessDenied{{{gate}}}"),
            "{rule}"
        );
        assert_eq!(answer.reason.map(|why| why.code), Some(code), "{rule}");
    }
    let two = Scene {
        app: "",
        endpoint: &only_deny,
        b1: &wrong_endpoint,
        ..base
    };
    let explained = two.ask(Ask::default(), GET);
    let closed = &explained.checks[0].decision.blocked_by;
    assert_eq!(
        closed.len(),
        3,
        "POL-37: all closed gates are told: {closed:?}"
    );
    assert_eq!(
        explained.answer.outcome.to_string(),
        "403 AccessDenied{bucket,explicit}"
    );
    let b1_only = Scene {
        endpoint: &only_b1,
        ..base
    };
    assert_eq!(b1_only.outcome(By::Endpoint, GET), "200");
    assert_eq!(
        b1_only.outcome(By::Endpoint, r#"GetObject("s3://empty/k")"#),
        "403 AccessDenied{vpce,implicit}",
        "POL-42"
    );
    assert_eq!(
        b1_only.outcome(By::Internet, r#"GetObject("s3://empty/k")"#),
        "404 NoSuchKey",
        "SVC-12: without the endpoint its policy does not count"
    );
}

#[test]
fn accounts_must_agree() {
    // POL-20 to POL-22, POL-26, POL-27, S3R-12, G129
    let grant = |principal: &str| {
        policy(&[statement(
            "Allow",
            principal,
            r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::main-1/*""#,
        )])
    };
    let account = grant(&format!(r#"{{"AWS": "{B}"}}"#));
    let role = grant(&format!(r#"{{"AWS": "arn:aws:iam::{B}:role/guest"}}"#));
    let everyone = grant(r#""*""#);
    let guest = "444455556666:guest";
    for (who, b1, identity, outcome) in [
        (guest, "", ALLOW_S3, "403 AccessDenied{bucket,implicit}"),
        (guest, &*account, ALLOW_S3, "200"),
        (guest, &role, ALLOW_S3, "200"),
        (guest, &account, "", "403 AccessDenied{identity,implicit}"),
        (guest, &role, "", "403 AccessDenied{identity,implicit}"),
        ("anonymous", &everyone, "", "200"),
        (
            "anonymous",
            &account,
            "",
            "403 AccessDenied{bucket,implicit}",
        ),
        ("root:111122223333", "", "", "200"),
        (
            "root:444455556666",
            "",
            "",
            "403 AccessDenied{bucket,implicit}",
        ),
    ] {
        let scene = Scene {
            b1,
            b1_bucket: OPEN,
            guest: identity,
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
        assert_eq!(answer.outcome.to_string(), outcome, "{who} {b1}");
    }
}

#[test]
fn locked_out_buckets_can_be_mended_by_their_root() {
    // POL-15, POL-16, G041: a typing error in the endpoint's id.
    let lock = deny_b1(r#""StringNotEquals": {"aws:sourceVpce": "vpce-1a2b3c4e"}"#);
    let new = r##"PutBucketPolicy(bucket: "main-1", policy: r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::main-1/*"}}"#)"##;
    let closed = "403 AccessDenied{bucket,explicit}";
    let owner = "root:111122223333";
    #[rustfmt::skip]
    let table = [
        ("app", new, closed),
        ("app", "DeleteBucketPolicy(\"main-1\")", closed),
        ("app", "GetBucketPolicy(\"main-1\")", closed),
        (owner, "GetBucketPolicy(\"main-1\")", "200"),
        (owner, new, "204"),
        (owner, "DeleteBucketPolicy(\"main-1\")", "204"),
        (owner, GET, closed),
        (owner, "ListObjectsV2(bucket: \"main-1\")", closed),
        ("root:444455556666", "DeleteBucketPolicy(\"main-1\")", closed),
    ];
    let scene = Scene {
        b1: &lock,
        b1_bucket: OPEN,
        ..Scene::default()
    };
    for (who, call, outcome) in table {
        for by in [By::Internet, By::Endpoint] {
            let explained = scene.ask(
                Ask {
                    who,
                    by,
                    ..Ask::default()
                },
                call,
            );
            assert_eq!(
                explained.answer.outcome.to_string(),
                outcome,
                "{who} {call} {by:?}"
            );
            let is_past = explained.checks[0].is_past_bucket_policy;
            assert_eq!(
                is_past,
                explained.answer.outcome.is_served(),
                "{who} {call}"
            );
        }
    }
    let nothing = policy(&[statement(
        "Allow",
        r#""*""#,
        r#""Action": "s3:GetObject", "Resource": "*""#,
    )]);
    let scene = Scene {
        b1: &lock,
        endpoint: &nothing,
        ..Scene::default()
    };
    let ask = Ask {
        who: owner,
        ..Ask::default()
    };
    assert_eq!(
        scene
            .ask(ask, "DeleteBucketPolicy(\"main-1\")")
            .answer
            .outcome
            .to_string(),
        "403 AccessDenied{vpce,implicit}",
        "an endpoint policy still keeps the root user off"
    );
}

#[test]
fn policies_are_put_read_and_deleted() {
    // CFG-01, CFG-05, CFG-09; other accounts' principals may not even when allowed.
    let put = |json: &str| format!("PutBucketPolicy(bucket: \"main-1\", policy: r#\"{json}\"#)");
    let good = policy(&[statement(
        "Allow",
        r#""*""#,
        r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::main-1/*""#,
    )]);
    let scene = Scene {
        b1_bucket: OPEN,
        ..Scene::default()
    };
    let answer = scene.ask(Ask::default(), &put(&good)).answer;
    assert_eq!(answer.outcome, Outcome::Served(204));
    assert!(matches!(
        answer.effect,
        Some(Change::SetBucketPolicy(_, Some(_)))
    ));
    let malformed = Scene::default()
        .ask(Ask::default(), &put("{ not json"))
        .answer;
    assert_eq!(malformed.outcome.to_string(), "400 MalformedPolicy");
    assert!(malformed.effect.is_none(), "CFG-01: the old policy stays");
    let other = good.replace("main-1", "other-1");
    let misplaced = Scene::default().ask(Ask::default(), &put(&other));
    assert_eq!(
        misplaced.rejection.map(|why| why.code),
        Some("MalformedPolicy"),
        "CFG-09"
    );
    let scene = Scene {
        b1: &good,
        ..Scene::default()
    };
    assert_eq!(
        scene.outcome(By::Endpoint, "GetBucketPolicy(\"main-1\")"),
        "200"
    );
    let gone = scene
        .ask(Ask::default(), "DeleteBucketPolicy(\"main-1\")")
        .answer;
    assert!(matches!(
        gone.effect,
        Some(Change::SetBucketPolicy(_, None))
    ));
    let open = policy(&[statement(
        "Allow",
        &format!(r#"{{"AWS": "{B}"}}"#),
        r#""Action": "s3:*", "Resource": ["arn:aws:s3:::main-1", "arn:aws:s3:::main-1/*"]"#,
    )]);
    let scene = Scene {
        b1: &open,
        ..Scene::default()
    };
    let guest = Ask {
        who: "444455556666:guest",
        ..Ask::default()
    };
    for call in [
        "GetBucketPolicy(\"main-1\")",
        "DeleteBucketPolicy(\"main-1\")",
        &put(&good),
    ] {
        let answer = scene.ask(guest, call).answer;
        assert_eq!(answer.outcome.to_string(), "405 MethodNotAllowed", "{call}");
        assert!(answer.effect.is_none());
    }
}

#[test]
fn reasons_name_whose_policy_it_is() {
    use vpcsim::trace::About;
    use vpcsim::world::Place;
    let lock = deny_b1(r#""StringNotEquals": {"aws:sourceVpce": "vpce-1"}"#);
    let nothing = policy(&[statement(
        "Deny",
        r#""*""#,
        r#""Action": "s3:*", "Resource": "*""#,
    )]);
    let base = Scene::default();
    let about = |scene: Scene<'_>| {
        let (world, plan) = scene.built("app", GET);
        let load = &plan.loads[0];
        let principal = world.clients[load.client].principal;
        let answer = s3_scene::put(&world, &load.call, Ask::default(), principal).answer;
        let name = match answer.reason.map(|why| why.about) {
            Some(About::Bucket(id)) => world.buckets.name(id),
            Some(About::Principal(id)) => world.principals.name(id),
            Some(About::Place(Place::VpcEndpoint(id))) => world.vpc_endpoints.name(id),
            other => panic!("{other:?}"),
        };
        name.to_owned()
    };
    assert_eq!(about(Scene { b1: &lock, ..base }), "main-1");
    assert_eq!(about(Scene { app: "", ..base }), format!("{A}:app"));
    assert_eq!(
        about(Scene {
            endpoint: &nothing,
            ..base
        }),
        "vpce-1a2b3c4d"
    );
}
