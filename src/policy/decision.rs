//! A decision with all it rests on: each layer's verdict, its statements and its conditions.

use super::document::Effect;
use super::gates::{Gates, Outcome};
use super::layer::{EXPLICIT_ORDER, IMPLICIT_ORDER, Layer};
use super::message;
use super::recorder::Recorder;
use super::stack::Stack;
use super::statement::{MissedElement, Query};
use super::witness::Nobody;

/// What was decided, and why. Structured; prose is made elsewhere, except the text AWS prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether the request is allowed.
    pub outcome: Outcome,
    /// Every layer, in the order of [`Layer::ALL`]; an organization's levels one by one.
    pub layers: Vec<LayerVerdict>,
    /// Every closed gate, in the order AWS is taken to name them (POL-37).
    pub blocked_by: Vec<Gate>,
    /// Whether caller and resource belong to the same account.
    pub is_same_account: bool,
    /// What AWS prints; empty when allowed.
    pub message: String,
}

/// One closed gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gate {
    /// Which layer.
    pub layer: Layer,
    /// Whether by a Deny, or for want of an Allow.
    pub is_explicit: bool,
}

/// What one layer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerVerdict {
    /// Which layer.
    pub layer: Layer,
    /// Which level of an organization, by its id.
    pub level: Option<String>,
    /// What it says.
    pub verdict: Verdict,
    /// The statements the verdict rests on.
    pub statements: Vec<StatementFinding>,
    /// The statements that do not speak of this request, each with the element that fails first.
    pub near_misses: Vec<StatementFinding>,
}

/// What a layer says of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It lets the request pass or grants it.
    Allows,
    /// A Deny applies.
    DeniesExplicitly,
    /// An Allow is needed and missing.
    DeniesImplicitly,
    /// It has policies, and their silence does no harm here.
    Neutral,
    /// There is no such layer for this request.
    NotApplicable,
}

/// One statement as it met the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFinding {
    /// Which statement.
    pub statement: StatementRef,
    /// The first element that does not fit; `None` when all do.
    pub missed: Option<MissedElement>,
    /// The conditions that were looked at.
    pub conditions: Vec<ConditionFinding>,
}

/// A statement, by its policy and place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StatementRef {
    /// The policy's name.
    pub policy: String,
    /// Its place in the policy, from 0.
    pub index: usize,
    /// Its Sid.
    pub sid: Option<String>,
    /// Whether it allows or denies.
    pub effect: Effect,
}

/// One condition as it met the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionFinding {
    /// The operator, as written.
    pub operator: String,
    /// The key, as written.
    pub key: String,
    /// The policy's values.
    pub wanted: Vec<String>,
    /// The request's values; `None` when the key is absent.
    pub found: Option<Vec<String>>,
    /// Whether it is met.
    pub met: bool,
}

/// Decides a request and tells why, with the same code as [`decide`](super::decide).
pub fn explain(stack: &Stack<'_>, query: &Query<'_>) -> Decision {
    let mut recorder = Recorder::default();
    let gates = Gates::of(stack, query, &mut recorder);
    let blocked_by: Vec<Gate> = closed(gates).collect();
    let layers = recorder.verdicts(stack, gates);
    let message = message::text(stack, query, gates, blocked_by.first());
    Decision {
        outcome: gates.outcome(),
        layers,
        blocked_by,
        is_same_account: gates.is_same_account,
        message,
    }
}

/// The closed gate AWS would name, or `None` when the request is allowed; allocates nothing.
///
/// It is the one [`Decision::named`] tells: evaluation may stop early, but only at gates that are
/// named before all others (POL-37).
pub fn closed_gate(stack: &Stack<'_>, query: &Query<'_>) -> Option<Gate> {
    closed(Gates::of(stack, query, &mut Nobody)).next()
}

fn closed(gates: Gates) -> impl Iterator<Item = Gate> {
    let gate = |is_explicit| move |layer| Gate { layer, is_explicit };
    let explicit = EXPLICIT_ORDER.into_iter();
    let implicit = IMPLICIT_ORDER.into_iter();
    explicit
        .filter(move |layer| gates.explicit.contains(*layer))
        .map(gate(true))
        .chain(
            implicit
                .filter(move |layer| {
                    gates.implicit.contains(*layer) && !gates.explicit.contains(*layer)
                })
                .map(gate(false)),
        )
}

impl Decision {
    /// Whether the request is allowed.
    pub fn is_allowed(&self) -> bool {
        self.outcome == Outcome::Allowed
    }

    /// The one closed gate AWS would name (POL-37).
    pub fn named(&self) -> Option<Gate> {
        self.blocked_by.first().copied()
    }

    /// The verdicts of `layer`; several for the levels of an organization.
    pub fn verdicts(&self, layer: Layer) -> impl Iterator<Item = &LayerVerdict> {
        self.layers.iter().filter(move |one| one.layer == layer)
    }
}
