//! Laws of the ways between networks, on random tables, peerings and lines of one world.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod joined_scene;

use std::net::SocketAddr;

use joined_scene::world_of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use vpcsim::network::{Phase, first_packet, round_trip, way};
use vpcsim::scenario::quantity::Protocol;
use vpcsim::trace::way::End;
use vpcsim::trace::{RoundTrip, Verdict, Walk};
use vpcsim::world::change::Change;
use vpcsim::world::on_premises::{Line, Uplink};
use vpcsim::world::{Place, World};

/// Ranges that tables may name; each table leaves its own VPC's out.
const RANGES: [&str; 9] = [
    "0.0.0.0/0",
    "10.0.0.0/16",
    "10.1.0.0/16",
    "10.2.0.0/16",
    "10.3.0.0/16",
    "192.168.0.0/16",
    "172.16.0.0/12",
    "52.216.0.0/15",
    "203.0.113.0/24",
];
const HOSTS: [&str; 11] = [
    "Hpub", "Hiso", "HisoB", "H2", "H2b", "H3", "H4", "HO", "HL", "HF", "laptop",
];
const ADDRESSES: [&str; 16] = [
    "10.0.0.10",
    "10.0.2.10",
    "10.0.3.10",
    "10.0.0.50",
    "10.1.0.10",
    "10.1.1.10",
    "10.2.0.10",
    "10.3.0.10",
    "192.168.0.10",
    "172.20.0.10",
    "172.21.0.10",
    "52.216.3.4",
    "198.51.100.10",
    "203.0.113.1",
    "203.0.113.9",
    "10.0.9.4",
];

/// What is random about one world.
#[derive(Debug, Clone)]
struct Net {
    /// Lines by the marker they stand at.
    edits: Vec<(&'static str, String)>,
    /// Lines that are cut, and whether that has been noticed.
    cut: Vec<(usize, bool)>,
}

fn table(
    own: &'static str,
    targets: &'static [&'static str],
) -> impl Strategy<Value = String> + use<> {
    let ranges: Vec<&str> = RANGES.into_iter().filter(|range| *range != own).collect();
    let picked = subsequence(ranges, 0..=5);
    (picked, prop::collection::vec(select(targets), 5)).prop_map(|(ranges, targets)| {
        let lines = ranges.iter().zip(targets);
        let lines = lines.map(|(range, target)| format!("Route(\"{range}\", \"{target}\"), "));
        lines.collect()
    })
}

fn transit() -> impl Strategy<Value = String> {
    let free: Vec<&str> = RANGES
        .into_iter()
        .filter(|range| *range != "10.2.0.0/16")
        .collect();
    let to = select(vec!["att-1", "att-2", "att-w", "att-vpn", "att-dx", ""]);
    let picked = subsequence(free, 0..=4);
    (picked, prop::collection::vec(to, 4)).prop_map(|(ranges, targets)| {
        let routes = ranges.iter().zip(targets);
        let routes = routes.map(|(range, to)| match to {
            "" => format!("Blackhole(\"{range}\"), "),
            to => format!("Route(\"{range}\", \"{to}\"), "),
        });
        routes.collect()
    })
}

fn net() -> impl Strategy<Value = Net> {
    let v1: &[&str] = &[
        "igw", "nat", "vgw", "pcx-12", "pcx-13", "pcx-14", "tgw", "eigw",
    ];
    let tables = (
        table("10.0.0.0/16", v1),
        table("10.0.0.0/16", v1),
        table("10.1.0.0/16", &["pcx-12", "tgw"]),
        table("10.2.0.0/16", &["pcx-13", "tgw-w"]),
        table("10.3.0.0/16", &["pcx-14", "vgw-4"]),
        transit(),
    );
    let learnt = prop::collection::vec(any::<bool>(), 3);
    let status = select(vec!["", ", status: PendingAcceptance", ", status: Deleted"]);
    let zones = (any::<bool>(), any::<bool>());
    let announces = select(vec!["", ", announces: [\"10.0.0.0/8\"]", ", announces: []"]);
    let cut = prop::collection::vec((0usize..4, any::<bool>()), 0..3);
    (tables, learnt, status, zones, announces, cut).prop_map(
        |((iso, tg, v2, v3, v4, transit), learnt, status, zones, announces, cut)| {
            let propagate = |is_on: bool, gateway: &str| {
                if is_on {
                    format!("PropagateFrom(\"{gateway}\"), ")
                } else {
                    String::new()
                }
            };
            let zone = |is_on: bool, subnet: &str| {
                if is_on {
                    format!(", \"{subnet}\"")
                } else {
                    String::new()
                }
            };
            let propagations = if learnt[2] {
                ", \"att-vpn\", \"att-dx\""
            } else {
                ""
            };
            let edits = vec![
                ("/*iso*/", iso + &propagate(learnt[0], "vgw")),
                ("/*tg*/", tg),
                ("/*v2*/", v2),
                ("/*v3*/", v3),
                ("/*v4*/", v4 + &propagate(learnt[1], "vgw-4")),
                ("/*transit*/", transit),
                ("/*propagations*/", propagations.to_owned()),
                ("/*pcx*/", status.to_owned()),
                ("/*v1 zones*/", zone(zones.0, "iso-b")),
                ("/*v2 zones*/", zone(zones.1, "app-b")),
                ("/*hq*/", announces.to_owned()),
            ];
            Net { edits, cut }
        },
    )
}

impl Net {
    fn world(&self, more: &[(&'static str, &str)]) -> World {
        let own = self
            .edits
            .iter()
            .map(|(marker, text)| (*marker, text.as_str()));
        let edits: Vec<(&str, &str)> = own.chain(more.iter().copied()).collect();
        let mut world = world_of(&edits);
        for (which, is_noticed) in &self.cut {
            let interface = |name| world.virtual_interfaces.find(name).unwrap();
            let vpn = |name| world.vpn_connections.find(name).unwrap();
            let uplink = match which {
                0 => Uplink::VirtualInterface(interface("vif")),
                1 => Uplink::VirtualInterface(interface("vif-t")),
                2 => Uplink::Vpn(vpn("vpn")),
                _ => Uplink::Vpn(vpn("vpn-t")),
            };
            let line = Line {
                uplink,
                tunnel: None,
            };
            world.apply(&Change::CutLine(line)).unwrap();
            if *is_noticed {
                // Of a line that was lost before nobody takes leave again.
                drop(world.apply(&Change::LoseSession(line)));
            }
        }
        world
    }
}

type Question = (&'static str, Protocol, &'static str);

fn questions() -> impl Strategy<Value = Vec<Question>> {
    let protocol = select(vec![Protocol::Tcp, Protocol::Tcp, Protocol::Icmp]);
    let one = (select(&HOSTS[..]), protocol, select(&ADDRESSES[..]));
    prop::collection::vec(one, 24)
}

fn ask(world: &World, (from, protocol, to): Question) -> RoundTrip {
    let host = world.hosts.find(from).unwrap();
    let to = SocketAddr::new(to.parse().unwrap(), 443);
    let packet = first_packet(world, host, protocol, to);
    let trip = round_trip(world, host, packet, Phase::Opening);
    assert_eq!(trip.way, way(world, host, packet, Phase::Opening));
    trip
}

fn legs(trip: &RoundTrip) -> impl Iterator<Item = &Walk> {
    std::iter::once(&trip.forward).chain(&trip.back)
}

/// A walk in words, which do not depend on how many things the world holds.
fn told(world: &World, trip: &RoundTrip) -> String {
    let names = |walk: &Walk| {
        let places = walk.hops.iter().map(|hop| world.place_name(hop.place));
        places.collect::<Vec<_>>().join(" ")
    };
    let walks: Vec<String> = legs(trip).map(names).collect();
    let blockers: Vec<&str> = trip.blockers().map(|reason| reason.code.name()).collect();
    format!("{walks:?} {blockers:?} {}", trip.way.source_seen)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_end_has_its_reason_and_every_step_is_in_the_graph(
        net in net(), questions in questions()
    ) {
        let world = net.world(&[]);
        let graph = world.graph();
        for question in questions {
            let trip = ask(&world, question);
            for walk in legs(&trip) {
                match walk.verdict {
                    Verdict::Dropped(reason) => {
                        prop_assert_eq!(walk.blockers.first(), Some(&reason), "{:?}", question);
                    }
                    Verdict::Delivered(_) | Verdict::Refused(_) => {
                        prop_assert!(walk.blockers.is_empty(), "{:?}", question);
                    }
                }
                prop_assert!(walk.hops.len() <= 64, "{:?}: {} hops", question, walk.hops.len());
                for pair in walk.hops.windows(2) {
                    let (a, b) = (pair[0].place, pair[1].place);
                    prop_assert!(
                        graph.contains_edge(a, b),
                        "{:?}: {} to {}", question, world.place_name(a), world.place_name(b)
                    );
                }
            }
            if trip.way.end == End::Connected {
                let back = trip.back.as_ref().unwrap();
                prop_assert!(matches!(back.verdict, Verdict::Delivered(Place::Host(_))));
            }
        }
    }

    #[test]
    fn other_networks_are_nobodys_business(net in net(), questions in questions()) {
        let more = [
            ("/*referencing*/", "), \"tgw-9\": TransitGateway(account: \"111122223333\", region: \"us-east-1\", \
                attachments: { \"att-91\": Vpc(vpc: \"v9\", subnets: [\"s9\"]), \"att-92\": Vpc(vpc: \"v8\", subnets: [\"s8\"]) }, \
                route_tables: { \"trt-9\": TransitGatewayRouteTable(associations: [\"att-91\", \"att-92\"], propagations: [\"att-91\", \"att-92\"]) },"),
            ("\"v2\": Vpc(", "\"v9\": Vpc(account: \"111122223333\", region: \"us-east-1\", cidr_blocks: [\"10.8.0.0/16\"], vpn_gateway: \"vgw-9\", \
                subnets: { \"s9\": Subnet(availability_zone: \"us-east-1a\", cidr_block: \"10.8.0.0/24\") }, \
                route_tables: { \"rtb-9\": [Route(\"0.0.0.0/0\", \"tgw-9\")] }, main_route_table: \"rtb-9\"), \
             \"v8\": Vpc(account: \"111122223333\", region: \"us-east-1\", cidr_blocks: [\"10.9.0.0/16\"], \
                subnets: { \"s8\": Subnet(availability_zone: \"us-east-1a\", cidr_block: \"10.9.0.0/24\") }), \"v2\": Vpc("),
            ("\"pcx-12\":", "\"pcx-98\": VpcPeeringConnection(requester: \"v8\", accepter: \"v9\"), \"pcx-12\":"),
            ("\"far\": OnPremises", "\"mine\": OnPremises(cidr_blocks: [\"172.22.0.0/16\"]), \"far\": OnPremises"),
            ("\"vpn-t\":", "\"vpn-9\": VpnConnection(on_premises: \"mine\", gateway: \"vgw-9\"), \"vpn-t\":"),
        ];
        let (world, wider) = (net.world(&[]), net.world(&more));
        for question in questions {
            let (here, there) = (ask(&world, question), ask(&wider, question));
            prop_assert_eq!(told(&world, &here), told(&wider, &there), "{:?}", question);
        }
    }

    #[test]
    fn cut_lines_that_come_back_leave_no_trace(net in net(), questions in questions()) {
        let before = Net { cut: Vec::new(), ..net.clone() }.world(&[]);
        let mut after = net.world(&[]);
        let interfaces = after.virtual_interfaces.ids().map(Uplink::VirtualInterface);
        let vpns = after.vpn_connections.ids().map(Uplink::Vpn);
        for uplink in interfaces.chain(vpns).collect::<Vec<_>>() {
            after.apply(&Change::RestoreLine(Line { uplink, tunnel: None })).unwrap();
        }
        for question in questions {
            let (here, there) = (ask(&before, question), ask(&after, question));
            prop_assert_eq!(told(&before, &here), told(&after, &there), "DX-10: {:?}", question);
        }
    }

    #[test]
    fn a_peering_never_carries_what_begins_or_ends_elsewhere(
        net in net(), questions in questions()
    ) {
        let world = net.world(&[]);
        for question in questions {
            for walk in legs(&ask(&world, question)) {
                for (position, hop) in walk.hops.iter().enumerate() {
                    let Place::VpcPeeringConnection(id) = hop.place else {
                        continue;
                    };
                    if position + 1 == walk.hops.len() {
                        continue;
                    }
                    let peering = &world.vpc_peering_connections[id];
                    let ends = [hop.packet.source, hop.packet.destination];
                    for end in ends {
                        let vpcs = [peering.requester, peering.accepter];
                        prop_assert!(
                            vpcs.iter().any(|vpc| world.vpcs[*vpc].contains(end)),
                            "PEER-04, PEER-05: {:?}", question
                        );
                    }
                }
            }
        }
    }
}
