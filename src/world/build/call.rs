//! What one call asks for, with its buckets, keys and access points resolved.

use super::Builder;
use super::acl::access_block;
use super::iam::tags;
use crate::aws::account::AWS_OWNED;
use crate::aws::byte_range::ByteRange;
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::aws::s3_uri;
use crate::diagnostic::Diagnostic;
use crate::policy::PolicyKind;
use crate::scenario::Said;
use crate::scenario::acl::Acl;
use crate::scenario::call as written;
use crate::scenario::policy_text::PolicyText;
use crate::world::call::{BucketRef, Call, KeyPattern, Listing, NewPolicy, SentAcl};

impl Builder<'_> {
    /// Fills in what the operation's own parameters say.
    pub(super) fn fill(
        &mut self,
        built: &mut Call,
        call: &written::Call,
        region: Region,
    ) -> Option<()> {
        match call {
            written::Call::GetObject(get) => {
                self.object(built, &get.object)?;
                built.range = self.range(get.range.as_ref());
            }
            written::Call::HeadObject(at)
            | written::Call::Download(at)
            | written::Call::DeleteObject(at)
            | written::Call::CreateMultipartUpload(at)
            | written::Call::CompleteMultipartUpload(at)
            | written::Call::AbortMultipartUpload(at)
            | written::Call::ListParts(at) => self.object(built, at)?,
            written::Call::UploadPart(part) => {
                self.object(built, &part.to)?;
                built.size = part.size.0;
                built.part_number = part.part_number.as_ref().map(|number| number.value.into());
            }
            written::Call::UploadPartCopy(part) => {
                self.object(built, &part.to)?;
                built.source = Some(self.bucket_and_key(&part.from)?);
                built.part_number = part.part_number.as_ref().map(|number| number.value.into());
            }
            written::Call::PutObject(put) | written::Call::Upload(put) => {
                self.put_object(built, put)?;
            }
            written::Call::CopyObject(copy) => {
                self.object(built, &copy.to)?;
                built.source = Some(self.bucket_and_key(&copy.from)?);
            }
            written::Call::ListObjectsV2(list) => self.list(built, list),
            written::Call::CreateBucket(create) => self.creation(built, create, region)?,
            written::Call::HeadBucket(bucket)
            | written::Call::DeleteBucket(bucket)
            | written::Call::GetBucketLocation(bucket)
            | written::Call::GetBucketPolicy(bucket)
            | written::Call::DeleteBucketPolicy(bucket) => {
                built.bucket = Some(self.bucket_ref(bucket));
            }
            written::Call::PutBucketPolicy(put) => {
                built.bucket = Some(self.bucket_ref(&put.bucket));
                built.policy = Some(self.new_policy(&put.policy, &put.bucket));
            }
            written::Call::PutBucketAcl(put) => {
                built.bucket = Some(self.bucket_ref(&put.bucket));
                built.acl = self.sent_acl(Some(&put.acl), built);
            }
            written::Call::PutPublicAccessBlock(put) => {
                built.bucket = Some(self.bucket_ref(&put.bucket));
                built.access_block = Some(access_block(&put.settings));
            }
            written::Call::CreateAccessPoint(_, point) => {
                let planned = self.planned_point(point)?;
                built.point = Some(self.ref_to(planned));
                built.new_point = Some(planned);
            }
            written::Call::GetAccessPoint(point) | written::Call::DeleteAccessPoint(point) => {
                built.point = Some(self.point_ref(point, region)?);
            }
            written::Call::PutAccessPointPolicy(put) => {
                let point = self.point_ref(&put.access_point, region)?;
                built.policy = Some(self.new_point_policy(&put.policy, &point));
                built.point = Some(point);
            }
            written::Call::ListBuckets => {}
            written::Call::Cli(command) => self.fill(built, &command.call, region)?,
        }
        Some(())
    }

    fn put_object(&mut self, built: &mut Call, put: &written::Put) -> Option<()> {
        self.object(built, &put.to)?;
        built.size = put.size.0;
        built.acl = self.sent_acl(put.acl.as_ref(), built);
        built.tags = tags(&put.tags);
        Some(())
    }

    fn list(&mut self, built: &mut Call, list: &written::List) {
        built.bucket = Some(self.bucket_ref(&list.bucket));
        built.listing = Listing {
            prefix: list.prefix.clone(),
            delimiter: list.delimiter.clone(),
            max_keys: list.max_keys,
        };
    }

    fn creation(
        &mut self,
        built: &mut Call,
        create: &written::Create,
        region: Region,
    ) -> Option<()> {
        built.bucket = Some(self.bucket_ref(&create.bucket));
        built.location = match &create.region {
            Some(location) => Some(self.region(location)?),
            None => Some(region),
        };
        Some(())
    }

    /// An ACL as it is sent; what it says of the bucket's owner is about the bucket as it is now.
    fn sent_acl(&mut self, acl: Option<&Acl>, call: &Call) -> Option<SentAcl> {
        let named = call.bucket.as_ref();
        let region = call.address.region;
        let bucket = named.and_then(|bucket| bucket.existing(&self.world, region).or(bucket.id));
        let owner = bucket.map_or(AWS_OWNED, |bucket| self.world.buckets[bucket].account);
        acl.map(|acl| SentAcl {
            canned: acl.canned(),
            grants: self.grants(acl, owner),
        })
    }

    /// A policy that is put while the run goes on: what S3 refuses is an answer, not a fault.
    pub(super) fn new_policy(&mut self, text: &Said<PolicyText>, bucket: &str) -> NewPolicy {
        let owner = format!("arn:aws:s3:::{bucket}");
        self.put(text, PolicyKind::Bucket, Some(&owner))
    }

    /// The part of an object that a header `Range` asks for.
    fn range(&mut self, header: Option<&Said<String>>) -> Option<ByteRange> {
        let header = header?;
        let range = ByteRange::parse(header);
        if range.is_none() {
            let message = format!("`{}` is no range S3 serves", header.value);
            let help = "write one range of bytes: `bytes=0-1023`, `bytes=1024-` or `bytes=-100`";
            self.fault(Diagnostic::error("bad-range", message, header.at).help(help));
        }
        range
    }

    fn object(&mut self, built: &mut Call, at: &Said<String>) -> Option<()> {
        let (bucket, key) = self.bucket_and_key(at)?;
        built.bucket = Some(bucket);
        built.key = Some(key);
        Some(())
    }

    fn bucket_and_key(&mut self, at: &Said<String>) -> Option<(BucketRef, KeyPattern)> {
        match s3_uri::split(at) {
            Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => {
                let bucket = Said {
                    value: bucket.to_owned(),
                    at: at.at,
                };
                Some((self.bucket_ref(&bucket), KeyPattern::parse(key)))
            }
            Some(_) | None => {
                let message = format!("`{}` names no object", at.value);
                let help = "write `s3://bucket/key`, or an access point's ARN or alias in the \
                            bucket's place";
                self.fault(Diagnostic::error("bad-s3-uri", message, at.at).help(help));
                None
            }
        }
    }

    /// A bucket by name. One that does not exist is asked for all the same: S3 answers 404. It is
    /// worth a warning when another bucket's name is near.
    fn bucket_ref(&mut self, name: &Said<String>) -> BucketRef {
        if let Some(through) = self.through(name) {
            return BucketRef {
                name: name.value.clone(),
                id: None,
                through: Some(through),
            };
        }
        let id = self.world.buckets.find(name);
        if id.is_none()
            && let Some(near) = crate::diagnostic::nearest(name, self.world.buckets.names())
        {
            let message = format!("no bucket is called `{}`; S3 will answer 404", name.value);
            let fault = Diagnostic::warning("unknown-bucket", message, name.at);
            let help = format!("did you mean `{near}`?");
            self.fault(fault.help(help));
        }
        BucketRef {
            name: name.value.clone(),
            id,
            through: None,
        }
    }
}

/// The operation a written call asks for.
pub(super) fn operation(call: &written::Call) -> Operation {
    match call {
        written::Call::GetObject(_) | written::Call::Download(_) => Operation::GetObject,
        written::Call::HeadObject(_) => Operation::HeadObject,
        written::Call::PutObject(_) | written::Call::Upload(_) => Operation::PutObject,
        written::Call::DeleteObject(_) => Operation::DeleteObject,
        written::Call::ListObjectsV2(_) => Operation::ListObjectsV2,
        written::Call::CopyObject(_) => Operation::CopyObject,
        written::Call::HeadBucket(_) => Operation::HeadBucket,
        written::Call::CreateBucket(_) => Operation::CreateBucket,
        written::Call::DeleteBucket(_) => Operation::DeleteBucket,
        written::Call::GetBucketLocation(_) => Operation::GetBucketLocation,
        written::Call::GetBucketPolicy(_) => Operation::GetBucketPolicy,
        written::Call::PutBucketPolicy(_) => Operation::PutBucketPolicy,
        written::Call::DeleteBucketPolicy(_) => Operation::DeleteBucketPolicy,
        written::Call::PutBucketAcl(_) => Operation::PutBucketAcl,
        written::Call::PutPublicAccessBlock(_) => Operation::PutPublicAccessBlock,
        written::Call::CreateAccessPoint(..) => Operation::CreateAccessPoint,
        written::Call::GetAccessPoint(_) => Operation::GetAccessPoint,
        written::Call::DeleteAccessPoint(_) => Operation::DeleteAccessPoint,
        written::Call::PutAccessPointPolicy(_) => Operation::PutAccessPointPolicy,
        written::Call::ListBuckets => Operation::ListBuckets,
        written::Call::CreateMultipartUpload(_) => Operation::CreateMultipartUpload,
        written::Call::UploadPart(_) => Operation::UploadPart,
        written::Call::UploadPartCopy(_) => Operation::UploadPartCopy,
        written::Call::CompleteMultipartUpload(_) => Operation::CompleteMultipartUpload,
        written::Call::AbortMultipartUpload(_) => Operation::AbortMultipartUpload,
        written::Call::ListParts(_) => Operation::ListParts,
        written::Call::Cli(command) => operation(&command.call),
    }
}
