//! Refusals of Microsoft's services, and keys that do not end with their certificate, as the command
//! line reports them.

use crate::cloud::Place;
use crate::program::Desk;
use crosstrust_core::messages;
use crosstrust_rehearsal::cloud::{CLOUD_VOICEMAIL, Fault, FaultKind, Person};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::time::{Duration, Instant};

const UPLOAD: [&str; 5] = ["upload", "--certificate", "auth.cer", "--yes", "--json"];
const VERIFY: [&str; 3] = ["verify", "--certificate", "auth.cer"];

fn ready() -> (Place, Desk) {
    let desk = Desk::new();
    desk.put_certificate("auth.cer", -1, 1_500);
    (Place::new(), desk)
}

#[test]
fn a_key_with_another_end_is_there_already_at_once_and_remarked_on() {
    let (place, desk) = ready();
    let uploaded = place.run_as(Person::GlobalAdministrator, &desk, &UPLOAD);
    assert_eq!(uploaded.code, 0, "{uploaded:?}");
    let writes = place.writes();
    let in_days = |days: i64| {
        let day = Timestamp::now() + SignedDuration::from_hours(24 * days);
        day.round(jiff::Unit::Second).unwrap().to_string()
    };
    for end in [Some(in_days(100)), Some(in_days(5_000)), None] {
        place.cloud.clear_faults();
        let other = Fault::new(FaultKind::KeyEnd).of(CLOUD_VOICEMAIL);
        place.cloud.add_fault(Fault { end: end.clone(), ..other });
        let remark = match &end {
            Some(end) => {
                // The program says a time as it is on the clock of this computer.
                let end = end.parse::<Timestamp>().unwrap().to_zoned(TimeZone::system());
                let (day, clock) = (messages::day(end.timestamp()), end.strftime("%H:%M"));
                format!(
                    "Microsoft Graph reports {day}, {clock} as the expiration date of this entry."
                )
            }
            None => "Microsoft Graph reports no expiration date for this entry.".to_owned(),
        };

        let begun = Instant::now();
        let again = place.run_as(Person::GlobalAdministrator, &desk, &UPLOAD[..4]);
        assert_eq!(again.code, 0, "{again:?}");
        assert!(begun.elapsed() < Duration::from_secs(25), "nothing is waited for");
        assert!(again.stdout.contains("already exists, the current certificate"));
        assert_eq!(again.stdout.matches(&remark).count(), 2, "plan and result: {}", again.stdout);

        let verified = place.run_as(Person::NoRole, &desk, &VERIFY);
        assert_eq!(verified.code, 0, "{verified:?}");
        assert_eq!(verified.stdout.matches(&remark).count(), 1, "{}", verified.stdout);

        let words = [&VERIFY[..], &["--json"]].concat();
        let as_json = place.run_as(Person::NoRole, &desk, &words).event("result");
        let keys = as_json["principals"].as_array().unwrap().iter();
        let ours = keys.flat_map(|principal| principal["keys"].as_array().unwrap());
        let remarks: Vec<_> = ours.filter(|key| !key["otherEnd"].is_null()).collect();
        assert_eq!(remarks.len(), 1, "{as_json}");
        assert_eq!(remarks[0]["otherEnd"]["reported"], json!(end));
    }
    assert_eq!(place.writes(), writes, "nothing was written again");
}

#[test]
fn graphs_own_words_are_reported_and_nothing_about_roles() {
    for (status, code, words, shown) in [
        (403, "Directory_ResourceSizeExceeded", "Too much.", "graph-object-full"),
        (403, "SomethingNew", "Not on a Monday.", "graph-refused"),
        (409, "SomethingNew", "Not on a Monday.", "graph-refused"),
    ] {
        let (place, desk) = ready();
        let refused = Fault::new(FaultKind::Refused);
        place.cloud.add_fault(Fault {
            status: Some(status),
            code: Some(code.to_owned()),
            message: Some(words.to_owned()),
            ..refused
        });
        let ended = place.run_as(Person::GlobalAdministrator, &desk, &UPLOAD);
        assert_eq!(ended.code, 1, "{ended:?}");
        for principal in ended.event("result")["principals"].as_array().unwrap() {
            let error = &principal["error"];
            assert_eq!(error["code"], shown, "{error}");
            let text = error.to_string();
            assert!(text.contains(code) && text.contains(words), "{text}");
            assert!(!text.contains("Global Administrator"), "{text}");
        }
    }
}

#[test]
fn a_sign_in_error_with_an_unknown_number_is_reported_in_entras_words() {
    for (error, number) in [
        ("access_denied", 530_999),
        ("invalid_grant", 50137),
        ("invalid_client", 650_053),
        ("invalid_resource", 500_015),
    ] {
        let (place, desk) = ready();
        place.cloud.add_fault(Fault {
            error: Some(error.to_owned()),
            number: Some(number),
            message: Some("So it is.".to_owned()),
            ..Fault::new(FaultKind::SignInError)
        });
        let ended = place.run_as(Person::GlobalAdministrator, &desk, &UPLOAD);
        ended.assert_problem(1, "sign-in-refused");
        let problem = &ended.event("error")["error"];
        let message = problem["message"].as_str().unwrap();
        assert!(message.ends_with(&format!("message: AADSTS{number}: So it is.")), "{message}");
        let page = format!("https://login.microsoftonline.com/error?code={number}");
        assert_eq!(problem["help"], page);
        assert!(ended.stderr.contains(&page), "{}", ended.stderr);
    }
}

#[test]
fn a_sign_in_error_with_a_known_number_gets_its_own_remedy() {
    for (error, number, code) in [
        ("access_denied", 530_084, "sign-in-token-protection"),
        ("invalid_grant", 53011, "sign-in-risk-blocked"),
        ("invalid_grant", 90093, "sign-in-consent-needed"),
        ("invalid_client", 650_052, "sign-in-resource-disabled"),
        ("invalid_resource", 500_014, "sign-in-resource-disabled"),
    ] {
        let (place, desk) = ready();
        place.cloud.add_fault(Fault {
            error: Some(error.to_owned()),
            number: Some(number),
            ..Fault::new(FaultKind::SignInError)
        });
        place.run_as(Person::GlobalAdministrator, &desk, &UPLOAD).assert_problem(3, code);
    }
}

#[test]
fn a_sign_in_address_that_redirects_is_reported_as_the_networks_doing() {
    let (place, desk) = ready();
    for status in [302, 307] {
        place.cloud.clear_faults();
        place.cloud.add_fault(Fault {
            status: Some(status),
            location: Some("http://127.0.0.1:9/login?ticket=1".to_owned()),
            ..Fault::new(FaultKind::SignInRedirect)
        });
        let ended = place.run(&desk, &UPLOAD);
        ended.assert_problem(1, "sign-in-unreadable");
        let shown = ended.event("error")["error"].to_string();
        assert!(shown.contains("http://127.0.0.1:9") && !shown.contains("ticket"), "{shown}");
        assert!(ended.stderr.contains("network team"), "{}", ended.stderr);
    }
}
