//! The TypeScript types of what crosses from Rust to the window, generated from the Rust ones, and those of the
//! catalog of messages.

use crate::capability;
use crate::command::{Result, cargo_with, root};
use crate::messages;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

/// Writes the types into the pages' sources.
pub(crate) fn write() -> Result {
    let folder = root().join("ui/src/lib/bindings");
    let fresh = generate()?;
    for name in read(&folder)?.keys().filter(|name| !fresh.contains_key(*name)) {
        fs::remove_file(folder.join(name))
            .map_err(|error| format!("{name} could not be removed: {error}"))?;
    }
    for (name, text) in fresh {
        fs::write(folder.join(&name), text)
            .map_err(|error| format!("{name} could not be written: {error}"))?;
    }
    capability::write()
}

/// Fails when the types in the pages' sources are not those of the Rust code.
pub(crate) fn check() -> Result {
    let there = read(&root().join("ui/src/lib/bindings"))?;
    let fresh = generate()?;
    let differing: Vec<&String> = fresh
        .keys()
        .chain(there.keys())
        .filter(|name| fresh.get(*name) != there.get(*name))
        .collect();
    if differing.is_empty() {
        return capability::check();
    }
    Err(format!(
        "TypeScript types differ from the Rust ones: {differing:?}. Run `cargo xtask bindings`."
    ))
}

/// Writes only the types of the catalog.
pub(crate) fn write_messages() -> Result {
    let path = root().join("ui/src/lib/bindings").join(messages::FILE);
    fs::write(&path, messages::generate()?)
        .map_err(|error| format!("{} could not be written: {error}", path.display()))
}

/// Fails when the types of the catalog are not those of its messages.
pub(crate) fn check_messages() -> Result {
    let there = read(&root().join("ui/src/lib/bindings"))?;
    if there.get(messages::FILE) == Some(&messages::generate()?) {
        return Ok(());
    }
    Err(format!(
        "{} differs from the catalog. Run `cargo xtask bindings --messages`.",
        messages::FILE
    ))
}

/// The types of the Rust code and of the catalog, by file name. Those of the Rust code are
/// written by tests that the types bring along.
fn generate() -> Result<BTreeMap<String, String>> {
    let folder = crate::command::target().join("bindings");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .map_err(|error| format!("{} could not be emptied: {error}", folder.display()))?;
    }
    let variables: [(&str, &OsStr); 1] = [("TS_RS_EXPORT_DIR", folder.as_os_str())];
    // The whole workspace, as everything else builds it: with other features, most of it would be built
    // a second time.
    cargo_with(
        &variables,
        &["test", "--quiet", "--workspace", "--lib", "--bins", "--locked", "export_bindings"],
    )?;
    let mut files = read(&folder)?;
    files.insert(messages::FILE.to_owned(), messages::generate()?);
    Ok(files)
}

fn read(folder: &Path) -> Result<BTreeMap<String, String>> {
    let unreadable =
        |error: std::io::Error| format!("{} could not be read: {error}", folder.display());
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "ts") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, fs::read_to_string(&path).map_err(unreadable)?);
        }
    }
    Ok(files)
}
