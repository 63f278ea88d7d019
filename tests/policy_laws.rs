//! Laws that hold for all policies and requests, and a plain evaluator to compare with.

use proptest::prelude::*;
use vpcsim::policy::{
    Action, Context, Document, Outcome, Policy, PolicyKind, Principal, Query, Stack, Target,
    TargetKind, Validation, decide, explain,
};

const ACCOUNT: &str = "111122223333";
const ACTIONS: [&str; 3] = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"];
const RESOURCES: [&str; 4] = [
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/home/ann/k",
    "arn:aws:s3:::b",
    "arn:aws:s3:::c/k",
];

/// One statement, before it becomes JSON.
#[derive(Debug, Clone)]
struct Said {
    allow: bool,
    actions: Vec<&'static str>,
    not_action: bool,
    resources: Vec<&'static str>,
    not_resource: bool,
    principals: Vec<&'static str>,
    conditions: Vec<(&'static str, &'static str, Vec<&'static str>)>,
}

const ACTION_PATTERNS: [&str; 6] = [
    "*",
    "s3:*",
    "s3:Get*",
    "S3:putobject",
    "s3:*Object",
    "s3:?istBucket",
];
const RESOURCE_PATTERNS: [&str; 8] = [
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::*",
    "arn:aws:s3:::?/k",
    "arn:*:s3:::b/*",
    "arn:aws:s3:::b/home/${aws:username}/*",
    "arn:aws:s3:::*/*/*k",
];
const PRINCIPALS: [&str; 6] = [
    "*",
    "111122223333",
    "arn:aws:iam::111122223333:user/ann",
    "arn:aws:iam::111122223333:role/app",
    "arn:aws:sts::111122223333:assumed-role/app/i-1",
    "arn:aws:iam::444455556666:root",
];
const OPERATORS: [&str; 12] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringNotEqualsIfExists",
    "StringEqualsIgnoreCase",
    "ForAllValues:StringLike",
    "ForAnyValue:StringLike",
    "ForAllValues:StringNotEquals",
    "ForAnyValue:StringNotEquals",
    "Null",
];
const KEYS: [&str; 4] = ["aws:SourceVpc", "aws:sourceVpce", "aws:TagKeys", "x:Other"];
const VALUES: [&str; 5] = ["vpc-1", "vpc-*", "a", "true", "*"];

fn some(of: &'static [&'static str], max: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(of), 1..=max)
}

fn statement() -> impl Strategy<Value = Said> {
    let condition = (
        prop::sample::select(&OPERATORS[..]),
        prop::sample::select(&KEYS[..]),
        some(&VALUES, 2),
    );
    (
        any::<bool>(),
        some(&ACTION_PATTERNS, 7),
        prop::bool::weighted(0.2),
        some(&RESOURCE_PATTERNS, 8),
        prop::bool::weighted(0.2),
        some(&PRINCIPALS, 2),
        prop::collection::vec(condition, 0..3),
    )
        .prop_map(
            |(allow, actions, not_action, resources, not_resource, principals, conditions)| Said {
                allow,
                actions,
                not_action,
                resources,
                not_resource,
                principals,
                conditions,
            },
        )
}

/// A request, before it becomes a query.
#[derive(Debug, Clone)]
struct Asked {
    principal: Principal,
    action: &'static str,
    resource: &'static str,
    context: Vec<(&'static str, Vec<&'static str>)>,
}

fn request() -> impl Strategy<Value = Asked> {
    let principals = vec![
        Principal::anonymous(),
        Principal::user(ACCOUNT, "/", "ann"),
        Principal::session(ACCOUNT, "/", "app", "i-1"),
        Principal::session("444455556666", "/", "app", "i-1"),
    ];
    let key = (
        prop::sample::select(&KEYS[..]),
        prop::collection::vec(prop::sample::select(&VALUES[..]), 0..3),
    );
    (
        prop::sample::select(principals),
        prop::sample::select(&ACTIONS[..]),
        prop::sample::select(&RESOURCES[..]),
        prop::collection::vec(key, 0..4),
    )
        .prop_map(|(principal, action, resource, context)| Asked {
            principal,
            action,
            resource,
            context,
        })
}

fn json(statements: &[Said], with_principal: bool) -> String {
    let statements: Vec<serde_json::Value> = statements
        .iter()
        .map(|said| {
            let mut one = serde_json::json!({
                "Effect": if said.allow { "Allow" } else { "Deny" },
                if said.not_action { "NotAction" } else { "Action" }: said.actions,
                if said.not_resource { "NotResource" } else { "Resource" }: said.resources,
            });
            if with_principal {
                one["Principal"] = serde_json::json!({"AWS": said.principals});
            }
            for (operator, key, values) in &said.conditions {
                one["Condition"][operator][key] = serde_json::json!(values);
            }
            one
        })
        .collect();
    serde_json::json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn compile(kind: PolicyKind, text: &str) -> Policy {
    let (document, faults) = Document::parse(text, kind, Validation::Lenient);
    Policy::compile(
        "p",
        document.unwrap_or_else(|| panic!("{faults:?} in {text}")),
    )
}

fn context(asked: &Asked) -> Context {
    let mut context = Context::of(&asked.principal);
    for (key, values) in &asked.context {
        context.set_all_named(key, values.iter().copied());
    }
    context
}

fn outcome(identity: &[Said], bucket: &[Said], asked: &Asked) -> Outcome {
    let identity = compile(PolicyKind::Identity, &json(identity, false));
    let bucket = compile(PolicyKind::Bucket, &json(bucket, true));
    let stack = Stack {
        identity: vec![&identity],
        resource: Target {
            kind: TargetKind::Bucket,
            policy: Some(&bucket),
            is_vpc_only: false,
        },
        ..Stack::default()
    };
    let context = context(asked);
    let query = Query {
        principal: &asked.principal,
        action: &Action::new(asked.action),
        resource: asked.resource,
        resource_account: Some(ACCOUNT),
        context: &context,
    };
    let decided = decide(&stack, &query);
    let explained = explain(&stack, &query);
    assert_eq!(decided, explained.outcome, "deciding and explaining agree");
    assert_eq!(explained.blocked_by.is_empty(), decided == Outcome::Allowed);
    assert_eq!(explained.message.is_empty(), decided == Outcome::Allowed);
    decided
}

/// The rules written once more, as plainly as possible and for the shapes above only.
mod plain {
    use super::*;

    /// `None` stands for a variable without value.
    fn glob(pattern: &str, text: &str) -> bool {
        let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
        let mut matched = vec![vec![false; t.len() + 1]; p.len() + 1];
        matched[0][0] = true;
        for i in 1..=p.len() {
            matched[i][0] = matched[i - 1][0] && p[i - 1] == '*';
            for j in 1..=t.len() {
                matched[i][j] = match p[i - 1] {
                    '*' => matched[i - 1][j] || matched[i][j - 1],
                    '?' => matched[i - 1][j - 1],
                    c => matched[i - 1][j - 1] && c == t[j - 1],
                };
            }
        }
        matched[p.len()][t.len()]
    }

    fn arn(pattern: &str, text: &str, user: Option<&str>) -> Option<bool> {
        let pattern = match (pattern.split_once("${aws:username}"), user) {
            (None, _) => pattern.to_owned(),
            (Some((head, tail)), Some(user)) => format!("{head}{user}{tail}"),
            // Nobody can tell, unless the text starts otherwise anyway.
            (Some((head, _)), None) => return (!text.starts_with(head)).then_some(false),
        };
        if pattern == "*" {
            return Some(true);
        }
        let fields = pattern.splitn(6, ':').zip(text.splitn(6, ':'));
        Some(fields.fold(true, |all, (p, t)| all && glob(p, t)))
    }

    fn scope(asked: &Asked, said: &Said) -> bool {
        let lower = asked.action.to_lowercase();
        let action = said.actions.iter().any(|p| glob(&p.to_lowercase(), &lower));
        let user = (asked.principal.name() == "ann").then_some("ann");
        let found: Vec<Option<bool>> = said
            .resources
            .iter()
            .map(|p| arn(p, asked.resource, user))
            .collect();
        let resource = if said.not_resource {
            found.iter().all(|one| *one == Some(false))
        } else {
            found.contains(&Some(true))
        };
        action != said.not_action && resource
    }

    fn condition(asked: &Asked, said: &Said) -> bool {
        said.conditions
            .iter()
            .enumerate()
            .all(|(number, (operator, key, values))| {
                // Of two conditions of one operator and key the later stands in the JSON.
                let repeated = said.conditions[number + 1..]
                    .iter()
                    .any(|(o, k, _)| o == operator && k == key);
                repeated || one(asked, said.allow, operator, key, values)
            })
    }

    fn one(asked: &Asked, allow: bool, operator: &str, key: &str, wanted: &[&str]) -> bool {
        let entry = asked.context.iter().rev().find(|(k, _)| *k == key);
        let found = entry
            .map(|(_, values)| values.as_slice())
            .unwrap_or_default();
        if operator == "Null" {
            return wanted.contains(&if found.is_empty() { "true" } else { "false" });
        }
        let negated = operator.contains("Not");
        let holds = |value: &&str| {
            let any = wanted.iter().any(|w| match operator {
                o if o.contains("IgnoreCase") => w.eq_ignore_ascii_case(value),
                o if o.contains("Like") => glob(w, value),
                _ => w == value,
            });
            any != negated
        };
        match (operator, found) {
            (o, []) if o.contains("IfExists") || o.starts_with("ForAll") => true,
            (o, []) => negated && !o.starts_with("ForAny"),
            (o, all) if o.starts_with("ForAll") => all.iter().all(holds),
            (o, all) if o.starts_with("ForAny") => all.iter().any(holds),
            (_, [value]) => holds(value),
            _ => !allow,
        }
    }

    /// 0: not named, 1: by its account, 2: itself.
    fn named(principal: &Principal, said: &Said) -> u8 {
        let one = |written: &&str| match *written {
            "*" => 2,
            account if principal.account() == Some(account) => 1,
            "arn:aws:iam::444455556666:root" if principal.account() == Some("444455556666") => 1,
            arn if arn == principal.arn() || Some(arn) == principal.context_arn() => 2,
            _ => 0,
        };
        said.principals.iter().map(one).max().unwrap_or(0)
    }

    pub(super) fn outcome(identity: &[Said], bucket: &[Said], asked: &Asked) -> Outcome {
        let fits = |said: &&Said| scope(asked, said) && condition(asked, said);
        let signed = asked.principal.account().is_some();
        let mine: Vec<&Said> = identity.iter().filter(fits).filter(|_| signed).collect();
        let theirs: Vec<(&Said, u8)> = bucket
            .iter()
            .filter(fits)
            .map(|said| (said, named(&asked.principal, said)))
            .filter(|(_, grip)| *grip > 0)
            .collect();
        if mine.iter().any(|said| !said.allow) || theirs.iter().any(|(said, _)| !said.allow) {
            return Outcome::ExplicitlyDenied;
        }
        let identity_allows = !mine.is_empty();
        let grip = theirs.iter().map(|(_, grip)| *grip).max().unwrap_or(0);
        let allowed = match asked.principal.account() {
            None => grip == 2,
            Some(ACCOUNT) => identity_allows || grip == 2,
            Some(_) => identity_allows && grip > 0,
        };
        if allowed {
            Outcome::Allowed
        } else {
            Outcome::ImplicitlyDenied
        }
    }
}

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
