//! One described thing, read member by member, each with its place in its file.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::aws::region::Region;
use crate::diagnostic::{SourceId, Span};
use crate::policy::json::{Member, Node, Value};

/// One file of a folder: what its path says about what stands in it.
#[derive(Debug)]
pub(super) struct File {
    /// Its text.
    pub(super) source: SourceId,
    /// Its path inside the folder.
    pub(super) path: String,
    /// The account whose folder it stands in.
    pub(super) account: Option<String>,
    /// The Region whose folder it stands in.
    pub(super) region: Option<Region>,
    /// What it holds.
    pub(super) root: Node,
}

/// One object of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thing<'a> {
    /// The file.
    pub(super) file: &'a File,
    node: &'a Node,
}

impl<'a> Thing<'a> {
    /// An object of a file; anything else has no members.
    pub(super) fn new(file: &'a File, node: &'a Node) -> Self {
        Self { file, node }
    }

    /// Its members, in order.
    pub(super) fn members(&self) -> &'a [Member] {
        match &self.node.value {
            Value::Object(members) => members,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => {
                &[]
            }
        }
    }

    /// The value of a member; the last one where it stands twice.
    pub(super) fn value(&self, name: &str) -> Option<&'a Node> {
        let mut found = self.members().iter().rev();
        found
            .find(|member| member.name == name)
            .map(|member| &member.value)
    }

    /// The text of a member, unless it is absent or empty.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        match &self.value(name)?.value {
            Value::Text(text) if !text.is_empty() => Some(text),
            Value::Text(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::List(_)
            | Value::Object(_) => None,
        }
    }

    /// Whether a member is `true`.
    pub(super) fn is(&self, name: &str) -> bool {
        self.flag(name) == Some(true)
    }

    /// A member that is `true` or `false`.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.value(name)?.value {
            Value::Bool(flag) => Some(flag),
            Value::Text(_) | Value::Null | Value::Number(_) | Value::List(_) | Value::Object(_) => {
                None
            }
        }
    }

    /// A whole number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match &self.value(name)?.value {
            Value::Number(text) => text.parse().ok(),
            Value::Text(_) | Value::Null | Value::Bool(_) | Value::List(_) | Value::Object(_) => {
                None
            }
        }
    }

    /// An address.
    pub(super) fn address(&self, name: &str) -> Option<IpAddr> {
        self.text(name)?.parse().ok()
    }

    /// A range, its host bits cleared as AWS does.
    pub(super) fn range(&self, name: &str) -> Option<IpNet> {
        self.text(name)?
            .parse::<IpNet>()
            .ok()
            .map(|net| net.trunc())
    }

    /// An object inside it.
    pub(super) fn inner(&self, name: &str) -> Option<Self> {
        let node = self.value(name)?;
        matches!(node.value, Value::Object(_)).then(|| Self::new(self.file, node))
    }

    /// The objects of a list inside it.
    pub(super) fn list(&self, name: &str) -> impl Iterator<Item = Self> + use<'a> {
        let file = self.file;
        self.nodes(name).map(move |node| Self::new(file, node))
    }

    /// The texts of a list inside it.
    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        let texts = self.nodes(name).filter_map(|node| match &node.value {
            Value::Text(text) => Some(text.as_str()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Object(_) => {
                None
            }
        });
        texts.collect()
    }

    fn nodes(&self, name: &str) -> std::slice::Iter<'a, Node> {
        match self.value(name).map(|node| &node.value) {
            Some(Value::List(nodes)) => nodes.iter(),
            Some(
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Object(_),
            )
            | None => [].iter(),
        }
    }

    /// Its `Name` tag.
    pub(super) fn name_tag(&self) -> Option<&'a str> {
        ["Tags", "TagSet", "tags"]
            .iter()
            .flat_map(|tags| self.list(tags))
            .find_map(|tag| {
                let is_name = tag.text("Key").or(tag.text("key")) == Some("Name");
                tag.text("Value").or(tag.text("value")).filter(|_| is_name)
            })
    }

    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        self.span_at(self.node)
    }

    /// Where a member's value stands; the whole thing when it has no such member.
    pub(super) fn span_of(&self, name: &str) -> Span {
        self.span_at(self.value(name).unwrap_or(self.node))
    }

    fn span_at(&self, node: &Node) -> Span {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span {
            source: self.file.source,
            start: byte(node.place.start),
            end: byte(node.place.end),
        }
    }
}
