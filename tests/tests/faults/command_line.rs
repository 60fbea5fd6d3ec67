//! The built program's upload under faults, compared like the others.

use crate::compare::compare;
use crate::stage::{End, Run, asking, fault, on};
use crosstrust_core::error::ErrorCode::{GraphThrottled, KeyBytesMissing, PrincipalLocked};
use crosstrust_core::graph::PrincipalResult;
use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::FaultKind::{
    AlternateReads, ForeignKeyAddedBetween, GatewayTimeout, HalfAnswer, KeyWithoutBytes, Lag,
    Locked, ResetAfterApply, Throttle, Unauthorized,
};
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions, Fault, Person, RunningCloud};
use crosstrust_tests::program;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use tokio::task::spawn_blocking;

/// Runs an upload to its end; its exit code and its results.
async fn upload(cloud: &RunningCloud, folder: &Path) -> (i32, Vec<PrincipalResult>) {
    let url = cloud.url().as_str();
    let mut child = Command::new(program::crosstrust())
        .args(["upload", "--certificate", "auth.cer", "--tenant", "contoso.com", "--yes", "--json"])
        .args(["--login-url", url, "--graph-url", url, "--backup", "copies"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let (first, mut lines) = spawn_blocking(move || {
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        (first, lines)
    })
    .await
    .unwrap();
    let code: Value = serde_json::from_str(&first).unwrap();
    assert!(cloud.sign_in(code["userCode"].as_str().unwrap(), Person::GlobalAdministrator));
    spawn_blocking(move || {
        let mut rest = String::new();
        lines.read_to_string(&mut rest).unwrap();
        let last: Value = serde_json::from_str(rest.lines().last().unwrap()).unwrap();
        let results = serde_json::from_value(last["principals"].clone()).unwrap();
        (child.wait().unwrap().code().unwrap(), results)
    })
    .await
    .unwrap()
}

/// An upload under these faults ends so, and a second one finishes.
async fn ends(faults: &[Fault], end: End, exit: i32) {
    let cloud = Cloud::start(CloudOptions { poll_interval: 1, ..CloudOptions::default() });
    let cloud = cloud.await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let now = Timestamp::now();
    let day = |days: i64| now + SignedDuration::from_hours(24 * days);
    let der = certificate::make(certificate::AUTH_CERTIFICATE, day(-1), day(1_500)).unwrap();
    std::fs::write(folder.path().join("auth.cer"), &der).unwrap();
    let thumbprint = certificate::thumbprint(&der);
    for fault in faults {
        cloud.add_fault(fault.clone());
    }
    let before = cloud.state();
    let (code, results) = upload(&cloud, folder.path()).await;
    let run = Run { before, results };
    compare(&cloud.state(), &run, now, &thumbprint);
    run.assert_end(end);
    assert_eq!(code, exit, "{faults:?}");
    cloud.clear_faults();
    let before = cloud.state();
    let (code, results) = upload(&cloud, folder.path()).await;
    compare(&cloud.state(), &Run { before, results }, now, &thumbprint);
    assert_eq!(code, 0, "running again finishes");
}

#[tokio::test]
async fn faults_that_pass_end_well() {
    for faults in [
        vec![on("PATCH", asking(1, fault(Throttle)))],
        vec![fault(GatewayTimeout).applied()],
        vec![fault(ResetAfterApply), fault(AlternateReads).reads(2)],
        vec![on("PATCH", fault(HalfAnswer)), fault(Lag).reads(1)],
        vec![on("PATCH", fault(Unauthorized)), on("GET", fault(HalfAnswer))],
        vec![fault(ForeignKeyAddedBetween).reads(1)],
    ] {
        ends(&faults, End::Done, 0).await;
    }
}

#[tokio::test]
async fn faults_that_stay_end_with_nothing_written_and_a_second_run_finishes() {
    ends(&[on("PATCH", asking(3_600, fault(Throttle)))], End::Failed(GraphThrottled), 1).await;
    ends(&[fault(Locked)], End::Failed(PrincipalLocked), 1).await;
    ends(&[fault(KeyWithoutBytes)], End::Failed(KeyBytesMissing), 1).await;
}
