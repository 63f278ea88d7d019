//! Elastic network interfaces beside a machine's first one.

use std::net::IpAddr;

use super::Said;
use super::record::record;

record! {
    /// A further network interface of a machine.
    pub struct NetworkInterface {
        /// The subnet it is in; all interfaces of a machine are in one Availability Zone.
        pub subnet: Said<String>,
        /// Its private address; the next free one of the subnet when absent.
        pub private_ip: Option<Said<IpAddr>>,
        /// Further private addresses.
        pub secondary_private_ips: Vec<SecondaryAddress>,
        /// Its IPv6 address.
        pub ipv6_address: Option<Said<IpAddr>>,
        /// Its Elastic IP.
        pub elastic_ip: Option<Said<IpAddr>>,
        /// Its security groups; the VPC's default one when none is given.
        pub security_groups: Vec<Said<String>>,
        /// Whether it drops what is neither from nor for an address of its own.
        pub source_dest_check: bool = true,
    }
}

record! {
    /// A further private address of a network interface.
    pub struct SecondaryAddress {
        /// The address.
        pub private_ip: Said<IpAddr>,
        /// Its Elastic IP.
        pub elastic_ip: Option<Said<IpAddr>>,
    }
}
