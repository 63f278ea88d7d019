//! Reachability questions, as `ping` and `nmap` ask them.

use super::Said;
use super::quantity::Protocol;
use super::record::record;

record! {
    /// One question: does a packet of this host get there, and its answer back?
    pub struct Probe {
        /// Its name; `<from> → <to>` when absent.
        pub id: Option<Said<String>>,
        /// The host that asks.
        pub from: Said<String>,
        /// An address, a name, or a host of the scenario.
        pub to: Said<String>,
        /// The port, for TCP and UDP.
        pub port: Said<u32> = Said::default_of(443),
        /// `tcp`, `udp` or `icmp`.
        pub protocol: Protocol = Protocol::Tcp,
        /// What must come out: `open`, `closed` or `filtered` of TCP and UDP, `reply` or `no reply`
        /// of ICMP, `no address` of a name that has none.
        pub expect: Option<Said<String>>,
    }
}
