//! The window's pages: installing their packages, checking and building them.

use crate::command::{Result, root, run_in_with};
use crate::run;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Installs the npm packages, unless they are those of the lock file already.
pub(crate) fn install() -> Result {
    if modified(&folder().join("node_modules/.package-lock.json"))
        >= modified(&folder().join("package-lock.json"))
    {
        return Ok(());
    }
    npm(&["ci", "--no-audit", "--no-fund"])
}

/// Builds the pages, unless nothing has changed since the last time.
pub(crate) fn build() -> Result {
    let sources =
        ["src", "index.html", "package-lock.json", "package.json", "vite.config.ts", "scripts"];
    let newest = sources.iter().map(|name| newest(&folder().join(name))).max().flatten();
    if modified(&folder().join("dist/index.html")) >= newest {
        return Ok(());
    }
    npm(&["run", "build"])
}

/// Runs one of the scripts of `package.json`.
pub(crate) fn script(name: &str) -> Result {
    npm(&["run", name])
}

fn npm(arguments: &[&str]) -> Result {
    // Where tests find the program that serves the pages.
    let host = run::built("crosstrust-host");
    run_in_with(&[("CROSSTRUST_HOST", host.as_os_str())], &folder(), "npm", arguments)
}

fn folder() -> PathBuf {
    root().join("ui")
}

/// When a file was last written; `None`, which sorts before every time, when it is not there.
fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|metadata| metadata.modified()).ok()
}

fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = path.read_dir() else { return modified(path) };
    entries.flatten().map(|entry| newest(&entry.path())).max().flatten()
}
