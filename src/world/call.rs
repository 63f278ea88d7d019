//! What a request asks of S3, with everything resolved that can be.

use std::fmt::Write as _;

use super::access_point::AccessPoint;
use super::address::Address;
use super::bucket::{Bucket, Objects};
use super::change::Rejection;
use super::door::{MultiRegionRef, Through};
use super::iam::{AttachedPolicy, Principal};
use super::stored::UploadId;
use super::{Id, World};
use crate::aws::account::AccountId;
use crate::aws::byte_range::ByteRange;
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::aws::sdk_address::{Addressed, Refusal};
use crate::policy::{AclGrant, BlockPublicAccess};
use crate::units::Bytes;

/// One kind of request, as a client sends it once or many times.
#[derive(Debug, Clone)]
pub struct Call {
    /// The operation.
    pub operation: Operation,
    /// The bucket that is addressed; none for `ListBuckets` and for calls about access points.
    pub bucket: Option<BucketRef>,
    /// The access point a call of the control endpoint is about.
    pub point: Option<PointRef>,
    /// The access point that is made.
    pub new_point: Option<Id<AccessPoint>>,
    /// The key, for operations on objects.
    pub key: Option<KeyPattern>,
    /// The source of a copy.
    pub source: Option<(BucketRef, KeyPattern)>,
    /// The size of what is uploaded.
    pub size: Bytes,
    /// The part of an object that is downloaded; all of it when absent.
    pub range: Option<ByteRange>,
    /// The number of a part that is uploaded; the request's own when absent.
    pub part_number: Option<u64>,
    /// The parameters of a listing.
    pub listing: Listing,
    /// The location constraint of a new bucket.
    pub location: Option<Region>,
    /// The policy that is put.
    pub policy: Option<NewPolicy>,
    /// The ACL that is sent.
    pub acl: Option<SentAcl>,
    /// The tags of the object that is uploaded (COND-22).
    pub tags: Vec<(String, String)>,
    /// The Block Public Access settings that are put.
    pub access_block: Option<BlockPublicAccess>,
    /// Who signed the URL that is used; none when the client signs itself (S3R-13).
    pub presigned_by: Option<Id<Principal>>,
    /// The object as the log saw it that the request was taken from; then it is there, whatever
    /// the scenario lists.
    pub as_logged: Option<Box<Objects>>,
    /// The upload in parts of a transfer manager that it belongs to and that has begun; none for
    /// calls that somebody makes by himself.
    pub upload: Option<UploadId>,
    /// Whether nobody signs, whoever the client is (S3R-12).
    pub is_unsigned: bool,
    /// Whether the requester says that it pays (S3R-16).
    pub pays: bool,
    /// How the request is addressed.
    pub address: Address,
    /// What the SDK makes of it for the address's own Region.
    pub addressed: Result<Addressed, Refusal>,
    /// How it is signed.
    pub signing: Signing,
}

impl Call {
    /// A call of nothing but its operation, sent to `address`.
    pub fn plain(operation: Operation, address: Address) -> Self {
        Self {
            operation,
            bucket: None,
            point: None,
            new_point: None,
            key: None,
            source: None,
            size: Bytes(0),
            range: None,
            part_number: None,
            listing: Listing::default(),
            location: None,
            policy: None,
            acl: None,
            tags: Vec::new(),
            access_block: None,
            presigned_by: None,
            as_logged: None,
            upload: None,
            is_unsigned: false,
            pays: false,
            address,
            signing: Signing {
                knows_sigv4a: true,
                has_global_token: true,
            },
            addressed: Err(Refusal::default()),
        }
    }

    /// The access point that is asked in the bucket's place, when it is named by ARN.
    pub fn point_by_arn(&self) -> Option<&PointArn> {
        let through = self.bucket.as_ref()?.through.as_ref()?;
        through.point()?.arn.as_ref()
    }

    /// The Multi-Region Access Point that is asked in the bucket's place.
    pub fn multi_region(&self) -> Option<&MultiRegionRef> {
        self.bucket.as_ref()?.through.as_ref()?.multi_region()
    }
}

/// How a request is signed, when it is signed at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signing {
    /// Whether the client can sign with `SigV4A`, for all Regions at once (MRAP-27).
    pub knows_sigv4a: bool,
    /// Whether its session token is good in every Region (MRAP-28).
    pub has_global_token: bool,
}

/// A policy as it is put: compiled, or what AWS will say against it.
pub type NewPolicy = Result<AttachedPolicy, Rejection>;

/// An ACL as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentAcl {
    /// Its name when it is a canned one, as `s3:x-amz-acl` has it.
    pub canned: Option<&'static str>,
    /// What it grants beside the owner's full control.
    pub grants: Vec<AclGrant>,
}

/// A bucket by name, or by an access point in its place; whether it exists is for S3 to say at the
/// time (S3R-09).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketRef {
    /// What stands in the bucket's place: its name, or the ARN or alias of an access point (AP-17).
    pub name: String,
    /// The bucket of that name in the world; `None` when nothing ever bears it, and for access
    /// points, which may lead to one bucket today and to another tomorrow (AP-40).
    pub id: Option<Id<Bucket>>,
    /// The access point, of one Region or of many, that is asked instead of the bucket.
    pub through: Option<Through>,
}

impl BucketRef {
    /// The bucket that is meant, if it exists now: behind a Multi-Region Access Point the one in
    /// `region`, which the request was routed to (MRAP-20).
    pub fn existing(&self, world: &World, region: Region) -> Option<Id<Bucket>> {
        let id = match &self.through {
            None => self.id,
            Some(through) => world
                .door(through)
                .and_then(|door| world.bucket_behind(door, region)),
        };
        id.filter(|id| world.buckets[*id].exists)
    }
}

/// An access point as a request names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointRef {
    /// Its account, Region and name, when it is named by ARN; an alias tells none of them.
    pub arn: Option<PointArn>,
    /// The access points that may be meant: of those with one ARN at most one exists at a time.
    pub ids: Vec<Id<AccessPoint>>,
}

/// What the ARN of an access point says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointArn {
    /// The owner.
    pub account: AccountId,
    /// The Region.
    pub region: Region,
    /// The name.
    pub name: String,
}

/// A key in which `{n}` stands for the request's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPattern {
    /// What stands before the number.
    pub before: String,
    /// What stands after it; `None` when there is no number.
    pub after: Option<String>,
}

impl KeyPattern {
    /// Reads `reports/{n}.csv`.
    pub fn parse(text: &str) -> Self {
        match text.split_once("{n}") {
            Some((before, after)) => Self {
                before: before.to_owned(),
                after: Some(after.to_owned()),
            },
            None => Self {
                before: text.to_owned(),
                after: None,
            },
        }
    }

    /// The key of request number `n`, which counts from 1.
    ///
    /// ```
    /// use vpcsim::world::call::KeyPattern;
    /// assert_eq!(KeyPattern::parse("reports/{n}.csv").key(7), "reports/7.csv");
    /// assert_eq!(KeyPattern::parse("k").key(7), "k");
    /// ```
    pub fn key(&self, n: u64) -> String {
        let mut key = String::new();
        self.append_to(&mut key, n);
        key
    }

    /// Writes the key of request number `n` behind what stands in `text`.
    pub fn append_to(&self, text: &mut String, n: u64) {
        text.push_str(&self.before);
        if let Some(after) = &self.after {
            // Writing to a String cannot fail.
            let _ = write!(text, "{n}");
            text.push_str(after);
        }
    }
}

/// The parameters of `ListObjectsV2`; absent ones are not sent (COND-21).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Only keys that begin so.
    pub prefix: Option<String>,
    /// Rolls keys up.
    pub delimiter: Option<String>,
    /// The most keys of one answer.
    pub max_keys: Option<u32>,
}
