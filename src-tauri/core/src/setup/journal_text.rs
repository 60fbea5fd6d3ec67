//! The words of the journal. Every sentence about an event is made here, when it is shown: the window,
//! the report and the support file differ only in how they write a time or an application.

use super::journal::{
    JournalChange, JournalEvent, JournalFinding, JournalKey, JournalResult, JournalStep,
    WriteDecision,
};
use super::view::JournalPart;
use super::{Notice, TenantOperation};
use crate::graph::{BackupNotSaved, PrincipalState};
use crate::guide::{AnswerId, Answers, Guide, Question, ScriptId, Step, StepId};
use crate::ids::AppId;
use crate::messages::{and, day, say};
use crate::receipt::Verdict;
use jiff::Timestamp;
use std::fmt;

/// The first of the characters that hold a part's place in a message. They mean nothing to anybody else.
const FIRST_SLOT: u32 = 0xF_0000;

/// The value of a message that holds the place of a part: its number among the parts.
fn slot(number: u32) -> char {
    char::from_u32(FIRST_SLOT + number).expect("BUG: a message has few parts")
}

fn is_slot(sign: char) -> bool {
    (FIRST_SLOT..FIRST_SLOT + 16).contains(&u32::from(sign))
}

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
    Application { app_id: AppId, name: Option<String> },
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
                    text.push_str(&name.clone().unwrap_or_else(|| app_id.to_string()));
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
            Part::Own(_) => say!("journal-left-out"),
            other => other.to_string(),
        };
        self.0.iter().map(part).collect()
    }

    /// A message with these parts in it: each part has its place in the message, see [`slot`].
    fn sentence(mut self, message: &str, parts: impl IntoIterator<Item = Part>) -> Self {
        let mut parts: Vec<Option<Part>> = parts.into_iter().map(Some).collect();
        let mut rest = message;
        while let Some(at) = rest.find(is_slot) {
            let (before, after) = rest.split_at(at);
            self = self.words(before);
            let mut signs = after.chars();
            let number = signs.next().map_or(0, |sign| u32::from(sign) - FIRST_SLOT);
            let part = usize::try_from(number).ok().and_then(|number| parts.get_mut(number));
            self.0.extend(part.and_then(Option::take));
            rest = signs.as_str();
        }
        self.words(rest)
    }

    /// The same after a space.
    fn then(self, message: &str, parts: impl IntoIterator<Item = Part>) -> Self {
        self.words(" ").sentence(message, parts)
    }

    fn words(mut self, words: impl Into<String>) -> Self {
        self.0.push(Part::Words(words.into()));
        self
    }
}

/// An application, with the name that the guide gives it.
fn application(guide: &Guide, app_id: AppId) -> Part {
    let mut known = guide.applications.iter();
    let known = known.find(|one| one.app_id == app_id);
    let name = known.map(|one| one.name.clone());
    Part::Application { app_id, name }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) | Self::Own(words) => f.write_str(words),
            Self::At(at) => write!(f, "at {at}"),
            Self::Application { app_id, .. } => app_id.fmt(f),
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
        let with = |message: String, part: Part| JournalText::default().sentence(&message, [part]);
        match self {
            Self::Text { text } => words(text.clone()),
            Self::Created { rehearsal } => {
                let guide = &guide.title;
                words(say!("journal-created", kind = kind(*rehearsal), guide = guide))
            }
            Self::AnswersCopied { rehearsal } => {
                words(say!("journal-answers-copied", kind = kind(*rehearsal)))
            }
            Self::AnswersImported { rehearsal, guide_title, created, answers, .. } => words(say!(
                "journal-answers-imported",
                kind = kind(*rehearsal),
                guide = guide_title,
                date = day(*created),
                answers = labels(guide, answers).join(", ")
            )),
            Self::TenantImported => words(say!("journal-tenant-imported")),
            Self::Archived { archived: true } => words(say!("journal-archived")),
            Self::Archived { archived: false } => words(say!("journal-not-archived")),
            Self::ImportedFromFile => words(say!("journal-from-file")),
            Self::Renamed => words(say!("journal-renamed")),
            Self::AnswersChanged { answers } => {
                words(say!("journal-answers-changed", answers = and(labels(guide, answers))))
            }
            Self::AnswerFilled { answer } => {
                words(say!("journal-answer-filled", answer = label(guide, answer)))
            }
            Self::WriteDecided { step, answer, decision } => {
                words(write_decided(guide, step, answer, *decision))
            }
            Self::DifferenceDecided { step, answer, change } => {
                let title = asked(guide, step, answer);
                words(if *change {
                    say!("journal-decided-change", question = title)
                } else {
                    say!("journal-decided-keep", question = title)
                })
            }
            Self::Notice { notice } => words(notice.text(guide)),
            Self::Receipt { started, dry_run, refused, discovery, steps, changes, notices } => {
                let message = if *dry_run {
                    say!("journal-dry-run", started = slot(0))
                } else {
                    say!("journal-run", started = slot(0))
                };
                let mut text = with(message, Part::At(*started));
                if let Some(refused) = refused {
                    let message = say!("journal-run-refused", reason = slot(0));
                    text = text.then(&message, [Part::Own(refused.clone())]);
                }
                if *discovery {
                    text = text.then(&say!("journal-run-discovery"), []);
                }
                receipt_reported(text, guide, steps, changes, notices)
            }
            Self::ScriptTaken { script } => {
                words(say!("journal-script-saved", script = script_title(guide, script)))
            }
            Self::MarkedDone { step, note } => noted(
                words(say!("journal-marked-done", step = title(guide, step))),
                note.as_deref(),
            ),
            Self::Skipped { step, note } => {
                noted(words(say!("journal-skipped", step = title(guide, step))), note.as_deref())
            }
            Self::Reopened { step } => words(say!("journal-reopened", step = title(guide, step))),
            Self::CheckTicked { step, check, ticked } => {
                let text = guide.interpolate(check_text(guide, step, check), answers);
                words(if *ticked {
                    say!("journal-confirmed", check = text)
                } else {
                    say!("journal-confirmation-withdrawn", check = text)
                })
            }
            Self::CertificateChosen { file, thumbprint } => with(
                say!("journal-certificate-selected", file = slot(0), thumbprint = thumbprint),
                Part::Own(file.clone()),
            ),
            Self::CertificateReleased => words(say!("journal-certificate-removed")),
            Self::TenantFound { tenant_id } => words(say!("journal-tenant-found", id = tenant_id)),
            Self::Planned { operation, write, create, nothing, cannot, removes } => {
                let text = words(say!(
                    "journal-planned",
                    operation = operation.name(),
                    write = write,
                    create = create,
                    nothing = nothing,
                    cannot = cannot
                ));
                removes.iter().fold(text, |text, removed| would_lose(text, guide, removed))
            }
            Self::OperationStarted { operation } => {
                words(say!("journal-began", operation = operation.name()))
            }
            Self::RunStarted { script, dry_run, switches } => {
                let text = words(say!(
                    "journal-run-started",
                    kind = run_kind(*dry_run),
                    script = script_title(guide, script)
                ));
                if switches.is_empty() {
                    return text;
                }
                text.then(&say!("journal-run-switches", switches = switches.join(", ")), [])
            }
            Self::RunFailed { script, dry_run, problem, unknown } => run_failed(
                words(say!(
                    "journal-run-failed",
                    kind = run_kind(*dry_run),
                    script = script_title(guide, script),
                    reason = problem.message()
                )),
                *unknown,
            ),
            Self::RunInterrupted { script, dry_run, since, unknown } => run_failed(
                with(
                    say!(
                        "journal-run-interrupted",
                        kind = run_kind(*dry_run),
                        script = script_title(guide, script),
                        since = slot(0)
                    ),
                    Part::At(*since),
                ),
                *unknown,
            ),
            Self::OperationCancelled { operation } => {
                words(say!("journal-cancelled", operation = operation.name()))
            }
            Self::OperationFailed { operation, problem } => {
                let reason = problem.message();
                words(say!("journal-failed", operation = operation.name(), reason = reason))
            }
            Self::OperationEnded { operation, results } => ended(guide, *operation, results),
            Self::OperationInterrupted { operation, since } => with(
                say!("journal-interrupted", operation = operation.name(), since = slot(0)),
                Part::At(*since),
            ),
            Self::ApplicationsRead { findings } => applications_read(guide, findings.as_deref()),
            Self::BackupStored { id, keys } => {
                words(say!("journal-backup-stored", number = id, count = keys))
            }
            Self::BackupSaved { path } => words(say!("journal-backup-saved", path = path)),
            Self::BackupNotSaved { path, problem } => {
                let reported = || BackupNotSaved { path: path.clone(), cause: None }.message();
                let message =
                    problem.as_ref().map_or_else(reported, |saved| saved.message().into());
                words(backup_not_saved(&message))
            }
            Self::ScriptsExported { folder } => {
                words(say!("journal-scripts-exported", folder = folder))
            }
            Self::LinkedGuideOpened { step, guide_title, .. } => words(say!(
                "journal-other-guide-opened",
                guide = guide_title,
                step = title(guide, step)
            )),
            Self::OutcomeImported { step, guide_title, finished, .. } => with(
                say!(
                    "journal-outcome-imported",
                    guide = guide_title,
                    step = title(guide, step),
                    finished = slot(0)
                ),
                Part::At(*finished),
            ),
            Self::HostLookedUp { step, found } => {
                words(say!("journal-looked-up", found = found, step = title(guide, step)))
            }
            Self::Probed { found } => words(found.to_string()),
            Self::FileRecovered { aside } => words(file_recovered(aside.as_deref())),
            Self::FileSavedAgain { aside: Some(aside) } => {
                words(say!("journal-file-saved-again", kept = file_kept(Some(aside))))
            }
            Self::FileSavedAgain { aside: None } => words(say!("journal-file-gone-saved-again")),
            Self::EntriesLost { entries, file } => {
                words(say!("journal-entries-lost", count = entries, file = file))
            }
        }
    }
}

/// Why a copy of keys is in the setup alone, and what to do.
pub(super) fn backup_not_saved(message: &str) -> String {
    say!("journal-backup-not-saved", reason = message)
}

/// That the copy before the last change was opened. `aside`: where the damaged file is.
pub(super) fn file_recovered(aside: Option<&str>) -> String {
    say!("journal-file-recovered", kept = file_kept(aside))
}

/// Where the damaged file of a setup is.
pub(super) fn file_kept(aside: Option<&str>) -> String {
    match aside {
        Some(path) => say!("setup-file-kept", path = path),
        None => say!("setup-file-gone"),
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

fn run_kind(dry_run: bool) -> &'static str {
    if dry_run { "dry-run" } else { "run" }
}

/// A run of which nothing came back, with what that means.
fn run_failed(text: JournalText, unknown: bool) -> JournalText {
    if unknown { text.then(&say!("journal-run-unknown"), []) } else { text }
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
            say!("journal-agreed-typed", question = title, word = word)
        }
        (WriteDecision::Agreed | WriteDecision::AgreedTyped, _) => {
            say!("journal-agreed", question = title)
        }
        (WriteDecision::Withdrawn, _) => say!("journal-agreement-withdrawn", question = title),
        (WriteDecision::Declined, _) => say!("journal-declined", question = title),
    }
}

fn noted(text: JournalText, note: Option<&str>) -> JournalText {
    match note {
        Some(note) => {
            text.then(&say!("journal-note", note = slot(0)), [Part::Own(note.to_owned())])
        }
        None => text,
    }
}

fn receipt_reported(
    mut text: JournalText,
    guide: &Guide,
    steps: &[JournalStep],
    changes: &[JournalChange],
    notices: &[Notice],
) -> JournalText {
    // A step that the guide no longer has is not reported: nothing of it is in this program.
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
    let sentences = [
        (titles(&|step| step.changed), "changed"),
        (titles(&of(&[Verdict::InPlace])), "in-place"),
        (titles(&of(&[Verdict::Planned])), "planned"),
        (titles(&of(&[Verdict::Decide])), "decide"),
        (titles(&of(&[Verdict::Waiting])), "waiting"),
        (titles(&of(&[Verdict::Differs, Verdict::Failed])), "differs"),
    ];
    for (titles, result) in sentences {
        if !titles.is_empty() {
            text = text.then(&say!("journal-steps", result = result, steps = and(titles)), []);
        }
    }
    for done in [true, false] {
        let those = changes.iter().filter(|change| change.done == done);
        let each: Vec<String> =
            those.map(|change| format!("{} ({})", change.action, change.target)).collect();
        if !each.is_empty() {
            let message = if done {
                say!("journal-changes-made", count = each.len(), changes = slot(0))
            } else {
                say!("journal-changes-planned", count = each.len(), changes = slot(0))
            };
            text = text.then(&message, [Part::Own(each.join("; "))]);
        }
    }
    notices.iter().fold(text, |text, notice| text.words(format!(" {}", notice.text(guide))))
}

fn would_lose(text: JournalText, guide: &Guide, removed: &JournalKey) -> JournalText {
    let key = match &removed.key {
        Some(identity) => identity.to_string(),
        None => say!("journal-key-without-name"),
    };
    let message = say!("journal-would-lose", application = slot(0), key = key);
    text.then(&message, [application(guide, removed.app_id)])
}

fn ended(guide: &Guide, operation: TenantOperation, results: &[JournalResult]) -> JournalText {
    let mut text =
        JournalText::default().sentence(&say!("journal-ended", operation = operation.name()), []);
    for result in results {
        let state = match (operation, result.state) {
            (TenantOperation::Verify, PrincipalState::Done | PrincipalState::AlreadyThere) => {
                "read"
            }
            (_, PrincipalState::Done) => "written",
            (_, PrincipalState::AlreadyThere) => "nothing",
            (_, PrincipalState::Failed) => "failed",
            (_, PrincipalState::Unknown) => "unknown",
            (_, PrincipalState::Skipped) => "skipped",
        };
        let message = match result.error {
            Some(code) => say!(
                "journal-result-because",
                application = slot(0),
                state = state,
                cause = code.remedy().title
            ),
            None => say!("journal-result", application = slot(0), state = state),
        };
        text = text.then(&message, [application(guide, result.app_id)]);
    }
    text
}

fn applications_read(guide: &Guide, findings: Option<&[JournalFinding]>) -> JournalText {
    let Some(findings) = findings else {
        return JournalText::default().words(say!("journal-application-outdated"));
    };
    let mut text = JournalText::default().words(say!("journal-application-read"));
    for (index, finding) in findings.iter().enumerate() {
        text = text.words(if index > 0 { ", " } else { " " });
        if let Some(app_id) = finding.app_id {
            text.0.push(application(guide, app_id));
            text = text.words(" ");
        }
        text = text.words(finding.code.as_str());
    }
    text.words(".")
}

#[cfg(test)]
mod tests;
