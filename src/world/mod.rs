//! What exists: every thing of a scenario under a typed id, the ways between them, and how they
//! change.
//!
//! [`build`] turns names into ids once and reports every fault; [`World::apply`] is the
//! only way a world changes afterwards, and counts the [`World::epoch`] up so that answers kept
//! from before can be told apart.

mod arena;
mod range_map;
pub mod iam;
pub mod organization;
mod access;
pub mod vpc;
pub mod route;
pub mod filter;
pub mod gateway;
pub mod peering;
pub mod learnt;
pub mod session;
pub mod on_premises;
pub mod direct_connect;
pub mod vpn;
pub mod transit_gateway;
mod learning;
pub mod vpc_block_public_access;
pub mod name_service;
mod delay;
pub mod keys;
pub mod mix;
pub mod fault;
mod zones;
pub mod host;
pub mod load_balancer;
pub mod hosted_service;
pub mod bucket;
pub mod access_point;
pub mod multi_region_access_point;
pub mod door;
pub mod replication;
pub mod stored;
pub mod transfer;
pub mod address;
pub mod call;
pub mod client;
pub mod settings;
mod calendar;
pub mod place;
mod graph;
pub mod change;
mod edit;
mod endpoint_edit;
mod endpoint_refusal;
pub mod replay;
pub mod quota;
pub mod plan;
pub mod probe;
mod build;

pub use access::AccessRefusal;
pub use arena::{Arena, Id};
pub use build::{Built, build};
pub use calendar::Calendar;
pub use change::Change;
pub use place::{Link, Place};
pub use range_map::RangeMap;
pub use settings::Settings;
pub use zones::Zone;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::aws::account::AccountId;
use crate::aws::era::Features;
use crate::aws::prefix_list::is_mrap_anycast;
use crate::aws::price_list::Prices;
use crate::aws::region::Region;
use crate::scenario::timeline::Direction;
use crate::time::Instant;

/// Everything that exists at one moment of a run.
#[derive(Debug, Clone)]
pub struct World {
    /// Counts changes; answers found under another epoch may no longer hold.
    pub epoch: u32,
    /// The scenario's day, on which a run begins at midnight UTC.
    pub day: jiff::civil::Date,
    /// Which of AWS's behaviours hold on the scenario's day.
    pub features: Features,
    /// The model's parameters.
    pub settings: Settings,
    /// What AWS charges on the scenario's day, or what the scenario says it does.
    pub prices: Arc<Prices>,
    /// Accounts, by number.
    pub accounts: Arena<organization::Account>,
    /// Accounts by number, for finding them.
    pub accounts_by_number: BTreeMap<AccountId, Id<organization::Account>>,
    /// Organizations.
    pub organizations: Arena<organization::Organization>,
    /// Levels of organizations: roots, units and accounts, with their policies.
    pub policy_levels: Arena<organization::PolicyLevel>,
    /// Roles and users, with their policies.
    pub principals: Arena<iam::Principal>,
    /// Prefix lists, AWS's own and the scenario's.
    pub prefix_lists: Arena<filter::PrefixList>,
    /// The prefix lists of S3's addresses, by Region.
    pub s3_prefix_lists: BTreeMap<Region, Id<filter::PrefixList>>,
    /// The prefix lists of S3's IPv6 addresses, by Region (GWE-09).
    pub s3_prefix_lists_v6: BTreeMap<Region, Id<filter::PrefixList>>,
    /// Which Region's S3 has an address; made from both.
    pub s3_addresses: RangeMap<Region>,
    /// VPCs.
    pub vpcs: Arena<vpc::Vpc>,
    /// Subnets.
    pub subnets: Arena<vpc::Subnet>,
    /// Route tables.
    pub route_tables: Arena<route::RouteTable>,
    /// Network ACLs.
    pub network_acls: Arena<filter::NetworkAcl>,
    /// Security groups.
    pub security_groups: Arena<filter::SecurityGroup>,
    /// Internet gateways.
    pub internet_gateways: Arena<gateway::InternetGateway>,
    /// Egress-only internet gateways.
    pub egress_only_gateways: Arena<gateway::EgressOnlyInternetGateway>,
    /// Virtual private gateways.
    pub vpn_gateways: Arena<gateway::VpnGateway>,
    /// VPC peering connections.
    pub vpc_peering_connections: Arena<peering::VpcPeeringConnection>,
    /// The living peering connection of each pair of VPCs; made from `vpc_peering_connections`.
    pub peered: BTreeMap<(Id<vpc::Vpc>, Id<vpc::Vpc>), Id<peering::VpcPeeringConnection>>,
    /// Transit Gateways.
    pub transit_gateways: Arena<transit_gateway::TransitGateway>,
    /// What is attached to Transit Gateways.
    pub transit_gateway_attachments: Arena<transit_gateway::TransitGatewayAttachment>,
    /// Route tables of Transit Gateways.
    pub transit_gateway_route_tables: Arena<transit_gateway::TransitGatewayRouteTable>,
    /// Networks on premises.
    pub on_premises: Arena<on_premises::OnPremises>,
    /// Direct Connect gateways.
    pub direct_connect_gateways: Arena<direct_connect::DirectConnectGateway>,
    /// Direct Connect virtual interfaces.
    pub virtual_interfaces: Arena<direct_connect::VirtualInterface>,
    /// Site-to-Site VPN connections.
    pub vpn_connections: Arena<vpn::VpnConnection>,
    /// VPC Block Public Access of each account and Region (VPC-06).
    pub vpc_block_public_access:
        BTreeMap<(AccountId, Region), vpc_block_public_access::VpcBlockPublicAccess>,
    /// NAT gateways.
    pub nat_gateways: Arena<gateway::NatGateway>,
    /// Network load balancers.
    pub load_balancers: Arena<load_balancer::LoadBalancer>,
    /// Target groups.
    pub target_groups: Arena<load_balancer::TargetGroup>,
    /// VPC endpoints.
    pub vpc_endpoints: Arena<gateway::VpcEndpoint>,
    /// Interface endpoints by the first label of their names.
    pub endpoint_labels: BTreeMap<String, Id<gateway::VpcEndpoint>>,
    /// Private hosted zones.
    pub hosted_zones: Arena<name_service::HostedZone>,
    /// Resolver endpoints.
    pub resolver_endpoints: Arena<name_service::ResolverEndpoint>,
    /// Resolver rules.
    pub resolver_rules: Arena<name_service::ResolverRule>,
    /// Network interfaces of hosts, gateways and endpoints.
    pub interfaces: Arena<vpc::NetworkInterface>,
    /// Hosts.
    pub hosts: Arena<host::Host>,
    /// Services of AWS on hosts.
    pub hosted_services: Vec<hosted_service::HostedService>,
    /// Buckets.
    pub buckets: Arena<bucket::Bucket>,
    /// Access points, by what the scenario calls them.
    pub access_points: Arena<access_point::AccessPoint>,
    /// Multi-Region Access Points, by what the scenario calls them.
    pub multi_region_access_points: Arena<multi_region_access_point::MultiRegionAccessPoint>,
    /// Clients.
    pub clients: Arena<client::Client>,
    /// Who answers at a public address.
    pub public_addresses: BTreeMap<IpAddr, Id<vpc::NetworkInterface>>,
    /// Which host on the internet has an address.
    pub internet_hosts: BTreeMap<IpAddr, Id<host::Host>>,
    /// Which network on premises stands behind a public address.
    pub premises_addresses: BTreeMap<IpAddr, Id<on_premises::OnPremises>>,
    /// Which virtual interface leads to a customer's public address (DX-03).
    pub public_lines: BTreeMap<IpAddr, Id<direct_connect::VirtualInterface>>,
    /// Availability Zones, by their ids.
    pub zones: Arena<Zone>,
    /// What is out of order.
    pub faults: fault::Faults,
}

impl World {
    /// The Region whose S3 answers at a public address.
    pub fn s3_region_at(&self, address: IpAddr) -> Option<Region> {
        self.s3_addresses.at(address)
    }

    /// Whether the global endpoint of Multi-Region Access Points answers at a public address
    /// (MRAP-33).
    pub fn is_s3_global(&self, address: IpAddr) -> bool {
        self.has_global_endpoint() && is_mrap_anycast(address)
    }

    /// Works out anew which Region's S3 has which address, after a prefix list changed (RTE-19).
    pub(crate) fn settle_s3_addresses(&mut self) {
        let lists = &self.prefix_lists;
        let ranges = self
            .s3_prefix_lists
            .iter()
            .chain(&self.s3_prefix_lists_v6)
            .flat_map(|(region, list)| lists[*list].ranges.iter().map(|range| (*range, *region)));
        self.s3_addresses = RangeMap::new(ranges);
    }

    /// The account of this number, when it is one of the scenario's.
    pub fn account(&self, id: AccountId) -> Option<&organization::Account> {
        let found = self.accounts_by_number.get(&id)?;
        Some(&self.accounts[*found])
    }

    /// The moment of the calendar at which a run has come to `at`: it begins at midnight UTC of
    /// the scenario's day.
    pub fn moment(&self, at: Instant) -> Timestamp {
        let midnight = self
            .day
            .to_zoned(TimeZone::UTC)
            .map(|zoned| zoned.timestamp());
        let nanos = i64::try_from(at.nanos()).unwrap_or(i64::MAX);
        let later =
            midnight.and_then(|midnight| midnight.checked_add(SignedDuration::from_nanos(nanos)));
        later.unwrap_or(Timestamp::MAX)
    }

    /// Whether a host has an IPv6 address.
    pub fn has_ipv6(&self, host: Id<host::Host>) -> bool {
        match self.hosts[host].location {
            host::Location::Vpc(interface) => self.interfaces[interface].ipv6_address.is_some(),
            host::Location::Internet(address) | host::Location::OnPremises(_, address) => {
                address.is_ipv6()
            }
        }
    }

    /// Whether a host has an IPv4 and an IPv6 address.
    pub fn has_both_families(&self, host: Id<host::Host>) -> bool {
        match self.hosts[host].location {
            host::Location::Vpc(interface) => {
                let interface = &self.interfaces[interface];
                interface.ipv6_address.is_some() && interface.private_ip.is_ipv4()
            }
            host::Location::Internet(_) | host::Location::OnPremises(..) => false,
        }
    }

    /// The VPC a subnet lies in.
    pub fn vpc_of(&self, subnet: Id<vpc::Subnet>) -> Id<vpc::Vpc> {
        self.subnets[subnet].vpc
    }

    /// The route table that holds for a subnet: its own, or the main one (VPC-01).
    pub fn route_table_of(&self, subnet: Id<vpc::Subnet>) -> Id<route::RouteTable> {
        let subnet = &self.subnets[subnet];
        subnet
            .route_table
            .unwrap_or(self.vpcs[subnet.vpc].main_route_table)
    }

    /// Whether `other` is on the other side that a security group's rule means, for an interface in
    /// `vpc` (SG-06, SG-08).
    pub fn is_peer(
        &self,
        (vpc, direction): (Id<vpc::Vpc>, Direction),
        peer: filter::Peer,
        other: IpAddr,
    ) -> bool {
        match peer {
            filter::Peer::Range(range) => range.contains(&other),
            filter::Peer::PrefixList(list) => self.prefix_lists[list].contains(other),
            // A group stands for the private addresses of its interfaces: what comes from a public
            // address, or was translated on the way, does not match (SG-08).
            filter::Peer::Group(group) => {
                let home = self.security_groups[group].vpc;
                let found = self.vpcs[home].addresses.get(&other);
                found.is_some_and(|found| self.interfaces[*found].security_groups.contains(&group))
                    && self.may_reference(vpc, home, direction)
            }
        }
    }

    /// The network ACL that holds for a subnet: its own, or the default one (VPC-01).
    pub fn network_acl_of(&self, subnet: Id<vpc::Subnet>) -> Id<filter::NetworkAcl> {
        let subnet = &self.subnets[subnet];
        subnet
            .network_acl
            .unwrap_or(self.vpcs[subnet.vpc].default_network_acl)
    }
}
