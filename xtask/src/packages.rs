//! Packages for Linux, made with the tools of Debian and of RPM. They find the libraries that the program
//! needs, so that this list is never out of date.

use crate::command::{Result, captured, ended, root, run, target};
use crate::files::{below, emptied, holds, made, read, removed, size, write};
use crate::release::{bills_of_materials, checksums, version, version_of_packages};
use crate::tools::{self, Tool};
use crate::{setup, ui};
use clap::Args;
use std::path::{Path, PathBuf};

const DPKG_DEB: Tool = Tool::program("dpkg-deb", "dpkg");
const SHLIBDEPS: Tool = Tool::program("dpkg-shlibdeps", "dpkg-dev");
const RPMBUILD: Tool = Tool::program("rpmbuild", "rpm");
const RPM: Tool = Tool::program("rpm", "rpm");

/// The sizes of the icon, and its files.
const ICONS: [(&str, &str); 5] = [
    ("32x32", "32x32.png"),
    ("128x128", "128x128.png"),
    ("256x256", "128x128@2x.png"),
    ("512x512", "icon.png"),
    ("scalable", "icon.svg"),
];

/// What to pack.
#[derive(Args)]
pub(crate) struct PackageOptions {
    /// Pack the program that the tests use. It is large and slow, but it is built already.
    #[arg(long)]
    unoptimized: bool,
}

/// How much time packing may take.
#[derive(Clone, Copy)]
enum Effort {
    /// For a small package.
    Most,
    /// For a test.
    Least,
}

/// Packages of one version.
struct Packages {
    deb: PathBuf,
    rpm: PathBuf,
}

/// Builds the program, both packages, the list of what they are made of, and the checksums.
///
/// # Errors
/// Something is not installed, or a tool fails.
pub(crate) fn build(options: &PackageOptions) -> Result {
    require()?;
    let folder = made(&target().join("packages"))?;
    let program = program(options.unoptimized)?;
    let effort = if options.unoptimized { Effort::Least } else { Effort::Most };
    let packages = pack(&program, version(), &folder, effort)?;
    bills_of_materials(&folder)?;
    checksums(&folder)?;
    for file in [program, packages.deb, packages.rpm] {
        eprintln!("{} has {} bytes", file.display(), size(&file)?);
    }
    Ok(())
}

/// Packs the program of the tests in two versions; installs, upgrades and removes each package in a folder
/// of its own.
///
/// # Errors
/// Something is not as it has to be.
pub(crate) fn test() -> Result {
    require()?;
    let (_, user) = captured(root(), "id", &["-u"])?;
    if user.trim() != "0" {
        return Err("packages belong to root: run this as root, or with fakeroot".to_owned());
    }
    let folder = made(&target().join("packages-under-test"))?;
    let program = program(true)?;
    let old = pack(&program, "0.0.9", &folder, Effort::Least)?;
    let new = pack(&program, "0.0.10", &folder, Effort::Least)?;
    test_deb(&folder, &old.deb, &new.deb)?;
    test_rpm(&folder, &old.rpm, &new.rpm)
}

fn require() -> Result {
    if !cfg!(target_os = "linux") {
        return Err("packages for Linux are built on Linux".to_owned());
    }
    tools::require(&[DPKG_DEB, SHLIBDEPS, RPMBUILD, RPM])
}

fn program(unoptimized: bool) -> Result<PathBuf> {
    setup::for_building()?;
    ui::build()?;
    if unoptimized {
        crate::run::build()?;
        return Ok(crate::run::built("crosstrust"));
    }
    run("cargo", &["build", "--release", "--locked", "--package", "crosstrust"])?;
    Ok(target().join("release/crosstrust"))
}

fn pack(program: &Path, version: &str, folder: &Path, effort: Effort) -> Result<Packages> {
    let work = emptied(&folder.join("work"))?;
    let tree = work.join("tree");
    fill(&tree, program, version)?;
    let packages = Packages {
        deb: deb(&work, &tree, version, folder, effort)?,
        rpm: rpm(&work, &tree, version, folder, effort)?,
    };
    removed(&work)?;
    Ok(packages)
}

/// What both packages install.
fn fill(tree: &Path, program: &Path, version: &str) -> Result {
    let share = tree.join("usr/share");
    let place = |from: &Path, to: PathBuf, mode: &str| {
        let line = ["-D", "--mode", mode, &from.to_string_lossy(), &to.to_string_lossy()];
        run("install", &line)
    };
    place(program, tree.join("usr/bin/crosstrust"), "755")?;
    let linux = root().join("packaging/linux");
    let applications = share.join("applications/crosstrust.desktop");
    place(&linux.join("crosstrust.desktop"), applications, "644")?;
    for (size, file) in ICONS {
        let ending = file.rsplit('.').next().unwrap_or_default();
        let to = share.join(format!("icons/hicolor/{size}/apps/crosstrust.{ending}"));
        place(&root().join("icons").join(file), to, "644")?;
    }
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"] {
        place(&root().join(file), share.join("doc/crosstrust").join(file), "644")?;
    }
    let copyright = "Copyright (c) 2026 The Crosstrust developers\n\nLicense: MIT OR Apache-2.0. The texts are in LICENSE-MIT and LICENSE-APACHE beside this file.\n";
    write(&share.join("doc/crosstrust/copyright"), copyright)?;
    let page = share.join("man/man1/crosstrust.1");
    let (_, help) = captured(root(), &program.to_string_lossy(), &["--help"])?;
    let text = read(&linux.join("crosstrust.1"))?;
    let help = help.replace('\\', r"\e").replace('-', r"\-");
    // A line that begins with one of these would be a command of the page.
    let guard = |line: &str| {
        if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() }
    };
    let help: Vec<String> = help.lines().map(guard).collect();
    write(&page, &text.replace("@VERSION@", version).replace("@HELP@", &help.join("\n")))?;
    run("gzip", &["--best", "--no-name", &page.to_string_lossy()])
}

fn deb(work: &Path, tree: &Path, version: &str, folder: &Path, effort: Effort) -> Result<PathBuf> {
    // dpkg-shlibdeps reads the name of the package here.
    write(
        &work.join("debian/control"),
        "Source: crosstrust\n\nPackage: crosstrust\nArchitecture: any\n",
    )?;
    let program = tree.join("usr/bin/crosstrust");
    let line = ["-O", "--ignore-missing-info", &program.to_string_lossy()];
    let (fine, text) = captured(work, SHLIBDEPS.path(), &line)?;
    let depends = text.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    let Some(depends) = depends.filter(|_| fine) else {
        return Err(format!("the libraries that the program needs are not found: {text}"));
    };
    let (_, size) = captured(work, "du", &["--summarize", "--block-size=1024", "tree"])?;
    let size = size.split_whitespace().next().unwrap_or_default();
    let (_, architecture) = captured(work, "dpkg", &["--print-architecture"])?;
    let architecture = architecture.trim();
    let version = version_of_packages(version);
    let control = read(&root().join("packaging/linux/control"))?
        .replace("@VERSION@", &version)
        .replace("@ARCHITECTURE@", architecture)
        .replace("@SIZE@", size)
        .replace("@DEPENDS@", depends);
    let filled = work.join("deb");
    run("cp", &["-a", &tree.to_string_lossy(), &filled.to_string_lossy()])?;
    write(&filled.join("DEBIAN/control"), &control)?;
    let out = folder.join(format!("crosstrust_{version}_{architecture}.deb"));
    let compression: &[&str] = match effort {
        Effort::Most => &["-Zxz"],
        Effort::Least => &["-Zgzip", "-z1"],
    };
    let line = ["--root-owner-group", "--build", &filled.to_string_lossy(), &out.to_string_lossy()];
    run(DPKG_DEB.path(), &[compression, &line].concat())?;
    Ok(out)
}

fn rpm(work: &Path, tree: &Path, version: &str, folder: &Path, effort: Effort) -> Result<PathBuf> {
    let version = version_of_packages(version);
    let define = |name: &str, value: &str| format!("--define={name} {value}");
    let compression = match effort {
        Effort::Most => "w7.xzdio",
        Effort::Least => "w1.gzdio",
    };
    let line = [
        "-bb".to_owned(),
        "--quiet".to_owned(),
        define("_topdir", &work.join("rpm").to_string_lossy()),
        define("_rpmdir", &folder.to_string_lossy()),
        define("_build_name_fmt", "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"),
        define("_binary_payload", compression),
        define("tree", &tree.to_string_lossy()),
        define("version_of_program", &version),
        root().join("packaging/linux/crosstrust.spec").to_string_lossy().into_owned(),
    ];
    run(RPMBUILD.path(), &line)?;
    let out = folder.join(format!("crosstrust-{version}-1.{}.rpm", std::env::consts::ARCH));
    if out.exists() { Ok(out) } else { Err(format!("{} is not there", out.display())) }
}

/// dpkg works on a folder of its own here, where nothing is installed: it cannot know the libraries. apt
/// says whether this system has them.
fn test_deb(folder: &Path, old: &Path, new: &Path) -> Result {
    let system = emptied(&folder.join("deb-root"))?;
    for file in ["var/lib/dpkg/status", "var/lib/dpkg/available"] {
        write(&system.join(file), "")?;
    }
    for name in ["info", "updates", "triggers", "parts"] {
        made(&system.join("var/lib/dpkg").join(name))?;
    }
    let at = format!("--root={}", system.display());
    let at = [&at, "--force-not-root", "--force-depends", "--log=/dev/null"];
    let dpkg = |more: &[&str]| run("dpkg", &[&at[..], more].concat());
    expect(captured(
        folder,
        "apt-get",
        &["install", "--simulate", "--yes", &old.to_string_lossy()],
    )?)?;
    let kept = kept(&system)?;
    dpkg(&["--install", &old.to_string_lossy()])?;
    is_installed(&system)?;
    dpkg(&["--install", &new.to_string_lossy()])?;
    is_installed(&system)?;
    let database = system.join("var/lib/dpkg").to_string_lossy().into_owned();
    let line = ["--admindir", &database, "-W", "-f", "${Version}", "crosstrust"];
    holds(expect(captured(folder, "dpkg-query", &line)?)? == "0.0.10", "the new version is there")?;
    dpkg(&["--purge", "crosstrust"])?;
    is_removed(&system, &kept)?;
    eprintln!("The .deb installs, upgrades and removes");
    Ok(())
}

/// Without the packages of a distribution, RPM knows none of the libraries.
fn test_rpm(folder: &Path, old: &Path, new: &Path) -> Result {
    let system = emptied(&folder.join("rpm-root"))?;
    let at = format!("--root={}", system.display());
    let kept = kept(&system)?;
    let rpm = |more: &[&str]| {
        let line = [&[at.as_str()], more].concat();
        let (code, text) = ended(&[], Path::new(RPM.path()), &line)?;
        expect((code == Some(0), text))
    };
    let needs =
        expect(captured(folder, RPM.path(), &["-qp", "--requires", &new.to_string_lossy()])?)?;
    holds(needs.contains("libwebkit2gtk-4.1.so"), &format!("it needs WebKitGTK: {needs}"))?;
    rpm(&["--nodeps", "-U", &old.to_string_lossy()])?;
    is_installed(&system)?;
    rpm(&["--nodeps", "-U", &new.to_string_lossy()])?;
    is_installed(&system)?;
    holds(rpm(&["-q", "crosstrust"])?.contains("0.0.10"), "the new version is there")?;
    rpm(&["--nodeps", "-V", "crosstrust"])?;
    rpm(&["--nodeps", "-e", "crosstrust"])?;
    is_removed(&system, &kept)?;
    eprintln!("The .rpm installs, upgrades and removes");
    Ok(())
}

/// A setup of a user, which no package may touch.
fn kept(system: &Path) -> Result<PathBuf> {
    let file = system.join("root/.local/share/app.crosstrust.desktop/setups/0197.json");
    write(&file, "a setup")?;
    Ok(file)
}

fn is_installed(system: &Path) -> Result {
    let program = system.join("usr/bin/crosstrust");
    let (fine, text) = captured(root(), &program.to_string_lossy(), &["--version"])?;
    holds(fine && text.starts_with("crosstrust "), &format!("the installed program runs: {text}"))?;
    for file in [
        "usr/share/applications/crosstrust.desktop",
        "usr/share/icons/hicolor/scalable/apps/crosstrust.svg",
        "usr/share/man/man1/crosstrust.1.gz",
        "usr/share/doc/crosstrust/LICENSE-MIT",
    ] {
        holds(system.join(file).is_file(), &format!("{file} is installed"))?;
    }
    let page = system.join("usr/share/man/man1/crosstrust.1.gz");
    let text = expect(captured(root(), "gzip", &["-dc", &page.to_string_lossy()])?)?;
    holds(text.contains("Usage: crosstrust") && !text.contains('@'), "the manual page is filled")
}

fn is_removed(system: &Path, kept: &Path) -> Result {
    let left = below(&system.join("usr"));
    holds(left.is_empty(), &format!("every file is removed: {left:?}"))?;
    holds(read(kept)? == "a setup", "the setup stays")
}

fn expect((fine, text): (bool, String)) -> Result<String> {
    if fine { Ok(text) } else { Err(text) }
}
