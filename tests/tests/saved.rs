//! What is saved holds codes, values and facts, and no sentence of the program: a sentence is worded when
//! it is shown, so that a mended one reaches setups that were saved before.

use crosstrust_core::guide::Library;
use crosstrust_core::setup::Store;
use crosstrust_tests::program::host;
use crosstrust_tests::torture::program::Host;
use crosstrust_tests::torture::walk::Program;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Fields that may hold sentences, each by the end of its place in the file, and why.
const MAY: &[(&str, &str)] = &[
    ("/answers/*", "a person typed them"),
    ("/note", "a person typed it"),
    ("/detail", "what Microsoft Graph, Exchange or the system said"),
    ("/changes/*/action", "a script's receipt, as it is"),
    ("/changes/*/target", "a script's receipt, as it is"),
    ("/scripts/*/action", "a script's receipt, as it is"),
    ("/scripts/*/target", "a script's receipt, as it is"),
    ("/scripts/*/before", "a script's receipt, as it is"),
    ("/scripts/*/after", "a script's receipt, as it is"),
    ("/changes/*/before", "a script's receipt, as it is"),
    ("/changes/*/after", "a script's receipt, as it is"),
    ("/challenge", "what a server answered to the check from outside"),
    ("/judgement/problem/message", "the words with which a script ended"),
    ("/lastReceipt/refused/message", "the words with which a script ended"),
    ("/event/refused", "the words with which a script ended"),
    ("/subject", "a name in a certificate"),
    ("/issuer", "a name in a certificate"),
    ("/build", "the version of a server, as it says it"),
    ("/who", "an account and a computer"),
    ("/guideTitle", "the name of another guide, which may be gone when it is shown"),
    ("/displayName", "the name of an application in the tenant"),
];

/// Whether a text is a sentence: three words or more.
fn is_sentence(text: &str) -> bool {
    let words = text.split(' ').filter(|word| word.chars().any(char::is_alphabetic));
    words.count() > 2
}

/// Every text in the value that is a sentence, by its place.
fn sentences(value: &Value, place: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) if is_sentence(text) => {
            let may = |(end, _): &(&str, &str)| place.ends_with(end);
            let is_fact = place.contains("/facts/");
            if !is_fact && !MAY.iter().any(may) {
                found.insert(place.to_owned(), text.clone());
            }
        }
        Value::Array(values) => {
            for value in values {
                sentences(value, &format!("{place}/*"), found);
            }
        }
        Value::Object(fields) => {
            let ids_below = matches!(
                place.rsplit('/').next(),
                Some("answers" | "steps" | "onPremises" | "tried" | "links" | "ticks" | "with")
            );
            for (name, value) in fields {
                let name = if ids_below { "*" } else { name };
                sentences(value, &format!("{place}/{name}"), found);
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A rehearsal of one guide, as a person with bad luck goes through it.
struct Rehearsal<'p> {
    host: &'p Host,
    id: Value,
    view: Value,
    /// The address of the simulated cloud, once somebody is signed in.
    cloud: Option<String>,
    /// How often each step was tried, so that none is tried for ever.
    tries: BTreeMap<String, u32>,
}

impl Rehearsal<'_> {
    /// Gives a command; what shows the setup is kept. A refusal is part of a rehearsal.
    async fn call(&mut self, command: &str, mut arguments: Value) -> Option<Value> {
        arguments["id"] = self.id.clone();
        let answer = self.host.call(command, arguments).await.expect("the program answers");
        let answer = answer.ok()?;
        if answer.get("summary").is_some() && answer.get("steps").is_some() {
            self.view = answer.clone();
        }
        Some(answer)
    }

    async fn sign_in(&mut self) {
        if self.cloud.is_none() {
            let id = text(&self.id);
            let address = self.host.sign_in(&id).await.expect("a simulated cloud");
            self.cloud = Some(address.trim_end_matches("device").to_owned());
        }
    }

    async fn fault(&self, fault: Value) {
        let cloud = self.cloud.as_ref().expect("somebody is signed in");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let answer = http.post(format!("{cloud}rehearsal/faults")).json(&fault).send().await;
        assert!(answer.expect("it answers").status().is_success(), "{fault}");
    }

    async fn run(&mut self, script: &Value) {
        for what_if in [true, false] {
            let run = json!({ "script": script, "whatIf": what_if });
            let Some(ran) = self.call("rehearse_script", run).await else { return };
            self.call("read_receipt", json!({ "text": ran["console"] })).await;
        }
    }

    fn examples(&self) -> Value {
        let answers = self.view["answers"].as_array().into_iter().flatten();
        let open = answers.filter(|answer| {
            let spec = &answer["spec"];
            answer["value"] == "" && spec["decision"] == false && spec["default"].is_null()
        });
        let pairs =
            open.map(|answer| (text(&answer["spec"]["id"]), answer["spec"]["example"].clone()));
        Value::Object(pairs.collect())
    }

    async fn upload(&mut self, step: &Value, tries: u32) {
        self.sign_in().await;
        let fault = match tries {
            0 => json!({ "kind": "wrong-date", "hours": 30, "times": 4 }),
            1 => json!({ "kind": "locked", "times": 1 }),
            2 => json!({ "kind": "foreign-key-added-between", "reads": 2 }),
            _ => {
                json!({ "kind": "refused", "status": 400, "code": "Strange", "message": "No. Not so.", "times": 1 })
            }
        };
        self.fault(fault).await;
        let plan = json!({ "step": step, "dropExpired": true, "createMissing": tries > 0 });
        if self.call("plan_upload", plan).await.is_some() {
            self.call("apply_upload", json!({})).await;
        }
    }

    /// What comes next; false where nothing does.
    async fn go_on(&mut self) -> bool {
        let open = |step: &&Value| !matches!(step["state"].as_str(), Some("done" | "skipped"));
        let steps = self.view["steps"].as_array().cloned().unwrap_or_default();
        let Some(step) = steps.iter().find(open) else { return false };
        let id = &step["id"];
        let tries = self.tries.entry(text(id)).or_default();
        *tries += 1;
        let tries = *tries - 1;
        if tries > 4 {
            let word = if tries > 5 { "skip_step" } else { "confirm_step" };
            self.call(word, json!({ "step": id, "note": "I saw it done." })).await;
            return tries < 7;
        }
        match step["kind"].as_str() {
            Some("answers") => {
                let finders = self.view["scripts"].as_array().cloned().unwrap_or_default();
                for script in finders.iter().filter(|script| script["role"] == "discovery") {
                    self.run(&script["id"]).await;
                }
                let answers = self.examples();
                self.call("save_answers", json!({ "answers": answers })).await;
            }
            Some("upload") => self.upload(id, tries).await,
            Some("script") if step["state"] == "decide" => {
                self.call("decide", json!({ "step": id, "change": tries > 1 })).await;
                self.run(&step["script"]).await;
            }
            Some("script") => self.run(&step["script"]).await,
            _ => {
                self.sign_in().await;
                self.call("verify", json!({})).await;
                self.call("read_application", json!({})).await;
                self.run(&step["script"]).await;
                for check in step["checks"].as_array().into_iter().flatten() {
                    let tick = json!({ "step": id, "check": check["id"], "ticked": true });
                    self.call("tick", tick).await;
                }
            }
        }
        true
    }
}

/// Goes through a guide, and gives the file of the setup.
async fn rehearsed(host: &Host, data: &Path, guide: &str, situation: &Value) -> Value {
    let create = json!({ "guide": guide, "rehearsal": true, "situation": situation, "from": null });
    let view = host.call("create_setup", create).await.expect("an answer");
    let view = view.unwrap_or_else(|problem| panic!("{guide}: {problem}"));
    let id = view["summary"]["id"].clone();
    let mut rehearsal =
        Rehearsal { host, id: id.clone(), view, cloud: None, tries: BTreeMap::new() };
    let mut steps = 0;
    while steps < 90 && rehearsal.go_on().await {
        steps += 1;
    }
    let probe = json!({ "address": "user@contoso.com", "cloud": null });
    rehearsal.call("run_probe", probe).await;
    // At last one reading has a problem of its own, and one plan that is not carried out is left.
    rehearsal.sign_in().await;
    rehearsal.fault(json!({ "kind": "disabled" })).await;
    rehearsal.call("verify", json!({})).await;
    let steps = rehearsal.view["steps"].as_array().cloned().unwrap_or_default();
    for step in steps.iter().filter(|step| step["kind"] == "upload") {
        let plan = json!({ "step": step["id"], "dropExpired": true, "createMissing": true });
        rehearsal.call("plan_upload", plan).await;
    }
    rehearsal.call("close_setup", json!({})).await;
    let file = data.join("rehearsals").join(format!("{}.json", text(&id)));
    let saved = std::fs::read_to_string(&file).expect("the file of the setup");
    // A checksum comes first.
    serde_json::from_str(&saved[saved.find('{').expect("JSON")..]).expect("JSON")
}

#[test]
fn a_sentence_is_found_by_its_place() {
    let mut found = BTreeMap::new();
    let file = json!({
        "note": "A note of a person.", "plan": { "warning": ["This is one."] }, "code": "not-one",
        "steps": { "role": { "judgement": { "facts": { "a": "As it was read." } } } },
    });
    sentences(&file, "", &mut found);
    assert_eq!(found, BTreeMap::from([("/plan/warning/*".to_owned(), "This is one.".to_owned())]));
}

#[tokio::test]
async fn no_sentence_is_saved_with_a_setup() {
    let folder = tempfile::tempdir().expect("a folder");
    let host = Host::start(&host(), folder.path()).expect("it starts");
    let mut found = BTreeMap::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for guide in Library::built_in().expect("the guides").guides() {
        let situations = host.call("situations", json!({ "guide": guide.id })).await;
        let situations = situations.expect("an answer").expect("situations");
        // The first is an organization in which nothing is set up yet.
        for situation in situations.as_array().into_iter().flatten().take(1) {
            let file = rehearsed(&host, folder.path(), guide.id.as_str(), &situation["id"]).await;
            sentences(&file, "", &mut found);
            let messages = file.to_string().matches("{\"say\":").count();
            seen.extend((messages > 0).then(|| "messages".to_owned()));
            for (name, part) in file.as_object().expect("a setup") {
                let is_there = !part.is_null() && *part != json!([]) && *part != json!({});
                seen.extend(is_there.then(|| name.clone()));
            }
        }
    }
    host.kill();
    for part in
        ["discovery", "lastReceipt", "certificates", "plan", "written", "verified", "backups"]
    {
        assert!(seen.contains(part), "no rehearsal came to {part}: {seen:?}");
    }
    assert!(found.is_empty(), "sentences are saved: {found:#?}");
    let (setups, problems) =
        Store::open(folder.path()).expect("a store").list(jiff::Timestamp::now());
    assert!(!setups.is_empty() && problems.is_empty(), "{problems:?}");
}
