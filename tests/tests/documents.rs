//! The documents name files, functions, types, tests and commands; each of them is there.
//!
//! Two rules reach all documents. What looks like a path in code type is a file or a folder. And in a
//! row of a table that names files, every function and type of the row is declared in one of them.

use crosstrust_tests::program;
use crosstrust_tests::repository::{files, has_extension, root, text};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

const DOCUMENTS: [&str; 6] = [
    "docs/ARCHITECTURE.md",
    "docs/GLOSSARY.md",
    "docs/GUIDES.md",
    "docs/RELEASES.md",
    "docs/THREATS.md",
    "CONTRIBUTING.md",
];

const ENDINGS: [&str; 9] =
    [".rs", ".toml", ".ps1", ".psm1", ".ts", ".svelte", ".json", ".js", ".md"];

/// A line of a document, outside of blocks of code, with the folder that its heading is about.
struct Line {
    text: String,
    folder: Option<String>,
}

impl Line {
    /// What stands in code type.
    fn spans(&self) -> impl Iterator<Item = &str> {
        self.text.split('`').skip(1).step_by(2)
    }

    fn is_row(&self) -> bool {
        self.text.starts_with('|')
    }
}

fn lines(document: &str) -> Vec<Line> {
    let mut folder = None;
    let mut code = false;
    let mut lines = Vec::new();
    for line in text(document).lines() {
        if line.starts_with("```") {
            code = !code;
        } else if !code {
            if line.starts_with('#') {
                let span = line.split('`').nth(1).filter(|span| span.ends_with('/'));
                folder = span.map(str::to_owned);
            }
            lines.push(Line { text: line.to_owned(), folder: folder.clone() });
        }
    }
    assert!(!code, "{document}: a block of code has no end");
    lines
}

/// Every line of every document, with the name of the document.
fn all_lines() -> impl Iterator<Item = (&'static str, Line)> {
    DOCUMENTS
        .into_iter()
        .flat_map(|document| lines(document).into_iter().map(move |line| (document, line)))
}

fn is_name(span: &str) -> bool {
    span.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/'))
}

fn has_ending(span: &str) -> bool {
    ENDINGS.iter().any(|ending| span.len() > ending.len() && span.ends_with(ending))
}

/// Whether a span names a file or folder by its path from the root, or below the folder of its heading.
fn is_path(span: &str) -> bool {
    is_name(span)
        && !span.starts_with('.')
        && span.contains('/')
        && (has_ending(span) || span.ends_with('/'))
}

/// The name of a declaration: `judge`, `Setup::mark_done`, `Assert-Shell`.
fn symbol(span: &str) -> Option<(&str, &str)> {
    let (owner, name) =
        span.split_once("::").or_else(|| span.split_once('.')).unwrap_or((span, span));
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_alphabetic())
            && word.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
    };
    (is_word(owner) && is_word(name) && !has_ending(span)).then_some((owner, name))
}

/// Whether a word stands by itself in a text.
fn holds(text: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part))
}

/// Whether a Rust file declares something of that name: an item, a field, a variant, or a text that it
/// compares with. Any other file only has to hold the word.
fn declares(path: &str, text: &str, name: &str) -> bool {
    if !has_extension(path, &["rs"]) {
        return holds(text, name);
    }
    let items = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod"];
    let is_item = items.iter().any(|item| holds(text, &format!("{item} {name}")));
    let is_text = text.contains(&format!("\"{name}\""));
    is_item
        || is_text
        || text.lines().any(|line| {
            let line = line.trim_start();
            let line =
                line.strip_prefix("pub(super) ").or(line.strip_prefix("pub ")).unwrap_or(line);
            let rest = line.strip_prefix(name);
            rest.is_some_and(|rest| {
                matches!(rest.chars().next(), Some(':' | ',' | '(' | ' '))
                    && line.ends_with([',', '{'])
            })
        })
}

/// Whether one of these files declares a symbol; the owner of a function may stand in another file.
fn is_declared(named: &[(&str, String)], (owner, name): (&str, &str)) -> bool {
    named.iter().any(|(path, text)| declares(path, text, name) && holds(text, owner))
}

#[test]
fn every_path_they_name_is_there() {
    let names: BTreeSet<String> = files("")
        .iter()
        .map(|path| path.rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    let mut missing = Vec::new();
    let mut count = 0;
    for (document, line) in all_lines() {
        for span in line.spans().filter(|span| !span.starts_with("target/")) {
            let found = if is_path(span) {
                let below = line.folder.as_ref().map(|folder| root().join(folder).join(span));
                root().join(span).exists() || below.is_some_and(|path| path.exists())
            } else if is_name(span) && has_ending(span) && !span.contains('/') {
                names.contains(span)
            } else {
                continue;
            };
            count += 1;
            if !found {
                missing.push(format!("{document}: {span}"));
            }
        }
        for link in line.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path =
                root().join(document).with_file_name(link.split('#').next().unwrap_or_default());
            if !link.starts_with("http") && !path.exists() {
                missing.push(format!("{document}: the link {link}"));
            }
        }
    }
    assert!(count > 200, "paths are found in the documents: {count}");
    assert_eq!(missing, Vec::<String>::new(), "paths in the documents that are not there");
}

#[test]
fn every_function_and_type_in_a_row_is_in_a_file_of_that_row() {
    let mut missing = Vec::new();
    let mut count = BTreeMap::new();
    for (document, line) in all_lines().filter(|(_, line)| line.is_row()) {
        let paths: Vec<&str> =
            line.spans().filter(|span| is_path(span) && root().join(span).is_file()).collect();
        if paths.is_empty() {
            continue;
        }
        let named: Vec<(&str, String)> = paths.iter().map(|path| (*path, text(path))).collect();
        for found in line.spans().filter_map(symbol) {
            *count.entry(document).or_insert(0) += 1;
            if !is_declared(&named, found) {
                missing.push(format!("{document}: {} is not in {paths:?}", found.1));
            }
        }
    }
    for document in ["docs/ARCHITECTURE.md", "docs/GLOSSARY.md", "CONTRIBUTING.md"] {
        assert!(count.get(document) > Some(&20), "names are found in the rows: {count:?}");
    }
    assert_eq!(missing, Vec::<String>::new(), "names in the documents that are not there");
}

#[test]
fn every_test_and_member_they_name_is_there() {
    let sources: Vec<String> = files("")
        .iter()
        .filter(|path| has_extension(path, &["rs"]))
        .map(|path| text(path))
        .collect();
    let mut missing = Vec::new();
    let mut count = 0;
    for (document, line) in all_lines() {
        for span in line.spans() {
            let is_test = span.matches('_').count() > 2
                && span.chars().all(|letter| {
                    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
                });
            let is_there = match span.split_once("::") {
                Some((owner, name)) if symbol(span).is_some() => {
                    sources.iter().any(|text| holds(text, owner) && holds(text, name))
                }
                None if is_test => {
                    let declared = format!("fn {span}(");
                    sources.iter().any(|text| text.contains(&declared))
                }
                _ => continue,
            };
            count += 1;
            if !is_there {
                missing.push(format!("{document}: {span}"));
            }
        }
    }
    assert!(count > 80, "tests are found in the documents: {count}");
    assert_eq!(missing, Vec::<String>::new(), "tests in the documents that are not there");
}

#[test]
fn a_map_of_a_folder_names_all_that_is_in_it() {
    let mut maps: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in lines("docs/ARCHITECTURE.md") {
        if let (Some(folder), true) = (&line.folder, line.is_row())
            && let Some(name) = line.spans().next()
        {
            maps.entry(folder.clone()).or_default().insert(name.to_owned());
        }
    }
    assert!(maps.len() >= 6, "maps are found: {:?}", maps.keys());
    for (folder, named) in maps {
        for entry in root().join(&folder).read_dir().expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_folder = entry.path().is_dir();
            let stem = name.trim_end_matches(".rs");
            let is_module = is_folder || (name != stem && stem != "lib");
            let is_named =
                [format!("{stem}/"), format!("{stem}.rs")].iter().any(|name| named.contains(name));
            assert!(
                !is_module || is_named,
                "docs/ARCHITECTURE.md, {folder}: {name} is not in the map"
            );
        }
    }
}

#[test]
fn every_command_they_name_is_understood() {
    let package: serde_json::Value = serde_json::from_str(&text("ui/package.json")).expect("JSON");
    let xtask =
        program::crosstrust().with_file_name(format!("xtask{}", std::env::consts::EXE_SUFFIX));
    let mut tasks = BTreeSet::new();
    for (document, line) in all_lines() {
        for span in line.spans() {
            let words: Vec<&str> =
                span.split_whitespace().skip_while(|word| word.contains('=')).collect();
            match words.as_slice() {
                ["cargo", "xtask", task, options @ ..] if *task != "…" => {
                    tasks.insert(((*task).to_owned(), options.join(" ")));
                }
                ["cargo", "test", "--workspace", "--test", name, ..] => {
                    let alone = root().join(format!("tests/tests/{name}.rs"));
                    let folder = root().join(format!("tests/tests/{name}/main.rs"));
                    assert!(alone.exists() || folder.exists(), "{document}: {span}");
                }
                ["npm", "--prefix", "ui", "run", script] => {
                    assert!(package["scripts"][script].is_string(), "{document}: {span}");
                }
                _ => {}
            }
        }
    }
    assert!(tasks.len() > 4, "tasks are found: {tasks:?}");
    for (task, options) in tasks {
        let output = Command::new(&xtask).args(["help", &task]).output().expect("xtask runs");
        let help = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "cargo xtask {task} is no task");
        // What else is there is the value of an option.
        for option in options.split_whitespace().filter(|word| word.starts_with('-')) {
            assert!(help.contains(option), "cargo xtask {task} {options}: {help}");
        }
    }
}

#[test]
fn the_readme_leads_to_every_document() {
    let readme = text("README.md");
    for document in DOCUMENTS {
        assert!(readme.contains(&format!("]({document})")), "README.md links to {document}");
    }
}

#[test]
fn a_term_is_explained_once() {
    let mut seen = BTreeSet::new();
    for line in lines("docs/GLOSSARY.md").iter().filter(|line| line.is_row()) {
        let term = line.text.split('|').nth(1).unwrap_or_default().trim().to_lowercase();
        let is_head = term == "term" || term.starts_with("---");
        assert!(is_head || seen.insert(term.clone()), "docs/GLOSSARY.md explains \"{term}\" twice");
    }
    assert!(seen.len() > 80, "terms are found");
}
