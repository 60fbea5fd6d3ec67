//! The content of every built-in guide, held against its own scripts: what one part of it names,
//! another part has. Which scripts belong to which step follows from `guide.toml`.

mod check;
mod clouds;
mod exchange_oauth;
mod language;
mod owner;
mod retired;
mod rotate;
mod seventh;
mod skype;
mod skype_rehearsal;
mod teams;
mod timeline;

use crosstrust_core::error::script_remedy;
use crosstrust_core::guide::{
    AnswerRole, Guide, Library, Question, ReversibleChange, ScriptRole, ScriptSpec, Step, StepKind,
};
use crosstrust_core::receipt::read_from_bytes;
use crosstrust_core::script::{RenderError, write};
use crosstrust_tests::answer_sets::{PLAIN, Setup, library};
use crosstrust_tests::repository::text;
use std::collections::{BTreeMap, BTreeSet};
use tree_sitter::{Node, Parser};

/// Every script of a guide, by id, with plain answers.
struct Scripts<'a> {
    guide: &'a Guide,
    texts: BTreeMap<&'a str, String>,
}

impl<'a> Scripts<'a> {
    fn of(library: &Library, guide: &'a Guide) -> Self {
        Self::with(library, guide, &PLAIN.setup(guide))
    }

    fn with(library: &Library, guide: &'a Guide, setup: &Setup) -> Self {
        let text = |spec: &'a ScriptSpec| {
            let script = write(library, guide, &spec.id, &setup.context());
            let script = script.unwrap_or_else(|error| panic!("{}: {error}", guide.id));
            (spec.id.as_str(), script.text)
        };
        Self { guide, texts: guide.scripts.iter().map(text).collect() }
    }

    fn of_role(&self, role: ScriptRole) -> impl Iterator<Item = &'a ScriptSpec> {
        self.guide.scripts.iter().filter(move |spec| spec.role == role)
    }

    /// The scripts whose receipts prove a step.
    fn of_step(&self, step: &Step) -> impl Iterator<Item = &'a ScriptSpec> {
        let covers = |spec: &&ScriptSpec| spec.steps.contains(&step.id);
        self.guide.scripts.iter().filter(|spec| spec.role != ScriptRole::Undo).filter(covers)
    }

    /// The scripts that a step's page shows and no other does: of the questions' page discovery, of
    /// the last one verification and what is guarded, of any other those made for that step alone.
    fn own(&self, step: &Step) -> Vec<&'a ScriptSpec> {
        match step.kind {
            StepKind::Answers => self.of_role(ScriptRole::Discovery).collect(),
            StepKind::Script => {
                self.of_step(step).filter(|spec| spec.role == ScriptRole::Step).collect()
            }
            StepKind::Upload => Vec::new(),
            StepKind::Verify => {
                let roles = [ScriptRole::Verification, ScriptRole::Guarded];
                roles.into_iter().flat_map(|role| self.of_role(role)).collect()
            }
        }
    }

    fn text(&self, spec: &ScriptSpec) -> &str {
        &self.texts[spec.id.as_str()]
    }
}

/// Looks at the scripts of every guide.
fn each_guide(mut look: impl FnMut(&Scripts<'_>)) {
    let library = library();
    assert!(library.guides().count() > 0, "there are guides");
    for guide in library.guides() {
        look(&Scripts::of(&library, guide));
    }
}

fn visit<'a>(node: Node<'a>, text: &str, see: &mut impl FnMut(Node<'a>, &str)) {
    see(node, node.utf8_text(text.as_bytes()).expect("it is UTF-8"));
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        visit(child, text, see);
    }
}

fn parse(text: &str) -> tree_sitter::Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).expect("the grammar fits");
    parser.parse(text, None).expect("a language is set")
}

fn commands(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    visit(parse(text).root_node(), text, &mut |node, words| {
        if node.kind() == "command_name" {
            found.insert(words.to_owned());
        }
    });
    found
}

/// Whether a command changes something, as far as its verb says. `New-Object` makes something for the
/// script's own use, and `Set-StrictMode` is about the script itself.
fn changes_something(command: &str) -> bool {
    let verbs = ["Add-", "New-", "Set-", "Remove-"];
    verbs.iter().any(|verb| command.starts_with(verb))
        && !["New-Object", "Set-StrictMode"].contains(&command)
}

#[test]
fn every_script_is_powershell_that_can_be_reviewed() {
    each_guide(|scripts| {
        let guide = &scripts.guide.id;
        for (id, text) in &scripts.texts {
            let mut errors = Vec::new();
            visit(parse(text).root_node(), text, &mut |node, words| {
                if node.is_error() || node.is_missing() {
                    errors.push(format!("line {}: {words}", node.start_position().row + 1));
                }
            });
            assert!(errors.is_empty(), "{guide} {id}: {errors:?}");
            assert!(text.is_ascii(), "{guide} {id}");
            for (number, line) in text.lines().enumerate() {
                assert_eq!(line, line.trim_end(), "{guide} {id}:{}", number + 1);
                assert!(!line.contains('\t'), "{guide} {id}:{}", number + 1);
            }
            assert!(!text.contains("\n\n\n"), "{guide} {id} has a gap");
            for part in [
                "\n.SYNOPSIS\n",
                "    Needs: ",
                "    Source: ",
                "# ---- Steps",
                "\nWrite-Receipt\n",
            ] {
                assert_eq!(text.matches(part).count(), 1, "{guide} {id}: {part:?}");
            }
            let named = format!("guide       = '{guide}'");
            assert!(text.contains(&named), "{guide} {id}: the receipt names the guide");
        }
    });
}

#[test]
fn every_function_that_a_script_calls_is_in_it() {
    each_guide(|scripts| {
        let guide = &scripts.guide.id;
        let all: BTreeSet<&str> = scripts
            .texts
            .values()
            .flat_map(|text| text.lines().filter_map(|line| line.strip_prefix("function ")))
            .filter_map(|rest| rest.split(' ').next())
            .collect();
        assert!(all.contains("Invoke-Change"), "{guide}: {all:?}");
        for (id, text) in &scripts.texts {
            for command in commands(text) {
                let defined = text.contains(&format!("function {command} {{"));
                let known = all.contains(command.as_str());
                assert!(defined || !known, "{guide} {id} calls {command}");
            }
        }
    });
}

#[test]
fn every_shared_question_is_asked_by_several_guides_and_none_is_written_twice() {
    let ids = |path: &str, key: &str| -> Vec<String> {
        let table: toml::Table = toml::from_str(&text(path)).expect("TOML");
        let answers = table["answers"].as_array().expect("answers").iter();
        answers.filter_map(|one| Some(one.get(key)?.as_str()?.to_owned())).collect()
    };
    let folder = "src-tauri/core/guides";
    let shared = ids(&format!("{folder}/shared/answers.toml"), "id");
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for guide in library().guides() {
        let path = format!("{folder}/{}/guide.toml", guide.id);
        for id in ids(&path, "shared") {
            *taken.entry(id).or_default() += 1;
        }
        let own = ids(&path, "id");
        let again: Vec<&String> = own.iter().filter(|id| shared.contains(id)).collect();
        assert!(again.is_empty(), "{path}: {again:?} are in shared/answers.toml");
    }
    assert!(shared.len() >= 6, "{shared:?}");
    assert!(shared.iter().all(|id| taken.get(id).is_some_and(|count| *count > 1)), "{taken:?}");
}

#[test]
fn every_command_is_explained_and_nothing_else_is() {
    let mut used = BTreeSet::new();
    let mut glossary = BTreeSet::new();
    let mut idle = Vec::new();
    each_guide(|scripts| {
        let guide = scripts.guide;
        glossary.extend(guide.glossary.keys().cloned());
        let mut of_guide = BTreeSet::new();
        for spec in &guide.scripts {
            let at = format!("{} {}", guide.id, spec.id);
            let own = commands(scripts.text(spec));
            for command in &own {
                assert!(
                    guide.explanation(Some(spec), command).is_some(),
                    "{at}: {command} is explained nowhere"
                );
            }
            let others = spec.explain.keys().filter(|command| !own.contains(*command));
            idle.extend(others.map(|command| format!("{at}: {command}")));
            of_guide.extend(own.into_iter().filter(|one| !spec.explain.contains_key(one)));
        }
        let others = guide.explain.keys().filter(|command| !of_guide.contains(*command));
        idle.extend(others.map(|command| format!("{}: {command}", guide.id)));
        used.extend(of_guide.into_iter().filter(|one| !guide.explain.contains_key(one)));
    });
    assert_eq!(idle, Vec::<String>::new(), "explained, but in no script");
    assert!(used.len() > 200, "{used:?}");
    let idle: Vec<&String> = glossary.difference(&used).collect();
    assert!(idle.is_empty(), "explained in explain.toml, but no script needs it: {idle:?}");
}

/// The codes with which the scripts of a guide end, those of unforeseen errors among them.
fn codes(scripts: &Scripts) -> BTreeSet<String> {
    let quoted = |rest: &str| rest.split('\'').next().expect("a quoted code").to_owned();
    let texts = scripts.texts.values();
    let ends = texts.flat_map(|text| {
        ["Stop-Step '", "code = '"].into_iter().flat_map(|before| text.split(before).skip(1))
    });
    ends.map(quoted).chain(["exchange-error".to_owned()]).collect()
}

#[test]
fn a_remedy_names_no_product_or_object_that_its_guide_does_not_use() {
    let foreign: [(&str, &[&str]); 4] = [
        ("Skype for Business Server", &["skype-server", "skype-hybrid"]),
        ("CsAdministrator", &["skype-server", "skype-hybrid"]),
        ("mail user TeamsScheduler", &["teams"]),
        ("SfBOnline-ApplicationAccount", &["skype-online"]),
    ];
    each_guide(|scripts| {
        let guide = &scripts.guide.id;
        for code in codes(scripts) {
            let remedy = script_remedy(&code).unwrap_or_else(|| panic!("{code} has no remedy"));
            let next = remedy.next_in(guide);
            for text in next.iter().chain([&remedy.title, &remedy.means]) {
                for (name, guides) in foreign {
                    let fits = guides.contains(&guide.as_str()) || !text.contains(name);
                    assert!(fits, "{guide}, {code}: {text}");
                }
            }
        }
    });
}

#[test]
fn every_code_that_ends_a_script_has_a_remedy() {
    let mut all = BTreeSet::new();
    each_guide(|scripts| all.extend(codes(scripts)));
    assert!(all.len() > 15, "{all:?}");
    for code in all {
        let remedy = script_remedy(&code).unwrap_or_else(|| panic!("{code} has no remedy"));
        assert!(!remedy.means.is_empty() && !remedy.next.is_empty(), "{code}");
    }
}

#[test]
fn every_expected_fact_is_recorded_by_each_script_of_the_step() {
    each_guide(|scripts| {
        for step in &scripts.guide.steps {
            for expectation in &step.expect {
                let conditions = expectation.only_if.iter().map(|condition| &condition.fact);
                for fact in conditions.chain([&expectation.fact]) {
                    for spec in scripts.of_step(step) {
                        let at = format!("{} {}, {}", scripts.guide.id, spec.id, step.id);
                        let adds = |fact: &str| {
                            scripts.text(spec).contains(&format!("Add-Fact '{fact}' "))
                        };
                        let from_bytes =
                            read_from_bytes(fact).is_some_and(|of| of.into_iter().any(adds));
                        assert!(adds(fact) || from_bytes, "{at}: {fact}");
                    }
                }
            }
        }
    });
}

#[test]
fn every_answer_that_a_step_finds_stands_in_its_script_and_is_recorded_by_it() {
    let mut found = 0;
    each_guide(|scripts| {
        for answer in &scripts.guide.answers {
            for source in &answer.found {
                let Some(id) = &source.step else { continue };
                let (_, step) = scripts.guide.step(id).expect("it is a step of the guide");
                let at = format!("{} {}: {}", scripts.guide.id, step.id, answer.id);
                let page = source.asked_on().and_then(|page| scripts.guide.step(page));
                let (_, page) = page.expect("it is a step of the guide");
                assert!(page.uses.contains(&answer.id), "{at}");
                assert_eq!(
                    answer.in_scripts,
                    source.page.is_none(),
                    "{at}: other receipts stay good"
                );
                for spec in scripts.own(step) {
                    let fact = format!("Add-Fact '{}' ", source.fact);
                    assert!(scripts.text(spec).contains(&fact), "{at}: {fact}");
                }
                found += 1;
            }
        }
    });
    assert!(found > 0, "there are such answers");
}

#[test]
fn no_remedy_holds_an_answer_that_may_be_empty() {
    each_guide(|scripts| {
        // Every script that reads what such a remedy is about finds the mail domain as well, and the page offers it.
        // Until it is taken, the command names the question.
        let may_be_empty = scripts.guide.answers.iter().filter(|answer| answer.optional);
        let may_be_empty =
            may_be_empty.filter(|answer| answer.role != Some(AnswerRole::VerifiedDomain));
        let holes: Vec<String> = may_be_empty.map(|one| format!("{{{{ {}", one.id)).collect();
        // What is optional is reported only where it was asked for.
        for step in &scripts.guide.steps {
            for expectation in step.expect.iter().filter(|one| !one.optional) {
                let symptoms = expectation.symptoms.iter().map(|one| &one.next);
                for text in expectation.otherwise.iter().chain(symptoms) {
                    let hole = holes.iter().find(|hole| text.contains(hole.as_str()));
                    assert_eq!(hole, None, "a command would be shown with '' in it: {text}");
                }
            }
        }
    });
}

#[test]
fn every_step_on_a_server_has_a_script_and_what_it_makes_is_read_again() {
    each_guide(|scripts| {
        for step in scripts.guide.steps.iter().filter(|step| step.kind == StepKind::Script) {
            let at = format!("{} {}", scripts.guide.id, step.id);
            let roles: Vec<ScriptRole> = scripts.of_step(step).map(|spec| spec.role).collect();
            let runs = roles.contains(&ScriptRole::Step) || roles.contains(&ScriptRole::AllInOne);
            assert!(runs, "{at}: {roles:?}");
            let verified = roles.contains(&ScriptRole::Verification);
            assert!(verified || step.reversible.is_empty(), "{at}: no script reads it again");
        }
    });
}

#[test]
fn every_sign_of_a_step_is_read_by_discovery() {
    each_guide(|scripts| {
        let signs = scripts
            .guide
            .steps
            .iter()
            .flat_map(|step| step.signs.iter().map(move |sign| (step, sign)));
        for (step, sign) in signs {
            let reads = format!("Read-Fact '{}' ", sign.fact);
            let mut discoveries = scripts.of_role(ScriptRole::Discovery);
            let read = discoveries.any(|spec| scripts.text(spec).contains(&reads));
            assert!(read, "{} {}: {}", scripts.guide.id, step.id, sign.fact);
        }
    });
}

/// Whether a script has the action as it is recorded: whole, or put together of two parts.
fn has_action(text: &str, reversible: &ReversibleChange) -> bool {
    let action = reversible.action.as_str();
    let parts = |at| -> (&str, &str) { action.split_at(at) };
    text.contains(&format!("'{action}"))
        || (1..action.len()).any(|at| {
            let (one, other) = parts(at);
            text.contains(&format!("'{one}'")) && text.contains(&format!("'{other}"))
        })
}

#[test]
fn every_making_is_an_action_of_its_step_and_known_to_undo() {
    each_guide(|scripts| {
        let undo: Vec<&str> =
            scripts.of_role(ScriptRole::Undo).map(|spec| scripts.text(spec)).collect();
        let mut made = BTreeSet::new();
        for step in &scripts.guide.steps {
            for reversible in &step.reversible {
                let at = format!("{} {}: {}", scripts.guide.id, step.id, reversible.action);
                let own = scripts.own(step);
                assert!(!own.is_empty(), "{at}: no script of its own");
                for text in own.into_iter().map(|spec| scripts.text(spec)) {
                    // An earlier version of the script may have made what another step makes by now.
                    let elsewhere = scripts.guide.steps.iter().any(|other| {
                        other.reversible.iter().any(|one| one.action == reversible.action)
                            && scripts
                                .own(other)
                                .iter()
                                .any(|spec| has_action(scripts.text(spec), reversible))
                    });
                    assert!(has_action(text, reversible) || elsewhere, "{at}");
                    if let Some(former) = &reversible.former {
                        let output = text.contains(&format!("Add-Fact '{former}' "))
                            || text.contains(&format!("-Replaced @{{ {former} = "));
                        assert!(output, "{at}: {former}");
                    }
                }
                // Where the name holds what was changed, undo puts it behind the rest.
                let name = format!("'{}'", reversible.name.replace("{}", ""));
                // The names stand among the answers too.
                let known = |text: &&&str| {
                    text.split("# ---- Steps").nth(1).is_some_and(|steps| steps.contains(&name))
                };
                assert!(undo.iter().any(|text| known(&text)), "{at}: undo does not know {name}");
                let undone = scripts.of_role(ScriptRole::Undo);
                let mut undone = undone.flat_map(|spec| &spec.steps);
                assert!(undone.any(|id| *id == step.id), "{at}: no undo reports on the step");
                made.insert(reversible.name.as_str());
            }
        }
        assert_eq!(undo.is_empty(), made.is_empty(), "{}: {made:?}", scripts.guide.id);
    });
}

#[test]
fn a_change_goes_through_the_one_place_that_knows_of_a_dry_run() {
    each_guide(|scripts| {
        for (id, text) in &scripts.texts {
            let tree = parse(text);
            visit(tree.root_node(), text, &mut |node, words| {
                if node.kind() != "command_name"
                    || !changes_something(words)
                    || text.contains(&format!("function {words} {{"))
                {
                    return;
                }
                let mut outer = node.parent();
                let inside = loop {
                    match outer {
                        None => break false,
                        Some(node) => {
                            let text = node.utf8_text(text.as_bytes()).expect("it is UTF-8");
                            if node.kind() == "command" && text.starts_with("Invoke-Change ") {
                                break true;
                            }
                            outer = node.parent();
                        }
                    }
                };
                assert!(
                    inside,
                    "{} {id}: {words} stands outside of Invoke-Change",
                    scripts.guide.id
                );
            });
        }
    });
}

#[test]
fn reading_scripts_hold_no_command_that_changes_anything() {
    let mut reading = 0;
    each_guide(|scripts| {
        let changes_nothing = |spec: &&ScriptSpec| {
            let steps = scripts.guide.steps.iter().filter(|step| spec.steps.contains(&step.id));
            match spec.role {
                ScriptRole::Discovery | ScriptRole::Verification => true,
                ScriptRole::Step | ScriptRole::AllInOne => {
                    steps.flat_map(|step| &step.changes).next().is_none()
                }
                ScriptRole::Undo | ScriptRole::Guarded => false,
            }
        };
        for spec in scripts.guide.scripts.iter().filter(changes_nothing) {
            let text = scripts.text(spec);
            for command in commands(text) {
                let own = text.contains(&format!("function {command} {{"));
                let at = format!("{} {}: {command}", scripts.guide.id, spec.id);
                assert!(own || !changes_something(&command), "{at}");
            }
            reading += 1;
        }
    });
    assert!(reading >= 3, "{reading} scripts only read");
}

/// A line that begins with four blanks is copied as it stands.
#[test]
fn a_command_in_a_remedy_is_a_command_and_nothing_else() {
    let library = library();
    let steps = library.guides().flat_map(|guide| &guide.steps);
    let remedies = steps.flat_map(|step| &step.expect).filter_map(|one| one.otherwise.as_deref());
    let mut commands = 0;
    for line in remedies.flat_map(str::lines) {
        let Some(command) = line.strip_prefix("    ") else {
            assert_eq!(line.trim_start(), line, "a sentence begins where its line does");
            continue;
        };
        let name = command.split(' ').next().unwrap_or_default();
        let is_cmdlet = name
            .split_once('-')
            .is_some_and(|(verb, _)| verb.starts_with(|sign: char| sign.is_ascii_uppercase()));
        assert!(is_cmdlet || name.starts_with(".\\"), "{line}");
        assert!(!command.ends_with('.'), "no full stop is copied: {line}");
        commands += 1;
    }
    assert!(commands > 4, "{commands} commands");
}

/// Microsoft asks to keep keys away from it (CVE-2025-53786).
#[test]
fn no_upload_writes_a_key_to_the_shared_exchange_online_principal_without_a_typed_word() {
    let shared = "00000002-0000-0ff1-ce00-000000000000";
    for guide in library().guides() {
        for step in guide.steps.iter().filter(|step| step.kind == StepKind::Upload) {
            assert!(!step.writes.is_empty(), "{} {}: it says what it writes", guide.id, step.id);
            let typed = |question: &Question| question.typed.is_some();
            let keys = step.writes.iter().any(|write| {
                write.app_id == shared && write.keys && !write.ask.as_ref().is_some_and(typed)
            });
            assert!(!keys, "{} {}", guide.id, step.id);
        }
    }
}

#[test]
fn a_guarded_script_is_written_only_on_the_operators_word_and_asks_again() {
    let library = library();
    let mut guarded = 0;
    for guide in library.guides() {
        for spec in guide.scripts.iter().filter(|spec| spec.role == ScriptRole::Guarded) {
            let answer = &spec.ask.as_ref().expect("it asks first").answer;
            let refused = write(&library, guide, &spec.id, &PLAIN.without(guide, answer).context());
            let asks = matches!(&refused, Err(RenderError::Unconfirmed { answer: output, .. }) if output == answer);
            assert!(asks, "{} {}: {refused:?}", guide.id, spec.id);
            let text = write(&library, guide, &spec.id, &PLAIN.setup(guide).context());
            let text = text.expect("it is confirmed").text;
            assert!(text.contains("ConfirmImpact = 'High'"), "{} {}", guide.id, spec.id);
            guarded += 1;
        }
    }
    assert!(guarded > 0, "there are guarded scripts");
}
