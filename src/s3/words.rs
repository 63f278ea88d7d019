//! What S3 says with an error, as its API prints it.

use super::request::Request;
use crate::trace::{About, Outcome, Reason, S3Error};

/// The message in the body of an error; `None` where S3's own words are not known here or tell of
/// what a policy or ACL lacks.
pub(super) fn of(request: &Request<'_>, error: S3Error, reason: Option<Reason>) -> Option<String> {
    Some(match error {
        S3Error::AuthorizationHeaderMalformed => format!(
            "The authorization header is malformed; the region '{}' is wrong; expecting '{}'",
            request.signing_region, request.region
        ),
        S3Error::IllegalLocationConstraint => {
            let About::Region(wanted) = reason?.about else {
                return None;
            };
            format!(
                "The {wanted} location constraint is incompatible for the region specific \
                 endpoint this request was sent to."
            )
        }
        other => fixed(other)?.to_owned(),
    })
}

/// What answers to `HEAD` leave of an error: they have no body, so programs know the status alone.
pub(super) fn of_head(outcome: Outcome) -> Option<&'static str> {
    Some(match outcome.status()? {
        301 => "Moved Permanently",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        500 => "Internal Server Error",
        503 => "Slow Down",
        _ => return None,
    })
}

fn fixed(error: S3Error) -> Option<&'static str> {
    Some(match error {
        S3Error::PermanentRedirect => {
            "The bucket you are attempting to access must be addressed using the specified \
             endpoint. Please send all future requests to this endpoint."
        }
        S3Error::TemporaryRedirect => {
            "Please re-send this request to the specified temporary endpoint. Continue to use the \
             original request endpoint for future requests."
        }
        S3Error::InvalidBucketName => "The specified bucket is not valid.",
        S3Error::EntityTooLarge => "Your proposed upload exceeds the maximum allowed size",
        S3Error::EntityTooSmall => "Your proposed upload is smaller than the minimum allowed size",
        S3Error::InvalidPart => {
            "One or more of the specified parts could not be found. The part may not have been \
             uploaded, or the specified entity tag may not match the part's entity tag."
        }
        S3Error::InvalidArgument => "Part number must be an integer between 1 and 10000, inclusive",
        S3Error::InternalError => "We encountered an internal error. Please try again.",
        S3Error::ServiceUnavailable => "Service is unable to handle request.",
        S3Error::InvalidRange => "The requested range is not satisfiable",
        S3Error::MethodNotAllowed => "The specified method is not allowed against this resource.",
        S3Error::NoSuchBucket => "The specified bucket does not exist",
        S3Error::NoSuchKey => "The specified key does not exist.",
        S3Error::NoSuchBucketPolicy => "The bucket policy does not exist",
        S3Error::NoSuchAccessPoint => "The specified accesspoint does not exist",
        S3Error::NoSuchUpload => {
            "The specified upload does not exist. The upload ID may be invalid, or the upload may \
             have been aborted or completed."
        }
        S3Error::BucketAlreadyExists => {
            "The requested bucket name is not available. The bucket namespace is shared by all \
             users of the system. Please select a different name and try again."
        }
        S3Error::BucketAlreadyOwnedByYou => {
            "Your previous request to create the named bucket succeeded and you already own it."
        }
        S3Error::BucketNotEmpty => "The bucket you tried to delete is not empty",
        S3Error::InvalidToken => "The provided token is malformed or otherwise invalid.",
        S3Error::NoSuchMultiRegionAccessPoint => {
            "The specified Multi-Region Access Point does not exist"
        }
        S3Error::SlowDown => "Please reduce your request rate.",
        S3Error::MovedToHttps
        | S3Error::IllegalLocationConstraint
        | S3Error::AuthorizationHeaderMalformed
        | S3Error::MalformedPolicy
        | S3Error::AccessControlListNotSupported
        | S3Error::InvalidRequest
        | S3Error::InvalidAccessPointAlias
        | S3Error::BucketHasAccessPointsAttached
        | S3Error::AccessPointAlreadyOwnedByYou => return None,
    })
}
