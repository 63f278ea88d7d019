//! VPCs, subnets and the network interfaces in them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::Id;
use super::filter::{NetworkAcl, SecurityGroup};
use super::gateway::{
    EgressOnlyInternetGateway, InternetGateway, NatGateway, VpcEndpoint, VpnGateway,
};
use super::host::Host;
use super::load_balancer::LoadBalancer;
use super::name_service::ResolverEndpoint;
use super::route::RouteTable;
use super::transit_gateway::TransitGatewayAttachment;
use super::zones::Zone;
use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::scenario::timeline::VpcAttribute;

/// One VPC.
#[derive(Debug, Clone)]
pub struct Vpc {
    /// The owner.
    pub account: AccountId,
    /// Its Region.
    pub region: Region,
    /// Its ranges, the primary one first.
    pub cidr_blocks: Vec<IpNet>,
    /// Whether the VPC resolver answers (DNS-01).
    pub enable_dns_support: bool,
    /// Whether private names may be used (DNS-02).
    pub enable_dns_hostnames: bool,
    /// Resolvers its hosts ask instead of its own (DNS-23); none: its own.
    pub domain_name_servers: Vec<IpAddr>,
    /// The attached internet gateway.
    pub internet_gateway: Option<Id<InternetGateway>>,
    /// The attached egress-only internet gateway.
    pub egress_only_gateway: Option<Id<EgressOnlyInternetGateway>>,
    /// The attached virtual private gateway.
    pub vpn_gateway: Option<Id<VpnGateway>>,
    /// The route table of subnets that name none.
    pub main_route_table: Id<RouteTable>,
    /// The network ACL of subnets that name none.
    pub default_network_acl: Id<NetworkAcl>,
    /// The security group of interfaces that name none.
    pub default_security_group: Id<SecurityGroup>,
    /// Who answers at a private address.
    pub addresses: BTreeMap<IpAddr, Id<NetworkInterface>>,
}

impl Vpc {
    /// Turns its resolver, or private names, on or off (DNS-01, DNS-02).
    pub(super) fn set(&mut self, attribute: VpcAttribute) {
        match attribute {
            VpcAttribute::EnableDnsSupport(is_on) => self.enable_dns_support = is_on,
            VpcAttribute::EnableDnsHostnames(is_on) => self.enable_dns_hostnames = is_on,
        }
    }

    /// Whether `address` lies in one of the VPC's ranges.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.cidr_blocks
            .iter()
            .any(|range| range.contains(&address))
    }
}

/// One subnet.
#[derive(Debug, Clone)]
pub struct Subnet {
    /// Its VPC.
    pub vpc: Id<Vpc>,
    /// What its account calls its zone, `us-east-1a`.
    pub availability_zone: String,
    /// Its zone, which other accounts may call otherwise (VPC-07).
    pub zone: Id<Zone>,
    /// Its range.
    pub cidr_block: IpNet,
    /// Its IPv6 range.
    pub ipv6_cidr_block: Option<IpNet>,
    /// Its own route table.
    pub route_table: Option<Id<RouteTable>>,
    /// Its own network ACL.
    pub network_acl: Option<Id<NetworkAcl>>,
}

impl Subnet {
    /// Whether `address` lies in one of its ranges.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.cidr_block.contains(&address)
            || self
                .ipv6_cidr_block
                .is_some_and(|range| range.contains(&address))
    }
}

/// A network interface: what has an address in a subnet.
#[derive(Debug, Clone)]
pub struct NetworkInterface {
    /// Its subnet.
    pub subnet: Id<Subnet>,
    /// Its private address.
    pub private_ip: IpAddr,
    /// Its IPv6 address, which is the same inside and outside.
    pub ipv6_address: Option<IpAddr>,
    /// The public address the internet gateway maps to it (VPC-02).
    pub public_ip: Option<IpAddr>,
    /// Its further private addresses, each with its Elastic IP if it has one.
    pub secondary_ips: Vec<(IpAddr, Option<IpAddr>)>,
    /// Whether it drops what is neither from nor for an address of its own.
    pub source_dest_check: bool,
    /// Its security groups; a NAT gateway's interface has none (NAT-07).
    pub security_groups: Vec<Id<SecurityGroup>>,
    /// What it belongs to.
    pub owner: InterfaceOwner,
}

impl NetworkInterface {
    /// Whether `address` is one of its own.
    pub fn has(&self, address: IpAddr) -> bool {
        self.private_ip == address
            || self.ipv6_address == Some(address)
            || self.secondary_ips.iter().any(|(own, _)| *own == address)
    }

    /// The public address that stands for one of its own: IPv6 is the same everywhere (VPC-02).
    pub fn public_for(&self, own: IpAddr) -> Option<IpAddr> {
        if own.is_ipv6() {
            return Some(own);
        }
        if own == self.private_ip {
            return self.public_ip;
        }
        let mut further = self.secondary_ips.iter();
        further.find(|(private, _)| *private == own)?.1
    }

    /// The private address for which a public one stands.
    pub fn private_for(&self, public: IpAddr) -> IpAddr {
        if public.is_ipv6() {
            return public;
        }
        let mut further = self.secondary_ips.iter();
        let found = further.find(|(_, elastic)| *elastic == Some(public));
        found.map_or(self.private_ip, |(private, _)| *private)
    }

    /// Its address of the same family as `other`, if it has one.
    pub fn address_towards(&self, other: IpAddr) -> Option<IpAddr> {
        if self.private_ip.is_ipv4() == other.is_ipv4() {
            Some(self.private_ip)
        } else {
            self.ipv6_address.filter(|_| other.is_ipv6())
        }
    }
}

/// What a network interface belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InterfaceOwner {
    /// A host.
    Host(Id<Host>),
    /// A NAT gateway.
    NatGateway(Id<NatGateway>),
    /// A Transit Gateway's attachment (TGW-05).
    TransitGateway(Id<TransitGatewayAttachment>),
    /// An interface endpoint (IFE-01).
    VpcEndpoint(Id<VpcEndpoint>),
    /// A Route 53 Resolver endpoint (DNS-09).
    ResolverEndpoint(Id<ResolverEndpoint>),
    /// A node of a network load balancer.
    LoadBalancer(Id<LoadBalancer>),
}
