//! Settings by path: `clients.uploader.connections` names one value of a scenario's texts, and
//! putting another in its place makes another scenario.
//!
//! The texts are edited, not what was read from them: a value set from outside is read, checked
//! and told about like one that stands in the file.

use std::collections::BTreeMap;

use super::files::folder_of;
use super::node::{Node, Parts};
use super::read::{Reader, did_you_mean, quoted};
use super::scalar::text_of;
use super::{Said, syntax};

/// The texts of a scenario by path, some of them edited.
pub type Texts = BTreeMap<String, String>;

/// Which value of a scenario is meant: names of fields, ids of maps, positions or ids in lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Setting {
    /// As it was written.
    pub path: String,
    steps: Vec<String>,
}

/// Why a setting has no place in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    /// What is wrong.
    pub message: String,
    /// What would be right; may be empty.
    pub help: String,
}

impl Setting {
    /// Reads `clients.uploader.connections`; a part with dots in it stands in quotes.
    ///
    /// ```
    /// use vpcsim::scenario::Setting;
    /// assert!(Setting::parse("buckets.\"my.logs\".region").is_ok());
    /// assert!(Setting::parse("clients..connections").is_err());
    /// ```
    pub fn parse(path: &str) -> Result<Self, Misplaced> {
        let mut steps = vec![String::new()];
        let mut is_quoted = false;
        for c in path.chars() {
            match (c, is_quoted) {
                ('"', _) => is_quoted = !is_quoted,
                ('.', false) => steps.push(String::new()),
                (c, _) => {
                    if let Some(step) = steps.last_mut() {
                        step.push(c);
                    }
                }
            }
        }
        if is_quoted || steps.iter().any(String::is_empty) {
            return Err(Misplaced {
                message: format!("`{path}` is not the path of a field"),
                help: "write names with dots between them: `clients.uploader.connections`"
                    .to_owned(),
            });
        }
        Ok(Self {
            path: path.to_owned(),
            steps,
        })
    }

    /// The ways `value` can be written in this place of the scenario at `main`, the likeliest
    /// first: each is the path of a text and that text with the value in it. Which one is right is
    /// found out by reading it.
    ///
    /// ```
    /// use vpcsim::scenario::{Setting, Texts};
    /// let texts = Texts::from([("s.ron".to_owned(), "(clients: {\"c\": Client(host: \"h\", connections: 4)})".to_owned())]);
    /// let edits = Setting::parse("clients.c.connections").unwrap().edits(&texts, "s.ron", "8").unwrap();
    /// assert_eq!(edits[0].1, "(clients: {\"c\": Client(host: \"h\", connections: 8)})");
    /// ```
    pub fn edits(
        &self,
        texts: &Texts,
        main: &str,
        value: &str,
    ) -> Result<Vec<(String, String)>, Misplaced> {
        let mut deepest: Option<(usize, String, Place)> = None;
        for file in chain(texts, main) {
            let Some(place) = texts.get(&file).and_then(|text| self.place(text)) else {
                continue;
            };
            let is_deeper = deepest
                .as_ref()
                .is_none_or(|(depth, ..)| place.depth > *depth);
            if is_deeper {
                deepest = Some((place.depth, file, place));
            }
        }
        let Some((_, file, place)) = deepest else {
            return Err(self.misplaced("the scenario cannot be read", String::new()));
        };
        let text = texts.get(&file).map_or("", String::as_str);
        let edited = self.written(&place, value)?.into_iter().map(|written| {
            let mut edited = text.to_owned();
            edited.replace_range(place.range.0..place.range.1, &written);
            (file.clone(), edited)
        });
        Ok(edited.collect())
    }

    fn misplaced(&self, message: &str, help: String) -> Misplaced {
        Misplaced {
            message: format!("`{}`: {message}", self.path),
            help,
        }
    }

    /// How far the path leads in one text, and what stands at its end.
    fn place(&self, text: &str) -> Option<Place> {
        let mut node = syntax::check(text, crate::diagnostic::SourceId::default()).ok()?;
        for (depth, step) in self.steps.iter().enumerate() {
            let inner = Inside::of(node);
            match inner.find(step) {
                Some(next) => node = next,
                None => return Some(Place::missing(node, depth, inner)),
            }
        }
        // `Poisson("20/s")` is one value with a name before it.
        let only = match node.brackets().and_then(Node::parts) {
            Some(Parts::Listed(values)) if values.len() == 1 => values.first().copied(),
            _ => None,
        };
        let at = |node: Node<'_>| (node.at.start as usize, node.at.end as usize);
        Some(Place {
            depth: self.steps.len(),
            range: at(node),
            found: Some(node.text.to_owned()),
            only: only.map(|only| (at(only), only.text.to_owned())),
            container: Container::Value,
        })
    }

    /// What to put into a place, in each way that may be right.
    fn written(&self, place: &Place, value: &str) -> Result<Vec<String>, Misplaced> {
        if let Some(found) = &place.found {
            let forms = |found: &str| forms(value, found.starts_with('"'));
            let Some(((from, to), only)) = &place.only else {
                return Ok(forms(found));
            };
            if is_composed(value) {
                return Ok(forms(found));
            }
            // The name before the value stays, or the value is a name itself: `Off`.
            let (begin, _) = place.range;
            let inner = forms(only).into_iter().map(|inner| {
                let (before, after) = (&found[..from - begin], &found[to - begin..]);
                format!("{before}{inner}{after}")
            });
            return Ok(inner.chain(forms(found)).collect());
        }
        let missing = &self.steps[place.depth..];
        let step = &missing[0];
        let rest = &missing[1..];
        match &place.container {
            Container::Record(names) => {
                let mut forms = Vec::new();
                for literal in forms_of_absent(value) {
                    match rest {
                        [] => forms.push(format!("({step}: {literal}, ")),
                        [inner] => {
                            if is_identifier(inner) {
                                forms.push(format!("({step}: ({inner}: {literal}), "));
                            }
                            forms.push(format!("({step}: {{ \"{inner}\": {literal} }}, "));
                        }
                        _ => return Err(self.nothing(step, names)),
                    }
                }
                Ok(forms)
            }
            Container::Map(_) if rest.is_empty() => {
                let literals = forms_of_absent(value).into_iter();
                Ok(literals
                    .map(|literal| format!("{{ \"{step}\": {literal}, "))
                    .collect())
            }
            Container::Map(ids) | Container::List(ids) => Err(self.nothing(step, ids)),
            Container::Value => {
                Err(self.misplaced("there is nothing below a value", String::new()))
            }
        }
    }

    fn nothing(&self, step: &str, known: &[String]) -> Misplaced {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let otherwise = match known.len() {
            0 => String::new(),
            _ => format!("there is {}", quoted(&known)),
        };
        let message = format!("the scenario has no `{step}` there");
        self.misplaced(&message, did_you_mean(step, &known, &otherwise))
    }
}

/// How far a path leads in a text.
struct Place {
    /// How many of its steps lead somewhere.
    depth: usize,
    /// What is to be replaced.
    range: (usize, usize),
    /// What stands there, when the whole path leads to it.
    found: Option<String>,
    /// The one value in its brackets.
    only: Option<((usize, usize), String)>,
    /// What the next step would have to stand in.
    container: Container,
}

enum Container {
    /// Round brackets with these fields; others may be added.
    Record(Vec<String>),
    /// Curly brackets with these ids.
    Map(Vec<String>),
    /// Square brackets, or values without names, that can be called so.
    List(Vec<String>),
    /// No brackets.
    Value,
}

impl Place {
    fn missing(node: Node<'_>, depth: usize, inner: Inside<'_>) -> Self {
        let bracket = match inner {
            Inside::Record(_) => node.brackets().map_or(node.at, |brackets| brackets.at),
            Inside::Map(_) | Inside::List(_) | Inside::Value => node.at,
        };
        let start = bracket.start as usize;
        let ids = |named: Vec<(String, Node<'_>)>| named.into_iter().map(|(id, _)| id).collect();
        Self {
            depth,
            range: (start, start + 1),
            found: None,
            only: None,
            container: match inner {
                Inside::Record(fields) => Container::Record(ids(fields)),
                Inside::Map(entries) => Container::Map(ids(entries)),
                Inside::List(values) => Container::List(ids(values)),
                Inside::Value => Container::Value,
            },
        }
    }
}

/// What stands in a value, each part with what it can be called.
enum Inside<'s> {
    Record(Vec<(String, Node<'s>)>),
    Map(Vec<(String, Node<'s>)>),
    /// By id where there is one, and by position from 0.
    List(Vec<(String, Node<'s>)>),
    Value,
}

impl<'s> Inside<'s> {
    fn of(node: Node<'s>) -> Self {
        if let Some(entries) = node.entries().filter(|_| node.text.starts_with('{')) {
            let entries = entries.into_iter();
            let named = entries.filter_map(|(key, value)| Some((string_of(key)?, value)));
            return Self::Map(named.collect());
        }
        if let Some(values) = node.list().filter(|_| node.text.starts_with('[')) {
            return Self::List(numbered(values));
        }
        match node.brackets().and_then(Node::parts) {
            Some(Parts::Named(fields)) => {
                let fields = fields.into_iter();
                let named = fields.map(|(name, value)| (name.text.to_owned(), value));
                Self::Record(named.collect())
            }
            Some(Parts::Listed(values)) if values.is_empty() => Self::Record(Vec::new()),
            Some(Parts::Listed(values)) => Self::List(numbered(values)),
            None => Self::Value,
        }
    }

    fn find(&self, step: &str) -> Option<Node<'s>> {
        let (Self::Record(named) | Self::Map(named)) = self else {
            let Self::List(values) = self else {
                return None;
            };
            let by_id = values.iter().find(|(id, _)| id == step);
            let by_position = || values.get(step.parse::<usize>().ok()?);
            return by_id.or_else(by_position).map(|(_, node)| *node);
        };
        named
            .iter()
            .find(|(name, _)| name == step)
            .map(|(_, node)| *node)
    }
}

/// Values of a list, each under its field `id` or else its position.
fn numbered(values: Vec<Node<'_>>) -> Vec<(String, Node<'_>)> {
    let values = values.into_iter().enumerate();
    let named = values.map(|(position, value)| {
        let id = match Inside::of(value) {
            Inside::Record(fields) => {
                let id = fields.iter().find(|(name, _)| name == "id");
                id.and_then(|(_, id)| string_of(*id))
            }
            Inside::Map(_) | Inside::List(_) | Inside::Value => None,
        };
        (id.unwrap_or_else(|| position.to_string()), value)
    });
    named.collect()
}

fn string_of(node: Node<'_>) -> Option<String> {
    let texts = Texts::new();
    let mut reader = Reader::new(&texts, String::new());
    let text = text_of(node, "a string", &mut reader)?;
    Some(text.into_owned())
}

/// The paths of the main file and of all it includes, each once.
fn chain(texts: &Texts, main: &str) -> Vec<String> {
    let (root, name) = main.split_at(folder_of(main).len());
    let mut found = vec![main.to_owned()];
    let mut open = vec![name.to_owned()];
    while let Some(path) = open.pop() {
        let Some(text) = texts.get(&format!("{root}{path}")) else {
            continue;
        };
        let Ok(node) = syntax::check(text, crate::diagnostic::SourceId::default()) else {
            continue;
        };
        let Some(included) = Inside::of(node).find("include").and_then(Node::list) else {
            continue;
        };
        let mut reader = Reader::new(texts, root.to_owned());
        folder_of(&path).clone_into(&mut reader.folder);
        for name in included.into_iter().filter_map(string_of) {
            let Ok(inside) = reader.inside(&Said::default_of(name)) else {
                continue;
            };
            let full = format!("{root}{inside}");
            if !found.contains(&full) {
                found.push(full);
                open.push(inside);
            }
        }
    }
    found
}

/// Whether a value is more than a word or a quantity: `Poisson("5/s")`, `["a"]`, `"text"`.
fn is_composed(value: &str) -> bool {
    value.contains(['(', '[', '{', '"'])
}

/// Whether it can stand as a field's name.
fn is_identifier(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty() && text.chars().all(is_letter)
}

/// How a value may be written in the place of one that is a string, or is not.
fn forms(value: &str, was_string: bool) -> Vec<String> {
    if is_composed(value) {
        return vec![value.to_owned()];
    }
    let quoted = format!("\"{value}\"");
    if was_string {
        vec![quoted, value.to_owned()]
    } else {
        vec![value.to_owned(), quoted]
    }
}

/// The same where nothing stands: words that begin with a capital are names, others are strings.
fn forms_of_absent(value: &str) -> Vec<String> {
    let is_name = value.starts_with(|c: char| c.is_ascii_uppercase());
    let is_word = is_name || ["true", "false"].contains(&value);
    let is_number = value.parse::<u64>().is_ok();
    forms(value, !is_word && !is_number)
}
