//! The simulated cloud behind a rehearsal window, seen from outside: what it holds, and faults.

use super::Page;
use serde_json::Value;
use std::time::Duration;

/// The simulated cloud of the rehearsal that a window shows.
pub struct SimulatedCloud {
    base: reqwest::Url,
    http: reqwest::Client,
}

/// A key of a principal: thumbprint and the day its validity ends.
pub type Key = (String, String);

impl SimulatedCloud {
    /// The cloud behind this window, which shows the address of its sign-in page.
    ///
    /// # Panics
    /// The page shows no such address.
    pub async fn behind(page: &Page) -> Self {
        let address = page.read("sign-in-page").await;
        let base = address.trim().parse().expect("the sign-in page has an address");
        let http = reqwest::Client::builder().timeout(Duration::from_secs(20)).no_proxy().build();
        Self { base, http: http.expect("a client") }
    }

    /// Switches a fault on.
    ///
    /// # Panics
    /// The cloud does not know it.
    pub async fn fault(&self, fault: Value) {
        let address = self.base.join("/rehearsal/faults").expect("an address");
        let answer = self.http.post(address).json(&fault).send().await.expect("the cloud answers");
        assert!(
            answer.status().is_success(),
            "{fault}: {}",
            answer.text().await.unwrap_or_default()
        );
    }

    /// Switches all faults off.
    ///
    /// # Panics
    /// The cloud does not answer.
    pub async fn mend(&self) {
        let address = self.base.join("/rehearsal/faults").expect("an address");
        self.http.delete(address).send().await.expect("the cloud answers");
    }

    /// The keys that an application's principal holds, and how often they were written.
    ///
    /// # Panics
    /// There is no such principal.
    pub async fn keys(&self, app_id: &str) -> (Vec<Key>, u64) {
        let principal = self.principal(app_id).await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let keys = principal["keys"].as_array().expect("its keys");
        let keys =
            keys.iter().map(|key| (text(&key["thumbprint"]), text(&key["notAfter"]))).collect();
        (keys, principal["writes"].as_u64().expect("how often it was written"))
    }

    /// The names of an application's principal, and whether it is enabled.
    ///
    /// # Panics
    /// There is no such principal.
    pub async fn names(&self, app_id: &str) -> (Vec<String>, bool) {
        let principal = self.principal(app_id).await;
        let names = principal["names"].as_array().expect("its names");
        let names = names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        (names, principal["enabled"].as_bool().expect("whether it is enabled"))
    }

    async fn principal(&self, app_id: &str) -> Value {
        let address = self.base.join("/rehearsal/tenant").expect("an address");
        let answer = self.http.get(address).send().await.expect("the cloud answers");
        let tenant: Value = answer.json().await.expect("the tenant");
        let principals = tenant["principals"].as_array().expect("its principals");
        principals.iter().find(|one| one["appId"] == app_id).expect("the principal").clone()
    }
}
