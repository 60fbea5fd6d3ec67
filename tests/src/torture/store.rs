//! The store under torture. A process saves and deletes setups in a loop, writes into a ledger what it is
//! about to do and what is done, and is killed. Every setup must then be the one of the last line that was
//! done, or of the one that was begun. Files are damaged in between: a damaged file must be reported and the copy
//! before it opened, and no other state must ever be read.

use super::{Limits, Report};
use crosstrust_core::guide::{AnswerId, GuideId, Library};
use crosstrust_core::setup::{Event, Loaded, OPERATOR, Setup, SetupId, Store, StoreError};
use fastrand::Rng;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How many setups there are, real ones and rehearsals in turn.
const SETUPS: u8 = 6;

/// How many microseconds a process may work before it is killed.
const LONGEST: u64 = 8_000;

/// How many entries the journal of every fourth state has: the old ones are in a file of their own, which takes a
/// moment to write.
const LONG_JOURNAL: usize = 200;

/// What damage may lead to. How often a process saves before it is killed depends on the machine, so the end of a
/// torture goes on until each of them was met.
pub const DAMAGES: [(&str, Damage); 4] = [
    ("damaged: reported, and the copy before opened", Damage::Main),
    ("damaged: the copy alone, opened as saved", Damage::Copy),
    ("damaged: nothing whole is left, and reported", Damage::Both),
    ("damaged: old entries, reported, and the rest opened", Damage::OldEntries),
];

/// How often damage is tried until it leads to what it may lead to. Damage may miss, as where it cuts nothing off.
const TRIES: usize = 100;

/// Which files of a setup are damaged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Damage {
    /// The file that is opened.
    Main,
    /// The copy of the state before.
    Copy,
    /// Both of them.
    Both,
    /// The oldest part of the journal.
    OldEntries,
}

/// The answer by which one state of a setup differs from another.
const TELLING: &str = "organization_name";

/// What is known of a setup: the number of its state, and that of the copy before it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Known {
    now: Option<u64>,
    /// None also where a deletion was interrupted.
    before: Option<u64>,
}

/// A line of the ledger.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Line {
    done: bool,
    number: u64,
    setup: u8,
    deletes: bool,
}

impl Line {
    fn write(self, ledger: &mut File) {
        let Self { done, number, setup, deletes } = self;
        let words = [if done { "done" } else { "begin" }, if deletes { "delete" } else { "save" }];
        let line = format!("{} {number} {} {setup}\n", words[0], words[1]);
        ledger.write_all(line.as_bytes()).expect("the ledger is written");
    }

    fn read(line: &str) -> Option<Self> {
        let parts: Vec<_> = line.split(' ').collect();
        let [done, number, deletes, setup] = parts[..] else { return None };
        let (number, setup) = (number.parse().ok()?, setup.parse().ok()?);
        Some(Self { done: done == "done", number, setup, deletes: deletes == "delete" })
    }
}

/// Every state that a setup may have, made without a guide: a process that only lives for milliseconds has no
/// time to read them.
struct States {
    /// With a short journal, and with a long one.
    templates: [Value; 2],
}

impl States {
    fn make() -> Self {
        let library = Library::built_in().expect("the guides that are built in");
        let guide = library.guide(&GuideId::from("teams")).expect("a guide");
        let mut made = Setup::new(id(0), guide, false, at(0), OPERATOR);
        let answers = guide.answers.iter().filter(|spec| !spec.decision);
        let answers = answers.map(|spec| (spec.id.clone(), spec.example.clone())).collect();
        let set = made.apply(guide, Event::AnswersSet { answers }, at(0), OPERATOR);
        drop(set.expect("examples are answers"));
        let short = serde_json::to_value(&made).expect("JSON");
        let mut long = short.clone();
        let journal = long["journal"].as_array_mut().expect("a journal");
        let entry = journal[0].clone();
        journal.resize(LONG_JOURNAL, entry);
        Self { templates: [short, long] }
    }

    fn read(file: &Path) -> Self {
        let bytes = fs::read(file).expect("the states");
        Self { templates: serde_json::from_slice(&bytes).expect("states") }
    }

    fn save(&self, file: &Path) {
        fs::write(file, serde_json::to_vec(&self.templates).expect("JSON")).expect("the states");
    }

    fn value(&self, setup: u8, number: u64) -> Value {
        let [short, long] = &self.templates;
        let mut value = if number.is_multiple_of(4) { long.clone() } else { short.clone() };
        value["id"] = json!(id(setup));
        value["rehearsal"] = (setup % 2 == 1).into();
        value["answers"][TELLING] = number.to_string().into();
        value["changed"] = json!(at(number));
        // No two states have the same old entries.
        value["journal"][0]["at"] = json!(at(number));
        value
    }

    fn setup(&self, setup: u8, number: u64) -> Setup {
        serde_json::from_value(self.value(setup, number)).expect("a setup")
    }

    /// Whether this is just that state; `recovered` where opening it noted that a copy was opened.
    fn are(&self, found: &Setup, setup: u8, number: u64, recovered: bool) -> bool {
        let mut value = serde_json::to_value(found).expect("JSON");
        if recovered {
            let entry = value["journal"].as_array_mut().and_then(Vec::pop).unwrap_or_default();
            if entry["event"]["kind"] != "file-recovered" {
                return false;
            }
            value["changed"] = json!(at(number));
        }
        value == self.value(setup, number)
    }

    /// Whether this is that state without its old entries, in whose place the journal says that they are lost.
    fn are_without_old_entries(&self, found: &Setup, setup: u8, number: u64) -> bool {
        let mut value = serde_json::to_value(found).expect("JSON");
        let mut saved = self.value(setup, number);
        let (Some(found), Some(whole)) =
            (value["journal"].as_array_mut(), saved["journal"].as_array_mut())
        else {
            return false;
        };
        let lost = found.remove(0);
        let (kind, count) = (&lost["event"]["kind"], &lost["event"]["entries"]);
        let count = count.as_u64().and_then(|count| usize::try_from(count).ok());
        let Some(count) = count.filter(|count| *count > 0 && *count <= whole.len()) else {
            return false;
        };
        whole.drain(..count);
        kind == "entries-lost" && value == saved
    }
}

fn id(setup: u8) -> SetupId {
    SetupId::new(at(0), [setup; 10])
}

fn at(number: u64) -> Timestamp {
    let number = i64::try_from(number).expect("there are fewer states");
    Timestamp::from_millisecond(1_796_000_000_000 + number).expect("a time")
}

fn number_of(setup: &Setup) -> Option<u64> {
    setup.raw_answers().get(&AnswerId::from(TELLING))?.parse().ok()
}

/// The process that is killed: saves and deletes until then. The first number is the next that is free.
///
/// # Panics
/// The store refuses what it must do.
pub fn work(folder: &Path, seed: u64, first: u64) {
    let states = States::read(&folder.join("states"));
    let mut ledger = OpenOptions::new().append(true).open(folder.join("ledger")).expect("a ledger");
    let store = Store::open(&folder.join("data")).expect("a data folder");
    let mut rng = Rng::with_seed(seed);
    println!("ready");
    for number in first.. {
        let setup = rng.u8(..SETUPS);
        let deletes = rng.u8(..16) == 0;
        let lock = match store.lock(id(setup)) {
            Ok(lock) => lock,
            // The other process looks at it.
            Err(StoreError::Locked(_)) => continue,
            Err(error) => panic!("{error}"),
        };
        store.sweep_setup(&lock);
        let line = Line { done: false, number, setup, deletes };
        if deletes {
            line.write(&mut ledger);
            match store.delete(&lock) {
                Ok(None) | Err(StoreError::NotFound(_)) => {}
                Ok(Some(error)) | Err(error) => panic!("{error}"),
            }
        } else {
            let state = states.setup(setup, number);
            line.write(&mut ledger);
            store.save(&lock, &state).expect("it is saved");
        }
        Line { done: true, ..line }.write(&mut ledger);
    }
}

/// Kills and damages until the limits are reached. `program` does [`work`] when it is started with `store-work`,
/// the folder, a seed and a number.
///
/// # Panics
/// The processes or the folder cannot be made.
pub fn torture(program: &Path, folder: &Path, seed: u64, limits: Limits) -> Report {
    let mut rack = Rack::new(program, folder, seed);
    let mut shown = Instant::now();
    while limits.allow(rack.report.counted("kills")) {
        rack.kill();
        if rack.rng.bool() {
            rack.damage();
        }
        if shown.elapsed() > Duration::from_secs(20) {
            shown = Instant::now();
            let kills = rack.report.counted("kills");
            eprintln!("store: {kills} kills, {} violations", rack.report.violations);
        }
    }
    rack.damage_each_way();
    rack.report
}

struct Rack {
    program: PathBuf,
    folder: PathBuf,
    states: States,
    known: BTreeMap<u8, Known>,
    next: u64,
    rng: Rng,
    report: Report,
}

/// A process that ends when it is dropped.
struct Worker(Child);

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Rack {
    fn new(program: &Path, folder: &Path, seed: u64) -> Self {
        let states = States::make();
        fs::create_dir_all(folder).expect("a folder");
        states.save(&folder.join("states"));
        Self {
            program: program.to_owned(),
            folder: folder.to_owned(),
            states,
            known: (0..SETUPS).map(|setup| (setup, Known::default())).collect(),
            next: 1,
            rng: Rng::with_seed(seed),
            report: Report::default(),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn file(&self, setup: u8, ending: &str) -> PathBuf {
        let folder = if setup % 2 == 1 { "rehearsals" } else { "setups" };
        self.data().join(folder).join(format!("{}{ending}", id(setup)))
    }

    /// Starts a process, kills it, and compares everything.
    fn kill(&mut self) {
        fs::write(self.folder.join("ledger"), "").expect("an empty ledger");
        let mut command = Command::new(&self.program);
        command.arg("store-work").arg(&self.folder);
        command.args([self.rng.u64(..).to_string(), self.next.to_string()]);
        let child = command.stdout(Stdio::piped()).spawn().expect("the process starts");
        let mut worker = Worker(child);
        let mut output = worker.0.stdout.take().expect("its output was asked for");
        let ready = output.read_exact(&mut [0; 6]);
        let life = Duration::from_micros(self.rng.u64(..LONGEST));
        let began = Instant::now();
        if self.rng.u8(..4) == 0 {
            self.watch(began, life);
        }
        std::thread::sleep(life.saturating_sub(began.elapsed()));
        let ended_by_itself = worker.0.try_wait().expect("a process").is_some();
        drop(worker);
        if ready.is_err() || ended_by_itself {
            self.report.violation("the process that saves ended before it was killed".to_owned());
        }
        self.report.count("kills");
        let lines = self.read_ledger();
        self.compare(lines);
    }

    /// Reads as a second window does while the process saves: no state that was never saved, and nothing is
    /// called damaged.
    fn watch(&mut self, began: Instant, life: Duration) {
        let store = Store::open(&self.data()).expect("a data folder");
        while began.elapsed() < life {
            let (setups, problems) = store.list(Timestamp::now());
            self.report.count("lists read while another process saves");
            for problem in problems {
                self.report.violation(format!("a list reported damage beside a save: {problem:?}"));
            }
            for found in setups {
                let setup = (0..SETUPS).find(|setup| id(*setup) == found.id());
                let number = number_of(&found);
                let known = setup.zip(number);
                if !known
                    .is_some_and(|(setup, number)| self.states.are(&found, setup, number, false))
                {
                    self.report
                        .violation(format!("a list read a state that never was: {number:?}"));
                }
            }
        }
    }

    /// Takes in what was done, and gives what was begun and not ended.
    fn read_ledger(&mut self) -> Option<Line> {
        let ledger = fs::read_to_string(self.folder.join("ledger")).expect("the ledger");
        let whole = ledger.rfind('\n').map_or("", |end| &ledger[..end]);
        let mut begun = None;
        for line in whole.lines() {
            let line = Line::read(line).expect("a line of the ledger");
            self.next = self.next.max(line.number + 1);
            begun = if line.done { None } else { Some(line) };
            if line.done {
                self.report.count("saves and deletions that ended");
                self.take(line);
            }
        }
        begun
    }

    fn take(&mut self, line: Line) {
        let known = self.known.entry(line.setup).or_default();
        *known = if line.deletes {
            Known::default()
        } else {
            Known { now: Some(line.number), before: known.now }
        };
    }

    /// Opens the folder again and compares every setup.
    fn compare(&mut self, begun: Option<Line>) {
        let store = Store::open(&self.data()).expect("a data folder");
        let (setups, problems) = store.list(Timestamp::now());
        for problem in problems {
            self.report.violation(format!("a kill left damage: {problem:?} after {begun:?}"));
        }
        let known_ids: Vec<_> = (0..SETUPS).map(id).collect();
        if setups.iter().any(|found| !known_ids.contains(&found.id())) {
            self.report.violation("a setup that nobody saved".to_owned());
        }
        for setup in 0..SETUPS {
            let found = setups.iter().find(|found| found.id() == id(setup));
            let begun = begun.filter(|line| line.setup == setup);
            self.compare_one(&store, setup, found, begun);
        }
    }

    fn compare_one(
        &mut self,
        store: &Store,
        setup: u8,
        found: Option<&Setup>,
        begun: Option<Line>,
    ) {
        let number = found.and_then(number_of);
        let known = self.known[&setup];
        let wrong = |what: &str| format!("{what}: {number:?} found, {known:?} known, {begun:?}");
        let is_state =
            |number: u64| found.is_some_and(|it| self.states.are(it, setup, number, false));
        let as_before = known.now.map_or(found.is_none(), is_state);
        let after =
            begun.filter(|line| if line.deletes { found.is_none() } else { is_state(line.number) });
        match (begun, as_before, after) {
            (None, true, _) => {}
            (None, false, _) => self.report.violation(wrong("lost or wrong")),
            (Some(line), false, Some(_)) => {
                self.report.count("killed in an operation, which had come to its end");
                self.take(line);
            }
            (Some(line), true, _) => {
                self.report.count("killed in an operation, which changed nothing");
                if line.deletes {
                    // The copies go first.
                    self.known.insert(setup, Known { before: None, ..known });
                }
            }
            (Some(_), false, None) => self.report.violation(wrong("neither before nor after")),
        }
        if store.is_locked(id(setup)) {
            self.report.violation("a lock outlived its process".to_owned());
        }
        let Ok(lock) = store.lock(id(setup)) else {
            return self.report.violation("the lock cannot be taken after a kill".to_owned());
        };
        store.sweep_setup(&lock);
        self.compare_copy(setup, begun);
        self.compare_parts(setup);
        for left in [".json.new", ".json.previous.new", ".journal.new"] {
            if self.file(setup, left).exists() {
                self.report.violation(format!("{left} was not removed"));
            }
        }
        if self.known[&setup].now.is_none() {
            // As opening a setup that is no more leaves none.
            let _ = store.delete(&lock);
        }
    }

    /// The copy before is whole, and that of a state that was.
    fn compare_copy(&mut self, setup: u8, begun: Option<Line>) {
        let Known { now, before } = self.known[&setup];
        let Ok(bytes) = fs::read(self.file(setup, ".json.previous")) else {
            if before.is_some() && begun.is_none() {
                self.report.violation("the copy before the last change is gone".to_owned());
            }
            return;
        };
        let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let number = value["answers"][TELLING].as_str().and_then(|number| number.parse().ok());
        if begun.is_some_and(|line| line.deletes) {
            // The copies go first, so it may be there or not.
            self.known.insert(setup, Known { now, before: now.and(number) });
            return;
        }
        let may_be = number.is_some() && (number == before || begun.is_some() && number == now);
        if now.is_some() && !may_be {
            let known = self.known[&setup];
            self.report.violation(format!("the copy is {number:?}, {known:?} known, {begun:?}"));
        }
        if begun.is_some() && number == now {
            self.known.insert(setup, Known { now, before: now });
        }
    }

    /// The names of the parts of a journal that are there.
    fn parts(&self, setup: u8) -> Vec<String> {
        let main = self.file(setup, ".json");
        let begin = format!("{}.journal-", id(setup));
        let entries = main.parent().expect("a folder").read_dir().expect("a folder");
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| name.starts_with(&begin)).collect()
    }

    /// Every part of a journal is named by the setup's file or by the copy, and no other is left.
    fn compare_parts(&mut self, setup: u8) {
        let mut named = Vec::new();
        for file in [".json", ".json.previous"] {
            let Ok(bytes) = fs::read(self.file(setup, file)) else { continue };
            let saved: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            let parts = saved["journalParts"].as_array().into_iter().flatten();
            for (part, number) in parts.zip(1..) {
                let checksum = part["checksum"].as_str().unwrap_or_default();
                let digits = checksum.get(..16).unwrap_or_default();
                named.push(format!("{}.journal-{number}-{digits}.json", id(setup)));
            }
        }
        named.sort();
        named.dedup();
        let mut there = self.parts(setup);
        there.sort();
        self.report.count_more("parts of journals that were compared", there.len());
        if there != named {
            self.report.violation(format!("parts {there:?} are there, and {named:?} are named"));
        }
    }

    /// Damages files of a setup and opens it.
    fn damage(&mut self) {
        let there: Vec<u8> =
            self.known.iter().filter(|(_, known)| known.now.is_some()).map(|(id, _)| *id).collect();
        let Some(setup) = self.rng.choice(there) else { return };
        let (_, damage) = self.rng.choice(DAMAGES).expect("there are some");
        self.damage_setup(setup, damage);
    }

    /// Damages setups that were saved for it, until each kind of damage led to what it may lead to.
    fn damage_each_way(&mut self) {
        const SETUP: u8 = 0;
        for (met, damage) in DAMAGES {
            for _ in 0..TRIES {
                if self.report.counted(met) > 0 {
                    break;
                }
                let store = Store::open(&self.data()).expect("a data folder");
                let lock = store.lock(id(SETUP)).expect("nobody has it");
                // The second of the two states has a long journal.
                self.next = self.next.next_multiple_of(4) + 3;
                self.begin_anew(&store, &lock, SETUP);
                drop(lock);
                self.damage_setup(SETUP, damage);
            }
        }
    }

    fn damage_setup(&mut self, setup: u8, damage: Damage) {
        if damage == Damage::OldEntries {
            return self.damage_part(setup);
        }
        let known = self.known[&setup];
        let main = damage != Damage::Copy && self.spoil(setup, ".json");
        let copy = damage != Damage::Main && self.spoil(setup, ".json.previous");
        let main_bytes = fs::read(self.file(setup, ".json")).ok();
        let copy_is_there = self.file(setup, ".json.previous").exists();
        self.report.count("files damaged: rounds");
        let store = Store::open(&self.data()).expect("a data folder");
        let now = known.now.expect("it is there");
        if let Ok(seen) = store.peek(id(setup))
            && !self.states.are(&seen, setup, now, false)
        {
            self.report.violation(format!("looking read another state than {now} in damage"));
        }
        // Either the first page or the opening meets the damage first.
        let listed = self.rng.bool().then(|| store.list(Timestamp::now()));
        let lock = store.lock(id(setup)).expect("nobody has it");
        let opened = store.load(&lock, Timestamp::now());
        let shown = match (&listed, &opened) {
            (Some((_, problems)), _) => !problems.is_empty(),
            (None, Ok(loaded)) => loaded.damage.is_some(),
            (None, Err(_)) => true,
        };
        let state = opened.as_ref().ok().map(|loaded| &loaded.setup);
        let is = |number: u64, recovered: bool| {
            state.is_some_and(|state| self.states.are(state, setup, number, recovered))
        };
        let context =
            format!("{known:?}, main {main}, copy {copy}, opened {:?}", opened.as_ref().err());
        if !main {
            if is(now, false) && !shown {
                self.report.count("damaged: the copy alone, opened as saved");
            } else {
                self.report.violation(format!("a whole file was not opened: {context}"));
            }
        } else if is(now, false) && main_bytes.is_some() {
            self.report.count("damaged: without effect");
        } else if let (Some(before), false) = (known.before, copy) {
            if is(before, true) && shown {
                self.report.count("damaged: reported, and the copy before opened");
            } else {
                self.report
                    .violation(format!("damage, reported {shown}, and not the copy: {context}"));
            }
            if let Some(bytes) = main_bytes
                && !self.is_kept_aside(setup, &bytes)
            {
                self.report.violation("the damaged file was not kept".to_owned());
            }
        } else if opened.is_ok() {
            self.report.violation(format!("opened although nothing whole is there: {context}"));
        } else if shown || (main_bytes.is_none() && !copy_is_there) {
            self.report.count("damaged: nothing whole is left, and reported");
        } else {
            self.report.violation(format!("nothing whole is left, and not reported: {context}"));
        }
        self.begin_anew(&store, &lock, setup);
    }

    /// Damages the old entries of a setup: everything else opens, and the damage is reported.
    fn damage_part(&mut self, setup: u8) {
        let now = self.known[&setup].now.expect("it is there");
        let main = fs::read(self.file(setup, ".json")).expect("it is there");
        let saved: Value = serde_json::from_slice(&main).expect("it is whole");
        let Some(sum) = saved["journalParts"][0]["checksum"].as_str() else { return };
        let ending = format!(".journal-1-{}.json", &sum[..16]);
        let whole = fs::read(self.file(setup, &ending)).expect("it is there");
        if !self.spoil(setup, &ending) {
            return;
        }
        self.report.count("parts of journals damaged: rounds");
        let store = Store::open(&self.data()).expect("a data folder");
        let (_, problems) = store.list(Timestamp::now());
        let lock = store.lock(id(setup)).expect("nobody has it");
        store.sweep_setup(&lock);
        let without = |loaded: Result<Loaded, StoreError>, states: &States| {
            loaded.is_ok_and(|loaded| {
                loaded.damage.is_some() && states.are_without_old_entries(&loaded.setup, setup, now)
            })
        };
        let first = store.load(&lock, Timestamp::now());
        let held = !problems.is_empty() && without(first, &self.states);
        // Saving it again takes nothing more away.
        let again = store.load(&lock, Timestamp::now()).and_then(|loaded| {
            store.save(&lock, &loaded.setup)?;
            store.load(&lock, Timestamp::now())
        });
        let held = held && without(again, &self.states);
        fs::write(self.file(setup, &ending), whole).expect("it is put back");
        let healed = store.load(&lock, Timestamp::now()).is_ok_and(|loaded| {
            loaded.damage.is_none() && self.states.are(&loaded.setup, setup, now, false)
        });
        if held && healed {
            self.report.count("damaged: old entries, reported, and the rest opened");
        } else {
            let violation = format!("old entries: reported {held}, whole again {healed}");
            self.report.violation(violation);
        }
        self.begin_anew(&store, &lock, setup);
    }

    fn is_kept_aside(&self, setup: u8, bytes: &[u8]) -> bool {
        let main = self.file(setup, ".json");
        let entries = main.parent().expect("a folder").read_dir().expect("a folder");
        let name = format!("{}.json.unreadable-", id(setup));
        let mut asides = entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&name));
        asides.any(|entry| fs::read(entry.path()).is_ok_and(|kept| kept == bytes))
    }

    /// Removes what the damage left, and saves the setup twice.
    fn begin_anew(&mut self, store: &Store, lock: &crosstrust_core::setup::Lock, setup: u8) {
        match store.delete(lock) {
            Ok(None) | Err(StoreError::NotFound(_)) => {}
            Ok(Some(error)) | Err(error) => {
                self.report.violation(format!("what was damaged cannot be deleted: {error}"));
            }
        }
        self.known.insert(setup, Known::default());
        for _ in 0..2 {
            let line = Line { done: true, number: self.next, setup, deletes: false };
            self.next += 1;
            let saved = store
                .lock(id(setup))
                .and_then(|lock| store.save(&lock, &self.states.setup(setup, line.number)));
            match saved {
                Ok(()) => self.take(line),
                Err(error) => {
                    self.report.violation(format!("nothing is saved after damage: {error}"));
                }
            }
        }
    }

    /// Damages one file; false where it is not there or is as it was.
    fn spoil(&mut self, setup: u8, ending: &str) -> bool {
        let path = self.file(setup, ending);
        let Ok(before) = fs::read(&path) else { return false };
        let mut bytes = before.clone();
        let place = self.rng.usize(..bytes.len().max(1));
        let length = self.rng.usize(1..=64);
        let kind = self.rng.u8(..8);
        let name = match kind {
            0 => {
                bytes.truncate(place);
                "cut off"
            }
            1 => {
                let end = (place + length * 8).min(bytes.len());
                bytes[place..end].fill(0);
                "zeroed"
            }
            2 | 3 => {
                bytes[place] ^= 1 << self.rng.u8(..8);
                "a bit flipped"
            }
            4 => {
                let more = (0..length).map(|_| self.rng.u8(..));
                bytes.extend(more.collect::<Vec<_>>());
                "longer"
            }
            5 => {
                let end = (place + length).min(bytes.len());
                bytes.drain(place..end);
                "a part missing"
            }
            6 => {
                let other = (setup + 2) % SETUPS;
                if let Ok(others) = fs::read(self.file(other, ".json")) {
                    bytes = others;
                }
                "another setup's"
            }
            _ => {
                fs::remove_file(&path).expect("it is removed");
                self.report.count("files damaged: removed");
                return true;
            }
        };
        if bytes == before {
            return false;
        }
        fs::write(&path, bytes).expect("it is damaged");
        self.report.count(&format!("files damaged: {name}"));
        true
    }
}
