//! How days, times and numbers are written for a person: in English, as is usual in the person's region.
//!
//! Apart from the catalog, because a region is no language: a PC in Germany has English sentences, the day
//! before the month and a 24-hour clock. The window formats with `Intl` and the same locale, so that a page
//! has one form (`tests/data/formats.json` holds both to it). What programs read has ISO 8601 instead.
//!
//! The shell sets the region and the time zone when the program starts. Until then the form is that of the
//! United Kingdom, in UTC, on every computer.

use super::say;
use icu_calendar::{Date as CalendarDate, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDT};
use icu_datetime::input::{DateTime, Time};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::subtags::region;
use icu_locale_core::{Locale, locale};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::OnceLock;

/// The locale of a computer that names no region.
const UNITED_KINGDOM: Locale = locale!("en-GB");

/// The form of days, times and numbers.
#[derive(Clone, Debug)]
pub struct Formats {
    /// English in a region.
    locale: Locale,
    /// None: UTC, and a time says so.
    zone: Option<TimeZone>,
}

static UNSET: Formats = Formats { locale: UNITED_KINGDOM, zone: None };
static SET: OnceLock<Formats> = OnceLock::new();

/// Sets the form for the rest of the process. Only the first call has an effect: what was said already keeps
/// its form.
pub fn set_formats(formats: Formats) {
    let _ = SET.set(formats);
}

fn formats() -> &'static Formats {
    SET.get().unwrap_or(&UNSET)
}

impl Formats {
    /// The form of a system's locale in a time zone: "de-DE". A locale without a region ("C"), or one that
    /// is not known, has the form of the United Kingdom.
    pub fn of(system: Option<&str>, zone: TimeZone) -> Self {
        let system = system.and_then(|system| system.parse::<Locale>().ok());
        let mut locale = UNITED_KINGDOM;
        if let Some(region) = system.and_then(|system| system.id.region) {
            // The data for two regions write a medium day in numbers only, which reads as two days.
            locale.id.region = Some(match region.as_str() {
                "NZ" => region!("AU"),
                "MV" => region!("GB"),
                _ => region,
            });
        }
        Self { locale, zone: Some(zone) }
    }

    /// The locale to format with: "en-DE".
    pub fn locale(&self) -> String {
        self.locale.to_string()
    }

    fn at(&self, at: Timestamp) -> civil::DateTime {
        at.to_zoned(self.zone.clone().unwrap_or(TimeZone::UTC)).datetime()
    }

    fn day(&self, day: civil::Date, length: DayLength) -> String {
        let formatters = Formatters::of(&self.locale);
        let (formatter, fields) = match length {
            DayLength::Medium => (&formatters.medium, YMD::medium()),
            DayLength::Long => (&formatters.long, YMD::long()),
        };
        let formatter = formatter.get_or_init(|| {
            let locale = self.locale.clone().into();
            FixedCalendarDateTimeFormatter::try_new(locale, fields).expect(BUILT_IN)
        });
        spaced(&formatter.format(&calendar(day)).to_string())
    }

    fn moment(&self, at: Timestamp) -> String {
        let at = self.at(at);
        let (hour, minute) = (at.hour().unsigned_abs(), at.minute().unsigned_abs());
        let time = Time::try_new(hour, minute, 0, 0).expect("BUG: a time of day is one in ICU");
        let date = calendar(at.date());
        let formatters = Formatters::of(&self.locale);
        let formatter = formatters.moment.get_or_init(|| {
            let (locale, fields) = (self.locale.clone().into(), YMD::medium().with_time_hm());
            FixedCalendarDateTimeFormatter::try_new(locale, fields).expect(BUILT_IN)
        });
        let moment = spaced(&formatter.format(&DateTime { date, time }).to_string());
        if self.zone.is_some() { moment } else { say!("date-utc", moment = moment) }
    }

    fn number(&self, number: &Decimal) -> String {
        let formatters = Formatters::of(&self.locale);
        let formatter = formatters.number.get_or_init(|| {
            let (locale, options) =
                (self.locale.clone().into(), DecimalFormatterOptions::default());
            DecimalFormatter::try_new(locale, options).expect(BUILT_IN)
        });
        spaced(&formatter.format(number).to_string())
    }
}

/// How much of a month's name a day has.
#[derive(Clone, Copy)]
enum DayLength {
    Medium,
    Long,
}

type DateFormatter<Fields> = FixedCalendarDateTimeFormatter<Gregorian, Fields>;

/// What a locale is written with. To make one takes far longer than to write with it.
struct Formatters {
    locale: Locale,
    medium: OnceCell<DateFormatter<YMD>>,
    long: OnceCell<DateFormatter<YMD>>,
    moment: OnceCell<DateFormatter<YMDT>>,
    number: OnceCell<DecimalFormatter>,
}

thread_local! {
    /// Those of the locale that this thread wrote with last: in the program it is always the same.
    static FORMATTERS: RefCell<Option<Rc<Formatters>>> = const { RefCell::new(None) };
}

impl Formatters {
    fn of(locale: &Locale) -> Rc<Self> {
        let kept = FORMATTERS.with_borrow(Clone::clone);
        kept.filter(|kept| kept.locale == *locale).unwrap_or_else(|| {
            let made = Rc::new(Self {
                locale: locale.clone(),
                medium: OnceCell::new(),
                long: OnceCell::new(),
                moment: OnceCell::new(),
                number: OnceCell::new(),
            });
            FORMATTERS.set(Some(Rc::clone(&made)));
            made
        })
    }
}

const BUILT_IN: &str = "BUG: the data of every region are built in";

fn calendar(day: civil::Date) -> CalendarDate<Gregorian> {
    let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    CalendarDate::try_new_gregorian(day.year().into(), month, of_month)
        .expect("BUG: a date of the calendar is one in ICU")
}

/// The text with the wider of the two spaces that do not break: a console of Windows has no narrow one.
fn spaced(text: &str) -> String {
    text.replace('\u{202f}', "\u{a0}")
}

/// The day of that time, for a person: "12 Sept 2028".
pub fn day(at: Timestamp) -> String {
    formats().day(civil_day(at), DayLength::Medium)
}

/// The day of that time in the person's time zone.
pub fn civil_day(at: Timestamp) -> civil::Date {
    formats().at(at).date()
}

/// A day without a time, with its month in full: "31 October 2025".
pub fn long_day(day: civil::Date) -> String {
    formats().day(day, DayLength::Long)
}

/// The minute of that time, for a person: "12 Sept 2028, 14:05".
pub fn moment(at: Timestamp) -> String {
    formats().moment(at)
}

/// A number with one digit after the decimal separator: "1.5".
pub fn tenths(number: f64) -> String {
    let rounded = format!("{number:.1}");
    rounded.parse().map_or(rounded, |number| formats().number(&number))
}

/// A whole number with its separators: "12,345". None of one that is not whole.
pub(super) fn whole(number: f64) -> Option<String> {
    (number.fract() == 0.0)
        .then(|| format!("{number:.0}"))?
        .parse()
        .ok()
        .map(|number| formats().number(&number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    const BERLIN: &str = "Europe/Berlin";

    /// What both the program and the window write on a computer of a locale.
    #[derive(Deserialize)]
    struct Form {
        system: Option<String>,
        locale: String,
        at: Timestamp,
        day: String,
        #[serde(rename = "longDay")]
        long_day: String,
        moment: String,
        number: f64,
        written: String,
    }

    fn forms() -> Vec<Form> {
        let text = include_str!("../../../../tests/data/formats.json");
        serde_json::from_str(text).expect("a list of forms")
    }

    #[test]
    fn each_region_has_its_form_and_the_window_has_the_same() {
        for form in forms() {
            let formats = Formats::of(form.system.as_deref(), TimeZone::get(BERLIN).unwrap());
            let date = formats.at(form.at).date();
            let whole: Decimal = form.number.to_string().parse().unwrap();
            assert_eq!(
                [
                    formats.locale(),
                    formats.day(date, DayLength::Medium),
                    formats.day(date, DayLength::Long),
                    formats.moment(form.at),
                    formats.number(&whole)
                ],
                [form.locale, form.day, form.long_day, form.moment, form.written],
                "{:?}",
                form.system
            );
        }
    }

    #[test]
    fn a_locale_without_a_region_has_the_fixed_form() {
        for system in [None, Some("C"), Some("POSIX"), Some(""), Some("de"), Some("no locale")] {
            assert_eq!(Formats::of(system, TimeZone::UTC).locale(), "en-GB", "{system:?}");
        }
    }

    #[test]
    fn every_region_is_written() {
        let time: Timestamp = "2028-09-12T14:05:00Z".parse().unwrap();
        for first in 'A'..='Z' {
            for second in 'A'..='Z' {
                let formats = Formats::of(Some(&format!("en-{first}{second}")), TimeZone::UTC);
                let moment = formats.moment(time);
                assert!(moment.contains("Sep") && moment.contains("2028"), "{moment}");
            }
        }
    }

    #[test]
    fn a_day_is_that_of_the_time_zone_and_one_that_was_not_set_says_utc() {
        let time: Timestamp = "2028-12-31T23:30:00Z".parse().unwrap();
        let berlin = Formats::of(Some("de-DE"), TimeZone::get(BERLIN).unwrap());
        assert_eq!(berlin.moment(time), "1 Jan 2029, 00:30");
        assert_eq!(
            (day(time), moment(time)),
            ("31 Dec 2028".into(), "31 Dec 2028, 23:30 UTC".into())
        );
        for end in [Timestamp::MIN, Timestamp::MAX] {
            assert!(!moment(end).is_empty());
        }
    }

    #[test]
    fn numbers_have_separators() {
        assert_eq!(whole(1_234_567.0).as_deref(), Some("1,234,567"));
        assert_eq!((whole(-3.0).as_deref(), whole(0.5)), (Some("-3"), None));
        assert_eq!((tenths(0.04), tenths(1_234.56)), ("0.0".to_owned(), "1,234.6".to_owned()));
    }
}
