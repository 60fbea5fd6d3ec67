//! The installers for Windows, made with NSIS.

use crate::command::{Result, ended, root, run};
use crate::files::made;
use crate::release::installer_name;
use crate::tools::Tool;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The program that makes them.
pub(super) const MAKENSIS: Tool = Tool::program("makensis", "nsis");

/// Debian's NSIS makes installers that run where there is no 32-bit Windows, as in Wine.
const STUBS: &str = "/usr/share/nsis/Stubs/lzma_solid-amd64-unicode";

/// For whom the program is installed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scope {
    /// One user, without elevation.
    User,
    /// All users of a PC.
    Machine,
}

impl Scope {
    /// Its name in file names.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Machine => "machine",
        }
    }
}

/// What an installer is made from.
pub(super) struct Installer<'a> {
    /// The program.
    pub(super) exe: &'a Path,
    /// Its version.
    pub(super) version: &'a str,
    /// For whom.
    pub(super) scope: Scope,
    /// The command that signs a file.
    pub(super) sign: Option<&'a str>,
    /// Without compression, for tests.
    pub(super) fast: bool,
}

impl Installer<'_> {
    /// Builds it in a folder, and gives its path.
    pub(super) fn build(&self, folder: &Path) -> Result<PathBuf> {
        let out = made(folder)?.join(installer_name(self.version, self.scope.name()));
        let target = if Path::new(STUBS).exists() { "amd64-unicode" } else { "x86-unicode" };
        let plain = self.version.split(['-', '+']).next().unwrap_or_default();
        let mut values = vec![
            ("VERSION", Some(self.version.to_owned())),
            ("FOUR_PARTS", Some(format!("{plain}.0"))),
            ("TARGET", Some(target.to_owned())),
            ("ROOT", Some(root().display().to_string())),
            ("EXE", Some(self.exe.display().to_string())),
            ("OUT", Some(out.display().to_string())),
        ];
        // Only what was built with GNU's linker needs it: elsewhere it is part of the program.
        let loader = self.exe.with_file_name("WebView2Loader.dll");
        if loader.exists() && !cfg!(windows) {
            values.push(("LOADER", Some(loader.display().to_string())));
        }
        if self.scope == Scope::Machine {
            values.push(("PER_MACHINE", None));
        }
        if let Some(command) = self.sign {
            values.push(("SIGN", Some(command.to_owned())));
        }
        if self.fast {
            values.push(("FAST", None));
        }
        let mut arguments: Vec<OsString> = vec!["-V2".into(), "-WX".into()];
        arguments.extend(values.into_iter().map(|(name, value)| match value {
            Some(value) => format!("-D{name}={value}").into(),
            None => format!("-D{name}").into(),
        }));
        arguments.push(root().join("packaging/windows/crosstrust.nsi").into());
        match ended(&[], Path::new(MAKENSIS.path()), &arguments)? {
            (Some(0), _) => Ok(out),
            (_, text) => Err(format!("{} is not built:\n{text}", out.display())),
        }
    }
}

/// Signs a file with a command. The file is its last argument.
pub(super) fn sign(command: &str, file: &Path) -> Result {
    let mut words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        return Err("the command that signs is empty".to_owned());
    }
    words.push(file.display().to_string());
    run(&words[0], &words[1..])
}
