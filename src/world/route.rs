//! Route tables: what is written in them, and which line wins for an address.

use std::net::IpAddr;

use ipnet::IpNet;

use super::filter::PrefixList;
use super::gateway::{
    EgressOnlyInternetGateway, InternetGateway, NatGateway, VpcEndpoint, VpnGateway,
};
use super::peering::VpcPeeringConnection;
use super::range_map::RangeMap;
use super::transit_gateway::TransitGateway;
use super::vpc::{NetworkInterface, Vpc};
use super::{Arena, Id};

/// A route table.
#[derive(Debug, Clone)]
pub struct RouteTable {
    /// Its VPC.
    pub vpc: Id<Vpc>,
    /// Its lines as written or learnt, the `local` ones included.
    pub lines: Vec<Line>,
    /// Virtual private gateways whose routes it learns (RTE-02).
    pub propagating: Vec<Id<VpnGateway>>,
    /// The lines as they compete: one entry a range, in the order they win.
    candidates: Vec<Candidate>,
    /// The winning candidate of every address, by position in `candidates`.
    winners: RangeMap<usize>,
}

/// One line of a route table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Which addresses it is for.
    pub destination: Destination,
    /// Where it sends them.
    pub target: Target,
    /// How it came into the table.
    pub origin: Origin,
}

/// The destination of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// One range.
    Range(IpNet),
    /// Every range of a prefix list, each competing by its own length (RTE-04).
    PrefixList(Id<PrefixList>),
}

/// Where a line sends packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Within the VPC.
    Local,
    /// An internet gateway.
    InternetGateway(Id<InternetGateway>),
    /// A NAT gateway.
    NatGateway(Id<NatGateway>),
    /// A gateway endpoint.
    VpcEndpoint(Id<VpcEndpoint>),
    /// A virtual private gateway.
    VpnGateway(Id<VpnGateway>),
    /// A peering connection.
    VpcPeeringConnection(Id<VpcPeeringConnection>),
    /// A Transit Gateway.
    TransitGateway(Id<TransitGateway>),
    /// An egress-only internet gateway (VPC-05).
    EgressOnlyInternetGateway(Id<EgressOnlyInternetGateway>),
    /// A network interface, such as that of a NAT instance.
    NetworkInterface(Id<NetworkInterface>),
    /// Nowhere: the target is gone (RTE-11).
    Blackhole,
    /// Something that is not in the scenario.
    Beyond,
}

/// How a line came into its table; earlier ones win over later ones of equal length (RTE-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The VPC's own range (RTE-08).
    Local,
    /// Written by somebody.
    Static,
    /// Put there by a gateway endpoint's association (GWE-12).
    Endpoint,
    /// Learnt from a virtual private gateway.
    Propagated,
}

/// One range that competes for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The range.
    pub range: IpNet,
    /// The line it comes from, by position in [`RouteTable::lines`].
    pub line: usize,
    /// Where it sends packets.
    pub target: Target,
    /// How its line came into the table.
    pub origin: Origin,
}

impl RouteTable {
    /// A table of `vpc` with these lines.
    pub fn new(vpc: Id<Vpc>, lines: Vec<Line>, lists: &Arena<PrefixList>) -> Self {
        let mut table = Self {
            vpc,
            lines,
            propagating: Vec::new(),
            candidates: Vec::new(),
            winners: RangeMap::default(),
        };
        table.settle(lists);
        table
    }

    /// Works out anew which range wins over which, after the lines changed.
    ///
    /// The order is: `local` against propagated ranges inside it (RTE-08), then longest prefix
    /// (RTE-01), then static before prefix list before propagated (RTE-02), then the lowest
    /// prefix-list id (RTE-12).
    pub fn settle(&mut self, lists: &Arena<PrefixList>) {
        self.candidates.clear();
        for (position, line) in self.lines.iter().enumerate() {
            let mut compete = |range: IpNet| {
                self.candidates.push(Candidate {
                    range,
                    line: position,
                    target: line.target,
                    origin: line.origin,
                });
            };
            match line.destination {
                Destination::Range(range) => compete(range),
                Destination::PrefixList(list) => {
                    lists[list].ranges.iter().copied().for_each(compete);
                }
            }
        }
        let local: Vec<IpNet> = self
            .candidates
            .iter()
            .filter(|c| c.origin == Origin::Local)
            .map(|c| c.range)
            .collect();
        let lines = &self.lines;
        self.candidates.retain(|candidate| {
            candidate.origin != Origin::Propagated
                || !local.iter().any(|range| range.contains(&candidate.range))
        });
        self.candidates.sort_by(|a, b| {
            b.range
                .prefix_len()
                .cmp(&a.range.prefix_len())
                .then_with(|| {
                    let rank = |candidate: &Candidate| {
                        let listed = match lines[candidate.line].destination {
                            Destination::Range(_) => None,
                            Destination::PrefixList(list) => Some(lists.name(list)),
                        };
                        (
                            candidate.origin.max(if listed.is_some() {
                                Origin::Endpoint
                            } else {
                                Origin::Local
                            }),
                            listed,
                        )
                    };
                    rank(a).cmp(&rank(b))
                })
        });
        let ranges = self.candidates.iter().map(|candidate| candidate.range);
        self.winners = RangeMap::new(ranges.zip(0..));
    }

    /// The candidate that wins for `address`, or `None` when no line matches (RTE-10).
    ///
    /// The same as the first of [`Self::candidates_for`], by one binary search.
    pub fn route_for(&self, address: IpAddr) -> Option<&Candidate> {
        self.winners
            .at(address)
            .map(|position| &self.candidates[position])
    }

    /// Every candidate that matches `address`, the winner first: for explanations.
    pub fn candidates_for(&self, address: IpAddr) -> impl Iterator<Item = &Candidate> {
        self.candidates
            .iter()
            .filter(move |candidate| candidate.range.contains(&address))
    }
}
