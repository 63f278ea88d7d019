//! The command in a folder, as a console shows it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the command in `folder`.
pub(crate) fn vpcsim(folder: impl AsRef<Path>, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vpcsim"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A command, its exit code and both its streams, as a console would show them.
pub(crate) fn console(folder: impl AsRef<Path>, arguments: &[&str]) -> String {
    let output = vpcsim(folder, arguments);
    let code = output.status.code().unwrap();
    let mut page = format!("$ vpcsim {}\n{}", arguments.join(" "), text(&output.stdout));
    if !output.stderr.is_empty() {
        let _ = write!(page, "--- stderr\n{}", text(&output.stderr));
    }
    page + &format!("--- exit code {code}\n")
}
