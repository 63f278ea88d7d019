//! Laws of the network, on random small worlds built from scenario text.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::net::{IpAddr, SocketAddr};

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use vpcsim::network::{Phase, first_packet, round_trip, way};
use vpcsim::scenario::Scenario;
use vpcsim::scenario::quantity::Protocol;
use vpcsim::trace::way::End;
use vpcsim::trace::{Code, Packet, RoundTrip, Verdict, Walk, Way};
use vpcsim::world::host::Host;
use vpcsim::world::{Id, World, build};

/// One random network: everything a packet may meet, as lines of a scenario.
#[derive(Debug, Clone)]
struct Net {
    subnets: Vec<Subnet>,
    /// Inbound and outbound rules of two security groups.
    groups: [(Vec<String>, Vec<String>); 2],
    /// Whether the NAT gateway is public.
    nat_is_public: bool,
    /// Subnets whose table the endpoint is in.
    endpoint_in: Vec<usize>,
}

/// A subnet with its own table, perhaps its own network ACL, and two hosts.
#[derive(Debug, Clone)]
struct Subnet {
    routes: Vec<(&'static str, &'static str)>,
    acl: Option<(Vec<String>, Vec<String>)>,
    has_public_ips: bool,
    groups: Vec<&'static str>,
}

/// What is asked: from which host, with which protocol, to which address and port.
#[derive(Debug, Clone)]
struct Question {
    from: &'static str,
    protocol: Protocol,
    to: &'static str,
    port: u16,
}

const RANGES: [&str; 8] = [
    "0.0.0.0/0",
    "52.216.0.0/15",
    "52.216.0.0/16",
    "52.218.0.0/17",
    "3.5.0.0/19",
    "203.0.113.0/24",
    "198.51.100.0/24",
    "10.0.1.0/24",
];
const ADDRESSES: [&str; 13] = [
    "10.0.0.10",
    "10.0.0.11",
    "10.0.1.10",
    "10.0.2.11",
    "10.0.2.77",
    "10.0.0.50",
    "198.51.100.10",
    "198.51.100.21",
    "198.51.100.50",
    "203.0.113.9",
    "52.216.3.4",
    "52.218.3.4",
    "192.0.2.1",
];
const HOSTS: [&str; 7] = ["h0", "h1", "h10", "h11", "h20", "h21", "laptop"];

fn routes() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let line = (
        subsequence(&RANGES[..7], 1..=3),
        prop::collection::vec(0usize..3, 3),
    );
    line.prop_map(|(ranges, targets)| {
        let targets = targets
            .into_iter()
            .map(|target| ["igw", "nat", "vgw"][target]);
        ranges.into_iter().zip(targets).collect()
    })
}

fn rule_body(side: &'static str) -> impl Strategy<Value = String> {
    let protocol = select(vec!["tcp", "udp", "icmp", "all"]);
    let ports = select(vec!["443", "80-443", "1024-65535", "32768-60999", "all"]);
    (protocol, ports, select(&RANGES[..])).prop_map(move |(protocol, ports, range)| {
        format!("protocol: \"{protocol}\", ports: \"{ports}\", {side}: \"{range}\"")
    })
}

fn group_rules(side: &'static str) -> impl Strategy<Value = Vec<String>> {
    let by_group = Just(format!("{side}: \"sg-1\""));
    let by_everyone = Just(format!("{side}: \"0.0.0.0/0\""));
    let rule = prop_oneof![4 => rule_body(side), 1 => by_group, 2 => by_everyone];
    prop::collection::btree_set(rule, 0..5).prop_map(|rules| {
        rules
            .into_iter()
            .map(|rule| format!("Allow({rule})"))
            .collect()
    })
}

fn acl_rules() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec((any::<bool>(), rule_body("cidr")), 0..4).prop_map(|rules| {
        let numbered = rules.into_iter().zip((10u32..).step_by(10));
        numbered
            .map(|((allows, rule), number)| {
                let verb = if allows { "Allow" } else { "Deny" };
                format!("{verb}(rule: {number}, {rule})")
            })
            .collect()
    })
}

fn subnet() -> impl Strategy<Value = Subnet> {
    let acl = prop::option::weighted(0.3, (acl_rules(), acl_rules()));
    let groups = subsequence(vec!["sg-0", "sg-1"], 1..=2);
    (routes(), acl, any::<bool>(), groups).prop_map(|(routes, acl, has_public_ips, groups)| {
        Subnet {
            routes,
            acl,
            has_public_ips,
            groups,
        }
    })
}

fn net() -> impl Strategy<Value = Net> {
    let group = || (group_rules("from"), group_rules("to"));
    let endpoint = subsequence(vec![0usize, 1, 2], 0..=3);
    (
        prop::collection::vec(subnet(), 3),
        group(),
        group(),
        any::<bool>(),
        endpoint,
    )
        .prop_map(|(subnets, first, second, nat_is_public, endpoint_in)| Net {
            subnets,
            groups: [first, second],
            nat_is_public,
            endpoint_in,
        })
}

fn question() -> impl Strategy<Value = Question> {
    let protocol = select(vec![
        Protocol::Tcp,
        Protocol::Tcp,
        Protocol::Udp,
        Protocol::Icmp,
    ]);
    let port = select(vec![443u16, 80, 22]);
    (select(&HOSTS[..]), protocol, select(&ADDRESSES[..]), port).prop_map(
        |(from, protocol, to, port)| Question {
            from,
            protocol,
            to,
            port,
        },
    )
}

impl Subnet {
    /// The line of subnet number `n`.
    fn text(&self, n: usize) -> String {
        let zone = ["us-east-1a", "us-east-1b", "us-east-1a"][n];
        let acl = match self.acl {
            Some(_) => format!(", network_acl: \"acl-{n}\""),
            None => String::new(),
        };
        format!(
            "\"s{n}\": Subnet(availability_zone: \"{zone}\", cidr_block: \"10.0.{n}.0/24\", \
             route_table: \"rtb-{n}\"{acl}), "
        )
    }

    fn table(&self, n: usize) -> String {
        let lines = self.routes.iter().map(|(range, target)| match *target {
            "vgw" => format!("Propagated(\"{range}\", \"vgw\"), "),
            _ => format!("Route(\"{range}\", \"{target}\"), "),
        });
        format!("\"rtb-{n}\": [{}], ", lines.collect::<String>())
    }

    fn network_acl(&self, n: usize) -> String {
        self.acl
            .as_ref()
            .map_or(String::new(), |(inbound, outbound)| {
                let (inbound, outbound) = (inbound.join(", "), outbound.join(", "));
                format!("\"acl-{n}\": NetworkAcl(inbound: [{inbound}], outbound: [{outbound}]), ")
            })
    }

    /// Its two hosts, `.10` and `.11`.
    fn hosts(&self, n: usize) -> String {
        let host = |last: usize| {
            let name = HOSTS[n * 2 + last];
            let public = if self.has_public_ips {
                format!(", elastic_ip: \"198.51.100.{}\"", n * 10 + 10 + last)
            } else {
                String::new()
            };
            format!(
                "\"{name}\": Host(subnet: \"s{n}\", private_ip: \"10.0.{n}.{}\", \
                 security_groups: {:?}, listens: \"443\"{public}), ",
                10 + last,
                self.groups
            )
        };
        host(0) + &host(1)
    }
}

impl Net {
    /// One kind of line of every subnet.
    fn lines(&self, line: fn(&Subnet, usize) -> String) -> String {
        self.subnets
            .iter()
            .zip(0..)
            .map(|(subnet, n)| line(subnet, n))
            .collect()
    }

    fn security_groups(&self) -> String {
        let group = |(n, (inbound, outbound)): (usize, &(Vec<String>, Vec<String>))| {
            let (inbound, outbound) = (inbound.join(", "), outbound.join(", "));
            format!("\"sg-{n}\": SecurityGroup(inbound: [{inbound}], outbound: [{outbound}]), ")
        };
        self.groups.iter().enumerate().map(group).collect()
    }

    /// The scenario that says this, with `more` among the VPCs.
    fn text(&self, more: &str) -> String {
        let connectivity = if self.nat_is_public {
            "elastic_ip: \"198.51.100.50\""
        } else {
            "connectivity: Private"
        };
        let endpoint_tables: Vec<String> = self
            .endpoint_in
            .iter()
            .map(|n| format!("rtb-{n}"))
            .collect();
        format!(
            "Scenario(accounts: {{ \"111122223333\": Account() }}, vpcs: {{ \"v\": Vpc(
                account: \"111122223333\", region: \"us-east-1\", cidr_blocks: [\"10.0.0.0/16\"],
                internet_gateway: \"igw\", vpn_gateway: \"vgw\", subnets: {{ {} }},
                route_tables: {{ {} }}, network_acls: {{ {} }}, security_groups: {{ {} }},
                nat_gateways: {{ \"nat\": NatGateway(
                    subnet: \"s0\", private_ip: \"10.0.0.50\", {connectivity}) }},
                vpc_endpoints: {{ \"gwe\": Gateway(
                    service: \"com.amazonaws.us-east-1.s3\", route_tables: {endpoint_tables:?}) }},
            ), {more} }}, hosts: {{ {} \"laptop\": Host(internet: \"203.0.113.9\") }})",
            self.lines(Subnet::text),
            self.lines(Subnet::table),
            self.lines(Subnet::network_acl),
            self.security_groups(),
            self.lines(Subnet::hosts),
        )
    }

    fn world(&self) -> World {
        world_of(&self.text(""))
    }
}

fn world_of(text: &str) -> World {
    let loaded = Scenario::parse(text);
    assert!(loaded.faults.is_empty(), "{:?}\n{text}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:?}\n{text}", built.faults);
    built.world
}

impl Question {
    fn packet(&self, world: &World) -> (Id<Host>, Packet) {
        let host = world.hosts.find(self.from).unwrap();
        let to = SocketAddr::new(self.to.parse::<IpAddr>().unwrap(), self.port);
        (host, first_packet(world, host, self.protocol, to))
    }

    fn ask(&self, world: &World) -> RoundTrip {
        let (host, packet) = self.packet(world);
        round_trip(world, host, packet, Phase::Opening)
    }
}

/// The legs of a walk.
fn legs(trip: &RoundTrip) -> impl Iterator<Item = &Walk> {
    std::iter::once(&trip.forward).chain(&trip.back)
}

/// A way in words, which do not depend on how many things the world holds.
fn told(world: &World, way: &Way) -> String {
    let places: Vec<String> = way
        .places
        .iter()
        .map(|place| world.place_name(*place))
        .collect();
    let end = match way.end {
        End::Connected => "connected",
        End::Silent(reason) | End::Refused(reason) => reason.code.name(),
    };
    format!(
        "{} from {} in {}: {end}",
        places.join(" "),
        way.source_seen,
        way.round_trip
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn both_forms_tell_the_same(net in net(), questions in prop::collection::vec(question(), 16)) {
        let world = net.world();
        for question in questions {
            let (host, packet) = question.packet(&world);
            for phase in [
                Phase::Opening,
                Phase::Established { was_tracked: true },
                Phase::Established { was_tracked: false },
            ] {
                let trip = round_trip(&world, host, packet, phase);
                prop_assert_eq!(&trip.way, &way(&world, host, packet, phase), "{:?}", question);
            }
        }
    }

    #[test]
    fn every_end_has_its_reason(net in net(), questions in prop::collection::vec(question(), 16)) {
        let world = net.world();
        for question in questions {
            let trip = question.ask(&world);
            for walk in legs(&trip) {
                match walk.verdict {
                    Verdict::Dropped(reason) => {
                        prop_assert_eq!(walk.blockers.first(), Some(&reason));
                    }
                    Verdict::Delivered(place) => {
                        prop_assert!(walk.blockers.is_empty());
                        prop_assert_eq!(walk.hops.last().map(|hop| hop.place), Some(place));
                    }
                    Verdict::Refused(reason) => {
                        prop_assert!(walk.blockers.is_empty());
                        prop_assert_eq!(reason.code, Code::TcpPortClosed);
                    }
                }
            }
            match trip.way.end {
                End::Connected | End::Refused(_) => prop_assert_eq!(trip.blockers().count(), 0),
                End::Silent(reason) => prop_assert_eq!(trip.blockers().next(), Some(&reason)),
            }
        }
    }

    #[test]
    fn walks_end_and_follow_the_graph(
        net in net(), questions in prop::collection::vec(question(), 16)
    ) {
        let world = net.world();
        let graph = world.graph();
        for question in questions {
            let trip = question.ask(&world);
            for walk in legs(&trip) {
                prop_assert!(walk.hops.len() <= 16, "{:?}: {} hops", question, walk.hops.len());
                for pair in walk.hops.windows(2) {
                    let (a, b) = (pair[0].place, pair[1].place);
                    prop_assert!(
                        graph.contains_edge(a, b),
                        "{:?}: {} to {}", question, world.place_name(a), world.place_name(b)
                    );
                }
            }
            let remembered = &trip.way.places;
            let walked: Vec<_> = trip.forward.hops.iter().map(|hop| hop.place).collect();
            prop_assert!(walked.starts_with(remembered), "a way is where its walk began");
        }
    }

    #[test]
    fn the_order_of_security_group_rules_never_matters(
        net in net(), questions in prop::collection::vec(question(), 16)
    ) {
        let mut turned = net.clone();
        for (inbound, outbound) in &mut turned.groups {
            inbound.reverse();
            outbound.reverse();
        }
        let (world, other) = (net.world(), turned.world());
        for question in questions {
            prop_assert_eq!(question.ask(&world).way, question.ask(&other).way, "{:?}", question);
        }
    }

    #[test]
    fn an_allow_never_closes_a_path(
        net in net(), questions in prop::collection::vec(question(), 16),
        inbound in rule_body("from"), outbound in rule_body("to"), entry in rule_body("cidr"),
        subnet in 0usize..3,
    ) {
        let mut wider = net.clone();
        for (ins, outs) in &mut wider.groups {
            let (inbound, outbound) = (format!("Allow({inbound})"), format!("Allow({outbound})"));
            if !ins.contains(&inbound) {
                ins.push(inbound);
            }
            if !outs.contains(&outbound) {
                outs.push(outbound);
            }
        }
        if let Some((ins, outs)) = &mut wider.subnets[subnet].acl {
            ins.push(format!("Allow(rule: 1, {entry})"));
            outs.push(format!("Allow(rule: 1, {entry})"));
        }
        let (world, wider) = (net.world(), wider.world());
        for question in questions {
            if question.ask(&world).way.connects() {
                prop_assert!(question.ask(&wider).way.connects(), "{:?}", question);
            }
        }
    }

    #[test]
    fn the_most_specific_route_wins(net in net(), to in select(&ADDRESSES[..])) {
        let world = net.world();
        let address: IpAddr = to.parse().unwrap();
        for (_, table) in world.route_tables.iter() {
            let candidates: Vec<_> = table.candidates_for(address).collect();
            prop_assert_eq!(table.route_for(address), candidates.first().copied());
            for pair in candidates.windows(2) {
                let (won, beaten) = (pair[0], pair[1]);
                let lengths = (won.range.prefix_len(), beaten.range.prefix_len());
                prop_assert!(lengths.0 >= lengths.1, "{:?} before {:?}", won, beaten);
                prop_assert!(lengths.0 > lengths.1 || won.origin <= beaten.origin, "RTE-02");
            }
        }
    }

    #[test]
    fn state_outlives_every_rule(net in net(), questions in prop::collection::vec(question(), 16)) {
        let mut bare = net.clone();
        bare.groups = [(vec![], vec![]), (vec![], vec![])];
        let (world, bare) = (net.world(), bare.world());
        for question in questions {
            let opened = question.ask(&world).way;
            if opened.connects() && opened.is_tracked {
                let (host, packet) = question.packet(&bare);
                let later = way(&bare, host, packet, Phase::Established { was_tracked: true });
                prop_assert!(later.connects(), "SG-10: {:?}", question);
            }
        }
    }

    #[test]
    fn another_vpc_is_nobodys_business(
        net in net(), questions in prop::collection::vec(question(), 16)
    ) {
        let more = r#""v9": Vpc(
            account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
            internet_gateway: "igw-9", main_route_table: "rtb-9",
            subnets: { "s9": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24") },
            route_tables: { "rtb-9": [Route("0.0.0.0/0", "igw-9")] },
            vpc_endpoints: { "gwe-9": Gateway(
                service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-9"]) },
        )"#;
        let (world, wider) = (net.world(), world_of(&net.text(more)));
        for question in questions {
            let (here, there) = (question.ask(&world).way, question.ask(&wider).way);
            prop_assert_eq!(told(&world, &here), told(&wider, &there), "{:?}", question);
        }
    }
}
