//! What the program runs on, in the words that a support case needs: the system and its version, and
//! the part of it that draws the window. Nothing of whose computer it is.

use crosstrust_core::messages::Formats;
use jiff::tz::TimeZone;
use std::path::Path;

/// The system, its version and the kind of processor: "linux, Debian GNU/Linux 13 (trixie), aarch64".
pub(crate) fn name() -> String {
    let kind = std::env::consts::OS;
    let processor = std::env::consts::ARCH;
    match version() {
        Some(version) => format!("{kind}, {version}, {processor}"),
        None => format!("{kind}, {processor}"),
    }
}

/// The version of `WebView2`, `WebKitGTK` or `WKWebView`.
pub(crate) fn webview() -> String {
    tauri::webview_version().unwrap_or_else(|_| "unknown".to_owned())
}

/// How days, times and numbers are written on this computer.
pub(crate) fn formats() -> Formats {
    Formats::of(locale().as_deref(), TimeZone::system())
}

/// What the system calls its locale: "de-DE".
#[cfg(any(windows, target_os = "macos"))]
fn locale() -> Option<String> {
    sys_locale::get_locale()
}

/// What the environment calls the locale of dates: "de-DE" of `de_DE.UTF-8`. The languages of messages, which
/// may come first elsewhere, say nothing about dates.
#[cfg(not(any(windows, target_os = "macos")))]
fn locale() -> Option<String> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let value = ["LC_ALL", "LC_TIME", "LANG"].into_iter().find_map(set)?;
    let name = value.split(['.', '@']).next().unwrap_or_default();
    Some(name.replace('_', "-"))
}

/// Names of this computer and of who uses it, none of which belongs into a support file.
pub(crate) fn personal(data: &Path) -> Vec<String> {
    let variables = ["USER", "USERNAME", "LOGNAME", "HOME", "USERPROFILE", "COMPUTERNAME"]
        .into_iter()
        .chain(["HOSTNAME", "USERDOMAIN", "USERDNSDOMAIN"]);
    let host = std::fs::read_to_string("/etc/hostname").ok();
    variables
        .filter_map(|name| std::env::var(name).ok())
        .chain(host)
        .chain([data.display().to_string()])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Makes sure that a crash writes no image of the memory, which would hold the tokens of whoever is
/// signed in. On a system that does not allow it, nothing is set: the program works as well.
#[cfg(unix)]
pub(crate) fn disable_core_dumps() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // One byte is too small for a file, and to the kernel the sign to hand no image to a program
    // either, which nothing at all is not (core(5)).
    let one = Rlimit { current: Some(1), maximum: getrlimit(Resource::Core).maximum };
    let _ = setrlimit(Resource::Core, one);
}

/// Closes to other users whatever the program and its libraries create. Windows keeps the folders of a
/// user to that user by itself.
#[cfg(unix)]
pub(crate) fn restrict_new_files_to_user() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

#[cfg(not(unix))]
pub(crate) fn restrict_new_files_to_user() {}

/// Windows writes none unless an administrator has set it up for this very program.
#[cfg(not(unix))]
pub(crate) fn disable_core_dumps() {}

/// As Windows counts its builds.
#[cfg(windows)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere the version may not be known")]
fn version() -> Option<String> {
    let version = windows_version::OsVersion::current();
    Some(format!("{}.{}.{}", version.major, version.minor, version.build))
}

/// As the distribution calls itself (os-release(5)).
#[cfg(not(windows))]
fn version() -> Option<String> {
    let text = std::fs::read_to_string("/etc/os-release").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(line.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn the_system_is_named_with_its_processor() {
        let name = name();
        assert!(name.starts_with(std::env::consts::OS), "{name}");
        assert!(name.ends_with(std::env::consts::ARCH), "{name}");
    }
}
