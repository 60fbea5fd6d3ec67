//! What the simulated organization does for a guide, as the guide's `rehearsal.toml` says: the states in
//! which a rehearsal can begin, and how it carries out the functions of the guide's scripts.
//!
//! These are types and their checks. The rehearsal carries them out, and knows functions and states that
//! several guides share without them.
//!
//! A text may contain `{name}`: an argument of the function, `{each}`, `{domain}`, `{tenant}`, or
//! `{answers.Name}` of the script. Of a list, the entries are joined by "and". `{found}` are the names of
//! the objects of the last entry of `if-there`, `{found.kind}` is a property of the first.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The file in a guide's folder.
pub const FILE: &str = "rehearsal.toml";

/// The states that the rehearsal knows, by their names.
pub const SITUATIONS: [&str; 29] = [
    "fresh",
    "partly-configured",
    "fully-configured",
    "split-permissions",
    "expired-certificate",
    "next-certificate",
    "half-done-by-hand",
    "wrong-shell",
    "failed-in-role",
    "o-auth-missing",
    "several-tenants",
    "teams-kept-out",
    "ews-blocked",
    "hybrid-agent",
    "application-deleted",
    "consent-missing",
    "application-key-ended",
    "exchange-script-missing",
    "token-issuer-missing",
    "host-unknown",
    "partner-twice",
    "token-refused",
    "storage-denied",
    "replication-late",
    "server-not-back",
    "build-too-old",
    "certificate-elsewhere",
    "key-not-exportable",
    "delegate-unmarked",
];

/// What the simulated organization does for one guide.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RehearsalPlan {
    /// The states in which a rehearsal can begin, in the order in which they are offered.
    pub situations: Vec<PlannedSituation>,
    /// The account that the guide creates in Exchange. In `split-permissions` the operator may not
    /// create it.
    #[serde(default)]
    pub account: Option<PlannedAccount>,
    /// The command that fails at the first try in `failed-in-role`, and that the operator may not use in
    /// `split-permissions` where the guide creates no account.
    #[serde(default)]
    pub fails: Option<String>,
    /// The functions that only the scripts of this guide have.
    #[serde(default)]
    pub functions: Vec<PlannedFunction>,
}

/// An account in Exchange.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedAccount {
    /// Its name.
    pub name: String,
    /// What its address has before the `@`.
    pub mailbox: String,
}

/// A state in which a rehearsal can begin.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlannedSituation {
    /// The name of the state: `fresh`, `partly-configured`, `fully-configured`.
    pub id: String,
    /// What it is called, where that is not the usual name: "Half done by hand".
    #[serde(default)]
    pub label: Option<String>,
    /// What there is to see in it, where that is not the usual text.
    #[serde(default)]
    pub text: Option<String>,
    /// What differs from an organization in which nobody has begun. `half-done-by-hand`,
    /// `next-certificate` and the like start from `fully-configured`.
    #[serde(default)]
    pub changes: Vec<StateChange>,
    /// The certificate in use is in the output folder, as the export step leaves it.
    #[serde(default)]
    pub exported: bool,
    /// Whether the applications in the tenant have the certificate in use.
    #[serde(default)]
    pub uploaded: Option<bool>,
}

/// A change of the simulated organization: one of the three.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum StateChange {
    /// A new object.
    Add(NewObject),
    /// Other values for properties of the objects that match.
    Set(NewValues),
    /// The objects that match are deleted.
    Remove(Objects),
}

/// A new object of a list.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NewObject {
    /// The list. One that the simulated organization does not have begins empty.
    pub list: String,
    /// The properties of the object.
    pub object: Map<String, Value>,
}

/// Other values for properties of objects.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NewValues {
    /// The list.
    pub list: String,
    /// What the objects have in common.
    #[serde(default)]
    pub with: Map<String, Value>,
    /// The properties and their new values.
    pub to: Map<String, Value>,
}

/// Objects of a list: accounts, applications, connectors, or what a guide adds.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    /// The list: a property of the organization (`assignments`, `hybrid.onlineConnectors`) or a name
    /// that the guide chooses.
    pub list: String,
    /// The properties that an object has. Texts are compared without regard to case.
    #[serde(default)]
    pub with: Map<String, Value>,
    /// The properties that an object must not have.
    #[serde(default)]
    pub without: Map<String, Value>,
}

/// A function of the guide's scripts that carries out a step.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedFunction {
    /// Its name in the scripts: `Invoke-RelayStep`.
    pub name: String,
    /// The step that it reports on.
    pub step: String,
    /// What the window shows of it.
    pub title: String,
    /// Its arguments, in their order, by the names that texts use.
    #[serde(default)]
    pub takes: Vec<String>,
    /// What it does, in order. A dry run changes nothing.
    #[serde(default)]
    pub does: Vec<PlannedAction>,
    /// What it reads at its end, by the names of the facts. After a planned change nothing is read.
    #[serde(default)]
    pub facts: BTreeMap<String, PlannedFact>,
}

/// One thing that a function does: a change, or a refusal.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlannedAction {
    /// An argument with a list: it is done for each entry, as `{each}`.
    #[serde(default)]
    pub each: Option<String>,
    /// Only where each of these has an object.
    #[serde(default)]
    pub if_there: Vec<Objects>,
    /// Only where each of these has more than one object.
    #[serde(default)]
    pub if_several: Vec<Objects>,
    /// Only where none of these has an object.
    #[serde(default)]
    pub if_missing: Vec<Objects>,
    /// Only where the lists of the script's answers contain all of these: `{ Created = ["relay"] }`.
    #[serde(default)]
    pub if_answers: BTreeMap<String, Vec<String>>,
    /// A dry run leaves it out.
    #[serde(default)]
    pub not_in_dry_run: bool,
    /// The step ends here.
    #[serde(default)]
    pub refuse: Option<PlannedRefusal>,
    /// The step changes something.
    #[serde(default)]
    pub change: Option<PlannedChange>,
}

/// The error with which a step ends.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedRefusal {
    /// The code, as `Stop-Step` has it.
    pub code: String,
    /// The sentence.
    pub message: String,
}

/// A change that a script makes and reports.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedChange {
    /// What is changed.
    pub target: String,
    /// How, as the receipt has it.
    pub action: String,
    /// The command of Exchange that does it.
    pub command: String,
    /// What is there before and after it, where the script says so.
    #[serde(default)]
    pub held: Option<Held>,
    /// What becomes of the organization.
    #[serde(default)]
    pub does: Vec<StateChange>,
}

/// What is there before a change, and after it. What is left out is nothing.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Before it.
    #[serde(default)]
    pub before: Option<String>,
    /// After it.
    #[serde(default)]
    pub after: Option<String>,
}

/// What a fact is read from.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum PlannedFact {
    /// Always the same value.
    Value(Value),
    /// Whether an object exists.
    Exists(Objects),
    /// The property of the first object.
    Of(PropertyOf),
    /// The property of each object, as a list.
    All(PropertyOf),
    /// Those entries of an argument for which an object exists, as `{each}`.
    Among(Among),
    /// Whether there is such an entry.
    SomeAmong(Among),
}

/// A property of objects.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PropertyOf {
    /// The objects.
    pub objects: Objects,
    /// The property.
    pub property: String,
    /// The value where there is no object. Without it, the fact is empty text.
    #[serde(default)]
    pub otherwise: Option<Value>,
}

/// Entries of an argument.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Among {
    /// The argument.
    pub entries: String,
    /// The objects, one of which has to exist for an entry.
    pub objects: Objects,
}

/// What of a guide its plan is checked against.
pub(crate) struct GuideNames<'a> {
    /// Its steps, with the facts that each is judged by.
    pub(crate) steps: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The text of all its templates.
    pub(crate) templates: Vec<&'a str>,
}

impl RehearsalPlan {
    /// Checks that every name leads somewhere.
    ///
    /// # Errors
    /// What is wrong, in a sentence.
    pub(crate) fn check(&self, guide: &GuideNames<'_>) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for situation in &self.situations {
            if !seen.insert(situation.id.as_str()) {
                return Err(format!("there are two situations \"{}\"", situation.id));
            }
            let place = format!("situation \"{}\"", situation.id);
            if !SITUATIONS.contains(&situation.id.as_str()) {
                return Err(format!("{place} is none of: {}", SITUATIONS.join(", ")));
            }
            known(&place, &Value::from(texts_of(&situation.changes)), &BTreeSet::new())?;
        }
        if !seen.contains("fresh") {
            return Err(
                "there is no situation \"fresh\", in which every rehearsal can begin".to_owned()
            );
        }
        let mut seen = BTreeSet::new();
        for function in &self.functions {
            let place = format!("function \"{}\"", function.name);
            if !seen.insert(function.name.as_str()) {
                return Err(format!("there are two functions \"{}\"", function.name));
            }
            function.check(guide).map_err(|why| format!("{place}: {why}"))?;
        }
        // Where the plan has the functions of a step, one of them reads each fact.
        for (step, facts) in &guide.steps {
            let of_step = || self.functions.iter().filter(|function| function.step == **step);
            let read = |fact: &&&str| of_step().any(|one| one.facts.contains_key(**fact));
            if of_step().count() == 0 {
                continue;
            }
            if let Some(fact) = facts.iter().find(|fact| !read(fact)) {
                return Err(format!(
                    "no function of the step \"{step}\" reads the fact \"{fact}\""
                ));
            }
        }
        Ok(())
    }
}

impl PlannedFunction {
    fn check(&self, guide: &GuideNames<'_>) -> Result<(), String> {
        if !guide.steps.contains_key(self.step.as_str()) {
            return Err(format!("it names step \"{}\", which is not there", self.step));
        }
        let defined = format!("function {} {{", self.name);
        if !guide.templates.iter().any(|text| text.contains(&defined)) {
            return Err("no template of the guide has a function of that name".to_owned());
        }
        let takes: BTreeSet<&str> = self.takes.iter().map(String::as_str).collect();
        let names = |value: &Value| known("it", value, &takes);
        names(&Value::from(self.title.as_str()))?;
        for action in &self.does {
            match (&action.refuse, &action.change) {
                (Some(_), None) | (None, Some(_)) => {}
                (Some(_), Some(_)) | (None, None) => {
                    return Err("each action refuses or changes, one of the two".to_owned());
                }
            }
            let listed = |code: &str| {
                let stop = format!("Stop-Step '{code}'");
                guide.templates.iter().any(|text| text.contains(&stop))
            };
            if let Some(refusal) = action.refuse.as_ref().filter(|refusal| !listed(&refusal.code)) {
                let code = &refusal.code;
                return Err(format!("no template of the guide ends with the code \"{code}\""));
            }
            if let Some(each) = action.each.as_deref().filter(|each| !takes.contains(each)) {
                return Err(format!("it names argument \"{each}\", which is not there"));
            }
            names(&Value::from(texts_of(action)))?;
        }
        for fact in self.facts.values() {
            if let PlannedFact::Among(among) | PlannedFact::SomeAmong(among) = fact
                && !takes.contains(among.entries.as_str())
            {
                return Err(format!("it names argument \"{}\", which is not there", among.entries));
            }
            names(&Value::from(texts_of(fact)))?;
        }
        Ok(())
    }
}

/// All texts in what is serialized.
fn texts_of(part: &impl Serialize) -> Vec<String> {
    let value = serde_json::to_value(part).expect("BUG: a plan is plain data");
    let mut texts = Vec::new();
    collect(&value, &mut texts);
    texts
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, texts)),
        Value::Object(entries) => entries.values().for_each(|entry| collect(entry, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Checks the names in braces.
fn known(place: &str, value: &Value, arguments: &BTreeSet<&str>) -> Result<(), String> {
    const ALWAYS: [&str; 4] = ["each", "found", "domain", "tenant"];
    let mut texts = Vec::new();
    collect(value, &mut texts);
    for text in &texts {
        for name in names_in(text) {
            let is_known = ALWAYS.contains(&name)
                || name.starts_with("answers.")
                || name.starts_with("found.")
                || arguments.contains(name);
            if !is_known {
                return Err(format!("{place} names \"{{{name}}}\", which is not there"));
            }
        }
    }
    Ok(())
}

/// The names in braces in a text.
pub fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
