//! What EWS, REST and the Autodiscover service answer to an empty token.

use crate::world::{World, faults, good, only};
use crosstrust_core::entra::TenantName;
use crosstrust_core::probe::{ProbeCode, ProbeOutcome, ProbeVerdict};
use crosstrust_tests::publication::{AUTODISCOVER, EWS, LOGIN, MAIL, Reply, TENANT, in_order};

const OTHER: &str = "99999999-2222-4333-8444-555555555555";

/// A world whose EWS answers so.
fn ews(reply: Reply) -> World {
    World::with(move |request| request.is(MAIL, "/EWS").then(|| reply.clone()))
}

#[test]
fn statuses_of_ews_are_kept_apart() {
    for (reply, code, verdict) in [
        (Reply::html(403, ""), ProbeCode::EwsForbidden, ProbeVerdict::Failed),
        (Reply::html(404, ""), ProbeCode::EwsNotPublished, ProbeVerdict::Failed),
        (Reply::html(410, ""), ProbeCode::EwsNotPublished, ProbeVerdict::Failed),
        (Reply::with(200, &[], "ok"), ProbeCode::EwsNotPublished, ProbeVerdict::Unknown),
        (Reply::html(440, ""), ProbeCode::EwsNotPublished, ProbeVerdict::Unknown),
        (Reply::html(500, ""), ProbeCode::ServerError, ProbeVerdict::Failed),
        (Reply::html(503, ""), ProbeCode::ServerError, ProbeVerdict::Failed),
        (Reply::html(200, "<h1>Portal</h1>"), ProbeCode::PreAuthentication, ProbeVerdict::Failed),
        (
            Reply::html(200, "<input type=password>"),
            ProbeCode::PreAuthentication,
            ProbeVerdict::Failed,
        ),
        (
            Reply::redirect("/owa/auth/logon.aspx?url=x"),
            ProbeCode::PreAuthentication,
            ProbeVerdict::Failed,
        ),
        (Reply::redirect("/portal"), ProbeCode::PreAuthentication, ProbeVerdict::Failed),
        (
            Reply::redirect("https://www.fabrikam.com/"),
            ProbeCode::RedirectElsewhere,
            ProbeVerdict::Failed,
        ),
        (Reply::Close, ProbeCode::ConnectionRefused, ProbeVerdict::Failed),
    ] {
        let world = ews(reply);
        let report = world.probe();
        let found = only(&report, code, verdict);
        assert_eq!(found.url, EWS);
        assert!(!good(&report).contains(&ProbeCode::EwsOk));
        assert!(world.server.seen().iter().all(|it| it.host != "www.fabrikam.com"));
    }
}

#[test]
fn ews_without_oauth_is_recognized_by_what_it_offers() {
    let windows = ["www-authenticate: Negotiate", "www-authenticate: NTLM"];
    let found = only(
        &ews(Reply::with(401, &windows, "")).probe(),
        ProbeCode::OauthNotOffered,
        ProbeVerdict::Failed,
    );
    assert!(found.words.contains("Negotiate and NTLM"), "{found:?}");
    assert!(found.remedy.unwrap().contains("-OAuthAuthentication $true"));
    for headers in [
        &[][..],
        &["www-authenticate: Basic realm=\"mail, Bearer client_id=x\""],
        &["x-feserver: EX01"],
    ] {
        let report = ews(Reply::with(401, headers, "")).probe();
        only(&report, ProbeCode::OauthNotOffered, ProbeVerdict::Failed);
    }
    let unclear = ews(Reply::with(401, &["www-authenticate: Bearer"], "")).probe();
    only(&unclear, ProbeCode::OauthNotOffered, ProbeVerdict::Unknown);
}

#[test]
fn a_token_for_another_application_is_asked_for_by_a_device_in_front() {
    let other = "www-authenticate: Bearer client_id=\"00000003-0000-0000-c000-000000000000\"";
    let found = only(
        &ews(Reply::with(401, &[other], "")).probe(),
        ProbeCode::PreAuthentication,
        ProbeVerdict::Failed,
    );
    assert!(found.words.contains("00000003-0000-0000-c000-000000000000"), "{found:?}");
}

#[test]
fn a_server_that_trusts_another_tenant_is_not_good() {
    let report = ews(Reply::challenge(OTHER)).probe();
    let found = only(&report, ProbeCode::TenantNotTrusted, ProbeVerdict::Failed);
    assert!(found.words.contains(TENANT) && found.words.contains(OTHER), "{found:?}");
    assert!(!good(&report).contains(&ProbeCode::EwsOk));
    // The organisation is one: it is named once.
    let both = World::with(|request| request.has_empty_token().then(|| Reply::challenge(OTHER)));
    only(&both.probe(), ProbeCode::TenantNotTrusted, ProbeVerdict::Failed);
}

#[test]
fn the_tenant_of_the_domain_is_looked_up_when_none_is_given() {
    let mut world = World::new();
    world.options.tenant = None;
    assert_eq!(world.probe().outcome(), ProbeOutcome::Good);
    let asked = world.server.seen();
    let looked_up = asked.iter().find(|request| request.host == LOGIN).unwrap();
    assert_eq!(looked_up.path, "/contoso.com/v2.0/.well-known/openid-configuration");
    assert_eq!(looked_up.header("authorization"), None);

    let mut world = ews(Reply::challenge(OTHER));
    world.options.tenant = Some(TenantName::parse("fabrikam.com").unwrap());
    only(&world.probe(), ProbeCode::TenantNotTrusted, ProbeVerdict::Failed);
    let asked = world.server.seen();
    assert!(asked.iter().any(|request| request.is(LOGIN, "/fabrikam.com/v2.0/")));
}

#[test]
fn a_tenant_that_is_not_known_is_said_so_and_nothing_is_claimed() {
    for reply in [
        Reply::json(400, "{\"error\":\"invalid_tenant\",\"error_description\":\"AADSTS90002\"}"),
        Reply::html(200, "<h1>Filter</h1>"),
        Reply::Close,
    ] {
        let mut world = World::with(move |request| (request.host == LOGIN).then(|| reply.clone()));
        world.options.tenant = None;
        let report = world.probe();
        let found = only(&report, ProbeCode::TenantNotTrusted, ProbeVerdict::Unknown);
        assert!(found.words.contains(TENANT), "{found:?}");
        assert!(found.remedy.unwrap().contains("--tenant"));
    }
    let adfs = "www-authenticate: Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", issuer_kind=\"ADFS\", authorization_uri=\"https://adfs.contoso.com/adfs/oauth2/authorize\"";
    let report = ews(Reply::with(401, &[adfs], "")).probe();
    only(&report, ProbeCode::TenantNotTrusted, ProbeVerdict::Unknown);
    assert!(good(&report).contains(&ProbeCode::EwsOk));
}

#[test]
fn diagnostics_are_judged_by_their_name() {
    let bearer = format!(
        "www-authenticate: Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@{TENANT}\""
    );
    let with = |category: &str| {
        let line = format!(
            "x-ms-diagnostics: 4000000;reason=\"made up; words\";error_category=\"{category}\""
        );
        ews(Reply::with(401, &[&bearer, &line], "")).probe()
    };
    for normal in ["oauth_not_available", "invalid_token"] {
        assert_eq!(with(normal).outcome(), ProbeOutcome::Good, "{normal}");
    }
    let found = only(&with("internal_error"), ProbeCode::ServerError, ProbeVerdict::Warning);
    assert!(found.words.contains("made up; words"), "{found:?}");
    only(&with("invalid_issuer"), ProbeCode::ServerError, ProbeVerdict::Unknown);
}

#[test]
fn a_fault_of_the_autodiscover_service_is_no_more_than_a_warning() {
    let with = |reply: Reply| {
        World::with(move |request| {
            request.is(AUTODISCOVER, "/autodiscover/autodiscover.svc").then(|| reply.clone())
        })
        .probe()
    };
    let windows = Reply::with(401, &["www-authenticate: NTLM"], "");
    only(&with(windows), ProbeCode::OauthNotOffered, ProbeVerdict::Warning);
    only(&with(Reply::html(404, "")), ProbeCode::AutodiscoverNotPublished, ProbeVerdict::Warning);
    only(&with(Reply::html(403, "")), ProbeCode::AutodiscoverNotPublished, ProbeVerdict::Warning);
    only(&with(Reply::html(302, "")), ProbeCode::RedirectElsewhere, ProbeVerdict::Warning);
    only(&with(Reply::html(405, "")), ProbeCode::AutodiscoverNotPublished, ProbeVerdict::Unknown);
}

#[test]
fn one_device_in_front_of_the_whole_folder_is_one_finding_for_autodiscover() {
    let report = World::with(|request| {
        (request.host == AUTODISCOVER).then(|| Reply::redirect("https://sso.fabrikam.com/"))
    })
    .probe();
    only(&report, ProbeCode::PreAuthentication, ProbeVerdict::Failed);
}

#[test]
fn rest_is_asked_where_autodiscover_names_it_and_never_more_than_warned_about() {
    let with = |reply: Option<Reply>| {
        World::with(move |request| {
            if request.is(AUTODISCOVER, "/") && request.path.contains("Protocol=REST") {
                let body = r#"{"Protocol":"REST","Url":"https://mail.contoso.com/api"}"#;
                return Some(Reply::json(200, body));
            }
            let rest = request.is(MAIL, "/api");
            rest.then(|| reply.clone().unwrap_or_else(|| Reply::challenge(TENANT)))
        })
        .probe()
    };
    let report = with(None);
    assert_eq!(report.outcome(), ProbeOutcome::Good, "{:#?}", report.findings);
    assert_eq!(report.findings.last().unwrap().url, "https://mail.contoso.com/api");
    for (reply, code, verdict) in [
        (Reply::html(404, ""), ProbeCode::EwsNotPublished, ProbeVerdict::Warning),
        (Reply::html(403, ""), ProbeCode::EwsForbidden, ProbeVerdict::Warning),
        (Reply::html(418, ""), ProbeCode::EwsNotPublished, ProbeVerdict::Unknown),
        (
            Reply::with(401, &["www-authenticate: NTLM"], ""),
            ProbeCode::OauthNotOffered,
            ProbeVerdict::Warning,
        ),
    ] {
        let report = with(Some(reply));
        let found = only(&report, code, verdict);
        assert_eq!(found.url, "https://mail.contoso.com/api");
        assert!(good(&report).contains(&ProbeCode::EwsOk));
    }
}

#[test]
fn several_things_are_reported_at_once_each_once() {
    let mut world = World::with(|request| {
        if request.is(MAIL, "/EWS") {
            return Some(Reply::with(401, &["www-authenticate: NTLM"], ""));
        }
        if request.is(AUTODISCOVER, "/autodiscover/autodiscover.svc") {
            return Some(Reply::challenge(OTHER));
        }
        if request.looks_up("outlook.office365.com") {
            return Some(Reply::error(404, "UserNotFound"));
        }
        Some(in_order(request))
    });
    world.options.tenant = None;
    let report = world.probe();
    assert_eq!(
        faults(&report),
        [
            (ProbeCode::AutodiscoverUserNotFound, ProbeVerdict::Failed),
            (ProbeCode::TenantNotTrusted, ProbeVerdict::Failed),
            (ProbeCode::OauthNotOffered, ProbeVerdict::Failed),
        ]
    );
}

#[test]
fn hostile_answers_are_shown_without_anything_hidden() {
    let hostile = "\u{1b}]0;owned\u{7}\u{202e}x\u{9b}31m";
    let line = format!("www-authenticate: Bearer client_id=\"{hostile}\"");
    let challenge = ews(Reply::with(401, &[&line], "")).probe();
    let error = format!("{{\"ErrorCode\":\"\\u001b[31m\\u202e{}\"}}", "y".repeat(5000));
    let answer = World::with(move |request| {
        request.looks_up(AUTODISCOVER).then(|| Reply::json(404, &error))
    })
    .probe();
    for report in [challenge, answer] {
        assert_eq!(report.outcome(), ProbeOutcome::Found);
        for finding in &report.findings {
            for text in [finding.words.to_string(), finding.url.clone()] {
                let hidden = |sign: char| sign.is_control() || sign == '\u{202e}';
                assert!(!text.chars().any(hidden), "{text:?}");
                assert!(text.len() < 1200, "{text}");
            }
        }
    }
}
