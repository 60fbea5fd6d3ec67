//! Sign-in against a fake service on loopback, on a clock that does not wait.

mod device_code;
mod fake;
mod restart;
mod session;
mod tenant;
