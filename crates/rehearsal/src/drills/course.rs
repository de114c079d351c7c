//! The course of a drill as a state machine: when to break, when to mend, when to stop. Pure: it is told the time and what was observed.

use std::time::Duration;

/// What the driver must do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Inject the faults of this step, counted from 0.
    Inject(usize),
    /// Look who reaches whom while the faults last.
    SurveyDuring,
    /// Mend everything.
    Repair,
    /// Look who reaches whom after the repair, and end.
    Finish,
}

/// What the driver sees at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Whether the routers at both ends have reacted to every fault so far: they use a way that is not broken, or know of none.
    pub reacted: bool,
    /// Whether traffic takes the ways it took before the first fault.
    pub home: bool,
    /// Whether every BGP session is up again, so that the next fault finds its standby ready.
    pub healed: bool,
}

/// How long each part lasts at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Undisturbed traffic before the first fault.
    pub baseline: Duration,
    /// Longest wait for the routers to react to a step's faults.
    pub reaction_limit: Duration,
    /// Time for traffic to settle after a reaction and after the return.
    pub settle: Duration,
    /// Longest wait for traffic to return after the repair, and again for everything to be healed.
    pub return_limit: Duration,
}

/// Where a drill is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Undisturbed traffic, since then.
    Baseline(Duration),
    /// The faults of this step are in; the routers have not reacted yet.
    Broken { step: usize, since: Duration },
    /// The routers have reacted; traffic settles.
    Settling { step: usize, since: Duration },
    /// The survey was asked for.
    Surveyed,
    /// Everything is mended; traffic is not back yet.
    Repaired(Duration),
    /// Traffic is back, or was waited for long enough; it settles.
    Returning(Duration),
    /// Nothing is left to do.
    Finished,
}

/// The course of one drill.
#[derive(Clone, Debug)]
pub struct Course {
    steps: usize,
    pace: Pace,
    phase: Phase,
    /// Times at which traffic was first seen back.
    returned: Option<Duration>,
}

impl Course {
    /// A drill of `steps` steps that begins `now`.
    pub fn new(steps: usize, pace: Pace, now: Duration) -> Self {
        Self { steps, pace, phase: Phase::Baseline(now), returned: None }
    }

    /// When traffic was first seen back after the repair.
    pub fn returned(&self) -> Option<Duration> {
        self.returned
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        self.phase == Phase::Finished
    }

    /// What to do now. None: look again soon.
    pub fn next(&mut self, now: Duration, sight: Sight) -> Option<Action> {
        let passed = |since: Duration| now.saturating_sub(since);
        match self.phase {
            Phase::Baseline(since) if passed(since) >= self.pace.baseline => {
                Some(self.inject(0, now))
            }
            Phase::Broken { step, since }
                if sight.reacted || passed(since) >= self.pace.reaction_limit =>
            {
                self.phase = Phase::Settling { step, since: now };
                None
            }
            Phase::Settling { step, since } if passed(since) >= self.pace.settle => {
                if step + 1 < self.steps {
                    return Some(self.inject(step + 1, now));
                }
                self.phase = Phase::Surveyed;
                Some(Action::SurveyDuring)
            }
            Phase::Surveyed => {
                self.phase = Phase::Repaired(now);
                Some(Action::Repair)
            }
            Phase::Repaired(since) if sight.home || passed(since) >= self.pace.return_limit => {
                self.returned = sight.home.then_some(now);
                self.phase = Phase::Returning(now);
                None
            }
            Phase::Returning(since)
                if (passed(since) >= self.pace.settle && sight.healed)
                    || passed(since) >= self.pace.return_limit =>
            {
                self.phase = Phase::Finished;
                Some(Action::Finish)
            }
            _ => None,
        }
    }

    fn inject(&mut self, step: usize, now: Duration) -> Action {
        self.phase = Phase::Broken { step, since: now };
        Action::Inject(step)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PACE: Pace = Pace {
        baseline: Duration::from_secs(1),
        reaction_limit: Duration::from_secs(5),
        settle: Duration::from_secs(1),
        return_limit: Duration::from_secs(10),
    };

    /// Runs a course to its end under a simulated clock.
    fn run(steps: usize, ticks: &[(u64, bool, bool)]) -> (Vec<Action>, Duration, Course) {
        let mut course = Course::new(steps, PACE, Duration::ZERO);
        let (mut now, mut actions) = (Duration::ZERO, Vec::new());
        for &(ms, reacted, home) in ticks.iter().cycle().take(100_000) {
            now += Duration::from_millis(ms);
            actions.extend(course.next(now, Sight { reacted, home, healed: home }));
            if course.is_finished() {
                break;
            }
        }
        (actions, now, course)
    }

    #[test]
    fn a_drill_breaks_surveys_mends_and_ends() {
        let (actions, _, course) = run(2, &[(20, true, true)]);
        let expected = [
            Action::Inject(0),
            Action::Inject(1),
            Action::SurveyDuring,
            Action::Repair,
            Action::Finish,
        ];
        assert_eq!(actions, expected);
        assert!(course.returned().is_some());
    }

    #[test]
    fn routers_that_never_react_do_not_hold_it_up() {
        let (actions, took, course) = run(1, &[(20, false, false)]);
        assert_eq!(actions.last(), Some(&Action::Finish));
        assert_eq!(course.returned(), None);
        assert!(took < Duration::from_secs(28), "{took:?}");
    }

    proptest! {
        /// Whatever is seen and however the clock goes, every fault is mended exactly once, after the last one.
        #[test]
        fn it_always_mends_and_ends(
            steps in 1_usize..4,
            ticks in prop::collection::vec((1_u64..3_000, any::<bool>(), any::<bool>()), 1..40),
        ) {
            let (actions, _, course) = run(steps, &ticks);
            prop_assert!(course.is_finished());
            let injected: Vec<Action> = (0..steps).map(Action::Inject).collect();
            prop_assert_eq!(&actions[..steps], &injected[..]);
            prop_assert_eq!(&actions[steps..], &[Action::SurveyDuring, Action::Repair, Action::Finish]);
        }
    }
}
