//! Networks on premises, their hosts, and the Direct Connect and VPN lines to them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::Builder;
use super::lookup::unknown;
use crate::aws::region::Region;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::host as written_host;
use crate::scenario::on_premises as written;
use crate::world::Id;
use crate::world::direct_connect::{InterfaceEnd, VirtualInterface};
use crate::world::gateway::VpnGateway;
use crate::world::host::{Host, Location};
use crate::world::learnt::LearntTable;
use crate::world::on_premises::{OnPremises, Uplink};
use crate::world::session::Session;
use crate::world::transit_gateway::{Attached, TransitGateway, TransitGatewayAttachment};
use crate::world::vpn::{VpnConnection, VpnEnd};

/// The most prefixes of one family on a private or transit virtual interface (DX-09).
const PREFIXES_MAX: usize = 100;

/// Where a line ends at AWS.
pub(super) enum LineEnd {
    VpnGateway(Id<VpnGateway>),
    TransitGateway(Id<TransitGateway>),
}

impl Builder<'_> {
    /// Networks on premises, still without lines.
    pub(super) fn premises(&mut self) {
        let scenario = self.scenario;
        for (name, premises) in &scenario.on_premises {
            let ranges = |all: &[Said<ipnet::IpNet>]| all.iter().map(|range| range.value).collect();
            let announces = premises
                .announces
                .as_deref()
                .unwrap_or(&premises.cidr_blocks);
            let built = OnPremises {
                cidr_blocks: ranges(&premises.cidr_blocks),
                announces: ranges(announces),
                internet: premises.internet.as_ref().map(|address| address.value),
                written: Vec::new(),
                forwards: Vec::new(),
                passes_icmp: premises.passes_icmp,
                round_trip: premises.round_trip.0,
                nearest: Region::US_EAST_1,
                addresses: BTreeMap::new(),
                routes: LearntTable::default(),
                public_line: None,
            };
            let id = self.world.on_premises.add(name.value.clone(), built);
            if let Some(address) = &premises.internet {
                self.world.premises_addresses.insert(address.value, id);
            }
        }
    }

    /// Where a host on premises stands; its address is the next free one when none is written.
    pub(super) fn premises_host(
        &mut self,
        id: Id<Host>,
        name: &Said<String>,
        host: &written_host::Host,
        premises: &Said<String>,
    ) -> Option<Location> {
        let kind = "network on premises";
        let premises = self.find(|world| &world.on_premises, kind, premises)?;
        let it = &self.world.on_premises[premises];
        let is_inside =
            |address: &IpAddr| it.cidr_blocks.iter().any(|range| range.contains(address));
        let is_free = |address: &IpAddr| !it.addresses.contains_key(address);
        let address = match &host.private_ip {
            Some(written) => Some(written.value).filter(|own| is_inside(own) && is_free(own)),
            None => it
                .cidr_blocks
                .iter()
                .find_map(|range| range.hosts().find(is_free)),
        };
        let Some(address) = address else {
            let at = host
                .private_ip
                .as_ref()
                .map_or(name.at, |address| address.at);
            let message = format!("`{}` gets no address of its network", name.value);
            let help = "a host on premises has a free address of its network's `cidr_blocks`";
            self.fault(Diagnostic::error("bad-address", message, at).help(help));
            return None;
        };
        self.world.on_premises[premises]
            .addresses
            .insert(address, id);
        Some(Location::OnPremises(premises, address))
    }

    /// Direct Connect gateways, virtual interfaces and VPN connections, with their attachments to
    /// Transit Gateways, and then the tables of those.
    pub(super) fn lines(&mut self) {
        self.direct_connect_gateways();
        let scenario = self.scenario;
        for (name, interface) in &scenario.virtual_interfaces {
            let built = match interface {
                written::VirtualInterface::Private(it) => self.private_interface(it, false),
                written::VirtualInterface::Transit(it) => self.private_interface(it, true),
                written::VirtualInterface::Public(it) => self.public_interface(it),
            };
            let Some(built) = built else {
                continue;
            };
            let own = built.to;
            let id = self.world.virtual_interfaces.add(name.value.clone(), built);
            if let InterfaceEnd::Public(address) = own {
                self.world.public_lines.insert(address, id);
            }
            if self.world.virtual_interfaces[id].is_flooded {
                let message = format!(
                    "more than {PREFIXES_MAX} prefixes are announced over `{}`",
                    name.value
                );
                let help = "AWS keeps the BGP session down; announce fewer, wider ranges (DX-09)";
                self.fault(Diagnostic::warning("bgp-prefix-limit", message, name.at).help(help));
            }
        }
        for (name, vpn) in &scenario.vpn_connections {
            if let Some(built) = self.vpn_connection(name, vpn) {
                self.world.vpn_connections.add(name.value.clone(), built);
            }
        }
        self.attachments_without_lines();
        self.transit_tables();
        self.premises_routes();
        self.nearest_regions();
    }

    fn public_interface(&mut self, written: &written::PublicInterface) -> Option<VirtualInterface> {
        let kind = "network on premises";
        let premises = self.find(|world| &world.on_premises, kind, &written.on_premises)?;
        Some(VirtualInterface {
            on_premises: premises,
            to: InterfaceEnd::Public(written.public_ip.value),
            mtu: 1500,
            bandwidth: written.bandwidth.0,
            local_preference: written::LocalPreference::Medium,
            hold_time: written.hold_time.0,
            session: Session::UP,
            is_flooded: false,
        })
    }

    fn private_interface(
        &mut self,
        written: &written::PrivateInterface,
        is_transit: bool,
    ) -> Option<VirtualInterface> {
        let kind = "network on premises";
        let premises = self.find(|world| &world.on_premises, kind, &written.on_premises);
        let to = self.interface_end(&written.gateway, is_transit);
        let jumbo: u16 = if is_transit { 8500 } else { 9001 };
        if written.mtu.value != 1500 && written.mtu.value != u32::from(jumbo) {
            let message = format!(
                "{} is no MTU of such a virtual interface",
                written.mtu.value
            );
            let help = format!("1500 or {jumbo} (DX-08)");
            let code = "DirectConnectClientException";
            self.fault(Diagnostic::error(code, message, written.mtu.at).help(help));
        }
        let announces = &self.world.on_premises[premises?].announces;
        let of_v4 = announces
            .iter()
            .filter(|range| range.addr().is_ipv4())
            .count();
        let is_flooded = of_v4.max(announces.len() - of_v4) > PREFIXES_MAX;
        Some(VirtualInterface {
            on_premises: premises?,
            to: to?,
            mtu: u16::try_from(written.mtu.value).unwrap_or(jumbo),
            bandwidth: written.bandwidth.0,
            local_preference: written.local_preference,
            hold_time: written.hold_time.0,
            session: Session::UP,
            is_flooded,
        })
    }

    /// What a private or transit virtual interface leads to: a transit one only to a Direct
    /// Connect gateway (DX-02).
    fn interface_end(&mut self, name: &Said<String>, is_transit: bool) -> Option<InterfaceEnd> {
        if let Some(gateway) = self.world.direct_connect_gateways.find(name) {
            return Some(InterfaceEnd::DirectConnectGateway(gateway));
        }
        let gateway = self.world.vpn_gateways.find(name);
        if let Some(gateway) = gateway.filter(|_| !is_transit) {
            return Some(InterfaceEnd::VpnGateway(gateway));
        }
        let gateways = self.world.direct_connect_gateways.names();
        let (kind, known): (_, Vec<&str>) = if is_transit {
            ("Direct Connect gateway", gateways.collect())
        } else {
            let all = gateways.chain(self.world.vpn_gateways.names());
            ("Direct Connect or virtual private gateway", all.collect())
        };
        let fault = unknown(kind, name, known.into_iter());
        self.fault(fault);
        None
    }

    fn vpn_connection(
        &mut self,
        name: &Said<String>,
        written: &written::VpnConnection,
    ) -> Option<VpnConnection> {
        let kind = "network on premises";
        let premises = self.find(|world| &world.on_premises, kind, &written.on_premises);
        let to = match self.line_end(&written.gateway)? {
            LineEnd::VpnGateway(gateway) => VpnEnd::VpnGateway(gateway),
            LineEnd::TransitGateway(gateway) => {
                let id = Id::at(self.world.vpn_connections.len());
                VpnEnd::TransitGateway(self.line_attachment(gateway, name, Attached::Vpn(id))?)
            }
        };
        let static_routes = match &written.routing {
            written::VpnRouting::Static(ranges) => {
                Some(ranges.iter().map(|range| range.value).collect())
            }
            written::VpnRouting::Bgp => None,
        };
        Some(VpnConnection {
            on_premises: premises?,
            to,
            static_routes,
            mtu: u16::try_from(written.mtu.value).unwrap_or(u16::MAX),
            clamps_mss: written.clamps_mss,
            tunnels: [Session::UP; 2],
        })
    }

    /// The gateway of AWS that a line is written to end at.
    pub(super) fn line_end(&mut self, gateway: &Said<String>) -> Option<LineEnd> {
        if let Some(gateway) = self.world.vpn_gateways.find(gateway) {
            return Some(LineEnd::VpnGateway(gateway));
        }
        if let Some(gateway) = self.world.transit_gateways.find(gateway) {
            return Some(LineEnd::TransitGateway(gateway));
        }
        let vpn_gateways = self.world.vpn_gateways.names();
        let known = vpn_gateways.chain(self.world.transit_gateways.names());
        let fault = unknown("virtual private or Transit Gateway", gateway, known);
        self.fault(fault);
        None
    }

    /// The attachment by which a line hangs on a Transit Gateway, as it is written there.
    pub(super) fn line_attachment(
        &mut self,
        gateway: Id<TransitGateway>,
        line: &Said<String>,
        to: Attached,
    ) -> Option<Id<TransitGatewayAttachment>> {
        use crate::scenario::transit_gateway::TransitGatewayAttachment as Written;
        let gateway_name = self.world.transit_gateways.name(gateway);
        let attachments = &self
            .scenario
            .transit_gateways
            .get(gateway_name)?
            .attachments;
        let found = attachments.iter().find(|(_, written)| match written {
            Written::DirectConnectGateway(name) | Written::Vpn(name) => name.value == line.value,
            Written::Vpc(_) | Written::Peering(_) | Written::Beyond => false,
        });
        let Some((name, _)) = found else {
            let message = format!("`{gateway_name}` has no attachment for `{}`", line.value);
            let help = "write it among the Transit Gateway's `attachments`, so that its tables can name it";
            self.fault(Diagnostic::error("missing-attachment", message, line.at).help(help));
            return None;
        };
        self.attachment(gateway, name, to)
    }

    /// Attachments for lines that do not lead to the Transit Gateway they are written at.
    fn attachments_without_lines(&mut self) {
        use crate::scenario::transit_gateway::TransitGatewayAttachment as Written;
        let scenario = self.scenario;
        for (gateway_name, gateway) in &scenario.transit_gateways {
            let Some(id) = self.world.transit_gateways.find(gateway_name) else {
                continue;
            };
            for (name, written) in &gateway.attachments {
                let line = match written {
                    Written::DirectConnectGateway(line) | Written::Vpn(line) => line,
                    Written::Vpc(_) | Written::Peering(_) | Written::Beyond => continue,
                };
                let key = (id, name.value.clone());
                if !self.attachment_names.contains_key(&key) {
                    let message =
                        format!("`{}` does not lead to `{}`", line.value, gateway_name.value);
                    let help = "a VPN connection names it as its `gateway`, a Direct Connect gateway in its `associations`";
                    let fault = Diagnostic::error("missing-attachment", message, line.at);
                    self.fault(fault.help(help));
                }
            }
        }
    }

    /// Routes that routers on premises prefer over what they learn.
    fn premises_routes(&mut self) {
        let scenario = self.scenario;
        for (name, premises) in &scenario.on_premises {
            let Some(id) = self.world.on_premises.find(name) else {
                continue;
            };
            for written::OnPremisesRoute::Route(range, line) in &premises.routes {
                if let Some(uplink) = self.uplink(line) {
                    let routes = &mut self.world.on_premises[id].written;
                    routes.push((range.value, uplink));
                }
            }
        }
    }

    /// The domains that resolvers on premises forward, once the endpoints they ask are there.
    pub(super) fn premises_resolvers(&mut self) {
        let scenario = self.scenario;
        for (name, premises) in &scenario.on_premises {
            let Some(id) = self.world.on_premises.find(name) else {
                continue;
            };
            let written::OnPremisesResolver::Forwarding(forwards) = &premises.resolver else {
                continue;
            };
            for written::Forward::Forward(domain, endpoint) in forwards {
                let kind = "resolver endpoint";
                let found = self.find(|world| &world.resolver_endpoints, kind, endpoint);
                let domain = domain.trim_end_matches('.').to_ascii_lowercase();
                let forwards = &mut self.world.on_premises[id].forwards;
                forwards.extend(found.map(|endpoint| (domain, endpoint)));
            }
        }
    }

    /// The line of this name.
    pub(super) fn uplink(&mut self, name: &Said<String>) -> Option<Uplink> {
        let interface = self.world.virtual_interfaces.find(name);
        let interface = interface.map(Uplink::VirtualInterface);
        let found = interface.or_else(|| self.world.vpn_connections.find(name).map(Uplink::Vpn));
        if found.is_none() {
            let interfaces = self.world.virtual_interfaces.names();
            let known = interfaces.chain(self.world.vpn_connections.names());
            let fault = unknown("virtual interface or VPN connection", name, known);
            self.fault(fault);
        }
        found
    }

    /// The Region each network on premises is taken to be nearest to.
    fn nearest_regions(&mut self) {
        for id in self.world.on_premises.ids() {
            if let Some(nearest) = self.nearest_region(id) {
                self.world.on_premises[id].nearest = nearest;
            }
        }
    }

    fn nearest_region(&self, id: Id<OnPremises>) -> Option<Region> {
        let world = &self.world;
        let mut interfaces = world.virtual_interfaces.iter();
        let by_interface = interfaces.find_map(|(_, it)| {
            let behind = world.region_behind(it.to);
            behind.filter(|_| it.on_premises == id)
        });
        by_interface.or_else(|| {
            let mut vpns = world.vpn_connections.iter();
            let (_, vpn) = vpns.find(|(_, it)| it.on_premises == id)?;
            Some(world.region_of_vpn(vpn.to))
        })
    }
}
