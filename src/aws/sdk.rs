//! What AWS's SDKs do when nobody tells them otherwise: pools, time-outs and retries.
//!
//! Read 2026-11 from the SDKs' sources and guides, named with each. They are the defaults without
//! the opt-in `AWS_NEW_RETRIES_2026`, under which the standard mode waits and pays differently.

use super::transfer_rules::{self, TransferRules};
use crate::time::Duration;

/// An SDK or tool whose defaults are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sdk {
    /// The SDK for Python.
    Boto3,
    /// The SDK for Java 2.x, with its default Apache HTTP client.
    JavaV2,
    /// The SDK for Go v2.
    GoV2,
    /// The SDK for JavaScript v3, on Node.js.
    JsV3,
    /// The SDK for Rust.
    Rust,
    /// The AWS CLI v2.
    Cli,
}

/// Which of a name's IPv6 and IPv4 addresses a program tries, where its host has both (DNS-21).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Families {
    /// IPv6, and after this time or when that fails IPv4 as well; who answers first is taken
    /// (RFC 8305).
    Race(Duration),
    /// IPv6, then IPv4 when that has failed, each with the whole time-out.
    Ipv6First,
    /// IPv4, then IPv6.
    Ipv4First,
    /// IPv6 for so long, then IPv4 in its place.
    Ipv6For(Duration),
    /// IPv6 and nothing else.
    Ipv6Only,
}

/// How an SDK repeats failed attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryMode {
    /// The SDK's own, from before the modes were the same everywhere.
    Legacy,
    /// The same in every SDK: few attempts, and a quota that ends retries in an outage.
    Standard,
    /// Standard, and new requests wait too while the service throttles.
    Adaptive,
}

/// Defaults of one SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SdkDefaults {
    /// The most connections at once; `u32::MAX` where as many are opened as are wanted.
    pub connections: u32,
    /// The most connections kept while nobody uses them; further ones are closed after use.
    pub idle_connections: u32,
    /// How long a connection attempt may take.
    pub connect_timeout: Duration,
    /// How long it waits for the next byte.
    pub read_timeout: Duration,
    /// How long it waits for one of its own connections to become free; none: for ever.
    pub pool_timeout: Option<Duration>,
    /// How long an idle connection is kept.
    pub keep_alive: Duration,
    /// How long it keeps a name's address, whatever its time to live; none: as long as that says.
    pub dns_memory: Option<Duration>,
    /// Which of a name's IPv6 and IPv4 addresses it tries, where there are both (DNS-21).
    pub families: Families,
    /// The retry mode.
    pub retry_mode: RetryMode,
    /// Its legacy mode; the standard one where it has none.
    pub legacy: RetryRules,
    /// Its standard mode, which is the adaptive one's as well.
    pub standard: RetryRules,
    /// Its transfer manager; none where it has none.
    pub transfers: Option<TransferRules>,
    /// Where this is written.
    pub source: &'static str,
}

/// How one mode of an SDK repeats failed attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryRules {
    /// Attempts in all, the first included.
    pub attempts: u32,
    /// The longest wait before the second attempt, doubled with each further one; the wait is any
    /// length up to that ("full jitter").
    pub base_delay: Duration,
    /// The same after the service said that it is asked too often.
    pub throttled_delay: Duration,
    /// The longest wait of all.
    pub delay_max: Duration,
    /// What retries are paid from; none: they cost nothing.
    pub quota: Option<RetryQuota>,
}

/// A purse that retries are paid from; it never refills by itself, only through success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryQuota {
    /// What it holds at the beginning and at most.
    pub tokens: u32,
    /// What a retry costs; given back when it succeeds.
    pub cost: u32,
    /// What a retry after a time-out costs.
    pub timeout_cost: u32,
    /// What a retry after throttling costs.
    pub throttled_cost: u32,
}

/// What TCP itself gives up after when a program waits for ever: 15 repetitions (TCP-03).
const TCP_PATIENCE: Duration = Duration::from_millis(924_600);
/// What TCP itself gives up connecting after (TCP-02).
const SYN_PATIENCE: Duration = Duration::from_secs(127);
/// Kept until the other side closes.
const FOR_EVER: Duration = Duration::from_secs(86_400);

/// The purse of the standard mode in most SDKs.
const STANDARD_QUOTA: RetryQuota = RetryQuota {
    tokens: 500,
    cost: 5,
    timeout_cost: 10,
    throttled_cost: 5,
};

/// The standard mode as botocore, Rust and the CLI have it.
const STANDARD: RetryRules = RetryRules {
    attempts: 3,
    base_delay: Duration::from_secs(1),
    throttled_delay: Duration::from_secs(1),
    delay_max: Duration::from_secs(20),
    quota: Some(STANDARD_QUOTA),
};

/// botocore's legacy mode: five attempts, and nothing that ends them all.
const BOTOCORE_LEGACY: RetryRules = RetryRules {
    attempts: 5,
    quota: None,
    ..STANDARD
};

const BOTO3: SdkDefaults = SdkDefaults {
    connections: u32::MAX,
    idle_connections: 10,
    connect_timeout: Duration::from_secs(60),
    read_timeout: Duration::from_secs(60),
    pool_timeout: None,
    keep_alive: FOR_EVER,
    dns_memory: None,
    // urllib3 takes the addresses of getaddrinfo in turn, each with the whole time-out.
    families: Families::Ipv6First,
    retry_mode: RetryMode::Legacy,
    legacy: BOTOCORE_LEGACY,
    standard: STANDARD,
    transfers: Some(transfer_rules::S3TRANSFER),
    source: "botocore: config.py, retries/standard.py, retries/quota.py, data/_retry.json; s3transfer: manager.py",
};

const JAVA_V2: SdkDefaults = SdkDefaults {
    connections: 50,
    idle_connections: 50,
    connect_timeout: Duration::from_secs(2),
    read_timeout: Duration::from_secs(30),
    pool_timeout: Some(Duration::from_secs(10)),
    keep_alive: Duration::from_secs(60),
    // The JVM's own memory (networkaddress.cache.ttl), whatever DNS says.
    dns_memory: Some(Duration::from_secs(30)),
    // The JVM sorts IPv4 first (java.net.preferIPv6Addresses); the HTTP client takes all in turn.
    families: Families::Ipv4First,
    retry_mode: RetryMode::Legacy,
    legacy: RetryRules {
        attempts: 4,
        base_delay: Duration::from_millis(100),
        throttled_delay: Duration::from_millis(500),
        delay_max: Duration::from_secs(20),
        quota: Some(RetryQuota {
            tokens: 500,
            cost: 5,
            timeout_cost: 5,
            throttled_cost: 0,
        }),
    },
    standard: RetryRules {
        attempts: 3,
        base_delay: Duration::from_millis(100),
        throttled_delay: Duration::from_secs(1),
        delay_max: Duration::from_secs(20),
        quota: Some(RetryQuota {
            tokens: 500,
            cost: 5,
            timeout_cost: 5,
            throttled_cost: 5,
        }),
    },
    transfers: Some(transfer_rules::JAVA_V2),
    source: "AWS SDK for Java 2.x: SdkHttpConfigurationOption, DefaultRetryStrategy, MultipartConfiguration; guide: timeouts",
};

const GO_V2: SdkDefaults = SdkDefaults {
    connections: u32::MAX,
    idle_connections: 10,
    connect_timeout: Duration::from_secs(30),
    read_timeout: TCP_PATIENCE,
    pool_timeout: None,
    keep_alive: Duration::from_secs(90),
    dns_memory: None,
    // net.Dialer's FallbackDelay.
    families: Families::Race(Duration::from_millis(300)),
    retry_mode: RetryMode::Standard,
    legacy: GO_STANDARD,
    standard: GO_STANDARD,
    transfers: Some(transfer_rules::GO_V2),
    source: "aws-sdk-go-v2: aws/transport/http/client.go, aws/retry/standard.go, aws/retry/jitter_backoff.go, feature/s3/manager",
};

/// Go counts attempts from one when it doubles, so its first wait is up to two seconds.
const GO_STANDARD: RetryRules = RetryRules {
    base_delay: Duration::from_secs(2),
    throttled_delay: Duration::from_secs(2),
    ..STANDARD
};

const JS_V3: SdkDefaults = SdkDefaults {
    connections: 50,
    idle_connections: 50,
    connect_timeout: SYN_PATIENCE,
    read_timeout: TCP_PATIENCE,
    pool_timeout: None,
    keep_alive: FOR_EVER,
    dns_memory: None,
    // Node.js 20 and later gives the first so long (autoSelectFamilyAttemptTimeout).
    families: Families::Ipv6For(Duration::from_millis(250)),
    retry_mode: RetryMode::Standard,
    legacy: JS_STANDARD,
    standard: JS_STANDARD,
    transfers: Some(transfer_rules::LIB_STORAGE),
    source: "@smithy/util-retry: constants; @smithy/node-http-handler; @aws-sdk/lib-storage: Upload",
};

const JS_STANDARD: RetryRules = RetryRules {
    base_delay: Duration::from_millis(100),
    throttled_delay: Duration::from_millis(500),
    ..STANDARD
};

const RUST: SdkDefaults = SdkDefaults {
    connections: u32::MAX,
    idle_connections: u32::MAX,
    connect_timeout: Duration::from_millis(3_100),
    // Its protection against stalled streams; it waits for ever only for the first byte.
    read_timeout: Duration::from_secs(20),
    pool_timeout: None,
    keep_alive: Duration::from_secs(90),
    dns_memory: None,
    // hyper-util's HttpConnector (happy_eyeballs_timeout).
    families: Families::Race(Duration::from_millis(300)),
    retry_mode: RetryMode::Standard,
    legacy: STANDARD,
    standard: STANDARD,
    // Its transfer manager is a preview of its own, not a part of the SDK.
    transfers: None,
    source: "aws-smithy-runtime: retries/token_bucket.rs; AWS SDK for Rust guide: timeouts, stalled stream protection; hyper-util: pool",
};

const CLI: SdkDefaults = SdkDefaults {
    retry_mode: RetryMode::Standard,
    source: "AWS CLI v2: botocore as above with standard mode; topics s3-config",
    ..BOTO3
};

impl Sdk {
    /// Every SDK.
    pub const ALL: &[Self] = &[
        Self::Boto3,
        Self::JavaV2,
        Self::GoV2,
        Self::JsV3,
        Self::Rust,
        Self::Cli,
    ];

    /// The name people write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boto3 => "boto3",
            Self::JavaV2 => "java-v2",
            Self::GoV2 => "go-v2",
            Self::JsV3 => "js-v3",
            Self::Rust => "rust",
            Self::Cli => "cli",
        }
    }

    /// The SDK of this name.
    ///
    /// ```
    /// use vpcsim::aws::sdk::Sdk;
    /// for sdk in Sdk::ALL {
    ///     assert_eq!(Sdk::parse(sdk.name()), Some(*sdk));
    /// }
    /// assert_eq!(Sdk::parse("cobol"), None);
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sdk| sdk.name() == name)
    }

    /// What it does by default.
    ///
    /// ```
    /// use vpcsim::{aws::sdk::{RetryMode, Sdk}, time::Duration};
    /// let boto3 = Sdk::Boto3.defaults();
    /// assert_eq!((boto3.retry_mode, boto3.rules(RetryMode::Legacy).attempts), (RetryMode::Legacy, 5));
    /// assert_eq!(Sdk::JavaV2.defaults().connect_timeout, Duration::from_secs(2)); // (TCP-02)
    /// ```
    pub const fn defaults(self) -> &'static SdkDefaults {
        match self {
            Self::Boto3 => &BOTO3,
            Self::JavaV2 => &JAVA_V2,
            Self::GoV2 => &GO_V2,
            Self::JsV3 => &JS_V3,
            Self::Rust => &RUST,
            Self::Cli => &CLI,
        }
    }
}

impl SdkDefaults {
    /// How it repeats failed attempts in this mode.
    pub const fn rules(&self, mode: RetryMode) -> RetryRules {
        match mode {
            RetryMode::Legacy => self.legacy,
            RetryMode::Standard | RetryMode::Adaptive => self.standard,
        }
    }
}

/// A client of which nobody says what SDK it is built on: the catalogue's defaults (TCP-02,
/// TCP-03), which are botocore's time-outs and the standard retry mode over ten connections.
pub const UNNAMED: SdkDefaults = SdkDefaults {
    connections: 10,
    idle_connections: 10,
    keep_alive: Duration::from_secs(60),
    retry_mode: RetryMode::Standard,
    source: "the catalogue of rules: TCP-02, TCP-03, TCP-16",
    ..BOTO3
};

#[cfg(test)]
mod tests {
    use super::{RetryMode, Sdk};

    #[test]
    fn a_purse_pays_for_some_retries_and_not_for_all() {
        for sdk in Sdk::ALL {
            let defaults = sdk.defaults();
            let quota = defaults.rules(RetryMode::Standard).quota;
            let quota = quota.unwrap_or_else(|| panic!("{}: standard has a quota", sdk.name()));
            assert!(quota.cost > 0 && quota.cost <= quota.timeout_cost);
            assert!(quota.timeout_cost < quota.tokens);
            assert!(defaults.idle_connections <= defaults.connections);
            let transfers = defaults.transfers;
            assert!(transfers.is_none_or(|rules| rules.part_size <= rules.threshold));
        }
    }
}
