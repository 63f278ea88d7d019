//! What a byte is charged for on its way, and in which direction.

use crate::aws::price::Item;
use crate::aws::region::Region;
use crate::trace::Way;
use crate::world::gateway::EndpointKind;
use crate::world::host::Location;
use crate::world::vpc::Subnet;
use crate::world::{Id, Place, World};

/// One charge on everything that goes a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// What is charged.
    pub item: Item,
    /// What charges it: a gateway, an endpoint, a connection, or where the bytes come from.
    pub of: Place,
    /// Which bytes are charged.
    pub flow: Flow,
}

/// Which bytes are charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Those to S3 and those from it.
    Both,
    /// Those to S3.
    Up,
    /// Those from S3.
    Down,
}

impl Flow {
    /// How many of the bytes up and down are meant.
    pub fn of(self, up: u64, down: u64) -> u128 {
        let (up, down) = (u128::from(up), u128::from(down));
        match self {
            Self::Both => up + down,
            Self::Up => up,
            Self::Down => down,
        }
    }
}

/// Everything that bytes on a way are charged for, in the order of the way (COST-01 to COST-23);
/// `region` is where the bucket is, which behind the global endpoint the way does not tell.
pub fn charges(world: &World, way: &Way, region: Option<Region>) -> Vec<Charge> {
    let places = &way.places;
    let mut found = Vec::new();
    for (position, place) in places.iter().enumerate() {
        let before = position.checked_sub(1).and_then(|at| places.get(at));
        found.extend(passing(world, *place, before.copied()));
    }
    let global = region.filter(|_| way.is_s3_global);
    crossings(world, (places, global), &mut found);
    leaving(world, places, &mut found);
    routing(world, way, region, &mut found);
    found
}

/// What a gateway or an endpoint charges for passing it.
fn passing(world: &World, place: Place, before: Option<Place>) -> Option<Charge> {
    let item = match place {
        Place::NatGateway(_) => Item::NatGatewayData,
        Place::VpcEndpoint(endpoint) => match world.vpc_endpoints[endpoint].kind {
            EndpointKind::Gateway { .. } => Item::GatewayEndpointData,
            EndpointKind::Interface(_) => Item::InterfaceEndpointData,
        },
        // AWS: what one Transit Gateway hands to the next is charged where it entered only.
        Place::TransitGateway(_) if matches!(before, Some(Place::TransitGateway(_))) => {
            return None;
        }
        Place::TransitGateway(_) => Item::TransitGatewayData,
        Place::Host(_)
        | Place::Subnet(_)
        | Place::InternetGateway(_)
        | Place::VpnGateway(_)
        | Place::ResolverEndpoint(_)
        | Place::LoadBalancer(_)
        | Place::Internet
        | Place::S3(_)
        | Place::S3Global
        | Place::EgressOnlyInternetGateway(_)
        | Place::VpcPeeringConnection(_)
        | Place::DirectConnectGateway(_)
        | Place::VirtualInterface(_)
        | Place::VpnConnection(_)
        | Place::OnPremises(_) => return None,
    };
    Some(Charge {
        item,
        of: place,
        flow: Flow::Both,
    })
}

/// What it costs to cross from one Region to another, and from one zone to another.
/// For somebody outside AWS it begins where the way enters.
fn crossings(world: &World, (places, global): (&[Place], Option<Region>), found: &mut Vec<Charge>) {
    let mut region: Option<Region> = None;
    let mut subnet: Option<(usize, Id<Subnet>)> = None;
    for (position, place) in places.iter().enumerate() {
        let global = global.filter(|_| *place == Place::S3Global);
        if let Some(here) = region_of(world, *place).or(global) {
            if let Some(there) = region.filter(|there| *there != here) {
                found.push(Charge {
                    item: between_regions(there, here),
                    of: *place,
                    flow: Flow::Both,
                });
                subnet = None;
            }
            region = Some(here);
        }
        if let Place::Subnet(here) = *place {
            if let Some((from, there)) = subnet {
                let next = places.get(position + 1);
                let item = between_subnets(world, (there, here), &places[from..position], next);
                found.extend(item.map(|item| Charge {
                    item,
                    of: *place,
                    flow: Flow::Both,
                }));
            }
            subnet = Some((position, here));
        }
    }
}

fn region_of(world: &World, place: Place) -> Option<Region> {
    match place {
        Place::Subnet(subnet) => Some(world.vpcs[world.vpc_of(subnet)].region),
        Place::TransitGateway(gateway) => Some(world.transit_gateways[gateway].region),
        Place::S3(region) => Some(region),
        Place::Host(_)
        | Place::InternetGateway(_)
        | Place::NatGateway(_)
        | Place::VpnGateway(_)
        | Place::VpcEndpoint(_)
        | Place::ResolverEndpoint(_)
        | Place::LoadBalancer(_)
        | Place::Internet
        | Place::S3Global
        | Place::EgressOnlyInternetGateway(_)
        | Place::VpcPeeringConnection(_)
        | Place::DirectConnectGateway(_)
        | Place::VirtualInterface(_)
        | Place::VpnConnection(_)
        | Place::OnPremises(_) => None,
    }
}

/// The price between two Regions (COST-15).
fn between_regions(a: Region, b: Region) -> Item {
    let near = ["us-east-1", "us-east-2"];
    if near.contains(&a.name()) && near.contains(&b.name()) {
        Item::NearRegionData
    } else {
        Item::InterRegionData
    }
}

/// The price between two subnets of one Region (COST-11, COST-12).
///
/// AWS: "in each direction" is read as once for each byte that crosses, whichever way it goes.
fn between_subnets(
    world: &World,
    (a, b): (Id<Subnet>, Id<Subnet>),
    between: &[Place],
    next: Option<&Place>,
) -> Option<Item> {
    let is_same_zone = world.subnets[a].availability_zone == world.subnets[b].availability_zone;
    let has = |wanted: fn(&Place) -> bool| between.iter().any(wanted);
    if is_same_zone {
        let is_peered = has(|place| matches!(place, Place::VpcPeeringConnection(_)));
        return is_peered.then_some(Item::PeeringSameZoneData);
    }
    let to_endpoint = matches!(next, Some(Place::VpcEndpoint(_)));
    if to_endpoint || has(|place| matches!(place, Place::TransitGateway(_))) {
        Some(Item::CrossZoneEndpointData)
    } else {
        Some(Item::CrossZoneData)
    }
}

/// What it costs to leave AWS and to come in, for hosts outside (COST-09, COST-10, COST-16,
/// COST-17, COST-23).
fn leaving(world: &World, places: &[Place], found: &mut Vec<Charge>) {
    let (Some(Place::Host(host)), Some(Place::S3(_) | Place::S3Global)) =
        (places.first(), places.last())
    else {
        return;
    };
    if matches!(world.hosts[*host].location, Location::Vpc(_)) {
        return;
    }
    let is_private = |place: &&Place| matches!(place, Place::VirtualInterface(_));
    let is_public = |place: &&Place| matches!(place, Place::VpnConnection(_) | Place::Internet);
    let private = places.iter().find(is_private);
    let private = private.map(|line| (line, Item::DirectConnectOut));
    let public = places.iter().find(is_public);
    let public = public.map(|line| (line, Item::InternetOut));
    let Some((line, out)) = private.or(public) else {
        return;
    };
    for (item, flow) in [(out, Flow::Down), (Item::InternetIn, Flow::Up)] {
        found.push(Charge {
            item,
            of: *line,
            flow,
        });
    }
}

/// What a Multi-Region Access Point charges for sending bytes to a bucket, and for taking them in
/// and out of AWS near somebody on the internet (COST-18, COST-19, COST-20).
fn routing(world: &World, way: &Way, region: Option<Region>, found: &mut Vec<Charge>) {
    let (Some(bucket), true) = (region, way.is_s3_global) else {
        return;
    };
    let mut charge = |item, flow| {
        found.push(Charge {
            item,
            of: Place::S3Global,
            flow,
        });
    };
    charge(Item::MultiRegionRouting, Flow::Both);
    let is_outside = match way.places.first() {
        Some(Place::Host(host)) => !matches!(world.hosts[*host].location, Location::Vpc(_)),
        _ => false,
    };
    if !is_outside || !way.places.contains(&Place::Internet) {
        return;
    }
    let is_near = way
        .s3_region
        .is_none_or(|entry| is_same_area(entry, bucket));
    if is_near {
        charge(Item::MultiRegionAccelerationIn, Flow::Up);
        charge(Item::MultiRegionAccelerationOut, Flow::Down);
    } else {
        charge(Item::MultiRegionAccelerationFar, Flow::Both);
    }
}

/// Whether two Regions are on one continent, as far as their names tell.
fn is_same_area(a: Region, b: Region) -> bool {
    let area = |region: Region| match region.name().split('-').next() {
        Some("us" | "ca" | "mx") => "north america",
        Some("eu") => "europe",
        Some("ap") => "asia pacific",
        Some("sa") => "south america",
        Some(_) | None => "elsewhere",
    };
    area(a) == area(b)
}
