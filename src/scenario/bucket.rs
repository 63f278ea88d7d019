//! Buckets and the objects in them.

use super::acl::{Acl, ObjectOwnership};
use super::block_public_access::BlockPublicAccess;
use super::policy_text::PolicyText;
use super::quantity::{Date, Size};
use super::record::{choice, record};
use super::{Map, Said};

record! {
    /// A general purpose bucket.
    pub struct Bucket {
        /// The owner's account id.
        pub account: Said<String>,
        /// Its Region.
        pub region: Said<String>,
        /// Its bucket policy.
        pub policy: Option<Said<PolicyText>>,
        /// What is stored, by key pattern.
        pub objects: Vec<Object>,
        /// Its Block Public Access; all on for buckets since 2023-04, off before (BPA-12).
        pub block_public_access: Option<BlockPublicAccess>,
        /// Who owns objects; `BucketOwnerEnforced` since 2023-04, `ObjectWriter` before (ACL-02).
        pub object_ownership: Option<ObjectOwnership>,
        /// Its access control list.
        pub acl: Acl = Acl::Private,
        /// The day it was created; long ago when absent.
        pub created: Option<Said<Date>>,
        /// Who pays for requests: its owner, or whoever makes them (S3R-16).
        pub request_payer: Payer = Payer::BucketOwner,
        /// Prefixes S3 has split off because of their load: each takes its own rate of requests,
        /// all other keys share one (S3R-10).
        pub partitioned_prefixes: Vec<String>,
        /// Where its objects are copied to, a while after they were stored (MRAP-21).
        pub replication: Vec<ReplicationRule>,
    }
}

choice! {
    /// Who pays for requests to a bucket.
    #[derive(Copy, Eq)]
    pub enum Payer {
        /// Its owner.
        BucketOwner,
        /// Whoever makes them, and says so.
        Requester,
    }
}

record! {
    /// A replication rule of a bucket; versioning, which it needs, counts as on.
    pub struct ReplicationRule {
        /// The bucket that gets the copies; an access point cannot be one (AP-39).
        pub to: Said<String>,
        /// Only keys that begin so; all when absent.
        pub prefix: Option<String>,
        /// Whether deletions are copied too, as delete markers.
        pub delete_markers: bool = false,
    }
}

record! {
    /// An object, or every object whose key matches a pattern.
    pub struct Object {
        /// A key, in which `*` stands for any text.
        pub key: Said<String>,
        /// The size of each.
        pub size: Size = Size::kib(1),
        /// The size of the parts in which each was uploaded; in one piece when absent.
        pub part_size: Option<Size>,
        /// Object tags.
        pub tags: Map<String>,
        /// The account that owns it; the bucket's when absent (ACL-05).
        pub owner: Option<Said<String>>,
        /// Its access control list.
        pub acl: Acl = Acl::Private,
    }
}
