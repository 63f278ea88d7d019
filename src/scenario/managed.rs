//! The AWS managed policies that a scenario may name, with what they say about S3.

/// Name and JSON of each, as the AWS managed policy reference prints them in 2025.
const POLICIES: [(&str, &str); 5] = [
    (
        "FullAWSAccess",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    ),
    (
        "AdministratorAccess",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    ),
    (
        "AmazonS3FullAccess",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","s3-object-lambda:*"],"Resource":"*"}]}"#,
    ),
    (
        "AmazonS3ReadOnlyAccess",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*","s3:Describe*","s3-object-lambda:Get*","s3-object-lambda:List*"],"Resource":"*"}]}"#,
    ),
    // SIMPLIFIED: only the S3 actions of ReadOnlyAccess are kept; the others reach nothing that is simulated.
    (
        "ReadOnlyAccess",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:DescribeJob","s3:Get*","s3:List*"],"Resource":"*"}]}"#,
    ),
];

/// The JSON of the policy called `name`.
pub(crate) fn policy(name: &str) -> Option<&'static str> {
    let found = POLICIES.iter().find(|(known, _)| *known == name);
    found.map(|(_, json)| *json)
}

/// The names of all of them.
pub(super) fn names() -> Vec<&'static str> {
    POLICIES.iter().map(|(name, _)| *name).collect()
}
