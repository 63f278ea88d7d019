//! Who answers for a name: VPC resolvers, private zones, private DNS, rules and resolver endpoints.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use vpcsim::dns::{Answer, Family, Name, Resolution, Source, Step, resolve};
use vpcsim::scenario::Scenario;
use vpcsim::scenario::endpoint::PrivateDns;
use vpcsim::scenario::timeline::VpcAttribute;
use vpcsim::time::Duration;
use vpcsim::world::{Change, World, build};

/// `v1` has everything; `spoke` sends its queries for S3 and the company to it; `custom` asks a
/// resolver of its own; `plain` has nothing.
const TEXT: &str = r#"Scenario(
    accounts: { "111122223333": Account() },
    vpcs: {
        "v1": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
            subnets: {
                "a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24"),
                "b": Subnet(availability_zone: "us-east-1b", cidr_block: "10.0.3.0/24"),
            },
            security_groups: {
                "sg-dns": SecurityGroup(inbound: [Allow(protocol: "udp", ports: "53", from: "10.0.0.0/15")]),
                "sg-out": SecurityGroup(outbound: [Allow(protocol: "udp", ports: "53", to: "0.0.0.0/0")]),
            },
            vpc_endpoints: {
                "gwe": Gateway(service: "com.amazonaws.us-east-1.s3"),
                "vpce-1": Interface(
                    service: "com.amazonaws.us-east-1.s3", name_suffix: "x", subnets: ["a", "b"],
                    private_ips: { "a": "10.0.2.50", "b": "10.0.3.50" },
                ),
                "vpce-west": Interface(
                    service: "com.amazonaws.us-west-2.s3", name_suffix: "w", subnets: ["a"], private_dns: On,
                    private_ips: { "a": "10.0.2.60" },
                ),
                "vpce-global": Interface(
                    service: "com.amazonaws.s3-global.accesspoint", name_suffix: "g", subnets: ["b"],
                    private_ips: { "b": "10.0.3.70" },
                ),
            },
        ),
        "spoke": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.1.0.0/16"],
            subnets: { "s": Subnet(availability_zone: "us-east-1a", cidr_block: "10.1.0.0/24") },
            security_groups: { "sg-out-2": SecurityGroup() },
        ),
        "custom": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.2.0.0/16"],
            subnets: { "c": Subnet(availability_zone: "us-east-1a", cidr_block: "10.2.0.0/24") },
            dhcp_options: DhcpOptions(domain_name_servers: ["/*server*/"]),
        ),
        "plain": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.3.0.0/16"],
            subnets: { "p": Subnet(availability_zone: "us-east-1a", cidr_block: "10.3.0.0/24") },
        ),
        "both": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.4.0.0/16", "2600:1f18:400::/56"],
            subnets: { "d": Subnet(availability_zone: "us-east-1a", cidr_block: "10.4.0.0/24", ipv6_cidr_block: "2600:1f18:400::/64") },
            vpc_endpoints: {
                "vpce-both": Interface(
                    service: "com.amazonaws.us-east-1.s3", name_suffix: "d", subnets: ["d"], private_dns: On,
                    private_ips: { "d": "10.4.0.50" }, ip_address_type: Dualstack,
                ),
                "vpce-six": Interface(
                    service: "com.amazonaws.us-east-1.s3", name_suffix: "v6", subnets: ["d"],
                    private_ips: { "d": "10.4.0.60" }, ip_address_type: Ipv6,
                ),
            },
        ),
    },
    hosted_zones: {
        "zone-corp": HostedZone(name: "corp.example", vpcs: ["v1", "custom"], records: [
            A(name: "db.corp.example", values: ["10.0.2.99", "2001:db8::9"], ttl: "30s"),
            Cname("www.corp.example", "db.corp.example"),
            Cname("loop.corp.example", "pool.corp.example"),
            Cname("pool.corp.example", "loop.corp.example"),
            Cname("store.corp.example", "b.s3.eu-west-1.amazonaws.com"),
            A(name: "*.dev.corp.example", values: ["10.0.2.88"]),
        ]),
        "zone-deep": HostedZone(name: "eu.corp.example", vpcs: ["v1"], records: [
            A(name: "db.eu.corp.example", values: ["10.0.2.77"]),
        ]),
        "zone-s3": HostedZone(name: "s3.eu-west-1.amazonaws.com", vpcs: ["v1"], records: [
            Alias("s3.eu-west-1.amazonaws.com", "vpce-1"),
        ]),
    },
    resolver_endpoints: {
        "in-1": Inbound(vpc: "v1", subnets: ["a", "b"], private_ips: { "a": "10.0.2.53", "b": "10.0.3.53" }, security_groups: ["sg-dns"]),
        "out-1": Outbound(vpc: "spoke", subnets: ["s"], private_ips: { "s": "10.1.0.53" }, security_groups: ["sg-out-2"]),
        "out-v1": Outbound(vpc: "v1", subnets: ["a"], security_groups: ["sg-out"]),
    },
    resolver_rules: {
        "rule-s3": ResolverRule(domain: "s3.us-east-1.amazonaws.com.", outbound_endpoint: "out-1", targets: ["10.0.2.53", "10.0.3.53"], vpcs: ["spoke"]),
        "rule-corp": ResolverRule(domain: "corp.example", outbound_endpoint: "out-1", targets: ["10.0.2.53"], vpcs: ["spoke"]),
        "rule-eu": ResolverRule(domain: "eu.corp.example", outbound_endpoint: "out-v1", targets: ["192.0.2.53"], vpcs: ["v1"]),
        "rule-self": ResolverRule(domain: "circle.example", outbound_endpoint: "out-v1", targets: ["10.0.2.53"], vpcs: ["v1"]),
    },
    hosts: {
        "inside": Host(subnet: "a"), "spoke": Host(subnet: "s"), "custom": Host(subnet: "c"),
        "plain": Host(subnet: "p"), "both": Host(subnet: "d"), "laptop": Host(internet: "203.0.113.9"),
    },
)"#;

fn world_with(server: &str) -> World {
    let text = TEXT.replace("/*server*/", server);
    let loaded = Scenario::parse(&text);
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:?}", built.faults);
    built.world
}

fn world() -> World {
    world_with("AmazonProvidedDNS")
}

fn ask(world: &World, from: &str, name: &str, family: Family) -> Resolution {
    let from = world.hosts.find(from).unwrap();
    resolve(world, from, &Name::parse(name), family)
}

/// The answer in a few words: private addresses as they are, S3's as their Region, or why there
/// is none.
fn words(world: &World, resolution: &Resolution) -> String {
    let Answer::Addresses(pool) = &resolution.answer else {
        let how = match resolution.answer {
            Answer::NxDomain => "NXDOMAIN",
            Answer::NoData => "NODATA",
            Answer::Timeout => "DNS-TIMEOUT",
            Answer::Addresses(_) => "",
        };
        return format!("{how} {}", resolution.reason.unwrap().code);
    };
    assert_eq!(resolution.reason, None);
    let mut seen: Vec<String> = (0..64)
        .map(|number| pool.pick(number))
        .map(|address| match world.s3_region_at(address) {
            Some(region) => region.name().to_owned(),
            None => address.to_string(),
        })
        .collect();
    seen.sort();
    seen.dedup();
    if seen.len() > 4 {
        return "many addresses".to_owned();
    }
    seen.join(" ")
}

fn check(world: &World, cases: &[(&str, &str, &str, &str)]) {
    for (rule, from, name, wanted) in cases {
        let found = words(world, &ask(world, from, name, Family::V4));
        assert_eq!(found, *wanted, "{rule}: {from} asks {name}");
    }
}

fn set_private_dns(world: &mut World, wanted: PrivateDns) {
    let endpoint = world.vpc_endpoints.find("vpce-1").unwrap();
    world
        .apply(&Change::SetPrivateDns(endpoint, wanted))
        .unwrap();
}

#[test]
#[rustfmt::skip]
fn names_of_endpoints_are_public() {
    let world = world();
    check(&world, &[
        ("DNS-07", "laptop", "bucket.vpce-1-x.s3.us-east-1.vpce.amazonaws.com", "10.0.2.50 10.0.3.50"),
        ("DNS-07, IFE-14", "plain", "b1.bucket.vpce-1-x.s3.us-east-1.vpce.amazonaws.com", "10.0.2.50 10.0.3.50"),
        ("IFE-10", "inside", "accesspoint.vpce-1-x.s3.us-east-1.vpce.amazonaws.com", "10.0.2.50 10.0.3.50"),
        ("IFE-10", "inside", "control.vpce-1-x.s3.us-east-1.vpce.amazonaws.com", "10.0.2.50 10.0.3.50"),
        ("IFE-07, DNS-08", "inside", "bucket.vpce-1-x-us-east-1b.s3.us-east-1.vpce.amazonaws.com", "10.0.3.50"),
        ("IFE-06", "inside", "bucket.vpce-1-x-us-east-1c.s3.us-east-1.vpce.amazonaws.com", "NXDOMAIN DNS_NAME_UNKNOWN"),
        ("IFE-06", "inside", "bucket.vpce-1-x.s3.us-west-2.vpce.amazonaws.com", "NXDOMAIN DNS_NAME_UNKNOWN"),
        ("IFE-06", "inside", "bucket.vpce-9-x.s3.us-east-1.vpce.amazonaws.com", "NXDOMAIN DNS_NAME_UNKNOWN"),
        ("IFE-30", "inside", "bucket.vpce-west-w.s3.us-west-2.vpce.amazonaws.com", "10.0.2.60"),
        ("IFE-30: no zonal names", "inside", "bucket.vpce-west-w-us-east-1a.s3.us-west-2.vpce.amazonaws.com", "NXDOMAIN DNS_NAME_UNKNOWN"),
        ("MRAP-32", "laptop", "vpce-global-g.accesspoint.s3-global.vpce.amazonaws.com", "10.0.3.70"),
    ]);
    let name = "bucket.vpce-1-x.s3.us-east-1.vpce.amazonaws.com";
    let resolution = ask(&world, "inside", name, Family::V4);
    assert_eq!(resolution.ttl, world.settings.vpce_dns_ttl, "DNS-19");
    assert_eq!(words(&world, &ask(&world, "inside", name, Family::V6)), "NODATA DNS_NO_DATA", "IFE-32");
}

#[test]
#[rustfmt::skip]
fn private_dns_covers_regional_names_of_its_service() {
    let mut world = world();
    check(&world, &[
        ("IFE-05", "inside", "b.s3.us-east-1.amazonaws.com", "us-east-1"),
        ("IFE-30: the other Region's endpoint", "inside", "b.s3.us-west-2.amazonaws.com", "10.0.2.60"),
        ("DNS-16", "inside", "m.mrap.accesspoint.s3-global.amazonaws.com", "10.0.3.70"),
        ("DNS-16, MRAP-33", "plain", "m.mrap.accesspoint.s3-global.amazonaws.com", "many addresses"),
    ]);
    set_private_dns(&mut world, PrivateDns::On);
    let both = "10.0.2.50 10.0.3.50";
    check(&world, &[
        ("DNS-10, DNS-14", "inside", "s3.us-east-1.amazonaws.com", both),
        ("DNS-10", "inside", "my.dotted.bucket.s3.us-east-1.amazonaws.com", both),
        ("DNS-10", "inside", "111122223333.s3-control.us-east-1.amazonaws.com", both),
        ("DNS-10", "inside", "ap-111122223333.s3-accesspoint.us-east-1.amazonaws.com", both),
        ("DNS-11", "inside", "b.s3.amazonaws.com", "us-east-1"),
        ("DNS-11, S3R-02", "inside", "b.s3-us-east-1.amazonaws.com", "us-east-1"),
        ("DNS-11", "inside", "b.s3-website-us-east-1.amazonaws.com", "us-east-1"),
        ("DNS-11", "inside", "b.s3-fips.us-east-1.amazonaws.com", "us-east-1"),
        ("DNS-11", "inside", "b.s3-accelerate.amazonaws.com", "NODATA DNS_NO_DATA"),
        ("IFE-32", "inside", "b.s3.dualstack.us-east-1.amazonaws.com", "us-east-1"),
        ("DNS-11", "inside", "b.s3.eu-central-1.amazonaws.com", "eu-central-1"),
        ("DNS-06", "plain", "b.s3.us-east-1.amazonaws.com", "us-east-1"),
        ("DNS-06, DNS-24", "laptop", "b.s3.us-east-1.amazonaws.com", "us-east-1"),
    ]);
    let resolution = ask(&world, "inside", "b.s3.us-east-1.amazonaws.com", Family::V4);
    assert_eq!(resolution.ttl, world.settings.vpce_dns_ttl, "DNS-19");
    assert_eq!(words(&world, &ask(&world, "inside", "b.s3.us-east-1.amazonaws.com", Family::V6)), "NODATA DNS_NO_DATA");
}

#[test]
#[rustfmt::skip]
fn private_dns_for_inbound_resolvers_is_for_those_who_come_in() {
    let mut world = world();
    set_private_dns(&mut world, PrivateDns::InboundResolverOnly);
    check(&world, &[
        ("DNS-12", "inside", "b.s3.us-east-1.amazonaws.com", "us-east-1"),
        ("DNS-12, DNS-09", "spoke", "b.s3.us-east-1.amazonaws.com", "10.0.2.50 10.0.3.50"),
    ]);
    let endpoint = world.vpc_endpoints.find("vpce-1").unwrap();
    let inside = ask(&world, "inside", "b.s3.us-east-1.amazonaws.com", Family::V4);
    assert!(inside.steps.contains(&Step::PrivateDnsInboundOnly(endpoint)));
    let spoke = ask(&world, "spoke", "b.s3.us-east-1.amazonaws.com", Family::V4);
    let (v1, home) = (world.vpcs.find("v1").unwrap(), world.vpcs.find("spoke").unwrap());
    let inbound = world.resolver_endpoints.find("in-1").unwrap();
    let rule = world.resolver_rules.find("rule-s3").unwrap();
    assert_eq!(spoke.source, Source::VpcResolver(home));
    assert_eq!(spoke.steps, [
        Step::Asked(Source::VpcResolver(home)),
        Step::Forwarded(rule),
        Step::Asked(Source::ResolverEndpoint(inbound)),
        Step::Asked(Source::VpcResolver(v1)),
        Step::PrivateDns(endpoint),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_private_zone_answers_alone() {
    let world = world();
    check(&world, &[
        ("DNS-04", "inside", "db.corp.example", "10.0.2.99"),
        ("DNS-04", "inside", "WWW.corp.example.", "10.0.2.99"),
        ("DNS-04: wildcard", "inside", "x.y.dev.corp.example", "10.0.2.88"),
        ("DNS-04", "inside", "nobody.corp.example", "NXDOMAIN DNS_HIDDEN_BY_PRIVATE_ZONE"),
        ("DNS-04", "inside", "dev.corp.example", "NODATA DNS_HIDDEN_BY_PRIVATE_ZONE"),
        ("DNS-03", "inside", "s3.eu-west-1.amazonaws.com", "10.0.2.50 10.0.3.50"),
        ("DNS-04: no wildcard", "inside", "b.s3.eu-west-1.amazonaws.com", "NXDOMAIN DNS_HIDDEN_BY_PRIVATE_ZONE"),
        ("DNS-04: also behind a CNAME", "inside", "store.corp.example", "NXDOMAIN DNS_HIDDEN_BY_PRIVATE_ZONE"),
        ("a CNAME out of the zone", "custom", "store.corp.example", "eu-west-1"),
        ("DNS-06", "plain", "db.corp.example", "NXDOMAIN DNS_NAME_UNKNOWN"),
        ("DNS-06", "laptop", "db.corp.example", "NXDOMAIN DNS_NAME_UNKNOWN"),
        ("DNS-05: the rule wins", "inside", "db.eu.corp.example", "NXDOMAIN DNS_NAME_UNKNOWN"),
        ("a circle of names", "inside", "loop.corp.example", "DNS-TIMEOUT DNS_LOOP"),
        ("a circle of resolvers", "inside", "a.circle.example", "DNS-TIMEOUT DNS_LOOP"),
    ]);
    let resolution = ask(&world, "inside", "db.corp.example", Family::V4);
    assert_eq!(resolution.ttl, Duration::from_secs(30), "DNS-19");
    assert_eq!(words(&world, &ask(&world, "inside", "db.corp.example", Family::V6)), "2001:db8::9");
    let wild = ask(&world, "inside", "x.dev.corp.example", Family::V6);
    assert_eq!(words(&world, &wild), "NODATA DNS_HIDDEN_BY_PRIVATE_ZONE");
}

#[test]
#[rustfmt::skip]
fn rules_send_queries_by_endpoints_that_must_be_open() {
    let mut world = world();
    check(&world, &[
        ("DNS-05, DNS-09", "spoke", "db.corp.example", "10.0.2.99"),
        ("DNS-05: other names stay", "spoke", "b.s3.us-west-2.amazonaws.com", "us-west-2"),
    ]);
    let group = world.security_groups.find("sg-dns").unwrap();
    let rule = world.security_groups[group].inbound.remove(0);
    check(&world, &[("DNS-09", "spoke", "db.corp.example", "DNS-TIMEOUT ENI_SG_RULES_MISMATCH")]);
    world.security_groups[group].inbound.push(rule);
    let group = world.security_groups.find("sg-out-2").unwrap();
    world.security_groups[group].outbound.clear();
    check(&world, &[("DNS-09", "spoke", "db.corp.example", "DNS-TIMEOUT ENI_SG_RULES_MISMATCH")]);
}

#[test]
#[rustfmt::skip]
fn attributes_of_a_vpc_turn_its_answers_off() {
    let mut world = world();
    set_private_dns(&mut world, PrivateDns::On);
    let v1 = world.vpcs.find("v1").unwrap();
    world.apply(&Change::SetVpcAttribute(v1, VpcAttribute::EnableDnsHostnames(false))).unwrap();
    check(&world, &[
        ("DNS-02", "inside", "b.s3.us-east-1.amazonaws.com", "us-east-1"),
        ("DNS-02", "inside", "db.corp.example", "NXDOMAIN DNS_NAME_UNKNOWN"),
    ]);
    let off = ask(&world, "inside", "db.corp.example", Family::V4);
    assert!(off.steps.contains(&Step::PrivateNamesOff(v1)));
    world.apply(&Change::SetVpcAttribute(v1, VpcAttribute::EnableDnsSupport(false))).unwrap();
    check(&world, &[
        ("DNS-01", "inside", "b.s3.us-east-1.amazonaws.com", "DNS-TIMEOUT DNS_RESOLVER_DISABLED"),
        ("DNS-01: also from outside", "spoke", "db.corp.example", "DNS-TIMEOUT DNS_RESOLVER_DISABLED"),
    ]);
}

#[test]
fn custom_resolvers_know_what_those_they_ask_know() {
    for (server, wanted, rule) in [
        ("192.0.2.53", "NXDOMAIN DNS_NAME_UNKNOWN", "DNS-23"),
        ("10.2.0.2", "10.0.2.99", "DNS-23: the VPC's own, by address"),
        ("169.254.169.253", "10.0.2.99", "DNS-01"),
        ("10.1.0.53", "DNS-TIMEOUT DNS_NO_RESOLVER_THERE", "DNS-09"),
        (
            "10.1.0.2",
            "DNS-TIMEOUT DNS_NO_RESOLVER_THERE",
            "PEER-09: another VPC's own",
        ),
        ("10.0.2.53", "DNS-TIMEOUT ENI_SG_RULES_MISMATCH", "DNS-09"),
    ] {
        let world = world_with(server);
        let found = words(
            &world,
            &ask(&world, "custom", "db.corp.example", Family::V4),
        );
        assert_eq!(found, wanted, "{rule}: {server}");
    }
}

#[test]
#[rustfmt::skip]
fn regional_names_leave_a_failed_zone_out_once_dns_has_noticed() {
    let mut world = world();
    let zone = world.zones.find("use1-az1").unwrap();
    let regional = "bucket.vpce-1-x.s3.us-east-1.vpce.amazonaws.com";
    let zonal = "bucket.vpce-1-x-us-east-1a.s3.us-east-1.vpce.amazonaws.com";
    world.apply(&Change::SetZone { zone, is_down: true }).unwrap();
    check(&world, &[("IFE-21: not yet", "laptop", regional, "10.0.2.50 10.0.3.50")]);
    world.apply(&Change::NoticeZone(zone)).unwrap();
    check(&world, &[
        ("IFE-21", "laptop", regional, "10.0.3.50"),
        ("IFE-21: dead", "laptop", zonal, "10.0.2.50"),
        ("IFE-21: the only zone", "laptop", "bucket.vpce-west-w.s3.us-west-2.vpce.amazonaws.com", "10.0.2.60"),
    ]);
    world.apply(&Change::SetZone { zone, is_down: false }).unwrap();
    world.apply(&Change::NoticeZone(zone)).unwrap();
    check(&world, &[("IFE-21: back", "laptop", regional, "10.0.2.50 10.0.3.50")]);
}

#[test]
#[rustfmt::skip]
fn endpoints_have_the_families_of_their_address_type() {
    let world = world();
    let (v4, v6) = (Family::V4, Family::V6);
    for (rule, from, name, family, wanted) in [
        ("IFE-32", "laptop", "bucket.vpce-both-d.s3.us-east-1.vpce.amazonaws.com", v4, "10.4.0.50"),
        ("IFE-32", "laptop", "bucket.vpce-both-d.s3.us-east-1.vpce.amazonaws.com", v6, "2600:1f18:400::4"),
        ("IFE-32", "laptop", "bucket.vpce-six-v6.s3.us-east-1.vpce.amazonaws.com", v4, "NODATA DNS_NO_DATA"),
        ("IFE-32", "laptop", "bucket.vpce-six-v6.s3.us-east-1.vpce.amazonaws.com", v6, "2600:1f18:400::5"),
        ("IFE-32: covered", "both", "b.s3.dualstack.us-east-1.amazonaws.com", v6, "2600:1f18:400::4"),
        ("IFE-32: covered", "both", "b.s3.us-east-1.amazonaws.com", v4, "10.4.0.50"),
    ] {
        let found = words(&world, &ask(&world, from, name, family));
        assert_eq!(found, wanted, "{rule}: {from} asks {name}");
    }
}
