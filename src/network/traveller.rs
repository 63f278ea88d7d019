//! A packet on its walk, with all it has met so far.

use std::net::IpAddr;
use std::ops::ControlFlow;

use super::distance::{Distance, Standing};
use super::memory::Memory;
use super::phase::Phase;
use super::stage::{Ending, Stage};
use super::witness::Witness;
use super::{address_of, unspecified};
use crate::trace::way::End;
use crate::trace::{About, Code, Packet, Reason, Step, Verdict, Way};
use crate::units::{BitsPerSecond, Bytes};
use crate::world::fault::both;
use crate::world::host::{Host, Location};
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Place, World};

/// The most stages a leg of a walk may have; no honest way comes near it.
const STAGES_MAX: usize = 64;

/// What a VPC carries in one packet, in bytes (TCP-20).
const MTU_VPC: u16 = 9001;
/// What the internet carries in one packet, in bytes (TCP-20).
pub(super) const MTU_INTERNET: u16 = 1500;
/// Room for the places of nearly every way, so that it takes memory once.
const PLACES: usize = 16;
/// How much may be under way unacknowledged on one connection (BW-02).
const WINDOW: Bytes = Bytes(16 << 20);

/// Whether a packet goes there or its answer comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// To where it is meant.
    There,
    /// Back to who sent it.
    Back,
}

/// Who sends the first packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    /// A host.
    Host(Id<Host>),
    /// A network interface of an outbound resolver endpoint.
    Interface(Id<NetworkInterface>),
}

impl Sender {
    /// Its own address of the family of `towards`.
    fn address(self, world: &World, towards: IpAddr) -> Option<IpAddr> {
        match self {
            Self::Host(host) => address_of(world, host, towards),
            Self::Interface(interface) => world.interfaces[interface].address_towards(towards),
        }
    }

    /// Where it stands, and the largest packet it sends.
    fn standing(self, world: &World) -> (Standing, u16) {
        let interface = match self {
            Self::Interface(interface) => interface,
            Self::Host(host) => match world.hosts[host].location {
                Location::Vpc(interface) => interface,
                Location::Internet(_) => {
                    return (Standing::Internet(world.hosts[host].near), MTU_INTERNET);
                }
                // SIMPLIFIED: networks on premises carry jumbo frames; their lines decide (DX-08).
                Location::OnPremises(at, _) => return (Standing::on_premises(world, at), MTU_VPC),
            },
        };
        (Standing::at(world, interface), MTU_VPC)
    }
}

/// One leg of a walk, done.
pub(super) struct Leg<W> {
    /// How it ended.
    pub(super) verdict: Verdict,
    /// How much of its time to live the packet lost.
    pub(super) ttl_lost: u8,
    /// What was seen.
    pub(super) witness: W,
    ending: Ending,
}

/// A packet on its walk.
pub(super) struct Traveller<'w, W> {
    /// Where it walks.
    pub(super) world: &'w World,
    /// Its header as it is now.
    pub(super) packet: Packet,
    /// Whether it goes there or comes back.
    pub(super) heading: Heading,
    /// Whether it opens a connection.
    pub(super) phase: Phase,
    /// What the network remembers of its connection.
    pub(super) memory: Memory,
    /// Who watches.
    pub(super) witness: W,
    sender: Sender,
    sent: Packet,
    distance: Distance<'w>,
    way: Way,
    blocked: Option<Reason>,
    ttl_lost: u8,
}

impl<'w, W: Witness> Traveller<'w, W> {
    /// A packet about to leave `sender`.
    pub(super) fn new(world: &'w World, sender: Sender, packet: Packet, phase: Phase) -> Self {
        let own = sender.address(world, packet.destination);
        let source = own.unwrap_or(unspecified(packet.destination));
        let sent = Packet { source, ..packet };
        let (standing, mtu) = sender.standing(world);
        Self {
            world,
            packet: sent,
            heading: Heading::There,
            phase,
            memory: Memory::empty(),
            witness: W::default(),
            sender,
            sent,
            distance: Distance::from(world, standing),
            way: Way {
                places: Vec::with_capacity(PLACES),
                destination: packet.destination,
                source_seen: source,
                endpoint: None,
                endpoint_interface: None,
                nat_gateway: None,
                transit_interfaces: Vec::new(),
                s3_region: None,
                is_s3_global: false,
                round_trip: crate::time::Duration::ZERO,
                rate: world.settings.flow_rate,
                loss: 0,
                mtu,
                black_hole: None,
                is_tracked: true,
                end: End::Connected,
            },
            blocked: None,
            ttl_lost: 0,
        }
    }

    /// Walks there.
    pub(super) fn go(&mut self) -> Leg<W> {
        self.walk(match self.sender {
            Sender::Host(host) => Stage::HostSends(host),
            Sender::Interface(interface) => Stage::EndpointSends(interface),
        })
    }

    /// Walks the answer back from where `there` ended, if it ended anywhere.
    pub(super) fn answer(&mut self, there: &Leg<W>) -> Option<Leg<W>> {
        let is_over = matches!(there.verdict, Verdict::Dropped(_)) && !W::WANTS_ALL;
        let start = Stage::answering(there.ending, &self.memory).filter(|_| !is_over)?;
        self.heading = Heading::Back;
        self.packet = self.packet.answer();
        Some(self.walk(start))
    }

    fn walk(&mut self, start: Stage) -> Leg<W> {
        let ending = self.passes(start);
        let verdict = match (self.blocked.take(), ending) {
            (Some(reason), _) | (None, Ending::Dropped(reason)) => Verdict::Dropped(reason),
            (None, Ending::Delivered(place)) => Verdict::Delivered(place),
            (None, Ending::Refused(_, reason)) => Verdict::Refused(reason),
        };
        Leg {
            verdict,
            ttl_lost: std::mem::take(&mut self.ttl_lost),
            witness: std::mem::take(&mut self.witness),
            ending,
        }
    }

    fn passes(&mut self, start: Stage) -> Ending {
        let mut stage = start;
        for _ in 0..STAGES_MAX {
            let place = stage.place(self.world);
            self.witness.arrive(place, self.packet);
            if self.is_on_the_way() && self.way.places.last() != Some(&place) {
                self.way.places.push(place);
                self.suffer(place);
            }
            if self.is_swallowed(place) {
                return self.fall_silent(place);
            }
            match stage.pass(self) {
                ControlFlow::Continue(next) => stage = next,
                ControlFlow::Break(ending) => return ending,
            }
        }
        let about = About::Place(stage.place(self.world));
        let reason = Reason::new(Code::RoutingLoop, about);
        self.note(reason);
        Ending::Dropped(reason)
    }

    /// What a place out of order does to packets that pass it.
    fn suffer(&mut self, place: Place) {
        let faults = &self.world.faults;
        if !faults.is_none() {
            self.way.loss = both(self.way.loss, faults.loss_at(place));
            self.distance.add(faults.delay_at(place));
        }
    }

    fn is_swallowed(&self, place: Place) -> bool {
        let faults = &self.world.faults;
        !faults.is_none() && faults.swallows_at(place)
    }

    fn fall_silent(&mut self, place: Place) -> Ending {
        let reason = Reason::new(Code::Outage, About::Place(place));
        self.note(reason);
        Ending::Dropped(reason)
    }

    /// The way as it was found, with how the attempt ended.
    pub(super) fn into_way(self, end: End) -> Way {
        let round_trip = self.distance.total();
        let is_tracked = match (self.phase, end) {
            (Phase::Established { was_tracked }, _) => was_tracked,
            (Phase::Opening, End::Silent(_)) => true,
            // SIMPLIFIED: between two hosts one answer stands for both ends: the connection
            // counts as tracked only where both ends track it.
            (Phase::Opening, End::Connected | End::Refused(_)) => {
                self.is_tracked_near() && self.is_tracked_far()
            }
        };
        Way {
            round_trip,
            rate: self.way.rate.min(window_rate(round_trip.nanos())),
            is_tracked,
            end,
            ..self.way
        }
    }

    /// Whether the security groups where the connection began keep state for it: always when it
    /// goes through a NAT gateway, an interface endpoint, a Transit Gateway or an egress-only internet
    /// gateway (SG-11).
    pub(super) fn is_tracked_near(&self) -> bool {
        self.memory.is_tracked_near || self.memory.is_translated() || self.is_always_tracked()
    }

    /// Whether the security groups where it arrived do (SG-11).
    pub(super) fn is_tracked_far(&self) -> bool {
        self.memory.is_tracked_far || self.is_always_tracked()
    }

    fn is_always_tracked(&self) -> bool {
        self.memory.is_always_tracked || self.memory.interface.is_some()
    }

    /// Whether the packet is on its way there and nothing has stopped it yet.
    fn is_on_the_way(&self) -> bool {
        self.heading == Heading::There && self.blocked.is_none()
    }

    /// What the connection remembers of its way and how far it is, for as long as nothing has
    /// stopped it.
    pub(super) fn on_the_way(&mut self) -> Option<(&mut Way, &mut Distance<'w>)> {
        self.is_on_the_way()
            .then_some((&mut self.way, &mut self.distance))
    }

    /// Whether an answer has come home: to who asked, under the address that was asked.
    pub(super) fn is_home(&self, at: Sender) -> bool {
        at == self.sender && self.packet == self.sent.answer()
    }

    /// One router more counted the packet's time to live down.
    pub(super) fn count_down(&mut self) {
        self.ttl_lost = self.ttl_lost.saturating_add(1);
    }

    /// A filter drops the packet; the walk goes on as if it had not when every reason is wanted.
    pub(super) fn block(&mut self, reason: Reason) -> ControlFlow<Ending> {
        self.note(reason);
        if W::WANTS_ALL {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(Ending::Dropped(reason))
        }
    }

    /// Asks VPC Block Public Access whether an interface may exchange packets with the internet
    /// in a connection that began inside, or outside (VPC-06).
    pub(super) fn ask_vpc_block(
        &mut self,
        interface: Id<NetworkInterface>,
        begins_inside: bool,
        gateway: About,
    ) -> ControlFlow<Ending> {
        let is_egress_only = matches!(gateway, About::Place(Place::EgressOnlyInternetGateway(_)));
        let world = self.world;
        if world.may_meet_internet(interface, begins_inside, is_egress_only) {
            return ControlFlow::Continue(());
        }
        self.block(Reason::new(Code::VpcBlockPublicAccessEnabled, gateway))
    }

    /// There is no way on.
    pub(super) fn stop<T>(&mut self, code: Code, about: About) -> ControlFlow<Ending, T> {
        let reason = Reason::new(code, about);
        self.note(reason);
        ControlFlow::Break(Ending::Dropped(reason))
    }

    /// The packet arrived at `place`.
    pub(super) fn deliver<T>(&mut self, place: Place) -> ControlFlow<Ending, T> {
        self.witness.see(Step::Delivered);
        ControlFlow::Break(Ending::Delivered(place))
    }

    fn note(&mut self, reason: Reason) {
        self.witness.block(reason);
        self.blocked.get_or_insert(reason);
    }
}

/// A window's worth of data every round trip (BW-02).
fn window_rate(round_trip_ns: u64) -> BitsPerSecond {
    let bit_ns = u128::from(WINDOW.0) * 8 * 1_000_000_000;
    let rate = bit_ns
        .checked_div(u128::from(round_trip_ns))
        .unwrap_or(u128::MAX);
    BitsPerSecond(u64::try_from(rate).unwrap_or(u64::MAX))
}
