//! S3's host names: which Region a name stands for, and which bucket is written in it.

use std::fmt;

use super::interface_name::{InterfaceName, Label};
use super::region::Region;

/// Which of S3's names is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// `s3.us-west-2.amazonaws.com`
    Regional(Region),
    /// `s3-us-west-2.amazonaws.com` (S3R-02)
    DashRegion(Region),
    /// `s3.amazonaws.com`: answered by us-east-1, or by the bucket's own Region (S3R-06)
    LegacyGlobal,
    /// `s3.dualstack.us-west-2.amazonaws.com` (DNS-21)
    DualStack(Region),
    /// `s3-fips.us-west-2.amazonaws.com` (IFE-18)
    Fips(Region),
    /// `s3-fips.dualstack.us-west-2.amazonaws.com`
    DualStackFips(Region),
    /// `s3-website-us-west-2.amazonaws.com`, in newer Regions with a dot (GWE-24)
    Website(Region),
    /// `s3-accelerate.amazonaws.com` (DNS-11)
    Accelerate,
    /// `s3-accelerate.dualstack.amazonaws.com`
    DualStackAccelerate,
    /// `s3-accesspoint.us-west-2.amazonaws.com` (AP-12)
    AccessPoint(Region),
    /// `s3-accesspoint.dualstack.us-west-2.amazonaws.com` (AP-12, DNS-21)
    DualStackAccessPoint(Region),
    /// `s3-accesspoint-fips.us-west-2.amazonaws.com`
    FipsAccessPoint(Region),
    /// `s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com`
    DualStackFipsAccessPoint(Region),
    /// `s3-control.us-west-2.amazonaws.com`
    Control(Region),
    /// `accesspoint.s3-global.amazonaws.com`, with an alias in front (MRAP-31)
    MultiRegion,
    /// A name of an interface endpoint (IFE-06)
    Interface(InterfaceName),
}

/// A host name S3 answers to: an endpoint, with or without a bucket in front.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct S3Host {
    /// The bucket in front, as in virtual-hosted addressing (S3R-01); before the names of access
    /// points and of S3 Control, whatever stands there.
    pub bucket: Option<String>,
    /// The endpoint's own part.
    pub endpoint: Endpoint,
}

impl Endpoint {
    /// The Region whose S3 the name stands for, when the name alone tells.
    pub fn region(&self) -> Option<Region> {
        match self {
            Self::Regional(region)
            | Self::DashRegion(region)
            | Self::DualStack(region)
            | Self::Fips(region)
            | Self::DualStackFips(region)
            | Self::Website(region)
            | Self::AccessPoint(region)
            | Self::DualStackAccessPoint(region)
            | Self::FipsAccessPoint(region)
            | Self::DualStackFipsAccessPoint(region)
            | Self::Control(region) => Some(*region),
            Self::Interface(name) => name.region,
            Self::LegacyGlobal
            | Self::Accelerate
            | Self::DualStackAccelerate
            | Self::MultiRegion => None,
        }
    }

    /// Whether the name has IPv6 addresses too (DNS-21).
    pub fn is_dual_stack(&self) -> bool {
        matches!(
            self,
            Self::DualStack(_)
                | Self::DualStackFips(_)
                | Self::DualStackAccelerate
                | Self::DualStackAccessPoint(_)
                | Self::DualStackFipsAccessPoint(_)
        )
    }

    /// Whether requests of one of S3's APIs may be sent to the name: names of interface endpoints
    /// need the right label (IFE-08, IFE-12).
    ///
    /// SDKs turn the names for buckets into those for access points and S3 Control by themselves.
    ///
    /// ```
    /// use vpcsim::aws::{interface_name::Label, s3_host::S3Host};
    /// let host = S3Host::parse("control.vpce-1-x.s3.us-east-1.vpce.amazonaws.com").unwrap();
    /// assert!(host.endpoint.serves(Label::Control));
    /// assert!(!host.endpoint.serves(Label::Bucket));
    /// ```
    pub fn serves(&self, api: Label) -> bool {
        match self {
            Self::Regional(_)
            | Self::DashRegion(_)
            | Self::LegacyGlobal
            | Self::DualStack(_)
            | Self::Fips(_)
            | Self::DualStackFips(_) => true,
            Self::AccessPoint(_)
            | Self::DualStackAccessPoint(_)
            | Self::FipsAccessPoint(_)
            | Self::DualStackFipsAccessPoint(_) => api != Label::Bucket,
            Self::Control(_) => api == Label::Control,
            Self::Interface(name) => name.label == Some(api),
            Self::Website(_) | Self::Accelerate | Self::DualStackAccelerate | Self::MultiRegion => {
                false
            }
        }
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
    ///     ("b.s3-fips.us-west-2.amazonaws.com", Some("b"), Endpoint::Fips(west)),
    ///     ("b.s3-website-us-west-2.amazonaws.com", Some("b"), Endpoint::Website(west)),
    ///     ("ap-1.s3-accesspoint.us-west-2.amazonaws.com", Some("ap-1"), Endpoint::AccessPoint(west)),
    ///     (
    ///         "ap1-111122223333.s3-accesspoint.dualstack.us-west-2.amazonaws.com",
    ///         Some("ap1-111122223333"),
    ///         Endpoint::DualStackAccessPoint(west),
    ///     ),
    ///     (
    ///         "111122223333.s3-control.us-west-2.amazonaws.com",
    ///         Some("111122223333"),
    ///         Endpoint::Control(west),
    ///     ),
    ///     ("m.mrap.accesspoint.s3-global.amazonaws.com", Some("m.mrap"), Endpoint::MultiRegion),
    /// ] {
    ///     let host = S3Host::parse(name).unwrap();
    ///     assert_eq!((host.bucket.as_deref(), &host.endpoint), (bucket, &endpoint), "{name}");
    ///     assert_eq!(host.to_string(), name);
    /// }
    /// assert_eq!(S3Host::parse("example.com"), None);
    /// ```
    pub fn parse(host: &str) -> Option<Self> {
        if let Some((front, name)) = InterfaceName::split(host) {
            return Some(Self {
                bucket: front.map(str::to_owned),
                endpoint: Endpoint::Interface(name),
            });
        }
        let rest = host.strip_suffix(".amazonaws.com")?;
        let (bucket, endpoint) = split(rest)?;
        Some(Self {
            bucket: bucket.map(str::to_owned),
            endpoint,
        })
    }

    /// Whether S3's certificate covers the name: its wildcard stands for one label, so a bucket
    /// with a dot in its name is not covered in front of the endpoint (S3R-19, IFE-34).
    ///
    /// Names of interface endpoints are covered behind one of their three labels only (IFE-08),
    /// those of the global endpoint not at all (MRAP-32).
    ///
    /// ```
    /// use vpcsim::aws::s3_host::S3Host;
    /// for (name, is_covered) in [
    ///     ("my-logs.s3.us-west-2.amazonaws.com", true),
    ///     ("my.logs.s3.us-west-2.amazonaws.com", false),
    ///     ("s3.us-west-2.amazonaws.com", true),
    ///     ("logs.bucket.vpce-1-x.s3.us-west-2.vpce.amazonaws.com", true),
    ///     ("my.logs.bucket.vpce-1-x.s3.us-west-2.vpce.amazonaws.com", false),
    ///     ("logs.vpce-1-x.s3.us-west-2.vpce.amazonaws.com", false),
    /// ] {
    ///     let host = S3Host::parse(name).unwrap();
    ///     assert_eq!(host.is_covered_by_certificate(), is_covered, "{name}");
    /// }
    /// ```
    pub fn is_covered_by_certificate(&self) -> bool {
        let front = self.bucket.as_deref().unwrap_or_default();
        match &self.endpoint {
            Endpoint::Interface(name) => {
                name.region.is_some() && name.label.is_some() && !front.contains('.')
            }
            Endpoint::MultiRegion => !front.trim_end_matches(".mrap").contains('.'),
            Endpoint::Regional(_)
            | Endpoint::DashRegion(_)
            | Endpoint::LegacyGlobal
            | Endpoint::DualStack(_)
            | Endpoint::Fips(_)
            | Endpoint::Website(_)
            | Endpoint::Accelerate
            | Endpoint::AccessPoint(_)
            | Endpoint::DualStackAccessPoint(_)
            | Endpoint::DualStackFips(_)
            | Endpoint::DualStackAccelerate
            | Endpoint::FipsAccessPoint(_)
            | Endpoint::DualStackFipsAccessPoint(_)
            | Endpoint::Control(_) => !front.contains('.'),
        }
    }
}

/// Splits what stands before `.amazonaws.com` into the bucket and the endpoint.
///
/// A bucket's name may itself hold dots and even `.s3.`, so the endpoint's labels are taken from
/// the right.
fn split(rest: &str) -> Option<(Option<&str>, Endpoint)> {
    let (front, last) = cut(rest);
    match last {
        "s3" => return Some((front, Endpoint::LegacyGlobal)),
        "s3-accelerate" => return Some((front, Endpoint::Accelerate)),
        "dualstack" => {
            let (front, label) = cut(front?);
            return (label == "s3-accelerate").then_some((front, Endpoint::DualStackAccelerate));
        }
        "s3-global" => {
            let (front, label) = cut(front?);
            return (label == "accesspoint").then_some((front, Endpoint::MultiRegion));
        }
        _ => {}
    }
    if let Some(region) = last.strip_prefix("s3-website-").and_then(named) {
        return region
            .has_dash_website()
            .then_some((front, Endpoint::Website(region)));
    }
    if let Some(region) = last.strip_prefix("s3-").and_then(named) {
        return Some((front, Endpoint::DashRegion(region)));
    }
    let region = named(last)?;
    let (bucket, label) = cut(front?);
    let endpoint = match label {
        "s3" => Endpoint::Regional(region),
        "s3-fips" => Endpoint::Fips(region),
        "s3-accesspoint" => Endpoint::AccessPoint(region),
        "s3-accesspoint-fips" => Endpoint::FipsAccessPoint(region),
        "s3-control" => Endpoint::Control(region),
        "s3-website" if !region.has_dash_website() => Endpoint::Website(region),
        "dualstack" => {
            let (bucket, label) = cut(bucket?);
            let endpoint = match label {
                "s3" => Endpoint::DualStack(region),
                "s3-fips" => Endpoint::DualStackFips(region),
                "s3-accesspoint" => Endpoint::DualStackAccessPoint(region),
                "s3-accesspoint-fips" => Endpoint::DualStackFipsAccessPoint(region),
                _ => return None,
            };
            return Some((bucket, endpoint));
        }
        _ => return None,
    };
    Some((bucket, endpoint))
}

/// The Region of exactly this name.
fn named(name: &str) -> Option<Region> {
    Region::parse(name).filter(|region| region.name() == name)
}

/// Cuts the last label off.
fn cut(name: &str) -> (Option<&str>, &str) {
    match name.rsplit_once('.') {
        Some((front, last)) => (Some(front), last),
        None => (None, name),
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Regional(region) => write!(f, "s3.{region}.amazonaws.com"),
            Self::DashRegion(region) => write!(f, "s3-{region}.amazonaws.com"),
            Self::LegacyGlobal => f.write_str("s3.amazonaws.com"),
            Self::DualStack(region) => write!(f, "s3.dualstack.{region}.amazonaws.com"),
            Self::Fips(region) => write!(f, "s3-fips.{region}.amazonaws.com"),
            Self::Website(region) if region.has_dash_website() => {
                write!(f, "s3-website-{region}.amazonaws.com")
            }
            Self::Website(region) => write!(f, "s3-website.{region}.amazonaws.com"),
            Self::Accelerate => f.write_str("s3-accelerate.amazonaws.com"),
            Self::DualStackAccelerate => f.write_str("s3-accelerate.dualstack.amazonaws.com"),
            Self::DualStackFips(region) => write!(f, "s3-fips.dualstack.{region}.amazonaws.com"),
            Self::AccessPoint(region) => write!(f, "s3-accesspoint.{region}.amazonaws.com"),
            Self::DualStackAccessPoint(region) => {
                write!(f, "s3-accesspoint.dualstack.{region}.amazonaws.com")
            }
            Self::FipsAccessPoint(region) => {
                write!(f, "s3-accesspoint-fips.{region}.amazonaws.com")
            }
            Self::DualStackFipsAccessPoint(region) => {
                write!(f, "s3-accesspoint-fips.dualstack.{region}.amazonaws.com")
            }
            Self::Control(region) => write!(f, "s3-control.{region}.amazonaws.com"),
            Self::MultiRegion => f.write_str("accesspoint.s3-global.amazonaws.com"),
            Self::Interface(name) => write!(f, "{name}"),
        }
    }
}

impl fmt::Display for S3Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(bucket) = &self.bucket {
            write!(f, "{bucket}.")?;
        }
        write!(f, "{}", self.endpoint)
    }
}
