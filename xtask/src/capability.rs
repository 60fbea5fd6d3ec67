//! What the window may do: the permissions of `capabilities/main.json`, made from the list of its commands.

use crate::command::{Result, root};
use std::fs;

include!("../../src-tauri/src/commands/names.rs");

const FILE: &str = "src-tauri/capabilities/main.json";
const START: &str = "\n  \"permissions\": [";
const END: &str = "\n  ]";
/// Permissions of Tauri itself. They are granted by hand.
const OF_TAURI: &str = "\"core:";

/// Writes one permission for each command of the window.
pub(crate) fn write() -> Result {
    fs::write(root().join(FILE), generate()?)
        .map_err(|error| format!("{FILE} could not be written: {error}"))
}

/// Fails when the permissions are not those of the commands.
pub(crate) fn check() -> Result {
    if read()? == generate()? {
        return Ok(());
    }
    Err(format!("{FILE} differs from the list of commands. Run `cargo xtask bindings`."))
}

fn read() -> Result<String> {
    fs::read_to_string(root().join(FILE))
        .map_err(|error| format!("{FILE} could not be read: {error}"))
}

/// The file with the permissions that the list needs, and everything else as it is there.
fn generate() -> Result<String> {
    let text = read()?;
    let (head, rest) = text.split_once(START).ok_or_else(|| {
        format!("{FILE} has no line {START:?}, after which the permissions begin")
    })?;
    let (there, tail) = rest
        .split_once(END)
        .ok_or_else(|| format!("{FILE} has no line {END:?}, before which the permissions end"))?;
    let of_tauri = there.split(',').map(str::trim).filter(|name| name.starts_with(OF_TAURI));
    let mut commands: Vec<String> =
        COMMANDS.iter().map(|name| format!("\"allow-{}\"", name.replace('_', "-"))).collect();
    commands.sort();
    let granted: Vec<String> = of_tauri.map(str::to_owned).chain(commands).collect();
    let lines = granted.join(",\n    ");
    Ok(format!("{head}{START}\n    {lines}{END}{tail}"))
}
