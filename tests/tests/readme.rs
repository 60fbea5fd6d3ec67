//! The README names paths and commands; each of them is there.

use crosstrust_core::guide::{Article, Guide, Library};
use crosstrust_tests::program;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const README: &str = include_str!("../../README.md");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// What stands between `open` and `close`, wherever that is.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    text.split(open)
        .skip(1)
        .filter_map(|rest| rest.split_once(close))
        .map(|(inside, _)| inside)
        .collect()
}

/// The lines of fenced blocks.
fn block_lines() -> Vec<&'static str> {
    README
        .split("```")
        .skip(1)
        .step_by(2)
        .flat_map(str::lines)
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
        .collect()
}

/// Runs one of our programs and gives what it prints.
fn help(program: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().expect("the program runs");
    assert!(
        output.status.success(),
        "{} {arguments:?} ended with {}",
        program.display(),
        output.status
    );
    String::from_utf8(output.stdout).expect("help is text")
}

#[test]
fn every_path_it_names_is_there() {
    let links = between(README, "](", ")").into_iter().filter(|link| !link.starts_with("http"));
    let code = between(README, "`", "`").into_iter().filter(|code| {
        let known = [".toml", ".rs", "/"].iter().any(|ending| code.ends_with(ending));
        code.contains('/') && known && !code.starts_with("target/")
    });
    let folders = block_lines()
        .into_iter()
        .filter_map(|line| line.split_once("/ "))
        .map(|(folder, _)| folder.trim());
    let named: BTreeSet<&str> = links.chain(code).chain(folders).collect();
    assert!(named.len() > 8, "paths are found in the README: {named:?}");
    let missing: Vec<_> = named.iter().filter(|path| !root().join(path).exists()).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "paths in the README that are not there");
}

/// The row of a guide in the table.
fn row(guide: &Guide) -> String {
    let steps: Vec<String> =
        (1..).zip(&guide.steps).map(|(n, step)| format!("{n} {}", step.title)).collect();
    let Article { title, url } = &guide.article;
    format!("| `{}`: {} | {} | [{title}]({url}) |", guide.id, guide.title, steps.join(", "))
}

#[test]
fn the_table_of_guides_is_that_of_the_guides_it_offers() {
    let library = Library::built_in().expect("the built-in guides");
    let expected: Vec<String> = library.guides().map(row).collect();
    let table =
        README.split("| Guide | Steps | Source |\n|---|---|---|\n").nth(1).expect("a table");
    let there: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert!(there == expected, "The rows have to be:\n{}", expected.join("\n"));
}

#[test]
fn every_task_it_names_is_one() {
    let tasks: BTreeSet<&str> = README
        .split("cargo xtask ")
        .skip(1)
        .filter_map(|rest| rest.split(|letter: char| !letter.is_ascii_lowercase()).next())
        .collect();
    assert!(
        tasks.contains("run") && tasks.contains("test"),
        "the two commands stand in the README"
    );
    let xtask =
        program::crosstrust().with_file_name(format!("xtask{}", std::env::consts::EXE_SUFFIX));
    for task in tasks {
        help(&xtask, &["help", task]);
    }
}

#[test]
fn every_command_line_it_shows_is_understood() {
    let lines: Vec<&str> =
        block_lines().into_iter().filter(|line| line.starts_with("crosstrust ")).collect();
    assert!(lines.len() >= 6, "command lines are found in the README: {lines:?}");
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        let text = help(&program::crosstrust(), &[words[1], "--help"]);
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            assert!(text.contains(flag), "{line}: {flag} is not known");
        }
    }
}
