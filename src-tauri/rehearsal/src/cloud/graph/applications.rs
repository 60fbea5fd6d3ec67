//! Applications and what was consented to for them: read only, as the program under rehearsal does.

use super::Answer;
use super::principals::{is_there, place};
use super::request::{By, GraphCall, selected_of};
use crate::cloud::person::Person;
use crate::cloud::principal::GraphRefusal;
use crate::cloud::world::World;
use serde_json::{Value, json};

/// The properties of an application that are simulated.
const APPLICATION: [&str; 5] =
    ["id", "appId", "displayName", "keyCredentials", "passwordCredentials"];
/// The properties of a permission that was given.
const ASSIGNMENT: [&str; 7] = [
    "id",
    "appRoleId",
    "principalId",
    "principalType",
    "principalDisplayName",
    "resourceId",
    "resourceDisplayName",
];

pub(super) fn read(
    world: &World,
    call: &GraphCall<'_>,
    app_id: &str,
    person: Person,
) -> Result<Answer, GraphRefusal> {
    let select = selected_of(&call.query, &APPLICATION, "application")?;
    let absent = || {
        GraphRefusal::new(
            404,
            "Request_ResourceNotFound",
            format!(
                "Resource '{app_id}' does not exist or one of its queried reference-property objects are not present."
            ),
        )
    };
    let found = world.tenant.application(app_id);
    let found = found.filter(|one| is_there(world, one.app_id(), person)).ok_or_else(absent)?;
    let asked = select.as_ref().is_some_and(|names| names.contains(&"keyCredentials"));
    let mut body = found.json(asked);
    only(&mut body, select.as_deref());
    body["@odata.context"] = format!("{}v1.0/$metadata#applications/$entity", world.url).into();
    Ok(Answer::ok(body))
}

pub(super) fn assignments(
    world: &World,
    call: &GraphCall<'_>,
    by: &By,
    person: Person,
) -> Result<Answer, GraphRefusal> {
    let select = selected_of(&call.query, &ASSIGNMENT, "appRoleAssignment")?;
    let principal = &world.tenant.principals[place(world, by, person)?];
    let mut value = world.tenant.assignments(principal);
    for one in &mut value {
        only(one, select.as_deref());
    }
    let context = format!("{}v1.0/$metadata#appRoleAssignments", world.url);
    Ok(Answer::ok(json!({ "@odata.context": context, "value": value })))
}

/// Leaves the selected properties.
fn only(body: &mut Value, select: Option<&[&str]>) {
    if let (Some(names), Some(fields)) = (select, body.as_object_mut()) {
        fields.retain(|name, _| names.contains(&name.as_str()));
    }
}
