//! Direct Connect: virtual interfaces and the gateways they lead to.

use std::net::IpAddr;

use ipnet::IpNet;

use super::gateway::VpnGateway;
use super::learnt::{LearntTable, Rank};
use super::on_premises::OnPremises;
use super::session::Session;
use super::transit_gateway::TransitGatewayAttachment;
use super::{Id, World};
use crate::aws::account::AccountId;
use crate::scenario::on_premises::LocalPreference;
use crate::time::Duration;
use crate::units::BitsPerSecond;

/// A Direct Connect gateway.
#[derive(Debug, Clone)]
pub struct DirectConnectGateway {
    /// The owner.
    pub account: AccountId,
    /// What it leads to: virtual private gateways or Transit Gateways, never both (DX-07).
    pub associations: Vec<Association>,
    /// What it knows of networks on premises, by virtual interface (DX-11).
    pub routes: LearntTable<Id<VirtualInterface>>,
}

/// What a Direct Connect gateway leads to.
#[derive(Debug, Clone)]
pub struct Association {
    /// The gateway.
    pub gateway: Associated,
    /// What is announced on premises, or a filter for it (DX-05).
    pub allowed_prefixes: Option<Vec<IpNet>>,
}

/// A gateway associated with a Direct Connect gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Associated {
    /// A VPC's virtual private gateway.
    VpnGateway(Id<VpnGateway>),
    /// A Transit Gateway, by its attachment.
    TransitGateway(Id<TransitGatewayAttachment>),
}

/// A virtual interface.
#[derive(Debug, Clone)]
pub struct VirtualInterface {
    /// The network on premises.
    pub on_premises: Id<OnPremises>,
    /// What it leads to.
    pub to: InterfaceEnd,
    /// The largest packet as it was set up (DX-08).
    pub mtu: u16,
    /// The port's speed.
    pub bandwidth: BitsPerSecond,
    /// What AWS makes of it beside others (DX-11).
    pub local_preference: LocalPreference,
    /// How long a dead line goes unnoticed (DX-10).
    pub hold_time: Duration,
    /// Whether it carries packets.
    pub session: Session,
    /// Whether so many prefixes are announced that AWS keeps the session down (DX-09).
    pub is_flooded: bool,
}

/// What a virtual interface leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InterfaceEnd {
    /// One VPC (DX-01).
    VpnGateway(Id<VpnGateway>),
    /// A Direct Connect gateway: the VPCs behind it, or Transit Gateways (DX-02).
    DirectConnectGateway(Id<DirectConnectGateway>),
    /// All public addresses of AWS, under this public address (DX-03).
    Public(IpAddr),
}

impl VirtualInterface {
    /// Whether routes are told over it.
    pub fn tells_routes(&self) -> bool {
        self.session.is_believed && !self.is_flooded
    }

    /// What its routes are worth.
    pub fn rank(&self) -> Rank {
        match self.local_preference {
            LocalPreference::High => Rank::DirectConnectHigh,
            LocalPreference::Medium => Rank::DirectConnect,
            LocalPreference::Low => Rank::DirectConnectLow,
        }
    }
}

impl World {
    /// The largest packet a virtual interface carries now: no jumbo frames where the same network
    /// is also told over a line with another MTU (DX-08).
    pub fn effective_mtu(&self, id: Id<VirtualInterface>) -> u16 {
        const ORDINARY: u16 = 1500;
        let this = &self.virtual_interfaces[id];
        if this.mtu <= ORDINARY {
            return this.mtu;
        }
        let has_rival = self.virtual_interfaces.iter().any(|(other, rival)| {
            other != id
                && rival.on_premises == this.on_premises
                && rival.to == this.to
                && rival.mtu != this.mtu
                && rival.tells_routes()
        });
        let has_vpn = self.vpn_connections.iter().any(|(_, vpn)| {
            vpn.on_premises == this.on_premises
                && vpn.tells_routes()
                && self.is_same_end(this.to, vpn.to)
        });
        if has_rival || has_vpn {
            ORDINARY
        } else {
            this.mtu
        }
    }
}
