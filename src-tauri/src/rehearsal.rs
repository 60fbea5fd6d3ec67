//! The simulated organisation and tenant of one rehearsal. Both are kept beside the setup, so that a
//! window that is opened again finds them as they were.

use crosstrust_core::entra::Endpoints;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{AnswerRole, Answers, GuideId};
use crosstrust_core::messages::say;
use crosstrust_core::rehearsal::RehearsalPlan;
use crosstrust_core::setup::{SetupId, Store};
use crosstrust_rehearsal::cloud::{
    Cloud, CloudOptions, DOMAINS, EXCHANGE_ONLINE, RunningCloud, StartError, TENANT_ID, TenantStart,
};
pub(crate) use crosstrust_rehearsal::exchange::Situation;
use crosstrust_rehearsal::exchange::{Organisation, Parameters, guide_of};
use crosstrust_rehearsal::home::{Home, HomeError};
use crosstrust_rehearsal::publication::PublicationFault;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Mutex;

/// What is kept of the organisation. It is made when a script first meets it.
#[derive(Deserialize, Serialize)]
struct SavedRehearsal {
    situation: Situation,
    /// The guide that is rehearsed; rehearsals begun earlier do not name it.
    #[serde(default)]
    guide: Option<GuideId>,
    organisation: Option<Organisation>,
    /// What is wrong with the publication.
    #[serde(default)]
    fault: Option<PublicationFault>,
}

/// How the names of the files of a rehearsal end, behind the id of the setup. A tenant that could not be read is
/// set aside.
const KEPT: [&str; 3] = [".tenant", ".exchange", ".tenant.unreadable"];

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
    /// What the guide says of its own functions and states.
    plan: Option<Arc<RehearsalPlan>>,
}

/// Ports that are nobody's by agreement (RFC 6335, section 6), and that Linux gives to no connection that a
/// program opens: its own range ends at 60,999. A port of that range may be taken when a setup is opened again,
/// and a code that waits for its sign-in is then lost with its address.
const FREE_PORTS: RangeInclusive<u16> = 61_000..=65_535;

impl Rehearsal {
    /// The rehearsal of that setup. Nothing is started.
    pub(crate) fn of(data: &Path, id: SetupId, plan: Option<Arc<RehearsalPlan>>) -> Self {
        let folder = data.join("rehearsals");
        Self {
            tenant: folder.join(format!("{id}.tenant")),
            organisation: folder.join(format!("{id}.exchange")),
            port: port_of(id),
            cloud: Mutex::default(),
            plan,
        }
    }

    /// Deletes what is kept of rehearsals that have no setup any more: the program was killed while it created
    /// or deleted one.
    pub(crate) fn sweep(data: &Path, store: &Store) {
        let Ok(entries) = std::fs::read_dir(data.join("rehearsals")) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some((id, ending)) = name.to_str().and_then(|name| name.split_at_checked(36))
            else {
                continue;
            };
            let Ok(id) = id.parse::<SetupId>() else { continue };
            // A setup is locked first and saved last when it is created: one that is neither locked nor, after
            // that, saved is not being created.
            let needed = || store.holds(id) || store.is_locked(id) || store.holds(id);
            if KEPT.contains(&ending) && !needed() {
                match std::fs::remove_file(entry.path()) {
                    Ok(()) => tracing::info!("what was left of a rehearsal was deleted"),
                    Err(error) => tracing::debug!(%error, "what was left of a rehearsal stays"),
                }
            }
        }
    }

    /// Says in which situation the Exchange organisation will be found.
    pub(crate) fn begin(&self, guide: &GuideId, situation: Situation) -> Result<(), Problem> {
        let guide = Some(guide.clone());
        self.home()
            .write(&SavedRehearsal { situation, guide, organisation: None, fault: None })
            .map_err(not_kept)
    }

    /// Runs a script on the simulated server and gives what its window shows.
    pub(crate) fn run(
        &self,
        answers: &Answers,
        script: &str,
        given: &Parameters,
        now: Timestamp,
    ) -> Result<String, Problem> {
        let saved = self.home().read::<SavedRehearsal>().map_err(not_kept)?;
        let (situation, guide) = saved
            .as_ref()
            .map_or((Situation::Fresh, None), |saved| (saved.situation, saved.guide.clone()));
        let fault = saved.as_ref().and_then(|saved| saved.fault);
        let mut organisation = if let Some(known) = saved.and_then(|saved| saved.organisation) {
            known.with_plan(self.plan.as_ref())
        } else {
            let guide = guide_of(script).map_err(failed)?;
            self.organisation(&guide, situation, answers, now)?
        };
        let output = organisation.run_with(script, given, now).map_err(failed)?;
        self.follow(&organisation);
        let saved = SavedRehearsal { situation, guide, organisation: Some(organisation), fault };
        self.home().write(&saved).map_err(not_kept)?;
        Ok(output.console)
    }

    /// Does what the operator would do, or ask somebody for, about whatever stops the scripts; each in
    /// a sentence. Before the first script nothing has stopped any.
    pub(crate) fn put_right(&self, now: Timestamp) -> Result<Vec<String>, Problem> {
        let Some(mut saved) = self.home().read::<SavedRehearsal>().map_err(not_kept)? else {
            return Ok(Vec::new());
        };
        let Some(organisation) = &mut saved.organisation else { return Ok(Vec::new()) };
        *organisation = organisation.clone().with_plan(self.plan.as_ref());
        let done = organisation.put_right(now).map_err(failed)?;
        self.follow(organisation);
        self.home().write(&saved).map_err(not_kept)?;
        Ok(done)
    }

    /// What is wrong with the publication that a check from outside meets.
    pub(crate) fn publication_fault(&self) -> Result<Option<PublicationFault>, Problem> {
        Ok(self.home().read::<SavedRehearsal>().map_err(not_kept)?.and_then(|saved| saved.fault))
    }

    /// Chooses what is wrong with it.
    pub(crate) fn set_publication_fault(
        &self,
        fault: Option<PublicationFault>,
    ) -> Result<(), Problem> {
        let saved = self.home().read::<SavedRehearsal>().map_err(not_kept)?;
        let saved = match saved {
            Some(saved) => SavedRehearsal { fault, ..saved },
            None => SavedRehearsal {
                situation: Situation::Fresh,
                guide: None,
                organisation: None,
                fault,
            },
        };
        self.home().write(&saved).map_err(not_kept)
    }

    /// What a new tenant holds, where that depends on the organisation: the keys of its certificates.
    /// It is made here when no script has met it yet.
    fn tenant_start(
        &self,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Option<TenantStart>, Problem> {
        let Some(mut saved) = self.home().read::<SavedRehearsal>().map_err(not_kept)? else {
            return Ok(None);
        };
        if saved.organisation.is_none() {
            let Some(guide) = &saved.guide else { return Ok(None) };
            let made = self.organisation(guide.as_str(), saved.situation, answers, now)?;
            saved.organisation = Some(made);
            self.home().write(&saved).map_err(not_kept)?;
        }
        let Some(organisation) = &saved.organisation else { return Ok(None) };
        organisation.tenant_start(now).map_err(failed)
    }

    /// The organisation bears the operator's own name, as far as it is known.
    fn organisation(
        &self,
        guide: &str,
        situation: Situation,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<Organisation, Problem> {
        let shown = [AnswerRole::VerifiedDomain, AnswerRole::SipDomain]
            .iter()
            .find_map(|role| answers.of(*role));
        let domain = shown.unwrap_or(DOMAINS[0]);
        Organisation::planned(guide, self.plan.as_ref(), situation, domain, TENANT_ID, now)
            .map_err(failed)
    }

    /// What Microsoft's script and administrators did for the organisation shows in the tenant, once that
    /// answers.
    fn follow(&self, organisation: &Organisation) {
        // While it is being started, the caller that starts it updates it.
        if let Ok(running) = self.cloud.try_lock()
            && let Some(cloud) = running.as_ref()
        {
            bring_up_to_date(cloud, organisation);
        }
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
            let start = self.tenant_start(answers, options.clock.now())?;
            let options = CloudOptions { start, ..options };
            let usual = CloudOptions { port: Some(self.port), ..options.clone() };
            let started = match Cloud::start(usual).await {
                Err(StartError::Listen { .. }) => Cloud::start(options).await,
                other => other,
            };
            *running = Some(started.map_err(not_started)?);
        }
        let cloud = running.as_ref().expect("BUG: it was started above");
        let saved = self.home().read::<SavedRehearsal>().map_err(not_kept)?;
        if let Some(organisation) = saved.and_then(|saved| saved.organisation) {
            bring_up_to_date(cloud, &organisation);
        }
        for domain in [AnswerRole::Tenant, AnswerRole::VerifiedDomain]
            .iter()
            .filter_map(|role| answers.of(*role))
        {
            cloud.add_domain(domain);
        }
        Endpoints::custom(cloud.url().as_str(), cloud.url().as_str())
    }

    /// Ends the rehearsal and removes what it kept.
    pub(crate) async fn end(&self) -> Result<(), Problem> {
        if let Some(cloud) = self.cloud.lock().await.take() {
            cloud.stop().await;
        }
        let mut ended = Ok(());
        for file in [&self.tenant, &self.organisation] {
            if let Err(error) = std::fs::remove_file(file)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                let message = say!("program-rehearsal-file-stays", path = file.display());
                let stays = Problem::new(ErrorCode::StorageFailed, message);
                ended = ended.and(Err(stays.with_detail(error.to_string())));
            }
        }
        ended
    }
}

fn bring_up_to_date(cloud: &RunningCloud, organisation: &Organisation) {
    if let Some(application) = organisation.application_in_tenant() {
        cloud.put_application(&application);
    }
    if organisation.shared_principal_is_clean() {
        cloud.clear_keys(EXCHANGE_ONLINE);
    }
}

/// A port for each setup, by its id.
fn port_of(id: SetupId) -> u16 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    let count = u64::from(FREE_PORTS.end() - FREE_PORTS.start()) + 1;
    let offset = u16::try_from(hasher.finish() % count).expect("BUG: it is less than 2^16");
    FREE_PORTS.start() + offset
}

fn not_started(error: StartError) -> Problem {
    match error {
        StartError::Home(error) => not_kept(error),
        StartError::Listen { .. } | StartError::Certificate(_) => failed(error),
    }
}

fn not_kept(error: HomeError) -> Problem {
    match error {
        HomeError::Disk { path, source } => refused(&path, &source),
        HomeError::Unreadable { path, source } => {
            let message = say!("program-rehearsal-file-damaged", path = path.display());
            Problem::new(ErrorCode::StorageFailed, message).with_detail(source.to_string())
        }
    }
}

fn refused(path: &Path, error: &std::io::Error) -> Problem {
    let message = say!("program-rehearsal-file-refused", path = path.display());
    Problem::new(ErrorCode::StorageFailed, message).with_detail(error.to_string())
}

fn failed(cause: impl Display) -> Problem {
    Problem::new(ErrorCode::Internal, say!("program-rehearsal-failed"))
        .with_detail(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosstrust_core::guide::Library;
    use std::collections::BTreeMap;

    /// The keys in the tenant, in the order of its applications, and the certificate in use.
    async fn keys(guide: &str, situation: Situation) -> (Vec<Vec<String>>, String) {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::now();
        let rehearsal = Rehearsal::of(folder.path(), SetupId::new(now, [7; 10]), None);
        let library = Library::built_in().unwrap();
        let guide = library.guide(&GuideId::from(guide)).unwrap();
        let (answers, _) = Answers::parse(guide, &BTreeMap::new());
        rehearsal.begin(&guide.id, situation).unwrap();
        rehearsal.endpoints(&answers).await.unwrap();
        let state = rehearsal.cloud.lock().await.as_ref().unwrap().state();
        let saved = rehearsal.home().read::<SavedRehearsal>().unwrap().unwrap();
        let in_use = saved.organisation.unwrap().current_certificate;
        rehearsal.end().await.unwrap();
        let of = |principal: &crosstrust_rehearsal::cloud::PrincipalView| -> Vec<String> {
            principal.keys.iter().filter_map(|key| key.thumbprint.clone()).collect()
        };
        (state.principals.iter().map(of).collect(), in_use)
    }

    #[test]
    fn what_a_kill_left_of_a_rehearsal_is_deleted_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let library = Library::built_in().unwrap();
        let guide = library.guide(&GuideId::from("teams")).unwrap();
        let now = Timestamp::now();
        let [saved, created, gone] = [1, 2, 3].map(|number| SetupId::new(now, [number; 10]));
        let setup = crosstrust_core::setup::Setup::new(saved, guide, true, now, "operator");
        store.save(&store.lock(saved).unwrap(), &setup).unwrap();
        let being_created = store.lock(created).unwrap();
        let names = |id: SetupId| KEPT.map(|ending| format!("{id}{ending}"));
        let others = ["note.tenant".to_owned(), format!("{gone}.mine")];
        let rehearsals = folder.path().join("rehearsals");
        let all = [names(saved), names(created), names(gone)].concat();
        for name in all.iter().chain(&others) {
            std::fs::write(rehearsals.join(name), "").unwrap();
        }
        Rehearsal::sweep(folder.path(), &store);
        let is_there = |name: &String| rehearsals.join(name).exists();
        assert!([names(saved), names(created)].concat().iter().all(is_there));
        assert!(others.iter().all(is_there));
        assert!(!names(gone).iter().any(is_there), "nobody saved or creates it");
        drop(being_created);
        Rehearsal::sweep(folder.path(), &store);
        assert!(!names(created).iter().any(is_there), "its creation has ended without a setup");
        assert!(names(saved).iter().all(is_there));
    }

    #[tokio::test]
    async fn a_disk_that_refuses_is_named_with_its_file_and_is_no_fault_of_the_program() {
        let data = tempfile::tempdir().unwrap();
        let now = Timestamp::now();
        let rehearsal = Rehearsal::of(data.path(), SetupId::new(now, [7; 10]), None);
        let library = Library::built_in().unwrap();
        let guide = library.guide(&GuideId::from("teams")).unwrap();
        let (answers, _) = Answers::parse(guide, &BTreeMap::new());
        let check = |problem: Problem, file: &Path| {
            assert_eq!(problem.code, ErrorCode::StorageFailed, "{problem:?}");
            assert!(problem.message.contains(&file.display().to_string()), "{problem:?}");
            assert!(problem.detail.is_some(), "{problem:?}");
        };
        std::fs::create_dir_all(&rehearsal.organisation).unwrap();
        let organisation = &rehearsal.organisation;
        check(rehearsal.begin(&guide.id, Situation::Fresh).unwrap_err(), organisation);
        check(rehearsal.put_right(now).unwrap_err(), organisation);
        check(rehearsal.end().await.unwrap_err(), organisation);
        std::fs::remove_dir(organisation).unwrap();
        std::fs::write(organisation, "{").unwrap();
        check(rehearsal.publication_fault().unwrap_err(), organisation);
        std::fs::remove_file(organisation).unwrap();
        std::fs::create_dir(&rehearsal.tenant).unwrap();
        check(rehearsal.endpoints(&answers).await.unwrap_err(), &rehearsal.tenant);
    }

    #[test]
    fn the_organisation_bears_the_name_that_was_reported_whatever_the_guide_calls_it() {
        let library = Library::built_in().unwrap();
        for (guide, question) in [("teams", "verified_domain"), ("skype-server", "sip_domain")] {
            let guide = library.guide(&GuideId::from(guide)).unwrap();
            let given = BTreeMap::from([(question.into(), "fabrikam.com".to_owned())]);
            let (answers, _) = Answers::parse(guide, &given);
            let now = Timestamp::now();
            let rehearsal = Rehearsal::of(Path::new(""), SetupId::new(now, [7; 10]), None);
            let made = rehearsal.organisation(guide.id.as_str(), Situation::Fresh, &answers, now);
            assert_eq!(made.unwrap().domain, "fabrikam.com", "{}", guide.id);
        }
    }

    #[tokio::test]
    async fn a_tenant_knows_the_certificate_in_use_where_a_guide_is_about_renewing_it() {
        let (keys_of_each, in_use) = keys("rotate", Situation::NextCertificate).await;
        let held = keys_of_each.iter().filter(|keys| keys.contains(&in_use)).count();
        assert_eq!((keys_of_each.len(), held), (4, 3), "Exchange Online has no key of it");
        let (keys_of_each, in_use) = keys("teams", Situation::FullyConfigured).await;
        assert!(keys_of_each.iter().all(|keys| !keys.contains(&in_use)), "it is uploaded there");
    }
}
