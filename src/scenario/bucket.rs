//! Buckets and the objects in them.

use super::acl::{Acl, ObjectOwnership};
use super::block_public_access::BlockPublicAccess;
use super::policy_text::PolicyText;
use super::quantity::{Date, Size};
use super::record::record;
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
        /// Where its objects are copied to, a while after they were stored (MRAP-21).
        pub replication: Vec<ReplicationRule>,
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
        /// Object tags.
        pub tags: Map<String>,
        /// The account that owns it; the bucket's when absent (ACL-05).
        pub owner: Option<Said<String>>,
        /// Its access control list.
        pub acl: Acl = Acl::Private,
    }
}
