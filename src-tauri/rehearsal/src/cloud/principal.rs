//! A service principal and Graph's rules for its keys and names.
//!
//! A write replaces each collection that it sends, and no other; an entry of keys carries only `type`, `usage` and `key`, and what is
//! known already keeps its id. Which request is carried out at all is `graph`'s part.

use super::tenant::{PrincipalStart, names_of};
use crate::certificate;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// A service principal, as it is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Principal {
    pub(crate) id: Uuid,
    pub(crate) app_id: String,
    pub(crate) display_name: String,
    pub(crate) keys: Vec<Key>,
    /// Files of earlier versions have none; it then has its own id alone.
    #[serde(default)]
    names: Vec<String>,
    #[serde(default = "enabled")]
    pub(crate) enabled: bool,
    /// How often it was written through Graph.
    pub(crate) writes: u32,
    /// How often it was read by itself.
    pub(crate) reads: u32,
    /// The thumbprints of keys that other tools have added.
    #[serde(default)]
    pub(crate) of_others: Vec<String>,
    /// The names that other tools have added.
    #[serde(default)]
    pub(crate) names_of_others: Vec<String>,
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

fn enabled() -> bool {
    true
}

/// What can be written of a principal.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Content {
    pub(crate) keys: Vec<Key>,
    #[serde(default)]
    pub(crate) names: Vec<String>,
    #[serde(default = "enabled")]
    pub(crate) enabled: bool,
}

/// What replicas show that have not got the last write.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Stale {
    #[serde(flatten)]
    content: Content,
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
pub(crate) struct GraphRefusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl GraphRefusal {
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
            names: names_of(app_id),
            enabled: true,
            writes: 0,
            reads: 0,
            of_others: vec![],
            names_of_others: vec![],
            stale: None,
        }
    }

    /// One of a new tenant.
    pub(crate) fn beginning(start: &PrincipalStart, keys: Vec<Key>) -> Self {
        let mut new = Self::new(&start.app_id, &start.display_name, keys);
        new.names.extend(start.names.iter().cloned());
        new.enabled = start.enabled;
        new
    }

    /// Its names; always its own id at least.
    pub(crate) fn names(&self) -> Vec<String> {
        if self.names.is_empty() { vec![self.app_id.clone()] } else { self.names.clone() }
    }

    fn content(&self) -> Content {
        Content { keys: self.keys.clone(), names: self.names(), enabled: self.enabled }
    }

    /// It as this read shows it: as before the last write while replicas lag.
    pub(crate) fn shown(&mut self, now: Timestamp) -> Content {
        let written = self.content();
        let Some(stale) = &mut self.stale else {
            return written;
        };
        let over = stale.reads_left == Some(0) || stale.until.is_some_and(|until| now >= until);
        if over {
            self.stale = None;
            return written;
        }
        let left = stale.reads_left.as_mut().map(|left| {
            *left -= 1;
            *left
        });
        let new_one = stale.by_turns && left.is_some_and(|left| left % 2 == 1);
        if new_one { written } else { stale.content.clone() }
    }

    /// Another tool adds a key; replicas that show old and new by turns do so with this one, too.
    pub(crate) fn add_foreign(&mut self, key: Key, replication: Replication) {
        self.of_others.extend(key.thumbprint.clone());
        if replication.by_turns {
            self.fall_behind(self.content(), replication);
        }
        self.keys.push(key);
    }

    /// The same with a name.
    pub(crate) fn add_foreign_name(&mut self, name: &str, replication: Replication) {
        self.names_of_others.push(name.to_owned());
        if replication.by_turns {
            self.fall_behind(self.content(), replication);
        }
        self.names = self.names();
        self.names.push(name.to_owned());
    }

    fn fall_behind(&mut self, content: Content, replication: Replication) {
        self.stale = Some(Stale {
            content,
            reads_left: replication.reads,
            until: replication.until,
            by_turns: replication.by_turns,
        });
    }

    /// Replaces what was sent, all of it or nothing.
    pub(crate) fn write(
        &mut self,
        sent: &Map<String, Value>,
        longest: Option<u32>,
        replication: Replication,
        now: Timestamp,
    ) -> Result<(), GraphRefusal> {
        let mut new = self.content();
        for (name, value) in sent {
            match name.as_str() {
                "keyCredentials" => new.keys = self.sent_keys(value, longest, now)?,
                "servicePrincipalNames" => new.names = sent_names(value)?,
                "accountEnabled" => {
                    new.enabled = value.as_bool().ok_or_else(|| invalid("accountEnabled"))?;
                }
                name => return Err(GraphRefusal::bad(format!("Invalid property '{name}'."))),
            }
        }
        let old = self.content();
        self.keys = new.keys;
        self.names = new.names;
        self.enabled = new.enabled;
        self.writes += 1;
        let lags = replication.reads.is_some_and(|reads| reads > 0) || replication.until.is_some();
        if lags {
            // Replicas that lag behind two writes show what was there before both.
            let content = self.stale.take().map_or(old, |stale| stale.content);
            self.fall_behind(content, replication);
        }
        Ok(())
    }

    fn sent_keys(
        &self,
        sent: &Value,
        longest: Option<u32>,
        now: Timestamp,
    ) -> Result<Vec<Key>, GraphRefusal> {
        let entries = sent.as_array().ok_or_else(|| invalid("keyCredentials"))?;
        let mut keys: Vec<Key> = Vec::with_capacity(entries.len());
        for entry in entries {
            let key = self.entry(entry, longest, now)?;
            if key.thumbprint.is_some()
                && keys.iter().any(|other| other.thumbprint == key.thumbprint)
            {
                return Err(GraphRefusal::bad(
                    "Duplicate values found in the keyCredentials collection.",
                ));
            }
            keys.push(key);
        }
        Ok(keys)
    }

    /// One entry of a write, judged.
    fn entry(
        &self,
        entry: &Value,
        longest: Option<u32>,
        now: Timestamp,
    ) -> Result<Key, GraphRefusal> {
        let fields = entry
            .as_object()
            .ok_or_else(|| GraphRefusal::bad("An entry of keyCredentials is not an object."))?;
        if let Some(name) =
            fields.keys().find(|name| !["type", "usage", "key"].contains(&name.as_str()))
        {
            return Err(GraphRefusal::bad(format!(
                "Property '{name}' of keyCredentials cannot be set on this service principal."
            )));
        }
        for (name, value) in [("type", CERTIFICATE), ("usage", VERIFY)] {
            if fields.get(name).and_then(Value::as_str) != Some(value) {
                return Err(GraphRefusal::bad(format!(
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
            .ok_or_else(|| GraphRefusal::bad("Key value is invalid certificate."))?;
        if let Some(known) = self.keys.iter().find(|key| key.thumbprint == new.thumbprint) {
            return Ok(Key { bytes: new.bytes, ..known.clone() });
        }
        new.admit(longest, now)
    }
}

impl Key {
    /// The rules for a key that was not there before.
    fn admit(self, longest: Option<u32>, now: Timestamp) -> Result<Self, GraphRefusal> {
        let (Some(start), Some(end)) = (self.start, self.end) else {
            return Ok(self);
        };
        if end <= now {
            return Err(GraphRefusal::new(
                400,
                "KeyCredentialsInvalidEndDate",
                "Key credential end date is invalid.",
            ));
        }
        let lifetime = end.duration_since(start);
        if let Some(days) = longest
            && lifetime > SignedDuration::from_hours(i64::from(days) * 24)
        {
            return Err(GraphRefusal::new(
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

/// The names of a write: texts, each of them once, in whatever case.
fn sent_names(sent: &Value) -> Result<Vec<String>, GraphRefusal> {
    let property = "servicePrincipalNames";
    let sent = sent.as_array().ok_or_else(|| invalid(property))?;
    let mut names: Vec<String> = Vec::with_capacity(sent.len());
    for name in sent {
        let name =
            name.as_str().filter(|name| !name.is_empty()).ok_or_else(|| invalid(property))?;
        if names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return Err(GraphRefusal::bad(format!(
                "Duplicate values found in the {property} collection."
            )));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

fn invalid(property: &str) -> GraphRefusal {
    GraphRefusal::bad(format!(
        "Invalid value specified for property '{property}' of resource 'ServicePrincipal'."
    ))
}

fn no_binary(literal: &str) -> GraphRefusal {
    GraphRefusal::bad(format!(
        "Cannot convert the literal '{literal}' to the expected type 'Edm.Binary'."
    ))
}

#[cfg(test)]
mod tests;
