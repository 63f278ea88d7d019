//! Machines that send requests.

use std::net::IpAddr;

use super::Said;
use super::quantity::{Ports, Span};
use super::record::record;
use super::service::Service;

record! {
    /// One machine: in a subnet, or somewhere on the internet.
    pub struct Host {
        /// The subnet its network interface is in.
        pub subnet: Option<Said<String>>,
        /// Its public address, when it is a machine on the internet.
        pub internet: Option<Said<IpAddr>>,
        /// The Region a machine on the internet is nearest to (MRAP-20).
        pub near: Option<Said<String>>,
        /// The network on premises it stands in.
        pub on_premises: Option<Said<String>>,
        /// The account that owns it, in a shared subnet; the VPC's owner when absent (VPC-08).
        pub account: Option<Said<String>>,
        /// Its IPv6 address.
        pub ipv6_address: Option<Said<IpAddr>>,
        /// Its private address; the next free one of the subnet when absent.
        pub private_ip: Option<Said<IpAddr>>,
        /// Whether it gets a public IPv4 address (made up, stable).
        pub public_ip: bool = false,
        /// Its Elastic IP.
        pub elastic_ip: Option<Said<IpAddr>>,
        /// Its security groups; the VPC's default one when none is given.
        pub security_groups: Vec<Said<String>>,
        /// The role of its instance profile: a name, or `account:name` where names repeat.
        pub role: Option<Said<String>>,
        /// Ports it listens on; all others answer with a reset.
        pub listens: Ports = Ports::NONE,
        /// What its security groups remember of connections, and for how long.
        pub connection_tracking: ConnectionTracking = ConnectionTracking::default(),
        /// Services of AWS that run on it and reach S3 by themselves (SVC-01 to SVC-11).
        pub services: Vec<Service>,
    }
}

record! {
    /// The table in which a network interface keeps connections that its security groups track.
    pub struct ConnectionTracking by default {
        /// After how long idle a TCP connection is forgotten, 60 s to 432,000 s (SG-12): five days,
        /// or 350 s on instances of the sixth Nitro generation.
        pub tcp_established_timeout: Said<Span> = Said::default_of(Span::secs(432_000)),
        /// How many it holds at once (SG-15); AWS publishes no figures, so there is no limit when
        /// absent.
        pub connections_max: Option<Said<u32>> = None,
    }
}
