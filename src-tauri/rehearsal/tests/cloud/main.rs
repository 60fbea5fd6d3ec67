//! The simulated cloud as a program meets it: over HTTP, and through its control routes.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod graph;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod page;
#[cfg(test)]
mod restart;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod support;
