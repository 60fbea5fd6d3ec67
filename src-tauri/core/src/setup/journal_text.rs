//! The words of the journal. Every sentence about an event is made here, when it is shown: the window,
//! the report and the support file differ only in how they write a time or an application.

use super::journal::{
    JournalChange, JournalEvent, JournalFinding, JournalKey, JournalResult, JournalStep,
    WriteDecision,
};
use super::rules::listed;
use super::view::JournalPart;
use super::{Notice, TenantOperation};
use crate::certificate::day;
use crate::graph::{BackupNotSaved, PrincipalState};
use crate::guide::{AnswerId, Answers, Guide, Question, ScriptId, Step, StepId};
use crate::receipt::Verdict;
use jiff::Timestamp;
use std::fmt;

/// The words of one event, in parts. Its `Display` form names applications by id and times in UTC.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct JournalText(Vec<Part>);

/// A part of the words.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Part {
    /// Words of this program.
    Words(String),
    /// What somebody wrote, or a script said.
    Own(String),
    /// A moment.
    At(Timestamp),
    /// An application, with the name that the guide gives it.
    Application { app_id: String, name: Option<String> },
}

impl JournalText {
    /// The parts as the window shows them: it writes each time as on the clock of this PC.
    pub(super) fn parts(&self) -> Vec<JournalPart> {
        let mut parts = Vec::new();
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Words(words) | Part::Own(words) => text.push_str(words),
                Part::Application { app_id, name } => {
                    text.push_str(name.as_deref().unwrap_or(app_id));
                }
                Part::At(at) => {
                    parts.push(JournalPart::Text(std::mem::take(&mut text)));
                    parts.push(JournalPart::At(*at));
                }
            }
        }
        parts.push(JournalPart::Text(text));
        parts.retain(|part| !matches!(part, JournalPart::Text(text) if text.is_empty()));
        parts
    }

    /// The sentence without what somebody wrote or a script said.
    pub(crate) fn without_own_words(&self) -> String {
        let part = |part: &Part| match part {
            Part::Own(_) => "(left out)".to_owned(),
            other => other.to_string(),
        };
        self.0.iter().map(part).collect()
    }

    fn words(mut self, words: impl Into<String>) -> Self {
        self.0.push(Part::Words(words.into()));
        self
    }

    fn own(mut self, words: impl Into<String>) -> Self {
        self.0.push(Part::Own(words.into()));
        self
    }

    fn at(mut self, at: Timestamp) -> Self {
        self.0.push(Part::At(at));
        self
    }

    fn application(mut self, guide: &Guide, app_id: &str) -> Self {
        let mut known = guide.applications.iter();
        let known = known.find(|one| one.app_id.eq_ignore_ascii_case(app_id));
        let name = known.map(|one| one.name.clone());
        self.0.push(Part::Application { app_id: app_id.to_owned(), name });
        self
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) | Self::Own(words) => f.write_str(words),
            Self::At(at) => write!(f, "at {at}"),
            Self::Application { app_id, .. } => f.write_str(app_id),
        }
    }
}

impl fmt::Display for JournalText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| part.fmt(f))
    }
}

impl JournalEvent {
    /// What happened, in words. Titles and labels are those that the guide has now; what the guide no
    /// longer has is named by its id. The answers of the setup fill in the texts of checks.
    #[expect(clippy::too_many_lines, reason = "one short arm for each event")]
    pub fn words(&self, guide: &Guide, answers: &Answers) -> JournalText {
        let words = |words: String| JournalText::default().words(words);
        match self {
            Self::Text { text } => words(text.clone()),
            Self::Created { rehearsal } => {
                words(format!("Began this {} of \"{}\".", kind(*rehearsal), guide.title))
            }
            Self::AnswersCopied { rehearsal } => {
                let source = if *rehearsal { "the rehearsal" } else { "another setup" };
                words(format!("Took the answers over from {source}."))
            }
            Self::AnswersImported { rehearsal, guide_title, created, answers, .. } => {
                words(format!(
                    "Took answers over from the {} of \"{guide_title}\" that began on {}: {}.",
                    kind(*rehearsal),
                    day(*created),
                    labels(guide, answers).join(", ")
                ))
            }
            Self::TenantImported => {
                words("Took over the id of the tenant, which was looked up there.".to_owned())
            }
            Self::Renamed => words("Renamed this setup.".to_owned()),
            Self::AnswersChanged { answers } => {
                words(format!("Changed the answers: {}.", listed(&labels(guide, answers))))
            }
            Self::AnswerFilled { answer } => {
                words(format!("Filled in the answer: {}.", label(guide, answer)))
            }
            Self::WriteDecided { step, answer, decision } => {
                words(write_decided(guide, step, answer, *decision))
            }
            Self::DifferenceDecided { step, answer, change } => {
                let decided = if *change { "change it" } else { "leave it as it is" };
                let title = asked(guide, step, answer);
                words(format!("Decided to {decided}: {title}."))
            }
            Self::Notice { notice } => words(notice.text(guide)),
            Self::Receipt { started, dry_run, refused, discovery, steps, changes, notices } => {
                let run = if *dry_run { "a dry run" } else { "a run" };
                let mut text = words(format!("Receipt of {run} that began ")).at(*started);
                text = text.words(".");
                if let Some(refused) = refused {
                    text = text.words(" It ended before the first step: ").own(refused.clone());
                }
                if *discovery {
                    text = text.words(" It tells what was found in the organisation.");
                }
                receipt_told(text, guide, steps, changes, notices)
            }
            Self::ScriptTaken { script } => {
                words(format!("Copied or saved the script \"{}\".", script_title(guide, script)))
            }
            Self::MarkedDone { step, note } => noted(
                words(format!("Marked as done: \"{}\".", title(guide, step))),
                note.as_deref(),
            ),
            Self::Skipped { step, note } => {
                noted(words(format!("Skipped: \"{}\".", title(guide, step))), note.as_deref())
            }
            Self::Reopened { step } => words(format!("Opened \"{}\" again.", title(guide, step))),
            Self::CheckTicked { step, check, ticked } => {
                let what = if *ticked { "Confirmed by user" } else { "Confirmation withdrawn" };
                let text = check_text(guide, step, check);
                words(format!("{what}: {}", guide.interpolate(text, answers)))
            }
            Self::CertificateChosen { file, thumbprint } => words("Chose the file ".to_owned())
                .own(file.clone())
                .words(format!(" with the certificate {thumbprint}.")),
            Self::CertificateReleased => {
                words("Let go of the certificate that was chosen from a file.".to_owned())
            }
            Self::TenantFound { tenant_id } => {
                words(format!("Looked the tenant up: its id is {tenant_id}."))
            }
            Self::Planned { operation, write, create, nothing, cannot, removes } => {
                let what = planned_operation(*operation);
                let text = words(format!(
                    "Read what {what} would change: {write} to write, {create} to create, {nothing} unchanged, {cannot} not possible."
                ));
                removes.iter().fold(text, |text, removed| would_lose(text, guide, removed))
            }
            Self::OperationStarted { operation } => words(format!("{} began.", operation.words())),
            Self::OperationCancelled { operation } => {
                words(format!("{} was cancelled.", operation.words()))
            }
            Self::OperationFailed { operation, problem } => {
                words(format!("{} ended: {}", operation.words(), problem.message()))
            }
            Self::OperationEnded { operation, results } => ended(guide, *operation, results),
            Self::OperationInterrupted { operation, since } => words(format!(
                "{} began ",
                operation.words()
            ))
            .at(*since)
            .words(
                " and the program ended before it did. What was written is not known: check again.",
            ),
            Self::ApplicationsRead { findings } => applications_read(guide, findings.as_deref()),
            Self::BackupStored { id, keys } => {
                words(format!("Kept a copy of {keys} keys, number {id}."))
            }
            Self::BackupSaved { path } => words(format!("Kept a copy of keys as {path}.")),
            Self::BackupNotSaved { path, problem } => {
                let told = || BackupNotSaved { path: path.clone(), cause: None }.message();
                let message =
                    problem.as_ref().map_or_else(told, |saved| saved.message().to_owned());
                words(backup_not_saved(&message))
            }
            Self::ScriptsExported { folder } => {
                words(format!("Exported all scripts into {folder}."))
            }
            Self::LinkedGuideOpened { step, guide_title, .. } => {
                words(format!("Began \"{guide_title}\" to do \"{}\" in full.", title(guide, step)))
            }
            Self::OutcomeImported { step, guide_title, finished, .. } => words(format!(
                "Took the outcome of \"{guide_title}\" for \"{}\": finished ",
                title(guide, step)
            ))
            .at(*finished)
            .words("."),
            Self::HostLookedUp { step, found } => {
                words(format!("{found}, for \"{}\".", title(guide, step)))
            }
            Self::Probed { found } => words(found.to_string()),
            Self::FileRecovered { aside } => words(file_recovered(aside.as_deref())),
        }
    }
}

/// Why a copy of keys is in the setup alone, and what to do.
pub(super) fn backup_not_saved(message: &str) -> String {
    format!(
        "{message} It is kept in this setup alone. Export the scripts again, into a folder that is there, and the next copies go beside them."
    )
}

/// That the copy before the last change was opened. `aside`: where the damaged file is.
pub(super) fn file_recovered(aside: Option<&str>) -> String {
    format!(
        "The file of this setup could not be read. The copy before the last change was opened: what came after it has to be done again. {}",
        file_kept(aside)
    )
}

/// Where the damaged file of a setup is.
pub(super) fn file_kept(aside: Option<&str>) -> String {
    match aside {
        Some(path) => format!("Its file was kept as {path}."),
        None => "Its file is gone.".to_owned(),
    }
}

fn kind(rehearsal: bool) -> &'static str {
    if rehearsal { "rehearsal" } else { "setup" }
}

fn step_of<'g>(guide: &'g Guide, step: &StepId) -> Option<&'g Step> {
    guide.step(step).map(|(_, step)| step)
}

fn title<'g>(guide: &'g Guide, step: &'g StepId) -> &'g str {
    step_of(guide, step).map_or(step.as_str(), |step| step.title.as_str())
}

fn script_title<'g>(guide: &'g Guide, script: &'g ScriptId) -> &'g str {
    guide.script(script).map_or(script.as_str(), |script| script.title.as_str())
}

fn label<'g>(guide: &'g Guide, answer: &'g AnswerId) -> &'g str {
    guide.answer(answer).map_or(answer.as_str(), |spec| spec.label.as_str())
}

fn labels(guide: &Guide, answers: &[AnswerId]) -> Vec<String> {
    answers.iter().map(|answer| label(guide, answer).to_owned()).collect()
}

fn check_text<'g>(guide: &'g Guide, step: &StepId, check: &'g str) -> &'g str {
    let mut checks = step_of(guide, step).into_iter().flat_map(|step| &step.checks);
    checks.find(|known| known.id == check).map_or(check, |known| known.text.as_str())
}

/// The heading of the question that an answer decides: one about a difference, or one about a write.
fn asked<'g>(guide: &'g Guide, step: &StepId, answer: &'g AnswerId) -> &'g str {
    let step = step_of(guide, step).into_iter();
    let questions = step.flat_map(|step| {
        let differences = step.expect.iter().filter_map(|expectation| expectation.ask.as_ref());
        differences.chain(step.writes.iter().filter_map(|write| write.ask.as_ref()))
    });
    let is = |question: &&Question| question.answer == *answer;
    questions.into_iter().find(is).map_or(answer.as_str(), |question| question.title.as_str())
}

/// The word that has to be typed before a write is agreed to.
fn word_to_type<'g>(guide: &'g Guide, step: &StepId, answer: &AnswerId) -> Option<&'g str> {
    let writes = step_of(guide, step).into_iter().flat_map(|step| &step.writes);
    let mut questions = writes.filter_map(|write| write.ask.as_ref());
    questions.find(|question| question.answer == *answer)?.typed.as_deref()
}

fn write_decided(
    guide: &Guide,
    step: &StepId,
    answer: &AnswerId,
    decision: WriteDecision,
) -> String {
    let title = asked(guide, step, answer);
    match (decision, word_to_type(guide, step, answer)) {
        (WriteDecision::AgreedTyped, Some(word)) => {
            format!("Decided to write it all the same, and typed {word}: {title}.")
        }
        (WriteDecision::Agreed | WriteDecision::AgreedTyped, _) => {
            format!("Decided to write it: {title}.")
        }
        (WriteDecision::Withdrawn, _) => format!("Took the agreement back: {title}."),
        (WriteDecision::Declined, _) => format!("Decided not to write it: {title}."),
    }
}

fn noted(text: JournalText, note: Option<&str>) -> JournalText {
    match note {
        Some(note) => text.words(" Note: ").own(note),
        None => text,
    }
}

fn receipt_told(
    mut text: JournalText,
    guide: &Guide,
    steps: &[JournalStep],
    changes: &[JournalChange],
    notices: &[Notice],
) -> JournalText {
    // A step that the guide no longer has is not told: nothing of it is in this program.
    let titles = |wanted: &dyn Fn(&JournalStep) -> bool| -> Vec<String> {
        let those = steps.iter().filter(|step| wanted(step));
        let known = those.filter_map(|step| step_of(guide, &step.step));
        known.map(|step| format!("\"{}\"", step.title)).collect()
    };
    let of = |verdicts: &'static [Verdict]| {
        move |step: &JournalStep| {
            verdicts.contains(&step.verdict) && (step.verdict != Verdict::InPlace || !step.changed)
        }
    };
    for (titles, words) in [
        (titles(&|step| step.changed), "Changed"),
        (titles(&of(&[Verdict::InPlace])), "Found in place"),
        (titles(&of(&[Verdict::Planned])), "Planned"),
        (titles(&of(&[Verdict::Decide])), "To be decided"),
        (titles(&of(&[Verdict::Waiting])), "Waiting"),
        (titles(&of(&[Verdict::Differs, Verdict::Failed])), "Not in place"),
    ] {
        if !titles.is_empty() {
            text = text.words(format!(" {words}: {}.", listed(&titles)));
        }
    }
    for (done, made) in [(true, "Made"), (false, "Planned")] {
        let each: Vec<String> = changes
            .iter()
            .filter(|change| change.done == done)
            .map(|change| format!("{} ({})", change.action, change.target))
            .collect();
        let changes = if each.len() == 1 { "change" } else { "changes" };
        if !each.is_empty() {
            text = text.words(format!(" {made} {} {changes}: ", each.len()));
            text = text.own(each.join("; ")).words(".");
        }
    }
    notices.iter().fold(text, |text, notice| text.words(format!(" {}", notice.text(guide))))
}

fn planned_operation(operation: TenantOperation) -> &'static str {
    match operation {
        TenantOperation::Upload => "an upload",
        TenantOperation::Restore => "putting a copy of keys back",
        TenantOperation::Removal => "removing a key",
        TenantOperation::Verify => "a verification",
    }
}

fn would_lose(text: JournalText, guide: &Guide, removed: &JournalKey) -> JournalText {
    let key = removed.key.as_deref().unwrap_or("without a name");
    let text = text.words(" ").application(guide, &removed.app_id);
    text.words(format!(" would lose the key {key}."))
}

fn ended(guide: &Guide, operation: TenantOperation, results: &[JournalResult]) -> JournalText {
    let mut text = JournalText::default().words(format!("{} ended: ", operation.words()));
    for (index, result) in results.iter().enumerate() {
        let state = match (operation, result.state) {
            (TenantOperation::Verify, PrincipalState::Done | PrincipalState::AlreadyThere) => {
                "read"
            }
            (_, PrincipalState::Done) => "written and read back",
            (_, PrincipalState::AlreadyThere) => "nothing to write",
            (_, PrincipalState::Failed) => "failed",
            (_, PrincipalState::Unknown) => "not known",
            (_, PrincipalState::Skipped) => "not tried",
        };
        let cause =
            result.error.map_or(String::new(), |code| format!(" ({})", code.remedy().title));
        if index > 0 {
            text = text.words(", ");
        }
        text = text.application(guide, &result.app_id).words(format!(" {state}{cause}"));
    }
    text.words(".")
}

fn applications_read(guide: &Guide, findings: Option<&[JournalFinding]>) -> JournalText {
    let text = JournalText::default().words("Read the hybrid application in the tenant: ");
    let Some(findings) = findings else {
        return text.words("this setup named another tenant or application in the end.");
    };
    let mut text = text;
    for (index, finding) in findings.iter().enumerate() {
        if index > 0 {
            text = text.words(", ");
        }
        if let Some(app_id) = &finding.app_id {
            text = text.application(guide, app_id).words(" ");
        }
        text = text.words(finding.code.as_str());
    }
    text.words(".")
}

#[cfg(test)]
mod tests;
