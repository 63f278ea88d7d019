//! The workload as a scenario, and who listens to it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::ops::Range;

use vpcsim::report::requests::RequestLines;
use vpcsim::report::summary::Summarist;
use vpcsim::scenario::Scenario;
use vpcsim::sim;
use vpcsim::time::Instant;
use vpcsim::trace::record::{Break, RequestRecord};
use vpcsim::trace::{Outcome, Recorder};
use vpcsim::world::change::Rejection;
use vpcsim::world::client::Client;
use vpcsim::world::plan::Plan;
use vpcsim::world::{Built, Id, World, build};

use super::measure::{Measured, Watch};

/// Hosts of one VPC; it has a subnet for each and one gateway endpoint.
const VPC_HOSTS: u64 = 12_500;

/// Bytes of lines that are gathered before they are written, as `vpcsim run` does.
const GATHERED: usize = 1 << 16;

/// Everything but the clients: VPCs whose hosts reach S3 by gateway endpoints; the role's, the
/// endpoint's and the bucket's policies all decide.
fn world(vpcs: u64) -> String {
    let mut text = String::from(
        r##"
        accounts: { "111122223333": Account(roles: { "app": Role(policies: [r#"{
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::reports/*" }]
        }"#]) }) },
        buckets: { "reports": Bucket(
            account: "111122223333", region: "us-east-1",
            objects: [Object(key: "*", size: "100 kB")],
            policy: r#"{
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                    "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
                    "Condition": { "StringNotLike": { "aws:sourceVpce": "vpce-1a2b3c4*" } }
                }]
            }"#,
        ) },
        model: Model(
            first_byte: "1ms", s3_idle_timeout: "5s", prefix_reads: "1000000000/s", rtt_same_zone: "1ms",
            flow_rate: "1 Gbps", host_rate: "1 Gbps",
        ),
        vpcs: {"##,
    );
    for n in 0..vpcs {
        let _ = write!(
            text,
            r##""vpc-{n}": Vpc(
                account: "111122223333", region: "us-east-1", cidr_blocks: ["10.{n}.0.0/16"],
                subnets: {{ "subnet-{n}": Subnet(availability_zone: "us-east-1a", cidr_block: "10.{n}.0.0/18", route_table: "rtb-{n}") }},
                route_tables: {{ "rtb-{n}": [] }},
                vpc_endpoints: {{ "vpce-1a2b3c4{n}": Gateway(
                    service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-{n}"],
                    policy: r#"{{
                        "Version": "2012-10-17",
                        "Statement": [{{ "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] }}]
                    }}"#,
                ) }},
            ),"##
        );
    }
    text.push('}');
    text
}

/// The clients of one VPC, each on a host of its own, and the requests they make.
///
/// A connection serves ten requests, one comes a microsecond after the other, and one answer in a
/// hundred is followed by a pause of 10 s, which outlasts the idle time-out.
fn part(vpc: u64, clients: Range<u64>, each: u64) -> String {
    let (mut hosts, mut programs, mut loads) = (String::new(), String::new(), String::new());
    for n in clients {
        let _ = write!(
            hosts,
            "\"h{n}\": Host(subnet: \"subnet-{vpc}\", role: \"app\"),"
        );
        let _ = write!(
            programs,
            "\"c{n}\": Client(host: \"h{n}\", connections: 1, connection_requests: 10, keep_alive: \"5s\"),"
        );
        let _ = write!(
            loads,
            "Requests(client: \"c{n}\", call: GetObject(\"s3://reports/{{n}}\"), \
             start: \"{n}us\", count: {each}, \
             rate: ClosedLoop(users: 1, think_time: Pauses(usual: \"1us\", one_in: 100, pause: \"10s\"))),"
        );
    }
    format!("(hosts: {{ {hosts} }}, clients: {{ {programs} }}, workload: [{loads}])")
}

/// A scenario of so many clients that together make so many requests.
fn scenario(clients: u64, requests: u64) -> Built {
    let vpcs = clients.div_ceil(VPC_HOSTS);
    let parts = (0..vpcs).map(|vpc| {
        let first = vpc * VPC_HOSTS;
        let its = first..clients.min(first + VPC_HOSTS);
        (
            format!("part-{vpc}.ron"),
            part(vpc, its, requests / clients),
        )
    });
    let mut files: BTreeMap<String, String> = parts.collect();
    let names: Vec<String> = files.keys().map(|name| format!("\"{name}\"")).collect();
    let include = names.join(", ");
    let main = format!("Scenario(include: [{include}], {})", world(vpcs));
    files.insert("replay.ron".to_owned(), main);
    let loaded = Scenario::load(&files, "replay.ron");
    drop(files);
    assert!(loaded.faults.is_empty(), "{:#?}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:#?}", built.faults);
    built
}

/// A summary is kept.
pub(crate) fn with_summary(clients: u64, requests: u64) -> Measured {
    run(clients, requests, false)
}

/// A summary is kept, and a line for each request is written to nowhere.
pub(crate) fn with_lines(clients: u64, requests: u64) -> Measured {
    run(clients, requests, true)
}

fn run(clients: u64, requests: u64, with_lines: bool) -> Measured {
    let Built { world, plan, .. } = scenario(clients, requests);
    let watch = Watch::start();
    let mut listener = Listener {
        summarist: Summarist::new(&world, &plan),
        lines: with_lines.then(|| Lines::new(&world, &plan)),
        served: 0,
        ended: 0,
    };
    sim::run(world, &plan, 1, &mut listener);
    let measured = watch.stop(listener.ended);
    assert_eq!(listener.ended, requests / clients * clients);
    assert_eq!(listener.served, listener.ended, "every request is served");
    measured
}

/// What `vpcsim run` listens with.
struct Listener {
    summarist: Summarist,
    lines: Option<Lines>,
    served: u64,
    ended: u64,
}

struct Lines {
    writer: RequestLines,
    buffer: String,
    file: File,
}

impl Lines {
    fn new(world: &World, plan: &Plan) -> Self {
        let file = File::options().write(true).open("/dev/null");
        Self {
            writer: RequestLines::new(world, plan),
            buffer: String::with_capacity(2 * GATHERED),
            file: file.expect("nowhere can be written to"),
        }
    }

    fn add(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        self.writer.write(world, plan, request, &mut self.buffer);
        if self.buffer.len() >= GATHERED {
            let written = self.file.write_all(self.buffer.as_bytes());
            written.expect("nowhere takes everything");
            self.buffer.clear();
        }
    }
}

impl Recorder for Listener {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        self.ended += 1;
        self.served += u64::from(matches!(request.outcome, Outcome::Served(_)));
        self.summarist.request_ended(world, plan, request);
        if let Some(lines) = &mut self.lines {
            lines.add(world, plan, request);
        }
    }

    fn connection_opened(&mut self, at: Instant, client: Id<Client>) {
        self.summarist.connection_opened(at, client);
    }

    fn connection_broken(&mut self, broken: &Break) {
        self.summarist.connection_broken(broken);
    }

    fn change_asked(&mut self, at: Instant, change: usize, refused: Option<&Rejection>) {
        self.summarist.change_asked(at, change, refused);
    }

    fn change_applied(&mut self, at: Instant, change: usize, world: &World) {
        self.summarist.change_applied(at, change, world);
    }

    fn run_ended(&mut self, at: Instant, events: u64, fingerprint: u64) {
        self.summarist.run_ended(at, events, fingerprint);
    }
}
