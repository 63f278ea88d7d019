//! A small world in which requests are put to S3 by hand, each over a way of the test's choosing.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test file uses its own part, and a world that cannot be built is a failure"
)]

use std::net::IpAddr;

use jiff::Timestamp;
use vpcsim::aws::region::Region;
use vpcsim::s3::{self, Explanation, Request};
use vpcsim::scenario::Scenario;
use vpcsim::scenario::client::Scheme;
use vpcsim::time::Duration;
use vpcsim::trace::Way;
use vpcsim::trace::way::End;
use vpcsim::units::BitsPerSecond;
use vpcsim::world::call::Call;
use vpcsim::world::plan::Plan;
use vpcsim::world::{Place, World, build};

/// The account of the world, `A` of the golden cases.
pub const A: &str = "111122223333";
/// Another account, `B` of the golden cases.
pub const B: &str = "444455556666";
/// Allows everything in S3.
pub const ALLOW_S3: &str =
    r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;

/// Fields of a bucket that takes public policies and serves them.
pub const OPEN: &str = "block_public_access: BlockPublicAccess(block_public_policy: false, \
                        restrict_public_buckets: false),";

/// What differs from the golden cases' base world.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub as_of: &'a str,
    /// The identity policy of A's role `app`; none when empty.
    pub app: &'a str,
    /// More fields of that role.
    pub app_role: &'a str,
    /// The identity policy of B's role `guest`; none when empty.
    pub guest: &'a str,
    /// The policy of the gateway endpoint; full access when empty.
    pub endpoint: &'a str,
    /// The policy of the bucket `main-1`; none when empty.
    pub b1: &'a str,
    /// More fields of that bucket.
    pub b1_bucket: &'a str,
    /// The policy of B's bucket `foreign-1`; none when empty.
    pub fb: &'a str,
    /// More buckets.
    pub buckets: &'a str,
    /// Access points.
    pub points: &'a str,
    /// More fields of the client.
    pub client: &'a str,
    /// More fields of the request.
    pub request: &'a str,
}

impl Default for Scene<'_> {
    fn default() -> Self {
        Self {
            as_of: "2026-06-01",
            app: ALLOW_S3,
            app_role: "",
            guest: ALLOW_S3,
            endpoint: "",
            b1: "",
            b1_bucket: "",
            fb: "",
            buckets: "",
            points: "",
            client: "",
            request: "",
        }
    }
}

/// Which way a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Through the internet gateway, as 198.51.100.10.
    Internet,
    /// Through the gateway endpoint `vpce-1a2b3c4d`, as 10.0.2.10.
    Endpoint,
}

/// How a request differs from one that `app` signs for the Region it reaches.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Whose credentials sign: `app`, `444455556666:guest`, `root:111122223333`, `anonymous`.
    pub who: &'a str,
    pub by: By,
    /// The Region whose S3 is reached.
    pub region: &'a str,
    /// The Region in the signature; none is the client's.
    pub signed_for: Option<&'a str>,
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Self {
            who: "app",
            by: By::Endpoint,
            region: "us-east-1",
            signed_for: None,
        }
    }
}

impl Scene<'_> {
    /// The world and the plan with this one call.
    pub fn built(&self, who: &str, call: &str) -> (World, Plan) {
        let text = self.text(who, call);
        let loaded = Scenario::parse(&text);
        assert!(loaded.faults.is_empty(), "{:?}\n{text}", loaded.faults);
        let built = build(&loaded.scenario);
        assert!(built.is_sound(), "{:?}\n{text}", built.faults);
        (built.world, built.plan)
    }

    /// Puts `call` to S3.
    pub fn ask(&self, ask: Ask<'_>, call: &str) -> Explanation {
        let (world, plan) = self.built(ask.who, call);
        let load = &plan.loads[0];
        put(
            &world,
            &load.call,
            ask,
            world.clients[load.client].principal,
        )
    }

    /// The outcome of `call` by the role `app`.
    pub fn outcome(&self, by: By, call: &str) -> String {
        self.ask(
            Ask {
                by,
                ..Ask::default()
            },
            call,
        )
        .answer
        .outcome
        .to_string()
    }

    fn text(&self, who: &str, call: &str) -> String {
        let list = |json: &str| match json {
            "" => String::new(),
            json => format!("policies: [r#\"{json}\"#], "),
        };
        let policy = |json: &str| match json {
            "" => String::new(),
            json => format!(", policy: r#\"{json}\"#"),
        };
        let Self {
            as_of,
            app_role,
            b1_bucket,
            buckets,
            points,
            client,
            request,
            ..
        } = self;
        let (app, guest) = (list(self.app), list(self.guest));
        let (endpoint, b1, fb) = (policy(self.endpoint), policy(self.b1), policy(self.fb));
        format!(
            r#"Scenario(
            as_of: "{as_of}",
            accounts: {{
                "{A}": Account(
                    roles: {{ "app": Role({app}{app_role}) }},
                    users: {{ "ann": User() }},
                ),
                "{B}": Account(roles: {{ "guest": Role({guest}) }}),
            }},
            vpcs: {{ "vpc-111bbb22": Vpc(
                account: "{A}", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
                internet_gateway: "igw-1",
                subnets: {{ "iso-a": Subnet(availability_zone: "us-east-1a",
                    cidr_block: "10.0.2.0/24", route_table: "rtb-iso") }},
                route_tables: {{ "rtb-iso": [] }},
                vpc_endpoints: {{ "vpce-1a2b3c4d": Gateway(
                    service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso"]{endpoint}) }},
            ) }},
            hosts: {{ "iso": Host(subnet: "iso-a", private_ip: "10.0.2.10", role: "app") }},
            buckets: {{
                "main-1": Bucket(account: "{A}", region: "us-east-1"{b1}, {b1_bucket} objects: [
                    Object(key: "k", size: "1 MiB"),
                    Object(key: "red", tags: {{ "team": "red" }}),
                    Object(key: "huge", size: "6 GiB"),
                ]),
                "west-1": Bucket(account: "{A}", region: "us-west-2", objects: [Object(key: "k")]),
                "new": Bucket(account: "{A}", region: "eu-west-1", created: "{as_of}"),
                "cape": Bucket(account: "{A}", region: "af-south-1"),
                "empty": Bucket(account: "{A}", region: "us-east-1"),
                "foreign-1": Bucket(account: "{B}", region: "us-east-1"{fb}, objects: [
                    Object(key: "k"),
                ]),
                {buckets}
            }},
            access_points: {{ {points} }},
            clients: {{ "c": Client(host: "iso", credentials: "{who}", {client}) }},
            workload: [Request(client: "c", call: {call}, {request})],
        )"#
        )
    }
}

/// Puts `call` to S3 in `world`.
pub fn put(
    world: &World,
    call: &Call,
    ask: Ask<'_>,
    principal: Option<vpcsim::world::Id<vpcsim::world::iam::Principal>>,
) -> Explanation {
    let region = Region::parse(ask.region).unwrap();
    let way = way(world, ask.by, region);
    let signed_for = ask.signed_for.and_then(Region::parse);
    let request = Request {
        call,
        number: 7,
        principal,
        way: &way,
        region,
        signing_region: signed_for.unwrap_or_else(|| s3::signing_region_for(call)),
        is_secure: call.address.scheme == Scheme::Https,
        now: now(world),
    };
    let explained = s3::explain(world, &request);
    let answer = s3::answer(world, &request);
    assert_eq!(
        explained.answer.outcome, answer.outcome,
        "explaining must change nothing"
    );
    assert_eq!(
        explained.answer.reason, answer.reason,
        "explaining must change nothing"
    );
    explained
}

/// Noon of the scenario's day.
pub fn now(world: &World) -> Timestamp {
    let noon = world.day.at(12, 0, 0, 0);
    noon.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

/// A way from the world's host to S3.
pub fn way(world: &World, by: By, region: Region) -> Way {
    let host = world.hosts.find("iso").unwrap();
    let endpoint = world.vpc_endpoints.find("vpce-1a2b3c4d").unwrap();
    let (source, endpoint) = match by {
        By::Internet => ("198.51.100.10", None),
        By::Endpoint => ("10.0.2.10", Some(endpoint)),
    };
    Way {
        loss: 0,
        places: vec![Place::Host(host), Place::S3(region)],
        destination: "52.216.0.1".parse::<IpAddr>().unwrap(),
        source_seen: source.parse().unwrap(),
        endpoint,
        endpoint_interface: None,
        nat_gateway: None,
        transit_interfaces: Vec::new(),
        s3_region: Some(region),
        is_s3_global: false,
        round_trip: Duration::ZERO,
        rate: BitsPerSecond(1_000_000_000),
        mtu: 1500,
        black_hole: None,
        is_tracked: false,
        end: End::Connected,
    }
}
