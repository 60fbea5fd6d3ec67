//! The simulated organisation and tenant of one rehearsal. Both are kept beside the setup, so that a
//! window that is opened again finds them as they were.

use crosstrust_core::entra::Endpoints;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::Answers;
use crosstrust_core::setup::SetupId;
use crosstrust_rehearsal::cloud::{
    Cloud, CloudOptions, DOMAINS, RunningCloud, StartError, TENANT_ID,
};
pub(crate) use crosstrust_rehearsal::exchange::Situation;
use crosstrust_rehearsal::exchange::{Organisation, guide_of};
use crosstrust_rehearsal::home::Home;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use tokio::sync::Mutex;

/// What is kept of the organisation. It is made when a script first meets it.
#[derive(Deserialize, Serialize)]
struct Kept {
    situation: Situation,
    organisation: Option<Organisation>,
}

/// Seconds between two questions whether the code has been used; Microsoft's service asks for five.
const POLL_INTERVAL: u32 = 1;

/// The simulated organisation and tenant.
pub(crate) struct Rehearsal {
    tenant: PathBuf,
    organisation: PathBuf,
    /// Where the cloud answers, unless somebody else does there: the same in every window, because a
    /// sign-in is kept for the address it was made at.
    port: u16,
    cloud: Mutex<Option<RunningCloud>>,
}

/// The ports that are nobody's by agreement (RFC 6335, section 6).
const DYNAMIC_PORTS: RangeInclusive<u16> = 49_152..=65_535;

impl Rehearsal {
    /// The rehearsal of that setup. Nothing is started.
    pub(crate) fn of(data: &Path, id: SetupId) -> Self {
        let folder = data.join("rehearsals");
        Self {
            tenant: folder.join(format!("{id}.tenant")),
            organisation: folder.join(format!("{id}.exchange")),
            port: port_of(id),
            cloud: Mutex::default(),
        }
    }

    /// Says in which situation the Exchange organisation will be found.
    pub(crate) fn begin(&self, situation: Situation) -> Result<(), Problem> {
        self.home().write(&Kept { situation, organisation: None }).map_err(failed)
    }

    /// Runs a script on the simulated server and gives what its window shows.
    pub(crate) fn run(
        &self,
        answers: &Answers,
        script: &str,
        what_if: bool,
        now: Timestamp,
    ) -> Result<String, Problem> {
        let kept = self.home().read::<Kept>().map_err(failed)?;
        let situation = kept.as_ref().map_or(Situation::Fresh, |kept| kept.situation);
        let mut organisation = if let Some(known) = kept.and_then(|kept| kept.organisation) {
            known
        } else {
            // The organisation bears the operator's own name, as far as he has told it.
            let domain = answers.text("verified_domain").unwrap_or(DOMAINS[0]);
            let guide = guide_of(script).map_err(failed)?;
            Organisation::new(&guide, situation, domain, TENANT_ID, now).map_err(failed)?
        };
        let output = organisation.run(script, what_if, now).map_err(failed)?;
        let kept = Kept { situation, organisation: Some(organisation) };
        self.home().write(&kept).map_err(failed)?;
        Ok(output.console)
    }

    fn home(&self) -> Home {
        Home::File(self.organisation.clone())
    }

    /// Where the simulated cloud answers. It is started when it is first needed, and knows the tenant
    /// of the answers by the name they give it.
    pub(crate) async fn endpoints(&self, answers: &Answers) -> Result<Endpoints, Problem> {
        let mut running = self.cloud.lock().await;
        if running.is_none() {
            let options = CloudOptions {
                home: Home::File(self.tenant.clone()),
                poll_interval: POLL_INTERVAL,
                ..CloudOptions::default()
            };
            let usual = CloudOptions { port: Some(self.port), ..options.clone() };
            let started = match Cloud::start(usual).await {
                Err(StartError::Listen { .. }) => Cloud::start(options).await,
                other => other,
            };
            *running = Some(started.map_err(failed)?);
        }
        let cloud = running.as_ref().expect("BUG: it was started above");
        for domain in ["tenant", "verified_domain"].iter().filter_map(|id| answers.text(id)) {
            cloud.add_domain(domain);
        }
        Endpoints::custom(cloud.url().as_str(), cloud.url().as_str())
    }

    /// Ends the rehearsal and removes what it kept.
    pub(crate) async fn end(&self) -> Result<(), Problem> {
        if let Some(cloud) = self.cloud.lock().await.take() {
            cloud.stop().await;
        }
        for file in [&self.tenant, &self.organisation] {
            match std::fs::remove_file(file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(failed(error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// A port for each setup, by its id.
fn port_of(id: SetupId) -> u16 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    let count = u64::from(DYNAMIC_PORTS.end() - DYNAMIC_PORTS.start()) + 1;
    let offset = u16::try_from(hasher.finish() % count).expect("BUG: it is less than 2^14");
    DYNAMIC_PORTS.start() + offset
}

fn failed(cause: impl Display) -> Problem {
    Problem::new(ErrorCode::Internal, "The rehearsal could not go on.")
        .with_detail(cause.to_string())
}
