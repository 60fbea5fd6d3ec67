//! What the tests of `graph` share: a client on a fake Graph, and the steps of an upload.

use super::certificates::{CURRENT, FOREIGN, TestCertificate};
use super::clock::TestClock;
use super::fake::{Fake, Fault, Key, Principal, Sent};
use crate::certificate::Certificate;
use crate::error::{ErrorCode, Problem};
use crate::graph::{
    Backup, Client, DesiredState, Plan, Prepared, PrincipalResult, PrincipalState, Progress,
    RetryPolicy, UploadOptions, apply, plan,
};
use crate::http::{self, BearerSource, Renew};
use crate::ids::{TenantId, Thumbprint};
use axum::http::Method;
use secrecy::SecretString;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(super) const SKYPE: &str = "00000004-0000-0ff1-ce00-000000000000";
pub(super) const SCHEDULER: &str = "7557eb47-c689-4224-abcf-aef9bd7573df";
pub(super) const VOICEMAIL: &str = "db7de2b5-2149-435e-8043-e080dd50afae";
pub(super) const TENANT: &str = "11111111-2222-3333-4444-555555555555";

/// The same as an id.
pub(super) fn tenant() -> TenantId {
    TENANT.parse().unwrap()
}

pub(super) const OPTIONS: UploadOptions =
    UploadOptions { drop_expired: true, create_missing: false };
pub(super) const CREATE: UploadOptions = UploadOptions { drop_expired: true, create_missing: true };
pub(super) const KEEP_EXPIRED: UploadOptions =
    UploadOptions { drop_expired: false, create_missing: false };

/// Tokens that count up; a renewed one is never the old one.
#[derive(Default)]
pub(super) struct Tokens(AtomicU32);

impl BearerSource for Tokens {
    async fn bearer(&self, renew: Renew) -> Result<SecretString, Problem> {
        let step = u32::from(renew != Renew::No);
        let number = self.0.fetch_add(step, Ordering::SeqCst) + step;
        Ok(format!("token-{number}").into())
    }
}

pub(super) struct Bench {
    pub(super) fake: Fake,
    pub(super) clock: Arc<TestClock>,
    pub(super) client: Client<Tokens>,
    pub(super) backups: Mutex<Vec<Backup>>,
    pub(super) progress: Mutex<Vec<Progress>>,
}

impl Bench {
    /// A tenant with these principals.
    pub(super) async fn new(principals: Vec<Principal>) -> Self {
        Self::paced(principals, |_| {}).await
    }

    pub(super) async fn paced(
        principals: Vec<Principal>,
        set: impl FnOnce(&mut RetryPolicy),
    ) -> Self {
        let clock = Arc::new(TestClock::new());
        let fake = Fake::start(clock.clone()).await;
        fake.tenant().principals = principals;
        let mut policy = RetryPolicy { clock: clock.clone(), ..RetryPolicy::real(7) };
        set(&mut policy);
        let http = http::loopback_client().unwrap();
        let client = Client::new(http, fake.base.clone(), Tokens::default(), tenant(), policy);
        Self { fake, clock, client, backups: Mutex::default(), progress: Mutex::default() }
    }

    /// A tenant whose Skype principal holds these keys.
    pub(super) async fn skype(keys: Vec<Key>) -> Self {
        Self::new(vec![Principal::new(SKYPE, keys)]).await
    }

    pub(super) fn faults(&self, method: Method, faults: &[Fault]) {
        self.fake.tenant().faults(method, SKYPE, faults);
    }

    /// What the program said while it worked.
    pub(super) fn reported(&self, progress: Progress) {
        self.progress.lock().unwrap().push(progress);
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let progress = self.progress.lock().unwrap();
        progress.iter().filter_map(|reported| reported.note.clone()).collect()
    }

    pub(super) async fn plan(
        &self,
        apps: &[&str],
        certificates: &[&TestCertificate],
        options: UploadOptions,
    ) -> Prepared {
        self.plan_for(&wanted(apps, certificates), options).await
    }

    pub(super) async fn plan_for(
        &self,
        wanted: &[DesiredState],
        options: UploadOptions,
    ) -> Prepared {
        plan(&self.client, wanted, options, &|it| self.reported(it)).await.unwrap()
    }

    /// Plans and applies what is wanted of one application.
    pub(super) async fn bring_about(&self, wanted: &DesiredState) -> PrincipalResult {
        let prepared = self.plan_for(std::slice::from_ref(wanted), OPTIONS).await;
        self.apply(&prepared).await.remove(0)
    }

    /// What the tenant really has as names.
    pub(super) fn named(&self, app: &str) -> Vec<String> {
        self.fake.tenant().principal(app).names.clone()
    }

    pub(super) async fn apply(&self, prepared: &Prepared) -> Vec<PrincipalResult> {
        let keep = |backup: &Backup| {
            self.backups.lock().unwrap().push(backup.clone());
            Ok(())
        };
        apply(&self.client, prepared, &keep, &|it| self.reported(it)).await
    }

    /// Plans and applies for the Skype principal alone.
    pub(super) async fn upload(&self, certificates: &[&TestCertificate]) -> PrincipalResult {
        let prepared = self.plan(&[SKYPE], certificates, OPTIONS).await;
        self.apply(&prepared).await.remove(0)
    }

    /// Thumbprints that the tenant really holds.
    pub(super) fn held(&self, app: &str) -> Vec<Thumbprint> {
        self.fake.tenant().principal(app).thumbprints()
    }

    pub(super) fn sent(&self) -> Vec<Sent> {
        self.fake.tenant().requests.clone()
    }

    pub(super) fn writes(&self) -> Vec<Sent> {
        let mut sent = self.sent();
        sent.retain(|sent| sent.method != Method::GET);
        sent
    }

    pub(super) fn waited(&self) -> Duration {
        self.clock.slept().iter().sum()
    }
}

/// These certificates on each of these applications.
pub(super) fn wanted(apps: &[&str], certificates: &[&TestCertificate]) -> Vec<DesiredState> {
    let certificates: Vec<Certificate> =
        certificates.iter().map(|made| made.certificate().clone()).collect();
    apps.iter().map(|app| DesiredState::certificates(app.parse().unwrap(), &certificates)).collect()
}

/// Nothing wanted of the Skype principal yet.
pub(super) fn want() -> DesiredState {
    DesiredState::certificates(SKYPE.parse().unwrap(), &[])
}

/// The properties that a write sent.
pub(super) fn properties(sent: &Sent) -> Vec<&str> {
    sent.body.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Thumbprints of these certificates.
pub(super) fn thumbprints(made: &[&TestCertificate]) -> Vec<Thumbprint> {
    made.iter().map(|made| made.thumbprint()).collect()
}

/// Fates of a plan's keys by thumbprint, for one principal.
pub(super) fn fates(plan: &Plan, index: usize) -> Vec<(Thumbprint, crate::graph::KeyFate)> {
    plan.principals[index]
        .keys
        .iter()
        .map(|key| (key.thumbprint.expect("the key has one"), key.fate))
        .collect()
}

/// The upload to the Skype principal, which held [`FOREIGN`], is done, and so it is claimed.
pub(super) fn assert_done(bench: &Bench, result: &PrincipalResult) {
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(result.error, None);
    assert_eq!(result.thumbprints, thumbprints(&[&FOREIGN, &CURRENT]));
    assert_eq!(bench.held(SKYPE), result.thumbprints, "claimed and held");
}

/// Nothing was written, the tenant is as before, and so it is claimed.
pub(super) fn assert_untouched(bench: &Bench, result: &PrincipalResult, code: ErrorCode) {
    assert_eq!(result.state, PrincipalState::Failed);
    let error = result.error.as_ref().unwrap();
    assert_eq!(error.code, code, "{error}");
    assert!(error.message.ends_with("Nothing was written."), "{error}");
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
}

/// A tenant whose Skype principal holds [`FOREIGN`].
pub(super) async fn foreign() -> Bench {
    Bench::skype(vec![Key::of(&FOREIGN)]).await
}
