//! Typed ids and the arenas they point into.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use indexmap::IndexMap;

/// Points at one `T` of an [`Arena<T>`]; small, and never mixed up with another kind's id.
pub struct Id<T> {
    position: u32,
    kind: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The id at `position`.
    pub fn at(position: usize) -> Self {
        Self {
            position: u32::try_from(position).unwrap_or(u32::MAX),
            kind: PhantomData,
        }
    }

    /// The position in its arena.
    pub fn index(self) -> usize {
        self.position as usize
    }

    /// The position in its arena, as it is packed into keys.
    pub fn number(self) -> u32 {
        self.position
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.position.cmp(&other.position)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.position.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.position)
    }
}

/// All things of one kind, in the order they were named.
#[derive(Debug, Clone)]
pub struct Arena<T> {
    items: IndexMap<String, T>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self {
            items: IndexMap::new(),
        }
    }
}

impl<T> Arena<T> {
    /// Adds `item` under `name`; an item already there under that name stays and its id is given.
    pub fn add(&mut self, name: impl Into<String>, item: T) -> Id<T> {
        let entry = self.items.entry(name.into());
        let position = entry.index();
        entry.or_insert(item);
        Id::at(position)
    }

    /// The id of the thing called `name`.
    pub fn find(&self, name: &str) -> Option<Id<T>> {
        self.items.get_index_of(name).map(Id::at)
    }

    /// What the thing is called.
    ///
    /// INVARIANT: ids come from [`Arena::add`] or [`Arena::find`] of the same world, and nothing
    /// is ever removed, so the position exists; the empty name only stands for the impossible.
    pub fn name(&self, id: Id<T>) -> &str {
        self.items
            .get_index(id.index())
            .map_or("", |(name, _)| name)
    }

    /// All things with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (Id<T>, &T)> {
        self.items
            .values()
            .enumerate()
            .map(|(position, item)| (Id::at(position), item))
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = Id<T>> + use<T> {
        (0..self.items.len()).map(Id::at)
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.items.keys().map(String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<T> Index<Id<T>> for Arena<T> {
    type Output = T;
    fn index(&self, id: Id<T>) -> &T {
        &self.items[id.index()]
    }
}

impl<T> IndexMut<Id<T>> for Arena<T> {
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self.items[id.index()]
    }
}
