//! What a sign-in and its session are both based on: whom to ask, for which tenant and
//! app, where secrets are kept, and the time.

use super::keyring::SecretStore;
use super::tenant::TenantName;
use super::wire::Authority;
use super::{Clock, Endpoints, SignInMethod};
use crate::error::{ErrorCode, Problem};
use crate::ids::TenantId;
use crate::messages::{say, text};
use crate::text::compact;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// "Microsoft Graph Command Line Tools", the public client of `Connect-MgGraph`.
const GRAPH_COMMAND_LINE_TOOLS: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

/// What was asked for. What is kept over a restart is used only for the very same.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct AuthRequest {
    pub(super) endpoints: Endpoints,
    pub(super) tenant: String,
    pub(super) client_id: String,
}

#[derive(Clone)]
pub(super) struct SignInContext {
    pub(super) http: reqwest::Client,
    pub(super) request: AuthRequest,
    pub(super) tenant: TenantName,
    pub(super) store: SecretStore,
    pub(super) slot: String,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) claims: ClaimsChallenge,
}

/// The claims that Graph asked for last, until somebody has signed in with them. In memory alone.
/// Clones are the same.
#[derive(Clone, Default)]
pub(super) struct ClaimsChallenge(Arc<Mutex<Option<String>>>);

impl ClaimsChallenge {
    /// What the next sign-in has to ask for.
    pub(super) fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, claims: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = claims;
    }
}

impl SignInContext {
    /// The endpoints of that tenant.
    pub(super) fn authority(&self, tenant: TenantId) -> Authority {
        Authority::new(self.http.clone(), &self.request.endpoints, tenant, &self.request.client_id)
    }

    /// The name under which a session of that method is kept: each has its own, so that a refresh
    /// token is used only as it was got. Codes were once the only method, and theirs is the name that
    /// earlier versions used.
    pub(super) fn session_name(&self, method: SignInMethod) -> String {
        session_name(&self.slot, method)
    }

    /// The name under which a code that waits is kept.
    pub(super) fn pending_name(&self) -> String {
        pending_name(&self.slot)
    }

    /// The app's name, as the sign-in page shows it. An app of the organisation's own has the name
    /// they gave it, which is not known here.
    pub(super) fn client_name(&self) -> String {
        if self.request.client_id == GRAPH_COMMAND_LINE_TOOLS {
            "Microsoft Graph Command Line Tools".to_owned()
        } else {
            say!("sign-in-own-app", id = self.request.client_id)
        }
    }

    /// The problem, naming the app where the app is at fault: the remedy leads to it.
    pub(super) fn about_app(&self, problem: Problem) -> Problem {
        if !matches!(
            problem.code,
            ErrorCode::SignInConsentNeeded
                | ErrorCode::SignInConsentRefused
                | ErrorCode::SignInUnknownClient
                | ErrorCode::SignInPublicClientOff
                | ErrorCode::SignInNotAssigned
                | ErrorCode::SignInRedirectUnknown
        ) {
            return problem;
        }
        let id = &self.request.client_id;
        let app = if id == GRAPH_COMMAND_LINE_TOOLS {
            format!("app: {} ({id})", self.client_name())
        } else {
            format!("app: your own registration {id}")
        };
        let detail = match &problem.detail {
            Some(detail) => format!("{app}\n{detail}"),
            None => app,
        };
        problem.with_detail(detail)
    }
}

/// The id of the app that signs in: the given one, or Microsoft's.
pub(super) fn client_id(given: Option<&str>) -> Result<String, Problem> {
    let Some(given) = given else {
        return Ok(GRAPH_COMMAND_LINE_TOOLS.to_owned());
    };
    let id = Uuid::try_parse(&compact(given)).map_err(|_| {
        Problem::new(
            ErrorCode::AnswerInvalid,
            text!("sign-in-app-id", example = GRAPH_COMMAND_LINE_TOOLS),
        )
    })?;
    Ok(id.hyphenated().to_string())
}

fn session_name(slot: &str, method: SignInMethod) -> String {
    match method {
        SignInMethod::DeviceCode => format!("{slot}/session"),
        SignInMethod::Browser => format!("{slot}/session-browser"),
    }
}

fn pending_name(slot: &str) -> String {
    format!("{slot}/pending")
}

/// Removes all that is kept under a slot, wherever the sign-in led. For a slot that nobody signs in
/// under any more; a session that is under way would keep itself again.
///
/// # Errors
/// [`ErrorCode::KeyringUnavailable`] when the keyring would not remove what it keeps.
pub async fn forget_slot(store: &SecretStore, slot: &str) -> Result<(), Problem> {
    let mut removed = store.remove(&pending_name(slot)).await;
    for method in SignInMethod::ALL {
        let session = store.remove(&session_name(slot, method)).await;
        removed = removed.and(session);
    }
    removed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_id_is_a_guid_in_one_spelling() {
        assert_eq!(client_id(None).unwrap(), GRAPH_COMMAND_LINE_TOOLS);
        for given in [
            " 14D82EEC-204B-4C2F-B7E8-296A70DAB67E ",
            "\u{200e}14d82eec-204b\u{a0}-4c2f-b7e8-296a70dab67e",
        ] {
            assert_eq!(client_id(Some(given)).unwrap(), GRAPH_COMMAND_LINE_TOOLS, "{given:?}");
        }
        for bad in ["", "graph", "14d82eec-204b-4c2f-b7e8", "a&b=c"] {
            assert_eq!(client_id(Some(bad)).unwrap_err().code, ErrorCode::AnswerInvalid, "{bad}");
        }
    }
}
