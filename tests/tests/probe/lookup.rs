//! What Autodiscover v2 answers, at Exchange Online and at the own host.

use crate::world::{World, faults, good, only};
use crosstrust_core::probe::{ProbeCode, ProbeOutcome, ProbeVerdict};
use crosstrust_tests::publication::{AUTODISCOVER, CLOUD, EWS, MAILBOX, Reply, Seen};

/// A world whose own host answers the look-up so.
fn own(reply: Reply) -> World {
    World::with(move |request| request.looks_up(AUTODISCOVER).then(|| reply.clone()))
}

/// A world in which Exchange Online answers so.
fn cloud(reply: Reply) -> World {
    World::with(move |request| request.looks_up(CLOUD).then(|| reply.clone()))
}

#[test]
fn a_publication_in_order_is_good_throughout() {
    let world = World::new();
    let report = world.probe();
    assert_eq!(report.outcome(), ProbeOutcome::Good, "{:#?}", report.findings);
    assert_eq!(
        good(&report),
        [
            ProbeCode::AutodiscoverOk,
            ProbeCode::AutodiscoverOk,
            ProbeCode::AutodiscoverOk,
            ProbeCode::EwsOk
        ]
    );
    assert_eq!(report.address, MAILBOX);
    let cloud = &report.findings[0];
    assert!(cloud.url.starts_with("https://outlook.office365.com/autodiscover/"), "{cloud:?}");
    assert_eq!(cloud.status, Some(302));
    for words in [AUTODISCOVER, EWS, "doesn't verify"] {
        assert!(cloud.words.contains(words), "{words}: {}", cloud.words);
    }
    assert_eq!(report.findings[3].url, EWS);
    assert_eq!(report.findings[3].status, Some(401));
}

#[test]
fn both_forms_are_asked_as_teams_asks_and_no_credentials_are_sent() {
    let world = World::new();
    let report = world.probe();
    let seen = world.server.seen();
    for host in [CLOUD, AUTODISCOVER] {
        for path in [
            "/autodiscover/autodiscover.json/v1.0/anna@contoso.com?Protocol=EWS",
            "/autodiscover/autodiscover.json?Email=anna%40contoso.com&Protocol=EWS",
        ] {
            let asked = |request: &&Seen| request.host == host && request.path == path;
            let found: Vec<_> = seen.iter().filter(asked).collect();
            assert_eq!(found.len(), 1, "{host}{path}");
            assert_eq!(found[0].header("authorization"), None);
        }
    }
    for request in &seen {
        assert_eq!(request.method, "GET");
        assert!(request.header("user-agent").unwrap().starts_with("Teams"), "{request:?}");
        assert_eq!(request.header("cookie"), None);
        let token = request.header("authorization");
        let service = request.is_of_service() || request.path.contains("/Exchange.asmx");
        assert_eq!(token, service.then_some("Bearer"), "{request:?}");
    }
    assert_eq!(seen.len(), usize::try_from(report.requests).unwrap());
    assert_eq!(report.log.len(), seen.len(), "every request is listed");
    let redirected = report.log.iter().filter(|asked| asked.redirect.is_some());
    assert_eq!(redirected.count(), 2, "hops are listed: {:#?}", report.log);
    let challenges: Vec<&String> =
        report.log.iter().filter_map(|asked| asked.challenge.as_ref()).collect();
    assert_eq!(challenges.len(), 2, "{:#?}", report.log);
    assert!(challenges[0].contains("token_types=app_asserted_user_v1"), "{challenges:?}");
}

#[test]
fn exchange_online_that_names_the_server_is_good_as_well() {
    let report = cloud(Reply::names(EWS)).probe();
    assert_eq!(report.outcome(), ProbeOutcome::Good, "{:#?}", report.findings);
    assert_eq!(report.findings[0].status, Some(200));
}

#[test]
fn exchange_online_that_answers_for_itself_leads_to_the_mail_user() {
    let url = "https://outlook.office365.com/EWS/Exchange.asmx";
    let world = cloud(Reply::names(url));
    let found = only(&world.probe(), ProbeCode::AutodiscoverAnswersCloud, ProbeVerdict::Failed);
    assert!(found.words.contains(url), "{found:?}");
    assert!(found.remedy.unwrap().contains("ExternalEmailAddress"));
    let asked = world.server.seen();
    let to_cloud = |request: &&Seen| request.host == CLOUD && request.path.contains("asmx");
    assert_eq!(asked.iter().find(to_cloud), None, "no token goes to Exchange Online");
}

#[test]
fn an_own_host_that_sends_teams_into_the_cloud_is_reported() {
    for reply in [
        Reply::names("https://outlook.office365.com/EWS/Exchange.asmx"),
        Reply::redirect(
            "https://outlook.office365.com/autodiscover/autodiscover.json?Email=x&Protocol=EWS",
        ),
    ] {
        let report = own(reply).probe();
        assert_eq!(
            faults(&report),
            [(ProbeCode::AutodiscoverAnswersCloud, ProbeVerdict::Failed)],
            "{:#?}",
            report.findings
        );
    }
}

#[test]
fn an_unknown_user_is_recognized_by_the_error_code_of_whoever_says_it() {
    for code in ["UserNotFound", "InvalidUserId", "DomainNotFound"] {
        let report = own(Reply::error(404, code)).probe();
        let found = only(&report, ProbeCode::AutodiscoverUserNotFound, ProbeVerdict::Failed);
        assert!(found.words.contains(code), "{found:?}");
        assert!(found.url.contains(AUTODISCOVER));
        assert_eq!(found.status, Some(404));
        let report = cloud(Reply::error(400, code)).probe();
        let found = only(&report, ProbeCode::AutodiscoverUserNotFound, ProbeVerdict::Failed);
        assert!(found.url.contains(CLOUD), "{found:?}");
    }
}

#[test]
fn a_path_that_is_not_published_is_not_taken_for_an_unknown_user() {
    let report = own(Reply::html(404, "<h1>404</h1>")).probe();
    let found = only(&report, ProbeCode::AutodiscoverNotPublished, ProbeVerdict::Failed);
    assert!(found.words.contains("404"), "{found:?}");
    let report = own(Reply::error(400, "InvalidProtocol")).probe();
    let found = only(&report, ProbeCode::AutodiscoverNotPublished, ProbeVerdict::Failed);
    assert!(found.words.contains("InvalidProtocol"), "{found:?}");
    let report = own(Reply::html(403, "")).probe();
    let found = only(&report, ProbeCode::AutodiscoverNotPublished, ProbeVerdict::Failed);
    assert_eq!(found.status, Some(403));
    let report = own(Reply::html(418, "")).probe();
    only(&report, ProbeCode::AutodiscoverNotPublished, ProbeVerdict::Unknown);
}

#[test]
fn one_form_that_is_not_published_is_enough_to_be_reported() {
    let report = World::with(|request| {
        request
            .is(AUTODISCOVER, "/autodiscover/autodiscover.json/v1.0")
            .then(|| Reply::html(404, ""))
    })
    .probe();
    let found = only(&report, ProbeCode::AutodiscoverNotPublished, ProbeVerdict::Failed);
    assert!(found.url.contains("/v1.0/"), "{found:?}");
    assert!(good(&report).contains(&ProbeCode::EwsOk), "the other form leads on");
}

#[test]
fn an_answer_that_is_no_json_or_names_nothing_cannot_be_used() {
    let nothing = [
        Reply::html(200, "<h1>Welcome to IIS</h1>"),
        Reply::with(200, &[], ""),
        Reply::json(200, "{\"Protocol\":\"EWS\",\"Url\":\"\"}"),
        Reply::json(200, &format!("{{\"x\":\"{}\"}}", "x".repeat(300_000))),
    ];
    for reply in nothing {
        only(&own(reply).probe(), ProbeCode::AutodiscoverNotJson, ProbeVerdict::Failed);
    }
}

#[test]
fn a_sign_in_page_and_a_redirect_to_one_are_pre_authentication() {
    let page = Reply::html(200, "<form><input type=\"password\" name=\"p\"></form>");
    let found = only(&own(page).probe(), ProbeCode::PreAuthentication, ProbeVerdict::Failed);
    assert_eq!(found.status, Some(200));
    let world =
        own(Reply::redirect("https://adfs.fabrikam.com/adfs/ls/?wa=wsignin1.0&secret=hush"));
    let found = only(&world.probe(), ProbeCode::PreAuthentication, ProbeVerdict::Failed);
    assert!(found.words.contains("https://adfs.fabrikam.com/adfs/ls/"), "{found:?}");
    assert!(!found.words.contains("hush"), "{found:?}");
    assert!(world.server.seen().iter().all(|it| !it.host.contains("fabrikam")), "not followed");
    let asks = Reply::with(401, &["www-authenticate: Basic realm=\"gateway\""], "");
    only(&own(asks).probe(), ProbeCode::PreAuthentication, ProbeVerdict::Failed);
}

#[test]
fn redirects_to_other_hosts_are_reported_and_only_those_to_autodiscover_are_followed() {
    let world = own(Reply::redirect("https://www.fabrikam.com/"));
    let found = only(&world.probe(), ProbeCode::RedirectElsewhere, ProbeVerdict::Failed);
    assert!(found.words.contains("https://www.fabrikam.com/"), "{found:?}");
    assert!(world.server.seen().iter().all(|it| it.host != "www.fabrikam.com"));

    let to = "https://mail.fabrikam.com/autodiscover/autodiscover.json?Email=a&Protocol=EWS";
    let world = World::with(move |request| {
        if request.looks_up("mail.fabrikam.com") {
            return Some(Reply::names(EWS));
        }
        request.looks_up(AUTODISCOVER).then(|| Reply::redirect(to))
    });
    let report = world.probe();
    let expected = [(ProbeCode::RedirectElsewhere, ProbeVerdict::Warning); 2];
    assert_eq!(faults(&report), expected, "{:#?}", report.findings);
    assert!(good(&report).contains(&ProbeCode::EwsOk));

    for unusable in ["http://www.fabrikam.com/", "javascript:x"] {
        only(
            &own(Reply::redirect(unusable)).probe(),
            ProbeCode::RedirectElsewhere,
            ProbeVerdict::Failed,
        );
    }
}

#[test]
fn redirects_that_do_not_end_are_reported() {
    let here = "/autodiscover/autodiscover.json?Email=a&Protocol=EWS&n=";
    let report = World::with(move |request| {
        let number = request.path.rsplit("n=").next().and_then(|n| n.parse::<u32>().ok());
        let next = number.unwrap_or_default() + 1;
        request.looks_up(AUTODISCOVER).then(|| Reply::redirect(&format!("{here}{next}")))
    })
    .probe();
    only(&report, ProbeCode::RedirectElsewhere, ProbeVerdict::Failed);
    assert!(report.requests < 40, "{}", report.requests);
}

#[test]
fn exchange_online_that_leads_to_another_host_is_reported_with_where_the_host_comes_from() {
    let to =
        "https://autodiscover.fabrikam.com/autodiscover/autodiscover.json?Email=a&Protocol=EWS";
    for (answer, verdict) in
        [(Reply::names(EWS), ProbeVerdict::Warning), (Reply::html(404, ""), ProbeVerdict::Failed)]
    {
        let report = World::with(move |request| {
            if request.is("autodiscover.fabrikam.com", "/") {
                return Some(answer.clone());
            }
            request.looks_up(CLOUD).then(|| Reply::redirect(to))
        })
        .probe();
        let found =
            report.findings.iter().find(|it| it.code == ProbeCode::RedirectElsewhere).unwrap();
        assert_eq!(found.verdict, verdict, "{:#?}", report.findings);
        assert!(found.words.contains("autodiscover.fabrikam.com"), "{found:?}");
        assert!(found.remedy.as_ref().unwrap().contains("ExternalEmailAddress"), "{found:?}");
    }
}

#[test]
fn exchange_online_that_cannot_be_understood_is_no_fault_of_the_server() {
    for reply in [
        Reply::html(200, "<h1>Blocked by Contoso Web Filter</h1>"),
        Reply::html(503, ""),
        Reply::redirect("https://login.microsoftonline.com/"),
        Reply::error(400, "Odd"),
        Reply::Close,
    ] {
        let report = cloud(reply).probe();
        only(&report, ProbeCode::CloudNotReached, ProbeVerdict::Unknown);
    }
}

#[test]
fn an_ews_address_without_encryption_is_reported_and_not_asked() {
    let world = own(Reply::names("http://mail.contoso.com/EWS/Exchange.asmx"));
    let found = only(&world.probe(), ProbeCode::EwsNotPublished, ProbeVerdict::Failed);
    assert!(found.words.contains("http://mail.contoso.com"), "{found:?}");
    assert!(world.server.seen().iter().all(|request| !request.path.contains("asmx")));
}

#[test]
fn the_hybrid_agent_is_known_by_its_address_and_not_asked() {
    let agent = "6ca7c832-49a2-4a5d-aeae-a616f6d4b8e7.resource.mailboxmigration.his.msappproxy.net";
    let not_asked = |world: &World| world.server.seen().iter().all(|it| it.host != agent);
    let world = own(Reply::names(&format!("https://{agent}/EWS/Exchange.asmx")));
    let found = only(&world.probe(), ProbeCode::EwsNotPublished, ProbeVerdict::Failed);
    assert!(found.words.contains(agent) && found.words.contains("Hybrid Agent"), "{found:?}");
    let remedy = found.remedy.expect("what to do");
    assert!(remedy.contains("Publish EWS and Autodiscover to the internet"), "{remedy:?}");
    assert!(not_asked(&world));
    for path in ["autodiscover/autodiscover.json?Email=a&Protocol=EWS", "EWS/Exchange.asmx"] {
        let world = own(Reply::redirect(&format!("https://{agent}/{path}")));
        let found = only(&world.probe(), ProbeCode::RedirectElsewhere, ProbeVerdict::Failed);
        assert!(found.words.contains("Hybrid Agent"), "{found:?}");
        assert!(not_asked(&world), "{path}");
    }
}

#[test]
fn a_fault_of_the_server_is_looked_at_twice() {
    let world = own(Reply::html(500, ""));
    let found = only(&world.probe(), ProbeCode::ServerError, ProbeVerdict::Failed);
    assert_eq!(found.status, Some(500));
    let lookups = world
        .server
        .seen()
        .into_iter()
        .filter(|it| it.looks_up(AUTODISCOVER) && !it.path.contains("RedirectCount"));
    assert_eq!(lookups.count(), 4, "each form twice");
    only(
        &own(Reply::error(500, "InternalServerError")).probe(),
        ProbeCode::ServerError,
        ProbeVerdict::Failed,
    );

    let asked = std::sync::atomic::AtomicU32::new(0);
    let starting = World::with(move |request| {
        let first = request.path.contains("/v1.0/")
            && request.looks_up(AUTODISCOVER)
            && asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        first.then(|| Reply::html(500, ""))
    });
    let report = starting.probe();
    let found = only(&report, ProbeCode::ServerStarting, ProbeVerdict::Warning);
    assert_eq!(found.status, Some(500));
    assert_eq!(good(&report).len(), 4, "{:#?}", report.findings);
}
