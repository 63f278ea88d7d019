//! Ways through one small network: which places, which source address, which end, and why.
//!
//! The network is the base world of the golden cases; a case changes lines of its text.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod asked;

use asked::ask;

use vpcsim::network::{Phase, first_packet, is_on_aws_network, round_trip, way};
use vpcsim::scenario::Scenario;
use vpcsim::scenario::quantity::Protocol;
use vpcsim::trace::way::End;
use vpcsim::trace::{Step, Way};
use vpcsim::world::{World, build};

/// Markers such as `/*pub*/` stand where a case may add lines.
const BASE: &str = r#"Scenario(
    accounts: { "111122223333": Account() },
    vpcs: {
        "v1": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
            internet_gateway: "igw", vpn_gateway: "vgw", main_route_table: "rtb-iso",
            subnets: {
                "pub-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24", route_table: "rtb-pub" /*acl pub*/),
                "priv-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.1.0/24", route_table: "rtb-priv" /*acl priv*/),
                "iso-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24" /*acl iso-a*/),
                "iso-b": Subnet(availability_zone: "us-east-1b", cidr_block: "10.0.3.0/24" /*acl iso-b*/),
            },
            route_tables: {
                "rtb-pub": [Route("0.0.0.0/0", "igw"), /*pub*/],
                "rtb-priv": [Route("0.0.0.0/0", "nat"), /*priv*/],
                "rtb-iso": [/*iso*/],
            },
            network_acls: { /*acls*/ },
            security_groups: {
                "sg": SecurityGroup(
                    inbound: [Allow(protocol: "tcp", ports: "443", from: "10.0.0.0/8"), /*in*/],
                    outbound: [/*out*/Allow(to: "0.0.0.0/0")],
                ),
                "sg-other": SecurityGroup(inbound: [Allow(protocol: "icmp", from: "sg")]),
            },
            nat_gateways: { "nat": NatGateway(subnet: "pub-a", private_ip: "10.0.0.50" /*nat*/, elastic_ip: "198.51.100.20"/*nat*/), /*nats*/ },
            vpc_endpoints: { /*endpoints*/ },
        ),
        "v2": Vpc(
            account: "111122223333", region: "us-west-2", cidr_blocks: ["10.0.0.0/16"], internet_gateway: "igw2",
            subnets: { "pub-2": Subnet(availability_zone: "us-west-2a", cidr_block: "10.0.0.0/24", route_table: "rtb-2") },
            route_tables: { "rtb-2": [Route("0.0.0.0/0", "igw2")] },
            security_groups: { "sg-2": SecurityGroup(inbound: [Allow(from: "0.0.0.0/0")]) },
        ),
    },
    hosts: {
        "Hpub": Host(subnet: "pub-a", private_ip: "10.0.0.10", elastic_ip: "198.51.100.10", security_groups: ["sg"], listens: "443"),
        "Hpub2": Host(subnet: "pub-a", private_ip: "10.0.0.11", elastic_ip: "198.51.100.11", security_groups: ["sg-other"], listens: "443"),
        "Hpriv": Host(subnet: "priv-a", private_ip: "10.0.1.10", security_groups: ["sg"], listens: "443"),
        "Hiso": Host(subnet: "iso-a", private_ip: "10.0.2.10", security_groups: ["sg"], listens: "443"),
        "Hiso2": Host(subnet: "iso-a", private_ip: "10.0.2.11", security_groups: ["sg-other"]),
        "HisoB": Host(subnet: "iso-b", private_ip: "10.0.3.10", security_groups: ["sg"], listens: "443"),
        "Heip": Host(subnet: "priv-a", private_ip: "10.0.1.20", elastic_ip: "198.51.100.30", security_groups: ["sg"], listens: "443"),
        "H2": Host(subnet: "pub-2", private_ip: "10.0.0.10", elastic_ip: "198.51.100.40", security_groups: ["sg-2"], listens: "443"),
        "laptop": Host(internet: "203.0.113.9"),
        "server": Host(internet: "203.0.113.10", listens: "443"),
    },
)"#;

/// The gateway endpoint of the golden cases: on rtb-priv and rtb-iso.
const GWE: (&str, &str) = (
    "/*endpoints*/",
    r#""gwe": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-priv", "rtb-iso"]), /*endpoints*/"#,
);
/// An endpoint on rtb-pub as well.
const GWE_PUB: (&str, &str) = (
    "/*endpoints*/",
    r#""gwe-pub": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-pub"])"#,
);
/// An S3 address of us-east-1, and one of us-west-2.
const EAST: &str = "52.216.1.1:443";
const WEST: &str = "52.218.200.1:443";

fn world_of(edits: &[(&str, &str)]) -> World {
    let mut text = BASE.to_owned();
    for (marker, lines) in edits {
        assert!(text.contains(marker), "no {marker} in the base world");
        text = text.replace(marker, lines);
    }
    let loaded = Scenario::parse(&text);
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:?}", built.faults);
    built.world
}

fn path(world: &World, way: &Way) -> String {
    let names: Vec<String> = way
        .places
        .iter()
        .map(|place| world.place_name(*place))
        .collect();
    names.join(" ")
}

fn end(way: &Way) -> &'static str {
    match way.end {
        End::Connected => "connected",
        End::Silent(reason) | End::Refused(reason) => reason.code.name(),
    }
}

struct Case {
    rules: &'static str,
    edits: &'static [(&'static str, &'static str)],
    from: &'static str,
    to: &'static str,
    path: &'static str,
    source: &'static str,
    end: &'static str,
}

const fn case(
    rules: &'static str,
    edits: &'static [(&'static str, &'static str)],
    ends: (&'static str, &'static str),
    path: &'static str,
    seen: (&'static str, &'static str),
) -> Case {
    Case {
        rules,
        edits,
        from: ends.0,
        to: ends.1,
        path,
        source: seen.0,
        end: seen.1,
    }
}

#[rustfmt::skip]
const TO_S3: &[Case] = &[
    case("G001 T1.4 VPC-02", &[], ("Hpub", EAST), "Hpub pub-a igw internet s3.us-east-1", ("198.51.100.10", "connected")),
    case("G002 T1.5 NAT-01", &[], ("Hpriv", EAST), "Hpriv priv-a pub-a nat pub-a igw internet s3.us-east-1", ("198.51.100.20", "connected")),
    case("G003 T1.7 RTE-10", &[], ("Hiso", EAST), "Hiso iso-a", ("10.0.2.10", "NO_ROUTE_TO_DESTINATION")),
    case("G004 T1.3 GWE-01 GWE-03", &[GWE], ("Hiso", EAST), "Hiso iso-a gwe s3.us-east-1", ("10.0.2.10", "connected")),
    case("G005 RTE-06", &[GWE], ("Hpriv", EAST), "Hpriv priv-a gwe s3.us-east-1", ("10.0.1.10", "connected")),
    case("G006 RTE-18", &[GWE], ("Hpub", EAST), "Hpub pub-a igw internet s3.us-east-1", ("198.51.100.10", "connected")),
    case("G007 RTE-02 RTE-05", &[GWE, ("/*priv*/", r#"Route("52.216.0.0/15", "nat")"#)], ("Hpriv", EAST), "Hpriv priv-a pub-a nat pub-a igw internet s3.us-east-1", ("198.51.100.20", "connected")),
    case("G007 RTE-04: the other range keeps the endpoint", &[GWE, ("/*priv*/", r#"Route("52.216.0.0/15", "nat")"#)], ("Hpriv", "3.5.0.9:443"), "Hpriv priv-a gwe s3.us-east-1", ("10.0.1.10", "connected")),
    case("G009 RTE-07", &[GWE, ("/*iso*/", r#"Propagated("52.216.0.0/16", "vgw")"#)], ("Hiso", EAST), "Hiso iso-a vgw", ("10.0.2.10", "VGW_NO_ROUTE_ON_PREMISES")),
    case("RTE-07 RTE-02: an equal propagated route loses", &[GWE, ("/*iso*/", r#"Propagated("52.216.0.0/15", "vgw")"#)], ("Hiso", EAST), "Hiso iso-a gwe s3.us-east-1", ("10.0.2.10", "connected")),
    case("RTE-08", &[("/*iso*/", r#"Propagated("10.0.3.0/24", "vgw")"#)], ("Hiso", "10.0.3.10:443"), "Hiso iso-a iso-b HisoB", ("10.0.2.10", "connected")),
    case("G011 T1.11 GWE-07", &[GWE], ("Hiso", WEST), "Hiso iso-a", ("10.0.2.10", "NO_ROUTE_TO_DESTINATION")),
    case("T1.11 RTE-06: other Regions by the default route", &[GWE], ("Hpriv", WEST), "Hpriv priv-a pub-a nat pub-a igw internet s3.us-west-2", ("198.51.100.20", "connected")),
    case("G015 SG-03", &[GWE, ("/*out*/Allow(to: \"0.0.0.0/0\")", r#"Allow(protocol: "tcp", ports: "443", to: "10.0.0.0/8")"#)], ("Hiso", EAST), "Hiso", ("10.0.2.10", "ENI_SG_RULES_MISMATCH")),
    case("SG-03: the prefix list in a rule", &[GWE, ("/*out*/Allow(to: \"0.0.0.0/0\")", r#"Allow(protocol: "tcp", ports: "443", to: "pl-63a5400a")"#)], ("Hiso", EAST), "Hiso iso-a gwe s3.us-east-1", ("10.0.2.10", "connected")),
    case("SG-01: no rule at all", &[GWE, ("/*out*/Allow(to: \"0.0.0.0/0\")", "")], ("Hiso", EAST), "Hiso", ("10.0.2.10", "SG_HAS_NO_RULES")),
    case("T1.6 NAT-09", &[GWE_PUB], ("Hpriv", EAST), "Hpriv priv-a pub-a nat pub-a gwe-pub s3.us-east-1", ("10.0.0.50", "connected")),
    case("NAT-10", &[("/*nat*/, elastic_ip: \"198.51.100.20\"/*nat*/", ", connectivity: Private")], ("Hpriv", EAST), "Hpriv priv-a pub-a nat pub-a igw", ("10.0.0.50", "NGW_HAS_NO_PUBLIC_IP")),
    case("VPC-02: no public address", &[("/*iso*/", r#"Route("0.0.0.0/0", "igw")"#)], ("Hiso", EAST), "Hiso iso-a igw", ("10.0.2.10", "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS")),
    case("another service's endpoint takes nothing from S3", &[("/*endpoints*/", r#""ddb": Gateway(service: "com.amazonaws.us-east-1.dynamodb", route_tables: ["rtb-iso"])"#)], ("Hiso", EAST), "Hiso iso-a", ("10.0.2.10", "NO_ROUTE_TO_DESTINATION")),
    case("T1.24 VPC-03", &[], ("laptop", EAST), "laptop internet s3.us-east-1", ("203.0.113.9", "connected")),
    case("S3 says nothing on other ports", &[GWE], ("Hiso", "52.216.1.1:22"), "Hiso iso-a gwe s3.us-east-1", ("10.0.2.10", "TARGET_PORT_RESTRICTION")),
    case("S3R-20: nor hides port 80", &[], ("laptop", "52.216.1.1:80"), "laptop internet s3.us-east-1", ("203.0.113.9", "connected")),
];

#[rustfmt::skip]
const TO_HOSTS: &[Case] = &[
    case("SG-02: members only", &[], ("Hpub", "10.0.0.11:443"), "Hpub pub-a Hpub2", ("10.0.0.10", "ENI_SG_RULES_MISMATCH")),
    case("TCP-01: a closed port refuses", &[("/*in*/", r#"Allow(from: "10.0.0.0/8")"#)], ("Hiso", "10.0.3.10:80"), "Hiso iso-a iso-b HisoB", ("10.0.2.10", "TCP_PORT_CLOSED")),
    case("nobody has this address", &[], ("Hiso", "10.0.3.99:443"), "Hiso iso-a", ("10.0.2.10", "NO_POSSIBLE_DESTINATION")),
    case("nobody has this address, next door", &[], ("Hiso", "10.0.2.99:443"), "Hiso iso-a", ("10.0.2.10", "NO_POSSIBLE_DESTINATION")),
    case("to itself nothing asks", &[("/*out*/Allow(to: \"0.0.0.0/0\")", "")], ("Hiso", "10.0.2.10:443"), "Hiso", ("10.0.2.10", "connected")),
    case("hairpin by public addresses", &[("/*in*/", r#"Allow(from: "198.51.100.10/32")"#)], ("Hpub", "198.51.100.30:443"), "Hpub pub-a igw priv-a Heip", ("198.51.100.10", "NGW_NO_CONNECTION")),
    case("SG-08: a public source is no member", &[], ("Hpub", "198.51.100.11:443"), "Hpub pub-a igw pub-a Hpub2", ("198.51.100.10", "ENI_SG_RULES_MISMATCH")),
    case("out by NAT, back in by the gateway", &[("/*in*/", r#"Allow(from: "198.51.100.20/32")"#)], ("Hpriv", "198.51.100.10:443"), "Hpriv priv-a pub-a nat pub-a igw pub-a Hpub", ("198.51.100.20", "connected")),
    case("another VPC by public addresses", &[], ("Hpub", "198.51.100.40:443"), "Hpub pub-a igw internet igw2 pub-2 H2", ("198.51.100.10", "connected")),
    case("in by the gateway", &[("/*in*/", r#"Allow(from: "203.0.113.0/24")"#)], ("laptop", "198.51.100.10:443"), "laptop internet igw pub-a Hpub", ("203.0.113.9", "connected")),
    case("RTE-16 in by the gateway, out by NAT", &[("/*in*/", r#"Allow(from: "203.0.113.0/24")"#)], ("laptop", "198.51.100.30:443"), "laptop internet igw priv-a Heip", ("203.0.113.9", "NGW_NO_CONNECTION")),
    case("NAT-01: nobody comes in by NAT", &[], ("laptop", "198.51.100.20:443"), "laptop internet igw pub-a nat", ("203.0.113.9", "NGW_NO_CONNECTION")),
    case("NAT-01: nor from inside", &[], ("Hpub", "10.0.0.50:443"), "Hpub pub-a nat", ("10.0.0.10", "NGW_NO_CONNECTION")),
    case("to a server on the internet", &[], ("Hpub", "203.0.113.10:443"), "Hpub pub-a igw internet server", ("198.51.100.10", "connected")),
    case("from the internet to the internet", &[], ("laptop", "203.0.113.10:443"), "laptop internet server", ("203.0.113.9", "connected")),
    case("nobody has this public address", &[], ("Hpub", "192.0.2.1:443"), "Hpub pub-a igw internet", ("198.51.100.10", "UNKNOWN_DESTINATION")),
    case("T1.25: private addresses end at the gateway", &[], ("Hpub", "172.16.0.1:443"), "Hpub pub-a igw", ("10.0.0.10", "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS")),
    case("T1.25: and mean nothing outside", &[], ("laptop", "10.0.0.10:443"), "laptop internet", ("203.0.113.9", "UNKNOWN_DESTINATION")),
    case("a NAT gateway whose route is itself", &[("Route(\"0.0.0.0/0\", \"igw\"), /*pub*/", r#"Route("0.0.0.0/0", "nat")"#)], ("Hpriv", EAST), "Hpriv priv-a pub-a nat pub-a nat", ("10.0.0.50", "ROUTING_LOOP")),
];

#[test]
fn packets_go_where_the_rules_say() {
    for case in TO_S3.iter().chain(TO_HOSTS) {
        let world = world_of(case.edits);
        let trip = ask(&world, case.from, Protocol::Tcp, case.to);
        let seen = (
            path(&world, &trip.way),
            trip.way.source_seen.to_string(),
            end(&trip.way),
        );
        let wanted = (case.path.to_owned(), case.source.to_owned(), case.end);
        assert_eq!(seen, wanted, "{}: {} to {}", case.rules, case.from, case.to);
    }
}

/// A network ACL for one subnet, with rules of both directions.
fn acl(subnet: &'static str, inbound: &str, outbound: &str) -> Vec<(String, String)> {
    let rules = format!("\"acl\": NetworkAcl(inbound: [{inbound}], outbound: [{outbound}])");
    vec![
        (
            format!("/*acl {subnet}*/"),
            ", network_acl: \"acl\"".to_owned(),
        ),
        ("/*acls*/".to_owned(), rules),
    ]
}

#[test]
fn network_acls_judge_every_packet_afresh() {
    const ALL: &str = r#"Allow(rule: 100, cidr: "0.0.0.0/0")"#;
    const HTTPS: &str = r#"Allow(rule: 100, protocol: "tcp", ports: "443", cidr: "0.0.0.0/0")"#;
    const LINUX: &str =
        r#"Allow(rule: 100, protocol: "tcp", ports: "32768-60999", cidr: "0.0.0.0/0")"#;
    const LINUX_AND_HTTPS: &str = r#"Allow(rule: 100, protocol: "tcp", ports: "32768-60999", cidr: "0.0.0.0/0"), Allow(rule: 110, protocol: "tcp", ports: "443", cidr: "0.0.0.0/0")"#;
    const DENY_FIRST: &str =
        r#"Deny(rule: 90, cidr: "52.216.0.0/15"), Allow(rule: 100, cidr: "0.0.0.0/0")"#;
    const DENY_LAST: &str =
        r#"Allow(rule: 80, cidr: "0.0.0.0/0"), Deny(rule: 90, cidr: "52.216.0.0/15")"#;
    #[rustfmt::skip]
    let cases = [
        ("G017 NACL-02", "iso-a", (HTTPS, ALL), ("Hiso", EAST), vec!["in *"]),
        ("NACL-02: replies come to the port Linux chose", "iso-a", (LINUX, HTTPS), ("Hiso", EAST), vec![]),
        ("NACL-02 NAT-07: and to the port the NAT gateway chose", "pub", (LINUX_AND_HTTPS, ALL), ("Hpriv", EAST), vec!["in *"]),
        ("NACL-01: the lowest number decides", "iso-a", (ALL, DENY_FIRST), ("Hiso", EAST), vec!["out 90"]),
        ("NACL-01: whatever later ones say", "iso-a", (ALL, DENY_LAST), ("Hiso", EAST), vec![]),
        ("NACL-07: S3's public addresses count", "iso-a", (DENY_FIRST, DENY_FIRST), ("Hiso", EAST), vec!["out 90", "in 90"]),
        ("NACL-03: within a subnet nobody asks", "iso-a", ("", ""), ("Hiso", "10.0.2.10:443"), vec![]),
        ("NACL-03: between subnets both are asked", "iso-b", ("", ""), ("Hiso", "10.0.3.10:443"), vec!["in *", "out *"]),
        ("NAT-07: both legs, both ways", "pub", ("", ""), ("Hpriv", EAST), vec!["in *", "out *"]),
    ];
    for (rules, subnet, (inbound, outbound), (from, to), wanted) in cases {
        let edits = acl(subnet, inbound, outbound);
        let mut edits: Vec<(&str, &str)> = edits
            .iter()
            .map(|(marker, text)| (marker.as_str(), text.as_str()))
            .collect();
        let wants_endpoint = subnet != "pub";
        if wants_endpoint {
            edits.push(GWE);
        }
        let world = world_of(&edits);
        let trip = ask(&world, from, Protocol::Tcp, to);
        let blockers: Vec<String> = trip
            .blockers()
            .map(|reason| match reason.about {
                vpcsim::trace::About::NetworkAcl(_, direction, rule) => {
                    let way = match direction {
                        vpcsim::scenario::timeline::Direction::Inbound => "in",
                        vpcsim::scenario::timeline::Direction::Outbound => "out",
                    };
                    let rule = rule.map_or("*".to_owned(), |number| number.to_string());
                    format!("{way} {rule}")
                }
                about => format!("{} {about:?}", reason.code),
            })
            .fold(Vec::new(), |mut all, blocker| {
                if !all.contains(&blocker) {
                    all.push(blocker);
                }
                all
            });
        assert_eq!(blockers, wanted, "{rules}");
        assert_eq!(trip.way.connects(), wanted.is_empty(), "{rules}");
    }
}

#[test]
fn every_blocker_is_listed_the_deciding_one_first() {
    let world = world_of(&[
        (
            "/*out*/Allow(to: \"0.0.0.0/0\")",
            r#"Allow(to: "192.0.2.0/24")"#,
        ),
        ("/*acl iso-a*/", ", network_acl: \"acl\""),
        ("/*acls*/", "\"acl\": NetworkAcl()"),
        GWE,
    ]);
    let trip = ask(&world, "Hiso", Protocol::Tcp, EAST);
    let codes: Vec<&str> = trip.blockers().map(|reason| reason.code.name()).collect();
    let wanted = [
        "ENI_SG_RULES_MISMATCH",
        "SUBNET_ACL_RESTRICTION",
        "SUBNET_ACL_RESTRICTION",
    ];
    assert_eq!(codes, wanted);
    assert_eq!(end(&trip.way), "ENI_SG_RULES_MISMATCH");
    assert_eq!(
        path(&world, &trip.way),
        "Hiso",
        "nothing behind the deciding reason is remembered"
    );
    assert_eq!(trip.way.endpoint, None);
}

#[test]
fn pings_need_rules_but_no_ports() {
    let allowed = ("/*in*/", r#"Allow(protocol: "icmp", from: "0.0.0.0/0")"#);
    #[rustfmt::skip]
    let cases = [
        // Source, destination, what opens it, end, time to live lost by the answer.
        ("Hpub", "10.0.2.10", allowed, "connected", 0),
        ("Hpub", "10.0.0.11", allowed, "connected", 0), // SG-08: by group membership
        ("Hpub2", "10.0.2.11", allowed, "ENI_SG_RULES_MISMATCH", 0),
        ("Hpub", "198.51.100.10", allowed, "connected", 1), // its own public address
        ("Hpriv", "198.51.100.10", allowed, "connected", 2), // gateway and NAT gateway
        ("Hpub", "52.216.1.1", allowed, "connected", 0), // S3 answers
        ("Hpub", "10.0.0.50", allowed, "NGW_NO_CONNECTION", 0), // a NAT gateway does not
        ("laptop", "198.51.100.20", allowed, "NGW_NO_CONNECTION", 0),
        ("laptop", "198.51.100.10", ("/*in*/", ""), "ENI_SG_RULES_MISMATCH", 1),
    ];
    for (from, to, edit, wanted, lost) in cases {
        let world = world_of(&[edit]);
        let trip = ask(&world, from, Protocol::Icmp, &format!("{to}:0"));
        assert_eq!(end(&trip.way), wanted, "{from} to {to}");
        let ttl_lost = trip.back.map_or(0, |walk| walk.ttl_lost);
        assert_eq!(ttl_lost, lost, "{from} to {to}");
    }
}

#[test]
fn a_way_knows_how_far_and_how_wide_it_is() {
    #[rustfmt::skip]
    let cases = [
        // From, to, round trip in µs, largest packet, endpoint, NAT gateway, Amazon's own network.
        ("Hiso", "10.0.2.10:443", 0, 9001, None, None, true),
        ("Hiso", "10.0.3.10:443", 800, 9001, None, None, true), // LAT-02 cross-zone
        ("Hpub", "10.0.2.10:443", 200, 9001, None, None, true), // LAT-02 same zone
        ("Hiso", EAST, 200, 8500, Some("gwe"), None, true), // VPC-04 TCP-20
        ("HisoB", EAST, 200, 8500, Some("gwe"), None, true),
        ("Hpub", EAST, 200, 1500, None, None, true), // VPC-03
        ("Hpriv", WEST, 65_400, 1500, None, Some("nat"), true), // + NAT + Region
        ("Hpub", "198.51.100.40:443", 65_200, 1500, None, None, true),
        ("laptop", EAST, 20_000, 1500, None, None, false),
        ("laptop", WEST, 85_000, 1500, None, None, false),
        ("Hpub", "203.0.113.10:443", 20_000, 1500, None, None, false),
    ];
    let world = world_of(&[GWE, ("/*in*/", r#"Allow(from: "0.0.0.0/0")"#)]);
    for (from, to, us, mtu, endpoint, nat, is_inside) in cases {
        let way = ask(&world, from, Protocol::Tcp, to).way;
        assert_eq!(end(&way), "connected", "{from} to {to}");
        let endpoint_name = way.endpoint.map(|id| world.vpc_endpoints.name(id));
        let nat_name = way.nat_gateway.map(|id| world.nat_gateways.name(id));
        let seen = (
            way.round_trip.nanos() / 1_000,
            way.mtu,
            endpoint_name,
            nat_name,
        );
        assert_eq!(seen, (us, mtu, endpoint, nat), "{from} to {to}");
        assert_eq!(is_on_aws_network(&world, &way), is_inside, "{from} to {to}");
        let window_rate = (16u64 << 23).saturating_mul(1_000_000).checked_div(us);
        let rate = 5_000_000_000.min(window_rate.unwrap_or(u64::MAX)); // BW-01 BW-02
        assert_eq!(way.rate.0, rate, "{from} to {to}");
    }
}

#[test]
fn security_groups_remember_what_they_track() {
    const OPEN_IN: (&str, &str) = ("/*in*/", r#"Allow(protocol: "tcp", from: "0.0.0.0/0")"#);
    const NO_OUT: (&str, &str) = (
        "/*out*/Allow(to: \"0.0.0.0/0\")",
        r#"Allow(to: "192.0.2.0/24")"#,
    );
    const NARROW_IN: (&str, &str) = (
        "/*in*/",
        r#"Allow(protocol: "tcp", ports: "443", from: "0.0.0.0/0")"#,
    );
    #[rustfmt::skip]
    let cases = [
        // Rule, from, the rules at the start and later, tracked, what an open connection meets.
        ("SG-10 tracked", "Hpub", vec![], vec![NO_OUT], true, "connected"),
        ("SG-10 untracked", "Hpub", vec![OPEN_IN], vec![OPEN_IN, NO_OUT], false, "ENI_SG_RULES_MISMATCH"),
        ("SG-10 untracked, answers", "Hpub", vec![OPEN_IN], vec![], false, "ENI_SG_RULES_MISMATCH"),
        ("SG-10 untracked, still open", "Hpub", vec![OPEN_IN], vec![OPEN_IN], false, "connected"),
        ("SG-10 answers to some ports only: tracked", "Hpub", vec![NARROW_IN], vec![NO_OUT], true, "connected"),
        ("SG-11 by NAT always tracked", "Hpriv", vec![OPEN_IN], vec![NO_OUT], true, "connected"),
    ];
    for (rules, from, before, after, is_tracked, wanted) in cases {
        let before = world_of(&before);
        let opened = ask(&before, from, Protocol::Tcp, EAST).way;
        assert!(opened.connects(), "{rules}");
        assert_eq!(opened.is_tracked, is_tracked, "{rules}");
        let after = world_of(&after);
        let host = after.hosts.find(from).unwrap();
        let packet = first_packet(&after, host, Protocol::Tcp, EAST.parse().unwrap());
        let phase = Phase::Established {
            was_tracked: opened.is_tracked,
        };
        let later = round_trip(&after, host, packet, phase);
        assert_eq!(end(&later.way), wanted, "{rules}");
        assert_eq!(later.way.is_tracked, is_tracked, "{rules}");
        assert_eq!(later.way, way(&after, host, packet, phase), "{rules}");
    }
    // NACL-05 RTE-17: state helps against neither a network ACL nor a route.
    let closed = [
        ("/*acl pub*/", ", network_acl: \"acl\""),
        ("/*acls*/", "\"acl\": NetworkAcl()"),
    ];
    let unrouted = [("Route(\"0.0.0.0/0\", \"igw\"), /*pub*/", "")];
    let cases: [(&[(&str, &str)], &str); 2] = [
        (&closed, "SUBNET_ACL_RESTRICTION"),
        (&unrouted, "NO_ROUTE_TO_DESTINATION"),
    ];
    for (edits, wanted) in cases {
        let world = world_of(edits);
        let host = world.hosts.find("Hpub").unwrap();
        let packet = first_packet(&world, host, Protocol::Tcp, EAST.parse().unwrap());
        let phase = Phase::Established { was_tracked: true };
        assert_eq!(end(&way(&world, host, packet, phase)), wanted);
    }
}

#[test]
fn a_change_of_way_is_told_from_the_same_way() {
    // G025 TCP-10 TCP-14: the endpoint moves the flows of its own table, and no others.
    let before = world_of(&[]);
    let after = world_of(&[GWE]);
    for (from, to, is_same) in [
        ("Hpub", EAST, true),
        ("Hpriv", EAST, false),
        ("Hpriv", WEST, true),
    ] {
        let old = ask(&before, from, Protocol::Tcp, to).way;
        let new = ask(&after, from, Protocol::Tcp, to).way;
        assert!(old.connects() && new.connects());
        assert_eq!(old.is_same_connection(&new), is_same, "{from} to {to}");
    }
}

#[test]
fn an_explanation_names_what_won_and_what_was_beaten() {
    let world = world_of(&[GWE]);
    let trip = ask(&world, "Hpriv", Protocol::Tcp, EAST);
    let table = world.route_tables.find("rtb-priv").unwrap();
    let mut ranges: Vec<(bool, String)> = Vec::new();
    for step in &trip.forward.hops[1].steps {
        if let Step::Routed {
            table: asked,
            range,
            ..
        } = step
        {
            assert_eq!(*asked, table);
            ranges.push((true, range.to_string()));
        }
        if let Step::Beaten { range, .. } = step {
            ranges.push((false, range.to_string()));
        }
    }
    let wanted = [
        (true, "52.216.0.0/15".to_owned()),
        (false, "0.0.0.0/0".to_owned()),
    ];
    assert_eq!(ranges, wanted);
    let back: Vec<String> = trip
        .back
        .unwrap()
        .hops
        .iter()
        .map(|hop| world.place_name(hop.place))
        .collect();
    assert_eq!(
        back,
        ["s3.us-east-1", "gwe", "priv-a", "Hpriv"],
        "answers take the endpoint too"
    );
}
