//! Clients: who signs, how many connections, how patient, how stubborn.

use super::Id;
use super::host::Host;
use super::iam::Principal;
use crate::aws::region::Region;
use crate::aws::sdk::{Families, RetryRules, UNNAMED};
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
    /// The most connections it keeps while nobody uses them.
    pub idle_max: u32,
    /// After how long a connection serves no further request.
    pub connection_lifetime: Option<Duration>,
    /// After how many requests a connection serves no further one.
    pub connection_requests: Option<u32>,
    /// How long a request may wait for a free connection.
    pub pool_timeout: Option<Duration>,
    /// How long a connection attempt may take.
    pub connect_timeout: Duration,
    /// How long it waits for the next byte.
    pub read_timeout: Duration,
    /// How long one attempt may take in all.
    pub attempt_timeout: Option<Duration>,
    /// How long a call may take with all its attempts.
    pub call_timeout: Option<Duration>,
    /// How long it keeps an idle connection.
    pub keep_alive: Duration,
    /// After how long idle its connections send a TCP keep-alive; never when absent (TCP-08).
    pub tcp_keepalive: Option<Duration>,
    /// What it does about failures.
    pub retries: Retries,
    /// Which of a name's IPv6 and IPv4 addresses it tries, where its host has both.
    pub families: Families,
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
    /// Attempts, waits and what they are paid from; one attempt means never again.
    pub rules: RetryRules,
    /// Whether every request waits its turn once the service has throttled.
    pub is_adaptive: bool,
}

impl Client {
    /// A program of which nobody says what SDK it is built on, nor anything else.
    pub fn usual(host: Id<Host>, principal: Option<Id<Principal>>, region: Region) -> Self {
        Self {
            host,
            principal,
            region,
            connections_max: UNNAMED.connections,
            idle_max: UNNAMED.idle_connections,
            connection_lifetime: None,
            connection_requests: None,
            pool_timeout: None,
            connect_timeout: UNNAMED.connect_timeout,
            read_timeout: UNNAMED.read_timeout,
            attempt_timeout: None,
            call_timeout: None,
            keep_alive: UNNAMED.keep_alive,
            tcp_keepalive: None,
            retries: Retries {
                rules: UNNAMED.standard,
                is_adaptive: false,
            },
            families: UNNAMED.families,
            dns_cache: DnsCache::Ttl,
            follows_region_redirects: true,
            tls: TlsVersion::Tls12,
        }
    }
}

impl Retries {
    /// The same, but one attempt is all.
    #[must_use]
    pub const fn off(self) -> Self {
        Self {
            rules: RetryRules {
                attempts: 1,
                ..self.rules
            },
            is_adaptive: false,
        }
    }
}
