//! What is published with a version: one version everywhere, and a workflow whose commands are there.

use crosstrust_tests::program;
use crosstrust_tests::repository::{files, has_extension, text};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn json(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(path: &str) -> Value {
    serde_saphyr::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn workflows() -> Vec<(String, Value)> {
    let paths = files(".github/workflows");
    let found: Vec<_> = paths.into_iter().map(|path| (path.clone(), yaml(&path))).collect();
    assert!(found.len() >= 2, "the workflows are found");
    found
}

/// The steps of every job, with the name of the job.
fn steps(workflow: &Value) -> Vec<(&str, &Value)> {
    let jobs = workflow["jobs"].as_object().expect("jobs");
    let steps = jobs.iter().flat_map(|(name, job)| {
        let steps = job["steps"].as_array().unwrap_or_else(|| panic!("{name} has steps"));
        steps.iter().map(move |step| (name.as_str(), step))
    });
    steps.collect()
}

#[test]
fn the_version_is_the_same_everywhere() {
    let lock = json("ui/package-lock.json");
    assert_eq!(json("ui/package.json")["version"], VERSION, "ui/package.json");
    assert_eq!(lock["version"], VERSION, "ui/package-lock.json");
    assert_eq!(lock["packages"][""]["version"], VERSION, "ui/package-lock.json");
    let window = json("src-tauri/tauri.conf.json");
    assert_eq!(window.get("version"), None, "tauri.conf.json takes the version of Cargo.toml");
    for path in files("").iter().filter(|path| path.ends_with("Cargo.toml")) {
        let manifest: toml::Table = text(path).parse().expect("TOML");
        if let Some(package) = manifest.get("package").filter(|_| !path.starts_with("fuzz/")) {
            let follows = package["version"].get("workspace").and_then(toml::Value::as_bool);
            assert_eq!(follows, Some(true), "{path} takes the version of the workspace");
        }
    }
}

#[test]
fn the_version_has_an_entry_in_the_changelog() {
    let changelog = text("CHANGELOG.md");
    let entry =
        changelog.split("\n## ").skip(1).find(|entry| entry.lines().next() == Some(VERSION));
    let entry = entry.unwrap_or_else(|| panic!("CHANGELOG.md has \"## {VERSION}\""));
    assert!(entry.lines().skip(1).any(|line| !line.trim().is_empty()), "the entry says something");
}

#[test]
fn every_task_of_a_workflow_is_there_with_its_options() {
    let xtask =
        program::crosstrust().with_file_name(format!("xtask{}", std::env::consts::EXE_SUFFIX));
    let mut tasks = BTreeSet::new();
    for (path, workflow) in workflows() {
        for (job, step) in steps(&workflow) {
            let Some(lines) = step["run"].as_str() else {
                assert!(step["uses"].is_string(), "{path}: a step of {job} does something");
                continue;
            };
            for line in lines.lines().filter_map(|line| line.trim().strip_prefix("cargo xtask ")) {
                let mut words = line.split_whitespace();
                let task = words.next().expect("a task").to_owned();
                let options = words.filter(|word| word.starts_with("--")).map(str::to_owned);
                tasks.insert((task, options.collect::<Vec<_>>()));
            }
        }
    }
    for expected in ["windows", "packages", "release", "test", "advisories"] {
        assert!(tasks.iter().any(|(task, _)| task == expected), "{expected} is in a workflow");
    }
    for (task, options) in tasks {
        let output = Command::new(&xtask).args(["help", &task]).output().expect("xtask runs");
        assert!(output.status.success(), "cargo xtask {task} is no task");
        let help = String::from_utf8_lossy(&output.stdout);
        for option in options {
            assert!(help.contains(&option), "cargo xtask {task} has no {option}:\n{help}");
        }
    }
}

#[test]
fn a_workflow_uses_only_actions_of_github_with_a_version() {
    for (path, workflow) in workflows() {
        assert_eq!(
            workflow["permissions"]["contents"], "read",
            "{path} may write nothing by itself"
        );
        for (job, step) in steps(&workflow) {
            let Some(action) = step["uses"].as_str() else { continue };
            let version = action.strip_prefix("actions/").and_then(|rest| rest.split_once("@v"));
            let is_pinned = version.is_some_and(|(_, version)| version.parse::<u32>().is_ok());
            assert!(is_pinned, "{path}, {job}: {action}");
        }
    }
}

#[test]
fn a_tag_starts_the_release_and_a_person_publishes_it() {
    let workflow = yaml(".github/workflows/release.yml");
    assert_eq!(workflow["on"]["push"]["tags"][0], "v*");
    let jobs = workflow["jobs"].as_object().expect("jobs");
    for (name, job) in jobs {
        let first = name == "check";
        assert_eq!(job.get("needs").is_none(), first, "{name} waits for the check of the version");
    }
    let drafts = steps(&workflow).into_iter().filter_map(|(_, step)| step["run"].as_str());
    let create: Vec<_> = drafts.filter(|run| run.contains("gh release create")).collect();
    assert_eq!(create.len(), 1);
    assert!(create[0].contains("--draft"), "the release is a draft");
}

#[test]
fn the_manifests_of_winget_are_yaml_of_one_package() {
    let manifests = files("packaging/winget");
    let manifests: Vec<_> =
        manifests.iter().filter(|path| has_extension(path, &["yaml"])).collect();
    assert_eq!(manifests.len(), 3, "version, installers and English texts");
    for path in manifests {
        let manifest = yaml(path);
        assert_eq!(manifest["PackageIdentifier"], "Crosstrust.Crosstrust", "{path}");
        assert_eq!(manifest["PackageVersion"], "@VERSION@", "{path}");
        assert_eq!(manifest["ManifestVersion"], "1.10.0", "{path}");
    }
}

#[test]
fn exit_codes_of_the_installer_are_those_that_winget_and_the_document_know() {
    let script = text("packaging/windows/crosstrust.nsi");
    let ends: BTreeSet<&str> = script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("!insertmacro EndWith "))
        .collect();
    assert_eq!(ends, BTreeSet::from(["2", "3", "4", "5"]));
    let document = text("docs/RELEASES.md");
    for code in &ends {
        assert!(document.contains(&format!("\n| {code} | ")), "docs/RELEASES.md explains {code}");
    }
    let manifest = yaml("packaging/winget/Crosstrust.Crosstrust.installer.yaml");
    for expected in manifest["ExpectedReturnCodes"].as_array().expect("codes") {
        let code = expected["InstallerReturnCode"].to_string();
        assert!(ends.contains(code.as_str()), "the installer ends with {code}");
    }
}

#[test]
fn windows_knows_the_program_by_the_id_under_which_it_notifies() {
    let configuration = json("src-tauri/tauri.conf.json");
    let identifier = configuration["identifier"].as_str().expect("an identifier");
    let key = format!(r#"!define NOTIFIER "Software\Classes\AppUserModelId\{identifier}""#);
    assert!(text("packaging/windows/crosstrust.nsi").contains(&key), "{key}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_machine_lacks_is_named_with_its_package() {
    let xtask = program::crosstrust().with_file_name("xtask");
    for (task, package) in [
        (&["windows"][..], "gcc-mingw-w64-x86-64"),
        (&["windows", "--installers"], "nsis"),
        (&["test", "--windows"], "wine"),
        (&["test", "--packages"], "rpm"),
        (&["packages"], "dpkg-dev"),
    ] {
        let output = Command::new(&xtask).args(task).env("PATH", "").output().expect("xtask runs");
        assert!(!output.status.success(), "{task:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        let install = said.lines().find(|line| line.contains("apt-get install"));
        let install = install.unwrap_or_else(|| panic!("{task:?} says what to install: {said}"));
        assert!(install.split_whitespace().any(|word| word == package), "{task:?}: {install}");
    }
}
