//! Which reason code is meant by a word, and what to say when there is none of that name.

use super::stop::Stop;
use crate::diagnostic::nearest;
use crate::trace::Code;

/// The code called `name`.
pub(super) fn code_of(name: &str) -> Result<Code, Stop> {
    Code::parse(name).ok_or_else(|| unknown(name))
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
    let names = Code::ALL.iter().map(|code| code.name());
    let known: Vec<&str> = names.clone().collect();
    let help = match nearest(&wanted, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the codes are {}", known.join(", ")),
    };
    Stop::because(format!("there is no reason code `{name}`")).help(help)
}
