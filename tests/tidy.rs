//! The house rules that a compiler does not check: floors, lengths, first lines, pages, limits.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read the sources must fail"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use vpcsim::trace::Code;

/// Which floor each module stands on; a module uses lower floors and itself, nothing else.
const FLOORS: [(&str, u8); 22] = [
    ("cli", 9),
    ("sim", 8),
    ("check", 8),
    ("lint", 8),
    ("report", 8),
    ("journey", 7),
    ("network", 6),
    ("dns", 6),
    ("s3", 6),
    ("replay", 6),
    ("cost", 6),
    ("trace", 5),
    ("world", 4),
    ("import", 4),
    ("scenario", 3),
    ("policy", 2),
    ("aws", 1),
    ("engine", 1),
    ("time", 0),
    ("units", 0),
    ("diagnostic", 0),
    ("main", 10),
];

/// Neighbours of one floor that may meet: rates are amounts in time.
const NEIGHBOURS: [(&str, &str); 1] = [("units", "time")];

const LINES_MAX: usize = 500;
const MEDIAN_MAX: usize = 200;

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(Path::new("src"), &mut found);
    found.sort();
    assert!(found.len() > 50, "the sources were not found");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

/// What is not built into the program: tests, benches and examples.
fn beside() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in ["tests", "benches", "examples"] {
        collect(Path::new(folder), &mut found);
    }
    found.sort();
    assert!(found.len() > 50, "the tests were not found");
    found
}

fn module_of(path: &Path) -> String {
    let first = path
        .components()
        .nth(1)
        .unwrap()
        .as_os_str()
        .to_str()
        .unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn floor_of(module: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, floor)| *floor)
}

#[test]
fn modules_use_lower_floors_only() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if module == "lib" {
            continue;
        }
        let floor = floor_of(&module).unwrap_or_else(|| panic!("`{module}` stands on no floor"));
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for (number, line) in code.enumerate() {
            for after in line.split("crate::").skip(1) {
                let used: String = after
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                let is_fine = used == module
                    || NEIGHBOURS.contains(&(module.as_str(), used.as_str()))
                    || floor_of(&used).is_none()
                    || floor_of(&used).is_some_and(|below| below < floor);
                if !is_fine {
                    faults.push(format!("{}:{}: uses `{used}`", path.display(), number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_of_floors_in_lib_rs_is_this_one() {
    let text = fs::read_to_string("src/lib.rs").unwrap();
    for (module, floor) in FLOORS.iter().filter(|(module, _)| *module != "main") {
        let row = text
            .lines()
            .find(|line| line.contains(&format!("[`{module}`]")));
        let row = row.unwrap_or_else(|| panic!("lib.rs does not name `{module}`"));
        assert!(
            row.starts_with(&format!("//! | {floor} |")),
            "{module}: {row}"
        );
    }
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<usize> = Vec::new();
    for (path, text) in sources().into_iter().chain(beside()) {
        let lines = text.lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines", path.display());
        if path.starts_with("src") {
            lengths.push(lines);
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median < MEDIAN_MAX, "the median file has {median} lines");
}

#[test]
fn files_say_first_what_they_are_for() {
    for (path, text) in sources().into_iter().chain(beside()) {
        assert!(
            text.starts_with("//! "),
            "{} does not begin with `//! `",
            path.display()
        );
    }
}

#[test]
fn names_tell_something() {
    let forbidden = [
        "utils",
        "helpers",
        "common",
        "types",
        "misc",
        "manager",
        "service_impl",
        "state",
    ];
    for (path, text) in sources() {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            !forbidden.contains(&stem),
            "{} has a name that says nothing",
            path.display()
        );
        for word in ["TODO", "FIXME"] {
            assert!(!text.contains(word), "{} holds a {word}", path.display());
        }
    }
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeSet<String> = fs::read_dir("src/report/pages")
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let codes: BTreeSet<String> = Code::ALL
        .iter()
        .map(|code| code.name().to_owned())
        .collect();
    assert_eq!(pages, codes);
}

/// Everything that is simplified says so where it is, and all of it stands on one page.
#[test]
fn the_page_of_limits_is_up_to_date() {
    let mut page = String::from(
        "# What is simplified\n\nCollected from the `SIMPLIFIED:` comments of the sources by \
         `tests/tidy.rs`.\n",
    );
    let mut last = String::new();
    for (path, text) in sources() {
        for sentence in simplified(&text) {
            let module = module_of(&path);
            if module != last {
                page.push_str(&format!("\n## {module}\n\n"));
                last = module;
            }
            page.push_str(&format!("- {sentence}\n"));
        }
    }
    let stored = fs::read_to_string("LIMITS.md").unwrap_or_default();
    if stored != page {
        fs::write("target/LIMITS.md", &page).unwrap();
        panic!("LIMITS.md is out of date: the new one is target/LIMITS.md");
    }
}

fn simplified(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((_, first)) = line.split_once("SIMPLIFIED: ") else {
            continue;
        };
        let mut sentence = first.trim().to_owned();
        while let Some(next) = lines.peek() {
            let body = next
                .trim_start()
                .trim_start_matches('/')
                .trim_start_matches('!')
                .trim();
            let is_comment = next.trim_start().starts_with("//");
            let is_new = ["SIMPLIFIED:", "INVARIANT:", "AWS:", "Source:"]
                .iter()
                .any(|tag| body.starts_with(tag));
            if !is_comment || body.is_empty() || body.starts_with("```") || is_new {
                break;
            }
            sentence.push(' ');
            sentence.push_str(body);
            lines.next();
        }
        found.push(sentence);
    }
    found
}

/// `scenarios/reference.ron`, with the parts it includes, uses every field and every choice of the
/// format.
#[test]
fn the_reference_scenario_uses_every_field() {
    let mut reference = fs::read_to_string("scenarios/reference.ron").unwrap();
    let parts = [
        "clients",
        "interfaces",
        "multi-region",
        "networks",
        "requests",
        "services",
    ];
    for part in parts {
        let path = format!("scenarios/parts/reference-{part}.ron");
        reference += &fs::read_to_string(path).unwrap();
    }
    let mut missing = Vec::new();
    for (path, text) in sources() {
        if module_of(&path) != "scenario" {
            continue;
        }
        for word in declared(&text) {
            let is_used = reference
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|used| used == word);
            if !is_used {
                missing.push(format!("{}: `{word}`", path.display()));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "reference.ron lacks\n{}",
        missing.join("\n")
    );
}

/// Field and variant names that `record!` and `choice!` declare.
fn declared(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut inside: Option<bool> = None;
    for line in text.lines() {
        match line {
            "record! {" => inside = Some(true),
            "choice! {" => inside = Some(false),
            "}" => inside = None,
            _ => {}
        }
        let body = line.trim();
        match inside {
            Some(true) => {
                let field = body
                    .strip_prefix("pub ")
                    .and_then(|rest| rest.split_once(':'));
                if let Some((name, _)) = field.filter(|(name, _)| !name.contains(' ')) {
                    words.push(name.to_owned());
                }
            }
            Some(false) => {
                let name: String = body.chars().take_while(|c| c.is_alphanumeric()).collect();
                let is_variant = name.chars().next().is_some_and(char::is_uppercase)
                    && body[name.len()..].starts_with([',', '(']);
                if is_variant {
                    words.push(name);
                }
            }
            None => {}
        }
    }
    words
}

/// Every file that `scenarios/README.md` names exists: beside it, or from the root.
#[test]
fn the_scenarios_that_are_listed_exist() {
    let listed = fs::read_to_string("scenarios/README.md").unwrap();
    let words = listed.split('`').skip(1).step_by(2);
    let named = |word: &&str| {
        let ending = Path::new(word).extension();
        ending.is_some_and(|ending| ending == "ron" || ending == "rs")
    };
    let files: Vec<&str> = words
        .filter(named)
        .filter(|word| !word.contains('*'))
        .collect();
    assert!(files.len() > 100, "{}", files.len());
    for file in files {
        let places = [format!("scenarios/{file}"), file.to_owned()];
        let exists = places.iter().any(|place| fs::exists(place).unwrap());
        assert!(exists, "scenarios/README.md names `{file}`");
    }
}
