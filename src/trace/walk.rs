//! A packet's walk: hops, what happened at each, and how it ended.

use std::net::IpAddr;

use ipnet::IpNet;

use super::packet::Packet;
use super::reason::Reason;
use super::way::Way;
use crate::scenario::timeline::Direction;
use crate::world::filter::{NetworkAcl, SecurityGroup};
use crate::world::route::RouteTable;
use crate::world::transit_gateway::{TransitGatewayAttachment, TransitGatewayRouteTable};
use crate::world::vpc::{NetworkInterface, Subnet};
use crate::world::{Id, Place};

/// One place on the way and what happened there.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    /// The place.
    pub place: Place,
    /// The packet as it came in.
    pub packet: Packet,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// One thing that happened to a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Security groups were asked.
    SecurityGroups {
        /// The interface they guard.
        interface: Id<NetworkInterface>,
        /// Which way the packet went.
        direction: Direction,
        /// The group and the position of the rule that let it pass, when one did.
        rule: Option<(Id<SecurityGroup>, usize)>,
        /// Whether it passed only because it answers a tracked connection (SG-01).
        is_tracked: bool,
    },
    /// A network ACL was asked.
    NetworkAcl {
        /// The list.
        acl: Id<NetworkAcl>,
        /// Which way the packet went.
        direction: Direction,
        /// The number of the rule that decided; none is the implicit deny `*`.
        rule: Option<u32>,
        /// Whether it passed.
        passes: bool,
    },
    /// The packet stays in its subnet: neither network ACL nor route table is asked (NACL-03).
    WithinSubnet(Id<Subnet>),
    /// A route was chosen.
    Routed {
        /// The table.
        table: Id<RouteTable>,
        /// The position of the winning line.
        line: usize,
        /// The range that matched; of a prefix list, the one that did (RTE-04).
        range: IpNet,
    },
    /// A route matched too, but lost.
    Beaten {
        /// The table.
        table: Id<RouteTable>,
        /// The position of the line that lost.
        line: usize,
        /// The range that matched.
        range: IpNet,
    },
    /// No route matched.
    Unrouted {
        /// The table.
        table: Id<RouteTable>,
    },
    /// It comes to the interface of a Transit Gateway's attachment (TGW-05).
    TransitEntered(Id<TransitGatewayAttachment>),
    /// A route of a Transit Gateway was chosen (TGW-02).
    TransitRouted {
        /// The table.
        table: Id<TransitGatewayRouteTable>,
        /// The position of the winning route.
        line: usize,
    },
    /// A route of a Transit Gateway matched too, but lost.
    TransitBeaten {
        /// The table.
        table: Id<TransitGatewayRouteTable>,
        /// The position of the route that lost.
        line: usize,
    },
    /// No route of a Transit Gateway's table matched.
    TransitUnrouted {
        /// The table.
        table: Id<TransitGatewayRouteTable>,
    },
    /// A router chose a route that another router told it, or that was written there.
    Learnt {
        /// The range that matched.
        range: IpNet,
        /// The line or gateway it leads on by.
        by: Place,
    },
    /// The source address was rewritten.
    SourceTranslated {
        /// What it was.
        from: IpAddr,
        /// What it became.
        to: IpAddr,
    },
    /// The source port was rewritten, as NAT gateways do (NACL-02).
    SourcePortTranslated {
        /// What it was.
        from: u16,
        /// What it became.
        to: u16,
    },
    /// The destination address was rewritten.
    DestinationTranslated {
        /// What it was.
        from: IpAddr,
        /// What it became.
        to: IpAddr,
    },
    /// The destination port was rewritten: a NAT gateway knows the connection again.
    DestinationPortTranslated {
        /// What it was.
        from: u16,
        /// What it became.
        to: u16,
    },
    /// The packet was dropped here for this reason. Where it could have gone on but for this, the
    /// walk goes on as if it had, so that every reason is found.
    Dropped(Reason),
    /// The packet arrived, and was refused with a reset.
    Refused(Reason),
    /// The packet arrived.
    Delivered,
}

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It arrived at this place.
    Delivered(Place),
    /// It was dropped silently.
    Dropped(Reason),
    /// It arrived and was refused with a reset (TCP-01).
    Refused(Reason),
}

/// A packet's walk in one direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// The places, in order.
    pub hops: Vec<Hop>,
    /// How it ended.
    pub verdict: Verdict,
    /// Everything that would have stopped it, the deciding reason first.
    pub blockers: Vec<Reason>,
    /// How much of its time to live it lost.
    pub ttl_lost: u8,
}

/// A packet's walk and the walk of its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundTrip {
    /// The way there.
    pub forward: Walk,
    /// The way back; none when there is no way there. When only filters stop the way there, it is
    /// the way the answer would take.
    pub back: Option<Walk>,
    /// The short form that connections remember.
    pub way: Way,
}

impl RoundTrip {
    /// Everything that stops the round trip, the deciding reason first.
    pub fn blockers(&self) -> impl Iterator<Item = &Reason> {
        self.forward
            .blockers
            .iter()
            .chain(self.back.iter().flat_map(|walk| &walk.blockers))
    }
}
