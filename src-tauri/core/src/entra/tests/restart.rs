use super::fake::*;
use crate::http::{BearerSource, Renew};
use secrecy::ExposeSecret;
use std::future::pending as never;

#[tokio::test]
async fn a_code_that_waits_is_taken_up_again_after_a_restart() {
    let stage = Stage::set().await;
    {
        let pending = stage.sign_in.start().await.unwrap();
        stage.fake.then([Answer::Silence]);
        // The window closes while it waits.
        tokio::select! {
            _ = stage.sign_in.wait(&pending, never()) => panic!("it waits"),
            () = stage.polled() => {}
        }
    }
    stage.clock.pass(300);
    let restarted = stage.restarted();
    let pending = restarted.resume_pending().await.unwrap();
    let view = pending.view();
    assert_eq!(view.user_code, "ABC12345");
    assert_eq!(view.verification_uri, "https://microsoft.com/devicelogin");
    assert_eq!(view.expires_in, 595);
    stage.fake.then([tokens("1")]);
    let signed_in = restarted.wait(&pending, never()).await.unwrap();
    assert_eq!(signed_in.account.username, "zoe@contoso.com");
    assert_eq!(stage.clock.slept(), [5, 5], "the interval is kept as well");
    assert!(stage.restarted().resume_pending().await.is_none(), "a code is used once");
}

#[tokio::test]
async fn a_code_that_ran_out_meanwhile_is_forgotten() {
    let stage = Stage::set().await;
    stage.sign_in.start().await.unwrap();
    stage.clock.pass(900);
    assert!(stage.restarted().resume_pending().await.is_none());
    assert!(!stage.keeps("pending").await);
}

#[tokio::test]
async fn turning_the_clock_back_does_not_prolong_a_kept_code() {
    let stage = Stage::set().await;
    stage.sign_in.start().await.unwrap();
    stage.clock.set_back(86_400);
    let pending = stage.restarted().resume_pending().await.unwrap();
    assert_eq!(pending.view().expires_in, 900);
}

#[tokio::test]
async fn what_was_kept_is_used_for_the_same_tenant_and_app_alone() {
    let own = Some("aaaaaaaa-1111-4222-8333-444444444444");
    for (tenant, client) in [("fabrikam.com", None), (TENANT, None), ("contoso.com", own)] {
        let stage = Stage::set().await;
        stage.signed_in().await;
        stage.sign_in.start().await.unwrap();
        let other = stage.restarted_for(tenant, client);
        assert!(other.resume().await.is_none(), "{tenant}");
        assert!(other.resume_pending().await.is_none(), "{tenant}");
        assert!(
            stage.restarted_for("Contoso.COM ", None).resume().await.is_some(),
            "the spelling of the tenant does not matter"
        );
    }
}

#[tokio::test]
async fn what_was_kept_but_cannot_be_read_counts_as_absent() {
    let stage = Stage::set().await;
    for bad in ["", "{}", "{\"asked\":1}", "\u{0}"] {
        for name in ["setup-1/session", "setup-1/pending"] {
            stage.store.put(name, bad.as_bytes().to_vec().into()).await;
        }
        assert!(stage.sign_in.resume().await.is_none(), "{bad}");
        assert!(stage.sign_in.resume_pending().await.is_none(), "{bad}");
    }
}

#[tokio::test]
async fn a_session_goes_on_after_a_restart_with_its_newest_refresh_token() {
    let stage = Stage::set().await;
    let signed_in = stage.signed_in().await;
    stage.fake.then([tokens("2"), tokens("3")]);
    signed_in.session.bearer(Renew::Refused).await.unwrap();

    let session = stage.restarted().resume().await.unwrap();
    assert_eq!(session.account(), &signed_in.account);
    assert!(!session.kept(), "memory is not the keyring");
    assert_eq!(stage.fake.token_requests().len(), 2, "resuming sends nothing");
    let token = session.bearer(Renew::No).await.unwrap();
    assert_eq!(token.expose_secret(), "hush-access-3");
    let asked = stage.fake.token_requests();
    assert_eq!(asked[1].form["refresh_token"], "hush-refresh-1");
    assert_eq!(asked[2].form["refresh_token"], "hush-refresh-2", "rotation is kept");
}

#[tokio::test]
async fn nothing_is_resumed_where_nothing_was_kept() {
    let stage = Stage::set().await;
    assert!(stage.sign_in.resume().await.is_none());
    assert!(stage.sign_in.resume_pending().await.is_none());
    stage.sign_in.sign_out().await.unwrap();
    assert!(stage.fake.asked.lock().unwrap().is_empty());
}
