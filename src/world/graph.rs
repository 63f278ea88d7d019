//! The part of the graph between networks: peerings, Transit Gateways, and the lines to networks on
//! premises.

use petgraph::graphmap::DiGraphMap;

use super::direct_connect::{Associated, InterfaceEnd};
use super::on_premises::Uplink;
use super::place::{Link, Place, join};
use super::transit_gateway::Attached;
use super::vpc::Vpc;
use super::vpn::VpnEnd;
use super::{Id, World};

impl World {
    /// Joins what leads from one network to another.
    pub(super) fn join_networks(&self, graph: &mut DiGraphMap<Place, Link>) {
        for (id, it) in self.vpc_peering_connections.iter() {
            for vpc in [it.requester, it.accepter] {
                self.lead_into(graph, Place::VpcPeeringConnection(id), vpc);
            }
        }
        for (id, _) in self.egress_only_gateways.iter() {
            let gateway = Place::EgressOnlyInternetGateway(id);
            join(graph, gateway, Place::Internet, Link::Backbone);
        }
        for (id, it) in self.vpn_gateways.iter() {
            self.lead_into(graph, Place::VpnGateway(id), it.vpc);
        }
        self.join_transit_gateways(graph);
        self.join_direct_connect(graph);
        for (id, it) in self.vpn_connections.iter() {
            let line = Place::VpnConnection(id);
            let gateway = match it.to {
                VpnEnd::VpnGateway(gateway) => Place::VpnGateway(gateway),
                VpnEnd::TransitGateway(attachment) => {
                    Place::TransitGateway(self.transit_gateway_attachments[attachment].gateway)
                }
            };
            join(graph, line, gateway, Link::Line);
            join(graph, line, Place::OnPremises(it.on_premises), Link::Line);
        }
        for (id, it) in self.on_premises.iter() {
            if it.internet.is_some() {
                join(graph, Place::OnPremises(id), Place::Internet, Link::Routed);
            }
        }
    }

    /// A gateway whose packets may enter every subnet of a VPC.
    fn lead_into(&self, graph: &mut DiGraphMap<Place, Link>, from: Place, vpc: Id<Vpc>) {
        for (subnet, what) in self.subnets.iter() {
            if what.vpc == vpc && !graph.contains_edge(from, Place::Subnet(subnet)) {
                graph.add_edge(from, Place::Subnet(subnet), Link::Local);
            }
        }
    }

    fn join_transit_gateways(&self, graph: &mut DiGraphMap<Place, Link>) {
        for (_, it) in self.transit_gateway_attachments.iter() {
            let here = Place::TransitGateway(it.gateway);
            match &it.to {
                Attached::Vpc(at) => {
                    for interface in &at.interfaces {
                        let subnet = Place::Subnet(self.interfaces[*interface].subnet);
                        join(graph, here, subnet, Link::Attached);
                    }
                }
                Attached::Peering { other, .. } => {
                    let other = self.transit_gateway_attachments[*other].gateway;
                    join(graph, here, Place::TransitGateway(other), Link::Backbone);
                }
                Attached::DirectConnectGateway(gateway) => {
                    let gateway = Place::DirectConnectGateway(*gateway);
                    join(graph, here, gateway, Link::Attached);
                }
                // The line itself is joined with all VPN connections.
                Attached::Vpn(_) => {}
            }
        }
    }

    fn join_direct_connect(&self, graph: &mut DiGraphMap<Place, Link>) {
        for (id, it) in self.direct_connect_gateways.iter() {
            for association in &it.associations {
                let gateway = match association.gateway {
                    Associated::VpnGateway(gateway) => Place::VpnGateway(gateway),
                    Associated::TransitGateway(attachment) => {
                        Place::TransitGateway(self.transit_gateway_attachments[attachment].gateway)
                    }
                };
                join(
                    graph,
                    Place::DirectConnectGateway(id),
                    gateway,
                    Link::Attached,
                );
            }
        }
        for (id, it) in self.virtual_interfaces.iter() {
            let line = Uplink::VirtualInterface(id).place();
            join(graph, line, Place::OnPremises(it.on_premises), Link::Line);
            match it.to {
                InterfaceEnd::VpnGateway(to) => {
                    join(graph, line, Place::VpnGateway(to), Link::Line);
                }
                InterfaceEnd::DirectConnectGateway(to) => {
                    join(graph, line, Place::DirectConnectGateway(to), Link::Line);
                }
                InterfaceEnd::Public(_) => self.join_public_line(graph, line),
            }
        }
    }

    /// A public virtual interface leads to S3 everywhere and to public addresses of VPCs (DX-03).
    fn join_public_line(&self, graph: &mut DiGraphMap<Place, Link>, line: Place) {
        for region in self.s3_prefix_lists.keys() {
            join(graph, line, Place::S3(*region), Link::Backbone);
        }
        if self.has_global_endpoint() {
            join(graph, line, Place::S3Global, Link::Backbone);
        }
        for (gateway, _) in self.internet_gateways.iter() {
            join(graph, line, Place::InternetGateway(gateway), Link::Backbone);
        }
        join(graph, line, Place::Internet, Link::Backbone);
    }
}
