//! Reading one value: what every readable type offers, and where faults are gathered.

use std::collections::BTreeMap;

use super::include::Files;
use super::node::{Node, Parts};
use crate::diagnostic::{Diagnostic, SourceId, Sources, nearest};

/// The longest name, in bytes, that is compared with known ones; the comparison is quadratic.
const NAME_MAX: usize = 64;

/// A type that can be read from a scenario.
pub(super) trait Read: Sized {
    /// Reads a value; `None` when it cannot be used, and then `reader` has been told why.
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self>;

    /// Reads all that stands in the brackets of a variant: `Allow(from: …)`, `GetObject("…")`.
    fn read_argument(brackets: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let [value] = reader.values(brackets)?;
        Self::read(value, reader)
    }

    /// What a field that is not written means; `None` when it must be written.
    fn when_absent() -> Option<Self> {
        None
    }

    /// What stands in for a field whose value could not be read.
    fn when_broken() -> Option<Self> {
        Self::when_absent()
    }
}

/// What is gathered while texts are read: their faults, and the texts themselves.
pub(super) struct Reader<'f> {
    /// Where further texts come from.
    pub(super) files: &'f dyn Files,
    /// The folder of the main scenario, with its last slash, or nothing.
    pub(super) root: String,
    /// The folder of the text being read, inside `root`, with its last slash, or nothing.
    pub(super) folder: String,
    /// Every text that was read.
    pub(super) sources: Sources,
    /// The same by path inside `root`.
    pub(super) opened: BTreeMap<String, SourceId>,
    /// Every fault so far.
    pub(super) faults: Vec<Diagnostic>,
    /// Every id that was read as a key, in order, so that a broken thing's inner ids are known.
    pub(super) ids: Vec<String>,
}

impl<'f> Reader<'f> {
    /// A reader of texts from `files`, the first of which is in the folder `root`.
    pub(super) fn new(files: &'f dyn Files, root: String) -> Self {
        Self {
            files,
            root,
            folder: String::new(),
            sources: Sources::default(),
            opened: BTreeMap::new(),
            faults: Vec::new(),
            ids: Vec::new(),
        }
    }

    /// Remembers one fault.
    pub(super) fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// Says that `node` is not `wanted`.
    pub(super) fn wrong_type(&mut self, node: Node<'_>, wanted: &str, help: &str) {
        let found = node.kind();
        let fault = if node.name().is_some_and(|name| name.text == "Some") {
            Diagnostic::error("wrong-type", "`Some` is not needed", node.head())
                .help("write the value itself, without `Some(…)`")
        } else {
            Diagnostic::error(
                "wrong-type",
                format!("expected {wanted}, found {found}"),
                node.place(),
            )
            .label(format!("expected {wanted}"))
            .help(help)
        };
        self.fault(fault);
    }

    /// Says that the text of `node` does not mean anything here.
    pub(super) fn wrong_value(&mut self, node: Node<'_>, message: String, help: &str) {
        let fault = Diagnostic::error("wrong-value", message, node.place()).help(help);
        self.fault(fault);
    }

    /// The values in `brackets`, which must be `N` and without names.
    pub(super) fn values<'s, const N: usize>(
        &mut self,
        brackets: Node<'s>,
    ) -> Option<[Node<'s>; N]> {
        let owner = brackets.called().unwrap_or("this");
        let wanted = match N {
            0 => "no value".to_owned(),
            1 => "one value".to_owned(),
            n => format!("{n} values"),
        };
        let fault = match brackets.parts() {
            Some(Parts::Listed(values)) => match <[Node<'s>; N]>::try_from(values) {
                Ok(values) => return Some(values),
                Err(values) => Diagnostic::error(
                    "wrong-count",
                    format!("`{owner}` takes {wanted}, found {}", values.len()),
                    values.get(N).map_or(brackets.head(), |extra| extra.place()),
                )
                .help("the values stand in round brackets, with commas between them"),
            },
            Some(Parts::Named(fields)) => Diagnostic::error(
                "wrong-count",
                format!("`{owner}` takes {wanted} without a name"),
                fields.first().map_or(brackets.head(), |(name, _)| name.at),
            )
            .help("leave out the names and their colons"),
            None => Diagnostic::error(
                "wrong-type",
                format!("`{owner}` takes {wanted} in round brackets"),
                brackets.head(),
            ),
        };
        self.fault(fault);
        None
    }

    /// The variant's name and its brackets, when `node` is one of `known`.
    pub(super) fn variant<'s>(
        &mut self,
        node: Node<'s>,
        kind: &str,
        known: &'static [&'static str],
    ) -> Option<(&'static str, Node<'s>)> {
        let list = quoted(known);
        let Some(name) = node.name() else {
            self.wrong_type(node, &article(kind), &format!("write one of {list}"));
            return None;
        };
        if let Some(found) = known.iter().find(|variant| **variant == name.text) {
            return Some((found, node.brackets_or_empty()));
        }
        let fault = Diagnostic::error(
            "unknown-variant",
            format!("`{}` is not {}", name.text, article(kind)),
            name.at,
        )
        .help(did_you_mean(
            name.text,
            known,
            &format!("write one of {list}"),
        ));
        self.fault(fault);
        None
    }
}

/// "a `Route`", "an `InboundRule`".
fn article(kind: &str) -> String {
    let an = kind.starts_with(['A', 'E', 'I', 'O', 'U']);
    format!("{} `{kind}`", if an { "an" } else { "a" })
}

/// Names in backticks, with commas.
pub(super) fn quoted(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// The known name that `wanted` is surely a slip of.
pub(super) fn meant<'k>(wanted: &str, known: &[&'k str]) -> Option<&'k str> {
    if wanted.len() > NAME_MAX {
        return None;
    }
    let mut known = known.iter().copied();
    let same = known.clone().find(|name| name.eq_ignore_ascii_case(wanted));
    same.or_else(|| nearest(wanted, &mut known))
}

/// *Did you mean* where a known name is near, and in any case what is known.
pub(super) fn did_you_mean(wanted: &str, known: &[&str], otherwise: &str) -> String {
    match meant(wanted, known) {
        Some(name) => format!("did you mean `{name}`? {otherwise}"),
        None => otherwise.to_owned(),
    }
}

impl<T: Read> Read for Option<T> {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if node.text == "None" {
            return Some(None);
        }
        T::read(node, reader).map(Some)
    }

    fn when_absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(values) = node.list() else {
            reader.wrong_type(node, "a list", "write it in square brackets: `[ … ]`");
            return None;
        };
        Some(
            values
                .into_iter()
                .filter_map(|value| T::read(value, reader))
                .collect(),
        )
    }

    fn when_absent() -> Option<Self> {
        Some(Self::new())
    }
}
