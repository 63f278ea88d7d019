//! A policy as it is put, and what AWS says to it.

use vpcsim::policy::{Document, PolicyKind, Validation};

/// Its faults when it is put, as code and message; `owner` is what it belongs to.
pub(crate) fn faults(kind: PolicyKind, text: &str, owner: Option<&str>) -> Vec<String> {
    let (document, faults) = Document::parse_for(text, kind, Validation::Strict, owner);
    assert!(document.is_some() || !faults.is_empty(), "{text}");
    for fault in &faults {
        assert!(text.get(fault.place.clone()).is_some(), "{fault:?}");
    }
    faults
        .into_iter()
        .map(|fault| format!("{}: {}", fault.code, fault.message))
        .collect()
}

/// A policy of one statement with this in it.
pub(crate) fn statement(body: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{{{body}}}]}}"#)
}
