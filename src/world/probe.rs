//! Reachability questions, as `ping` and `nmap` ask them, with their names resolved.

use std::fmt;
use std::net::IpAddr;

use super::Id;
use super::World;
use super::host::Host;
use crate::diagnostic::Span;
use crate::scenario::quantity::Protocol;

/// One question: does a packet of this host get there, and its answer back?
#[derive(Debug, Clone)]
pub struct Probe {
    /// Its name.
    pub id: String,
    /// The host that asks.
    pub from: Id<Host>,
    /// Where the packet is to go.
    pub to: Goal,
    /// The protocol.
    pub protocol: Protocol,
    /// The port, for TCP and UDP.
    pub port: u16,
    /// What must come out.
    pub expect: Option<Finding>,
    /// Where it stands in the scenario; the beginning when it does not.
    pub span: Span,
}

/// Where the packet of a probe is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// To an address.
    Address(IpAddr),
    /// To a host's own address, as the scenario calls it.
    Host(Id<Host>),
    /// To whatever address the host's resolver has for a name.
    Name(String),
}

impl Goal {
    /// Reads an address, the name of a host of `world`, or a DNS name; `None` when the text is
    /// none of them.
    ///
    /// ```
    /// use vpcsim::{scenario::Scenario, world::{self, probe::Goal}};
    /// let text = r#"Scenario(hosts: { "laptop": Host(internet: "203.0.113.9") })"#;
    /// let world = world::build(&Scenario::parse(text).scenario).world;
    /// assert_eq!(Goal::parse("laptop", &world), Some(Goal::Host(world.hosts.find("laptop").unwrap())));
    /// assert_eq!(Goal::parse("S3.amazonaws.com.", &world), Some(Goal::Name("s3.amazonaws.com".into())));
    /// for text in ["", "10.0.0.300", "https://example.com", "a..b"] {
    ///     assert_eq!(Goal::parse(text, &world), None, "{text}");
    /// }
    /// ```
    pub fn parse(text: &str, world: &World) -> Option<Self> {
        if let Ok(address) = text.parse() {
            return Some(Self::Address(address));
        }
        if let Some(host) = world.hosts.find(text) {
            return Some(Self::Host(host));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        is_a_name(name).then(|| Self::Name(name.to_ascii_lowercase()))
    }
}

/// Whether DNS can carry the name and nobody takes it for an address.
fn is_a_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.len() <= 253
        && name.split('.').all(is_label)
        && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// What comes out of a probe, in the words of `nmap` and `ping`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// Somebody listens (TCP, UDP).
    Open,
    /// The host answers that nobody listens (TCP-01).
    Closed,
    /// Nothing ever answers (TCP, UDP).
    Filtered,
    /// The echo request was answered (ICMP).
    Reply,
    /// The echo request was not answered (ICMP).
    NoReply,
    /// The name gave no address to ask.
    NoAddress,
}

impl Finding {
    /// Every finding.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Closed,
        Self::Filtered,
        Self::Reply,
        Self::NoReply,
        Self::NoAddress,
    ];

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Filtered => "filtered",
            Self::Reply => "reply",
            Self::NoReply => "no reply",
            Self::NoAddress => "no address",
        }
    }

    /// The finding of this word; `_` is as good as a blank, as other tools write it.
    ///
    /// ```
    /// use vpcsim::world::probe::Finding;
    /// assert_eq!(Finding::parse("no_reply"), Some(Finding::NoReply));
    /// assert_eq!(Finding::parse("shut"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let wanted = text.trim().replace('_', " ").to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|finding| finding.name() == wanted)
    }

    /// Whether a probe of `protocol` can come out so.
    pub fn is_of(self, protocol: Protocol) -> bool {
        match self {
            Self::Open | Self::Closed | Self::Filtered => {
                matches!(protocol, Protocol::Tcp | Protocol::Udp)
            }
            Self::Reply | Self::NoReply => protocol == Protocol::Icmp,
            Self::NoAddress => true,
        }
    }

    /// Whether something came back.
    pub fn is_answered(self) -> bool {
        match self {
            Self::Open | Self::Closed | Self::Reply => true,
            Self::Filtered | Self::NoReply | Self::NoAddress => false,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
