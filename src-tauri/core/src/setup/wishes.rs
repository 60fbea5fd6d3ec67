//! What the upload steps of a guide want of the tenant: made of what the guide says, of what receipts
//! told, of the certificates at hand and of the operator's decisions.
//!
//! Nothing is guessed here. What a receipt has not told, or told in a form that cannot be written, is
//! a need that is named; and what was not agreed to is not wanted.

use super::view::StepState;
use super::{Setup, SetupError, waiting};
use crate::certificate::Thumbprint;
use crate::graph::{AppId, DesiredState, KeyName};
use crate::guide::{Answers, CloudWrite, Guide, Step, StepId, StepKind};
use jiff::Timestamp;

/// Longer than any name of a host.
const LONGEST_HOST: usize = 253;

/// What a step wants, and what it still needs before all of it is known.
pub(super) struct Wishes {
    pub(super) wanted: Vec<DesiredState>,
    /// In words; empty when all is known.
    pub(super) needs: Vec<SetupError>,
}

impl Setup {
    /// What an upload step wants of each application, an application once.
    ///
    /// # Errors
    /// What is missing before that is known: [`SetupError::NoCertificate`],
    /// [`SetupError::NotToldYet`], [`SetupError::ToldWrong`], [`SetupError::RemovesAtHand`],
    /// [`SetupError::NothingAgreed`], [`SetupError::NothingToWrite`], [`SetupError::TooEarly`].
    /// [`SetupError::NotAnUpload`] for a step of another kind.
    pub fn wanted(
        &self,
        guide: &Guide,
        step: &StepId,
        now: Timestamp,
    ) -> Result<Vec<DesiredState>, SetupError> {
        let step = self.find(guide, step)?;
        if step.kind != StepKind::Upload {
            return Err(SetupError::NotAnUpload { title: step.title.clone() });
        }
        let Wishes { wanted, needs } = self.wishes(guide, step, now);
        needs.into_iter().next().map_or(Ok(wanted), Err)
    }

    /// What all upload steps want together, for the reading that verifies them. An application stands
    /// there twice when one step asks it only where it holds a certificate and another always. A step that waits for
    /// something is left out of the reading, and holds the verification up.
    ///
    /// # Errors
    /// As [`Setup::wanted`], when there is nothing to read.
    pub fn wanted_of_all(
        &self,
        guide: &Guide,
        now: Timestamp,
    ) -> Result<Vec<DesiredState>, SetupError> {
        self.of(guide)?;
        let mut all: Vec<DesiredState> = Vec::new();
        let mut missing = None;
        for step in self.uploads_that_count(guide) {
            let Wishes { wanted, needs } = self.wishes(guide, step, now);
            match needs.into_iter().next() {
                Some(need) => drop(missing.get_or_insert(need)),
                None => wanted.into_iter().for_each(|wanted| add(&mut all, wanted)),
            }
        }
        match missing {
            Some(missing) if all.is_empty() => Err(missing),
            Some(_) | None => Ok(all),
        }
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
    pub(super) fn wishes(&self, guide: &Guide, step: &Step, now: Timestamp) -> Wishes {
        let mut wishes = Wishes { wanted: Vec::new(), needs: Vec::new() };
        // What was read back once is read back at any time.
        if !matches!(self.step(&step.id).state, StepState::Done | StepState::Stale)
            && let Some(wait) = self.waits_for_time(guide, step, now)
        {
            let until = waiting::moment(wait.until);
            wishes.needs.push(SetupError::TooEarly { until, reason: wait.reason });
        }
        let (answers, _) = Answers::parse(guide, &self.answers);
        let agreed = |write: &&CloudWrite| {
            write.ask.as_ref().is_none_or(|ask| answers.flag(ask.answer.as_str()))
        };
        let agreed: Vec<&CloudWrite> = step.writes.iter().filter(agreed).collect();
        if agreed.is_empty() {
            wishes.needs.push(SetupError::NothingAgreed { title: step.title.clone() });
            return wishes;
        }
        for write in agreed {
            let wanted = self.wish(guide, write, now, &mut wishes.needs);
            add(&mut wishes.wanted, wanted);
        }
        // A receipt may tell that there is nothing to name or to remove.
        wishes.wanted.retain(|wanted| {
            !wanted.certificates.is_empty()
                || !wanted.names.is_empty()
                || wanted.enabled
                || !wanted.removes.is_empty()
        });
        if wishes.wanted.is_empty() && wishes.needs.is_empty() {
            wishes.needs.push(SetupError::NothingToWrite { title: step.title.clone() });
        }
        for wanted in &wishes.wanted {
            wishes.needs.extend(self.at_hand_and_removed(guide, wanted));
        }
        wishes
    }

    /// What one write wants of its application.
    fn wish(
        &self,
        guide: &Guide,
        write: &CloudWrite,
        now: Timestamp,
        needs: &mut Vec<SetupError>,
    ) -> DesiredState {
        let app: AppId =
            write.app_id.parse().expect("BUG: the applications of a guide are told by ids");
        let mut wanted = DesiredState::certificates(app, &[]);
        wanted.enabled = write.enabled;
        if write.keys {
            wanted.certificates = self.usable_certificates(now);
            wanted.despite_warning = write.ask.as_ref().is_some_and(|ask| ask.typed.is_some());
        }
        if write.where_held {
            wanted.where_held.extend(self.thumbprint_in_use());
        }
        let lacks_certificate = (write.keys && wanted.certificates.is_empty())
            || (write.where_held && wanted.where_held.is_empty());
        if lacks_certificate && !needs.iter().any(SetupError::is_about_certificates) {
            needs.push(self.lack_of_certificates(now));
        }
        for former in &write.or_held {
            for told in self.told(&former.step, &former.fact).unwrap_or_default() {
                match Thumbprint::from_hex(&told) {
                    Some(thumbprint) => wanted.where_held.push(thumbprint),
                    // There need not have been one before.
                    None if told.trim().is_empty() => {}
                    None => needs.push(told_wrong(guide, &former.step, &told)),
                }
            }
        }
        if let Some(names) = &write.names {
            for told in self.told_or_needed(guide, &names.step, &names.fact, needs) {
                if is_host(&told) {
                    wanted.names.push(names.form.replace("{}", &told));
                } else {
                    needs.push(told_wrong(guide, &names.step, &told));
                }
            }
        }
        if let Some(removes) = &write.removes {
            for told in self.told_or_needed(guide, &removes.step, &removes.fact, needs) {
                match Thumbprint::from_hex(&told) {
                    Some(thumbprint) => wanted.removes.push(KeyName::Thumbprint(thumbprint)),
                    None => needs.push(told_wrong(guide, &removes.step, &told)),
                }
            }
        }
        wanted
    }

    fn told_or_needed(
        &self,
        guide: &Guide,
        step: &StepId,
        fact: &str,
        needs: &mut Vec<SetupError>,
    ) -> Vec<String> {
        self.told(step, fact).unwrap_or_else(|| {
            let title = title(guide, step);
            let known = |need: &SetupError| matches!(need, SetupError::NotToldYet { title: known } if *known == title);
            if !needs.iter().any(known) {
                needs.push(SetupError::NotToldYet { title });
            }
            Vec::new()
        })
    }

    /// A key to be removed whose certificate is at hand, from an application that the guide gives the
    /// certificates at hand to: what one step writes another would take away.
    fn at_hand_and_removed(&self, guide: &Guide, wanted: &DesiredState) -> Option<SetupError> {
        let gets_keys =
            guide.steps.iter().filter(|step| step.kind == StepKind::Upload).any(|step| {
                let mut writes = step.writes.iter();
                writes.any(|write| write.keys && write.app_id.parse() == Ok(wanted.app))
            });
        let at_hand = self.standings();
        let removed = wanted.removes.iter().find_map(|name| match name {
            KeyName::Thumbprint(removed) => {
                at_hand.iter().any(|(known, _)| known == removed).then_some(removed)
            }
            KeyName::Id(_) => None,
        });
        let thumbprint = removed.filter(|_| gets_keys)?.to_string();
        Some(SetupError::RemovesAtHand { thumbprint })
    }
}

/// Adds what is wanted of an application to what is wanted of it already: two writes to one principal
/// at a time could each undo the other. What is wanted only where a certificate is held stands apart
/// from what is wanted always; within one step a guide has only one of both.
fn add(all: &mut Vec<DesiredState>, wanted: DesiredState) {
    let same = |known: &&mut DesiredState| {
        known.app == wanted.app && known.where_held == wanted.where_held
    };
    let Some(known) = all.iter_mut().find(same) else {
        let DesiredState { names, removes, .. } = &wanted;
        let (names, removes) = (names.clone(), removes.clone());
        let mut first = DesiredState { names: Vec::new(), removes: Vec::new(), ..wanted };
        add_names(&mut first, names, removes);
        all.push(first);
        return;
    };
    for certificate in wanted.certificates {
        if known.certificates.iter().all(|one| one.thumbprint() != certificate.thumbprint()) {
            known.certificates.push(certificate);
        }
    }
    known.enabled |= wanted.enabled;
    known.despite_warning |= wanted.despite_warning;
    add_names(known, wanted.names, wanted.removes);
}

/// Names are the same in capitals and small letters.
fn add_names(known: &mut DesiredState, names: Vec<String>, removes: Vec<KeyName>) {
    for name in names {
        if known.names.iter().all(|one| !one.eq_ignore_ascii_case(&name)) {
            known.names.push(name);
        }
    }
    for removed in removes {
        if !known.removes.contains(&removed) {
            known.removes.push(removed);
        }
    }
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

fn told_wrong(guide: &Guide, step: &StepId, told: &str) -> SetupError {
    let told: String = told.chars().take(60).collect();
    SetupError::ToldWrong { title: title(guide, step), told: format!("{told:?}") }
}

fn title(guide: &Guide, step: &StepId) -> String {
    guide.step(step).map_or_else(|| step.to_string(), |(_, step)| step.title.clone())
}
