//! Files of tasks. Every error names the file.

use crate::command::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String> {
    named(path, fs::read_to_string(path))
}

/// The bytes of a file.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>> {
    named(path, fs::read(path))
}

/// How many bytes a file has.
pub(crate) fn size(path: &Path) -> Result<u64> {
    Ok(named(path, path.metadata())?.len())
}

/// Writes a file, and makes its folder where it is missing.
pub(crate) fn write(path: &Path, text: &str) -> Result {
    made(path.parent().unwrap_or(path))?;
    named(path, fs::write(path, text))
}

/// Copies a file, and makes its folder where it is missing.
pub(crate) fn copied(from: &Path, to: &Path) -> Result {
    made(to.parent().unwrap_or(to))?;
    named(from, fs::copy(from, to))?;
    Ok(())
}

/// Moves a file.
pub(crate) fn move_to(from: &Path, to: &Path) -> Result {
    named(from, fs::rename(from, to))
}

/// Deletes a file.
pub(crate) fn delete(path: &Path) -> Result {
    named(path, fs::remove_file(path))
}

/// A folder that is there now.
pub(crate) fn made(folder: &Path) -> Result<PathBuf> {
    named(folder, fs::create_dir_all(folder))?;
    Ok(folder.to_owned())
}

/// A folder that is there now, with nothing in it.
pub(crate) fn emptied(folder: &Path) -> Result<PathBuf> {
    removed(folder)?;
    made(folder)
}

/// Removes a folder with all that is in it.
pub(crate) fn removed(folder: &Path) -> Result {
    if folder.exists() { named(folder, fs::remove_dir_all(folder)) } else { Ok(()) }
}

/// The files in a folder, without those of folders in it, sorted.
pub(crate) fn in_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = named(folder, folder.read_dir())?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}

/// The files in a folder and in those below it.
pub(crate) fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = folder.read_dir() else { return Vec::new() };
    let found = entries.flatten().map(|entry| entry.path());
    found.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

/// Fails where something is not as it has to be.
pub(crate) fn holds(condition: bool, what: &str) -> Result {
    if condition { Ok(()) } else { Err(format!("this does not hold: {what}")) }
}

fn named<T>(path: &Path, result: std::io::Result<T>) -> Result<T> {
    result.map_err(|error| format!("{}: {error}", path.display()))
}
