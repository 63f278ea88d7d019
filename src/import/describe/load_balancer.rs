//! Network load balancers: nodes, listeners and targets.

use std::collections::{BTreeMap, BTreeSet};

use super::Importer;
use super::kind::Kind;
use super::thing::Thing;
use crate::import::ron::{Map, Record, Value};

impl<'a> Importer<'a> {
    /// A VPC's network load balancers and the target groups behind them. One whose targets nobody
    /// describes stays what its interfaces are: something that may answer.
    pub(super) fn load_balancers(&mut self, vpc: &str) -> (Map, Map) {
        let snapshot = self.snapshot;
        let (mut balancers, mut groups) = (Map::default(), Map::default());
        let mut wanted = BTreeSet::new();
        for balancer in snapshot.of_vpc(Kind::LoadBalancer, vpc) {
            let Some((arn, name)) = balancer.text("LoadBalancerArn").and_then(name_of) else {
                continue;
            };
            if balancer.text("Type") != Some("network") {
                continue;
            }
            let Some((listeners, behind)) = self.listeners(arn, balancer) else {
                continue;
            };
            let attributes = snapshot.find(Kind::LoadBalancerAttributes, arn);
            let is_cross_zone = attributes
                .is_some_and(|it| is_set(&it, "load_balancing.cross_zone.enabled") == Some(true));
            let groups = balancer.texts("SecurityGroups");
            let record = Record::new("LoadBalancer")
                .with_map("nodes", self.nodes(name, balancer))
                .with_some("cross_zone", is_cross_zone.then_some(true))
                .with_list(
                    "security_groups",
                    groups.into_iter().map(Value::from).collect(),
                )
                .with_list("listeners", listeners);
            self.written_balancers.insert(name.to_owned());
            wanted.extend(behind);
            balancers.insert(name, balancer.text("Scheme"), record);
        }
        for arn in wanted {
            let Some(group) = snapshot.find(Kind::TargetGroup, arn) else {
                continue;
            };
            let record = self.target_group(arn, &group);
            let name = short_name(arn);
            groups.insert(name, group.text("TargetGroupName"), record);
        }
        (balancers, groups)
    }

    /// What a load balancer listens to, and the target groups behind; nothing when either is not
    /// described.
    fn listeners(
        &mut self,
        arn: &str,
        balancer: &Thing<'a>,
    ) -> Option<(Vec<Value>, BTreeSet<&'a str>)> {
        let snapshot = self.snapshot;
        let listed = snapshot.find(Kind::LoadBalancerListeners, arn);
        let alone = snapshot.all(Kind::Listener).map(|(_, listener)| listener);
        let alone = alone.filter(|it| it.text("LoadBalancerArn") == Some(arn));
        let all: Vec<Thing<'a>> = match listed {
            Some(listed) => listed.list("Listeners").collect(),
            None => alone.collect(),
        };
        let is_listed = listed.is_some() || snapshot.lists(Kind::Listener);
        let (mut listeners, mut behind) = (Vec::new(), BTreeSet::new());
        let mut is_whole = is_listed;
        for listener in all {
            let protocol = match listener.text("Protocol") {
                Some("TCP" | "TLS") => Some(None),
                Some("UDP") => Some(Some("udp")),
                Some("TCP_UDP") => Some(Some("all")),
                Some(_) | None => None,
            };
            let group = target_group_of(&listener);
            let is_known = group.is_some_and(|group| {
                snapshot.find(Kind::TargetGroup, group).is_some() && self.has_targets(group)
            });
            let port = listener
                .number("Port")
                .and_then(|port| u32::try_from(port).ok());
            let (Some(protocol), Some(group), Some(port), true) = (protocol, group, port, is_known)
            else {
                is_whole = false;
                continue;
            };
            behind.insert(group);
            let record = Record::new("Listener")
                .with("port", port)
                .with_some("protocol", protocol)
                .with("target_group", short_name(group));
            listeners.push(Value::from(record));
        }
        if !is_whole {
            let name = balancer.text("LoadBalancerName").unwrap_or(arn);
            let what =
                format!("the load balancer `{name}`, whose listeners or targets are not here");
            self.notes.unread(balancer.file, what);
        }
        is_whole.then_some((listeners, behind))
    }

    /// Whether the targets of a group are described, and their machines with them.
    fn has_targets(&self, group: &str) -> bool {
        let health = self.snapshot.find(Kind::TargetHealth, group);
        let mut targets = health
            .into_iter()
            .flat_map(|it| it.list("TargetHealthDescriptions"))
            .filter(|it| !is_leaving(it))
            .filter_map(|it| it.inner("Target"));
        health.is_some()
            && targets.all(|target| {
                let id = target.text("Id").unwrap_or_default();
                !id.starts_with("i-") || self.machines.contains(id)
            })
    }

    /// One node for each zone, with the addresses of its network interface.
    fn nodes(&mut self, name: &str, balancer: &Thing<'a>) -> Map {
        let snapshot = self.snapshot;
        let about = format!("ELB {name}");
        let vpc = balancer.text("VpcId").unwrap_or_default();
        let interfaces: BTreeMap<&str, &Thing<'a>> = snapshot
            .of_vpc(Kind::NetworkInterface, vpc)
            .iter()
            .filter(|it| it.text("Description") == Some(about.as_str()))
            .filter_map(|it| Some((it.text("SubnetId")?, it)))
            .collect();
        let mut nodes = Map::default();
        for zone in balancer.list("AvailabilityZones") {
            let Some(subnet) = zone.text("SubnetId") else {
                continue;
            };
            if !self.is_known(Kind::Subnet, &zone, "SubnetId") {
                continue;
            }
            let interface = interfaces.get(subnet);
            let own = interface.and_then(|it| it.address("PrivateIpAddress"));
            let public = interface
                .and_then(|it| it.inner("Association"))
                .and_then(|it| it.address("PublicIp"));
            let record = Record::new("LoadBalancerNode")
                .with_some("private_ip", own)
                .with_some("elastic_ip", public);
            nodes.insert(subnet, zone.text("ZoneName"), record);
        }
        nodes
    }

    fn target_group(&mut self, arn: &str, group: &Thing<'a>) -> Record {
        let snapshot = self.snapshot;
        let attributes = snapshot.find(Kind::TargetGroupAttributes, arn);
        let keeps = attributes.and_then(|it| is_set(&it, "preserve_client_ip.enabled"));
        let port = group.number("Port").and_then(|it| u32::try_from(it).ok());
        let health = snapshot.find(Kind::TargetHealth, arn);
        let mut targets = Vec::new();
        for described in health
            .into_iter()
            .flat_map(|it| it.list("TargetHealthDescriptions"))
        {
            targets.extend(self.target(port, &described));
        }
        Record::new("TargetGroup")
            .with("port", port.unwrap_or(1))
            .with_list("targets", targets)
            .with_some("preserve_client_ip", keeps)
    }

    fn target(&mut self, port: Option<u32>, described: &Thing<'a>) -> Option<Value> {
        let target = described.inner("Target")?;
        let id = target.text("Id")?;
        let state = described.inner("TargetHealth");
        let state = state.and_then(|it| it.text("State")).unwrap_or("healthy");
        if is_leaving(described) {
            return None;
        }
        let own = target
            .number("Port")
            .and_then(|port| u32::try_from(port).ok());
        let name = if id.starts_with("i-") {
            "host"
        } else if id.parse::<std::net::IpAddr>().is_ok() {
            "address"
        } else {
            let what = format!("the target `{id}`, neither an instance nor an address");
            self.notes.unread(described.file, what);
            return None;
        };
        // Whether an unused target would be healthy nobody has asked.
        let is_healthy = matches!(state, "healthy" | "unused" | "unhealthy.draining");
        let record = Record::new("Target")
            .with(name, id)
            .with_some("port", own.filter(|own| Some(*own) != port))
            .with_some("healthy", (!is_healthy).then_some(false));
        Some(record.into())
    }
}

/// New connections never go to a target that leaves.
fn is_leaving(described: &Thing<'_>) -> bool {
    let state = described.inner("TargetHealth");
    state.and_then(|it| it.text("State")) == Some("draining")
}

/// A load balancer's ARN, and its name as descriptions of interfaces have it: `net/name/id`.
fn name_of(arn: &str) -> Option<(&str, &str)> {
    let (_, name) = arn.split_once(":loadbalancer/")?;
    Some((arn, name))
}

/// A target group's name and id, without the rest of its ARN.
fn short_name(arn: &str) -> &str {
    arn.split_once(":targetgroup/")
        .map_or(arn, |(_, name)| name)
}

/// The target group a listener forwards to, when it is one.
fn target_group_of<'a>(listener: &Thing<'a>) -> Option<&'a str> {
    let mut actions = listener.list("DefaultActions");
    let action = actions.find(|action| action.text("Type") == Some("forward"))?;
    action.text("TargetGroupArn").or_else(|| {
        let config = action.inner("ForwardConfig")?;
        let mut groups = config.list("TargetGroups");
        groups.next()?.text("TargetGroupArn")
    })
}

/// Whether an attribute is `true` or `false`.
fn is_set(listed: &Thing<'_>, key: &str) -> Option<bool> {
    let mut attributes = listed.list("Attributes");
    let found = attributes.find(|attribute| attribute.text("Key") == Some(key))?;
    Some(found.text("Value") == Some("true"))
}
