//! What a machine needs, found and installed. Each part is looked at first, so that a second run
//! takes no time.

use crate::command::{Result, output, run, succeeds};
use crate::ui;
use std::path::Path;

/// Debian's and Ubuntu's packages: to build the window, and to test it and sign-in in a browser.
const PACKAGES: &[&str] = &[
    "build-essential",
    "chromium",
    "chromium-driver",
    "dbus",
    "fonts-noto-core",
    "gnome-keyring",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "pkg-config",
    "webkit2gtk-driver",
    "x11-utils",
    "xauth",
    "xvfb",
];

/// Everything for building, testing and linting.
pub(crate) fn everything() -> Result {
    for_tests()?;
    for_lints()
}

/// What the window is built from.
pub(crate) fn for_building() -> Result {
    if cfg!(target_os = "linux") {
        system_packages()?;
    } else if cfg!(windows) {
        eprintln!(
            "Windows: needs the Visual Studio Build Tools (C++) and WebView2, which Windows 11 has."
        );
    } else {
        eprintln!(
            "This system is not one Crosstrust is tested on. It needs what https://tauri.app/start/prerequisites/ names."
        );
    }
    ui::install()
}

/// What the tests need on top: a driver for the window. Windows drives WebView2 through
/// msedgedriver, which has to match the installed Edge and is not installed here.
pub(crate) fn for_tests() -> Result {
    for_building()?;
    cargo_program("tauri-driver", "^2")
}

/// What the lints need on top.
pub(crate) fn for_lints() -> Result {
    cargo_program("cargo-deny", "^0.20")
}

fn system_packages() -> Result {
    if !Path::new("/etc/debian_version").exists() {
        eprintln!(
            "Not Debian or Ubuntu: install the equivalents of {} yourself.",
            PACKAGES.join(", ")
        );
        return Ok(());
    }
    let listed = output(
        "dpkg-query",
        &[&["-W", "-f", "${Package} ${db:Status-Status}\n"], PACKAGES].concat(),
    )
    .unwrap_or_default();
    let missing: Vec<&str> = PACKAGES
        .iter()
        .copied()
        .filter(|package| !listed.lines().any(|line| line == format!("{package} installed")))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Installing system packages: {}", missing.join(", "));
    let root = output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let apt = |arguments: &[&str]| {
        let settings: &[&str] = &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
        let prefix: &[&str] = if root { &[] } else { &["sudo"] };
        let line = [prefix, settings, arguments].concat();
        run(line[0], &line[1..])
    };
    apt(&["update", "-qq"])?;
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], missing.as_slice()].concat())
}

fn cargo_program(name: &str, version: &str) -> Result {
    let arguments: &[&str] = if name == "cargo-deny" { &["--version"] } else { &["--help"] };
    if succeeds(name, arguments) {
        return Ok(());
    }
    eprintln!("Installing {name}");
    run("cargo", &["install", name, "--version", version, "--locked"])
}
