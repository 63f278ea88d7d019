//! A plan or a state of Terraform as a scenario's text.

use std::fs;
use std::path::Path;

use super::prepared::text_of;
use super::stop::Stop;
use super::terminal::{Format, Terminal};
use crate::diagnostic::Sources;
use crate::import::terraform::read;
use crate::scenario::Scenario;
use crate::world::build;

/// The scenario that the plan at `path` makes; what is not in it is told.
pub(super) fn scenario_of(
    path: &Path,
    format: Format,
    terminal: &mut Terminal,
) -> Result<String, Stop> {
    let name = text_of(path)?;
    let bytes = fs::read(path)
        .map_err(|fault| Stop::because(format!("cannot read `{name}`: {}", fault.kind())))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let message = format!("`{name}` is not a text in UTF-8");
        Stop::because(message).help("run `terraform show -json` again")
    })?;
    let imported = read(name, &text);
    if !imported.faults.is_empty() {
        return Err(Stop::Faults(imported.faults, imported.sources, format));
    }
    sound(&imported.text, format)?;
    for note in &imported.notes {
        terminal.tell(&format!("{name}: {note}\n"));
    }
    Ok(imported.text)
}

/// What is written must be a scenario that can be built.
fn sound(text: &str, format: Format) -> Result<(), Stop> {
    let loaded = Scenario::parse(text);
    let mut found = loaded.faults;
    if found.is_empty() {
        let built = build(&loaded.scenario);
        if built.is_sound() {
            return Ok(());
        }
        found = built.faults;
    }
    let mut sources = Sources::default();
    sources.add("the imported scenario", text);
    Err(Stop::Faults(found, sources, format))
}
