//! What is published with a version: what it is made of, checksums, winget's manifests and the notes.

use crate::command::{Result, captured, root, run, succeeds, target};
use crate::files::{bytes, delete, in_folder, made, move_to, read, write};
use clap::Args;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const CHECKSUMS: &str = "SHA256SUMS";

/// What to prepare for a release.
#[derive(Args)]
pub(crate) struct ReleaseOptions {
    /// The tag of the release, such as v1.2.3. It must be the version of the workspace.
    #[arg(long)]
    tag: String,
    /// The address of the repository. Installers are downloaded from its releases.
    #[arg(long, value_name = "URL")]
    repository: String,
    /// The folder with everything that is published.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Only check the tag and the entry in CHANGELOG.md.
    #[arg(long)]
    check: bool,
}

/// Checks that tag, version and changelog agree. Then writes the winget manifests, the notes and the
/// checksums for what is in the folder.
///
/// # Errors
/// They do not agree, or an installer is missing.
pub(crate) fn release(options: &ReleaseOptions) -> Result {
    let version = version();
    if options.tag != format!("v{version}") {
        return Err(format!(
            "the tag {} is not v{version}, the version in Cargo.toml. Change one of them.",
            options.tag
        ));
    }
    let notes = notes(&read(&root().join("CHANGELOG.md"))?, version)?;
    if options.check {
        return Ok(());
    }
    let folder = options.folder.clone().unwrap_or_else(|| target().join("packages"));
    winget(&folder, version, &options.repository)?;
    write(&folder.join("notes/notes.md"), &notes)?;
    checksums(&folder)
}

/// The version of the workspace.
pub(crate) fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// The file name of an installer for Windows.
pub(crate) fn installer_name(version: &str, scope: &str) -> String {
    format!("Crosstrust-{version}-x64-{scope}-setup.exe")
}

/// A version as Debian and RPM sort it: `1.0.0~beta.1` comes before `1.0.0`.
pub(crate) fn version_of_packages(version: &str) -> String {
    version.replacen('-', "~", 1)
}

/// Lists every crate and npm package that is in the program, in `CycloneDX`.
///
/// # Errors
/// npm fails, or cargo-cyclonedx does where it is installed.
pub(crate) fn bills_of_materials(folder: &Path) -> Result {
    made(folder)?;
    let line = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"];
    let (fine, text) = captured(&root().join("ui"), "npm", &line)?;
    if !fine {
        return Err(format!("npm lists no packages: {text}"));
    }
    write(&folder.join("crosstrust-pages.cdx.json"), &text)?;
    if !succeeds("cargo", &["cyclonedx", "--version"]) {
        eprintln!(
            "Skipped: the list of crates. Install what writes it: cargo install cargo-cyclonedx --locked"
        );
        return Ok(());
    }
    let name = "crosstrust-program.cdx";
    let manifest = root().join("src-tauri/Cargo.toml");
    let line = ["--format", "json", "--target", "all", "--override-filename", name];
    run(
        "cargo",
        &[&["cyclonedx", "--manifest-path", &manifest.to_string_lossy()], &line[..]].concat(),
    )?;
    // It writes one beside each crate of the workspace.
    let written = format!("{name}.json");
    move_to(&root().join("src-tauri").join(&written), &folder.join(&written))?;
    for member in ["bare", "host", "src-tauri/core", "src-tauri/rehearsal", "tests", "xtask"] {
        let other = root().join(member).join(&written);
        if other.exists() {
            delete(&other)?;
        }
    }
    Ok(())
}

/// Writes the SHA-256 of each file of a folder, in the form that `sha256sum --check` reads.
///
/// # Errors
/// A file cannot be read.
pub(crate) fn checksums(folder: &Path) -> Result {
    let mut lines = String::new();
    for file in in_folder(folder)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != CHECKSUMS {
            lines.extend([sha256(&file)?.as_str(), "  ", &name, "\n"]);
        }
    }
    write(&folder.join(CHECKSUMS), &lines)
}

fn sha256(file: &Path) -> Result<String> {
    let digest = Sha256::digest(bytes(file)?);
    Ok(digest.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("BUG: writing to a string does not fail");
        digits
    }))
}

/// Fills the templates of winget for the installers of a folder.
fn winget(folder: &Path, version: &str, repository: &str) -> Result {
    let [user, machine] = ["user", "machine"].map(|scope| installer_name(version, scope));
    let values = [
        ("@VERSION@", version.to_owned()),
        ("@REPOSITORY@", repository.trim_end_matches('/').to_owned()),
        ("@USER_SHA256@", sha256(&folder.join(&user))?.to_uppercase()),
        ("@MACHINE_SHA256@", sha256(&folder.join(&machine))?.to_uppercase()),
        ("@USER_SETUP@", user),
        ("@MACHINE_SETUP@", machine),
    ];
    for template in in_folder(&root().join("packaging/winget"))? {
        if template.extension().is_some_and(|ending| ending == "yaml") {
            let name = template.file_name().unwrap_or_default();
            let text = values
                .iter()
                .fold(read(&template)?, |text, (name, value)| text.replace(name, value));
            write(&folder.join("winget").join(name), &text)?;
        }
    }
    Ok(())
}

/// What the changelog says of a version.
fn notes(changelog: &str, version: &str) -> Result<String> {
    let heading = format!("## {version}");
    let mut lines = changelog.lines().skip_while(|line| line.trim_end() != heading);
    let missing =
        || format!("CHANGELOG.md has no entry \"{heading}\", or an empty one. Write it first.");
    lines.next().ok_or_else(missing)?;
    let notes: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).collect();
    let notes = notes.join("\n").trim().to_owned();
    if notes.is_empty() { Err(missing()) } else { Ok(notes + "\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::process;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("crosstrust-{name}-{}", process::id()));
        crate::files::emptied(&folder).unwrap()
    }

    #[test]
    fn the_changelog_has_an_entry_of_this_version() {
        let changelog = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
        notes(&changelog, version()).unwrap();
        assert_eq!(
            notes("# A\n\n## 2.0.0\n\nTwo.\n\n## 1.0.0\n\nOne.\n", "2.0.0").unwrap(),
            "Two.\n"
        );
        for (changelog, version) in
            [("## 2.0.0\n\nTwo.", "2.0"), ("## 2.0.0\n\n## 1.0.0\nx", "2.0.0")]
        {
            assert!(notes(changelog, version).unwrap_err().contains("Write it first"));
        }
    }

    #[test]
    fn a_tag_of_another_version_is_refused() {
        let options = |tag: &str| ReleaseOptions {
            tag: tag.to_owned(),
            repository: "https://example.com/crosstrust".to_owned(),
            folder: None,
            check: true,
        };
        release(&options(&format!("v{}", version()))).unwrap();
        let error = release(&options("v99.0.0")).unwrap_err();
        assert!(error.contains("v99.0.0 is not v"), "{error}");
    }

    #[test]
    fn manifests_and_checksums_are_those_of_the_installers() {
        let folder = folder("release");
        for (scope, bytes) in [("user", "abc"), ("machine", "")] {
            fs::write(folder.join(installer_name("1.2.3", scope)), bytes).unwrap();
        }
        winget(&folder, "1.2.3", "https://example.com/crosstrust/").unwrap();
        let name = "winget/Crosstrust.Crosstrust.installer.yaml";
        let installers = fs::read_to_string(folder.join(name)).unwrap();
        for expected in [
            "PackageVersion: \"1.2.3\"",
            "https://example.com/crosstrust/releases/download/v1.2.3/Crosstrust-1.2.3-x64-user-setup.exe",
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
            "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        ] {
            assert!(installers.contains(expected), "{expected}: {installers}");
        }
        for file in crate::files::below(&folder.join("winget")) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains('@'), "every value is filled in: {text}");
        }
        checksums(&folder).unwrap();
        checksums(&folder).unwrap();
        let sums = fs::read_to_string(folder.join(CHECKSUMS)).unwrap();
        assert_eq!(
            sums.lines().nth(1).unwrap(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  Crosstrust-1.2.3-x64-user-setup.exe"
        );
        assert_eq!(sums.lines().count(), 2, "without its own");
        winget(&folder, "1.2.4", "https://example.com").unwrap_err();
        crate::files::removed(&folder).unwrap();
    }

    #[test]
    fn a_version_before_a_release_sorts_before_it() {
        assert_eq!(version_of_packages("1.0.0-beta.1"), "1.0.0~beta.1");
        assert_eq!(version_of_packages("1.0.0"), "1.0.0");
    }
}
