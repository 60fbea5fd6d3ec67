//! Signing in, with a code or in the browser. No token crosses to the window: it learns who signed in.

use crate::app::App;
use crate::commands::program;
use crate::log;
use crate::tenant::SignInPage;
use crate::tenant_operations;
use crosstrust_core::entra::{BrowserView, DeviceCodeView, SignInEnd, SignInState};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::Answers;
use crosstrust_core::messages::say;
use crosstrust_core::setup::SetupId;
use url::Url;

pub(super) async fn sign_in_state(app: &App, id: SetupId) -> Result<SignInState, Problem> {
    app.get(id)?.tenant.state(&app.answers(id)?).await
}

pub(super) async fn start_sign_in(app: &App, id: SetupId) -> Result<DeviceCodeView, Problem> {
    let started = app.get(id)?.tenant.start(&app.answers(id)?).await;
    Ok(log::ended("asking for a code", started)?.view())
}

pub(super) async fn start_browser_sign_in(app: &App, id: SetupId) -> Result<BrowserView, Problem> {
    let started = app.get(id)?.tenant.start_browser(&app.answers(id)?).await;
    log::ended("opening the browser to sign in", started)
}

pub(super) async fn await_sign_in(app: &App, id: SetupId) -> Result<SignInEnd, Problem> {
    let (setup, guide) = app.read(id)?;
    let way = setup.way_to_tenant(guide);
    let (answers, _) = Answers::parse(guide, setup.raw_answers());
    let end = app.get(id)?.tenant.wait(&answers).await?;
    match &end {
        SignInEnd::SignedIn { kept, method, .. } => {
            tracing::info!(?method, kept, "signed in");
        }
        SignInEnd::Refused { problem, instead } => {
            tracing::warn!(ended = problem.code.as_str(), ?instead, "not signed in");
        }
        SignInEnd::Cancelled => tracing::info!("signing in was cancelled"),
    }
    if let SignInEnd::SignedIn { account, .. } = &end {
        tenant_operations::store_tenant(app, id, &way, account.tenant_id, &account.username)?;
    }
    Ok(end)
}

pub(super) async fn cancel_sign_in(app: &App, id: SetupId) -> Result<(), Problem> {
    app.get(id)?.tenant.cancel().await;
    Ok(())
}

pub(super) async fn sign_out(app: &App, id: SetupId) -> Result<SignInState, Problem> {
    app.get(id)?.tenant.sign_out(&app.answers(id)?).await?;
    Ok(SignInState::SignedOut)
}

pub(super) async fn copy_code(app: &App, id: SetupId) -> Result<(), Problem> {
    match app.get(id)?.tenant.page(&app.answers(id)?).await? {
        SignInPage::Code(code) => app.desktop().copy(&code.user_code),
        SignInPage::Browser(_) => Err(Problem::of(ErrorCode::SignInExpired)),
    }
}

/// Opens the page on which the sign-in continues. A code that it asks for is copied first.
pub(super) async fn open_sign_in_page(app: &App, id: SetupId) -> Result<(), Problem> {
    let address = match app.get(id)?.tenant.page(&app.answers(id)?).await? {
        SignInPage::Code(code) => {
            app.desktop().copy(&code.user_code)?;
            code.verification_uri
        }
        SignInPage::Browser(page) => page.address,
    };
    let page: Url = address
        .parse()
        .map_err(|_| Problem::new(ErrorCode::SignInUnreadable, say!("program-sign-in-page")))?;
    program::open(app, &page)
}
