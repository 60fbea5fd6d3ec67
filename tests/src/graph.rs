//! Microsoft's description of the Graph calls around service principals (`OpenAPI` 3.0), and in what a
//! recorded request or its answer departs from it.
//!
//! The schemas of `OpenAPI` 3.0 are nearly JSON Schema; what differs is rewritten when the description is
//! read. They are closed as well: a property that Microsoft's metadata does not have is a departure.

use crate::syntax::Reference;
use crosstrust_rehearsal::cloud::Request;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;

/// The description.
pub struct Description {
    paths: Map<String, Value>,
    components: Value,
    /// By the schema they judge by; making one takes longer than all its judging.
    validators: RefCell<BTreeMap<String, Rc<Validator>>>,
}

/// A request, and what the description has for it.
struct ApiCall<'a> {
    request: &'a Request,
    /// Path-level parameters stand here as well.
    path: &'a Value,
    operation: &'a Value,
}

impl Description {
    /// The description that lies beside the cmdlet reference. `None` where there is none.
    ///
    /// # Panics
    /// It cannot be read.
    pub fn find() -> Option<Self> {
        let file: PathBuf = Reference::folder()?.join("graph-service-principals.openapi.json");
        if !file.is_file() {
            return None;
        }
        let bytes = std::fs::read(&file).expect("the description can be read");
        let document: Value = serde_json::from_slice(&bytes).expect("the description is JSON");
        let mut components = document["components"].clone();
        as_json_schema(&mut components["schemas"]);
        let schemas = components["schemas"].as_object_mut().expect("it has schemas");
        schemas.values_mut().for_each(close_inside);
        let mut paths = document["paths"].as_object().expect("it has paths").clone();
        add_creation(&mut paths);
        Some(Self { paths, components, validators: RefCell::default() })
    }

    /// The path of the description that a recorded path is of.
    pub fn template(&self, path: &str) -> Option<&str> {
        let path = path.split('?').next().unwrap_or_default().strip_prefix("/v1.0")?;
        let mut fitting: Vec<&str> =
            self.paths.keys().map(String::as_str).filter(|template| fits(template, path)).collect();
        fitting.sort_by_key(|template| template.contains('{'));
        fitting.first().copied()
    }

    /// In what the request and its answer depart from the description; empty when they keep to it.
    pub fn departures(&self, request: &Request) -> Vec<String> {
        let Some(template) = self.template(&request.path) else {
            return vec![format!("{} is not described", request.path)];
        };
        let path = &self.paths[template];
        let method = request.method.to_ascii_lowercase();
        let Some(operation) = path.get(&method) else {
            return vec![format!("{method} is not described for {template}")];
        };
        let call = ApiCall { request, path, operation };
        let mut found = self.of_query(&call);
        found.extend(self.of_body(&call));
        found.extend(self.of_answer(&call));
        let place = format!("{} {} ({})", request.method, request.path, request.status);
        found.into_iter().map(|departure| format!("{place}: {departure}")).collect()
    }

    fn of_query(&self, call: &ApiCall<'_>) -> Vec<String> {
        let lists = [&call.path["parameters"], &call.operation["parameters"]];
        let parameters = lists.into_iter().filter_map(Value::as_array).flatten();
        let known: BTreeSet<&str> = parameters
            .map(|parameter| self.resolved(parameter))
            .filter(|parameter| parameter["in"] == "query")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let mut found = Vec::new();
        let query = call.request.path.split_once('?').map_or("", |(_, query)| query);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !known.contains(name) {
                found.push(format!("the query parameter {name} is not described"));
            } else if name == "$select" {
                let properties =
                    self.properties(&self.content(&call.operation["responses"]["2XX"]));
                let unknown = value.split(',').filter(|name| !properties.contains(*name));
                found.extend(unknown.map(|name| format!("there is no {name} to select")));
            }
        }
        found
    }

    fn of_body(&self, call: &ApiCall<'_>) -> Vec<String> {
        match (call.operation.get("requestBody"), &call.request.body) {
            (Some(described), Some(body)) => self.judge("sent", &self.content(described), body),
            (Some(described), None) if described["required"] == true => {
                vec!["a body is required and was not sent".to_owned()]
            }
            (None, Some(_)) => vec!["a body was sent and is not described".to_owned()],
            (Some(_) | None, None) => Vec::new(),
        }
    }

    fn of_answer(&self, call: &ApiCall<'_>) -> Vec<String> {
        let status = call.request.status.to_string();
        let class = format!("{}XX", &status[..1]);
        let responses = &call.operation["responses"];
        let Some(response) = responses.get(&status).or_else(|| responses.get(&class)) else {
            return vec![format!("the status {status} is not described")];
        };
        match &call.request.answer {
            // Microsoft's metadata has a body for each success; the reference has none for 204.
            None if status == "204" && call.request.method != "GET" => Vec::new(),
            Some(_) if status == "204" => vec!["204 has no body".to_owned()],
            None => vec!["an answer without a body".to_owned()],
            Some(answer) => self.judge("answered", &self.content(response), &plain(answer)),
        }
    }

    /// Where a value departs from a schema.
    fn judge(&self, what: &str, schema: &Value, value: &Value) -> Vec<String> {
        let validator = self.validator(schema);
        let shown = |error: jsonschema::ValidationError<'_>| {
            format!("{what} at \"{}\": {error}", error.instance_path())
        };
        validator.iter_errors(value).map(shown).collect()
    }

    fn validator(&self, schema: &Value) -> Rc<Validator> {
        let mut validators = self.validators.borrow_mut();
        let made = || Rc::new(self.make_validator(schema));
        Rc::clone(validators.entry(schema.to_string()).or_insert_with(made))
    }

    fn make_validator(&self, schema: &Value) -> Validator {
        let mut whole = schema.clone();
        as_json_schema(&mut whole);
        close(&mut whole);
        whole["components"] = self.components.clone();
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_format("base64url", is_binary)
            .build(&whole)
            .expect("the description makes a schema")
    }

    /// The schema of the JSON that a request body or a response describes.
    fn content(&self, described: &Value) -> Value {
        self.resolved(described)["content"]["application/json"]["schema"].clone()
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            None => value,
            Some(place) => {
                let place = place.strip_prefix("#/components").expect("it refers to a component");
                self.components.pointer(place).expect("what is referred to is there")
            }
        }
    }

    /// The properties of an entity, or of the entities of a collection.
    fn properties(&self, schema: &Value) -> BTreeSet<String> {
        let schema = self.resolved(schema);
        let mut names = BTreeSet::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            names.extend(self.properties(part));
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if name == "value" && property["type"] == "array" {
                names.extend(self.properties(&property["items"]));
            }
            names.insert(name.clone());
        }
        names
    }
}

/// Creating a principal is left out of the description. Microsoft's reference gives it the shape of
/// every creation there: the entity is sent, and the entity comes back.
fn add_creation(paths: &mut Map<String, Value>) {
    let text = paths["/applications"]["post"].to_string();
    let of_principals =
        text.replace("microsoft.graph.application\"", "microsoft.graph.servicePrincipal\"");
    let operation = serde_json::from_str(&of_principals).expect("it stays JSON");
    let methods = paths["/servicePrincipals"].as_object_mut().expect("it has methods");
    methods.entry("post").or_insert(operation);
}

/// Whether a path is of a template, which names one thing at most.
fn fits(template: &str, path: &str) -> bool {
    let Some((before, rest)) = template.split_once('{') else { return template == path };
    let (_, after) = rest.split_once('}').expect("a name in braces ends");
    path.strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after))
        .is_some_and(|named| !named.is_empty() && !named.contains(['/', '(', ')', '\'']))
}

/// Rewrites what `OpenAPI` 3.0 says in its own way: `nullable`.
fn as_json_schema(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.remove("nullable") == Some(json!(true))
                && let Some(Value::String(kind)) = fields.get("type")
            {
                fields.insert("type".to_owned(), json!([kind, "null"]));
            }
            fields.values_mut().for_each(as_json_schema);
        }
        Value::Array(values) => values.iter_mut().for_each(as_json_schema),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Closes a schema where a value stands for itself, and everything inside it.
fn close(schema: &mut Value) {
    close_inside(schema);
    let is_object = schema["type"] == "object" || schema["type"] == json!(["object", "null"]);
    let open = schema.get("$ref").is_some() || schema.get("allOf").is_some() || is_object;
    if open && let Some(fields) = schema.as_object_mut() {
        fields.insert("unevaluatedProperties".to_owned(), json!(false));
    }
}

/// Closes what is inside a schema. The parts of `allOf` stay open: each has only some properties.
fn close_inside(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    for (name, inner) in fields {
        match (name.as_str(), inner) {
            ("allOf", Value::Array(parts)) => parts.iter_mut().for_each(close_inside),
            ("anyOf", Value::Array(parts)) => parts.iter_mut().for_each(close),
            ("properties", Value::Object(properties)) => {
                properties.values_mut().for_each(close);
            }
            ("items", items) => close(items),
            _ => {}
        }
    }
}

/// `Edm.Binary`. The rules that make the description promise the URL alphabet; Graph writes the
/// standard one, and `customKeyIdentifier` as hex digits, which are of both.
fn is_binary(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len() - body.len() <= 2
        && body.len() % 4 != 1
        && body.chars().all(|letter| letter.is_ascii_alphanumeric() || "+/-_".contains(letter))
}

/// An answer without what belongs to the protocol: `@odata.context` stands in every answer and in no
/// schema. The date inside an error has no zone, as Graph writes it, where the description has one.
fn plain(answer: &Value) -> Value {
    let mut answer = answer.clone();
    if let Some(fields) = answer.as_object_mut() {
        fields.remove("@odata.context");
    }
    if let Some(Value::String(date)) = answer.pointer_mut("/error/innerError/date")
        && date.len() == "2026-08-01T12:00:00".len()
    {
        date.push('Z');
    }
    answer
}
