//! Table 4 of the rule catalogue, made from a world: who reaches what in a VPC, when routes,
//! security groups, network ACLs and names are right.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::net::{IpAddr, SocketAddr};

use vpcsim::dns::{self, Name};
use vpcsim::network::{self, Phase};
use vpcsim::scenario::Scenario;
use vpcsim::scenario::quantity::Protocol;
use vpcsim::trace::Code;
use vpcsim::trace::way::End;
use vpcsim::world::host::Host;
use vpcsim::world::{Id, Place, World, build};

/// The rows: what the table calls them, and the host that stands for each.
const SOURCES: [(&str, &str); 11] = [
    ("host in V", "in-v"),
    ("peer VPC, same Region", "peer-same"),
    ("peer VPC, other Region", "peer-other"),
    ("TGW-attached VPC", "spoke"),
    ("TGW peering, other Region", "far-spoke"),
    ("on-prem DX private VIF", "dx-private"),
    ("on-prem DX transit VIF", "dx-transit"),
    ("on-prem DX public VIF", "dx-public"),
    ("on-prem VPN on VGW", "vpn-vgw"),
    ("on-prem VPN on TGW", "vpn-tgw"),
    ("internet", "laptop"),
];

/// The columns: what the table calls them, the address that is asked for, and what must be passed.
const TARGETS: [(&str, &str, &str); 5] = [
    ("GWE of V", "52.216.0.10", "vpce-gateway"),
    ("IFE of V", "10.0.2.10", "vpce-s3"),
    ("s3-global IFE of V", "10.0.2.11", "vpce-global"),
    ("NAT GW of V", "203.0.113.7", "nat-v"),
    ("IGW of V", "192.0.2.8", "igw-v"),
];

/// The catalogue's table, its column about the names of Multi-Region Access Points left out.
const TABLE: &str = "\
| host in V | Y | Y | Y | Y | Y |
| peer VPC, same Region | N | Y | Y | N | N |
| peer VPC, other Region | N | Y | Y | N | N |
| TGW-attached VPC | N | Y | Y | Y | N |
| TGW peering, other Region | N | Y | Y | Y | N |
| on-prem DX private VIF | N | Y | Y | N | N |
| on-prem DX transit VIF | N | Y | Y | Y | N |
| on-prem DX public VIF | N | N | N | N | N |
| on-prem VPN on VGW | N | Y | Y | N | N |
| on-prem VPN on TGW | N | Y | Y | Y | N |
| internet | N | N | N | N | N |
";

fn world() -> World {
    let loaded = Scenario::parse(include_str!("table4/world.ron"));
    assert!(loaded.faults.is_empty(), "{:#?}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:#?}", built.faults);
    built.world
}

/// Whether `host` reaches `address` through `through`, and an answer finds its way back.
fn reaches(world: &World, host: &str, address: &str, through: &str) -> bool {
    // A host uses an internet gateway directly only with a public address of its own.
    let host = match (host, through) {
        ("in-v", "igw-v") => "in-v-public",
        _ => host,
    };
    let from = world.hosts.find(host).unwrap();
    let to = SocketAddr::new(address.parse().unwrap(), 443);
    let packet = network::first_packet(world, from, Protocol::Tcp, to);
    let trip = network::round_trip(world, from, packet, Phase::Opening);
    let is_passed = |place: &Place| world.place_name(*place) == through;
    let is_reached = trip.way.places.iter().any(is_passed);
    // Behind the global endpoint stands nothing until there are Multi-Region Access Points: what
    // comes to it has reached it.
    is_reached && (trip.way.connects() || through == "vpce-global")
}

#[test]
fn who_reaches_what_is_as_in_table_4() {
    let world = world();
    let mut table = String::new();
    for (row, host) in SOURCES {
        table.push_str(&format!("| {row} |"));
        for (_, address, through) in TARGETS {
            let is_reached = reaches(&world, host, address, through);
            table.push_str(if is_reached { " Y |" } else { " N |" });
        }
        table.push('\n');
    }
    assert_eq!(table, TABLE);
}

/// Every question one host can ask another, or a gateway's public address.
fn asked(world: &World) -> Vec<(Id<Host>, SocketAddr)> {
    let any = "0.0.0.0".parse().unwrap();
    let own = world
        .hosts
        .ids()
        .filter_map(|host| network::address_of(world, host, any));
    let known = [
        "52.216.0.10",
        "10.0.2.10",
        "10.0.2.11",
        "198.51.100.20",
        "198.51.100.30",
        "10.0.9.9",
    ];
    let others = known.iter().map(|address| address.parse().unwrap());
    let goals: Vec<IpAddr> = own.chain(others).collect();
    let hosts = world.hosts.ids();
    hosts
        .flat_map(|host| {
            goals
                .iter()
                .map(move |goal| (host, SocketAddr::new(*goal, 443)))
        })
        .collect()
}

/// A packet never loops for ever, every drop names a reason, the way back of what arrived is
/// explained too, and the short answer is the long one's.
#[test]
fn every_question_has_an_explained_answer() {
    let world = world();
    let questions = asked(&world);
    assert_eq!(questions.len(), 14 * 20);
    for (host, to) in questions {
        let packet = network::first_packet(&world, host, Protocol::Tcp, to);
        let trip = network::round_trip(&world, host, packet, Phase::Opening);
        let told = format!("{} to {to}", world.hosts.name(host));
        assert_eq!(
            trip.way,
            network::way(&world, host, packet, Phase::Opening),
            "{told}"
        );
        assert!(trip.forward.hops.len() < 64, "{told}");
        let reasons: Vec<Code> = trip.blockers().map(|why| why.code).collect();
        match trip.way.end {
            End::Connected => assert!(trip.back.is_some(), "{told}"),
            End::Refused(why) => assert_eq!(why.code, Code::TcpPortClosed, "{told}"),
            End::Silent(why) => {
                assert_eq!(reasons.first(), Some(&why.code), "{told}");
                assert_ne!(why.code, Code::RoutingLoop, "{told}");
            }
        }
    }
}

/// Another VPC that nobody is joined to changes no answer.
#[test]
fn an_unrelated_vpc_changes_no_verdict() {
    let alone = world();
    let text = include_str!("table4/world.ron");
    let more = r#"vpcs: {
        "stranger": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"], internet_gateway: "igw-stranger",
            subnets: { "stranger-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24", route_table: "rtb-stranger") },
            route_tables: { "rtb-stranger": [Route("0.0.0.0/0", "igw-stranger")] },
        ),"#;
    let loaded = Scenario::parse(&text.replacen("vpcs: {", more, 1));
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:#?}", built.faults);
    for (host, to) in asked(&alone) {
        let name = alone.hosts.name(host);
        let way = |world: &World| {
            let host = world.hosts.find(name).unwrap();
            let packet = network::first_packet(world, host, Protocol::Tcp, to);
            let trip = network::round_trip(world, host, packet, Phase::Opening);
            let places: Vec<String> = trip
                .way
                .places
                .iter()
                .map(|place| world.place_name(*place))
                .collect();
            let reasons: Vec<Code> = trip.blockers().map(|why| why.code).collect();
            (places, reasons, trip.way.round_trip, trip.way.source_seen)
        };
        assert_eq!(way(&alone), way(&built.world), "{name} to {to}");
    }
}

/// The names of an interface endpoint resolve anywhere; the internet only times out on them.
#[test]
fn names_of_endpoints_resolve_anywhere() {
    let world = world();
    let name = "bucket.vpce-s3-abcd1234.s3.us-east-1.vpce.amazonaws.com";
    for (_, host) in SOURCES {
        let from = world.hosts.find(host).unwrap();
        let found = dns::resolve_preferred(&world, from, &Name::parse(name));
        assert_eq!(
            found.address(1),
            Some("10.0.2.10".parse().unwrap()),
            "{host}"
        );
    }
}
