//! A restarted cloud finds the same tenant.

use crate::support::{CLIENT, Place, TestTime, by_app_id, client, new_key};
use crosstrust_rehearsal::Home;
use crosstrust_rehearsal::cloud::{CLOUD_VOICEMAIL, Cloud, CloudOptions, Person, StartError};
use std::path::Path;

async fn start(file: &Path, time: &TestTime, port: Option<u16>) -> Place {
    let options = CloudOptions {
        port,
        home: Home::File(file.to_owned()),
        clock: time.clock(),
        ..CloudOptions::default()
    };
    let cloud = Cloud::start(options).await.unwrap();
    Place { cloud, client: client(), time: time.clone() }
}

#[tokio::test]
async fn keys_codes_and_tokens_outlive_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rehearsal/tenant.json");
    let time = TestTime::new();

    let first = start(&file, &time, None).await;
    let tokens = first.tokens(Person::GlobalAdministrator).await;
    let token = tokens["access_token"].as_str().unwrap();
    let (thumbprint, new) = new_key(&time, 700);
    first.patch(&first.id(CLOUD_VOICEMAIL), token, &[new]).await;
    first.cloud.add_domain("adatum.example");
    let code = first.device_code().await;
    let before = first.cloud.state();
    first.cloud.stop().await;

    let second = start(&file, &time, None).await;
    assert_eq!(second.cloud.state(), before);
    assert_eq!(second.held(CLOUD_VOICEMAIL), [thumbprint]);
    assert_eq!(second.poll(&code).await.1["error"], "authorization_pending");
    assert!(second.cloud.sign_in(code["user_code"].as_str().unwrap(), Person::NoRole));
    assert_eq!(second.poll(&code).await.0, 200, "the code is still good");
    assert_eq!(second.get(&by_app_id(CLOUD_VOICEMAIL), token).await.0, 200);
    let fields = [
        ("client_id", CLIENT),
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    assert_eq!(second.post_form("contoso.com/oauth2/v2.0/token", &fields).await.0, 200);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_set_aside_and_a_new_tenant_begun() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenant.json");
    for text in ["{", r#"{"version":99,"domains":[],"principals":[],"codes":[],"tokens":[]}"#] {
        std::fs::write(&file, text).unwrap();
        let place = start(&file, &TestTime::new(), None).await;
        let aside = place.cloud.set_aside().unwrap();
        assert_eq!(std::fs::read_to_string(aside).unwrap(), text);
        assert_eq!(place.cloud.state().principals.len(), 4);
    }
}

#[tokio::test]
async fn a_stopped_cloud_frees_its_port_and_a_taken_port_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenant.json");
    let time = TestTime::new();
    let place = start(&file, &time, None).await;
    let port = place.cloud.url().port();
    let taken = Cloud::start(CloudOptions { port, ..CloudOptions::default() }).await;
    let error = taken.unwrap_err();
    assert!(matches!(error, StartError::Listen { .. }), "{error}");
    assert!(error.to_string().contains(&port.unwrap().to_string()), "{error}");
    place.device_code().await;
    place.cloud.stop().await;
    let again = start(&file, &time, port).await;
    assert_eq!(again.cloud.url().port(), port);
    assert_eq!(again.cloud.url().host_str(), Some("127.0.0.1"));
}

#[tokio::test]
async fn a_disk_that_refuses_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let home = Home::File(file.join("tenant.json"));
    let error = Cloud::start(CloudOptions { home, ..CloudOptions::default() }).await.unwrap_err();
    assert!(matches!(error, StartError::Home(_)), "{error}");
}
