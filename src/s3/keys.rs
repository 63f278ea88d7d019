//! The condition keys of a request, derived from the way it came, who signed it and what it asks.

use std::net::IpAddr;

use jiff::Timestamp;

use super::region_check::wanted_location;
use super::request::Request;
use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::policy::{Context, KnownKey, Principal, PrincipalKind, Value};
use crate::world::call::Call;
use crate::world::door::Door;
use crate::world::gateway::VpcEndpoint;
use crate::world::host::{Host, Location};
use crate::world::{Id, Place, World, iam};

/// What the lasting keys of a request follow from; requests that share it share those keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Flow {
    principal: Option<Id<iam::Principal>>,
    host: Option<Id<Host>>,
    endpoint: Option<Id<VpcEndpoint>>,
    source_seen: IpAddr,
    region: Region,
    is_secure: bool,
    is_presigned: bool,
    /// Whether it is signed for all Regions at once.
    is_sigv4a: bool,
}

/// The keys of one flow, and what of them was written for its last request.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    pub(super) context: Context,
    second: i64,
    /// How many named keys last; those of objects' tags stand behind them.
    lasting: usize,
}

/// What one check adds to the keys of its flow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The operation whose action is judged.
    pub(super) operation: Operation,
    /// The account that owns what is asked for, when somebody does.
    pub(super) owner: Option<Owner<'a>>,
    /// The tags of the object that is read.
    pub(super) tags: &'a [(String, String)],
    /// `bucket/key` of the source, for the write half of a copy.
    pub(super) copy_source: Option<&'a str>,
    /// The access point it goes through or is about (COND-18).
    pub(super) door: Option<Door>,
}

/// The account that owns what is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner<'a> {
    /// Its number.
    account: Option<&'a str>,
    /// Its organization and its place there.
    organization: Option<(&'a str, &'a str)>,
}

impl<'a> Owner<'a> {
    pub(super) fn of(world: &'a World, account: AccountId) -> Self {
        Self {
            account: world.account_name(account),
            organization: organization(world, account),
        }
    }
}

/// The id of an account's organization and the path to its place there.
fn organization(world: &World, account: AccountId) -> Option<(&str, &str)> {
    let membership = world.membership(account)?;
    let id = world.organizations.name(membership.organization);
    Some((id, &membership.path))
}

impl Flow {
    pub(super) fn of(request: &Request<'_>) -> Self {
        let host = if let Some(Place::Host(host)) = request.way.places.first() {
            Some(*host)
        } else {
            None
        };
        Self {
            principal: request.principal,
            host,
            endpoint: request.way.endpoint,
            source_seen: request.way.source_seen,
            region: request.region,
            is_secure: request.is_secure,
            is_presigned: request.call.presigned_by.is_some(),
            is_sigv4a: request.is_sigv4a(),
        }
    }

    /// The keys all requests of this flow have.
    pub(super) fn keys(&self, world: &World) -> Keys {
        let mut context = Context::default();
        self.add_caller(world, &mut context);
        self.add_network(world, &mut context);
        self.add_instance(world, &mut context);
        context.set_value(KnownKey::SecureTransport, self.is_secure);
        context.set(KnownKey::RequestedRegion, self.region.name());
        context.set_value(KnownKey::ViaAwsService, false);
        Keys {
            lasting: context.named_count(),
            context,
            second: i64::MIN,
        }
    }

    /// Who signed (COND-23, COND-24), and how.
    fn add_caller(&self, world: &World, context: &mut Context) {
        let Some(principal) = self.principal else {
            context.describe(&Principal::anonymous());
            return;
        };
        let principal = &world.principals[principal];
        context.describe(&principal.identity);
        if principal.identity.kind() == PrincipalKind::Service {
            let name = principal.identity.name();
            context.set(KnownKey::PrincipalServiceNamesList, name);
        }
        let member = principal.account.and_then(|id| organization(world, id));
        if let Some((id, path)) = member {
            context.set(KnownKey::PrincipalOrgId, id);
            context.set(KnownKey::PrincipalOrgPaths, path);
        }
        for (tag, value) in &principal.tags {
            context.set_named(&format!("aws:PrincipalTag/{tag}"), value);
        }
        let signature = if self.is_sigv4a {
            "AWS4-ECDSA-P256-SHA256"
        } else {
            "AWS4-HMAC-SHA256"
        };
        context.set(KnownKey::S3SignatureVersion, signature);
        let carrier = if self.is_presigned {
            "REST-QUERY-STRING"
        } else {
            "REST-HEADER"
        };
        context.set(KnownKey::S3AuthType, carrier);
    }

    /// Which way it came: through an endpoint there is no public address to know, and otherwise
    /// nothing else (COND-01, COND-05 to COND-08, COND-31).
    fn add_network(&self, world: &World, context: &mut Context) {
        let Some(endpoint) = self.endpoint else {
            context.set_value(KnownKey::SourceIp, self.source_seen);
            return;
        };
        let id = world.vpc_endpoints[endpoint].vpc;
        let vpc = &world.vpcs[id];
        let name = world.vpcs.name(id);
        context.set(KnownKey::SourceVpc, name);
        context.set(KnownKey::SourceVpce, world.vpc_endpoints.name(endpoint));
        if world.features.vpc_source_ip_key {
            context.set_value(KnownKey::VpcSourceIp, self.source_seen);
        }
        if world.features.vpce_keys {
            context.set_value(KnownKey::VpceAccount, vpc.account.to_string());
            if let Some((id, path)) = organization(world, vpc.account) {
                context.set(KnownKey::VpceOrgId, id);
                context.set(KnownKey::VpceOrgPaths, path);
            }
        }
        if world.features.source_vpc_arn_key {
            let arn = format!("arn:aws:ec2:{}:{}:vpc/{name}", vpc.region, vpc.account);
            context.set_value(KnownKey::SourceVpcArn, arn);
        }
    }

    /// Where the credentials of an instance's role were handed out (COND-27).
    ///
    /// SIMPLIFIED: a client that signs with its host's role is taken to have got the credentials
    /// from that host; stolen credentials are not told apart.
    fn add_instance(&self, world: &World, context: &mut Context) {
        let Some(host) = self.host.filter(|_| world.features.ec2_instance_keys) else {
            return;
        };
        let host = &world.hosts[host];
        let Location::Vpc(interface) = host.location else {
            return;
        };
        if host.role.is_none() || host.role != self.principal || self.is_presigned {
            return;
        }
        let interface = &world.interfaces[interface];
        let vpc = world.vpc_of(interface.subnet);
        context.set(KnownKey::Ec2InstanceSourceVpc, world.vpcs.name(vpc));
        if interface.private_ip.is_ipv4() {
            context.set_value(KnownKey::Ec2InstanceSourcePrivateIpv4, interface.private_ip);
        }
    }
}

impl Keys {
    /// Writes the keys of one check over those of the last.
    pub(super) fn put(&mut self, world: &World, request: &Request<'_>, asked: Asked<'_>) {
        self.put_time(request.now);
        self.context.keep_named(self.lasting);
        let call = request.call;
        let listing = (asked.operation == call.operation
            && asked.operation == Operation::ListObjectsV2)
            .then_some(&call.listing);
        let context = &mut self.context;
        let owner = asked.owner.and_then(|owner| owner.account);
        put(context, KnownKey::ResourceAccount, owner);
        put(context, KnownKey::S3ResourceAccount, owner);
        let place = asked.owner.and_then(|owner| owner.organization);
        put(context, KnownKey::ResourceOrgId, place.map(|(id, _)| id));
        put(
            context,
            KnownKey::ResourceOrgPaths,
            place.map(|(_, path)| path),
        );
        put(
            context,
            KnownKey::S3Prefix,
            listing.and_then(|list| list.prefix.as_deref()),
        );
        put(
            context,
            KnownKey::S3Delimiter,
            listing.and_then(|list| list.delimiter.as_deref()),
        );
        put(context, KnownKey::S3CopySource, asked.copy_source);
        put_door(context, world, asked.door);
        let constraint = (asked.operation == Operation::CreateBucket)
            .then(|| wanted_location(request))
            .filter(|region| *region != Region::US_EAST_1);
        put(
            context,
            KnownKey::S3LocationConstraint,
            constraint.map(Region::name),
        );
        match listing.and_then(|list| list.max_keys) {
            Some(most) => context.set_value(KnownKey::S3MaxKeys, i64::from(most)),
            None => put(context, KnownKey::S3MaxKeys, None),
        }
        for (tag, value) in asked.tags {
            context.set_named(&format!("s3:ExistingObjectTag/{tag}"), value);
        }
        self.put_sent(call, asked.operation);
    }

    /// What a write brings along: an ACL and tags (COND-22).
    fn put_sent(&mut self, call: &Call, operation: Operation) {
        let is_write = matches!(
            operation,
            Operation::PutObject
                | Operation::PutObjectAcl
                | Operation::PutObjectTagging
                | Operation::PutBucketAcl
        );
        let sent = call.acl.as_ref().filter(|_| is_write);
        let canned = sent.and_then(|acl| acl.canned);
        put(&mut self.context, KnownKey::S3CannedAcl, canned);
        if !is_write || call.tags.is_empty() {
            put(&mut self.context, KnownKey::S3RequestObjectTagKeys, None);
            return;
        }
        for (tag, value) in &call.tags {
            let name = format!("s3:RequestObjectTag/{tag}");
            self.context.set_named(&name, value);
        }
        let names = call.tags.iter().map(|(tag, _)| tag.as_str());
        self.context
            .set_all(KnownKey::S3RequestObjectTagKeys, names);
    }

    /// The moment, in whole seconds as AWS has it.
    fn put_time(&mut self, now: Timestamp) {
        let second = now.as_second();
        if second == self.second {
            return;
        }
        self.second = second;
        let moment = Timestamp::from_second(second).unwrap_or(now);
        self.context
            .set_value(KnownKey::CurrentTime, Value::moment(moment));
        self.context.set(KnownKey::EpochTime, &second.to_string());
    }
}

/// What of the access point can be asked for; nothing for requests to a bucket itself (COND-18,
/// COND-20).
fn put_door(context: &mut Context, world: &World, door: Option<Door>) {
    let account = door.and_then(|door| world.account_name(world.door_owner(door)));
    let arn = door.map(|door| world.door_arn(door));
    let origin = door.map(|door| world.network_origin(door));
    put(context, KnownKey::DataAccessPointArn, arn);
    put(context, KnownKey::DataAccessPointAccount, account);
    put(context, KnownKey::AccessPointNetworkOrigin, origin);
}

/// Sets a key, or makes it absent.
fn put(context: &mut Context, key: KnownKey, value: Option<&str>) {
    match value {
        Some(value) => context.set(key, value),
        None if context.known(key).is_some() => context.remove(key),
        None => {}
    }
}
