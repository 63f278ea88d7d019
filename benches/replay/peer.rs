//! Other simulators, each a small crate of its own, so that nobody builds them who does not ask.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The program in `benches/peers/nexosim`, built first.
pub(crate) fn nexosim() -> Result<Command, String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/peers/nexosim");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--locked"])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .status()
        .map_err(|fault| format!("cannot build {}: {fault}", folder.display()))?;
    if !status.success() {
        return Err(format!("cannot build {}", folder.display()));
    }
    Ok(Command::new(folder.join("target/release/replay-nexosim")))
}
