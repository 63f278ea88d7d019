//! Every layer that speaks of one request, put side by side for the policy engine.

use super::desk::Scratch;
use super::passes::Pass;
use super::shelf::LevelShelf;
use crate::aws::account::AccountId;
use crate::policy::{
    Acl, AclGrant, BlockPublicAccess, Endpoint, Level, Policy, Stack, Target, TargetKind,
};
use crate::world::bucket::{Bucket, Objects};
use crate::world::door::Door;
use crate::world::gateway::VpcEndpoint;
use crate::world::iam::{AttachedPolicy, Principal};
use crate::world::organization::PolicyLevel;
use crate::world::{Id, World};

/// Who asks for what, and which way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asks<'a> {
    /// Who signed; none is anonymous.
    pub(super) caller: Option<&'a Principal>,
    /// The endpoint that was passed.
    pub(super) endpoint: Option<Id<VpcEndpoint>>,
    /// The bucket, when it exists.
    pub(super) bucket: Option<Id<Bucket>>,
    /// The object, when it is there.
    pub(super) object: Option<&'a Objects>,
    /// Who owns what is asked for.
    pub(super) owner: Option<AccountId>,
    /// The access point it goes through, of one Region or of many.
    pub(super) through: Option<Door>,
    /// Which half of it is judged.
    pub(super) pass: Pass,
}

impl Scratch {
    /// Every policy and setting that speaks of the request, layer by layer (table 2).
    pub(super) fn stack<'a>(&mut self, world: &'a World, asks: &Asks<'a>) -> Stack<'a> {
        let mut stack = Stack {
            identity: self.identity.take(),
            boundary: self.boundary.take(),
            session: self.session.take(),
            ..Stack::default()
        };
        if let Some(caller) = asks.caller {
            stack.identity.extend(each(&caller.policies));
            stack.boundary.extend(each(&caller.boundary));
            stack.session.extend(each(&caller.session));
        }
        self.add_organizations(world, asks, &mut stack);
        if let Some(endpoint) = asks.endpoint.map(|id| &world.vpc_endpoints[id]) {
            let mut policies = self.endpoint.take();
            policies.extend(each(&endpoint.policy));
            let kind = endpoint.policy_kind();
            stack.endpoint = Some(Endpoint { kind, policies });
        }
        stack.block_public_access = match (asks.through, asks.bucket) {
            (Some(door), bucket) => world.access_block_through(door, bucket),
            (None, Some(bucket)) => world.access_block_of(bucket),
            (None, None) => BlockPublicAccess::default(),
        };
        if let Some(door) = asks.pass.door() {
            let (kind, is_vpc_only) = match door {
                Door::AccessPoint(id) => (
                    TargetKind::AccessPoint,
                    world.access_points[id].vpc.is_some(),
                ),
                Door::MultiRegion(_) => (TargetKind::MultiRegionAccessPoint, false),
            };
            stack.resource = Target {
                kind,
                policy: world.door_policy(door).map(|policy| &**policy),
                is_vpc_only,
            };
            return stack;
        }
        stack.resource.kind = TargetKind::Bucket;
        if let Some(id) = asks.bucket {
            let bucket = &world.buckets[id];
            stack.resource = Target {
                kind: TargetKind::Bucket,
                policy: bucket.policy.as_deref(),
                is_vpc_only: false,
            };
            // Where ACLs are off there is no such layer (ACL-02).
            stack.acl = (!world.has_acls_disabled(id)).then(|| acl(world, bucket, asks.object));
        }
        stack
    }

    /// Service control policies over the caller's account, resource control policies over the
    /// owner's, and whether both are in one organization (SCP-01, SCP-04, RCP-01, RCP-03, POL-36).
    fn add_organizations<'a>(&mut self, world: &'a World, asks: &Asks<'a>, stack: &mut Stack<'a>) {
        let caller = asks.caller.and_then(|caller| caller.account);
        if let Some(levels) = caller.and_then(|account| world.control_levels(account)) {
            stack.scp = Some(filled(&mut self.scp, levels, |level| {
                &level.service_control
            }));
        }
        let has_rcps = world.features.resource_control_policies;
        let owner = asks.owner.filter(|_| has_rcps);
        if let Some(levels) = owner.and_then(|account| world.control_levels(account)) {
            stack.rcp = filled(&mut self.rcp, levels, |level| &level.resource_control);
        }
        let organization = |account| Some(world.membership(account)?.organization);
        let of_caller = caller.and_then(organization);
        stack.same_organization = world.features.organization_denials
            && of_caller.is_some()
            && of_caller == asks.owner.and_then(organization);
    }

    /// Takes the memory of a stack back.
    pub(super) fn put_back(&mut self, stack: Stack<'_>) {
        self.identity.put_back(stack.identity);
        self.boundary.put_back(stack.boundary);
        self.session.put_back(stack.session);
        if let Some(endpoint) = stack.endpoint {
            self.endpoint.put_back(endpoint.policies);
        }
        if let Some(levels) = stack.scp {
            self.scp.put_back(levels);
        }
        if stack.rcp.capacity() > 0 {
            self.rcp.put_back(stack.rcp);
        }
    }
}

/// The levels with the policies that `of` picks.
fn filled<'a>(
    shelf: &mut LevelShelf,
    levels: impl Iterator<Item = (&'a str, &'a PolicyLevel)>,
    of: impl Fn(&'a PolicyLevel) -> &'a Vec<AttachedPolicy>,
) -> Vec<Level<'a>> {
    let mut list = shelf.take();
    for (id, level) in levels {
        let mut entry = shelf.level(id);
        entry.policies.extend(each(of(level)));
        list.push(entry);
    }
    list
}

/// The ACLs of a bucket and of one of its objects.
fn acl<'a>(world: &'a World, bucket: &'a Bucket, object: Option<&'a Objects>) -> Acl<'a> {
    let owner = object.and_then(|object| object.owner);
    Acl {
        ownership: bucket.ownership,
        bucket: &bucket.acl,
        object: object.map_or::<&[AclGrant], _>(&[], |object| &object.acl),
        object_owner: owner.map(|id| world.accounts.name(id)),
    }
}

fn each<'a>(
    policies: impl IntoIterator<Item = &'a AttachedPolicy>,
) -> impl Iterator<Item = &'a Policy> {
    policies.into_iter().map(|policy| &**policy)
}
