//! Table 4 of the rule catalogue, made from a world: who reaches what in a VPC, when routes,
//! security groups, network ACLs and names are right.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::net::SocketAddr;

use vpcsim::network::{self, Phase};
use vpcsim::scenario::Scenario;
use vpcsim::scenario::quantity::Protocol;
use vpcsim::world::{Place, World, build};

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
