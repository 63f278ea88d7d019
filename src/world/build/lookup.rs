//! Names looked up, with *did you mean* where they are not found.

use super::Builder;
use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::diagnostic::{Diagnostic, nearest};
use crate::scenario::{Said, Scenario};
use crate::world::{Arena, Id};

impl Builder<'_> {
    /// The thing called `name`, or a fault that says what there is instead.
    pub(super) fn find<T>(
        &mut self,
        arena: impl Fn(&super::World) -> &Arena<T>,
        kind: &str,
        name: &Said<String>,
    ) -> Option<Id<T>> {
        let arena = arena(&self.world);
        let found = arena.find(name);
        if found.is_none() && !is_broken(self.scenario, name) {
            self.faults.push(unknown(kind, name, arena.names()));
        }
        found
    }

    /// The account of this id; it must be one of the scenario's.
    pub(super) fn account(&mut self, id: &Said<String>) -> Option<AccountId> {
        let known = self.scenario.accounts.contains_key(id);
        if !known && !is_broken(self.scenario, id) {
            let names = self.scenario.accounts.keys().map(|id| id.as_str());
            self.faults.push(unknown("account", id, names));
        }
        id.parse().ok()
    }

    /// The Region of this name.
    pub(super) fn region(&mut self, name: &Said<String>) -> Option<Region> {
        let region = Region::parse(name);
        if region.is_none() {
            self.faults
                .push(unknown("Region", name, Region::all().map(Region::name)));
        }
        region
    }

    /// Tells a fault.
    pub(super) fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }
}

/// Whether `name` was written, but what it names could not be read: its own fault is told already.
fn is_broken(scenario: &Scenario, name: &str) -> bool {
    scenario.accounts.is_broken(name)
        || scenario.prefix_lists.is_broken(name)
        || scenario.vpcs.is_broken(name)
        || scenario.hosts.is_broken(name)
        || scenario.buckets.is_broken(name)
        || scenario.access_points.is_broken(name)
        || scenario.multi_region_access_points.is_broken(name)
        || scenario.clients.is_broken(name)
}

/// The fault of a name nobody bears.
pub(super) fn unknown<'a>(
    kind: &str,
    name: &Said<String>,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let known: Vec<&str> = known.filter(|name| !name.contains('/')).collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("there is no {kind} at all in this scenario"),
        None => {
            let listed: Vec<String> = known
                .iter()
                .take(8)
                .map(|name| format!("`{name}`"))
                .collect();
            let more = if known.len() > 8 { ", …" } else { "" };
            format!("there is {}{more}", listed.join(", "))
        }
    };
    Diagnostic::error(
        "unknown-id",
        format!("no {kind} is called `{}`", name.value),
        name.at,
    )
    .label("not found")
    .help(help)
}
