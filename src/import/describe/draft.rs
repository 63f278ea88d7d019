//! The scenario as it grows, and its text.

use std::collections::BTreeSet;

use super::notes::Note;
use crate::import::ron::{Map, Record};

/// The most lines of what was left out that a text tells at its head.
const NOTES_MAX: usize = 40;

/// A scenario that an importer writes.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Accounts that own something.
    pub accounts: BTreeSet<String>,
    /// Prefix lists.
    pub prefix_lists: Map,
    /// VPCs.
    pub vpcs: Map,
    /// Machines, and whatever else has a network interface.
    pub hosts: Map,
    /// What stands at the head of the text.
    preface: Vec<String>,
}

impl Draft {
    /// The scenario's text.
    pub fn text(&self) -> String {
        let mut accounts = Map::default();
        for account in &self.accounts {
            accounts.insert(account.clone(), None::<&str>, Record::new("Account"));
        }
        Record::new("Scenario")
            .with_map("accounts", accounts)
            .with_map("prefix_lists", self.prefix_lists.clone())
            .with_map("vpcs", self.vpcs.clone())
            .with_map("hosts", self.hosts.clone())
            .text(&self.preface)
    }

    /// Lists at the head of the text what is not in it.
    pub(super) fn list(&mut self, notes: &[Note]) {
        self.preface = vec!["Imported from what AWS's describe commands printed.".to_owned()];
        if !notes.is_empty() {
            self.preface
                .push("Not as it is described there:".to_owned());
        }
        let lines = notes.iter().take(NOTES_MAX);
        let lines = lines.map(|note| format!("- {}: {}", note.file, note.what));
        self.preface.extend(lines);
        if let Some(more) = notes.len().checked_sub(NOTES_MAX).filter(|more| *more > 0) {
            self.preface.push(format!("- and {more} more"));
        }
    }
}
