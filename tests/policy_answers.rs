//! What a decision tells beside yes and no: verdicts, near misses, ACLs, and what would fix it.

use vpcsim::policy::{
    Acl, AclGrant, AclGrantee, AclPermission, Action, BlockPublicAccess, Context, Decision,
    Document, Endpoint, EndpointKind, KnownKey, Layer, Level, MissedElement, ObjectOwnership,
    Outcome, Policy, PolicyKind, Principal, Query, Stack, Target, TargetKind, Validation, Verdict,
    explain, fix,
};

const A: &str = "111122223333";
const B: &str = "444455556666";
const KEY: &str = "arn:aws:s3:::b/k";

fn policy(kind: PolicyKind, statements: &str) -> Policy {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    let (document, faults) = Document::parse(&text, kind, Validation::Lenient);
    Policy::compile(
        kind.name(),
        document.unwrap_or_else(|| panic!("{faults:?}")),
    )
}

fn bucket(policy: &Policy) -> Target<'_> {
    Target {
        kind: TargetKind::Bucket,
        policy: Some(policy),
        is_vpc_only: false,
    }
}

fn session() -> Principal {
    Principal::session(A, "/", "app", "i-1")
}

fn ask(stack: &Stack<'_>, principal: &Principal, action: &str, context: &Context) -> Decision {
    let resource = if action == "s3:ListBucket" {
        "arn:aws:s3:::b"
    } else {
        KEY
    };
    let query = Query {
        principal,
        action: &Action::new(action),
        resource,
        resource_account: Some(A),
        context,
    };
    explain(stack, &query)
}

fn edits(
    stack: &Stack<'_>,
    principal: &Principal,
    resource: &str,
    context: &Context,
) -> Vec<String> {
    let query = Query {
        principal,
        action: &Action::new("s3:GetObject"),
        resource,
        resource_account: Some(A),
        context,
    };
    let found = fix(stack, &query).map(|fix| fix.edits).unwrap_or_default();
    found.iter().map(ToString::to_string).collect()
}

const ALLOW: &str = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;

#[test]
fn a_decision_names_statements_conditions_and_what_was_found() {
    let identity = policy(PolicyKind::Identity, ALLOW);
    let fence = policy(
        PolicyKind::Bucket,
        r#"{"Sid": "fence", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:sourceVpce": ["vpce-1", "vpce-2"]}}},
           {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}"#,
    );
    let stack = Stack {
        identity: vec![&identity],
        resource: bucket(&fence),
        ..Stack::default()
    };
    let principal = session();
    let mut context = Context::of(&principal);
    context.set(KnownKey::SourceVpce, "vpce-9");
    let decision = ask(&stack, &principal, "s3:GetObject", &context);
    let verdict = decision.verdicts(Layer::Bucket).next().unwrap();
    assert_eq!(verdict.verdict, Verdict::DeniesExplicitly);
    let finding = &verdict.statements[0];
    assert_eq!(finding.statement.sid.as_deref(), Some("fence"));
    let condition = &finding.conditions[0];
    assert_eq!(
        (condition.operator.as_str(), condition.key.as_str()),
        ("StringNotEquals", "aws:sourceVpce")
    );
    assert_eq!(condition.wanted, ["vpce-1", "vpce-2"]);
    assert_eq!(condition.found, Some(vec!["vpce-9".to_owned()]));
    assert!(condition.met);
    assert_eq!(verdict.near_misses[0].missed, Some(MissedElement::Action));
    let verdicts: Vec<_> = decision
        .layers
        .iter()
        .map(|one| (one.layer.name(), one.verdict))
        .collect();
    assert!(verdicts.contains(&("identity", Verdict::Allows)));
    assert!(verdicts.contains(&("scp", Verdict::NotApplicable)));
    assert_eq!(decision.named().map(|gate| gate.layer), Some(Layer::Bucket));
}

#[test]
fn levels_of_an_organization_have_their_own_verdicts() {
    let all = policy(PolicyKind::Scp, ALLOW);
    let other = policy(
        PolicyKind::Scp,
        r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#,
    );
    let identity = policy(PolicyKind::Identity, ALLOW);
    let level = |id, policies| Level { id, policies };
    let stack = Stack {
        identity: vec![&identity],
        scp: Some(vec![level("r-1", vec![&all]), level("ou-1", vec![&other])]),
        ..Stack::default()
    };
    let principal = session();
    let decision = ask(&stack, &principal, "s3:GetObject", &Context::of(&principal));
    let verdicts: Vec<_> = decision
        .verdicts(Layer::Scp)
        .map(|one| (one.level.as_deref(), one.verdict))
        .collect();
    assert_eq!(
        verdicts,
        [
            (Some("r-1"), Verdict::Allows),
            (Some("ou-1"), Verdict::DeniesImplicitly)
        ],
        "SCP-02"
    );
}

fn grant(grantee: AclGrantee, permission: AclPermission) -> AclGrant {
    AclGrant {
        grantee,
        permission,
    }
}

/// What one grant, of the object's ACL unless `at_bucket`, makes of a request.
fn acl_outcome(who: &Principal, action: &str, at_bucket: bool, granted: AclGrant) -> Outcome {
    let identity = policy(PolicyKind::Identity, ALLOW);
    let grants = [granted];
    let stack = Stack {
        identity: vec![&identity],
        resource: Target {
            kind: TargetKind::Bucket,
            ..Target::default()
        },
        acl: Some(Acl {
            ownership: ObjectOwnership::ObjectWriter,
            bucket: if at_bucket { &grants } else { &[] },
            object: if at_bucket { &[] } else { &grants },
            object_owner: None,
        }),
        ..Stack::default()
    };
    let decision = ask(&stack, who, action, &Context::of(who));
    let off = Stack {
        acl: stack.acl.clone().map(|acl| Acl {
            ownership: ObjectOwnership::BucketOwnerEnforced,
            ..acl
        }),
        ..stack.clone()
    };
    let without = ask(&off, who, action, &Context::of(who));
    assert_eq!(without.outcome, Outcome::ImplicitlyDenied, "ACL-02: off");
    decision.outcome
}

#[test]
fn access_control_lists() {
    use AclGrantee::{Account, AllUsers, AuthenticatedUsers, LogDelivery};
    use AclPermission::{FullControl, Read, Write};
    let nobody = Principal::anonymous();
    let bob = Principal::user(B, "/", "bob");
    let logs = Principal::service("logging.s3.amazonaws.com");
    let (get, put, list) = ("s3:GetObject", "s3:PutObject", "s3:ListBucket");
    let on = |who: &Principal, action: &str, grantee, permission| {
        acl_outcome(who, action, false, grant(grantee, permission)) == Outcome::Allowed
    };
    let at_bucket = |who: &Principal, action: &str, grantee, permission| {
        acl_outcome(who, action, true, grant(grantee, permission)) == Outcome::Allowed
    };
    let (own, other) = (Account(B.to_owned()), Account(A.to_owned()));
    assert!(on(&nobody, get, AllUsers, Read), "ACL-03");
    assert!(
        !on(&nobody, get, AuthenticatedUsers, Read),
        "ACL-03: unsigned"
    );
    assert!(on(&bob, get, AuthenticatedUsers, Read), "ACL-03: signed");
    assert!(on(&bob, get, own, FullControl), "ACL-03: his account");
    assert!(
        !on(&bob, get, other, FullControl),
        "ACL-03: another account"
    );
    assert!(at_bucket(&logs, put, LogDelivery, Write), "ACL-03");
    assert!(
        at_bucket(&nobody, list, AllUsers, Read),
        "ACL-04: READ lists"
    );
    assert!(
        !at_bucket(&nobody, get, AllUsers, FullControl),
        "ACL-04: and does not get"
    );
    assert!(
        !on(&nobody, list, AllUsers, Read),
        "ACL-04: nor the other way round"
    );
}

#[test]
fn acls_meet_the_other_layers() {
    let all_read = [grant(AclGrantee::AllUsers, AclPermission::Read)];
    let anonymous = Principal::anonymous();
    let context = Context::of(&anonymous);
    let deny = policy(
        PolicyKind::Bucket,
        r#"{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}"#,
    );
    let narrow = policy(
        PolicyKind::Endpoint,
        r#"{"Effect": "Allow", "Principal": "*", "Action": "ec2:*", "Resource": "*"}"#,
    );
    let base = Stack {
        resource: Target {
            kind: TargetKind::Bucket,
            ..Target::default()
        },
        acl: Some(Acl {
            ownership: ObjectOwnership::ObjectWriter,
            object: &all_read,
            ..Acl::default()
        }),
        ..Stack::default()
    };
    let denied = Stack {
        resource: bucket(&deny),
        ..base.clone()
    };
    let decision = ask(&denied, &anonymous, "s3:GetObject", &context);
    assert_eq!(
        decision.outcome,
        Outcome::ExplicitlyDenied,
        "ACL-01 ACL-03: never beats a Deny"
    );
    let filtered = Stack {
        endpoint: Some(Endpoint {
            kind: EndpointKind::Gateway,
            policies: vec![&narrow],
        }),
        ..base.clone()
    };
    let decision = ask(&filtered, &anonymous, "s3:GetObject", &context);
    assert_eq!(
        decision.named().map(|gate| gate.layer),
        Some(Layer::Endpoint),
        "ACL-06"
    );
    let ignored = Stack {
        block_public_access: BlockPublicAccess::ALL,
        ..base.clone()
    };
    let decision = ask(&ignored, &anonymous, "s3:GetObject", &context);
    let gate = decision.named().unwrap();
    assert_eq!(
        (gate.layer, gate.is_explicit),
        (Layer::Acl, false),
        "BPA-04"
    );
}

#[test]
fn an_object_of_another_account_is_not_the_bucket_policys_to_grant() {
    let principal = session();
    let allow = policy(
        PolicyKind::Bucket,
        &format!(
            r#"{{"Effect": "Allow", "Principal": {{"AWS": "arn:aws:iam::{A}:role/app"}}, "Action": "s3:*", "Resource": "*"}}"#
        ),
    );
    let deny = policy(
        PolicyKind::Bucket,
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#,
    );
    let identity = policy(PolicyKind::Identity, ALLOW);
    let to_a = [grant(
        AclGrantee::Account(A.to_owned()),
        AclPermission::Read,
    )];
    for (rule, resource, object, wanted) in [
        (
            "ACL-05 not covered",
            &allow,
            &[][..],
            Outcome::ImplicitlyDenied,
        ),
        (
            "ACL-05 needs the object's ACL",
            &allow,
            &to_a[..],
            Outcome::Allowed,
        ),
        (
            "ACL-05 a Deny covers it",
            &deny,
            &to_a[..],
            Outcome::ExplicitlyDenied,
        ),
    ] {
        let stack = Stack {
            identity: vec![&identity],
            resource: bucket(resource),
            acl: Some(Acl {
                ownership: ObjectOwnership::ObjectWriter,
                bucket: &[],
                object,
                object_owner: Some(B),
            }),
            ..Stack::default()
        };
        let decision = ask(&stack, &principal, "s3:GetObject", &Context::of(&principal));
        assert_eq!(decision.outcome, wanted, "{rule}");
        if wanted == Outcome::ImplicitlyDenied {
            assert_eq!(
                decision.named().map(|gate| gate.layer),
                Some(Layer::Acl),
                "{rule}"
            );
        }
    }
}

#[test]
fn a_vpc_only_access_point_is_never_public() {
    let open = policy(
        PolicyKind::AccessPoint,
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#,
    );
    let identity = policy(PolicyKind::Identity, ALLOW);
    let foreign = Principal::user(B, "/", "bob");
    for (is_vpc_only, wanted) in [(true, Outcome::Allowed), (false, Outcome::ExplicitlyDenied)] {
        let stack = Stack {
            identity: vec![&identity],
            resource: Target {
                kind: TargetKind::AccessPoint,
                policy: Some(&open),
                is_vpc_only,
            },
            block_public_access: BlockPublicAccess::ALL,
            ..Stack::default()
        };
        let decision = ask(&stack, &foreign, "s3:GetObject", &Context::of(&foreign));
        assert_eq!(decision.outcome, wanted, "BPA-01 BPA-10");
    }
}

#[test]
fn what_block_public_access_refuses_to_set() {
    let public = policy(
        PolicyKind::Bucket,
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}"#,
    );
    let private = policy(
        PolicyKind::Bucket,
        r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}"#,
    );
    let (on, off) = (BlockPublicAccess::ALL, BlockPublicAccess::default());
    let why = on.refusal_of_policy(&public).unwrap_or_default();
    assert!(why.contains("BlockPublicPolicy"), "BPA-05 BPA-12 POL-10");
    assert_eq!(on.refusal_of_policy(&private), None, "BPA-05");
    assert_eq!(off.refusal_of_policy(&public), None, "BPA-11");
    assert_eq!(off.or(on), on, "BPA-02: any level that is on wins");
    let open = [grant(AclGrantee::AllUsers, AclPermission::Read)];
    let shut = [grant(
        AclGrantee::Account(B.to_owned()),
        AclPermission::Read,
    )];
    assert!(on.refusal_of_acl(&open).is_some(), "BPA-03");
    assert_eq!(on.refusal_of_acl(&shut), None, "BPA-03");
}

#[test]
fn fixes_of_one_policy() {
    let principal = session();
    let mut context = Context::of(&principal);
    context.set(KnownKey::SourceVpce, "vpce-1a2b3c4d");
    context.set(KnownKey::SourceVpc, "vpc-111bbb22");
    for (rule, statements, wanted) in [
        (
            "POL-34",
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}"#,
            "in `identity policy`, statement 1: add the resource `arn:aws:s3:::b/*`",
        ),
        (
            "COND-12",
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-9"}}}"#,
            "in `identity policy`, statement 1: add `vpce-1a2b3c4d` to `aws:SourceVpce`",
        ),
        (
            "POL-15",
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4e"}}}"#,
            "in `identity policy`, statement 1: `aws:SourceVpce` is `vpce-1a2b3c4d`, not `vpce-1a2b3c4e`",
        ),
        (
            "POL-17",
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpc": "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-111bbb22"}}}"#,
            "in `identity policy`, statement 1: `aws:SourceVpc` is `vpc-111bbb22`, not `arn:aws:ec2:us-east-1:111122223333:vpc/vpc-111bbb22`",
        ),
        (
            "POL-20",
            r#"{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}"#,
            r#"in `identity policy`: add {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"}"#,
        ),
        (
            "POL-01",
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#,
            "in `identity policy`, statement 2: add the condition `ArnNotEquals` `aws:PrincipalArn` `arn:aws:iam::111122223333:role/app`",
        ),
    ] {
        let identity = policy(PolicyKind::Identity, statements);
        let stack = Stack {
            identity: vec![&identity],
            ..Stack::default()
        };
        assert_eq!(edits(&stack, &principal, KEY, &context), [wanted], "{rule}");
    }
}

#[test]
fn fixes_of_several_layers() {
    let principal = Principal::session(B, "/", "other", "i-2");
    let context = Context::of(&principal);
    let endpoint = policy(
        PolicyKind::Endpoint,
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}"#,
    );
    let fence = policy(
        PolicyKind::Bucket,
        r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:PrincipalIsAWSService": "false"}}}"#,
    );
    let stack = Stack {
        resource: bucket(&fence),
        endpoint: Some(Endpoint {
            kind: EndpointKind::Gateway,
            policies: vec![&endpoint],
        }),
        ..Stack::default()
    };
    assert_eq!(
        edits(&stack, &principal, KEY, &context),
        [
            "in `bucket policy`, statement 1: add the condition `ArnNotEquals` `aws:PrincipalArn` `arn:aws:iam::444455556666:role/other`",
            r#"in `VPC endpoint policy`: add {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k","Principal":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/other"}}}"#,
            r#"in `bucket policy`: add {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k","Principal":{"AWS":"arn:aws:iam::444455556666:role/other"}}"#,
            r#"in a new identity policy: add {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"}"#,
        ]
    );
    let nothing = Stack {
        acl: Some(Acl {
            ownership: ObjectOwnership::ObjectWriter,
            object_owner: Some(A),
            ..Acl::default()
        }),
        resource: bucket(&endpoint),
        ..Stack::default()
    };
    let anonymous = Principal::anonymous();
    assert!(
        edits(&nothing, &anonymous, KEY, &Context::of(&anonymous)).is_empty(),
        "no policy helps"
    );
}
