//! Prefix lists: AWS's own, and those that are written.

use super::{Importer, add};
use crate::aws::prefix_list::s3_prefix_list_id;
use crate::aws::region::Region;
use crate::import::ron::{Map, Record, Value as Written};

const LIST: [&str; 1] = ["aws_ec2_managed_prefix_list"];

impl Importer<'_> {
    /// The lists that are written.
    pub(super) fn prefix_lists(&mut self) -> Map {
        let mut map = Map::default();
        for at in self.all(&LIST) {
            self.read.insert(at);
            let thing = self.thing(at);
            let mut ranges: Vec<String> = Vec::new();
            for block in thing.blocks("entry") {
                match super::plan::text(block, "cidr") {
                    Some(range) => ranges.push(range.to_owned()),
                    None => self.note(at, "an entry whose range is not known is left out"),
                }
            }
            for entry in self.all(&["aws_ec2_managed_prefix_list_entry"]) {
                if self.one(entry, "prefix_list_id", &LIST) == Some(at) {
                    self.read.insert(entry);
                    ranges.extend(self.thing(entry).text("cidr").map(str::to_owned));
                }
            }
            ranges.dedup();
            let record = Record::new("PrefixList")
                .with("region", self.region_of(at))
                .with_some("name", thing.text("name"))
                .with("entries", Written::List(super::texts(ranges)));
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        map
    }

    /// The list that a rule means: a written one, or S3's own of the Region, by way of the data
    /// source or of an endpoint.
    pub(super) fn list_name(&mut self, at: usize, list: usize) -> Option<String> {
        let thing = self.thing(list);
        if thing.kind == "aws_ec2_managed_prefix_list" && !thing.is_data {
            return Some(self.name(list));
        }
        let service = thing
            .text("service_name")
            .or(thing.text("name"))
            .unwrap_or_default();
        let is_s3 = service.rsplit('.').next() == Some("s3");
        if !is_s3 {
            self.note(
                at,
                format!("a rule for the list of `{service}` is left out: only S3's is known"),
            );
            return None;
        }
        let region = self.region_of(list);
        Some(s3_prefix_list_id(Region::parse(&region)?))
    }
}
