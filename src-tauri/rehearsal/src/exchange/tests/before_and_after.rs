//! What the report says was there before each change that a script made, and after it.

use super::*;
use crosstrust_core::report;
use crosstrust_core::setup::{Event, OPERATOR, Setup};
use jiff::SignedDuration;

/// Changes that replace nothing, by their action, each with the reason why the report has a dash.
const NOTHING_REPLACED: [(&str, &str); 3] = [
    ("Send the settings to this server", "a server gets what was set before; nothing is set here"),
    ("Restart IIS", "a service starts again, as it was"),
    ("Recycle the application pools of EWS and Autodiscover", "the same"),
];

fn minutes(number: i64) -> Timestamp {
    now() + SignedDuration::from_mins(number)
}

fn import(setup: &mut Setup, id: &str, console: &str) {
    let found = receipt::read(console.as_bytes()).unwrap();
    let imported = Event::ReceiptsImported { found: &found };
    let _notices =
        setup.apply(guide(library(), id), imported, minutes(90), OPERATOR).unwrap().notices;
}

/// What is different from a fresh organisation, so that scripts also enable, link and set what is there.
fn disturb(organisation: &mut Organisation) {
    for one in &mut organisation.accounts {
        one.hidden = false;
    }
    for one in &mut organisation.applications {
        one.enabled = false;
        one.linked_account.clear();
    }
    for one in &mut organisation.auth_servers {
        one.enabled = false;
    }
    for one in &mut organisation.connectors {
        one.enabled = false;
    }
    for one in &mut organisation.skype.partner_applications {
        one.enabled = false;
        "Low".clone_into(&mut one.trust_level);
    }
    for one in &mut organisation.skype.oauth_servers {
        "https://other.example/metadata".clone_into(&mut one.metadata_url);
    }
    "https://other.example/autodiscover".clone_into(&mut organisation.skype.autodiscover_url);
    "other".clone_into(&mut organisation.skype.service_name);
}

/// The changes that were made, as the report shows them.
fn reported(setup: &Setup, id: &str) -> Vec<Value> {
    let report = report::json(setup, guide(library(), id), minutes(100));
    let changes = report["changes"].as_array().unwrap().clone();
    changes.into_iter().filter(|change| change["done"] == true).collect()
}

#[test]
fn no_change_that_a_script_made_is_without_what_was_there_before_and_after() {
    let mut seen = BTreeSet::new();
    let mut dashes = BTreeSet::new();
    for id in library().guides().map(|guide| guide.id.to_string()) {
        for situation in [Situation::Fresh, Situation::FullyConfigured, Situation::HalfDoneByHand] {
            if !situations_of(&id).contains(&situation) {
                continue;
            }
            for change in [(|_| {}) as Change, disturb] {
                let mut organisation = organisation_of(&id, situation);
                change(&mut organisation);
                let answers = answers_of(guide(library(), &id), &given_to_whole(&id));
                let mut setup = Setup::in_memory(
                    SETUP.parse().unwrap(),
                    guide(library(), &id),
                    &answers,
                    now(),
                );
                let mut at = 0;
                let mut run = |setup: &mut Setup, script: &str, what_if| {
                    at += 1;
                    let output = organisation.run(script, what_if, minutes(at)).unwrap();
                    if receipt::read(output.console.as_bytes()).is_ok() {
                        import(setup, &id, &output.console);
                    }
                };
                for script in whole(&id).iter().chain(&whole(&id)) {
                    run(&mut setup, script, true);
                    run(&mut setup, script, false);
                }
                let undo = |spec: &&ScriptSpec| spec.role == ScriptRole::Undo;
                for spec in guide(library(), &id).scripts.iter().filter(undo) {
                    let given =
                        Given { undo_list: setup.undo_list().clone(), ..given_to_whole(&id) };
                    run(&mut setup, &script_of(&id, spec.id.as_str(), &given), false);
                }
                for change in reported(&setup, &id) {
                    let action = change["action"].as_str().unwrap().to_owned();
                    seen.insert(action.clone());
                    for side in ["before", "after"] {
                        if change[side].as_array().unwrap().is_empty() {
                            dashes.insert((action.clone(), side));
                        }
                    }
                }
            }
        }
    }
    let honest = |action: &str| NOTHING_REPLACED.iter().any(|(name, _)| *name == action);
    dashes.retain(|(action, _)| !honest(action));
    assert!(dashes.is_empty(), "the report shows a dash: {dashes:#?}");
    for kind in ["Remove", "Disable", "Enable", "Hide", "Set the former", "Link to the former"] {
        assert!(seen.iter().any(|action| action.starts_with(kind)), "{kind} in {seen:#?}");
    }
}

/// Each call in the scripts: its file, what it does, and what follows its block.
fn calls() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/guides");
    let mut calls = vec![];
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "ps1") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for call in text.split("Invoke-Change ").skip(1).filter(|call| !call.starts_with('{')) {
                let (start, mut depth) = (call.find('{').unwrap(), 0);
                let end = call[start..].find(|character| {
                    depth += i32::from(character == '{') - i32::from(character == '}');
                    depth == 0
                });
                let rest = &call[start + end.unwrap()..];
                let rest = rest.lines().next().unwrap_or_default();
                calls.push((path.display().to_string(), call[..start].to_owned(), rest.to_owned()));
            }
        }
    }
    calls
}

#[test]
fn every_script_says_what_is_there_before_and_after_or_the_guide_does() {
    let created: BTreeSet<&str> = library()
        .guides()
        .flat_map(|guide| &guide.steps)
        .flat_map(|step| &step.reversible)
        .filter(|reversible| reversible.kind == ReversibleKind::Created)
        .map(|reversible| reversible.action.as_str())
        .collect();
    let calls = calls();
    assert!(calls.len() > 60, "{}", calls.len());
    for (file, call, rest) in calls {
        let reported = rest.contains(" -Before ") && rest.contains(" -After ");
        // An action is written whole, or its beginning is.
        let named = |action: &str| {
            let mut texts = call.split('\'').skip(1).step_by(2).filter(|text| text.len() > 6);
            texts.any(|text| text.starts_with(action) || action.starts_with(text))
        };
        let by_guide = created.iter().any(|action| named(action));
        let honest = NOTHING_REPLACED.iter().any(|(action, _)| named(action));
        assert!(reported || by_guide || honest, "{file}: Invoke-Change {call}");
        assert!(!(reported && honest), "{file} is no exception: Invoke-Change {call}");
    }
}
