//! Signing in for one setup: the way in, and what is the same for every way of signing in. Whose
//! token it is gets checked here, and it is kept or not kept here.

use super::browser::{Brought, LoopbackListener, SignInPage};
use super::keyring::SecretStore;
use super::refusal::Refusal;
use super::session::Who;
use super::sign_in_context::{AuthRequest, ClaimsChallenge, SignInContext, client_id, forget_slot};
use super::tenant::{self, TenantName};
use super::wire::TokenAnswer;
use super::{Account, Browsing, Clock, Endpoints, Pending, Session, SignInMethod};
use super::{SystemClock, account, device_code};
use crate::error::{ErrorCode, Problem};
use crate::ids::TenantId;
use crate::messages::text;
use oauth2::basic::BasicTokenType;
use oauth2::{AuthorizationCode, CsrfToken, TokenResponse};
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

/// Sign-in for one tenant, with one app, kept under one slot.
pub struct SignIn {
    context: SignInContext,
    current: Mutex<Option<Session>>,
}

/// A sign-in that came to a good end.
#[derive(Debug)]
pub struct SignedIn {
    /// The session; gives the token to `graph`.
    pub session: Session,
    /// Who signed in.
    pub account: Account,
    /// Kept in the system keyring; false: only until the program ends.
    pub kept: bool,
    /// How.
    pub method: SignInMethod,
}

/// A sign-in that did not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignInStop {
    /// The operator cancelled.
    Cancelled,
    /// The service or the person refused, or the code ran out.
    Refused(Problem),
}

/// What a token must be to be taken.
struct Awaited<'a> {
    tenant: TenantId,
    method: SignInMethod,
    /// It is in the id token; none: this method of signing in has no nonce.
    nonce: Option<&'a CsrfToken>,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignIn")
            .field("request", &self.context.request)
            .field("slot", &self.context.slot)
            .finish_non_exhaustive()
    }
}

impl SignIn {
    /// Sign-in to `tenant` (a domain or an id). `client` is the id of the organisation's own app
    /// registration; without it, Microsoft Graph Command Line Tools is used. `slot` names what is
    /// kept: the setup's id. `http` comes from [`Endpoints::sign_in_client`]. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorCode::AnswerInvalid`] for a tenant or app id that is none,
    /// [`ErrorCode::InsecureAddress`] for endpoints that are not protected.
    pub fn new(
        http: reqwest::Client,
        endpoints: Endpoints,
        tenant: &str,
        client: Option<&str>,
        store: SecretStore,
        slot: &str,
    ) -> Result<Self, Problem> {
        endpoints.check()?;
        let tenant = TenantName::parse(tenant)?;
        let request = AuthRequest {
            endpoints,
            tenant: tenant.as_str().to_owned(),
            client_id: client_id(client)?,
        };
        let context = SignInContext {
            http,
            request,
            tenant,
            store,
            slot: slot.to_owned(),
            clock: Arc::new(SystemClock),
            claims: ClaimsChallenge::default(),
        };
        Ok(Self { context, current: Mutex::new(None) })
    }

    /// The same on another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.context.clock = clock;
        self
    }

    /// Looks the tenant up and asks for a device code, which is also kept, so that it can be used
    /// after a restart.
    ///
    /// # Errors
    /// As [`find_tenant`](super::find_tenant), and the service's refusal of a code.
    pub async fn start(&self) -> Result<Pending, Problem> {
        let pending = self.ask_for_code().await?;
        self.keep_pending(&pending).await;
        Ok(pending)
    }

    /// The same, unless `cancel` completes before the service has answered. Nothing is kept then.
    ///
    /// # Errors
    /// [`SignInStop`]; the refusals are those of [`start`](Self::start).
    pub async fn start_unless(
        &self,
        cancel: impl Future<Output = ()>,
    ) -> Result<Pending, SignInStop> {
        let pending = unless(cancel, self.ask_for_code()).await?;
        self.keep_pending(&pending).await;
        Ok(pending)
    }

    async fn ask_for_code(&self) -> Result<Pending, Problem> {
        let context = &self.context;
        let tenant = self.find_tenant().await?;
        let claims = context.claims.get();
        let answer = context.authority(tenant).device_code(claims.as_deref()).await;
        let answer = answer.map_err(|refusal| context.about_app(refusal.problem()))?;
        let clock = Arc::clone(&context.clock);
        Pending::new(&answer, tenant, context.client_name(), clock)
    }

    async fn keep_pending(&self, pending: &Pending) {
        let context = &self.context;
        let stored = pending.to_stored(&context.request);
        context.store.put(&context.pending_name(), stored).await;
    }

    /// The code of an earlier [`start`](Self::start), perhaps before a restart, if it is for the same
    /// tenant and app and still valid.
    pub async fn resume_pending(&self) -> Option<Pending> {
        let context = &self.context;
        let stored = context.store.get(&context.pending_name()).await?;
        let clock = Arc::clone(&context.clock);
        let pending = Pending::from_stored(&stored, &context.request, context.client_name(), clock);
        if pending.is_none() {
            self.forget_pending().await;
        }
        pending
    }

    /// Waits until the code is used, refused or run out, or `cancel` completes. The code is then
    /// forgotten. Dropping the future instead leaves it to [`resume_pending`](Self::resume_pending).
    ///
    /// # Errors
    /// [`SignInStop`]; among the refusals [`ErrorCode::SignInTenantMismatch`], after which nothing of
    /// the sign-in is kept.
    pub async fn wait(
        &self,
        pending: &Pending,
        cancel: impl Future<Output = ()>,
    ) -> Result<SignedIn, SignInStop> {
        let authority = self.context.authority(pending.tenant);
        let answered = tokio::select! {
            biased;
            () = cancel => Err(SignInStop::Cancelled),
            answer = device_code::wait(&authority, pending) => {
                answer.map_err(|problem| SignInStop::Refused(self.context.about_app(problem)))
            }
        };
        self.forget_pending().await;
        let awaited =
            Awaited { tenant: pending.tenant, method: SignInMethod::DeviceCode, nonce: None };
        self.accept(&awaited, &answered?).await.map_err(SignInStop::Refused)
    }

    /// Looks the tenant up, and listens on this computer for what the browser will bring. A code
    /// that still waits is forgotten: one way is gone at a time.
    ///
    /// # Errors
    /// As [`find_tenant`](super::find_tenant); [`ErrorCode::SignInNoPort`].
    pub async fn start_browser(&self) -> Result<Browsing, Problem> {
        let tenant = self.find_tenant().await?;
        self.listen(tenant).await
    }

    /// The same, unless `cancel` completes before the tenant is found. Nobody listens then.
    ///
    /// # Errors
    /// [`SignInStop`]; the refusals are those of [`start_browser`](Self::start_browser).
    pub async fn start_browser_unless(
        &self,
        cancel: impl Future<Output = ()>,
    ) -> Result<Browsing, SignInStop> {
        let tenant = unless(cancel, self.find_tenant()).await?;
        self.listen(tenant).await.map_err(SignInStop::Refused)
    }

    async fn listen(&self, tenant: TenantId) -> Result<Browsing, Problem> {
        let context = &self.context;
        let listener = LoopbackListener::open()
            .map_err(|error| Problem::of(ErrorCode::SignInNoPort).with_detail(error.to_string()))?;
        self.forget_pending().await;
        let claims = context.claims.get();
        Ok(Browsing::new(
            &context.authority(tenant),
            tenant,
            listener,
            claims.as_deref(),
            context.client_name(),
            Arc::clone(&context.clock),
        ))
    }

    /// Waits until the browser brings the answer and it is redeemed, time is up, or `cancel`
    /// completes. Answers to other sign-ins are turned away and do not end it. At the end the browser
    /// shows what came of it, and the port is free again. A page is waited for once.
    ///
    /// # Errors
    /// [`SignInStop`]; among the refusals [`ErrorCode::SignInBrowserTimedOut`],
    /// [`ErrorCode::SignInTenantMismatch`] and [`ErrorCode::SignInRestart`] for a token that was not
    /// made for this page, after which nothing of the sign-in is kept.
    pub async fn wait_browser(
        &self,
        browsing: &Browsing,
        cancel: impl Future<Output = ()>,
    ) -> Result<SignedIn, SignInStop> {
        let restart = || SignInStop::Refused(Problem::of(ErrorCode::SignInRestart));
        let mut serving = browsing.serve().ok_or_else(restart)?;
        let mut cancel = pin!(cancel);
        let brought = tokio::select! {
            biased;
            () = &mut cancel => Err(SignInStop::Cancelled),
            brought = serving.arrival() => Ok(brought),
            () = self.context.clock.sleep(browsing.left()) => {
                Err(SignInStop::Refused(Problem::of(ErrorCode::SignInBrowserTimedOut)))
            }
        };
        let ended = match brought {
            Ok(Brought { answer, browser }) => {
                let ended = self.take(browsing, answer, cancel).await;
                browser.show(SignInPage::of(ended.as_ref().map(|signed_in| &signed_in.account)));
                ended
            }
            Err(stop) => Err(stop),
        };
        serving.close().await;
        ended
    }

    /// Redeems the code that the browser brought, and takes the token.
    async fn take(
        &self,
        browsing: &Browsing,
        answer: Result<AuthorizationCode, Problem>,
        cancel: impl Future<Output = ()>,
    ) -> Result<SignedIn, SignInStop> {
        let refused = |problem| SignInStop::Refused(self.context.about_app(problem));
        let code = answer.map_err(refused)?;
        let authority = self.context.authority(browsing.tenant);
        let redeemed = tokio::select! {
            biased;
            () = cancel => return Err(SignInStop::Cancelled),
            answer = authority.redeem(code, &browsing.verifier, &browsing.redirect) => answer,
        };
        let answer = redeemed.map_err(Refusal::problem).map_err(refused)?;
        let awaited = Awaited {
            tenant: browsing.tenant,
            method: SignInMethod::Browser,
            nonce: Some(&browsing.nonce),
        };
        self.accept(&awaited, &answer).await.map_err(SignInStop::Refused)
    }

    /// The session that is under way, or the one that was kept. Nothing is sent: that it has ended
    /// shows at its first use.
    pub async fn resume(&self) -> Option<Session> {
        if let Some(session) = self.current().filter(|session| !session.has_ended()) {
            return Some(session);
        }
        let session = Session::kept_in(&self.context).await?;
        self.set_current(Some(session.clone()));
        Some(session)
    }

    /// Signs out: the session ends, and everything kept of it is removed. The tenant is not informed:
    /// Entra has no way to revoke a single refresh token of a public client.
    ///
    /// # Errors
    /// [`ErrorCode::KeyringUnavailable`] when the keyring would not remove what it keeps. The session
    /// has ended all the same.
    pub async fn sign_out(&self) -> Result<(), Problem> {
        if let Some(session) = self.set_current(None) {
            session.end().await;
        }
        self.context.claims.set(None);
        forget_slot(&self.context.store, &self.context.slot).await
    }

    async fn find_tenant(&self) -> Result<TenantId, Problem> {
        let context = &self.context;
        tenant::find(&context.http, &context.request.endpoints, &context.tenant).await
    }

    /// Takes a token that a way of signing in has brought, if it is what was awaited.
    async fn accept(
        &self,
        awaited: &Awaited<'_>,
        answer: &TokenAnswer,
    ) -> Result<SignedIn, Problem> {
        let unreadable =
            |cause: String| Problem::of(ErrorCode::SignInUnreadable).with_detail(cause);
        if *answer.token_type() != BasicTokenType::Bearer {
            return Err(unreadable("the token is no bearer token".to_owned()));
        }
        let identity = account::read(answer.extra_fields().id_token.as_deref())
            .map_err(|error| unreadable(error.to_string()))?;
        let (account, tenant) = (identity.account, awaited.tenant);
        if awaited.nonce.is_some_and(|nonce| identity.nonce.as_ref() != Some(nonce.secret())) {
            return Err(Problem::of(ErrorCode::SignInRestart)
                .with_detail("the id token was made for another sign-in: its nonce differs"));
        }
        if identity.tenant != tenant {
            return Err(Problem::new(
                ErrorCode::SignInTenantMismatch,
                text!(
                    "sign-in-other-tenant",
                    user = account.username,
                    theirs = identity.tenant,
                    ours = self.context.request.tenant,
                    tenant = tenant
                ),
            ));
        }
        // A renewal of the session before must not be kept over this one.
        if let Some(previous) = self.set_current(None) {
            previous.end().await;
        }
        let method = awaited.method;
        let who = Who { account: account.clone(), tenant, method };
        let session = Session::begin(self.context.clone(), who, answer).await;
        self.context.claims.set(None);
        self.set_current(Some(session.clone()));
        Ok(SignedIn { kept: session.kept(), session, account, method })
    }

    fn current(&self) -> Option<Session> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives the session that was current before.
    fn set_current(&self, session: Option<Session>) -> Option<Session> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut current, session)
    }

    async fn forget_pending(&self) {
        if let Err(error) = self.context.store.remove(&self.context.pending_name()).await {
            tracing::warn!(%error, "a code that is over is still in the keyring");
        }
    }
}

/// What the service answers, unless `cancel` completes before.
async fn unless<T>(
    cancel: impl Future<Output = ()>,
    answer: impl Future<Output = Result<T, Problem>>,
) -> Result<T, SignInStop> {
    tokio::select! {
        biased;
        () = cancel => Err(SignInStop::Cancelled),
        answer = answer => answer.map_err(SignInStop::Refused),
    }
}
