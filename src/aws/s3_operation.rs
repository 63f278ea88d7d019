//! S3's operations: what they are called, which IAM action each needs, and what it is asked of.

use std::fmt;

/// What an operation is asked of, and so which ARN its action is judged on (POL-34).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// S3 itself: `*`.
    Service,
    /// A bucket.
    Bucket,
    /// An object.
    Object,
    /// An access point, by its own ARN.
    AccessPoint,
}

/// Lists the operations once: name, IAM action, subject, HTTP method, and the query that tells it
/// from its siblings on the same path.
macro_rules! operations {
    ($(
        $(#[$doc:meta])*
        $name:ident: $action:literal on $subject:ident, $method:literal $query:literal,
    )*) => {
        /// An operation of S3's API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation {
            $($(#[$doc])* $name,)*
        }

        impl Operation {
            /// Every operation, in the order of its declaration, so that `ALL[o as usize]` is `o`.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

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
                    $(Self::$name => $action,)*
                }
            }

            /// What it is asked of.
            pub fn subject(self) -> Subject {
                match self {
                    $(Self::$name => Subject::$subject,)*
                }
            }

            /// The HTTP method and the query.
            ///
            /// ```
            /// use vpcsim::aws::s3_operation::Operation;
            /// assert_eq!(Operation::PutBucketPolicy.http(), ("PUT", "policy"));
            /// assert_eq!(Operation::GetObject.http(), ("GET", ""));
            /// ```
            pub fn http(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$name => ($method, $query),)*
                }
            }

            /// Its name in S3's API.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

operations! {
    /// Reads an object.
    GetObject: "s3:GetObject" on Object, "GET" "",
    /// Reads an object's headers.
    HeadObject: "s3:GetObject" on Object, "HEAD" "",
    /// Writes an object.
    PutObject: "s3:PutObject" on Object, "PUT" "",
    /// Gives an object an ACL; also asked for when an upload brings one.
    PutObjectAcl: "s3:PutObjectAcl" on Object, "PUT" "acl",
    /// Gives an object tags; also asked for when an upload brings some.
    PutObjectTagging: "s3:PutObjectTagging" on Object, "PUT" "tagging",
    /// Deletes an object.
    DeleteObject: "s3:DeleteObject" on Object, "DELETE" "",
    /// Lists keys.
    ListObjectsV2: "s3:ListBucket" on Bucket, "GET" "list-type=2",
    /// Copies an object inside S3.
    CopyObject: "s3:PutObject" on Object, "PUT" "",
    /// Begins an upload in parts.
    CreateMultipartUpload: "s3:PutObject" on Object, "POST" "uploads",
    /// Uploads a part.
    UploadPart: "s3:PutObject" on Object, "PUT" "partNumber&uploadId",
    /// Copies an object inside S3 as a part.
    UploadPartCopy: "s3:PutObject" on Object, "PUT" "partNumber&uploadId",
    /// Makes the object of its parts.
    CompleteMultipartUpload: "s3:PutObject" on Object, "POST" "uploadId",
    /// Drops the parts.
    AbortMultipartUpload: "s3:AbortMultipartUpload" on Object, "DELETE" "uploadId",
    /// Lists the parts.
    ListParts: "s3:ListMultipartUploadParts" on Object, "GET" "uploadId",
    /// Asks whether a bucket is there.
    HeadBucket: "s3:ListBucket" on Bucket, "HEAD" "",
    /// Makes a bucket.
    CreateBucket: "s3:CreateBucket" on Bucket, "PUT" "",
    /// Deletes a bucket.
    DeleteBucket: "s3:DeleteBucket" on Bucket, "DELETE" "",
    /// Asks for a bucket's Region.
    GetBucketLocation: "s3:GetBucketLocation" on Bucket, "GET" "location",
    /// Reads a bucket's policy.
    GetBucketPolicy: "s3:GetBucketPolicy" on Bucket, "GET" "policy",
    /// Replaces a bucket's policy.
    PutBucketPolicy: "s3:PutBucketPolicy" on Bucket, "PUT" "policy",
    /// Deletes a bucket's policy.
    DeleteBucketPolicy: "s3:DeleteBucketPolicy" on Bucket, "DELETE" "policy",
    /// Replaces a bucket's ACL.
    PutBucketAcl: "s3:PutBucketAcl" on Bucket, "PUT" "acl",
    /// Replaces a bucket's Block Public Access.
    PutPublicAccessBlock: "s3:PutBucketPublicAccessBlock" on Bucket, "PUT" "publicAccessBlock",
    /// Makes an access point.
    CreateAccessPoint: "s3:CreateAccessPoint" on AccessPoint, "PUT" "",
    /// Asks what an access point is: its bucket, its network origin. The action knows no
    /// resources.
    GetAccessPoint: "s3:GetAccessPoint" on Service, "GET" "",
    /// Deletes an access point.
    DeleteAccessPoint: "s3:DeleteAccessPoint" on AccessPoint, "DELETE" "",
    /// Replaces an access point's policy.
    PutAccessPointPolicy: "s3:PutAccessPointPolicy" on AccessPoint, "PUT" "",
    /// Lists the caller's buckets.
    ListBuckets: "s3:ListAllMyBuckets" on Service, "GET" "",
}

impl Operation {
    /// Whether it is asked of the control endpoint, about an access point.
    pub fn is_about_access_point(self) -> bool {
        matches!(
            self,
            Self::CreateAccessPoint
                | Self::GetAccessPoint
                | Self::DeleteAccessPoint
                | Self::PutAccessPointPolicy
        )
    }

    /// Whether it is a read to S3's request rates, and not a write (S3R-10).
    pub fn is_read(self) -> bool {
        matches!(self.http().0, "GET" | "HEAD")
    }

    /// Whether it may be asked of an access point in a bucket's place: what deals with objects
    /// may, and what merely looks at the bucket (AP-34).
    ///
    /// AWS: the list is that of "Access point compatibility" in the S3 user guide.
    pub fn works_through_access_points(self) -> bool {
        match self {
            Self::GetObject
            | Self::HeadObject
            | Self::PutObject
            | Self::PutObjectAcl
            | Self::PutObjectTagging
            | Self::DeleteObject
            | Self::ListObjectsV2
            | Self::CopyObject
            | Self::CreateMultipartUpload
            | Self::UploadPart
            | Self::UploadPartCopy
            | Self::CompleteMultipartUpload
            | Self::AbortMultipartUpload
            | Self::ListParts
            | Self::HeadBucket
            | Self::GetBucketLocation
            | Self::GetBucketPolicy => true,
            Self::CreateBucket
            | Self::DeleteBucket
            | Self::PutBucketPolicy
            | Self::DeleteBucketPolicy
            | Self::PutBucketAcl
            | Self::PutPublicAccessBlock
            | Self::CreateAccessPoint
            | Self::GetAccessPoint
            | Self::DeleteAccessPoint
            | Self::PutAccessPointPolicy
            | Self::ListBuckets => false,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
