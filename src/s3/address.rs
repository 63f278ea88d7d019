//! What a request is addressed to: host name, path, the Region it is signed for.

use std::fmt::Write as _;

use crate::aws::region::Region;
use crate::aws::s3_host::{Endpoint, S3Host};
use crate::aws::s3_operation::{Operation, Subject};
use crate::scenario::call::NameForm;
use crate::scenario::client::{Addressing, Scheme};
use crate::trace::{About, Code, Outcome, Reason, Way};
use crate::world::call::{Call, Listing};

/// The host name a client asks for when it sends `call` to `region`.
///
/// The bucket stands in front, or in the path when the client says so (S3R-01). `region` is the
/// Region of the call's own address, or another one after a redirect: then the legacy global name
/// gives way to the Regional one, while an endpoint URL stays what it is (S3R-24).
pub fn host_for(call: &Call, region: Region) -> S3Host {
    let address = &call.address;
    let named = call.point.as_ref().and_then(|point| point.arn.as_ref());
    if call.operation.is_about_access_point() {
        return S3Host {
            bucket: named.map(|point| point.account.to_string()),
            endpoint: address.url.clone().unwrap_or(Endpoint::Control(region)),
        };
    }
    let endpoint = match &address.form {
        NameForm::LegacyGlobal if region == address.region => Endpoint::LegacyGlobal,
        NameForm::Regional | NameForm::LegacyGlobal => Endpoint::Regional(region),
        NameForm::DashRegion => Endpoint::DashRegion(region),
        NameForm::DualStack => Endpoint::DualStack(region),
        NameForm::EndpointUrl(_) => match &address.url {
            // AWS: an SDK that follows a redirect leaves the interface endpoint, whose Region is
            // not the bucket's, for the bucket's Regional name (IFE-29).
            Some(Endpoint::Interface(_)) if region != address.region => Endpoint::Regional(region),
            Some(url) => url.clone(),
            // INVARIANT: building a world refuses URLs that are none of S3's names, so the
            // Regional name only stands for the impossible.
            None => Endpoint::Regional(region),
        },
    };
    if let Some(point) = call.multi_region() {
        return S3Host {
            bucket: Some(point.alias.clone()),
            endpoint: Endpoint::MultiRegion,
        };
    }
    if let Some(point) = call.point_by_arn() {
        return S3Host {
            bucket: Some(format!("{}-{}", point.name, point.account)),
            endpoint: point_endpoint(endpoint, region),
        };
    }
    let bucket = match address.addressing {
        Addressing::VirtualHosted => call.bucket.as_ref().map(|bucket| bucket.name.clone()),
        Addressing::Path => None,
    };
    S3Host { bucket, endpoint }
}

/// The endpoint of access points beside one of buckets (AP-12).
///
/// AWS: an ARN leaves the dash form and the legacy global name no say: SDKs build the Regional name.
/// Behind an endpoint URL the SDK puts the access point in front of whatever name stands there, so
/// that of an interface endpoint needs its `accesspoint` label (IFE-08).
fn point_endpoint(of_buckets: Endpoint, region: Region) -> Endpoint {
    match of_buckets {
        Endpoint::Regional(region) | Endpoint::DashRegion(region) => Endpoint::AccessPoint(region),
        Endpoint::DualStack(region) => Endpoint::DualStackAccessPoint(region),
        Endpoint::LegacyGlobal => Endpoint::AccessPoint(region),
        Endpoint::Fips(_)
        | Endpoint::Website(_)
        | Endpoint::Accelerate
        | Endpoint::MultiRegion
        | Endpoint::Interface(_)
        | Endpoint::AccessPoint(_)
        | Endpoint::DualStackAccessPoint(_)
        | Endpoint::Control(_) => of_buckets,
    }
}

/// The Region a client signs `call` for before it has been redirected: its own configured one,
/// whatever name it sends the request to (S3R-05).
pub fn signing_region_for(call: &Call) -> Region {
    call.address.region
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

/// What stands in the request line after the method: path and query (S3R-01).
pub fn target(call: &Call, number: u64) -> String {
    if call.operation.is_about_access_point() {
        return control_target(call);
    }
    let mut target = String::from("/");
    let in_path = match call.address.addressing {
        Addressing::Path => call.bucket.as_ref(),
        Addressing::VirtualHosted => None,
    };
    if let Some(bucket) = in_path {
        target.push_str(&bucket.name);
    }
    let key = match call.operation.subject() {
        Subject::Object => call.key.as_ref(),
        Subject::Bucket | Subject::Service | Subject::AccessPoint => None,
    };
    if let Some(key) = key {
        if in_path.is_some() {
            target.push('/');
        }
        escape(&key.key(number), b"/", &mut target);
    }
    let (_, query) = call.operation.http();
    if !query.is_empty() {
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
