//! Names beside public DNS: private hosted zones, resolver endpoints and rules.

use std::net::IpAddr;

use super::quantity::Span;
use super::record::{choice, record};
use super::{Map, Said};

record! {
    /// A private hosted zone of Route 53.
    pub struct HostedZone {
        /// The domain it answers for, alone (DNS-04).
        pub name: Said<String>,
        /// The VPCs it is associated with.
        pub vpcs: Vec<Said<String>>,
        /// Its records.
        pub records: Vec<Record>,
    }
}

choice! {
    /// A record of a hosted zone.
    pub enum Record {
        /// Addresses for a name; `*.` in front stands for any label.
        A(AddressRecord),
        /// The addresses of an interface endpoint for a name.
        Alias(Said<String>, Said<String>),
        /// Another name for a name.
        Cname(Said<String>, Said<String>),
    }
}

record! {
    /// Addresses for a name.
    pub struct AddressRecord {
        /// The name.
        pub name: Said<String>,
        /// Its addresses, of either family.
        pub values: Vec<Said<IpAddr>>,
        /// How long the answer may be kept.
        pub ttl: Span = Span::secs(60),
    }
}

choice! {
    /// A Route 53 Resolver endpoint (DNS-09).
    pub enum ResolverEndpoint {
        /// Takes queries from outside the VPC and answers as the VPC's resolver does.
        Inbound(ResolverInterfaces),
        /// Sends queries of resolver rules out of the VPC.
        Outbound(ResolverInterfaces),
    }
}

record! {
    /// The network interfaces of a resolver endpoint.
    pub struct ResolverInterfaces {
        /// The VPC.
        pub vpc: Said<String>,
        /// The subnets that get an interface each.
        pub subnets: Vec<Said<String>>,
        /// Addresses by subnet; the next free ones when absent.
        pub private_ips: Map<Said<IpAddr>>,
        /// Security groups; port 53 must be open (DNS-09).
        pub security_groups: Vec<Said<String>>,
    }
}

record! {
    /// A forwarding rule of Route 53 Resolver; it beats a private zone of the same name (DNS-05).
    pub struct ResolverRule {
        /// The domain it is for.
        pub domain: Said<String>,
        /// The outbound endpoint it uses.
        pub outbound_endpoint: Said<String>,
        /// The addresses that are asked: inbound endpoints' or on-premises resolvers'.
        pub targets: Vec<Said<IpAddr>>,
        /// The VPCs whose queries it takes.
        pub vpcs: Vec<Said<String>>,
    }
}

record! {
    /// DHCP options of a VPC.
    pub struct DhcpOptions {
        /// Resolvers the hosts ask instead of the VPC's own (DNS-23); `AmazonProvidedDNS`, or
        /// addresses. A resolver that is not simulated answers as public DNS does.
        pub domain_name_servers: Vec<Said<String>>,
    }
}
