//! What an account may have of each thing before it must ask AWS for more.

use super::Said;
use super::record::record;

record! {
    /// An account's quotas in every Region: AWS's defaults, unless they have been raised.
    pub struct Quotas by default {
        /// VPCs in a Region (LIM-07).
        pub vpcs_per_region: Said<u32> = Said::default_of(5),
        /// Subnets of a VPC (LIM-07).
        pub subnets_per_vpc: Said<u32> = Said::default_of(200),
        /// Route tables of a VPC (LIM-07).
        pub route_tables_per_vpc: Said<u32> = Said::default_of(200),
        /// Routes of a table, those that are learnt not counted; 1,000 at most (LIM-04).
        pub routes_per_table: Said<u32> = Said::default_of(50),
        /// NAT gateways in a zone (LIM-07).
        pub nat_gateways_per_zone: Said<u32> = Said::default_of(5),
        /// Elastic IPs in a Region (LIM-07).
        pub elastic_ips_per_region: Said<u32> = Said::default_of(5),
        /// Rules of a security group in each direction (LIM-05).
        pub rules_per_security_group: Said<u32> = Said::default_of(60),
        /// Security groups of a network interface; 16 at most (LIM-05).
        pub security_groups_per_interface: Said<u32> = Said::default_of(5),
        /// Rules of a network ACL in each direction; 40 at most (LIM-06).
        pub rules_per_network_acl: Said<u32> = Said::default_of(20),
        /// Active peering connections of a VPC; 125 at most (LIM-08).
        pub peering_connections_per_vpc: Said<u32> = Said::default_of(50),
        /// Gateway endpoints in a Region (LIM-01).
        pub gateway_endpoints_per_region: Said<u32> = Said::default_of(20),
        /// Interface endpoints of a VPC (LIM-02).
        pub interface_endpoints_per_vpc: Said<u32> = Said::default_of(50),
    }
}
