//! A tenant, somebody signed in to it, and uploads of one new certificate.

use crate::compare::{Expected, compare_with};
use crate::time::Time;
use crosstrust_core::certificate::Certificate;
use crosstrust_core::clock::Clock;
use crosstrust_core::entra::keyring::SecretStore;
use crosstrust_core::entra::{Endpoints, Session, SignIn};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{
    self, Backup, Client, DesiredState, KeyName, Prepared, PrincipalResult, PrincipalState,
    RetryPolicy, UploadOptions,
};
use crosstrust_core::http;
use crosstrust_core::ids::Thumbprint;
use crosstrust_rehearsal::Home;
use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::{
    CLOUD_VOICEMAIL, Cloud, CloudOptions, Fault, FaultKind, Person, RunningCloud, SKYPE_ONLINE,
    TEAMS_SCHEDULER, TenantStart, TenantView,
};
use jiff::SignedDuration;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use url::Url;

/// The applications of the Teams guide. Faults meet the second unless a test says otherwise.
pub(crate) const ALL: [&str; 3] = [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE];
pub(crate) const MET: &str = TEAMS_SCHEDULER;

/// How patient the tests' program is with one request; only silence takes that long.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) struct Stage {
    pub(crate) cloud: RunningCloud,
    pub(crate) time: Time,
    pub(crate) certificate: Certificate,
    pub(crate) client: Client<Session>,
    session: Session,
    pub(crate) options: UploadOptions,
    /// What is wanted of every application; at first the certificate alone.
    pub(crate) expected: Expected,
    backups: Mutex<Vec<Backup>>,
}

/// One upload: what was there before it, and what the program claims after it.
pub(crate) struct Run {
    pub(crate) before: TenantView,
    pub(crate) results: Vec<PrincipalResult>,
}

/// How the upload to the application that a fault meets must end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Done,
    /// Nothing was written.
    Failed(ErrorCode),
    /// What became of the write is not known.
    Unknown(ErrorCode),
}

impl Stage {
    pub(crate) async fn set() -> Self {
        Self::with(|_| {}, Person::GlobalAdministrator).await
    }

    /// A tenant that begins with these principals and keys.
    pub(crate) async fn holding(start: impl FnOnce(&Time) -> TenantStart) -> Self {
        let begin = |(options, time): (&mut CloudOptions, &Time)| options.start = Some(start(time));
        Self::with(begin, Person::GlobalAdministrator).await
    }

    /// A tenant without the application that faults meet, where absent ones are to be created.
    pub(crate) async fn lacking() -> Self {
        let start = |time: &Time| {
            let mut start = TenantStart::usual(time.service()).unwrap();
            start.principals.retain(|principal| principal.app_id != MET);
            start
        };
        let mut stage = Self::holding(start).await;
        stage.options.create_missing = true;
        stage
    }

    pub(crate) async fn signed_in_as(person: Person) -> Self {
        Self::with(|_| {}, person).await
    }

    /// A tenant that is kept in this file.
    pub(crate) async fn kept(home: Home) -> Self {
        Self::with(|(options, _)| options.home = home, Person::GlobalAdministrator).await
    }

    async fn with(change: impl FnOnce((&mut CloudOptions, &Time)), person: Person) -> Self {
        let time = Time::new();
        let mut options = CloudOptions { clock: time.of_the_service(), ..CloudOptions::default() };
        change((&mut options, &time));
        let cloud = Cloud::start(options).await.unwrap();
        let day = |days: i64| time.service() + SignedDuration::from_hours(24 * days);
        let der = certificate::make(certificate::AUTH_CERTIFICATE, day(-1), day(1_500)).unwrap();
        let session = sign_in(&cloud, &time, person).await;
        let http = http::loopback_client().unwrap();
        let client = graph_client(http, cloud.url().clone(), &session, &time);
        let certificate = Certificate::read(&der).unwrap();
        let expected = Expected {
            certificate: Some(certificate.thumbprint().to_string()),
            ..Expected::default()
        };
        Self {
            cloud,
            certificate,
            expected,
            client,
            session,
            time,
            options: UploadOptions { drop_expired: true, create_missing: false },
            backups: Mutex::default(),
        }
    }

    /// Signs in anew, as a person does after the session ended or the program was started again.
    pub(crate) async fn sign_in_again(&mut self) {
        self.session = sign_in(&self.cloud, &self.time, Person::GlobalAdministrator).await;
        self.reach(http::loopback_client().unwrap(), self.cloud.url().clone());
    }

    /// From now on Graph is where this address is, and this is the way there.
    pub(crate) fn reach(&mut self, http: reqwest::Client, graph: Url) {
        self.client = graph_client(http, graph, &self.session, &self.time);
    }

    /// The upload's certificate as text.
    pub(crate) fn thumbprint(&self) -> String {
        self.certificate.thumbprint().to_string()
    }

    pub(crate) async fn plan(&self) -> Prepared {
        let wanted = self.wanted();
        graph::plan(&self.client, &wanted, self.options, &|_| {}).await.unwrap()
    }

    /// What is wanted of every application.
    pub(crate) fn wanted(&self) -> [DesiredState; 3] {
        let certificates: Vec<_> =
            self.expected.certificate.iter().map(|_| self.certificate.clone()).collect();
        let named = |name: &String| KeyName::Thumbprint(Thumbprint::from_hex(name).unwrap());
        let removes: Vec<_> = self.expected.removed.iter().map(named).collect();
        ALL.map(|app| DesiredState {
            names: self.expected.names.clone(),
            enabled: self.expected.enabled,
            removes: removes.clone(),
            ..DesiredState::certificates(app.parse().unwrap(), &certificates)
        })
    }

    /// Carries a plan out.
    pub(crate) async fn apply(&self, prepared: &Prepared) -> Run {
        self.apply_keeping(prepared, |_| Ok(())).await
    }

    /// The same, with something that happens while a copy of the keys is kept.
    pub(crate) async fn apply_keeping(
        &self,
        prepared: &Prepared,
        meanwhile: impl Fn(&Backup) -> Result<(), Problem> + Send + Sync,
    ) -> Run {
        let before = self.cloud.state();
        let keep = |backup: &Backup| {
            self.backups.lock().unwrap().push(backup.clone());
            meanwhile(backup)
        };
        let results = graph::apply(&self.client, prepared, &keep, &|_| {}).await;
        Run { before, results }
    }

    /// Plans and carries out at once, and compares what is claimed.
    pub(crate) async fn upload(&self) -> Run {
        let before = self.cloud.state();
        let prepared = self.plan().await;
        let run = Run { before, ..self.apply(&prepared).await };
        self.compare(&run);
        run
    }

    pub(crate) fn compare(&self, run: &Run) {
        compare_with(&self.cloud.state(), run, self.time.service(), &self.expected);
    }

    /// Running again, with nothing wrong any more, finishes everything.
    pub(crate) async fn finish(&self) {
        self.cloud.clear_faults();
        let run = self.upload().await;
        for result in &run.results {
            let done = matches!(result.state, PrincipalState::Done | PrincipalState::AlreadyThere);
            assert!(done, "running again finishes {}: {:?}", result.app_id, result.error);
        }
    }

    /// How often the keys of the application that faults meet were written.
    pub(crate) fn writes(&self) -> u32 {
        self.cloud.state().principal(MET).unwrap().writes
    }

    /// How many copies of its keys were kept.
    pub(crate) fn copies(&self) -> usize {
        let backups = self.backups.lock().unwrap();
        backups.iter().filter(|backup| backup.app_id == MET).count()
    }

    /// The thumbprints there, as they are.
    pub(crate) fn held(&self) -> Vec<String> {
        let state = self.cloud.state();
        state.principal(MET).unwrap().thumbprints().into_iter().map(str::to_owned).collect()
    }
}

impl Run {
    /// The result for the application that faults meet.
    pub(crate) fn met(&self) -> &PrincipalResult {
        self.results.iter().find(|result| result.app_id == MET).unwrap()
    }

    /// It ended so, and the other applications were not hindered.
    pub(crate) fn assert_end(&self, end: End) {
        self.assert_end_of_met(end);
        self.assert_end_of_others();
    }

    pub(crate) fn assert_end_of_met(&self, end: End) {
        let met = self.met();
        let code = met.error.as_ref().map(|error| error.code);
        let (state, expected) = match end {
            End::Done => (PrincipalState::Done, None),
            End::Failed(code) => (PrincipalState::Failed, Some(code)),
            End::Unknown(code) => (PrincipalState::Unknown, Some(code)),
        };
        assert_eq!((met.state, code), (state, expected), "{:?}", met.error);
    }

    pub(crate) fn assert_end_of_others(&self) {
        for other in self.results.iter().filter(|result| result.app_id != MET) {
            assert_eq!(other.state, PrincipalState::Done, "not hindered: {:?}", other.error);
        }
    }

    /// What the operator sees of it.
    pub(crate) fn said(&self) -> String {
        let error = self.met().error.as_ref().unwrap();
        format!("{}\n{}\n{}", error.title, error.message, error.next.join("\n"))
    }
}

/// One upload under these faults ends so, and running again finishes.
pub(crate) async fn faults_end(faults: &[Fault], end: End) -> (Stage, Run) {
    let stage = Stage::set().await;
    for fault in faults {
        stage.cloud.add_fault(fault.clone());
    }
    let run = stage.upload().await;
    run.assert_end(end);
    stage.finish().await;
    (stage, run)
}

/// A fault of the application that faults meet.
pub(crate) fn fault(kind: FaultKind) -> Fault {
    Fault::new(kind).of(MET)
}

/// A fault of reads, or of writes, alone.
pub(crate) fn on(method: &str, fault: Fault) -> Fault {
    Fault { method: Some(method.to_owned()), ..fault }
}

/// With that many seconds to wait.
pub(crate) fn asking(seconds: u32, fault: Fault) -> Fault {
    Fault { retry_after: Some(seconds), ..fault }
}

async fn sign_in(cloud: &RunningCloud, time: &Time, person: Person) -> Session {
    let url = cloud.url().as_str();
    let endpoints = Endpoints::custom(url, url).unwrap();
    let http = http::loopback_client().unwrap();
    let clock: Arc<dyn Clock> = Arc::new(time.clone());
    let sign_in =
        SignIn::new(http, endpoints, "contoso.com", None, SecretStore::memory(), "faults")
            .unwrap()
            .with_clock(clock);
    let pending = sign_in.start().await.unwrap();
    assert!(cloud.sign_in(&pending.view().user_code, person));
    sign_in.wait(&pending, std::future::pending()).await.unwrap().session
}

fn graph_client(
    http: reqwest::Client,
    graph: Url,
    session: &Session,
    time: &Time,
) -> Client<Session> {
    let clock: Arc<dyn Clock> = Arc::new(time.clone());
    let policy = RetryPolicy {
        clock,
        read_timeout: PATIENCE,
        write_timeout: PATIENCE,
        ..RetryPolicy::real(7)
    };
    Client::new(http, graph, session.clone(), session.tenant(), policy)
}
