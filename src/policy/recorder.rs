//! The witness that writes everything down, and what it makes of it.

use super::condition::Condition;
use super::context::Context;
use super::decision::{ConditionFinding, LayerVerdict, StatementFinding, StatementRef, Verdict};
use super::document::Effect;
use super::gates::Gates;
use super::grantee::Grip;
use super::layer::Layer;
use super::policy::Policy;
use super::stack::Stack;
use super::statement::{MissedElement, Statement};
use super::value::Value;
use super::witness::Witness;

/// All that was seen during one evaluation.
#[derive(Default)]
pub(super) struct Recorder {
    sections: Vec<Section>,
    /// Conditions of the statement under test.
    conditions: Vec<ConditionFinding>,
}

struct Section {
    layer: Layer,
    level: Option<String>,
    denies: Vec<StatementFinding>,
    allows: Vec<StatementFinding>,
    missed: Vec<StatementFinding>,
    /// The firmest Allow.
    grip: Grip,
}

impl Witness for Recorder {
    const RECORDS: bool = true;

    fn enters(&mut self, layer: Layer, level: Option<&str>) {
        self.sections.push(Section {
            layer,
            level: level.map(str::to_owned),
            denies: Vec::new(),
            allows: Vec::new(),
            missed: Vec::new(),
            grip: Grip::None,
        });
    }

    fn condition(&mut self, condition: &Condition, context: &Context, met: bool) {
        let found = context.values(&condition.key).map(|values| {
            let texts = values.as_slice().iter().map(Value::as_str);
            texts.map(str::to_owned).collect()
        });
        self.conditions.push(ConditionFinding {
            operator: condition.operator.to_string(),
            key: condition.key_written.to_string(),
            wanted: condition.wanted.iter().map(ToString::to_string).collect(),
            found,
            met,
        });
    }

    fn statement(
        &mut self,
        policy: &Policy,
        statement: &Statement,
        fit: Result<Grip, MissedElement>,
    ) {
        let finding = StatementFinding {
            statement: StatementRef {
                policy: policy.name().to_owned(),
                index: statement.index,
                sid: statement.sid.as_deref().map(str::to_owned),
                effect: statement.effect,
            },
            missed: fit.err(),
            conditions: std::mem::take(&mut self.conditions),
        };
        let Some(section) = self.sections.last_mut() else {
            return;
        };
        match (fit, statement.effect) {
            (Err(_), _) => section.missed.push(finding),
            (Ok(_), Effect::Deny) => section.denies.push(finding),
            (Ok(grip), Effect::Allow) => {
                section.grip = section.grip.max(grip);
                section.allows.push(finding);
            }
        }
    }
}

impl Recorder {
    /// Every layer's verdict, in the order of [`Layer::ALL`].
    pub(super) fn verdicts(self, stack: &Stack<'_>, gates: Gates) -> Vec<LayerVerdict> {
        let mut sections = self.sections;
        let mut all = Vec::new();
        for layer in Layer::ALL {
            if layer.is_resource_policy() && layer != stack.resource.kind.layer() {
                continue;
            }
            let before = all.len();
            let (seen, rest) = sections
                .into_iter()
                .partition(|section| section.layer == layer);
            sections = rest;
            let seen: Vec<Section> = seen;
            all.extend(
                seen.into_iter()
                    .map(|section| section.verdict(stack, gates)),
            );
            if all.len() == before {
                all.push(silent(layer, stack, gates));
            }
        }
        all
    }
}

impl Section {
    fn verdict(self, stack: &Stack<'_>, gates: Gates) -> LayerVerdict {
        let delegates =
            self.layer.is_resource_policy() && gates.is_same_account && self.grip <= Grip::Account;
        let in_levels = self.level.is_some();
        let (verdict, statements) = if !self.denies.is_empty() {
            (Verdict::DeniesExplicitly, self.denies)
        } else if self.layer == Layer::Rcp {
            (Verdict::Allows, self.allows)
        } else if in_levels {
            let allows = !self.allows.is_empty();
            (
                if allows {
                    Verdict::Allows
                } else {
                    Verdict::DeniesImplicitly
                },
                self.allows,
            )
        } else if gates.implicit.contains(self.layer) {
            (Verdict::DeniesImplicitly, self.allows)
        } else if delegates || self.allows.is_empty() {
            (unasked(self.layer, stack), self.allows)
        } else {
            (Verdict::Allows, self.allows)
        };
        LayerVerdict {
            layer: self.layer,
            level: self.level,
            verdict,
            statements,
            near_misses: self.missed,
        }
    }
}

/// A layer that is open though none of its statements allows.
fn unasked(layer: Layer, stack: &Stack<'_>) -> Verdict {
    let is_default = layer == Layer::Endpoint
        && stack
            .endpoint
            .as_ref()
            .is_some_and(|endpoint| endpoint.policies.is_empty());
    if is_default {
        Verdict::Allows
    } else {
        Verdict::Neutral
    }
}

/// The verdict of a layer none of whose policies was looked at.
fn silent(layer: Layer, stack: &Stack<'_>, gates: Gates) -> LayerVerdict {
    let verdict = if gates.explicit.contains(layer) {
        Verdict::DeniesExplicitly
    } else if gates.implicit.contains(layer) {
        Verdict::DeniesImplicitly
    } else if layer == Layer::Acl && stack.acl.is_some() {
        Verdict::Neutral
    } else {
        Verdict::NotApplicable
    };
    LayerVerdict {
        layer,
        level: None,
        verdict,
        statements: Vec::new(),
        near_misses: Vec::new(),
    }
}
