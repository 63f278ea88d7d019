//! Policies as a plan holds them: JSON in a text, when it is known.

use serde_json::Value;

use super::Importer;
use crate::import::ron::Value as Written;

impl Importer<'_> {
    /// The policy in an argument of a thing; one that is written but not known yet is told.
    pub(super) fn policy(&mut self, at: usize, argument: &str) -> Option<Written> {
        let thing = self.thing(at);
        if let Some(text) = thing.text(argument) {
            return Some(written(text));
        }
        let is_known = thing.values.get(argument).is_some();
        if !is_known && thing.expression(argument).is_some() {
            self.note(
                at,
                format!("left out: `{argument}` is known only after it is applied; import the state then"),
            );
        }
        None
    }
}

/// A policy's JSON, set in lines when it is long.
pub(super) fn written(text: &str) -> Written {
    let Ok(json) = serde_json::from_str::<Value>(text) else {
        return Written::Raw(text.to_owned());
    };
    let short = json.to_string();
    if short.len() < 80 {
        return Written::Raw(short);
    }
    Written::Raw(serde_json::to_string_pretty(&json).unwrap_or(short))
}
