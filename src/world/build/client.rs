//! Clients, and whose credentials they use.

use super::Builder;
use super::lookup::unknown;
use crate::aws::sdk::{Families, RetryMode, RetryQuota, RetryRules, Sdk, SdkDefaults, UNNAMED};
use crate::diagnostic::Diagnostic;
use crate::policy::Principal as Identity;
use crate::scenario::Said;
use crate::scenario::client as written;
use crate::scenario::client::DnsCache;
use crate::scenario::quantity::Span;
use crate::world::client::{Client, Retries};
use crate::world::host::Location;
use crate::world::iam::Principal;
use crate::world::{Id, World};

fn families(written: written::Families) -> Families {
    match written {
        written::Families::Race(delay) => Families::Race(delay.0),
        written::Families::Ipv6First => Families::Ipv6First,
        written::Families::Ipv4First => Families::Ipv4First,
        written::Families::Ipv6For(time) => Families::Ipv6For(time.0),
        written::Families::Ipv6Only => Families::Ipv6Only,
    }
}

impl Builder<'_> {
    /// Every client.
    pub(super) fn clients(&mut self) {
        let scenario = self.scenario;
        for (name, client) in &scenario.clients {
            if let Some(built) = self.client(name, client) {
                self.world.clients.add(name.value.clone(), built);
            }
        }
    }

    fn client(&mut self, name: &Said<String>, client: &written::Client) -> Option<Client> {
        let host = self.find(|world: &World| &world.hosts, "host", &client.host);
        let region = match &client.region {
            Some(region) => self.region(region),
            None => host.map(|host| match self.world.hosts[host].location {
                Location::Vpc(interface) => {
                    let subnet = self.world.interfaces[interface].subnet;
                    self.world.vpcs[self.world.vpc_of(subnet)].region
                }
                Location::Internet(_) => self.world.hosts[host].near,
                Location::OnPremises(premises, _) => self.world.on_premises[premises].nearest,
            }),
        };
        let principal = match &client.credentials {
            Some(who) if who.value == "anonymous" => None,
            Some(who) => self.principal(who),
            None => host.and_then(|host| self.world.hosts[host].role),
        };
        let sdk = client.sdk.map_or(&UNNAMED, Sdk::defaults);
        let connections = self.at_least_one(client.connections.as_ref(), "connection", name);
        let connections_max = connections.unwrap_or(sdk.connections);
        let idle_max = client.idle_connections.as_ref().map_or_else(
            || {
                if connections.is_some() {
                    connections_max
                } else {
                    sdk.idle_connections
                }
            },
            |idle| idle.value,
        );
        self.check_transfers(client.transfers.as_ref());
        let span = |span: Option<Span>| span.map(|span| span.0);
        let kept = sdk.dns_memory.map(|memory| DnsCache::For(Span(memory)));
        Some(Client {
            host: host?,
            principal,
            region: region?,
            connections_max,
            idle_max,
            connection_lifetime: span(client.connection_lifetime),
            connection_requests: self.at_least_one(
                client.connection_requests.as_ref(),
                "request on a connection",
                name,
            ),
            pool_timeout: span(client.pool_timeout).or(sdk.pool_timeout),
            connect_timeout: span(client.connect_timeout).unwrap_or(sdk.connect_timeout),
            read_timeout: span(client.read_timeout).unwrap_or(sdk.read_timeout),
            attempt_timeout: span(client.attempt_timeout),
            call_timeout: span(client.call_timeout),
            keep_alive: span(client.keep_alive).unwrap_or(sdk.keep_alive),
            tcp_keepalive: span(client.tcp_keepalive),
            retries: self.retries(client.retries.as_ref(), sdk),
            families: client.families.map_or(sdk.families, families),
            dns_cache: client.dns_cache.or(kept).unwrap_or(DnsCache::Ttl),
            follows_region_redirects: client.follow_region_redirects,
            tls: client.tls,
        })
    }

    fn at_least_one(
        &mut self,
        written: Option<&Said<u32>>,
        what: &str,
        client: &Said<String>,
    ) -> Option<u32> {
        let written = written?;
        if written.value == 0 {
            let message = format!("`{}` may have no {what} at all", client.value);
            let fault = Diagnostic::error("bad-number", message, written.at);
            self.fault(fault.help("give it at least 1"));
        }
        Some(written.value)
    }

    fn retries(&mut self, retries: Option<&written::Retries>, sdk: &SdkDefaults) -> Retries {
        let (mode, settings) = match retries {
            None => (sdk.retry_mode, None),
            Some(written::Retries::Off) => {
                let rules = sdk.rules(RetryMode::Standard);
                return Retries {
                    rules: RetryRules {
                        attempts: 1,
                        ..rules
                    },
                    is_adaptive: false,
                };
            }
            Some(written::Retries::Legacy(settings)) => (RetryMode::Legacy, Some(settings)),
            Some(written::Retries::Standard(settings)) => (RetryMode::Standard, Some(settings)),
            Some(written::Retries::Adaptive(settings)) => (RetryMode::Adaptive, Some(settings)),
        };
        let mut rules = sdk.rules(mode);
        if let Some(settings) = settings {
            self.adapt(&mut rules, settings);
        }
        Retries {
            rules,
            is_adaptive: mode == RetryMode::Adaptive,
        }
    }

    /// Puts what is written in the place of a mode's own rules.
    fn adapt(&mut self, rules: &mut RetryRules, settings: &written::RetrySettings) {
        if let Some(attempts) = &settings.max_attempts {
            if attempts.value == 0 {
                let fault = Diagnostic::error("bad-number", "no attempt at all", attempts.at);
                self.fault(fault.help("the first attempt counts: write at least 1"));
            }
            rules.attempts = attempts.value;
        }
        if let Some(base) = settings.base_delay {
            (rules.base_delay, rules.throttled_delay) = (base.0, base.0);
        }
        if let Some(longest) = settings.max_delay {
            rules.delay_max = longest.0;
        }
        if let Some(tokens) = &settings.retry_quota {
            let known = rules.quota.or(UNNAMED.standard.quota);
            let tokens = tokens.value;
            rules.quota = known.map(|quota| RetryQuota { tokens, ..quota });
            rules.quota = rules.quota.filter(|_| tokens > 0);
        }
    }

    /// The principal `name` means: `account:name`, `root:account`, a role's or user's ARN, a
    /// bare name that only one account has, or `service:name` for an AWS service (POL-28).
    pub(super) fn principal(&mut self, name: &Said<String>) -> Option<Id<Principal>> {
        if let Some(service) = name.strip_prefix("service:") {
            return self.service(name, service);
        }
        let found = self.principals_called(name);
        match found.as_slice() {
            [one] => Some(*one),
            [] => {
                let known: Vec<String> = self
                    .world
                    .principals
                    .names()
                    .map(|full| {
                        full.split_once(':')
                            .map_or(full, |(_, bare)| bare)
                            .to_owned()
                    })
                    .collect();
                let known = known.iter().map(String::as_str);
                let fault = unknown("role or user", name, known);
                self.fault(fault);
                None
            }
            [..] => {
                let full: Vec<String> = found
                    .iter()
                    .map(|id| format!("`{}`", self.world.principals.name(*id)))
                    .collect();
                let message = format!("`{}` may be one of several", name.value);
                let help = format!("say which: {}", full.join(", "));
                self.fault(Diagnostic::error("ambiguous-name", message, name.at).help(help));
                None
            }
        }
    }

    /// An AWS service; it exists as soon as somebody names it.
    fn service(&mut self, name: &Said<String>, service: &str) -> Option<Id<Principal>> {
        if let Some(known) = self.world.principals.find(name) {
            return Some(known);
        }
        let identity = Identity::service(service);
        if !service.ends_with(".amazonaws.com")
            || Identity::parse(service).as_ref() != Some(&identity)
        {
            let message = format!("`{service}` is no AWS service principal");
            let help = "write for example `service:logging.s3.amazonaws.com`";
            self.fault(Diagnostic::error("bad-service", message, name.at).help(help));
            return None;
        }
        let principal = Principal {
            identity,
            account: None,
            policies: Vec::new(),
            boundary: None,
            session: None,
            tags: Vec::new(),
        };
        Some(self.world.principals.add(name.value.clone(), principal))
    }

    /// As [`Builder::principal`], without telling a fault.
    pub(super) fn principal_quietly(&self, name: &Said<String>) -> Option<Id<Principal>> {
        match self.principals_called(name).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    fn principals_called(&self, name: &str) -> Vec<Id<Principal>> {
        let wanted = match ["arn:aws:iam::", "arn:aws:sts::"]
            .iter()
            .find_map(|start| name.strip_prefix(start)?.split_once(':'))
        {
            Some((account, "root")) => format!("root:{account}"),
            Some((account, rest)) => {
                format!("{account}:{}", rest.rsplit('/').next().unwrap_or(rest))
            }
            None => name.to_owned(),
        };
        if let Some(exact) = self.world.principals.find(&wanted) {
            return vec![exact];
        }
        let all = self.world.principals.ids();
        all.filter(|id| {
            let full = self.world.principals.name(*id);
            !full.starts_with("root:")
                && !full.starts_with("service:")
                && full.split_once(':').is_some_and(|(_, bare)| bare == name)
        })
        .collect()
    }
}
