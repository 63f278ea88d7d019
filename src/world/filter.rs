//! Security groups, network ACLs and prefix lists as packets meet them.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Id;
use super::vpc::Vpc;
use crate::aws::region::Region;
use crate::scenario::quantity::{Ports, Protocol};

/// A prefix list.
#[derive(Debug, Clone)]
pub struct PrefixList {
    /// Its Region.
    pub region: Region,
    /// Its ranges.
    pub ranges: Vec<IpNet>,
}

impl PrefixList {
    /// Whether one of its ranges holds `address`.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.ranges.iter().any(|range| range.contains(&address))
    }
}

/// A security group: allow rules only, stateful (SG-01).
#[derive(Debug, Clone)]
pub struct SecurityGroup {
    /// Its VPC.
    pub vpc: Id<Vpc>,
    /// What may come in.
    pub inbound: Vec<SecurityGroupRule>,
    /// What may go out.
    pub outbound: Vec<SecurityGroupRule>,
}

/// One allow rule of a security group.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityGroupRule {
    /// The protocol.
    pub protocol: Protocol,
    /// The destination ports.
    pub ports: Ports,
    /// The other side.
    pub peer: Peer,
}

/// The other side of a security group rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// A range.
    Range(IpNet),
    /// A prefix list (SG-03).
    PrefixList(Id<PrefixList>),
    /// Every interface of a group, by its private address (SG-08).
    Group(Id<SecurityGroup>),
}

/// A network ACL: ordered and stateless (NACL-01, NACL-02).
#[derive(Debug, Clone)]
pub struct NetworkAcl {
    /// Its VPC.
    pub vpc: Id<Vpc>,
    /// Rules for packets that enter the subnet, by number.
    pub inbound: Vec<AclRule>,
    /// Rules for packets that leave the subnet, by number.
    pub outbound: Vec<AclRule>,
}

/// One rule of a network ACL.
#[derive(Debug, Clone, PartialEq)]
pub struct AclRule {
    /// Its number; the lowest match decides.
    pub number: u32,
    /// Whether it lets packets pass.
    pub allows: bool,
    /// The protocol.
    pub protocol: Protocol,
    /// The destination ports.
    pub ports: Ports,
    /// The other side's range.
    pub range: IpNet,
}

impl AclRule {
    /// Whether a packet is this rule's business: the other side's address and the destination
    /// port. Ports count only for TCP and UDP.
    pub fn matches(&self, protocol: Protocol, other: IpAddr, port: u16) -> bool {
        is_covered(self.protocol, &self.ports, protocol, port) && self.range.contains(&other)
    }
}

/// Whether a rule for `rule` and `ports` covers a packet of `protocol` to `port`.
pub fn is_covered(rule: Protocol, ports: &Ports, protocol: Protocol, port: u16) -> bool {
    match rule {
        Protocol::All => true,
        Protocol::Tcp | Protocol::Udp => rule == protocol && ports.contains(port),
        // Of ICMP the ports are types of messages.
        Protocol::Icmp => protocol == Protocol::Icmp && ports.contains(port),
    }
}

impl NetworkAcl {
    /// The rule that decides, or `None` when only the implicit deny `*` is left (NACL-01).
    ///
    /// The lowest-numbered match wins even when a later rule says otherwise. ACLs keep no state:
    /// the answer to an allowed packet is judged afresh by the other list. (NACL-02)
    pub fn rule_for(
        rules: &[AclRule],
        protocol: Protocol,
        other: IpAddr,
        port: u16,
    ) -> Option<&AclRule> {
        rules
            .iter()
            .find(|rule| rule.matches(protocol, other, port))
    }
}
