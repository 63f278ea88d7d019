//! Every policy of a scenario with its place, wherever it was written.

use crate::diagnostic::Span;
use crate::policy::{Document, Policy, PolicyKind, Validation};
use crate::scenario::call::Call;
use crate::scenario::organization::Unit;
use crate::scenario::policy_text::PolicyText;
use crate::scenario::timeline::Change;
use crate::scenario::workload::Load;
use crate::scenario::{Said, Scenario};
use crate::world::bucket::Bucket;
use crate::world::door::Door;
use crate::world::gateway::VpcEndpoint;
use crate::world::{Id, World};

/// A policy as it was written.
#[derive(Debug)]
pub(super) struct WrittenPolicy<'a> {
    /// It, compiled.
    pub(super) policy: Policy,
    /// What it is attached to.
    pub(super) holder: Holder,
    text: &'a PolicyText,
}

/// What a policy is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// Somebody who signs requests, or an organization around accounts.
    Caller,
    /// A VPC endpoint.
    Endpoint(Id<VpcEndpoint>),
    /// A bucket.
    Bucket(Id<Bucket>),
    /// An access point, of one Region or of many.
    Door(Door),
}

impl<'a> WrittenPolicy<'a> {
    /// Where the bytes `range` of its JSON stand.
    pub(super) fn place(&self, range: &std::ops::Range<usize>) -> Span {
        self.text.place(range.clone())
    }

    /// Every policy of the scenario that can be read, in the order of its parts.
    pub(super) fn all(scenario: &'a Scenario, world: &World) -> Vec<Self> {
        let mut walk = Walk {
            world,
            found: Vec::new(),
        };
        walk.accounts(scenario);
        for organization in scenario.organizations.values() {
            walk.unit(&organization.root);
        }
        walk.endpoints(scenario);
        for (name, bucket) in &scenario.buckets {
            walk.bucket(name, bucket.policy.as_ref());
        }
        for (name, point) in &scenario.access_points {
            walk.point(name, point.policy.as_ref());
        }
        for (name, point) in &scenario.multi_region_access_points {
            walk.multi_region(name, point.policy.as_ref());
        }
        for call in scenario.workload.iter().flat_map(Load::calls) {
            if let Call::PutBucketPolicy(put) = call.value.meant() {
                walk.bucket(&put.bucket, Some(&put.policy));
            } else if let Call::PutAccessPointPolicy(put) = &call.value {
                walk.point(&put.access_point, Some(&put.policy));
            }
        }
        for (_, change) in scenario.changes() {
            walk.change(change);
        }
        walk.found
    }
}

struct Walk<'a, 'w> {
    world: &'w World,
    found: Vec<WrittenPolicy<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn add(&mut self, text: &'a PolicyText, kind: PolicyKind, holder: Holder) {
        let (document, _) = Document::parse(text.text(), kind, Validation::Lenient);
        // What cannot be read is a fault of the scenario, or was put to be refused.
        if let Some(document) = document {
            self.found.push(WrittenPolicy {
                policy: Policy::compile(text.name(), document),
                holder,
                text,
            });
        }
    }

    fn callers(&mut self, texts: &'a [Said<PolicyText>]) {
        for text in texts {
            self.add(text, PolicyKind::Identity, Holder::Caller);
        }
    }

    fn controls(
        &mut self,
        service: Option<&'a Vec<Said<PolicyText>>>,
        resource: &'a [Said<PolicyText>],
    ) {
        for text in service.into_iter().flatten() {
            self.add(text, PolicyKind::Scp, Holder::Caller);
        }
        for text in resource {
            self.add(text, PolicyKind::Rcp, Holder::Caller);
        }
    }

    /// The policies of a unit and of those below it.
    fn unit(&mut self, unit: &'a Unit) {
        self.controls(
            unit.service_control_policies.as_ref(),
            &unit.resource_control_policies,
        );
        for below in unit.units.values() {
            self.unit(below);
        }
    }

    fn cap(&mut self, text: Option<&'a Said<PolicyText>>, kind: PolicyKind) {
        if let Some(text) = text {
            self.add(text, kind, Holder::Caller);
        }
    }

    fn accounts(&mut self, scenario: &'a Scenario) {
        for account in scenario.accounts.values() {
            for role in account.roles.values() {
                self.callers(&role.policies);
                self.cap(role.permissions_boundary.as_ref(), PolicyKind::Boundary);
                self.cap(role.session_policy.as_ref(), PolicyKind::Session);
            }
            for user in account.users.values() {
                self.callers(&user.policies);
                self.cap(user.permissions_boundary.as_ref(), PolicyKind::Boundary);
            }
            for group in account.groups.values() {
                self.callers(&group.policies);
            }
            for federated in account.federated_users.values() {
                self.callers(&federated.policies);
                self.cap(federated.session_policy.as_ref(), PolicyKind::Session);
            }
            let service = account.service_control_policies.as_ref();
            self.controls(service, &account.resource_control_policies);
        }
    }

    fn endpoints(&mut self, scenario: &'a Scenario) {
        for vpc in scenario.vpcs.values() {
            for (name, endpoint) in &vpc.vpc_endpoints {
                self.endpoint(name, endpoint.policy());
            }
        }
    }

    fn endpoint(&mut self, name: &str, text: Option<&'a Said<PolicyText>>) {
        if let (Some(id), Some(text)) = (self.world.vpc_endpoints.find(name), text) {
            self.add(text, PolicyKind::Endpoint, Holder::Endpoint(id));
        }
    }

    fn bucket(&mut self, name: &str, text: Option<&'a Said<PolicyText>>) {
        if let (Some(id), Some(text)) = (self.world.buckets.find(name), text) {
            self.add(text, PolicyKind::Bucket, Holder::Bucket(id));
        }
    }

    /// A policy of an access point, by what it is called here or by ARN.
    fn point(&mut self, name: &str, text: Option<&'a Said<PolicyText>>) {
        let points = &self.world.access_points;
        let by_arn = || points.iter().find(|(_, point)| point.arn == name);
        let id = points.find(name).or_else(|| by_arn().map(|(id, _)| id));
        if let (Some(id), Some(text)) = (id, text) {
            let holder = Holder::Door(Door::AccessPoint(id));
            self.add(text, PolicyKind::AccessPoint, holder);
        }
    }

    fn multi_region(&mut self, name: &str, text: Option<&'a Said<PolicyText>>) {
        let id = self.world.multi_region_access_points.find(name);
        if let (Some(id), Some(text)) = (id, text) {
            let holder = Holder::Door(Door::MultiRegion(id));
            self.add(text, PolicyKind::MultiRegionAccessPoint, holder);
        }
    }

    fn change(&mut self, change: &'a Change) {
        if let Change::CreateVpcEndpoint(name, endpoint) = change {
            self.endpoint(name, endpoint.policy());
        } else if let Change::ModifyVpcEndpoint(name, edit) = change {
            self.endpoint(name, edit.policy.as_ref());
        } else if let Change::CreateBucket(name, bucket) = change {
            self.bucket(name, bucket.policy.as_ref());
        } else if let Change::PutBucketPolicy(name, text) = change {
            self.bucket(name, Some(text));
        } else if let Change::CreateAccessPoint(name, point) = change {
            self.point(name, point.policy.as_ref());
        } else if let Change::PutAccessPointPolicy(name, text) = change {
            self.point(name, Some(text));
        } else if let Change::CreateMultiRegionAccessPoint(name, point) = change {
            self.multi_region(name, point.policy.as_ref());
        } else if let Change::PutMultiRegionAccessPointPolicy(name, text) = change {
            self.multi_region(name, Some(text));
        } else if let Change::SetRolePolicies(_, texts) | Change::SetUserPolicies(_, texts) = change
        {
            self.callers(texts);
        } else if let Change::SetServiceControlPolicies(_, texts) = change {
            self.controls(Some(texts), &[]);
        } else if let Change::SetResourceControlPolicies(_, texts) = change {
            self.controls(None, texts);
        }
    }
}
