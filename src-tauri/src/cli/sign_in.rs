//! Signing in from the command line: the code is shown or the browser opened, and the end waited for.

use super::TenantOptions;
use super::{duration, output};
use crosstrust_core::entra::keyring::SecretStore;
use crosstrust_core::entra::{Endpoints, Session, SignIn, SignInMethod, SignInStop, SignedIn};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{Client, RetryPolicy};
use crosstrust_core::guide::Library;
use crosstrust_core::ids::AppId;
use crosstrust_core::messages::say;
use serde_json::json;
use std::io::IsTerminal;

/// Said before anybody signs in: afterwards it is too late.
fn roles_first() -> String {
    say!("command-line-activate-role")
}

/// Signs in and gives the tenant's Graph. The session ends with the program: a script that wants to
/// stay signed in has nobody to sign out.
pub(super) async fn graph(
    options: &TenantOptions,
    as_json: bool,
) -> Result<Client<Session>, Problem> {
    let endpoints = endpoints(options)?;
    let sign_in_http = endpoints.sign_in_client()?;
    let http = endpoints.graph_client(&sign_in_http)?;
    let sign_in = SignIn::new(
        sign_in_http,
        endpoints.clone(),
        &options.tenant,
        options.client_id.as_deref(),
        SecretStore::memory(),
        "command-line",
    )?;
    output::aside(&roles_first());
    let signed_in = if options.browser {
        in_browser(&sign_in, as_json).await?
    } else {
        with_code(&sign_in, as_json).await?
    }
    .map_err(|stop| match stop {
        SignInStop::Cancelled => Problem::of(ErrorCode::Cancelled),
        SignInStop::Refused(problem) => problem,
    })?;
    let account = &signed_in.account;
    output::aside(&say!("command-line-signed-in", account = account.username));
    if account.guest {
        output::aside(&say!("command-line-guest", account = account.username));
    }
    let tenant = signed_in.session.tenant();
    let policy = RetryPolicy::real(fastrand::u64(..));
    Ok(Client::new(http, endpoints.graph, signed_in.session, tenant, policy))
}

async fn with_code(
    sign_in: &SignIn,
    as_json: bool,
) -> Result<Result<SignedIn, SignInStop>, Problem> {
    let pending = sign_in.start().await?;
    let code = pending.view();
    if as_json {
        output::json(&json!({
            "event": "sign-in",
            "method": SignInMethod::DeviceCode,
            "verificationUri": code.verification_uri,
            "userCode": code.user_code,
            "expiresIn": code.expires_in,
        }));
    }
    output::aside(&say!(
        "command-line-device-code",
        address = code.verification_uri,
        code = code.user_code,
        app = code.client_name,
        time = duration::minutes(code.expires_in)
    ));
    Ok(sign_in.wait(&pending, interrupted()).await)
}

async fn in_browser(
    sign_in: &SignIn,
    as_json: bool,
) -> Result<Result<SignedIn, SignInStop>, Problem> {
    let browsing = sign_in.start_browser().await?;
    let page = browsing.view();
    if as_json {
        output::json(&json!({
            "event": "sign-in",
            "method": SignInMethod::Browser,
            "address": page.address,
            "expiresIn": page.expires_in,
        }));
    }
    output::aside(&say!(
        "command-line-browser",
        app = page.client_name,
        time = duration::minutes(page.expires_in)
    ));
    output::aside(&say!("command-line-browser-address", address = page.address));
    if let Err(error) = opener::open_browser(&page.address) {
        output::aside(&say!("command-line-browser-failed", error = error));
    }
    Ok(sign_in.wait_browser(&browsing, interrupted()).await)
}

/// Until the operator presses Ctrl+C.
pub(super) async fn interrupted() {
    // Without a handler Ctrl+C ends the program, which is also an end of the waiting.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The applications to look at: those that were named, else those of the guide with `default-applications`.
pub(super) fn applications(options: &TenantOptions) -> Result<Vec<AppId>, Problem> {
    if !options.app_ids.is_empty() {
        return Ok(options.app_ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?);
    }
    let library = Library::built_in()?;
    let usual = library.guides().filter(|guide| guide.default_applications);
    let applications = usual.flat_map(|guide| &guide.applications);
    Ok(applications.map(|application| application.app_id).collect())
}

/// Asks a question that is answered with yes or no. Nobody there to answer: no.
pub(super) fn agreed(question: &str) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    output::aside(&format!("{question} [y/N]"));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok()
        && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

fn endpoints(options: &TenantOptions) -> Result<Endpoints, Problem> {
    if let (Some(login), Some(graph)) = (&options.login_url, &options.graph_url) {
        return Endpoints::custom(login.as_str(), graph.as_str());
    }
    Ok(options.cloud.endpoints())
}
