//! What an argument leads to, when its value is known only after the plan is applied: the
//! references of its expression, followed through variables, outputs, `count` and `for_each`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::address::{Part, parts};
use super::block::written_block;
use super::plan::{Plan, Thing, list};

/// The longest chain of references that is followed.
const DEPTH_MAX: usize = 32;

/// Things by the ids that are known.
pub(super) struct References<'a> {
    plan: &'a Plan<'a>,
    by_id: BTreeMap<&'a str, Vec<usize>>,
}

/// What an argument leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Resources of the plan, by position, each once.
    pub(super) things: Vec<usize>,
    /// What is not in the plan, by id or by reference.
    pub(super) ids: Vec<String>,
    /// References that lead nowhere, such as `local.x`, of which a plan does not tell the value.
    pub(super) lost: Vec<String>,
}

/// A question under way: in which module its expression stands, for which instance, and what is
/// looked for.
#[derive(Clone, Copy)]
struct Quest<'s> {
    calls: &'s [Part],
    key: Option<&'s str>,
    /// What the resource's or the call's `for_each` goes over.
    each: Option<&'s Value>,
    /// The kinds of things that are looked for.
    kinds: &'s [&'s str],
    /// How many references may still be followed.
    depth: usize,
    /// Whether the expression picks what bears the instance's own key or number.
    picks_own: bool,
}

impl<'a> References<'a> {
    pub(super) fn of(plan: &'a Plan<'a>) -> Self {
        let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, thing) in plan.things.iter().enumerate() {
            for name in known_by(thing.kind) {
                if let Some(id) = thing.text(name) {
                    let known = by_id.entry(id).or_default();
                    if known.last() != Some(&position) {
                        known.push(position);
                    }
                }
            }
        }
        Self { plan, by_id }
    }

    /// The things of these `kinds` that an argument leads to.
    pub(super) fn argument(&self, thing: &Thing<'a>, name: &str, kinds: &[&str]) -> Found {
        let value = thing.values.get(name);
        self.value(thing, (value, thing.expression(name)), kinds, DEPTH_MAX)
    }

    /// The same for an argument of a block: `block` as it is known, at its position among those of
    /// the same name.
    pub(super) fn in_block(
        &self,
        thing: &Thing<'a>,
        (blocks, position): (&str, usize),
        name: &str,
        kinds: &[&str],
    ) -> Found {
        let all = thing.blocks(blocks);
        let Some(block) = all.get(position) else {
            return Found::default();
        };
        let written = written_block(thing.expression(blocks), all, position);
        let expression = written.and_then(|written| written.get(name));
        self.value(thing, (block.get(name), expression), kinds, DEPTH_MAX)
    }

    fn value(
        &self,
        thing: &Thing<'a>,
        (value, expression): (Option<&Value>, Option<&Value>),
        kinds: &[&str],
        depth: usize,
    ) -> Found {
        let mut found = Found::default();
        let mut is_known = true;
        match value {
            Some(Value::String(id)) if !id.is_empty() => self.add_id(id, kinds, &mut found),
            Some(Value::Array(items)) => {
                for item in items {
                    match item {
                        Value::String(id) => self.add_id(id, kinds, &mut found),
                        _ => is_known = false,
                    }
                }
            }
            // What is not known yet is left out; what is there and empty is known to be so.
            Some(_) => {}
            None => is_known = false,
        }
        if !is_known && let Some(expression) = expression {
            let quest = Quest {
                calls: &thing.calls,
                key: thing.key.as_deref(),
                each: thing.written.and_then(|it| it.get("for_each_expression")),
                kinds,
                depth,
                picks_own: false,
            };
            self.expression(expression, quest, &mut found);
        }
        found
    }

    fn add_id(&self, id: &str, kinds: &[&str], found: &mut Found) {
        let known = self.by_id.get(id).into_iter().flatten();
        let mut known = known.filter(|at| kinds.contains(&self.plan.things[**at].kind));
        match known.next() {
            Some(at) => found.add(*at),
            None => found.ids.push(id.to_owned()),
        }
    }

    fn expression(&self, expression: &Value, quest: Quest<'_>, found: &mut Found) {
        let kinds = quest.kinds;
        if quest.depth == 0 {
            return;
        }
        match expression.get("constant_value") {
            Some(Value::String(id)) => self.add_id(id, kinds, found),
            Some(Value::Array(ids)) => {
                for id in ids.iter().filter_map(Value::as_str) {
                    self.add_id(id, kinds, found);
                }
            }
            _ => {}
        }
        let references: Vec<&str> = list(expression, "references")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let is_each = |word: &str| references.iter().any(|it| it.starts_with(word));
        let picks_own = is_each("count.index") || is_each("each.key") || is_each("each.value");
        let further = Quest {
            picks_own,
            depth: quest.depth - 1,
            ..quest
        };
        for reference in &references {
            // `aws_vpc.main` follows `aws_vpc.main.id`, which says more.
            let says_less = |other: &&str| {
                other
                    .strip_prefix(reference)
                    .is_some_and(|rest| rest.starts_with(['.', '[']))
            };
            if references.iter().any(says_less) {
                continue;
            }
            self.reference(reference, further, found);
        }
    }

    fn reference(&self, reference: &str, quest: Quest<'_>, found: &mut Found) {
        let parts = parts(reference);
        match parts.first().map(|part| part.name.as_str()) {
            Some("count" | "each") if parts.get(1).is_none_or(|it| it.name != "value") => {}
            Some("path" | "terraform" | "self") | None => {}
            Some("each") => match quest.each {
                Some(each) => {
                    let inner = Quest {
                        each: None,
                        ..quest
                    };
                    self.picked(each, inner, found);
                }
                None => found.lost.push(reference.to_owned()),
            },
            Some("var") => self.variable(&parts, quest, found),
            Some("module") => self.output(&parts, quest, found),
            Some("local") => found.lost.push(reference.to_owned()),
            Some(_) => self.resource(&parts, quest, found),
        }
    }

    /// What `each.value` stands for: of all that `for_each` goes over, what bears the own key.
    fn picked(&self, each: &Value, quest: Quest<'_>, found: &mut Found) {
        let mut all = Found::default();
        self.expression(each, quest, &mut all);
        let own = all.things.iter().copied().filter(|at| {
            let key = self.plan.things[*at].key.as_deref();
            quest.key.is_some() && key == quest.key
        });
        let own: Vec<usize> = own.collect();
        match own.as_slice() {
            [] if all.things.len() == 1 => found.add(all.things[0]),
            [] => found.lost.push("each.value".to_owned()),
            own => own.iter().for_each(|at| found.add(*at)),
        }
        found.lost.extend(all.lost);
    }

    fn variable(&self, parts: &[Part], quest: Quest<'_>, found: &mut Found) {
        let Some(name) = parts.get(1).map(|part| part.name.as_str()) else {
            return;
        };
        let Some((_, around)) = quest.calls.split_last() else {
            let value = self
                .plan
                .variables
                .and_then(|all| all.get(name))
                .and_then(|it| it.get("value"));
            self.constant(value, name, quest.kinds, found);
            return;
        };
        let call = self.plan.call(quest.calls);
        let expression = call
            .and_then(|call| call.get("expressions"))
            .and_then(|it| it.get(name));
        if let Some(expression) = expression {
            let key = quest.calls.last().and_then(|call| call.key.as_deref());
            let each = call.and_then(|call| call.get("for_each_expression"));
            let outer = Quest {
                calls: around,
                key,
                each,
                ..quest
            };
            self.expression(expression, outer, found);
            return;
        }
        let module = self.plan.module(quest.calls);
        let variable = module
            .and_then(|it| it.get("variables"))
            .and_then(|it| it.get(name));
        self.constant(
            variable.and_then(|it| it.get("default")),
            name,
            quest.kinds,
            found,
        );
    }

    fn constant(&self, value: Option<&Value>, name: &str, kinds: &[&str], found: &mut Found) {
        match value {
            Some(Value::String(id)) if !id.is_empty() => self.add_id(id, kinds, found),
            Some(Value::Array(ids)) => {
                for id in ids.iter().filter_map(Value::as_str) {
                    self.add_id(id, kinds, found);
                }
            }
            Some(Value::Null | Value::String(_)) => {}
            Some(_) | None => found.lost.push(format!("var.{name}")),
        }
    }

    fn output(&self, parts: &[Part], quest: Quest<'_>, found: &mut Found) {
        let (Some(call), Some(output)) = (parts.get(1), parts.get(2)) else {
            found.lost.push(joined(parts));
            return;
        };
        let mut calls = quest.calls.to_vec();
        calls.push(Part {
            name: call.name.clone(),
            key: None,
        });
        let module = self.plan.module(&calls);
        let expression = module
            .and_then(|it| it.get("outputs"))
            .and_then(|it| it.get(&output.name))
            .and_then(|it| it.get("expression"));
        let Some(expression) = expression else {
            found.lost.push(joined(parts));
            return;
        };
        let depth_of = quest.calls.len();
        let mut keys: Vec<Option<String>> = Vec::new();
        for thing in &self.plan.things {
            if let Some(part) = thing.calls.get(depth_of)
                && thing.calls[..depth_of] == *quest.calls
                && part.name == call.name
                && !keys.contains(&part.key)
            {
                keys.push(part.key.clone());
            }
        }
        // `module.net[0].x` and `module.net[each.key].x` mean one of several instances, and
        // `module.net.subnet_ids[count.index]` one of those that the output lists.
        let own = if quest.picks_own { quest.key } else { None };
        let is_instance = |key: &str| keys.iter().any(|it| it.as_deref() == Some(key));
        let wanted = call.key.as_deref().or(own).filter(|key| is_instance(key));
        let position = output
            .key
            .as_deref()
            .filter(|key| !key.is_empty() && *key != "*");
        let position = position.or(own.filter(|_| wanted.is_none()));
        for key in keys
            .iter()
            .filter(|key| wanted.is_none() || key.as_deref() == wanted)
        {
            let mut inner = quest.calls.to_vec();
            inner.push(Part {
                name: call.name.clone(),
                key: key.clone(),
            });
            let inner = Quest {
                calls: &inner,
                key: None,
                each: None,
                ..quest
            };
            let mut of_output = Found::default();
            self.expression(expression, inner, &mut of_output);
            found.pick(self.plan, of_output, position);
        }
    }

    fn resource(&self, parts: &[Part], quest: Quest<'_>, found: &mut Found) {
        let (is_data, own) = match parts {
            [first, rest @ ..] if first.name == "data" => (true, rest),
            all => (false, all),
        };
        let [kind, name, rest @ ..] = own else {
            found.lost.push(joined(parts));
            return;
        };
        let things = self.plan.things.iter().enumerate();
        let all = things.filter(|(_, thing)| {
            thing.is_data == is_data
                && thing.kind == kind.name
                && thing.name == name.name
                && thing.calls == quest.calls
        });
        let all: Vec<usize> = all.map(|(at, _)| at).collect();
        let key = name
            .key
            .as_deref()
            .filter(|key| !key.is_empty() && *key != "*");
        let own = if quest.picks_own { quest.key } else { None };
        let picked = pick(self.plan, &all, key.or(own));
        if picked.is_empty() {
            found.ids.push(joined(parts));
        }
        for at in picked {
            let thing = &self.plan.things[at];
            let attribute = rest.iter().find(|part| part.name != "*");
            match attribute {
                _ if quest.kinds.contains(&thing.kind) => found.add(at),
                Some(attribute) => {
                    let further =
                        self.argument_at(thing, &attribute.name, quest.kinds, quest.depth);
                    found.merge(further);
                }
                None => found.lost.push(joined(parts)),
            }
        }
    }

    fn argument_at(&self, thing: &Thing<'a>, name: &str, kinds: &[&str], depth: usize) -> Found {
        if depth == 0 {
            return Found::default();
        }
        let name = stand_in(thing.kind)
            .filter(|_| name == "id")
            .unwrap_or(name);
        let expression = thing.expression(name);
        let mut found = self.value(thing, (thing.values.get(name), expression), kinds, depth);
        if found == Found::default() {
            found.lost.push(format!("{}.{name}", thing.address));
        }
        found
    }
}

impl Found {
    fn add(&mut self, at: usize) {
        if !self.things.contains(&at) {
            self.things.push(at);
        }
    }

    fn merge(&mut self, more: Self) {
        more.things.into_iter().for_each(|at| self.add(at));
        self.ids.extend(more.ids);
        self.lost.extend(more.lost);
    }

    fn pick(&mut self, plan: &Plan<'_>, mut more: Self, key: Option<&str>) {
        if key.is_some() {
            more.things = pick(plan, &more.things, key);
        }
        self.merge(more);
    }

    /// Whether nothing at all is said.
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// What leads out of the plan, in words.
    pub(super) fn strays(&self) -> String {
        let strays: Vec<String> = self
            .ids
            .iter()
            .chain(&self.lost)
            .map(|it| format!("`{it}`"))
            .collect();
        strays.join(", ")
    }
}

/// The values by which other things name a thing of this kind.
fn known_by(kind: &str) -> &'static [&'static str] {
    match kind {
        "aws_ec2_transit_gateway" => &["id", "arn", "association_default_route_table_id"],
        "aws_vpn_connection" => &["id", "arn", "transit_gateway_attachment_id"],
        "aws_s3_bucket" => &["id", "arn", "bucket"],
        "aws_iam_role" | "aws_iam_user" | "aws_iam_group" | "aws_iam_instance_profile" => {
            &["id", "arn", "name"]
        }
        _ => &["id", "arn"],
    }
}

/// The argument by which a thing that stands for another names it: its own id is the other's.
fn stand_in(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "aws_vpc_peering_connection_accepter" => "vpc_peering_connection_id",
        "aws_ec2_transit_gateway_vpc_attachment_accepter"
        | "aws_ec2_transit_gateway_peering_attachment_accepter" => "transit_gateway_attachment_id",
        "aws_vpn_gateway_attachment" => "vpn_gateway_id",
        "aws_vpc_ipv4_cidr_block_association" => "vpc_id",
        "aws_s3_bucket_policy"
        | "aws_s3_bucket_public_access_block"
        | "aws_s3_bucket_ownership_controls"
        | "aws_s3_bucket_acl"
        | "aws_s3_bucket_versioning" => "bucket",
        "aws_s3control_access_point_policy" => "access_point_arn",
        _ => return None,
    })
}

/// Of several instances the one with this key; by its number, counted round, where none bears it, as
/// `element` does. All of them without a key.
fn pick(plan: &Plan<'_>, all: &[usize], key: Option<&str>) -> Vec<usize> {
    let Some(key) = key else {
        return all.to_vec();
    };
    let own = all
        .iter()
        .copied()
        .filter(|at| plan.things[*at].key.as_deref() == Some(key));
    let own: Vec<usize> = own.collect();
    if !own.is_empty() || all.len() < 2 {
        return if own.is_empty() { all.to_vec() } else { own };
    }
    match key.parse::<usize>() {
        Ok(number) => vec![all[number % all.len()]],
        Err(_) => all.to_vec(),
    }
}

fn joined(parts: &[Part]) -> String {
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    names.join(".")
}
