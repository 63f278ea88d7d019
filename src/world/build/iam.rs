//! Accounts, roles and users with their compiled policies.

use std::sync::Arc;

use super::Builder;
use crate::aws::account::AccountId;
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::{Document, Policy, PolicyKind, Principal as Identity, Validation};
use crate::scenario::account::{Account, Role, User};
use crate::scenario::model::PolicyValidation;
use crate::scenario::policy_text::PolicyText;
use crate::scenario::{Map, Said};
use crate::world::iam::{AttachedPolicy, Principal};

impl Builder<'_> {
    /// Every account's root user, users and roles.
    pub(super) fn accounts(&mut self) {
        let scenario = self.scenario;
        for (id, account) in &scenario.accounts {
            match id.parse::<AccountId>() {
                Ok(number) => self.principals(number, account),
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
            account,
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
        let identity =
            Identity::session(&account.to_string(), "/", name, &format!("{name}-session"));
        Principal {
            identity,
            account,
            policies: self.policies(&role.policies, PolicyKind::Identity),
            boundary: self.maybe(role.permissions_boundary.as_ref(), PolicyKind::Boundary),
            session: self.maybe(role.session_policy.as_ref(), PolicyKind::Session),
            tags: tags(&role.tags),
        }
    }

    fn user(&mut self, account: AccountId, name: &str, user: &User, home: &Account) -> Principal {
        let mut policies = self.policies(&user.policies, PolicyKind::Identity);
        for group in &user.groups {
            if let Some(found) = home.groups.get(group) {
                policies.extend(self.policies(&found.policies, PolicyKind::Identity));
            } else {
                let names = home.groups.keys().map(|name| name.as_str());
                let fault = super::lookup::unknown("group of this account", group, names);
                self.fault(fault);
            }
        }
        Principal {
            identity: Identity::user(&account.to_string(), "/", name),
            account,
            policies,
            boundary: self.maybe(user.permissions_boundary.as_ref(), PolicyKind::Boundary),
            session: None,
            tags: tags(&user.tags),
        }
    }

    /// Compiles a list of policies; those with faults are left out.
    pub(super) fn policies(
        &mut self,
        texts: &[Said<PolicyText>],
        kind: PolicyKind,
    ) -> Vec<AttachedPolicy> {
        texts
            .iter()
            .filter_map(|text| self.policy(text, kind, None))
            .collect()
    }

    fn maybe(
        &mut self,
        text: Option<&Said<PolicyText>>,
        kind: PolicyKind,
    ) -> Option<AttachedPolicy> {
        text.and_then(|text| self.policy(text, kind, None))
    }

    /// Compiles a policy that stands in the scenario; whatever AWS would refuse is a fault.
    pub(super) fn policy(
        &mut self,
        text: &PolicyText,
        kind: PolicyKind,
        owner: Option<&str>,
    ) -> Option<AttachedPolicy> {
        match self.compiled(text, kind, owner) {
            Ok(policy) => Some(policy),
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }

    /// Compiles a policy, or tells why AWS would refuse it.
    pub(super) fn compiled(
        &self,
        text: &PolicyText,
        kind: PolicyKind,
        owner: Option<&str>,
    ) -> Result<AttachedPolicy, Vec<Diagnostic>> {
        let level = match self.scenario.policy_validation {
            PolicyValidation::Strict => Validation::Strict,
            PolicyValidation::Lenient => Validation::Lenient,
        };
        let (document, faults) = Document::parse_for(text.text(), kind, level, owner);
        let faults: Vec<Diagnostic> = faults
            .into_iter()
            .map(|fault| Diagnostic {
                severity: Severity::Error,
                ..Diagnostic::error(fault.code, fault.message, text.place(fault.place))
                    .help(fault.help)
            })
            .collect();
        match document {
            Some(document) if faults.is_empty() || level == Validation::Lenient => {
                Ok(Arc::new(Policy::compile(text.name(), document)))
            }
            Some(_) | None => Err(faults),
        }
    }
}

fn tags(written: &Map<String>) -> Vec<(String, String)> {
    written
        .iter()
        .map(|(key, value)| (key.value.clone(), value.clone()))
        .collect()
}
