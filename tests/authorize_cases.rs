//! Every line of `tests/authorize/*.jsonl` is a case for `authorize`, named after the rules it
//! holds true, with the answer it must get.

use proptest::prelude::*;
use serde_json::Value;
use vpcsim::cli::authorize_line;

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("one JSON object a line")
}

fn check(file: &str, expected_cases_min: usize) {
    let path = format!("{}/tests/authorize/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a file of cases");
    let mut wrong = Vec::new();
    let mut cases = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        cases += 1;
        let case = read(line);
        let answer = read(&authorize_line(line));
        for (name, wanted) in case["expected"].as_object().expect("what is expected") {
            if answer[name] != *wanted {
                wrong.push(format!(
                    "{}: {name} is not {wanted}\n    {answer}",
                    case["id"]
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(cases >= expected_cases_min, "only {cases} cases in {file}");
}

#[test]
fn evaluation() {
    check("pol.jsonl", 60);
}

#[test]
fn conditions() {
    check("cond.jsonl", 60);
}

#[test]
fn block_public_access() {
    check("bpa.jsonl", 30);
}

#[test]
fn organizations() {
    check("org.jsonl", 12);
}

#[test]
fn services() {
    check("services.jsonl", 15);
}

#[test]
fn lines_that_are_no_cases_give_an_error_and_nothing_else() {
    for line in [
        "",
        "{",
        "[]",
        "null",
        "{}",
        r#"{"id": 1, "request": {}}"#,
        r#"{"id": 1, "kind": "dance"}"#,
        r#"{"id": 1, "kind": "bpa-public"}"#,
        r#"{"id": 1, "request": {"principal": "x", "action": "s3:A", "resource": "*"}}"#,
        r#"{"id": 1, "request": {"principal": {"type": "Anonymous"}, "action": "A", "resource": "*"}}"#,
        r#"{"id": 1, "request": {"principal": "ec2.amazonaws.com", "action": "s3:A", "resource": "*",
            "context": {"a": {}}}}"#,
        r#"{"id": 1, "request": {"principal": "ec2.amazonaws.com", "action": "s3:A", "resource": "*"},
            "policies": {"identity": [{"Statement": {"Effect": "Perhaps"}}]}}"#,
    ] {
        let answer = read(&authorize_line(line));
        assert!(answer["error"].is_string(), "{line}: {answer}");
        assert!(answer["decision"].is_null(), "{line}: {answer}");
    }
}

#[test]
fn an_answer_has_its_members_in_a_fixed_order() {
    let line = r#"{"id": "x", "request": {"principal": {"type": "Anonymous"},
        "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}}"#;
    assert_eq!(
        authorize_line(line),
        r#"{"id":"x","decision":"ImplicitlyDenied","blockedBy":["resource"],"reasons":["resource does not allow the action"],"message":"Access Denied"}"#
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn no_line_makes_it_panic(
        file in prop::sample::select(vec!["pol", "cond", "bpa", "org", "services"]),
        line in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        cut in 0usize..40,
        with in "[\"{}\\[\\]:,*?$\\\\a-z0-9é]{0,6}",
    ) {
        let path = format!("{}/tests/authorize/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("a file of cases");
        let lines: Vec<&str> = text.lines().collect();
        let mut line = lines[line.index(lines.len())].to_owned();
        let at = at.index(line.len());
        let end = (at + cut).min(line.len());
        if line.is_char_boundary(at) && line.is_char_boundary(end) {
            line.replace_range(at..end, &with);
        }
        let answer = read(&authorize_line(&line));
        prop_assert!(answer["error"].is_string() != answer["decision"].is_string());
    }
}
