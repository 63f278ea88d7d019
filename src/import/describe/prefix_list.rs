//! Prefix lists, AWS's own and customers'.

use super::Importer;
use super::kind::Kind;
use crate::aws::region::Region;
use crate::import::ron::{Record, Value};

impl Importer<'_> {
    /// Every prefix list whose ranges are described.
    pub(super) fn prefix_lists(&mut self) {
        let snapshot = self.snapshot;
        for (id, list) in snapshot.all(Kind::PrefixList) {
            let name = list.text("PrefixListName");
            let mut parts = name.into_iter().flat_map(|name| name.split('.'));
            let named = parts.find_map(Region::parse);
            let ranges: Vec<Value> = list
                .texts("Cidrs")
                .into_iter()
                .filter_map(|range| range.parse::<ipnet::IpNet>().ok())
                .map(|range| Value::from(range.trunc()))
                .collect();
            let Some(region) = named.or(list.file.region) else {
                let what = format!("the prefix list `{id}`, whose Region nobody says");
                self.notes.unread(list.file, what);
                continue;
            };
            let record = Record::new("PrefixList")
                .with("region", region.name())
                .with_some("name", name)
                .with_list("entries", ranges);
            self.lists.insert(id.to_owned());
            self.draft.prefix_lists.insert(id, None::<&str>, record);
        }
        for (id, list) in snapshot.all(Kind::ManagedPrefixList) {
            if !self.lists.contains(id) && list.text("OwnerId") != Some("AWS") {
                let what = format!("the prefix list `{id}`, whose ranges are not here");
                self.notes.unread(list.file, what);
            }
        }
    }
}
