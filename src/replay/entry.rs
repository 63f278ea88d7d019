//! One entry of a log in words that both formats share.

use std::net::IpAddr;

/// What one line or record of a log turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A request to S3.
    Entry(Box<Entry>),
    /// A request to another service, by name.
    Other(String),
    /// A request to S3 that the simulator has no words for, by operation.
    NotModelled(String),
    /// Nothing that can be read, and why.
    Unreadable(String),
}

/// A request to S3 as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Its place in the log, from 1.
    pub number: u64,
    /// When it was made, in seconds since 1970.
    pub second: i64,
    /// What was asked.
    pub asked: Asked,
    /// The source address that S3 saw; none when AWS made the request itself.
    pub source: Option<IpAddr>,
    /// The VPC endpoint it came by.
    pub endpoint: Option<String>,
    /// The ARN of who signed it; none when nobody did.
    pub principal: Option<String>,
    /// The host name it was sent to.
    pub host: Option<String>,
    /// The bucket.
    pub bucket: Option<String>,
    /// The key.
    pub key: Option<String>,
    /// The source of a copy: bucket and key.
    pub copied_from: Option<(String, String)>,
    /// The prefix of a listing.
    pub prefix: Option<String>,
    /// The delimiter of a listing.
    pub delimiter: Option<String>,
    /// The bytes sent up.
    pub sent: u64,
    /// The bytes of the object that came down, or its size.
    pub received: u64,
    /// Whether the object was there, as far as the log tells: no 404.
    pub is_found: bool,
    /// Whether it went over TLS.
    pub is_secure: bool,
}

/// The operations that are replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Asked {
    /// `GetObject`
    #[default]
    GetObject,
    /// `HeadObject`
    HeadObject,
    /// `PutObject`, and each part of a multipart upload
    PutObject,
    /// `DeleteObject`
    DeleteObject,
    /// `CopyObject`
    CopyObject,
    /// `ListObjects` in both versions
    ListObjects,
    /// `HeadBucket`
    HeadBucket,
    /// `GetBucketLocation`
    GetBucketLocation,
    /// `GetBucketPolicy`
    GetBucketPolicy,
    /// `ListBuckets`
    ListBuckets,
}

impl Asked {
    /// Whether a key belongs to it.
    pub(super) fn needs_key(self) -> bool {
        match self {
            Self::GetObject
            | Self::HeadObject
            | Self::PutObject
            | Self::DeleteObject
            | Self::CopyObject => true,
            Self::ListObjects
            | Self::HeadBucket
            | Self::GetBucketLocation
            | Self::GetBucketPolicy
            | Self::ListBuckets => false,
        }
    }
}

impl Entry {
    /// The entry, or what it lacks.
    pub(super) fn checked(self) -> Line {
        if self.bucket.is_none() && self.asked != Asked::ListBuckets {
            return Line::Unreadable("names no bucket".to_owned());
        }
        if self.key.is_none() && self.asked.needs_key() {
            return Line::Unreadable("names no key".to_owned());
        }
        if self.copied_from.is_none() && self.asked == Asked::CopyObject {
            return Line::Unreadable("names no source of its copy".to_owned());
        }
        Line::Entry(Box::new(self))
    }
}
