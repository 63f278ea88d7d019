//! The way back from host name and path to what S3 is asked for, and at which of its entrances.

use std::fmt;

use super::account::AccountId;
use super::interface_name::Label;
use super::s3_host::{Endpoint, S3Host};

/// What a request is sent to, as S3 reads it from the host name and the path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entrance {
    /// S3 itself: the caller's buckets.
    Service,
    /// A bucket, or an access point by its alias (AP-18).
    Bucket(String),
    /// A bucket as a website (GWE-24).
    Website(String),
    /// An access point by name and account (AP-12).
    AccessPoint {
        /// Its name.
        name: String,
        /// Its account.
        account: AccountId,
    },
    /// A Multi-Region Access Point, by its alias (MRAP-31).
    MultiRegion(String),
    /// What is about access points themselves, of this account.
    Control(AccountId),
}

/// An entrance and what stands behind it in the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The entrance.
    pub entrance: Entrance,
    /// The rest of the path, as it was sent: an object's key with its escapes, or the control
    /// API's own path; empty when there is none.
    pub rest: &'a str,
}

impl Entrance {
    /// What `host` and `path` (which begins with `/` and may have a query) are asked for; `None`
    /// when nothing is served under that name.
    ///
    /// ```
    /// use vpcsim::aws::{s3_entrance::Entrance, s3_host::S3Host};
    /// for (host, path, entrance, rest) in [
    ///     ("logs.s3.us-west-2.amazonaws.com", "/a/b?acl", "bucket logs", "a/b"),
    ///     ("s3-us-west-2.amazonaws.com", "/logs/a/b", "bucket logs", "a/b"),
    ///     ("s3.amazonaws.com", "/", "S3 itself", ""),
    ///     ("ap1-111122223333.s3-accesspoint.us-west-2.amazonaws.com", "/k",
    ///      "access point ap1 of 111122223333", "k"),
    ///     ("ap1-111122223333.accesspoint.vpce-1-x.s3.us-east-1.vpce.amazonaws.com", "/k",
    ///      "access point ap1 of 111122223333", "k"),
    ///     ("m.mrap.accesspoint.s3-global.amazonaws.com", "/k",
    ///      "Multi-Region Access Point m.mrap", "k"),
    ///     ("111122223333.s3-control.us-east-1.amazonaws.com", "/v20180820/accesspoint/ap1",
    ///      "S3 Control of 111122223333", "v20180820/accesspoint/ap1"),
    /// ] {
    ///     let entry = Entrance::of(&S3Host::parse(host).unwrap(), path).unwrap();
    ///     assert_eq!((entry.entrance.to_string().as_str(), entry.rest), (entrance, rest), "{host}{path}");
    /// }
    /// ```
    pub fn of<'a>(host: &S3Host, path: &'a str) -> Option<Entry<'a>> {
        let path = path.split('?').next().unwrap_or_default();
        let rest = path.strip_prefix('/').unwrap_or(path);
        let front = host.bucket.as_deref();
        let behind = |entrance| Some(Entry { entrance, rest });
        match kind(&host.endpoint)? {
            Kind::Buckets => match front {
                Some(bucket) => behind(Self::Bucket(bucket.to_owned())),
                None if rest.is_empty() => behind(Self::Service),
                None => {
                    let (bucket, rest) = rest.split_once('/').unwrap_or((rest, ""));
                    let entrance = Self::Bucket(bucket.to_owned());
                    Some(Entry { entrance, rest })
                }
            },
            Kind::Website => behind(Self::Website(front?.to_owned())),
            Kind::AccessPoints => {
                let (name, account) = front?.rsplit_once('-')?;
                behind(Self::AccessPoint {
                    name: name.to_owned(),
                    account: account.parse().ok()?,
                })
            }
            Kind::MultiRegion => behind(Self::MultiRegion(front?.to_owned())),
            Kind::Control => behind(Self::Control(front?.parse().ok()?)),
        }
    }
}

/// What an endpoint is for.
enum Kind {
    Buckets,
    Website,
    AccessPoints,
    MultiRegion,
    Control,
}

fn kind(endpoint: &Endpoint) -> Option<Kind> {
    Some(match endpoint {
        Endpoint::Regional(_)
        | Endpoint::DashRegion(_)
        | Endpoint::LegacyGlobal
        | Endpoint::DualStack(_)
        | Endpoint::Fips(_)
        | Endpoint::DualStackFips(_)
        | Endpoint::Accelerate
        | Endpoint::DualStackAccelerate => Kind::Buckets,
        Endpoint::Website(_) => Kind::Website,
        Endpoint::AccessPoint(_)
        | Endpoint::DualStackAccessPoint(_)
        | Endpoint::FipsAccessPoint(_)
        | Endpoint::DualStackFipsAccessPoint(_) => Kind::AccessPoints,
        Endpoint::Control(_) => Kind::Control,
        Endpoint::MultiRegion => Kind::MultiRegion,
        Endpoint::Interface(name) => match (name.region, name.label) {
            (None, _) => Kind::MultiRegion,
            (Some(_), Some(Label::Bucket)) => Kind::Buckets,
            (Some(_), Some(Label::AccessPoint)) => Kind::AccessPoints,
            (Some(_), Some(Label::Control)) => Kind::Control,
            (Some(_), None) => return None,
        },
    })
}

impl fmt::Display for Entrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => f.write_str("S3 itself"),
            Self::Bucket(name) => write!(f, "bucket {name}"),
            Self::Website(name) => write!(f, "the website of bucket {name}"),
            Self::AccessPoint { name, account } => write!(f, "access point {name} of {account}"),
            Self::MultiRegion(alias) => write!(f, "Multi-Region Access Point {alias}"),
            Self::Control(account) => write!(f, "S3 Control of {account}"),
        }
    }
}
