//! Who answers for a name on premises: public DNS, or the VPC to which a domain is forwarded.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use vpcsim::dns::{Answer, Family, Name, resolve};
use vpcsim::scenario::Scenario;
use vpcsim::world::change::Change;
use vpcsim::world::on_premises::{Line, Uplink};
use vpcsim::world::{World, build};

const TEXT: &str = r#"Scenario(
    accounts: { "111122223333": Account() },
    vpcs: { "v1": Vpc(
        account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"], vpn_gateway: "vgw",
        subnets: { "a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24") },
        security_groups: { "sg-dns": SecurityGroup(inbound: [Allow(protocol: "udp", ports: "53", from: "192.168.0.0/16")]) },
        vpc_endpoints: { "vpce-1": Interface(
            service: "com.amazonaws.us-east-1.s3", subnets: ["a"], private_dns: InboundResolverOnly,
            private_ips: { "a": "10.0.2.50" },
        ), "gwe": Gateway(service: "com.amazonaws.us-east-1.s3") },
    ) },
    resolver_endpoints: { "in": Inbound(vpc: "v1", subnets: ["a"], private_ips: { "a": "10.0.2.53" }, security_groups: ["sg-dns"]) },
    on_premises: {
        "hq": OnPremises(cidr_blocks: ["192.168.0.0/16"], resolver: Forwarding([Forward("S3.us-east-1.amazonaws.com.", "in")])),
        "lone": OnPremises(cidr_blocks: ["192.168.0.0/16"], resolver: Forwarding([Forward("s3.us-east-1.amazonaws.com", "in")])),
        "other": OnPremises(cidr_blocks: ["172.20.0.0/16"], resolver: Forwarding([Forward("s3.us-east-1.amazonaws.com", "in")])),
        "plain": OnPremises(cidr_blocks: ["192.168.0.0/16"]),
    },
    vpn_connections: {
        "vpn": VpnConnection(on_premises: "hq", gateway: "vgw"),
        "vpn-other": VpnConnection(on_premises: "other", gateway: "vgw"),
    },
    hosts: {
        "HO": Host(on_premises: "hq"), "HL": Host(on_premises: "lone"),
        "HX": Host(on_premises: "other"), "HP": Host(on_premises: "plain"),
    },
)"#;

fn world() -> World {
    let loaded = Scenario::parse(TEXT);
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:?}", built.faults);
    built.world
}

fn found(world: &World, from: &str, name: &str) -> String {
    let host = world.hosts.find(from).unwrap();
    let resolution = resolve(world, host, &Name::parse(name), Family::V4);
    let address = match &resolution.answer {
        Answer::Addresses(pool) => pool.pick(0),
        Answer::NxDomain | Answer::NoData | Answer::Timeout => {
            return resolution.reason.unwrap().code.name().to_owned();
        }
    };
    match world.s3_region_at(address) {
        Some(region) => region.name().to_owned(),
        None => address.to_string(),
    }
}

#[test]
fn domains_are_forwarded_into_the_vpc_as_long_as_a_line_leads_there() {
    let mut world = world();
    #[rustfmt::skip]
    let cases = [
        ("DNS-09 DNS-12 T1.21", "HO", "b.s3.us-east-1.amazonaws.com", "10.0.2.50"),
        ("DNS-09 only this domain", "HO", "b.s3.us-west-2.amazonaws.com", "us-west-2"),
        ("DNS-24 T1.22", "HP", "b.s3.us-east-1.amazonaws.com", "us-east-1"),
        ("DNS-09 no line leads there", "HL", "b.s3.us-east-1.amazonaws.com", "PREMISES_NO_ROUTE"),
        ("DNS-09 port 53 must be open", "HX", "b.s3.us-east-1.amazonaws.com", "ENI_SG_RULES_MISMATCH"),
    ];
    for (rules, from, name, wanted) in cases {
        assert_eq!(found(&world, from, name), wanted, "{rules}");
    }
    let uplink = Uplink::Vpn(world.vpn_connections.find("vpn").unwrap());
    let line = Line {
        uplink,
        tunnel: None,
    };
    for (change, wanted) in [
        (Change::CutLine(line), "LINK_DOWN"),
        (Change::LoseSession(line), "PREMISES_NO_ROUTE"),
        (Change::RestoreLine(line), "10.0.2.50"),
    ] {
        world.apply(&change).unwrap();
        let name = "b.s3.us-east-1.amazonaws.com";
        assert_eq!(found(&world, "HO", name), wanted, "DNS-09 DX-10");
    }
}
