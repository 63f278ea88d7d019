//! Known traps of a design, found by asking and not by running: each is one rule in one file,
//! with one page.
//!
//! ```text
//! Scenario + World + Plan ──► Design ──► epochs: the world between two changes,
//!                               │         and every request's journey through it
//!                               ▼
//!                     rules ──► Findings: warnings with their places
//! ```
//!
//! A rule asks the same answers that `explain` and `run` ask (journeys, packets, policies); it
//! never runs the clock. What a sound design may do is no finding: a rule speaks when a request of
//! the workload is hit, or when a text can never do what it says. What may be meant so is a note,
//! not a warning.

mod rule;
mod design;
mod epoch;
mod place;
mod written_policy;
mod question;
mod findings;
mod source_ip_behind_endpoint;
mod cross_region_behind_gateway;
mod policy_locks_owner_out;
mod endpoint_starves_service;
mod deny_only_endpoint_policy;
mod endpoint_principal_ignored;
mod route_shadows_endpoint;
mod security_group_forgets_s3;
mod acl_forgets_answers;
mod policy_traps;

pub use rule::Rule;

use crate::diagnostic::Diagnostic;
use crate::scenario::Scenario;
use crate::world::World;
use crate::world::plan::Plan;
use design::Design;
use findings::Findings;

/// Finds the traps of a design, in the order of their places. `world` and `plan` are what
/// [`build`](crate::world::build) makes of `scenario`, without errors.
///
/// ```
/// use vpcsim::{lint::lint, scenario::Scenario, world};
/// let text = r##"Scenario(
///     accounts: { "111122223333": Account() },
///     vpcs: { "vpc-1": Vpc(
///         account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
///         route_tables: { "rtb-1": [] },
///         vpc_endpoints: { "vpce-1": Gateway(
///             service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-1"],
///             policy: r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
///                 "Resource": "*"}}"#,
///         ) },
///     ) },
/// )"##;
/// let loaded = Scenario::parse(text);
/// let built = world::build(&loaded.scenario);
/// let found = lint(&loaded.scenario, &built.world, &built.plan);
/// assert_eq!(found[0].code, "deny-only-endpoint-policy"); // (POL-06)
/// ```
pub fn lint(scenario: &Scenario, world: &World, plan: &Plan) -> Vec<Diagnostic> {
    let design = Design::of(scenario, world, plan);
    let mut findings = Findings::default();
    policy_locks_owner_out::find(&design, &mut findings);
    deny_only_endpoint_policy::find(&design, &mut findings);
    endpoint_principal_ignored::find(&design, &mut findings);
    endpoint_starves_service::find(&design, &mut findings);
    for epoch in design.epochs() {
        source_ip_behind_endpoint::find(&design, &epoch, &mut findings);
        cross_region_behind_gateway::find(&design, &epoch, &mut findings);
        route_shadows_endpoint::find(&design, &epoch, &mut findings);
        security_group_forgets_s3::find(&design, &epoch, &mut findings);
        acl_forgets_answers::find(&design, &epoch, &mut findings);
    }
    policy_traps::find(&design, &mut findings);
    findings.in_order()
}
