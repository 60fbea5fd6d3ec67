//! The tenant of one open setup: which it is by the answers, and who is signed in to it.

use crate::app::locked;
use crate::environment::Environment;
use crate::rehearsal::Rehearsal;
use crosstrust_core::entra::keyring::SecretStore;
use crosstrust_core::entra::{
    self, Account, BrowserView, Browsing, Cloud, DeviceCodeView, Endpoints, Pending, Session,
    SignIn, SignInEnd, SignInMethod, SignInState, SignInStop,
};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{self, RetryPolicy};
use crosstrust_core::guide::{AnswerRole, Answers};
use crosstrust_core::ids::TenantId;
use crosstrust_core::messages::text;
use std::sync::{Arc, Mutex};
use tokio::sync::{MutexGuard, watch};

/// The service under which the system's keyring keeps sign-ins.
const KEYRING_SERVICE: &str = "Crosstrust";

/// The tenant of a setup.
pub(crate) struct Tenant {
    /// What names the sign-in in the keyring.
    slot: String,
    keyring: fn() -> SecretStore,
    policy: fn(u64) -> RetryPolicy,
    /// The simulated organisation, for a rehearsal.
    rehearsal: Option<Rehearsal>,
    connection: tokio::sync::Mutex<Option<Arc<Connection>>>,
    account: Mutex<Option<Account>>,
}

/// What leads to a tenant: everything of the answers that matters to a sign-in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Address {
    pub(crate) endpoints: Endpoints,
    pub(crate) tenant: String,
    pub(crate) client: Option<String>,
}

/// Sign-in to one address.
struct Connection {
    address: Address,
    http: reqwest::Client,
    graph_http: reqwest::Client,
    sign_in: SignIn,
    session: tokio::sync::Mutex<Option<Session>>,
    begun: tokio::sync::Mutex<Option<Begun>>,
    /// Held by the caller that waits for the end: only one at a time can ask for it.
    waiting: tokio::sync::Mutex<()>,
    /// How often everything that was begun before was to end.
    stops: watch::Sender<u64>,
}

/// A sign-in that was begun and has not ended.
#[derive(Clone)]
enum Begun {
    WithCode(Pending),
    InBrowser(Arc<Browsing>),
}

/// What became of the sign-in of a setup.
pub(crate) struct Forgot {
    /// There was one that the keyring did not know.
    pub(crate) in_memory: bool,
    /// Why the keyring did not let go of it.
    pub(crate) refused: Option<Problem>,
}

/// The page on which a sign-in continues.
pub(crate) enum SignInPage {
    /// Asks for this code.
    Code(DeviceCodeView),
    /// Brings the answer by itself.
    Browser(BrowserView),
}

impl Begun {
    fn page(&self) -> SignInPage {
        match self {
            Self::WithCode(pending) => SignInPage::Code(pending.view()),
            Self::InBrowser(browsing) => SignInPage::Browser(browsing.view()),
        }
    }

    fn method(&self) -> SignInMethod {
        match self {
            Self::WithCode(_) => SignInMethod::DeviceCode,
            Self::InBrowser(_) => SignInMethod::Browser,
        }
    }
}

impl Address {
    /// The address that these answers lead to, in Microsoft's clouds.
    ///
    /// # Errors
    /// An answer is missing, or an address of one's own is not protected.
    pub(crate) fn of(answers: &Answers) -> Result<Self, Problem> {
        let endpoints = match Cloud::from_id(given(answers, AnswerRole::Cloud)?) {
            Some(cloud) => cloud.endpoints(),
            None => Endpoints::custom(
                given(answers, AnswerRole::LoginUrl)?,
                given(answers, AnswerRole::GraphUrl)?,
            )?,
        };
        Self::at(endpoints, answers)
    }

    /// The address that these answers lead to, with other hosts.
    fn at(endpoints: Endpoints, answers: &Answers) -> Result<Self, Problem> {
        let tenant = given(answers, AnswerRole::Tenant)?.to_owned();
        let client =
            answers.of(AnswerRole::ClientId).filter(|id| !id.is_empty()).map(str::to_owned);
        Ok(Self { endpoints, tenant, client })
    }
}

/// The keyring of the system.
pub(crate) fn keyring() -> SecretStore {
    SecretStore::system(KEYRING_SERVICE)
}

/// Why a sign-in was not begun.
fn why(stop: SignInStop) -> Problem {
    match stop {
        SignInStop::Cancelled => Problem::of(ErrorCode::Cancelled),
        SignInStop::Refused(problem) => problem,
    }
}

fn given(answers: &Answers, role: AnswerRole) -> Result<&str, Problem> {
    answers.of(role).filter(|text| !text.is_empty()).ok_or_else(|| {
        Problem::new(ErrorCode::AnswerMissing, text!("program-answer-needed", role = role))
    })
}

impl Tenant {
    /// The tenant of a setup. Nothing is sent and nothing is started.
    pub(crate) fn new(
        slot: String,
        rehearsal: Option<Rehearsal>,
        environment: &Environment,
    ) -> Self {
        Self {
            slot,
            keyring: environment.keyring,
            policy: environment.policy,
            rehearsal,
            connection: tokio::sync::Mutex::default(),
            account: Mutex::default(),
        }
    }

    /// The simulated organisation.
    ///
    /// # Errors
    /// This is no rehearsal.
    pub(crate) fn rehearsal(&self) -> Result<&Rehearsal, Problem> {
        self.rehearsal
            .as_ref()
            .ok_or_else(|| Problem::new(ErrorCode::StepNotReady, text!("program-rehearsal-only")))
    }

    /// Who is signed in, as far as this window has seen.
    pub(crate) fn account(&self) -> Option<Account> {
        locked(&self.account).clone()
    }

    /// Looks the tenant up by its name. Nobody signs in.
    ///
    /// # Errors
    /// The cloud cannot be reached, or knows no such tenant.
    pub(crate) async fn find(&self, answers: &Answers) -> Result<TenantId, Problem> {
        let connection = self.connect(answers).await?;
        let Address { endpoints, tenant, .. } = &connection.address;
        entra::find_tenant(&connection.http, endpoints, tenant).await
    }

    /// Whether somebody is signed in, or a code or the browser is waited for.
    ///
    /// # Errors
    /// An answer is missing, or the rehearsal cannot be started.
    pub(crate) async fn state(&self, answers: &Answers) -> Result<SignInState, Problem> {
        let connection = self.connect(answers).await?;
        if let Some(session) = self.session(&connection).await {
            return Ok(SignInState::SignedIn {
                account: session.account().clone(),
                kept: session.kept(),
                method: session.method(),
            });
        }
        let mut begun = connection.begun.lock().await;
        if begun.is_none() {
            *begun = connection.sign_in.resume_pending().await.map(Begun::WithCode);
        }
        Ok(match begun.as_ref().map(Begun::page) {
            Some(SignInPage::Code(code)) if code.expires_in > 0 => SignInState::Pending { code },
            Some(SignInPage::Browser(page)) if page.expires_in > 0 => {
                SignInState::Browsing { page }
            }
            Some(SignInPage::Code(_) | SignInPage::Browser(_)) | None => SignInState::SignedOut,
        })
    }

    /// Asks for a new code.
    ///
    /// # Errors
    /// The tenant is not known, the service refuses, or somebody cancels or begins anew before it answers.
    pub(crate) async fn start(&self, answers: &Answers) -> Result<Pending, Problem> {
        let connection = self.connect(answers).await?;
        let (_nobody_waits, count) = connection.stop().await;
        let started = connection.sign_in.start_unless(connection.stopped(count)).await;
        let pending = started.map_err(why)?;
        *connection.begun.lock().await = Some(Begun::WithCode(pending.clone()));
        Ok(pending)
    }

    /// Begins to listen for the browser.
    ///
    /// # Errors
    /// The tenant is not known, no port is free, or somebody cancels or begins anew before the tenant is found.
    pub(crate) async fn start_browser(&self, answers: &Answers) -> Result<BrowserView, Problem> {
        let connection = self.connect(answers).await?;
        let (_nobody_waits, count) = connection.stop().await;
        let started = connection.sign_in.start_browser_unless(connection.stopped(count)).await;
        let browsing = started.map_err(why)?;
        let view = browsing.view();
        *connection.begun.lock().await = Some(Begun::InBrowser(Arc::new(browsing)));
        Ok(view)
    }

    /// The page on which the sign-in that was begun continues.
    ///
    /// # Errors
    /// None was begun, or it has ended.
    pub(crate) async fn page(&self, answers: &Answers) -> Result<SignInPage, Problem> {
        let connection = self.connect(answers).await?;
        let begun = connection.begun.lock().await;
        begun.as_ref().map(Begun::page).ok_or_else(|| Problem::of(ErrorCode::SignInExpired))
    }

    /// Waits until the code is used or the browser brings its answer, either is refused or has run
    /// out, or somebody cancels. A page that was loaded again joins the waiting of the one before.
    ///
    /// # Errors
    /// An answer is missing.
    pub(crate) async fn wait(&self, answers: &Answers) -> Result<SignInEnd, Problem> {
        let connection = self.connect(answers).await?;
        // From here on: it also ends by a cancellation while others wait or the keyring is asked.
        let cancelled = connection.stopped(connection.count());
        let _alone = connection.waiting.lock().await;
        // One that was begun is waited for even while somebody is signed in: Graph may have asked
        // for a stronger sign-in than theirs.
        let Some(begun) = connection.begun.lock().await.clone() else {
            let session = self.session(&connection).await;
            return Ok(session.map_or(SignInEnd::Cancelled, |session| SignInEnd::SignedIn {
                account: session.account().clone(),
                kept: session.kept(),
                method: session.method(),
            }));
        };
        let sign_in = &connection.sign_in;
        let ended = match &begun {
            Begun::WithCode(pending) => sign_in.wait(pending, cancelled).await,
            Begun::InBrowser(browsing) => sign_in.wait_browser(browsing, cancelled).await,
        };
        *connection.begun.lock().await = None;
        match ended {
            Ok(signed_in) => {
                *locked(&self.account) = Some(signed_in.account.clone());
                *connection.session.lock().await = Some(signed_in.session);
                Ok(SignInEnd::SignedIn {
                    account: signed_in.account,
                    kept: signed_in.kept,
                    method: signed_in.method,
                })
            }
            Err(SignInStop::Cancelled) => Ok(SignInEnd::Cancelled),
            Err(SignInStop::Refused(problem)) => {
                let instead = begun.method().instead(problem.code);
                Ok(SignInEnd::Refused { problem, instead })
            }
        }
    }

    /// Ends the waiting, also for the service that was asked for a code or the tenant. A browser that nobody waits for
    /// yet will find nobody either. Nothing is read and nothing connected for it: it must work where nothing else does.
    pub(crate) async fn cancel(&self) {
        let Some(connection) = self.connection.lock().await.clone() else { return };
        connection.end_all();
        if let Ok(_nobody_waits) = connection.waiting.try_lock() {
            let mut begun = connection.begun.lock().await;
            begun.take_if(|begun| begun.method() == SignInMethod::Browser);
        }
    }

    /// Signs out and removes what was kept.
    ///
    /// # Errors
    /// The keyring would not let go.
    pub(crate) async fn sign_out(&self, answers: &Answers) -> Result<(), Problem> {
        let connection = self.connect(answers).await?;
        let _stopped = connection.stop().await;
        *connection.session.lock().await = None;
        *connection.begun.lock().await = None;
        *locked(&self.account) = None;
        connection.sign_in.sign_out().await
    }

    /// Ends the sign-in of this window, wherever it leads, removes what any window has kept of it,
    /// and returns whether there was one that the keyring did not know. A keyring that would not let
    /// go is left to the caller that empties it.
    pub(crate) async fn forget(&self) -> Forgot {
        let mut in_memory = false;
        let connection = self.connection.lock().await.clone();
        if let Some(connection) = connection {
            // What was about to be accepted is kept first, and removed below.
            let _stopped = connection.stop().await;
            let session = connection.session.lock().await.take();
            in_memory = session.is_some_and(|session| !session.has_ended() && !session.kept());
            *connection.begun.lock().await = None;
            if let Err(problem) = connection.sign_in.sign_out().await {
                tracing::warn!(%problem, "a sign-in did not end cleanly");
            }
        }
        *locked(&self.account) = None;
        let refused = entra::forget_slot(&(self.keyring)(), &self.slot).await.err();
        if let Some(problem) = &refused {
            tracing::warn!(%problem, "the keyring did not let go of a sign-in");
        }
        Forgot { in_memory, refused }
    }

    /// Ends what was made for a rehearsal.
    ///
    /// # Errors
    /// The disk refused.
    pub(crate) async fn end(&self) -> Result<(), Problem> {
        match &self.rehearsal {
            Some(rehearsal) => rehearsal.end().await,
            None => Ok(()),
        }
    }

    /// The Graph of the tenant, in the name of who is signed in.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub(crate) async fn graph(&self, answers: &Answers) -> Result<graph::Client<Session>, Problem> {
        let connection = self.connect(answers).await?;
        let session =
            self.session(&connection).await.ok_or_else(|| Problem::of(ErrorCode::NotSignedIn))?;
        let tenant = session.tenant();
        let base = connection.address.endpoints.graph.clone();
        let policy = (self.policy)(fastrand::u64(..));
        Ok(graph::Client::new(connection.graph_http.clone(), base, session, tenant, policy))
    }

    /// The session of this window, or the one an earlier window kept.
    async fn session(&self, connection: &Connection) -> Option<Session> {
        let mut session = connection.session.lock().await;
        if session.is_none() {
            *session = connection.sign_in.resume().await;
        }
        let alive = session.clone().filter(|session| !session.has_ended());
        *locked(&self.account) = alive.as_ref().map(|session| session.account().clone());
        alive
    }

    /// Sign-in to where the answers lead now. Answers that lead elsewhere leave the old sign-in
    /// behind.
    async fn connect(&self, answers: &Answers) -> Result<Arc<Connection>, Problem> {
        let address = match &self.rehearsal {
            Some(rehearsal) => Address::at(rehearsal.endpoints(answers).await?, answers)?,
            None => Address::of(answers)?,
        };
        let mut current = self.connection.lock().await;
        if let Some(connection) = current.as_ref().filter(|known| known.address == address) {
            return Ok(Arc::clone(connection));
        }
        let http = address.endpoints.sign_in_client()?;
        let graph_http = address.endpoints.graph_client(&http)?;
        let sign_in = SignIn::new(
            http.clone(),
            address.endpoints.clone(),
            &address.tenant,
            address.client.as_deref(),
            (self.keyring)(),
            &self.slot,
        )?;
        let connection = Arc::new(Connection {
            address,
            http,
            graph_http,
            sign_in,
            session: tokio::sync::Mutex::default(),
            begun: tokio::sync::Mutex::default(),
            waiting: tokio::sync::Mutex::default(),
            stops: watch::Sender::default(),
        });
        *current = Some(Arc::clone(&connection));
        Ok(connection)
    }
}

impl Connection {
    /// Ends everything that was begun before, and gives leave to begin again once it has cleaned up after itself, with
    /// the count from which on it is to end too.
    async fn stop(&self) -> (MutexGuard<'_, ()>, u64) {
        let count = self.end_all();
        (self.waiting.lock().await, count)
    }

    /// Ends everything that was begun before. Gives the count of this end.
    fn end_all(&self) -> u64 {
        let mut count = 0;
        self.stops.send_modify(|stops| {
            *stops += 1;
            count = *stops;
        });
        count
    }

    /// The count of now.
    fn count(&self) -> u64 {
        *self.stops.borrow()
    }

    /// Until everything is to end that was begun at this count. An end that came meanwhile is not missed.
    async fn stopped(&self, count: u64) {
        let mut stops = self.stops.subscribe();
        drop(stops.wait_for(|stops| *stops > count).await);
    }
}
