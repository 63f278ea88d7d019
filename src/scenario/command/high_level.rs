//! `aws s3 …`: the commands that are not named like S3's operations (S3R-21).

use super::arguments::{Arguments, fault};
use super::value::{acl, number};
use crate::aws::s3_uri;
use crate::scenario::call::{Call, Copy, Create, List, Put};
use crate::scenario::quantity::Size;
use crate::scenario::read::{Reader, did_you_mean};
use crate::scenario::{Map, Said};

const VERBS: &[&str] = &["ls", "cp", "rm", "mb", "rb"];

/// Options that say how a transfer is told of, or what is written beside the object.
const QUIET: &[&str] = &[
    "--quiet",
    "--only-show-errors",
    "--no-progress",
    "--content-type",
    "--storage-class",
    "--source-region",
];

/// The request that a command of `aws s3` makes.
pub(super) fn call(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Call> {
    match arguments.verb.as_str() {
        "ls" => list(arguments, reader),
        "cp" => copy(arguments, reader),
        "rm" => {
            arguments.ignore(QUIET);
            let at = one(arguments, reader)?;
            Some(Call::DeleteObject(object(arguments, at, "", reader)?))
        }
        "mb" => {
            let bucket = bucket(arguments, reader)?;
            let region = arguments.value("--region");
            Some(Call::CreateBucket(Create {
                span: bucket.at,
                bucket,
                region,
            }))
        }
        "rb" => bucket(arguments, reader).map(Call::DeleteBucket),
        other => {
            let help = match other {
                "mv" | "sync" => "it makes several requests: write each of them",
                "presign" => {
                    "it makes no request: write `presigned_by` on the one that uses the URL"
                }
                _ => &did_you_mean(
                    other,
                    VERBS,
                    "`ls`, `cp`, `rm`, `mb` and `rb` are understood",
                ),
            };
            let message = format!("`aws s3 {other}` is not one request");
            arguments.is_lost = true;
            fault(message, arguments.verb.at, help, reader);
            None
        }
    }
}

/// `ls`: the caller's buckets, or what is under a prefix, which is sent even when it is empty.
fn list(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Call> {
    arguments.ignore(&["--human-readable", "--summarize"]);
    let is_recursive = arguments.has("--recursive");
    let page = number(arguments, "--page-size", reader);
    if arguments.alone.is_empty() {
        return Some(Call::ListBuckets);
    }
    let at = one(arguments, reader)?;
    let Some((bucket, prefix)) = s3_uri::split(&at) else {
        return no_uri(arguments, &at, reader);
    };
    Some(Call::ListObjectsV2(List {
        bucket: Said::new(bucket.to_owned(), at.at),
        prefix: Some(prefix.to_owned()),
        delimiter: (!is_recursive).then(|| "/".to_owned()),
        max_keys: page,
        span: at.at,
    }))
}

/// `cp`: an upload, a download or a copy inside S3, by which side is in S3.
///
/// SIMPLIFIED: a copy in parts does not ask for the source's tags, which the CLI copies by requests
/// of their own.
fn copy(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Call> {
    arguments.ignore(QUIET);
    let acl = acl(arguments, reader);
    if arguments.has("--recursive") {
        let help = "write `Requests` with `{n}` in the key";
        let message = "`--recursive` makes many requests".to_owned();
        fault(message, arguments.verb.at, help, reader);
        return None;
    }
    let [from, to] = <[Said<String>; 2]>::try_from(arguments.alone.clone())
        .map_err(|_| {
            let help = "write `aws s3 cp <from> <to>`";
            let message = "`cp` takes a source and a destination".to_owned();
            fault(message, arguments.verb.at, help, reader);
        })
        .ok()?;
    let file = from.rsplit('/').next().unwrap_or_default().to_owned();
    match (s3_uri::split(&from).is_some(), s3_uri::split(&to).is_some()) {
        (false, true) => {
            let to = object(arguments, to, &file, reader)?;
            Some(Call::Upload(Put {
                span: to.at,
                to,
                size: arguments.size.unwrap_or(Size::kib(1)),
                acl,
                tags: Map::default(),
            }))
        }
        (true, false) => {
            let object = object(arguments, from, "", reader)?;
            Some(Call::Download(object))
        }
        (true, true) => {
            let from = object(arguments, from, "", reader)?;
            let to = object(arguments, to, &file, reader)?;
            Some(Call::CopyObject(Copy {
                span: to.at,
                from,
                to,
            }))
        }
        (false, false) => no_uri(arguments, &to, reader),
    }
}

/// The only word a command takes.
fn one(arguments: &Arguments, reader: &mut Reader<'_>) -> Option<Said<String>> {
    if let [one] = arguments.alone.as_slice() {
        return Some(one.clone());
    }
    let verb = &arguments.verb;
    let message = format!("`{}` takes one `s3://…`", verb.value);
    fault(
        message,
        verb.at,
        "write for example `s3://bucket/key`",
        reader,
    );
    None
}

fn bucket(arguments: &Arguments, reader: &mut Reader<'_>) -> Option<Said<String>> {
    let at = one(arguments, reader)?;
    match s3_uri::split(&at) {
        Some((bucket, "")) => Some(Said::new(bucket.to_owned(), at.at)),
        Some(_) | None => no_uri(arguments, &at, reader),
    }
}

/// An object's URI; a folder or bucket takes the name of the file that is copied into it.
fn object(
    arguments: &Arguments,
    at: Said<String>,
    file: &str,
    reader: &mut Reader<'_>,
) -> Option<Said<String>> {
    let (_, key) = s3_uri::split(&at).or_else(|| no_uri(arguments, &at, reader))?;
    let ending = if key.is_empty() && !at.ends_with('/') {
        "/"
    } else {
        ""
    };
    if key.is_empty() || key.ends_with('/') && !file.is_empty() {
        return Some(Said::new(format!("{}{ending}{file}", at.value), at.at));
    }
    Some(at)
}

fn no_uri<T>(arguments: &Arguments, at: &Said<String>, reader: &mut Reader<'_>) -> Option<T> {
    let message = format!(
        "`{}` is not what `{}` takes",
        at.value, arguments.verb.value
    );
    fault(
        message,
        at.at,
        "write `s3://bucket` or `s3://bucket/key`",
        reader,
    );
    None
}
