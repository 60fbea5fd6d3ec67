//! The Teams guide as an operator goes through it, one page after the other. Each part begins on the
//! page it is about and ends on the next one, so that a test can close the window between any two.

use super::Page;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// The walk of one operator.
pub struct Journey<'a> {
    page: &'a Page,
    camera: Option<&'a Camera>,
}

/// What a journey asks of an operator, counted in the page itself.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct JourneyFigures {
    /// Fields that are typed in.
    pub fields: u64,
    /// Clicks.
    pub clicks: u64,
    /// Pages: another heading is another page.
    pub pages: u64,
    /// Scripts whose result the operator imports by hand.
    pub scripts: u64,
}

/// Counts in the page, from now on, what a person does. A page that is loaded anew forgets it.
const COUNT: &str = "const counted = { clicks: 0, scripts: 0, fields: new Set(), headings: [] }; \
    window.journey = counted; \
    const look = () => { \
        const heading = document.querySelector('h1')?.textContent; \
        if (heading && counted.headings.at(-1) !== heading) counted.headings.push(heading); \
    }; \
    look(); \
    new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true }); \
    document.addEventListener('click', (event) => { \
        if (!event.isTrusted) return; \
        counted.clicks += 1; \
        if (event.target.closest('[data-testid=take-receipt]')) counted.scripts += 1; \
    }, true); \
    document.addEventListener('input', (event) => { \
        if (event.isTrusted && event.target.matches('input[type=text], textarea')) \
            counted.fields.add(event.target.dataset.testid); \
    }, true);";

/// Takes a picture of each page, light and dark.
pub struct Camera {
    folder: PathBuf,
    taken: std::cell::Cell<u32>,
}

impl Camera {
    /// A camera whose pictures go to this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, taken: std::cell::Cell::new(0) }
    }

    async fn take(&self, page: &Page, name: &str) {
        let number = self.taken.get() + 1;
        self.taken.set(number);
        page.run("document.querySelector('h1')?.scrollIntoView({ block: 'end' })").await;
        for theme in ["dark", "light"] {
            page.run(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            page.drawn().await;
            page.picture(&self.folder.join(format!("{number:02}-{name}-{theme}.png"))).await;
        }
    }
}

/// A person on the sign-in page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Person {
    /// May do everything.
    GlobalAdministrator,
    /// Chooses "No".
    Declines,
    /// Is stopped by security defaults, which do not allow codes.
    BlockedBySecurityDefaults,
    /// Administers another tenant.
    OfAnotherTenant,
    /// Is a guest in the tenant, without a role.
    Guest,
    /// Belongs to the tenant and holds no role.
    WithoutRole,
}

impl Person {
    /// The name by which the sign-in page knows the person.
    pub fn id(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "global-administrator",
            Self::Declines => "declines",
            Self::BlockedBySecurityDefaults => "blocked-by-defaults",
            Self::OfAnotherTenant => "other-tenant",
            Self::Guest => "guest",
            Self::WithoutRole => "no-role",
        }
    }
}

impl<'a> Journey<'a> {
    /// A walk in this window.
    pub fn new(page: &'a Page) -> Self {
        Self { page, camera: None }
    }

    /// The same walk with pictures.
    #[must_use]
    pub fn with_camera(self, camera: &'a Camera) -> Self {
        Self { camera: Some(camera), ..self }
    }

    /// Counts from now on.
    ///
    /// # Panics
    /// The window is gone.
    pub async fn count(&self) {
        self.page.find("heading").await;
        self.page.run(COUNT).await;
    }

    /// What was counted.
    ///
    /// # Panics
    /// Nothing was counted, or the page was loaded anew since.
    pub async fn figures(&self) -> JourneyFigures {
        let counted = self
            .page
            .run(
                "const { clicks, scripts, fields, headings } = window.journey; \
                 return { clicks, scripts, fields: fields.size, pages: headings.length }",
            )
            .await;
        serde_json::from_value(counted).expect("what the page counted")
    }

    async fn picture(&self, name: &str) {
        if let Some(camera) = self.camera {
            camera.take(self.page, name).await;
        }
    }

    /// From the first page to the questions of a new rehearsal.
    ///
    /// # Panics
    /// A page does not come up as expected; so with all parts of the walk.
    pub async fn begin(&self, situation: &str) {
        self.page.find("heading").await;
        self.picture("home").await;
        self.page.press("rehearse-first").await;
        self.page.choose("situation", situation).await;
        self.picture("new-setup").await;
        self.page.press("create-setup").await;
        self.page.find("answer-tenant").await;
    }

    /// From the first page to the questions of a new rehearsal of another guide.
    ///
    /// # Panics
    /// The guide or the situation is not offered.
    pub async fn begin_guide(&self, guide: &str, situation: &str) {
        self.page.press("rehearse-first").await;
        self.page.press(&format!("guide-{guide}")).await;
        self.page.wait(&format!("[data-testid='situation'] option[value='{situation}']")).await;
        self.page.choose("situation", situation).await;
        self.page.press("create-setup").await;
        self.page.find("answer-tenant").await;
    }

    /// Answers these questions, and goes on to the first script.
    ///
    /// # Panics
    /// The answers are not taken.
    pub async fn answer_with(&self, answers: &[(&str, &str)]) {
        for (answer, value) in answers {
            self.page.fill(&format!("answer-{answer}"), value).await;
        }
        self.page.press("next").await;
        self.page.find("show-script").await;
    }

    /// Runs the script of this page and gives back what it reported, until the step is where it should
    /// be by then.
    ///
    /// # Panics
    /// The step does not come there.
    pub async fn run_until(&self, step: &str, state: &str) {
        self.page.press("rehearse-real").await;
        self.page.shows("console", "END CROSSTRUST RECEIPT").await;
        self.page.press("take-receipt").await;
        self.page.wait(&format!("[data-testid='step-{step}'][data-state='{state}']")).await;
    }

    /// From the first page back to where the only setup stands.
    ///
    /// # Panics
    /// There is none to resume.
    pub async fn resume(&self) {
        self.page.press("setup-open").await;
        self.page.find("steps").await;
    }

    /// Answers the questions.
    ///
    /// # Panics
    /// The answers are not taken.
    pub async fn answer(&self) {
        self.picture("questions").await;
        self.page.fill("answer-organization_name", "Contoso").await;
        self.answer_the_rest().await;
    }

    /// Answers every question but the organisation's name.
    ///
    /// # Panics
    /// The answers are not taken.
    pub async fn answer_the_rest(&self) {
        self.page.fill("answer-tenant", "contoso.com").await;
        self.page.fill("answer-verified_domain", "contoso.com").await;
        self.page.fill("answer-hybrid_domain", "contoso.mail.onmicrosoft.com").await;
        self.page.fill("answer-domain_controller", "dc01.contoso.com").await;
        self.picture("answers").await;
        self.page.press("next").await;
        self.page.find("show-script").await;
    }

    /// Answers only what has to be typed.
    ///
    /// # Panics
    /// The answers are not taken.
    pub async fn answer_what_is_needed(&self) {
        self.page.fill("answer-tenant", "contoso.com").await;
        self.page.fill("answer-verified_domain", "contoso.com").await;
        // The organization has a connector to the cloud: this domain says to which tenant.
        self.page.fill("answer-hybrid_domain", "contoso.mail.onmicrosoft.com").await;
        self.page.fill("answer-domain_controller", "dc01.contoso.com").await;
        self.page.press("next").await;
        self.page.find("show-script").await;
    }

    /// Tries the script without changing anything.
    ///
    /// # Panics
    /// The dry run does not say what it would do.
    pub async fn dry_run(&self) {
        self.picture("script").await;
        self.page.press("show-script").await;
        self.page.press("explain").await;
        self.page.find("explanations").await;
        self.picture("explanations").await;
        self.page.press("rehearse-dry").await;
        self.page.shows("console", "What if").await;
        self.picture("console").await;
        self.page.press("take-receipt").await;
        self.page.shows("heading", "dry run").await;
        self.picture("dry-run").await;
    }

    /// Runs the script and gives back what it reported.
    ///
    /// # Panics
    /// The receipt is not taken.
    pub async fn run_script(&self) {
        self.page.press("rehearse-real").await;
        self.page.shows("console", "END CROSSTRUST RECEIPT").await;
        self.page.press("take-receipt").await;
        self.page.find("receipt-result").await;
        self.picture("receipt").await;
    }

    /// Runs the script from this PC: the dry run, and then the changes that it lists.
    ///
    /// # Panics
    /// The script does not run, or its result is not imported.
    pub async fn run_here(&self) {
        let first = self.page.attribute("run-real", "disabled").await;
        assert_eq!(first, "true", "the dry run comes first");
        self.picture("run-from-here").await;
        self.page.press("run-dry").await;
        self.page.find("run-lines").await;
        self.picture("run-under-way").await;
        self.page.shows("heading", "dry run").await;
        self.page.shows("run-real", "Make these").await;
        self.picture("run-changes").await;
        self.page.press("run-real").await;
        self.page.find("receipt-result").await;
        self.picture("run-result").await;
    }

    /// Reads the server again with the script that changes nothing, from this PC.
    ///
    /// # Panics
    /// The script does not run, or not everything is in place.
    pub async fn read_server_from_here(&self) {
        self.page.press("run-real").await;
        self.page.shows("heading", "Everything is in place").await;
    }

    /// Goes on to the upload.
    ///
    /// # Panics
    /// The upload page does not open.
    pub async fn to_upload(&self) {
        self.page.press("next").await;
        self.page.find("start-sign-in").await;
        self.picture("before-sign-in").await;
    }

    /// Takes a code.
    ///
    /// # Panics
    /// No code appears.
    pub async fn take_code(&self) {
        self.page.press("start-sign-in").await;
        self.page.find("sign-in-code").await;
        self.picture("sign-in").await;
    }

    /// Types the code that the window shows on the sign-in page, as this person.
    ///
    /// # Panics
    /// The sign-in page does not take it.
    pub async fn sign_in_as(&self, person: Person) {
        let address = self.page.read("sign-in-page").await;
        let code = self.page.attribute("sign-in-code", "data-code").await;
        let form = [("code", code.as_str()), ("person", person.id())];
        let browser = reqwest::Client::builder().timeout(Duration::from_secs(20)).build();
        let answer = browser
            .expect("a browser")
            .post(address.trim())
            .form(&form)
            .send()
            .await
            .expect("the sign-in page answers");
        assert!(answer.status().is_success(), "the sign-in page says {}", answer.status());
    }

    /// Waits for the plan.
    ///
    /// # Panics
    /// It is not shown.
    pub async fn see_plan(&self) {
        self.page.find("plan").await;
        self.picture("plan").await;
    }

    /// Agrees to the plan.
    ///
    /// # Panics
    /// No results are shown.
    pub async fn apply(&self) {
        self.page.press("next").await;
        self.page.find("results").await;
        self.picture("results").await;
    }

    /// Goes on to the proof, and reads everything back.
    ///
    /// # Panics
    /// It is not proved.
    pub async fn verify(&self) {
        self.page.press("next").await;
        self.page.press("verify").await;
        self.page.find("verified").await;
        self.picture("verified").await;
    }

    /// Reads the server again with the script that changes nothing.
    ///
    /// # Panics
    /// The receipt is not taken.
    pub async fn read_server_again(&self) {
        self.page.press("rehearse-real").await;
        self.page.shows("console", "END CROSSTRUST RECEIPT").await;
        self.page.press("take-receipt").await;
        self.page.shows("heading", "Everything is in place").await;
        self.picture("everything-in-place").await;
    }

    /// Ticks what a person has seen, and takes report and scripts along.
    ///
    /// # Panics
    /// They are not saved.
    pub async fn finish(&self) {
        self.page.find("report-html").await;
        self.page.press_all("[data-testid='checks'] input[type='checkbox']").await;
        self.picture("checks").await;
        self.page.press("report-html").await;
        self.page.find("toast").await;
        self.page.press("report-json").await;
        self.page.press("export-folder").await;
        self.page.press("export-zip").await;
        self.picture("taken-along").await;
    }

    /// Lets the discovery script find the answers.
    ///
    /// # Panics
    /// It finds none.
    pub async fn discover(&self) {
        self.page.press_all("[data-testid='discovery'] button").await;
        self.page.press("rehearse-real").await;
        self.page.shows("console", "END CROSSTRUST RECEIPT").await;
        self.page.press("take-receipt").await;
        self.page.find("suggestion-verified_domain").await;
        self.picture("discovered").await;
    }

    /// Comes to a fact that only the operator can decide, and keeps it as it is.
    ///
    /// # Panics
    /// Nothing is asked.
    pub async fn decide_to_keep(&self) {
        self.page.find("question").await;
        self.picture("decision").await;
        self.page.press("question-keep").await;
        self.page.shows("heading", "of 7 steps verified").await;
        self.picture("decided").await;
    }

    /// Comes to a script that ended in an error, and to the operator's word in place of a receipt.
    ///
    /// # Panics
    /// No error is shown.
    pub async fn see_failure(&self) {
        self.page.find("error").await;
        self.picture("failed-script").await;
    }

    /// Looks at the pages beside the walk: a step alone, the settings, help, the finished setup.
    ///
    /// # Panics
    /// One of them does not open.
    pub async fn look_around(&self) {
        self.page.press("step-sfbonline").await;
        self.page.find("receipt-result").await;
        self.picture("step-alone").await;
        self.page.press("settings-link").await;
        self.page.find("theme").await;
        self.picture("settings").await;
        self.page.press("help-link").await;
        self.page.find("data-folder").await;
        self.picture("help").await;
        self.page.press("home-link").await;
        self.page.find("setup-card").await;
        self.picture("home-afterwards").await;
    }
}
