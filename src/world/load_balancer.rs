//! Network load balancers: nodes in subnets, and the targets they send to.

use std::net::IpAddr;

use super::Id;
use super::World;
use super::vpc::{NetworkInterface, Vpc};
use crate::scenario::quantity::Protocol;

/// A network load balancer.
#[derive(Debug, Clone)]
pub struct LoadBalancer {
    /// Its VPC.
    pub vpc: Id<Vpc>,
    /// One network interface for each enabled zone.
    pub nodes: Vec<Id<NetworkInterface>>,
    /// Whether a node sends to the targets of every enabled zone.
    pub is_cross_zone: bool,
    /// What it listens to.
    pub listeners: Vec<Listener>,
}

/// A port of a load balancer.
#[derive(Debug, Clone)]
pub struct Listener {
    /// TCP, UDP or both.
    pub protocol: Protocol,
    /// The port.
    pub port: u16,
    /// To whom connections are sent.
    pub group: Id<TargetGroup>,
}

/// Who stands behind a load balancer.
#[derive(Debug, Clone)]
pub struct TargetGroup {
    /// Its VPC.
    pub vpc: Id<Vpc>,
    /// Its targets.
    pub targets: Vec<Target>,
}

/// One target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its address.
    pub address: IpAddr,
    /// Its port.
    pub port: u16,
    /// Whether it passes its health checks.
    pub is_healthy: bool,
    /// Whether it sees the client's address.
    pub sees_client: bool,
}

impl World {
    /// The targets to which a node may send: those of its own zone, or of every enabled one; of
    /// these the healthy ones, or all when none is.
    pub fn targets_of(&self, node: Id<NetworkInterface>, listener: &Listener) -> Vec<Target> {
        let zone_of = |interface: Id<NetworkInterface>| {
            let subnet = self.interfaces[interface].subnet;
            self.subnets[subnet].availability_zone.as_str()
        };
        let subnet = self.interfaces[node].subnet;
        let addresses = &self.vpcs[self.vpc_of(subnet)].addresses;
        let super::vpc::InterfaceOwner::LoadBalancer(owner) = self.interfaces[node].owner else {
            return Vec::new();
        };
        let it = &self.load_balancers[owner];
        let is_in_reach = |target: &&Target| match addresses.get(&target.address) {
            Some(interface) if it.is_cross_zone => {
                let mut nodes = it.nodes.iter();
                nodes.any(|node| zone_of(*node) == zone_of(*interface))
            }
            Some(interface) => zone_of(*interface) == zone_of(node),
            // An address outside the VPC belongs to no zone.
            None => true,
        };
        let all = self.target_groups[listener.group].targets.iter();
        let all: Vec<Target> = all.filter(is_in_reach).copied().collect();
        let healthy: Vec<Target> = all.iter().filter(|it| it.is_healthy).copied().collect();
        if healthy.is_empty() { all } else { healthy }
    }
}
