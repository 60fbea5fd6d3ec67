//! The faults that can be switched on, and which request each of them meets.
//!
//! A fault is one flat object, so that a test can write it by hand; a field that is not known is
//! refused, because a misspelt fault that does nothing lets a test pass without its subject.

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// HTTP 429, with `retryAfter` seconds in `Retry-After` when given.
    Throttle,
    /// HTTP 503, likewise; with `applied` after the request was carried out.
    Unavailable,
    /// HTTP 504; with `applied` after the request was carried out.
    GatewayTimeout,
    /// The connection is reset before the request is carried out.
    ResetBeforeApply,
    /// The request is carried out, then the connection is reset before anything is answered.
    ResetAfterApply,
    /// The request is carried out, and the connection ends in the middle of the answer.
    HalfAnswer,
    /// The request is carried out `milliseconds` later; with `applied` at once, and only its answer is
    /// late.
    Delay,
    /// After a write, the next `reads` reads of the principal, or all within `seconds`, show the old keys.
    Lag,
    /// After a write, the next `reads` reads show the old and the new keys by turns, beginning with the new.
    AlternateReads,
    /// The key in place `entry` (from 0) comes back without its bytes.
    KeyWithoutBytes,
    /// The key in place `entry` comes back with `end` as its `endDateTime`; without it, with null.
    KeyEnd,
    /// Writes are refused with `status`, `code` and `message`, or with `body` as it is.
    Refused,
    /// Graph's address answers with `status` and sends the program to `location`.
    Redirect,
    /// The same of the sign-in service.
    SignInRedirect,
    /// Microsoft has locked the principal: `CannotUpdateLockedServicePrincipalProperty`.
    Locked,
    /// Microsoft has locked its names: the same, with HTTP 403, for writes that send names.
    NamesLocked,
    /// Reads leave the names out.
    NamesMissing,
    /// A write is answered as if it was carried out, and is lost.
    LostUpdate,
    /// The principal is absent until it is created.
    Absent,
    /// The principal is absent and cannot be created: `NoBackingApplicationObject`.
    NoBackingApplication,
    /// Another tool adds a key of its own right after the principal was read `reads` times.
    ForeignKeyAddedBetween,
    /// Another tool adds a name of its own right after the principal was read `reads` times.
    ForeignNameAddedBetween,
    /// The principal is disabled until a write enables it: `accountEnabled` is false. Its keys can be
    /// read and written.
    Disabled,
    /// Writes are refused: `Authorization_RequestDenied`.
    Denied,
    /// Nobody may read roles: `Authorization_RequestDenied` for `/me/memberOf`.
    RolesHidden,
    /// The access token is refused: `InvalidAuthenticationToken`.
    Unauthorized,
    /// New certificates that are valid for more than `days` are refused.
    LifetimePolicy,
    /// The `Date` of every answer is `hours` off.
    WrongDate,
    /// The token endpoint answers with the OAuth `error` and Entra's `number`.
    SignInError,
    /// A policy blocks device codes from now on, and what was got with one is not renewed.
    DeviceCodesBlocked,
    /// Graph refuses tokens that were not issued with `claims`.
    ClaimsChallenge,
}

/// A fault, and the requests it meets.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of its own in the JSON of a fault"
)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// Only requests about this application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// Only requests with this method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// How often it happens. Without it: once for what passes, always for what stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Seconds, for `throttle` and `unavailable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// A number of reads, for `lag`, `alternate-reads`, `foreign-key-added-between` and
    /// `foreign-name-added-between`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<u32>,
    /// Seconds, for `lag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// A place in the list of keys, for `key-without-bytes` and `key-end`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<usize>,
    /// For `key-without-bytes`: a read by object id brings the bytes all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_by_app_id: bool,
    /// Days, for `lifetime-policy`; 365 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Milliseconds, for `delay`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u32>,
    /// The request is carried out all the same, for `unavailable`, `gateway-timeout` and `delay`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub applied: bool,
    /// Hours, for `wrong-date`: the service's clock is ahead by as much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<i32>,
    /// The OAuth error, for `sign-in-error`; `invalid_grant` without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Entra's number, for `sign-in-error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The claims, for `claims-challenge`; an authentication context without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// For `claims-challenge`: they are not given in silence, only to who signs in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interactive_only: bool,
    /// A moment, for `key-end`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// An HTTP status, for `refused` (403 without it), `redirect` and `sign-in-redirect` (302).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Graph's code, for `refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the service says, for `refused` and `sign-in-error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The whole body, for `refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<serde_json::Value>,
    /// An address, for `redirect` and `sign-in-redirect`; one on which nobody listens without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// For `unavailable`, `unauthorized` and `sign-in-error`: the message repeats the token or the
    /// code that was sent, as no service should.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub echo: bool,
}

impl Fault {
    /// A fault of that kind, with nothing said but what goes wrong.
    pub fn new(kind: FaultKind) -> Self {
        Self {
            kind,
            app_id: None,
            method: None,
            times: None,
            retry_after: None,
            reads: None,
            seconds: None,
            entry: None,
            only_by_app_id: false,
            days: None,
            milliseconds: None,
            applied: false,
            hours: None,
            error: None,
            number: None,
            claims: None,
            interactive_only: false,
            end: None,
            status: None,
            code: None,
            message: None,
            body: None,
            location: None,
            echo: false,
        }
    }

    /// Repeating in its message what was sent.
    #[must_use]
    pub fn echoing(self) -> Self {
        Self { echo: true, ..self }
    }

    /// Only for requests about that application.
    #[must_use]
    pub fn of(self, app_id: &str) -> Self {
        Self { app_id: Some(app_id.to_owned()), ..self }
    }

    /// That often.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// With that many reads.
    #[must_use]
    pub fn reads(self, reads: u32) -> Self {
        Self { reads: Some(reads), ..self }
    }

    /// The request is carried out all the same.
    #[must_use]
    pub fn applied(self) -> Self {
        Self { applied: true, ..self }
    }

    /// How often it will still happen; none: always.
    fn left(&self) -> Option<u32> {
        self.times.or(match self.kind {
            FaultKind::Throttle
            | FaultKind::Unavailable
            | FaultKind::GatewayTimeout
            | FaultKind::ResetBeforeApply
            | FaultKind::ResetAfterApply
            | FaultKind::HalfAnswer
            | FaultKind::Delay
            | FaultKind::ForeignKeyAddedBetween
            | FaultKind::ForeignNameAddedBetween
            | FaultKind::LostUpdate
            | FaultKind::Unauthorized
            | FaultKind::SignInError => Some(1),
            FaultKind::Lag
            | FaultKind::AlternateReads
            | FaultKind::KeyWithoutBytes
            | FaultKind::KeyEnd
            | FaultKind::Refused
            | FaultKind::Redirect
            | FaultKind::SignInRedirect
            | FaultKind::Locked
            | FaultKind::NamesLocked
            | FaultKind::NamesMissing
            | FaultKind::Absent
            | FaultKind::NoBackingApplication
            | FaultKind::Disabled
            | FaultKind::Denied
            | FaultKind::RolesHidden
            | FaultKind::LifetimePolicy
            | FaultKind::WrongDate
            | FaultKind::DeviceCodesBlocked
            | FaultKind::ClaimsChallenge => None,
        })
    }

    /// Whether it meets writes alone, unless a method is named.
    fn of_writes(&self) -> bool {
        self.applied
            || matches!(
                self.kind,
                FaultKind::ResetBeforeApply
                    | FaultKind::ResetAfterApply
                    | FaultKind::Denied
                    | FaultKind::Refused
            )
    }

    fn meets(&self, kind: FaultKind, subject: &Subject<'_>) -> bool {
        let method = match &self.method {
            Some(method) => method.eq_ignore_ascii_case(subject.method),
            None => !self.of_writes() || subject.method != "GET",
        };
        let app = match (&self.app_id, subject.app_id) {
            (None, _) => true,
            (Some(wanted), Some(app_id)) => wanted.eq_ignore_ascii_case(app_id),
            (Some(_), None) => false,
        };
        self.kind == kind && method && app
    }
}

/// What a request is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) method: &'a str,
    pub(crate) app_id: Option<&'a str>,
}

/// The faults that are switched on.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        let times = fault.left();
        self.0.push(Fault { times, ..fault });
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn all(&self) -> &[Fault] {
        &self.0
    }

    /// The first fault of that kind that meets the request, without using it up.
    pub(crate) fn find(&self, kind: FaultKind, subject: &Subject<'_>) -> Option<&Fault> {
        self.0.iter().find(|fault| fault.meets(kind, subject))
    }

    /// The same, counted: it goes when it has happened often enough.
    pub(crate) fn take(&mut self, kind: FaultKind, subject: &Subject<'_>) -> Option<Fault> {
        self.take_if(kind, subject, |_| true)
    }

    /// The same of the kinds that come before a request is carried out or after it, as `applied` says.
    pub(crate) fn take_applied(
        &mut self,
        kind: FaultKind,
        subject: &Subject<'_>,
        applied: bool,
    ) -> Option<Fault> {
        self.take_if(kind, subject, |fault| fault.applied == applied)
    }

    fn take_if(
        &mut self,
        kind: FaultKind,
        subject: &Subject<'_>,
        wanted: impl Fn(&Fault) -> bool,
    ) -> Option<Fault> {
        let place = self.0.iter().position(|fault| fault.meets(kind, subject) && wanted(fault))?;
        let fault = self.0[place].clone();
        if let Some(times) = &mut self.0[place].times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.0.remove(place);
            }
        }
        Some(fault)
    }

    /// Ends a standing fault.
    pub(crate) fn end(&mut self, kind: FaultKind, app_id: &str) {
        let subject = Subject { method: "POST", app_id: Some(app_id) };
        self.0.retain(|fault| !fault.meets(kind, &subject));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: Subject<'static> = Subject { method: "GET", app_id: Some("a") };
    const WRITE: Subject<'static> = Subject { method: "PATCH", app_id: Some("a") };

    #[test]
    fn a_passing_fault_happens_once_and_a_standing_one_until_it_is_cleared() {
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::Throttle));
        faults.add(Fault::new(FaultKind::Locked));
        assert!(faults.take(FaultKind::Throttle, &READ).is_some());
        assert!(faults.take(FaultKind::Throttle, &READ).is_none());
        for _ in 0..3 {
            assert!(faults.take(FaultKind::Locked, &WRITE).is_some());
        }
        faults.clear();
        assert!(faults.take(FaultKind::Locked, &WRITE).is_none());
    }

    #[test]
    fn a_fault_happens_as_often_as_it_was_asked_for() {
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::Unavailable).times(2));
        let happened =
            (0..5).filter(|_| faults.take(FaultKind::Unavailable, &READ).is_some()).count();
        assert_eq!(happened, 2);
    }

    #[test]
    fn a_fault_of_one_application_leaves_the_others_alone() {
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::Throttle).of("B"));
        assert!(faults.find(FaultKind::Throttle, &READ).is_none());
        let other = Subject { app_id: Some("b"), ..READ };
        assert!(faults.find(FaultKind::Throttle, &other).is_some());
        let none = Subject { app_id: None, ..READ };
        assert!(faults.find(FaultKind::Throttle, &none).is_none());
    }

    #[test]
    fn resets_meet_writes_unless_a_method_is_named() {
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::ResetAfterApply));
        assert!(faults.find(FaultKind::ResetAfterApply, &READ).is_none());
        assert!(faults.find(FaultKind::ResetAfterApply, &WRITE).is_some());
        faults.clear();
        let fault = r#"{"kind":"reset-after-apply","method":"get"}"#;
        faults.add(serde_json::from_str(fault).unwrap());
        assert!(faults.find(FaultKind::ResetAfterApply, &READ).is_some());
        assert!(faults.find(FaultKind::ResetAfterApply, &WRITE).is_none());
    }

    #[test]
    fn a_misspelt_fault_is_refused() {
        for text in
            [r#"{"kind":"throttel"}"#, r#"{"kind":"throttle","retry_after":3}"#, r#"{"times":3}"#]
        {
            assert!(serde_json::from_str::<Fault>(text).is_err(), "{text}");
        }
    }
}
