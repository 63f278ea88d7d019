//! Operations on objects, and listing them.

use super::answer::Answer;
use super::case::{Case, On};
use super::door;
use super::gate;
use super::region_check;
use crate::aws::s3_operation::Operation;
use crate::policy::ObjectOwnership;
use crate::trace::{About, Code, Reason, S3Error};
use crate::units::Bytes;
use crate::world::Id;
use crate::world::bucket::{Bucket, Objects};
use crate::world::change::Change;
use crate::world::stored::Storing;

/// The largest upload or copy of one request: 5 GiB (LIM-14).
const SINGLE_REQUEST_MAX: Bytes = Bytes(5 << 30);

/// The frame of a listing, and what one key adds to it.
const LISTING_FRAME: u64 = 300;
const LISTING_ENTRY: u64 = 350;

impl<'a> Case<'a> {
    /// `GetObject` and `HeadObject`.
    pub(super) fn read_object(&mut self, bucket: Id<Bucket>) -> Answer {
        let call = self.request.call;
        self.take_up(call.key.as_ref());
        match self.read(bucket, call.operation) {
            Ok(object) if call.operation == Operation::GetObject => {
                let Some(range) = call.range else {
                    return Answer::served(200).with_body(object.size);
                };
                let part = range.of(object.size);
                part.map_or_else(
                    || {
                        let reason = Reason::new(Code::S3InvalidRange, About::Bucket(bucket));
                        Answer::error(S3Error::InvalidRange, reason)
                    },
                    |part| Answer::served(206).with_body(part),
                )
            }
            Ok(_) => Answer::served(200),
            Err(refusal) => refusal,
        }
    }

    /// The object taken up, if the caller may read it and it is there.
    fn read(&mut self, bucket: Id<Bucket>, operation: Operation) -> Result<&'a Objects, Answer> {
        // SIMPLIFIED: An object that a replayed request read is there, with the size the log tells,
        // even if the scenario does not list it; what replayed requests store is remembered only
        // where other requests of the scenario read.
        let logged = self.request.call.as_logged.as_deref();
        let listed = self.world.buckets[bucket].object(&self.scratch.key);
        let object = listed.or(logged);
        let on = On {
            object,
            ..self.on(bucket)
        };
        if let Some(refusal) = self.refusal(operation, on) {
            return Err(refusal);
        }
        object.ok_or_else(|| self.missing_key(bucket))
    }

    /// No such key: only those who may list the bucket are told (S3R-09).
    fn missing_key(&mut self, bucket: Id<Bucket>) -> Answer {
        let about = About::Bucket(bucket);
        // AWS: whether a prefix counts as given in this check is not documented; it counts as not.
        let on = self.on(bucket);
        match self.closed_gate(Operation::ListObjectsV2, on) {
            None => Answer::error(S3Error::NoSuchKey, Reason::new(Code::S3NoSuchKey, about)),
            Some(closed) => Answer {
                reason: Some(Reason::new(Code::S3KeyDisguised, about)),
                ..Answer::of(gate::outcome(closed))
            },
        }
    }

    /// `PutObject`.
    pub(super) fn put_object(&mut self, bucket: Id<Bucket>) -> Answer {
        let call = self.request.call;
        self.take_up(call.key.as_ref());
        let on = self.on(bucket);
        if let Some(refusal) = self.upload_refusal(bucket, on) {
            return refusal;
        }
        if call.size > SINGLE_REQUEST_MAX {
            let reason = Reason::bare(Code::S3EntityTooLarge);
            return Answer::error(S3Error::EntityTooLarge, reason);
        }
        let object = self.stored_object(bucket, call.size);
        self.storing(Answer::served(200), bucket, object)
    }

    /// What an upload leaves behind; none where nobody will ask (see [`Stored`]).
    ///
    /// [`Stored`]: crate::world::stored::Stored
    pub(super) fn stored_object(&self, id: Id<Bucket>, size: Bytes) -> Option<Objects> {
        let (call, bucket) = (self.request.call, &self.world.buckets[id]);
        if !bucket.stored.is_remembered {
            return None;
        }
        let writer = self.caller().and_then(|caller| caller.account);
        let gives_away = || {
            let canned = call.acl.as_ref().and_then(|acl| acl.canned);
            canned == Some("bucket-owner-full-control")
        };
        let is_writers = match bucket.ownership {
            ObjectOwnership::BucketOwnerEnforced => false,
            ObjectOwnership::BucketOwnerPreferred => !gives_away(),
            ObjectOwnership::ObjectWriter => true,
        };
        let foreign = writer.filter(|writer| is_writers && *writer != bucket.account);
        Some(Objects {
            pattern: self.scratch.key.clone(),
            size,
            part_size: None,
            tags: call.tags.clone(),
            owner: foreign.and_then(|writer| self.world.accounts.find(&writer.to_string())),
            acl: call
                .acl
                .as_ref()
                .map(|acl| acl.grants.clone())
                .unwrap_or_default(),
        })
    }

    /// The answer, with its effect on what is stored under the key taken up; none where nobody
    /// will ask.
    fn storing(&self, answer: Answer, bucket: Id<Bucket>, object: Option<Objects>) -> Answer {
        if !self.world.buckets[bucket].stored.is_remembered {
            return answer;
        }
        let key = self.scratch.key.clone();
        answer.with_effect(Change::Store(Box::new(Storing {
            bucket,
            key,
            object,
        })))
    }

    /// Why an upload may not be made with what it brings: the object itself, its ACL, its tags.
    ///
    /// AWS: whether permissions are looked at before the ACL itself is not documented.
    pub(super) fn upload_refusal(&mut self, bucket: Id<Bucket>, on: On<'_>) -> Option<Answer> {
        let call = self.request.call;
        let acl = call.acl.as_ref();
        let needed = [
            Some(Operation::PutObject),
            acl.map(|_| Operation::PutObjectAcl),
            (!call.tags.is_empty()).then_some(Operation::PutObjectTagging),
        ];
        for operation in needed.into_iter().flatten() {
            if let Some(refusal) = self.refusal(operation, on) {
                return Some(refusal);
            }
        }
        let refusal = self.world.acl_refusal(bucket, &acl?.grants)?;
        Some(gate::refused(refusal, About::Bucket(bucket)))
    }

    /// `DeleteObject`; a key that is not there is deleted just as well.
    pub(super) fn delete_object(&mut self, bucket: Id<Bucket>) -> Answer {
        self.take_up(self.request.call.key.as_ref());
        let on = self.on(bucket);
        match self.refusal(Operation::DeleteObject, on) {
            Some(refusal) => refusal,
            None => self.storing(Answer::served(204), bucket, None),
        }
    }

    /// `CopyObject`: the source must be readable and the destination writable (S3R-15).
    ///
    /// SIMPLIFIED: the tags of the source are not copied, so the permissions on tags are not asked.
    pub(super) fn copy_object(&mut self, bucket: Id<Bucket>) -> Answer {
        let read = self.read_source();
        self.take_up(self.request.call.key.as_ref());
        let on = self.on(bucket);
        let write = self.refusal(Operation::CopyObject, on);
        match (read, write) {
            (Err(refusal), _) | (Ok(_), Some(refusal)) => refusal,
            (Ok(object), None) if object.size > SINGLE_REQUEST_MAX => {
                // AWS: copies that are too large are an `InvalidRequest`, uploads an
                // `EntityTooLarge` (S3's own answers; the API reference names neither).
                let reason = Reason::bare(Code::S3EntityTooLarge);
                Answer::error(S3Error::InvalidRequest, reason)
            }
            (Ok(object), None) => {
                let copy = self.stored_object(bucket, object.size);
                self.storing(Answer::served(200), bucket, copy)
            }
        }
    }

    /// The object a copy is made of, if the caller may read it and it is there.
    pub(super) fn read_source(&mut self) -> Result<&'a Objects, Answer> {
        let source = self.request.call.source.as_ref();
        let Some((from, key, source)) = source.and_then(|(from, key)| {
            let id = region_check::existing(self.world, self.request, from);
            id.map(|id| (from, key, id))
        }) else {
            let reason = Reason::bare(Code::S3NoSuchBucket);
            return Err(Answer::error(S3Error::NoSuchBucket, reason));
        };
        self.take_up_source(from, key);
        let door = std::mem::replace(&mut self.door, door::door_of(self.world, Some(from)));
        let read = self.read(source, Operation::GetObject);
        self.door = door;
        read
    }

    /// `ListObjectsV2`.
    ///
    /// SIMPLIFIED: a pattern of the scenario counts as one key in the size of a listing, also when
    /// some of its objects have been deleted.
    pub(super) fn list_objects(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on(bucket);
        if let Some(refusal) = self.refusal(Operation::ListObjectsV2, on) {
            return refusal;
        }
        let listing = &self.request.call.listing;
        let prefix = listing.prefix.as_deref().unwrap_or("");
        let bucket = &self.world.buckets[bucket];
        let written = bucket.objects.iter();
        let written = written.filter(|objects| may_begin_with(&objects.pattern, prefix));
        let most = listing.max_keys.unwrap_or(1_000).min(1_000);
        let keys = written.count() + bucket.stored.keys(prefix).take(1_000).count();
        let keys = u64::try_from(keys).unwrap_or(u64::MAX).min(u64::from(most));
        Answer::served(200).with_body(Bytes(LISTING_FRAME + LISTING_ENTRY * keys))
    }
}

/// Whether a key of this pattern can begin with `prefix`.
fn may_begin_with(pattern: &str, prefix: &str) -> bool {
    let fixed = pattern.split('*').next().unwrap_or(pattern);
    let is_open = fixed.len() < pattern.len();
    fixed.starts_with(prefix) || is_open && prefix.starts_with(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_prefixes() {
        for (pattern, prefix, may) in [
            ("logs/a", "logs/", true),
            ("logs/a", "logs/a/b", false),
            ("logs/*", "logs/2026/", true),
            ("*", "anything", true),
            ("data/*", "logs/", false),
            ("k", "", true),
        ] {
            assert_eq!(may_begin_with(pattern, prefix), may, "{pattern} {prefix}");
        }
    }
}
