//! The simulated Microsoft cloud: sign-in (Entra) and Microsoft Graph on one address of this machine.
//!
//! It listens on 127.0.0.1 alone. What it answers has the form of the real services, with their error
//! codes and ids, so that the program under rehearsal takes every path it would take there. What it
//! does differently is written where it is done:
//!
//! * Tokens look like Entra's and are not signed.
//! * A refresh token is good for one use. Entra lets the old one live on; a program that does not keep
//!   the new one is found here and not months later.
//! * Codes of a browser sign-in always need PKCE with S256. Entra also takes them without.
//! * One can sign in as somebody of another tenant. Entra's page mostly refuses that itself; here the
//!   program gets the tokens and has to notice.
//!
//! How to switch faults on and what was recorded: see [`Fault`] and the crate's `README.md`.

mod application;
mod authorize;
mod canary;
mod client;
mod control;
mod device_page;
mod fault;
mod graph;
mod line;
mod oauth_error;
mod page;
mod person;
mod pkce;
mod principal;
mod record;
mod redirect;
mod sign_in;
mod tenant;
mod token;
mod world;

pub use application::ApplicationStart;
pub use canary::{Canary, SecretKind};
pub use client::Registration;
pub use fault::{Fault, FaultKind};
pub use person::Person;
pub use record::Request;
pub use tenant::{
    CLOUD_VOICEMAIL, DOMAINS, EXCHANGE_ONLINE, KeyStart, KeyView, OTHER_DOMAINS, OTHER_TENANT_ID,
    PrincipalStart, PrincipalView, SKYPE_ONLINE, TEAMS_SCHEDULER, TENANT_ID, TenantStart,
    TenantView,
};

use crate::certificate::NotMade;
use crate::home::HomeError;
use crate::{Clock, Home};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};
use canary::Canaries;
use crosstrust_core::serving::{ListenerLimits, serve};
use fault::Faults;
use line::LineListener;
use record::Record;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tenant::Tenant;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;
use world::{Shared, World};

/// How a simulated cloud is started.
#[derive(Clone, Debug)]
pub struct CloudOptions {
    /// The port to listen on; none: a free one.
    pub port: Option<u16>,
    /// Where the tenant is kept.
    pub home: Home,
    /// What a new tenant holds; none: what [`TenantStart::usual`] says. A kept tenant is taken as it is.
    pub start: Option<TenantStart>,
    /// Domains that the tenant answers to besides [`DOMAINS`]. People have names in the first of them.
    pub domains: Vec<String>,
    /// The time.
    pub clock: Clock,
    /// Seconds between two polls with a device code; Entra says 5.
    pub poll_interval: u32,
    /// Seconds for which a device code is good; Entra says 900.
    pub code_lifetime: u32,
    /// How long the way to the services and back takes.
    pub latency: Duration,
    /// The organisation's own app registrations; none: any id is one with nothing wrong.
    pub registrations: Vec<Registration>,
    /// Every code and token holds a word of its own; see [`RunningCloud::canaries`].
    pub canaries: bool,
}

impl Default for CloudOptions {
    fn default() -> Self {
        Self {
            port: None,
            home: Home::Memory,
            start: None,
            domains: vec![],
            clock: Clock::system(),
            poll_interval: 5,
            code_lifetime: 900,
            latency: Duration::ZERO,
            registrations: vec![],
            canaries: false,
        }
    }
}

/// The simulated cloud could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, most likely.
    #[error("the simulated cloud cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for; 0: any.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
    /// The disk refused.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// A certificate of the new tenant could not be made.
    #[error(transparent)]
    Certificate(#[from] NotMade),
}

/// Starts simulated clouds.
#[derive(Debug)]
pub struct Cloud;

/// A simulated cloud that answers. It ends when this is dropped; [`RunningCloud::stop`] waits for it.
#[derive(Debug)]
pub struct RunningCloud {
    shared: Shared,
    url: Url,
    set_aside: Option<PathBuf>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// Requests under way get this long to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// The largest body that is read.
const LARGEST_BODY: usize = 1024 * 1024;

impl Cloud {
    /// Starts a simulated cloud on the running tokio runtime.
    ///
    /// A kept file that cannot be read is renamed to `….unreadable` and a new tenant is begun; see
    /// [`RunningCloud::set_aside`].
    ///
    /// # Errors
    /// The port is taken, or the disk refuses.
    pub async fn start(options: CloudOptions) -> Result<RunningCloud, StartError> {
        let (kept, set_aside) = kept(&options.home)?;
        let mut tenant = match (kept, &options.start) {
            (Some(tenant), _) => tenant,
            (None, Some(start)) => Tenant::new(start),
            (None, None) => Tenant::new(&TenantStart::usual(options.clock.now())?),
        };
        tenant.add_domains(&options.domains);
        options.home.write(&tenant)?;

        let port = options.port.unwrap_or(0);
        let reported = |source| StartError::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(reported)?;
        let address = listener.local_addr().map_err(reported)?;
        let url = url_of(address);

        let shared = Shared::new(World {
            tenant,
            faults: Faults::default(),
            record: Record::default(),
            home: options.home,
            clock: options.clock,
            url: url.clone(),
            poll_interval: options.poll_interval,
            code_lifetime: options.code_lifetime,
            latency: options.latency,
            registrations: options.registrations,
            canaries: Canaries::new(options.canaries),
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            // Dropping the sender is as good as sending.
            let _ = stopped.await;
        };
        let listener = LineListener(listener);
        let router = router(shared.clone());
        let task = tokio::spawn(serve(listener, router, stopped, ListenerLimits::PROGRAMS));
        Ok(RunningCloud { shared, url, set_aside, stop: Some(stop), task })
    }
}

fn url_of(address: SocketAddr) -> Url {
    Url::parse(&format!("http://{address}/")).expect("BUG: a socket address makes a URL")
}

/// The kept tenant, and where an unreadable one was put.
fn kept(home: &Home) -> Result<(Option<Tenant>, Option<PathBuf>), HomeError> {
    match home.read::<Tenant>() {
        Ok(Some(tenant)) if !tenant.is_of_this_version() => Ok((None, home.set_aside()?)),
        Ok(kept) => Ok((kept, None)),
        Err(HomeError::Unreadable { .. }) => Ok((None, home.set_aside()?)),
        Err(error @ HomeError::Disk { .. }) => Err(error),
    }
}

fn router(shared: Shared) -> Router {
    let services = Router::new()
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(sign_in::metadata))
        .route("/{tenant}/discovery/v2.0/keys", get(sign_in::keys))
        .route("/{tenant}/oauth2/v2.0/devicecode", post(sign_in::device_code))
        .route("/{tenant}/oauth2/v2.0/token", post(sign_in::token))
        .route("/{tenant}/oauth2/v2.0/authorize", get(authorize::ask).post(authorize::answer))
        .route("/device", get(device_page::ask).post(device_page::answer))
        .route("/v1.0/{*path}", any(graph::serve))
        .layer(from_fn_with_state(shared.clone(), redirect::of_sign_in))
        .layer(from_fn_with_state(shared.clone(), control::write_down));
    Router::new()
        .route(
            "/rehearsal/faults",
            get(control::faults).post(control::add_faults).delete(control::clear_faults),
        )
        .route("/rehearsal/requests", get(control::requests).delete(control::forget_requests))
        .route("/rehearsal/tenant", get(control::tenant))
        .merge(services)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(shared)
}

impl RunningCloud {
    /// The address of the sign-in service and of Graph, with a final slash.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Where a kept file that could not be read was put.
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// The tenant as it is, whatever replicas show.
    pub fn state(&self) -> TenantView {
        self.shared.lock().tenant.view()
    }

    /// What was asked for so far, oldest first. Secrets are not in it.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().record.all()
    }

    /// The words in the codes and tokens that were given out, oldest first.
    pub fn canaries(&self) -> Vec<Canary> {
        self.shared.lock().canaries.issued()
    }

    /// Switches a fault on.
    pub fn add_fault(&self, fault: Fault) {
        self.shared.lock().faults.add(fault);
    }

    /// Switches all faults off.
    pub fn clear_faults(&self) {
        self.shared.lock().faults.clear();
    }

    /// Adds a domain that the tenant answers to, for one that the operator typed.
    pub fn add_domain(&self, domain: &str) {
        let mut world = self.shared.lock();
        world.tenant.add_domains(&[domain.to_owned()]);
        world.keep();
    }

    /// Somebody registers an application of the organisation's own, or changes it.
    pub fn put_application(&self, start: &ApplicationStart) {
        let mut world = self.shared.lock();
        world.tenant.put_application(start);
        world.keep();
    }

    /// Somebody removes every key of that application's principal.
    pub fn clear_keys(&self, app_id: &str) {
        let mut world = self.shared.lock();
        world.tenant.clear_keys(app_id);
        world.keep();
    }

    /// Signs in on the page as that person, without a browser. False: there is no such code, it ran
    /// out, or somebody has used it.
    pub fn sign_in(&self, user_code: &str, person: Person) -> bool {
        let mut world = self.shared.lock();
        device_page::sign_in(&mut world, user_code, person).is_ok()
    }

    /// Ends the cloud. Requests under way get two seconds.
    pub async fn stop(mut self) {
        self.stop.take();
        if tokio::time::timeout(PATIENCE, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}
