//! The roles of the account that signed in, shown before anything is written. It is advice and holds
//! nothing up: what Graph says to the write counts.

use super::output;
use crosstrust_core::entra::Session;
use crosstrust_core::graph::{Client, RoleCheck, role_check};
use crosstrust_core::messages::say;
use serde_json::json;

/// Reads the roles and shows them.
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
        [] => say!("command-line-roles-none"),
        roles => roles.join(", "),
    };
    match check {
        RoleCheck::Holds { roles, doubtful: false } => {
            vec![say!("command-line-roles-enough", roles = listed(roles))]
        }
        RoleCheck::Holds { roles, doubtful: true } => vec![
            say!("command-line-roles", roles = listed(roles)),
            say!("command-line-roles-doubtful"),
        ],
        RoleCheck::Lacks { roles } => vec![
            say!("command-line-roles-lacking", roles = listed(roles)),
            say!("command-line-roles-eligible"),
        ],
        RoleCheck::Unknown { problem } => vec![problem.message.to_string()],
    }
}
