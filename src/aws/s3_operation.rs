//! S3's operations: what they are called, which IAM action each needs, and what it is asked of.

use std::fmt;

/// An operation of S3's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Reads an object.
    GetObject,
    /// Reads an object's headers.
    HeadObject,
    /// Writes an object.
    PutObject,
    /// Deletes an object.
    DeleteObject,
    /// Lists keys.
    ListObjectsV2,
    /// Copies an object inside S3.
    CopyObject,
    /// Asks whether a bucket is there.
    HeadBucket,
    /// Makes a bucket.
    CreateBucket,
    /// Deletes a bucket.
    DeleteBucket,
    /// Asks for a bucket's Region.
    GetBucketLocation,
    /// Reads a bucket's policy.
    GetBucketPolicy,
    /// Replaces a bucket's policy.
    PutBucketPolicy,
    /// Deletes a bucket's policy.
    DeleteBucketPolicy,
    /// Lists the caller's buckets.
    ListBuckets,
}

/// What an operation is asked of, and so which ARN its action is judged on (POL-34).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// S3 itself: `*`.
    Service,
    /// A bucket.
    Bucket,
    /// An object.
    Object,
}

impl Operation {
    /// Every operation, in the order of its declaration, so that `ALL[o as usize]` is `o`.
    pub const ALL: [Self; 14] = [
        Self::GetObject,
        Self::HeadObject,
        Self::PutObject,
        Self::DeleteObject,
        Self::ListObjectsV2,
        Self::CopyObject,
        Self::HeadBucket,
        Self::CreateBucket,
        Self::DeleteBucket,
        Self::GetBucketLocation,
        Self::GetBucketPolicy,
        Self::PutBucketPolicy,
        Self::DeleteBucketPolicy,
        Self::ListBuckets,
    ];

    /// The IAM action that must be allowed (POL-33).
    ///
    /// ```
    /// use vpcsim::aws::s3_operation::Operation;
    /// for (operation, action) in [
    ///     (Operation::HeadObject, "s3:GetObject"),
    ///     (Operation::ListObjectsV2, "s3:ListBucket"),
    ///     (Operation::ListBuckets, "s3:ListAllMyBuckets"),
    /// ] {
    ///     assert_eq!(operation.action(), action);
    /// }
    /// ```
    pub fn action(self) -> &'static str {
        match self {
            Self::GetObject | Self::HeadObject => "s3:GetObject",
            Self::PutObject | Self::CopyObject => "s3:PutObject",
            Self::DeleteObject => "s3:DeleteObject",
            Self::ListObjectsV2 | Self::HeadBucket => "s3:ListBucket",
            Self::CreateBucket => "s3:CreateBucket",
            Self::DeleteBucket => "s3:DeleteBucket",
            Self::GetBucketLocation => "s3:GetBucketLocation",
            Self::GetBucketPolicy => "s3:GetBucketPolicy",
            Self::PutBucketPolicy => "s3:PutBucketPolicy",
            Self::DeleteBucketPolicy => "s3:DeleteBucketPolicy",
            Self::ListBuckets => "s3:ListAllMyBuckets",
        }
    }

    /// What it is asked of.
    pub fn subject(self) -> Subject {
        match self {
            Self::GetObject
            | Self::HeadObject
            | Self::PutObject
            | Self::DeleteObject
            | Self::CopyObject => Subject::Object,
            Self::ListObjectsV2
            | Self::HeadBucket
            | Self::CreateBucket
            | Self::DeleteBucket
            | Self::GetBucketLocation
            | Self::GetBucketPolicy
            | Self::PutBucketPolicy
            | Self::DeleteBucketPolicy => Subject::Bucket,
            Self::ListBuckets => Subject::Service,
        }
    }

    /// The HTTP method, and the query that tells it from its siblings on the same path.
    ///
    /// ```
    /// use vpcsim::aws::s3_operation::Operation;
    /// assert_eq!(Operation::PutBucketPolicy.http(), ("PUT", "policy"));
    /// assert_eq!(Operation::GetObject.http(), ("GET", ""));
    /// ```
    pub fn http(self) -> (&'static str, &'static str) {
        match self {
            Self::GetObject | Self::ListBuckets => ("GET", ""),
            Self::HeadObject | Self::HeadBucket => ("HEAD", ""),
            Self::PutObject | Self::CopyObject | Self::CreateBucket => ("PUT", ""),
            Self::DeleteObject | Self::DeleteBucket => ("DELETE", ""),
            Self::ListObjectsV2 => ("GET", "list-type=2"),
            Self::GetBucketLocation => ("GET", "location"),
            Self::GetBucketPolicy => ("GET", "policy"),
            Self::PutBucketPolicy => ("PUT", "policy"),
            Self::DeleteBucketPolicy => ("DELETE", "policy"),
        }
    }

    /// Its name in S3's API.
    pub fn name(self) -> &'static str {
        match self {
            Self::GetObject => "GetObject",
            Self::HeadObject => "HeadObject",
            Self::PutObject => "PutObject",
            Self::DeleteObject => "DeleteObject",
            Self::ListObjectsV2 => "ListObjectsV2",
            Self::CopyObject => "CopyObject",
            Self::HeadBucket => "HeadBucket",
            Self::CreateBucket => "CreateBucket",
            Self::DeleteBucket => "DeleteBucket",
            Self::GetBucketLocation => "GetBucketLocation",
            Self::GetBucketPolicy => "GetBucketPolicy",
            Self::PutBucketPolicy => "PutBucketPolicy",
            Self::DeleteBucketPolicy => "DeleteBucketPolicy",
            Self::ListBuckets => "ListBuckets",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
