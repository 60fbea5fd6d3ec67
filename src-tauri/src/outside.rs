//! The check from outside, for a setup or for none: which mailbox, tenant and cloud it is about, and in
//! a rehearsal the simulated publication in place of the network.

use crate::app::App;
use crosstrust_core::entra::{Cloud, TenantName};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{AnswerRole, Answers, SmtpAddress};
use crosstrust_core::messages::text;
use crosstrust_core::probe::{
    self, Limits, OnProbeProgress, Options, ProbeQuestion, Probed, Proxies, Recording,
};
use crosstrust_core::script::{self, Script};
use crosstrust_core::setup::{Event, SetupId};
use crosstrust_rehearsal::cloud::TENANT_ID;
use crosstrust_rehearsal::publication::{self, Publication};
use jiff::Timestamp;
use std::pin::pin;
use std::time::Duration;
use url::Url;

/// How long a rehearsal waits: its servers are on this PC.
const REHEARSED: Limits = Limits {
    connect: Duration::from_secs(4),
    answer: Duration::from_secs(3),
    pause: Duration::from_millis(200),
};

/// What the network is asked.
fn options(question: &ProbeQuestion) -> Options {
    Options {
        address: question.address.clone(),
        tenant: question.tenant.clone(),
        cloud: question.cloud,
        autodiscover: question.autodiscover.clone(),
        connect_to: Vec::new(),
        names: None,
        roots: Vec::new(),
        proxies: Proxies::System,
        limits: Limits::default(),
        now: Timestamp::now(),
    }
}

impl App {
    /// What is asked about a mailbox: tenant, cloud and Autodiscover host as the setup's answers say, or
    /// the cloud alone.
    ///
    /// # Errors
    /// The address is not one, or the setup cannot be read.
    pub(crate) fn question(
        &self,
        id: Option<SetupId>,
        address: &str,
        cloud: Option<&str>,
    ) -> Result<ProbeQuestion, Problem> {
        let address: SmtpAddress = address.parse()?;
        let Some(id) = id else {
            let cloud = cloud.and_then(Cloud::from_id).unwrap_or_else(Cloud::global);
            return Ok(ProbeQuestion { address, tenant: None, cloud, autodiscover: None });
        };
        let (setup, guide) = self.read(id)?;
        let (answers, _) = Answers::parse(guide, setup.raw_answers());
        let named = |name: &str| TenantName::parse(name).ok();
        let tenant = if setup.is_rehearsal() {
            named(TENANT_ID)
        } else {
            let id = setup.tenant_id(guide).map(TenantName::from);
            id.or_else(|| answers.of(AnswerRole::Tenant).and_then(named))
        };
        let host = answers.of(AnswerRole::AutodiscoverHost).filter(|host| !host.is_empty());
        Ok(ProbeQuestion {
            address,
            tenant,
            cloud: answers
                .of(AnswerRole::Cloud)
                .and_then(Cloud::from_id)
                .unwrap_or_else(Cloud::global),
            autodiscover: host.and_then(|host| Url::parse(&format!("https://{host}/")).ok()),
        })
    }

    /// The mailbox that the page begins with: that of the last check, else the test mailbox among the
    /// answers.
    ///
    /// # Errors
    /// The setup cannot be read.
    pub(crate) fn suggested_mailbox(&self, id: SetupId) -> Result<String, Problem> {
        let (setup, guide) = self.read(id)?;
        let (answers, _) = Answers::parse(guide, setup.raw_answers());
        let last = setup.probed().map(|probed| probed.address.as_str());
        Ok(last.or_else(|| answers.of(AnswerRole::TestMailbox)).unwrap_or_default().to_owned())
    }

    /// Asks, and keeps the result in the setup.
    ///
    /// # Errors
    /// [`ErrorCode::Cancelled`], or what keeps a check from being made.
    pub(crate) async fn check_from_outside(
        &self,
        id: Option<SetupId>,
        question: &ProbeQuestion,
        on_progress: OnProbeProgress,
    ) -> Result<Probed, Problem> {
        let _kept_open = id.map(|id| self.get(id)).transpose()?;
        // Listens from here on: it also receives a cancellation while the simulation starts.
        let mut cancelled = pin!(self.probing.notified());
        cancelled.as_mut().enable();
        let checked = async {
            let publication = self.publication(id, question).await?;
            let mut options = options(question);
            if let Some(publication) = &publication {
                simulate(&mut options, publication)?;
            }
            probe::probe_with(&options, Some(on_progress)).await
        };
        let report = tokio::select! {
            report = checked => report?,
            () = cancelled => return Err(Problem::of(ErrorCode::Cancelled)),
        };
        let probed = Probed::new(&report, Timestamp::now(), None);
        self.store_probe(id, &probed)?;
        Ok(probed)
    }

    /// Judges what a script recorded elsewhere, and keeps the result in the setup.
    ///
    /// # Errors
    /// There is no such receipt, or it belongs to another setup.
    pub(crate) async fn take_recording(
        &self,
        id: Option<SetupId>,
        bytes: &[u8],
    ) -> Result<Probed, Problem> {
        let recording = Recording::read(bytes)?;
        let _kept_open = id.map(|id| self.get(id)).transpose()?;
        if let Some(id) = id {
            self.read(id)?.0.takes_recording(&recording)?;
        }
        let probed = recording.judge().await;
        self.store_probe(id, &probed)?;
        Ok(probed)
    }

    /// The script that asks the same on another computer.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn probe_script(
        &self,
        id: Option<SetupId>,
        question: &ProbeQuestion,
    ) -> Result<Script, Problem> {
        let setup = id.map_or_else(String::new, |id| id.to_string());
        Ok(script::probe(self.library, &setup, question)?)
    }

    fn store_probe(&self, id: Option<SetupId>, probed: &Probed) -> Result<(), Problem> {
        let Some(id) = id else { return Ok(()) };
        let who = self.who(id);
        self.record(id, &who, Event::Probed { probed: probed.clone() })
    }

    /// The simulated publication; none where the network is asked.
    async fn publication(
        &self,
        id: Option<SetupId>,
        question: &ProbeQuestion,
    ) -> Result<Option<Publication>, Problem> {
        let fault = match id {
            Some(id) if self.read(id)?.0.is_rehearsal() => {
                self.get(id)?.tenant.rehearsal()?.publication_fault()?
            }
            None if self.options.rehearsal => None,
            Some(_) | None => return Ok(None),
        };
        let own = question.autodiscover.as_ref().and_then(Url::host_str).map(str::to_owned);
        // As it is in addresses: in lower case, and ASCII.
        let domain = Url::parse(&format!("https://{}/", question.domain()));
        let domain = domain.map_err(|error| failed(&error))?;
        let domain = domain.host_str().unwrap_or_default().to_owned();
        let options = publication::Options {
            exchange_online: question.cloud.exchange_host().to_owned(),
            sign_in: question.cloud.endpoints().login.host_str().unwrap_or_default().to_owned(),
            autodiscover: own.unwrap_or_else(|| format!("autodiscover.{domain}")),
            domain,
            tenant: TENANT_ID.to_owned(),
            fault,
        };
        Publication::start(options).await.map(Some).map_err(|error| failed(&error))
    }

    /// Ends the check that is under way.
    pub(crate) fn cancel_check(&self) {
        self.probing.notify_waiters();
    }
}

/// Leads every request to the simulated publication.
fn simulate(options: &mut Options, publication: &Publication) -> Result<(), Problem> {
    let rules = publication.connect_to.iter().map(|rule| rule.parse());
    options.connect_to = rules.collect::<Result<_, _>>().map_err(|error| failed(&error))?;
    options.names = Some(publication.names.clone());
    options.roots = probe::read_roots(publication.authority.as_bytes())
        .map_err(|reason| Problem::of(ErrorCode::Internal).with_detail(reason))?;
    options.proxies = Proxies::None;
    options.limits = REHEARSED;
    Ok(())
}

fn failed(cause: &dyn std::fmt::Display) -> Problem {
    Problem::new(ErrorCode::Internal, text!("program-rehearsal-failed"))
        .with_detail(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::Situation;
    use crosstrust_core::probe::{ProbeCode, ProbeOutcome, ProbeProgress};
    use crosstrust_core::setup::{OPERATOR, Setup};
    use crosstrust_rehearsal::publication::PublicationFault;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tempfile::TempDir;

    const MAILBOX: &str = "Anna@Contoso.com";

    fn rehearsal() -> (App, SetupId, TempDir) {
        let data = tempfile::tempdir().expect("a folder");
        let app = App::for_tests(data.path());
        let guide = app.guide(&"teams".into()).expect("the guide");
        let now = Timestamp::now();
        let setup = Setup::new(App::new_id(now), guide, true, now, OPERATOR);
        app.create_setup(&setup, Situation::Fresh).expect("it is kept");
        (app, setup.id(), data)
    }

    fn set(app: &App, id: SetupId, fault: Option<PublicationFault>) {
        let open = app.get(id).expect("it is there");
        open.tenant.rehearsal().expect("a rehearsal").set_publication_fault(fault).expect("kept");
    }

    #[tokio::test]
    async fn a_rehearsed_check_is_followed_and_its_result_is_kept() {
        let (app, id, _data) = rehearsal();
        let question = app.question(Some(id), MAILBOX, None).expect("a question");
        for (fault, code) in [
            (None, ProbeCode::EwsOk),
            (Some(PublicationFault::OauthOff), ProbeCode::OauthNotOffered),
        ] {
            set(&app, id, fault);
            let most = Arc::new(AtomicU32::new(0));
            let seen = Arc::clone(&most);
            let probed = app
                .check_from_outside(
                    Some(id),
                    &question,
                    Arc::new(move |step: ProbeProgress| {
                        seen.fetch_max(step.answered, Ordering::Relaxed);
                    }),
                )
                .await
                .expect("a result");
            assert_eq!(most.load(Ordering::Relaxed), probed.requests);
            let outcome = if fault.is_none() { ProbeOutcome::Good } else { ProbeOutcome::Found };
            assert_eq!(probed.outcome, outcome, "{:#?}", probed.findings);
            assert!(probed.findings.iter().any(|finding| finding.code == code));
            let kept = app.peek(id).expect("the setup");
            let kept = kept.probed().cloned().map(Probed::reworded);
            assert_eq!(kept, Some(probed.reworded()));
        }
    }

    #[tokio::test]
    async fn a_check_that_is_cancelled_leaves_nothing() {
        let (app, id, _data) = rehearsal();
        set(&app, id, Some(PublicationFault::TimedOut));
        let question = app.question(Some(id), MAILBOX, None).expect("a question");
        let (started, start) = tokio::sync::oneshot::channel();
        let started = std::sync::Mutex::new(Some(started));
        let check = app.check_from_outside(
            Some(id),
            &question,
            Arc::new(move |_: ProbeProgress| {
                if let Some(started) = started.lock().expect("nobody panics").take() {
                    let _ = started.send(());
                }
            }),
        );
        let cancel = async {
            start.await.expect("it begins");
            app.cancel_check();
        };
        let (ended, ()) = tokio::join!(check, cancel);
        assert_eq!(ended.expect_err("it was cancelled").code, ErrorCode::Cancelled);
        assert_eq!(app.peek(id).expect("the setup").probed(), None);
    }

    #[test]
    fn without_a_setup_the_cloud_is_the_one_that_is_chosen() {
        let (app, ..) = rehearsal();
        let question = app.question(None, MAILBOX, Some("china")).expect("a question");
        let plan = question.plan();
        assert_eq!(plan.recipients[0].host.as_deref(), Some("partner.outlook.cn"));
        assert_eq!(plan.recipients.len(), 4, "the sign-in service is asked for the tenant");
        let refused = app.question(None, "anna", None).expect_err("no address");
        assert_eq!(refused.code, ErrorCode::AnswerInvalid);
        let script = app.probe_script(None, &question).expect("a script");
        assert!(script.text.contains("partner.outlook.cn") && script.text.contains("'Anna@"));
    }

    #[tokio::test]
    async fn the_receipt_of_another_script_is_refused() {
        let (app, id, _data) = rehearsal();
        let refused = app.take_recording(Some(id), b"nothing").await.expect_err("no receipt");
        assert_eq!(refused.code, ErrorCode::ReceiptNotFound);
        assert!(app.peek(id).expect("the setup").probed().is_none());
    }
}
