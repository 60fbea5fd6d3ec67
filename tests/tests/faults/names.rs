//! Names, "enabled" and removed keys under the faults that keys meet: one write of all of it.

use crate::compare::Expected;
use crate::stage::{ALL, End, MET, Stage, asking, fault, on};
use crate::time::Time;
use crosstrust_core::error::ErrorCode::{
    GraphAccessDenied, GraphUnreadable, KeysChangedMeanwhile, NotReadBack, PrincipalLocked,
    PrincipalNotReplicated,
};
use crosstrust_core::graph::{self, PlanAction, PrincipalState};
use crosstrust_rehearsal::cloud::FaultKind::{
    AlternateReads, Denied, Disabled, ForeignKeyAddedBetween, ForeignNameAddedBetween,
    GatewayTimeout, HalfAnswer, KeyWithoutBytes, Lag, Locked, LostUpdate, NamesLocked,
    NamesMissing, ResetAfterApply, ResetBeforeApply, Throttle, Unauthorized,
};
use crosstrust_rehearsal::cloud::{Fault, TenantStart};
use std::time::Duration;

const NAMES: [&str; 2] = ["https://mail.contoso.com/", "https://autodiscover.contoso.com/"];
const STRANGE: &str = "Not An Address/AT ALL";

fn names() -> Vec<String> {
    NAMES.map(str::to_owned).into()
}

/// A tenant where everything is still to be done: names, enabling, a certificate, a key to remove.
/// One name is there already, in another case, and a strange one besides.
async fn set() -> Stage {
    let start = |time: &Time| {
        let mut start = TenantStart::usual(time.service()).unwrap();
        for app in ALL {
            start = start.and_names(app, &[STRANGE, "HTTPS://Mail.Contoso.com/"]).and_disabled(app);
        }
        start
    };
    let mut stage = Stage::holding(start).await;
    let removed = vec![stage.held()[0].clone()];
    let certificate = Some(stage.thumbprint());
    stage.expected = Expected { certificate, names: names(), enabled: true, removed };
    stage
}

/// The same, and names alone are wanted.
async fn set_names() -> Stage {
    let mut stage = set().await;
    stage.expected = Expected { names: names(), ..Expected::default() };
    stage
}

async fn ends(stage: Stage, faults: &[Fault], end: End) -> String {
    for fault in faults {
        stage.cloud.add_fault(fault.clone());
    }
    let run = stage.upload().await;
    run.assert_end(end);
    let said = match end {
        End::Done => String::new(),
        End::Failed(_) | End::Unknown(_) => {
            let detail = run.met().error.as_ref().and_then(|error| error.detail.as_deref());
            format!("{}\n{}", run.said(), detail.unwrap_or_default())
        }
    };
    stage.finish().await;
    let wanted = stage.wanted();
    let verified = graph::verify(&stage.client, &wanted, &|_| {}).await.unwrap();
    if stage.expected.enabled {
        assert!(verified.iter().all(|result| result.state == PrincipalState::AlreadyThere));
    }
    said
}

#[tokio::test]
async fn everything_is_brought_about_in_one_write_and_then_left_alone() {
    let stage = set().await;
    let run = stage.upload().await;
    run.assert_end(End::Done);
    assert_eq!(stage.writes(), 1);
    let names = stage.cloud.state().principal(MET).unwrap().names.clone();
    assert_eq!(names[1..], [STRANGE, "HTTPS://Mail.Contoso.com/", NAMES[1]], "as they are");
    let again = stage.upload().await;
    assert!(again.results.iter().all(|result| result.state == PrincipalState::AlreadyThere));
    assert_eq!(stage.writes(), 1);
}

#[tokio::test]
async fn what_passes_is_settled_by_reading() {
    for passing in [
        vec![fault(ResetBeforeApply)],
        vec![fault(ResetAfterApply)],
        vec![on("PATCH", fault(HalfAnswer))],
        vec![fault(GatewayTimeout).applied()],
        vec![on("PATCH", fault(GatewayTimeout))],
        vec![on("PATCH", asking(20, fault(Throttle)))],
        vec![fault(Throttle)],
        vec![fault(Unauthorized)],
        vec![fault(Lag).reads(3)],
        vec![fault(NamesMissing).times(2)],
        vec![fault(Lag).reads(3), fault(ResetAfterApply)],
    ] {
        ends(set().await, &passing, End::Done).await;
        ends(set_names().await, &passing, End::Done).await;
    }
}

#[tokio::test]
async fn reads_that_show_old_and_new_by_turns_are_settled() {
    ends(set_names().await, &[fault(AlternateReads)], End::Done).await;
    let mut stage = set().await;
    stage.expected.removed.clear();
    ends(stage, &[fault(AlternateReads)], End::Done).await;
    // While any server still shows a key that has gone, nothing is written upon what the others show.
    let stage = set().await;
    stage.cloud.add_fault(fault(AlternateReads));
    stage.upload().await.assert_end(End::Done);
    let again = stage.upload().await;
    again.assert_end_of_met(End::Failed(PrincipalNotReplicated));
    stage.finish().await;
}

#[tokio::test]
async fn a_write_that_was_accepted_and_lost_is_not_claimed() {
    let lost = [fault(LostUpdate)];
    let said = ends(set().await, &lost, End::Unknown(NotReadBack)).await;
    assert!(said.contains(&format!("The name {} doesn't show", NAMES[1])), "{said}");
    assert!(said.contains("doesn't show as enabled"), "{said}");
    assert!(said.contains("still exists"), "{said}");
    let said = ends(set_names().await, &lost, End::Unknown(NotReadBack)).await;
    assert!(!said.contains("enabled"), "nobody asked for it: {said}");
}

#[tokio::test]
async fn names_that_are_locked_are_given_for_a_support_case_and_nothing_is_written() {
    for refusal in [fault(NamesLocked), fault(Locked)] {
        let said = ends(set().await, &[refusal], End::Failed(PrincipalLocked)).await;
        assert!(said.contains(&format!("These names are missing: {}.", NAMES[1])), "{said}");
        assert!(!said.contains(NAMES[0]), "that one is there: {said}");
        assert!(said.contains("support case"), "{said}");
    }
    let said = ends(set_names().await, &[fault(Denied)], End::Failed(GraphAccessDenied)).await;
    assert!(said.contains(NAMES[1]), "{said}");
}

#[tokio::test]
async fn locked_names_do_not_stand_in_the_way_of_keys() {
    let mut stage = set().await;
    stage.expected.names.clear();
    ends(stage, &[fault(NamesLocked)], End::Done).await;
}

#[tokio::test]
async fn a_key_without_content_does_not_stand_in_the_way_of_names() {
    ends(set_names().await, &[fault(KeyWithoutBytes)], End::Done).await;
}

#[tokio::test]
async fn answers_without_names_are_never_taken_for_none() {
    let stage = set_names().await;
    stage.cloud.add_fault(fault(NamesMissing));
    let plan = stage.plan().await;
    let met = plan.plan().principals.iter().find(|principal| principal.app_id == MET).unwrap();
    assert_eq!(met.action, PlanAction::Cannot);
    let said = ends(stage, &[], End::Failed(GraphUnreadable)).await;
    assert!(said.contains("the names are missing"), "{said}");
    // Whoever writes keys does not need them.
    let mut stage = set().await;
    stage.expected.names.clear();
    stage.cloud.add_fault(fault(NamesMissing));
    let prepared = stage.plan().await;
    let run = stage.apply(&prepared).await;
    run.assert_end(End::Done);
}

#[tokio::test]
async fn a_name_that_another_tool_adds_is_kept_whenever_it_comes() {
    // Between the two reads of the plan, while the operator thinks, and after everything was read back.
    for reads in 1..=3 {
        let stage = set().await;
        stage.cloud.add_fault(fault(ForeignNameAddedBetween).reads(reads));
        let prepared = stage.plan().await;
        if reads == 2 {
            stage.time.pass(Duration::from_mins(1));
        }
        let run = stage.apply(&prepared).await;
        run.assert_end(End::Done);
        if reads < 3 {
            stage.compare(&run);
        }
        let met = stage.cloud.state().principal(MET).unwrap().clone();
        assert_eq!(met.names_of_others.len(), 1, "another tool has added a name");
        assert!(met.names.contains(&met.names_of_others[0]), "after {reads} reads");
        stage.finish().await;
    }
}

#[tokio::test]
async fn what_came_right_before_the_write_is_put_back_and_reported_when_it_shows() {
    for lost_answer in [vec![], vec![fault(ResetAfterApply)]] {
        let stage = set().await;
        for fault in [
            fault(ForeignNameAddedBetween).reads(2),
            fault(ForeignKeyAddedBetween).reads(2),
            fault(Lag).reads(1),
        ]
        .into_iter()
        .chain(lost_answer)
        {
            stage.cloud.add_fault(fault);
        }
        let run = stage.upload().await;
        let met = run.met();
        assert_eq!(met.state, PrincipalState::Done, "{:?}", met.error);
        assert_eq!(met.error.as_ref().unwrap().code, KeysChangedMeanwhile);
        let tenant = stage.cloud.state();
        let held = tenant.principal(MET).unwrap();
        for stranger in held.names_of_others.iter().chain(&held.of_others) {
            assert!(run.said().contains(stranger), "{stranger}: {}", run.said());
        }
        assert_eq!((held.names_of_others.len(), held.of_others.len(), held.writes), (1, 1, 2));
        stage.finish().await;
    }
}

#[tokio::test]
async fn a_fault_that_disables_ends_when_a_write_enables() {
    let mut stage = Stage::set().await;
    stage.expected = Expected { enabled: true, ..Expected::default() };
    stage.cloud.add_fault(fault(Disabled));
    let run = stage.upload().await;
    run.assert_end_of_met(End::Done);
    assert_eq!(stage.writes(), 1);
}
