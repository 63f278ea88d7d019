//! Faults of the timeline: each as edits of the world, one where it begins and one where it ends.

use super::Builder;
use super::lookup::unknown;
use crate::aws::region::Region;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::fault::Fault as Written;
use crate::time::{Duration, Instant};
use crate::world::change::Change;
use crate::world::fault::Fault;
use crate::world::gateway::EndpointKind;
use crate::world::plan::PlannedChange;
use crate::world::vpc::InterfaceOwner;
use crate::world::{Place, World};

/// The most states of a flapping line.
const STATES_MAX: u64 = 100_000;

impl Builder<'_> {
    /// What a fault that begins at `at` and lasts so long does to the world, and when.
    pub(super) fn fault_changes(
        &mut self,
        (at, lasting): (Instant, Duration),
        written: &Said<Written>,
    ) -> Vec<PlannedChange> {
        let end = at + lasting;
        let changes = match &written.value {
            Written::ZoneLoss(zone) => {
                let mut changes = Vec::new();
                for (at, is_down) in [(at, true), (end, false)] {
                    let set = self.set_zone(zone, is_down);
                    changes.extend(set.into_iter().map(|change| (at, change)));
                }
                changes
            }
            Written::LinkCut(line) => self.cuts(line, (at, end), lasting),
            Written::LinkFlap(line, state) => {
                let states = lasting.nanos().checked_div(state.0.nanos());
                if states.is_none_or(|states| states > STATES_MAX) {
                    let message = "a line cannot flap that fast";
                    let fault = Diagnostic::error("bad-number", message, written.at);
                    self.fault(fault.help("give each state a longer time"));
                    return Vec::new();
                }
                self.cuts(line, (at, end), state.0)
            }
            Written::Outage(name) => self.outage(name).map_or(Vec::new(), |f| whole(f, at, end)),
            Written::AddedLoss(name, share) => {
                let place = self.place(name);
                place.map_or(Vec::new(), |it| whole(Fault::Loss(it, share.0), at, end))
            }
            Written::AddedDelay(name, delay) => {
                let place = self.place(name);
                place.map_or(Vec::new(), |it| whole(Fault::Delay(it, delay.0), at, end))
            }
            Written::S3Outage(name) => self.at_s3(name, Fault::S3Unavailable, at, end),
            Written::S3Errors(name, share) => {
                self.at_s3(name, |region| Fault::S3Errors(region, share.0), at, end)
            }
            Written::S3Unreachable(name) => {
                self.at_s3(name, |region| Fault::Outage(Place::S3(region)), at, end)
            }
            Written::DnsOutage(name) => {
                let vpc = self.find(|world: &World| &world.vpcs, "VPC", name);
                vpc.map_or(Vec::new(), |vpc| whole(Fault::DnsOutage(vpc), at, end))
            }
            Written::SlowControlPlane(delay) => whole(Fault::SlowControlPlane(delay.0), at, end),
        };
        let span = written.at;
        let planned = changes.into_iter();
        planned
            .map(|(at, change)| PlannedChange { at, change, span })
            .collect()
    }

    fn at_s3(
        &mut self,
        name: &Said<String>,
        fault: impl Fn(Region) -> Fault,
        at: Instant,
        end: Instant,
    ) -> Vec<(Instant, Change)> {
        let region = self.region(name);
        region.map_or(Vec::new(), |region| whole(fault(region), at, end))
    }

    /// A line is down and up by turns, each for `state`, and up from the end on; its ends notice
    /// when it is down for longer than their hold time (DX-10).
    fn cuts(
        &mut self,
        name: &Said<String>,
        (begin, end): (Instant, Instant),
        state: Duration,
    ) -> Vec<(Instant, Change)> {
        let Some(line) = self.line(name) else {
            return Vec::new();
        };
        let hold = self.world.hold_time(line.uplink);
        let (mut changes, mut cut) = (Vec::new(), begin);
        while cut < end {
            let restored = (cut + state).min(end);
            changes.push((cut, Change::CutLine(line)));
            if cut + hold < restored {
                changes.push((cut + hold, Change::LoseSession(line)));
            }
            changes.push((restored, Change::RestoreLine(line)));
            cut = restored + state;
        }
        changes
    }

    /// What swallows packets when the thing of this name fails.
    fn outage(&mut self, name: &Said<String>) -> Option<Fault> {
        let Some((endpoint, subnet)) = name.split_once('/') else {
            return self.place(name).map(Fault::Outage);
        };
        let world = &self.world;
        let owner = world.vpc_endpoints.find(endpoint);
        let subnet = world.subnets.find(subnet);
        let found = owner.zip(subnet).and_then(|(owner, subnet)| {
            let owner = InterfaceOwner::VpcEndpoint(owner);
            let mut interfaces = world.interfaces.iter();
            interfaces.find(|(_, it)| it.owner == owner && it.subnet == subnet)
        });
        let found = found.map(|(id, _)| Fault::InterfaceOutage(id));
        if found.is_none() {
            let message = format!("`{}` is no interface of an endpoint", name.value);
            let help = "write the endpoint and one of its subnets: `vpce-1/subnet-a`";
            self.fault(Diagnostic::error("unknown-id", message, name.at).help(help));
        }
        found
    }

    /// The place of this name.
    fn place(&mut self, name: &Said<String>) -> Option<Place> {
        let places = places(&self.world);
        let found = places
            .iter()
            .find(|place| self.world.place_name(**place) == name.value);
        if found.is_none() {
            let names: Vec<String> = places.iter().map(|it| self.world.place_name(*it)).collect();
            let names = names.iter().map(String::as_str);
            self.fault(unknown(
                "host, gateway, endpoint or connection",
                name,
                names,
            ));
        }
        found.copied()
    }

    /// Everything that may fail when nobody says what: zones with a subnet, NAT gateways, interface
    /// endpoints, lines, resolvers, and S3 of Regions with a bucket.
    pub(super) fn what_may_fail(&self) -> Vec<Written> {
        let world = &self.world;
        let said = |name: &str| Said::default_of(name.to_owned());
        let mut zones: Vec<_> = world
            .subnets
            .iter()
            .map(|(_, subnet)| subnet.zone)
            .collect();
        zones.sort_unstable();
        zones.dedup();
        let zones = zones.into_iter().map(|zone| world.zones.name(zone));
        let nats = world
            .nat_gateways
            .ids()
            .map(|id| world.nat_gateways.name(id));
        let endpoints = world.vpc_endpoints.iter();
        let endpoints =
            endpoints.filter(|(_, endpoint)| matches!(endpoint.kind, EndpointKind::Interface(_)));
        let endpoints = endpoints.map(|(id, _)| world.vpc_endpoints.name(id));
        let interfaces = world.virtual_interfaces.ids();
        let interfaces = interfaces.map(|id| world.virtual_interfaces.name(id));
        let tunnels = world.vpn_connections.ids();
        let tunnels = tunnels.map(|id| world.vpn_connections.name(id));
        let vpcs = world.vpcs.ids().map(|id| world.vpcs.name(id));
        let mut regions: Vec<Region> = world.buckets.iter().map(|(_, it)| it.region).collect();
        regions.sort_unstable_by_key(|region| region.index());
        regions.dedup();
        let regions = regions.iter().map(|region| region.name());
        let faults = zones.map(|name| Written::ZoneLoss(said(name)));
        let faults = faults.chain(
            nats.chain(endpoints)
                .map(|name| Written::Outage(said(name))),
        );
        let faults = faults.chain(
            interfaces
                .chain(tunnels)
                .map(|name| Written::LinkCut(said(name))),
        );
        let faults = faults.chain(vpcs.map(|name| Written::DnsOutage(said(name))));
        faults
            .chain(regions.map(|name| Written::S3Outage(said(name))))
            .collect()
    }
}

/// The places a scenario gives a name to.
fn places(world: &World) -> Vec<Place> {
    let mut places: Vec<Place> = world.hosts.ids().map(Place::Host).collect();
    places.extend(world.internet_gateways.ids().map(Place::InternetGateway));
    places.extend(world.nat_gateways.ids().map(Place::NatGateway));
    places.extend(world.vpn_gateways.ids().map(Place::VpnGateway));
    places.extend(world.vpc_endpoints.ids().map(Place::VpcEndpoint));
    places.extend(world.resolver_endpoints.ids().map(Place::ResolverEndpoint));
    places.extend(
        world
            .egress_only_gateways
            .ids()
            .map(Place::EgressOnlyInternetGateway),
    );
    places.extend(
        world
            .vpc_peering_connections
            .ids()
            .map(Place::VpcPeeringConnection),
    );
    places.extend(world.transit_gateways.ids().map(Place::TransitGateway));
    places.extend(
        world
            .direct_connect_gateways
            .ids()
            .map(Place::DirectConnectGateway),
    );
    places.extend(world.virtual_interfaces.ids().map(Place::VirtualInterface));
    places.extend(world.vpn_connections.ids().map(Place::VpnConnection));
    places.extend(world.on_premises.ids().map(Place::OnPremises));
    places.push(Place::Internet);
    places
}

/// A fault from its beginning to its end.
fn whole(fault: Fault, at: Instant, end: Instant) -> Vec<(Instant, Change)> {
    let set = |begins| Change::SetFault { fault, begins };
    vec![(at, set(true)), (end, set(false))]
}
