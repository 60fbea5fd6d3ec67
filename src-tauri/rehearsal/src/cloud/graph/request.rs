//! What a request asks for: the resource its path names, its filter and its selection.

use crate::cloud::fault::Subject;
use crate::cloud::principal::{GraphRefusal, Principal};
use crate::cloud::world::World;
use serde_json::Value;
use std::collections::HashMap;

/// The properties of a service principal that are simulated.
const PROPERTIES: [&str; 9] = [
    "id",
    "appId",
    "displayName",
    "appDisplayName",
    "accountEnabled",
    "servicePrincipalType",
    "servicePrincipalNames",
    "keyCredentials",
    "appRoles",
];

/// What a path names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Resource {
    Me,
    MemberOf,
    Organization,
    Principals,
    Principal(By),
    /// What was consented to for a principal.
    Assignments(By),
    /// An application by its application id.
    Application(String),
}

/// How a principal is named.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum By {
    AppId(String),
    Id(String),
}

/// A request, taken apart.
pub(super) struct GraphCall<'a> {
    pub(super) method: &'a str,
    pub(super) query: HashMap<String, String>,
    pub(super) body: &'a [u8],
    /// The principal's application id, when the request names one that is there.
    pub(super) app_id: Option<String>,
}

impl GraphCall<'_> {
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject { method: self.method, app_id: self.app_id.as_deref() }
    }
}

pub(super) fn resource(path: &str) -> Option<Resource> {
    let path = path.trim_end_matches('/');
    let parts: Vec<_> = path.split('/').collect();
    match parts[..] {
        ["me"] => Some(Resource::Me),
        // Only directory roles are simulated, so both say the same.
        ["me", "memberOf"] | ["me", "memberOf", "microsoft.graph.directoryRole"] => {
            Some(Resource::MemberOf)
        }
        ["organization"] => Some(Resource::Organization),
        ["servicePrincipals"] => Some(Resource::Principals),
        ["servicePrincipals", id] => Some(Resource::Principal(By::Id(id.to_owned()))),
        ["servicePrincipals", id, "appRoleAssignments"] => {
            Some(Resource::Assignments(By::Id(id.to_owned())))
        }
        [key] => {
            let by_app_id = |of: &str| key.strip_prefix(of)?.strip_suffix("')").map(str::to_owned);
            by_app_id("servicePrincipals(appId='")
                .map(|app_id| Resource::Principal(By::AppId(app_id)))
                .or_else(|| by_app_id("applications(appId='").map(Resource::Application))
        }
        _ => None,
    }
}

/// Which application a request is about, so that faults of one principal meet it.
pub(super) fn app_id(
    world: &World,
    resource: Option<&Resource>,
    call: &GraphCall<'_>,
) -> Option<String> {
    match resource? {
        Resource::Principal(By::AppId(app_id))
        | Resource::Assignments(By::AppId(app_id))
        | Resource::Application(app_id) => Some(app_id.to_ascii_lowercase()),
        Resource::Principal(By::Id(id)) | Resource::Assignments(By::Id(id)) => {
            let principals = &world.tenant.principals;
            let found = principals.iter().find(|principal| is_id(principal, id));
            found.map(|principal| principal.app_id.clone())
        }
        Resource::Principals if call.method == "POST" => {
            let body: Value = serde_json::from_slice(call.body).ok()?;
            body["appId"].as_str().map(str::to_ascii_lowercase)
        }
        Resource::Principals => filtered(&call.query).ok().flatten(),
        Resource::Me | Resource::MemberOf | Resource::Organization => None,
    }
}

pub(super) fn is_id(principal: &Principal, id: &str) -> bool {
    principal.id.to_string().eq_ignore_ascii_case(id)
}

/// The application id of `$filter=appId eq '…'`; none without a filter.
pub(super) fn filtered(query: &HashMap<String, String>) -> Result<Option<String>, GraphRefusal> {
    let Some(filter) = query.get("$filter") else {
        return Ok(None);
    };
    filter
        .trim()
        .strip_prefix("appId eq '")
        .and_then(|rest| rest.strip_suffix('\''))
        .filter(|value| !value.contains('\''))
        .map(|value| Some(value.to_ascii_lowercase()))
        .ok_or_else(|| {
            let message = "Unsupported or invalid query filter clause specified for property of resource 'ServicePrincipal'. This rehearsal knows appId eq '...' only.";
            GraphRefusal::new(400, "Request_UnsupportedQuery", message)
        })
}

/// The properties asked for; none: all.
pub(super) fn selected(query: &HashMap<String, String>) -> Result<Option<Vec<&str>>, GraphRefusal> {
    selected_of(query, &PROPERTIES, "servicePrincipal")
}

/// The same of a type with these properties.
pub(super) fn selected_of<'q>(
    query: &'q HashMap<String, String>,
    properties: &[&str],
    of: &str,
) -> Result<Option<Vec<&'q str>>, GraphRefusal> {
    let Some(select) = query.get("$select") else {
        return Ok(None);
    };
    let names: Vec<_> = select.split(',').map(str::trim).collect();
    match names.iter().find(|name| !properties.contains(name)) {
        None => Ok(Some(names)),
        Some(name) => Err(GraphRefusal::new(
            400,
            "BadRequest",
            format!(
                "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.{of}'."
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_resources() {
        let app = "7557eb47-c689-4224-abcf-aef9bd7573df";
        assert_eq!(
            resource(&format!("servicePrincipals(appId='{app}')")),
            Some(Resource::Principal(By::AppId(app.into())))
        );
        assert_eq!(resource("servicePrincipals/x/"), Some(Resource::Principal(By::Id("x".into()))));
        assert_eq!(
            resource(&format!("applications(appId='{app}')")),
            Some(Resource::Application(app.into()))
        );
        assert_eq!(
            resource("servicePrincipals/x/appRoleAssignments"),
            Some(Resource::Assignments(By::Id("x".into())))
        );
        for path in ["me/memberOf", "me/memberOf/microsoft.graph.directoryRole"] {
            assert_eq!(resource(path), Some(Resource::MemberOf));
        }
        for path in ["", "users", "servicePrincipals(appId=x)", "servicePrincipals/x/addKey"] {
            assert_eq!(resource(path), None, "{path}");
        }
    }

    #[test]
    fn only_the_filter_by_application_is_understood() {
        let read = |filter: &str| filtered(&HashMap::from([("$filter".into(), filter.into())]));
        assert_eq!(read("appId eq 'A-B'"), Ok(Some("a-b".into())));
        assert_eq!(filtered(&HashMap::new()), Ok(None));
        for filter in ["displayName eq 'x'", "appId eq 'x' or true", "appId eq 'x' or appId eq 'y'"]
        {
            assert_eq!(read(filter).unwrap_err().code, "Request_UnsupportedQuery", "{filter}");
        }
    }
}
