//! The catalog of sentences: its files parse, each id is there once, and code uses each message with exactly
//! the values that it names.

use crosstrust_core::error::ErrorCode;
use crosstrust_tests::repository::{files, has_extension, root, text};
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use fluent_syntax::parser;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

const CATALOG: &str = "src-tauri/core/messages/";

/// Where Rust says something to a person.
const SAYING: [&str; 3] = ["src-tauri/core/src", "src-tauri/src", "host/src"];

/// What the check from outside gives its messages.
const PROBE_VALUES: &[&str] = &[
    "addresses",
    "category",
    "client",
    "detail",
    "end",
    "error",
    "host",
    "issuer",
    "name",
    "named",
    "names",
    "own",
    "path",
    "place",
    "reason",
    "schemes",
    "seconds",
    "start",
    "status",
    "tenant",
    "to",
    "trusted",
    "why",
];

/// Messages whose ids code makes of codes.
struct Family {
    beginning: &'static str,
    codes: Vec<String>,
    /// The attributes that each of them has.
    attributes: &'static [&'static str],
    /// The values that code gives them.
    values: &'static [&'static str],
}

/// The codes of a table of findings, which are the names of its entries.
fn entries(file: &str, of: Option<&str>) -> Vec<String> {
    let table: toml::Table = text(file).parse().expect("a table");
    let table = of.map_or(&table, |of| table[of].as_table().expect("a table of entries"));
    table.keys().cloned().collect()
}

/// The ids of the clouds, and of the one that is none of them.
fn clouds() -> Vec<String> {
    let table: toml::Table = text("src-tauri/core/guides/clouds.toml").parse().expect("a table");
    let rows = table["clouds"].as_array().expect("a list").iter();
    let ids = rows.chain([&table["other"]]).map(|row| row["id"].as_str().expect("an id"));
    ids.map(str::to_owned).collect()
}

/// The families, with the codes of the enums and tables that they are made of.
fn families() -> Vec<Family> {
    const PROBE: &str = "src-tauri/core/src/probe/findings.toml";
    const APPLICATION: &str = "src-tauri/core/src/graph/application/findings.toml";
    let problems = ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    let table: toml::Table =
        text("src-tauri/core/src/error/script-remedies.toml").parse().expect("a table");
    let scripts = table["script"].as_array().expect("a list").iter();
    let scripts = scripts.map(|entry| entry["code"].as_str().expect("a code").to_owned()).collect();
    let of_file =
        |beginning, codes| Family { beginning, codes, attributes: &["means"], values: &["file"] };
    let finding = |beginning, codes, values| Family { beginning, codes, attributes: &[], values };
    vec![
        of_file("problem-", problems),
        of_file("script-problem-", scripts),
        finding("probe-finding-", entries(PROBE, None), PROBE_VALUES),
        finding(
            "application-finding-",
            entries(APPLICATION, Some("findings")),
            &["app", "thumbprints", "environment", "since"],
        ),
        finding("application-not-read-", entries(APPLICATION, Some("not-read")), &[]),
        finding("cloud-", clouds(), &[]),
    ]
}

/// A message as its file has it: the values it needs, and the messages and terms that it refers to.
#[derive(Default)]
struct Needs {
    values: BTreeSet<String>,
    refers: BTreeSet<String>,
}

impl Needs {
    fn pattern(&mut self, pattern: &Pattern<String>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<String>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<String>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.values.insert(id.name.clone());
            }
            InlineExpression::MessageReference { id, attribute } => {
                let attribute = attribute.as_ref().map(|part| format!(".{}", part.name));
                self.refers.insert(format!("{}{}", id.name, attribute.unwrap_or_default()));
            }
            InlineExpression::TermReference { id, arguments, .. } => {
                self.refers.insert(format!("-{}", id.name));
                self.arguments(arguments.as_ref());
            }
            InlineExpression::FunctionReference { arguments, .. } => {
                self.arguments(Some(arguments));
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn arguments(&mut self, arguments: Option<&CallArguments<String>>) {
        for argument in arguments.iter().flat_map(|arguments| &arguments.positional) {
            self.inline(argument);
        }
        for argument in arguments.iter().flat_map(|arguments| &arguments.named) {
            self.inline(&argument.value);
        }
    }
}

/// Every message, attribute ("id.title") and term ("-name") of a file, with what it needs.
fn read(path: &str) -> Vec<(String, Needs)> {
    let file = parser::parse(text(path));
    let file = file.unwrap_or_else(|(_, errors)| panic!("{path} does not parse: {errors:?}"));
    let mut found = Vec::new();
    let mut add = |id: String, pattern: &Pattern<String>| {
        let mut needs = Needs::default();
        needs.pattern(pattern);
        found.push((id, needs));
    };
    for entry in &file.body {
        match entry {
            Entry::Message(message) => {
                if let Some(value) = &message.value {
                    add(message.id.name.clone(), value);
                }
                for attribute in &message.attributes {
                    add(format!("{}.{}", message.id.name, attribute.id.name), &attribute.value);
                }
            }
            Entry::Term(term) => add(format!("-{}", term.id.name), &term.value),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Junk { content } => panic!("{path} does not parse: {content}"),
        }
    }
    found
}

fn languages() -> BTreeMap<String, Vec<String>> {
    let mut languages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files(CATALOG) {
        assert!(has_extension(&path, &["ftl"]), "{path}: the catalog holds Fluent files only");
        let (language, _) = path[CATALOG.len()..].split_once('/').expect("a folder of a language");
        languages.entry(language.to_owned()).or_default().push(path);
    }
    languages
}

fn is_of_window(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with("window-"))
}

/// The messages in English by id, each with what it needs and whether only the pages read its file.
fn english() -> BTreeMap<String, (Needs, bool)> {
    let mut all = BTreeMap::new();
    for path in &languages()["en"] {
        for (id, needs) in read(path) {
            let twice = all.insert(id.clone(), (needs, is_of_window(path)));
            assert!(twice.is_none(), "{path}: there are two messages {id}");
        }
    }
    all
}

/// One call of `say!` or `text!`: the message and the values it gets.
#[derive(Debug, Eq, PartialEq)]
struct Said {
    id: String,
    values: BTreeSet<String>,
    /// It is said by `text!`, so it may be saved.
    saved: bool,
}

/// Every call of `say!` and `text!` in the tokens, at any depth.
fn calls(tokens: TokenStream, found: &mut Vec<Result<Said, String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        calls(group.stream(), found);
        let named = |back: usize| at.checked_sub(back).map(|at| tokens[at].to_string());
        if group.delimiter() != Delimiter::Parenthesis || named(1).as_deref() != Some("!") {
            continue;
        }
        match named(2).as_deref() {
            Some("say") => found.push(call(group.stream(), false)),
            Some("text") => found.push(call(group.stream(), true)),
            _ => {}
        }
    }
}

/// The message and the values of one call; the call's own text where it has another form.
fn call(tokens: TokenStream, saved: bool) -> Result<Said, String> {
    let text = tokens.to_string();
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut parts =
        tokens.split(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ','));
    let id = match parts.next() {
        Some([TokenTree::Literal(id)]) => id.to_string(),
        _ => return Err(text),
    };
    let id = id.strip_prefix('"').and_then(|id| id.strip_suffix('"')).ok_or(text.clone())?;
    let mut values = BTreeSet::new();
    for part in parts.filter(|part| !part.is_empty()) {
        match part {
            [TokenTree::Ident(name), TokenTree::Punct(is), _, ..] if is.as_char() == '=' => {
                values.insert(name.to_string());
            }
            _ => return Err(text),
        }
    }
    Ok(Said { id: id.to_owned(), values, saved })
}

fn calls_of(code: &str) -> Vec<Result<Said, String>> {
    let mut found = Vec::new();
    calls(code.parse().expect("it is Rust"), &mut found);
    found
}

/// The calls in a page, such as `say("report-days-left", days=key.daysLeft)`.
fn calls_of_page(page: &str) -> Vec<Said> {
    let mut found = Vec::new();
    for (at, start) in page.match_indices("say(\"") {
        let rest = &page[at + start.len()..];
        let (id, rest) = rest.split_once('"').expect("an id");
        let mut depth = 1;
        let mut in_text = false;
        let end = rest.find(|sign: char| {
            match sign {
                '"' => in_text = !in_text,
                '(' if !in_text => depth += 1,
                ')' if !in_text => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let values = rest[..end.expect("the end of the call")].split(", ");
        let names = values.filter_map(|value| value.split_once('=')).map(|(name, _)| name.trim());
        found.push(Said {
            id: id.to_owned(),
            values: names.map(str::to_owned).collect(),
            saved: false,
        });
    }
    found
}

/// The calls of all files, each with its file.
fn said() -> Vec<(String, Said)> {
    let pages = files("src-tauri/core/src/report").into_iter();
    let pages = pages.filter(|path| has_extension(path, &["html"])).flat_map(|path| {
        let of_page = calls_of_page(&text(&path)).into_iter();
        of_page.map(move |call| (path.clone(), call)).collect::<Vec<_>>()
    });
    let rust = SAYING.iter().flat_map(|folder| files(folder));
    let rust = rust.filter(|path| has_extension(path, &["rs"]));
    let calls = rust.flat_map(|path| {
        let code = text(&path);
        // The macro itself names no message, nor do the tests of the module.
        let code = match code.split_once("pub use say;") {
            Some((_, after)) => after.split("mod tests").next().unwrap_or(after),
            None => &code,
        };
        let of_file = calls_of(code).into_iter();
        of_file.map(move |call| (path.clone(), call)).collect::<Vec<_>>()
    });
    let calls = calls.map(|(path, call)| match call {
        Ok(said) => (path, said),
        Err(call) => panic!("{path}: give an id and named values, by themselves: ({call})"),
    });
    calls.chain(pages).collect()
}

#[test]
fn a_call_is_read_with_its_id_and_its_values_at_any_depth() {
    let code = r#"
        // say!("comment")
        fn words() { let text = "say!(\"text\")"; }
        #[error("{}", say!("of-error", a = _0))]
        struct Error;
        fn more() { vec![format!("{}", say!("deep", count = f(a, b), host = &x.y,))]; }
        fn saved() -> Text { text!("to-save", end = Day(end)) }
    "#;
    let said = |id: &str, values: &[&str], saved| {
        let values = values.iter().map(|&one| one.to_owned()).collect();
        Ok(Said { id: id.to_owned(), values, saved })
    };
    let calls = [
        said("of-error", &["a"], false),
        said("deep", &["count", "host"], false),
        said("to-save", &["end"], true),
    ];
    assert_eq!(calls_of(code), calls);
    for wrong in ["say!(id)", "say!(\"a\", b)", "say!(\"a\", b == c)", "say!()"] {
        let calls = calls_of(wrong);
        let refused = matches!(&calls[..], [Err(_)]);
        // `b == c` reads as the value `b` of a comparison that the macro refuses.
        assert!(refused || wrong.contains("=="), "{wrong}: {calls:?}");
    }
}

#[test]
fn a_call_of_a_page_is_read_with_its_values() {
    let page = r#"<p>{{ say("one") }}: {{ say("two", count=list|length - 1, b=f("x, y=1")) }}</p>"#;
    let said = |id: &str, values: &[&str]| Said {
        id: id.to_owned(),
        values: values.iter().map(|&one| one.to_owned()).collect(),
        saved: false,
    };
    assert_eq!(calls_of_page(page)[0], said("one", &[]));
    assert!(calls_of_page(page)[1].values.is_superset(&said("", &["b", "count"]).values));
}

#[test]
fn every_file_parses_and_every_language_says_the_same() {
    let english = english();
    for (language, paths) in languages() {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for path in &paths {
            for (id, needs) in read(path) {
                let twice = all.insert(id.clone(), needs.values);
                assert!(twice.is_none(), "{path}: there are two messages {id}");
            }
        }
        for (id, (needs, _)) in english.iter().filter(|(id, _)| !id.starts_with('-')) {
            let values = all.get(id).unwrap_or_else(|| panic!("{language} has no message {id}"));
            assert_eq!(values, &needs.values, "{language}: the values of {id}");
        }
        let messages = all.keys().filter(|id| !id.starts_with('-'));
        for id in messages {
            assert!(english.contains_key(id), "{language}: {id} is in no English file");
        }
    }
}

#[test]
fn what_a_message_refers_to_is_there() {
    let all = english();
    for (id, (needs, of_window)) in &all {
        for other in &needs.refers {
            let (_, window_only) = all
                .get(other)
                .unwrap_or_else(|| panic!("{id} refers to {other}, which is missing"));
            assert!(*of_window || !window_only, "{id}: only the pages read the file of {other}");
        }
    }
}

#[test]
fn every_call_names_a_message_and_gives_it_its_values() {
    let all = english();
    let said = said();
    assert!(!said.is_empty(), "Rust says something");
    for (path, said) in said {
        let (needs, window_only) =
            all.get(&said.id).unwrap_or_else(|| panic!("{path}: there is no message {}", said.id));
        assert!(!window_only, "{path}: only the pages read the file of {}", said.id);
        assert_eq!(said.values, needs.values, "{path}: the values of {}", said.id);
    }
}

/// The messages that setups of any version may hold, each with the values that every version saved with it.
const SAVED: &str = "tests/data/saved-messages.toml";

#[test]
fn what_was_saved_can_still_be_worded() {
    let all = english();
    let mut saved: BTreeMap<String, BTreeSet<String>> =
        toml::from_str(&text(SAVED)).expect("ids, each with the names of its values");
    let mut new = BTreeSet::new();
    for (_, Said { id, values, .. }) in said().into_iter().filter(|(_, said)| said.saved) {
        let known = saved.get(&id);
        if known.is_some_and(|known| known.is_subset(&values)) {
            continue;
        }
        let of_every_version = known.map_or(values.clone(), |known| known & &values);
        saved.insert(id.clone(), of_every_version);
        new.insert(id);
    }
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        let file = toml::to_string(&saved).expect("a table");
        std::fs::write(root().join(SAVED), file).expect("it is written");
    } else {
        assert!(new.is_empty(), "run this with UPDATE_GOLDENS=1, and read the change: {new:?}");
    }
    assert!(!saved.is_empty(), "some messages are saved");
    for (id, values) in &saved {
        let (needs, _) =
            all.get(id).unwrap_or_else(|| panic!("setups hold the message {id}: keep it"));
        let missing: Vec<&String> = needs.values.difference(values).collect();
        assert!(missing.is_empty(), "{id}: setups were saved without {missing:?}");
    }
}

#[test]
fn a_family_has_a_message_for_each_code() {
    let all = english();
    for Family { beginning, codes, attributes, values } in families() {
        assert!(!codes.is_empty(), "{beginning}");
        for code in codes {
            let name = format!("{beginning}{code}");
            let parts = attributes.iter().map(|attribute| format!("{name}.{attribute}"));
            for id in std::iter::once(name.clone()).chain(parts) {
                assert!(all.contains_key(&id), "there is no {id}");
            }
            let attribute = format!("{name}.");
            for (id, (needs, _)) in &all {
                let is_of_it = *id == name || id.starts_with(&attribute);
                let known = needs.values.iter().all(|value| values.contains(&value.as_str()));
                assert!(!is_of_it || known, "{id} gets no value but {values:?}");
            }
        }
    }
}

#[test]
fn every_message_is_used() {
    let all = english();
    let said_in_rust: BTreeSet<String> = said().into_iter().map(|(_, said)| said.id).collect();
    let pages = files("ui/src").into_iter().filter(|path| {
        has_extension(path, &["ts", "svelte"]) && !path.starts_with("ui/src/lib/bindings/")
    });
    let pages: String = pages.map(|path| text(&path)).collect();
    let referred: BTreeSet<&String> = all.values().flat_map(|(needs, _)| &needs.refers).collect();
    let families = families();
    let of_family = |id: &str| {
        families.iter().any(|Family { beginning, codes, .. }| {
            let rest =
                id.strip_prefix(beginning).map(|rest| rest.split('.').next().unwrap_or(rest));
            rest.is_some_and(|rest| codes.iter().any(|code| code == rest))
        })
    };
    let of_pages = |id: &str| {
        let name = id.split('.').next().unwrap_or(id);
        let whole = |quote: &str| pages.contains(&format!("{quote}{name}{quote}"));
        // A family of the pages: `term-${id}`.
        let in_family = |(end, _): (usize, &str)| pages.contains(&format!("`{}${{", &name[..=end]));
        ["\"", "'", "`"].iter().any(|quote| whole(quote)) || name.match_indices('-').any(in_family)
    };
    let unused: Vec<&String> = all
        .keys()
        .filter(|id| {
            !said_in_rust.contains(*id) && !referred.contains(id) && !of_family(id) && !of_pages(id)
        })
        .collect();
    assert!(unused.is_empty(), "nothing says these: {unused:#?}");
}

#[test]
fn rust_reads_every_file_that_is_not_of_the_pages() {
    let code = text("src-tauri/core/src/messages/mod.rs");
    for path in languages()["en"].iter().filter(|path| !is_of_window(path)) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let listed = format!("include_str!(\"../../messages/en/{name}\")");
        assert!(code.contains(&listed), "{path} is not in the list of messages/mod.rs");
    }
}
