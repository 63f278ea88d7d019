//! One CloudTrail event: which request to S3 it tells of.
//!
//! Fields as in the CloudTrail user guide, "CloudTrail record contents", and the S3 user guide,
//! "CloudTrail log file entries for Amazon S3".

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::entry::{Asked, Entry, Line};

/// The parts of an event that count.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(rename = "eventTime")]
    time: Option<String>,
    #[serde(rename = "eventSource")]
    source: Option<String>,
    #[serde(rename = "eventName")]
    name: Option<String>,
    #[serde(rename = "sourceIPAddress")]
    source_ip_address: Option<String>,
    vpc_endpoint_id: Option<String>,
    user_identity: Option<Value>,
    request_parameters: Option<Value>,
    additional_event_data: Option<Value>,
    error_code: Option<String>,
    tls_details: Option<Value>,
}

/// Reads one event.
pub(super) fn read(bytes: &[u8]) -> Line {
    let event: Event = match serde_json::from_slice(bytes) {
        Ok(event) => event,
        Err(fault) => {
            return Line::Unreadable(format!("is no CloudTrail event: {}", plain(&fault)));
        }
    };
    let (Some(source), Some(name)) = (&event.source, &event.name) else {
        return Line::Unreadable("has no `eventSource` or no `eventName`".to_owned());
    };
    if source != "s3.amazonaws.com" {
        return Line::Other(source.clone());
    }
    let Some(asked) = asked(name) else {
        return Line::NotModelled(name.clone());
    };
    let time = event.time.as_deref();
    let Some(time) = time.and_then(|time| time.parse::<Timestamp>().ok()) else {
        return Line::Unreadable("has no `eventTime`".to_owned());
    };
    entry(&event, asked, time.as_second()).checked()
}

/// A fault without its place: every event is a text of its own.
fn plain(fault: &serde_json::Error) -> &'static str {
    match fault.classify() {
        serde_json::error::Category::Syntax => "it is not JSON",
        serde_json::error::Category::Eof => "it breaks off",
        serde_json::error::Category::Data | serde_json::error::Category::Io => {
            "its fields are of other types"
        }
    }
}

fn entry(event: &Event, asked: Asked, second: i64) -> Entry {
    let parameter = |name: &str| text(event.request_parameters.as_ref()?.get(name)?);
    let data = event.additional_event_data.as_ref();
    let bytes = |name: &str| data.and_then(|data| data.get(name)).map_or(0, whole);
    let is_found = !matches!(
        event.error_code.as_deref(),
        Some("NoSuchKey" | "NotFound" | "404")
    );
    Entry {
        number: 0,
        second,
        asked,
        source: event
            .source_ip_address
            .as_ref()
            .and_then(|text| text.parse().ok()),
        endpoint: event.vpc_endpoint_id.clone(),
        principal: event.user_identity.as_ref().and_then(principal),
        host: parameter("Host").or_else(|| parameter("host")),
        bucket: parameter("bucketName"),
        key: parameter("key"),
        copied_from: parameter("x-amz-copy-source").and_then(|source| {
            let source = super::access_log::decoded(&source);
            let (bucket, key) = source.trim_start_matches('/').split_once('/')?;
            Some((bucket.to_owned(), key.to_owned()))
        }),
        prefix: parameter("prefix"),
        delimiter: parameter("delimiter"),
        sent: bytes("bytesTransferredIn"),
        received: bytes("bytesTransferredOut"),
        is_found,
        // AWS: `tlsDetails` is there for TLS calls; older events have a `CipherSuite` instead.
        is_secure: event.tls_details.is_some()
            || data.is_none_or(|data| data.get("CipherSuite").is_some()),
    }
}

/// A text, or the first of a list: `Host` and others are written both ways.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => text(list.first()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// A number of bytes, which CloudTrail writes with and without decimals.
fn whole(value: &Value) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it saturates, and sizes are not negative"
    )]
    let rounded = || value.as_f64().map_or(0, |number| number as u64);
    value.as_u64().unwrap_or_else(rounded)
}

/// Who signed: the ARN, that of an AWS service as its name; none when nobody did.
fn principal(identity: &Value) -> Option<String> {
    let part = |name: &str| text(identity.get(name)?);
    match part("type").as_deref() {
        Some("AWSService") => part("invokedBy").map(|service| format!("service:{service}")),
        Some("AWSAccount") => match part("accountId").as_deref() {
            Some("anonymous" | "ANONYMOUS_PRINCIPAL") | None => None,
            Some(account) => part("arn").or_else(|| Some(format!("arn:aws:iam::{account}:root"))),
        },
        _ => part("arn"),
    }
}

/// The operation, when it is one that is replayed.
fn asked(name: &str) -> Option<Asked> {
    Some(match name {
        "GetObject" => Asked::GetObject,
        "HeadObject" => Asked::HeadObject,
        "PutObject" | "UploadPart" | "PostObject" => Asked::PutObject,
        "DeleteObject" => Asked::DeleteObject,
        "CopyObject" | "UploadPartCopy" => Asked::CopyObject,
        "ListObjects" | "ListObjectsV2" => Asked::ListObjects,
        "HeadBucket" => Asked::HeadBucket,
        "GetBucketLocation" => Asked::GetBucketLocation,
        "GetBucketPolicy" => Asked::GetBucketPolicy,
        "ListBuckets" => Asked::ListBuckets,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::replay::{Asked, Line};

    #[test]
    fn a_data_event_is_a_request() {
        let event = r#"{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole",
            "arn":"arn:aws:sts::111122223333:assumed-role/app/i-0abc","accountId":"111122223333"},
            "eventTime":"2026-03-01T10:00:07Z","eventSource":"s3.amazonaws.com","eventName":"GetObject",
            "awsRegion":"us-west-2","sourceIPAddress":"10.0.1.10","vpcEndpointId":"vpce-0abc",
            "requestParameters":{"bucketName":"reports","Host":"reports.s3.us-west-2.amazonaws.com","key":"a b.csv"},
            "additionalEventData":{"bytesTransferredOut":1048576.0,"CipherSuite":"x"}}"#;
        let Line::Entry(entry) = read(event.as_bytes()) else {
            panic!("{:?}", read(event.as_bytes()));
        };
        assert_eq!(entry.asked, Asked::GetObject);
        assert_eq!(entry.second, 1_772_359_207);
        assert_eq!(entry.key.as_deref(), Some("a b.csv"));
        assert_eq!(entry.endpoint.as_deref(), Some("vpce-0abc"));
        assert_eq!(entry.received, 1 << 20);
        assert!(entry.is_found && entry.is_secure);
    }

    #[test]
    fn what_is_no_request_says_what_it_is() {
        for (event, wanted) in [
            (
                "{",
                Line::Unreadable("is no CloudTrail event: it breaks off".to_owned()),
            ),
            (
                "{}",
                Line::Unreadable("has no `eventSource` or no `eventName`".to_owned()),
            ),
            (
                r#"{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances"}"#,
                Line::Other("ec2.amazonaws.com".to_owned()),
            ),
            (
                r#"{"eventSource":"s3.amazonaws.com","eventName":"PutBucketCors"}"#,
                Line::NotModelled("PutBucketCors".to_owned()),
            ),
            (
                r#"{"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventTime":"soon"}"#,
                Line::Unreadable("has no `eventTime`".to_owned()),
            ),
            (
                r#"{"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventTime":"2026-03-01T10:00:07Z"}"#,
                Line::Unreadable("names no bucket".to_owned()),
            ),
        ] {
            assert_eq!(read(event.as_bytes()), wanted, "{event}");
        }
    }
}
