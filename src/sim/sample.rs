//! The way and the client that the models' tests begin with.

use std::net::{IpAddr, Ipv4Addr};

use crate::aws::region::Region;
use crate::time::Duration;
use crate::trace::Way;
use crate::trace::way::End;
use crate::units::BitsPerSecond;
use crate::world::Id;
use crate::world::client::Client;

/// A way to S3 by an internet gateway: 1 ms, 5 Gbit/s.
pub(super) fn way() -> Way {
    Way {
        places: Vec::new(),
        destination: IpAddr::V4(Ipv4Addr::new(52, 216, 0, 1)),
        source_seen: IpAddr::V4(Ipv4Addr::new(198, 51, 100, 10)),
        endpoint: None,
        endpoint_interface: None,
        nat_gateway: None,
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
