//! Programs that make requests: pools, time-outs and retries.

use super::Said;
use super::call::NameForm;
use super::quantity::{Size, Span};
use super::record::{choice, record};
use crate::aws::sdk::Sdk;

record! {
    /// One program on one host.
    pub struct Client {
        /// The host it runs on.
        pub host: Said<String>,
        /// Whose credentials it signs with: a role, user or federated user by name or as
        /// `account:name`, `root:account`, `anonymous`, or an AWS service as
        /// `service:logging.s3.amazonaws.com`; the host's role when absent.
        pub credentials: Option<Said<String>>,
        /// Its configured Region; the host's Region when absent (S3R-23).
        pub region: Option<Said<String>>,
        /// The SDK it is built on, by name: `boto3`, `java-v2`, `go-v2`, `js-v3`, `rust` or `cli`;
        /// what is not written below is as that SDK does by default (`aws::sdk`).
        pub sdk: Option<Sdk>,
        /// The most connections it holds at once; 10 without an SDK.
        pub connections: Option<Said<u32>>,
        /// The most connections it keeps idle; all of them without an SDK.
        pub idle_connections: Option<Said<u32>>,
        /// After how long a connection serves no further request; never when absent.
        pub connection_lifetime: Option<Span>,
        /// After how many requests a connection serves no further one; never when absent.
        pub connection_requests: Option<Said<u32>>,
        /// How long a request may wait for a free connection; for ever when absent.
        pub pool_timeout: Option<Span>,
        /// How long a connection attempt may take (TCP-02: botocore's 60 s).
        pub connect_timeout: Option<Span>,
        /// How long it waits for the next byte (TCP-03: botocore's 60 s).
        pub read_timeout: Option<Span>,
        /// How long one attempt may take in all; no limit when absent.
        pub attempt_timeout: Option<Span>,
        /// How long a call may take with all its attempts; no limit when absent.
        pub call_timeout: Option<Span>,
        /// How long an idle connection is kept, 60 s without an SDK; S3 closes first after its own
        /// 20 s (TCP-09).
        pub keep_alive: Option<Span>,
        /// After how long idle its connections send a TCP keep-alive, which keeps NAT gateways and
        /// interface endpoints from forgetting them (TCP-08); never when absent, as most programs
        /// do not ask for it.
        pub tcp_keepalive: Option<Span>,
        /// What it does about failures; `Standard()` without an SDK.
        pub retries: Option<Retries>,
        /// What of its transfer manager is not as its SDK has it; without an SDK, s3transfer's.
        pub transfers: Option<TransferManager>,
        /// Which of a name's IPv6 and IPv4 addresses it tries, where its host has both (DNS-21);
        /// `Ipv6First` without an SDK.
        pub families: Option<Families>,
        /// How long it trusts a name's address (DNS-18); `Ttl` without an SDK.
        pub dns_cache: Option<DnsCache>,
        /// Whether it follows a redirect to the bucket's Region (S3R-24).
        pub follow_region_redirects: bool = true,
        /// How it writes the bucket into the request (S3R-01).
        pub addressing: Addressing = Addressing::Auto,
        /// Which of S3's names it is configured to use (S3R-01, S3R-02).
        pub name: NameForm = NameForm::Regional,
        /// Whether it goes to the Region in an access point's ARN instead of refusing the call when
        /// that is not its own (AP-37); off, as in most SDKs.
        pub use_arn_region: bool = false,
        /// HTTPS, or plain HTTP on port 80 (S3R-20).
        pub scheme: Scheme = Scheme::Https,
        /// The TLS version it negotiates (TCP-18).
        pub tls: TlsVersion = TlsVersion::Tls12,
        /// How it signs (MRAP-27).
        pub signature: Signature = Signature::Automatic,
        /// In which Regions its session token is good (MRAP-28).
        pub session_token: SessionToken = SessionToken::AllRegions,
    }
}

choice! {
    /// How failed attempts are repeated.
    pub enum Retries {
        /// Never.
        Off,
        /// As before the modes were the same in all SDKs: without an SDK as botocore does, five
        /// attempts and no quota.
        Legacy(RetrySettings),
        /// As the SDKs' standard mode does: exponential back-off with full jitter, paid from a
        /// quota.
        Standard(RetrySettings),
        /// Standard, and every request waits its turn once the service has throttled.
        Adaptive(RetrySettings),
    }
}

record! {
    /// What of a retry mode is written; the rest is the mode's own.
    pub struct RetrySettings {
        /// Attempts in all, the first included.
        pub max_attempts: Option<Said<u32>>,
        /// The longest back-off before the second attempt, doubled each time.
        pub base_delay: Option<Span>,
        /// The longest back-off.
        pub max_delay: Option<Span>,
        /// What retries are paid from, 5 tokens each and 10 after a time-out; 0 for no limit.
        pub retry_quota: Option<Said<u32>>,
    }
}

record! {
    /// How a client's transfer manager cuts what `Upload` and `Download` move; what is not written is
    /// as its SDK does (`aws::transfer_rules`). Calls such as `PutObject` are one request always.
    pub struct TransferManager {
        /// The size of a part, but for the last one; 5 MiB to 5 GiB (LIM-14).
        pub part_size: Option<Said<Size>>,
        /// Objects of at least this size are cut; where downloads are asked for by range or by part,
        /// this is about uploads only.
        pub threshold: Option<Size>,
        /// The most parts of one transfer under way at once.
        pub concurrency: Option<Said<u32>>,
    }
}

choice! {
    /// Which of a name's IPv6 and IPv4 addresses a client tries.
    #[derive(Copy, Eq)]
    pub enum Families {
        /// IPv6, and after this time or when that fails IPv4 as well; who answers first is taken
        /// (RFC 8305): `Race("300ms")`.
        Race(Span),
        /// IPv6, then IPv4 when that has failed, each with the whole connect time-out.
        Ipv6First,
        /// IPv4, then IPv6.
        Ipv4First,
        /// IPv6 for so long, then IPv4 in its place: `Ipv6For("250ms")`.
        Ipv6For(Span),
        /// IPv6 and nothing else, where the host has it.
        Ipv6Only,
    }
}

choice! {
    /// How long a client trusts a resolved address.
    #[derive(Copy, Eq)]
    pub enum DnsCache {
        /// As long as the record's TTL says.
        Ttl,
        /// Until it is restarted, as some JVMs do.
        Forever,
        /// Not at all.
        Off,
        /// So long, whatever the record says: `For("30s")`.
        For(Span),
    }
}

choice! {
    /// Where the bucket's name is written.
    #[derive(Copy, Eq)]
    pub enum Addressing {
        /// As the SDK decides: in the host name where the name and its certificate allow it.
        Auto,
        /// In the host name, whatever its certificate says, as browsers and curl are told to.
        VirtualHosted,
        /// In the path.
        Path,
    }
}

choice! {
    /// The protocol of a request.
    #[derive(Copy, Eq, Hash)]
    pub enum Scheme {
        /// TLS on port 443.
        Https,
        /// Plain on port 80.
        Http,
    }
}

choice! {
    /// How requests are signed.
    #[derive(Copy, Eq)]
    pub enum Signature {
        /// As each request needs it: `SigV4A` for Multi-Region Access Points, `SigV4` for others.
        Automatic,
        /// Always with `SigV4`, as SDKs do that know no other.
        SigV4,
    }
}

choice! {
    /// In which Regions a session token is good.
    #[derive(Copy, Eq)]
    pub enum SessionToken {
        /// In all: tokens of Regional STS endpoints and of instance profiles.
        AllRegions,
        /// In those enabled by default only, and never with `SigV4A`: tokens of the global
        /// STS endpoint as it hands them out unless the account says otherwise.
        DefaultRegions,
    }
}

choice! {
    /// A TLS version.
    #[derive(Copy, Eq)]
    pub enum TlsVersion {
        /// Two round trips; S3 stopped taking it in 2023-06.
        Tls10,
        /// Likewise.
        Tls11,
        /// Two round trips before the request.
        Tls12,
        /// One round trip before the request.
        Tls13,
    }
}
