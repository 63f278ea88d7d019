//! Security groups, whose rules are written in three ways: in the group, as `aws_security_group_rule`,
//! and as `aws_vpc_security_group_ingress_rule` or `…_egress_rule`.

use serde_json::Value;

use super::home::GROUPS;
use super::plan::{number, text, texts};
use super::reference::Found;
use super::rule::{ports, protocol};
use super::{Importer, add};
use crate::import::ron::{Map, Record, Value as Written};

/// What may stand for a list of ranges in a rule.
pub(super) const LISTS: [&str; 3] = [
    "aws_ec2_managed_prefix_list",
    "aws_vpc_endpoint",
    "aws_prefix_list",
];

/// Where a rule is written, and how its arguments are called there.
struct Writing<'w> {
    /// The block and its position; none for a resource of its own.
    block: Option<(&'w str, usize)>,
    protocol: &'static str,
    ranges: &'static [&'static str],
    lists: &'static str,
    groups: &'static str,
    /// How the scenario calls the other side.
    side: &'static str,
}

const IN_GROUP: [&str; 2] = ["cidr_blocks", "ipv6_cidr_blocks"];
const IN_RULE: [&str; 2] = ["cidr_ipv4", "cidr_ipv6"];

impl<'a> Importer<'a> {
    /// A VPC's security groups; the default one is called `default`, as rules call it.
    pub(super) fn security_groups(&mut self, vpc: usize) -> Map {
        let mut map = Map::default();
        for at in self.inside(vpc, &GROUPS) {
            self.read.insert(at);
            let mut inbound = self.inline_rules(at, "ingress", "from");
            let mut outbound = self.inline_rules(at, "egress", "to");
            self.own_rules(at, &mut inbound, &mut outbound);
            let record = Record::new("SecurityGroup")
                .with_list("inbound", inbound)
                // AWS: Terraform takes the rule away that lets everything out of a new group.
                .with("outbound", outbound);
            let (name, remark) = (self.group_name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        map
    }

    /// What a group is called in the scenario.
    pub(super) fn group_name(&self, at: usize) -> String {
        match self.thing(at).kind {
            "aws_default_security_group" => "default".to_owned(),
            _ => self.name(at),
        }
    }

    fn inline_rules(&mut self, at: usize, block: &'static str, side: &'static str) -> Vec<Written> {
        let mut rules = Vec::new();
        let blocks = self.thing(at).blocks(block);
        for (position, values) in blocks.iter().enumerate() {
            let writing = Writing {
                block: Some((block, position)),
                protocol: "protocol",
                ranges: &IN_GROUP,
                lists: "prefix_list_ids",
                groups: "security_groups",
                side,
            };
            self.rule((at, at), values, &writing, &mut rules);
        }
        rules
    }

    /// Rules that are resources of their own.
    fn own_rules(&mut self, group: usize, inbound: &mut Vec<Written>, outbound: &mut Vec<Written>) {
        let kinds = [
            "aws_security_group_rule",
            "aws_vpc_security_group_ingress_rule",
            "aws_vpc_security_group_egress_rule",
        ];
        for at in self.all(&kinds) {
            let thing = self.thing(at);
            let Some(of) = self.one(at, "security_group_id", &GROUPS) else {
                let found = self
                    .references
                    .argument(thing, "security_group_id", &GROUPS);
                let why = format!("its group {} is not in the plan", found.strays());
                self.leave(at, why);
                continue;
            };
            if of != group {
                continue;
            }
            self.read.insert(at);
            let is_inbound = thing.kind == "aws_vpc_security_group_ingress_rule"
                || thing.text("type") == Some("ingress");
            let (side, rules) = if is_inbound {
                ("from", &mut *inbound)
            } else {
                ("to", &mut *outbound)
            };
            let writing = if thing.kind == "aws_security_group_rule" {
                Writing {
                    block: None,
                    protocol: "protocol",
                    ranges: &IN_GROUP,
                    lists: "prefix_list_ids",
                    groups: "source_security_group_id",
                    side,
                }
            } else {
                Writing {
                    block: None,
                    protocol: "ip_protocol",
                    ranges: &IN_RULE,
                    lists: "prefix_list_id",
                    groups: "referenced_security_group_id",
                    side,
                }
            };
            self.rule((group, at), thing.values, &writing, rules);
        }
    }

    /// Adds one rule for each of its peers; a state tells some rules twice, which stand once here.
    fn rule(
        &mut self,
        (group, at): (usize, usize),
        values: &'a Value,
        writing: &Writing<'_>,
        rules: &mut Vec<Written>,
    ) {
        let word = text(values, writing.protocol).unwrap_or("-1");
        let Some(protocol) = protocol(word) else {
            self.note(
                at,
                format!("a rule for protocol {word} is left out: it is not simulated"),
            );
            return;
        };
        let ports = ports(
            protocol,
            number(values, "from_port"),
            number(values, "to_port"),
        );
        for peer in self.peers_of_rule((group, at), values, writing) {
            let rule = Record::new("Allow")
                .with_some("protocol", (protocol != "all").then_some(protocol))
                .with_some("ports", ports.clone())
                .with(writing.side, peer);
            let rule = Written::from(rule);
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
    }

    fn peers_of_rule(
        &mut self,
        (group, at): (usize, usize),
        values: &'a Value,
        writing: &Writing<'_>,
    ) -> Vec<String> {
        let mut peers: Vec<String> = Vec::new();
        for name in writing.ranges {
            peers.extend(text(values, name).map(str::to_owned));
            peers.extend(texts(values, name).into_iter().map(str::to_owned));
        }
        if values.get("self").and_then(Value::as_bool) == Some(true) {
            peers.push(self.group_name(group));
        }
        for list in self.in_rule(at, writing, writing.lists, &LISTS) {
            peers.extend(self.list_name(at, list));
        }
        for other in self.in_rule(at, writing, writing.groups, &GROUPS) {
            if self.is_here(other) {
                peers.push(self.group_name(other));
            } else {
                self.note(at, "a rule for a group that is left out is left out too");
            }
        }
        if peers.is_empty() {
            self.note(at, "a rule whose other side is not told is left out");
        }
        peers
    }

    fn in_rule(
        &mut self,
        at: usize,
        writing: &Writing<'_>,
        argument: &str,
        kinds: &[&str],
    ) -> Vec<usize> {
        let thing = self.thing(at);
        let found: Found = match writing.block {
            Some(block) => self.references.in_block(thing, block, argument, kinds),
            None => self.references.argument(thing, argument, kinds),
        };
        self.told(at, argument, found)
    }

    /// The groups that an argument names, as the scenario calls them.
    pub(super) fn groups_of(&mut self, at: usize, argument: &str) -> Vec<String> {
        let found = self.references.argument(self.thing(at), argument, &GROUPS);
        let mut strays = found.clone();
        // The default group of a VPC that is in the plan needs no word.
        strays.ids.retain(|id| !self.is_default_group(id));
        strays.things.clear();
        self.told(at, argument, strays);
        let here = found
            .things
            .into_iter()
            .filter(|group| self.is_here(*group));
        here.map(|group| self.group_name(group)).collect()
    }

    fn is_default_group(&self, id: &str) -> bool {
        let mut vpcs = self.all(&super::home::VPCS).into_iter();
        vpcs.any(|vpc| self.thing(vpc).text("default_security_group_id") == Some(id))
    }
}
