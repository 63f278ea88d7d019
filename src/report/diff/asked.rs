//! What the requests of one source ask, in one line.

use crate::world::call::{BucketRef, Call, KeyPattern};

/// `PutObject s3://reports/{n}.csv`, `CopyObject s3://b/k from s3://a/k`.
pub(super) fn words(call: &Call) -> String {
    let mut text = call.operation.name().to_owned();
    if let Some(bucket) = &call.bucket {
        text.push_str(&format!(" {}", place(bucket, call.key.as_ref())));
    }
    if let Some(point) = call.point.as_ref().and_then(|point| point.arn.as_ref()) {
        text.push_str(&format!(" {} of {}", point.name, point.account));
    }
    if let Some((bucket, key)) = &call.source {
        text.push_str(&format!(" from {}", place(bucket, Some(key))));
    }
    text
}

fn place(bucket: &BucketRef, key: Option<&KeyPattern>) -> String {
    let key = key.map_or_else(String::new, |key| match &key.after {
        Some(after) => format!("/{}{{n}}{after}", key.before),
        None => format!("/{}", key.before),
    });
    format!("s3://{}{key}", bucket.name)
}
