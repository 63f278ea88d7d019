//! How an SDK turns what a program names into a host name, a path and a Region to sign for.

use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use aws_sdk_s3::config::endpoint::{DefaultResolver, Params, ResolveEndpoint};
use aws_smithy_types::Document;

use super::region::Region;
use super::s3_host::S3Host;

/// What a program tells its SDK about where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// What stands in the bucket's place: a name, an alias, or the ARN of an access point.
    pub bucket: Option<&'a str>,
    /// The configured Region.
    pub region: Region,
    /// The endpoint URL, when one is configured.
    pub endpoint_url: Option<&'a str>,
    /// The switches.
    pub settings: Settings,
}

/// The SDK's switches, by the names of its own parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the SDK's configuration and any of them may be on"
)]
pub struct Settings {
    /// The bucket goes into the path (S3R-01).
    pub force_path_style: bool,
    /// Names with IPv6 addresses (DNS-21).
    pub use_dual_stack: bool,
    /// Names of FIPS endpoints (IFE-18).
    pub use_fips: bool,
    /// S3 Transfer Acceleration.
    pub use_accelerate: bool,
    /// The Region in an ARN counts, not the configured one (AP-37).
    pub use_arn_region: bool,
    /// us-east-1 is asked at `s3.amazonaws.com`.
    pub use_global_endpoint: bool,
}

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Addressed {
    /// The host name.
    pub host: S3Host,
    /// What the path begins with: nothing, or `/bucket` in path style.
    pub path: String,
    /// What it is signed for.
    pub signing: Signing,
}

/// What a request is signed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signing {
    /// One Region: `SigV4` (S3R-05).
    Region(Region),
    /// Any Region: `SigV4A`, as Multi-Region Access Points need (MRAP-27).
    AnyRegion,
}

/// Why an SDK sends nothing, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Refusal(pub String);

/// Where `asked` goes, or why the SDK does not even send it: the endpoint rules AWS publishes for
/// all its SDKs, as the SDK for Rust holds them.
///
/// ```
/// use vpcsim::aws::region::Region;
/// use vpcsim::aws::sdk_address::{Asked, Settings, address};
/// let west = Region::parse("us-west-2").unwrap();
/// let asked = |bucket| Asked {
///     bucket: Some(bucket), region: west, endpoint_url: None, settings: Settings::default(),
/// };
/// let plain = address(&asked("logs")).unwrap();
/// assert_eq!(plain.host.to_string(), "logs.s3.us-west-2.amazonaws.com");
/// // Dotted names are in nobody's certificate (S3R-19).
/// let dotted = address(&asked("my.logs")).unwrap();
/// assert_eq!((dotted.host.to_string().as_str(), dotted.path.as_str()),
///     ("s3.us-west-2.amazonaws.com", "/my.logs"));
/// let far = address(&asked("arn:aws:s3:us-east-1:111122223333:accesspoint/ap1"));
/// assert!(far.unwrap_err().0.contains("does not match client region"));
/// ```
pub fn address(asked: &Asked<'_>) -> Result<Addressed, Refusal> {
    let settings = asked.settings;
    let params = Params::builder()
        .set_bucket(asked.bucket.map(str::to_owned))
        .set_endpoint(asked.endpoint_url.map(str::to_owned))
        .region(asked.region.name())
        .force_path_style(settings.force_path_style)
        .use_dual_stack(settings.use_dual_stack)
        .use_fips(settings.use_fips)
        .accelerate(settings.use_accelerate)
        .use_arn_region(settings.use_arn_region)
        .use_global_endpoint(settings.use_global_endpoint)
        .build()
        .map_err(|error| in_words(&error))?;
    let rules = DefaultResolver::new();
    // AWS: the rules are a plain computation behind an interface made for waiting; polled once,
    // it is done.
    let answer = pin!(rules.resolve_endpoint(&params));
    let endpoint = match answer.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(endpoint) => endpoint.map_err(|error| in_words(&*error))?,
        Poll::Pending => return Err(Refusal("the endpoint rules did not end".to_owned())),
    };
    let (host, path) = split(endpoint.url());
    let parsed = S3Host::parse(host);
    Ok(Addressed {
        host: parsed.ok_or_else(|| Refusal(format!("`{host}` is none of S3's names")))?,
        path: path.to_owned(),
        signing: signing(endpoint.properties().get("authSchemes"))
            .unwrap_or(Signing::Region(asked.region)),
    })
}

fn in_words(error: &(dyn Error + 'static)) -> Refusal {
    Refusal(error.to_string())
}

/// Host and path of a URL.
fn split(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let at = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(at);
    (host, path.trim_end_matches('/'))
}

/// What the first way to sign that the rules name is for.
fn signing(schemes: Option<&Document>) -> Option<Signing> {
    let first = schemes?.as_array()?.first()?.as_object()?;
    if first.get("name")?.as_string()? == "sigv4a" {
        return Some(Signing::AnyRegion);
    }
    let region = first.get("signingRegion")?.as_string()?;
    Region::parse(region).map(Signing::Region)
}
