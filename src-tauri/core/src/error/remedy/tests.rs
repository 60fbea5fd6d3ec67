use super::*;
use crate::error::Problem;
use crate::places::RECEIPT_FILE;
use std::collections::HashSet;

#[test]
fn no_entry_of_the_file_says_nothing() {
    let file = include_str!("../remedies.toml").parse::<toml::Table>().unwrap();
    for (code, entry) in &file {
        assert!(!entry.as_table().unwrap().is_empty(), "{code}: leave it out");
    }
}

#[test]
fn an_entry_for_an_unknown_code_or_with_an_unknown_field_is_refused() {
    let unknown_code = "[no-such-code]\naadsts = [1]";
    assert!(toml::from_str::<BTreeMap<ErrorCode, Remedy>>(unknown_code).is_err());
    let unknown_field = "[internal]\naadts = [1]";
    assert!(toml::from_str::<BTreeMap<ErrorCode, Remedy>>(unknown_field).is_err());
}

#[test]
fn every_entry_can_be_shown() {
    for (code, remedy) in TABLE.iter() {
        assert!(!remedy.title.is_empty() && !remedy.means.is_empty(), "{code}");
        assert!(!remedy.title.ends_with('.'), "{code}: a heading has no full stop");
        assert!(remedy.means.ends_with('.'), "{code}: a sentence ends");
        assert!(
            *code == ErrorCode::Cancelled || !remedy.next.is_empty(),
            "{code}: the operator must learn what to do next"
        );
        assert!(remedy.next.iter().all(|line| line.ends_with('.')), "{code}");
        for text in [&remedy.title, &remedy.means].into_iter().chain(&remedy.next) {
            assert!(text.is_ascii() && !text.contains('!'), "{code}: {text}");
        }
        if let Some(help) = &remedy.help {
            assert!(help.starts_with("https://learn.microsoft.com/en-us/"), "{code}: {help}");
            assert!(url::Url::parse(help).is_ok(), "{code}: {help}");
        }
    }
}

#[test]
fn a_receipt_that_cannot_be_read_leads_to_the_file_that_the_script_saved() {
    for code in [ErrorCode::ReceiptNotFound, ErrorCode::ReceiptCutOff, ErrorCode::ReceiptUnreadable]
    {
        let next = code.remedy().next.join("\n");
        assert!(next.contains(RECEIPT_FILE), "{code}: {next}");
    }
    for (code, remedy) in TABLE.iter() {
        let texts = [&remedy.title, &remedy.means].into_iter().chain(&remedy.next);
        for text in texts {
            assert!(!text.contains(['{', '}']), "{code}: something is not filled in: {text}");
        }
    }
}

#[test]
fn no_two_entries_claim_one_number_or_name() {
    let mut seen = HashSet::new();
    for (code, remedy) in TABLE.iter() {
        let names = (remedy.aadsts.iter().map(|number| format!("AADSTS{number}")))
            .chain(remedy.oauth.iter().map(|name| format!("oauth {name}")))
            .chain(remedy.graph.iter().map(|name| format!("graph {name}")))
            .chain(remedy.graph_message.iter().map(|words| format!("words {words}")));
        for name in names {
            assert!(seen.insert(name.clone()), "{code}: {name} stands twice");
        }
    }
}

#[test]
fn every_number_of_the_table_selects_its_words() {
    use ErrorCode::*;
    let expected: &[(ErrorCode, &[u32])] = &[
        (SignInWrongCode, &[70018, 90119]),
        (SignInExpired, &[70019, 70020]),
        (SignInDeclined, &[90120]),
        (SignInDeviceCodeBlocked, &[530_035]),
        (SignInPolicyBlocked, &[53003, 530_032, 50131]),
        (SignInTokenProtection, &[530_084]),
        (SignInRiskBlocked, &[53011, 530_034]),
        (SignInResourceDisabled, &[500_014, 650_052]),
        (SignInDeviceRefused, &[53000, 53001, 50097]),
        (SignInMfaRequired, &[50076, 50074, 50078, 50158]),
        (SignInMfaRegistration, &[50079, 50072, 53004]),
        (SignInAccount, &[50126, 50034, 50055, 50057, 50053]),
        (SignInForeignAccount, &[50020, 50059, 50128, 16000, 90072]),
        (SignInWrongTenant, &[90002, 90038, 500_011]),
        (SignInConsentNeeded, &[65001, 90093, 90094, 90095]),
        (SignInConsentRefused, &[65004, 65002]),
        (SignInUnknownClient, &[700_016, 700_011]),
        (SignInPublicClientOff, &[7_000_218]),
        (SignInNotAssigned, &[50105, 7_000_112]),
        (SignInRedirectUnknown, &[50011, 500_113]),
        (SignInRestart, &[501_481, 54005, 70000]),
        (SignInSessionEnded, &[70043, 50173, 50089, 700_082, 50132, 50133]),
        (SignInBusy, &[90033, 90090, 90006, 50033, 90024, 90055]),
    ];
    for (code, numbers) in expected {
        for number in *numbers {
            assert_eq!(ErrorCode::of_oauth("invalid_grant", &[*number]), *code, "{number}");
        }
    }
    let listed: usize = expected.iter().map(|(_, numbers)| numbers.len()).sum();
    let in_table: usize = TABLE.values().map(|remedy| remedy.aadsts.len()).sum();
    assert_eq!(in_table, listed, "a number of the table is not tested");
}

#[test]
fn what_is_wrong_with_the_app_is_reported_for_ones_own_and_for_microsofts() {
    for code in [
        ErrorCode::SignInConsentNeeded,
        ErrorCode::SignInUnknownClient,
        ErrorCode::SignInPublicClientOff,
        ErrorCode::SignInNotAssigned,
        ErrorCode::SignInRedirectUnknown,
    ] {
        let next = code.remedy().next.join(" ");
        assert!(next.contains("your own") || next.contains("of your own"), "{code}: {next}");
        assert!(next.contains("Microsoft Entra admin center") || next.contains("overview page"));
    }
    for code in [
        ErrorCode::SignInUnknownClient,
        ErrorCode::SignInPublicClientOff,
        ErrorCode::SignInNotAssigned,
    ] {
        let next = code.remedy().next.join(" ");
        let microsofts = next.contains("entered no app ID")
            || next.contains("Microsoft Graph Command Line Tools");
        assert!(microsofts, "{code}: {next}");
    }
}

#[test]
fn an_oauth_error_without_a_number_is_chosen_by_its_name() {
    for (error, code) in [
        ("bad_verification_code", ErrorCode::SignInWrongCode),
        ("expired_token", ErrorCode::SignInExpired),
        ("authorization_declined", ErrorCode::SignInDeclined),
        ("access_denied", ErrorCode::SignInDeclined),
        ("invalid_grant", ErrorCode::SignInSessionEnded),
        ("interaction_required", ErrorCode::SignInSessionEnded),
        ("consent_required", ErrorCode::SignInConsentNeeded),
        ("unauthorized_client", ErrorCode::SignInUnknownClient),
        ("invalid_client", ErrorCode::SignInPublicClientOff),
        ("temporarily_unavailable", ErrorCode::SignInBusy),
        ("something_new", ErrorCode::SignInRefused),
        ("", ErrorCode::SignInRefused),
    ] {
        assert_eq!(ErrorCode::of_oauth(error, &[]), code, "{error}");
    }
}

/// Entra uses each OAuth error for many causes.
#[test]
fn a_number_that_is_not_known_never_tells_the_story_of_an_oauth_error() {
    let errors: Vec<&str> =
        TABLE.values().flat_map(|remedy| &remedy.oauth).map(String::as_str).collect();
    assert!(errors.len() > 10, "all of the table are tried");
    for error in errors.into_iter().chain(["something_new", ""]) {
        for numbers in [&[1][..], &[99999], &[1, 99999], &[u32::MAX]] {
            let code = ErrorCode::of_oauth(error, numbers);
            assert_eq!(code, ErrorCode::SignInRefused, "{error} {numbers:?}");
        }
    }
}

#[test]
fn the_first_number_that_is_known_counts() {
    assert_eq!(
        ErrorCode::of_oauth("access_denied", &[1, 53003, 50076]),
        ErrorCode::SignInPolicyBlocked
    );
}

#[test]
fn a_graph_code_is_chosen_before_words_and_status() {
    for (status, code, message, expected) in [
        (401, "InvalidAuthenticationToken", "", ErrorCode::GraphTokenRefused),
        (403, "Authorization_RequestDenied", "", ErrorCode::GraphAccessDenied),
        (404, "Request_ResourceNotFound", "", ErrorCode::PrincipalAbsent),
        (404, "Directory_ObjectNotFound", "", ErrorCode::PrincipalNotReplicated),
        (429, "TooManyRequests", "", ErrorCode::GraphThrottled),
        (400, "KeyCredentialsInvalidEndDate", "", ErrorCode::GraphCertificateEndDate),
        (400, "CredentialInvalidLifetimeAsPerAppPolicy", "", ErrorCode::GraphLifetimePolicy),
        (403, "CannotUpdateLockedServicePrincipalProperty", "", ErrorCode::PrincipalLocked),
        (400, "NoBackingApplicationObject", "", ErrorCode::ApplicationNotAvailable),
        (
            400,
            "Request_BadRequest",
            "Update to existing credential with KeyId '1' is not allowed.",
            ErrorCode::KeysChangedMeanwhile,
        ),
        (
            400,
            "Request_BadRequest",
            "Cannot convert the literal 'MII_' to the expected type 'Edm.Binary'.",
            ErrorCode::KeyEncodingRefused,
        ),
        (400, "Request_BadRequest", "Something else.", ErrorCode::GraphRefused),
        (403, "Directory_ResourceSizeExceeded", "", ErrorCode::GraphObjectFull),
        (409, "Request_MultipleObjectsWithSameKeyValue", "", ErrorCode::PrincipalNameTaken),
        (
            403,
            "Forbidden",
            "Insufficient privileges to complete the operation.",
            ErrorCode::GraphAccessDenied,
        ),
    ] {
        assert_eq!(ErrorCode::of_graph(status, code, message), expected, "{code} {message}");
    }
}

/// A status alone says what RFC 9110 and RFC 6585 say of it, and nothing of causes.
#[test]
fn a_graph_code_that_is_not_known_never_tells_a_story() {
    let status_says = |status| match status {
        401 => ErrorCode::GraphTokenRefused,
        407 => ErrorCode::NetworkProxy,
        429 => ErrorCode::GraphThrottled,
        500..600 => ErrorCode::GraphUnavailable,
        _ => ErrorCode::GraphRefused,
    };
    let stories = TABLE.values().flat_map(|remedy| &remedy.graph_message);
    let stories: Vec<&str> = stories.map(String::as_str).chain(["", "No."]).collect();
    for status in 400..600 {
        for code in ["NewCode", "Forbidden2", "authorization_requestdenied"] {
            for message in &stories {
                let chosen = ErrorCode::of_graph(status, code, message);
                assert_eq!(chosen, status_says(status), "{status} {code} {message}");
            }
        }
        for code in GENERAL.iter().filter(|code| !code.is_empty()) {
            let chosen = ErrorCode::of_graph(status, code, "No.");
            assert_eq!(chosen, status_says(status), "{status} {code}");
        }
    }
}

#[test]
fn without_a_known_graph_code_the_status_decides() {
    for (status, expected) in [
        (302, ErrorCode::GraphUnreadable),
        (400, ErrorCode::GraphUnreadable),
        (401, ErrorCode::GraphTokenRefused),
        (403, ErrorCode::GraphUnreadable),
        (407, ErrorCode::NetworkProxy),
        (429, ErrorCode::GraphThrottled),
        (500, ErrorCode::GraphUnavailable),
        (503, ErrorCode::GraphUnavailable),
    ] {
        assert_eq!(ErrorCode::of_graph(status, "", ""), expected, "{status}");
    }
    assert_eq!(
        ErrorCode::of_graph(404, "", "not found"),
        ErrorCode::GraphRefused,
        "a bare 404 may be a wrong address and must not lead to a principal being created"
    );
}

#[test]
fn an_answer_to_correct_is_one_that_every_guide_with_an_upload_asks_for() {
    let library = crate::guide::Library::built_in().unwrap();
    let named: Vec<&str> = TABLE.values().filter_map(|remedy| remedy.answer.as_deref()).collect();
    assert!(named.contains(&"tenant"), "{named:?}");
    for guide in library.guides().filter(|guide| guide.uploads()) {
        for answer in &named {
            assert!(guide.answers.iter().any(|spec| spec.id.as_str() == *answer), "{answer}");
        }
    }
    assert_eq!(Problem::of(ErrorCode::SignInTenantMismatch).answer.as_deref(), Some("tenant"));
    assert_eq!(Problem::of(ErrorCode::SetupLocked).answer, None);
}
