//! The texts that a person reads, and where each one is.

use crosstrust_core::guide::texts;
use crosstrust_tests::repository::{files, has_extension, text};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use toml::Table;

/// A text with its place.
pub(super) struct Said {
    /// The file, and the key in it.
    pub(super) place: String,
    /// The text.
    pub(super) text: String,
}

/// A group of texts.
pub(super) struct Kind {
    /// How the places of its texts begin.
    pub(super) begins_with: &'static str,
    /// It has at least so many texts; fewer would say that they are not found any more.
    pub(super) at_least: usize,
}

/// The groups of texts.
pub(super) const KINDS: &[Kind] = &[
    Kind { begins_with: "README.md", at_least: 20 },
    Kind { begins_with: "docs/CHANGES.md", at_least: 40 },
    Kind { begins_with: "docs/COMMAND-LINE.md", at_least: 15 },
    Kind { begins_with: COMMANDS, at_least: 60 },
    Kind { begins_with: GUIDES, at_least: 1000 },
    Kind { begins_with: MESSAGES, at_least: 1000 },
];

/// The catalogue of messages.
pub(super) const MESSAGES: &str = "src-tauri/core/messages";

/// The guides.
const GUIDES: &str = "src-tauri/core/guides";

/// The commands of the command line. Their doc comments are what `--help` prints.
const COMMANDS: &str = "src-tauri/src/cli";

/// All texts.
pub(super) fn all() -> Vec<Said> {
    let mut said = Vec::new();
    for file in toml_files() {
        let table: Table = text(&file).parse().unwrap_or_else(|error| panic!("{file}: {error}"));
        // What an article has is said in the article's words.
        let own = texts(&table).into_iter().filter(|one| !one.key.ends_with(".published"));
        said.extend(own.map(|one| Said { place: format!("{file}.{}", one.key), text: one.text }));
    }
    for file in markdown_files() {
        said.extend(paragraphs(&file, &text(&file)));
    }
    for file in templates() {
        said.extend(help(&file, &text(&file)));
    }
    for file in files(COMMANDS).iter().filter(|file| has_extension(file, &["rs"])) {
        said.extend(options(file, &text(file)));
    }
    for file in files(MESSAGES).iter().filter(|file| has_extension(file, &["ftl"])) {
        said.extend(messages(file, &text(file)));
    }
    said
}

/// The files of guides.
fn toml_files() -> Vec<String> {
    let guides = files(GUIDES).into_iter().filter(|file| has_extension(file, &["toml"]));
    let guides = guides.filter(|file| !file.ends_with("rehearsal.toml"));
    guides.collect()
}

/// The documents for people who use Crosstrust.
fn markdown_files() -> Vec<String> {
    ["README.md", "docs/CHANGES.md", "docs/COMMAND-LINE.md"].map(str::to_owned).to_vec()
}

/// The templates of scripts.
fn templates() -> Vec<String> {
    files(GUIDES).into_iter().filter(|file| has_extension(file, &["ps1"])).collect()
}

/// The paragraphs, headings and cells of a Markdown text, without its code.
pub(super) fn paragraphs(file: &str, markdown: &str) -> Vec<Said> {
    let mut said = Vec::new();
    let mut text = String::new();
    let mut is_code = false;
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter();
    for (event, range) in parser {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(part) if !is_code => text.push_str(&part),
            Event::Code(_) => text.push('X'),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item,
            ) => {
                let line = markdown[..range.start].lines().count() + 1;
                let text = std::mem::take(&mut text);
                if !text.trim().is_empty() {
                    said.push(Said { place: format!("{file}:{line}"), text });
                }
            }
            _ => {}
        }
    }
    said
}

/// The help of a script: its synopsis, its description and its parameters, without examples.
pub(super) fn help(file: &str, template: &str) -> Vec<Said> {
    let comment = template.split_once("<#").and_then(|(_, rest)| rest.split_once("#>"));
    let Some((comment, _)) = comment else { return Vec::new() };
    let sections = comment.split("\n.").skip(1).filter(|section| !section.starts_with("EXAMPLE"));
    let mut said = Vec::new();
    for section in sections {
        let (name, text) = section.split_once('\n').unwrap_or((section, ""));
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for paragraph in lines.join("\n").split("\n\n") {
            // The title of an article is Microsoft's.
            if !paragraph.starts_with("Source: ") {
                let place = format!("{file}: {name}");
                said.push(Said { place, text: paragraph.replace('\n', " ") });
            }
        }
    }
    said
}

/// What `--help` prints of the commands and options that a Rust file declares: the doc comments of types
/// that derive them, and of their fields.
pub(super) fn options(file: &str, code: &str) -> Vec<Said> {
    let derives = |line: &str| {
        let derived = line.strip_prefix("#[derive(").and_then(|rest| rest.split_once(')'));
        derived.is_some_and(|(names, _)| {
            names.split(", ").any(|name| matches!(name, "Args" | "Parser" | "Subcommand"))
        })
    };
    let mut said = Vec::new();
    let (mut comment, mut is_declared) = (Vec::new(), false);
    for line in code.lines() {
        let is_type = derives(line);
        is_declared = (is_declared || is_type) && line != "}";
        if let Some(part) = line.trim_start().strip_prefix("///") {
            comment.push(part.trim());
        } else if is_type || !line.trim_start().starts_with("#[") {
            let paragraphs = std::mem::take(&mut comment).join("\n");
            let paragraphs = paragraphs.split("\n\n").filter(|one| is_declared && !one.is_empty());
            said.extend(paragraphs.map(|one| Said {
                place: format!("{file}: --help"),
                text: one.replace('\n', " "),
            }));
        }
    }
    said
}

/// The messages of a file of the catalogue, each in all of its forms.
pub(super) fn messages(file: &str, source: &str) -> Vec<Said> {
    let resource = fluent_syntax::parser::parse(source)
        .unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
    let mut said = Vec::new();
    let mut say = |id: &str, pattern: &Pattern<&str>| {
        for text in forms(pattern) {
            said.push(Said { place: format!("{file}: {id}"), text });
        }
    };
    for entry in &resource.body {
        let (id, value, attributes) = match entry {
            Entry::Message(message) => {
                (message.id.name, message.value.as_ref(), &message.attributes)
            }
            Entry::Term(term) => (term.id.name, Some(&term.value), &term.attributes),
            _ => continue,
        };
        if let Some(value) = value {
            say(id, value);
        }
        for attribute in attributes {
            say(&format!("{id}.{}", attribute.id.name), &attribute.value);
        }
    }
    said
}

/// A pattern in each form that its selectors give it. A value becomes an X.
fn forms(pattern: &Pattern<&str>) -> Vec<String> {
    let mut forms = vec![String::new()];
    for element in &pattern.elements {
        let parts = match element {
            PatternElement::TextElement { value }
            | PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::StringLiteral { value }),
            } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                variants.iter().flat_map(|variant| self::forms(&variant.value)).collect()
            }
            PatternElement::Placeable { .. } => vec!["X".to_owned()],
        };
        forms = forms
            .iter()
            .flat_map(|form| parts.iter().map(move |part| format!("{form}{part}")))
            .collect();
    }
    forms
}
