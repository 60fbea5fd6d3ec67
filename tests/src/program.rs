//! The built program, found beside the tests.

use std::path::PathBuf;

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

fn built(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a test has a path");
    let program = here
        .ancestors()
        .map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        .find(|path| path.is_file());
    program.unwrap_or_else(|| panic!("{name} is not built: run `cargo xtask test`"))
}
