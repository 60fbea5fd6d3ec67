//! The check from outside: its result is kept, and no step moves by it.

use crate::error::{ErrorCode, Problem};
use crate::messages::text;
use crate::probe::{Probed, Recording};
use crate::setup::event::Follow;
use crate::setup::{JournalEvent, Setup};
use jiff::Timestamp;

impl Setup {
    /// Keeps what a check found, in place of what an earlier one did. One that asked before that is not
    /// taken. It proves no step.
    pub(in crate::setup) fn on_probed(
        &mut self,
        probed: Probed,
        now: Timestamp,
        who: &str,
    ) -> Follow {
        if self.probed.as_ref().is_some_and(|known| known.at > probed.at) {
            return Follow::Nothing;
        }
        self.note(now, who, JournalEvent::Probed { found: probed.summary() });
        self.probed = Some(probed.without_words());
        Follow::Nothing
    }

    /// Whether a recording belongs to this setup.
    ///
    /// # Errors
    /// [`ErrorCode::ReceiptOfOtherSetup`].
    pub fn takes_recording(&self, recording: &Recording) -> Result<(), Problem> {
        if recording.setup == self.id.to_string() {
            return Ok(());
        }
        Err(Problem::new(ErrorCode::ReceiptOfOtherSetup, text!("setup-probe-of-other-setup")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::ProbeOutcome;
    use crate::setup::fixture::{answered, at, guide, journal};
    use crate::setup::{OPERATOR, view};
    use serde_json::json;

    #[test]
    fn a_check_is_saved_without_words_and_shown_with_them() {
        let finding = json!({
            "code": "ews-forbidden", "title": "", "url": "https://mail.contoso.com/", "status": 403,
            "verdict": "failed", "words": "", "remedy": null, "command": null, "mends": [],
            "said": { "found": {
                "say": "probe-finding-ews-forbidden",
                "with": { "host": "mail.contoso.com", "status": "403" },
            } },
        });
        let mut checked = probed(at(20), "anna@contoso.com");
        checked.computer = Some("OUTSIDE".to_owned());
        checked.findings = vec![serde_json::from_value(finding).unwrap()];
        let mut setup = answered();
        setup.record_probe(checked.clone().reworded(), at(21), OPERATOR);
        let words = &setup.probed().unwrap().findings[0].words;
        assert!(words.contains("mail.contoso.com"), "words that were saved before stay: {words}");
        setup.record_probe(checked, at(21), OPERATOR);
        let saved = serde_json::to_value(setup.probed().unwrap()).unwrap();
        assert_eq!(
            (&saved["findings"][0]["words"], &saved["limitations"]),
            (&json!(""), &json!(""))
        );
        let shown = view(&setup, &guide(), at(22), false).probed.unwrap().probed;
        assert!(shown.limitations.contains("OUTSIDE"), "{}", shown.limitations);
        assert_eq!(shown.findings[0].title, shown.findings[0].code.title());
        assert!(shown.findings[0].words.starts_with("mail.contoso.com forbids EWS (403)"));
    }

    fn probed(at: Timestamp, address: &str) -> Probed {
        Probed {
            at,
            address: address.to_owned(),
            computer: None,
            outcome: ProbeOutcome::Good,
            findings: Vec::new(),
            requests: 8,
            seconds: 0.5,
            log: Vec::new(),
            limitations: String::new(),
        }
    }

    #[test]
    fn the_newest_check_is_kept_and_no_step_moves() {
        let guide = guide();
        let mut setup = answered();
        let before: Vec<_> = guide.steps.iter().map(|step| setup.step(&step.id).state).collect();
        setup.record_probe(probed(at(20), "anna@contoso.com"), at(21), OPERATOR);
        setup.record_probe(probed(at(10), "ben@contoso.com"), at(22), OPERATOR);
        let kept = setup.probed().unwrap();
        assert_eq!((kept.at, kept.address.as_str()), (at(20), "anna@contoso.com"));
        let after: Vec<_> = guide.steps.iter().map(|step| setup.step(&step.id).state).collect();
        assert_eq!(after, before);
        let last = journal(&setup).pop().unwrap();
        assert_eq!(last, "Checked from this PC: everything is as Teams needs it.");
        let saved = serde_json::to_value(&setup).unwrap();
        assert_eq!(serde_json::from_value::<Setup>(saved).unwrap(), setup);
    }

    #[test]
    fn a_recording_of_another_setup_or_of_none_is_refused() {
        let setup = answered();
        let recording = |setup: &str| {
            let receipt = serde_json::json!({
                "format": 2, "guide": "probe", "script": "probe", "setup": setup, "answers": "",
                "started": "2026-11-20T08:00:00Z", "ended": "2026-11-20T08:00:07Z",
                "computer": "OUTSIDE", "whatIf": false,
                "steps": [{
                    "id": "probe", "outcome": "unchanged",
                    "facts": {"address": "anna@contoso.com", "cloud": "global", "requests": null},
                }],
            });
            Recording::read(receipt.to_string().as_bytes()).unwrap()
        };
        setup.takes_recording(&recording(&setup.id().to_string())).unwrap();
        for other in ["", "0190b6f0-3c1e-7d52-9a41-000000000000"] {
            let refused = setup.takes_recording(&recording(other)).unwrap_err();
            assert_eq!(refused.code, ErrorCode::ReceiptOfOtherSetup, "{other}");
        }
    }
}
