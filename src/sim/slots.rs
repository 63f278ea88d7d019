//! Places for things that come and go, used again so that a run's memory does not grow with it.

use std::ops::{Index, IndexMut};

use crate::world::Id;

/// Things of one kind; the place of one that went is given to the next that comes.
#[derive(Debug)]
pub(super) struct Slots<T> {
    items: Vec<T>,
    free: Vec<Id<T>>,
}

impl<T> Slots<T> {
    /// Room for nothing yet.
    pub(super) fn new() -> Self {
        Self {
            items: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Gives `item` a place.
    pub(super) fn put(&mut self, item: T) -> Id<T> {
        if let Some(id) = self.free.pop() {
            self.items[id.index()] = item;
            return id;
        }
        self.items.push(item);
        Id::at(self.items.len() - 1)
    }

    /// Lets the next one have this place; what lies there may be looked at until then.
    pub(super) fn release(&mut self, id: Id<T>) {
        debug_assert!(self.free.last() != Some(&id), "a place is released once");
        self.free.push(id);
    }

    /// How many places were ever in use at once; free ones count.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }
}

impl<T> Index<Id<T>> for Slots<T> {
    type Output = T;
    fn index(&self, id: Id<T>) -> &T {
        &self.items[id.index()]
    }
}

impl<T> IndexMut<Id<T>> for Slots<T> {
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self.items[id.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;

    #[test]
    fn a_released_place_is_used_again() {
        let mut slots = Slots::new();
        let (a, b) = (slots.put("a"), slots.put("b"));
        slots.release(a);
        let c = slots.put("c");
        assert_eq!((a.index(), b.index(), c.index(), slots.len()), (0, 1, 0, 2));
        assert_eq!((slots[b], slots[c]), ("b", "c"));
    }
}
