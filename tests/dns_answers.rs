//! Answers to S3's names: which Region, which family, which resolver, and why.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::net::IpAddr;

use vpcsim::dns::{Answer, Because, Family, Name, Source, resolve};
use vpcsim::scenario::Scenario;
use vpcsim::world::{Change, World, build};

const TEXT: &str = r#"Scenario(
    as_of: "2026-03-10",
    accounts: { "111122223333": Account() },
    prefix_lists: { "pl-mine": PrefixList(
        region: "eu-west-1", name: "com.amazonaws.eu-west-1.s3", entries: ["192.0.2.0/30", "192.0.2.128/32"],
    ) },
    vpcs: {
        "v1": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
            subnets: { "s1": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24") },
        ),
        "mute": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"], enable_dns_support: false,
            subnets: { "s2": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24") },
        ),
    },
    hosts: {
        "inside": Host(subnet: "s1"), "mute": Host(subnet: "s2"), "laptop": Host(internet: "203.0.113.9"),
    },
    buckets: {
        "old": Bucket(account: "111122223333", region: "us-west-2", created: "2020-01-01"),
        "new": Bucket(account: "111122223333", region: "us-west-2", created: "2026-03-10"),
        "home": Bucket(account: "111122223333", region: "us-east-1", created: "2026-03-10"),
        "undated": Bucket(account: "111122223333", region: "eu-west-1"),
    },
    timeline: [At("1s", CreateBucket("later", Bucket(account: "111122223333", region: "us-west-2")))],
)"#;

fn world() -> World {
    let loaded = Scenario::parse(TEXT);
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:?}", built.faults);
    built.world
}

/// The answer in a few words: the Region of the addresses, or why there is none.
fn answer(world: &World, from: &str, name: &str, family: Family) -> String {
    let host = Name::parse(name);
    let from = world.hosts.find(from).unwrap();
    let resolution = resolve(world, from, &host, family);
    let region = resolution.found.map(|found| found.region);
    match resolution.answer {
        Answer::Addresses(pool) => {
            for number in 0..50 {
                let address = pool.pick(number);
                assert_eq!(address.is_ipv6(), family == Family::V6, "{name}");
                if address.is_ipv4() {
                    assert_eq!(world.s3_region_at(address), region, "{name}");
                }
            }
            assert_eq!(resolution.ttl, world.settings.s3_dns_ttl);
            assert_eq!(resolution.reason, None);
            region.unwrap().name().to_owned()
        }
        Answer::NxDomain | Answer::NoData | Answer::Timeout => {
            resolution.reason.unwrap().code.name().to_owned()
        }
    }
}

#[test]
fn names_lead_to_regions() {
    let world = world();
    let long = format!("{}.s3.us-east-1.amazonaws.com", "a".repeat(64));
    #[rustfmt::skip]
    let cases = [
        ("GWE-01", "inside", "b.s3.us-east-1.amazonaws.com", Family::V4, "us-east-1"),
        ("S3R-01", "inside", "s3.us-west-2.amazonaws.com", Family::V4, "us-west-2"),
        ("DNS-17", "laptop", "no-such-bucket.s3.us-west-2.amazonaws.com", Family::V4, "us-west-2"),
        ("DNS-17", "laptop", "my.dotted.bucket.s3.us-west-2.amazonaws.com", Family::V4, "us-west-2"),
        ("DNS-17", "laptop", &long, Family::V4, "DNS_NAME_UNKNOWN"),
        ("S3R-02", "laptop", "b.s3-us-west-2.amazonaws.com", Family::V4, "us-west-2"),
        ("S3R-02", "laptop", "b.s3-eu-north-1.amazonaws.com", Family::V4, "DNS_NAME_UNKNOWN"),
        ("S3R-06", "laptop", "old.s3.amazonaws.com", Family::V4, "us-west-2"),
        ("S3R-06", "laptop", "new.s3.amazonaws.com", Family::V4, "us-east-1"),
        ("S3R-06", "laptop", "home.s3.amazonaws.com", Family::V4, "us-east-1"),
        ("S3R-06", "laptop", "undated.s3.amazonaws.com", Family::V4, "eu-west-1"),
        ("S3R-06", "laptop", "later.s3.amazonaws.com", Family::V4, "us-east-1"),
        ("S3R-06", "laptop", "nobodys.s3.amazonaws.com", Family::V4, "us-east-1"),
        ("S3R-06", "laptop", "s3.amazonaws.com", Family::V4, "us-east-1"),
        ("DNS-21", "laptop", "b.s3.dualstack.us-west-2.amazonaws.com", Family::V4, "us-west-2"),
        ("DNS-21", "laptop", "b.s3.dualstack.us-west-2.amazonaws.com", Family::V6, "us-west-2"),
        ("DNS-21", "laptop", "b.s3.us-west-2.amazonaws.com", Family::V6, "DNS_NO_DATA"),
        ("DNS-01", "mute", "b.s3.us-east-1.amazonaws.com", Family::V4, "DNS_RESOLVER_DISABLED"),
    ];
    for (rule, from, name, family, wanted) in cases {
        assert_eq!(
            answer(&world, from, name, family),
            wanted,
            "{rule}: {from} asks {name}"
        );
    }
}

#[test]
fn an_answer_says_who_gave_it_and_why() {
    let world = world();
    let v1 = world.vpcs.find("v1").unwrap();
    let bucket = |name: &str| world.buckets.find(name).unwrap();
    #[rustfmt::skip]
    let cases = [
        ("inside", "b.s3.us-east-1.amazonaws.com", Source::VpcResolver(v1), Because::NameSaysSo),
        ("laptop", "b.s3.us-east-1.amazonaws.com", Source::PublicDns, Because::NameSaysSo),
        ("laptop", "old.s3.amazonaws.com", Source::PublicDns, Because::BucketLivesThere(bucket("old"))),
        ("laptop", "new.s3.amazonaws.com", Source::PublicDns, Because::BucketIsNew(bucket("new"))),
        ("laptop", "home.s3.amazonaws.com", Source::PublicDns, Because::BucketLivesThere(bucket("home"))),
        ("laptop", "later.s3.amazonaws.com", Source::PublicDns, Because::NoBucketKnown),
    ];
    for (from, name, source, because) in cases {
        let host = Name::parse(name);
        let resolution = resolve(&world, world.hosts.find(from).unwrap(), &host, Family::V4);
        assert_eq!(resolution.source, source, "{name}");
        assert_eq!(resolution.found.unwrap().because, because, "{name}");
    }
}

#[test]
fn a_bucket_made_during_the_run_is_new() {
    let mut world = world();
    let later = world.buckets.find("later").unwrap();
    let change = Change::CreateBucket {
        bucket: later,
        founding: None,
    };
    world.apply(&change).unwrap();
    let name = "later.s3.amazonaws.com";
    assert_eq!(
        answer(&world, "laptop", name, Family::V4),
        "us-east-1",
        "S3R-06"
    );
    let host = Name::parse(name);
    let laptop = world.hosts.find("laptop").unwrap();
    let found = resolve(&world, laptop, &host, Family::V4).found.unwrap();
    assert_eq!(found.because, Because::BucketIsNew(later));
}

#[test]
fn a_scenarios_prefix_list_is_the_pool() {
    let world = world();
    let laptop = world.hosts.find("laptop").unwrap();
    let host = Name::parse("s3.eu-west-1.amazonaws.com");
    let Answer::Addresses(pool) = resolve(&world, laptop, &host, Family::V4).answer else {
        panic!("no addresses");
    };
    let mut seen: Vec<IpAddr> = (0..60).map(|number| pool.pick(number)).collect();
    let share = |address: &str| {
        let address: IpAddr = address.parse().unwrap();
        seen.iter().filter(|seen| **seen == address).count()
    };
    // RTE-19: two host addresses of the /30 and the one of the /32, a third of the turns each.
    for address in ["192.0.2.1", "192.0.2.2", "192.0.2.128"] {
        assert!(
            (18..=22).contains(&share(address)),
            "{address}: {}",
            share(address)
        );
    }
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), pool.len()), (3, 3));
}
