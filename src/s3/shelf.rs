//! Lists of policies whose memory is kept from one request to the next.

use crate::policy::{Level, Policy};

/// An empty list of policies, kept for its memory.
///
/// The policies of a request live as long as its world; the memory of the list that holds them
/// may live longer. Emptying a list and collecting nothing into it changes the lifetime and, as
/// `Vec` collects in place, keeps the memory.
#[derive(Debug, Default)]
pub(super) struct Shelf(Vec<&'static Policy>);

impl Shelf {
    /// Takes the list, empty, to be filled.
    pub(super) fn take<'a>(&mut self) -> Vec<&'a Policy> {
        std::mem::take(&mut self.0)
    }

    /// Puts it back.
    pub(super) fn put_back(&mut self, list: Vec<&Policy>) {
        self.0 = emptied(list);
    }
}

fn emptied<'a>(mut list: Vec<&Policy>) -> Vec<&'a Policy> {
    list.clear();
    list.into_iter().map_while(|_| None).collect()
}

/// The levels of an organization, likewise.
#[derive(Debug, Default)]
pub(super) struct LevelShelf {
    levels: Vec<Level<'static>>,
    lists: Vec<Vec<&'static Policy>>,
}

impl LevelShelf {
    /// Takes the levels, none yet, to be filled.
    pub(super) fn take<'a>(&mut self) -> Vec<Level<'a>> {
        std::mem::take(&mut self.levels)
    }

    /// A level with an empty list of policies.
    pub(super) fn level<'a>(&mut self, id: &'a str) -> Level<'a> {
        Level {
            id,
            policies: self.lists.pop().unwrap_or_default(),
        }
    }

    /// Puts the levels and their lists back.
    pub(super) fn put_back(&mut self, mut levels: Vec<Level<'_>>) {
        let lists = levels.drain(..).map(|level| emptied(level.policies));
        self.lists.extend(lists);
        self.levels = levels.into_iter().map_while(|_| None).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_kept() {
        let mut shelf = Shelf(Vec::with_capacity(7));
        let list = shelf.take();
        assert_eq!((list.len(), list.capacity()), (0, 7));
        shelf.put_back(list);
        assert_eq!(shelf.0.capacity(), 7);
    }

    #[test]
    fn memory_of_levels_is_kept() {
        let mut shelf = LevelShelf {
            levels: Vec::with_capacity(3),
            lists: vec![Vec::with_capacity(7)],
        };
        let mut levels = shelf.take();
        levels.push(shelf.level("root"));
        assert_eq!(levels[0].policies.capacity(), 7);
        shelf.put_back(levels);
        assert_eq!(shelf.levels.capacity(), 3);
        assert_eq!(shelf.lists[0].capacity(), 7);
    }
}
