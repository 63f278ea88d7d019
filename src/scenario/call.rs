//! What a request asks of S3.

use super::access_point::AccessPoint;
use super::acl::Acl;
use super::block_public_access::BlockPublicAccess;
use super::command::Command;
use super::node::{Node, Parts};
use super::policy_text::PolicyText;
use super::quantity::Size;
use super::read::{Read, Reader};
use super::record::{Fields, choice, record};
use super::{Map, Said};

choice! {
    /// An S3 operation and what it is asked of.
    pub enum Call {
        /// `GetObject("s3://bucket/key")`, `GetObject(object: "s3://…", range: "bytes=0-99")`
        GetObject(Get),
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
        /// Begins an upload in parts: `CreateMultipartUpload("s3://bucket/key")`
        CreateMultipartUpload(Said<String>),
        /// `UploadPart(to: "s3://bucket/key", part_number: 1, size: "8 MiB")`
        UploadPart(UploadPart),
        /// `UploadPartCopy(from: "s3://a/k", to: "s3://b/k", part_number: 1)`
        UploadPartCopy(UploadPartCopy),
        /// Makes the object of its parts: `CompleteMultipartUpload("s3://bucket/key")`
        CompleteMultipartUpload(Said<String>),
        /// Drops the parts: `AbortMultipartUpload("s3://bucket/key")`
        AbortMultipartUpload(Said<String>),
        /// `ListParts("s3://bucket/key")`
        ListParts(Said<String>),
        /// An upload through the client's transfer manager, in parts when it is large:
        /// `Upload(to: "s3://bucket/key", size: "100 MiB")`
        Upload(Put),
        /// A download through the client's transfer manager: `Download("s3://bucket/key")`
        Download(Said<String>),
        /// As people type it: `Cli("aws s3 cp a.csv s3://bucket/a.csv")`
        Cli(Command),
    }
}

impl Call {
    /// What is asked, also when it was written as a command line.
    pub fn meant(&self) -> &Self {
        self.command().map_or(self, |command| &command.call)
    }

    /// The command line it was written as, if it was.
    pub fn command(&self) -> Option<&Command> {
        if let Self::Cli(command) = self {
            Some(command)
        } else {
            None
        }
    }
}

/// A download, of all of an object or of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct Get {
    /// What, `s3://bucket/key`.
    pub object: Said<String>,
    /// The header `Range`, such as `bytes=0-1023`; all of it when absent.
    pub range: Option<Said<String>>,
}

impl Read for Get {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let object = Said::read(node, reader)?;
        Some(Self {
            object,
            range: None,
        })
    }

    fn read_argument(brackets: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let Some(Parts::Listed(_)) = brackets.parts() {
            let [object] = reader.values(brackets)?;
            return Self::read(object, reader);
        }
        let mut fields = Fields::of(brackets, "GetObject", &["object", "range"], reader)?;
        let range = fields.read_or("range", reader);
        Some(Self {
            object: fields.read("object", reader)?,
            range,
        })
    }
}

record! {
    /// One part of an upload.
    pub struct UploadPart {
        /// Of which object, `s3://bucket/key`.
        pub to: Said<String>,
        /// Its number, from 1 to 10,000; the request's own number when absent.
        pub part_number: Option<Said<u32>>,
        /// How much; at least 5 MiB, but for the last part.
        pub size: Size = Size::kib(8 << 10),
    }
}

record! {
    /// One part of an upload, copied inside S3 from a whole object.
    pub struct UploadPartCopy {
        /// The source, `s3://bucket/key`.
        pub from: Said<String>,
        /// Of which object, `s3://bucket/key`.
        pub to: Said<String>,
        /// Its number, from 1 to 10,000; the request's own number when absent.
        pub part_number: Option<Said<u32>>,
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
