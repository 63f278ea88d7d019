//! Organizations: the levels above every account, and the policies on them.

use super::Builder;
use super::lookup::unknown;
use crate::diagnostic::Diagnostic;
use crate::policy::PolicyKind;
use crate::scenario::Said;
use crate::scenario::organization::{Organization as Written, Unit};
use crate::scenario::policy_text::PolicyText;
use crate::world::Id;
use crate::world::iam::AttachedPolicy;
use crate::world::organization::{Membership, Organization, PolicyLevel};

/// AWS allows five levels of units below the root.
const DEPTH_MAX: usize = 6;

impl Builder<'_> {
    /// Every organization, and where each account stands in it.
    pub(super) fn organizations(&mut self) {
        let scenario = self.scenario;
        for (name, organization) in &scenario.organizations {
            self.organization(name, organization);
        }
    }

    fn organization(&mut self, name: &Said<String>, written: &Written) {
        let Some(management) = self.account(&written.management_account) else {
            return;
        };
        let id = self
            .world
            .organizations
            .add(name.value.clone(), Organization { management });
        let root = format!("{}/root", name.value);
        let above = Above {
            organization: id,
            levels: Vec::new(),
            path: format!("{}/", name.value),
        };
        let root = Said {
            value: root,
            at: name.at,
        };
        self.unit(&root, &written.root, &above);
        let management = &written.management_account;
        let is_member = self
            .world
            .accounts
            .find(management)
            .is_some_and(|account| self.world.accounts[account].membership.is_some());
        if !is_member {
            let level = Above {
                levels: vec![],
                path: format!("{}/r-root/", name.value),
                ..above
            };
            self.join(management, &level);
        }
    }

    fn unit(&mut self, name: &Said<String>, unit: &Unit, above: &Above) {
        if above.levels.len() >= DEPTH_MAX {
            let message = format!("`{}` lies too deep", name.value);
            let help = "units can be nested five deep below the root";
            self.fault(Diagnostic::error("unit-depth", message, name.at).help(help));
            return;
        }
        if self.world.policy_levels.find(name).is_some() {
            self.fault(super::vpc::taken("organizational unit", name));
            return;
        }
        let level = PolicyLevel {
            service_control: self.control(unit.service_control_policies.as_ref()),
            resource_control: self.resource_control(&unit.resource_control_policies),
        };
        let level = self.world.policy_levels.add(name.value.clone(), level);
        let mut levels = above.levels.clone();
        levels.push(level);
        let label = if above.levels.is_empty() {
            "r-root"
        } else {
            name.as_str()
        };
        let path = format!("{}{label}/", above.path);
        let here = Above {
            organization: above.organization,
            levels,
            path,
        };
        for account in &unit.accounts {
            self.join(account, &here);
        }
        for (name, unit) in &unit.units {
            self.unit(name, unit, &here);
        }
    }

    fn join(&mut self, account: &Said<String>, above: &Above) {
        let Some(written) = self.scenario.accounts.get(account) else {
            let names = self.scenario.accounts.keys().map(|id| id.as_str());
            let fault = unknown("account", account, names);
            self.fault(fault);
            return;
        };
        let own = PolicyLevel {
            service_control: self.control(written.service_control_policies.as_ref()),
            resource_control: self.resource_control(&written.resource_control_policies),
        };
        let Some(id) = self.world.accounts.find(account) else {
            return;
        };
        if self.world.accounts[id].membership.is_some() {
            let message = format!("`{}` is a member twice", account.value);
            let help = "an account stands in one place of one organization";
            self.fault(Diagnostic::error("member-twice", message, account.at).help(help));
            return;
        }
        let own = self.world.policy_levels.add(account.value.clone(), own);
        let mut levels = above.levels.clone();
        levels.push(own);
        let management = self.world.organizations[above.organization].management;
        self.world.accounts[id].membership = Some(Membership {
            organization: above.organization,
            is_management: self.world.accounts[id].id == management,
            levels,
            path: above.path.clone(),
        });
    }

    /// Service control policies of a level; full access when none are written (SCP-02).
    fn control(&mut self, written: Option<&Vec<Said<PolicyText>>>) -> Vec<AttachedPolicy> {
        let Some(texts) = written else {
            let full = PolicyText::full_aws_access();
            return self.policy(&full, PolicyKind::Scp).into_iter().collect();
        };
        self.check_count(texts, PolicyKind::Scp);
        self.policies(texts, PolicyKind::Scp)
    }

    /// Resource control policies of a level, beside the full access that is always there.
    fn resource_control(&mut self, texts: &[Said<PolicyText>]) -> Vec<AttachedPolicy> {
        self.check_count(texts, PolicyKind::Rcp);
        if let (Some(first), false) = (texts.first(), self.world.features.resource_control_policies)
        {
            let message = "there are no resource control policies yet on this day";
            let help = "they exist since 2024-11 and are left aside before (RCP-01)";
            self.fault(Diagnostic::warning("rcp-before-its-time", message, first.at).help(help));
        }
        self.policies(texts, PolicyKind::Rcp)
    }

    fn check_count(&mut self, texts: &[Said<PolicyText>], kind: PolicyKind) {
        let Some(why) = count_refusal(texts.len(), kind) else {
            return;
        };
        let at = texts.last().map(|text| text.at).unwrap_or_default();
        self.fault(Diagnostic::error(CONSTRAINT, why, at));
    }
}

/// The code with which Organizations refuses too many policies, or too few.
pub(super) const CONSTRAINT: &str = "ConstraintViolationException";

/// Why so many policies of one kind cannot be attached to one unit or account.
///
/// AWS: at most five of a kind; at least one service control policy; the full access that resource
/// control policies cannot lack is one of the five (Organizations user guide, "Quotas").
pub(super) fn count_refusal(count: usize, kind: PolicyKind) -> Option<&'static str> {
    let most = if kind == PolicyKind::Rcp { 4 } else { 5 };
    if count > most {
        Some("more policies than Organizations attaches to one unit or account")
    } else if count == 0 && kind == PolicyKind::Scp {
        Some("a unit or account without any service control policy")
    } else {
        None
    }
}

/// What stands above a unit or account.
struct Above {
    organization: Id<Organization>,
    levels: Vec<Id<PolicyLevel>>,
    path: String,
}
