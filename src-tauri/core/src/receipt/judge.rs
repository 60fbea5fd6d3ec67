//! Judging a receipt: whether it belongs here, and what it proves of each step.

use super::carried::{self, Carried};
use super::compare::{Comparison, compare, entries, in_words, is_empty, is_nothing, shortened};
use super::tenant::{OwnTenant, run_again};
use super::{
    Finding, FindingState, Judgement, Outcome, Receipt, ReceiptError, ReportedStep, ScriptError,
    ScriptProblem, StepJudgement, Verdict, discovery, interrupted,
};
use crate::error::script_remedy;
use crate::guide::{
    Answers, Expectation, Guide, GuideId, PRESENT_FACT, Question, Rule, ScriptRole, Step, StepId,
    Symptom, Wait, WaitForOthers,
};
use crate::ids::TenantId;
use crate::messages::say;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeSet;

/// What to do about a fact that a script could not read.
fn unread_next() -> String {
    say!("receipt-fact-unread-next")
}

/// The code for a script's errors that have no code of their own.
const GENERAL: &str = "exchange-error";

/// The code for a command that the account may not use.
const NOT_ALLOWED: &str = "cmdlet-not-in-role";

/// What a receipt is judged against.
pub struct Expected<'a> {
    /// The guide that is followed.
    pub guide: &'a Guide,
    /// The setup.
    pub setup_id: &'a str,
    /// Its answers.
    pub answers: &'a Answers,
    /// The fingerprint of those answers.
    pub fingerprint: &'a str,
    /// The id of the tenant, where it was looked up. An answer may give it as well.
    pub tenant_id: Option<TenantId>,
    /// The steps whose difference the operator has decided to keep.
    pub accepted_differences: &'a BTreeSet<StepId>,
    /// The time at which certificates must be valid.
    pub now: Timestamp,
}

impl Expected<'_> {
    /// A rule with the answers in its texts.
    pub(super) fn filled(&self, rule: &Rule) -> Rule {
        rule.map(&|text| self.guide.interpolate(text, self.answers))
    }

    /// What is known of the tenant.
    pub(super) fn tenant(&self) -> OwnTenant {
        OwnTenant::of(self.guide, self.answers, self.tenant_id)
    }
}

/// Judges a receipt: each expectation of each step beside what was found.
///
/// A dry run proves what it read and nothing else: a step is in place by it only when the script
/// says that there was nothing to do and every expectation is met. Otherwise the step counts as
/// planned. [`Judgement::what_if`] lets the caller be stricter still. A verification plans no change of a
/// step: what its dry run read is judged as it was read.
///
/// # Errors
/// The receipt is from another guide or setup, or its answers have changed since. A discovery
/// receipt, and one that ended before any step, cannot be stale: they say nothing about answers.
pub fn judge(receipt: &Receipt, expected: &Expected<'_>) -> Result<Judgement, ReceiptError> {
    belongs(receipt, expected)?;
    let unreached = unreached(receipt, expected.guide);
    let mut steps = Vec::new();
    let mut certificates = Vec::new();
    for step in &expected.guide.steps {
        if let Some(reported) = reported(receipt, &step.id) {
            let carried = carried::take(&reported.facts, expected.now);
            let read = carried.read_from_bytes(step, reported, expected.now);
            steps.push(judge_step(step, &read, &carried, receipt, expected));
            certificates.extend(carried.certificates);
        } else if unreached.contains(&&step.id) {
            steps.push(not_reached(step));
        }
    }
    Ok(Judgement {
        steps,
        refused: refused(receipt, expected.guide),
        script: receipt.script.clone().filter(|script| expected.guide.script(script).is_some()),
        computer: receipt.computer.clone(),
        account: receipt.account.clone(),
        build: receipt.build.clone(),
        powershell: receipt.powershell.clone(),
        what_if: receipt.what_if,
        started: receipt.started,
        ended: receipt.ended,
        certificates,
        discovery: discovery::discovery(receipt, expected),
        interrupted: interrupted::runs(receipt, expected),
    })
}

fn belongs(receipt: &Receipt, expected: &Expected<'_>) -> Result<(), ReceiptError> {
    if receipt.guide != expected.guide.id {
        return Err(ReceiptError::OtherGuide {
            theirs: shortened(receipt.guide.as_str()),
            ours: expected.guide.id.to_string(),
        });
    }
    let computer = if receipt.computer.is_empty() {
        say!("receipt-unnamed-computer")
    } else {
        shortened(&receipt.computer)
    };
    let started = receipt.started;
    if !receipt.setup.eq_ignore_ascii_case(expected.setup_id) {
        return Err(ReceiptError::OtherSetup { computer, started });
    }
    let same_answers = receipt.answers.eq_ignore_ascii_case(expected.fingerprint);
    if !same_answers && depends_on_answers(receipt) {
        return Err(ReceiptError::Stale { computer, started });
    }
    Ok(())
}

/// Whether the receipt says anything for which the answers in its script matter. What was found
/// unchanged matters too: a script with other answers would have looked elsewhere.
fn depends_on_answers(receipt: &Receipt) -> bool {
    receipt.steps.iter().any(|reported| !reported.id.is_reserved())
}

/// What the receipt reports of a step; the last one counts, if it is there twice.
fn reported<'a>(receipt: &'a Receipt, step: &StepId) -> Option<&'a ReportedStep> {
    receipt.steps.iter().rfind(|reported| reported.id == *step)
}

/// The steps that the script would have gone on to had it not failed.
///
/// Receipts of earlier versions do not name their script, so it is recognised by the steps it reports:
/// of those scripts that begin with them, the shortest, so that nothing is claimed about steps it may
/// not have had.
fn unreached<'a>(receipt: &Receipt, guide: &'a Guide) -> Vec<&'a StepId> {
    let failed = |reported: &ReportedStep| reported.outcome == Outcome::Failed;
    if receipt.failure.is_none() && !receipt.steps.iter().any(failed) {
        return Vec::new();
    }
    let reported: Vec<&StepId> =
        receipt.steps.iter().map(|step| &step.id).filter(|id| !id.is_reserved()).collect();
    if reported.is_empty() {
        return Vec::new();
    }
    let named = receipt.script.as_ref().filter(|id| guide.script(id).is_some());
    guide
        .scripts
        .iter()
        .filter(|script| named.is_none_or(|named| *named == script.id))
        .map(|script| script.steps.iter().collect::<Vec<_>>())
        .filter(|steps| steps.starts_with(&reported))
        .min_by_key(Vec::len)
        .map(|steps| steps[reported.len()..].to_vec())
        .unwrap_or_default()
}

fn not_reached(step: &Step) -> StepJudgement {
    StepJudgement {
        step: step.id.clone(),
        verdict: Verdict::NotReached,
        outcome: Outcome::Unchanged,
        findings: Vec::new(),
        changes: Vec::new(),
        problem: None,
        question: None,
        waits_until: None,
        facts: serde_json::Map::new(),
        judged_by: None,
    }
}

/// The error of a part of the script that is not a step of the guide.
fn refused(receipt: &Receipt, guide: &Guide) -> Option<ScriptProblem> {
    let mut unknown = receipt.steps.iter().filter(|reported| guide.step(&reported.id).is_none());
    unknown.find_map(|reported| problem(reported, &guide.id))
}

fn judge_step(
    step: &Step,
    reported: &ReportedStep,
    carried: &Carried,
    receipt: &Receipt,
    expected: &Expected<'_>,
) -> StepJudgement {
    let problem = problem(reported, &expected.guide.id);
    let days = days_to_come(step, reported, receipt.ended);
    let (mut findings, question) = findings_of(step, reported, receipt.ended, expected);
    findings.extend(carried.damaged.iter().cloned());
    let verdict = if was_not_read(reported, receipt, expected.guide) {
        Verdict::NotRead
    } else {
        let plans = receipt.what_if && !verifies(receipt, expected.guide);
        verdict(reported, problem.is_some(), (receipt.what_if, plans), &findings)
    };
    let waits_until = days.iter().map(|(day, _)| *day).max().filter(|_| waits(&findings));
    findings.extend(carried.unusable.iter().cloned());
    StepJudgement {
        step: step.id.clone(),
        verdict,
        outcome: reported.outcome,
        findings,
        changes: reported.changes.clone(),
        problem,
        question: question.filter(|_| verdict != Verdict::Planned),
        waits_until,
        facts: carried::without_bytes(&reported.facts),
        judged_by: None,
    }
}

/// Each expectation of a step beside what was found, and the question that is open because of it.
pub(super) fn findings_of(
    step: &Step,
    reported: &ReportedStep,
    ended: Timestamp,
    expected: &Expected<'_>,
) -> (Vec<Finding>, Option<Question>) {
    let days = days_to_come(step, reported, ended);
    let others = others_to_come(step, reported);
    let mut question = None;
    let mut findings = Vec::new();
    // A step that failed, or was only planned, did not come to reading everything back: what it did
    // read is shown, what it did not is no finding.
    let failed = reported.error.is_some() || reported.outcome == Outcome::Failed;
    let ended_early = failed || reported.outcome == Outcome::Planned;
    let applies = |expectation: &&Expectation| applies(expectation, reported, expected);
    for expectation in step.expect.iter().filter(applies) {
        let Some(mut finding) = find(expectation, step, reported, expected) else {
            continue;
        };
        let allowed = days.iter().any(|(_, allows)| allows.contains(&expectation.fact));
        if finding.state == FindingState::Differs && allowed {
            finding.state = FindingState::Waiting;
            finding.otherwise = None;
        }
        let other = others.iter().find(|wait| wait.allows.contains(&expectation.fact));
        if let Some(wait) = other
            && matches!(finding.state, FindingState::Differs | FindingState::Ask)
        {
            finding.state = FindingState::Waiting;
            let of_its_own = finding.otherwise.take().filter(|_| expectation.ask.is_none());
            finding.otherwise = Some(
                of_its_own
                    .unwrap_or_else(|| expected.guide.interpolate(&wait.reason, expected.answers)),
            );
        }
        if ended_early && finding.state == FindingState::Missing {
            continue;
        }
        if finding.state == FindingState::Ask {
            question = expectation.ask.as_ref().map(|ask| asked(ask, reported));
        }
        findings.push(finding);
    }
    (findings, question)
}

/// Whether a verification had no right to read what the step needs. The step is neither in place nor
/// wrong by that.
fn was_not_read(reported: &ReportedStep, receipt: &Receipt, guide: &Guide) -> bool {
    let not_allowed = reported.error.as_ref().is_some_and(|error| error.code == NOT_ALLOWED);
    verifies(receipt, guide) && not_allowed && reported.changes.is_empty()
}

/// Whether the receipt is of a verification, which changes no step. Those of earlier versions do not name
/// their script.
fn verifies(receipt: &Receipt, guide: &Guide) -> bool {
    let script = receipt.script.as_ref().and_then(|id| guide.script(id));
    script.is_some_and(|script| script.role == ScriptRole::Verification)
}

/// The days that the facts of a step name and that had not come when the script ended, each with the
/// expectations that may differ until then.
fn days_to_come<'g>(
    step: &'g Step,
    reported: &ReportedStep,
    ended: Timestamp,
) -> Vec<(Timestamp, &'g [String])> {
    let day = |wait: &'g Wait| match wait {
        Wait::Day(wait) => {
            let day = reported.facts.get(&wait.fact)?.as_str()?.trim().parse().ok()?;
            (day > ended).then_some((day, wait.allows.as_slice()))
        }
        Wait::After(_) | Wait::Others(_) => None,
    };
    step.waits.iter().filter_map(day).collect()
}

/// What a step waits for because its receipt lists something that is missing.
fn others_to_come<'g>(step: &'g Step, reported: &ReportedStep) -> Vec<&'g WaitForOthers> {
    let others = step.waits.iter().filter_map(|wait| match wait {
        Wait::Others(wait) => Some(wait),
        Wait::Day(_) | Wait::After(_) => None,
    });
    let missing = |wait: &&WaitForOthers| {
        reported.facts.get(&wait.until_empty).is_some_and(|fact| !is_empty(fact))
    };
    others.filter(missing).collect()
}

fn waits(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.state == FindingState::Waiting)
}

/// What a step is by its findings. `what_if`: the run was a dry run; `plans`: it stands for a run that would
/// change what differs.
fn verdict(
    reported: &ReportedStep,
    failed: bool,
    (what_if, plans): (bool, bool),
    findings: &[Finding],
) -> Verdict {
    let any = |state| findings.iter().any(|finding| finding.state == state);
    let in_order = !any(FindingState::Missing) && !any(FindingState::Differs);
    let decided = !any(FindingState::Ask);
    let untouched = reported.outcome == Outcome::Unchanged && reported.changes.is_empty();
    if failed {
        Verdict::Failed
    } else if reported.outcome == Outcome::Planned
        || reported.changes.iter().any(|change| !change.done)
        || (what_if && !untouched)
        || (plans && !(in_order && decided))
    {
        Verdict::Planned
    } else if !in_order {
        Verdict::Differs
    } else if !decided {
        Verdict::Decide
    } else if waits(findings) {
        Verdict::Waiting
    } else {
        Verdict::InPlace
    }
}

/// Whether an expectation is about something that exists, and about these days. Where the receipt does
/// not say so, or the script could not read it, it is looked at: too much is asked for rather than too
/// little.
fn applies(expectation: &Expectation, reported: &ReportedStep, expected: &Expected<'_>) -> bool {
    is_in_force(expectation, expected)
        && conditions(expectation, reported, expected)
            .all(|condition| !matches!(condition, Comparison::Differs | Comparison::Unknown(_)))
}

/// Whether the day from which an expectation holds has come, and that until which it does has not.
fn is_in_force(expectation: &Expectation, expected: &Expected<'_>) -> bool {
    let today = expected.now.to_zoned(TimeZone::UTC).date();
    let has_come =
        |id: &String| expected.guide.timeline.event(id).is_some_and(|event| event.date <= today);
    expectation.from.as_ref().is_none_or(has_come)
        && !expectation.until.as_ref().is_some_and(has_come)
}

/// How the facts compare on which it depends whether an expectation applies. Those that the receipt
/// lacks are left out.
fn conditions(
    expectation: &Expectation,
    reported: &ReportedStep,
    expected: &Expected<'_>,
) -> impl Iterator<Item = Comparison> {
    expectation.only_if.iter().filter_map(|condition| {
        let fact = reported.facts.get(&condition.fact)?;
        Some(compare(&expected.filled(&condition.rule), fact, &expected.tenant()))
    })
}

/// One expectation beside what was found; `None` when a fact that may be absent is.
pub(super) fn find(
    expectation: &Expectation,
    step: &Step,
    reported: &ReportedStep,
    expected: &Expected<'_>,
) -> Option<Finding> {
    // What was not asked for may be there as null.
    let fact = reported
        .facts
        .get(&expectation.fact)
        .filter(|fact| !(expectation.optional && fact.is_null()));
    let removed = reported.facts.get(PRESENT_FACT) == Some(&Value::Bool(false));
    let filled_in = |text: &str| expected.guide.interpolate(text, expected.answers);
    let usual = || expectation.otherwise.as_deref().map(filled_in);
    let next = || {
        let known = symptom(expectation, reported);
        known
            .map(|known| format!("{} {}", filled_in(&known.means), filled_in(&known.next)))
            .or_else(usual)
    };
    let unread_condition =
        conditions(expectation, reported, expected).any(|one| one == Comparison::Unread);
    let mut empty = false;
    let (state, found, otherwise) = match fact {
        Some(fact) => {
            let (rule, tenant) = (expected.filled(&expectation.rule), expected.tenant());
            let none = expectation.none.as_deref().filter(|_| is_empty(fact));
            let found = none.map_or_else(|| in_words(&rule, fact, &tenant), filled_in);
            let comparison = compare(&rule, fact, &tenant);
            empty = none.is_none() && is_nothing(&rule, fact) && comparison != Comparison::Unread;
            match comparison {
                Comparison::Agrees => (FindingState::Met, found, None),
                // A guide that has words for it knows what to do about it as well.
                Comparison::Unread if none.is_some() => (FindingState::Missing, found, usual()),
                Comparison::Unread => {
                    (FindingState::Missing, say!("receipt-fact-unread"), Some(unread_next()))
                }
                // Whether it must be so at all depends on something that could not be read.
                Comparison::Differs if unread_condition => {
                    (FindingState::Missing, found, Some(unread_next()))
                }
                Comparison::Differs => {
                    // Where there is nothing, there is nothing to keep.
                    let ask = expectation.ask.as_ref().filter(|_| !is_empty(fact));
                    let state = if expectation.advice {
                        FindingState::Noted
                    } else if expectation.by_hand {
                        FindingState::Ask
                    } else {
                        differing(ask, &step.id, expected)
                    };
                    (state, found, next().filter(|_| state != FindingState::Kept))
                }
                // Nothing says that it is wrong, and nothing that it is right.
                Comparison::NotKnown if expectation.advice => (FindingState::Noted, found, next()),
                Comparison::NotKnown => (FindingState::Ask, found, next()),
                Comparison::Unknown(lack) => {
                    (FindingState::Missing, found, Some(lack.next(expected.guide)))
                }
            }
        }
        None if removed => (FindingState::Differs, say!("receipt-fact-removed"), next()),
        None if expectation.optional => return None,
        None => {
            let older = matches!(expectation.rule, Rule::Own(_)).then(run_again);
            let next = older.or_else(usual).unwrap_or_else(|| say!("receipt-fact-unreported-next"));
            (FindingState::Missing, say!("receipt-fact-unreported"), Some(next))
        }
    };
    Some(Finding {
        certificate: None,
        fact: Some(expectation.fact.clone()),
        label: expectation.label.clone(),
        expected: filled_in(&expectation.words),
        found,
        empty,
        state,
        otherwise,
    })
}

/// The first symptom whose words are in the fact, or in the one that reports more about it.
fn symptom<'g>(expectation: &'g Expectation, reported: &ReportedStep) -> Option<&'g Symptom> {
    let more = expectation.symptoms_in.as_ref();
    let facts = std::iter::once(&expectation.fact).chain(more);
    let texts: Vec<String> = facts
        .filter_map(|fact| reported.facts.get(fact))
        .flat_map(entries)
        .filter_map(|entry| entry.as_str())
        .map(str::to_lowercase)
        .collect();
    expectation
        .symptoms
        .iter()
        .find(|known| texts.iter().any(|text| text.contains(&known.contains.to_lowercase())))
}

/// What a difference means: the operator decides, has decided to keep it, or wants it changed and it
/// was not.
fn differing(ask: Option<&Question>, step: &StepId, expected: &Expected<'_>) -> FindingState {
    match ask {
        None => FindingState::Differs,
        Some(question) if expected.answers.flag(question.answer.as_str()) => FindingState::Differs,
        Some(_) if expected.accepted_differences.contains(step) => FindingState::Kept,
        Some(_) => FindingState::Ask,
    }
}

/// A question with what the receipt reports about it.
fn asked(question: &Question, reported: &ReportedStep) -> Question {
    let mut question = question.clone();
    // It is in the text from here on, and is not saved: a question that is loaded equals this one.
    if let Some(shown) = question.shows.take() {
        let filled_in = match reported.facts.get(&shown.fact) {
            None | Some(Value::Null) => shown.unknown.clone(),
            Some(fact) if is_empty(fact) => shown.none.clone(),
            Some(fact) => {
                let words = in_words(&Rule::Empty(false), fact, &OwnTenant::default());
                shown.held.replace("{}", &words)
            }
        };
        question.text = format!("{} {filled_in}", question.text);
    }
    question
}

/// The error of a step that failed, with the words for its code.
fn problem(reported: &ReportedStep, guide: &GuideId) -> Option<ScriptProblem> {
    match &reported.error {
        Some(error) => Some(explained(error, guide)),
        None if reported.outcome == Outcome::Failed => {
            let unexplained = ScriptError {
                code: GENERAL.to_owned(),
                message: say!("receipt-ended-without-reason"),
                id: String::new(),
                line: None,
            };
            Some(explained(&unexplained, guide))
        }
        None => None,
    }
}

fn explained(error: &ScriptError, guide: &GuideId) -> ScriptProblem {
    let mut detail = vec![say!("receipt-error-code", code = error.code)];
    if !error.id.is_empty() && error.id != error.message {
        detail.push(error.id.clone());
    }
    detail.extend(error.line.map(|line| say!("receipt-error-line", line = line)));
    worded(&error.code, error.message.clone(), detail.join(", "), guide)
}

/// An error that ended a script, with the heading and the next steps that the table has for its code.
pub(super) fn worded(
    code: &str,
    message: String,
    detail: String,
    guide: &GuideId,
) -> ScriptProblem {
    let remedy = script_remedy(code)
        .or_else(|| script_remedy(GENERAL))
        .expect("BUG: script-remedies.toml has the general entry, and a test checks it");
    ScriptProblem {
        code: code.to_owned(),
        title: remedy.title.clone(),
        message,
        next: remedy.next_in(guide),
        detail,
    }
}

#[cfg(test)]
mod tests;
