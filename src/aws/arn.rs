//! Amazon Resource Names: the six fields of an ARN and what the S3 ones stand for.

use std::fmt;

/// One ARN, split at its first five colons.
///
/// ```
/// use vpcsim::aws::arn::Arn;
/// let arn = Arn::parse("arn:aws:s3:::reports/2026/a:b.csv").unwrap();
/// assert_eq!((arn.service, arn.account, arn.resource), ("s3", "", "reports/2026/a:b.csv"));
/// assert_eq!(arn.to_string(), "arn:aws:s3:::reports/2026/a:b.csv");
/// assert_eq!(Arn::parse("arn:aws:s3:reports"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: &'a str,
    /// The service's namespace, such as `s3`.
    pub service: &'a str,
    /// The Region; empty for buckets, roles and Multi-Region access points.
    pub region: &'a str,
    /// The owner's account id; empty for buckets.
    pub account: &'a str,
    /// Everything after the fifth colon.
    pub resource: &'a str,
}

/// What an S3 ARN names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum S3Name<'a> {
    /// A bucket.
    Bucket(&'a str),
    /// An object of a bucket.
    Object {
        /// The bucket.
        bucket: &'a str,
        /// The key.
        key: &'a str,
    },
    /// An access point of one Region.
    AccessPoint(&'a str),
    /// An object reached through an access point (AP-09).
    AccessPointObject {
        /// The access point.
        name: &'a str,
        /// The key.
        key: &'a str,
    },
    /// A Multi-Region access point, by its alias `….mrap` (MRAP-10).
    MultiRegionAccessPoint(&'a str),
    /// An object reached through a Multi-Region access point.
    MultiRegionAccessPointObject {
        /// The alias.
        alias: &'a str,
        /// The key.
        key: &'a str,
    },
    /// Anything else, such as a job or a storage-lens group.
    Other(&'a str),
}

impl<'a> Arn<'a> {
    /// Splits `text`, or `None` when it does not start with `arn:` or has fewer than six fields.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut fields = text.splitn(6, ':');
        if fields.next()? != "arn" {
            return None;
        }
        Some(Self {
            partition: fields.next()?,
            service: fields.next()?,
            region: fields.next()?,
            account: fields.next()?,
            resource: fields.next()?,
        })
    }

    /// What this ARN names in S3, or `None` for other services.
    ///
    /// ```
    /// use vpcsim::aws::arn::{Arn, S3Name};
    /// for (text, name) in [
    ///     ("arn:aws:s3:::b", S3Name::Bucket("b")),
    ///     ("arn:aws:s3:::b/k/1", S3Name::Object { bucket: "b", key: "k/1" }),
    ///     (
    ///         "arn:aws:s3:us-west-2:123456789012:accesspoint/ap/object/k",
    ///         S3Name::AccessPointObject { name: "ap", key: "k" },
    ///     ),
    ///     (
    ///         "arn:aws:s3::123456789012:accesspoint/m.mrap",
    ///         S3Name::MultiRegionAccessPoint("m.mrap"),
    ///     ),
    /// ] {
    ///     assert_eq!(Arn::parse(text).unwrap().s3_name(), Some(name), "{text}");
    /// }
    /// ```
    pub fn s3_name(&self) -> Option<S3Name<'a>> {
        if self.service != "s3" {
            return None;
        }
        let Some(point) = self.resource.strip_prefix("accesspoint/") else {
            if !self.region.is_empty() || !self.account.is_empty() {
                return Some(S3Name::Other(self.resource));
            }
            return Some(match self.resource.split_once('/') {
                Some((bucket, key)) => S3Name::Object { bucket, key },
                None => S3Name::Bucket(self.resource),
            });
        };
        Some(
            match (self.region.is_empty(), point.split_once("/object/")) {
                (true, None) => S3Name::MultiRegionAccessPoint(point),
                (true, Some((alias, key))) => S3Name::MultiRegionAccessPointObject { alias, key },
                (false, None) => S3Name::AccessPoint(point),
                (false, Some((name, key))) => S3Name::AccessPointObject { name, key },
            },
        )
    }
}

impl fmt::Display for Arn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            service,
            region,
            account,
            resource,
        } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}
