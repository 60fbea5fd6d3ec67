//! Answers of the sign-in service that send the program to another address: never followed, because
//! codes and refresh tokens would follow, and reported as what the network did.

use super::device_code::refusal;
use super::fake::*;
use crate::entra::find_tenant;
use crate::error::{ErrorCode, Problem};
use crate::http::elsewhere::Elsewhere;
use crate::http::{BearerSource, Renew};

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

fn assert_reported(problem: &Problem, elsewhere: &Elsewhere) {
    assert_eq!(problem.code, ErrorCode::SignInUnreadable, "{problem}");
    assert_eq!(problem.next, ErrorCode::SignInUnreadable.remedy().next);
    assert!(problem.message.contains("a proxy or a sign-in page of the network"), "{problem}");
    assert!(problem.message.contains(&format!("{}.", elsewhere.origin())), "{problem}");
    assert!(!format!("{problem:?}").contains("ticket"), "{problem:?}");
}

#[tokio::test]
async fn no_request_of_a_sign_in_follows_a_redirect() {
    let elsewhere = Elsewhere::start().await;
    for status in STATUSES {
        let redirect = || Answer::Redirect(status, elsewhere.at("/login?ticket=1"));

        let (fake, endpoints) = Fake::start().await;
        *fake.configuration.lock().unwrap() = Some(redirect());
        let http = endpoints.sign_in_client().unwrap();
        let problem = find_tenant(&http, &endpoints, "contoso.com").await.unwrap_err();
        assert_reported(&problem, &elsewhere);

        let stage = Stage::set().await;
        *stage.fake.device.lock().unwrap() = Some(redirect());
        assert_reported(&stage.sign_in.start().await.unwrap_err(), &elsewhere);

        let stage = Stage::set().await;
        assert_reported(&refusal(&stage, [pending(), redirect()]).await, &elsewhere);

        let stage = Stage::set().await;
        let session = stage.signed_in().await.session;
        stage.fake.then([redirect()]);
        let problem = session.bearer(Renew::Refused).await.unwrap_err();
        assert_reported(&problem, &elsewhere);
        assert!(!session.has_ended(), "the network proves nothing of the session");

        elsewhere.assert_unseen(&status.to_string()).await;
    }
}
