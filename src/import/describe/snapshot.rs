//! Everything that the files of a folder describe, by kind and id, each thing once.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::kind::{BESIDE_THE_POINT, Kind};
use super::notes::Notes;
use super::thing::{File, Thing};
use crate::diagnostic::Diagnostic;
use crate::policy::json::{Node, Value};

/// How deep a list may be wrapped in further objects.
const WRAPPING_MAX: usize = 4;

/// Everything that is described.
#[derive(Debug, Default)]
pub(super) struct Snapshot<'a> {
    things: BTreeMap<Kind, IndexMap<String, Thing<'a>>>,
    by_vpc: BTreeMap<Kind, BTreeMap<&'a str, Vec<Thing<'a>>>>,
    /// Kinds of which a list was there, be it empty.
    listed: BTreeSet<Kind>,
    /// Objects that are the answer about one thing alone, such as a bucket's policy.
    pub(super) singles: Vec<Thing<'a>>,
    /// Things that stand in two places and differ, and things without an id.
    pub(super) faults: Vec<Diagnostic>,
}

impl<'a> Snapshot<'a> {
    /// Gathers what stands in the files.
    pub(super) fn of(files: &'a [File], notes: &mut Notes) -> Self {
        let mut snapshot = Self::default();
        for file in files {
            let stem = file.path.rsplit('/').next().unwrap_or(&file.path);
            let stem = stem.split('.').next().unwrap_or(stem);
            match &file.root.value {
                // `--query Vpcs` leaves the bare list; the file's name says what it is of.
                Value::List(items) => match Kind::of_list(stem) {
                    Some(kind) => snapshot.take(kind, file, items),
                    None => notes.unread(file, format!("a list of {} without a name", items.len())),
                },
                _ => snapshot.open(file, &file.root, 0, notes),
            }
        }
        for (kind, things) in &snapshot.things {
            for thing in things.values() {
                if let Some(vpc) = thing.text("VpcId") {
                    let list = snapshot.by_vpc.entry(*kind).or_default();
                    list.entry(vpc).or_default().push(*thing);
                }
            }
        }
        snapshot
    }

    /// Looks for lists in an object, which may be wrapped in others.
    fn open(&mut self, file: &'a File, node: &'a Node, depth: usize, notes: &mut Notes) {
        let thing = Thing::new(file, node);
        let is_single = ["Policy", "NetworkOrigin", "LocationConstraint"];
        if is_single.iter().any(|name| thing.value(name).is_some()) {
            self.singles.push(thing);
            return;
        }
        for member in thing.members() {
            match (&member.value.value, Kind::of_list(&member.name)) {
                (Value::List(items), Some(kind)) => self.take(kind, file, items),
                (Value::List(items), None) if member.name == "Reservations" => {
                    self.listed.insert(Kind::Instance);
                    for node in items {
                        self.open(file, node, depth + 1, notes);
                    }
                }
                (Value::List(items), None)
                    if items.is_empty()
                        || BESIDE_THE_POINT.contains(&member.name.as_str())
                        || depth > 0 && member.name == "Groups" => {}
                (Value::List(items), None) => {
                    notes.unread(file, format!("`{}` ({})", member.name, items.len()));
                }
                (Value::Object(_), _) if member.name == "ResponseMetadata" => {}
                (Value::Object(_), _) if depth < WRAPPING_MAX => {
                    self.open(file, &member.value, depth + 1, notes);
                }
                (Value::Object(_), _) => notes.unread(file, format!("`{}`", member.name)),
                (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_), _) => {}
            }
        }
    }

    fn take(&mut self, kind: Kind, file: &'a File, items: &'a [Node]) {
        self.listed.insert(kind);
        let shape = kind.shape();
        for node in items {
            let thing = Thing::new(file, node);
            let id: Option<Vec<&str>> = shape.id.iter().map(|name| thing.text(name)).collect();
            let Some(id) = id else {
                let message = format!("a {} without `{}`", shape.noun, shape.id.join("`, `"));
                let help = "is this what the describe command printed?";
                let fault = Diagnostic::error("no-id", message, thing.span());
                self.faults.push(fault.help(help));
                continue;
            };
            let known = self.things.entry(kind).or_default();
            let key = id.join("/");
            match known.get(&key) {
                Some(first) if differ(first, &thing) => {
                    let message = format!("two {}s have the id `{key}`", shape.noun);
                    let place = thing.span_of(shape.id[0]);
                    let fault = Diagnostic::error("duplicate-id", message, place)
                        .related(first.span_of(shape.id[0]), "the other one")
                        .help("a folder holds one snapshot: remove the older file");
                    self.faults.push(fault);
                }
                Some(_) => {}
                None => {
                    known.insert(key, thing);
                }
            }
        }
    }

    /// The things of a kind, in the order they stand.
    pub(super) fn all(&self, kind: Kind) -> impl Iterator<Item = (&str, Thing<'a>)> {
        let things = self.things.get(&kind).into_iter().flatten();
        things.map(|(id, thing)| (id.as_str(), *thing))
    }

    /// The thing of a kind with this id.
    pub(super) fn find(&self, kind: Kind, id: &str) -> Option<Thing<'a>> {
        self.things.get(&kind)?.get(id).copied()
    }

    /// The things of a kind that say they are of this VPC.
    pub(super) fn of_vpc(&self, kind: Kind, vpc: &str) -> &[Thing<'a>] {
        let found = self.by_vpc.get(&kind).and_then(|of| of.get(vpc));
        found.map_or(&[], Vec::as_slice)
    }

    /// Whether a list of this kind was in the folder at all.
    pub(super) fn lists(&self, kind: Kind) -> bool {
        self.listed.contains(&kind)
    }
}

/// Whether two descriptions under one id are of two things: they stand in one file, or say
/// different things of where and what it is. Accounts that share one see it twice.
fn differ(first: &Thing<'_>, second: &Thing<'_>) -> bool {
    let said = [
        "CidrBlock",
        "VpcId",
        "OwnerId",
        "SubnetId",
        "PrivateIpAddress",
    ];
    first.file.source == second.file.source
        || said
            .iter()
            .any(|name| first.text(name) != second.text(name))
}
