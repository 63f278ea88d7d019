//! Further texts of a scenario: which paths are allowed, and what makes a file unreadable.

use super::Said;
use super::include::Files;
use super::read::Reader;
use crate::diagnostic::{Diagnostic, SourceId, Span};

/// The most bytes one file may have, in MiB.
const FILE_MIB_MAX: usize = 16;

/// For texts that stand alone.
pub(super) struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Err("this scenario is a text without a folder".to_owned())
    }
}

/// The folder of `path`, with its last slash; empty for a bare name.
pub(super) fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..=slash])
}

impl Reader<'_> {
    /// The path inside the main folder that `written` means in the current file.
    pub(super) fn inside(&self, written: &Said<String>) -> Result<String, Box<Diagnostic>> {
        let path = written.as_str();
        let is_absolute = path.starts_with('/') || path.contains(':');
        if is_absolute || path.contains('\\') || path.is_empty() {
            let message = format!("`{path}` is not a relative path");
            return Err(Box::new(
                Diagnostic::error("path", message, written.at)
                    .help("write a path from this file's folder, with `/` between its parts"),
            ));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in self.folder.split('/').chain(path.split('/')) {
            match part {
                ".." if parts.pop().is_none() => {
                    let message = format!("`{path}` leads out of the scenario's folder");
                    return Err(Box::new(
                        Diagnostic::error("path-outside", message, written.at)
                            .help("put the file beside the main scenario or in a folder below it"),
                    ));
                }
                "" | "." | ".." => {}
                part => parts.push(part),
            }
        }
        Ok(parts.join("/"))
    }

    /// Reads the file that is `written` in this one, once; what is wrong with it is told.
    pub(super) fn file(&mut self, written: &Said<String>) -> Option<SourceId> {
        let found = self
            .inside(written)
            .and_then(|inside| self.open(&inside, Some(written.at)));
        found.map_err(|fault| self.fault(*fault)).ok()
    }

    /// Reads the file at `path` inside the main folder, once; `at` is where it was asked for.
    pub(super) fn open(
        &mut self,
        path: &str,
        at: Option<Span>,
    ) -> Result<SourceId, Box<Diagnostic>> {
        if let Some(source) = self.opened.get(path) {
            return Ok(*source);
        }
        let full = format!("{}{path}", self.root);
        let bytes = self.files.read(&full).map_err(|why| {
            let message = format!("cannot read `{full}`: {why}");
            unreadable("unreadable-file", message, at, "")
        })?;
        let source = self.add(&full, bytes, at)?;
        self.opened.insert(path.to_owned(), source);
        Ok(source)
    }

    /// Adds a file's bytes as a text, without a byte order mark.
    pub(super) fn add(
        &mut self,
        name: &str,
        mut bytes: Vec<u8>,
        at: Option<Span>,
    ) -> Result<SourceId, Box<Diagnostic>> {
        if bytes.len() > FILE_MIB_MAX << 20 {
            let message = format!("`{name}` is larger than {FILE_MIB_MAX} MiB");
            return Err(unreadable(
                "too-large",
                message,
                at,
                "divide it into several files",
            ));
        }
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let text = String::from_utf8(bytes).map_err(|fault| {
            let offset = fault.utf8_error().valid_up_to();
            let message = format!("`{name}` is not a text: byte {offset} is not UTF-8");
            unreadable("not-utf8", message, at, "save it as a text in UTF-8")
        })?;
        Ok(self.sources.add(name, text))
    }
}

fn unreadable(
    code: &'static str,
    message: String,
    at: Option<Span>,
    help: &str,
) -> Box<Diagnostic> {
    let fault = Diagnostic::error(code, message, at.unwrap_or_default()).help(help);
    Box::new(Diagnostic { span: at, ..fault })
}
