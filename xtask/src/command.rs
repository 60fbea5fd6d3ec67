//! Running other programs: each is printed before it runs, and is an error when it fails.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a task ended. Text for the developer; nothing in the program reads it.
pub(crate) type Result<T = ()> = std::result::Result<T, String>;

/// The folder that holds the workspace's manifest.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("BUG: xtask stands in the workspace")
}

/// Where cargo builds to.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Runs a program in a folder of the workspace, with variables of its own, and waits for it.
pub(crate) fn run_in_with<A: AsRef<OsStr>>(
    variables: &[(&str, &OsStr)],
    folder: &Path,
    program: &str,
    arguments: &[A],
) -> Result {
    let mut command = command(folder, program, arguments);
    command.envs(variables.iter().copied());
    finish(command)
}

/// Runs a program in the workspace's root and waits for it.
pub(crate) fn run<A: AsRef<OsStr>>(program: &str, arguments: &[A]) -> Result {
    run_in_with(&[], root(), program, arguments)
}

/// Runs `cargo` in the workspace's root with variables of its own.
pub(crate) fn cargo_with(variables: &[(&str, &OsStr)], arguments: &[&str]) -> Result {
    let mut cargo = command(root(), "cargo", arguments);
    cargo.envs(variables.iter().copied());
    finish(cargo)
}

/// Whether a program runs and ends well; what it prints is dropped.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    command(root(), program, arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a program prints, or nothing when it cannot be run.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(root(), program, arguments).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program ends well, and what it prints.
pub(crate) fn captured(folder: &Path, program: &str, arguments: &[&str]) -> Result<(bool, String)> {
    eprintln!("$ {program} {}", arguments.join(" "));
    let output = command(folder, program, arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{program}` could not be started: {error}"))?;
    let text = [output.stdout, output.stderr].concat();
    Ok((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
}

/// The exit code of a program that runs with variables of its own, and what it prints.
pub(crate) fn ended<A: AsRef<OsStr>>(
    variables: &[(&str, OsString)],
    program: &Path,
    arguments: &[A],
) -> Result<(Option<i32>, String)> {
    let output = command(root(), &program.to_string_lossy(), arguments)
        .envs(variables.iter().map(|(name, value)| (*name, value)))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{}` could not be started: {error}", program.display()))?;
    let text = [output.stdout, output.stderr].concat();
    Ok((output.status.code(), String::from_utf8_lossy(&text).into_owned()))
}

fn finish(mut command: Command) -> Result {
    let line = format!(
        "{} {}",
        command.get_program().to_string_lossy(),
        command.get_args().map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    );
    eprintln!("$ {line}");
    let status =
        command.status().map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` ended with {status}")) }
}

fn command<A: AsRef<OsStr>>(folder: &Path, program: &str, arguments: &[A]) -> Command {
    // On Windows npm is a batch file, which is not found under its bare name.
    let program = if cfg!(windows) && matches!(program, "npm" | "npx") {
        format!("{program}.cmd")
    } else {
        program.to_owned()
    };
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command
}
