//! Ways to interface endpoints, and what AWS refuses about them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod asked;

use asked::ask;

use vpcsim::network::is_on_aws_network;
use vpcsim::scenario::Scenario;
use vpcsim::scenario::quantity::Protocol;
use vpcsim::trace::RoundTrip;
use vpcsim::trace::way::End;
use vpcsim::world::{Built, World, build};

/// Markers such as `/*sg*/` stand where a case may add or change lines.
const BASE: &str = r#"Scenario(
    /*day*/
    accounts: { "111122223333": Account() },
    vpcs: {
        "v1": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"], internet_gateway: "igw",
            /*vpc*/
            subnets: {
                "pub-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24", route_table: "rtb-pub"),
                "priv-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.1.0/24", route_table: "rtb-priv" /*acl priv*/),
                "iso-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24" /*acl iso-a*/),
                "iso-b": Subnet(availability_zone: "us-east-1b", cidr_block: "10.0.3.0/24"),
                "iso-c": Subnet(availability_zone: "us-east-1c", cidr_block: "10.0.4.0/24"),
            },
            route_tables: {
                "rtb-pub": [Route("0.0.0.0/0", "igw")],
                "rtb-priv": [Route("0.0.0.0/0", "nat")],
            },
            network_acls: { /*acls*/ },
            security_groups: {
                "sg": SecurityGroup(outbound: [/*out*/Allow(to: "0.0.0.0/0")]),
                "sg-endpoint": SecurityGroup(inbound: [Allow(protocol: "tcp", ports: "443", from: "10.0.0.0/8")], outbound: []),
            },
            nat_gateways: { "nat": NatGateway(subnet: "pub-a", elastic_ip: "198.51.100.20") },
            vpc_endpoints: {
                "ife": Interface(
                    service: "com.amazonaws.us-east-1.s3", name_suffix: "x", subnets: ["iso-a", "iso-b"/*subnet*/],
                    private_ips: { "iso-a": "10.0.2.50", "iso-b": "10.0.3.50" }, /*groups*/security_groups: ["sg-endpoint"],
                    /*ife*/
                ),
                /*endpoints*/
            },
        ),
    },
    resolver_endpoints: {
        "in": Inbound(vpc: "v1", subnets: ["iso-a"], private_ips: { "iso-a": "10.0.2.53" }, security_groups: ["sg-endpoint"]),
    },
    /*more*/
    hosts: {
        "Hpub": Host(subnet: "pub-a", elastic_ip: "198.51.100.10", security_groups: ["sg"]),
        "Hpriv": Host(subnet: "priv-a", private_ip: "10.0.1.10", security_groups: ["sg"]),
        "Hiso": Host(subnet: "iso-a", private_ip: "10.0.2.10", security_groups: ["sg"]),
        "HisoB": Host(subnet: "iso-b", private_ip: "10.0.3.10", security_groups: ["sg"]),
        "HisoC": Host(subnet: "iso-c", private_ip: "10.0.4.10", security_groups: ["sg"]),
        "laptop": Host(internet: "203.0.113.9"),
    },
    timeline: [/*timeline*/],
)"#;

fn built(edits: &[(&str, &str)]) -> Built {
    let mut text = BASE.to_owned();
    for (marker, lines) in edits {
        assert!(text.contains(marker), "no {marker} in the base world");
        text = text.replace(marker, lines);
    }
    let loaded = Scenario::parse(&text);
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    build(&loaded.scenario)
}

fn world_of(edits: &[(&str, &str)]) -> World {
    let built = built(edits);
    assert!(built.is_sound(), "{:?}", built.faults);
    built.world
}

/// The places passed and how it ends.
fn words(world: &World, trip: &RoundTrip) -> String {
    let places = trip.way.places.iter();
    let names: Vec<String> = places.map(|place| world.place_name(*place)).collect();
    let end = match trip.way.end {
        End::Connected => "connected",
        End::Silent(reason) | End::Refused(reason) => reason.code.name(),
    };
    format!("{}: {end}", names.join(" "))
}

const ACL: (&str, &str) = (
    "/*acls*/",
    r#""acl": NetworkAcl(
        inbound: [Allow(rule: 100, protocol: "tcp", ports: "443", cidr: "10.0.0.0/16")],
        outbound: [Allow(rule: 100, protocol: "tcp", ports: "443", cidr: "10.0.0.0/16")],
    )"#,
);

#[test]
#[rustfmt::skip]
fn ways_to_an_endpoint() {
    let none: &[(&str, &str)] = &[];
    let cases = [
        ("IFE-01, IFE-15", none, "Hiso", "10.0.2.50:443", "Hiso iso-a ife s3.us-east-1: connected"),
        ("IFE-20: another zone", none, "Hiso", "10.0.3.50:443", "Hiso iso-a iso-b ife s3.us-east-1: connected"),
        ("IFE-20: a zone without", none, "HisoC", "10.0.2.50:443", "HisoC iso-c iso-a ife s3.us-east-1: connected"),
        ("IFE-03: beside a default route", none, "Hpriv", "10.0.2.50:443", "Hpriv priv-a iso-a ife s3.us-east-1: connected"),
        ("S3R-20", &[("ports: \"443\", from", "ports: \"80,443\", from")], "Hiso", "10.0.2.50:80", "Hiso iso-a ife s3.us-east-1: connected"),
        ("SG-04", none, "Hiso", "10.0.2.50:80", "Hiso iso-a ife: ENI_SG_RULES_MISMATCH"),
        ("SG-04", &[("from: \"10.0.0.0/8\"", "from: \"10.0.1.0/24\"")], "Hiso", "10.0.2.50:443", "Hiso iso-a ife: ENI_SG_RULES_MISMATCH"),
        ("SG-04: the client's own", &[("/*out*/Allow(to: \"0.0.0.0/0\")", "Allow(to: \"52.216.0.0/15\")")], "Hiso", "10.0.2.50:443", "Hiso: ENI_SG_RULES_MISMATCH"),
        ("IFE-09", &[("/*groups*/security_groups: [\"sg-endpoint\"],", "")], "Hiso", "10.0.2.50:443", "Hiso iso-a ife: ENI_SG_RULES_MISMATCH"),
        ("NACL-03: within the subnet", &[ACL, ("/*acl iso-a*/", ", network_acl: \"acl\"")], "Hiso", "10.0.2.50:443", "Hiso iso-a ife s3.us-east-1: connected"),
        ("NACL-07: the endpoint's subnet", &[ACL, ("/*acl iso-a*/", ", network_acl: \"acl\"")], "Hpriv", "10.0.2.50:443", "Hpriv priv-a iso-a ife s3.us-east-1: SUBNET_ACL_RESTRICTION"),
        ("NACL-07: the client's subnet", &[ACL, ("/*acl priv*/", ", network_acl: \"acl\"")], "Hpriv", "10.0.2.50:443", "Hpriv priv-a iso-a ife s3.us-east-1: SUBNET_ACL_RESTRICTION"),
        ("IFE-30", &[("us-east-1.s3\", name_suffix", "us-west-2.s3\", name_suffix")], "Hiso", "10.0.2.50:443", "Hiso iso-a ife s3.us-west-2: connected"),
        ("DNS-07, IFE-33: from outside", none, "laptop", "10.0.2.50:443", "laptop internet: UNKNOWN_DESTINATION"),
        ("IFE-27: nobody's address", none, "Hiso", "10.0.2.51:443", "Hiso iso-a: NO_POSSIBLE_DESTINATION"),
        ("MRAP-01", &[("us-east-1.s3\", name_suffix", "s3-global.accesspoint\", name_suffix")], "Hiso", "10.0.2.50:443", "Hiso iso-a ife s3-global: connected"),
    ];
    for (rule, edits, from, to, wanted) in cases {
        let world = world_of(edits);
        let trip = ask(&world, from, Protocol::Tcp, to);
        assert_eq!(words(&world, &trip), wanted, "{rule}: {from} to {to}");
    }
}

#[test]
fn what_is_known_of_a_way_through_an_endpoint() {
    let world = world_of(&[]);
    let endpoint = world.vpc_endpoints.find("ife");
    let own_zone = ask(&world, "Hiso", Protocol::Tcp, "10.0.2.50:443").way;
    let other_zone = ask(&world, "Hiso", Protocol::Tcp, "10.0.3.50:443").way;
    assert_eq!(own_zone.endpoint, endpoint, "COND-06");
    assert!(own_zone.endpoint_interface.is_some(), "IFE-01");
    assert_eq!(own_zone.source_seen.to_string(), "10.0.2.10", "IFE-35");
    assert_eq!(own_zone.mtu, 8500, "IFE-24, TCP-20");
    assert!(own_zone.is_tracked, "SG-11");
    assert!(is_on_aws_network(&world, &own_zone), "VPC-04");
    let settings = &world.settings;
    let hops = settings.rtt_interface_endpoint + settings.rtt_same_zone;
    assert_eq!(own_zone.round_trip, settings.rtt_same_zone + hops, "LAT-02");
    assert_eq!(
        other_zone.round_trip,
        settings.rtt_cross_zone + hops,
        "IFE-20"
    );
    assert!(own_zone.rate <= settings.flow_rate, "BW-01, IFE-23");
}

#[test]
#[rustfmt::skip]
fn endpoints_answer_tcp_and_resolvers_port_53() {
    let world = world_of(&[("protocol: \"tcp\", ports: \"443\", from", "from")]);
    for (rule, protocol, to, wanted) in [
        ("endpoints answer no echo", Protocol::Icmp, "10.0.2.50:0", "Hiso iso-a ife: TARGET_PORT_RESTRICTION"),
        ("S3 answers on 80 and 443", Protocol::Tcp, "10.0.2.50:22", "Hiso iso-a ife s3.us-east-1: TARGET_PORT_RESTRICTION"),
        ("DNS-09", Protocol::Udp, "10.0.2.53:53", "Hiso iso-a in: connected"),
        ("DNS-09", Protocol::Tcp, "10.0.2.53:53", "Hiso iso-a in: connected"),
        ("DNS-09", Protocol::Tcp, "10.0.2.53:443", "Hiso iso-a in: TARGET_PORT_RESTRICTION"),
    ] {
        let trip = ask(&world, "Hiso", protocol, to);
        assert_eq!(words(&world, &trip), wanted, "{rule}: {protocol:?} to {to}");
    }
}

/// The rule, the lines that are changed, and AWS's code.
type Refused<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

#[test]
#[rustfmt::skip]
fn what_aws_refuses_is_a_fault_where_it_stands() {
    let gateway = r#""gwe": Gateway(service: "com.amazonaws.us-east-1.s3"),"#;
    let second = r#""ife-2": Interface(service: "com.amazonaws.us-east-1.s3", subnets: ["iso-c"], private_dns: On),"#;
    let zone = r#"hosted_zones: { "zone": HostedZone(name: "s3.us-east-1.amazonaws.com", vpcs: ["v1"]) },"#;
    let none = "";
    let on = ("/*ife*/", "private_dns: On,");
    let inbound = ("/*ife*/", "private_dns: InboundResolverOnly,");
    let cases: [Refused<'_>; 21] = [
        ("DNS-10", &[on], none),
        ("DNS-02", &[on, ("/*vpc*/", "enable_dns_hostnames: false,")], "InvalidParameter"),
        ("DNS-02", &[on, ("/*vpc*/", "enable_dns_support: false,")], "InvalidParameter"),
        ("DNS-13", &[inbound], "InvalidParameter"),
        ("DNS-13: in whatever order they are written", &[inbound, ("/*endpoints*/", gateway)], none),
        ("DNS-15", &[on, ("/*endpoints*/", second)], "InvalidParameter"),
        ("DNS-15", &[on, ("/*more*/", zone)], "ConflictingDomainExists"),
        ("DNS-03", &[("/*more*/", zone)], none),
        ("IFE-05: before 2023-03", &[on, ("/*day*/", "as_of: \"2022-06-01\",")], "InvalidParameter"),
        ("IFE-01: before 2021-02", &[("/*day*/", "as_of: \"2020-06-01\",")], "InvalidServiceName"),
        ("IFE-30: before 2025-11", &[("us-east-1.s3\", name_suffix", "us-west-2.s3\", name_suffix"), ("/*day*/", "as_of: \"2025-01-01\",")], "InvalidServiceName"),
        ("MRAP-01: before 2021-09", &[("us-east-1.s3\", name_suffix", "s3-global.accesspoint\", name_suffix"), ("/*day*/", "as_of: \"2021-06-01\",")], "InvalidServiceName"),
        ("IFE-19", &[("/*subnet*/", ", \"priv-a\"")], "DuplicateSubnetsInSameZone"),
        ("IFE-19: AWS keeps it", &[("\"iso-a\": \"10.0.2.50\"", "\"iso-a\": \"10.0.2.2\"")], "InvalidParameterValue"),
        ("IFE-19: taken", &[("\"iso-a\": \"10.0.2.50\"", "\"iso-a\": \"10.0.2.10\"")], "InvalidIPAddress.InUse"),
        ("IFE-19: no such subnet", &[("/*subnet*/", ", \"iso-x\"")], "unknown-id"),
        ("IFE-06", &[("name_suffix: \"x\"", "name_suffix: \"X_1\"")], "bad-name"),
        ("GWE-07", &[("/*endpoints*/", r#""gwe": Gateway(service: "com.amazonaws.us-west-2.s3"),"#)], "InvalidServiceName"),
        ("DNS-04", &[("/*more*/", r#"hosted_zones: { "zone": HostedZone(name: "a.example", vpcs: ["v1"], records: [Alias("b.example", "ife")]) },"#)], "InvalidChangeBatch"),
        ("DNS-03: a gateway has no address", &[("/*endpoints*/", gateway), ("/*more*/", r#"hosted_zones: { "zone": HostedZone(name: "a.example", vpcs: ["v1"], records: [Alias("a.example", "gwe")]) },"#)], "InvalidInput"),
        ("DNS-05", &[("/*more*/", r#"resolver_rules: { "rule": ResolverRule(domain: "a.example", outbound_endpoint: "in", targets: [], vpcs: ["v1"]) },"#)], "InvalidParameter"),
    ];
    for (rule, edits, wanted) in cases {
        let built = built(edits);
        let codes: Vec<&str> = built.faults.iter().map(|fault| fault.code).collect();
        let expected: Vec<&str> = Some(wanted).filter(|code| !code.is_empty()).into_iter().collect();
        assert_eq!(codes, expected, "{rule}: {:?}", built.faults);
    }
}

#[test]
#[rustfmt::skip]
fn what_aws_refuses_on_the_timeline_leaves_the_world_as_it_was() {
    let create = |what: &str| format!("At(\"1s\", CreateVpcEndpoint(\"new\", Interface(vpc: \"v1\", {what})))");
    let cases = [
        ("IFE-19", create(r#"service: "com.amazonaws.us-east-1.s3", subnets: ["iso-a", "priv-a"]"#), "DuplicateSubnetsInSameZone"),
        ("GWE-07", create(r#"service: "com.amazonaws.us-east-1.sqs", subnets: ["iso-a"]"#), "InvalidServiceName"),
        ("IFE-26", create(r#"service: "com.amazonaws.us-east-1.s3", subnets: ["iso-c"]"#), ""),
        ("GWE-18", r#"At("1s", ModifyVpcEndpoint("gwe", EndpointEdit(private_dns: On)))"#.to_owned(), "InvalidParameter"),
        ("IFE-01", r#"At("1s", ModifyVpcEndpoint("ife", EndpointEdit(add_route_tables: ["rtb-pub"])))"#.to_owned(), "InvalidParameter"),
        ("DNS-13", r#"At("1s", ModifyVpcEndpoint("ife", EndpointEdit(private_dns: InboundResolverOnly)))"#.to_owned(), ""),
    ];
    let gateway = r#""gwe": Gateway(service: "com.amazonaws.us-east-1.s3"),"#;
    for (rule, line, wanted) in cases {
        let built = built(&[("/*timeline*/", &line), ("/*endpoints*/", gateway)]);
        assert!(built.is_sound(), "{rule}: {:?}", built.faults);
        let mut world = built.world;
        let (labels, epoch) = (world.endpoint_labels.len(), world.epoch);
        let refused = world.apply(&built.plan.changes[0].change);
        match refused {
            Ok(()) => assert_eq!("", wanted, "{rule}"),
            Err(rejection) => {
                assert_eq!(rejection.code, wanted, "{rule}: {}", rejection.message);
                assert_eq!((world.endpoint_labels.len(), world.epoch), (labels, epoch), "{rule}");
            }
        }
    }
}

#[test]
fn quotas_are_kept() {
    let interfaces = |count: usize| -> String {
        let one = |number| {
            format!(
                r#""more-{number}": Interface(service: "com.amazonaws.us-east-1.s3", subnets: ["iso-c"]),"#
            )
        };
        (0..count).map(one).collect()
    };
    let gateways = |count: usize| -> String {
        let one =
            |number| format!(r#""more-{number}": Gateway(service: "com.amazonaws.us-east-1.s3"),"#);
        (0..count).map(one).collect()
    };
    for (rule, endpoints, wanted) in [
        ("LIM-02: 50 in a VPC", interfaces(49), None),
        (
            "LIM-02: one more",
            interfaces(50),
            Some("VpcEndpointLimitExceeded"),
        ),
        ("LIM-01: 20 in a Region", gateways(20), None),
        (
            "LIM-01: one more",
            gateways(21),
            Some("VpcEndpointLimitExceeded"),
        ),
    ] {
        let built = built(&[("/*endpoints*/", &endpoints)]);
        let code = built.faults.first().map(|fault| fault.code);
        assert_eq!(code, wanted, "{rule}");
    }
}

#[test]
#[rustfmt::skip]
fn endpoints_with_ipv6() {
    let six = [
        ("cidr_blocks: [\"10.0.0.0/16\"]", "cidr_blocks: [\"10.0.0.0/16\", \"2600:1f18:100::/56\"]"),
        ("cidr_block: \"10.0.2.0/24\"", "cidr_block: \"10.0.2.0/24\", ipv6_cidr_block: \"2600:1f18:100:2::/64\""),
        (", \"iso-b\"/*subnet*/]", "]"),
        (", \"iso-b\": \"10.0.3.50\"", ""),
        ("private_ip: \"10.0.2.10\"", "private_ip: \"10.0.2.10\", ipv6_address: \"2600:1f18:100:2::10\""),
        ("Allow(protocol: \"tcp\", ports: \"443\", from: \"10.0.0.0/8\")", "Allow(protocol: \"tcp\", ports: \"443\", from: \"2600:1f18:100::/56\")"),
        ("/*out*/", "Allow(to: \"::/0\"), "),
    ];
    let with = |kind: &'static str| [&six[..], &[("/*ife*/", kind)]].concat();
    let world = world_of(&with("ip_address_type: Dualstack,"));
    let interface = world.interfaces.find("eni-ife/iso-a").unwrap();
    let address = world.interfaces[interface].ipv6_address.unwrap();
    let to = format!("[{address}]:443");
    let trip = ask(&world, "Hiso", Protocol::Tcp, &to);
    assert_eq!(words(&world, &trip), "Hiso iso-a ife s3.us-east-1: connected", "IFE-32");
    assert_eq!(trip.way.source_seen.to_string(), "2600:1f18:100:2::10", "IFE-35");
    let world = world_of(&with("ip_address_type: Ipv6,"));
    let trip = ask(&world, "Hiso", Protocol::Tcp, "10.0.2.50:443");
    assert_eq!(words(&world, &trip), "Hiso iso-a: NO_POSSIBLE_DESTINATION", "IFE-32: IPv6 only");
    let faults = built(&[("/*ife*/", "ip_address_type: Dualstack,")]).faults;
    assert_eq!(faults[0].code, "InvalidParameter", "IFE-32: no range");
    let early = [&with("ip_address_type: Dualstack,")[..], &[("/*day*/", "as_of: \"2024-01-01\",")]].concat();
    assert_eq!(built(&early).faults[0].code, "InvalidParameter", "IFE-32: before 2024-11");
    let service = ("us-east-1.s3\", name_suffix", "s3-global.accesspoint\", name_suffix");
    let global = [&with("ip_address_type: Dualstack,")[..], &[service]].concat();
    assert_eq!(built(&global).faults[0].code, "InvalidParameter", "MRAP-30");
}
