//! What people see when a scenario is wrong: each `tests/errors/*.ron` beside its `.txt`.

mod snapshot;

use std::fs;
use std::path::Path;

use vpcsim::diagnostic::{Diagnostic, Severity, Sources, Span};
use vpcsim::report::faults::{render, to_json};
use vpcsim::scenario::{Files, Scenario};

struct Folder(&'static Path);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        fs::read(self.0.join(path)).map_err(|_| "there is no such file".to_owned())
    }
}

fn shown(path: &str) -> String {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/errors"));
    let loaded = Scenario::load(&Folder(folder), path);
    render(&loaded.faults, &loaded.sources, false)
}

/// Compares with the file beside the scenario; `INSTA_UPDATE=always cargo test` writes it.
fn check(path: &str) {
    let name = path.trim_end_matches(".ron").replace('/', "-");
    snapshot::check("errors", &name, &shown(path));
}

#[test]
fn every_wrong_file_is_explained() {
    for path in [
        "story.ron",
        "syntax-comma.ron",
        "syntax-bracket.ron",
        "syntax-mixed.ron",
        "syntax-string.ron",
        "syntax-equals.ron",
        "not-a-record.ron",
        "commands.ron",
        "empty.ron",
        "includes/main.ron",
        "no-such-file.ron",
    ] {
        check(path);
    }
}

/// One error and one warning in two texts.
fn two_faults() -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let main = sources.add("main.ron", "(title: \"café\", b: 2)\n");
    let policy = sources.add("p.json", "{\n  \"Version\": 1\n}\n");
    let place = |source, start, end| Span { source, start, end };
    let faults = vec![
        Diagnostic::warning("old-version", "this version is old", place(policy, 4, 13))
            .help("write another"),
        Diagnostic::error("wrong", "\u{1b}[31m`b` is wrong", place(main, 17, 18))
            .label("here")
            .related(place(policy, 15, 16), "because of this"),
        Diagnostic {
            severity: Severity::Note,
            span: None,
            ..Diagnostic::error("by-the-way", "nothing was written", Span::default())
        },
    ];
    (faults, sources)
}

#[test]
fn several_texts_and_severities_are_shown() {
    let (faults, sources) = two_faults();
    insta::assert_snapshot!(render(&faults, &sources, false), @r#"
    note[by-the-way]: nothing was written

    error[wrong]: ␛[31m`b` is wrong
     --> main.ron:1:17
      |
    1 | (title: "café", b: 2)
      |                 ^ here
      |
     ::: p.json:2:14
      |
    2 |   "Version": 1
      |              - because of this

    warning[old-version]: this version is old
     --> p.json:2:3
      |
    2 |   "Version": 1
      |   ^^^^^^^^^
      |
      = help: write another

    1 fault, 1 warning, 1 note in main.ron
    "#);
    assert!(render(&faults, &sources, true).contains("\u{1b}[1m"));
    assert!(
        !render(&faults, &sources, false).contains('\u{1b}'),
        "the user's escapes are made harmless"
    );
}

#[test]
fn programs_get_lines_columns_and_a_version() {
    let (faults, sources) = two_faults();
    let json = to_json(&faults, &sources);
    assert_eq!(json["version"], 1);
    let fault = &json["faults"][1];
    assert_eq!(
        fault.to_string(),
        r#"{"severity":"error","code":"wrong","message":"\u001b[31m`b` is wrong","label":"here","help":"","related":[{"file":"p.json","line":2,"column":14,"end":{"line":2,"column":15},"message":"because of this"}],"file":"main.ron","line":1,"column":17,"end":{"line":1,"column":18}}"#
    );
    assert_eq!(json["faults"][0]["file"], serde_json::Value::Null);
}

#[test]
fn endless_lines_and_lists_are_cut() {
    let loaded = Scenario::parse(&format!("(title: 1, {})", "x: 1, ".repeat(30_000)));
    let page = render(&loaded.faults, &loaded.sources, false);
    assert!(
        page.ends_with("… and 29901 more\n\n30001 faults in scenario.ron\n"),
        "{}",
        &page[page.len() - 99..]
    );
    assert!(page.len() < 100_000);
    let loaded = Scenario::parse(&format!("(seed: \"{}\")", "x".repeat(5_000)));
    let page = render(&loaded.faults, &loaded.sources, false);
    assert!(
        page.lines().all(|line| line.chars().count() < 150),
        "{page}"
    );
}

#[test]
fn places_far_apart_are_shown_each_alone() {
    let many: Vec<String> = (0..5_000)
        .map(|n| format!("\n  \"h{n}\": Host(subnet: \"s\"),"))
        .collect();
    let many = many.concat();
    let loaded = Scenario::parse(&format!("(hosts: {{{many}\n  \"h0\": (),\n}})"));
    insta::assert_snapshot!(render(&loaded.faults, &loaded.sources, false), @r#"
    error[duplicate-id]: `h0` is defined twice
        --> scenario.ron:5002:3
         |
    5002 |   "h0": (),
         |   ^^^^ defined again here
         |
        ::: scenario.ron:2:3
         |
       2 |   "h0": Host(subnet: "s"),
         |   ---- first defined here
         |
         = help: give one of them another id

    1 fault in scenario.ron
    "#);
}
