//! One world of many networks, as text: tests of the ways between them change lines of it.
#![allow(dead_code, reason = "each test file uses a part of it")]

#[path = "../asked/mod.rs"]
pub(crate) mod asked;

use vpcsim::scenario::Scenario;
use vpcsim::trace::Way;
use vpcsim::trace::way::End;
use vpcsim::world::{Built, World, build};

/// Markers such as `/*iso*/` stand where a case may add lines.
pub(crate) const BASE: &str = r#"Scenario(
    /*day*/
    accounts: { "111122223333": Account(/*bpa*/), "444455556666": Account() },
    vpcs: {
        "v1": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16", "2001:db8:1::/56"],
            internet_gateway: "igw", vpn_gateway: "vgw", egress_only_internet_gateway: "eigw",
            subnets: {
                "pub-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24", route_table: "rtb-pub", ipv6_cidr_block: "2001:db8:1:0::/64"),
                "iso-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24", route_table: "rtb-iso", ipv6_cidr_block: "2001:db8:1:2::/64" /*acl iso-a*/),
                "iso-b": Subnet(availability_zone: "us-east-1b", cidr_block: "10.0.3.0/24", route_table: "rtb-iso"),
                "tg-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.9.0/28", route_table: "rtb-tg" /*acl tg-a*/),
            },
            route_tables: {
                "rtb-pub": [Route("0.0.0.0/0", "igw"), Route("10.1.0.0/16", "tgw"), Route("::/0", "igw")],
                "rtb-iso": [/*iso*/],
                "rtb-tg": [/*tg*/],
            },
            network_acls: { /*acls*/ },
            security_groups: { "sg": SecurityGroup(inbound: [Allow(protocol: "tcp", ports: "443", from: "0.0.0.0/0"), Allow(protocol: "icmp", from: "0.0.0.0/0")]), /*groups*/ },
            nat_gateways: { "nat": NatGateway(subnet: "pub-a", private_ip: "10.0.0.50", elastic_ip: "198.51.100.20") },
            vpc_endpoints: { /*endpoints*/ },
        ),
        "v2": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.1.0.0/16"],
            subnets: {
                "app-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.1.0.0/24"),
                "app-b": Subnet(availability_zone: "us-east-1b", cidr_block: "10.1.1.0/24"),
                "tg2-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.1.9.0/28"),
            },
            route_tables: { "rtb-2": [/*v2*/] }, main_route_table: "rtb-2",
            security_groups: { "sg-2": SecurityGroup(inbound: [Allow(protocol: "tcp", ports: "443", from: "10.0.0.0/8")]), "sg-2b": SecurityGroup() },
        ),
        "v3": Vpc(
            account: "111122223333", region: "us-west-2", cidr_blocks: ["10.2.0.0/16"],
            subnets: { "west-a": Subnet(availability_zone: "us-west-2a", cidr_block: "10.2.0.0/24") },
            route_tables: { "rtb-3": [/*v3*/] }, main_route_table: "rtb-3",
            security_groups: { "sg-3": SecurityGroup(inbound: [Allow(from: "10.0.0.0/8")]) },
        ),
        "v4": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.3.0.0/16"], vpn_gateway: "vgw-4",
            subnets: { "four-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.3.0.0/24") },
            route_tables: { "rtb-4": [/*v4*/] }, main_route_table: "rtb-4",
            security_groups: { "sg-4": SecurityGroup(inbound: [Allow(from: "0.0.0.0/0")]) },
        ),
    },
    vpc_peering_connections: {
        "pcx-12": VpcPeeringConnection(requester: "v1", accepter: "v2"/*pcx*/),
        "pcx-13": VpcPeeringConnection(requester: "v1", accepter: "v3"),
        "pcx-14": VpcPeeringConnection(requester: "v1", accepter: "v4"),
    },
    transit_gateways: {
        "tgw": TransitGateway(
            account: "111122223333", region: "us-east-1",
            attachments: {
                "att-1": Vpc(vpc: "v1", subnets: ["tg-a"/*v1 zones*/]),
                "att-2": Vpc(vpc: "v2", subnets: ["tg2-a"/*v2 zones*/]),
                "att-w": Peering(peer: "tgw-w"/*accepted*/),
                "att-vpn": Vpn("vpn-t"),
                "att-dx": DirectConnectGateway("dxgw-t"),
            },
            route_tables: {
                "trt": TransitGatewayRouteTable(
                    associations: ["att-1", "att-2", "att-w", "att-vpn", "att-dx"],
                    propagations: ["att-1", "att-2"/*propagations*/],
                    routes: [Route("10.2.0.0/16", "att-w"), /*transit*/],
                ),
            },
            /*referencing*/
        ),
        "tgw-w": TransitGateway(
            account: "111122223333", region: "us-west-2",
            attachments: { "att-3": Vpc(vpc: "v3", subnets: ["west-a"]) },
            route_tables: { "trt-w": TransitGatewayRouteTable(
                associations: ["att-3", "att-w"], propagations: ["att-3"],
                routes: [Route("10.0.0.0/14", "att-w")],
            ) },
        ),
    },
    on_premises: {
        "hq": OnPremises(cidr_blocks: ["192.168.0.0/16"], internet: "203.0.113.1"/*hq*/, round_trip: "4 ms"),
        "lab": OnPremises(cidr_blocks: ["172.20.0.0/16"]/*lab*/),
        "far": OnPremises(cidr_blocks: ["172.21.0.0/16"]),
    },
    direct_connect_gateways: {
        "dxgw": DirectConnectGateway(account: "111122223333", associations: [
            DirectConnectAssociation(gateway: "vgw"/*allowed*/), DirectConnectAssociation(gateway: "vgw-4"),
        ]),
        "dxgw-t": DirectConnectGateway(account: "111122223333", associations: [
            DirectConnectAssociation(gateway: "tgw", allowed_prefixes: ["10.0.0.0/15"/*announced*/]),
        ]),
    },
    virtual_interfaces: {
        "vif": Private(on_premises: "hq", gateway: "dxgw"/*vif*/),
        "vif-t": Transit(on_premises: "lab", gateway: "dxgw-t", mtu: 8500),
        /*vifs*/
    },
    vpn_connections: {
        "vpn": VpnConnection(on_premises: "hq", gateway: "vgw"/*vpn*/),
        "vpn-t": VpnConnection(on_premises: "far", gateway: "tgw"/*vpn-t*/),
    },
    hosts: {
        "Hpub": Host(subnet: "pub-a", private_ip: "10.0.0.10", elastic_ip: "198.51.100.10", security_groups: ["sg"], listens: "443", ipv6_address: "2001:db8:1::10"),
        "Hiso": Host(subnet: "iso-a", private_ip: "10.0.2.10", security_groups: ["sg"], listens: "443", ipv6_address: "2001:db8:1:2::10"),
        "HisoB": Host(subnet: "iso-b", private_ip: "10.0.3.10", security_groups: ["sg"], listens: "443"),
        "H2": Host(subnet: "app-a", private_ip: "10.1.0.10", security_groups: ["sg-2"], listens: "443"),
        "H2b": Host(subnet: "app-b", private_ip: "10.1.1.10", security_groups: ["sg-2"], listens: "443"),
        "H3": Host(subnet: "west-a", private_ip: "10.2.0.10", security_groups: ["sg-3"], listens: "443"),
        "H4": Host(subnet: "four-a", private_ip: "10.3.0.10", security_groups: ["sg-4"], listens: "443"),
        "HO": Host(on_premises: "hq", private_ip: "192.168.0.10", listens: "443"),
        "HO2": Host(on_premises: "hq", private_ip: "192.168.0.11", listens: "443"),
        "HL": Host(on_premises: "lab", private_ip: "172.20.0.10", listens: "443"),
        "HF": Host(on_premises: "far", private_ip: "172.21.0.10", listens: "443"),
        "laptop": Host(internet: "203.0.113.9"),
        "laptop6": Host(internet: "2001:db8:ffff::9"),
        /*hosts*/
    },
)"#;

pub(crate) const EAST: &str = "52.216.1.1:443";
pub(crate) const EAST6: &str = "[2600:1ff8:8000::1]:443";
pub(crate) const PEERED: [(&str, &str); 2] = [
    ("/*iso*/", r#"Route("10.1.0.0/16", "pcx-12"), /*iso*/"#),
    ("/*v2*/", r#"Route("10.0.0.0/16", "pcx-12"), /*v2*/"#),
];
pub(crate) const SPOKES: [(&str, &str); 2] = [
    (
        "/*iso*/",
        r#"Route("10.1.0.0/16", "tgw"), Route("10.2.0.0/16", "tgw"), Route("172.16.0.0/12", "tgw"), /*iso*/"#,
    ),
    ("/*v2*/", r#"Route("0.0.0.0/0", "tgw"), /*v2*/"#),
];
pub(crate) const VPN_ROUTES: (&str, &str) = ("/*iso*/", r#"PropagateFrom("vgw"), /*iso*/"#);
pub(crate) const GWE: (&str, &str) = (
    "/*endpoints*/",
    r#""gwe": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso", "rtb-tg"])"#,
);

pub(crate) fn text_of(edits: &[(&str, &str)]) -> String {
    let mut text = BASE.to_owned();
    for (marker, lines) in edits {
        assert!(text.contains(marker), "no {marker} in the base world");
        text = text.replacen(marker, lines, 1);
    }
    text
}

pub(crate) fn built_of(edits: &[(&str, &str)]) -> Built {
    let loaded = Scenario::parse(&text_of(edits));
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    build(&loaded.scenario)
}

pub(crate) fn world_of(edits: &[(&str, &str)]) -> World {
    let built = built_of(edits);
    assert!(built.is_sound(), "{:?}", built.faults);
    built.world
}

pub(crate) fn path(world: &World, way: &Way) -> String {
    let names = way.places.iter().map(|place| world.place_name(*place));
    names.collect::<Vec<_>>().join(" ")
}

pub(crate) fn end(way: &Way) -> &'static str {
    match way.end {
        End::Connected => "connected",
        End::Silent(reason) | End::Refused(reason) => reason.code.name(),
    }
}
