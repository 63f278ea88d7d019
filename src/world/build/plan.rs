//! The workload: calls with their buckets, keys and names resolved.

use std::collections::{BTreeMap, BTreeSet};

use super::Builder;
use super::call::operation;
use super::endpoint_url::scheme_of;
use crate::aws::region::Region;
use crate::diagnostic::{Diagnostic, Span};
use crate::scenario::Said;
use crate::scenario::call as written;
use crate::scenario::client::{
    Addressing, Client as WrittenClient, Scheme, SessionToken, Signature,
};
use crate::scenario::workload::{Load as WrittenLoad, Request, Requests};
use crate::time::{Duration, Instant};
use crate::world::Id;
use crate::world::address::Address;
use crate::world::call::{Call, Signing};
use crate::world::client::Client;
use crate::world::keys::Keys;
use crate::world::plan::{Load, Plan, SignedBy, Spacing};
use crate::world::replay::Replay;

impl Builder<'_> {
    /// Every load and every change.
    pub(super) fn plan(&mut self) -> Plan {
        let scenario = self.scenario;
        let mut loads: Vec<Load> = Vec::new();
        let mut names = Names::default();
        for load in &scenario.workload {
            let (id, client) = match load {
                WrittenLoad::Request(one) => (&one.id, &one.client),
                WrittenLoad::Requests(many) => (&many.id, &many.client),
                WrittenLoad::Mix(mix) => (&mix.id, &mix.client),
                WrittenLoad::Replay(_) => continue,
            };
            let name = match id {
                Some(id) => id.value.clone(),
                None => names.unused(client),
            };
            if let (Some(id), true) = (id, names.is_taken(&name)) {
                self.fault(second_of(id));
            }
            let mut built = self.loads(name, load, loads.len());
            self.cut(&load.calls(), &mut built, loads.len());
            names.take(&built);
            loads.extend(built);
        }
        loads.extend(self.service_loads());
        let replays = self.replays(&mut loads);
        Plan {
            loads,
            replays,
            changes: self.changes(),
            probes: self.probes(),
        }
    }

    /// Every replay; their loads come after all others.
    fn replays(&mut self, loads: &mut Vec<Load>) -> Vec<Replay> {
        let mut replays: Vec<Replay> = Vec::new();
        for load in &self.scenario.workload {
            let WrittenLoad::Replay(replay) = load else {
                continue;
            };
            let position = u32::try_from(replays.len()).unwrap_or(u32::MAX);
            let built = self.replay(replay, position, loads);
            if let Some(id) = &replay.id
                && replays.iter().any(|other| other.id == built.id)
            {
                self.fault(second_of(id));
            }
            replays.push(built);
        }
        replays
    }

    /// The loads of one that is written; `first` is the position of the first of them.
    fn loads(&mut self, id: String, load: &WrittenLoad, first: usize) -> Vec<Load> {
        match load {
            WrittenLoad::Request(one) => self.request(id, one).into_iter().collect(),
            WrittenLoad::Requests(many) => self.requests(id, many).into_iter().collect(),
            WrittenLoad::Mix(mix) => self.mix(&id, mix, first),
            // INVARIANT: replays come after all others.
            WrittenLoad::Replay(_) => Vec::new(),
        }
    }

    fn request(&mut self, id: String, one: &Request) -> Option<Load> {
        let client = self.find(|world| &world.clients, "client", &one.client);
        let how = How {
            name: one.name.as_ref(),
            region: one.region.as_ref(),
            addressing: one.addressing,
            scheme: one.scheme,
            presigned_by: one.presigned_by.as_ref(),
            pays: one.request_payer,
            at: one.call.at,
            resolve_to: one.resolve_to.as_ref().map(|address| address.value),
        };
        Some(Load {
            id,
            client: client?,
            call: self.call(client?, &one.call, &how)?,
            start: Instant::ZERO + one.at.0,
            spacing: Spacing::Constant(Duration::ZERO),
            count: 1,
            keys: Keys::Numbered,
            mix: None,
            transfer: None,
            at: Some(one.call.at),
            replay: None,
            signed_by: SignedBy::Client,
        })
    }

    fn requests(&mut self, id: String, many: &Requests) -> Option<Load> {
        let client = self.find(|world| &world.clients, "client", &many.client);
        let how = How {
            name: many.name.as_ref(),
            region: many.region.as_ref(),
            addressing: many.addressing,
            scheme: many.scheme,
            presigned_by: many.presigned_by.as_ref(),
            pays: many.request_payer,
            at: many.call.at,
            resolve_to: many.resolve_to.as_ref().map(|address| address.value),
        };
        let (spacing, count) = self.spacing(&many.rate, &many.count);
        Some(Load {
            keys: self.keys(&id, many.keys.as_ref()),
            id,
            client: client?,
            call: self.call(client?, &many.call, &how)?,
            start: Instant::ZERO + many.start.0,
            spacing,
            count,
            mix: None,
            transfer: None,
            at: Some(many.call.at),
            replay: None,
            signed_by: SignedBy::Client,
        })
    }

    pub(super) fn call(
        &mut self,
        client: Id<Client>,
        call: &Said<written::Call>,
        how: &How<'_>,
    ) -> Option<Call> {
        let written_client = self.scenario.clients.get(self.world.clients.name(client))?;
        let command = call.command();
        let named = command.and_then(|command| command.region.as_ref());
        let named = named.or(how.region).map(|region| self.region(region));
        let region = match named {
            Some(named) => named?,
            None => self.world.clients[client].region,
        };
        let form = match command.and_then(|command| command.endpoint_url.as_ref()) {
            Some(url) => written::NameForm::EndpointUrl(url.clone()),
            None => how.name.unwrap_or(&written_client.name).clone(),
        };
        let address = self.address(form, region, how, written_client)?;
        let mut built = Call::plain(operation(call), address);
        built.presigned_by = match how.presigned_by {
            Some(who) => Some(self.principal(who)?),
            None => None,
        };
        built.signing = Signing {
            knows_sigv4a: written_client.signature == Signature::Automatic,
            has_global_token: written_client.session_token == SessionToken::AllRegions,
        };
        built.is_unsigned = command.is_some_and(|command| command.is_unsigned);
        built.pays = how.pays || command.is_some_and(|command| command.pays);
        self.fill(&mut built, call, region)?;
        if command.is_some() {
            built.address_as_the_cli();
        }
        built.ask_sdk();
        Some(built)
    }

    /// How a call of `client` is addressed to `region`.
    fn address(
        &mut self,
        form: written::NameForm,
        region: Region,
        how: &How<'_>,
        client: &WrittenClient,
    ) -> Option<Address> {
        if let (written::NameForm::DashRegion, false) = (&form, region.has_dash_name()) {
            let message = format!("{region} has no name of the dash form");
            let help = "only Regions launched before 2014 have `s3-<region>` (S3R-02)";
            self.fault(Diagnostic::error("no-dash-name", message, how.at).help(help));
        }
        let url = match &form {
            written::NameForm::EndpointUrl(url) => Some(url.clone()),
            written::NameForm::Regional
            | written::NameForm::DashRegion
            | written::NameForm::LegacyGlobal
            | written::NameForm::DualStack
            | written::NameForm::Fips
            | written::NameForm::FipsDualStack
            | written::NameForm::Accelerate
            | written::NameForm::AccelerateDualStack => None,
        };
        let named = url.as_ref().map(|url| self.endpoint_url(url));
        Some(Address {
            form,
            url: match named {
                Some(named) => Some(named?),
                None => None,
            },
            region,
            addressing: how.addressing.unwrap_or(client.addressing),
            use_arn_region: client.use_arn_region,
            scheme: how
                .scheme
                .or_else(|| scheme_of(&url?))
                .unwrap_or(client.scheme),
            resolve_to: how.resolve_to,
        })
    }
}

/// The fault of an id that something of the workload bears already.
fn second_of(id: &Said<String>) -> Diagnostic {
    let message = format!("another request is called `{}` too", id.value);
    Diagnostic::error("duplicate-id", message, id.at).help("give one of them another id")
}

/// How a request is addressed, as it is written.
pub(super) struct How<'a> {
    pub(super) name: Option<&'a written::NameForm>,
    pub(super) region: Option<&'a Said<String>>,
    pub(super) addressing: Option<Addressing>,
    pub(super) scheme: Option<Scheme>,
    pub(super) presigned_by: Option<&'a Said<String>>,
    pub(super) pays: bool,
    pub(super) at: Span,
    pub(super) resolve_to: Option<std::net::IpAddr>,
}

/// The names that loads bear.
#[derive(Default)]
struct Names {
    taken: BTreeSet<String>,
    /// Up to which position the names of a client's own loads are taken.
    positions: BTreeMap<String, u64>,
}

impl Names {
    fn take(&mut self, loads: &[Load]) {
        self.taken.extend(loads.iter().map(|load| load.id.clone()));
    }

    /// Whether a load is called so, or is the first of a mix that is.
    fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name) || self.taken.contains(&format!("{name}/1"))
    }

    /// `<client>/<position>`, where the position counts the client's own requests from 1.
    fn unused(&mut self, client: &str) -> String {
        let position = self.positions.entry(client.to_owned()).or_default();
        loop {
            *position += 1;
            let name = format!("{client}/{position}");
            if !self.taken.contains(&name) {
                return name;
            }
        }
    }
}
