//! What no desired state and no state of a principal may lead to: somebody else's key or name that a write
//! leaves out.

use super::*;
use crate::certificate::Certificate;
use crate::graph::tests::certificates::{
    CURRENT, EXPIRED, FOREIGN, LATE, NEXT, TODAY, TestCertificate, at,
};
use proptest::prelude::*;
use serde_json::json;
use std::time::Instant;

const APP: &str = "7557eb47-c689-4224-abcf-aef9bd7573df";

static ALL: [&TestCertificate; 5] = [&CURRENT, &NEXT, &FOREIGN, &LATE, &EXPIRED];

/// A reading of a principal with these certificates, of which some came without content.
fn reading(held: &[(bool, bool)], names: &[String], enabled: Option<bool>) -> PrincipalReading {
    let key = |(made, content): (&&TestCertificate, bool)| {
        KeyCredential::read(&json!({
            "keyId": "5b0a7e0f-8f32-4a1c-9a2e-1d6a5e9d0007",
            "customKeyIdentifier": made.name(),
            "type": "AsymmetricX509Cert",
            "usage": "Verify",
            "key": content.then(|| made.base64()),
            "endDateTime": made.certificate().not_after().to_string(),
        }))
    };
    let there = ALL.iter().zip(held).filter(|(_, (there, _))| *there);
    let principal = Principal {
        object_id: uuid::Uuid::nil(),
        display_name: None,
        account_enabled: enabled,
        names: Some(names.to_vec()),
        keys: there.map(|(made, (_, content))| key((made, *content))).collect(),
    };
    let at = at(TODAY);
    PrincipalReading { principal: Some(principal), began: at, began_at: Instant::now(), at }
}

/// A name out of few, in whatever case, so that many are the same.
fn name() -> impl Strategy<Value = String> {
    "[aA]{1,2}|https://[bB]/|[cC] d"
}

fn state(certificates: &[Certificate], removes: Vec<KeyName>, names: Vec<String>) -> DesiredState {
    let state = DesiredState::certificates(APP.parse().unwrap(), certificates);
    DesiredState { names, removes, ..state }
}

fn goal(state: DesiredState) -> Goal {
    Goal::Desired(state, UploadOptions { drop_expired: true, create_missing: false })
}

proptest! {
    #[test]
    fn a_write_of_names_sends_all_that_were_there_and_no_keys(
        held in prop::collection::vec(name(), 0..6),
        wanted in prop::collection::vec(name(), 1..5),
        others in prop::collection::vec(name(), 0..3),
        content in any::<bool>(),
        enabled in any::<Option<bool>>(),
        enables in any::<bool>(),
    ) {
        let reading = reading(&[(true, content)], &held, enabled);
        let state = DesiredState { enabled: enables, ..state(&[], vec![], wanted.clone()) };
        let put_back = PutBack { keys: vec![], names: others.clone() };
        let decision = decide_with(state.app, &reading, &goal(state), &put_back);
        let body = decision.body();
        prop_assert!(body.get("keyCredentials").is_none());
        let changes = enables && enabled != Some(true);
        prop_assert_eq!(body.get("accountEnabled").is_some(), changes);
        let all = [held.clone(), wanted, others].concat();
        let missing = spn::lacking(&held, &all);
        match body.get("servicePrincipalNames") {
            None => prop_assert_eq!(missing, Vec::<String>::new()),
            Some(sent) => {
                let sent: Vec<String> = serde_json::from_value(sent.clone()).unwrap();
                prop_assert_eq!(&sent[..held.len()], &held[..], "as they were");
                prop_assert_eq!(spn::lacking(&sent, &all), Vec::<String>::new());
                prop_assert!(sent.iter().all(|name| all.contains(name)));
            }
        }
        let writes = decision.plan.action == PlanAction::Write;
        prop_assert_eq!(writes, body.as_object().is_some_and(|body| !body.is_empty()));
    }

    #[test]
    fn a_write_of_keys_leaves_out_only_what_was_named_or_has_expired(
        held in prop::collection::vec((any::<bool>(), prop::bool::weighted(0.9)), 5),
        wanted in prop::collection::vec(any::<bool>(), 4),
        named in prop::collection::vec(any::<bool>(), 5),
    ) {
        let reading = reading(&held, &[], None);
        let chosen = |flags: &[bool]| -> Vec<&'static TestCertificate> {
            ALL.iter().zip(flags).filter(|(_, flag)| **flag).map(|(made, _)| *made).collect()
        };
        let (wanted, named) = (chosen(&wanted), chosen(&named));
        let state = state(
            &wanted.iter().map(|made| made.certificate().clone()).collect::<Vec<_>>(),
            named.iter().map(|made| KeyName::Thumbprint(made.thumbprint())).collect(),
            vec![],
        );
        let decision = decide(state.app, &reading, &goal(state));
        let body = decision.body();
        prop_assert!(body.get("servicePrincipalNames").is_none());
        if decision.plan.action != PlanAction::Write {
            return Ok(());
        }
        let sent: Vec<&str> = body["keyCredentials"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key["key"].as_str().unwrap())
            .collect();
        for (made, (there, content)) in ALL.iter().zip(&held) {
            let is_named = named.iter().any(|named| named.name() == made.name());
            let is_wanted = wanted.iter().any(|wanted| wanted.name() == made.name());
            let goes = is_named || made.name() == EXPIRED.name();
            let expected = is_wanted || (*there && !goes);
            prop_assert_eq!(sent.contains(&made.base64().as_str()), expected);
            prop_assert!(!(is_named && is_wanted), "both at once is never written");
            prop_assert!(!there || *content || made.name() == EXPIRED.name(), "all were read whole");
        }
    }
}
