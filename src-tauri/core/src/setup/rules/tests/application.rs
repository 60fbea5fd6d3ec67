//! The reading of hybrid applications, in the guides that read them.

use super::last;
use crate::certificate::Certificate;
use crate::graph::{
    ApplicationReading, FindingCode, HybridApplication, NotRead, NotReadReason, Permissions,
    Registration, Seen, ServicePrincipal,
};
use crate::guide::{Guide, Library, StepId};
use crate::receipt::Verdict;
use crate::setup::fixture::{at, current, given, held_key, id, step, with_fact};
use crate::setup::view::{ApplicationView, CheckReading, StepState};
use crate::setup::{OPERATOR, Setup, StepRecord, view};
use serde_json::json;

const APP: &str = "2222dddd-3333-eeee-4444-ffff5555aaaa";
const OTHER_APP: &str = "3333dddd-3333-eeee-4444-ffff5555aaaa";
const IN_TENANT: &str = "application-in-tenant";
const OLD_KEYS: &str = "old-keys-removed";

fn guide(id: &str) -> Guide {
    Library::built_in().unwrap().guide(&id.into()).unwrap().clone()
}

/// A setup whose servers name the application, with a known certificate in use.
fn named(guide: &Guide, certificate: &Certificate) -> Setup {
    let mut setup = Setup::new(id(1), guide, false, at(0), OPERATOR);
    let answers = given(&[("tenant", "contoso.onmicrosoft.com"), ("cloud", "china")]);
    drop(setup.set_answers(guide, answers, at(1), OPERATOR).unwrap());
    setup.choose_certificate(guide, certificate, "auth.cer", at(2), OPERATOR).unwrap();
    name(&mut setup, json!([APP]));
    setup
}

fn name(setup: &mut Setup, ids: serde_json::Value) {
    let judgement =
        with_fact(step("hybrid-application", Verdict::Differs), "applicationIdentifiers", ids);
    let record = StepRecord {
        state: StepState::Failed,
        judgement: Some(judgement),
        ..StepRecord::default()
    };
    setup.steps.insert("hybrid-application".into(), record);
}

/// Everything is as it should be.
fn good(certificate: &Certificate) -> ApplicationReading {
    let registration = Registration {
        display_name: Some("ExchangeServerApp".to_owned()),
        keys: vec![held_key(certificate)],
        secrets: 0,
    };
    ApplicationReading {
        applications: vec![HybridApplication {
            app_id: APP.parse().unwrap(),
            registration: Seen::Found(registration),
            principal: Seen::Found(ServicePrincipal {
                account_enabled: Some(true),
                keys: Vec::new(),
            }),
            permissions: Seen::Found(Permissions { exchange: true, graph: Vec::new() }),
        }],
        shared: Seen::Found(Vec::new()),
    }
}

fn record(setup: &mut Setup, guide: &Guide, reading: ApplicationReading) {
    let way = setup.way_to_tenant(guide);
    setup.record_applications(guide, &way, reading, at(10), "admin@contoso.com").unwrap();
}

fn shown(setup: &Setup, guide: &Guide) -> ApplicationView {
    view(setup, guide, at(20), false).hybrid.unwrap()
}

fn codes(setup: &Setup, guide: &Guide) -> Vec<FindingCode> {
    shown(setup, guide).findings.iter().map(|finding| finding.code).collect()
}

fn read(setup: &Setup, guide: &Guide, check: &str) -> Option<CheckReading> {
    let steps = view(setup, guide, at(20), false).steps;
    let mut checks = steps.into_iter().flat_map(|step| step.checks);
    checks.find(|one| one.check.id == check).unwrap().read
}

#[test]
fn the_application_is_the_one_that_the_last_receipt_names_or_the_answer() {
    let guide = guide("exchange-oauth");
    let certificate = current();
    let mut setup = named(&guide, &certificate);
    let ids = |setup: &Setup| -> Vec<String> {
        let named = setup.applications_to_read(&guide).unwrap();
        named.iter().map(ToString::to_string).collect()
    };
    assert_eq!(ids(&setup), [APP], "a step that is not finished names it as well");
    name(&mut setup, json!([OTHER_APP, "nonsense", OTHER_APP]));
    assert_eq!(ids(&setup), [OTHER_APP]);
    for nothing in [json!([]), json!(null), json!("text"), json!([7])] {
        name(&mut setup, nothing);
        assert!(ids(&setup).is_empty());
    }
    let answers = given(&[
        ("tenant", "contoso.onmicrosoft.com"),
        ("cloud", "china"),
        ("hybrid_application_id", APP),
    ]);
    drop(setup.set_answers(&guide, answers, at(3), OPERATOR).unwrap());
    assert_eq!(ids(&setup), [APP]);
    let teams = self::guide("teams");
    let other = Setup::new(id(2), &teams, false, at(0), OPERATOR);
    assert_eq!(other.applications_to_read(&teams), None, "that guide reads none");
    assert!(view(&other, &teams, at(1), false).hybrid.is_none());
}

#[test]
fn a_receipt_of_other_answers_names_nothing() {
    let guide = guide("exchange-oauth");
    let mut setup = named(&guide, &current());
    setup.steps.get_mut(&StepId::from("hybrid-application")).unwrap().state = StepState::Stale;
    assert_eq!(setup.applications_to_read(&guide), Some(Vec::new()));
}

#[test]
fn what_was_read_takes_the_place_of_the_checks_by_hand() {
    let guide = guide("exchange-oauth");
    let certificate = current();
    let mut setup = named(&guide, &certificate);
    let open = setup.open_checks(&guide, at(20));
    assert_eq!((read(&setup, &guide, IN_TENANT), read(&setup, &guide, OLD_KEYS)), (None, None));
    assert_eq!(shown(&setup, &guide).read_at, None);

    record(&mut setup, &guide, good(&certificate));
    assert_eq!(codes(&setup, &guide), [FindingCode::Ok, FindingCode::Ok]);
    assert_eq!(read(&setup, &guide, IN_TENANT), Some(CheckReading::Verified));
    assert_eq!(read(&setup, &guide, OLD_KEYS), Some(CheckReading::Verified));
    assert_eq!(read(&setup, &guide, "free-busy-to-cloud"), None, "a person sees that");
    assert_eq!(setup.open_checks(&guide, at(20)), open - 2);
    let (who, what) = last(&setup);
    assert_eq!(who, "admin@contoso.com");
    assert!(what.contains(&format!("{APP} ok")), "{what}");
}

#[test]
fn a_fault_that_was_read_opens_the_check_whatever_was_ticked() {
    let guide = guide("exchange-oauth");
    let certificate = current();
    let mut setup = named(&guide, &certificate);
    let verify = StepId::from("verify");
    for check in [IN_TENANT, OLD_KEYS] {
        setup.tick(&guide, &verify, check, true, at(5), OPERATOR).unwrap();
    }
    let open = setup.open_checks(&guide, at(20));
    let mut reading = good(&certificate);
    reading.applications[0].permissions =
        Seen::Found(Permissions { exchange: false, graph: Vec::new() });
    reading.shared = Seen::Found(vec![held_key(&certificate)]);
    record(&mut setup, &guide, reading);
    assert_eq!(
        codes(&setup, &guide),
        [FindingCode::ConsentMissing, FindingCode::SharedPrincipalHasKeys]
    );
    for check in [IN_TENANT, OLD_KEYS] {
        assert_eq!(read(&setup, &guide, check), Some(CheckReading::Differs), "{check}");
    }
    assert_eq!(setup.open_checks(&guide, at(20)), open + 2);
    let findings = shown(&setup, &guide).findings;
    let remedy = findings[1].remedy.join(" ");
    assert!(remedy.contains("KeyCredentials -AzureEnvironment ChinaCloud"), "{remedy}");
    assert!(findings[1].words.contains("since 31 October 2025"), "{}", findings[1].words);
}

#[test]
fn what_could_not_be_read_is_not_known_and_stays_a_check_by_hand() {
    let guide = guide("exchange-oauth");
    let certificate = current();
    let mut setup = named(&guide, &certificate);
    let open = setup.open_checks(&guide, at(20));
    let mut reading = good(&certificate);
    let denied = NotRead { code: NotReadReason::NotPermitted, detail: None };
    reading.applications[0].permissions = Seen::NotRead(denied.clone());
    reading.shared = Seen::NotRead(denied);
    record(&mut setup, &guide, reading);
    assert_eq!(
        codes(&setup, &guide),
        [FindingCode::NotReadConsent, FindingCode::NotReadSharedPrincipal]
    );
    assert_eq!((read(&setup, &guide, IN_TENANT), read(&setup, &guide, OLD_KEYS)), (None, None));
    assert_eq!(setup.open_checks(&guide, at(20)), open);
    setup.tick(&guide, &"verify".into(), IN_TENANT, true, at(15), OPERATOR).unwrap();
    assert_eq!(setup.open_checks(&guide, at(20)), open - 1, "a tick counts again");
}

#[test]
fn keys_are_compared_with_the_certificates_of_the_day_they_are_shown() {
    let guide = guide("exchange-oauth");
    let (certificate, renewed) = (current(), current());
    let mut setup = named(&guide, &certificate);
    record(&mut setup, &guide, good(&certificate));
    setup.choose_certificate(&guide, &renewed, "new.cer", at(12), OPERATOR).unwrap();
    assert_eq!(codes(&setup, &guide)[0], FindingCode::CertificateCurrentMissing);
    assert_eq!(read(&setup, &guide, IN_TENANT), Some(CheckReading::Differs));
}

#[test]
fn a_reading_of_another_tenant_or_application_does_not_count() {
    let guide = guide("exchange-oauth");
    let certificate = current();
    let other_tenant = given(&[("tenant", "fabrikam.onmicrosoft.com"), ("cloud", "china")]);
    let mut moved = named(&guide, &certificate);
    record(&mut moved, &guide, good(&certificate));
    drop(moved.set_answers(&guide, other_tenant, at(12), OPERATOR).unwrap());
    let mut renamed = named(&guide, &certificate);
    record(&mut renamed, &guide, good(&certificate));
    name(&mut renamed, json!([OTHER_APP]));
    let mut meanwhile = named(&guide, &certificate);
    let reading = good(&certificate);
    meanwhile.record_applications(&guide, "another way", reading, at(10), OPERATOR).unwrap();
    for setup in [moved, renamed, meanwhile] {
        let shown = shown(&setup, &guide);
        assert!(shown.outdated && shown.findings.is_empty(), "{shown:?}");
        assert_eq!(shown.read_at, Some(at(10)));
        assert_eq!(read(&setup, &guide, IN_TENANT), None);
    }
}

#[test]
fn a_setup_with_a_reading_is_saved_and_one_without_stays_as_it_was() {
    let guide = guide("exchange-oauth");
    let certificate = current();
    let mut setup = named(&guide, &certificate);
    let before = serde_json::to_value(&setup).unwrap();
    assert!(before.get("applications").is_none(), "nothing is added to saved files");
    record(&mut setup, &guide, good(&certificate));
    let saved = serde_json::to_string(&setup).unwrap();
    assert!(!saved.contains("consent is granted"), "codes and facts are saved, no sentences");
    assert_eq!(serde_json::from_str::<Setup>(&saved).unwrap(), setup);
    setup.reopen(&guide, &"verify".into(), at(30), OPERATOR).unwrap();
    assert_eq!(shown(&setup, &guide).read_at, None, "it is read anew");
}

#[test]
fn where_nothing_names_the_application_only_the_shared_principal_is_judged() {
    let guide = guide("skype-hybrid");
    let mut setup = Setup::new(id(1), &guide, false, at(0), OPERATOR);
    assert_eq!(setup.applications_to_read(&guide), Some(Vec::new()));
    let reading = ApplicationReading { applications: Vec::new(), shared: Seen::Found(Vec::new()) };
    record(&mut setup, &guide, reading);
    assert_eq!(codes(&setup, &guide), [FindingCode::NotReadApplicationId, FindingCode::Ok]);
}
