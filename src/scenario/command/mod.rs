//! Requests as people type them: `aws s3 ls s3://bucket --region us-west-2`.

mod word;
mod arguments;
mod value;
mod high_level;
mod api;
mod control;

use super::Said;
use super::call::Call;
use super::node::{Node, Parts};
use super::quantity::Size;
use super::read::{Read, Reader, did_you_mean, quoted};
use super::record::Fields;
use crate::diagnostic::Diagnostic;
use arguments::Arguments;

/// A command line of the AWS CLI: `Cli("aws s3 ls")`, or with the size of the local file
/// `Cli(command: "aws s3 cp a.bin s3://bucket/a.bin", size: "3 MiB")`. It makes one request; uploads
/// and downloads with `aws s3 cp` go through the CLI's transfer manager.
///
/// AWS: the CLI follows the Region of an ARN, and with `--endpoint-url` it writes the bucket into
/// the path, unless it is configured otherwise (botocore, `args.py` and `handlers.py`).
///
/// SIMPLIFIED: listings end with their first page.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// What it asks for.
    pub call: Box<Call>,
    /// Whether it is `aws s3 cp` inside S3, which goes through the CLI's transfer manager.
    pub is_copy: bool,
    /// `--region`.
    pub region: Option<Said<String>>,
    /// `--endpoint-url`.
    pub endpoint_url: Option<Said<String>>,
    /// `--no-sign-request`: nobody signs (S3R-12).
    pub is_unsigned: bool,
    /// `--request-payer requester` (S3R-16).
    pub pays: bool,
}

/// The groups of commands that speak to S3.
const GROUPS: &[&str] = &["s3", "s3api", "s3control"];

impl Read for Command {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        command(node, None, reader)
    }

    fn read_argument(brackets: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let Some(Parts::Listed(_)) = brackets.parts() {
            let [text] = reader.values(brackets)?;
            return command(text, None, reader);
        }
        let mut fields = Fields::of(brackets, "Cli", &["command", "size"], reader)?;
        let size = fields.read_or::<Size>("size", reader);
        let text = fields.node("command", reader)?;
        command(text, size, reader)
    }
}

/// Reads one command line; `size` is that of the file it uploads.
fn command(node: Node<'_>, size: Option<Size>, reader: &mut Reader<'_>) -> Option<Command> {
    let words = word::words(node, reader)?;
    let mut words = words.into_iter();
    let fault = |message: &str, at, help: &str| {
        Diagnostic::error("bad-command", message.to_owned(), at).help(help)
    };
    match words.next() {
        Some(first) if first.value == "aws" => {}
        other => {
            let at = other.map_or(node.place(), |word| word.at);
            let help = "write for example `aws s3 ls s3://bucket --region us-west-2`";
            reader.fault(fault("a command begins with `aws`", at, help));
            return None;
        }
    }
    let mut arguments = Arguments::read(words, size, node.place(), reader)?;
    let group = arguments.group.clone();
    let call = match group.as_str() {
        "s3" => high_level::call(&mut arguments, reader),
        "s3api" => api::call(&mut arguments, reader),
        "s3control" => control::call(&mut arguments, reader),
        other => {
            let message = format!("`aws {other}` makes no request to S3");
            let otherwise = format!("commands of {} are understood", quoted(GROUPS));
            let help = did_you_mean(other, GROUPS, &otherwise);
            reader.fault(fault(&message, group.at, &help));
            arguments.is_lost = true;
            None
        }
    };
    arguments.tell_unknown(reader);
    let call = call?;
    let is_copy = group.as_str() == "s3" && matches!(call, Call::CopyObject(_));
    Some(Command {
        call: Box::new(call),
        is_copy,
        region: arguments.value("--region"),
        endpoint_url: arguments.value("--endpoint-url"),
        is_unsigned: arguments.has("--no-sign-request"),
        pays: arguments.value("--request-payer").is_some(),
    })
}
