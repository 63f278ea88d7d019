//! A folder of results, written whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::stop::Stop;
use crate::report::plot::is_name_of_picture;

/// A folder under construction, beside the one it will become; gone when it is not finished.
#[derive(Debug)]
pub(super) struct Folder {
    target: PathBuf,
    draft: PathBuf,
    names: Vec<String>,
}

impl Folder {
    /// Begins the folder that will be `target`.
    pub(super) fn begin(target: &Path) -> Result<Self, Stop> {
        if target.is_file() {
            let message = format!("`{}` is a file", target.display());
            return Err(Stop::because(message).help("name another folder with `--out`"));
        }
        let name = target.file_name().ok_or_else(|| {
            let message = format!("`{}` cannot be a folder for results", target.display());
            Stop::because(message).help("name another one with `--out`")
        })?;
        let mut draft_name = OsString::from(".");
        draft_name.push(name);
        draft_name.push(format!(".{}.draft", process::id()));
        let folder = Self {
            target: target.to_owned(),
            draft: target.with_file_name(draft_name),
            names: Vec::new(),
        };
        fs::create_dir_all(&folder.draft).map_err(|fault| folder.stop(&fault))?;
        Ok(folder)
    }

    /// A new file in it.
    pub(super) fn file(&mut self, name: &str) -> Result<BufWriter<File>, Stop> {
        self.names.push(name.to_owned());
        File::create(self.draft.join(name))
            .map(BufWriter::new)
            .map_err(|fault| self.stop(&fault))
    }

    /// Writes a whole file into it.
    pub(super) fn write(&mut self, name: &str, text: &str) -> Result<(), Stop> {
        let mut file = self.file(name)?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.flush())
            .map_err(|fault| self.stop(&fault))
    }

    /// Puts everything in its place. A folder that is there already keeps its other files, except
    /// pictures of what was there before.
    pub(super) fn finish(self) -> Result<(), Stop> {
        let moved = if self.target.is_dir() {
            self.remove_old_pictures().and_then(|()| {
                self.names
                    .iter()
                    .try_for_each(|name| fs::rename(self.draft.join(name), self.target.join(name)))
            })
        } else {
            fs::rename(&self.draft, &self.target)
        };
        moved.map_err(|fault| self.stop(&fault))
    }

    fn remove_old_pictures(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.target)? {
            let name = entry?.file_name();
            let Some(name) = name.to_str().filter(|name| is_name_of_picture(name)) else {
                continue;
            };
            if !self.names.iter().any(|new| new == name) {
                fs::remove_file(self.target.join(name))?;
            }
        }
        Ok(())
    }

    /// Why it cannot be written.
    pub(super) fn stop(&self, fault: &io::Error) -> Stop {
        let message = format!("cannot write `{}`: {fault}", self.target.display());
        Stop::because(message).help("name another folder with `--out`")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // After a finish the draft is gone or empty; before it nothing of it may stay.
        let _ = fs::remove_dir_all(&self.draft);
    }
}

/// Writes one file, whole or not at all.
pub(super) fn write_whole(target: &Path, text: &str) -> Result<(), Stop> {
    let stop =
        |fault: io::Error| Stop::because(format!("cannot write `{}`: {fault}", target.display()));
    let name = target.file_name().unwrap_or_default();
    let mut draft_name = OsString::from(".");
    draft_name.push(name);
    draft_name.push(format!(".{}.draft", process::id()));
    let draft = target.with_file_name(draft_name);
    let written = fs::write(&draft, text).and_then(|()| fs::rename(&draft, target));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written.map_err(stop)
}
