//! Names beside public DNS: private hosted zones, resolver endpoints and rules.

use std::net::IpAddr;

use super::Id;
use super::gateway::VpcEndpoint;
use super::vpc::{NetworkInterface, Vpc};
use crate::time::Duration;

/// A private hosted zone.
#[derive(Debug, Clone)]
pub struct HostedZone {
    /// The domain it answers for, alone (DNS-04).
    pub name: String,
    /// The VPCs it is associated with.
    pub vpcs: Vec<Id<Vpc>>,
    /// Its records.
    pub records: Vec<Record>,
}

/// A record of a hosted zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its name; `*.` in front stands for any label.
    pub name: String,
    /// What it says.
    pub data: RecordData,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordData {
    /// These addresses, for so long.
    Addresses(Vec<IpAddr>, Duration),
    /// The addresses of an interface endpoint.
    Alias(Id<VpcEndpoint>),
    /// Another name.
    Cname(String),
}

/// A Route 53 Resolver endpoint (DNS-09).
#[derive(Debug, Clone)]
pub struct ResolverEndpoint {
    /// Its VPC.
    pub vpc: Id<Vpc>,
    /// Which way queries go through it.
    pub flow: QueryFlow,
    /// Its network interfaces.
    pub interfaces: Vec<Id<NetworkInterface>>,
}

impl ResolverEndpoint {
    /// Whether it takes queries from outside.
    pub fn takes_queries(&self) -> bool {
        self.flow == QueryFlow::Inbound
    }
}

/// Which way queries go through a resolver endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryFlow {
    /// Into the VPC, to its resolver.
    Inbound,
    /// Out of the VPC, to the targets of rules.
    Outbound,
}

/// A rule that forwards queries for a domain (DNS-05).
#[derive(Debug, Clone)]
pub struct ResolverRule {
    /// The domain.
    pub domain: String,
    /// The endpoint it sends them by.
    pub outbound_endpoint: Id<ResolverEndpoint>,
    /// Who is asked.
    pub targets: Vec<IpAddr>,
    /// The VPCs whose queries it takes.
    pub vpcs: Vec<Id<Vpc>>,
}

/// Whether `name` is `domain` or lies below it; both in lower case.
///
/// ```
/// use vpcsim::world::name_service::is_within;
/// assert!(is_within("b.s3.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"));
/// assert!(!is_within("bs3.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"));
/// ```
pub fn is_within(name: &str, domain: &str) -> bool {
    match name.strip_suffix(domain) {
        Some(front) => front.is_empty() || domain.is_empty() || front.ends_with('.'),
        None => false,
    }
}
