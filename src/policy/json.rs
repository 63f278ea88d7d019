//! A JSON reader that remembers where every value stands, so that each fault can be shown.

use std::ops::Range;

/// One JSON value and its bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its bytes, quotes and brackets included.
    pub place: Range<usize>,
}

/// What a JSON value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string, escapes resolved.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object, in the order written, duplicates included.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its name, escapes resolved.
    pub name: String,
    /// The bytes of the name.
    pub place: Range<usize>,
    /// Its value.
    pub value: Node,
}

/// Why a text is no JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotJson {
    /// What was found wrong.
    pub why: String,
    /// The bytes that are wrong.
    pub place: Range<usize>,
}

/// Nesting beyond this is refused; a policy needs seven levels.
const DEPTH_MAX: usize = 64;

impl Node {
    /// What kind of value this is, in words for messages.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}

/// Reads a whole text as one JSON value.
pub fn read(text: &str) -> Result<Node, NotJson> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.value(0)?;
    reader.skip_space();
    if reader.at < text.len() {
        return Err(reader.fault("unexpected text after the end of the document"));
    }
    Ok(node)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn fault(&self, why: &str) -> NotJson {
        let width = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        NotJson {
            why: why.to_owned(),
            place: self.at..self.at + width,
        }
    }

    fn expect(&mut self, byte: u8, why: &str) -> Result<(), NotJson> {
        self.skip_space();
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.fault(why))
    }

    fn value(&mut self, depth: usize) -> Result<Node, NotJson> {
        self.skip_space();
        if depth > DEPTH_MAX {
            return Err(self.fault("nested too deeply"));
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(_) => self.word()?,
            None => return Err(self.fault("the document ends too early")),
        };
        Ok(Node {
            value,
            place: start..self.at,
        })
    }

    fn word(&mut self) -> Result<Value, NotJson> {
        for (word, value) in [
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("null", Value::Null),
        ] {
            if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.fault("a value is missing here"))
    }

    fn number(&mut self) -> Result<Value, NotJson> {
        let start = self.at;
        while let Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        if text.parse::<f64>().is_err() || text.ends_with('.') {
            self.at = start;
            return Err(self.fault("not a number"));
        }
        Ok(Value::Number(text.to_owned()))
    }

    fn list(&mut self, depth: usize) -> Result<Value, NotJson> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Value::List(items));
            }
            self.expect(b',', "a comma or `]` is missing here")?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, NotJson> {
        self.at += 1;
        let mut members = Vec::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.fault("a member name in quotes is missing here"));
            }
            let name = self.string()?;
            let place = start..self.at;
            self.expect(b':', "a colon is missing after the member name")?;
            let value = self.value(depth + 1)?;
            members.push(Member { name, place, value });
            self.skip_space();
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Ok(Value::Object(members));
            }
            self.expect(b',', "a comma or `}` is missing here")?;
        }
    }

    fn string(&mut self) -> Result<String, NotJson> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(stop) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') else {
                self.at = self.text.len();
                return Err(self.fault("a string is not closed"));
            };
            out.push_str(&rest[..stop]);
            self.at += stop;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => return Err(self.fault("a control character inside a string")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, NotJson> {
        let wrong = self.fault("an unknown escape inside a string");
        self.at += 1;
        let escaped = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode().ok_or(wrong),
            _ => return Err(wrong),
        };
        self.at += 1;
        Ok(escaped)
    }

    /// Reads `uXXXX`, or the two halves of a surrogate pair.
    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        if !self.text.as_bytes().get(self.at..)?.starts_with(b"\\u") {
            return None;
        }
        self.at += 1;
        let low = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low)
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at + 1..self.at + 5)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 5;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bytes_of_the_text() {
        let text = r#" {"a": ["x", true, 1.5, null, "\u00e9\ud83d\ude00"]} "#;
        let node = read(text).unwrap();
        let Value::Object(members) = &node.value else {
            panic!("{node:?}")
        };
        assert_eq!(&text[members[0].place.clone()], "\"a\"");
        let Value::List(items) = &members[0].value.value else {
            panic!("{node:?}")
        };
        let written: Vec<&str> = items.iter().map(|i| &text[i.place.clone()]).collect();
        assert_eq!(written[..4], ["\"x\"", "true", "1.5", "null"]);
        assert_eq!(items[4].value, Value::Text("é😀".into()));
    }

    #[test]
    fn what_is_no_json_says_where() {
        for (text, at) in [
            ("", 0),
            ("{", 1),
            ("{\"a\" 1}", 5),
            ("{\"a\":1,}", 7),
            ("[1 2]", 3),
            ("\"a\nb\"", 2),
            ("tru", 0),
            ("{} x", 3),
            ("\"\\x\"", 1),
            ("\"\\ud800\"", 1),
            ("{\"a\":}", 5),
            ("1.", 0),
        ] {
            assert_eq!(read(text).unwrap_err().place.start, at, "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err(), "no stack overflow");
    }
}
