//! Access points, those of the timeline and of requests included.

use super::Builder;
use super::acl::access_block;
use crate::aws::access_point::{ALIAS_ENDING, alias, arn, refusal};
use crate::aws::arn::{Arn, S3Name};
use crate::aws::region::Region;
use crate::diagnostic::Diagnostic;
use crate::policy::{BlockPublicAccess, PolicyKind};
use crate::scenario::Said;
use crate::scenario::access_point as written;
use crate::scenario::call::Call as WrittenCall;
use crate::scenario::policy_text::PolicyText;
use crate::scenario::timeline::Change as WrittenChange;
use crate::scenario::workload::Load;
use crate::world::Id;
use crate::world::access_point::{AccessPoint, CreationRefusal};
use crate::world::call::{NewPolicy, PointArn, PointRef};
use crate::world::change::Change;

impl Builder<'_> {
    /// Access points that exist from the start, and a place for each one that may come to be.
    pub(super) fn access_points(&mut self) {
        let scenario = self.scenario;
        for (name, point) in &scenario.access_points {
            if let Some(built) = self.access_point(name, point) {
                self.begin_with(name, built);
            }
        }
        for (_, change) in scenario.changes() {
            if let WrittenChange::CreateAccessPoint(name, point) = &change.value {
                self.point_to_come(name, point);
            }
        }
        for call in scenario.workload.iter().flat_map(Load::calls) {
            if let WrittenCall::CreateAccessPoint(name, point) = call.value.meant() {
                self.point_to_come(name, point);
                if let Some(policy) = &point.policy {
                    let message = "a call of `CreateAccessPoint` carries no policy";
                    let fault = Diagnostic::error("unknown-field", message, policy.at);
                    self.fault(fault.help("put it with `PutAccessPointPolicy` afterwards"));
                }
            }
        }
    }

    /// Adds an access point that exists from the start, if S3 would have made it.
    fn begin_with(&mut self, name: &Said<String>, built: AccessPoint) {
        let id = self.world.access_points.add(name.value.clone(), built);
        let refusal = self.world.creation_refusal(id);
        match refusal {
            None => self.world.access_points[id].exists = true,
            Some(refusal) => {
                let rejection = refusal.rejection();
                let fault = Diagnostic::error(rejection.code, rejection.message, name.at);
                let help = match refusal {
                    CreationRefusal::NoSuchBucket => "make it on the timeline, after its bucket",
                    CreationRefusal::AlreadyOwned => "give it another `name` or `account` (AP-20)",
                    CreationRefusal::ForeignBucket => "set `as_of` to a later day (AP-36)",
                };
                self.fault(fault.help(help));
            }
        }
        let world = &self.world;
        let policy = world.access_points[id].policy.as_ref();
        if let Some(refusal) = policy.and_then(|policy| world.point_policy_refusal(id, policy)) {
            let rejection = refusal.rejection();
            let message = format!("S3 would refuse this policy {}", rejection.message);
            let fault = Diagnostic::error("AccessDenied", message, name.at);
            self.fault(fault.help("name fixed principals, or turn the setting off (BPA-05)"));
        }
    }

    fn point_to_come(&mut self, name: &Said<String>, point: &written::AccessPoint) {
        let Some(built) = self.access_point(name, point) else {
            return;
        };
        // One that is made twice, or is there already, has a place of its own: S3 says so then.
        let taken = |name: &str| self.world.access_points.find(name).is_some();
        let mut called = name.value.clone();
        let mut number = 2;
        while taken(&called) {
            called = format!("{} {number}", name.value);
            number += 1;
        }
        let id = self.world.access_points.add(called, built);
        self.points_to_come.push((point.span, id));
    }

    fn access_point(
        &mut self,
        called: &Said<String>,
        point: &written::AccessPoint,
    ) -> Option<AccessPoint> {
        let bucket = self.find(|world| &world.buckets, "bucket", &point.bucket);
        let vpc = match &point.vpc {
            Some(vpc) => Some(self.find(|world| &world.vpcs, "VPC", vpc)?),
            None => None,
        };
        let account = point.account.as_ref().map(|account| self.account(account));
        let bucket = bucket?;
        let (owner, region) = {
            let bucket = &self.world.buckets[bucket];
            (bucket.account, bucket.region)
        };
        let account = account.unwrap_or(Some(owner))?;
        let name = point.name.as_ref().unwrap_or(called);
        self.check_point_name(name);
        let arn = arn(account, region, name);
        let alias = self.alias_of(point, &arn, name);
        let policy = point
            .policy
            .as_ref()
            .and_then(|text| self.policy_of(text, PolicyKind::AccessPoint, &arn));
        let settings = point.block_public_access.as_ref();
        Some(AccessPoint {
            name: name.value.clone(),
            account,
            region,
            bucket,
            vpc,
            policy,
            block_public_access: settings.map_or(BlockPublicAccess::ALL, access_block),
            arn,
            alias,
            created: point.created.as_ref().map_or(self.world.day, |day| day.0),
            exists: false,
        })
    }

    fn check_point_name(&mut self, name: &Said<String>) {
        if let Some(why) = refusal(name) {
            let message = format!("`{}` is no access point's name: {why}", name.value);
            let help = "3 to 50 of lower-case letters, digits and hyphens; `name:` sets it apart \
                        from what it is called here (AP-21)";
            self.fault(Diagnostic::error("InvalidRequest", message, name.at).help(help));
        }
    }

    /// The alias that is written, or one that no other access point of this ARN has (AP-40).
    fn alias_of(&mut self, point: &written::AccessPoint, arn: &str, name: &str) -> String {
        let Some(written) = &point.alias else {
            let points = self.world.access_points.iter();
            let before = points.filter(|(_, point)| point.arn == arn).count();
            return alias(arn, name, before);
        };
        if !written.ends_with(ALIAS_ENDING) || written.len() > 63 {
            let message = format!("`{}` is no alias of an access point", written.value);
            let help = format!("aliases end in `{ALIAS_ENDING}` and have at most 63 characters");
            let fault = Diagnostic::error("bad-alias", message, written.at);
            self.fault(fault.help(help));
        }
        written.value.clone()
    }

    /// The access point that is written at this very place and comes to be later.
    pub(super) fn planned_point(&self, point: &written::AccessPoint) -> Option<Id<AccessPoint>> {
        let mut planned = self.points_to_come.iter();
        let found = planned.find(|(span, _)| *span == point.span);
        found.map(|(_, id)| *id)
    }

    /// What stands in a bucket's place, when it is an access point's ARN or alias (AP-17, AP-18).
    pub(super) fn point_in_place_of_bucket(&mut self, name: &Said<String>) -> Option<PointRef> {
        if self.world.features.access_point_aliases && name.ends_with(ALIAS_ENDING) {
            let points = self.world.access_points.iter();
            let bearers = points.filter(|(_, point)| point.alias == name.value);
            let ids = bearers.map(|(id, _)| id).collect();
            return Some(PointRef { arn: None, ids });
        }
        name.starts_with("arn:").then(|| {
            let arn = self.point_arn(name);
            let ids = arn.as_ref().map_or_else(Vec::new, |arn| self.bearers(arn));
            PointRef { arn, ids }
        })
    }

    /// The access point a call of the control endpoint is about: what it is called in the
    /// scenario, its ARN, or its alias, which S3 does not take there (AP-19).
    ///
    /// The CLI says account and name, and means the Region it asks: `111122223333:ap1`.
    pub(super) fn point_ref(&mut self, name: &Said<String>, region: Region) -> Option<PointRef> {
        let named = if let Some(named) = self.point_in_place_of_bucket(name) {
            named
        } else if let Some(arn) = by_account(name, region) {
            let ids = self.bearers(&arn);
            PointRef {
                arn: Some(arn),
                ids,
            }
        } else {
            let id = self.find(|world| &world.access_points, "access point", name)?;
            self.ref_to(id)
        };
        Some(named)
    }

    /// A reference by the ARN of one of its bearers.
    pub(super) fn ref_to(&self, id: Id<AccessPoint>) -> PointRef {
        let point = &self.world.access_points[id];
        let arn = PointArn {
            account: point.account,
            region: point.region,
            name: point.name.clone(),
        };
        let ids = self.bearers(&arn);
        PointRef {
            arn: Some(arn),
            ids,
        }
    }

    fn bearers(&self, arn: &PointArn) -> Vec<Id<AccessPoint>> {
        let points = self.world.access_points.iter();
        let bearers = points.filter(|(_, point)| {
            let other = (point.account, point.region, &point.name);
            other == (arn.account, arn.region, &arn.name)
        });
        bearers.map(|(id, _)| id).collect()
    }

    /// What an ARN in a bucket's place says; a fault when it is none of an access point.
    fn point_arn(&mut self, text: &Said<String>) -> Option<PointArn> {
        let arn = Arn::parse(text);
        let name = arn.and_then(|arn| match arn.s3_name()? {
            S3Name::AccessPoint(name) => Some(name),
            S3Name::Bucket(_)
            | S3Name::Object { .. }
            | S3Name::AccessPointObject { .. }
            | S3Name::MultiRegionAccessPoint(_)
            | S3Name::MultiRegionAccessPointObject { .. }
            | S3Name::Other(_) => None,
        });
        let read = arn.zip(name).and_then(|(arn, name)| {
            Some(PointArn {
                account: arn.account.parse().ok()?,
                region: Region::parse(arn.region)?,
                name: name.to_owned(),
            })
        });
        if read.is_none() {
            let message = format!("`{}` is no ARN of an access point", text.value);
            let help = "write `arn:aws:s3:<region>:<account>:accesspoint/<name>`";
            self.fault(Diagnostic::error("bad-arn", message, text.at).help(help));
        }
        read
    }

    /// A policy for an access point, put while the run goes on.
    pub(super) fn new_point_policy(&mut self, text: &PolicyText, named: &PointRef) -> NewPolicy {
        let owner = named
            .arn
            .as_ref()
            .map(|point| arn(point.account, point.region, &point.name));
        self.put(text, PolicyKind::AccessPoint, owner.as_deref())
    }

    /// `CreateAccessPoint` on the timeline: the console's call, which puts the policy too.
    pub(super) fn create_point(&self, point: &written::AccessPoint) -> Option<Change> {
        self.planned_point(point).map(Change::CreateAccessPoint)
    }

    /// `PutAccessPointPolicy` on the timeline.
    pub(super) fn put_point_policy(
        &mut self,
        name: &Said<String>,
        text: &PolicyText,
    ) -> Option<Change> {
        let id = self.point_id(name)?;
        let named = self.ref_to(id);
        Some(match self.new_point_policy(text, &named) {
            Ok(policy) => Change::SetAccessPointPolicy(id, Some(policy)),
            Err(rejection) => Change::Refused(rejection),
        })
    }

    /// The access point of the scenario that is called `name`.
    pub(super) fn point_id(&mut self, name: &Said<String>) -> Option<Id<AccessPoint>> {
        self.find(|world| &world.access_points, "access point", name)
    }
}

/// What `<account>:<name>` says.
fn by_account(text: &str, region: Region) -> Option<PointArn> {
    let (account, name) = text.split_once(':')?;
    Some(PointArn {
        account: account.parse().ok()?,
        region,
        name: name.to_owned(),
    })
}
