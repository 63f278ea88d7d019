//! Who of the scenario plays whom of the log, and what they ask.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::entry::{Asked, Entry};
use crate::aws::s3_host::{Endpoint, S3Host};
use crate::aws::s3_operation::Operation;
use crate::scenario::Said;
use crate::scenario::call::NameForm;
use crate::scenario::client::{Addressing, Scheme};
use crate::time::{Duration, Instant};
use crate::trace::tally::Kind;
use crate::units::Bytes;
use crate::world::address::Address;
use crate::world::bucket::{Bucket, Objects};
use crate::world::call::{BucketRef, Call, KeyPattern};
use crate::world::client::Client;
use crate::world::host::Location;
use crate::world::iam::Principal;
use crate::world::keys::Keys;
use crate::world::plan::{Load, Plan, SignedBy, Spacing};
use crate::world::replay::{Replay, fits};
use crate::world::{Id, World};

/// Why an entry is not replayed: the kind, and what is to be told of it.
pub(super) type Refusal = (Kind, String);

/// The names of a scenario, as a log may speak of them.
pub(super) struct Casting<'a> {
    plan: &'a Plan,
    replay: &'a Replay,
    /// The first client of each host, by the host's addresses; none where several hosts share one.
    by_address: BTreeMap<IpAddr, Option<Id<Client>>>,
    by_arn: BTreeMap<String, Id<Principal>>,
    by_bucket: BTreeMap<String, Id<Bucket>>,
    /// The ids with suffixes of interface endpoints that have names here.
    endpoint_labels: Vec<String>,
}

impl<'a> Casting<'a> {
    /// The cast for `replay`.
    pub(super) fn new(world: &World, plan: &'a Plan, replay: &'a Replay) -> Self {
        let mut by_address: BTreeMap<IpAddr, Option<Id<Client>>> = BTreeMap::new();
        for (id, host) in world.hosts.iter() {
            let mut clients = world.clients.iter();
            let Some((client, _)) = clients.find(|(_, client)| client.host == id) else {
                continue;
            };
            for address in addresses(world, host.location) {
                let known = by_address.entry(address).or_insert(Some(client));
                *known = known.filter(|known| *known == client);
            }
        }
        let principals = world.principals.iter();
        let by_arn = principals.map(|(id, principal)| (role_of(principal.identity.arn()), id));
        let buckets = world.buckets.iter();
        Self {
            plan,
            replay,
            by_address,
            by_arn: by_arn.collect(),
            by_bucket: buckets
                .map(|(id, _)| (world.buckets.name(id).to_owned(), id))
                .collect(),
            endpoint_labels: world.endpoint_labels.keys().cloned().collect(),
        }
    }

    /// The request that `entry` becomes at `at`: the load it counts for, and a load of its own.
    pub(super) fn cast(&self, entry: Entry, at: Instant) -> Result<(u32, Load), Refusal> {
        let client = self.client(&entry)?;
        let signer = self.signer(&entry)?;
        let position = self.replay.loads.get(&client).copied();
        let model = position.and_then(|position| self.plan.loads.get(position as usize));
        let (Some(position), Some(model)) = (position, model) else {
            return Err((Kind::NoClient, source_words(&entry)));
        };
        let call = self.call(entry, &model.call)?;
        let own = Load {
            id: model.id.clone(),
            client,
            call,
            start: at,
            spacing: Spacing::Constant(Duration::ZERO),
            count: 1,
            replay: model.replay,
            signed_by: SignedBy::Other(signer),
            keys: Keys::Numbered,
            mix: None,
            transfer: None,
            at: None,
        };
        Ok((position, own))
    }

    fn client(&self, entry: &Entry) -> Result<Id<Client>, Refusal> {
        let cast = self.replay.casts.iter().find(|cast| {
            let source = |range: &ipnet::IpNet| entry.source.is_some_and(|at| range.contains(&at));
            let signed = entry.principal.as_deref();
            cast.source.as_ref().is_none_or(source)
                && (cast.endpoint.is_none() || cast.endpoint == entry.endpoint)
                && cast
                    .principal
                    .as_deref()
                    .is_none_or(|pattern| signed.is_some_and(|signed| fits(pattern, signed)))
        });
        let by_address = || self.by_address.get(&entry.source?).copied().flatten();
        cast.map(|cast| cast.client)
            .or_else(by_address)
            .ok_or_else(|| (Kind::NoClient, source_words(entry)))
    }

    fn signer(&self, entry: &Entry) -> Result<Option<Id<Principal>>, Refusal> {
        let Some(arn) = &entry.principal else {
            return Ok(None);
        };
        let mut listed = self.replay.principals.iter();
        if let Some((_, who)) = listed.find(|(pattern, _)| fits(pattern, arn)) {
            return Ok(*who);
        }
        match self.by_arn.get(&role_of(arn)) {
            Some(known) => Ok(Some(*known)),
            None => Err((Kind::NoPrincipal, role_of(arn))),
        }
    }

    fn bucket(&self, name: String) -> Result<BucketRef, Refusal> {
        let mapped = self.replay.buckets.get(&name).copied();
        let known = self.by_bucket.get(&name).copied();
        let Some(id) = mapped.or(known) else {
            return Err((Kind::NoBucket, name));
        };
        let mut buckets = self.by_bucket.iter();
        let own = buckets.find(|(_, known)| mapped == Some(**known));
        let name = own.map_or(name, |(own, _)| own.clone());
        Ok(BucketRef {
            name,
            id: Some(id),
            through: None,
        })
    }

    fn call(&self, entry: Entry, model: &Call) -> Result<Call, Refusal> {
        let address = self.address(&entry, &model.address);
        let operation = operation(entry.asked);
        let key = |key: String| KeyPattern {
            before: key,
            after: None,
        };
        let is_there = entry.is_found && operation != Operation::PutObject;
        let mut call = Call {
            operation,
            key: entry.key.map(key),
            size: Bytes(if operation == Operation::PutObject {
                entry.sent
            } else {
                0
            }),
            as_logged: is_there.then(|| Box::new(logged(entry.received))),
            address,
            ..model.clone()
        };
        if let Some(name) = entry.bucket.filter(|_| operation != Operation::ListBuckets) {
            call.bucket = Some(self.bucket(name)?);
        }
        if let Some((bucket, source)) = entry.copied_from {
            call.source = Some((self.bucket(bucket)?, key(source)));
        }
        call.listing.prefix = entry.prefix;
        call.listing.delimiter = entry.delimiter;
        call.ask_sdk();
        Ok(call)
    }

    /// The name that was used, when the scenario has it too, and the client's own otherwise.
    fn address(&self, entry: &Entry, of_client: &Address) -> Address {
        let mut address = of_client.clone();
        let host = entry.host.as_deref().map(str::to_ascii_lowercase);
        let Some(host) = host.as_deref().and_then(S3Host::parse) else {
            return address;
        };
        address.addressing = match host.bucket {
            Some(_) => Addressing::VirtualHosted,
            None => Addressing::Path,
        };
        address.scheme = if entry.is_secure {
            Scheme::Https
        } else {
            Scheme::Http
        };
        match &host.endpoint {
            Endpoint::DashRegion(_) => address.form = NameForm::DashRegion,
            Endpoint::LegacyGlobal => address.form = NameForm::LegacyGlobal,
            Endpoint::DualStack(_) => address.form = NameForm::DualStack,
            Endpoint::Interface(name) if self.endpoint_labels.contains(&name.endpoint) => {
                let url = format!("https://{}", host.endpoint);
                address.form = NameForm::EndpointUrl(Said::default_of(url));
                address.url = Some(host.endpoint.clone());
            }
            // SIMPLIFIED: A replayed request to a name of S3 that is not simulated, or of an
            // interface endpoint that the scenario does not have, uses the Regional name.
            Endpoint::Regional(_)
            | Endpoint::Interface(_)
            | Endpoint::Fips(_)
            | Endpoint::DualStackFips(_)
            | Endpoint::Website(_)
            | Endpoint::Accelerate
            | Endpoint::DualStackAccelerate
            | Endpoint::AccessPoint(_)
            | Endpoint::DualStackAccessPoint(_)
            | Endpoint::FipsAccessPoint(_)
            | Endpoint::DualStackFipsAccessPoint(_)
            | Endpoint::Control(_)
            | Endpoint::MultiRegion => {}
        }
        address.region = host.endpoint.region().unwrap_or(address.region);
        address
    }
}

/// An object as a log saw it: it is there, whatever the scenario lists.
fn logged(size: u64) -> Objects {
    Objects {
        pattern: "*".to_owned(),
        size: Bytes(size),
        part_size: None,
        tags: Vec::new(),
        owner: None,
        acl: Vec::new(),
    }
}

fn operation(asked: Asked) -> Operation {
    match asked {
        Asked::GetObject => Operation::GetObject,
        Asked::HeadObject => Operation::HeadObject,
        Asked::PutObject => Operation::PutObject,
        Asked::DeleteObject => Operation::DeleteObject,
        Asked::CopyObject => Operation::CopyObject,
        Asked::ListObjects => Operation::ListObjectsV2,
        Asked::HeadBucket => Operation::HeadBucket,
        Asked::GetBucketLocation => Operation::GetBucketLocation,
        Asked::GetBucketPolicy => Operation::GetBucketPolicy,
        Asked::ListBuckets => Operation::ListBuckets,
    }
}

/// Every address S3 may see a host under when nothing translates it.
fn addresses(world: &World, location: Location) -> Vec<IpAddr> {
    match location {
        Location::Vpc(interface) => {
            let interface = &world.interfaces[interface];
            let further = [interface.ipv6_address, interface.public_ip];
            let further = further.into_iter().flatten();
            [interface.private_ip].into_iter().chain(further).collect()
        }
        Location::Internet(address) | Location::OnPremises(_, address) => vec![address],
    }
}

/// An ARN without the name of the session, which differs from one session of a role to the next.
fn role_of(arn: &str) -> String {
    let Some(at) = arn.find(":assumed-role/") else {
        return arn.to_owned();
    };
    let role = at + ":assumed-role/".len();
    match arn[role..].rfind('/') {
        Some(session) => arn[..role + session].to_owned(),
        None => arn.to_owned(),
    }
}

/// The source of an entry: `10.0.9.9 by vpce-0abc`, or `AWS itself`.
fn source_words(entry: &Entry) -> String {
    let source = match entry.source {
        Some(address) => address.to_string(),
        None => "AWS itself".to_owned(),
    };
    match &entry.endpoint {
        Some(endpoint) => format!("{source} by {endpoint}"),
        None => source,
    }
}
