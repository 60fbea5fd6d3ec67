//! Guides: one of Microsoft's procedures as content, read from a folder of `guide.toml` and
//! PowerShell templates.
//!
//! This module owns the shape of a guide and refuses one that names an unknown answer, step or file.
//! Rendering a template is `script`'s work, judging what came back is `receipt`'s.

pub mod answer;
mod answers;
mod application_reads;
mod check;
mod cloud_write;
mod dated;
mod domain;
mod id;
mod interpolate;
mod library;
pub(crate) mod literal;
mod placement;
mod receipt_names;
mod reversible_change;
mod role;
mod rule;
mod running;
mod section;
mod shared_answers;
pub(crate) mod templates;
mod texts;
mod value;
mod wait;

pub use answers::{AnswerProblem, Answers};
pub use application_reads::ApplicationReads;
pub use cloud_write::{CloudNames, CloudWrite, FactRef};
pub use domain::{Fqdn, FqdnList, SipUri, SmtpAddress, SmtpDomain, Tenant};
pub use id::{AnswerId, GuideId, ScriptId, StepId};
pub(crate) use library::FEATURES_FILE;
#[cfg(test)]
pub(crate) use library::SharedExplanations;
pub use library::{GuideError, Library};
pub use receipt_names::{CERTIFICATES_FACT, DISCOVERY_STEP, PRESENT_FACT, SHELL_STEP};
pub use reversible_change::{ReversibleChange, ReversibleKind};
pub use role::AnswerRole;
pub use rule::{
    BuildsRule, FactRule, OnlyEntry, OwnEntry, OwnedKind, Rule, TenantMark, UpdatesRule,
};
pub use running::{Running, ScriptEffect, Shell, Switch};
pub use section::Section;
#[cfg(test)]
pub(crate) use shared_answers::AnswersFile;
pub use texts::{KeyedText, texts};
pub use value::{Flag, LineText, ThumbprintText, Url, Uuid};
pub(crate) use wait::DATE;
pub use wait::{Wait, WaitAfter, WaitForDay, WaitForOthers};

use crate::clouds::TeamsCalendars;
use crate::ids::AppId;
use crate::timeline::Timeline;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use ts_rs::TS;

/// One procedure, as `guide.toml` describes it. The operator reads most of its texts.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Guide {
    /// The folder's name.
    pub id: GuideId,
    /// The name of the guide: "Microsoft Teams with Exchange Server".
    pub title: String,
    /// One sentence: what works once the guide is done.
    pub summary: String,
    /// Its place among the guides: the lowest is offered first. Guides without one come last.
    #[serde(default = "last")]
    pub order: u32,
    /// The article the procedure comes from.
    pub article: Article,
    /// Whether Teams or Exchange Online asks the organization's published hosts once the guide is done.
    /// The verification then offers the check from outside.
    #[serde(default)]
    pub asked_from_outside: bool,
    /// Groups of steps, in order, as the list at the left shows them.
    pub phases: Vec<Phase>,
    /// The questions, in the order they are asked.
    #[cfg_attr(test, schemars(with = "Vec<shared_answers::AnswerEntry>"))]
    pub answers: Vec<AnswerSpec>,
    /// The steps, in order; the first is number 1.
    pub steps: Vec<Step>,
    /// The scripts that can be written from the templates in the folder.
    pub scripts: Vec<ScriptSpec>,
    /// The applications that upload steps write to; none where nothing is uploaded.
    #[serde(default)]
    pub applications: Vec<Application>,
    /// It puts the next certificate into use: the guide to offer before a certificate expires. One guide
    /// can have it.
    #[serde(default)]
    pub renews: bool,
    /// The command line works on these applications where none is named. One guide can have it.
    #[serde(default)]
    pub default_applications: bool,
    /// How to show the facts of discovery that only this guide has.
    #[serde(default)]
    pub discovered: Vec<Discovered>,
    /// The commands for others where permissions are split.
    #[serde(default)]
    pub split_permissions: Option<SplitPermissions>,
    /// What must be there before the guide can work. Discovery reads of it what can be read.
    #[serde(default)]
    pub prerequisites: Vec<PrerequisiteSpec>,
    /// What users see, and what explains it: the result of a guide that checks what is there.
    #[serde(default)]
    pub complaints: Vec<ComplaintSpec>,
    /// Explanations of commands, by the command: only where the text of `explain.toml` does not fit this
    /// guide.
    #[serde(default)]
    pub explain: Explanations,
    /// The explanations of `explain.toml`; the library's, for the commands that the guide does not explain.
    #[serde(skip)]
    pub glossary: Arc<Explanations>,
    /// What Microsoft changed or will change; the library's, for the entries that the steps name.
    #[serde(skip)]
    pub timeline: Arc<Timeline>,
}

/// A published article.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Article {
    /// The article's own title.
    pub title: String,
    /// Where to read it (https).
    pub url: String,
}

/// A group of steps.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Phase {
    /// The name by which steps refer to it.
    pub id: String,
    /// The title in the list of steps: "On the Exchange server".
    pub title: String,
}

/// A first-party application of Microsoft's. Its id identifies it, never its name.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case", serialize = "camelCase"))]
#[ts(export, rename_all = "camelCase")]
pub struct Application {
    /// The application id, lower case.
    pub app_id: AppId,
    /// What the operator calls it.
    pub name: String,
    /// What it is for, in one sentence.
    pub purpose: String,
}

/// A question of the guide.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in guide.toml")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case", serialize = "camelCase"))]
#[ts(export, rename_all = "camelCase")]
pub struct AnswerSpec {
    /// The name templates use.
    pub id: AnswerId,
    /// What kind of value is accepted.
    pub kind: answer::AnswerKind,
    /// What the program does with the answer, besides writing it into scripts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub role: Option<AnswerRole>,
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
    #[serde(default, skip_serializing)]
    #[ts(skip)]
    pub only_when: Option<OnlyWhen>,
    /// The choices of a `choice` answer. Without them, the answer with the role `cloud` has the clouds of
    /// `clouds.toml`.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// For the role `cloud`: what to know of a cloud once it is chosen, by its `teams-calendars` in
    /// `clouds.toml`.
    #[serde(default, skip_serializing)]
    #[ts(skip)]
    pub calendar_notes: CalendarNotes,
    /// The answer of a decision on a step's page. It is not asked among the questions.
    #[serde(default)]
    pub decision: bool,
    /// Where discovery or the receipt of a step finds a value, the best first.
    #[serde(default, skip_serializing)]
    #[ts(skip)]
    pub found: Vec<Found>,
}

/// What to know of a cloud, by its `teams-calendars` in `clouds.toml`.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CalendarNotes {
    /// Where delegates cannot schedule Teams meetings.
    #[serde(default)]
    pub without_delegates: Option<String>,
    /// Where Microsoft does not support calendars of mailboxes on premises.
    #[serde(default)]
    pub not_supported: Option<String>,
}

impl CalendarNotes {
    /// What to know where calendars are supported in that way.
    pub(crate) fn of(&self, calendars: TeamsCalendars) -> Option<&str> {
        match calendars {
            TeamsCalendars::Supported => None,
            TeamsCalendars::WithoutDelegates => self.without_delegates.as_deref(),
            TeamsCalendars::NotSupported => self.not_supported.as_deref(),
        }
    }
}

/// Where receipts have values for a question.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Found {
    /// The step whose receipt has the value. The question is also on that step's page. Without it, the
    /// receipt of discovery has the value.
    #[serde(default)]
    pub step: Option<StepId>,
    /// The step on whose page it is asked for instead, where only a later one needs the value. Such an
    /// answer may be in scripts without counting in the fingerprint: finding it must not make the
    /// receipts of other scripts stale. A receipt of that step reports the value it was run with.
    #[serde(default)]
    pub page: Option<StepId>,
    /// The fact of that receipt.
    pub fact: String,
    /// The property of each entry of the fact. Without it, the entry itself is the value.
    #[serde(default)]
    pub property: Option<String>,
    /// Where the value was found, for the operator. `{name}` is replaced by a property of the entry, `{}`
    /// by the entry itself.
    pub source: String,
    /// The value is offered and never filled in, also where it is the only one: to take it is a
    /// decision.
    #[serde(default)]
    pub only_offered: bool,
}

/// How to show a fact of discovery.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Discovered {
    /// The fact.
    pub fact: String,
    /// Its name, shown when it could not be read: "Front End pools".
    pub title: String,
    /// The line for each entry. `{name}` is replaced by a property of the entry, `{}` by the entry itself.
    #[serde(default)]
    pub line: Option<String>,
    /// The line when there is none.
    #[serde(default)]
    pub none: Option<String>,
    /// The step that expects something of the fact. What is not as it expects becomes a line, with what to
    /// do about it.
    #[serde(default)]
    pub judged_by: Option<StepId>,
}

/// What to hand to others where permissions are split: the account that the guide creates is created by the
/// Active Directory team.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitPermissions {
    /// The commands of the Active Directory team, which come first.
    pub directory: Vec<TeamCommand>,
    /// The commands of the Exchange team.
    pub exchange: Vec<TeamCommand>,
}

/// A command for somebody else, and what it is for.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamCommand {
    /// What it is for.
    pub text: String,
    /// The command. It may contain mail domains from the answers as `{{ name }}`, between single quotes.
    pub command: String,
}

/// Something that must be there before a guide can work.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PrerequisiteSpec {
    /// Its name.
    pub id: String,
    /// What must be there, in a sentence.
    pub text: String,
    /// The fact of discovery that shows it. Without it, only a person can look.
    #[serde(default)]
    pub fact: Option<String>,
    /// How the fact is compared.
    #[serde(default)]
    pub rule: Option<Rule>,
    /// A fact that lists what could not be read. With an entry in it, the prerequisite is not known to be met.
    #[serde(default)]
    pub unread: Option<String>,
    /// What to do where it is not met, or how to look.
    pub otherwise: String,
}

/// The condition under which a question is asked.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct OnlyWhen {
    /// The other answer, of an earlier question.
    pub id: AnswerId,
    /// The value it must have.
    #[serde(default)]
    pub is: String,
    /// Other values with which the question is asked as well.
    #[serde(default)]
    pub or: Vec<String>,
    /// Instead of values, for the cloud: the question is asked in every cloud of `clouds.toml` for which
    /// Microsoft publishes no such value, and in one that is not in the table: `acs_metadata`.
    #[serde(default)]
    pub unpublished: Option<String>,
    /// The clouds for which another question asks for that value.
    #[serde(default)]
    pub except: Vec<String>,
}

impl Found {
    /// The step on whose page the question is asked; none: among the questions alone.
    pub fn asked_on(&self) -> Option<&StepId> {
        self.page.as_ref().or(self.step.as_ref())
    }
}

impl OnlyWhen {
    /// Whether the question is asked when the answer looked at has this value.
    pub fn holds(&self, value: &str) -> bool {
        self.is == value || self.or.iter().any(|other| other == value)
    }
}

/// One entry of a list to choose from.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Choice {
    /// The value that is saved and that templates get.
    pub value: String,
    /// The text that is shown.
    pub label: String,
    /// What to know of it, in a sentence or two, once it is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
}

/// What a step is, and so which page it has.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum StepKind {
    /// Questions.
    Answers,
    /// A script runs on a server and prints a receipt.
    Script,
    /// The program writes to the tenant through Graph.
    Upload,
    /// The program and a script read everything again; a person checks the rest.
    Verify,
}

/// One unit of a guide.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    /// Its name. Receipts use it. `shell` and `discovery` are steps of every receipt, and no names here.
    pub id: StepId,
    /// Which page it has.
    pub kind: StepKind,
    /// The [`Phase`] it belongs to.
    pub phase: String,
    /// Its title: "Application account".
    pub title: String,
    /// Why it is done, before any command is shown.
    pub why: String,
    /// Where it runs, in words: "A Mailbox server, Exchange Management Shell". In which window its script
    /// runs is read from the template.
    pub place: String,
    /// The server on which its script runs needs a way to the internet. An upload always needs one, and
    /// so does a script for Exchange Online.
    #[serde(default)]
    pub internet: bool,
    /// The rights it needs. Only names: "Role Management".
    pub rights: Vec<String>,
    /// More about these rights, one sentence for each entry.
    #[serde(default)]
    pub rights_notes: Vec<String>,
    /// Nothing waits for it, and it does not count among the steps of a setup. Such steps come last, and only
    /// their own scripts report on them.
    #[serde(default)]
    pub optional: bool,
    /// How many minutes it takes.
    pub minutes: u32,
    /// The section of the article: the number of a step, or a heading.
    pub section: Section,
    /// What is there afterwards that was not there before.
    #[serde(default)]
    pub changes: Vec<String>,
    /// What success looks like, in one sentence.
    pub expectation: String,
    /// How to undo it.
    pub undo: String,
    /// What Microsoft changed or will change that matters here, by the ids of `timeline.toml`.
    #[serde(default)]
    pub timeline: Vec<String>,
    /// Where the generated script departs from the article.
    #[serde(default)]
    pub differences: Vec<Difference>,
    /// The answers it needs; a step whose answer changed is stale.
    #[serde(default)]
    pub uses: Vec<AnswerId>,
    /// What a receipt must show.
    #[serde(default)]
    pub expect: Vec<Expectation>,
    /// A step of another guide: its receipt must show the same here. Nothing is asked because of it.
    #[serde(default)]
    pub expects_as: Option<StepOfGuide>,
    /// Dates, times or other steps that the step waits for. Only scripts and uploads wait, and only
    /// scripts for what a fact names.
    #[serde(default)]
    pub waits: Vec<Wait>,
    /// What only a person can see.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// The changes of its script that undo can reverse.
    #[serde(default)]
    pub reversible: Vec<ReversibleChange>,
    /// The facts by which discovery sees that the step looks done. All of them must agree.
    #[serde(default)]
    pub signs: Vec<FactRule>,
    /// For `upload`: what is written to which application. Without it, the certificates are written to
    /// every application of the guide.
    #[serde(default)]
    pub writes: Vec<CloudWrite>,
    /// For `verify`: what is read of hybrid applications in the tenant.
    #[serde(default)]
    pub applications: Option<ApplicationReads>,
    /// Another guide that does this step in full. A setup of it can be opened from this step, and its
    /// result imported.
    #[serde(default)]
    pub opens: Option<GuideId>,
    /// The answer with a host that the program also looks up in the DNS, for information.
    #[serde(default)]
    pub resolves: Option<AnswerId>,
}

/// A step of a guide.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct StepOfGuide {
    /// The guide.
    pub guide: GuideId,
    /// Its step.
    pub step: StepId,
}

/// Something that users see, with what can explain it.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ComplaintSpec {
    /// Its name: "calendar-app".
    pub id: String,
    /// What users see: "The Calendar app is missing in Teams".
    pub title: String,
    /// What can explain it, the most likely first.
    pub causes: Vec<ComplaintCause>,
    /// What else to look at, where nothing that was read explains it.
    pub otherwise: String,
}

/// Something that can explain a complaint.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ComplaintCause {
    /// The step whose receipt shows it.
    #[serde(default)]
    pub step: Option<StepId>,
    /// The label of what that step expects.
    #[serde(default)]
    pub label: Option<String>,
    /// Instead of a step: the code of a finding of the check from outside.
    #[serde(default)]
    pub probe: Option<String>,
    /// Instead of a step: an application of the guide, by its id, that is missing in the tenant, is
    /// disabled, or lacks a certificate of the servers.
    #[serde(default)]
    pub application: Option<AppId>,
    /// Instead of a step: the code of a finding about the dedicated hybrid application in the tenant.
    #[serde(default)]
    pub hybrid: Option<String>,
    /// For what was read in the tenant: the step that mends it.
    #[serde(default)]
    pub mends: Option<StepOfGuide>,
}

/// A departure from the published procedure, and its reason.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Difference {
    /// What the article has.
    pub published: String,
    /// Why that is a problem.
    pub trouble: String,
    /// What the script does instead.
    pub instead: String,
}

/// What commands do, by the command's name as scripts have it: `New-MailUser`.
pub type Explanations = BTreeMap<String, String>;

/// The explanation of a command, for somebody who does not read PowerShell.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Explanation {
    /// The command's name, as the script has it: `New-MailUser`.
    pub command: String,
    /// What it does here.
    pub says: String,
}

/// Something that only a person can check. The operator ticks it.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case", serialize = "camelCase"))]
#[ts(export, rename_all = "camelCase")]
pub struct Check {
    /// Its name in the saved setup.
    pub id: String,
    /// What to do and what to see.
    pub text: String,
    /// Whom it concerns, where that is not everybody: "Skype for Business clients". Nothing waits for
    /// such a check; ticked, it is no more than a note that it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub only_with: Option<String>,
    /// What to do when it is not seen, one entry for each line.
    pub if_not: Vec<String>,
}

/// One thing a receipt must show of a step.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expectation {
    /// The fact of the receipt: `linkedAccount`.
    pub fact: String,
    /// The name that is shown: "Linked account".
    pub label: String,
    /// The expected value, as it is shown: "TeamsScheduler".
    pub words: String,
    /// How the fact is compared.
    pub rule: Rule,
    /// A receipt may lack the fact (it was not asked for).
    #[serde(default)]
    pub optional: bool,
    /// The expectation applies only when these facts of the same step agree: for example, only when the
    /// object exists. A fact that the receipt lacks does not exclude anything.
    #[serde(default)]
    pub only_if: Vec<FactRule>,
    /// Looked at only from the day of this entry of `timeline.toml` on.
    #[serde(default)]
    pub from: Option<String>,
    /// Looked at only before the day of this entry of `timeline.toml`.
    #[serde(default)]
    pub until: Option<String>,
    /// What is shown when the fact is empty: "not set".
    #[serde(default)]
    pub none: Option<String>,
    /// The question to the operator when the fact differs.
    #[serde(default)]
    pub ask: Option<Question>,
    /// A fact that differs is a task for a person, and no script can read whether it was done. Only the
    /// operator finishes the step: by marking it as done, or by skipping it.
    #[serde(default)]
    pub by_hand: bool,
    /// A fact that differs, or does not say, is worth knowing and no fault of the step: it is shown with
    /// what to do, and nothing waits for it.
    #[serde(default)]
    pub advice: bool,
    /// What to do when the fact differs. It may contain answers as `{{ name }}`. A line that begins with
    /// four spaces is a command to copy.
    #[serde(default)]
    pub otherwise: Option<String>,
    /// What to do instead when the fact names a known cause. The first match is used.
    #[serde(default)]
    pub symptoms: Vec<Symptom>,
    /// Another fact of the same step in which symptoms are searched as well.
    #[serde(default)]
    pub symptoms_in: Option<String>,
}

/// A text that names the cause of a difference, and the remedy. `means` and `next` may contain answers
/// as `{{ name }}`.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Symptom {
    /// The text to search for in the fact, in any case: "AADSTS50012".
    pub contains: String,
    /// What it means, in a sentence.
    pub means: String,
    /// What to do next.
    pub next: String,
}

/// What the operator is asked when a fact differs but may be right as it is.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case", serialize = "camelCase"))]
#[ts(export, rename_all = "camelCase")]
pub struct Question {
    /// The answer of kind `flag` that carries the decision into the scripts.
    pub answer: AnswerId,
    /// The heading: "SfBOnline is linked to another account".
    pub title: String,
    /// What it means, in a sentence or two.
    pub text: String,
    /// The button that leaves it as it is: "Keep it (recommended)".
    pub keep: String,
    /// The button that changes it: "Link it to TeamsScheduler...".
    pub change: String,
    /// The difference between both, in more detail.
    pub difference: String,
    /// The text that must be typed before the change is accepted, where a button is too easy.
    #[serde(default)]
    pub typed: Option<String>,
    /// What the receipt reports that matters for the decision; it is said behind the text.
    #[serde(default, skip_serializing)]
    #[ts(skip)]
    pub shows: Option<ShownFact>,
}

/// A fact that is said with a question: nothing is claimed that no script has read.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ShownFact {
    /// The fact of the same step, a list.
    pub fact: String,
    /// The sentence where there are entries; `{}` represents them.
    pub held: String,
    /// The sentence where the list is empty.
    pub none: String,
    /// The sentence where the receipt lacks the fact, or it could not be read (null).
    pub unknown: String,
}

/// What a script is for.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ScriptRole {
    /// Reads what is there and suggests answers; changes nothing.
    Discovery,
    /// One step.
    Step,
    /// All on-premises steps in one run.
    AllInOne,
    /// Reads everything again; changes nothing.
    Verification,
    /// Reverses what the receipts say this setup made.
    Undo,
    /// Removes something that Microsoft says must stay for now. It needs a confirmation first.
    Guarded,
}

/// A script that can be written from a template.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ScriptSpec {
    /// Its name. Its file has a number and this name.
    pub id: ScriptId,
    /// The template in the guide's folder.
    pub template: String,
    /// Its title: "All on-premises steps".
    pub title: String,
    /// What it is for.
    pub role: ScriptRole,
    /// The steps its receipt reports on.
    #[serde(default)]
    pub steps: Vec<StepId>,
    /// The answers it needs.
    #[serde(default)]
    pub uses: Vec<AnswerId>,
    /// Where it runs, when its steps do not say it: it covers none, or they differ.
    #[serde(default)]
    pub place: Option<String>,
    /// The rights it needs, when they are not those of its steps. Only names.
    #[serde(default)]
    pub rights: Vec<String>,
    /// More about these rights, one sentence for each entry.
    #[serde(default)]
    pub rights_notes: Vec<String>,
    /// For `guarded`: what is asked before it is written; its answer must be yes.
    #[serde(default)]
    pub ask: Option<Question>,
    /// Explanations of commands, by the command: only where the text of the guide or of `explain.toml`
    /// does not fit this script.
    #[serde(default)]
    pub explain: Explanations,
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

    /// The steps that count: all but those that nothing waits for.
    pub fn required_steps(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.steps.iter().filter(|step| !step.optional)
    }

    /// Whether a script only does steps that nothing waits for.
    pub(crate) fn is_optional(&self, script: &ScriptSpec) -> bool {
        let mut steps = script.steps.iter().filter_map(|id| self.step(id)).peekable();
        steps.peek().is_some() && steps.all(|(_, step)| step.optional)
    }

    /// The script of that name.
    pub fn script(&self, id: &ScriptId) -> Option<&ScriptSpec> {
        self.scripts.iter().find(|script| script.id == *id)
    }

    /// The name of a script's template, from the folder of guides.
    pub(crate) fn template_name(&self, script: &ScriptSpec) -> String {
        format!("{}/{}", self.id, script.template)
    }

    /// The entries of the timeline that any step names.
    pub fn timeline_ids(&self) -> impl Iterator<Item = &String> {
        self.steps.iter().flat_map(|step| &step.timeline)
    }

    /// The window in which a step's script runs; none where no script does the step.
    pub fn shell_of(&self, step: &Step) -> Option<Shell> {
        let mut doing = self.scripts.iter().filter(|script| {
            matches!(script.role, ScriptRole::Step | ScriptRole::AllInOne)
                && script.steps.contains(&step.id)
        });
        doing.next().map(|script| script.running.shell)
    }

    /// Whether a step needs a way to the internet.
    pub fn needs_internet(&self, step: &Step) -> bool {
        step.internet
            || step.kind == StepKind::Upload
            || self.shell_of(step) == Some(Shell::ExchangeOnline)
    }

    /// Whether the app writes anything to the tenant.
    pub fn uploads(&self) -> bool {
        self.steps.iter().any(|step| step.kind == StepKind::Upload)
    }

    /// What a command does in a script of the guide: in the words of the script, else in those of the
    /// guide, else in those of `explain.toml`.
    pub fn explanation<'a>(
        &'a self,
        script: Option<&'a ScriptSpec>,
        command: &str,
    ) -> Option<&'a str> {
        let own = script.and_then(|script| script.explain.get(command));
        let text = own.or_else(|| self.explain.get(command)).or_else(|| self.glossary.get(command));
        text.map(String::as_str)
    }

    /// The question of that name.
    pub fn answer(&self, id: &AnswerId) -> Option<&AnswerSpec> {
        self.answers.iter().find(|answer| answer.id == *id)
    }
}

#[cfg(test)]
pub(crate) mod tests;
