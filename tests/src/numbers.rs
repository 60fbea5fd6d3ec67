//! The files of scripts by their names, whatever numbers stand before them.

use std::path::{Path, PathBuf};

/// The file of a script among those of a bundle, by the name that stands behind its number.
///
/// # Panics
///
/// When the folder cannot be read.
pub fn named(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths = entries.map(|entry| entry.expect("an entry").path());
    paths.find(|path| {
        let file = path.file_name().map(|file| file.to_string_lossy().into_owned());
        file.is_some_and(|file| without_number(&file) == name)
    })
}

/// The name of a script's file without its number.
pub fn without_number(file: &str) -> &str {
    match file.split_once('-') {
        Some((number, name)) if number.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => file,
    }
}
