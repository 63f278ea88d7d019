//! A copy of a stack whose policies can be edited.

use super::{Change, Edit};
use crate::policy::document::{
    Document, Effect, Validation, Version, Word, WrittenCondition, WrittenStatement,
};
use crate::policy::kind::PolicyKind;
use crate::policy::layer::Layer;
use crate::policy::policy::Policy;
use crate::policy::stack::{Endpoint, Level, Stack, TargetKind};

/// The policies of a stack, owned; all else stays with the stack.
#[derive(Clone)]
pub(super) struct Draft {
    identity: Vec<Policy>,
    boundary: Vec<Policy>,
    session: Vec<Policy>,
    scp: Vec<Vec<Policy>>,
    rcp: Vec<Vec<Policy>>,
    endpoint: Vec<Policy>,
    resource: Vec<Policy>,
}

impl Draft {
    pub(super) fn of(stack: &Stack<'_>) -> Self {
        let own = |policies: &[&Policy]| policies.iter().map(|one| (*one).clone()).collect();
        let levels = |levels: &[Level<'_>]| levels.iter().map(|one| own(&one.policies)).collect();
        Self {
            identity: own(&stack.identity),
            boundary: own(&stack.boundary),
            session: own(&stack.session),
            scp: stack.scp.as_deref().map(levels).unwrap_or_default(),
            rcp: levels(&stack.rcp),
            endpoint: stack
                .endpoint
                .as_ref()
                .map(|endpoint| own(&endpoint.policies))
                .unwrap_or_default(),
            resource: stack.resource.policy.into_iter().cloned().collect(),
        }
    }

    /// The stack with the draft's policies in place of its own.
    pub(super) fn stack<'a>(&'a self, base: &Stack<'a>) -> Stack<'a> {
        let levels = |of: &[Level<'a>], own: &'a [Vec<Policy>]| {
            let pairs = of.iter().zip(own);
            pairs
                .map(|(level, policies)| Level {
                    id: level.id,
                    policies: policies.iter().collect(),
                })
                .collect()
        };
        let mut stack = base.clone();
        stack.identity = self.identity.iter().collect();
        stack.boundary = self.boundary.iter().collect();
        stack.session = self.session.iter().collect();
        stack.scp = base.scp.as_deref().map(|of| levels(of, &self.scp));
        stack.rcp = levels(&base.rcp, &self.rcp);
        stack.endpoint = base.endpoint.as_ref().map(|endpoint| Endpoint {
            kind: endpoint.kind,
            policies: self.endpoint.iter().collect(),
        });
        stack.resource.policy = self.resource.first();
        stack
    }

    /// The draft after `edit`; `None` when what it edits is not there.
    pub(super) fn edited(&self, edit: &Edit, base: &Stack<'_>) -> Option<Self> {
        let mut draft = self.clone();
        let at = |levels: Option<&[Level<'_>]>| {
            let id = edit.level.as_deref()?;
            levels?.iter().position(|level| level.id == id)
        };
        let (list, kind) = match edit.layer {
            Layer::Identity => (&mut draft.identity, PolicyKind::Identity),
            Layer::Boundary => (&mut draft.boundary, PolicyKind::Boundary),
            Layer::Session => (&mut draft.session, PolicyKind::Session),
            Layer::Scp => {
                let level = at(base.scp.as_deref())?;
                (draft.scp.get_mut(level)?, PolicyKind::Scp)
            }
            Layer::Rcp => (draft.rcp.get_mut(at(Some(&base.rcp))?)?, PolicyKind::Rcp),
            Layer::Endpoint => (&mut draft.endpoint, PolicyKind::Endpoint),
            Layer::Bucket
            | Layer::AccessPoint
            | Layer::MultiRegionAccessPoint
            | Layer::Resource
            | Layer::BlockPublicAccess => {
                let kind = match base.resource.kind {
                    TargetKind::Bucket => PolicyKind::Bucket,
                    TargetKind::AccessPoint => PolicyKind::AccessPoint,
                    TargetKind::MultiRegionAccessPoint => PolicyKind::MultiRegionAccessPoint,
                    TargetKind::Other => PolicyKind::Resource,
                };
                (&mut draft.resource, kind)
            }
            Layer::Acl | Layer::Service => return None,
        };
        change(list, kind, edit)?;
        Some(draft)
    }
}

fn change(list: &mut Vec<Policy>, kind: PolicyKind, edit: &Edit) -> Option<()> {
    let Some(name) = &edit.policy else {
        let empty = Document {
            kind,
            version: Version::V2012,
            id: None,
            statements: Vec::new(),
        };
        list.push(Policy::compile("new policy", apply(&empty, &edit.change)?));
        return Some(());
    };
    let policy = list.iter_mut().find(|policy| policy.name() == name)?;
    *policy = Policy::compile(name.clone(), apply(policy.document(), &edit.change)?);
    Some(())
}

fn word(text: &str) -> Word {
    Word {
        text: text.to_owned(),
        place: 0..0,
    }
}

/// The document after one change; `None` when it does not fit.
fn apply(document: &Document, change: &Change) -> Option<Document> {
    let mut document = document.clone();
    if let Change::AddStatement { json } = change {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": {json}}}"#);
        let (added, _) = Document::parse(&text, document.kind, Validation::Lenient);
        document.statements.extend(added?.statements);
        return Some(document);
    }
    let index = change.statement()?;
    if let Change::RemoveStatement { .. } = change {
        document.statements.get(index)?;
        document.statements.remove(index);
        return Some(document);
    }
    edit_statement(document.statements.get_mut(index)?, change)?;
    Some(document)
}

fn edit_statement(statement: &mut WrittenStatement, change: &Change) -> Option<()> {
    match change {
        Change::CorrectValue {
            operator,
            key,
            from,
            to,
            ..
        } => {
            let condition = condition(statement, operator, key)?;
            let value = condition.values.iter_mut().find(|v| v.text == *from)?;
            value.text.clone_from(to);
        }
        Change::AddValue {
            operator,
            key,
            value,
            ..
        } => condition(statement, operator, key)?
            .values
            .push(word(value)),
        Change::AddResource { resource, .. } => {
            let element = statement.resource.as_mut().filter(|e| !e.negated)?;
            element.listed.push(word(resource));
        }
        Change::AddCondition {
            operator,
            key,
            value,
            ..
        } => {
            if statement.effect == Effect::Allow {
                return None;
            }
            statement.conditions.push(WrittenCondition {
                operator: word(operator),
                key: word(key),
                values: vec![word(value)],
            });
        }
        Change::AddStatement { .. } | Change::RemoveStatement { .. } => return None,
    }
    Some(())
}

fn condition<'a>(
    statement: &'a mut WrittenStatement,
    operator: &str,
    key: &str,
) -> Option<&'a mut WrittenCondition> {
    let mut conditions = statement.conditions.iter_mut();
    conditions.find(|one| one.operator.text == operator && one.key.text == key)
}
