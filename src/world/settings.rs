//! The model's parameters, as the simulator uses them.

use crate::scenario::model::Cutover;
use crate::time::Duration;
use crate::units::BitsPerSecond;

/// Parameters of the model where AWS publishes nothing; defaults stand in `scenario::model`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// What a packet meets when its connection's path moved to a gateway endpoint (TCP-11).
    pub gateway_endpoint_cutover: Cutover,
    /// Median time from a request's arrival at S3 to its first byte (LAT-01).
    pub first_byte: Duration,
    /// Standard deviation of the first byte's logarithm, in percent.
    pub first_byte_spread_percent: u32,
    /// After how long idle S3 closes a connection (TCP-09).
    pub s3_idle_timeout: Duration,
    /// When an edited endpoint policy takes effect (GWE-19).
    pub endpoint_policy_delay: Duration,
    /// When an edited IAM or bucket policy takes effect (POL-35).
    pub policy_delay: Duration,
    /// How long S3's DNS answers may be kept (DNS-19).
    pub s3_dns_ttl: Duration,
    /// How long answers about names of interface endpoints may be kept (DNS-19).
    pub vpce_dns_ttl: Duration,
    /// How long a new interface endpoint stays pending (IFE-26).
    pub interface_endpoint_delay: Duration,
    /// How long until DNS notices that a zone failed or recovered (IFE-21).
    pub zone_health_delay: Duration,
    /// How long a NAT gateway or an interface endpoint must be full before it carries twice as much
    /// (NAT-05, IFE-23).
    pub gateway_scaling_delay: Duration,
    /// How long a Multi-Region Access Point is being created or deleted (MRAP-26).
    pub multi_region_access_point_delay: Duration,
    /// When an edited policy of a Multi-Region Access Point takes effect (MRAP-26).
    pub multi_region_policy_delay: Duration,
    /// When submitted routes take effect (MRAP-23).
    pub failover_delay: Duration,
    /// How long a replicated object is under way (MRAP-21).
    pub replication_delay: Duration,
    /// A host's speed for one flow (BW-01).
    pub flow_rate: BitsPerSecond,
    /// A host's speed for all its flows together, in each direction (BW-01).
    pub host_rate: BitsPerSecond,
    /// Round trip within a zone (LAT-02).
    pub rtt_same_zone: Duration,
    /// Round trip between zones (LAT-02).
    pub rtt_cross_zone: Duration,
    /// What a NAT gateway adds (LAT-02).
    pub rtt_nat_gateway: Duration,
    /// What an interface endpoint adds (LAT-02).
    pub rtt_interface_endpoint: Duration,
    /// Round trip from the internet to the nearest Region (LAT-02).
    pub rtt_internet: Duration,
}
