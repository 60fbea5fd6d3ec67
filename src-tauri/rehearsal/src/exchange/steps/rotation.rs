//! Renewing the Auth Certificate: read where it stands, the next one set and taken back, the rollover.
//!
//! A rehearsal does not wait for the day of the rollover. Once a script has reported that it is still to
//! come, it comes, and the window says so. Nor does anybody run the command that makes a certificate:
//! once a script has reported it, there is one.

use super::{Family, known};
use crate::exchange::organisation::{AuthCertificate, Organisation};
use crate::exchange::run::{End, Run, Stop, time};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &["rotate"],
    functions: &[
        known(
            "Invoke-DiscoveryStep",
            |_| true,
            |run, _| {
                run.discover_rotation();
                Ok(())
            },
        ),
        known("Invoke-CertificatesStep", |_| true, |run, _| run.read_certificates()),
        known("Invoke-NextStep", |_| true, |run, _| run.set_next()),
        known("Invoke-NextCheck", |_| true, |run, _| run.check_next()),
        known(
            "Invoke-HybridApplicationUpdateStep",
            |_| true,
            |run, _| run.read_hybrid_application_use(),
        ),
        known("Invoke-RolloverStep", |_| true, |run, _| run.read_rollover()),
        known("Invoke-RolloverCheck", |_| true, |run, _| run.check_rollover()),
        known("Invoke-UndoNextStep", |_| true, |run, _| run.undo_next()),
    ],
};

/// From here on nothing is due.
const ENOUGH_DAYS: i64 = 60;
/// A certificate that is to be the next one has at least so many.
const DAYS_OF_NEXT: i64 = 120;
/// The command that changes all this.
const SET: &str = "Set-AuthConfig";

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// Whole days; below 0 once it has ended.
fn days_left(certificate: &AuthCertificate, now: Timestamp) -> i64 {
    (certificate.not_after.as_millisecond() - now.as_millisecond()).div_euclid(86_400_000)
}

impl Run<'_> {
    fn discover_rotation(&mut self) {
        self.start("discovery", "Look at this organisation (nothing is changed)");
        let domain_controller = self.domain_controller();
        let organisation = &*self.organisation;
        let facts = [
            ("unread", json!([])),
            ("domainController", json!(domain_controller)),
            ("directory", super::discovery::directory(organisation)),
            ("acceptedDomains", super::discovery::accepted_domains(organisation)),
            ("servers", super::discovery::servers(organisation)),
            ("authServers", self.auth_servers()),
            ("certificates", super::discovery::certificates(organisation)),
            ("candidates", reported(&candidates(organisation, self.started).0)),
        ];
        for (name, value) in facts {
            self.fact(name, value);
        }
    }

    /// The days left of a certificate that is on this server.
    fn days_left_of(&self, thumbprint: &str) -> Option<i64> {
        let certificate = self.organisation.certificate(thumbprint)?;
        Some(days_left(certificate, self.started))
    }

    /// Refuses an Auth configuration that names no usable thumbprint.
    fn read_rotation(&self) -> End {
        self.thumbprints().map(|_| ())
    }

    /// One that is not on this server is a fact, and the rest is still reported.
    fn record_rotation(&mut self) -> End {
        let mut absent = vec![];
        for (used, thumbprint) in self.thumbprints()? {
            if self.organisation.certificate(&thumbprint).is_none() {
                self.say(&format!(
                    "  not on this server: the {used} Auth Certificate {thumbprint}"
                ));
                absent.push(used);
            }
        }
        let organisation = &*self.organisation;
        let (current, next) =
            (organisation.current_certificate.clone(), organisation.next_certificate.clone());
        let effective = organisation.next_effective.filter(|_| !next.is_empty()).map(time);
        let (current_days, next_days) = (self.days_left_of(&current), self.days_left_of(&next));
        let facts = [
            ("currentThumbprint", json!(current)),
            ("currentDaysLeft", json!(current_days)),
            ("nextThumbprint", json!(next)),
            ("nextDaysLeft", json!(next_days)),
            ("effectiveDate", json!(effective.unwrap_or_default())),
            ("notOnThisServer", json!(absent)),
        ];
        for (name, value) in facts {
            self.fact(name, value);
        }
        let named = self.thumbprints()?.into_iter();
        let here = |(used, thumbprint): (&'static str, String)| {
            Some((used, self.organisation.certificate(&thumbprint)?.clone()))
        };
        let certificates: Vec<_> = named.filter_map(here).collect();
        self.record_certificates(&certificates);
        Ok(())
    }

    /// The servers on which a certificate is missing.
    pub(super) fn record_servers(&mut self) {
        let organisation = &*self.organisation;
        let (current, next) = (&organisation.current_certificate, &organisation.next_certificate);
        let without = |thumbprint: &str| -> Vec<String> {
            let lacks = !thumbprint.is_empty() && organisation.certificate(thumbprint).is_none();
            let here = lacks.then(|| organisation.computer.clone());
            let elsewhere = organisation.teams_access.without_certificate.iter().cloned();
            here.into_iter().chain(elsewhere.filter(|_| !thumbprint.is_empty())).collect()
        };
        let (current, next) = (without(current), without(next));
        for (what, names) in [("certificate in use", &current), ("next certificate", &next)] {
            if !names.is_empty() {
                self.say(&format!("  without the {what}: {}", names.join(", ")));
            }
        }
        self.fact("serversWithoutCurrent", current);
        self.fact("serversWithoutNext", next);
        self.fact("serversUnread", json!([]));
    }

    fn read_certificates(&mut self) -> End {
        self.start("certificates", "The Auth Certificates (only read)");
        self.read_rotation()?;
        let previous = self.organisation.previous_certificate.clone();
        self.fact("previousThumbprint", previous);
        self.record_servers();
        self.record_rotation()
    }

    fn check_next(&mut self) -> End {
        self.start("next", "The next Auth Certificate (only read)");
        self.read_rotation()?;
        self.record_next()
    }

    fn record_next(&mut self) -> End {
        let organisation = &*self.organisation;
        let current = organisation.current_certificate.clone();
        let next = organisation.next_certificate.clone();
        // What depends on when the one in use ends is not known where that one is not here.
        let enough = self.current_has_time();
        let successor = match next.as_str() {
            "" if enough == Some(true) => current.clone(),
            next => next.to_owned(),
        };
        let needed = if next.is_empty() { enough.map(|enough| !enough) } else { Some(true) };
        let end = organisation.certificate(&current).map(|one| one.not_after);
        let day = organisation.next_effective.filter(|day| !next.is_empty() && *day > self.started);
        let in_time = day.map_or(Some(true), |day| end.map(|end| day <= end));
        let none = successor.is_empty() && enough.is_some();
        self.fact("successor", successor);
        self.fact("nextNeeded", needed);
        self.fact("takesOverInTime", in_time);
        let (candidates, left_out) = self.record_candidates();
        self.record_rotation()?;
        if !none {
            return Ok(());
        }
        for one in left_out {
            self.say(&format!(
                "  its private key cannot be exported, so it would stay on this server: {}",
                one.thumbprint
            ));
        }
        if candidates.is_empty() {
            for line in HOW_TO_MAKE_ONE {
                self.say(line);
            }
            return Ok(());
        }
        self.say("  No next certificate is set. On this server there is:");
        for one in candidates {
            self.say(&format!("    {}, valid until {}", one.thumbprint, time(one.not_after)));
        }
        self.say(
            "  Import this result in Crosstrust. Then copy or save this script again, and run it.",
        );
        Ok(())
    }

    /// The certificates of which one can be named, and those whose private key cannot be exported; none
    /// where a next one is set.
    fn record_candidates(&mut self) -> (Vec<AuthCertificate>, Vec<AuthCertificate>) {
        let (found, left_out) = candidates(self.organisation, self.started);
        self.fact("candidates", reported(&found));
        let names: Vec<_> = left_out.iter().map(|one| one.thumbprint.clone()).collect();
        self.fact("notExportable", names);
        (found, left_out)
    }

    fn set_next(&mut self) -> End {
        self.start("next", "The next Auth Certificate");
        self.read_rotation()?;
        self.record_candidates();
        let wanted = self.script.answers.text("NextThumbprint").to_owned();
        let due = self.organisation.next_certificate.is_empty()
            && !wanted.is_empty()
            && !wanted.eq_ignore_ascii_case(&self.organisation.current_certificate);
        if due {
            self.assert_next(&wanted)?;
            let effective = self.effective_date();
            let exportable = self.organisation.certificate(&wanted).and_then(|one| one.exportable);
            let mut action = "Set the next certificate".to_owned();
            if exportable.is_none() {
                action.push_str(" (it is not known whether its private key can be exported)");
                self.say(&format!(
                    "WARNING: Exchange does not show whether the private key of {wanted} can be exported. If it cannot be exported, the certificate stays on this server. After two days, check whether every server has it."
                ));
            }
            self.turning(Value::Null, wanted.as_str());
            let done = self.change(&wanted, &action, SET, |organisation| {
                organisation.next_certificate.clone_from(&wanted);
                organisation.next_effective = Some(effective);
            })?;
            if !done {
                return Ok(());
            }
        }
        self.record_next()?;
        let waits =
            self.organisation.next_certificate.is_empty() && self.current_has_time() == Some(false);
        if waits && !self.what_if && candidates(self.organisation, self.started).0.is_empty() {
            let made = self.organisation.make_next(self.started);
            made.map_err(|error| Stop::new("exchange-error", error.to_string()))?;
            self.aside("The rehearsal ran the command for you, and the new certificate exists. Run the script again.");
        }
        Ok(())
    }

    /// Whether nothing is due; none where the one in use is not on this server.
    fn current_has_time(&self) -> Option<bool> {
        let left = self.days_left_of(&self.organisation.current_certificate);
        left.map(|left| left >= ENOUGH_DAYS)
    }

    fn assert_next(&mut self, thumbprint: &str) -> End {
        let Some(certificate) = self.organisation.certificate(thumbprint) else {
            return Err(Stop::new(
                "certificate-not-on-server",
                format!(
                    "The new certificate {thumbprint} is not on this server. Run the script on the server where you created it."
                ),
            ));
        };
        if let Some(why) = obstacle(self.organisation, certificate, self.started) {
            return Err(Stop::new(
                "next-certificate-unusable",
                format!("The certificate {thumbprint} cannot be the next one: {why}."),
            ));
        }
        let exportable = certificate.exportable;
        self.fact("keyExportable", exportable);
        if exportable == Some(false) {
            return Err(Stop::new(
                "next-certificate-not-exportable",
                format!(
                    "The private key of the certificate {thumbprint} cannot be exported, so Exchange cannot copy it to its other servers. Create another certificate, with -PrivateKeyExportable $true."
                ),
            ));
        }
        // Without the day on which the one in use ends, the change could be set to a later one.
        let current = &self.organisation.current_certificate;
        let at_once = self.script.answers.text("TakeoverDays") == "0";
        if self.organisation.certificate(current).is_none() && !at_once {
            return Err(Stop::new(
                "certificate-not-on-server",
                format!(
                    "The current Auth Certificate {current} is not on this server, so its expiration date is unknown. The script set nothing. Create the new certificate on a server that has the current one, and run the script there. If no server has it, choose \"Immediately\" for \"When Exchange switches to the new certificate\", then copy or save the script again."
                ),
            ));
        }
        Ok(())
    }

    /// So many days from now, but two before the one in use ends, and at once where that is past.
    fn effective_date(&self) -> Timestamp {
        let chosen = self.script.answers.text("TakeoverDays").parse().unwrap_or_default();
        let chosen = self.started + days(chosen);
        let current = self.organisation.certificate(&self.organisation.current_certificate);
        let latest = current.map_or(chosen, |one| one.not_after - days(2));
        chosen.min(latest).max(self.started)
    }

    fn read_hybrid_application_use(&mut self) -> End {
        self.start("hybrid-application", "Dedicated Exchange hybrid application (only read)");
        self.read_rotation()?;
        self.fact("nextThumbprint", self.organisation.next_certificate.clone());
        let servers = self.organisation.auth_servers.iter().filter(|one| one.kind == "AzureAD");
        let identifiers = servers.map(|one| one.application_identifier.clone());
        let identifiers: Vec<_> = identifiers.filter(|one| !one.is_empty()).collect();
        let used = !identifiers.is_empty() || self.organisation.is_hybrid_application_on();
        self.fact("applicationIdentifiers", identifiers);
        self.record_hybrid_override();
        self.fact("hybridApplication", used);
        if used {
            for line in self.script.printed_by("Show-HybridApplicationUpdate") {
                self.say(&line);
            }
        }
        Ok(())
    }

    fn check_rollover(&mut self) -> End {
        self.start("rollover", "The rollover (only read)");
        self.read_rotation()?;
        self.record_servers();
        self.record_rollover()
    }

    fn record_rollover(&mut self) -> End {
        let organisation = &*self.organisation;
        let waits = !organisation.next_certificate.is_empty();
        let done = if waits { Some(false) } else { self.current_has_time() };
        let overdue = waits && organisation.next_effective.is_none_or(|day| day <= self.started);
        let before = Some(&organisation.previous_certificate)
            .filter(|before| done == Some(true) && !before.is_empty())
            .filter(|before| **before != organisation.current_certificate);
        let before: Vec<String> = before.into_iter().cloned().collect();
        self.fact("rolledOver", done);
        self.fact("overdue", overdue);
        self.fact("previousThumbprints", before);
        self.record_rotation()
    }

    fn read_rollover(&mut self) -> End {
        self.start("rollover", "The rollover");
        self.read_rotation()?;
        self.record_servers();
        let organisation = &*self.organisation;
        let wanted = organisation.next_certificate.clone();
        let is_due = organisation.next_effective.is_none_or(|day| day <= self.started);
        if self.given.is_on("$Publish") && is_due && !wanted.is_empty() && !self.publish(&wanted)? {
            return Ok(());
        }
        self.record_rollover()?;
        if !self.what_if && self.organisation.roll_over() {
            self.aside("The rehearsal moved the clock to the rollover date. Run the script again.");
        }
        Ok(())
    }

    /// Makes the next certificate the one in use. Returns whether it was done.
    fn publish(&mut self, wanted: &str) -> Result<bool, Stop> {
        if self.organisation.certificate(wanted).is_none() {
            return Err(Stop::new(
                "certificate-not-on-server",
                format!(
                    "The next Auth Certificate {wanted} is not on this server. Run the script on another Mailbox server."
                ),
            ));
        }
        let lacking = self.organisation.teams_access.without_certificate.iter();
        let lacking: Vec<&str> = lacking.map(String::as_str).collect();
        let doubt = match lacking.join(", ") {
            lacking if lacking.is_empty() => lacking,
            lacking => format!(" (not yet on {lacking})"),
        };
        let current = self.organisation.current_certificate.clone();
        self.turning(current, wanted);
        let action = format!("Publish the next certificate{doubt}");
        let done = self.change(wanted, &action, SET, |organisation| {
            organisation.roll_over();
        })?;
        if done {
            self.record_servers();
        }
        Ok(done)
    }

    fn undo_next(&mut self) -> End {
        self.start("next", "The next Auth Certificate");
        self.read_rotation()?;
        let made = |thumbprint: &str| {
            let name = format!("next-certificate:{thumbprint}");
            !thumbprint.is_empty() && self.script.answers.holds("Created", &name)
        };
        let current = &self.organisation.current_certificate;
        if made(current) {
            return Err(Stop::new(
                "undo-in-use",
                format!(
                    "The certificate {current} that this setup set is the current certificate now. The script did not change it."
                ),
            ));
        }
        let next = self.organisation.next_certificate.clone();
        if made(&next) {
            self.turning(next.as_str(), Value::Null);
            self.change(&next, "Take the next certificate back", SET, |organisation| {
                organisation.next_certificate.clear();
                organisation.next_effective = None;
            })?;
        }
        if !self.is_planned() {
            self.fact("present", false);
        }
        Ok(())
    }
}

/// What the script prints where nothing carries on and nothing was made.
const HOW_TO_MAKE_ONE: [&str; 4] = [
    "  No next certificate is set. Create one on this server, in this window:",
    "    New-ExchangeCertificate -KeySize 2048 -PrivateKeyExportable $true -SubjectName 'cn=Microsoft Exchange Server Auth Certificate' -FriendlyName 'Microsoft Exchange Server Auth Certificate' -DomainName @()",
    "  Answer N when it asks whether to overwrite the default SMTP certificate. Then run this script",
    "  again: it finds the new certificate.",
];

/// Why a certificate cannot be the next one. All in the store are Auth Certificates with their keys.
fn obstacle(
    organisation: &Organisation,
    certificate: &AuthCertificate,
    now: Timestamp,
) -> Option<String> {
    let left = days_left(certificate, now);
    let current = organisation.certificate(&organisation.current_certificate);
    if certificate.not_before > now {
        Some("it is not valid yet".to_owned())
    } else if left < DAYS_OF_NEXT {
        Some(format!("it has {left} days left, and {DAYS_OF_NEXT} are the least"))
    } else if current.is_some_and(|one| certificate.not_after <= one.not_after) {
        Some("it ends before the one in use".to_owned())
    } else {
        None
    }
}

/// The certificates that can be set as the next one, the one that lasts longest first, and apart from
/// them those whose private key cannot be exported.
fn candidates(
    organisation: &Organisation,
    now: Timestamp,
) -> (Vec<AuthCertificate>, Vec<AuthCertificate>) {
    if !organisation.next_certificate.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let known = [&organisation.current_certificate, &organisation.previous_certificate];
    let fits = |one: &&AuthCertificate| {
        !known.contains(&&one.thumbprint) && obstacle(organisation, one, now).is_none()
    };
    let mut waiting: Vec<_> = organisation.certificates.iter().filter(fits).cloned().collect();
    waiting.sort_by_key(|one| std::cmp::Reverse(one.not_after));
    waiting.into_iter().partition(|one| one.exportable != Some(false))
}

fn reported(candidates: &[AuthCertificate]) -> Value {
    let reported = candidates
        .iter()
        .map(|one| json!({ "thumbprint": one.thumbprint, "notAfter": time(one.not_after), "exportable": one.exportable }));
    reported.collect()
}
