//! Buckets and what is stored in them.

use jiff::civil::Date;

use super::change::Rejection;
use super::iam::AttachedPolicy;
use super::organization::Account;
use super::replication::ReplicationRule;
use super::stored::Stored;
use super::{Id, World};
use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::policy::{AclGrant, BlockPublicAccess, ObjectOwnership, Series, Share};
use crate::units::Bytes;

/// A bucket.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// The owner.
    pub account: AccountId,
    /// Its Region.
    pub region: Region,
    /// Its bucket policy.
    pub policy: Option<AttachedPolicy>,
    /// Its own Block Public Access (BPA-02).
    pub block_public_access: BlockPublicAccess,
    /// Who owns objects, and whether ACLs count (ACL-02).
    pub ownership: ObjectOwnership,
    /// Its ACL's grants beside the owner's.
    pub acl: Vec<AclGrant>,
    /// What is stored, by pattern; the first match counts.
    pub objects: Vec<Objects>,
    /// What requests have stored in it and deleted since.
    pub stored: Stored,
    /// Where its objects are copied to.
    pub replication: Vec<ReplicationRule>,
    /// When it was created, when the scenario says.
    pub created: Option<Date>,
    /// Whether it exists yet, or still.
    pub exists: bool,
    /// Whether others than its own account must say that they pay (S3R-16).
    pub requester_pays: bool,
    /// Prefixes that have their own request rate; all other keys share one (S3R-10).
    pub partitioned_prefixes: Vec<String>,
}

/// Who makes a bucket, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Founding {
    /// The account that owns it from then on.
    pub account: AccountId,
    /// The Region it is made in.
    pub region: Region,
}

/// Objects whose keys match one pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objects {
    /// The key, in which `*` stands for any text.
    pub pattern: String,
    /// The size of each.
    pub size: Bytes,
    /// The size of the parts in which each was uploaded; none for those that came in one piece.
    pub part_size: Option<Bytes>,
    /// Their tags.
    pub tags: Vec<(String, String)>,
    /// The account that owns them, when it is not the bucket's (ACL-05).
    pub owner: Option<Id<Account>>,
    /// Their ACL's grants beside the owner's.
    pub acl: Vec<AclGrant>,
}

impl Objects {
    /// Whether `key` is one of these.
    ///
    /// ```
    /// use vpcsim::{units::Bytes, world::bucket::Objects};
    /// let logs = Objects {
    ///     pattern: "logs/*.gz".into(),
    ///     size: Bytes(1),
    ///     part_size: None,
    ///     tags: vec![],
    ///     owner: None,
    ///     acl: vec![],
    /// };
    /// assert!(logs.contains("logs/2026/a.gz"));
    /// assert!(!logs.contains("logs/a.txt"));
    /// ```
    pub fn contains(&self, key: &str) -> bool {
        let mut parts = self.pattern.split('*');
        let Some(mut rest) = parts.next().and_then(|first| key.strip_prefix(first)) else {
            return false;
        };
        let Some(last) = parts.next_back() else {
            return rest.is_empty();
        };
        for part in parts {
            match rest.find(part) {
                Some(found) => rest = &rest[found + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(last)
    }

    /// How many of `series` are among these; [`Share::Some`] too often.
    fn share(&self, series: &Series<'_>) -> Share {
        if series.tail.is_none() {
            return Share::from(self.contains(series.head));
        }
        match self.pattern.split_once('*') {
            None => series.are(&self.pattern),
            Some((fixed, "")) => series.begin_with(fixed),
            Some((fixed, _)) => match series.begin_with(fixed) {
                Share::None => Share::None,
                Share::All | Share::Some => Share::Some,
            },
        }
    }
}

impl Bucket {
    /// Whether it is so new that S3's Regions do not all know where it lives: up to a day after
    /// it was created, requests to other Regions are redirected for the time being only (S3R-06).
    pub fn is_fresh(&self, today: Date) -> bool {
        let Some(created) = self.created else {
            return false;
        };
        created == today || created.tomorrow().is_ok_and(|next| next == today)
    }

    /// What is stored under `key`.
    pub fn object(&self, key: &str) -> Option<&Objects> {
        match self.stored.last(key) {
            Some(last) => last,
            None => self.objects.iter().find(|objects| objects.contains(key)),
        }
    }

    /// Whether what is stored under all keys of `series` is the same: the objects of one line of
    /// the scenario, or nothing. May be `false` too often.
    pub fn is_steady(&self, series: &Series<'_>) -> bool {
        if !self.stored.is_empty() {
            return false;
        }
        for objects in &self.objects {
            match objects.share(series) {
                Share::All => return true,
                Share::None => {}
                Share::Some => return false,
            }
        }
        true
    }

    /// Whether nothing at all is stored.
    ///
    /// SIMPLIFIED: objects of a pattern count as long as their pattern stands, even when every one
    /// that was ever asked for has been deleted.
    pub fn is_empty(&self) -> bool {
        let is_there = |objects: &Objects| {
            let is_one = !objects.pattern.contains('*');
            !(is_one && self.stored.last(&objects.pattern) == Some(None))
        };
        !self.objects.iter().any(is_there) && self.stored.keys("").next().is_none()
    }
}

impl World {
    /// A bucket goes, with all that is in it.
    pub(super) fn delete_bucket(&mut self, id: Id<Bucket>) {
        let bucket = &mut self.buckets[id];
        bucket.exists = false;
        bucket.policy = None;
        bucket.acl.clear();
        bucket.created = None;
        bucket.objects.clear();
        bucket.stored.forget();
    }

    /// A planned bucket comes into being; its name must be free (S3R-22).
    pub(super) fn create_bucket(
        &mut self,
        id: Id<Bucket>,
        founding: Option<Founding>,
    ) -> Result<(), Rejection> {
        let name = self.buckets.name(id).to_owned();
        let today = self.day;
        let (access_block, ownership) = self.new_bucket_defaults();
        let bucket = &mut self.buckets[id];
        if bucket.exists {
            let message = format!("`{name}` exists already");
            return Err(Rejection::new("BucketAlreadyExists", "S3R-22", message));
        }
        bucket.exists = true;
        // A bucket made during a run is new to DNS for all of it (S3R-06).
        bucket.created.get_or_insert(today);
        if let Some(founding) = founding {
            bucket.account = founding.account;
            bucket.region = founding.region;
            bucket.block_public_access = access_block;
            bucket.ownership = ownership;
        }
        Ok(())
    }
}
