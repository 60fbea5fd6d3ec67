//! A setup in the words and the order in which it is shown. The shapes are in `view`; nothing is
//! decided here.

use super::complaints::{WhatWasRead, complaints};
use super::desired::Desired;
use super::mending::ProbedView;
use super::pages::{PageSources, own_script, pages};
use super::plan_view::PlanView;
use super::remedies::remedies;
use super::script_row::script_row;
use super::standing::SetupStanding;
use super::upload_page::{WriteScope, beside, upload_page};
use super::verify_page::{ReadSoFar, VerifyPage, verify_page};
use super::view::{
    AnswerView, BackupView, CheckView, FailedRun, GuideSummary, JournalView, ScriptChoice,
    ScriptView, SetupSummary, SetupView, StepState, StepView, WaitView,
};
use super::{DiscoveryResult, JournalEntry, JournalEvent, Outline, Setup, SetupError, expiry};
use crate::certificate;
use crate::error::{ErrorCode, Problem};
use crate::graph::{PrincipalResult, VerifiedPrincipal};
use crate::guide::answer::AnswerKind;
use crate::guide::{
    AnswerId, AnswerProblem, AnswerRole, AnswerSpec, Answers, Check, Guide, ScriptRole, ScriptSpec,
    Step, StepId, StepKind,
};
use crate::messages::{day, say};
use crate::receipt::{
    Discovery, Judgement, PrerequisiteLine, Suggestion, prerequisites_of, suggested_by,
};
use crate::script::{self, HowToRun, Script};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// A script with the answers filled in, and its commands in words.
pub fn script(script: &Script, guide: &Guide) -> ScriptView {
    ScriptView {
        id: script.id.clone(),
        file_name: script.file_name.clone(),
        title: script.title.clone(),
        text: script.text.clone(),
        lines: count(script.text.lines().count()),
        first_line: count(script.first_line()),
        explanations: script::explanations(guide, script),
    }
}

/// The guides to choose from.
pub fn guides<'a>(guides: impl IntoIterator<Item = &'a Guide>) -> Vec<GuideSummary> {
    guides
        .into_iter()
        .map(|guide| GuideSummary {
            id: guide.id.clone(),
            title: guide.title.clone(),
            summary: guide.summary.clone(),
            article: guide.article.clone(),
            steps: count(guide.required_steps().count()),
            minutes: guide.required_steps().map(|step| step.minutes).sum(),
            checks: !guide.complaints.is_empty(),
        })
        .collect()
}

/// A setup as the first page shows it. `locked` says whether another window has it open.
pub fn summary(setup: &Setup, guide: &Guide, now: Timestamp, locked: bool) -> SetupSummary {
    let finished = |step: &&Step| is_finished(setup, step);
    let next = next_step(setup, guide);
    let total = guide.required_steps().count();
    let waiting = next.and_then(|index| setup.waits(guide, &guide.steps[index], now));
    let days = setup.certificate_in_use(now).map(|held| held.card.days_left);
    let resume_at = next
        .and_then(|index| guide.steps.get(index))
        .or_else(|| guide.required_steps().next_back())
        .map_or_else(|| StepId::from(""), |step| step.id.clone());
    let expiry = expiry::expiry(setup, guide, now);
    let due =
        waiting.as_ref().map(|wait| wait.until).into_iter().chain(expiry::end(setup, now)).min();
    let organization = organization(setup, guide);
    SetupSummary {
        id: setup.id().to_string(),
        name: name(setup, organization.as_deref()),
        guide: guide.id.clone(),
        guide_title: guide.title.clone(),
        rehearsal: setup.is_rehearsal(),
        done: count(guide.required_steps().filter(finished).count()),
        total: count(total),
        standing: setup.standing(guide, now),
        progress: setup.progress(guide, now),
        checks_open: setup.open_checks(guide, now),
        position: match next {
            Some(index) => {
                let step = &guide.steps[index];
                position(index + 1, total, &step.title, waiting.as_ref())
            }
            None => finished_words(setup, guide, days, now),
        },
        resume_at,
        waiting,
        changed: setup.changed(),
        certificate_days: days,
        alarm: expiry::alarm(setup, expiry.as_ref(), now),
        expiry,
        locked,
        archived: setup.is_archived(),
        organization,
        due,
    }
}

fn is_finished(setup: &Setup, step: &Step) -> bool {
    matches!(setup.step(&step.id).state, StepState::Done | StepState::Skipped)
}

/// The place of the step that comes next; none where the setup is finished.
pub(super) fn next_step(setup: &Setup, guide: &Guide) -> Option<usize> {
    guide.steps.iter().position(|step| !step.optional && !is_finished(setup, step))
}

/// The name of a setup on the first page.
pub(super) fn name_of(setup: &Setup, guide: &Guide) -> String {
    name(setup, organization(setup, guide).as_deref())
}

/// The same of an outline.
pub fn summary_of(outline: &Outline, guide: &Guide, now: Timestamp, locked: bool) -> SetupSummary {
    summary(outline.setup(), guide, now, locked)
}

/// What happened to a setup, newest first.
pub fn journal(setup: &Setup, guide: &Guide) -> Vec<JournalView> {
    let (answers, _) = Answers::parse(guide, setup.raw_answers());
    let entry = |entry: &JournalEntry| JournalView {
        at: entry.at,
        who: entry.who.clone(),
        what: entry.event.words(guide, &answers).parts(),
    };
    setup.journal().iter().rev().map(entry).collect()
}

/// A setup, whole but for its journal, which only grows.
pub fn view(setup: &Setup, guide: &Guide, now: Timestamp, locked: bool) -> SetupView {
    let asked = Asked::of(setup, guide);
    let origins = origins(setup);
    let scripts: Vec<ScriptChoice> =
        guide.scripts.iter().map(|script| script_choice(setup, guide, &asked, script)).collect();
    let writes = setup.writes_of_all(guide, now);
    let results = as_read(setup, setup.results(), now);
    let mut steps: Vec<StepView> = guide
        .steps
        .iter()
        .zip(1_u32..)
        .map(|(step, number)| step_view(setup, guide, &asked, &results, (step, number), now))
        .collect();
    let summary = summary(setup, guide, now, locked);
    let verified: Vec<VerifiedPrincipal> =
        as_read(setup, setup.verified.iter().flat_map(|read| &read.principals), now)
            .into_iter()
            .map(|read| beside(read, &writes))
            .collect();
    let scope = WriteScope::of(&writes);
    let in_use = setup.certificate_in_use(now);
    let so_far = ReadSoFar {
        steps: &steps,
        applications: &verified,
        probed: setup.probed.as_ref(),
        certificate: in_use.as_ref(),
    };
    let verify_pages: Vec<Option<VerifyPage>> = steps
        .iter()
        .map(|step| {
            (step.kind == StepKind::Verify)
                .then(|| verify_page(guide, step, &summary, scope, so_far))
        })
        .collect();
    for (step, page) in steps.iter_mut().zip(verify_pages) {
        step.verify = page;
    }
    let last_receipt = last_receipt(setup, guide, now);
    let discovery = setup.discovery(guide, now);
    let certificates = setup.certificates(now);
    let shown = PageSources {
        scripts: &scripts,
        steps: &steps,
        last_receipt: last_receipt.as_ref(),
        certificates: &certificates,
    };
    SetupView {
        sequence: 0,
        summary,
        phases: guide.phases.clone(),
        complaints: complaints(guide, &WhatWasRead::of(setup, guide, &steps, now)),
        answered: steps
            .iter()
            .all(|step| step.kind != StepKind::Answers || step.state == StepState::Done),
        pages: pages(setup, guide, shown, false, now),
        single_pages: pages(setup, guide, shown, true, now),
        steps,
        answers: guide
            .answers
            .iter()
            .map(|spec| answer_view(setup, &asked, spec, discovery.as_ref(), &origins))
            .collect(),
        prerequisites: prerequisites(guide, discovery.clone()),
        discovery,
        servers: setup.servers(guide, now),
        scripts,
        last_receipt,
        failed_run: failed_run(setup, guide),
        certificates,
        applications: guide.applications.clone(),
        scope,
        writes,
        plan: setup.plan().map(|plan| PlanView::of(plan, now)),
        plan_for: setup.plan_for().cloned(),
        results,
        verified,
        hybrid: setup.application_view(guide, now),
        verified_at: setup.verified.as_ref().map(|read| read.at),
        backups: backups(setup),
        backup_folder: setup.bundle_folder.clone(),
        backup_problem: setup.backup_problem(),
        asked_from_outside: guide.asked_from_outside,
        probed: setup.probed.clone().map(|probed| ProbedView::of(Some(guide), probed.reworded())),
        not_saved: None,
        notices: Vec::new(),
        journal_entries: count(setup.journal().len()),
        article: guide.article.clone(),
    }
}

/// The backups, the newest first, without those of which nothing was written.
fn backups(setup: &Setup) -> Vec<BackupView> {
    setup
        .backups()
        .iter()
        .rev()
        .filter(|group| !group.unwritten)
        .map(|group| BackupView {
            id: group.id.clone(),
            taken_at: group.taken_at,
            keys: group
                .principals
                .iter()
                .map(|backup| (backup.app_id, count(backup.keys.len())))
                .collect(),
        })
        .collect()
}

fn answer_view(
    setup: &Setup,
    asked: &Asked<'_>,
    spec: &AnswerSpec,
    discovery: Option<&Discovery>,
    origins: &BTreeMap<&AnswerId, String>,
) -> AnswerView {
    let value = setup.raw_answers().get(&spec.id).cloned().unwrap_or_default();
    let is_asked = !spec.decision && asked.answers.asks(spec);
    let found = discovery.iter().flat_map(|found| &found.suggestions);
    let best = found.filter(|one| one.answer == spec.id).find(|_| is_asked && value.is_empty());
    AnswerView {
        problem: asked.problem(&spec.id),
        origin: origins.get(&spec.id).cloned(),
        asked: is_asked,
        missing: !asked.answers.missing(asked.guide, std::slice::from_ref(&spec.id)).is_empty(),
        offered: best.filter(|best| !best.choose).map(|best| best.value.clone()),
        spec: spec.clone(),
        value,
    }
}

/// Where answers came from that nobody has changed since they were taken from another setup.
fn origins(setup: &Setup) -> BTreeMap<&AnswerId, String> {
    let mut open: BTreeSet<&AnswerId> = setup.raw_answers().keys().collect();
    let mut origins = BTreeMap::new();
    for entry in setup.journal().iter().rev() {
        if open.is_empty() {
            break;
        }
        match &entry.event {
            JournalEvent::AnswersImported { guide_title, answers, read, .. } => {
                for id in answers {
                    if let Some(id) = open.take(id) {
                        let origin = if read.contains(id) {
                            say!("answer-read", guide = guide_title)
                        } else {
                            say!("answer-imported", guide = guide_title)
                        };
                        origins.insert(id, origin);
                    }
                }
            }
            JournalEvent::AnswersChanged { answers } => {
                for id in answers {
                    open.remove(id);
                }
            }
            JournalEvent::AnswerFilled { answer } => {
                open.remove(answer);
            }
            _ => {}
        }
    }
    origins
}

fn script_choice(
    setup: &Setup,
    guide: &Guide,
    asked: &Asked<'_>,
    script: &ScriptSpec,
) -> ScriptChoice {
    let cloud = asked.answers.of(AnswerRole::Cloud).unwrap_or_default();
    ScriptChoice {
        id: script.id.clone(),
        title: script.title.clone(),
        role: script.role,
        steps: script.steps.clone(),
        place: script_place(guide, script),
        how: HowToRun::new(guide, script, cloud),
        dry_run_first: setup.needs_dry_run(guide, script),
        needs: script_needs(setup, guide, asked, script),
        ask: script.ask.clone(),
    }
}

/// The run from here that came last, where it ended without a result and nothing has come back since. A run that
/// the operator ended is none, and neither is one whose steps the operator has seen to since.
fn failed_run(setup: &Setup, guide: &Guide) -> Option<FailedRun> {
    let mut attested = BTreeSet::new();
    for entry in setup.journal().iter().rev() {
        let (script, dry_run, at, problem) = match &entry.event {
            JournalEvent::MarkedDone { step, .. } | JournalEvent::Skipped { step, .. } => {
                attested.insert(step);
                continue;
            }
            JournalEvent::RunFailed { problem, .. } if problem.code == ErrorCode::Cancelled => {
                return None;
            }
            JournalEvent::RunFailed { script, dry_run, problem, .. } => {
                (script, *dry_run, entry.at, Problem::new(problem.code, problem.message()))
            }
            // What a run in earnest may have changed is unknown, and its steps say so.
            JournalEvent::RunInterrupted { script, dry_run, since, unknown: false } => {
                let problem = Problem::new(ErrorCode::RunBrokeOff, say!("setup-run-interrupted"));
                (script, *dry_run, *since, problem)
            }
            // It was a run of another computer.
            JournalEvent::ImportedFromFile
            | JournalEvent::RunStarted { .. }
            | JournalEvent::RunInterrupted { .. }
            | JournalEvent::Receipt { .. } => return None,
            _ => continue,
        };
        let steps = guide.script(script).map(|spec| spec.steps.as_slice()).unwrap_or_default();
        let settled =
            |id: &StepId| matches!(setup.step(id).state, StepState::Done | StepState::Skipped);
        if steps.iter().any(|id| attested.contains(id)) && steps.iter().all(settled) {
            return None;
        }
        return Some(FailedRun { script: script.clone(), dry_run, at, problem });
    }
    None
}

/// The last receipt, in the words of today.
fn last_receipt(setup: &Setup, guide: &Guide, now: Timestamp) -> Option<Judgement> {
    let mut last = setup.last_receipt.clone()?;
    last.refused = last.refused.map(|refused| refused.reworded(&guide.id));
    if let Some(found) = &mut last.discovery {
        let same =
            |one: &&DiscoveryResult| one.started == last.started && one.found.part == found.part;
        if let Some(known) = setup.discovery.iter().find(same) {
            *found = setup.discovered(guide, known, now);
        }
    }
    for received in &mut last.certificates {
        if let Some(card) = setup.card_of(&received.der, now) {
            received.card = card;
        }
    }
    for judged in &mut last.steps {
        if let Some((_, step)) = guide.step(&judged.step) {
            *judged = setup.reworded(guide, step, judged.clone(), now);
        }
    }
    Some(last)
}

/// What was read, reported by the certificates and the day of now.
fn as_read<'r>(
    setup: &Setup,
    principals: impl IntoIterator<Item = &'r PrincipalResult>,
    now: Timestamp,
) -> Vec<VerifiedPrincipal> {
    let at_hand = setup.known_certificates();
    let of = |principal| VerifiedPrincipal::of(principal, &at_hand, now);
    principals.into_iter().map(of).collect()
}

fn step_view(
    setup: &Setup,
    guide: &Guide,
    asked: &Asked<'_>,
    read_back: &[VerifiedPrincipal],
    (step, number): (&Step, u32),
    now: Timestamp,
) -> StepView {
    let record = setup.step(&step.id);
    let status = setup.status(guide, step, now);
    let state = setup.state_now(guide, step, now);
    let judgement = record.judgement.clone().filter(|_| status.rests_on_receipts());
    let desired = match step.kind {
        StepKind::Upload => Some(setup.desired_so_far(guide, step, now)),
        StepKind::Answers | StepKind::Script | StepKind::Verify => None,
    };
    let judgement = judgement.map(|saved| setup.reworded(guide, step, saved, now));
    let satisfied = desired
        .as_ref()
        .is_some_and(|it| it.needs.is_empty() && setup.is_satisfied(guide, &it.states, now));
    let counted = || step.checks.iter().filter(|check| check.only_with.is_none());
    let made = counted().filter(|check| !setup.is_open(guide, step, check, now)).count();
    StepView {
        id: step.id.clone(),
        number,
        kind: step.kind,
        phase: step.phase.clone(),
        title: step.title.clone(),
        why: step.why.clone(),
        place: step.place.clone(),
        shell: guide.shell_of(step),
        internet: guide.needs_internet(step),
        rights: step.rights.clone(),
        rights_notes: step.rights_notes.clone(),
        minutes: step.minutes,
        section: step.section.to_string(),
        section_step: step.section.number(),
        changes: step.changes.clone(),
        expectation: step.expectation.clone(),
        undo: step.undo.clone(),
        timeline: guide.timeline.entries(&step.timeline, now.to_zoned(TimeZone::UTC).date()),
        differences: step.differences.clone(),
        checks: step
            .checks
            .iter()
            .map(|check| CheckView {
                check: Check {
                    text: guide.interpolate(&check.text, &asked.answers),
                    if_not: interpolate_each(guide, &check.if_not, asked),
                    ..check.clone()
                },
                ticked: record.ticks.contains_key(&check.id),
                read: setup.check_reading(guide, &check.id, now),
                open: setup.is_open(guide, step, check, now),
            })
            .collect(),
        checks_total: count(counted().count()),
        checks_made: count(made),
        writes: desired.as_ref().map(Desired::writes).unwrap_or_default(),
        asks: setup.asked_writes(guide, step),
        waits_for: desired.as_ref().map(|it| it.waits_for.clone()).unwrap_or_default(),
        satisfied,
        upload: desired
            .as_ref()
            .map(|it| upload_page(setup, guide, step, (it, satisfied), read_back, now)),
        verify: None,
        opens: None,
        resolves: step.resolves.clone(),
        finds: guide
            .answers
            .iter()
            .filter(|spec| spec.found.iter().any(|found| found.asked_on() == Some(&step.id)))
            .map(|spec| spec.id.clone())
            .collect(),
        found: found_for(setup, guide, step),
        script_outdated: setup.is_script_outdated(guide, &record),
        script: own_script(guide, step).map(|script| script.id.clone()),
        state,
        status,
        status_words: status.words(),
        settled: status.is_settled(),
        rests_on_receipts: status.rests_on_receipts(),
        waiting: setup.waits(guide, step, now),
        announced: setup.announced(guide, step, now),
        evidence: if record.state == StepState::Done { record.evidence } else { None },
        row: script_row(
            status,
            setup.outcome(&step.id),
            record.note.as_deref(),
            judgement.as_ref(),
        ),
        note: record.note,
        changed: record.changed,
        needs: step_needs(setup, guide, asked, (step, desired.as_ref()), now),
        remedies: remedies(state, judgement.as_ref()),
        judgement,
    }
}

/// The values for the questions on a step's page, out of the receipts of the steps that find them.
fn found_for(setup: &Setup, guide: &Guide, step: &Step) -> Vec<Suggestion> {
    let asked =
        |spec: &&AnswerSpec| spec.found.iter().any(|found| found.asked_on() == Some(&step.id));
    let mut sources: Vec<&StepId> = Vec::new();
    for found in guide.answers.iter().filter(asked).flat_map(|spec| &spec.found) {
        let here = found.asked_on() == Some(&step.id);
        if let Some(source) = found.step.as_ref().filter(|id| here && !sources.contains(id)) {
            sources.push(source);
        }
    }
    let reported = sources.into_iter().filter_map(|source| {
        let facts = setup.step(source).judgement?.facts;
        Some(suggested_by(source, &facts, guide))
    });
    let on_page =
        |one: &Suggestion| guide.answers.iter().filter(asked).any(|spec| spec.id == one.answer);
    reported.flatten().filter(on_page).collect()
}

fn interpolate_each(guide: &Guide, texts: &[String], asked: &Asked<'_>) -> Vec<String> {
    texts.iter().map(|text| guide.interpolate(text, &asked.answers)).collect()
}

/// What a step still needs before it can be worked on, or finished.
fn step_needs(
    setup: &Setup,
    guide: &Guide,
    asked: &Asked<'_>,
    (step, desired): (&Step, Option<&Desired>),
    now: Timestamp,
) -> Vec<String> {
    if step.kind == StepKind::Answers {
        return Vec::new();
    }
    let mut needs = asked.needs(&step.uses);
    let state = setup.step(&step.id).state;
    match (step.kind, state) {
        (StepKind::Answers | StepKind::Script, _) | (_, StepState::Skipped) => {}
        (StepKind::Upload, _) => {
            needs.extend(desired.into_iter().flat_map(|it| upload_needs(setup, it, now)));
        }
        (StepKind::Verify, _) => {
            if state != StepState::Done {
                if !setup.tenant_is_verified(guide, now) {
                    needs.push(to_be_read_back(guide));
                }
                needs.extend(verification_needs(setup, guide, now));
                if !setup.on_premises_holds(guide) {
                    needs.extend(to_be_read_again(setup, guide));
                }
            }
            needs.extend(unticked(setup, guide, step, now));
        }
    }
    needs
}

/// What of the tenant the verification is based on.
fn to_be_read_back(guide: &Guide) -> String {
    let mut writes = guide.steps.iter().flat_map(|step| &step.writes);
    if writes.all(|write| write.names.is_none() && !write.enabled) {
        say!("setup-needs-read-keys")
    } else {
        say!("setup-needs-read-applications")
    }
}

/// The verification scripts that are still to be run; by name, where there is more than one.
fn to_be_read_again(setup: &Setup, guide: &Guide) -> Vec<String> {
    let reads_again =
        |one: &&ScriptSpec| one.role == ScriptRole::Verification && !one.steps.is_empty();
    if guide.scripts.iter().filter(reads_again).count() < 2 {
        return vec![say!("setup-needs-verification")];
    }
    let missing = setup.not_read_again(guide);
    let words = |script: &&ScriptSpec| say!("setup-needs-script", title = script.title);
    missing.iter().map(words).collect()
}

/// What has to be known before an upload can be planned.
fn upload_needs(setup: &Setup, desired: &Desired, now: Timestamp) -> Vec<String> {
    let words = |need: &SetupError| match need {
        need if need.is_about_certificates() => certificate_need(setup, now),
        other => other.to_string(),
    };
    desired.needs.iter().map(words).collect()
}

/// What an upload waits for holds the verification up as well. That a certificate is missing is reported
/// where it is uploaded.
fn verification_needs(setup: &Setup, guide: &Guide, now: Timestamp) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for step in setup.uploads_that_count(guide) {
        for need in setup.desired_so_far(guide, step, now).needs {
            let words = need.to_string();
            if !need.is_about_certificates() && !all.contains(&words) {
                all.push(words);
            }
        }
    }
    all
}

fn certificate_need(setup: &Setup, now: Timestamp) -> String {
    let refused = setup.certificates(now).into_iter().find_map(|held| held.refused);
    match refused {
        Some(problem) => say!("setup-needs-other-certificate", why = problem.message),
        None => say!("setup-needs-certificate"),
    }
}

fn unticked(setup: &Setup, guide: &Guide, step: &Step, now: Timestamp) -> Option<String> {
    match setup.unticked(guide, step, now) {
        0 => None,
        count => Some(say!("setup-needs-check", count = count)),
    }
}

/// Where a script runs: as it says itself, else as the first of its steps, else as the first step
/// that has a script.
fn script_place(guide: &Guide, script: &ScriptSpec) -> String {
    let of_its_steps = || guide.steps.iter().find(|step| script.steps.contains(&step.id));
    let of_any = || guide.steps.iter().find(|step| step.kind == StepKind::Script);
    script
        .place
        .clone()
        .or_else(|| of_its_steps().or_else(of_any).map(|step| step.place.clone()))
        .unwrap_or_default()
}

fn script_needs(
    setup: &Setup,
    guide: &Guide,
    asked: &Asked<'_>,
    script: &ScriptSpec,
) -> Vec<String> {
    let mut needs = asked.needs(&script.uses);
    if script.role == ScriptRole::Undo && !setup.undo_list().concerns(guide, script) {
        needs.push(say!("setup-needs-nothing-to-undo"));
    }
    if let Some(question) = &script.ask
        && !asked.answers.flag(question.answer.as_str())
    {
        needs.push(say!("setup-needs-decision-on", title = question.title));
    }
    needs
}

/// Where the operator is: the step, and what it waits for.
fn position(number: usize, total: usize, title: &str, waiting: Option<&WaitView>) -> String {
    match waiting {
        Some(wait) if wait.over => {
            say!("setup-position-date-reached", number = number, total = total, title = title)
        }
        Some(wait) => say!(
            "setup-position-waiting",
            number = number,
            total = total,
            title = title,
            date = day(wait.until)
        ),
        None => say!("setup-position", number = number, total = total, title = title),
    }
}

/// What to know of a setup in which no step is open: whether it is in place, what only a person can
/// see and has not, and how long the certificate is valid.
fn finished_words(setup: &Setup, guide: &Guide, days: Option<i32>, now: Timestamp) -> String {
    let standing = match setup.standing(guide, now) {
        SetupStanding::InPlace => {
            say!("setup-in-place", checks = setup.open_checks(guide, now))
        }
        SetupStanding::Finished | SetupStanding::Open => setup.progress(guide, now).words,
    };
    match days {
        None => standing,
        Some(certificate::NO_END) => {
            say!("setup-certificate-never-expires", standing = standing)
        }
        Some(days) if days >= 0 => {
            say!("setup-certificate-days", standing = standing, days = days)
        }
        Some(_) => say!("setup-certificate-expired", standing = standing),
    }
}

impl Setup {
    /// What the tenant is called: as the operator typed it, else by the name of the setup.
    pub(super) fn tenant_words(&self, guide: &Guide) -> String {
        let mut asked = guide.answers.iter().filter(|spec| spec.kind == AnswerKind::Tenant);
        let typed = asked.next().and_then(|spec| self.raw_answers().get(&spec.id));
        typed
            .filter(|typed| !typed.is_empty())
            .cloned()
            .unwrap_or_else(|| name(self, organization(self, guide).as_deref()))
    }
}

/// The setup's own name, else that of its organization.
fn name(setup: &Setup, organization: Option<&str>) -> String {
    setup.own_name().or(organization).map_or_else(|| say!("setup-new"), str::to_owned)
}

/// The organization that the answers name: by its name, else its domain, else its tenant.
fn organization(setup: &Setup, guide: &Guide) -> Option<String> {
    let (answers, _) = Answers::parse(guide, setup.raw_answers());
    let of_kind = |kind: AnswerKind| {
        guide
            .answers
            .iter()
            .filter(|spec| spec.kind == kind)
            .find_map(|spec| answers.text(spec.id.as_str()))
    };
    answers
        .of(AnswerRole::OrganizationName)
        .or_else(|| of_kind(AnswerKind::SmtpDomain))
        .or_else(|| of_kind(AnswerKind::Tenant))
        .filter(|name| !name.trim().is_empty())
        .map(str::to_owned)
}

/// The answers read once for a whole view.
struct Asked<'g> {
    guide: &'g Guide,
    answers: Answers,
    problems: Vec<AnswerProblem>,
}

impl<'g> Asked<'g> {
    fn of(setup: &Setup, guide: &'g Guide) -> Self {
        let (answers, problems) = Answers::parse(guide, setup.raw_answers());
        Self { guide, answers, problems }
    }

    fn problem(&self, answer: &AnswerId) -> Option<String> {
        self.problems
            .iter()
            .find(|problem| problem.answer == *answer)
            .map(|problem| problem.message.clone())
    }

    /// What is missing or wrong among these answers, by label, in the order in which they are asked.
    fn needs(&self, used: &[AnswerId]) -> Vec<String> {
        let missing = self.answers.missing(self.guide, used);
        self.guide
            .answers
            .iter()
            .filter(|spec| used.contains(&spec.id))
            .filter_map(|spec| match self.problem(&spec.id) {
                Some(problem) => Some(format!("{}: {problem}", spec.label)),
                None if missing.contains(&spec.id) => {
                    Some(say!("setup-not-answered", label = spec.label))
                }
                None => None,
            })
            .collect()
    }
}

/// Guides and setups have far fewer parts than a `u32` counts.
fn count(parts: usize) -> u32 {
    u32::try_from(parts).unwrap_or(u32::MAX)
}

fn prerequisites(guide: &Guide, discovery: Option<Discovery>) -> Vec<PrerequisiteLine> {
    prerequisites_of(guide, &discovery.map(|found| found.prerequisites).unwrap_or_default())
}

#[cfg(test)]
mod tests;
