//! Receipts: what a script reports back, taken out of whatever text was pasted, and judged against
//! what its steps expect.
//!
//! A receipt is untrusted input. Reading it (`read`) and judging it (`judge`) are apart, so that
//! what is wrong with the text and what is wrong in the organisation are never mixed up. What
//! becomes of a judgement, a step's state or a decision, is left to `setup`.

mod block;
mod carried;
mod compare;
mod discovery;
mod error;
pub(crate) mod held;
mod interrupted;
mod judge;
mod mail;
mod packed;
mod paste;
mod payload;
mod read;
mod remark;
mod reword;
mod several;
mod tenant;
mod wire;

pub use carried::read_from_bytes;
pub(crate) use discovery::prerequisites::of_guide as prerequisites_of;
pub(crate) use discovery::{suggested_by, suggested_in};
pub use error::ReceiptError;
pub use judge::{Expected, judge};
pub use packed::lines;
pub use read::{FoundReceipts, read};
pub use remark::{Age, Missing, Remark};
pub use several::{Judged, NoneUsable, judge_all};
pub use wire::{Journal, Receipt, ReportedStep, ScriptError};

use crate::certificate::{CertificateCard, CertificateError};
use crate::error::Problem;
use crate::guide::{AnswerId, Question, ScriptId, StepId};
use crate::ids::{TenantId, Thumbprint};
use crate::messages::say;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use ts_rs::TS;

/// What a script did in one step, as it says itself.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Outcome {
    /// Everything was there.
    Unchanged,
    /// Something was changed and read back.
    Changed,
    /// A dry run: something would be changed.
    Planned,
    /// It ended in an error.
    Failed,
}

/// A change a script made, or with `-WhatIf` would make.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Change {
    /// What was changed.
    pub target: String,
    /// How.
    pub action: String,
    /// False in a dry run.
    pub done: bool,
    /// What was there before; null where nothing was. None where the script does not say.
    #[serde(default, deserialize_with = "held::recorded", skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string | string[] | null")]
    pub before: Option<Value>,
    /// What is there after it, in the same way.
    #[serde(default, deserialize_with = "held::recorded", skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string | string[] | null")]
    pub after: Option<Value>,
}

/// How one expectation compares with what was read.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Finding {
    /// The fact. Findings about a certificate have none, and neither have those of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fact: Option<String>,
    /// What is looked at: "Linked account". Empty where it is made from the guide.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// What is expected, in words. Empty where they are made from the guide.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub expected: String,
    /// What was found, in words. Empty where they are made from the facts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// The script found nothing: no object, an empty text or an empty list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub empty: bool,
    /// Whether they agree.
    pub state: FindingState,
    /// What to do when they do not.
    pub otherwise: Option<String>,
    /// What is wrong with a certificate that the receipt carries, where this is about its bytes. The words
    /// are made from it. None in the form that is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub certificate: Option<CertificateFinding>,
}

/// What is wrong with a certificate that a receipt carries.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(
    tag = "kind",
    deny_unknown_fields,
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum CertificateFinding {
    /// The receipt does not say which of the certificates it is.
    UseUnknown {
        /// What it says in its place, as JSON.
        said: String,
    },
    /// Its bytes are no certificate.
    Unreadable {
        /// Which one it is.
        r#use: CertificateUse,
        /// Why.
        error: CertificateError,
    },
    /// Its bytes are another certificate than the receipt names.
    AnotherOne {
        /// Which one it is.
        r#use: CertificateUse,
        /// The thumbprint that the receipt names.
        said: String,
        /// That of the bytes.
        carried: Thumbprint,
    },
    /// It cannot be uploaded, as of the day of the receipt.
    NotValid {
        /// Which one it is.
        r#use: CertificateUse,
        /// Why.
        error: CertificateError,
    },
}

/// Whether a fact is as expected.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum FindingState {
    /// As expected.
    Met,
    /// Read, and different.
    Differs,
    /// Not in the receipt, or the script could not read it.
    Missing,
    /// Different, and the operator decides.
    Ask,
    /// Different, and the operator has decided to keep it.
    Kept,
    /// Different, and may be until a day that has not come, or until something else is in place.
    Waiting,
    /// Different, or not known, and nothing waits for it: advice.
    Noted,
}

/// What a receipt proves about one step.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Verdict {
    /// Everything expected was read back.
    InPlace,
    /// Only a dry run: nothing is proved but what would be done.
    Planned,
    /// Read back, and not as expected.
    Differs,
    /// Right in everything but what was not due when the script ran: what a day brings that had not
    /// come, or what something else has to precede.
    Waiting,
    /// Waits for the operator's decision.
    Decide,
    /// The script ended in an error here.
    Failed,
    /// The script ended before this step.
    NotReached,
    /// A verification could not read it: the account may not use a command that it needs. Nothing
    /// follows from that.
    NotRead,
}

/// A step of a receipt, judged.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StepJudgement {
    /// The step.
    pub step: StepId,
    /// What the receipt proves.
    pub verdict: Verdict,
    /// What the script says it did.
    pub outcome: Outcome,
    /// Each expectation beside what was found.
    pub findings: Vec<Finding>,
    /// What was changed, or would be.
    pub changes: Vec<Change>,
    /// The script's error with the remedy for its code.
    pub problem: Option<ScriptProblem>,
    /// The open decision.
    pub question: Option<Question>,
    /// The day that it waits for, when that is what the receipt shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub waits_until: Option<Timestamp>,
    /// Facts as they stood in the receipt, for the report (certificates without their bytes). What can
    /// be read from the bytes of a certificate is taken from them.
    #[ts(type = "Record<string, unknown>")]
    pub facts: serde_json::Map<String, Value>,
    /// What it was judged by, where it is stored without words: they are made from the facts and these
    /// answers. None in the form that is shown, and in that of earlier versions, which has its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub judged_by: Option<JudgedBy>,
}

/// What a receipt was judged by.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct JudgedBy {
    /// The answers, as typed.
    pub answers: BTreeMap<AnswerId, String>,
    /// The id of the tenant that they name, where it was known.
    pub tenant_id: Option<TenantId>,
}

/// An error that ended a script.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScriptProblem {
    /// The script's code: `cmdlet-not-in-role`, or one a newer script knows.
    pub code: String,
    /// A short heading for the code.
    pub title: String,
    /// The script's own sentence.
    pub message: String,
    /// What to do next.
    pub next: Vec<String>,
    /// Exchange's error id and the script's line.
    pub detail: String,
}

/// Which of Exchange's two Auth Certificates it is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum CertificateUse {
    /// In use now.
    Current,
    /// Takes over on rollover day.
    Next,
    /// Chosen from a file by the operator.
    Chosen,
}

/// A certificate that came in a receipt or a file.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReceivedCertificate {
    /// Which one it is.
    pub r#use: CertificateUse,
    /// Its description.
    pub card: CertificateCard,
    /// Why it cannot be uploaded (expired, not yet valid, not what the receipt says).
    pub refused: Option<Problem>,
    /// The certificate, standard base64 of the DER. Public.
    pub der: String,
}

/// A whole receipt, judged.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Judgement {
    /// The steps it reports on, in the guide's order.
    pub steps: Vec<StepJudgement>,
    /// The failure that ended the script outside the guide's steps, such as in its check of the
    /// window ("shell").
    pub refused: Option<ScriptProblem>,
    /// The script of the guide that ran. Scripts of earlier versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub script: Option<ScriptId>,
    /// Where it ran.
    pub computer: String,
    /// Who ran it: `CONTOSO\admin`. Scripts of earlier versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub account: Option<String>,
    /// The Exchange build, when it could be read.
    pub build: Option<String>,
    /// The PowerShell version.
    pub powershell: String,
    /// A dry run.
    pub what_if: bool,
    /// When it began.
    #[ts(type = "string")]
    pub started: Timestamp,
    /// When it ended.
    #[ts(type = "string")]
    pub ended: Timestamp,
    /// The certificates it carries.
    pub certificates: Vec<ReceivedCertificate>,
    /// What discovery found, when it is a discovery receipt.
    pub discovery: Option<Discovery>,
    /// Earlier runs of this setup that ended without their receipt, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interrupted: Vec<InterruptedRun>,
}

/// A run that ended without its receipt, as its journal reports on it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InterruptedRun {
    /// When it began.
    #[ts(type = "string")]
    pub started: Timestamp,
    /// Where it ran.
    pub computer: String,
    /// Who ran it.
    pub account: Option<String>,
    /// The script of the guide.
    pub script: Option<ScriptId>,
    /// What it changed, in order.
    pub changes: Vec<InterruptedChange>,
    /// How many lines of its journal could not be read.
    #[ts(type = "number")]
    pub damaged: usize,
}

/// A change of an interrupted run.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InterruptedChange {
    /// The step.
    pub step: StepId,
    /// What was changed.
    pub target: String,
    /// How.
    pub action: String,
    /// Whether the run noted that it was made. Otherwise it ended in between, and it is not known.
    pub confirmed: bool,
    /// What the change replaced, by the fact that reports it: `formerLinkedAccount`.
    pub former: BTreeMap<String, String>,
    /// What was there before; null where nothing was. None where the script does not say.
    #[serde(default, deserialize_with = "held::recorded", skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string | string[] | null")]
    pub before: Option<Value>,
    /// What is there after it, in the same way.
    #[serde(default, deserialize_with = "held::recorded", skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string | string[] | null")]
    pub after: Option<Value>,
}

impl Judgement {
    /// Who ran the script and where: `CONTOSO\admin on EX01`, or as much of it as is known.
    pub fn who(&self) -> String {
        let computer = match self.computer.as_str() {
            "" => say!("receipt-unnamed-computer"),
            named => named.to_owned(),
        };
        match &self.account {
            Some(account) => {
                say!("receipt-account-on-computer", account = account, computer = computer)
            }
            None => computer,
        }
    }
}

/// What the discovery script found, as suggestions for answers.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Discovery {
    /// Which part of the organisation was looked at: the step that discovery reports as.
    #[serde(default = "discovery::whole")]
    #[ts(skip)]
    pub part: StepId,
    /// Values for questions, best first, each with where it was found.
    pub suggestions: Vec<Suggestion>,
    /// Lines in words: servers and builds, certificates with days left, applications, connectors.
    pub notes: Vec<String>,
    /// What the account could not read.
    pub unread: Vec<String>,
    /// What must be there before the guide can work, with what was read of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(skip)]
    pub prerequisites: Vec<PrerequisiteLine>,
    /// Steps that already look done; a receipt of their own script still has to prove it.
    pub likely_done: Vec<StepId>,
    /// The facts that all of that is made from. None in the form that is shown, and in that of earlier
    /// versions, which saved what was made.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    #[ts(skip)]
    pub facts: serde_json::Map<String, Value>,
}

/// Something that must be there before a guide can work, and what discovery read of it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PrerequisiteLine {
    /// Its name in the guide.
    pub id: String,
    /// What must be there, in a sentence.
    pub text: String,
    /// Whether it is.
    pub state: PrerequisiteState,
    /// What was read, in words; nothing where nothing was.
    pub found: Option<String>,
    /// What to do where it is not met, or how to look where it was not read.
    pub next: String,
}

/// Whether something that must be there is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum PrerequisiteState {
    /// It was read, and is there.
    Met,
    /// It was read, and is not there.
    NotMet,
    /// It was not read, or what was read does not say.
    NotRead,
}

impl Discovery {
    /// This together with what was found elsewhere, each thing once.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for suggestion in other.suggestions {
            let same = |known: &Suggestion| {
                known.answer == suggestion.answer
                    && known.value.eq_ignore_ascii_case(&suggestion.value)
            };
            if !self.suggestions.iter().any(same) {
                self.suggestions.push(suggestion);
            }
        }
        append(&mut self.notes, other.notes);
        append(&mut self.unread, other.unread);
        for line in other.prerequisites {
            match self.prerequisites.iter_mut().find(|known| known.id == line.id) {
                Some(known) if known.state == PrerequisiteState::NotRead => *known = line,
                Some(_) => {}
                None => self.prerequisites.push(line),
            }
        }
        append(&mut self.likely_done, other.likely_done);
        self
    }
}

/// Adds what is not there yet.
fn append<T: PartialEq>(to: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !to.contains(&one) {
            to.push(one);
        }
    }
}

/// A value found for a question.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Suggestion {
    /// The question.
    pub answer: AnswerId,
    /// The value.
    pub value: String,
    /// Where it was found, in words.
    pub source: String,
    /// Several tenants were found, and this value says which one is meant: a person chooses.
    #[serde(default)]
    pub choose: bool,
}
