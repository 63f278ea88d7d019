//! `s3://bucket/key`, as people write it.

/// Bucket and key of `s3://bucket/key`; the key is empty where none is written. In the bucket's
/// place may stand an ARN, which holds a slash itself (AP-17).
///
/// ```
/// use vpcsim::aws::s3_uri::split;
/// assert_eq!(split("s3://logs/2026/a.gz"), Some(("logs", "2026/a.gz")));
/// assert_eq!(split("s3://logs"), Some(("logs", "")));
/// let point = "arn:aws:s3:us-east-1:111122223333:accesspoint/ap1";
/// assert_eq!(split(&format!("s3://{point}/a/b")), Some((point, "a/b")));
/// assert_eq!(split("./a.gz"), None);
/// ```
pub fn split(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("s3://")?;
    let start = if rest.starts_with("arn:") {
        rest.find('/').map_or(rest.len(), |slash| slash + 1)
    } else {
        0
    };
    let end = rest[start..].find('/').map_or(rest.len(), |at| start + at);
    let (bucket, key) = rest.split_at(end);
    Some((bucket, key.strip_prefix('/').unwrap_or(key)))
}
