use super::*;
use crate::probe::{ProbeCode, ProbeOutcome, ProbeVerdict};
use serde_json::json;

const TENANT: &str = "11111111-2222-4333-8444-555555555555";
const EWS: &str = "https://mail.contoso.com/EWS/Exchange.asmx";

fn bearer() -> String {
    format!(
        "WWW-Authenticate: Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@{TENANT}\",Negotiate,NTLM"
    )
}

fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// The requests of a publication in good order, as the script records them.
fn in_order() -> Vec<Value> {
    let own = "https://autodiscover.contoso.com/autodiscover/autodiscover.json";
    let cloud = "https://outlook.office365.com/autodiscover/autodiscover.json";
    let redirected = format!("{own}?Email=anna%40contoso.com&Protocol=EWS&RedirectCount=1");
    let location = format!("Location: {redirected}");
    let named = base64(&format!(r#"{{"Protocol":"EWS","Url":"{EWS}"}}"#));
    let redirect = |url: &str| json!({"url": url, "status": 302, "headers": [location]});
    let answers = |url: &str| json!({"url": url, "status": 200, "headers": null, "body": named});
    vec![
        redirect(&format!("{cloud}/v1.0/anna@contoso.com?Protocol=EWS")),
        redirect(&format!("{cloud}?Email=anna%40contoso.com&Protocol=EWS")),
        answers(&redirected),
        answers(&format!("{own}/v1.0/anna@contoso.com?Protocol=EWS")),
        answers(&format!("{own}?Email=anna%40contoso.com&Protocol=EWS")),
        json!({
            "url": format!("{own}?Email=anna%40contoso.com&Protocol=REST"),
            "status": 404,
            "headers": ["jsonerror: true"],
            "body": base64(r#"{"ErrorCode":"MailboxNotEnabledForRESTAPI"}"#),
        }),
        json!({
            "url": "https://autodiscover.contoso.com/autodiscover/autodiscover.svc",
            "emptyToken": true, "status": 401, "headers": bearer(),
        }),
        json!({"url": EWS, "emptyToken": true, "status": 401, "headers": [bearer()]}),
    ]
}

/// A receipt with these requests.
fn receipt(requests: &[Value]) -> Value {
    json!({
        "format": 2,
        "guide": "probe",
        "script": "probe",
        "setup": "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11",
        "answers": "",
        "started": "2026-11-20T08:00:00Z",
        "ended": "2026-11-20T08:00:07.5Z",
        "computer": "OUTSIDE",
        "account": "OUTSIDE\\admin",
        "build": null,
        "powershell": "5.1.20348.2849",
        "whatIf": false,
        "failure": null,
        "steps": [{
            "id": "probe",
            "outcome": "unchanged",
            "facts": {
                "address": "anna@contoso.com",
                "cloud": "global",
                "tenant": TENANT,
                "autodiscover": "",
                "requests": requests,
            },
            "changes": [],
            "error": null,
        }],
    })
}

fn probed(receipt: &Value) -> Probed {
    let recording = Recording::read(receipt.to_string().as_bytes()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(recording.judge())
}

/// The request for EWS ends so instead.
fn ews(change: &Value) -> Probed {
    let mut requests = in_order();
    let mut last = json!({"url": EWS, "emptyToken": true, "headers": []});
    for (name, value) in change.as_object().unwrap() {
        last[name] = value.clone();
    }
    *requests.last_mut().unwrap() = last;
    probed(&receipt(&requests))
}

fn faults(probed: &Probed) -> Vec<(ProbeCode, ProbeVerdict)> {
    let faults = probed.findings.iter().filter(|finding| finding.verdict != ProbeVerdict::Ok);
    faults.map(|finding| (finding.code, finding.verdict)).collect()
}

#[test]
fn a_recording_in_order_is_judged_as_answers_to_this_pc_are() {
    let probed = probed(&receipt(&in_order()));
    assert_eq!(probed.outcome, ProbeOutcome::Good, "{:#?}", probed.findings);
    assert_eq!((probed.requests, probed.seconds), (8, 7.5));
    assert_eq!(probed.computer.as_deref(), Some("OUTSIDE"));
    assert_eq!(probed.at, "2026-11-20T08:00:00Z".parse::<Timestamp>().unwrap());
    assert!(probed.limitations.contains("the computer OUTSIDE"), "{}", probed.limitations);
}

#[test]
fn what_kept_an_answer_away_is_reported_by_the_names_of_dot_net() {
    for (recorded, code, verdict) in [
        (json!({"failure": "NameResolutionFailure"}), ProbeCode::DnsNotFound, ProbeVerdict::Failed),
        (
            json!({"failure": "ConnectFailure", "socket": "ConnectionRefused"}),
            ProbeCode::ConnectionRefused,
            ProbeVerdict::Failed,
        ),
        (
            json!({"failure": "ConnectFailure", "socket": "TimedOut"}),
            ProbeCode::TimedOut,
            ProbeVerdict::Failed,
        ),
        (
            json!({"failure": "ConnectFailure", "socket": "HostUnreachable"}),
            ProbeCode::ConnectionRefused,
            ProbeVerdict::Unknown,
        ),
        (json!({"failure": "Timeout"}), ProbeCode::TimedOut, ProbeVerdict::Failed),
        (json!({"failure": "ReceiveFailure"}), ProbeCode::ConnectionRefused, ProbeVerdict::Failed),
        (json!({"failure": "TrustFailure"}), ProbeCode::TlsUntrusted, ProbeVerdict::Failed),
        (json!({"failure": "SecureChannelFailure"}), ProbeCode::TlsTooOld, ProbeVerdict::Unknown),
        (
            json!({"failure": "RequestProhibitedByProxy"}),
            ProbeCode::ConnectionRefused,
            ProbeVerdict::Unknown,
        ),
        (json!({"status": 403}), ProbeCode::EwsForbidden, ProbeVerdict::Failed),
        (json!({"status": 503, "firstStatus": 503}), ProbeCode::ServerError, ProbeVerdict::Failed),
    ] {
        let found = ews(&recorded);
        assert_eq!(faults(&found), [(code, verdict)], "{recorded}");
        let fault = found.findings.iter().find(|finding| finding.code == code).unwrap();
        assert!(!fault.words.contains("his PC"), "{}", fault.words);
    }
}

#[test]
fn a_server_that_was_starting_and_an_internal_address_are_reported() {
    let starting = ews(&json!({"status": 401, "firstStatus": 503, "headers": [bearer()]}));
    assert_eq!(faults(&starting), [(ProbeCode::ServerStarting, ProbeVerdict::Warning)]);
    let internal = ews(&json!({"status": 401, "headers": [bearer()], "addresses": "10.1.2.3"}));
    assert_eq!(faults(&internal), [(ProbeCode::DnsPrivateAddress, ProbeVerdict::Warning)]);
    let words = &internal.findings.iter().find(|it| it.verdict != ProbeVerdict::Ok).unwrap().words;
    assert!(words.contains("from the computer OUTSIDE") && words.contains("10.1.2.3"), "{words}");
}

#[test]
fn a_refused_certificate_is_read_and_judged_by_the_time_of_the_recording() {
    let with = |names: &[&str], years: [i32; 2]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = rcgen::CertificateParams::new(names).unwrap();
        params.not_before = rcgen::date_time_ymd(years[0], 1, 1);
        params.not_after = rcgen::date_time_ymd(years[1], 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        let der = STANDARD.encode(params.self_signed(&key).unwrap().der());
        faults(&ews(&json!({"failure": "TrustFailure", "certificate": der})))
    };
    let mail = "mail.contoso.com";
    assert_eq!(with(&[mail], [2020, 2026]), [(ProbeCode::TlsExpired, ProbeVerdict::Failed)]);
    assert_eq!(with(&[mail], [2020, 2099]), [(ProbeCode::TlsUntrusted, ProbeVerdict::Failed)]);
    assert_eq!(
        with(&["owa.contoso.com"], [2020, 2099]),
        [(ProbeCode::TlsName, ProbeVerdict::Failed)]
    );
}

#[test]
fn what_was_not_recorded_is_not_known_and_never_good() {
    let mut requests = in_order();
    requests.pop();
    let found = probed(&receipt(&requests));
    assert_eq!(faults(&found), [(ProbeCode::ConnectionRefused, ProbeVerdict::Unknown)]);
    assert!(found.findings.iter().all(|finding| finding.code != ProbeCode::EwsOk));
    let nothing = probed(&receipt(&[]));
    assert_eq!(nothing.outcome, ProbeOutcome::Unreachable);
    assert_eq!(nothing.requests, 0);
}

#[test]
fn other_receipts_and_damaged_ones_are_refused_with_what_to_do() {
    let read = |receipt: &Value| Recording::read(receipt.to_string().as_bytes()).unwrap_err();
    let mut other = receipt(&in_order());
    other["guide"] = json!("teams");
    assert_eq!(read(&other).code, ErrorCode::ReceiptOfOtherGuide);
    for (name, value) in [
        ("address", json!("anna")),
        ("address", json!(7)),
        ("cloud", json!("mars")),
        ("tenant", json!("not a tenant")),
        ("autodiscover", json!("http://autodiscover.contoso.com/")),
        ("requests", json!([{"status": 200}])),
    ] {
        let mut damaged = receipt(&in_order());
        damaged["steps"][0]["facts"][name] = value;
        let code = read(&damaged).code;
        let expected = if name == "autodiscover" {
            ErrorCode::InsecureAddress
        } else {
            ErrorCode::ReceiptUnreadable
        };
        assert_eq!(code, expected, "{name}");
    }
    let mut refused = receipt(&[]);
    refused["steps"][0]["id"] = json!("shell");
    assert_eq!(read(&refused).code, ErrorCode::ReceiptUnreadable);
}

#[test]
fn hostile_parts_are_left_out_or_shown_harmless() {
    let mut request = json!({"url": EWS, "emptyToken": true, "failure": "ReceiveFailure"});
    request["detail"] = json!("\u{1b}[31m\u{202e}owned".repeat(400));
    let mut requests = in_order();
    requests.pop();
    requests.extend([json!({"url": "not an address", "status": 200}), request]);
    let found = probed(&receipt(&requests));
    let texts = found.findings.iter().map(|finding| &finding.words);
    for text in texts.chain(found.log.iter().filter_map(|hop| hop.why.as_ref())) {
        assert!(!text.chars().any(crate::text::is_hidden) && text.len() < 1200, "{text:?}");
    }
    let many = vec![json!({"url": EWS, "status": 200, "headers": ["x"], "body": "%%"}); 500];
    assert_eq!(probed(&receipt(&many)).outcome, ProbeOutcome::Unreachable);
}
