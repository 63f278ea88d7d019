//! Times the network alone on a large one: how long it takes to build, and how many questions
//! about the ways of packets it answers a second.
//!
//! 1,000 VPCs with 5,000 subnets and 20,000 hosts hang on 10 Transit Gateways, which are all
//! peered with one another.

use std::fmt::Write as _;
use std::hint::black_box;
use std::net::{IpAddr, SocketAddr};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vpcsim::network::{self, Phase, Ways};
use vpcsim::scenario::Scenario;
use vpcsim::scenario::quantity::Protocol;
use vpcsim::trace::Packet;
use vpcsim::world::host::Host;
use vpcsim::world::{Id, World, build};

const GATEWAYS: usize = 10;
const VPCS: usize = 100;
const HOSTS: usize = 20;
/// How many questions are asked in turn.
const QUESTIONS: usize = 20_000;

/// Where a VPC's addresses begin: `/19` ranges, 128 of them to a gateway.
fn range(gateway: usize, vpc: usize, third: usize) -> String {
    format!("10.{}.{}", gateway * 16 + vpc / 8, (vpc % 8) * 32 + third)
}

/// The account of a VPC: quotas are per account and Region, and 20 gateway endpoints are one.
fn account(gateway: usize, vpc: usize) -> String {
    format!("{:012}", 111_122_220_000 + gateway * 100 + vpc / 20)
}

fn vpc(text: &mut String, gateway: usize, vpc: usize) {
    let name = format!("{gateway}-{vpc}");
    let _ = write!(
        text,
        "\"vpc-{name}\": Vpc(account: \"{}\", region: \"us-east-1\", \
         cidr_blocks: [\"{}.0/19\"], internet_gateway: \"igw-{name}\", subnets: {{",
        account(gateway, vpc),
        range(gateway, vpc, 0)
    );
    for subnet in 0..5 {
        let zone = ['a', 'b'][subnet % 2];
        let table = if subnet == 0 { "public" } else { "app" };
        let _ = write!(
            text,
            "\"subnet-{name}-{subnet}\": Subnet(availability_zone: \"us-east-1{zone}\", \
             cidr_block: \"{}.0/24\", route_table: \"rtb-{name}-{table}\"),",
            range(gateway, vpc, subnet)
        );
    }
    let _ = write!(
        text,
        "}}, route_tables: {{ \
           \"rtb-{name}-public\": [Route(\"0.0.0.0/0\", \"igw-{name}\"), Route(\"10.0.0.0/8\", \"tgw-{gateway}\")], \
           \"rtb-{name}-app\": [Route(\"10.0.0.0/8\", \"tgw-{gateway}\")] }}, \
         security_groups: {{ \"sg-{name}\": SecurityGroup( \
           inbound: [Allow(protocol: \"tcp\", ports: \"443\", from: \"10.0.0.0/8\")], \
           outbound: [Allow(protocol: \"all\", to: \"0.0.0.0/0\")]) }}, \
         vpc_endpoints: {{ \"vpce-{name}\": Gateway(service: \"com.amazonaws.us-east-1.s3\", \
           route_tables: [\"rtb-{name}-app\"]) }}),"
    );
}

fn gateway(text: &mut String, gateway: usize) {
    let _ = write!(
        text,
        "\"tgw-{gateway}\": TransitGateway(account: \"111122223333\", region: \"us-east-1\", attachments: {{"
    );
    let mut own = Vec::new();
    for vpc in 0..VPCS {
        let name = format!("{gateway}-{vpc}");
        let _ = write!(
            text,
            "\"attach-{name}\": Vpc(vpc: \"vpc-{name}\", subnets: [\"subnet-{name}-1\", \"subnet-{name}-2\"]),"
        );
        own.push(format!("\"attach-{name}\""));
    }
    let mut routes = String::new();
    let mut peers = Vec::new();
    for other in 0..GATEWAYS {
        if other == gateway {
            continue;
        }
        let name = format!("peer-{}-{}", gateway.min(other), gateway.max(other));
        if gateway < other {
            let _ = write!(text, "\"{name}\": Peering(peer: \"tgw-{other}\"),");
        }
        let _ = write!(routes, "Route(\"10.{}.0.0/12\", \"{name}\"),", other * 16);
        peers.push(format!("\"{name}\""));
    }
    let propagations = own.join(",");
    own.append(&mut peers);
    let _ = write!(
        text,
        "}}, route_tables: {{ \"tgw-rtb-{gateway}\": TransitGatewayRouteTable( \
         associations: [{}], propagations: [{propagations}], routes: [{routes}]) }}),",
        own.join(",")
    );
}

/// The scenario's text.
fn scenario() -> String {
    let mut text = String::from("Scenario(accounts: { \"111122223333\": Account(),");
    for gateway in 0..GATEWAYS {
        for vpc in (0..VPCS).step_by(20) {
            let _ = write!(text, "\"{}\": Account(),", account(gateway, vpc));
        }
    }
    text.push_str("}, vpcs: {");
    for gateway in 0..GATEWAYS {
        (0..VPCS).for_each(|number| vpc(&mut text, gateway, number));
    }
    text.push_str("}, transit_gateways: {");
    (0..GATEWAYS).for_each(|number| gateway(&mut text, number));
    text.push_str("}, hosts: {");
    for gateway in 0..GATEWAYS {
        for vpc in 0..VPCS {
            for host in 0..HOSTS {
                let (name, subnet) = (format!("{gateway}-{vpc}"), host % 5);
                let public = if subnet == 0 { "public_ip: true, " } else { "" };
                let _ = write!(
                    text,
                    "\"host-{name}-{host}\": Host(subnet: \"subnet-{name}-{subnet}\", {public}\
                     security_groups: [\"sg-{name}\"], listens: \"443\"),"
                );
            }
        }
    }
    text.push_str("})");
    text
}

/// The most memory the process had, in MiB, where the system tells.
fn memory_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

/// How long this thread has run on a processor, in nanoseconds, where the system tells: unlike the
/// clock's, this time does not pass while others have the processor.
fn processor_ns() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok()
}

/// Asks `count` questions `rounds` times over and tells how many a second of processor time that is.
#[expect(clippy::print_stdout, reason = "a bench tells its figures")]
fn tell_processor_time(what: &str, rounds: u64, count: u64, mut ask: impl FnMut()) {
    let Some(before) = processor_ns() else {
        return;
    };
    (0..rounds).for_each(|_| ask());
    let spent = processor_ns()
        .unwrap_or(before)
        .saturating_sub(before)
        .max(1);
    let rate = u128::from(rounds * count) * 1_000_000_000 / u128::from(spent);
    println!("{what}: {rate} a second of processor time");
}

/// Questions of four kinds: to a host of the same gateway, to one behind another, to S3 by an
/// endpoint, to the internet; all but the last have an answer.
fn questions(world: &World) -> Vec<(Id<Host>, SocketAddr)> {
    let hosts: Vec<Id<Host>> = world.hosts.ids().collect();
    let own = |host: Id<Host>| {
        let any = IpAddr::from([0, 0, 0, 0]);
        network::address_of(world, host, any).expect("hosts have IPv4 addresses")
    };
    let one = |number: usize| {
        // An odd factor spreads the hosts without repeating any.
        let from = number * 7_919 % hosts.len();
        let to: IpAddr = match number % 4 {
            0 => own(hosts[(from + 30) % hosts.len()]),
            1 => own(hosts[(from + hosts.len() / 2) % hosts.len()]),
            2 => IpAddr::from([52, 216, 0, 10]),
            _ => IpAddr::from([198, 51, 100, 7]),
        };
        (hosts[from], SocketAddr::new(to, 443))
    };
    (0..QUESTIONS).map(one).collect()
}

#[expect(clippy::print_stdout, reason = "a bench tells its figures")]
fn route(c: &mut Criterion) {
    let text = scenario();
    let loaded = Scenario::parse(&text);
    assert!(loaded.faults.is_empty(), "{:#?}", loaded.faults[0]);
    let before = processor_ns();
    let built = build(&loaded.scenario);
    let spent = processor_ns()
        .zip(before)
        .map(|(now, then)| (now - then) / 1_000_000);
    println!("built in {spent:?} ms of processor time");
    assert!(built.is_sound(), "{:#?}", built.faults[0]);
    println!("memory with scenario and world: {:?} MiB", memory_mib());

    let mut group = c.benchmark_group("build");
    group.sample_size(10);
    group.throughput(Throughput::Elements(20_000));
    group.bench_function("parse", |b| b.iter(|| Scenario::parse(&text).faults.len()));
    group.bench_function("world", |b| b.iter(|| build(&loaded.scenario).faults.len()));
    group.finish();

    let world = built.world;
    let asked = questions(&world);
    let packets: Vec<(Id<Host>, Packet)> = asked
        .iter()
        .map(|(host, to)| {
            (
                *host,
                network::first_packet(&world, *host, Protocol::Tcp, *to),
            )
        })
        .collect();
    let ways = packets
        .iter()
        .map(|(host, packet)| network::way(&world, *host, *packet, Phase::Opening));
    let connected = ways.filter(vpcsim::trace::Way::connects).count();
    assert_eq!(connected, QUESTIONS / 4 * 3);

    let count = QUESTIONS as u64;
    tell_processor_time("uncached", 20, count, || {
        for (host, packet) in &packets {
            black_box(network::way(&world, *host, *packet, Phase::Opening));
        }
    });
    let mut known = Ways::default();
    tell_processor_time("cached by epoch", 500, count, || {
        for (host, to) in &asked {
            black_box(known.way(&world, *host, *to, Phase::Opening));
        }
    });

    let mut group = c.benchmark_group("way");
    group.throughput(Throughput::Elements(QUESTIONS as u64));
    group.bench_function("uncached", |b| {
        b.iter(|| {
            for (host, packet) in &packets {
                black_box(network::way(&world, *host, *packet, Phase::Opening));
            }
        });
    });
    let mut known = Ways::default();
    group.bench_function("cached by epoch", |b| {
        b.iter(|| {
            for (host, to) in &asked {
                black_box(known.way(&world, *host, *to, Phase::Opening));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, route);
criterion_main!(benches);
