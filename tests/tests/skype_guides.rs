//! The guides of Skype for Business Server, held against their own scripts: what one part of a guide
//! names, another part has.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

use crosstrust_core::error::script_remedy;
use crosstrust_core::guide::{Explanation, Guide, Library, ScriptRole, Step, StepKind};
use crosstrust_core::script::write;
use crosstrust_tests::answer_sets::{INTERNATIONAL, PLAIN, library};
use crosstrust_tests::powershell::Parsed;
use std::collections::{BTreeMap, BTreeSet};

const GUIDES: [&str; 2] = ["skype-server", "skype-hybrid"];
const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";
const SKYPE_ONLINE: &str = "00000004-0000-0ff1-ce00-000000000000";

/// A guide and the text of each of its scripts.
struct Scripts {
    guide: Guide,
    texts: BTreeMap<String, String>,
}

fn scripts(library: &Library, id: &str) -> Scripts {
    let guide = library.guide(&id.into()).unwrap();
    let setup = PLAIN.setup(guide);
    let texts = guide.scripts.iter().map(|spec| {
        let script = write(library, guide, &spec.id, &setup.context()).unwrap();
        (spec.id.to_string(), script.text)
    });
    Scripts { guide: guide.clone(), texts: texts.collect() }
}

fn each(look: impl Fn(&Scripts)) {
    let library = library();
    for id in GUIDES {
        look(&scripts(&library, id));
    }
}

impl Scripts {
    fn of_role(&self, role: ScriptRole) -> impl Iterator<Item = (&str, &str)> {
        let specs = self.guide.scripts.iter().filter(move |spec| spec.role == role);
        specs.map(|spec| (spec.id.as_str(), self.texts[spec.id.as_str()].as_str()))
    }

    /// The texts of the scripts whose receipts prove a step.
    fn proving(&self, step: &Step) -> Vec<&str> {
        let specs = self.guide.scripts.iter();
        let proving =
            specs.filter(|spec| spec.role != ScriptRole::Undo && spec.steps.contains(&step.id));
        proving.map(|spec| self.texts[spec.id.as_str()].as_str()).collect()
    }

    /// The texts of the scripts made for a step alone.
    fn own(&self, step: &Step) -> Vec<&str> {
        let role = match step.kind {
            StepKind::Answers => ScriptRole::Discovery,
            StepKind::Verify => ScriptRole::Verification,
            StepKind::Script => ScriptRole::Step,
            StepKind::Upload => return Vec::new(),
        };
        let specs = self.guide.scripts.iter().filter(|spec| spec.role == role);
        specs
            .filter(|spec| step.kind != StepKind::Script || spec.steps.contains(&step.id))
            .map(|spec| self.texts[spec.id.as_str()].as_str())
            .collect()
    }
}

fn commands(text: &str) -> BTreeSet<String> {
    Parsed::new(text).commands().into_iter().map(str::to_owned).collect()
}

fn names(list: &[Explanation]) -> BTreeSet<String> {
    list.iter().map(|one| one.command.clone()).collect()
}

#[test]
fn every_command_is_explained_once_and_nothing_else_is() {
    each(|scripts| {
        let guide = &scripts.guide;
        let common = names(&guide.explain);
        assert_eq!(common.len(), guide.explain.len(), "{}: one is explained twice", guide.id);
        let mut of_steps = BTreeSet::new();
        for step in &guide.steps {
            let own: BTreeSet<String> = scripts.own(step).into_iter().flat_map(commands).collect();
            let explained = names(&step.explain);
            assert_eq!(explained.len(), step.explain.len(), "{}: one is explained twice", step.id);
            let missing: Vec<_> =
                own.difference(&explained).filter(|name| !common.contains(*name)).collect();
            assert!(missing.is_empty(), "{}, {}: not explained: {missing:?}", guide.id, step.id);
            let idle: Vec<_> = explained.difference(&own).collect();
            assert!(idle.is_empty(), "{}, {}: not in its script: {idle:?}", guide.id, step.id);
            of_steps.extend(explained);
        }
        let used: BTreeSet<String> =
            scripts.texts.values().flat_map(|text| commands(text)).collect();
        let unknown: Vec<_> = used
            .iter()
            .filter(|name| !common.contains(*name) && !of_steps.contains(*name))
            .collect();
        assert!(unknown.is_empty(), "{}: explained nowhere: {unknown:?}", guide.id);
        let idle: Vec<_> = common.difference(&used).collect();
        assert!(idle.is_empty(), "{}: explained, but in no script: {idle:?}", guide.id);
    });
}

#[test]
fn every_function_that_a_script_calls_is_in_it_and_none_lies_idle() {
    each(|scripts| {
        let defined = |text: &str| -> BTreeSet<String> {
            let heads = text.lines().filter_map(|line| line.strip_prefix("function "));
            heads.filter_map(|rest| rest.split(' ').next()).map(str::to_owned).collect()
        };
        let all: BTreeSet<String> = scripts.texts.values().flat_map(|text| defined(text)).collect();
        let opening = defined(include_str!("../../src-tauri/core/guides/shared/opening.ps1"));
        for (id, text) in &scripts.texts {
            let (called, own) = (commands(text), defined(text));
            let missing: Vec<_> =
                called.intersection(&all).filter(|one| !own.contains(*one)).collect();
            assert!(missing.is_empty(), "{id} calls {missing:?}");
            let idle: Vec<_> =
                own.difference(&called).filter(|one| !opening.contains(*one)).collect();
            assert!(idle.is_empty(), "{id} does not call {idle:?}");
        }
    });
}

#[test]
fn every_code_that_ends_a_script_has_a_remedy() {
    each(|scripts| {
        let mut codes = BTreeSet::new();
        for rest in scripts.texts.values().flat_map(|text| text.split("Stop-Step '").skip(1)) {
            codes.insert(rest.split('\'').next().unwrap());
        }
        assert!(codes.len() >= 8, "{codes:?}");
        for code in codes {
            assert!(script_remedy(code).is_some(), "{}: {code} has no remedy", scripts.guide.id);
        }
    });
}

#[test]
fn every_expected_fact_is_recorded_by_each_script_of_the_step() {
    each(|scripts| {
        for step in &scripts.guide.steps {
            let proving = scripts.proving(step);
            for expectation in &step.expect {
                let fact = format!("Add-Fact '{}' ", expectation.fact);
                assert!(proving.len() >= 3, "{}: alone, with all, in verification", step.id);
                for text in &proving {
                    assert!(text.contains(&fact), "{}, {}: {fact}", scripts.guide.id, step.id);
                }
            }
        }
    });
}

#[test]
fn an_undo_script_says_whether_what_was_made_is_still_there() {
    each(|scripts| {
        for (id, text) in scripts.of_role(ScriptRole::Undo) {
            let steps = text.matches("    Start-Step '").count() - 1;
            assert_eq!(text.matches("Add-Fact 'present' ").count(), steps, "{id}");
            assert!(text.contains("ConfirmImpact = 'High'"), "{id} asks before it removes");
        }
    });
}

#[test]
fn a_script_names_the_shell_that_its_steps_say() {
    each(|scripts| {
        for spec in &scripts.guide.scripts {
            let text = &scripts.texts[spec.id.as_str()];
            let shell = text.split("Assert-Shell '").nth(1).unwrap().split('\'').next().unwrap();
            let places: Vec<&String> = match &spec.place {
                Some(place) => vec![place],
                None => {
                    spec.steps.iter().map(|id| &scripts.guide.step(id).unwrap().1.place).collect()
                }
            };
            for place in places {
                assert!(place.contains(shell), "{}: {place} is not {shell}", spec.id);
            }
            assert!(text.contains(&format!("Run it in the {shell}")), "{}", spec.id);
        }
    });
}

#[test]
fn scripts_that_only_read_hold_no_command_that_changes_anything() {
    each(|scripts| {
        let reading =
            scripts.of_role(ScriptRole::Discovery).chain(scripts.of_role(ScriptRole::Verification));
        for (id, text) in reading {
            for command in commands(text) {
                let changing =
                    ["New-", "Set-", "Remove-"].iter().any(|verb| command.starts_with(verb));
                assert!(!changing || command == "New-Object", "{id}: {command}");
            }
            assert!(!text.contains("WriteAllBytes"), "{id} writes no certificate");
        }
    });
}

#[test]
fn the_addresses_of_one_host_differ_only_where_they_must() {
    let library = library();
    let texts = scripts(&library, "skype-server").texts;
    let value = |script: &str, answer: &str| -> String {
        let line = texts[script].lines().find(|line| line.trim_start().starts_with(answer));
        line.unwrap().split('\'').nth(1).unwrap().to_owned()
    };
    let host = "https://autodiscover.contoso.com/autodiscover";
    for (answer, script, end) in [
        ("AutodiscoverUri ", "skype-server-exchange", "/autodiscover.xml"),
        ("ExchangeAutodiscoverUrl ", "skype-server-skype", "/autodiscover.svc"),
        ("ExchangeMetadataUrl ", "skype-server-skype", "/metadata/json/1"),
    ] {
        assert_eq!(value(script, answer), format!("{host}{end}"), "{answer}");
    }
    let pool = value("skype-server-exchange", "SkypeMetadataUrl ");
    assert_eq!(pool, "https://pool1.contoso.com/metadata/json/1");
}

#[test]
fn the_authorization_server_is_that_of_the_cloud() {
    let library = library();
    let texts = scripts(&library, "skype-hybrid").texts;
    let global = "StsMetadataUrl = 'https://accounts.accesscontrol.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/metadata/json/1'";
    for id in ["skype-hybrid-oauth-server", "skype-hybrid-skype", "skype-hybrid-undo"] {
        assert!(texts[id].contains(global), "{id}");
    }
    let guide = library.guide(&"skype-hybrid".into()).unwrap();
    let china = INTERNATIONAL.setup(guide);
    let text = write(&library, guide, &"skype-hybrid-skype".into(), &china.context()).unwrap().text;
    assert!(
        text.contains("StsMetadataUrl = 'https://sts.xn--mnchen-3ya.example/"),
        "it was asked for"
    );
}

#[test]
fn the_shared_application_of_exchange_online_gets_a_key_only_on_a_typed_word() {
    let library = library();
    let guide = library.guide(&"skype-hybrid".into()).unwrap();
    let upload = guide.steps.iter().find(|step| step.kind == StepKind::Upload).unwrap();
    let of = |app: &'static str| upload.writes.iter().filter(move |write| write.app_id == app);
    let ours: Vec<_> = of(SKYPE_ONLINE).collect();
    assert!(ours.len() == 1 && ours[0].keys && ours[0].ask.is_none());
    let names = ours[0].names.as_ref().unwrap();
    assert_eq!((names.step.as_str(), names.fact.as_str()), ("web-services", "externalFqdns"));
    assert_eq!(names.form, format!("{SKYPE_ONLINE}/{{}}"));
    let (keyed, plain): (Vec<_>, Vec<_>) = of(EXCHANGE_ONLINE).partition(|write| write.keys);
    assert!(plain.len() == 1 && plain[0].enabled && plain[0].ask.is_none());
    let [write] = keyed[..] else { panic!("one write of keys") };
    assert!(!write.enabled && write.names.is_none(), "only the key stands behind the warning");
    let ask = write.ask.as_ref().unwrap();
    assert!(ask.typed.is_some() && ask.text.contains("CVE-2025-53786"));
    let flag = guide.answer(&ask.answer).unwrap();
    assert!(flag.decision && flag.default.as_deref() == Some("false"), "off unless said otherwise");
}
