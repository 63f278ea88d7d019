//! Scenario texts as a person would write them: on one line what fits, with comments where they help.

use std::fmt::Write;
use std::net::IpAddr;

use ipnet::IpNet;

/// What a line holds at most, in characters; a single long string may be longer.
const WIDTH: usize = 100;

/// One value of a scenario's text.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number, a boolean or a bare name, as it is written.
    Word(String),
    /// A string, in quotes.
    Text(String),
    /// A string of several lines or many quotes, such as a policy: `r#"…"#`.
    Raw(String),
    /// `[ … ]`
    List(Vec<Self>),
    /// `{ "id": … }`
    Map(Map),
    /// `Name(field: …)`
    Record(Record),
    /// `Name(…, …)`
    Call(&'static str, Vec<Self>),
    /// A value with a comment above it.
    Noted(String, Box<Self>),
}

/// A record: its name and its fields, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    name: &'static str,
    fields: Vec<(&'static str, Value)>,
}

/// Things by id, in order; each may have a comment above it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map {
    entries: Vec<(String, Value)>,
}

impl Record {
    /// A record without fields.
    ///
    /// ```
    /// use vpcsim::import::ron::Record;
    /// let host = Record::new("Host").with("subnet", "a").with("public_ip", true).with_list("x", vec![]);
    /// assert_eq!(host.text(&[]), "Host(subnet: \"a\", public_ip: true)\n");
    /// ```
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            fields: Vec::new(),
        }
    }

    /// The same with one more field.
    #[must_use]
    pub fn with(mut self, field: &'static str, value: impl Into<Value>) -> Self {
        self.fields.push((field, value.into()));
        self
    }

    /// The same with one more field, when there is something to say.
    #[must_use]
    pub fn with_some(self, field: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(field, value),
            None => self,
        }
    }

    /// The same with a list, unless it is empty.
    #[must_use]
    pub fn with_list(self, field: &'static str, values: Vec<Value>) -> Self {
        self.with_some(field, (!values.is_empty()).then_some(Value::List(values)))
    }

    /// The same with a map, unless it is empty.
    #[must_use]
    pub fn with_map(self, field: &'static str, map: Map) -> Self {
        self.with_some(field, (!map.is_empty()).then_some(Value::Map(map)))
    }

    /// The whole text, under `preface`, one comment a line.
    pub fn text(&self, preface: &[String]) -> String {
        let mut out = String::new();
        for line in preface {
            comment(&mut out, 0, line);
        }
        Value::Record(self.clone()).put(&mut out, 0, 0);
        out.push('\n');
        out
    }
}

impl Map {
    /// Adds a thing; `note` stands above it as a comment.
    pub fn insert(
        &mut self,
        id: impl Into<String>,
        note: Option<impl Into<String>>,
        value: impl Into<Value>,
    ) {
        let value = value.into();
        let value = match note {
            Some(note) => Value::Noted(note.into(), Box::new(value)),
            None => value,
        };
        self.entries.push((id.into(), value));
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Value {
    /// The value with a comment above it, when there is one.
    #[must_use]
    pub fn noted(self, note: Option<impl Into<String>>) -> Self {
        match note {
            Some(note) => Self::Noted(note.into(), Box::new(self)),
            None => self,
        }
    }

    /// The value on one line, unless it needs several.
    fn flat(&self) -> Option<String> {
        let joined = |values: &[Self]| {
            let flat: Option<Vec<String>> = values.iter().map(Self::flat).collect();
            flat.map(|flat| flat.join(", "))
        };
        Some(match self {
            Self::Word(word) => word.clone(),
            Self::Text(text) => quoted(text),
            Self::Raw(text) if text.contains('\n') => return None,
            Self::Raw(text) => raw(text),
            Self::List(values) => format!("[{}]", joined(values)?),
            Self::Call(name, values) => format!("{name}({})", joined(values)?),
            Self::Noted(..) => return None,
            Self::Map(map) => {
                let entries = map.entries.iter();
                let entries: Option<Vec<String>> = entries
                    .map(|(id, value)| Some(format!("{}: {}", quoted(id), value.flat()?)))
                    .collect();
                format!("{{ {} }}", entries?.join(", "))
            }
            Self::Record(record) => {
                let fields = record.fields.iter();
                let fields: Option<Vec<String>> = fields
                    .map(|(field, value)| Some(format!("{field}: {}", value.flat()?)))
                    .collect();
                format!("{}({})", record.name, fields?.join(", "))
            }
        })
    }

    /// Writes the value where `used` characters of the line are taken, at this depth.
    fn put(&self, out: &mut String, depth: usize, used: usize) {
        if let Some(flat) = self.flat()
            && used + flat.chars().count() < WIDTH
        {
            out.push_str(&flat);
            return;
        }
        match self {
            Self::Word(word) => out.push_str(word),
            Self::Text(text) => out.push_str(&quoted(text)),
            Self::Raw(text) => out.push_str(&raw(text)),
            Self::Noted(_, value) => value.put(out, depth, used),
            Self::List(values) => put_listed(out, depth, ("[", "]"), values),
            Self::Call(name, values) => {
                put_listed(out, depth, (&format!("{name}("), ")"), values);
            }
            Self::Map(map) => {
                out.push_str("{\n");
                for (id, value) in &map.entries {
                    put_entry(out, depth + 1, &quoted(id), value);
                }
                close(out, depth, "}");
            }
            Self::Record(record) => {
                let _ = writeln!(out, "{}(", record.name);
                for (field, value) in &record.fields {
                    put_entry(out, depth + 1, field, value);
                }
                close(out, depth, ")");
            }
        }
    }
}

fn put_listed(out: &mut String, depth: usize, (open, shut): (&str, &str), values: &[Value]) {
    out.push_str(open);
    out.push('\n');
    for value in values {
        if let Value::Noted(note, _) = value {
            comment(out, depth + 1, note);
        }
        indent(out, depth + 1);
        value.put(out, depth + 1, (depth + 1) * 4);
        out.push_str(",\n");
    }
    close(out, depth, shut);
}

fn put_entry(out: &mut String, depth: usize, key: &str, value: &Value) {
    if let Value::Noted(note, _) = value {
        comment(out, depth, note);
    }
    indent(out, depth);
    let _ = write!(out, "{key}: ");
    value.put(out, depth, depth * 4 + key.chars().count() + 2);
    out.push_str(",\n");
}

fn close(out: &mut String, depth: usize, shut: &str) {
    indent(out, depth);
    out.push_str(shut);
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("    ");
    }
}

/// A comment on a line of its own, whatever stands in it.
fn comment(out: &mut String, depth: usize, note: &str) {
    for line in note.lines() {
        indent(out, depth);
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(out, "// {}", line.trim());
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A raw string with as many `#` as its text needs.
fn raw(text: &str) -> String {
    let mut fence = String::from("#");
    while text.contains(&format!("\"{fence}")) {
        fence.push('#');
    }
    format!("r{fence}\"{text}\"{fence}")
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(word: bool) -> Self {
        Self::Word(word.to_string())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Word(number.to_string())
    }
}

impl From<IpAddr> for Value {
    fn from(address: IpAddr) -> Self {
        Self::Text(address.to_string())
    }
}

impl From<IpNet> for Value {
    fn from(range: IpNet) -> Self {
        Self::Text(range.to_string())
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        Self::Record(record)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl From<Vec<Self>> for Value {
    fn from(values: Vec<Self>) -> Self {
        Self::List(values)
    }
}

#[cfg(test)]
mod tests {
    use super::{Map, Record, Value};

    #[test]
    fn what_fits_stands_on_one_line_and_the_rest_on_several() {
        let route = |to: &str| Value::Call("Route", vec![to.into(), "igw-1".into()]);
        let mut tables = Map::default();
        tables.insert("rtb-1", Some("public\nand more"), vec![route("0.0.0.0/0")]);
        tables.insert(
            "rtb-2",
            None::<&str>,
            vec![route(&"1".repeat(60)), route("::/0")],
        );
        let vpc = Record::new("Vpc")
            .with("cidr", "10.0.0.0/16")
            .with_map("route_tables", tables);
        let long = "1".repeat(60);
        assert_eq!(
            vpc.text(&["Imported.".to_owned()]),
            format!(
                "// Imported.\nVpc(\n    cidr: \"10.0.0.0/16\",\n    route_tables: {{\n        // public\n        \
                 // and more\n        \"rtb-1\": [Route(\"0.0.0.0/0\", \"igw-1\")],\n        \"rtb-2\": [\n            \
                 Route(\"{long}\", \"igw-1\"),\n            Route(\"::/0\", \"igw-1\"),\n        ],\n    }},\n)\n"
            )
        );
    }

    #[test]
    fn strings_come_back_as_they_were() {
        for text in [
            "plain",
            "with \"quotes\" and \\",
            "two\nlines",
            "\u{7}",
            "ends with \"#",
        ] {
            for value in [Value::Text(text.to_owned()), Value::Raw(text.to_owned())] {
                let written = Record::new("A").with("t", value).text(&[]);
                let inner = written.trim_start_matches("A(").trim_start();
                let inner = inner.trim_start_matches("t: ");
                let inner = inner.trim_end().trim_end_matches(')').trim_end();
                let back: String = ron::from_str(inner.trim_end_matches(',')).unwrap();
                assert_eq!(back, text, "{written}");
            }
        }
    }
}
