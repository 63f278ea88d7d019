//! Times the whole loop: a scenario in, every request resolved, routed, filtered, authorised,
//! carried and told; figures are requests a second.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use vpcsim::scenario::Scenario;
use vpcsim::sim;
use vpcsim::time::Instant;
use vpcsim::trace::Recorder;
use vpcsim::trace::record::{Break, RequestRecord};
use vpcsim::world::change::Rejection;
use vpcsim::world::client::Client;
use vpcsim::world::plan::Plan;
use vpcsim::world::{Built, Id, World, build};

/// A VPC whose hosts reach S3 by a gateway endpoint; its policy and the bucket's both decide.
const WORLD: &str = r##"
    accounts: { "111122223333": Account(roles: { "app": Role(policies: [r#"{
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::reports/*" }]
    }"#]) }) },
    vpcs: { "vpc-1": Vpc(
        account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
        subnets: { "subnet-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/17", route_table: "rtb-1") },
        route_tables: { "rtb-1": [] },
        vpc_endpoints: { "vpce-1a2b3c4d": Gateway(
            service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-1"],
            policy: r#"{
                "Version": "2012-10-17",
                "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] }]
            }"#,
        ) },
    ) },
    buckets: { "reports": Bucket(
        account: "111122223333", region: "us-east-1",
        objects: [Object(key: "*", size: "100 kB")],
        policy: r#"{
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
                "Condition": { "StringNotEquals": { "aws:sourceVpce": "vpce-1a2b3c4d" } }
            }]
        }"#,
    ) },
    model: Model(first_byte: "1ms", s3_idle_timeout: "5s"),
"##;

/// A scenario of so many clients that together make so many requests.
fn scenario(clients: u64, requests: u64) -> Built {
    let (mut hosts, mut programs, mut loads) = (String::new(), String::new(), String::new());
    for n in 0..clients {
        let _ = write!(
            hosts,
            "\"h{n}\": Host(subnet: \"subnet-a\", role: \"app\"),"
        );
        let _ = write!(programs, "\"c{n}\": Client(host: \"h{n}\"),");
        let _ = write!(
            loads,
            "Requests(client: \"c{n}\", call: GetObject(\"s3://reports/{{n}}\"), \
             rate: Poisson(\"100/s\"), count: {}),",
            requests / clients
        );
    }
    let text = format!(
        "Scenario({WORLD} hosts: {{ {hosts} }}, clients: {{ {programs} }}, workload: [{loads}])"
    );
    let loaded = Scenario::parse(&text);
    assert!(loaded.faults.is_empty(), "{:#?}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:#?}", built.faults);
    built
}

/// Counts, and keeps nothing.
#[derive(Default)]
struct Count {
    served: u64,
    others: u64,
    connections: u64,
    events: u64,
}

impl Recorder for Count {
    fn request_ended(&mut self, _world: &World, _plan: &Plan, request: &RequestRecord) {
        if request.outcome.is_served() {
            self.served += 1;
        } else {
            self.others += 1;
        }
    }

    fn connection_opened(&mut self, _at: Instant, _client: Id<Client>) {
        self.connections += 1;
    }

    fn connection_broken(&mut self, _broken: &Break) {}

    fn change_asked(&mut self, _at: Instant, _change: usize, _refused: Option<&Rejection>) {}

    fn change_applied(&mut self, _at: Instant, _change: usize, _world: &World) {}

    fn run_ended(&mut self, _at: Instant, events: u64, _fingerprint: u64) {
        self.events = events;
    }
}

fn run(c: &mut Criterion) {
    let mut group = c.benchmark_group("run");
    group.sample_size(10);
    for (clients, requests) in [(10, 10_000), (1_000, 100_000)] {
        let Built { world, plan, .. } = scenario(clients, requests);
        let mut count = Count::default();
        sim::run(world.clone(), &plan, 1, &mut count);
        assert_eq!(
            (count.served, count.others),
            (requests, 0),
            "every request is served"
        );
        group.throughput(Throughput::Elements(requests));
        let name = format!("{clients} clients");
        group.bench_function(BenchmarkId::new(name, requests), |b| {
            b.iter_batched(
                || world.clone(),
                |world| {
                    let mut count = Count::default();
                    sim::run(world, &plan, 1, &mut count);
                    black_box(count.events)
                },
                criterion::BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, run);
criterion_main!(benches);
