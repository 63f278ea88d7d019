//! Buckets, what guards them, and access points.

use serde_json::Value;

use super::home::VPCS;
use super::plan::text;
use super::{Importer, add, word};
use crate::import::ron::{Map, Record, Value as Written};

/// Everything S3 keeps.
pub(super) struct Storage {
    pub(super) buckets: Map,
    pub(super) access_points: Map,
}

const BUCKET: [&str; 1] = ["aws_s3_bucket"];
const POINT: [&str; 1] = ["aws_s3_access_point"];

/// The switches of S3 Block Public Access.
const SWITCHES: [&str; 4] = [
    "block_public_acls",
    "ignore_public_acls",
    "block_public_policy",
    "restrict_public_buckets",
];

/// Settings of buckets that change no answer the simulator gives.
const OTHER_SETTINGS: [&str; 9] = [
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_cors_configuration",
    "aws_s3_bucket_metric",
    "aws_s3_bucket_notification",
    "aws_s3_bucket_inventory",
    "aws_s3_bucket_intelligent_tiering_configuration",
];

impl Importer<'_> {
    /// Every bucket and access point.
    pub(super) fn storage(&mut self) -> Storage {
        for at in self.all(&["aws_s3_account_public_access_block"]) {
            self.read.insert(at);
            let account = self.thing(at).text("account_id").map(str::to_owned);
            let account = account.unwrap_or_else(|| self.account.clone());
            let switches = self.thing(at).values;
            let account = self.accounts.entry(account).or_default();
            account.block_public_access = Some(block(switches));
        }
        let buckets = self.buckets();
        let access_points = self.access_points();
        for at in self.all(&OTHER_SETTINGS) {
            self.note(at, "changes no answer that is simulated, left out");
        }
        Storage {
            buckets,
            access_points,
        }
    }

    /// What a bucket is called: names may be known only after it is made.
    fn bucket_name(&mut self, at: usize) -> String {
        let thing = self.thing(at);
        if let Some(name) = thing.text("bucket").or(thing.text("id")) {
            return name.to_owned();
        }
        let name = format!("{}-bucket", self.name(at));
        self.note(
            at,
            format!("its name is known only after it is applied: `{name}` stands for it"),
        );
        name
    }

    fn buckets(&mut self) -> Map {
        let mut map = Map::default();
        for at in self.all(&BUCKET) {
            self.read.insert(at);
            let name = self.bucket_name(at);
            let policy = self.of_bucket(at, "aws_s3_bucket_policy");
            let policy = match policy {
                Some(apart) => self.policy(apart, "policy"),
                None => self.thing(at).text("policy").map(super::policy::written),
            };
            let access = self.of_bucket(at, "aws_s3_bucket_public_access_block");
            let access = access.map(|access| block(self.thing(access).values));
            let acl = self.of_bucket(at, "aws_s3_bucket_acl").unwrap_or(at);
            let acl = self.acl(acl);
            let ownership = self.of_bucket(at, "aws_s3_bucket_ownership_controls");
            let ownership = ownership.and_then(|it| {
                let rule = self.thing(it).blocks("rule").first()?;
                text(rule, "object_ownership")
            });
            // AWS: Terraform and the API make buckets without ACLs; one that has an ACL had them
            // turned on.
            let is_open = acl.is_some() && ownership.is_none();
            let ownership = ownership.or(is_open.then_some("ObjectWriter"));
            let (account, region) = (self.account_of(at), self.region_of(at));
            let record = Record::new("Bucket")
                .with("account", account)
                .with("region", region)
                .with_some("policy", policy)
                .with_some("block_public_access", access)
                .with_some("object_ownership", ownership.map(word))
                .with_some("acl", acl)
                .with_list("objects", self.objects(at));
            add(&mut map, name, self.remark(at), record);
        }
        map
    }

    /// The resource of one kind that is about a bucket.
    fn of_bucket(&mut self, bucket: usize, kind: &str) -> Option<usize> {
        let mut found = None;
        for at in self.all(&[kind]) {
            match self.one(at, "bucket", &BUCKET) {
                Some(of) if of == bucket => {
                    self.read.insert(at);
                    found = Some(at);
                }
                Some(_) => {}
                None => self.leave(at, "its bucket is not in the plan"),
            }
        }
        found
    }

    fn acl(&mut self, at: usize) -> Option<Written> {
        let name = self.thing(at).text("acl")?;
        let canned = match name {
            "private" => return None,
            "public-read" => "PublicRead",
            "public-read-write" => "PublicReadWrite",
            "authenticated-read" => "AuthenticatedRead",
            "bucket-owner-read" => "BucketOwnerRead",
            "bucket-owner-full-control" => "BucketOwnerFullControl",
            "log-delivery-write" => "LogDeliveryWrite",
            other => {
                self.note(at, format!("the ACL `{other}` is not understood, left out"));
                return None;
            }
        };
        Some(word(canned))
    }

    fn objects(&mut self, bucket: usize) -> Vec<Written> {
        let mut objects = Vec::new();
        for at in self.all(&["aws_s3_object", "aws_s3_bucket_object"]) {
            if self.one(at, "bucket", &BUCKET) == Some(bucket)
                && let Some(key) = self.thing(at).text("key")
            {
                self.read.insert(at);
                objects.push(Record::new("Object").with("key", key).into());
            }
        }
        objects
    }

    fn access_points(&mut self) -> Map {
        let mut map = Map::default();
        for at in self.all(&POINT) {
            let thing = self.thing(at);
            let Some(bucket) = self.one(at, "bucket", &BUCKET) else {
                self.leave(at, "its bucket is not in the plan");
                continue;
            };
            let mut vpc = None;
            if !thing.blocks("vpc_configuration").is_empty() {
                let block = ("vpc_configuration", 0);
                let found = self.references.in_block(thing, block, "vpc_id", &VPCS);
                let Some(found) = self.the_one(at, "vpc_id", &VPCS, &found) else {
                    self.leave(at, "its VPC is not in the plan");
                    continue;
                };
                vpc = Some(self.name(found));
            }
            self.read.insert(at);
            let apart = self
                .all(&["aws_s3control_access_point_policy"])
                .into_iter()
                .find(|policy| {
                    let found =
                        self.references
                            .argument(self.thing(*policy), "access_point_arn", &POINT);
                    found.things.contains(&at)
                });
            let policy = match apart {
                Some(apart) => {
                    self.read.insert(apart);
                    self.policy(apart, "policy")
                }
                None => self.policy(at, "policy"),
            };
            let access = thing
                .blocks("public_access_block_configuration")
                .first()
                .map(block);
            let owner = thing.text("account_id").map(str::to_owned);
            if let Some(owner) = &owner {
                self.accounts.entry(owner.clone()).or_default();
            }
            let bucket = self.bucket_name(bucket);
            let record = Record::new("AccessPoint")
                .with("bucket", bucket)
                .with_some("account", owner)
                .with_some("vpc", vpc)
                .with_some("policy", policy)
                .with_some("block_public_access", access)
                .with_some("alias", thing.text("alias"));
            let name = thing
                .text("name")
                .map_or_else(|| self.name(at), str::to_owned);
            add(&mut map, name, self.remark(at), record);
        }
        map
    }
}

/// The four switches; one that is not set is off.
fn block(switches: &Value) -> Written {
    let mut record = Record::new("BlockPublicAccess");
    for switch in SWITCHES {
        let is_on = switches.get(switch).and_then(Value::as_bool) == Some(true);
        record = record.with(switch, is_on);
    }
    record.into()
}
