//! What only the guides for Skype for Business Server promise: two shells, addresses that differ at
//! their end, and an application that must not get a key.

use super::{Scripts, commands};
use crosstrust_core::guide::{Guide, Library, ScriptRole, StepKind};
use crosstrust_tests::answer_sets::{INTERNATIONAL, PLAIN, library};
use std::collections::{BTreeMap, BTreeSet};

const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";
const SKYPE_ONLINE: &str = "00000004-0000-0ff1-ce00-000000000000";

fn guide<'a>(library: &'a Library, id: &str) -> &'a Guide {
    library.guide(&id.into()).expect("the guide is built in")
}

/// Looks at the scripts of both guides.
fn each(look: impl Fn(&Scripts<'_>)) {
    let library = library();
    for id in ["skype-server", "skype-hybrid"] {
        look(&Scripts::of(&library, guide(&library, id)));
    }
}

/// A value in a script's table of answers.
fn value(scripts: &Scripts<'_>, script: &str, answer: &str) -> String {
    let mut lines = scripts.texts[script].lines().map(str::trim_start);
    let line = lines.find(|line| line.starts_with(answer)).expect("it is an answer");
    line.split('\'').nth(1).expect("it is quoted").to_owned()
}

#[test]
fn no_function_lies_idle_in_a_script() {
    each(|scripts| {
        let defined = |text: &str| -> BTreeSet<String> {
            let heads = text.lines().filter_map(|line| line.strip_prefix("function "));
            heads.filter_map(|rest| rest.split(' ').next()).map(str::to_owned).collect()
        };
        let opening = defined(include_str!("../../../src-tauri/core/guides/shared/opening.ps1"));
        assert!(opening.contains("Invoke-Change"), "{opening:?}");
        for (id, text) in &scripts.texts {
            let called = commands(text);
            let own = defined(text);
            let idle: Vec<_> =
                own.difference(&called).filter(|one| !opening.contains(*one)).collect();
            assert!(idle.is_empty(), "{id} does not call {idle:?}");
        }
    });
}

#[test]
fn an_undo_script_says_of_each_step_whether_what_was_made_is_still_there() {
    each(|scripts| {
        for spec in scripts.of_role(ScriptRole::Undo) {
            let text = scripts.text(spec);
            let steps = text.matches("    Start-Step '").count() - 1;
            assert_eq!(steps, spec.steps.len(), "{}", spec.id);
            assert_eq!(text.matches("Add-Fact 'present' ").count(), steps, "{}", spec.id);
            assert!(text.contains("ConfirmImpact = 'High'"), "{} asks first", spec.id);
        }
    });
}

#[test]
fn a_script_checks_that_it_runs_in_the_shell_that_its_steps_name() {
    let mut shells = BTreeMap::<String, usize>::new();
    let library = library();
    for id in ["skype-server", "skype-hybrid"] {
        let scripts = Scripts::of(&library, guide(&library, id));
        for spec in &scripts.guide.scripts {
            let text = scripts.text(spec);
            let checked = text.split("Assert-Shell '").nth(1).expect("it checks its window");
            let shell = checked.split('\'').next().expect("a name");
            let steps = scripts.guide.steps.iter();
            let of_steps: Vec<&String> = match &spec.place {
                Some(place) => vec![place],
                // Discovery belongs to the questions.
                None if spec.role == ScriptRole::Discovery => {
                    steps.take(1).map(|step| &step.place).collect()
                }
                None => steps
                    .filter(|step| spec.steps.contains(&step.id))
                    .map(|step| &step.place)
                    .collect(),
            };
            assert!(!of_steps.is_empty(), "{}", spec.id);
            for place in of_steps {
                assert!(place.contains(shell), "{}: {place} is not {shell}", spec.id);
            }
            assert!(text.contains(&format!("Run it in the {shell}")), "{}", spec.id);
            *shells.entry(shell.to_owned()).or_default() += 1;
        }
    }
    assert_eq!(shells.len(), 2, "{shells:?}");
}

#[test]
fn the_addresses_of_one_host_differ_only_where_they_must() {
    let library = library();
    let scripts = Scripts::of(&library, guide(&library, "skype-server"));
    let host = "https://autodiscover.contoso.com/autodiscover";
    for (answer, script, end) in [
        ("AutodiscoverUri ", "skype-server-exchange", "/autodiscover.xml"),
        ("ExchangeAutodiscoverUrl ", "skype-server-skype", "/autodiscover.svc"),
        ("ExchangeMetadataUrl ", "skype-server-skype", "/metadata/json/1"),
    ] {
        assert_eq!(value(&scripts, script, answer), format!("{host}{end}"), "{answer}");
    }
    let pool = value(&scripts, "skype-server-exchange", "SkypeMetadataUrl ");
    assert_eq!(pool, "https://pool1.contoso.com/metadata/json/1");
}

#[test]
fn the_script_of_exchange_is_looked_for_where_setup_says_that_exchange_is() {
    let library = library();
    let scripts = Scripts::of(&library, guide(&library, "skype-server"));
    for (id, text) in &scripts.texts {
        assert!(!text.contains(":\\Program Files"), "{id} knows no drive");
        let runs = text.contains("& $ship ");
        assert_eq!(runs, text.contains("$env:ExchangeInstallPath -ChildPath 'Scripts'"), "{id}");
    }
    assert!(scripts.texts["skype-server-skype-partner"].contains("& $ship -AuthMetaDataUrl"));
}

#[test]
fn the_authorization_server_is_that_of_the_cloud_and_of_the_tenant_by_its_id() {
    let library = library();
    let hybrid = guide(&library, "skype-hybrid");
    let tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    let acs = format!("https://accounts.accesscontrol.windows.net/{tenant}/metadata/json/1");
    let us = format!("https://login.microsoftonline.us/{tenant}/metadata/json/1");
    for (cloud, expected) in [("global", &acs), ("gcc-high", &us), ("dod", &us)] {
        let setup = PLAIN.with(hybrid, &BTreeMap::from([("cloud", cloud)]));
        let scripts = Scripts::with(&library, hybrid, &setup);
        for id in [
            "skype-hybrid-oauth-server",
            "skype-hybrid-skype",
            "skype-hybrid-verify",
            "skype-hybrid-undo",
        ] {
            assert_eq!(value(&scripts, id, "StsMetadataUrl "), *expected, "{cloud} {id}");
        }
    }
    let scripts = Scripts::with(&library, hybrid, &INTERNATIONAL.setup(hybrid));
    let asked = value(&scripts, "skype-hybrid-skype", "StsMetadataUrl ");
    assert!(asked.starts_with("https://sts.xn--mnchen-3ya.example/"), "it was asked for: {asked}");
}

#[test]
fn the_shared_application_of_exchange_online_gets_a_key_only_on_a_typed_word() {
    let library = library();
    let hybrid = guide(&library, "skype-hybrid");
    let mut uploads = hybrid.steps.iter().filter(|step| step.kind == StepKind::Upload);
    let upload = uploads.next().expect("it uploads");
    let of = |app: &'static str| upload.writes.iter().filter(move |write| write.app_id == app);
    let ours: Vec<_> = of(SKYPE_ONLINE).collect();
    assert!(ours.len() == 1 && ours[0].keys && ours[0].ask.is_none());
    let names = ours[0].names.as_ref().expect("it gets names");
    assert_eq!((names.step.as_str(), names.fact.as_str()), ("web-services", "externalFqdns"));
    assert_eq!(names.form, format!("{SKYPE_ONLINE}/{{}}"));
    let (keyed, plain): (Vec<_>, Vec<_>) = of(EXCHANGE_ONLINE).partition(|write| write.keys);
    assert!(plain.len() == 1 && plain[0].enabled && plain[0].ask.is_none());
    let [write] = keyed[..] else { panic!("one write of keys") };
    assert!(!write.enabled && write.names.is_none(), "only the key stands behind the warning");
    let ask = write.ask.as_ref().expect("it asks");
    assert!(ask.typed.is_some() && ask.text.contains("CVE-2025-53786"));
    let flag = hybrid.answer(&ask.answer).expect("it is an answer");
    assert!(flag.decision && flag.default.as_deref() == Some("false"), "off unless said otherwise");
}
