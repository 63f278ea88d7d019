//! How records and choices are declared, and how their fields are read.
//!
//! `record!` makes a plain struct of a list of fields; `choice!` makes a plain enum of a list of
//! variants. Both make it readable, with every fault of a wrong text told at once.

use super::node::{Node, Parts};
use super::read::{Read, Reader, did_you_mean, meant, quoted};
use crate::diagnostic::{Diagnostic, Span};

/// Declares a record: `Name(field: value, …)` in the file.
///
/// A field is required unless its type is an `Option`, a `Vec` or a `Map`, or it has a default.
/// The struct also gets `span`, where the record stands; equality does not look at it.
///
/// `pub struct Name by default { … }` is a record all of whose fields have defaults; it is also
/// what stands where the record is not written at all.
macro_rules! record {
    (
        $(#[$about:meta])*
        pub struct $name:ident by default {
            $( $(#[$doc:meta])* pub $field:ident : $type:ty = $default:expr ),* $(,)?
        }
    ) => {
        $crate::scenario::record::record! {
            $(#[$about])*
            pub struct $name {
                $( $(#[$doc])* pub $field: $type = $default ),*
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )* span: $crate::diagnostic::Span::default() }
            }
        }
    };
    (
        $(#[$about:meta])*
        pub struct $name:ident {
            $( $(#[$doc:meta])* pub $field:ident : $type:ty $(= $default:expr)? ),* $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $( $(#[$doc])* pub $field: $type, )*
            /// Where it stands.
            pub span: $crate::diagnostic::Span,
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $( self.$field == other.$field )&&*
            }
        }

        impl $crate::scenario::read::Read for $name {
            fn read(
                node: $crate::scenario::node::Node<'_>,
                reader: &mut $crate::scenario::read::Reader<'_>,
            ) -> Option<Self> {
                let brackets =
                    $crate::scenario::record::brackets_of(node, stringify!($name), reader)?;
                Self::read_argument(brackets, reader)
            }

            fn read_argument(
                brackets: $crate::scenario::node::Node<'_>,
                reader: &mut $crate::scenario::read::Reader<'_>,
            ) -> Option<Self> {
                let mut fields = $crate::scenario::record::Fields::of(
                    brackets,
                    stringify!($name),
                    &[$( stringify!($field) ),*],
                    reader,
                )?;
                $(
                    let $field = $crate::scenario::record::field!(
                        fields, reader, $field, $type $(, $default)?
                    );
                )*
                Some(Self { $( $field: $field?, )* span: fields.span() })
            }
        }
    };
}

/// Reads one field, with or without a default.
macro_rules! field {
    ($fields:ident, $reader:ident, $field:ident, $type:ty) => {
        $fields.read::<$type>(stringify!($field), $reader)
    };
    ($fields:ident, $reader:ident, $field:ident, $type:ty, $default:expr) => {
        $fields
            .read_or::<$type>(stringify!($field), $reader)
            .or_else(|| Some($default))
    };
}

/// Declares a choice: one of several names, each alone or with values in brackets.
macro_rules! choice {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $( $(#[$doc:meta])* $variant:ident $( ( $($type:ty),+ ) )? ),* $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "read once, never in bulk")]
        pub enum $name {
            $( $(#[$doc])* $variant $( ( $($type),+ ) )?, )*
        }

        impl $crate::scenario::read::Read for $name {
            fn read(
                node: $crate::scenario::node::Node<'_>,
                reader: &mut $crate::scenario::read::Reader<'_>,
            ) -> Option<Self> {
                let known = &[$( stringify!($variant) ),*];
                let (name, brackets) = reader.variant(node, stringify!($name), known)?;
                $(
                    if name == stringify!($variant) {
                        return $crate::scenario::record::variant!(
                            $variant, brackets, reader $(, $($type),+ )?
                        );
                    }
                )*
                None
            }
        }
    };
}

/// Reads what stands in the brackets of one variant.
macro_rules! variant {
    ($variant:ident, $brackets:ident, $reader:ident) => {
        $reader.values::<0>($brackets).map(|[]| Self::$variant)
    };
    ($variant:ident, $brackets:ident, $reader:ident, $one:ty) => {
        <$one as $crate::scenario::read::Read>::read_argument($brackets, $reader)
            .map(Self::$variant)
    };
    ($variant:ident, $brackets:ident, $reader:ident, $one:ty, $two:ty) => {{
        let [one, two] = $reader.values($brackets)?;
        let one = <$one as $crate::scenario::read::Read>::read(one, $reader);
        let two = <$two as $crate::scenario::read::Read>::read(two, $reader);
        Some(Self::$variant(one?, two?))
    }};
    ($variant:ident, $brackets:ident, $reader:ident, $one:ty, $two:ty, $three:ty) => {{
        let [one, two, three] = $reader.values($brackets)?;
        let one = <$one as $crate::scenario::read::Read>::read(one, $reader);
        let two = <$two as $crate::scenario::read::Read>::read(two, $reader);
        let three = <$three as $crate::scenario::read::Read>::read(three, $reader);
        Some(Self::$variant(one?, two?, three?))
    }};
}

pub(super) use {choice, field, record, variant};

/// The brackets of a record, which may stand with or without the record's name.
pub(super) fn brackets_of<'s>(
    node: Node<'s>,
    record: &'static str,
    reader: &mut Reader<'_>,
) -> Option<Node<'s>> {
    if let Some(name) = node.name() {
        if name.text == record {
            return Some(node.brackets_or_empty());
        }
        if node.brackets().is_some() && name.text != "Some" {
            let fault = Diagnostic::error(
                "wrong-name",
                format!("expected `{record}`, found `{}`", name.text),
                name.at,
            )
            .help(format!("write `{record}(…)`, or only `(…)`"));
            reader.fault(fault);
            return None;
        }
    } else if let Some(brackets) = node.brackets() {
        return Some(brackets);
    }
    reader.wrong_type(
        node,
        &format!("`{record}(…)`"),
        "write the fields in round brackets",
    );
    None
}

/// The fields of one record as they were written.
pub(super) struct Fields<'s> {
    brackets: Node<'s>,
    record: &'s str,
    known: &'static [&'static str],
    /// Name, its place and the value.
    written: Vec<(&'s str, Span, Node<'s>)>,
    /// Whether an unknown field may have been any of those that are absent.
    is_doubtful: bool,
}

impl<'s> Fields<'s> {
    /// Takes the brackets of a record apart, and tells unknown and repeated fields.
    pub(super) fn of(
        brackets: Node<'s>,
        record: &'static str,
        known: &'static [&'static str],
        reader: &mut Reader<'_>,
    ) -> Option<Self> {
        let record = brackets.called().unwrap_or(record);
        let list = format!("fields of `{record}`: {}", quoted(known));
        let Some(parts) = brackets.parts() else {
            reader.wrong_type(brackets, "round brackets", &list);
            return None;
        };
        let written = match parts {
            Parts::Named(fields) => fields,
            Parts::Listed(values) => {
                if let Some(value) = values.first() {
                    let fault = Diagnostic::error(
                        "unnamed-field",
                        format!("the values of `{record}` need names"),
                        value.place(),
                    )
                    .label("which field is this?")
                    .help(list);
                    reader.fault(fault);
                    return None;
                }
                Vec::new()
            }
        };
        let (known_ones, unknown): (Vec<_>, Vec<_>) = written
            .into_iter()
            .partition(|(name, _)| known.contains(&name.text));
        let mut fields = Self {
            brackets,
            record,
            known,
            written: Vec::new(),
            is_doubtful: false,
        };
        for (name, value) in known_ones {
            fields.add(name, value, reader);
        }
        for (name, value) in unknown {
            fields.suspect(name, value, &list, reader);
        }
        Some(fields)
    }

    fn add(&mut self, name: Node<'s>, value: Node<'s>, reader: &mut Reader<'_>) {
        let Some((_, first, _)) = self.written.iter().find(|(known, ..)| *known == name.text)
        else {
            self.written.push((name.text, name.at, value));
            return;
        };
        let fault = Diagnostic::error(
            "duplicate-field",
            format!("field `{}` is written twice", name.text),
            name.at,
        )
        .related(*first, "first written here")
        .help("leave one of them out");
        reader.fault(fault);
    }

    /// Tells an unknown field, and reads it as the one that was surely meant, so that what
    /// stands in it is neither missing nor unknown in later checks.
    fn suspect(&mut self, name: Node<'s>, value: Node<'s>, list: &str, reader: &mut Reader<'_>) {
        let fault = Diagnostic::error(
            "unknown-field",
            format!("`{}` has no field `{}`", self.record, name.text),
            name.at,
        )
        .help(did_you_mean(name.text, self.known, list));
        reader.fault(fault);
        match meant(name.text, self.known) {
            Some(known) if self.value(known).is_none() => {
                self.written.push((known, name.at, value));
            }
            _ => self.is_doubtful = true,
        }
    }

    /// The value of a field without a default.
    pub(super) fn read<T: Read>(&mut self, field: &str, reader: &mut Reader<'_>) -> Option<T> {
        if let Some(value) = self.value(field) {
            return T::read(value, reader).or_else(T::when_broken);
        }
        let absent = if self.is_doubtful {
            T::when_broken()
        } else {
            T::when_absent()
        };
        if absent.is_none() {
            let record = self.record;
            let fault = Diagnostic::error(
                "missing-field",
                format!("`{record}` needs the field `{field}`"),
                self.brackets.head(),
            )
            .label(format!("`{field}` is missing"))
            .help(format!("write `{record}({field}: …, )`"));
            reader.fault(fault);
        }
        absent
    }

    /// The value of a field with a default, when it is written and can be read.
    pub(super) fn read_or<T: Read>(&mut self, field: &str, reader: &mut Reader<'_>) -> Option<T> {
        T::read(self.value(field)?, reader)
    }

    /// The text of a field that must be written.
    pub(super) fn node(&self, field: &str, reader: &mut Reader<'_>) -> Option<Node<'s>> {
        let found = self.value(field);
        if found.is_none() {
            let message = format!("`{}` needs the field `{field}`", self.record);
            let fault = Diagnostic::error("missing-field", message, self.brackets.head());
            reader.fault(fault.label(format!("`{field}` is missing")));
        }
        found
    }

    fn value(&self, field: &str) -> Option<Node<'s>> {
        let found = self.written.iter().find(|(name, ..)| *name == field);
        found.map(|(.., value)| *value)
    }

    /// Where the record stands.
    pub(super) fn span(&self) -> Span {
        let head = self.brackets.head();
        Span {
            start: head.start.min(self.brackets.at.start),
            ..self.brackets.at
        }
    }
}
