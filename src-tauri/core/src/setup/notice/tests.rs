use super::*;
use crate::setup::fixture::guide;
use serde_json::{Value, json};

const ONE: &str = "D8BB38FFBDCBF4650A1B2C3D4E5F60718293189F";
const OTHER: &str = "E1A07C55903B12D40A1B2C3D4E5F60718293189F";

/// A guide with a step that asks before it writes.
fn asking() -> Guide {
    toml::from_str(include_str!("../fixtures/writes.toml")).unwrap()
}

/// Every notice with its form for programs, its severity and its words.
fn all() -> Vec<(Notice, Value, NoticeSeverity, &'static str)> {
    use NoticeSeverity::{Attention, Info};
    let steps = || vec![StepId::from("account"), StepId::from("role")];
    let step = || StepId::from("role");
    vec![
        (
            Notice::OlderReceipt { steps: steps() },
            json!({ "code": "older-receipt", "steps": ["account", "role"] }),
            Attention,
            "This script result is older than what Crosstrust already knows. These steps didn't change: \"Application account\" and \"Management role\".",
        ),
        (
            Notice::DryRunDiffers { steps: vec![step()] },
            json!({ "code": "dry-run-differs", "steps": ["role"] }),
            Attention,
            "The dry run didn't find these finished steps in place: \"Management role\". A dry run doesn't reopen a step. Check the steps, or run the script.",
        ),
        (
            Notice::AlreadyImported,
            json!({ "code": "already-imported" }),
            Info,
            "You already imported this script result. Nothing changed.",
        ),
        (
            Notice::SameDryRun,
            json!({ "code": "same-dry-run" }),
            Info,
            "This dry run shows the same results that you already imported. Nothing changed.",
        ),
        (
            Notice::CertificateReceived { thumbprint: ONE.parse().unwrap() },
            json!({ "code": "certificate-received", "thumbprint": ONE }),
            Info,
            "The script result has a certificate that is new to this setup. Its thumbprint is D8BB38FFBDCBF4650A1B2C3D4E5F60718293189F.",
        ),
        (
            Notice::CertificatesDiffer {
                computer: "EX02".to_owned(),
                thumbprint: OTHER.parse().unwrap(),
                other: ONE.parse().unwrap(),
                source: CertificateSource::Receipt { computer: "EX01".to_owned() },
            },
            json!({
                "code": "certificates-differ",
                "computer": "EX02",
                "thumbprint": OTHER,
                "other": ONE,
                "source": { "kind": "receipt", "computer": "EX01" },
            }),
            Attention,
            "EX02 uses the certificate E1A07C55903B12D40A1B2C3D4E5F60718293189F. Another server uses D8BB38FFBDCBF4650A1B2C3D4E5F60718293189F (From the script result of EX01). If you didn't renew it in between, the servers use different certificates.",
        ),
        (
            Notice::InterruptedRun {
                computer: "EX01".to_owned(),
                started: "2026-11-21T02:03:40Z".parse().unwrap(),
                confirmed: 2,
                unknown: 1,
            },
            json!({
                "code": "interrupted-run",
                "computer": "EX01",
                "started": "2026-11-21T02:03:40Z",
                "confirmed": 2,
                "unknown": 1,
            }),
            Attention,
            "An earlier run on EX01 (21 Nov 2026, 02:03 UTC) ended without a script result. It made 2 changes. It was interrupted during 1 more change. Crosstrust can't tell whether that change took effect. Undo includes this run.",
        ),
        (
            Notice::NotRead { steps: steps() },
            json!({ "code": "not-read", "steps": ["account", "role"] }),
            Attention,
            "Your account couldn't read these steps: \"Application account\" and \"Management role\". They didn't change, and this run doesn't verify them. Ask for a role group with the missing commands, or ask somebody else to run the script.",
        ),
        (
            Notice::RunAgain { step: step() },
            json!({ "code": "run-again", "step": "role" }),
            Info,
            "Run the script of \"Management role\" again. It makes the change now.",
        ),
        (
            Notice::AnswerChanged { steps: vec![step()] },
            json!({ "code": "answer-changed", "steps": ["role"] }),
            Attention,
            "You changed an answer that these steps use. Check them again: \"Management role\".",
        ),
        (
            Notice::WriteRemains { step: step() },
            json!({ "code": "write-remains", "step": "role" }),
            Attention,
            "Crosstrust deleted nothing. What it already wrote with your agreement is still in the tenant. To delete it, open \"Management role\".",
        ),
        (
            Notice::NothingWritten { step: step() },
            json!({ "code": "nothing-written", "step": "role" }),
            Attention,
            "\"Management role\" wrote nothing, because no application has the current certificate. Upload that certificate first.",
        ),
    ]
}

#[test]
fn every_notice_has_its_code_its_severity_and_its_words() {
    for (notice, mut form, severity, text) in all() {
        let view = notice.view(&guide());
        assert_eq!((view.severity, view.text.as_str()), (severity, text));
        form["severity"] = json!(severity);
        form["text"] = json!(text);
        assert_eq!(serde_json::to_value(&view).unwrap(), form);
    }
}

#[test]
fn an_agreement_is_named_by_its_question_and_its_step() {
    let notice = Notice::AgreementWithdrawn { answer: "shared_key".into(), step: "upload".into() };
    let view = notice.view(&asking());
    assert_eq!(
        serde_json::to_value(&view).unwrap(),
        json!({
            "code": "agreement-withdrawn",
            "answer": "shared_key",
            "step": "upload",
            "severity": "attention",
            "text": "The answers lead to another tenant, so your agreement is no longer valid: \"Do not upload it there\". If you still want this change, agree again in \"Upload to the tenant\".",
        })
    );
}

#[test]
fn a_step_that_the_guide_no_longer_has_is_named_by_its_id() {
    let view = Notice::RunAgain { step: "gone".into() }.view(&guide());
    assert!(view.text.contains("\"gone\""), "{}", view.text);
}
