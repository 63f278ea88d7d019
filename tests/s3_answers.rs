//! What S3 answers, rule by rule: the right Region, what is stored, sizes (rules S3R, LIM).

mod s3_scene;

use s3_scene::{Ask, B, By, Scene};
use vpcsim::aws::region::Region;
use vpcsim::trace::Code;
use vpcsim::units::Bytes;

const GET: &str = r#"GetObject("s3://main-1/k")"#;

fn allow(action: &str, resource: &str) -> String {
    format!(
        r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}}}}"#
    )
}

#[test]
fn the_right_region_must_be_asked() {
    // rule, call, Region reached, signed for, outcome, Region to try next
    #[rustfmt::skip]
    let table = [
        ("S3R-01", "GetObject(\"s3://main-1/k\")", "us-east-1", None, "200", None),
        ("S3R-04", "GetObject(\"s3://west-1/k\")", "us-east-1", None, "301 PermanentRedirect", Some("us-west-2")),
        ("S3R-04", "HeadBucket(\"west-1\")", "us-east-1", None, "301 PermanentRedirect", Some("us-west-2")),
        ("S3R-05", GET, "us-east-1", Some("us-west-2"), "400 AuthorizationHeaderMalformed", Some("us-east-1")),
        ("S3R-06", "GetObject(\"s3://new/k\")", "us-east-1", None, "307 TemporaryRedirect", Some("eu-west-1")),
        ("S3R-07", "GetObject(\"s3://cape/k\")", "us-east-1", None, "400 IllegalLocationConstraintException", None),
        ("S3R-07", GET, "af-south-1", Some("af-south-1"), "400 IllegalLocationConstraintException", None),
        ("S3R-03", "GetBucketLocation(\"west-1\")", "us-east-1", None, "200", None),
        ("S3R-09", "GetObject(\"s3://nobody-has-this/k\")", "us-east-1", None, "404 NoSuchBucket", None),
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
            answer.redirect_to.map(Region::name),
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
    #[rustfmt::skip]
    let table = [
        (base, By::Endpoint, call("main-1/k", "empty/k"), "200"),
        (blind, By::Endpoint, call("main-1/k", "empty/k"), denied),
        (deaf, By::Endpoint, call("main-1/k", "empty/k"), denied),
        (base, By::Endpoint, call("west-1/k", "main-1/k2"), "403 AccessDenied{endpoint-type,explicit}"),
        (base, By::Internet, call("west-1/k", "main-1/k2"), "200"),
        (base, By::Endpoint, call("main-1/none", "empty/k"), "404 NoSuchKey"),
        (blind, By::Endpoint, call("main-1/none", "empty/k"), denied),
        (base, By::Endpoint, call("nobody-has-this/k", "empty/k"), "404 NoSuchBucket"),
        (base, By::Endpoint, call("main-1/huge", "empty/k"), "400 InvalidRequest"),
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
    #[rustfmt::skip]
    let table = [
        (create("mine", "us-east-1"), "us-east-1", "200"),
        (create("mine", "eu-west-1"), "us-east-1", "200"),
        (create("mine", "af-south-1"), "us-east-1", "400 IllegalLocationConstraintException"),
        (create("mine", "eu-west-1"), "us-west-2", "400 IllegalLocationConstraintException"),
        (create("mine", "us-west-2"), "us-west-2", "200"),
        (create("DOC-EXAMPLE-BUCKET1", "us-east-1"), "us-east-1", "400 InvalidBucketName"),
        (create("my_bucket", "us-east-1"), "us-east-1", "400 InvalidBucketName"),
        (create("foreign-1", "us-east-1"), "us-east-1", "409 BucketAlreadyExists"),
        (create("west-1", "us-west-2"), "us-west-2", "409 BucketAlreadyOwnedByYou"),
        (create("main-1", "us-east-1"), "us-east-1", "200"),
        ("DeleteBucket(\"main-1\")".to_owned(), "us-east-1", "409 BucketNotEmpty"),
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
