//! What each quantity accepts, what it says of what it refuses, and that text and value agree.

use proptest::prelude::*;

use super::*;

fn wrong<T: std::str::FromStr<Err = UnitError> + std::fmt::Debug>(text: &str) -> String {
    text.parse::<T>().expect_err("the text must be refused").to_string()
}

#[test]
fn sizes_have_binary_and_decimal_units() {
    assert_eq!("32 GiB".parse(), Ok(Bytes(32 << 30)));
    assert_eq!("1 TB".parse(), Ok(Bytes(1_000_000_000_000)));
    assert_eq!("1.5KiB".parse(), Ok(Bytes(1_536)));
    assert_eq!("0 B".parse(), Ok(Bytes(0)));
    assert_eq!("18446744073709551615 B".parse(), Ok(Bytes(u64::MAX)));
}

#[test]
fn rates_times_percentages_periods_and_growth_are_read() {
    assert_eq!("2 Gbps".parse(), Ok(BitsPerSecond(2_000_000_000)));
    assert_eq!("1.25 Gbps".parse(), Ok(BitsPerSecond(1_250_000_000)));
    assert_eq!("250 ms".parse(), Ok(Millis(250)));
    assert_eq!("1 day".parse(), Ok(Millis(86_400_000)));
    assert_eq!("99.95%".parse(), Ok(Percent(99_950)));
    assert_eq!("100 %".parse(), Ok(Percent(100_000)));
    assert_eq!("12 months".parse(), Ok(Period::Months(12)));
    let growth = Growth { amount: Bytes(10 << 30), per: GrowthPeriod::Month };
    assert_eq!("10 GiB/month".parse(), Ok(growth));
}

#[test]
fn what_is_refused_says_why_and_what_to_write() {
    insta::assert_snapshot!(wrong::<Bytes>("32"), @"`32` has no unit; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>("-3 GiB"), @"`-3 GiB` is negative, which it cannot be; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>(""), @"there is no value; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>("lots"), @"`lots` does not begin with a number; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>("3 gib"), @"`gib` is not a unit here, did you mean `GiB`?; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>("3 Gb"), @"`Gb` is not a unit here, did you mean `GiB`?; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>("3 parsecs"), @"`parsecs` is not a unit here; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>("1,5 GiB"), @"`1,5 GiB` has a comma; the decimal sign is a point; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>("0.3 B"), @"`0.3 B` has more decimal places than can be kept; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>("20000 PiB"), @"`20000 PiB` is too large; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<Bytes>("1.2.3 GiB"), @"`1.2.3 GiB` does not begin with a number; write a size with its unit, such as 32 GiB");
    insta::assert_snapshot!(wrong::<BitsPerSecond>("2 GB"), @"`GB` is not a unit here; write a data rate with its unit, such as 2 Gbps");
    insta::assert_snapshot!(wrong::<Millis>("5 minutes"), @"`minutes` is not a unit here, did you mean `min`?; write a time with its unit, such as 15 min");
    insta::assert_snapshot!(wrong::<Percent>("99.9"), @"`99.9` has no unit; write a percentage from 0% to 100%, such as 99.9%");
    insta::assert_snapshot!(wrong::<Percent>("101%"), @"`101%` is too large; write a percentage from 0% to 100%, such as 99.9%");
    insta::assert_snapshot!(wrong::<Percent>("99.99999%"), @"`99.99999%` has more decimal places than can be kept; write a percentage from 0% to 100%, such as 99.9%");
    insta::assert_snapshot!(wrong::<Period>("2 weeks"), @"`weeks` is not a unit here; write a period with its unit, such as 35 days");
    insta::assert_snapshot!(wrong::<Period>("1.5 years"), @"`1.5 years` has more decimal places than can be kept; write a period with its unit, such as 35 days");
    insta::assert_snapshot!(wrong::<Growth>("10 GiB"), @"`10 GiB` has no unit; write a size and a period, such as 10 GiB/month");
    insta::assert_snapshot!(wrong::<Growth>("10 GiB/months"), @"`months` is not a unit here, did you mean `month`?; write a size and a period, such as 10 GiB/month");
}

#[test]
fn an_absurdly_long_number_is_refused_without_overflow() {
    let digits = "9".repeat(100_000);
    assert!(wrong::<Bytes>(&format!("{digits} PiB")).contains("is too large"));
    assert!(wrong::<Bytes>(&format!("0.{digits} PiB")).contains("is too large"));
    let zeros = "0".repeat(100_000);
    assert_eq!(format!("1.{zeros} B").parse(), Ok(Bytes(1)));
    assert!(wrong::<Bytes>(&format!("0.{zeros}1 PiB")).contains("decimal places"));
}

#[test]
fn the_largest_exact_unit_is_written() {
    insta::assert_snapshot!(Bytes(32 << 30), @"32 GiB");
    insta::assert_snapshot!(Bytes(1_000_000_000_000), @"1 TB");
    insta::assert_snapshot!(Bytes(1_025), @"1025 B");
    insta::assert_snapshot!(Millis(86_400_000), @"1 day");
    insta::assert_snapshot!(Millis(90_000), @"90 s");
    insta::assert_snapshot!(Millis(0), @"0 ms");
    insta::assert_snapshot!(Percent(99_950), @"99.95%");
    insta::assert_snapshot!(Period::Years(1), @"1 year");
}

#[test]
fn serde_reads_and_writes_text() {
    assert_eq!(serde_json::to_string(&Bytes(32 << 30)).ok().as_deref(), Some("\"32 GiB\""));
    let error = serde_json::from_str::<Bytes>("\"32\"").expect_err("no unit").to_string();
    assert!(error.contains("write a size with its unit, such as 32 GiB"), "{error}");
}

fn round_trip<T>(value: T) -> Result<(), TestCaseError>
where
    T: std::str::FromStr<Err = UnitError> + std::fmt::Display + std::fmt::Debug + PartialEq,
{
    prop_assert_eq!(value.to_string().parse::<T>(), Ok(value));
    Ok(())
}

proptest! {
    #[test]
    fn every_size_reads_back(n: u64) { round_trip(Bytes(n))?; }

    #[test]
    fn every_round_size_reads_back(n in 0_u64..16_000, shift in 0_u32..50) {
        round_trip(Bytes(n << shift))?;
    }

    #[test]
    fn every_rate_reads_back(n: u64) { round_trip(BitsPerSecond(n))?; }

    #[test]
    fn every_time_reads_back(n in 0_u64..1_000_000, unit in 0_usize..6) {
        round_trip(Millis(n * parse::TIMES[unit].1))?;
    }

    #[test]
    fn every_percentage_reads_back(n in 0_u32..=100_000) { round_trip(Percent(n))?; }

    #[test]
    fn every_period_reads_back(n: u32, unit in 0..3) {
        round_trip(match unit { 0 => Period::Days(n), 1 => Period::Months(n), _ => Period::Years(n) })?;
    }

    #[test]
    fn every_growth_reads_back(n: u64, unit in 0..3) {
        let per = match unit { 0 => GrowthPeriod::Day, 1 => GrowthPeriod::Month, _ => GrowthPeriod::Year };
        round_trip(Growth { amount: Bytes(n), per })?;
    }

    #[test]
    fn no_text_makes_a_quantity_panic(text in "\\PC{0,40}") {
        let _ = text.parse::<Bytes>();
        let _ = text.parse::<BitsPerSecond>();
        let _ = text.parse::<Millis>();
        let _ = text.parse::<Percent>();
        let _ = text.parse::<Period>();
        let _ = text.parse::<Growth>();
    }
}
