//! Each trap in policies: one that has it, and its neighbour that has not.

use vpcsim::policy::{Document, KnownKey, PolicyKind, Validation, lint};

use PolicyKind::{Bucket, Endpoint, Identity};

fn codes(kind: PolicyKind, body: &str, version: &str, absent: &[KnownKey]) -> Vec<&'static str> {
    let text = format!(r#"{{"Version": "{version}", "Statement": [{body}]}}"#);
    let (document, faults) = Document::parse(&text, kind, Validation::Lenient);
    let document = document.unwrap_or_else(|| panic!("{faults:?} in {text}"));
    let lints = lint(&document, absent);
    for one in &lints {
        assert!(
            text.get(one.place.clone())
                .is_some_and(|marked| !marked.is_empty()),
            "{one:?}"
        );
    }
    lints.into_iter().map(|one| one.code.name()).collect()
}

#[test]
fn traps_of_one_statement() {
    let with = |effect: &str, operator: &str, key: &str, value: &str| {
        format!(
            r#"{{"Effect": "{effect}", "Action": "s3:GetObject", "Resource": "*", "Condition": {{"{operator}": {{"{key}": "{value}"}}}}}}"#
        )
    };
    let on = |action: &str, resource: &str| {
        format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}}"#)
    };
    let absent = [KnownKey::SourceIp, KnownKey::DataAccessPointArn];
    for (rule, body, wanted) in [
        (
            "POL-17",
            with(
                "Deny",
                "StringNotEquals",
                "aws:SourceVpc",
                "arn:aws:ec2:us-east-1:1:vpc/vpc-1",
            ),
            Some("policy-arn-for-id"),
        ),
        (
            "POL-17",
            with("Deny", "StringNotEquals", "aws:SourceVpc", "vpc-1"),
            None,
        ),
        (
            "AP-19",
            on("s3:GetObject", "arn:aws:s3:::ap1-hash-s3alias/*"),
            Some("policy-alias-in-resource"),
        ),
        (
            "AP-19",
            on(
                "s3:GetObject",
                "arn:aws:s3:us-east-1:111122223333:accesspoint/ap1/object/*",
            ),
            None,
        ),
        (
            "trap 5",
            on("ec2:*", "arn:aws:ec2:*"),
            Some("policy-wrong-field-count"),
        ),
        (
            "trap 5",
            with("Allow", "ArnLike", "aws:PrincipalArn", "arn:aws:iam::*"),
            Some("policy-wrong-field-count"),
        ),
        (
            "trap 5",
            with(
                "Allow",
                "ArnLike",
                "aws:PrincipalArn",
                "arn:aws:iam::*:role/x",
            ),
            None,
        ),
        (
            "POL-34",
            on("s3:GetObject", "arn:aws:s3:::b"),
            Some("policy-resource-of-other-kind"),
        ),
        ("POL-34", on("s3:GetObject", "arn:aws:s3:::b/*"), None),
        (
            "POL-34",
            on("s3:ListBucket", "arn:aws:s3:::b/*"),
            Some("policy-resource-of-other-kind"),
        ),
        (
            "trap 9",
            on("s3:ListAllMyBuckets", "arn:aws:s3:::b"),
            Some("policy-resource-of-other-kind"),
        ),
        ("trap 9", on("s3:ListAllMyBuckets", "*"), None),
        (
            "COND-15",
            with("Allow", "StringEquals", "aws:SourceVpce", "vpce-*"),
            Some("policy-never-met"),
        ),
        (
            "COND-15",
            with("Allow", "StringLike", "aws:SourceVpce", "vpce-*"),
            None,
        ),
        (
            "trap 12",
            with("Allow", "StringMatches", "aws:SourceVpce", "vpce-1"),
            Some("policy-never-met"),
        ),
        (
            "COND-02",
            with("Deny", "NotIpAddress", "aws:SourceIp", "203.0.113.0/24"),
            Some("policy-source-ip-behind-endpoint"),
        ),
        (
            "COND-03",
            with("Deny", "IpAddress", "aws:SourceIp", "203.0.113.0/24"),
            Some("policy-source-ip-behind-endpoint"),
        ),
        (
            "COND-04",
            with("Allow", "IpAddress", "aws:SourceIp", "10.0.0.0/8"),
            Some("policy-source-ip-behind-endpoint"),
        ),
        (
            "COND-05",
            with("Allow", "IpAddress", "aws:VpcSourceIp", "10.0.0.0/8"),
            None,
        ),
        (
            "COND-18",
            with("Allow", "StringLike", "s3:DataAccessPointArn", "*"),
            Some("policy-key-never-present"),
        ),
        (
            "COND-13",
            with("Allow", "StringEquals", "aws:TagKeys", "a"),
            Some("policy-set-operator-missing"),
        ),
        (
            "COND-13",
            with("Allow", "ForAllValues:StringEquals", "aws:TagKeys", "a"),
            Some("policy-allows-when-missing"),
        ),
        (
            "COND-13",
            with("Deny", "ForAllValues:StringEquals", "aws:TagKeys", "a"),
            None,
        ),
    ] {
        let found = codes(Identity, &body, "2012-10-17", &absent);
        assert_eq!(
            found,
            wanted.into_iter().collect::<Vec<_>>(),
            "{rule} {body}"
        );
    }
    let required = with("Allow", "ForAllValues:StringEquals", "aws:TagKeys", "a").replace(
        r#""Condition": {"#,
        r#""Condition": {"Null": {"aws:tagkeys": "false"}, "#,
    );
    assert!(
        codes(Identity, &required, "2012-10-17", &[]).is_empty(),
        "COND-13"
    );
    let fence = with("Deny", "StringNotEquals", "s3:DataAccessPointArn", "arn").replace(
        r#""Condition": {"#,
        r#""Condition": {"Bool": {"aws:ViaAWSService": "false"}, "#,
    );
    assert!(
        codes(Identity, &fence, "2012-10-17", &absent).is_empty(),
        "COND-18: the other condition may spare some"
    );
    let home = on("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*");
    assert_eq!(
        codes(Identity, &home, "2008-10-17", &[]),
        ["policy-variables-need-2012"],
        "POL-38"
    );
    assert!(
        codes(Identity, &home, "2012-10-17", &[]).is_empty(),
        "POL-38"
    );
}

#[test]
fn traps_of_resource_policies() {
    let fence = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], "Condition": {"StringNotEquals": {"aws:sourceVpce": "vpce-1"}}}"#;
    let spared = fence.replace(
        "}}}",
        r#"}, "ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/admin"}}}"#,
    );
    let tls = fence.replace(
        r#""StringNotEquals": {"aws:sourceVpce": "vpce-1"}"#,
        r#""Bool": {"aws:SecureTransport": "false"}"#,
    );
    let deny = r#"{"Sid": "no", "Effect": "Deny", "Principal": "*", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}"#;
    let allow = r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/home/*"}"#;
    for (rule, kind, body, wanted) in [
        ("POL-15", Bucket, fence.to_owned(), Some("policy-lock-out")),
        ("POL-15", Bucket, spared, None),
        ("POL-15", Bucket, tls, None),
        ("POL-01", Bucket, format!("{deny}, {allow}"), Some("policy-shadowed")),
        ("POL-01", Bucket, format!("{deny}, {}", allow.replace("GetObject", "PutObject")), None),
        ("POL-07", Endpoint, deny.to_owned(), Some("policy-nothing-allowed")),
        ("POL-31", Bucket, r#"{"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}"#.to_owned(), Some("policy-not-principal-deny")),
        ("trap 5", Bucket, r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}"#.to_owned(), Some("policy-principal-of-nobody")),
    ] {
        let found = codes(kind, &body, "2012-10-17", &[]);
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{rule} {body}");
    }
}
