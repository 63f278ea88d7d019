//! Laws of money: every bill adds up exactly, whatever was used.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use vpcsim::aws::price::{Item, Price, Unit};
use vpcsim::cost::{Bill, Ledger};
use vpcsim::scenario::Scenario;
use vpcsim::units::Money;
use vpcsim::{sim, world};

/// Two hosts behind a NAT gateway, one with an interface endpoint in another zone, one outside.
fn story(kilobytes: u64, counts: [u64; 3], steps: &str) -> String {
    let [a, b, c] = counts;
    format!(
        r#"Scenario(
    accounts: {{ "111122223333": Account(roles: {{ "app": Role(policies: [Managed("AmazonS3FullAccess")]) }}) }},
    prices: {{ "nat-gateway-gb": "{steps}" }},
    vpcs: {{ "vpc-1": Vpc(
        account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"], internet_gateway: "igw-1",
        subnets: {{
            "public": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.0.0/24", route_table: "rtb-public"),
            "private": Subnet(availability_zone: "us-east-1b", cidr_block: "10.0.1.0/24", route_table: "rtb-private"),
        }},
        route_tables: {{ "rtb-public": [Route("0.0.0.0/0", "igw-1")], "rtb-private": [Route("0.0.0.0/0", "nat-1")] }},
        nat_gateways: {{ "nat-1": NatGateway(subnet: "public") }},
    ) }},
    hosts: {{
        "one": Host(subnet: "private", role: "app"), "two": Host(subnet: "private", role: "app"),
        "laptop": Host(internet: "203.0.113.7", role: "app"),
    }},
    buckets: {{
        "near": Bucket(account: "111122223333", region: "us-east-1", objects: [Object(key: "k", size: "{kilobytes} kB")]),
        "far": Bucket(account: "111122223333", region: "eu-west-1", objects: [Object(key: "k", size: "7 kB")]),
    }},
    clients: {{ "one": Client(host: "one"), "two": Client(host: "two"), "laptop": Client(host: "laptop") }},
    workload: [
        Requests(id: "get", client: "one", call: GetObject("s3://near/k"), rate: Poisson("5/s"), count: {a}),
        Requests(id: "put", client: "two", call: PutObject(to: "s3://near/up", size: "{kilobytes} kB"), rate: Poisson("5/s"), count: {b}),
        Requests(id: "far", client: "two", region: "eu-west-1", call: GetObject("s3://far/k"), rate: Poisson("5/s"), count: {b}),
        Requests(id: "out", client: "laptop", call: GetObject("s3://near/k"), rate: Poisson("5/s"), count: {c}),
    ],
)"#
    )
}

fn bill(text: &str, seed: u64) -> (Bill, Vec<(Item, Price)>) {
    let loaded = Scenario::parse(text);
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let built = world::build(&loaded.scenario);
    assert!(built.is_sound(), "{:?}", built.faults);
    let prices = Item::ALL
        .iter()
        .map(|item| (*item, built.world.prices.price(*item).clone()));
    let prices = prices.collect();
    let mut ledger = Ledger::new(&built.world, &built.plan);
    sim::run(built.world, &built.plan, seed, &mut ledger);
    (Bill::of(&ledger), prices)
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 24,
        rng_seed: RngSeed::Fixed(7),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn lines_add_up_to_the_price_of_everything_together(
        kilobytes in 1u64..5_000,
        counts in [1u64..20, 1u64..20, 1u64..20],
        seed in 0u64..1_000,
        first in 1u64..40,
    ) {
        let steps = format!("0.045 up to {first} MB, 0.017");
        let (bill, prices) = bill(&story(kilobytes, counts, &steps), seed);
        for (item, price) in &prices {
            let used = || bill.lines.iter().filter(|line| line.item == *item && line.cause.is_some());
            let all: u128 = used().map(|line| line.count).sum();
            let paid: Money = used().map(|line| line.amount).sum();
            prop_assert_eq!(paid, price.amount(all, item.unit()), "{}", item.name());
        }
        let clients: Money = bill.clients().iter().map(|client| bill.sum(|line| line.is_of_client(client))).sum();
        let standing = bill.sum(|line| line.cause.is_none());
        prop_assert_eq!(clients + standing, bill.total());
        prop_assert!(bill.total() > Money::ZERO);
    }

    #[test]
    fn steps_are_worth_the_same_in_one_go_and_in_parts(
        ends in proptest::collection::btree_set(1u64..1_000_000, 0..4),
        cents in proptest::collection::vec(0u64..1_000, 5),
        at in 0u128..2_000_000,
        more in 0u128..1_000_000,
    ) {
        let mut text: Vec<String> = ends.iter().zip(&cents).map(|(end, cents)| format!("0.{cents:03} up to {end}")).collect();
        text.push(format!("0.{:03}", cents[4]));
        let price = Price::parse(&text.join(", ")).unwrap();
        let amount = |count| price.amount(count, Unit::Hour);
        let by_one: Money = (at..at + more.min(50)).map(|n| amount(n + 1) - amount(n)).sum();
        prop_assert_eq!(amount(at) + by_one, amount(at + more.min(50)));
        prop_assert!(amount(at + more) >= amount(at));
    }
}

#[test]
fn nothing_used_costs_only_what_stands() {
    let text = story(1, [1, 1, 1], "0.045").replace("count: 1", "count: 0");
    let (bill, _) = bill(&text, 1);
    assert!(bill.lines.iter().all(|line| line.cause.is_none()));
    assert_eq!(bill.total().to_string(), "0.05");
}
