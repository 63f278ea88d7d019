//! Site-to-Site VPN connections, each with two tunnels.

use ipnet::IpNet;

use super::direct_connect::{Associated, InterfaceEnd};
use super::gateway::VpnGateway;
use super::learnt::Rank;
use super::on_premises::OnPremises;
use super::session::Session;
use super::transit_gateway::TransitGatewayAttachment;
use super::{Id, World};
use crate::aws::region::Region;
use crate::time::Duration;
use crate::units::BitsPerSecond;

/// How long a dead tunnel goes unnoticed: three keep-alives of ten seconds (VPN-02).
pub const HOLD_TIME: Duration = Duration::from_secs(30);

/// What one tunnel carries (VPN-04).
pub const TUNNEL_RATE: BitsPerSecond = BitsPerSecond(1_250_000_000);

/// A VPN connection.
#[derive(Debug, Clone)]
pub struct VpnConnection {
    /// The network on premises.
    pub on_premises: Id<OnPremises>,
    /// What it leads to.
    pub to: VpnEnd,
    /// The ranges that were written as lying on premises; none is BGP.
    pub static_routes: Option<Vec<IpNet>>,
    /// The largest packet inside a tunnel (VPN-03).
    pub mtu: u16,
    /// Whether the customer's device clamps the MSS of TCP (TCP-21).
    pub clamps_mss: bool,
    /// Its tunnels; the first that is believed to work is used (VPN-02).
    pub tunnels: [Session; 2],
}

/// What a VPN connection leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VpnEnd {
    /// A VPC's virtual private gateway.
    VpnGateway(Id<VpnGateway>),
    /// A Transit Gateway, by its attachment.
    TransitGateway(Id<TransitGatewayAttachment>),
}

impl VpnConnection {
    /// Whether its routes are written, not told by BGP.
    pub fn is_static(&self) -> bool {
        self.static_routes.is_some()
    }

    /// What its routes are worth (RTE-03).
    pub fn rank(&self) -> Rank {
        if self.is_static() {
            Rank::VpnStatic
        } else {
            Rank::VpnBgp
        }
    }

    /// The tunnel that is used now: the first that is believed to work.
    ///
    /// SIMPLIFIED: a Transit Gateway uses one tunnel at a time too; AWS spreads connections over both
    /// where routes come by BGP (VPN-02).
    pub fn tunnel(&self) -> Option<Session> {
        self.tunnels
            .iter()
            .find(|tunnel| tunnel.is_believed)
            .copied()
    }

    /// Whether its routes hold.
    pub fn tells_routes(&self) -> bool {
        self.tunnel().is_some()
    }
}

impl World {
    /// What AWS learns over a VPN connection, and what it is worth.
    pub(super) fn told_by_vpn(&self, id: Id<VpnConnection>) -> Vec<(IpNet, Rank)> {
        let vpn = &self.vpn_connections[id];
        if !vpn.tells_routes() {
            return Vec::new();
        }
        let announced = &self.on_premises[vpn.on_premises].announces;
        let ranges = vpn.static_routes.as_ref().unwrap_or(announced);
        ranges.iter().map(|range| (*range, vpn.rank())).collect()
    }

    /// Whether a virtual interface and a VPN connection lead to the same gateway.
    pub(super) fn is_same_end(&self, interface: InterfaceEnd, vpn: VpnEnd) -> bool {
        let wanted = match vpn {
            VpnEnd::VpnGateway(gateway) => Associated::VpnGateway(gateway),
            VpnEnd::TransitGateway(attachment) => Associated::TransitGateway(attachment),
        };
        match interface {
            InterfaceEnd::VpnGateway(gateway) => {
                self.is_same_gateway(Associated::VpnGateway(gateway), wanted)
            }
            InterfaceEnd::DirectConnectGateway(gateway) => {
                let associations = &self.direct_connect_gateways[gateway].associations;
                associations
                    .iter()
                    .any(|association| self.is_same_gateway(association.gateway, wanted))
            }
            InterfaceEnd::Public(_) => false,
        }
    }

    /// Whether both mean one gateway, by whichever of its attachments.
    fn is_same_gateway(&self, a: Associated, b: Associated) -> bool {
        let hub = |attachment| self.transit_gateway_attachments[attachment].gateway;
        match (a, b) {
            (Associated::VpnGateway(a), Associated::VpnGateway(b)) => a == b,
            (Associated::TransitGateway(a), Associated::TransitGateway(b)) => hub(a) == hub(b),
            (Associated::VpnGateway(_), Associated::TransitGateway(_))
            | (Associated::TransitGateway(_), Associated::VpnGateway(_)) => false,
        }
    }

    /// The Region a VPN connection leads to.
    pub(super) fn region_of_vpn(&self, to: VpnEnd) -> Region {
        match to {
            VpnEnd::VpnGateway(gateway) => self.vpcs[self.vpn_gateways[gateway].vpc].region,
            VpnEnd::TransitGateway(attachment) => {
                let gateway = self.transit_gateway_attachments[attachment].gateway;
                self.transit_gateways[gateway].region
            }
        }
    }

    /// The Region of the first thing a virtual interface leads to.
    pub(super) fn region_behind(&self, to: InterfaceEnd) -> Option<Region> {
        let associated = match to {
            InterfaceEnd::VpnGateway(gateway) => Associated::VpnGateway(gateway),
            InterfaceEnd::DirectConnectGateway(gateway) => {
                let associations = &self.direct_connect_gateways[gateway].associations;
                associations.first()?.gateway
            }
            InterfaceEnd::Public(_) => return None,
        };
        Some(self.region_of_vpn(match associated {
            Associated::VpnGateway(gateway) => VpnEnd::VpnGateway(gateway),
            Associated::TransitGateway(attachment) => VpnEnd::TransitGateway(attachment),
        }))
    }
}
