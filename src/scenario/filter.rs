//! What lets packets pass or not: security groups, network ACLs, prefix lists.

use ipnet::IpNet;

use super::Said;
use super::quantity::{Ports, Protocol};
use super::record::{choice, record};

record! {
    /// A stateful allow-list of a network interface.
    pub struct SecurityGroup {
        /// What may come in; nothing when absent (SG-02).
        pub inbound: Vec<InboundRule>,
        /// What may go out; everything when absent (SG-02).
        pub outbound: Option<Vec<OutboundRule>>,
    }
}

choice! {
    /// One inbound rule of a security group.
    pub enum InboundRule {
        /// `Allow(protocol: "tcp", ports: "443", from: "10.0.0.0/8")`
        Allow(Inbound),
    }
}

choice! {
    /// One outbound rule of a security group.
    pub enum OutboundRule {
        /// `Allow(protocol: "tcp", ports: "443", to: "pl-63a5400a")`
        Allow(Outbound),
    }
}

record! {
    /// What an inbound rule admits.
    pub struct Inbound {
        /// `tcp`, `udp`, `icmp` or `all`.
        pub protocol: Protocol = Protocol::All,
        /// `"443"`, `"1024-65535"` or `"all"`; of ICMP the types of messages, `"8"` for echo
        /// requests.
        pub ports: Ports = Ports::ALL,
        /// A CIDR, a prefix list or a security group.
        pub from: Said<String>,
    }
}

record! {
    /// What an outbound rule admits.
    pub struct Outbound {
        /// `tcp`, `udp`, `icmp` or `all`.
        pub protocol: Protocol = Protocol::All,
        /// `"443"`, `"1024-65535"` or `"all"`.
        pub ports: Ports = Ports::ALL,
        /// A CIDR, a prefix list or a security group.
        pub to: Said<String>,
    }
}

record! {
    /// A stateless, ordered filter at a subnet's edge (NACL-01).
    pub struct NetworkAcl {
        /// Rules for packets entering the subnet; the implicit `*` deny stands last.
        pub inbound: Vec<AclRule>,
        /// Rules for packets leaving the subnet.
        pub outbound: Vec<AclRule>,
    }
}

choice! {
    /// One numbered rule of a network ACL.
    pub enum AclRule {
        /// Lets matching packets pass.
        Allow(AclEntry),
        /// Drops matching packets.
        Deny(AclEntry),
    }
}

record! {
    /// What a network ACL rule matches.
    pub struct AclEntry {
        /// Its number, 1 to 32766; the lowest match decides.
        pub rule: Said<u32>,
        /// `tcp`, `udp`, `icmp` or `all`.
        pub protocol: Protocol = Protocol::All,
        /// Destination ports: `"443"`, `"1024-65535"` or `"all"`; of ICMP the types of messages,
        /// `"8"` for echo requests and `"0"` for their answers.
        pub ports: Ports = Ports::ALL,
        /// The other side's range; a prefix list is refused (NACL-04).
        pub cidr: Said<String>,
    }
}

record! {
    /// A prefix list.
    pub struct PrefixList {
        /// Its Region.
        pub region: Said<String>,
        /// Its name; `com.amazonaws.<region>.s3` replaces the AWS-managed one of that Region.
        pub name: Option<String>,
        /// Its ranges.
        pub entries: Vec<Said<IpNet>>,
    }
}
