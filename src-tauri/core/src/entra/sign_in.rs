//! Signing in for one setup: the way in, and what is the same for every way of signing in. Whose
//! token it is gets checked here, and it is kept or not kept here.

use super::ground::{Asked, Ground, client_id};
use super::keyring::SecretStore;
use super::tenant::{self, TenantName};
use super::wire::TokenAnswer;
use super::{Account, Clock, Endpoints, Pending, Session, SignInMethod, SystemClock, TenantId};
use super::{account, device_code};
use crate::error::{ErrorCode, Problem};
use oauth2::TokenResponse;
use oauth2::basic::BasicTokenType;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Sign-in for one tenant, with one app, kept under one slot.
pub struct SignIn {
    ground: Ground,
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

impl fmt::Debug for SignIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignIn")
            .field("asked", &self.ground.asked)
            .field("slot", &self.ground.slot)
            .finish_non_exhaustive()
    }
}

impl SignIn {
    /// Sign-in to `tenant` (a domain or an id). `client` is the id of the organisation's own app
    /// registration; without it, Microsoft Graph Command Line Tools is used. `slot` names what is
    /// kept: the setup's id. `http` comes from [`Endpoints::client`]. Nothing is sent.
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
        let asked =
            Asked { endpoints, tenant: tenant.as_str().to_owned(), client_id: client_id(client)? };
        let ground = Ground {
            http,
            asked,
            tenant,
            store,
            slot: slot.to_owned(),
            clock: Arc::new(SystemClock),
        };
        Ok(Self { ground, current: Mutex::new(None) })
    }

    /// The same on another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.ground.clock = clock;
        self
    }

    /// Looks the tenant up and asks for a device code, which is also kept, so that it can be used
    /// after a restart.
    ///
    /// # Errors
    /// As [`find_tenant`](super::find_tenant), and the service's refusal of a code.
    pub async fn start(&self) -> Result<Pending, Problem> {
        let ground = &self.ground;
        let tenant = tenant::find(&ground.http, &ground.asked.endpoints, &ground.tenant).await?;
        let answer =
            ground.authority(tenant).device_code().await.map_err(super::wire::Refusal::problem)?;
        let clock = Arc::clone(&ground.clock);
        let pending = Pending::new(&answer, tenant, ground.client_name(), clock);
        let stored = pending.to_stored(&ground.asked);
        ground.store.put(&ground.pending_name(), stored).await;
        Ok(pending)
    }

    /// The code of an earlier [`start`](Self::start), perhaps before a restart, if it is for the same
    /// tenant and app and still valid.
    pub async fn resume_pending(&self) -> Option<Pending> {
        let ground = &self.ground;
        let stored = ground.store.get(&ground.pending_name()).await?;
        let clock = Arc::clone(&ground.clock);
        let pending = Pending::from_stored(&stored, &ground.asked, ground.client_name(), clock);
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
        let authority = self.ground.authority(pending.tenant);
        let answered = tokio::select! {
            biased;
            () = cancel => Err(SignInStop::Cancelled),
            answer = device_code::wait(&authority, pending) => answer.map_err(SignInStop::Refused),
        };
        self.forget_pending().await;
        self.accept(pending.tenant, &answered?).await.map_err(SignInStop::Refused)
    }

    /// The session that is under way, or the one that was kept. Nothing is sent: that it has ended
    /// shows at its first use.
    pub async fn resume(&self) -> Option<Session> {
        if let Some(session) = self.current().filter(|session| !session.has_ended()) {
            return Some(session);
        }
        let name = self.ground.session_name();
        let stored = self.ground.store.get(&name).await?;
        let kept = self.ground.store.keeps(&name);
        let session = Session::from_stored(self.ground.clone(), &stored, kept)?;
        self.set_current(Some(session.clone()));
        Some(session)
    }

    /// Signs out: the session ends, and everything kept of it is removed. The tenant is not told:
    /// Entra has no way to revoke a single refresh token of a public client.
    ///
    /// # Errors
    /// [`ErrorCode::KeyringUnavailable`] when the keyring would not remove what it keeps. The session
    /// has ended all the same.
    pub async fn sign_out(&self) -> Result<(), Problem> {
        if let Some(session) = self.set_current(None) {
            session.end().await;
        }
        let ground = &self.ground;
        let session = ground.store.remove(&ground.session_name()).await;
        let pending = ground.store.remove(&ground.pending_name()).await;
        session.and(pending)
    }

    /// Takes a token that a way of signing in has brought, if it is of the tenant asked for.
    async fn accept(&self, tenant: TenantId, answer: &TokenAnswer) -> Result<SignedIn, Problem> {
        let unreadable =
            |cause: String| Problem::of(ErrorCode::SignInUnreadable).with_detail(cause);
        if *answer.token_type() != BasicTokenType::Bearer {
            return Err(unreadable("the token is no bearer token".to_owned()));
        }
        let (account, signed_in_to) = account::read(answer.extra_fields().id_token.as_deref())
            .map_err(|error| unreadable(error.to_string()))?;
        if signed_in_to != tenant {
            return Err(Problem::new(
                ErrorCode::SignInTenantMismatch,
                format!(
                    "{} signed in to the tenant {signed_in_to}, but this is for {} ({tenant}).",
                    account.username, self.ground.asked.tenant
                ),
            ));
        }
        // A renewal of the session before must not be kept over this one.
        if let Some(previous) = self.set_current(None) {
            previous.end().await;
        }
        let session = Session::begin(self.ground.clone(), account.clone(), tenant, answer).await;
        self.set_current(Some(session.clone()));
        Ok(SignedIn { kept: session.kept(), session, account, method: SignInMethod::DeviceCode })
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
        if let Err(error) = self.ground.store.remove(&self.ground.pending_name()).await {
            tracing::warn!(%error, "a code that is over is still in the keyring");
        }
    }
}
