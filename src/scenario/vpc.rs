//! A VPC and what stands in it: subnets, route tables and gateways.

use std::net::IpAddr;

use ipnet::IpNet;

use super::endpoint::VpcEndpoint;
use super::filter::{NetworkAcl, SecurityGroup};
use super::name_service::DhcpOptions;
use super::record::{choice, record};
use super::{Map, Said};

record! {
    /// One VPC.
    pub struct Vpc {
        /// The owner's account id.
        pub account: Said<String>,
        /// Its Region, `us-east-1`.
        pub region: Said<String>,
        /// Its address ranges, the primary one first.
        pub cidr_blocks: Vec<Said<IpNet>>,
        /// Whether the VPC resolver answers (DNS-01).
        pub enable_dns_support: bool = true,
        /// Whether private zones and private DNS may be used (DNS-02). The console's
        /// "VPC and more" turns it on; the bare API does not.
        pub enable_dns_hostnames: bool = true,
        /// The id of the attached internet gateway.
        pub internet_gateway: Option<Said<String>>,
        /// The id of its egress-only internet gateway, for IPv6 (VPC-05).
        pub egress_only_internet_gateway: Option<Said<String>>,
        /// DHCP options; the VPC's own resolver when absent.
        pub dhcp_options: Option<DhcpOptions>,
        /// The id of the attached virtual private gateway.
        pub vpn_gateway: Option<Said<String>>,
        /// Subnets by id.
        pub subnets: Map<Subnet>,
        /// Route tables by id; the `local` routes need not be written.
        pub route_tables: Map<Vec<Route>>,
        /// The route table of subnets that name none; an empty one when absent (VPC-01).
        pub main_route_table: Option<Said<String>>,
        /// Network ACLs by id; the default one need not be written.
        pub network_acls: Map<NetworkAcl>,
        /// Security groups by id; the default one need not be written.
        pub security_groups: Map<SecurityGroup>,
        /// NAT gateways by id.
        pub nat_gateways: Map<NatGateway>,
        /// VPC endpoints by id.
        pub vpc_endpoints: Map<VpcEndpoint>,
    }
}

record! {
    /// One subnet, in one Availability Zone.
    pub struct Subnet {
        /// The zone's name, `us-east-1a`.
        pub availability_zone: Said<String>,
        /// Its range, inside the VPC's.
        pub cidr_block: Said<IpNet>,
        /// Its IPv6 range, a /64 inside the VPC's.
        pub ipv6_cidr_block: Option<Said<IpNet>>,
        /// Accounts it is shared with, whose hosts may stand in it (VPC-08).
        pub shared_with: Vec<Said<String>>,
        /// Its route table; the main one when absent.
        pub route_table: Option<Said<String>>,
        /// Its network ACL; the default one when absent.
        pub network_acl: Option<Said<String>>,
    }
}

choice! {
    /// One line of a route table: a destination (CIDR or `pl-…`) and a target's id.
    pub enum Route {
        /// A static route.
        Route(Said<String>, Said<String>),
        /// A route learnt from a virtual private gateway (RTE-02).
        Propagated(Said<String>, Said<String>),
        /// Every route that this virtual private gateway knows is learnt, as long as it knows it.
        PropagateFrom(Said<String>),
    }
}

record! {
    /// A NAT gateway in one subnet.
    pub struct NatGateway {
        /// The subnet its network interface is in.
        pub subnet: Said<String>,
        /// Its Elastic IP; a private NAT gateway has none (NAT-10). One is made up when
        /// the gateway is public and none is written.
        pub elastic_ip: Option<Said<IpAddr>>,
        /// Its private address; the next free one of the subnet when absent.
        pub private_ip: Option<Said<IpAddr>>,
        /// Further Elastic IPs of a public one, seven at most: each carries 55,000 connections more
        /// to every destination (NAT-02).
        pub secondary_elastic_ips: Vec<Said<IpAddr>>,
        /// Public (with an Elastic IP) or private.
        pub connectivity: Connectivity = Connectivity::Public,
    }
}

choice! {
    /// Whether a NAT gateway reaches the internet.
    #[derive(Copy, Eq)]
    pub enum Connectivity {
        /// It has an Elastic IP.
        Public,
        /// It translates to its private address only.
        Private,
    }
}
