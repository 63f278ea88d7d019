//! A list of policies whose memory is kept from one request to the next.

use crate::policy::Policy;

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
        emptied(std::mem::take(&mut self.0))
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
}
