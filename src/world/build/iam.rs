//! Accounts, roles and users with their compiled policies.

use super::Builder;
use crate::aws::account::AccountId;
use crate::diagnostic::Diagnostic;
use crate::policy::{PolicyKind, Principal as Identity};
use crate::scenario::account::{Account, Role, User};
use crate::scenario::{Map, Said};
use crate::world::iam::Principal;

impl Builder<'_> {
    /// Every account's root user, users and roles.
    pub(super) fn accounts(&mut self) {
        let scenario = self.scenario;
        for (id, account) in &scenario.accounts {
            match id.parse::<AccountId>() {
                Ok(number) => {
                    let built = crate::world::organization::Account {
                        id: number,
                        block_public_access: account
                            .block_public_access
                            .as_ref()
                            .map(super::acl::access_block)
                            .unwrap_or_default(),
                        quotas: self.quotas(&account.quotas),
                        membership: None,
                    };
                    let built = self.world.accounts.add(id.value.clone(), built);
                    self.world.accounts_by_number.insert(number, built);
                    self.principals(number, account);
                }
                Err(why) => {
                    let message = format!("`{}` is no account id", id.value);
                    self.fault(Diagnostic::error("bad-account-id", message, id.at).help(why));
                }
            }
        }
    }

    fn principals(&mut self, account: AccountId, written: &Account) {
        let root = Principal {
            identity: Identity::root(&account.to_string()),
            account: Some(account),
            policies: Vec::new(),
            boundary: None,
            session: None,
            tags: Vec::new(),
        };
        self.world.principals.add(format!("root:{account}"), root);
        for (name, role) in &written.roles {
            let principal = self.role(account, name, role);
            self.add_principal(account, name, principal);
        }
        for (name, user) in &written.users {
            let principal = self.user(account, name, user, written);
            self.add_principal(account, name, principal);
        }
        for (name, federated) in &written.federated_users {
            let arn = format!("arn:aws:sts::{account}:federated-user/{}", name.value);
            let Some(identity) = Identity::parse(&arn) else {
                continue;
            };
            let principal = Principal {
                identity,
                account: Some(account),
                policies: self.policies(&federated.policies, PolicyKind::Identity),
                boundary: None,
                session: self.maybe(federated.session_policy.as_ref(), PolicyKind::Session),
                tags: Vec::new(),
            };
            self.add_principal(account, name, principal);
        }
    }

    /// AWS: a path begins and ends with `/` (IAM user guide, "IAM identifiers").
    fn check_path(&mut self, path: &Said<String>) {
        let is_path = path.starts_with('/')
            && path.ends_with('/')
            && path.len() <= 512
            && path.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_path {
            let message = format!("`{}` is no path", path.value);
            let help = "a path begins and ends with `/`, as in `/team/`";
            self.fault(Diagnostic::error("ValidationError", message, path.at).help(help));
        }
    }

    /// AWS: 2 to 64 letters, digits and `_+=,.@-` (STS API reference, `AssumeRole`).
    fn check_session_name(&mut self, name: &Said<String>) {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
        if !(2..=64).contains(&name.len()) || !name.bytes().all(is_plain) {
            let message = format!("`{}` is no session name", name.value);
            let help = "2 to 64 letters, digits and `_+=,.@-`";
            self.fault(Diagnostic::error("ValidationError", message, name.at).help(help));
        }
    }

    /// A principal is known as `account:name`; that a bare name means it is for
    /// [`Builder::principal`] to find out.
    fn add_principal(&mut self, account: AccountId, name: &Said<String>, principal: Principal) {
        let full = format!("{account}:{}", name.value);
        if self.world.principals.find(&full).is_some() {
            let message = format!(
                "`{}` is both a role and a user of account {account}",
                name.value
            );
            let help = "give one of them another name; AWS allows it, a scenario does not";
            self.fault(Diagnostic::error("duplicate-id", message, name.at).help(help));
            return;
        }
        self.world.principals.add(full, principal);
    }

    fn role(&mut self, account: AccountId, name: &str, role: &Role) -> Principal {
        self.check_path(&role.path);
        self.check_session_name(&role.session_name);
        let number = account.to_string();
        let identity = Identity::session(&number, &role.path, name, &role.session_name);
        Principal {
            identity,
            account: Some(account),
            policies: self.policies(&role.policies, PolicyKind::Identity),
            boundary: self.maybe(role.permissions_boundary.as_ref(), PolicyKind::Boundary),
            session: self.maybe(role.session_policy.as_ref(), PolicyKind::Session),
            tags: tags(&role.tags),
        }
    }

    fn user(&mut self, account: AccountId, name: &str, user: &User, home: &Account) -> Principal {
        self.check_path(&user.path);
        let mut policies = self.policies(&user.policies, PolicyKind::Identity);
        for group in &user.groups {
            if let Some(found) = home.groups.get(group) {
                self.add_policies(&mut policies, &found.policies);
            } else {
                let names = home.groups.keys().map(|name| name.as_str());
                let fault = super::lookup::unknown("group of this account", group, names);
                self.fault(fault);
            }
        }
        Principal {
            identity: Identity::user(&account.to_string(), &user.path, name),
            account: Some(account),
            policies,
            boundary: self.maybe(user.permissions_boundary.as_ref(), PolicyKind::Boundary),
            session: None,
            tags: tags(&user.tags),
        }
    }
}

/// Tags as they are kept.
pub(super) fn tags(written: &Map<String>) -> Vec<(String, String)> {
    written
        .iter()
        .map(|(key, value)| (key.value.clone(), value.clone()))
        .collect()
}
