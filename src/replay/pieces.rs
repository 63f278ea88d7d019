//! A log cut into pieces, one for each entry, holding no more than one of them.
//!
//! A CloudTrail file is `{"Records":[{…},{…}]}`, often on one single line; logs gathered by other
//! means hold one event a line, or one such file a line. All of these are read, even mixed.

use std::io::{self, BufRead};

use crate::scenario::replay::LogFormat;

/// The longest entry, in bytes; `CloudTrail` cuts its events off at 256 KiB.
const PIECE_MAX: usize = 1 << 20;

/// How a file of records begins, blanks left out.
const HEAD: &[u8] = b"{\"Records\":[";

/// A piece, or why there is none.
pub(super) type Piece<'p> = Result<&'p [u8], &'static str>;

/// Cuts a log into pieces.
pub(super) struct Pieces<R> {
    reader: R,
    format: LogFormat,
    /// The piece in hand.
    piece: Vec<u8>,
    is_too_long: bool,
    /// Whether the cut stands inside `"Records": [ … ]`.
    is_inside: bool,
    scan: Scan,
}

/// Where in a piece of JSON the cut stands.
#[derive(Debug, Clone, Copy, Default)]
struct Scan {
    depth: usize,
    is_text: bool,
    is_escaped: bool,
    is_after_break: bool,
}

/// What one byte of JSON means for the piece it stands in.
enum Cut {
    /// It stands between pieces.
    Between,
    /// It belongs to the piece.
    Within,
    /// It is the piece's last.
    Last,
    /// The piece broke off before it.
    Before,
    /// The brackets around all records close.
    Closing,
    /// Nothing that JSON begins with: the rest of its line is a piece of its own.
    Stray,
}

impl<R: BufRead> Pieces<R> {
    pub(super) fn new(reader: R, format: LogFormat) -> Self {
        Self {
            reader,
            format,
            piece: Vec::new(),
            is_too_long: false,
            is_inside: false,
            scan: Scan::default(),
        }
    }

    /// The next piece; none at the end of the log.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece<'_>>> {
        self.piece.clear();
        self.is_too_long = false;
        let is_whole = match self.format {
            LogFormat::S3AccessLog => self.line()?,
            LogFormat::CloudTrail => self.json()?,
        };
        if self.piece.is_empty() {
            return Ok(None);
        }
        if self.is_too_long {
            return Ok(Some(Err("is longer than 1 MiB")));
        }
        if !is_whole {
            return Ok(Some(Err("is not whole: its JSON breaks off")));
        }
        Ok(Some(Ok(self.piece.trim_ascii())))
    }

    /// Reads the next line that is not blank.
    fn line(&mut self) -> io::Result<bool> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(true);
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = end.unwrap_or(buffer.len());
            let taken = end.map_or(part, |end| end + 1);
            keep(&mut self.piece, &mut self.is_too_long, &buffer[..part]);
            self.reader.consume(taken);
            if end.is_some() {
                if !self.piece.trim_ascii().is_empty() {
                    return Ok(true);
                }
                self.piece.clear();
            }
        }
    }

    /// Reads the next whole `{…}`, and whether it is whole.
    fn json(&mut self) -> io::Result<bool> {
        self.scan = Scan::default();
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(self.scan.depth == 0);
            }
            let mut begin = 0;
            let mut found = None;
            for (position, byte) in buffer.iter().enumerate() {
                match self.scan.cut(*byte, self.is_inside) {
                    Cut::Between => begin = position + 1,
                    Cut::Within if *byte == b'[' && self.scan.depth == 1 && !self.is_inside => {
                        let head = [&self.piece, &buffer[begin..=position]].concat();
                        if head
                            .iter()
                            .filter(|byte| !byte.is_ascii_whitespace())
                            .eq(HEAD)
                        {
                            self.is_inside = true;
                            self.scan = Scan::default();
                            self.piece.clear();
                            begin = position + 1;
                        }
                    }
                    Cut::Within => {}
                    Cut::Closing => {
                        self.is_inside = false;
                        begin = position + 1;
                    }
                    Cut::Last => found = Some((position + 1, true)),
                    Cut::Before => found = Some((position, false)),
                    Cut::Stray => {
                        self.reader.consume(position);
                        return self.line();
                    }
                }
                if found.is_some() {
                    break;
                }
            }
            let end = found.map_or(buffer.len(), |(end, _)| end);
            keep(
                &mut self.piece,
                &mut self.is_too_long,
                &buffer[begin.min(end)..end],
            );
            self.reader.consume(end);
            if let Some((_, is_whole)) = found {
                return Ok(is_whole);
            }
        }
    }
}

/// Adds `part` to the piece as far as it may grow.
fn keep(piece: &mut Vec<u8>, is_too_long: &mut bool, part: &[u8]) {
    let room = PIECE_MAX.saturating_sub(piece.len());
    *is_too_long |= part.len() > room;
    piece.extend_from_slice(&part[..part.len().min(room)]);
}

impl Scan {
    fn cut(&mut self, byte: u8, is_inside: bool) -> Cut {
        let is_after_break = std::mem::replace(&mut self.is_after_break, byte == b'\n');
        if self.depth == 0 {
            return match byte {
                b'{' => {
                    self.depth = 1;
                    Cut::Within
                }
                b']' if is_inside => Cut::Closing,
                // Blanks, a byte order mark, and what stands between the records of lists.
                b',' | b'[' | b']' | b'}' | 0xEF | 0xBB | 0xBF => Cut::Between,
                byte if byte.is_ascii_whitespace() || is_inside => Cut::Between,
                _ => Cut::Stray,
            };
        }
        match byte {
            // INVARIANT: JSON has no line break inside a string, so a record was cut off here.
            b'\n' if self.is_text => return Cut::Before,
            // One event a line: the line before was cut off.
            b'{' if is_after_break && !is_inside => return Cut::Before,
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' if self.is_text => self.is_escaped = true,
            b'"' => self.is_text = !self.is_text,
            b'{' if !self.is_text => self.depth += 1,
            b'}' if !self.is_text => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Cut::Last;
                }
            }
            _ => {}
        }
        Cut::Within
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{PIECE_MAX, Pieces};
    use crate::scenario::replay::LogFormat;

    fn pieces(text: &str, capacity: usize) -> Vec<String> {
        let reader = BufReader::with_capacity(capacity, text.as_bytes());
        let mut pieces = Pieces::new(reader, LogFormat::CloudTrail);
        let mut found = Vec::new();
        while let Some(piece) = pieces.next().unwrap() {
            found.push(match piece {
                Ok(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
                Err(why) => format!("! {why}"),
            });
        }
        found
    }

    #[test]
    fn records_are_found_however_they_are_set() {
        let broken = "! is not whole: its JSON breaks off";
        for (text, wanted) in [
            ("", &[][..]),
            ("{\"Records\":[]}", &[]),
            (
                r#"{"Records":[{"a":1},{"b":"}]"}]}"#,
                &[r#"{"a":1}"#, r#"{"b":"}]"}"#],
            ),
            (
                "{ \"Records\" : [\n {\"a\":1}\n,\n{\"b\":[{}]}]\n}\n",
                &[r#"{"a":1}"#, r#"{"b":[{}]}"#],
            ),
            (
                "{\"a\":1}\n{\"b\":\"\\\"{\"}\n",
                &["{\"a\":1}", "{\"b\":\"\\\"{\"}"],
            ),
            (
                "{\"Records\":[{\"a\":1}]}\n{\"Records\":[{\"b\":2}]}",
                &["{\"a\":1}", "{\"b\":2}"],
            ),
            ("[{\"a\":1},{\"b\":2}]", &["{\"a\":1}", "{\"b\":2}"]),
            ("{\"a\":\"cut\n{\"b\":2}\n", &[broken, "{\"b\":2}"]),
            ("{\"a\":{\"c\":1}\n{\"b\":2}\n", &[broken, "{\"b\":2}"]),
            ("not json\n{\"b\":2}\n", &["not json", "{\"b\":2}"]),
            ("{\"Records\":[{\"a\":1},{\"b\":", &["{\"a\":1}", broken]),
            ("\u{feff}{\"a\":1}", &["{\"a\":1}"]),
        ] {
            for capacity in [1, 2, 3, 7, 64, 4096] {
                assert_eq!(pieces(text, capacity), wanted, "{text:?} by {capacity}");
            }
        }
    }

    #[test]
    fn endless_entries_are_left_out_and_the_next_is_found() {
        let long = "x".repeat(2 * PIECE_MAX);
        let text = format!("{{\"Records\":[{{\"a\":\"{long}\"}},{{\"b\":1}}]}}");
        assert_eq!(pieces(&text, 4096), ["! is longer than 1 MiB", "{\"b\":1}"]);
        let reader = format!("{long}\nshort\n\n");
        let mut lines = Pieces::new(reader.as_bytes(), LogFormat::S3AccessLog);
        assert!(lines.next().unwrap().unwrap().is_err());
        assert_eq!(lines.next().unwrap().unwrap().unwrap(), b"short");
        assert!(lines.next().unwrap().is_none());
    }
}
