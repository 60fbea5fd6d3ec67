//! Sign-in against a fake service on loopback, on a clock that does not wait.

mod browser;
mod claims;
mod device_code;
mod fake;
mod methods;
mod redirects;
mod restart;
mod session;
mod tenant;
