//! Network ACLs, whose rules are written in the ACL or as `aws_network_acl_rule`.

use serde_json::Value;

use super::home::ACLS;
use super::plan::{number, text};
use super::rule::{ports, protocol};
use super::{Importer, add};
use crate::import::ron::{Map, Record, Value as Written};

/// The numbers a rule may have; AWS adds the last ones itself.
const NUMBERS: std::ops::Range<i64> = 1..32_767;

/// Rules of one direction, with their numbers.
type Rules = Vec<(i64, Written)>;

impl<'a> Importer<'a> {
    /// A VPC's network ACLs.
    pub(super) fn network_acls(&mut self, vpc: usize) -> Map {
        let mut map = Map::default();
        for at in self.inside(vpc, &ACLS) {
            self.read.insert(at);
            let (mut inbound, mut outbound) = (Rules::new(), Rules::new());
            for (block, rules) in [("ingress", &mut inbound), ("egress", &mut outbound)] {
                for values in self.thing(at).blocks(block) {
                    self.entry(at, values, ("rule_no", "action"), rules);
                }
            }
            for rule in self.all(&["aws_network_acl_rule"]) {
                if self.one(rule, "network_acl_id", &ACLS) != Some(at) {
                    continue;
                }
                self.read.insert(rule);
                let thing = self.thing(rule);
                let rules = if thing.is("egress") {
                    &mut outbound
                } else {
                    &mut inbound
                };
                self.entry(rule, thing.values, ("rule_number", "rule_action"), rules);
            }
            let [inbound, outbound] = [inbound, outbound].map(|mut rules| {
                rules.sort_by_key(|(number, _)| *number);
                rules.dedup();
                rules.into_iter().map(|(_, rule)| rule).collect::<Vec<_>>()
            });
            let record = Record::new("NetworkAcl")
                .with_list("inbound", inbound)
                .with_list("outbound", outbound);
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        map
    }

    fn entry(&mut self, at: usize, values: &'a Value, names: (&str, &str), rules: &mut Rules) {
        let (Some(rule), Some(action)) = (number(values, names.0), text(values, names.1)) else {
            self.note(at, "a rule whose number or action is not known is left out");
            return;
        };
        let word = text(values, "protocol").unwrap_or("-1");
        let verb = match action.to_ascii_lowercase().as_str() {
            "allow" => "Allow",
            _ => "Deny",
        };
        let range = text(values, "cidr_block").or(text(values, "ipv6_cidr_block"));
        let (Some(protocol), Some(range), Ok(rule), true) = (
            protocol(word),
            range,
            u32::try_from(rule),
            NUMBERS.contains(&rule),
        ) else {
            self.note(
                at,
                format!("rule {rule} is left out: its protocol, range or number is not known"),
            );
            return;
        };
        let icmp = number(values, "icmp_type");
        let (from, to) = match protocol {
            "icmp" => (icmp, icmp),
            _ => (number(values, "from_port"), number(values, "to_port")),
        };
        let record = Record::new(verb)
            .with("rule", rule)
            .with_some("protocol", (protocol != "all").then_some(protocol))
            .with_some("ports", ports(protocol, from, to))
            .with("cidr", range);
        rules.push((i64::from(rule), record.into()));
    }
}
