//! The words of a command: its options with their values, and what stands alone.

use crate::diagnostic::{Diagnostic, Span};
use crate::scenario::Said;
use crate::scenario::quantity::Size;
use crate::scenario::read::{Reader, did_you_mean};

/// Options every command takes: those that matter here, and those that change nothing S3 sees.
const GLOBAL: &[&str] = &[
    "--region",
    "--endpoint-url",
    "--no-sign-request",
    "--request-payer",
    "--output",
    "--query",
    "--color",
    "--debug",
    "--no-paginate",
    "--no-cli-pager",
];

/// Options without a value.
const FLAGS: &[&str] = &[
    "--no-sign-request",
    "--debug",
    "--no-paginate",
    "--no-cli-pager",
    "--recursive",
    "--human-readable",
    "--summarize",
    "--quiet",
    "--only-show-errors",
    "--no-progress",
    "--force",
];

/// The words of a command after `aws`.
#[derive(Debug)]
pub(super) struct Arguments {
    /// `s3`, `s3api` or `s3control`.
    pub(super) group: Said<String>,
    /// What the group is told to do.
    pub(super) verb: Said<String>,
    /// What stands alone after it, in order.
    pub(super) alone: Vec<Said<String>>,
    /// The size of the local file, when it is written beside the command.
    pub(super) size: Option<Size>,
    /// Whether it is unknown what the command takes.
    pub(super) is_lost: bool,
    options: Vec<(Said<String>, Option<Said<String>>)>,
    /// Options of this command, known once it was asked for them.
    known: Vec<&'static str>,
}

impl Arguments {
    /// Sorts the words after `aws`; `whole` is where the command stands.
    pub(super) fn read(
        words: impl Iterator<Item = Said<String>>,
        size: Option<Size>,
        whole: Span,
        reader: &mut Reader<'_>,
    ) -> Option<Self> {
        let mut words = words.peekable();
        let mut alone = Vec::new();
        let mut options = Vec::new();
        while let Some(word) = words.next() {
            if !word.starts_with("--") {
                alone.push(word);
                continue;
            }
            if let Some((name, value)) = word.split_once('=') {
                let said = |text: &str| Said::new(text.to_owned(), word.at);
                options.push((said(name), Some(said(value))));
                continue;
            }
            let value = if FLAGS.contains(&word.as_str()) {
                None
            } else {
                words.next_if(|next| !next.starts_with("--"))
            };
            options.push((word, value));
        }
        if alone.len() < 2 {
            let fault = Diagnostic::error("bad-command", "a command names what it does", whole);
            reader.fault(fault.help("write for example `aws s3 ls s3://bucket`"));
            return None;
        }
        let rest = alone.split_off(2);
        let verb = alone.pop()?;
        Some(Self {
            group: alone.pop()?,
            verb,
            alone: rest,
            size,
            is_lost: false,
            options,
            known: GLOBAL.to_vec(),
        })
    }

    /// Options this command takes beside those asked for; they change nothing S3 decides.
    pub(super) fn ignore(&mut self, names: &[&'static str]) {
        self.known.extend(names);
    }

    /// The value of an option, when it is written.
    pub(super) fn value(&mut self, name: &'static str) -> Option<Said<String>> {
        self.known.push(name);
        let found = self
            .options
            .iter()
            .find(|(option, _)| option.value == name)?;
        found.1.clone()
    }

    /// The value of an option that must be written.
    pub(super) fn needed(
        &mut self,
        name: &'static str,
        reader: &mut Reader<'_>,
    ) -> Option<Said<String>> {
        let value = self.value(name);
        if value.is_none() {
            let message = format!("`{}` needs `{name}`", self.verb.value);
            let fault = Diagnostic::error("bad-command", message, self.verb.at);
            reader.fault(fault.help(format!("add `{name} …`")));
        }
        value
    }

    /// Whether an option is written.
    pub(super) fn has(&mut self, name: &'static str) -> bool {
        self.known.push(name);
        self.options.iter().any(|(option, _)| option.value == name)
    }

    /// Tells every option this command does not take, or that is not simulated, and every one
    /// without its value.
    pub(super) fn tell_unknown(&self, reader: &mut Reader<'_>) {
        let told = self.options.iter().filter(|_| !self.is_lost);
        for (option, value) in told {
            let name = option.value.as_str();
            if !self.known.contains(&name) {
                let message = format!(
                    "`aws {} {}` takes no option `{name}` here",
                    self.group.value, self.verb.value
                );
                let otherwise = match name {
                    "--profile" => "whose credentials sign is said by the client's `credentials`",
                    "--cli-read-timeout" | "--cli-connect-timeout" => {
                        "time-outs are said by the client: `read_timeout`, `connect_timeout`"
                    }
                    _ => "it is unknown or not simulated: leave it out",
                };
                fault(
                    message,
                    option.at,
                    &did_you_mean(name, &self.known, otherwise),
                    reader,
                );
            } else if value.is_none() && !FLAGS.contains(&name) {
                let message = format!("`{name}` needs a value");
                fault(message, option.at, "write it after the option", reader);
            }
        }
    }
}

/// Says what of a command is not understood.
pub(super) fn fault(message: String, at: Span, help: &str, reader: &mut Reader<'_>) {
    reader.fault(Diagnostic::error("bad-command", message, at).help(help));
}
