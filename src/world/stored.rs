//! What requests have stored and deleted since a run began.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::Id;
use super::bucket::{Bucket, Objects};
use crate::units::Bytes;

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
    /// Uploads in parts that have begun, by key, and whose each is.
    uploads: BTreeMap<String, BTreeMap<Option<UploadId>, Upload>>,
}

/// Which of several uploads in parts of one key, among those of transfer managers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UploadId {
    /// The load of the transfers, by position in the plan.
    pub load: u32,
    /// The number of the transfer within it; 0 for one that nobody has begun.
    pub number: u64,
}

/// An upload in parts that has begun.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upload {
    parts: BTreeMap<u64, Bytes>,
}

impl Upload {
    /// An upload of which no part has come.
    pub const EMPTY: Self = Self {
        parts: BTreeMap::new(),
    };

    /// The sizes of its parts, by number.
    pub fn sizes(&self) -> impl DoubleEndedIterator<Item = Bytes> + '_ {
        self.parts.values().copied()
    }

    /// Whether no part has come yet.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// All of it.
    pub fn size(&self) -> Bytes {
        Bytes(self.parts.values().map(|part| part.0).sum())
    }
}

/// One step of an upload in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadEdit {
    /// The bucket.
    pub bucket: Id<Bucket>,
    /// The key.
    pub key: String,
    /// Whose upload of the key; none for the one that calls make by themselves.
    pub upload: Option<UploadId>,
    /// What is done.
    pub step: UploadStep,
}

/// What is done to an upload in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadStep {
    /// It begins.
    Begin,
    /// A part has come; one of the same number is replaced.
    Part(u64, Bytes),
    /// It ends: with the object it makes, if anybody will ask for that; or dropped.
    End(Option<Objects>),
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

    /// Remembers one step of an upload in parts.
    pub(super) fn edit_upload(&mut self, edit: &UploadEdit) {
        match &edit.step {
            UploadStep::Begin => {
                let of_key = self.uploads.entry(edit.key.clone()).or_default();
                of_key.insert(edit.upload, Upload::default());
            }
            UploadStep::Part(number, size) => {
                let of_key = self.uploads.get_mut(&edit.key);
                if let Some(upload) = of_key.and_then(|all| all.get_mut(&edit.upload)) {
                    upload.parts.insert(*number, *size);
                }
            }
            UploadStep::End(object) => {
                if let Some(of_key) = self.uploads.get_mut(&edit.key) {
                    of_key.remove(&edit.upload);
                    if of_key.is_empty() {
                        self.uploads.remove(&edit.key);
                    }
                }
                if let Some(object) = object {
                    self.by_key.insert(edit.key.clone(), Some(object.clone()));
                }
            }
        }
    }

    /// The upload in parts of `key` that has begun, by whose it is.
    pub fn upload(&self, key: &str, upload: Option<UploadId>) -> Option<&Upload> {
        self.uploads.get(key)?.get(&upload)
    }

    /// Forgets everything: the bucket itself is gone.
    pub(super) fn forget(&mut self) {
        self.by_key.clear();
        self.uploads.clear();
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
