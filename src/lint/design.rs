//! What rules ask about: the scenario as written, and the world and the plan it makes.

use super::written_policy::WrittenPolicy;
use crate::policy::Policy;
use crate::scenario::Scenario;
use crate::world::World;
use crate::world::plan::Plan;

/// The most loads of one finding that are called by name.
const NAMES_MAX: usize = 3;

/// What rules ask about.
#[derive(Debug)]
pub(super) struct Design<'a> {
    /// As it was written.
    pub(super) scenario: &'a Scenario,
    /// What exists at the start; things of the timeline are planned in it.
    pub(super) world: &'a World,
    /// The requests and the changes.
    pub(super) plan: &'a Plan,
    /// Every policy that was written, wherever it stands.
    pub(super) policies: Vec<WrittenPolicy<'a>>,
}

impl<'a> Design<'a> {
    /// The design that a scenario describes.
    pub(super) fn of(scenario: &'a Scenario, world: &'a World, plan: &'a Plan) -> Self {
        Self {
            scenario,
            world,
            plan,
            policies: WrittenPolicy::all(scenario, world),
        }
    }

    /// Where a policy of some world was written.
    pub(super) fn written(&self, policy: &Policy) -> Option<&WrittenPolicy<'a>> {
        self.policies
            .iter()
            .find(|written| written.policy.document() == policy.document())
    }

    /// Loads by name: "`a`, `b` and 2 more".
    pub(super) fn named(&self, loads: &[usize]) -> String {
        let shown = loads.iter().take(NAMES_MAX);
        let names: Vec<String> = shown
            .map(|load| format!("`{}`", self.plan.loads[*load].id))
            .collect();
        let more = match loads.len().saturating_sub(NAMES_MAX) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{}{more}", names.join(", "))
    }
}
