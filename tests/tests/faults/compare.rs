//! The one comparison that every fault ends with: what the program claims, what the tenant holds, and
//! what was there before.

use crate::stage::Run;
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{PrincipalResult, PrincipalState};
use crosstrust_rehearsal::cloud::{KeyView, PrincipalView, TenantView};
use jiff::Timestamp;

/// What was wanted of every application.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expected {
    /// The thumbprint of a certificate.
    pub(crate) certificate: Option<String>,
    pub(crate) names: Vec<String>,
    pub(crate) enabled: bool,
    /// Thumbprints of keys that were to go.
    pub(crate) removed: Vec<String>,
}

/// The comparison of an upload of one certificate.
pub(crate) fn compare(tenant: &TenantView, run: &Run, now: Timestamp, thumbprint: &str) {
    let certificate = Some(thumbprint.to_owned());
    compare_with(tenant, run, now, &Expected { certificate, ..Expected::default() });
}

/// Every claim is true of the tenant as it is now, no key and no name of anybody else is lost, and
/// whatever is not done is shown with what is done, what is not, and what to do.
pub(crate) fn compare_with(tenant: &TenantView, run: &Run, now: Timestamp, expected: &Expected) {
    assert!(!run.results.is_empty(), "there is something to compare");
    for result in &run.results {
        let before = run.before.principal(&result.app_id.to_string());
        let held = tenant.principal(&result.app_id.to_string());
        nobody_has_lost_a_key(before, held, now, &expected.removed);
        nobody_has_lost_a_name(before, held);
        match result.state {
            PrincipalState::Done => {
                let held = held.expect("what is done is there");
                assert_claims_all(result, held, expected);
                assert!(held.writes > before.map_or(0, |before| before.writes), "it was written");
            }
            PrincipalState::AlreadyThere => {
                let held = held.expect("what is there already is there");
                assert_claims_all(result, held, expected);
                assert_eq!(result.error, None);
                assert_eq!(Some(held.writes), before.map(|before| before.writes), "no write");
            }
            PrincipalState::Failed => {
                let message = &shown(result).message;
                let untouched = message.ends_with("Nothing was written.")
                    || message.ends_with("but no certificate was uploaded.")
                    || message.ends_with("but nothing else was written.");
                assert!(untouched, "it says what is done: {message}");
                assert_untouched(before, held);
                assert_was_read(result, before, held);
            }
            PrincipalState::Unknown => {
                let message = &shown(result).message;
                let open = ["can't tell whether", "couldn't verify"];
                assert!(open.iter().any(|words| message.contains(words)), "{message}");
                assert_was_read(result, before, held);
            }
            PrincipalState::Skipped => panic!("nothing is skipped"),
        }
        if let Some(problem) = &result.error {
            assert_helps(problem);
        }
    }
}

/// Keys that were valid and there before, and keys that others have added, are still there.
fn nobody_has_lost_a_key(
    before: Option<&PrincipalView>,
    held: Option<&PrincipalView>,
    now: Timestamp,
    removed: &[String],
) {
    let Some(held) = held else {
        assert!(before.is_none(), "the application itself is gone");
        return;
    };
    let there = |name: &String| held.thumbprints().contains(&name.as_str());
    let valid = |key: &&KeyView| key.not_after.is_none_or(|end| end > now);
    let lost: Vec<_> = before
        .into_iter()
        .flat_map(|before| before.keys.iter().filter(valid))
        .filter_map(|key| key.thumbprint.clone())
        .chain(held.of_others.iter().cloned())
        .filter(|name| !there(name) && !removed.contains(name))
        .collect();
    assert_eq!(lost, Vec::<String>::new(), "keys of others that are lost on {}", held.app_id);
    assert!(held.keys.iter().all(|key| !key.destroyed), "no key was overwritten with nothing");
}

/// Names that were there before, and names that others have added, are still there, letter by letter.
fn nobody_has_lost_a_name(before: Option<&PrincipalView>, held: Option<&PrincipalView>) {
    let Some(held) = held else { return };
    let before = before.into_iter().flat_map(|before| &before.names);
    let lost: Vec<_> =
        before.chain(&held.names_of_others).filter(|name| !held.names.contains(name)).collect();
    assert_eq!(lost, Vec::<&String>::new(), "names that are lost on {}", held.app_id);
}

/// Everything that is held is claimed, everything that is claimed is held, each in its detail.
fn assert_claims_all(result: &PrincipalResult, held: &PrincipalView, expected: &Expected) {
    let claimed: Vec<_> = result
        .keys
        .iter()
        .map(|key| {
            (key.thumbprint.map(String::from), key.key_id.clone(), key.not_before, key.not_after)
        })
        .collect();
    let there: Vec<_> = held
        .keys
        .iter()
        .map(|key| {
            let id = Some(key.key_id.to_string());
            (key.thumbprint.clone(), id, key.not_before, key.not_after)
        })
        .collect();
    assert_eq!(claimed, there, "claimed and held on {}", held.app_id);
    assert_eq!(thumbprints(result), held.thumbprints());
    assert_eq!(result.names, held.names, "names claimed and held on {}", held.app_id);
    assert_eq!(result.account_enabled, Some(held.enabled), "its state, on {}", held.app_id);
    if let Some(thumbprint) = &expected.certificate {
        assert!(thumbprints(result).contains(thumbprint), "the certificate is there");
    }
    for name in &expected.names {
        let is = |held: &String| held.eq_ignore_ascii_case(name);
        assert!(held.names.iter().any(is), "the name {name} is there");
    }
    assert!(held.enabled || !expected.enabled, "it is enabled");
    for thumbprint in &expected.removed {
        assert!(!thumbprints(result).contains(thumbprint), "{thumbprint} is gone");
    }
}

/// As before, but for keys that others have added.
fn assert_untouched(before: Option<&PrincipalView>, held: Option<&PrincipalView>) {
    let (Some(before), Some(held)) = (before, held) else {
        assert!(held.is_none_or(|held| held.keys.is_empty()), "only created");
        return;
    };
    let of_others = |key: &&KeyView| {
        let name = key.thumbprint.as_ref();
        let came = |view: &PrincipalView| name.is_some_and(|name| view.of_others.contains(name));
        came(held) && !came(before)
    };
    let still: Vec<_> = held.keys.iter().filter(|key| !of_others(key)).collect();
    assert_eq!(still, before.keys.iter().collect::<Vec<_>>(), "{} is as before", held.app_id);
    let names_of_others = |name: &&String| !before.names.contains(name);
    let came: Vec<_> = held.names.iter().filter(names_of_others).collect();
    assert!(came.iter().all(|name| held.names_of_others.contains(name)), "names are as before");
    assert_eq!(held.enabled, before.enabled, "its state is as before");
    assert_eq!(held.writes, before.writes, "{} was not written", held.app_id);
}

/// Keys that are named were there when they were read: before, or now.
fn assert_was_read(
    result: &PrincipalResult,
    before: Option<&PrincipalView>,
    held: Option<&PrincipalView>,
) {
    let known: Vec<_> =
        [before, held].into_iter().flatten().flat_map(PrincipalView::thumbprints).collect();
    for name in &thumbprints(result) {
        assert!(known.contains(&name.as_str()), "{name} was never there");
    }
    let known: Vec<_> = [before, held].into_iter().flatten().flat_map(|view| &view.names).collect();
    assert!(result.names.iter().all(|name| known.contains(&name)), "{:?}", result.names);
}

/// The thumbprints that a result names, as the tenant writes them.
pub(crate) fn thumbprints(result: &PrincipalResult) -> Vec<String> {
    result.thumbprints.iter().map(ToString::to_string).collect()
}

fn shown(result: &PrincipalResult) -> &Problem {
    result.error.as_ref().expect("what is not done is reported")
}

/// The operator sees what has happened and what to do, and no secret.
fn assert_helps(problem: &Problem) {
    assert!(!problem.title.is_empty() && !problem.message.is_empty(), "{problem:?}");
    assert!(!problem.next.is_empty(), "what to do now: {problem:?}");
    assert!(problem.next.iter().all(|next| next.ends_with('.')), "sentences: {problem:?}");
    let text = format!("{problem:?}");
    assert!(!text.contains("Bearer") && !text.contains("eyJ"), "no token: {text}");
}
