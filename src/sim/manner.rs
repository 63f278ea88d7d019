//! How a client behaves, as far as every request asks; thousands of clients share a few manners.

use indexmap::IndexSet;

use crate::time::Duration;
use crate::world::client::Client;
use crate::world::{Arena, Id};

/// What of a client's settings every request asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Manner {
    /// How long it waits for the next byte.
    pub(super) read_timeout: Duration,
    /// How long it keeps an idle connection.
    pub(super) keep_alive: Duration,
    /// After how long idle its connections send a TCP keep-alive.
    pub(super) tcp_keepalive: Option<Duration>,
    /// After how long a connection serves no further request.
    pub(super) connection_lifetime: Option<Duration>,
    /// After how many requests a connection serves no further one.
    pub(super) connection_requests: Option<u32>,
    /// How long a request may wait for a free connection.
    pub(super) pool_timeout: Option<Duration>,
    /// How long one attempt may take in all.
    pub(super) attempt_timeout: Option<Duration>,
    /// How long a call may take with all its attempts.
    pub(super) call_timeout: Option<Duration>,
}

/// The manners of all clients, each once: with many thousand clients, each look at one of them is
/// a wait for memory, and a look at what they share is none.
#[derive(Debug, Default)]
pub(super) struct Manners {
    known: IndexSet<Manner>,
}

impl Manner {
    fn of(client: &Client) -> Self {
        Self {
            read_timeout: client.read_timeout,
            keep_alive: client.keep_alive,
            tcp_keepalive: client.tcp_keepalive,
            connection_lifetime: client.connection_lifetime,
            connection_requests: client.connection_requests,
            pool_timeout: client.pool_timeout,
            attempt_timeout: client.attempt_timeout,
            call_timeout: client.call_timeout,
        }
    }
}

impl Manners {
    /// The manners of `clients`, and which is whose.
    pub(super) fn of(clients: &Arena<Client>) -> (Self, Vec<Id<Manner>>) {
        let mut known = IndexSet::new();
        let whose = clients
            .iter()
            .map(|(_, client)| Id::at(known.insert_full(Manner::of(client)).0))
            .collect();
        (Self { known }, whose)
    }

    /// What the id stands for.
    pub(super) fn manner(&self, id: Id<Manner>) -> &Manner {
        &self.known[id.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::Manners;
    use crate::scenario::Scenario;
    use crate::time::Duration;
    use crate::world::build;

    #[test]
    fn clients_of_one_manner_share_it() {
        let text = r#"Scenario(
            hosts: { "a": Host(internet: "203.0.113.1"), "b": Host(internet: "203.0.113.2") },
            clients: {
                "one": Client(host: "a", region: "us-east-1"),
                "patient": Client(host: "a", region: "us-east-1", call_timeout: "9s"),
                "other": Client(host: "b", region: "eu-west-1"),
            },
        )"#;
        let built = build(&Scenario::parse(text).scenario);
        assert!(built.is_sound(), "{:#?}", built.faults);
        let (manners, whose) = Manners::of(&built.world.clients);
        assert_eq!(whose[0], whose[2]);
        assert_ne!(whose[0], whose[1]);
        let limit = manners.manner(whose[1]).call_timeout;
        assert_eq!(limit, Some(Duration::from_secs(9)));
    }
}
