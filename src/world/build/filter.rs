//! Prefix lists, security groups and network ACLs.

use ipnet::IpNet;

use super::Builder;
use super::vpc::{everything_out, taken};
use crate::aws::prefix_list::{s3_prefix_list_id, s3_ranges, s3_ranges_v6};
use crate::aws::region::Region;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::filter as written;
use crate::scenario::quantity::{Ports, Protocol};
use crate::world::change::Rejection;
use crate::world::filter::{
    AclRule, NetworkAcl, Peer, PrefixList, SecurityGroup, SecurityGroupRule,
};
use crate::world::vpc::Vpc;
use crate::world::{Id, World};

/// What AWS refuses about a rule, and where it is written.
pub(super) struct Refused {
    pub(super) rejection: Rejection,
    pub(super) at: crate::diagnostic::Span,
    pub(super) help: String,
}

impl Refused {
    /// The same as a fault of the scenario.
    pub(super) fn into_fault(self) -> Diagnostic {
        Diagnostic::error(self.rejection.code, self.rejection.message, self.at).help(self.help)
    }
}

impl Builder<'_> {
    /// AWS's own prefix lists of S3, and the scenario's.
    pub(super) fn prefix_lists(&mut self) {
        let scenario = self.scenario;
        for (name, list) in &scenario.prefix_lists {
            let Some(region) = self.region(&list.region) else {
                continue;
            };
            let mut ranges: Vec<IpNet> = list.entries.iter().map(|range| range.value).collect();
            let is_s3 = format!("com.amazonaws.{region}.s3");
            let is_s3 = list.name.as_deref() == Some(is_s3.as_str())
                || name.value == s3_prefix_list_id(region);
            if is_s3 {
                let of_v6 = |range: &IpNet| range.addr().is_ipv6();
                self.s3_prefix_list_v6(region, ranges.iter().copied().filter(of_v6).collect());
                ranges.retain(|range| !of_v6(range));
            }
            let id = self
                .world
                .prefix_lists
                .add(name.value.clone(), PrefixList { region, ranges });
            if is_s3 {
                self.world.s3_prefix_lists.insert(region, id);
            }
        }
        for region in Region::all() {
            if !self.world.s3_prefix_lists.contains_key(&region) {
                let list = PrefixList {
                    region,
                    ranges: s3_ranges(region),
                };
                let id = self.world.prefix_lists.add(s3_prefix_list_id(region), list);
                self.world.s3_prefix_lists.insert(region, id);
            }
            if !self.world.s3_prefix_lists_v6.contains_key(&region) {
                self.s3_prefix_list_v6(region, s3_ranges_v6(region));
            }
        }
        self.world.settle_s3_addresses();
    }

    /// The prefix list of S3's IPv6 addresses in a Region; AWS keeps the families apart (GWE-09).
    fn s3_prefix_list_v6(&mut self, region: Region, ranges: Vec<IpNet>) {
        if ranges.is_empty() {
            return;
        }
        let name = format!("{}-ipv6", s3_prefix_list_id(region));
        let list = PrefixList { region, ranges };
        let id = self.world.prefix_lists.add(name, list);
        self.world.s3_prefix_lists_v6.insert(region, id);
    }

    /// Security groups (first all names, as rules may name other groups) and network ACLs.
    pub(super) fn filters(&mut self) {
        let scenario = self.scenario;
        for (vpc_name, vpc) in &scenario.vpcs {
            let Some(id) = self.world.vpcs.find(vpc_name) else {
                continue;
            };
            for name in vpc.security_groups.keys() {
                if name.value == "default" {
                    continue;
                }
                if self.world.security_groups.find(name).is_some() {
                    self.fault(taken("security group", name));
                }
                let empty = SecurityGroup {
                    vpc: id,
                    inbound: Vec::new(),
                    outbound: Vec::new(),
                };
                self.world.security_groups.add(name.value.clone(), empty);
            }
            for (name, acl) in &vpc.network_acls {
                self.network_acl(id, name, acl);
            }
        }
        for (vpc_name, vpc) in &scenario.vpcs {
            let Some(id) = self.world.vpcs.find(vpc_name) else {
                continue;
            };
            for (name, group) in &vpc.security_groups {
                self.security_group(id, name, group);
            }
        }
    }

    fn security_group(
        &mut self,
        vpc: Id<Vpc>,
        name: &Said<String>,
        group: &written::SecurityGroup,
    ) {
        let Some(id) = self.group_of(vpc, name) else {
            return;
        };
        let mut inbound = Vec::new();
        for written::InboundRule::Allow(rule) in &group.inbound {
            match self.group_rule(Some(vpc), rule.protocol, &rule.ports, &rule.from) {
                Ok(rule) => inbound.push(rule),
                Err(fault) => self.fault(fault),
            }
        }
        let mut outbound = Vec::new();
        for written::OutboundRule::Allow(rule) in group.outbound.iter().flatten() {
            match self.group_rule(Some(vpc), rule.protocol, &rule.ports, &rule.to) {
                Ok(rule) => outbound.push(rule),
                Err(fault) => self.fault(fault),
            }
        }
        if group.outbound.is_none() {
            outbound = everything_out();
        }
        let built = &mut self.world.security_groups[id];
        built.inbound = inbound;
        built.outbound = outbound;
    }

    /// The group of this name as a VPC sees it: `default` is its own default group.
    pub(super) fn group_of(
        &mut self,
        vpc: Id<Vpc>,
        name: &Said<String>,
    ) -> Option<Id<SecurityGroup>> {
        if name.value == "default" {
            return Some(self.world.vpcs[vpc].default_security_group);
        }
        self.find(
            |world: &World| &world.security_groups,
            "security group",
            name,
        )
    }

    /// A rule whose other side is a range, a prefix list or a group.
    pub(super) fn group_rule(
        &self,
        vpc: Option<Id<Vpc>>,
        protocol: Protocol,
        ports: &Ports,
        peer: &Said<String>,
    ) -> Result<SecurityGroupRule, Diagnostic> {
        let peer = if let Ok(range) = peer.parse::<IpNet>() {
            Peer::Range(range.trunc())
        } else if let Ok(address) = peer.parse::<std::net::IpAddr>() {
            Peer::Range(IpNet::from(address))
        } else if let Some(list) = self.world.prefix_lists.find(peer) {
            Peer::PrefixList(list)
        } else if let (true, Some(vpc)) = (peer.value == "default", vpc) {
            Peer::Group(self.world.vpcs[vpc].default_security_group)
        } else if let Some(group) = self.world.security_groups.find(peer) {
            Peer::Group(group)
        } else {
            let known = self
                .world
                .security_groups
                .names()
                .chain(self.world.prefix_lists.names());
            return Err(super::lookup::unknown(
                "range, prefix list or security group",
                peer,
                known,
            ));
        };
        Ok(SecurityGroupRule {
            protocol,
            ports: ports.clone(),
            peer,
        })
    }

    fn network_acl(&mut self, vpc: Id<Vpc>, name: &Said<String>, acl: &written::NetworkAcl) {
        if self.world.network_acls.find(name).is_some() {
            self.fault(taken("network ACL", name));
        }
        let inbound = self.acl_rules(&acl.inbound);
        let outbound = self.acl_rules(&acl.outbound);
        self.world.network_acls.add(
            name.value.clone(),
            NetworkAcl {
                vpc,
                inbound,
                outbound,
            },
        );
    }

    fn acl_rules(&mut self, rules: &[written::AclRule]) -> Vec<AclRule> {
        let mut built: Vec<AclRule> = Vec::new();
        for rule in rules {
            match Self::acl_rule(rule) {
                Ok(rule) if built.iter().any(|other| other.number == rule.number) => {
                    let (written::AclRule::Allow(entry) | written::AclRule::Deny(entry)) = rules
                        .iter()
                        .rfind(|written| number_of(written) == rule.number)
                        .unwrap_or(&rules[0]);
                    let message = format!("rule {} stands twice", rule.number);
                    let code = "NetworkAclEntryAlreadyExists";
                    self.fault(
                        Diagnostic::error(code, message, entry.rule.at).help("renumber one"),
                    );
                }
                Ok(rule) => built.push(rule),
                Err(refused) => self.fault(refused.into_fault()),
            }
        }
        built.sort_by_key(|rule| rule.number);
        built
    }

    /// A rule of a network ACL; prefix lists and odd numbers are refused as AWS does.
    pub(super) fn acl_rule(rule: &written::AclRule) -> Result<AclRule, Refused> {
        let (entry, allows) = match rule {
            written::AclRule::Allow(entry) => (entry, true),
            written::AclRule::Deny(entry) => (entry, false),
        };
        let number = entry.rule.value;
        if !(1..=32_766).contains(&number) {
            return Err(Refused {
                rejection: Rejection::new(
                    "InvalidParameterValue",
                    "NACL-01",
                    format!("{number} is no rule number"),
                ),
                at: entry.rule.at,
                help: "rules are numbered 1 to 32766".to_owned(),
            });
        }
        let range = entry.cidr.parse::<IpNet>().map_err(|_| Refused {
            rejection: Rejection::new(
                "InvalidParameterValue",
                "NACL-04",
                format!(
                    "`{}` is no CIDR range, which is all a network ACL takes",
                    entry.cidr.value
                ),
            ),
            at: entry.cidr.at,
            help: "prefix lists and security groups cannot be used here; write the ranges"
                .to_owned(),
        })?;
        Ok(AclRule {
            number,
            allows,
            protocol: entry.protocol,
            ports: entry.ports.clone(),
            range: range.trunc(),
        })
    }
}

fn number_of(rule: &written::AclRule) -> u32 {
    match rule {
        written::AclRule::Allow(entry) | written::AclRule::Deny(entry) => entry.rule.value,
    }
}
