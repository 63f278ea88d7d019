//! Buckets and access points: their policies, and where they lie.

use std::collections::BTreeMap;

use super::Importer;
use super::kind::Kind;
use super::thing::Thing;
use crate::aws::region::Region;
use crate::import::ron::{Record, Value};

/// What is known of one bucket.
#[derive(Default)]
struct Bucket<'a> {
    policy: Option<&'a str>,
    region: Option<Region>,
    said_by: Option<Thing<'a>>,
}

impl<'a> Importer<'a> {
    /// Every bucket of which something is described, and every access point.
    pub(super) fn storage(&mut self) {
        let snapshot = self.snapshot;
        let mut buckets: BTreeMap<String, Bucket<'a>> = BTreeMap::new();
        let mut access_points: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, bucket) in snapshot.all(Kind::Bucket) {
            let known = buckets.entry(name.to_owned()).or_default();
            let region = bucket.text("BucketRegion").and_then(Region::parse);
            known.region = region.or(bucket.file.region);
            known.said_by = Some(bucket);
        }
        for single in &snapshot.singles {
            if let Some(policy) = single.text("Policy") {
                match owner_of(policy) {
                    Some(Owner::AccessPoint(name)) => drop(access_points.insert(name, policy)),
                    Some(Owner::Bucket(name)) => {
                        let bucket = buckets.entry(name.to_owned()).or_default();
                        bucket.policy = Some(policy);
                        bucket.said_by.get_or_insert(*single);
                    }
                    None => self
                        .notes
                        .unread(single.file, "a policy that names no bucket"),
                }
            } else if let Some(bucket) = single.text("Bucket") {
                let known = buckets.entry(bucket.to_owned()).or_default();
                known.said_by.get_or_insert(*single);
            } else {
                self.notes.unread(single.file, "where a bucket lies");
            }
        }
        for single in &snapshot.singles {
            self.access_point(single, &access_points);
        }
        for (name, bucket) in buckets {
            self.bucket(&name, &bucket);
        }
    }

    fn bucket(&mut self, name: &str, bucket: &Bucket<'a>) {
        let Some(said_by) = &bucket.said_by else {
            return;
        };
        let region = bucket.region.or(said_by.file.region);
        if region.is_none() {
            let what =
                format!("where the bucket `{name}` lies is not said: us-east-1 stands for it");
            self.notes.tell(said_by.file, what);
        }
        let record = Record::new("Bucket")
            .with("account", self.account_of(said_by))
            .with("region", region.unwrap_or(Region::US_EAST_1).name())
            .with_some(
                "policy",
                bucket.policy.map(|text| Value::Raw(text.to_owned())),
            );
        self.draft.buckets.insert(name, None::<&str>, record);
    }

    fn access_point(&mut self, single: &Thing<'a>, policies: &BTreeMap<&str, &str>) {
        let (Some(name), Some(bucket)) = (single.text("Name"), single.text("Bucket")) else {
            return;
        };
        let vpc = single.inner("VpcConfiguration");
        let vpc = vpc.and_then(|it| it.text("VpcId"));
        let is_known = vpc.is_none_or(|vpc| self.snapshot.find(Kind::Vpc, vpc).is_some());
        if !is_known {
            let what = format!("the access point `{name}`, whose VPC is not described");
            self.notes.unread(single.file, what);
            return;
        }
        let policy = policies.get(name);
        let record = Record::new("AccessPoint")
            .with("bucket", bucket)
            .with_some("vpc", vpc)
            .with_some("policy", policy.map(|&text| Value::Raw(text.to_owned())))
            .with_some("alias", single.text("Alias"));
        self.draft.access_points.insert(name, None::<&str>, record);
    }
}

/// Whose policy a text is.
enum Owner<'a> {
    Bucket(&'a str),
    AccessPoint(&'a str),
}

/// Whose policy it is, by the resources it names: a bucket's policy names that bucket.
fn owner_of(policy: &str) -> Option<Owner<'_>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let name_at = |rest: &'_ str| rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    if let Some((_, rest)) = policy.split_once(":accesspoint/") {
        return Some(Owner::AccessPoint(&rest[..name_at(rest)]));
    }
    let (_, rest) = policy.split_once("arn:aws:s3:::")?;
    let name = &rest[..name_at(rest)];
    (!name.is_empty()).then_some(Owner::Bucket(name))
}
