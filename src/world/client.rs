//! Clients: who signs, how many connections, how patient, how stubborn.

use super::Id;
use super::host::Host;
use super::iam::Principal;
use crate::aws::region::Region;
use crate::scenario::client::{DnsCache, TlsVersion};
use crate::time::Duration;

/// A program on a host.
#[derive(Debug, Clone)]
pub struct Client {
    /// Where it runs.
    pub host: Id<Host>,
    /// Whose credentials sign its requests; none means unsigned (S3R-12).
    pub principal: Option<Id<Principal>>,
    /// Its configured Region.
    pub region: Region,
    /// The most connections it holds at once.
    pub connections_max: u32,
    /// How long a connection attempt may take.
    pub connect_timeout: Duration,
    /// How long it waits for the next byte.
    pub read_timeout: Duration,
    /// How long it keeps an idle connection.
    pub keep_alive: Duration,
    /// After how long idle its connections send a TCP keep-alive; never when absent (TCP-08).
    pub tcp_keepalive: Option<Duration>,
    /// What it does about failures.
    pub retries: Retries,
    /// How long it trusts an address.
    pub dns_cache: DnsCache,
    /// Whether it follows redirects to the bucket's Region.
    pub follows_region_redirects: bool,
    /// The TLS version.
    pub tls: TlsVersion,
}

/// How a client repeats failed attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    /// Attempts in all; 1 means never again.
    pub attempts_max: u32,
    /// Back-off before the second attempt, doubled each time.
    pub base_delay: Duration,
    /// The longest back-off.
    pub max_delay: Duration,
}
