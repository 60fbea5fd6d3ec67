//! Reading the saved form, whatever version of this program wrote it.
//!
//! Older forms are carried over one version at a time, as JSON, before the types of today see them;
//! so no type has to remember what it once looked like.

use super::journal_parts::ReadPart;
use super::saved::{PARTS, put_repeated_back};
use super::store::PartReference;
use super::{CertificateSource, History, OPERATOR, Setup, VERSION};
use serde_json::{Map, Value, json};
use thiserror::Error;

/// Why a saved setup could not be read.
#[derive(Debug, Error)]
pub(super) enum ReadError {
    /// Written by a newer version of this program.
    #[error("its form is {0}, newer than this program knows")]
    Newer(u64),
    /// Not a setup.
    #[error("{0}")]
    Unreadable(String),
}

fn unreadable(reason: &str) -> ReadError {
    ReadError::Unreadable(reason.to_owned())
}

/// Reads a saved setup whose journal has no closed part.
#[cfg(test)]
pub(super) fn read(bytes: &[u8]) -> Result<Setup, ReadError> {
    read_with_parts(bytes, |number, _| panic!("the journal has no part {number}"))
}

/// Reads a saved setup of this version or an older one. `part` reads a closed part of its journal, by its place
/// from 1 and by what the file says of it. No version before the seventh form had such parts, so their entries
/// are as those of today.
pub(super) fn read_with_parts(
    bytes: &[u8],
    part: impl Fn(usize, &PartReference) -> ReadPart,
) -> Result<Setup, ReadError> {
    let saved: Value =
        serde_json::from_slice(bytes).map_err(|error| ReadError::Unreadable(error.to_string()))?;
    let Value::Object(mut saved) = saved else { return Err(unreadable("it is no JSON object")) };
    let version = saved
        .get("version")
        .and_then(Value::as_u64)
        .ok_or_else(|| unreadable("it has no version"))?;
    if version > u64::from(VERSION) {
        return Err(ReadError::Newer(version));
    }
    if version == 0 {
        saved = from_version_0(saved)?;
    }
    if version <= 1 {
        saved = from_version_1(saved);
    }
    if version <= 2 {
        saved = from_version_2(saved);
    }
    if version <= 3 {
        saved = from_version_3(saved);
    }
    if version <= 4 {
        from_version_4(&mut saved);
    }
    if version <= 5 {
        saved.insert("version".to_owned(), json!(6));
    }
    put_repeated_back(&mut saved);
    let parts = saved.remove(PARTS).map(serde_json::from_value::<Vec<PartReference>>).transpose();
    let parts = parts.map_err(|error| ReadError::Unreadable(error.to_string()))?;
    let has_history = saved.contains_key("history");
    let mut setup: Setup = serde_json::from_value(Value::Object(saved))
        .map_err(|error| ReadError::Unreadable(error.to_string()))?;
    if !has_history {
        setup.history = History::of_earlier_version(&setup);
    }
    let read = parts.into_iter().flatten().zip(1..);
    let read = read.map(|(reference, number)| {
        let entries = part(number, &reference);
        (reference, entries)
    });
    let changed = setup.changed;
    setup.journal.put_before(read.collect(), changed);
    Ok(setup)
}

/// Version 0 kept only a state for each step, and neither receipts nor a journal: what it calls done
/// is based on no receipt that could be shown, so it is carried over as marked as done by the operator.
fn from_version_0(mut saved: Map<String, Value>) -> Result<Map<String, Value>, ReadError> {
    let changed = saved
        .get("changed")
        .cloned()
        .ok_or_else(|| unreadable("it lacks the time of its last change"))?;
    let Some(Value::Object(words)) = saved.remove("steps") else {
        return Err(unreadable("it has no steps"));
    };
    let mut steps = Map::new();
    for (step, word) in words {
        let Some(word) = word.as_str() else { return Err(unreadable("a step's state is no text")) };
        let state = match word {
            "todo" => "todo",
            "handed out" => "handed-out",
            "done" => "done",
            "failed" => "failed",
            "skipped" => "skipped",
            other => {
                return Err(ReadError::Unreadable(format!(
                    "it has a step in the state \"{other}\""
                )));
            }
        };
        let done = state == "done";
        steps.insert(
            step,
            json!({
                "state": state,
                "witness": if done { json!("word") } else { Value::Null },
                "note": if done { json!("Carried over from an earlier version, which kept no receipts.") } else { Value::Null },
                "changed": changed,
                "judgement": null,
                "receiptStarted": null,
                "computer": null,
                "fingerprint": null,
                "ticks": {},
            }),
        );
    }
    let began = saved.entry("created").or_insert_with(|| changed.clone()).clone();
    saved.insert("version".to_owned(), json!(1));
    saved.insert("steps".to_owned(), Value::Object(steps));
    saved.insert(
        "journal".to_owned(),
        json!([
            { "at": began, "who": OPERATOR, "what": "Began this setup." },
            { "at": changed, "who": "Crosstrust", "what": "Carried this setup over from the first form, which kept no journal." },
        ]),
    );
    for (name, empty) in [
        ("tenant", Value::Null),
        ("kept", json!([])),
        ("discovery", Value::Null),
        ("lastReceipt", Value::Null),
        ("certificates", json!([])),
        ("made", json!({ "created": [], "enabled": [], "relinked": {} })),
        ("plan", Value::Null),
        ("written", Value::Null),
        ("verified", Value::Null),
        ("onPremises", Value::Null),
        ("backups", json!([])),
        ("inFlight", Value::Null),
    ] {
        saved.insert(name.to_owned(), empty);
    }
    Ok(saved)
}

/// Version 1 kept copies of keys nowhere but in the setup.
fn from_version_1(mut saved: Map<String, Value>) -> Map<String, Value> {
    saved.insert("version".to_owned(), json!(2));
    for name in ["bundleFolder", "backupProblem"] {
        saved.insert(name.to_owned(), Value::Null);
    }
    saved
}

/// Version 2 knew one place on premises: one discovery, and one verification script, named alike in
/// its guides.
fn from_version_2(mut saved: Map<String, Value>) -> Map<String, Value> {
    let on_premises = match saved.remove("onPremises") {
        None | Some(Value::Null) => json!({}),
        Some(read) => json!({ "verify-exchange": read }),
    };
    saved.insert("version".to_owned(), json!(3));
    let discovery = match saved.remove("discovery") {
        None | Some(Value::Null) => json!([]),
        Some(found) => json!([found]),
    };
    saved.insert("discovery".to_owned(), discovery);
    saved.insert("onPremises".to_owned(), on_premises);
    saved
}

/// Version 3 kept sentences. Those of the journal stay as they are: what happened cannot be read back
/// from them.
fn from_version_3(mut saved: Map<String, Value>) -> Map<String, Value> {
    saved.insert("version".to_owned(), json!(4));
    let journal = saved.get_mut("journal").and_then(Value::as_array_mut);
    for entry in journal.into_iter().flatten().filter_map(Value::as_object_mut) {
        if let Some(text) = entry.remove("what") {
            entry.insert("event".to_owned(), json!({ "kind": "text", "text": text }));
        }
    }
    saved
}

/// Version 4 kept sentences for where a certificate came from and for why a copy of keys is not in its
/// folder. What they name is taken out of them. The words of judgements stay until the next receipt: they
/// were made by answers that were not saved.
fn from_version_4(saved: &mut Map<String, Value>) {
    saved.insert("version".to_owned(), json!(5));
    saved.values_mut().for_each(sources_from_words);
    if let Some(problem) = saved.get_mut("backupProblem").filter(|problem| problem.is_object()) {
        let text = |name: &str| problem.get(name).and_then(Value::as_str);
        let message = text("message").unwrap_or_default();
        let path = message
            .strip_prefix("The copy of today's keys could not be kept as ")
            .and_then(|rest| rest.split_once(". It is kept in this setup alone."))
            .map(|(path, _)| path);
        let before = message.split(" It is kept in this setup alone.").next();
        let cause = text("detail").or_else(|| before.filter(|_| path.is_none()));
        *problem = json!({ "path": path, "cause": cause });
    }
}

/// Reads each sentence that says where a certificate came from: with the certificate, and in notices that
/// the journal has.
fn sources_from_words(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(sources_from_words),
        Value::Object(fields) => {
            let of_certificate = fields.contains_key("received")
                || fields.get("code").is_some_and(|code| code == "certificates-differ");
            if let Some(source) = fields.get_mut("source").filter(|_| of_certificate)
                && let Some(words) = source.as_str()
            {
                *source = serde_json::to_value(CertificateSource::from_words(words))
                    .expect("BUG: a source holds nothing that JSON cannot");
            }
            fields.values_mut().for_each(sources_from_words);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Answers;
    use crate::ids::Thumbprint;
    use crate::setup::fixture::thumbprint;
    use crate::setup::view::{Evidence, StepState};

    const VERSION_0: &[u8] = include_bytes!("fixtures/version-0.json");
    const VERSION_1: &[u8] = include_bytes!("fixtures/version-1.json");
    const VERSION_2: &[u8] = include_bytes!("fixtures/version-2.json");
    /// Every part of a setup, and a setup of the Teams guide with recorded receipts, as the program of
    /// that version wrote them.
    const VERSION_3: [&[u8]; 2] = [
        include_bytes!("fixtures/version-3.json"),
        include_bytes!("fixtures/version-3-teams.json"),
    ];

    /// A rehearsal of the Teams guide, as the program of that version wrote it: one difference is kept, an
    /// answer has changed since, and the folder of the scripts is gone.
    const VERSION_4: &[u8] = include_bytes!("fixtures/version-4-teams.json");

    /// A rehearsal of the Teams guide whose scripts were run dry and in earnest, as the program of that
    /// version wrote it, with its checksum.
    const VERSION_5: &[u8] = include_bytes!("fixtures/version-5-teams.json");

    fn version_0() -> Map<String, Value> {
        serde_json::from_slice(VERSION_0).unwrap()
    }

    fn reason(saved: &Map<String, Value>) -> String {
        match read(&serde_json::to_vec(saved).unwrap()) {
            Err(ReadError::Unreadable(reason)) => reason,
            other => panic!("not refused as unreadable: {other:?}"),
        }
    }

    #[test]
    fn the_first_form_is_carried_over_without_losing_an_answer_or_a_step() {
        let setup = read(VERSION_0).unwrap();
        assert_eq!(setup.version, VERSION);
        assert_eq!(setup.id().to_string(), "018f3a52-7b1c-7e44-8d15-3b0a6c9e2f71");
        assert_eq!(setup.raw_answers().len(), 3);
        assert_eq!(
            setup.raw_answers()[&"verified_domain".into()],
            "contoso .com",
            "typed wrongly, kept as typed"
        );
        let account = setup.step(&"account".into());
        assert_eq!((account.state, account.evidence), (StepState::Done, Some(Evidence::Attested)));
        assert!(
            account.note.unwrap().contains("kept no receipts"),
            "the word is told for what it is"
        );
        let role = setup.step(&"role".into());
        assert_eq!((role.state, role.evidence), (StepState::HandedOut, None));
        assert_eq!(setup.step(&"sfbonline".into()).state, StepState::Failed);
        assert_eq!(setup.step(&"export".into()).state, StepState::Skipped);
        assert_eq!(setup.step(&"upload".into()).state, StepState::Todo);
        assert_eq!(setup.journal().len(), 2);
        assert_eq!(setup.changed(), "2026-05-04T10:11:12Z".parse().unwrap());
    }

    /// Says what went without saying before: that what discovery found in its one place was the whole,
    /// that nobody read or wrote the names of principals, and that a plan did not name its step.
    fn say_more(saved: &mut Map<String, Value>) {
        saved["discovery"]["found"]["part"] = json!("discovery");
        saved["lastReceipt"]["discovery"]["part"] = json!("discovery");
        for (place, inner) in [("discovery", "found"), ("lastReceipt", "discovery")] {
            let found = &mut saved[place][inner]["suggestions"];
            for suggestion in found.as_array_mut().unwrap() {
                suggestion["choose"] = json!(false);
            }
        }
        for certificate in saved["certificates"].as_array_mut().unwrap() {
            certificate["received"]["card"]["neverEnds"] = json!(false);
        }
        name_sources(saved);
        let found = saved["discovery"].take();
        saved["discovery"] = json!([found]);
        saved.insert("planFor".to_owned(), Value::Null);
        for entry in saved["journal"].as_array_mut().unwrap() {
            let text = entry.as_object_mut().unwrap().remove("what").unwrap();
            entry["event"] = json!({ "kind": "text", "text": text });
        }
        for principals in ["plan", "written", "verified"] {
            for principal in saved[principals]["principals"].as_array_mut().unwrap() {
                principal["names"] = json!([]);
            }
        }
    }

    /// Says of each certificate of these fixtures where it came from, as the form of today says it.
    fn name_sources(saved: &mut Map<String, Value>) {
        for certificate in saved["certificates"].as_array_mut().unwrap() {
            certificate["source"] = match certificate["source"].as_str().unwrap() {
                "From the file a.cer" => json!({ "kind": "file", "file": "a.cer" }),
                "From the file OAuthCert.cer" => json!({ "kind": "file", "file": "OAuthCert.cer" }),
                "From the receipt of EX01" => json!({ "kind": "receipt", "computer": "EX01" }),
                other => panic!("{other}"),
            };
        }
    }

    #[test]
    fn the_second_form_is_carried_over_whole() {
        let setup = read(VERSION_1).unwrap();
        assert_eq!(setup.version, VERSION);
        assert_eq!(setup.backup_folder(), None, "copies lay in the setup alone");
        let mut before: Map<String, Value> = serde_json::from_slice(VERSION_1).unwrap();
        let Value::Object(mut after) = serde_json::to_value(&setup).unwrap() else { panic!() };
        for (saved, version) in [(&mut before, 1), (&mut after, VERSION)] {
            assert_eq!(saved.remove("version"), Some(json!(version)));
        }
        for new in ["bundleFolder", "backupProblem"] {
            assert_eq!(after.remove(new), Some(Value::Null));
        }
        assert_eq!(before.remove("onPremises"), Some(Value::Null));
        assert_eq!(after.remove("onPremises"), Some(json!({})));
        assert_eq!(after.remove("history"), Some(json!({ "scripts": [], "tenant": [] })));
        say_more(&mut before);
        assert_eq!(after, before, "nothing else is changed, added or lost");
    }

    #[test]
    fn the_one_verification_of_the_third_form_is_that_of_the_one_script_there_was() {
        let setup = read(VERSION_2).unwrap();
        let mut before: Map<String, Value> = serde_json::from_slice(VERSION_2).unwrap();
        let Value::Object(mut after) = serde_json::to_value(&setup).unwrap() else { panic!() };
        for (saved, version) in [(&mut before, 2), (&mut after, VERSION)] {
            assert_eq!(saved.remove("version"), Some(json!(version)));
        }
        let verified = before.remove("onPremises").unwrap();
        assert_eq!(verified["computer"], "EX01");
        assert_eq!(after.remove("onPremises"), Some(json!({ "verify-exchange": verified })));
        assert_eq!(after.remove("history"), Some(json!({ "scripts": [], "tenant": [] })));
        say_more(&mut before);
        assert_eq!(after, before, "nothing else is changed, added or lost");
    }

    /// Holds that everything in `old` is in `new` as well. What is new there was not known before.
    fn assert_kept(old: &Value, new: &Value, place: &str) {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => {
                for (name, value) in old {
                    let kept = new.get(name).unwrap_or(&Value::Null);
                    assert_kept(value, kept, &format!("{place}/{name}"));
                }
            }
            (Value::Array(old), Value::Array(new)) => {
                assert_eq!(old.len(), new.len(), "{place}");
                for (index, (old, new)) in old.iter().zip(new).enumerate() {
                    assert_kept(old, new, &format!("{place}/{index}"));
                }
            }
            (old, new) => assert_eq!(old, new, "{place}"),
        }
    }

    #[test]
    fn what_the_fourth_form_took_the_place_of_is_carried_over_whole() {
        for saved in VERSION_3 {
            let setup = read(saved).unwrap();
            let mut before: Value = serde_json::from_slice(saved).unwrap();
            assert_eq!(before["version"], 3);
            before["version"] = json!(VERSION);
            name_sources(before.as_object_mut().unwrap());
            if !before["backupProblem"].is_null() {
                before["backupProblem"] = json!({ "path": null, "cause": "The disk is full." });
            }
            let journal = before.as_object_mut().unwrap().remove("journal");
            let Some(Value::Array(journal)) = journal else { panic!() };
            assert_kept(&before, &serde_json::to_value(&setup).unwrap(), "");
            assert_eq!(read(&serde_json::to_vec(&setup).unwrap()).unwrap(), setup);
            // Its sentences are those that it had, verbatim.
            let guide = super::super::fixture::guide_of(&setup);
            let reported = setup.journal().iter().map(|entry| {
                json!({ "at": entry.at, "who": entry.who, "what": entry.event.words(&guide, &Answers::default()).to_string() })
            });
            assert_eq!(reported.collect::<Vec<_>>(), journal);
            assert!(journal.len() > 5, "{journal:?}");
        }
    }

    #[test]
    fn the_sentences_of_the_fifth_form_become_what_they_name() {
        let setup = read(VERSION_4).unwrap();
        let mut before: Map<String, Value> = serde_json::from_slice(VERSION_4).unwrap();
        let after = serde_json::to_value(&setup).unwrap();
        let reported = before["backupProblem"].take();
        let path = after["backupProblem"]["path"].as_str().unwrap();
        let name = path.strip_prefix("D:/Crosstrust/crosstrust-keys-").unwrap();
        assert_eq!(name.rsplit_once('.').unwrap().1, "json");
        assert_eq!(after["backupProblem"]["cause"], reported["detail"]);
        let shown = setup.backup_problem().unwrap();
        assert!(shown.message.contains(path), "the same file is named: {}", shown.message);
        assert!(reported["message"].as_str().unwrap().contains(path));
        before.remove("backupProblem");
        name_sources(&mut before);
        assert_eq!(before.insert("version".to_owned(), json!(VERSION)), Some(json!(4)));
        put_repeated_back(&mut before);
        assert_kept(&Value::Object(before), &after, "");
        assert_eq!(read(&serde_json::to_vec(&setup).unwrap()).unwrap(), setup);
        let guide = super::super::fixture::guide_of(&setup);
        let reported =
            setup.journal().iter().map(|entry| entry.event.words(&guide, &Answers::default()));
        let not_saved =
            reported.filter(|words| words.to_string().contains(" kept as D:/Crosstrust/"));
        assert_eq!(not_saved.count(), 3, "the journal keeps what it was told");
    }

    #[test]
    fn the_sixth_form_is_carried_over_whole() {
        let mut before: Map<String, Value> = serde_json::from_slice(VERSION_5).unwrap();
        before.remove("checksum");
        let setup = read(&serde_json::to_vec(&before).unwrap()).unwrap();
        assert!(setup.journal().len() > 30);
        assert_eq!(before.insert("version".to_owned(), json!(VERSION)), Some(json!(5)));
        put_repeated_back(&mut before);
        assert_eq!(serde_json::to_value(&setup).unwrap(), Value::Object(before));
    }

    #[test]
    fn the_id_of_an_application_is_read_in_either_case() {
        let small = "\"00000004-0000-0ff1-ce00-000000000000\"";
        let text = std::str::from_utf8(VERSION_2).unwrap();
        assert!(text.contains(small), "the file has ids of applications");
        let capitals = text.replace(small, &small.to_uppercase());
        assert_eq!(read(capitals.as_bytes()).unwrap(), read(VERSION_2).unwrap());
    }

    /// Writes what the program saved under these names otherwise, and counts it. What receipts reported
    /// stays as it was reported.
    fn rewrite(
        saved: &mut Value,
        names: &[&str],
        change: &dyn Fn(&str) -> Option<String>,
    ) -> usize {
        let text = |value: &mut Value| {
            let changed = value.as_str().and_then(change);
            let count = usize::from(changed.is_some());
            *value = changed.map_or_else(|| value.take(), Value::from);
            count
        };
        match saved {
            Value::Object(fields) => {
                let each = fields.iter_mut().filter(|(name, _)| *name != "facts");
                each.map(|(name, value)| match value {
                    Value::String(_) if names.contains(&name.as_str()) => text(value),
                    Value::Array(all) if names.contains(&name.as_str()) => {
                        all.iter_mut().map(text).sum()
                    }
                    value => rewrite(value, names, change),
                })
                .sum()
            }
            Value::Array(all) => all.iter_mut().map(|one| rewrite(one, names, change)).sum(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
        }
    }

    #[test]
    fn a_thumbprint_is_read_in_either_case() {
        let small = |text: &str| text.parse::<Thumbprint>().ok().map(|_| text.to_lowercase());
        for version in [VERSION_2, VERSION_3[0], VERSION_4] {
            let mut saved: Value = serde_json::from_slice(version).unwrap();
            let count = rewrite(&mut saved, &["thumbprint", "thumbprints", "other", "key"], &small);
            assert!(count > 0, "the file has thumbprints");
            let small = serde_json::to_vec(&saved).unwrap();
            assert_eq!(read(&small).unwrap(), read(version).unwrap());
        }
    }

    #[test]
    fn the_id_of_a_tenant_is_read_in_either_case() {
        for version in [VERSION_1, VERSION_2, VERSION_3[0], VERSION_4] {
            let mut saved: Value = serde_json::from_slice(version).unwrap();
            let capitals = |text: &str| Some(text.to_uppercase());
            assert!(rewrite(&mut saved, &["tenantId"], &capitals) > 0, "the file has such ids");
            assert_eq!(rewrite(&mut saved["tenant"], &["id"], &capitals), 1);
            let capitals = serde_json::to_vec(&saved).unwrap();
            assert_eq!(read(&capitals).unwrap(), read(version).unwrap());
            saved["tenant"]["id"] = json!("contoso.com");
            let refused = read(&serde_json::to_vec(&saved).unwrap()).unwrap_err().to_string();
            assert!(refused.contains("\"contoso.com\" isn't a tenant ID."), "{refused}");
        }
    }

    #[test]
    fn a_thumbprint_that_no_version_saved_is_refused_with_what_it_says() {
        let mut saved: Value = serde_json::from_slice(VERSION_4).unwrap();
        saved["certificates"][0]["received"]["card"]["thumbprint"] = json!("current");
        let refused = read(&serde_json::to_vec(&saved).unwrap()).unwrap_err().to_string();
        assert!(refused.contains("\"current\" isn't a certificate thumbprint"), "{refused}");
    }

    #[test]
    fn words_of_an_earlier_version_that_name_nothing_known_stay() {
        let mut saved: Map<String, Value> = serde_json::from_slice(VERSION_4).unwrap();
        saved["certificates"][0]["source"] = json!("By post");
        saved["backupProblem"] = Value::Null;
        let notice = json!({
            "code": "certificates-differ", "computer": "EX02", "thumbprint": thumbprint("of EX02"),
            "other": thumbprint("of EX01"),
            "source": "From the receipt of EX01",
        });
        let entry = json!({
            "at": "2026-11-21T02:00:00Z", "who": "EX02", "event": { "kind": "notice", "notice": notice },
        });
        saved["journal"].as_array_mut().unwrap().push(entry);
        let setup = read(&serde_json::to_vec(&saved).unwrap()).unwrap();
        let now = "2026-11-21T02:00:00Z".parse().unwrap();
        assert_eq!(setup.certificates(now)[0].source, "By post");
        assert_eq!(setup.backup_problem(), None);
        let guide = super::super::fixture::guide_of(&setup);
        let last = setup.journal().last().unwrap().event.words(&guide, &Answers::default());
        let reported = format!("uses {} (From the script result of EX01)", thumbprint("of EX01"));
        assert!(last.to_string().contains(&reported), "{last}");
    }

    #[test]
    fn words_of_discovery_stay_and_a_note_about_the_clock_is_dropped() {
        let mut saved: Map<String, Value> = serde_json::from_slice(VERSION_3[0]).unwrap();
        saved["plan"]["clockNote"] = json!("The clock of this computer is 6 min behind.");
        let setup = read(&serde_json::to_vec(&saved).unwrap()).unwrap();
        assert_eq!(setup.plan().unwrap().clock_note(), None);
        let guide = super::super::fixture::guide_of(&setup);
        let found = setup.discovery(&guide, setup.changed()).unwrap();
        assert_eq!(json!(found.notes), saved["discovery"][0]["found"]["notes"]);
        let source = &saved["discovery"][0]["found"]["suggestions"][0]["source"];
        assert_eq!(json!(found.suggestions[0].source), *source);
    }

    #[test]
    fn judgements_of_the_fifth_form_are_shown_in_words_also_where_an_answer_has_changed_since() {
        let setup = read(VERSION_4).unwrap();
        let guide = super::super::fixture::guide_of(&setup);
        let now = "2026-12-01T02:00:00Z".parse().unwrap();
        let shown = super::super::view(&setup, &guide, now, false);
        let step = |id: &str| shown.steps.iter().find(|step| step.id.as_str() == id).unwrap();
        assert_eq!(step("account").state, StepState::Stale);
        for id in ["exchange-oauth", "account", "role", "sfbonline", "teams-scheduler", "export"] {
            for finding in &step(id).judgement.as_ref().unwrap().findings {
                let words = [&finding.label, &finding.expected, &finding.found];
                assert!(words.iter().all(|words| !words.is_empty()), "{id}: {finding:?}");
            }
        }
        let last = shown.last_receipt.unwrap();
        let question = last.steps.into_iter().find_map(|step| step.question).unwrap();
        assert_eq!(question.title, "SfBOnline is linked to another account");
    }

    #[test]
    fn a_setup_that_was_carried_over_is_saved_in_the_form_of_today() {
        let setup = read(VERSION_0).unwrap();
        let saved = serde_json::to_vec(&setup).unwrap();
        assert_eq!(read(&saved).unwrap(), setup);
    }

    #[test]
    fn a_newer_form_is_distinguished_from_a_broken_one() {
        let mut saved = version_0();
        saved.insert("version".to_owned(), json!(VERSION + 1));
        saved.insert("steps".to_owned(), json!("whatever it may be then"));
        assert!(matches!(
            read(&serde_json::to_vec(&saved).unwrap()),
            Err(ReadError::Newer(version)) if version == u64::from(VERSION) + 1
        ));
    }

    #[test]
    fn what_is_no_setup_is_refused_with_its_reason() {
        assert!(matches!(read(b""), Err(ReadError::Unreadable(_))));
        assert!(matches!(read(&[0; 4096]), Err(ReadError::Unreadable(_))));
        assert!(
            matches!(read(b"[]"), Err(ReadError::Unreadable(reason)) if reason.contains("no JSON object"))
        );
        assert!(
            matches!(read(b"{}"), Err(ReadError::Unreadable(reason)) if reason.contains("no version"))
        );
        assert!(
            matches!(read(br#"{"version":"1"}"#), Err(ReadError::Unreadable(reason)) if reason.contains("no version"))
        );
        assert!(
            matches!(read(br#"{"version":3}"#), Err(ReadError::Unreadable(reason)) if reason.contains("missing field"))
        );
    }

    #[test]
    fn a_broken_first_form_is_refused_with_its_reason() {
        let mut saved = version_0();
        saved.remove("changed");
        assert!(reason(&saved).contains("last change"));
        let mut saved = version_0();
        saved.remove("steps");
        assert!(reason(&saved).contains("no steps"));
        let mut saved = version_0();
        saved.insert("steps".to_owned(), json!({ "role": 1 }));
        assert!(reason(&saved).contains("no text"));
        let mut saved = version_0();
        saved.insert("steps".to_owned(), json!({ "role": "perhaps" }));
        assert!(reason(&saved).contains("perhaps"));
    }

    #[test]
    fn a_field_this_version_does_not_know_is_not_dropped_in_silence() {
        let mut saved: Map<String, Value> =
            serde_json::from_slice(&serde_json::to_vec(&read(VERSION_0).unwrap()).unwrap())
                .unwrap();
        saved.insert("extra".to_owned(), json!(true));
        assert!(reason(&saved).contains("unknown field"));
    }
}
