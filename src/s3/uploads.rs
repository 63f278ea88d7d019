//! Uploads in parts: begun, filled, completed or dropped.

use super::answer::Answer;
use super::case::{Case, On};
use crate::trace::{About, Code, Reason, S3Error};
use crate::units::Bytes;
use crate::world::Id;
use crate::world::bucket::{Bucket, Objects};
use crate::world::change::Change;
use crate::world::stored::{Upload, UploadEdit, UploadStep};

/// The largest part: 5 GiB.
const PART_MAX: Bytes = Bytes(5 << 30);
/// The smallest part, but for the last one: 5 MiB.
const PART_MIN: Bytes = Bytes(5 << 20);
/// The highest number of a part.
const PART_NUMBER_MAX: u64 = 10_000;

/// An upload in parts of which nothing is known but that it has begun.
static UNSEEN: Upload = Upload::EMPTY;

impl<'a> Case<'a> {
    /// `CreateMultipartUpload`, which needs the permission to put the object, and what it brings
    /// (POL-33).
    ///
    /// SIMPLIFIED: calls that somebody makes by himself belong to one upload in parts of a key at a
    /// time; beginning another one drops the first. Parts are numbered and sized, their checksums are not compared.
    pub(super) fn begin_upload(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on_object(bucket);
        match self.upload_refusal(bucket, on) {
            Some(refusal) => refusal,
            None => self.step(Answer::served(200), bucket, UploadStep::Begin),
        }
    }

    /// `UploadPart`.
    pub(super) fn upload_part(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on_object(bucket);
        match self.open_upload(bucket, on) {
            Ok(_) => self.take_part(bucket, self.request.call.size),
            Err(refusal) => refusal,
        }
    }

    /// `UploadPartCopy`: the source must be readable, the destination writable (S3R-15).
    pub(super) fn copy_part(&mut self, bucket: Id<Bucket>) -> Answer {
        let size = match self.read_source() {
            Ok(object) => match self.request.call.range {
                Some(range) => range.of(object.size),
                None => Some(object.size),
            },
            Err(refusal) => return refusal,
        };
        let Some(size) = size else {
            let reason = Reason::new(Code::S3InvalidRange, About::Bucket(bucket));
            return Answer::error(S3Error::InvalidRange, reason);
        };
        let on = self.on_object(bucket);
        match self.open_upload(bucket, on) {
            Ok(_) => self.take_part(bucket, size),
            Err(refusal) => refusal,
        }
    }

    /// `CompleteMultipartUpload`.
    pub(super) fn complete_upload(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on_object(bucket);
        match self.open_upload(bucket, on) {
            Ok(upload) => self.complete(bucket, upload),
            Err(refusal) => refusal,
        }
    }

    /// `AbortMultipartUpload`.
    pub(super) fn abort_upload(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on_object(bucket);
        match self.open_upload(bucket, on) {
            Ok(_) => self.step(Answer::served(204), bucket, UploadStep::End(None)),
            Err(refusal) => refusal,
        }
    }

    /// `ListParts`.
    pub(super) fn list_parts(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on_object(bucket);
        match self.open_upload(bucket, on) {
            Ok(_) => Answer::served(200),
            Err(refusal) => refusal,
        }
    }

    /// The request's own key, as what an action is judged on.
    fn on_object(&mut self, bucket: Id<Bucket>) -> On<'a> {
        self.take_up(self.request.call.key.as_ref());
        self.on(bucket)
    }

    /// The upload of the key taken up, if the caller may deal with it so and it has begun.
    fn open_upload(&mut self, bucket: Id<Bucket>, on: On<'_>) -> Result<&'a Upload, Answer> {
        if let Some(refusal) = self.refusal(self.request.call.operation, on) {
            return Err(refusal);
        }
        let stored = &self.world.buckets[bucket].stored;
        // Who looks at a part of a transfer by itself has not begun the upload.
        let unseen = self.request.call.upload.map(|_| &UNSEEN);
        stored
            .upload(&self.scratch.key, self.request.call.upload)
            .or(unseen)
            .ok_or_else(|| {
                let reason = Reason::new(Code::S3NoSuchUpload, About::Bucket(bucket));
                Answer::error(S3Error::NoSuchUpload, reason)
            })
    }

    fn take_part(&self, bucket: Id<Bucket>, size: Bytes) -> Answer {
        let number = self.request.call.part_number.unwrap_or(self.request.number);
        let about = About::Bucket(bucket);
        if number == 0 || number > PART_NUMBER_MAX {
            let reason = Reason::new(Code::S3InvalidPart, about);
            return Answer::error(S3Error::InvalidArgument, reason);
        }
        if size > PART_MAX {
            let reason = Reason::new(Code::S3EntityTooLarge, about);
            return Answer::error(S3Error::EntityTooLarge, reason);
        }
        self.step(Answer::served(200), bucket, UploadStep::Part(number, size))
    }

    fn complete(&self, bucket: Id<Bucket>, upload: &Upload) -> Answer {
        let about = About::Bucket(bucket);
        let is_too_small = upload.sizes().rev().skip(1).any(|size| size < PART_MIN);
        if upload.is_empty() && self.request.call.upload.is_none() {
            let reason = Reason::new(Code::S3InvalidPart, about);
            return Answer::error(S3Error::InvalidPart, reason);
        }
        if is_too_small {
            let reason = Reason::new(Code::S3InvalidPart, about);
            return Answer::error(S3Error::EntityTooSmall, reason);
        }
        let object = self.stored_object(bucket, upload.size());
        let object = object.map(|object| Objects {
            part_size: upload.sizes().next(),
            ..object
        });
        self.step(Answer::served(200), bucket, UploadStep::End(object))
    }

    fn step(&self, answer: Answer, bucket: Id<Bucket>, step: UploadStep) -> Answer {
        let key = self.scratch.key.clone();
        answer.with_effect(Change::EditUpload(Box::new(UploadEdit {
            bucket,
            key,
            upload: self.request.call.upload,
            step,
        })))
    }
}
