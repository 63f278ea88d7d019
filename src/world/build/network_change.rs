//! Changes of the timeline between networks: peerings, Transit Gateway routes, lines that fail.

use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::timeline::Change as Written;
use crate::scenario::transit_gateway::TransitGatewayRoute;
use crate::time::Instant;
use crate::world::Id;
use crate::world::change::Change;
use crate::world::on_premises::{Line, Uplink};
use crate::world::peering::VpcPeeringConnection;
use crate::world::transit_gateway::TransitGatewayRouteTable;

impl Builder<'_> {
    pub(super) fn peering(&mut self, name: &Said<String>) -> Option<Id<VpcPeeringConnection>> {
        let kind = "VPC peering connection";
        self.find(|world| &world.vpc_peering_connections, kind, name)
    }

    pub(super) fn transit_table(
        &mut self,
        name: &Said<String>,
    ) -> Option<Id<TransitGatewayRouteTable>> {
        let kind = "Transit Gateway route table";
        self.find(|world| &world.transit_gateway_route_tables, kind, name)
    }

    pub(super) fn create_transit_route(
        &mut self,
        name: &Said<String>,
        route: &TransitGatewayRoute,
    ) -> Option<Change> {
        let table = self.transit_table(name)?;
        let gateway = self.world.transit_gateway_route_tables[table].gateway;
        let (range, to) = self.transit_route(gateway, route)?;
        Some(Change::CreateTransitGatewayRoute(table, range.value, to))
    }

    /// A line, or one tunnel of a VPN connection: `vpn-1/1`, `vpn-1/2`.
    pub(super) fn line(&mut self, name: &Said<String>) -> Option<Line> {
        let found = self.line_called(name);
        if found.is_none() {
            match name.split_once('/') {
                Some(_) => {
                    let message = format!("`{}` is no tunnel of a VPN connection", name.value);
                    let help = "a VPN connection has the tunnels `/1` and `/2`";
                    self.fault(Diagnostic::error("unknown-id", message, name.at).help(help));
                }
                // Tells that there is no such line.
                None => drop(self.uplink(name)),
            }
        }
        found
    }

    fn line_called(&self, name: &str) -> Option<Line> {
        let (bare, tunnel) = match name.split_once('/') {
            None => (name, None),
            Some((vpn, "1")) => (vpn, Some(0)),
            Some((vpn, "2")) => (vpn, Some(1)),
            Some(_) => return None,
        };
        let world = &self.world;
        let interface = world.virtual_interfaces.find(bare);
        let interface = interface.filter(|_| tunnel.is_none());
        let uplink = interface
            .map(Uplink::VirtualInterface)
            .or_else(|| world.vpn_connections.find(bare).map(Uplink::Vpn))?;
        Some(Line { uplink, tunnel })
    }

    /// What a change brings with it at another moment: the expiry of a peering connection that is
    /// accepted too late (PEER-10), or the end of a session whose line stays cut (DX-10).
    pub(super) fn consequence(&self, at: Instant, change: &Change) -> Option<(Instant, Change)> {
        if let Change::AcceptVpcPeeringConnection(id) = change {
            return self.expiry_before(*id, at);
        }
        let Change::CutLine(line) = change else {
            return None;
        };
        let noticed = at + self.world.hold_time(line.uplink);
        let is_restored = self.is_restored(*line, at, noticed);
        (!is_restored).then_some((noticed, Change::LoseSession(*line)))
    }

    /// Whether the timeline brings a line back after `cut` and before anybody notices.
    fn is_restored(&self, line: Line, cut: Instant, noticed: Instant) -> bool {
        self.scenario.changes().any(|(when, change)| {
            let at = Instant::ZERO + when.0;
            let Written::LinkUp(name) = &change.value else {
                return false;
            };
            cut < at && at < noticed && self.line_called(name) == Some(line)
        })
    }
}
