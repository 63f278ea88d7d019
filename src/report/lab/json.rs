//! Labs for programs, versioned.

use serde_json::{Value, json};

use super::table::{path, sum};
use super::{Case, Count, Judgement, Lab};
use crate::report::reason;

/// The shape's version.
const VERSION: u32 = 1;

/// How labs and simulator agree.
pub fn to_json(labs: &[Lab]) -> Value {
    json!({
        "version": VERSION,
        "labs": labs.iter().map(lab).collect::<Vec<_>>(),
        "reached": count(sum(labs, Lab::reached)),
        "ttl": count(sum(labs, Lab::ttl)),
    })
}

fn lab(lab: &Lab) -> Value {
    json!({
        "lab": lab.name,
        "reached": count(lab.reached()),
        "ttl": count(lab.ttl()),
        "unknown_ends": lab.unknown_ends(),
        "left_out": lab.left_out,
        "probes": lab.cases.iter().map(|one| case(lab, one)).collect::<Vec<_>>(),
    })
}

fn count(count: Count) -> Value {
    json!({
        "agree": count.agree,
        "disagree": count.disagree,
        "not_modelled": count.unmodelled,
    })
}

fn case(lab: &Lab, case: &Case) -> Value {
    let measured = &case.measured;
    let answer = case.answer.as_ref();
    let reasons = answer.into_iter().flat_map(|answer| &answer.reasons);
    let reasons: Vec<Value> = reasons
        .map(|why| json!({ "code": why.code.name(), "on": reason::rests_on(&lab.world, why) }))
        .collect();
    json!({
        "id": measured.id,
        "from": measured.from.to_string(),
        "to": measured.to.to_string(),
        "observed": measured.observed.name(),
        "simulated": answer.map(|answer| answer.finding.name()),
        "reached": judgement(case.verdict.reached),
        "end": if case.verdict.is_end_unknown { "unknown" } else { "known" },
        "not_modelled": reason_of(case.verdict.reached),
        "observed_ttl": measured.ttl,
        "simulated_ttl": answer.and_then(|answer| answer.ttl),
        "ttl": case.verdict.ttl.map(judgement),
        "ttl_not_modelled": case.verdict.ttl.and_then(reason_of),
        "way": path(&lab.world, case),
        "reasons": reasons,
    })
}

fn judgement(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Agrees => "agrees",
        Judgement::Disagrees => "disagrees",
        Judgement::NotModelled(_) => "not modelled",
    }
}

fn reason_of(judgement: Judgement) -> Option<&'static str> {
    match judgement {
        Judgement::NotModelled(why) => Some(why.words()),
        Judgement::Agrees | Judgement::Disagrees => None,
    }
}
