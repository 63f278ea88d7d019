//! Reads the files a scenario names from the disk, none larger than it may be.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::sync::Arc;

use crate::scenario::Files;
use crate::scenario::replay::Log;

/// The most bytes one file may have, in MiB.
const FILE_MIB_MAX: u64 = 16;

/// How much of a log is read at once, in bytes.
const LOG_BUFFER: usize = 1 << 18;

/// Files by path, relative to the current folder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let facts = fs::metadata(path).map_err(|fault| reason(fault.kind()))?;
        if facts.is_dir() {
            return Err("it is a folder".to_owned());
        }
        let too_large = || format!("it is larger than {FILE_MIB_MAX} MiB");
        let limit = FILE_MIB_MAX << 20;
        if facts.len() > limit {
            return Err(too_large());
        }
        // Devices and pipes tell no length: one byte more than allowed shows that they have more.
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
            .map_err(|fault| reason(fault.kind()))?;
        if bytes.len() as u64 > limit {
            return Err(too_large());
        }
        Ok(bytes)
    }

    fn log(&self, path: &str) -> Result<Arc<dyn Log>, String> {
        let facts = fs::metadata(path).map_err(|fault| reason(fault.kind()))?;
        if facts.is_dir() {
            return Err("it is a folder".to_owned());
        }
        Ok(Arc::new(DiskLog(path.to_owned())))
    }
}

/// A log on the disk, of any size.
#[derive(Debug)]
struct DiskLog(String);

impl Log for DiskLog {
    fn open(&self) -> io::Result<Box<dyn BufRead + Send>> {
        let file = File::open(&self.0)?;
        Ok(Box::new(BufReader::with_capacity(LOG_BUFFER, file)))
    }
}

/// Why a file cannot be read, the same words on every system.
fn reason(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        other => other.to_string(),
    }
}
