//! Transit Gateways: attachments with their interfaces, and route tables.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::Builder;
use super::gateway::Wanted;
use super::lookup::unknown;
use super::vpc::taken;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::transit_gateway as written;
use crate::world::Id;
use crate::world::transit_gateway::{
    Attached, TransitGateway, TransitGatewayAttachment, TransitGatewayRouteTable, VpcAttachment,
};
use crate::world::vpc::InterfaceOwner;

/// The most route tables of one Transit Gateway (LIM-09).
const TABLES_MAX: usize = 20;
/// The most attachments of one Transit Gateway (LIM-09).
const ATTACHMENTS_MAX: usize = 5_000;
/// The most Transit Gateways a VPC is attached to (LIM-09).
const GATEWAYS_MAX: usize = 5;

/// Attachments by their gateway and name: both sides of a peering bear one name.
pub(super) type AttachmentNames =
    BTreeMap<(Id<TransitGateway>, String), Id<TransitGatewayAttachment>>;

impl Builder<'_> {
    /// Transit Gateways with their VPC and peering attachments.
    pub(super) fn transit_gateways(&mut self, mut taken_ips: BTreeSet<IpAddr>) {
        let scenario = self.scenario;
        for (name, gateway) in &scenario.transit_gateways {
            let (Some(account), Some(region)) =
                (self.account(&gateway.account), self.region(&gateway.region))
            else {
                continue;
            };
            let built = TransitGateway {
                account,
                region,
                security_group_referencing: gateway.security_group_referencing,
                vpcs: BTreeMap::new(),
            };
            self.world.transit_gateways.add(name.value.clone(), built);
        }
        for (name, gateway) in &scenario.transit_gateways {
            let Some(id) = self.world.transit_gateways.find(name) else {
                continue;
            };
            let sizes = (gateway.attachments.len(), gateway.route_tables.len());
            if sizes.0 > ATTACHMENTS_MAX || sizes.1 > TABLES_MAX {
                let message = format!("`{}` is larger than AWS allows", name.value);
                let help = format!("{ATTACHMENTS_MAX} attachments, {TABLES_MAX} route tables");
                let code = "TransitGatewayAttachmentLimitExceeded";
                self.fault(Diagnostic::error(code, message, name.at).help(help));
            }
            for (name, attachment) in &gateway.attachments {
                match attachment {
                    written::TransitGatewayAttachment::Vpc(vpc) => {
                        self.vpc_attachment(id, name, vpc, &mut taken_ips);
                    }
                    written::TransitGatewayAttachment::Peering(peering) => {
                        self.peering_attachment(id, name, peering);
                    }
                    written::TransitGatewayAttachment::Beyond => {
                        self.attachment(id, name, Attached::Beyond);
                    }
                    // They are made with the lines they stand for.
                    written::TransitGatewayAttachment::DirectConnectGateway(_)
                    | written::TransitGatewayAttachment::Vpn(_) => {}
                }
            }
        }
    }

    fn vpc_attachment(
        &mut self,
        gateway: Id<TransitGateway>,
        name: &Said<String>,
        written: &written::VpcAttachment,
        taken_ips: &mut BTreeSet<IpAddr>,
    ) {
        let Some(vpc) = self.find(|world| &world.vpcs, "VPC", &written.vpc) else {
            return;
        };
        let gateways = self.world.transit_gateways.iter();
        let attached_to = gateways
            .filter(|(_, it)| it.vpcs.contains_key(&vpc))
            .count();
        let it = &self.world.transit_gateways[gateway];
        let refusal = if it.region != self.world.vpcs[vpc].region {
            Some(("InvalidVpcID.NotFound", "lies in another Region"))
        } else if it.vpcs.contains_key(&vpc) {
            let why = "is attached to this Transit Gateway already";
            Some(("DuplicateTransitGatewayAttachment", why))
        } else if attached_to >= GATEWAYS_MAX {
            let why = "is attached to five Transit Gateways already";
            Some(("TransitGatewayAttachmentLimitExceeded", why))
        } else {
            None
        };
        if let Some((code, why)) = refusal {
            let message = format!("`{}` {why}", written.vpc.value);
            let help = "a VPC has one attachment to a Transit Gateway of its Region (LIM-09)";
            self.fault(Diagnostic::error(code, message, written.vpc.at).help(help));
            return;
        }
        let id = Id::at(self.world.transit_gateway_attachments.len());
        let mut interfaces = Vec::new();
        for subnet in &written.subnets {
            interfaces.extend(self.attachment_interface((id, vpc), subnet, &interfaces, taken_ips));
        }
        let to = Attached::Vpc(VpcAttachment {
            vpc,
            interfaces,
            is_appliance_mode: written.appliance_mode,
            security_group_referencing: written.security_group_referencing,
        });
        if self.attachment(gateway, name, to).is_some() {
            self.world.transit_gateways[gateway].vpcs.insert(vpc, id);
        }
    }

    /// One interface of an attachment; a zone has at most one (TGW-05).
    fn attachment_interface(
        &mut self,
        (attachment, vpc): (Id<TransitGatewayAttachment>, Id<crate::world::vpc::Vpc>),
        name: &Said<String>,
        earlier: &[Id<crate::world::vpc::NetworkInterface>],
        taken_ips: &mut BTreeSet<IpAddr>,
    ) -> Option<Id<crate::world::vpc::NetworkInterface>> {
        let subnet = self.find(|world| &world.subnets, "subnet", name)?;
        if !self.check_home(self.world.subnets[subnet].vpc, vpc, name) {
            return None;
        }
        let zone = self.world.subnets[subnet].zone;
        let is_double = earlier.iter().any(|other| {
            let other = self.world.interfaces[*other].subnet;
            self.world.subnets[other].zone == zone
        });
        if is_double {
            let message = format!("a second subnet in {}", self.world.zone_name(zone));
            let code = "DuplicateSubnetsInSameZone";
            let fault = Diagnostic::error(code, message, name.at);
            self.fault(fault.help("an attachment has one subnet in each zone"));
            return None;
        }
        let called = Said {
            value: format!("tgw-{}-{}", attachment.index(), name.value),
            at: name.at,
        };
        let wanted = Wanted {
            name: &called,
            subnet,
            private_ip: None,
            ipv6_address: None,
            public_ip: None,
            groups: &[],
            owner: InterfaceOwner::TransitGateway(attachment),
            secondary: &[],
            source_dest_check: false,
        };
        self.interface(&wanted, taken_ips)
    }

    /// Both sides of a peering between two Transit Gateways.
    fn peering_attachment(
        &mut self,
        gateway: Id<TransitGateway>,
        name: &Said<String>,
        written: &written::PeeringAttachment,
    ) {
        let kind = "Transit Gateway";
        let Some(peer) = self.find(|world| &world.transit_gateways, kind, &written.peer) else {
            return;
        };
        let there = written.peer_attachment.as_ref().unwrap_or(name);
        let ours = Id::at(self.world.transit_gateway_attachments.len());
        let theirs = Id::at(ours.index() + 1);
        for (at, name, other) in [(gateway, name, theirs), (peer, there, ours)] {
            let to = Attached::Peering {
                other,
                is_accepted: written.accepted,
            };
            self.attachment(at, name, to);
        }
    }

    /// Adds an attachment under a name that is free on its gateway.
    pub(super) fn attachment(
        &mut self,
        gateway: Id<TransitGateway>,
        name: &Said<String>,
        to: Attached,
    ) -> Option<Id<TransitGatewayAttachment>> {
        let attachments = &mut self.world.transit_gateway_attachments;
        let full = if attachments.find(name).is_some() {
            let gateway = self.world.transit_gateways.name(gateway);
            format!("{gateway}/{}", name.value)
        } else {
            name.value.clone()
        };
        let key = (gateway, name.value.clone());
        if self.attachment_names.contains_key(&key) || attachments.find(&full).is_some() {
            self.fault(taken("attachment", name));
            return None;
        }
        let built = TransitGatewayAttachment {
            gateway,
            to,
            route_table: None,
        };
        let id = attachments.add(full, built);
        self.attachment_names.insert(key, id);
        Some(id)
    }

    /// The route tables of all Transit Gateways, once every attachment is there.
    pub(super) fn transit_tables(&mut self) {
        let scenario = self.scenario;
        for (gateway_name, gateway) in &scenario.transit_gateways {
            let Some(id) = self.world.transit_gateways.find(gateway_name) else {
                continue;
            };
            for (name, table) in &gateway.route_tables {
                if self.world.transit_gateway_route_tables.find(name).is_some() {
                    self.fault(taken("Transit Gateway route table", name));
                }
                let propagations = self.propagations(id, table);
                let built = TransitGatewayRouteTable {
                    gateway: id,
                    written: self.transit_routes(id, table),
                    propagations,
                    routes: crate::world::learnt::LearntTable::default(),
                };
                let tables = &mut self.world.transit_gateway_route_tables;
                let built = tables.add(name.value.clone(), built);
                for attachment in &table.associations {
                    self.associate_attachment(id, built, attachment);
                }
            }
        }
    }

    fn associate_attachment(
        &mut self,
        gateway: Id<TransitGateway>,
        table: Id<TransitGatewayRouteTable>,
        name: &Said<String>,
    ) {
        let Some(attachment) = self.attachment_called(gateway, name) else {
            return;
        };
        let held = &mut self.world.transit_gateway_attachments[attachment].route_table;
        if held.is_some() {
            let message = format!("`{}` is associated with a table already", name.value);
            let code = "Resource.AlreadyAssociated";
            let fault = Diagnostic::error(code, message, name.at);
            self.fault(fault.help("an attachment has one route table; it may propagate to many"));
            return;
        }
        *held = Some(table);
    }

    fn propagations(
        &mut self,
        gateway: Id<TransitGateway>,
        table: &written::TransitGatewayRouteTable,
    ) -> Vec<Id<TransitGatewayAttachment>> {
        let mut found = Vec::new();
        for name in &table.propagations {
            let Some(attachment) = self.attachment_called(gateway, name) else {
                continue;
            };
            let to = &self.world.transit_gateway_attachments[attachment].to;
            if let Attached::Peering { .. } = to {
                let message = format!("`{}` is a peering, which propagates nothing", name.value);
                let code = "InvalidTransitGatewayAttachmentType";
                let fault = Diagnostic::error(code, message, name.at);
                self.fault(fault.help("write static routes to it (TGW-08)"));
                continue;
            }
            found.push(attachment);
        }
        found
    }

    fn transit_routes(
        &mut self,
        gateway: Id<TransitGateway>,
        table: &written::TransitGatewayRouteTable,
    ) -> Vec<(ipnet::IpNet, Option<Id<TransitGatewayAttachment>>)> {
        let mut routes: Vec<(ipnet::IpNet, _)> = Vec::new();
        for route in &table.routes {
            let Some((range, to)) = self.transit_route(gateway, route) else {
                continue;
            };
            if routes.iter().any(|(known, _)| *known == range.value) {
                let message = format!("a second static route for `{}`", range.value);
                let fault = Diagnostic::error("RouteAlreadyExists", message, range.at);
                self.fault(fault.help("a table has one static route for a range"));
                continue;
            }
            routes.push((range.value, to));
        }
        routes
    }

    /// A written route: its range and where it leads; nowhere is a blackhole (TGW-03).
    pub(super) fn transit_route<'w>(
        &mut self,
        gateway: Id<TransitGateway>,
        route: &'w written::TransitGatewayRoute,
    ) -> Option<(&'w Said<ipnet::IpNet>, Option<Id<TransitGatewayAttachment>>)> {
        match route {
            written::TransitGatewayRoute::Route(range, name) => {
                Some((range, Some(self.attachment_called(gateway, name)?)))
            }
            written::TransitGatewayRoute::Blackhole(range) => Some((range, None)),
        }
    }

    fn attachment_called(
        &mut self,
        gateway: Id<TransitGateway>,
        name: &Said<String>,
    ) -> Option<Id<TransitGatewayAttachment>> {
        let key = (gateway, name.value.clone());
        let found = self.attachment_names.get(&key).copied();
        if found.is_none() {
            let names = self.attachment_names.keys();
            let known = names.filter(|(at, _)| *at == gateway);
            let known = known.map(|(_, name)| name.as_str());
            let fault = unknown("attachment of this Transit Gateway", name, known);
            self.fault(fault);
        }
        found
    }
}
