//! A session: the access token of one sign-in, renewed in silence while the tenant allows it.

use super::refusal::{EntraError, Refusal};
use super::sign_in_context::{AuthRequest, SignInContext};
use super::wire::TokenAnswer;
use super::{Account, Clock, SignInMethod, account};
use crate::error::{ErrorCode, Problem};
use crate::http::{BearerSource, Renew};
use crate::ids::TenantId;
use crate::messages::text;
use jiff::Timestamp;
use oauth2::TokenResponse;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, watch};

/// A token is renewed this long before it ends, so that none ends on its way to the service.
const MARGIN: Duration = Duration::from_mins(2);

/// How long a token is taken to last when the service does not say.
const LIFETIME_UNSAID: Duration = Duration::from_mins(10);

/// Somebody who is signed in. Clones are the same session.
#[derive(Clone)]
pub struct Session(Arc<SessionInner>);

struct SessionInner {
    context: SignInContext,
    who: Who,
    kept: AtomicBool,
    ended: AtomicBool,
    /// Set as soon as it is to end.
    ending: watch::Sender<bool>,
    renewals: AtomicU64,
    state: Mutex<SessionState>,
}

/// Whose session it is, and how it was got.
#[derive(Clone)]
pub(super) struct Who {
    pub(super) account: Account,
    pub(super) tenant: TenantId,
    pub(super) method: SignInMethod,
}

enum SessionState {
    Live(Tokens),
    Ended(Problem),
}

#[derive(Default)]
struct Tokens {
    access: Option<Access>,
    refresh: Option<SecretString>,
}

/// An access token and its end. The monotonic clock may stop while the computer sleeps; a
/// token that ended meanwhile is refused by Graph, and then renewed.
struct Access {
    token: SecretString,
    until: Instant,
}

/// What is kept of a session over a restart, in the keyring alone.
#[derive(Deserialize, Serialize)]
struct StoredSession {
    #[serde(rename = "asked")]
    request: AuthRequest,
    account: Account,
    refresh_token: String,
    /// Earlier versions knew no other method and did not write it.
    #[serde(default = "device_code")]
    method: SignInMethod,
    /// When it was kept; earlier versions did not write it.
    #[serde(default)]
    since: Timestamp,
}

fn device_code() -> SignInMethod {
    SignInMethod::DeviceCode
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("tenant", &self.0.who.tenant)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A session from a token answer whose account was checked; kept for the next start.
    pub(super) async fn begin(context: SignInContext, who: Who, answer: &TokenAnswer) -> Self {
        let mut tokens = Tokens::default();
        tokens.take(answer, context.clock.as_ref());
        let session = Self::over(context, who, false, tokens);
        // What an earlier sign-in left, by either method, would otherwise be taken for this one's.
        for method in SignInMethod::ALL {
            session.forget(method).await;
        }
        session.keep(answer).await;
        session
    }

    /// The session that was kept, by the method that was used last, if it is for the same sign-in.
    /// Nothing is sent: the first use renews it.
    pub(super) async fn kept_in(context: &SignInContext) -> Option<Self> {
        let mut found: Option<(Timestamp, Self)> = None;
        for method in SignInMethod::ALL {
            let name = context.session_name(method);
            let Some(stored) = context.store.get(&name).await else {
                continue;
            };
            let kept = context.store.keeps(&name);
            let Some((since, session)) = Self::from_stored(context.clone(), &stored, method, kept)
            else {
                continue;
            };
            if found.as_ref().is_none_or(|(newest, _)| since > *newest) {
                found = Some((since, session));
            }
        }
        found.map(|(_, session)| session)
    }

    fn from_stored(
        context: SignInContext,
        stored: &SecretSlice<u8>,
        method: SignInMethod,
        kept: bool,
    ) -> Option<(Timestamp, Self)> {
        let stored: StoredSession = serde_json::from_slice(stored.expose_secret()).ok()?;
        let tenant = stored.account.tenant_id;
        let tokens = Tokens { access: None, refresh: Some(stored.refresh_token.into()) };
        let who = Who { account: stored.account, tenant, method };
        (stored.request == context.request && stored.method == method)
            .then(|| (stored.since, Self::over(context, who, kept, tokens)))
    }

    fn over(context: SignInContext, who: Who, kept: bool, tokens: Tokens) -> Self {
        Self(Arc::new(SessionInner {
            context,
            who,
            kept: AtomicBool::new(kept),
            ended: AtomicBool::new(false),
            ending: watch::Sender::default(),
            renewals: AtomicU64::new(0),
            state: Mutex::new(SessionState::Live(tokens)),
        }))
    }

    /// Who signed in.
    pub fn account(&self) -> &Account {
        &self.0.who.account
    }

    /// The tenant they signed in to.
    pub fn tenant(&self) -> TenantId {
        self.0.who.tenant
    }

    /// How they signed in.
    pub fn method(&self) -> SignInMethod {
        self.0.who.method
    }

    /// Whether it is in the system's keyring; if not, it lasts until the program ends.
    pub fn kept(&self) -> bool {
        self.0.kept.load(Ordering::Acquire)
    }

    /// Whether it has ended, by the tenant or by signing out: only a new sign-in helps.
    pub fn has_ended(&self) -> bool {
        self.0.ended.load(Ordering::Acquire)
    }

    /// Ends it here. A renewal that is under way is broken off where the service has not answered, and otherwise waited
    /// for: nothing is kept afterwards.
    pub(super) async fn end(&self) {
        self.0.ending.send_replace(true);
        let mut state = self.0.state.lock().await;
        self.set_ended(&mut state, Problem::of(ErrorCode::NotSignedIn));
    }

    fn set_ended(&self, state: &mut SessionState, problem: Problem) {
        *state = SessionState::Ended(problem);
        self.0.ended.store(true, Ordering::Release);
    }

    /// Keeps the refresh token of the answer, if it brought one.
    async fn keep(&self, answer: &TokenAnswer) {
        let inner = &self.0;
        let Some(refresh) = answer.refresh_token() else {
            return;
        };
        let stored = StoredSession {
            request: inner.context.request.clone(),
            account: inner.who.account.clone(),
            refresh_token: refresh.secret().clone(),
            method: inner.who.method,
            since: inner.context.clock.time_of_day(),
        };
        let bytes = serde_json::to_vec(&stored).expect("BUG: text always becomes JSON");
        let name = inner.context.session_name(inner.who.method);
        let kept = inner.context.store.put(&name, bytes.into()).await;
        inner.kept.store(kept, Ordering::Release);
    }

    /// Removes what is kept by that method. A keyring that refuses is reported at sign-out, where the
    /// operator can act.
    async fn forget(&self, method: SignInMethod) {
        let context = &self.0.context;
        if let Err(error) = context.store.remove(&context.session_name(method)).await {
            tracing::warn!(%error, "a session that is over is still in the keyring");
        }
    }

    /// Gets new tokens, with these claims. An error that only a new sign-in can mend ends the session.
    async fn renew(
        &self,
        state: &mut SessionState,
        claims: Option<&str>,
    ) -> Result<SecretString, Problem> {
        let SessionState::Live(tokens) = state else {
            return Err(Problem::of(ErrorCode::NotSignedIn));
        };
        let inner = &self.0;
        let Some(refresh) = &tokens.refresh else {
            let code = claims.map_or(ErrorCode::SignInSessionEnded, |_| ErrorCode::SignInStepUp);
            return Err(self.give_up(state, Problem::of(code)).await);
        };
        let authority = inner.context.authority(inner.who.tenant);
        let mut ending = inner.ending.subscribe();
        let answer = tokio::select! {
            biased;
            _ = ending.wait_for(|ending| *ending) => {
                return Err(Problem::of(ErrorCode::NotSignedIn));
            }
            answer = authority.renew(refresh, claims) => answer,
        };
        match answer {
            Ok(answer) => {
                if let Some(problem) = self.foreign(&answer) {
                    return Err(self.give_up(state, problem).await);
                }
                tokens.take(&answer, inner.context.clock.as_ref());
                inner.renewals.fetch_add(1, Ordering::Release);
                self.keep(&answer).await;
                Ok(answer.access_token().secret().clone().into())
            }
            Err(Refusal::Service(error)) if ends_session(&error) => {
                let problem = match claims {
                    Some(_) => Problem::of(ErrorCode::SignInStepUp).with_detail(error.detail()),
                    None => session_ended(inner.context.about_app(error.problem())),
                };
                Err(self.give_up(state, problem).await)
            }
            // An early renewal may fail while the token in hand still serves.
            Err(refusal) => match tokens.serving(inner.context.clock.now(), Duration::ZERO) {
                Some(token) if refusal.is_passing() => Ok(token),
                _ => Err(inner.context.about_app(refusal.problem())),
            },
        }
    }

    /// Ends the session for that reason, which is given back.
    async fn give_up(&self, state: &mut SessionState, problem: Problem) -> Problem {
        self.set_ended(state, problem.clone());
        self.forget(self.method()).await;
        problem
    }

    /// A renewal must not change whose session it is.
    fn foreign(&self, answer: &TokenAnswer) -> Option<Problem> {
        let id_token = answer.extra_fields().id_token.as_deref();
        let renewed = account::read(Some(id_token?)).ok()?;
        (renewed.tenant != self.tenant()).then(|| {
            Problem::new(
                ErrorCode::SignInTenantMismatch,
                text!(
                    "sign-in-renewed-other-tenant",
                    user = renewed.account.username,
                    theirs = renewed.tenant,
                    ours = self.tenant()
                ),
            )
        })
    }
}

impl BearerSource for Session {
    async fn bearer(&self, renew: Renew) -> Result<SecretString, Problem> {
        let seen = self.0.renewals.load(Ordering::Acquire);
        let mut state = self.0.state.lock().await;
        // Several requests side by side may be refused for one token: the first renews it, those
        // that waited meanwhile take the new one.
        let refused = renew != Renew::No && self.0.renewals.load(Ordering::Acquire) == seen;
        let tokens = match &mut *state {
            SessionState::Live(tokens) => tokens,
            SessionState::Ended(problem) => return Err(problem.clone()),
        };
        let claims = match renew {
            Renew::Claims(claims) if refused => Some(claims),
            Renew::Claims(_) | Renew::Refused | Renew::No => None,
        };
        if refused {
            tokens.access = None;
        }
        if claims.is_some() {
            // Until a sign-in has brought them: the tenant may refuse to give them in silence.
            self.0.context.claims.set(claims.clone());
        }
        // Without a refresh token there is nothing to be early with.
        let margin = tokens.refresh.as_ref().map_or(Duration::ZERO, |_| MARGIN);
        match tokens.serving(self.0.context.clock.now(), margin) {
            Some(token) => Ok(token),
            None => self.renew(&mut state, claims.as_deref()).await,
        }
    }
}

impl Tokens {
    fn take(&mut self, answer: &TokenAnswer, clock: &dyn Clock) {
        let now = clock.now();
        let lifetime = answer.expires_in().unwrap_or(LIFETIME_UNSAID);
        self.access = Some(Access {
            token: answer.access_token().secret().clone().into(),
            until: now.checked_add(lifetime).unwrap_or(now),
        });
        // Entra gives a new refresh token with each renewal; without one the old stays good.
        if let Some(refresh) = answer.refresh_token() {
            self.refresh = Some(refresh.secret().clone().into());
        }
    }

    /// The access token, if it lasts longer than that.
    fn serving(&self, now: Instant, margin: Duration) -> Option<SecretString> {
        let access = self.access.as_ref()?;
        (access.until.saturating_duration_since(now) > margin).then(|| access.token.clone())
    }
}

/// Whether only a new sign-in helps, by the OAuth error alone (`OpenID` Connect Core section 3.1.2.6
/// for the last three).
fn ends_session(error: &EntraError) -> bool {
    matches!(
        error.error.as_str(),
        "invalid_grant" | "interaction_required" | "login_required" | "consent_required"
    )
}

/// One code for all ends of a session, with the words that fit the cause.
fn session_ended(cause: Problem) -> Problem {
    let code = ErrorCode::SignInSessionEnded;
    let remedy = code.remedy();
    // Whatever Entra says of it in its own words, only a new sign-in may help.
    let first = (cause.code == ErrorCode::SignInRefused).then(|| remedy.next.clone());
    let next = first.into_iter().flatten().chain(cause.next).collect();
    Problem { code, title: remedy.title.clone(), next, ..cause }
}
