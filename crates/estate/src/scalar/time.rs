//! Dates and times of the week.

use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZoneDatabase;
use schemars::{Schema, json_schema};

use super::{Problem, Scalar};
use crate::codes::{DATE, WEEKLY_TIME};
use crate::model::WeeklyTime;
use crate::nearest::nearest;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Scalar for Date {
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong =
            |message: String, label: &str, help: String| Problem::new(DATE, message, label, help);
        let Some((year, month, day)) = date_parts(text) else {
            let help = "write year-month-day, such as 2027-03-31".into();
            return Err(wrong(format!("`{text}` is not a date"), "not a date", help));
        };
        let Some(month_name) =
            usize::from(month.unsigned_abs()).checked_sub(1).and_then(|m| MONTHS.get(m))
        else {
            let help = "write year-month-day; months are 01 to 12".into();
            return Err(wrong(format!("`{text}` does not exist"), "no such month", help));
        };
        Date::new(year, month, day).map_err(|_| {
            let last = Date::new(year, month, 1).map_or(31, Date::days_in_month);
            let help = format!("{month_name} {year} has {last} days");
            wrong(format!("`{text}` does not exist"), "no such day", help)
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "format": "date", "examples": ["2027-03-31"] })
    }
}

/// Year, month and day of `2027-03-31`, whether or not the day exists.
fn date_parts(text: &str) -> Option<(i16, i8, i8)> {
    let digits = text.bytes().enumerate().all(|(i, b)| match i {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    if text.len() != 10 || !digits {
        return None;
    }
    Some((text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?))
}

/// The days of the week as they are written.
const DAYS: &[(&str, Weekday)] = &[
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

const WEEKLY_HELP: &str = "write day, time and time zone, such as sun 02:00 Europe/Berlin";

impl Scalar for WeeklyTime {
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |message: String, label: &str, help: &str| {
            Problem::new(WEEKLY_TIME, message, label, help)
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        let [day, time, zone] = words[..] else {
            let message = format!("`{text}` is not a time of the week");
            return Err(wrong(message, "day, time and zone are expected", WEEKLY_HELP));
        };
        let Some((_, day)) = DAYS.iter().find(|(name, _)| *name == day) else {
            let help = "days are mon, tue, wed, thu, fri, sat and sun";
            return Err(wrong(format!("`{day}` is not a day of the week"), "no such day", help));
        };
        let Some((hour, minute)) = clock_time(time) else {
            let help = "write hours and minutes, 00:00 to 23:59";
            return Err(wrong(format!("`{time}` is not a time of day"), "no such time", help));
        };
        let zone = time_zone(zone)?;
        Ok(Self { day: *day, hour, minute, zone })
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^\\s*(mon|tue|wed|thu|fri|sat|sun)\\s+([01][0-9]|2[0-3]):[0-5][0-9]\\s+[A-Za-z0-9_+/-]+\\s*$",
            "examples": ["sun 02:00 Europe/Berlin"],
        })
    }
}

/// Hours and minutes of `02:00`.
fn clock_time(text: &str) -> Option<(u8, u8)> {
    let (hour, minute) = text.split_once(':')?;
    let two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !two(hour) || !two(minute) {
        return None;
    }
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 23 && minute <= 59).then_some((hour, minute))
}

/// The name of a time zone as the bundled database spells it.
fn time_zone(text: &str) -> Result<String, Problem> {
    let zones = TimeZoneDatabase::bundled();
    let names: Vec<String> = zones.available().map(|name| name.as_str().to_owned()).collect();
    if names.iter().any(|name| name == text) {
        return Ok(text.into());
    }
    let help = match nearest(text, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None => "write a time zone of the IANA database, such as Europe/Berlin".into(),
    };
    let message = format!("`{text}` is not a time zone");
    Err(Problem::new(WEEKLY_TIME, message, "no such time zone", help))
}

impl fmt::Display for WeeklyTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = DAYS.iter().find(|(_, day)| *day == self.day).map_or("", |(name, _)| name);
        write!(f, "{day} {:02}:{:02} {}", self.hour, self.minute, self.zone)
    }
}
