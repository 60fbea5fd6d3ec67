//! The system around the program, as far as this one has any: it writes down what is copied and opened,
//! chooses files as a test says, and signs in as a person of the simulated tenant.

use crosstrust_core::error::Problem;
use crosstrust_rehearsal::cloud::Person;
use crosstrust_shell::{Chosen, Desktop, Question};
use serde::Serialize;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use url::{Host, Url};

/// The desktop of the host. Clones are the same desktop.
#[derive(Clone)]
pub(crate) struct HostDesktop {
    /// Where files go for which a test chooses no place.
    saved: PathBuf,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Who signs in on a page of the simulated tenant that is opened. None: the page waits for a person.
    person: Option<Person>,
    /// What the next dialogs give, one after another. None: nothing is chosen.
    choices: VecDeque<Option<PathBuf>>,
    seen: Seen,
}

/// What the program asked of the system.
#[derive(Clone, Default, Serialize)]
pub(crate) struct Seen {
    /// The text on the clipboard.
    copied: String,
    /// The pages that were opened.
    pages: Vec<Url>,
    /// The folders that were opened.
    folders: Vec<PathBuf>,
    /// The size of everything in the window, in percent, once it was changed.
    zoom: Option<u16>,
}

impl HostDesktop {
    pub(crate) fn new(saved: PathBuf) -> Self {
        Self { saved, state: Arc::default() }
    }

    /// Says who signs in from now on.
    pub(crate) fn set_person(&self, person: Option<Person>) {
        self.state().person = person;
    }

    /// Says what the next dialogs give.
    pub(crate) fn set_choices(&self, choices: VecDeque<Option<PathBuf>>) {
        self.state().choices = choices;
    }

    /// What the program asked of the system.
    pub(crate) fn seen(&self) -> Seen {
        self.state().seen.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn choose(&self, otherwise: Option<PathBuf>) -> Chosen<'_> {
        let choice = self.state().choices.pop_front().unwrap_or(otherwise);
        Box::pin(async { Ok(choice) })
    }
}

impl Desktop for HostDesktop {
    fn copy(&self, text: &str) -> Result<(), Problem> {
        text.clone_into(&mut self.state().seen.copied);
        Ok(())
    }

    fn open_page(&self, page: &Url) -> Result<(), Problem> {
        let mut state = self.state();
        state.seen.pages.push(page.clone());
        let simulated = page.host() == Some(Host::Ipv4(std::net::Ipv4Addr::LOCALHOST));
        if let Some(person) = state.person.filter(|_| simulated) {
            tokio::spawn(sign_in(page.clone(), state.seen.copied.clone(), person));
        }
        Ok(())
    }

    fn open_folder(&self, folder: &Path) -> Result<(), Problem> {
        self.state().seen.folders.push(folder.to_owned());
        Ok(())
    }

    /// A browser changes the size by itself.
    fn zoom(&self, percent: u16) -> Result<(), Problem> {
        self.state().seen.zoom = Some(percent);
        Ok(())
    }

    fn save<'a>(&'a self, _: &'a Question, name: &'a str) -> Chosen<'a> {
        self.choose(Some(self.saved.join(name)))
    }

    fn open<'a>(&'a self, _: &'a Question) -> Chosen<'a> {
        self.choose(None)
    }

    fn folder<'a>(&'a self, _: &'a str) -> Chosen<'a> {
        self.choose(Some(self.saved.clone()))
    }
}

/// Signs in on a page of the simulated tenant, with the code that was copied if the page asks for one. In
/// the browser the answer leads back to the program.
async fn sign_in(page: Url, code: String, person: Person) {
    let form = [("code", code.as_str()), ("person", person.id())];
    let client = reqwest::Client::builder().no_proxy().build();
    let sent = match client {
        Ok(client) => client.post(page.clone()).form(&form).send().await,
        Err(error) => Err(error),
    };
    if let Err(error) = sent {
        eprintln!("crosstrust-host: nobody could sign in at {page}: {error}");
    }
}
