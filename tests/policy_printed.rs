//! The policies that AWS's own texts print: whole ones are taken, broken ones refused when they are
//! put.

mod policy_put;

use policy_put::{faults, statement};
use vpcsim::policy::PolicyKind::{AccessPoint, Bucket, Endpoint, MultiRegionAccessPoint};
use vpcsim::policy::{Document, Validation};

#[test]
fn whole_policies_are_taken_and_broken_ones_refused() {
    let mrap = "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap";
    for (rule, kind, text, taken) in [
        (
            "AP-08",
            Endpoint,
            r#"{ "Version": "2012-10-17", "Statement": [ { "Principal": "*", "Action": [ "s3:GetObject" ], "Effect": "Allow", "Resource": [ "arn:aws:s3:::awsexamplebucket1/*", "arn:aws:s3:us-west-2:123456789012:accesspoint/example-vpc-ap/object/*" ] }] }"#,
            true,
        ),
        (
            "POL-39",
            Endpoint,
            r#"{ "Statement": [ { "Sid": "Access-to-specific-bucket-only", "Principal": "*", "Action": [ "s3:GetObject", "s3:PutObject" ], "Effect": "Allow", "Resource": ["arn:aws:s3:::my_secure_bucket", "arn:aws:s3:::my_secure_bucket/*"] } ] }"#,
            true,
        ),
        (
            "POL-11",
            Endpoint,
            r#"{ "Statement": [ { "Sid": "AmazonLinuxAMIRepositoryAccess", "Principal": "*", "Action": [ "s3:GetObject" ], "Effect": "Allow", "Resource": [ "arn:aws:s3:::packages.*.amazonaws.com/*", "arn:aws:s3:::repo.*.amazonaws.com/*" ] } ] }"#,
            true,
        ),
        (
            "POL-12",
            Bucket,
            r#"{ "Version": "2012-10-17", "Id": "Policy1415115909152", "Statement": [ { "Sid": "Access-to-specific-VPCE-only", "Principal": "*", "Action": "s3:*", "Effect": "Deny", "Resource": ["arn:aws:s3:::my_secure_bucket", "arn:aws:s3:::my_secure_bucket/*"], "Condition": { "StringNotEquals": { "aws:sourceVpce": "vpce-1a2b3c4d" } } } ] }"#,
            true,
        ),
        (
            "POL-07",
            Endpoint,
            r#"{ "Statement": [ { "Sid": "Access-to-bucket-in-specific-account-only", "Principal": "*", "Action": [ "s3:GetObject", "s3:PutObject" ], "Effect": "Deny", "Resource": "arn:aws:s3:::*", "Condition": { "StringNotEquals": { "aws:ResourceAccount": "111122223333" } } } ] }"#,
            true,
        ),
        (
            "CFG-03",
            Bucket,
            "{ \"Version\": \"2012-10-17\", \"Statement\": [ { \"Sid\": \"Access-to-specific-bucket-only\", \"Principal\": \"*\", \"Action\": [ \"s3:GetObject\" ], \"Effect\": \"Allow\", \"Resource\": [\"arn:aws:s3:::\n\", \"arn:aws:s3:::\nDOC-EXAMPLE-BUCKET1\n/*\"] } ] }",
            false,
        ),
        (
            "CFG-03",
            Endpoint,
            "{ \"Statement\": [ { \"Principal\": \"*\", \"Action\": [ \"s3:GetObject\" ], \"Effect\": \"Deny\", \"Resource\": \"arn:aws:s3:::*\", \"Condition\": { \"StringNotEquals\": { \"aws:ResourceAccount\": \"\n111122223333\n\" } } } ] }",
            false,
        ),
        (
            "CFG-02",
            AccessPoint,
            r#""Statement": [ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::<account-id>:user/<username>" "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:<region>:<account-id>:accesspoint/<access-point-name>/object/<username>/*""#,
            false,
        ),
        (
            "CFG-02",
            Bucket,
            r#""Version": "2012-10-17", "Statement" : [ "Effect": "Allow", "Principal" : { "AWS": "*" }, "Action" : "*""#,
            false,
        ),
        (
            "MRAP-09",
            Endpoint,
            r#"{ "Version": "2012-10-17", "Statement": [ { "Sid": "Read-buckets-and-MRAP-VPCE-policy", "Principal": "*", "Action": [ "s3:GetObject" ], "Effect": "Allow", "Resource": [ "arn:aws:s3:::doc-examplebucket1/*", "arn:aws:s3:::doc-examplebucket2/*", "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap/object/*" ] }] }"#,
            true,
        ),
        (
            "CFG-01",
            MultiRegionAccessPoint,
            r#"{ "Version": "2012-10-17", "Statement": [ { "Sid": "Open-read-MRAP-policy" "Effect": "Allow", "Principal": "*", "Action": [ "s3:GetObject" ], "Resource": "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap/object/*", }] }"#,
            false,
        ),
        (
            "MRAP-12",
            Bucket,
            r#"{ "Version":"2012-10-17", "Statement": [ { "Sid": "Public-read", "Effect":"Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": [ "arn:aws:s3:::doc-examplebucket1", "arn:aws:s3:::doc-examplebucket2/*"] }] }"#,
            true,
        ),
    ] {
        let (document, faults) = Document::parse(text, kind, Validation::Strict);
        assert_eq!(
            document.is_some() && faults.is_empty(),
            taken,
            "{rule}: {faults:?}"
        );
        if !taken {
            assert!(
                faults[0].message.starts_with("invalid JSON"),
                "{rule}: {faults:?}"
            );
        }
    }
    let public = r#"{ "Version":"2012-10-17", "Statement": [ { "Sid": "Public-read", "Effect":"Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": [ "arn:aws:s3:::doc-examplebucket1", "arn:aws:s3:::doc-examplebucket2/*"] }] }"#;
    for (rule, bucket, wanted) in [
        (
            "MRAP-13",
            "doc-examplebucket1",
            "arn:aws:s3:::doc-examplebucket2/*",
        ),
        (
            "MRAP-13",
            "doc-examplebucket2",
            "arn:aws:s3:::doc-examplebucket1",
        ),
    ] {
        let owner = format!("arn:aws:s3:::{bucket}");
        let wanted = format!("MalformedPolicy: policy has invalid resource `{wanted}`");
        assert_eq!(faults(Bucket, public, Some(&owner)), [wanted], "{rule}");
    }
    let mended = statement(&format!(
        r#""Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": "{mrap}/object/*""#
    ));
    assert!(faults(MultiRegionAccessPoint, &mended, Some(mrap)).is_empty());
}
