//! A service principal as it was read, and the reading itself.
//!
//! Strict where a mistake would destroy keys: an answer without the collection, of another
//! application, or with only a part of the keys is refused and never taken for "no keys".

use super::client::{Client, OnPause};
use super::key::KeyCredential;
use super::response::Response;
use super::{
    Backup, KeyFate, KeyIdentity, PlannedKey, PrincipalBefore, PrincipalResult, PrincipalState, spn,
};
use crate::clock::Clock;
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use crate::ids::{AppId, TenantId};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The fields asked for. `key` comes back only from reads of a single object.
const SELECT: &str =
    "$select=id,appId,displayName,accountEnabled,servicePrincipalNames,keyCredentials";

/// What one read showed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PrincipalReading {
    /// None: the tenant has no such principal.
    pub(super) principal: Option<Principal>,
    /// When the read began, by this computer's clocks: the age of a reading counts from here.
    pub(super) began: Timestamp,
    pub(super) began_at: Instant,
    /// When Graph answered, by its own clock when it reported it. Validity is judged by this time, so that
    /// a wrong clock of this computer cannot make valid keys look expired.
    pub(super) at: Timestamp,
}

/// What a reading must hold besides keys, because it is wanted.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Needs {
    pub(super) names: bool,
    pub(super) enabled: bool,
}

/// What of a principal a write replaces, so that a copy of it is kept.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Covers {
    pub(super) keys: bool,
    pub(super) names: bool,
    pub(super) enabled: bool,
}

/// A service principal with its keys.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Principal {
    pub(super) object_id: Uuid,
    pub(super) display_name: Option<String>,
    pub(super) account_enabled: Option<bool>,
    /// All of its names, letter by letter; none when they did not come back whole.
    pub(super) names: Option<Vec<String>>,
    pub(super) keys: Vec<KeyCredential>,
}

/// One thing that a reading shows.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Shown {
    /// A key, by what it is known by.
    Key(Option<KeyIdentity>),
    /// A name, folded.
    Name(String),
}

impl PrincipalReading {
    /// The keys; none when there is no principal.
    pub(super) fn keys(&self) -> &[KeyCredential] {
        self.principal.as_ref().map_or(&[], |principal| &principal.keys)
    }

    /// The names; none when there is no principal, or when they did not come back.
    pub(super) fn names(&self) -> &[String] {
        let names = self.principal.as_ref().and_then(|principal| principal.names.as_deref());
        names.unwrap_or_default()
    }

    /// Whether it shows that key, whatever id it has by now.
    pub(super) fn shows(&self, key: &KeyCredential) -> bool {
        let identity = key.identity();
        self.keys().iter().any(|one| one.identity() == identity)
    }

    /// Everything that it shows of what is needed: keys, and names where they are wanted.
    pub(super) fn shown(&self, needs: Needs) -> BTreeSet<Shown> {
        let keys = self.keys().iter().map(|key| Shown::Key(key.identity()));
        let names = self.names().iter().filter(|_| needs.names);
        keys.chain(names.map(|name| Shown::Name(spn::folded(name)))).collect()
    }

    /// Whether both show the same principal with the same keys, in whatever order, and the same of
    /// whatever else is needed.
    pub(super) fn agrees_with(&self, other: &Self, needs: Needs) -> bool {
        let shown = |reading: &Self| {
            let principal = reading.principal.as_ref()?;
            let keys = principal.keys.iter();
            let mut keys: Vec<_> = keys.map(|key| (key.identity(), key.reported_end())).collect();
            keys.sort_unstable();
            let mut names: Vec<_> = reading.names().iter().map(|name| spn::folded(name)).collect();
            names.sort_unstable();
            let names = needs.names.then_some(names);
            let enabled = needs.enabled.then_some(principal.account_enabled);
            Some((principal.object_id, keys, names, enabled))
        };
        shown(self) == shown(other)
    }

    /// How old it is: by the time of day or by the monotonic clock, whichever says more. The one is
    /// set by people, the other may stop while the computer sleeps. None: the time of day has
    /// been set back, and says nothing.
    pub(super) fn age(&self, clock: &dyn Clock) -> Option<Duration> {
        let by_day = clock.time_of_day().duration_since(self.began);
        let by_day = Duration::try_from(by_day).ok()?;
        Some(by_day.max(clock.now().saturating_duration_since(self.began_at)))
    }

    /// How far a principal came, with the keys of the last reading if there is one.
    pub(super) fn result(
        last: Option<&Self>,
        app: AppId,
        state: PrincipalState,
        wanted: impl Fn(&KeyCredential) -> bool,
        error: Option<Problem>,
    ) -> PrincipalResult {
        let principal = last.and_then(|reading| reading.principal.as_ref());
        let keys = match (last, principal) {
            (Some(reading), Some(principal)) => principal.seen(wanted, reading.at),
            _ => Vec::new(),
        };
        PrincipalResult {
            app_id: app,
            state,
            thumbprints: keys.iter().filter_map(|key| key.thumbprint).collect(),
            keys,
            names: last.map(|reading| reading.names().to_vec()).unwrap_or_default(),
            account_enabled: principal.and_then(|principal| principal.account_enabled),
            effect: None,
            error,
            before: None,
            written: None,
        }
    }

    /// What it shows, for who wants to know later what there was before a write.
    pub(super) fn before(&self, wanted: impl Fn(&KeyCredential) -> bool) -> PrincipalBefore {
        let principal = self.principal.as_ref();
        PrincipalBefore {
            present: principal.is_some(),
            keys: principal.map(|principal| principal.seen(wanted, self.at)).unwrap_or_default(),
            names: principal.and_then(|principal| principal.names.clone()),
            account_enabled: principal.and_then(|principal| principal.account_enabled),
        }
    }
}

impl Principal {
    fn read(answer: &Response, app: AppId, needs: Needs) -> Result<Self, &'static str> {
        let body: Value = serde_json::from_slice(&answer.body).map_err(|_| "it is no JSON")?;
        let text = |name| body.get(name).and_then(Value::as_str);
        if text("appId").and_then(|id| id.parse().ok()) != Some(app) {
            return Err("it is about another application");
        }
        let object_id =
            text("id").and_then(|id| Uuid::try_parse(id).ok()).ok_or("the object id is missing")?;
        let keys =
            body.get("keyCredentials").and_then(Value::as_array).ok_or("the keys are missing")?;
        if body.get("keyCredentials@odata.nextLink").is_some() {
            return Err("it holds only a part of the keys");
        }
        let names = Self::names(&body);
        if needs.names && names.is_none() {
            return Err("the names are missing");
        }
        if needs.enabled && body.get("accountEnabled").is_none() {
            return Err("whether it is enabled is missing");
        }
        Ok(Self {
            object_id,
            display_name: text("displayName").map(str::to_owned),
            account_enabled: body.get("accountEnabled").and_then(Value::as_bool),
            names,
            keys: keys.iter().map(KeyCredential::read).collect(),
        })
    }

    /// All names, or none: a part of them would be taken for all, and what is no text could not be
    /// sent back.
    fn names(body: &Value) -> Option<Vec<String>> {
        if body.get("servicePrincipalNames@odata.nextLink").is_some() {
            return None;
        }
        let names = body.get("servicePrincipalNames")?.as_array()?;
        names.iter().map(|name| name.as_str().map(str::to_owned)).collect()
    }

    /// The keys as they are, nothing being changed.
    fn seen(&self, wanted: impl Fn(&KeyCredential) -> bool, now: Timestamp) -> Vec<PlannedKey> {
        let fate = |key: &KeyCredential| {
            if key.is_expired(now) {
                KeyFate::KeepExpired
            } else if wanted(key) {
                KeyFate::Present
            } else {
                KeyFate::Keep
            }
        };
        self.keys.iter().map(|key| key.planned(fate(key))).collect()
    }

    /// A copy of what a write replaces.
    pub(super) fn backup(
        &self,
        tenant_id: TenantId,
        app: AppId,
        taken_at: Timestamp,
        covers: Covers,
    ) -> Backup {
        Backup {
            tenant_id,
            app_id: app,
            object_id: self.object_id.to_string(),
            taken_at,
            keys: self.keys.iter().filter_map(KeyCredential::backup).collect(),
            keys_untouched: !covers.keys,
            names: self.names.clone().filter(|_| covers.names),
            account_enabled: self.account_enabled.filter(|_| covers.enabled),
        }
    }
}

/// Reads the principal of an application by its application id.
pub(super) async fn read<B: BearerSource>(
    client: &Client<B>,
    (app, needs): (AppId, Needs),
    tries: u32,
    reported: OnPause<'_>,
) -> Result<PrincipalReading, Problem> {
    read_at(client, &by_app_id(app), (app, needs), tries, reported).await
}

/// Reads the same principal by its object id, for keys that came back without content.
pub(super) async fn read_again<B: BearerSource>(
    client: &Client<B>,
    about: (AppId, Needs),
    principal: &Principal,
    reported: OnPause<'_>,
) -> Result<PrincipalReading, Problem> {
    let path = by_object_id(principal.object_id);
    read_at(client, &path, about, client.policy().tries, reported).await
}

fn by_app_id(app: AppId) -> String {
    format!("servicePrincipals(appId='{app}')")
}

/// Where the principal with that object id is read and written.
pub(super) fn by_object_id(object_id: Uuid) -> String {
    format!("servicePrincipals/{object_id}")
}

async fn read_at<B: BearerSource>(
    client: &Client<B>,
    path: &str,
    (app, needs): (AppId, Needs),
    tries: u32,
    reported: OnPause<'_>,
) -> Result<PrincipalReading, Problem> {
    let (began, began_at) = (client.now(), client.policy().clock.now());
    let parse = |answer: &Response| {
        let at = answer.date.unwrap_or_else(|| client.service_time());
        Principal::read(answer, app, needs).map(|principal| PrincipalReading {
            principal: Some(principal),
            began,
            began_at,
            at,
        })
    };
    match client.get(path, SELECT, tries, reported, parse).await {
        Err(problem) if problem.code == ErrorCode::PrincipalAbsent => {
            Ok(PrincipalReading { principal: None, began, began_at, at: client.service_time() })
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderMap;
    use serde_json::json;

    const APP: &str = "7557eb47-c689-4224-abcf-aef9bd7573df";

    fn read(body: &str) -> Result<Principal, &'static str> {
        needing(body, Needs::default())
    }

    fn needing(body: &str, needs: Needs) -> Result<Principal, &'static str> {
        let answer = Response::new(
            200,
            &HeaderMap::new(),
            body.into(),
            String::new(),
            Timestamp::UNIX_EPOCH,
        );
        Principal::read(&answer, APP.parse().unwrap(), needs)
    }

    fn body() -> Value {
        json!({
            "id": "0b0a7e0f-8f32-4a1c-9a2e-1d6a5e9d0001",
            "appId": APP,
            "displayName": "Skype for Business",
            "accountEnabled": true,
            "servicePrincipalNames": [APP, "HTTPS://Mail.Contoso.com", "no address at all"],
            "keyCredentials": [{"keyId": "k"}],
        })
    }

    #[test]
    fn a_principal_is_read_with_all_its_keys() {
        let principal = read(&body().to_string()).unwrap();
        assert_eq!(principal.display_name.as_deref(), Some("Skype for Business"));
        assert_eq!(principal.account_enabled, Some(true));
        assert_eq!(principal.keys.len(), 1);
        let names = principal.names.unwrap();
        assert_eq!(names, [APP, "HTTPS://Mail.Contoso.com", "no address at all"], "as they are");
    }

    #[test]
    fn an_answer_without_what_is_wanted_is_refused_and_else_read() {
        for (change, why) in [
            (json!({"servicePrincipalNames": null}), "the names are missing"),
            (json!({"servicePrincipalNames": {}}), "the names are missing"),
            (json!({"servicePrincipalNames": [APP, 7]}), "the names are missing"),
            (json!({"servicePrincipalNames@odata.nextLink": "x"}), "the names are missing"),
            (json!({"accountEnabled": "absent"}), "whether it is enabled is missing"),
        ] {
            let mut body = body();
            for (name, value) in change.as_object().unwrap() {
                body[name] = value.clone();
            }
            if change["accountEnabled"] == "absent" {
                body.as_object_mut().unwrap().remove("accountEnabled");
            }
            let all = Needs { names: true, enabled: true };
            assert_eq!(needing(&body.to_string(), all), Err(why), "{body}");
            let principal = read(&body.to_string()).unwrap();
            assert!(principal.names.is_none() || principal.account_enabled.is_none());
        }
    }

    #[test]
    fn an_answer_that_could_be_taken_for_no_keys_is_refused() {
        for (change, why) in [
            (json!({"keyCredentials": null}), "the keys are missing"),
            (json!({"keyCredentials": {}}), "the keys are missing"),
            (json!({"keyCredentials@odata.nextLink": "x"}), "it holds only a part of the keys"),
            (
                json!({"appId": "db7de2b5-2149-435e-8043-e080dd50afae"}),
                "it is about another application",
            ),
            (json!({"appId": null}), "it is about another application"),
            (json!({"id": "../users/1"}), "the object id is missing"),
        ] {
            let mut body = body();
            for (name, value) in change.as_object().unwrap() {
                body[name] = value.clone();
            }
            assert_eq!(read(&body.to_string()), Err(why), "{body}");
        }
        for text in ["", "<html>", "[]", "{\"id\":"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
