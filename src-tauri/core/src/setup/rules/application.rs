//! The reading of hybrid applications in the tenant: which application the servers name, what was
//! read, and which checks that replaces.
//!
//! What is saved is what was read, and when. What follows from it is decided each time it is shown, by
//! the certificates and the day of then. A reading of another tenant, or of another application than
//! the servers name now, counts no more.

use crate::graph::{ApplicationFinding, ApplicationReading, FindingSeverity, Known, judge};
use crate::guide::{Answers, ApplicationReads, FactRef, Guide};
use crate::ids::AppId;
use crate::setup::event::Follow;
use crate::setup::view::{ApplicationView, CheckReading, StepState};
use crate::setup::{JournalEvent, JournalFinding, ReadApplications, Setup};
use jiff::Timestamp;
use std::collections::BTreeSet;

impl Setup {
    /// The applications to read: those that the servers name. None where the guide reads none; empty
    /// where no id is known.
    pub fn applications_to_read(&self, guide: &Guide) -> Option<Vec<AppId>> {
        let reads = guide.application_reads()?;
        let named = reads.named_by.as_ref().map(|fact| self.named(fact)).unwrap_or_default();
        if !named.is_empty() {
            return Some(named);
        }
        let (answers, _) = Answers::parse(guide, &self.answers);
        let answer = reads.answer.as_ref().and_then(|id| answers.text(id.as_str()));
        Some(answer.and_then(|text| text.parse().ok()).into_iter().collect())
    }

    /// What the last receipt of that step names, whatever it proves. One that was made with other
    /// answers names nothing.
    fn named(&self, fact: &FactRef) -> Vec<AppId> {
        let record = self.step(&fact.step);
        if record.state == StepState::Stale {
            return Vec::new();
        }
        let reported =
            record.judgement.and_then(|judgement| judgement.facts.get(&fact.fact).cloned());
        let texts: Vec<String> =
            reported.and_then(|reported| serde_json::from_value(reported).ok()).unwrap_or_default();
        let ids: BTreeSet<AppId> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        ids.into_iter().collect()
    }

    /// Takes in what was read in the tenant to which these answers led.
    pub(in crate::setup) fn on_applications_read(
        &mut self,
        guide: &Guide,
        reading: ApplicationReading,
        way: String,
        now: Timestamp,
        who: &str,
    ) -> Follow {
        self.applications = Some(ReadApplications { at: now, fingerprint: way, reading });
        let findings = self.application_findings(guide, now);
        let of = |finding: ApplicationFinding| JournalFinding {
            app_id: finding.app_id,
            code: finding.code,
        };
        let findings = findings.map(|findings| findings.into_iter().map(of).collect());
        self.note(now, who, JournalEvent::ApplicationsRead { findings });
        Follow::Nothing
    }

    /// What was read last, judged now; none where the guide reads no applications.
    pub(in crate::setup) fn application_view(
        &self,
        guide: &Guide,
        now: Timestamp,
    ) -> Option<ApplicationView> {
        let reads = guide.application_reads()?;
        let read_at = self.applications.as_ref().map(|read| read.at);
        let Some(read) = self.current_reading(guide) else {
            return Some(ApplicationView {
                read_at,
                outdated: read_at.is_some(),
                findings: Vec::new(),
                applications: Vec::new(),
            });
        };
        let (findings, applications) = self.with_known(guide, reads, now, |known| {
            (judge(&read.reading, known), read.reading.shown(known))
        });
        Some(ApplicationView { read_at, outdated: false, findings, applications })
    }

    /// What the reading says of a check that a person would make otherwise; none where it says
    /// nothing, so that the person has to look.
    pub(in crate::setup) fn check_reading(
        &self,
        guide: &Guide,
        check: &str,
        now: Timestamp,
    ) -> Option<CheckReading> {
        let reads = guide.application_reads()?;
        let of_shared = reads.shared_check.as_deref() == Some(check);
        if !of_shared && reads.check.as_deref() != Some(check) {
            return None;
        }
        let findings = self.application_findings(guide, now)?;
        let about = findings.iter().filter(|finding| finding.is_of_shared() == of_shared);
        match ApplicationFinding::worst(about) {
            FindingSeverity::Ok => Some(CheckReading::Verified),
            FindingSeverity::Unknown => None,
            FindingSeverity::Warning | FindingSeverity::Failed => Some(CheckReading::Differs),
        }
    }

    fn application_findings(
        &self,
        guide: &Guide,
        now: Timestamp,
    ) -> Option<Vec<ApplicationFinding>> {
        let reads = guide.application_reads()?;
        let read = self.current_reading(guide)?;
        Some(self.with_known(guide, reads, now, |known| judge(&read.reading, known)))
    }

    /// The reading, while it is of the tenant that the answers name and of the applications that the
    /// servers name.
    fn current_reading(&self, guide: &Guide) -> Option<&ReadApplications> {
        let read = self.applications.as_ref()?;
        let named = self.applications_to_read(guide)?;
        let was_read = |app: &AppId| read.reading.applications.iter().any(|one| one.app_id == *app);
        let same = named.len() == read.reading.applications.len() && named.iter().all(was_read);
        (same && read.fingerprint == self.fingerprint_of_tenant(guide)).then_some(read)
    }

    fn with_known<T>(
        &self,
        guide: &Guide,
        reads: &ApplicationReads,
        now: Timestamp,
        then: impl FnOnce(&Known<'_>) -> T,
    ) -> T {
        let (answers, _) = Answers::parse(guide, &self.answers);
        then(&Known {
            at_hand: &self.known_certificates(),
            environment: &guide.script_environment(&answers),
            blocked_since: &reads.blocked_since,
            can_be_named: reads.named_by.is_some(),
            now,
        })
    }
}
