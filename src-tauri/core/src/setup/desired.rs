//! What the upload steps of a guide want of the tenant: made of what the guide says, of what receipts
//! reported, of the known certificates and of the operator's decisions.
//!
//! Nothing is guessed here. What a receipt has not reported, or reported in a form that cannot be written, is
//! a need that is named; and what was not agreed to is not wanted.

use super::view::{AskedWrite, StepState, WriteView};
use super::{Setup, SetupError};
use crate::certificate::Certificate;
use crate::graph::{DesiredState, KeyName, has_name};
use crate::guide::{Answers, Application, CloudWrite, Guide, Step, StepId, StepKind};
use crate::ids::{AppId, Thumbprint};
use crate::messages::moment;
use jiff::Timestamp;

/// Longer than any name of a host.
const LONGEST_HOST: usize = 253;

/// What a step wants, and what it still needs before all of it is known.
#[derive(Default)]
pub(super) struct Desired {
    /// An application once.
    pub(super) states: Vec<DesiredState>,
    /// In words; empty when all is known.
    pub(super) needs: Vec<SetupError>,
    /// The steps whose receipts have to report what is written, and have not yet.
    pub(super) waits_for: Vec<StepId>,
    writes: Vec<ApplicationWrite>,
}

impl Desired {
    /// What is wanted, once all of it is known.
    pub(super) fn known(self) -> Result<Vec<DesiredState>, SetupError> {
        self.needs.into_iter().next().map_or(Ok(self.states), Err)
    }

    /// The same for a page, as far as it is known.
    pub(super) fn writes(&self) -> Vec<WriteView> {
        self.writes.iter().map(ApplicationWrite::view).collect()
    }
}

/// The certificates that writes can name.
struct Certificates {
    usable: Vec<Certificate>,
    in_use: Option<Thumbprint>,
}

/// All that is written to one application, as far as receipts report it; which certificates that means is
/// asked for last.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of a write in a guide")]
struct ApplicationWrite {
    app: AppId,
    keys: bool,
    names: Vec<String>,
    enabled: bool,
    removes: Vec<Thumbprint>,
    /// Only where the application holds the certificate in use, or one of the former ones.
    where_held: bool,
    former: Vec<Thumbprint>,
    despite_warning: bool,
}

impl ApplicationWrite {
    fn of(app: AppId, write: &CloudWrite) -> Self {
        let typed = write.ask.as_ref().is_some_and(|ask| ask.typed.is_some());
        Self {
            app,
            keys: write.keys,
            names: Vec::new(),
            enabled: write.enabled,
            removes: Vec::new(),
            where_held: write.where_held,
            former: Vec::new(),
            despite_warning: write.keys && typed,
        }
    }

    /// Adds this to the write to the same application, or beside the others: two writes to one principal
    /// at a time could each undo the other. What is written only where a certificate is held stays apart
    /// from what is always written; within one step a guide has only one of both.
    fn add_to(self, all: &mut Vec<Self>) {
        let same = |known: &&mut Self| {
            known.app == self.app
                && known.where_held == self.where_held
                && known.former == self.former
        };
        match all.iter_mut().find(same) {
            Some(known) => known.absorb(self),
            None => all.push(self),
        }
    }

    fn absorb(&mut self, other: Self) {
        self.where_held = match (self.keys, other.keys) {
            (true, false) => self.where_held,
            (false, true) => other.where_held,
            (true, true) | (false, false) => self.where_held && other.where_held,
        };
        self.keys |= other.keys;
        self.enabled |= other.enabled;
        self.despite_warning |= other.despite_warning;
        other.names.into_iter().for_each(|name| self.name(name));
        other.removes.into_iter().for_each(|removed| self.remove(removed));
    }

    fn name(&mut self, name: String) {
        if !has_name(&self.names, &name) {
            self.names.push(name);
        }
    }

    fn remove(&mut self, thumbprint: Thumbprint) {
        if !self.removes.contains(&thumbprint) {
            self.removes.push(thumbprint);
        }
    }

    fn state(&self, certificates: &Certificates) -> DesiredState {
        let keys = if self.keys { certificates.usable.as_slice() } else { &[] };
        let in_use = certificates.in_use.filter(|_| self.where_held);
        DesiredState {
            names: self.names.clone(),
            enabled: self.enabled,
            removes: self.removes.iter().copied().map(KeyName::Thumbprint).collect(),
            where_held: in_use.into_iter().chain(self.former.iter().copied()).collect(),
            despite_warning: self.despite_warning,
            ..DesiredState::certificates(self.app, keys)
        }
    }

    fn view(&self) -> WriteView {
        WriteView {
            app_id: self.app,
            keys: self.keys,
            names: self.names.clone(),
            enabled: self.enabled,
            removes: self.removes.clone(),
            where_held: self.keys && self.where_held,
        }
    }
}

impl Setup {
    /// What an upload step wants of each application, an application once.
    ///
    /// # Errors
    /// What is missing before that is known: [`SetupError::NoCertificate`],
    /// [`SetupError::NotReportedYet`], [`SetupError::InvalidFactValue`], [`SetupError::RemovesAtHand`],
    /// [`SetupError::NothingAgreed`], [`SetupError::NothingToWrite`], [`SetupError::TooEarly`].
    /// [`SetupError::NotAnUpload`] for a step of another kind.
    pub fn desired(
        &self,
        guide: &Guide,
        step: &StepId,
        now: Timestamp,
    ) -> Result<Vec<DesiredState>, SetupError> {
        let step = self.find(guide, step)?;
        if step.kind != StepKind::Upload {
            return Err(SetupError::NotAnUpload { title: step.title.clone() });
        }
        self.desired_so_far(guide, step, now).known()
    }

    /// What all upload steps want together, for the reading that verifies them. An application is
    /// there twice when one step asks it only where it holds a certificate and another always. A step
    /// that waits for something is left out of the reading, and holds the verification up.
    ///
    /// # Errors
    /// As [`Setup::desired`], when there is nothing to read.
    pub fn desired_of_all(
        &self,
        guide: &Guide,
        now: Timestamp,
    ) -> Result<Vec<DesiredState>, SetupError> {
        self.of(guide)?;
        if guide.application_reads().is_some_and(|reads| reads.compares_certificates) {
            return Ok(self.compared(guide, now));
        }
        let mut all: Vec<ApplicationWrite> = Vec::new();
        let mut missing = None;
        for step in self.uploads_that_count(guide) {
            let Desired { writes, needs, .. } = self.desired_so_far(guide, step, now);
            match needs.into_iter().next() {
                Some(need) => drop(missing.get_or_insert(need)),
                None => writes.into_iter().for_each(|write| write.add_to(&mut all)),
            }
        }
        let states = states(&all, &self.usable_and_in_use(now));
        match missing {
            Some(missing) if states.is_empty() => Err(missing),
            Some(_) | None => Ok(states),
        }
    }

    /// What is expected of the applications that the guide only reads: each is enabled and has the
    /// known certificates. Without a certificate, keys are read and compared with nothing.
    pub(super) fn compared(&self, guide: &Guide, now: Timestamp) -> Vec<DesiredState> {
        let usable = self.usable_certificates(now);
        let expected = |application: &Application| DesiredState {
            enabled: true,
            ..DesiredState::certificates(application.app_id, &usable)
        };
        guide.applications.iter().map(expected).collect()
    }

    /// What all uploads write, for the pages that are about none of them: an application once.
    pub(super) fn writes_of_all(&self, guide: &Guide, now: Timestamp) -> Vec<WriteView> {
        let mut all: Vec<ApplicationWrite> = Vec::new();
        for step in guide.steps.iter().filter(|step| step.kind == StepKind::Upload) {
            for write in self.desired_so_far(guide, step, now).writes {
                match all.iter_mut().find(|known| known.app == write.app) {
                    Some(known) => known.absorb(write),
                    None => all.push(write),
                }
            }
        }
        all.iter().map(ApplicationWrite::view).collect()
    }

    /// What the operator must say before something of it is written, and whether they have.
    pub(super) fn asked_writes(&self, guide: &Guide, step: &Step) -> Vec<AskedWrite> {
        let (answers, _) = Answers::parse(guide, &self.answers);
        let asks = step.writes.iter().filter_map(|write| write.ask.as_ref());
        asks.map(|ask| AskedWrite { ask: ask.clone(), agreed: answers.flag(ask.answer.as_str()) })
            .collect()
    }

    /// The upload steps that the verification answers for: all that were not left out. Where all
    /// were, all count: a verification that reads nothing would verify nothing.
    pub(super) fn uploads_that_count<'g>(&self, guide: &'g Guide) -> Vec<&'g Step> {
        let uploads = || guide.steps.iter().filter(|step| step.kind == StepKind::Upload);
        let counted: Vec<&Step> =
            uploads().filter(|step| self.step(&step.id).state != StepState::Skipped).collect();
        if counted.is_empty() { uploads().collect() } else { counted }
    }

    /// What an upload step wants, as far as it is known.
    pub(super) fn desired_so_far(&self, guide: &Guide, step: &Step, now: Timestamp) -> Desired {
        let mut desired = Desired::default();
        // What was read back once is read back at any time.
        if !matches!(self.step(&step.id).state, StepState::Done | StepState::Stale)
            && let Some(wait) = self.waits_for_time(guide, step, now)
        {
            let until = moment(wait.until);
            desired.needs.push(SetupError::TooEarly { until, reason: wait.reason });
        }
        let (answers, _) = Answers::parse(guide, &self.answers);
        let agreed = |write: &&CloudWrite| {
            write.ask.as_ref().is_none_or(|ask| answers.flag(ask.answer.as_str()))
        };
        let agreed: Vec<&CloudWrite> = step.writes.iter().filter(agreed).collect();
        if agreed.is_empty() {
            desired.needs.push(SetupError::NothingAgreed { title: step.title.clone() });
            return desired;
        }
        let certificates = self.usable_and_in_use(now);
        for write in agreed {
            self.application_write(guide, write, &certificates, now, &mut desired);
        }
        desired.states = states(&desired.writes, &certificates);
        if desired.states.is_empty() && desired.needs.is_empty() {
            desired.needs.push(SetupError::NothingToWrite { title: step.title.clone() });
        }
        for state in &desired.states {
            desired.needs.extend(self.at_hand_and_removed(guide, state));
        }
        desired
    }

    fn usable_and_in_use(&self, now: Timestamp) -> Certificates {
        Certificates { usable: self.usable_certificates(now), in_use: self.thumbprint_in_use() }
    }

    /// Adds what one write of the guide wants of its application.
    fn application_write(
        &self,
        guide: &Guide,
        write: &CloudWrite,
        certificates: &Certificates,
        now: Timestamp,
        desired: &mut Desired,
    ) {
        let mut one = ApplicationWrite::of(write.app_id, write);
        let lacks_certificate = (write.keys && certificates.usable.is_empty())
            || (write.where_held && certificates.in_use.is_none());
        if lacks_certificate && !desired.needs.iter().any(SetupError::is_about_certificates) {
            desired.needs.push(self.lack_of_certificates(now));
        }
        for former in &write.or_held {
            for reported in self.fact_values(&former.step, &former.fact).unwrap_or_default() {
                match Thumbprint::from_hex(&reported) {
                    Some(thumbprint) => one.former.push(thumbprint),
                    // There need not have been one before.
                    None if reported.trim().is_empty() => {}
                    None => desired.needs.push(invalid_fact_value(guide, &former.step, &reported)),
                }
            }
        }
        if let Some(names) = &write.names {
            for reported in self.fact_values_or_needed(guide, &names.step, &names.fact, desired) {
                if is_host(&reported) {
                    one.name(names.form.replace("{}", &reported));
                } else {
                    desired.needs.push(invalid_fact_value(guide, &names.step, &reported));
                }
            }
        }
        if let Some(removes) = &write.removes {
            for reported in self.fact_values_or_needed(guide, &removes.step, &removes.fact, desired)
            {
                match Thumbprint::from_hex(&reported) {
                    Some(thumbprint) => one.remove(thumbprint),
                    None => desired.needs.push(invalid_fact_value(guide, &removes.step, &reported)),
                }
            }
        }
        one.add_to(&mut desired.writes);
    }

    fn fact_values_or_needed(
        &self,
        guide: &Guide,
        step: &StepId,
        fact: &str,
        desired: &mut Desired,
    ) -> Vec<String> {
        self.fact_values(step, fact).unwrap_or_else(|| {
            if !desired.waits_for.contains(step) {
                desired.waits_for.push(step.clone());
                desired.needs.push(SetupError::NotReportedYet { title: title(guide, step) });
            }
            Vec::new()
        })
    }

    /// A key to be removed whose certificate is known, from an application that the guide gives the
    /// known certificates to: what one step writes another would take away.
    fn at_hand_and_removed(&self, guide: &Guide, state: &DesiredState) -> Option<SetupError> {
        let gets_keys =
            guide.steps.iter().filter(|step| step.kind == StepKind::Upload).any(|step| {
                step.writes.iter().any(|write| write.keys && write.app_id == state.app)
            });
        let at_hand = self.known_certificates();
        let removed = state.removes.iter().find_map(|name| match name {
            KeyName::Thumbprint(removed) => {
                at_hand.iter().any(|(known, _)| known == removed).then_some(removed)
            }
            KeyName::Id(_) => None,
        });
        let thumbprint = *removed.filter(|_| gets_keys)?;
        Some(SetupError::RemovesAtHand { thumbprint })
    }
}

/// What is wanted of each application. A receipt may report that there is nothing to name or to remove.
fn states(writes: &[ApplicationWrite], certificates: &Certificates) -> Vec<DesiredState> {
    let states = writes.iter().map(|write| write.state(certificates));
    states.filter(|state| !state.is_empty()).collect()
}

/// Whether a receipt's text can be the name of a host. Servers are often called by a name without a
/// dot as well.
fn is_host(text: &str) -> bool {
    let sign = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'.' | b'-' | b'_');
    !text.is_empty()
        && text.len() <= LONGEST_HOST
        && text.bytes().all(sign)
        && text.split('.').all(|label| !label.is_empty())
}

fn invalid_fact_value(guide: &Guide, step: &StepId, reported: &str) -> SetupError {
    let reported: String = reported.chars().take(60).collect();
    SetupError::InvalidFactValue { title: title(guide, step), value: format!("{reported:?}") }
}

fn title(guide: &Guide, step: &StepId) -> String {
    guide.step(step).map_or_else(|| step.to_string(), |(_, step)| step.title.clone())
}
