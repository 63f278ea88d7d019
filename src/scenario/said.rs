//! Values that remember where they were written.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use super::node::Node;
use super::read::{Read, Reader};
use crate::diagnostic::Span;

/// A value and where it was written.
///
/// Two of them are equal when their values are; the places do not matter.
#[derive(Clone, Copy)]
pub struct Said<T> {
    /// What was written.
    pub value: T,
    /// Where; an empty span at the start of the scenario for a default.
    pub at: Span,
}

impl<T> Said<T> {
    /// `value`, written at `at`.
    pub fn new(value: T, at: Span) -> Self {
        Self { value, at }
    }

    /// A default: a value nobody wrote.
    pub fn default_of(value: T) -> Self {
        Self {
            value,
            at: Span::default(),
        }
    }
}

impl<T> Deref for Said<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Said<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Said<T> {}

impl<T: Hash> Hash for Said<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl Borrow<str> for Said<String> {
    fn borrow(&self) -> &str {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Said<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Said<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: Read> Read for Said<T> {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, reader).map(|value| Self::new(value, node.at))
    }
}
