//! S3's host names: which Region a name stands for, and which bucket is written in it.

use std::fmt;

use super::region::Region;

/// Which of S3's names for a Region is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// `s3.us-west-2.amazonaws.com`
    Regional(Region),
    /// `s3-us-west-2.amazonaws.com` (S3R-02)
    DashRegion(Region),
    /// `s3.amazonaws.com`: answered by us-east-1, or by the bucket's own Region (S3R-06)
    LegacyGlobal,
    /// `s3.dualstack.us-west-2.amazonaws.com` (DNS-21)
    DualStack(Region),
    /// `s3-accesspoint.us-west-2.amazonaws.com`, with `name-account` in front (AP-12)
    AccessPoint(Region),
    /// `s3-accesspoint.dualstack.us-west-2.amazonaws.com`, likewise
    DualStackAccessPoint(Region),
    /// `s3-control.us-west-2.amazonaws.com`, with an account in front: where access points are
    /// made and unmade
    Control(Region),
}

/// A host name S3 answers to: an endpoint, with or without a bucket in front.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct S3Host {
    /// The bucket in front, as in virtual-hosted addressing (S3R-01); for an access point its name
    /// and account, for the control endpoint the account.
    pub bucket: Option<String>,
    /// The endpoint's own part.
    pub endpoint: Endpoint,
}

impl Endpoint {
    /// The Region whose addresses the name has, when the name alone tells.
    pub fn region(self) -> Option<Region> {
        match self {
            Self::Regional(region)
            | Self::DashRegion(region)
            | Self::DualStack(region)
            | Self::AccessPoint(region)
            | Self::DualStackAccessPoint(region)
            | Self::Control(region) => Some(region),
            Self::LegacyGlobal => None,
        }
    }

    /// Whether the name has IPv6 addresses too (DNS-21).
    pub fn is_dual_stack(self) -> bool {
        matches!(self, Self::DualStack(_) | Self::DualStackAccessPoint(_))
    }
}

impl S3Host {
    /// What `host` stands for; `None` when it is not one of S3's names.
    ///
    /// ```
    /// use vpcsim::aws::{region::Region, s3_host::{Endpoint, S3Host}};
    /// let west = Region::parse("us-west-2").unwrap();
    /// for (name, bucket, endpoint) in [
    ///     ("s3.us-west-2.amazonaws.com", None, Endpoint::Regional(west)),
    ///     ("my.logs.s3.us-west-2.amazonaws.com", Some("my.logs"), Endpoint::Regional(west)),
    ///     ("b.s3-us-west-2.amazonaws.com", Some("b"), Endpoint::DashRegion(west)),
    ///     ("b.s3.amazonaws.com", Some("b"), Endpoint::LegacyGlobal),
    ///     ("b.s3.dualstack.us-west-2.amazonaws.com", Some("b"), Endpoint::DualStack(west)),
    ///     (
    ///         "ap1-111122223333.s3-accesspoint.us-west-2.amazonaws.com",
    ///         Some("ap1-111122223333"),
    ///         Endpoint::AccessPoint(west),
    ///     ),
    ///     (
    ///         "111122223333.s3-control.us-west-2.amazonaws.com",
    ///         Some("111122223333"),
    ///         Endpoint::Control(west),
    ///     ),
    /// ] {
    ///     let host = S3Host::parse(name).unwrap();
    ///     assert_eq!((host.bucket.as_deref(), host.endpoint), (bucket, endpoint), "{name}");
    ///     assert_eq!(host.to_string(), name);
    /// }
    /// assert_eq!(S3Host::parse("example.com"), None);
    /// ```
    pub fn parse(host: &str) -> Option<Self> {
        let rest = host.strip_suffix(".amazonaws.com")?;
        let (bucket, endpoint) = split(rest)?;
        Some(Self {
            bucket: bucket.map(str::to_owned),
            endpoint,
        })
    }

    /// Whether S3's certificate covers the name: its wildcard stands for one label, so a bucket
    /// with a dot in its name is not covered in front of the endpoint (S3R-19).
    ///
    /// ```
    /// use vpcsim::aws::s3_host::S3Host;
    /// for (name, is_covered) in [
    ///     ("my-logs.s3.us-west-2.amazonaws.com", true),
    ///     ("my.logs.s3.us-west-2.amazonaws.com", false),
    ///     ("s3.us-west-2.amazonaws.com", true),
    /// ] {
    ///     let host = S3Host::parse(name).unwrap();
    ///     assert_eq!(host.is_covered_by_certificate(), is_covered, "{name}");
    /// }
    /// ```
    pub fn is_covered_by_certificate(&self) -> bool {
        self.bucket
            .as_ref()
            .is_none_or(|bucket| !bucket.contains('.'))
    }
}

/// Splits what stands before `.amazonaws.com` into the bucket and the endpoint.
///
/// A bucket's name may itself hold dots and even `.s3.`, so the endpoint's labels are taken from
/// the right.
fn split(rest: &str) -> Option<(Option<&str>, Endpoint)> {
    let (front, last) = cut(rest);
    if last == "s3" {
        return Some((front, Endpoint::LegacyGlobal));
    }
    if let Some(region) = last.strip_prefix("s3-").and_then(Region::parse) {
        return Some((front, Endpoint::DashRegion(region)));
    }
    let region = Region::parse(last)?;
    let (bucket, label) = cut(front?);
    match label {
        "s3" => Some((bucket, Endpoint::Regional(region))),
        "s3-accesspoint" => Some((bucket, Endpoint::AccessPoint(region))),
        "s3-control" => Some((bucket, Endpoint::Control(region))),
        "dualstack" => match cut(bucket?) {
            (bucket, "s3") => Some((bucket, Endpoint::DualStack(region))),
            (bucket, "s3-accesspoint") => Some((bucket, Endpoint::DualStackAccessPoint(region))),
            _ => None,
        },
        _ => None,
    }
}

/// Cuts the last label off.
fn cut(name: &str) -> (Option<&str>, &str) {
    match name.rsplit_once('.') {
        Some((front, last)) => (Some(front), last),
        None => (None, name),
    }
}

impl fmt::Display for S3Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(bucket) = &self.bucket {
            write!(f, "{bucket}.")?;
        }
        match self.endpoint {
            Endpoint::Regional(region) => write!(f, "s3.{region}.amazonaws.com"),
            Endpoint::DashRegion(region) => write!(f, "s3-{region}.amazonaws.com"),
            Endpoint::LegacyGlobal => f.write_str("s3.amazonaws.com"),
            Endpoint::DualStack(region) => write!(f, "s3.dualstack.{region}.amazonaws.com"),
            Endpoint::AccessPoint(region) => write!(f, "s3-accesspoint.{region}.amazonaws.com"),
            Endpoint::DualStackAccessPoint(region) => {
                write!(f, "s3-accesspoint.dualstack.{region}.amazonaws.com")
            }
            Endpoint::Control(region) => write!(f, "s3-control.{region}.amazonaws.com"),
        }
    }
}
