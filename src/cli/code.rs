//! Which reason code or lint rule is meant by a word, and what to say when there is none of that
//! name.

use super::stop::Stop;
use crate::diagnostic::nearest;
use crate::lint::Rule;
use crate::report::pages;
use crate::trace::Code;

/// Something that has a page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Paged {
    /// Why a request was stopped.
    Reason(Code),
    /// A trap that `lint` looks for.
    Rule(Rule),
}

impl Paged {
    /// What `name` means.
    pub(super) fn of(name: &str) -> Result<Self, Stop> {
        let reason = Code::parse(name).map(Self::Reason);
        let found = reason.or_else(|| Rule::parse(&kebab(name)).map(Self::Rule));
        found.ok_or_else(|| unknown(name))
    }

    /// Its stable name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Reason(code) => code.name(),
            Self::Rule(rule) => rule.name(),
        }
    }

    /// Its page.
    pub(super) fn page(self) -> &'static str {
        match self {
            Self::Reason(code) => pages::page(code),
            Self::Rule(rule) => rule.page(),
        }
    }
}

/// The lint rule called `name`.
pub(super) fn rule_of(name: &str) -> Result<Rule, Stop> {
    Rule::parse(&kebab(name)).ok_or_else(|| {
        let names: Vec<&str> = Rule::ALL.into_iter().map(Rule::name).collect();
        let help = match nearest(&kebab(name), names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the rules are {}", names.join(", ")),
        };
        Stop::because(format!("there is no lint rule `{name}`")).help(help)
    })
}

fn kebab(name: &str) -> String {
    name.trim().replace('_', "-").to_ascii_lowercase()
}

/// Why there is no page, and which one may be meant.
fn unknown(name: &str) -> Stop {
    let looks_like_a_file = name.contains(['/', '\\']) || name.to_lowercase().ends_with(".ron");
    if looks_like_a_file {
        let message = "which request of the scenario shall be explained?";
        let help =
            format!("write `vpcsim explain {name} REQUEST`; `vpcsim run` shows the requests");
        return Stop::because(message).help(help);
    }
    let wanted = name.trim().replace('-', "_").to_ascii_uppercase();
    let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let rules: Vec<&str> = Rule::ALL.into_iter().map(Rule::name).collect();
    let near = nearest(&wanted, names.iter().copied())
        .or_else(|| nearest(&kebab(name), rules.iter().copied()));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the codes are {}, {}", names.join(", "), rules.join(", ")),
    };
    Stop::because(format!("there is no reason code or lint rule `{name}`")).help(help)
}
