//! One line of an S3 server access log: which request it tells of.
//!
//! Fields as in the S3 user guide, "Amazon S3 server access log format"; newer ones stand at the
//! end, so that a shorter line is only an older one.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::entry::{Asked, Entry, Line};

/// The fields of a line, by position.
const BUCKET: usize = 1;
const TIME: usize = 2;
const SOURCE: usize = 3;
const REQUESTER: usize = 4;
const OPERATION: usize = 6;
const KEY: usize = 7;
const STATUS: usize = 9;
const SENT: usize = 11;
const SIZE: usize = 12;
const AGENT: usize = 16;
const HOST: usize = 22;
const TLS: usize = 23;

/// Reads one line.
pub(super) fn read(bytes: &[u8]) -> Line {
    let Ok(line) = std::str::from_utf8(bytes) else {
        return Line::Unreadable("is not UTF-8".to_owned());
    };
    let fields = fields(line);
    if fields.len() <= SIZE {
        return Line::Unreadable(format!(
            "has {} fields and not at least {}",
            fields.len(),
            SIZE + 1
        ));
    }
    let operation = fields[OPERATION];
    let Some(asked) = asked(operation) else {
        return Line::NotModelled(operation.to_owned());
    };
    let Some(second) = second(fields[TIME]) else {
        return Line::Unreadable("has no time such as `[06/Feb/2019:00:00:38 +0000]`".to_owned());
    };
    let field = |position: usize| fields.get(position).copied().filter(|text| *text != "-");
    let number = |position: usize| {
        field(position)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    };
    let is_upload = asked == Asked::PutObject;
    Entry {
        number: 0,
        second,
        asked,
        source: field(SOURCE).and_then(|text| text.parse().ok()),
        endpoint: None,
        principal: field(REQUESTER).map(requester),
        host: field(HOST).map(str::to_owned),
        bucket: field(BUCKET).map(str::to_owned),
        key: field(KEY).map(decoded),
        copied_from: None,
        prefix: None,
        delimiter: None,
        sent: if is_upload { number(SIZE) } else { 0 },
        received: number(SIZE).max(if asked == Asked::GetObject {
            number(SENT)
        } else {
            0
        }),
        is_found: field(STATUS) != Some("404"),
        is_secure: field(HOST).is_none() || field(TLS).is_some(),
    }
    .checked()
}

/// The fields of a line: separated by blanks, except inside `"…"` and `[…]`.
fn fields(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let (field, after) = match rest.as_bytes()[0] {
            b'"' => {
                let inner = &rest[1..];
                // A user agent may hold quotes of its own; no field after it does.
                let end = match found.len() {
                    AGENT => inner.rfind("\" "),
                    _ => inner.find("\" "),
                };
                match end {
                    Some(end) => (&inner[..end], &inner[end + 1..]),
                    None => (inner.trim_end_matches('"'), ""),
                }
            }
            b'[' => match rest.find(']') {
                Some(end) => (&rest[1..end], &rest[end + 1..]),
                None => (rest, ""),
            },
            _ => match rest.find(' ') {
                Some(end) => (&rest[..end], &rest[end..]),
                None => (rest, ""),
            },
        };
        found.push(field);
        rest = after.trim_start();
    }
    found
}

/// `06/Feb/2019:00:00:38 +0000` in seconds since 1970.
fn second(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (time, zone) = text.split_once(' ')?;
    let mut parts = time.split(['/', ':']);
    let mut number = || parts.next()?.parse::<i8>().ok();
    let day = number()?;
    let month = parts.next()?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let year = parts.next()?.parse::<i16>().ok()?;
    let mut number = || parts.next()?.parse::<i8>().ok();
    let (hour, minute, second) = (number()?, number()?, number()?);
    let month = i8::try_from(month + 1).ok()?;
    let time = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    let (sign, zone) = match zone.split_at_checked(1)? {
        ("+", zone) => (1, zone),
        ("-", zone) => (-1, zone),
        _ => return None,
    };
    let zone = zone.parse::<i64>().ok()?;
    let offset = sign * (zone / 100 * 3_600 + zone % 100 * 60);
    let utc = time.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
    Some(utc - offset)
}

/// Who asked: an ARN as it stands, a service by its name; a canonical user id stands for an
/// account that nothing else in the line tells.
fn requester(text: &str) -> String {
    match text.strip_prefix("svc:") {
        Some(service) => format!("service:{service}"),
        None => text.to_owned(),
    }
}

/// Text without its percent escapes; S3 writes keys escaped twice.
pub(super) fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..2 {
        if !text.contains('%') {
            break;
        }
        let bytes = unescaped(text.as_bytes());
        let Ok(plain) = String::from_utf8(bytes) else {
            break;
        };
        text = plain;
    }
    text
}

fn unescaped(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut plain = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let escaped = digit(at + 1)
            .zip(digit(at + 2))
            .filter(|_| text[at] == b'%');
        let byte = escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        plain.push(byte.unwrap_or(text[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    plain
}

/// The operation, when it is one that is replayed.
fn asked(operation: &str) -> Option<Asked> {
    Some(match operation {
        "REST.GET.OBJECT" | "WEBSITE.GET.OBJECT" => Asked::GetObject,
        "REST.HEAD.OBJECT" | "WEBSITE.HEAD.OBJECT" => Asked::HeadObject,
        "REST.PUT.OBJECT" | "REST.PUT.PART" | "REST.POST.OBJECT" => Asked::PutObject,
        "REST.DELETE.OBJECT" => Asked::DeleteObject,
        "REST.GET.BUCKET" => Asked::ListObjects,
        "REST.HEAD.BUCKET" => Asked::HeadBucket,
        "REST.GET.LOCATION" => Asked::GetBucketLocation,
        "REST.GET.BUCKETPOLICY" => Asked::GetBucketPolicy,
        "REST.GET.SERVICE" => Asked::ListBuckets,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{decoded, fields, read, second};
    use crate::replay::{Asked, Line};

    const GET: &str = "0a1b reports [01/Mar/2026:10:00:07 +0000] 10.0.1.10 \
        arn:aws:sts::111122223333:assumed-role/app/i-0abc 3E57427F3EXAMPLE REST.GET.OBJECT a%2520b.csv \
        \"GET /a%20b.csv HTTP/1.1\" 200 - 1048576 2097152 70 10 \"-\" \"agent \"quoted\" 1.0\" - \
        s9lz/1234= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader reports.s3.us-west-2.amazonaws.com TLSv1.3 - -";

    #[test]
    fn a_line_is_a_request() {
        let Line::Entry(entry) = read(GET.as_bytes()) else {
            panic!("{:?}", read(GET.as_bytes()));
        };
        assert_eq!(entry.asked, Asked::GetObject);
        assert_eq!(entry.second, 1_772_359_207);
        assert_eq!(entry.bucket.as_deref(), Some("reports"));
        assert_eq!(entry.key.as_deref(), Some("a b.csv"));
        assert_eq!(
            entry.host.as_deref(),
            Some("reports.s3.us-west-2.amazonaws.com")
        );
        assert_eq!(entry.received, 2 << 20);
        assert!(entry.is_found && entry.is_secure);
        assert!(
            entry
                .principal
                .unwrap()
                .ends_with("assumed-role/app/i-0abc")
        );
    }

    #[test]
    fn lines_that_are_no_request_say_what_they_are() {
        for (line, wanted) in [
            (
                "short line",
                Line::Unreadable("has 2 fields and not at least 13".to_owned()),
            ),
            (
                &GET.replace("REST.GET.OBJECT", "REST.GET.ACL"),
                Line::NotModelled("REST.GET.ACL".to_owned()),
            ),
            (
                &GET.replace("/Mar/", "/Mrz/"),
                Line::Unreadable("has no time such as `[06/Feb/2019:00:00:38 +0000]`".to_owned()),
            ),
            (
                &GET.replace("a%2520b.csv \"", "- \""),
                Line::Unreadable("names no key".to_owned()),
            ),
        ] {
            assert_eq!(read(line.as_bytes()), wanted, "{line}");
        }
    }

    #[test]
    fn fields_times_and_keys() {
        assert_eq!(fields("a [b c] \"d e\" f"), ["a", "b c", "d e", "f"]);
        assert_eq!(second("01/Jan/1970:01:00:01 +0100"), Some(1));
        assert_eq!(second("31/Feb/2026:00:00:00 +0000"), None);
        for (text, plain) in [
            ("a%2520b", "a b"),
            ("a%20b", "a b"),
            ("100%", "100%"),
            ("%zz", "%zz"),
        ] {
            assert_eq!(decoded(text), plain);
        }
    }
}
