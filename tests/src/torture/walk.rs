//! A walk through a rehearsal by commands, one after another as an operator would give them, which may end in
//! the middle of any. What is opened afterwards is compared with the last answer of the program, with the file
//! of the setup and with the simulated tenant.

use super::Report;
use crosstrust_core::setup::{Setup, SetupId, Store};
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions, TenantView};
use crosstrust_rehearsal::home::Home;
use fastrand::Rng;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A program that takes commands until it is killed.
pub trait Program {
    /// What the program answers; none once it is gone.
    fn call(
        &self,
        command: &str,
        arguments: Value,
    ) -> impl Future<Output = Option<Result<Value, Value>>>;

    /// The same, and how many milliseconds it took.
    fn timed(
        &self,
        command: &str,
        arguments: Value,
    ) -> impl Future<Output = Option<(f64, Result<Value, Value>)>> {
        async move {
            let began = Instant::now();
            let answer = self.call(command, arguments).await?;
            Some((began.elapsed().as_secs_f64() * 1_000.0, answer))
        }
    }

    /// Signs the administrator of the simulated tenant in, and gives the address of that tenant.
    fn sign_in(&self, setup: &str) -> impl Future<Output = Option<String>>;
}

/// Commands that read and change no setup.
const READING: [&str; 4] = ["home", "sign_in_state", "script", "app_info"];

/// Questions that may stay open, and whose answers a script needs all the same.
const WANTED: [&str; 2] = ["hybrid_domain", "organization_name"];

/// The script that does all steps on premises.
const ALL_IN_ONE: &str = "teams-on-premises";

/// What stands in a tenant before Crosstrust writes: application and thumbprint.
type Keys = BTreeSet<(String, String)>;

/// A walk, and what is known of its setup.
pub struct Walk {
    data: PathBuf,
    /// What was counted, and what did not hold.
    pub report: Report,
    rng: Rng,
    id: Option<String>,
    /// The last answer that shows the setup.
    view: Value,
    /// Whether nothing has changed the setup since.
    view_is_current: bool,
    /// What was asked and not yet answered.
    pending: Option<(String, Value)>,
    signed_in: bool,
    foreign: Option<Keys>,
    /// The setup's work that was under way when the program was killed.
    in_flight: Option<Value>,
    typed: u64,
}

impl Walk {
    /// A walk in this data folder.
    pub fn new(data: &Path, seed: u64) -> Self {
        Self {
            data: data.to_owned(),
            report: Report::default(),
            rng: Rng::with_seed(seed),
            id: None,
            view: Value::Null,
            view_is_current: false,
            pending: None,
            signed_in: false,
            foreign: None,
            in_flight: None,
            typed: 0,
        }
    }

    /// A number below this, from the seed of the walk.
    pub fn lot(&mut self, below: u64) -> u64 {
        self.rng.u64(..below)
    }

    async fn ask(
        &mut self,
        program: &impl Program,
        command: &str,
        arguments: Value,
    ) -> Option<Result<Value, Value>> {
        self.pending = Some((command.to_owned(), arguments.clone()));
        let answer = program.call(command, arguments).await?;
        self.pending = None;
        self.report.count("commands answered");
        match &answer {
            Ok(view) if view.get("summary").is_some() && view.get("steps").is_some() => {
                if !view["notSaved"].is_null() {
                    self.report.violation(format!("{command}: not saved: {}", view["notSaved"]));
                }
                self.view = view.clone();
                self.view_is_current = true;
            }
            Ok(_) if READING.contains(&command) => {}
            _ => self.view_is_current = false,
        }
        Some(answer)
    }

    /// Opens what is there, and compares it with what was there before the program was killed.
    pub async fn open(&mut self, program: &impl Program) -> Option<()> {
        self.signed_in = false;
        let home = self.ask(program, "home", json!({})).await?.unwrap_or_default();
        for problem in home["unreadable"].as_array().into_iter().flatten() {
            self.report.violation(format!("a kill left a setup that is reported: {problem}"));
        }
        self.look_for_orphans();
        let Some(id) = self.id.clone() else { return Some(()) };
        match self.ask(program, "open_setup", json!({ "id": id })).await? {
            Ok(_) => self.compare_reopened().await,
            Err(problem) => self.report.violation(format!("it does not open again: {problem}")),
        }
        Some(())
    }

    /// Gives one command after another.
    pub async fn go_on(&mut self, program: &impl Program) -> Option<()> {
        loop {
            self.act(program).await?;
        }
    }

    async fn act(&mut self, program: &impl Program) -> Option<()> {
        let Some(id) = self.id.clone() else { return self.begin(program).await };
        if !self.view_is_current {
            self.ask(program, "open_setup", json!({ "id": id })).await?.ok();
        }
        match self.rng.u8(..40) {
            0 => self.type_name(program, &id).await,
            1 => self
                .ask(program, "export_bundle", json!({ "id": id, "zip": false }))
                .await
                .map(drop),
            2 => {
                self.ask(program, "close_setup", json!({ "id": id })).await?.ok();
                self.ask(program, "open_setup", json!({ "id": id })).await.map(drop)
            }
            3 => {
                let name = format!("Name {}", self.rng.u16(..));
                self.ask(program, "rename_setup", json!({ "id": id, "name": name })).await.map(drop)
            }
            4 => self.ask(program, "home", json!({})).await.map(drop),
            5 if self.rng.u8(..4) == 0 => self.delete(program, &id).await,
            _ => self.forward(program, &id).await,
        }
    }

    async fn begin(&mut self, program: &impl Program) -> Option<()> {
        let situation = if self.rng.bool() { "fresh" } else { "partly-configured" };
        let arguments = json!({
            "guide": "teams", "rehearsal": true, "situation": situation, "from": null,
        });
        self.foreign = None;
        match self.ask(program, "create_setup", arguments).await? {
            Ok(view) => {
                self.id = view["summary"]["id"].as_str().map(str::to_owned);
                self.report.count("setups begun");
            }
            Err(problem) => self.report.violation(format!("no setup is created: {problem}")),
        }
        Some(())
    }

    async fn delete(&mut self, program: &impl Program, id: &str) -> Option<()> {
        if self.ask(program, "delete_setup", json!({ "id": id })).await?.is_ok() {
            self.report.count("setups deleted");
            self.forget();
            if self.files_of(id).next().is_some() {
                self.report.violation(format!("deleting {id} left files"));
            }
        }
        Some(())
    }

    fn forget(&mut self) {
        self.id = None;
        self.view = Value::Null;
        self.view_is_current = false;
        self.foreign = None;
        self.signed_in = false;
        self.in_flight = None;
    }

    async fn type_name(&mut self, program: &impl Program, id: &str) -> Option<()> {
        self.typed += 1;
        let answers = json!({ "organization_name": format!("Contoso {}", self.typed) });
        self.ask(program, "save_answers", json!({ "id": id, "answers": answers })).await.map(drop)
    }

    /// What the guide asks for next.
    async fn forward(&mut self, program: &impl Program, id: &str) -> Option<()> {
        let open = |step: &&Value| !matches!(step["state"].as_str(), Some("done" | "skipped"));
        let steps = self.view["steps"].as_array().cloned().unwrap_or_default();
        let Some(step) = steps.iter().find(open) else { return self.around(program, id).await };
        let name = step["id"].as_str().unwrap_or_default();
        match step["kind"].as_str() {
            Some("answers") => {
                let answers = self.examples();
                self.ask(program, "save_answers", json!({ "id": id, "answers": answers }))
                    .await
                    .map(drop)
            }
            Some("script") => {
                let of_step = step["script"].as_str().unwrap_or_default();
                let script = if self.rng.bool() { ALL_IN_ONE } else { of_step };
                self.run(program, id, script).await
            }
            Some("upload") => self.upload(program, id, name).await,
            _ => {
                self.sign_in(program, id).await?;
                self.ask(program, "verify", json!({ "id": id })).await?.ok();
                if let Some(script) = step["script"].as_str() {
                    self.run(program, id, script).await?;
                }
                for check in step["checks"].as_array().into_iter().flatten() {
                    let tick =
                        json!({ "id": id, "step": name, "check": check["id"], "ticked": true });
                    self.ask(program, "tick", tick).await?.ok();
                }
                if self.rng.u8(..3) == 0 { self.around(program, id).await } else { Some(()) }
            }
        }
    }

    fn examples(&self) -> BTreeMap<String, String> {
        let answers = self.view["answers"].as_array().into_iter().flatten();
        let asked = answers.filter(|answer| {
            let spec = &answer["spec"];
            answer["value"] == ""
                && (spec["optional"] == false || WANTED.iter().any(|wanted| spec["id"] == *wanted))
                && answer["asked"] == true
                && spec["default"].is_null()
        });
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        asked
            .map(|answer| (text(&answer["spec"]["id"]), text(&answer["spec"]["example"])))
            .collect()
    }

    async fn run(&mut self, program: &impl Program, id: &str, script: &str) -> Option<()> {
        let what_if = self.rng.u8(..5) == 0;
        let run = json!({ "id": id, "script": script, "whatIf": what_if });
        let Ok(ran) = self.ask(program, "rehearse_script", run).await? else { return Some(()) };
        let receipt = json!({ "id": id, "text": ran["console"] });
        self.ask(program, "read_receipt", receipt).await.map(drop)
    }

    async fn sign_in(&mut self, program: &impl Program, id: &str) -> Option<()> {
        if self.signed_in {
            return Some(());
        }
        self.pending = Some(("sign_in".to_owned(), Value::Null));
        self.view_is_current = false;
        let address = program.sign_in(id).await?;
        self.pending = None;
        self.signed_in = true;
        // Some writes take their time, so that kills meet them: before they are carried out, or after.
        let fault = json!({
            "kind": "delay", "method": "PATCH", "times": 6, "milliseconds": self.rng.u32(1..60),
            "applied": self.rng.bool(),
        });
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let url = format!("{}rehearsal/faults", address.trim_end_matches("device"));
        http.post(url).json(&fault).send().await.ok();
        self.look_at_tenant().await;
        Some(())
    }

    async fn upload(&mut self, program: &impl Program, id: &str, step: &str) -> Option<()> {
        self.sign_in(program, id).await?;
        let plan = json!({ "id": id, "step": step, "dropExpired": true, "createMissing": true });
        if self.ask(program, "plan_upload", plan).await?.is_ok() {
            self.report.count("uploads begun");
            self.ask(program, "apply_upload", json!({ "id": id })).await?.ok();
        }
        Some(())
    }

    /// Where nothing is left to do: a copy of keys is put back, or everything is read again.
    async fn around(&mut self, program: &impl Program, id: &str) -> Option<()> {
        self.sign_in(program, id).await?;
        let backups: Vec<Value> = self.view["backups"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| one["id"].clone())
            .collect();
        match self.rng.choice(backups) {
            Some(backup) if self.rng.bool() => {
                let plan = json!({ "id": id, "step": "verify", "backup": backup });
                if self.ask(program, "plan_restore", plan).await?.is_ok() {
                    self.ask(program, "apply_restore", json!({ "id": id })).await?.ok();
                }
                Some(())
            }
            _ => self.ask(program, "verify", json!({ "id": id })).await.map(drop),
        }
    }

    /// The program was killed: compares the file with what the program had answered, and with the tenant.
    ///
    /// # Panics
    /// The data folder is gone.
    pub async fn killed(&mut self) {
        self.report.count("kills");
        let pending = self.pending.take();
        let during = pending.as_ref().map_or("nothing", |(command, _)| command);
        self.report.count(&format!("killed during {during}"));
        let store = Store::open(&self.data).expect("the data folder");
        let Some(id) = self.id.clone() else {
            // A setup that was being created may be there or not.
            let (setups, _) = store.list(Timestamp::now());
            self.id = setups.first().map(|setup| setup.id().to_string());
            return;
        };
        let setup_id: SetupId = id.parse().expect("an id");
        let setup = match store.peek(setup_id) {
            Ok(setup) => setup,
            Err(_) if during == "delete_setup" && !store.holds(setup_id) => return self.forget(),
            Err(error) => {
                self.report.violation(format!("killed during {during}: {error}"));
                return self.forget();
            }
        };
        if store.is_locked(setup_id) {
            self.report.violation("a lock outlived the program".to_owned());
        }
        let file = serde_json::to_value(&setup).expect("JSON");
        self.compare_file(&file, pending.as_ref());
        self.in_flight = file.get("inFlight").filter(|work| !work.is_null()).cloned();
        if let Some(work) = &self.in_flight {
            let name =
                format!("killed with work under way: {}", work["work"].as_str().unwrap_or("?"));
            self.report.count(&name);
        }
        self.compare_tenant(&setup, &file, during).await;
    }

    /// Nothing that was answered is missing in the file.
    fn compare_file(&mut self, file: &Value, pending: Option<&(String, Value)>) {
        let during = pending.map_or("nothing", |(command, _)| command);
        if self.view.is_null() {
            return;
        }
        let was = self.view["journalEntries"].as_u64().unwrap_or_default();
        let is = file["journal"].as_array().map_or(0, Vec::len);
        let is = u64::try_from(is).expect("there are fewer entries");
        let idle = self.view_is_current && READING.contains(&during) || pending.is_none();
        if is < was || (idle && self.view_is_current && is != was) {
            let words =
                format!("killed during {during}: the journal has {is} entries, {was} were shown");
            self.report.violation(words);
        }
        let empty = Value::Null;
        let asked = pending.map_or(&empty, |(_, arguments)| &arguments["answers"]);
        for answer in self.view["answers"].as_array().cloned().unwrap_or_default() {
            let name = answer["spec"]["id"].as_str().unwrap_or_default();
            let saved = file["answers"][name].as_str().unwrap_or_default();
            let may_be = saved == answer["value"]
                || asked.get(name).is_some_and(|asked| saved == asked)
                || (answer["value"] == "" && matches!(during, "read_receipt"))
                || !self.view_is_current;
            if !may_be {
                let words = format!(
                    "killed during {during}: {name} is {saved:?}, shown {}",
                    answer["value"]
                );
                self.report.violation(words);
            }
        }
        for step in self.view["steps"].as_array().cloned().unwrap_or_default() {
            let name = step["id"].as_str().unwrap_or_default();
            let saved = &file["steps"][name]["state"];
            if idle && self.view_is_current && step["state"] == "done" && saved != "done" {
                self.report
                    .violation(format!("killed during {during}: {name} was done and is {saved}"));
            }
        }
    }

    fn files_of(&self, id: &str) -> impl Iterator<Item = PathBuf> {
        let entries = self.data.join("rehearsals").read_dir().expect("a folder");
        let name = id.to_owned();
        entries.flatten().map(|entry| entry.path()).filter(move |path| {
            path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(&name))
        })
    }

    /// The tenant as it is kept, looked at through a copy.
    async fn tenant(&self) -> Option<TenantView> {
        let id = self.id.as_ref()?;
        let kept = self.data.join("rehearsals").join(format!("{id}.tenant"));
        let copy = self.data.join("tenant-looked-at");
        std::fs::copy(kept, &copy).ok()?;
        let options = CloudOptions { home: Home::File(copy), ..CloudOptions::default() };
        let cloud = Cloud::start(options).await.expect("a port of this machine");
        let unreadable = cloud.set_aside().is_some();
        let state = cloud.state();
        cloud.stop().await;
        (!unreadable).then_some(state)
    }

    /// Remembers the keys that others have in the tenant and that have not expired.
    async fn look_at_tenant(&mut self) {
        if self.foreign.is_some() {
            return;
        }
        let Some(tenant) = self.tenant().await else { return };
        let ours = ours(&self.view["certificates"]);
        let now = Timestamp::now();
        let keys = tenant.principals.iter().flat_map(|principal| {
            principal.keys.iter().map(|key| (principal.app_id.clone(), key.clone()))
        });
        let valid = keys.filter(|(_, key)| key.not_after.is_none_or(|end| end > now));
        let named = valid.filter_map(|(app, key)| Some((app, key.thumbprint?)));
        self.foreign = Some(named.filter(|(_, print)| !ours.contains(print)).collect());
    }

    async fn compare_tenant(&mut self, setup: &Setup, file: &Value, during: &str) {
        let Some(tenant) = self.tenant().await else {
            if self.foreign.is_some() {
                self.report.violation(format!("killed during {during}: the tenant is gone"));
            }
            return;
        };
        let ours = ours_of_file(file);
        let holds = |app: &str, print: &str| {
            tenant.principal(app).is_some_and(|one| one.thumbprints().contains(&print))
        };
        for (app, print) in self.foreign.clone().unwrap_or_default() {
            if !holds(&app, &print) {
                let words =
                    format!("killed during {during}: the key {print} of others is gone from {app}");
                self.report.violation(words);
            }
        }
        let began = file["journal"].as_array().into_iter().flatten().any(|entry| {
            entry["event"]["kind"] == "work-began" && entry["event"]["work"] != "verify"
        });
        for principal in &tenant.principals {
            let app = &principal.app_id;
            let copied = setup.backups().iter().flat_map(|group| &group.principals);
            let copied = copied.into_iter().any(|copy| copy.app_id == app.as_str());
            if principal.writes > 0 && !copied {
                self.report
                    .violation(format!("killed during {during}: {app} written without a copy"));
            }
            if principal.writes > 0 && !began {
                self.report
                    .violation(format!("killed during {during}: a write of {app} is not noted"));
            }
            if let Some(foreign) = &self.foreign {
                let unknown = principal.keys.iter().filter(|key| {
                    let valid = key.not_after.is_none_or(|end| end > Timestamp::now());
                    key.thumbprint.as_ref().is_some_and(|print| {
                        valid
                            && !ours.contains(print)
                            && !foreign.contains(&(app.clone(), print.clone()))
                    })
                });
                for key in unknown {
                    self.report
                        .violation(format!("{app} has the key {:?} of nobody", key.thumbprint));
                }
            }
        }
    }

    /// What is shown after the program was opened again is true in the tenant.
    async fn compare_reopened(&mut self) {
        let steps = self.view["steps"].as_array().cloned().unwrap_or_default();
        if let Some(work) = self.in_flight.take() {
            let step =
                steps.iter().find(|step| step["id"] == work["step"]).cloned().unwrap_or_default();
            if step["state"] == "unknown" {
                self.report.count("opened as unknown");
            } else {
                self.report
                    .violation(format!("{work} was under way and its step is {}", step["state"]));
            }
        }
        let Some(tenant) = self.tenant().await else { return };
        let ours = ours(&self.view["certificates"]);
        for step in steps.iter().filter(|step| step["kind"] == "upload" && step["state"] == "done")
        {
            for write in step["writes"].as_array().into_iter().flatten() {
                let app = write["appId"].as_str().unwrap_or_default();
                let held = tenant.principal(app).is_some_and(|principal| {
                    principal.thumbprints().iter().any(|print| ours.contains(*print))
                });
                if write["keys"] == true && !held {
                    self.report
                        .violation(format!("the upload is shown as done, and {app} lacks the key"));
                }
                self.report.count("applications shown as written and found so");
            }
        }
    }

    /// Files of a rehearsal whose setup is no more are deleted when the program starts.
    fn look_for_orphans(&mut self) {
        let entries = self.data.join("rehearsals").read_dir().into_iter().flatten().flatten();
        let names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        for name in &names {
            let Some(id) = name.get(..36).filter(|id| id.parse::<SetupId>().is_ok()) else {
                continue;
            };
            let has_setup = names.iter().any(|other| {
                other.strip_prefix(id).is_some_and(|ending| ending.starts_with(".json"))
            });
            if !has_setup {
                self.report.violation(format!("{name} is left of a setup that is no more"));
            }
        }
    }
}

/// The thumbprints of the certificates that a view shows.
fn ours(certificates: &Value) -> BTreeSet<String> {
    let certificates = certificates.as_array().into_iter().flatten();
    certificates.filter_map(|held| held["card"]["thumbprint"].as_str().map(str::to_owned)).collect()
}

/// The thumbprints of the certificates that a file holds.
fn ours_of_file(file: &Value) -> BTreeSet<String> {
    let stored = file["certificates"].as_array().into_iter().flatten();
    let card = |stored: &Value| {
        let flat = stored["card"]["thumbprint"].as_str();
        flat.or(stored["received"]["card"]["thumbprint"].as_str()).map(str::to_owned)
    };
    stored.filter_map(card).collect()
}
