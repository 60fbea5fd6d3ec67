//! What a guide's `rehearsal.toml` says, carried out on the simulated organization.
//!
//! The organization is plain data, so its objects are found and changed by the names of their lists. A
//! list that the simulation does not know is one of the guide's own.

use super::organisation::Organisation;
use super::run::{End, Run, Stop};
use super::script::{Call, ScriptAnswers};
use crosstrust_core::rehearsal::{
    Among, Objects, PlannedAction, PlannedFact, PlannedFunction, PropertyOf, RehearsalPlan,
    StateChange,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A change that a plan names cannot be made.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("The plan of the rehearsal does not fit: {0}")]
pub struct NotApplied(String);

/// What the names in braces stand for.
#[derive(Clone, Default)]
pub(super) struct Scope<'a> {
    texts: BTreeMap<&'a str, String>,
    lists: BTreeMap<&'a str, Vec<String>>,
    answers: Option<&'a ScriptAnswers>,
    /// The first object that a condition found.
    first: Map<String, Value>,
}

impl<'a> Scope<'a> {
    /// What every text can name.
    pub(super) fn of(organisation: &Organisation) -> Self {
        let texts = BTreeMap::from([
            ("domain", organisation.domain.clone()),
            ("tenant", organisation.tenant_id.clone()),
        ]);
        Self { texts, ..Self::default() }
    }

    fn called(
        organisation: &Organisation,
        answers: &'a ScriptAnswers,
        function: &'a PlannedFunction,
        call: &Call,
    ) -> Self {
        let mut scope = Self { answers: Some(answers), ..Self::of(organisation) };
        for (at, name) in function.takes.iter().enumerate() {
            let list = call.list(at).into_iter().map(str::to_owned).collect();
            scope.lists.insert(name, list);
        }
        scope
    }

    fn with(&self, name: &'a str, text: &str) -> Self {
        let mut scope = self.clone();
        scope.texts.insert(name, text.to_owned());
        scope
    }

    /// With the objects that a condition found.
    fn finding(&self, found: &[&Value]) -> Self {
        let name = |object: &&Value| object.get("name").and_then(Value::as_str).map(str::to_owned);
        let names: Vec<String> = found.iter().filter_map(name).collect();
        let mut scope = self.with("found", &names.join(", "));
        let first = found.first().and_then(|object| object.as_object());
        scope.first = first.cloned().unwrap_or_default();
        scope
    }

    fn named(&self, name: &str) -> String {
        if let Some(property) = name.strip_prefix("found.") {
            return match self.first.get(property) {
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => String::new(),
            };
        }
        if let Some(answer) = name.strip_prefix("answers.") {
            return self.answers.map(|answers| answers.text(answer)).unwrap_or_default().to_owned();
        }
        match (self.texts.get(name), self.lists.get(name)) {
            (Some(text), _) => text.clone(),
            (None, Some(list)) => list.join(" and "),
            (None, None) => String::new(),
        }
    }

    fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else { break };
            filled.push_str(before);
            filled.push_str(&self.named(name));
            rest = behind;
        }
        filled + rest
    }

    fn fill_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.fill(text).into(),
            Value::Array(entries) => entries.iter().map(|entry| self.fill_value(entry)).collect(),
            Value::Object(entries) => self.fill_all(entries).into(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn fill_all(&self, entries: &Map<String, Value>) -> Map<String, Value> {
        entries.iter().map(|(name, value)| (name.clone(), self.fill_value(value))).collect()
    }
}

/// Where a list is: `hybrid.onlineConnectors`.
fn pointer(list: &str) -> String {
    format!("/{}", list.replace('.', "/"))
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.to_lowercase() == other.to_lowercase(),
        _ => one == other,
    }
}

/// The objects of an organization as data.
struct State(Value);

impl State {
    fn of(organisation: &Organisation) -> Self {
        Self(serde_json::to_value(organisation).expect("BUG: an organization is plain data"))
    }

    fn list(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.0.pointer(&pointer(name)).and_then(Value::as_array).into_iter().flatten()
    }

    fn found(&self, objects: &Objects, scope: &Scope<'_>) -> Vec<&Value> {
        let (with, without) = (scope.fill_all(&objects.with), scope.fill_all(&objects.without));
        self.list(&objects.list).filter(|object| matches(object, &with, &without)).collect()
    }

    fn exists(&self, objects: &Objects, scope: &Scope<'_>) -> bool {
        !self.found(objects, scope).is_empty()
    }

    fn list_mut(&mut self, name: &str) -> Result<&mut Vec<Value>, NotApplied> {
        if self.0.pointer(&pointer(name)).is_none()
            && let Some(lists) = self.0.as_object_mut()
            && !name.contains('.')
        {
            lists.insert(name.to_owned(), Value::Array(Vec::new()));
        }
        let list = self.0.pointer_mut(&pointer(name)).and_then(Value::as_array_mut);
        list.ok_or_else(|| NotApplied(format!("\"{name}\" is no list of the organization")))
    }

    fn change(&mut self, change: &StateChange, scope: &Scope<'_>) -> Result<(), NotApplied> {
        match change {
            StateChange::Add(new) => {
                let object = scope.fill_all(&new.object);
                self.list_mut(&new.list)?.push(object.into());
            }
            StateChange::Set(new) => {
                let (with, to) = (scope.fill_all(&new.with), scope.fill_all(&new.to));
                let list = self.list_mut(&new.list)?.iter_mut();
                for object in list.filter(|object| matches(object, &with, &Map::new())) {
                    if let Some(properties) = object.as_object_mut() {
                        properties.extend(to.clone());
                    }
                }
            }
            StateChange::Remove(objects) => {
                let (with, without) =
                    (scope.fill_all(&objects.with), scope.fill_all(&objects.without));
                self.list_mut(&objects.list)?.retain(|object| !matches(object, &with, &without));
            }
        }
        Ok(())
    }
}

fn matches(object: &Value, with: &Map<String, Value>, without: &Map<String, Value>) -> bool {
    let has = |name: &str, value: &Value| object.get(name).is_some_and(|one| same(one, value));
    with.iter().all(|(name, value)| has(name, value))
        && !without.iter().any(|(name, value)| has(name, value))
}

impl Organisation {
    /// The same organization after these changes.
    ///
    /// # Errors
    /// A list is not there, or an object lacks what one of its kind has.
    pub(super) fn changed(
        &self,
        changes: &[StateChange],
        scope: &Scope<'_>,
    ) -> Result<Self, NotApplied> {
        let mut state = State::of(self);
        for change in changes {
            state.change(change, scope)?;
        }
        let after: Self =
            serde_json::from_value(state.0).map_err(|error| NotApplied(error.to_string()))?;
        Ok(Self { plan: self.plan.clone(), ..after })
    }
}

/// The function of that name in a plan.
pub(super) fn find(plan: &RehearsalPlan, function: &str) -> Option<usize> {
    plan.functions.iter().position(|one| one.name == function)
}

/// Whether a call has the arguments that the function takes.
pub(super) fn takes(plan: &RehearsalPlan, index: usize, call: &Call) -> bool {
    let count = plan.functions[index].takes.len();
    call.arguments.len() == count && (0..count).all(|at| call.has_list(at))
}

impl Run<'_> {
    /// Carries out a function of the plan.
    pub(super) fn carry_out_plan(&mut self, index: usize, call: &Call) -> End {
        let plan = self.organisation.plan.clone().expect("BUG: the function is one of the plan");
        let function = &plan.functions[index];
        let script = self.script;
        let scope = Scope::called(self.organisation, &script.answers, function, call);
        self.start(&function.step, &scope.fill(&function.title));
        for action in &function.does {
            match action.each.as_deref() {
                None => self.act(action, &scope)?,
                Some(name) => {
                    for entry in scope.lists.get(name).cloned().unwrap_or_default() {
                        self.act(action, &scope.with("each", &entry))?;
                    }
                }
            }
        }
        if !self.is_planned() {
            let state = State::of(self.organisation);
            for (name, fact) in &function.facts {
                self.fact(name, state.fact(fact, &scope));
            }
        }
        Ok(())
    }

    /// Does one thing, if its conditions hold now.
    fn act(&mut self, action: &PlannedAction, scope: &Scope<'_>) -> End {
        if action.not_in_dry_run && self.what_if {
            return Ok(());
        }
        let answers = &self.script.answers;
        let given = |(list, texts): (&String, &Vec<String>)| {
            texts.iter().all(|text| answers.holds(list, &scope.fill(text)))
        };
        let state = State::of(self.organisation);
        let count = |objects: &Objects| state.found(objects, scope).len();
        let holds = action.if_answers.iter().all(given)
            && action.if_there.iter().all(|objects| count(objects) > 0)
            && action.if_several.iter().all(|objects| count(objects) > 1)
            && action.if_missing.iter().all(|objects| count(objects) == 0);
        if !holds {
            return Ok(());
        }
        let found = action.if_there.last().map(|objects| state.found(objects, scope));
        let scope = &scope.finding(&found.unwrap_or_default());
        if let Some(refusal) = &action.refuse {
            return Err(Stop::new(refusal.code.clone(), scope.fill(&refusal.message)));
        }
        let Some(change) = &action.change else { return Ok(()) };
        let changed = self.organisation.changed(&change.does, scope);
        let changed = changed.map_err(|error| Stop::new("exchange-error", error.to_string()))?;
        if let Some(held) = &change.held {
            let reported = |text: &Option<String>| -> Value {
                text.as_ref().map_or(Value::Null, |text| scope.fill(text).into())
            };
            self.turning(reported(&held.before), reported(&held.after));
        }
        let (target, what) = (scope.fill(&change.target), scope.fill(&change.action));
        self.change(&target, &what, change.command.clone(), |organisation| {
            *organisation = changed;
        })?;
        Ok(())
    }
}

impl State {
    fn among(&self, Among { entries, objects }: &Among, scope: &Scope<'_>) -> Vec<String> {
        let entries = scope.lists.get(entries.as_str()).into_iter().flatten();
        let there = entries.filter(|one| self.exists(objects, &scope.with("each", one)));
        there.cloned().collect()
    }

    fn fact(&self, fact: &PlannedFact, scope: &Scope<'_>) -> Value {
        match fact {
            PlannedFact::Value(value) => scope.fill_value(value),
            PlannedFact::Exists(objects) => self.exists(objects, scope).into(),
            PlannedFact::Of(of) => {
                let found = self.found(&of.objects, scope);
                let value = found.first().and_then(|object| object.get(&of.property)).cloned();
                value.unwrap_or_else(|| otherwise(of, scope))
            }
            PlannedFact::All(of) => {
                let found = self.found(&of.objects, scope).into_iter();
                found.filter_map(|object| object.get(&of.property)).cloned().collect()
            }
            PlannedFact::Among(among) => self.among(among, scope).into(),
            PlannedFact::SomeAmong(among) => (!self.among(among, scope).is_empty()).into(),
        }
    }
}

fn otherwise(of: &PropertyOf, scope: &Scope<'_>) -> Value {
    of.otherwise.as_ref().map_or_else(|| "".into(), |value| scope.fill_value(value))
}
