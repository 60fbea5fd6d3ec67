//! What the running window holds: the guides, the store, and for each open setup its lock and its
//! tenant. Every command uses it to read a setup or to change it.

use crate::cli::WindowOptions;
use crate::desktop::Desktop;
use crate::environment::Environment;
use crate::rehearsal::{Rehearsal, Situation};
use crate::reminders;
use crate::run_script::{self, Computer, PreparedRun, RunControl};
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::tenant_operations::PendingPlan;
use crate::update_check::UpdateSource;
use crate::window_place::WindowPlace;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{Answers, Guide, GuideId, Library, ScriptId};
use crosstrust_core::messages::{say, text};
use crosstrust_core::receipt;
use crosstrust_core::script::{self, Bundle, Script, ScriptContext};
use crosstrust_core::setup::view::{Home, JournalView, SetupView};
use crosstrust_core::setup::{
    self, Effect, Event, Lock, NoticeView, OPERATOR, Outline, ReminderLook, Reminders, Setup,
    SetupId, Stamp, Store, StoreError, TenantOperation,
};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, TryLockError, Weak};
use std::time::{Duration, Instant};

/// The guides that are built in, read when they are first needed.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    Library::built_in().unwrap_or_else(|error| panic!("BUG: a test reads the guides: {error}"))
});

/// Reads the guides while the system makes the window, which takes longer.
pub(crate) fn read_guides_ahead() {
    std::thread::spawn(|| {
        LazyLock::force(&LIBRARY);
    });
}

/// The running program.
pub(crate) struct App {
    pub(crate) library: &'static LazyLock<Library>,
    pub(crate) options: WindowOptions,
    environment: Environment,
    data: PathBuf,
    store: Store,
    setups: Mutex<Setups>,
    /// The folders into which this window has saved something: it may open these and no others.
    saved_to: Mutex<BTreeSet<PathBuf>>,
    /// What no view has shown yet: a command may change a setup and give something else, or fail
    /// afterwards.
    notices: Mutex<HashMap<SetupId, Vec<NoticeView>>>,
    /// How many views of setups were made.
    views: AtomicU32,
    /// The codes of the last errors, oldest first.
    codes: Mutex<VecDeque<ErrorCode>>,
    /// Held while a setting is changed: two changes at once are both saved.
    setting: Mutex<()>,
    /// Ends the check from outside that is under way.
    pub(crate) probing: tokio::sync::Notify,
}

/// The setups of this window.
#[derive(Default)]
struct Setups {
    /// What the window shows.
    shown: HashMap<SetupId, Arc<OpenSetup>>,
    /// Every setup that the window shows or that a command works with. A caller that works with a setup keeps it
    /// open, so that its outcome can be recorded after the operator has left it.
    used: HashMap<SetupId, Weak<OpenSetup>>,
}

impl Setups {
    /// Those that the window shows or that a command works with.
    fn in_use(&self) -> Vec<Arc<OpenSetup>> {
        self.used.values().filter_map(Weak::upgrade).collect()
    }
}

/// A setup this window has open.
pub(crate) struct OpenSetup {
    /// Held as long as it is open: no second window writes it.
    lock: Lock,
    /// One change after another.
    changing: Mutex<()>,
    /// As it was last read or saved here.
    known: Mutex<Option<Known>>,
    /// What the disk refused. It is tried again until it is saved.
    unsaved: Mutex<Option<Unsaved>>,
    /// Operations in the tenant.
    operation: Mutex<OperationState>,
    /// The tenant of its answers, real or rehearsed, and who is signed in.
    pub(crate) tenant: Tenant,
    /// The plan the operator was shown, with what it was made from.
    pub(crate) pending_plan: Mutex<Option<PendingPlan>>,
    /// The script that is run.
    pub(crate) run: Mutex<Option<Arc<RunControl>>>,
    /// The dry run whose changes the operator was shown last.
    pub(crate) dry_run: Mutex<Option<PreparedRun>>,
}

/// A setup as it was read or saved, and the stamp that its file had then. No other window changes it: as long as
/// the file has this stamp, it need not be read again.
struct Known {
    setup: Arc<Setup>,
    stamp: Option<Stamp>,
}

/// A setup that is newer than its file.
struct Unsaved {
    setup: Arc<Setup>,
    /// Why it could not be saved.
    problem: Problem,
}

/// Whether something works in the tenant for a setup, or may begin to.
#[derive(Default)]
struct OperationState {
    /// How much has begun and has no outcome yet.
    running: usize,
    /// The setup is being deleted: nothing may begin.
    deleting: bool,
}

/// An operation in the tenant, from before it begins until its outcome is recorded. The setup stays open so long.
pub(crate) struct RunningOperation(Arc<OpenSetup>);

impl Deref for RunningOperation {
    type Target = OpenSetup;

    fn deref(&self) -> &OpenSetup {
        &self.0
    }
}

impl Drop for RunningOperation {
    fn drop(&mut self) {
        locked(&self.0.operation).running -= 1;
    }
}

impl OpenSetup {
    /// Why the setup as it is shown is not the one on disk, or will not be.
    fn not_saved(&self) -> Option<Problem> {
        if let Some(unsaved) = &*locked(&self.unsaved) {
            return Some(unsaved.problem.clone());
        }
        let id = self.lock.id();
        self.lock.is_read_only().then(|| Problem::from(StoreError::ReadOnly(id)))
    }

    /// What of it is lost if the program ends now.
    fn lost_by_closing(&self, library: &Library) -> Option<String> {
        if locked_soon(&self.unsaved)?.is_some() {
            return Some(say!("program-close-not-saved"));
        }
        if locked_soon(&self.operation)?.running == 0 {
            return None;
        }
        let setup = Arc::clone(&locked_soon(&self.known)?.as_ref()?.setup);
        if let Some(run) = setup.script_in_flight() {
            let script = library.guide(setup.guide())?.script(&run.script)?;
            let changes = !run.what_if && script.running.changes_steps(&run.switches);
            return changes.then(|| say!("program-close-script"));
        }
        match setup.in_flight()?.operation {
            TenantOperation::Verify => None,
            changing => Some(say!("program-close-operation", work = changing.name())),
        }
    }

    /// Saves what the disk refused before; false when it refuses again.
    fn save_again(&self, store: &Store) -> bool {
        let _one_at_a_time = locked(&self.changing);
        // It is looked at meanwhile, and a disk takes its time.
        let Some(setup) = locked(&self.unsaved).as_ref().map(|kept| Arc::clone(&kept.setup)) else {
            return true;
        };
        match store.save(&self.lock, &setup) {
            Ok(()) => {
                tracing::info!("what could not be saved is saved now");
                let stamp = store.stamp(self.lock.id());
                *locked(&self.known) = Some(Known { setup, stamp });
                *locked(&self.unsaved) = None;
                true
            }
            Err(error) => {
                if let Some(kept) = &mut *locked(&self.unsaved) {
                    kept.problem = kept_in_memory(error);
                }
                false
            }
        }
    }
}

/// What is left of a setup that was deleted.
#[derive(Debug)]
pub(crate) struct LeftOfSetup {
    /// Why the keyring did not let go of its sign-in.
    pub(crate) sign_in: Option<Problem>,
    /// Why some of its files stay, or what its rehearsal kept.
    pub(crate) files: Option<Problem>,
}

/// What becomes of a change that the disk refuses.
#[derive(Clone, Copy, PartialEq)]
enum Refused {
    /// It is not made.
    NotMade,
    /// It records what has happened: it is kept in memory and saved as soon as the disk takes it.
    KeptInMemory,
}

/// How many codes of errors a report names.
const CODES: usize = 8;

/// How long to wait before what the disk refused is saved again.
const AGAIN: Duration = Duration::from_secs(2);

/// How long the window waits at its end for a script that was canceled.
const RUNS_END: Duration = Duration::from_secs(5);

fn kept_in_memory(error: StoreError) -> Problem {
    let cause = Problem::from(error);
    let message = say!("program-not-saved", reason = cause.message);
    let problem = Problem::new(cause.code, message);
    match cause.detail {
        Some(detail) => problem.with_detail(detail),
        None => problem,
    }
}

impl App {
    /// Opens this data folder.
    ///
    /// # Errors
    /// The data folder cannot be used.
    pub(crate) fn at(
        data: PathBuf,
        options: WindowOptions,
        environment: Environment,
    ) -> Result<Self, Problem> {
        Settings::sweep(&data);
        WindowPlace::sweep(&data);
        reminders::sweep(&data);
        let store = Store::open(&data)?;
        Rehearsal::sweep(&data, &store);
        run_script::sweep(&data, &store);
        // The page asks for the setups as soon as it is there.
        let ahead = store.clone();
        std::thread::spawn(move || ahead.read_ahead());
        Ok(Self {
            library: &LIBRARY,
            store,
            setups: Mutex::default(),
            saved_to: Mutex::default(),
            notices: Mutex::default(),
            views: AtomicU32::new(0),
            codes: Mutex::default(),
            setting: Mutex::default(),
            probing: tokio::sync::Notify::new(),
            data,
            options,
            environment,
        })
    }

    /// A program in a folder of the test, without a system around it.
    #[cfg(test)]
    pub(crate) fn for_tests(data: &Path) -> Self {
        let environment = Environment::real(crate::desktop::NoDesktop);
        Self::at(data.to_owned(), WindowOptions::default(), environment).expect("a data folder")
    }

    /// The system around the program.
    pub(crate) fn desktop(&self) -> &dyn Desktop {
        &*self.environment.desktop
    }

    /// What this computer offers to run scripts.
    pub(crate) fn computer(&self) -> Computer {
        (self.environment.computer)()
    }

    /// Where to look for a newer version.
    pub(crate) fn updates(&self) -> Option<&UpdateSource> {
        self.environment.updates.as_ref()
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

    /// Changes what the operator has set, and saves it.
    ///
    /// # Errors
    /// The disk refused.
    pub(crate) fn set(&self, change: impl FnOnce(&mut Settings)) -> Result<Settings, Problem> {
        let _one_at_a_time = locked(&self.setting);
        let mut settings = self.settings();
        change(&mut settings);
        settings.save(&self.data)?;
        Ok(settings)
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
        guide(self.library, id)
    }

    /// The first page.
    ///
    /// # Errors
    /// A setup is of a guide this program does not have.
    pub(crate) fn home(&self) -> Result<Home, Problem> {
        let now = Timestamp::now();
        let (outlines, unreadable) = self.store.outlines(now);
        self.home_of(&outlines, unreadable, now)
    }

    /// The same where every setup can be read as it is: nothing is put right, and there is nothing to report.
    pub(crate) fn undamaged_home(&self) -> Option<Home> {
        self.home_of(&self.store.undamaged_outlines()?, Vec::new(), Timestamp::now()).ok()
    }

    fn home_of(
        &self,
        outlines: &[Arc<Outline>],
        unreadable: Vec<Problem>,
        now: Timestamp,
    ) -> Result<Home, Problem> {
        let summarize = |outline: &Arc<Outline>| {
            let guide = self.guide(outline.guide())?;
            let elsewhere = !self.is_used(outline.id()) && self.store.is_locked(outline.id());
            Ok(setup::summary_of(outline, guide, now, elsewhere).with_renewal_guide(self.library))
        };
        let offered = outlines.iter().filter(|setup| self.offers(setup));
        let summaries = offered.map(summarize).collect::<Result<_, Problem>>()?;
        Ok(Home { setups: summaries, unreadable, guides: setup::guides(self.library.guides()) })
    }

    /// What of the setups is due now and was not given. Nothing is put right: the first page reports what cannot be
    /// read. `has_focus`: the operator looks at the window.
    pub(crate) fn look_for_reminders(
        &self,
        reminders: &mut Reminders,
        now: Timestamp,
        has_focus: bool,
    ) -> ReminderLook {
        let outlines = self.store.readable_outlines();
        let offered = outlines.iter().filter(|setup| self.offers(setup));
        let with_guides = offered.filter_map(|outline| {
            let guide = self.library.guide(outline.guide())?;
            Some((&**outline, guide))
        });
        let shown = |id| has_focus && locked(&self.setups).shown.contains_key(&id);
        reminders.look(with_guides, now, shown)
    }

    /// Whether this window offers a setup.
    fn offers(&self, setup: &Outline) -> bool {
        setup.is_rehearsal() || !self.options.rehearsal
    }

    /// Every setup that can be read.
    pub(crate) fn setups(&self) -> Vec<Setup> {
        self.store.list(Timestamp::now()).0
    }

    /// A setup as it is saved, even if another window has it open.
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
    pub(crate) fn create_setup(&self, setup: &Setup, situation: Situation) -> Result<(), Problem> {
        let lock = self.store.lock(setup.id())?;
        if setup.is_rehearsal() {
            self.rehearsal(setup).begin(setup.guide(), situation)?;
        }
        Ok(self.store.save(&lock, setup)?)
    }

    /// Keeps the setup of a file from elsewhere and opens it. It keeps its id, so that results of its scripts belong to
    /// it here as well. `beside`: the folder with the parts of its journal.
    ///
    /// # Errors
    /// The file is no setup, the setup is here already, or the disk refused. Nothing is changed then.
    pub(crate) fn import_setup(
        &self,
        bytes: &[u8],
        beside: Option<&Path>,
    ) -> Result<SetupView, Problem> {
        let setup::Loaded { setup, damage } = setup::read_file(bytes, beside)?;
        let guide = self.guide(setup.guide())?;
        let id = setup.id();
        if self.options.rehearsal {
            let message = text!("setup-import-rehearsal-only");
            let mut problem = Problem::new(ErrorCode::StepNotReady, message.clone());
            problem.title = message;
            problem.next = vec![text!("setup-import-rehearsal-only-next")];
            return Err(problem);
        }
        if self.store.holds(id) {
            let now = Timestamp::now();
            let there = self.peek(id)?;
            let name = setup::summary(&there, self.guide(there.guide())?, now, false).name;
            let mut problem =
                Problem::new(ErrorCode::StepNotReady, text!("setup-import-there", name = name));
            problem.title = text!("setup-import-there-title");
            problem.next =
                vec![text!("setup-import-there-open"), text!("setup-import-there-replace")];
            return Err(problem);
        }
        if let Some(damage) = damage {
            tracing::warn!(%damage, "entries of the imported journal are missing");
        }
        tracing::info!(setup = %id, guide = %guide.id, "imported from a file");
        self.create_setup(&setup.imported(Timestamp::now(), OPERATOR), Situation::Fresh)?;
        self.open_setup(id)
    }

    /// Notes the code of an error that was shown, for a report of it.
    pub(crate) fn note_code(&self, code: ErrorCode) {
        let mut codes = locked(&self.codes);
        if codes.len() == CODES {
            codes.pop_front();
        }
        codes.push_back(code);
    }

    /// The codes of the last errors, oldest first.
    pub(crate) fn last_codes(&self) -> Vec<ErrorCode> {
        locked(&self.codes).iter().copied().collect()
    }

    /// The simulated organisation of a setup, with what its guide says of it.
    fn rehearsal(&self, setup: &Setup) -> Rehearsal {
        Rehearsal::of(&self.data, setup.id(), self.library.rehearsal(setup.guide()).cloned())
    }

    /// Opens a setup: no other window can change it until it is closed. What was under way when the
    /// program last ended is unknown from now on; what is under way in this window continues.
    ///
    /// # Errors
    /// Another window has it open, or it cannot be read.
    pub(crate) fn open_setup(&self, id: SetupId) -> Result<SetupView, Problem> {
        let open = self.get(id)?;
        if locked(&self.setups).shown.insert(id, Arc::clone(&open)).is_none() {
            let opened = {
                // Nothing begins meanwhile, and what is under way continues.
                let operation = locked(&open.operation);
                if operation.running > 0 {
                    Ok(())
                } else {
                    self.record(id, OPERATOR, Event::Opened)
                }
            };
            if opened.is_err() {
                self.close_setup(id);
            }
            opened?;
            tracing::info!(setup = %id, "opened");
        }
        self.view(id)
    }

    /// Closes a setup. A command that works with it keeps it open until it ends.
    pub(crate) fn close_setup(&self, id: SetupId) {
        let closed = locked(&self.setups).shown.remove(&id);
        if closed.is_some() {
            tracing::info!(setup = %id, "closed");
        }
    }

    /// Removes a setup, with what its rehearsal left and the sign-in it kept. Gives what is left of it.
    ///
    /// # Errors
    /// Another window has it open, something of it is under way, or the disk refused. The setup is still there
    /// then.
    pub(crate) async fn delete_setup(&self, id: SetupId) -> Result<LeftOfSetup, Problem> {
        let open = self.get(id)?;
        {
            let mut operation = locked(&open.operation);
            if operation.running > 0 {
                return Err(Problem::new(ErrorCode::StepNotReady, say!("program-in-progress")));
            }
            operation.deleting = true;
        }
        let left = match self.delete_files(&open) {
            Ok(left) => left.map(Problem::from),
            Err(error) => {
                locked(&open.operation).deleting = false;
                return Err(error.into());
            }
        };
        self.drop_setup(id);
        let forgotten = open.tenant.forget().await;
        let ended = open.tenant.end().await;
        let files = left.or(ended.err());
        if let Some(problem) = &files {
            tracing::warn!(%problem, "something of a deleted setup is left");
        }
        Ok(LeftOfSetup { sign_in: forgotten.refused, files })
    }

    /// Forgets a setup that is no more.
    fn drop_setup(&self, id: SetupId) {
        let mut setups = locked(&self.setups);
        setups.shown.remove(&id);
        setups.used.remove(&id);
        locked(&self.notices).remove(&id);
    }

    /// Gives why some of them are left.
    fn delete_files(&self, open: &OpenSetup) -> Result<Option<StoreError>, StoreError> {
        let _one_at_a_time = locked(&open.changing);
        let left = match self.store.delete(&open.lock) {
            // Something else deleted them all while it was open.
            Err(StoreError::NotFound(_)) => None,
            other => other?,
        };
        *locked(&open.unsaved) = None;
        *locked(&open.known) = None;
        Ok(left)
    }

    /// Ends every sign-in of this window, also those that wait and those of setups that were left while
    /// something was under way, and removes from the keyring all that was ever kept there. Gives for how
    /// many setups something was.
    ///
    /// # Errors
    /// The keyring did not remove all.
    pub(crate) async fn forget_everything(&self) -> Result<u32, Problem> {
        let keyring = (self.environment.keyring)();
        let kept_before = keyring.forget_everything().await;
        let used: Vec<_> = locked(&self.setups).used.values().filter_map(Weak::upgrade).collect();
        let mut in_memory = 0;
        for open in used {
            in_memory += u32::from(open.tenant.forget().await.in_memory);
        }
        // A renewal that was under way may have been kept since.
        let kept_since = keyring.forget_everything().await?;
        Ok(kept_before.unwrap_or(kept_since) + in_memory)
    }

    /// A setup, locked against other windows: the one this window has open or works with, or for as long
    /// as the caller needs it.
    ///
    /// # Errors
    /// Another window has it open, or there is none of that id.
    pub(crate) fn get(&self, id: SetupId) -> Result<Arc<OpenSetup>, Problem> {
        let mut setups = locked(&self.setups);
        if let Some(open) = setups.used.get(&id).and_then(Weak::upgrade) {
            return Ok(open);
        }
        if !self.store.holds(id) {
            return Err(StoreError::NotFound(id.to_string()).into());
        }
        let lock = self.store.lock(id)?;
        self.store.sweep_setup(&lock);
        let before = self.store.stamp(id);
        let setup = self.store.load(&lock, Timestamp::now())?.setup;
        let stamp = before.filter(|_| self.store.stamp(id) == before);
        let rehearsal = setup.is_rehearsal().then(|| self.rehearsal(&setup));
        let open = Arc::new(OpenSetup {
            lock,
            changing: Mutex::default(),
            known: Mutex::new(Some(Known { setup: Arc::new(setup), stamp })),
            unsaved: Mutex::default(),
            operation: Mutex::default(),
            tenant: Tenant::new(id.to_string(), rehearsal, &self.environment),
            pending_plan: Mutex::default(),
            run: Mutex::default(),
            dry_run: Mutex::default(),
        });
        setups.used.retain(|_, open| open.strong_count() > 0);
        setups.used.insert(id, Arc::downgrade(&open));
        Ok(open)
    }

    /// A setup for work in its tenant, to be held until the outcome is recorded.
    ///
    /// # Errors
    /// As [`App::get`]; the setup is being deleted.
    pub(crate) fn begin_operation(&self, id: SetupId) -> Result<RunningOperation, Problem> {
        let open = self.get(id)?;
        {
            let mut operation = locked(&open.operation);
            if operation.deleting {
                return Err(StoreError::NotFound(id.to_string()).into());
            }
            operation.running += 1;
        }
        Ok(RunningOperation(open))
    }

    /// A setup as it is saved, with its guide.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn read(&self, id: SetupId) -> Result<(Arc<Setup>, &Guide), Problem> {
        self.read_locked(&*self.get(id)?)
    }

    fn read_locked(&self, open: &OpenSetup) -> Result<(Arc<Setup>, &Guide), Problem> {
        if let Some(setup) = self.as_known(open) {
            let guide = self.guide(setup.guide())?;
            return Ok((setup, guide));
        }
        let _one_at_a_time = locked(&open.changing);
        self.read_alone(open)
    }

    /// The same for a caller that keeps every other change away meanwhile.
    fn read_alone(&self, open: &OpenSetup) -> Result<(Arc<Setup>, &Guide), Problem> {
        let setup = match self.as_known(open) {
            Some(setup) => setup,
            None => self.read_again(open)?,
        };
        let guide = self.guide(setup.guide())?;
        Ok((setup, guide))
    }

    /// Reads a setup whose file is another one than was read or saved here. Where it is damaged or gone, the setup is
    /// saved again as it is known.
    fn read_again(&self, open: &OpenSetup) -> Result<Arc<Setup>, Problem> {
        let (id, now) = (open.lock.id(), Timestamp::now());
        let known = locked(&open.known).as_ref().map(|known| Arc::clone(&known.setup));
        // Nothing is known of a setup that was deleted.
        let known = known.ok_or_else(|| StoreError::NotFound(id.to_string()))?;
        let before = self.store.stamp(id);
        let mut setup = self.store.load_open(&open.lock, &known, now)?;
        let guide = self.guide(setup.guide())?;
        let read = setup.clone();
        let effect = setup.apply(guide, Event::FileChanged { known: &known }, now, OPERATOR)?;
        self.notify(id, guide, &effect);
        let mut stamp = before.filter(|_| self.store.stamp(id) == before);
        if setup != read {
            // What is under way must be in the file as well, in case the program ends.
            match self.store.save(&open.lock, &setup) {
                Ok(()) => stamp = self.store.stamp(id),
                Err(error) => tracing::warn!(%error, "the file that changed was not saved again"),
            }
        }
        let setup = Arc::new(setup);
        *locked(&open.known) = Some(Known { setup: Arc::clone(&setup), stamp });
        Ok(setup)
    }

    /// The setup as it is known, where the disk refused it or its file is still the one that was read or saved.
    fn as_known(&self, open: &OpenSetup) -> Option<Arc<Setup>> {
        if let Some(unsaved) = &*locked(&open.unsaved) {
            return Some(Arc::clone(&unsaved.setup));
        }
        let stamp = self.store.stamp(open.lock.id());
        let known = locked(&open.known);
        let known = known.as_ref().filter(|known| known.stamp.is_some() && known.stamp == stamp)?;
        Some(Arc::clone(&known.setup))
    }

    /// The answers that were given, as far as they are right.
    ///
    /// # Errors
    /// The setup cannot be read.
    pub(crate) fn answers(&self, id: SetupId) -> Result<Answers, Problem> {
        let (setup, guide) = self.read(id)?;
        Ok(Answers::parse(guide, setup.raw_answers()).0)
    }

    /// A setup in the shape the window shows, with the notices that no view has shown yet: what this
    /// returns is sent to the window.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn view(&self, id: SetupId) -> Result<SetupView, Problem> {
        let open = self.get(id)?;
        // Counted before the setup is read: whatever an earlier view shows, this one shows too.
        let sequence = self.views.fetch_add(1, Ordering::Relaxed) + 1;
        let (setup, guide) = self.read_locked(&open)?;
        let now = Timestamp::now();
        let mut view = setup::view(&setup, guide, now, false).with_titles(self.library);
        view.sequence = sequence;
        view.not_saved = open.not_saved();
        view.summary = view.summary.with_renewal_guide(self.library);
        for step in &mut view.steps {
            let Some((_, spec)) = guide.step(&step.id) else { continue };
            let other = setup.linked(&step.id).and_then(|id| self.peek(id).ok());
            let library = self.library;
            step.opens = setup::linked_guide(&setup, guide, spec, library, other.as_ref(), now);
        }
        view.notices = locked(&self.notices).remove(&id).unwrap_or_default();
        Ok(view)
    }

    /// What happened to a setup, newest first.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn journal(&self, id: SetupId) -> Result<Vec<JournalView>, Problem> {
        let (setup, guide) = self.read(id)?;
        Ok(setup::journal(&setup, guide))
    }

    /// Applies an event to a setup. Once it is on disk, the notices of the event wait for the next view.
    ///
    /// # Errors
    /// Another window has it open, the event was refused, or the disk did.
    pub(crate) fn change(&self, id: SetupId, who: &str, event: Event<'_>) -> Result<(), Problem> {
        self.change_or(id, Refused::NotMade, who, event)
    }

    /// Applies an event that records what has happened. Where the disk refuses, this window keeps it, shows it
    /// and tries again: what was written in a tenant is not undone by forgetting it.
    ///
    /// # Errors
    /// Another window has it open, or the event was refused.
    pub(crate) fn record(&self, id: SetupId, who: &str, event: Event<'_>) -> Result<(), Problem> {
        self.change_or(id, Refused::KeptInMemory, who, event)
    }

    fn change_or(
        &self,
        id: SetupId,
        refused: Refused,
        who: &str,
        event: Event<'_>,
    ) -> Result<(), Problem> {
        let open = self.get(id)?;
        let _one_at_a_time = locked(&open.changing);
        let (before, guide) = match self.read_alone(&open) {
            Ok(read) => read,
            // A disk that cannot be read either takes nothing away from what has happened.
            Err(problem) => match &*locked(&open.known) {
                Some(known) if refused == Refused::KeptInMemory => {
                    let guide = self.guide(known.setup.guide())?;
                    (Arc::clone(&known.setup), guide)
                }
                _ => return Err(problem),
            },
        };
        let mut setup = (*before).clone();
        let effect = setup.apply(guide, event, Timestamp::now(), who)?;
        if setup != *before {
            let saved = self.store.save(&open.lock, &setup);
            let setup = Arc::new(setup);
            let mut unsaved = locked(&open.unsaved);
            match saved {
                Ok(()) => {
                    *unsaved = None;
                    let stamp = self.store.stamp(id);
                    *locked(&open.known) = Some(Known { setup, stamp });
                }
                Err(error) if refused == Refused::NotMade => return Err(error.into()),
                Err(error) => {
                    let problem = kept_in_memory(error);
                    tracing::warn!(%problem, "an outcome is kept in memory");
                    let tried_already = unsaved.replace(Unsaved { setup, problem }).is_some();
                    if !tried_already && !open.lock.is_read_only() {
                        save_until_it_is_taken(self.store.clone(), Arc::clone(&open));
                    }
                }
            }
        }
        self.notify(id, guide, &effect);
        Ok(())
    }

    /// Keeps the notices of an event until the next view of that setup, each once.
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
            Ok(script::write(self.library, guide, script, context)?)
        })
    }

    /// All scripts that can be written, with run book and checksums.
    ///
    /// # Errors
    /// An answer they need is missing.
    pub(crate) fn bundle(&self, id: SetupId) -> Result<Bundle, Problem> {
        self.with_context(id, |guide, context| Ok(Bundle::new(self.library, guide, context)?))
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
            undo_list: setup.undo_list(),
            uploaded: &setup.uploaded(guide),
        };
        write(guide, &context)
    }

    /// Who acts in the window: the account that is signed in, else the operator.
    pub(crate) fn who(&self, id: SetupId) -> String {
        let account = self.get(id).ok().and_then(|open| open.tenant.account());
        account.map_or_else(|| OPERATOR.to_owned(), |account| account.username)
    }

    /// What is lost if the program ends now, in a sentence. Reading can be repeated, and a dry run changes nothing.
    /// The window asks for it: what cannot be learnt at once does not keep it open.
    pub(crate) fn lost_by_closing(&self) -> Option<String> {
        let used = locked_soon(&self.setups)?.in_use();
        used.iter().find_map(|open| open.lost_by_closing(self.library))
    }

    /// Cancels every script that runs here, and waits until it is recorded what became of it, though not for long.
    pub(crate) async fn end_runs(&self) {
        let used = locked(&self.setups).in_use();
        for run in used.iter().filter_map(|open| locked(&open.run).clone()) {
            run.cancel();
        }
        let deadline = Instant::now() + RUNS_END;
        while used.iter().any(|open| locked(&open.run).is_some()) && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Whether this window itself has it open or works with it.
    fn is_used(&self, id: SetupId) -> bool {
        locked(&self.setups).used.get(&id).is_some_and(|open| open.strong_count() > 0)
    }
}

/// Saves what the disk refused, again and again. The setup stays open so long.
fn save_until_it_is_taken(store: Store, open: Arc<OpenSetup>) {
    std::thread::spawn(move || {
        while !open.save_again(&store) {
            std::thread::sleep(AGAIN);
        }
    });
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
        .ok_or_else(|| Problem::new(ErrorCode::NotInGuide, say!("program-no-guide", id = id)))
}

/// Locks, also after a panic elsewhere: what is behind these locks is whole between any two lines.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The same for whoever cannot wait long: none where somebody else has it all the time.
fn locked_soon<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    let deadline = Instant::now() + Duration::from_millis(200);
    loop {
        match mutex.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => return None,
        }
    }
}

#[cfg(test)]
mod tests;
