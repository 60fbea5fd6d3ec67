//! The built program, found beside the tests.

use std::path::{Path, PathBuf};

/// The `crosstrust` program that `cargo build --workspace --bins` made.
///
/// # Panics
/// It is not there: tests of the program must not pass without it.
pub fn crosstrust() -> PathBuf {
    built("crosstrust")
}

/// The browser host that it made.
///
/// # Panics
/// As [`crosstrust`].
pub fn host() -> PathBuf {
    built("crosstrust-host")
}

/// The window with nothing but a heading, for measurements to compare with.
///
/// # Panics
/// As [`crosstrust`].
pub fn bare() -> PathBuf {
    built("crosstrust-bare")
}

/// Lets a script run as a program. Windows knows no such right.
///
/// # Panics
/// The file is not there.
pub fn make_executable(script: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let right = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(script, right).expect("a script may run");
    }
    assert!(script.is_file(), "{} is a script", script.display());
}

fn built(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a test has a path");
    let program = here
        .ancestors()
        .map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        .find(|path| path.is_file());
    program.unwrap_or_else(|| panic!("{name} is not built: run `cargo xtask test`"))
}
