//! The files of this repository, for tests of what they say about each other.

use std::path::{Path, PathBuf};

/// Folders that hold what is built or installed, and what is generated for each fixture.
const LEFT_OUT: [&str; 5] = [".git", "target", "node_modules", "dist", "gen"];

/// The folder of the workspace.
///
/// # Panics
/// Never: the tests are a folder of it.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

/// All files below a folder of the repository, by their path from its root with `/` in it.
///
/// # Panics
/// The folder cannot be read.
pub fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    let mut paths: Vec<String> = found.iter().map(|path| from_root(path)).collect();
    paths.sort();
    paths
}

/// Whether the name of a file ends with a dot and one of these.
pub fn has_extension(path: &str, extensions: &[&str]) -> bool {
    let extension = Path::new(path).extension();
    extension.is_some_and(|extension| extensions.iter().any(|known| extension == *known))
}

/// The text of a file of the repository, with `\n` at the ends of its lines.
///
/// # Panics
/// There is none.
pub fn text(path: &str) -> String {
    let text = std::fs::read_to_string(root().join(path));
    text.unwrap_or_else(|error| panic!("{path}: {error}")).replace("\r\n", "\n")
}

/// The code of a Rust file without comments and without the tests at its end.
pub fn without_tests(text: &str) -> String {
    let tests = ["#[cfg(test)]\nmod tests {", "#[cfg(test)]\npub(crate) mod tests {"];
    let end = tests.iter().filter_map(|tests| text.find(tests)).min().unwrap_or(text.len());
    let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = folder.read_dir().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !path.is_dir() {
            found.push(path);
        } else if !LEFT_OUT.contains(&&*name) {
            collect(&path, found);
        }
    }
}

fn from_root(path: &Path) -> String {
    let path = path.strip_prefix(root()).expect("it is below the root");
    path.to_string_lossy().replace('\\', "/")
}
