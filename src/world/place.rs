//! Places packets can be, and the ways between them, as a graph.

use std::collections::BTreeMap;

use petgraph::graphmap::DiGraphMap;

use super::direct_connect::{DirectConnectGateway, VirtualInterface};
use super::gateway::{
    EgressOnlyInternetGateway, EndpointKind, EndpointState, InternetGateway, NatGateway,
    VpcEndpoint, VpnGateway,
};
use super::host::{Host, Location};
use super::name_service::ResolverEndpoint;
use super::on_premises::OnPremises;
use super::peering::VpcPeeringConnection;
use super::route::Target;
use super::transit_gateway::TransitGateway;
use super::vpc::{InterfaceOwner, Subnet, Vpc};
use super::vpn::VpnConnection;
use super::{Id, World};
use crate::aws::region::Region;
use crate::aws::service::EndpointService;

/// A place a packet can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A host, with its network interface.
    Host(Id<Host>),
    /// A subnet: its network ACL and its route table.
    Subnet(Id<Subnet>),
    /// An internet gateway.
    InternetGateway(Id<InternetGateway>),
    /// A NAT gateway.
    NatGateway(Id<NatGateway>),
    /// A virtual private gateway.
    VpnGateway(Id<VpnGateway>),
    /// A VPC endpoint.
    VpcEndpoint(Id<VpcEndpoint>),
    /// A Route 53 Resolver endpoint.
    ResolverEndpoint(Id<ResolverEndpoint>),
    /// The internet.
    Internet,
    /// S3 in one Region.
    S3(Region),
    /// The global endpoint, which stands before Multi-Region Access Points.
    S3Global,
    /// An egress-only internet gateway.
    EgressOnlyInternetGateway(Id<EgressOnlyInternetGateway>),
    /// A VPC peering connection.
    VpcPeeringConnection(Id<VpcPeeringConnection>),
    /// A Transit Gateway.
    TransitGateway(Id<TransitGateway>),
    /// A Direct Connect gateway.
    DirectConnectGateway(Id<DirectConnectGateway>),
    /// A Direct Connect virtual interface.
    VirtualInterface(Id<VirtualInterface>),
    /// A Site-to-Site VPN connection.
    VpnConnection(Id<VpnConnection>),
    /// The router of a network on premises.
    OnPremises(Id<OnPremises>),
}

/// Why a packet can go from one place to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// An interface stands in a subnet.
    Attached,
    /// The subnet's route table names it.
    Routed,
    /// Both lie in one VPC.
    Local,
    /// AWS's own network behind a gateway.
    Backbone,
    /// A line between AWS and a network on premises.
    Line,
}

impl World {
    /// What a place is called.
    pub fn place_name(&self, place: Place) -> String {
        match place {
            Place::Host(host) => self.hosts.name(host).to_owned(),
            Place::Subnet(subnet) => self.subnets.name(subnet).to_owned(),
            Place::InternetGateway(gateway) => self.internet_gateways.name(gateway).to_owned(),
            Place::NatGateway(gateway) => self.nat_gateways.name(gateway).to_owned(),
            Place::VpnGateway(gateway) => self.vpn_gateways.name(gateway).to_owned(),
            Place::VpcEndpoint(endpoint) => self.vpc_endpoints.name(endpoint).to_owned(),
            Place::ResolverEndpoint(endpoint) => self.resolver_endpoints.name(endpoint).to_owned(),
            Place::Internet => "internet".to_owned(),
            Place::S3(region) => format!("s3.{region}"),
            Place::S3Global => "s3-global".to_owned(),
            Place::EgressOnlyInternetGateway(id) => self.egress_only_gateways.name(id).to_owned(),
            Place::VpcPeeringConnection(id) => self.vpc_peering_connections.name(id).to_owned(),
            Place::TransitGateway(id) => self.transit_gateways.name(id).to_owned(),
            Place::DirectConnectGateway(id) => self.direct_connect_gateways.name(id).to_owned(),
            Place::VirtualInterface(id) => self.virtual_interfaces.name(id).to_owned(),
            Place::VpnConnection(id) => self.vpn_connections.name(id).to_owned(),
            Place::OnPremises(id) => self.on_premises.name(id).to_owned(),
        }
    }

    /// The graph of all places and the ways between them.
    ///
    /// A packet's walk only ever follows these edges; whether it may is for the filters on the way
    /// to say.
    pub fn graph(&self) -> DiGraphMap<Place, Link> {
        let mut graph = DiGraphMap::new();
        for (host, what) in self.hosts.iter() {
            match what.location {
                Location::Vpc(interface) => {
                    let subnet = Place::Subnet(self.interfaces[interface].subnet);
                    join(&mut graph, Place::Host(host), subnet, Link::Attached);
                }
                Location::Internet(_) => {
                    join(
                        &mut graph,
                        Place::Host(host),
                        Place::Internet,
                        Link::Attached,
                    );
                }
                Location::OnPremises(premises, _) => {
                    let router = Place::OnPremises(premises);
                    join(&mut graph, Place::Host(host), router, Link::Attached);
                }
            }
        }
        for (_, interface) in self.interfaces.iter() {
            let owner = match interface.owner {
                // A Transit Gateway's are joined with everything else that leads to it.
                InterfaceOwner::Host(_) | InterfaceOwner::TransitGateway(_) => continue,
                InterfaceOwner::NatGateway(nat) => Place::NatGateway(nat),
                InterfaceOwner::VpcEndpoint(endpoint) => Place::VpcEndpoint(endpoint),
                InterfaceOwner::ResolverEndpoint(endpoint) => Place::ResolverEndpoint(endpoint),
            };
            let subnet = Place::Subnet(interface.subnet);
            join(&mut graph, owner, subnet, Link::Attached);
        }
        self.join_routes(&mut graph);
        self.join_public_addresses(&mut graph);
        self.join_networks(&mut graph);
        for (gateway, _) in self.internet_gateways.iter() {
            join(
                &mut graph,
                Place::InternetGateway(gateway),
                Place::Internet,
                Link::Backbone,
            );
        }
        for region in self.s3_prefix_lists.keys() {
            join(
                &mut graph,
                Place::Internet,
                Place::S3(*region),
                Link::Backbone,
            );
        }
        if self.has_global_endpoint() {
            join(&mut graph, Place::Internet, Place::S3Global, Link::Backbone);
        }
        for (id, endpoint) in self.vpc_endpoints.iter() {
            let behind = match endpoint.service {
                EndpointService::S3(region) => Place::S3(region),
                EndpointService::S3Global => Place::S3Global,
                EndpointService::DynamoDb(_) => continue,
            };
            join(&mut graph, Place::VpcEndpoint(id), behind, Link::Backbone);
        }
        graph
    }

    fn join_routes(&self, graph: &mut DiGraphMap<Place, Link>) {
        let mut by_vpc: BTreeMap<Id<Vpc>, Vec<Id<Subnet>>> = BTreeMap::new();
        for (subnet, what) in self.subnets.iter() {
            by_vpc.entry(what.vpc).or_default().push(subnet);
        }
        for (subnet, what) in self.subnets.iter() {
            let here = Place::Subnet(subnet);
            for line in &self.route_tables[self.route_table_of(subnet)].lines {
                match line.target {
                    Target::Local => {
                        for other in by_vpc.get(&what.vpc).into_iter().flatten() {
                            if *other != subnet {
                                join(graph, here, Place::Subnet(*other), Link::Local);
                            }
                        }
                    }
                    Target::InternetGateway(to) => {
                        join(graph, here, Place::InternetGateway(to), Link::Routed);
                    }
                    Target::NatGateway(to) => {
                        join(graph, here, Place::NatGateway(to), Link::Routed);
                    }
                    Target::VpnGateway(to) => {
                        join(graph, here, Place::VpnGateway(to), Link::Routed);
                    }
                    Target::VpcEndpoint(to) => {
                        join(graph, here, Place::VpcEndpoint(to), Link::Routed);
                    }
                    Target::VpcPeeringConnection(to) => {
                        join(graph, here, Place::VpcPeeringConnection(to), Link::Routed);
                    }
                    Target::TransitGateway(to) => {
                        join(graph, here, Place::TransitGateway(to), Link::Routed);
                    }
                    Target::EgressOnlyInternetGateway(to) => {
                        let gateway = Place::EgressOnlyInternetGateway(to);
                        join(graph, here, gateway, Link::Routed);
                    }
                }
            }
        }
    }

    /// What comes from the internet enters the subnet of the interface it is meant for, whatever
    /// that subnet's own routes say (RTE-16).
    fn join_public_addresses(&self, graph: &mut DiGraphMap<Place, Link>) {
        for interface in self.public_addresses.values() {
            let subnet = self.interfaces[*interface].subnet;
            let vpc = &self.vpcs[self.vpc_of(subnet)];
            let gateways = [
                vpc.internet_gateway.map(Place::InternetGateway),
                vpc.egress_only_gateway
                    .map(Place::EgressOnlyInternetGateway),
            ];
            for from in gateways.into_iter().flatten() {
                if !graph.contains_edge(from, Place::Subnet(subnet)) {
                    graph.add_edge(from, Place::Subnet(subnet), Link::Local);
                }
            }
        }
    }

    /// Whether the global endpoint of Multi-Region Access Points answers on the scenario's day.
    pub fn has_global_endpoint(&self) -> bool {
        self.features.multi_region_access_points
    }

    /// Whether an endpoint stands as the route target of a table now.
    pub fn is_usable(&self, endpoint: Id<VpcEndpoint>) -> bool {
        let endpoint = &self.vpc_endpoints[endpoint];
        match endpoint.kind {
            EndpointKind::Gateway { .. } => endpoint.state == EndpointState::Available,
            EndpointKind::Interface(_) => false,
        }
    }
}

/// Joins two places both ways: answers take the same links back.
pub(super) fn join(graph: &mut DiGraphMap<Place, Link>, a: Place, b: Place, link: Link) {
    graph.add_edge(a, b, link);
    graph.add_edge(b, a, link);
}
