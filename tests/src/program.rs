//! The built program, found beside the tests.

use std::path::PathBuf;

/// The `crosstrust` program that `cargo build --workspace --bins` made.
///
/// # Panics
/// It is not there: tests of the program must not pass without it.
pub fn crosstrust() -> PathBuf {
    let here = std::env::current_exe().expect("a test has a path");
    let program = here
        .ancestors()
        .map(|folder| folder.join(format!("crosstrust{}", std::env::consts::EXE_SUFFIX)))
        .find(|path| path.is_file());
    program.expect("the crosstrust program is not built: run `cargo xtask test`")
}
