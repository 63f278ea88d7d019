//! Where packets leave a VPC: internet, NAT and virtual private gateways, and VPC endpoints.

use super::Id;
use super::iam::AttachedPolicy;
use super::learnt::LearntTable;
use super::place::Place;
use super::route::RouteTable;
use super::vpc::{NetworkInterface, Vpc};
use crate::aws::service::EndpointService;

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
    },
}
