//! Endpoint URLs: which of S3's names they say.

use super::Builder;
use super::lookup::unknown;
use crate::aws::s3_host::{Endpoint, S3Host};
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::client::Scheme;

impl Builder<'_> {
    /// What an endpoint URL names; a fault when requests cannot be sent there.
    pub(super) fn endpoint_url(&mut self, url: &Said<String>) -> Option<Endpoint> {
        let host = host_of(url).to_ascii_lowercase();
        let Some(parsed) = S3Host::parse(&host) else {
            let message = format!("`{host}` is none of S3's names");
            let help = "write for example `https://s3.us-east-1.amazonaws.com` or \
                        `https://bucket.vpce-….s3.us-east-1.vpce.amazonaws.com`; for a certain \
                        address use `resolve_to`";
            self.fault(Diagnostic::error("unknown-endpoint-url", message, url.at).help(help));
            return None;
        };
        let is_simulated = !matches!(
            parsed.endpoint,
            Endpoint::Website(_)
                | Endpoint::Accelerate
                | Endpoint::DualStackAccelerate
                | Endpoint::MultiRegion
        ) && !is_global_endpoint(&parsed.endpoint);
        if !is_simulated {
            let message = format!("requests to `{host}` are not simulated");
            let help = "use a Regional name or one of an interface endpoint for S3";
            self.fault(Diagnostic::error("unsupported-endpoint-url", message, url.at).help(help));
            return None;
        }
        let Endpoint::Interface(name) = &parsed.endpoint else {
            if parsed.bucket.is_some() {
                self.bucket_in_front(url, &parsed);
            }
            return Some(parsed.endpoint);
        };
        if !self.world.endpoint_labels.contains_key(&name.endpoint) {
            let said = Said {
                value: name.endpoint.clone(),
                at: url.at,
            };
            let known = self.world.endpoint_labels.keys().map(String::as_str);
            let fault = unknown("endpoint's name", &said, known);
            self.fault(fault);
        }
        if parsed.bucket.is_some() && name.label.is_some() {
            self.bucket_in_front(url, &parsed);
        }
        Some(parsed.endpoint)
    }

    /// Clients put the bucket in front by themselves; a second one is in nobody's certificate.
    fn bucket_in_front(&mut self, url: &Said<String>, parsed: &S3Host) {
        let front = parsed.bucket.as_deref().unwrap_or_default();
        let message = format!("`{front}` stands in front of the endpoint already");
        let help = format!(
            "write `https://{}`: the client puts the bucket of the call in front (S3R-01)",
            parsed.endpoint
        );
        let fault = Diagnostic::error("bucket-in-endpoint-url", message, url.at);
        self.fault(fault.help(help));
    }
}

/// The protocol an endpoint URL says.
pub(super) fn scheme_of(url: &str) -> Option<Scheme> {
    match url.split_once("://")?.0 {
        "https" => Some(Scheme::Https),
        "http" => Some(Scheme::Http),
        _ => None,
    }
}

fn is_global_endpoint(endpoint: &Endpoint) -> bool {
    match endpoint {
        Endpoint::Interface(name) => name.region.is_none(),
        Endpoint::Regional(_)
        | Endpoint::DashRegion(_)
        | Endpoint::LegacyGlobal
        | Endpoint::DualStack(_)
        | Endpoint::Fips(_)
        | Endpoint::DualStackFips(_)
        | Endpoint::DualStackAccelerate
        | Endpoint::FipsAccessPoint(_)
        | Endpoint::DualStackFipsAccessPoint(_)
        | Endpoint::Website(_)
        | Endpoint::Accelerate
        | Endpoint::AccessPoint(_)
        | Endpoint::DualStackAccessPoint(_)
        | Endpoint::Control(_)
        | Endpoint::MultiRegion => false,
    }
}

/// The host in `https://host:port/path`.
fn host_of(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    rest.split(['/', ':', '?']).next().unwrap_or_default()
}
