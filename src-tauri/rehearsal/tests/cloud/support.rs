//! A running cloud with a clock of its own, and the requests that a client of it sends.

use crosstrust_rehearsal::Clock;
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions, Person, RunningCloud};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

pub(crate) const CLIENT: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
pub(crate) const SCOPE: &str =
    "https://graph.microsoft.com/Application.ReadWrite.All openid profile offline_access";

/// A cloud and what a client of it needs.
pub(crate) struct Place {
    pub(crate) cloud: RunningCloud,
    pub(crate) client: Client,
    pub(crate) time: TestTime,
}

/// A time that stands still until it is moved.
#[derive(Clone)]
pub(crate) struct TestTime(Arc<Mutex<Timestamp>>);

impl TestTime {
    pub(crate) fn new() -> Self {
        let start = "2026-08-01T12:00:00Z".parse().unwrap();
        Self(Arc::new(Mutex::new(start)))
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    pub(crate) fn clock(&self) -> Clock {
        let time = self.clone();
        Clock::new(move || time.now())
    }
}

pub(crate) fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

pub(crate) async fn place() -> Place {
    place_with(CloudOptions::default()).await
}

pub(crate) async fn place_with(options: CloudOptions) -> Place {
    let time = TestTime::new();
    let clock = time.clock();
    let cloud = Cloud::start(CloudOptions { clock, ..options }).await.unwrap();
    Place { cloud, client: client(), time }
}

impl Place {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.cloud.url())
    }

    pub(crate) async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let request = self.client.post(self.url(path)).form(fields);
        status_and_body(request.send().await.unwrap()).await
    }

    pub(crate) async fn device_code(&self) -> Value {
        let fields = [("client_id", CLIENT), ("scope", SCOPE)];
        let (status, body) = self.post_form("contoso.com/oauth2/v2.0/devicecode", &fields).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub(crate) async fn poll(&self, code: &Value) -> (u16, Value) {
        let fields = [
            ("client_id", CLIENT),
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", code["device_code"].as_str().unwrap()),
        ];
        self.post_form("contoso.com/oauth2/v2.0/token", &fields).await
    }

    /// Signs in as that person; the whole answer of the token endpoint.
    pub(crate) async fn tokens(&self, person: Person) -> Value {
        let code = self.device_code().await;
        assert!(self.cloud.sign_in(code["user_code"].as_str().unwrap(), person));
        let (status, body) = self.poll(&code).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub(crate) async fn token(&self, person: Person) -> String {
        self.tokens(person).await["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<&Value>,
    ) -> reqwest::Result<Response> {
        let request = self.client.request(method, self.url(path)).bearer_auth(token);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        request.send().await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        status_and_body(self.send(Method::GET, path, token, None).await.unwrap()).await
    }

    /// Reads the keys of one principal with their bytes.
    pub(crate) async fn keys(&self, app_id: &str, token: &str) -> Vec<Value> {
        let (status, body) = self.get(&by_app_id(app_id), token).await;
        assert_eq!(status, 200, "{body}");
        body["keyCredentials"].as_array().unwrap().clone()
    }

    pub(crate) async fn patch(&self, id: &str, token: &str, keys: &[Value]) -> (u16, Value) {
        let path = format!("v1.0/servicePrincipals/{id}");
        let body = json!({ "keyCredentials": keys });
        status_and_body(self.send(Method::PATCH, &path, token, Some(&body)).await.unwrap()).await
    }

    /// The object id of a principal.
    pub(crate) fn id(&self, app_id: &str) -> String {
        self.cloud.state().principal(app_id).unwrap().id.to_string()
    }

    /// The keys of a principal as they are, by thumbprint.
    pub(crate) fn held(&self, app_id: &str) -> Vec<String> {
        let state = self.cloud.state();
        let principal = state.principal(app_id).unwrap();
        principal.thumbprints().into_iter().map(str::to_owned).collect()
    }

    pub(crate) async fn fault(&self, fault: &Value) -> (u16, Value) {
        let request = self.client.post(self.url("rehearsal/faults")).json(fault);
        status_and_body(request.send().await.unwrap()).await
    }
}

pub(crate) fn by_app_id(app_id: &str) -> String {
    format!("v1.0/servicePrincipals(appId='{app_id}')?$select=id,appId,keyCredentials")
}

pub(crate) async fn status_and_body(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// An entry of a write.
pub(crate) fn entry(key: &Value) -> Value {
    json!({ "type": "AsymmetricX509Cert", "usage": "Verify", "key": key })
}

/// A new certificate, valid for that many days.
pub(crate) fn new_key(time: &TestTime, days: i64) -> (String, Value) {
    use base64::Engine;
    let now = time.now();
    let to = now + SignedDuration::from_hours(24 * days);
    let der = crosstrust_rehearsal::certificate::make("New", now, to).unwrap();
    let text = base64::prelude::BASE64_STANDARD.encode(&der);
    (crosstrust_rehearsal::certificate::thumbprint(&der), entry(&text.into()))
}
