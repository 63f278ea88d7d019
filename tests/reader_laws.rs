//! Laws of the reader: it never panics, places are real, order is free, and no fault hides another.

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use vpcsim::report::faults::{render, to_json};
use vpcsim::scenario::{Loaded, Scenario};

const STORY: &str = include_str!("reading/story.ron");

/// Reads and shows `text`; every place must lie in its text, between characters.
fn survives(text: &str) -> Loaded {
    let loaded = Scenario::parse(text);
    for fault in &loaded.faults {
        let places = fault
            .span
            .iter()
            .chain(fault.related.iter().map(|(place, _)| place));
        for place in places {
            let text = &loaded.sources.text(place.source).text;
            assert!(text.get(place.range()).is_some(), "{fault:?} in {text:?}");
        }
        assert!(
            !fault.message.is_empty() && !fault.message.ends_with('.'),
            "{fault:?}"
        );
    }
    let shown = render(&loaded.faults, &loaded.sources, false);
    assert_eq!(shown.is_empty(), loaded.faults.is_empty());
    let json = to_json(&loaded.faults, &loaded.sources);
    assert_eq!(
        json["faults"].as_array().map(Vec::len),
        Some(loaded.faults.len())
    );
    loaded
}

/// A snippet that is likely to upset a reader.
fn snippet() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"",
            "'",
            "r#\"",
            "\"#",
            "//",
            "/*",
            "*/",
            "\\",
            "\n",
            "-",
            ".",
            "..",
            "..=",
            "Some(",
            "None",
            "#![enable(implicit_some)]",
            "b\"x\"",
            "'a'",
            "0x",
            "1e999",
            "NaN",
            "inf",
            "-0",
            "r#type",
            "é",
            "\u{feff}",
            "\0",
            "()",
            "Route",
            "Host(",
            "seed:",
            "true",
            "99999999999999999999",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,8}",
    ]
}

/// The story with some of its bytes (at borders of characters) replaced.
fn mutated(edits: &[(Index, usize, String)]) -> String {
    let mut text = STORY.to_owned();
    for (place, length, new) in edits {
        let border = |at: usize| {
            (0..=at.min(text.len()))
                .rev()
                .find(|at| text.is_char_boundary(*at))
        };
        let start = border(place.index(text.len() + 1)).unwrap_or(0);
        let end = border(start + length).unwrap_or(0).max(start);
        text.replace_range(start..end, new);
    }
    text
}

/// What may be wrong, each apart from the others: right, wrong, code, underlined text.
const SLIPS: [(&str, &str, &str, &str); 14] = [
    ("seed: 1", "seed: -1", "wrong-value", "-1"),
    ("title: \"t\"", "title: 7", "wrong-type", "7"),
    ("Strict", "Sturdy", "unknown-variant", "Sturdy"),
    ("region: \"r1\"", "regio: \"r1\"", "unknown-field", "regio"),
    (
        "\"10.1.0.0/16\"",
        "\"10.1.0.9/16\"",
        "wrong-value",
        "\"10.1.0.9/16\"",
    ),
    (
        "Route(\"a\", \"b\")",
        "Route(\"a\")",
        "wrong-count",
        "Route",
    ),
    (
        "subnet: \"s1\",",
        "subnet: \"s1\", subnet: \"s1\",",
        "duplicate-field",
        "subnet",
    ),
    ("\"h2\"", "\"h1\"", "duplicate-id", "\"h1\""),
    (
        "listens: \"80\"",
        "listens: \"8o\"",
        "wrong-value",
        "\"8o\"",
    ),
    (
        "account: \"2\"",
        "policy: Managed(\"AdministratorAccess\")",
        "missing-field",
        "Bucket",
    ),
    (
        "connect_timeout: \"1s\"",
        "connect_timeout: \"-1s\"",
        "wrong-value",
        "\"-1s\"",
    ),
    ("Standard()", "Standard(9)", "unnamed-field", "9"),
    ("\"5/s\"", "\"5/w\"", "wrong-value", "\"5/w\""),
    ("Model(", "Modell(", "wrong-name", "Modell"),
];

const RIGHT: &str = r#"Scenario(
    seed: 1, title: "t", policy_validation: Strict,
    vpcs: { "v": Vpc(account: "1", region: "r1", cidr_blocks: ["10.1.0.0/16"], route_tables: { "r": [Route("a", "b")] }) },
    hosts: { "h1": Host(subnet: "s1", public_ip: true), "h2": (listens: "80") },
    buckets: { "b": Bucket(account: "2", region: "r2") },
    clients: { "c": Client(host: "h1", connect_timeout: "1s", retries: Standard()) },
    workload: [Requests(client: "c", call: ListBuckets, rate: Constant("5/s"), count: 3)],
    model: Model(s3_dns_ttl: "5s"),
)"#;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(parts in prop::collection::vec(snippet(), 0..24)) {
        survives(&parts.concat());
    }

    #[test]
    fn no_mutation_makes_it_panic(
        edits in prop::collection::vec((any::<Index>(), 0_usize..12, snippet()), 1..4),
    ) {
        survives(&mutated(&edits));
    }

    #[test]
    fn a_text_cut_short_is_one_fault(place in any::<Index>()) {
        let mut text = STORY.trim_end().to_owned();
        let cut = place.index(text.len());
        text.truncate((0..=cut).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0));
        // The bare word is a scenario too, in which nothing is said.
        let wanted = usize::from(text.trim_end() != "Scenario");
        prop_assert_eq!(survives(&text).faults.len(), wanted);
    }

    #[test]
    fn no_fault_hides_another(slips in subsequence(SLIPS.to_vec(), 0..=SLIPS.len())) {
        let mut text = RIGHT.to_owned();
        for (right, wrong, ..) in &slips {
            prop_assert!(text.contains(right), "{}", right);
            text = text.replacen(right, wrong, 1);
        }
        let loaded = survives(&text);
        let mut told: Vec<(&str, &str)> = loaded
            .faults
            .iter()
            .map(|fault| (fault.code, fault.span.map_or("", |span| &text[span.range()])))
            .collect();
        let mut made: Vec<(&str, &str)> = slips.iter().map(|(.., code, place)| (*code, *place)).collect();
        told.sort_unstable();
        made.sort_unstable();
        prop_assert_eq!(told, made);
    }

    #[test]
    fn the_order_of_fields_does_not_matter(
        fields in Just(vec![
            "seed: 3", "title: \"t\"",
            "hosts: { \"a\": (subnet: \"s\", public_ip: true), \"b\": Host(role: \"r\") }",
            "buckets: { \"b\": (region: \"r\", account: \"1\") }",
            "model: (s3_dns_ttl: \"5s\")", "as_of: \"2021-06-01\"",
        ]).prop_shuffle(),
    ) {
        let straight = Scenario::parse(
            r#"Scenario(as_of: "2021-06-01", buckets: { "b": Bucket(account: "1", region: "r") },
            hosts: { "b": (role: "r"), "a": Host(public_ip: true, subnet: "s") },
            model: Model(), seed: 3, title: "t")"#,
        );
        let shuffled = Scenario::parse(&format!("({})", fields.join(", ")));
        prop_assert!(straight.faults.is_empty() && shuffled.faults.is_empty());
        prop_assert_eq!(straight.scenario, shuffled.scenario);
    }
}
