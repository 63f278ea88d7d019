//! Requests taken from a log of AWS.

use std::fmt;
use std::io::{self, BufRead};
use std::sync::Arc;

use ipnet::IpNet;

use super::node::Node;
use super::quantity::Span;
use super::read::{Read, Reader};
use super::record::{choice, record};
use super::{Map, Said};
use crate::diagnostic::Diagnostic;

record! {
    /// The S3 requests of a log, made again at their times.
    pub struct Replay {
        /// Its name, `replay/<position>` when absent; its requests are `<name>/<client>`, each
        /// numbered by its place in the log.
        pub id: Option<Said<String>>,
        /// What kind of log it is.
        pub format: LogFormat,
        /// The log, relative to the scenario.
        pub file: LogFile,
        /// When the first request of the log is made; the others follow at their distance from it.
        pub start: Span = Span::secs(0),
        /// Who of the scenario stands for whom of the log.
        pub map: Casts = Casts::default(),
    }
}

choice! {
    /// What kind of log it is.
    #[derive(Copy, Eq)]
    pub enum LogFormat {
        /// CloudTrail: `{"Records":[…]}` or one event a line.
        CloudTrail,
        /// S3 server access log.
        S3AccessLog,
    }
}

record! {
    /// Who of the scenario stands for whom of the log.
    pub struct Casts by default {
        /// The clients: the first line that fits counts. Sources that no line fits are taken for
        /// the client of the host that has their address.
        pub clients: Vec<From> = Vec::new(),
        /// Roles and users by the ARN that the log names, in which `*` stands for any text; what is
        /// not listed is taken by its ARN.
        pub principals: Map<Said<String>> = Map::default(),
        /// Buckets by the name that the log tells; what is not listed has the same name.
        pub buckets: Map<Said<String>> = Map::default(),
    }
}

record! {
    /// A client of the scenario, and what of the log it stands for; all that is written must fit.
    pub struct From {
        /// Source addresses.
        pub source: Option<Said<IpNet>>,
        /// A VPC endpoint by the id it has in the log.
        pub endpoint: Option<Said<String>>,
        /// Who signed, by ARN, in which `*` stands for any text.
        pub principal: Option<Said<String>>,
        /// The client.
        pub client: Said<String>,
    }
}

/// A log that can be read any number of times, each time from its beginning.
pub trait Log: fmt::Debug + Send + Sync {
    /// Opens it at its beginning.
    fn open(&self) -> io::Result<Box<dyn BufRead + Send>>;
}

/// A log that a scenario names.
#[derive(Debug, Clone)]
pub struct LogFile {
    /// Its path, as it is opened.
    pub name: String,
    log: Arc<dyn Log>,
}

impl LogFile {
    /// `log`, known as `name`.
    pub fn new(name: impl Into<String>, log: Arc<dyn Log>) -> Self {
        Self {
            name: name.into(),
            log,
        }
    }

    /// Opens it at its beginning.
    pub fn open(&self) -> io::Result<Box<dyn BufRead + Send>> {
        self.log.open()
    }
}

/// Logs are equal when they are the same file.
impl PartialEq for LogFile {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Read for LogFile {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let path = Said::<String>::read(node, reader)?;
        let path = match reader.inside(&path) {
            Ok(inside) => Said::new(format!("{}{inside}", reader.root), path.at),
            Err(fault) => {
                reader.fault(*fault);
                return None;
            }
        };
        match reader.files.log(&path) {
            Ok(log) => Some(Self::new(path.value, log)),
            Err(why) => {
                let message = format!("cannot read `{}`: {why}", path.value);
                reader.fault(Diagnostic::error("unreadable-file", message, path.at));
                None
            }
        }
    }
}

/// A log in memory.
#[derive(Debug)]
pub(super) struct BytesLog(pub(super) Arc<[u8]>);

impl Log for BytesLog {
    fn open(&self) -> io::Result<Box<dyn BufRead + Send>> {
        Ok(Box::new(io::Cursor::new(Arc::clone(&self.0))))
    }
}
