//! Which directory roles the account that is signed in holds, and whether they will do for writing
//! keys. Reads only: whether a write would be taken is never found out by writing.
//!
//! The answer is advice, not a gate. Graph lists the roles that are active and held directly: one that
//! is only eligible (PIM), or that comes through a group, does not show, and tenants may keep all of
//! it to themselves.

use super::RoleCheck;
use super::client::Client;
use super::response::Response;
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use crate::messages::text;
use serde::Deserialize;
use uuid::{Uuid, uuid};

const PATH: &str = "me/memberOf/microsoft.graph.directoryRole";
const SELECT: &str = "$select=displayName,roleTemplateId";

/// A person holds a handful of roles; Graph gives a hundred a page.
const MOST_PAGES: usize = 10;

/// Advice does not hold the operator up: one more try, and then the doubt is reported.
const TRIES: u32 = 2;

/// Global Administrator: known to be let in.
const SUFFICIENT: [Uuid; 1] = [uuid!("62e90394-69f5-4237-9190-012177145e10")];

/// Application Administrator (the role that Microsoft documents), Cloud Application Administrator and
/// Hybrid Identity Administrator: refused on Microsoft's own applications as reports from the field say.
const DOUBTFUL: [Uuid; 3] = [
    uuid!("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"),
    uuid!("158c047a-c907-4556-b7ef-446551a6b5f7"),
    uuid!("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2"),
];

#[derive(Deserialize)]
struct RolePage {
    value: Vec<DirectoryRole>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

/// One role. Where the app may not read roles, Graph lists them with nothing in them.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DirectoryRole {
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    role_template_id: Option<Uuid>,
}

/// Reads the roles of the account that is signed in and judges them.
pub async fn role_check<B: BearerSource>(client: &Client<B>) -> RoleCheck {
    match read(client).await.and_then(|roles| judge(&roles)) {
        Ok(check) => check,
        Err(problem) => RoleCheck::Unknown { problem: in_doubt(problem) },
    }
}

async fn read<B: BearerSource>(client: &Client<B>) -> Result<Vec<DirectoryRole>, Problem> {
    let mut roles = Vec::new();
    let (mut path, mut query) = (PATH.to_owned(), SELECT.to_owned());
    for _ in 0..MOST_PAGES {
        let parse = |answer: &Response| {
            serde_json::from_slice::<RolePage>(&answer.body).map_err(|_| "it is no list of roles")
        };
        let page = client.get(&path, &query, TRIES, &|_| {}, parse).await?;
        roles.extend(page.value);
        let Some(next) = page.next else { return Ok(roles) };
        (path, query) = client
            .place_of(&next)
            .ok_or_else(|| unreadable("the next page of roles is said to be somewhere else"))?;
    }
    Err(unreadable("the list of roles does not end"))
}

fn unreadable(why: &str) -> Problem {
    Problem::new(ErrorCode::GraphUnreadable, text!("graph-unreadable")).with_detail(why)
}

fn judge(roles: &[DirectoryRole]) -> Result<RoleCheck, Problem> {
    let any = |wanted: &[Uuid]| {
        roles.iter().any(|role| role.role_template_id.is_some_and(|id| wanted.contains(&id)))
    };
    let names = || {
        let name = |role: &DirectoryRole| {
            role.display_name.clone().unwrap_or_else(|| "unnamed".to_owned())
        };
        roles.iter().map(name).collect()
    };
    if any(&SUFFICIENT) {
        Ok(RoleCheck::Holds { roles: names(), doubtful: false })
    } else if roles.iter().any(|role| role.role_template_id.is_none()) {
        Err(unreadable("it lists roles without saying which"))
    } else if any(&DOUBTFUL) {
        Ok(RoleCheck::Holds { roles: names(), doubtful: true })
    } else {
        Ok(RoleCheck::Lacks { roles: names() })
    }
}

/// The doubt comes first; what Graph said stays beside it.
fn in_doubt(problem: Problem) -> Problem {
    Problem { message: text!("graph-roles-not-read", reason = problem.message), ..problem }
}
