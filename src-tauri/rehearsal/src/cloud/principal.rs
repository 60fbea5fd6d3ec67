//! A service principal and Graph's rules for its keys.
//!
//! A write replaces the whole collection, an entry carries only `type`, `usage` and `key`, and what is
//! known already keeps its id. Which request is carried out at all is `graph`'s part.

use crate::certificate;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// A service principal, as it is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Principal {
    pub(crate) id: Uuid,
    pub(crate) app_id: String,
    pub(crate) display_name: String,
    pub(crate) keys: Vec<Key>,
    /// How often its keys were written through Graph.
    pub(crate) writes: u32,
    /// How often it was read by itself.
    pub(crate) reads: u32,
    /// The thumbprints of keys that other tools have added.
    #[serde(default)]
    pub(crate) of_others: Vec<String>,
    /// Replicas that have not got the last write yet.
    stale: Option<Stale>,
}

/// A key credential, as it is kept.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Key {
    pub(crate) id: Uuid,
    /// What was sent as `key`, decoded once; none when a null was sent and the credential destroyed.
    bytes: Option<String>,
    pub(crate) thumbprint: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    #[serde(default = "certificate_type")]
    pub(crate) kind: String,
    #[serde(default = "verify_usage")]
    pub(crate) usage: String,
}

/// The type and the usage of all keys that are written through Graph here.
const CERTIFICATE: &str = "AsymmetricX509Cert";
const VERIFY: &str = "Verify";

fn certificate_type() -> String {
    CERTIFICATE.to_owned()
}

fn verify_usage() -> String {
    VERIFY.to_owned()
}

/// What replicas show that have not got the last write.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Stale {
    keys: Vec<Key>,
    reads_left: Option<u32>,
    until: Option<Timestamp>,
    by_turns: bool,
}

/// How a write reaches the replicas.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Replication {
    pub(crate) reads: Option<u32>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) by_turns: bool,
}

/// Graph's refusal of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, "Request_BadRequest", message)
    }
}

impl Key {
    /// A key as the portal or another tool would have added it. None when it is not a certificate.
    pub(crate) fn of(der: &[u8]) -> Option<Self> {
        Self::of_sent(der)
    }

    /// A key of another kind, which cannot be written through Graph here.
    pub(crate) fn of_kind(self, kind: &str, usage: &str) -> Self {
        Self { kind: kind.to_owned(), usage: usage.to_owned(), ..self }
    }

    /// Microsoft's own script sends the base64 text as if it were the bytes, and Graph takes it; so
    /// both the DER and its base64 text are a certificate here.
    fn of_sent(sent: &[u8]) -> Option<Self> {
        let read = certificate::read(&der(sent)?)?;
        Some(Self {
            id: Uuid::new_v4(),
            bytes: Some(BASE64_STANDARD.encode(sent)),
            thumbprint: Some(read.thumbprint),
            subject: Some(read.subject),
            start: Some(read.not_before),
            end: Some(read.not_after),
            kind: certificate_type(),
            usage: verify_usage(),
        })
    }

    /// What is left of a credential whose key was sent as null.
    fn destroyed() -> Self {
        Self {
            id: Uuid::new_v4(),
            bytes: None,
            thumbprint: None,
            subject: None,
            start: None,
            end: None,
            kind: certificate_type(),
            usage: verify_usage(),
        }
    }

    pub(crate) fn is_destroyed(&self) -> bool {
        self.bytes.is_none()
    }

    /// Graph's form of it.
    pub(crate) fn json(&self, with_bytes: bool) -> Value {
        let date = |time: Option<Timestamp>| time.map(|time| time.to_string());
        json!({
            "customKeyIdentifier": self.thumbprint,
            "displayName": self.subject,
            "endDateTime": date(self.end),
            // A symmetric key is a secret: no read brings it.
            "key": self.bytes.as_ref().filter(|_| with_bytes && self.kind == CERTIFICATE),
            "keyId": self.id,
            "startDateTime": date(self.start),
            "type": self.kind,
            "usage": self.usage,
        })
    }
}

/// The DER in what was sent as a key.
fn der(sent: &[u8]) -> Option<Vec<u8>> {
    if certificate::read(sent).is_some() {
        return Some(sent.to_vec());
    }
    let inner = BASE64_STANDARD.decode(sent).ok()?;
    certificate::read(&inner).map(|_| inner)
}

impl Principal {
    pub(crate) fn new(app_id: &str, display_name: &str, keys: Vec<Key>) -> Self {
        Self {
            id: Uuid::new_v4(),
            app_id: app_id.to_owned(),
            display_name: display_name.to_owned(),
            keys,
            writes: 0,
            reads: 0,
            of_others: vec![],
            stale: None,
        }
    }

    /// The keys as this read shows them: the old ones while replicas lag.
    pub(crate) fn shown(&mut self, now: Timestamp) -> Vec<Key> {
        let Some(stale) = &mut self.stale else {
            return self.keys.clone();
        };
        let over = stale.reads_left == Some(0) || stale.until.is_some_and(|until| now >= until);
        if over {
            self.stale = None;
            return self.keys.clone();
        }
        let left = stale.reads_left.as_mut().map(|left| {
            *left -= 1;
            *left
        });
        let new_one = stale.by_turns && left.is_some_and(|left| left % 2 == 1);
        if new_one { self.keys.clone() } else { stale.keys.clone() }
    }

    /// Another tool adds a key; replicas that show old and new by turns do so with this one, too.
    pub(crate) fn add_foreign(&mut self, key: Key, replication: Replication) {
        self.of_others.extend(key.thumbprint.clone());
        if replication.by_turns {
            self.fall_behind(self.keys.clone(), replication);
        }
        self.keys.push(key);
    }

    fn fall_behind(&mut self, keys: Vec<Key>, replication: Replication) {
        self.stale = Some(Stale {
            keys,
            reads_left: replication.reads,
            until: replication.until,
            by_turns: replication.by_turns,
        });
    }

    /// Replaces all keys by what was sent.
    pub(crate) fn replace(
        &mut self,
        sent: &Value,
        longest: Option<u32>,
        replication: Replication,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let entries = sent.as_array().ok_or_else(|| {
            Refusal::bad("Invalid value specified for property 'keyCredentials' of resource 'ServicePrincipal'.")
        })?;
        let mut keys: Vec<Key> = Vec::with_capacity(entries.len());
        for entry in entries {
            let key = self.entry(entry, longest, now)?;
            if key.thumbprint.is_some()
                && keys.iter().any(|other| other.thumbprint == key.thumbprint)
            {
                return Err(Refusal::bad(
                    "Duplicate values found in the keyCredentials collection.",
                ));
            }
            keys.push(key);
        }
        let old = std::mem::replace(&mut self.keys, keys);
        self.writes += 1;
        let lags = replication.reads.is_some_and(|reads| reads > 0) || replication.until.is_some();
        if lags {
            // Replicas that lag behind two writes show what was there before both.
            let keys = self.stale.take().map_or(old, |stale| stale.keys);
            self.fall_behind(keys, replication);
        }
        Ok(())
    }

    /// One entry of a write, judged.
    fn entry(&self, entry: &Value, longest: Option<u32>, now: Timestamp) -> Result<Key, Refusal> {
        let fields = entry
            .as_object()
            .ok_or_else(|| Refusal::bad("An entry of keyCredentials is not an object."))?;
        if let Some(name) =
            fields.keys().find(|name| !["type", "usage", "key"].contains(&name.as_str()))
        {
            return Err(Refusal::bad(format!(
                "Property '{name}' of keyCredentials cannot be set on this service principal."
            )));
        }
        for (name, value) in [("type", CERTIFICATE), ("usage", VERIFY)] {
            if fields.get(name).and_then(Value::as_str) != Some(value) {
                return Err(Refusal::bad(format!(
                    "Property '{name}' of keyCredentials must be '{value}'."
                )));
            }
        }
        let text = match fields.get("key") {
            // The trap of a list read: what comes back as null and is sent so destroys the credential.
            None | Some(Value::Null) => return Ok(Key::destroyed()),
            Some(Value::String(text)) => text,
            Some(other) => return Err(no_binary(&other.to_string())),
        };
        let bytes = BASE64_STANDARD.decode(text).map_err(|_| no_binary(text))?;
        let new = Key::of_sent(&bytes)
            .ok_or_else(|| Refusal::bad("Key value is invalid certificate."))?;
        if let Some(known) = self.keys.iter().find(|key| key.thumbprint == new.thumbprint) {
            return Ok(Key { bytes: new.bytes, ..known.clone() });
        }
        new.admit(longest, now)
    }
}

impl Key {
    /// The rules for a key that was not there before.
    fn admit(self, longest: Option<u32>, now: Timestamp) -> Result<Self, Refusal> {
        let (Some(start), Some(end)) = (self.start, self.end) else {
            return Ok(self);
        };
        if end <= now {
            return Err(Refusal::new(
                400,
                "KeyCredentialsInvalidEndDate",
                "Key credential end date is invalid.",
            ));
        }
        let lifetime = end.duration_since(start);
        if let Some(days) = longest
            && lifetime > SignedDuration::from_hours(i64::from(days) * 24)
        {
            return Err(Refusal::new(
                400,
                "CredentialInvalidLifetimeAsPerAppPolicy",
                format!(
                    "Credential lifetime exceeds the max value of {days} days allowed as per assigned policy."
                ),
            ));
        }
        Ok(self)
    }
}

fn no_binary(literal: &str) -> Refusal {
    Refusal::bad(format!(
        "Cannot convert the literal '{literal}' to the expected type 'Edm.Binary'."
    ))
}

#[cfg(test)]
mod tests;
