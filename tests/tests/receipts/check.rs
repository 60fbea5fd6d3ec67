//! What the guide that checks makes of the receipts of its scripts, from simulated organizations.

use super::*;
use crosstrust_core::guide::ScriptId;
use crosstrust_core::receipt::{Discovery, Outcome, ScriptError};
use crosstrust_core::script::write;
use crosstrust_rehearsal::exchange::{Organisation, Situation};

const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

fn guide() -> &'static Guide {
    LIBRARY.guide(&GuideId::from("check")).unwrap()
}

/// What a script of the guide reports of an organization, as a receipt of the setup of these tests.
fn reported(script: &str, situation: Situation) -> Receipt {
    reported_by(&mut organization(situation), script)
}

fn organization(situation: Situation) -> Organisation {
    let now = "2026-11-21T11:00:00Z".parse().unwrap();
    let plan = LIBRARY.rehearsal(&guide().id);
    Organisation::planned("check", plan, situation, "contoso.com", TENANT, now).unwrap()
}

fn reported_by(organization: &mut Organisation, script: &str) -> Receipt {
    let now = "2026-11-21T11:00:00Z".parse().unwrap();
    let script = ScriptId::from(script);
    let text = write(&LIBRARY, guide(), &script, &PLAIN.setup(guide()).context()).unwrap().text;
    let output = organization.run(&text, false, now).unwrap();
    let mut receipt = read(output.console.as_bytes()).unwrap().newest().clone();
    "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11".clone_into(&mut receipt.setup);
    "5f0c9f6d1a4b".clone_into(&mut receipt.answers);
    receipt
}

fn judged(receipt: &Receipt) -> Judgement {
    judged_by(guide(), receipt, &given_to(guide(), &[]), &[]).unwrap()
}

fn found(receipt: &Receipt) -> Discovery {
    judged(receipt).discovery.unwrap()
}

/// The situations in which the window is the right one.
fn situations() -> Vec<Situation> {
    let plan = LIBRARY.rehearsal(&guide().id);
    let mut offered = Situation::offered("check", plan.map(AsRef::as_ref));
    offered.retain(|situation| *situation != Situation::WrongShell);
    offered
}

#[test]
fn one_run_of_the_script_for_the_server_finds_what_discovery_finds() {
    assert!(situations().len() > 4);
    for situation in situations() {
        let organization = &mut organization(situation);
        let all = reported_by(organization, "check-server");
        let alone = reported_by(organization, "check-discover");
        assert!(judged(&alone).steps.is_empty());
        assert_eq!(judged(&all).steps.len(), 6, "{situation:?}: every step is in it");
        let (all, alone) = (found(&all), found(&alone));
        assert!(!all.suggestions.is_empty());
        assert_eq!(all.suggestions, alone.suggestions, "{situation:?}");
        assert_eq!(all.notes, alone.notes, "{situation:?}");
        assert_eq!(all.unread, alone.unread, "{situation:?}");
    }
}

#[test]
fn what_a_step_reads_is_in_the_receipt_once_and_discovery_shows_it() {
    let receipt = reported("check-server", Situation::TeamsKeptOut);
    let holding = |fact: &str| -> Vec<&str> {
        let steps = receipt.steps.iter().filter(|step| step.facts.contains_key(fact));
        steps.map(|step| step.id.as_str()).collect()
    };
    for fact in ["virtualDirectories", "builds", "proxies", "connectionPoints"] {
        assert_eq!(holding(fact), ["exchange-oauth"], "{fact}");
    }
    let notes = found(&receipt).notes.join("\n");
    for part in ["Virtual directories of EWS without OAuth", "Accepted domains with a wildcard"] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
}

#[test]
fn a_receipt_of_the_script_as_it_was_before_it_had_discovery_is_judged_as_then() {
    for situation in situations() {
        let receipt = reported("check-server", situation);
        let mut older = receipt.clone();
        older.steps.retain(|step| !step.id.is_discovery());
        assert_eq!(older.steps.len() + 1, receipt.steps.len());
        let (today, then) = (judged(&receipt), judged(&older));
        assert_eq!(then.discovery, None);
        assert_eq!(then.steps, today.steps, "{situation:?}");
    }
}

#[test]
fn a_run_that_was_stopped_after_discovery_says_which_steps_it_did_not_come_to() {
    let mut receipt = reported("check-server", Situation::Fresh);
    receipt.steps.truncate(3);
    let last = receipt.steps.last_mut().unwrap();
    last.outcome = Outcome::Failed;
    last.error = Some(ScriptError {
        code: "interrupted".to_owned(),
        message: "Somebody stopped the script here, before its end.".to_owned(),
        id: String::new(),
        line: None,
    });
    receipt.failure = Some(last.id.clone());
    assert_eq!(
        verdicts(&judged(&receipt)),
        [
            ("exchange-oauth", Failed),
            ("teams-scheduler", NotReached),
            ("cloud-voicemail", NotReached),
            ("export", NotReached),
            ("hybrid-application", NotReached),
            ("teams-calls", NotReached),
        ]
    );
    assert!(!found(&receipt).suggestions.is_empty(), "what was found stays");
}
