//! One run of a script: its console, its steps, and the receipt at its end.
//!
//! The counterpart of the opening and closing that every script shares. What a step does stands in
//! `steps`; how it is reported is here.

use super::organisation::{Interruption, OUTPUT_FOLDER, Organisation};
use super::parameters::Parameters;
use super::script::{Call, Meaning, Script};
use super::window::Window;
use crosstrust_core::receipt::{self, Change, Journal, Outcome};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::fmt::Write;
use uuid::Uuid;

/// What the window shows after a run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RunOutput {
    /// Every line, the receipt among them.
    pub console: String,
    /// The script ended with exit code 1.
    pub failed: bool,
}

/// The PowerShell of the simulated server.
const POWERSHELL: &str = "5.1.20348.2849";

/// What Windows PowerShell says of a question that nobody can answer.
const NOT_INTERACTIVE: &str = "Exception calling \"ShouldProcess\" with \"2\" argument(s): \"Windows PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.\"";

/// How long a step takes, for the receipt's times.
const STEP_TAKES: SignedDuration = SignedDuration::from_millis(700);

/// Why a step ended.
pub(super) struct Stop {
    code: Cow<'static, str>,
    message: String,
    /// The Exchange command that failed; none when the script itself refused.
    command: Option<Cow<'static, str>>,
}

impl Stop {
    /// A refusal of the script's own.
    pub(super) fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), command: None }
    }

    /// The refusal of a script that knows a domain of the tenant and not its id.
    pub(super) fn tenant_unknown(what: &str, names: &str) -> Self {
        Self::new(
            "tenant-id-unknown",
            format!(
                "The script does not know the tenant ID, so it cannot find the tenant of these {what}: {names}. Enter the tenant ID in Crosstrust and save the script again."
            ),
        )
    }
}

/// How a step ended: reached its end, or not.
pub(super) type End = Result<(), Stop>;

/// A step as the receipt reports it.
struct Step {
    id: String,
    outcome: Outcome,
    facts: Map<String, Value>,
    changes: Vec<Change>,
    error: Option<Value>,
}

/// A run under way.
pub(super) struct Run<'a> {
    pub(super) organisation: &'a mut Organisation,
    pub(super) script: &'a Script<'a>,
    pub(super) given: &'a Parameters,
    pub(super) what_if: bool,
    /// Nobody answers the question that comes before each change.
    unanswered: bool,
    pub(super) started: Timestamp,
    console: String,
    steps: Vec<Step>,
    failure: Option<String>,
    /// How many changes it has begun.
    changes: usize,
    /// The lines of its journal; none before its first change.
    journal: Vec<String>,
    /// The journals that were there when it began.
    interrupted: Vec<Journal>,
    /// What the change that comes next replaces, by the facts that report it.
    replaced: Map<String, Value>,
    /// What is there before the change that comes next, and after it.
    held: Option<(Value, Value)>,
    /// How it ended before its end.
    ended: Option<Ended>,
}

/// How a run ended before its end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ended {
    /// With its process: nothing more was written.
    Killed,
    /// By Ctrl+C: a receipt is left.
    Stopped,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        organisation: &'a mut Organisation,
        script: &'a Script<'a>,
        given: &'a Parameters,
        now: Timestamp,
    ) -> Self {
        let interrupted = organisation.journals.clone();
        Self {
            organisation,
            script,
            given,
            what_if: given.what_if,
            unanswered: given.unanswered && script.asks,
            started: now,
            console: String::new(),
            steps: vec![],
            failure: None,
            changes: 0,
            journal: vec![],
            interrupted,
            replaced: Map::new(),
            held: None,
            ended: None,
        }
    }

    /// Runs the script. `meanwhile` are sentences about what happened since the last one.
    pub(super) fn carry_out(mut self, meanwhile: &[&str]) -> RunOutput {
        for sentence in meanwhile {
            self.aside(sentence);
        }
        for journal in self.interrupted.clone() {
            self.say(&format!(
                "  An earlier run of this setup was interrupted. The result of this run also lists its changes ({}).",
                journal.file
            ));
        }
        self.start("shell", "Check this window");
        match self.assert_shell() {
            Ok(()) => self.carry_out_steps(),
            Err(stop) => self.fail(&stop),
        }
        match self.ended {
            Some(Ended::Killed) => {
                self.save_journal();
                self.aside("The window was closed in the middle of the run.");
                return RunOutput { console: self.console, failed: true };
            }
            Some(Ended::Stopped) => {
                self.note_stop();
                self.say("");
                self.say("The script was stopped before its end. Its changes so far stay, and this result lists them. Run the same script again.");
                self.write_receipt();
                self.save_journal();
                return RunOutput { console: self.console, failed: true };
            }
            None => {}
        }
        if self.failure.is_some() {
            self.say(
                "WARNING: Completed changes are kept. Fix the cause and run the same script again.",
            );
        }
        self.write_receipt();
        if self.failure.is_some() {
            self.save_journal();
        } else if !self.what_if {
            self.organisation.journals.clear();
        }
        RunOutput { console: self.console, failed: self.failure.is_some() }
    }

    /// What was noted of this run stays for the next one.
    fn save_journal(&mut self) {
        if self.journal.is_empty() {
            return;
        }
        let file = format!(
            "changes-{}-{}-4711.jsonl",
            self.script.answers.text("SetupId"),
            self.started.strftime("%Y%m%d-%H%M%S%3f")
        );
        let lines = std::mem::take(&mut self.journal);
        self.organisation.journals.push(Journal { file, lines });
    }

    /// Notes a line, and whose run it is before the first one.
    fn note(&mut self, line: &Value) {
        if self.journal.is_empty() {
            let head = json!({
                "journal": 1,
                "setup": self.script.answers.text("SetupId"),
                "domain": self.organisation.domain,
                "guide": self.script.guide,
                "script": self.script.id,
                "computer": self.organisation.computer(),
                "account": self.organisation.operator(),
                "started": time(self.started),
            });
            self.journal.push(head.to_string());
        }
        self.journal.push(line.to_string());
    }

    /// Closes the step at which somebody stopped the run.
    fn note_stop(&mut self) {
        let step = self.step();
        step.outcome = Outcome::Failed;
        step.error = Some(json!({
            "code": "interrupted",
            "message": "Somebody stopped the script here, before its end.",
            "id": "",
            "line": null,
        }));
        let id = step.id.clone();
        self.failure.get_or_insert(id);
    }

    fn carry_out_steps(&mut self) {
        let script = self.script;
        for planned in &script.acts {
            if let Some(stop) = self.not_readable(&planned.call) {
                self.fail(&stop);
                continue;
            }
            let end = match planned.act {
                Meaning::Known(act) => act(self, &planned.call),
                Meaning::Planned(index) => self.carry_out_plan(index, &planned.call),
            };
            if self.ended.is_some() {
                return;
            }
            if let Err(stop) = end {
                self.fail(&stop);
                if !planned.goes_on {
                    return;
                }
            }
        }
    }

    /// Why a check of a script that only reads cannot read what it is for, if that is so. Its step is
    /// opened then. Discovery reports that of each thing separately.
    fn not_readable(&mut self, call: &Call) -> Option<Stop> {
        let script = self.script;
        if !script.reads_only {
            return None;
        }
        let missing = script.commands.iter().find(|command| {
            !self.organisation.has(command) && script.uses(&call.function, command)
        })?;
        let (id, title) = script.opens(call).filter(|(id, _)| !id.starts_with("discovery"))?;
        self.start(&id, &title);
        let message = format!(
            "Your account is not allowed to use {missing}. Ask for a role group that holds it."
        );
        Some(Stop::new("cmdlet-not-in-role", message))
    }

    /// The domain controller that every command names.
    pub(super) fn domain_controller(&self) -> String {
        match self.script.answers.text("DomainController") {
            "" => format!("dc02.{}", self.organisation.domain),
            named => named.to_owned(),
        }
    }

    fn assert_shell(&mut self) -> End {
        let shell = &self.script.shell;
        let wanted = self.script.window;
        if self.organisation.window == Window::ExchangeOnline && wanted != Window::ExchangeOnline {
            return Err(Stop::new(
                "exchange-online-loaded",
                format!(
                    "This window is connected to Exchange Online. Open a new {shell} and run the script there."
                ),
            ));
        }
        if wanted == Window::ExchangeOnline && self.organisation.window != wanted {
            return Err(Stop::new(
                "exchange-online-not-connected",
                "This window is not connected to Exchange Online. Connect it with Connect-ExchangeOnline and run the script here again.",
            ));
        }
        let commands = &self.script.commands;
        let missing: Vec<_> = commands
            .iter()
            .map(String::as_str)
            .filter(|command| !self.organisation.has(command))
            .collect();
        if missing.len() == commands.len() && wanted != Window::ExchangeOnline {
            return Err(Stop::new(
                "wrong-shell",
                format!("This is not the {shell}. Open it on the server and run the script there."),
            ));
        }
        if missing.is_empty() {
            return Ok(());
        }
        if self.script.reads_only && missing.len() < commands.len() {
            self.say(&format!(
                "  Your account is not allowed to use: {}. The script cannot read what needs them, and continues with the rest.",
                missing.join(", ")
            ));
            return Ok(());
        }
        Err(Stop::new(
            "cmdlet-not-in-role",
            format!(
                "Your account is not allowed to use: {}. Ask for a role group that holds them.",
                missing.join(", ")
            ),
        ))
    }

    /// Says what only the rehearsal says.
    pub(super) fn aside(&mut self, sentence: &str) {
        self.say(&format!("[Rehearsal] {sentence}"));
    }

    pub(super) fn say(&mut self, line: &str) {
        self.console.push_str(line);
        self.console.push('\n');
    }

    /// Opens a step: the facts and changes that follow belong to it.
    pub(super) fn start(&mut self, id: &str, title: &str) {
        self.steps.push(Step {
            id: id.to_owned(),
            outcome: Outcome::Unchanged,
            facts: Map::new(),
            changes: vec![],
            error: None,
        });
        self.say(&format!("* {title}"));
    }

    fn step(&mut self) -> &mut Step {
        self.steps.last_mut().expect("BUG: a step is opened before anything is reported of it")
    }

    pub(super) fn fact(&mut self, name: &str, value: impl Into<Value>) {
        self.step().facts.insert(name.to_owned(), value.into());
    }

    /// The facts of an earlier step of this run.
    pub(super) fn facts_of(&self, id: &str) -> Option<&Map<String, Value>> {
        self.steps.iter().find(|step| step.id == id).map(|step| &step.facts)
    }

    /// Whether an earlier step of this run changed that.
    pub(super) fn has_changed(&self, id: &str, target: &str) -> bool {
        let of_it = self.steps.iter().filter(|step| step.id == id);
        of_it.flat_map(|step| &step.changes).any(|change| change.done && change.target == target)
    }

    /// Whether something in this step was only planned.
    pub(super) fn is_planned(&mut self) -> bool {
        self.step().outcome == Outcome::Planned
    }

    /// Names what the next change replaces: reported as a fact where the change is made.
    pub(super) fn replacing(&mut self, fact: &str, former: impl Into<Value>) {
        self.replaced.insert(fact.to_owned(), former.into());
    }

    /// Says what is there before the next change, and after it: text, a list of text, or null.
    pub(super) fn turning(&mut self, before: impl Into<Value>, after: impl Into<Value>) {
        self.held = Some((before.into(), after.into()));
    }

    /// Says that the next change switches something on or off.
    pub(super) fn switching(&mut self, on: bool) {
        let (before, after) = if on { ("Disabled", "Enabled") } else { ("Enabled", "Disabled") };
        self.turning(before, after);
    }

    /// Whether something in this step was changed.
    pub(super) fn is_changed(&mut self) -> bool {
        self.step().outcome == Outcome::Changed
    }

    /// Carries a change out, unless this is a dry run, and records it. Returns whether it was done.
    pub(super) fn change(
        &mut self,
        target: &str,
        action: &str,
        command: impl Into<Cow<'static, str>>,
        change: impl FnOnce(&mut Organisation),
    ) -> Result<bool, Stop> {
        let command = command.into();
        let (before, after) = self.held.take().unzip();
        let done = !self.what_if;
        let reported =
            Change { target: target.to_owned(), action: action.to_owned(), done, before, after };
        if !command.is_empty() && !self.organisation.has(&command) {
            return Err(Stop::new(
                "cmdlet-not-in-role",
                format!(
                    "Your account is not allowed to use {command}. This change needs it: {action} ({target}). Ask somebody in Organization Management to make it, or to run this script. Then run the script again."
                ),
            ));
        }
        if done && self.unanswered {
            return Err(Stop::new("exchange-error", NOT_INTERACTIVE));
        }
        if done {
            let replaced = std::mem::take(&mut self.replaced);
            let number = self.begin_change(&reported, &replaced);
            let at = self.organisation.interruption;
            if at == Some(Interruption::KilledBefore(number)) {
                return Err(self.end(Ended::Killed));
            }
            if let Some(message) = self.organisation.failure_of(&command) {
                self.note(&json!({ "change": number, "done": false }));
                return Err(Stop {
                    code: "exchange-error".into(),
                    message,
                    command: Some(command),
                });
            }
            change(self.organisation);
            if at == Some(Interruption::KilledAfter(number)) {
                return Err(self.end(Ended::Killed));
            }
            self.note(&json!({ "change": number, "done": true }));
            self.step().facts.extend(replaced);
            self.say(&format!("  {action}: {target}"));
        } else {
            self.replaced.clear();
            self.say(&format!(
                "What if: Performing the operation \"{action}\" on target \"{target}\"."
            ));
        }
        let step = self.step();
        step.outcome = if done { Outcome::Changed } else { Outcome::Planned };
        step.changes.push(reported);
        if done && self.organisation.interruption == Some(Interruption::Stopped(self.changes)) {
            return Err(self.end(Ended::Stopped));
        }
        Ok(done)
    }

    /// Notes a change before it is made; its number.
    fn begin_change(&mut self, change: &Change, replaced: &Map<String, Value>) -> usize {
        self.changes += 1;
        let number = self.changes;
        let step = self.step();
        let former: Map<String, Value> = step
            .facts
            .iter()
            .chain(replaced)
            .filter(|(name, _)| name.starts_with("former"))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let mut line = json!({
            "change": number, "step": step.id, "target": change.target, "action": change.action,
            "former": former,
        });
        for (name, value) in [("before", &change.before), ("after", &change.after)] {
            if let Some(value) = value {
                line[name] = value.clone();
            }
        }
        self.note(&line);
        number
    }

    /// Ends the run here. What the step returns then is not reported.
    fn end(&mut self, ended: Ended) -> Stop {
        self.ended = Some(ended);
        self.organisation.interruption = None;
        Stop::new("interrupted", "")
    }

    /// Closes the step with its error. The first step that failed is the one the receipt names.
    fn fail(&mut self, stop: &Stop) {
        let (id, line) = match &stop.command {
            // PowerShell takes a thrown sentence for its id as well.
            None => (stop.message.clone(), self.script.line_of("throw $exception")),
            Some(command) => (
                format!(
                    "[Server={},RequestId={}] [FailureCategory=Cmdlet-ADTransientException] 5D8D2F8B,Simulated,{command}",
                    self.organisation.computer(),
                    Uuid::new_v4()
                ),
                self.script.line_of_call(command),
            ),
        };
        let error = json!({ "code": stop.code, "message": stop.message, "id": id, "line": line });
        let failed = self.step();
        failed.outcome = Outcome::Failed;
        failed.error = Some(error);
        let id = failed.id.clone();
        self.say(&format!("WARNING: Stopped at step \"{id}\" ({}): {}", stop.code, stop.message));
        self.failure.get_or_insert(id);
    }

    fn write_receipt(&mut self) {
        let steps: Vec<_> = self
            .steps
            .iter()
            .map(|step| {
                json!({
                    "id": step.id,
                    "outcome": step.outcome,
                    "facts": step.facts,
                    "changes": step.changes,
                    "error": step.error,
                })
            })
            .collect();
        let takes = STEP_TAKES * i32::try_from(steps.len()).unwrap_or(1);
        let exchange = self.organisation.has("Get-ExchangeServer");
        let receipt = json!({
            "format": 2,
            "guide": self.script.guide,
            "script": self.script.id,
            "setup": self.script.answers.text("SetupId"),
            "answers": self.script.answers.text("AnswersHash"),
            "started": time(self.started),
            "ended": time(self.started + takes),
            "computer": self.organisation.computer(),
            "account": self.organisation.operator(),
            "build": exchange.then_some(&self.organisation.build),
            "powershell": POWERSHELL,
            "whatIf": self.what_if,
            "failure": self.failure,
            "steps": steps,
            "interrupted": self.interrupted,
        });
        self.say("");
        for line in receipt::lines(&receipt.to_string()) {
            self.say(&line);
        }
        self.say("");
        let mut saved = format!(r"Saved as {OUTPUT_FOLDER}\receipt-");
        let _ = write!(saved, "{}.txt", self.started.strftime("%Y%m%d-%H%M%S"));
        self.say(&saved);
    }
}

/// A time as .NET writes it with the format "o".
pub(super) fn time(time: Timestamp) -> String {
    format!("{time:.7}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_seven_places_as_in_dotnet() {
        let whole: Timestamp = "2028-11-21T02:03:37Z".parse().unwrap();
        assert_eq!(time(whole), "2028-11-21T02:03:37.0000000Z");
    }
}
