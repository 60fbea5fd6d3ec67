//! What the running window holds: the guides, the store, and for each open setup its lock and its
//! tenant. Every command goes through here to read a setup or to change it.

use crate::cli::WindowOptions;
use crate::desktop::Desktop;
use crate::rehearsal::{Rehearsal, Situation};
use crate::settings::Settings;
use crate::tenant::{self, Tenant};
use crate::work::Shown;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{Answers, Guide, GuideId, Library, ScriptId};
use crosstrust_core::receipt;
use crosstrust_core::script::{self, Bundle, Script, ScriptContext};
use crosstrust_core::setup::view::{Home, SetupView};
use crosstrust_core::setup::{
    self, Effect, Event, Lock, NoticeView, OPERATOR, Setup, SetupId, Store,
};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The running program.
pub(crate) struct App {
    pub(crate) library: Library,
    pub(crate) options: WindowOptions,
    desktop: Box<dyn Desktop>,
    data: PathBuf,
    store: Store,
    open: Mutex<HashMap<SetupId, Arc<OpenSetup>>>,
    /// The folders into which this window has saved something: it may open these and no others.
    saved_to: Mutex<BTreeSet<PathBuf>>,
    /// What no view has told yet: a command may change a setup and give something else, or fail
    /// afterwards.
    notices: Mutex<HashMap<SetupId, Vec<NoticeView>>>,
    /// Ends the check from outside that is under way.
    pub(crate) probing: tokio::sync::Notify,
}

/// A setup this window has open.
pub(crate) struct OpenSetup {
    /// Held as long as it is open: no second window writes it.
    lock: Lock,
    /// One change after another.
    changing: Mutex<()>,
    /// The tenant of its answers, real or rehearsed, and who is signed in.
    pub(crate) tenant: Tenant,
    /// The plan the operator was shown, with what it was made from.
    pub(crate) shown: Mutex<Option<Shown>>,
}

impl App {
    /// Opens this data folder.
    ///
    /// # Errors
    /// The data folder cannot be used, or a guide is broken.
    pub(crate) fn at(
        data: PathBuf,
        options: WindowOptions,
        desktop: Box<dyn Desktop>,
    ) -> Result<Self, Problem> {
        Ok(Self {
            library: Library::built_in()?,
            store: Store::open(&data)?,
            open: Mutex::default(),
            saved_to: Mutex::default(),
            notices: Mutex::default(),
            probing: tokio::sync::Notify::new(),
            data,
            options,
            desktop,
        })
    }

    /// A program in a folder of the test, without a system around it.
    #[cfg(test)]
    pub(crate) fn for_tests(data: &Path) -> Self {
        let desktop = Box::new(crate::desktop::NoDesktop);
        Self::at(data.to_owned(), WindowOptions::default(), desktop).expect("a data folder")
    }

    /// The system around the program.
    pub(crate) fn desktop(&self) -> &dyn Desktop {
        &*self.desktop
    }

    /// The folder that holds setups, settings and rehearsals.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// Remembers where a file or folder was saved.
    pub(crate) fn record_saved(&self, path: &Path) {
        locked(&self.saved_to).insert(folder_of(path).to_owned());
    }

    /// The folder of something that this window has saved; none for any other path.
    pub(crate) fn saved_folder(&self, path: &Path) -> Option<PathBuf> {
        locked(&self.saved_to).get(folder_of(path)).cloned()
    }

    /// What the operator has set.
    pub(crate) fn settings(&self) -> Settings {
        Settings::read(&self.data)
    }

    /// The guide of that name.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn guide(&self, id: &GuideId) -> Result<&Guide, Problem> {
        guide(&self.library, id)
    }

    /// The first page.
    ///
    /// # Errors
    /// A setup is of a guide this program does not have.
    pub(crate) fn home(&self) -> Result<Home, Problem> {
        let now = Timestamp::now();
        let (setups, unreadable) = self.store.list(now);
        let summarize = |setup: &Setup| {
            let guide = self.guide(setup.guide())?;
            let elsewhere = !self.is_open(setup.id()) && self.store.is_locked(setup.id());
            Ok(setup::summary(setup, guide, now, elsewhere).with_way_out(&self.library))
        };
        let offered = setups.iter().filter(|setup| setup.is_rehearsal() || !self.options.rehearsal);
        let summaries = offered.map(summarize).collect::<Result<_, Problem>>()?;
        Ok(Home { setups: summaries, unreadable, guides: setup::guides(self.library.guides()) })
    }

    /// Every setup that can be read.
    pub(crate) fn setups(&self) -> Vec<Setup> {
        self.store.list(Timestamp::now()).0
    }

    /// A setup as it is saved, whoever has it open.
    ///
    /// # Errors
    /// It is not there, or cannot be read.
    pub(crate) fn peek(&self, id: SetupId) -> Result<Setup, Problem> {
        Ok(self.store.peek(id)?)
    }

    /// A new id for a setup.
    pub(crate) fn new_id(now: Timestamp) -> SetupId {
        SetupId::new(now, std::array::from_fn(|_| fastrand::u8(..)))
    }

    /// Keeps a new setup on disk. A rehearsal gets an organisation of its own.
    ///
    /// # Errors
    /// The disk refused.
    pub(crate) fn keep(&self, setup: &Setup, situation: Situation) -> Result<(), Problem> {
        let lock = self.store.lock(setup.id())?;
        if setup.is_rehearsal() {
            self.rehearsal(setup).begin(setup.guide(), situation)?;
        }
        Ok(self.store.save(&lock, setup)?)
    }

    /// The simulated organisation of a setup, with what its guide says of it.
    fn rehearsal(&self, setup: &Setup) -> Rehearsal {
        Rehearsal::of(&self.data, setup.id(), self.library.rehearsal(setup.guide()).cloned())
    }

    /// Opens a setup: no other window can change it until it is closed. What was under way when the
    /// program last ended is unknown from now on.
    ///
    /// # Errors
    /// Another window has it open, or it cannot be read.
    pub(crate) fn open_setup(&self, id: SetupId) -> Result<SetupView, Problem> {
        if !self.is_open(id) {
            let open = self.get(id)?;
            locked(&self.open).insert(id, open);
            self.change(id, OPERATOR, Event::Opened)?;
            tracing::info!(setup = %id, "opened");
        }
        self.view(id)
    }

    /// Lets go of a setup.
    pub(crate) fn close_setup(&self, id: SetupId) {
        if locked(&self.open).remove(&id).is_some() {
            tracing::info!(setup = %id, "closed");
        }
    }

    /// Removes a setup, with what its rehearsal left and the sign-in it kept.
    ///
    /// # Errors
    /// Another window has it open, or the disk refused.
    pub(crate) async fn delete_setup(&self, id: SetupId) -> Result<(), Problem> {
        let open = self.get(id)?;
        self.close_setup(id);
        open.tenant.forget().await;
        open.tenant.end().await?;
        let open = Arc::into_inner(open).ok_or_else(|| Problem::of(ErrorCode::SetupLocked))?;
        locked(&self.notices).remove(&id);
        Ok(self.store.delete(&open.lock)?)
    }

    /// Ends every sign-in of this window, also those that wait, and removes from the keyring all that
    /// was ever kept there. Gives for how many setups something was.
    ///
    /// # Errors
    /// The keyring did not remove all.
    pub(crate) async fn forget_everything(&self) -> Result<u32, Problem> {
        let keyring = tenant::keyring();
        let kept_before = keyring.forget_everything().await;
        let open: Vec<_> = locked(&self.open).values().cloned().collect();
        let mut in_memory = 0;
        for open in open {
            in_memory += u32::from(open.tenant.forget().await);
        }
        // A renewal that was under way may have been kept since.
        let kept_since = keyring.forget_everything().await?;
        Ok(kept_before.unwrap_or(kept_since) + in_memory)
    }

    /// A setup, locked against other windows: the one this window has open, or for as long as the
    /// caller needs it.
    ///
    /// # Errors
    /// Another window has it open, or there is none of that id.
    pub(crate) fn get(&self, id: SetupId) -> Result<Arc<OpenSetup>, Problem> {
        if let Some(open) = locked(&self.open).get(&id) {
            return Ok(Arc::clone(open));
        }
        let lock = self.store.lock(id)?;
        let setup = self.store.load(&lock, Timestamp::now())?.setup;
        let rehearsal = setup.is_rehearsal().then(|| self.rehearsal(&setup));
        Ok(Arc::new(OpenSetup {
            lock,
            changing: Mutex::default(),
            tenant: Tenant::new(id.to_string(), rehearsal),
            shown: Mutex::default(),
        }))
    }

    /// A setup as it is saved, with its guide.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn read(&self, id: SetupId) -> Result<(Setup, &Guide), Problem> {
        self.read_locked(&*self.get(id)?)
    }

    fn read_locked(&self, open: &OpenSetup) -> Result<(Setup, &Guide), Problem> {
        let loaded = self.store.load(&open.lock, Timestamp::now())?;
        let guide = self.guide(loaded.setup.guide())?;
        Ok((loaded.setup, guide))
    }

    /// The answers that were given, as far as they are right.
    ///
    /// # Errors
    /// The setup cannot be read.
    pub(crate) fn answers(&self, id: SetupId) -> Result<Answers, Problem> {
        let (setup, guide) = self.read(id)?;
        Ok(Answers::parse(guide, setup.raw_answers()).0)
    }

    /// A setup in the shape the window shows, with the notices that no view has told yet: what this
    /// returns goes to the window.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn view(&self, id: SetupId) -> Result<SetupView, Problem> {
        let (setup, guide) = self.read(id)?;
        let now = Timestamp::now();
        let mut view = setup::view(&setup, guide, now, false);
        view.summary = view.summary.with_way_out(&self.library);
        for step in &mut view.steps {
            let Some((_, spec)) = guide.step(&step.id) else { continue };
            let other = setup.linked(&step.id).and_then(|id| self.peek(id).ok());
            let library = &self.library;
            step.opens = setup::other_guide(&setup, guide, spec, library, other.as_ref(), now);
        }
        view.notices = locked(&self.notices).remove(&id).unwrap_or_default();
        Ok(view)
    }

    /// Applies an event to a setup. Once it is on disk, the notices of the event wait for the next view.
    ///
    /// # Errors
    /// Another window has it open, the event was refused, or the disk did.
    pub(crate) fn change(&self, id: SetupId, who: &str, event: Event<'_>) -> Result<(), Problem> {
        let open = self.get(id)?;
        let _one_at_a_time = locked(&open.changing);
        let (mut setup, guide) = self.read_locked(&open)?;
        let before = setup.clone();
        let effect = setup.apply(guide, event, Timestamp::now(), who)?;
        if setup != before {
            self.store.save(&open.lock, &setup)?;
        }
        self.notify(id, guide, &effect);
        Ok(())
    }

    /// Keeps what an event tells until the next view of that setup, each once.
    pub(crate) fn notify(&self, id: SetupId, guide: &Guide, effect: &Effect) {
        let mut notices = locked(&self.notices);
        for notice in &effect.notices {
            let waiting = notices.entry(id).or_default();
            let view = notice.view(guide);
            if !waiting.contains(&view) {
                waiting.push(view);
            }
        }
    }

    /// Applies an event to a setup, and gives the setup in the shape the window shows, with the notices
    /// of the event.
    ///
    /// # Errors
    /// As [`App::change`].
    pub(crate) fn changed(
        &self,
        id: SetupId,
        who: &str,
        event: Event<'_>,
    ) -> Result<SetupView, Problem> {
        self.change(id, who, event)?;
        self.view(id)
    }

    /// Reads all receipts out of whatever was handed in, judges them, and takes them into the setup.
    ///
    /// # Errors
    /// There is no receipt in it, or none is one of this setup as it is now.
    pub(crate) fn take_receipt(&self, id: SetupId, bytes: &[u8]) -> Result<SetupView, Problem> {
        let found = receipt::read(bytes)?;
        self.changed(id, OPERATOR, Event::ReceiptsImported { found: &found })
    }

    /// A script with the answers filled in.
    ///
    /// # Errors
    /// An answer it needs is missing.
    pub(crate) fn write_script(&self, id: SetupId, script: &ScriptId) -> Result<Script, Problem> {
        self.with_context(id, |guide, context| {
            Ok(script::write(&self.library, guide, script, context)?)
        })
    }

    /// All scripts that can be written, with run book and checksums.
    ///
    /// # Errors
    /// An answer they need is missing.
    pub(crate) fn bundle(&self, id: SetupId) -> Result<Bundle, Problem> {
        self.with_context(id, |guide, context| Ok(Bundle::new(&self.library, guide, context)?))
    }

    fn with_context<T>(
        &self,
        id: SetupId,
        write: impl FnOnce(&Guide, &ScriptContext<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let (setup, guide) = self.read(id)?;
        let (answers, _) = Answers::parse(guide, setup.raw_answers());
        let context = ScriptContext {
            setup_id: &id.to_string(),
            answers: &answers,
            tenant_id: setup.tenant_id(guide),
            made: setup.made(),
            uploaded: &setup.uploaded(guide),
        };
        write(guide, &context)
    }

    /// Who acts in the window: the account that is signed in, else the operator.
    pub(crate) fn who(&self, id: SetupId) -> String {
        let account = self.get(id).ok().and_then(|open| open.tenant.account());
        account.map_or_else(|| OPERATOR.to_owned(), |account| account.username)
    }

    fn is_open(&self, id: SetupId) -> bool {
        locked(&self.open).contains_key(&id)
    }
}

/// The folder that holds this path.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The guide of that name in the library.
///
/// # Errors
/// There is none.
pub(crate) fn guide<'a>(library: &'a Library, id: &GuideId) -> Result<&'a Guide, Problem> {
    library
        .guide(id)
        .ok_or_else(|| Problem::new(ErrorCode::NotInGuide, format!("There is no guide \"{id}\".")))
}

/// Locks, also after a panic elsewhere: what is behind these locks is whole between any two lines.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
