//! What is drawn of a world: frames, boxes with lines of text in them, and lines between them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::standing::{Column, Standing, standing};
use super::{buckets, edges, labels};
use crate::world::gateway::EndpointState;
use crate::world::multi_region_access_point::State;
use crate::world::peering::PeeringState;
use crate::world::vpc::Vpc;
use crate::world::{Id, Link, Place, World};

/// The most hosts named in one box.
const HOSTS_MAX: usize = 8;

/// What is drawn of a world.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// One line that names the picture; may be empty.
    pub(super) title: String,
    /// VPCs.
    pub(super) frames: Vec<Frame>,
    /// Boxes.
    pub(super) nodes: Vec<Node>,
    /// Ways between them.
    pub(super) lines: Vec<Line>,
    /// Everything a line ends at.
    joined: BTreeSet<End>,
}

/// A VPC.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// Its name.
    pub(super) title: String,
    /// Its ranges, Region and account.
    pub(super) note: String,
}

/// A box.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Its name.
    pub(super) title: String,
    /// What else is worth knowing.
    pub(super) notes: Vec<String>,
    /// How it is drawn.
    pub(super) style: &'static str,
    /// In which column it stands.
    pub(super) column: Column,
    /// The frame it stands in.
    pub(super) frame: Option<usize>,
    /// What stands in it.
    pub(super) items: Vec<Item>,
    /// Whether it does not exist yet.
    pub(super) is_planned: bool,
}

impl Node {
    /// Whether it is a subnet.
    pub(super) fn is_subnet(&self) -> bool {
        matches!(self.style, "public" | "private")
    }
}

/// Something in a box.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its name.
    pub(super) title: String,
    /// What else is worth knowing; may be empty.
    pub(super) note: String,
    /// How it is drawn.
    pub(super) style: &'static str,
}

/// The end of a line: a box, or something in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct End {
    /// The box, by position.
    pub(super) node: usize,
    /// The thing in it, by position.
    pub(super) item: Option<usize>,
}

/// A line between two boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// The end that names the other in its route table, where one does.
    pub(super) from: End,
    /// The other end.
    pub(super) to: End,
    /// What it stands for.
    pub(super) link: Link,
}

impl Sketch {
    /// What is drawn of `world`.
    pub fn of(world: &World, title: &str) -> Self {
        let graph = world.graph();
        let mut places: Vec<Place> = graph.nodes().collect();
        // Subnets without a host, a route and a neighbour are in no edge, and yet are there.
        places.extend(world.subnets.ids().map(Place::Subnet));
        places.sort_unstable();
        places.dedup();
        places.retain(|place| is_drawn(world, *place));
        let mut easel = Easel::new(world, title);
        for place in &places {
            if let Standing::Apart(column, vpc) = standing(world, *place) {
                easel.put(*place, column, vpc);
            }
        }
        for place in &places {
            if let Standing::Inside(container) = standing(world, *place) {
                easel.put_inside(*place, container);
            }
        }
        easel.count_the_rest();
        for (from, to, link) in edges::drawn(world, &graph) {
            easel.join(from, to, link);
        }
        easel.sketch
    }

    /// Whether a line ends there.
    pub(super) fn is_joined(&self, end: End) -> bool {
        self.joined.contains(&end)
    }
}

/// Whether a place is worth a box: S3 only where somebody has a bucket or an endpoint, the
/// internet only where somebody reaches it, nothing that is gone.
fn is_drawn(world: &World, place: Place) -> bool {
    match place {
        Place::S3(region) => {
            let mut endpoints = world.vpc_endpoints.iter().map(|(_, endpoint)| endpoint);
            let mut buckets = world.buckets.iter().map(|(_, bucket)| bucket);
            endpoints.any(|one| {
                one.service.region() == Some(region) && one.state != EndpointState::Deleted
            }) || buckets.any(|one| one.exists && one.region == region)
        }
        Place::S3Global => {
            let mut points = world.multi_region_access_points.iter();
            points.any(|(_, point)| point.state == State::Ready)
        }
        Place::VpcEndpoint(id) => world.vpc_endpoints[id].state != EndpointState::Deleted,
        Place::VpcPeeringConnection(id) => match world.vpc_peering_connections[id].state {
            PeeringState::Planned | PeeringState::PendingAcceptance | PeeringState::Active => true,
            PeeringState::Expired | PeeringState::Rejected | PeeringState::Deleted => false,
        },
        Place::Internet => {
            !world.internet_gateways.is_empty()
                || !world.internet_hosts.is_empty()
                || !world.egress_only_gateways.is_empty()
                || world
                    .on_premises
                    .iter()
                    .any(|(_, it)| it.internet.is_some())
        }
        Place::Host(_)
        | Place::Subnet(_)
        | Place::InternetGateway(_)
        | Place::NatGateway(_)
        | Place::VpnGateway(_)
        | Place::ResolverEndpoint(_)
        | Place::EgressOnlyInternetGateway(_)
        | Place::TransitGateway(_)
        | Place::DirectConnectGateway(_)
        | Place::VirtualInterface(_)
        | Place::VpnConnection(_)
        | Place::OnPremises(_) => true,
    }
}

/// Whether a place does not carry packets yet.
fn is_planned(world: &World, place: Place) -> bool {
    if let Place::VpcEndpoint(id) = place {
        let state = world.vpc_endpoints[id].state;
        return matches!(state, EndpointState::Planned | EndpointState::Pending);
    }
    if let Place::VpcPeeringConnection(id) = place {
        return world.vpc_peering_connections[id].state != PeeringState::Active;
    }
    false
}

/// A sketch under way.
struct Easel<'w> {
    world: &'w World,
    sketch: Sketch,
    frames: IndexMap<Id<Vpc>, usize>,
    ends: BTreeMap<Place, End>,
    /// How many hosts each box has that are not named.
    unnamed: BTreeMap<usize, usize>,
    joined: BTreeSet<(End, End)>,
}

impl<'w> Easel<'w> {
    fn new(world: &'w World, title: &str) -> Self {
        let mut easel = Self {
            world,
            sketch: Sketch {
                title: title.to_owned(),
                frames: Vec::new(),
                nodes: Vec::new(),
                lines: Vec::new(),
                joined: BTreeSet::new(),
            },
            frames: IndexMap::new(),
            ends: BTreeMap::new(),
            unnamed: BTreeMap::new(),
            joined: BTreeSet::new(),
        };
        for (id, vpc) in world.vpcs.iter() {
            let ranges: Vec<String> = vpc.cidr_blocks.iter().map(ToString::to_string).collect();
            easel.frames.insert(id, easel.sketch.frames.len());
            easel.sketch.frames.push(Frame {
                title: world.vpcs.name(id).to_owned(),
                note: format!("{} · {}", ranges.join(" "), vpc.region),
            });
        }
        easel
    }

    fn put(&mut self, place: Place, column: Column, vpc: Option<Id<Vpc>>) {
        let world = self.world;
        let mut buckets = Vec::new();
        if let Place::S3(region) = place {
            buckets = buckets::names(world, region);
        }
        let items = buckets.into_iter().map(|title| Item {
            title,
            note: String::new(),
            style: "bucket",
        });
        let node = self.sketch.nodes.len();
        self.sketch.nodes.push(Node {
            title: labels::title(world, place),
            notes: labels::notes(world, place),
            style: labels::style(world, place),
            column,
            frame: vpc.and_then(|vpc| self.frames.get(&vpc).copied()),
            items: items.collect(),
            is_planned: is_planned(world, place),
        });
        self.ends.insert(place, End { node, item: None });
    }

    fn put_inside(&mut self, place: Place, container: Place) {
        let Some(end) = self.ends.get(&container).copied() else {
            return;
        };
        let items = &mut self.sketch.nodes[end.node].items;
        let is_host = matches!(place, Place::Host(_));
        if is_host && items.len() >= HOSTS_MAX {
            *self.unnamed.entry(end.node).or_default() += 1;
            return;
        }
        let end = End {
            item: Some(items.len()),
            ..end
        };
        items.push(Item {
            title: labels::title(self.world, place),
            note: labels::notes(self.world, place).join(" "),
            style: labels::style(self.world, place),
        });
        self.ends.insert(place, end);
    }

    fn count_the_rest(&mut self) {
        for (node, count) in std::mem::take(&mut self.unnamed) {
            self.sketch.nodes[node].items.push(Item {
                title: format!("… and {count} more"),
                note: String::new(),
                style: "more",
            });
        }
    }

    /// Joins two places, unless one stands in the other, or they are joined already.
    fn join(&mut self, from: Place, to: Place, link: Link) {
        let (Some(a), Some(b)) = (self.ends.get(&from), self.ends.get(&to)) else {
            return;
        };
        let (a, b) = (*a, *b);
        let is_inside = [(from, to), (to, from)]
            .iter()
            .any(|(place, around)| standing(self.world, *place) == Standing::Inside(*around));
        if is_inside || a.node == b.node || !self.joined.insert((a.min(b), a.max(b))) {
            return;
        }
        self.sketch.joined.extend([a, b]);
        self.sketch.lines.push(Line {
            from: a,
            to: b,
            link,
        });
    }
}
