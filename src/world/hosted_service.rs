//! AWS services that run on hosts and reach S3 by themselves.

use super::client::Client;
use super::host::Host;
use super::{Id, World};
use crate::aws::dependent_service::DependentService;

/// A service on a host.
#[derive(Debug, Clone, Copy)]
pub struct HostedService {
    /// Which one, and what people see when it does not get what it needs.
    pub service: &'static DependentService,
    /// Where it runs.
    pub host: Id<Host>,
    /// The client that makes its calls.
    pub client: Id<Client>,
}

impl World {
    /// The service whose calls a client makes, when it makes a service's.
    pub fn service_of(&self, client: Id<Client>) -> Option<&HostedService> {
        self.hosted_services
            .iter()
            .find(|hosted| hosted.client == client)
    }
}
