//! What a request asks of S3.

use super::access_point::AccessPoint;
use super::acl::Acl;
use super::block_public_access::BlockPublicAccess;
use super::policy_text::PolicyText;
use super::quantity::Size;
use super::record::{choice, record};
use super::{Map, Said};

choice! {
    /// An S3 operation and what it is asked of.
    pub enum Call {
        /// `GetObject("s3://bucket/key")`
        GetObject(Said<String>),
        /// `HeadObject("s3://bucket/key")`
        HeadObject(Said<String>),
        /// `PutObject(to: "s3://bucket/key", size: "8 MiB")`
        PutObject(Put),
        /// `DeleteObject("s3://bucket/key")`
        DeleteObject(Said<String>),
        /// `ListObjectsV2(bucket: "b", prefix: "logs/")`
        ListObjectsV2(List),
        /// `CopyObject(from: "s3://a/k", to: "s3://b/k")`
        CopyObject(Copy),
        /// `HeadBucket("bucket")`
        HeadBucket(Said<String>),
        /// `CreateBucket(bucket: "b", region: "us-west-2")`
        CreateBucket(Create),
        /// `DeleteBucket("bucket")`
        DeleteBucket(Said<String>),
        /// `GetBucketLocation("bucket")`
        GetBucketLocation(Said<String>),
        /// `GetBucketPolicy("bucket")`
        GetBucketPolicy(Said<String>),
        /// `PutBucketPolicy(bucket: "b", policy: File("p.json"))`
        PutBucketPolicy(PutPolicy),
        /// `DeleteBucketPolicy("bucket")`
        DeleteBucketPolicy(Said<String>),
        /// `PutBucketAcl(bucket: "b", acl: PublicRead)`
        PutBucketAcl(PutAcl),
        /// `PutPublicAccessBlock(bucket: "b", settings: BlockPublicAccess())`
        PutPublicAccessBlock(PutAccessBlock),
        /// `CreateAccessPoint("ap1", AccessPoint(bucket: "b", vpc: "vpc-1"))`
        CreateAccessPoint(Said<String>, AccessPoint),
        /// `GetAccessPoint("ap1")`, by what it is called here or by ARN
        GetAccessPoint(Said<String>),
        /// `DeleteAccessPoint("ap1")`
        DeleteAccessPoint(Said<String>),
        /// `PutAccessPointPolicy(access_point: "ap1", policy: File("p.json"))`
        PutAccessPointPolicy(PutPointPolicy),
        /// All buckets of the caller's account.
        ListBuckets,
    }
}

record! {
    /// An upload.
    pub struct Put {
        /// Where to, `s3://bucket/key`.
        pub to: Said<String>,
        /// How much.
        pub size: Size = Size::kib(1),
        /// The ACL that is sent with it; none is sent when absent (S3R-17).
        pub acl: Option<Acl>,
        /// Object tags, `s3:RequestObjectTag/…` (COND-22).
        pub tags: Map<String>,
    }
}

record! {
    /// A listing.
    pub struct List {
        /// The bucket.
        pub bucket: Said<String>,
        /// Only keys that begin so; not sent when absent (COND-21).
        pub prefix: Option<String>,
        /// Rolls keys up at this text.
        pub delimiter: Option<String>,
        /// The most keys of one answer.
        pub max_keys: Option<u32>,
    }
}

record! {
    /// A copy inside S3.
    pub struct Copy {
        /// The source, `s3://bucket/key`.
        pub from: Said<String>,
        /// The destination, `s3://bucket/key`.
        pub to: Said<String>,
    }
}

record! {
    /// A new bucket.
    pub struct Create {
        /// Its name.
        pub bucket: Said<String>,
        /// Its Region (the location constraint); the client's when absent.
        pub region: Option<Said<String>>,
    }
}

record! {
    /// A new bucket policy.
    pub struct PutPolicy {
        /// The bucket.
        pub bucket: Said<String>,
        /// The whole policy; it replaces the old one (CFG-05).
        pub policy: Said<PolicyText>,
    }
}

record! {
    /// A new policy of an access point.
    pub struct PutPointPolicy {
        /// The access point, by what it is called here or by ARN.
        pub access_point: Said<String>,
        /// The whole policy; it replaces the old one (CFG-12).
        pub policy: Said<PolicyText>,
    }
}

record! {
    /// A new access control list of a bucket.
    pub struct PutAcl {
        /// The bucket.
        pub bucket: Said<String>,
        /// The list.
        pub acl: Acl,
    }
}

record! {
    /// New Block Public Access settings of a bucket.
    pub struct PutAccessBlock {
        /// The bucket.
        pub bucket: Said<String>,
        /// All four switches.
        pub settings: BlockPublicAccess,
    }
}

choice! {
    /// Which of S3's host names stands for a Region.
    #[derive(Eq)]
    pub enum NameForm {
        /// `s3.us-west-2.amazonaws.com`
        Regional,
        /// `s3-us-west-2.amazonaws.com` (S3R-02)
        DashRegion,
        /// `s3.amazonaws.com`
        LegacyGlobal,
        /// `s3.dualstack.us-west-2.amazonaws.com`
        DualStack,
        /// `s3-fips.us-west-2.amazonaws.com` (IFE-18)
        Fips,
        /// `s3-fips.dualstack.us-west-2.amazonaws.com`
        FipsDualStack,
        /// `s3-accelerate.amazonaws.com` (DNS-11)
        Accelerate,
        /// `s3-accelerate.dualstack.amazonaws.com`
        AccelerateDualStack,
        /// `--endpoint-url`: `EndpointUrl("https://…")`
        EndpointUrl(Said<String>),
    }
}
