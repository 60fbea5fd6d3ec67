//! A guide in a second language: other words, and the same steps, facts, rules and scripts.

use crosstrust_core::guide::{Guide, GuideId, Library};
use crosstrust_tests::repository::{files, root};
use std::fs;
use std::path::Path;

const GUIDES: &str = "tests/data/guides";
const GUIDE: &str = "remote-domain";

/// A folder with the guide of the tests alone, after a change of its translation.
fn folder(changed: Option<(&str, &str)>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join(GUIDES), folder.path());
    if let Some((what, by)) = changed {
        let file = folder.path().join(GUIDE).join("texts.de.toml");
        let content = fs::read_to_string(&file).expect("the translation");
        assert!(content.contains(what), "{what}");
        fs::write(file, content.replacen(what, by, 1)).expect("it is written");
    }
    // What its scripts include.
    let shared = folder.path().join("shared");
    fs::create_dir_all(shared.join("steps")).expect("a folder");
    for name in ["opening.ps1", "journal.ps1", "receipt.ps1", "closing.ps1", "steps/check.ps1"] {
        let from = root().join("src-tauri/core/guides/shared").join(name);
        fs::copy(from, shared.join(name)).expect("it is copied");
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in from.read_dir().expect("a folder") {
        let entry = entry.expect("an entry");
        let path = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &path);
        } else {
            fs::copy(entry.path(), path).expect("it is copied");
        }
    }
}

/// Why the guide is refused after that change of its translation, whatever the language.
fn refusal(what: &str, by: &str) -> String {
    match Library::read(folder(Some((what, by))).path()) {
        Ok(_) => panic!("it was accepted: {by}"),
        Err(error) => error.to_string(),
    }
}

fn guide(library: &Library) -> &Guide {
    library.guide(&GuideId::from(GUIDE)).expect("the guide of the tests")
}

/// What of a guide is no text.
fn bones(guide: &Guide) -> Vec<String> {
    let steps = guide.steps.iter().map(|step| {
        let facts = step.expect.iter().map(|one| format!("{} {:?}", one.fact, one.rule));
        format!("{} {:?} {:?}", step.id, step.kind, facts.collect::<Vec<_>>())
    });
    let answers = guide.answers.iter().map(|one| format!("{} {}", one.id, one.example));
    let scripts = guide.scripts.iter().map(|one| format!("{} {:?}", one.id, one.steps));
    steps.chain(answers).chain(scripts).collect()
}

#[test]
fn a_second_language_changes_the_words_and_nothing_else() {
    let folder = folder(None);
    let read = |library: Result<Library, _>| match library {
        Ok(library) => library,
        Err(error) => panic!("{error}"),
    };
    let (english, german) =
        (read(Library::read(folder.path())), read(Library::read_in(folder.path(), "de")));
    let (english, german) = (guide(&english), guide(&german));
    assert_eq!(english.title, "A remote domain for a partner");
    assert_eq!(german.title, "Eine Remotedom\u{e4}ne f\u{fc}r einen Partner");
    assert_eq!(german.steps[1].title, "Remotedom\u{e4}ne");
    assert_eq!(bones(german), bones(english));
    let commands = |guide: &Guide| {
        let all = guide.steps.iter().flat_map(|step| &step.expect);
        let all = all.filter_map(|one| one.otherwise.clone()).collect::<Vec<_>>().join("\n");
        all.lines()
            .filter(|line| line.contains("-RemoteDomain"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(commands(german), commands(english));
    assert_eq!(commands(english).len(), 2);
}

#[test]
fn a_language_that_a_guide_does_not_have_is_refused_with_the_file() {
    let folder = folder(None);
    let error = Library::read_in(folder.path(), "fr").err().expect("there is no such file");
    assert_eq!(error.to_string(), "remote-domain/texts.fr.toml: it is missing");
}

#[test]
fn a_translation_that_does_not_fit_the_guide_is_refused_in_every_language() {
    let file = "remote-domain/texts.de.toml: ";
    let missing = refusal("key = \"summary\"", "key = \"abstract\"");
    assert!(missing.starts_with(file) && missing.contains("abstract: there is no"), "{missing}");
    assert!(missing.contains("key = \"summary\""), "it shows what to add: {missing}");
    let old = refusal("english = \"Remote domain\"", "english = \"The remote domain\"");
    assert_eq!(old, format!("{file}steps.domain.title: the English text is now \"Remote domain\""));
    let other = "New-RemoteDomain -Name 'Anders'";
    let german = "Erstellen Sie sie:\n    New-RemoteDomain -Name 'Partner'";
    let command = refusal(german, &format!("Erstellen Sie sie:\n    {other}"));
    assert!(command.contains("its commands differ"), "{command}");
}

#[test]
fn english_is_the_only_language_that_is_built_in() {
    let translations = files("src-tauri/core/guides");
    let mut translations = translations.iter().filter(|file| {
        let name = file.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').is_some_and(|(_, end)| end == "toml") && name.matches('.').count() > 1
    });
    assert_eq!(translations.next(), None, "a language needs a catalog of messages as well");
}

const TIMELINE: &str = r#"
    [[events]]
    id = "ews-off"
    date = "2027-04-01"
    says = "EWS is off."
    source = { title = "An article", url = "https://example.com" }
    grade = "documented"
"#;

const ZEITLEISTE: &str = r#"
    [[texts]]
    key = "events.ews-off.says"
    english = "EWS is off."
    text = "EWS ist abgeschaltet."
"#;

#[test]
fn the_timeline_has_its_texts_in_a_file_next_to_it() {
    let folder = folder(None);
    fs::write(folder.path().join("timeline.toml"), TIMELINE).expect("it is written");
    fs::write(folder.path().join("timeline.de.toml"), ZEITLEISTE).expect("it is written");
    let says = |library: Result<Library, _>| match library {
        Ok(library) => library.timeline().event("ews-off").expect("the event").says.clone(),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(says(Library::read(folder.path())), "EWS is off.");
    assert_eq!(says(Library::read_in(folder.path(), "de")), "EWS ist abgeschaltet.");
    let old = ZEITLEISTE.replace("EWS is off.", "EWS was off.");
    fs::write(folder.path().join("timeline.de.toml"), old).expect("it is written");
    let error = Library::read(folder.path()).err().expect("the English text is another one");
    assert!(error.to_string().starts_with("timeline.de.toml: events.ews-off.says: "), "{error}");
}

#[test]
fn the_table_of_features_has_its_texts_in_a_file_next_to_it() {
    let folder = folder(None);
    let table = root().join("src-tauri/core/guides/features.toml");
    fs::copy(table, folder.path().join("features.toml")).expect("it is copied");
    assert!(Library::read(folder.path()).is_ok());
    let missing = Library::read_in(folder.path(), "de").err().expect("it has no German texts");
    assert_eq!(missing.to_string(), "features.de.toml: it is missing");
    fs::write(folder.path().join("features.de.toml"), "texts = []").expect("it is written");
    let error = Library::read(folder.path()).err().expect("no text is translated").to_string();
    for key in ["retired.next", "beyond.1.words", "exchanges.exchange-se.label"] {
        assert!(error.contains(&format!("key = \"{key}\"")), "{key}: {error}");
    }
    assert!(!error.contains("key = \"retired.replaced-by\""), "an id is no text: {error}");
}
