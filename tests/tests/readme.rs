//! The README and the pages that it leads users to name paths and commands; each of them is there.

use crosstrust_core::guide::{Article, Guide, Library};
use crosstrust_tests::program;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const README: &str = include_str!("../../README.md");
const PROCEDURES: &str = include_str!("../../docs/PROCEDURES.md");
const JOURNEY: &str = include_str!("../../docs/journey.toml");
const CHANGES: &str = include_str!("../../docs/CHANGES.md");
const COMMAND_LINE: &str = include_str!("../../docs/COMMAND-LINE.md");

/// The pages for users, each with its folder.
const PAGES: [(&str, &str); 4] =
    [(README, ""), (PROCEDURES, "docs"), (CHANGES, "docs"), (COMMAND_LINE, "docs")];

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
fn block_lines(page: &str) -> Vec<&str> {
    page.split("```")
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
fn every_path_they_name_is_there() {
    let mut count = 0;
    let mut missing = Vec::new();
    for (page, folder) in PAGES {
        let links = between(page, "](", ")").into_iter().filter(|link| !link.starts_with("http"));
        let links = links.map(|link| root().join(folder).join(link));
        let code = between(page, "`", "`").into_iter().filter(|code| {
            let known = [".toml", ".rs", "/"].iter().any(|ending| code.ends_with(ending));
            let is_path = code.contains('/') && !code.contains("//");
            is_path && known && !code.starts_with("target/")
        });
        let code = code.map(|path| root().join(path));
        for path in links.chain(code) {
            count += 1;
            if !path.exists() {
                missing.push(path);
            }
        }
    }
    assert!(count > 10, "paths are found: {count}");
    assert_eq!(missing, Vec::<PathBuf>::new(), "paths that are not there");
}

#[test]
fn the_readme_leads_to_every_page_and_begins_with_pictures() {
    for page in ["docs/PROCEDURES.md", "docs/CHANGES.md", "docs/COMMAND-LINE.md"] {
        assert!(README.contains(&format!("]({page})")), "the README leads to {page}");
    }
    let (beginning, _) = README.split_once("\n## ").expect("sections");
    assert_eq!(between(beginning, "](docs/pictures/", ".png)").len(), 2, "{beginning}");
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
        PROCEDURES.split("| Guide | Steps | Source |\n|---|---|---|\n").nth(1).expect("a table");
    let there: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert!(there == expected, "The rows have to be:\n{}", expected.join("\n"));
}

#[test]
fn the_readme_offers_every_guide() {
    let library = Library::built_in().expect("the built-in guides");
    for guide in library.guides() {
        assert!(README.contains(&format!("| {} |\n", guide.title)), "{}", guide.title);
    }
}

#[test]
fn the_figures_of_the_teams_guide_are_those_that_were_measured() {
    let measured: toml::Table = toml::from_str(JOURNEY).expect("a table of figures");
    let of = |way: &str| measured[way].as_table().expect("the figures of the Teams guide");
    let (teams, from_here) = (of("teams"), of("teams_from_here"));
    let rows = [
        ("Values to fill in", "7 placeholders", "fields", " fields"),
        ("Scripts to run yourself", "2", "scripts", ""),
        ("Clicks", "not counted", "clicks", ""),
        ("Pages", "1", "pages", ""),
    ];
    assert_eq!(rows.len(), teams.len(), "each figure has its row");
    for (what, article, figure, unit) in rows {
        let row = format!(
            "| {what} | {article} | {}{unit} | {}{unit} |\n",
            teams[figure], from_here[figure]
        );
        assert!(README.contains(&row), "the README says otherwise than: {row}");
    }
}

#[test]
fn every_task_it_names_is_one() {
    let tasks: BTreeSet<&str> = README
        .split("cargo xtask ")
        .skip(1)
        .filter_map(|rest| rest.split(|letter: char| !letter.is_ascii_lowercase()).next())
        .collect();
    assert!(tasks.contains("run") && tasks.contains("test"), "the two commands are in the README");
    let xtask =
        program::crosstrust().with_file_name(format!("xtask{}", std::env::consts::EXE_SUFFIX));
    for task in tasks {
        help(&xtask, &["help", task]);
    }
}

#[test]
fn every_command_line_they_show_is_understood() {
    let lines: Vec<&str> = PAGES
        .iter()
        .flat_map(|(page, _)| block_lines(page))
        .filter(|line| line.starts_with("crosstrust "))
        .collect();
    assert!(lines.len() >= 8, "command lines are found: {lines:?}");
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        let text = help(&program::crosstrust(), &[words[1], "--help"]);
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            assert!(text.contains(flag), "{line}: {flag} is not known");
        }
    }
}
