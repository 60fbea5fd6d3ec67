//! Tests of the upload against a small fake Graph on loopback. Each compares what was sent and what
//! the tenant holds in the end with what the program claims.

mod applications;
mod bench;
pub(in crate::graph) mod certificates;
mod clock;
mod copies;
mod creations;
mod desired;
mod fake;
mod faults;
mod meanwhile;
mod names;
mod others;
mod plans;
mod redirects;
mod removals;
mod replication;
mod restores;
mod roles;
mod uploads;
mod verifications;
