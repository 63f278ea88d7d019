//! What routers tell each other: VPCs, Direct Connect, VPN connections and networks on premises.

use ipnet::IpNet;

use super::direct_connect::{Associated, Association, InterfaceEnd, VirtualInterface};
use super::gateway::VpnGateway;
use super::learnt::{LearntRoute, LearntTable, Rank};
use super::on_premises::{OnPremises, Uplink};
use super::route::{Destination, Line, Origin, Target};
use super::transit_gateway::TransitGatewayAttachment;
use super::vpn::VpnEnd;
use super::{Id, Place, World};

impl World {
    /// Works out anew everything that is learnt: after a line failed or came back, and whenever
    /// what is told changed.
    ///
    /// INVARIANT: the order is that of the telling: Direct Connect gateways hear networks on
    /// premises, virtual private and Transit Gateways hear those, networks on premises hear all.
    pub(super) fn learn(&mut self) {
        for id in self.direct_connect_gateways.ids() {
            let routes = self
                .virtual_interfaces
                .iter()
                .filter(|(_, it)| it.to == InterfaceEnd::DirectConnectGateway(id))
                .flat_map(|(line, it)| self.told_by_interface(it, line))
                .collect();
            self.direct_connect_gateways[id].routes = LearntTable::new(routes);
        }
        for id in self.vpn_gateways.ids() {
            self.vpn_gateways[id].routes = LearntTable::new(self.heard_by_vpn_gateway(id));
        }
        for id in self.transit_gateway_route_tables.ids() {
            self.settle_transit_table(id);
        }
        for id in self.route_tables.ids() {
            self.propagate(id);
        }
        for id in self.on_premises.ids() {
            let heard = self.heard_on_premises(id);
            let lines = self.virtual_interfaces.iter();
            let public_line = lines
                .filter(|(_, it)| it.on_premises == id && it.tells_routes())
                .find(|(_, it)| matches!(it.to, InterfaceEnd::Public(_)))
                .map(|(line, _)| line);
            let premises = &mut self.on_premises[id];
            premises.routes = LearntTable::new(heard);
            premises.public_line = public_line;
        }
    }

    /// What a virtual interface's network announces, leading to `to`.
    fn told_by_interface<T: Copy>(
        &self,
        it: &VirtualInterface,
        to: T,
    ) -> impl Iterator<Item = LearntRoute<T>> + use<'_, T> {
        let rank = it.rank();
        let announced = &self.on_premises[it.on_premises].announces;
        let told = if it.tells_routes() {
            announced.as_slice()
        } else {
            &[]
        };
        told.iter().map(move |range| LearntRoute {
            range: *range,
            to,
            rank,
        })
    }

    fn heard_by_vpn_gateway(&self, id: Id<VpnGateway>) -> Vec<LearntRoute<Place>> {
        let mut heard = Vec::new();
        for (line, it) in self.virtual_interfaces.iter() {
            let to = match it.to {
                InterfaceEnd::VpnGateway(gateway) if gateway == id => Place::VirtualInterface(line),
                InterfaceEnd::DirectConnectGateway(gateway)
                    if self.association_of(gateway, id).is_some() =>
                {
                    Place::DirectConnectGateway(gateway)
                }
                InterfaceEnd::VpnGateway(_)
                | InterfaceEnd::DirectConnectGateway(_)
                | InterfaceEnd::Public(_) => continue,
            };
            heard.extend(self.told_by_interface(it, to));
        }
        for (line, it) in self.vpn_connections.iter() {
            if it.to == VpnEnd::VpnGateway(id) {
                let told = self.told_by_vpn(line).into_iter();
                heard.extend(told.map(|(range, rank)| LearntRoute {
                    range,
                    to: Place::VpnConnection(line),
                    rank,
                }));
            }
        }
        heard
    }

    /// The association of a virtual private gateway with a Direct Connect gateway.
    pub fn association_of(
        &self,
        gateway: Id<super::direct_connect::DirectConnectGateway>,
        vpn_gateway: Id<VpnGateway>,
    ) -> Option<&Association> {
        let wanted = Associated::VpnGateway(vpn_gateway);
        let associations = &self.direct_connect_gateways[gateway].associations;
        associations.iter().find(|it| it.gateway == wanted)
    }

    /// Puts what a VPC's virtual private gateway knows into the tables that learn from it.
    fn propagate(&mut self, id: Id<super::route::RouteTable>) {
        let table = &mut self.route_tables[id];
        if table.propagating.is_empty() {
            return;
        }
        let learns = |target| {
            let mut gateways = table.propagating.iter();
            gateways.any(|gateway| target == Target::VpnGateway(*gateway))
        };
        let mut lines: Vec<Line> = table.lines.clone();
        lines.retain(|line| line.origin != Origin::Propagated || !learns(line.target));
        for gateway in &table.propagating {
            let mut known: Vec<IpNet> = Vec::new();
            for route in self.vpn_gateways[*gateway].routes.routes() {
                if !known.contains(&route.range) {
                    known.push(route.range);
                    lines.push(Line {
                        destination: Destination::Range(route.range),
                        target: Target::VpnGateway(*gateway),
                        origin: Origin::Propagated,
                    });
                }
            }
        }
        table.lines = lines;
        table.settle(&self.prefix_lists);
    }

    fn heard_on_premises(&self, id: Id<OnPremises>) -> Vec<LearntRoute<Uplink>> {
        let mut heard: Vec<LearntRoute<Uplink>> = Vec::new();
        let mut add = |ranges: Vec<IpNet>, to, rank| {
            heard.extend(
                ranges
                    .into_iter()
                    .map(|range| LearntRoute { range, to, rank }),
            );
        };
        for (range, to) in &self.on_premises[id].written {
            if self.is_line_believed(*to) {
                add(vec![*range], *to, Rank::Static);
            }
        }
        for (line, it) in self.virtual_interfaces.iter() {
            if it.on_premises == id && it.tells_routes() {
                let told = self.announced_to(it);
                add(told, Uplink::VirtualInterface(line), it.rank());
            }
        }
        for (line, it) in self.vpn_connections.iter() {
            if it.on_premises == id && it.tells_routes() {
                let told = match it.to {
                    VpnEnd::VpnGateway(gateway) => self.ranges_behind(gateway),
                    VpnEnd::TransitGateway(attachment) => self.told_by_transit_gateway(attachment),
                };
                add(told, Uplink::Vpn(line), it.rank());
            }
        }
        heard
    }

    fn is_line_believed(&self, uplink: Uplink) -> bool {
        match uplink {
            Uplink::VirtualInterface(id) => self.virtual_interfaces[id].tells_routes(),
            Uplink::Vpn(id) => self.vpn_connections[id].tells_routes(),
        }
    }

    /// What AWS announces over a virtual interface: a VPC's ranges as far as the allowed prefixes
    /// cover them, and for a Transit Gateway the allowed prefixes themselves (DX-05).
    fn announced_to(&self, it: &VirtualInterface) -> Vec<IpNet> {
        let gateway = match it.to {
            InterfaceEnd::VpnGateway(gateway) => return self.ranges_behind(gateway),
            InterfaceEnd::DirectConnectGateway(gateway) => gateway,
            InterfaceEnd::Public(_) => return Vec::new(),
        };
        let associations = &self.direct_connect_gateways[gateway].associations;
        let announced = |association: &Association| match (
            association.gateway,
            &association.allowed_prefixes,
        ) {
            (Associated::VpnGateway(gateway), None) => self.ranges_behind(gateway),
            (Associated::VpnGateway(gateway), Some(allowed)) => {
                let mut ranges = self.ranges_behind(gateway);
                ranges.retain(|range| allowed.iter().any(|allowed| allowed.contains(range)));
                ranges
            }
            (Associated::TransitGateway(_), Some(allowed)) => allowed.clone(),
            (Associated::TransitGateway(attachment), None) => {
                self.told_by_transit_gateway(attachment)
            }
        };
        associations.iter().flat_map(announced).collect()
    }

    /// The ranges of the VPC of a virtual private gateway: all that is reached by it (DX-01).
    fn ranges_behind(&self, gateway: Id<VpnGateway>) -> Vec<IpNet> {
        self.vpcs[self.vpn_gateways[gateway].vpc]
            .cidr_blocks
            .clone()
    }

    /// What a Transit Gateway tells an attachment: everything in the attachment's own table that
    /// leads elsewhere (TGW-04).
    fn told_by_transit_gateway(&self, attachment: Id<TransitGatewayAttachment>) -> Vec<IpNet> {
        let Some(table) = self.transit_gateway_attachments[attachment].route_table else {
            return Vec::new();
        };
        let routes = self.transit_gateway_route_tables[table].routes.routes();
        let elsewhere = routes
            .iter()
            .filter(|route| route.to.is_some_and(|to| to != attachment));
        elsewhere.map(|route| route.range).collect()
    }
}
