//! Laws that hold for all policies and requests, and a plain evaluator to compare with.

#[path = "policy_laws/plain.rs"]
mod plain;
#[path = "policy_laws/shapes.rs"]
mod shapes;

use proptest::prelude::*;
use shapes::{Asked, Said, compile, context, json, outcome, request, statement};
use vpcsim::policy::{
    Action, Document, Outcome, Policy, PolicyKind, Query, Stack, Target, Validation, decide,
    explain,
};

/// How many cases each law tries; `PROPTEST_CASES` in the environment overrides it.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn compiled_policies_decide_as_the_plain_evaluator(
        identity in prop::collection::vec(statement(), 0..4),
        bucket in prop::collection::vec(statement(), 0..4),
        asked in request(),
    ) {
        prop_assert_eq!(outcome(&identity, &bucket, &asked), plain::outcome(&identity, &bucket, &asked));
    }

    #[test]
    fn an_explicit_deny_always_wins(
        mut identity in prop::collection::vec(statement(), 0..4),
        mut bucket in prop::collection::vec(statement(), 0..4),
        asked in request(),
        at in 0usize..4,
    ) {
        let deny = Said {
            allow: false,
            actions: vec!["*"],
            not_action: false,
            resources: vec!["*"],
            not_resource: false,
            principals: vec!["*"],
            conditions: vec![],
        };
        if asked.principal.account().is_some() {
            identity.insert(at.min(identity.len()), deny);
        } else {
            bucket.insert(at.min(bucket.len()), deny);
        }
        prop_assert_eq!(outcome(&identity, &bucket, &asked), Outcome::ExplicitlyDenied);
    }

    #[test]
    fn adding_an_allow_never_turns_an_allow_into_a_deny(
        mut identity in prop::collection::vec(statement(), 0..4),
        mut bucket in prop::collection::vec(statement(), 0..4),
        mut extra in statement(),
        asked in request(),
        at_bucket in any::<bool>(),
    ) {
        let before = outcome(&identity, &bucket, &asked);
        extra.allow = true;
        if at_bucket { bucket.push(extra) } else { identity.push(extra) }
        let after = outcome(&identity, &bucket, &asked);
        prop_assert!(after <= before, "{before:?} became {after:?}");
    }

    #[test]
    fn the_order_of_statements_is_irrelevant(
        mut identity in prop::collection::vec(statement(), 0..5),
        mut bucket in prop::collection::vec(statement(), 0..5),
        asked in request(),
        turn in 0usize..5,
    ) {
        let before = outcome(&identity, &bucket, &asked);
        identity.reverse();
        let turn = turn.min(bucket.len());
        bucket.rotate_left(turn);
        prop_assert_eq!(outcome(&identity, &bucket, &asked), before);
    }

    #[test]
    fn an_unknown_operator_or_key_never_allows(
        mut identity in prop::collection::vec(statement(), 1..4),
        asked in request(),
        unknown_operator in any::<bool>(),
    ) {
        for said in &mut identity {
            let condition = if unknown_operator {
                ("StringMatches", "aws:SourceVpc", vec!["vpc-1"])
            } else {
                ("StringEquals", "aws:NoSuchKey", vec!["vpc-1"])
            };
            said.conditions.push(condition);
        }
        prop_assert_ne!(outcome(&identity, &[], &asked), Outcome::Allowed);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*", level in any::<bool>()) {
        read_anything(&text, level);
    }

    #[test]
    fn no_mutilated_policy_makes_anything_panic(
        statements in prop::collection::vec(statement(), 0..3),
        asked in request(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), "[\"{}\\[\\]:,*?$\\\\a-zé0-9]{0,4}"), 0..3),
        level in any::<bool>(),
    ) {
        let mut text = json(&statements, true);
        for (at, with) in cuts {
            let at = at.index(text.len() + 1);
            if text.is_char_boundary(at) {
                text.insert_str(at, &with);
            }
        }
        for policy in read_anything(&text, level) {
            ask_anything(&policy, &asked);
        }
    }

    #[test]
    fn no_pattern_makes_matching_panic(
        pattern in "[a-c*?:$${}é/]{0,40}",
        text in "[a-c:/é\n]{0,40}",
        asked in request(),
    ) {
        let said = serde_json::json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": "*", "Action": pattern, "Resource": [pattern, "*"],
            "Condition": {"StringLike": {"x:y": pattern}, "ArnLike": {"x:y": pattern},
                "StringEqualsIgnoreCase": {"x:y": pattern}},
        }});
        let policy = compile(PolicyKind::Bucket, &said.to_string());
        let mut asked = asked;
        let text: &'static str = Box::leak(text.into_boxed_str());
        asked.context.push(("x:y", vec![text]));
        ask_anything(&policy, &asked);
    }
}

const KINDS: [PolicyKind; 10] = [
    PolicyKind::Identity,
    PolicyKind::Boundary,
    PolicyKind::Session,
    PolicyKind::Scp,
    PolicyKind::Rcp,
    PolicyKind::Endpoint,
    PolicyKind::Bucket,
    PolicyKind::AccessPoint,
    PolicyKind::MultiRegionAccessPoint,
    PolicyKind::Resource,
];

fn read_anything(text: &str, strict: bool) -> Vec<Policy> {
    let level = if strict {
        Validation::Strict
    } else {
        Validation::Lenient
    };
    let mut policies = Vec::new();
    for kind in KINDS {
        let (document, faults) = Document::parse_for(text, kind, level, Some("arn:aws:s3:::b"));
        for fault in &faults {
            assert!(
                text.get(fault.place.clone()).is_some(),
                "{fault:?} lies in {text}"
            );
        }
        assert!(document.is_some() || !faults.is_empty(), "{text}");
        policies.extend(document.map(|document| Policy::compile("p", document)));
    }
    policies
}

fn ask_anything(policy: &Policy, asked: &Asked) {
    let stack = Stack {
        identity: vec![policy],
        boundary: vec![policy],
        session: vec![policy],
        resource: Target {
            policy: Some(policy),
            ..Target::default()
        },
        ..Stack::default()
    };
    let context = context(asked);
    let query = Query {
        principal: &asked.principal,
        action: &Action::new(asked.action),
        resource: asked.resource,
        resource_account: None,
        context: &context,
    };
    assert_eq!(decide(&stack, &query), explain(&stack, &query).outcome);
}

/// A million mutilated policies and requests; run with `--release -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn a_million_cases_find_no_panic() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 1_000_000,
        ..config()
    });
    let cases = (
        prop::collection::vec(statement(), 0..3),
        request(),
        any::<prop::sample::Index>(),
        "[\"{}\\[\\]:,*?$\\\\a-z0-9]{0,4}",
        any::<bool>(),
        prop::sample::select(&KINDS[..]),
    );
    runner
        .run(&cases, |(statements, asked, at, with, strict, kind)| {
            let mut text = json(&statements, true);
            let at = at.index(text.len() + 1);
            text.insert_str(at, &with);
            let level = if strict {
                Validation::Strict
            } else {
                Validation::Lenient
            };
            if let (Some(document), _) = Document::parse(&text, kind, level) {
                ask_anything(&Policy::compile("p", document), &asked);
            }
            Ok(())
        })
        .unwrap();
}
