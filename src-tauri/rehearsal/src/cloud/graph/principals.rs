//! Service principals: listed, read, written, created. The rules for keys are in `principal`.

use super::Answer;
use super::caller::denied;
use super::request::{By, GraphCall, filtered, is_id, selected};
use crate::certificate;
use crate::cloud::application::roles_of;
use crate::cloud::fault::{FaultKind, Subject};
use crate::cloud::person::Person;
use crate::cloud::principal::{GraphRefusal, Key, Principal, Replication};
use crate::cloud::tenant::{APPLICATIONS, TENANT_ID, tenant_of};
use crate::cloud::world::World;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What another tool adds behind the back of the program under rehearsal.
const NAME_OF_ANOTHER: &str = "https://another-tool.contoso.com/";

/// The place of a principal that is there for this person and this request.
pub(super) fn place(world: &World, by: &By, person: Person) -> Result<usize, GraphRefusal> {
    let named = match by {
        By::AppId(id) | By::Id(id) => id,
    };
    if let By::Id(id) = by
        && Uuid::try_parse(id).is_err()
    {
        return Err(GraphRefusal::bad(format!("Invalid object identifier '{id}'.")));
    }
    let found = world.tenant.principals.iter().position(|principal| match by {
        By::AppId(app_id) => principal.app_id.eq_ignore_ascii_case(app_id),
        By::Id(id) => is_id(principal, id),
    });
    found
        .filter(|place| is_there(world, &world.tenant.principals[*place].app_id, person))
        .ok_or_else(|| {
            GraphRefusal::new(
                404,
                "Request_ResourceNotFound",
                format!("Resource '{named}' does not exist or one of its queried reference-property objects are not present."),
            )
        })
}

/// Principals are those of the tenant one is signed in to, and faults can take them away.
pub(super) fn is_there(world: &World, app_id: &str, person: Person) -> bool {
    let subject = Subject { method: "GET", app_id: Some(app_id) };
    let away = [FaultKind::Absent, FaultKind::NoBackingApplication]
        .into_iter()
        .any(|kind| world.faults.find(kind, &subject).is_some());
    !away && tenant_of(person) == TENANT_ID
}

/// Whether a fault disables it, whatever it is.
fn is_kept_disabled(world: &World, app_id: &str) -> bool {
    let subject = Subject { method: "GET", app_id: Some(app_id) };
    world.faults.find(FaultKind::Disabled, &subject).is_some()
}

fn show(
    principal: &Principal,
    (names, enabled): (&[String], bool),
    keys: &[Value],
    select: Option<&[&str]>,
) -> Map<String, Value> {
    let all = json!({
        "id": principal.id,
        "appId": principal.app_id,
        "displayName": principal.display_name,
        "appDisplayName": principal.display_name,
        "accountEnabled": enabled,
        "servicePrincipalType": "Application",
        "servicePrincipalNames": names,
        "keyCredentials": keys,
        "appRoles": roles_of(&principal.app_id),
    });
    let Value::Object(mut all) = all else {
        return Map::new();
    };
    if let Some(names) = select {
        all.retain(|name, _| names.contains(&name.as_str()));
    }
    all
}

pub(super) fn list(
    world: &mut World,
    call: &GraphCall<'_>,
    person: Person,
) -> Result<Answer, GraphRefusal> {
    let wanted = filtered(&call.query)?;
    let select = selected(&call.query)?;
    let now = world.now();
    let mut value = vec![];
    for place in 0..world.tenant.principals.len() {
        let app_id = world.tenant.principals[place].app_id.clone();
        let asked = wanted.as_ref().is_none_or(|wanted| *wanted == app_id);
        if !asked || !is_there(world, &app_id, person) {
            continue;
        }
        let disabled = is_kept_disabled(world, &app_id);
        let principal = &mut world.tenant.principals[place];
        let shown = principal.shown(now);
        // The bytes never come back in a list.
        let keys: Vec<_> = shown.keys.iter().map(|key| key.json(false)).collect();
        let besides = (&shown.names[..], shown.enabled && !disabled);
        value.push(Value::Object(show(principal, besides, &keys, select.as_deref())));
    }
    world.keep();
    let context = format!("{}v1.0/$metadata#servicePrincipals", world.url);
    Ok(Answer::ok(json!({ "@odata.context": context, "value": value })))
}

pub(super) fn read(
    world: &mut World,
    call: &GraphCall<'_>,
    by: &By,
    person: Person,
) -> Result<Answer, GraphRefusal> {
    let place = place(world, by, person)?;
    let select = selected(&call.query)?;
    let now = world.now();
    // The bytes come back when they are asked for by name, from one object.
    let asked = select.as_ref().is_some_and(|names| names.contains(&"keyCredentials"));
    let fault = world.faults.find(FaultKind::KeyWithoutBytes, &call.subject());
    let hidden = fault
        .filter(|fault| matches!(by, By::AppId(_)) || !fault.only_by_app_id)
        .map(|fault| fault.entry.unwrap_or(0));
    let fault = world.faults.find(FaultKind::KeyEnd, &call.subject());
    let other_end = fault.map(|fault| (fault.entry.unwrap_or(0), fault.end.clone()));
    let disabled = is_kept_disabled(world, &world.tenant.principals[place].app_id);
    let nameless = world.faults.take(FaultKind::NamesMissing, &call.subject()).is_some();
    let principal = &mut world.tenant.principals[place];
    principal.reads += 1;
    let shown = principal.shown(now);
    let mut keys: Vec<_> = shown
        .keys
        .iter()
        .enumerate()
        .map(|(index, key)| key.json(asked && hidden != Some(index)))
        .collect();
    if let Some((entry, end)) = other_end
        && let Some(key) = keys.get_mut(entry)
    {
        key["endDateTime"] = end.into();
    }
    let besides = (&shown.names[..], shown.enabled && !disabled);
    let mut body = show(principal, besides, &keys, select.as_deref());
    if nameless {
        body.remove("servicePrincipalNames");
    }
    let context = format!("{}v1.0/$metadata#servicePrincipals/$entity", world.url);
    body.insert("@odata.context".to_owned(), context.into());
    add_foreign_key(world, call, place);
    add_foreign_name(world, call, place);
    world.keep();
    Ok(Answer::ok(Value::Object(body)))
}

/// Another tool's key, added behind the back of the program under rehearsal.
fn add_foreign_key(world: &mut World, call: &GraphCall<'_>, place: usize) {
    let subject = call.subject();
    let fault = world.faults.find(FaultKind::ForeignKeyAddedBetween, &subject);
    let Some(due) = fault.map(|fault| fault.reads.unwrap_or(1)) else {
        return;
    };
    if world.tenant.principals[place].reads < due {
        return;
    }
    world.faults.take(FaultKind::ForeignKeyAddedBetween, &subject);
    let now = world.now();
    let to = now + SignedDuration::from_hours(24 * 400);
    let replication = replication(world, call);
    match certificate::make("Another tool", now, to) {
        Ok(der) => {
            if let Some(key) = Key::of(&der) {
                world.tenant.principals[place].add_foreign(key, replication);
            }
        }
        Err(error) => tracing::error!(%error, "no key was added in between"),
    }
}

/// Another tool's name, likewise.
fn add_foreign_name(world: &mut World, call: &GraphCall<'_>, place: usize) {
    let subject = call.subject();
    let fault = world.faults.find(FaultKind::ForeignNameAddedBetween, &subject);
    let Some(due) = fault.map(|fault| fault.reads.unwrap_or(1)) else {
        return;
    };
    if world.tenant.principals[place].reads < due {
        return;
    }
    world.faults.take(FaultKind::ForeignNameAddedBetween, &subject);
    let replication = replication(world, call);
    world.tenant.principals[place].add_foreign_name(NAME_OF_ANOTHER, replication);
}

/// Only a Global Administrator may write Microsoft's own applications.
pub(super) fn write(
    world: &mut World,
    call: &GraphCall<'_>,
    by: &By,
    person: Person,
) -> Result<Answer, GraphRefusal> {
    let place = place(world, by, person)?;
    let subject = call.subject();
    let denied_by_fault = world.faults.take(FaultKind::Denied, &subject).is_some();
    if denied_by_fault || !person.writes_keys() {
        return Err(denied());
    }
    if world.faults.take(FaultKind::Locked, &subject).is_some() {
        return Err(GraphRefusal::new(
            400,
            "CannotUpdateLockedServicePrincipalProperty",
            "Property keyCredentials is invalid. The service principal is locked by its owner.",
        ));
    }
    let body: Value = serde_json::from_slice(call.body).map_err(|_| {
        GraphRefusal::new(400, "BadRequest", "Unable to read JSON request payload.")
    })?;
    let fields = body.as_object().ok_or_else(|| {
        GraphRefusal::new(400, "BadRequest", "Unable to read JSON request payload.")
    })?;
    if fields.is_empty() {
        return Ok(Answer::new(204, None));
    }
    if fields.contains_key("servicePrincipalNames")
        && world.faults.take(FaultKind::NamesLocked, &subject).is_some()
    {
        return Err(GraphRefusal::new(
            403,
            "CannotUpdateLockedServicePrincipalProperty",
            "Property servicePrincipalNames is invalid. The service principal is locked by its owner.",
        ));
    }
    if world.faults.take(FaultKind::LostUpdate, &subject).is_some() {
        return Ok(Answer::new(204, None));
    }
    let policy = world.faults.find(FaultKind::LifetimePolicy, &subject);
    let longest = policy.map(|fault| fault.days.unwrap_or(365));
    let now = world.now();
    let replication = replication(world, call);
    if is_kept_disabled(world, &world.tenant.principals[place].app_id)
        && fields.get("accountEnabled") == Some(&Value::Bool(true))
    {
        let principal = &mut world.tenant.principals[place];
        principal.enabled = false;
        let app_id = principal.app_id.clone();
        world.faults.end(FaultKind::Disabled, &app_id);
    }
    world.tenant.principals[place].write(fields, longest, replication, now)?;
    world.keep();
    Ok(Answer::new(204, None))
}

fn replication(world: &World, call: &GraphCall<'_>) -> Replication {
    let subject = call.subject();
    if let Some(fault) = world.faults.find(FaultKind::AlternateReads, &subject) {
        return Replication {
            reads: Some(fault.reads.unwrap_or(4)),
            by_turns: true,
            ..Replication::default()
        };
    }
    let Some(fault) = world.faults.find(FaultKind::Lag, &subject) else {
        return Replication::default();
    };
    let until = |seconds: u32| world.now() + SignedDuration::from_secs(seconds.into());
    Replication {
        reads: fault.reads.or(fault.seconds.is_none().then_some(1)),
        until: fault.seconds.map(until),
        by_turns: false,
    }
}

pub(super) fn create(
    world: &mut World,
    call: &GraphCall<'_>,
    person: Person,
) -> Result<Answer, GraphRefusal> {
    let subject = call.subject();
    let role = person.role().is_some() && tenant_of(person) == TENANT_ID;
    if world.faults.take(FaultKind::Denied, &subject).is_some() || !role {
        return Err(denied());
    }
    let app_id = call
        .app_id
        .clone()
        .ok_or_else(|| GraphRefusal::bad("The appId of the service principal is missing."))?;
    let known = APPLICATIONS.iter().find(|(id, _)| *id == app_id);
    let refused = world.faults.find(FaultKind::NoBackingApplication, &subject).is_some();
    let Some((_, name)) = known.filter(|_| !refused) else {
        return Err(GraphRefusal::new(
            400,
            "NoBackingApplicationObject",
            format!(
                "When using this permission, the backing application of the service principal being created must in the local tenant. The appId '{app_id}' does not reference one."
            ),
        ));
    };
    let absent = world.faults.find(FaultKind::Absent, &subject).is_some();
    let disabled = is_kept_disabled(world, &app_id);
    let principals = &mut world.tenant.principals;
    let place = principals.iter().position(|principal| principal.app_id == app_id);
    if place.is_some() && !absent {
        return Err(GraphRefusal::new(
            409,
            "Request_MultipleObjectsWithSameKeyValue",
            format!(
                "The service principal cannot be created, updated, or restored because the service principal name {app_id} is already in use."
            ),
        ));
    }
    let principal = Principal::new(&app_id, name, vec![]);
    let body = show(&principal, (&principal.names(), !disabled), &[], None);
    match place {
        Some(place) => principals[place] = principal,
        None => principals.push(principal),
    }
    world.faults.end(FaultKind::Absent, &app_id);
    world.keep();
    Ok(Answer::new(201, Some(Value::Object(body))))
}
