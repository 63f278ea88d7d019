//! What requests have stored and deleted since a run began.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::Id;
use super::bucket::{Bucket, Objects};

/// What requests have stored in and deleted from one bucket; it covers what the scenario says.
///
/// Only buckets that some request reads, lists or deletes remember: in all others nobody could
/// tell, and memory would grow with every upload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// Whether the bucket remembers at all.
    pub is_remembered: bool,
    /// What was done last under each key; none is a deletion.
    by_key: BTreeMap<String, Option<Objects>>,
}

/// An object that a request stored, or a key that it deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storing {
    /// The bucket.
    pub bucket: Id<Bucket>,
    /// The key.
    pub key: String,
    /// The object; none is a deletion.
    pub object: Option<Objects>,
}

impl Stored {
    /// Remembers one storing.
    pub(super) fn remember(&mut self, storing: &Storing) {
        self.by_key
            .insert(storing.key.clone(), storing.object.clone());
    }

    /// Forgets everything: the bucket itself is gone.
    pub(super) fn forget(&mut self) {
        self.by_key.clear();
    }

    /// Whether nothing was ever stored or deleted, or nobody would notice.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// What was done last under `key`: none when nothing was, some of none for a deletion.
    pub fn last(&self, key: &str) -> Option<Option<&Objects>> {
        self.by_key.get(key).map(Option::as_ref)
    }

    /// Keys that begin with `prefix` and are there because a request stored them.
    pub fn keys<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let from: (Bound<&str>, Bound<&str>) = (Bound::Included(prefix), Bound::Unbounded);
        let from = self.by_key.range::<str, _>(from);
        from.take_while(move |(key, _)| key.starts_with(prefix))
            .filter(|(_, object)| object.is_some())
            .map(|(key, _)| key.as_str())
    }
}
