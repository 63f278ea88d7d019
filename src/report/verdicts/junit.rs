//! Verdicts as JUnit XML: a suite for each scenario, a case for each expectation.

use std::fmt::Write as _;

use super::{End, ExpectationVerdict, ScenarioVerdict, Totals, errors};

/// `verdicts` as one XML document.
pub fn render(verdicts: &[ScenarioVerdict]) -> String {
    let totals = Totals::of(verdicts);
    let cases = totals.met + totals.unmet + totals.faulty;
    let mut page = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        page,
        "<testsuites name=\"vpcsim\" tests=\"{cases}\" failures=\"{}\" errors=\"{}\">",
        totals.unmet, totals.faulty
    );
    for verdict in verdicts {
        suite(verdict, &mut page);
    }
    page.push_str("</testsuites>\n");
    page
}

fn suite(verdict: &ScenarioVerdict, page: &mut String) {
    let totals = Totals::of(std::slice::from_ref(verdict));
    let cases = totals.met + totals.unmet + totals.faulty;
    let file = escaped(&verdict.file);
    let _ = writeln!(
        page,
        "  <testsuite name=\"{file}\" tests=\"{cases}\" failures=\"{}\" errors=\"{}\">",
        totals.unmet, totals.faulty
    );
    match &verdict.end {
        End::Judged(all) => {
            for one in all {
                case(&file, one, page);
            }
        }
        End::Faulty(faults, sources) => {
            let mut words = String::new();
            for (fault, place) in errors(faults, sources) {
                if let Some((file, line, column)) = place {
                    let _ = write!(words, "{file}:{line}:{column}: ");
                }
                let _ = writeln!(words, "{}", fault.message);
            }
            let first = escaped(words.lines().next().unwrap_or_default());
            let words = escaped(&words);
            let _ = write!(
                page,
                "    <testcase classname=\"{file}\" name=\"can be run\">\n      \
                 <error message=\"{first}\">{words}</error>\n    </testcase>\n"
            );
        }
    }
    page.push_str("  </testsuite>\n");
}

fn case(suite: &str, one: &ExpectationVerdict, page: &mut String) {
    let place = escaped(&format!("{}:{}:{}", one.file, one.line, one.column));
    let says = escaped(&one.says);
    let _ = write!(
        page,
        "    <testcase classname=\"{suite}\" name=\"{says}\" file=\"{}\" line=\"{}\"",
        escaped(&one.file),
        one.line
    );
    if one.is_met {
        page.push_str("/>\n");
        return;
    }
    let found = escaped(&one.found);
    let _ = write!(
        page,
        ">\n      <failure message=\"found {found}\">{place}\nexpected {says}\nfound {found}\
         </failure>\n    </testcase>\n"
    );
}

/// `text` as XML takes it, in elements and attributes; characters XML cannot hold become `�`.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' | '\t' | '\r' => safe.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            _ => safe.push(character),
        }
    }
    safe
}
