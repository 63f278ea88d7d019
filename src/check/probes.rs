//! Whether the probes of a scenario come out as it expects, as its world is at the beginning.

use super::finding::Finding;
use crate::journey::probe;
use crate::world::World;
use crate::world::plan::Plan;

/// What came of every probe that is expected to come out in some way.
pub fn probes(world: &World, plan: &Plan) -> Vec<Finding> {
    let asked = plan.probes.iter();
    let judged = asked.filter_map(|asked| {
        let expect = asked.expect?;
        let answer = probe::ask(world, asked);
        let why = answer.reasons.first().filter(|_| answer.finding != expect);
        let why = why.map_or_else(String::new, |why| format!(", because of {}", why.code));
        Some(Finding {
            span: asked.span,
            is_met: answer.finding == expect,
            says: format!("probe {}: {expect}", asked.id),
            found: format!("{}{why}", answer.finding),
        })
    });
    judged.collect()
}
