//! `crosstrust verify --hybrid-application`

use crate::cloud::Place;
use crate::program::{Desk, Ended, made};
use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::{ApplicationStart, EXCHANGE_ONLINE, Fault, FaultKind, Person};
use serde_json::Value;

const APP: &str = "2222dddd-3333-eeee-4444-ffff5555aaaa";

const READ: [&str; 6] =
    ["verify", "--hybrid-application", APP, "--certificate", "auth.cer", "--json"];

/// A tenant whose application holds the certificate on the desk; its thumbprint.
fn good() -> (Place, Desk, ApplicationStart) {
    let (place, desk) = (Place::new(), Desk::new());
    let der = made(-1, 1_500);
    desk.put("auth.cer", &der);
    place.cloud.clear_keys(EXCHANGE_ONLINE);
    let start = ApplicationStart {
        app_id: APP.to_owned(),
        display_name: "ExchangeServerApp".to_owned(),
        keys: vec![der],
        consent: true,
        secrets: vec![],
    };
    place.cloud.put_application(&start);
    (place, desk, start)
}

fn codes(ended: &Ended) -> Vec<String> {
    let result = ended.event("result");
    let findings = result["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_application_that_is_as_it_should_be_is_read_and_nothing_is_written() {
    let (place, desk, start) = good();
    let ended = place.run_as(Person::NoRole, &desk, &READ);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.events(), ["sign-in", "result"]);
    assert_eq!(codes(&ended), ["ok", "ok"]);
    let result = ended.event("result");
    let key = &result["applications"][0]["keys"][0];
    assert_eq!(key["thumbprint"], certificate::thumbprint(&start.keys[0]));
    assert_eq!(key["standing"], "current");
    assert_eq!(place.writes(), Vec::<String>::new());

    let words = place.run_as(Person::NoRole, &desk, &READ[..5]);
    assert_eq!(words.code, 0, "{words:?}");
    assert!(words.stdout.contains("ExchangeServerApp"), "{}", words.stdout);
    assert_eq!(words.stdout.matches("Verified (ok): ").count(), 2, "{}", words.stdout);
}

#[test]
fn each_fault_ends_with_1_and_with_its_code_and_remedy() {
    let (place, desk, start) = good();
    place.cloud.put_application(&ApplicationStart { consent: false, ..start.clone() });
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &READ);
    assert_eq!((ended.code, codes(&ended)), (1, vec!["consent-missing".into(), "ok".into()]));

    let other = vec![made(-1, 900), made(-400, -30)];
    place.cloud.put_application(&ApplicationStart { keys: other, ..start });
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &READ);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(codes(&ended), ["certificate-current-missing", "key-expired", "ok"]);

    place.cloud.add_fault(Fault::new(FaultKind::Absent).of(APP));
    let words = place.run_as(Person::GlobalAdministrator, &desk, &READ[..5]);
    assert_eq!(words.code, 1, "{words:?}");
    assert!(words.stdout.contains("Not as expected (application-missing): "), "{}", words.stdout);
    assert!(words.stdout.contains("-FullyConfigureExchangeHybridApplication"), "{}", words.stdout);
}

#[test]
fn keys_on_the_shared_principal_are_reported_with_the_script_that_removes_them() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &READ);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(codes(&ended), ["application-missing", "shared-principal-has-keys"]);
    let result = ended.event("result");
    let shared: &Value = &result["findings"][1];
    let remedy = shared["remedy"].to_string();
    assert!(remedy.contains("-ResetFirstPartyServicePrincipalKeyCredentials"), "{remedy}");
    assert_eq!(shared["thumbprints"].as_array().unwrap().len(), 1);
    place.assert_nothing_sent_to_write();
}

#[test]
fn what_may_not_be_read_ends_with_3_and_is_not_known() {
    let (place, desk, _) = good();
    let refused = Fault {
        method: Some("GET".to_owned()),
        code: Some("Authorization_RequestDenied".to_owned()),
        message: Some("Insufficient privileges to complete the operation.".to_owned()),
        ..Fault::new(FaultKind::Refused).of(APP)
    };
    place.cloud.add_fault(refused);
    let ended = place.run_as(Person::NoRole, &desk, &READ);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(codes(&ended), ["not-read:application", "not-read:service-principal", "ok"]);
    let result = ended.event("result");
    let remedy = result["findings"][0]["remedy"].to_string();
    assert!(remedy.contains("Cloud Application Administrator"), "{remedy}");
}

#[test]
fn without_a_certificate_the_keys_are_not_known_and_other_wishes_are_refused() {
    let (place, desk, _) = good();
    let alone = ["verify", "--hybrid-application", APP, "--json"];
    let ended = place.run_as(Person::NoRole, &desk, &alone);
    assert_eq!((ended.code, codes(&ended)), (3, vec!["not-read:certificate".into(), "ok".into()]));
    for more in [&["--app-id", EXCHANGE_ONLINE][..], &["--enable"]] {
        let ended = place.run(&desk, &[&READ[..], more].concat());
        assert_eq!(ended.code, 2, "{ended:?}");
    }
    let nonsense = ["verify", "--hybrid-application", "ExchangeServerApp"];
    let ended = place.run(&desk, &nonsense);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.stderr.contains("isn't an application ID"), "{ended:?}");
}
