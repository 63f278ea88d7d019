//! Organizations, services and federated users before S3: whom their policies bind, which keys
//! follow, and what a refusal says (rules SCP, RCP, POL, COND).

mod s3_realm;
mod s3_scene;

use s3_realm::{FULL, GET, MEMBER, OUTSIDER, Realm, allow_to, list};
use s3_scene::By;
use vpcsim::policy::{Layer, Verdict};
use vpcsim::s3::{Desk, Request};
use vpcsim::scenario::Scenario;
use vpcsim::world::{World, build};

#[test]
fn every_level_must_allow_and_any_may_deny() {
    // SCP-01, SCP-02: which level lacks the allow does not matter.
    let no_s3 = list(r#"{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}"#);
    let only_get =
        list(r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}"#);
    let deny = format!(
        "[Managed(\"FullAWSAccess\"), r#\"{}\"#]",
        r#"{"Statement": {"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}}"#
    );
    for level in 0..3 {
        for (policies, get, head) in [
            (
                &no_s3,
                "403 AccessDenied{scp,implicit}",
                "403 AccessDenied{scp,implicit}",
            ),
            (&only_get, "200", "403 AccessDenied{scp,implicit}"),
            (&deny, "403 AccessDenied{scp,explicit}", "200"),
        ] {
            let mut realm = Realm::default();
            realm.scp[level] = policies;
            assert_eq!(realm.outcome("app", GET), get, "level {level}: {policies}");
            let bucket = "HeadBucket(\"main-1\")";
            assert_eq!(
                realm.outcome("app", bucket),
                head,
                "level {level}: {policies}"
            );
        }
    }
}

#[test]
fn explanations_tell_the_level() {
    // SCP-02: each level has its own verdict, by its id.
    let none = list(r#"{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}"#);
    let realm = Realm {
        scp: [FULL, &none, FULL],
        ..Realm::default()
    };
    let explained = realm.ask("app", By::Internet, GET);
    let levels: Vec<_> = explained.checks[0]
        .decision
        .verdicts(Layer::Scp)
        .map(|one| (one.level.as_deref().unwrap_or(""), one.verdict))
        .collect();
    assert_eq!(
        levels,
        [
            ("o-exampleorg/root", Verdict::Allows),
            ("ou-a", Verdict::DeniesImplicitly),
            (MEMBER, Verdict::Allows),
        ]
    );
}

#[test]
fn service_control_policies_bind_callers_of_member_accounts_only() {
    // SCP-01, SCP-04, POL-26, POL-27: the bucket's owner is a member, the callers differ.
    let no_s3 = list(r#"{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}"#);
    let open = allow_to(&format!(
        r#"{{"AWS": ["{OUTSIDER}", "222233334444", "100000000001"], "Service": "logging.s3.amazonaws.com"}}"#
    ));
    let realm = Realm {
        scp: [FULL, &no_s3, FULL],
        bucket: &open,
        ..Realm::default()
    };
    let bound = "403 AccessDenied{scp,implicit}";
    for (who, outcome) in [
        ("app", bound),
        ("root:111122223333", bound),
        ("bob", bound),
        ("linked", "200"),
        ("sister", "200"),
        ("guest", "200"),
        ("boss", "200"),
        ("service:logging.s3.amazonaws.com", "200"),
        ("anonymous", "403 AccessDenied{bucket,implicit}"),
    ] {
        assert_eq!(realm.outcome(who, GET), outcome, "{who}");
    }
    // SCP-04: the caller's policies hold wherever the bucket is.
    let away = "GetObject(\"s3://foreign-1/k\")";
    assert_eq!(realm.outcome("app", away), bound);
    // SCP-01: not in the management account.
    let everywhere = Realm {
        scp: [&no_s3, FULL, FULL],
        ..Realm::default()
    };
    let own = "GetObject(\"s3://of-boss/k\")";
    assert_eq!(everywhere.outcome("boss", own), "200");
    assert_eq!(everywhere.outcome("root:100000000001", own), "200");
}

#[test]
fn service_control_policies_may_use_the_keys_of_the_way() {
    // SCP-05
    let inside = format!(
        "[Managed(\"FullAWSAccess\"), r#\"{}\"#]",
        r#"{"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-111bbb22"}}}}"#
    );
    let realm = Realm {
        scp: [&inside, FULL, FULL],
        ..Realm::default()
    };
    let by = |by| realm.ask("app", by, GET).answer.outcome.to_string();
    assert_eq!(by(By::Endpoint), "200");
    assert_eq!(by(By::Internet), "403 AccessDenied{scp,explicit}");
}

#[test]
fn resource_control_policies_bind_everybody_since_their_day() {
    // RCP-01, RCP-02, RCP-03
    let ours = list(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorg"},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}}"#,
    );
    let open = allow_to(&format!(
        r#"{{"AWS": ["{OUTSIDER}", "222233334444"], "Service": "logging.s3.amazonaws.com"}}"#
    ));
    let closed = "403 AccessDenied{rcp,explicit}";
    let nobody = "403 AccessDenied{bucket,implicit}";
    for (who, since, before) in [
        ("app", "200", "200"),
        ("sister", "200", "200"),
        ("guest", closed, "200"),
        ("root:444455556666", closed, "200"),
        ("anonymous", closed, nobody),
        ("service:logging.s3.amazonaws.com", "200", "200"),
    ] {
        for (as_of, outcome) in [("2024-11-13", since), ("2024-11-12", before)] {
            let realm = Realm {
                as_of,
                rcp: &ours,
                bucket: &open,
                ..Realm::default()
            };
            assert_eq!(realm.outcome(who, GET), outcome, "{who} on {as_of}");
        }
    }
    let all = list(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}}"#,
    );
    let realm = Realm {
        rcp: &all,
        ..Realm::default()
    };
    assert_eq!(realm.outcome("app", GET), closed);
    assert_eq!(realm.outcome("root:111122223333", GET), closed);
    assert_eq!(realm.outcome("linked", GET), "200", "RCP-02");
    // RCP-03: only the owner's organization counts, and what the member asks of others is free.
    let away = "GetObject(\"s3://foreign-1/k\")";
    assert_eq!(realm.outcome("app", away), "200");
}

#[test]
fn organizations_give_keys() {
    // COND-07, COND-24, POL-28
    let path = "o-exampleorg/r-root/ou-a/";
    let (org, none) = ("o-exampleorg", "-");
    let service = "service:logging.s3.amazonaws.com";
    let table = [
        ("app", "aws:PrincipalOrgID", org),
        ("app", "aws:PrincipalOrgPaths", path),
        ("app", "aws:ResourceOrgID", org),
        ("app", "aws:ResourceOrgPaths", path),
        ("app", "aws:VpceOrgID", org),
        ("app", "aws:VpceOrgPaths", path),
        ("app", "aws:PrincipalIsAWSService", "false"),
        ("boss", "aws:PrincipalOrgID", org),
        ("boss", "aws:PrincipalOrgPaths", "o-exampleorg/r-root/"),
        ("guest", "aws:PrincipalOrgID", none),
        ("guest", "aws:ResourceOrgID", org),
        ("anonymous", "aws:PrincipalOrgID", none),
        ("anonymous", "aws:PrincipalAccount", "anonymous"),
        (service, "aws:PrincipalOrgID", none),
        (service, "aws:PrincipalAccount", none),
        (service, "aws:PrincipalIsAWSService", "true"),
        (
            service,
            "aws:PrincipalServiceName",
            "logging.s3.amazonaws.com",
        ),
        (
            service,
            "aws:PrincipalServiceNamesList",
            "logging.s3.amazonaws.com",
        ),
        (
            "bob",
            "aws:PrincipalArn",
            "arn:aws:sts::111122223333:federated-user/bob",
        ),
        ("bob", "aws:PrincipalType", "FederatedUser"),
    ];
    for (who, key, value) in table {
        let explained = Realm::default().ask(who, By::Endpoint, GET);
        assert_eq!(
            explained.context.first(key).unwrap_or("-"),
            value,
            "{who} {key}"
        );
    }
    let early = Realm {
        as_of: "2025-08-28",
        ..Realm::default()
    };
    let context = early.ask("app", By::Endpoint, GET).context;
    assert_eq!(context.first("aws:VpceOrgID"), None, "COND-07");
    let away = Realm::default().ask("app", By::Internet, "GetObject(\"s3://foreign-1/k\")");
    assert_eq!(away.context.first("aws:ResourceOrgID"), None);
    assert_eq!(away.context.first("aws:VpceOrgID"), None);
}

#[test]
fn services_are_bound_by_what_does_not_exempt_them() {
    // POL-28: a service does not come through the owner's endpoint.
    let fence = |exempt: &str| {
        format!(
            r#"{{"Statement": [
            {{"Effect": "Allow", "Principal": {{"Service": "logging.s3.amazonaws.com"}}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::main-1/*"}},
            {{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::main-1/*",
              "Condition": {{"StringNotEquals": {{"aws:SourceVpce": "vpce-1a2b3c4d"}}{exempt}}}}}]}}"#
        )
    };
    let service = "service:logging.s3.amazonaws.com";
    let put = "PutObject(to: \"s3://main-1/log\")";
    for (exempt, outcome) in [
        ("", "403 AccessDenied{bucket,explicit}"),
        (r#", "Bool": {"aws:PrincipalIsAWSService": "false"}"#, "200"),
    ] {
        let policy = fence(exempt);
        let realm = Realm {
            bucket: &policy,
            ..Realm::default()
        };
        assert_eq!(realm.outcome(service, put), outcome, "{exempt}");
        assert_eq!(
            realm.outcome("service:other.amazonaws.com", put),
            if exempt.is_empty() {
                outcome
            } else {
                "403 AccessDenied{bucket,implicit}"
            }
        );
    }
}

#[test]
fn federated_users_are_capped_by_their_session() {
    // POL-23, POL-25: a grant to the federated user's own ARN is not capped.
    let bob = allow_to(r#"{"AWS": "arn:aws:sts::111122223333:federated-user/bob"}"#);
    for (bucket, outcome) in [("", "403 AccessDenied{session,implicit}"), (&*bob, "200")] {
        let realm = Realm {
            bucket,
            ..Realm::default()
        };
        assert_eq!(realm.outcome("bob", GET), outcome);
        let list = "ListObjectsV2(bucket: \"main-1\")";
        assert_eq!(realm.outcome("bob", list), "200");
    }
    // POL-23: the session's very ARN, by the name the scenario gives it.
    let session = allow_to(r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/app/i-0abc"}"#);
    let realm = Realm {
        bucket: &session,
        ..Realm::default()
    };
    assert_eq!(realm.outcome("app", GET), "200");
}

#[test]
fn refusals_tell_members_why() {
    // POL-36: in one account, in one organization since 2025-06, to nobody else, and of endpoint
    // policies only in one account.
    let told = |who: &str, why: &str| {
        format!(
            "User: arn:aws:sts::{who} is not authorized to perform: s3:GetObject on resource: \
             \"arn:aws:s3:::main-1/k\" {why}"
        )
    };
    let deny = r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::main-1/*"}}"#;
    let why = "with an explicit deny in a resource-based policy";
    let app = told("111122223333:assumed-role/app/i-0abc", why);
    let sister = told("222233334444:assumed-role/sister/session", why);
    let bare = "Access Denied";
    for (as_of, who, message) in [
        ("2026-06-01", "app", &*app),
        ("2026-06-01", "sister", &sister),
        ("2026-06-01", "guest", bare),
        ("2026-06-01", "anonymous", bare),
        ("2025-06-01", "app", &app),
        ("2025-06-01", "sister", bare),
        ("2023-06-01", "app", bare),
    ] {
        let realm = Realm {
            as_of,
            bucket: deny,
            ..Realm::default()
        };
        let explained = realm.ask(who, By::Internet, GET);
        assert_eq!(
            explained.message.as_deref(),
            Some(message),
            "{who} on {as_of}"
        );
    }
    let open = allow_to(r#"{"AWS": "222233334444"}"#);
    let realm = Realm {
        bucket: &open,
        endpoint: r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}}"#,
        ..Realm::default()
    };
    let why = "because no VPC endpoint policy allows the s3:GetObject action";
    let app = told("111122223333:assumed-role/app/i-0abc", why);
    for (who, message) in [("app", &*app), ("sister", bare)] {
        let explained = realm.ask(who, By::Endpoint, GET);
        assert_eq!(explained.message.as_deref(), Some(message), "{who}");
    }
    assert_eq!(Realm::default().ask("app", By::Internet, GET).message, None);
}

#[test]
fn denials_come_with_what_would_fix_them() {
    let no_s3 = list(r#"{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}"#);
    let realm = Realm {
        scp: [FULL, &no_s3, FULL],
        ..Realm::default()
    };
    let fixes = realm.ask("app", By::Internet, GET).fixes;
    assert_eq!(fixes.len(), 1);
    assert_eq!(
        (fixes[0].action, &*fixes[0].resource),
        ("s3:GetObject", "arn:aws:s3:::main-1/k")
    );
    let edit = &fixes[0].fix.edits[0];
    assert_eq!(
        (edit.layer, edit.level.as_deref()),
        (Layer::Scp, Some("ou-a"))
    );
    // S3R-09: granting anything does not make a missing key appear.
    let missing = realm.ask("linked", By::Internet, "GetObject(\"s3://main-1/none\")");
    assert_eq!(missing.answer.outcome.to_string(), "404 NoSuchKey");
    let disguised = Realm::default().ask("reader", By::Internet, "GetObject(\"s3://main-1/none\")");
    assert_eq!(
        disguised.answer.outcome.to_string(),
        "403 AccessDenied{identity,implicit}"
    );
    assert_eq!(disguised.fixes, []);
    assert_eq!(Realm::default().ask("app", By::Internet, GET).fixes, []);
}

/// One desk's memory goes from caller to caller and from level to level.
#[test]
fn one_desk_answers_members_and_outsiders_as_many_desks_do() {
    let deny = list(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*",
        "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorg"}}}}"#,
    );
    let open = allow_to(&format!(r#"{{"AWS": ["{OUTSIDER}", "222233334444"]}}"#));
    let realm = Realm {
        rcp: &deny,
        bucket: &open,
        ..Realm::default()
    };
    let loaded = Scenario::parse(&realm.text("app", GET));
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:?}", built.faults);
    let world: &World = &built.world;
    let call = &built.plan.loads[0].call;
    let region = call.address.region;
    let way = s3_scene::way(world, By::Internet, region);
    let mut desk = Desk::default();
    let names = [
        "111122223333:app",
        "444455556666:guest",
        "222233334444:sister",
        "root:100000000001",
    ];
    for round in 0..3 {
        for name in names {
            let request = Request {
                call,
                number: round,
                principal: world.principals.find(name),
                way: &way,
                region,
                signing_region: region,
                is_secure: true,
                now: s3_scene::now(world),
            };
            let one = desk.answer(world, &request).outcome;
            let fresh = vpcsim::s3::answer(world, &request).outcome;
            assert_eq!(one, fresh, "{name} in round {round}");
        }
    }
}
