//! Multi-Region Access Points, those of the timeline included, and replication between buckets.

use super::Builder;
use super::acl::access_block;
use crate::aws::access_point::refusal;
use crate::aws::arn::{Arn, S3Name};
use crate::aws::multi_region::{REGIONS_MAX, alias, arn, is_alias};
use crate::aws::region::Region;
use crate::diagnostic::Diagnostic;
use crate::policy::{BlockPublicAccess, PolicyKind};
use crate::scenario::bucket::ReplicationRule as WrittenRule;
use crate::scenario::multi_region_access_point::{self as written, Route};
use crate::scenario::policy_text::PolicyText;
use crate::scenario::timeline::Change as WrittenChange;
use crate::scenario::{Map, Said};
use crate::world::Id;
use crate::world::change::{Change, Rejection};
use crate::world::door::{MultiRegionRef, Through};
use crate::world::multi_region_access_point::{Edit, Member, MultiRegionAccessPoint, State};
use crate::world::replication::ReplicationRule;

impl Builder<'_> {
    /// Multi-Region Access Points that exist from the start, and a place for each that comes later.
    pub(super) fn multi_region_access_points(&mut self) {
        let scenario = self.scenario;
        for (name, point) in &scenario.multi_region_access_points {
            if let Some(built) = self.multi_region_access_point(name, point) {
                self.begin_with_multi_region(name, built);
            }
        }
        for (_, change) in scenario.changes() {
            let WrittenChange::CreateMultiRegionAccessPoint(name, point) = &change.value else {
                continue;
            };
            let Some(built) = self.multi_region_access_point(name, point) else {
                continue;
            };
            let points = &mut self.world.multi_region_access_points;
            // One that is made twice has a place of its own: AWS says so then.
            let mut called = name.value.clone();
            let mut number = 2;
            while points.find(&called).is_some() {
                called = format!("{} {number}", name.value);
                number += 1;
            }
            let id = points.add(called, built);
            self.multi_regions_to_come.push((point.span, id));
        }
    }

    /// Adds one that exists from the start, if AWS would have made it.
    fn begin_with_multi_region(&mut self, name: &Said<String>, built: MultiRegionAccessPoint) {
        let create = Change::MultiRegion(
            self.world
                .multi_region_access_points
                .add(name.value.clone(), built),
            Edit::Create,
        );
        if let Err(refused) = self.world.apply(&create) {
            let fault = Diagnostic::error(refused.code, refused.message, name.at);
            self.fault(fault.help(format!("see rule {}", refused.rule)));
        }
        self.world.epoch = 0;
    }

    fn multi_region_access_point(
        &mut self,
        called: &Said<String>,
        point: &written::MultiRegionAccessPoint,
    ) -> Option<MultiRegionAccessPoint> {
        self.check_multi_region(called, point);
        let mut members = Vec::new();
        for name in &point.buckets {
            let bucket = self.find(|world| &world.buckets, "bucket", name)?;
            let region = self.world.buckets[bucket].region;
            let is_active = !matches!(point.routes.get(region.name()), Some(Route::Passive));
            members.push(Member {
                bucket,
                region,
                is_active,
            });
        }
        let first = members.first()?;
        let owner = self.world.buckets[first.bucket].account;
        let account = point.account.as_ref().map(|account| self.account(account));
        let account = account.unwrap_or(Some(owner))?;
        members.sort_by_key(|member| member.region);
        self.check_routes(called, &point.routes, &members);
        let name = point.name.as_ref().unwrap_or(called).value.clone();
        let points = self.world.multi_region_access_points.iter();
        let twins = points.filter(|(_, other)| other.account == account && other.name == name);
        let made_up = || alias(account, &name, twins.count());
        let alias = point
            .alias
            .as_ref()
            .map_or_else(made_up, |alias| alias.value.clone());
        let arn = arn(account, &alias);
        let policy = point
            .policy
            .as_ref()
            .and_then(|text| self.policy_of(text, PolicyKind::MultiRegionAccessPoint, &arn));
        let settings = point.block_public_access.as_ref();
        Some(MultiRegionAccessPoint {
            name,
            account,
            members,
            policy,
            block_public_access: settings.map_or(BlockPublicAccess::ALL, access_block),
            arn,
            alias,
            created: point.created.as_ref().map_or(self.world.day, |day| day.0),
            state: State::Planned,
            is_rerouting: false,
        })
    }

    /// Its name, its alias, its day and how many buckets it has (MRAP-34, MRAP-35).
    fn check_multi_region(
        &mut self,
        called: &Said<String>,
        point: &written::MultiRegionAccessPoint,
    ) {
        let name = point.name.as_ref().unwrap_or(called);
        if let Some(why) = refusal(name) {
            let message = format!(
                "`{}` is no name of a Multi-Region Access Point: {why}",
                name.value
            );
            let help = "3 to 50 of lower-case letters, digits and hyphens; `name:` sets it apart \
                        from what it is called here (MRAP-35)";
            self.fault(Diagnostic::error("InvalidRequest", message, name.at).help(help));
        }
        if let Some(alias) = &point.alias {
            self.check_alias(alias);
        }
        if !self.world.features.multi_region_access_points {
            let message = "there are no Multi-Region Access Points yet on this day";
            let fault = Diagnostic::error("MethodNotAllowed", message, called.at);
            self.fault(fault.help("set `as_of` to a day since 2021-09-02"));
        }
        if point.buckets.is_empty() || point.buckets.len() > REGIONS_MAX {
            let message = format!("`{}` has {} buckets", called.value, point.buckets.len());
            let fault = Diagnostic::error("InvalidRequest", message, called.at);
            self.fault(fault.help("name 1 to 17 of them, one a Region (MRAP-34)"));
        }
    }

    fn check_alias(&mut self, alias: &Said<String>) {
        if !is_alias(alias) {
            let message = format!(
                "`{}` is no alias of a Multi-Region Access Point",
                alias.value
            );
            let fault = Diagnostic::error("bad-alias", message, alias.at);
            self.fault(fault.help("lower-case letters and digits, and `.mrap` at the end"));
        }
        let is_taken = {
            let mut points = self.world.multi_region_access_points.iter();
            points.any(|(_, other)| other.alias == alias.value)
        };
        if is_taken {
            let message = format!("`{}` is another one's alias", alias.value);
            let fault = Diagnostic::error("duplicate-id", message, alias.at);
            self.fault(fault.help("aliases are never used again (MRAP-35)"));
        }
    }

    /// Routes name Regions of the buckets, and leave one of them active (MRAP-23).
    fn check_routes(&mut self, called: &Said<String>, routes: &Map<Route>, members: &[Member]) {
        for region in routes.keys() {
            let mut members = members.iter();
            if !members.any(|member| member.region.name() == region.value) {
                let message = format!("none of its buckets is in `{}`", region.value);
                let fault = Diagnostic::error("InvalidRequest", message, region.at);
                self.fault(fault.help("routes are written by Region (MRAP-23)"));
            }
        }
        if !members.is_empty() && members.iter().all(|member| !member.is_active) {
            let message = format!("every Region of `{}` is passive", called.value);
            let fault = Diagnostic::error("InvalidRequest", message, called.at);
            self.fault(fault.help("one at least is active (MRAP-23)"));
        }
    }

    /// What stands in a bucket's place: an access point's ARN or alias, or the ARN of a
    /// Multi-Region Access Point (AP-17, MRAP-31).
    pub(super) fn through(&mut self, name: &Said<String>) -> Option<Through> {
        if let Some(alias) = multi_region_alias(name) {
            let points = self.world.multi_region_access_points.iter();
            let mut bearers = points.filter(|(_, point)| point.arn == name.value);
            return Some(Through::MultiRegion(MultiRegionRef {
                alias,
                id: bearers.next().map(|(id, _)| id),
            }));
        }
        self.point_in_place_of_bucket(name).map(Through::Point)
    }

    /// `CreateMultiRegionAccessPoint` on the timeline: the console's call, which puts the policy too.
    pub(super) fn create_multi_region(
        &self,
        point: &written::MultiRegionAccessPoint,
    ) -> Option<Change> {
        let mut planned = self.multi_regions_to_come.iter();
        let (_, id) = planned.find(|(span, _)| *span == point.span)?;
        Some(Change::MultiRegion(*id, Edit::Create))
    }

    /// `DeleteMultiRegionAccessPoint` on the timeline.
    pub(super) fn delete_multi_region(&mut self, name: &Said<String>) -> Option<Change> {
        let id = self.multi_region_id(name)?;
        Some(Change::MultiRegion(id, Edit::Delete))
    }

    /// The deletion of its policy, which AWS has no call for (MRAP-18).
    pub(super) fn delete_multi_region_policy(&mut self, name: &Said<String>) -> Option<Change> {
        self.multi_region_id(name)?;
        let message = "AWS has no such call: put another policy instead";
        let refused = Rejection::new("MethodNotAllowed", "MRAP-18", message);
        Some(Change::Refused(refused))
    }

    /// `PutBucketReplication` on the timeline.
    pub(super) fn put_replication(
        &mut self,
        bucket: &Said<String>,
        rules: &[WrittenRule],
    ) -> Option<Change> {
        let id = self.find(|world| &world.buckets, "bucket", bucket)?;
        Some(Change::SetReplication(id, self.replication_rules(rules)))
    }

    /// `PutMultiRegionAccessPointPolicy` on the timeline.
    pub(super) fn put_multi_region_policy(
        &mut self,
        name: &Said<String>,
        text: &PolicyText,
    ) -> Option<Change> {
        let id = self.multi_region_id(name)?;
        let owner = self.world.multi_region_access_points[id].arn.clone();
        Some(
            match self.put(text, PolicyKind::MultiRegionAccessPoint, Some(&owner)) {
                Ok(policy) => Change::MultiRegion(id, Edit::SetPolicy(policy)),
                Err(rejection) => Change::Refused(rejection),
            },
        )
    }

    /// `SubmitMultiRegionAccessPointRoutes` on the timeline.
    pub(super) fn submit_routes(
        &mut self,
        name: &Said<String>,
        routes: &Map<Route>,
    ) -> Option<Change> {
        let id = self.multi_region_id(name)?;
        let mut dials = Vec::new();
        for (region, route) in routes {
            let region: Region = self.region(region)?;
            dials.push((region, *route == Route::Active));
        }
        Some(Change::MultiRegion(id, Edit::SubmitRoutes(dials)))
    }

    fn multi_region_id(&mut self, name: &Said<String>) -> Option<Id<MultiRegionAccessPoint>> {
        let kind = "Multi-Region Access Point";
        self.find(|world| &world.multi_region_access_points, kind, name)
    }

    /// The replication rules of buckets that exist from the start, and of those made later.
    pub(super) fn replications(&mut self) {
        let scenario = self.scenario;
        let later = scenario.changes().filter_map(|(_, change)| {
            let WrittenChange::CreateBucket(name, bucket) = &change.value else {
                return None;
            };
            Some((name, bucket))
        });
        for (name, bucket) in scenario.buckets.iter().chain(later) {
            let rules = self.replication_rules(&bucket.replication);
            if let Some(id) = self.world.buckets.find(name) {
                self.world.buckets[id].replication = rules;
            }
        }
    }

    fn replication_rules(&mut self, rules: &[WrittenRule]) -> Vec<ReplicationRule> {
        let mut found = Vec::new();
        for rule in rules {
            if let Some(to) = self.find(|world| &world.buckets, "bucket", &rule.to) {
                found.push(ReplicationRule {
                    to,
                    prefix: rule.prefix.clone().unwrap_or_default(),
                    copies_deletions: rule.delete_markers,
                });
            }
        }
        found
    }
}

/// The alias in the ARN of a Multi-Region Access Point; none in anything else.
fn multi_region_alias(text: &str) -> Option<String> {
    match Arn::parse(text)?.s3_name()? {
        S3Name::MultiRegionAccessPoint(alias) => Some(alias.to_owned()),
        S3Name::AccessPoint(_)
        | S3Name::Bucket(_)
        | S3Name::Object { .. }
        | S3Name::AccessPointObject { .. }
        | S3Name::MultiRegionAccessPointObject { .. }
        | S3Name::Other(_) => None,
    }
}
