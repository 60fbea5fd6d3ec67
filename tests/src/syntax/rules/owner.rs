//! A rule on objects of which an organisation has several, because it trusts several tenants or
//! because several organisations share one: a script that takes one of them says whose it is.

use crate::syntax::tree::{View, children, line, only, within};
use crate::syntax::{Finding, RuleContext};
use std::collections::HashMap;
use tree_sitter::Node;

/// What lists such objects, and the properties by which it is known whose one is.
struct Listing {
    command: &'static str,
    owner: &'static [&'static str],
}

const fn listing(command: &'static str, owner: &'static [&'static str]) -> Listing {
    Listing { command, owner }
}

const LISTINGS: [Listing; 11] = [
    listing("Get-AuthServer", &["Realm", "AuthMetadataUrl"]),
    listing("Get-PartnerApplication", &["Realm", "AuthMetadataUrl"]),
    listing("Get-IntraOrganizationConnector", &["TargetAddressDomains"]),
    listing("Get-OrganizationRelationship", &["DomainNames"]),
    listing("Get-RemoteDomain", &["DomainName"]),
    listing("Get-AvailabilityAddressSpace", &["ForestName"]),
    listing("Get-SettingOverride", &["SectionName"]),
    listing("Get-CsOAuthServer", &["Identity", "MetadataUrl", "Realm"]),
    listing("Get-CsPartnerApplication", &["Identity", "MetadataUrl"]),
    listing("Get-ExchangeCertificate", &["Thumbprint"]),
    listing("Get-ChildItem", &["Thumbprint"]),
];

/// Variables that hold objects of anybody, by the function they stand in and their name.
type Anybodys<'s> = HashMap<(usize, &'s str), &'static Listing>;

/// One of several objects is taken, or asked whether it is enabled, without a word about its owner.
pub(super) fn whose(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let mut known = Anybodys::new();
    let mut found = Vec::new();
    for node in script.nodes() {
        match node.kind() {
            "assignment_expression" => note(script, node, &mut known),
            "pipeline_chain" => found.extend(asked_in(script, node, &known)),
            "element_access" => found.extend(indexed(script, node, &known)),
            _ => {}
        }
    }
    found
}

/// Remembers a variable that is given objects of anybody, and forgets one that is given others.
fn note<'s>(script: &View<'s>, assignment: Node<'s>, known: &mut Anybodys<'s>) {
    let (Some(to), Some(value)) = (assignment.child(0), assignment.child(2)) else { return };
    let to = only(to);
    if to.kind() != "variable" {
        return;
    }
    let name = (scope(script, assignment), script.at(to));
    match anybodys(script, value, known) {
        Some(listing) => known.insert(name, listing),
        None => known.remove(&name),
    };
}

/// The function a node stands in.
fn scope(script: &View<'_>, node: Node<'_>) -> usize {
    let function = script.around(node).find(|outer| outer.kind() == "function_statement");
    function.map_or(0, |function| function.id())
}

/// What lists the objects that an expression holds, when they are anybody's.
fn anybodys(script: &View<'_>, node: Node<'_>, known: &Anybodys<'_>) -> Option<&'static Listing> {
    let inner = only(node);
    match inner.kind() {
        "variable" => known.get(&(scope(script, inner), script.at(inner))).copied(),
        "pipeline_chain" => {
            let stages = stages(inner);
            let listing = of_stage(script, *stages.first()?, known)?;
            let says = |stage: &Node<'_>| says_whose(script, *stage, listing);
            (!stages.iter().skip(1).any(says)).then_some(listing)
        }
        "command" => of_stage(script, inner, known),
        // `@( … )` and `( … )` hold what stands in them.
        _ if script.at(inner).ends_with(')') && script.at(inner).starts_with(['@', '(']) => {
            let chain = within(inner).into_iter().skip(1).find(|it| it.kind() == "pipeline_chain");
            chain.and_then(|chain| anybodys(script, chain, known))
        }
        _ => None,
    }
}

/// The stages of a pipeline: what stands between its bars.
fn stages(chain: Node<'_>) -> Vec<Node<'_>> {
    children(chain).into_iter().filter(|part| part.kind() != "|").collect()
}

fn of_stage(script: &View<'_>, stage: Node<'_>, known: &Anybodys<'_>) -> Option<&'static Listing> {
    match command(script, stage) {
        Some(name) => LISTINGS.iter().find(|one| one.command == name),
        None => anybodys(script, stage, known),
    }
}

fn command<'s>(script: &View<'s>, stage: Node<'s>) -> Option<&'s str> {
    let name = stage.child_by_field_name("command_name")?;
    (stage.kind() == "command").then(|| script.at(name))
}

/// Whether a stage picks objects by their owner, or hands on nothing but what says whose they are.
fn says_whose(script: &View<'_>, stage: Node<'_>, listing: &Listing) -> bool {
    let names_owner = listing.owner.iter().any(|property| reads(script, stage, property));
    match command(script, stage) {
        Some("Where-Object") => names_owner,
        Some("ForEach-Object") => names_owner && !script.at(stage).contains("@{"),
        _ => false,
    }
}

/// Whether a property is read somewhere in a node.
fn reads(script: &View<'_>, node: Node<'_>, property: &str) -> bool {
    let mut names = within(node).into_iter().filter(|inner| inner.kind() == "member_name");
    names.any(|name| script.at(name) == property)
}

/// A pipeline that asks which of anybody's objects are enabled, or takes the first of them.
fn asked_in(script: &View<'_>, chain: Node<'_>, known: &Anybodys<'_>) -> Option<Finding> {
    let stages = stages(chain);
    let listing = of_stage(script, *stages.first()?, known)?;
    let rest = &stages[1..];
    if rest.iter().any(|stage| says_whose(script, *stage, listing)) {
        return None;
    }
    let asked = rest.iter().find(|stage| {
        command(script, **stage) == Some("Where-Object") && reads(script, **stage, "Enabled")
    });
    let first = rest.iter().find(|stage| {
        command(script, **stage) == Some("Select-Object") && script.at(**stage).contains("-First")
    });
    let (stage, what) = match (asked, first) {
        (Some(stage), _) => (stage, "asks whether one is enabled"),
        (None, Some(stage)) => (stage, "takes the first one"),
        (None, None) => return None,
    };
    Some(finding(*stage, what, listing))
}

/// An entry of anybody's objects that is taken by its place.
fn indexed(script: &View<'_>, access: Node<'_>, known: &Anybodys<'_>) -> Option<Finding> {
    let base = access.child(0)?;
    let listing = anybodys(script, base, known)?;
    Some(finding(access, "takes one by its place", listing))
}

fn finding(node: Node<'_>, what: &str, listing: &Listing) -> Finding {
    let owner = listing.owner.join(" or ");
    let command = listing.command;
    Finding::new(line(node), format!("{what} of {command}, without {owner}"))
}
