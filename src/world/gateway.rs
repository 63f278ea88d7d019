//! Where packets leave a VPC: internet, NAT and virtual private gateways, and VPC endpoints.

use std::net::IpAddr;

use super::Id;
use super::iam::AttachedPolicy;
use super::learnt::LearntTable;
use super::place::Place;
use super::route::RouteTable;
use super::vpc::{NetworkInterface, Vpc};
use crate::aws::service::EndpointService;
use crate::policy;
use crate::scenario::endpoint::{IpAddressType, PrivateDns};

/// An internet gateway.
#[derive(Debug, Clone)]
pub struct InternetGateway {
    /// The VPC it is attached to.
    pub vpc: Id<Vpc>,
}

/// An egress-only internet gateway: IPv6, and only what begins inside (VPC-05).
#[derive(Debug, Clone)]
pub struct EgressOnlyInternetGateway {
    /// The VPC it is attached to.
    pub vpc: Id<Vpc>,
}

/// A virtual private gateway.
#[derive(Debug, Clone)]
pub struct VpnGateway {
    /// The VPC it is attached to.
    pub vpc: Id<Vpc>,
    /// What it knows of networks on premises: each range, and the line or Direct Connect gateway
    /// that leads there (RTE-03).
    pub routes: LearntTable<Place>,
}

/// A NAT gateway.
#[derive(Debug, Clone)]
pub struct NatGateway {
    /// Its network interface; the Elastic IP stands there.
    pub interface: Id<NetworkInterface>,
    /// Whether it has an Elastic IP (NAT-10).
    pub is_public: bool,
    /// Its further Elastic IPs (NAT-02).
    ///
    /// SIMPLIFIED: the far end sees a NAT gateway's first Elastic IP, whichever of them carries the
    /// connection.
    pub secondary_ips: Vec<IpAddr>,
}

impl NatGateway {
    /// The most addresses one may have (NAT-02).
    pub const ADDRESSES_MAX: usize = 8;

    /// How many connections it carries at once to one address and port: 55,000 for each of its own
    /// addresses (NAT-02).
    pub fn connections_max(&self) -> u32 {
        let addresses = 1 + self.secondary_ips.len();
        u32::try_from(addresses).map_or(u32::MAX, |addresses| addresses.saturating_mul(55_000))
    }
}

/// A VPC endpoint.
#[derive(Debug, Clone)]
pub struct VpcEndpoint {
    /// Its VPC.
    pub vpc: Id<Vpc>,
    /// The service it leads to.
    pub service: EndpointService,
    /// Its policy; `None` is full access (GWE-02).
    pub policy: Option<AttachedPolicy>,
    /// Whether it exists yet, or still.
    pub state: EndpointState,
    /// What it is made of.
    pub kind: EndpointKind,
}

/// The life of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointState {
    /// The timeline will create it.
    Planned,
    /// It is being created, and does not answer yet (IFE-26).
    Pending,
    /// It works.
    Available,
    /// It is gone.
    Deleted,
}

/// What an endpoint is made of.
#[derive(Debug, Clone)]
pub enum EndpointKind {
    /// A route target.
    Gateway {
        /// The route tables that hold its route.
        route_tables: Vec<Id<RouteTable>>,
        /// Which addresses of the service it carries (GWE-09).
        families: IpAddressType,
    },
    /// Network interfaces in subnets (IFE-01).
    Interface(InterfaceParts),
}

/// What an interface endpoint is made of.
#[derive(Debug, Clone)]
pub struct InterfaceParts {
    /// Its network interfaces, one a zone at most (IFE-19).
    pub interfaces: Vec<Id<NetworkInterface>>,
    /// Whether the service's ordinary names lead to it (DNS-10 to DNS-14).
    pub private_dns: PrivateDns,
    /// Its address family (IFE-32).
    pub ip_address_type: IpAddressType,
    /// What its names begin with: its id and a suffix (IFE-06).
    pub label: String,
}

impl InterfaceParts {
    /// The addresses one of its interfaces answers at, by the endpoint's address type (IFE-32).
    pub fn addresses_of(
        &self,
        interface: &NetworkInterface,
    ) -> impl Iterator<Item = IpAddr> + use<> {
        let (v4, v6) = match self.ip_address_type {
            IpAddressType::Ipv4 => (Some(interface.private_ip), None),
            IpAddressType::Ipv6 => (None, interface.ipv6_address),
            IpAddressType::Dualstack => (Some(interface.private_ip), interface.ipv6_address),
        };
        v4.into_iter().chain(v6)
    }
}

impl VpcEndpoint {
    /// How its policy reads principals (POL-29).
    pub fn policy_kind(&self) -> policy::EndpointKind {
        match self.kind {
            EndpointKind::Gateway { .. } => policy::EndpointKind::Gateway,
            EndpointKind::Interface(_) => policy::EndpointKind::Interface,
        }
    }

    /// What it is made of, when it is an interface endpoint.
    pub fn interface_parts(&self) -> Option<&InterfaceParts> {
        match &self.kind {
            EndpointKind::Interface(parts) => Some(parts),
            EndpointKind::Gateway { .. } => None,
        }
    }
}
