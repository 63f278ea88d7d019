//! What fails while requests run, and for how long.

use super::Said;
use super::quantity::{Frequency, Share, Span};
use super::record::{choice, record};

choice! {
    /// One failure.
    #[derive(Eq)]
    pub enum Fault {
        /// A zone fails, `us-east-1a`: nothing in it sends or receives (IFE-21, NAT-08).
        ZoneLoss(Said<String>),
        /// Something with a name swallows every packet: a host, gateway, endpoint, peering
        /// connection or Transit Gateway; `vpce-1/private` is an endpoint's interface in a subnet.
        Outage(Said<String>),
        /// A line is cut: a virtual interface, a VPN connection or one of its tunnels (`vpn-1/1`).
        LinkCut(Said<String>),
        /// A line is cut and restored again and again: the line, and how long each state lasts.
        LinkFlap(Said<String>, Span),
        /// Something with a name loses this share of the packets that pass it.
        AddedLoss(Said<String>, Share),
        /// Something with a name makes every round trip through it so much longer.
        AddedDelay(Said<String>, Span),
        /// S3 of a Region answers every request with `503 ServiceUnavailable`.
        S3Outage(Said<String>),
        /// S3 of a Region answers this share of the requests with `500 InternalError`.
        S3Errors(Said<String>, Share),
        /// S3 of a Region answers no packet at all.
        S3Unreachable(Said<String>),
        /// The resolver of a VPC answers nobody.
        DnsOutage(Said<String>),
        /// Calls of the control plane take effect so much later.
        SlowControlPlane(Span),
    }
}

record! {
    /// Failures drawn at random, the same for every run of the scenario.
    pub struct Chaos {
        /// How many begin, on average.
        pub rate: Frequency,
        /// Another seed draws other failures.
        pub seed: u64 = 1,
        /// When the first may begin.
        pub start: Span = Span::secs(0),
        /// When the last may begin.
        pub until: Span,
        /// How long one lasts, on average.
        pub lasting: Span = Span::secs(60),
        /// What may fail; every zone, NAT gateway, endpoint, line, resolver and S3 of every Region
        /// with a bucket when absent.
        pub faults: Vec<Said<Fault>>,
    }
}
