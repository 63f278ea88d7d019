//! Network ACLs and security groups.

use super::Importer;
use super::kind::Kind;
use super::thing::Thing;
use crate::import::ron::{Map, Record, Value};

/// The number of the rule that denies what no other matches, which every ACL has.
const IMPLICIT: i64 = 32_767;

impl<'a> Importer<'a> {
    /// A VPC's network ACLs.
    pub(super) fn network_acls(&mut self, vpc: &str) -> Map {
        let snapshot = self.snapshot;
        let mut acls = Map::default();
        for acl in snapshot.of_vpc(Kind::NetworkAcl, vpc) {
            let Some(id) = acl.text("NetworkAclId") else {
                continue;
            };
            let mut lists = [Vec::new(), Vec::new()];
            for entry in acl.list("Entries") {
                let list = &mut lists[usize::from(entry.is("Egress"))];
                let number = entry.number("RuleNumber").unwrap_or(IMPLICIT);
                if number < IMPLICIT
                    && let Some(rule) = self.acl_rule(id, &entry, number)
                {
                    list.push((number, rule));
                }
            }
            let [inbound, outbound] = lists.map(|mut list| {
                list.sort_by_key(|(number, _)| *number);
                list.into_iter().map(|(_, rule)| rule).collect::<Vec<_>>()
            });
            let record = Record::new("NetworkAcl")
                .with_list("inbound", inbound)
                .with_list("outbound", outbound);
            let note = acl.is("IsDefault").then_some("the default one");
            acls.insert(id, acl.name_tag().or(note), record);
        }
        acls
    }

    fn acl_rule(&mut self, acl: &str, entry: &Thing<'a>, number: i64) -> Option<Value> {
        let verb = match entry.text("RuleAction") {
            Some("allow") => "Allow",
            Some("deny") => "Deny",
            Some(_) | None => return None,
        };
        let protocol = entry.text("Protocol").unwrap_or("-1");
        let cidr = entry.text("CidrBlock").or(entry.text("Ipv6CidrBlock"))?;
        let Some(protocol) = protocol_of(protocol) else {
            let what = format!("rule {number} of `{acl}`, for protocol {protocol}");
            self.notes.unread(entry.file, what);
            return None;
        };
        let range = entry.inner("PortRange");
        let message = entry.inner("IcmpTypeCode").and_then(|it| it.number("Type"));
        let ports = match protocol {
            "icmp" => ports(message, message),
            _ => range.and_then(|range| ports(range.number("From"), range.number("To"))),
        };
        let number = u32::try_from(number).ok()?;
        let record = Record::new(verb)
            .with("rule", number)
            .with_some("protocol", (protocol != "all").then_some(protocol))
            .with_some("ports", ports)
            .with("cidr", cidr);
        Some(record.into())
    }

    /// A VPC's security groups, the default one under its own id.
    pub(super) fn security_groups(&mut self, vpc: &str) -> Map {
        let snapshot = self.snapshot;
        let mut groups = Map::default();
        for group in snapshot.of_vpc(Kind::SecurityGroup, vpc) {
            let Some(id) = group.text("GroupId") else {
                continue;
            };
            let inbound = self.group_rules(group, "IpPermissions", "from");
            let outbound = self.group_rules(group, "IpPermissionsEgress", "to");
            let record = Record::new("SecurityGroup")
                .with_list("inbound", inbound)
                .with("outbound", outbound);
            groups.insert(id, group.text("GroupName"), record);
        }
        groups
    }

    fn group_rules(&mut self, group: &Thing<'a>, list: &str, side: &'static str) -> Vec<Value> {
        let mut rules = Vec::new();
        for permission in group.list(list) {
            let protocol = permission.text("IpProtocol").unwrap_or("-1");
            let Some(protocol) = protocol_of(protocol) else {
                let id = group.text("GroupId").unwrap_or_default();
                let what = format!("a rule of `{id}` for protocol {protocol}");
                self.notes.unread(group.file, what);
                continue;
            };
            let (from, to) = (permission.number("FromPort"), permission.number("ToPort"));
            let ports = match protocol {
                "tcp" | "udp" => ports(from, to),
                // Of ICMP the first is the type, the second its code.
                "icmp" => ports(from, from),
                _ => None,
            };
            let ranges = [
                ("IpRanges", "CidrIp"),
                ("Ipv6Ranges", "CidrIpv6"),
                ("PrefixListIds", "PrefixListId"),
                ("UserIdGroupPairs", "GroupId"),
            ];
            for (list, member) in ranges {
                for peer in permission.list(list) {
                    let Some(other) = self.peer(group, (&peer, member), side) else {
                        continue;
                    };
                    let record = Record::new("Allow")
                        .with_some("protocol", (protocol != "all").then_some(protocol))
                        .with_some("ports", ports.clone())
                        .with(side, other);
                    rules.push(Value::from(record).noted(peer.text("Description")));
                }
            }
        }
        rules
    }

    /// The other side of a rule, when it is something this folder describes.
    fn peer(
        &mut self,
        group: &Thing<'a>,
        (peer, member): (&Thing<'a>, &str),
        side: &str,
    ) -> Option<&'a str> {
        let other = peer.text(member)?;
        if member == "PrefixListId" && !self.lists.contains(other) {
            let id = group.text("GroupId").unwrap_or_default();
            let what =
                format!("a rule of `{id}` for the list `{other}`, whose ranges are not here");
            self.notes.unread(group.file, what);
            return None;
        }
        if member == "GroupId" && self.snapshot.find(Kind::SecurityGroup, other).is_none() {
            let id = group.text("GroupId").unwrap_or_default();
            let what = format!("a rule of `{id}` for the group `{other}`, which is not described");
            self.notes.unread(group.file, what);
            return None;
        }
        if member == "GroupId" && !self.may_reference(group, other, side == "from") {
            let id = group.text("GroupId").unwrap_or_default();
            let what =
                format!("a rule of `{id}` for the group `{other}` of a VPC that is not joined");
            self.notes.unread(group.file, what);
            return None;
        }
        Some(other)
    }

    /// Whether a rule may name a group: of its own VPC, of an active peer's in its Region, or,
    /// for what comes in, over a Transit Gateway that allows it (SG-06, SG-07). Rules that name
    /// others are stale, and match nothing.
    fn may_reference(&self, group: &Thing<'a>, other: &str, is_inbound: bool) -> bool {
        let other = self.snapshot.find(Kind::SecurityGroup, other);
        let other = other.and_then(|other| other.text("VpcId"));
        let (Some(here), Some(there)) = (group.text("VpcId"), other) else {
            return false;
        };
        let is_peered = [(here, there), (there, here)].iter().any(|(a, b)| {
            let pair = ((*a).to_owned(), (*b).to_owned());
            self.peered_vpcs.contains(&pair)
        });
        let is_near = self.said_region(here) == self.said_region(there);
        let is_joined = || {
            let mut all = self.referencing_vpcs.iter();
            all.any(|(gateway, vpc)| {
                let other = (gateway.clone(), there.to_owned());
                vpc == here && self.referencing_vpcs.contains(&other)
            })
        };
        here == there || (is_peered && is_near) || (is_inbound && is_joined())
    }
}

/// A protocol in the scenario's words; none when it has no word for it.
fn protocol_of(protocol: &str) -> Option<&'static str> {
    Some(match protocol {
        "-1" | "all" => "all",
        "6" | "tcp" => "tcp",
        "17" | "udp" => "udp",
        "1" | "icmp" | "58" | "icmpv6" => "icmp",
        _ => return None,
    })
}

/// A range of ports, when it is not all of them.
fn ports(from: Option<i64>, to: Option<i64>) -> Option<String> {
    let from = from.filter(|port| *port >= 0)?;
    let to = to.unwrap_or(from);
    match (from, to) {
        (0, 65_535) => None,
        (from, to) if from == to => Some(from.to_string()),
        (from, to) => Some(format!("{from}-{to}")),
    }
}
