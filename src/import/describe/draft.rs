//! The scenario as it grows, and its text.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::notes::Note;
use crate::import::ron::{Map, Record, Value};

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
    /// VPC peering connections.
    pub peerings: Map,
    /// Transit Gateways.
    pub transit_gateways: Map,
    /// Networks on premises.
    pub on_premises: Map,
    /// VPN connections.
    pub vpn_connections: Map,
    /// Buckets.
    pub buckets: Map,
    /// Access points.
    pub access_points: Map,
    /// Machines, and whatever else has a network interface.
    pub hosts: Map,
    /// What stands at the head of the text.
    preface: Vec<String>,
}

impl Draft {
    /// Adds something on the internet, of which nobody knows what it answers.
    pub fn add_outside(&mut self, name: &str, address: IpAddr) {
        let unknown = Value::Word("Unknown".to_owned());
        let record = Record::new("Host")
            .with("internet", address)
            .with("answers", unknown);
        self.hosts.insert(name, None::<&str>, record);
    }

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
            .with_map("vpc_peering_connections", self.peerings.clone())
            .with_map("transit_gateways", self.transit_gateways.clone())
            .with_map("on_premises", self.on_premises.clone())
            .with_map("vpn_connections", self.vpn_connections.clone())
            .with_map("hosts", self.hosts.clone())
            .with_map("buckets", self.buckets.clone())
            .with_map("access_points", self.access_points.clone())
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
