//! Network load balancers and their target groups.

use std::net::IpAddr;

use super::quantity::Protocol;
use super::record::record;
use super::{Map, Said};

record! {
    /// A network load balancer.
    pub struct LoadBalancer {
        /// Its nodes, one for each zone that is enabled, by the subnet each stands in.
        pub nodes: Map<LoadBalancerNode>,
        /// Whether a node sends to the targets of every enabled zone, not only of its own.
        pub cross_zone: bool = false,
        /// Its security groups; without any it takes packets from everywhere.
        pub security_groups: Vec<Said<String>>,
        /// What it listens to.
        pub listeners: Vec<Listener>,
    }
}

record! {
    /// One node of a network load balancer.
    pub struct LoadBalancerNode {
        /// Its private address; the next free one of the subnet when absent.
        pub private_ip: Option<Said<IpAddr>>,
        /// Its public address, when the load balancer faces the internet.
        pub elastic_ip: Option<Said<IpAddr>>,
    }
}

record! {
    /// A port of a network load balancer.
    pub struct Listener {
        /// The port.
        pub port: Said<u32>,
        /// `tcp` (of TLS, too), `udp` or `all` for both.
        pub protocol: Protocol = Protocol::Tcp,
        /// To whom connections are sent.
        pub target_group: Said<String>,
    }
}

record! {
    /// Who stands behind a network load balancer.
    pub struct TargetGroup {
        /// The port of targets that name none.
        pub port: Said<u32>,
        /// Its targets.
        pub targets: Vec<Target>,
        /// Whether targets see the client's address. When absent as AWS has it: those by host do,
        /// those by address do not.
        pub preserve_client_ip: Option<bool>,
    }
}

record! {
    /// One target: a host or an address.
    pub struct Target {
        /// A host of this VPC, at its first interface.
        pub host: Option<Said<String>>,
        /// An address.
        pub address: Option<Said<IpAddr>>,
        /// Its port; the group's when absent.
        pub port: Option<Said<u32>>,
        /// Whether it passes its health checks; when none does, all are sent to.
        pub healthy: bool = true,
    }
}
