//! What S3 answers, rule by rule: Regions, who may, what is stored (rules S3R, POL, CFG, LIM).

mod s3_scene;

use s3_scene::{A, ALLOW_S3, Ask, B, By, Scene};
use vpcsim::trace::{Code, Outcome};
use vpcsim::units::Bytes;
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
fn the_right_region_must_be_asked() {
    // rule, call, Region reached, signed for, outcome, Region to try next
    let table = [
        (
            "S3R-01",
            "GetObject(\"s3://main-1/k\")",
            "us-east-1",
            None,
            "200",
            None,
        ),
        (
            "S3R-04",
            "GetObject(\"s3://west-1/k\")",
            "us-east-1",
            None,
            "301 PermanentRedirect",
            Some("us-west-2"),
        ),
        (
            "S3R-04",
            "HeadBucket(\"west-1\")",
            "us-east-1",
            None,
            "301 PermanentRedirect",
            Some("us-west-2"),
        ),
        (
            "S3R-05",
            GET,
            "us-east-1",
            Some("us-west-2"),
            "400 AuthorizationHeaderMalformed",
            Some("us-east-1"),
        ),
        (
            "S3R-06",
            "GetObject(\"s3://new/k\")",
            "us-east-1",
            None,
            "307 TemporaryRedirect",
            Some("eu-west-1"),
        ),
        (
            "S3R-07",
            "GetObject(\"s3://cape/k\")",
            "us-east-1",
            None,
            "400 IllegalLocationConstraintException",
            None,
        ),
        (
            "S3R-07",
            GET,
            "af-south-1",
            Some("af-south-1"),
            "400 IllegalLocationConstraintException",
            None,
        ),
        (
            "S3R-03",
            "GetBucketLocation(\"west-1\")",
            "us-east-1",
            None,
            "200",
            None,
        ),
        (
            "S3R-09",
            "GetObject(\"s3://nobody-has-this/k\")",
            "us-east-1",
            None,
            "404 NoSuchBucket",
            None,
        ),
    ];
    for (rule, call, region, signed_for, outcome, next) in table {
        let ask = Ask {
            region,
            signed_for,
            ..Ask::default()
        };
        let answer = Scene::default().ask(ask, call).answer;
        assert_eq!(
            answer.outcome.to_string(),
            outcome,
            "{rule} {call} at {region}"
        );
        assert_eq!(
            answer.redirect_to.map(|to| to.name()),
            next,
            "{rule} {call} at {region}"
        );
    }
}

#[test]
fn redirects_come_before_authorisation() {
    // S3R-08: nobody here may do anything, and is told the Region all the same.
    let scene = Scene {
        app: "",
        ..Scene::default()
    };
    for (who, call, outcome) in [
        (
            "app",
            "GetObject(\"s3://west-1/k\")",
            "301 PermanentRedirect",
        ),
        (
            "anonymous",
            "GetObject(\"s3://west-1/k\")",
            "301 PermanentRedirect",
        ),
        ("app", GET, "403 AccessDenied{identity,implicit}"),
        ("anonymous", GET, "403 AccessDenied{bucket,implicit}"),
    ] {
        let answer = scene
            .ask(
                Ask {
                    who,
                    ..Ask::default()
                },
                call,
            )
            .answer;
        assert_eq!(answer.outcome.to_string(), outcome, "{who} {call}");
    }
}

#[test]
fn redirects_carry_the_headers_sdks_follow() {
    let headers = |call: &str| Scene::default().ask(Ask::default(), call).headers;
    let region = |name: &str| ("x-amz-bucket-region", name.to_owned());
    assert_eq!(
        headers("GetObject(\"s3://west-1/k\")"),
        [region("us-west-2")],
        "S3R-04: no Location"
    );
    assert_eq!(
        headers("GetObject(\"s3://new/k\")"),
        [
            region("eu-west-1"),
            (
                "location",
                "https://new.s3.eu-west-1.amazonaws.com/k".to_owned()
            )
        ],
        "S3R-06"
    );
    assert_eq!(headers("HeadBucket(\"main-1\")"), [region("us-east-1")]);
    assert_eq!(headers(GET), []);
}

#[test]
fn buckets_tell_where_they_are() {
    // S3R-03, GWE-08
    let buckets = r#"
        "old": Bucket(account: "111122223333", region: "eu-west-1", created: "2010-01-01"),
        "later": Bucket(account: "111122223333", region: "eu-west-1", created: "2020-01-01"),
    "#;
    let scene = Scene {
        buckets,
        ..Scene::default()
    };
    for (bucket, told) in [
        ("main-1", Some("")),
        ("west-1", Some("us-west-2")),
        ("old", Some("EU")),
        ("later", Some("eu-west-1")),
    ] {
        let call = format!("GetBucketLocation(\"{bucket}\")");
        assert_eq!(
            scene.ask(Ask::default(), &call).location_constraint,
            told,
            "{bucket}"
        );
    }
    let stranger = Ask {
        who: "444455556666:guest",
        ..Ask::default()
    };
    let told = scene
        .ask(stranger, "GetBucketLocation(\"main-1\")")
        .location_constraint;
    assert_eq!(told, None, "whoever may not ask is not told");
}

#[test]
fn each_operation_needs_its_action_on_its_arn() {
    // POL-33, POL-34: the action and resource that alone open each operation.
    let table = [
        (
            "GetObject(\"s3://main-1/k\")",
            "s3:GetObject",
            "arn:aws:s3:::main-1/k",
            "200",
        ),
        (
            "HeadObject(\"s3://main-1/k\")",
            "s3:GetObject",
            "arn:aws:s3:::main-1/k",
            "200",
        ),
        (
            "PutObject(to: \"s3://main-1/in/{n}\")",
            "s3:PutObject",
            "arn:aws:s3:::main-1/in/7",
            "200",
        ),
        (
            "DeleteObject(\"s3://main-1/k\")",
            "s3:DeleteObject",
            "arn:aws:s3:::main-1/k",
            "204",
        ),
        (
            "ListObjectsV2(bucket: \"main-1\")",
            "s3:ListBucket",
            "arn:aws:s3:::main-1",
            "200",
        ),
        (
            "HeadBucket(\"main-1\")",
            "s3:ListBucket",
            "arn:aws:s3:::main-1",
            "200",
        ),
        (
            "CreateBucket(bucket: \"mine\")",
            "s3:CreateBucket",
            "arn:aws:s3:::mine",
            "200",
        ),
        (
            "DeleteBucket(\"empty\")",
            "s3:DeleteBucket",
            "arn:aws:s3:::empty",
            "204",
        ),
        (
            "GetBucketLocation(\"main-1\")",
            "s3:GetBucketLocation",
            "arn:aws:s3:::main-1",
            "200",
        ),
        (
            "GetBucketPolicy(\"main-1\")",
            "s3:GetBucketPolicy",
            "arn:aws:s3:::main-1",
            "404 NoSuchBucketPolicy",
        ),
        (
            "DeleteBucketPolicy(\"main-1\")",
            "s3:DeleteBucketPolicy",
            "arn:aws:s3:::main-1",
            "204",
        ),
        ("ListBuckets", "s3:ListAllMyBuckets", "*", "200"),
        (
            "ListBuckets",
            "s3:ListAllMyBuckets",
            "arn:aws:s3:::*",
            "200",
        ),
    ];
    for (call, action, resource, outcome) in table {
        let only = allow(action, resource);
        let scene = Scene {
            app: &only,
            ..Scene::default()
        };
        assert_eq!(scene.outcome(By::Internet, call), outcome, "{call}");
        let other = allow(action, &format!("{resource}-other"));
        let scene = Scene {
            app: &other,
            ..Scene::default()
        };
        let denied = "403 AccessDenied{identity,implicit}";
        assert_eq!(
            scene.outcome(By::Internet, call),
            denied,
            "{call} on another resource"
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
fn a_missing_key_is_told_to_those_who_may_list() {
    // S3R-09, G139
    let miss = r#"GetObject("s3://main-1/nothing-here")"#;
    assert_eq!(
        Scene::default().outcome(By::Endpoint, miss),
        "404 NoSuchKey"
    );
    let blind = allow("s3:GetObject", "*");
    let scene = Scene {
        app: &blind,
        ..Scene::default()
    };
    let answer = scene.ask(Ask::default(), miss).answer;
    assert_eq!(
        answer.outcome.to_string(),
        "403 AccessDenied{identity,implicit}"
    );
    assert_eq!(
        answer.reason.map(|why| why.code),
        Some(Code::S3KeyDisguised)
    );
    assert_eq!(scene.outcome(By::Endpoint, GET), "200");
    let delete = r#"DeleteObject("s3://main-1/nothing-here")"#;
    assert_eq!(Scene::default().outcome(By::Endpoint, delete), "204");
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
    let table = [
        (
            "POL-04",
            Scene { app: "", ..base },
            "identity,implicit",
            Code::IdentityNoAllow,
        ),
        (
            "POL-01",
            Scene {
                app: deny_get,
                ..base
            },
            "identity,explicit",
            Code::IdentityExplicitDeny,
        ),
        (
            "POL-06",
            Scene {
                endpoint: &only_deny,
                ..base
            },
            "vpce,implicit",
            Code::EndpointNoAllow,
        ),
        (
            "POL-12",
            Scene {
                b1: &wrong_endpoint,
                ..base
            },
            "bucket,explicit",
            Code::BucketExplicitDeny,
        ),
        (
            "POL-24",
            Scene {
                app_role: boundary,
                ..base
            },
            "boundary,implicit",
            Code::BoundaryNoAllow,
        ),
        (
            "POL-25",
            Scene {
                app_role: session,
                ..base
            },
            "session,implicit",
            Code::SessionNoAllow,
        ),
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
    // POL-20 to POL-22, POL-27, G129
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
    let table = [
        ("app", new, closed),
        ("app", "DeleteBucketPolicy(\"main-1\")", closed),
        ("app", "GetBucketPolicy(\"main-1\")", closed),
        (owner, "GetBucketPolicy(\"main-1\")", "200"),
        (owner, new, "204"),
        (owner, "DeleteBucketPolicy(\"main-1\")", "204"),
        (owner, GET, closed),
        (owner, "ListObjectsV2(bucket: \"main-1\")", closed),
        (
            "root:444455556666",
            "DeleteBucketPolicy(\"main-1\")",
            closed,
        ),
    ];
    let scene = Scene {
        b1: &lock,
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
    let answer = Scene::default().ask(Ask::default(), &put(&good)).answer;
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
fn copies_need_both_ends() {
    // S3R-14, S3R-15, POL-33, LIM-14
    let call =
        |from: &str, to: &str| format!("CopyObject(from: \"s3://{from}\", to: \"s3://{to}\")");
    let read_only = allow("s3:GetObject", "*");
    let write_only = allow("s3:PutObject", "*");
    let base = Scene::default();
    let blind = Scene {
        app: &read_only,
        ..base
    };
    let deaf = Scene {
        app: &write_only,
        ..base
    };
    let denied = "403 AccessDenied{identity,implicit}";
    let table = [
        (base, By::Endpoint, call("main-1/k", "empty/k"), "200"),
        (blind, By::Endpoint, call("main-1/k", "empty/k"), denied),
        (deaf, By::Endpoint, call("main-1/k", "empty/k"), denied),
        (
            base,
            By::Endpoint,
            call("west-1/k", "main-1/k2"),
            "403 AccessDenied{endpoint-type,explicit}",
        ),
        (base, By::Internet, call("west-1/k", "main-1/k2"), "200"),
        (
            base,
            By::Endpoint,
            call("main-1/none", "empty/k"),
            "404 NoSuchKey",
        ),
        (blind, By::Endpoint, call("main-1/none", "empty/k"), denied),
        (
            base,
            By::Endpoint,
            call("nobody-has-this/k", "empty/k"),
            "404 NoSuchBucket",
        ),
        (
            base,
            By::Endpoint,
            call("main-1/huge", "empty/k"),
            "400 InvalidRequest",
        ),
    ];
    for (scene, by, call, outcome) in table {
        assert_eq!(scene.outcome(by, &call), outcome, "{call} {by:?}");
    }
    let checks = base
        .ask(Ask::default(), &call("main-1/k", "empty/{n}"))
        .checks;
    let asked: Vec<_> = checks
        .iter()
        .map(|one| (one.action, one.resource.as_str()))
        .collect();
    assert_eq!(
        asked,
        [
            ("s3:GetObject", "arn:aws:s3:::main-1/k"),
            ("s3:PutObject", "arn:aws:s3:::empty/7")
        ]
    );
}

#[test]
fn sizes_have_bounds() {
    // LIM-14: 5 GiB in one PUT
    let put = |size: &str| format!("PutObject(to: \"s3://main-1/x\", size: \"{size}\")");
    assert_eq!(Scene::default().outcome(By::Endpoint, &put("5 GiB")), "200");
    assert_eq!(
        Scene::default().outcome(By::Endpoint, &put("5368709121")),
        "400 EntityTooLarge"
    );
    let received = |call: &str| Scene::default().ask(Ask::default(), call).answer.received;
    assert_eq!(received(GET), Bytes(1 << 20));
    assert_eq!(received(r#"HeadObject("s3://main-1/k")"#), Bytes(0));
    let (all, one) = (
        received("ListObjectsV2(bucket: \"main-1\")"),
        received("ListObjectsV2(bucket: \"main-1\", prefix: \"k\")"),
    );
    assert!(all > one, "three keys weigh more than one");
}

#[test]
fn buckets_are_made_and_unmade() {
    // S3R-07, S3R-21, S3R-22
    let create = |name: &str, region: &str| {
        format!("CreateBucket(bucket: \"{name}\", region: \"{region}\")")
    };
    let table = [
        (create("mine", "us-east-1"), "us-east-1", "200"),
        (create("mine", "eu-west-1"), "us-east-1", "200"),
        (
            create("mine", "af-south-1"),
            "us-east-1",
            "400 IllegalLocationConstraintException",
        ),
        (
            create("mine", "eu-west-1"),
            "us-west-2",
            "400 IllegalLocationConstraintException",
        ),
        (create("mine", "us-west-2"), "us-west-2", "200"),
        (
            create("DOC-EXAMPLE-BUCKET1", "us-east-1"),
            "us-east-1",
            "400 InvalidBucketName",
        ),
        (
            create("my_bucket", "us-east-1"),
            "us-east-1",
            "400 InvalidBucketName",
        ),
        (
            create("foreign-1", "us-east-1"),
            "us-east-1",
            "409 BucketAlreadyExists",
        ),
        (
            create("west-1", "us-west-2"),
            "us-west-2",
            "409 BucketAlreadyOwnedByYou",
        ),
        (create("main-1", "us-east-1"), "us-east-1", "200"),
        (
            "DeleteBucket(\"main-1\")".to_owned(),
            "us-east-1",
            "409 BucketNotEmpty",
        ),
        ("DeleteBucket(\"empty\")".to_owned(), "us-east-1", "204"),
    ];
    for (call, region, outcome) in table {
        let ask = Ask {
            region,
            signed_for: Some(region),
            by: By::Internet,
            ..Ask::default()
        };
        let answer = Scene::default().ask(ask, &call).answer;
        assert_eq!(answer.outcome.to_string(), outcome, "{call} at {region}");
    }
}

#[test]
fn a_made_bucket_belongs_to_its_maker() {
    let scene = Scene::default();
    let who = "444455556666:guest";
    let (mut world, plan) =
        scene.built(who, "CreateBucket(bucket: \"mine\", region: \"eu-west-1\")");
    let load = &plan.loads[0];
    let ask = Ask {
        who,
        ..Ask::default()
    };
    let principal = world.clients[load.client].principal;
    let made = s3_scene::put(&world, &load.call, ask, principal).answer;
    world.apply(&made.effect.unwrap()).unwrap();
    let mine = world.buckets.find("mine").unwrap();
    let bucket = &world.buckets[mine];
    assert!(bucket.exists && bucket.is_fresh(world.day));
    assert_eq!(
        (bucket.account.to_string().as_str(), bucket.region.name()),
        (B, "eu-west-1")
    );
    let again = s3_scene::put(&world, &load.call, ask, principal).answer;
    assert_eq!(again.outcome.to_string(), "409 BucketAlreadyOwnedByYou");
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
