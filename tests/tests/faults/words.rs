//! Refusals are shown in the service's own words: a code that the program does not know gets no story
//! of roles, an older form of an error is read like any other, a redirect is the network's doing.

use crate::stage::{End, MET, Stage, fault, faults_end, on};
use crosstrust_core::error::ErrorCode::{
    GraphAccessDenied, GraphObjectFull, GraphRefused, GraphUnreadable, PrincipalNameTaken,
};
use crosstrust_core::graph::{self, KeyFate, PlanAction, PrincipalState};
use crosstrust_rehearsal::cloud::Fault;
use crosstrust_rehearsal::cloud::FaultKind::{KeyEnd, Redirect, Refused};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Writes are refused with this status and body.
fn refused(status: u16, body: Value) -> Fault {
    Fault { status: Some(status), body: Some(body), ..fault(Refused) }
}

fn error(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message, "innerError": {} } })
}

#[tokio::test]
async fn an_entry_that_is_full_is_no_matter_of_roles() {
    let words = "The size of the object has exceeded its limit. Please reduce the number of values and retry your request.";
    let full = refused(403, error("Directory_ResourceSizeExceeded", words));
    let (_, run) = faults_end(&[full], End::Failed(GraphObjectFull)).await;
    let said = run.said();
    assert!(said.contains("delete unused certificates of this application"), "{said}");
    assert!(!said.contains("Global Administrator"), "{said}");
}

#[tokio::test]
async fn a_code_that_is_not_known_is_reported_in_graphs_words_whatever_its_status() {
    for status in [400, 403, 404, 409, 422] {
        let unknown = refused(status, error("SomethingNew", "Not on a Monday."));
        let (_, run) = faults_end(&[unknown], End::Failed(GraphRefused)).await;
        let said = run.said();
        assert!(said.contains("Its message: Not on a Monday. (SomethingNew)"), "{status}: {said}");
        for story in ["Global Administrator", "role", "create it", "Wait a minute"] {
            assert!(!said.contains(story), "{status}: {story} in {said}");
        }
    }
}

#[tokio::test]
async fn every_form_of_an_error_selects_the_same_remedy() {
    let (code, words) = ("Authorization_RequestDenied", "Insufficient privileges.");
    for body in [
        json!({ "error": { "code": code, "message": words, "innerError": null } }),
        json!({ "error": { "code": code, "message": null, "innerError": {} } }),
        json!({ "error": { "code": code, "message": { "lang": "en", "value": words } } }),
        json!({ "odata.error": { "code": code, "message": { "lang": "en", "value": words } } }),
    ] {
        let (_, run) =
            faults_end(&[refused(403, body.clone())], End::Failed(GraphAccessDenied)).await;
        let detail = run.met().error.as_ref().unwrap().detail.clone().unwrap();
        assert!(detail.contains(code), "{body}: {detail}");
        let shown = body.to_string().contains(words);
        assert_eq!(detail.contains(words), shown, "{body}: {detail}");
    }
}

#[tokio::test]
async fn a_creation_that_another_object_prevents_ends_in_graphs_words() {
    let words = "The service principal cannot be created, updated, or restored because the service principal name is already in use.";
    let stage = Stage::lacking().await;
    let taken = refused(409, error("Request_MultipleObjectsWithSameKeyValue", words));
    stage.cloud.add_fault(on("POST", taken));
    let run = stage.upload().await;
    run.assert_end(End::Failed(PrincipalNameTaken));
    let said = run.said();
    assert!(said.contains(words) && said.contains("restore it"), "{said}");
    assert!(!said.contains("is in the tenant now"), "{said}");
    stage.finish().await;
}

/// Another server, and what reached it.
fn elsewhere() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/login", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 8_192];
            let read = stream.read(&mut head).unwrap_or_default();
            note.lock().unwrap().push(String::from_utf8_lossy(&head[..read]).into_owned());
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
        }
    });
    (address, seen)
}

#[tokio::test]
async fn a_redirect_is_reported_as_the_networks_doing_and_not_followed() {
    let (address, seen) = elsewhere();
    for status in [301, 302, 307, 308] {
        for method in ["GET", "PATCH"] {
            let to = Some(address.clone());
            let redirect = Fault { status: Some(status), location: to, ..fault(Redirect) };
            let (_, run) = faults_end(&[on(method, redirect)], End::Failed(GraphUnreadable)).await;
            let said = run.said();
            assert!(said.contains("Ask the network team"), "{said}");
            assert!(said.contains(address.trim_end_matches("/login")), "{said}");
            assert!(!said.contains("/login"), "what stands behind the host may be secret: {said}");
        }
    }
    assert_eq!(*seen.lock().unwrap(), Vec::<String>::new(), "nothing followed, no token");
}

#[tokio::test]
async fn a_key_whose_entry_ends_elsewhere_is_there_already_for_everything() {
    let stage = Stage::set().await;
    stage.upload().await.assert_end(End::Done);
    let entry = stage.held().iter().position(|held| *held == stage.thumbprint()).unwrap();
    let day =
        |days: i64| (stage.time.service() + SignedDuration::from_hours(24 * days)).to_string();
    for end in [Some(day(100)), Some(day(9_000)), None] {
        stage.cloud.clear_faults();
        stage.cloud.add_fault(Fault { entry: Some(entry), end: end.clone(), ..fault(KeyEnd) });
        let prepared = stage.plan().await;
        let planned = prepared.plan().principals.iter();
        let met = planned.clone().find(|principal| principal.app_id == MET).unwrap();
        assert_eq!(met.action, PlanAction::Nothing, "{end:?}");
        let row = &met.keys[entry];
        assert_eq!(row.fate, KeyFate::Present);
        let reported = row.other_end.unwrap().reported.map(|end| end.to_string());
        assert_eq!(reported, end, "the other end is a remark");

        let (writes, waited) = (stage.writes(), stage.time.waited());
        let run = stage.apply(&prepared).await;
        assert_eq!((run.met().state, &run.met().error), (PrincipalState::AlreadyThere, &None));
        let verified = graph::verify(&stage.client, &stage.wanted(), &|_| {}).await.unwrap();
        for result in &verified {
            assert_eq!((result.state, &result.error), (PrincipalState::AlreadyThere, &None));
        }
        assert_eq!(stage.writes(), writes, "nothing is written");
        assert_eq!(stage.time.waited(), waited, "and nothing waited for");
    }
}

#[tokio::test]
async fn a_key_whose_entry_has_ended_is_replaced() {
    let stage = Stage::set().await;
    stage.upload().await.assert_end(End::Done);
    let entry = stage.held().iter().position(|held| *held == stage.thumbprint()).unwrap();
    let ended = (stage.time.service() - SignedDuration::from_hours(24)).to_string();
    stage.cloud.add_fault(Fault { entry: Some(entry), end: Some(ended), ..fault(KeyEnd) });
    let verified = graph::verify(&stage.client, &stage.wanted(), &|_| {}).await.unwrap();
    let met = verified.iter().find(|result| result.app_id == MET).unwrap();
    let shown = met.error.as_ref().unwrap();
    assert!(shown.message.contains("so Microsoft no longer accepts it"), "{shown}");

    let prepared = stage.plan().await;
    let planned = prepared.plan().principals.iter().find(|one| one.app_id == MET).unwrap();
    let fates: Vec<_> = planned.keys.iter().map(|key| key.fate).collect();
    assert!(fates.contains(&KeyFate::Drop) && fates.contains(&KeyFate::Add), "{fates:?}");
    stage.cloud.clear_faults();
    stage.time.pass(Duration::from_secs(0));
    let run = stage.apply(&prepared).await;
    assert_eq!(run.met().state, PrincipalState::Done, "{:?}", run.met().error);
}
