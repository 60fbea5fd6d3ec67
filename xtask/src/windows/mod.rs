//! The program for Windows: built here for a computer that has none, checked, and tested under Wine.

mod exe;
mod installer;
mod installer_test;
mod run_test;
mod starter_test;
mod tests_under_wine;
mod wine;

use crate::command::{Result, output, root, run_in_with, target};
use crate::files::size;
use crate::release::version;
use crate::tools::{self, Tool};
use crate::ui;
use clap::Args;
use installer::{Installer, Scope};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The system that the program is built for where Windows itself is not there.
const TRIPLE: &str = "x86_64-pc-windows-gnu";

const LINKER: Tool = Tool::program("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64");

/// Debian's own Rust. Its standard library is built along with the program, for Windows.
const DEBIAN: [Tool; 3] = [
    Tool::file("/usr/bin/rustc", "rustc-web"),
    Tool::file("/usr/bin/cargo", "cargo-web"),
    Tool::file("/usr/lib/rustlib/src/rust/library/Cargo.lock", "rust-web-src"),
];

/// What to build.
#[derive(Args)]
pub(crate) struct WindowsOptions {
    /// Also build the installers: for one user, and for all users of a PC.
    #[arg(long)]
    installers: bool,
    /// A command that signs the file that is added to it. It signs the program, the installers and the
    /// uninstallers.
    #[arg(long, value_name = "COMMAND")]
    sign: Option<String>,
}

/// Builds the program as it ships, and checks what Windows reads in it.
pub(crate) fn build(options: &WindowsOptions) -> Result {
    if options.installers {
        tools::require(&[installer::MAKENSIS])?;
    }
    let exe = build_release()?;
    if let Some(command) = &options.sign {
        installer::sign(command, &exe)?;
    }
    let mut built = vec![exe.clone()];
    if options.installers {
        for scope in [Scope::User, Scope::Machine] {
            let folder = target().join("packages");
            let installer = Installer {
                exe: &exe,
                version: version(),
                scope,
                sign: options.sign.as_deref(),
                fast: false,
            };
            built.push(installer.build(&folder)?);
        }
    }
    for file in built {
        eprintln!("{} has {} bytes", file.display(), size(&file)?);
    }
    Ok(())
}

/// Tests the program for Windows and its installers, under Wine.
///
/// # Errors
/// Something is not installed, or a test fails.
pub(crate) fn test() -> Result {
    if cfg!(windows) {
        return Err("this is Windows: `cargo xtask test` runs all tests here".to_owned());
    }
    tools::require(&[&wine::TOOLS[..], &[installer::MAKENSIS]].concat())?;
    let cargo = Cargo::find()?;
    ui::install()?;
    ui::build()?;
    tests_under_wine::run(&cargo)?;
    exe::check(&cargo.folder().join("debug/crosstrust.exe"), version())?;
    starter_test::run(&cargo)?;
    run_test::run(&cargo)?;
    installer_test::run(&cargo)
}

/// Builds the program as it ships, and says where it is.
pub(crate) fn build_release() -> Result<PathBuf> {
    let cargo = Cargo::find()?;
    ui::install()?;
    ui::build()?;
    cargo.run(&["build"], &["--release", "--locked", "--package", "crosstrust"])?;
    let exe = cargo.folder().join("release/crosstrust.exe");
    exe::check(&exe, version())?;
    Ok(exe)
}

/// The cargo that builds for Windows.
#[derive(Debug, PartialEq)]
enum Cargo {
    /// Windows' own.
    Native,
    /// The one of this workspace. Its toolchain has a standard library for Windows.
    Toolchain,
    /// Debian's, which builds the standard library too.
    Debian,
}

impl Cargo {
    /// # Errors
    /// Something is not installed. The error names it, and how to install it.
    fn find() -> Result<Self> {
        if cfg!(windows) {
            return Ok(Self::Native);
        }
        let library = output("rustc", &["--print", "target-libdir", "--target", TRIPLE]);
        let installed = library.is_some_and(|path| Path::new(path.trim()).is_dir());
        if installed {
            tools::require(&[LINKER])?;
            return Ok(Self::Toolchain);
        }
        tools::require(&[&[LINKER], &DEBIAN[..]].concat()).map_err(|missing| {
            format!("{missing}\nWith rustup, this is enough: rustup target add {TRIPLE}")
        })?;
        Ok(Self::Debian)
    }

    /// The folder of its own that it builds to. Windows builds to the usual one.
    fn target() -> PathBuf {
        if cfg!(windows) { target() } else { target().join("windows") }
    }

    /// Where the folders `debug` and `release` are.
    fn folder(&self) -> PathBuf {
        match self {
            Self::Native => Self::target(),
            Self::Toolchain | Self::Debian => Self::target().join(TRIPLE),
        }
    }

    /// Runs it. `command` comes before the arguments that choose the target.
    fn run(&self, command: &[&str], arguments: &[&str]) -> Result {
        self.run_with(&[], command, arguments)
    }

    /// The same with variables of its own.
    fn run_with(
        &self,
        variables: &[(&str, OsString)],
        command: &[&str],
        arguments: &[&str],
    ) -> Result {
        let mut variables = variables.to_vec();
        let (program, chosen): (_, &[&str]) = match self {
            Self::Native => ("cargo", &[]),
            Self::Toolchain => ("cargo", &["--target", TRIPLE]),
            Self::Debian => {
                // It builds the standard library, which stable Rust reserves for itself.
                variables.push(("RUSTC_BOOTSTRAP", "1".into()));
                variables.push(("RUSTC", DEBIAN[0].path().into()));
                (
                    DEBIAN[1].path(),
                    &["-Zbuild-std=std,panic_abort,panic_unwind", "--target", TRIPLE],
                )
            }
        };
        variables.push(("CARGO_TARGET_DIR", Self::target().into()));
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| (*name, value.as_os_str())).collect();
        run_in_with(&variables, root(), program, &[command, chosen, arguments].concat())
    }
}
