//! The apps that ask for sign-in: Microsoft's own, and registrations of the organisation's.

use super::oauth_error::EntraError;
use super::world::World;
use axum::http::StatusCode;
use url::Url;
use uuid::Uuid;

/// The app whose name Microsoft's own page shows for the client id that Crosstrust uses.
const GRAPH_COMMAND_LINE_TOOLS: (&str, &str) =
    ("14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools");

/// Azure PowerShell and Azure CLI: Entra refuses Graph scopes to them.
const REFUSED_CLIENTS: [&str; 2] =
    ["1950a258-227b-4e31-a9cf-717495945fc2", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"];

/// An app registration of the organisation's own.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Its application id.
    pub client_id: String,
    /// "Allow public client flows" is on; without it tokens are refused with 7000218.
    pub public_client: bool,
    /// `http://localhost` is registered; without it the browser's page shows 50011.
    pub localhost: bool,
    /// An administrator has approved it; without it sign-in ends with 65001.
    pub consented: bool,
}

impl Registration {
    /// A registration with nothing wrong.
    pub fn good(client_id: &str) -> Self {
        Self {
            client_id: client_id.to_owned(),
            public_client: true,
            localhost: true,
            consented: true,
        }
    }
}

/// The name of an app on a page.
pub(super) fn name(client_id: &str) -> &str {
    match GRAPH_COMMAND_LINE_TOOLS {
        (id, name) if id == client_id => name,
        _ => client_id,
    }
}

/// The app of that id. Where the cloud was started without registrations, any id is one with nothing
/// wrong.
pub(super) fn find(world: &World, client_id: &str) -> Result<Registration, EntraError> {
    if REFUSED_CLIENTS.contains(&client_id.to_ascii_lowercase().as_str()) {
        return Err(EntraError::new(
            "invalid_grant",
            65_002,
            format!(
                "Consent between first party application '{client_id}' and first party resource '00000003-0000-0000-c000-000000000000' must be configured via preauthorization."
            ),
        ));
    }
    let known = &world.registrations;
    let registered = known.iter().find(|known| known.client_id.eq_ignore_ascii_case(client_id));
    let is_id = Uuid::try_parse(client_id).is_ok();
    match registered {
        Some(registration) => Ok(registration.clone()),
        None if client_id == GRAPH_COMMAND_LINE_TOOLS.0 || (is_id && known.is_empty()) => {
            Ok(Registration::good(client_id))
        }
        None => Err(EntraError::new(
            "unauthorized_client",
            700_016,
            format!(
                "Application with identifier '{client_id}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant."
            ),
        )),
    }
}

impl Registration {
    /// Refuses the browser's way back unless it is `http://localhost` on any port (RFC 8252 section
    /// 7.3; Entra knows no other for a program on a computer).
    pub(super) fn check_redirect(&self, redirect: &str) -> Result<(), EntraError> {
        let local = Url::parse(redirect).is_ok_and(|url| {
            url.scheme() == "http"
                && url.host_str() == Some("localhost")
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none()
        });
        if local && self.localhost {
            return Ok(());
        }
        Err(EntraError::new(
            "invalid_request",
            50_011,
            format!(
                "The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application '{}'.",
                self.client_id
            ),
        ))
    }

    pub(super) fn check_consent(&self, error: &str) -> Result<(), EntraError> {
        if self.consented {
            return Ok(());
        }
        Err(EntraError::new(
            error,
            65_001,
            format!(
                "The user or administrator has not consented to use the application with ID '{}' named 'Own app'. Send an interactive authorization request for this user and resource.",
                self.client_id
            ),
        ))
    }

    pub(super) fn check_public(&self) -> Result<(), EntraError> {
        if self.public_client {
            return Ok(());
        }
        let message = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
        Err(EntraError {
            status: StatusCode::UNAUTHORIZED,
            ..EntraError::new("invalid_client", 7_000_218, message)
        })
    }
}
