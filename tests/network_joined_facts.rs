//! What the ways between networks are like: their width, their length, who filters them, and what
//! changes of the timeline make of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod joined_scene;

use joined_scene::asked::ask;
use joined_scene::{EAST, PEERED, SPOKES, VPN_ROUTES, built_of, end, path, world_of};
use vpcsim::diagnostic::Severity;
use vpcsim::network::is_on_aws_network;
use vpcsim::scenario::quantity::Protocol;
use vpcsim::time::{Duration, Instant};
use vpcsim::world::World;

const NO_VPN: (&str, &str) = (
    r#""vpn": VpnConnection(on_premises: "hq""#,
    r#""vpn": VpnConnection(on_premises: "far""#,
);
const NO_DX: (&str, &str) = (
    r#"DirectConnectAssociation(gateway: "vgw"/*allowed*/), "#,
    "",
);

#[test]
#[rustfmt::skip]
fn widths_and_lengths_are_those_of_the_rules() {
    let west = [("/*iso*/", r#"Route("10.2.0.0/16", "pcx-13")"#), ("/*v3*/", r#"Route("10.0.0.0/16", "pcx-13")"#)];
    let west_tgw = [SPOKES[0], SPOKES[1], ("/*v3*/", r#"Route("10.0.0.0/16", "tgw-w")"#)];
    let jumbo = ("/*vif*/", ", mtu: 9001");
    let old = ("/*day*/", r#"as_of: "2022-01-01","#);
    // Rules, edits, from, to, largest packet, round trip in µs, Mbit/s at most, on Amazon's network.
    let cases: Vec<(&str, Vec<(&str, &str)>, &str, &str, u16, u64, Option<u64>, bool)> = vec![
        ("PEER-07 TCP-20 same Region", PEERED.to_vec(), "H2", "10.0.2.10:443", 9001, 200, None, true),
        ("PEER-07 TCP-20 between Regions", west.to_vec(), "H3", "10.0.2.10:443", 8500, 65_200, None, true),
        ("PEER-07 as it was", [&west[..], &[old]].concat(), "H3", "10.0.2.10:443", 1500, 65_200, None, true),
        ("TGW-09 TCP-20", SPOKES.to_vec(), "H2", "10.0.2.10:443", 8500, 200, None, true),
        ("TGW-09 TGW-10 between Regions", west_tgw.to_vec(), "H3", "10.0.2.10:443", 8500, 65_200, None, true),
        ("DX-08 1500 by default", vec![VPN_ROUTES, NO_VPN], "HO", "10.0.2.10:443", 1500, 4_200, Some(1_000), false),
        ("DX-08 jumbo", vec![VPN_ROUTES, NO_VPN, jumbo], "HO", "10.0.2.10:443", 9001, 4_200, Some(1_000), false),
        ("DX-08 not where a VPN tells the same", vec![VPN_ROUTES, jumbo], "HO", "10.0.2.10:443", 1500, 4_200, Some(1_000), false),
        ("DX-08 not by a written route", vec![NO_VPN, jumbo, ("/*iso*/", r#"Route("192.168.0.0/16", "vgw")"#)], "Hiso", "192.168.0.10:443", 1500, 4_200, Some(1_000), false),
        ("DX-08 transit", [&SPOKES[..], &[("/*propagations*/", r#", "att-dx""#)]].concat(), "HL", "10.0.2.10:443", 8500, 5_200, Some(1_000), false),
        ("VPN-03 VPN-04", vec![VPN_ROUTES, NO_DX], "HO", "10.0.2.10:443", 1446, 4_200, Some(1_250), false),
        ("VPN-03 TGW-15", [&SPOKES[..], &[("/*propagations*/", r#", "att-vpn""#)]].concat(), "HF", "10.0.2.10:443", 1446, 5_200, Some(1_250), false),
        ("the port's speed", vec![VPN_ROUTES, NO_VPN, ("/*vif*/", r#", bandwidth: "100 Mbps""#)], "HO", "10.0.2.10:443", 1500, 4_200, Some(100), false),
        ("out by the network's own internet access", vec![], "HO", EAST, 1500, 20_000, None, false),
    ];
    for (rules, edits, from, to, mtu, us, mbps, is_inside) in cases {
        let world = world_of(&edits);
        let way = ask(&world, from, Protocol::Tcp, to).way;
        assert_eq!(end(&way), "connected", "{rules}: {}", path(&world, &way));
        assert_eq!((way.mtu, way.round_trip.nanos() / 1_000), (mtu, us), "{rules}");
        if let Some(mbps) = mbps {
            assert_eq!(way.rate.0, mbps * 1_000_000, "{rules}");
        }
        assert_eq!(is_on_aws_network(&world, &way), is_inside, "VPC-04 {rules}");
        assert_eq!(way.black_hole, None, "{rules}");
    }
}

#[test]
#[rustfmt::skip]
fn large_packets_vanish_where_nobody_tells() {
    let deaf = ("/*hq*/", ", passes_icmp: false");
    let unclamped = ("/*vpn*/", ", clamps_mss: false");
    for (rules, edits, from, wanted) in [
        ("TCP-21 G083", vec![VPN_ROUTES, NO_DX, deaf, unclamped], "HO", true),
        ("TCP-21 TCP-22 what AWS sends finds its size", vec![VPN_ROUTES, NO_DX, deaf, unclamped], "Hiso", false),
        ("TCP-21 clamped", vec![VPN_ROUTES, NO_DX, deaf], "HO", false),
        ("TCP-22 told by ICMP", vec![VPN_ROUTES, NO_DX, unclamped], "HO", false),
        ("TCP-21 DX-08 no tunnel, no hole", vec![VPN_ROUTES, deaf, unclamped], "HO", false),
    ] {
        let to = if from == "HO" { "10.0.2.10:443" } else { "192.168.0.10:443" };
        let world = world_of(&edits);
        let way = ask(&world, from, Protocol::Tcp, to).way;
        assert!(way.connects(), "{rules}");
        let code = way.black_hole.map(|reason| reason.code.name());
        assert_eq!(code, wanted.then_some("PATH_MTU_BLACK_HOLE"), "{rules}");
    }
    // TGW-09: a Transit Gateway clamps by itself.
    let edits = [&SPOKES[..], &[("/*propagations*/", r#", "att-vpn""#), ("/*vpn-t*/", ", clamps_mss: false"), (r#"["172.21.0.0/16"]"#, r#"["172.21.0.0/16"], passes_icmp: false"#)]].concat();
    assert_eq!(ask(&world_of(&edits), "HF", Protocol::Tcp, "10.0.2.10:443").way.black_hole, None);
}

#[test]
fn routers_count_packets_down() {
    #[rustfmt::skip]
    let cases = [
        // Edits, from, to, how much of its time to live the answer lost.
        (PEERED.to_vec(), "H2", "10.0.2.10", 0),
        ([&SPOKES[..], &[(r#"ports: "443", from: "10.0.0.0/8")"#, r#"ports: "443", from: "10.0.0.0/8")"#)]].concat(), "H2", "10.0.2.10", 1),
        (vec![VPN_ROUTES], "HO", "10.0.2.10", 1),
        (vec![], "HO", "192.168.0.11", 0),
    ];
    for (edits, from, to, lost) in cases {
        let world = world_of(&edits);
        let trip = ask(&world, from, Protocol::Icmp, &format!("{to}:0"));
        assert!(trip.way.connects(), "{from} to {to}: {}", end(&trip.way));
        assert_eq!(trip.back.unwrap().ttl_lost, lost, "{from} to {to}");
    }
}

#[test]
#[rustfmt::skip]
fn groups_are_known_in_peers_of_the_same_region_only() {
    let by_group = ("/*groups*/", r#""sg-g": SecurityGroup(inbound: [Allow(protocol: "tcp", ports: "443", from: "sg-2")])"#);
    let iso = (r#"private_ip: "10.0.2.10", security_groups: ["sg"]"#, r#"private_ip: "10.0.2.10", security_groups: ["sg-g"]"#);
    let on_tgw = ("/*referencing*/", "security_group_referencing: true,");
    let pending = ("/*pcx*/", ", status: Deleted");
    for (rules, edits, wanted) in [
        ("SG-06 PEER-08", [&PEERED[..], &[by_group, iso]].concat(), "connected"),
        ("SG-07", [&SPOKES[..], &[by_group, iso, on_tgw, pending]].concat(), "connected"),
        ("SG-06 a member of another group", [&PEERED[..], &[("/*groups*/", r#""sg-g": SecurityGroup(inbound: [Allow(protocol: "tcp", ports: "443", from: "sg-2b")])"#), iso]].concat(), "ENI_SG_RULES_MISMATCH"),
    ] {
        let world = world_of(&edits);
        let way = ask(&world, "H2", Protocol::Tcp, "10.0.2.10:443").way;
        assert_eq!(end(&way), wanted, "{rules}");
    }
    let west = ("/*groups*/", r#""sg-g": SecurityGroup(inbound: [Allow(from: "sg-3")])"#);
    let out = ("/*groups*/", r#""sg-g": SecurityGroup(outbound: [Allow(to: "sg-2")])"#);
    let old = ("/*day*/", r#"as_of: "2024-01-01","#);
    for (rules, edits, wanted) in [
        ("SG-06 another Region", vec![west], "InvalidGroup.NotFound"),
        ("SG-06 no peering", vec![by_group, pending], "InvalidGroup.NotFound"),
        ("SG-07 not outbound", vec![out, pending, on_tgw], "InvalidGroup.NotFound"),
        ("SG-07 not yet", vec![by_group, pending, on_tgw, old], "InvalidGroup.NotFound"),
    ] {
        assert_eq!(refusals(&edits), [wanted], "{rules}");
    }
}

#[test]
#[rustfmt::skip]
fn network_acls_of_attachment_subnets_have_their_own_say() {
    let to_443 = r#"Allow(rule: 1, protocol: "tcp", ports: "443", cidr: "0.0.0.0/0")"#;
    let back = r#"Allow(rule: 1, protocol: "tcp", ports: "1024-65535", cidr: "0.0.0.0/0")"#;
    let acl = |inbound: &str, outbound: &str| format!("\"acl\": NetworkAcl(inbound: [{inbound}], outbound: [{outbound}])");
    let cases = [
        ("TGW-14 outbound is for what the gateway brings", acl(back, to_443), "connected"),
        ("TGW-14 inbound is for what the VPC sends to it", acl(to_443, to_443), "SUBNET_ACL_RESTRICTION"),
        ("TGW-14 NACL-01", acl(back, back), "SUBNET_ACL_RESTRICTION"),
    ];
    for (rules, acls, wanted) in &cases {
        let edits = [&SPOKES[..], &[("/*acl tg-a*/", r#", network_acl: "acl""#), ("/*acls*/", acls.as_str())]].concat();
        let way = ask(&world_of(&edits), "H2", Protocol::Tcp, "10.0.2.10:443").way;
        assert_eq!(end(&way), *wanted, "{rules}");
    }
    // TGW-14: with the attachment in the host's own subnet only what leaves is judged, both ways.
    let attachment = (r#"subnets: ["tg-a"/*v1 zones*/]"#, r#"subnets: ["iso-a"]"#);
    let shared = [
        ("TGW-14 the gateway brings it in unasked", acl(back, back), "connected"),
        ("TGW-14 but answers leave by both lists", acl(to_443, back), "SUBNET_ACL_RESTRICTION"),
    ];
    for (rules, acls, wanted) in &shared {
        let edits = [&SPOKES[..], &[attachment, ("/*acl iso-a*/", r#", network_acl: "acl""#), ("/*acls*/", acls.as_str())]].concat();
        let way = ask(&world_of(&edits), "H2", Protocol::Tcp, "10.0.2.10:443").way;
        assert_eq!(end(&way), *wanted, "{rules}");
    }
}

#[test]
fn zones_are_kept_unless_an_appliance_needs_one() {
    let two = [
        ("/*v1 zones*/", r#", "iso-b""#),
        ("/*v2 zones*/", r#", "app-b""#),
    ];
    let world = world_of(&[&SPOKES[..], &two].concat());
    for (from, wanted) in [("H2", "tg-a"), ("H2b", "iso-b")] {
        let way = ask(&world, from, Protocol::Tcp, "10.0.2.10:443").way;
        let places = path(&world, &way);
        assert!(places.contains(wanted), "TGW-06: {places}");
    }
    let appliance = (
        r#"subnets: ["tg-a"/*v1 zones*/]"#,
        r#"subnets: ["tg-a", "iso-b"], appliance_mode: true"#,
    );
    let world = world_of(&[&SPOKES[..], &[appliance, two[1]]].concat());
    let there = ask(&world, "H2", Protocol::Tcp, "10.0.2.10:443");
    let places = path(&world, &there.way);
    let same = ask(&world, "H2", Protocol::Tcp, "10.0.2.10:443");
    assert_eq!(
        places,
        path(&world, &same.way),
        "TGW-06: one flow, one zone"
    );
    assert!(there.way.is_tracked, "SG-11");
}

#[test]
#[rustfmt::skip]
fn the_better_line_is_taken() {
    let second = r#""vif-2": Private(on_premises: "hq", gateway: "dxgw"/*vif-2*/), "vif": Private(on_premises: "hq", gateway: "dxgw""#;
    let add = (r#""vif": Private(on_premises: "hq", gateway: "dxgw""#, second);
    for (rules, more, wanted) in [
        ("DX-11 high before medium", ("/*vif*/", ", local_preference: High"), "vif"),
        ("DX-11 medium before low", ("/*vif-2*/", ", local_preference: Low"), "vif"),
        ("DX-11 the first of equals", ("/*vif-2*/", ""), "vif-2"),
    ] {
        let world = world_of(&[VPN_ROUTES, add, more]);
        for (from, to) in [("Hiso", "192.168.0.10:443"), ("HO", "10.0.2.10:443")] {
            let places = path(&world, &ask(&world, from, Protocol::Tcp, to).way);
            assert!(places.split(' ').any(|place| place == wanted), "{rules}: {places}");
        }
    }
}

#[test]
fn too_many_prefixes_end_the_session() {
    let many: Vec<String> = (0..101).map(|n| format!("\"192.168.{n}.0/24\"")).collect();
    let announces = format!(", announces: [{}]", many.join(", "));
    let edits = [VPN_ROUTES, ("/*hq*/", announces.as_str())];
    let built = built_of(&edits);
    let codes: Vec<_> = built.faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["bgp-prefix-limit"], "DX-09");
    assert_eq!(built.faults[0].severity, Severity::Warning);
    let world = built.world;
    let way = ask(&world, "Hiso", Protocol::Tcp, "192.168.0.10:443").way;
    assert_eq!(
        path(&world, &way),
        "Hiso iso-a vgw vpn hq HO",
        "DX-09: everything goes by VPN"
    );
}

/// The codes of everything that is wrong with the world.
fn refusals(edits: &[(&str, &str)]) -> Vec<&'static str> {
    built_of(edits)
        .faults
        .iter()
        .map(|fault| fault.code)
        .collect()
}

#[test]
#[rustfmt::skip]
fn aws_refuses_what_the_rules_refuse() {
    for (rules, edit, wanted) in [
        ("PEER-02", (r#"cidr_blocks: ["10.3.0.0/16"]"#, r#"cidr_blocks: ["10.3.0.0/16", "10.0.128.0/20"]"#), vec!["failed", "DirectConnectClientException"]),
        ("PEER-03", (r#""pcx-13":"#, r#""pcx-12b": VpcPeeringConnection(requester: "v2", accepter: "v1"), "pcx-13":"#), vec!["VpcPeeringConnectionAlreadyExists"]),
        ("PEER-02 itself", (r#""pcx-13":"#, r#""pcx-11": VpcPeeringConnection(requester: "v1", accepter: "v1"), "pcx-13":"#), vec!["InvalidParameterValue"]),
        ("LIM-09", ("/*v1 zones*/]),", r#"]), "att-1b": Vpc(vpc: "v1", subnets: ["tg-a"]),"#), vec!["DuplicateTransitGatewayAttachment"]),
        ("TGW-05", ("/*v2 zones*/", r#", "app-a""#), vec!["DuplicateSubnetsInSameZone"]),
        ("TGW-01 another Region", (r#""att-3": Vpc(vpc: "v3", subnets: ["west-a"])"#, r#""att-3": Vpc(vpc: "v3", subnets: ["west-a"]), "att-4": Vpc(vpc: "v4", subnets: ["four-a"])"#), vec!["InvalidVpcID.NotFound"]),
        ("TGW-04", ("/*propagations*/],", r#"]), "trt-2": TransitGatewayRouteTable(associations: ["att-1"],"#), vec!["Resource.AlreadyAssociated"]),
        ("TGW-08", ("/*propagations*/", r#", "att-w""#), vec!["InvalidTransitGatewayAttachmentType"]),
        ("TGW-02", ("/*transit*/", r#"Blackhole("10.2.0.0/16")"#), vec!["RouteAlreadyExists"]),
        ("TGW-01 not attached", ("/*v4*/", r#"Route("10.0.0.0/16", "tgw")"#), vec!["InvalidTransitGatewayID.NotFound"]),
        ("PEER-01 another VPC's", ("/*v4*/", r#"Route("10.1.0.0/16", "pcx-12")"#), vec!["InvalidParameterValue"]),
        ("RTE-09", ("/*iso*/", r#"Route("10.0.3.0/24", "pcx-12")"#), vec!["InvalidParameterValue"]),
        ("RTE-13", ("/*iso*/", r#"Route("169.254.168.0/24", "tgw")"#), vec!["InvalidParameterValue"]),
        ("DX-07", ("/*announced*/]),", r#"]), DirectConnectAssociation(gateway: "vgw-4"),"#), vec!["DirectConnectClientException"]),
        ("DX-08", ("/*vif*/", ", mtu: 4000"), vec!["DirectConnectClientException"]),
        ("DX-02", (r#"gateway: "dxgw-t", mtu: 8500"#, r#"gateway: "vgw", mtu: 8500"#), vec!["unknown-id"]),
        ("GWE-09", ("/*day*/", r#"as_of: "2023-01-01","#), vec![]),
        ("VPC-06 not yet", ("/*bpa*/", r#"vpc_block_public_access: { "us-east-1": VpcBlockPublicAccess(mode: BlockIngress) }"#), vec![]),
        ("VPC-08", ("/*hosts*/", r#""guest": Host(subnet: "iso-a", account: "444455556666")"#), vec!["InvalidSubnetID.NotFound"]),
        ("a line that is written nowhere", (r#""att-vpn": Vpn("vpn-t"),"#, ""), vec!["missing-attachment", "unknown-id"]),
    ] {
        assert_eq!(refusals(&[edit]), wanted, "{rules}");
    }
    let early = [("/*day*/", r#"as_of: "2023-01-01","#), ("/*bpa*/", r#"vpc_block_public_access: { "us-east-1": VpcBlockPublicAccess(mode: BlockIngress) }"#)];
    assert_eq!(refusals(&early), ["InvalidAction"], "VPC-06");
    let early = [early[0], ("/*endpoints*/", r#""gwe": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: [], ip_address_type: Dualstack)"#)];
    assert_eq!(refusals(&early), ["InvalidParameter"], "GWE-09");
}

#[test]
fn a_shared_subnet_takes_hosts_of_other_accounts() {
    let world = world_of(&[
        ("/*acl iso-a*/", r#", shared_with: ["444455556666"]"#),
        (
            "/*hosts*/",
            r#""guest": Host(subnet: "iso-a", account: "444455556666")"#,
        ),
    ]);
    let host = |name| world.hosts.find(name).unwrap();
    let owner = |name| world.hosts[host(name)].account.unwrap().to_string();
    assert_eq!(owner("guest"), "444455556666", "VPC-08");
    assert_eq!(owner("Hiso"), "111122223333", "VPC-08");
}

/// The world at moments of a timeline: what is refused then, and where a packet ends.
fn told(edits: &[(&str, &str)], timeline: &str, (from, to): (&str, &str)) -> Vec<(u64, String)> {
    let changes = format!("timeline: [{timeline}],\n    accounts:");
    let edits = [edits, &[("accounts:", changes.as_str())]].concat();
    let built = built_of(&edits);
    assert!(built.is_sound(), "{:?}", built.faults);
    let mut world: World = built.world;
    let mut seen = Vec::new();
    for planned in &built.plan.changes {
        let before = world.epoch;
        let told = match world.apply(&planned.change) {
            Ok(()) => end(&ask(&world, from, Protocol::Tcp, to).way).to_owned(),
            Err(refused) => {
                assert_eq!(world.epoch, before, "a refusal leaves the world as it was");
                format!("{} {}", refused.code, refused.rule)
            }
        };
        let seconds = planned.at.since(Instant::ZERO).nanos() / Duration::from_secs(1).nanos();
        seen.push((seconds, told));
    }
    seen
}

#[test]
#[rustfmt::skip]
fn changes_between_networks_take_hold_or_are_refused() {
    let without = [PEERED[0], PEERED[1], (r#""pcx-12": VpcPeeringConnection(requester: "v1", accepter: "v2"/*pcx*/),"#, "")];
    let create = r#"At("1s", CreateVpcPeeringConnection("pcx-12", VpcPeeringConnection(requester: "v1", accepter: "v2")))"#;
    let open = ("H2", "10.0.2.10:443");
    for (rules, edits, timeline, ends, wanted) in [
        ("PEER-01", without.to_vec(), format!(r#"{create}, At("2s", AcceptVpcPeeringConnection("pcx-12")), At("3s", DeleteVpcPeeringConnection("pcx-12"))"#), open,
            vec![(1, "BAD_STATE_ROUTE"), (2, "connected"), (3, "BAD_STATE_ROUTE")]),
        ("PEER-03", PEERED.to_vec(), r#"At("1s", CreateVpcPeeringConnection("pcx-21", VpcPeeringConnection(requester: "v2", accepter: "v1")))"#.to_owned(), open,
            vec![(1, "VpcPeeringConnectionAlreadyExists PEER-03")]),
        ("PEER-10", without.to_vec(), format!(r#"{create}, At("200h", AcceptVpcPeeringConnection("pcx-12"))"#), open,
            vec![(1, "BAD_STATE_ROUTE"), (604_801, "BAD_STATE_ROUTE"), (720_000, "InvalidStateTransition PEER-10")]),
        ("PEER-01 before it is there", without.to_vec(), format!(r#"At("0s", AcceptVpcPeeringConnection("pcx-12")), {create}"#), open,
            vec![(0, "InvalidVpcPeeringConnectionID.NotFound PEER-10"), (1, "BAD_STATE_ROUTE")]),
        ("TGW-03", SPOKES.to_vec(), r#"At("1s", CreateTransitGatewayRoute("trt", Blackhole("10.0.0.0/16"))), At("2s", CreateTransitGatewayRoute("trt", Route("10.0.0.0/16", "att-1"))), At("3s", DeleteTransitGatewayRoute("trt", "10.0.0.0/16")), At("4s", DeleteTransitGatewayRoute("trt", "10.0.0.0/16"))"#.to_owned(), open,
            vec![(1, "TGW_RTB_BAD_STATE_ROUTE"), (2, "RouteAlreadyExists TGW-02"), (3, "connected"), (4, "InvalidRoute.NotFound TGW-02")]),
        ("SG-06", PEERED.to_vec(), r#"At("1s", AuthorizeSecurityGroupIngress("sg", Allow(from: "sg-3"))), At("2s", AuthorizeSecurityGroupIngress("sg", Allow(from: "sg-2")))"#.to_owned(), open,
            vec![(1, "InvalidGroup.NotFound SG-06"), (2, "connected")]),
        ("DX-10 both lines: first silence, then the VPN, then back", vec![VPN_ROUTES], r#"At("10s", LinkDown("vif")), At("300s", LinkUp("vif"))"#.to_owned(), ("HO", "10.0.2.10:443"),
            vec![(10, "LINK_DOWN"), (100, "connected"), (300, "connected")]),
        ("DX-10 nobody notices a short cut", vec![VPN_ROUTES], r#"At("10s", LinkDown("vif")), At("60s", LinkUp("vif"))"#.to_owned(), ("HO", "10.0.2.10:443"),
            vec![(10, "LINK_DOWN"), (60, "connected")]),
        ("DX-10 without another line", vec![VPN_ROUTES, NO_VPN], r#"At("10s", LinkDown("vif"))"#.to_owned(), ("Hiso", "192.168.0.10:443"),
            vec![(10, "LINK_DOWN"), (100, "NO_ROUTE_TO_DESTINATION")]),
        ("VPN-02 the other tunnel takes over", vec![VPN_ROUTES, NO_DX], r#"At("10s", LinkDown("vpn/1")), At("50s", LinkDown("vpn/2"))"#.to_owned(), ("HO", "10.0.2.10:443"),
            vec![(10, "LINK_DOWN"), (40, "connected"), (50, "LINK_DOWN"), (80, "PREMISES_NO_ROUTE")]),
        ("VPN-02 the idle tunnel is not missed", vec![VPN_ROUTES, NO_DX], r#"At("10s", LinkDown("vpn/2"))"#.to_owned(), ("HO", "10.0.2.10:443"),
            vec![(10, "connected"), (40, "connected")]),
    ] {
        let seen = told(&edits, &timeline, ends);
        let seen: Vec<(u64, &str)> = seen.iter().map(|(at, what)| (*at, what.as_str())).collect();
        assert_eq!(seen, wanted, "{rules}");
    }
}

/// Each VPC's attachment is passed by its interface in one zone, and that is what is shared.
#[test]
fn interfaces_of_attachments_are_noted() {
    let passed = |edits: &[(&'static str, &'static str)], from| {
        let world = world_of(edits);
        let way = ask(&world, from, Protocol::Tcp, "10.0.2.10:443").way;
        let subnets = way.transit_interfaces.iter();
        let subnets = subnets.map(|it| world.interfaces[*it].subnet);
        let names: Vec<_> = subnets
            .map(|it| world.subnets.name(it).to_owned())
            .collect();
        names.join(" ")
    };
    assert_eq!(passed(&SPOKES, "H2"), "tg2-a tg-a", "TGW-05 TGW-15");
    assert_eq!(passed(&PEERED, "H2"), "", "PEER-01");
}
