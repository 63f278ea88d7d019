//! Block Public Access, ACLs and object ownership before S3 (rules BPA and ACL), and what a
//! scenario may not say about them.

mod s3_scene;

use s3_scene::{A, Ask, B, By, Scene};
use vpcsim::diagnostic::Severity;
use vpcsim::scenario::Scenario;
use vpcsim::trace::Code;
use vpcsim::world::build;

const GET: &str = r#"GetObject("s3://main-1/k")"#;

const PUBLIC: &str = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::main-1/*"}}"#;

/// Block Public Access with these of the four switches on: `aipr`.
fn switches(on: &str) -> String {
    let one = |name: &str, letter| format!("{name}: {}", on.contains(letter));
    format!(
        "block_public_access: BlockPublicAccess({}, {}, {}, {}), ",
        one("block_public_acls", 'a'),
        one("ignore_public_acls", 'i'),
        one("block_public_policy", 'p'),
        one("restrict_public_buckets", 'r'),
    )
}

#[test]
fn each_switch_does_its_own() {
    // BPA-03 to BPA-06, ACL-03, ACL-04
    let grants = "object_ownership: ObjectWriter, acl: PublicRead, ";
    let put_policy = format!("PutBucketPolicy(bucket: \"main-1\", policy: r#\"{PUBLIC}\"#)");
    let put_acl = "PutBucketAcl(bucket: \"main-1\", acl: PublicRead)";
    let put_object = "PutObject(to: \"s3://main-1/k\", acl: AuthenticatedRead)";
    let list = "ListObjectsV2(bucket: \"main-1\")";
    let blocked = "403 AccessDenied{bpa,explicit}";
    let ignored = "403 AccessDenied{acl,implicit}";
    #[rustfmt::skip]
    let table = [
        // on, put policy, put ACL, put object, anonymous listing by ACL, anonymous reading by policy
        ("",     "204",   "200",   "200",   "200",   "200"),
        ("a",    "204",   blocked, blocked, "200",   "200"),
        ("i",    "204",   "200",   "200",   ignored, "200"),
        ("p",    blocked, "200",   "200",   "200",   "200"),
        ("r",    "204",   "200",   "200",   blocked, blocked),
        ("aipr", blocked, blocked, blocked, blocked, blocked),
    ];
    for (on, policy, acl, object, listing, reading) in table {
        let bucket = format!("{grants}{}", switches(on));
        let scene = Scene {
            b1: PUBLIC,
            b1_bucket: &bucket,
            ..Scene::default()
        };
        for (who, call, outcome) in [
            ("app", &*put_policy, policy),
            ("app", put_acl, acl),
            ("app", put_object, object),
            ("anonymous", list, listing),
            ("anonymous", GET, reading),
            ("app", GET, "200"),
        ] {
            let ask = Ask {
                who,
                by: By::Internet,
                ..Ask::default()
            };
            let answer = scene.ask(ask, call).answer;
            assert_eq!(answer.outcome.to_string(), outcome, "{on}: {who} {call}");
        }
    }
}

#[test]
fn settings_of_account_and_bucket_add_up() {
    // BPA-02, BPA-11
    for (account, bucket, outcome) in [
        ("", "", "200"),
        ("r", "", "403 AccessDenied{bpa,explicit}"),
        ("", "r", "403 AccessDenied{bpa,explicit}"),
        ("aip", "aip", "200"),
    ] {
        let (account, bucket) = (switches(account), switches(bucket));
        let text = format!(
            r##"Scenario(
            accounts: {{ "{A}": Account({account}) }},
            hosts: {{ "h": Host(internet: "203.0.113.7") }},
            buckets: {{ "main-1": Bucket(account: "{A}", region: "us-east-1", {bucket}
                policy: r#"{PUBLIC}"#, objects: [Object(key: "k")]) }},
            clients: {{ "c": Client(host: "h", credentials: "anonymous") }},
            workload: [Request(client: "c", call: {GET})],
        )"##
        );
        let built = build(&Scenario::parse(&text).scenario);
        assert!(built.is_sound(), "{:?}", built.faults);
        let at = vpcsim::time::Instant::ZERO;
        let journey = vpcsim::journey::travel(&built.world, &built.plan, 0, 1, at).unwrap();
        assert_eq!(journey.outcome.to_string(), outcome, "{account} {bucket}");
    }
}

#[test]
fn what_is_refused_is_told_in_amazons_words() {
    // POL-36, BPA-03, BPA-05, ACL-02, S3R-17
    let caller = format!("User: arn:aws:sts::{A}:assumed-role/app/session is not authorized");
    let put_policy = format!("PutBucketPolicy(bucket: \"main-1\", policy: r#\"{PUBLIC}\"#)");
    let acls_on = "object_ownership: BucketOwnerPreferred,";
    for (bucket, call, code, message) in [
        (
            "",
            &*put_policy,
            Code::BpaBlocksPublicPolicy,
            format!(
                "{caller} to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::main-1\" \
                 because public policies are prevented by the BlockPublicPolicy setting in S3 \
                 Block Public Access"
            ),
        ),
        (
            acls_on,
            "PutBucketAcl(bucket: \"main-1\", acl: PublicRead)",
            Code::BpaBlocksPublicAcl,
            format!(
                "{caller} to perform: s3:PutBucketAcl on resource: \"arn:aws:s3:::main-1\" \
                 because public ACLs are prevented by the BlockPublicAcls setting in S3 Block \
                 Public Access"
            ),
        ),
        (
            "",
            "PutObject(to: \"s3://main-1/k\", acl: Private)",
            Code::AclNotSupported,
            "The bucket does not allow ACLs".to_owned(),
        ),
    ] {
        let scene = Scene {
            b1_bucket: bucket,
            ..Scene::default()
        };
        let explained = scene.ask(Ask::default(), call);
        assert_eq!(
            explained.answer.reason.map(|reason| reason.code),
            Some(code)
        );
        assert_eq!(explained.message, Some(message), "{call}");
        assert!(explained.rejection.is_some(), "{call}");
    }
}

#[test]
fn uploads_need_a_permission_for_each_thing_they_bring() {
    let only = |actions: &str| {
        format!(r#"{{"Statement": {{"Effect": "Allow", "Action": [{actions}], "Resource": "*"}}}}"#)
    };
    let plain = "PutObject(to: \"s3://main-1/k\")";
    let with_acl = "PutObject(to: \"s3://main-1/k\", acl: BucketOwnerFullControl)";
    let with_tags = "PutObject(to: \"s3://main-1/k\", tags: { \"class\": \"x\" })";
    let denied = "403 AccessDenied{identity,implicit}";
    for (actions, [first, second, third]) in [
        (r#""s3:PutObject""#, ["200", denied, denied]),
        (
            r#""s3:PutObject", "s3:PutObjectAcl""#,
            ["200", "200", denied],
        ),
        (
            r#""s3:PutObject", "s3:PutObjectTagging""#,
            ["200", denied, "200"],
        ),
        (r#""s3:PutObjectAcl""#, [denied, denied, denied]),
    ] {
        let app = only(actions);
        let scene = Scene {
            app: &app,
            ..Scene::default()
        };
        for (call, outcome) in [(plain, first), (with_acl, second), (with_tags, third)] {
            assert_eq!(
                scene.outcome(By::Internet, call),
                outcome,
                "{actions}: {call}"
            );
        }
    }
}

#[test]
fn what_an_upload_brings_can_be_demanded() {
    // COND-22 and `s3:x-amz-acl`: the owner demands control of what others upload.
    let demand = format!(
        r#"{{"Statement": [
        {{"Effect": "Allow", "Principal": {{"AWS": "{B}"}}, "Action": ["s3:PutObject", "s3:PutObjectAcl"], "Resource": "arn:aws:s3:::main-1/*",
          "Condition": {{"StringEquals": {{"s3:x-amz-acl": "bucket-owner-full-control"}}}}}},
        {{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::main-1/*",
          "Condition": {{"StringEquals": {{"s3:RequestObjectTag/class": "secret"}}}}}}]}}"#
    );
    let scene = Scene {
        b1: &demand,
        b1_bucket: "object_ownership: BucketOwnerPreferred,",
        ..Scene::default()
    };
    for (call, outcome) in [
        ("acl: BucketOwnerFullControl", "200"),
        ("acl: Private", "403 AccessDenied{bucket,implicit}"),
        ("size: \"1 kB\"", "403 AccessDenied{bucket,implicit}"),
        (
            "acl: BucketOwnerFullControl, tags: { \"class\": \"secret\" }",
            "403 AccessDenied{bucket,explicit}",
        ),
    ] {
        let ask = Ask {
            who: "444455556666:guest",
            ..Ask::default()
        };
        let call = format!("PutObject(to: \"s3://main-1/in\", {call})");
        assert_eq!(
            scene.ask(ask, &call).answer.outcome.to_string(),
            outcome,
            "{call}"
        );
    }
    let explained = scene.ask(
        Ask::default(),
        "PutObject(to: \"s3://main-1/in\", tags: { \"class\": \"x\", \"team\": \"y\" })",
    );
    assert_eq!(
        explained.context.first("s3:RequestObjectTag/team"),
        Some("y")
    );
    assert_eq!(
        explained.context.first("s3:RequestObjectTagKeys"),
        Some("class")
    );
    assert_eq!(explained.context.first("s3:x-amz-acl"), None);
}

#[test]
fn lists_grant_to_those_they_name() {
    // ACL-01, ACL-03, ACL-04: across accounts the caller's own policies must allow too.
    let guest = "444455556666:guest";
    let read = "Grant(to: \"444455556666\", permission: Read)";
    let full = "Grant(to: \"444455556666\", permission: FullControl)";
    let list = "ListObjectsV2(bucket: \"main-1\")";
    let put = "PutObject(to: \"s3://main-1/new\")";
    let own = "PutBucketAcl(bucket: \"main-1\", acl: Private)";
    let denied = "403 AccessDenied{bucket,implicit}";
    let delivery = "Grant(to: \"LogDelivery\", permission: Write)";
    #[rustfmt::skip]
    let table = [
        (read, guest, list, "200"),
        (read, guest, GET, denied),
        (read, guest, put, denied),
        ("Grant(to: \"444455556666\", permission: Write)", guest, put, "200"),
        (full, guest, put, "200"),
        (full, guest, own, "200"),
        (full, guest, "HeadBucket(\"main-1\")", "200"),
        (full, guest, GET, denied),
        (full, "anonymous", list, denied),
        ("Grant(to: \"AllUsers\", permission: Read)", "anonymous", list, "200"),
        ("Grant(to: \"AuthenticatedUsers\", permission: Read)", "anonymous", list, denied),
        ("Grant(to: \"AuthenticatedUsers\", permission: Read)", guest, list, "200"),
        (delivery, "service:logging.s3.amazonaws.com", put, "200"),
        (delivery, "service:other.amazonaws.com", put, denied),
    ];
    for (grants, who, call, outcome) in table {
        let bucket = format!(
            "object_ownership: ObjectWriter, acl: Grants([{grants}]), {}",
            switches("")
        );
        let scene = Scene {
            b1_bucket: &bucket,
            ..Scene::default()
        };
        let ask = Ask {
            who,
            by: By::Internet,
            ..Ask::default()
        };
        let answer = scene.ask(ask, call).answer;
        assert_eq!(
            answer.outcome.to_string(),
            outcome,
            "{grants}: {who} {call}"
        );
    }
}

#[test]
fn lists_are_one_gate_of_several() {
    // ACL-06: the endpoint still filters, and identity policies are still needed.
    let guest = "444455556666:guest";
    let list = "ListObjectsV2(bucket: \"main-1\")";
    let full = "Grant(to: \"444455556666\", permission: FullControl)";
    let bucket = format!(
        "object_ownership: ObjectWriter, acl: Grants([{full}]), {}",
        switches("")
    );
    let scene = Scene {
        b1_bucket: &bucket,
        endpoint: r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}"#,
        ..Scene::default()
    };
    let ask = Ask {
        who: guest,
        ..Ask::default()
    };
    let answer = scene.ask(ask, list).answer;
    assert_eq!(
        answer.outcome.to_string(),
        "403 AccessDenied{vpce,implicit}"
    );
    let scene = Scene {
        b1_bucket: &bucket,
        guest: "",
        ..Scene::default()
    };
    let answer = scene.ask(ask, list).answer;
    assert_eq!(
        answer.outcome.to_string(),
        "403 AccessDenied{identity,implicit}"
    );
}

#[test]
fn new_buckets_have_the_defaults_of_their_day() {
    // BPA-12, ACL-02
    let put = format!("PutBucketPolicy(bucket: \"main-1\", policy: r#\"{PUBLIC}\"#)");
    let acl = "PutBucketAcl(bucket: \"main-1\", acl: PublicRead)";
    for (as_of, policy, list) in [
        ("2023-04-04", "204", "200"),
        (
            "2023-04-05",
            "403 AccessDenied{bpa,explicit}",
            "400 AccessControlListNotSupported",
        ),
    ] {
        let scene = Scene {
            as_of,
            ..Scene::default()
        };
        assert_eq!(scene.outcome(By::Internet, &put), policy, "{as_of}");
        assert_eq!(scene.outcome(By::Internet, acl), list, "{as_of}");
    }
}

/// What is wrong with a scenario whose account A and its bucket are written so.
fn faults(top: &str, account: &str, bucket: &str) -> Vec<(&'static str, Severity)> {
    let text = format!(
        r#"Scenario({top}
            accounts: {{ "{A}": Account({account}), "{B}": Account() }},
            hosts: {{ "h": Host(internet: "203.0.113.7") }},
            buckets: {{ "main-1": Bucket(account: "{A}", region: "us-east-1", {bucket}) }},
        )"#
    );
    let loaded = Scenario::parse(&text);
    assert!(loaded.faults.is_empty(), "{:?}\n{text}", loaded.faults);
    let built = build(&loaded.scenario);
    built
        .faults
        .iter()
        .map(|fault| (fault.code, fault.severity))
        .collect()
}

#[test]
fn what_cannot_be_is_a_fault() {
    use Severity::{Error, Warning};
    let org = |rest: &str| {
        format!(
            "organizations: {{ \"o-1\": Organization(management_account: \"{B}\", root: Unit({rest})) }},"
        )
    };
    let six = "Managed(\"FullAWSAccess\"), ".repeat(6);
    let (none, many) = (
        org("service_control_policies: []"),
        org(&format!("service_control_policies: [{six}]")),
    );
    let early = org(
        "resource_control_policies: [r#\"{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"*\"}}\"#]",
    );
    let early = format!("as_of: \"2024-01-01\", {early}");
    let client =
        |who: &str| format!("clients: {{ \"c\": Client(host: \"h\", credentials: \"{who}\") }},");
    let (service, good) = (
        client("service:logging"),
        client("service:logging.s3.amazonaws.com"),
    );
    let action = "policy: r#\"{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::other/*\"}}\"#";
    for (top, account, bucket, wanted) in [
        (
            "",
            "",
            "acl: PublicRead",
            vec![("InvalidBucketAclWithObjectOwnership", Error)],
        ),
        (
            "",
            "",
            "object_ownership: ObjectWriter, acl: PublicRead",
            vec![],
        ),
        (
            "",
            "",
            "objects: [Object(key: \"k\", owner: \"999999999999\")]",
            vec![("unknown-id", Error)],
        ),
        (
            "",
            "roles: { \"r\": Role(path: \"team\") }",
            "",
            vec![("ValidationError", Error)],
        ),
        (
            "",
            "roles: { \"r\": Role(session_name: \"a b\") }",
            "",
            vec![("ValidationError", Error)],
        ),
        (
            "",
            "users: { \"u\": User(path: \"/team\") }",
            "",
            vec![("ValidationError", Error)],
        ),
        (&none, "", "", vec![("ConstraintViolationException", Error)]),
        (&many, "", "", vec![("ConstraintViolationException", Error)]),
        (&early, "", "", vec![("rcp-before-its-time", Warning)]),
        (&service, "", "", vec![("bad-service", Error)]),
        (&good, "", "", vec![]),
        // CFG-09: a fault when judged as AWS does, a warning otherwise.
        ("", "", action, vec![("MalformedPolicy", Error)]),
        (
            "policy_validation: Lenient,",
            "",
            action,
            vec![("MalformedPolicy", Warning)],
        ),
    ] {
        assert_eq!(
            faults(top, account, bucket),
            wanted,
            "{top} {account} {bucket}"
        );
    }
}

#[test]
fn policies_of_one_caller_bear_names_of_their_own() {
    let policy = r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#;
    let text = format!(
        r##"Scenario(
        accounts: {{ "{A}": Account(
            roles: {{ "app": Role(policies: [r#"{policy}"#, r#"{policy}"#, Managed("AmazonS3ReadOnlyAccess")]) }},
            users: {{ "ann": User(policies: [r#"{policy}"#], groups: ["g"]) }},
            groups: {{ "g": Group(policies: [r#"{policy}"#]) }},
        ) }},
    )"##
    );
    let built = build(&Scenario::parse(&text).scenario);
    assert!(built.is_sound(), "{:?}", built.faults);
    // Explanations and fixes tell policies of one caller apart by their names.
    for name in ["111122223333:app", "111122223333:ann"] {
        let id = built.world.principals.find(name).unwrap();
        let names: Vec<_> = built.world.principals[id]
            .policies
            .iter()
            .map(|one| one.name())
            .collect();
        assert_eq!(names[..2], ["inline policy", "inline policy 2"], "{name}");
    }
}
