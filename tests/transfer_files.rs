//! What a run writes of transfers: a line for each, beside the lines of its requests.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod console;
mod snapshot;

use console::{text, vpcsim};
use std::fs;
use std::path::Path;

#[test]
fn transfers_have_a_file_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/moved.ron");
    fs::copy(from, folder.path().join("moved.ron")).unwrap();
    let output = vpcsim(&folder, &["run", "moved.ron"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines = |name: &str| -> Vec<serde_json::Value> {
        let path = folder.path().join("outputs/moved").join(name);
        let text = fs::read_to_string(path).unwrap();
        let lines = text.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let (transfers, requests) = (lines("transfers.jsonl"), lines("requests.jsonl"));
    assert_eq!(transfers.len(), 3);
    for transfer in &transfers {
        let id = transfer["id"].as_str().unwrap();
        let parts: Vec<_> = requests
            .iter()
            .filter(|request| {
                let whose = request["id"].as_str().unwrap();
                let rest = whose.strip_prefix(id);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                    && request["transfer"] == transfer["number"]
            })
            .collect();
        assert_eq!(transfer["requests"], parts.len(), "{transfer}");
        let last = parts.iter().map(|part| part["finished_ns"].as_u64()).max();
        assert_eq!(Some(transfer["finished_ns"].as_u64()), last, "{transfer}");
    }
    snapshot::check(
        "cli",
        "transfers-jsonl",
        &fs::read_to_string(folder.path().join("outputs/moved/transfers.jsonl")).unwrap(),
    );
    snapshot::check("cli", "moved", text(&output.stdout));
}
