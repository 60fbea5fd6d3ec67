//! Who may import whom: crates, modules of the core, and the window. And that one name of a type means
//! one thing within a crate.

use crosstrust_tests::repository::{files, has_extension, text, without_tests};
use std::collections::{BTreeMap, BTreeSet};

const CORE: &str = "src-tauri/core/src/";

/// Files that are compiled for tests alone.
const FOR_TESTS: [&str; 4] = ["tests.rs", "fixture.rs", "elsewhere.rs", "schema.rs"];

fn is_for_tests(path: &str) -> bool {
    path.contains("/tests/")
        || path.contains("/schema/")
        || FOR_TESTS.iter().any(|name| path.ends_with(&format!("/{name}")))
}

/// The Rust files of a folder with the code that ships.
fn sources(folder: &str) -> Vec<(String, String)> {
    let rust = files(folder)
        .into_iter()
        .filter(|path| has_extension(path, &["rs"]) && !is_for_tests(path));
    let sources: Vec<_> = rust.map(|path| (path.clone(), without_tests(&text(&path)))).collect();
    assert!(!sources.is_empty(), "{folder} holds sources");
    sources
}

/// The names that stand behind a path such as `crate::`.
fn names<'a>(code: &'a str, path: &'a str) -> impl Iterator<Item = &'a str> {
    let begins_a_path =
        |at: usize| !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
    code.match_indices(path).filter(move |(at, _)| begins_a_path(*at)).map(move |(at, _)| {
        let rest = &code[at + path.len()..];
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

fn dependencies(manifest: &str) -> BTreeSet<String> {
    let manifest: toml::Table = text(manifest).parse().expect("a manifest");
    manifest["dependencies"].as_table().expect("a table").keys().cloned().collect()
}

#[test]
fn core_depends_on_no_desktop_and_no_other_crate() {
    let core = dependencies("src-tauri/core/Cargo.toml");
    let desktop = ["tauri", "rfd", "opener", "crosstrust"];
    let wrong: Vec<_> =
        core.iter().filter(|name| desktop.iter().any(|start| name.starts_with(start))).collect();
    assert!(wrong.is_empty(), "core must not depend on {wrong:?}");
    let rehearsal = dependencies("src-tauri/rehearsal/Cargo.toml");
    let ours: Vec<_> = rehearsal.iter().filter(|name| name.starts_with("crosstrust")).collect();
    assert_eq!(ours, ["crosstrust-core"], "the rehearsal takes types of core and nothing else");
}

/// The table of the document: module and what it may import.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let document = text("docs/ARCHITECTURE.md");
    let section = document.split("### Imports within core").nth(1).expect("the section is there");
    let rows = section.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let spans =
        |row: &str| row.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    rows.map(|row| {
        let mut names = spans(row).into_iter();
        (names.next().expect("a module"), names.collect())
    })
    .collect()
}

#[test]
fn modules_of_core_import_what_the_table_says() {
    let mut actual: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, code) in sources(CORE) {
        let module = path[CORE.len()..].split(['/', '.']).next().unwrap_or_default().to_owned();
        if module == "lib" {
            continue;
        }
        assert!(!code.contains("crate::{"), "{path}: one import a line, so that this test sees it");
        let imported = names(&code, "crate::").filter(|name| *name != module).map(str::to_owned);
        let imported: Vec<String> = imported.collect();
        actual.entry(module).or_default().extend(imported);
    }
    let allowed = allowed();
    let modules = |table: &BTreeMap<_, _>| table.keys().cloned().collect::<Vec<String>>();
    assert_eq!(modules(&allowed), modules(&actual), "docs/ARCHITECTURE.md lists every module");
    for (module, imports) in &actual {
        assert_eq!(
            &allowed[module], imports,
            "the row of `{module}` in docs/ARCHITECTURE.md, \"Imports within core\""
        );
    }
}

#[test]
fn core_reads_no_environment() {
    for (path, code) in sources(CORE) {
        let reads = code.contains("std::env") || code.contains("env::var");
        assert!(!reads, "{path}: folders and addresses come into core as values");
    }
}

#[test]
fn the_rehearsal_knows_neither_guides_nor_setups() {
    for (path, code) in sources("src-tauri/rehearsal/src") {
        let known: BTreeSet<&str> = names(&code, "crosstrust_core::").collect();
        let allowed: &[&str] = match path.as_str() {
            // How a file is saved is one matter for the whole program.
            path if path.ends_with("/src/home.rs") => &["disk"],
            // And so is how a port is served.
            path if path.ends_with("/cloud/mod.rs") || path.ends_with("/publication/mod.rs") => {
                &["serving"]
            }
            path if path.contains("/exchange/") => &["places", "receipt", "rehearsal"],
            _ => &[],
        };
        let wrong: Vec<_> = known.iter().filter(|name| !allowed.contains(name)).collect();
        assert!(wrong.is_empty(), "{path} must not know {wrong:?} of core");
    }
}

#[test]
fn files_are_written_and_ports_are_served_in_one_way() {
    let once = [
        ("src-tauri/core/src/disk.rs", &["fs::write(", "File::create", "OpenOptions"][..]),
        ("src-tauri/core/src/serving.rs", &["axum::serve(", "serve_connection("]),
    ];
    // Tests write there what is generated from the code.
    let generated = "src-tauri/src/commands/bindings.rs";
    let ours = [CORE, REHEARSAL, SHELL, "host/src/"].into_iter().flat_map(sources);
    for (path, code) in ours.filter(|(path, _)| path != generated) {
        for (only, ways) in once.iter().filter(|(only, _)| *only != path) {
            for way in *ways {
                assert!(!code.contains(way), "{path}: {way}…) is for {only} alone");
            }
        }
    }
    for (only, ways) in once {
        let code = without_tests(&text(only));
        assert!(ways.iter().any(|way| code.contains(way)), "{only} has it");
    }
}

#[test]
fn one_file_of_the_window_calls_the_desktop() {
    let pages =
        files("ui/src").into_iter().filter(|path| has_extension(path, &["ts", "svelte", "js"]));
    // A test puts something else in its place.
    let pages = pages.filter(|path| !path.ends_with(".test.ts"));
    let calling: Vec<String> = pages.filter(|path| text(path).contains("@tauri-apps/")).collect();
    assert_eq!(calling, ["ui/src/lib/host.ts"]);
}

#[test]
fn nothing_that_ships_depends_on_the_browser_host() {
    let manifests = ["src-tauri", "src-tauri/core", "src-tauri/rehearsal"];
    for manifest in manifests.map(|folder| format!("{folder}/Cargo.toml")) {
        let known = dependencies(&manifest);
        assert!(!known.contains("crosstrust-host"), "{manifest} must not know the browser host");
    }
    let manifest: toml::Table = text("Cargo.toml").parse().expect("a manifest");
    let built = manifest["workspace"]["default-members"].as_array().expect("a list");
    assert_eq!(built.len(), 1, "`cargo build` and `cargo install` build what ships");
    assert_eq!(built[0].as_str(), Some("src-tauri"));
}

const REHEARSAL: &str = "src-tauri/rehearsal/src/";
const SHELL: &str = "src-tauri/src/";

/// The name of the type that a line declares. An associated type is indented and is none.
fn declared(line: &str) -> Option<&str> {
    let code = line.trim_start();
    let code = match code.strip_prefix("pub") {
        Some(rest) => match rest.strip_prefix('(') {
            Some(scoped) => scoped.split_once(')')?.1.trim_start(),
            None => rest.strip_prefix(' ')?,
        },
        None => code,
    };
    let (keyword, rest) = code.split_once(' ')?;
    let declares = match keyword {
        "struct" | "enum" | "union" | "trait" => true,
        "type" => !line.starts_with(' '),
        _ => false,
    };
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    declares.then(|| &rest[..end.unwrap_or(rest.len())])
}

#[test]
fn a_declaration_is_seen_in_each_form_and_nothing_else_is() {
    for (line, name) in [
        ("pub struct Guide {", Some("Guide")),
        ("    pub(in crate::graph) enum Goal<'a> {", Some("Goal")),
        ("type Known = (u8, u8);", Some("Known")),
        ("pub(super) trait Source: Send {", Some("Source")),
        ("struct Unit;", Some("Unit")),
        ("    type Error = Failure;", None),
        ("pub fn structure(type_: u8) {", None),
        ("/// A struct Guide.", None),
        ("use graph::Goal;", None),
    ] {
        assert_eq!(declared(line), name, "{line}");
    }
}

#[test]
fn one_name_of_a_type_means_one_thing_in_a_crate() {
    let mut shared = BTreeMap::new();
    for folder in [CORE, REHEARSAL, SHELL, "xtask/src/", "tests/src/"] {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, code) in sources(folder) {
            for name in code.lines().filter_map(declared) {
                all.entry(name.to_owned()).or_default().insert(path.clone());
            }
        }
        let several = all.into_iter().filter(|(_, paths)| paths.len() > 1);
        shared.extend(several.map(|(name, paths)| ((folder, name), paths)));
    }
    assert!(shared.is_empty(), "these names are taken: choose another: {shared:#?}");
}
