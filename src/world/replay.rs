//! Logs to be replayed, with the names of the scenario resolved.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::Id;
use super::bucket::Bucket;
use super::client::Client;
use super::iam::Principal;
use crate::scenario::replay::{LogFile, LogFormat};
use crate::time::Instant;

/// A log to be replayed.
#[derive(Debug, Clone)]
pub struct Replay {
    /// Its name; its loads are `<name>/<client>`.
    pub id: String,
    /// The log.
    pub log: LogFile,
    /// What kind of log it is.
    pub format: LogFormat,
    /// When its first request is made.
    pub start: Instant,
    /// Who stands for which sources; the first that fits.
    pub casts: Vec<Cast>,
    /// Who signs for whom, by patterns of ARNs; none signs nothing.
    pub principals: Vec<(String, Option<Id<Principal>>)>,
    /// Buckets by the names they have in the log, where these differ.
    pub buckets: BTreeMap<String, Id<Bucket>>,
    /// The load of each client that may get requests, by position in the plan.
    pub loads: BTreeMap<Id<Client>, u32>,
}

/// A client, and what of the log it stands for.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Source addresses.
    pub source: Option<IpNet>,
    /// The id of a VPC endpoint.
    pub endpoint: Option<String>,
    /// A pattern of ARNs.
    pub principal: Option<String>,
    /// The client.
    pub client: Id<Client>,
}

/// Whether `text` is what `pattern` says, in which `*` stands for any text.
///
/// ```
/// use vpcsim::world::replay::fits;
/// for (pattern, text, does) in [
///     ("arn:aws:sts::1:assumed-role/app/*", "arn:aws:sts::1:assumed-role/app/i-0a", true),
///     ("*", "", true), ("a*c", "abbc", true), ("a*c", "abcd", false), ("a", "ab", false),
///     ("a*b*b", "ab", false), ("a*a", "a", false),
/// ] {
///     assert_eq!(fits(pattern, text), does, "{pattern} {text}");
/// }
/// ```
pub fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}
