//! What a request is addressed to: host name, path, the Region it is signed for.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::aws::region::Region;
use crate::aws::s3_host::{Endpoint, S3Host};
use crate::aws::s3_operation::{Operation, Subject};
use crate::aws::sdk_address::{Addressed, Refusal, Signing};
use crate::scenario::client::{Addressing, Scheme, TlsVersion};
use crate::trace::{About, Code, Outcome, Reason, Way};
use crate::world::World;
use crate::world::call::{Call, Listing};

/// The host name a client asks for when it sends `call` to `region`: the Region of the call's own
/// address, or another one after a redirect (S3R-01, S3R-24).
pub fn host_for(call: &Call, region: Region) -> S3Host {
    match addressed(call, region).as_ref() {
        Ok(addressed) => addressed.host.clone(),
        // Nothing is sent; the endpoint is what would have been asked.
        Err(_) => S3Host {
            bucket: None,
            endpoint: call.address.endpoint_in(region),
        },
    }
}

/// What the SDK makes of `call` for `region`.
fn addressed(call: &Call, region: Region) -> Cow<'_, Result<Addressed, Refusal>> {
    if region == call.address.region {
        Cow::Borrowed(&call.addressed)
    } else {
        Cow::Owned(call.addressed_in(region))
    }
}

/// The Region a client signs `call` for before it has been redirected: its own configured one,
/// whatever name it sends the request to (S3R-05), or the one in an ARN that it follows (AP-37).
pub fn signing_region_for(call: &Call) -> Region {
    match &call.addressed {
        Ok(Addressed {
            signing: Signing::Region(region),
            ..
        }) => *region,
        Ok(_) | Err(_) => call.address.region,
    }
}

/// Why the SDK does not even send `call`, or `None` when it does.
///
/// AWS: the refusals are those of the SDKs' endpoint rules; only their commonest two have a code
/// of their own.
pub fn client_refusal(call: &Call) -> Option<Reason> {
    call.addressed.as_ref().err()?;
    let arn = call.point_by_arn();
    Some(match arn {
        Some(arn) if arn.region != call.address.region => {
            Reason::new(Code::ClientArnRegionMismatch, About::Region(arn.region))
        }
        Some(_) if call.address.addressing == Addressing::Path => {
            Reason::bare(Code::ApNeedsVirtualHost)
        }
        Some(_) | None => Reason::bare(Code::ClientRefusesAddress),
    })
}

/// Why TLS cannot be agreed with `host`, or `None` when it can (S3R-19).
///
/// AWS: the SDKs fall back to path style for dotted buckets over HTTPS; browsers, curl and
/// clients told to use virtual hosting meet this error.
pub fn tls_refusal(host: &S3Host, scheme: Scheme) -> Option<Reason> {
    match scheme {
        Scheme::Https if !host.is_covered_by_certificate() => {
            Some(Reason::new(Code::TlsNameMismatch, About::Nothing))
        }
        Scheme::Https | Scheme::Http => None,
    }
}

/// Why S3 does not speak the version of TLS that is offered over `way`, or `None` when it does:
/// 1.0 and 1.1 are gone since 2023-06, and interface endpoints never took them (IFE-18).
pub fn tls_version_refusal(
    world: &World,
    (scheme, offered): (Scheme, TlsVersion),
    way: &Way,
) -> Option<Reason> {
    let is_old = matches!(offered, TlsVersion::Tls10 | TlsVersion::Tls11);
    let is_taken = world.features.old_tls && way.endpoint_interface.is_none();
    (scheme == Scheme::Https && is_old && !is_taken).then(|| Reason::bare(Code::TlsVersionRefused))
}

/// Why the far end of `way` cannot prove that it is `host`: the endpoint of Multi-Region Access
/// Points and all others have certificates for their own names only (MRAP-02). `None` when it can,
/// or is not S3 at all.
pub fn front_refusal(host: &S3Host, way: &Way) -> Option<Reason> {
    let is_wrong = (host.endpoint == Endpoint::MultiRegion) != way.is_s3_global;
    (way.s3_region.is_some() && is_wrong).then(|| Reason::bare(Code::MrapNeedsGlobalEndpoint))
}

/// How a request ends whose connection leads to something that is not S3: its certificate is
/// another one, or it does not speak S3.
pub fn outcome_elsewhere(scheme: Scheme) -> Outcome {
    match scheme {
        Scheme::Https => Outcome::TlsFailure,
        Scheme::Http => Outcome::ClientError,
    }
}

/// What stands in the request line after the method when `call` is sent to `region`: path and
/// query (S3R-01).
pub fn target(call: &Call, region: Region, number: u64) -> String {
    if call.operation.is_about_access_point() {
        return control_target(call);
    }
    let mut target = match addressed(call, region).as_ref() {
        Ok(addressed) => addressed.path.clone(),
        Err(_) => String::new(),
    };
    let key = match call.operation.subject() {
        Subject::Object => call.key.as_ref(),
        Subject::Bucket | Subject::Service | Subject::AccessPoint => None,
    };
    if key.is_some() || target.is_empty() {
        target.push('/');
    }
    if let Some(key) = key {
        escape(&key.key(number), b"/", &mut target);
    }
    let (_, query) = call.operation.http();
    if let Some(others) = query.strip_prefix("partNumber") {
        let part = call.part_number.unwrap_or(number);
        // Writing to a String cannot fail.
        let _ = write!(target, "?partNumber={part}{others}");
    } else if !query.is_empty() {
        target.push('?');
        target.push_str(query);
    }
    if call.operation == Operation::ListObjectsV2 {
        add_listing(&call.listing, &mut target);
    }
    target
}

/// The path at the control endpoint: the API's version and the access point's name.
fn control_target(call: &Call) -> String {
    let named = call.point.as_ref().and_then(|point| point.arn.as_ref());
    let name = named.map_or("", |point| point.name.as_str());
    let is_policy = call.operation == Operation::PutAccessPointPolicy;
    let policy = if is_policy { "/policy" } else { "" };
    format!("/v20180820/accesspoint/{name}{policy}")
}

fn add_listing(listing: &Listing, target: &mut String) {
    for (name, value) in [
        ("prefix", &listing.prefix),
        ("delimiter", &listing.delimiter),
    ] {
        if let Some(value) = value {
            target.push('&');
            target.push_str(name);
            target.push('=');
            escape(value, b"", target);
        }
    }
    if let Some(most) = listing.max_keys {
        // Writing to a String cannot fail.
        let _ = write!(target, "&max-keys={most}");
    }
}

/// Escapes all but unreserved characters and `kept` with `%`, as SDKs do.
fn escape(text: &str, kept: &[u8], target: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
            target.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(target, "%{byte:02X}");
        }
    }
}
