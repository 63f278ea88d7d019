//! What AWS takes and refuses when a policy is put: the grammar, and rules CFG and COND-29.

mod policy_put;

use policy_put::{faults, statement};
use vpcsim::policy::{Document, PolicyKind, Validation, Version};

use PolicyKind::{AccessPoint, Bucket, Endpoint, Identity, MultiRegionAccessPoint, Rcp, Scp};

const BUCKET: &str = "arn:aws:s3:::b";

#[test]
fn what_is_refused_and_why() {
    let allow = r#""Effect": "Allow", "Principal": "*", "Action": "s3:GetObject""#;
    let objects = r#""Resource": "arn:aws:s3:::b/*""#;
    let over = format!("{allow}, {objects}, \"Sid\": \"{}\"", "x".repeat(20_480));
    for (rule, kind, body, wanted) in [
        (
            "CFG-04",
            Bucket,
            r#""Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<account-id>:user/<username>"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#,
            "MalformedPolicy: invalid principal `arn:aws:iam::<account-id>:user/<username>`",
        ),
        (
            "CFG-04",
            Bucket,
            r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*", "Resource": ["<Bucket ARN>", "arn:aws:s3:::b/*"]"#,
            "MalformedPolicy: policy has invalid resource `<Bucket ARN>`",
        ),
        (
            "CFG-04",
            Bucket,
            r#""Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#,
            "MalformedPolicy: invalid principal `arn:aws:iam::111122223333:role/*`",
        ),
        (
            "CFG-06",
            Bucket,
            r#""effect": "Allow", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#,
            "MalformedPolicy: unknown element `effect`",
        ),
        (
            "CFG-06",
            Bucket,
            r#""Effect": "allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#,
            "MalformedPolicy: `Effect` is neither `Allow` nor `Deny`",
        ),
        (
            "CFG-06",
            Identity,
            r#""Effect": "Allow", "Action": "s3:GetObject", "NotAction": "s3:Put*", "Resource": "*""#,
            "MalformedPolicyDocument: `Action` and `NotAction` exclude each other",
        ),
        (
            "CFG-06",
            Identity,
            r#""Effect": "Allow", "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*""#,
            "MalformedPolicyDocument: `Effect` is written twice",
        ),
        (
            "CFG-06",
            Identity,
            r#""Effect": "Allow", "Action": [], "Resource": "*""#,
            "MalformedPolicyDocument: `Action` is empty",
        ),
        (
            "CFG-06",
            Identity,
            r#""Effect": "Allow", "Resource": "*""#,
            "MalformedPolicyDocument: missing required element `Action`",
        ),
        (
            "CFG-06",
            Identity,
            r#""Effect": "Allow", "Action": "s3:GetObject""#,
            "MalformedPolicyDocument: missing required element `Resource`",
        ),
        (
            "CFG-06",
            Identity,
            r#""Effect": "Allow", "Action": "GetObject", "Resource": "*""#,
            "MalformedPolicyDocument: invalid action `GetObject`",
        ),
        (
            "CFG-06",
            Identity,
            r#""Effect": "Allow", "Action": 5, "Resource": "*""#,
            "MalformedPolicyDocument: `Action` must be a string, found a number",
        ),
        (
            "CFG-06",
            Identity,
            r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "bucket""#,
            "MalformedPolicyDocument: policy has invalid resource `bucket`",
        ),
        (
            "CFG-06",
            Bucket,
            r#""Effect": "Allow", "Principal": "*", "Action": "s3:GetObjct", "Resource": "arn:aws:s3:::b/*""#,
            "MalformedPolicy: policy has invalid action `s3:GetObjct`",
        ),
        (
            "CFG-06",
            Bucket,
            r#""Effect": "Allow", "Principal": "*", "Action": "ec2:RunInstances", "Resource": "arn:aws:s3:::b/*""#,
            "MalformedPolicy: policy has invalid action `ec2:RunInstances`",
        ),
        (
            "CFG-07",
            Bucket,
            r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#,
            "MalformedPolicy: missing required element `Principal`",
        ),
        (
            "CFG-07",
            Endpoint,
            r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#,
            "InvalidPolicyDocument: missing required element `Principal`",
        ),
        (
            "CFG-07",
            Identity,
            r#""Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*""#,
            "MalformedPolicyDocument: an identity policy must not specify a principal",
        ),
        (
            "CFG-07",
            Scp,
            r#""Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*""#,
            "MalformedPolicyDocumentException: a service control policy must not specify a principal",
        ),
        (
            "CFG-08",
            Identity,
            r#""Sid": "a-b", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*""#,
            "MalformedPolicyDocument: statement id `a-b` is not alphanumeric",
        ),
        (
            "CFG-09",
            Bucket,
            r#""Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::other/*""#,
            "MalformedPolicy: policy has invalid resource `arn:aws:s3:::other/*`",
        ),
        (
            "CFG-10",
            Bucket,
            &over,
            "PolicyTooLarge: a bucket policy has at most 20480 characters, this one 20628",
        ),
        (
            "MRAP-13",
            Bucket,
            r#""Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b""#,
            "MalformedPolicy: action `s3:GetObject` does not apply to any resource in the statement",
        ),
        (
            "MRAP-13",
            Bucket,
            r#""Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::b/*""#,
            "MalformedPolicy: action `s3:ListBucket` does not apply to any resource in the statement",
        ),
        (
            "POL-31",
            Bucket,
            r#""Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#,
            "MalformedPolicy: `NotPrincipal` cannot be used with `Allow`",
        ),
        (
            "RCP-01",
            Rcp,
            r#""Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*""#,
            "MalformedPolicyDocumentException: invalid principal `111122223333`",
        ),
        (
            "RCP-01",
            Rcp,
            r#""Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*""#,
            "MalformedPolicyDocumentException: a resource control policy can only deny",
        ),
        (
            "COND-29",
            Endpoint,
            r#""Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalAccount": "1111*"}}"#,
            "InvalidPolicyDocument: `aws:PrincipalAccount` takes no wildcards in an endpoint policy",
        ),
        (
            "COND-29",
            Endpoint,
            r#""Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"aws:PrincipalAccount": "111122223333"}}"#,
            "InvalidPolicyDocument: `aws:PrincipalAccount` cannot be compared as a number in an endpoint policy",
        ),
        (
            "COND-29",
            Endpoint,
            r#""Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalTag/t": "a*b"}}"#,
            "InvalidPolicyDocument: `a*b` needs 6 plain characters next to each wildcard",
        ),
        (
            "COND-29",
            Endpoint,
            r#""Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "arn:aws:s3:us-east-1:1111*:accesspoint/x""#,
            "InvalidPolicyDocument: `1111*` mixes an account id and a wildcard",
        ),
        (
            "trap 12",
            Identity,
            r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEqual": {"aws:SourceVpc": "v"}}"#,
            "MalformedPolicyDocument: unknown condition operator `StringEqual`",
        ),
        (
            "COND-30",
            Identity,
            r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/40"}}"#,
            "MalformedPolicyDocument: `10.0.0.0/40` is not an address or CIDR block",
        ),
    ] {
        let found = faults(
            kind,
            &statement(body),
            Some(BUCKET).filter(|_| kind == Bucket),
        );
        assert_eq!(found, [wanted], "{rule}");
    }
}

#[test]
fn what_is_taken() {
    for (rule, kind, body) in [
        (
            "CFG-06",
            Bucket,
            r#""Effect": "Allow", "Principal": {"AWS": ["111122223333", "arn:aws:iam::444455556666:root"], "Service": "logging.s3.amazonaws.com"}, "Action": ["s3:Get*", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]"#,
        ),
        (
            "CFG-08",
            Bucket,
            r#""Sid": "Access-to-specific-VPCE-only", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*""#,
        ),
        (
            "CFG-08",
            Endpoint,
            r#""Sid": "Read-buckets", "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*""#,
        ),
        (
            "CFG-09",
            Bucket,
            r#""Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*""#,
        ),
        (
            "CFG-09",
            Bucket,
            r#""Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/home/${aws:username}/*""#,
        ),
        (
            "CFG-11",
            Bucket,
            r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}"#,
        ),
        (
            "POL-09",
            Bucket,
            r#""Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]"#,
        ),
        (
            "POL-30",
            Bucket,
            r#""Effect": "Allow", "Principal": {"AWS": "AROAEXAMPLEID1234567"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#,
        ),
        (
            "COND-11",
            Identity,
            r#""Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Null": {"aws:SourceVpce": false}, "Bool": {"aws:SecureTransport": "true"}}"#,
        ),
        (
            "COND-29",
            Endpoint,
            r#""Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "arn:aws:s3:*:*:accesspoint/x", "Condition": {"StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/*"}}"#,
        ),
        (
            "RCP-01",
            Rcp,
            r#""Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*""#,
        ),
    ] {
        let found = faults(
            kind,
            &statement(body),
            Some(BUCKET).filter(|_| kind == Bucket),
        );
        assert!(found.is_empty(), "{rule}: {found:?}");
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_text() {
    let text = statement(
        r#""Sid": "a-b", "Effect": "Allow", "Principal": "*", "Action": "nope", "Resource": "x",
           "Condition": {"StringEqual": {"k": "v"}, "Bool": {"aws:SecureTransport": "yes"}}"#,
    );
    let (document, faults) = Document::parse(&text, Identity, Validation::Strict);
    assert!(document.is_some());
    let marked: Vec<&str> = faults
        .iter()
        .map(|fault| &text[fault.place.clone()])
        .collect();
    assert_eq!(
        marked,
        [
            "\"a-b\"",
            "\"*\"",
            "\"nope\"",
            "\"x\"",
            "\"StringEqual\"",
            "\"yes\""
        ]
    );
    let (document, faults) = Document::parse(&text, Identity, Validation::Lenient);
    assert!(
        document.is_some() && faults.is_empty(),
        "it can still be evaluated"
    );
}

#[test]
fn sizes() {
    for (kind, limit) in [
        (Bucket, 20_480),
        (AccessPoint, 20_480),
        (MultiRegionAccessPoint, 20_480),
        (Endpoint, 20_480),
        (Scp, 5_120),
        (Rcp, 5_120),
        (PolicyKind::Session, 2_048),
    ] {
        let empty = r#"{"Statement": []}"#;
        let fits = format!("{empty}{}", " ".repeat(limit - empty.len()));
        let too_long = |text: &str| {
            let found = faults(kind, text, None);
            found.iter().any(|fault| fault.contains("characters"))
        };
        assert!(!too_long(&fits), "CFG-10 {kind:?}");
        assert!(too_long(&format!("{fits} ")), "CFG-10 {kind:?}");
    }
    let spread = format!(r#"{{"Statement": []{}}}"#, " ".repeat(10_000));
    let found = faults(Identity, &spread, None);
    assert_eq!(
        found.len(),
        1,
        "CFG-10: white space does not count in IAM policies"
    );
}

#[test]
fn versions() {
    for (rule, version, wanted) in [
        ("POL-39", "", Version::V2008),
        ("POL-38", r#""Version": "2008-10-17", "#, Version::V2008),
        ("POL-38", r#""Version": "2012-10-17", "#, Version::V2012),
    ] {
        let text = format!(r#"{{{version}"Statement": []}}"#);
        let (document, _) = Document::parse(&text, Identity, Validation::Lenient);
        assert_eq!(
            document.map(|document| document.version),
            Some(wanted),
            "{rule}"
        );
    }
    let (document, faults) = Document::parse(
        r#"{"Version": "2020-01-01", "Statement": []}"#,
        Identity,
        Validation::Lenient,
    );
    assert!(document.is_none() && faults.len() == 1);
}
