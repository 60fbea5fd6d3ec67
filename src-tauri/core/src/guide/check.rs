//! The rules a guide must keep before a library takes it: every name leads somewhere, no name is
//! given twice, nothing lies unused, and every template can be rendered.
//!
//! They are separate from reading, so that a rule can be added without touching how files are found.

use super::answer::{Answer, AnswerKind};
use super::library::GuideError;
use super::templates::{FIXED_NAMES, OF_CLOUD, Templates, environment, value, words};
use super::{
    AnswerRole, AnswerSpec, ApplicationReads, CloudWrite, ComplaintCause, ComplaintSpec, DATE,
    Discovered, Expectation, Guide, PrerequisiteSpec, Question, ReversibleChange, ReversibleKind,
    Rule, ScriptRole, ScriptSpec, Step, StepId, StepKind, TeamCommand, Wait,
};
use crate::clouds::{self, Cloud};
use minijinja::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Checks a guide; gives back the templates its scripts are made of.
pub(super) fn guide(guide: &Guide, templates: &Templates) -> Result<BTreeSet<String>, GuideError> {
    let check = GuideCheck { guide, templates };
    check.names_are_given_once()?;
    for (index, answer) in guide.answers.iter().enumerate() {
        check.answer(answer, &guide.answers[..index])?;
        check.role(answer, &guide.answers[..index])?;
    }
    check.own_addresses()?;
    check.article()?;
    for step in &guide.steps {
        check.step(step)?;
    }
    for discovered in &guide.discovered {
        check.discovered(discovered)?;
    }
    for (at, prerequisite) in guide.prerequisites.iter().enumerate() {
        check.prerequisite(prerequisite, &guide.prerequisites[..at])?;
    }
    let split = guide.split_permissions.iter();
    for one in split.flat_map(|split| split.directory.iter().chain(&split.exchange)) {
        check.team_command(one)?;
    }
    for complaint in &guide.complaints {
        check.complaint(complaint)?;
    }
    check.explanations()?;
    let mut in_use = BTreeSet::new();
    for script in &guide.scripts {
        in_use.extend(check.script(script)?);
    }
    check.nothing_is_unused()?;
    Ok(in_use.into_iter().map(str::to_owned).collect())
}

/// Checks what only the templates say: all scripts that report on a step run in one kind of window.
pub(super) fn shells(guide: &Guide) -> Result<(), GuideError> {
    for step in &guide.steps {
        let mut reporting = guide.scripts.iter().filter(|script| script.steps.contains(&step.id));
        let Some(first) = reporting.next() else { continue };
        if let Some(other) = reporting.find(|other| other.running.shell != first.running.shell) {
            return Err(GuideError::Invalid {
                guide: guide.id.clone(),
                place: format!("step \"{}\"", step.id),
                why: format!(
                    "the script \"{}\" is for {}, and \"{}\" for {}",
                    first.id,
                    first.running.shell.words(),
                    other.id,
                    other.running.shell.words()
                ),
            });
        }
    }
    Ok(())
}

struct GuideCheck<'a> {
    guide: &'a Guide,
    templates: &'a Templates,
}

impl<'a> GuideCheck<'a> {
    fn unknown(&self, place: &str, what: &'static str, name: &dyn ToString) -> GuideError {
        GuideError::Unknown {
            guide: self.guide.id.clone(),
            place: place.to_owned(),
            what,
            name: name.to_string(),
        }
    }

    fn invalid(&self, place: &str, why: impl Into<String>) -> GuideError {
        GuideError::Invalid {
            guide: self.guide.id.clone(),
            place: place.to_owned(),
            why: why.into(),
        }
    }

    fn names_are_given_once(&self) -> Result<(), GuideError> {
        let guide = self.guide;
        self.once("phase", guide.phases.iter().map(|phase| phase.id.as_str()), '-')?;
        self.once("answer", guide.answers.iter().map(|answer| answer.id.as_str()), '_')?;
        self.once("step", guide.steps.iter().map(|step| step.id.as_str()), '-')?;
        self.once("script", guide.scripts.iter().map(|script| script.id.as_str()), '-')?;
        let ids = guide.applications.iter().map(|application| application.app_id.to_string());
        let ids: Vec<String> = ids.collect();
        self.once("application", ids.iter().map(String::as_str), '-')?;
        let checks = guide.steps.iter().flat_map(|step| &step.checks);
        self.once("complaint", guide.complaints.iter().map(|one| one.id.as_str()), '-')?;
        self.once("check", checks.map(|check| check.id.as_str()), '-')?;
        for answer in &guide.answers {
            self.once("choice", answer.choices.iter().map(|choice| choice.value.as_str()), '-')?;
        }
        Ok(())
    }

    /// Names are small letters and digits with `joint` between words.
    fn once<'n>(
        &self,
        what: &'static str,
        names: impl Iterator<Item = &'n str>,
        joint: char,
    ) -> Result<(), GuideError> {
        let mut seen = BTreeSet::new();
        for name in names {
            let plain =
                |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == joint;
            if name.is_empty() || !name.chars().all(plain) {
                let place = format!("{what} \"{name}\"");
                return Err(self.invalid(
                    &place,
                    format!("a name has only small letters, digits and \"{joint}\""),
                ));
            }
            if !seen.insert(name) {
                return Err(GuideError::Duplicate {
                    guide: self.guide.id.clone(),
                    what,
                    name: name.to_owned(),
                });
            }
        }
        Ok(())
    }

    fn answer(&self, spec: &AnswerSpec, before: &[AnswerSpec]) -> Result<(), GuideError> {
        let place = format!("answer \"{}\"", spec.id);
        if FIXED_NAMES.contains(&spec.id.as_str()) {
            return Err(self.invalid(&place, "templates have that name already"));
        }
        if spec.id.as_str().starts_with(|first: char| !first.is_ascii_lowercase()) {
            return Err(self.invalid(&place, "the name of an answer begins with a letter"));
        }
        if (spec.kind == AnswerKind::Choice) == spec.choices.is_empty() {
            return Err(self.invalid(
                &place,
                "an answer has choices when its kind is \"choice\", and only then",
            ));
        }
        Answer::parse(spec.kind, &spec.choices, &spec.example)
            .map_err(|error| self.invalid(&place, format!("its example: {error}")))?;
        if let Some(default) = &spec.default {
            Answer::parse(spec.kind, &spec.choices, default)
                .map_err(|error| self.invalid(&place, format!("its default: {error}")))?;
        }
        let mut finding = spec.found.iter().filter_map(|found| found.step.as_ref());
        finding.try_for_each(|step| self.reported_by(&place, step))?;
        let mut pages = spec.found.iter().filter_map(|found| found.page.as_ref());
        if let Some(page) = pages.find(|page| self.guide.step(page).is_none()) {
            return Err(self.unknown(&place, "step", page));
        }
        if let Some(condition) = &spec.only_when {
            let asked = before
                .iter()
                .find(|other| other.id == condition.id)
                .ok_or_else(|| self.unknown(&place, "earlier answer", &condition.id))?;
            for wanted in std::iter::once(&condition.is).chain(&condition.or) {
                let value = Answer::parse(asked.kind, &asked.choices, wanted)
                    .map_err(|error| self.invalid(&place, format!("only-when: {error}")))?;
                if value.as_str() != *wanted {
                    return Err(self.invalid(
                        &place,
                        format!("only-when: the answer is written \"{}\"", value.as_str()),
                    ));
                }
            }
        }
        Ok(())
    }

    /// An answer is of the kind that its role needs, and the program knows which answer has the role.
    fn role(&self, spec: &AnswerSpec, before: &[AnswerSpec]) -> Result<(), GuideError> {
        let Some(role) = spec.role else { return Ok(()) };
        let place = format!("answer \"{}\"", spec.id);
        if spec.kind != role.kind() {
            let why = format!(
                "an answer with the role \"{role}\" is of the kind \"{}\"",
                role.kind().name()
            );
            return Err(self.invalid(&place, why));
        }
        match before.iter().find(|other| other.role == spec.role) {
            Some(other) if !role.is_shared() => {
                let why = format!("the answer \"{}\" has the role \"{role}\" already", other.id);
                Err(self.invalid(&place, why))
            }
            _ => Ok(()),
        }
    }

    /// Only both addresses together lead to a cloud of one's own.
    fn own_addresses(&self) -> Result<(), GuideError> {
        let has = |role| self.guide.answer_with(role).is_some();
        match (has(AnswerRole::LoginUrl), has(AnswerRole::GraphUrl)) {
            (true, false) => Err(self.lacks_role("answers", AnswerRole::GraphUrl)),
            (false, true) => Err(self.lacks_role("answers", AnswerRole::LoginUrl)),
            (true, true) | (false, false) => Ok(()),
        }
    }

    fn lacks_role(&self, place: &str, role: AnswerRole) -> GuideError {
        self.invalid(place, format!("it needs an answer with the role \"{role}\", and none has it"))
    }

    /// An upload signs in to the tenant that the answers name. When one of them changes, what was
    /// uploaded before counts no longer.
    fn leads_to_tenant(&self, place: &str, step: &Step) -> Result<(), GuideError> {
        for role in [AnswerRole::Cloud, AnswerRole::Tenant] {
            let spec = self.guide.answer_with(role).ok_or_else(|| self.lacks_role(place, role))?;
            self.uses(place, step, spec)?;
        }
        let addresses = [AnswerRole::LoginUrl, AnswerRole::GraphUrl].into_iter();
        let mut addresses = addresses.filter_map(|role| self.guide.answer_with(role));
        addresses.try_for_each(|spec| self.uses(place, step, spec))
    }

    fn uses(&self, place: &str, step: &Step, spec: &AnswerSpec) -> Result<(), GuideError> {
        if step.uses.contains(&spec.id) {
            return Ok(());
        }
        let why = format!("an upload uses the answer \"{}\", which leads to the tenant", spec.id);
        Err(self.invalid(place, why))
    }

    /// A text that says what is said anyway would stay behind when that one changes.
    fn explanations(&self) -> Result<(), GuideError> {
        let guide = self.guide;
        let same = |place: &str, command: &str, elsewhere: &str| {
            let why = format!("\"{command}\" is explained in the same words in {elsewhere}");
            Err(self.invalid(place, why))
        };
        for (command, says) in &guide.explain {
            if guide.glossary.get(command) == Some(says) {
                return same("explain", command, "explain.toml");
            }
        }
        for script in &guide.scripts {
            for (command, says) in &script.explain {
                if guide.explanation(None, command) == Some(says.as_str()) {
                    let place = format!("script \"{}\"", script.id);
                    return same(&place, command, "the guide or in explain.toml");
                }
            }
        }
        Ok(())
    }

    /// A fact of discovery is shown by a line, or judged by what a step expects of it.
    fn discovered(&self, discovered: &Discovered) -> Result<(), GuideError> {
        let place = format!("discovered \"{}\"", discovered.fact);
        let Some(id) = &discovered.judged_by else {
            return match &discovered.line {
                Some(_) => Ok(()),
                None => Err(self.invalid(&place, "it needs \"line\" or \"judged-by\"")),
            };
        };
        let (_, step) = self.guide.step(id).ok_or_else(|| self.unknown(&place, "step", id))?;
        if step.expect.iter().any(|one| one.fact == discovered.fact) {
            return Ok(());
        }
        Err(self.invalid(&place, format!("the step \"{id}\" expects nothing of this fact")))
    }

    /// A command for others holds only mail domains, which no shell reads as anything else, in quotes.
    fn team_command(&self, one: &TeamCommand) -> Result<(), GuideError> {
        let place = format!("command \"{}\"", one.command);
        self.placeholders(&place, &one.command)?;
        let mut rest = one.command.as_str();
        let mut quotes = 0;
        while let Some((before, place_and_rest)) = rest.split_once("{{") {
            let (name, after) = place_and_rest.split_once("}}").unwrap_or((place_and_rest, ""));
            quotes += before.matches('\'').count();
            let spec = self.guide.answer(&name.trim().into());
            if quotes % 2 == 0 || spec.is_none_or(|spec| spec.kind != AnswerKind::SmtpDomain) {
                return Err(self.invalid(&place, "only mail domains go in, between single quotes"));
            }
            rest = after;
        }
        if one.text.trim().is_empty() || one.command.contains('\n') {
            return Err(self.invalid(&place, "it needs a text, and is one line"));
        }
        Ok(())
    }

    /// A prerequisite that is read has a fact and its rule, and each has a name of its own.
    fn prerequisite(
        &self,
        one: &PrerequisiteSpec,
        before: &[PrerequisiteSpec],
    ) -> Result<(), GuideError> {
        let place = format!("prerequisite \"{}\"", one.id);
        if before.iter().any(|other| other.id == one.id) {
            return Err(self.invalid(&place, "there are two of this name"));
        }
        match (&one.fact, &one.rule) {
            (Some(_), Some(rule)) => self.rule(&place, rule),
            (None, None) if one.unread.is_none() => Ok(()),
            _ => Err(self.invalid(&place, "\"fact\" and \"rule\" belong together")),
        }
    }

    /// A cause on a server is something that a step expects.
    fn complaint(&self, complaint: &ComplaintSpec) -> Result<(), GuideError> {
        let place = format!("complaint \"{}\"", complaint.id);
        for cause in &complaint.causes {
            let kinds =
                [cause.probe.is_some(), cause.application.is_some(), cause.hybrid.is_some()];
            let others = kinds.iter().filter(|given| **given).count();
            let (step, label) = match (&cause.step, &cause.label, others) {
                (Some(step), Some(label), 0) => (step, label),
                (None, None, 1) => {
                    self.cause_in_tenant(&place, cause)?;
                    continue;
                }
                _ => {
                    return Err(self.invalid(
                        &place,
                        "a cause has a step and a label, or one of \"probe\", \"application\" and \"hybrid\"",
                    ));
                }
            };
            let found = self.guide.step(step);
            let (_, found) = found.ok_or_else(|| self.unknown(&place, "step", step))?;
            if !found.expect.iter().any(|one| one.label == *label) {
                return Err(self.invalid(
                    &place,
                    format!("the step \"{step}\" expects nothing of the label \"{label}\""),
                ));
            }
        }
        Ok(())
    }

    /// A cause in the tenant is something that the verification reads there.
    fn cause_in_tenant(&self, place: &str, cause: &ComplaintCause) -> Result<(), GuideError> {
        let reads = self.guide.application_reads();
        if cause.hybrid.is_some() && reads.is_none() {
            return Err(self.invalid(place, "no step reads the hybrid application"));
        }
        let Some(app_id) = &cause.application else { return Ok(()) };
        if !reads.is_some_and(|reads| reads.compares_certificates) {
            return Err(self.invalid(place, "no step compares the certificates of applications"));
        }
        if !self.guide.applications.iter().any(|one| one.app_id == *app_id) {
            return Err(self.unknown(place, "application", app_id));
        }
        Ok(())
    }

    fn article(&self) -> Result<(), GuideError> {
        let url = &self.guide.article.url;
        if url.starts_with("https://") && url::Url::parse(url).is_ok() {
            return Ok(());
        }
        Err(self.invalid("article", format!("\"{url}\" is no https address")))
    }

    fn step(&self, step: &Step) -> Result<(), GuideError> {
        let place = format!("step \"{}\"", step.id);
        if !self.guide.phases.iter().any(|phase| phase.id == step.phase) {
            return Err(self.unknown(&place, "phase", &step.phase));
        }
        if step.id.is_reserved() {
            return Err(self.invalid(&place, "every receipt has a step of that name"));
        }
        if let Some(id) = step.uses.iter().find(|id| self.guide.answer(id).is_none()) {
            return Err(self.unknown(&place, "answer", id));
        }
        for expectation in &step.expect {
            self.expectation(&place, expectation)?;
        }
        for reversible_change in &step.reversible {
            self.reversible_change(&place, reversible_change)?;
        }
        for sign in &step.signs {
            self.rule(&format!("{place}, sign \"{}\"", sign.fact), &sign.rule)?;
        }
        for wait in &step.waits {
            self.wait(&place, step, wait)?;
        }
        self.rights(&place, &step.rights, &step.rights_notes)?;
        let covered = self.guide.scripts.iter().any(|script| script.steps.contains(&step.id));
        if step.kind == StepKind::Script && !covered {
            return Err(self.invalid(&place, "no script reports on it"));
        }
        if step.optional {
            self.optional(&place, step)?;
        }
        if step.kind == StepKind::Upload && self.guide.applications.is_empty() {
            return Err(self.invalid(&place, "there is no application to upload to"));
        }
        if step.kind == StepKind::Upload {
            self.leads_to_tenant(&place, step)?;
        }
        if step.internet && step.kind != StepKind::Script {
            return Err(
                self.invalid(&place, "only of a script it is said that it needs the internet")
            );
        }
        for check in &step.checks {
            let place = format!("{place}, check \"{}\"", check.id);
            for text in std::iter::once(&check.text).chain(&check.if_not) {
                self.placeholders(&place, text)?;
            }
            if check.only_with.as_ref().is_some_and(|whom| whom.trim().is_empty()) {
                return Err(self.invalid(&place, "it says whom it concerns, or nothing of it"));
            }
        }
        if step.kind != StepKind::Upload && !step.writes.is_empty() {
            return Err(self.invalid(&place, "only an upload writes to applications"));
        }
        if let Some(reads) = &step.applications {
            self.application_reads(&place, step, reads)?;
        }
        if let Some(id) = step.resolves.as_ref().filter(|id| self.guide.answer(id).is_none()) {
            return Err(self.unknown(&place, "answer", id));
        }
        for write in &step.writes {
            self.write(&place, write)?;
            let same_app = |other: &&CloudWrite| other.app_id == write.app_id;
            let mut others = step.writes.iter().filter(same_app);
            if others.any(|other| other.where_held != write.where_held) {
                return Err(self.invalid(
                    &place,
                    format!(
                        "all that is written to \"{}\" is written where it is held, or none of it",
                        write.app_id
                    ),
                ));
            }
        }
        let by_hand = step.expect.iter().filter(|expectation| expectation.by_hand);
        for expectation in by_hand {
            if expectation.ask.is_some() || expectation.otherwise.is_none() {
                return Err(self.invalid(
                    &place,
                    format!(
                        "the fact \"{}\" is a task for a person: it says what to do, and asks nothing",
                        expectation.fact
                    ),
                ));
            }
        }
        let advice = step.expect.iter().filter(|expectation| expectation.advice);
        for expectation in advice {
            if expectation.ask.is_some() || expectation.by_hand || expectation.otherwise.is_none() {
                return Err(self.invalid(
                    &place,
                    format!(
                        "the fact \"{}\" is advice: it says what to do, and nothing waits for it",
                        expectation.fact
                    ),
                ));
            }
        }
        let mut asked = step.expect.iter().filter_map(|expectation| expectation.ask.as_ref());
        asked.try_for_each(|question| self.pressed(&place, question))
    }

    /// Nothing waits for an optional step: it is a script of its own, after all steps that count.
    fn optional(&self, place: &str, step: &Step) -> Result<(), GuideError> {
        if step.kind != StepKind::Script {
            return Err(self.invalid(place, "only a script is optional"));
        }
        let after = self.guide.steps.iter().skip_while(|one| one.id != step.id);
        if let Some(later) = after.into_iter().find(|one| !one.optional) {
            let why = format!("the step \"{}\" comes after it, and is not optional", later.id);
            return Err(self.invalid(place, why));
        }
        let of_it = |script: &&ScriptSpec| script.steps.contains(&step.id);
        let mut scripts = self.guide.scripts.iter().filter(of_it);
        if let Some(other) =
            scripts.find(|one| one.role != ScriptRole::Step || !self.guide.is_optional(one))
        {
            let why = format!("it is optional, and the script \"{}\" does more", other.id);
            return Err(self.invalid(place, why));
        }
        Ok(())
    }

    /// A right is the name of a role or a group, every word with a capital letter. What else there is
    /// to say is a separate sentence: a list of rights is shown in many places.
    fn rights(&self, place: &str, rights: &[String], notes: &[String]) -> Result<(), GuideError> {
        let is_word = |word: &str| {
            word.starts_with(|sign: char| sign.is_ascii_uppercase())
                && word.chars().all(|sign| sign.is_ascii_alphabetic() || sign == '-')
        };
        if let Some(right) = rights.iter().find(|right| !right.split(' ').all(is_word)) {
            return Err(self.invalid(place, format!("\"{right}\" is not the name of a right")));
        }
        if let Some(note) = notes.iter().find(|note| !note.ends_with('.')) {
            return Err(self.invalid(place, format!("\"{note}\" is not a sentence")));
        }
        Ok(())
    }

    /// Only what is written to the tenant asks for a word that is typed: the other decisions are taken
    /// by pressing a button, and the word would be passed by.
    fn pressed(&self, place: &str, question: &Question) -> Result<(), GuideError> {
        match &question.typed {
            None => Ok(()),
            Some(_) => Err(self.invalid(
                place,
                format!("\"{}\" is decided with a button, not typed", question.answer),
            )),
        }
    }

    fn wait(&self, place: &str, step: &Step, wait: &Wait) -> Result<(), GuideError> {
        let place = format!("{place}, wait");
        if wait.reason().trim().is_empty() {
            return Err(self.invalid(&place, "it says why the step waits"));
        }
        match (wait, step.kind) {
            (_, StepKind::Answers | StepKind::Verify) => {
                Err(self.invalid(&place, "only a script or an upload waits"))
            }
            (Wait::Day(_) | Wait::Others(_), StepKind::Upload) => {
                Err(self.invalid(&place, "no receipt names what an upload waits for"))
            }
            (Wait::Day(day), StepKind::Script) => {
                if day.fact.is_empty() || day.allows.is_empty() {
                    return Err(self.invalid(&place, "it names the fact and what may differ"));
                }
                let mut dated = day.heading.iter().chain(&day.announcement);
                if dated.any(|words| words.matches(DATE).count() != 1) {
                    return Err(self.invalid(&place, "what it says of the day holds {date} once"));
                }
                self.allowed(&place, step, &day.allows)
            }
            (Wait::Others(others), StepKind::Script) => {
                if others.until_empty.is_empty() || others.allows.is_empty() {
                    return Err(self.invalid(&place, "it names the fact and what may differ"));
                }
                self.allowed(&place, step, &others.allows)
            }
            (Wait::After(after), StepKind::Script | StepKind::Upload) => {
                let earlier = self.guide.steps.iter().take_while(|one| one.id != step.id);
                if !earlier.into_iter().any(|one| one.id == after.after) {
                    return Err(self.unknown(&place, "earlier step", &after.after));
                }
                if after.days == 0 {
                    return Err(self.invalid(&place, "it waits for a day or more"));
                }
                Ok(())
            }
        }
    }

    /// Facts that may differ while a step waits are facts that it is judged by.
    fn allowed(&self, place: &str, step: &Step, allows: &[String]) -> Result<(), GuideError> {
        let known = |fact: &&String| step.expect.iter().any(|one| one.fact == **fact);
        match allows.iter().find(|fact| !known(fact)) {
            Some(fact) => Err(self.unknown(place, "expectation", fact)),
            None => Ok(()),
        }
    }

    fn reversible_change(
        &self,
        place: &str,
        reversible_change: &ReversibleChange,
    ) -> Result<(), GuideError> {
        let place = format!("{place}, reversible change \"{}\"", reversible_change.name);
        let relinked = reversible_change.kind == ReversibleKind::Relinked;
        if reversible_change.former.is_some() != relinked {
            return Err(
                self.invalid(&place, "a former value is named for \"relinked\", and only then")
            );
        }
        if reversible_change.name.matches("{}").count() > 1 {
            return Err(self.invalid(&place, "the name of what was made holds {} at most once"));
        }
        Ok(())
    }

    fn write(&self, place: &str, write: &CloudWrite) -> Result<(), GuideError> {
        let place = format!("{place}, application \"{}\"", write.app_id);
        if !self.guide.applications.iter().any(|known| known.app_id == write.app_id) {
            return Err(self.unknown(&place, "application", &write.app_id));
        }
        if !write.keys && !write.enabled && write.names.is_none() && write.removes.is_none() {
            return Err(self.invalid(&place, "nothing is written to it"));
        }
        if let Some(names) = &write.names {
            self.reported_by(&place, &names.step)?;
            if names.form.matches("{}").count() != 1 {
                return Err(self.invalid(&place, "the form of a name holds {} once"));
            }
        }
        if !write.or_held.is_empty() && !write.where_held {
            return Err(self.invalid(&place, "\"or-held\" stands beside \"where-held\""));
        }
        write.or_held.iter().try_for_each(|former| self.reported_by(&place, &former.step))?;
        if let Some(removes) = &write.removes {
            self.reported_by(&place, &removes.step)?;
        }
        let Some(question) = &write.ask else { return Ok(()) };
        self.question(&place, question)?;
        let word = question.typed.as_deref();
        if word.is_some_and(|word| word.trim() != word || word.is_empty()) {
            return Err(self.invalid(&place, "a word that has to be typed has no blanks around it"));
        }
        let expectations = self.guide.steps.iter().flat_map(|step| &step.expect);
        let mut elsewhere = expectations
            .filter_map(|expectation| expectation.ask.as_ref())
            .chain(self.guide.scripts.iter().filter_map(|script| script.ask.as_ref()));
        if elsewhere.any(|other| other.answer == question.answer) {
            return Err(self.invalid(
                &place,
                format!("\"{}\" decides something else as well", question.answer),
            ));
        }
        Ok(())
    }

    fn application_reads(
        &self,
        place: &str,
        step: &Step,
        reads: &ApplicationReads,
    ) -> Result<(), GuideError> {
        let place = format!("{place}, applications");
        if step.kind != StepKind::Verify {
            return Err(self.invalid(&place, "only a verification reads applications"));
        }
        if reads.compares_certificates {
            if self.guide.uploads() {
                return Err(self.invalid(&place, "what an upload writes is read anyway"));
            }
            if self.guide.applications.is_empty() {
                return Err(self.invalid(&place, "there is no application to read"));
            }
        }
        if let Some(named_by) = &reads.named_by {
            self.reported_by(&place, &named_by.step)?;
        }
        if let Some(id) = reads.answer.as_ref().filter(|id| self.guide.answer(id).is_none()) {
            return Err(self.unknown(&place, "answer", id));
        }
        for id in reads.check.iter().chain(&reads.shared_check) {
            if !step.checks.iter().any(|check| check.id == *id) {
                return Err(self.unknown(&place, "check", id));
            }
        }
        self.placeholders(&place, &reads.environment)
    }

    /// What is written may be reported by a receipt, so some script has to report on that step.
    fn reported_by(&self, place: &str, id: &StepId) -> Result<(), GuideError> {
        if self.guide.step(id).is_none() {
            return Err(self.unknown(place, "step", id));
        }
        if self.guide.scripts.iter().any(|script| script.steps.contains(id)) {
            return Ok(());
        }
        Err(self.invalid(place, format!("no receipt tells anything of the step \"{id}\"")))
    }

    fn expectation(&self, place: &str, expectation: &Expectation) -> Result<(), GuideError> {
        let place = format!("{place}, fact \"{}\"", expectation.fact);
        if let Some(question) = &expectation.ask {
            self.question(&place, question)?;
        }
        let mut texts = vec![expectation.words.as_str()];
        texts.extend(expectation.none.as_deref());
        texts.extend(expectation.otherwise.as_deref());
        for condition in &expectation.only_if {
            self.rule(&format!("{place}, only-if \"{}\"", condition.fact), &condition.rule)?;
        }
        for symptom in &expectation.symptoms {
            if symptom.contains.trim().is_empty() {
                return Err(self.invalid(&place, "a symptom is known by some words"));
            }
            texts.extend([symptom.means.as_str(), &symptom.next]);
        }
        for text in texts {
            self.placeholders(&place, text)?;
        }
        self.rule(&place, &expectation.rule)
    }

    /// Checks the answers that are in a rule's texts.
    fn rule(&self, place: &str, rule: &Rule) -> Result<(), GuideError> {
        let mut texts = Vec::new();
        match rule {
            Rule::Is(value) => texts_of(value, &mut texts),
            Rule::UserAgents(patterns) if patterns.iter().all(|one| one.trim().is_empty()) => {
                return Err(self.invalid(place, "it names the user agents that must be let in"));
            }
            Rule::Empty(_)
            | Rule::AtLeast(_)
            | Rule::OfTenant(_)
            | Rule::Builds(_)
            | Rule::Updates(_)
            | Rule::RequestsOf(_)
            | Rule::UserAgents(_) => {}
            Rule::Exactly(entries) | Rule::OneOf(entries) => {
                texts.extend(entries.iter().map(String::as_str));
            }
            Rule::Holds(text) | Rule::EndsWith(text) | Rule::Contains(text) => texts.push(text),
            Rule::Item(properties) | Rule::Lacks(properties) => {
                for value in properties.values() {
                    texts_of(value, &mut texts);
                }
            }
            Rule::Only(entry) => {
                for value in entry.with.values() {
                    texts_of(value, &mut texts);
                }
                for inner in entry.has.values() {
                    self.rule(place, inner)?;
                }
            }
            Rule::Own(own) => {
                for value in own.with.values() {
                    texts_of(value, &mut texts);
                }
                for inner in own.has.values() {
                    self.rule(place, inner)?;
                }
            }
            Rule::IfReported(inner) => self.rule(place, inner)?,
        }
        for text in texts {
            self.placeholders(place, text)?;
        }
        Ok(())
    }

    fn question(&self, place: &str, question: &Question) -> Result<(), GuideError> {
        let id = &question.answer;
        let spec = self.guide.answer(id).ok_or_else(|| self.unknown(place, "answer", id))?;
        if spec.kind != AnswerKind::Flag || !spec.decision {
            return Err(
                self.invalid(place, format!("\"{}\" is not a decision of kind \"flag\"", spec.id))
            );
        }
        Ok(())
    }

    /// Answers may be in a text as `{{ name }}`.
    fn placeholders(&self, place: &str, text: &str) -> Result<(), GuideError> {
        let environment = environment();
        let template = environment
            .template_from_str(text)
            .map_err(|error| self.invalid(place, words(&error)))?;
        let mut names: Vec<String> = template.undeclared_variables(false).into_iter().collect();
        names.sort();
        if let Some(name) = names.into_iter().find(|name| !self.knows(name)) {
            return Err(self.unknown(place, "answer", &name));
        }
        let of_cloud = clouds::values(None, "", "");
        let parts = template.undeclared_variables(true);
        let mut parts = parts.iter().filter_map(|name| name.strip_prefix("of_cloud."));
        match parts.find(|part| !of_cloud.contains_key(part)) {
            Some(part) => Err(self.unknown(place, "value of the cloud", &part)),
            None => Ok(()),
        }
    }

    fn knows(&self, name: &str) -> bool {
        FIXED_NAMES.contains(&name) || self.guide.answer(&name.into()).is_some()
    }

    /// Checks a script; gives back the templates it is made of.
    fn script(&self, script: &ScriptSpec) -> Result<BTreeSet<&'a str>, GuideError> {
        let place = format!("script \"{}\"", script.id);
        if let Some(id) = script.steps.iter().find(|id| self.guide.step(id).is_none()) {
            return Err(self.unknown(&place, "step", id));
        }
        if let Some(id) = script.uses.iter().find(|id| self.guide.answer(id).is_none()) {
            return Err(self.unknown(&place, "answer", id));
        }
        match (script.role, &script.ask) {
            (ScriptRole::Guarded, None) => {
                return Err(self.invalid(&place, "a guarded script asks first"));
            }
            (ScriptRole::Guarded, Some(question)) => {
                self.question(&place, question)?;
                self.pressed(&place, question)?;
            }
            (_, Some(_)) => return Err(self.invalid(&place, "only a guarded script asks first")),
            (_, None) => {}
        }
        self.rights(&place, &script.rights, &script.rights_notes)?;
        let parts =
            self.templates.with_included(&self.guide.template_name(script)).map_err(|missing| {
                match missing.included_by {
                    Some(from) => {
                        self.unknown(&format!("template \"{from}\""), "template", &missing.name)
                    }
                    None => self.unknown(&place, "template", &missing.name),
                }
            })?;
        for (name, template) in self.templates.names_used(&parts) {
            let place = format!("template \"{template}\"");
            if !self.knows(&name) {
                return Err(self.unknown(&place, "value", &name));
            }
            if name == OF_CLOUD {
                self.cloud_in_scripts(&place)?;
            }
            let spec = self.guide.answer(&name.as_str().into());
            // A decision may open one script and leave the receipts of the others good; so may a value
            // that one step finds and only a later one needs.
            let of_one_step =
                |spec: &AnswerSpec| spec.found.iter().any(|found| found.page.is_some());
            if spec.is_some_and(|spec| !spec.in_scripts && !spec.decision && !of_one_step(spec)) {
                return Err(
                    self.invalid(&place, format!("the answer \"{name}\" is not marked in-scripts"))
                );
            }
        }
        for complete in [true, false] {
            self.render(script, complete).map_err(|error| self.invalid(&place, words(&error)))?;
        }
        Ok(parts)
    }

    /// The values of a cloud follow from the cloud and the domain: both count in the fingerprint.
    fn cloud_in_scripts(&self, place: &str) -> Result<(), GuideError> {
        let cloud = self.guide.answer_with(AnswerRole::Cloud);
        let cloud = cloud.ok_or_else(|| self.lacks_role(place, AnswerRole::Cloud))?;
        let domain = self.guide.answer_with(AnswerRole::VerifiedDomain);
        match [Some(cloud), domain].into_iter().flatten().find(|spec| !spec.in_scripts) {
            Some(spec) => {
                let why = format!("of_cloud needs the answer \"{}\" marked in-scripts", spec.id);
                Err(self.invalid(place, why))
            }
            None => Ok(()),
        }
    }

    /// Renders a script with all answers, or with those only that it cannot do without: a name that is
    /// set only on one way through a template shows itself.
    fn render(&self, script: &ScriptSpec, complete: bool) -> Result<String, minijinja::Error> {
        let mut values: BTreeMap<&str, Value> = BTreeMap::new();
        for name in FIXED_NAMES {
            let value = match name {
                "created" | "enabled" | "uploaded" if complete => Value::from(vec!["account"]),
                "created" | "enabled" | "uploaded" => Value::from(Vec::<String>::new()),
                "relinked" if complete => {
                    Value::from(BTreeMap::from([("account", "contoso.com/Users/Other")]))
                }
                "relinked" => Value::from(BTreeMap::<String, String>::new()),
                // A cloud publishes its addresses, or they are asked for.
                OF_CLOUD => {
                    let cloud = if complete { clouds::other().0 } else { Cloud::global().id() };
                    Value::from(clouds::values(Some(cloud), "value", "value"))
                }
                _ => Value::from("value"),
            };
            values.insert(name, value);
        }
        for spec in &self.guide.answers {
            let needed = complete || (script.uses.contains(&spec.id) && !spec.optional);
            let text = if needed { Some(spec.example.as_str()) } else { spec.default.as_deref() };
            let answer = text.and_then(|text| Answer::parse(spec.kind, &spec.choices, text).ok());
            let value = match spec.kind {
                AnswerKind::Flag => Value::from(complete),
                kind => value(kind, answer.as_ref()),
            };
            values.insert(spec.id.as_str(), value);
        }
        let environment = self.templates.environment();
        environment.get_template(&self.guide.template_name(script))?.render(values)
    }

    fn nothing_is_unused(&self) -> Result<(), GuideError> {
        let unused = |what, name: &str| {
            Err(GuideError::Unused { guide: self.guide.id.clone(), what, name: name.to_owned() })
        };
        for phase in &self.guide.phases {
            if !self.guide.steps.iter().any(|step| step.phase == phase.id) {
                return unused("phase", &phase.id);
            }
        }
        for spec in &self.guide.answers {
            let in_step = self.guide.steps.iter().any(|step| step.uses.contains(&spec.id));
            let in_script = self.guide.scripts.iter().any(|script| script.uses.contains(&spec.id));
            if spec.in_scripts && !in_step && !in_script {
                return unused("answer", spec.id.as_str());
            }
            let expectations = self.guide.steps.iter().flat_map(|step| &step.expect);
            let questions = expectations.filter_map(|expectation| expectation.ask.as_ref());
            let writes = self.guide.steps.iter().flat_map(|step| &step.writes);
            let mut questions = questions
                .chain(writes.filter_map(|write| write.ask.as_ref()))
                .chain(self.guide.scripts.iter().filter_map(|script| script.ask.as_ref()));
            let asked = questions.any(|question| question.answer == spec.id);
            if spec.decision && !asked {
                return unused("decision", spec.id.as_str());
            }
        }
        Ok(())
    }
}

fn texts_of<'a>(value: &'a serde_json::Value, texts: &mut Vec<&'a str>) {
    match value {
        serde_json::Value::String(text) => texts.push(text),
        serde_json::Value::Array(entries) => {
            for entry in entries {
                texts_of(entry, texts);
            }
        }
        serde_json::Value::Object(entries) => {
            for entry in entries.values() {
                texts_of(entry, texts);
            }
        }
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}
