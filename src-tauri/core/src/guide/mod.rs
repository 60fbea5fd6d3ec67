//! Guides: one of Microsoft's procedures as content, read from a folder of `guide.toml` and
//! PowerShell templates.
//!
//! This module owns the shape of a guide and refuses one that names an unknown answer, step or file.
//! Rendering a template is `script`'s work, judging what came back is `receipt`'s.

pub mod answer;
mod answers;
mod check;
mod cloud_write;
mod domain;
mod id;
mod library;
mod making;
mod placement;
mod rule;
mod running;
pub(crate) mod templates;
mod told;
mod value;
mod wait;

pub use answers::{AnswerProblem, Answers};
pub use cloud_write::{CloudNames, CloudWrite, FactRef};
pub use domain::{Fqdn, FqdnList, SipUri, SmtpAddress, SmtpDomain, Tenant};
pub use id::{AnswerId, GuideId, ScriptId, StepId};
pub use library::{GuideError, Library};
pub use making::{Making, MakingKind};
pub use rule::{FactRule, OnlyEntry, OwnEntry, OwnedKind, Rule, TenantMark};
pub use running::{Running, ScriptEffect, Shell, Switch};
pub use value::{Flag, Text, Thumbprint, Url, Uuid};
pub(crate) use wait::DATE;
pub use wait::{Wait, WaitAfter, WaitForDay, WaitForOthers};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One procedure, as `guide.toml` tells it. Fields are in the words the operator reads.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Guide {
    /// The folder's name.
    pub id: GuideId,
    /// "Microsoft Teams with Exchange Server".
    pub title: String,
    /// One sentence: what works once the guide is done.
    pub summary: String,
    /// Its place among the guides: the lowest is offered first. Guides without one come last.
    #[serde(default = "last")]
    pub order: u32,
    /// The article the procedure comes from.
    pub article: Article,
    /// Groups of steps, in order, as the list at the left shows them.
    pub phases: Vec<Phase>,
    /// The questions, in the order they are asked.
    pub answers: Vec<AnswerSpec>,
    /// The steps, in order; the first is number 1.
    pub steps: Vec<Step>,
    /// The scripts that can be written from the templates in the folder.
    pub scripts: Vec<ScriptSpec>,
    /// The service principals whose keys the upload step writes; none where nothing is uploaded.
    #[serde(default)]
    pub applications: Vec<Application>,
    /// Words for what discovery finds besides what every guide's discovery may find.
    #[serde(default)]
    pub discovered: Vec<Discovered>,
    /// Commands in words that stand in no step: those of `shared/explain.toml`, which every script
    /// begins and ends with, and those of scripts that belong to no step.
    #[serde(default)]
    pub explain: Vec<Explanation>,
}

/// A published article.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Article {
    /// The article's own title.
    pub title: String,
    /// Where to read it (https).
    pub url: String,
}

/// A group of steps.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Phase {
    /// The name by which steps refer to it.
    pub id: String,
    /// "On the Exchange server".
    pub title: String,
}

/// A first-party application of Microsoft's, always told apart by its id, never by its name.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all(deserialize = "kebab-case", serialize = "camelCase"))]
#[ts(export, rename_all = "camelCase")]
pub struct Application {
    /// The application id, lower case.
    pub app_id: String,
    /// What the operator calls it.
    pub name: String,
    /// What it is for, in one sentence.
    pub purpose: String,
}

/// A question of the guide.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in guide.toml")]
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case", serialize = "camelCase"))]
#[ts(export, rename_all = "camelCase")]
pub struct AnswerSpec {
    /// The name templates use.
    pub id: AnswerId,
    /// What kind of value is accepted.
    pub kind: answer::AnswerKind,
    /// The field's label.
    pub label: String,
    /// One or two sentences below the field.
    pub help: String,
    /// A valid value, shown as an example and in errors.
    pub example: String,
    /// Whether the guide can go on without it.
    #[serde(default)]
    pub optional: bool,
    /// What an empty answer means.
    #[serde(default)]
    pub default: Option<String>,
    /// Whether it changes what on-premises scripts do; only these count in the fingerprint.
    #[serde(default)]
    pub in_scripts: bool,
    /// Shown only under "More settings".
    #[serde(default)]
    pub advanced: bool,
    /// Asked only when another answer has this value: `{ id = "cloud", is = "custom" }`.
    #[serde(default)]
    pub only_when: Option<OnlyWhen>,
    /// The choices of a `choice` answer.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Taken by a decision on a step's page, never asked among the questions.
    #[serde(default)]
    pub decision: bool,
    /// Where discovery, or the receipt of a step, finds it, best first.
    #[serde(default, skip_serializing)]
    #[ts(skip)]
    pub found: Vec<Found>,
}

/// Where receipts find values for a question.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Found {
    /// The step whose receipt finds it, and on whose page it is asked for as well. None: discovery.
    #[serde(default)]
    pub step: Option<StepId>,
    /// The fact of that receipt.
    pub fact: String,
    /// The property of each of its entries; without it, the entry itself.
    #[serde(default)]
    pub property: Option<String>,
    /// Where the value was found, in words; `{name}` stands for a property of the entry and `{}` for
    /// the entry itself.
    pub source: String,
}

/// Words for a fact of discovery.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Discovered {
    /// The fact.
    pub fact: String,
    /// What it is, to say that it could not be read: "Front End pools".
    pub title: String,
    /// A line for each entry; `{name}` stands for a property of it and `{}` for the entry itself.
    pub line: String,
    /// The line when there is none.
    #[serde(default)]
    pub none: Option<String>,
}

/// The condition under which an answer is asked for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct OnlyWhen {
    /// The answer looked at.
    pub id: AnswerId,
    /// The value it must have.
    pub is: String,
    /// Other values that do as well. Who is shown the question sees the one that applies as `is`.
    #[serde(default, skip_serializing)]
    #[ts(skip)]
    pub or: Vec<String>,
}

impl OnlyWhen {
    /// Whether the question is asked when the answer looked at has this value.
    pub fn holds(&self, value: &str) -> bool {
        self.is == value || self.or.iter().any(|other| other == value)
    }
}

/// One entry of a list to choose from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Choice {
    /// The value kept.
    pub value: String,
    /// The value shown.
    pub label: String,
}

/// What a step is, and so which page it has.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum StepKind {
    /// Questions.
    Answers,
    /// A script runs on premises and a receipt comes back.
    Script,
    /// The app writes keys through Graph.
    Upload,
    /// The app reads back through Graph, a script re-reads on premises, a person looks.
    Verify,
}

/// One unit of a guide.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    /// The name receipts use.
    pub id: StepId,
    /// Which page it has.
    pub kind: StepKind,
    /// The [`Phase`] it stands in.
    pub phase: String,
    /// "Application account".
    pub title: String,
    /// Why it is done, before any command is shown.
    pub why: String,
    /// Where it runs: "A Mailbox server, Exchange Management Shell".
    pub place: String,
    /// The names of the rights it needs, and nothing but names: "Role Management".
    pub rights: Vec<String>,
    /// What else there is to know of these rights, a sentence each.
    #[serde(default)]
    pub rights_notes: Vec<String>,
    /// How long it takes.
    pub minutes: u32,
    /// The section of the article: "Step 2".
    pub section: String,
    /// What is there afterwards that was not there before.
    #[serde(default)]
    pub changes: Vec<String>,
    /// What success looks like, in one sentence.
    pub expectation: String,
    /// How it is taken back.
    pub undo: String,
    /// Where the generated script departs from the article.
    #[serde(default)]
    pub differences: Vec<Difference>,
    /// The answers it needs; a step whose answer changed is stale.
    #[serde(default)]
    pub uses: Vec<AnswerId>,
    /// What a receipt must show.
    #[serde(default)]
    pub expect: Vec<Expectation>,
    /// What is not due yet, as `[[steps.waits]]`; see [`Wait`]. Only scripts and uploads wait, and only
    /// scripts for what a fact names.
    #[serde(default)]
    pub waits: Vec<Wait>,
    /// Every command of its script, in words.
    #[serde(default)]
    pub explain: Vec<Explanation>,
    /// What only a person can see.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// The changes of its script that undo takes back.
    #[serde(default)]
    pub makes: Vec<Making>,
    /// What discovery finds when it looks done already; all of it.
    #[serde(default)]
    pub signs: Vec<FactRule>,
    /// For `upload`: what is written to which application. Without it, the certificates to every
    /// application of the guide.
    #[serde(default)]
    pub writes: Vec<CloudWrite>,
    /// Another guide that does this step in full. A setup of it can be opened from here, and its
    /// outcome taken.
    #[serde(default)]
    pub opens: Option<GuideId>,
    /// The answer whose host the program itself looks up in the DNS, beside the script.
    #[serde(default)]
    pub resolves: Option<AnswerId>,
}

/// A departure from the published procedure, and its reason.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Difference {
    /// What the article has.
    pub published: String,
    /// Why that is trouble.
    pub trouble: String,
    /// What the script does instead.
    pub instead: String,
}

/// A command in words, for someone who does not read PowerShell.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Explanation {
    /// The command's name, as it stands in the script: `New-MailUser`.
    pub command: String,
    /// What it does here.
    pub says: String,
}

/// Something only a person can see, ticked by the operator.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all(deserialize = "kebab-case", serialize = "camelCase"))]
#[ts(export, rename_all = "camelCase")]
pub struct Check {
    /// Its name in the saved setup.
    pub id: String,
    /// What to do and what to see.
    pub text: String,
    /// What to do when it is not seen, one entry a line.
    pub if_not: Vec<String>,
}

/// One thing a receipt must show of a step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expectation {
    /// The fact of the receipt: `linkedAccount`.
    pub fact: String,
    /// What is looked at: "Linked account".
    pub label: String,
    /// What is expected, in words: "TeamsScheduler".
    pub words: String,
    /// How the fact is compared.
    pub rule: Rule,
    /// A receipt may lack the fact (it was not asked for).
    #[serde(default)]
    pub optional: bool,
    /// Looked at only where these facts of the same step agree: what is said of an object holds only
    /// where that object exists. A fact that the receipt lacks leaves nothing out.
    #[serde(default)]
    pub only_if: Vec<FactRule>,
    /// What is said of the fact when it is empty: "not set".
    #[serde(default)]
    pub none: Option<String>,
    /// A fact that differs is a question for the operator: the answer (of kind `flag`) that decides it.
    #[serde(default)]
    pub ask: Option<Question>,
    /// A fact that differs is a task for a person, and nothing can read whether it was done: the step is
    /// finished by the operator alone, who marks it as done or skips it.
    #[serde(default)]
    pub by_hand: bool,
    /// What to do when the fact differs; answers may stand in it as `{{ name }}`. A line that begins
    /// with four blanks is a command to be copied.
    #[serde(default)]
    pub otherwise: Option<String>,
    /// What to do instead where a cause can be told by its words. The first that fits is taken.
    #[serde(default)]
    pub symptoms: Vec<Symptom>,
    /// The fact of the same step that tells more, in which symptoms are looked for as well.
    #[serde(default)]
    pub symptoms_in: Option<String>,
}

/// Words by which the cause of a difference is known, and the remedy. Answers may stand in the last
/// two as `{{ name }}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Symptom {
    /// What the fact holds somewhere, whatever its case: "AADSTS50012".
    pub contains: String,
    /// What it means, in a sentence.
    pub means: String,
    /// What to do next.
    pub next: String,
}

/// What the operator is asked when a fact differs but may be right as it is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all(deserialize = "kebab-case", serialize = "camelCase"))]
#[ts(export, rename_all = "camelCase")]
pub struct Question {
    /// The answer of kind `flag` that carries the decision into the scripts.
    pub answer: AnswerId,
    /// "SfBOnline is linked to another account".
    pub title: String,
    /// What it means, in a sentence or two.
    pub text: String,
    /// The button that leaves it: "Keep it (recommended)".
    pub keep: String,
    /// The button that changes it: "Link it to TeamsScheduler...".
    pub change: String,
    /// The difference, for who wants to know.
    pub difference: String,
    /// The word that must be typed before the change is taken, where pressing a button is too easy.
    #[serde(default)]
    pub typed: Option<String>,
}

/// What a script is for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ScriptRole {
    /// Reads what is there and fills answers in; changes nothing.
    Discovery,
    /// One step.
    Step,
    /// All on-premises steps in one run.
    AllInOne,
    /// Reads everything again; changes nothing.
    Verification,
    /// Takes back what a receipt says this setup made.
    Undo,
    /// Removes what Microsoft says must stay until further notice; needs the operator's word first.
    Guarded,
}

/// A script that can be written from a template.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ScriptSpec {
    /// Its name. Its file has it too, behind a number.
    pub id: ScriptId,
    /// The template in the guide's folder.
    pub template: String,
    /// "All on-premises steps".
    pub title: String,
    /// What it is for.
    pub role: ScriptRole,
    /// The steps its receipt reports on.
    #[serde(default)]
    pub steps: Vec<StepId>,
    /// The answers it needs.
    #[serde(default)]
    pub uses: Vec<AnswerId>,
    /// Where it runs, where its steps do not say it: it covers none, or they say it each in their way.
    #[serde(default)]
    pub place: Option<String>,
    /// The names of the rights it needs, where they are not those of the steps it covers.
    #[serde(default)]
    pub rights: Vec<String>,
    /// What else there is to know of these rights, a sentence each.
    #[serde(default)]
    pub rights_notes: Vec<String>,
    /// For `guarded`: what is asked before it is written; its answer must be yes.
    #[serde(default)]
    pub ask: Option<Question>,
    /// How it is run, as the library reads it from the template.
    #[serde(skip)]
    pub running: Running,
}

fn last() -> u32 {
    u32::MAX
}

impl Guide {
    /// The step of that name, with its number (from 1).
    pub fn step(&self, id: &StepId) -> Option<(usize, &Step)> {
        self.steps
            .iter()
            .position(|step| step.id == *id)
            .map(|index| (index + 1, &self.steps[index]))
    }

    /// The script of that name.
    pub fn script(&self, id: &ScriptId) -> Option<&ScriptSpec> {
        self.scripts.iter().find(|script| script.id == *id)
    }

    /// The name of a script's template, from the folder of guides.
    pub(crate) fn template_name(&self, script: &ScriptSpec) -> String {
        format!("{}/{}", self.id, script.template)
    }

    /// Whether the app writes anything to the tenant.
    pub fn uploads(&self) -> bool {
        self.steps.iter().any(|step| step.kind == StepKind::Upload)
    }

    /// The question of that name.
    pub fn answer(&self, id: &AnswerId) -> Option<&AnswerSpec> {
        self.answers.iter().find(|answer| answer.id == *id)
    }
}

#[cfg(test)]
pub(crate) mod tests;
