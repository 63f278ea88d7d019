//! The workload: calls with their buckets, keys and names resolved.

use super::Builder;
use super::acl::access_block;
use super::endpoint_url::scheme_of;
use super::iam::tags;
use crate::aws::account::AWS_OWNED;
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::diagnostic::Diagnostic;
use crate::policy::PolicyKind;
use crate::scenario::Said;
use crate::scenario::acl::Acl;
use crate::scenario::call as written;
use crate::scenario::client::{Addressing, Scheme};
use crate::scenario::policy_text::PolicyText;
use crate::scenario::workload::{Load as WrittenLoad, Rate};
use crate::time::{Duration, Instant};
use crate::units::Bytes;
use crate::world::Id;
use crate::world::call::{Address, BucketRef, Call, KeyPattern, Listing, NewPolicy, SentAcl};
use crate::world::client::Client;
use crate::world::plan::{Load, Plan, Spacing};

impl Builder<'_> {
    /// Every load and every change.
    pub(super) fn plan(&mut self) -> Plan {
        let scenario = self.scenario;
        let mut loads: Vec<Load> = Vec::new();
        for load in &scenario.workload {
            let id = match load {
                WrittenLoad::Request(one) => &one.id,
                WrittenLoad::Requests(many) => &many.id,
            };
            let client = match load {
                WrittenLoad::Request(one) => &one.client,
                WrittenLoad::Requests(many) => &many.client,
            };
            let name = match id {
                Some(id) => id.value.clone(),
                None => unused_name(client, &loads),
            };
            if let (Some(id), true) = (id, loads.iter().any(|load| load.id == name)) {
                let message = format!("another request is called `{name}` too");
                let fault = Diagnostic::error("duplicate-id", message, id.at);
                self.fault(fault.help("give one of them another id"));
            }
            loads.extend(self.load(name, load));
        }
        Plan {
            loads,
            changes: self.changes(),
            probes: self.probes(),
        }
    }

    fn load(&mut self, id: String, load: &WrittenLoad) -> Option<Load> {
        match load {
            WrittenLoad::Request(one) => {
                let client = self.find(|world| &world.clients, "client", &one.client);
                let how = How {
                    name: &one.name,
                    region: one.region.as_ref(),
                    addressing: one.addressing,
                    scheme: one.scheme,
                    presigned_by: one.presigned_by.as_ref(),
                    resolve_to: one.resolve_to.as_ref().map(|address| address.value),
                };
                Some(Load {
                    id,
                    client: client?,
                    call: self.call(client?, &one.call, &how)?,
                    start: Instant::ZERO + one.at.0,
                    spacing: Spacing::Constant(Duration::ZERO),
                    count: 1,
                })
            }
            WrittenLoad::Requests(many) => {
                let client = self.find(|world| &world.clients, "client", &many.client);
                let how = How {
                    name: &many.name,
                    region: many.region.as_ref(),
                    addressing: many.addressing,
                    scheme: many.scheme,
                    presigned_by: many.presigned_by.as_ref(),
                    resolve_to: None,
                };
                let spacing = match &many.rate {
                    Rate::Poisson(rate) => Spacing::Poisson(rate.0.spacing()),
                    Rate::Constant(rate) => Spacing::Constant(rate.0.spacing()),
                };
                if let Spacing::Poisson(Duration::MAX) | Spacing::Constant(Duration::MAX) = spacing
                {
                    let message = "a rate of zero sends nothing";
                    let fault = Diagnostic::error("bad-number", message, many.count.at);
                    self.fault(fault.help("write for example `Constant(\"20/s\")`"));
                }
                Some(Load {
                    id,
                    client: client?,
                    call: self.call(client?, &many.call, &how)?,
                    start: Instant::ZERO + many.start.0,
                    spacing,
                    count: many.count.value,
                })
            }
        }
    }

    fn call(
        &mut self,
        client: Id<Client>,
        call: &Said<written::Call>,
        how: &How<'_>,
    ) -> Option<Call> {
        let named = how.region.map(|region| self.region(region));
        let region = match named {
            Some(named) => named?,
            None => self.world.clients[client].region,
        };
        if let (written::NameForm::DashRegion, false) = (how.name, region.has_dash_name()) {
            let message = format!("{region} has no name of the dash form");
            let help = "only Regions launched before 2014 have `s3-<region>` (S3R-02)";
            self.fault(Diagnostic::error("no-dash-name", message, call.at).help(help));
        }
        let url = match how.name {
            written::NameForm::EndpointUrl(url) => Some(url),
            written::NameForm::Regional
            | written::NameForm::DashRegion
            | written::NameForm::LegacyGlobal
            | written::NameForm::DualStack => None,
        };
        let written_client = self.scenario.clients.get(self.world.clients.name(client))?;
        let mut built = Call {
            operation: operation(call),
            bucket: None,
            key: None,
            source: None,
            size: Bytes(0),
            listing: Listing::default(),
            location: None,
            policy: None,
            acl: None,
            tags: Vec::new(),
            access_block: None,
            presigned_by: match how.presigned_by {
                Some(who) => Some(self.principal(who)?),
                None => None,
            },
            address: Address {
                form: how.name.clone(),
                url: url.and_then(|url| self.endpoint_url(url)),
                region,
                addressing: how.addressing.unwrap_or(written_client.addressing),
                scheme: how
                    .scheme
                    .or_else(|| scheme_of(url?))
                    .unwrap_or(written_client.scheme),
                resolve_to: how.resolve_to,
            },
        };
        self.fill(&mut built, call, region)?;
        Some(built)
    }

    fn fill(&mut self, built: &mut Call, call: &written::Call, region: Region) -> Option<()> {
        match call {
            written::Call::GetObject(at)
            | written::Call::HeadObject(at)
            | written::Call::DeleteObject(at) => self.object(built, at)?,
            written::Call::PutObject(put) => {
                self.object(built, &put.to)?;
                built.size = put.size.0;
                built.acl = self.sent_acl(put.acl.as_ref(), built);
                built.tags = tags(&put.tags);
            }
            written::Call::CopyObject(copy) => {
                self.object(built, &copy.to)?;
                built.source = Some(self.bucket_and_key(&copy.from)?);
            }
            written::Call::ListObjectsV2(list) => {
                built.bucket = Some(self.bucket_ref(&list.bucket));
                built.listing = Listing {
                    prefix: list.prefix.clone(),
                    delimiter: list.delimiter.clone(),
                    max_keys: list.max_keys,
                };
            }
            written::Call::CreateBucket(create) => {
                built.bucket = Some(self.bucket_ref(&create.bucket));
                built.location = match &create.region {
                    Some(location) => Some(self.region(location)?),
                    None => Some(region),
                };
            }
            written::Call::HeadBucket(bucket)
            | written::Call::DeleteBucket(bucket)
            | written::Call::GetBucketLocation(bucket)
            | written::Call::GetBucketPolicy(bucket)
            | written::Call::DeleteBucketPolicy(bucket) => {
                built.bucket = Some(self.bucket_ref(bucket));
            }
            written::Call::PutBucketPolicy(put) => {
                built.bucket = Some(self.bucket_ref(&put.bucket));
                built.policy = Some(self.new_policy(&put.policy, &put.bucket));
            }
            written::Call::PutBucketAcl(put) => {
                built.bucket = Some(self.bucket_ref(&put.bucket));
                built.acl = self.sent_acl(Some(&put.acl), built);
            }
            written::Call::PutPublicAccessBlock(put) => {
                built.bucket = Some(self.bucket_ref(&put.bucket));
                built.access_block = Some(access_block(&put.settings));
            }
            written::Call::ListBuckets => {}
        }
        Some(())
    }

    /// An ACL as it is sent; what it says of the bucket's owner is about the bucket as it is now.
    fn sent_acl(&mut self, acl: Option<&Acl>, call: &Call) -> Option<SentAcl> {
        let bucket = call.bucket.as_ref().and_then(|bucket| bucket.id);
        let owner = bucket.map_or(AWS_OWNED, |bucket| self.world.buckets[bucket].account);
        acl.map(|acl| SentAcl {
            canned: acl.canned(),
            grants: self.grants(acl, owner),
        })
    }

    /// A policy that is put while the run goes on: what S3 refuses is an answer, not a fault.
    pub(super) fn new_policy(&mut self, text: &Said<PolicyText>, bucket: &str) -> NewPolicy {
        let owner = format!("arn:aws:s3:::{bucket}");
        self.put(text, PolicyKind::Bucket, Some(&owner))
    }

    fn object(&mut self, built: &mut Call, at: &Said<String>) -> Option<()> {
        let (bucket, key) = self.bucket_and_key(at)?;
        built.bucket = Some(bucket);
        built.key = Some(key);
        Some(())
    }

    fn bucket_and_key(&mut self, at: &Said<String>) -> Option<(BucketRef, KeyPattern)> {
        let parts = at
            .strip_prefix("s3://")
            .and_then(|rest| rest.split_once('/'));
        match parts {
            Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => {
                let bucket = Said {
                    value: bucket.to_owned(),
                    at: at.at,
                };
                Some((self.bucket_ref(&bucket), KeyPattern::parse(key)))
            }
            Some(_) | None => {
                let message = format!("`{}` names no object", at.value);
                let help = "write `s3://bucket/key`";
                self.fault(Diagnostic::error("bad-s3-uri", message, at.at).help(help));
                None
            }
        }
    }

    /// A bucket by name. One that does not exist is asked for all the same: S3 answers 404. It is
    /// worth a warning when another bucket's name is near.
    fn bucket_ref(&mut self, name: &Said<String>) -> BucketRef {
        let id = self.world.buckets.find(name);
        if id.is_none()
            && let Some(near) = crate::diagnostic::nearest(name, self.world.buckets.names())
        {
            let message = format!("no bucket is called `{}`; S3 will answer 404", name.value);
            let fault = Diagnostic::warning("unknown-bucket", message, name.at);
            let help = format!("did you mean `{near}`?");
            self.fault(fault.help(help));
        }
        BucketRef {
            name: name.value.clone(),
            id,
        }
    }
}

/// How a request is addressed, as it is written.
struct How<'a> {
    name: &'a written::NameForm,
    region: Option<&'a Said<String>>,
    addressing: Option<Addressing>,
    scheme: Option<Scheme>,
    presigned_by: Option<&'a Said<String>>,
    resolve_to: Option<std::net::IpAddr>,
}

fn operation(call: &written::Call) -> Operation {
    match call {
        written::Call::GetObject(_) => Operation::GetObject,
        written::Call::HeadObject(_) => Operation::HeadObject,
        written::Call::PutObject(_) => Operation::PutObject,
        written::Call::DeleteObject(_) => Operation::DeleteObject,
        written::Call::ListObjectsV2(_) => Operation::ListObjectsV2,
        written::Call::CopyObject(_) => Operation::CopyObject,
        written::Call::HeadBucket(_) => Operation::HeadBucket,
        written::Call::CreateBucket(_) => Operation::CreateBucket,
        written::Call::DeleteBucket(_) => Operation::DeleteBucket,
        written::Call::GetBucketLocation(_) => Operation::GetBucketLocation,
        written::Call::GetBucketPolicy(_) => Operation::GetBucketPolicy,
        written::Call::PutBucketPolicy(_) => Operation::PutBucketPolicy,
        written::Call::DeleteBucketPolicy(_) => Operation::DeleteBucketPolicy,
        written::Call::PutBucketAcl(_) => Operation::PutBucketAcl,
        written::Call::PutPublicAccessBlock(_) => Operation::PutPublicAccessBlock,
        written::Call::ListBuckets => Operation::ListBuckets,
    }
}

/// `<client>/<position>`, where the position counts the client's own requests from 1.
fn unused_name(client: &str, loads: &[Load]) -> String {
    (1..=loads.len() + 1)
        .map(|position| format!("{client}/{position}"))
        .find(|name| loads.iter().all(|load| load.id != *name))
        .unwrap_or_default()
}
