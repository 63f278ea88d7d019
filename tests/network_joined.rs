//! Ways between networks: peering, Transit Gateways, Direct Connect, VPN, IPv6, and what blocks
//! them.
//!
//! One world holds them all; a case changes lines of its text.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod joined_scene;

use joined_scene::asked::ask;
use joined_scene::{EAST, EAST6, GWE, PEERED, SPOKES, VPN_ROUTES, end, path, world_of};
use vpcsim::scenario::quantity::Protocol;

/// Rules, edits, from, to, the places passed, how it ends.
type Case = (
    &'static str,
    Vec<(&'static str, &'static str)>,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

fn check(cases: Vec<Case>) {
    for (rules, edits, from, to, wanted_path, wanted_end) in cases {
        let world = world_of(&edits);
        let trip = ask(&world, from, Protocol::Tcp, to);
        let seen = (path(&world, &trip.way), end(&trip.way));
        assert_eq!(
            seen,
            (wanted_path.to_owned(), wanted_end),
            "{rules}: {from} to {to}"
        );
    }
}

fn with(sets: &[&[(&'static str, &'static str)]]) -> Vec<(&'static str, &'static str)> {
    sets.concat()
}

#[test]
#[rustfmt::skip]
fn peering_joins_two_vpcs_and_nothing_more() {
    check(vec![
        ("PEER-01", with(&[&PEERED]), "H2", "10.0.2.10:443", "H2 app-a pcx-12 iso-a Hiso", "connected"),
        ("PEER-01 not active", with(&[&PEERED, &[("/*pcx*/", ", status: PendingAcceptance")]]), "H2", "10.0.2.10:443", "H2 app-a pcx-12", "BAD_STATE_ROUTE"),
        ("PEER-10 expired", with(&[&PEERED, &[("/*pcx*/", ", status: Expired")]]), "H2", "10.0.2.10:443", "H2 app-a pcx-12", "BAD_STATE_ROUTE"),
        ("RTE-11 PEER-01 a deleted peering is a blackhole", with(&[&PEERED, &[("/*pcx*/", ", status: Deleted"), ("/*v2*/", r#"Route("0.0.0.0/0", "tgw")"#)]]), "H2", "10.0.2.10:443", "H2 app-a pcx-12", "BAD_STATE_ROUTE"),
        ("RTE-10 PEER-01 routes on one side only", vec![PEERED[0]], "H2", "10.0.2.10:443", "H2 app-a", "NO_ROUTE_TO_DESTINATION"),
        ("G073 RTE-16", vec![PEERED[1]], "H2", "10.0.2.10:443", "H2 app-a pcx-12 iso-a Hiso", "NO_ROUTE_TO_DESTINATION"),
        ("PEER-04 not transitive", vec![("/*v2*/", r#"Route("10.3.0.0/16", "pcx-12")"#), ("/*iso*/", r#"Route("10.3.0.0/16", "pcx-14")"#)], "H2", "10.3.0.10:443", "H2 app-a pcx-12", "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"),
        ("PEER-05 GWE-15 T4 no gateway endpoint", vec![GWE, ("/*v2*/", r#"Route("52.216.0.0/15", "pcx-12")"#)], "H2", EAST, "H2 app-a pcx-12", "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"),
        ("PEER-05 NAT-06 T4 no NAT gateway", vec![("/*v2*/", r#"Route("0.0.0.0/0", "pcx-12")"#)], "H2", "203.0.113.9:443", "H2 app-a pcx-12", "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"),
        ("PEER-05 VPN-05 no VPN", vec![("/*v2*/", r#"Route("192.168.0.0/16", "pcx-12")"#)], "H2", "192.168.0.10:443", "H2 app-a pcx-12", "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"),
        ("NAT-01 nobody begins a connection at a NAT gateway", with(&[&PEERED]), "H2", "10.0.0.50:443", "H2 app-a pcx-12 pub-a nat", "NGW_NO_CONNECTION"),
        ("nobody there", with(&[&PEERED]), "H2", "10.0.2.77:443", "H2 app-a pcx-12", "NO_POSSIBLE_DESTINATION"),
        ("PEER-06 between Regions", vec![("/*iso*/", r#"Route("10.2.0.0/16", "pcx-13")"#), ("/*v3*/", r#"Route("10.0.0.0/16", "pcx-13")"#)], "H3", "10.0.2.10:443", "H3 west-a pcx-13 iso-a Hiso", "connected"),
        ("PEER-11 the answer goes where the hub's route says", vec![("/*iso*/", r#"Route("10.1.0.0/16", "pcx-14")"#), PEERED[1]], "H2", "10.0.2.10:443", "H2 app-a pcx-12 iso-a Hiso", "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"),
    ]);
}

#[test]
#[rustfmt::skip]
fn transit_gateways_ask_the_table_of_the_attachment() {
    let hub = [
        ("/*tg*/", r#"Route("0.0.0.0/0", "nat"), /*tg*/"#),
        ("/*transit*/", r#"Route("0.0.0.0/0", "att-1"), /*transit*/"#),
        SPOKES[1],
    ];
    check(vec![
        ("TGW-01 TGW-10", with(&[&SPOKES]), "H2", "10.0.2.10:443", "H2 app-a tg2-a tgw tg-a iso-a Hiso", "connected"),
        ("TGW-05 from another zone", with(&[&SPOKES]), "H2b", "10.0.2.10:443", "H2b app-b", "TGW_ROUTE_AZ_RESTRICTION"),
        ("TGW-05 and the answer", with(&[&SPOKES]), "H2", "10.0.3.10:443", "H2 app-a tg2-a tgw tg-a iso-b HisoB", "TGW_ROUTE_AZ_RESTRICTION"),
        ("TGW-05 with a subnet in that zone", with(&[&SPOKES, &[("/*v2 zones*/", r#", "app-b""#)]]), "H2b", "10.0.2.10:443", "H2b app-b tgw tg-a iso-a Hiso", "connected"),
        ("RTE-10 TGW-01 no route in the subnet's table", vec![SPOKES[0]], "H2", "10.0.2.10:443", "H2 app-a", "NO_ROUTE_TO_DESTINATION"),
        ("RTE-16 TGW-01 nor back", vec![SPOKES[1]], "H2", "10.0.2.10:443", "H2 app-a tg2-a tgw tg-a iso-a Hiso", "NO_ROUTE_TO_DESTINATION"),
        ("TGW-04 not propagated", with(&[&SPOKES, &[(r#"propagations: ["att-1", "att-2""#, r#"propagations: ["att-2""#)]]), "H2", "10.0.2.10:443", "H2 app-a tg2-a tgw", "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"),
        ("TGW-04 no way back", with(&[&SPOKES, &[(r#"propagations: ["att-1", "att-2""#, r#"propagations: ["att-1""#)]]), "H2", "10.0.2.10:443", "H2 app-a tg2-a tgw tg-a iso-a Hiso", "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"),
        ("TGW-04 not associated", with(&[&SPOKES, &[(r#"["att-1", "att-2", "att-w","#, r#"["att-1", "att-w","#)]]), "H2", "10.0.2.10:443", "H2 app-a tg2-a tgw", "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION"),
        ("G077 TGW-02 TGW-03", with(&[&SPOKES, &[("/*transit*/", r#"Blackhole("10.0.0.0/16")"#)]]), "H2", "10.0.2.10:443", "H2 app-a tg2-a tgw", "TGW_RTB_BAD_STATE_ROUTE"),
        ("TGW-02 the longest prefix comes first", with(&[&SPOKES, &[("/*transit*/", r#"Blackhole("10.0.0.0/8")"#)]]), "H2", "10.0.2.10:443", "H2 app-a tg2-a tgw tg-a iso-a Hiso", "connected"),
        ("TGW-08 TGW-10 to another Region", with(&[&SPOKES, &[("/*v3*/", r#"Route("10.0.0.0/16", "tgw-w")"#)]]), "H3", "10.0.2.10:443", "H3 west-a tgw-w tgw tg-a iso-a Hiso", "connected"),
        ("TGW-08 not accepted", with(&[&SPOKES, &[("/*v3*/", r#"Route("10.0.0.0/16", "tgw-w")"#), ("/*accepted*/", ", accepted: false")]]), "H3", "10.0.2.10:443", "H3 west-a tgw-w", "BAD_STATE_ATTACHMENT"),
        ("TGW-08 no static route back", with(&[&SPOKES, &[("/*v3*/", r#"Route("10.0.0.0/16", "tgw-w")"#), (r#"Route("10.2.0.0/16", "att-w"), /*transit*/"#, "")]]), "H3", "10.0.2.10:443", "H3 west-a tgw-w tgw tg-a iso-a Hiso", "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"),
        ("G075 TGW-12 T4", with(&[&hub]), "H2", EAST, "H2 app-a tg2-a tgw tg-a pub-a nat pub-a igw internet s3.us-east-1", "connected"),
        ("TGW-12 without a NAT gateway a private source cannot leave", vec![("/*tg*/", r#"Route("0.0.0.0/0", "igw")"#), hub[1], hub[2]], "H2", EAST, "H2 app-a tg2-a tgw tg-a igw", "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"),
        ("TGW-11 GWE-15 T4", with(&[&hub, &[GWE]]), "H2", EAST, "H2 app-a tg2-a tgw tg-a gwe", "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION"),
        ("RTE-15 a VPC is no way to its VPN", vec![("/*tg*/", r#"Route("192.168.0.0/16", "vgw")"#), hub[1], hub[2]], "H2", "192.168.0.10:443", "H2 app-a tg2-a tgw tg-a vgw", "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS"),
        ("RTE-15 nor to its peers", vec![("/*tg*/", r#"Route("10.3.0.0/16", "pcx-14")"#), hub[1], hub[2]], "H2", "10.3.0.10:443", "H2 app-a tg2-a tgw tg-a pcx-14", "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"),
        ("RTE-15 nor back to the Transit Gateway", vec![("/*tg*/", r#"Route("10.9.0.0/16", "tgw")"#), hub[1], hub[2]], "H2", "10.9.0.1:443", "H2 app-a tg2-a tgw tg-a", "GATEWAY_REJECTS_SPOOFED_TRAFFIC"),
    ]);
}

#[test]
#[rustfmt::skip]
fn lines_lead_on_premises_and_only_to_the_vpc() {
    let all = ("/*hq*/", r#", announces: ["192.168.0.0/16", "10.0.0.0/8"]"#);
    let v4 = ("/*v4*/", r#"PropagateFrom("vgw-4")"#);
    let no_dx = (r#"DirectConnectAssociation(gateway: "vgw"/*allowed*/), "#, "");
    check(vec![
        ("DX-01 DX-04 T1.20", vec![VPN_ROUTES], "HO", "10.0.2.10:443", "HO hq vif dxgw vgw iso-a Hiso", "connected"),
        ("DX-01 from AWS", vec![VPN_ROUTES], "Hiso", "192.168.0.10:443", "Hiso iso-a vgw dxgw vif hq HO", "connected"),
        ("RTE-16 DX-01 without learnt routes nothing comes back", vec![], "HO", "10.0.2.10:443", "HO hq vif dxgw vgw iso-a Hiso", "NO_ROUTE_TO_DESTINATION"),
        ("DX-05 filtered", vec![("/*allowed*/", r#", allowed_prefixes: ["10.0.0.0/17"]"#), (r#""vpn": VpnConnection(on_premises: "hq""#, r#""vpn": VpnConnection(on_premises: "far""#)], "HO", "10.0.2.10:443", "HO hq", "PREMISES_NO_ROUTE"),
        ("DX-05 a wider prefix covers", vec![VPN_ROUTES, ("/*allowed*/", r#", allowed_prefixes: ["10.0.0.0/8"]"#)], "HO", "10.0.2.10:443", "HO hq vif dxgw vgw iso-a Hiso", "connected"),
        ("DX-06 neighbours do not talk", vec![VPN_ROUTES, v4], "Hiso", "10.3.0.10:443", "Hiso iso-a", "NO_ROUTE_TO_DESTINATION"),
        ("DX-06 but by an announced supernet", vec![VPN_ROUTES, v4, all], "Hiso", "10.3.0.10:443", "Hiso iso-a vgw dxgw vgw-4 four-a H4", "connected"),
        ("DX-06 since 2021-11", vec![VPN_ROUTES, v4, all, ("/*day*/", r#"as_of: "2021-06-01","#)], "Hiso", "10.3.0.10:443", "Hiso iso-a vgw dxgw", "DXGW_NO_ROUTE"),
        ("DX-01 GWE-15 T4 no gateway endpoint", vec![GWE, ("/*hq*/", r#", routes: [Route("52.216.0.0/15", "vpn")]"#)], "HO", EAST, "HO hq vpn vgw", "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"),
        ("VPN-05 NAT-06 T4 no NAT gateway", vec![("/*hq*/", r#", routes: [Route("0.0.0.0/0", "vpn")]"#)], "HO", "203.0.113.9:443", "HO hq vpn vgw", "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"),
        ("DX-01 no peer", vec![("/*hq*/", r#", routes: [Route("10.1.0.0/16", "vif")]"#)], "HO", "10.1.0.10:443", "HO hq vif dxgw", "DXGW_NO_ROUTE"),
        ("VPN-01 VPN-05", vec![VPN_ROUTES, no_dx], "HO", "10.0.2.10:443", "HO hq vpn vgw iso-a Hiso", "connected"),
        ("RTE-03 Direct Connect before VPN", vec![VPN_ROUTES, ("/*vpn*/", r#", routing: Static(["192.168.0.0/16"])"#)], "Hiso", "192.168.0.10:443", "Hiso iso-a vgw dxgw vif hq HO", "connected"),
        ("RTE-03 VPN-02 static before BGP", vec![VPN_ROUTES, no_dx, ("/*vpn-t*/", ""), (r#""vpn": VpnConnection"#, r#""vpn-s": VpnConnection(on_premises: "hq", gateway: "vgw", routing: Static(["192.168.0.0/16"])), "vpn": VpnConnection"#)], "Hiso", "192.168.0.10:443", "Hiso iso-a vgw vpn-s hq HO", "connected"),
        ("RTE-01 the longest prefix before both", vec![VPN_ROUTES, ("/*vpn*/", r#", routing: Static(["192.168.0.0/24"])"#)], "Hiso", "192.168.0.10:443", "Hiso iso-a vgw vpn hq HO", "connected"),
        ("RTE-08 nothing learnt inside the VPC wins", vec![VPN_ROUTES, ("/*hq*/", r#", announces: ["10.0.3.0/24"]"#)], "Hiso", "10.0.3.10:443", "Hiso iso-a iso-b HisoB", "connected"),
        ("nobody on premises", vec![VPN_ROUTES], "Hiso", "192.168.7.7:443", "Hiso iso-a vgw dxgw vif hq", "NO_POSSIBLE_DESTINATION"),
        ("DX-02", with(&[&SPOKES, &[("/*propagations*/", r#", "att-dx""#)]]), "HL", "10.0.2.10:443", "HL lab vif-t dxgw-t tgw tg-a iso-a Hiso", "connected"),
        ("DX-05 of a Transit Gateway the prefixes themselves are announced", vec![], "HL", "10.2.0.10:443", "HL lab", "PREMISES_NO_ROUTE"),
        ("TGW-02 VPN-01 T4", with(&[&SPOKES, &[("/*propagations*/", r#", "att-vpn""#)]]), "HF", "10.0.2.10:443", "HF far vpn-t tgw tg-a iso-a Hiso", "connected"),
        ("TGW-04 a static VPN tells a Transit Gateway nothing", with(&[&SPOKES, &[("/*propagations*/", r#", "att-vpn""#), ("/*vpn-t*/", r#", routing: Static(["172.21.0.0/16"])"#)]]), "HF", "10.0.2.10:443", "HF far vpn-t tgw tg-a iso-a Hiso", "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"),
        ("TGW-12 T4 on-prem by a transit interface to a hub NAT gateway", vec![("/*tg*/", r#"Route("0.0.0.0/0", "nat"), Route("172.20.0.0/16", "tgw"), /*tg*/"#), (r#"Route("10.1.0.0/16", "tgw"), Route("::/0""#, r#"Route("172.20.0.0/16", "tgw"), Route("::/0""#), ("/*transit*/", r#"Route("0.0.0.0/0", "att-1")"#), ("/*propagations*/", r#", "att-dx""#), ("/*announced*/", r#", "52.216.0.0/15""#)], "HL", EAST, "HL lab vif-t dxgw-t tgw tg-a pub-a nat pub-a igw internet s3.us-east-1", "connected"),
        ("within the network", vec![], "HO", "192.168.0.11:443", "HO hq HO2", "connected"),
        ("G079 DNS-24 T1.22", vec![], "HO", EAST, "HO hq internet s3.us-east-1", "connected"),
        ("no internet, no S3", vec![], "HF", EAST, "HF far", "PREMISES_NO_ROUTE"),
        ("nobody begins there", vec![], "laptop", "203.0.113.1:443", "laptop internet hq", "PREMISES_NO_CONNECTION"),
    ]);
}

#[test]
#[rustfmt::skip]
fn public_virtual_interfaces_reach_aws_and_only_aws() {
    let public = ("/*vifs*/", r#""vif-p": Public(on_premises: "hq", public_ip: "192.0.2.1")"#);
    let open = ("/*groups*/", "");
    check(vec![
        ("G081 DX-03 T1.23", vec![public], "HO", EAST, "HO hq vif-p s3.us-east-1", "connected"),
        ("DX-03 every Region", vec![public], "HO", "52.218.200.1:443", "HO hq vif-p s3.us-west-2", "connected"),
        ("DX-03 public addresses of VPCs", vec![public, open], "HO", "198.51.100.10:443", "HO hq vif-p igw pub-a Hpub", "connected"),
        ("DX-03 not the internet", vec![public, ("/*hq*/", r#", routes: [Route("203.0.113.9/32", "vif-p")]"#)], "HO", "203.0.113.9:443", "HO hq vif-p", "DX_PUBLIC_ONLY_AWS"),
        ("DX-03 nor private addresses", vec![public, ("/*hq*/", r#", routes: [Route("10.9.0.0/16", "vif-p")]"#)], "HO", "10.9.0.1:443", "HO hq vif-p", "DX_PUBLIC_ONLY_AWS"),
    ]);
    let world = world_of(&[public]);
    let way = ask(&world, "HO", Protocol::Tcp, EAST).way;
    assert_eq!(way.source_seen.to_string(), "192.0.2.1", "DX-03 COND-31");
    assert_eq!(way.endpoint, None, "DX-03 COND-06");
    let way = ask(&world_of(&[]), "HO", Protocol::Tcp, EAST).way;
    assert_eq!(way.source_seen.to_string(), "203.0.113.1", "G079 COND-31");
}

#[test]
#[rustfmt::skip]
fn ipv6_has_its_own_gateways() {
    let by_eigw = ("/*iso*/", r#"Route("::/0", "eigw")"#);
    check(vec![
        ("G023 VPC-05 GWE-10 T1.10", vec![by_eigw, GWE], "Hiso", EAST6, "Hiso iso-a eigw internet s3.us-east-1", "connected"),
        ("GWE-09 GWE-10 and nowhere without one", vec![GWE], "Hiso", EAST6, "Hiso iso-a", "NO_ROUTE_TO_DESTINATION"),
        ("GWE-09 since 2024-11 an endpoint may carry it", vec![by_eigw, ("/*endpoints*/", r#""gwe": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso"], ip_address_type: Dualstack)"#)], "Hiso", EAST6, "Hiso iso-a gwe s3.us-east-1", "connected"),
        ("VPC-02 by the internet gateway", vec![], "Hpub", EAST6, "Hpub pub-a igw internet s3.us-east-1", "connected"),
        ("VPC-02 in by the internet gateway", vec![("/*groups*/", r#""sg-6": SecurityGroup(inbound: [Allow(from: "::/0")])"#), (r#"security_groups: ["sg"], listens: "443", ipv6_address: "2001:db8:1::10""#, r#"security_groups: ["sg-6"], listens: "443", ipv6_address: "2001:db8:1::10""#)], "laptop6", "[2001:db8:1::10]:443", "laptop6 internet igw pub-a Hpub", "connected"),
        ("VPC-05 nothing begins outside", vec![by_eigw, (r#"internet_gateway: "igw", "#, ""), (r#"Route("0.0.0.0/0", "igw"), Route("10.1.0.0/16", "tgw"), Route("::/0", "igw")"#, "")], "laptop6", "[2001:db8:1:2::10]:443", "laptop6 internet eigw", "EIGW_NO_CONNECTION"),
        ("VPC-05 IPv6 only", vec![("/*iso*/", r#"Route("0.0.0.0/0", "eigw")"#)], "Hiso", EAST, "Hiso iso-a eigw", "PROTOCOL_RESTRICTION"),
        ("NAT-11", vec![("/*iso*/", r#"Route("::/0", "nat")"#)], "Hiso", EAST6, "Hiso iso-a pub-a nat", "PROTOCOL_RESTRICTION"),
        ("DNS-21 a host without IPv6", vec![], "H2", EAST6, "H2", "ENI_NO_ADDRESS_OF_FAMILY"),
        ("RTE-01 within the VPC", vec![("/*groups*/", r#""sg-6": SecurityGroup(inbound: [Allow(from: "::/0")])"#), (r#"security_groups: ["sg"], listens: "443", ipv6_address: "2001:db8:1::10""#, r#"security_groups: ["sg-6"], listens: "443", ipv6_address: "2001:db8:1::10""#)], "Hiso", "[2001:db8:1::10]:443", "Hiso iso-a pub-a Hpub", "connected"),
    ]);
    let way = ask(&world_of(&[by_eigw]), "Hiso", Protocol::Tcp, EAST6).way;
    assert_eq!(way.source_seen.to_string(), "2001:db8:1:2::10", "G023 COND-31");
    assert!(way.is_tracked, "SG-11");
}

#[test]
#[rustfmt::skip]
fn vpc_block_public_access_stops_internet_gateways_only() {
    const BOTH: (&str, &str) = ("/*bpa*/", r#"vpc_block_public_access: { "us-east-1": VpcBlockPublicAccess(mode: BlockBidirectional, exclusions: [/*out*/]) }"#);
    const INGRESS: (&str, &str) = ("/*bpa*/", r#"vpc_block_public_access: { "us-east-1": VpcBlockPublicAccess(mode: BlockIngress) }"#);
    let nat = ("/*iso*/", r#"Route("0.0.0.0/0", "nat"), Route("::/0", "eigw")"#);
    let by_nat = "Hiso iso-a pub-a nat pub-a igw internet s3.us-east-1";
    check(vec![
        ("VPC-06", vec![BOTH], "Hpub", EAST, "Hpub pub-a igw", "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"),
        ("VPC-06 NAT gateways too", vec![BOTH, nat], "Hiso", EAST, "Hiso iso-a pub-a nat pub-a igw", "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"),
        ("VPC-06 and egress-only gateways", vec![BOTH, nat], "Hiso", EAST6, "Hiso iso-a eigw", "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"),
        ("VPC-06 endpoints are not concerned", vec![BOTH, GWE], "Hiso", EAST, "Hiso iso-a gwe s3.us-east-1", "connected"),
        ("VPC-06 ingress only: an own public address is of no use", vec![INGRESS], "Hpub", EAST, "Hpub pub-a igw", "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"),
        ("VPC-06 ingress only: NAT gateways work", vec![INGRESS, nat], "Hiso", EAST, by_nat, "connected"),
        ("VPC-06 ingress only: egress-only gateways work", vec![INGRESS, nat], "Hiso", EAST6, "Hiso iso-a eigw internet s3.us-east-1", "connected"),
        ("VPC-06 nothing comes in", vec![INGRESS], "laptop", "198.51.100.10:443", "laptop internet igw", "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"),
        ("VPC-06 a VPC is left out", vec![BOTH, ("/*out*/", r#"AllowBidirectional("v1")"#)], "Hpub", EAST, "Hpub pub-a igw internet s3.us-east-1", "connected"),
        ("VPC-06 a subnet is left out", vec![BOTH, ("/*out*/", r#"AllowBidirectional("pub-a")"#)], "laptop", "198.51.100.10:443", "laptop internet igw pub-a Hpub", "connected"),
        ("VPC-06 left out for egress", vec![BOTH, nat, ("/*out*/", r#"AllowEgress("v1")"#)], "Hiso", EAST, by_nat, "connected"),
        ("VPC-06 left out for egress: nothing comes in", vec![BOTH, ("/*out*/", r#"AllowEgress("v1")"#)], "laptop", "198.51.100.10:443", "laptop internet igw", "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"),
    ]);
}
