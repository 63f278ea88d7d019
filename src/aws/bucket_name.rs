//! The rules of bucket names.

/// Why S3 refuses `name` as a bucket's, or `None` when it does not (S3R-22).
///
/// ```
/// use vpcsim::aws::bucket_name::refusal;
/// assert_eq!(refusal("my-logs.2026"), None);
/// // seed 001's example is older than today's rules for new buckets, and still bears its name
/// assert_eq!(refusal("my_secure_bucket"), None);
/// assert!(refusal("DOC-EXAMPLE-BUCKET1").is_some());
/// assert!(refusal("ab").is_some());
/// assert!(refusal("192.168.0.1").is_some());
/// ```
///
/// AWS: underscores were allowed in us-east-1 until 2018, and such buckets still exist; they
/// cannot be addressed virtual-hosted over HTTPS without trouble, but they are addressed.
pub fn refusal(name: &str) -> Option<&'static str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if !(3..=63).contains(&name.len()) {
        return Some("it must have 3 to 63 characters");
    }
    if !name
        .bytes()
        .all(|byte| is_plain(byte) || matches!(byte, b'.' | b'-' | b'_'))
    {
        return Some("it may hold lower-case letters, digits, dots and hyphens only");
    }
    let ends = [name.bytes().next(), name.bytes().last()];
    if !ends.iter().flatten().all(|byte| is_plain(*byte)) {
        return Some("it must begin and end with a letter or digit");
    }
    if name.contains("..") {
        return Some("it must not hold two dots in a row");
    }
    if name.parse::<std::net::Ipv4Addr>().is_ok() {
        return Some("it must not look like an IP address");
    }
    if name.ends_with("-s3alias") || name.ends_with("--x-s3") || name.ends_with("--ol-s3") {
        return Some("its ending is kept for access point aliases and directory buckets");
    }
    None
}
