//! Transit Gateways: attachments, and the route tables they are looked up in.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::change::Rejection;
use super::direct_connect::DirectConnectGateway;
use super::learnt::{LearntRoute, LearntTable, Rank};
use super::vpc::{NetworkInterface, Vpc};
use super::vpn::VpnConnection;
use super::zones::Zone;
use super::{Id, World};
use crate::aws::account::AccountId;
use crate::aws::region::Region;

/// The most static routes of one table (LIM-09).
const ROUTES_MAX: usize = 10_000;

/// A Transit Gateway.
#[derive(Debug, Clone)]
pub struct TransitGateway {
    /// The owner.
    pub account: AccountId,
    /// Its Region.
    pub region: Region,
    /// Whether security groups may be referenced across it (SG-07).
    pub security_group_referencing: bool,
    /// The attachment of each VPC: at most one (LIM-09).
    pub vpcs: BTreeMap<Id<Vpc>, Id<TransitGatewayAttachment>>,
}

/// What is attached to a Transit Gateway.
#[derive(Debug, Clone)]
pub struct TransitGatewayAttachment {
    /// The gateway.
    pub gateway: Id<TransitGateway>,
    /// What stands behind it.
    pub to: Attached,
    /// The table in which its packets are looked up (TGW-04).
    pub route_table: Option<Id<TransitGatewayRouteTable>>,
}

/// What stands behind an attachment.
#[derive(Debug, Clone)]
pub enum Attached {
    /// A VPC.
    Vpc(VpcAttachment),
    /// Another Transit Gateway, by the attachment on its side (TGW-08).
    Peering {
        /// The attachment on the other side.
        other: Id<TransitGatewayAttachment>,
        /// Whether the other side has accepted.
        is_accepted: bool,
    },
    /// A Direct Connect gateway (DX-02).
    DirectConnectGateway(Id<DirectConnectGateway>),
    /// A VPN connection.
    Vpn(Id<VpnConnection>),
    /// Something that is not in the scenario.
    Beyond,
}

/// A VPC's attachment.
#[derive(Debug, Clone)]
pub struct VpcAttachment {
    /// The VPC.
    pub vpc: Id<Vpc>,
    /// One network interface for each zone that may use it (TGW-05).
    pub interfaces: Vec<Id<NetworkInterface>>,
    /// Whether both directions of a flow take the same zone (TGW-06).
    pub is_appliance_mode: bool,
    /// Whether the VPC's groups may be referenced from other attachments (SG-07).
    pub security_group_referencing: bool,
}

/// A route table of a Transit Gateway.
#[derive(Debug, Clone)]
pub struct TransitGatewayRouteTable {
    /// The gateway.
    pub gateway: Id<TransitGateway>,
    /// Routes somebody wrote; nowhere is a blackhole (TGW-03).
    pub written: Vec<(IpNet, Option<Id<TransitGatewayAttachment>>)>,
    /// Attachments that put their own ranges here (TGW-04).
    pub propagations: Vec<Id<TransitGatewayAttachment>>,
    /// The routes as they compete; made from the two above.
    pub routes: LearntTable<Option<Id<TransitGatewayAttachment>>>,
}

impl World {
    /// The interface of an attachment that stands in the zone of `subnet`, if there is one (TGW-05).
    pub fn transit_interface(
        &self,
        attachment: &VpcAttachment,
        zone: Id<Zone>,
    ) -> Option<Id<NetworkInterface>> {
        let stands_there = |interface: &&Id<NetworkInterface>| {
            self.subnets[self.interfaces[**interface].subnet].zone == zone
        };
        attachment.interfaces.iter().find(stands_there).copied()
    }

    /// Whether both VPCs hang on one Transit Gateway that lets security groups be referenced
    /// (SG-07).
    pub fn is_joined_for_references(&self, a: Id<Vpc>, b: Id<Vpc>) -> bool {
        if !self.features.tgw_security_group_references {
            return false;
        }
        let allows = |attachment: Id<TransitGatewayAttachment>| match &self
            .transit_gateway_attachments[attachment]
            .to
        {
            Attached::Vpc(vpc) => vpc.security_group_referencing,
            Attached::Peering { .. }
            | Attached::DirectConnectGateway(_)
            | Attached::Vpn(_)
            | Attached::Beyond => false,
        };
        self.transit_gateways.iter().any(|(_, gateway)| {
            let ends = (gateway.vpcs.get(&a), gateway.vpcs.get(&b));
            match ends {
                (Some(a), Some(b)) => {
                    gateway.security_group_referencing && allows(*a) && allows(*b)
                }
                (Some(_), None) | (None, Some(_) | None) => false,
            }
        })
    }

    /// Adds a static route to a Transit Gateway's table.
    pub(super) fn create_transit_route(
        &mut self,
        table: Id<TransitGatewayRouteTable>,
        range: IpNet,
        to: Option<Id<TransitGatewayAttachment>>,
    ) -> Result<(), Rejection> {
        let written = &mut self.transit_gateway_route_tables[table].written;
        if written.iter().any(|(known, _)| *known == range) {
            let message = format!("the table already has a static route for `{range}`");
            return Err(Rejection::new("RouteAlreadyExists", "TGW-02", message));
        }
        if written.len() >= ROUTES_MAX {
            let message = format!("a table holds at most {ROUTES_MAX} static routes");
            return Err(Rejection::new("RouteLimitExceeded", "LIM-09", message));
        }
        written.push((range, to));
        self.learn();
        Ok(())
    }

    /// Removes a static route from a Transit Gateway's table.
    pub(super) fn delete_transit_route(
        &mut self,
        table: Id<TransitGatewayRouteTable>,
        range: IpNet,
    ) -> Result<(), Rejection> {
        let written = &mut self.transit_gateway_route_tables[table].written;
        let Some(position) = written.iter().position(|(known, _)| *known == range) else {
            let message = format!("the table has no static route for `{range}`");
            return Err(Rejection::new("InvalidRoute.NotFound", "TGW-02", message));
        };
        written.remove(position);
        self.learn();
        Ok(())
    }

    /// Works out anew which route of a Transit Gateway's table wins (TGW-02).
    pub(super) fn settle_transit_table(&mut self, table: Id<TransitGatewayRouteTable>) {
        let it = &self.transit_gateway_route_tables[table];
        let mut routes: Vec<_> = it
            .written
            .iter()
            .map(|(range, to)| LearntRoute {
                range: *range,
                to: *to,
                rank: Rank::Static,
            })
            .collect();
        for attachment in &it.propagations {
            let told = self.ranges_of(*attachment);
            routes.extend(told.into_iter().map(|(range, rank)| LearntRoute {
                range,
                to: Some(*attachment),
                rank,
            }));
        }
        self.transit_gateway_route_tables[table].routes = LearntTable::new(routes);
    }

    /// What an attachment tells the tables it propagates to: static only for peerings (TGW-08).
    ///
    /// INVARIANT: of two VPCs with one range the first stands first, and equal ranges keep their
    /// order, so the second never wins (TGW-07).
    fn ranges_of(&self, attachment: Id<TransitGatewayAttachment>) -> Vec<(IpNet, Rank)> {
        match &self.transit_gateway_attachments[attachment].to {
            Attached::Vpc(at) => {
                let ranges = self.vpcs[at.vpc].cidr_blocks.iter();
                ranges.map(|range| (*range, Rank::Vpc)).collect()
            }
            Attached::Peering { .. } | Attached::Beyond => Vec::new(),
            Attached::DirectConnectGateway(gateway) => {
                let routes = self.direct_connect_gateways[*gateway].routes.routes();
                routes.iter().map(|r| (r.range, r.rank)).collect()
            }
            // AWS: the static routes of a VPN connection are those of a virtual private gateway;
            // on a Transit Gateway they are written into its own table.
            Attached::Vpn(vpn) if self.vpn_connections[*vpn].is_static() => Vec::new(),
            Attached::Vpn(vpn) => self.told_by_vpn(*vpn),
        }
    }
}
