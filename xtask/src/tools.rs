//! What packages and the program for Windows need of this machine. It is only named, not installed: nobody else needs it.

use crate::command::Result;
use std::path::{Path, PathBuf};
use std::{env, fmt};

/// A program or file, and Debian's package that has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tool {
    path: &'static str,
    package: &'static str,
}

impl Tool {
    /// A program that is found by its name.
    pub(crate) const fn program(name: &'static str, package: &'static str) -> Self {
        Self { path: name, package }
    }

    /// A file at one place.
    pub(crate) const fn file(path: &'static str, package: &'static str) -> Self {
        Self { path, package }
    }

    /// Its name or path.
    pub(crate) fn path(self) -> &'static str {
        self.path
    }

    fn is_in(self, folders: &[PathBuf]) -> bool {
        // A path from the root replaces the folder.
        let places = folders.iter().map(PathBuf::as_path).chain([Path::new("/")]);
        places.into_iter().any(|folder| folder.join(self.path).is_file())
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} (package {})", self.path, self.package)
    }
}

/// # Errors
/// One of these is not there. The error names all of them, and how to install them on Debian and Ubuntu.
pub(crate) fn require(tools: &[Tool]) -> Result {
    let path = env::var_os("PATH").unwrap_or_default();
    require_in(tools, &env::split_paths(&path).collect::<Vec<_>>())
}

fn require_in(tools: &[Tool], folders: &[PathBuf]) -> Result {
    let missing: Vec<Tool> = tools.iter().copied().filter(|tool| !tool.is_in(folders)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.iter().map(Tool::to_string).collect::<Vec<_>>().join(", ");
    let packages = missing.iter().map(|tool| tool.package).collect::<Vec<_>>().join(" ");
    Err(format!(
        "not installed: {names}.\nOn Debian or Ubuntu, install what is missing: apt-get install {packages}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_is_named_with_its_package() {
        let here = env::current_exe().unwrap();
        let name = here.file_name().unwrap().to_str().unwrap().to_owned();
        let found = Tool::program(name.leak(), "found");
        let tools = [Tool::program("no-such-program", "one"), found, Tool::file("/no/such", "two")];
        let folders = [here.parent().unwrap().to_owned()];
        let error = require_in(&tools, &folders).unwrap_err();
        assert!(error.contains("no-such-program (package one), /no/such (package two)"), "{error}");
        assert!(error.ends_with("apt-get install one two"), "{error}");
        assert_eq!(require_in(&[found], &folders), Ok(()));
        require_in(&[found], &[]).unwrap_err();
    }
}
