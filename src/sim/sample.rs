//! The way and the client that the models' tests begin with.

use std::net::{IpAddr, Ipv4Addr};

use crate::aws::region::Region;
use crate::aws::sdk::UNNAMED;
use crate::scenario::client::{DnsCache, TlsVersion};
use crate::time::Duration;
use crate::trace::Way;
use crate::trace::way::End;
use crate::units::BitsPerSecond;
use crate::world::Id;
use crate::world::client::{Client, Retries};

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
    Client {
        host: Id::at(0),
        principal: None,
        region: Region::parse("us-east-1").expect("a Region"),
        connections_max: UNNAMED.connections,
        idle_max: UNNAMED.idle_connections,
        connection_lifetime: None,
        pool_timeout: None,
        connect_timeout: UNNAMED.connect_timeout,
        read_timeout: UNNAMED.read_timeout,
        attempt_timeout: None,
        call_timeout: None,
        keep_alive: UNNAMED.keep_alive,
        retries: Retries {
            rules: UNNAMED.standard,
            is_adaptive: false,
        },
        dns_cache: DnsCache::Ttl,
        follows_region_redirects: true,
        tls: TlsVersion::Tls12,
    }
}
