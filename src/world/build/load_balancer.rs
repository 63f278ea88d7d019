//! Network load balancers and target groups.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Builder;
use super::gateway::Wanted;
use super::vpc::taken;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::load_balancer as written;
use crate::scenario::quantity::Protocol;
use crate::world::Id;
use crate::world::host::Location;
use crate::world::load_balancer::{Listener, LoadBalancer, Target, TargetGroup};
use crate::world::vpc::{InterfaceOwner, NetworkInterface, Vpc};

impl Builder<'_> {
    /// Target groups, then the load balancers before them, once every host is there.
    pub(super) fn load_balancers(&mut self, taken_ips: &mut BTreeSet<IpAddr>) {
        let scenario = self.scenario;
        for (vpc_name, vpc) in &scenario.vpcs {
            let Some(home) = self.world.vpcs.find(vpc_name) else {
                continue;
            };
            for (name, group) in &vpc.target_groups {
                if self.world.target_groups.find(name).is_some() {
                    self.fault(taken("target group", name));
                }
                let targets = self.targets(group);
                let built = TargetGroup { vpc: home, targets };
                self.world.target_groups.add(name.value.clone(), built);
            }
            for (name, balancer) in &vpc.load_balancers {
                if self.world.load_balancers.find(name).is_some() {
                    self.fault(taken("load balancer", name));
                }
                self.load_balancer(home, name, balancer, taken_ips);
            }
        }
    }

    fn load_balancer(
        &mut self,
        vpc: Id<Vpc>,
        name: &Said<String>,
        written: &written::LoadBalancer,
        taken_ips: &mut BTreeSet<IpAddr>,
    ) {
        let id = Id::at(self.world.load_balancers.len());
        let mut nodes: Vec<Id<NetworkInterface>> = Vec::new();
        for (subnet_name, node) in &written.nodes {
            let Some(subnet) = self.find(|world| &world.subnets, "subnet", subnet_name) else {
                continue;
            };
            if !self.check_home(self.world.subnets[subnet].vpc, vpc, subnet_name) {
                continue;
            }
            let called = Said::new(format!("{}/{}", name.value, subnet_name.value), name.at);
            let wanted = Wanted {
                name: &called,
                subnet,
                private_ip: node.private_ip.as_ref(),
                ipv6_address: None,
                public_ip: node.elastic_ip.as_ref().map(|address| address.value),
                groups: &written.security_groups,
                owner: InterfaceOwner::LoadBalancer(id),
                secondary: &[],
                source_dest_check: false,
            };
            nodes.extend(self.interface(&wanted, taken_ips));
        }
        if nodes.is_empty() {
            let message = format!("`{}` has no node", name.value);
            let help = "write the subnets it is enabled in: `nodes: { \"subnet-1\": () }`";
            self.fault(Diagnostic::error("InvalidSubnet", message, name.at).help(help));
        }
        let mut listeners = Vec::new();
        for listener in &written.listeners {
            listeners.extend(self.listener(listener));
        }
        let built = LoadBalancer {
            vpc,
            nodes,
            is_cross_zone: written.cross_zone,
            listeners,
        };
        self.world.load_balancers.add(name.value.clone(), built);
    }

    fn listener(&mut self, written: &written::Listener) -> Option<Listener> {
        let kind = "target group";
        let group = self.find(|world| &world.target_groups, kind, &written.target_group);
        if written.protocol == Protocol::Icmp {
            let message = "no load balancer listens to ICMP";
            let help = "write `tcp`, `udp`, or `all` for both";
            self.fault(
                Diagnostic::error("UnsupportedProtocol", message, written.port.at).help(help),
            );
        }
        Some(Listener {
            protocol: written.protocol,
            port: self.port(&written.port)?,
            group: group?,
        })
    }

    fn targets(&mut self, group: &written::TargetGroup) -> Vec<Target> {
        let port = self.port(&group.port);
        let mut targets = Vec::new();
        for target in &group.targets {
            let own = target.port.as_ref();
            let port = own.map_or(port, |port| self.port(port));
            if let (Some(address), Some(port)) = (self.target_address(group, target), port) {
                targets.push(Target {
                    address,
                    port,
                    is_healthy: target.healthy,
                    sees_client: group.preserve_client_ip.unwrap_or(target.host.is_some()),
                });
            }
        }
        targets
    }

    fn target_address(
        &mut self,
        group: &written::TargetGroup,
        target: &written::Target,
    ) -> Option<IpAddr> {
        match (&target.host, &target.address) {
            (Some(name), None) => {
                let host = self.find(|world| &world.hosts, "host", name)?;
                if let Location::Vpc(interface) = self.world.hosts[host].location {
                    return Some(self.world.interfaces[interface].private_ip);
                }
                let message = format!("`{}` is not in a VPC", name.value);
                let help = "a target by name is a machine in a VPC; write others by `address`";
                self.fault(Diagnostic::error("InvalidTarget", message, name.at).help(help));
                None
            }
            (None, Some(address)) => Some(address.value),
            (Some(_), Some(_)) | (None, None) => {
                let message = "a target is either a host or an address";
                let help = "write `Target(host: \"web\")` or `Target(address: \"10.0.1.7\")`";
                let at = group.port.at;
                self.fault(Diagnostic::error("InvalidTarget", message, at).help(help));
                None
            }
        }
    }
}

/// Every address that is written of load balancers.
pub(super) fn written_of(vpc: &crate::scenario::vpc::Vpc) -> Vec<&Said<IpAddr>> {
    let nodes = vpc.load_balancers.values().flat_map(|it| it.nodes.values());
    nodes
        .flat_map(|node| [&node.private_ip, &node.elastic_ip])
        .flatten()
        .collect()
}
