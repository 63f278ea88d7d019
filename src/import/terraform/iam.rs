//! Roles, users and groups with their policies, however these are attached.

use std::collections::BTreeMap;

use serde_json::Value;

use super::plan::text;
use super::policy::written;
use super::{Importer, add, texts};
use crate::import::ron::{Map, Record, Value as Written};
use crate::scenario::managed;

/// The principals of one account, by name.
#[derive(Debug, Default)]
pub(super) struct Principals {
    roles: BTreeMap<String, Principal>,
    users: BTreeMap<String, Principal>,
    groups: BTreeMap<String, Principal>,
    /// S3 Block Public Access of the whole account.
    pub(super) block_public_access: Option<Written>,
}

/// One principal while its policies are gathered.
#[derive(Debug, Default)]
struct Principal {
    remark: Option<String>,
    path: Option<String>,
    policies: Vec<Written>,
    boundary: Option<Written>,
    groups: Vec<String>,
    tags: Vec<(String, String)>,
}

/// What policies are attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Role,
    User,
    Group,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Role, Self::User, Self::Group];

    fn resource(self) -> &'static str {
        match self {
            Self::Role => "aws_iam_role",
            Self::User => "aws_iam_user",
            Self::Group => "aws_iam_group",
        }
    }

    /// The argument that names one, and the one that names several.
    fn arguments(self) -> (&'static str, &'static str) {
        match self {
            Self::Role => ("role", "roles"),
            Self::User => ("user", "users"),
            Self::Group => ("group", "groups"),
        }
    }
}

impl Importer<'_> {
    /// Every role, user and group.
    pub(super) fn principals(&mut self) {
        for kind in Kind::ALL {
            for at in self.all(&[kind.resource()]) {
                self.principal(at, kind);
            }
        }
        for at in self.all(&["aws_iam_user_group_membership"]) {
            let user = self.one(at, "user", &["aws_iam_user"]);
            let groups = self.many(at, "groups", &["aws_iam_group"]);
            self.members(at, user.into_iter().collect(), groups);
        }
        for at in self.all(&["aws_iam_group_membership"]) {
            let users = self.many(at, "users", &["aws_iam_user"]);
            let group = self.one(at, "group", &["aws_iam_group"]);
            self.members(at, users, group.into_iter().collect());
        }
        // Instances find their role through these.
        self.read.extend(self.all(&["aws_iam_instance_profile"]));
        self.read.extend(self.all(&["aws_iam_policy"]));
    }

    fn principal(&mut self, at: usize, kind: Kind) {
        self.read.insert(at);
        let thing = self.thing(at);
        let mut policies: Vec<Written> = Vec::new();
        for block in thing.blocks("inline_policy") {
            policies.extend(text(block, "policy").map(written));
        }
        let managed: Vec<String> = thing
            .texts("managed_policy_arns")
            .into_iter()
            .map(str::to_owned)
            .collect();
        for arn in managed {
            policies.extend(self.managed_policy(at, &arn));
        }
        self.attached(at, kind, &mut policies);
        let boundary = thing.text("permissions_boundary").map(str::to_owned);
        let boundary = boundary.and_then(|arn| self.managed_policy(at, &arn));
        let tags = thing.values.get("tags").and_then(Value::as_object);
        let tags = tags.into_iter().flatten();
        let tags = tags.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        let mut principal = Principal {
            remark: Some(self.remark(at)),
            path: thing
                .text("path")
                .filter(|path| *path != "/")
                .map(str::to_owned),
            policies: Vec::new(),
            boundary,
            groups: Vec::new(),
            tags: tags.collect(),
        };
        // A state tells policies twice: at the principal, and as they were attached.
        for policy in policies {
            if !principal.policies.contains(&policy) {
                principal.policies.push(policy);
            }
        }
        let (account, name) = (self.account_of(at), self.principal_name(at));
        let account = self.accounts.entry(account).or_default();
        let known = match kind {
            Kind::Role => &mut account.roles,
            Kind::User => &mut account.users,
            Kind::Group => &mut account.groups,
        };
        known.insert(name, principal);
    }

    /// The name AWS knows a principal by, or that of its address when it is not known yet.
    pub(super) fn principal_name(&self, at: usize) -> String {
        self.thing(at)
            .text("name")
            .map_or_else(|| self.name(at), str::to_owned)
    }

    /// Policies that are attached by resources of their own.
    fn attached(&mut self, principal: usize, kind: Kind, policies: &mut Vec<Written>) {
        let resource = kind.resource();
        let (one, several) = kind.arguments();
        for at in self.all(&[&format!("{resource}_policy")]) {
            if self.one(at, one, &[resource]) == Some(principal) {
                self.read.insert(at);
                policies.extend(self.policy(at, "policy"));
            }
        }
        for at in self.all(&[&format!("{resource}_policy_attachment")]) {
            if self.one(at, one, &[resource]) == Some(principal) {
                self.read.insert(at);
                policies.extend(self.attached_policy(at));
            }
        }
        for at in self.all(&["aws_iam_policy_attachment"]) {
            let found = self
                .references
                .argument(self.thing(at), several, &[resource]);
            if found.things.contains(&principal) {
                self.read.insert(at);
                policies.extend(self.attached_policy(at));
            }
        }
    }

    /// The policy that an attachment names by its ARN.
    fn attached_policy(&mut self, at: usize) -> Option<Written> {
        let found = self
            .references
            .argument(self.thing(at), "policy_arn", &["aws_iam_policy"]);
        if let Some(policy) = found.things.first() {
            return self.policy(*policy, "policy");
        }
        let known = self.thing(at).text("policy_arn").map(str::to_owned);
        if known.is_none() {
            let strays = found.strays();
            self.leave(
                at,
                format!("`policy_arn` comes by {strays}, which a plan does not tell"),
            );
        }
        self.managed_policy(at, &known?)
    }

    /// A policy by its ARN: one of the plan, or one that AWS manages and the simulator knows.
    fn managed_policy(&mut self, at: usize, arn: &str) -> Option<Written> {
        let policies = self.all(&["aws_iam_policy"]).into_iter();
        let mut known = policies.filter(|policy| self.thing(*policy).text("arn") == Some(arn));
        if let Some(policy) = known.next() {
            return self.policy(policy, "policy");
        }
        let name = arn.rsplit('/').next().unwrap_or_default();
        if arn.contains(":iam::aws:policy/") && managed::policy(name).is_some() {
            return Some(Written::Call("Managed", vec![name.into()]));
        }
        self.note(
            at,
            format!("the policy `{arn}` is left out: its text is not in the plan"),
        );
        None
    }

    fn members(&mut self, at: usize, users: Vec<usize>, groups: Vec<usize>) {
        self.read.insert(at);
        let groups: Vec<String> = groups
            .into_iter()
            .map(|group| self.principal_name(group))
            .collect();
        for user in users {
            let (account, name) = (self.account_of(user), self.principal_name(user));
            let account = self.accounts.entry(account).or_default();
            if let Some(user) = account.users.get_mut(&name) {
                user.groups.extend(groups.iter().cloned());
                user.groups.dedup();
            }
        }
    }

    /// The role of an instance profile that an argument names.
    pub(super) fn role_of(&mut self, at: usize, argument: &str) -> Option<String> {
        let profile = self.one(at, argument, &["aws_iam_instance_profile"])?;
        let role = self.one(profile, "role", &["aws_iam_role"])?;
        let account = self.account_of(role);
        Some(format!("{account}:{}", self.principal_name(role)))
    }

    /// The accounts of the scenario.
    pub(super) fn accounts_map(&mut self) -> Map {
        let mut map = Map::default();
        for (number, account) in std::mem::take(&mut self.accounts) {
            let record = Record::new("Account")
                .with_map("roles", principals_map("Role", account.roles))
                .with_map("users", principals_map("User", account.users))
                .with_map("groups", principals_map("Group", account.groups))
                .with_some("block_public_access", account.block_public_access);
            map.insert(number, None::<&str>, record);
        }
        map
    }
}

fn principals_map(record: &'static str, principals: BTreeMap<String, Principal>) -> Map {
    let mut map = Map::default();
    for (name, principal) in principals {
        let mut written = Record::new(record).with_list("policies", principal.policies);
        // Groups have policies only.
        if record != "Group" {
            let mut tags = Map::default();
            for (key, value) in principal.tags {
                tags.insert(key, None::<&str>, value);
            }
            written = written
                .with_list("groups", texts(principal.groups))
                .with_some("permissions_boundary", principal.boundary)
                .with_some("path", principal.path)
                .with_map("tags", tags);
        }
        add(&mut map, name, principal.remark, written);
    }
    map
}
