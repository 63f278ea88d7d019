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

/// A name of a Multi-Region Access Point, which need not exist to be reached.
const MULTI_REGION: &str = "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com";

/// The catalogue's table. Its last column is about public names of Multi-Region Access Points: V's
/// NAT gateway leads there whom it serves, note (2); nobody else gets there by V, and needs a path of
/// his own, which the catalogue calls by its kind: own routes, the internet, a public VIF.
const TABLE: &str = "\
| host in V | Y | Y | Y | Y | Y | Y via IGW/NAT or s3-global IFE |
| peer VPC, same Region | N | Y | Y | N | N | own path |
| peer VPC, other Region | N | Y | Y | N | N | own path |
| TGW-attached VPC | N | Y | Y | Y | N | own path or (2) |
| TGW peering, other Region | N | Y | Y | Y | N | own path or (2) |
| on-prem DX private VIF | N | Y | Y | N | N | own path |
| on-prem DX transit VIF | N | Y | Y | Y | N | own path or (2) |
| on-prem DX public VIF | N | N | N | N | N | Y |
| on-prem VPN on VGW | N | Y | Y | N | N | own path |
| on-prem VPN on TGW | N | Y | Y | Y | N | own path or (2) |
| internet | N | N | N | N | N | Y |
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
    is_reached && trip.way.connects()
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
        table.push_str(&format!(" {} |\n", to_multi_region(&world, host)));
    }
    assert_eq!(table, TABLE);
}

/// How `host` gets to a public name of a Multi-Region Access Point: through V, directly, or not at all
/// as long as it has no path of its own.
fn to_multi_region(world: &World, host: &str) -> String {
    let by = |world: &World, host: &str| {
        let from = world.hosts.find(host).unwrap();
        let found = dns::resolve_preferred(world, from, &Name::parse(MULTI_REGION));
        let to = SocketAddr::new(found.address(1).unwrap(), 443);
        let packet = network::first_packet(world, from, Protocol::Tcp, to);
        let way = network::way(world, from, packet, Phase::Opening);
        let gateways = way.gateways().map(|place| world.place_name(place));
        way.connects().then(|| gateways.collect::<Vec<String>>())
    };
    let passes = |way: &Option<Vec<String>>, name: &str| {
        way.as_ref()
            .is_some_and(|way| way.iter().any(|passed| passed == name))
    };
    let own = by(world, host);
    if host == "in-v" {
        let text = include_str!("table4/world.ron");
        let private = text.replace("private_dns: Off", "private_dns: On");
        let private = build(&Scenario::parse(&private).scenario).world;
        let gets_there = passes(&own, "nat-v")
            && passes(&by(world, "in-v-public"), "igw-v")
            && passes(&by(&private, host), "vpce-global");
        return if gets_there {
            "Y via IGW/NAT or s3-global IFE"
        } else {
            "N"
        }
        .to_owned();
    }
    match &own {
        Some(_) if passes(&own, "nat-v") => "own path or (2)".to_owned(),
        Some(way) if way.iter().all(|name| !name.ends_with("-v")) => "Y".to_owned(),
        Some(_) => "through V".to_owned(),
        None => "own path".to_owned(),
    }
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
