//! Maps of a scenario: things by id, in the order they were written.

use std::collections::BTreeSet;
use std::fmt;

use indexmap::IndexMap;

use super::node::Node;
use super::read::{Read, Reader};
use super::said::Said;
use crate::diagnostic::Diagnostic;

/// Things by id, in the order they were written.
#[derive(Clone)]
pub struct Map<T> {
    entries: IndexMap<Said<String>, T>,
    /// Ids that were written, but whose things could not be read.
    broken: BTreeSet<String>,
    /// Whether the map itself could not be read, so that any id may have been in it.
    is_lost: bool,
}

impl<T> Map<T> {
    /// The thing called `id`.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.entries.get(id)
    }

    /// The thing called `id` and where that id was written.
    pub fn get_key_value(&self, id: &str) -> Option<(&Said<String>, &T)> {
        self.entries.get_key_value(id)
    }

    /// Whether something is called `id`.
    pub fn contains_key(&self, id: &str) -> bool {
        self.entries.contains_key(id)
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Ids and things in the order they were written.
    pub fn iter(&self) -> indexmap::map::Iter<'_, Said<String>, T> {
        self.entries.iter()
    }

    /// Ids in the order they were written.
    pub fn keys(&self) -> impl Iterator<Item = &Said<String>> {
        self.entries.keys()
    }

    /// Things in the order they were written.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.values()
    }

    /// Whether `id` was written here, or inside a thing written here, but could not be read:
    /// it is no unknown id, its own fault has been told.
    pub fn is_broken(&self, id: &str) -> bool {
        self.is_lost || self.broken.contains(id)
    }

    /// Says that more was written than could be read.
    pub(super) fn lose_some(&mut self) {
        self.is_lost = true;
    }

    /// Adds the things of `more`, each under an id of its own.
    pub(super) fn absorb(&mut self, more: Self, faults: &mut Vec<Diagnostic>) {
        self.broken.extend(more.broken);
        self.is_lost |= more.is_lost;
        for (id, thing) in more.entries {
            if let Some((first, _)) = self.entries.get_key_value(id.as_str()) {
                faults.push(duplicate(first, &id));
            } else {
                self.entries.insert(id, thing);
            }
        }
    }
}

fn duplicate(first: &Said<String>, second: &Said<String>) -> Diagnostic {
    Diagnostic::error(
        "duplicate-id",
        format!("`{second}` is defined twice"),
        second.at,
    )
    .label("defined again here")
    .related(first.at, "first defined here")
    .help("give one of them another id")
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self {
            entries: IndexMap::new(),
            broken: BTreeSet::new(),
            is_lost: false,
        }
    }
}

/// Two maps are equal when they hold the same things under the same ids, in any order.
impl<T: PartialEq> PartialEq for Map<T> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl<T: fmt::Debug> fmt::Debug for Map<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.entries).finish()
    }
}

impl<'a, T> IntoIterator for &'a Map<T> {
    type Item = (&'a Said<String>, &'a T);
    type IntoIter = indexmap::map::Iter<'a, Said<String>, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<T> FromIterator<(Said<String>, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (Said<String>, T)>>(entries: I) -> Self {
        Self {
            entries: entries.into_iter().collect(),
            ..Self::default()
        }
    }
}

impl<T: Read> Read for Map<T> {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(entries) = node.entries() else {
            reader.wrong_type(node, "a map", "write `{ \"id\": …, }`");
            return None;
        };
        let mut map = Self::default();
        for (key, value) in entries {
            let id = Said::<String>::read(key, reader);
            let inside = reader.ids.len();
            let thing = T::read(value, reader);
            let Some(id) = id else { continue };
            reader.ids.push(id.value.clone());
            let Some(thing) = thing else {
                map.broken.extend(reader.ids[inside..].iter().cloned());
                continue;
            };
            if let Some((first, _)) = map.entries.get_key_value(id.as_str()) {
                let fault = duplicate(first, &id);
                reader.fault(fault);
                map.broken.extend(reader.ids[inside..].iter().cloned());
            } else {
                map.entries.insert(id, thing);
            }
        }
        Some(map)
    }

    fn when_absent() -> Option<Self> {
        Some(Self::default())
    }

    fn when_broken() -> Option<Self> {
        Some(Self {
            is_lost: true,
            ..Self::default()
        })
    }
}
