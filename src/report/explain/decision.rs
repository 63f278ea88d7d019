//! Who may: each layer of policies, and the statements and conditions that decided.

use super::outline::Outline;
use crate::policy::{
    ConditionFinding, Decision, Effect, Layer, LayerVerdict, MissedElement, StatementFinding,
    Verdict,
};
use crate::report::paint::Tone;
use crate::s3::{Check, Pass};

/// Adds every question that was put to the policy engine.
pub(super) fn add(checks: &[Check], outline: &mut Outline) {
    for check in checks {
        outline.heading(heading(check));
        if check.is_past_bucket_policy {
            let words = "the owner's root user may repair the policy: it is left aside";
            outline.add(1, words, Tone::Notable).rule("POL-16");
        }
        for layer in &check.decision.layers {
            add_layer(layer, outline);
        }
        add_total(&check.decision, outline);
    }
}

/// Whose question it is; requests through an access point are judged twice (POL-18).
fn heading(check: &Check) -> String {
    let who = format!("Who may {} on {}", check.action, check.resource);
    match check.pass {
        None => who,
        Some(Pass::AccessPoint(_)) => format!("{who}, the access point"),
        Some(Pass::MultiRegion(_)) => format!("{who}, the Multi-Region Access Point"),
        Some(Pass::Bucket) => format!("{who}, the bucket behind it"),
    }
}

fn add_total(decision: &Decision, outline: &mut Outline) {
    if decision.is_allowed() {
        outline.add(1, "together: allowed", Tone::Good);
        return;
    }
    let named = decision.named();
    let closed = decision.blocked_by.iter().map(|gate| {
        let how = if gate.is_explicit {
            "explicit deny"
        } else {
            "no allow"
        };
        format!("{how} ({})", layer_words(gate.layer))
    });
    let closed: Vec<String> = closed.collect();
    outline.add(
        1,
        format!("together: denied by {}", closed.join(", ")),
        Tone::Bad,
    );
    let is_explicit = named.is_some_and(|gate| gate.is_explicit);
    outline.rule(if is_explicit { "POL-01" } else { "POL-02" });
}

fn add_layer(layer: &LayerVerdict, outline: &mut Outline) {
    let Some((words, tone)) = verdict_words(layer.verdict) else {
        return;
    };
    let name = layer_words(layer.layer);
    let level = layer
        .level
        .as_ref()
        .map_or_else(String::new, |level| format!(" of {level}"));
    outline.add(1, format!("{name}{level}: {words}"), tone);
    for finding in &layer.statements {
        add_statement(finding, outline);
    }
    for finding in &layer.near_misses {
        if is_telling(layer.verdict, finding) {
            add_miss(finding, outline);
        }
    }
    if layer.statements.is_empty()
        && layer.near_misses.is_empty()
        && let Some(words) = emptiness(layer)
    {
        outline.add(2, words, Tone::Faint);
    }
}

/// What it means that a layer has no statement at all.
fn emptiness(layer: &LayerVerdict) -> Option<&'static str> {
    match (layer.layer, layer.verdict) {
        (Layer::Endpoint, Verdict::Allows) => Some("no policy: full access"),
        (_, Verdict::DeniesImplicitly) => Some("no statement"),
        (
            _,
            Verdict::Allows | Verdict::DeniesExplicitly | Verdict::Neutral | Verdict::NotApplicable,
        ) => None,
    }
}

/// Whether a statement that does not apply is worth a line: when its layer stays closed for want
/// of it, or when only its conditions kept a deny away.
fn is_telling(verdict: Verdict, finding: &StatementFinding) -> bool {
    let is_deny = finding.statement.effect == Effect::Deny;
    let by_condition = finding.missed == Some(MissedElement::Condition);
    (verdict == Verdict::DeniesImplicitly && !is_deny) || (is_deny && by_condition)
}

fn add_statement(finding: &StatementFinding, outline: &mut Outline) {
    let (verb, tone) = match finding.statement.effect {
        Effect::Allow => ("allows", Tone::Good),
        Effect::Deny => ("denies", Tone::Bad),
    };
    outline.add(2, format!("{} {verb}", statement_words(finding)), tone);
    for condition in &finding.conditions {
        add_condition(condition, outline);
    }
}

fn add_miss(finding: &StatementFinding, outline: &mut Outline) {
    let missed = match finding.missed {
        None => "applies",
        Some(MissedElement::Action) => "is for other actions",
        Some(MissedElement::Principal) => "is for other principals",
        Some(MissedElement::Resource) => "is for other resources",
        Some(MissedElement::Condition) => "does not apply",
    };
    outline.add(
        2,
        format!("{} {missed}", statement_words(finding)),
        Tone::Faint,
    );
    for condition in finding.conditions.iter().filter(|condition| !condition.met) {
        add_condition(condition, outline);
    }
}

/// `statement 2 "OnlyEndpoint" of bucket policy`.
pub(super) fn statement_words(finding: &StatementFinding) -> String {
    let statement = &finding.statement;
    let sid = statement
        .sid
        .as_ref()
        .map_or_else(String::new, |sid| format!(" \"{sid}\""));
    format!(
        "statement {}{sid} of {}",
        statement.index + 1,
        statement.policy
    )
}

fn add_condition(condition: &ConditionFinding, outline: &mut Outline) {
    let verb = if condition.met {
        "holds"
    } else {
        "does not hold"
    };
    let words = format!("{} {} {verb}", condition.operator, condition.key);
    outline.add(3, words, Tone::Plain);
    let found = match &condition.found {
        None => "the key is absent".to_owned(),
        Some(found) => found.join(", "),
    };
    outline.add(
        4,
        format!("policy   {}", condition.wanted.join(", ")),
        Tone::Plain,
    );
    outline.add(4, format!("request  {found}"), Tone::Strong);
}

/// A layer as the subject of a sentence.
pub(super) fn layer_words(layer: Layer) -> &'static str {
    match layer {
        Layer::Identity => "identity policies",
        Layer::Boundary => "permissions boundary",
        Layer::Session => "session policy",
        Layer::Scp => "service control policies",
        Layer::Rcp => "resource control policies",
        Layer::Endpoint => "endpoint policy",
        Layer::Bucket => "bucket policy",
        Layer::AccessPoint => "access point policy",
        Layer::MultiRegionAccessPoint => "Multi-Region access point policy",
        Layer::Resource => "resource policy",
        Layer::BlockPublicAccess => "Block Public Access",
        Layer::Acl => "access control list",
        Layer::Service => "the service",
    }
}

/// What a layer says; `None` when there is no such layer for the request.
fn verdict_words(verdict: Verdict) -> Option<(&'static str, Tone)> {
    match verdict {
        Verdict::Allows => Some(("allow", Tone::Good)),
        Verdict::DeniesExplicitly => Some(("explicit deny", Tone::Bad)),
        Verdict::DeniesImplicitly => Some(("no allow", Tone::Bad)),
        Verdict::Neutral => Some(("nothing to say", Tone::Faint)),
        Verdict::NotApplicable => None,
    }
}
