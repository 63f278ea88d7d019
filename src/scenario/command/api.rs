//! `aws s3api …`: S3's operations by their own names.

use super::arguments::{Arguments, fault};
use super::value::{acl, number, part, policy, tags};
use crate::scenario::Said;
use crate::scenario::block_public_access::BlockPublicAccess;
use crate::scenario::call::{
    Call, Copy, Create, Get, List, Put, PutAccessBlock, PutAcl, PutPolicy, UploadPart,
    UploadPartCopy,
};
use crate::scenario::quantity::Size;
use crate::scenario::read::{Reader, did_you_mean};

/// The operations that are understood.
const VERBS: &[&str] = &[
    "get-object",
    "head-object",
    "put-object",
    "delete-object",
    "copy-object",
    "list-objects-v2",
    "list-objects",
    "list-buckets",
    "head-bucket",
    "create-bucket",
    "delete-bucket",
    "get-bucket-location",
    "get-bucket-policy",
    "put-bucket-policy",
    "delete-bucket-policy",
    "put-bucket-acl",
    "put-public-access-block",
    "create-multipart-upload",
    "upload-part",
    "upload-part-copy",
    "complete-multipart-upload",
    "abort-multipart-upload",
    "list-parts",
];

/// The request that a command of `aws s3api` makes.
///
/// SIMPLIFIED: `list-objects` is taken for `list-objects-v2`, which needs the same permission.
pub(super) fn call(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Call> {
    // The file a download is written to.
    let is_download = matches!(arguments.verb.as_str(), "get-object");
    if let Some(extra) = arguments.alone.get(usize::from(is_download)) {
        let message = format!("`{}` stands alone", extra.value);
        let help = "options begin with `--`, as in `--bucket my-bucket`";
        fault(message, extra.at, help, reader);
    }
    match arguments.verb.as_str() {
        "list-buckets" => Some(Call::ListBuckets),
        "get-object" | "head-object" | "put-object" | "delete-object" | "copy-object" => {
            of_object(arguments, reader)
        }
        "create-multipart-upload"
        | "upload-part"
        | "upload-part-copy"
        | "complete-multipart-upload"
        | "abort-multipart-upload"
        | "list-parts" => of_upload(arguments, reader),
        known if VERBS.contains(&known) => of_bucket(arguments, reader),
        other => {
            let message = format!("`aws s3api {other}` is unknown or not simulated");
            arguments.is_lost = true;
            let otherwise = format!("understood are {}", VERBS.join(", "));
            let help = did_you_mean(other, VERBS, &otherwise);
            fault(message, arguments.verb.at, &help, reader);
            None
        }
    }
}

/// `s3://bucket/key` of `--bucket` and `--key`.
fn object(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Said<String>> {
    let bucket = arguments.needed("--bucket", reader);
    let key = arguments.needed("--key", reader)?;
    let bucket = bucket?;
    Some(Said::new(
        format!("s3://{}/{}", bucket.value, key.value),
        bucket.at,
    ))
}

/// `s3://bucket/key` of `--copy-source bucket/key`.
fn source(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Said<String>> {
    let from = arguments.needed("--copy-source", reader)?;
    let from_point = from.replacen("/object/", "/", usize::from(from.starts_with("arn:")));
    let uri = format!("s3://{}", from_point.trim_start_matches('/'));
    Some(Said::new(uri, from.at))
}

fn of_object(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Call> {
    let object = object(arguments, reader)?;
    Some(match arguments.verb.as_str() {
        "get-object" => Call::GetObject(Get {
            range: arguments.value("--range"),
            object,
        }),
        "head-object" => Call::HeadObject(object),
        "delete-object" => Call::DeleteObject(object),
        "copy-object" => Call::CopyObject(Copy {
            span: object.at,
            from: source(arguments, reader)?,
            to: object,
        }),
        _ => {
            arguments.ignore(&["--body", "--content-type", "--storage-class"]);
            Call::PutObject(Put {
                span: object.at,
                to: object,
                size: arguments.size.unwrap_or(Size::kib(1)),
                acl: acl(arguments, reader),
                tags: tags(arguments),
            })
        }
    })
}

/// SIMPLIFIED: there is one multipart upload of a key at a time, whatever `--upload-id` says.
fn of_upload(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Call> {
    arguments.ignore(&["--upload-id", "--multipart-upload", "--content-type"]);
    let object = object(arguments, reader)?;
    Some(match arguments.verb.as_str() {
        "create-multipart-upload" => Call::CreateMultipartUpload(object),
        "complete-multipart-upload" => Call::CompleteMultipartUpload(object),
        "abort-multipart-upload" => Call::AbortMultipartUpload(object),
        "list-parts" => Call::ListParts(object),
        "upload-part-copy" => {
            arguments.ignore(&["--copy-source-range"]);
            Call::UploadPartCopy(UploadPartCopy {
                span: object.at,
                from: source(arguments, reader)?,
                to: object,
                part_number: Some(part_number(arguments, reader)?),
            })
        }
        _ => {
            arguments.ignore(&["--body"]);
            Call::UploadPart(UploadPart {
                span: object.at,
                to: object,
                part_number: Some(part_number(arguments, reader)?),
                size: arguments.size.unwrap_or(Size::kib(8 << 10)),
            })
        }
    })
}

fn part_number(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Said<u32>> {
    let written = arguments.needed("--part-number", reader)?;
    let number = number(arguments, "--part-number", reader)?;
    Some(Said::new(number, written.at))
}

fn of_bucket(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Call> {
    let bucket = arguments.needed("--bucket", reader)?;
    let span = bucket.at;
    Some(match arguments.verb.as_str() {
        "head-bucket" => Call::HeadBucket(bucket),
        "create-bucket" => {
            let told = arguments.value("--create-bucket-configuration");
            Call::CreateBucket(Create {
                bucket,
                region: told.and_then(|told| part(&told, "LocationConstraint")),
                span,
            })
        }
        "delete-bucket" => Call::DeleteBucket(bucket),
        "get-bucket-location" => Call::GetBucketLocation(bucket),
        "get-bucket-policy" => Call::GetBucketPolicy(bucket),
        "put-bucket-policy" => Call::PutBucketPolicy(PutPolicy {
            bucket,
            policy: policy(arguments, reader)?,
            span,
        }),
        "delete-bucket-policy" => Call::DeleteBucketPolicy(bucket),
        "put-bucket-acl" => Call::PutBucketAcl(PutAcl {
            bucket,
            acl: {
                arguments.needed("--acl", reader)?;
                acl(arguments, reader)?
            },
            span,
        }),
        "put-public-access-block" => {
            let told = arguments.needed("--public-access-block-configuration", reader)?;
            Call::PutPublicAccessBlock(PutAccessBlock {
                bucket,
                settings: switches(&told),
                span,
            })
        }
        _ => Call::ListObjectsV2(List {
            bucket,
            prefix: arguments.value("--prefix").map(|prefix| prefix.value),
            delimiter: arguments
                .value("--delimiter")
                .map(|delimiter| delimiter.value),
            max_keys: number(arguments, "--max-keys", reader),
            span,
        }),
    })
}

/// What is not written is off.
fn switches(told: &Said<String>) -> BlockPublicAccess {
    let is_on = |key| part(told, key).is_some_and(|value| value.value == "true");
    BlockPublicAccess {
        block_public_acls: is_on("BlockPublicAcls"),
        ignore_public_acls: is_on("IgnorePublicAcls"),
        block_public_policy: is_on("BlockPublicPolicy"),
        restrict_public_buckets: is_on("RestrictPublicBuckets"),
        span: told.at,
    }
}
