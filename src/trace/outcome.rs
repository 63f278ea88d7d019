//! How a request ended, in the words of the rule catalogue.

use std::fmt;

/// How a request, or one attempt of it, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// S3 served it, with this status.
    Served(u16),
    /// S3 refused it: `403 AccessDenied`.
    Denied {
        /// The gate AWS would name.
        gate: Gate,
        /// By an explicit deny, or for want of an allow.
        is_explicit: bool,
    },
    /// S3 answered with another error.
    Error(S3Error),
    /// The name does not exist.
    NxDomain,
    /// The name has no address of the kind asked for.
    NoData,
    /// The resolver did not answer.
    DnsTimeout,
    /// Nothing answered the connection attempt.
    ConnectTimeout,
    /// The connection was reset.
    Reset,
    /// The connection fell silent.
    Stall,
    /// Small packets passed and large ones vanished.
    MtuBlackHole,
    /// TLS could not be agreed.
    TlsFailure,
    /// The SDK refused to send it.
    ClientError,
}

/// A gate of authorisation; all must be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    /// Identity-based policies.
    Identity,
    /// The session policy.
    Session,
    /// The permissions boundary.
    Boundary,
    /// Service control policies.
    Scp,
    /// Resource control policies.
    Rcp,
    /// The VPC endpoint's policy.
    Vpce,
    /// The bucket policy.
    Bucket,
    /// An access point's policy.
    AccessPoint,
    /// A Multi-Region Access Point's policy.
    MultiRegionAccessPoint,
    /// Block Public Access.
    BlockPublicAccess,
    /// Access control lists.
    Acl,
    /// Who pays for the request (S3R-16).
    RequesterPays,
    /// An access point's network origin.
    Origin,
    /// What kind of endpoint the request came through.
    EndpointType,
}

impl Gate {
    /// The gate's token, as in `403 AccessDenied{bucket,explicit}`.
    pub fn token(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Session => "session",
            Self::Boundary => "boundary",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Vpce => "vpce",
            Self::Bucket => "bucket",
            Self::AccessPoint => "ap",
            Self::MultiRegionAccessPoint => "mrap",
            Self::BlockPublicAccess => "bpa",
            Self::Acl => "acl",
            Self::RequesterPays => "requester-pays",
            Self::Origin => "origin",
            Self::EndpointType => "endpoint-type",
        }
    }
}

/// Defines S3's errors once: name, status and code.
macro_rules! s3_errors {
    ($($(#[$doc:meta])* $name:ident = $status:literal $code:literal,)*) => {
        /// An error answer of S3.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum S3Error {
            $($(#[$doc])* $name,)*
        }

        impl S3Error {
            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)*
                }
            }

            /// S3's error code.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

s3_errors! {
    /// The bucket is in another Region (S3R-04).
    PermanentRedirect = 301 "PermanentRedirect",
    /// Access points are served over HTTPS only (AP-35).
    MovedToHttps = 301 "MovedPermanently",
    /// The bucket is too new for the global name (S3R-06).
    TemporaryRedirect = 307 "TemporaryRedirect",
    /// S3 does not redirect there (S3R-07).
    IllegalLocationConstraint = 400 "IllegalLocationConstraintException",
    /// Signed for another Region (S3R-05).
    AuthorizationHeaderMalformed = 400 "AuthorizationHeaderMalformed",
    /// The bucket's name breaks the rules (S3R-22).
    InvalidBucketName = 400 "InvalidBucketName",
    /// The policy is refused (CFG-01).
    MalformedPolicy = 400 "MalformedPolicy",
    /// ACLs are off (S3R-17, ACL-02).
    AccessControlListNotSupported = 400 "AccessControlListNotSupported",
    /// Too large for one request (LIM-14).
    EntityTooLarge = 400 "EntityTooLarge",
    /// The source of a copy is too large for one request (LIM-14).
    InvalidRequest = 400 "InvalidRequest",
    /// An alias where only names and ARNs of access points are taken (AP-19).
    InvalidAccessPointAlias = 400 "InvalidAccessPointAliasError",
    /// Access points lead to the bucket still (S3R-18).
    BucketHasAccessPointsAttached = 400 "BucketHasAccessPointsAttached",
    /// Only the owner's account may ask this, whatever policies allow; or no access point may.
    MethodNotAllowed = 405 "MethodNotAllowed",
    /// No such bucket (S3R-09).
    NoSuchBucket = 404 "NoSuchBucket",
    /// No such object (S3R-09).
    NoSuchKey = 404 "NoSuchKey",
    /// No policy on the bucket (CFG-05).
    NoSuchBucketPolicy = 404 "NoSuchBucketPolicy",
    /// The session token is not good there (MRAP-28).
    InvalidToken = 400 "InvalidToken",
    /// No such Multi-Region Access Point (MRAP-35).
    NoSuchMultiRegionAccessPoint = 404 "NoSuchMultiRegionAccessPoint",
    /// No such access point (AP-38).
    NoSuchAccessPoint = 404 "NoSuchAccessPoint",
    /// Somebody else owns the name.
    BucketAlreadyExists = 409 "BucketAlreadyExists",
    /// You own the name already.
    BucketAlreadyOwnedByYou = 409 "BucketAlreadyOwnedByYou",
    /// An access point of that name exists in the account and Region (AP-20).
    AccessPointAlreadyOwnedByYou = 409 "AccessPointAlreadyOwnedByYou",
    /// Objects are left in it.
    BucketNotEmpty = 409 "BucketNotEmpty",
    /// No upload in parts has begun, or it has ended.
    NoSuchUpload = 404 "NoSuchUpload",
    /// An upload in parts is completed without any.
    InvalidPart = 400 "InvalidPart",
    /// A part but the last is smaller than 5 MiB.
    EntityTooSmall = 400 "EntityTooSmall",
    /// A part has an impossible number.
    InvalidArgument = 400 "InvalidArgument",
    /// Nothing of the object lies in the range.
    InvalidRange = 416 "InvalidRange",
    /// Something failed inside S3.
    InternalError = 500 "InternalError",
    /// S3 cannot answer for the moment.
    ServiceUnavailable = 503 "ServiceUnavailable",
    /// S3 is asked too often: by all, or for one prefix (S3R-10).
    SlowDown = 503 "SlowDown",
}

impl S3Error {
    /// Whether only those hear it who may ask: what is missing or wrong is told after all gates.
    ///
    /// AWS: Who may not list a bucket hears 403 of a missing key, so that a 404 of a key says that
    /// the request was allowed (S3R-09).
    fn is_after_authorisation(self) -> bool {
        match self {
            Self::NoSuchKey
            | Self::NoSuchBucketPolicy
            | Self::NoSuchUpload
            | Self::InvalidRange
            | Self::BucketNotEmpty
            | Self::BucketHasAccessPointsAttached
            | Self::InvalidPart
            | Self::InvalidArgument
            | Self::EntityTooSmall => true,
            Self::PermanentRedirect
            | Self::MovedToHttps
            | Self::TemporaryRedirect
            | Self::IllegalLocationConstraint
            | Self::AuthorizationHeaderMalformed
            | Self::InvalidBucketName
            | Self::MalformedPolicy
            | Self::AccessControlListNotSupported
            | Self::EntityTooLarge
            | Self::InvalidRequest
            | Self::InvalidAccessPointAlias
            | Self::MethodNotAllowed
            | Self::NoSuchBucket
            | Self::InvalidToken
            | Self::NoSuchMultiRegionAccessPoint
            | Self::NoSuchAccessPoint
            | Self::BucketAlreadyExists
            | Self::BucketAlreadyOwnedByYou
            | Self::AccessPointAlreadyOwnedByYou
            | Self::InternalError
            | Self::ServiceUnavailable
            | Self::SlowDown => false,
        }
    }
}

impl Outcome {
    /// Whether the request was served.
    pub fn is_served(self) -> bool {
        matches!(self, Self::Served(_))
    }

    /// Whether every gate let the request through; `None` when it never came to that question: no
    /// connection, no such bucket, the wrong Region, an overloaded server.
    ///
    /// ```
    /// use vpcsim::trace::{Gate, Outcome, S3Error};
    /// let denied = Outcome::Denied { gate: Gate::Bucket, is_explicit: false };
    /// assert_eq!(denied.is_authorised(), Some(false));
    /// assert_eq!(Outcome::Error(S3Error::NoSuchKey).is_authorised(), Some(true));
    /// assert_eq!(Outcome::Error(S3Error::NoSuchBucket).is_authorised(), None);
    /// assert_eq!(Outcome::ConnectTimeout.is_authorised(), None);
    /// ```
    pub fn is_authorised(self) -> Option<bool> {
        match self {
            Self::Served(_) => Some(true),
            Self::Denied { .. } => Some(false),
            Self::Error(error) => error.is_after_authorisation().then_some(true),
            Self::NxDomain
            | Self::NoData
            | Self::DnsTimeout
            | Self::ConnectTimeout
            | Self::Reset
            | Self::Stall
            | Self::MtuBlackHole
            | Self::TlsFailure
            | Self::ClientError => None,
        }
    }

    /// The HTTP status, when S3 answered.
    pub fn status(self) -> Option<u16> {
        match self {
            Self::Served(status) => Some(status),
            Self::Denied { .. } => Some(403),
            Self::Error(error) => Some(error.status()),
            Self::NxDomain
            | Self::NoData
            | Self::DnsTimeout
            | Self::ConnectTimeout
            | Self::Reset
            | Self::Stall
            | Self::MtuBlackHole
            | Self::TlsFailure
            | Self::ClientError => None,
        }
    }
}

/// Prints the token of the rule catalogue.
///
/// ```
/// use vpcsim::trace::{Gate, Outcome, S3Error};
/// let denied = Outcome::Denied { gate: Gate::Bucket, is_explicit: true };
/// assert_eq!(denied.to_string(), "403 AccessDenied{bucket,explicit}");
/// assert_eq!(Outcome::Error(S3Error::NoSuchKey).to_string(), "404 NoSuchKey");
/// assert_eq!(Outcome::ConnectTimeout.to_string(), "CONNECT-TIMEOUT");
/// ```
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Served(status) => write!(f, "{status}"),
            Self::Denied { gate, is_explicit } => {
                let how = if *is_explicit { "explicit" } else { "implicit" };
                write!(f, "403 AccessDenied{{{},{how}}}", gate.token())
            }
            Self::Error(error) => write!(f, "{} {}", error.status(), error.code()),
            Self::NxDomain => f.write_str("NXDOMAIN"),
            Self::NoData => f.write_str("NODATA"),
            Self::DnsTimeout => f.write_str("DNS-TIMEOUT"),
            Self::ConnectTimeout => f.write_str("CONNECT-TIMEOUT"),
            Self::Reset => f.write_str("RST"),
            Self::Stall => f.write_str("STALL"),
            Self::MtuBlackHole => f.write_str("PMTU-BLACKHOLE"),
            Self::TlsFailure => f.write_str("TLS-FAIL"),
            Self::ClientError => f.write_str("CLIENT-ERR"),
        }
    }
}
