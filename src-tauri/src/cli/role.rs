//! Which roles whoever signed in holds, told before anything is written. It is advice and holds
//! nothing up: what Graph says to the write counts.

use super::output;
use crosstrust_core::entra::Session;
use crosstrust_core::graph::{Client, RoleCheck, role_check};
use serde_json::json;

/// Reads the roles and tells them.
pub(super) async fn print(client: &Client<Session>, as_json: bool) {
    let check = role_check(client).await;
    if as_json {
        output::json(&json!({ "event": "role", "role": check }));
    }
    for line in words(&check) {
        output::aside(&line);
    }
}

fn words(check: &RoleCheck) -> Vec<String> {
    let listed = |roles: &[String]| match roles {
        [] => "none".to_owned(),
        roles => roles.join(", "),
    };
    match check {
        RoleCheck::Holds { roles, doubtful: false } => {
            vec![format!("Your roles: {}. That is enough to write keys.", listed(roles))]
        }
        RoleCheck::Holds { roles, doubtful: true } => vec![
            format!("Your roles: {}.", listed(roles)),
            "Microsoft documents that as enough, but its own applications are known to refuse it at times. If the write is refused, sign in as Global Administrator.".to_owned(),
        ],
        RoleCheck::Lacks { roles } => vec![
            format!("Your roles: {}. None of them is known to be enough to write keys.", listed(roles)),
            "A role that is only eligible (PIM) has to be activated before you sign in. One that comes through a group may not show here.".to_owned(),
        ],
        RoleCheck::Unknown { problem } => vec![problem.message.clone()],
    }
}
