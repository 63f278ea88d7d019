//! What would fix a denial: the smallest edits of policies that are seen to turn it into an allow.

mod candidates;
mod draft;

use std::fmt;

use super::decision::{Decision, Gate, Verdict, explain};
use super::document::Effect;
use super::layer::Layer;
use super::stack::Stack;
use super::statement::Query;

use self::draft::Draft;

/// Edits that together turn a denial into an allow; each one is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The edits, in the order they were found.
    pub edits: Vec<Edit>,
}

/// One edit of one policy or setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Whose layer is edited.
    pub layer: Layer,
    /// At which level of an organization.
    pub level: Option<String>,
    /// The policy's name; `None` when a policy has to be made.
    pub policy: Option<String>,
    /// What is changed.
    pub change: Change,
}

/// The kinds of edits, smallest first. Statements are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// One value of a condition is written wrongly.
    CorrectValue {
        /// Which statement.
        statement: usize,
        /// The condition's operator.
        operator: String,
        /// The condition's key.
        key: String,
        /// What stands there.
        from: String,
        /// What should.
        to: String,
    },
    /// A condition needs one more value.
    AddValue {
        /// Which statement.
        statement: usize,
        /// The condition's operator.
        operator: String,
        /// The condition's key.
        key: String,
        /// The value.
        value: String,
    },
    /// An Allow needs one more resource, such as a bucket's objects (POL-34).
    AddResource {
        /// Which statement.
        statement: usize,
        /// The resource.
        resource: String,
    },
    /// A Deny should spare the caller.
    AddCondition {
        /// Which statement.
        statement: usize,
        /// The condition's operator.
        operator: String,
        /// The condition's key.
        key: String,
        /// The condition's value.
        value: String,
    },
    /// A statement is missing.
    AddStatement {
        /// It, as JSON.
        json: String,
    },
    /// A statement is too much.
    RemoveStatement {
        /// Which statement.
        statement: usize,
    },
}

/// Edits one fix may need at most.
const EDITS_MAX: usize = 16;

/// Finds the smallest change that turns the denial of a request into an allow, or `None` when it
/// is allowed already or no edit of policies helps.
///
/// Gate by gate, the smallest edit is taken after which fewer gates or denying statements are in
/// the way; every edit is tried out with [`explain`], and the fix as a whole is seen to allow the
/// request. Nothing wider than this request is proposed.
///
/// ```
/// use vpcsim::policy::*;
/// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject",
///     "Resource": "arn:aws:s3:::b"}}"#;
/// let (document, _) = Document::parse(text, PolicyKind::Identity, Validation::Strict);
/// let identity = Policy::compile("app", document.unwrap());
/// let stack = Stack { identity: vec![&identity], ..Stack::default() };
/// let principal = Principal::session("111122223333", "/", "app", "i-1");
/// let fix = fix(&stack, &Query {
///     principal: &principal, action: &Action::new("s3:GetObject"),
///     resource: "arn:aws:s3:::b/k", resource_account: Some("111122223333"),
///     context: &Context::of(&principal),
/// });
/// let edit = &fix.unwrap().edits[0];
/// assert_eq!(edit.to_string(), "in `app`, statement 1: add the resource `arn:aws:s3:::b/*`");
/// ```
pub fn fix(stack: &Stack<'_>, query: &Query<'_>) -> Option<Fix> {
    let mut draft = Draft::of(stack);
    let mut edits = Vec::new();
    let mut decision = explain(&draft.stack(stack), query);
    if decision.is_allowed() {
        return None;
    }
    while edits.len() < EDITS_MAX {
        let gate = decision.named()?;
        let (edit, better, after) = step(stack, query, &draft, &decision, gate)?;
        edits.push(edit);
        draft = better;
        decision = after;
        if decision.is_allowed() {
            return Some(Fix { edits });
        }
    }
    None
}

/// The smallest edit that brings the request forward at `gate`.
fn step(
    stack: &Stack<'_>,
    query: &Query<'_>,
    draft: &Draft,
    decision: &Decision,
    gate: Gate,
) -> Option<(Edit, Draft, Decision)> {
    let before = distance(decision);
    candidates::edits(stack, query, decision, gate)
        .into_iter()
        .find_map(|edit| {
            let better = draft.edited(&edit, stack)?;
            let after = explain(&better.stack(stack), query);
            (distance(&after) < before).then_some((edit, better, after))
        })
}

/// How far a request is from being allowed: closed gates and levels, and denying statements, which
/// weigh more, since a gate that no longer denies may still not allow.
fn distance(decision: &Decision) -> usize {
    let denials = decision.layers.iter().map(|verdict| {
        let denying = verdict.statements.iter();
        let denying = denying
            .filter(|f| f.statement.effect == Effect::Deny)
            .count();
        2 * denying + usize::from(verdict.verdict == Verdict::DeniesImplicitly)
    });
    let gates = decision.blocked_by.iter();
    let gates: usize = gates.map(|gate| 1 + usize::from(gate.is_explicit)).sum();
    gates + denials.sum::<usize>()
}

impl Change {
    /// The statement that is edited, if it is one that exists.
    pub fn statement(&self) -> Option<usize> {
        match self {
            Self::CorrectValue { statement, .. }
            | Self::AddValue { statement, .. }
            | Self::AddResource { statement, .. }
            | Self::AddCondition { statement, .. }
            | Self::RemoveStatement { statement } => Some(*statement),
            Self::AddStatement { .. } => None,
        }
    }
}

/// Says the edit in one line; statements are counted from 1.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.policy {
            Some(policy) => write!(f, "in `{policy}`")?,
            None => write!(f, "in a new {} policy", self.layer.name())?,
        }
        if let Some(level) = &self.level {
            write!(f, " at `{level}`")?;
        }
        if let Some(statement) = self.change.statement() {
            write!(f, ", statement {}", statement + 1)?;
        }
        match &self.change {
            Change::CorrectValue { key, from, to, .. } => {
                write!(f, ": `{key}` is `{to}`, not `{from}`")
            }
            Change::AddValue { key, value, .. } => write!(f, ": add `{value}` to `{key}`"),
            Change::AddResource { resource, .. } => write!(f, ": add the resource `{resource}`"),
            Change::AddCondition {
                operator,
                key,
                value,
                ..
            } => write!(f, ": add the condition `{operator}` `{key}` `{value}`"),
            Change::AddStatement { json } => write!(f, ": add {json}"),
            Change::RemoveStatement { .. } => write!(f, ": remove it"),
        }
    }
}
