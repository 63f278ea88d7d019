//! The way a connection goes, in the short form that is decided once and remembered.

use std::net::IpAddr;

use super::reason::Reason;
use crate::aws::region::Region;
use crate::time::Duration;
use crate::units::{BitsPerSecond, Bytes};
use crate::world::gateway::{NatGateway, VpcEndpoint};
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Place};

/// What a request's own head and those of its packet weigh, in bytes.
const HEADS: u64 = 540;

/// The way of a connection: what it passes, what the far end sees, how far it is.
#[derive(Debug, Clone, PartialEq)]
#[repr(C)]
pub struct Way {
    /// The round trip, without anybody's thinking time.
    pub round_trip: Duration,
    /// The fastest the way can carry one flow.
    pub rate: BitsPerSecond,
    /// How many of a million packets get lost on it.
    pub loss: u32,
    /// The largest packet that passes, in bytes (TCP-20).
    pub mtu: u16,
    /// The Region whose S3 was reached, if it was S3; behind the global endpoint, the Region in
    /// which the request enters AWS (MRAP-20).
    pub s3_region: Option<Region>,
    /// Whether it was the global endpoint of Multi-Region Access Points that was reached, and not
    /// S3 in one Region (MRAP-02).
    pub is_s3_global: bool,
    /// Whether the security groups on the way keep state for it (SG-10).
    pub is_tracked: bool,
    /// Why larger packets vanish without their sender being told; none when it is told and sends
    /// smaller ones (TCP-21, TCP-22).
    pub black_hole: Option<Reason>,
    /// The VPC endpoint that was passed, if any: it gives the request its network keys (COND-06).
    pub endpoint: Option<Id<VpcEndpoint>>,
    /// Its network interface that was used, when it is an interface endpoint (IFE-01).
    pub endpoint_interface: Option<Id<NetworkInterface>>,
    /// The NAT gateway that was passed, if any.
    pub nat_gateway: Option<Id<NatGateway>>,
    /// The source address the far end sees (GWE-03, COND-31).
    pub source_seen: IpAddr,
    /// The network interfaces of VPCs' attachments to Transit Gateways that are passed on the way
    /// there, in order (TGW-15).
    pub transit_interfaces: Vec<Id<NetworkInterface>>,
    /// The places passed, the two ends included.
    pub places: Vec<Place>,
    /// What the address at the far end is.
    pub destination: IpAddr,
    /// How an attempt to connect ends.
    pub end: End,
}

/// How an attempt to connect ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It connects.
    Connected,
    /// Nothing ever answers.
    Silent(Reason),
    /// It is refused with a reset.
    Refused(Reason),
}

impl Way {
    /// The gateways and endpoints that are passed, in order: what tells one way from another.
    pub fn gateways(&self) -> impl Iterator<Item = Place> {
        self.places.iter().copied().filter(|place| match place {
            Place::InternetGateway(_)
            | Place::NatGateway(_)
            | Place::VpnGateway(_)
            | Place::VpcEndpoint(_)
            | Place::ResolverEndpoint(_)
            | Place::EgressOnlyInternetGateway(_)
            | Place::VpcPeeringConnection(_)
            | Place::TransitGateway(_)
            | Place::LoadBalancer(_)
            | Place::DirectConnectGateway(_)
            | Place::VirtualInterface(_)
            | Place::VpnConnection(_) => true,
            Place::Host(_)
            | Place::Subnet(_)
            | Place::Internet
            | Place::S3(_)
            | Place::S3Global
            | Place::OnPremises(_) => false,
        })
    }

    /// Why a request with so much of a body never gets through: its packets are too large for a
    /// tunnel, and nobody tells their sender (TCP-21). Small ones pass.
    pub fn swallows(&self, body: Bytes) -> Option<Reason> {
        let packet = body.0.saturating_add(HEADS);
        self.black_hole.filter(|_| packet > u64::from(self.mtu))
    }

    /// How much longer the round trip is when the global endpoint sends a request on to a bucket
    /// in `region` (MRAP-20).
    pub fn beyond(&self, region: Region) -> Duration {
        let entry = self.s3_region.filter(|_| self.is_s3_global);
        entry.map_or(Duration::ZERO, |entry| entry.round_trip_to(region))
    }

    /// Whether a connection comes about.
    pub fn connects(&self) -> bool {
        self.end == End::Connected
    }

    /// Whether a NAT gateway holds an open connection on its way although new ones now go by
    /// `other`: it keeps translating to the Elastic IP it chose at the beginning, and what bears
    /// that address leaves by the internet gateway (NAT-09, TCP-14).
    ///
    /// SIMPLIFIED: AWS does not say what becomes of a NAT gateway's open connections when its own
    /// subnet gets an endpoint route; they are taken to go on.
    pub fn is_held_by_nat(&self, other: &Self) -> bool {
        self.nat_gateway.is_some()
            && self.nat_gateway == other.nat_gateway
            && self.endpoint.is_none()
            && other.endpoint.is_some()
    }

    /// Whether an open connection survives a move from `self` to `other`: its far end must know
    /// it, which it does only by the addresses it sees and through the same state on the way.
    pub fn is_same_connection(&self, other: &Self) -> bool {
        self.source_seen == other.source_seen
            && self.destination == other.destination
            && self.endpoint == other.endpoint
            && self.nat_gateway == other.nat_gateway
            && other.connects()
    }
}
