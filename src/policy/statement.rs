//! One compiled statement, and whether it speaks of a request.

use super::action::Action;
use super::arn_pattern::ArnPattern;
use super::condition::Condition;
use super::context::Context;
use super::document::{Effect, Element, Version, Word, WrittenStatement};
use super::grantee::{Clause, Grip, Reading};
use super::pattern::{Match, Pattern, Syntax};
use super::pattern_index::{Matcher, PatternIndex};
use super::principal::Principal;
use super::s3_action::S3Actions;
use super::series::Series;
use super::witness::Witness;

/// A compiled statement.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    /// Its place in the policy, from 0.
    pub(super) index: usize,
    pub(super) sid: Option<Box<str>>,
    pub(super) effect: Effect,
    actions: Scope<Pattern>,
    /// Which of S3's known actions `actions` covers.
    s3_actions: S3Actions,
    resources: Scope<ArnPattern>,
    clause: Clause,
    conditions: Box<[Condition]>,
}

/// `Action`, `NotAction`, and the same for resources.
#[derive(Debug, Clone)]
enum Scope<M> {
    /// No such element; it limits nothing, as in a role's trust policy.
    Absent,
    Of(PatternIndex<M>),
    Not(PatternIndex<M>),
}

/// One request as statements see it.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Who asks.
    pub principal: &'a Principal,
    /// What for.
    pub action: &'a Action,
    /// The ARN asked for, or `*` for actions without resource.
    pub resource: &'a str,
    /// The account that owns it; `None` takes it from the ARN, or else the caller's.
    pub resource_account: Option<&'a str>,
    /// The keys of the request.
    pub context: &'a Context,
}

/// How a policy is to be read: how its principals, and whether a boundary is attached to the
/// caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) reading: Reading,
    /// AWS: a Deny with `NotPrincipal` always hits callers with a boundary (IAM user guide,
    /// permissions boundaries).
    pub(super) bounded: bool,
}

/// The first element of a statement that does not fit a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissedElement {
    /// `Action` or `NotAction`
    Action,
    /// `Principal` or `NotPrincipal`
    Principal,
    /// `Resource` or `NotResource`
    Resource,
    /// `Condition`
    Condition,
}

impl MissedElement {
    /// Its name in a policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Action => "Action",
            Self::Principal => "Principal",
            Self::Resource => "Resource",
            Self::Condition => "Condition",
        }
    }
}

impl Statement {
    pub(super) fn compile(index: usize, written: &WrittenStatement, version: Version) -> Self {
        let wild = Syntax {
            wildcards: true,
            variables: false,
        };
        let syntax = Syntax {
            wildcards: true,
            variables: version == Version::V2012,
        };
        let action = |text: &str| Pattern::compile(&text.to_lowercase(), wild);
        let resource = |text: &str| ArnPattern::compile(text, syntax);
        let actions = Scope::compile(written.action.as_ref(), action);
        let nothing = Context::default();
        Self {
            s3_actions: S3Actions::covered_by(|name| actions.covers(name, &nothing)),
            actions,
            index,
            sid: written.sid.as_ref().map(|sid| sid.text.as_str().into()),
            effect: written.effect,
            resources: Scope::compile(written.resource.as_ref(), resource),
            clause: Clause::compile(written.principal.as_ref()),
            conditions: written
                .conditions
                .iter()
                .map(|condition| Condition::compile(condition, version))
                .collect(),
        }
    }

    /// How firmly the statement speaks of the request, or which element does not fit first.
    pub(super) fn fit<W: Witness>(
        &self,
        query: &Query<'_>,
        manner: Manner,
        witness: &mut W,
    ) -> Result<Grip, MissedElement> {
        let context = query.context;
        let covered = match query.action.s3_number() {
            Some(number) => self.s3_actions.contains(number),
            None => self.actions.covers(query.action.lower(), context),
        };
        if !covered {
            return Err(MissedElement::Action);
        }
        let denies = self.effect == Effect::Deny;
        let mut grip = self.clause.grip(query.principal, manner.reading, denies);
        if manner.bounded && denies && self.clause.is_negated() {
            grip = Grip::Exact;
        }
        if grip == Grip::None {
            return Err(MissedElement::Principal);
        }
        if !self.resources.covers(query.resource, context) {
            return Err(MissedElement::Resource);
        }
        let mut all_met = true;
        for condition in &self.conditions {
            let met = condition.is_met(context, denies);
            witness.condition(condition, context, met);
            all_met &= met;
            if !W::RECORDS && !met {
                break;
            }
        }
        if all_met {
            Ok(grip)
        } else {
            Err(MissedElement::Condition)
        }
    }
}

impl Statement {
    /// Whether it says the same of all of `series` and at any time.
    pub(super) fn is_steady(&self, series: &Series<'_>) -> bool {
        let mut resources = self.resources.patterns().iter();
        resources.all(|one| one.is_steady(series))
            && self.conditions.iter().all(Condition::is_steady)
    }
}

impl<M: Matcher> Scope<M> {
    fn patterns(&self) -> &[M] {
        match self {
            Self::Absent => &[],
            Self::Of(index) | Self::Not(index) => index.patterns(),
        }
    }

    fn compile(element: Option<&Element<Word>>, pattern: impl Fn(&str) -> M) -> Self {
        let Some(element) = element else {
            return Self::Absent;
        };
        let patterns = element.listed.iter().map(|w| pattern(&w.text)).collect();
        if element.negated {
            Self::Not(PatternIndex::new(patterns))
        } else {
            Self::Of(PatternIndex::new(patterns))
        }
    }

    fn covers(&self, text: &str, context: &Context) -> bool {
        match self {
            Self::Absent => true,
            Self::Of(index) => index.matches(text, context) == Match::Yes,
            Self::Not(index) => index.matches(text, context) == Match::No,
        }
    }
}
