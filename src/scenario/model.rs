//! Parameters of the model where AWS publishes nothing.

use super::quantity::{Span, Speed};
use super::record::{choice, record};
use super::said::Said;

record! {
    /// The model's own choices, each a default of the catalogue of rules.
    pub struct Model by default {
        /// What a packet meets when its connection's path moved to a gateway endpoint (TCP-11).
        pub gateway_endpoint_cutover: Cutover = Cutover::Reset,
        /// Median time from a request's arrival at S3 to its first byte (LAT-01).
        pub first_byte: Span = Span::millis(100),
        /// The spread of the first byte: the logarithm's standard deviation, in percent.
        pub first_byte_spread_percent: u32 = 25,
        /// After how long idle S3 closes a kept-alive connection (TCP-09).
        pub s3_idle_timeout: Span = Span::secs(20),
        /// When an edited endpoint policy takes effect (GWE-19).
        pub endpoint_policy_delay: Span = Span::secs(60),
        /// When an edited IAM or bucket policy takes effect (POL-35).
        pub policy_delay: Span = Span::secs(2),
        /// How long S3's DNS answers may be cached (DNS-19).
        pub s3_dns_ttl: Span = Span::secs(5),
        /// How long the answers about names of interface endpoints may be cached (DNS-19).
        pub vpce_dns_ttl: Span = Span::secs(60),
        /// How long a new interface endpoint stays pending (IFE-26).
        pub interface_endpoint_delay: Span = Span::secs(120),
        /// How long until DNS notices that a zone failed or recovered (IFE-21).
        pub zone_health_delay: Span = Span::secs(30),
        /// How long a NAT gateway or an interface endpoint must be asked for more than it carries
        /// before it carries twice as much (NAT-05, IFE-23): AWS says only that they scale by
        /// themselves.
        pub gateway_scaling_delay: Span = Span::secs(60),
        /// How long a new Multi-Region Access Point is being created, or an old one deleted
        /// (MRAP-26).
        pub multi_region_access_point_delay: Span = Span::secs(600),
        /// When an edited policy of a Multi-Region Access Point takes effect (MRAP-26).
        pub multi_region_policy_delay: Span = Span::secs(60),
        /// When submitted routes of a Multi-Region Access Point take effect (MRAP-23).
        pub failover_delay: Span = Span::secs(120),
        /// How long a replicated object is under way to the other bucket (MRAP-21).
        pub replication_delay: Span = Span::secs(15),
        /// A host's speed for one flow (BW-01).
        pub flow_rate: Said<Speed> = Said::default_of(Speed::gbps(5)),
        /// A host's speed for all its flows together, in each direction (BW-01): "up to
        /// 10 Gbps", as AWS states it for the smaller current instances. Source: Amazon EC2
        /// instance network bandwidth, read 2026-11.
        pub host_rate: Said<Speed> = Said::default_of(Speed::gbps(10)),
        /// Round trip within a zone (LAT-02).
        pub rtt_same_zone: Span = Span::micros(200),
        /// Round trip between zones of a Region (LAT-02).
        pub rtt_cross_zone: Span = Span::micros(800),
        /// What a NAT gateway adds to a round trip (LAT-02).
        pub rtt_nat_gateway: Span = Span::micros(200),
        /// What an interface endpoint adds to a round trip (LAT-02).
        pub rtt_interface_endpoint: Span = Span::micros(200),
        /// Round trip from the internet to the nearest Region (LAT-02).
        pub rtt_internet: Span = Span::millis(20),
    }
}

choice! {
    /// What becomes of a connection whose path moved to a gateway endpoint.
    #[derive(Copy, Eq)]
    pub enum Cutover {
        /// S3 answers the unknown connection with a reset.
        Reset,
        /// The packets vanish.
        Drop,
    }
}

choice! {
    /// How policies are judged when the scenario is read.
    #[derive(Copy, Eq)]
    pub enum PolicyValidation {
        /// As AWS does when they are put: a refused policy is a fault.
        Strict,
        /// Read as far as they go.
        Lenient,
    }
}
