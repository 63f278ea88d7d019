//! `run --check-determinism`: whether a scenario runs twice alike.

use super::terminal::Terminal;
use crate::sim::{Parting, Twin, compare};

/// Runs it twice, tells on stderr what came of it, and whether both were the same.
pub(super) fn agree(twin: Twin<'_>, terminal: &mut Terminal) -> bool {
    match compare(twin, twin) {
        Ok(equal) => {
            let (events, fingerprint) = (equal.events, equal.fingerprint);
            terminal.tell(&format!(
                "ran twice alike: {events} events, fingerprint {fingerprint:016x}\n"
            ));
            true
        }
        Err(Parting { event, one, other }) => {
            let words =
                |told: Option<String>| told.unwrap_or_else(|| "nothing any more".to_owned());
            terminal.tell(&format!(
                "error: two runs part at event {event}, which is a fault of vpcsim\n  \
                 one    {}\n  other  {}\n",
                words(one),
                words(other)
            ));
            false
        }
    }
}
