//! The way and the client that the models' tests begin with.

use std::net::{IpAddr, Ipv4Addr};

use crate::aws::region::Region;
use crate::scenario::Scenario;
use crate::time::Duration;
use crate::trace::Way;
use crate::trace::way::End;
use crate::units::BitsPerSecond;
use crate::world::client::Client;
use crate::world::{Built, Id, build};

/// A way to S3 by an internet gateway: 1 ms, 5 Gbit/s.
pub(super) fn way() -> Way {
    Way {
        places: Vec::new(),
        destination: IpAddr::V4(Ipv4Addr::new(52, 216, 0, 1)),
        source_seen: IpAddr::V4(Ipv4Addr::new(198, 51, 100, 10)),
        endpoint: None,
        endpoint_interface: None,
        nat_gateway: None,
        transit_interfaces: Vec::new(),
        s3_region: Region::parse("us-east-1"),
        is_s3_global: false,
        round_trip: Duration::from_millis(1),
        rate: BitsPerSecond(5_000_000_000),
        loss: 0,
        mtu: 1_500,
        black_hole: None,
        is_tracked: true,
        end: End::Connected,
    }
}

/// A client with the defaults of a scenario.
pub(super) fn client() -> Client {
    let region = Region::parse("us-east-1").expect("a Region");
    Client::usual(Id::at(0), None, region)
}

/// A host that asks whether a bucket is there, three times a second, so often.
pub(super) fn asking(identity: &str, timeline: &str, count: u64) -> Built {
    let text = format!(
        r#"Scenario(
            accounts: {{ "111122223333": Account(roles: {{ "app": Role(policies: [{identity}]) }}) }},
            vpcs: {{ "vpc-1": Vpc(account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
                internet_gateway: "igw-1", route_tables: {{ "rtb-1": [Route("0.0.0.0/0", "igw-1")] }},
                subnets: {{ "a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.1.0/24", route_table: "rtb-1") }}) }},
            hosts: {{ "web": Host(subnet: "a", public_ip: true, role: "app") }},
            buckets: {{ "reports": Bucket(account: "111122223333", region: "us-east-1") }},
            clients: {{ "up": Client(host: "web") }},
            workload: [Requests(id: "look", client: "up", call: HeadBucket("reports"), rate: Constant("3/s"), count: {count})],
            timeline: [{timeline}],
        )"#
    );
    let loaded = Scenario::parse(&text);
    assert!(loaded.faults.is_empty(), "{:#?}", loaded.faults);
    let built = build(&loaded.scenario);
    assert!(built.is_sound(), "{:#?}", built.faults);
    built
}
